import { defineConfig } from 'vitest/config';

// Told apart by folder: what a kind may touch (docs/architecture.md, "Tests"). The timeouts only end what hangs: no test may
// depend on how fast the machine is.
const project = (name: string, include: string[], testTimeout: number, exclude: string[] = []) => ({
  extends: true as const,
  test: { name, include, exclude, testTimeout, hookTimeout: testTimeout },
});

const kinds = ['contract', 'faults', 'e2e', 'repository'];

// where nobody watches a terminal, the default reporter says nothing before the end
const isWatched = process.stdout.isTTY && !process.env['CI'];

const reporters = [
  'default',
  ...(process.env['GITHUB_ACTIONS'] ? ['github-actions'] : []),
  ...(isWatched ? [] : ['./__tests__/support/run-progress.ts']),
  './__tests__/support/closing-line.ts',
];

export default defineConfig({
  test: {
    environment: 'node',
    reporters,
    projects: [
      project(
        'unit',
        ['__tests__/**/*.test.ts'],
        120_000,
        kinds.map((kind) => `__tests__/${kind}/**`),
      ),
      project('repository', ['__tests__/repository/**/*.test.ts'], 180_000),
      project('contract', ['__tests__/contract/**/*.test.ts'], 180_000),
      project('faults', ['__tests__/faults/**/*.test.ts'], 180_000),
      project('e2e', ['__tests__/e2e/**/*.test.ts'], 600_000),
    ],
  },
});
