import type { RuleFinding } from '../../core/ports/policy-report.ts';
import { cleanServerText } from '../../core/text/server-text.ts';
import { isOfType } from '../model/predicate-types.ts';
import type { SbomRule } from '../model/schema.ts';
import { chooseParts, type Part } from '../evidence/parts.ts';
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

const FORMATS = ['spdx', 'cyclonedx'] as const;

/** Whether a list of what is in each part is attached to it: attested by a signer, or, when the rule names none, by anybody. */
export async function checkSbom(rule: SbomRule, context: RuleContext): Promise<readonly RuleFinding[]> {
  const findings: RuleFinding[] = [];
  for (const part of chooseParts(context.parts, rule.parts))
    findings.push(await checkPart(rule, part, context));
  return findings;
}

async function checkPart(rule: SbomRule, part: Part, context: RuleContext): Promise<RuleFinding> {
  const formats = rule.formats ?? FORMATS;
  const image = pullSpecOf(part, context);
  if (rule.by === undefined) return checkUnsigned(formats, part, context);
  const { accepted, refusals } = await statementsBy(rule.by, part, context);
  const found = accepted.find(({ statement }) =>
    formats.some((format) => isOfType(statement.predicateType, format)),
  );
  if (found !== undefined) {
    context.onSignature(signatureReport(found, part.manifest.digest, found.statement.predicateType));
    return passed(
      part,
      `${cleanServerText(found.statement.predicateType, 100)} by ${found.signature.signer}`,
    );
  }
  const { unusable } = await context.evidenceOf(part.manifest.digest);
  const reasons = [...refusals, ...unusable];
  const what = `no SBOM by ${signerNames(rule.by)}${reasons.length === 0 ? '' : ` that counts: ${listReasons(reasons)}`}`;
  const needed = `attest one as ${signerNames(rule.by)}: cosign attest --type ${formats.join(' or ')} --predicate … ${image}`;
  return failed(part, what, needed);
}

/** Attachments are classified by their declared type. */
async function checkUnsigned(
  formats: readonly (typeof FORMATS)[number][],
  part: Part,
  context: RuleContext,
): Promise<RuleFinding> {
  const { documents, statements, unusable } = await context.evidenceOf(part.manifest.digest);
  const isWanted = (type: string): boolean => formats.some((format) => type.toLowerCase().includes(format));
  const document = documents.find(({ type }) => isWanted(type));
  if (document !== undefined) return passed(part, `${document.type}, not signed`);
  for (const { bundle } of statements) {
    const type = unverifiedType(bundle.content);
    if (type !== undefined && isWanted(type))
      return passed(part, `${cleanServerText(type, 100)}, signature not checked`);
  }
  const found = unusable.length === 0 ? 'no SBOM' : `no SBOM: ${listReasons(unusable)}`;
  const needed = `attach one: cosign attest --type ${formats.join(' or ')} --predicate … ${pullSpecOf(part, context)}`;
  return failed(part, found, needed);
}

function unverifiedType(content: {
  readonly $case: string;
  readonly dsseEnvelope?: { readonly payload: Uint8Array };
}): string | undefined {
  if (content.dsseEnvelope === undefined) return undefined;
  try {
    const value = JSON.parse(new TextDecoder().decode(content.dsseEnvelope.payload)) as {
      predicateType?: unknown;
    } | null;
    return typeof value?.predicateType === 'string' ? value.predicateType : undefined;
  } catch {
    return undefined;
  }
}
