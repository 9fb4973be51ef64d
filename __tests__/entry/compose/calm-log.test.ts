import { expect, it } from 'vitest';
import { createCalmLog } from '../../../src/entry/compose/calm-log.ts';

function logAt() {
  const shown: string[] = [];
  const hidden: string[] = [];
  const clock = { nowMs: () => clock.ms, ms: 0 };
  const log = createCalmLog({ info: (line) => shown.push(line), debug: (line) => hidden.push(line) }, clock);
  return { shown, hidden, clock, log };
}

it('shows a storm of retries as a line now and then, with how many were left out', () => {
  const { shown, hidden, clock, log } = logAt();

  for (let request = 0; request < 500; request += 1) {
    clock.ms = request * 100;
    log(
      `sending GET /v2/dev/app/blobs/sha256:${request} at r.example again in 0.${request} s (1 of 5): status 503`,
    );
  }

  expect(shown).toEqual([
    'sending GET /v2/dev/app/blobs/sha256:0 at r.example again in 0.0 s (1 of 5): status 503',
    'sending GET /v2/dev/app/blobs/sha256:300 at r.example again in 0.300 s (1 of 5): status 503 (and 299 similar lines)',
  ]);
  expect(hidden).toHaveLength(498);
});

it('shows lines about other servers and for other reasons', () => {
  const { shown, log } = logAt();
  const lines = [
    'sending GET /v2/ at one.example again in 0.1 s (1 of 5): status 503',
    'sending GET /v2/ at other.example again in 0.1 s (1 of 5): status 503',
    'sending GET /v2/ at one.example again in 0.1 s (2 of 5): connect ECONNREFUSED',
  ];

  for (const line of lines) log(line);

  expect(shown).toEqual(lines);
});
