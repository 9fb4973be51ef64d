import { postStepState } from '../hosts/github/post-step-state.ts';
import { processEnvironment } from './process-environment.ts';

// The post step of the action. The step itself has usually cleaned up already, so nothing else is loaded.
const hostEnvironment = processEnvironment([]);
const state = postStepState(hostEnvironment);
if (state.tokens.length > 0 || state.folders.length > 0) {
  const { loadCleanUp } = await import(/* webpackIgnore: true */ './program.ts');
  const { cleanUp } = await loadCleanUp();
  await cleanUp(state, hostEnvironment);
}
