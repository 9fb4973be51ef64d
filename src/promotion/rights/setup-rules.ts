import { groupBy } from '../../core/group-by.ts';
import type { AccessQuestion } from '../../core/ports/account.ts';
import type { StreamPromotion } from '../../core/options.ts';
import type { WorkloadName } from '../../core/ports/rollouts.ts';
import { pullRight } from './explain-denial.ts';
import { rightsFor, setRights } from './requested-rights.ts';
import type { Destined } from './rights.ts';
import type { SetupRule, ProjectRules } from '../../core/access-rules.ts';

/** The tasks that an account needs permissions for. */
export interface SetupRequest {
  readonly strategy: Destined['strategy'];
  /** of the source, an account only has to pull */
  readonly side: 'source' | 'destination';
  /** of the destination */
  readonly project: string;
  readonly sourceProject: string;
  /** undefined: every stream of the project */
  readonly stream: string | undefined;
  readonly rollouts: readonly WorkloadName[];
  readonly rollback: boolean;
  /** tags beside the first, or a backup tag */
  readonly furtherTags: boolean;
  /** several images are promoted in one run */
  readonly set?: boolean;
  /** promotions are attested */
  readonly attest?: boolean;
  /** promotions leave traces on tags */
  readonly traces?: boolean;
  /** ConfigMap with the policy; undefined: there is none, or it is a file */
  readonly policy?: { readonly project: string; readonly name: string } | undefined;
}

/** The least rules that a promotion needs to pass its check and to run. */
export function setupRules(request: SetupRequest): readonly ProjectRules[] {
  const questions = request.side === 'source' ? [pullOf(request)] : destinationQuestions(request);
  return [...groupBy(questions, ({ project }) => project)].map(([project, own]) => ({
    project,
    rules: rulesOf(own),
  }));
}

/** Stands for every stream. */
const ANY = '*';

function pullOf({ sourceProject, stream = ANY }: SetupRequest): AccessQuestion {
  return pullRight('source', {
    kind: 'stream',
    project: sourceProject,
    stream,
    tag: undefined,
    digest: undefined,
  });
}

function destinationQuestions(request: SetupRequest): readonly AccessQuestion[] {
  const { rollouts, rollback, furtherTags, set, attest, traces, policy } = request;
  const asked = [
    ...rightsFor(destinedOf(request), {
      rollouts,
      rollbackOnFailure: rollback,
      backupTag: furtherTags ? 'previous' : undefined,
      attest: attest === true ? { onFailure: 'fail' } : undefined,
    }),
    ...(set === true ? setRights(destinedOf(request), request.project) : []),
    ...(traces === true ? streamWriting(request) : []),
    ...(policy === undefined ? [] : [policyReading(policy)]),
  ];
  // one account on both sides: it reads the source, too, which a promotion does before its check
  return request.strategy === 'tag' ? [...asked, readingOf(request)] : asked;
}

/** Traces are annotations in the spec of the stream. Those of workloads need what rollouts need anyway. */
function streamWriting({ project, stream = ANY }: SetupRequest): readonly AccessQuestion[] {
  return ['get', 'update'].map((verb) => ({
    ...{ verb, group: 'image.openshift.io', resource: 'imagestreams', name: stream, project },
    problem: {
      code: 'ACCESS_DENIED',
      message: `the account may not ${verb} image streams of project ${project}`,
    },
  }));
}

function policyReading({
  project,
  name,
}: {
  readonly project: string;
  readonly name: string;
}): AccessQuestion {
  return {
    ...{ verb: 'get', group: '', resource: 'configmaps', name, project },
    problem: {
      code: 'ACCESS_DENIED',
      message: `the account may not read the ConfigMap ${name} of project ${project}`,
    },
  };
}

function readingOf({ sourceProject }: SetupRequest): AccessQuestion {
  return {
    verb: 'get',
    group: 'image.openshift.io',
    resource: 'imagestreamtags',
    project: sourceProject,
    problem: {
      code: 'ACCESS_DENIED',
      message: `the account may not get tags of project ${sourceProject}`,
    },
  };
}

/** As it is the first time, and as it may be later. */
function destinedOf({
  strategy,
  project,
  sourceProject,
  stream = ANY,
  furtherTags,
}: SetupRequest): readonly Destined[] {
  const place = (of: string) =>
    ({ kind: 'stream', project: of, stream, tag: 'latest', digest: undefined }) as const;
  const request: StreamPromotion = {
    source: place(sourceProject),
    destination: place(project),
    extraTags: furtherTags ? ['stable'] : [],
  };
  const common = { request, previousDigest: undefined };
  switch (strategy) {
    case 'copy':
      return [{ strategy, ...common }];
    case 'tag':
      return [{ strategy, ...common, from: { project: sourceProject, stream } }];
    case 'import':
      return [{ strategy, ...common, secret: { action: 'create', project, name: '', host: '' } }];
    case 'build':
      return [{ strategy, ...common, isBuilt: false, hasCredentials: true }];
  }
}

/** Questions about the same object with different verbs become one rule, and so do objects of a group with the same verbs. */
function rulesOf(questions: readonly AccessQuestion[]): readonly SetupRule[] {
  const objects = new Map<string, { question: AccessQuestion; verbs: Set<string> }>();
  for (const question of questions) {
    const key = JSON.stringify([question.group, resourceOf(question), namesOf(question)]);
    const known = objects.get(key) ?? { question, verbs: new Set() };
    known.verbs.add(question.verb);
    objects.set(key, known);
  }
  const rules = new Map<string, SetupRule>();
  for (const { question, verbs } of objects.values()) {
    const sorted = [...verbs].sort();
    const names = namesOf(question);
    const key = JSON.stringify([question.group, names, sorted]);
    const resources = [...(rules.get(key)?.resources ?? []), resourceOf(question)];
    rules.set(key, { group: question.group, resources, names, verbs: sorted });
  }
  return [...rules.values()];
}

function resourceOf({ resource, subresource }: AccessQuestion): string {
  return subresource === undefined ? resource : `${resource}/${subresource}`;
}

function namesOf({ name }: AccessQuestion): readonly string[] {
  return name === undefined || name === ANY ? [] : [name];
}
