import { describe, expect, it } from 'vitest';
import { messagesOf, read } from './read-options.ts';

const REGISTRY = {
  'destination-image': 'to.example.com/team/app:1',
  'destination-server': '',
  'destination-token': '',
};

describe('the input "mount-from"', () => {
  it('names streams of the destination cluster', () => {
    expect(read({ 'mount-from': 'base/ubi9, base/node:20' }).mountFrom).toEqual([
      { repository: 'base/ubi9', reference: undefined },
      { repository: 'base/node', reference: '20' },
    ]);
  });

  it('names repositories of another registry, with or without its host', () => {
    const inputs = { ...REGISTRY, 'mount-from': 'to.example.com/base/a/ubi:9, ubi, base/a/node:20' };

    expect(read(inputs).mountFrom).toEqual([
      { repository: 'base/a/ubi', reference: '9' },
      { repository: 'ubi', reference: undefined },
      { repository: 'base/a/node', reference: '20' },
    ]);
  });

  it.each([
    [
      { 'mount-from': 'quay.io/base/ubi' },
      /"quay.io\/base\/ubi" is at quay.io, but the images go to the registry of a cluster/,
    ],
    [{ ...REGISTRY, 'mount-from': 'quay.io/base/ubi' }, /is at quay.io, but the images go to to.example.com/],
    [{ 'mount-from': 'ubi' }, /"ubi" is neither project\/stream:tag nor host\/path:tag/],
    [{ ...REGISTRY, 'mount-from': 'Base/UBI' }, /"Base\/UBI"/],
    [{ 'mount-from': 'base/ubi', strategy: 'import' }, /only used for copies, but strategy is "import"/],
    [{ 'mount-from': Array.from({ length: 21 }, (_, index) => `base/a-${index}`).join() }, /21 repositories/],
  ])('is refused with a reason: %j', (inputs, reason) => {
    expect(messagesOf(inputs)).toEqual([expect.stringMatching(reason)]);
  });
});
