import { measure, type Measurement } from './measure.ts';
import { startSyntheticRegistry } from './synthetic-registry.ts';
import type { Tool } from './tools.ts';

/** One copy of a layer that is stored nowhere. */
export interface HugeRun extends Measurement {
  readonly layerMb: number;
}

// V8 gives up when it needs more; what is measured besides is memory outside of its heap.
const HEAP_LIMIT = '--max-old-space-size=256';

/**
 * Copies one layer of each size under a limit of the heap, to see that memory does not depend on the size.
 * @throws Error when the command fails or not every byte arrived
 */
export async function runHuge(ours: Tool, sizesMb: readonly number[]): Promise<HugeRun[]> {
  const runs: HugeRun[] = [];
  for (const layerMb of sizesMb) {
    const layerBytes = layerMb * 1024 * 1024;
    const registry = await startSyntheticRegistry(layerBytes);
    try {
      const [node = '', ...args] = ours.command({
        source: `${registry.host}/source/image:1`,
        destination: `${registry.host}/destination/image:1`,
        scheme: 'http',
        ca: '',
      });
      const taken = await measure([node, HEAP_LIMIT, ...args], {}, 600_000);
      if (registry.receivedBytes() !== layerBytes)
        throw new Error(`${registry.receivedBytes()} of ${layerBytes} bytes arrived`);
      runs.push({ ...taken, layerMb });
      console.error(
        `huge ${layerMb} MB: ${(taken.wallMs / 1000).toFixed(1)} s, ${taken.peakRssMb.toFixed(0)} MB`,
      );
    } finally {
      await registry.stop();
    }
  }
  return runs;
}
