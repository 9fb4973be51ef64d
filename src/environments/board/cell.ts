import type { BoardCell, BoardWorkload, Finding } from '../../core/board/board.ts';
import { shortDigest, type Digest } from '../../core/image/digest.ts';
import type {
  ContainerState,
  ProjectState,
  TagState,
  WorkloadState,
} from '../../core/ports/project-state.ts';
import { workloadKindOf } from '../../core/ports/workload-kinds.ts';
import { workloadText } from '../../core/progress-text.ts';
import { historyOf } from '../../core/trace/tag-history.ts';
import type { Placement } from '../landscape.ts';

/** An application in one environment, as it was read. */
export interface CellSource {
  readonly environment: string;
  readonly placement: Placement;
  readonly project: ProjectState;
  /** digests of the platforms of an index, by which pods may name it */
  readonly platformsOf: (digest: Digest) => Promise<readonly Digest[]>;
  /** whether images come here by promotion: not in the first environment */
  readonly isPromotedTo: boolean;
}

const MAX_HISTORY = 10;

/** What there is to say about an application in one environment, without looking at the others. */
export async function cellOf(source: CellSource): Promise<BoardCell> {
  const { environment, placement, project, isPromotedTo } = source;
  const image = `${placement.project}/${placement.stream}:${placement.tag}`;
  const tags = project.streams.get(placement.stream) ?? [];
  const state = tags.find(({ tag }) => tag === placement.tag);
  if (state === undefined) return { environment, state: 'empty', image, ...NOTHING, findings: [] };
  const history = historyOf(state);
  const [current] = history;
  const digest = current?.digest;
  const accepted = new Set<string>(digest === undefined ? [] : [digest]);
  const used = project.workloads.flatMap((each) => {
    const isGiven = isNamed(each, placement);
    const containers = containersOf(each, placement, isGiven);
    return isGiven || (isAuto(placement) && containers.length > 0) ? [{ ...each, containers }] : [];
  });
  if (digest !== undefined && used.some((each) => differing(each, accepted).length > 0))
    for (const platform of await source.platformsOf(digest)) accepted.add(platform);
  return {
    ...{ environment, state: 'current', image, digest },
    version: versionOf(state, tags),
    history: history.slice(0, MAX_HISTORY),
    workloads: used.map((each) => boardWorkload(each, accepted)),
    findings: [
      ...used.flatMap((each) => workloadFindings(each, accepted, digest, tags)),
      ...missingFindings(project, placement),
      ...(isPromotedTo && current?.promotion === undefined ? [notPromoted(current?.since)] : []),
      ...(state.traces.isEdited ? [edited()] : []),
    ],
  };
}

const NOTHING = { digest: undefined, version: undefined, history: [], workloads: [] } as const;

/** A cell of which nothing is known. */
export function cellWithout(
  environment: string,
  state: 'absent' | 'unknown',
  findings: readonly Finding[] = [],
): BoardCell {
  return { environment, state, image: undefined, ...NOTHING, findings };
}

/**
 * Whether an image has been in the environment before.
 * @param before the cell of the application there
 */
export function aheadFinding(cell: BoardCell, before: BoardCell): Finding | undefined {
  if (cell.digest === undefined || before.state !== 'current') return undefined;
  // an image that was built on the way has a digest of its own
  const origin = cell.history[0]?.promotion?.source;
  const known = before.history.some(
    ({ digest }) =>
      digest !== undefined && (digest === cell.digest || origin?.endsWith(`@${digest}`) === true),
  );
  if (known) return undefined;
  return {
    kind: 'ahead',
    isWrong: true,
    text: `${String(cell.image)} is ${versionText(cell)}, which ${before.environment} neither runs nor ran lately`,
  };
}

function versionText({ version, digest }: BoardCell): string {
  return version ?? (digest === undefined ? 'an image elsewhere' : shortDigest(digest));
}

/** What the promotion says, or a tag of the same image that looks like a version. */
function versionOf({ tag, events, traces }: TagState, tags: readonly TagState[]): string | undefined {
  const digest = events[0]?.digest;
  const said = traces.latest?.digest === digest ? traces.latest?.version : undefined;
  if (said !== undefined && said !== tag) return said;
  return tags
    .filter((each) => each.tag !== tag && digest !== undefined && each.events[0]?.digest === digest)
    .map((each) => each.tag)
    .sort(
      (one, other) => rank(other) - rank(one) || other.length - one.length || one.localeCompare(other),
    )[0];
}

const rank = (tag: string): number => (/^v?\d+\./.test(tag) ? 1 : 0);

