import { afterAll, describe, expect, it } from 'vitest';
import { findCoverage } from './api-captures/coverage.ts';

const coverage = findCoverage();

describe('recorded exchanges with API and OAuth servers', () => {
  it('are replayed, or it is said why not', () => {
    expect(coverage.undeclared).toEqual([]);
  });

  it('are declared as not replayed only when they are there', () => {
    expect(coverage.idleDeclarations).toEqual([]);
  });
});

afterAll(() => {
  console.log(coverage.report);
});
