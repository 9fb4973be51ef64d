import type { WorkloadName } from '../../core/ports/rollouts.ts';
import type { JsonObject } from '../../core/text/strict-json.ts';
import { requireOk, type Api } from '../api/api.ts';
import { missingWorkload } from './rollout-run.ts';
import { workloadPath } from '../api/api-path.ts';

/** @throws PromoteError WORKLOAD_NOT_FOUND, ACCESS_DENIED */
export async function readWorkload(
  api: Api,
  workload: WorkloadName,
  signal: AbortSignal,
): Promise<JsonObject> {
  const reply = await api.send({ method: 'GET', path: workloadPath(workload) }, signal);
  if (!reply.ok && reply.failure.status === 404) throw missingWorkload(api, workload);
  return requireOk(reply);
}
