import { isJsonObject, type JsonObject } from '../../core/text/strict-json.ts';
import type { Statement } from '../evidence/verify.ts';

/** Who built an image from what, as its SLSA provenance says; undefined: it does not say, or not in a way that is known. */
export interface Provenance {
  readonly builder: string | undefined;
  /** `https://host/path`, without `.git` */
  readonly repository: string | undefined;
  readonly branch: string | undefined;
}

const V1 = 'https://slsa.dev/provenance/v1';
const V02 = 'https://slsa.dev/provenance/v0.2';

/**
 * Reads provenance of SLSA v1 and v0.2. Where a build type keeps its source is its own matter (slsa.dev/spec/v1.0/provenance,
 * "buildType"); known are GitHub's workflows, GitLab's jobs, and what depends on exactly one git repository, as Tekton Chains does.
 */
export function provenanceOf({ predicateType, predicate }: Statement): Provenance {
  switch (predicateType) {
    case V1: {
      const definition = objectAt(predicate, 'buildDefinition');
      const builder = textAt(objectAt(objectAt(predicate, 'runDetails'), 'builder'), 'id');
      return { builder, ...sourceOf(definition) };
    }
    case V02: {
      const source = textAt(objectAt(objectAt(predicate, 'invocation'), 'configSource'), 'uri');
      return { builder: textAt(objectAt(predicate, 'builder'), 'id'), ...readGitUri(source) };
    }
    default:
      return { builder: undefined, repository: undefined, branch: undefined };
  }
}

function sourceOf(definition: JsonObject): Omit<Provenance, 'builder'> {
  const parameters = objectAt(definition, 'externalParameters');
  const workflow = objectAt(parameters, 'workflow');
  const repository = textAt(workflow, 'repository');
  if (repository !== undefined)
    return { ...readGitUri(repository), branch: branchOf(textAt(workflow, 'ref')) };
  const source = textAt(parameters, 'source') ?? textAt(objectAt(parameters, 'source'), 'uri');
  if (source !== undefined) {
    const named = readGitUri(source);
    const variables = objectAt(parameters, 'variables');
    const branch =
      named.branch ?? branchOf(textAt(parameters, 'ref')) ?? textAt(variables, 'CI_COMMIT_BRANCH');
    return { ...named, branch };
  }
  return onlyRepository(definition['resolvedDependencies']);
}

/** A dependency is a source only when there is no other that could be it. */
function onlyRepository(dependencies: unknown): Omit<Provenance, 'builder'> {
  const uris = (Array.isArray(dependencies) ? dependencies : [])
    .map((each: unknown) => (isJsonObject(each) ? textAt(each, 'uri') : undefined))
    .filter((uri) => uri?.startsWith('git+') === true);
  const [first, ...others] = [...new Set(uris)];
  return others.length > 0 ? readGitUri(undefined) : readGitUri(first);
}

/** `git+https://host/path.git@refs/heads/main` */
function readGitUri(uri: string | undefined): Omit<Provenance, 'builder'> {
  if (uri === undefined) return { repository: undefined, branch: undefined };
  const [, address = uri, ref] = /^(?:git\+)?([a-z+]+:\/\/[^@]+)@(.+)$/.exec(uri) ?? [];
  const repository = address
    .replace(/^git\+/, '')
    .replace(/\/$/, '')
    .replace(/\.git$/, '');
  return { repository, branch: branchOf(ref) };
}

function branchOf(ref: string | undefined): string | undefined {
  return ref?.startsWith('refs/heads/') === true ? ref.slice('refs/heads/'.length) : undefined;
}

function objectAt(object: JsonObject, key: string): JsonObject {
  const value = object[key];
  return isJsonObject(value) ? value : {};
}

function textAt(object: JsonObject, key: string): string | undefined {
  const value = object[key];
  return typeof value === 'string' ? value : undefined;
}
