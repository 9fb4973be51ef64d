import { readKnownConfig } from '../resolve/source-image.ts';
import type { ApplyOptions, ApplyRequest, ObjectPlan } from '../../core/ports/apply.ts';
import type { Cluster } from '../../core/ports/cluster.ts';
import type { Problem } from '../../core/text/errors.ts';
import type { PromoteOptions } from '../../core/options.ts';
import type { WorkloadName } from '../../core/ports/rollouts.ts';
import { destinationProjects } from '../check/inspect/plan-preparation.ts';
import { destinationImageOf, type ResolvedImage } from '../run/resolved-image.ts';
import type { Ports } from '../run/ports.ts';
import { runsAsRoot } from '../../core/image/image-config.ts';
import { workloadObjects } from '../../core/new-workload.ts';
import { workloadText } from '../../core/progress-text.ts';
import type { JsonObject } from '../../core/text/strict-json.ts';
import { describeManifest, type Description } from '../resolve/described-manifest.ts';

/** The input for planning and applying objects. */
export interface ApplyContext {
  readonly images: readonly ResolvedImage[];
  /** what the user asks to be applied, and where */
  readonly asked: ApplyOptions;
  readonly cluster: Cluster;
  readonly promotions: PromoteOptions['promotions'];
  readonly newProjects: ReadonlySet<string>;
  /** workloads of `rollout` that do not exist */
  readonly missing: readonly WorkloadName[];
}

/** The objects that will be applied. */
export interface PlannedApply {
  readonly objects: readonly ObjectPlan[];
  readonly problems: readonly Problem[];
}

/** Plans the changes with a server-side dry run, which stores nothing. */
export async function planApply(
  context: ApplyContext,
  ports: Ports,
  signal: AbortSignal,
): Promise<PlannedApply> {
  const { request, problems } = await applyRequest(context, 'source', destinationImageOf, ports, signal);
  const planned = await context.cluster.objects.plan(request, signal);
  return { objects: planned.objects, problems: [...problems, ...planned.problems] };
}

/** All objects to apply. Before the move, images can be read only at their source. */
export async function applyRequest(
  { images, asked, promotions, newProjects, missing }: ApplyContext,
  readFrom: WorkloadsToMake['readFrom'],
  pullSpecOf: (image: ResolvedImage) => string,
  ports: Ports,
  signal: AbortSignal,
): Promise<{ readonly request: ApplyRequest; readonly problems: readonly Problem[] }> {
  const workloads = asked.createWorkload ? missing : [];
  const made = await newWorkloads(
    { workloads, images, expose: asked.expose, pullSpecOf, readFrom },
    ports,
    signal,
  );
  const projects = destinationProjects(promotions);
  const [project = ''] = projects;
  return {
    problems: made.problems,
    request: {
      template: asked.template,
      parameters: asked.parameters,
      manifests: asked.manifests,
      objects: made.objects,
      forceConflicts: asked.forceConflicts,
      project,
      projects,
      newProjects,
      values: applyValues(images, pullSpecOf),
    },
  };
}

/**
 * What `${NAME}` stands for in manifests and templates: `PROMOTE_IMAGE` (pull spec by digest), `PROMOTE_DIGEST`, `PROMOTE_TAG`,
 * `PROMOTE_STREAM` and `PROMOTE_PROJECT`. With several images each has its own, by the name of its stream
 * (`PROMOTE_IMAGE_WEB_API`); a value shared by all images is also available under the plain name.
 * @param pullSpecOf as pods will name it
 */
function applyValues(
  images: readonly ResolvedImage[],
  pullSpecOf: (image: ResolvedImage) => string,
): Readonly<Record<string, string>> {
  const values: Record<string, string> = {};
  const plain = new Map<string, Set<string>>();
  for (const image of images) {
    const { destination } = image.request;
    const [stream = ''] = image.destination.name.split('/').slice(-1);
    const suffix = stream.toUpperCase().replace(/[^A-Z0-9]+/g, '_');
    const facts = {
      PROMOTE_IMAGE: pullSpecOf(image),
      PROMOTE_DIGEST: image.root.digest,
      PROMOTE_TAG: destination.tag,
      PROMOTE_STREAM: stream,
      PROMOTE_PROJECT: destination.kind === 'stream' ? destination.project : '',
    };
    for (const [name, value] of Object.entries(facts)) {
      values[`${name}_${suffix}`] = value;
      plain.set(name, (plain.get(name) ?? new Set()).add(value));
    }
  }
  for (const [name, [value = '', ...others]] of plain) if (others.length === 0) values[name] = value;
  return values;
}

