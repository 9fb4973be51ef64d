import { readApply } from './apply.ts';
import { readAttest } from './attest.ts';
import { isDigest, type Digest } from '../core/image/digest.ts';
import { errorOfProblems, type Side } from '../core/text/errors.ts';
import type {
  PromoteOptions,
  PromotionRequest,
  SideOptions,
  ImportOptions,
  ClientOptions,
} from '../core/options.ts';
import type { RawInputs, SecretAdvice, Spelling } from '../core/ports/inputs.ts';
import type { EnvironmentChoice } from '../core/environment-choice.ts';
import type { NotificationOptions } from '../core/notification.ts';
import type { ReleaseChoice } from '../core/release-choice.ts';
import { formatReference, isTag } from '../core/image/reference.ts';
import { createInputProblems, type InputProblems } from './input-problems.ts';
import { readDesiredState } from './gitops.ts';
import type { Inputs } from './tables/inputs.ts';
import type { PodDefaults } from './logins.ts';
import { readMountSources } from './mount-sources.ts';
import { listName, readPromotions } from './promotions.ts';
import { readPreparation } from './preparation.ts';
import { readNotifications } from './notifications.ts';
import { readInputs } from './read-inputs.ts';
import { readRelease } from './release.ts';
import { readSides } from './sides.ts';
import { reportStrays, reportUnknownNames } from './unknown-names.ts';
import { readWebhook } from './webhook.ts';
import { readRecordPath } from './record-path.ts';
import { readRollouts } from './workloads.ts';
import { readPolicyOptions } from './policy.ts';
import { quoteGiven } from '../core/text/given-text.ts';

export type LogLevel = Inputs['logLevel'];

/** What to promote, and how to report it. */
export interface RunOptions extends PromoteOptions {
  readonly summary: boolean;
  /** path of the JSON file to write */
  readonly record: string | undefined;
  readonly logLevel: LogLevel;
  /** undefined: the sources are promoted as they are given */
  readonly release?: ReleaseChoice | undefined;
  /** undefined if the run does not name its environments */
  readonly environment?: EnvironmentChoice | undefined;
  /** undefined: nobody is told */
  readonly notifications?: NotificationOptions | undefined;
}

/** Context of the inputs. The `HostInputs` of a host satisfy it. */
export interface ReadContext {
  /** how the caller writes the name of an input, for messages about it */
  readonly spell: Spelling;
  readonly adviseOnSecret?: SecretAdvice;
  readonly strays?: readonly string[];
  /** in a pod, the default destination if none is given */
  readonly pod?: PodDefaults | undefined;
  /** undefined if the run does not name its environments */
  readonly environment?: EnvironmentChoice | undefined;
}

/**
 * Reads all inputs.
 * @param raw texts by kebab-case name; an empty text is an absent one
 * @throws PromoteError INPUT_INVALID with every problem of every input in `problems`
 */
export function readOptions(raw: RawInputs, context: ReadContext): RunOptions {
  return readRunOptions(raw, context, (inputs, inputProblems) => {
    const release = readRelease(inputs, context.environment !== undefined, inputProblems);
    const promotions = readPromotions(inputs, release, inputProblems);
    const references = {
      source: promotions.map(({ source }) => source),
      destination: promotions.map(({ destination }) => destination),
    };
    const sides = readSides(inputs, raw, references, inputProblems, context.pod);
    reportSameImage(promotions, sides, inputs, inputProblems);
    return { promotions, sides, release: release.choice };
  });
}

/** What is to be promoted, between which sides. */
export interface Subject {
  readonly promotions: readonly PromotionRequest[];
  readonly sides: Readonly<Record<Side, SideOptions>>;
  /** undefined: the sources are promoted as they are given */
  readonly release?: ReleaseChoice | undefined;
}

/**
 * Reads all inputs of a command that has its own way of naming its images.
 * @throws PromoteError INPUT_INVALID with every problem of every input in `problems`
 */
