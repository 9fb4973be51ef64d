import { withKind, type ApiCall, type Handler } from '../exchange/exchange.ts';
import { StatusFailure } from '../exchange/status.ts';
import { asObject, asString, type Json, type JsonObject } from '../state/json.ts';
import type { BuildConfig } from '../state/build-kinds.ts';
import type { ClusterState } from '../state/cluster-state.ts';
import { find } from '../state/store.ts';
import { startBuild } from './instantiate-build.ts';

/**
 * A generic webhook of a BuildConfig. A wrong secret, a config that is not there and one without such a trigger are all the same
 * (captures 18e, 52x2 to 52x5); the answer is JSON that calls itself text.
 */
export const callWebhook: Handler = (call, state) => {
  const [secret = '', type = ''] = call.rest ?? [];
  const config = find(state, 'buildconfigs', call.namespace, call.name ?? '');
  const trigger = config === undefined ? undefined : triggerOf(config, type, secret, state);
  if (config === undefined || trigger === undefined) {
    const message = `the webhook "${type}" for "${call.name ?? ''}" did not accept your secret`;
    throw new StatusFailure(401, 'Unauthorized', message);
  }
  const causes = [{ message: 'Generic WebHook', genericWebHook: { secret: '<secret>' } }];
  const build = startBuild(state, config, { causes, env: envOf(call, trigger) });
  const text = JSON.stringify(withKind('Build', 'build.openshift.io/v1', build));
  // as Go's encoder writes them
  return { kind: 'text', status: 200, text: text.replaceAll('<', '\\u003c').replaceAll('>', '\\u003e') };
};

function triggerOf(
  config: BuildConfig,
  type: string,
  secret: string,
  state: ClusterState,
): JsonObject | undefined {
  if (type !== 'generic') return undefined;
  const triggers = config.spec['triggers'];
  const generic = (Array.isArray(triggers) ? triggers : []).map((trigger) =>
    asObject(asObject(trigger)['generic']),
  );
  return generic.find((trigger) => secret !== '' && secretsOf(trigger, config, state).includes(secret));
}

/** Written in the trigger, or in a Secret under `WebHookSecretKey` (openshift-api.md §9.3). */
function secretsOf(trigger: JsonObject, { metadata }: BuildConfig, state: ClusterState): readonly string[] {
  const name = asString(asObject(trigger['secretReference'])['name']);
  const held = find(state, 'secrets', metadata.namespace, name)?.data?.['WebHookSecretKey'];
  return [asString(trigger['secret']), Buffer.from(held ?? '', 'base64').toString()];
}

/** Only a trigger that says so takes an environment. */
function envOf(call: ApiCall, trigger: JsonObject): Json | undefined {
  return trigger['allowEnv'] === true ? call.body['env'] : undefined;
}
