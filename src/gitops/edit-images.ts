import {
  isAlias,
  isMap,
  isPair,
  isSeq,
  parseAllDocuments,
  visit,
  type Document,
  type Pair,
  type YAMLMap,
} from 'yaml';
import type { DesiredChange, DesiredImage } from '../core/ports/gitops.ts';
import {
  aliased,
  failed,
  insertAfter,
  keyOf,
  replace,
  requireOwn,
  textOf,
  type Place,
  type TextEdit,
} from './text-edit.ts';

/** A file with some of its values replaced. */
export interface EditedFile {
  readonly text: string;
  readonly changes: readonly DesiredChange[];
  /** those that the file names, whether or not they had to be changed */
  readonly images: readonly DesiredImage[];
}

/** What to write to one file. */
export interface EditRequest {
  /** path, for messages; its last part tells a kustomization */
  readonly file: string;
  readonly text: string;
  /** see GitOpsTarget */
  readonly key: string | undefined;
  readonly images: readonly DesiredImage[];
}

type Found = Pick<EditedFile, 'images'> & { readonly edits: readonly TextEdit[] };

const KUSTOMIZATIONS = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'];
const CONTAINER_LISTS = ['containers', 'initContainers', 'ephemeralContainers'];

/**
 * Writes images to YAML or JSON: to the `images` of a kustomization, to a value by its key, or to the `image` of every container
 * that runs one of them. Every other byte stays, as values are replaced in the text at the positions that the parser reports.
 * @throws PromoteError GITOPS_FAILED when a place does not exist, exists twice, or is shared by an alias
 */
export function editImages(request: EditRequest): EditedFile {
  const documents = readDocuments(request);
  const { edits, images } = isKustomization(request.file, documents)
    ? editKustomization(documents, request)
    : request.key === undefined
      ? editContainers(documents, request)
      : editKey(documents, request.key, request);
  let { text } = request;
  for (const { start, end, text: after } of edits.toSorted((one, other) => other.start - one.start))
    text = text.slice(0, start) + after + text.slice(end);
  return { text, images, changes: edits.flatMap(({ change }) => (change === undefined ? [] : [change])) };
}

function readDocuments({ file, text }: EditRequest): readonly Document[] {
  let documents: readonly Document[];
  try {
    documents = [...parseAllDocuments(text)].filter(
      (each): each is Document.Parsed => each.contents !== null,
    );
  } catch (error) {
    // nested more deeply than a stack holds
    throw failed(`${file} cannot be read as YAML: ${error instanceof Error ? error.name : 'unknown error'}`);
  }
  for (const { errors } of documents) {
    const [first] = errors;
    if (first === undefined) continue;
    const line = first.linePos?.[0].line;
    const at = line === undefined ? '' : ` (line ${line})`;
    throw failed(
      `${file} cannot be read as YAML${at}: ${first.code.toLowerCase().replaceAll('_', ' ')}`,
      'a template of Helm is no YAML before it is rendered: give the values file and the key of the image',
    );
  }
  return documents;
}

function isKustomization(file: string, documents: readonly Document[]): boolean {
  const name = file.split(/[\\/]/).at(-1) ?? '';
  return KUSTOMIZATIONS.includes(name) || documents.some((each) => each.get('kind') === 'Kustomization');
}

