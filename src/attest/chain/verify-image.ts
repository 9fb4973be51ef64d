import { createPublicKey } from 'node:crypto';
import type { Digest } from '../../core/image/digest.ts';
import { PromoteError } from '../../core/text/errors.ts';
import { gatherEvidence } from '../../policy/evidence/gather.ts';
import type { Evidence } from '../../policy/evidence/evidence.ts';
import type { Signer } from '../../policy/model/policy.ts';
import type { PolicyPorts } from '../../policy/model/ports.ts';
import { textTest } from '../../policy/model/text-test.ts';
import { readTrustedRoot } from '../../policy/trust/bundled-root.ts';
import { readPublicKey } from '../../policy/trust/public-key.ts';
import { openTrustedRoots } from '../../policy/trust/trusted-roots.ts';
import { followChain, type Station } from './follow.ts';
import type { ChainReport, RunningWorkload } from './chain-report.ts';

/** Whose signatures count. */
export interface Trust {
  readonly keys: readonly { readonly name: string; readonly pem: string }[];
  readonly identity: { readonly subject: string; readonly issuer: string } | undefined;
  /** undefined: that of sigstore's public instance */
  readonly root: { readonly name: string; readonly text: string } | undefined;
}

/** What to verify. */
export interface VerifySubject extends Station {
  /** `host/path@digest` */
  readonly image: string;
  readonly tagSince: string | undefined;
  /** undefined: not asked for */
  readonly workloads: readonly RunningWorkload[] | undefined;
}

/** How an image got where it is, who signed that, and what runs it. @throws PromoteError INPUT_INVALID for a bad key or root */
export async function verifyImage(
  subject: VerifySubject,
  trust: Trust,
  /** the repository that holds what is attached to a station; undefined: it cannot be read from here */
  portsAt: (station: Station) => PolicyPorts | undefined,
  signal: AbortSignal,
): Promise<ChainReport> {
  const own = portsAt(subject);
  if (own === undefined) throw new TypeError('the image itself cannot be read');
  const known = new Map<string, Promise<Evidence>>();
  const gather = (ports: PolicyPorts, digest: Digest): Promise<Evidence> => {
    const key = `${ports.repository.host}/${ports.repository.name}@${digest}`;
    const found = known.get(key) ?? gatherEvidence(digest, ports, signal);
    known.set(key, found);
    return found;
  };
  const chain = await followChain(subject, {
    signers: signersOf(trust),
    verifying: { roots: openTrustedRoots(own.download), now: own.clock.date(), signal },
    // attachments are copied with an image, but not by a tag within one cluster
    evidenceOf: async (station) => {
      const there = portsAt(station);
      const places = there === undefined || there === own ? [own] : [own, there];
      return Promise.all(places.map((ports) => gather(ports, station.digest)));
    },
    tagSince: subject.tagSince,
  });
  const { links, ignored } = chain;
  const unsigned = links.filter(({ signature }) => signature === undefined);
  const elsewhere = subject.workloads?.filter(({ outcome }) => outcome !== 'runs') ?? [];
  const missing = chain.isReplayed
    ? `${subject.reference} was set ${subject.tagSince ?? ''}, and the attestations there are about other times`
    : `nothing attests how ${subject.image} became ${subject.reference}`;
  const problems = [
    ...(links.length === 0 ? [missing] : []),
    ...unsigned.map(
      ({ promotion: { source, destination }, refusal }) =>
        `that ${source.reference} became ${destination.reference} is only claimed: the attestation ${refusal ?? 'is not verified'}`,
    ),
    ...elsewhere.map(({ found }) => found),
  ];
  return {
    reference: subject.reference,
    image: subject.image,
    digest: subject.digest,
    outcome:
      links.length === 0
        ? 'unattested'
        : unsigned.length > 0
          ? 'unsigned'
          : elsewhere.length > 0
            ? 'not-running'
            : 'verified',
    problems,
    links,
    origin: links.at(-1)?.promotion.source.reference,
    workloads: subject.workloads,
    ignored,
  };
}

function signersOf({ keys, identity, root }: Trust): readonly Signer[] {
  const byKey = keys.map(({ name, pem }): Signer => {
    const read = readPublicKey(pem);
    if ('key' in read)
      return {
        kind: 'key',
        name,
        key: createPublicKey(read.key.export({ format: 'pem', type: 'spki' })),
        log: undefined,
      };
    throw invalid(
      `${name} ${read.problem}`,
      'give the public key as `cosign generate-key-pair` writes it: cosign.pub',
    );
  });
  if (identity === undefined) return byKey;
  return [
    ...byKey,
    {
      kind: 'identity',
      name: 'identity',
      issuer: textTest(identity.issuer),
      identity: textTest(identity.subject),
      root: root === undefined ? { kind: 'bundled' } : { kind: 'file', name: root.name, root: rootIn(root) },
    },
  ];
}

function rootIn({ name, text }: NonNullable<Trust['root']>): ReturnType<typeof readTrustedRoot> {
  try {
    return readTrustedRoot(text);
  } catch {
    throw invalid(`${name} is not a trusted root of sigstore`, 'give a trusted_root.json');
  }
}

function invalid(message: string, hint: string): PromoteError {
  return new PromoteError({ code: 'INPUT_INVALID', message, hint });
}
