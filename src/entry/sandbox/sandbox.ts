import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { RELEASE_NAMES, type ReleaseName } from '../../../sandbox/state/releases.ts';
import { startCompany, type Company } from './company.ts';
import { startPlayground, type Playground } from './playground.ts';
import type { HostEnvironment } from '../../core/host.ts';
import { VERSION } from '../../core/version.ts';
import { cancellationSignal } from '../compose/signals.ts';

/** `openshift-promote sandbox`: runs two clusters to try things out, until Ctrl-C. */
export async function runSandbox({ argv, env, stdout, stderr }: HostEnvironment): Promise<number> {
  const asked = readFlags(argv);
  if (asked === undefined) {
    stderr.write(
      `usage: openshift-promote sandbox [--openshift=${RELEASE_NAMES.join('|')}] [--connection=FILE] [--company] [--verbose]\n`,
    );
    return 2;
  }
  const { signal, release } = cancellationSignal();
  const print = (line: string): void => {
    stdout.write(`${line}\n`);
  };
  if (asked.isCompany) {
    try {
      return await showCompany(asked, print, programText(env), signal);
    } finally {
      release();
    }
  }
  const { release: openshift } = asked;
  const playground = await startPlayground({
    source: { release: openshift },
    destination: { release: openshift },
    ...(asked.isVerbose ? { log: print } : {}),
  });
  try {
    if (asked.connection !== undefined) {
      // contains tokens, although only for this sandbox
      await writeFile(asked.connection, `${JSON.stringify(connectionOf(playground), undefined, 2)}\n`, {
        mode: 0o600,
      });
    }
    for (const line of describePlayground(playground, programText(env))) print(line);
    await untilAborted(signal);
    return 0;
  } finally {
    release();
    await playground.stop();
  }
}

function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    // Ctrl-C while the clusters started
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

async function showCompany(
  { connection, isVerbose, release }: SandboxFlags,
  print: (line: string) => void,
  program: string,
  signal: AbortSignal,
): Promise<number> {
  const cluster = { release };
  const company = await startCompany({
    ...{ source: cluster, destination: cluster },
    ...(isVerbose ? { log: print } : {}),
  });
  try {
    const places = Object.entries(company.environments).map(
      ([name, { cluster: own, project, token, viewerToken }]) => [
        name,
        { server: own.apiUrl, registry: own.registryHost, project, token, viewerToken, ca: own.ca },
      ],
    );
    if (connection !== undefined) {
      const text = JSON.stringify(
        { ...Object.fromEntries(places), environments: company.file },
        undefined,
        2,
      );
      await writeFile(connection, `${text}\n`, { mode: 0o600 });
    }
    for (const line of describeCompany(company, program)) print(line);
    await untilAborted(signal);
    return 0;
  } finally {
    await company.stop();
  }
}

function describeCompany({ environments, file }: Company, program: string): readonly string[] {
  return [
    'Two OpenShift clusters are running on this machine, with eight applications in three environments.',
    '',
    ...Object.values(environments).map(({ variable, token }) => `  export ${variable}=${token}`),
    '',
    'Type these lines in another shell, then there:',
    `  ${program} board ${file}`,
    `  ${program} promote --environments ${file} --to prod --app worker`,
    `  ${program} history --environments ${file} --to prod --app web`,
    '',
    'Ctrl-C ends them.',
  ];
}

interface SandboxFlags {
  readonly release: ReleaseName;
  /** path of a file */
  readonly connection: string | undefined;
  readonly isCompany: boolean;
  readonly isVerbose: boolean;
}

/** @returns undefined for flags that the command does not have, and for values that a flag does not take */
export function readFlags(argv: readonly string[]): SandboxFlags | undefined {
  const options = {
    openshift: { type: 'string', default: '4.20' },
    connection: { type: 'string' },
    company: { type: 'boolean', default: false },
    verbose: { type: 'boolean', default: false },
  } as const;
  try {
    const { openshift, connection, company, verbose } = parseArgs({ args: [...argv], options }).values;
    const release = RELEASE_NAMES.find((name) => name === openshift);
    return release === undefined || connection === ''
      ? undefined
      : { release, connection, isCompany: company, isVerbose: verbose };
  } catch {
    // what was written may be a secret, so it is not repeated
    return undefined;
  }
}

/** What a program needs to use the sandbox. */
function connectionOf({ source, destination, sourceImage }: Playground): object {
  const side = ({ cluster, project, token }: Playground['source']): object => ({
    server: cluster.apiUrl,
    registry: cluster.registryHost,
    project,
    token,
    ca: cluster.ca,
  });
  return { source: side(source), destination: side(destination), sourceImage };
}

/** What to type for this program: it is in the PATH only if it was installed. */
export function programText({ npm_command: npm }: Readonly<Record<string, string | undefined>>): string {
  if (npm?.startsWith('run') === true) return 'node dist/cli.js';
  return npm === 'exec' ? `npx openshift-promote@${VERSION}` : 'openshift-promote';
}

function describePlayground(playground: Playground, program: string): readonly string[] {
  const { source, destination, sourceImage } = playground;
  const side = (name: string, { cluster, project, token, caFile }: Playground['source']): string[] => [
    `${name}: project ${project}, registry ${cluster.registryHost}`,
    `  export PROMOTE_${name.toUpperCase()}_SERVER=${cluster.apiUrl}`,
    `  export PROMOTE_${name.toUpperCase()}_TOKEN=${token}`,
    `  export PROMOTE_${name.toUpperCase()}_CA=${caFile}`,
  ];
  return [
    'Two OpenShift clusters are running on this machine.',
    '',
    ...side('source', source),
    '',
    ...side('destination', destination),
    '',
    'The project prod runs app:1.4.1 in deployment/web and, with an image trigger on app:live, in dc/api.',
    'Users alice, bob and clusteradmin log in with NAME-pw; alice is admin of both projects.',
    '',
    'Type the lines with export in another shell, then there:',
    `  ${program} --source-image ${sourceImage} --destination-image ${destination.project}/app:1.4.2 --destination-tags live --rollout dc/api --rollout deployment/web`,
    `  kubectl --server ${destination.cluster.apiUrl} --certificate-authority ${destination.caFile} --token ${destination.token} -n ${destination.project} get deployments,pods`,
    '',
    'Ctrl-C ends them.',
  ];
}
