/** What a flag takes. */
export type FlagValue =
  { readonly kind: 'none' | 'text' | 'file' } | { readonly kind: 'words'; readonly words: readonly string[] };

export interface CompletedFlag {
  readonly name: string;
  /** one line without full stop */
  readonly description: string;
  readonly value: FlagValue;
}

/** A command as shells complete it. */
export interface CompletedCommand {
  readonly name: string;
  readonly summary: string;
  readonly flags: readonly CompletedFlag[];
  /** what may follow it without a flag */
  readonly words: readonly string[];
}

/** In single quotes, as every shell here takes it by the letter; `escaped` stands for a quote within. */
export function quoted(text: string, escaped: string): string {
  return `'${text.replaceAll("'", escaped)}'`;
}
