/** Parts of the repository that other programs wrote, or that are copies of what servers answered. */
const FOREIGN = /^(?:dist\/|__tests__\/fixtures\/|package-lock\.json$|LICENSE$|(?:[^/]+\/)*README\.md$)/;

const SOURCE = /^(?:src|__tests__|scripts|bench)\//;
const KEBAB_FILE = /^[a-z0-9]+(?:-[a-z0-9]+)*(?:\.[a-z0-9]+)+$/;
const KEBAB_FOLDER = /^(?:[a-z0-9]+(?:-[a-z0-9]+)*|__tests__)$/;
// They say nothing about what is inside, so everything ends up there.
const EMPTY_NAMES = ['common', 'helper', 'helpers', 'index', 'misc', 'shared', 'types', 'util', 'utils'];

/** What is wrong with the name of a file. */
export function nameViolations(file: string): readonly string[] {
  if (!SOURCE.test(file) || FOREIGN.test(file)) return [];
  const folders = file.split('/');
  const name = folders.pop() ?? '';
  const stem = name.split('.')[0] ?? '';
  return [
    ...(KEBAB_FILE.test(name) ? [] : [`${file}: "${name}" is not kebab-case`]),
    ...folders
      .filter((folder) => !KEBAB_FOLDER.test(folder))
      .map((folder) => `${file}: "${folder}" is not kebab-case`),
    ...[stem, ...folders]
      .filter((part) => EMPTY_NAMES.includes(part))
      .map((part) => `${file}: "${part}" does not say what is inside`),
  ];
}

const TEXT_RULES: readonly {
  readonly pattern: RegExp;
  readonly complaint: string;
  readonly files: RegExp;
}[] = [
  {
    // a folder of somebody's machine; runners and containers of CI services are nobody's
    pattern: /(?<![\w.~}])\/(?:root|work|farm|Users|home\/(?!runner\b)[a-z]+)\/|\b[A-Z]:\\Users\\/,
    complaint: 'names a folder of one machine',
    files: /./,
  },
  {
    // where packages come from is a matter of each machine's settings
    pattern: /\b(?:registry\.(?:npm|yarn)\w*|(?:deb|archive|mirrors?)\.[a-z-]+)\.(?:org|com|net)\b/,
    complaint: 'names a host that serves packages',
    files: /./,
  },
  {
    pattern: /\b(?:TO(?:DO)|FIX(?:ME)|XX(?:X))\b/,
    complaint: 'is not finished',
    files: SOURCE,
  },
  {
    pattern: /\b(?:it|test|describe)\.only\(/,
    complaint: 'keeps other tests from running',
    files: /^__tests__\//,
  },
  {
    // describeUnless and context.skip(reason) say it at the end of the run
    pattern: /\b(?:it|test|describe)\.(?:skip|skipIf|runIf|todo)\(/,
    complaint: 'skips tests without a reason',
    files: /^__tests__\/(?!support\/conditional-suite\.ts$|faults\/coverage\.test\.ts$)/,
  },
];

/** What is wrong with the text of a file, as `file:line: sentence`. */
export function textViolations(file: string, text: string): readonly string[] {
  if (FOREIGN.test(file)) return [];
  const rules = TEXT_RULES.filter(({ files }) => files.test(file));
  return text
    .split('\n')
    .flatMap((line, index) =>
      rules
        .filter(({ pattern }) => pattern.test(line))
        .map(({ complaint }) => `${file}:${index + 1}: ${complaint}`),
    );
}
