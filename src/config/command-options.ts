import { errorOfProblems, type Side } from '../core/text/errors.ts';
import type { PromotionRequest, RollbackTarget } from '../core/options.ts';
import type { PolicyOptions } from '../core/ports/policies.ts';
import type { RawInputs } from '../core/ports/inputs.ts';
import { isTag, parseReference, type ImageReference, type StreamReference } from '../core/image/reference.ts';
import { createInputProblems, type InputProblems } from './input-problems.ts';
import { readOptions, readRunOptions, type ReadContext, type RunOptions } from './options.ts';
import { readTags } from './promotions.ts';
import { namesCluster } from './logins.ts';
import { readSides } from './sides.ts';
import { shapesOf } from './tables/commands.ts';
import { inputRow, type InputName } from './tables/inputs.ts';
import { isInputName, isKnownName } from './unknown-names.ts';
import { quoteGiven } from '../core/text/given-text.ts';

/** Options of `rollback`. Its only promotion is from a tag to itself until the earlier image is known. */
export interface RollbackOptions {
  readonly options: RunOptions;
  readonly to: RollbackTarget;
}

/** Options of `tags`. */
export interface TagsOptions {
  readonly options: RunOptions;
  readonly image: ImageReference;
  /** side that has the image */
  readonly side: Side;
  readonly destination: StreamReference | undefined;
  readonly limit: number;
}

const DEFAULT_SHARDS = 4;
// Maximum number of jobs of a matrix in both GitHub and GitLab.
const MAX_SHARDS = 200;
const DEFAULT_LIMIT = 20;
const MAX_LIMIT = 500;
const IMAGE_HINT = 'write project/stream, such as dev/app, or host/path for another registry';

/**
 * Reads the inputs of `plan`: those of a promotion, and the number of jobs to distribute its images over.
 * @throws PromoteError INPUT_INVALID
 */
export function readPlan(
  raw: RawInputs,
  context: ReadContext,
): { readonly options: RunOptions; readonly shards: number } {
  const { shards: text, ...own } = raw;
  const inputProblems = createInputProblems(context.spell);
  const range = { name: 'shards', fallback: DEFAULT_SHARDS, max: MAX_SHARDS };
  const shards = readCount(text, range, inputProblems);
  if (inputProblems.problems.length > 0) throw errorOfProblems('INPUT_INVALID', inputProblems.problems);
  return { options: { ...readOptions(own, context), dryRun: true }, shards };
}

/** Whether the inputs of a promotion request a rollback instead. */
export function asksForRollback(raw: RawInputs): boolean {
  return (raw['rollback'] ?? '').trim() !== '';
}

/**
 * Reads the inputs of a promotion with the input `rollback`, which rolls back instead. Source inputs are ignored, so that one step
 * can do both.
 * @throws PromoteError INPUT_INVALID, also for inputs that a rollback has no use for
 */
export function readRollbackInput(raw: RawInputs, context: ReadContext): RollbackOptions {
  const own = new Set<string>(shapesOf('rollback').map(({ name }) => name));
  const { rollback, ...rest } = raw;
  const mine = Object.entries(rest).filter(
    ([name]) => !isKnownName(name) || own.has(name.replace(/-file$/, '')) || own.has(name),
  );
  const useless = Object.entries(rest).filter(
    ([name, value]) =>
      isInputName(name) && !own.has(name) && !name.startsWith('source-') && isSet(name, value),
  );
  return readRollbackOptions(
    { ...Object.fromEntries(mine), to: rollback },
    context,
    'rollback',
    (inputProblems) => {
      for (const [name] of useless) {
        inputProblems.add(
          name,
          'not used by a rollback',
          `remove it, or leave ${inputProblems.spell('rollback')} empty`,
        );
      }
    },
  );
}

/** Whether an input has a value other than its default, which hosts pass if it is not set. */
export function isSet(name: InputName, value: string | undefined): boolean {
  const row = inputRow(name);
  const text = value?.trim() ?? '';
  return text !== '' && !('default' in row && text === String(row.default));
}

/**
 * Reads the inputs of `rollback`: those of a promotion without its source, and `to`.
 * @throws PromoteError INPUT_INVALID
 */
