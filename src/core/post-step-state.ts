import type { Side } from './text/errors.ts';

/** What to clean up after a run, in case the run could not do so itself. */
export interface PostStepState {
  /** tokens obtained by the run and not revoked yet */
  readonly tokens: readonly UnrevokedToken[];
  /** paths of folders that later steps of the job need, and nothing after it */
  readonly folders: readonly string[];
}

/** Enough to revoke a token but not to use it, so that it can be stored where a token may not. */
export interface UnrevokedToken {
  /** the side that logged in, whose inputs say how to reach the server */
  readonly side: Side;
  readonly server: string;
  /** name of the object of the token: a hash of it (openshift-api.md §1.5) */
  readonly tokenName: string;
}

export const EMPTY_POST_STEP_STATE: PostStepState = { tokens: [], folders: [] };

/** @returns one line of text that {@link parsePostStepState} understands */
export function formatPostStepState({ tokens, folders }: PostStepState): string {
  return JSON.stringify({ tokens, folders });
}

/** Parses the output of {@link formatPostStepState}; anything else is ignored. */
export function parsePostStepState(text: string): PostStepState {
  try {
    const { tokens, folders } = JSON.parse(text) as Readonly<Record<string, unknown>>;
    return {
      tokens: Array.isArray(tokens) ? tokens.filter(isUnrevokedToken) : [],
      folders: Array.isArray(folders) ? folders.filter((folder) => typeof folder === 'string') : [],
    };
  } catch {
    return EMPTY_POST_STEP_STATE;
  }
}

function isUnrevokedToken(value: unknown): value is UnrevokedToken {
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
