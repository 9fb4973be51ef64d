import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  COSIGN_SIGN,
  foundIn,
  newKey,
  policyLab,
  signatureOf,
  payloadFor,
  bundleOf,
  statementAbout,
  type PolicyLab,
} from '../../support/policy-lab.ts';
import type { RuleReport } from '../../../src/core/ports/policy-report.ts';
import { noise, sampleImage } from '../../support/sample-images.ts';
import {
  startSigstore,
  type SigstoreServices,
  type TrustedRootJson,
} from '../../support/sigstore-services.ts';
import { makeTufRepository } from '../../support/tuf-repository.ts';

const IMAGE = sampleImage([noise(100, 1)]);
const ISSUER = 'https://token.actions.githubusercontent.com';
const WORKFLOW = 'https://github.com/acme/app/.github/workflows/build.yml@refs/heads/main';
const CI = { issuer: ISSUER, identity: WORKFLOW };
const STATEMENT = statementAbout([IMAGE.root.digest], COSIGN_SIGN);

let services: SigstoreServices;
let lab: PolicyLab;
beforeAll(async () => {
  services = await startSigstore();
});
afterAll(() => services.close());
beforeEach(() => {
  lab = policyLab(IMAGE);
  lab.now = new Date();
});

const check = (signer: object = CI, change?: (root: TrustedRootJson) => void) =>
  lab.check(
    { signature: { by: 'ci' } },
    { trustedRoot: { file: 'root.json' }, signers: { ci: signer } },
    { files: { 'root.json': services.trustedRoot(change) } },
  );
const attach = async (
  subject = WORKFLOW,
  issuer = ISSUER,
  statement: object = STATEMENT,
  log = true,
): Promise<object> => {
  const bundle = (await services.attest(statement, { subject, issuer }, { log })) as object;
  lab.addReferrer(IMAGE.root, bundle);
  return bundle;
};

describe('a signature by identity', () => {
  it('is good with certificate, log and time', async () => {
    await attach();

    const report = await check();

    expect(report, foundIn(report)).toMatchObject({ outcome: 'passed' });
    expect(foundIn(report)).toBe(`signed by ci (${WORKFLOW})`);
  });

  it('is good with a timestamp instead of a log, where the trusted root has no logs', async () => {
    await attach(WORKFLOW, ISSUER, STATEMENT, false);

    expect(foundIn(await check())).toContain('expected 1 tlog entries, got 0');
    const report = await check(CI, (root) => (root.tlogs = []));
    expect(report, foundIn(report)).toMatchObject({ outcome: 'passed' });
  });

  it.each([
    ['behind it', `${WORKFLOW}-evil`],
    ['before it', `https://evil.example.com/${WORKFLOW}`],
    ['in between', WORKFLOW.replace('acme', 'acme-evil')],
    ['in another case', WORKFLOW.replace('acme', 'Acme')],
    ['for the dot', WORKFLOW.replace('github.com', 'githubxcom')],
    ['on a line of its own', `x\n${WORKFLOW}`],
    ['of another branch', WORKFLOW.replace('main', 'feature')],
  ])('is refused when the identity has something %s', async (_, subject) => {
    await attach(subject);
    const pattern = { matches: 'https://github\\.com/acme/app/.+@refs/heads/main' };

    for (const identity of [WORKFLOW, pattern]) {
      const report = await check({ ...CI, identity });
      expect(report.outcome).toBe('failed');
      expect(foundIn(report)).toContain('is signed by ');
    }
  });

  it('is good when the whole identity matches a pattern', async () => {
    await attach();

    expect(
      await check({ ...CI, identity: { matches: 'https://github\\.com/acme/.+@refs/heads/(main|release)' } }),
    ).toMatchObject({ outcome: 'passed' });
    expect(await check({ ...CI, identity: { matches: 'https://github\\.com/acme/' } })).toMatchObject({
      outcome: 'failed',
    });
    expect(await check({ ...CI, identity: { matches: 'a|b' } })).toMatchObject({ outcome: 'failed' });
  });

  it.each(['https://evil.example.com', `${ISSUER}/`, `${ISSUER}.evil.example.com`, ISSUER.toUpperCase()])(
    'is refused when %s vouched for it',
    async (issuer) => {
      await attach(WORKFLOW, issuer);

      expect(foundIn(await check())).toContain(`issued by ${issuer}`);
    },
  );

  it('is refused when the authority ended before it was made', async () => {
    await attach();

    const report = await check(CI, (root) => {
      for (const { validFor } of root.certificateAuthorities) validFor.end = '2021-01-01T00:00:00Z';
    });

    expect(foundIn(report)).toContain('Failed to verify certificate chain');
    expect(foundIn(report)).toContain('root.json');
  });

  it('is refused when the log ended before it was made', async () => {
    await attach();

    const report = await check(CI, (root) => {
      for (const { publicKey } of root.tlogs) publicKey.validFor.end = '2021-01-01T00:00:00Z';
    });

    expect(report.outcome).toBe('failed');
  });

  it('is refused by a trusted root of somebody else', async () => {
    const others = await startSigstore();
    await others.close();
    await attach();

    const report = await lab.check(
      { signature: { by: 'ci' } },
      { trustedRoot: { file: 'root.json' }, signers: { ci: CI } },
      { files: { 'root.json': others.trustedRoot() } },
    );

    expect(report.outcome).toBe('failed');
  });

  it("is refused by the bundled one, which is that of sigstore's public instance", async () => {
    await attach();

    const report = await lab.check({ signature: { by: 'ci' } }, { signers: { ci: CI } });

    expect(report.outcome).toBe('failed');
    expect(foundIn(report)).toMatch(/sigstore’s public instance as of \d{4}-\d\d-\d\d/);
  });

  it('is refused when the statement in it was replaced', async () => {
    const bundle = (await services.attest(statementAbout(['sha256:' + 'a'.repeat(64)], COSIGN_SIGN), {
      subject: WORKFLOW,
      issuer: ISSUER,
    })) as {
      dsseEnvelope: { payload: string };
    };
    bundle.dsseEnvelope.payload = Buffer.from(JSON.stringify(STATEMENT)).toString('base64');
    lab.addReferrer(IMAGE.root, bundle);

    expect(foundIn(await check())).toContain('does not verify');
  });

  it('is refused when its entry of the log belongs to another one', async () => {
    const good = (await services.attest(STATEMENT, { subject: WORKFLOW, issuer: ISSUER })) as Bundle;
    const other = (await services.attest(STATEMENT, { subject: WORKFLOW, issuer: ISSUER })) as Bundle;
    good.verificationMaterial.tlogEntries = other.verificationMaterial.tlogEntries;
    lab.addReferrer(IMAGE.root, good);

    expect(foundIn(await check())).toContain('does not verify');
  });

  it('is refused when it was made in the future: a clock is wrong', async () => {
    await attach();
    lab.now = new Date(Date.now() - 3_600_000);

    expect(foundIn(await check())).toContain('in the future: check the clocks');
  });

  it('is not one by key, nor the other way round', async () => {
    const key = newKey();
    await attach();

    expect(
      foundIn(await lab.check({ signature: { by: 'k' } }, { signers: { k: { key: key.pem } } })),
    ).toContain('is signed with a certificate, not with the key');
    lab = policyLab(IMAGE);
    lab.addReferrer(IMAGE.root, bundleOf(STATEMENT, key));
    expect(foundIn(await check())).toContain('is signed with a key, not with a certificate');
  });
});

