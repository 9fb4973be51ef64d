import { generateKeyPairSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { load } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { DOCUMENTATION } from '../../../src/core/version.ts';
import { PromoteError } from '../../../src/core/text/errors.ts';
import { newKey, policyLab } from '../../support/policy-lab.ts';
import { noise, sampleImage } from '../../support/sample-images.ts';
import { startSigstore } from '../../support/sigstore-services.ts';

const lab = policyLab(sampleImage([noise(10, 1)]));
const KEY = newKey().pem;
const SIGNERS = {
  release: { key: KEY },
  ci: { issuer: 'https://token.example.com', identity: 'https://github.com/acme/app' },
};
const RULE = { name: 'signed', signature: { by: 'release' } };
const GOOD = { version: 1, signers: SIGNERS, rules: [RULE] };

/** Message and hint of each problem, one a line. */
async function problemsOf(
  policy: string | object,
  files?: Readonly<Record<string, string>>,
): Promise<string> {
  try {
    await lab.read(policy, files);
  } catch (error) {
    if (!(error instanceof PromoteError)) throw error;
    expect(error.code).toBe('POLICY_INVALID');
    expect(error.exitCode).toBe(2);
    const problems = error.problems.length > 0 ? error.problems : [error];
    return problems.map(({ message, hint }) => `${message} (${hint ?? ''})`).join('\n');
  }
  return '';
}

const withRule = (rule: object): object => ({ ...GOOD, rules: [{ name: 'the rule', ...rule }] });

describe('a policy', () => {
  it('is read with its defaults', async () => {
    const policy = await lab.read(GOOD);

    expect(policy).toMatchObject({ name: 'policy.yaml', mode: 'enforce', overrides: 'never' });
    expect(policy.digest).toMatch(/^sha256:/);
    expect(policy.rules).toEqual([
      { name: 'signed', kind: 'signature', mode: 'enforce', rule: { by: 'release', parts: 'all' } },
    ]);
  });

  it('is YAML with dates as they are written', async () => {
    const policy = await lab.read(
      `
version: 1
mode: warn
signers: { scanner: { keyFile: scanner.pub } }
rules:
  - name: scanned
    mode: enforce
    vulnerabilities:
      by: scanner
      maxAge: 7d
      refuse: high
      ignore: [{ id: CVE-2026-1, until: 2027-01-31, reason: not reachable }]
`,
      { 'scanner.pub': KEY },
    );

    expect(policy.rules).toMatchObject([
      { mode: 'enforce', rule: { ignore: [{ until: '2027-01-31' }], parts: 'index' } },
    ]);
  });

  it('that is no group of fields is refused', async () => {
    expect(await problemsOf('just a text')).toContain('policy.yaml: it is a text, not a group of fields');
    expect(await problemsOf('[]')).toContain('policy.yaml: it is a list, not a group of fields');
  });

  it('tells all problems at once, each with what was meant', async () => {
    const problems = await problemsOf({
      version: 2,
      mode: 'warm',
      signers: { release: { kee: KEY } },
      rules: [{ name: 'one', signature: { bye: 'release' } }, { name: 'two', sbomb: {} }, 'three'],
    });

    expect(problems.split('\n')).toEqual([
      'policy.yaml: version is 2, not 1 (write 1)',
      'policy.yaml: mode is "warm", not enforce or warn (did you mean warn?)',
      'policy.yaml: signer "release" has no field "kee" (did you mean key?)',
      `policy.yaml: rule "one": signature.by is missing (${DOCUMENTATION}/policy.md lists all fields)`,
      'policy.yaml: rule "one": signature has no field "bye" (did you mean by?)',
      'policy.yaml: rule "two" has no field "sbomb" (did you mean sbom?)',
      `policy.yaml: rule 3 is a text, not a group of fields (${DOCUMENTATION}/policy.md lists all fields)`,
    ]);
  });

  it('without a rule is refused: it would let everything through', async () => {
    expect(await problemsOf({ ...GOOD, rules: [] })).toContain('let everything through');
    expect(await problemsOf({ version: 1 })).toContain('rules is missing');
  });

  it.each([
    [{}, 'says nothing'],
    [{ sbom: {}, soak: { in: 'test/app', for: '24h' } }, 'is sbom and soak at once'],
    [{ signature: { by: 'relaese' } }, 'did you mean release?'],
    [{ signature: { by: [] } }, 'signature.by is empty'],
    [{ soak: { in: 'app', for: '24h' } }, 'must be project/stream'],
    [{ soak: { in: 'test/app', for: '1 day' } }, 'must be a duration such as 90d'],
    [{ soak: { in: 'test/app', for: '0h' } }, 'for is not a duration'],
    [{ image: {} }, 'image has no conditions'],
    [{ image: { labels: { team: { matches: '(' } } } }, 'is not a regular expression'],
    [{ image: { labels: { team: { match: 'a' } } } }, 'has no field "match" (did you mean matches?)'],
    [{ attestation: { type: 'provenance', by: 'ci' } }, 'is neither a URI nor a short name'],
    [{ attestation: { type: 'spdx', by: 'ci', branch: 'main' } }, 'are facts of SLSA provenance'],
    [
      { attestation: { type: 'vsa', by: 'ci', fields: [{ path: 'a', equals: 1, matches: 'x' }] } },
      'more than one of equals',
    ],
    [{ vulnerabilities: { by: 'ci', refuse: 'high' } }, 'vulnerabilities.maxAge is missing'],
    [{ vulnerabilities: { by: 'ci', refuse: 'hihg', maxAge: '7d' } }, 'did you mean high?'],
    [
      {
        vulnerabilities: {
          by: 'ci',
          refuse: 'high',
          maxAge: '7d',
          ignore: [{ id: 'A', until: '2027-02-30', reason: 'x' }],
        },
      },
      'which is no day',
    ],
    [
      {
        vulnerabilities: {
          by: 'ci',
          refuse: 'high',
          maxAge: '7d',
          ignore: [{ id: 'A', until: '2027-02-03', reason: ' ' }],
        },
      },
      'reason is empty',
    ],
    [
      { vulnerabilities: { by: 'ci', refuse: 'high', maxAge: '7d', ignore: [{ id: 'A', reason: 'x' }] } },
      'until is missing',
    ],
    [
      {
        vulnerabilities: {
          by: 'ci',
          refuse: 'high',
          maxAge: '7d',
          ignore: ['01', '02'].map((day) => ({ id: 'A', until: `2027-02-${day}`, reason: 'x' })),
        },
      },
      'ignores A twice',
    ],
  ])('with the rule %j: %s', async (rule, expected) => {
    expect(await problemsOf(withRule(rule))).toContain(expected);
  });

  it('whose rules exclude each other is refused', async () => {
    const rules = [
      { name: 'a', source: { among: ['dev/app'] } },
      { name: 'b', source: { among: ['test/app'] } },
      { name: 'c', image: { labels: { team: 'red' } } },
      { name: 'c', image: { labels: { team: 'blue' } } },
    ];
    const problems = await problemsOf({ ...GOOD, rules });

    expect(problems).toContain('two rules are called "c"');
    expect(problems).toContain('rules "a" and "b" contradict each other: no source is in both lists');
    expect(problems).toContain('the label team cannot be red and blue');
  });
});

describe('a signer', () => {
  const problemsOfSigner = (signer: object, files?: Readonly<Record<string, string>>): Promise<string> =>
    problemsOf({ ...GOOD, signers: { ...SIGNERS, one: signer } }, files);
  const pem = (type: 'rsa' | 'dsa' | 'x25519', options: object = {}): string =>
    (
      generateKeyPairSync as (
        type: string,
        options: object,
      ) => { publicKey: { export: (as: object) => string } }
    )(type, options).publicKey.export({ type: 'spki', format: 'pem' });

  it.each([
    ['nothing', {}, 'is neither a key nor an identity'],
    ['a key and an identity', { key: KEY, issuer: 'a', identity: 'b' }, 'is more than one of'],
    ['an identity without issuer', { identity: 'me@example.com' }, 'an identity without issuer'],
    [
      'an identity whose log does not matter',
      { ...SIGNERS.ci, transparencyLog: 'optional' },
      'cannot be optional',
    ],
    [
      'a private key',
      { key: '-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----' },
      'is a private key',
    ],
    [
      'an encrypted one of cosign',
      { key: '-----BEGIN ENCRYPTED SIGSTORE PRIVATE KEY-----\nAAAA\n' },
      'is a private key',
    ],
    [
      'a certificate',
      { key: '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----' },
      'is a certificate',
    ],
    ['a key of OpenPGP', { key: '-----BEGIN PGP PUBLIC KEY BLOCK-----\n' }, 'OpenPGP'],
    ['a path', { key: 'cosign.pub' }, 'is not a public key in PEM'],
    ['a damaged key', { key: KEY.replace(/^(.{60})./s, '$1!') }, 'is damaged'],
    ['two keys', { key: KEY + KEY }, 'holds several keys'],
    ['a short RSA key', { key: pem('rsa', { modulusLength: 1024 }) }, 'an RSA key of 1024 bits'],
    ['a key that cannot sign', { key: pem('x25519') }, 'a key of the kind x25519'],
    [
      'another curve',
      {
        key: generateKeyPairSync('ec', { namedCurve: 'P-384' })
          .publicKey.export({ type: 'spki', format: 'pem' })
          .toString(),
      },
      'of the curve secp384r1',
    ],
    ['a file that is not there', { keyFile: 'other.pub' }, 'other.pub does not exist'],
    [
      'a pattern with a dot for any letter',
      { issuer: 'https://a', identity: { matches: 'https://github.com/acme/.*' } },
      'has a dot that stands for any letter',
    ],
    [
      'a pattern that closes ours',
      { issuer: 'https://a', identity: { matches: 'x)|(?:y' } },
      'is not a complete regular expression',
    ],
    [
      'no root for a repository of its own',
      { ...SIGNERS.ci, trustedRoot: { tuf: { url: 'https://tuf.example.com' } } },
      'which is required to trust',
    ],
    [
      'a trusted root that is none',
      { ...SIGNERS.ci, trustedRoot: { file: 'root.json' } },
      'is no trusted root',
    ],
  ])('of %s is refused', async (_, signer, expected) => {
    expect(await problemsOfSigner(signer, { 'root.json': '{}' })).toContain(expected);
  });

  it('never shows a private key that was given by mistake', async () => {
    const secret = generateKeyPairSync('ec', { namedCurve: 'P-256' })
      .privateKey.export({ type: 'pkcs8', format: 'pem' })
      .toString();

    const problems = await problemsOfSigner({ key: secret });

    for (const line of secret.split('\n').filter((each) => each !== '' && !each.startsWith('---')))
      expect(problems).not.toContain(line);
  });

  it.each([
    ['RSA', pem('rsa', { modulusLength: 2048 })],
    ['Ed25519', generateKeyPairSync('ed25519').publicKey.export({ type: 'spki', format: 'pem' }).toString()],
  ])('may have a key of %s', async (_, key) => {
    expect(await problemsOfSigner({ key })).toBe('');
  });

  it('may have a trusted root of its own, from a file', async () => {
    const services = await startSigstore();
    await services.close();

    expect(
      await problemsOfSigner(
        { ...SIGNERS.ci, trustedRoot: { file: 'root.json' } },
        { 'root.json': services.trustedRoot() },
      ),
    ).toBe('');
  });
});

describe('the JSON schema of a policy', () => {
  const schema = JSON.parse(readFileSync('docs/policy.schema.json', 'utf8')) as object;
  const ajv = new Ajv({ strict: false });

  it('takes what the reader takes', async () => {
    const text = readFileSync('docs/policy.md', 'utf8');
    const samples = [...text.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, yaml = '']) => load(yaml));

    expect(samples.length).toBeGreaterThan(0);
    for (const sample of [GOOD, ...samples]) {
      expect(ajv.validate(schema, sample), JSON.stringify(ajv.errors)).toBe(true);
    }
  });

  it.each([
    { ...GOOD, mode: 'warm' },
    { ...GOOD, rules: [] },
    { ...GOOD, rules: [{ name: 'two at once', sbom: {}, source: { among: ['a/b'] } }] },
    { ...GOOD, rules: [{ name: 'nothing' }] },
    { ...GOOD, rule: [] },
    withRule({ signature: { bye: 'release' } }),
  ])('refuses what the reader refuses (%#)', async (policy) => {
    expect(ajv.validate(schema, policy)).toBe(false);
    expect(await problemsOf(policy)).not.toBe('');
  });
});
