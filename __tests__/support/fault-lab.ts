import { onTestFinished } from 'vitest';
import type { Descriptor } from '../../src/core/image/descriptor.ts';
import { digestOf } from '../../src/core/image/digest.ts';
import { PromoteError, type Side } from '../../src/core/text/errors.ts';
import type { PromoteOptions } from '../../src/core/options.ts';
import type { Clock } from '../../src/core/ports/clock.ts';
import type { BlobOutcome, Registries, Repository } from '../../src/core/ports/registry.ts';
import type { Reporter } from '../../src/core/ports/reporter.ts';
import type { TransportOptions } from '../../src/http/connect/transport-options.ts';
import { createPolicies } from '../../src/entry/compose/policies.ts';
import { createTransport } from '../../src/http/transport.ts';
import { promote, type PromotionOutcome } from '../../src/promotion/promote.ts';
import type { Credentials } from '../../src/registry/auth/credentials.ts';
import { createRegistries, type RegistrySide } from '../../src/registry/registries.ts';
import { accountsByHost } from './accounts.ts';
import { describeBlob } from './blob-copies.ts';
import { manualClock } from './clocks.ts';
import { noOutside } from './fake-ports.ts';
import { promoteOptions, request } from './promote-options.ts';
import type { SampleImage } from './sample-images.ts';
import { testAuthority } from './test-certificates.ts';
import { startWireRegistry, type EarlyRule, type Rule, type WireRegistry } from './wire-registry.ts';

/** How long a peer may be silent; `stopTime` lets it pass. */
export const IDLE_MS = 60_000;

export const PASSWORD = 'pa:ss-w0rd-of-the-robot';
export const ACCOUNT: Credentials = { kind: 'basic', username: 'robot', password: PASSWORD };

export interface LabOptions {
  /** deviations of the source and the destination */
  readonly from?: Rule;
  readonly to?: Rule;
  readonly earlyFrom?: EarlyRule;
  readonly earlyTo?: EarlyRule;
  /** both sides speak TLS with certificates of an authority the client trusts */
  readonly tls?: boolean;
  /** account at the source, at the destination */
  readonly account?: Readonly<Partial<Record<Side, Credentials>>>;
  /** instead of `account`, for both sides */
  readonly accountAt?: RegistrySide['accountAt'];
  readonly realmHosts?: readonly string[];
  readonly transport?: Partial<TransportOptions>;
  readonly clock?: Clock;
  /** what stands before a registry: the port on which it can be reached through it */
  readonly front?: (registry: WireRegistry, side: Side) => Promise<number>;
  /** host names under which the proxy of `transport` finds the registries; the ports are added */
  readonly names?: Readonly<Partial<Record<Side, string>>>;
}

/** Two registries and the real client between them: `src/app` is copied to `dst/app`. */
export interface Lab {
  readonly source: WireRegistry;
  readonly destination: WireRegistry;
  readonly registries: Registries;
  readonly from: Repository;
  readonly to: Repository;
  readonly clock: Clock;
  /** every line that was logged, traces included */
  said(): string;
  addBlob(blob: Uint8Array): void;
  addImage(image: SampleImage, tag: string): void;
  copy(blob: Uint8Array | Descriptor, options?: CopyRequest): Promise<BlobOutcome>;
  /** the bytes of the blob at the destination */
  has(blob: Uint8Array): boolean;
  /** The whole story, from `src/app:1` to `dst/app:1`. */
  promote(changes?: Partial<PromoteOptions>, signal?: AbortSignal): Promise<PromotionOutcome>;
  /** The error a promise ends with, remembered for the scan for secrets. */
  failure(promise: Promise<unknown>): Promise<PromoteError>;
  /** Ends it before its test does. */
  close(): Promise<void>;
}

export interface CopyRequest {
  readonly shortcuts?: boolean;
  readonly signal?: AbortSignal;
  readonly to?: Repository;
  readonly from?: Repository;
  readonly onBytes?: (countBytes: number) => void;
}

const NEVER = new AbortController().signal;

/** Making keys takes longer than most tests. */
let shared: ReturnType<typeof makeCertificates> | undefined;

async function makeCertificates() {
  const authority = await testAuthority();
  return { authority: authority.cert, server: await authority.issue() };
}

/** What no line and no error may hold; each is used by some server or account of the suite. */
const SECRETS = [PASSWORD, encodeURIComponent(PASSWORD), 'secret', '_state=~', 'X-Amz-Signature=s', 'sig=s'];