export function readRunOptions(
  raw: RawInputs,
  context: ReadContext,
  readSubject: (inputs: Inputs, inputProblems: InputProblems) => Subject,
): RunOptions {
  const inputProblems = createInputProblems(context.spell, context.adviseOnSecret);
  reportUnknownNames(raw, inputProblems);
  reportStrays(context.strays ?? [], inputProblems);
  const inputs = readInputs(raw, inputProblems);
  const { promotions, sides, release } = readSubject(inputs, inputProblems);
  const rollouts = readRollouts(inputs, promotions, inputProblems);
  reportBackupTag(inputs, promotions, inputProblems);
  const webhook = readWebhook(inputs, promotions, inputProblems);
  const notifications = readNotifications(inputs, context.environment?.name, inputProblems);
  const imports = readImports(inputs, promotions, inputProblems);
  const apply = readApply(inputs, promotions, inputProblems);
  const gitops = readDesiredState(inputs, promotions, inputProblems);
  reportEnvironmentInputs(inputs, inputProblems);
  const preparation = readPreparation(inputs, promotions, inputProblems);
  const policy = readPolicyOptions(inputs, inputProblems);
  const transfer = readTransfer(inputs, promotions, inputProblems);
  const attest = readAttest(inputs, inputProblems);
  const client = readClient(inputs, inputProblems);
  const record = readRecordPath(inputs.record, inputProblems);
  const expectedDigest = readExpectedDigest(inputs, promotions, inputProblems);
  if (inputProblems.problems.length > 0) throw errorOfProblems('INPUT_INVALID', inputProblems.problems);
  return {
    ...sides,
    promotions,
    strategy: inputs.strategy,
    imports,
    ...{ signatures: inputs.signatures, traces: inputs.traces, lock: inputs.lock, dryRun: inputs.dryRun },
    ...{ onExistingTag: inputs.onExistingTag, backupTag: inputs.backupTag },
    rollbackOnFailure: inputs.rollbackOnFailure,
    expectedDigest,
    policy,
    nodePolicy: inputs.nodePolicy,
    attest,
    rollouts: rollouts.workloads,
    searched: rollouts.searched,
    gates: {
      beforeMove: inputs.beforeMove,
      beforeRollout: inputs.beforeRollout,
      afterRollout: inputs.afterRollout,
    },
    webhook,
    apply,
    ...gitops,
    preparation,
    client,
    wait: inputs.wait,
    timeoutMs: inputs.timeoutMs,
    verifyPods: inputs.verifyPods,
    ...transfer,
    summary: inputs.summary,
    record,
    ...{ compareImages: record !== undefined, logLevel: inputs.logLevel },
    ...{ release, environment: context.environment, notifications },
  };
}

/** With a file of environments, these inputs have been replaced by what it says. */
function reportEnvironmentInputs(inputs: Inputs, inputProblems: InputProblems): void {
  const asked = [
    ...(inputs.from === undefined ? [] : (['from'] as const)),
    ...(inputs.to === undefined ? [] : (['to'] as const)),
    ...(inputs.app.length === 0 ? [] : (['app'] as const)),
    ...(inputs.freezeOverride === undefined ? [] : (['freeze-override'] as const)),
  ];
  for (const name of asked)
    inputProblems.add(
      name,
      `only used with ${inputProblems.spell('environments')}`,
      `set ${inputProblems.spell('environments')} to the path of the file, or remove this input`,
    );
}

/** For the reporter, which is created before the inputs are validated. */
export function readLogLevel(raw: RawInputs): LogLevel {
  return raw['log-level']?.trim() === 'debug' ? 'debug' : 'info';
}

function readTransfer(
  inputs: Inputs,
  promotions: readonly PromotionRequest[],
  inputProblems: InputProblems,
): Pick<PromoteOptions, 'mountFrom' | 'concurrency' | 'retries' | 'requestTimeoutMs'> {
  const { concurrency, retries, requestTimeoutMs } = inputs;
  const mountFrom = readMountSources(inputs, promotions, inputProblems);
  return { mountFrom, concurrency, retries, requestTimeoutMs };
}

function readExpectedDigest(
  inputs: Inputs,
  promotions: readonly PromotionRequest[],
  inputProblems: InputProblems,
): Digest | undefined {
  const text = inputs.expectedDigest;
  if (text === undefined) return undefined;
  if (!isDigest(text)) {
    inputProblems.add(
      'expected-digest',
      `${quoteGiven(text)} is not a digest`,
      'write sha256: and 64 lower-case hexadecimal digits, like the output "digest" of an earlier job',
    );
    return undefined;
  }
  if (promotions.length > 1) {
    inputProblems.add(
      'expected-digest',
      `cannot apply to ${promotions.length} images`,
      `put the digests into ${inputProblems.spell(listName(inputs) ?? 'images')}: project/stream@sha256:… => …`,
    );
  }
  return text;
}

