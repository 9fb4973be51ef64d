/** What comments, tests and documents may refer to. */
export interface Citable {
  /** pages of `docs/reference/` by file name; each has its text by section number, such as `3.5` */
  readonly pages: ReadonlyMap<string, ReadonlyMap<string, string>>;
  /** names of recorded exchanges without `.http` */
  readonly captures: readonly string[];
  /** numbers of the cases of the fault suite */
  readonly cases: ReadonlySet<number>;
  /** file names of `docs/adr/` */
  readonly decisions: readonly string[];
  /** paths of all committed files */
  readonly files: ReadonlySet<string>;
}

interface Citation {
  readonly at: number;
  /** what is cited and is not there */
  readonly missing: string;
}

/** Sections of a page by number: their text, with that of their subsections. */
export function sectionsOf(page: string): ReadonlyMap<string, string> {
  const headings = [...page.matchAll(/^(#+) (\d+(?:\.\d+)*) .*$/gm)].map((match) => ({
    number: match[2] ?? '',
    level: (match[1] ?? '').length,
    start: match.index,
  }));
  return new Map(
    headings.map(({ number, level, start }, index) => {
      const next = headings.slice(index + 1).find((heading) => heading.level <= level);
      return [number, page.slice(start, next?.start)];
    }),
  );
}

/** Every citation in a file whose object does not exist, as `file:line: sentence`. */
export function citationProblems(file: string, text: string, citable: Citable): readonly string[] {
  const isMarkdown = file.endsWith('.md');
  const prose = isMarkdown ? text : commentsOf(text);
  // a citation goes on in the next line of the comment; positions stay what they are
  const joined = prose.replace(/\n\s*(?:\*(?!\/)|\/\/)?/g, (line) => ' '.repeat(line.length));
  const found = [
    ...missingSections(joined, citable, file.startsWith('docs/reference/') ? baseName(file) : undefined),
    ...missingCaptures(joined, citable),
    ...missingCases(joined, text, citable),
    ...missingDecisions(joined, citable),
    ...missingDocuments(joined, citable),
    ...(file.startsWith('__tests__/') ? missingCaptureNames(text, citable) : []),
  ];
  return [...found]
    .sort((one, other) => one.at - other.at)
    .map(({ at, missing }) => `${file}:${text.slice(0, at).split('\n').length}: ${missing}`);
}

/** A text of the same length with everything blank that is no comment. */
function commentsOf(text: string): string {
  let comments = '';
  for (const { 0: comment, index } of text.matchAll(/\/\*[\s\S]*?\*\/|(?<![^\s])\/\/.*/g)) {
    comments += blank(text.slice(comments.length, index)) + comment;
  }
  return comments + blank(text.slice(comments.length));
}

function blank(text: string): string {
  return text.replace(/[^\n]/g, ' ');
}

function baseName(file: string): string {
  return file.split('/').at(-1) ?? '';
}