/** Starts everything. When the test ends it is checked that nothing secret was said, whatever the test was about. */
export async function startLab(options: LabOptions = {}): Promise<Lab> {
  const certificates = options.tls === true ? await (shared ??= makeCertificates()) : undefined;
  const tls = certificates?.server;
  const source = await startWireRegistry({ tls, rule: options.from, early: options.earlyFrom });
  const destination = await startWireRegistry({ tls, rule: options.to, early: options.earlyTo });
  const clock = options.clock ?? manualClock();
  const lines: string[] = [];
  const say = (line: string): void => void lines.push(line);
  const hosts = {
    source: await hostOf(source, 'source', options),
    destination: await hostOf(destination, 'destination', options),
  };
  const sideOf = (side: Side) => {
    const transport = createTransport({
      side,
      ca: certificates?.authority,
      environment: {},
      idleTimeoutMs: IDLE_MS,
      connectTimeoutMs: 60_000,
      retries: 3,
      random: () => 0,
      log: say,
      debug: say,
      clock,
      ...options.transport,
    });
    onTestFinished(() => transport.close());
    return {
      transport,
      accountAt:
        options.accountAt ??
        accountsByHost((host) => (host === hosts[side] ? options.account?.[side] : undefined)),
      plainHttpHosts: new Set(options.tls === true ? [] : Object.values(hosts)),
      realmHosts: new Set(options.realmHosts ?? []),
    };
  };
  const sides = { source: sideOf('source'), destination: sideOf('destination') };
  const registries = createRegistries({ sides, clock, log: say });
  const from = registries.repository('source', hosts.source, 'src/app');
  const to = registries.repository('destination', hosts.destination, 'dst/app');
  onTestFinished(() => {
    refuseSecrets(lines.join('\n'));
  });
  return {
    ...{ source, destination, registries, from, to, clock },
    said: () => lines.join('\n'),
    addBlob: (blob) => void source.blobs.set(`src/app ${digestOf(blob)}`, blob),
    addImage: (image, tag) => {
      storeImage(source, 'src/app', image, tag);
    },
    copy: (blob, wish = {}) =>
      registries.copyBlob(
        blob instanceof Uint8Array ? describeBlob(blob) : blob,
        {
          source: wish.from ?? from,
          destination: wish.to ?? to,
          shortcuts: wish.shortcuts ?? true,
          onBytes: wish.onBytes ?? (() => undefined),
        },
        wish.signal ?? NEVER,
      ),
    has: (blob) => {
      const found = destination.blobs.get(`dst/app ${digestOf(blob)}`);
      return found !== undefined && Buffer.from(found).equals(blob);
    },
    promote: async (changes = {}, signal = NEVER) => {
      const promotions = [request(`${hosts.source}/src/app:1`, `${hosts.destination}/dst/app:1`)];
      const clusters = { source: undefined, destination: undefined };
      const policies = createPolicies({ registries, clusters, clock, openVerifying: noOutsideConnection });
      const ports = { ...noOutside(), registries, clusters, policies, reporter: reporterTo(say), clock };
      const outcome = await promote(promoteOptions({ promotions, ...changes }), ports, signal);
      if (outcome.failure !== undefined) noteError(outcome.failure.error, say);
      return outcome;
    },
    failure: async (promise) => {
      const error: unknown = await promise.then(
        (value) => new Error(`a failure was expected, came ${JSON.stringify(value)}`),
        (reason: unknown) => reason,
      );
      if (!(error instanceof PromoteError)) throw error;
      noteError(error, say);
      return error;
    },
    close: async () => {
      for (const { transport } of Object.values(sides)) await transport.close();
      for (const { server } of [source, destination]) await server.close();
    },
  };
}

function noOutsideConnection(): never {
  throw new Error('a policy of this suite asks nobody but the registries');
}

async function hostOf(registry: WireRegistry, side: Side, { names, front }: LabOptions): Promise<string> {
  const name = names?.[side] ?? registry.host.replace(/:\d+$/, '');
  return `${name}:${(await front?.(registry, side)) ?? registry.server.port}`;
}

/** An image with all its parts in a registry, under a tag. */
export function storeImage(
  registry: Pick<WireRegistry, 'blobs' | 'manifests'>,
  repository: string,
  image: SampleImage,
  tag?: string,
): void {
  for (const [digest, bytes] of image.blobs) registry.blobs.set(`${repository} ${digest}`, bytes);
  for (const { mediaType, digest, bytes } of image.manifests) {
    registry.manifests.set(`${repository} ${digest}`, { type: mediaType, bytes });
  }
  const { mediaType: type, bytes } = image.root;
  if (tag !== undefined) registry.manifests.set(`${repository} ${tag}`, { type, bytes });
}

/** The error of a promotion that must have failed. */
export function failureOfOutcome({ failure }: PromotionOutcome): PromoteError {
  if (failure?.error instanceof PromoteError) return failure.error;
  throw new Error('the promotion should have failed with a PromoteError', { cause: failure?.error });
}

function noteError(error: unknown, say: (line: string) => void): void {
  if (!(error instanceof PromoteError)) throw error;
  say(JSON.stringify([error.code, error.message, error.hint, error.where, error.problems]));
}

function refuseSecrets(text: string): void {
  const found = SECRETS.filter((secret) => text.includes(secret));
  if (found.length > 0) throw new Error(`secrets were shown (${found.join(', ')}):\n${text.slice(0, 4_000)}`);
}

function reporterTo(say: (line: string) => void): Reporter {
  return {
    group: (title, body) => {
      say(title);
      return body();
    },
    info: say,
    notice: say,
    warning: say,
    debug: say,
    transferProgress: () => undefined,
    rolloutProgress: () => undefined,
  };
}
