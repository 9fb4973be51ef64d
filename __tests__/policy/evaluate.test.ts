import { describe, expect, it } from 'vitest';
import { PromoteError } from '../../src/core/text/errors.ts';
import { newKey, payloadFor, policyLab, signatureOf } from '../support/policy-lab.ts';
import { noise, sampleImage } from '../support/sample-images.ts';

const IMAGE = sampleImage([noise(100, 1)]);
const key = newKey();
const SIGNED = { name: 'signed', signature: { by: 'release' } };
const SOURCE = { name: 'from dev', source: { among: ['registry.example.com/dev/*'] } };
const POLICY = { version: 1, signers: { release: { key: key.pem } }, rules: [SIGNED, SOURCE] };

describe('a policy', () => {
  it('evaluates every rule, whatever the others say, and reports each by its name', async () => {
    const report = await policyLab(IMAGE).evaluate(POLICY);

    expect(report).toMatchObject({
      outcome: 'refused',
      policy: 'policy.yaml',
      image: `registry.example.com/dev/app@${IMAGE.root.digest}`,
      evaluatedAt: '2026-06-15T12:00:00.000Z',
      rules: [
        { name: 'signed', outcome: 'failed' },
        { name: 'from dev', outcome: 'passed' },
      ],
    });
  });

  it('passes when all rules do', async () => {
    const lab = policyLab(IMAGE);
    const payload = payloadFor(lab.digest);
    lab.addSignatures(lab.digest, [{ payload, signature: signatureOf(payload, key) }]);

    expect((await lab.evaluate(POLICY)).outcome).toBe('passed');
  });

  it('only warns in the mode warn, of the policy or of the rule that fails', async () => {
    const lab = policyLab(IMAGE);

    expect((await lab.evaluate({ ...POLICY, mode: 'warn' })).outcome).toBe('warned');
    expect((await lab.evaluate({ ...POLICY, rules: [{ ...SIGNED, mode: 'warn' }, SOURCE] })).outcome).toBe(
      'warned',
    );
    expect((await lab.evaluate({ ...POLICY, rules: [SIGNED, { ...SOURCE, mode: 'warn' }] })).outcome).toBe(
      'refused',
    );
    expect(
      (await lab.evaluate({ ...POLICY, mode: 'warn', rules: [{ ...SIGNED, mode: 'enforce' }] })).outcome,
    ).toBe('refused');
  });

  it('is overridden with a reason, where it allows that and only then', async () => {
    const lab = policyLab(IMAGE);
    const allowing = { ...POLICY, overrides: 'with-reason' };

    const report = await lab.evaluate(allowing, { override: 'INC-7: hotfix' });

    expect(report).toMatchObject({ outcome: 'overridden', override: { reason: 'INC-7: hotfix' } });
    expect((await lab.evaluate(allowing)).outcome).toBe('refused');
    const refused = await lab.evaluate(POLICY, { override: 'INC-7: hotfix' });
    expect(refused.outcome).toBe('refused');
    expect(refused.override).toBeUndefined();
  });

  it('never passes because something cannot be read', async () => {
    const lab = policyLab(IMAGE);
    const image = { name: 'not root', image: { user: 'not-root' } };
    const missing = sampleImage([noise(100, 1)]);
    missing.blobs.clear();

    const report = await policyLab(missing).evaluate({ ...POLICY, rules: [image] });

    expect(report.rules).toMatchObject([
      { outcome: 'failed', findings: [{ found: expect.stringContaining('cannot be looked at') as string }] },
    ]);
    expect(lab.reads).toEqual([]);
  });

  it('is not evaluated for an image that does not exist', async () => {
    const lab = policyLab({ ...IMAGE, manifests: [] });

    await expect(lab.evaluate(POLICY)).rejects.toThrow(PromoteError);
  });
});
