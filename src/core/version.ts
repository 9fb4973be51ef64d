/** Kept equal to package.json by a test. */
export const VERSION = '0.1.0';

/** URL of the folder with the documentation of this version. */
export const DOCUMENTATION = 'https://github.com/OWNER/openshift-promote/blob/v0.1.0/docs';

/** Predicate type of the attestation of a promotion (docs/attestation.md). Its version increases when the meaning of a field changes. */
export const PROMOTION_PREDICATE = 'https://github.com/OWNER/openshift-promote/promotion/v1';
