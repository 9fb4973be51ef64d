import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { CASES } from './cases.ts';

/** Numbers of the cases that tests of a source are named after; skipped tests do not count. */
function testedIn(fileName: string, text: string): readonly number[] {
  const numbers: number[] = [];
  const visit = (node: ts.Node): void => {
    ts.forEachChild(node, visit);
    if (!ts.isCallExpression(node) || !isTest(node.expression)) return;
    const [name] = node.arguments;
    if (name === undefined || !ts.isStringLiteralLike(name)) return;
    const number = /^case (\d+): \S/.exec(name.text)?.[1];
    if (number !== undefined) numbers.push(Number(number));
  };
  visit(ts.createSourceFile(fileName, text, ts.ScriptTarget.Latest));
  return numbers;
}

/** `it` and `test`, also `it.each(…)` and its template form. */
function isTest(callee: ts.Expression): boolean {
  if (ts.isIdentifier(callee)) return callee.text === 'it' || callee.text === 'test';
  if (ts.isTaggedTemplateExpression(callee)) return isTest(callee.tag);
  if (ts.isCallExpression(callee)) return isEach(callee.expression);
  return false;
}

function isEach(callee: ts.Expression): boolean {
  return ts.isPropertyAccessExpression(callee) && callee.name.text === 'each' && isTest(callee.expression);
}

const folder = import.meta.dirname;
const tested = new Set(
  readdirSync(folder)
    .filter((name) => name.endsWith('.test.ts'))
    .flatMap((name) => testedIn(name, readFileSync(path.join(folder, name), 'utf8'))),
);

describe('the fault suite', () => {
  it('has a test for every case', () => {
    console.log(`${tested.size} of ${CASES.length}`);
    expect(CASES.filter(({ number }) => !tested.has(number))).toEqual([]);
  });

  it('numbers its cases from 1 to 116 in eight groups, and tests no others', () => {
    expect(CASES.map(({ number }) => number)).toEqual(Array.from({ length: 116 }, (_, index) => index + 1));
    expect(new Set(CASES.map(({ group }) => group)).size).toBe(8);
    for (const number of tested) expect(CASES[number - 1]?.number).toBe(number);
  });

  it('counts tests only: no skipped ones, no comments, no other texts', () => {
    const source = `
      it('case 1: a', f); test.each([1])('case 2: %i b', f); it.each([[1]] as const)(\`case 3: c\`, f);
      it.skip('case 4: d', f); it.todo('case 5: e'); describe('case 6: f', f); // it('case 7: g', f)
      const text = "it('case 8: h')"; it('case 9 without colon', f); it.skipIf(true)('case 10: i', f);`;
    expect(testedIn('sample.ts', source)).toEqual([1, 2, 3]);
  });
});
