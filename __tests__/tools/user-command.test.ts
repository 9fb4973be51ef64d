import { spawnSync } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { knownSecrets } from '../../src/core/text/redaction.ts';
import { createCommands } from '../../src/tools/user-command.ts';
import { failureOf, noAbort } from '../support/http-transport.ts';

const ENVIRONMENT = { ...process.env, PROMOTE_SOURCE_TOKEN: 'sha256~secret', INPUT_X: 'y', KEPT: 'kept' };

async function run(command: string, signal = noAbort): Promise<readonly string[]> {
  const lines: string[] = [];
  const environment = { PROMOTE_DIGEST: 'sha256:1' };
  const onLine = (line: string): void => {
    lines.push(line);
  };
  await createCommands(ENVIRONMENT).run({ name: 'before-move', command, environment, onLine }, signal);
  return lines;
}

describe('a command of the user', () => {
  it('has the promotion in its environment, that of the job, and none of the inputs', async () => {
    const lines = await run('echo "$PROMOTE_DIGEST $KEPT [$PROMOTE_SOURCE_TOKEN$INPUT_X]"');

    expect(lines).toEqual(['sha256:1 kept []']);
  });

  it('is reported line by line, errors too', async () => {
    const lines = await run('echo one\necho two >&2\nprintf three');

    expect([...lines].sort()).toEqual(['one', 'three', 'two']);
  });

  it('is not waited for when it has ended and left a process in the background', async () => {
    const lines = await run('sleep 600 & echo "$!"; echo started');

    const [pid, ...others] = lines;
    process.kill(Number(pid), 'SIGKILL');
    expect(others).toEqual(['started', expect.stringContaining('this process is not waited for')]);
  });

  it('fails although a process of it goes on in the background', async () => {
    const lines: string[] = [];
    const command = 'sleep 600 & echo "$!"; exit 3';
    const onLine = (line: string): number => lines.push(line);
    const options = { name: 'before-move', command, environment: {}, onLine } as const;

    const error = await failureOf(createCommands(ENVIRONMENT).run(options, noAbort));

    process.kill(Number(lines[0]), 'SIGKILL');
    expect(error).toMatchObject({
      code: 'COMMAND_FAILED',
      message: expect.stringContaining('exit code 3') as string,
    });
  });

  it('stops at the first line that fails', async () => {
    const error = await failureOf(run('false\nexit 0'));

    expect(error).toMatchObject({
      code: 'COMMAND_FAILED',
      message: 'the command of "before-move" (false …) failed with exit code 1',
    });
  });

  it('may write lines without end: each is shown up to its first 16 KiB', async () => {
    const lines = await run('head -c 40000000 /dev/zero | tr "\\0" x; echo; echo end');

    expect(lines.map((line) => line.length)).toEqual([16 * 1024 + 37, 3]);
    expect(lines[0]).toMatch(/^x+ … \(the rest of the line is left out\)$/);
  });

  it('shows nothing of a secret where a long line is cut', async () => {
    knownSecrets.add('Tr0ub4dor-and-three');
    const before = [16 * 1024 - 5, 128 * 1024 - 5].map((length) => `"y".repeat(${length})`);
    const lines = await run(
      before.map((text) => `node -e 'console.log(${text} + "Tr0ub4dor-and-three".repeat(9))'`).join('\n'),
    );

    expect(lines).toHaveLength(2);
    for (const line of lines) expect(line).toMatch(/^y+[*]* … \(the rest/);
  });

  it('reads nothing from the job', async () => {
    expect(await run('cat; echo end')).toEqual(['end']);
  });

  it('is ended with all it has started when the job is cancelled', async () => {
    const job = new AbortController();
    const lines: string[] = [];
    const running = createCommands(ENVIRONMENT).run(
      {
        name: 'after-rollout',
        command: 'sleep 60 & echo $!; wait',
        environment: {},
        onLine: (line) => {
          lines.push(line);
          job.abort();
        },
      },
      job.signal,
    );

    expect(await failureOf(running)).toMatchObject({ code: 'CANCELLED' });
    const pid = Number(lines[0]);
    while (isAlive(pid)) await sleep(20);
  });
});

/** One that has ended but was not waited for, as in a container without init, does not run either. */
function isAlive(pid: number): boolean {
  const { stdout } = spawnSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' });
  return stdout.trim() !== '' && !stdout.startsWith('Z');
}