function reportBackupTag(
  { backupTag }: Inputs,
  promotions: readonly PromotionRequest[],
  inputProblems: InputProblems,
): void {
  if (backupTag === undefined) return;
  if (!isTag(backupTag))
    inputProblems.add('backup-tag', `${quoteGiven(backupTag)} is not a tag`, 'write a tag, such as previous');
  const taken = promotions.some((each) => [each.destination.tag, ...each.extraTags].includes(backupTag));
  if (taken) inputProblems.add('backup-tag', `${backupTag} is also a destination tag`, 'choose another name');
}

/** Source and destination are the same image: source-server was probably forgotten. */
function reportSameImage(
  promotions: readonly PromotionRequest[],
  sides: Readonly<Record<Side, SideOptions>>,
  inputs: Inputs,
  inputProblems: InputProblems,
): void {
  const server = sides.source.server;
  const sameServer = server !== undefined && server === sides.destination.server;
  for (const { source, destination } of promotions) {
    if (source.kind !== destination.kind || (source.kind === 'stream' && !sameServer)) continue;
    if (formatReference(source) !== formatReference(destination)) continue;
    inputProblems.add(
      listName(inputs) ?? 'source-image',
      `${formatReference(source)} is also the destination`,
      `set ${inputProblems.spell('source-server')} when the source is another cluster`,
    );
  }
}

/** How the destination cluster imports images. These inputs without `strategy: import` are an error. */
function readImports(
  inputs: Inputs,
  promotions: readonly PromotionRequest[],
  inputProblems: InputProblems,
): ImportOptions {
  const { importReferencePolicy, importScheduled, importInsecure, strategy } = inputs;
  const asked = [
    ...(importScheduled ? (['import-scheduled'] as const) : []),
    ...(importInsecure ? (['import-insecure'] as const) : []),
    ...(importReferencePolicy === 'local' ? [] : (['import-reference-policy'] as const)),
  ];
  for (const name of strategy === 'import' ? [] : asked) {
    inputProblems.add(
      name,
      `only used for imports, but ${inputProblems.spell('strategy')} is "${strategy}"`,
      `set ${inputProblems.spell('strategy')} to "import", or remove this input`,
    );
  }
  for (const { source } of importScheduled ? promotions : []) {
    if (source.digest === undefined) continue;
    inputProblems.add(
      'import-scheduled',
      `${formatReference(source)} is a digest, which never changes, so there is nothing to follow`,
      'give a tag as the source, or remove this input',
    );
  }
  return { referencePolicy: importReferencePolicy, scheduled: importScheduled, insecure: importInsecure };
}

/** The `oc` client to install; undefined if none is requested. */
function readClient(inputs: Inputs, inputProblems: InputProblems): ClientOptions | undefined {
  const { installOc, ocUrl: url, ocSha256: sha256 } = inputs;
  if (!installOc) {
    const lost = [url === undefined ? [] : ['oc-url'], sha256 === undefined ? [] : ['oc-sha256']].flat();
    const set = `set ${inputProblems.spell('install-oc')} to true`;
    for (const name of lost) inputProblems.add(name, 'only used to install oc', set);
    return undefined;
  }
  if (url !== undefined && !/^https:\/\/[^@]+\.(?:tar|tar\.gz|tgz|zip)$/.test(url)) {
    inputProblems.add(
      'oc-url',
      'not the URL of an archive',
      'write https://host/path, ending in .tar, .tar.gz or .zip',
    );
  }
  if ((url === undefined) !== (sha256 === undefined)) {
    const [name, other] = url === undefined ? ['oc-url', 'oc-sha256'] : ['oc-sha256', 'oc-url'];
    inputProblems.add(name, `required together with ${inputProblems.spell(other)}`, 'give both or neither');
  }
  if (sha256 !== undefined && !/^[0-9a-f]{64}$/i.test(sha256)) {
    inputProblems.add(
      'oc-sha256',
      'not a SHA-256 checksum',
      'write 64 hexadecimal digits, as sha256sum prints them',
    );
  }
  if (url === undefined && inputs.destinationInsecureSkipTlsVerify) {
    inputProblems.add(
      'install-oc',
      'would run a program from a server whose certificate is not verified',
      `give ${inputProblems.spell('destination-ca')} instead of ${inputProblems.spell('destination-insecure-skip-tls-verify')}, or set ${inputProblems.spell('oc-url')} and ${inputProblems.spell('oc-sha256')}`,
    );
  }
  return { url, sha256 };
}
