import { describe, expect, it } from 'vitest';
import { messagesOf, read } from './read-options.ts';

describe('the input "policy"', () => {
  it.each([
    ['deploy/policy.yaml', { kind: 'file', path: 'deploy/policy.yaml' }],
    ['./policy', { kind: 'file', path: './policy' }],
    ['prod/promotion-policy', { kind: 'config-map', project: 'prod', name: 'promotion-policy' }],
  ])('is a file or a ConfigMap by its spelling alone: %s', (policy, source) => {
    expect(read({ policy }).policy).toEqual({ source, overrideReason: undefined });
  });

  it('is refused when it is neither, and when it is overridden without being there', () => {
    expect(messagesOf({ policy: 'policy' })).toEqual([
      expect.stringContaining('policy: "policy" is neither'),
    ]);
    expect(messagesOf({ 'policy-override': 'INC-1' })).toEqual([
      expect.stringContaining('policy-override: only used with a policy'),
    ]);
  });

  it('is refused together with an import that goes on after the evaluation', () => {
    const inputs = { strategy: 'import', 'import-scheduled': 'true', policy: 'policy.yaml' };

    expect(messagesOf(inputs)).toEqual([
      expect.stringMatching(/^import-scheduled: lets the cluster import later images/),
    ]);
  });
});
