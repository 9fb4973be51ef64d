import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { messagesOf, read } from './read-options.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'parameters-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function inputsOf(lines: string, ...files: readonly string[]): Record<string, string> {
  const names = files.map((text, index) => {
    const file = path.join(folder, `${index}.env`);
    writeFileSync(file, text);
    return `@${file}`;
  });
  return { template: 'shared/app', 'template-parameters': [lines, ...names].join('\n') };
}

const parametersOf = (lines: string, ...files: readonly string[]): unknown =>
  read(inputsOf(lines, ...files)).apply?.parameters;

describe('a file of parameters', () => {
  // values of the function that oc has for it (pkg/helpers/newapp/app/env.go), run on each line
  it.each([
    ['A=b', 'b'],
    ['A=', ''],
    ['  A = b  ', 'b'],
    ['export A=b', 'b'],
    ['A: b', 'b'],
    ['A=http://x/y', 'http://x/y'],
    ['A: http://x/?a=b', 'http://x/?a=b'],
    ['A="b"', 'b'],
    ["A='b'", 'b'],
    ['A="b c"', 'b c'],
    ['A="b\\nc"', 'b\nc'],
    ["A='b\\nc'", 'b\nc'],
    ['A="b\\"c\\\\d\\te"', 'b"c\\dte'],
    ['A=b\\nc', 'b\\nc'],
    ['A="', '"'],
    ['A=""', ''],
    ['A="b', '"b'],
    ['A="b\'', '"b\''],
    ["A=it's", "it's"],
    ['A=b # c', 'b'],
    ['A=b#c', 'b'],
    ['A="b # c"', 'b # c'],
    ['A="b # c" # d', 'b # c'],
    ["A='b#c#d'", 'b#c#d'],
    ['A="b" # "c"', 'b'],
    ['A=# b', ''],
    ["A=it's # c", "it's # c"],
    ['A=b=c', 'b=c'],
    ['A="b"c', '"b"c'],
    ['A=\tb', '\tb'],
  ])('has a line %s', (line, value) => {
    expect(parametersOf('', line)).toEqual({ A: value });
  });

  it('has comments and empty lines, and line ends of Windows', () => {
    expect(parametersOf('', '\uFEFF# all\r\n\r\n  # of it\r\nA=b\r\nB="c"\r\n')).toEqual({ A: 'b', B: 'c' });
  });

  it('counts after the lines of the input and after the files before it; within it, the last line does', () => {
    expect(parametersOf('A=line', 'A=one\nB=one\nC=first\nC=last', 'B=two\nD=two')).toEqual({
      A: 'line',
      B: 'one',
      C: 'last',
      D: 'two',
    });
  });

  it('is explained without its content, all problems at once', () => {
    const problems = messagesOf(inputsOf('A=1\nhunter2\nA=2', 'B=1\nhunter3\nx-y=hunter4'));

    expect(problems).toEqual([
      'template-parameters: line 2 is not a parameter → write each as NAME=value',
      'template-parameters: line 3 sets A a second time → set each parameter once',
      `template-parameters: line 2 of ${folder}/0.env is not a parameter → write each as NAME=value`,
      `template-parameters: line 3 of ${folder}/0.env is not a parameter → write each as NAME=value`,
    ]);
  });
});

describe('a line of the input', () => {
  it('is taken as it stands', () => {
    expect(parametersOf('A="b" # c\nB=it\'s')).toEqual({ A: '"b" # c', B: "it's" });
  });
});
