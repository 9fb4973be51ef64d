import type { Digest } from '../../core/image/digest.ts';
import type { JsonObject } from '../../core/text/strict-json.ts';
import { imagesOf, templateRuns, type WantedImages } from '../workloads/pod-template.ts';
import type { TemplateProgress, TemplateRules } from './template-rules.ts';

/** How far a workload is on its way to run the images it shall. */
export type TemplateStatus =
  /** its template has another image */
  TemplateProgress | { readonly kind: 'other-image'; readonly images: readonly string[] };

export function templateStatus(
  rules: TemplateRules,
  object: JsonObject,
  wanted: WantedImages<{ readonly digest: Digest }>,
): TemplateStatus {
  if (templateRuns(object, wanted)) return rules.progress(object);
  return { kind: 'other-image', images: imagesOf(object, [...wanted.keys()]) };
}
