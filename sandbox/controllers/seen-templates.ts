import { isDeepStrictEqual } from 'node:util';
import type { ClusterState } from '../state/cluster-state.ts';
import type { KubeObject, PodTemplate } from '../state/kube-object.ts';

type Templated = KubeObject & { readonly spec: { readonly template: PodTemplate } };

/**
 * A controller sees every template, also one that an image trigger replaced within milliseconds: a workload that is created
 * with a placeholder gets a first revision with that placeholder (captures 41l, 42l).
 */
export function noteTemplate(state: ClusterState, { metadata: { uid }, spec }: Templated): void {
  const unseen = state.unseenTemplates.get(uid) ?? [];
  if (isDeepStrictEqual(unseen.at(-1), spec.template)) return;
  state.unseenTemplates.set(uid, [...unseen, spec.template]);
}

/** The template to look at first, if there is one older than the workload's own. */
export function olderTemplate(
  state: ClusterState,
  { metadata: { uid } }: Templated,
): PodTemplate | undefined {
  const [oldest, ...rest] = state.unseenTemplates.get(uid) ?? [];
  if (oldest === undefined || rest.length === 0) return undefined;
  state.unseenTemplates.set(uid, rest);
  return oldest;
}
