/** A program file of its own (scripts/bundle.ts): few promotions install a tool, and it is large. */
export { cacheDir, extractTar, extractZip, find } from '@actions/tool-cache';
