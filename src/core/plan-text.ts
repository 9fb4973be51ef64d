import { describeObject } from './ports/apply.ts';
import { describeChange, type CommitPlan } from './ports/gitops.ts';
import { formatBytes, formatCount } from './text/units.ts';
import { shortDigest } from './image/digest.ts';
import type { ImagePlan, PromotionPlan, TagPlan } from './plan.ts';
import { workloadText } from './progress-text.ts';
import { describePreparation } from './preparation.ts';
import type { RolloutPlan, WorkloadName } from './ports/rollouts.ts';

/** The plan as lines a person reads, in the log and in a dry run. */
export function describePlan(plan: PromotionPlan): readonly string[] {
  const isInPlace = plan.images.every(({ tagPlans }) => tagPlans.every(({ action }) => action === 'keep'));
  return [
    ...(plan.preparations ?? []).map((step) => describePreparation(step, 'plan')),
    ...plan.images.flatMap((image) => [describeImage(image), ...skippedText(image)]),
    ...(plan.objects ?? []).map((object) => describeObject(object, 'plan')),
    ...commitLines(plan.commit),
    ...plan.rollouts.map((rollout) => describeRollout(rollout, isInPlace)),
    ...(plan.gates ?? []).map(({ name, command }) => `${name}: ${firstLine(command)}`),
    ...(plan.webhook === undefined ? [] : [`then call ${plan.webhook}`]),
  ];
}

function commitLines(commit: CommitPlan | undefined): readonly string[] {
  if (commit === undefined) return [];
  const { branch, push, changes } = commit;
  if (changes.length === 0) return [`branch ${branch} names this digest already: nothing to commit`];
  const how = push ? 'commit and push to' : 'commit to';
  return [`${how} branch ${branch}:`, ...changes.map((change) => `  ${describeChange(change)}`)];
}

function howText(image: ImagePlan): string {
  const source = `${image.source} (${shortDigest(image.digest)})`;
  const repository = image.destinationRepository;
  switch (image.strategy) {
    case 'copy':
      return `copy ${source} to ${repository}: ${formatCount(image.blobs, 'blob')}, ${sizeText(image)}`;
    case 'tag':
      return `tag ${source} for ${repository} inside the cluster, without moving bytes`;
    case 'import':
      return `import ${source}: the cluster pulls it by itself, pods pull ${repository}${importText(image.import)}`;
    case 'build':
      return `build from ${source} for ${repository} in the cluster: the digest will be another one`;
  }
}

/** How much will be sent. An upper limit, because what the destination has is known for certain only during the copy. */
export function sizeText({ sizeBytes, forecast }: ImagePlan): string {
  if (forecast === undefined) return `at most ${formatBytes(sizeBytes)}`;
  const { sendBytes, mountBytes, presentBytes } = forecast;
  const elsewhere = [
    ...(mountBytes === 0 ? [] : [`${formatBytes(mountBytes)} from other repositories`]),
    ...(presentBytes === 0 ? [] : [`${formatBytes(presentBytes)} there already`]),
  ];
  return `about ${formatBytes(sendBytes)} of ${formatBytes(sizeBytes)} to send (${elsewhere.join(', ')})`;
}

function importText(plan: ImagePlan['import']): string {
  if (plan === undefined) return '';
  const { scheduled, from, pullSecret } = plan;
  const secret = pullSecret === undefined ? '' : `; ${pullSecret.action} pull secret ${pullSecret.name}`;
  return `${scheduled ? ` and follows ${from}` : ''}${secret}`;
}

function describeImage(image: ImagePlan): string {
  const digest = shortDigest(image.digest);
  if (image.action === 'skip')
    return `${image.destination} exists (${shortDigest(image.previousDigest ?? '')}) and stays, as "on-existing-tag" is "skip"`;
  if (image.tagPlans.every(({ action }) => action === 'keep'))
    return `${image.destination} is ${digest} already: nothing to copy; tags ${image.tags.join(', ')}`;
  return [howText(image), ...image.tagPlans.map(describeTag)].join('; ');
}

function skippedText({
  skippedLayers: [first, ...more] = [],
  destinationRepository,
}: ImagePlan): readonly string[] {
  if (first === undefined) return [];
  const layers = more.length === 0 ? `layer ${shortDigest(first)}` : `${more.length + 1} layers`;
  return [
    `leave out ${layers} of ${destinationRepository}: the source does not have what is non-distributable, and pods download it from the URLs in the manifest`,
  ];
}

function describeTag({ tag, action, previousDigest }: TagPlan): string {
  const now = shortDigest(previousDigest ?? '');
  switch (action) {
    case 'create':
      return `create ${tag}`;
    case 'move':
      return `move ${tag} from ${now}`;
    case 'keep':
      return `${tag} is it already`;
    case 'skip':
      return `${tag} exists (${now}) and stays`;
  }
}

const METHODS: Readonly<Record<RolloutPlan['method'], string>> = {
  trigger: 'its image trigger starts it when the tag moves',
  instantiate: 'as oc rollout latest does',
  'set-image': 'by setting its image to the digest',
  restart: 'by a restart',
  apply: 'by making it',
  gitops: 'Argo CD or Flux brings it, and this run waits',
};

function describeRollout(rollout: RolloutPlan, isInPlace: boolean): string {
  const { workload, method, revisionBefore, underWay } = rollout;
  const how =
    isInPlace && method !== 'apply' ? 'unchanged if its pods run this image already' : METHODS[method];
  const revision = revisionBefore === undefined ? '' : ` (now at revision ${revisionBefore})`;
  return `roll out ${workloadText(workload)} in ${workload.project}${revision}: ${how}${containersText(rollout)}${revisionsText(rollout)}${underWay === undefined ? '' : `; ${underWayText(workload, underWay)}`}`;
}

/** Container by container, as a workload may run several promoted images. */
function containersText({ images }: RolloutPlan): string {
  const texts = Object.entries(images).map(([container, name]) => `${container} ${name}`);
  return texts.length === 0 ? '' : `; containers: ${texts.join(', ')}`;
}

function revisionsText({ revisions = 1 }: RolloutPlan): string {
  if (revisions === 1) return '';
  return `; takes up to ${revisions} revisions, as each image trigger starts one when its tag moves: only the last has all of the images`;
}

function underWayText({ kind }: WorkloadName, underWay: string): string {
  return kind === 'deploymentconfig'
    ? `${underWay}, and its end is awaited before a tag moves, as that would cancel it`
    : `a rollout is under way (${underWay}), and this one takes its place`;
}

function firstLine(command: string): string {
  const [first = '', ...more] = command.trim().split('\n');
  return more.length === 0 ? first : `${first} …`;
}
