/** What cosign calls predicate types (`cosign attest --type`), and what stands in the statement. */
const SHORT_NAMES: Readonly<Record<string, readonly string[]>> = {
  slsaprovenance: ['https://slsa.dev/provenance/v0.2', 'https://slsa.dev/provenance/v1'],
  slsaprovenance02: ['https://slsa.dev/provenance/v0.2'],
  slsaprovenance1: ['https://slsa.dev/provenance/v1'],
  spdx: ['https://spdx.dev/Document'],
  spdxjson: ['https://spdx.dev/Document'],
  cyclonedx: ['https://cyclonedx.org/bom'],
  vuln: ['https://cosign.sigstore.dev/attestation/vuln/v1', 'https://in-toto.io/attestation/vulns'],
  openvex: ['https://openvex.dev/ns'],
  vsa: ['https://slsa.dev/verification_summary/v1'],
  custom: ['https://cosign.sigstore.dev/attestation/v1'],
};
/** Those whose statements add a version: `https://spdx.dev/Document/v2.3`. */
const VERSIONED = [
  'https://spdx.dev/Document',
  'https://cyclonedx.org/bom',
  'https://openvex.dev/ns',
  'https://in-toto.io/attestation/vulns',
];

/** What cosign 3 signs an image with (`cosign sign`). */
export const SIGNATURE_PREDICATE = 'https://sigstore.dev/cosign/sign/v1';

export function isPredicateType(type: string): boolean {
  return Object.hasOwn(SHORT_NAMES, type) || /^[a-z][a-z0-9+.-]*:\S+$/i.test(type);
}

/** Whether a statement is of a type that a rule names. */
export function isOfType(predicateType: string, wanted: string): boolean {
  const types = Object.hasOwn(SHORT_NAMES, wanted) ? (SHORT_NAMES[wanted] ?? []) : [wanted];
  return types.some(
    (type) => predicateType === type || (VERSIONED.includes(type) && isVersionOf(predicateType, type)),
  );
}

function isVersionOf(predicateType: string, type: string): boolean {
  return (
    predicateType.startsWith(`${type}/`) && /^\/v?\d[\w.-]{0,20}$/.test(predicateType.slice(type.length))
  );
}
