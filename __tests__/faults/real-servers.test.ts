import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { PromoteError, type Side } from '../../src/core/text/errors.ts';
import type { Registries, Repository } from '../../src/core/ports/registry.ts';
import type { TransportOptions } from '../../src/http/connect/transport-options.ts';
import { createTransport } from '../../src/http/transport.ts';
import { promote, type PromotionOutcome } from '../../src/promotion/promote.ts';
import { createRegistries } from '../../src/registry/registries.ts';
import { accountsByHost } from '../support/accounts.ts';
import { realClock } from '../support/clocks.ts';
import {
  startDockerRegistry,
  type DockerRegistry,
  type DockerRegistryOptions,
} from '../support/docker-registry.ts';
import { describeWith } from '../support/peers.ts';
import { noOutside } from '../support/fake-ports.ts';
import { stopTime, untilQuiet } from '../support/stopped-time.ts';
import { promoteOptions, request } from '../support/promote-options.ts';
import { NEVER } from '../support/registry-under-test.ts';
import { noise, sampleImage, type SampleImage } from '../support/sample-images.ts';
import { scriptedServer, serving } from '../support/scripted-server.ts';
import { startTinyproxy, type Tinyproxy } from '../support/tinyproxy.ts';

const PASSWORD = 'pr0xy-password';
const IMAGE = sampleImage([noise(24_000_000, 1), noise(12_000_000, 2), noise(5_000, 3)]);
const SMALL = sampleImage([noise(200_000, 4)]);

interface Connection {
  readonly registries: Registries;
  readonly lines: readonly string[];
  /** from `src/app:1` of the source to `dst/app:1` */
  promote(onBytes?: (doneBytes: number) => void): Promise<PromotionOutcome>;
  repository(side: Side): Repository;
}

/** The program between two registries that run. */
function connect(
  source: DockerRegistry,
  destination: DockerRegistry,
  options: Partial<TransportOptions> = {},
): Connection {
  const lines: string[] = [];
  const say = (line: string): void => void lines.push(line);
  const sideOf = (side: Side) => {
    const { ca } = side === 'source' ? source : destination;
    const transport = createTransport({
      ...{ side, ca, clock: realClock, environment: {}, log: say },
      ...{ idleTimeoutMs: 10_000, retries: 8, random: () => 0.9, ...options },
    });
    onTestFinished(() => transport.close());
    const hosts = [source, destination].flatMap((each) => (each.ca === undefined ? [each.host] : []));
    return { transport, accountAt: accountsByHost(), plainHttpHosts: new Set(hosts) };
  };
  const sides = { source: sideOf('source'), destination: sideOf('destination') };
  const registries = createRegistries({ sides, clock: realClock, log: say });
  const promotions = [request(`${source.host}/src/app:1`, `${destination.host}/dst/app:1`)];
  return {
    registries,
    lines,
    repository: (side) =>
      side === 'source'
        ? registries.repository('source', source.host, 'src/app')
        : registries.repository('destination', destination.host, 'dst/app'),
    promote: (onBytes = () => undefined) =>
      promote(
        promoteOptions({ promotions, signatures: 'never' }),
        {
          ...noOutside(),
          registries,
          clusters: { source: undefined, destination: undefined },
          clock: realClock,
          reporter: {
            group: (_title, body) => body(),
            ...{ info: say, notice: say, warning: say, debug: say, rolloutProgress: () => undefined },
            transferProgress: ({ doneBytes }) => {
              onBytes(doneBytes);
            },
          },
        },
        NEVER,
      ),
  };
}

async function start(options: DockerRegistryOptions = {}): Promise<DockerRegistry> {
  const registry = await startDockerRegistry(options);
  onTestFinished(() => registry.stop());
  return registry;
}

