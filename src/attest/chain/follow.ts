import type { Digest } from '../../core/image/digest.ts';
import type { Signer } from '../../policy/model/policy.ts';
import type { VerifyContext } from '../../policy/evidence/verify.ts';
import type { Evidence } from '../../policy/evidence/evidence.ts';
import { readClaims } from './claims.ts';
import type { ChainLink } from './chain-report.ts';

/** Where a digest is or was. */
export interface Station {
  /** such as `prod/app:live` */
  readonly reference: string;
  readonly digest: Digest;
  /** `host/path` names of its repository */
  readonly repositories: readonly string[];
  /** URL of the API server; undefined: it is no image stream */
  readonly server: string | undefined;
}

/** What is needed to follow a chain. */
export interface ChainContext {
  readonly signers: readonly Signer[];
  readonly verifying: VerifyContext;
  /** what is attached to the digest of a station, there and in the repository that is verified; both may be the same */
  readonly evidenceOf: (station: Station) => Promise<readonly Evidence[]>;
  /** when the tag that is verified got its digest, ISO 8601; undefined: that is not known */
  readonly tagSince: string | undefined;
}

export interface FollowedChain {
  readonly links: readonly ChainLink[];
  readonly ignored: readonly string[];
  /** the tag was set at a time that no attestation is about */
  readonly isReplayed: boolean;
}

const MAX_LINKS = 50;
/** Clocks of runner and cluster differ. */
const TOLERANCE_MS = 300_000;

/** Follows the promotions of an image back, from where it is to where it came from. */
export async function followChain(start: Station, context: ChainContext): Promise<FollowedChain> {
  const links: ChainLink[] = [];
  const ignored = new Set<string>();
  const used = new Set<Digest>();
  let isReplayed = false;
  let station: Station | undefined = start;
  while (station !== undefined && links.length < MAX_LINKS) {
    const at: Station = station;
    const claims = await Promise.all(
      (await context.evidenceOf(at)).map((each) => readClaims(each, context.signers, context.verifying)),
    );
    for (const text of claims.flatMap((each) => each.ignored)) ignored.add(text);
    const known = new Map(claims.flatMap((each) => each.links).map((link) => [link.manifest, link]));
    const isFirst = links.length === 0;
    const fitting = [...known.values()].filter(
      (link) => !used.has(link.manifest) && leadsTo(link, at) && (!isFirst || setsTag(link, at)),
    );
    const timely = isFirst ? fitting.filter((link) => isTimely(link, at, context.tagSince)) : fitting;
    isReplayed ||= isFirst && fitting.length > 0 && timely.length === 0;
    const next = best(timely);
    for (const link of isFirst ? [...known.values()] : []) {
      if (!leadsTo(link, at) && !isReached(link, known))
        ignored.add(`${link.manifest} is about ${link.promotion.destination.reference}`);
    }
    if (next === undefined) break;
    used.add(next.manifest);
    links.push(next);
    station = sourceOf(next);
  }
  return { links, ignored: [...ignored], isReplayed };
}

function sourceOf({ promotion: { source } }: ChainLink): Station {
  const { reference, digest, server, image } = source;
  return { reference, digest, server, repositories: [repositoryOf(image)] };
}

/** A signed promotion before a claimed one, then the latest: whoever forges a later time cannot sign it. */
function best(links: readonly ChainLink[]): ChainLink | undefined {
  const rank = (link: ChainLink): number => (link.signature === undefined ? 0 : 1);
  return links.toSorted(
    (one, other) =>
      rank(other) - rank(one) ||
      Date.parse(other.promotion.finishedAt) - Date.parse(one.promotion.finishedAt),
  )[0];
}

/** Whether the promotion ended in the repository of the station with its digest. */
function leadsTo({ promotion: { destination } }: ChainLink, station: Station): boolean {
  if (destination.digest !== station.digest) return false;
  if (destination.server !== undefined && station.server !== undefined)
    return (
      destination.server === station.server && pathOf(destination.reference) === pathOf(station.reference)
    );
  return station.repositories.includes(repositoryOf(destination.image));
}

/** Whether another promotion came from where this one ended, so that it is an earlier part of some chain. */
function isReached(link: ChainLink, known: ReadonlyMap<Digest, ChainLink>): boolean {
  return [...known.values()].some((other) => other !== link && leadsTo(link, sourceOf(other)));
}

function setsTag({ promotion }: ChainLink, { reference, digest }: Station): boolean {
  const tag = tagOf(reference);
  return tag === undefined || promotion.tags.some(({ name, after }) => name === tag && after === digest);
}

/** Whether the tag was set by this promotion, or was in place already when it was attested. */
function isTimely({ promotion }: ChainLink, { reference }: Station, since: string | undefined): boolean {
  const sinceMs = since === undefined ? Number.NaN : Date.parse(since);
  if (Number.isNaN(sinceMs)) return true;
  const tag = promotion.tags.find(({ name }) => name === tagOf(reference));
  const isMoved = tag?.before !== tag?.after;
  const isEarlyEnough = sinceMs <= Date.parse(promotion.finishedAt) + TOLERANCE_MS;
  return isEarlyEnough && (!isMoved || sinceMs >= Date.parse(promotion.startedAt) - TOLERANCE_MS);
}

function repositoryOf(image: string): string {
  return image.split('@', 1)[0] ?? image;
}

/** `prod/app` of `prod/app:live` */
function pathOf(reference: string): string {
  const [name = reference] = reference.split('@', 1);
  return name.replace(/:[^/:]*$/, '');
}

function tagOf(reference: string): string | undefined {
  if (reference.includes('@')) return undefined;
  return /:([^/:]+)$/.exec(reference)?.[1];
}
