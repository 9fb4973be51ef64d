import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';

const BROWSERS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const WIDTH = 1040;
// The beginning of a page says what there is; a reader who wants it all makes one.
const MAX_HEIGHT = 2200;

/** What is to be seen. */
export interface Subject {
  readonly name: string;
  readonly html: string;
  /** when it is looked at; without it, now */
  readonly time?: string;
  /** selector of what is clicked before */
  readonly click?: string;
}

/**
 * Takes a picture of each page in light and in dark.
 * @returns paths of the PNG files, `<name>-<scheme>.png` in `folder`
 * @throws Error when there is no browser
 */
export async function photograph(pages: readonly Subject[], folder: string): Promise<readonly string[]> {
  const executablePath = BROWSERS.find(existsSync);
  if (executablePath === undefined) throw new Error(`there is no browser: ${BROWSERS.join(', ')}`);
  // the sandbox of chromium needs a user namespace, which containers seldom give
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  const scratch = mkdtempSync(path.join(os.tmpdir(), 'photograph-'));
  const files: string[] = [];
  try {
    for (const { name, html, time, click } of pages) {
      const address = path.join(scratch, `${name}.html`);
      writeFileSync(address, html);
      for (const colorScheme of ['light', 'dark'] as const) {
        const page = await browser.newPage({ viewport: { width: WIDTH, height: 400 }, colorScheme });
        if (time !== undefined) await page.clock.setFixedTime(time);
        await page.goto(pathToFileURL(address).href);
        // without the mouse, which would be over something then
        if (click !== undefined) await page.dispatchEvent(click, 'click');
        const height = await page.evaluate<number>('document.documentElement.scrollHeight');
        const file = path.join(folder, `${name}-${colorScheme}.png`);
        const clip = { x: 0, y: 0, width: WIDTH, height: Math.min(height, MAX_HEIGHT) };
        await page.screenshot({ path: file, clip, fullPage: true });
        files.push(file);
        await page.close();
      }
    }
  } finally {
    await browser.close();
    rmSync(scratch, { recursive: true });
  }
  return files;
}
