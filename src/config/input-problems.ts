import type { Problem } from '../core/text/errors.ts';
import type { SecretAdvice, Spelling } from '../core/ports/inputs.ts';

/** Gathers what is wrong with the inputs, so that all of it is reported together. */
export interface InputProblems {
  readonly problems: readonly Problem[];
  readonly spell: Spelling;
  readonly adviseOnSecret: SecretAdvice;
  /** `what` is wrong with the input `name`; `hint` is what to type */
  add(name: string, what: string, hint: string): void;
}

export function createInputProblems(
  spell: Spelling,
  adviseOnSecret: SecretAdvice = (name) => `set ${spell(name)}`,
): InputProblems {
  const problems: Problem[] = [];
  return {
    problems,
    spell,
    adviseOnSecret,
    add: (name, what, hint) => {
      problems.push({ code: 'INPUT_INVALID', message: `${spell(name)}: ${what}`, hint });
    },
  };
}
