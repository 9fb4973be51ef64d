import type { RuleFinding } from '../../core/ports/policy-report.ts';
import { cleanServerText } from '../../core/text/server-text.ts';
import { isJsonObject, type JsonObject } from '../../core/text/strict-json.ts';
import { isOfType } from '../model/predicate-types.ts';
import type { Statement } from '../evidence/verify.ts';
import type { AttestationRule, Matcher } from '../model/schema.ts';
import { textTest } from '../model/text-test.ts';
import { chooseParts, type Part } from '../evidence/parts.ts';
import { ageText, durationMs, isToCome, readTime } from '../../core/text/time.ts';
import type { Signature } from '../trust/verify-bundle.ts';
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

/** Whether there is an attestation of the type about each part, by one of the signers, that says what it must say. */
export async function checkAttestation(
  rule: AttestationRule,
  context: RuleContext,
): Promise<readonly RuleFinding[]> {
  const findings: RuleFinding[] = [];
  for (const part of chooseParts(context.parts, rule.parts))
    findings.push(await checkPart(rule, part, context));
  return findings;
}

async function checkPart(rule: AttestationRule, part: Part, context: RuleContext): Promise<RuleFinding> {
  const { accepted, refusals } = await statementsBy(rule.by, part, context);
  const ofType = accepted.filter(({ statement }) => isOfType(statement.predicateType, rule.type));
  const { now } = context.verifying;
  const judged = ofType.map((each) => ({
    ...each,
    madeAt: timeOf(each.statement, each.signature),
    unmet: unmetConditions(rule, each.statement, each.signature, now),
  }));
  const asked = rule.which === 'newest' ? newest(judged) : judged;
  const { unusable, unread } = await context.evidenceOf(part.manifest.digest);
  if (rule.which === 'newest' && asked.length > 0 && unread.length > 0)
    return failed(
      part,
      `a newer ${rule.type} may be among what was not read: ${listReasons(unread)}`,
      needed(rule, part, context),
    );
  const isGood =
    rule.which === 'newest' ? asked.length > 0 && asked.every(({ unmet }) => unmet.length === 0) : false;
  const good = isGood
    ? asked[0]
    : rule.which === 'any'
      ? asked.find(({ unmet }) => unmet.length === 0)
      : undefined;
  if (good !== undefined) {
    context.onSignature(signatureReport(good, part.manifest.digest, good.statement.predicateType));
    return passed(part, `${rule.type} by ${good.signature.signer}${factsText(rule, good.statement)}`);
  }
  const reasons = asked.flatMap(({ unmet }) => (unmet.length === 0 ? [] : [unmet.join(', ')]));
  const found =
    ofType.length > 0
      ? `${rule.type} by ${signerNames(rule.by)} does not meet the conditions: ${listReasons(reasons)}`
      : withReasons(`no ${rule.type} by ${signerNames(rule.by)}`, [...refusals, ...unusable]);
  return failed(part, found, needed(rule, part, context));
}

/** The newest; all of them when the time of one is unknown, as any may be the newest then. */
function newest<Each extends { readonly madeAt: Date | undefined }>(all: readonly Each[]): readonly Each[] {
  if (all.some(({ madeAt }) => madeAt === undefined)) return all;
  const times = all.map(({ madeAt }) => madeAt?.getTime() ?? 0);
  return all.filter((_, index) => times[index] === Math.max(...times));
}

function unmetConditions(
  rule: AttestationRule,
  statement: Statement,
  signature: Signature,
  now: Date,
): readonly string[] {
  return [
    ...unmetProvenance(rule, statement),
    ...(rule.fields ?? []).flatMap((condition) => unmetField(condition, statement.predicate)),
    ...unmetAge(rule.maxAge, timeOf(statement, signature), now),
  ];
}

