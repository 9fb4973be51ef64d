import type { Digest } from '../image/digest.ts';
import type { HistoryEntry } from '../trace/tag-history.ts';

/** What is where: a row for each application, a cell for each environment. JSON-safe: it is what `board --output=json` prints. */
export interface Board {
  readonly version: 1;
  /** when it was read, ISO 8601 */
  readonly time: string;
  /** in their order, the first stage first */
  readonly environments: readonly BoardEnvironment[];
  readonly applications: readonly BoardApplication[];
}

export interface BoardEnvironment {
  readonly name: string;
  /** URL of the API server */
  readonly server: string;
  /** why nothing of it could be read; undefined: it was read */
  readonly problem: string | undefined;
  /** what concerns all applications in it, such as a token that expires soon, or a freeze window */
  readonly findings: readonly Finding[];
}

export interface BoardApplication {
  readonly name: string;
  /** one for each environment, in the same order */
  readonly cells: readonly BoardCell[];
}

export interface BoardCell {
  readonly environment: string;
  /**
   * - `absent`: the application does not belong into this environment
   * - `empty`: it does, but was never promoted here
   * - `unknown`: it could not be read; a finding says why
   */
  readonly state: 'current' | 'absent' | 'empty' | 'unknown';
  /** the tag that its workloads run, such as `prod/web:live`; undefined if it is absent */
  readonly image: string | undefined;
  /** where the tag points; undefined if it is not current, or refers to an image elsewhere */
  readonly digest: Digest | undefined;
  /** such as `1.4.2`, as far as promotions or other tags of the stream say it */
  readonly version: string | undefined;
  /** of the tag, newest first, at most ten; the first one is the current image */
  readonly history: readonly HistoryEntry[];
  readonly workloads: readonly BoardWorkload[];
  readonly findings: readonly Finding[];
}

/** A workload that belongs to an application. */
export interface BoardWorkload {
  /** such as `deployment/web` */
  readonly name: string;
  readonly pods: number;
  /** pods that run the image of the tag */
  readonly current: number;
}

export const FINDING_KINDS = {
  'pods-differ': 'pods run another image than the tag',
  'changed-by-hand': 'the workload was changed after its promotion',
  'not-promoted': 'no promotion brought this image here',
  ahead: 'not what the environment before runs, nor what it ran',
  refused: 'the policy of the environment refuses the image',
  unreadable: 'it could not be read',
  'token-expires': 'the token expires soon',
  frozen: 'promotions are frozen',
} as const;

export type FindingKind = keyof typeof FINDING_KINDS;

/** Something that somebody should look at. */
export interface Finding {
  readonly kind: FindingKind;
  /** true: it counts as drift, which the exit code reports; false: good to know */
  readonly isWrong: boolean;
  /** one sentence */
  readonly text: string;
}

/** Everything that counts as drift, with where it is. */
export function driftOf({
  environments,
  applications,
}: Pick<Board, 'environments' | 'applications'>): readonly {
  readonly environment: string;
  /** undefined: it concerns the whole environment */
  readonly application: string | undefined;
  readonly finding: Finding;
}[] {
  return [
    ...environments.flatMap(({ name, problem, findings }) =>
      [...findings, ...(problem === undefined ? [] : [unreadable(problem)])].map((finding) => ({
        environment: name,
        application: undefined,
        finding,
      })),
    ),
    ...applications.flatMap(({ name, cells }) =>
      cells.flatMap(({ environment, findings }) =>
        findings.map((finding) => ({ environment, application: name, finding })),
      ),
    ),
  ].filter(({ finding }) => finding.isWrong);
}

function unreadable(text: string): Finding {
  return { kind: 'unreadable', isWrong: true, text };
}
