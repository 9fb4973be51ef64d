import type {
  Board,
  BoardApplication,
  BoardCell,
  BoardEnvironment,
  Finding,
} from '../../core/board/board.ts';
import type { Digest } from '../../core/image/digest.ts';
import type { Identity } from '../../core/ports/account.ts';
import type { Cluster } from '../../core/ports/cluster.ts';
import type { ProjectState } from '../../core/ports/project-state.ts';
import { PromoteError } from '../../core/text/errors.ts';
import { frozenAt } from '../freeze.ts';
import { isPlaced, matches, placeOf, type Environment, type Landscape } from '../landscape.ts';
import type { ApplicationEntry } from '../schema.ts';
import { aheadFinding, cellOf, cellWithout } from './cell.ts';

/** Gives access to one environment at a time. */
export interface BoardAccess {
  /** Logs in, runs `body`, and logs out again. @throws PromoteError when it cannot be reached */
  readonly withEnvironment: <Result>(
    environment: Environment,
    body: (cluster: Cluster, signal: AbortSignal) => Promise<Result>,
  ) => Promise<Result>;
  /** text of a server or an error, without secrets */
  readonly clean: (text: string) => string;
  readonly now: Date;
}

/** Which applications and environments to show; empty: all. */
export interface BoardFilter {
  readonly applications: readonly string[];
  readonly environments: readonly string[];
}

const DAY_MS = 86_400_000;
const TOKEN_WARNING_MS = 7 * DAY_MS;
// for one cluster, which others use, too
const CONCURRENCY = 8;
const MAX_APPLICATIONS = 5000;

/** An application with its entry in the file. */
interface Listed {
  readonly name: string;
  readonly entry: ApplicationEntry;
}

/** What was read of one environment. */
interface Read {
  readonly environment: BoardEnvironment;
  /** by application */
  readonly cells: ReadonlyMap<string, BoardCell>;
  /** applications that a pattern found here */
  readonly found: readonly Listed[];
}

/** Reads all environments at once. One that cannot be read says why, and the others are shown. */
export async function readBoard(
  landscape: Landscape,
  { applications, environments }: BoardFilter,
  access: BoardAccess,
): Promise<Board> {
  const wanted = landscape.environments.filter(
    ({ name }) => environments.length === 0 || environments.includes(name),
  );
  const isWanted = (name: string): boolean => applications.length === 0 || applications.includes(name);
  const named = landscape.applications.flatMap((entry): readonly Listed[] =>
    entry.name === undefined || !isWanted(entry.name) ? [] : [{ name: entry.name, entry }],
  );
  const patterns = landscape.applications.filter(({ pattern }) => pattern !== undefined);
  const read = await Promise.all(
    wanted.map((environment) => readEnvironment(environment, named, patterns, isWanted, access)),
  );
  const all = new Map([...named, ...read.flatMap(({ found }) => found)].map((each) => [each.name, each]));
  return {
    version: 1,
    time: access.now.toISOString(),
    environments: read.map(({ environment }) => environment),
    applications: [...all.values()]
      .slice(0, MAX_APPLICATIONS)
      .map((each) => applicationOf(each, wanted, read)),
  };
}

function applicationOf(
  { name, entry }: Listed,
  environments: readonly Environment[],
  read: readonly Read[],
): BoardApplication {
  const cells = environments.map((environment, index) => {
    if (!isPlaced(entry, environment)) return cellWithout(environment.name, 'absent');
    const cell = read[index]?.cells.get(name);
    const problem = read[index]?.environment.problem;
    // an application that a pattern found elsewhere
    return cell ?? cellWithout(environment.name, problem === undefined ? 'absent' : 'unknown');
  });
  return {
    name,
    cells: cells.map((cell, index) => {
      const [origin] = environments[index]?.from ?? [];
      const before = cells.find(({ environment }) => environment === origin);
      const ahead = before === undefined ? undefined : aheadFinding(cell, before);
      return ahead === undefined ? cell : { ...cell, findings: [...cell.findings, ahead] };
    }),
  };
}

async function readEnvironment(
  environment: Environment,
  named: readonly Listed[],
  patterns: readonly ApplicationEntry[],
  isWanted: (name: string) => boolean,
  access: BoardAccess,
): Promise<Read> {
  const { name } = environment;
  const server = environment.server ?? '';
  try {
    return await access.withEnvironment(environment, async (cluster, signal) => {
      const identity = await cluster.account.identify(signal);
      const readProject = projectReader(cluster, signal);
      const found = await findByPattern(environment, patterns, named, isWanted, readProject);
      const placed = [...named, ...found].filter(({ entry }) => isPlaced(entry, environment));
      const cells = await limited(placed, async (each): Promise<readonly [string, BoardCell]> => [
        each.name,
        await readCell(each, environment, { cluster, readProject, signal, clean: access.clean }),
      ]);
      return {
        environment: {
          name,
          server: cluster.server,
          problem: undefined,
          findings: [
            ...environmentFindings(environment, identity, access.now),
            ...(await unreadableFindings(readProject.all())),
          ],
        },
        cells: new Map(cells),
        found,
      };
    });
  } catch (error) {
    if (!(error instanceof PromoteError) || error.code === 'CANCELLED') throw error;
    const problem = access.clean(
      error.hint === undefined ? error.message : `${error.message} (${error.hint})`,
    );
    return { environment: { name, server, problem, findings: [] }, cells: new Map(), found: [] };
  }
}

