import { describe, expect, it } from 'vitest';
import { digestOf } from '../../src/core/image/digest.ts';
import {
  ACCOUNT,
  failureOfOutcome,
  IDLE_MS,
  startLab,
  type Lab,
  type LabOptions,
} from '../support/fault-lab.ts';
import { noise, sampleImage } from '../support/sample-images.ts';
import { errorBody, type RegistryAnswer } from '../support/scripted-registry.ts';
import { stopTime } from '../support/stopped-time.ts';
import type { Rule } from '../support/wire-registry.ts';

const SMALL = noise(10_000, 1);
const LARGE = noise(5_000_000, 2);

async function start(to: Rule, more: Partial<LabOptions> = {}): Promise<Lab> {
  const lab = await startLab({ to, ...more });
  for (const blob of [SMALL, LARGE]) lab.addBlob(blob);
  return lab;
}

async function expectCopied(lab: Lab, blob: Uint8Array): Promise<void> {
  expect(await lab.copy(blob)).toBe('copied');
  expect(lab.has(blob)).toBe(true);
  expect(lab.destination.openSessions()).toBe(0);
}

/** The first calls of a method that match are answered so; further ones as usual. */
function first(method: string, ...answers: readonly (RegistryAnswer | 'reset')[]): Rule {
  let count = 0;
  return (call) => (call.method === method ? answers[count++] : undefined);
}

describe('sessions', () => {
  it('case 70: is a typed error when the registry does not say where to upload to', async () => {
    const lab = await start(({ method }) => (method === 'POST' ? { status: 202 } : undefined));
    const error = await lab.failure(lab.copy(SMALL));
    expect(error.code).toBe('PROTOCOL_VIOLATION');
    expect(error.message).toContain('without saying where');
  });

  it.each([
    [200, {}],
    [201, { range: '0-0' }],
    [202, { range: 'bytes=0-9' }],
    [204, { range: '' }],
  ])('case 71: goes on after PATCH answered %i with the Range %j', async (status, range) => {
    const lab = await start(({ method }, usual) => {
      if (method !== 'PATCH') return undefined;
      const headers = usual().headers ?? {};
      return { status, headers: { ...headers, ...range } };
    });
    await expectCopied(lab, LARGE);
  });

  it('case 71: goes on at the old Location when a reply has no new one', async () => {
    let stale = '';
    const lab = await start((call, usual) => {
      if (call.method === 'PATCH') {
        stale = call.path;
        const next = String(usual().headers?.['location']);
        expect(next).not.toBe(stale);
        fresh = next;
        return { status: 202 };
      }
      if (call.method === 'PUT') return usual({ ...call, path: call.path.replace(stale, fresh) });
      return undefined;
    });
    let fresh = '';
    await expectCopied(lab, LARGE);
  });

  it('case 72: a registry that has less than was sent stores nothing wrong, and the blob is sent again', async () => {
    let isShort = true;
    const lab = await start((call, usual) => {
      if (call.method !== 'PATCH' || !isShort) return undefined;
      isShort = false;
      const answer = usual({ ...call, body: call.body.subarray(0, 1_000) });
      return { ...answer, headers: { ...answer.headers, range: '0-999' } };
    });
    await expectCopied(lab, LARGE);
    expect(lab.source.count('GET')).toBe(2);
  });

  it('case 72: a registry that has more than was sent stores nothing wrong, and the blob is sent again', async () => {
    let isLong = true;
    const lab = await start((call, usual) => {
      if (call.method !== 'PATCH' || !isLong) return undefined;
      isLong = false;
      const answer = usual({ ...call, body: Buffer.concat([call.body, Buffer.from('x')]) });
      return { ...answer, headers: { ...answer.headers, range: '0-5000000' } };
    });
    await expectCopied(lab, LARGE);
    expect(lab.source.count('GET')).toBe(2);
  });

  it.each([
    ['PATCH', 416],
    ['PUT', 416],
    ['PATCH', 404],
    ['PUT', 404],
  ])('case 73: starts the blob again when %s answers %i', async (method, status) => {
    const code = status === 416 ? 'RANGE_INVALID' : 'BLOB_UPLOAD_UNKNOWN';
    const lab = await start(first(method, { status, body: errorBody(code) }));
    await expectCopied(lab, LARGE);
    expect(lab.source.count('GET')).toBe(2);
  });

  it('case 74: starts a blob again a bounded number of times when its session is always unknown', async () => {
    const lab = await start(({ method }) =>
      method === 'PATCH' || method === 'PUT'
        ? { status: 404, body: errorBody('BLOB_UPLOAD_UNKNOWN') }
        : undefined,
    );
    expect((await lab.failure(lab.copy(LARGE))).code).toBe('PROTOCOL_VIOLATION');
    expect(lab.destination.count('PATCH') + lab.destination.count('PUT')).toBeLessThan(12);
    expect(lab.destination.blobs.size).toBe(0);
    expect(lab.destination.openSessions()).toBe(0);
  });

  it.each([
    [405, 'UNSUPPORTED'],
    [400, 'UNSUPPORTED'],
    [415, 'UNSUPPORTED'],
  ])('case 75: sends a blob in one PUT where PATCH answers %i', async (status, code) => {
    const lab = await start(({ method }) =>
      method === 'PATCH' ? { status, body: errorBody(code) } : undefined,
    );
    await expectCopied(lab, LARGE);
    const put = lab.destination.calls.findLast(({ method }) => method === 'PUT');
    expect(put?.body.byteLength).toBe(LARGE.byteLength);
  });

  it('case 76: sends chunks below the limit of a proxy and above the least of the registry', async () => {
    const lab = await start((call, usual) => {
      if (call.body.byteLength > 2_000_000) return { status: 413 };
      if (call.method !== 'POST') return undefined;
      const answer = usual();
      return { ...answer, headers: { ...answer.headers, 'oci-chunk-min-length': '1500000' } };
    });
    await expectCopied(lab, LARGE);
    const chunks = lab.destination.calls.filter(
      ({ method, headers }) => method === 'PATCH' && headers['content-range'] !== undefined,
    );
    const sent = chunks.slice(-Math.ceil(LARGE.byteLength / 1_500_000)).map(({ body }) => body.byteLength);
    expect(Math.max(...sent)).toBeLessThanOrEqual(2_000_000);
    expect(Math.min(...sent.slice(0, -1))).toBeGreaterThanOrEqual(1_500_000);
    expect(sent.reduce((sum, size) => sum + size, 0)).toBe(LARGE.byteLength);
  });
});

