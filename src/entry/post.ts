import { readLeftovers } from '../hosts/github/leftovers.ts';
import { processSurroundings } from './surroundings.ts';

// The post step of the action. Nearly always the step itself has tidied up, and nothing else is loaded.
const surroundings = processSurroundings([]);
const leftovers = readLeftovers(surroundings);
if (leftovers.length > 0) {
  const { cleanUp } = await import(/* webpackMode: "eager" */ './clean-up.ts');
  await cleanUp(leftovers, surroundings);
}
