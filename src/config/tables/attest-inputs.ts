import { DOCUMENTATION } from '../../core/version.ts';
import type { InputTable } from './input-row.ts';

/** What a promotion says about itself: signed statements, and annotations. */
export const ATTEST_INPUTS = {
  attest: {
    type: 'enum',
    group: 'Typical',
    options: ['off', 'key', 'keyless'],
    default: 'off',
    description: `Whether to attach a signed statement to the promoted image: what was promoted from where to where, by which run, under which policy, and what runs it. \`key\`: signed with \`attest-key\`. \`keyless\`: with the identity of the job, certified by Fulcio. See ${DOCUMENTATION}/attestation.md.`,
  },
  'attest-key': {
    type: 'string',
    group: 'Typical',
    secret: true,
    description:
      'Private key for `attest: key`, as PEM text or base64-encoded PEM: `cosign.key` as written by `cosign generate-key-pair`, or a key of ECDSA P-256, RSA or Ed25519, encrypted or not.',
  },
  'attest-key-password': {
    type: 'string',
    group: 'Typical',
    secret: true,
    description: 'Password of `attest-key`, if it is encrypted.',
  },
  'attest-id-token': {
    type: 'string',
    group: 'Rare',
    secret: true,
    description:
      'ID token of the job for `attest: keyless`, with the audience `sigstore`. If omitted, it is requested from GitHub, for which the job needs `permissions: { id-token: write }`. In GitLab, declare it in the job: `id_tokens: { PROMOTE_ATTEST_ID_TOKEN: { aud: sigstore } }`.',
  },
  'attest-fulcio-url': {
    type: 'string',
    group: 'Rare',
    description:
      'URL of the certificate authority for `attest: keyless`. If omitted, the public instance of sigstore, whose certificates and log entries everyone can read.',
    example: 'https://fulcio.example.com',
  },
  'attest-rekor-url': {
    type: 'string',
    group: 'Rare',
    description:
      'URL of a transparency log (Rekor) to record the signature in. The log stores the digest of the statement, not the statement. If omitted, none; with the public `attest-fulcio-url` and without `attest-tsa-url`, the public log.',
    example: 'https://rekor.example.com',
  },
  'attest-tsa-url': {
    type: 'string',
    group: 'Rare',
    description:
      'URL of a timestamp authority of sigstore that proves when the statement was signed. If omitted, none.',
    example: 'https://timestamp.example.com',
  },
  'attest-on-failure': {
    type: 'enum',
    group: 'Rare',
    options: ['fail', 'warn'],
    default: 'fail',
    description:
      'What to do if the promotion cannot be attested. `fail`: stop before anything changes if the check finds out, and fail otherwise. `warn`: promote without an attestation.',
  },
  lock: {
    type: 'enum',
    group: 'Rare',
    options: ['auto', 'wait', 'fail', 'off'],
    default: 'auto',
    description:
      'Whether other runs are kept from moving tags of the same image streams meanwhile, by a Lease in the destination project. The Lease also notes what the tags are, so that the next run takes back what a killed run left half done. `wait`: wait up to `timeout` for a run that holds it. `fail`: do not wait. `auto`: with several images, as `wait` if the account may write Leases, and otherwise without. `off`: neither Lease nor note.',
  },
  traces: {
    type: 'enum',
    group: 'Rare',
    options: ['auto', 'off'],
    default: 'auto',
    description:
      'Whether a promotion says what it did where it happened, in annotations of the tags it moved and of the workloads it rolled out. `openshift-promote history` and `kubectl rollout history` show them. `auto`: yes, as far as the account may write them.',
  },
} as const satisfies InputTable;
