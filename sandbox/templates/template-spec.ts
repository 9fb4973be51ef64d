import { readMetadata, updatedMetadata, type ResourceSpec } from '../api/resource-spec.ts';
import { asStringMap, isObject, type JsonObject } from '../state/json.ts';
import type { Template, TemplateParameter } from '../state/config-kinds.ts';

/** Stored templates; what is in them is not looked at (capture 50k). */
export const TEMPLATES: ResourceSpec<'templates'> = {
  resource: 'templates',
  group: 'template.openshift.io',
  version: 'v1',
  kind: 'Template',
  namespaced: true,
  bookmark: { metadata: {}, objects: null },
  fields: {},
  build: (body, call, state) => ({
    metadata: readMetadata(body, call, 'Template', state),
    ...readTemplate(body),
  }),
  rebuild: (body, stored) => ({ metadata: updatedMetadata(body, stored), ...readTemplate(body) }),
};

export function readTemplate(body: JsonObject): Omit<Template, 'metadata'> {
  const { message } = body;
  const labels = asStringMap(body['labels']);
  const parameters = listOf(body['parameters']) as unknown as TemplateParameter[];
  return {
    ...(typeof message === 'string' && message !== '' ? { message } : {}),
    objects: listOf(body['objects']),
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(labels === undefined || Object.keys(labels).length === 0 ? {} : { labels }),
  };
}

function listOf(value: unknown): JsonObject[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}
