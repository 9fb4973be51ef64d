import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { secretsOf } from '../../src/config/secrets.ts';
import { messagesOf, read } from './read-options.ts';

let folder: string;
let tokenFile: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'promote-secrets-'));
  tokenFile = join(folder, 'token');
  writeFileSync(tokenFile, 'sha256~from-file\n');
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('tokens', () => {
  it('lose the line break that a command left', () => {
    expect(read({ 'source-token': 'sha256~token\r\n' }).source.token).toBe('sha256~token');
  });

  it.each([
    ['Bearer sha256~token', 'starts with "Bearer" → give only the token'],
    ['sha256~to ken', 'contains white space → give only the token'],
    ['sha256~a\nsha256~b', 'contains a line break → give only the secret, on one line'],
    [
      '$DEV_TOKEN',
      'contains the name of a variable that was not expanded → define the variable for this job (protected variables are only available on protected branches)',
    ],
    ['sha256~tökén', 'contains characters that are not allowed in a token → copy the token again'],
  ])('%j is refused', (token, problem) => {
    expect(messagesOf({ 'source-token': token })).toEqual([`source-token: ${problem}`]);
  });
});

describe('secrets in files', () => {
  it('are read without the line break at the end', () => {
    expect(read({ 'source-token': '', 'source-token-file': tokenFile }).source.token).toBe(
      'sha256~from-file',
    );
  });

  it('stand in for the input only', () => {
    expect(messagesOf({ 'source-token-file': tokenFile })).toEqual([
      'source-token-file: cannot be combined with source-token → keep one of them',
    ]);
  });

  it('must be readable', () => {
    const path = join(folder, 'nowhere');

    expect(messagesOf({ 'source-token': '', 'source-token-file': path })).toEqual([
      `source-token-file: ${JSON.stringify(path)} cannot be read (ENOENT) → give the path of a file with the secret that the job can read`,
    ]);
  });

  it('must not be empty', () => {
    const path = join(folder, 'empty');
    writeFileSync(path, '\n');

    expect(messagesOf({ 'source-token': '', 'source-token-file': path })).toEqual([
      `source-token-file: "${path}" is empty → write the secret into the file`,
    ]);
  });
});

describe('secrets to mask', () => {
  it('are all of them, as given and as used, with the user they belong to', () => {
    const secrets = secretsOf({
      'source-token': ' sha256~one\n',
      'destination-token-file': tokenFile,
      'destination-username': 'me',
      'destination-password': 'pass\n',
      'source-registry-username': 'robot',
      'source-registry-password': 'registry',
      'source-proxy': 'http://user:p%40ss@proxy:3128',
      'source-image': 'dev/app:1',
    });

    expect(secrets).toEqual([
      { value: ' sha256~one\n', username: undefined },
      { value: 'sha256~one', username: undefined },
      { value: 'registry', username: 'robot' },
      { value: 'sha256~from-file\n', username: 'me' },
      { value: 'sha256~from-file', username: 'me' },
      { value: 'pass\n', username: 'me' },
      { value: 'pass', username: 'me' },
      { value: 'p%40ss', username: 'user' },
      { value: 'p@ss', username: 'user' },
    ]);
  });

  it('are none when nothing is given, and unreadable files are left out', () => {
    expect(
      secretsOf({ 'source-token': '', 'source-password': ' ', 'destination-token-file': folder }),
    ).toEqual([]);
  });
});

describe('what is given where a path is expected', () => {
  const secret = 'Tr0ub4dor';
  it.each([
    ['source-token-file', `${secret}-and-3`],
    ['source-token-file', `sha256~${secret}${'a'.repeat(40)}`],
    ['source-ca', `token: ${secret}`],
    ['source-ca', secret],
    ['source-client-certificate', `{"key":"${secret}"}`],
    ['template', `kind: Template\nparameters:\n- value: ${secret}`],
    ['manifests', `kind: Secret\nstringData:\n  password: ${secret}\n  lines: |\n    ${secret}`],
    ['manifests', secret],
    ['images-file', `registry: {password: ${secret}}`],
    ['template-parameters', `@PASSWORD=${secret}`],
  ])('is not shown: %s %j', (name, text) => {
    const more = name === 'template-parameters' ? { template: 'dev/app' } : {};
    const raw = { 'source-token': name === 'source-token-file' ? '' : 'sha256~token', ...more, [name]: text };
    const problems = messagesOf(raw).join('\n');

    expect(problems).toContain(`${name}: `);
    expect(problems).not.toContain(secret);
  });

  it('is one problem, however many lines it has', () => {
    const text = `kind: Secret\nstringData:\n  password: ${secret}\n  lines: |\n    ${secret}`;
    expect(messagesOf({ manifests: text })).toEqual([
      'manifests: this looks like the content of a file, not a path → write it to a file and give the path of the file',
    ]);
  });

  it('is not shown line by line either, when it is a file of something else', () => {
    const file = join(folder, 'auth.json');
    writeFileSync(file, `{\n  "auths": { "quay.io": { "auth": "${secret}" } }\n}\n${secret}\n`);
    const problems = messagesOf({ 'images-file': file }).join('\n');

    expect(problems).toContain(`images-file: ${file}:2: it must contain exactly one "=>"`);
    expect(problems).not.toContain(secret);
  });
});
