// Takes the pictures of the documentation, in light and in dark: the job summary and the record of a real promotion, which the
// sources of the action make in the sandbox, and the board of its small company.
// usage: npm run docs:pictures [-- --out <folder>]
import { mkdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { boardForPictures } from './pictures/board.ts';
import { promoteForPictures } from './pictures/promotion.ts';
import { photograph } from './pictures/photograph.ts';
import { summaryPage } from './pictures/summary-page.ts';

const root = path.resolve(import.meta.dirname, '..');
const { values } = parseArgs({ options: { out: { type: 'string', default: 'docs/pictures' } } });
const out = path.resolve(root, values.out);
mkdirSync(out, { recursive: true });

const board = await boardForPictures(root);
const { summary, record } = await promoteForPictures(root);
const files = await photograph(
  [
    { name: 'summary', html: summaryPage(summary) },
    { name: 'record', html: record },
    {
      name: 'board',
      html: board.html,
      time: board.time,
      click: '#app-billing button',
    },
  ],
  out,
);
for (const file of files) {
  console.log(`${path.relative(root, file)}  ${Math.round(statSync(file).size / 1024)} KB`);
}