function unmetProvenance(rule: AttestationRule, statement: Statement): readonly string[] {
  const facts = provenanceOf(statement);
  const unmet = (what: string, matcher: Matcher | undefined, fact: string | undefined): readonly string[] => {
    if (matcher === undefined) return [];
    const test = textTest(matcher);
    if (fact !== undefined && test.matches(fact)) return [];
    return [`${what} is ${fact === undefined ? 'missing' : shorten(fact)}, expected ${test.shown}`];
  };
  return [
    ...unmet('the builder', rule.builder, facts.builder),
    ...unmet('the source repository', rule.sourceRepository, facts.repository),
    ...unmet('the branch', rule.branch, facts.branch),
  ];
}

function unmetField(
  { path, equals, matches, oneOf }: NonNullable<AttestationRule['fields']>[number],
  predicate: unknown,
): readonly string[] {
  const value = valueAt(predicate, path);
  if (value === undefined) return [`the field ${path} is missing`];
  const shown = shorten(typeof value === 'string' ? value : (JSON.stringify(value) ?? ''));
  if (equals !== undefined)
    return value === equals ? [] : [`${path} is ${shown}, expected ${String(equals)}`];
  if (oneOf !== undefined)
    return oneOf.some((each) => each === value)
      ? []
      : [`${path} is ${shown}, not one of ${oneOf.map(String).join(', ')}`];
  if (matches === undefined) return [];
  const test = textTest({ matches });
  return typeof value === 'string' && test.matches(value)
    ? []
    : [`${path} is ${shown}, expected ${test.shown}`];
}

/** `buildDefinition.resolvedDependencies.0.uri` */
function valueAt(value: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((inner, key) => {
    if (Array.isArray(inner)) return /^\d{1,6}$/.test(key) ? (inner[Number(key)] as unknown) : undefined;
    return isJsonObject(inner) && Object.hasOwn(inner, key) ? inner[key] : undefined;
  }, value);
}

function unmetAge(maxAge: string | undefined, madeAt: Date | undefined, now: Date): readonly string[] {
  if (maxAge === undefined) return [];
  if (madeAt === undefined) return ['it has no timestamp'];
  const ageMs = now.getTime() - madeAt.getTime();
  if (isToCome(madeAt, now))
    return [`it was made ${madeAt.toISOString()}, which is in the future: check the clocks`];
  return ageMs <= durationMs(maxAge) ? [] : [`it is ${ageText(ageMs)} old; the limit is ${maxAge}`];
}

/** Where known predicates say when they were made. */
const TIME_FIELDS = [
  'runDetails.metadata.finishedOn',
  'metadata.buildFinishedOn',
  'metadata.scanFinishedOn',
  'timeVerified',
  'timestamp',
];

/** The time from a log or timestamp authority, else the time the statement itself claims, which the signer vouches for. */
function timeOf({ predicate }: Statement, { signedAt }: Signature): Date | undefined {
  if (signedAt !== undefined) return signedAt;
  const text = TIME_FIELDS.map((path) => valueAt(predicate, path)).find((value) => typeof value === 'string');
  return readTime(text);
}

function factsText(rule: AttestationRule, statement: Statement): string {
  const { builder, repository, branch } = provenanceOf(statement);
  const facts = [
    rule.builder === undefined || builder === undefined ? [] : [`built by ${shorten(builder)}`],
    rule.sourceRepository === undefined || repository === undefined ? [] : [`from ${shorten(repository)}`],
    rule.branch === undefined || branch === undefined ? [] : [`branch ${shorten(branch)}`],
  ].flat();
  return facts.length === 0 ? '' : `: ${facts.join(', ')}`;
}

function withReasons(text: string, reasons: readonly string[]): string {
  return reasons.length === 0 ? text : `${text} that counts: ${listReasons(reasons)}`;
}

function needed(rule: AttestationRule, part: Part, context: RuleContext): string {
  const { fields = [], builder, sourceRepository, branch, maxAge } = rule;
  const conditions = [
    ...(builder === undefined ? [] : [`built by ${textTest(builder).shown}`]),
    ...(sourceRepository === undefined ? [] : [`from ${textTest(sourceRepository).shown}`]),
    ...(branch === undefined ? [] : [`of the branch ${textTest(branch).shown}`]),
    ...fields.map(({ path }) => `with the field ${path} as the policy requires`),
    ...(maxAge === undefined ? [] : [`not older than ${maxAge}`]),
  ];
  const what = [rule.type, ...conditions].join(', ');
  return `attest it as ${signerNames(rule.by)}: ${what} (cosign attest --type … --predicate … ${pullSpecOf(part, context)})`;
}

