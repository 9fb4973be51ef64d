/** A separate program file (scripts/bundle.ts), because these two packages are large and few promotions need them. */
export { getExecOutput } from '@actions/exec';
export { cacheDir, extractTar, extractZip, find } from '@actions/tool-cache';
