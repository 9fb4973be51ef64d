import { TrustedRoot } from '@sigstore/protobuf-specs';
import seeds from '@sigstore/tuf/seeds.json' with { type: 'json' };

/** When {@link readBundledRoot} was taken from sigstore's public TUF repository: the day its package was released. */
export const BUNDLED_ROOT_DATE = '2026-11-05';
export const PUBLIC_REPOSITORY = 'https://tuf-repo-cdn.sigstore.dev';

const seed = seeds[PUBLIC_REPOSITORY];

/** The trusted root of sigstore's public instance. */
export function readBundledRoot(): TrustedRoot {
  return readTrustedRoot(Buffer.from(seed.targets['trusted_root.json'], 'base64').toString('utf8'));
}

/** The TUF metadata that sigstore's public repository is trusted by. */
export function publicRepositoryRoot(): Uint8Array {
  return Buffer.from(seed['root.json'], 'base64');
}

/**
 * Reads a `trusted_root.json`.
 * @throws Error when it is none
 */
export function readTrustedRoot(text: string): TrustedRoot {
  const value: unknown = JSON.parse(text);
  const root = TrustedRoot.fromJSON(value);
  if (
    !/^application\/vnd\.dev\.sigstore\.trustedroot(?:\+json;version=0\.[12]|\.v0\.[12]\+json)$/.test(
      root.mediaType,
    )
  ) {
    throw new Error('it is not a trusted root of sigstore');
  }
  return root;
}