/** The workloads to create, and how. */
interface WorkloadsToMake {
  readonly workloads: readonly WorkloadName[];
  readonly images: readonly ResolvedImage[];
  readonly expose: boolean;
  readonly pullSpecOf: (image: ResolvedImage) => string;
  /** before the move an image can only be read at its source */
  readonly readFrom: 'source' | 'destination';
}

/** The objects of workloads that do not exist yet. */
async function newWorkloads(
  { workloads, images, expose, pullSpecOf, readFrom }: WorkloadsToMake,
  ports: Ports,
  signal: AbortSignal,
): Promise<{ readonly objects: readonly JsonObject[]; readonly problems: readonly Problem[] }> {
  const objects: JsonObject[] = [];
  const problems: Problem[] = [];
  for (const workload of workloads) {
    const image = imageFor(workload, images);
    if (workload.kind !== 'deployment' || image === undefined) {
      problems.push(cannotMake(workload));
      continue;
    }
    const config = await readConfig(image, readFrom, ports, signal);
    if (config !== undefined) tellConfig(workload, config, ports);
    if (expose && config?.ports.every(({ protocol }) => protocol !== 'TCP') === true)
      problems.push(nothingToExpose(workload));
    if (expose && config === undefined)
      ports.reporter.warning(
        `the ports of the image of ${workloadText(workload)} are not known before it is at the destination: without a TCP port it cannot be exposed`,
      );
    const { project, name } = workload;
    const { destination } = image.request;
    const tag = destination.kind === 'stream' ? destination : undefined;
    objects.push(
      ...workloadObjects({ project, name, image: pullSpecOf(image), tag, config: config ?? UNKNOWN, expose }),
    );
  }
  return { objects, problems };
}

const UNKNOWN: Pick<Description, 'ports'> = { ports: [] };

/** The one with the same name, otherwise the only one. */
function imageFor(workload: WorkloadName, images: readonly ResolvedImage[]): ResolvedImage | undefined {
  const named = images.find(({ destination }) => destination.name.endsWith(`/${workload.name}`));
  return named ?? (images.length === 1 ? images[0] : undefined);
}

/** Read from the cluster, otherwise from the source registry; undefined: neither has it. */
async function readConfig(
  image: ResolvedImage,
  side: WorkloadsToMake['readFrom'],
  { clusters }: Ports,
  signal: AbortSignal,
): Promise<Description | undefined> {
  const { request, root } = image;
  const known = await readKnownConfig(request[side], root.digest, clusters[side], signal);
  if (known !== undefined || image.strategy !== 'copy') return known;
  return describeManifest(image.root, image.source, signal);
}

function tellConfig(workload: WorkloadName, config: Description, { reporter }: Ports): void {
  if (!runsAsRoot(config)) return;
  reporter.warning(
    `the image of ${workloadText(workload)} is built to run as root: OpenShift runs it as another user, so it must not need files or ports that only root may use`,
  );
}

function nothingToExpose(workload: WorkloadName): Problem {
  return {
    code: 'INPUT_INVALID',
    message: `${workloadText(workload)} cannot be exposed: its image names no TCP port`,
    hint: 'write EXPOSE 8080 into the Dockerfile, or give a Service and a Route in "manifests"',
  };
}

function cannotMake(workload: WorkloadName): Problem {
  const what = workloadText(workload);
  return workload.kind === 'deployment'
    ? {
        code: 'INPUT_INVALID',
        message: `${what} cannot be made: none of several images has its name`,
        hint: 'name it after the stream of its image, or give it in "manifests"',
      }
    : {
        code: 'INPUT_INVALID',
        message: `${what} cannot be made: "create-workload" makes Deployments`,
        hint: `write deployment/${workload.name}, or give it in "manifests"`,
      };
}
