import type { PromotionRequest } from '../core/options.ts';
import {
  formatReference,
  inClusterRegistry,
  isTag,
  parseReference,
  type ImageReference,
} from '../core/image/reference.ts';
import type { InputName, Inputs } from './tables/inputs.ts';
import type { InputProblems } from './input-problems.ts';
import { quoteGiven } from '../core/text/given-text.ts';
import { readFileText } from './files/file-text.ts';
import type { Release } from './release.ts';

/** Where a text was given: the input, and the line if it has several. */
interface Origin {
  readonly name: InputName;
  readonly line: string;
}

/**
 * The promotions given by `images`, `images-file`, or `source-image` and `destination-image`. With `release`, sources have no tag:
 * they get its tag, or one is chosen later.
 */
export function readPromotions(
  inputs: Inputs,
  release: Release,
  inputProblems: InputProblems,
): readonly PromotionRequest[] {
  const extraTags = readTags(inputs.destinationTags, { name: 'destination-tags', line: '' }, inputProblems);
  const named =
    listName(inputs) !== undefined
      ? readLines(inputs, release, extraTags, inputProblems)
      : readPair(inputs, release, extraTags, inputProblems);
  const promotions = named.map(({ source, destination, ...rest }) => ({
    ...rest,
    source: ofCluster(source, inputs.sourceServer, inputs.sourceKubeconfig),
    destination: {
      ...ofCluster(destination, inputs.destinationServer, inputs.destinationKubeconfig),
      tag: destination.tag,
    },
  }));
  reportRepeatedTags(promotions, inputs, inputProblems);
  return promotions;
}

/** A side without a cluster has only registries. */
function ofCluster(
  reference: ImageReference,
  server: string | undefined,
  kubeconfig: string | undefined,
): ImageReference {
  return server === undefined && kubeconfig === undefined ? reference : inClusterRegistry(reference, server);
}

/** The input that lists several images; undefined if a single image is given. */
export function listName({ images, imagesFile }: Inputs): 'images' | 'images-file' | undefined {
  if (images.length > 0) return 'images';
  return imagesFile === undefined ? undefined : 'images-file';
}

function readPair(
  inputs: Inputs,
  release: Release,
  extraTags: readonly string[],
  inputProblems: InputProblems,
): readonly PromotionRequest[] {
  const { sourceImage, destinationImage } = inputs;
  if (sourceImage === undefined) {
    inputProblems.add('source-image', 'required', 'give the image to promote, such as dev/app:1.4.2');
  }
  if (destinationImage === undefined) {
    inputProblems.add(
      'destination-image',
      'required',
      'give the image to promote to, such as prod/app:1.4.2',
    );
  }
  const source = readSource(sourceImage, release, { name: 'source-image', line: '' }, inputProblems);
  const destination = readDestination(
    destinationImage,
    { name: 'destination-image', line: '' },
    source,
    inputProblems,
  );
  return promotionOf(source, destination, extraTags);
}

function readLines(
  inputs: Inputs,
  release: Release,
  extraTags: readonly string[],
  inputProblems: InputProblems,
): readonly PromotionRequest[] {
  const ways = [
    inputs.images.length === 0 ? [] : ['images'],
    inputs.imagesFile === undefined ? [] : ['images-file'],
    inputs.sourceImage === undefined ? [] : ['source-image'],
    inputs.destinationImage === undefined ? [] : ['destination-image'],
  ].flat();
  const [first = 'images', ...others] = ways;
  if (others.length > 0) {
    const names = others.map((name) => inputProblems.spell(name)).join(' and ');
    inputProblems.add(first, `cannot be combined with ${names}`, 'use only one of them');
  }
  return entriesOf(inputs, inputProblems).flatMap(({ text, ...origin }) => {
    const [left = '', right, ...more] = text.split('=>').map((part) => part.trim());
    if (right === undefined || more.length > 0) {
      // for a file, only the line is shown: it may be the wrong file, with secrets in it
      const shown = origin.name === 'images-file' ? 'it' : quoteGiven(text);
      inputProblems.add(origin.name, `${origin.line}${shown} must contain exactly one "=>"`, EXAMPLE_LINE);
      return [];
    }
    const [image, ...tags] = right.split(',').map((part) => part.trim());
    const source = readSource(left, release, origin, inputProblems);
    const destination = readDestination(image, origin, source, inputProblems);
    return promotionOf(source, destination, [...readTags(tags, origin, inputProblems), ...extraTags]);
  });
}

