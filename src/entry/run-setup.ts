import { parseArgs } from 'node:util';
import { commandRow } from '../config/tables/commands.ts';
import { createInputProblems } from '../config/input-problems.ts';
import { readConfigMapName } from '../config/policy.ts';
import { readWorkload } from '../config/workloads.ts';
import { errorOfProblems, type Problem } from '../core/text/errors.ts';
import { describeError, errorLines, exitCodeOf } from '../report/error-text.ts';
import type { HostEnvironment } from '../core/host.ts';
import { quoteGiven } from '../core/text/given-text.ts';
import { knownSecrets } from '../core/text/redaction.ts';
import { setupManifest } from '../report/setup-manifest.ts';
import { setupRules, type SetupRequest } from '../promotion/rights/setup-rules.ts';

const STRATEGIES: readonly SetupRequest['strategy'][] = ['copy', 'tag', 'import', 'build'];
const SIDES = ['source', 'destination'] as const;
const NAME = /^[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?$/;

/**
 * Prints the manifest of a service account with only the permissions a promotion needs. Works offline.
 * @returns the exit code
 */
export async function runSetup({ argv, stdout, stderr }: HostEnvironment): Promise<number> {
  try {
    stdout.write(manifestFor(argv));
    return 0;
  } catch (error) {
    for (const line of errorLines(describeError(error, (text) => knownSecrets.redact(text))))
      stderr.write(`${line}\n`);
    return exitCodeOf(error);
  }
}

function manifestFor(argv: readonly string[]): string {
  const { values, unknown } = readFlags(argv);
  const problems: Problem[] = unknown.map((flag) => invalid(`${flag} is not a flag of setup`));
  const strategy = STRATEGIES.find((known) => known === values.for);
  if (strategy === undefined) {
    problems.push(invalid(`--for must be one of ${STRATEGIES.join(', ')}`, 'write --for=copy'));
  }
  const side = SIDES.find((known) => known === (values.side ?? 'destination'));
  if (side === undefined) problems.push(invalid(`--side must be one of ${SIDES.join(', ')}`));
  const needed = side === 'source' ? 'source-project' : 'project';
  const required = strategy === 'tag' ? (['project', 'source-project'] as const) : ([needed] as const);
  for (const flag of required) {
    if (values[flag] === undefined) problems.push(invalid(`--${flag} is missing`, `write --${flag}=NAME`));
  }
  for (const flag of ['project', 'source-project', 'account'] as const) {
    const value = values[flag];
    if (value !== undefined && !NAME.test(value))
      problems.push(invalid(`--${flag}: ${quoteGiven(value)} is not a name`));
  }
  const { project = '', 'source-project': sourceProject = '' } = values;
  const inputProblems = createInputProblems((name) => `--${name}`);
  const policy = values.policy === undefined ? undefined : readConfigMapName(values.policy, inputProblems);
  const rollouts = (values.rollout ?? [])
    .map((text) => readWorkload(text, new Set([project]), inputProblems))
    .filter((workload) => workload !== undefined);
  if (side === 'source' && policy !== undefined)
    inputProblems.add('policy', 'only used with --side=destination', 'remove it');
  problems.push(...inputProblems.problems);
  if (strategy === undefined || side === undefined || problems.length > 0) {
    throw errorOfProblems('INPUT_INVALID', problems);
  }
  return setupManifest({
    name: values.account ?? (side === 'source' ? 'puller' : 'promoter'),
    project: side === 'source' ? sourceProject : project,
    purpose: purposeOf(side, strategy, project, sourceProject),
    tokenSecret: values['token-secret'] === true,
    access: setupRules({
      ...{ strategy, side, project, sourceProject, stream: values.stream, rollouts },
      rollback: values.rollback === true,
      furtherTags: values['further-tags'] === true,
      set: values.set === true,
      attest: values.attest === true,
      traces: values.traces === true,
      policy,
    }),
  });
}

function readFlags(argv: readonly string[]) {
  const { values, tokens } = parseArgs({
    args: [...argv],
    options: {
      for: { type: 'string' },
      side: { type: 'string' },
      project: { type: 'string' },
      'source-project': { type: 'string' },
      stream: { type: 'string' },
      account: { type: 'string' },
      rollout: { type: 'string', multiple: true },
      rollback: { type: 'boolean' },
      'further-tags': { type: 'boolean' },
      set: { type: 'boolean' },
      attest: { type: 'boolean' },
      traces: { type: 'boolean' },
      policy: { type: 'string' },
      'token-secret': { type: 'boolean' },
    },
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  const known = new Set(commandRow('setup').flags.map(({ name }) => `--${name}`));
  const unknown = tokens.flatMap((token) => {
    // a stray argument may be a secret
    if (token.kind === 'positional') return [`argument ${token.index + 1}`];
    return token.kind === 'option' && !known.has(token.rawName) ? [token.rawName] : [];
  });
  const text = (value: unknown): string | undefined =>
    typeof value === 'string' && value !== '' ? value : undefined;
  return {
    unknown,
    values: {
      for: text(values.for),
      side: text(values.side),
      project: text(values.project),
      'source-project': text(values['source-project']),
      stream: text(values.stream),
      account: text(values.account),
      rollout: values.rollout?.filter((value) => typeof value === 'string'),
      rollback: values.rollback,
      'further-tags': values['further-tags'],
      set: values.set,
      attest: values.attest,
      traces: values.traces,
      policy: text(values.policy),
      'token-secret': values['token-secret'],
    },
  };
}

function purposeOf(
  side: (typeof SIDES)[number],
  strategy: SetupRequest['strategy'],
  project: string,
  sourceProject: string,
): readonly string[] {
  if (side === 'source') return [`An account of openshift-promote that pulls images from ${sourceProject}.`];
  const from = sourceProject === '' ? '' : ` from ${sourceProject}`;
  return [`An account of openshift-promote that promotes images${from} to ${project} by ${strategy}.`];
}

function invalid(message: string, hint = 'run openshift-promote setup --help to list its flags'): Problem {
  return { code: 'INPUT_INVALID', message, hint };
}
