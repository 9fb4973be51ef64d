import type {
  ProgressDisplay,
  ReporterSettings,
  HostEnvironment,
  LineTone,
  TextSink,
} from '../../core/host.ts';
import type { TransferProgress } from '../../core/ports/reporter.ts';
import { createProgressLines } from '../../report/progress-lines.ts';
import { rolloutText, transferFraction, transferText, workloadText } from '../../core/progress-text.ts';

const BAR_LENGTH = 24;
const SHORT_BAR_LENGTH = 8;
// Redraw interval, slow enough to read.
const REDRAW_MS = 100;
// Maximum number of lines: a block taller than the terminal could not be overwritten.
const MAX_LIVE_LINES = 10;

type Settings = Pick<ReporterSettings, 'clock' | 'redact'>;

/** Progress bars on a terminal, occasional lines elsewhere. Written to standard error, because standard output is for results. */
export function createProgress(
  { stderr, env }: HostEnvironment,
  { clock, redact }: Settings,
): ProgressDisplay {
  const isLive = stderr.isTerminal && env['TERM'] !== 'dumb' && (env['CI'] ?? '') === '';
  if (isLive) return createBars({ stderr, env }, { clock, redact });
  const paint = painter({ stderr, env });
  const print: ProgressDisplay['print'] = (line, tone) => {
    stderr.write(`${paint(printable(redact(line)), tone)}\n`);
  };
  const { transfer, rollout } = createProgressLines(clock, (line) => {
    print(`  ${line}`);
  });
  return { print, transfer, rollout, clear: () => undefined };
}

function createBars(
  { stderr, env }: Pick<HostEnvironment, 'stderr' | 'env'>,
  { clock, redact }: Settings,
): ProgressDisplay {
  const live = createLiveLines(stderr);
  const paint = painter({ stderr, env });
  const lines = new Map<string, string>();
  const transfers = new Map<string, TransferProgress>();
  let drawnMs = -Infinity;

  const draw = (): void => {
    drawnMs = clock.nowMs();
    const total = lines.size === 0 ? undefined : totalOf([...transfers.values()]);
    const shown = total === undefined ? MAX_LIVE_LINES : MAX_LIVE_LINES - 1;
    const hidden = lines.size - shown;
    live.show([
      ...[...lines.values()].slice(0, shown),
      ...(hidden > 0 ? [`… and ${hidden} more`] : []),
      ...(total === undefined ? [] : [barText(total, widthOf(stderr))]),
    ]);
  };
  const set = (key: string, line: string | undefined): void => {
    if (line === undefined) lines.delete(key);
    else lines.set(key, printable(redact(line)));
    if (clock.nowMs() - drawnMs >= REDRAW_MS) draw();
  };

  return {
    print: (line, tone) => {
      live.print(paint(printable(redact(line)), tone));
    },
    transfer: (progress) => {
      const isDone = progress.doneBlobs >= progress.totalBlobs;
      transfers.set(progress.label, progress);
      set(`transfer ${progress.label}`, isDone ? undefined : barText(progress, widthOf(stderr)));
    },
    rollout: (progress) => {
      set(`rollout ${progress.workload.project}/${workloadText(progress.workload)}`, rolloutText(progress));
    },
    clear: () => {
      lines.clear();
      transfers.clear();
      draw();
    },
  };
}

/** All transfers together; undefined while there is only one. */
function totalOf(transfers: readonly TransferProgress[]): TransferProgress | undefined {
  if (transfers.length < 2) return undefined;
  const sum = (count: (each: TransferProgress) => number): number =>
    transfers.reduce((total, each) => total + count(each), 0);
  return {
    label: 'total',
    doneBytes: sum(({ doneBytes }) => doneBytes),
    totalBytes: sum(({ totalBytes }) => totalBytes),
    doneBlobs: sum(({ doneBlobs }) => doneBlobs),
    totalBlobs: sum(({ totalBlobs }) => totalBlobs),
    bytesPerSecond: sum((each) => (each.doneBlobs < each.totalBlobs ? each.bytesPerSecond : 0)),
  };
}

