import { describePreparation, type Preparation } from '../../core/preparation.ts';
import type { Run } from '../run/run.ts';
import type { Ports } from '../run/ports.ts';
import { PromoteError, type Problem } from '../../core/text/errors.ts';
import type { Cluster } from '../../core/ports/cluster.ts';
import { digestProblems, pullSecretOf } from '../resolve/plan-pull.ts';
import type { ImportedImage, PlannedSecret, ResolvedImage } from '../run/resolved-image.ts';

/** Carries out the planned preparations in order; what already exists is only logged. */
export async function prepare({ ports, state, signal }: Run, steps: readonly Preparation[]): Promise<void> {
  for (const step of steps) {
    if (step.action === 'create') await perform(step, ports, signal);
    state.prepared = [...state.prepared, step];
    ports.reporter.info(describePreparation(step, 'done'));
  }
}

async function perform(step: Preparation, { clusters }: Ports, signal: AbortSignal): Promise<void> {
  switch (step.kind) {
    case 'project':
      return clusters.destination?.projects.request(
        { name: step.project, displayName: step.displayName },
        signal,
      );
    case 'pull-grant':
      // both projects are in one cluster; who reads the image there may let others read it
      return clusters.source?.pullAccess.grant(step, signal);
    case 'pull-secret':
      return clusters.destination?.pullAccess.link(step, signal);
  }
}

/** An import that the present pull secrets of the project do not allow. */
type NeedySecretImage = ImportedImage & { readonly secret: PlannedSecret };

export function needsPullSecret(image: ResolvedImage): image is NeedySecretImage {
  return image.strategy === 'import' && image.secret !== undefined;
}

/**
 * Creates or updates the planned pull secrets and lets the cluster look for the images once more. No tag changes before it has
 * found them.
 */
export async function preparePull(run: Run, images: readonly NeedySecretImage[]): Promise<void> {
  const written = new Set<string>();
  for (const image of images) {
    const { project, name } = image.secret;
    const { cluster } = image.stream;
    if (!written.has(`${project}/${name}`)) await writeSecret(run, image.secret, cluster);
    written.add(`${project}/${name}`);
    if (image.order.tags.length === 0) continue;
    const result = await cluster.imports.probe(image.order, run.signal);
    if (result.kind === 'refused') throw stillRefused(result.error, image.secret);
    const [problem] = digestProblems(image.order, result.digest, image.root);
    if (problem !== undefined) throw new PromoteError(problem);
  }
}

async function writeSecret(
  { ports: { sourceCredentials, reporter }, state, signal }: Run,
  secret: PlannedSecret,
  cluster: Cluster,
): Promise<void> {
  const { project, name, host, action } = secret;
  const credentials = await sourceCredentials?.(host, signal);
  if (credentials === undefined) {
    throw new PromoteError({
      code: 'LOGIN_FAILED',
      message: `the credentials for ${host} are gone, so pull secret ${name} of project ${project} cannot be written`,
      where: { side: 'source', host },
    });
  }
  const { undo } = await cluster.pullSecrets.write(pullSecretOf(secret, credentials), signal);
  state.made = [
    ...state.made,
    {
      name: `pull secret ${name} of project ${project}`,
      goes: 'on failure',
      remove: async (later) => {
        if (await cluster.pullSecrets.isNeeded(project, host, later)) return false;
        await undo(later);
        return true;
      },
    },
  ];
  const verb = action === 'create' ? 'created' : 'updated';
  reporter.info(`${verb} pull secret ${name} of project ${project} for ${host}`);
}

function stillRefused({ message }: PromoteError, { name, project }: PlannedSecret): PromoteError {
  const problem: Problem = {
    code: 'ACCESS_DENIED',
    message: `${message}, although secret ${name} of project ${project} has the credentials of the source`,
    hint: 'the source account needs the right to pull: oc policy add-role-to-user system:image-puller USER -n PROJECT; or set "source-registry-username" and "source-registry-password"',
  };
  return new PromoteError(problem);
}
