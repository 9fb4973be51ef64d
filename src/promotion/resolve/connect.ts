import type { Identity } from '../../core/ports/account.ts';
import type { Side } from '../../core/text/errors.ts';
import type { PromoteOptions } from '../../core/options.ts';
import type { Clock } from '../../core/ports/clock.ts';
import type { Cluster } from '../../core/ports/cluster.ts';
import type { ImageReference } from '../../core/image/reference.ts';
import { allOrFirstError } from '../run/concurrency.ts';
import { possibleStrategy } from '../run/strategy.ts';
import type { Ports } from '../run/ports.ts';
import type { Run } from '../run/run.ts';
import { formatDuration } from '../../core/text/units.ts';

/** One side after login. */
export interface ConnectedSide {
  readonly identity: Identity | undefined;
  /** host of the cluster's registry; undefined when the images of this side name their own, or perhaps need none */
  readonly registryHost: string | undefined;
}

export type Connection = Readonly<Record<Side, ConnectedSide>>;

/** Finds the account and the registry of each side, both sides concurrently. */
export async function connect({ options, ports, signal }: Omit<Run, 'state'>): Promise<Connection> {
  const [source, destination] = await allOrFirstError(
    [
      (inner) => connectSide('source', options, ports, inner),
      (inner) => connectSide('destination', options, ports, inner),
    ],
    signal,
  );
  return { source, destination };
}

async function connectSide(
  side: Side,
  options: PromoteOptions,
  ports: Ports,
  signal: AbortSignal,
): Promise<ConnectedSide> {
  const cluster = ports.clusters[side];
  if (cluster === undefined) return { identity: undefined, registryHost: undefined };
  // the account comes first, so that a bad token is reported as such and not as "no registry found"
  const identity = await cluster.account.identify(signal);
  const registryHost = await locateRegistry(side, cluster, options, ports, signal);
  ports.reporter.info(describeSide(cluster, identity, registryHost));
  const life = lifeText(cluster, identity, options, ports.clock);
  if (life.level === 'warning') ports.reporter.warning(`${life.message}: ${life.hint}`);
  return { identity, registryHost };
}

/**
 * Where the registry of a side is; undefined when no image needs it, or perhaps needs it.
 * @throws PromoteError REGISTRY_NOT_EXPOSED
 */
export async function locateRegistry(
  side: Side,
  cluster: Cluster,
  options: PromoteOptions,
  ports: Ports,
  signal: AbortSignal,
): Promise<string | undefined> {
  // what becomes a tag of the same cluster needs no registry; should one be needed after all, it is asked for then
  const copies = options.promotions.filter(
    (request) => possibleStrategy(request, options, ports).strategy === 'copy',
  );
  const project = firstProject(copies.map((promotion) => promotion[side]));
  return project === undefined ? undefined : hostOf(cluster, project, options[side].registry, signal);
}

/** Warns of a token that may expire before the rollout ends: the image would be promoted but not verified. */
export function lifeText(
  { side, server }: Cluster,
  { expiresAt }: Identity,
  given: Pick<PromoteOptions, 'timeoutMs' | Side>,
  clock: Clock,
): { readonly level: 'ok' | 'warning'; readonly message: string; readonly hint: string } {
  const asked = given[side].tokenDurationMs;
  const hint =
    asked === undefined
      ? 'give one that lasts longer: oc create token NAME -n PROJECT --duration=2h, or a shorter "timeout"'
      : `set "${side}-token-duration" to more than ${formatDuration(given.timeoutMs)}, or a shorter "timeout"`;
  if (expiresAt === undefined) return { level: 'ok', message: 'it does not say when it ends', hint };
  const leftMs = expiresAt.getTime() - clock.date().getTime();
  const { timeoutMs } = given;
  // whole seconds, rounded down: never "10 min, which is less than 10 min"
  const left = formatDuration(Math.floor(Math.max(leftMs, 0) / 1000) * 1000);
  if (leftMs >= timeoutMs) return { level: 'ok', message: `valid for another ${left}`, hint };
  return {
    level: 'warning',
    message: `the ${side} token for ${server} is valid for another ${left}, which is less than the timeout of ${formatDuration(timeoutMs)}`,
    hint,
  };
}

/** Host of the registry of a cluster. @throws PromoteError REGISTRY_NOT_EXPOSED */
export async function hostOf(
  cluster: Cluster,
  project: string,
  given: string | undefined,
  signal: AbortSignal,
): Promise<string> {
  // http://host is how a registry without TLS is named; the scheme is for the transport only
  if (given !== undefined) return given.replace(/^https?:\/\//, '');
  return cluster.streams.findRegistryHost(project, signal);
}

function firstProject(references: readonly ImageReference[]): string | undefined {
  for (const reference of references) if (reference.kind === 'stream') return reference.project;
  return undefined;
}

function describeSide(cluster: Cluster, identity: Identity, registryHost: string | undefined): string {
  const expiry =
    identity.expiresAt === undefined ? '' : `, token valid until ${identity.expiresAt.toISOString()}`;
  const registry = registryHost === undefined ? '' : `, registry ${registryHost}`;
  return `${cluster.side}: ${cluster.server} as ${identity.username}${expiry}${registry}`;
}
