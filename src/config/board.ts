import type { RawInputs } from '../core/ports/inputs.ts';
import { readRunOptions, type ReadContext, type RunOptions } from './options.ts';
import { readSides } from './sides.ts';

/**
 * Reads how to reach one environment: the inputs of the destination, without images.
 * @throws PromoteError INPUT_INVALID with every problem of every input in `problems`
 */
export function readEnvironmentAccess(raw: RawInputs, context: ReadContext): RunOptions {
  const options = readRunOptions(raw, context, (inputs, inputProblems) => {
    const { destination } = readSides(
      inputs,
      raw,
      { source: [], destination: [] },
      inputProblems,
      context.pod,
    );
    return { promotions: [], sides: { destination, source: { ...destination, side: 'source' } } };
  });
  return { ...options, client: undefined };
}
