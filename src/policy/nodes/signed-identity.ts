import type { SignedIdentity } from '../model/node-policy.ts';
import { dockerNameText, parseDockerName, type DockerName } from './docker-name.ts';

/**
 * Whether a signature that was made for a name counts for an image, as containers/image decides.
 * @param image as pods name it, with a tag or a digest
 * @param signed `docker-reference` of the payload
 */
export function isSignedAs(identity: SignedIdentity, image: DockerName, signed: string): boolean {
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
export function wantedName(identity: SignedIdentity, image: DockerName): string {
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
