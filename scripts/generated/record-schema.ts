import path from 'node:path';
import { createGenerator } from 'ts-json-schema-generator';

/** The JSON schema of the record, generated from its types. Their comments become descriptions. */
export function recordSchema(root: string): string {
  const schema = createGenerator({
    path: path.join(root, 'src/report/record.ts'),
    tsconfig: path.join(root, 'tsconfig.json'),
    type: 'PromotionRecord',
    topRef: false,
    // `npm run types` checks types
    skipTypeCheck: true,
    // fields may be added without a new version; readers ignore unknown fields
    additionalProperties: true,
  }).createSchema('PromotionRecord');
  const described = { title: 'Record of a promotion by openshift-promote', ...schema };
  return `${JSON.stringify(described, undefined, 2)}\n`;
}
