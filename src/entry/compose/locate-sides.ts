import type { Side } from '../../core/text/errors.ts';
import type { PromoteOptions, SideOptions } from '../../core/options.ts';
import type { KubeCluster } from '../../openshift/login/kubeconfig.ts';

/** A side with a known server, and the content of its kubeconfig, if any. */
export interface LocatedSide {
  readonly side: SideOptions;
  readonly kube: KubeCluster | undefined;
}

export type LocatedSides = Readonly<Record<Side, LocatedSide>>;

/**
 * Fills in values from kubeconfigs. Inputs take precedence.
 * @throws PromoteError INPUT_INVALID
 */
export async function locateSides(
  options: PromoteOptions,
  environment: Readonly<Record<string, string | undefined>>,
  maskSecret: (secret: string) => void,
): Promise<LocatedSides> {
  const locate = async (side: SideOptions): Promise<LocatedSide> => {
    if (side.kubeconfig === undefined) return { side, kube: undefined };
    const { readKubeconfig } = await import(
      /* webpackChunkName: "openshift" */ '../../openshift/login/kubeconfig.ts'
    );
    const { createCredentialPrograms } = await import(
      /* webpackMode: "eager" */ '../../tools/credential-program.ts'
    );
    const run = createCredentialPrograms(environment);
    const kube = await readKubeconfig({ side: side.side, ...side.kubeconfig, environment, run });
    for (const secret of [...passwordsOf(kube.proxy), kube.clientIdentity?.key ?? '']) {
      if (secret !== '') maskSecret(secret);
    }
    return {
      kube,
      side: {
        ...side,
        server: kube.server,
        ca: [kube.ca, side.ca].filter((text) => text !== undefined).join('\n') || undefined,
        insecureSkipTlsVerify: side.insecureSkipTlsVerify || kube.insecureSkipTlsVerify,
        proxy: side.proxy ?? kube.proxy,
        clientIdentity: side.clientIdentity ?? kube.clientIdentity,
      },
    };
  };
  return { source: await locate(options.source), destination: await locate(options.destination) };
}

/** The password of a URL, both as written and decoded. */
function passwordsOf(url: string | undefined): readonly string[] {
  const written = url === undefined ? '' : new URL(url).password;
  if (written === '') return [];
  try {
    return [written, decodeURIComponent(written)];
  } catch {
    return [written];
  }
}
