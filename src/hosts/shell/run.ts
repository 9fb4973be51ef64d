import type { RunOrigin, Surroundings } from '../../core/host.ts';

/** Whoever typed the command. */
export function readRun({ env }: Surroundings): RunOrigin {
  return { system: 'a shell', actor: env['USER'], url: undefined };
}
