import { describe, expect, it } from 'vitest';
import { code, codeBlock, escapeMarkdown, mermaidLabel, table } from '../../src/report/markdown.ts';

describe('text in Markdown', () => {
  it('keeps letters, digits and plain punctuation', () => {
    expect(escapeMarkdown('prod/app (größe), 1.4-2')).toBe('prod/app (größe), 1.4-2');
  });

  it.each([
    ['<img src=x onerror=alert(1)>', /[<>=]/],
    ['[click](https://evil.example)', /[[\]]|https:/],
    ['a | b\n| c', /\||\n/],
    ['`code` *bold* _it_ ~no~ # h ! @team :tada: \\', /[`*_~!@:\\]|#(?!\d)/],
    ['www.evil.example', /www\./],
    ['&lt;b&gt;', /&(?!#\d+;)/],
  ])('takes the meaning out of %j', (text, meaning) => {
    expect(escapeMarkdown(text)).not.toMatch(meaning);
  });

  it('can be read back as it was', () => {
    const text = 'a<b> & "c" `d` |e| 𝄞';

    const decoded = escapeMarkdown(text).replace(/&#(\d+);/g, (_, point: string) =>
      String.fromCodePoint(Number(point)),
    );

    expect(decoded).toBe(text);
  });

  it('stands in a cell in fixed width', () => {
    expect(table(['A', 'B'], [[code('x|y'), 'z']])).toBe(
      '| A | B |\n| --- | --- |\n| <code>x&#124;y</code> | z |',
    );
  });

  it('cannot end a block of code', () => {
    expect(codeBlock(['a', '````', 'b'])).toBe('`````\na\n````\nb\n`````');
  });

  it('cannot leave a label of a diagram', () => {
    expect(mermaidLabel('a"] --> b["c\nd;')).toBe('a#34;#93; --#62; b#91;#34;c d#59;');
  });
});