/** Puts an image into `src/app:1`, by plain requests of the protocol. */
async function push(registry: DockerRegistry, image: SampleImage): Promise<void> {
  const base = `http://${registry.host}/v2/src/app`;
  for (const [digest, body] of image.blobs) {
    const session = await fetch(`${base}/blobs/uploads/`, { method: 'POST' });
    const location = session.headers.get('location') ?? '';
    const stored = await fetch(`${location}&digest=${digest}`, { method: 'PUT', body: Buffer.from(body) });
    expect(stored.status).toBe(201);
  }
  const { mediaType, bytes } = image.root;
  const headers = { 'content-type': mediaType };
  const tagged = await fetch(`${base}/manifests/1`, { method: 'PUT', headers, body: Buffer.from(bytes) });
  expect(tagged.status).toBe(201);
}

function errorOf({ failure }: PromotionOutcome): PromoteError {
  if (failure?.error instanceof PromoteError) return failure.error;
  throw new Error('a PromoteError was expected', { cause: failure?.error });
}

describeWith(['docker-registry'], 'a docker-registry', () => {
  it.each(['source', 'destination'] as const)(
    'that is the %s may be killed in the middle of a copy: when it is back the copy goes on',
    async (side) => {
      const registries = { source: await start(), destination: await start() };
      await push(registries.source, IMAGE);
      const connection = connect(registries.source, registries.destination);
      let revival: Promise<void> | undefined;
      const { failure } = await connection.promote((doneBytes) => {
        if (revival !== undefined || doneBytes < 4_000_000) return;
        revival = registries[side].kill('SIGKILL').then(() => registries[side].restart());
      });
      expect(failure).toBeUndefined();
      expect(revival).toBeDefined();
      await revival;
      const copied = await connection.repository('destination').getManifest('1', NEVER);
      expect(copied.digest).toBe(IMAGE.root.digest);
      for (const [digest, bytes] of IMAGE.blobs) {
        const reply = await fetch(`http://${registries.destination.host}/v2/dst/app/blobs/${digest}`);
        expect(Buffer.from(await reply.arrayBuffer()).equals(bytes)).toBe(true);
      }
    },
  );

  it.each(['source', 'destination'] as const)(
    'that is the %s may hang: the copy ends with a time-out, and no tag',
    async (side) => {
      const registries = { source: await start(), destination: await start() };
      await push(registries.source, IMAGE);
      const time = stopTime();
      const connection = connect(registries.source, registries.destination, {
        // longer than the wait: what hangs is an open connection, however slowly the last ones were opened
        ...{ idleTimeoutMs: 60_000, connectTimeoutMs: 600_000, retries: 0, retryBudgetMs: 1_000 },
      });
      let isStopped = false;
      let movedBytes = 0;
      const outcome = connection.promote((doneBytes) => {
        movedBytes = doneBytes;
        // at once: on a quiet machine the rest would be in the buffers of the sockets a moment later
        if (isStopped || doneBytes === 0) return;
        isStopped = true;
        void registries[side].kill('SIGSTOP');
      });
      while (!isStopped) await untilQuiet();
      const error = errorOf(await time.passUntil(outcome, 60_000, () => movedBytes));
      await registries[side].kill('SIGCONT');
      expect(error.code).toBe('TIMED_OUT');
      expect(error.message).toContain(registries[side].host);
      expect(error.hint).toContain('request-timeout');
      const { host } = registries.destination;
      expect((await fetch(`http://${host}/v2/dst/app/manifests/1`)).status).toBe(404);
    },
  );
});

