import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { companyBoard } from '../support/sample-board.ts';
import type { Board } from '../../src/core/board/board.ts';
import { boardPage } from '../../src/report/board/page.ts';
import { describeUnless } from '../support/conditional-suite.ts';
import { largeBoard } from '../support/large-board.ts';

const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(
  existsSync,
);
const missing = CHROMIUM === undefined && process.env['CI'] === undefined ? 'no chromium' : undefined;

const BOARDS = { company: companyBoard(), large: largeBoard(), long: longBoard() };
const NOW = new Date(BOARDS.company.time);
const SHOWN = `[...document.querySelectorAll('#matrix tbody')].filter((body) => body.checkVisibility()).map((body) => body.querySelector('button').textContent.trim())`;

/** Text of servers at its longest, without a place to break it. */
function longBoard(): Board {
  const board = companyBoard();
  const long = (text: string): string => text.padEnd(250, 'x');
  return {
    ...board,
    environments: board.environments.map(({ name, server }) => ({
      ...{ name: long(name), server: long(server), problem: long('unreachable') },
      findings: [{ kind: 'frozen', isWrong: true, text: long('frozen') }],
    })),
    applications: board.applications.map(({ name, cells }) => ({
      name: long(name),
      cells: cells.map((cell) => ({
        ...{ ...cell, environment: long(cell.environment), version: long(cell.version ?? '') },
        findings: [{ kind: 'ahead', isWrong: true, text: long('ahead') }],
        workloads: [{ name: long('deployment/'), pods: 2, current: 2 }],
        history: cell.history.map((entry) => ({
          ...entry,
          ...(entry.promotion && {
            promotion: {
              ...entry.promotion,
              source: long('registry/'),
              actor: long('actor'),
              run: long('run'),
            },
          }),
        })),
      })),
    })),
  };
}

interface View {
  readonly width?: number;
  readonly colorScheme?: 'light' | 'dark';
  readonly hash?: string;
  readonly javaScriptEnabled?: boolean;
}

