import type { Digest } from '../../core/image/digest.ts';
import type { NodeVerdict } from '../../core/ports/policies.ts';
import { cleanServerText } from '../../core/text/server-text.ts';
import { gatherEvidence } from '../evidence/gather.ts';
import { chooseParts, findParts, type Part } from '../evidence/parts.ts';
import { verifySimpleSignature, type VerifyContext } from '../evidence/verify.ts';
import type { NamedRequirement, NodePolicy, NodeRequirement, SignedIdentity } from '../model/node-policy.ts';
import type { PolicyPorts } from '../model/ports.ts';
import { openTrustedRoots } from '../trust/trusted-roots.ts';
import { dockerNameText, parseDockerName, scopesOf, type DockerName } from './docker-name.ts';

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

/**
 * Whether a signature that was made for a name counts for an image, as containers/image decides.
 * @param image as pods name it, with a tag or a digest
 * @param signed `docker-reference` of the payload
 */
function isSignedAs(identity: SignedIdentity, image: DockerName, signed: string): boolean {
  const signature = parseDockerName(signed);
  if (signature === undefined) return false;
  switch (identity.kind) {
    case 'matchExact':
      return !isNameOnly(image) && isSame(image, signature);
    case 'matchRepoDigestOrExact':
      return isRepoDigestOrExact(image, signature);
    case 'matchRepository':
      return signature.name === image.name;
    case 'exactReference': {
      const wanted = parseDockerName(identity.reference);
      return wanted !== undefined && !isNameOnly(wanted) && isSame(wanted, signature);
    }
    case 'exactRepository':
      return parseDockerName(identity.repository)?.name === signature.name;
    case 'remapIdentity': {
      const wanted = remapped(image, identity);
      return wanted !== undefined && isRepoDigestOrExact(wanted, signature);
    }
  }
}

/** The name that signatures must be made for. cosign's own, without tag, is enough only where a repository is compared. */
function wantedName(identity: SignedIdentity, image: DockerName): string {
  const tagged = (of: DockerName): string => `${of.name}:${of.tag ?? 'TAG'}`;
  switch (identity.kind) {
    case 'matchExact':
      return dockerNameText(image);
    case 'matchRepoDigestOrExact':
      return tagged(image);
    case 'matchRepository':
      return image.name;
    case 'exactReference':
      return identity.reference;
    case 'exactRepository':
      return identity.repository;
    case 'remapIdentity':
      return tagged(remapped(image, identity) ?? image);
  }
}

function isRepoDigestOrExact(image: DockerName, signature: DockerName): boolean {
  if (isNameOnly(signature) || isNameOnly(image)) return false;
  return image.tag === undefined ? signature.name === image.name : isSame(image, signature);
}

/** A prefix is a whole name, or all of it up to a slash; what it does not fit stays as it is. */
function remapped(
  image: DockerName,
  { prefix, signedPrefix }: SignedIdentity & { readonly kind: 'remapIdentity' },
): DockerName | undefined {
  if (image.name !== prefix && !image.name.startsWith(`${prefix}/`)) return image;
  const named = parseDockerName(dockerNameText(image).replace(prefix, () => signedPrefix));
  // a result that is not written out in full is an error there
  return named !== undefined && named.name.startsWith(signedPrefix) ? named : undefined;
}

function isNameOnly({ tag, digest }: DockerName): boolean {
  return tag === undefined && digest === undefined;
}

function isSame(one: DockerName, other: DockerName): boolean {
  return dockerNameText(one) === dockerNameText(other);
}
