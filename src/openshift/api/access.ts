import type { AccessQuestion } from '../../core/ports/account.ts';
import type { Problem } from '../../core/text/errors.ts';
import type { Api } from './api.ts';
import { explain } from './explain.ts';
import { valueAt } from './json-fields.ts';
import { grantCommand, roleFor } from './roles.ts';

const REVIEWS = '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews';
const MAX_PARALLEL = 8;
/** Below this number, one request for the whole project first would not save any. */
const MIN_COMMON = 3;

/** The result of the access reviews. */
export interface AccessAnswers {
  readonly problems: readonly Problem[];
  /** the cluster rejected the review (a scoped token, capture 16c): nothing is known */
  readonly unknown: boolean;
}

/**
 * Checks every right with a SelfSubjectAccessReview, several in parallel. With a known `username` the hint is the exact
 * command that grants the right. A right to many objects of a project is first checked for all names: most rules name no
 * objects, so one request is enough.
 */
export async function askForRights(
  api: Api,
  questions: readonly AccessQuestion[],
  username: string | undefined,
  signal: AbortSignal,
): Promise<AccessAnswers> {
  const { common, single } = groupsOf(questions);
  const inCommon = await askEach(
    api,
    common.map((group) => ({ about: group, asked: { ...group[0], name: undefined } })),
    signal,
  );
  const oneByOne = await askEach(
    api,
    [...single, ...inCommon.denied.flatMap((group) => groupsOf(group, Infinity).single)].map((group) => ({
      about: group,
      asked: group[0],
    })),
    signal,
  );
  const denied = new Set(oneByOne.denied.flat());
  return {
    problems: questions
      .filter((question) => denied.has(question))
      .map((question) => problemOf(question, username)),
    unknown: inCommon.unknown || oneByOne.unknown,
  };
}

type Group = readonly [AccessQuestion, ...AccessQuestion[]];

/** Reviews of the same right: for `minCommon` or more objects of a project, and for one object. */
function groupsOf(
  questions: readonly AccessQuestion[],
  minCommon = MIN_COMMON,
): { readonly common: readonly Group[]; readonly single: readonly Group[] } {
  const rights = groupBy(questions, ({ project, verb, group, resource, subresource }) => [
    project,
    verb,
    group,
    resource,
    subresource,
  ]);
  const common: Group[] = [];
  const single: Group[] = [];
  for (const right of rights) {
    const objects = groupBy(right, ({ name }) => [name]);
    if (objects.length >= minCommon) common.push(right);
    else single.push(...objects);
  }
  return { common, single };
}

function groupBy(
  questions: readonly AccessQuestion[],
  keyOf: (question: AccessQuestion) => readonly (string | undefined)[],
): readonly Group[] {
  const groups = new Map<string, [AccessQuestion, ...AccessQuestion[]]>();
  for (const question of questions) {
    const key = JSON.stringify(keyOf(question));
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [question]);
    else group.push(question);
  }
  return [...groups.values()];
}

/** @returns the attributes of the reviews that were denied */
async function askEach(
  api: Api,
  questions: readonly { readonly about: Group; readonly asked: AccessQuestion }[],
  signal: AbortSignal,
): Promise<{ readonly denied: readonly Group[]; readonly unknown: boolean }> {
  const queue = [...questions];
  const denied: Group[] = [];
  let unknown = false;
  const work = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const answer = await ask(api, next.asked, signal);
      if (answer === 'no') denied.push(next.about);
      if (answer === 'unknown') {
        unknown = true;
        queue.length = 0;
      }
    }
  };
  const ended = await Promise.allSettled(Array.from({ length: MAX_PARALLEL }, work));
  for (const result of ended) if (result.status === 'rejected') throw result.reason;
  return { denied, unknown };
}

async function ask(
  api: Api,
  question: AccessQuestion,
  signal: AbortSignal,
): Promise<'yes' | 'no' | 'unknown'> {
  const { project, verb, group, resource, subresource, name } = question;
  const body = {
    kind: 'SelfSubjectAccessReview',
    apiVersion: 'authorization.k8s.io/v1',
    spec: { resourceAttributes: { namespace: project, verb, group, resource, subresource, name } },
  };
  const reply = await api.send({ method: 'POST', path: REVIEWS, body, retry: 'repeatable' }, signal);
  if (reply.ok) return valueAt(reply.body, 'status', 'allowed') === true ? 'yes' : 'no';
  if (reply.failure.status === 403 && reply.failure.message.includes('scopes [')) return 'unknown';
  throw explain(reply.failure);
}

function problemOf(question: AccessQuestion, username: string | undefined): Problem {
  if (username === undefined) return question.problem;
  const { verb, group, resource, subresource = '', project } = question;
  const role = roleFor({ verb, group, resource, subresource });
  return { ...question.problem, hint: `grant it: ${grantCommand(role, username, project)}` };
}
