import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { digestOf, isDigest } from '../../../src/core/image/digest.ts';
import {
  formatReference,
  isRegistryHost,
  isRepository,
  isTag,
  parseReference,
  type ImageReference,
} from '../../../src/core/image/reference.ts';
import { cpuTimer } from '../../support/cpu-time.ts';

const DIGEST = digestOf(new TextEncoder().encode('x'));

function parsed(text: string): ImageReference {
  const result = parseReference(text);
  if ('problem' in result) throw new Error(result.problem);
  return result.reference;
}

function problem(text: string): string {
  const result = parseReference(text);
  return 'problem' in result ? result.problem : `no problem with ${formatReference(result.reference)}`;
}

describe('references to image streams', () => {
  test.each([
    ['dev/app', { project: 'dev', stream: 'app', tag: undefined, digest: undefined }],
    ['dev/app:1.4.2', { project: 'dev', stream: 'app', tag: '1.4.2', digest: undefined }],
    [`dev/app@${DIGEST}`, { project: 'dev', stream: 'app', tag: undefined, digest: DIGEST }],
    [`dev/app:1@${DIGEST}`, { project: 'dev', stream: 'app', tag: '1', digest: DIGEST }],
    ['dev-1/my_app.x:_A-b.c', { project: 'dev-1', stream: 'my_app.x', tag: '_A-b.c', digest: undefined }],
  ])('%s', (text, expected) => {
    expect(parsed(text)).toEqual({ kind: 'stream', ...expected });
    expect(formatReference(parsed(text))).toBe(text.includes('@') ? text.replace(':1@', '@') : text);
  });
});

describe('references to registries', () => {
  test.each([
    ['quay.io/org/app:1', { host: 'quay.io', repository: 'org/app', tag: '1', digest: undefined }],
    ['localhost/app', { host: 'localhost', repository: 'app', tag: undefined, digest: undefined }],
    ['registry:5000/a/b/c:x', { host: 'registry:5000', repository: 'a/b/c', tag: 'x', digest: undefined }],
    ['127.0.0.1:5000/app', { host: '127.0.0.1:5000', repository: 'app', tag: undefined, digest: undefined }],
    ['[::1]:5000/app:1', { host: '[::1]:5000', repository: 'app', tag: '1', digest: undefined }],
    [`Quay.IO/app@${DIGEST}`, { host: 'quay.io', repository: 'app', tag: undefined, digest: DIGEST }],
  ])('%s', (text, expected) => {
    expect(parsed(text)).toEqual({ kind: 'registry', ...expected });
  });
});

describe('what is no reference', () => {
  test.each([
    ['', 'empty'],
    ['app', 'neither'],
    ['app:1', 'neither'],
    ['a/b/c', 'neither'],
    ['dev/app ', 'white space'],
    ['dev/ap\np', 'white space'],
    ['https://quay.io/a/b', 'without "https://"'],
    ['docker://quay.io/a', 'without "docker://"'],
    ['dev/app:', 'has an empty tag: is a variable in it empty?'],
    ['dev/app:1_ä', '"ä" is not allowed'],
    ['dev/app:v1+2', '"+" is not allowed'],
    [`dev/app:${'a'.repeat(129)}`, 'has a tag of 129 characters'],
    ['dev/app:.x', 'has a tag that starts with "."'],
    ['dev/app:a/b', 'neither'],
    ['dev/app@sha256:abc', 'malformed digest'],
    [`dev/app@sha256:${'A'.repeat(64)}`, 'malformed digest'],
    [`dev/app@${DIGEST}@${DIGEST}`, 'malformed digest'],
    ['dev/App', 'neither project/stream:tag nor host/path:tag: "A" is an upper-case letter; write "a"'],
    ['Dev/app', '"D" is an upper-case letter'],
    ['host.example/A/b', '"A" is an upper-case letter'],
    ['../app', 'malformed registry host'],
    ['dev/../app', 'neither'],
    ['user:pw@host.example/app', 'malformed digest'],
    ['host.example/A/b', 'malformed repository'],
    ['host.example/a//b', 'malformed repository'],
    ['host..example/a', 'malformed registry host'],
    ['host.example:port/a', 'malformed registry host'],
    [`host.example/${'a/'.repeat(200)}a`, 'malformed repository'],
  ])('%j: %s', (text, why) => {
    expect(problem(text)).toContain(why);
  });
});

const component = fc.stringMatching(/^[a-z0-9]{1,8}(?:[._-][a-z0-9]{1,8}){0,2}$/);
const repository = fc.array(component, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('/'));
const tag = fc.stringMatching(/^\w[\w.-]{0,20}$/);
const host = fc.stringMatching(/^[a-z0-9]{1,10}(?:\.[a-z0-9]{1,10}){1,3}(?::\d{1,5})?$/);

describe('any reference', () => {
  test('to a registry is read back from its text', () => {
    fc.assert(
      fc.property(
        host,
        repository,
        fc.option(tag, { nil: undefined }),
        fc.boolean(),
        (name, path, label, pinned) => {
          const reference: ImageReference = {
            kind: 'registry',
            host: name,
            repository: path,
            tag: pinned ? undefined : label,
            digest: pinned ? DIGEST : undefined,
          };
          expect(parsed(formatReference(reference))).toEqual(reference);
        },
      ),
    );
  });

  test('to a stream is read back from its text', () => {
    const project = fc
      .stringMatching(/^[a-z0-9](?:[-a-z0-9]{0,20}[a-z0-9])?$/)
      .filter((name) => name !== 'localhost');
    fc.assert(
      fc.property(project, component, fc.option(tag, { nil: undefined }), (name, stream, label) => {
        const reference: ImageReference = {
          kind: 'stream',
          project: name,
          stream,
          tag: label,
          digest: undefined,
        };
        expect(parsed(formatReference(reference))).toEqual(reference);
      }),
    );
  });

  test('is either read into parts that are safe in a URL, or a problem that names it; in linear time', () => {
    const piece = fc.constantFrom(
      '/',
      ':',
      '@',
      '.',
      '..',
      'a',
      'A',
      '-',
      '_',
      '%2f',
      '\\',
      '[',
      ']',
      '#',
      '?',
      'sha256',
    );
    const text = fc.oneof(
      fc.string(),
      fc.array(piece, { maxLength: 40 }).map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(text, (input) => {
        const result = parseReference(input);
        if ('problem' in result) {
          expect(result.problem).not.toBe('');
          return;
        }
        const { reference } = result;
        const name =
          reference.kind === 'stream' ? `${reference.project}/${reference.stream}` : reference.repository;
        expect(isRepository(name)).toBe(true);
        expect(name).not.toMatch(/\.\.|[^a-z0-9._/-]/);
        if (reference.kind === 'registry') expect(isRegistryHost(reference.host)).toBe(true);
        if (reference.tag !== undefined) expect(isTag(reference.tag)).toBe(true);
        if (reference.digest !== undefined) expect(isDigest(reference.digest)).toBe(true);
      }),
      { numRuns: 2_000 },
    );
    const cpuMs = cpuTimer();
    for (const long of ['a-'.repeat(50_000), `${'a.'.repeat(50_000)}/a`, `x/${'a_'.repeat(50_000)}`])
      parseReference(long);
    expect(cpuMs()).toBeLessThan(5_000);
  });
});
