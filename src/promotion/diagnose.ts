import { problemsOf, PromoteError, type Side } from '../core/text/errors.ts';
import { topicOf, type Topic, type DoctorEntry, sortEntries } from '../core/finding.ts';
import type { PromoteOptions, PromotionRequest } from '../core/options.ts';
import type { ImagePlan } from '../core/plan.ts';
import { ruleText } from '../core/ports/policy-report.ts';
import { workloadText } from '../core/progress-text.ts';
import { formatReference } from '../core/image/reference.ts';
import type { NodeVerdict } from '../core/ports/policies.ts';
import { findingsOf, judgeByNodes } from './check/check-nodes.ts';
import { checkPolicy, type PolicyCheck } from './check/check-policy.ts';
import { examine } from './check/check.ts';
import { lifeText, locateRegistry, type ConnectedSide, type Connection } from './resolve/connect.ts';
import { actionFor, planPromotion } from './check/plan.ts';
import { resolve } from './resolve/resolve.ts';
import { sourceDigestOf, type ResolvedImage } from './run/resolved-image.ts';
import { requestedRights } from './rights/requested-rights.ts';
import type { Ports } from './run/ports.ts';

const SIDES = ['source', 'destination'] as const;

/** Collects entries. A step that fails adds one or more of them and does not stop the next step. */
interface Notes {
  readonly entries: DoctorEntry[];
  readonly signal: AbortSignal;
}

/**
 * Connects, resolves and checks as a promotion would, but continues after a failure in order to report every problem at once.
 * Changes nothing.
 * @throws PromoteError CANCELLED
 */
export async function diagnose(
  options: PromoteOptions,
  ports: Ports,
  signal: AbortSignal,
): Promise<readonly DoctorEntry[]> {
  const notes: Notes = { entries: [], signal };
  const [source, destination] = await Promise.all(
    SIDES.map((side) => diagnoseSide(side, options, ports, notes)),
  );
  const unknown: ConnectedSide = { identity: undefined, registryHost: undefined };
  const connection = { source: source ?? unknown, destination: destination ?? unknown };
  const reached = { source: source !== undefined, destination: destination !== undefined };
  const images: ResolvedImage[] = [];
  const unresolved: PromotionRequest[] = [];
  for (const request of options.promotions) {
    const image =
      reached.source && reached.destination
        ? await resolveOne(request, options, connection, ports, notes)
        : undefined;
    if (image === undefined) unresolved.push(request);
    else images.push(image);
  }
  if (reached.destination) {
    await diagnoseDestination(images, unresolved, options, ports, notes);
  }
  return sortEntries(withoutRepetition(notes.entries));
}

/** The result of a step; undefined: the step failed, and an entry was added. */
async function attempt<Result>(
  notes: Notes,
  side: Side | undefined,
  step: () => Promise<Result>,
): Promise<Result | undefined> {
  try {
    return await step();
  } catch (error) {
    if (!(error instanceof PromoteError) || notes.signal.aborted) throw error;
    const problems = error.problems.length > 1 ? error.problems : problemsOf(error).slice(0, 1);
    for (const { code, message, hint } of problems) {
      notes.entries.push({
        topic: topicOf(code),
        level: 'problem',
        side: side ?? error.where.side,
        ...{ code, message, hint },
      });
    }
    return undefined;
  }
}

/** undefined: the cluster cannot be reached or rejects the token. A plain registry gets no entry. */
async function diagnoseSide(
  side: Side,
  options: PromoteOptions,
  ports: Ports,
  notes: Notes,
): Promise<ConnectedSide | undefined> {
  const cluster = ports.clusters[side];
  if (cluster === undefined) return { identity: undefined, registryHost: undefined };
  const identity = await attempt(notes, side, () => cluster.account.identify(notes.signal));
  if (identity === undefined) return undefined;
  const add = (topic: Topic, message: string): void => {
    notes.entries.push({ topic, level: 'ok', side, message });
  };
  add('connection', `${cluster.server} as ${identity.username}`);
  const { level, message, hint } = lifeText(cluster, identity, options, ports.clock);
  if (level === 'ok') add('token', message);
  else notes.entries.push({ topic: 'token', level, side, message, hint });
  const registryHost = await attempt(notes, side, () =>
    locateRegistry(side, cluster, options, ports, notes.signal),
  );
  if (registryHost !== undefined) add('registry', registryHost);
  return { identity, registryHost };
}

async function resolveOne(
  request: PromotionRequest,
  options: PromoteOptions,
  connection: Connection,
  ports: Ports,
  notes: Notes,
): Promise<ResolvedImage | undefined> {
  const found = await attempt(notes, undefined, () =>
    resolve({ options: { ...options, promotions: [request] }, ports, signal: notes.signal }, connection),
  );
  const [image] = found ?? [];
  if (image === undefined) return undefined;
  const message = `${formatReference(request.source)} is ${sourceDigestOf(image)}`;
  notes.entries.push({ topic: 'image', level: 'ok', message });
  return image;
}

