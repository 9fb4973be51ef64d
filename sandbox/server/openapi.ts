import { json, type ApiReply } from '../exchange/exchange.ts';
import { knownVersions, patchableKinds } from './discovery.ts';

// the protobuf of a document with `swagger: 2.0` and nothing else: kubectl then merges by what it knows itself
const EMPTY_V2 = '\n\u00032.0';
const OPTIONS = ['dryRun', 'fieldManager', 'fieldValidation', 'force'];

/**
 * `/openapi/v3` and the document of a group/version, as far as kubectl needs them to send what it applies without looking at it
 * itself: that a PATCH of a kind takes `fieldValidation` and `dryRun`. There are no schemas in them. Undefined for other paths.
 */
export function openapiDocument(path: string, kubernetes: string): ApiReply | undefined {
  const [root, version, ...segments] = path.split('/').filter(Boolean);
  if (path === '/openapi/v2') return { kind: 'text', status: 200, text: EMPTY_V2 };
  if (root !== 'openapi' || version !== 'v3') return undefined;
  const paths = new Map(knownVersions().map((groupVersion) => [pathOf(groupVersion), groupVersion]));
  if (segments.length === 0) {
    const entries = [...paths.keys()].map((each) => [each, { serverRelativeURL: `/openapi/v3/${each}` }]);
    return json(200, { paths: Object.fromEntries(entries) as object });
  }
  const groupVersion = paths.get(segments.join('/'));
  return groupVersion === undefined ? undefined : json(200, documentOf(groupVersion, kubernetes));
}

function pathOf(groupVersion: string): string {
  return groupVersion.includes('/') ? `apis/${groupVersion}` : `api/${groupVersion}`;
}

function documentOf(groupVersion: string, kubernetes: string): object {
  const [version = '', group = ''] = groupVersion.split('/').reverse();
  const operations = patchableKinds(groupVersion).map((kind) => [
    `/${pathOf(groupVersion)}/${kind}/{name}`,
    {
      patch: {
        'x-kubernetes-action': 'patch',
        'x-kubernetes-group-version-kind': { group, version, kind },
        parameters: OPTIONS.map((name) => ({ name, in: 'query' })),
        responses: { '200': { description: 'OK' } },
      },
    },
  ]);
  return {
    openapi: '3.0.0',
    info: { title: 'Kubernetes', version: `v${kubernetes}` },
    paths: Object.fromEntries(operations) as object,
  };
}
