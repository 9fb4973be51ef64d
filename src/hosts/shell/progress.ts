import type { ProgressDisplay, ReporterSettings, HostEnvironment } from '../../core/host.ts';
import type { TransferProgress } from '../../core/ports/reporter.ts';
import { createProgressLines } from '../../report/progress-lines.ts';
import { rolloutText, transferFraction, transferText, workloadText } from '../../core/progress-text.ts';
import { painter } from './colors.ts';
import { createLiveLines } from './live-lines.ts';

const BAR_LENGTH = 24;
// As fast as an eye follows; every byte count would be told otherwise.
const REDRAW_MS = 100;
// The rest scrolls: a block taller than the terminal could not be taken back.
const MAX_LIVE_LINES = 10;

type Settings = Pick<ReporterSettings, 'clock' | 'redact'>;

/** Bars on a terminal, a line now and then elsewhere. All of it goes to standard error: standard output is for results. */
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

/** Nothing a terminal would obey, and one line. */
function printable(line: string): string {
  return line.replace(/\p{Cc}/gu, ' ');
}
