import { describe, expect, it } from 'vitest';
import {
  bundleOf,
  envelopeOf,
  foundIn,
  neededBy,
  newKey,
  policyLab,
  statementAbout,
  type PolicyLab,
} from '../../support/policy-lab.ts';
import { jsonBytes, noise, sampleImage, sampleIndex, utf8 } from '../../support/sample-images.ts';

const key = newKey();
const SIGNERS = { build: { key: key.pem } };
const PLAIN = sampleImage([noise(100, 1)]);

describe('an SBOM', () => {
  const check = (lab: PolicyLab, rule: object = {}) => lab.check({ sbom: rule }, { signers: SIGNERS });
  const spdx = statementAbout([PLAIN.root.digest], 'https://spdx.dev/Document/v2.3', {});

  it('that is missing is refused', async () => {
    const report = await check(policyLab(PLAIN));

    expect(foundIn(report)).toBe('no SBOM');
    expect(neededBy(report)).toContain('cosign attest --type spdx or cyclonedx');
  });

  it('by a signer passes, in both formats', async () => {
    const [bundled, legacy] = [policyLab(PLAIN), policyLab(PLAIN)];
    bundled.addReferrer(PLAIN.root, bundleOf(spdx, key));
    legacy.addEnvelope(PLAIN.root.digest, envelopeOf(spdx, key));

    for (const lab of [bundled, legacy]) {
      expect(await check(lab, { by: 'build', formats: ['spdx'] })).toMatchObject({ outcome: 'passed' });
      expect(await check(lab, { by: 'build', formats: ['cyclonedx'] })).toMatchObject({ outcome: 'failed' });
    }
  });

  it('by somebody else is refused where the rule names a signer', async () => {
    const lab = policyLab(PLAIN);
    lab.addReferrer(PLAIN.root, bundleOf(spdx, newKey()));

    expect(await check(lab, { by: 'build' })).toMatchObject({ outcome: 'failed' });
    expect(foundIn(await check(lab))).toContain('signature not checked');
  });

  it('may be attached as it is, where the rule names no signer', async () => {
    const lab = policyLab(PLAIN);
    lab.addReferrer(PLAIN.root, utf8('{}'), {
      layerType: 'application/spdx+json',
      artifactType: 'application/spdx+json',
    });

    expect(foundIn(await check(lab))).toBe('application/spdx+json, not signed');
    expect(await check(lab, { by: 'build' })).toMatchObject({ outcome: 'failed' });
  });
});

