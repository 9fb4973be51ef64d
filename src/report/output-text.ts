import type { OutputFormat } from '../core/command-flags.ts';
import { outputsOf } from './outputs.ts';
import type { RunResult } from '../core/host.ts';
import type { ImagePlan, PromotionPlan } from '../core/plan.ts';
import { formatReference, parseReference } from '../core/image/reference.ts';

// These are JSON already and become part of the object.
const JSON_OUTPUTS = ['results', 'plan'];

/** The outputs that are not empty, for programs: one JSON object, `name=value` lines, or a plan as a matrix. Empty for a table, which the summary is. */
export function outputText(ending: RunResult, format: OutputFormat): string {
  const outputs = Object.entries(outputsOf(ending)).filter(([, value]) => value !== '');
  switch (format) {
    case 'table':
      return '';
    case 'plain':
      return outputs.map(([name, value]) => `${name}=${value}\n`).join('');
    case 'github-matrix':
    case 'gitlab-matrix': {
      const { plan, failure, shards = 1 } = ending;
      // a failure has no matrix: a job that goes by it must not start with half of one
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

// What an image costs that has nothing to move: its share of a job is never nothing.
const FIXED_BYTES = 4 * 1024 * 1024;

/**
 * Shares what a plan has to do among at most `count` jobs, each with about as many bytes to move. Images that stay as they are
 * are left out.
 */
export function shardsOf({ images }: PromotionPlan, count: number): readonly Shard[] {
  const shards = Array.from({ length: count }, () => ({ bytes: 0, lines: [] as string[] }));
  const work = images
    .filter(hasWork)
    .map((image) => ({ line: lineOf(image), bytes: image.sizeBytes + FIXED_BYTES }))
    .toSorted((one, other) => other.bytes - one.bytes);
  for (const { line, bytes } of work) {
    // the largest first, each to whom has least (Graham 1969): at most a third worse than the best there is
    const least = shards.reduce((best, shard) => (shard.bytes < best.bytes ? shard : best));
    least.bytes += bytes;
    least.lines.push(line);
  }
  return shards.flatMap(({ lines }) => (lines.length === 0 ? [] : [lines]));
}

function hasWork({ tagPlans }: ImagePlan): boolean {
  return tagPlans.some(({ action }) => action === 'create' || action === 'move');
}

/** By digest: what was planned is what the job promotes, whatever the source tag is by then. */
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
 * A child pipeline of GitLab with one job each, which extend the job `.promote` of the pipeline that includes it. Not
 * `parallel:matrix`: the values of that become part of the name of the job, which has room for 255 letters.
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
