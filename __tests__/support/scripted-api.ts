// A loopback API server that gives scripted answers in order and records the requests.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { recordedReply } from './recorded-reply.ts';

export interface AskedRequest {
  /** such as `GET /apis/…`; a watch is `WATCH /apis/…` */
  readonly key: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: unknown;
}

/** The name of a recorded answer, or an answer made up for what no recording shows. */
export type Step =
  | string
  | {
      readonly status?: number;
      readonly headers?: Readonly<Record<string, string>>;
      /** text is sent as it is, anything else as JSON */
      readonly body?: unknown;
      /** after the body: keep the stream open until the server closes, or break it off */
      readonly then?: 'hold' | 'break';
    }
  | ((request: AskedRequest) => Step);

export interface ScriptedApi {
  readonly url: string;
  readonly asked: readonly AskedRequest[];
  keys(): readonly string[];
  bodies(key: string): readonly unknown[];
  /** throws when something was asked that the script does not know */
  close(): Promise<void>;
}

/** Each key is answered step by step; the last step goes on for ever. Paths are compared decoded. */
export async function startScriptedApi(
  script: Readonly<Record<string, Step | readonly Step[]>>,
): Promise<ScriptedApi> {
  const asked: AskedRequest[] = [];
  const unexpected: string[] = [];
  const used = new Map<string, number>();
  const server = createServer((message, response) => {
    void readRequest(message).then((request) => {
      asked.push(request);
      const steps = script[request.key];
      if (steps === undefined) {
        unexpected.push(request.key);
        response.writeHead(418).end('not in the script');
        return;
      }
      const list: readonly Step[] = isList(steps) ? steps : [steps];
      const index = Math.min(used.get(request.key) ?? 0, list.length - 1);
      used.set(request.key, index + 1);
      const step = list[index];
      if (step !== undefined) answer(step, request, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    keys: () => asked.map(({ key }) => key),
    bodies: (key) => asked.filter((request) => request.key === key).map(({ body }) => body),
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      if (unexpected.length > 0) throw new Error(`not in the script: ${unexpected.join(', ')}`);
    },
  };
}

function isList(steps: Step | readonly Step[]): steps is readonly Step[] {
  return Array.isArray(steps);
}

async function readRequest(message: IncomingMessage): Promise<AskedRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString('utf8');
  const url = new URL(message.url ?? '/', 'http://loopback');
  const method = url.searchParams.get('watch') === 'true' ? 'WATCH' : message.method;
  return {
    key: `${method} ${decodeURIComponent(url.pathname)}`,
    query: url.searchParams,
    headers: message.headers,
    body: readBody(text, message.headers['content-type'] ?? ''),
  };
}

/** A form stays text. */
function readBody(text: string, type: string): unknown {
  if (text === '') return undefined;
  return type.includes('urlencoded') ? text : (JSON.parse(text) as unknown);
}

function answer(step: Step, request: AskedRequest, response: ServerResponse): void {
  if (typeof step === 'function') {
    answer(step(request), request, response);
    return;
  }
  const reply = typeof step === 'string' ? recordedReply(step) : step;
  const body = reply.body ?? '';
  response.writeHead(reply.status ?? 200, { 'content-type': 'application/json', ...reply.headers });
  if ('then' in reply && reply.then !== undefined) {
    response.write(typeof body === 'string' ? body : JSON.stringify(body));
    if (reply.then === 'break') setTimeout(() => response.destroy(), 10);
    return;
  }
  response.end(typeof body === 'string' ? body : JSON.stringify(body));
}
