import { existsSync, mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium, type Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { PromoteError } from '../../src/core/text/errors.ts';
import { recordPage } from '../../src/report/page/page.ts';
import type { RunResult } from '../../src/core/host.ts';
import { describeUnless } from '../support/conditional-suite.ts';
import { endingOf } from '../support/sample-report.ts';
import { FULL_ENDING } from '../support/sample-record.ts';

const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(
  existsSync,
);
const missing = CHROMIUM === undefined && process.env['CI'] === undefined ? 'no chromium' : undefined;

const ENDINGS: Readonly<Record<string, RunResult>> = {
  promoted: FULL_ENDING,
  failed: {
    ...FULL_ENDING,
    failure: {
      error: new PromoteError({
        code: 'ROLLOUT_FAILED',
        message: 'deployment/web in prod did not become healthy: 1 of 2 pods is in CrashLoopBackOff',
        hint: 'oc logs deployment/web -n prod --previous',
        where: { phase: 'roll out', side: 'destination' },
      }),
    },
  },
  plan: endingOf({ dryRun: true, images: FULL_ENDING.report?.images ?? [] }),
};

const VIEWS = [
  { name: 'telephone', width: 375, height: 800, colorScheme: 'light' },
  { name: 'desk', width: 1280, height: 900, colorScheme: 'light' },
  { name: 'night', width: 1280, height: 900, colorScheme: 'dark' },
] as const;

describeUnless(missing, 'the record in a browser', () => {
  let browser: Browser;
  let folder: string;

  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'record-'));
    // the sandbox of chromium needs a user namespace, which containers seldom give
    browser = await chromium.launch({ executablePath: CHROMIUM ?? 'chromium', args: ['--no-sandbox'] });
  });
  afterAll(async () => {
    await browser.close();
    rmSync(folder, { recursive: true });
  });

  const cases = Object.keys(ENDINGS).flatMap((ending) => VIEWS.map((view) => ({ ending, view })));

  it.each(cases)('$ending is readable at $view.width px ($view.colorScheme)', async ({ ending, view }) => {
    const file = path.join(folder, `${ending}.html`);
    const subject = ENDINGS[ending];
    if (subject === undefined) throw new Error(ending);
    writeFileSync(
      file,
      recordPage(subject, 'promotion.json', (text) => text),
    );
    const page = await browser.newPage({
      viewport: { width: view.width, height: view.height },
      colorScheme: view.colorScheme,
    });
    const inputProblems: string[] = [];
    const requests: string[] = [];
    page.on('console', (message) => inputProblems.push(message.text()));
    page.on('pageerror', (error) => inputProblems.push(error.message));
    page.on('request', (request) => requests.push(request.url()));

    await page.goto(pathToFileURL(file).href);

    expect(inputProblems).toEqual([]);
    expect(requests.filter((url) => !url.startsWith('data:'))).toEqual([pathToFileURL(file).href]);
    // nothing hangs over the edge, and no text is smaller than one can read
    const { overhang, smallest } = await page.evaluate<{ overhang: number; smallest: number }>(`(() => ({
      overhang: Math.max(...[document.documentElement, ...document.querySelectorAll('.scroll')]
        .map((element) => element.scrollWidth - element.clientWidth)),
      smallest: Math.min(...[...document.querySelectorAll('main *')]
        .filter((element) => element.textContent.trim() !== '' && !element.closest('svg'))
        .map((element) => parseFloat(getComputedStyle(element).fontSize))),
    }))()`);
    expect(overhang).toBeLessThanOrEqual(0);
    expect(smallest).toBeGreaterThanOrEqual(11);
    const pictures = process.env['RECORD_PICTURES'];
    if (pictures !== undefined) {
      mkdirSync(pictures, { recursive: true });
      await page.screenshot({ path: path.join(pictures, `${ending}-${view.name}.png`), fullPage: true });
    }
    await page.close();
  });
});
