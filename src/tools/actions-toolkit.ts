/**
 * A program file of its own (scripts/bundle.ts): few promotions install a tool or run one, and with what these two bring along it
 * is large.
 */
export { getExecOutput } from '@actions/exec';
export { cacheDir, extractTar, extractZip, find } from '@actions/tool-cache';
