import { shortDigest } from '../../core/image/digest.ts';
import { cleanServerText } from '../../core/text/server-text.ts';
import type { ChainLink, ChainReport } from './chain-report.ts';

const MAX_TEXT_LENGTH = 300;

/** What a statement says, safe to show. */
export function shown(text: string): string {
  return cleanServerText(text, MAX_TEXT_LENGTH);
}

export const HEADLINES = {
  verified: 'every promotion is signed, and what runs is this image',
  unattested: 'not verified: nothing attests how this image got here',
  unsigned: 'not verified: part of its history is only claimed',
  'not-running': 'not verified: a workload does not run this image, or it is not known what it runs',
} as const satisfies Readonly<Record<ChainReport['outcome'], string>>;

/** `2026-12-01 04:05 UTC` */
export function timeText(time: string): string {
  return Number.isNaN(Date.parse(time))
    ? shown(time)
    : `${new Date(time).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

/** Who signed a promotion, or why it is only claimed. */
export function signatureText({ signature, refusal }: ChainLink): string {
  if (signature === undefined) return `CLAIMED ONLY: the attestation ${refusal ?? 'is not verified'}`;
  const { signer, identity, issuer, signedAt } = signature;
  const who = identity === undefined ? shown(signer) : `${shown(identity)}, issued by ${shown(issuer ?? '')}`;
  return `signed by ${who}${signedAt === undefined ? '' : `, ${timeText(signedAt)}`}`;
}

/** The policies of a promotion, in one line; undefined: there were none. */
export function policyText({ promotion }: ChainLink): string | undefined {
  const texts = promotion.policies.map(({ name, digest, outcome, override }) => {
    const why = override === undefined ? '' : ` (${shown(override.reason)})`;
    return `${shown(name)} (${shortDigest(digest)}) ${outcome}${why}`;
  });
  return texts.length === 0 ? undefined : texts.join(', ');
}

export function runText({ promotion: { run } }: ChainLink): string {
  const where = run.url ?? run.id;
  return `${shown(run.actor ?? 'somebody')} with ${shown(run.system)}${where === undefined ? '' : ` ${shown(where)}`}`;
}

/** For people: the newest promotion first. */
export function chainText(report: ChainReport): string {
  const { links, workloads = [], problems, ignored } = report;
  const lines = [
    report.image,
    '',
    ...links.flatMap((link) => {
      const { promotion } = link;
      const policy = policyText(link);
      return [
        `${shown(promotion.source.reference)} -> ${shown(promotion.destination.reference)}  ${shortDigest(promotion.destination.digest)}  ${timeText(promotion.finishedAt)}`,
        `    ${signatureText(link)}`,
        `    by ${runText(link)}`,
        ...(policy === undefined ? [] : [`    policy ${policy}`]),
      ];
    }),
    ...(report.origin === undefined
      ? []
      : [`begins at ${shown(report.origin)}: no attestation leads further back`]),
    ...(workloads.length === 0
      ? []
      : ['', ...workloads.map(({ outcome, found }) => `${outcome.padEnd(9)}${found}`)]),
    ...(ignored.length === 0 ? [] : ['', ...ignored.map((text) => `ignored  ${shown(text)}`)]),
    ...(problems.length === 0 ? [] : ['', ...problems.map((text) => `missing  ${shown(text)}`)]),
    '',
    `${report.reference}: ${HEADLINES[report.outcome]}`,
  ];
  return `${lines.join('\n')}\n`;
}
