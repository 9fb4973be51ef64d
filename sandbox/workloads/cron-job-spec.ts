import { readMetadata, updatedMetadata, type ResourceSpec } from '../api/resource-spec.ts';
import { nextGeneration } from '../api/stored-objects.ts';
import { asObject, type JsonObject } from '../state/json.ts';
import type { CronJob } from '../state/set-kinds.ts';
import { EMPTY_TEMPLATE } from './deployment-spec.ts';
import { withTemplateDefaults } from './template-defaults.ts';

/** CronJobs are kept and triggered, but their jobs never start: no clock is played. */
export const CRON_JOBS: ResourceSpec<'cronjobs'> = {
  resource: 'cronjobs',
  group: 'batch',
  version: 'v1',
  kind: 'CronJob',
  namespaced: true,
  bookmark: {
    metadata: {},
    spec: { schedule: '', jobTemplate: { metadata: {}, spec: { template: EMPTY_TEMPLATE } } },
    status: {},
  },
  fields: {},
  build: (body, call, state) => {
    const metadata = { ...readMetadata(body, call, 'CronJob', state), generation: 1 };
    return { metadata, spec: readSpec(body), status: {} };
  },
  rebuild: (body, stored) => {
    const spec = readSpec(body);
    const metadata = { ...updatedMetadata(body, stored), ...nextGeneration(stored, spec) };
    return { metadata, spec, status: stored.status };
  },
};

/** With the defaults of capture 42c. */
function readSpec(body: JsonObject): CronJob['spec'] {
  const sent = asObject(body['spec']);
  const job = asObject(sent['jobTemplate']);
  const jobSpec = asObject(job['spec']);
  const spec = {
    concurrencyPolicy: 'Allow',
    suspend: false,
    successfulJobsHistoryLimit: 3,
    failedJobsHistoryLimit: 1,
    ...sent,
    jobTemplate: {
      metadata: { creationTimestamp: null, ...asObject(job['metadata']) },
      spec: { ...jobSpec, template: withTemplateDefaults(jobSpec['template']) },
    },
  };
  return spec as unknown as CronJob['spec'];
}
