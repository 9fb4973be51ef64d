import type { Handler } from '../exchange/exchange.ts';
import { badRequest, notFound } from '../exchange/status.ts';
import { find } from '../state/store.ts';
import { DEPLOYMENT_CONFIGS } from './deployment-config-spec.ts';

/** Containers of the sandbox run nothing; they say which image they would run. */
export const podLog: Handler = (call, state) => {
  const pod = find(state, 'pods', call.namespace, call.name ?? '');
  if (pod === undefined) throw notFound({ group: '', resource: 'pods' }, call.name ?? '');
  const wanted = call.query.get('container');
  const container = pod.spec.containers.find((candidate) => wanted === null || candidate.name === wanted);
  if (container === undefined)
    throw badRequest(`container ${wanted ?? ''} is not valid for pod ${pod.metadata.name}`);
  const status = pod.status.containerStatuses?.find((candidate) => candidate.name === container.name);
  if (status === undefined || 'waiting' in status.state) {
    throw badRequest(
      `container "${container.name}" in pod "${pod.metadata.name}" is waiting to start: ${waitingReason(status?.state)}`,
    );
  }
  return { kind: 'text', status: 200, text: `started ${container.image}\n` };
};

function waitingReason(state: Record<string, unknown> | undefined): string {
  const waiting = state?.['waiting'] as { reason?: string } | undefined;
  return waiting?.reason ?? 'ContainerCreating';
}

/** The log of a deployer pod (captures 40zg, 40zh). */
export const configLog: Handler = (call, state) => {
  const name = call.name ?? '';
  const config = find(state, 'deploymentconfigs', call.namespace, name);
  if (config === undefined) throw notFound(DEPLOYMENT_CONFIGS, name);
  const latest = config.status.latestVersion;
  const asked = call.query.get('version');
  const version = asked === null ? latest : Number(asked);
  if (version < 1 || version > latest) throw badRequest(noSuchVersion(name, version, latest));
  const lines = [`--> Scaling ${name}-${version} to ${config.spec.replicas}`, '--> Success'];
  return { kind: 'text', status: 200, text: `${lines.join('\n')}\n` };
};

function noSuchVersion(name: string, version: number, latest: number): string {
  return latest === 0
    ? `no deployment exists for deploymentConfig "${name}"`
    : `invalid version for deploymentConfig "${name}": ${version}`;
}
