#!/usr/bin/env node
const { loadCommands } = await import(/* webpackIgnore: true */ './program.ts');
const { runCommand } = await loadCommands();
process.exitCode = await runCommand(process.argv.slice(2));
