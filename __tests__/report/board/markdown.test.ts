import { Marked } from 'marked';
import { describe, expect, it } from 'vitest';
import { companyBoard } from '../../support/sample-board.ts';
import { boardMarkdown } from '../../../src/report/board/markdown.ts';
import { largeBoard } from '../../support/large-board.ts';

const BOARD = companyBoard();
const NOW = new Date(BOARD.time);
const applicationsOf = (markdown: string): readonly string[] =>
  [...(markdown.split('### What is where')[1] ?? '').matchAll(/^\| ([^|]+) \|/gm)]
    .map(([, name]) => name ?? '')
    .slice(2);

describe('the board in Markdown', () => {
  it('says what is wrong, and shows applications with something wrong first', () => {
    const text = boardMarkdown(BOARD, NOW);

    expect(text).toContain('## 8 applications in 3 environments&#58; 4 things are wrong\n');
    expect(text).toContain('| prod | billing | test does not run this image, and never did |');
    expect(text).toContain('| prod | all | promotions are frozen from 2026-12-18');
    expect(text).toContain('| api | 1.4.3 (28h) | 1.4.2 (6d) | ⚠️ 1.4.2 (3d) |');
    expect(applicationsOf(text)).toEqual([
      ...['api', 'billing', 'mail'],
      ...['web', 'worker', 'search', 'reports', 'gateway'],
    ]);
    expect(text).not.toContain('Left out');
  });

  it('says why an environment could not be read', () => {
    const environments = BOARD.environments.map((one) => ({ ...one, problem: 'it does not answer' }));

    const text = boardMarkdown({ ...BOARD, environments }, NOW);

    expect(text).toContain('3 environments could not be read');
    expect(text).toMatch(/\| test \| https.* \| it does not answer \|/);
  });

  it.each([
    [65_536, 500],
    [40_000, 500],
    [2000, 500],
  ])('of at most %d bytes says what is left out of %d applications', (maxBytes, count) => {
    const text = boardMarkdown(largeBoard(count), NOW, maxBytes);

    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(maxBytes);
    const leftOut = Number(/there is no space for more: (\d+) more applications, /.exec(text)?.[1]);
    expect(leftOut).toBe(count - applicationsOf(text).length);
    expect(text).toMatch(
      maxBytes > 2000
        ? /more applications, none of them with something wrong\./
        : /of them with something wrong/,
    );
  });

  it('is under the limit of a summary by itself', () => {
    const board = largeBoard(100);
    const applications = Array.from({ length: 200 }, () => board.applications).flat();

    const text = boardMarkdown({ ...board, applications }, NOW);

    expect(Buffer.byteLength(text)).toBeGreaterThan(900_000);
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(1024 * 1024);
    expect(text).toContain('Left out');
  });

  it('escapes all text from servers', () => {
    const evil = '<img src=x>|`@team` [a](javascript:x)\n# www.example.com https://example.com';
    const finding = { kind: 'ahead', isWrong: true, text: evil } as const;
    const text = boardMarkdown(
      {
        ...BOARD,
        environments: BOARD.environments.map((one) => ({ ...one, name: evil, server: evil, problem: evil })),
        applications: BOARD.applications.map(({ cells }) => ({
          name: evil,
          cells: cells.map((cell) => ({ ...cell, version: evil, environment: evil, findings: [finding] })),
        })),
      },
      NOW,
    );

    const page = new Marked({ gfm: true, async: false }).parse(text) as string;
    expect(page).not.toMatch(/<(?:img|a|code|h1)\b/);
    expect([...page.matchAll(/<tr>/g)].length).toBe(1 + 3 + 1 + 24 + 1 + 3 + 1 + 8 - 2);
  });
});
