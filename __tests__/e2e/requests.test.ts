import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startPlayground, type Playground } from '../../src/entry/sandbox/playground.ts';
import { playgroundInputs } from '../support/playground-inputs.ts';
import { runAction } from '../support/runner.ts';

const lines: string[] = [];
let playground: Playground;

beforeAll(async () => {
  playground = await startPlayground({ log: (line) => lines.push(line) });
});
afterAll(() => playground.stop());
beforeEach(() => {
  lines.length = 0;
});

/** Promotes the release of the playground, which is an index of four platforms. */
async function promote(destinationImage: string): Promise<void> {
  lines.length = 0;
  const inputs = { 'destination-image': destinationImage, signatures: 'never' };
  const run = await runAction({ ...playgroundInputs(playground), ...inputs });
  expect(run.status, run.log).toBe(0);
}

/** How often each kind of request came to the registry of a side: `{ 'GET blobs': 9 }`. */
function registryRequests(side: 'source' | 'destination'): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const line of lines) {
    const [, method, kind] =
      new RegExp(`^${side}: registry: ([A-Z]+) /v2/\\S*?/(blobs/uploads|blobs|manifests)/`).exec(line) ?? [];
    if (method === undefined) continue;
    counts[`${method} ${kind}`] = (counts[`${method} ${kind}`] ?? 0) + 1;
  }
  return counts;
}

// Every request to an integrated registry costs it access reviews at the API: round trips weigh more than bytes.
describe('the registries of two clusters are asked', () => {
  it('once at the source and twice at the destination for a blob, and once more for a large one', async () => {
    await promote('prod/app:1.4.2');

    // application and node, configurations and statements; version 1.4.1 has brought the system's two layers already
    const [copied, skipped, large] = [8, 2, 1];
    expect(registryRequests('source')).toEqual({ 'GET manifests': 5, 'GET blobs': copied });
    expect(registryRequests('destination')).toEqual({
      // asks for the blob and opens the upload, in one
      'POST blobs/uploads': copied + skipped,
      'PATCH blobs/uploads': large,
      'PUT blobs/uploads': copied,
      'PUT manifests': 5,
    });
  });

  it('for one manifest when everything is there', async () => {
    await promote('prod/again:1');
    await promote('prod/again:1');

    expect(registryRequests('source')).toEqual({ 'GET manifests': 1 });
    expect(registryRequests('destination')).toEqual({});
  });

  it('for no blob of the source when the destination has them in another image', async () => {
    await promote('prod/first:1');
    await promote('prod/first:2');

    expect(registryRequests('source')).toEqual({ 'GET manifests': 5 });
    expect(registryRequests('destination')).toEqual({ 'POST blobs/uploads': 10, 'PUT manifests': 5 });
  });
});
