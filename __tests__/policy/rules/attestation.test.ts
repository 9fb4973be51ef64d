import { beforeEach, describe, expect, it } from 'vitest';
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
import { noise, sampleImage } from '../../support/sample-images.ts';

const IMAGE = sampleImage([noise(100, 1)]);
const key = newKey();
const foreign = newKey();
const SIGNERS = { ci: { key: key.pem } };
const V1 = 'https://slsa.dev/provenance/v1';
const REPOSITORY = 'https://github.com/acme/app';

/** What GitHub writes (actions.github.io/buildtypes/workflow/v1). */
const provenance = (ref = 'refs/heads/main', repository = REPOSITORY): object => ({
  buildDefinition: {
    buildType: 'https://actions.github.io/buildtypes/workflow/v1',
    externalParameters: { workflow: { ref, repository, path: '.github/workflows/build.yml' } },
    resolvedDependencies: [{ uri: `git+${repository}@${ref}`, digest: { gitCommit: 'a'.repeat(40) } }],
  },
  runDetails: {
    builder: { id: `${repository}/.github/workflows/build.yml@${ref}` },
    metadata: { finishedOn: '2026-06-10T12:00:00Z' },
  },
});

let lab: PolicyLab;
beforeEach(() => {
  lab = policyLab(IMAGE);
});

const attach = (predicate: object, { type = V1, by = key, digest = IMAGE.root.digest } = {}): void => {
  lab.addReferrer(IMAGE.root, bundleOf(statementAbout([digest], type, predicate), by));
};
const check = (rule: object = {}) =>
  lab.check({ attestation: { type: 'slsaprovenance1', by: 'ci', ...rule } }, { signers: SIGNERS });

describe('an attestation', () => {
  it('by a signer passes, and is in the record', async () => {
    attach(provenance());

    const report = await lab.evaluate({
      version: 1,
      signers: SIGNERS,
      rules: [{ name: 'built', attestation: { type: V1, by: 'ci' } }],
    });

    expect(report.outcome).toBe('passed');
    expect(report.signatures).toMatchObject([{ signer: 'ci', type: V1, format: 'bundle' }]);
  });

  it('that is missing is refused, with the command that makes it', async () => {
    const report = await check({ branch: 'main' });

    expect(foundIn(report)).toBe('no slsaprovenance1 by ci');
    expect(neededBy(report)).toContain('attest it as ci: slsaprovenance1, of the branch main (cosign attest');
  });

  it('in the older format counts as well', async () => {
    lab.addEnvelope(lab.digest, envelopeOf(statementAbout([lab.digest], V1, provenance()), key), {
      predicateType: V1,
    });

    expect(await check()).toMatchObject({ outcome: 'passed' });
  });

  it.each([
    ['by somebody else', { by: foreign }, 'signature verification failed'],
    ['about another image', { digest: `sha256:${'a'.repeat(64)}` as const }, 'about something else'],
    ['of another type', { type: 'https://slsa.dev/provenance/v0.2' }, 'no slsaprovenance1'],
    ['of a type that only looks alike', { type: `${V1}-evil` }, 'no slsaprovenance1'],
    ['of a type that begins alike', { type: `${V1}/evil` }, 'no slsaprovenance1'],
  ])('%s is refused', async (_, how, expected) => {
    attach(provenance(), how as never);

    const report = await check();

    expect(report.outcome).toBe('failed');
    expect(foundIn(report)).toContain(expected);
  });

  it('whose envelope holds something else than a statement is refused', async () => {
    const envelope = envelopeOf(statementAbout([lab.digest], V1, provenance()), key, 'text/plain');
    lab.addReferrer(IMAGE.root, { ...bundleOf({}, key), dsseEnvelope: envelope });

    expect(foundIn(await check())).toContain('signs text/plain, not a statement');
  });

  it('may be about several images', async () => {
    const statement = statementAbout([`sha256:${'a'.repeat(64)}`, lab.digest], V1, provenance());
    lab.addReferrer(IMAGE.root, bundleOf(statement, key));

    expect(await check()).toMatchObject({ outcome: 'passed' });
  });
});

