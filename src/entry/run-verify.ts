import type { ChainReport, RunningWorkload } from '../attest/chain/chain-report.ts';
import type { Station } from '../attest/chain/follow.ts';
import type { VerifySubject } from '../attest/chain/verify-image.ts';
import { readVerify, type VerifyOptions } from '../config/verify.ts';
import { givenOutput } from '../core/command-flags.ts';
import type { HostEnvironment } from '../core/host.ts';
import type { Manifest } from '../core/image/manifest.ts';
import { formatReference, parseReference } from '../core/image/reference.ts';
import type { Cluster } from '../core/ports/cluster.ts';
import type { Repository } from '../core/ports/registry.ts';
import type { RolloutTarget, WorkloadName } from '../core/ports/rollouts.ts';
import { workloadText } from '../core/progress-text.ts';
import { redactTexts } from '../core/text/redaction.ts';
import { PromoteError, type ErrorCode } from '../core/text/errors.ts';
import type { PolicyPorts } from '../policy/model/ports.ts';
import { findRepository } from '../promotion/resolve/resolve-copy.ts';
import type { Ports } from '../promotion/run/ports.ts';
import { exitCodeOf } from '../report/error-text.ts';
import type { Host } from './choose-host.ts';
import type { ComposedPorts } from './compose/compose.ts';
import { portsAt } from './compose/policies.ts';
import { cancellationSignal } from './compose/signals.ts';
import { readRaw, startRun, withPorts } from './run-promotion.ts';

/** The exit code of each outcome is that of an error. */
const CODES = {
  unattested: 'ATTESTATION_MISSING',
  unsigned: 'ATTESTATION_UNVERIFIED',
  'not-running': 'VERIFICATION_FAILED',
} as const satisfies Readonly<Record<Exclude<ChainReport['outcome'], 'verified'>, ErrorCode>>;

/**
 * Verifies how an image got where it is and prints that as text, JSON or a page.
 * @returns the exit code: 0 only when every promotion is signed and what runs is the image
 */
export async function runVerify(host: Host, hostEnvironment: HostEnvironment): Promise<number> {
  const run = startRun(host, hostEnvironment);
  const cancellation = cancellationSignal();
  try {
    const { raw, context } = await readRaw(run, 'verify');
    const { options, ...question } = readVerify(raw, context);
    const report = await withPorts(options, run, cancellation.signal, (composed) =>
      verifyDestination(question, composed, cancellation.signal),
    );
    const redact = (text: string): string => run.redactor.redact(text);
    hostEnvironment.stdout.write(
      await textOf(redactTexts(report, redact), givenOutput(hostEnvironment.argv)),
    );
    if (report.outcome === 'verified') return 0;
    return new PromoteError({ code: CODES[report.outcome], message: report.problems.join('; ') }).exitCode;
  } catch (error) {
    run.reporter.failure(error);
    return exitCodeOf(error);
  } finally {
    cancellation.release();
  }
}

async function textOf(report: ChainReport, format: string | undefined): Promise<string> {
  if (format === 'json') return `${JSON.stringify(report, undefined, 2)}\n`;
  const program = await loadProgram();
  return format === 'html' ? program.chainPage(report) : program.chainText(report);
}

// In dist/, a file of its own: no other command needs it.
const loadProgram = () => import(/* webpackChunkName: "verify" */ '../attest/chain/verify-program.ts');

async function verifyDestination(
  { image, ...trust }: Omit<VerifyOptions, 'options'>,
  { ports, options }: ComposedPorts,
  signal: AbortSignal,
): Promise<ChainReport> {
  const cluster = image.kind === 'stream' ? ports.clusters.destination : undefined;
  // log in first, so that a bad token is reported as such and not as "no registry found"
  await cluster?.account.identify(signal);
  const unknown = { identity: undefined, registryHost: undefined };
  const connection = { source: unknown, destination: unknown };
  const repository = await findRepository('destination', image, options, connection, ports, signal);
  const manifest = await repository.getManifest(image.digest ?? image.tag ?? 'latest', signal);
  const { digest } = manifest;
  const place = { ...image, cluster, repository, manifest };
  const names = await namesOf(place, signal);
  const subject: VerifySubject = {
    reference: formatReference(image),
    digest,
    image: `${repository.host}/${repository.name}@${digest}`,
    repositories: names,
    server: cluster?.server,
    tagSince: await tagSince(place, signal),
    workloads: options.verifyPods ? await runningWorkloads(place, names, signal) : undefined,
  };
  const { verifyImage } = await loadProgram();
  return verifyImage(subject, trust, placesFor(subject, place, ports), signal);
}

interface Place {
  readonly project?: string;
  readonly stream?: string;
  readonly tag?: string | undefined;
  readonly cluster: Cluster | undefined;
  readonly repository: Repository;
  readonly manifest: Manifest;
}

