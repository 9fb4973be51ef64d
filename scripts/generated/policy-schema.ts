import { z } from 'zod';
import { policySchema } from '../../src/policy/model/schema.ts';

/** The JSON schema of a policy, made from what its reader checks. */
export function policyJsonSchema(): string {
  // draft 7 is what editors know
  const schema = z.toJSONSchema(policySchema, { io: 'input', target: 'draft-7' });
  const described = { title: 'Policy of openshift-promote', ...schema };
  return `${JSON.stringify(described, undefined, 2)}\n`;
}
