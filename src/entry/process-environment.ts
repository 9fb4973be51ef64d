import type { HostEnvironment, TextSink } from '../core/host.ts';

/** The environment of this process; `argv` without the arguments that the entry point has consumed. */
export function processEnvironment(argv: readonly string[]): HostEnvironment {
  return { env: process.env, argv, stdout: sinkOf(process.stdout), stderr: sinkOf(process.stderr) };
}

function sinkOf(stream: NodeJS.WriteStream): TextSink {
  // a closed pipe (| head) must not crash a promotion
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
