import { ENVIRONMENTS_SHAPE } from '../../src/environments/schema.ts';
import { POLICY_SHAPE } from '../../src/policy/model/schema.ts';

/** The JSON schema of a policy, the same one that the policy parser checks against. */
export function policyJsonSchema(): string {
  return schemaText('Policy of openshift-promote', POLICY_SHAPE.schema);
}

/** The JSON schema of a file of environments. */
export function environmentsJsonSchema(): string {
  return schemaText('Environments of openshift-promote', ENVIRONMENTS_SHAPE.schema);
}

function schemaText(title: string, schema: object): string {
  return `${JSON.stringify({ $schema: 'http://json-schema.org/draft-07/schema#', title, ...schema }, undefined, 2)}\n`;
}
