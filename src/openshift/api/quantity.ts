/** Decimal and binary suffixes of Kubernetes quantities. */
const SUFFIXES: Readonly<Record<string, number>> = {
  '': 1,
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
  Ei: 2 ** 60,
};

/** The numeric value of `2`, `1500m`, `1Gi` or `1e3`; undefined for anything else. */
export function parseQuantity(text: string | undefined): number | undefined {
  const match = /^([+-]?\d+(?:\.\d*)?(?:[eE][+-]?\d+)?)([a-zA-Z]{0,2})$/.exec(text ?? '');
  const factor = SUFFIXES[match?.[2] ?? '?'];
  return match?.[1] === undefined || factor === undefined ? undefined : Number(match[1]) * factor;
}
