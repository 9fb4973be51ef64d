import recorded from './tool-comparison.json' with { type: 'json' };
import { markdownTable } from './markdown-table.ts';

/** What is copied, by the name of its column. */
export const CASES = {
  image: 'image',
  index: 'index of two platforms',
  duplicate: 'index with one child twice',
  'cosign tags': '`.sig` tag',
  'referrers tag': 'referrer, by tag',
  'referrers API': 'referrer, by API',
  'foreign layer': 'foreign layer',
  'zstd:chunked': 'zstd:chunked layer',
} as const;
export type CaseName = keyof typeof CASES;

/**
 * kept: the same digest; changed: another one; lost: not there, and the tool succeeded; refused: the tool failed;
 * varies: not the same in all rounds
 */
export type Outcome = 'kept' | 'changed' | 'lost' | 'refused' | 'varies';

/** What scripts/compare-tools.ts saw. */
export interface Comparison {
  readonly date: string;
  readonly versions: Readonly<Record<string, string>>;
  /** by tool and case */
  readonly results: Readonly<
    Record<string, Readonly<Record<string, { readonly outcome: Outcome; readonly message?: string }>>>
  >;
}

export const RECORDED_FILE = 'scripts/generated/tool-comparison.json';

/** The table of docs/tools.md, with the versions below it. */
export function toolComparison(): string {
  const { date, versions, results } = recorded as Comparison;
  const names = Object.keys(CASES) as CaseName[];
  const rows = Object.entries(results).map(([tool, cases]) => [
    `\`${tool}\``,
    ...names.map((name) => {
      const outcome = cases[name]?.outcome ?? 'not run';
      return outcome === 'kept' ? outcome : `**${outcome}**`;
    }),
  ]);
  const list = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  return `${markdownTable(['Tool', ...names.map((name) => CASES[name])], rows)}\n\nRecorded on ${date} with ${list.join(', ')}.`;
}
