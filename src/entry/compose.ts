import type { PromoteOptions, SideOptions } from '../core/options.ts';
import type { Side } from '../core/errors.ts';
import type { Cluster } from '../core/ports/cluster.ts';
import type { Reporter } from '../core/ports/reporter.ts';
import type { Transport } from '../http/exchange.ts';
import { createTransport } from '../http/transport.ts';
import type { World } from '../promotion/world.ts';
import { createRegistries, type RegistrySide } from '../registry/registries.ts';
import { credentialsFor } from './registry-credentials.ts';
import { systemClock } from './system-clock.ts';
import { VERSION } from './version.ts';

/** Puts the rooms together for one promotion. `close` gives all connections up. */
export async function composeWorld(
  options: PromoteOptions,
  reporter: Reporter,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<{ readonly world: World; readonly close: () => Promise<void> }> {
  const transports = {
    source: openTransport(options.source, options, reporter, environment),
    destination: openTransport(options.destination, options, reporter, environment),
  };
  const clusters = {
    source: await openCluster(options.source, transports.source, reporter),
    destination: await openCluster(options.destination, transports.destination, reporter),
  };
  const registries = createRegistries({
    sides: {
      source: registrySide('source', options, transports.source),
      destination: registrySide('destination', options, transports.destination),
    },
    clock: systemClock,
    log: (line) => {
      reporter.info(line);
    },
  });
  return {
    world: { registries, clusters, reporter, clock: systemClock },
    close: async () => {
      await Promise.all([transports.source.close(), transports.destination.close()]);
    },
  };
}

function openTransport(
  side: SideOptions,
  options: PromoteOptions,
  reporter: Reporter,
  environment: Readonly<Record<string, string | undefined>>,
): Transport {
  if (side.insecureSkipTlsVerify) {
    reporter.warning(
      `TLS certificates of the ${side.side} are NOT verified: anybody on the way can read its token and change the image. Give "${side.side}-ca" instead of "${side.side}-insecure-skip-tls-verify"`,
    );
  }
  return createTransport({
    side: side.side,
    ca: side.ca,
    insecureHosts: side.insecureSkipTlsVerify,
    proxy: side.proxy,
    environment,
    idleTimeoutMs: options.requestTimeoutMs,
    retries: options.retries,
    userAgent: `openshift-promote/${VERSION}`,
    clock: systemClock,
    log: (line) => {
      reporter.info(line);
    },
    debug: (line) => {
      reporter.debug(line);
    },
  });
}

/** A side without a server is a plain registry, and a promotion between two of those never loads the room. */
async function openCluster(
  side: SideOptions,
  transport: Transport,
  reporter: Reporter,
): Promise<Cluster | undefined> {
  if (side.server === undefined || side.token === undefined) return undefined;
  const { createCluster } = await import(/* webpackMode: "eager" */ '../openshift/cluster.ts');
  return createCluster({
    side: side.side,
    server: side.server,
    token: side.token,
    transport,
    clock: systemClock,
    log: (line) => {
      reporter.info(line);
    },
  });
}

function registrySide(side: Side, options: PromoteOptions, transport: Transport): RegistrySide {
  const { registry } = options[side];
  const plainHost = registry?.startsWith('http://') === true ? registry.slice('http://'.length) : undefined;
  return {
    transport,
    credentials: credentialsFor(
      options[side],
      options.promotions.map((promotion) => promotion[side]),
    ),
    plainHttpHosts: new Set(plainHost === undefined ? [] : [plainHost]),
  };
}
