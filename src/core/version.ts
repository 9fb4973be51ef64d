/** Kept equal to package.json by a test. */
export const VERSION = '0.1.0';

/** URL of the folder with the documentation of this version. */
export const DOCUMENTATION = 'https://github.com/OWNER/openshift-promote/blob/v0.1.0/docs';
