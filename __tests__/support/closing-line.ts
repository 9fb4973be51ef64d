import type { Reporter, TestCase, TestModule } from 'vitest/node';

/**
 * Ends a run with what was skipped and why, and `N passed, N failed, N skipped` alone on the last line, for readers that know
 * no vitest. A file that could not be run counts as one failure, as does an error outside of any test.
 */
export default class ClosingLine implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[]): void {
    const count = { passed: 0, failed: errors.length, skipped: 0 };
    const skips = new Map<string, number>();
    for (const module of modules) {
      let failures = 0;
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        if (state === 'pending') continue;
        count[state] += 1;
        if (state === 'failed') failures += 1;
        if (state !== 'skipped') continue;
        const skip = `${module.relativeModuleId}: ${reasonOf(test)}`;
        skips.set(skip, (skips.get(skip) ?? 0) + 1);
      }
      if (module.state() === 'failed' && failures === 0) count.failed += 1;
    }
    if (skips.size > 0) console.log('Skipped:');
    for (const [skip, times] of skips) console.log(`${String(times).padStart(5)}  ${skip}`);
    console.log(`${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped`);
  }
}

/** From `context.skip(reason)`, or from the title of the suite (conditional-suite.ts). */
function reasonOf(test: TestCase): string {
  const result = test.result();
  const note = result.state === 'skipped' ? result.note : undefined;
  return note ?? /\[skipped: (.+?)\]/.exec(test.fullName)?.[1] ?? 'not selected';
}
