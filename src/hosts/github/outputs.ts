import { outputsOf } from '../../report/outputs.ts';
import type { RunResult, HostEnvironment } from '../../core/host.ts';
import { artifactLines } from './artifacts.ts';
import { fileEntries } from './file-command.ts';

/**
 * Sets the outputs of the step, and declares what was promoted to steps that attest artifacts. An output that nobody sets reads
 * as empty, so empty ones are not written.
 */
export async function writeOutputs(ending: RunResult, { env }: HostEnvironment): Promise<void> {
  const { appendFile, readFile } = await import('node:fs/promises');
  const outputs = Object.entries(outputsOf(ending)).filter(([, value]) => value !== '');
  const { GITHUB_OUTPUT: outputFile = '', GITHUB_ARTIFACTS: artifactFile = '' } = env;
  if (outputFile !== '') await appendFile(outputFile, fileEntries(outputs));
  if (artifactFile === '') return;
  try {
    const listFile = env['GITHUB_ARTIFACTS_LIST'] ?? '';
    const declared = listFile === '' ? '' : await readFile(listFile, 'utf8');
    await appendFile(artifactFile, artifactLines(ending, declared).join(''));
  } catch {
    // few runners have these files, and no promotion fails for want of them
  }
}
