import type { Digest } from '../../core/image/digest.ts';
import type { JsonObject } from '../../core/text/strict-json.ts';
import { imagesOf, templateRuns } from '../workloads/pod-template.ts';
import type { TemplateProgress, TemplateRules } from './template-rules.ts';

/** How far a workload is on its way to run a digest. */
export type TemplateStatus =
  /** its template has another image */
  TemplateProgress | { readonly kind: 'other-image'; readonly images: readonly string[] };

export function templateStatus(
  rules: TemplateRules,
  object: JsonObject,
  containers: readonly string[],
  digest: Digest,
): TemplateStatus {
  if (templateRuns(object, containers, digest)) return rules.progress(object);
  return { kind: 'other-image', images: imagesOf(object, containers) };
}
