import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  createStoredAccounts,
  type FindAccount,
} from '../../../../src/registry/auth/accounts/stored-accounts.ts';
import { createCredentialPrograms } from '../../../../src/tools/credential-program.ts';
import { missingProgram, startDockerRegistry } from '../../../support/docker-registry.ts';
import { failureOf, NEVER } from '../../../support/registry-under-test.ts';
import { describeUnless } from '../../../support/conditional-suite.ts';

let folder: string;
let lines: string[];
let hidden: (readonly [string, string | undefined])[];
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'accounts-'));
  lines = [];
  hidden = [];
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function write(name: string, content: unknown, mode = 0o644): string {
  const file = path.join(folder, name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
  chmodSync(file, mode);
  return file;
}

/** A credential helper that is found in PATH. */
function writeHelper(name: string, script: string): void {
  write(`bin/docker-credential-${name}`, `#!/bin/sh\n${script}\n`, 0o755);
}

function accounts(options: { file?: string; environment?: Record<string, string> } = {}): FindAccount {
  const environment = {
    PATH: [path.relative('.', path.join(folder, 'relative')), path.join(folder, 'bin'), '/usr/bin:/bin'].join(
      ':',
    ),
    XDG_RUNTIME_DIR: path.join(folder, 'run'),
    ...options.environment,
  };
  return createStoredAccounts({
    side: 'source',
    file: options.file,
    machine: { environment, platform: 'linux', home: path.join(folder, 'home'), uid: 1000 },
    run: createCredentialPrograms(environment, 1_000),
    maskSecret: (secret, username) => hidden.push([secret, username]),
    log: (line) => lines.push(line),
  });
}

const auth = (pair: string) => ({ auth: Buffer.from(pair).toString('base64') });

describe('files', () => {
  it('are asked one after the other, and the log says which one it was, without the account', async () => {
    const podman = write('run/containers/auth.json', { auths: { 'other.test': auth('a:secret-a') } });
    const docker = write('home/.docker/config.json', {
      auths: { 'https://host.test/v1/': auth('me:secret-b'), 'other.test': auth('x:secret-x') },
    });
    const find = accounts();

    expect(await find('host.test', 'team/app', NEVER)).toMatchObject({
      credentials: { kind: 'basic', username: 'me', password: 'secret-b' },
    });
    expect(await find('other.test', 'team/app', NEVER)).toMatchObject({ credentials: { username: 'a' } });
    expect(await find('third.test', 'team/app', NEVER)).toBeUndefined();
    expect(lines).toEqual([
      `source: account of ${docker} (host.test)`,
      `source: account of ${podman} (other.test)`,
    ]);
    expect(hidden).toEqual([
      ['secret-b', 'me'],
      ['secret-a', 'a'],
    ]);
  });

  it('give repositories with one entry one account', async () => {
    const find = accounts({ file: write('auth.json', { auths: { 'host.test/team': auth('me:secret') } }) });

    expect(await find('host.test', 'team/a', NEVER)).toBe(await find('host.test', 'team/b', NEVER));
    expect(await find('host.test', 'others/a', NEVER)).toBeUndefined();
  });

  it('are read again when an account is renewed', async () => {
    const file = write('auth.json', { auths: { 'host.test': auth('me:first') } });
    const account = await accounts({ file })('host.test', 'app', NEVER);
    write('auth.json', { auths: { 'host.test': auth('me:second') } });

    expect(await account?.renew?.(NEVER)).toEqual({ kind: 'basic', username: 'me', password: 'second' });
    expect(hidden.at(-1)).toEqual(['second', 'me']);
  });

  it.each([
    ['an identity token', { identitytoken: 't' }, { kind: 'identity', token: 't' }],
    ['a registry token', { registrytoken: 't' }, { kind: 'bearer', token: 't' }],
    ['name and password', { username: 'u', password: 'p' }, { kind: 'basic', username: 'u', password: 'p' }],
    ['an auth of the user <token>', auth('<token>:t'), { kind: 'identity', token: 't' }],
    ['a password with colons', auth('u:p:q'), { kind: 'basic', username: 'u', password: 'p:q' }],
  ])('may hold %s', async (_what, entry, credentials) => {
    const find = accounts({ file: write('auth.json', { auths: { 'host.test': entry } }) });

    expect((await find('host.test', 'app', NEVER))?.credentials).toEqual(credentials);
  });

  it('of old versions of docker have their entries at the top', async () => {
    write('home/.dockercfg', { 'https://index.docker.io/v1/': auth('me:secret') });

    expect(await accounts()('docker.io', 'app', NEVER)).toMatchObject({ credentials: { username: 'me' } });
  });

  it('may be empty, or hold an empty entry', async () => {
    write('run/containers/auth.json', '');
    write('home/.docker/config.json', { auths: { 'host.test': {} } });

    expect(await accounts()('host.test', 'app', NEVER)).toBeUndefined();
  });

  it.each([
    ['no JSON', '{"auths": secret', 'is not JSON'],
    ['a list', '[]', 'is not a JSON object'],
    ['no base64', { auths: { 'host.test': { auth: 'secret!' } } }, 'not base64 for host.test'],
    ['no pair', { auths: { 'host.test': auth('secret') } }, 'without a colon for host.test'],
    ['a text for an account', { auths: { 'host.test': 'secret' } }, 'is not an object for host.test'],
  ])('with %s are an error that does not show it', async (_what, content, says) => {
    const file = write('auth.json', content);
    const error = await failureOf(accounts({ file })('host.test', 'app', NEVER));

    expect(error).toMatchObject({ code: 'INPUT_INVALID' });
    expect(error.message).toContain(`${file} `);
    expect(error.message).toContain(says);
    expect(JSON.stringify([error.message, error.hint])).not.toContain('secret');
  });

  it.each(['{"auths":{"quay.io":{"auth":"Tr0ub4dor"}}}', 'Tr0ub4dor', 'dG9wL1RyMHViNGRvcg=='])(
    'that are given in place of their path are not shown: %s',
    async (content) => {
      for (const given of [{ file: content }, { environment: { REGISTRY_AUTH_FILE: content } }]) {
        const error = await failureOf(accounts(given)('host.test', 'app', NEVER));

        expect(error.message).toMatch(/looks like the content of a file|not shown/);
        expect(error.hint).toContain('DOCKER_AUTH_CONFIG');
        expect(error.message).not.toMatch(/Tr0ub4dor|dG9w/);
      }
    },
  );

  it('that are named have to be there', async () => {
    const file = path.join(folder, 'none.json');

    expect((await failureOf(accounts({ file })('host.test', 'app', NEVER))).message).toContain('ENOENT');
    const environment = { REGISTRY_AUTH_FILE: file };
    expect((await failureOf(accounts({ environment })('host.test', 'app', NEVER))).message).toContain(file);
  });

  it('that nobody named and nobody may read are left out with a line', async () => {
    mkdirSync(path.join(folder, 'home/.docker/config.json'), { recursive: true });

    expect(await accounts()('host.test', 'app', NEVER)).toBeUndefined();
    expect(lines).toEqual([expect.stringMatching(/config\.json cannot be read \(EISDIR\)/)]);
  });
});

describe('credential helpers', () => {
  it('are given the registry, and never see the inputs of this program', async () => {
    writeHelper(
      'spy',
      'read -r host; echo "{\\"Username\\":\\"$host\\",\\"Secret\\":\\"s$PROMOTE_SOURCE_TOKEN\\"}"',
    );
    const file = write('config.json', { credHelpers: { 'host.test:5000': 'spy' } });
    const find = accounts({ file, environment: { PROMOTE_SOURCE_TOKEN: 'of-this-program' } });

    expect((await find('host.test:5000', 'team/app', NEVER))?.credentials).toEqual({
      kind: 'basic',
      username: 'host.test:5000',
      password: 's',
    });
    expect(hidden).toEqual([['s', 'host.test:5000']]);
  });

  it('of one registry count before entries and the store; each is asked once', async () => {
    const count = path.join(folder, 'count');
    writeHelper('one', `echo x >> ${count}; echo '{"Username":"<token>","Secret":"t"}'`);
    writeHelper('store', `echo '{"Username":"u","Secret":"of the store"}'`);
    const file = write('config.json', {
      ...{ auths: { 'host.test': auth('me:secret'), 'stored.test': {} } },
      ...{ credHelpers: { 'host.test': 'one' }, credsStore: 'store' },
    });
    const find = accounts({ file });
    const found = await Promise.all([find('host.test', 'a', NEVER), find('host.test', 'b', NEVER)]);

    expect(found[0]?.credentials).toEqual({ kind: 'identity', token: 't' });
    expect(found[1]).toBe(found[0]);
    expect(execFileSync('cat', [count], { encoding: 'utf8' })).toBe('x\n');
    expect((await find('stored.test', 'a', NEVER))?.credentials).toMatchObject({ password: 'of the store' });
  });

  it('that have no account leave it to the next file', async () => {
    writeHelper('none', 'echo "credentials not found in native keychain"; exit 1');
    write('run/containers/auth.json', { credHelpers: { 'host.test': 'none' } });
    write('home/.docker/config.json', { auths: { 'host.test': auth('me:secret') } });

    expect((await accounts()('host.test', 'app', NEVER))?.credentials).toMatchObject({ username: 'me' });
  });

  it.each([
    ['fails', 'echo secret; echo secret >&2; exit 3', 'it ended with 3'],
    ['prints no JSON', 'echo secret', 'it printed no JSON object'],
    ['prints a number', `echo '{"Username":"u","Secret":17}'`, 'is no account'],
    ['prints too much', 'yes secret', 'its output is too large'],
    ['hangs', 'sleep 30', 'longer than 1 s'],
  ])('are an error when one %s, and what it wrote is not shown', async (_what, script, says) => {
    writeHelper('bad', script);
    const file = write('config.json', {
      ...{ credsStore: 'bad', auths: { 'other.test': auth('me:other') } },
    });
    const error = await failureOf(accounts({ file })('host.test', 'app', NEVER));

    expect(error.code).toBe('LOGIN_FAILED');
    expect(error.message).toContain(says);
    expect(error.hint).toContain('echo host.test | docker-credential-bad get');
    expect(JSON.stringify([error.message, error.hint])).not.toContain('secret');
  });

  it('are looked for by name in absolute folders only', async () => {
    write('relative/docker-credential-evil', '#!/bin/sh\necho "{}"', 0o755);
    for (const name of ['evil', '../relative/docker-credential-evil', 'a b', '']) {
      const file = write('config.json', { credHelpers: { 'host.test': name } });
      const find = accounts({ file });
      if (name === '') expect(await find('host.test', 'app', NEVER)).toBeUndefined();
      else expect((await failureOf(find('host.test', 'app', NEVER))).code).toBe('LOGIN_FAILED');
    }
  });
});

const missing = missingProgram('skopeo', 'skopeo') ?? missingProgram('docker-registry', 'docker-registry');

describeUnless(missing, 'files of skopeo login', () => {
  it('are read, also with an account for a path', async () => {
    const account = { username: 'robot', password: 'pa:ss word' };
    const registry = await startDockerRegistry({ account });
    try {
      const file = path.join(folder, 'skopeo.json');
      for (const name of [registry.host, `${registry.host}/team/app`]) {
        const login = ['login', '--tls-verify=false', '--authfile', file, '-u', account.username];
        execFileSync('skopeo', [...login, '--password-stdin', name], { input: account.password });
      }
      const find = accounts({ file });

      for (const [repository, key] of [
        ['team/app', `${registry.host}/team/app`],
        ['other/app', registry.host],
      ] as const) {
        expect(await find(registry.host, repository, NEVER)).toMatchObject({
          credentials: { kind: 'basic', ...account },
          origin: `${file} (${key})`,
        });
      }
    } finally {
      await registry.stop();
    }
  });
});
