import { describe, expect, it } from 'vitest';
import { messagesOf, read } from './read-options.ts';

const OC = { 'install-oc': 'true' };
const SHA = 'a'.repeat(64);

describe('the oc to install', () => {
  it('is that of the cluster, or an archive with its hash', () => {
    const url = 'https://files.example.com/oc.tar.gz';

    expect(read({}).client).toBeUndefined();
    expect(read(OC).client).toEqual({ url: undefined, sha256: undefined });
    expect(read({ ...OC, 'oc-url': url, 'oc-sha256': SHA }).client).toEqual({ url, sha256: SHA });
  });

  it('may come over a connection that is not verified when its hash is known', () => {
    const inputs = { ...OC, 'oc-url': 'https://x/oc.tar', 'oc-sha256': SHA };

    expect(read({ ...inputs, 'destination-insecure-skip-tls-verify': 'true' }).client?.sha256).toBe(SHA);
  });

  it.each([
    [{ 'oc-url': 'https://x/oc.tar', 'oc-sha256': SHA }, 'oc-url: only used to install oc'],
    [{ ...OC, 'oc-url': 'https://x/oc.tar' }, 'oc-sha256: required'],
    [{ ...OC, 'oc-sha256': SHA }, 'oc-url: required'],
    [{ ...OC, 'oc-url': 'http://x/oc.tar', 'oc-sha256': SHA }, 'oc-url: not the URL of an archive'],
    [{ ...OC, 'oc-url': 'https://x/oc.tar', 'oc-sha256': 'abc' }, 'oc-sha256: not a SHA-256 checksum'],
    [
      { ...OC, 'destination-insecure-skip-tls-verify': 'true' },
      'install-oc: would run a program from a server whose certificate is not verified',
    ],
  ])('%j is refused', (inputs, problem) => {
    expect(messagesOf(inputs)[0]).toContain(problem);
  });
});
