import { numberAt, objectAt, objectsAt, textAt } from '../api/json-fields.ts';
import { podTemplateOf } from '../workloads/pod-template.ts';
import type { TemplateRules } from './template-rules.ts';

/** CronJobs: the template applies to future jobs, so there is no rollout to wait for and no history (capture 42j). */
export const CRON_JOB_RULES: TemplateRules = {
  progress: () => ({ kind: 'complete' }),
  requireRollable: () => undefined,
  replicas: () => 0,
  revision: (_api, _workload, job) => Promise.resolve(String(numberAt(job, 'metadata', 'generation') ?? '')),
  pods: () => Promise.resolve(undefined),
  /** Restores only the images: other changes since then are not the promotion's. */
  templateBefore(_api, { imagesBefore = {} }, job) {
    const template = podTemplateOf(job);
    const spec = objectAt(template, 'spec');
    const lists = ['containers', 'initContainers'].filter((list) => objectsAt(spec, list).length > 0);
    const changed = lists.map((list): [string, unknown] => [
      list,
      objectsAt(spec, list).map((container) => {
        const image = imagesBefore[textAt(container, 'name') ?? ''];
        return image === undefined ? container : { ...container, image };
      }),
    ]);
    return Promise.resolve({ ...template, spec: { ...spec, ...Object.fromEntries<unknown>(changed) } });
  },
};
