import type { PromotionRequest } from '../core/options.ts';
import { formatReference, isTag, parseReference, type ImageReference } from '../core/reference.ts';
import type { InputName, Inputs } from './inputs.ts';
import type { Complaints } from './complaints.ts';

/** Where a text was written: the input and, among several lines, which one. */
interface Origin {
  readonly name: InputName;
  readonly line: string;
}

/** What is to be promoted, from `images` or from the pair of `source-image` and `destination-image`. */
export function readPromotions(inputs: Inputs, complaints: Complaints): readonly PromotionRequest[] {
  const extraTags = readTags(inputs.destinationTags, { name: 'destination-tags', line: '' }, complaints);
  const promotions =
    inputs.images.length > 0
      ? readLines(inputs, extraTags, complaints)
      : readPair(inputs, extraTags, complaints);
  complainAboutRepeatedTags(promotions, inputs, complaints);
  return promotions;
}

function readPair(
  inputs: Inputs,
  extraTags: readonly string[],
  complaints: Complaints,
): readonly PromotionRequest[] {
  const { sourceImage, destinationImage } = inputs;
  if (sourceImage === undefined) {
    complaints.add('source-image', 'is missing', 'say what to promote, such as dev/app:1.4.2');
  }
  if (destinationImage === undefined) {
    complaints.add('destination-image', 'is missing', 'say where it goes, such as prod/app:1.4.2');
  }
  const source = readSource(sourceImage, { name: 'source-image', line: '' }, complaints);
  const destination = readDestination(
    destinationImage,
    { name: 'destination-image', line: '' },
    source,
    complaints,
  );
  return promotionOf(source, destination, extraTags);
}

function readLines(
  inputs: Inputs,
  extraTags: readonly string[],
  complaints: Complaints,
): readonly PromotionRequest[] {
  const pair = [
    inputs.sourceImage === undefined ? [] : ['source-image'],
    inputs.destinationImage === undefined ? [] : ['destination-image'],
  ].flat();
  if (pair.length > 0) {
    const names = pair.map((name) => complaints.spell(name)).join(' and ');
    complaints.add('images', `is given together with ${names}`, 'keep one way of saying what to promote');
  }
  return inputs.images.flatMap((text, index) => {
    const origin: Origin = { name: 'images', line: `entry ${index + 1}: ` };
    const [left = '', right, ...more] = text.split('=>').map((part) => part.trim());
    if (right === undefined || more.length > 0) {
      complaints.add('images', `${origin.line}"${text}" has no single "=>"`, EXAMPLE_LINE);
      return [];
    }
    const [image, ...tags] = right.split(',').map((part) => part.trim());
    const source = readSource(left, origin, complaints);
    const destination = readDestination(image, origin, source, complaints);
    return promotionOf(source, destination, [...readTags(tags, origin, complaints), ...extraTags]);
  });
}

const EXAMPLE_LINE =
  'write each line as source => destination[,tag…], such as dev/app:1.4.2 => prod/app:1.4.2';

function promotionOf(
  source: ImageReference | undefined,
  destination: PromotionRequest['destination'] | undefined,
  extraTags: readonly string[],
): readonly PromotionRequest[] {
  if (source === undefined || destination === undefined) return [];
  const tags = [...new Set(extraTags)].filter((tag) => tag !== destination.tag);
  return [{ source, destination, extraTags: tags }];
}

function readSource(
  text: string | undefined,
  origin: Origin,
  complaints: Complaints,
): ImageReference | undefined {
  const reference = readReference(text, origin, complaints);
  if (reference === undefined) return undefined;
  if (reference.tag !== undefined || reference.digest !== undefined) return reference;
  complaints.add(
    origin.name,
    `${origin.line}"${formatReference(reference)}" has neither tag nor digest`,
    `name the version: ${formatReference({ ...reference, tag: 'latest' })}, or better its digest`,
  );
  return undefined;
}

function readDestination(
  text: string | undefined,
  origin: Origin,
  source: ImageReference | undefined,
  complaints: Complaints,
): PromotionRequest['destination'] | undefined {
  const reference = readReference(text, origin, complaints);
  if (reference === undefined) return undefined;
  const tag = reference.tag ?? source?.tag ?? 'latest';
  const hint = `write ${formatReference({ ...reference, tag, digest: undefined })}`;
  if (reference.digest !== undefined) {
    complaints.add(
      origin.name,
      `${origin.line}"${formatReference(reference)}" names a digest, but the digest is that of the source`,
      hint,
    );
    return undefined;
  }
  if (reference.tag === undefined) {
    complaints.add(origin.name, `${origin.line}"${formatReference(reference)}" has no tag`, hint);
    return undefined;
  }
  return { ...reference, tag: reference.tag };
}

function readReference(
  text: string | undefined,
  origin: Origin,
  complaints: Complaints,
): ImageReference | undefined {
  if (text === undefined) return undefined;
  const parsed = parseReference(text);
  if ('reference' in parsed) return parsed.reference;
  complaints.add(
    origin.name,
    `${origin.line}${parsed.problem}`,
    origin.name === 'images'
      ? EXAMPLE_LINE
      : 'write project/stream:tag, such as dev/app:1.4.2, or host/path:tag for another registry',
  );
  return undefined;
}

export function readTags(tags: readonly string[], origin: Origin, complaints: Complaints): readonly string[] {
  return tags.filter((tag) => {
    if (isTag(tag)) return true;
    complaints.add(
      origin.name,
      `${origin.line}"${tag}" is not a tag`,
      'a tag has letters, digits, "_", "." and "-", at most 128, not starting with "." or "-"',
    );
    return false;
  });
}

function complainAboutRepeatedTags(
  promotions: readonly PromotionRequest[],
  inputs: Inputs,
  complaints: Complaints,
): void {
  const seen = new Set<string>();
  for (const { destination, extraTags } of promotions) {
    for (const tag of [destination.tag, ...extraTags]) {
      const name = formatReference({ ...destination, tag });
      if (!seen.has(name)) {
        seen.add(name);
        continue;
      }
      complaints.add(
        inputs.images.length > 0 ? 'images' : 'destination-tags',
        `two images would become ${name}`,
        'give each image its own stream or tag',
      );
    }
  }
}
