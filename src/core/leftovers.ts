import type { Side } from './text/errors.ts';

/** What is to be tidied up after a run, should it not do so itself. */
export interface Leftovers {
  /** obtained by the run, and not given back yet */
  readonly tokens: readonly LeftToken[];
  /** paths of folders that only this job needs: later steps too, so that the run leaves them */
  readonly folders: readonly string[];
}

/** Enough to make a token worthless, and nothing to use it with, so that it may be kept where a token may not. */
export interface LeftToken {
  /** the side that logged in, whose inputs say how to reach the server */
  readonly side: Side;
  readonly server: string;
  /** name of the object of the token: a hash of it (openshift-api.md §1.5) */
  readonly tokenName: string;
}

export const NOTHING_LEFT: Leftovers = { tokens: [], folders: [] };

/** @returns one line of text that {@link parseLeftovers} understands */
export function leftoversText({ tokens, folders }: Leftovers): string {
  return JSON.stringify({ tokens, folders });
}

/** What {@link leftoversText} wrote; whatever is something else is left out. */
export function parseLeftovers(text: string): Leftovers {
  try {
    const { tokens, folders } = JSON.parse(text) as Readonly<Record<string, unknown>>;
    return {
      tokens: Array.isArray(tokens) ? tokens.filter(isLeftToken) : [],
      folders: Array.isArray(folders) ? folders.filter((folder) => typeof folder === 'string') : [],
    };
  } catch {
    return NOTHING_LEFT;
  }
}

function isLeftToken(value: unknown): value is LeftToken {
  if (typeof value !== 'object' || value === null) return false;
  const { side, server, tokenName } = value as Record<string, unknown>;
  return (
    (side === 'source' || side === 'destination') &&
    typeof server === 'string' &&
    URL.canParse(server) &&
    typeof tokenName === 'string' &&
    /^sha256~[\w-]{43}$/.test(tokenName)
  );
}
