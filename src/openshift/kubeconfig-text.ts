import type { SideOptions } from '../core/options.ts';

/** A kubeconfig for one side, as JSON, which is valid YAML. It contains the token or the key: only the owner may read the file. */
export function kubeconfigText(
  { side, server, token, ca, clientIdentity, insecureSkipTlsVerify, proxy }: SideOptions,
  project: string | undefined,
): string {
  const authority = ca === undefined ? {} : { 'certificate-authority-data': base64(ca) };
  // oc rejects a kubeconfig with both: "specifying a root certificates file with the insecure flag is not allowed"
  const trust = insecureSkipTlsVerify ? { 'insecure-skip-tls-verify': true } : authority;
  const shown =
    clientIdentity === undefined
      ? {}
      : {
          'client-certificate-data': base64(clientIdentity.certificate),
          'client-key-data': base64(clientIdentity.key),
        };
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: side, cluster: { server, ...trust, 'proxy-url': proxy } }],
    users: [{ name: side, user: { token, ...shown } }],
    contexts: [{ name: side, context: { cluster: side, user: side, namespace: project } }],
    'current-context': side,
  };
  return `${JSON.stringify(config, undefined, 2)}\n`;
}

function base64(text: string): string {
  return Buffer.from(text, 'utf8').toString('base64');
}
