import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { runOwnProgram } from '../../src/tools/own-program.ts';
import { failureOf, noAbort } from '../support/http-transport.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'own programs-'));
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

function program(text: string): string {
  const file = path.join(folder, 'the program');
  writeFileSync(file, `#!/bin/sh\n${text}\n`);
  chmodSync(file, 0o755);
  return file;
}

describe('a program of our own', () => {
  it('gets its arguments and the environment, without the inputs, and writes nothing to the log', async () => {
    const written = vi.spyOn(process.stdout, 'write');
    const environment = { ...process.env, HELLO: 'there', INPUT_TOKEN: 'secret', PROMOTE_TOKEN: 'secret' };

    const output = await runOwnProgram(
      program('echo "$1|$2|$HELLO|$INPUT_TOKEN$PROMOTE_TOKEN"; echo aside >&2'),
      ['a b', '"c"'],
      environment,
      noAbort,
    );

    expect(output).toBe('a b|"c"|there|\n');
    expect(written).not.toHaveBeenCalled();
  });

  it.each([
    ['ends with another code than 0', () => program('exit 3')],
    ['is not there', () => path.join(folder, 'none')],
  ])('has failed when it %s', async (_, make) => {
    await expect(runOwnProgram(make(), [], process.env, noAbort)).rejects.toThrow();
  });

  it('holds up no job that is cancelled', async () => {
    const cancellation = new AbortController();
    const run = runOwnProgram(program('sleep 1'), [], process.env, cancellation.signal);
    cancellation.abort();

    expect((await failureOf(run)).code).toBe('CANCELLED');
  });
});
