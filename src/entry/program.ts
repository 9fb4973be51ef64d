// Code shared by `dist/index.js`, `dist/post.js` and `dist/cli.js`, in a separate file (scripts/bundle.ts) so that dist/ contains
// it only once. Each of them starts one of these functions and evaluates nothing else.

/** The step of the action. */
export const loadMain = () => import(/* webpackMode: "eager" */ './main.ts');

/** Cleanup that a step of the action leaves to its post step. */
export const loadCleanUp = () => import(/* webpackMode: "eager" */ './clean-up.ts');

/** The command of the shell. */
export const loadCommands = () => import(/* webpackMode: "eager" */ './commands.ts');