/** A small file system, or the reason why there is none. */
function mountSmallDisk(): { readonly folder: string } | { readonly reason: string } {
  if (process.getuid?.() !== 0) return { reason: 'only root may mount a small disk' };
  const folder = mkdtempSync(join(tmpdir(), 'small-disk-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'tmpfs', folder], { stdio: 'ignore' });
    return { folder };
  } catch {
    rmSync(folder, { recursive: true });
    return { reason: 'mount is not permitted here' };
  }
}

describeWith(['docker-registry'], 'a disk that is full', () => {
  it('at the destination is a clear error, and leaves no tag', async (context) => {
    const disk = mountSmallDisk();
    if ('reason' in disk) return context.skip(disk.reason);
    onTestFinished(() => {
      execFileSync('umount', ['-l', disk.folder]);
      rmSync(disk.folder, { recursive: true });
    });
    const [source, destination] = [await start(), await start({ storage: disk.folder })];
    await push(source, IMAGE);
    const connection = connect(source, destination, { retries: 1 });
    const error = errorOf(await connection.promote());
    expect(error.code).toBe('SERVER_UNAVAILABLE');
    expect(error.message).toContain(destination.host);
    expect(error.message).toContain('500');
    expect(error.hint).toContain('free space');
    expect((await fetch(`http://${destination.host}/v2/dst/app/manifests/1`)).status).toBe(404);
  });
});

describeWith(['docker-registry', 'tinyproxy'], 'a tinyproxy', () => {
  async function startProxy(lines: readonly string[] = []): Promise<Tinyproxy> {
    const proxy = await startTinyproxy(lines);
    onTestFinished(() => proxy.stop());
    return proxy;
  }

  async function startPair(): Promise<readonly [DockerRegistry, DockerRegistry]> {
    const source = await start();
    await push(source, SMALL);
    return [source, await start({ tls: true })];
  }

  it('carries a promotion, to a registry with TLS, too', async () => {
    const [source, destination] = await startPair();
    const proxy = await startProxy();
    const connection = connect(source, destination, { proxy: `http://${proxy.host}` });
    expect((await connection.promote()).failure).toBeUndefined();
    const found = await connection.repository('destination').resolveTag('1', NEVER);
    expect(found).toBe(SMALL.root.digest);
    for (const { host } of [source, destination]) expect(proxy.log()).toContain(`CONNECT ${host}`);
  });

  it('carries it with a user name and a password, which it wants', async () => {
    const [source, destination] = await startPair();
    const proxy = await startProxy([`BasicAuth robot ${PASSWORD}`]);
    const connection = connect(source, destination, { proxy: `http://robot:${PASSWORD}@${proxy.host}` });
    expect((await connection.promote()).failure).toBeUndefined();

    for (const credentials of ['', `robot:wrong-${PASSWORD}@`]) {
      const refused = connect(source, destination, {
        proxy: `http://${credentials}${proxy.host}`,
        retries: 1,
      });
      const error = errorOf(await refused.promote());
      expect(error.code).toBe('PROXY_FAILED');
      expect(error.message).toContain(proxy.host);
      expect(`${error.message} ${error.hint} ${refused.lines.join()}`).not.toContain(PASSWORD);
    }
  });

  it('that may not connect to a port is reported, with what to type', async () => {
    const [source, destination] = await startPair();
    const proxy = await startProxy(['ConnectPort 443']);
    const connection = connect(source, destination, { proxy: `http://${proxy.host}`, retries: 1 });
    const error = errorOf(await connection.promote());
    expect(error.code).toBe('PROXY_FAILED');
    expect(error.message).toContain(`the proxy ${proxy.host} refused a tunnel`);
    expect(error.hint).toMatch(/allow 127.* through the proxy.*NO_PROXY=127\.0\.0\.1/);
  });

  it('that finds nothing behind it is reported as a failure of the proxy', async () => {
    const [source, destination] = await startPair();
    const proxy = await startProxy();
    await destination.kill('SIGKILL');
    const connection = connect(source, destination, { proxy: `http://${proxy.host}`, retries: 1 });
    const error = errorOf(await connection.promote());
    expect(error.code).toBe('PROXY_FAILED');
    expect(error.where.side).toBe('destination');
  });

  it('is not asked for hosts of NO_PROXY', async () => {
    const blocking = await scriptedServer([], { otherwise: serving((_request, peer) => peer.reply(403)) });
    const [source, destination] = await startPair();
    const environment = {
      HTTP_PROXY: blocking.origin,
      HTTPS_PROXY: blocking.origin,
      NO_PROXY: '127.0.0.0/8',
    };
    expect((await connect(source, destination, { environment }).promote()).failure).toBeUndefined();
    expect(blocking.peers).toHaveLength(0);
  });
});
