import { execFileSync } from 'node:child_process';
import type { Side } from '../../src/core/errors.ts';
import { createTransport } from '../../src/http/transport.ts';
import type { Credentials } from '../../src/registry/credentials.ts';
import type { RegistrySide } from '../../src/registry/registries.ts';
import { realClock } from '../support/clocks.ts';
import { missingProgram, startDockerRegistry, type DockerRegistry } from '../support/docker-registry.ts';
import { describeRegistryClient, type RunningRegistry } from './registry-client-suite.ts';

const noDockerRegistry = missingProgram('docker-registry', 'docker-registry');
const noHtpasswd = missingProgram('htpasswd', 'apache2-utils');
const noSkopeo = missingProgram('skopeo', 'skopeo');
if (noSkopeo !== undefined) console.info(`no independent judge: ${noSkopeo}`);

const ACCOUNT = { username: 'promoter', password: 'pass:word' };

function sideOf(
  registry: DockerRegistry,
  credentials: Credentials | undefined,
): (side: Side) => RegistrySide {
  return (side) => ({
    transport: createTransport({ side, ca: registry.ca, clock: realClock, environment: {} }),
    credentials: (host) => (host === registry.host ? credentials : undefined),
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
        : (repository, reference) =>
            execFileSync('skopeo', [
              ...['inspect', '--raw', '--tls-verify=false', ...login],
              `docker://${registry.host}/${repository}:${reference}`,
            ]),
    stop: () => registry.stop(),
  };
}

describeRegistryClient({
  name: 'docker-registry, plain http, no login',
  missing: noDockerRegistry,
  gaps: {},
  start: async () => runningRegistry(await startDockerRegistry(), undefined),
});

describeRegistryClient({
  name: 'docker-registry, TLS, htpasswd',
  missing: noDockerRegistry ?? noHtpasswd,
  gaps: {},
  start: async () => runningRegistry(await startDockerRegistry({ account: ACCOUNT, tls: true }), ACCOUNT),
});
