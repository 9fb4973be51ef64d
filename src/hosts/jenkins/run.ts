import type { RunOrigin, HostEnvironment } from '../../core/host.ts';

/** The build and, where Jenkins tells, who started it. */
export function readRun({ env }: HostEnvironment): RunOrigin {
  // set by the plugin build-user-vars; nothing else tells who started a build
  return { system: 'Jenkins', actor: env['BUILD_USER_ID'], url: env['BUILD_URL'] };
}
