export type ByteRange =
  | { readonly kind: 'whole' | 'part'; readonly start: number; /** included */ readonly end: number }
  | { readonly kind: 'several' }
  | { readonly kind: 'unsatisfiable'; readonly complaint: string };

/** Reads a `Range` header (RFC 9110 §14.2) with the complaints of Go's `net/http`. */
export function readRange(header: string | undefined, sizeBytes: number): ByteRange {
  if (header === undefined || header === '') return { kind: 'whole', start: 0, end: sizeBytes - 1 };
  const invalid: ByteRange = { kind: 'unsatisfiable', complaint: 'invalid range' };
  if (!header.startsWith('bytes=')) return invalid;
  const specs = header
    .slice('bytes='.length)
    .split(',')
    .map((spec) => spec.trim())
    .filter((spec) => spec !== '');
  if (specs.length > 1) return { kind: 'several' };
  const [, first = '', last = ''] = /^(\d*)\s*-\s*(\d*)$/.exec(specs[0] ?? '') ?? [];
  if (first === '' && last === '') return invalid;
  if (first === '') {
    // the last so many bytes
    const start = Math.max(0, sizeBytes - Number(last));
    return start < sizeBytes ? { kind: 'part', start, end: sizeBytes - 1 } : noOverlap;
  }
  const start = Number(first);
  const end = last === '' ? sizeBytes - 1 : Math.min(Number(last), sizeBytes - 1);
  if (start >= sizeBytes) return noOverlap;
  return end < start ? invalid : { kind: 'part', start, end };
}

const noOverlap: ByteRange = { kind: 'unsatisfiable', complaint: 'invalid range: failed to overlap' };
