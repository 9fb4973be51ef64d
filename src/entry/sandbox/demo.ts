import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { PromoteError } from '../../core/text/errors.ts';
import { startCompany } from './company.ts';
import { startPlayground, type Playground } from './playground.ts';
import type { HostEnvironment } from '../../core/host.ts';
import { cancellationSignal } from '../compose/signals.ts';

const TAG = '1.4.2';

type Print = (text: string) => void;

/** `openshift-promote demo`: starts two clusters, promotes between them as a pipeline would, and promotes again. */
export async function runDemo({ stdout }: HostEnvironment): Promise<number> {
  const print = (text: string): void => stdout.write(`${text}\n`);
  print('Starting two OpenShift clusters on this machine and building an image from real files…');
  // Ctrl-C also reaches the promotion; the clusters are stopped here after it has ended
  const { release } = cancellationSignal();
  const playground = await startPlayground();
  try {
    const { source, destination } = playground;
    print(`  dev:  ${source.cluster.apiUrl}, registry ${source.cluster.registryHost}`);
    print(`  prod: ${destination.cluster.apiUrl}, registry ${destination.cluster.registryHost}`);
    print('  prod runs 1.4.1; 1.4.2 waits in dev');
    return (
      (await promoteOnce(playground, 'Promoting 1.4.2 to prod', print)) ||
      (await promoteOnce(playground, 'Promoting again: everything is already there', print)) ||
      proveResult(playground, print) ||
      (await showBoard(print))
    );
  } finally {
    release();
    await playground.stop();
  }
}

/** Runs the program as a shell does: inputs as flags, secrets in the environment. */
async function promoteOnce(
  { source, destination, sourceImage }: Playground,
  title: string,
  print: Print,
): Promise<number> {
  const flags = [
    `--source-server=${source.cluster.apiUrl}`,
    `--source-image=${sourceImage}`,
    `--source-ca=${source.caFile}`,
    `--destination-server=${destination.cluster.apiUrl}`,
    `--destination-image=prod/app:${TAG}`,
    `--destination-ca=${destination.caFile}`,
    '--destination-tags=live',
    '--rollout=dc/api',
    '--rollout=deployment/web',
  ];
  print(`\n${title}\n$ openshift-promote promote ${flags.join(' \\\n    ')}\n`);
  return runProgram(['promote', ...flags], {
    PROMOTE_SOURCE_TOKEN: source.token,
    PROMOTE_DESTINATION_TOKEN: destination.token,
  });
}

async function runProgram(
  args: readonly string[],
  secrets: Readonly<Record<string, string>>,
): Promise<number> {
  const program = fileURLToPath(import.meta.url);
  const child = spawn(process.execPath, [process.argv[1] ?? program, ...args], {
    env: { ...process.env, ...secrets },
    stdio: 'inherit',
  });
  const [code] = (await once(child, 'exit')) as [number | null];
  return code ?? 1;
}

/** The board of a small company, in which some things are wrong. */
async function showBoard(print: Print): Promise<number> {
  const company = await startCompany();
  try {
    print(
      '\nA small company: what is where, and what is wrong\n$ openshift-promote board environments.yaml\n',
    );
    const tokens = Object.values(company.environments).map(
      ({ variable, token }) => [variable, token] as const,
    );
    const code = await runProgram(['board', company.file], Object.fromEntries(tokens));
    print('\nTry it yourself: openshift-promote sandbox --company');
    return code === DRIFT ? 0 : code;
  } finally {
    await company.stop();
  }
}

const DRIFT = new PromoteError({ code: 'DRIFT_FOUND', message: '' }).exitCode;

/** Verifies the result with the clusters, independently of the program that was run. */
function proveResult({ source, destination }: Playground, print: Print): number {
  const promoted = digestOf(source.cluster.state, 'dev');
  const arrived = digestOf(destination.cluster.state, 'prod');
  const pods = [...destination.cluster.state.objects.pods.values()].filter(
    (pod) => pod.metadata.namespace === 'prod' && pod.status?.phase === 'Running',
  );
  const images = pods.flatMap((pod) => (pod.status?.containerStatuses ?? []).map(({ imageID }) => imageID));
  const isProven =
    promoted === arrived &&
    promoted !== undefined &&
    images.length > 0 &&
    images.every((image) =>
      digestsOf(destination.cluster.state, promoted).some((digest) => image?.endsWith(digest)),
    );
  print(
    `\ndev/app:${TAG} and prod/app:${TAG} are ${promoted ?? 'missing'}; ${images.length} containers run in prod`,
  );
  if (!isProven) print('The clusters do not run the promoted image.');
  return isProven ? 0 : 1;
}

type ClusterState = Playground['source']['cluster']['state'];

function digestOf(state: ClusterState, project: string): string | undefined {
  const stream = [...state.objects.imagestreams.values()].find(
    ({ metadata }) => metadata.namespace === project && metadata.name === 'app',
  );
  return stream?.status?.tags?.find(({ tag }) => tag === TAG)?.items?.[0]?.image;
}

/** Nodes may report the digest of the image for their platform instead of the digest of the index. */
function digestsOf(state: ClusterState, digest: string): readonly string[] {
  const image = [...state.objects.images.values()].find(({ metadata }) => metadata.name === digest);
  return [digest, ...(image?.dockerImageManifests ?? []).map((child) => child.digest)];
}
