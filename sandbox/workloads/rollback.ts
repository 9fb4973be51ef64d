import { parseExactJson } from '../../src/core/text/exact-json.ts';
import type { Handler } from '../exchange/exchange.ts';
import { reply } from '../api/stored-objects.ts';
import { invalid } from '../exchange/status.ts';
import { asObject, asString, without, type JsonObject } from '../state/json.ts';
import type { ClusterState } from '../state/cluster-state.ts';
import type { DeploymentConfig, DeploymentTrigger, ReplicationController } from '../state/kinds.ts';
import { find } from '../state/store.ts';
import { ANNOTATIONS } from './config-versions.ts';
import { DEPLOYMENT_CONFIGS } from './deployment-config-spec.ts';

export const DEPRECATED_ROLLBACK =
  'apps.openshift.io/v1 DeploymentConfigRollback is deprecated in v4.14+, unavailable in v4.10000+';

/**
 * `deploymentconfigs/NAME/rollback` (openshift-api.md §4.3): the config as it would be after a roll back. Nothing is stored
 * before the client PUTs it (capture 40o).
 */
export const rollback: Handler = (call, state) => {
  const name = asString(call.body['name']);
  const spec = asObject(call.body['spec']);
  const revision = typeof spec['revision'] === 'number' ? spec['revision'] : 0;
  if (name === '')
    throw problem(
      '',
      'name',
      'FieldValueRequired',
      'Required value: name of the deployment config is missing',
    );
  if (revision < 0)
    throw problem(
      name,
      'spec.revision',
      'FieldValueInvalid',
      `Invalid value: ${revision}: must be non-negative`,
    );
  const config = find(state, 'deploymentconfigs', call.namespace, name);
  if (config === undefined) {
    throw refused(
      name,
      `cannot get deployment config "${name}": deploymentconfigs.apps.openshift.io "${name}" not found`,
    );
  }
  const version = findVersion(state, config, revision);
  return reply(DEPLOYMENT_CONFIGS, 201, rolledBack(config, version, spec));
};

function findVersion(state: ClusterState, config: DeploymentConfig, revision: number): ReplicationController {
  const { name, namespace = '' } = config.metadata;
  const latest = config.status.latestVersion;
  if (latest === 0) throw refused(name, 'cannot rollback an undeployed config');
  if (latest === 1) throw refused(name, `no previous deployment exists for "${namespace}/${name}"`);
  if (revision === latest) throw refused(name, `version ${revision} is already the latest`);
  // 0 is the version before the latest, even if that one failed (capture 40y)
  const wanted = `${name}-${revision === 0 ? latest - 1 : revision}`;
  const version = find(state, 'replicationcontrollers', namespace, wanted);
  if (version === undefined) throw refused(name, `replicationcontrollers "${wanted}" not found`);
  return version;
}

/** What the version was made of is written down in it. */
function rolledBack(
  config: DeploymentConfig,
  version: ReplicationController,
  spec: JsonObject,
): DeploymentConfig {
  const encoded = version.metadata.annotations?.[ANNOTATIONS.encodedConfig] ?? '{}';
  const old = parseExactJson(encoded) as DeploymentConfig;
  const next = structuredClone(config);
  if (spec['includeTemplate'] === true) next.spec.template = old.spec.template;
  if (spec['includeTriggers'] === true) next.spec.triggers = old.spec.triggers;
  if (spec['includeStrategy'] === true) next.spec.strategy = old.spec.strategy;
  if (spec['includeReplicationMeta'] === true) {
    next.spec.replicas = old.spec.replicas;
    next.spec.selector = old.spec.selector;
  }
  next.spec.triggers = (next.spec.triggers ?? []).map(switchedOff);
  next.status.latestVersion = config.status.latestVersion + 1;
  return next;
}

/** Image triggers are switched off, else they would undo the roll back at once (capture 40e). */
function switchedOff(trigger: DeploymentTrigger): DeploymentTrigger {
  const params = trigger.imageChangeParams;
  return params === undefined ? trigger : { ...trigger, imageChangeParams: without(params, 'automatic') };
}

function refused(name: string, why: string): Error {
  return problem(name, 'name', 'FieldValueInvalid', `Invalid value: "${name}": ${why}`);
}

function problem(name: string, field: string, reason: string, message: string): Error {
  return invalid('apps.openshift.io', 'DeploymentConfigRollback', name, [{ reason, message, field }]);
}
