import type { Digest } from '../../src/core/image/digest.ts';
import type { PromotionPlan } from '../../src/core/plan.ts';
import type { RunResult } from '../../src/core/host.ts';
import type { ImageReport, PromotionReport } from '../../src/core/report.ts';

export const DIGEST = `sha256:${'0083874168b7'.padEnd(64, '0')}` as Digest;
export const PREVIOUS = `sha256:${'ffeeddccbbaa'.padEnd(64, 'f')}` as Digest;

export const IMAGE: ImageReport = {
  source: 'dev/app:1.4.2',
  sourceImage: `registry.dev.example.com/dev/app@${DIGEST}`,
  destination: 'prod/app:1.4.2',
  image: `registry.prod.example.com/prod/app@${DIGEST}`,
  imageStreamTag: 'prod/app:1.4.2',
  digest: DIGEST,
  previousDigest: PREVIOUS,
  strategy: 'copy',
  mediaType: 'application/vnd.oci.image.index.v1+json',
  platforms: ['linux/amd64', 'linux/arm64'],
  changed: true,
  tags: ['1.4.2', 'stable'],
  movedTags: ['1.4.2', 'stable'].map((tag) => ({ tag, previousDigest: PREVIOUS })),
  blobsCopied: 8,
  blobsSkipped: 2,
  bytesCopied: 200_000_000,
  bytesSkipped: 1_500_000,
  attachments: [],
  rollouts: [
    {
      workload: { kind: 'deploymentconfig', project: 'prod', name: 'api' },
      status: 'complete',
      revisionBefore: '41',
      revision: '42',
    },
  ],
};

export const REPORT: PromotionReport = {
  images: [IMAGE],
  rolloutStatus: 'complete',
  dryRun: false,
  sourceServer: 'https://api.dev.example.com:6443',
  destinationServer: 'https://api.prod.example.com:6443',
  startedAt: '2026-01-02T03:04:05.000Z',
  durationMs: 12_345,
  phases: [
    { phase: 'connect', durationMs: 120 },
    { phase: 'move', durationMs: 9_000 },
  ],
};

export const PLAN: PromotionPlan = {
  images: [
    {
      source: IMAGE.source,
      sourceImage: IMAGE.sourceImage,
      destination: IMAGE.destination,
      destinationRepository: 'registry.prod.example.com/prod/app',
      tags: IMAGE.tags,
      digest: DIGEST,
      strategy: 'copy',
      mediaType: IMAGE.mediaType,
      platforms: IMAGE.platforms,
      previousDigest: PREVIOUS,
      action: 'move',
      tagPlans: IMAGE.tags.map((tag) => ({ tag, action: 'move' as const, previousDigest: PREVIOUS })),
      blobs: 10,
      sizeBytes: 201_500_000,
    },
  ],
  rollouts: [
    {
      workload: { kind: 'deploymentconfig', project: 'prod', name: 'api' },
      revisionBefore: '41',
      method: 'trigger',
      containers: ['api'],
      images: { api: 'prod/api:prod' },
      replicas: 2,
    },
  ],
};

export const SUCCESS: RunResult = { report: REPORT, plan: PLAN, failure: undefined, record: undefined };

/** `SUCCESS` with another report. */
export function resultOf(changes: Partial<PromotionReport>, result: Partial<RunResult> = {}): RunResult {
  return { ...SUCCESS, ...result, report: { ...REPORT, ...changes } };
}
