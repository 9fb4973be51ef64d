import type { OnExistingTag, PromoteOptions } from '../../core/options.ts';
import type { ImagePlan, PromotionPlan, TagPlan, TransferForecast } from '../../core/plan.ts';
import type { PolicyReport } from '../../core/ports/policy-report.ts';
import { formatReference } from '../../core/image/reference.ts';
import type { CheckedPlan } from './check.ts';
import { planTags } from '../run/destination-tags.ts';
import { gatesOf } from '../gate/gate.ts';
import { webhookText } from '../gate/notify.ts';
import {
  sourceDigestOf,
  sourceImageOf,
  type ImageFacts,
  type ImportedImage,
  type ResolvedImage,
} from '../run/resolved-image.ts';
import { formatPlatform } from '../../core/image/descriptor.ts';

/** Builds the plan of a promotion as data. */
export function planPromotion(
  images: readonly ResolvedImage[],
  { preparations, objects, commit, rollouts }: CheckedPlan,
  options: Pick<PromoteOptions, 'onExistingTag' | 'gates' | 'webhook'>,
  known: {
    readonly policy?: readonly PolicyReport[] | undefined;
    readonly forecasts?: ReadonlyMap<ResolvedImage, TransferForecast> | undefined;
  } = {},
): PromotionPlan {
  const { policy, forecasts } = known;
  const { onExistingTag, webhook } = options;
  return {
    preparations,
    objects,
    images: images.map((image) => planImage(image, onExistingTag, forecasts?.get(image))),
    ...(commit === undefined ? {} : { commit }),
    rollouts: rollouts.map(({ plan }) => plan),
    gates: gatesOf(options),
    webhook: webhook === undefined ? undefined : webhookText(webhook),
    ...(policy === undefined ? {} : { policy }),
  };
}

function planImage(
  image: ResolvedImage,
  onExistingTag: OnExistingTag,
  forecast: TransferForecast | undefined,
): ImagePlan {
  const { blobs = [], skippedLayers = [] } = (image.strategy === 'copy' ? image.graph : undefined) ?? {};
  return {
    source: formatReference(image.request.source),
    sourceImage: sourceImageOf(image),
    destination: formatReference(image.request.destination),
    destinationRepository: `${image.destination.host}/${image.destination.name}`,
    tags: [image.request.destination.tag, ...image.request.extraTags],
    digest: sourceDigestOf(image),
    mediaType: image.root.mediaType,
    platforms: platformsOf(image.root),
    previousDigest: image.previousDigest,
    strategy: image.strategy,
    action: actionFor(image, onExistingTag),
    tagPlans: tagPlansOf(image, onExistingTag),
    blobs: blobs.length,
    sizeBytes: blobs.reduce((sum, blob) => sum + blob.sizeBytes, 0),
    ...(forecast === undefined ? {} : { forecast }),
    ...(skippedLayers.length === 0 ? {} : { skippedLayers: skippedLayers.map(({ digest }) => digest) }),
    ...(image.strategy === 'import' ? { import: importPlan(image) } : {}),
  };
}

function importPlan({ order, secret }: ImportedImage): NonNullable<ImagePlan['import']> {
  const { from, referencePolicy, scheduled } = order;
  const pullSecret = secret === undefined ? undefined : { action: secret.action, name: secret.name };
  return { from, referencePolicy, scheduled, pullSecret };
}

export function actionFor(image: ResolvedImage, onExistingTag: OnExistingTag): ImagePlan['action'] {
  return tagPlansOf(image, onExistingTag)[0]?.action ?? 'create';
}

/** An image whose first tag is kept is skipped, with all of its tags. */
function tagPlansOf(image: ResolvedImage, onExistingTag: OnExistingTag): readonly TagPlan[] {
  const plans = planTags(image.tags, image.root.digest, onExistingTag);
  return plans[0]?.action === 'skip' ? plans.map((plan) => ({ ...plan, action: 'skip' })) : plans;
}

/** The platforms in the entries of an index. An image has its platform only in the config, which is not worth a request. */
export function platformsOf(root: ImageFacts): readonly string[] {
  if (root.content.kind === 'image') return [];
  return root.content.manifests.flatMap(({ platform }) => {
    // buildkit's attestations
    if (platform === undefined || platform.os === 'unknown') return [];
    return [formatPlatform(platform)];
  });
}
