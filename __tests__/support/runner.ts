import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
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
}

/** The committed bundle, or what the variable names: another build, or src/entry/action.ts while working on the sources. */
const action = path.resolve(import.meta.dirname, '../..', process.env['TESTED_ACTION'] ?? 'dist/index.js');

/**
 * Runs the committed bundle of the action as a GitHub runner does: inputs as INPUT_ variables, outputs and summary in
 * files, and next to nothing else in the environment.
 */
export async function runAction(
  inputs: Readonly<Record<string, string>>,
  more: Readonly<Record<string, string>> = {},
): Promise<StepResult> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'step-'));
  const files = { output: path.join(folder, 'output'), summary: path.join(folder, 'summary.md') };
  for (const file of Object.values(files)) writeFileSync(file, '');
  const environment: Record<string, string> = {
    PATH: process.env['PATH'] ?? '',
    GITHUB_ACTIONS: 'true',
    GITHUB_OUTPUT: files.output,
    GITHUB_STEP_SUMMARY: files.summary,
    GITHUB_WORKSPACE: folder,
    RUNNER_TEMP: folder,
    ...more,
  };
  for (const [name, value] of Object.entries(inputs)) environment[`INPUT_${name.toUpperCase()}`] = value;
  try {
    const { status, log } = await finished(folder, environment);
    const outputs = readOutputs(readFileSync(files.output, 'utf8'));
    return { status, log, outputs, summary: readFileSync(files.summary, 'utf8') };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function finished(cwd: string, env: Record<string, string>): Promise<{ status: number | null; log: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [action], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let log = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => (log += text));
    }
    child.once('error', reject);
    child.once('close', (status) => resolve({ status, log }));
  });
}

/** The file format of GITHUB_OUTPUT: `name<<DELIMITER`, the value, `DELIMITER`. */
function readOutputs(text: string): Record<string, string> {
  const outputs: Record<string, string> = {};
  for (const [, name = '', , value = ''] of text.matchAll(/^(.+?)<<(.+)\r?\n([\s\S]*?)\r?\n\2\r?$/gm)) {
    outputs[name] = value;
  }
  return outputs;
}
