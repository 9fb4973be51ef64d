/** Scalar values in the YAML that kubectl reads: YAML 1.1 without dates, base 60 and sets. */
export type ScalarType = 'null' | 'bool' | 'int' | 'float' | 'str';

export interface Scalar {
  readonly type: ScalarType;
  /** `bigint`: an integer that fits into 64 bits but not into a double */
  readonly value: null | boolean | number | bigint | string;
}

const WORDS: ReadonlyMap<string, Scalar> = new Map<string, Scalar>([
  ...spelled({ type: 'null', value: null }, '', '~', 'null', 'Null', 'NULL'),
  ...spelled(
    { type: 'bool', value: true },
    'true',
    'True',
    'TRUE',
    'y',
    'Y',
    'yes',
    'Yes',
    'YES',
    'on',
    'On',
    'ON',
  ),
  ...spelled(
    { type: 'bool', value: false },
    ...['false', 'False', 'FALSE', 'n', 'N', 'no', 'No', 'NO', 'off', 'Off', 'OFF'],
  ),
  ...spelled({ type: 'float', value: NaN }, '.nan', '.NaN', '.NAN'),
  ...spelled({ type: 'float', value: Infinity }, '.inf', '.Inf', '.INF', '+.inf', '+.Inf', '+.INF'),
  ...spelled({ type: 'float', value: -Infinity }, '-.inf', '-.Inf', '-.INF'),
]);

function spelled(scalar: Scalar, ...words: readonly string[]): readonly (readonly [string, Scalar])[] {
  return words.map((word) => [word, scalar]);
}

const MAX_INT64 = 2n ** 63n - 1n;
const MIN_INT64 = -(2n ** 63n);

/**
 * The value of a plain scalar as Kubernetes' parser reads it (sigs.k8s.io/yaml, a fork of go-yaml 2): `0400` is 256,
 * `yes` is true, `1_000` is 1000, and `12:30` and `2026-11-30` remain strings.
 */
export function resolveScalar(text: string): Scalar {
  const word = WORDS.get(text);
  if (word !== undefined) return word;
  if (!/^[-+.\d]/.test(text)) return { type: 'str', value: text };
  // a value with a leading dot goes unchanged to strconv.ParseFloat, which allows an underscore only between two digits
  if (text.startsWith('.') && /(?<!\d)_|_(?!\d)/.test(text)) return { type: 'str', value: text };
  const plain = text.replaceAll('_', '');
  return readInteger(plain) ?? readFloat(plain) ?? { type: 'str', value: text };
}

/** strconv.ParseInt with base 0: prefixes `0x`, `0b`, `0o`, and a leading `0` for octal. */
function readInteger(text: string): Scalar | undefined {
  const match = /^([-+]?)(0[xX][\da-fA-F]+|0[bB][01]+|0[oO]?[0-7]+|0|[1-9]\d*)$/.exec(text);
  if (match === null) return undefined;
  const [, sign = '', digits = ''] = match;
  const size = BigInt(digits.replace(/^0(?=[0-7])/, '0o'));
  const value = sign === '-' ? -size : size;
  if (value >= MIN_INT64 && value <= MAX_INT64) {
    const double = Number(value);
    return { type: 'int', value: Number.isSafeInteger(double) ? double : value };
  }
  // an unsigned 64-bit integer becomes a double when converted to JSON
  return sign === '' && value < 2n ** 64n ? { type: 'int', value: Number(value) } : undefined;
}

function readFloat(text: string): Scalar | undefined {
  if (!/^[-+]?(?:\.\d+|\d+(?:\.\d*)?)(?:[eE][-+]?\d+)?$/.test(text)) return undefined;
  const value = Number(text);
  return Number.isFinite(value) ? { type: 'float', value } : undefined;
}

/** A key as a JSON object has it; undefined for a key that Go rejects, such as an integer beyond 64 bits. */
export function keyText(key: unknown): string | undefined {
  if (typeof key === 'string') return key;
  if (typeof key === 'boolean' || typeof key === 'bigint' || Number.isSafeInteger(key)) return String(key);
  return typeof key === 'number' && !Number.isInteger(key) ? floatKey(key) : undefined;
}

/** Formats as Go does for a 32-bit float: `%g` with the fewest digits that round-trip. */
function floatKey(value: number): string {
  const single = Math.fround(value);
  const digits = [1, 2, 3, 4, 5, 6, 7, 8, 9].find(
    (count) => Math.fround(Number(value.toPrecision(count))) === single,
  );
  const [mantissa = '', exponent = '0'] = single.toExponential((digits ?? 9) - 1).split('e');
  const power = Number(exponent);
  if (power >= -4 && power < 6) return String(Number(`${mantissa}e${exponent}`));
  return `${mantissa}e${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`;
}
