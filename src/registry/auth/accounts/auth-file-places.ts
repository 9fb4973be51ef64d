import path from 'node:path';

/** Where accounts may be written. */
export type AuthFilePlace =
  /** the text itself, in a variable */
  | { readonly kind: 'text'; readonly name: string; readonly text: string }
  | {
      readonly kind: 'file';
      readonly file: string;
      /** it was asked for by name, so it has to be there */
      readonly isRequired: boolean;
      /** `~/.dockercfg`: the entries stand at the top, without "auths" */
      readonly isLegacy: boolean;
    };

export interface Machine {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  /** folder of the user */
  readonly home: string;
  /** number of the user; undefined where users have none */
  readonly uid: number | undefined;
}

/**
 * The places in the order in which they are asked (containers-auth.json(5), registry.md §1.4): a file that is named is the only
 * one; DOCKER_AUTH_CONFIG is how GitLab hands accounts to jobs.
 * @param given path from the input
 */
export function authFilePlaces(given: string | undefined, machine: Machine): readonly AuthFilePlace[] {
  const { environment } = machine;
  if (given !== undefined) return [file(given, true)];
  const text = environment['DOCKER_AUTH_CONFIG'] ?? '';
  const fromVariable: readonly AuthFilePlace[] =
    text.trim() === '' ? [] : [{ kind: 'text', name: 'DOCKER_AUTH_CONFIG', text }];
  const named = environment['REGISTRY_AUTH_FILE'] ?? '';
  return [...fromVariable, ...(named === '' ? usualFiles(machine) : [file(named, true)])];
}

function usualFiles({ environment, platform, home, uid }: Machine): readonly AuthFilePlace[] {
  const folder = (variable: string, ...otherwise: readonly string[]): string =>
    environment[variable] === undefined || environment[variable] === ''
      ? path.join(...otherwise)
      : environment[variable];
  const runtime = folder('XDG_RUNTIME_DIR', '/run/containers', String(uid ?? 0));
  const isNamed = (environment['XDG_RUNTIME_DIR'] ?? '') !== '';
  return [
    // elsewhere there is no folder that goes with the session
    ...(platform === 'linux' ? [path.join(runtime, ...(isNamed ? ['containers'] : []), 'auth.json')] : []),
    path.join(folder('XDG_CONFIG_HOME', home, '.config'), 'containers', 'auth.json'),
    path.join(folder('DOCKER_CONFIG', home, '.docker'), 'config.json'),
  ]
    .map((name) => file(name, false))
    .concat({ kind: 'file', file: path.join(home, '.dockercfg'), isRequired: false, isLegacy: true });
}

function file(name: string, isRequired: boolean): AuthFilePlace {
  return { kind: 'file', file: name, isRequired, isLegacy: false };
}
