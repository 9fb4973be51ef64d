import { createPrivateKey, scryptSync, type KeyObject } from 'node:crypto';
import { secretbox } from '@noble/ciphers/salsa.js';
import { isJsonObject, type JsonObject } from '../core/text/strict-json.ts';

export type ReadPrivateKey =
  { readonly key: KeyObject } | { readonly problem: string; readonly hint: string };

// cosign writes N=65536, r=8, p=1; a file from elsewhere must not take all memory
const MAX_COST = 2 ** 18;
const BLOCK_SIZE = 8;
const PARALLELIZATION = 1;
const KEY_BYTES = 32;
const MIN_RSA_BITS = 2048;

const PASSWORD_HINT = 'set "attest-key-password" to the password that the key was created with';
const KEY_HINT =
  'give the private key in PEM, as `cosign generate-key-pair` or `openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256` write it';

/**
 * Reads a private key: encrypted as by `cosign generate-key-pair`, or any PEM that OpenSSL reads, encrypted or not. Kinds whose
 * signatures cosign verifies are taken: ECDSA P-256, RSA of 2048 bits or more, Ed25519.
 * @param password undefined: none
 * @returns no problem that contains any part of key or password
 */
export function readPrivateKey(text: string, password: string | undefined): ReadPrivateKey {
  const pem = text.trim();
  const label = /-----BEGIN ([A-Z0-9 ]{1,60})-----/.exec(pem)?.[1];
  if (label === undefined) return { problem: 'is not a private key in PEM', hint: KEY_HINT };
  if (/^ENCRYPTED (?:SIGSTORE|COSIGN) PRIVATE KEY$/.test(label)) return readCosignKey(pem, password ?? '');
  if (!label.endsWith('PRIVATE KEY')) return { problem: `is "${label}", not a private key`, hint: KEY_HINT };
  const isEncrypted = label.startsWith('ENCRYPTED') || pem.includes('Proc-Type: 4,ENCRYPTED');
  if (isEncrypted && password === undefined)
    return { problem: 'is encrypted, and there is no password', hint: PASSWORD_HINT };
  try {
    return checkKind(createPrivateKey({ key: pem, format: 'pem', passphrase: password }));
  } catch {
    // OpenSSL does not say whether the password is wrong or the key is damaged
    return isEncrypted
      ? { problem: 'cannot be decrypted: the password is wrong, or the key is damaged', hint: PASSWORD_HINT }
      : { problem: 'is damaged: it cannot be read as a private key', hint: KEY_HINT };
  }
}

/** scrypt and NaCl's secretbox in JSON, as go-securesystemslib writes them (`encrypted.Encrypt`). */
function readCosignKey(pem: string, password: string): ReadPrivateKey {
  const damaged = { problem: 'is damaged: it cannot be read as a key of cosign', hint: KEY_HINT };
  const envelope = jsonIn(pem);
  const [kdf, cipher] = [envelope?.['kdf'], envelope?.['cipher']];
  if (!isJsonObject(kdf) || !isJsonObject(cipher)) return damaged;
  const { name: derivation, params, salt } = kdf;
  if (derivation !== 'scrypt' || cipher['name'] !== 'nacl/secretbox' || !isJsonObject(params)) return damaged;
  const { N: cost, r, p } = params;
  const isKnown = typeof cost === 'number' && cost <= MAX_COST && r === BLOCK_SIZE && p === PARALLELIZATION;
  const [saltBytes, nonce, box] = [salt, cipher['nonce'], envelope?.['ciphertext']].map(bytesOf);
  if (!isKnown || saltBytes === undefined || nonce?.byteLength !== 24 || box === undefined) return damaged;
  let secret: Uint8Array;
  try {
    const limits = { N: cost, r: BLOCK_SIZE, p: PARALLELIZATION, maxmem: 256 * BLOCK_SIZE * cost };
    secret = secretbox(scryptSync(password, saltBytes, KEY_BYTES, limits), nonce).open(box);
  } catch {
    return { problem: 'cannot be decrypted: the password is wrong', hint: PASSWORD_HINT };
  }
  try {
    return checkKind(createPrivateKey({ key: Buffer.from(secret), format: 'der', type: 'pkcs8' }));
  } catch {
    return damaged;
  }
}

function jsonIn(pem: string): JsonObject | undefined {
  const body = /-----BEGIN [A-Z ]+-----([A-Za-z0-9+/=\s]+)-----END [A-Z ]+-----/.exec(pem)?.[1] ?? '';
  try {
    const value: unknown = JSON.parse(Buffer.from(body, 'base64').toString('utf8'));
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function bytesOf(value: unknown): Buffer | undefined {
  return typeof value === 'string' ? Buffer.from(value, 'base64') : undefined;
}

function checkKind(key: KeyObject): ReadPrivateKey {
  const { namedCurve, modulusLength = 0 } = key.asymmetricKeyDetails ?? {};
  const type = key.asymmetricKeyType;
  if (type === 'ed25519' || (type === 'ec' && namedCurve === 'prime256v1')) return { key };
  if (type === 'rsa' && modulusLength >= MIN_RSA_BITS) return { key };
  const kind =
    type === 'ec' ? `of the curve ${namedCurve ?? 'without name'}` : `of the kind ${type ?? 'unknown'}`;
  return {
    problem: type === 'rsa' ? `is an RSA key of ${modulusLength} bits` : `is a key ${kind}`,
    hint: 'use a key of ECDSA P-256, RSA of 2048 bits or more, or Ed25519',
  };
}
