import path from 'node:path';
import { type Side, PromoteError } from '../../core/text/errors.ts';
import type { ClientIdentity } from '../../core/options.ts';
import { textAt, valueAt, objectAt, objectsAt, textsAt } from '../api/json-fields.ts';
import {
  problem,
  readKubeContext,
  readSmallFile,
  type KubeContext,
  type KubeEntry,
  type KubeconfigQuestion,
} from './kubeconfig-file.ts';
import { cleanServerText } from '../../core/text/server-text.ts';
import type { JsonObject } from '../../core/text/strict-json.ts';
import { parseObject } from '../api/failure.ts';
import type { ProgramEnd, RunCredentialProgram } from '../../core/ports/commands.ts';

/** How to reach the cluster of a context. */
export interface KubeCluster {
  readonly context: string;
  readonly server: string;
  /** PEM */
  readonly ca: string | undefined;
  readonly insecureSkipTlsVerify: boolean;
  readonly proxy: string | undefined;
  /** client certificate, instead of a token or in addition to one */
  readonly clientIdentity: ClientIdentity | undefined;
  /**
   * The token of the user, from a credential plugin if necessary. undefined: the user has only a certificate.
   * @throws PromoteError LOGIN_FAILED, INPUT_INVALID
   */
  readonly readToken: (signal: AbortSignal) => Promise<KubeToken | undefined>;
}

export interface KubeToken {
  readonly token: string;
  readonly expiresAt: Date | undefined;
}

const MAX_PEM_BYTES = 4 * 1024 * 1024;
const PEM_CERTIFICATE = '-----BEGIN CERTIFICATE-----';
const MAX_TOKEN_BYTES = 64 * 1024;

/**
 * Reads the cluster and the user of a kubeconfig context (openshift-api.md §1.7).
 * @throws PromoteError INPUT_INVALID
 */
export async function readKubeconfig(question: KubeconfigQuestion): Promise<KubeCluster> {
  const { side, run } = question;
  const context = await readKubeContext(question);
  const { cluster } = context;
  return {
    context: context.name,
    server: readServer(side, cluster),
    ca: await readAuthorities(side, cluster),
    insecureSkipTlsVerify: valueAt(cluster.fields, 'insecure-skip-tls-verify') === true,
    proxy: readProxy(side, cluster),
    clientIdentity: await readIdentity(side, context.user),
    readToken: (signal) => readToken(side, context, run, signal),
  };
}

function readServer(side: Side, { name, fields }: KubeEntry): string {
  const server = textAt(fields, 'server') ?? '';
  const url = URL.canParse(server) ? new URL(server) : undefined;
  if (textAt(fields, 'tls-server-name') !== undefined) {
    throw problem(
      side,
      `cluster "${name}" has a tls-server-name, which is not supported`,
      `set the input "${side}-server" to an address its certificate names`,
    );
  }
  if (url?.protocol === 'https:' && url.pathname === '/' && url.username === '') return url.origin;
  throw problem(
    side,
    `the server of cluster "${name}" is not https://host:port`,
    'log in again: oc login https://api.CLUSTER.DOMAIN:6443',
  );
}

/** The URL is not shown: it may contain a password. */
function readProxy(side: Side, { name, fields }: KubeEntry): string | undefined {
  const proxy = textAt(fields, 'proxy-url');
  if (proxy === undefined) return undefined;
  if (URL.canParse(proxy) && /^https?:$/.test(new URL(proxy).protocol)) return proxy;
  throw problem(
    side,
    `the proxy-url of cluster "${name}" is not that of an HTTP proxy`,
    `remove it and set the input "${side}-proxy"`,
  );
}

async function readAuthorities(side: Side, cluster: KubeEntry): Promise<string | undefined> {
  const text = await readPem(side, cluster, 'certificate-authority');
  if (text === undefined || text.includes(PEM_CERTIFICATE)) return text;
  throw problem(
    side,
    `the certificate authority of cluster "${cluster.name}" is no PEM text`,
    `log in again (oc login), or set the input "${side}-ca"`,
  );
}

async function readIdentity(side: Side, user: KubeEntry): Promise<ClientIdentity | undefined> {
  const certificate = await readPem(side, user, 'client-certificate');
  const key = await readPem(side, user, 'client-key');
  if (certificate === undefined && key === undefined) return undefined;
  if (certificate?.includes(PEM_CERTIFICATE) === true && key?.includes('PRIVATE KEY-----') === true) {
    return { certificate, key };
  }
  throw problem(
    side,
    `user "${user.name}" has no client certificate with its key as PEM text`,
    `log in with a token (oc login --token …), or set the input "${side}-token"`,
  );
}

/** Data that is inline as base64 or in a separate file; inline data takes precedence, as in kubectl. */
async function readPem(side: Side, { folder, fields }: KubeEntry, name: string): Promise<string | undefined> {
  const data = textAt(fields, `${name}-data`);
  const file = textAt(fields, name);
  if (data !== undefined) return Buffer.from(data, 'base64').toString('utf8');
  return file === undefined ? undefined : readSmallFile(side, path.resolve(folder, file), MAX_PEM_BYTES);
}

