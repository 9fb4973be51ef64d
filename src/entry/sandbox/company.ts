import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startSandbox } from '../../../sandbox/sandbox.ts';
import { seedProject, seedRole, seedServiceAccount } from '../../../sandbox/seeds.ts';
import type { SandboxOptions } from '../../../sandbox/state/options.ts';
import {
  ENVIRONMENT_NAMES,
  HISTORY,
  playHistory,
  PROMOTER,
  type EnvironmentName,
  type Place,
  type Places,
} from './company-history.ts';

/** A small company: eight applications in three environments, some of which are not as they should be. */
export interface Company {
  readonly environments: Readonly<Record<EnvironmentName, CompanyEnvironment>>;
  /** path of the file that names environments and applications */
  readonly file: string;
  stop(): Promise<void>;
}

export interface CompanyEnvironment extends Place {
  /** token of an account that promotes */
  readonly token: string;
  /** token of an account that can only look: role `view` in the project */
  readonly viewerToken: string;
  /** name of the environment variable that the file names for the token */
  readonly variable: string;
}

const VIEWER = 'viewer';
/** The projects are older than anything in them. */
const FOUNDED_MS = 1100 * 3_600_000;

/** dev and test are projects of one cluster, prod has a cluster of its own. */
export async function startCompany(
  options: Pick<SandboxOptions, 'source' | 'destination' | 'log'> = {},
): Promise<Company> {
  const start = Date.now();
  let moment: number | undefined = start - FOUNDED_MS;
  const sandbox = await startSandbox({ ...options, now: () => new Date(moment ?? Date.now()) });
  const folder = await mkdtemp(join(tmpdir(), 'openshift-promote-'));
  const stop = async (): Promise<void> => {
    await sandbox.stop();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const { source, destination } = sandbox;
    const clusters = { dev: source, test: source, prod: destination };
    const place = (name: EnvironmentName): Place => ({ cluster: clusters[name], project: `shop-${name}` });
    const places = { dev: place('dev'), test: place('test'), prod: place('prod') };
    for (const each of Object.values(places)) found(each);
    await playHistory(places, (beforeMs) => (moment = start - beforeMs), folder);
    moment = undefined;
    await Promise.all([source.settled(), destination.settled()]);
    const file = join(folder, 'environments.yaml');
    await writeFile(file, fileText(places));
    for (const name of ENVIRONMENT_NAMES) await writeFile(join(folder, caName(name)), clusters[name].ca);
    const open = (name: EnvironmentName): CompanyEnvironment => openEnvironment(name, places[name]);
    return { environments: { dev: open('dev'), test: open('test'), prod: open('prod') }, file, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** A project, with an account for pipelines and one for the board. */
function found({ cluster, project }: Place): void {
  seedProject(cluster, project);
  for (const [account, role] of [
    [PROMOTER, 'edit'],
    [VIEWER, 'view'],
  ] as const) {
    seedServiceAccount(cluster, project, account);
    seedRole(cluster, project, role, `system:serviceaccount:${project}:${account}`);
  }
}

function openEnvironment(name: EnvironmentName, place: Place): CompanyEnvironment {
  const tokenOf = (account: string): string => seedServiceAccount(place.cluster, place.project, account);
  return { ...place, token: tokenOf(PROMOTER), viewerToken: tokenOf(VIEWER), variable: variableOf(name) };
}

const variableOf = (name: EnvironmentName): string => `${name.toUpperCase()}_TOKEN`;
const caName = (name: EnvironmentName): string => `${name}-ca.pem`;

/** What `openshift-promote board` and the input `environments` read. */
function fileText(places: Places): string {
  const lines = ENVIRONMENT_NAMES.flatMap((name) => {
    const { cluster, project } = places[name];
    return [
      `  - name: ${name}`,
      `    server: ${cluster.apiUrl}`,
      `    registry: ${cluster.registryHost}`,
      `    ca: ${caName(name)}`,
      `    project: ${project}`,
      `    token: ${variableOf(name)}`,
      ...(name === 'prod' ? ['    soak: 1h'] : []),
    ];
  });
  const applications = Object.keys(HISTORY).map((app) => `  - name: ${app}`);
  return ['version: 1', 'environments:', ...lines, 'applications:', ...applications, ''].join('\n');
}
