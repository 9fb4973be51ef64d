import type { Digest } from '../../src/core/image/digest.ts';
import type { RunResult } from '../../src/core/host.ts';
import type { PolicyReport } from '../../src/core/ports/policy-report.ts';
import type { ImageReport } from '../../src/core/report.ts';
import { DIGEST, resultOf, IMAGE } from './sample-report.ts';

const digestOf = (letter: string): Digest => `sha256:${letter.repeat(64)}` as Digest;
const LAYER = 'application/vnd.oci.image.layer.v1.tar+gzip';
const DEPLOYMENT = { kind: 'deployment', project: 'prod', name: 'web' } as const;
const CONFIG = { kind: 'deploymentconfig', project: 'prod', name: 'api' } as const;

/** An image of which everything is known. */
export const FULL_IMAGE: ImageReport = {
  ...IMAGE,
  rollouts: [
    ...IMAGE.rollouts,
    { workload: DEPLOYMENT, status: 'complete', revisionBefore: '7', revision: '8' },
  ],
  blobs: [
    { digest: digestOf('a'), mediaType: LAYER, sizeBytes: 120_000_000, outcome: 'copied' },
    { digest: digestOf('b'), mediaType: LAYER, sizeBytes: 79_000_000, outcome: 'copied' },
    { digest: digestOf('c'), mediaType: LAYER, sizeBytes: 1_500_000, outcome: 'present' },
    {
      digest: digestOf('d'),
      mediaType: 'application/vnd.oci.image.config.v1+json',
      sizeBytes: 7000,
      outcome: 'copied',
    },
  ],
  change: {
    created: { before: '2026-01-01T00:00:00Z', after: '2026-01-02T00:00:00Z' },
    labels: {
      maintainer: { after: 'the team' },
      'org.opencontainers.image.version': { before: '1.4.1', after: '1.4.2' },
    },
    environment: { added: ['FEATURE_X'], removed: [] },
    ports: { added: ['8443/tcp'], removed: ['8080/tcp'] },
  },
  pods: [
    { workload: CONFIG, name: 'api-42-x2k9d', ready: true, imageDigests: { api: DIGEST } },
    {
      workload: DEPLOYMENT,
      name: 'web-6f7c9d8b5-abcde',
      ready: true,
      imageDigests: { web: DIGEST, proxy: undefined },
    },
  ],
  attestation: { manifest: digestOf('9'), outcome: 'attached' },
  attachments: [
    { subject: DIGEST, name: `sha256-${'0'.repeat(64)}.sig`, type: 'signature', outcome: 'copied' },
    { subject: DIGEST, name: digestOf('e'), type: 'application/spdx+json', outcome: 'present' },
  ],
};

/** Signed by a key and by an identity; one rule that only warns has failed. */
export const POLICY: PolicyReport = {
  policy: 'prod/promotion-policy',
  policyDigest: digestOf('f'),
  image: `registry.dev.example.com/dev/app@${DIGEST}`,
  digest: DIGEST,
  evaluatedAt: '2026-01-02T03:04:05.000Z',
  outcome: 'warned',
  rules: [
    {
      ...{ name: 'signed by release', kind: 'signature', mode: 'enforce', outcome: 'passed' },
      findings: [{ outcome: 'passed', digest: DIGEST, found: 'signed by release' }],
    },
    {
      ...{ name: 'scanned this week', kind: 'vulnerabilities', mode: 'warn', outcome: 'failed' },
      findings: [{ outcome: 'failed', digest: DIGEST, found: 'no scan', needed: 'attest one' }],
    },
  ],
  signatures: [
    {
      ...{ signer: 'ci', subject: DIGEST, type: 'https://slsa.dev/provenance/v1', format: 'bundle' },
      manifest: digestOf('e'),
      identity: 'https://github.com/acme/app/.github/workflows/build.yml@refs/heads/main',
      issuer: 'https://token.actions.githubusercontent.com',
      signedAt: '2026-01-02T03:00:00.000Z',
    },
    {
      ...{ signer: 'release', subject: DIGEST, type: 'signature', format: 'tag' },
      manifest: digestOf('d'),
    },
  ],
};

export const FULL_RESULT: RunResult = {
  ...resultOf({
    images: [FULL_IMAGE],
    policy: [POLICY],
    phases: [
      { phase: 'connect', durationMs: 320 },
      { phase: 'resolve', durationMs: 240 },
      { phase: 'check', durationMs: 180 },
      { phase: 'move', durationMs: 7_900 },
      { phase: 'tag', durationMs: 140 },
      { phase: 'roll out', durationMs: 3_300 },
      { phase: 'verify', durationMs: 90 },
    ],
  }),
  run: { system: 'GitHub Actions', actor: 'octo-releaser', url: 'https://ci.example.com/runs/17' },
};
