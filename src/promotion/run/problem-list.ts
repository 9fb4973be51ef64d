import { problemsOf, PromoteError, type Problem } from '../../core/text/errors.ts';

/** Does something; what goes wrong with it is added to the list, so that everything is reported together. */
export async function collectProblems<Result>(
  problems: Problem[],
  body: () => Promise<Result>,
): Promise<Result | undefined> {
  try {
    return await body();
  } catch (error) {
    if (!(error instanceof PromoteError) || error.code === 'CANCELLED') throw error;
    problems.push(...problemsOf(error));
    return undefined;
  }
}
