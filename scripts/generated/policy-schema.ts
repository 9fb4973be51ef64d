import { POLICY_SHAPE } from '../../src/policy/model/schema.ts';

/** The JSON schema of a policy, the same one that the policy parser checks against. */
export function policyJsonSchema(): string {
  const schema = {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Policy of openshift-promote',
    ...POLICY_SHAPE.schema,
  };
  return `${JSON.stringify(schema, undefined, 2)}\n`;
}
