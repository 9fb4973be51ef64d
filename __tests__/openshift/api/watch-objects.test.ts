import { afterEach, describe, expect, it } from 'vitest';
import { createApi } from '../../../src/openshift/api/api.ts';
import { watchObjects, selectOne, type ClusterContext } from '../../../src/openshift/api/watch-objects.ts';
import type { JsonObject } from '../../../src/core/text/strict-json.ts';
import { loopbackTransport } from '../../support/loopback-transport.ts';
import { recordedEvents, recordedList, ReplayedCluster } from '../../support/replayed-cluster.ts';
import { startScriptedApi, type ScriptedApi, type Step } from '../../support/scripted-api.ts';
import { quietClock } from '../../support/quiet-clock.ts';

const PATH = '/apis/apps/v1/namespaces/more-watch/deployments';
const LIST = '43a-list-for-watch-dep';

let server: ScriptedApi;
afterEach(async () => {
  await server.close();
});

function viewer(url: string, lines: string[] = [], clock = quietClock()): ClusterContext {
  const options = { side: 'destination' as const, server: url, token: 't' };
  const api = createApi({ ...options, transport: clock.watching(loopbackTransport('destination')) });
  return { api, clock, log: (line) => void lines.push(line) };
}

/** Generations of the one object as they were seen, until `count` were. */
async function watchGenerations(
  count: number,
  script: Readonly<Record<string, Step | readonly Step[]>>,
  lines: string[] = [],
): Promise<readonly unknown[]> {
  server = await startScriptedApi(script);
  const seen: unknown[] = [];
  const signal = AbortSignal.timeout(60_000);
  for await (const [object] of watchObjects(viewer(server.url, lines), selectOne(PATH, 'web'), signal)) {
    seen.push((object?.['metadata'] as JsonObject | undefined)?.['generation']);
    if (seen.length >= count) break;
  }
  return seen;
}

describe('observe', () => {
  it('lists, then watches from there, one object by name', async () => {
    const seen = await watchGenerations(4, {
      [`GET ${PATH}`]: LIST,
      [`WATCH ${PATH}`]: '43c-watch-deployment-tag-move',
    });
    expect(seen).toEqual([2, 3, 3, 3]);
    const [list, watch] = server.asked;
    expect(list?.query.get('fieldSelector')).toBe('metadata.name=web');
    expect(Object.fromEntries(watch?.query ?? [])).toEqual({
      watch: 'true',
      allowWatchBookmarks: 'true',
      timeoutSeconds: '25',
      resourceVersion: '3424',
      fieldSelector: 'metadata.name=web',
    });
  });

  it('watches on from the last bookmark when the server ends the watch', async () => {
    await watchGenerations(8, { [`GET ${PATH}`]: LIST, [`WATCH ${PATH}`]: '43c-watch-deployment-tag-move' });
    const versions = server.asked.map(({ query }) => query.get('resourceVersion'));
    expect(versions.slice(0, 3)).toEqual([null, '3424', '3477']);
  });

  it('lists again when the resource version is too old', async () => {
    await watchGenerations(3, { [`GET ${PATH}`]: LIST, [`WATCH ${PATH}`]: '43j-watch-old-rv-deployments' });
    expect(server.keys().slice(0, 4)).toEqual([
      `GET ${PATH}`,
      `WATCH ${PATH}`,
      `GET ${PATH}`,
      `WATCH ${PATH}`,
    ]);
  });

  it.each(['43n-watch-forbidden', '43i-watch-imagestreamtags-405'])(
    'looks again and again where a watch is refused: %s',
    async (refusal) => {
      const lines: string[] = [];
      const seen = await watchGenerations(3, { [`GET ${PATH}`]: LIST, [`WATCH ${PATH}`]: refusal }, lines);
      expect(seen).toEqual([2, 2, 2]);
      expect(server.keys().filter((key) => key.startsWith('WATCH'))).toHaveLength(1);
      expect(lines).toEqual([`${PATH} may not be watched: looking every 2 s`]);
    },
  );

  it('reads a single object by name where listing is refused', async () => {
    const seen = await watchGenerations(2, {
      [`GET ${PATH}`]: '41zo-deployment-get-forbidden',
      [`GET ${PATH}/web`]: '41e-deployment-get-right-after-tag-move',
    });
    expect(seen).toEqual([3, 3]);
  });

  it('sees that an object is gone', async () => {
    const deleted = recordedEvents('43c-watch-deployment-tag-move', PATH)[0];
    const body = `${JSON.stringify({ type: 'DELETED', object: deleted?.object })}\n`;
    await expect(
      watchGenerations(2, { [`GET ${PATH}`]: LIST, [`WATCH ${PATH}`]: { body } }),
    ).resolves.toEqual([2, undefined]);
  });

  it('waits out an API server that is down, and a watch that breaks off', async () => {
    const lines: string[] = [];
    const event = recordedEvents('43c-watch-deployment-tag-move', PATH)[0];
    const body = `${JSON.stringify({ type: 'MODIFIED', object: event?.object })}\n{"type":"MODI`;
    const seen = await watchGenerations(
      4,
      {
        [`GET ${PATH}`]: [LIST, '00-aggregated-api-unavailable', LIST],
        [`WATCH ${PATH}`]: [{ body, then: 'break' }, '43c-watch-deployment-tag-move'],
      },
      lines,
    );
    expect(seen).toEqual([2, 3, 2, 3]);
    expect(lines).toEqual([
      expect.stringContaining('broke off'),
      expect.stringMatching(/does not answer, asking again: .*service unavailable/),
    ]);
  });

  it('does not wait for a token that is refused', async () => {
    await expect(watchGenerations(1, { [`GET ${PATH}`]: '01b-whoami-bad-token' })).rejects.toMatchObject({
      code: 'TOKEN_EXPIRED',
    });
  });

  it('takes events that come in pieces', async () => {
    server = await startScriptedApi({});
    const clock = quietClock();
    const cluster = new ReplayedCluster({ clock, objects: { [PATH]: recordedList(LIST) } });
    const url = await cluster.start();
    try {
      const revisions: unknown[] = [];
      const events = recordedEvents('43c-watch-deployment-tag-move', PATH);
      let replaying: Promise<void> | undefined;
      for await (const [object] of watchObjects(
        viewer(url, [], clock),
        selectOne(PATH, 'web'),
        AbortSignal.timeout(60_000),
      )) {
        replaying ??= cluster.replay(events);
        revisions.push((object?.['status'] as JsonObject)['observedGeneration']);
        if (revisions.length === 7) break;
      }
      await replaying;
      expect(revisions).toEqual([2, 2, 2, 3, 3, 3, 3]);
    } finally {
      await cluster.close();
    }
  });

  it('ends with the signal', async () => {
    server = await startScriptedApi({ [`GET ${PATH}`]: LIST, [`WATCH ${PATH}`]: { body: '', then: 'hold' } });
    const stop = new AbortController();
    const clock = quietClock();
    const seen: unknown[] = [];
    const observing = (async () => {
      for await (const objects of watchObjects(
        viewer(server.url, [], clock),
        selectOne(PATH, 'web'),
        stop.signal,
      )) {
        seen.push(objects.length);
        clock.after(4_000, () => stop.abort());
      }
    })();
    await expect(observing).rejects.toMatchObject({ code: 'CANCELLED' });
    expect(seen).toEqual([1]);
  });
});
