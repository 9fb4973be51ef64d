// Recorded exchanges of a real OpenShift control plane, as replies of a loopback server.
import { readFileSync } from 'node:fs';

export interface RecordedReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

// the loopback server frames its bodies itself
const FRAMING = new Set(['content-length', 'transfer-encoding', 'connection', 'date']);

/** The answer of a recorded exchange, by the name of its file without `.http`. */
export function recordedReply(name: string): RecordedReply {
  const text = readFileSync(new URL(`../fixtures/captures/${name}.http`, import.meta.url), 'utf8');
  // lines of the request start with ### or >, a blank line ends them
  const answer = text.startsWith('###') ? text.slice(text.indexOf('\n\n') + 2) : text;
  const end = answer.search(/\r?\n\r?\n/);
  const [statusLine = '', ...headerLines] = (end < 0 ? answer : answer.slice(0, end)).split(/\r?\n/);
  const status = /^HTTP\/[\d.]+ (\d{3})/.exec(statusLine)?.[1];
  if (status === undefined) throw new Error(`${name}.http has no status line`);
  const headers = headerLines
    .map((line) => /^([^:]+): (.*)$/.exec(line))
    .map((match) => [match?.[1]?.toLowerCase() ?? '', match?.[2] ?? ''] as const)
    .filter(([header]) => header !== '' && !FRAMING.has(header));
  const body = end < 0 ? '' : answer.slice(end).replace(/^\r?\n\r?\n/, '');
  return { status: Number(status), headers: Object.fromEntries(headers), body };
}

/** The JSON object of a recorded answer. */
export function recordedObject(name: string): Record<string, unknown> {
  return JSON.parse(recordedReply(name).body) as Record<string, unknown>;
}
