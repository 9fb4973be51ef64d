import { beforeEach, describe, expect, it } from 'vitest';
import {
  bundleOf,
  foundIn,
  neededBy,
  newKey,
  policyLab,
  statementAbout,
  type PolicyLab,
} from '../../support/policy-lab.ts';
import { noise, sampleImage, utf8 } from '../../support/sample-images.ts';

const IMAGE = sampleImage([noise(100, 1)]);
const key = newKey();
const COSIGN_VULN = 'https://cosign.sigstore.dev/attestation/vuln/v1';
const IN_TOTO_VULNS = 'https://in-toto.io/attestation/vulns/v0.2';

let lab: PolicyLab;
beforeEach(() => {
  lab = policyLab(IMAGE);
});

const YESTERDAY = '2026-06-14T12:00:00Z';

function attach(result: unknown, { scanFinishedOn = YESTERDAY, type = COSIGN_VULN, by = key } = {}): void {
  const predicate = {
    scanner: { uri: 'pkg:github/aquasecurity/trivy@0.60', result },
    metadata: { scanFinishedOn },
  };
  lab.addReferrer(IMAGE.root, bundleOf(statementAbout([lab.digest], type, predicate), by));
}

const check = (rule: object = {}) =>
  lab.check(
    { vulnerabilities: { by: 'scanner', maxAge: '7d', refuse: 'high', ...rule } },
    { signers: { scanner: { key: key.pem } } },
  );

const trivy = (...severities: readonly string[]): object => ({
  SchemaVersion: 2,
  Results: [
    {
      Target: 'rpm',
      Vulnerabilities: severities.map((Severity, index) => ({
        VulnerabilityID: `CVE-2026-${index + 1}`,
        Severity,
        PkgName: 'openssl',
      })),
    },
    { Target: 'nothing in it' },
  ],
});

describe('a scan', () => {
  it('that finds nothing bad passes', async () => {
    attach(trivy('LOW', 'MEDIUM'));

    const report = await check();

    expect(report.outcome).toBe('passed');
    expect(foundIn(report)).toBe('scanned 24 hours ago: none of severity high and above');
  });

  it('that is missing is refused', async () => {
    const report = await check();

    expect(foundIn(report)).toBe('no scan by scanner');
    expect(neededBy(report)).toContain('cosign attest --type vuln');
  });

  it('by somebody else is none', async () => {
    attach(trivy(), { by: newKey() });

    expect(foundIn(await check())).toContain('no scan by scanner that counts');
  });

  it('that is too old is refused', async () => {
    attach(trivy(), { scanFinishedOn: '2026-06-01T12:00:00Z' });

    expect(foundIn(await check())).toBe('the newest scan is 14 days old; the limit is 7d');
  });

  it('from the future is refused: a clock is wrong', async () => {
    attach(trivy(), { scanFinishedOn: '2026-06-16T12:00:00Z' });

    expect(foundIn(await check())).toContain('check the clocks');
  });

  it('that does not say when it ended is refused, whatever others say', async () => {
    attach(trivy());
    attach(trivy(), { scanFinishedOn: 'yesterday' });

    expect(foundIn(await check())).toBe('it does not say when the scan ended');
  });

  it('that is older never speaks for a newer one', async () => {
    attach(trivy(), { scanFinishedOn: '2026-06-13T12:00:00Z' });
    attach(trivy('CRITICAL'));
    // attached again after the newest
    attach(trivy(), { scanFinishedOn: '2026-06-13T12:00:00Z' });

    expect(await check()).toMatchObject({ outcome: 'failed' });
  });

  it('is not taken for the newest when others were not looked at, read or understood', async () => {
    const bad = bundleOf(
      statementAbout([lab.digest], COSIGN_VULN, {
        scanner: { uri: 'pkg:github/aquasecurity/trivy@0.60', result: trivy('CRITICAL') },
        metadata: { scanFinishedOn: '2026-06-15T00:00:00Z' },
      }),
      key,
    );
    const hidden: readonly (() => void)[] = [
      // behind more than anybody reads
      () => {
        for (let n = 0; n < 100; n += 1) lab.addReferrer(IMAGE.root, { n });
        lab.addReferrer(IMAGE.root, bad);
      },
      // it claims to be too large
      () => void lab.addReferrer(IMAGE.root, bad, { sizeBytes: 500_000_000 }),
      () => {
        lab.addProblem('cannot list what refers to it: the registry answered 503');
      },
    ];
    for (const hide of hidden) {
      lab = policyLab(IMAGE);
      attach(trivy());
      hide();

      const report = await check();
      expect(report.outcome).toBe('failed');
      expect(foundIn(report)).toContain('a newer scan may be among what was not read: ');
    }
  });

  it('does not mind what is attached besides and is no statement', async () => {
    attach(trivy());
    lab.addReferrer(IMAGE.root, { odd: 'thing' });
    lab.addReferrer(IMAGE.root, utf8('not JSON'));

    expect(await check()).toMatchObject({ outcome: 'passed' });
  });

  it.each([
    [{ odd: 'report' }],
    ['a text'],
    [undefined],
    [{ SchemaVersion: 2, Results: [{ Vulnerabilities: [{}] }] }],
    [[{ severity: 'low' }]],
  ])('in a form that is not known is refused: %j', async (result) => {
    attach(result);

    expect(foundIn(await check())).toContain('in a form that is not known');
  });
});

