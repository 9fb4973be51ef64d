import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { bundleFromJSON } from '@sigstore/bundle';
import { describe, expect, it } from 'vitest';
import { createAttestor } from '../../../src/attest/attestor.ts';
import type { ChainReport } from '../../../src/attest/chain/chain-report.ts';
import { chainPage } from '../../../src/attest/chain/chain-page.ts';
import { chainText } from '../../../src/attest/chain/chain-text.ts';
import { followChain, type FollowedChain, type Station } from '../../../src/attest/chain/follow.ts';
import { digestOf, type Digest } from '../../../src/core/image/digest.ts';
import type { ImageReport } from '../../../src/core/report.ts';
import type { SignedStatement } from '../../../src/policy/evidence/evidence.ts';
import type { Signer } from '../../../src/policy/model/policy.ts';
import { DIGEST, IMAGE, PREVIOUS } from '../../support/sample-report.ts';

const never = new AbortController().signal;
const HOST = 'registry.example.com';
const OURS = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const THEIRS = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const signer = (key: KeyObject): Signer => ({ kind: 'key', name: 'promoter.pub', key, log: undefined });
const NOW = new Date('2026-03-01T00:00:00Z');

interface Promotion {
  readonly from: string;
  readonly to: string;
  readonly at: string;
  readonly digest?: Digest;
  readonly by?: KeyObject;
}

/** A signed statement, as it is found attached to an image. */
async function attested({
  from,
  to,
  at,
  digest = DIGEST,
  by = OURS.privateKey,
}: Promotion): Promise<SignedStatement> {
  const privateKey = by.export({ format: 'pem', type: 'pkcs8' }).toString();
  const attestor = createAttestor(
    {
      signer: { kind: 'key', privateKey, password: undefined },
      rekorUrl: undefined,
      tsaUrl: undefined,
      onFailure: 'fail',
    },
    {
      clock: { date: () => new Date(at) },
      run: { system: 'GitHub Actions', actor: 'octocat', url: 'https://ci.example.com/7' },
      send: () => Promise.reject(new Error('no service')),
      requestIdToken: () => Promise.reject(new Error('no token')),
    },
  );
  const [path = ''] = to.split(':');
  const [sourcePath = ''] = from.split(':');
  const image: ImageReport = {
    ...IMAGE,
    source: `${HOST}/${from}`,
    sourceImage: `${HOST}/${sourcePath}@${digest}`,
    destination: `${HOST}/${to}`,
    image: `${HOST}/${path}@${digest}`,
    digest,
    tags: [to.split(':')[1] ?? ''],
    movedTags: [{ tag: to.split(':')[1] ?? '', previousDigest: PREVIOUS }],
    rollouts: [],
  };
  const bytes = await attestor.sign(
    {
      image,
      children: [],
      sourceServer: undefined,
      destinationServer: undefined,
      policies: [],
      startedAt: new Date(Date.parse(at) - 60_000).toISOString(),
    },
    never,
  );
  const bundle = bundleFromJSON(JSON.parse(new TextDecoder().decode(bytes)));
  return { manifest: digestOf(bytes), format: 'bundle', bundle };
}

/** The same signature over another payload. */
function forged(statement: SignedStatement, change: (text: string) => string): SignedStatement {
  const copy = structuredClone(statement);
  if (copy.bundle.content.$case !== 'dsseEnvelope') throw new TypeError('no statement');
  const envelope = copy.bundle.content.dsseEnvelope;
  envelope.payload = Buffer.from(change(Buffer.from(envelope.payload).toString('utf8')));
  return { ...copy, manifest: digestOf(envelope.payload) };
}

const LIVE: Station = {
  reference: `${HOST}/prod/app:live`,
  digest: DIGEST,
  repositories: [`${HOST}/prod/app`],
  server: undefined,
};
const TO_TEST = { from: 'dev/app:1.4.2', to: 'test/app:next', at: '2026-01-02T10:00:00Z' };
const TO_PROD = { from: 'test/app:next', to: 'prod/app:live', at: '2026-01-03T10:00:00Z' };

function follow(
  statements: readonly SignedStatement[],
  { tagSince, signers = [signer(OURS.publicKey)] }: { tagSince?: string; signers?: readonly Signer[] } = {},
): Promise<FollowedChain> {
  return followChain(LIVE, {
    signers,
    verifying: { roots: () => Promise.reject(new Error('no root')), now: NOW, signal: never },
    evidenceOf: async ({ digest }) => [
      { subject: digest, signatures: [], statements, documents: [], unusable: [], unread: [] },
    ],
    tagSince,
  });
}
const wayOf = ({ links }: FollowedChain): readonly string[] =>
  links.map(
    ({ promotion, signature }) =>
      `${promotion.source.reference.replace(`${HOST}/`, '')} ${promotion.destination.reference.replace(`${HOST}/`, '')} ${signature === undefined ? 'claimed' : 'signed'}`,
  );

