import type { Side } from './errors.ts';

/**
 * A token that a run obtained and has not given back yet: enough to make it worthless, and nothing to use it with, so that it
 * may be kept where a token may not.
 */
export interface Leftover {
  /** the side that logged in, whose inputs say how to reach the server */
  readonly side: Side;
  readonly server: string;
  /** name of the object of the token: a hash of it (openshift-api.md §1.5) */
  readonly tokenName: string;
}

/** @returns one line of text that {@link parseLeftovers} understands */
export function leftoversText(leftovers: readonly Leftover[]): string {
  return JSON.stringify(leftovers);
}

/** What {@link leftoversText} wrote; whatever is something else is left out. */
export function parseLeftovers(text: string): readonly Leftover[] {
  try {
    const values: unknown = JSON.parse(text);
    return Array.isArray(values) ? values.filter(isLeftover) : [];
  } catch {
    return [];
  }
}

function isLeftover(value: unknown): value is Leftover {
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
