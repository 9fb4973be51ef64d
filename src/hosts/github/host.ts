import { EOL } from 'node:os';
import type { RunResult, HostEnvironment, RunOrigin } from '../../core/host.ts';
import type { HostInputs, InputShape } from '../../core/ports/inputs.ts';
import { setOutput, summary } from '@actions/core';
import { outputsOf } from '../../report/outputs.ts';
import { PromoteError } from '../../core/text/errors.ts';
import { summaryMarkdown } from '../../report/summary.ts';

// Maximum number of entries per job; one more fails the step (actions/runner, CreateArtifactsFileCommand.cs).
const MAX_SUBJECTS = 500;

/**
 * Lines for `$GITHUB_ARTIFACTS`, the default subjects of actions/attest in later steps. The name is the repository, as in
 * attestations of images. The runner fails the step if a name has two digests in one job, so an image whose repository is already
 * declared is declared with its tag, and not at all if that is declared as well.
 * @param declared the file `$GITHUB_ARTIFACTS_LIST`: what earlier steps declared, as JSON; empty when there is none
 */
export function artifactLines({ report, failure }: RunResult, declared: string): readonly string[] {
  if (failure !== undefined || report === undefined || report.dryRun) return [];
  const digests = declaredSubjects(declared);
  const lines: string[] = [];
  for (const { image, digest, tags } of report.images) {
    const repository = image.split('@')[0] ?? image;
    // actions/attest supports no other algorithm, and expects one name per line
    if (!digest.startsWith('sha256:') || !/^[\w./:[\]-]+$/.test(repository)) continue;
    const name = [repository, `${repository}:${tags[0] ?? ''}`].find(
      (candidate) => (digests.get(candidate) ?? digest) === digest,
    );
    if (name === undefined || (!digests.has(name) && digests.size >= MAX_SUBJECTS)) continue;
    digests.set(name, digest);
    lines.push(`oci://${name}@${digest}${EOL}`);
  }
  return lines;
}

function declaredSubjects(text: string): Map<string, string> {
  if (text === '') return new Map();
  const { subjects } = JSON.parse(text) as { readonly subjects?: unknown };
  const entries = Array.isArray(subjects) ? (subjects as readonly Record<string, unknown>[]) : [];
  return new Map(entries.map(({ name, digest }) => [String(name), String(digest)]));
}

const PREFIX = 'INPUT_';

/**
 * All `with:` values of the step, known or not. The runner passes `source-image` as `INPUT_SOURCE-IMAGE`, only warns about unknown
 * names, and sets missing inputs to an empty text.
 */
export function readRaw({ env }: HostEnvironment, _shapes: readonly InputShape[]): HostInputs {
  const raw: Record<string, string> = {};
  for (const [key, value] of Object.entries(env)) {
    if (value === undefined || !key.startsWith(PREFIX)) continue;
    raw[key.slice(PREFIX.length).toLowerCase()] = value;
  }
  return { raw, spell: (name) => name, adviseOnSecret, strays: [] };
}

/** A secret that is not available to the job is an empty text, just like one that was not passed. */
function adviseOnSecret(name: string): string {
  const secret = name.toUpperCase().replaceAll('-', '_');
  return `write ${name}: \${{ secrets.${secret} }} and add that secret in Settings → Secrets and variables → Actions (environment secrets need \`environment:\` in the job; pull requests from forks receive no secrets)`;
}

/** The run of the workflow and who started it. */
export function readRun({ env }: HostEnvironment): RunOrigin {
  const [server = '', repository = '', id = ''] = [
    'GITHUB_SERVER_URL',
    'GITHUB_REPOSITORY',
    'GITHUB_RUN_ID',
  ].map((name) => env[name] ?? '');
  const url = id === '' ? undefined : `${server}/${repository}/actions/runs/${id}`;
  return { system: 'GitHub Actions', actor: env['GITHUB_ACTOR'], url, id: id === '' ? undefined : id };
}

/**
 * Sets the outputs of the step, and declares the promoted images for steps that attest artifacts. Empty outputs are not written,
 * since missing outputs read as empty.
 * @throws PromoteError OUTPUT_FAILED: a later step would go on without a digest
 */
export async function writeOutputs(result: RunResult, { env }: HostEnvironment): Promise<void> {
  const outputs = Object.entries(outputsOf(result)).filter(([, value]) => value !== '');
  writeAll(outputs);
  const { GITHUB_ARTIFACTS: artifactFile = '' } = env;
  if (artifactFile === '') return;
  const { appendFile, readFile } = await import('node:fs/promises');
  try {
    const listFile = env['GITHUB_ARTIFACTS_LIST'] ?? '';
    const declared = listFile === '' ? '' : await readFile(listFile, 'utf8');
    await appendFile(artifactFile, artifactLines(result, declared).join(''));
  } catch {
    // few runners have these files, so their absence must not fail a promotion
  }
}

function writeAll(outputs: readonly (readonly [name: string, value: string])[]): void {
  try {
    for (const [name, value] of outputs) setOutput(name, value);
  } catch (cause) {
    throw new PromoteError({
      code: 'OUTPUT_FAILED',
      message: 'the outputs cannot be written to the file that the runner names in GITHUB_OUTPUT',
      hint: 'check the disk and the volumes of the runner; the digest is in the log, the summary and the record',
      cause,
    });
  }
}

/** Adds to the job summary. A server without summaries must not fail a promotion. */
export async function writeSummary(
  result: RunResult,
  _hostEnvironment: HostEnvironment,
  redact: (text: string) => string,
): Promise<void> {
  try {
    await summary.addRaw(summaryMarkdown(result, redact)).write();
  } catch {
    // the file is missing, as on older GitHub Enterprise Servers, or not writable; outputs and log contain the same information
  }
}