function environmentFindings(
  { freeze }: Environment,
  { expiresAt, issuedAt }: Identity,
  now: Date,
): readonly Finding[] {
  const frozen = frozenAt(freeze, now);
  const leftMs = expiresAt === undefined ? undefined : expiresAt.getTime() - now.getTime();
  // made for a job, and not kept
  const isShort =
    expiresAt !== undefined &&
    issuedAt !== undefined &&
    expiresAt.getTime() - issuedAt.getTime() <= 2 * DAY_MS;
  return [
    ...(expiresAt === undefined || leftMs === undefined || leftMs > TOKEN_WARNING_MS || isShort
      ? []
      : [
          {
            kind: 'token-expires' as const,
            isWrong: true,
            text: `its token expires at ${expiresAt.toISOString()}`,
          },
        ]),
    ...(frozen === undefined
      ? []
      : [
          {
            kind: 'frozen' as const,
            isWrong: false,
            text: `frozen ${frozen.until === undefined ? 'until further notice' : `until ${frozen.until}`}: ${frozen.reason}`,
          },
        ]),
  ];
}

/** Reads a project, once however many applications are in it. */
interface ProjectReader {
  (project: string): Promise<ProjectState>;
  /** every project that was read, by name */
  readonly all: () => ReadonlyMap<string, Promise<ProjectState>>;
}

function projectReader(cluster: Cluster, signal: AbortSignal): ProjectReader {
  const known = new Map<string, Promise<ProjectState>>();
  const read = (project: string): Promise<ProjectState> => {
    const reading = known.get(project) ?? cluster.projectStates.read(project, signal);
    known.set(project, reading);
    return reading;
  };
  return Object.assign(read, { all: () => known });
}

/** What the account may not list, with the projects in which it may not. */
async function unreadableFindings(
  projects: ReadonlyMap<string, Promise<ProjectState>>,
): Promise<readonly Finding[]> {
  const places = new Map<string, string[]>();
  for (const [project, reading] of projects) {
    // a project that cannot be read at all is a finding of its applications
    const what = await reading.then(
      ({ unreadable }) => unreadable.join(', '),
      () => '',
    );
    if (what !== '') places.set(what, [...(places.get(what) ?? []), project]);
  }
  return [...places].map(([what, names]) => ({
    kind: 'unreadable',
    isWrong: false,
    text: `the account may not list ${what} in ${names.join(', ')}, so what runs there is not compared`,
  }));
}

interface CellAccess extends Pick<BoardAccess, 'clean'> {
  readonly cluster: Cluster;
  readonly readProject: ProjectReader;
  readonly signal: AbortSignal;
}

async function readCell(
  { name, entry }: Listed,
  environment: Environment,
  { cluster, readProject, signal, clean }: CellAccess,
): Promise<BoardCell> {
  const placement = placeOf(name, entry, environment);
  try {
    return await cellOf({
      ...{ environment: environment.name, placement, isPromotedTo: environment.from.length > 0 },
      project: await readProject(placement.project),
      platformsOf: (digest) => platformsOf(digest, placement, cluster, signal),
    });
  } catch (error) {
    if (!(error instanceof PromoteError) || error.code === 'CANCELLED') throw error;
    return cellWithout(environment.name, 'unknown', [
      { kind: 'unreadable', isWrong: true, text: clean(error.message) },
    ]);
  }
}

async function platformsOf(
  digest: Digest,
  { project, stream }: { readonly project: string; readonly stream: string },
  cluster: Cluster,
  signal: AbortSignal,
): Promise<readonly Digest[]> {
  const image = await cluster.streams.getImage({ project, stream, reference: digest }, signal);
  return (image?.children ?? []).map((child) => child.digest);
}

/** Applications by the names of image streams; impossible if each has a project of its own. */
async function findByPattern(
  environment: Environment,
  patterns: readonly ApplicationEntry[],
  named: readonly Listed[],
  isWanted: (name: string) => boolean,
  readProject: ProjectReader,
): Promise<readonly Listed[]> {
  const found = new Map<string, Listed>();
  for (const entry of patterns.filter((each) => isPlaced(each, environment))) {
    const { project, stream } = placeOf('{app}', entry, environment);
    if (project.includes('{app}') || stream !== '{app}') continue;
    for (const name of (await readProject(project)).streams.keys()) {
      const isNamed = named.some((each) => each.name === name);
      if (!isNamed && isWanted(name) && matches(entry.pattern ?? '', name)) found.set(name, { name, entry });
    }
  }
  return [...found.values()];
}

async function limited<Item, Result>(
  items: readonly Item[],
  body: (item: Item) => Promise<Result>,
): Promise<readonly Result[]> {
  const results: Result[] = [];
  const rest = items.entries();
  const work = async (): Promise<void> => {
    for (const [index, item] of rest) results[index] = await body(item);
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, work));
  return results;
}
