import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import type {
  ImagePolicyList,
  NodeSubject,
  NodeVerdict,
  Policies,
  PolicyOptions,
  PolicySource,
  PolicySubject,
  RegistryPlace,
} from '../../core/ports/policies.ts';
import type { PolicyReport } from '../../core/ports/policy-report.ts';
import { PromoteError, type Side } from '../../core/text/errors.ts';
import type { Transport } from '../../http/exchange/exchange.ts';
import { readYaml } from '../../openshift/yaml/read-yaml.ts';
import type { PolicyDocument } from '../../policy/file/read-policy.ts';
import type { Policy } from '../../policy/model/policy.ts';
import type { PolicyPorts } from '../../policy/model/ports.ts';
import { attachmentsOf } from '../../promotion/move/attachments/find.ts';
import type { Ports } from '../../promotion/run/ports.ts';

/** Dependencies for reading and evaluating policies. */
export interface PolicyContext extends Pick<Ports, 'registries' | 'clusters' | 'clock'> {
  /** opens a separate connection without credentials */
  readonly openVerifying: () => Transport;
}

const MAX_POLICY_BYTES = 256 * 1024;
const MAX_FILE_BYTES = 1024 * 1024;

// A separate file in dist/, so that runs without a policy do not load the code that verifies signatures.
const loadProgram = () => import(/* webpackChunkName: "policy-program" */ './policy-program.ts');

export function createPolicies(context: PolicyContext): Policies {
  return {
    async evaluate(options, subjects, signal) {
      const [{ evaluatePolicy, readPolicy }, document] = await Promise.all([
        loadProgram(),
        openDocument(options.source, context, signal),
      ]);
      const policy = await readPolicy({ ...document, tree: await treeOf(document) });
      const reports: PolicyReport[] = [];
      for (const subject of subjects)
        reports.push(await evaluateOne(subject, policy, evaluatePolicy, options, context, signal));
      return reports;
    },
    async judge(file, subjects, signal) {
      const verdicts: NodeVerdict[] = [];
      // by project: the images of a set share their policies
      const lists = new Map<string | undefined, Promise<ImagePolicyList | undefined>>();
      const listOf = (project: string | undefined): Promise<ImagePolicyList | undefined> => {
        const known = lists.get(project) ?? readPolicies(project, context, signal);
        lists.set(project, known);
        return known;
      };
      for (const subject of subjects) {
        const list = file === undefined ? await listOf(subject.project) : undefined;
        verdicts.push(...(await judgeOne(file, list, subject, context, signal)));
      }
      return verdicts;
    },
  };
}

/** The policies that nodes apply to pods of a project. */
async function readPolicies(
  project: string | undefined,
  { clusters }: PolicyContext,
  signal: AbortSignal,
): Promise<ImagePolicyList | undefined> {
  return clusters.destination?.policies.readImagePolicies(project === undefined ? [] : [project], signal);
}

/** @param list policies of the subject's own project and of the cluster: nodes apply no others to its pods */
async function judgeOne(
  file: string | undefined,
  list: ImagePolicyList | undefined,
  subject: NodeSubject,
  context: PolicyContext,
  signal: AbortSignal,
): Promise<readonly NodeVerdict[]> {
  const unread: readonly NodeVerdict[] = (list?.unread ?? []).map((policy) => ({
    ...{ policy, outcome: 'unread' },
    found: `the account may not read any ${policy}, which may keep pods of ${subject.shown} from starting`,
  }));
  if (file === undefined && (list === undefined || list.policies.length === 0)) return unread;
  const { isJudged, judgeImage, nodePolicyOf, readPolicyJson } = await loadProgram();
  const policy =
    file === undefined
      ? nodePolicyOf(list?.policies ?? [])
      : readPolicyJson(file, Buffer.from(readFile(file, MAX_POLICY_BYTES)));
  const name = await subject.findName(signal);
  if (!isJudged(policy, name)) return unread;
  const from = portsAt('source', subject.source, context);
  const signed = [portsAt('destination', subject.destination, context), ...(subject.isCarried ? [from] : [])];
  const judged = { name, digest: subject.digest, from, signed };
  try {
    return [...(await judgeImage(policy, judged, signal)), ...unread];
  } catch (error) {
    // nodes have the last word anyway: what cannot be read stops no promotion
    if (!(error instanceof PromoteError) || error.code === 'CANCELLED') throw error;
    const found = `whether pods of ${subject.shown} start is not known: ${error.message}`;
    return [{ policy: file ?? 'the policies of the cluster', outcome: 'unknown', found }, ...unread];
  }
}

async function evaluateOne(
  subject: PolicySubject,
  policy: Policy,
  evaluate: Awaited<ReturnType<typeof loadProgram>>['evaluatePolicy'],
  { overrideReason }: PolicyOptions,
  context: PolicyContext,
  signal: AbortSignal,
): Promise<PolicyReport> {
  return evaluate(policy, subject, portsAt('source', subject, context), overrideReason, signal);
}

