import path from 'node:path';
import type { Side } from '../../core/errors.ts';
import { textAt, valueAt } from '../json-fields.ts';
import { runCredentialPlugin } from './credential-plugin.ts';
import {
  problem,
  readKubeContext,
  readSmallFile,
  type KubeContext,
  type KubeEntry,
  type KubeconfigQuestion,
} from './kubeconfig-file.ts';

/** How to reach the cluster of a context. */
export interface KubeCluster {
  readonly context: string;
  readonly server: string;
  /** PEM */
  readonly ca: string | undefined;
  readonly insecureSkipTlsVerify: boolean;
  readonly proxy: string | undefined;
  /** The token of the user; asks a plugin if need be. @throws PromoteError LOGIN_FAILED, INPUT_INVALID */
  readonly readToken: (signal: AbortSignal) => Promise<KubeToken>;
}

export interface KubeToken {
  readonly token: string;
  readonly expiresAt: Date | undefined;
}

const MAX_CA_BYTES = 4 * 1024 * 1024;
const MAX_TOKEN_BYTES = 64 * 1024;

/**
 * Cluster and user of a context of a kubeconfig (openshift-api.md §1.7).
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

/** Its text is not shown: a password may be part of it. */
function readProxy(side: Side, { name, fields }: KubeEntry): string | undefined {
  const proxy = textAt(fields, 'proxy-url');
  if (proxy === undefined) return undefined;
  if (URL.canParse(proxy) && /^https?:$/.test(new URL(proxy).protocol)) return proxy;
  throw problem(
    side,
    `the proxy-url of cluster "${name}" is not that of an HTTP proxy`,
    `take it out and set the input "${side}-proxy"`,
  );
}

async function readAuthorities(side: Side, { name, folder, fields }: KubeEntry): Promise<string | undefined> {
  const data = textAt(fields, 'certificate-authority-data');
  const file = textAt(fields, 'certificate-authority');
  if (data === undefined && file === undefined) return undefined;
  const text =
    data === undefined
      ? await readSmallFile(side, path.resolve(folder, file ?? ''), MAX_CA_BYTES)
      : Buffer.from(data, 'base64').toString('utf8');
  if (text.includes('-----BEGIN CERTIFICATE-----')) return text;
  throw problem(
    side,
    `the certificate authority of cluster "${name}" is no PEM text`,
    `log in again (oc login), or set the input "${side}-ca"`,
  );
}

/** Where kubectl looks, in its order: a file wins over a token that stands there. */
async function readToken(
  side: Side,
  { user, cluster }: KubeContext,
  run: KubeconfigQuestion['run'],
  signal: AbortSignal,
): Promise<KubeToken> {
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
  const certificate = ['client-certificate', 'client-certificate-data'].some(
    (key) => textAt(fields, key) !== undefined,
  );
  throw problem(
    side,
    certificate
      ? `user "${user.name}" logs in with a client certificate, which the registry does not accept`
      : `user "${user.name}" has no token`,
    `log in with a token (oc login --token …), or set the input "${side}-token" to the output of oc create token promoter -n PROJECT`,
  );
}
