import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

const FOLDER = '/var/run/secrets/kubernetes.io/serviceaccount';

/** The service account of the pod this program runs in (openshift-api.md §1.6). */
export interface PodAccount {
  readonly server: string;
  /** PEM: CA of the API server, and of services such as the internal registry */
  readonly ca: string;
  /** read again, because the kubelet renews the file during the pod's life */
  readonly tokenFile: string;
}

/** undefined: not running in a pod, or the pod has no token. */
export function findPodAccount(
  environment: Readonly<Record<string, string | undefined>>,
  folder: string = FOLDER,
): PodAccount | undefined {
  const host = environment['KUBERNETES_SERVICE_HOST'] ?? '';
  const port = environment['KUBERNETES_SERVICE_PORT'] ?? '443';
  const tokenFile = path.join(folder, 'token');
  const authorities = ['ca.crt', 'service-ca.crt'].map((name) => path.join(folder, name));
  if (host === '' || !existsSync(tokenFile)) return undefined;
  const ca = authorities.filter((file) => existsSync(file)).map((file) => readFileSync(file, 'utf8').trim());
  return {
    server: `https://${host.includes(':') ? `[${host}]` : host}:${port}`,
    ca: ca.join('\n'),
    tokenFile,
  };
}
