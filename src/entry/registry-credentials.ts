import type { SideOptions } from '../core/options.ts';
import type { ImageReference } from '../core/reference.ts';
import type { Credentials } from '../registry/credentials.ts';

/**
 * Who to be at a registry of one side. The token of the cluster goes to the cluster's own registry only: the one that was
 * discovered or is named by the input `registry`; a registry that only an image reference names is somebody else's. A password
 * for "the registry of this side" goes to the one that is named, if one is.
 */
export function credentialsFor(
  side: SideOptions,
  references: readonly ImageReference[],
): (host: string) => Credentials | undefined {
  const own = side.registry === undefined ? undefined : canonical(side.registry.replace(/^https?:\/\//, ''));
  const named = new Set(
    references.flatMap((reference) => (reference.kind === 'registry' ? [canonical(reference.host)] : [])),
  );
  return (asked) => {
    const host = canonical(asked);
    if (side.registryPassword !== undefined && (own === undefined || host === own)) {
      return {
        kind: 'basic',
        username: side.registryUsername ?? 'openshift',
        password: side.registryPassword,
      };
    }
    const isOwn = host === own || !named.has(host);
    return isOwn && side.token !== undefined ? { kind: 'bearer', token: side.token } : undefined;
  };
}

/** Lower case and without the port of https, so that two spellings of one registry are one. */
function canonical(host: string): string {
  return host.toLowerCase().replace(/:443$/, '');
}