describe('commits', () => {
  it('case 77: waits by HEAD for a commit that a router gave up on, and sends nothing twice', async () => {
    let finish: (() => void) | undefined;
    const lab: Lab = await start(({ method }, usual) => {
      if (method === 'PUT') {
        finish = () => void usual();
        return { status: 504, headers: { 'content-type': 'text/html' }, body: '<html>' };
      }
      if (method === 'HEAD' && lab.clock.nowMs() > 90_000) finish?.();
      return undefined;
    });
    await expectCopied(lab, LARGE);
    expect(lab.source.count('GET')).toBe(1);
    expect(lab.destination.count('PATCH')).toBe(1);
    expect(lab.clock.nowMs()).toBeGreaterThan(90_000);
  });

  it.each([
    ['small', SMALL],
    ['large', LARGE],
  ])('case 78: asks by HEAD whether a %s blob was stored when the answer was lost', async (_size, blob) => {
    const stored = await start(({ method }, usual) => {
      if (method !== 'PUT') return undefined;
      usual();
      return 'reset';
    });
    await expectCopied(stored, blob);
    expect(stored.source.count('GET')).toBe(1);
    expect(stored.destination.count('PATCH')).toBeLessThan(2);

    const lost = await start(first('PUT', 'reset'));
    await expectCopied(lost, blob);
    expect(lost.destination.count('PUT')).toBe(2);
  });

  it('case 86: reads the source once more after DIGEST_INVALID, then gives up', async () => {
    const invalid = { status: 400, body: errorBody('DIGEST_INVALID') };
    await expectCopied(await start(first('PUT', invalid)), SMALL);

    let isOn = false;
    const lab = await start(({ method }) => (isOn && method === 'PUT' ? invalid : undefined));
    // that this way of uploading works has to be known: a registry that ignores the body of PUT answers the same
    lab.addBlob(noise(5_000, 4));
    await lab.copy(noise(5_000, 4));
    isOn = true;
    expect((await lab.failure(lab.copy(SMALL))).code).toBe('DIGEST_MISMATCH');
    expect(lab.source.count('GET')).toBe(3);
    expect(lab.destination.openSessions()).toBe(0);
  });

  it('case 87: fails when the registry says it stored something else', async () => {
    const headers = { 'docker-content-digest': digestOf(LARGE) };
    const lab = await start(first('PUT', { status: 201, headers }));
    expect((await lab.failure(lab.copy(SMALL))).code).toBe('DIGEST_MISMATCH');
  });

  it.each([
    ['POST', 403],
    ['PUT', 403],
    ['PUT', 500],
  ])('case 88: shows what a quota says at %s with %i, without advice to log in', async (method, status) => {
    const body = errorBody('DENIED', 'quota of 5 GiB exceeded, ask storage@example.com');
    const lab = await start((call) => (call.method === method ? { status, body } : undefined));
    const error = await lab.failure(lab.copy(LARGE));
    expect(error.code).toBe(status === 403 ? 'QUOTA_EXCEEDED' : 'SERVER_UNAVAILABLE');
    expect(error.message).toContain('quota of 5 GiB exceeded');
    expect(error.hint ?? '').not.toMatch(/log ?in|password|token|credential/i);
    if (status === 403) expect(lab.destination.count('PATCH')).toBeLessThan(2);
    expect(lab.destination.openSessions()).toBe(0);
  });
});

