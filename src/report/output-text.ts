import type { OutputFormat } from '../core/command-flags.ts';
import { outputsOf } from './outputs.ts';
import type { RunResult } from '../core/host.ts';
import type { ImagePlan, PromotionPlan } from '../core/plan.ts';
import { formatReference, parseReference } from '../core/image/reference.ts';

// Outputs that already are JSON and become part of the object.
const JSON_OUTPUTS = ['results', 'plan'];

/**
 * The non-empty outputs for programs: one JSON object, `name=value` lines, or a plan as a matrix. Empty for the format `table`,
 * which is the summary.
 */
export function outputText(result: RunResult, format: OutputFormat): string {
  const outputs = Object.entries(outputsOf(result)).filter(([, value]) => value !== '');
  switch (format) {
    case 'table':
      return '';
    case 'plain':
      return outputs.map(([name, value]) => `${name}=${value}\n`).join('');
    case 'github-matrix':
    case 'gitlab-matrix': {
      const { plan, failure, shards = 1 } = result;
      // a failed run prints no matrix, so that no job starts with an incomplete one
      if (plan === undefined || failure !== undefined) return '';
      const parts = shardsOf(plan, shards);
      return format === 'github-matrix' ? githubMatrix(parts) : gitlabMatrix(parts);
    }
    case 'json': {
      const values = outputs.map(([name, value]): [string, unknown] => [
        name,
        JSON_OUTPUTS.includes(name) ? JSON.parse(value) : value,
      ]);
      return `${JSON.stringify(Object.fromEntries(values), undefined, 2)}\n`;
    }
  }
}

/** Lines of `images` for one job, pinned to the digests of the plan. */
type Shard = readonly string[];

// Cost of an image without content to move, so that it counts towards the size of a job.
const FIXED_BYTES = 4 * 1024 * 1024;

/**
 * Distributes the images of a plan over at most `count` jobs with about the same number of bytes each. Unchanged images are left
 * out.
 */
export function shardsOf({ images }: PromotionPlan, count: number): readonly Shard[] {
  const shards = Array.from({ length: count }, () => ({ bytes: 0, lines: [] as string[] }));
  const work = images
    .filter(hasWork)
    .map((image) => ({ line: lineOf(image), bytes: image.sizeBytes + FIXED_BYTES }))
    .toSorted((one, other) => other.bytes - one.bytes);
  for (const { line, bytes } of work) {
    // largest first, each to the job with the least load (Graham 1969): at most a third worse than the optimum
    const least = shards.reduce((best, shard) => (shard.bytes < best.bytes ? shard : best));
    least.bytes += bytes;
    least.lines.push(line);
  }
  return shards.flatMap(({ lines }) => (lines.length === 0 ? [] : [lines]));
}

function hasWork({ tagPlans }: ImagePlan): boolean {
  return tagPlans.some(({ action }) => action === 'create' || action === 'move');
}

/** By digest, so that the job promotes exactly what was planned, even if the source tag moves. */
function lineOf({ source, digest, destination, tags }: ImagePlan): string {
  const parsed = parseReference(source);
  const pinned =
    'reference' in parsed ? formatReference({ ...parsed.reference, tag: undefined, digest }) : source;
  return `${pinned} => ${[destination, ...tags.slice(1)].join(',')}`;
}

/** `strategy.matrix` of a job of GitHub Actions, on one line; one entry each with `shard` and `images`. */
export function githubMatrix(shards: readonly Shard[]): string {
  const include = shards.map((lines, index) => ({
    shard: `${index + 1} of ${shards.length}`,
    images: lines.join('\n'),
  }));
  return `${JSON.stringify({ include })}\n`;
}

/**
 * A GitLab child pipeline with one job per shard. The jobs extend the job `.promote` of the pipeline that includes it.
 * `parallel:matrix` is not used because its values become part of the job name, which is limited to 255 characters.
 */
export function gitlabMatrix(shards: readonly Shard[]): string {
  if (shards.length === 0) return 'nothing to promote:\n  script:\n    - echo "every image is in place"\n';
  return shards
    .map((lines, index) =>
      [
        `promote ${index + 1}/${shards.length}:`,
        '  extends: .promote',
        '  variables:',
        // JSON is YAML
        `    PROMOTE_IMAGES: ${JSON.stringify(lines.join('\n'))}`,
        '',
      ].join('\n'),
    )
    .join('');
}
