import type { CaseName } from './images.ts';
import { bytesToSend, type SetName, type SetShape } from './image-sets.ts';
import { median, type Sample, type Series } from './table.ts';

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
const BEFORE = 'before';

/** Holds what was measured to the goals. A series without what it is compared with has no judgement. */
export function judge(all: readonly Series[], facts: Facts): Judgement[] {
  return all
    .filter(({ tool, caseName }) => tool === OURS && !SETS.has(caseName))
    .flatMap((ours) => {
      const peers = all.filter(
        ({ tool, network, caseName }) =>
          ![OURS, BEFORE].includes(tool) && network === ours.network && caseName === ours.caseName,
      );
      return [
        ...judgeTime(ours, peers),
        ...judgeLink(ours, facts),
        ...judgeRequests(ours, facts),
        judgeMemory(ours),
        ...judgeBuild(ours, all),
      ];
    });
}

/** For cases of sets over the link: wall ÷ best peer, and what else is asked. */
const SETS = new Map<
  string,
  { readonly wall: number; readonly seconds?: number; readonly requests?: number }
>([
  ['base', { wall: 0.3 }],
  ['fleet', { wall: 0.25 }],
  ['set', { wall: 0.1, requests: 3 }],
  ['retag', { wall: 0.15, seconds: 2 }],
]);

/** Holds what was measured for sets to their goals. */
export function judgeSets(all: readonly Series[], shapeOf: (name: SetName) => SetShape): Judgement[] {
  return all.flatMap((ours) => {
    const { network, tool, caseName, samples } = ours;
    const asked = SETS.get(caseName);
    if (asked === undefined || tool !== OURS || network !== 'link') return [];
    const place = `${network} ${caseName}`;
    const same = all.filter((each) => each.network === network && each.caseName === caseName);
    const peers = same.filter((each) => ![OURS, BEFORE].includes(each.tool));
    const shape = shapeOf(caseName as SetName);
    const sent = samples.flatMap(({ sentBytes }) => sentBytes ?? []);
    const least = bytesToSend(shape);
    const last = samples.at(-1);
    const one = all.find(
      (each) => each.network === network && each.tool === OURS && each.caseName === 'typical',
    );
    return [
      ...ratio(ours, peers, 'wallMs', asked.wall, 'wall ÷ best peer'),
      ...(asked.seconds === undefined
        ? []
        : [
            judgement(
              `${place}: wall in s`,
              asked.seconds,
              median(samples.map(({ wallMs }) => wallMs)) / 1000,
              2,
            ),
          ]),
      ...(least === 0 || sent.length === 0
        ? []
        : [judgement(`${place}: bytes sent ÷ bytes that are new`, 1.02, median(sent) / least, 3)]),
      ...(asked.requests === undefined || last === undefined
        ? []
        : [judgement(`${place}: requests per image`, asked.requests, requestsOf(last) / shape.images, 2)]),
      ...(one === undefined || shape.images === 1
        ? []
        : [judgement(`${place}: peak RSS ÷ that of one image`, 1.25, peakOf(ours) / peakOf(one), 2)]),
    ];
  });
}

/** Comparison with another build of this project, if it took part. */
function judgeBuild(ours: Series, all: readonly Series[]): Judgement[] {
  const { network, caseName } = ours;
  const before = all.filter(
    (each) => each.tool === BEFORE && each.network === network && each.caseName === caseName,
  );
  const isFaster: Readonly<Record<string, readonly string[]>> = {
    tls: ['typical', 'multi', 'many'],
    loopback: ['multi', 'typical'],
  };
  const limit = isFaster[network]?.includes(caseName) !== true ? 1.03 : network === 'tls' ? 0.9 : 0.85;
  return ratio(ours, before, 'wallMs', limit, 'wall ÷ the build before');
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
  const found = requestsOf(last);
  const limit = caseName === 'noop' ? 2 : blobs(caseName) + 3;
  return [judgement(`${network} ${caseName}: requests`, limit, found, 0)];
}

function requestsOf({ source, destination }: Sample): number {
  return [...Object.values(source), ...Object.values(destination)].reduce((sum, count) => sum + count, 0);
}

function peakOf({ samples }: Series): number {
  return Math.max(...samples.map(({ peakRssMb }) => peakRssMb));
}

function judgeMemory(ours: Series): Judgement {
  const peak = peakOf(ours);
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
