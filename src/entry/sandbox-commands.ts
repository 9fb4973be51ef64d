/** The commands that need the sandbox: a program file of their own (scripts/bundle.ts), which only they load. */
export { runDemo } from './sandbox/demo.ts';
export { runSandbox } from './sandbox/sandbox.ts';