describeUnless(missing, 'the board in a browser', () => {
  let browser: Browser;
  let folder: string;
  let page: Page | undefined;
  const problems: string[] = [];
  const requests: string[] = [];

  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'board-'));
    for (const [name, board] of Object.entries(BOARDS)) {
      writeFileSync(path.join(folder, `${name}.html`), boardPage(board, NOW));
    }
    // the sandbox of chromium needs a user namespace, which containers seldom give
    browser = await chromium.launch({ executablePath: CHROMIUM ?? 'chromium', args: ['--no-sandbox'] });
  });
  afterEach(async () => {
    await page?.close();
    page = undefined;
    const found = { problems: problems.splice(0), requests: requests.splice(0) };
    expect(found.problems).toEqual([]);
    expect(found.requests.filter((url) => !/^(?:data:|file:.*\.html)/.test(url))).toEqual([]);
  });
  afterAll(async () => {
    await browser.close();
    rmSync(folder, { recursive: true });
  });

  async function open(
    board: keyof typeof BOARDS,
    { width = 1280, colorScheme, hash = '', javaScriptEnabled = true }: View = {},
  ): Promise<Page> {
    page = await browser.newPage({
      viewport: { width, height: 900 },
      colorScheme: colorScheme ?? 'light',
      javaScriptEnabled,
    });
    page.on('console', (message) => problems.push(message.text()));
    page.on('pageerror', (error) => problems.push(error.message));
    page.on('request', (request) => requests.push(request.url()));
    await page.clock.setFixedTime(NOW);
    await page.goto(pathToFileURL(path.join(folder, `${board}.html`)).href + hash);
    return page;
  }

  const overhang = `document.documentElement.scrollWidth - document.documentElement.clientWidth`;

  it.each([
    { name: 'telephone', width: 375, colorScheme: 'light' },
    { name: 'tablet', width: 700, colorScheme: 'light' },
    { name: 'desk', width: 1280, colorScheme: 'light' },
    { name: 'night', width: 1280, colorScheme: 'dark' },
  ] as const)('is readable at $width px ($colorScheme)', async ({ name, width, colorScheme }) => {
    // six environments are wider than a tablet, where the page scrolls
    for (const board of name === 'tablet'
      ? (['company', 'long'] as const)
      : (['company', 'large', 'long'] as const)) {
      const shown = await open(board, { width, colorScheme });
      await shown.click('#matrix button >> nth=2');

      expect(await shown.evaluate(overhang)).toBeLessThanOrEqual(0);
      const smallest = await shown.evaluate<number>(`Math.min(...[...document.querySelectorAll('main *')]
        .filter((element) => element.textContent.trim() !== '' && element.checkVisibility())
        .map((element) => parseFloat(getComputedStyle(element).fontSize)))`);
      expect(smallest).toBeGreaterThanOrEqual(11);
      const pictures = process.env['BOARD_PICTURES'];
      if (pictures !== undefined) {
        mkdirSync(pictures, { recursive: true });
        await shown.screenshot({
          path: path.join(pictures, `${board}-${name}.png`),
          fullPage: board !== 'large',
        });
      }
      await shown.close();
    }
  });

  it.each([
    ['BILL', ['billing'], ''],
    // a person, and a version
    ['mara', ['web', 'worker', 'mail'], ''],
    ['1.4.2', ['api'], ''],
    // an environment shows only its own column, and other words count only there
    ['prod mara', ['worker', 'mail'], 'dev,test'],
    ['dev', ['web', 'api', 'worker', 'billing', 'search', 'mail', 'reports'], 'test,prod'],
    ['nothing-like-this', [], ''],
  ])('shows what the filter %j says', async (words, applications, hidden) => {
    const shown = await open('company');
    await shown.fill('#filter', words);

    // there is nothing to send
    await shown.press('#filter', 'Enter');
    expect(await shown.evaluate(SHOWN)).toEqual(applications);
    expect(
      await shown.evaluate(
        `[...document.querySelectorAll('thead th')].filter((head) => !head.checkVisibility()).map((head) => head.dataset.name).join()`,
      ),
    ).toBe(hidden);
    expect(await shown.textContent('#count')).toBe(
      applications.length === 0 ? 'nothing matches' : `${applications.length} of 8 applications`,
    );
    await shown.fill('#filter', '');
    expect(await shown.evaluate<readonly string[]>(SHOWN)).toHaveLength(8);
  });

  it('finds an image by its whole digest', async () => {
    const shown = await open('company');
    await shown.fill('#filter', BOARDS.company.applications[3]?.cells[2]?.digest ?? '');

    expect(await shown.evaluate(SHOWN)).toEqual(['billing']);
  });

  it('shows only what is wrong, together with the words', async () => {
    const shown = await open('company');
    await shown.check('#only-wrong');
    expect(await shown.evaluate(SHOWN)).toEqual(['api', 'billing', 'mail']);
    await shown.fill('#filter', 'ilse');

    expect(await shown.evaluate(SHOWN)).toEqual(['api', 'billing']);
    await shown.fill('#filter', 'test');
    expect(await shown.evaluate(SHOWN)).toEqual([]);
  });

  it('opens and closes a row by mouse and keyboard', async () => {
    const shown = await open('company');
    const button = shown.locator('#app-web button');
    const picture = shown.locator('#app-web svg');
    expect(await picture.isVisible()).toBe(false);
    await shown.click('#app-web td >> nth=0');
    expect(await button.getAttribute('aria-expanded')).toBe('true');
    expect(await picture.isVisible()).toBe(true);
    await button.press('Enter');

    expect(await button.getAttribute('aria-expanded')).toBe('false');
    expect(await picture.isVisible()).toBe(false);
  });

  it('opens the row of a finding, also when the filter hides it', async () => {
    const shown = await open('company');
    await shown.fill('#filter', 'web');
    await shown.click('.findings a[href="#app-mail"]');

    expect(await shown.locator('#app-mail svg').isVisible()).toBe(true);
    expect(await shown.evaluate('document.activeElement.textContent.trim()')).toBe('mail');
    // again, after it was closed
    await shown.press('#app-mail button', 'Space');
    expect(await shown.locator('#app-mail svg').isVisible()).toBe(false);
    await shown.click('.findings a[href="#app-mail"]');
    expect(await shown.locator('#app-mail svg').isVisible()).toBe(true);
  });

  it('opens the row that its address names', async () => {
    const shown = await open('company', { hash: '#app-billing' });

    expect(await shown.locator('#app-billing svg').isVisible()).toBe(true);
  });

  it.each([1280, 375])('is a table for screen readers at %d px', async (width) => {
    const shown = await open('company', { width });
    const table = shown.getByRole('table', { name: 'What is where' });

    expect(await table.getByRole('rowheader').count()).toBe(8);
    const row = table.getByRole('row').filter({ has: shown.getByRole('rowheader', { name: 'billing' }) });
    expect(await row.getByRole('cell').nth(2).ariaSnapshot()).toMatch(
      /wrong.*3\.2\.1-hotfix.*not promoted, ahead/s,
    );
    expect(await shown.getByRole('button', { name: 'billing', expanded: false }).count()).toBe(1);
    expect(await shown.getByRole('searchbox').count()).toBe(1);
  });

  it('says when it is old', async () => {
    const shown = await open('company');
    expect(await shown.locator('#stale').isVisible()).toBe(false);
    await shown.clock.setFixedTime(new Date(NOW.getTime() + 50 * 3_600_000));
    await shown.reload();

    expect(await shown.textContent('#stale')).toBe('This is 2 days old: read the environments again.');
  });

  it('shows all rows open where scripts do not run', async () => {
    const shown = await open('company', { javaScriptEnabled: false });

    expect(await shown.locator('#app-web svg').isVisible()).toBe(true);
    expect(await shown.locator('#filter').isVisible()).toBe(false);
  });

  it('keeps the names of environments and applications in sight', async () => {
    const shown = await open('large');
    await shown.locator('#matrix tbody >> nth=300').scrollIntoViewIfNeeded();

    const { head, bar } = await shown.evaluate<{ head: number; bar: number }>(`({
      head: document.querySelector('thead th').getBoundingClientRect().top,
      bar: document.querySelector('.tools').getBoundingClientRect().bottom,
    })`);
    expect(Math.abs(head - bar)).toBeLessThanOrEqual(1);
    await shown.fill('#filter', 'team-7-order');
    expect(await shown.evaluate<readonly string[]>(SHOWN)).toHaveLength(13);
  });
});
