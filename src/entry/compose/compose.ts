import type { PromoteOptions, SideOptions } from '../../core/options.ts';
import { type Side, PromoteError } from '../../core/text/errors.ts';
import type { RunOrigin } from '../../core/host.ts';
import type { Attestor } from '../../core/attestor.ts';
import type { PostStepState } from '../../core/post-step-state.ts';
import type { Cluster } from '../../core/ports/cluster.ts';
import type { Reporter } from '../../core/ports/reporter.ts';
import type { Transport } from '../../http/exchange/exchange.ts';
import type { Ports } from '../../promotion/run/ports.ts';
import { createRegistries, type RegistrySide } from '../../registry/registries.ts';
import type { ClusterClient } from './cluster-client.ts';
import { createPolicies } from './policies.ts';
import { accountsFor, warnWithoutTls } from './registry-accounts.ts';
import { locateSides } from './locate-sides.ts';
import { openTransport } from './open-transport.ts';
import { signIn, type SignedIn, type SignedInSide } from './sign-in.ts';
import { storedAccounts } from './stored-accounts.ts';
import { createCalmLog } from './calm-log.ts';
import { systemClock } from './system-clock.ts';

/** Dependencies of the ports. */
export interface ComposeOptions {
  readonly reporter: Reporter;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** masks an obtained secret before anything is written */
  readonly maskSecret: (secret: string, username?: string) => void;
  /** the job */
  readonly run?: RunOrigin | undefined;
  /** registers what the post step has to clean up; fields that are not given stay unchanged */
  readonly saveForPostStep: (postStepState: Partial<PostStepState>) => void;
}

/** The ports, and the options with the obtained tokens. */
export interface ComposedPorts {
  readonly ports: Ports;
  readonly options: PromoteOptions;
  /** logs out and closes all connections */
  readonly close: () => Promise<void>;
  /** undefined if not requested */
  readonly kubeconfigs: ClusterClient['kubeconfigs'] | undefined;
}

/**
 * Connects all parts of the program for one promotion, logged in on both sides.
 * @throws PromoteError when a login fails
 */
export async function composePorts(
  given: PromoteOptions,
  dependencies: ComposeOptions,
  signal: AbortSignal,
): Promise<ComposedPorts> {
  const { reporter, environment, maskSecret } = dependencies;
  const sides = await locateSides(given, environment, maskSecret);
  const open = (side: SideOptions): Transport => openTransport(side, given, reporter, environment);
  const transports = { source: open(sides.source.side), destination: open(sides.destination.side) };
  // without CA, client certificate, proxy and skipped verification, which apply only to the servers of a side
  const openVerifying = (): Transport =>
    open({
      ...given.destination,
      ...{ ca: undefined, clientIdentity: undefined, proxy: undefined, insecureSkipTlsVerify: false },
    });
  const closeTransports = async (): Promise<void> => {
    await Promise.all([transports.source.close(), transports.destination.close()]);
  };
  let signOut = (): Promise<void> => Promise.resolve();
  try {
    const signedIn = await signIn(sides, { ...dependencies, transports, openVerifying }, signal);
    ({ signOut } = signedIn);
    const options = { ...given, source: signedIn.source.side, destination: signedIn.destination.side };
    const client = await clientOf(options, { ...dependencies, transport: transports.destination }, signal);
    const environment = client?.environment ?? dependencies.environment;
    return {
      options,
      kubeconfigs: client?.kubeconfigs,
      ports: await createPorts(options, signedIn, transports, { ...dependencies, environment }, () =>
        open({ ...options.destination, clientIdentity: undefined, insecureSkipTlsVerify: false }),
      ),
      close: async () => {
        await signOut();
        await closeTransports();
      },
    };
  } catch (error) {
    await signOut();
    await closeTransports();
    throw error;
  }
}

