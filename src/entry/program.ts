// What `dist/index.js`, `dist/post.js` and `dist/cli.js` share, in a file of its own (scripts/bundle.ts): dist/ has its code once.
// Each starts one of these; only what it starts is evaluated.

/** The step of the action. */
export const loadMain = () => import(/* webpackMode: "eager" */ './main.ts');

/** What a step of the action leaves to its post step. */
export const loadCleanUp = () => import(/* webpackMode: "eager" */ './clean-up.ts');

/** The command of the shell. */
export const loadCommands = () => import(/* webpackMode: "eager" */ './commands.ts');