/**
 * The containers that are to run the image of the tag, as `rollout: auto` finds them: by trigger, by tag, or by a digest of the stream.
 * @param isGiven whether the file names the workload, so that another tag of the stream counts as well
 */
function containersOf(
  { containers }: WorkloadState,
  placement: Placement,
  isGiven: boolean,
): readonly ContainerState[] {
  const { project, stream, tag } = placement;
  return containers.filter(({ repository, follows, digest, tag: named }) =>
    follows === undefined
      ? repository === `${project}/${stream}` &&
        (isGiven || digest !== undefined || (named ?? 'latest') === tag)
      : follows.project === project && follows.stream === stream && follows.tag === tag,
  );
}

function isAuto({ workloads }: Placement): boolean {
  return workloads.includes('auto');
}

/** As the input `rollout` names workloads: `deployment/web`, `dc/web[container]`, `project/deployment/web`. */
function isNamed({ workload }: WorkloadState, { workloads }: Placement): boolean {
  return workloads.some((text) => {
    const [name = '', kind = ''] = text.replace(/\[.*$/, '').split('/').reverse();
    return name === workload.name && workloadKindOf(kind) === workload.kind;
  });
}

/** Ready pods that run another image in one of the containers. */
function differing(
  { pods, containers }: WorkloadState,
  accepted: ReadonlySet<string>,
): WorkloadState['pods'] {
  return pods.filter(
    ({ ready, imageDigests }) =>
      ready && containers.some(({ name }) => !accepted.has(imageDigests[name] ?? '')),
  );
}

function boardWorkload(state: WorkloadState, accepted: ReadonlySet<string>): BoardWorkload {
  const ready = state.pods.filter((pod) => pod.ready);
  return {
    name: workloadText(state.workload),
    pods: ready.length,
    current: ready.length - differing(state, accepted).length,
  };
}

function workloadFindings(
  state: WorkloadState,
  accepted: ReadonlySet<string>,
  digest: Digest | undefined,
  tags: readonly TagState[],
): readonly Finding[] {
  const { workload, containers, pods, trace } = state;
  const name = workloadText(workload);
  if (containers.length === 0)
    return [
      { kind: 'pods-differ', isWrong: true, text: `${name} uses neither the tag nor an image of its stream` },
    ];
  const others = digest === undefined ? [] : differing(state, accepted);
  const found = others.flatMap(({ imageDigests }) =>
    containers.flatMap((each) => imageDigests[each.name] ?? []),
  );
  const [other] = found.filter((each) => !accepted.has(each));
  const isByHand =
    trace !== undefined &&
    containers.every((each) => each.digest !== undefined && each.digest !== trace.digest) &&
    !containers.some((each) => accepted.has(each.digest ?? ''));
  const ready = pods.filter((pod) => pod.ready).length;
  return [
    ...(others.length === 0
      ? []
      : [
          {
            kind: 'pods-differ' as const,
            isWrong: true,
            text: `${others.length} of ${ready} ready pods of ${name} run ${other === undefined ? 'an unknown image' : nameOf(other, tags)}, not that of the tag`,
          },
        ]),
    ...(isByHand
      ? [
          {
            kind: 'changed-by-hand' as const,
            isWrong: true,
            text: `${name} was promoted to ${nameOf(trace.digest, tags)}, and was changed to ${nameOf(containers[0]?.digest ?? '', tags)} since`,
          },
        ]
      : []),
  ];
}

/** `1.4.1 (sha256:0083874168b7)`, or the digest alone if no tag of the stream that looks like a version points to it. */
function nameOf(digest: string, tags: readonly TagState[]): string {
  const short = digest.slice(0, 'sha256:'.length + 12);
  const version = tags.find(({ tag, events }) => rank(tag) > 0 && events[0]?.digest === digest)?.tag;
  return version === undefined ? short : `${version} (${short})`;
}

/** Workloads that the file names and that are not there. */
function missingFindings({ workloads, unreadable }: ProjectState, placement: Placement): readonly Finding[] {
  if (unreadable.length > 0) return [];
  return placement.workloads
    .filter(
      (text) =>
        text !== 'auto' && !workloads.some((each) => isNamed(each, { ...placement, workloads: [text] })),
    )
    .map((text) => ({
      kind: 'pods-differ',
      isWrong: true,
      text: `${text} does not exist in ${placement.project}`,
    }));
}

function notPromoted(since: string | undefined): Finding {
  return {
    kind: 'not-promoted',
    isWrong: true,
    text: `no promotion brought this image here${since === undefined ? '' : `; it came at ${since}`}`,
  };
}

function edited(): Finding {
  return {
    kind: 'not-promoted',
    isWrong: true,
    text: 'what promotions left on the tag was edited since',
  };
}