/** A terminal that does not know its width says 0 or nothing. One column stays free: a full line wraps on some terminals. */
function widthOf({ columns }: TextSink): number {
  return (columns > 0 ? columns : 80) - 1;
}

/** A short bar, no count of blobs and a name cut in its middle make room for rate and time left on a narrow terminal. */
function barText(progress: TransferProgress, width: number): string {
  const { label } = progress;
  const full = transferText(progress);
  const text = lengthOf(BAR_LENGTH, label, full) <= width ? full : full.replace(/, [^,]*$/, '');
  const fits = lengthOf(BAR_LENGTH, label, text) <= width;
  const barLength = fits ? BAR_LENGTH : SHORT_BAR_LENGTH;
  const filled = Math.floor(transferFraction(progress) * barLength);
  const bar = `${'='.repeat(filled)}${' '.repeat(barLength - filled)}`;
  return `[${bar}] ${shortened(label, width - lengthOf(barLength, '', text))}: ${text}`;
}

function lengthOf(barLength: number, label: string, text: string): number {
  return `[] ${label}: ${text}`.length + barLength;
}

/** The tag at the end of a name tells images of a set apart, so the middle goes. */
function shortened(label: string, length: number): string {
  const room = Math.max(length, 8);
  if (label.length <= room) return label;
  const end = Math.floor(room / 2);
  return `${label.slice(0, room - 1 - end)}…${label.slice(-end)}`;
}

/** A single line without control sequences. */
function printable(line: string): string {
  return line.replace(/\p{Cc}/gu, ' ');
}

/** Start and end of each tone (ECMA-48, select graphic rendition): bold, yellow, red. */
const CODES: Readonly<Record<LineTone, readonly [string, string]>> = {
  title: ['\x1b[1m', '\x1b[22m'],
  warning: ['\x1b[33m', '\x1b[39m'],
  failure: ['\x1b[31m', '\x1b[39m'],
};

/**
 * Colors a line if standard error is a terminal. `NO_COLOR` (no-color.org) disables colors. `FORCE_COLOR`, which takes precedence
 * as in Node, enables them anywhere, or disables them if it is 0 or false.
 */
function painter({ env, stderr }: Pick<HostEnvironment, 'env' | 'stderr'>) {
  const isOn = usesColors(env, stderr.isTerminal);
  return (line: string, tone: LineTone | undefined): string => {
    if (!isOn || tone === undefined) return line;
    const [start, end] = CODES[tone];
    return `${start}${line}${end}`;
  };
}

function usesColors(env: HostEnvironment['env'], isTerminal: boolean): boolean {
  const forced = env['FORCE_COLOR'] ?? '';
  if (forced !== '') return forced !== '0' && forced !== 'false';
  return isTerminal && (env['NO_COLOR'] ?? '') === '' && env['TERM'] !== 'dumb';
}

/** Lines at the bottom of a terminal that are overwritten repeatedly, while other lines scroll above them. */
interface LiveLines {
  show(lines: readonly string[]): void;
  /** Writes a permanent line above. */
  print(line: string): void;
}

/** Lines contain only printable text and are cut to the width of the terminal, because wrapped lines could not be overwritten. */
function createLiveLines(sink: TextSink): LiveLines {
  let shown: readonly string[] = [];
  const erase = (): string => (shown.length === 0 ? '' : `\x1b[${shown.length}A\r\x1b[J`);
  const draw = (): string => shown.map((line) => `${line.slice(0, widthOf(sink))}\n`).join('');
  return {
    show(lines) {
      const before = erase();
      shown = lines;
      const text = before + draw();
      if (text !== '') sink.write(text);
    },
    print(line) {
      sink.write(`${erase()}${line}\n${draw()}`);
    },
  };
}