describe('a chain of promotions', () => {
  it('is followed back from where the image is', async () => {
    const chain = await follow([await attested(TO_TEST), await attested(TO_PROD)]);

    expect(wayOf(chain)).toEqual([
      'test/app:next prod/app:live signed',
      'dev/app:1.4.2 test/app:next signed',
    ]);
    expect(chain.ignored).toEqual([]);
    expect(chain.links[0]).toMatchObject({
      signature: { signer: 'promoter.pub' },
      promotion: { run: { actor: 'octocat', url: 'https://ci.example.com/7' } },
    });
  });

  it('is nothing but a claim without a signer to trust', async () => {
    const chain = await follow([await attested(TO_PROD)], { signers: [] });

    expect(wayOf(chain)).toEqual(['test/app:next prod/app:live claimed']);
    expect(chain.links[0]?.refusal).toContain('cannot be verified without a key');
  });

  it('shows what a stranger signed as a claim', async () => {
    const chain = await follow([await attested({ ...TO_PROD, by: THEIRS.privateKey })]);

    expect(wayOf(chain)).toEqual(['test/app:next prod/app:live claimed']);
  });

  it('shows a statement that was changed after it was signed as a claim', async () => {
    const statement = forged(await attested(TO_PROD), (text) => text.replace('octocat', 'mallory'));

    expect(wayOf(await follow([statement]))).toEqual(['test/app:next prod/app:live claimed']);
  });

  it('prefers what is signed to a later claim', async () => {
    const good = await attested(TO_PROD);
    const later = await attested({
      ...TO_PROD,
      from: 'evil/app:1',
      at: '2026-02-01T00:00:00Z',
      by: THEIRS.privateKey,
    });

    expect(wayOf(await follow([later, good]))).toEqual(['test/app:next prod/app:live signed']);
  });

  it('ignores what is signed about another image', async () => {
    const chain = await follow([await attested({ ...TO_PROD, digest: PREVIOUS })]);

    expect(chain.links).toEqual([]);
    expect(chain.ignored).toEqual([expect.stringContaining('is about something else than this image')]);
  });

  it('ignores a statement that names the image as a subject and promotes another', async () => {
    const statement = await attested({ ...TO_PROD, digest: PREVIOUS });
    const changed = forged(statement, (text) =>
      text.replace(PREVIOUS.replace('sha256:', ''), DIGEST.replace('sha256:', '')),
    );

    expect((await follow([changed])).ignored).toEqual([
      expect.stringContaining('says that another digest was promoted'),
    ]);
  });

  it('ignores a signed promotion to another repository or tag', async () => {
    const other = await attested({ ...TO_PROD, to: 'prod2/app:live' });
    const tag = await attested({ ...TO_PROD, to: 'prod/app:1.4.2' });

    const chain = await follow([other, tag]);

    expect(chain.links).toEqual([]);
    expect(chain.ignored).toEqual([expect.stringContaining('is about registry.example.com/prod2/app:live')]);
  });

  it.each([
    ['set while it was promoted', '2026-01-03T09:59:30Z', 1],
    ['set by something else later', '2026-02-20T00:00:00Z', 0],
    ['set by something else before', '2025-12-01T00:00:00Z', 0],
  ])('does not explain a tag by an old promotion: %s', async (_, tagSince, count) => {
    const chain = await follow([await attested(TO_PROD)], { tagSince });

    expect(chain.links).toHaveLength(count);
    expect(chain.isReplayed).toBe(count === 0);
  });

  it('ends where promotions go round in a circle', async () => {
    const back = { from: 'prod/app:live', to: 'test/app:next', at: '2026-01-02T10:00:00Z' };

    expect(wayOf(await follow([await attested(TO_PROD), await attested(back)]))).toHaveLength(2);
  });
});

describe('the report of a chain', () => {
  const reportOf = async (by: KeyObject, change = (text: string): string => text): Promise<ChainReport> => {
    const { links, ignored } = await follow([forged(await attested({ ...TO_PROD, by }), change)]);
    return {
      reference: 'prod/app:live',
      image: `${HOST}/prod/app@${DIGEST}`,
      digest: DIGEST,
      outcome: links[0]?.signature === undefined ? 'unsigned' : 'verified',
      problems: [],
      links,
      origin: links.at(-1)?.promotion.source.reference,
      workloads: [],
      ignored,
    };
  };

  it('says who, when, from where, by which run and signed by whom', async () => {
    const text = chainText(await reportOf(OURS.privateKey));

    expect(text).toMatch(
      /registry\.example\.com\/test\/app:next -> registry\.example\.com\/prod\/app:live .* 2026-01-03 10:00 UTC/,
    );
    expect(text).toContain('signed by promoter.pub');
    expect(text).toContain('by octocat with GitHub Actions https://ci.example.com/7');
    expect(text).toContain('prod/app:live: every promotion is signed');
  });

  it('draws the chain in a page that loads nothing', async () => {
    const page = chainPage(await reportOf(OURS.privateKey));

    expect(page).toContain('default-src &#39;none&#39;');
    expect(page).toMatch(/<svg[\s\S]*test\/app:next[\s\S]*prod\/app:live[\s\S]*>signed<[\s\S]*<\/svg>/);
    expect(page).not.toContain('only claimed');
  });

  it('draws a claim as one, and escapes what it says', async () => {
    const page = chainPage(
      await reportOf(OURS.privateKey, (text) => text.replace('"octocat"', '"<script>alert(1)</script>"')),
    );

    expect(page).toMatch(/stroke-dasharray="5 4"[\s\S]*>only claimed</);
    expect(page).not.toContain('<script>');
    expect(page).not.toContain('>signed<');
  });
});
