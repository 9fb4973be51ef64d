import { githubHost } from './github-host.ts';
import { runPromotion } from './run-promotion.ts';
import { processSurroundings } from './surroundings.ts';

process.exitCode = await runPromotion(githubHost, processSurroundings([]));
