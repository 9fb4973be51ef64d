import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { describeWith } from '../support/peers.ts';

const root = path.resolve(import.meta.dirname, '../..');

/** Rows of the benchmark's table by network and case; cells in the order of its columns. */
async function bench(...args: string[]): Promise<Map<string, string[]>> {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['bench/run.ts', '--tool', 'openshift-promote', '--rounds', '1', ...args],
    { cwd: root, timeout: 500_000 },
  );
  const rows = stdout.split('\n').filter((line) => line.includes('| openshift-promote |'));
  return new Map(
    rows.map((row) => {
      const cells = row.split('|').map((cell) => cell.trim());
      return [`${cells[1]} ${cells[2]}`, cells.slice(1, -1)];
    }),
  );
}

describeWith(['docker-registry', 'openssl', 'python3'], 'the benchmark', () => {
  it('runs every case over loopback, and the others where distance or encryption counts', async () => {
    const rows = await bench('--smoke');

    expect([...rows.keys()]).toEqual([
      ...['big', 'many', 'typical', 'multi', 'noop', 'mount'].map((name) => `loopback ${name}`),
      'tls many',
      'link many',
      ...['base', 'fleet', 'set', 'retag'].map((name) => `loopback ${name}`),
    ]);
    // times of kilobytes mean nothing, but what is asked does not depend on the machine
    const requests = (name: string): readonly string[] | undefined => rows.get(name)?.slice(-2);
    expect(requests('loopback noop')).toEqual(['1GET', '1HEAD']);
    // seven blobs; one HEAD looks at the tag, one looks again right before the tag moves, one confirms it
    expect(requests('loopback many')).toEqual(['8GET', '3HEAD+7POST+8PUT']);
    expect(requests('tls many')).toEqual(['8GET', '3HEAD+7POST+8PUT']);
    // eight images: two requests for one in place
    expect(requests('loopback set')).toEqual(['8GET', '8HEAD']);
    // the image under its digest, its tag before and after, and the tag once more right before it moves
    expect(requests('loopback retag')).toEqual(['8GET', '32HEAD+8PUT']);
    // what is small is not looked for elsewhere, but the blobs that the images share are sent once
    expect(requests('loopback fleet')).toEqual(['27GET', '24HEAD+40POST+27PUT']);
    expect(requests('loopback mount')).toEqual(['3HEAD+1GET+7POST+1PUT', '-']);
  });

  it('moves 200 MB without keeping them in memory', async () => {
    const rows = await bench('--case', 'typical', '--network', 'loopback,tls');

    for (const cells of rows.values()) expect(Number(cells[6])).toBeLessThan(110);
    expect(rows.size).toBe(2);
  });
});
