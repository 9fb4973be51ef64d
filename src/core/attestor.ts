import type { Digest } from './image/digest.ts';
import type { ImageReport } from './report.ts';
import type { Problem } from './text/errors.ts';
import type { PolicyReport } from './ports/policy-report.ts';

/** Who signs the attestations of promotions, and which services witness it. */
export interface AttestOptions {
  readonly signer: AttestationSigner;
  /** URL of a transparency log (Rekor); undefined: no entry is written */
  readonly rekorUrl: string | undefined;
  /** URL of a timestamp authority; undefined: no timestamp is requested */
  readonly tsaUrl: string | undefined;
  /** warn: a promotion that cannot be attested succeeds with a warning */
  readonly onFailure: 'fail' | 'warn';
}

export type AttestationSigner =
  | {
      readonly kind: 'key';
      /** PEM text */
      readonly privateKey: string;
      /** undefined: the key is not encrypted */
      readonly password: string | undefined;
    }
  | {
      readonly kind: 'keyless';
      readonly fulcioUrl: string;
      /** undefined: requested from the CI system */
      readonly idToken: string | undefined;
    };

/** A promoted image and what is stated about it. */
export interface AttestedPromotion {
  readonly image: ImageReport;
  /** images in an index, without the attestations of its builder */
  readonly children: readonly { readonly digest: Digest; readonly platform: string | undefined }[];
  /** URL of the API server; undefined: the source is no image stream */
  readonly sourceServer: string | undefined;
  /** URL of the API server; undefined: the destination is no image stream */
  readonly destinationServer: string | undefined;
  /** of this image */
  readonly policies: readonly PolicyReport[];
  /** start of the run, ISO 8601 */
  readonly startedAt: string;
}

/** Signs attestations. */
export interface Attestor {
  /**
   * Everything that would make signing fail, found by trying: the key, the ID token, the certificate authority, the log, the
   * timestamp authority. Signs no statement.
   */
  check(signal: AbortSignal): Promise<readonly Problem[]>;

  /**
   * Signs a statement.
   * @returns a sigstore bundle (v0.3) as JSON text
   * @throws PromoteError ATTEST_FAILED, CANCELLED
   */
  sign(promotion: AttestedPromotion, signal: AbortSignal): Promise<Uint8Array>;
}
