/** Label of an image that a build made: the digest it was made from, as the digest of a build cannot be told beforehand. */
export const SOURCE_DIGEST_LABEL = 'openshift-promote.source-digest';
