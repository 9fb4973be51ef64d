import { describe, expect, it } from 'vitest';
import { quoteGiven, unreadableFile } from '../../../src/core/text/given-text.ts';

describe('a path that leads nowhere', () => {
  it.each([
    './dev-ca.pem',
    '/run/secrets/promote/token',
    '~/.kube/config',
    'C:\\Users\\dev\\kubeconfig',
    'prod.kubeconfig',
    'deploy/app.yaml',
    'deploy/overlays',
    '/tmp/job-Ab12Cd/auth.json',
  ])('is shown: %s', (path) => {
    expect(unreadableFile(path, 'ENOENT')).toBe(`${JSON.stringify(path)} cannot be read (ENOENT)`);
  });

  it.each([
    'Tr0ub4dor',
    'correct horse battery staple',
    'dG9wL3NlY3JldA==',
    'aB3/dE5+fG7',
    'Zm9vYmFyYmF6cXV4Zm9vYmFyYmF6cXV4Zm9v',
    './Zm9vYmFyYmF6cXV4Zm9vYmFyYmF6cXV4Zm9v',
    'a'.repeat(5000),
  ])('is not shown when it may be a secret: %s', (text) => {
    expect(unreadableFile(text, 'ENOENT')).toBe(
      text.length > 100
        ? 'this looks like the content of a file, not a path'
        : 'the value (not shown because it may be a secret) cannot be read (ENOENT)',
    );
  });

  it.each([
    ['an auth file', '{"auths":{"quay.io":{"auth":"Ym9iOng="}}}'],
    ['a kubeconfig', 'apiVersion: v1\nkind: Config\nusers:\n- name: bob\n  user:\n    token: hush'],
    ['a kubeconfig on one line', 'apiVersion: v1'],
    ['a kubeconfig in JSON', '{"kind":"Config","users":[{"user":{"token":"hush"}}]}'],
    ['PEM text', '-----BEGIN CERTIFICATE-----'],
    ['a token of OpenShift', `sha256~${'a'.repeat(43)}`],
    ['a JWT', 'eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ4In0.c2lnbmF0dXJl'],
    ['base64', Buffer.from('apiVersion: v1 kind: Config users: [name: bob, token: hush]').toString('base64')],
  ])('is called content when it is that of %s', (_what, text) => {
    expect(unreadableFile(text, 'ENOENT')).toBe('this looks like the content of a file, not a path');
  });

  it('is shown in any case when something is there', () => {
    expect(unreadableFile('secrets', 'EACCES')).toBe('"secrets" cannot be read (EACCES)');
  });
});

describe('the text of an input', () => {
  it.each(['dev/app:1.4.2', 'yes', 'quay.io/team/app:1@sha256:0083', '10 minutes', '5x'])(
    'is quoted in a message about it: %s',
    (text) => {
      expect(quoteGiven(text)).toBe(`"${text}"`);
    },
  );

  it.each([
    ['a password in a URL', 'https://bob:hush@host'],
    ['a password without a scheme', 'bob:hush@host'],
    ['a token', `sha256~${'a'.repeat(43)}`],
    ['several lines', 'one\ntwo'],
    ['an auth file', '{"auths":{}}'],
    ['very much', 'x'.repeat(301)],
  ])('is not quoted when it holds %s', (_what, text) => {
    expect(quoteGiven(text)).toBe('the value (not shown because it may be a secret)');
  });
});