function entriesOf(
  inputs: Inputs,
  inputProblems: InputProblems,
): readonly (Origin & { readonly text: string })[] {
  const { images, imagesFile } = inputs;
  const listed = images.map((text, index) => ({
    name: 'images' as const,
    line: `entry ${index + 1}: `,
    text,
  }));
  const inFile = imagesFile === undefined ? [] : readImagesFile(imagesFile, inputProblems);
  return [
    ...listed,
    ...inFile.map(({ text, place }) => ({ name: 'images-file' as const, line: `${place}: `, text })),
  ];
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
  { choice, tag }: Release,
  origin: Origin,
  inputProblems: InputProblems,
): ImageReference | undefined {
  const reference = readReference(text, origin, inputProblems);
  if (reference === undefined) return undefined;
  const isChosen = tag !== undefined || (choice !== undefined && choice.select.kind !== 'given');
  if (reference.tag !== undefined || reference.digest !== undefined) {
    if (!isChosen) return reference;
    inputProblems.add(
      'release',
      `of no use to "${formatReference(reference)}", which names the image already`,
      'remove its tag or digest, or remove this input',
    );
    return undefined;
  }
  if (isChosen) return { ...reference, tag };
  inputProblems.add(
    origin.name,
    `${origin.line}"${formatReference(reference)}" has neither tag nor digest`,
    `add a tag, such as ${formatReference({ ...reference, tag: 'latest' })}, or preferably a digest`,
  );
  return undefined;
}

function readDestination(
  text: string | undefined,
  origin: Origin,
  source: ImageReference | undefined,
  inputProblems: InputProblems,
): PromotionRequest['destination'] | undefined {
  const reference = readReference(text, origin, inputProblems);
  if (reference === undefined) return undefined;
  const tag = reference.tag ?? source?.tag ?? 'latest';
  const hint = `write ${formatReference({ ...reference, tag, digest: undefined })}`;
  if (reference.digest !== undefined) {
    inputProblems.add(
      origin.name,
      `${origin.line}"${formatReference(reference)}" contains a digest, but the destination always gets the digest of the source`,
      hint,
    );
    return undefined;
  }
  if (reference.tag === undefined) {
    inputProblems.add(origin.name, `${origin.line}"${formatReference(reference)}" has no tag`, hint);
    return undefined;
  }
  return { ...reference, tag: reference.tag };
}

function readReference(
  text: string | undefined,
  origin: Origin,
  inputProblems: InputProblems,
): ImageReference | undefined {
  if (text === undefined) return undefined;
  const parsed = parseReference(text);
  if ('reference' in parsed) return parsed.reference;
  inputProblems.add(
    origin.name,
    `${origin.line}${parsed.problem}`,
    origin.name === 'images' || origin.name === 'images-file'
      ? EXAMPLE_LINE
      : 'write project/stream:tag, such as dev/app:1.4.2, or host/path:tag for another registry',
  );
  return undefined;
}

export function readTags(
  tags: readonly string[],
  origin: Origin,
  inputProblems: InputProblems,
): readonly string[] {
  return tags.filter((tag) => {
    if (isTag(tag)) return true;
    inputProblems.add(
      origin.name,
      `${origin.line}${quoteGiven(tag)} is not a tag`,
      'a tag has letters, digits, "_", "." and "-", at most 128, not starting with "." or "-"',
    );
    return false;
  });
}

function reportRepeatedTags(
  promotions: readonly PromotionRequest[],
  inputs: Inputs,
  inputProblems: InputProblems,
): void {
  const seen = new Set<string>();
  for (const { destination, extraTags } of promotions) {
    for (const tag of [destination.tag, ...extraTags]) {
      const name = formatReference({ ...destination, tag });
      if (!seen.has(name)) {
        seen.add(name);
        continue;
      }
      inputProblems.add(
        listName(inputs) ?? 'destination-tags',
        `${name} is the destination of two images`,
        'give each image its own stream or tag',
      );
    }
  }
}

/** An entry of the file, and its location: `images.txt:3`. */
interface FileEntry {
  readonly text: string;
  readonly place: string;
}

// Enough for several thousand images; a larger file is the wrong file.
const MAX_FILE_BYTES = 1024 * 1024;

/** The entries of a file with a list of images, as plain lines or items of a YAML list of strings. Problems are reported. */
function readImagesFile(path: string, inputProblems: InputProblems): readonly FileEntry[] {
  const content = readFileText(path, MAX_FILE_BYTES);
  if ('problem' in content) {
    inputProblems.add('images-file', content.problem, 'give the path of a file that the job can read');
    return [];
  }
  const entries = content.text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .flatMap((line, index) => {
      const text = entryOf(line);
      return text === '' ? [] : [{ text, place: `${path}:${index + 1}` }];
    });
  if (entries.length === 0) {
    inputProblems.add(
      'images-file',
      `"${path}" contains no images`,
      'write one source => destination per line, such as dev/app:1.4.2 => prod/app:1.4.2',
    );
  }
  return entries;
}

/** A line without comment, list hyphen and quotes, which image names cannot contain. Empty if nothing is left. */
function entryOf(line: string): string {
  const text = line
    .replace(/(?:^|\s)#.*$/, '')
    .trim()
    .replace(/^---$/, '')
    .replace(/^-\s+/, '');
  const quoted = /^(["'])(.*)\1$/.exec(text);
  return (quoted?.[2] ?? text).trim();
}
