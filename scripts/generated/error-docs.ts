import { ERROR_CODES, type ErrorCode } from '../../src/core/text/errors.ts';
import { ERROR_ADVICE } from './error-advice.ts';
import { markdownTable } from './markdown-table.ts';

const CODES = Object.keys(ERROR_CODES) as readonly ErrorCode[];

/** Exit codes and the error codes that share each of them. */
export function exitCodeTable(): string {
  const exits = [...new Set(CODES.map((code) => ERROR_CODES[code].exit))].sort((one, other) => one - other);
  return markdownTable(
    ['Exit code', 'Error codes'],
    exits.map((exit) => [
      String(exit),
      CODES.filter((code) => ERROR_CODES[code].exit === exit)
        .map((code) => `[${code}](#${code.toLowerCase()})`)
        .join(', '),
    ]),
  );
}

/** One section per code. Error messages link to its heading. */
export function errorSections(): string {
  return CODES.map((code) => {
    const { exit, summary } = ERROR_CODES[code];
    const { causes, fixes } = ERROR_ADVICE[code];
    return [
      `### ${code}`,
      `Exit code ${exit}: ${summary}.`,
      `Causes:\n\n${bullets(causes)}`,
      `What to do:\n\n${bullets(fixes)}`,
    ].join('\n\n');
  }).join('\n\n');
}

function bullets(items: readonly string[]): string {
  return items.map((item) => `- ${item}`).join('\n');
}
