import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Side } from '../../src/core/text/errors.ts';
import { createTransport } from '../../src/http/transport.ts';
import type { Credentials } from '../../src/registry/auth/credentials.ts';
import type { RegistrySide } from '../../src/registry/registries.ts';
import { startCluster } from '../../sandbox/cluster.ts';
import { seedProject } from '../../sandbox/seeds.ts';
import { accountsByHost } from '../support/accounts.ts';
import { realClock } from '../support/clocks.ts';
import { missingProgram, startDockerRegistry, type DockerRegistry } from '../support/docker-registry.ts';
import { startTokenServer } from '../support/token-server.ts';
import { describeRegistryClient, type RunningRegistry } from './registry-client-suite.ts';

const noDockerRegistry = missingProgram('docker-registry', 'docker-registry');
const noHtpasswd = missingProgram('htpasswd', 'apache2-utils');
const noSkopeo = missingProgram('skopeo', 'skopeo');
if (noSkopeo !== undefined) console.info(`no independent judge: ${noSkopeo}`);

const ACCOUNT = { username: 'promoter', password: 'pass:word' };

/** Does not block this process, which may be the one that runs the registry. */
async function inspectRaw(image: string, login: readonly string[]): Promise<Buffer> {
  const { stdout } = await promisify(execFile)(
    'skopeo',
    ['inspect', '--raw', '--tls-verify=false', ...login, `docker://${image}`],
    { encoding: 'buffer' },
  );
  return stdout;
}

function sideOf(
  registry: DockerRegistry,
  credentials: Credentials | undefined,
): (side: Side) => RegistrySide {
  return (side) => ({
    transport: createTransport({ side, ca: registry.ca, clock: realClock, environment: {} }),
    accountAt: accountsByHost((host) => (host === registry.host ? credentials : undefined)),
    plainHttpHosts: new Set(registry.ca === undefined ? [registry.host] : []),
  });
}

function runningRegistry(registry: DockerRegistry, account: typeof ACCOUNT | undefined): RunningRegistry {
  const basic = (password: string): Credentials => ({ kind: 'basic', username: ACCOUNT.username, password });
  const login = account === undefined ? [] : ['--creds', `${account.username}:${account.password}`];
  return {
    host: registry.host,
    side: sideOf(registry, account === undefined ? undefined : basic(account.password)),
    refusedSide: account === undefined ? undefined : sideOf(registry, basic('wrong')),
    repositoryName: (name) => `suite/${name}`,
    inspectRaw:
      noSkopeo !== undefined
        ? undefined
        : (repository, reference) => inspectRaw(`${registry.host}/${repository}:${reference}`, login),
    stop: () => registry.stop(),
  };
}

describeRegistryClient({
  name: 'docker-registry, plain http, no login',
  missing: noDockerRegistry,
  gaps: { 'refuses-accounts': 'without accounts it lets everybody in' },
  start: async () => runningRegistry(await startDockerRegistry(), undefined),
});

describeRegistryClient({
  name: 'docker-registry, TLS, htpasswd',
  missing: noDockerRegistry ?? noHtpasswd,
  gaps: {},
  start: async () => runningRegistry(await startDockerRegistry({ account: ACCOUNT, tls: true }), ACCOUNT),
});

describeRegistryClient({
  name: 'docker-registry, tokens of a token server',
  missing: noDockerRegistry,
  gaps: {},
  start: async () => {
    const tokens = await startTokenServer(ACCOUNT);
    const registry = await startDockerRegistry({ configuration: tokens.registryConfiguration });
    const running = runningRegistry(registry, ACCOUNT);
    // two ports of one address are two hosts
    const trusting =
      (side: (side: Side) => RegistrySide) =>
      (name: Side): RegistrySide => ({
        ...side(name),
        realmHosts: new Set([tokens.host]),
      });
    return {
      ...running,
      side: trusting(running.side),
      refusedSide: running.refusedSide === undefined ? undefined : trusting(running.refusedSide),
      stop: async () => {
        await registry.stop();
        await tokens.stop();
      },
    };
  },
});

/** An integrated registry with a project `suite` of alice; bob has no rights there. */
async function startIntegratedRegistry(login: (token: string) => Credentials): Promise<RunningRegistry> {
  const cluster = await startCluster('destination', {}, {});
  seedProject(cluster, 'suite', 'alice');
  const sideFor =
    (credentials: Credentials) =>
    (side: Side): RegistrySide => ({
      transport: createTransport({ side, ca: cluster.ca, clock: realClock, environment: {} }),
      accountAt: accountsByHost((host) => (host === cluster.registryHost ? credentials : undefined)),
      plainHttpHosts: new Set(),
    });
  const token = cluster.token('alice');
  return {
    host: cluster.registryHost,
    side: sideFor(login(token)),
    refusedSide: sideFor(login(cluster.token('bob'))),
    repositoryName: (name) => `suite/${name}`,
    inspectRaw:
      noSkopeo !== undefined
        ? undefined
        : (repository, reference) =>
            inspectRaw(`${cluster.registryHost}/${repository}:${reference}`, ['--creds', `x:${token}`]),
    stop: () => cluster.stop(),
  };
}

describeRegistryClient({
  name: 'integrated registry of the sandbox, token of the cluster',
  missing: undefined,
  gaps: {},
  start: () => startIntegratedRegistry((token) => ({ kind: 'bearer', token })),
});

describeRegistryClient({
  name: 'integrated registry of the sandbox, token as password',
  missing: undefined,
  gaps: {},
  start: () =>
    startIntegratedRegistry((token) => ({ kind: 'basic', username: 'kube:admin', password: token })),
});
