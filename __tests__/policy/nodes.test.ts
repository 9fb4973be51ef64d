import type { ImagePolicyObject } from '../../src/core/ports/policies.ts';
import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { NodePolicy } from '../../src/policy/model/node-policy.ts';
import { parseDockerName, scopesOf } from '../../src/policy/nodes/docker-name.ts';
import { nodePolicyOf } from '../../src/policy/nodes/image-policies.ts';
import { readPolicyJson } from '../../src/policy/nodes/policy-json.ts';
import { newKey } from '../support/policy-lab.ts';
import { jsonBytes } from '../support/sample-images.ts';

const base64 = (text: string): string => Buffer.from(text).toString('base64');
const KEY = { policyType: 'PublicKey', publicKey: { keyData: base64(newKey().pem) } };
const objectOf = (name: string, scopes: readonly string[], more: Partial<ImagePolicyObject> = {}) => ({
  ...{ kind: 'ClusterImagePolicy', name, project: undefined, scopes, policy: { rootOfTrust: KEY } },
  ...more,
});
const inProject = { kind: 'ImagePolicy', project: 'prod' } as const;
const policiesAt = ({ scopes }: NodePolicy, scope: string): readonly string[] =>
  (scopes.get(scope) ?? []).map(({ policy }) => policy);

describe('policies of a cluster', () => {
  it('are all required where they are about the same scope', () => {
    const policy = nodePolicyOf([
      objectOf('a', ['example.com/x']),
      objectOf('b', ['example.com/x', 'example.com/y']),
    ]);

    expect(policiesAt(policy, 'example.com/x')).toEqual(['ClusterImagePolicy a', 'ClusterImagePolicy b']);
    expect(policiesAt(policy, 'example.com/y')).toEqual(['ClusterImagePolicy b']);
    expect(policy.otherwise).toMatchObject([{ requirement: { kind: 'accept' } }]);
  });

  it.each([
    ['the same', 'example.com/x', 'example.com/x', false],
    ['a name above it', 'example.com', 'example.com/x/app', false],
    ['a wildcard for its host', '*.example.com', 'registry.example.com/x', false],
    ['the repository of its tag', 'example.com/x', 'example.com/x:1', false],
    ['a name that only begins the same', 'example.com/x', 'example.com/xy', true],
    ['a name below it', 'example.com/x/app', 'example.com/x', true],
  ])('come before those of a project: %s', (_, cluster, project, isInForce) => {
    const policy = nodePolicyOf([objectOf('ours', [project], inProject), objectOf('all', [cluster])]);

    expect(policiesAt(policy, project).includes('ImagePolicy ours')).toBe(isInForce);
  });

  it.each([
    [undefined, { kind: 'matchRepoDigestOrExact' }],
    [{ matchPolicy: 'MatchRepoDigestOrExact' }, { kind: 'matchRepoDigestOrExact' }],
    [{ matchPolicy: 'MatchRepository' }, { kind: 'matchRepository' }],
    [
      { matchPolicy: 'ExactRepository', exactRepository: { repository: 'example.com/x' } },
      { kind: 'exactRepository', repository: 'example.com/x' },
    ],
    [
      { matchPolicy: 'RemapIdentity', remapIdentity: { prefix: 'a.io', signedPrefix: 'b.io' } },
      { kind: 'remapIdentity', prefix: 'a.io', signedPrefix: 'b.io' },
    ],
  ])('name the identity of signatures: %j', (signedIdentity, identity) => {
    const policy = { rootOfTrust: KEY, ...(signedIdentity === undefined ? {} : { signedIdentity }) };
    const { scopes } = nodePolicyOf([objectOf('a', ['example.com'], { policy })]);

    expect(scopes.get('example.com')).toMatchObject([{ requirement: { kind: 'signed', identity } }]);
  });

  it.each([
    ['a PKI', { rootOfTrust: { policyType: 'PKI', pki: {} } }, /of the kind PKI/],
    ['nothing', {}, /no root of trust/],
    [
      'an unknown match policy',
      { rootOfTrust: KEY, signedIdentity: { matchPolicy: 'New' } },
      /signedIdentity/,
    ],
    [
      'a key of another curve',
      {
        rootOfTrust: {
          policyType: 'PublicKey',
          publicKey: {
            keyData: base64(
              generateKeyPairSync('ec', { namedCurve: 'P-384' })
                .publicKey.export({ type: 'spki', format: 'pem' })
                .toString(),
            ),
          },
        },
      },
      /its key is a key of the curve secp384r1/,
    ],
    [
      'damaged certificates',
      { rootOfTrust: { policyType: 'FulcioCAWithRekor', fulcioCAWithRekor: {} } },
      /is missing/,
    ],
  ])('are not known to be satisfied when they ask for %s', (_, policy, why) => {
    const { scopes } = nodePolicyOf([objectOf('a', ['example.com'], { policy })]);

    expect(scopes.get('example.com')).toMatchObject([
      { requirement: { kind: 'unknown', why: expect.stringMatching(why) as string } },
    ]);
  });
});

describe('a policy.json', () => {
  const read = (value: unknown) => readPolicyJson('policy.json', jsonBytes(value));

  it.each([
    ['no object', [], /not a JSON object/],
    ['no default', { transports: {} }, /has no default/],
    ['an empty list', { default: [] }, /the default has no requirements/],
    ['an unknown requirement', { default: [{ type: 'accept' }] }, /"accept", which does not exist/],
    [
      'an unknown identity',
      { default: [{ type: 'sigstoreSigned', keyData: 'x', signedIdentity: { type: 'new' } }] },
      /signedIdentity that cannot be read/,
    ],
  ])('is refused with %s', (_, value, message) => {
    expect(() => read(value)).toThrow(message);
  });

  it('is not known to be satisfied when it asks for OpenPGP, or for keys in files of the nodes', () => {
    const { otherwise } = read({
      default: [{ type: 'signedBy' }, { type: 'sigstoreSigned', keyPath: '/etc/x.pub' }],
    });

    expect(otherwise.map(({ requirement }) => requirement.kind)).toEqual(['unknown', 'unknown']);
  });
});

describe('the name of an image', () => {
  it.each([
    ['app', 'docker.io/library/app'],
    ['team/app:1', 'docker.io/team/app'],
    ['localhost/app', 'localhost/app'],
    ['host:5000/a/b@sha256:'.concat('0'.repeat(64)), 'host:5000/a/b'],
  ])('is written out in full: %s', (text, name) => {
    expect(parseDockerName(text)?.name).toBe(name);
  });

  it.each(['', 'A/B', 'host.io/App', 'host.io/a:', 'host.io/a@x', 'host.io/', 'host.io//a', 'a b'])(
    'is none: %j',
    (text) => {
      expect(parseDockerName(text)).toBeUndefined();
    },
  );

  it('has scopes from itself to the wildcards of its host', () => {
    const image = parseDockerName('registry.eu.example.com:5000/a/b:1');

    expect(image === undefined ? [] : scopesOf(image)).toEqual([
      'registry.eu.example.com:5000/a/b:1',
      'registry.eu.example.com:5000/a/b',
      'registry.eu.example.com:5000/a',
      'registry.eu.example.com:5000',
      '*.eu.example.com',
      '*.example.com',
      '*.com',
    ]);
  });
});