describe('broken transfers', () => {
  const huge = noise(30_000_000, 3);

  it.each([
    [401, 'LOGIN_FAILED'],
    [403, 'ACCESS_DENIED'],
    [413, 'MANIFEST_UNSUPPORTED'],
    [429, 'RATE_LIMITED'],
  ])('case 79: stops sending when %i comes during the body', async (status, code) => {
    let bodies = 0;
    const lab = await start(() => undefined, {
      earlyTo: async (head, peer) => {
        const length = Number(/content-length: (\d+)/i.exec(head)?.[1] ?? 0);
        if (!/^(?:PATCH|PUT)/.test(head) || length < 100_000) return false;
        bodies += 1;
        await peer.reply(status, { connection: 'close' });
        await peer.closed();
        return true;
      },
    });
    lab.addBlob(huge);
    expect((await lab.failure(lab.copy(huge))).code).toBe(code);
    expect(bodies).toBeLessThan(20);
    const received = lab.destination.server.peers.map(({ receivedBytes }) => receivedBytes);
    expect(Math.max(...received)).toBeLessThan(huge.byteLength);
    expect(
      lab.source.server.peers.every(({ socket }) => socket.destroyed || socket.bytesWritten < 60e6),
    ).toBe(true);
    expect(lab.destination.blobs.size).toBe(0);
    expect(lab.destination.openSessions()).toBe(0);
  });

  it('case 80: gives up a destination that never reads', async () => {
    const time = stopTime();
    const lab = await start(() => undefined, {
      transport: { retries: 1 },
      earlyTo: async (head, peer) => {
        if (!head.startsWith('PATCH')) return false;
        peer.deafen();
        await peer.closed();
        return true;
      },
    });
    lab.addBlob(huge);
    let sent = 0;
    const copying = lab.failure(lab.copy(huge, { onBytes: (count) => (sent += count) }));
    expect((await time.passUntil(copying, IDLE_MS, () => sent)).code).toBe('TIMED_OUT');
    expect(lab.destination.openSessions()).toBe(0);
  });

  it('case 81: gives the session up when the source dies, and the destination has no blob', async () => {
    let isDead = false;
    const lab = await start(() => undefined, {
      from: ({ path }) => {
        if (!path.includes('/blobs/')) return undefined;
        if (isDead) return 'reset';
        isDead = true;
        return { status: 200, body: LARGE, breakAfterBytes: 2_000_000 };
      },
    });
    const error = await lab.failure(lab.copy(LARGE));
    expect(error.code).toBe('CONNECTION_FAILED');
    expect(error.where.side).toBe('source');
    expect(lab.destination.count('DELETE')).toBeGreaterThan(0);
    expect(lab.destination.openSessions()).toBe(0);
    expect(lab.destination.blobs.size).toBe(0);
  });

  it.each([404, 405, 401])(
    'case 85: does not mind that a session cannot be given up (%i)',
    async (status) => {
      const lab = await start(({ method }) => (method === 'DELETE' ? { status } : undefined), {
        from: ({ path }) => (path.includes('/blobs/') ? { status: 200, body: noise(10_000, 9) } : undefined),
      });
      expect((await lab.failure(lab.copy(SMALL))).code).toBe('DIGEST_MISMATCH');
      expect(lab.destination.count('DELETE')).toBeGreaterThan(0);
    },
  );
});

