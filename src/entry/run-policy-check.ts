import { readPolicyCheck } from '../config/command-options.ts';
import { outputFormat } from '../core/command-flags.ts';
import type { HostEnvironment } from '../core/host.ts';
import { PromoteError } from '../core/text/errors.ts';
import { checkImage } from '../promotion/check-image.ts';
import { exitCodeOf } from '../report/error-text.ts';
import { withPorts, readRaw, startRun } from './run-promotion.ts';
import { cancellationSignal } from './compose/signals.ts';
import type { Host } from './choose-host.ts';
import type { PolicyReport } from '../core/ports/policy-report.ts';
import { policyHeadline, policyRows, signatureRow } from '../report/policy-rows.ts';

/**
 * Evaluates a policy for one image and prints what each rule found.
 * @returns the exit code: 0 when the policy lets it through, also with warnings
 */
export async function runPolicyCheck(host: Host, hostEnvironment: HostEnvironment): Promise<number> {
  const run = startRun(host, hostEnvironment);
  const cancellation = cancellationSignal();
  try {
    const { raw, context } = await readRaw(run, 'policy');
    const { options, ...question } = readPolicyCheck(raw, context);
    const report = await withPorts(options, run, cancellation.signal, ({ ports, options: signedIn }) =>
      checkImage(question, signedIn, ports, cancellation.signal),
    );
    const isTable = outputFormat(hostEnvironment.argv) === 'table';
    hostEnvironment.stdout.write(run.redactor.redact(isTable ? policyText(report) : policyJson(report)));
    if (report.outcome !== 'refused') return 0;
    return new PromoteError({ code: 'POLICY_REFUSED', message: `${report.policy} refuses ${report.image}` })
      .exitCode;
  } catch (error) {
    run.reporter.failure(error);
    return exitCodeOf(error);
  } finally {
    cancellation.release();
  }
}

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
function policyJson(report: PolicyReport): string {
  return `${JSON.stringify(report, undefined, 2)}\n`;
}