export function readRollback(raw: RawInputs, context: ReadContext): RollbackOptions {
  return readRollbackOptions(raw, context, 'to', () => undefined);
}

/** @param name of the input that says where to */
function readRollbackOptions(
  raw: RawInputs,
  context: ReadContext,
  name: 'to' | 'rollback',
  addProblems: (inputProblems: InputProblems) => void,
): RollbackOptions {
  const { to: toText, ...own } = raw;
  let to: RollbackTarget = { kind: 'previous' };
  const options = readRunOptions(own, context, (inputs, inputProblems) => {
    addProblems(inputProblems);
    const tags = readTags(inputs.destinationTags, { name: 'destination-tags', line: '' }, inputProblems);
    to = readTo(toText, name, inputProblems) ?? to;
    const image = readImage(inputs.destinationImage, 'destination-image', inputProblems);
    if (image !== undefined && (image.tag === undefined || image.digest !== undefined)) {
      inputProblems.add(
        'destination-image',
        'has no tag',
        'write the tag to roll back, such as prod/app:live',
      );
    }
    if (image?.kind === 'registry' && to.kind !== 'reference') {
      inputProblems.add(
        name,
        'not available for registries, which keep no history of their tags',
        'give the digest or tag to roll back to: sha256:…',
      );
    }
    const references = { source: [], destination: image === undefined ? [] : [image] };
    const { destination } = readSides(inputs, own, references, inputProblems, context.pod);
    return {
      promotions: image === undefined ? [] : requestOf(image, image, tags),
      sides: { destination, source: { ...destination, side: 'source' } },
    };
  });
  // attachments of the image are in the stream already
  return { options: { ...options, signatures: 'never' }, to };
}

function requestOf(
  source: ImageReference,
  destination: ImageReference,
  tags: readonly string[],
): readonly PromotionRequest[] {
  const { tag = 'latest' } = destination;
  return [{ source, destination: { ...destination, tag }, extraTags: tags.filter((extra) => extra !== tag) }];
}

function readTo(
  text: string | undefined,
  name: 'to' | 'rollback',
  inputProblems: InputProblems,
): RollbackTarget | undefined {
  const given = text?.trim() ?? '';
  if (given === '') return undefined;
  if (given === 'previous') return { kind: 'previous' };
  if (/^[1-9]\d{0,3}$/.test(given)) return { kind: 'steps', count: Number(given) };
  if (/^sha256:[a-f0-9]{6,64}$/.test(given) || isTag(given)) return { kind: 'reference', reference: given };
  inputProblems.add(
    name,
    `${quoteGiven(given)} is not a number of steps, a digest or a tag`,
    'write previous, 2 (steps back), sha256:… or a tag of the stream',
  );
  return undefined;
}

/**
 * The sides that `tags` searches in this order until one has the image: the one given by `--side`; otherwise the source, and then
 * the destination if both clusters but no destination image are given.
 * @throws PromoteError INPUT_INVALID
 */
export function sidesOfTags(raw: RawInputs, context: ReadContext): readonly Side[] {
  const given = raw['side'] ?? '';
  if (given === 'source' || given === 'destination') return [given];
  if (given !== '') {
    const inputProblems = createInputProblems(context.spell);
    inputProblems.add('side', `${quoteGiven(given)} is not a side`, 'write source or destination');
    throw errorOfProblems('INPUT_INVALID', inputProblems.problems);
  }
  const isOpen =
    namesCluster('source', raw) &&
    namesCluster('destination', raw) &&
    (raw['destination-image'] ?? '') === '';
  return isOpen ? ['source', 'destination'] : ['source'];
}

/**
 * Reads the inputs of `tags` for one side: its image, and for the source also the destination if its image is given.
 * @throws PromoteError INPUT_INVALID
 */
