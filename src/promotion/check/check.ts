import type { AccessQuestion } from '../../core/ports/account.ts';
import type { ObjectPlan } from '../../core/ports/apply.ts';
import { errorOfProblems, type Problem } from '../../core/text/errors.ts';
import type { Finding } from '../../core/finding.ts';
import type { PromoteOptions, PromotionRequest } from '../../core/options.ts';
import type { Cluster } from '../../core/ports/cluster.ts';
import { policyLines } from '../../core/ports/policy-report.ts';
import type { Run } from '../run/run.ts';
import type { CommitPlan } from '../../core/ports/gitops.ts';
import type { Reporter } from '../../core/ports/reporter.ts';
import type { WorkloadName } from '../../core/ports/rollouts.ts';
import type { Preparation } from '../../core/preparation.ts';
import { allOrFirstError } from '../run/concurrency.ts';
import { checkAttest } from './check-attest.ts';
import { findingsOf, judgeByNodes } from './check-nodes.ts';
import { checkPolicy } from './check-policy.ts';
import { inspectControllers } from './check-controllers.ts';
import { imageProblems } from './image-problems.ts';
import { inspect } from './inspect/inspect.ts';
import { planApply, type ApplyContext, type PlannedApply } from '../apply/plan-apply.ts';
import { planDesiredState } from '../apply/desired-state.ts';
import { planPreparation, destinationProjects } from './inspect/plan-preparation.ts';
import { planFirstRollouts, planRollouts } from './plan-rollouts.ts';
import { rightsFor } from '../rights/requested-rights.ts';
import { streamCreation } from '../rights/rights.ts';
import type { ResolvedImage } from '../run/resolved-image.ts';
import { searchWorkloads } from './search-workloads.ts';
import type { Ports } from '../run/ports.ts';
import type { PlannedRollout } from '../run/run-state.ts';

/** The findings of a check, whether or not the promotion can continue. */
export interface Examination {
  readonly problems: readonly Problem[];
  /** the inspection of the destination; its problems are also in `problems` */
  readonly findings: readonly Finding[];
  readonly plan: CheckedPlan;
}

/** The planned changes besides moving images. */
export interface CheckedPlan {
  readonly preparations: readonly Preparation[] | undefined;
  readonly objects: readonly ObjectPlan[] | undefined;
  /** workloads to roll out that do not exist yet */
  readonly missing: readonly WorkloadName[];
  readonly commit: CommitPlan | undefined;
  readonly rollouts: readonly PlannedRollout[];
}

/**
 * Finds everything that would stop the promotion half-way and reports it all at once. Changes nothing.
 * @throws PromoteError the one problem; POLICY_REFUSED when the policy stands for all of them, else CHECK_FAILED with all of them
 */
export async function check(
  { options, ports, state, signal }: Run,
  images: readonly ResolvedImage[],
): Promise<CheckedPlan> {
  const policy = await checkPolicy(images, options, ports, signal);
  // the verdicts are reported even when they stop the promotion
  state.policy = policy.reports;
  for (const line of policy.reports?.flatMap(policyLines) ?? []) ports.reporter.info(line);
  const { problems: found, findings, plan } = await examine(images, options, ports, signal);
  const nodes = findingsOf(await judgeByNodes(images, options, ports, signal));
  for (const finding of [...policy.warnings, ...findings, ...nodes]) tellFinding(finding, ports.reporter);
  const problems = [...policy.problems, ...found];
  const isPolicy = problems.every(({ code }) => code === 'POLICY_REFUSED');
  if (problems.length > 0) throw errorOfProblems(isPolicy ? 'POLICY_REFUSED' : 'CHECK_FAILED', problems);
  return plan;
}

/** Collects all findings, without throwing on problems. */
export async function examine(
  images: readonly ResolvedImage[],
  asked: PromoteOptions,
  ports: Ports,
  signal: AbortSignal,
): Promise<Examination> {
  const problems: Problem[] = [...imageProblems(images, asked)];
  const findings: Finding[] = [];
  const cluster = ports.clusters.destination;
  const preparation = await planPreparation(asked, ports, signal);
  const { commit, ...desired } = await planDesiredState(images, asked, ports, signal);
  const attest = await checkAttest(images, asked, ports, signal);
  problems.push(...preparation.problems, ...desired.problems, ...attest.problems);
  findings.push(...attest.warnings);
  const rollouts: PlannedRollout[] = [];
  let objects: readonly ObjectPlan[] = [];
  let missing: readonly WorkloadName[] = [];
  if (cluster !== undefined) {
    const { newProjects } = preparation;
    const search = await searchWorkloads(images, asked, newProjects, cluster, ports, signal);
    problems.push(...search.problems);
    const options = { ...asked, rollouts: search.workloads };
    const [rightProblems, planned, inspected] = await allOrFirstError(
      [
        (inner) => checkRights(images, options, newProjects, cluster, inner),
        (inner) => planRollouts(images, options, newProjects, cluster, inner),
        (inner) => inspect({ images, options, cluster, newProjects }, inner),
      ],
      signal,
    );
    const controlled = await inspectControllers(planned.rollouts, options, cluster, signal);
    findings.push(...inspected, ...controlled);
    const found = [...inspected, ...controlled].filter(({ level }) => level === 'problem').map(problemOf);
    const absent =
      rightProblems.length === 0
        ? []
        : await absentProjects(asked.promotions, rightsFor(images, options), newProjects, cluster, signal);
    // missing permissions and workloads of a project that does not exist add no information
    if (absent.length > 0) problems.push(...absent);
    else {
      problems.push(...rightProblems, ...planned.problems, ...found);
      rollouts.push(...planned.rollouts);
      missing = planned.missing.filter(({ exists }) => !exists).map(({ workload }) => workload);
      const applied = await planObjects(asked, { images, cluster, newProjects, missing }, ports, signal);
      ({ objects } = applied);
      const first = planFirstRollouts(planned.missing, objects, images);
      problems.push(...applied.problems, ...first.problems);
      rollouts.push(...first.rollouts);
    }
  }
  const preparations = asked.preparation && preparation.steps;
  return {
    problems: withoutRepetition(problems),
    findings,
    plan: { preparations, objects: asked.apply && objects, missing, commit, rollouts },
  };
}