async function diagnoseDestination(
  images: readonly ResolvedImage[],
  unresolved: readonly PromotionRequest[],
  options: PromoteOptions,
  ports: Ports,
  notes: Notes,
): Promise<void> {
  const { entries, signal } = notes;
  const cluster = ports.clusters.destination;
  const active = images.filter((image) => actionFor(image, options.onExistingTag) !== 'skip');
  const asked = await attempt(notes, undefined, () => checkPolicy(active, options, ports, signal));
  if (asked !== undefined) addPolicy(entries, asked);
  const verdicts = await attempt(notes, undefined, () => judgeByNodes(active, options, ports, signal));
  addNodes(entries, verdicts ?? []);
  const examined = await attempt(notes, 'destination', () => examine(active, options, ports, signal));
  if (unresolved.length > 0 && cluster !== undefined) {
    // the permissions of the account do not depend on the image
    const missing = await attempt(notes, 'destination', () =>
      cluster.account.missingRights(requestedRights(unresolved, options, ports), signal),
    );
    for (const problem of missing ?? [])
      entries.push({ topic: 'permissions', level: 'problem', side: 'destination', ...problem });
  }
  if (examined === undefined) return;
  const topics = new Map(examined.findings.map(({ message, topic }) => [message, topic]));
  for (const { code, message, hint } of examined.problems) {
    const topic = topics.get(message) ?? topicOf(code);
    entries.push({ topic, level: 'problem', side: 'destination', code, message, hint });
  }
  for (const { topic, level, code, message, hint } of examined.findings) {
    if (level === 'problem') continue;
    const kind = level === 'note' ? {} : { code };
    entries.push({ topic, level, side: 'destination', ...kind, message, hint });
  }
  if (cluster !== undefined) addHealthy(entries, active.length > 0);
  if (examined.problems.length > 0) return;
  const plan = planPromotion(images, examined.plan, options);
  for (const image of plan.images)
    entries.push({ topic: 'tag', level: 'ok', side: 'destination', message: tagText(image) });
  for (const { workload, method } of plan.rollouts) {
    const message = `${workloadText(workload)} in ${workload.project} can be rolled out (${method})`;
    entries.push({ topic: 'workloads', level: 'ok', side: 'destination', message });
  }
}

/** Entries for what the policy refuses, warns about and accepts. */
function addPolicy(entries: DoctorEntry[], { reports = [], problems, warnings }: PolicyCheck): void {
  for (const problem of problems) entries.push({ topic: 'policy', level: 'problem', ...problem });
  for (const { code, message, hint } of warnings)
    entries.push({ topic: 'policy', level: 'warning', code, message, hint });
  for (const rule of reports.flatMap(({ rules }) => rules)) {
    if (rule.outcome === 'passed') entries.push({ topic: 'policy', level: 'ok', message: ruleText(rule) });
  }
}

/** Whether nodes would start the image, including the case that this is unknown. */
function addNodes(entries: DoctorEntry[], verdicts: readonly NodeVerdict[]): void {
  for (const finding of findingsOf(verdicts)) entries.push({ side: 'destination', ...finding });
  for (const { policy, outcome, found } of verdicts) {
    const common = { topic: 'policy', side: 'destination' } as const;
    if (outcome === 'starts') entries.push({ ...common, level: 'ok', message: `${policy}: ${found}` });
    if (outcome === 'unread') entries.push({ ...common, level: 'note', message: found });
  }
}

/** Entries for the checks that passed. */
function addHealthy(entries: DoctorEntry[], hasImages: boolean): void {
  // nothing else is known about a project that does not exist
  if (
    entries.some(
      ({ topic, level, side }) => topic === 'project' && level === 'problem' && side === 'destination',
    )
  )
    return;
  const isUnsaid = (topic: Topic): boolean => !entries.some((entry) => entry.topic === topic);
  const add = (topic: Topic, message: string): void => {
    if (isUnsaid(topic)) entries.push({ topic, level: 'ok', side: 'destination', message });
  };
  add('permissions', 'no right that was asked for is missing');
  if (!hasImages) return;
  add('limits', 'no quota or limit range that the account may see stands in the way');
  add('triggers', 'no image trigger fires that "rollout" does not name');
}

function tagText({ destination, action, previousDigest, tags, strategy }: ImagePlan): string {
  const more = tags.length > 1 ? `, also ${tags.slice(1).join(', ')}` : '';
  switch (action) {
    case 'create':
      return `${destination} will be created by ${strategy}${more}`;
    case 'move':
      return `${destination} will be moved by ${strategy}, away from ${previousDigest ?? 'nothing'}${more}`;
    case 'keep':
      return `${destination} is that image already${more}`;
    case 'skip':
      return `${destination} exists and stays as it is`;
  }
}

function withoutRepetition(entries: readonly DoctorEntry[]): readonly DoctorEntry[] {
  const seen = new Set<string>();
  return entries.filter(({ topic, side, message }) => {
    const key = JSON.stringify([topic, side, message]);
    return seen.has(key) ? false : seen.add(key);
  });
}
