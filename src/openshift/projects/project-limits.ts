import type { ProjectLimits, QuotaLimit, RangeLimit } from '../../core/ports/inspection.ts';
import { cleanServerText } from '../../core/text/server-text.ts';
import type { JsonObject } from '../../core/text/strict-json.ts';
import type { Api } from '../api/api.ts';
import { namespacedPath } from '../api/api-path.ts';
import { objectAt, objectsAt, textAt, textMapAt, textsAt } from '../api/json-fields.ts';
import { lookUpObject } from '../api/look-up.ts';
import { parseQuantity } from '../api/quantity.ts';

/** Quotas, cluster quotas and limit ranges of a project: `view` may read them, `registry-editor` may not. */
export async function readLimits(api: Api, project: string, signal: AbortSignal): Promise<ProjectLimits> {
  const list = async (groupVersion: string, resource: string): Promise<readonly JsonObject[]> =>
    objectsAt(await lookUpObject(api, namespacedPath(groupVersion, project, resource), signal), 'items');
  const [quotas, shared, ranges] = await Promise.all([
    list('v1', 'resourcequotas'),
    list('quota.openshift.io/v1', 'appliedclusterresourcequotas'),
    list('v1', 'limitranges'),
  ]);
  return {
    quotas: [
      ...quotas.flatMap((quota) => quotaLimits(quota, objectAt(quota, 'spec'), objectAt(quota, 'status'))),
      ...shared.flatMap((quota) =>
        quotaLimits(quota, objectAt(quota, 'spec', 'quota'), objectAt(quota, 'status', 'total'), 'cluster'),
      ),
    ],
    ranges: ranges.flatMap(rangeLimits),
  };
}

function nameOf(object: JsonObject): string {
  return cleanServerText(textAt(object, 'metadata', 'name') ?? '');
}

/** Quotas without usage are left out: their remainder is unknown. */
function quotaLimits(
  quota: JsonObject,
  spec: JsonObject,
  status: JsonObject,
  kind: QuotaLimit['kind'] = 'project',
): readonly QuotaLimit[] {
  const isScoped =
    textsAt(spec, 'scopes').length > 0 || Object.keys(objectAt(spec, 'scopeSelector')).length > 0;
  const counted = textMapAt(status, 'used');
  return Object.entries(textMapAt(spec, 'hard')).flatMap(([resource, hardText]) => {
    const usedText = counted[resource];
    const hard = parseQuantity(hardText);
    const used = parseQuantity(usedText);
    if (hard === undefined || used === undefined || usedText === undefined) return [];
    return [
      {
        ...{ name: nameOf(quota), kind, isScoped, resource: cleanServerText(resource) },
        ...{ hard, hardText, used, usedText },
      },
    ];
  });
}

function rangeLimits(range: JsonObject): readonly RangeLimit[] {
  return objectsAt(range, 'spec', 'limits').flatMap((limit) =>
    Object.entries(textMapAt(limit, 'max')).flatMap(([resource, maxText]) => {
      const max = parseQuantity(maxText);
      if (max === undefined) return [];
      return [{ name: nameOf(range), type: textAt(limit, 'type') ?? '', resource, max, maxText }];
    }),
  );
}