describe('the facts of provenance', () => {
  const rule = {
    builder: { matches: 'https://github\\.com/acme/app/\\.github/workflows/.+@refs/heads/main' },
    sourceRepository: REPOSITORY,
    branch: 'main',
  };

  it('are those of the workflow that built it', async () => {
    attach(provenance());

    const report = await check(rule);

    expect(report, foundIn(report)).toMatchObject({ outcome: 'passed' });
    expect(foundIn(report)).toContain(`from ${REPOSITORY}, branch main`);
  });

  it.each([
    ['another branch', provenance('refs/heads/feature'), 'the branch is feature, expected main'],
    ['a tag', provenance('refs/tags/main'), 'the branch is missing, expected main'],
    [
      'another repository',
      provenance(undefined, 'https://github.com/acme/app-evil'),
      'the source repository is https://github.com/acme/app-evil',
    ],
    [
      'one that only begins alike',
      provenance(undefined, 'https://github.com/acme/ap'),
      'the source repository is',
    ],
    ['nothing', {}, 'the builder is missing'],
  ])('%s is refused', async (_, predicate, expected) => {
    attach(predicate);

    const report = await check(rule);

    expect(report.outcome).toBe('failed');
    expect(foundIn(report)).toContain(expected);
  });

  it('of one attestation are enough', async () => {
    attach(provenance('refs/heads/feature'));
    attach(provenance());

    expect(await check(rule)).toMatchObject({ outcome: 'passed' });
  });

  it('are not put together from several', async () => {
    attach(provenance('refs/heads/feature'));
    attach(provenance('refs/heads/main', 'https://github.com/acme/other'));

    expect(await check({ sourceRepository: REPOSITORY, branch: 'main' })).toMatchObject({
      outcome: 'failed',
    });
  });

  it.each([
    [
      'GitLab',
      { source: 'https://gitlab.com/acme/app', entryPoint: 'build', variables: { CI_COMMIT_BRANCH: 'main' } },
      [],
    ],
    [
      'a source with a reference',
      { source: { uri: 'git+https://gitlab.com/acme/app.git@refs/heads/main' } },
      [],
    ],
    [
      'the only git repository, as Tekton Chains',
      {},
      [{ uri: 'git+https://gitlab.com/acme/app.git@refs/heads/main' }, { uri: 'oci://quay.io/task' }],
    ],
  ])('are those of %s', async (_, externalParameters, resolvedDependencies) => {
    attach({
      buildDefinition: { externalParameters, resolvedDependencies },
      runDetails: { builder: { id: 'x' } },
    });

    const report = await check({ sourceRepository: 'https://gitlab.com/acme/app', branch: 'main' });

    expect(report, foundIn(report)).toMatchObject({ outcome: 'passed' });
  });

  it('do not come from a dependency among others', async () => {
    const resolvedDependencies = ['app', 'library'].map((name) => ({
      uri: `git+https://gitlab.com/acme/${name}`,
    }));
    attach({ buildDefinition: { externalParameters: {}, resolvedDependencies } });

    expect(foundIn(await check({ sourceRepository: 'https://gitlab.com/acme/app' }))).toContain('is missing');
  });

  it('are read from version 0.2 as well', async () => {
    attach(
      {
        builder: { id: 'tekton' },
        invocation: { configSource: { uri: 'git+https://gitlab.com/acme/app@refs/heads/main' } },
      },
      { type: 'https://slsa.dev/provenance/v0.2' },
    );

    expect(
      await check({
        type: 'slsaprovenance02',
        builder: 'tekton',
        sourceRepository: 'https://gitlab.com/acme/app',
        branch: 'main',
      }),
    ).toMatchObject({ outcome: 'passed' });
  });
});

describe('conditions on fields', () => {
  const type = 'https://example.com/approval/v1';
  const approve = (fields: object): void => attach(fields, { type });
  const checkFields = (fields: readonly object[], more: object = {}) => check({ type, fields, ...more });

  it.each([
    [{ path: 'result', equals: 'passed' }],
    [{ path: 'count', equals: 3 }],
    [{ path: 'result', oneOf: ['passed', 'waived'] }],
    [{ path: 'by.0.name', matches: '[a-z]+@example\\.com' }],
    [{ path: 'by' }],
  ])('%j is met', async (condition) => {
    approve({ result: 'passed', count: 3, by: [{ name: 'ann@example.com' }] });

    expect(await checkFields([condition])).toMatchObject({ outcome: 'passed' });
  });

  it.each([
    [{ path: 'result', equals: 'passed' }, 'result is failed, expected passed'],
    [{ path: 'count', equals: '3' }, 'count is 3, expected 3'],
    [{ path: 'result', oneOf: ['passed', 'waived'] }, 'not one of passed, waived'],
    [{ path: 'by.0.name', matches: '[a-z]+@example\\.com' }, 'by.0.name is ann@example.com.evil, expected'],
    [{ path: 'by.1' }, 'the field by.1 is missing'],
    [{ path: '__proto__' }, 'is missing'],
  ])('%j is not', async (condition, expected) => {
    approve({ result: 'failed', count: 3, by: [{ name: 'ann@example.com.evil' }] });

    expect(foundIn(await checkFields([condition]))).toContain(expected);
  });

  it('are asked of the newest where the rule says so: an older one that is attached again proves nothing', async () => {
    approve({ result: 'passed', timestamp: '2026-06-01T00:00:00Z' });
    approve({ result: 'failed', timestamp: '2026-06-02T00:00:00Z' });
    const fields = [{ path: 'result', equals: 'passed' }];

    expect(await checkFields(fields)).toMatchObject({ outcome: 'passed' });
    expect(await checkFields(fields, { which: 'newest' })).toMatchObject({ outcome: 'failed' });
  });

  it('are not asked of the newest where a newer one may be among what was not read', async () => {
    approve({ result: 'passed', timestamp: '2026-06-01T00:00:00Z' });
    lab.addProblem('the registry answered 503');
    const fields = [{ path: 'result', equals: 'passed' }];

    expect(await checkFields(fields)).toMatchObject({ outcome: 'passed' });
    const report = await checkFields(fields, { which: 'newest' });
    expect(report.outcome).toBe('failed');
    expect(foundIn(report)).toContain('may be among what was not read: the registry answered 503');
  });

  it('are asked of all where nothing says which is the newest', async () => {
    approve({ result: 'passed' });
    approve({ result: 'failed', timestamp: '2026-06-02T00:00:00Z' });

    expect(await checkFields([{ path: 'result', equals: 'passed' }], { which: 'newest' })).toMatchObject({
      outcome: 'failed',
    });
  });
});

describe('the age of an attestation', () => {
  it.each([
    ['6d', 'passed', ''],
    ['4d', 'failed', 'it is 5 days old; the limit is 4d'],
  ])('is compared with %s: %s', async (maxAge, outcome, expected) => {
    attach(provenance());

    const report = await check({ maxAge });

    expect(report.outcome).toBe(outcome);
    expect(foundIn(report)).toContain(expected);
  });

  it('must be there', async () => {
    attach({});

    expect(foundIn(await check({ maxAge: '4d' }))).toContain('it has no timestamp');
  });

  it('is not below zero: a clock is wrong', async () => {
    attach(provenance());
    lab.now = new Date('2026-06-01T00:00:00Z');

    expect(foundIn(await check({ maxAge: '4d' }))).toContain('check the clocks');
  });
});