/** What is attached to images of a repository, read with the account of a side. */
export function portsAt(
  at: Side,
  { host, repository: name }: RegistryPlace,
  { registries, clusters, clock, openVerifying }: PolicyContext,
): PolicyPorts {
  const repository = registries.repository(at, host, name);
  const findAttached = attachmentsOf(repository);
  return {
    repository,
    clock,
    findAttached: async (digest, inner) => {
      const { problems, ...attached } = await findAttached(digest, inner);
      return { ...attached, problems: problems.map(({ message }) => message) };
    },
    readHistory: async (side, name, inner) => clusterOf(side, clusters).streams.readHistory(name, inner),
    download: async (url, maxBytes, inner) => {
      const transport = openVerifying();
      try {
        const reply = await transport.open({ method: 'GET', url, headers: { accept: '*/*' } }, inner);
        return { status: reply.status, body: await reply.read(maxBytes) };
      } finally {
        await transport.close();
      }
    },
  };
}

function clusterOf(side: Side, clusters: Ports['clusters']): NonNullable<Ports['clusters'][Side]> {
  const cluster = clusters[side];
  if (cluster !== undefined) return cluster;
  throw new PromoteError({
    code: 'INPUT_INVALID',
    message: `the ${side} is not an OpenShift cluster`,
    hint: `set ${side}-server, or state in the policy that the stream is in the other cluster`,
  });
}

/** The text of a policy and of the files that it refers to. */
async function openDocument(
  source: PolicySource,
  { clusters }: PolicyContext,
  signal: AbortSignal,
): Promise<Omit<PolicyDocument, 'tree'>> {
  switch (source.kind) {
    case 'file': {
      const folder = path.dirname(source.path);
      return {
        name: source.path,
        text: readFile(source.path, MAX_POLICY_BYTES),
        readBeside: async (name) => readFile(path.resolve(folder, name), MAX_FILE_BYTES, name),
      };
    }
    case 'config-map': {
      const name = `${source.project}/${source.name}`;
      const data = await clusterOf('destination', clusters).policies.readConfigMap(source, signal);
      if (data === undefined) {
        throw invalid(
          `the ConfigMap ${name} does not exist at the destination, or the account is not allowed to see its project`,
          `oc create configmap ${source.name} --from-file=policy.yaml -n ${source.project}`,
        );
      }
      return {
        name,
        text: policyIn(data, name),
        readBeside: async (key) => {
          const text = Object.hasOwn(data, key) ? data[key] : undefined;
          if (text === undefined)
            throw invalid(
              `the ConfigMap ${name} has no key ${key}`,
              'add it: files that a policy refers to are keys of the same ConfigMap',
            );
          return text;
        },
      };
    }
  }
}

/** Parses the only YAML document in a text. @throws PromoteError POLICY_INVALID */
async function treeOf({ name, text }: Pick<PolicyDocument, 'name' | 'text'>): Promise<unknown> {
  const yaml = await readYaml(text);
  if (!yaml.ok) throw invalid(`${name} ${yaml.problem.what}`, yaml.problem.advice);
  const [tree, ...more] = yaml.documents;
  if (more.length === 0) return tree;
  throw invalid(
    `${name} has ${yaml.documents.length} YAML documents`,
    'a policy is one document: put all rules into it',
  );
}

/** The key of the policy: `policy.yaml`, or the only key that looks like a YAML file. */
function policyIn(data: Readonly<Record<string, string>>, name: string): string {
  const usual = Object.hasOwn(data, 'policy.yaml') ? data['policy.yaml'] : undefined;
  const others = Object.keys(data).filter((key) => /\.ya?ml$/.test(key));
  const [only] = others;
  const text = usual ?? (others.length === 1 && only !== undefined ? data[only] : undefined);
  if (text === undefined)
    throw invalid(
      `the ConfigMap ${name} has no key policy.yaml`,
      'oc create configmap NAME --from-file=policy.yaml',
    );
  if (Buffer.byteLength(text) > MAX_POLICY_BYTES)
    throw invalid(`the policy in ${name} is larger than ${MAX_POLICY_BYTES} bytes`);
  return text;
}

function readFile(file: string, maxBytes: number, shown = file): string {
  try {
    if (statSync(file).size > maxBytes) throw invalid(`${shown} is larger than ${maxBytes} bytes`);
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (error instanceof PromoteError) throw error;
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    throw invalid(
      `${shown} cannot be read (${code})`,
      'give the path of a file that the job can read, or project/name of a ConfigMap',
    );
  }
}

function invalid(message: string, hint?: string): PromoteError {
  return new PromoteError({ code: 'POLICY_INVALID', message, hint });
}