function shorten(text: string): string {
  return cleanServerText(text, 200);
}

/** Who built an image from what, as its SLSA provenance says; undefined: it does not say, or not in a way that is known. */
interface Provenance {
  readonly builder: string | undefined;
  /** `https://host/path`, without `.git` */
  readonly repository: string | undefined;
  readonly branch: string | undefined;
}

const V1 = 'https://slsa.dev/provenance/v1';
const V02 = 'https://slsa.dev/provenance/v0.2';

/**
 * Reads provenance of SLSA v1 and v0.2. Where a build type keeps its source is its own matter (slsa.dev/spec/v1.0/provenance,
 * "buildType"); known are GitHub's workflows, GitLab's jobs, and what depends on exactly one git repository, as Tekton Chains does.
 */
function provenanceOf({ predicateType, predicate }: Statement): Provenance {
  switch (predicateType) {
    case V1: {
      const definition = objectAt(predicate, 'buildDefinition');
      const builder = textAt(objectAt(objectAt(predicate, 'runDetails'), 'builder'), 'id');
      return { builder, ...sourceOf(definition) };
    }
    case V02: {
      const source = textAt(objectAt(objectAt(predicate, 'invocation'), 'configSource'), 'uri');
      return { builder: textAt(objectAt(predicate, 'builder'), 'id'), ...readGitUri(source) };
    }
    default:
      return { builder: undefined, repository: undefined, branch: undefined };
  }
}

function sourceOf(definition: JsonObject): Omit<Provenance, 'builder'> {
  const parameters = objectAt(definition, 'externalParameters');
  const workflow = objectAt(parameters, 'workflow');
  const repository = textAt(workflow, 'repository');
  if (repository !== undefined)
    return { ...readGitUri(repository), branch: branchOf(textAt(workflow, 'ref')) };
  const source = textAt(parameters, 'source') ?? textAt(objectAt(parameters, 'source'), 'uri');
  if (source !== undefined) {
    const named = readGitUri(source);
    const variables = objectAt(parameters, 'variables');
    const branch =
      named.branch ?? branchOf(textAt(parameters, 'ref')) ?? textAt(variables, 'CI_COMMIT_BRANCH');
    return { ...named, branch };
  }
  return onlyRepository(definition['resolvedDependencies']);
}

/** A dependency is a source only when there is no other that could be it. */
function onlyRepository(dependencies: unknown): Omit<Provenance, 'builder'> {
  const uris = (Array.isArray(dependencies) ? dependencies : [])
    .map((each: unknown) => (isJsonObject(each) ? textAt(each, 'uri') : undefined))
    .filter((uri) => uri?.startsWith('git+') === true);
  const [first, ...others] = [...new Set(uris)];
  return others.length > 0 ? readGitUri(undefined) : readGitUri(first);
}

/** `git+https://host/path.git@refs/heads/main` */
function readGitUri(uri: string | undefined): Omit<Provenance, 'builder'> {
  if (uri === undefined) return { repository: undefined, branch: undefined };
  const [, address = uri, ref] = /^(?:git\+)?([a-z+]+:\/\/[^@]+)@(.+)$/.exec(uri) ?? [];
  const repository = address
    .replace(/^git\+/, '')
    .replace(/\/$/, '')
    .replace(/\.git$/, '');
  return { repository, branch: branchOf(ref) };
}

function branchOf(ref: string | undefined): string | undefined {
  return ref?.startsWith('refs/heads/') === true ? ref.slice('refs/heads/'.length) : undefined;
}

function objectAt(object: JsonObject, key: string): JsonObject {
  const value = object[key];
  return isJsonObject(value) ? value : {};
}

function textAt(object: JsonObject, key: string): string | undefined {
  const value = object[key];
  return typeof value === 'string' ? value : undefined;
}