describe('mounts', () => {
  /** Copies a blob that is in `dst/app` to `dst/other`, which begins with a mount. */
  async function mounting(answer: RegistryAnswer | undefined): Promise<{ lab: Lab; outcome: string }> {
    let isOn = false;
    const lab = await start(({ method, path }) =>
      isOn && method === 'POST' && path.includes('mount=') ? answer : undefined,
    );
    await lab.copy(SMALL);
    isOn = true;
    const other = lab.registries.repository('destination', lab.destination.host, 'dst/other');
    const outcome = await lab.copy(SMALL, { to: other });
    expect(lab.destination.blobs.has(`dst/other ${digestOf(SMALL)}`)).toBe(true);
    return { lab, outcome };
  }

  it('case 82: mounts where it can', async () => {
    const { lab, outcome } = await mounting(undefined);
    expect(outcome).toBe('mounted');
    expect(lab.source.count('GET')).toBe(1);
  });

  it('case 82: uses the session that comes instead of a mount', async () => {
    const sessions: string[] = [];
    const lab = await start(({ method, path }, usual) => {
      if (method !== 'POST' || !path.includes('from=dst/app')) return undefined;
      const answer = usual({ method, path: path.replace(/\?.*/, ''), headers: {}, body: Buffer.alloc(0) });
      sessions.push(String(answer.headers?.['location']));
      return answer;
    });
    await lab.copy(SMALL);
    const other = lab.registries.repository('destination', lab.destination.host, 'dst/other');
    expect(await lab.copy(SMALL, { to: other })).toBe('copied');
    expect(
      lab.destination.calls.some(
        ({ method, path }) => method === 'PUT' && path.startsWith(sessions.at(-1) ?? 'x'),
      ),
    ).toBe(true);
    expect(lab.destination.openSessions()).toBe(0);
  });

  it.each([202, 400, 401, 403, 404, 405, 500])(
    'case 82: pushes the blob after a mount that answers %i without more',
    async (status) => {
      const { outcome } = await mounting({ status });
      expect(outcome).toBe('copied');
    },
  );

  it('case 83: sends for real, once, what a registry only said it had mounted', async () => {
    const image = sampleImage([SMALL]);
    const lab = await start((call, usual) => {
      if (call.method === 'POST' && call.path.includes('mount=')) return { status: 201 };
      if (call.method !== 'PUT' || !call.path.includes('/manifests/')) return undefined;
      const missing = [...image.blobs.keys()].find(
        (digest) => !lab.destination.blobs.has(`dst/app ${digest}`),
      );
      return missing === undefined
        ? usual()
        : { status: 400, body: errorBody('MANIFEST_BLOB_UNKNOWN', 'unknown', { digest: missing }) };
    });
    lab.addImage(image, '1');
    expect((await lab.promote()).failure).toBeUndefined();
    expect(lab.has(SMALL)).toBe(true);
    expect(lab.source.count('GET', new RegExp(`blobs/${digestOf(SMALL)}`))).toBe(1);
  });

  it('case 83: fails when a registry never has what it took', async () => {
    const body = errorBody('MANIFEST_BLOB_UNKNOWN', 'unknown', { digest: digestOf(SMALL) });
    const lab = await start(({ method, path }) =>
      method === 'PUT' && path.includes('/manifests/') ? { status: 400, body } : undefined,
    );
    lab.addImage(sampleImage([SMALL]), '1');
    const error = failureOfOutcome(await lab.promote());
    expect(error.code).toBe('PROTOCOL_VIOLATION');
    expect(error.message).toContain(digestOf(SMALL));
    expect(lab.destination.manifests.size).toBe(0);
  });

  it('case 84: sends a blob of three images once, and lets the next one try when the first one fails', async () => {
    const lab = await start(() => undefined);
    const all = await Promise.all([lab.copy(LARGE), lab.copy(LARGE), lab.copy(LARGE)]);
    expect([...all].sort()).toEqual(['copied', 'present', 'present']);
    expect(lab.destination.count('PATCH')).toBe(1);

    const failing = await start(() => undefined, {
      from: first('GET', { status: 404, body: errorBody('BLOB_UNKNOWN') }),
    });
    const results = await Promise.allSettled([failing.copy(SMALL), failing.copy(SMALL), failing.copy(SMALL)]);
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'fulfilled']);
  });

  it('case 84: leaves no session behind when an account may not push', async () => {
    const lab = await start(({ method }) => (method === 'POST' ? { status: 403 } : undefined), {
      account: { destination: ACCOUNT },
    });
    const results = await Promise.allSettled([lab.copy(SMALL), lab.copy(SMALL)]);
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  });
});
