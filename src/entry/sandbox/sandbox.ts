import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { RELEASE_NAMES, type ReleaseName } from '../../../sandbox/state/releases.ts';
import { startPlayground, type Playground } from './playground.ts';
import type { HostEnvironment } from '../../core/host.ts';
import { VERSION } from '../../core/version.ts';
import { cancellationSignal } from '../compose/signals.ts';

/** `openshift-promote sandbox`: runs two clusters to try things out, until Ctrl-C. */
export async function runSandbox({ argv, env, stdout, stderr }: HostEnvironment): Promise<number> {
  const asked = readFlags(argv);
  if (asked === undefined) {
    stderr.write(
      `usage: openshift-promote sandbox [--openshift=${RELEASE_NAMES.join('|')}] [--connection=FILE] [--verbose]\n`,
    );
    return 2;
  }
  const { signal, release } = cancellationSignal();
  const print = (line: string): void => {
    stdout.write(`${line}\n`);
  };
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
    await new Promise<void>((resolve) => {
      signal.addEventListener('abort', () => resolve(), { once: true });
    });
    return 0;
  } finally {
    release();
    await playground.stop();
  }
}

interface SandboxFlags {
  readonly release: ReleaseName;
  /** path of a file */
  readonly connection: string | undefined;
  readonly isVerbose: boolean;
}

/** @returns undefined for flags that the command does not have, and for values that a flag does not take */
export function readFlags(argv: readonly string[]): SandboxFlags | undefined {
  const options = {
    openshift: { type: 'string', default: '4.20' },
    connection: { type: 'string' },
    verbose: { type: 'boolean', default: false },
  } as const;
  try {
    const { openshift, connection, verbose } = parseArgs({ args: [...argv], options }).values;
    const release = RELEASE_NAMES.find((name) => name === openshift);
    return release === undefined || connection === ''
      ? undefined
      : { release, connection, isVerbose: verbose };
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
