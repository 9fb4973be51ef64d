import { badRequest, invalid, notFound } from '../exchange/status.ts';
import type { ApiReply, Handler } from '../exchange/exchange.ts';
import { reply } from '../api/stored-objects.ts';
import { asString } from '../state/json.ts';
import { pullSpecOfTag } from '../imagestreams/image-view.ts';
import { splitTagName } from '../imagestreams/tag-events.ts';
import type { ClusterState } from '../state/cluster-state.ts';
import type { DeploymentCause, DeploymentConfig } from '../state/kinds.ts';
import { find, replace } from '../state/store.ts';
import { DEPLOYMENT_CONFIGS } from './deployment-config-spec.ts';

export const DEPRECATED_REQUEST =
  'apps.openshift.io/v1 DeploymentRequest is deprecated in v4.14+, unavailable in v4.10000+';

/**
 * `deploymentconfigs/NAME/instantiate` (openshift-api.md §4.1). The name in the body wins over that of the URL
 * (capture 19k); `dryRun` is not honoured (capture 44zy).
 */
export const instantiate: Handler = (call, state) => {
  const name = asString(call.body['name']);
  const stored = find(state, 'deploymentconfigs', call.namespace, name);
  if (stored === undefined) throw notFound(DEPLOYMENT_CONFIGS, name);
  if (stored.spec.paused === true) {
    throw invalid('apps.openshift.io', 'DeploymentRequest', name, [
      {
        reason: 'FieldValueInvalid',
        message: `Invalid value: true: deployment config "${name}" is paused - unpause to request a new deployment`,
        field: 'spec.paused',
      },
    ]);
  }
  const force = call.body['force'] === true;
  const config = structuredClone(stored);
  const causes =
    call.body['latest'] === true
      ? resolveImages(state, config, force, excluded(call.body['excludeTriggers']))
      : [];
  if (hasUnresolvedImage(config)) {
    throw badRequest(`cannot trigger a deployment for "${name}" because it contains unresolved images`);
  }
  if (!force && causes.length === 0) {
    return { kind: 'empty', status: 204 };
  }
  return started(state, config, force ? [{ type: 'Manual' }] : causes);
};

function excluded(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** Writes the images the tags point to now into the template. Changes the copy given. */
function resolveImages(
  state: ClusterState,
  config: DeploymentConfig,
  force: boolean,
  exclude: readonly unknown[],
): readonly DeploymentCause[] {
  if (exclude.includes('ImageChange')) return [];
  const causes: DeploymentCause[] = [];
  for (const trigger of config.spec.triggers ?? []) {
    const params = trigger.imageChangeParams;
    if (params === undefined || (params.automatic !== true && !force)) continue;
    const pullSpec = pullSpecOf(state, config, params.from);
    if (pullSpec === undefined || pullSpec === params.lastTriggeredImage) continue;
    params.lastTriggeredImage = pullSpec;
    setImages(config, params.containerNames ?? [], pullSpec);
    causes.push({ type: 'ImageChange', imageTrigger: { from: { kind: 'DockerImage', name: pullSpec } } });
  }
  return causes;
}

/** The pull spec of the tag a trigger names. */
export function pullSpecOf(
  state: ClusterState,
  config: DeploymentConfig,
  from: { readonly namespace?: string; readonly name: string },
): string | undefined {
  const split = splitTagName(from.name);
  if (split === undefined) return undefined;
  const stream = find(state, 'imagestreams', from.namespace ?? config.metadata.namespace, split.stream);
  return stream === undefined ? undefined : pullSpecOfTag(stream, split.tag);
}

export function setImages(config: DeploymentConfig, names: readonly string[], image: string): void {
  const { containers, initContainers = [] } = config.spec.template.spec;
  for (const container of [...containers, ...initContainers]) {
    if (names.includes(container.name)) container.image = image;
  }
}

function hasUnresolvedImage(config: DeploymentConfig): boolean {
  return config.spec.template.spec.containers.some((container) => container.image.trim() === '');
}

function started(
  state: ClusterState,
  config: DeploymentConfig,
  causes: readonly DeploymentCause[],
): ApiReply {
  const manual = causes.some((cause) => cause.type === 'Manual');
  config.status = {
    ...config.status,
    latestVersion: config.status.latestVersion + 1,
    details: { message: manual ? 'manual change' : 'image change', causes: [...causes] },
  };
  config.metadata = { ...config.metadata, generation: (config.metadata.generation ?? 0) + 1 };
  return reply(DEPLOYMENT_CONFIGS, 201, replace(state, 'deploymentconfigs', config));
}
