import type { Problem } from '../../core/text/errors.ts';
import { runsAsRoot, type ImageConfig } from '../../core/image/image-config.ts';
import { workloadObjects } from '../../core/new-workload.ts';
import type { WorkloadName } from '../../core/ports/rollouts.ts';
import { workloadText } from '../../core/progress-text.ts';
import type { JsonObject } from '../../core/text/strict-json.ts';
import { readKnownConfig } from '../resolve/known-config.ts';
import type { ResolvedImage } from '../run/resolved-image.ts';
import type { Ports } from '../run/ports.ts';

/** Which workloads are made, and how. */
export interface WorkloadsToMake {
  readonly workloads: readonly WorkloadName[];
  readonly images: readonly ResolvedImage[];
  readonly expose: boolean;
  readonly pullSpecOf: (image: ResolvedImage) => string;
  /** before the move an image can only be read at its source */
  readonly readFrom: 'source' | 'destination';
}

/** The objects of workloads that do not exist yet. */
export async function newWorkloads(
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
    if (config?.ports.length === 0 && expose) problems.push(nothingToExpose(workload));
    const { project, name } = workload;
    const { destination } = image.request;
    const tag = destination.kind === 'stream' ? destination : undefined;
    objects.push(
      ...workloadObjects({ project, name, image: pullSpecOf(image), tag, config: config ?? UNKNOWN, expose }),
    );
  }
  return { objects, problems };
}

const UNKNOWN: ImageConfig = {
  created: undefined,
  ports: [],
  environmentNames: [],
  user: undefined,
  labels: {},
};

/** The one of the same name, else the only one. */
function imageFor(workload: WorkloadName, images: readonly ResolvedImage[]): ResolvedImage | undefined {
  const named = images.find(({ destination }) => destination.name.endsWith(`/${workload.name}`));
  return named ?? (images.length === 1 ? images[0] : undefined);
}

async function readConfig(
  { request, root }: ResolvedImage,
  side: WorkloadsToMake['readFrom'],
  { clusters }: Ports,
  signal: AbortSignal,
): Promise<ImageConfig | undefined> {
  const reference = request[side];
  // what may not be read at the source is known when the image has arrived
  if (side === 'source') return readKnownConfig(reference, root.digest, clusters.source, signal);
  if (reference.kind !== 'stream') return undefined;
  const { project, stream } = reference;
  return clusters.destination?.imageConfigs.read({ project, stream, reference: root.digest }, signal);
}

function tellConfig(workload: WorkloadName, config: ImageConfig, { reporter }: Ports): void {
  if (!runsAsRoot(config)) return;
  reporter.warning(
    `the image of ${workloadText(workload)} wants to run as root: OpenShift gives it another user, so it must not need files or ports that only root may use`,
  );
}

function nothingToExpose(workload: WorkloadName): Problem {
  return {
    code: 'INPUT_INVALID',
    message: `${workloadText(workload)} cannot be exposed: its image names no port`,
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
