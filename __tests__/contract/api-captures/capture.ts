// The recorded exchanges with API and OAuth servers, as data.
import { readdirSync, readFileSync } from 'node:fs';

export interface ApiCapture {
  /** of the file, without `.http` */
  readonly name: string;
  readonly method: string;
  /** 26440 and 26443 are API and OAuth server of the source, 274xx those of the destination */
  readonly port: number;
  /** path and query */
  readonly target: string;
  /** names in lower case, credentials as they are in the file */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly status: number;
  readonly replyHeaders: Readonly<Record<string, readonly string[]>>;
  readonly replyBody: string;
}

const folder = new URL('../../fixtures/captures/', import.meta.url);

export const API_PORTS: readonly number[] = [26440, 26443, 27440, 27443];

/** undefined: the file holds no exchange with an API server */
export function readCapture(name: string): ApiCapture | undefined {
  const text = readFileSync(new URL(`${name}.http`, folder), 'utf8');
  const first = /^### (\S+) https:\/\/127\.0\.0\.1:(\d+)(\S*)/.exec(text);
  const port = Number(first?.[2]);
  if (first === null || !API_PORTS.includes(port)) return undefined;
  const requestEnd = text.indexOf('\n\n');
  const lines = text.slice(0, requestEnd).split('\n').slice(1);
  const blank = lines.findIndex((line) => /^> ?$/.test(line));
  const headerLines = blank < 0 ? lines : lines.slice(0, blank);
  const answer = text.slice(requestEnd + 2);
  const answerEnd = answer.search(/\r?\n\r?\n/);
  const head = (answerEnd < 0 ? answer : answer.slice(0, answerEnd)).split(/\r?\n/);
  return {
    name,
    method: first[1] ?? '',
    port,
    target: first[3] === '' ? '/' : (first[3] ?? '/'),
    headers: Object.fromEntries(headerLines.map((line) => headerOf(line.replace(/^> ?/, '')))),
    body: (blank < 0 ? [] : lines.slice(blank + 1)).map((line) => line.replace(/^> ?/, '')).join('\n'),
    status: Number(/^HTTP\/[\d.]+ (\d{3})/.exec(head[0] ?? '')?.[1]),
    replyHeaders: groupHeaders(head.slice(1)),
    replyBody: answerEnd < 0 ? '' : answer.slice(answerEnd).replace(/^\r?\n\r?\n/, ''),
  };
}

function headerOf(line: string): readonly [string, string] {
  const colon = line.indexOf(':');
  return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
}

function groupHeaders(lines: readonly string[]): Record<string, string[]> {
  const headers: Record<string, string[]> = {};
  for (const line of lines.filter((candidate) => candidate.includes(':'))) {
    const [name, value] = headerOf(line);
    (headers[name] ??= []).push(value);
  }
  return headers;
}

export function captureNames(): readonly string[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.http'))
    .map((file) => file.slice(0, -'.http'.length))
    .sort();
}

/** A capture that is known to be there. */
export function requireCapture(name: string): ApiCapture {
  const capture = readCapture(name);
  if (capture === undefined) throw new Error(`${name} is no capture of an API server`);
  return capture;
}

/** The lines of INDEX.txt: what was recorded, whether its file was copied or not. */
export function indexLines(): readonly {
  readonly name: string;
  readonly method: string;
  readonly port: number;
  readonly path: string;
}[] {
  const text = readFileSync(new URL('INDEX.txt', folder), 'utf8');
  return text.split('\n').flatMap((line) => {
    const match = /^(\S+)\.http .*?(GET|POST|PUT|PATCH|DELETE|HEAD)\s+:(\d+)(\S+)/.exec(line);
    if (match === null || !API_PORTS.includes(Number(match[3]))) return [];
    return [{ name: match[1] ?? '', method: match[2] ?? '', port: Number(match[3]), path: match[4] ?? '' }];
  });
}
