import { postStepState } from '../hosts/github/post-step-state.ts';
import { removeFolders } from './remove-folders.ts';
import { processEnvironment } from './process-environment.ts';

// The post step of the action. Nearly always the step itself has tidied up, and nothing else is loaded.
const hostEnvironment = processEnvironment([]);
const { tokens, folders } = postStepState(hostEnvironment);
await removeFolders(folders, hostEnvironment);
if (tokens.length > 0) {
  const { loadRevocation } = await import(/* webpackIgnore: true */ './program.ts');
  const { revokeTokens } = await loadRevocation();
  await revokeTokens(tokens, hostEnvironment);
}
