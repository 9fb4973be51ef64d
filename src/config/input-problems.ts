import type { Problem } from '../core/text/errors.ts';
import type { SecretAdvice, Spelling } from '../core/ports/inputs.ts';

/** Collects the problems of all inputs, so that they are reported together. */
export interface InputProblems {
  readonly problems: readonly Problem[];
  readonly spell: Spelling;
  readonly adviseOnSecret: SecretAdvice;
  /** `what` is the problem with the input `name`, to follow its name and a colon; `hint` is what to type instead */
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
