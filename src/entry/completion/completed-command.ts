/** The value of a flag. */
export type FlagValue =
  { readonly kind: 'none' | 'text' | 'file' } | { readonly kind: 'words'; readonly words: readonly string[] };

export interface CompletedFlag {
  readonly name: string;
  /** a single line without a full stop */
  readonly description: string;
  readonly value: FlagValue;
}

/** A command for shell completion. */
export interface CompletedCommand {
  readonly name: string;
  readonly summary: string;
  readonly flags: readonly CompletedFlag[];
  /** words that may follow the command */
  readonly words: readonly string[];
}

/** Puts text in single quotes, which every supported shell takes literally; `escaped` replaces quotes within. */
export function quoted(text: string, escaped: string): string {
  return `'${text.replaceAll("'", escaped)}'`;
}
