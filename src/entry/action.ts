const { loadMain } = await import(/* webpackIgnore: true */ './program.ts');
const { run } = await loadMain();
await run();
