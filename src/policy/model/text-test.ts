import type { Matcher } from './schema.ts';

/** An expected text: an exact value, or a pattern for the whole text. */
export interface TextTest {
  readonly matches: (text: string) => boolean;
  /** for people: `https://…`, or `a text like …` */
  readonly shown: string;
}

/** Longer texts never match: a pattern may be slow, and no expected value is this long. */
const MAX_TEXT_LENGTH = 2048;

/** @throws SyntaxError for an invalid pattern */
export function textTest(matcher: Matcher): TextTest {
  if (typeof matcher === 'string') return { matches: (text) => text === matcher, shown: matcher };
  // anchored: a part that matches proves nothing (`https://github.com/acme/` is also part of other addresses)
  const pattern = new RegExp(`^(?:${matcher.matches})$`, 'u');
  return {
    matches: (text) => text.length <= MAX_TEXT_LENGTH && !/[\r\n]/.test(text) && pattern.test(text),
    shown: `a match of ${matcher.matches}`,
  };
}

/** The problem with a pattern; undefined when it is valid. */
export function patternProblem(pattern: string): string | undefined {
  try {
    new RegExp(`^(?:${pattern})$`, 'u');
  } catch (error) {
    return `is not a regular expression (${error instanceof Error ? error.message : String(error)})`;
  }
  // `(?:` … `)` around it: a bracket too many would close ours
  try {
    new RegExp(pattern, 'u');
  } catch {
    return 'is not a complete regular expression';
  }
  const dot = /(?:^|[^\\.[\]])(?:\\\\)*\.(?![*+?{])/.exec(pattern.replace(/\[[^\]]*\]/g, '_'));
  if (dot !== null) {
    return 'has a dot that stands for any letter, so other addresses match as well';
  }
  return undefined;
}

/** Names such as `registry.example.com/team/*`: a star stands for anything but a slash, two for anything. */
export function nameTest(wildcard: string): TextTest {
  const pattern = wildcard
    .split(/(\*\*|\*)/)
    .map((piece) => (piece === '**' ? '.*' : piece === '*' ? '[^/]*' : escapeForRegExp(piece)))
    .join('');
  const expression = new RegExp(`^${pattern}$`, 'u');
  return {
    matches: (text) => text.length <= MAX_TEXT_LENGTH && expression.test(text),
    shown: wildcard,
  };
}

function escapeForRegExp(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/-]/g, (letter) =>
    letter === '-' || letter === '/' ? letter : `\\${letter}`,
  );
}
