import type { TextSink } from '../../core/host.ts';

/** Lines at the bottom of a terminal that are written again and again, while others scroll by above them. */
export interface LiveLines {
  show(lines: readonly string[]): void;
  /** A line above, that stays. */
  print(line: string): void;
}

/** Lines hold printable text only; each is cut to the width of the terminal, because a wrapped one could not be taken back. */
export function createLiveLines(sink: TextSink): LiveLines {
  let shown: readonly string[] = [];
  const erase = (): string => (shown.length === 0 ? '' : `\x1b[${shown.length}A\r\x1b[J`);
  // a terminal that does not know its width says 0 or nothing
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
