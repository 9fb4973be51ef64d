import { describe, expect, it } from 'vitest';
import { companyBoard } from '../../support/sample-board.ts';
import type { Board, BoardCell } from '../../../src/core/board/board.ts';
import { boardPage } from '../../../src/report/board/page.ts';
import { largeBoard } from '../../support/large-board.ts';

const BOARD = companyBoard();
const NOW = new Date(BOARD.time);

/** The board with each cell changed. */
function withCells(change: (cell: BoardCell) => BoardCell, board: Board = BOARD): Board {
  return {
    ...board,
    applications: board.applications.map(({ name, cells }) => ({ name, cells: cells.map(change) })),
  };
}

describe('the page of a board', () => {
  const page = boardPage(BOARD, NOW);

  it('says what is where, since when, by whom, what is wrong, and what waits', () => {
    for (const text of [
      '<title>8 applications in 3 environments: 4 things are wrong</title>',
      'Read <time id="read" datetime="2026-12-01T08:00:00Z">2026-12-01 08:00 UTC</time>',
      '<b>2.7.1</b> <small>45h · mara</small> <small>1 behind</small>',
      '<b>3.2.1-hotfix</b> <small>9h</small> <em>not promoted, ahead</em>',
      '<a href="#app-billing">billing</a> in prod</b> <span>test does not run this image, and never did</span>',
      'promotions are frozen from 2026-12-18',
      '<small>never promoted</small>',
    ]) {
      expect(page).toContain(text);
    }
  });

  it('says in the history who promoted what from where by which run, newest first', () => {
    const billing = page.slice(page.indexOf('id="app-billing"'), page.indexOf('id="app-search"'));
    const moves = billing.slice(billing.indexOf('class="moves"'), billing.indexOf('class="moves now"'));

    expect(
      [...moves.matchAll(/<time>([^<]*)<\/time>\s*<b>([^<]*)<\/b>/g)].map(([, ...found]) => found),
    ).toEqual([
      ['2026-11-30 23:00', 'prod'],
      ['2026-11-26 08:00', 'prod'],
      ['2026-11-22 04:00', 'test'],
      ['2026-11-20 22:00', 'dev'],
      ['2026-10-30 16:00', 'prod'],
      ['2026-10-29 00:00', 'test'],
      ['2026-10-28 04:00', 'dev'],
    ]);
    expect(moves.replace(/\s+/g, ' ')).toContain(
      '<b>3.2.0</b> from test/billing by <b>ilse</b>, <a href="https://github.com/example/platform/actions/runs/18988000">run 18988000</a>',
    );
    // a version that only another environment knows
    expect(moves).toMatch(/<b>dev<\/b>\s*<span\s*><b>3.1.9<\/b>/);
    expect(billing).toContain('deployment/billing 2/2 pods');
  });

  it('draws a time line for each environment, where the same image has the same color', () => {
    const web = page.slice(page.indexOf('id="app-web"'), page.indexOf('id="app-api"'));
    const picture = web.slice(web.indexOf('<svg'), web.indexOf('</svg>'));
    const colorsOf = (version: string): readonly string[] =>
      [
        ...picture.matchAll(
          /<rect\s+class="(v\d)"[^>]*>(?:<title>[^<]*<\/title>)?<\/rect\s*><text[^>]*>([^<]*)<\/text/g,
        ),
      ]
        .filter(([, , text]) => text === version)
        .map(([, color]) => color ?? '');

    expect(picture).toContain('aria-label="Time line of web; the list below says the same"');
    expect(colorsOf('2.6.3')).toHaveLength(3);
    expect(new Set(colorsOf('2.6.3')).size).toBe(1);
    expect(new Set([...colorsOf('2.6.3'), ...colorsOf('2.7.0'), ...colorsOf('2.7.1')]).size).toBe(3);
    // widths and places are shares of the picture
    for (const [, value] of picture.matchAll(/ (?:x|width)="([\d.]+)%"/g)) {
      expect(Number(value)).toBeGreaterThanOrEqual(0);
      expect(Number(value)).toBeLessThanOrEqual(100);
    }
  });

  it('links only to web addresses', () => {
    const hrefs = (run: string): readonly (string | undefined)[] => {
      const board = withCells((cell) => ({
        ...cell,
        history: cell.history.map((entry) => ({
          ...entry,
          promotion: entry.promotion === undefined ? undefined : { ...entry.promotion, run },
        })),
      }));
      return [...boardPage(board, NOW).matchAll(/<a href="([^#"][^"]*)"/g)].map(([, href]) => href);
    };

    expect(new Set(hrefs('https://ci.example.com/job/web/17'))).toEqual(
      new Set(['https://ci.example.com/job/web/17']),
    );
    for (const run of [
      'javascript:alert(1)',
      'data:text/html,x',
      'JAVASCRIPT:https://x',
      'job 17',
      'https://a b',
    ]) {
      expect(hrefs(run)).toEqual([]);
    }
  });

  it('escapes all text from servers', () => {
    const evil = `"'><script>alert(1)</script><img src=x onerror=alert(1)>\u202e`;
    const text = boardPage(
      {
        ...withCells((cell) => ({
          ...{ ...cell, environment: evil, image: evil, version: evil },
          findings: [{ kind: 'ahead', isWrong: true, text: evil }],
          workloads: [{ name: evil, pods: 1, current: 1 }],
          history: cell.history.map((entry) => ({
            ...entry,
            since: evil,
            promotion: {
              ...{
                digest: entry.digest ?? cell.digest,
                source: evil,
                time: evil,
                version: evil,
                run: evil,
                actor: evil,
              },
            } as NonNullable<typeof entry.promotion>,
          })),
        })),
        time: evil,
        environments: BOARD.environments.map(() => ({
          ...{ name: evil, server: evil, problem: evil },
          findings: [{ kind: 'frozen', isWrong: false, text: evil }],
        })),
      },
      NOW,
    );

    expect([...text.matchAll(/<script/g)]).toHaveLength(1);
    expect(text).not.toMatch(/<img|\u202e|"'>/);
  });

  it('allows no request, and only its own script and styles', () => {
    const policy = /http-equiv="Content-Security-Policy"\s+content="([^"]*)"/
      .exec(page)?.[1]
      ?.replaceAll('&#39;', "'");

    expect(policy).toMatch(/^default-src 'none'; script-src 'sha256-[^ ]*'; style-src 'sha256-/);
    expect(policy).not.toContain('unsafe');
    expect(page).not.toMatch(/<link rel="(?!icon)|<iframe|url\(|@import|\ssrc=/);
  });

  it('says why an environment could not be read', () => {
    const environments = BOARD.environments.map((one) => ({ ...one, problem: 'it does not answer' }));

    expect(boardPage({ ...BOARD, environments }, NOW)).toContain(
      '<b>Could not be read:</b> it does not answer',
    );
  });

  it('stays below 3 MB with 500 applications in 6 environments, and says how much history it has', () => {
    const large = boardPage(largeBoard(), NOW);

    expect(Buffer.byteLength(large)).toBeLessThan(3_000_000);
    expect(large).toContain('the newest 1 image of each environment');
    expect(page).toContain('the newest 10 images of each environment');
  });

  it('shows a board of nothing', () => {
    expect(boardPage({ ...BOARD, applications: [], environments: [] }, NOW)).toContain(
      '0 applications in 0 environments',
    );
  });
});
