/** A program file of its own (scripts/bundle.ts): 138 KB that only those with YAML to read have to parse. */
export { load } from 'js-yaml';