async function planObjects(
  { apply: asked, promotions }: PromoteOptions,
  known: Omit<ApplyContext, 'asked' | 'promotions'>,
  ports: Ports,
  signal: AbortSignal,
): Promise<PlannedApply> {
  if (asked === undefined) return { objects: [], problems: [] };
  return planApply({ ...known, asked, promotions }, ports, signal);
}

function problemOf({ code, message, hint }: Finding): Problem {
  return { code, message, hint };
}

/** Problems are reported by the error that they become. */
function tellFinding({ level, message, hint }: Finding, reporter: Reporter): void {
  const line = hint === undefined ? message : `${message} (${hint})`;
  if (level === 'warning') reporter.warning(line);
  if (level === 'note') reporter.info(line);
}

async function checkRights(
  images: readonly ResolvedImage[],
  options: PromoteOptions,
  newProjects: ReadonlySet<string>,
  cluster: Cluster,
  signal: AbortSignal,
): Promise<readonly Problem[]> {
  const questions = rightsFor(images, options);
  // the account that requests a project becomes its administrator
  const asked = questions.filter(({ project }) => !newProjects.has(project));
  if (asked.length === 0) return [];
  const problems = await cluster.account.missingRights(asked, signal);
  return problems.length === 0 ? [] : withoutExistingStreams(problems, images, signal);
}

/**
 * Without a tag it is unknown whether the stream exists, and an account that may only push (`system:image-pusher`) cannot read it
 * through the API. The tag list of its registry shows it (captures 54r8, 54r9).
 */
async function withoutExistingStreams(
  problems: readonly Problem[],
  images: readonly ResolvedImage[],
  signal: AbortSignal,
): Promise<readonly Problem[]> {
  const needless = new Set<string>();
  for (const image of images) {
    if (image.strategy !== 'copy') continue;
    const creation = streamCreation(image)?.message;
    if (creation === undefined || !problems.some(({ message }) => message === creation)) continue;
    if ((await image.destination.listTags(1, signal)) !== undefined) needless.add(creation);
  }
  return problems.filter(({ message }) => !needless.has(message));
}

function withoutRepetition(problems: readonly Problem[]): readonly Problem[] {
  const seen = new Set<string>();
  return problems.filter((problem) => {
    const key = `${problem.code} ${problem.message}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

/**
 * Destination projects that do not exist. The API answers the same for a project that does not exist and for one that the account
 * may not read, but in an existing one the account has at least some of the permissions it needs (openshift-api.md §7.2).
 * @param rights all permissions that the promotion needs
 */
async function absentProjects(
  promotions: readonly PromotionRequest[],
  rights: readonly AccessQuestion[],
  newProjects: ReadonlySet<string>,
  cluster: Cluster,
  signal: AbortSignal,
): Promise<readonly Problem[]> {
  const problems: Problem[] = [];
  for (const project of destinationProjects(promotions)) {
    if (newProjects.has(project) || (await cluster.projects.find(project, signal)) !== 'absent') continue;
    const problem: Problem = {
      code: 'PROJECT_NOT_FOUND',
      message: `project ${project} on ${cluster.server} does not exist, or the account may do nothing in it`,
      hint: `set "create-project" to true to have it created; if it exists, ask its administrator: oc policy add-role-to-user edit USER -n ${project}`,
    };
    const needed = rights.filter((right) => right.project === project);
    const questions = needed.length > 0 ? needed : [layerRight('get', project, problem)];
    const missing = await cluster.account.missingRights(questions, signal);
    if (missing.length === questions.length) problems.push(problem);
  }
  return problems;
}

function layerRight(verb: string, project: string, problem: Problem): AccessQuestion {
  return {
    verb,
    group: 'image.openshift.io',
    resource: 'imagestreams',
    subresource: 'layers',
    project,
    problem,
  };
}
