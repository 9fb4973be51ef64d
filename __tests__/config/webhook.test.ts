import { describe, expect, it } from 'vitest';
import { messagesOf, read } from './read-options.ts';

describe('the webhook', () => {
  it.each([
    ['buildconfig/release', { kind: 'build-config', project: 'prod', name: 'release' }],
    ['cicd/bc/release', { kind: 'build-config', project: 'cicd', name: 'release' }],
    ['https://ci.example.com/{secret}/go', { kind: 'url', url: 'https://ci.example.com/{secret}/go' }],
    ['http://el-app.ci.svc:8080', { kind: 'url', url: 'http://el-app.ci.svc:8080' }],
  ])('%s', (webhook, target) => {
    expect(read({ webhook, 'webhook-secret': 'key' }).webhook).toEqual({ target, secret: 'key' });
  });

  it.each([
    ['release', '"release" is neither a URL nor buildconfig/name'],
    ['https://user:pass@ci.example.com/', 'must not contain a user name or password'],
    ['http://ci.example.com/{secret}', 'would send the secret unencrypted'],
    [
      'https://api:6443/apis/build.openshift.io/v1/namespaces/p/buildconfigs/b/webhooks/abcdef/generic',
      'contains the secret, which would be shown',
    ],
  ])('%s is refused', (webhook, what) => {
    const inputProblems = messagesOf({ webhook, 'webhook-secret': 'key' });

    expect(inputProblems).toHaveLength(1);
    expect(inputProblems[0]).toContain(`webhook: ${what}`);
    expect(inputProblems[0]).not.toMatch(/abcdef|pass@/);
  });

  it('of a BuildConfig needs its secret', () => {
    expect(messagesOf({ webhook: 'bc/release' })[0]).toContain('webhook-secret: required');
  });

  it('is missing when there is a secret for one', () => {
    expect(messagesOf({ 'webhook-secret': 'key' })[0]).toContain('webhook: required');
  });
});
