import { describe, expect, it } from 'vitest';
import { digestOf } from '../../src/core/image/digest.ts';
import { PromoteError, type Side } from '../../src/core/text/errors.ts';
import { readManifest } from '../../src/core/image/read-manifest.ts';
import { startCutter, type Cut, type Cutter } from '../support/cutter.ts';
import { startLab, type Lab } from '../support/fault-lab.ts';
import { noise, sampleImage } from '../support/sample-images.ts';

const IMAGE = sampleImage([noise(900, 1), noise(40_000, 2), noise(3_000, 3)]);
const BLOBS = IMAGE.blobs.size;
/** places to cut at, for each of the combinations below: a handshake costs more than the copy */
const POINTS = { plain: 48, tls: 20 } as const;

interface Run {
  readonly isTagged: boolean;
  readonly error: unknown;
  readonly cutters: Readonly<Record<Side, Cutter>>;
}

/** One promotion through two cutters, of which one cuts. */
async function promoteOnce(tls: boolean, side: Side, cut: Cut | undefined): Promise<Run> {
  const cutters: Partial<Record<Side, Cutter>> = {};
  const lab = await startLab({
    tls,
    transport: { retries: 2 },
    front: async ({ server }, name) => {
      const cutter = await startCutter(server.port, name === side ? cut : undefined);
      cutters[name] = cutter;
      return cutter.port;
    },
  });
  lab.addImage(IMAGE, '1');
  try {
    const { failure } = await lab.promote({ signatures: 'never' });
    const isTagged = lab.destination.manifests.has('dst/app 1');
    requireWhole(lab);
    return { isTagged, error: failure?.error, cutters: cutters as Record<Side, Cutter> };
  } finally {
    await lab.close();
    for (const cutter of Object.values(cutters)) await cutter.close();
  }
}

/** Whatever the destination has is right, and whatever it refers to is there. */
function requireWhole({ destination }: Lab): void {
  for (const [name, bytes] of destination.blobs) expect(name).toBe(`dst/app ${digestOf(bytes)}`);
  for (const { bytes, type } of destination.manifests.values()) {
    const { digest, content } = readManifest(bytes, type);
    expect(digest).toBe(IMAGE.root.digest);
    const blobs = content.kind === 'image' ? [content.config, ...content.layers] : [];
    for (const blob of blobs) expect(destination.blobs.has(`dst/app ${blob.digest}`)).toBe(true);
  }
}

describe.each(['plain http', 'TLS'])('a copy over %s', (protocol) => {
  const tls = protocol === 'TLS';

  it('carries the image when nothing is cut', async () => {
    const { isTagged, error, cutters } = await promoteOnce(tls, 'source', undefined);
    expect([isTagged, error]).toEqual([true, undefined]);
    expect(cutters.source.carried.down).toBeGreaterThan(40_000);
    expect(BLOBS).toBe(4);
  });

  const directions = ['up', 'down'] as const;
  const which = ['the first connection', 'the second connection', 'each connection'] as const;
  const combinations = (['source', 'destination'] as const).flatMap((side) =>
    directions.flatMap((direction) => which.map((connections) => ({ side, direction, connections }))),
  );

  it.each(combinations)(
    'ends in success or a typed error when $connections to the $side is cut ($direction) after any number of bytes',
    async ({ side, direction, connections }) => {
      const quiet = await promoteOnce(tls, side, undefined);
      const mostBytes = quiet.cutters[side].carried[direction];
      const ends = { success: 0, failure: 0 };
      for (const afterBytes of placesBelow(mostBytes, tls ? POINTS.tls : POINTS.plain)) {
        const connection = connections === 'each connection' ? undefined : which.indexOf(connections);
        const { error, isTagged } = await promoteOnce(tls, side, { direction, afterBytes, connection });
        if (error !== undefined) expect(error).toBeInstanceOf(PromoteError);
        if (error === undefined) expect(isTagged).toBe(true);
        ends[error === undefined ? 'success' : 'failure'] += 1;
      }
      // one lost connection is survived wherever it is lost
      if (connections !== 'each connection') expect(ends.failure).toBe(0);
    },
  );
});

/** Spread over the whole, and more of them in the first kilobyte, where heads and handshakes are. */
function placesBelow(mostBytes: number, count: number): readonly number[] {
  const spread = (limit: number): number[] =>
    Array.from({ length: count / 2 }, (_, n) => Math.floor((n * limit) / (count / 2)) + (n % 3));
  return [...spread(Math.min(mostBytes, 1_000)), ...spread(mostBytes), mostBytes];
}
