import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { issueServiceAccountToken, issueUserToken } from './access/tokens.ts';
import { parseServiceAccount } from './state/identity.ts';
import { dispatch } from './server/dispatch.ts';
import type { ApiReply, ApiRequest } from './exchange/exchange.ts';
import { createApiListener, type ApiServerOptions, type ServedRequest } from './server/api-server.ts';
import {
  createAuthority,
  createClientCertificate,
  createServerCertificate,
  type KeyPair,
} from './certificates.ts';
import { createRegistryBackend } from './cluster-backend.ts';
import { startControllers, type ControllerOptions } from './engine.ts';
import type { ClusterOptions, Failure, SandboxOptions, TlsProfile } from './state/options.ts';
import { holdRequests } from './held-requests.ts';
import { answerOauth } from './oauth/oauth-server.ts';
import { createIntegratedRegistry, type IntegratedRegistry } from './registry/integrated-registry.ts';
import type { ClusterState } from './state/cluster-state.ts';
import { createState } from './state/new-state.ts';
import { createUpstream } from './upstream/registries.ts';

/** One small OpenShift cluster on the loopback interface. */
export interface SandboxCluster {
  readonly name: 'source' | 'destination';
  /** `https://127.0.0.1:PORT` */
  readonly apiUrl: string;
  /** `127.0.0.1:PORT` */
  readonly registryHost: string;
  /** PEM of every authority a client must trust */
  readonly ca: string;
  /** for tests and seeding: plain data */
  readonly state: ClusterState;
  readonly registry: IntegratedRegistry;
  /** pods that match fail; may be changed at any time */
  readonly failures: Failure[];
  /** what the API could not answer: must stay empty */
  readonly unknownRequests: readonly string[];
  /** the token of a user (`alice`) or service account (`system:serviceaccount:NS:NAME`); the same at each call */
  token(username: string): string;
  /** A certificate by which the API server knows a user; its registry does not. */
  clientCertificate(username: string, groups?: readonly string[]): Promise<KeyPair>;
  /** trusts a further authority (PEM) when it pulls from other registries */
  trust(ca: string): void;
  /** every request to the API so far */
  history(): readonly ServedRequest[];
  /** resolves when the controllers have nothing left to do but to wait for deadlines */
  settled(): Promise<void>;
  /** lets the controllers take their steps at once, all or so many; for tests with `paceMs: Infinity` */
  advance(maxSteps?: number): number;
  stop(): Promise<void>;
}

/** Starts API server, registry and controllers of one cluster. */
export async function startCluster(
  name: 'source' | 'destination',
  options: ClusterOptions,
  common: SandboxOptions,
): Promise<SandboxCluster> {
  const state = createState(name, common);
  const log = (line: string): void => common.log?.(`${name}: ${line}`);
  const history: ServedRequest[] = [];
  const controllers = startControllers(state, paceOf(common));
  const certificates = await createCertificates(name, options);
  state.apiCa = certificates.apiCa;
  const trusted = [certificates.ca];
  state.upstream = createUpstream({ ca: () => trusted.join('\n'), now: state.now });
  const { api, oauth } = await startApiServers(state, certificates, options, (request) => {
    history.push(request);
    log(`${request.method} ${request.url} ${request.status}`);
  });
  let registryHost = '';
  const registry = createIntegratedRegistry(createRegistryBackend(state), {
    host: () => registryHost,
    log,
    ...(common.signal === undefined ? {} : { signal: common.signal }),
  });
  state.registryContent = contentOf(registry);
  const registryTls = { certificate: certificates.registry, profile: options.tlsProfile };
  const registryServer = await listen(registryTls, options.registryPort ?? 0, registry.listener);
  holdRequests([api, oauth, registryServer], name, common.hold);
  registryHost = `127.0.0.1:${portOf(registryServer)}`;
  state.publicRegistryHost = options.exposeRegistry === false ? undefined : registryHost;
  state.apiUrl = `https://127.0.0.1:${portOf(api)}`;
  state.oauthUrl = `https://127.0.0.1:${portOf(oauth)}`;
  const tokens = new Map<string, string>();
  return {
    name,
    apiUrl: state.apiUrl,
    registryHost,
    ca: certificates.ca,
    state,
    registry,
    failures: state.failures,
    unknownRequests: state.unknownRequests,
    token: (username) => {
      const known = tokens.get(username) ?? issueToken(state, username);
      tokens.set(username, known);
      return known;
    },
    clientCertificate: (username, groups = []) =>
      createClientCertificate(certificates.clients, username, groups),
    trust: (ca) => void trusted.push(ca),
    history: () => history,
    settled: () => controllers.settled(),
    advance: (maxSteps) => controllers.advance(maxSteps),
    stop: async () => {
      controllers.stop();
      await Promise.all([...new Set([api, oauth, registryServer])].map(close));
      await registry.close();
    },
  };
}