async function createPorts(
  options: PromoteOptions,
  signedIn: SignedIn,
  transports: Readonly<Record<Side, Transport>>,
  dependencies: ComposeOptions,
  openVerifying: () => Transport,
): Promise<Ports> {
  const { reporter, environment } = dependencies;
  // a separate connection, because the server does not belong to the side and its certificate is always verified
  const readUrl = async (url: string, signal: AbortSignal): Promise<string> => {
    const side = { ...options.destination, insecureSkipTlsVerify: false };
    const transport = openTransport(side, options, reporter, environment);
    try {
      return await readTextFrom(url, transport, signal);
    } finally {
      await transport.close();
    }
  };
  const clusters = {
    source: await openCluster(signedIn.source, transports.source, reporter),
    destination: await openCluster(signedIn.destination, transports.destination, reporter, readUrl),
  };
  const registries = createRegistries({
    sides: {
      source: registrySide(signedIn.source, options, transports.source, dependencies),
      destination: registrySide(signedIn.destination, options, transports.destination, dependencies),
    },
    clock: systemClock,
    log: createCalmLog(reporter, systemClock),
  });
  return {
    ...outsideOf(options, transports.destination, openVerifying, environment),
    gitops: await openGitOps(options, dependencies),
    attestor: await openAttestor(options, dependencies, openVerifying),
    registries,
    clusters,
    policies: createPolicies({ registries, clusters, clock: systemClock, openVerifying }),
    run: dependencies.run,
    reporter,
    clock: systemClock,
    sourceCredentials: pullCredentials(options),
  };
}

/** Runs first, because the commands of the user may need the client. */
async function clientOf(
  options: PromoteOptions,
  dependencies: ComposeOptions & { readonly transport: Transport },
  signal: AbortSignal,
): Promise<ClusterClient | undefined> {
  if (options.client === undefined) return undefined;
  const { installClient } = await import(/* webpackChunkName: "cluster-client" */ './cluster-client.ts');
  return installClient(options.client, options, dependencies, signal);
}

/** Ports that few promotions need are loaded on demand. */
function outsideOf(
  { destination }: PromoteOptions,
  transport: Transport,
  openVerifying: () => Transport,
  environment: ComposeOptions['environment'],
): Pick<Ports, 'commands' | 'webhooks'> {
  const { server, token } = destination;
  return {
    commands: {
      async run(command, signal) {
        const { createCommands } = await import(/* webpackMode: "eager" */ '../../tools/user-command.ts');
        await createCommands(environment).run(command, signal);
      },
    },
    webhooks: {
      async call(webhook, images, signal) {
        const { createWebhooks } = await import(
          /* webpackChunkName: "openshift" */ '../../openshift/webhooks.ts'
        );
        const webhooks = createWebhooks({ server, token, transport, openVerifying });
        return webhooks.call(webhook, images, signal);
      },
    },
  };
}

async function openGitOps(
  { gitops }: PromoteOptions,
  { environment, run }: ComposeOptions,
): Promise<Ports['gitops']> {
  if (gitops === undefined) return undefined;
  const { createGitOps } = await import(/* webpackChunkName: "gitops" */ '../../gitops/commit.ts');
  return createGitOps(environment, run?.url);
}

const UNKNOWN_RUN: RunOrigin = { system: 'unknown', actor: undefined, url: undefined };

async function openAttestor(
  { attest }: PromoteOptions,
  { environment, maskSecret, run = UNKNOWN_RUN }: ComposeOptions,
  openVerifying: () => Transport,
): Promise<Attestor | undefined> {
  if (attest === undefined) return undefined;
  const { createAttestor } = await import(/* webpackChunkName: "attest" */ '../../attest/attestor.ts');
  const withTransport = async <Result>(body: (transport: Transport) => Promise<Result>): Promise<Result> => {
    const transport = openVerifying();
    try {
      return await body(transport);
    } finally {
      await transport.close();
    }
  };
  return createAttestor(attest, {
    clock: systemClock,
    run,
    send: (request, signal) =>
      withTransport((transport) => transport.send({ ...request, retry: 'repeatable' }, signal)),
    requestIdToken: (audience, signal) =>
      withTransport(async (transport) => {
        const idToken = await import(/* webpackMode: "eager" */ '../../openshift/login/id-token.ts');
        const advice = {
          inGitLab: `declare it in the job: id_tokens: { PROMOTE_ATTEST_ID_TOKEN: { aud: "${audience}" } }`,
          elsewhere: 'set PROMOTE_ATTEST_ID_TOKEN, or sign with a key',
        };
        const token = await idToken.requestIdToken({ advice, audience, environment, transport }, signal);
        maskSecret(token);
        return token;
      }),
  });
}

