import type { HostEnvironment, TextSink } from '../core/host.ts';

/** The surroundings of this process; `argv` without what the entry has used up itself. */
export function processEnvironment(argv: readonly string[]): HostEnvironment {
  return { env: process.env, argv, stdout: sinkOf(process.stdout), stderr: sinkOf(process.stderr) };
}

function sinkOf(stream: NodeJS.WriteStream): TextSink {
  // a reader that went away (| head) must not turn a promotion into a crash
  stream.on('error', () => undefined);
  return {
    write: (text) => {
      stream.write(text);
    },
    isTerminal: stream.isTTY,
    get columns() {
      return stream.columns;
    },
  };
}
