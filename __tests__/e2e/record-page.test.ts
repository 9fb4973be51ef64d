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
import { resultOf } from '../support/sample-report.ts';
import { FULL_RESULT } from '../support/sample-record.ts';

const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(
  existsSync,
);
const missing = CHROMIUM === undefined && process.env['CI'] === undefined ? 'no chromium' : undefined;

const RESULTS: Readonly<Record<string, RunResult>> = {
  promoted: FULL_RESULT,
  failed: {
    ...FULL_RESULT,
    failure: {
      error: new PromoteError({
        code: 'ROLLOUT_FAILED',
        message: 'deployment/web in prod did not become healthy: 1 of 2 pods is in CrashLoopBackOff',
        hint: 'oc logs deployment/web -n prod --previous',
        where: { phase: 'roll out', side: 'destination' },
      }),
    },
  },
  plan: resultOf({ dryRun: true, images: FULL_RESULT.report?.images ?? [] }),
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

  const cases = Object.keys(RESULTS).flatMap((result) => VIEWS.map((view) => ({ result, view })));

  it.each(cases)('$result is readable at $view.width px ($view.colorScheme)', async ({ result, view }) => {
    const file = path.join(folder, `${result}.html`);
    const subject = RESULTS[result];
    if (subject === undefined) throw new Error(result);
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
      await page.screenshot({ path: path.join(pictures, `${result}-${view.name}.png`), fullPage: true });
    }
    await page.close();
  });
});
