import path from 'node:path';
import { createGenerator } from 'ts-json-schema-generator';

/** The JSON schema of the record, generated from its types. Their comments become descriptions. */
export function recordSchema(root: string): string {
  return schemaOf(root, {
    file: 'src/report/record.ts',
    type: 'PromotionRecord',
    title: 'Record of a promotion by openshift-promote',
  });
}

/** The JSON schema of the statement that attests a promotion. */
export function statementSchema(root: string): string {
  return schemaOf(root, {
    file: 'src/attest/statement.ts',
    type: 'PromotionStatement',
    title: 'Attestation of a promotion by openshift-promote',
  });
}

function schemaOf(
  root: string,
  { file, type, title }: { readonly file: string; readonly type: string; readonly title: string },
): string {
  const schema = createGenerator({
    path: path.join(root, file),
    tsconfig: path.join(root, 'tsconfig.json'),
    type,
    topRef: false,
    // `npm run types` checks types
    skipTypeCheck: true,
    // fields may be added without a new version; readers ignore unknown fields
    additionalProperties: true,
  }).createSchema(type);
  return `${JSON.stringify({ title, ...schema }, undefined, 2)}\n`;
}
