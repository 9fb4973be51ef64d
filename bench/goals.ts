import type { CaseName } from './images.ts';
import { median, type Series } from './table.ts';

/** What a goal asks, what came out, and whether that is enough. */
export interface Judgement {
  readonly goal: string;
  readonly asked: string;
  readonly found: string;
  readonly reached: boolean;
}

interface Facts {
  /** of the image of a case, the least that has to go over a link to copy it */
  readonly floorMs: (caseName: CaseName) => number;
  /** blobs of the image of a case */
  readonly blobs: (caseName: CaseName) => number;
}

const TRANSFERS: readonly string[] = ['big', 'many', 'typical', 'multi'];
const OURS = 'openshift-promote';

/** Holds what was measured to the goals. A series without what it is compared with has no judgement. */
export function judge(all: readonly Series[], facts: Facts): Judgement[] {
  return all
    .filter(({ tool }) => tool === OURS)
    .flatMap((ours) => {
      const peers = all.filter(
        ({ tool, network, caseName }) =>
          tool !== OURS && network === ours.network && caseName === ours.caseName,
      );
      return [
        ...judgeTime(ours, peers),
        ...judgeLink(ours, facts),
        ...judgeRequests(ours, facts),
        judgeMemory(ours),
      ];
    });
}

function judgeTime(ours: Series, peers: readonly Series[]): Judgement[] {
  const { network, caseName } = ours;
  const among = (...names: readonly string[]): readonly Series[] =>
    names.length === 0 ? peers : peers.filter(({ tool }) => names.includes(tool));
  const wall = (limit: number, ...names: readonly string[]): Judgement[] =>
    ratio(ours, among(...names), 'wallMs', limit, `wall ÷ ${names.join(', ') || 'best peer'}`);
  if (network === 'tls' && TRANSFERS.includes(caseName)) return wall(0.95);
  if (network === 'link' && ['many', 'mount', 'noop'].includes(caseName)) return wall(0.35);
  if (network !== 'loopback' || !TRANSFERS.includes(caseName)) return [];
  const cpu = caseName === 'big' ? ratio(ours, among('crane'), 'cpuMs', 1, 'CPU ÷ crane') : [];
  return [...wall(0.95, 'skopeo'), ...wall(1.05, 'crane'), ...cpu];
}

/** The median of the ratios taken round by round to the best of the peers in that round. */
function ratio(
  ours: Series,
  peers: readonly Series[],
  what: 'wallMs' | 'cpuMs',
  limit: number,
  name: string,
): Judgement[] {
  const ratios = ours.samples.flatMap((sample, round) => {
    const others = peers.map((peer) => peer.samples[round]?.[what]).filter((value) => value !== undefined);
    return others.length === 0 ? [] : [sample[what] / Math.min(...others)];
  });
  if (ratios.length === 0) return [];
  return [judgement(`${ours.network} ${ours.caseName}: ${name}`, limit, median(ratios), 2)];
}

function judgeLink(ours: Series, { floorMs }: Facts): Judgement[] {
  if (ours.network !== 'link') return [];
  const seconds = median(ours.samples.map(({ wallMs }) => wallMs)) / 1000;
  const place = `link ${ours.caseName}`;
  if (ours.caseName === 'many') return [judgement(`${place}: wall in s`, 1, seconds, 2)];
  if (ours.caseName !== 'typical' && ours.caseName !== 'big') return [];
  return [judgement(`${place}: wall ÷ bandwidth floor`, 1.08, (seconds * 1000) / floorMs(ours.caseName), 3)];
}

function judgeRequests(ours: Series, { blobs }: Facts): Judgement[] {
  const { network, caseName, samples } = ours;
  const last = samples.at(-1);
  if (last === undefined || (caseName !== 'noop' && caseName !== 'mount')) return [];
  const counts = [...Object.values(last.source), ...Object.values(last.destination)];
  const found = counts.reduce((sum, count) => sum + count, 0);
  const limit = caseName === 'noop' ? 2 : blobs(caseName) + 3;
  return [judgement(`${network} ${caseName}: requests`, limit, found, 0)];
}

function judgeMemory(ours: Series): Judgement {
  const peak = Math.max(...ours.samples.map(({ peakRssMb }) => peakRssMb));
  return judgement(
    `${ours.network} ${ours.caseName}: peak RSS in MB`,
    ours.network === 'tls' ? 100 : 75,
    peak,
    0,
  );
}

/** @param digits after the point */
export function judgement(goal: string, limit: number, found: number, digits: number): Judgement {
  return { goal, asked: `≤ ${limit}`, found: found.toFixed(digits), reached: found <= limit };
}
