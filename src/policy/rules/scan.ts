import { cleanServerText } from '../../core/text/server-text.ts';
import { isJsonObject, type JsonObject } from '../../core/text/strict-json.ts';
import type { Statement } from '../evidence/verify.ts';
import { SEVERITIES, type Severity } from '../model/schema.ts';
import { readTime } from '../../core/text/time.ts';

/** A vulnerability that a scanner found. */
export interface Vulnerability {
  readonly id: string;
  /** unknown: the scanner does not know, or says it in words that are not known here */
  readonly severity: Severity | 'unknown';
  readonly package: string | undefined;
}

export type Scan =
  | { readonly finishedAt: Date; readonly vulnerabilities: readonly Vulnerability[] }
  /** when the scan ended, if known, and why the rest is not */
  | { readonly finishedAt: Date | undefined; readonly problem: string };

/** Words of scanners and distributions for severities. */
const WORDS: Readonly<Record<string, Severity>> = {
  none: 'negligible',
  negligible: 'negligible',
  informational: 'negligible',
  info: 'negligible',
  low: 'low',
  minor: 'low',
  medium: 'medium',
  moderate: 'medium',
  high: 'high',
  important: 'high',
  critical: 'critical',
};

/**
 * Reads a scan: in-toto's vulnerability predicate (v0.1, v0.2), or cosign's (vuln/v1) around a report of Trivy, of Grype or in SARIF.
 */
export function readScan({ predicate }: Statement): Scan {
  const finishedAt = readTime(objectAt(predicate, 'metadata')['scanFinishedOn']);
  if (finishedAt === undefined) return { finishedAt, problem: 'it does not say when the scan ended' };
  const scanner = objectAt(predicate, 'scanner');
  const vulnerabilities = readResult(scanner['result']);
  return vulnerabilities === undefined
    ? { finishedAt, problem: `the report of ${nameOf(scanner)} is in a form that is not known` }
    : { finishedAt, vulnerabilities };
}

/** Reads the report of any known scanner; undefined for an unknown format, which does not mean that nothing was found. */
function readResult(result: unknown): readonly Vulnerability[] | undefined {
  if (Array.isArray(result)) return allOrNone(result, readInToto);
  if (!isJsonObject(result)) return undefined;
  if (Array.isArray(result['matches'])) return allOrNone(result['matches'], readGrype);
  if (Array.isArray(result['runs'])) return flatOrNone(result['runs'], readSarifRun);
  // Trivy leaves the list out when there was nothing to look at
  if (typeof result['SchemaVersion'] === 'number')
    return flatOrNone(listAt(result, 'Results'), readTrivyResult);
  return undefined;
}

function readInToto(entry: JsonObject): Vulnerability | undefined {
  // v0.1 wraps each one
  const vulnerability = isJsonObject(entry['vulnerability']) ? entry['vulnerability'] : entry;
  const { id, severity } = vulnerability;
  if (typeof id !== 'string') return undefined;
  const scores = (Array.isArray(severity) ? severity : [severity]).map((each: unknown) =>
    severityOf(isJsonObject(each) ? each['score'] : each),
  );
  return { id, severity: worstOf(scores), package: undefined };
}

function readGrype(entry: JsonObject): Vulnerability | undefined {
  const { id, severity } = objectAt(entry, 'vulnerability');
  const name = objectAt(entry, 'artifact')['name'];
  if (typeof id !== 'string') return undefined;
  return { id, severity: severityOf(severity), package: typeof name === 'string' ? name : undefined };
}

function readTrivyResult(entry: JsonObject): readonly Vulnerability[] | undefined {
  return allOrNone(
    listAt(entry, 'Vulnerabilities'),
    ({ VulnerabilityID: id, Severity: severity, PkgName: name }) =>
      typeof id !== 'string'
        ? undefined
        : { id, severity: severityOf(severity), package: typeof name === 'string' ? name : undefined },
  );
}

/** Scanners put the score into the rule that a result names. */
function readSarifRun(run: JsonObject): readonly Vulnerability[] | undefined {
  const rules = listAt(objectAt(objectAt(run, 'tool'), 'driver'), 'rules').filter(isJsonObject);
  const scores = new Map(
    rules.map((rule) => [rule['id'], objectAt(rule, 'properties')['security-severity']]),
  );
  return allOrNone(listAt(run, 'results'), ({ ruleId: id }) =>
    typeof id !== 'string' ? undefined : { id, severity: severityOf(scores.get(id)), package: undefined },
  );
}

/** A word, or a score of CVSS (first.org/cvss, "Qualitative Severity Rating Scale"). */
function severityOf(score: unknown): Vulnerability['severity'] {
  const text = String(typeof score === 'number' || typeof score === 'string' ? score : '')
    .trim()
    .toLowerCase();
  const word = Object.hasOwn(WORDS, text) ? WORDS[text] : undefined;
  if (word !== undefined) return word;
  const value = /^\d{1,2}(?:\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
  if (Number.isNaN(value) || value > 10) return 'unknown';
  if (value >= 9) return 'critical';
  if (value >= 7) return 'high';
  if (value >= 4) return 'medium';
  return value > 0 ? 'low' : 'negligible';
}

/** Methods differ, and who is right is not known: the worst counts. */
function worstOf(severities: readonly Vulnerability['severity'][]): Vulnerability['severity'] {
  const known = severities.filter((each) => each !== 'unknown');
  const worst = Math.max(...known.map((each) => SEVERITIES.indexOf(each)), -1);
  return SEVERITIES[worst] ?? 'unknown';
}

/** Whether a severity reaches the limit; an unknown severity always does. */
export function isAtLeast(severity: Vulnerability['severity'], limit: Severity): boolean {
  return severity === 'unknown' || SEVERITIES.indexOf(severity) >= SEVERITIES.indexOf(limit);
}

/** One entry that cannot be read makes the whole unknown: it might have been the bad one. */
function allOrNone<Result>(
  entries: readonly unknown[],
  read: (entry: JsonObject) => Result | undefined,
): readonly Result[] | undefined {
  const results = entries.map((entry) => (isJsonObject(entry) ? read(entry) : undefined));
  return results.every((result) => result !== undefined) ? results : undefined;
}

function flatOrNone<Result>(
  entries: readonly unknown[],
  read: (entry: JsonObject) => readonly Result[] | undefined,
): readonly Result[] | undefined {
  return allOrNone(entries, read)?.flat();
}

function nameOf(scanner: JsonObject): string {
  const { uri } = scanner;
  return typeof uri === 'string' && uri !== '' ? cleanServerText(uri, 100) : 'the scanner';
}

function objectAt(object: JsonObject, key: string): JsonObject {
  const value = object[key];
  return isJsonObject(value) ? value : {};
}

function listAt(object: JsonObject, key: string): readonly unknown[] {
  const value = object[key];
  return Array.isArray(value) ? value : [];
}
