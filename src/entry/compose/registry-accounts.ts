import type { SideOptions } from '../../core/options.ts';
import { canonicalRegistryHost, type ImageReference } from '../../core/image/reference.ts';
import type { FindAccount } from '../../registry/auth/accounts/stored-accounts.ts';
import type { Account } from '../../registry/auth/credentials.ts';

/** Sources of credentials other than inputs. */
export interface AccountSources {
  /** returns the current token of the cluster; undefined if it cannot be renewed */
  readonly renewToken?: ((signal: AbortSignal) => Promise<string | undefined>) | undefined;
  /** credentials stored by docker, podman and skopeo */
  readonly stored: FindAccount;
}

/**
 * Chooses the credentials for a registry of one side. The token of the cluster is sent only to the cluster's own registry: the one
 * that was discovered or is named by the input `registry`, never to one that only an image reference names. A password is sent to a
 * single registry: the one named by the input, otherwise the cluster's own if images of the side are in it, otherwise the only one
 * that they name. All other registries use stored credentials.
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

const THIS_MACHINE = /^(?:localhost|127\.[\d.]+|\[::1\])(?::\d+)?$/;

/**
 * The same accounts. Warns once when one of them is for a registry without TLS, unless that is on this machine.
 * @param plainHost the registry without TLS; undefined: there is none
 */
export function warnWithoutTls(
  find: FindAccount,
  plainHost: string | undefined,
  warn: (line: string) => void,
): FindAccount {
  if (plainHost === undefined || THIS_MACHINE.test(plainHost)) return find;
  let isWarned = false;
  return async (host, repository, signal) => {
    const account = await find(host, repository, signal);
    if (account !== undefined && host === plainHost && !isWarned) {
      isWarned = true;
      warn(
        `${host} has no TLS: everyone on the network path can read the credentials from ${account.origin}`,
      );
    }
    return account;
  };
}