export function readTagsCommand(raw: RawInputs, context: ReadContext, side: Side): TagsOptions {
  const { limit: limitText, ...named } = raw;
  const rest: RawInputs = { ...named, side: undefined };
  const namesDestination = (rest['destination-image'] ?? '') !== '';
  // an incomplete login of a side that is not used must not be an error
  const isAlone = side === 'destination' || (namesCluster('source', rest) && !namesDestination);
  const own = isAlone ? withoutSide(otherSide(side), rest) : rest;
  let found: Omit<TagsOptions, 'options'> | undefined;
  const options = readRunOptions(own, context, (inputs, inputProblems) => {
    const image = readImage(inputs.sourceImage, 'source-image', inputProblems);
    const destination =
      inputs.destinationImage === undefined
        ? undefined
        : readImage(inputs.destinationImage, 'destination-image', inputProblems);
    if (destination?.kind === 'registry') {
      inputProblems.add(
        'destination-image',
        'not in an OpenShift cluster',
        'write project/stream, such as prod/app',
      );
    }
    const asked = image === undefined ? [] : [image];
    const compared = destination === undefined ? [] : [destination];
    const references =
      side === 'source' ? { source: asked, destination: compared } : { source: [], destination: asked };
    const sides = readSides(inputs, own, references, inputProblems, context.pod);
    if (image !== undefined) {
      found = {
        image,
        side,
        destination: destination?.kind === 'stream' ? destination : undefined,
        limit: readCount(
          limitText,
          { name: 'limit', fallback: DEFAULT_LIMIT, max: MAX_LIMIT },
          inputProblems,
        ),
      };
    }
    // nothing is promoted, but these references determine which hosts must not receive the token of a cluster
    return { sides, promotions: image === undefined ? [] : requestOf(image, destination ?? image, []) };
  });
  if (found === undefined) throw new TypeError('an image is missing but was not reported');
  return { ...found, options: { ...options, client: undefined } };
}

/** Options of `policy check`. */
export interface PolicyCheckOptions {
  readonly options: RunOptions;
  readonly reference: ImageReference;
  readonly policy: PolicyOptions;
}

/**
 * Reads the inputs of `policy check`: the source, the policy, and the destination if it contains the policy or a stream that the
 * policy refers to.
 * @throws PromoteError INPUT_INVALID
 */
export function readPolicyCheck(raw: RawInputs, context: ReadContext): PolicyCheckOptions {
  let reference: ImageReference | undefined;
  const options = readRunOptions(raw, context, (inputs, inputProblems) => {
    reference = readImage(inputs.sourceImage, 'source-image', inputProblems);
    if (inputs.policy === undefined) {
      inputProblems.add(
        'policy',
        'required',
        'give the path of the policy file, or project/name of its ConfigMap',
      );
    }
    const references = { source: reference === undefined ? [] : [reference], destination: [] };
    const sides = readSides(inputs, raw, references, inputProblems, context.pod);
    return { sides, promotions: reference === undefined ? [] : requestOf(reference, reference, []) };
  });
  const { policy } = options;
  if (reference === undefined || policy === undefined)
    throw new TypeError('an input is missing but was not reported');
  return { reference, policy, options: { ...options, client: undefined } };
}

function otherSide(side: Side): Side {
  return side === 'source' ? 'destination' : 'source';
}

function readCount(
  text: string | undefined,
  { name, fallback, max }: { readonly name: string; readonly fallback: number; readonly max: number },
  inputProblems: InputProblems,
): number {
  const given = text?.trim() ?? '';
  if (given === '') return fallback;
  const count = /^\d{1,4}$/.test(given) ? Number(given) : 0;
  if (count >= 1 && count <= max) return count;
  inputProblems.add(
    name,
    `${quoteGiven(given)} is not a valid number`,
    `write a whole number from 1 to ${max}`,
  );
  return fallback;
}

function readImage(
  text: string | undefined,
  name: 'source-image' | 'destination-image',
  inputProblems: InputProblems,
): ImageReference | undefined {
  if (text === undefined) {
    inputProblems.add(name, 'required', IMAGE_HINT);
    return undefined;
  }
  const parsed = parseReference(text);
  if ('reference' in parsed) return parsed.reference;
  inputProblems.add(name, parsed.problem, IMAGE_HINT);
  return undefined;
}

/** Keeps `source-image`, which names the image on either side. */
function withoutSide(side: Side, raw: RawInputs): RawInputs {
  return Object.fromEntries(
    Object.entries(raw).filter(([name]) => !name.startsWith(`${side}-`) || name === 'source-image'),
  );
}