const SECTION_LISTS =
  /(?:([\w-]+\.md)\)?|RFC \d+)\s*((?:(?:,|;| and)?\s*§\s?\d+(?:\.\d+)*(?:,\s*"[^"]+")?)+)/g;

/** @param ownPage the page that a section without a page is of */
function missingSections(text: string, { pages }: Citable, ownPage?: string): readonly Citation[] {
  const citations: Citation[] = [];
  const named = new Set<number>();
  for (const { 1: page, 2: list = '', 0: whole, index } of text.matchAll(SECTION_LISTS)) {
    const start = index + whole.length - list.length;
    for (const { 1: number = '', 2: label, index: offset } of list.matchAll(
      /§\s?(\d+(?:\.\d+)*)(?:,\s*"([^"]+)")?/g,
    )) {
      const at = start + offset;
      named.add(at);
      if (page === undefined) continue;
      const section = pages.get(page)?.get(number);
      if (section === undefined) citations.push({ at, missing: `${page} has no §${number}` });
      else if (label !== undefined && !hasWords(section, label))
        citations.push({ at, missing: `${page} §${number} says nothing of "${label}"` });
    }
  }
  for (const { 1: number = '', index: at } of text.matchAll(/§\s?(\d+(?:\.\d+)*)?/g)) {
    if (named.has(at)) continue;
    if (ownPage === undefined) citations.push({ at, missing: `§${number} is of no page that is named` });
    else if (pages.get(ownPage)?.has(number) !== true)
      citations.push({ at, missing: `${ownPage} has no §${number}` });
  }
  return citations;
}

function hasWords(section: string, words: string): boolean {
  const plain = (text: string): string => text.replace(/\s+/g, ' ').toLowerCase();
  return plain(section).includes(plain(words));
}

const CAPTURE = String.raw`\d\d(?:[a-z]{1,3}\d{0,2})?(?:\*|-[a-z][a-z0-9-]*|\b)`;
const SEPARATOR = String.raw`(?:,|;|–| and| to)\s*`;
/** After the word, or in parentheses; there the first one has a letter, which tells it from other numbers. */
const CAPTURE_LISTS = new RegExp(
  String.raw`(?:\b[Cc]aptures?\s+|\((?=\d\d[a-z]))(${CAPTURE}(?:${SEPARATOR}${CAPTURE})*)`,
  'g',
);

function missingCaptures(text: string, { captures }: Citable): readonly Citation[] {
  return [...text.matchAll(CAPTURE_LISTS)].flatMap(({ 0: whole, 1: list = '', index }) =>
    [...list.matchAll(new RegExp(CAPTURE, 'g'))]
      .filter(([name]) => !isCapture(name, captures))
      .map(({ 0: name, index: offset }) => ({
        at: index + whole.length - list.length + offset,
        missing: `there is no capture ${name}`,
      })),
  );
}

/** `49f`, a group such as `12` or `54m*`, or the beginning of a whole name. */
function isCapture(name: string, captures: readonly string[]): boolean {
  const start = /^\d\d$|\*$/.test(name) || name.includes('-') ? name.replace('*', '') : `${name}-`;
  return captures.some((capture) => capture.startsWith(start));
}

function missingCaptureNames(text: string, { captures }: Citable): readonly Citation[] {
  return [...text.matchAll(/(['"`])(\d\d(?:[a-z]{1,3}\d{0,2})?-[a-z][a-z0-9-]*\*?)\1/g)]
    .filter(({ 2: name = '' }) => !isCapture(name, captures))
    .map(({ 2: name = '', index }) => ({ at: index, missing: `there is no capture ${name}` }));
}

function missingCases(comments: string, text: string, { cases }: Citable): readonly Citation[] {
  const lists = [
    ...comments.matchAll(
      /(?:registry\.md (?:§[\d.]+,\s*)*§6\s+|\bfault\s+)cases?\s+(\d+(?:(?:–|,\s*|\s+and\s+)\d+)*)/g,
    ),
    ...text.matchAll(/['"`]case (\d+): /g),
  ];
  return lists.flatMap(({ 1: list = '', index }) =>
    [...list.matchAll(/\d+/g)]
      .filter(([number]) => !cases.has(Number(number)))
      .map(([number]) => ({ at: index, missing: `there is no fault case ${number}` })),
  );
}

function missingDecisions(text: string, { decisions }: Citable): readonly Citation[] {
  return [...text.matchAll(/\bADRs?\s+(\d+(?:(?:–|,\s*|\s+and\s+)\d+)*)|\badr\/(\d{4})\b/g)].flatMap(
    ({ 1: list, 2: prefix, index }) =>
      [...(list ?? prefix ?? '').matchAll(/\d+/g)]
        .filter(([number]) => !decisions.some((name) => name.startsWith(`${number.padStart(4, '0')}-`)))
        .map(([number]) => ({ at: index, missing: `there is no ADR ${Number(number)}` })),
  );
}

function missingDocuments(text: string, { files }: Citable): readonly Citation[] {
  return [...text.matchAll(/(?<![\w./-]|\w\/[\w-]+ )docs\/[\w/-]+\.md\b/g)]
    .filter(([path]) => !files.has(path))
    .map(({ 0: path, index }) => ({ at: index, missing: `there is no ${path}` }));
}
