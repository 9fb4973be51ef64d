import { describe, expect, it } from 'vitest';
import { clientVersionIn, minorVersionsApart } from '../../src/openshift/oc-client.ts';

describe('the version of an oc', () => {
  it.each([
    [{ releaseClientVersion: '4.20.1', clientVersion: { gitVersion: '4.20.0-202509230726' } }, '4.20.1'],
    [{ clientVersion: { gitVersion: '4.14.0-202310201027.p0.g0c63f9d' } }, '4.14.0'],
    [{ clientVersion: { gitVersion: 'v4.2.0-alpha.0' } }, '4.2.0'],
    [{ clientVersion: { gitVersion: 'unknown' } }, undefined],
    [[], undefined],
    [null, undefined],
  ])('is read from what it says: %j', (said, version) => {
    expect(clientVersionIn(JSON.stringify(said))).toBe(version);
  });

  it('is not known of a program that does not speak JSON', () => {
    expect(clientVersionIn('Client Version: 4.20.1')).toBeUndefined();
  });

  it.each([
    ['4.20.1', '1.33.5', 0],
    ['4.19.0', '1.33.5', 1],
    ['4.14.9', '1.33.5', 6],
    ['5.0.0', '1.36.3', 0],
    ['4.22.0', '1.36.3', 1],
    ['3.11.0', '1.33.5', undefined],
    ['4.20.1', '2.0.0', undefined],
  ])('%s is as far from Kubernetes %s as %s minor versions', (client, cluster, apart) => {
    expect(minorVersionsApart(client, cluster)).toBe(apart);
  });
});
