import type { LineTone, HostEnvironment } from '../../core/host.ts';

/** Start and end of each tone (ECMA-48, select graphic rendition): bold, yellow, red. */
const CODES: Readonly<Record<LineTone, readonly [string, string]>> = {
  title: ['\x1b[1m', '\x1b[22m'],
  warning: ['\x1b[33m', '\x1b[39m'],
  failure: ['\x1b[31m', '\x1b[39m'],
};

/**
 * Colors a line when standard error is a terminal. `NO_COLOR` (no-color.org) keeps it from that; `FORCE_COLOR`, which counts
 * first as it does in Node, colors anywhere, or nowhere when it is 0 or false.
 */
export function painter({ env, stderr }: Pick<HostEnvironment, 'env' | 'stderr'>) {
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
