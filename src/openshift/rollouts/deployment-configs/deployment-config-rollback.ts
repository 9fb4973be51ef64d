import type { RolloutPlan, RolloutResult, RollbackPlan } from '../../../core/ports/rollouts.ts';
import { requireOk, type Api } from '../../api/api.ts';
import { withDeadline } from '../../api/deadline.ts';
import { latestVersionOf, readDeploymentConfig, selectVersions } from './deployment-config.ts';
import { watchUntil, type ClusterContext } from '../../api/watch-objects.ts';
import { imagesOf } from '../../workloads/pod-template.ts';
import { workloadPlace } from '../rollout-run.ts';
import { readVersionsNow } from './version-idle.ts';
import { readVersions, type ConfigVersion } from './version-status.ts';
import { failedRollback, noRollback, withinTime, type RollbackOptions } from '../rollback-plan.ts';
import { PromoteError } from '../../../core/text/errors.ts';
import type { JsonObject } from '../../../core/text/strict-json.ts';
import { getStreamTag } from '../../streams/image-stream-tags.ts';
import { readTriggerTag } from '../../workloads/image-triggers.ts';
import { objectAt, objectsAt, textsAt, valueAt } from '../../api/json-fields.ts';
import { workloadPath } from '../../api/api-path.ts';

/** Never more than half of the remaining time. */
const TRIGGER_MS = 30_000;

/**
 * Rolls back to the newest complete earlier version (openshift-api.md §4.3). With an image trigger, restoring the tag creates
 * a version by itself; otherwise the server generates the earlier config, which is then stored.
 * @throws PromoteError ROLLOUT_FAILED if there is no such version
 */
export async function planDeploymentConfigRollback(
  context: ClusterContext,
  plan: RolloutPlan,
  signal: AbortSignal,
): Promise<RollbackPlan> {
  const { workload } = plan;
  const before = Number(plan.revisionBefore ?? 0);
  const versions = await readVersionsNow(context, workload, signal);
  const goal = versions.find(({ version, phase }) => version <= before && phase === 'Complete');
  if (goal === undefined) throw noRollback(context, plan);
  return {
    workload,
    go: (options, inner) =>
      withinTime(context, plan, options.timeoutMs, inner, async (limited) => {
        const newest = versions[0]?.version ?? 0;
        const version =
          (await waitForTrigger(context, plan, goal, newest, options, limited)) ??
          (await goBack(context, plan, goal, limited));
        return follow(context, plan, version, options, limited);
      }),
  };
}

/** The number of the version that runs the goal's images; undefined if there is no trigger, or it does not fire. */
async function waitForTrigger(
  context: ClusterContext,
  { workload, method, containers }: RolloutPlan,
  goal: ConfigVersion,
  newest: number,
  { timeoutMs }: RollbackOptions,
  signal: AbortSignal,
): Promise<number | undefined> {
  if (newest === goal.version) return goal.version;
  if (method !== 'trigger') return undefined;
  const images = String(imagesOf(goal.controller, containers));
  const versionBack = (controllers: readonly JsonObject[]): number | undefined => {
    const [latest] = readVersions(controllers);
    if (latest === undefined || latest.version <= newest) return undefined;
    return String(imagesOf(latest.controller, containers)) === images ? latest.version : undefined;
  };
  return withDeadline<number | undefined>(
    context.clock,
    Math.min(TRIGGER_MS, timeoutMs / 2),
    signal,
    (inner) => watchUntil(context, selectVersions(workload), versionBack, inner),
    () => undefined,
  );
}

async function goBack(
  { api, log }: ClusterContext,
  { workload, method }: RolloutPlan,
  { version }: ConfigVersion,
  signal: AbortSignal,
): Promise<number> {
  const path = workloadPath(workload);
  const config = await readDeploymentConfig(api, workload, signal);
  // the server uses only the number, whatever `from` says
  const body = {
    kind: 'DeploymentConfigRollback',
    apiVersion: 'apps.openshift.io/v1',
    name: workload.name,
    spec: { from: {}, revision: version, includeTemplate: true },
  };
  const made = requireOk(
    await api.send({ method: 'POST', path: `${path}/rollback`, body, retry: 'repeatable' }, signal),
  );
  const { restored, areOff } = await restoreTriggers(api, config, made, signal);
  requireOk(await api.send({ method: 'PUT', path, body: restored }, signal));
  if (method === 'trigger' && areOff) {
    log(
      `the image triggers of ${workloadPlace(workload)} are off after the roll back; to switch them on: oc set triggers dc/${workload.name} --auto -n ${workload.project}`,
    );
  }
  return latestVersionOf(await readDeploymentConfig(api, workload, signal));
}

function follow(
  context: ClusterContext,
  plan: RolloutPlan,
  wanted: number,
  { onProgress }: RollbackOptions,
  signal: AbortSignal,
): Promise<RolloutResult> {
  const { workload, revisionBefore } = plan;
  const judge = (controllers: readonly JsonObject[]): RolloutResult | undefined => {
    const found = readVersions(controllers).find(({ version }) => version === wanted);
    if (found?.phase === 'Complete')
      return { workload, status: 'complete', revisionBefore, revision: String(wanted) };
    if (found?.phase === 'Failed') throw failedRollback(context, plan, `version ${wanted} failed`);
    onProgress({
      workload,
      message: `back: version ${wanted} is ${found?.phase.toLowerCase() ?? 'not there yet'}`,
    });
    return undefined;
  };
  return watchUntil(context, selectVersions(workload), judge, signal);
}

/**
 * The server returns a rollback with all image triggers disabled, as they would undo it (capture 40e). Those that were
 * enabled are enabled again if their tag points to the image that is rolled back to, as it does once the tag is restored:
 * then the trigger has nothing to change. `lastTriggeredImage` is set too, or the controller would create another
 * version of the same image (captures 40u–40v, 40zj–40zk).
 * @param config the live DeploymentConfig
 * @param made the server's response, with the earlier template
 */
async function restoreTriggers(
  api: Api,
  config: JsonObject,
  made: JsonObject,
  signal: AbortSignal,
): Promise<{ readonly restored: JsonObject; readonly areOff: boolean }> {
  const before = objectsAt(config, 'spec', 'triggers');
  let areOff = false;
  const triggers = await Promise.all(
    objectsAt(made, 'spec', 'triggers').map(async (trigger, index) => {
      const params = objectAt(trigger, 'imageChangeParams');
      if (valueAt(before[index], 'imageChangeParams', 'automatic') !== true) return trigger;
      const image = await imageOfTag(api, params, made, signal);
      const images = imagesOf(made, textsAt(params, 'containerNames'));
      if (image === undefined || images.some((own) => own !== image)) {
        areOff = true;
        return trigger;
      }
      return { ...trigger, imageChangeParams: { ...params, automatic: true, lastTriggeredImage: image } };
    }),
  );
  return { restored: { ...made, spec: { ...objectAt(made, 'spec'), triggers } }, areOff };
}

/** The pull spec a trigger would write; undefined: its tag has no image, or cannot be read. */
async function imageOfTag(
  api: Api,
  params: JsonObject,
  config: JsonObject,
  signal: AbortSignal,
): Promise<string | undefined> {
  const tag = readTriggerTag(objectAt(params, 'from'), config);
  if (tag === undefined) return undefined;
  try {
    return (await getStreamTag(api, tag, signal))?.pullSpec;
  } catch (error) {
    if (error instanceof PromoteError && error.code === 'ACCESS_DENIED') return undefined;
    throw error;
  }
}