async function namesOf(
  { project, stream, cluster, repository }: Place,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const name = `${repository.host}/${repository.name}`;
  if (cluster === undefined || project === undefined || stream === undefined) return [name];
  return [name, await cluster.imports.repositoryOf(project, stream, signal)];
}

/** When the tag got its image; undefined: the registry keeps no history, or it is verified by digest */
async function tagSince(
  { project, stream, tag, cluster, manifest }: Place,
  signal: AbortSignal,
): Promise<string | undefined> {
  if (cluster === undefined || project === undefined || stream === undefined) return undefined;
  const histories = await cluster.streams.readHistory({ project, stream }, signal);
  const event = histories?.find((each) => each.tag === tag)?.events[0];
  return event?.digest === manifest.digest && event.since !== '' ? event.since : undefined;
}

/** Repositories that can be read with the same account: that of the image, and others of its registry. */
function placesFor(
  own: Station,
  { cluster, repository }: Place,
  ports: Ports,
): (station: Station) => PolicyPorts | undefined {
  const opened = new Map<string, PolicyPorts | undefined>();
  const open = (name: string): PolicyPorts | undefined => {
    if (opened.has(name)) return opened.get(name);
    const known = openPlace({ host: repository.host, repository: name }, ports);
    opened.set(name, known);
    return known;
  };
  return (station) => {
    if (station === own) return open(repository.name);
    const parsed = parseReference(station.reference);
    if (!('reference' in parsed)) return undefined;
    const { reference } = parsed;
    if (reference.kind === 'registry')
      return reference.host === repository.host ? open(reference.repository) : undefined;
    const isHere = cluster !== undefined && station.server === cluster.server;
    return isHere ? open(`${reference.project}/${reference.stream}`) : undefined;
  };
}

/** undefined: a statement names what is no repository */
function openPlace(
  place: { readonly host: string; readonly repository: string },
  ports: Ports,
): PolicyPorts | undefined {
  const openVerifying = (): never => {
    throw new TypeError('nothing is downloaded');
  };
  try {
    return portsAt('destination', place, { ...ports, openVerifying });
  } catch (error) {
    if (error instanceof PromoteError && error.code === 'INPUT_INVALID') return undefined;
    throw error;
  }
}

/** What the workloads that use the tag run now. */
async function runningWorkloads(
  { project, stream, tag, cluster, repository, manifest }: Place,
  repositories: readonly string[],
  signal: AbortSignal,
): Promise<readonly RunningWorkload[] | undefined> {
  if (cluster === undefined || project === undefined || tag === undefined) return undefined;
  const children = manifest.content.kind === 'index' ? manifest.content.manifests : [];
  const target: RolloutTarget = {
    name: `${repository.name}:${tag}`,
    ...{ project, stream, repositories, tags: [tag], digest: manifest.digest },
    acceptedDigests: new Set([manifest.digest, ...children.map(({ digest }) => digest)]),
    pullSpec: `${repositories.at(-1) ?? ''}@${manifest.digest}`,
  };
  const found: RunningWorkload[] = [];
  for (const workload of await cluster.workloads.find(project, target, signal))
    found.push(await runningWorkload(workload, target, cluster, signal));
  return found;
}

async function runningWorkload(
  workload: WorkloadName,
  target: RolloutTarget,
  cluster: Cluster,
  signal: AbortSignal,
): Promise<RunningWorkload> {
  const name = `${workloadText(workload)} in ${workload.project}`;
  try {
    const { images, revisionBefore } = await cluster.rollouts.plan(workload, [target], signal);
    const result = { workload, status: 'unchanged', revisionBefore, revision: revisionBefore } as const;
    const pods = (await cluster.rollouts.listPods(result, signal)).filter(({ ready }) => ready);
    const containers = Object.keys(images);
    for (const pod of pods) {
      const other = containers.find((each) => !target.acceptedDigests.has(pod.imageDigests[each] ?? ''));
      if (other === undefined) continue;
      const runs = pod.imageDigests[other] ?? 'an unknown image';
      return {
        workload,
        outcome: 'differs',
        found: `container ${other} of pod ${pod.name} of ${name} runs ${runs}`,
      };
    }
    if (pods.length === 0) return { workload, outcome: 'unknown', found: `${name} has no ready pod` };
    const count = `${pods.length} ready ${pods.length === 1 ? 'pod' : 'pods'}`;
    return { workload, outcome: 'runs', found: `${count} of ${name}` };
  } catch (error) {
    if (!(error instanceof PromoteError) || error.code === 'CANCELLED') throw error;
    return { workload, outcome: 'unknown', found: `what ${name} runs is not known: ${error.message}` };
  }
}
