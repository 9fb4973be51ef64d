import { existsSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { DOCUMENTATION, VERSION } from '../../src/core/version.ts';

const root = new URL('../../', import.meta.url);
const packageJson = JSON.parse(readFileSync(new URL('package.json', root), 'utf8')) as {
  readonly version: string;
  readonly homepage: string;
};

it('is the version of package.json', () => {
  expect(packageJson.version).toBe(VERSION);
});

it('links to the documentation of the released version', () => {
  const repository = packageJson.homepage.replace(/#.*$/, '');
  expect(DOCUMENTATION).toBe(`${repository}/blob/v${VERSION}/docs`);
  expect(existsSync(new URL('docs/errors.md', root))).toBe(true);
});
