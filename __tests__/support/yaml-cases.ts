import texts from '../fixtures/kubectl-yaml/texts.json' with { type: 'json' };

/** A text that kubectl was given. */
export interface YamlCase {
  /** the whole text, or what follows HEADER */
  readonly text: string;
  readonly whole?: boolean;
}

/** A text that our reader does not read as kubectl does, on purpose. */
export interface Difference {
  readonly because: string;
  /** part of its error */
  readonly says?: string;
  /** what it reads where kubectl reads something else or nothing: JSON without the fields of HEADER */
  readonly reads?: string;
}

export const HEADER = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\n';

const object = (name: string, more = ''): string =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}}\n${more}`;

/** Each level has the one above it `width` times. */
function nestedAliases(levels: number, width: number): string {
  const names = Array.from({ length: levels }, (_, level) => `a${level}`);
  return names
    .map(
      (name, level) =>
        `${name}x: &${name} [${Array<string>(width)
          .fill(`*${names[level - 1] ?? 'a'}`)
          .join(', ')}]`,
    )
    .join('\n');
}

export const YAML_CASES: readonly YamlCase[] = [
  ...texts.scalars.map((scalar) => ({ text: `value: ${scalar}\n` })),
  ...texts.keys.map((key) => ({ text: `data:\n  ${key}: v\n` })),
  ...texts.fields.map((fields) => ({ text: `${fields}\n` })),
  ...texts.documents.map((text) => ({ text, whole: true })),
  ...[3, 7].map((levels) => ({ text: `a0: &a {x: y}\n${nestedAliases(levels, 9)}\n` })),
];

const strict12 = 'YAML 1.2, which js-yaml reads, allows it; there is only one thing it can mean';
const twice = 'two values for one key are a mistake, and kubectl would take the last one without a word';
const directive = 'kubectl cuts the text at --- before it reads directives; what they say is harmless';
const escape = 'JSON has this escape, so tools that write JSON use it';

/** By text. */
export const DIFFERENCES: Readonly<Record<string, Difference>> = {
  'value: "\\/"\n': { because: escape, reads: '{"value":"/"}' },
  'value: "\\ud83d\\ude00"\n': { because: escape, reads: '{"value":"😀"}' },
  'value: !!binary /w==\n': {
    because: 'kubectl puts U+FFFD where bytes are no text: the value is lost',
    says: 'has a !!binary value that is no text',
  },
  'value: !!timestamp a\n': { because: 'dates are texts anyway', reads: '{"value":"a"}' },
  'data:\n  .inf: v\n': { because: 'no manifest has such a key', says: 'has a number that is infinite' },
  'data:\n  .nan: v\n': { because: 'no manifest has such a key', says: 'has a number that is infinite' },
  'b: &b [{x: 1}]\nm: {<<: *b}\n': {
    because: 'a list of mappings may stand there, so an alias of one may as well',
    reads: '{"b":[{"x":1}],"m":{"x":1}}',
  },
  'a: &x-y.z 1\nb: *x-y.z\n': { because: strict12, reads: '{"a":1,"b":1}' },
  'a: b\u0085c\n': { because: strict12, reads: '{"a":"b\u0085c"}' },
  'a: b\u2028c\n': { because: strict12, reads: '{"a":"b\u2028c"}' },
  'a: "b\u0085 c"\n': { because: 'no line break in YAML 1.2', reads: '{"a":"b\u0085 c"}' },
  'a: |\n  b\u2028  c\n': { because: 'no line break in YAML 1.2', reads: '{"a":"b\u2028  c\\n"}' },
  'a: "\u007f"\n': { because: strict12, reads: '{"a":"\u007f"}' },
  'm: [a:]\n': { because: 'a key without a value in YAML 1.2', reads: '{"m":[{"a":null}]}' },
  'm: {a:}\n': { because: 'a key without a value in YAML 1.2', reads: '{"m":{"a":null}}' },
  'm: [a:, b]\n': { because: 'a key without a value in YAML 1.2', reads: '{"m":[{"a":null},"b"]}' },
  [`${object('a')}...\n${object('b')}`]: {
    because: 'kubectl does not look at what follows, other readers do',
    says: 'has content after ...',
  },
  '--- {apiVersion: v1, kind: ConfigMap, metadata: {name: a}}\n': {
    because: strict12,
    reads: '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a"}}',
  },
  [`%YAML 1.1\n---\n${object('a')}`]: {
    because: directive,
    reads: '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a"}}',
  },
  [`%YAML 1.2\n---\n${object('a')}`]: {
    because: directive,
    reads: '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a"}}',
  },
  [`%TAG !e! tag:example.com,2026:\n---\n${object('a', 'v: !e!x 1\n')}`]: {
    because: directive,
    reads: '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a"},"v":"1"}',
  },
  'a: 1\na: 2\n': { because: twice, says: 'has the key "a" twice' },
  'm: {a: 1, a: 2}\n': { because: twice, says: 'has the key "a" twice' },
  'm: {a: 1, "a": 2}\n': { because: twice, says: 'has the key "a" twice' },
  'b: &b {x: 1}\nm: {<<: *b, x: 2, x: 3}\n': { because: twice, says: 'has the key "x" twice' },
  'm: {1: a, 1: b}\n': { because: twice, says: 'has the key "1" twice' },
  'm: {1: a, "1": b}\n': {
    because: 'two values for one key: kubectl takes one of them by chance',
    says: 'has the key "1" twice',
  },
  'b: &b {x: 1}\nc: &c {x: 2}\nm: {<<: *b, <<: *c}\n': { because: twice, says: 'has the key "<<" twice' },
};
