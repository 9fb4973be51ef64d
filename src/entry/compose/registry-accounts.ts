import type { SideOptions } from '../../core/options.ts';
import { canonicalRegistryHost, type ImageReference } from '../../core/image/reference.ts';
import type { FindAccount } from '../../registry/auth/accounts/stored-accounts.ts';
import type { Account } from '../../registry/auth/credentials.ts';

/** Where accounts come from that no input holds. */
export interface AccountSources {
  /** the token of the cluster as it is by now; undefined: it stays as it is */
  readonly renewToken?: ((signal: AbortSignal) => Promise<string | undefined>) | undefined;
  /** what docker, podman and skopeo have stored */
  readonly stored: FindAccount;
}

/**
 * Who to be at a registry of one side. The token of the cluster goes to the cluster's own registry only: the one that was
 * discovered or is named by the input `registry`; a registry that only an image reference names is somebody else's. A password
 * is for one registry: the one that the input names, else the cluster's own when images of the side are in it, else the only one
 * that they name. All others are looked for among the stored accounts.
 */
export function accountsFor(
  side: SideOptions,
  references: readonly ImageReference[],
  { renewToken, stored }: AccountSources,
): FindAccount {
  const own =
    side.registry === undefined
      ? undefined
      : canonicalRegistryHost(side.registry.replace(/^https?:\/\//, ''));
  const named = new Set(
    references.flatMap((reference) =>
      reference.kind === 'registry' ? [canonicalRegistryHost(reference.host)] : [],
    ),
  );
  const usesCluster = references.some(({ kind }) => kind === 'stream');
  const isForGiven = (host: string): boolean => {
    if (own !== undefined) return host === own;
    return usesCluster ? !named.has(host) : named.size === 1 && named.has(host);
  };
  const given = givenAccount(side);
  const ofCluster = clusterAccount(side, renewToken);
  return async (asked, repository, signal) => {
    const host = canonicalRegistryHost(asked);
    if (given !== undefined && isForGiven(host)) return given;
    const isOwn = host === own || !named.has(host);
    if (isOwn && ofCluster !== undefined) return ofCluster;
    return stored(asked, repository, signal);
  };
}

function givenAccount({ side, registryUsername, registryPassword }: SideOptions): Account | undefined {
  if (registryPassword === undefined) return undefined;
  return {
    credentials: { kind: 'basic', username: registryUsername ?? 'openshift', password: registryPassword },
    origin: `${side}-registry-username and ${side}-registry-password`,
  };
}

function clusterAccount(
  { side, token }: SideOptions,
  renewToken: AccountSources['renewToken'],
): Account | undefined {
  if (token === undefined) return undefined;
  return {
    credentials: { kind: 'bearer', token },
    origin: `${side}-token`,
    renew:
      renewToken === undefined
        ? undefined
        : async (signal) => {
            const renewed = await renewToken(signal);
            return renewed === undefined ? undefined : { kind: 'bearer', token: renewed };
          },
  };
}
