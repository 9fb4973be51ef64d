import type { KeyObject } from 'node:crypto';
import type { TrustedRoot } from '@sigstore/protobuf-specs';
import type { Digest } from '../../core/image/digest.ts';
import type {
  AttestationRule,
  ImageRule,
  SbomRule,
  SignatureRule,
  SoakRule,
  SourceRule,
  VulnerabilitiesRule,
} from './schema.ts';
import type { TextTest } from './text-test.ts';

/** A parsed policy without contradictions. */
export interface Policy {
  /** where it came from, as the user named it */
  readonly name: string;
  /** digest of the policy text */
  readonly digest: Digest;
  readonly mode: PolicyMode;
  readonly overrides: 'never' | 'with-reason';
  readonly signers: ReadonlyMap<string, Signer>;
  readonly rules: readonly Rule[];
}

/** `warn`: refusals are reported and recorded, but the image is promoted. */
export type PolicyMode = 'enforce' | 'warn';

/** A trusted signer. */
export type Signer =
  | {
      readonly kind: 'key';
      readonly name: string;
      readonly key: KeyObject;
      /** undefined: no transparency log is required */
      readonly log: TrustSource | undefined;
    }
  | {
      readonly kind: 'identity';
      readonly name: string;
      readonly issuer: TextTest;
      readonly identity: TextTest;
      readonly root: TrustSource;
    };

/** The source of trusted certificates and logs. */
export type TrustSource =
  | { readonly kind: 'bundled' }
  | { readonly kind: 'file'; readonly name: string; readonly root: TrustedRoot }
  /** `root`: the first metadata it is trusted by; undefined: that of sigstore's public instance */
  | { readonly kind: 'tuf'; readonly url: string; readonly root: Uint8Array | undefined };

interface Named {
  readonly name: string;
  readonly mode: PolicyMode;
}

export type Rule = Named &
  (
    | { readonly kind: 'signature'; readonly rule: SignatureRule }
    | { readonly kind: 'attestation'; readonly rule: AttestationRule }
    | { readonly kind: 'sbom'; readonly rule: SbomRule }
    | { readonly kind: 'vulnerabilities'; readonly rule: VulnerabilitiesRule }
    | { readonly kind: 'image'; readonly rule: ImageRule }
    | { readonly kind: 'source'; readonly rule: SourceRule }
    | { readonly kind: 'soak'; readonly rule: SoakRule }
  );
