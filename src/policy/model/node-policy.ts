import type { Signer } from './policy.ts';

/** Which name a signature must have been made for (containers-policy.json(5), "signedIdentity"). */
export type SignedIdentity =
  | { readonly kind: 'matchExact' | 'matchRepoDigestOrExact' | 'matchRepository' }
  | { readonly kind: 'exactReference'; readonly reference: string }
  | { readonly kind: 'exactRepository'; readonly repository: string }
  | { readonly kind: 'remapIdentity'; readonly prefix: string; readonly signedPrefix: string };

/** What a node requires of an image before it starts it. */
export type NodeRequirement =
  | { readonly kind: 'accept' | 'reject' }
  /** a signature in cosign's older format by one of the signers */
  | { readonly kind: 'signed'; readonly signers: readonly Signer[]; readonly identity: SignedIdentity }
  /** a requirement that is not evaluated here */
  | { readonly kind: 'unknown'; readonly why: string };

export interface NamedRequirement {
  /** `ClusterImagePolicy release`, or the path of a file */
  readonly policy: string;
  readonly requirement: NodeRequirement;
}

/** What nodes are configured with: all requirements of the narrowest scope must be met. */
export interface NodePolicy {
  readonly scopes: ReadonlyMap<string, readonly NamedRequirement[]>;
  /** requirements for images outside all scopes */
  readonly otherwise: readonly NamedRequirement[];
}
