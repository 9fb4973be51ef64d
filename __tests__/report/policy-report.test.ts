import { describe, expect, it } from 'vitest';
import type { PolicyReport } from '../../src/core/ports/policy-report.ts';
import { outputsOf } from '../../src/report/outputs.ts';
import { recordPage } from '../../src/report/page/page.ts';
import { summaryMarkdown } from '../../src/report/summary.ts';
import { FULL_RESULT, POLICY } from '../support/sample-record.ts';
import { resultOf } from '../support/sample-report.ts';
import { policyText } from '../../src/entry/run-policy-check.ts';

const plain = (text: string): string => text;
const summary = (policy: readonly PolicyReport[]): string => summaryMarkdown(resultOf({ policy }), plain);
const page = (policy: readonly PolicyReport[]): string =>
  recordPage(resultOf({ policy }), 'promotion.json', plain);

describe('what a policy found', () => {
  it('is in the summary: each rule with its outcome, and who signed', () => {
    const text = summary([POLICY]);

    expect(text).toContain('**Policy** prod/promotion-policy');
    expect(text).toMatch(/\| signed by release \| passed \| signed by release \|/);
    expect(text).toMatch(/\| scanned this week \| \*\*warned\*\* \| no scan \|/);
    expect(text).toMatch(/\| ci \| \S+ \| https\S+ \| \S*build\.yml\S* issued by/);
    expect(text).toMatch(/\| release \| \S+ \| signature \|/);
  });

  it('is on the page: rules, and signatures by signer', () => {
    const text = page([POLICY]);

    expect(text).toMatch(/<h2>Policy<\/h2>[\s\S]*scanned this week[\s\S]*warned[\s\S]*no scan/);
    expect(text).toMatch(/<h3>Signed by<\/h3>[\s\S]*build\.yml[\s\S]*2026-01-02T03:00:00/);
  });

  it('is absent where there is no policy', () => {
    expect(summary([])).not.toContain('Policy');
    expect(page([])).not.toContain('<h2>Policy</h2>');
  });

  it('is shown with the text of strangers as text', () => {
    const [first] = POLICY.signatures;
    if (first === undefined) throw new Error('the sample has signatures');
    const evil = '<img src=x onerror=alert(1)>|`[x](https://evil.example)';
    const hostile = { ...POLICY, signatures: [{ ...first, identity: evil, issuer: evil }] };

    expect(page([hostile])).not.toContain('<img');
    expect(summary([hostile])).not.toMatch(/<img|\|`|\]\(https/);
  });

  it('has one outcome for all images: the worst', () => {
    const outcomes = (...each: PolicyReport['outcome'][]): string | undefined =>
      outputsOf(resultOf({ policy: each.map((outcome) => ({ ...POLICY, outcome })) }))['policy-outcome'];

    expect(outcomes('passed', 'warned')).toBe('warned');
    expect(outcomes('overridden', 'warned', 'passed')).toBe('overridden');
    expect(outcomes('passed', 'refused', 'overridden')).toBe('refused');
    expect(outputsOf(FULL_RESULT)['policy-outcome']).toBe('warned');
  });

  it('is printed by `policy check` with what would satisfy a rule', () => {
    expect(policyText(POLICY)).toMatch(/warned +scanned this week[^\n]*no scan\n[^\n]*attest one/);
  });
});
