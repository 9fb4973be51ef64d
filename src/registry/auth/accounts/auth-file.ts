import { readFileSync, statSync } from 'node:fs';
import { PromoteError, type Side } from '../../../core/text/errors.ts';
import { isJsonObject, type JsonObject } from '../../../core/text/strict-json.ts';
import { unreadableFile } from '../../../core/text/given-text.ts';
import type { AuthFilePlace } from './auth-file-places.ts';

/** What an auth file says, by keys as they are written there. */
export interface AuthFile {
  /** path, or name of the variable */
  readonly name: string;
  readonly auths: JsonObject;
  readonly credHelpers: JsonObject;
  readonly credsStore: string | undefined;
}

const MAX_FILE_BYTES = 1024 * 1024;

/**
 * Reads what is written at a place; undefined: nothing is. A file that nobody named and that this job may not read is left out
 * with a line in the log: the home of another user is none of its business.
 * @throws PromoteError INPUT_INVALID for a file that was named and is not there, and for what is no auth file
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
    // a few small files, most of which are not there: handing that to other threads takes longer than doing it
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
  // podman writes an empty file when it has logged out of everything
  return text.trim() === '' ? undefined : parseAuthFile(text, file, isLegacy, side);
}

function parseAuthFile(text: string, name: string, isLegacy: boolean, side: Side): AuthFile {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch {
    // what the parser says quotes the text, which holds passwords
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

/** A file that was named and is not there, or whose content was given in place of its path. */
function missing(file: string, code: string, side: Side): PromoteError {
  return new PromoteError({
    code: 'INPUT_INVALID',
    message: `the accounts for the ${side} registry: ${unreadableFile(file, code)}`,
    hint: `give the path of a file as skopeo login or docker login writes it; its content goes into the variable DOCKER_AUTH_CONFIG`,
    where: { side },
  });
}

/** Something about an auth file. */
export function unusable(name: string, side: Side, what: string): PromoteError {
  return new PromoteError({
    code: 'INPUT_INVALID',
    message: `the accounts for the ${side} registry: ${name} ${what}`,
    hint: `write it with skopeo login or docker login, or set the inputs "${side}-registry-username" and "${side}-registry-password"`,
    where: { side },
  });
}