describe('the configuration of an image', () => {
  const imageOf = (config: object, fields: object = {}) =>
    sampleImage([noise(100, 1)], {
      config: jsonBytes({ os: 'linux', architecture: 'amd64', ...config }),
      fields,
    });
  const check = (config: object, rule: object, fields: object = {}) =>
    policyLab(imageOf(config, fields)).check({ image: rule });

  it.each([
    [{ config: { User: '1001', user: '0' } }, '"user", which some readers take for "User"'],
    [{ config: { User: '1001' }, Config: { User: '0' } }, '"Config", which some readers take for "config"'],
    [{ config: { User: '1001', Uſer: '0' } }, 'which some readers take for "User"'],
  ])('that a runtime reads in another way is refused: %j', async (config, expected) => {
    expect(foundIn(await check(config, { user: 'not-root' }))).toContain(expected);
  });

  it.each([['1001'], ['1001:0'], ['65534:65534']])('with the user %s passes', async (User) => {
    expect(await check({ config: { User } }, { user: 'not-root' })).toMatchObject({ outcome: 'passed' });
  });

  it.each([
    [undefined, 'it has no USER, so it runs as root'],
    ['', 'it has no USER'],
    ['0', 'its USER is 0, which is root'],
    ['00', 'its USER is 00, which is root'],
    ['+0', 'its USER is +0, which is root'],
    ['0:1001', 'its USER is 0, which is root'],
    [':1001', 'it has no USER'],
    ['root', 'whose user ID is unknown'],
    ['4294967296', 'its USER is 4294967296, which is no user'],
    ['app', 'its USER is app, whose user ID is unknown'],
  ])('with the user %s is refused', async (User, expected) => {
    expect(foundIn(await check({ config: { User } }, { user: 'not-root' }))).toContain(expected);
  });

  it('must have the labels, and in them what the rule says', async () => {
    const labels = { team: 'red', tier: { matches: 'web|api' }, any: true };
    const report = await check({ config: { Labels: { team: 'blue', tier: 'webapi' } } }, { labels });

    expect(foundIn(report).split('; ')).toEqual([
      'the label team is blue',
      'the label tier is webapi',
      'the label any is missing',
    ]);
    expect(neededBy(report)).toContain('set the label team to red');
    expect(
      await check({ config: { Labels: { team: 'red', tier: 'api', any: '' } } }, { labels }),
    ).toMatchObject({ outcome: 'passed' });
  });

  it.each([
    ['2026-06-01T00:00:00Z', 'passed', 'built 2026-06-01'],
    ['2026-01-01T00:00:00Z', 'failed', 'it was built 165 days ago'],
    ['1970-01-01T00:00:00Z', 'failed', 'days ago'],
    ['2026-07-01T00:00:00Z', 'failed', 'check the clocks'],
    [undefined, 'failed', 'it has no build time'],
    ['last week', 'failed', 'it has no build time'],
  ])('built %s: %s', async (created, outcome, expected) => {
    const report = await check({ created }, { maxAge: '90d' });

    expect(report.outcome).toBe(outcome);
    expect(foundIn(report)).toContain(expected);
  });

  it('must be built from a listed base', async () => {
    const baseImages = ['registry.access.redhat.com/ubi9/*'];
    const name = 'org.opencontainers.image.base.name';
    const from = (base: string) => check({ config: { Labels: { [name]: base } } }, { baseImages });

    expect(await from('registry.access.redhat.com/ubi9/ubi-minimal:9.5')).toMatchObject({
      outcome: 'passed',
    });
    expect(foundIn(await from('evil/registry.access.redhat.com/ubi9/ubi'))).toContain(
      'it was built from evil/',
    );
    expect(await from('registry.access.redhat.com/ubi9/ubi/more')).toMatchObject({ outcome: 'failed' });
    expect(foundIn(await check({}, { baseImages }))).toContain('does not name its base image');
    expect(
      await check({}, { baseImages }, { annotations: { [name]: 'registry.access.redhat.com/ubi9/ubi' } }),
    ).toMatchObject({ outcome: 'passed' });
  });

  it('is that of every image of an index', async () => {
    const good = imageOf({ config: { User: '1001' } });
    const bad = imageOf({ config: { User: '0' }, architecture: 'arm64' });
    const lab = policyLab(
      sampleIndex([
        { image: good, platform: { os: 'linux', architecture: 'amd64' } },
        { image: bad, platform: { os: 'linux', architecture: 'arm64' } },
      ]),
    );

    const report = await lab.check({
      image: { user: 'not-root', platforms: ['linux/amd64', 'linux/s390x'] },
    });

    expect(report.findings).toMatchObject([
      { outcome: 'passed', platform: 'linux/amd64' },
      { outcome: 'failed', platform: 'linux/arm64' },
      { outcome: 'failed', digest: lab.digest, found: 'it is not for linux/s390x' },
    ]);
  });

  it('knows the platform of an image that is in no index', async () => {
    expect(await check({}, { platforms: ['linux/amd64'] })).toMatchObject({ outcome: 'passed' });
    expect(await check({}, { platforms: ['linux/arm64'] })).toMatchObject({ outcome: 'failed' });
  });
});

