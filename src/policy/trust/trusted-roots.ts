import type { TrustedRoot } from '@sigstore/protobuf-specs';
import { PromoteError } from '../../core/text/errors.ts';
import { cleanServerText } from '../../core/text/server-text.ts';
import type { TrustSource } from '../model/policy.ts';
import type { PolicyPorts } from '../model/ports.ts';
import { BUNDLED_ROOT_DATE, readBundledRoot } from './bundled-root.ts';

export type FoundRoot = { readonly root: TrustedRoot } | { readonly problem: string };

/** Trusted roots, each read once. */
export type TrustedRoots = (source: TrustSource, signal: AbortSignal) => Promise<FoundRoot>;

export function openTrustedRoots(download: PolicyPorts['download']): TrustedRoots {
  const known = new Map<string, Promise<FoundRoot>>();
  return (source, signal) => {
    const key = trustText(source);
    const found = known.get(key) ?? findRoot(source, download, signal);
    known.set(key, found);
    return found;
  };
}

/** For people, with the date where there is one. */
export function trustText(source: TrustSource): string {
  switch (source.kind) {
    case 'bundled':
      return `sigstore’s public instance as of ${BUNDLED_ROOT_DATE}`;
    case 'file':
      return source.name;
    case 'tuf':
      return source.url;
  }
}

async function findRoot(
  source: TrustSource,
  download: PolicyPorts['download'],
  signal: AbortSignal,
): Promise<FoundRoot> {
  switch (source.kind) {
    case 'bundled':
      return { root: readBundledRoot() };
    case 'file':
      return { root: source.root };
    case 'tuf': {
      // TUF is needed by few, and brings a third of this program
      const { fetchTrustedRoot } = await import(/* webpackMode: "eager" */ './repository-root.ts');
      try {
        return { root: await fetchTrustedRoot(source, download, signal) };
      } catch (error) {
        if (signal.aborted || (error instanceof PromoteError && error.code === 'CANCELLED')) throw error;
        const why = cleanServerText(error instanceof Error ? error.message : String(error), 300);
        return { problem: `the trusted root cannot be had from ${source.url}: ${why}` };
      }
    }
  }
}
