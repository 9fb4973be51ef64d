import { knownSecrets } from './redaction.ts';

// terminal control sequences
const ESCAPE_SEQUENCE =
  /[\x1b\x9b](?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|[@-Z\\-_]|[0-?]*[ -/]*[@-~])?/g;
// C0 and C1 controls, line separators, and the invisible characters that reorder or hide text (Trojan Source)
const INVISIBLE = /[\p{Cc}\p{Cf}\u2028\u2029\ufffe\uffff]+/gu;
// GitHub's `::name key=value::` and the older `##[name]`; Azure's `##vso[…]`
const WORKFLOW_COMMAND = /::[a-z][\w-]*(?: [^:]*)?::|##\w{0,20}\[[^\]]{0,200}\]/gi;

/**
 * Makes text from a server safe for logs and one-line error messages: no secrets, terminal sequences, line breaks or commands for
 * CI systems, at most `maxLength` characters. The order matters: a secret may contain characters that are cleaned away, and a
 * truncated secret would not be recognized.
 */
export function cleanServerText(text: string, maxLength = 1024): string {
  const clean = knownSecrets
    // limits the work before any other processing
    .redactStart(text, maxLength * 8)
    .replace(ESCAPE_SEQUENCE, ' ')
    .replace(INVISIBLE, ' ')
    .replace(WORKFLOW_COMMAND, ' ')
    // the rest of a truncated or nested command
    .replace(/##(\w{0,20})\[/g, '## $1[')
    .replace(/ {2,}/g, ' ')
    .replace(/^[\s:]+/, '')
    .trimEnd();
  return clean.length > maxLength ? `${clean.slice(0, maxLength - 1).trimEnd()}…` : clean;
}
