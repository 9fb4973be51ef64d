import { PromoteError } from '../../core/text/errors.ts';

/** Something about what shall be applied. */
export function inputProblem(message: string, hint: string): PromoteError {
  return new PromoteError({ code: 'INPUT_INVALID', message, hint, where: { side: 'destination' } });
}
