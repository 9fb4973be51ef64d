import { setOutput } from '@actions/core';
import { outputsOf } from '../../report/outputs.ts';
import type { RunResult, HostEnvironment } from '../../core/host.ts';
import { PromoteError } from '../../core/text/errors.ts';
import { artifactLines } from './artifacts.ts';

/**
 * Sets the outputs of the step, and declares what was promoted to steps that attest artifacts. An output that nobody sets reads
 * as empty, so empty ones are not written.
 * @throws PromoteError OUTPUT_FAILED: a later step would go on without a digest
 */
export async function writeOutputs(ending: RunResult, { env }: HostEnvironment): Promise<void> {
  const outputs = Object.entries(outputsOf(ending)).filter(([, value]) => value !== '');
  writeAll(outputs);
  const { GITHUB_ARTIFACTS: artifactFile = '' } = env;
  if (artifactFile === '') return;
  const { appendFile, readFile } = await import('node:fs/promises');
  try {
    const listFile = env['GITHUB_ARTIFACTS_LIST'] ?? '';
    const declared = listFile === '' ? '' : await readFile(listFile, 'utf8');
    await appendFile(artifactFile, artifactLines(ending, declared).join(''));
  } catch {
    // few runners have these files, and no promotion fails for want of them
  }
}

function writeAll(outputs: readonly (readonly [name: string, value: string])[]): void {
  try {
    for (const [name, value] of outputs) setOutput(name, value);
  } catch (cause) {
    throw new PromoteError({
      code: 'OUTPUT_FAILED',
      message: 'the outputs cannot be written to the file that the runner names in GITHUB_OUTPUT',
      hint: 'look at the disk and the volumes of the runner; the digest is in the log, the summary and the record',
      cause,
    });
  }
}