function editKustomization(documents: readonly Document[], request: EditRequest): Found {
  const [document, ...others] = documents;
  if (document === undefined || others.length > 0 || !isMap(document.contents))
    throw failed(`${request.file} is not a kustomization`);
  const list = document.contents.items.find((pair) => keyOf(pair) === 'images')?.value;
  const entries = isSeq(list) ? list.items : [];
  const edits: TextEdit[] = [];
  const named: DesiredImage[] = [];
  for (const image of request.images) {
    const matches = entries.flatMap((entry, index) => {
      if (!isMap(entry)) return [];
      const name = textOf(entry.get('name'));
      const isIt =
        request.key === undefined
          ? denotes(textOf(entry.get('newName')) ?? name ?? '', image)
          : name === request.key;
      return isIt ? [{ entry, index }] : [];
    });
    const [match, ...more] = matches;
    if (more.length > 0)
      throw failed(
        `${request.file} names ${request.key ?? image.repository} in ${matches.length} entries of "images"`,
        'give the "name" of one entry after the path, or remove the others',
      );
    if (match === undefined) continue;
    named.push(image);
    edits.push(
      ...editEntry({ document, index: 0, path: ['images', match.index] }, match.entry, image, request),
    );
  }
  if (named.length > 0) return { edits, images: named };
  const name = request.key ?? request.images.map(({ repository }) => repository).join(', ');
  throw failed(
    `${request.file} has no entry for ${name} in "images"`,
    `add one: images: [{name: ${request.key ?? 'NAME-IN-THE-MANIFESTS'}, newName: ${request.images[0]?.pullName ?? ''}}]`,
  );
}

/** As `kustomize edit set image` writes an entry, but with the tag kept where there is one: both may be given. */
function editEntry(
  at: Pick<Place, 'document' | 'index' | 'path'>,
  entry: YAMLMap,
  image: DesiredImage,
  request: EditRequest,
): readonly TextEdit[] {
  const pairOf = (name: string): Pair | undefined => entry.items.find((pair) => keyOf(pair) === name);
  const place = (name: string, pair: Pair): Place => ({
    ...at,
    path: [...at.path, name],
    pair,
    node: pair.value,
  });
  const edits: TextEdit[] = [];
  const added: [string, string][] = [];
  const [name, newName, newTag, digest] = ['name', 'newName', 'newTag', 'digest'].map(pairOf);
  if (!denotes(textOf((newName ?? name)?.value) ?? '', image)) {
    if (newName === undefined) added.push(['newName', image.pullName]);
    else edits.push(...replace(place('newName', newName), image.pullName, request));
  }
  if (newTag !== undefined) edits.push(...replace(place('newTag', newTag), image.tag, request));
  if (digest === undefined) added.push(['digest', image.digest]);
  else edits.push(...replace(place('digest', digest), image.digest, request));
  const last = newTag ?? newName ?? name;
  if (last !== undefined && added.length > 0)
    edits.push(...insertAfter({ ...at, pair: last, node: last.value }, entry, added, request));
  return edits;
}

function editKey(documents: readonly Document[], key: string, request: EditRequest): Found {
  const [image, ...others] = request.images;
  if (image === undefined || others.length > 0)
    throw failed(
      `${request.file} ${key}: which image is meant is not clear`,
      'write the destination image as the third word of the line, such as prod/app',
    );
  const path = readKey(key);
  const places = documents.flatMap((document, index) => {
    const found = descend(document, path, `${request.file} ${key}`);
    return found === undefined ? [] : [{ document, index, ...found }];
  });
  const [place, ...more] = places;
  if (place === undefined) throw failed(`${request.file} has no key ${key}`, nearestHint(documents, path));
  if (more.length > 0)
    throw failed(
      `${request.file} has the key ${key} in ${places.length} documents`,
      'split the file, so that the key exists once',
    );
  return { edits: replace(place, valueFor(path, textOf(place.node), image), request), images: [image] };
}

/** `a.b[0].c`, `a.b.0.c` and, for a dot in a key, `a\.b.c`. */
function readKey(key: string): readonly string[] {
  return key
    .replace(/\[(\d+)\]/g, '.$1')
    .split(/(?<!\\)\./)
    .map((part) => part.replaceAll('\\.', '.'));
}

function descend(
  document: Document,
  path: readonly string[],
  where: string,
): Pick<Place, 'path' | 'pair' | 'node'> | undefined {
  const shared = aliased(document);
  let node: unknown = document.contents;
  let pair: Pair | undefined;
  const found: (string | number)[] = [];
  for (const part of path) {
    requireOwn(node, shared, where);
    if (isMap(node)) {
      pair = node.items.find((each) => keyOf(each) === part);
      if (pair === undefined) return undefined;
      node = pair.value;
      found.push(part);
    } else if (isSeq(node) && /^\d+$/.test(part)) {
      pair = undefined;
      node = node.items[Number(part)];
      if (node === undefined) return undefined;
      found.push(Number(part));
    } else return undefined;
  }
  return { path: found, pair, node };
}

