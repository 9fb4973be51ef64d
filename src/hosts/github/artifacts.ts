import { EOL } from 'node:os';
import type { RunResult } from '../../core/host.ts';

// What the runner takes from one job; an entry beyond it fails the step (actions/runner, CreateArtifactsFileCommand.cs).
const MAX_SUBJECTS = 500;

/**
 * Lines for `$GITHUB_ARTIFACTS`: what actions/attest attests in a later step when it is given no subject. Its name is the
 * repository, as an attestation of an image has it. The runner fails the step when a name stands for two digests in one job,
 * so an image whose repository is taken is declared with its tag, and not at all when that is taken too.
 * @param declared the file `$GITHUB_ARTIFACTS_LIST`: what earlier steps declared, as JSON; empty when there is none
 */
export function artifactLines({ report, failure }: RunResult, declared: string): readonly string[] {
  if (failure !== undefined || report === undefined || report.dryRun) return [];
  const digests = declaredSubjects(declared);
  const lines: string[] = [];
  for (const { image, digest, tags } of report.images) {
    const repository = image.split('@')[0] ?? image;
    // actions/attest takes no other algorithm, and a line is one name
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
