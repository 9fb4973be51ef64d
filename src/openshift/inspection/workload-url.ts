import type { WorkloadName } from '../../core/ports/rollouts.ts';
import type { JsonObject } from '../../core/text/strict-json.ts';
import type { Api } from '../api/api.ts';
import { namespacedPath, workloadPath } from '../api/api-path.ts';
import { objectAt, objectsAt, textAt, textMapAt } from '../api/json-fields.ts';
import { lookUpObject } from '../api/look-up.ts';
import { podTemplateOf } from '../workloads/pod-template.ts';

/**
 * The address of a workload for its users: that of an admitted Route to a Service which selects its pods. With several: TLS before
 * plain HTTP, then the oldest. Returns undefined if there is none, or if the account may not read it.
 */
export async function findWorkloadUrl(
  api: Api,
  workload: WorkloadName,
  signal: AbortSignal,
): Promise<string | undefined> {
  const { project } = workload;
  // a project without Routes costs only this request
  const routes = await lookUpObject(api, namespacedPath('route.openshift.io/v1', project, 'routes'), signal);
  if (objectsAt(routes, 'items').length === 0) return undefined;
  const [object, services] = await Promise.all(
    [workloadPath(workload), namespacedPath('v1', project, 'services')].map((path) =>
      lookUpObject(api, path, signal),
    ),
  );
  if (object === undefined || services === undefined) return undefined;
  const labels = textMapAt(podTemplateOf(object), 'metadata', 'labels');
  const names = new Set(
    objectsAt(services, 'items').flatMap((service) => {
      const selector = Object.entries(textMapAt(service, 'spec', 'selector'));
      const isSelected = selector.length > 0 && selector.every(([name, value]) => labels[name] === value);
      return isSelected ? (textAt(service, 'metadata', 'name') ?? []) : [];
    }),
  );
  const [first] = objectsAt(routes, 'items')
    .filter((route) => names.has(textAt(route, 'spec', 'to', 'name') ?? ''))
    .toSorted((one, other) => rankOf(one).localeCompare(rankOf(other)))
    .flatMap((route) => addressOf(route) ?? []);
  return first;
}

function isSecure(route: JsonObject): boolean {
  return Object.keys(objectAt(route, 'spec', 'tls')).length > 0;
}

function rankOf(route: JsonObject): string {
  const created = textAt(route, 'metadata', 'creationTimestamp') ?? '';
  return `${isSecure(route) ? 0 : 1} ${created} ${textAt(route, 'metadata', 'name') ?? ''}`;
}

/** The host that a router has admitted. A wildcard has no single address. */
function addressOf(route: JsonObject): string | undefined {
  const admitted = objectsAt(route, 'status', 'ingress').find((ingress) =>
    objectsAt(ingress, 'conditions').some(
      (condition) => textAt(condition, 'type') === 'Admitted' && textAt(condition, 'status') === 'True',
    ),
  );
  const host = textAt(admitted, 'host') ?? '';
  if ((textAt(route, 'spec', 'wildcardPolicy') ?? 'None') !== 'None') return undefined;
  if (!/^[a-z0-9](?:[-a-z0-9.]{0,251}[a-z0-9])?$/i.test(host)) return undefined;
  const path = textAt(route, 'spec', 'path') ?? '';
  const address = `${isSecure(route) ? 'https' : 'http'}://${host}${path.startsWith('/') ? path : ''}`;
  return URL.canParse(address) ? new URL(address).href : undefined;
}
