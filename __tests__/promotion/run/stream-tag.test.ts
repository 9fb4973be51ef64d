import { describe, expect, it } from 'vitest';
import type { Cluster } from '../../../src/core/ports/cluster.ts';
import type { StreamTags } from '../../../src/core/ports/streams.ts';
import { PromoteError } from '../../../src/core/text/errors.ts';
import { missingImage } from '../../../src/promotion/run/stream-tag.ts';

const SERVER = 'https://api.example.com:6443';
const reference = (tag: string) =>
  ({ kind: 'stream', project: 'dev', stream: 'app', tag, digest: undefined }) as const;

function explain(tag: string, readTags: () => Promise<StreamTags | undefined>): Promise<PromoteError> {
  const cluster = { server: SERVER, streams: { readTags } } as unknown as Cluster;
  return missingImage(reference(tag), cluster, new AbortController().signal);
}

describe('a source tag that has no image', () => {
  it('has the nearest tag as a hint', async () => {
    const error = await explain('1.4.3', async () => ({
      names: ['1.4.1', '1.4.2', 'live'],
      failedImports: {},
    }));

    expect(error.message).toBe(`dev/app:1.4.3 does not exist on ${SERVER}`);
    expect(error.hint).toBe('did you mean dev/app:1.4.1? Other tags: 1.4.2, live');
  });

  it('says why its import failed', async () => {
    const error = await explain('bad', async () => ({ names: [], failedImports: { bad: 'unauthorized' } }));

    expect(error.message).toBe(
      `dev/app:bad has no image on ${SERVER}, because its import failed: unauthorized`,
    );
    expect(error.hint).toContain('oc import-image app:bad -n dev');
  });

  it('is missing all the same when the stream may not be read', async () => {
    const error = await explain('1', async () => {
      throw new PromoteError({ code: 'ACCESS_DENIED', message: 'no' });
    });

    expect(error).toMatchObject({
      code: 'IMAGE_NOT_FOUND',
      hint: expect.stringContaining('oc get imagestreamtags') as string,
    });
  });
});
