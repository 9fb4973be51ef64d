import { knownSecrets } from './redaction.ts';

// what a terminal would obey
const ESCAPE_SEQUENCE =
  /[\x1b\x9b](?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|[@-Z\\-_]|[0-?]*[ -/]*[@-~])?/g;
// C0 and C1 controls, line separators, and the invisible characters that reorder or hide text (Trojan Source)
const INVISIBLE = /[\p{Cc}\p{Cf}\u2028\u2029\ufffe\uffff]+/gu;
// GitHub's `::name key=value::` and the older `##[name]`; Azure's `##vso[…]`
const WORKFLOW_COMMAND = /::[a-z][\w-]*(?: [^:]*)?::|##\w{0,20}\[[^\]]{0,200}\]/gi;

/**
 * Makes text from a server fit for a log and a one-line error message: no secrets, no terminal sequences, no line breaks, nothing
 * that a CI system takes for a command, at most `maxLength` characters. In this order: a secret can hold what is cleaned away,
 * and half of one is found by nobody.
 */
export function cleanServerText(text: string, maxLength = 1024): string {
  const clean = knownSecrets
    // bounds the work before anything else looks at it
    .redactStart(text, maxLength * 8)
    .replace(ESCAPE_SEQUENCE, ' ')
    .replace(INVISIBLE, ' ')
    .replace(WORKFLOW_COMMAND, ' ')
    // what is left of a command that was cut or nested
    .replace(/##(\w{0,20})\[/g, '## $1[')
    .replace(/ {2,}/g, ' ')
    .replace(/^[\s:]+/, '')
    .trimEnd();
  return clean.length > maxLength ? `${clean.slice(0, maxLength - 1).trimEnd()}…` : clean;
}
