import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { load } from 'js-yaml';
import { runAction } from './runner.ts';

type Texts = Readonly<Record<string, string>>;

/** What the expressions of a workflow may speak of. */
export interface WorkflowContext {
  readonly vars: Texts;
  readonly secrets: Texts;
  readonly inputs: Texts;
  /** of the program of the action, besides what a runner sets */
  readonly environment: Texts;
  /** of the repository, by path */
  readonly files?: Texts;
}

export interface WorkflowResult {
  /** by job: outputs, and whether every step succeeded */
  readonly jobs: Readonly<Record<string, { readonly succeeded: boolean; readonly outputs: Texts }>>;
  readonly log: string;
}

interface Step {
  readonly id?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
  readonly env?: Texts;
}

interface Job {
  readonly needs?: string | readonly string[];
  readonly outputs?: Texts;
  readonly steps?: readonly Step[];
  readonly uses?: string;
  readonly with?: Readonly<Record<string, unknown>>;
  readonly secrets?: Texts;
}

interface Workflow {
  readonly on: {
    readonly workflow_call?: { readonly inputs: Record<string, { readonly default?: unknown }> };
  };
  readonly jobs: Readonly<Record<string, Job>>;
}

interface Scope extends WorkflowContext {
  readonly steps: Record<string, Texts>;
  readonly needs: Record<string, Texts>;
}

const REUSABLE = path.resolve(import.meta.dirname, '../../.github/workflows/promote.yml');

/**
 * Runs the jobs of a workflow as GitHub does, as far as the recipes of this project need it: steps that use this project's action,
 * scripts, and jobs that call its reusable workflow. Steps of other people's actions (checkout, uploads) do nothing.
 */
export async function runWorkflow(text: string, context: WorkflowContext): Promise<WorkflowResult> {
  const { jobs } = load(text) as Workflow;
  const results: Record<string, { succeeded: boolean; outputs: Texts }> = {};
  let log = '';
  for (const [name, job] of Object.entries(jobs)) {
    const needed = [job.needs ?? []].flat();
    if (needed.some((other) => results[other]?.succeeded !== true)) continue;
    const needs = Object.fromEntries(needed.map((other) => [other, results[other]?.outputs ?? {}]));
    const scope: Scope = { ...context, steps: {}, needs };
    const result = job.uses === undefined ? await runJob(job, scope) : await callWorkflow(job, scope);
    results[name] = result;
    log += result.log;
  }
  return { jobs: results, log };
}

async function runJob(job: Job, scope: Scope): Promise<{ succeeded: boolean; outputs: Texts; log: string }> {
  let log = '';
  let succeeded = true;
  for (const step of job.steps ?? []) {
    if (!succeeded) break;
    const done = await runStep(step, scope);
    succeeded = done.succeeded;
    log += done.log;
    if (step.id !== undefined) scope.steps[step.id] = done.outputs;
  }
  return { succeeded, outputs: evaluateAll(job.outputs ?? {}, scope), log };
}

async function runStep(
  step: Step,
  scope: Scope,
): Promise<{ succeeded: boolean; outputs: Texts; log: string }> {
  if (step.uses?.startsWith('OWNER/openshift-promote@') === true) {
    const { status, outputs, log } = await runAction(evaluateAll(step.with ?? {}, scope), scope.environment, {
      files: scope.files,
    });
    return { succeeded: status === 0, outputs, log };
  }
  if (step.run === undefined) return { succeeded: true, outputs: {}, log: '' };
  const env = { PATH: process.env['PATH'], ...evaluateAll(step.env ?? {}, scope) };
  const { status, stdout, stderr } = spawnSync('bash', ['-e', '-c', step.run], { env, encoding: 'utf8' });
  return { succeeded: status === 0, outputs: {}, log: stdout + stderr };
}

/** The reusable workflow of this project, with the inputs and secrets that the job passes. */
async function callWorkflow(
  job: Job,
  scope: Scope,
): Promise<{ succeeded: boolean; outputs: Texts; log: string }> {
  const text = readFileSync(REUSABLE, 'utf8');
  const declared = (load(text) as Workflow).on.workflow_call?.inputs ?? {};
  const defaults = Object.entries(declared).map(([name, input]) => [name, textOf(input.default)]);
  const { jobs, log } = await runWorkflow(text, {
    ...scope,
    inputs: { ...Object.fromEntries(defaults), ...evaluateAll(job.with ?? {}, scope) } as Texts,
    secrets: evaluateAll(job.secrets ?? {}, scope),
  });
  return { succeeded: jobs['promote']?.succeeded === true, outputs: jobs['promote']?.outputs ?? {}, log };
}

function evaluateAll(values: Readonly<Record<string, unknown>>, scope: Scope): Texts {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, evaluate(textOf(value), scope)]),
  );
}

function evaluate(text: string, scope: Scope): string {
  return text.replace(/\$\{\{ *(.*?) *\}\}/g, (_, expression: string) => {
    if (expression === 'github.token') return scope.secrets['GITHUB_TOKEN'] ?? '';
    const [, kind = '', name = '', output = ''] =
      /^(vars|secrets|inputs|steps|needs)\.([\w-]+)(?:\.outputs\.([\w-]+))?$/.exec(expression) ?? [];
    switch (kind) {
      case 'vars':
      case 'secrets':
      case 'inputs':
        return scope[kind][name] ?? '';
      case 'steps':
      case 'needs':
        return scope[kind][name]?.[output] ?? '';
      default:
        throw new Error(`not understood: ${expression}`);
    }
  });
}

function textOf(value: unknown): string {
  return typeof value === 'string'
    ? value
    : value === undefined || value === null
      ? ''
      : JSON.stringify(value);
}
