import { describe, expect, it } from 'vitest';
import { planCosignTag, type CosignPlan } from '../../../src/core/image/cosign-manifest.ts';
import { digestOf } from '../../../src/core/image/digest.ts';
import { PromoteError } from '../../../src/core/text/errors.ts';
import { aReferrer, aSignature, jsonOf } from '../../support/sample-artifacts.ts';
import { descriptorJson, utf8 } from '../../support/sample-images.ts';

const ours = aSignature(['ours']);
const theirs = aSignature(['theirs']);

function merged(plan: CosignPlan) {
  if (plan.kind !== 'merge') throw new Error(`the plan is ${plan.kind}`);
  return plan;
}

function signaturesOf(plan: CosignPlan): unknown[] {
  const { layers } = jsonOf(merged(plan).manifest) as { layers: { annotations: Record<string, string> }[] };
  return layers.map(({ annotations }) => annotations['dev.cosignproject.cosign/signature']);
}

describe("what becomes of a tag of cosign's", () => {
  it('is the manifest of the source, when there is none', () => {
    expect(planCosignTag(ours, undefined)).toEqual({ kind: 'copy' });
  });

  it('stays when it is the same, or has all signatures already', () => {
    expect(planCosignTag(ours, ours)).toEqual({ kind: 'keep' });
    expect(planCosignTag(ours, aSignature(['theirs', 'ours']))).toEqual({ kind: 'keep' });
  });

  it('is the manifest of the source when that has all signatures of the destination', () => {
    expect(planCosignTag(aSignature(['theirs', 'ours']), theirs)).toEqual({ kind: 'copy' });
  });

  it('holds the signatures of both when each has its own', () => {
    const plan = planCosignTag(aSignature(['ours', 'shared']), aSignature(['shared', 'theirs']));

    expect(signaturesOf(plan)).toEqual(['shared', 'theirs', 'ours']);
  });

  it('has a config that lists as many layers as there are, and comes with its bytes', () => {
    const { manifest, config } = merged(planCosignTag(ours, theirs));

    expect(manifest.content).toMatchObject({
      config: { digest: config.digest, sizeBytes: config.sizeBytes },
    });
    expect(config.data && digestOf(config.data)).toBe(config.digest);
    const payload = digestOf(utf8('the payload'));
    expect(JSON.parse(new TextDecoder().decode(config.data))).toMatchObject({
      rootfs: { type: 'layers', diff_ids: [payload, payload] },
      history: [{}, {}],
    });
  });

  it('is the same again when it is joined again', () => {
    const { manifest } = merged(planCosignTag(ours, theirs));

    expect(planCosignTag(ours, manifest)).toEqual({ kind: 'keep' });
    expect(planCosignTag(theirs, manifest)).toEqual({ kind: 'keep' });
  });

  const sbom = (text: string) =>
    aSignature([], { layers: [descriptorJson(utf8(text), 'application/vnd.cyclonedx+json')] });

  it.each([
    ['two different SBOMs', sbom('ours'), sbom('theirs')],
    ['a manifest with a subject', ours, aReferrer(ours, 'x')],
    ['a manifest with annotations', ours, aSignature(['theirs'], { annotations: { a: 'b' } })],
    ['another kind of config', aSignature(['ours'], { config: descriptorJson(utf8('{}'), 'a/b') }), theirs],
  ])('is refused for %s', (_, source, existing) => {
    expect(() => planCosignTag(source, existing)).toThrow(PromoteError);
  });
});
