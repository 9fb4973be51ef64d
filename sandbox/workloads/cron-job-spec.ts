import { readMetadata, updatedMetadata, type ResourceSpec } from '../api/resource-spec.ts';
import { nextGeneration } from '../api/stored-objects.ts';
import { invalid } from '../exchange/status.ts';
import { asObject, asString, type JsonObject } from '../state/json.ts';
import type { CronJob } from '../state/set-kinds.ts';
import { EMPTY_TEMPLATE } from './deployment-spec.ts';
import { podProblems, required, restartProblems } from './pod-problems.ts';
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
    const spec = readSpec(body);
    refuseJobs(metadata.name, spec);
    return { metadata, spec, status: {} };
  },
  rebuild: (body, stored) => {
    const spec = readSpec(body);
    refuseJobs(stored.metadata.name, spec);
    const metadata = { ...updatedMetadata(body, stored), ...nextGeneration(stored, spec) };
    return { metadata, spec, status: stored.status };
  },
};

function refuseJobs(name: string, spec: CronJob['spec']): void {
  const path = 'spec.jobTemplate.spec.template.spec';
  const pod = asObject(spec.jobTemplate.spec.template.spec);
  const problems = [
    ...(asString(asObject(spec)['schedule']) === '' ? [required('spec.schedule')] : []),
    ...podProblems(pod, path),
    ...restartProblems(pod, path, ['OnFailure', 'Never']),
  ];
  if (problems.length > 0) throw invalid('batch', 'CronJob', name, problems);
}

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
