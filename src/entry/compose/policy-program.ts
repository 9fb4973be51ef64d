/**
 * A program file of its own (scripts/bundle.ts): whoever has no policy does not parse what verifies signatures.
 */
export { evaluatePolicy } from '../../policy/evaluate.ts';
export { readPolicy } from '../../policy/file/read-policy.ts';
