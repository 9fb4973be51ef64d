import { readFileSync, statSync } from 'node:fs';
import { PromoteError, type Side } from '../../../core/text/errors.ts';
import { isJsonObject, type JsonObject } from '../../../core/text/strict-json.ts';
import { unreadableFile } from '../../../core/text/given-text.ts';
import type { AuthFilePlace } from './auth-file-places.ts';

/** The content of an auth file, by its original keys. */
export interface AuthFile {
  /** path of the file, or name of the variable */
  readonly name: string;
  readonly auths: JsonObject;
  readonly credHelpers: JsonObject;
  readonly credsStore: string | undefined;
}

const MAX_FILE_BYTES = 1024 * 1024;

/**
 * Reads one place; undefined when it is empty. A default file that this job has no permission to read, such as one in another
 * user's home, is skipped with a line in the log.
 * @throws PromoteError INPUT_INVALID when a file named by the user does not exist, and for content that is not an auth file
 */
export function readAuthFile(
  place: AuthFilePlace,
  side: Side,
  log: (line: string) => void,
): AuthFile | undefined {
  if (place.kind === 'text') return parseAuthFile(place.text, place.name, false, side);
  const { file, isRequired, isLegacy } = place;
  let text: string;
  try {
    // a few small files, most of which do not exist: synchronous reads are faster than the thread pool
    const { size } = statSync(file);
    if (size > MAX_FILE_BYTES) throw unusable(file, side, 'is too large for what it should hold');
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if (error instanceof PromoteError) throw error;
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unreadable';
    if (isRequired) throw missing(file, code, side);
    if (code !== 'ENOENT' && code !== 'ENOTDIR') {
      log(`${side}: ${file} cannot be read (${code}), its accounts are left out`);
    }
    return undefined;
  }
  // podman leaves an empty file after logging out of all registries
  return text.trim() === '' ? undefined : parseAuthFile(text, file, isLegacy, side);
}

function parseAuthFile(text: string, name: string, isLegacy: boolean, side: Side): AuthFile {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch {
    // the parser's message quotes the text, which contains passwords
    throw unusable(name, side, 'is not JSON');
  }
  if (!isJsonObject(content)) throw unusable(name, side, 'is not a JSON object');
  const store = content['credsStore'];
  return {
    name,
    auths: isLegacy ? content : objectIn(content, 'auths'),
    credHelpers: objectIn(content, 'credHelpers'),
    credsStore: !isLegacy && typeof store === 'string' && store !== '' ? store : undefined,
  };
}

function objectIn(content: JsonObject, key: string): JsonObject {
  const value = content[key];
  return isJsonObject(value) ? value : {};
}

/** The error for a named file that does not exist, or for content given in place of a path. */
function missing(file: string, code: string, side: Side): PromoteError {
  return new PromoteError({
    code: 'INPUT_INVALID',
    message: `the accounts for the ${side} registry: ${unreadableFile(file, code)}`,
    hint: `give the path of a file as skopeo login or docker login writes it; its content goes into the variable DOCKER_AUTH_CONFIG`,
    where: { side },
  });
}

/** The error for an invalid auth file. */
export function unusable(name: string, side: Side, what: string): PromoteError {
  return new PromoteError({
    code: 'INPUT_INVALID',
    message: `the accounts for the ${side} registry: ${name} ${what}`,
    hint: `write it with skopeo login or docker login, or set the inputs "${side}-registry-username" and "${side}-registry-password"`,
    where: { side },
  });
}