/** Token sources in kubectl's order: a token file takes precedence over an inline token. */
async function readToken(
  side: Side,
  { user, cluster }: KubeContext,
  run: KubeconfigQuestion['run'],
  signal: AbortSignal,
): Promise<KubeToken | undefined> {
  const { folder, fields } = user;
  const file = textAt(fields, 'tokenFile');
  const token =
    file === undefined
      ? textAt(fields, 'token')
      : (await readSmallFile(side, path.resolve(folder, file), MAX_TOKEN_BYTES)).trim();
  if (token !== undefined && token !== '') return { token, expiresAt: undefined };
  if (valueAt(fields, 'exec') !== undefined) {
    return runCredentialPlugin({ side, user, server: textAt(cluster.fields, 'server') ?? '', run }, signal);
  }
  const hasCertificate = ['client-certificate', 'client-certificate-data'].some(
    (key) => textAt(fields, key) !== undefined,
  );
  if (hasCertificate) return undefined;
  throw problem(
    side,
    `user "${user.name}" has no token`,
    `log in with a token (oc login --token …), or set the input "${side}-token" to the output of oc create token promoter -n PROJECT`,
  );
}

/** A kubeconfig user whose credentials come from an exec plugin. */
interface PluginQuestion {
  readonly side: Side;
  readonly user: KubeEntry;
  /** URL of the API server, for plugins that request it */
  readonly server: string;
  readonly run: RunCredentialProgram;
}

const API_VERSIONS = ['client.authentication.k8s.io/v1', 'client.authentication.k8s.io/v1beta1'];

/**
 * Runs the `exec` plugin of a user without a shell and returns the token from its ExecCredential. The plugin's output is
 * never shown.
 * @throws PromoteError INPUT_INVALID for an unsupported plugin, LOGIN_FAILED when the plugin returns no token
 */
async function runCredentialPlugin(
  question: PluginQuestion,
  signal: AbortSignal,
): Promise<{ readonly token: string; readonly expiresAt: Date | undefined }> {
  const { side, user } = question;
  const exec = objectAt(user.fields, 'exec');
  const command = textAt(exec, 'command') ?? '';
  const apiVersion = textAt(exec, 'apiVersion') ?? '';
  if (command === '' || !API_VERSIONS.includes(apiVersion)) {
    throw problem(
      side,
      `the exec plugin of user "${user.name}" has no command, or an apiVersion that is not ${API_VERSIONS.join(' or ')}`,
      tokenAdvice(side),
    );
  }
  if (textAt(exec, 'interactiveMode') === 'Always') {
    throw problem(
      side,
      `the exec plugin "${command}" of user "${user.name}" needs a terminal`,
      tokenAdvice(side),
    );
  }
  const output = await runPlugin(question, exec, command, apiVersion, signal);
  const status = objectAt(parseObject(output.trim()), 'status');
  const token = textAt(status, 'token');
  if (token === undefined) {
    const certificate = textAt(status, 'clientCertificateData') !== undefined;
    throw failed(
      side,
      command,
      certificate
        ? 'it gave a client certificate, which is taken from files only'
        : 'it printed no ExecCredential with a token',
    );
  }
  const expiry = new Date(textAt(status, 'expirationTimestamp') ?? NaN);
  return { token, expiresAt: Number.isNaN(expiry.getTime()) ? undefined : expiry };
}

async function runPlugin(
  { side, user, server, run }: PluginQuestion,
  exec: JsonObject,
  command: string,
  apiVersion: string,
  signal: AbortSignal,
): Promise<string> {
  const cluster = valueAt(exec, 'provideClusterInfo') === true ? { cluster: { server } } : {};
  const info = { kind: 'ExecCredential', apiVersion, spec: { interactive: false, ...cluster } };
  const own = objectsAt(exec, 'env').map((entry) => [
    textAt(entry, 'name') ?? '',
    textAt(entry, 'value') ?? '',
  ]);
  const end = await run(
    {
      // a command with a path is relative to the kubeconfig file; any other is searched in PATH
      command: /[\\/]/.test(command) ? path.resolve(user.folder, command) : command,
      args: textsAt(exec, 'args'),
      environment: {
        ...(Object.fromEntries(own) as Record<string, string>),
        KUBERNETES_EXEC_INFO: JSON.stringify(info),
      },
    },
    signal,
  );
  if (end.kind === 'ended' && end.code === 0) return end.stdout;
  throw failed(side, command, reasonOf(end), textAt(exec, 'installHint'));
}

function reasonOf(end: ProgramEnd): string {
  if (end.kind === 'failed') return end.reason;
  // the output may contain a secret, so it is not shown
  return `it ended with ${end.code}`;
}

function failed(side: Side, command: string, reason: string, installHint?: string): PromoteError {
  return new PromoteError({
    code: 'LOGIN_FAILED',
    message: `the exec plugin "${command}" of the ${side} kubeconfig gave no token: ${reason}`,
    hint: [
      installHint === undefined ? '' : `${cleanServerText(installHint, 300)}; `,
      `run it where the job runs to see why, or ${tokenAdvice(side)}`,
    ].join(''),
    where: { side, phase: 'connect' },
  });
}

function tokenAdvice(side: Side): string {
  return `set the input "${side}-token" to the output of oc create token promoter -n PROJECT instead`;
}
