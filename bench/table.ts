import { markdownTable } from '../scripts/generated/markdown-table.ts';
import type { Measurement } from './measure.ts';

/** One run of one tool. */
export interface Sample extends Measurement {
  readonly source: Readonly<Record<string, number>>;
  readonly destination: Readonly<Record<string, number>>;
  /** to the destination, with headers; undefined: not counted */
  readonly sentBytes?: number;
}

/** The runs of one tool for one case over one network, in the order of the rounds. */
export interface Series {
  readonly network: string;
  readonly caseName: string;
  readonly tool: string;
  readonly samples: readonly Sample[];
}

const columns = ['network', 'case', 'tool', 'runs', 'wall s [min-max]', 'CPU s', 'peak RSS MB'];
const ratios = ['wall vs best peer', 'CPU vs best peer'];
const sent = ['sent MB'];
const requests = ['source requests', 'destination requests'];

/**
 * A Markdown table with medians. Ratios are medians of the ratios taken round by round against the best peer of that
 * round, so that a noisy moment of the machine does not count for one tool only.
 */
export function formatTable(all: readonly Series[]): string {
  const rows = all.map((series) => {
    const peers = all.filter(
      (other) =>
        other.network === series.network &&
        other.caseName === series.caseName &&
        !['openshift-promote', 'before'].includes(other.tool),
    );
    const wall = series.samples.map((sample) => sample.wallMs / 1000);
    return [
      ...[series.network, series.caseName, series.tool, `${series.samples.length}`],
      `${median(wall).toFixed(3)} [${Math.min(...wall).toFixed(3)}-${Math.max(...wall).toFixed(3)}]`,
      (median(series.samples.map((sample) => sample.cpuMs)) / 1000).toFixed(3),
      median(series.samples.map((sample) => sample.peakRssMb)).toFixed(0),
      ratioToBest(series, peers, (sample) => sample.wallMs),
      ratioToBest(series, peers, (sample) => sample.cpuMs),
      formatSent(series),
      formatRequests(series.samples.at(-1)?.source),
      formatRequests(series.samples.at(-1)?.destination),
    ];
  });
  return markdownTable([...columns, ...ratios, ...sent, ...requests], rows);
}

function formatSent({ samples }: Series): string {
  const sizes = samples.flatMap(({ sentBytes }) => sentBytes ?? []);
  return sizes.length === 0 ? '-' : (median(sizes) / 1024 ** 2).toFixed(1);
}

function ratioToBest(series: Series, peers: readonly Series[], value: (sample: Sample) => number): string {
  const perRound = series.samples.flatMap((sample, round) => {
    const others = peers.map((peer) => peer.samples[round]).filter((other) => other !== undefined);
    return others.length === 0 ? [] : [value(sample) / Math.min(...others.map(value))];
  });
  return perRound.length === 0 ? '-' : `x${median(perRound).toFixed(2)}`;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((left, right) => left - right);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

function formatRequests(counts: Readonly<Record<string, number>> | undefined): string {
  const order = ['HEAD', 'GET', 'POST', 'PATCH', 'PUT', 'DELETE'];
  const shown = order.filter((method) => counts?.[method] !== undefined);
  return shown.map((method) => `${counts?.[method]}${method}`).join('+') || '-';
}
