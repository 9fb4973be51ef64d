/** The commands that need the sandbox, in a separate program file (scripts/bundle.ts) that is loaded only for them. */
export { runDemo } from './sandbox/demo.ts';
export { runSandbox } from './sandbox/sandbox.ts';
