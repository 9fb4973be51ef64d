import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { createCredentialPrograms } from '../../src/tools/credential-program.ts';
import { failureOf, noAbort } from '../support/http-transport.ts';

function programs(script: string): { readonly folder: string; readonly environment: Record<string, string> } {
  const folder = mkdtempSync(path.join(tmpdir(), 'programs-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true });
  });
  writeFileSync(path.join(folder, 'helper'), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  return { folder, environment: { PATH: `${folder}:/usr/bin:/bin`, PROMOTE_SOURCE_TOKEN: 'x', OWN: 'y' } };
}

it('hands over input, arguments and environment, but none of the inputs of this program', async () => {
  const { environment } = programs(
    'cat; echo " $1 $OWN $MORE${PROMOTE_SOURCE_TOKEN}"; echo said >&2; exit 3',
  );
  const run = createCredentialPrograms(environment);
  const program = { command: 'helper', args: ['$(id)'], input: 'in', environment: { MORE: 'z' } };

  expect(await run(program, noAbort)).toEqual({
    ...{ kind: 'ended', code: 3 },
    ...{ stdout: 'in $(id) y z\n' },
  });
});

it('does not mind a program that reads nothing', async () => {
  const run = createCredentialPrograms(programs('exec <&-; echo done').environment);
  const input = 'x'.repeat(1_000_000);

  expect(await run({ command: 'helper', args: [], input }, noAbort)).toMatchObject({ stdout: 'done\n' });
});

it('ends a program that takes too long, and those it has started do not hold it up', async () => {
  const run = createCredentialPrograms(programs("trap '' TERM; sleep 100").environment, 200);
  const startedMs = performance.now();

  expect(await run({ command: 'helper', args: [] }, noAbort)).toEqual({
    kind: 'failed',
    reason: 'it took longer than 0.2 s',
  });
  expect(performance.now() - startedMs).toBeLessThan(90_000);
});

it('ends with the job', async () => {
  const run = createCredentialPrograms(programs('sleep 20').environment);
  const job = new AbortController();
  setTimeout(() => job.abort(), 50);

  expect((await failureOf(run({ command: 'helper', args: [] }, job.signal))).code).toBe('CANCELLED');
  expect((await failureOf(run({ command: 'helper', args: [] }, job.signal))).code).toBe('CANCELLED');
});

it('finds programs by name in absolute folders, or by their absolute path', async () => {
  const { folder, environment } = programs('echo found');
  const found = { kind: 'ended', code: 0, stdout: 'found\n' };
  const lost = { kind: 'failed', reason: 'the program was not found' };
  const relative = { PATH: path.relative('.', folder) };
  const run = (command: string, env: Record<string, string> = environment) =>
    createCredentialPrograms(env)({ command, args: [] }, noAbort);

  expect(await run('helper')).toEqual(found);
  expect(await run(path.join(folder, 'helper'), {})).toEqual(found);
  expect(await run('helper', relative)).toEqual(lost);
  expect(await run(path.relative('.', path.join(folder, 'helper')))).toEqual(lost);
  expect(await run('none')).toEqual(lost);
});
