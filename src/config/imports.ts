import type { ImportOptions, PromotionRequest } from '../core/options.ts';
import { formatReference } from '../core/image/reference.ts';
import type { InputProblems } from './input-problems.ts';
import type { Inputs } from './tables/inputs.ts';

/** How the destination cluster pulls by itself; asking for it without `strategy: import` cannot be meant. */
export function readImports(
  inputs: Inputs,
  promotions: readonly PromotionRequest[],
  inputProblems: InputProblems,
): ImportOptions {
  const { importReferencePolicy, importScheduled, importInsecure, strategy } = inputs;
  const asked = [
    ...(importScheduled ? (['import-scheduled'] as const) : []),
    ...(importInsecure ? (['import-insecure'] as const) : []),
    ...(importReferencePolicy === 'local' ? [] : (['import-reference-policy'] as const)),
  ];
  for (const name of strategy === 'import' ? [] : asked) {
    inputProblems.add(
      name,
      `is for imports, but ${inputProblems.spell('strategy')} is "${strategy}"`,
      `set ${inputProblems.spell('strategy')} to "import", or leave this out`,
    );
  }
  for (const { source } of importScheduled ? promotions : []) {
    if (source.digest === undefined) continue;
    inputProblems.add(
      'import-scheduled',
      `${formatReference(source)} is a digest, which never changes: there is nothing to follow`,
      'name a tag as the source, or leave this out',
    );
  }
  return { referencePolicy: importReferencePolicy, scheduled: importScheduled, insecure: importInsecure };
}
