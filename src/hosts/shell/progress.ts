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
  let drawnMs = -Infinity;

  const draw = (): void => {
    drawnMs = clock.nowMs();
    const all = [...lines.values()];
    const hidden = all.length - MAX_LIVE_LINES;
    live.show(hidden > 0 ? [...all.slice(0, MAX_LIVE_LINES), `… and ${hidden} more`] : all);
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
      set(`transfer ${progress.label}`, isDone ? undefined : barText(progress));
    },
    rollout: (progress) => {
      set(`rollout ${progress.workload.project}/${workloadText(progress.workload)}`, rolloutText(progress));
    },
    clear: () => {
      lines.clear();
      draw();
    },
  };
}

function barText(progress: TransferProgress): string {
  const filled = Math.floor(transferFraction(progress) * BAR_LENGTH);
  const bar = `${'='.repeat(filled)}${' '.repeat(BAR_LENGTH - filled)}`;
  return `[${bar}] ${progress.label}: ${transferText(progress)}`;
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
  // the width may be 0 or undefined if unknown
  const width = (): number => (sink.columns > 0 ? sink.columns : 80) - 1;
  const draw = (): string => shown.map((line) => `${line.slice(0, width())}\n`).join('');
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