/** What builds push without the network. */
function contentOf({ blobs }: IntegratedRegistry): ClusterState['registryContent'] {
  return {
    add: async (repository, content) => {
      const { digest } = await blobs.add(content);
      blobs.link(repository, digest);
    },
  };
}

function paceOf({ paceMs = 25, secondMs = 1000 }: SandboxOptions): ControllerOptions {
  return { paceMs, secondMs };
}

/** One server for both, unless the OAuth server is to have an address of its own. */
async function startApiServers(
  state: ClusterState,
  certificates: Readonly<Record<'api' | 'oauth' | 'clients', KeyPair>>,
  options: ClusterOptions,
  onServed: ApiServerOptions['onServed'],
): Promise<{ readonly api: Server; readonly oauth: Server }> {
  const serve = (certificate: KeyPair, port: number, answer: ApiServerOptions['answer']): Promise<Server> =>
    listen(
      { certificate, profile: options.tlsProfile, clientAuthority: certificates.clients.cert },
      port,
      createApiListener(state, { answer, onServed }),
    );
  const port = options.apiPort ?? 0;
  if (options.separateOauth === true) {
    return {
      api: await serve(certificates.api, port, dispatch),
      oauth: await serve(certificates.oauth, 0, answerOnlyOauth),
    };
  }
  const both = await serve(
    certificates.api,
    port,
    (request, known) => answerOauth(request, known) ?? dispatch(request, known),
  );
  return { api: both, oauth: both };
}

/** On an address of its own, the OAuth server knows nothing else. */
function answerOnlyOauth(request: ApiRequest, state: ClusterState): ApiReply {
  return answerOauth(request, state) ?? { kind: 'text', status: 404, text: '404 page not found\n' };
}

function issueToken(state: ClusterState, username: string): string {
  const account = parseServiceAccount(username);
  return account === undefined
    ? issueUserToken(state, username)
    : issueServiceAccountToken(state, account.namespace, account.name);
}

async function createCertificates(
  name: string,
  options: ClusterOptions,
): Promise<{
  ca: string;
  apiCa: string;
  api: KeyPair;
  oauth: KeyPair;
  registry: KeyPair;
  clients: KeyPair;
}> {
  const authority = await createAuthority(`sandbox ${name} CA`);
  const other = async (isOther: boolean | undefined, what: string): Promise<KeyPair> =>
    isOther === true ? createAuthority(`sandbox ${name} ${what} CA`) : authority;
  const registryAuthority = await other(options.separateRegistryCa, 'registry');
  const oauthAuthority = await other(options.separateOauth, 'router');
  const authorities = new Set([authority, registryAuthority, oauthAuthority]);
  return {
    api: await createServerCertificate(authority),
    oauth: await createServerCertificate(oauthAuthority),
    registry: await createServerCertificate(registryAuthority),
    clients: await createAuthority(`sandbox ${name} client CA`),
    apiCa: authority.cert,
    ca: [...authorities].map(({ cert }) => cert.trim()).join('\n') + '\n',
  };
}

interface ServerTls {
  readonly certificate: KeyPair;
  readonly profile: TlsProfile | undefined;
  /** of client certificates */
  readonly clientAuthority?: string;
}

async function listen(
  { certificate, profile, clientAuthority }: ServerTls,
  port: number,
  listener: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<Server> {
  // asked for, but not demanded: most clients have a token
  const asks = { ca: clientAuthority, requestCert: true, rejectUnauthorized: false };
  const { cert, key } = certificate;
  const minVersion = profile === 'Modern' ? 'TLSv1.3' : 'TLSv1.2';
  const server = createServer(
    { cert, key, minVersion, ...(clientAuthority === undefined ? {} : asks) },
    listener,
  );
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}

async function close(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise<void>((resolve) => server.close(() => resolve()));
}
