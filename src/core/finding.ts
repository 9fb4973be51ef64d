import type { ErrorCode, Problem, Side } from './text/errors.ts';

/** Topics of checks, in the order of a report. */
export const TOPICS = [
  'connection',
  'token',
  'registry',
  'project',
  'image',
  'policy',
  'attestation',
  'permissions',
  'limits',
  'tag',
  'triggers',
  'workloads',
  'pull secrets',
  'preparation',
] as const;
export type Topic = (typeof TOPICS)[number];

/** problem: the promotion would fail; warning: it may fail, or its result may not last; note: for information */
export type FindingLevel = 'note' | 'warning' | 'problem';

/** One thing that a check found. */
export interface Finding extends Problem {
  readonly topic: Topic;
  readonly level: FindingLevel;
}

/** The topic that a problem of a code belongs to. */
const TOPIC_OF: Readonly<Partial<Record<ErrorCode, Topic>>> = {
  TOKEN_EXPIRED: 'token',
  ACCESS_DENIED: 'permissions',
  NOT_A_REGISTRY: 'registry',
  REGISTRY_NOT_EXPOSED: 'registry',
  PROJECT_NOT_FOUND: 'project',
  IMAGE_NOT_FOUND: 'image',
  POLICY_INVALID: 'policy',
  POLICY_REFUSED: 'policy',
  NOT_SOAKED: 'policy',
  ATTEST_FAILED: 'attestation',
  DIGEST_UNEXPECTED: 'image',
  DIGEST_MISMATCH: 'image',
  MANIFEST_INVALID: 'image',
  MANIFEST_UNSUPPORTED: 'image',
  QUOTA_EXCEEDED: 'limits',
  TAG_EXISTS: 'tag',
  TAG_CONFLICT: 'tag',
  WORKLOAD_NOT_FOUND: 'workloads',
  ROLLOUT_FAILED: 'workloads',
  ROLLOUT_PAUSED: 'workloads',
  INPUT_INVALID: 'preparation',
};

export function topicOf(code: ErrorCode): Topic {
  return TOPIC_OF[code] ?? 'connection';
}

/** One line of a diagnosis. */
export interface DoctorEntry {
  readonly topic: Topic;
  readonly level: 'ok' | FindingLevel;
  readonly message: string;
  readonly side?: Side | undefined;
  readonly code?: ErrorCode | undefined;
  readonly hint?: string | undefined;
}

/** In the order of the topics, the source before the destination. */
export function sortEntries(entries: readonly DoctorEntry[]): readonly DoctorEntry[] {
  const rank = ({ topic, side }: DoctorEntry): number =>
    TOPICS.indexOf(topic) * 3 + (side === 'source' ? 0 : side === 'destination' ? 1 : 2);
  return [...entries].sort((one, other) => rank(one) - rank(other));
}
