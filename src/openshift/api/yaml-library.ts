/** A program file of its own (scripts/bundle.ts): 138 KB that only those with YAML to read have to parse. */
export { load, loadAll } from 'js-yaml';
