// Measures one run over sets of images against the sandbox (bench/README.md): what grows with the number of images, and how.
// usage: node bench/set.ts [--count 1,10,50,200]
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { startImageSet, type ImageSet } from '../__tests__/support/image-set.ts';
import { measure } from './measure.ts';

const { values } = parseArgs({
  options: { count: { type: 'string', default: '1,10,50,200' }, command: { type: 'string' } },
});
const COMMAND = path.resolve(import.meta.dirname, '..', values.command ?? 'dist/cli.js');
const TIMEOUT_MS = 600_000;

console.log('| images | run | wall s | CPU s | peak RSS MB | requests per image |');
console.log('| ---: | --- | ---: | ---: | ---: | ---: |');
for (const text of values.count.split(',')) {
  const count = Number(text);
  const set = await startImageSet(Array.from({ length: count }, (_, index) => `app-${index}`));
  try {
    for (const run of ['first', 'unchanged']) console.log(await measureRun(set, run, count));
  } finally {
    await set.stop();
  }
}

async function measureRun(set: ImageSet, name: string, count: number): Promise<string> {
  const file = path.join(set.folder, 'images.txt');
  await writeFile(file, set.lines.join('\n'));
  set.takeRequests();
  const command = [process.execPath, COMMAND, 'promote', `--images-file=${file}`, '--host=shell'];
  const { wallMs, cpuMs, peakRssMb } = await measure(command, set.environment, TIMEOUT_MS);
  const requests = set.takeRequests().length;
  const cells = [
    count,
    name,
    (wallMs / 1000).toFixed(2),
    (cpuMs / 1000).toFixed(2),
    peakRssMb.toFixed(0),
    (requests / count).toFixed(1),
  ];
  return `| ${cells.join(' | ')} |`;
}
