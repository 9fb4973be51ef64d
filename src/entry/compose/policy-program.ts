/** A chunk (scripts/bundle.ts), so that runs without a policy do not load the code that verifies signatures. */
export { evaluatePolicy } from '../../policy/evaluate.ts';
export { readPolicy } from '../../policy/file/read-policy.ts';
export { nodePolicyOf } from '../../policy/nodes/image-policies.ts';
export { isJudged, judgeImage } from '../../policy/nodes/judge.ts';
export { readPolicyJson } from '../../policy/nodes/policy-json.ts';
