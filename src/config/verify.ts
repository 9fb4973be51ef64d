import { isDigest } from '../core/image/digest.ts';
import { parseReference, type ImageReference } from '../core/image/reference.ts';
import type { RawInputs } from '../core/ports/inputs.ts';
import { readFileText } from './files/file-text.ts';
import type { InputProblems } from './input-problems.ts';
import { readRunOptions, type ReadContext, type RunOptions } from './options.ts';
import { readSides } from './sides.ts';

/** Options of `verify`. */
export interface VerifyOptions {
  readonly options: RunOptions;
  readonly image: ImageReference;
  /** public keys whose signatures count, by the path of their file */
  readonly keys: readonly { readonly name: string; readonly pem: string }[];
  /** of certificates whose signatures count; undefined: none */
  readonly identity: { readonly subject: string; readonly issuer: string } | undefined;
  /** text of a `trusted_root.json`; undefined: that of sigstore's public instance */
  readonly root: { readonly name: string; readonly text: string } | undefined;
}

const MAX_FILE_BYTES = 1024 * 1024;
const HINT = 'write project/stream:tag, such as prod/app:live, or host/path:tag for another registry';

/**
 * Reads the inputs of `verify`: the image at the destination, and whose signatures count.
 * @throws PromoteError INPUT_INVALID with every problem of every input in `problems`
 */
export function readVerify(raw: RawInputs, context: ReadContext): VerifyOptions {
  const { key, identity, issuer, 'trusted-root': trustedRoot, ...own } = raw;
  let found: Omit<VerifyOptions, 'options'> | undefined;
  const options = readRunOptions(own, context, (inputs, inputProblems) => {
    const image = readImage(inputs.destinationImage, inputProblems);
    const keys = (key ?? '').split(',').flatMap((text) => readFile('key', text, inputProblems));
    const [root] = readFile('trusted-root', trustedRoot ?? '', inputProblems);
    const pair = [identity ?? '', issuer ?? ''].map((text) => text.trim());
    const [subject = '', issuedBy = ''] = pair;
    if ((subject === '') !== (issuedBy === '')) {
      inputProblems.add(
        subject === '' ? 'identity' : 'issuer',
        'required together with the other half of the identity',
        'give both: --identity=https://github.com/… --issuer=https://token.actions.githubusercontent.com',
      );
    }
    if (root !== undefined && subject === '')
      inputProblems.add(
        'trusted-root',
        'only used to verify certificates',
        'give --identity and --issuer, too',
      );
    if (image === undefined)
      return {
        promotions: [],
        sides: readSides(inputs, own, { source: [], destination: [] }, inputProblems, context.pod),
      };
    found = {
      image,
      keys: keys.map(({ name, text }) => ({ name, pem: text })),
      identity: subject === '' ? undefined : { subject, issuer: issuedBy },
      root,
    };
    const references = { source: [], destination: [image] };
    const { destination } = readSides(inputs, own, references, inputProblems, context.pod);
    // nothing is promoted; the reference determines which hosts must not receive the token of the cluster
    const promotion = { source: image, destination: { ...image, tag: image.tag ?? 'latest' }, extraTags: [] };
    return { promotions: [promotion], sides: { destination, source: { ...destination, side: 'source' } } };
  });
  if (found === undefined) throw new TypeError('an input is missing but was not reported');
  return { ...found, options: { ...options, client: undefined } };
}

function readImage(text: string | undefined, inputProblems: InputProblems): ImageReference | undefined {
  if (text === undefined) {
    inputProblems.add('destination-image', 'required', HINT);
    return undefined;
  }
  const parsed = parseReference(text);
  if ('problem' in parsed) {
    inputProblems.add('destination-image', parsed.problem, HINT);
    return undefined;
  }
  const { reference } = parsed;
  if (reference.tag !== undefined || isDigest(reference.digest)) return reference;
  inputProblems.add('destination-image', 'has no tag', HINT);
  return undefined;
}

function readFile(
  name: 'key' | 'trusted-root',
  given: string,
  inputProblems: InputProblems,
): readonly { readonly name: string; readonly text: string }[] {
  const path = given.trim();
  if (path === '') return [];
  const content = readFileText(path, MAX_FILE_BYTES);
  if ('text' in content) return [{ name: path, text: content.text }];
  inputProblems.add(name, content.problem, 'give the path of a file that can be read');
  return [];
}
