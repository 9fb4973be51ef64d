import { readLeftovers } from '../hosts/github/leftovers.ts';
import { removeFolders } from './remove-folders.ts';
import { processSurroundings } from './surroundings.ts';

// The post step of the action. Nearly always the step itself has tidied up, and nothing else is loaded.
const surroundings = processSurroundings([]);
const { tokens, folders } = readLeftovers(surroundings);
await removeFolders(folders, surroundings);
if (tokens.length > 0) {
  const { loadRevocation } = await import(/* webpackIgnore: true */ './program.ts');
  const { revokeTokens } = await loadRevocation();
  await revokeTokens(tokens, surroundings);
}
