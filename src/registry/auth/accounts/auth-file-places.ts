import path from 'node:path';

/** Where accounts may be stored. */
export type AuthFilePlace =
  /** the content itself, from a variable */
  | { readonly kind: 'text'; readonly name: string; readonly text: string }
  | {
      readonly kind: 'file';
      readonly file: string;
      /** named by the user, so it must exist */
      readonly isRequired: boolean;
      /** `~/.dockercfg`: entries at the top level, without "auths" */
      readonly isLegacy: boolean;
    };

export interface Machine {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  /** home folder of the user */
  readonly home: string;
  /** user ID; undefined on Windows */
  readonly uid: number | undefined;
}

/**
 * The places in lookup order (containers-auth.json(5), registry.md §1.4). A file named by the user is the only place;
 * DOCKER_AUTH_CONFIG is how GitLab passes accounts to jobs.
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
    // other systems have no per-session runtime folder
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