function nearestHint(documents: readonly Document[], path: readonly string[]): string {
  const parent = path.slice(0, -1);
  for (const document of documents) {
    const node: unknown = parent.length === 0 ? document.contents : document.getIn(parent);
    if (!isMap(node)) continue;
    const keys = node.items.flatMap((pair) => keyOf(pair) ?? []).slice(0, 10);
    return `keys there: ${keys.join(', ')}`;
  }
  return 'write the keys from the top of the file, joined by dots, such as image.digest';
}

/** The last part of a key decides what it takes; anything but a tag or a digest is a whole reference. */
function valueFor(path: readonly string[], before: string | undefined, image: DesiredImage): string {
  const last = path.at(-1)?.toLowerCase() ?? '';
  if (last.endsWith('digest')) return image.digest;
  if (!last.endsWith('tag')) return referenceFor(before ?? '', image);
  // charts that know no digest accept it behind the tag
  return before?.includes('@') === true ? `${image.tag}@${image.digest}` : image.tag;
}

function editContainers(documents: readonly Document[], request: EditRequest): Found {
  const edits: TextEdit[] = [];
  const named = new Set<DesiredImage>();
  documents.forEach((document, index) => {
    for (const place of containerImages(document, index)) {
      const before = isAlias(place.node) ? textOf(place.node.resolve(document)) : textOf(place.node);
      const image = request.images.find((each) => denotes(before ?? '', each));
      if (image === undefined || before === undefined) continue;
      named.add(image);
      edits.push(...replace(place, referenceFor(before, image), request));
    }
  });
  if (named.size > 0) return { edits, images: [...named] };
  const names = request.images.map(({ repository }) => repository).join(', ');
  throw failed(
    `${request.file} has no container with the image ${names}`,
    'give the key of the image after the path, such as image.digest',
  );
}

function containerImages(document: Document, index: number): readonly Place[] {
  const places: Place[] = [];
  visit(document, {
    Pair(_, pair, ancestors) {
      if (keyOf(pair) !== 'image') return;
      const [list, items] = [ancestors.at(-3), ancestors.at(-2)];
      const isContainer = isPair(list) && isSeq(items) && CONTAINER_LISTS.includes(keyOf(list) ?? '');
      if (!isContainer) return;
      const shared = aliased(document);
      for (const each of ancestors) if (!isPair(each)) requireOwn(each, shared, 'a container');
      const path = [keyOf(list) ?? '', items.items.indexOf(ancestors.at(-1)), 'image'];
      places.push({ document, index, path, pair, node: pair.value });
    },
  });
  return places;
}

/** Keeps the name that is written there if it denotes the image, and a tag only where there are tag and digest. */
function referenceFor(before: string, image: DesiredImage): string {
  const [name = '', digest] = before.split('@');
  const tagAt = tagIndexOf(name);
  const repository = denotes(before, image) ? name.slice(0, tagAt) : image.pullName;
  const hasBoth = digest !== undefined && tagAt < name.length;
  return `${repository}${hasBoth ? `:${image.tag}` : ''}@${image.digest}`;
}

/** Where the tag of a reference without digest begins; its length if it has none. */
function tagIndexOf(name: string): number {
  const colon = name.lastIndexOf(':');
  return colon > name.lastIndexOf('/') ? colon : name.length;
}

/** Whether a reference as written in a manifest is the image, with any tag or digest. */
function denotes(reference: string, { repository, hosts }: DesiredImage): boolean {
  const [name = ''] = reference.split('@');
  const path = name.slice(0, tagIndexOf(name));
  return path === repository || hosts.some((host) => path === `${host}/${repository}`);
}
