import { PromoteError } from '../../core/text/errors.ts';
import type { JsonObject } from '../../core/text/strict-json.ts';
import type { Api } from '../api/api.ts';
import { getStreamTag } from '../streams/image-stream-tags.ts';
import { readTriggerTag } from '../workloads/image-triggers.ts';
import { objectAt, objectsAt, textsAt, valueAt } from '../api/json-fields.ts';
import { imagesOf } from '../workloads/pod-template.ts';

/**
 * A roll back comes from the server with all image triggers switched off, as they would undo it (capture 40e). Those that were
 * on are switched on again where their tag points to the very image that is rolled back to, as it does once the tag is back:
 * then there is nothing a trigger would change. `lastTriggeredImage` is set with it, else the controller would make one more
 * version of the same image (captures 40u–40v, 40zj–40zk).
 * @param config the DeploymentConfig as it is
 * @param made the answer of the server, with the template of old
 */
export async function restoreTriggers(
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

/** The pull spec a trigger would write; undefined: its tag points nowhere, or may not be read. */
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