describe('the source of an image', () => {
  const check = (
    among: readonly string[],
    options: { source?: string; server?: string; otherNames?: readonly string[] } = {},
    servers?: readonly string[],
  ) =>
    policyLab(PLAIN).check({ source: { among, ...(servers === undefined ? {} : { servers }) } }, {}, options);

  it.each([['registry.example.com/dev/app'], ['registry.example.com/dev/*'], ['registry.example.com/**']])(
    'is listed by %s',
    async (name) => {
      expect(await check([name])).toMatchObject({ outcome: 'passed' });
    },
  );

  it.each([
    ['registry.example.com/dev'],
    ['registry.example.com/*'],
    ['example.com/dev/app'],
    ['dev/app'],
    ['registryxexample.com/dev/app'],
    ['*'],
  ])('is not listed by %s', async (name) => {
    const report = await check([name]);

    expect(report.outcome).toBe('failed');
    expect(neededBy(report)).toBe(`promote from ${name}`);
  });

  it('may be a stream, of any cluster or of one that is named', async () => {
    const server = 'https://api.dev.example.com:6443';
    const options = { source: 'dev/app:1', server };

    expect(await check(['dev/*'], options)).toMatchObject({ outcome: 'passed' });
    expect(await check(['dev/*'], options, [`${server}/`])).toMatchObject({ outcome: 'passed' });
    expect(await check(['dev/*'], options, ['https://api.other.example.com:6443'])).toMatchObject({
      outcome: 'failed',
    });
    expect(await check(['dev/*'], { source: 'dev/app:1' }, [server])).toMatchObject({ outcome: 'failed' });
  });
});

describe('soaking', () => {
  const DIGEST = PLAIN.root.digest;
  const OTHER = `sha256:${'b'.repeat(64)}` as typeof DIGEST;
  const event = (digest: typeof DIGEST | undefined, since: string) => ({ digest, image: 'x', since });
  const check = async (events: readonly ReturnType<typeof event>[] | undefined, rule: object = {}) => {
    const lab = policyLab(PLAIN);
    if (events !== undefined) lab.histories.set('source test/app', [{ tag: 'live', events }]);
    return lab.check({ soak: { in: 'test/app', for: '24h', ...rule } });
  };

  it('for long enough passes', async () => {
    expect(foundIn(await check([event(DIGEST, '2026-06-14T11:00:00Z')]))).toBe('in test/app for 25 hours');
    expect(await check([event(DIGEST, '2026-06-14T11:00:00Z')], { in: 'test/app:live' })).toMatchObject({
      outcome: 'passed',
    });
  });

  it('counts also when the tag moved on since', async () => {
    expect(
      await check([event(OTHER, '2026-06-14T00:00:00Z'), event(DIGEST, '2026-06-10T00:00:00Z')]),
    ).toMatchObject({ outcome: 'passed' });
  });

  it.each([
    ['is too short', [event(DIGEST, '2026-06-15T00:00:00Z')], 'in test/app for 12 hours'],
    [
      'was interrupted',
      [
        event(DIGEST, '2026-06-15T00:00:00Z'),
        event(OTHER, '2026-06-14T23:00:00Z'),
        event(DIGEST, '2026-06-14T01:00:00Z'),
      ],
      'in test/app for 22 hours',
    ],
    ['was only of another image', [event(OTHER, '2026-06-01T00:00:00Z')], 'it has never been in test/app'],
    ['has no beginning', [event(DIGEST, '')], 'the history does not say since when live has had this digest'],
    ['begins tomorrow', [event(DIGEST, '2026-06-16T00:00:00Z')], 'check the clocks'],
    [
      'ends tomorrow',
      [event(OTHER, '2026-06-17T00:00:00Z'), event(DIGEST, '2026-06-15T00:00:00Z')],
      'in test/app for 12 hours',
    ],
    [
      'ended nobody knows when',
      [event(OTHER, ''), event(DIGEST, '2026-06-01T00:00:00Z')],
      'in test/app for 0 minutes',
    ],
    ['is nowhere', undefined, 'there is no stream test/app'],
  ])('that %s is refused', async (_, events, expected) => {
    const report = await check(events);

    expect(report.outcome).toBe('failed');
    expect(foundIn(report)).toContain(expected);
    expect(neededBy(report)).toContain(`leave ${DIGEST} in test/app for 24h`);
  });

  it('in the tag of the rule only', async () => {
    expect(await check([event(DIGEST, '2026-06-10T00:00:00Z')], { in: 'test/app:other' })).toMatchObject({
      outcome: 'failed',
    });
  });

  it('may be of the destination cluster', async () => {
    expect(
      foundIn(await check([event(DIGEST, '2026-06-10T00:00:00Z')], { cluster: 'destination' })),
    ).toContain('there is no stream');
  });
});
