import type { Reporter, TestModule, TestSpecification } from 'vitest/node';

const PAUSE_MS = 10_000;

/** Says how far a run is without a terminal: a line every ten seconds, and failed tests when they fail. */
export default class RunProgress implements Reporter {
  #startMs = 0;
  #saidMs = 0;
  #files = { ended: 0, all: 0 };
  #tests = { ended: 0, failed: 0 };

  onTestRunStart(specifications: readonly TestSpecification[]): void {
    this.#startMs = performance.now();
    this.#saidMs = this.#startMs;
    this.#files = { ended: 0, all: specifications.length };
    this.#tests = { ended: 0, failed: 0 };
    console.log(`${specifications.length} test files`);
  }

  onTestModuleEnd(module: TestModule): void {
    this.#files.ended += 1;
    for (const test of module.children.allTests()) {
      this.#tests.ended += 1;
      if (test.result().state !== 'failed') continue;
      this.#tests.failed += 1;
      console.log(`failed: ${module.relativeModuleId} > ${test.fullName}`);
    }
    const nowMs = performance.now();
    if (nowMs - this.#saidMs < PAUSE_MS && this.#files.ended < this.#files.all) return;
    this.#saidMs = nowMs;
    const seconds = Math.round((nowMs - this.#startMs) / 1000);
    const { ended, failed } = this.#tests;
    console.log(
      `${seconds} s: ${this.#files.ended} of ${this.#files.all} files, ${ended} tests, ${failed} failed`,
    );
  }
}
