import { isTag } from '../core/image/reference.ts';
import type { ReleaseChoice } from '../core/release-choice.ts';
import { quoteGiven } from '../core/text/given-text.ts';
import type { InputProblems } from './input-problems.ts';
import type { Inputs } from './tables/inputs.ts';

/** What `release` and `minimum-age` say; `tag`: the tag of sources that have none. */
export interface Release {
  /** undefined: the source is promoted as it is given */
  readonly choice: ReleaseChoice | undefined;
  readonly tag: string | undefined;
}

/** @param isChosen whether something else asks for a choice as well, such as an environment */
export function readRelease(inputs: Inputs, isChosen: boolean, inputProblems: InputProblems): Release {
  const { release, minimumAgeMs } = inputs;
  const isAged = minimumAgeMs > 0 || isChosen;
  const given = isAged ? { select: { kind: 'given' } as const, minimumAgeMs } : undefined;
  if (release === undefined) return { choice: given, tag: undefined };
  const [, kind, text = ''] = /^(semver|newest):\s*(.*)$/.exec(release) ?? [];
  if (kind === 'semver' && text !== '')
    return { choice: { select: { kind, range: text }, minimumAgeMs }, tag: undefined };
  if (kind === 'newest' && /^[\w.*-]{1,128}$/.test(text))
    return { choice: { select: { kind, pattern: text }, minimumAgeMs }, tag: undefined };
  if (kind === undefined && isTag(release)) return { choice: given, tag: release };
  inputProblems.add(
    'release',
    `${quoteGiven(release)} is neither a tag nor a way to choose one`,
    'write a tag such as 1.4.2, semver:^1.4 or newest:main-*',
  );
  return { choice: undefined, tag: undefined };
}
