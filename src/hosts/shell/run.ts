import type { RunOrigin, HostEnvironment } from '../../core/host.ts';

/** Whoever typed the command. */
export function readRun({ env }: HostEnvironment): RunOrigin {
  return { system: 'a shell', actor: env['USER'], url: undefined };
}
