import type { Digest } from '../../core/image/digest.ts';
import type { NodeVerdict } from '../../core/ports/policies.ts';
import { cleanServerText } from '../../core/text/server-text.ts';
import { gatherEvidence } from '../evidence/gather.ts';
import { chooseParts, findParts, type Part } from '../evidence/parts.ts';
import { verifySimpleSignature, type VerifyContext } from '../evidence/verify.ts';
import type { NamedRequirement, NodePolicy, NodeRequirement } from '../model/node-policy.ts';
import type { PolicyPorts } from '../model/ports.ts';
import { openTrustedRoots } from '../trust/trusted-roots.ts';
import { dockerNameText, parseDockerName, scopesOf, type DockerName } from './docker-name.ts';
import { isSignedAs, wantedName } from './signed-identity.ts';

export interface JudgedImage {
  /** as pods will name it, with a tag or the digest */
  readonly name: string;
  readonly digest: Digest;
  /** where its manifests can be read now */
  readonly from: PolicyPorts;
  /** where the signatures are now that will be beside it */
  readonly signed: readonly PolicyPorts[];
}

/**
 * What the narrowest scope that an image is in requires of it. Nodes look at the image for their platform, not at the index, and
 * at signatures in cosign's older format only (registry.md §7.3).
 * @returns one verdict for each requirement; none where everything is accepted
 * @throws PromoteError when the image cannot be read, CANCELLED
 */
export async function judgeImage(
  policy: NodePolicy,
  { name, digest, from, signed }: JudgedImage,
  signal: AbortSignal,
): Promise<readonly NodeVerdict[]> {
  const image = parseDockerName(name);
  if (image === undefined) return [];
  const requirements = requirementsFor(policy, image).filter(
    ({ requirement }) => requirement.kind !== 'accept',
  );
  if (requirements.length === 0) return [];
  const context: Judging = {
    image,
    parts: chooseParts(await findParts(digest, from, signal), 'images'),
    signed,
    verifying: { roots: openTrustedRoots(from.download), now: from.clock.date(), signal },
  };
  const verdicts: NodeVerdict[] = [];
  for (const each of requirements) verdicts.push(await judge(each, context));
  return verdicts;
}

/** Whether an image is in a scope that requires anything: else it need not be read. */
export function isJudged(policy: NodePolicy, name: string): boolean {
  const image = parseDockerName(name);
  return (
    image !== undefined &&
    requirementsFor(policy, image).some(({ requirement }) => requirement.kind !== 'accept')
  );
}

function requirementsFor({ scopes, otherwise }: NodePolicy, image: DockerName): readonly NamedRequirement[] {
  for (const scope of scopesOf(image)) {
    const found = scopes.get(scope);
    if (found !== undefined) return found;
  }
  return otherwise;
}

interface Judging {
  readonly image: DockerName;
  readonly parts: readonly Part[];
  readonly signed: readonly PolicyPorts[];
  readonly verifying: VerifyContext;
}

async function judge({ policy, requirement }: NamedRequirement, context: Judging): Promise<NodeVerdict> {
  const shown = dockerNameText(context.image);
  switch (requirement.kind) {
    case 'accept':
      return { policy, outcome: 'starts', found: `pods of ${shown} start: everything is accepted` };
    case 'reject':
      return {
        policy,
        outcome: 'refused',
        found: `no pod of ${shown} would start: the policy rejects every image of this scope`,
        needed: 'promote to a place that the policy accepts',
      };
    case 'unknown':
      return {
        policy,
        outcome: 'unknown',
        found: `whether pods of ${shown} start is not known: ${requirement.why}`,
      };
    case 'signed':
      return judgeSigned(policy, requirement, context);
  }
}

async function judgeSigned(
  policy: string,
  requirement: NodeRequirement & { readonly kind: 'signed' },
  context: Judging,
): Promise<NodeVerdict> {
  const shown = dockerNameText(context.image);
  const failures = new Map<string, string[]>();
  for (const part of context.parts) {
    const reason = await refusalOf(part, requirement, context);
    if (reason === undefined) continue;
    failures.set(reason, [...(failures.get(reason) ?? []), part.platform ?? '']);
  }
  if (failures.size === 0)
    return { policy, outcome: 'starts', found: `pods of ${shown} start: it is signed as required` };
  const isAll = failures.size === 1 && [...failures.values()][0]?.length === context.parts.length;
  const reasons = [...failures].map(([reason, platforms]) =>
    isAll ? reason : `${platforms.filter((each) => each !== '').join(', ')}: ${reason}`,
  );
  const which = isAll ? 'no pod' : 'not every pod';
  const wanted = wantedName(requirement.identity, context.image);
  return {
    policy,
    outcome: 'refused',
    found: `${which} of ${shown} would start: ${reasons.join('; ')}`,
    needed: `sign it for ${wanted}: cosign sign --recursive --use-signing-config=false --new-bundle-format=false --sign-container-identity ${wanted} --key KEY IMAGE`,
  };
}

/** undefined: one good signature is enough */
async function refusalOf(
  { manifest: { digest } }: Part,
  { signers, identity }: NodeRequirement & { readonly kind: 'signed' },
  { image, signed, verifying }: Judging,
): Promise<string | undefined> {
  const reasons = new Set<string>();
  for (const ports of signed) {
    const { signatures } = await gatherEvidence(digest, ports, verifying.signal);
    for (const signature of signatures) {
      for (const signer of signers) {
        const verdict = await verifySimpleSignature(signature, digest, signer, verifying);
        if ('refusal' in verdict) reasons.add(`a signature ${verdict.refusal}`);
        else if (isSignedAs(identity, image, verdict.reference)) return undefined;
        else
          reasons.add(
            `the signature is for ${cleanServerText(verdict.reference, 300)}, not for ${wantedName(identity, image)}`,
          );
      }
    }
  }
  return reasons.size === 0
    ? 'there is no signature that nodes can read'
    : [...reasons].slice(0, 4).join('; ');
}
