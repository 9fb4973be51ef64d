import type { Problem } from '../core/text/errors.ts';
import type { SecretAdvice, Spelling } from '../core/ports/inputs.ts';

/** Collects the problems of all inputs, so that they are reported together. */
export interface InputProblems {
  readonly problems: readonly Problem[];
  readonly spell: Spelling;
  readonly adviseOnSecret: SecretAdvice;
  /** The unknown input `name` is probably `meant`; that `meant` is missing as well is not reported. */
  addUnknown(name: string, meant: string): void;
  /** `what` is the problem with the input `name`, to follow its name and a colon; `hint` is what to type instead */
  add(name: string, what: string, hint: string): void;
}

export function createInputProblems(
  spell: Spelling,
  adviseOnSecret: SecretAdvice = (name) => `set ${spell(name)}`,
): InputProblems {
  const problems: Problem[] = [];
  const misspelled = new Set<string>();
  return {
    problems,
    spell,
    adviseOnSecret,
    addUnknown: (name, meant) => {
      misspelled.add(meant);
      problems.push({
        code: 'INPUT_INVALID',
        message: `${spell(name)}: unknown input`,
        hint: `did you mean ${spell(meant)}?`,
      });
    },
    add: (name, what, hint) => {
      if (what === 'required' && misspelled.has(name)) return;
      problems.push({ code: 'INPUT_INVALID', message: `${spell(name)}: ${what}`, hint });
    },
  };
}