/** A side without a server is a plain registry; promotions between two of those never load the OpenShift code. */
async function openCluster(
  { side, expiresAt, renew }: SignedInSide,
  transport: Transport,
  reporter: Reporter,
  readUrl?: (url: string, signal: AbortSignal) => Promise<string>,
): Promise<Cluster | undefined> {
  if (side.server === undefined || (side.token ?? side.clientIdentity) === undefined) return undefined;
  const { createCluster } = await import(/* webpackChunkName: "openshift" */ '../../openshift/cluster.ts');
  return createCluster({
    side: side.side,
    server: side.server,
    token: side.token,
    tokenExpiresAt: expiresAt,
    renewToken: renew,
    transport,
    readUrl,
    clock: systemClock,
    log: createCalmLog(reporter, systemClock),
  });
}

function registrySide(
  { side, renew }: SignedInSide,
  options: PromoteOptions,
  transport: Transport,
  { environment, maskSecret, reporter }: ComposeOptions,
): RegistrySide {
  const { registry, realmHosts = [] } = side;
  const plainHost = registry?.startsWith('http://') === true ? registry.slice('http://'.length) : undefined;
  const log = (line: string): void => {
    reporter.info(line);
  };
  const findAccount = accountsFor(
    side,
    options.promotions.map((promotion) => promotion[side.side]),
    { renewToken: renew, stored: storedAccounts(side, { environment, maskSecret, log }) },
  );
  return {
    transport,
    accountAt: warnWithoutTls(findAccount, plainHost, (line) => reporter.warning(line)),
    plainHttpHosts: new Set(plainHost === undefined ? [] : [plainHost]),
    realmHosts: new Set(realmHosts),
  };
}

/**
 * The credentials for a cluster that pulls from the source registry itself. Only credentials from the inputs are used: those stored
 * on the machine are never passed to a cluster.
 */
function pullCredentials({ source, promotions }: PromoteOptions): Ports['sourceCredentials'] {
  const find = accountsFor(
    source,
    promotions.map((promotion) => promotion.source),
    { stored: () => Promise.resolve(undefined) },
  );
  return async (host, signal) => {
    const account = await find(host, '', signal);
    switch (account?.credentials.kind) {
      case 'basic': {
        const { username, password } = account.credentials;
        return { username, password, isToken: false, isGivenBack: false };
      }
      case 'bearer': {
        // OpenShift registries only check the token; the user name must not contain a colon (openshift-api.md §10.1)
        const password = account.credentials.token;
        const isGivenBack = source.isTokenGivenBack === true;
        return { username: 'openshift', password, isToken: true, isGivenBack };
      }
      case 'identity':
      case undefined:
        return undefined;
    }
  };
}

const MAX_BYTES = 2 * 1024 * 1024;

/**
 * Downloads text from a URL, without credentials.
 * @throws PromoteError INPUT_INVALID when there is none, CONNECTION_FAILED, …
 */
export async function readTextFrom(url: string, transport: Transport, signal: AbortSignal): Promise<string> {
  const reply = await transport.open({ method: 'GET', url, headers: { accept: '*/*' } }, signal);
  if (reply.status === 200) return new TextDecoder().decode(await reply.read(MAX_BYTES));
  reply.discard();
  throw new PromoteError({
    code: 'INPUT_INVALID',
    message: `${url} cannot be read: status ${reply.status}`,
    hint: 'URLs that require a login are not supported: download the file in a separate step and give its path',
    where: { side: 'destination', status: reply.status },
  });
}
