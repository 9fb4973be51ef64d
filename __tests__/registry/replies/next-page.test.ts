import { describe, expect, test } from 'vitest';
import { PromoteError } from '../../../src/core/text/errors.ts';
import { registryOrigin } from '../../../src/registry/replies/origin.ts';
import type { ReplyContext } from '../../../src/registry/replies/reply.ts';
import { cpuTimer } from '../../support/cpu-time.ts';
import { nextPagePath } from '../../../src/registry/client/pages.ts';

const CONTEXT: ReplyContext = {
  side: 'source',
  host: 'r.example.com',
  repository: 'a/b',
  action: 'pull',
  reads: true,
  object: 'tags',
  accountOrigin: () => 'the inputs',
  place: {},
};
const next = (...links: string[]): string | undefined =>
  nextPagePath(links, '/v2/a/b/tags/list?n=1', registryOrigin('r.example.com', false), CONTEXT);

describe('the next page', () => {
  test.each([
    ['</v2/a/b/tags/list?last=x&n=1>; rel="next"', '/v2/a/b/tags/list?last=x&n=1'],
    ['<https://r.example.com/v2/a/b/tags/list?last=x>; rel=next', '/v2/a/b/tags/list?last=x'],
    ['<http://r.example.com:8080/v2/x>; rel="next"', '/v2/x'],
    ['<list?last=x>;rel="next"', '/v2/a/b/tags/list?last=x'],
    ['<?last=x>; rel=next; title="a, b"', '/v2/a/b/tags/list?last=x'],
    ['</first>; rel="first", </second>; rel="prev next"', '/second'],
    ['</x>; title="rel=next"; REL = "next"', '/x'],
  ])('of %s is %s', (link, path) => {
    expect(next(link)).toBe(path);
  });

  test('may be in any of several headers', () => {
    expect(next('</a>; rel="prev"', '</b>; rel="next"')).toBe('/b');
  });

  test.each([['</x>; rel="prev"'], ['</x>; title="rel=next"'], ['</x>; rel=nextest'], ['nonsense'], ['']])(
    'is none for %s',
    (link) => {
      expect(next(link)).toBeUndefined();
    },
  );

  test.each([
    '<https://evil.net/v2/x>; rel="next"',
    '<//169.254.169.254/x>; rel="next"',
    '<https://r.example.com@evil.net/x>; rel="next"',
    '<https://user:pw@r.example.com/x>; rel="next"',
    '<javascript:alert(1)>; rel="next"',
    '<http://[>; rel="next"',
  ])('is not followed elsewhere: %s', (link) => {
    expect(() => next(link)).toThrow(PromoteError);
  });

  test('is read in no time, however malformed it is', () => {
    const cpuMs = cpuTimer();
    for (const link of [`<>;a=${' '.repeat(8000)}`, '<'.repeat(8000), `<x>${';a="'.repeat(2000)}`]) {
      expect(next(link)).toBeUndefined();
    }
    expect(() => next(`<${'x'.repeat(9000)}>; rel=next`)).toThrow(PromoteError);
    expect(cpuMs()).toBeLessThan(5_000);
  });
});
