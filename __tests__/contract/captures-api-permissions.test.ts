import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seedProject, seedRole } from '../../sandbox/seeds.ts';
import { Lab } from './api-captures/lab.ts';

const file = new URL('../fixtures/captures/55-ssar-matrix-promo-src.json', import.meta.url);

type Matrix = Readonly<Record<string, readonly { readonly attributes: object; readonly status: object }[]>>;
const matrix = JSON.parse(readFileSync(file, 'utf8')) as Matrix;

const REVIEWS = '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews';

describe('what each user of the source may do', () => {
  let lab: Lab;
  beforeAll(async () => {
    lab = await Lab.start();
    const { source } = lab.sandbox;
    seedProject(source, 'promo-src', 'alice');
    seedRole(source, 'promo-src', 'registry-editor', 'promoter');
    seedRole(source, 'promo-src', 'system:image-puller', 'puller');
  });
  afterAll(() => lab.sandbox.stop());

  it.each(Object.entries(matrix))('is as recorded: %s', async (user, rows) => {
    const kind = { kind: 'SelfSubjectAccessReview', apiVersion: 'authorization.k8s.io/v1' };
    const answers = await Promise.all(
      rows.map(async ({ attributes }) => {
        const spec = { resourceAttributes: attributes };
        const { status } = await lab.call(26440, user, 'POST', REVIEWS, { ...kind, spec });
        return { attributes, status };
      }),
    );
    expect(answers).toEqual(rows);
  });
});