describe('what a scan finds', () => {
  it('is refused from the severity of the rule on', async () => {
    attach(trivy('HIGH', 'CRITICAL', 'MEDIUM'));

    const report = await check();

    expect(foundIn(report)).toBe(
      '2 of severity high and above: CVE-2026-1 (high in openssl), CVE-2026-2 (critical in openssl)',
    );
    expect(neededBy(report)).toContain('add an entry to ignore');
    expect(foundIn(await check({ refuse: 'critical' }))).toContain('1 of severity critical');
    expect(foundIn(await check({ refuse: 'low' }))).toContain('3 of severity low');
  });

  it('counts as the worst when the scanner does not know', async () => {
    attach(trivy('UNKNOWN'));

    expect(foundIn(await check({ refuse: 'critical' }))).toContain('CVE-2026-1 (unknown');
  });

  it('may be ignored until a day, which counts, and no longer', async () => {
    attach(trivy('HIGH'));
    const ignore = (until: string, more: object = {}) =>
      check({ ignore: [{ id: 'CVE-2026-1', until, reason: 'not reachable', ...more }] });

    expect(foundIn(await ignore('2026-06-15'))).toBe(
      'scanned 24 hours ago: none of severity high and above, 1 ignored',
    );
    expect(foundIn(await ignore('2026-06-14'))).toContain(
      'CVE-2026-1 (high in openssl, ignored until 2026-06-14)',
    );
    expect(await ignore('2027-01-31', { package: 'openssl' })).toMatchObject({ outcome: 'passed' });
    expect(await ignore('2027-01-31', { package: 'zlib' })).toMatchObject({ outcome: 'failed' });
    expect(await check({ ignore: [{ id: 'CVE-2026-11', until: '2027-01-31', reason: 'x' }] })).toMatchObject({
      outcome: 'failed',
    });
  });

  it.each([
    [
      'Grype',
      { matches: [{ vulnerability: { id: 'CVE-1', severity: 'High' }, artifact: { name: 'zlib' } }] },
      COSIGN_VULN,
    ],
    [
      'SARIF',
      {
        runs: [
          {
            tool: { driver: { rules: [{ id: 'CVE-1', properties: { 'security-severity': '7.5' } }] } },
            results: [{ ruleId: 'CVE-1' }],
          },
        ],
      },
      COSIGN_VULN,
    ],
    [
      'in-toto',
      [
        {
          id: 'CVE-1',
          severity: [
            { method: 'nvd', score: 'medium' },
            { method: 'cvss_score', score: '7.2' },
          ],
        },
      ],
      IN_TOTO_VULNS,
    ],
    [
      'in-toto 0.1',
      [{ vulnerability: { id: 'CVE-1', severity: { method: 'nvd', score: 'high' } } }],
      'https://in-toto.io/attestation/vulns/v0.1',
    ],
  ])('is read in the form of %s', async (_, result, type) => {
    attach(result, { type });

    expect(foundIn(await check())).toContain('1 of severity high and above: CVE-1 (high');
    expect(await check({ refuse: 'critical' })).toMatchObject({ outcome: 'passed' });
  });

  it('does not flood the log', async () => {
    attach(trivy(...Array<string>(500).fill('HIGH')));

    const found = foundIn(await check());

    expect(found).toContain('500 of severity high');
    expect(found).toContain('and 490 more');
    expect(found.length).toBeLessThan(1000);
  });
});
