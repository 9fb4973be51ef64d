import type { Problem } from '../core/errors.ts';
import type { AccessQuestion } from '../core/ports/cluster.ts';
import type { Api } from './api.ts';
import { explain } from './explain.ts';
import { valueAt } from './json-fields.ts';
import { grantCommand, roleFor } from './roles.ts';

const REVIEWS = '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews';
const MAX_PARALLEL = 8;

/** What came of the questions. */
export interface AccessAnswers {
  readonly problems: readonly Problem[];
  /** the cluster would not answer (a token limited to scopes, capture 16c): nothing is known */
  readonly unknown: boolean;
}

/**
 * Asks for every right by SelfSubjectAccessReview, several at once. With a known `username` the hint is the exact command
 * that grants the right.
 */
export async function askForRights(
  api: Api,
  questions: readonly AccessQuestion[],
  username: string | undefined,
  signal: AbortSignal,
): Promise<AccessAnswers> {
  const queue = [...questions.entries()];
  const denied = new Set<number>();
  let unknown = false;
  const work = async (): Promise<void> => {
    for (let entry = queue.shift(); entry !== undefined; entry = queue.shift()) {
      const [index, question] = entry;
      const answer = await ask(api, question, signal);
      if (answer === 'no') denied.add(index);
      if (answer === 'unknown') {
        unknown = true;
        queue.length = 0;
      }
    }
  };
  const ended = await Promise.allSettled(Array.from({ length: MAX_PARALLEL }, work));
  for (const result of ended) if (result.status === 'rejected') throw result.reason;
  const problems = questions.filter((_, index) => denied.has(index));
  return { problems: problems.map((question) => problemOf(question, username)), unknown };
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
