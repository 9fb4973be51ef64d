import type { PolicyReport } from '../core/ports/policy-report.ts';
import { policyHeadline, policyRows, signatureRow } from './policy-rows.ts';

const OUTCOME_WIDTH = 'overridden'.length + 2;

/** What `policy check` prints for people: a line for each rule, what to do below it, and who signed. */
export function policyText(report: PolicyReport): string {
  const indent = ' '.repeat(OUTCOME_WIDTH);
  const rules = policyRows([report]).flatMap(({ rule, outcome, found, needed }) => [
    `${outcome.padEnd(OUTCOME_WIDTH)}${rule}: ${found}`,
    ...(needed === undefined ? [] : [`${indent}> ${needed}`]),
  ]);
  const signatures = report.signatures.map(
    (each) => `signed    ${signatureRow(each).filter(Boolean).join('  ')}`,
  );
  const lines = [`${report.image}`, ...rules, ...signatures, '', policyHeadline(report)];
  return `${lines.join('\n')}\n`;
}

/** For programs. */
export function policyJson(report: PolicyReport): string {
  return `${JSON.stringify(report, undefined, 2)}\n`;
}
