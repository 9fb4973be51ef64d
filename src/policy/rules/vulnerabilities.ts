import type { RuleFinding } from '../../core/ports/policy-report.ts';
import { cleanServerText } from '../../core/text/server-text.ts';
import { isOfType } from '../model/predicate-types.ts';
import type { VulnerabilitiesRule } from '../model/schema.ts';
import { chooseParts, type Part } from '../evidence/parts.ts';
import { ageText, durationMs, isToCome } from '../../core/text/time.ts';
import {
  failed,
  listReasons,
  passed,
  pullSpecOf,
  signatureReport,
  signerNames,
  statementsBy,
  type RuleContext,
} from './context.ts';
import { isAtLeast, readScan, type Scan, type Vulnerability } from './scan.ts';

/**
 * Whether the newest scan of each part is recent enough and has no finding at the limit that is not ignored. Older scans never
 * count: otherwise an old one, attached again, would hide newer findings.
 */
export async function checkVulnerabilities(
  rule: VulnerabilitiesRule,
  context: RuleContext,
): Promise<readonly RuleFinding[]> {
  const findings: RuleFinding[] = [];
  for (const part of chooseParts(context.parts, rule.parts))
    findings.push(await checkPart(rule, part, context));
  return findings;
}

async function checkPart(rule: VulnerabilitiesRule, part: Part, context: RuleContext): Promise<RuleFinding> {
  const { accepted, refusals } = await statementsBy(rule.by, part, context);
  const { unusable, unread } = await context.evidenceOf(part.manifest.digest);
  const scans = accepted
    .filter(({ statement }) => isOfType(statement.predicateType, 'vuln'))
    .map((each) => ({ ...each, scan: readScan(each.statement) }));
  const fix = `scan it, and attest the result as ${signerNames(rule.by)} (cosign attest --type vuln --predicate … ${pullSpecOf(part, context)})`;
  const fail = (found: string, needed = fix): RuleFinding => failed(part, found, needed);
  if (scans.length === 0) {
    const reasons = [...refusals, ...unusable];
    return fail(
      `no scan by ${signerNames(rule.by)}${reasons.length === 0 ? '' : ` that counts: ${listReasons(reasons)}`}`,
    );
  }
  if (unread.length > 0) return fail(`a newer scan may be among what was not read: ${listReasons(unread)}`);
  const { now } = context.verifying;
  const newest = newestOf(scans);
  for (const { scan } of newest) {
    const problem = timeProblem(scan, rule.maxAge, now) ?? ('problem' in scan ? scan.problem : undefined);
    if (problem !== undefined) return fail(problem);
  }
  const found = newest.flatMap(({ scan }) => ('vulnerabilities' in scan ? scan.vulnerabilities : []));
  const bad = withoutRepetition(found.filter(({ severity }) => isAtLeast(severity, rule.refuse)));
  const { counting, ended } = sortOut(bad, rule, now);
  if (counting.length > 0) {
    return fail(
      `${counting.length} of severity ${rule.refuse} and above: ${listSome(counting, ended)}`,
      'build it with fixed packages and scan it again, or add an entry to ignore, with an end and a reason, for each that does no harm here',
    );
  }
  const [first] = newest;
  if (first !== undefined)
    context.onSignature(signatureReport(first, part.manifest.digest, first.statement.predicateType));
  const age =
    first?.scan.finishedAt === undefined
      ? ''
      : `${ageText(now.getTime() - first.scan.finishedAt.getTime())} ago`;
  const ignored = bad.length === 0 ? '' : `, ${bad.length} ignored`;
  return passed(part, `scanned ${age}: none of severity ${rule.refuse} and above${ignored}`);
}

/** The newest scans; one without a time counts as possibly the newest. */
function newestOf<Each extends { readonly scan: Scan }>(scans: readonly Each[]): readonly Each[] {
  const undated = scans.filter(({ scan }) => scan.finishedAt === undefined);
  if (undated.length > 0) return undated;
  const times = scans.map(({ scan }) => scan.finishedAt?.getTime() ?? 0);
  return scans.filter((_, index) => times[index] === Math.max(...times));
}

function timeProblem({ finishedAt }: Scan, maxAge: string, now: Date): string | undefined {
  if (finishedAt === undefined) return undefined;
  if (isToCome(finishedAt, now)) {
    return `the newest scan ended ${finishedAt.toISOString()}, which is in the future: check the clocks`;
  }
  const ageMs = now.getTime() - finishedAt.getTime();
  return ageMs <= durationMs(maxAge)
    ? undefined
    : `the newest scan is ${ageText(ageMs)} old; the limit is ${maxAge}`;
}

interface SortedOut {
  readonly counting: readonly Vulnerability[];
  /** why an entry does not help any more, by id */
  readonly ended: ReadonlyMap<string, string>;
}

function sortOut(bad: readonly Vulnerability[], { ignore = [] }: VulnerabilitiesRule, now: Date): SortedOut {
  const today = now.toISOString().slice(0, 10);
  const ended = new Map<string, string>();
  const counting = bad.filter(({ id, package: name }) => {
    const entries = ignore.filter(
      (each) => each.id === id && (each.package === undefined || each.package === name),
    );
    if (entries.some(({ until }) => today <= until)) return false;
    for (const { until } of entries) ended.set(id, until);
    return true;
  });
  return { counting, ended };
}

function withoutRepetition(found: readonly Vulnerability[]): readonly Vulnerability[] {
  const seen = new Map(found.map((each) => [JSON.stringify([each.id, each.package]), each]));
  return [...seen.values()];
}

const MAX_SHOWN = 10;

function listSome(counting: readonly Vulnerability[], ended: ReadonlyMap<string, string>): string {
  const shown = counting.slice(0, MAX_SHOWN).map(({ id, severity, package: name }) => {
    const where = name === undefined ? '' : ` in ${cleanServerText(name, 60)}`;
    const until = ended.get(id);
    const note = until === undefined ? '' : `, ignored until ${until}`;
    return `${cleanServerText(id, 60)} (${severity}${where}${note})`;
  });
  const more = counting.length - shown.length;
  return `${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
