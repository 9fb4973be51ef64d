import { outputsOf } from '../../core/outputs.ts';
import type { Ending, Surroundings } from '../../core/ports/host.ts';

/** Sets the outputs of the step. An output that nobody sets reads as empty, so empty ones are not written. */
export async function writeOutputs(ending: Ending, _surroundings: Surroundings): Promise<void> {
  const { setOutput } = await import(/* webpackMode: "eager" */ '@actions/core');
  for (const [name, value] of Object.entries(outputsOf(ending))) {
    if (value !== '') setOutput(name, value);
  }
}
