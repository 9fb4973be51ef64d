import { notImplemented } from '../exchange/status.ts';

/** A field of a message: its number and, of texts and messages, its bytes. */
interface Field {
  readonly number: number;
  readonly bytes: Uint8Array;
}

const MAGIC = 'k8s\0';
const ATTRIBUTES = ['', 'namespace', 'verb', 'group', 'version', 'resource', 'subresource', 'name'] as const;

/**
 * The SelfSubjectAccessReview that `oc auth can-i` and `kubectl auth can-i` send as protobuf: an envelope (`runtime.Unknown`)
 * with the object in its field 2, whose spec is field 2, and the attributes of the resource field 1 of that
 * (k8s.io/api/authorization/v1 generated.proto). Nothing else is read.
 */
export function readProtobufReview(body: Uint8Array): {
  readonly spec: { readonly resourceAttributes: Record<string, string> };
} {
  if (Buffer.from(body.subarray(0, 4)).toString('latin1') !== MAGIC) throw notImplemented('this protobuf');
  const review = messageAt(body.subarray(4), 2);
  const attributes = messageAt(messageAt(review, 2), 1);
  const resourceAttributes: Record<string, string> = {};
  for (const { number, bytes } of fieldsOf(attributes)) {
    const name = ATTRIBUTES[number];
    if (name !== undefined && name !== '' && bytes.length > 0) {
      resourceAttributes[name] = Buffer.from(bytes).toString('utf8');
    }
  }
  return { spec: { resourceAttributes } };
}

function messageAt(message: Uint8Array, number: number): Uint8Array {
  return fieldsOf(message).find((field) => field.number === number)?.bytes ?? new Uint8Array();
}

function fieldsOf(message: Uint8Array): readonly Field[] {
  const fields: Field[] = [];
  let at = 0;
  const varint = (): number => {
    let value = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = message[at] ?? 0;
      at += 1;
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
    throw notImplemented('this protobuf');
  };
  while (at < message.length) {
    const tag = varint();
    const type = tag & 7;
    if (type !== 0 && type !== 2) throw notImplemented('this protobuf');
    const value = varint();
    if (type === 0) continue;
    fields.push({ number: tag >> 3, bytes: message.subarray(at, at + value) });
    at += value;
  }
  return fields;
}
