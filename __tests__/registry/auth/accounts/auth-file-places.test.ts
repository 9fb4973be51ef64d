import { expect, it } from 'vitest';
import { authFilePlaces, type Machine } from '../../../../src/registry/auth/accounts/auth-file-places.ts';

const machine: Machine = { environment: {}, platform: 'linux', home: '/me', uid: 1000 };

function filesOf(given: string | undefined, changes: Partial<Machine>): readonly string[] {
  return authFilePlaces(given, { ...machine, ...changes }).map((place) =>
    place.kind === 'text' ? `$${place.name}` : place.file,
  );
}

it('asks podman before docker', () => {
  expect(filesOf(undefined, {})).toEqual([
    '/run/containers/1000/auth.json',
    '/me/.config/containers/auth.json',
    '/me/.docker/config.json',
    '/me/.dockercfg',
  ]);
});

it('follows the variables of podman and docker', () => {
  const environment = {
    XDG_RUNTIME_DIR: '/run/user/1000',
    XDG_CONFIG_HOME: '/etc/me',
    DOCKER_CONFIG: '/srv/docker',
  };

  expect(filesOf(undefined, { environment })).toEqual([
    '/run/user/1000/containers/auth.json',
    '/etc/me/containers/auth.json',
    '/srv/docker/config.json',
    '/me/.dockercfg',
  ]);
});

it.each(['darwin', 'win32'] as const)('knows no folder of a session on %s', (platform) => {
  const [first] = filesOf(undefined, { platform, environment: { XDG_RUNTIME_DIR: '/run/user/1000' } });

  expect(first).toBe('/me/.config/containers/auth.json');
});

it('takes a file that is named as the only one', () => {
  const environment = { REGISTRY_AUTH_FILE: '/named', DOCKER_AUTH_CONFIG: '{}' };

  expect(filesOf('/given', { environment })).toEqual(['/given']);
  expect(filesOf(undefined, { environment })).toEqual(['$DOCKER_AUTH_CONFIG', '/named']);
});

it('takes an empty variable for none', () => {
  const environment = {
    REGISTRY_AUTH_FILE: '',
    DOCKER_AUTH_CONFIG: ' ',
    DOCKER_CONFIG: '',
    XDG_RUNTIME_DIR: '',
  };

  expect(filesOf(undefined, { environment })).toEqual(filesOf(undefined, {}));
});
