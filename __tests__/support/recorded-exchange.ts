// Recorded exchanges of a real OpenShift control plane, request and answer.
import { readdirSync, readFileSync } from 'node:fs';

export interface RecordedExchange {
  /** of the file, without `.http` */
  readonly name: string;
  readonly request: {
    readonly method: string;
    /** port of the server that was asked: 26444 is the source's registry, 27444 the destination's */
    readonly port: number;
    /** path and query */
    readonly target: string;
    /** who asked, when the file names the user instead of the credentials */
    readonly caller: string | undefined;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: string;
  };
  readonly answer: {
    readonly status: number;
    /** names in lower case */
    readonly headers: Readonly<Record<string, string>>;
    readonly body: string;
  };
}

const folder = new URL('../fixtures/captures/', import.meta.url);

export function recordedNames(): readonly string[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.http'))
    .map((file) => file.slice(0, -'.http'.length))
    .sort();
}

/** undefined for the few files that hold an answer without its request */
export function recordedExchange(name: string): RecordedExchange | undefined {
  const text = readFileSync(new URL(`${name}.http`, folder), 'utf8');
  const split = text.indexOf('\n\n');
  if (!text.startsWith('### ')) return undefined;
  const request = readRequest(text.slice(0, split));
  const answer = readAnswer(text.slice(split + 2));
  return { name, request, answer: request.method === 'HEAD' ? { ...answer, body: '' } : answer };
}

function readRequest(text: string): RecordedExchange['request'] {
  const [first = '', ...lines] = text.split('\n');
  const match = /^### (\S+) (?:https?:\/\/[^/]*:(\d+))?(.*?)(?: {3}\(as (\S+?)\)?(?: .*)?)?$/.exec(first);
  if (match === null) throw new Error(`not the first line of a capture: ${first}`);
  const blank = lines.indexOf('>');
  const headerLines = blank < 0 ? lines : lines.slice(0, blank);
  const bodyLines = blank < 0 ? [] : lines.slice(blank + 1);
  return {
    method: match[1] ?? '',
    // the files without a host are all from the source cluster
    port: Number(match[2] ?? 26444),
    target: match[3] ?? '',
    caller: match[4],
    headers: Object.fromEntries(headerLines.map((line) => headerOf(line.slice(2)))),
    body: bodyLines.map((line) => line.replace(/^> ?/, '')).join('\n'),
  };
}

function readAnswer(text: string): RecordedExchange['answer'] {
  const head = /^(.*?)\r?\n\r?\n/s.exec(`${text}\n\n`);
  const [statusLine = '', ...headerLines] = (head?.[1] ?? '').split(/\r?\n/);
  const headers = Object.fromEntries(headerLines.map((line) => headerOf(line)));
  // a file ends with a line break or two of its own: the length tells where the body ends
  const body = Buffer.from(text.slice(head?.[0].length ?? 0));
  const length = headers['content-length'];
  return {
    status: Number(/^HTTP\/[\d.]+ (\d{3})/.exec(statusLine)?.[1]),
    headers,
    body: body.subarray(0, length === undefined ? 0 : Number(length)).toString(),
  };
}

function headerOf(line: string): readonly [string, string] {
  const colon = line.indexOf(':');
  return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
}
