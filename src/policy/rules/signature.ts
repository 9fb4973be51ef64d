import type { RuleFinding } from '../../core/ports/policy-report.ts';
import { isSignature } from '../evidence/verify.ts';
import type { SignatureRule } from '../model/schema.ts';
import { nameTest } from '../model/text-test.ts';
import { chooseParts, type Part } from '../evidence/parts.ts';
import {
  failed,
  listReasons,
  passed,
  pullSpecOf,
  signatureReport,
  signaturesBy,
  signerNames,
  statementsBy,
  type RuleContext,
} from './context.ts';

/**
 * Whether each part is signed by one of the signers: in cosign's older format, made for this repository, or as a bundle, which names
 * no repository. One good signature is enough, whatever else is attached; a signature of the index is none of its images.
 */
export async function checkSignature(
  rule: SignatureRule,
  context: RuleContext,
): Promise<readonly RuleFinding[]> {
  const findings: RuleFinding[] = [];
  for (const part of chooseParts(context.parts, rule.parts))
    findings.push(await checkPart(rule, part, context));
  return findings;
}

async function checkPart(rule: SignatureRule, part: Part, context: RuleContext): Promise<RuleFinding> {
  const { digest } = part.manifest;
  const [statements, signatures] = [
    await statementsBy(rule.by, part, context),
    await signaturesBy(rule.by, part, context),
  ];
  const bundles = statements.accepted.filter(({ statement }) => isSignature(statement));
  const isMeant = repositoryTest(rule, context);
  const ours = signatures.accepted.filter(({ repository }) => isMeant(repository));
  for (const good of [...bundles, ...ours]) context.onSignature(signatureReport(good, digest, 'signature'));
  const [first] = [...bundles, ...ours];
  if (first !== undefined) {
    const { signer, identity } = first.signature;
    return passed(part, `signed by ${signer}${identity === undefined ? '' : ` (${identity})`}`);
  }
  const { unusable } = await context.evidenceOf(digest);
  const reasons = [
    ...signatures.accepted.map(
      ({ repository }) =>
        `a signature by ${signerNames(rule.by)} is for ${repository}, not for this repository`,
    ),
    ...statements.accepted
      .filter(({ statement }) => !isSignature(statement) && statement.predicateType.includes('cosign/sign'))
      .map(({ statement }) => `a signature speaks of ${statement.countSubjects} things at once`),
    ...signatures.refusals,
    ...statements.refusals,
    ...unusable,
  ];
  const found = reasons.length === 0 ? 'no signature' : `no signature that counts: ${listReasons(reasons)}`;
  return failed(part, found, needed(rule, part, context));
}

/** Whether a signature was made for a repository that the image may have come from. */
function repositoryTest(rule: SignatureRule, { image, ports }: RuleContext): (repository: string) => boolean {
  if (rule.signedAs === 'any') return () => true;
  const names = rule.signedAs ?? [`${ports.repository.host}/${ports.repository.name}`, ...image.otherNames];
  const tests = rule.signedAs === undefined ? undefined : names.map(nameTest);
  return (repository) =>
    tests === undefined ? names.includes(repository) : tests.some((test) => test.matches(repository));
}

function needed(rule: SignatureRule, part: Part, context: RuleContext): string {
  const [name] = [rule.by].flat();
  const signer = context.signers.get(name ?? '');
  const options = signer?.kind === 'key' ? '--key KEY ' : '';
  // OpenShift's registry refuses the index in which cosign lists a bundle (openshift-api.md §10.3)
  const format = context.image.server === undefined ? '' : OLDER_FORMAT;
  const recursive = context.parts.length > 1 ? '--recursive ' : '';
  const [root] = context.parts;
  const image = pullSpecOf(recursive === '' ? part : (root ?? part), context);
  return `sign it as ${signerNames(rule.by)}: cosign sign ${format}${recursive}${options}${image}`;
}

const OLDER_FORMAT = '--use-signing-config=false --new-bundle-format=false ';
