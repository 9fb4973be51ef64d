import { createHmac, timingSafeEqual } from 'node:crypto';
import { isJsonObject } from '../../src/core/text/strict-json.ts';

/** What `_state` of an upload's Location says: where the next piece belongs. */
export interface UploadState {
  readonly name: string;
  readonly uuid: string;
  readonly offset: number;
  readonly startedAt: string;
}

const MAC_BYTES = 32;

/** The state as the registry writes it: base64url, with padding, of a SHA-256 HMAC and the JSON it covers. */
export function packState(secret: Uint8Array, state: UploadState): string {
  const message = Buffer.from(
    JSON.stringify({
      Name: state.name,
      UUID: state.uuid,
      Offset: state.offset,
      StartedAt: state.startedAt,
    }),
  );
  const token = Buffer.concat([macOf(secret, message), message]).toString('base64');
  return token.replaceAll('+', '-').replaceAll('/', '_');
}

/** @returns undefined when the text is not a state that was packed with `secret` */
export function unpackState(secret: Uint8Array, token: string): UploadState | undefined {
  const bytes = Buffer.from(token, 'base64url');
  if (bytes.byteLength < MAC_BYTES) return undefined;
  const message = bytes.subarray(MAC_BYTES);
  if (!timingSafeEqual(macOf(secret, message), bytes.subarray(0, MAC_BYTES))) return undefined;
  const state: unknown = JSON.parse(message.toString());
  if (!isJsonObject(state)) return undefined;
  return {
    name: String(state['Name']),
    uuid: String(state['UUID']),
    offset: Number(state['Offset']),
    startedAt: String(state['StartedAt']),
  };
}

function macOf(secret: Uint8Array, message: Uint8Array): Buffer {
  return createHmac('sha256', secret).update(message).digest();
}