interface Bundle {
  verificationMaterial: { tlogEntries: unknown };
}

describe('a signature by key that must be in a log', () => {
  it('is refused without one', async () => {
    const key = newKey();
    lab.addReferrer(IMAGE.root, bundleOf(STATEMENT, key));
    const payload = payloadFor(lab.digest);
    lab.addSignatures(lab.digest, [{ payload, signature: signatureOf(payload, key) }]);

    const signers = { k: { key: key.pem, transparencyLog: 'required' } };
    const report = await lab.check({ signature: { by: 'k' } }, { signers });

    expect(foundIn(report).match(/expected 1 tlog entries, got 0/g)).toHaveLength(2);
    expect(await lab.check({ signature: { by: 'k' } }, { signers: { k: { key: key.pem } } })).toMatchObject({
      outcome: 'passed',
    });
  });
});

describe('a trusted root from a TUF repository', () => {
  const url = 'https://tuf.example.com/repository';
  const tufCheck = (root: string): Promise<RuleReport> =>
    lab.check(
      { signature: { by: 'ci' } },
      { trustedRoot: { tuf: { url, root: 'root.json' } }, signers: { ci: CI } },
      { files: { 'root.json': root } },
    );

  it('is verified from the first metadata on', async () => {
    await attach();
    const repository = makeTufRepository({ 'trusted_root.json': services.trustedRoot() });
    lab.download = repository.download(url);

    const report = await tufCheck(repository.root);

    expect(report, foundIn(report)).toMatchObject({ outcome: 'passed' });
  });

  const failing = async (root: string, expected: string): Promise<void> => {
    const report = await tufCheck(root);

    expect(report).toMatchObject({ name: 'the rule', outcome: 'failed' });
    expect(foundIn(report)).toContain(`the trusted root cannot be had from ${url}: `);
    expect(foundIn(report)).toContain(expected);
  };
  const targets = (): Record<string, string> => ({ 'trusted_root.json': services.trustedRoot() });

  it('that cannot be reached fails the rule by its name', async () => {
    await attach();

    await failing(makeTufRepository(targets()).root, 'cannot be reached');
  });

  it('that is expired fails the rule', async () => {
    await attach();
    const repository = makeTufRepository(targets(), '2021-01-01T00:00:00Z');
    lab.download = repository.download(url);

    await failing(repository.root, 'expired');
  });

  it('that was signed by somebody else fails the rule', async () => {
    await attach();
    lab.download = makeTufRepository(targets()).download(url);

    await failing(makeTufRepository({}).root, '');
  });

  it('with a target that was changed fails the rule', async () => {
    await attach();
    const repository = makeTufRepository(targets());
    for (const name of repository.files.keys())
      if (name.startsWith('targets/')) repository.files.set(name, Buffer.from('{}'));
    lab.download = repository.download(url);

    await failing(repository.root, '');
  });

  it('is asked for once, however many signatures and rules need it', async () => {
    await attach();
    await attach();
    const repository = makeTufRepository(targets());
    const asked: string[] = [];
    const download = repository.download(url);
    lab.download = (file, ...more) => {
      asked.push(file);
      return download(file, ...more);
    };

    expect(await tufCheck(repository.root)).toMatchObject({ outcome: 'passed' });
    expect(asked.filter((file) => file.endsWith('/timestamp.json'))).toHaveLength(1);
  });
});
