import { describe, expect, it } from 'vitest';
import { plainLines, workflowCommand } from '../../../src/hosts/github/workflow-command.ts';
import { obeyed } from './runner.ts';

describe('a command for the runner', () => {
  it.each(['100 %', '%0A is no line break', 'two\nlines\r', 'a::b', ''])('says %j as it is', (message) => {
    expect(obeyed(workflowCommand('notice', message).trimEnd())).toEqual({
      name: 'notice',
      properties: '',
      message,
    });
  });

  it('keeps properties apart from each other and from the message', () => {
    expect(workflowCommand('error', 'm', { title: 'a,b::c%', file: 'd' }).trimEnd()).toBe(
      '::error title=a%2Cb%3A%3Ac%25,file=d::m',
    );
  });
});

describe('a plain line', () => {
  it.each([
    ['registry::app', 'registry::app'],
    [': one', ': one'],
    ['##[group]x', '## [group]x'],
    ['\t::group::x', ' : :group::x'],
    ['colour \x1b[31m', 'colour  [31m'],
  ])('%j is written as %j', (text, line) => {
    expect(plainLines(text).trimEnd()).toBe(line);
  });

  it('is one for each line break of any kind', () => {
    expect(plainLines('a\nb\r\nc\rd').match(/[a-d]\r?\n/g)).toHaveLength(4);
  });
});
