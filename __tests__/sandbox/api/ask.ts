// One request to the API server of a sandbox cluster.
import type { OutgoingHttpHeaders } from 'node:http';
import { request } from 'node:https';
import type { SandboxCluster } from '../../../sandbox/cluster.ts';

export interface Answer {
  readonly status: number;
  readonly text: string;
  /** what the text says, as far as a test looks into it */
  readonly body: Answered;
}

export interface Answered {
  readonly [key: string]: unknown;
  readonly message?: string;
  readonly reason?: string;
  readonly metadata?: { readonly resourceVersion?: string; readonly continue?: string };
  readonly items?: readonly { readonly metadata: { readonly name: string } }[];
}

export interface Question {
  readonly method?: string;
  readonly path: string;
  readonly body?: object;
  /** default application/json */
  readonly type?: string;
  /** a user or service account whose token is sent; undefined: alice */
  readonly as?: string;
  /** sent instead of a token of the cluster; undefined: none */
  readonly token?: string;
}

export function ask(cluster: SandboxCluster, question: Question): Promise<Answer> {
  const { method = 'GET', path, body, type = 'application/json', as = 'alice' } = question;
  const token = 'token' in question ? question.token : cluster.token(as);
  const text = body === undefined ? undefined : JSON.stringify(body);
  const headers: OutgoingHttpHeaders = {
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    ...(text === undefined ? {} : { 'content-type': type, 'content-length': Buffer.byteLength(text) }),
  };
  return new Promise((resolve, reject) => {
    const message = request(
      cluster.apiUrl + path,
      { method, headers, ca: cluster.ca, agent: false },
      (reply) => {
        const chunks: Buffer[] = [];
        reply.on('data', (chunk: Buffer) => chunks.push(chunk));
        reply.on('error', reject);
        reply.on('end', () => {
          const answered = Buffer.concat(chunks).toString('utf8');
          resolve({ status: reply.statusCode ?? 0, text: answered, body: parse(answered) });
        });
      },
    );
    message.on('error', reject);
    message.end(text);
  });
}

function parse(text: string): Answered {
  try {
    return JSON.parse(text) as Answered;
  } catch {
    return {};
  }
}
