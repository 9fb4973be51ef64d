import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { CASES } from '../faults/cases.ts';
import { citationProblems, sectionsOf, type Citable } from './citations.ts';
import { committedFiles, textOf } from './source-files.ts';

/** Its samples are citations as well. */
const OWN = '__tests__/repository/citations.test.ts';
const PARTS = /^(?:src|sandbox|__tests__|docs|bench|scripts|findings)\/.*\.(?:ts|md)$|^[A-Z]+\.md$/;

const files = committedFiles();
const inFolder = (folder: string): readonly string[] =>
  files.filter((file) => path.posix.dirname(file) === folder).map((file) => path.posix.basename(file));

const REPOSITORY: Citable = {
  pages: new Map(
    inFolder('docs/reference').map((name) => [name, sectionsOf(textOf(`docs/reference/${name}`))]),
  ),
  captures: inFolder('__tests__/fixtures/captures').map((name) => path.posix.parse(name).name),
  cases: new Set(CASES.map(({ number }) => number)),
  decisions: inFolder('docs/adr'),
  files: new Set(files),
};

describe('the repository', () => {
  it('holds every section, capture, case, decision and page that it cites', () => {
    const citing = files.filter((file) => PARTS.test(file) && file !== OWN);

    expect(citing.length).toBeGreaterThan(500);
    expect(citing.flatMap((file) => citationProblems(file, textOf(file), REPOSITORY))).toEqual([]);
  });

  it('gives the sections of a reference page in order, each number once', () => {
    for (const [page, sections] of REPOSITORY.pages) {
      const numbers = [...textOf(`docs/reference/${page}`).matchAll(/^#+ (\d[\d.]*) /gm)].map(
        ([, number = '']) => number,
      );
      expect(numbers, page).toEqual([...sections.keys()]);
      expect(numbers, page).toEqual(
        [...numbers].sort((one, other) => one.localeCompare(other, 'en', { numeric: true })),
      );
    }
  });
});

const SAMPLE: Citable = {
  pages: new Map([
    ['api.md', sectionsOf('## 1 Tags\n\n### 1.1 Rules\n\n**Fallback\npush**: …\n\n## 2 Builds\n')],
    ['README.md', new Map()],
  ]),
  captures: ['49f-istag-put', '54m2-upload-delete', '54r-manifest', '12a-index'],
  cases: new Set([1, 2, 3]),
  decisions: ['0010-signatures.md'],
  files: new Set(['docs/errors.md', 'docs/adr/0010-signatures.md']),
};

describe('the test of citations', () => {
  it('takes a section from its heading to the next one of its level', () => {
    const sections = SAMPLE.pages.get('api.md');
    expect([...(sections?.keys() ?? [])]).toEqual(['1', '1.1', '2']);
    expect(sections?.get('1')).toMatch(/^## 1 Tags[^]*Fallback[^]*push/);
    expect(sections?.get('1')).not.toContain('Builds');
  });

  it.each([
    ['/** As told (api.md §3). */', 'api.md has no §3'],
    ['/** (api.md §1.1,\n * §4) */', 'api.md has no §4', 2],
    ['// (api.md §1, §2.7)', 'api.md has no §2.7'],
    ['// (other.md §1)', 'other.md has no §1'],
    ['// as said in §1', '§1 is of no page that is named'],
    ['// api.md §1.1, "Main push"', 'api.md §1.1 says nothing of "Main push"'],
    ['// api.md §2, "Fallback push"', 'api.md §2 says nothing of "Fallback push"'],
    ['// (capture 49g)', 'there is no capture 49g'],
    ['// (captures 49f, 49g)', 'there is no capture 49g'],
    ['// (captures 49f–49h)', 'there is no capture 49h'],
    ['// captures 49f and 50', 'there is no capture 50'],
    ['// (captures 48*)', 'there is no capture 48*'],
    ['/** Not honoured (44zv). */', 'there is no capture 44zv'],
    ['// (49f, 49g)', 'there is no capture 49g'],
    ['// capture 49f-istag-post', 'there is no capture 49f-istag-post'],
    ["replay('49f-istag-post')", 'there is no capture 49f-istag-post'],
    ['// registry.md §6 case 4', ['registry.md has no §6', 'there is no fault case 4']],
    ['// fault cases 3–5', 'there is no fault case 5'],
    ["it('case 7: x', f)", 'there is no fault case 7'],
    ['// ADR 11 says why', 'there is no ADR 11'],
    ['// (ADRs 10 and 12)', 'there is no ADR 12'],
    ['// docs/adr/0011', 'there is no ADR 11'],
    ['// docs/warnings.md', 'there is no docs/warnings.md'],
  ])('refuses %j', (text, sentences, line = 1) => {
    const expected = [sentences].flat().map((sentence) => `__tests__/a.test.ts:${line}: ${sentence}`);
    expect([...citationProblems('__tests__/a.test.ts', text, SAMPLE)].sort()).toEqual(expected.sort());
  });

  it('refuses a section that a page of the reference does not have itself', () => {
    expect(citationProblems('docs/reference/api.md', 'See §1.1, and\nsee §9.', SAMPLE)).toEqual([
      'docs/reference/api.md:2: api.md has no §9',
    ]);
  });

  it.each([
    '/** (api.md §1.1, §2; RFC 9110 §14.2, captures 49f, 12 and 54m*) */',
    '// api.md §1.1, "fallback push"',
    '/** (api.md\n * §1.1) */',
    '// capture 54m2-upload-delete at 12:00 (10 of them, in 30 s)',
    'const text = "§9 (44zv)"; const seconds = 30e3;',
    "it('case 3: x', f); // in case 12 is too many",
    '// docs/errors.md, ADR 10, docs/adr/0010-signatures.md; https://example.com/docs/none.md',
  ])('has nothing against %j', (text) => {
    expect(citationProblems('__tests__/a.test.ts', text, SAMPLE)).toEqual([]);
  });
});
