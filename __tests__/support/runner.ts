import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/** What a step left behind on the runner. */
export interface StepResult {
  readonly status: number | null;
  /** everything the step printed, as the log of the job shows it */
  readonly log: string;
  readonly outputs: Readonly<Record<string, string>>;
  /** Markdown of the job summary */
  readonly summary: string;
  /** what the step keeps for its post step */
  readonly state: Readonly<Record<string, string>>;
  /** lines of $GITHUB_ARTIFACTS */
  readonly artifacts: string;
}

export interface StepOptions {
  /** the program of the action that is run */
  readonly stage?: 'main' | 'post';
  /** kills it as a runner does that has lost its patience: without a chance to tidy up */
  readonly kill?: AbortSignal;
  /** sends it the name of a signal, the reason of the abortion, as a runner does that cancels a job */
  readonly cancel?: AbortSignal;
  /** of the repository that was checked out, by path */
  readonly files?: Readonly<Record<string, string>> | undefined;
}

/** The committed bundle, or what the variable names: another build, or src/entry/action.ts while working on the sources. */
const main = path.resolve(import.meta.dirname, '../..', process.env['TESTED_ACTION'] ?? 'dist/index.js');
const programs = { main, post: path.join(path.dirname(main), `post${path.extname(main)}`) };

/**
 * Runs the committed bundle of the action as a GitHub runner does: inputs as INPUT_ variables, outputs and summary in
 * files, and next to nothing else in the environment.
 */
export async function runAction(
  inputs: Readonly<Record<string, string>>,
  more: Readonly<Record<string, string>> = {},
  { stage = 'main', kill, cancel, files: repository = {} }: StepOptions = {},
): Promise<StepResult> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'step-'));
  const file = (name: string): string => path.join(folder, name);
  const files = {
    output: file('output'),
    summary: file('summary.md'),
    state: file('state'),
    artifacts: file('artifacts'),
  };
  for (const file of Object.values(files)) writeFileSync(file, '');
  for (const [name, text] of Object.entries(repository)) {
    mkdirSync(path.dirname(file(name)), { recursive: true });
    writeFileSync(file(name), text);
  }
  const environment: Record<string, string> = {
    PATH: process.env['PATH'] ?? '',
    GITHUB_ACTIONS: 'true',
    GITHUB_OUTPUT: files.output,
    GITHUB_STEP_SUMMARY: files.summary,
    GITHUB_STATE: files.state,
    GITHUB_ARTIFACTS: files.artifacts,
    GITHUB_WORKSPACE: folder,
    RUNNER_TEMP: folder,
    ...more,
  };
  for (const [name, value] of Object.entries(inputs)) environment[`INPUT_${name.toUpperCase()}`] = value;
  try {
    const { status, log } = await finished(programs[stage], folder, environment, { kill, cancel });
    const text = (name: keyof typeof files): string => readFileSync(files[name], 'utf8');
    return {
      status,
      log,
      outputs: readEntries(text('output')),
      summary: text('summary'),
      state: readEntries(text('state')),
      artifacts: text('artifacts'),
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function finished(
  program: string,
  cwd: string,
  env: Record<string, string>,
  { kill, cancel }: Readonly<Record<'kill' | 'cancel', AbortSignal | undefined>>,
): Promise<{ status: number | null; log: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [program], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    kill?.addEventListener('abort', () => child.kill('SIGKILL'), { once: true });
    cancel?.addEventListener('abort', () => child.kill(cancel.reason as NodeJS.Signals), { once: true });
    let log = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => (log += text));
    }
    child.once('error', reject);
    child.once('close', (status) => resolve({ status, log }));
  });
}

/** The file format of GITHUB_OUTPUT and GITHUB_STATE: `name<<DELIMITER`, the value, `DELIMITER`; the last of a name counts. */
function readEntries(text: string): Record<string, string> {
  const outputs: Record<string, string> = {};
  for (const [, name = '', , value = ''] of text.matchAll(/^(.+?)<<(.+)\r?\n([\s\S]*?)\r?\n\2\r?$/gm)) {
    outputs[name] = value;
  }
  return outputs;
}
