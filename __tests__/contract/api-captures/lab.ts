// The two recorded clusters, played by the sandbox.
import { request } from 'node:https';
import { issueServiceAccountToken, issueUserToken } from '../../../sandbox/access/tokens.ts';
import type { SandboxCluster } from '../../../sandbox/cluster.ts';
import type { SandboxOptions } from '../../../sandbox/state/options.ts';
import { startSandbox, type Sandbox } from '../../../sandbox/sandbox.ts';
import type { ApiCapture } from './capture.ts';
import { eventDifferences } from './watch-comparison.ts';
import { Correspondence, differences, type ComparisonOptions } from './comparison.ts';

export interface LabReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

export interface ReplayOptions {
  /** paths whose differences are declared exceptions */
  readonly ignored?: readonly string[];
  readonly looseVersions?: boolean;
  /** the recorded watch ended before the end of the story */
  readonly cutShort?: boolean;
  /** changes the recorded request before it is sent */
  readonly adapt?: (capture: ApiCapture) => ApiCapture;
}

/** A pair of clusters that recorded requests are sent to, and what their names correspond to. */
export class Lab {
  readonly #starting: Promise<Sandbox>;
  #sandbox: Sandbox | undefined;
  readonly #uids = { source: new Correspondence(), destination: new Correspondence() };
  readonly #versions = { source: new Correspondence(), destination: new Correspondence() };
  /** by the text in angle brackets of a capture: `alice`, `sa-default` */
  readonly tokens = new Map<string, string>();

  #aheadMs = 0;

  private constructor(start: (now: () => Date) => Promise<Sandbox>) {
    this.#starting = start(() => new Date(Date.now() + this.#aheadMs));
  }

  /** Controllers take steps only when a scenario tells them to. */
  static async start(options: SandboxOptions = {}): Promise<Lab> {
    // between the recorded requests the rights of a new project had time to arrive
    const lab = new Lab((now) => startSandbox({ paceMs: Infinity, rbacDelayMs: 0, now, ...options }));
    lab.#sandbox = await lab.#starting;
    // what the recorded clusters imported from is gone: a scenario says what was there
    for (const { state } of [lab.#sandbox.source, lab.#sandbox.destination]) state.upstream = undefined;
    return lab;
  }

  get sandbox(): Sandbox {
    if (this.#sandbox === undefined) throw new TypeError('the lab has not started');
    return this.#sandbox;
  }

  /** Lets all controllers come to rest. */
  async settle(): Promise<void> {
    // image triggers act in the same turn: let them
    await new Promise((resolve) => setImmediate(resolve));
    this.sandbox.source.advance();
    this.sandbox.destination.advance();
  }

  /** A request that was not recorded; it must succeed. Returns the object answered. */
  async call(
    port: number,
    user: string,
    method: string,
    target: string,
    body: object,
    type = 'application/json',
  ): Promise<Record<string, unknown>> {
    const reply = await this.send({
      name: 'not recorded',
      port,
      method,
      target,
      headers: { authorization: `Bearer <token of ${user}>`, 'content-type': type },
      body: JSON.stringify(body),
      status: 0,
      replyHeaders: {},
      replyBody: '',
    });
    if (reply.status >= 300) throw new Error(`${method} ${target}: ${reply.status} ${reply.body}`);
    return JSON.parse(reply.body) as Record<string, unknown>;
  }

  /** Lets time pass. */
  wait(seconds: number): void {
    this.#aheadMs += seconds * 1000;
  }

  clusterOf(capture: ApiCapture): SandboxCluster {
    return capture.port < 27000 ? this.sandbox.source : this.sandbox.destination;
  }

  /** Sends a recorded request. */
  send(capture: ApiCapture): Promise<LabReply> {
    const cluster = this.clusterOf(capture);
    const url = new URL(this.#translate(capture, capture.target), cluster.apiUrl);
    const headers: Record<string, string> = { ...capture.headers };
    const credentials = headers['authorization'];
    if (credentials !== undefined) headers['authorization'] = this.#credentials(cluster, credentials);
    const body = this.#translate(capture, capture.body);
    if (body !== '') headers['content-length'] = String(Buffer.byteLength(body));
    return new Promise((resolve, reject) => {
      const message = request(
        url,
        { method: capture.method, headers, ca: cluster.ca, agent: false },
        (reply) => {
          const chunks: Buffer[] = [];
          reply.on('data', (chunk: Buffer) => chunks.push(chunk));
          reply.on('error', reject);
          reply.on('end', () => {
            resolve({
              status: reply.statusCode ?? 0,
              headers: reply.headers,
              body: Buffer.concat(chunks).toString('utf8'),
            });
          });
        },
      );
      message.on('error', reject);
      message.end(body === '' ? undefined : body);
    });
  }

  /** Sends a recorded request and returns how the answer differs. */
  async replay(recorded: ApiCapture, options: ReplayOptions = {}): Promise<readonly string[]> {
    const capture = options.adapt?.(recorded) ?? recorded;
    return this.compare(capture, await this.send(capture), options);
  }

  /** How an answer differs from the recorded one. */
  compare(capture: ApiCapture, reply: LabReply, options: ReplayOptions): readonly string[] {
    const comparison = this.comparison(capture, options);
    if (reply.status !== capture.status) {
      return [`status ${reply.status} instead of ${capture.status}: ${messageOf(reply.body)}`];
    }
    return [...headerDifferences(capture, reply, comparison), ...bodyDifferences(capture, reply, comparison)];
  }

  comparison(capture: ApiCapture, options: ReplayOptions): ComparisonOptions {
    const side = this.clusterOf(capture).name;
    const cluster = this.clusterOf(capture);
    const base = side === 'source' ? 264 : 274;
    const port = (url: string): string => url.replace('https://', '');
    return {
      uids: this.#uids[side],
      versions: this.#versions[side],
      strictVersions: options.looseVersions !== true,
      hosts: [
        [`127.0.0.1:${base}44`, cluster.registryHost],
        [`127.0.0.1:${base}43`, port(cluster.apiUrl)],
        [`127.0.0.1:${base}40`, port(cluster.apiUrl)],
        [`192.0.2.10:${base}40`, '127.0.0.1:443'],
        ['lab-node', 'sandbox-node'],
        ['cri-o://lab', 'cri-o://sandbox'],
      ],
      ignored: options.ignored ?? [],
      cutShort: options.cutShort === true,
    };
  }

  /** A token for the name a capture gives it: a user, `sa-default`, `ServiceAccount NS/NAME`, or one that was set before. */
  #credentials(cluster: SandboxCluster, text: string): string {
    const bearer = /^Bearer <token of ([^>]+)>$/.exec(text)?.[1];
    if (bearer !== undefined) return `Bearer ${this.#token(cluster, bearer)}`;
    const basic = /^Basic base64\((.*)\)$/.exec(text)?.[1];
    return basic === undefined ? text : `Basic ${Buffer.from(basic).toString('base64')}`;
  }

  #token(cluster: SandboxCluster, name: string): string {
    const known = this.tokens.get(`${cluster.name} ${name}`);
    if (known !== undefined) return known;
    const account = /^ServiceAccount ([^/]+)\/(.+)$/.exec(name);
    const token =
      account === null
        ? issueUserToken(cluster.state, name)
        : issueServiceAccountToken(cluster.state, account[1] ?? '', account[2] ?? '');
    this.tokens.set(`${cluster.name} ${name}`, token);
    return token;
  }

  /** Names of the recording that stand in a request: uids and resourceVersions it was given before. */
  #translate(capture: ApiCapture, text: string): string {
    const side = this.clusterOf(capture).name;
    return text
      .replace(/("resourceVersion": ?")(\d+)(")/g, (_, before: string, version: string, after: string) => {
        return `${before}${this.#versions[side].translate(version) ?? version}${after}`;
      })
      .replace(/([?&]resourceVersion=)(\d+)/g, (_, before: string, version: string) => {
        return `${before}${this.#versions[side].translate(version) ?? version}`;
      })
      .replace(/("uid": ?")([0-9a-f-]{36})(")/g, (_, before: string, uid: string, after: string) => {
        return `${before}${this.#uids[side].translate(uid) ?? uid}${after}`;
      });
  }
}

const COMPARED_HEADERS = [
  'content-type',
  'warning',
  'x-content-type-options',
  'retry-after',
  'www-authenticate',
  'location',
];

function headerDifferences(
  capture: ApiCapture,
  reply: LabReply,
  options: ComparisonOptions,
): readonly string[] {
  return COMPARED_HEADERS.flatMap((name) => {
    const recorded = [...new Set(capture.replyHeaders[name] ?? [])].sort().join(', ');
    const value = reply.headers[name] ?? [];
    const actual = (Array.isArray(value) ? value : [value]).join(', ');
    return differences(recorded, actual, options, `header ${name}`);
  });
}

function bodyDifferences(
  capture: ApiCapture,
  reply: LabReply,
  options: ComparisonOptions,
): readonly string[] {
  if (capture.status === 200 && /[?&]watch=true|\/watch\//.test(capture.target)) {
    return eventDifferences(capture.replyBody, reply.body, options);
  }
  const recorded = parse(capture.replyBody);
  const actual = parse(reply.body);
  return differences(recorded, actual, options);
}

function messageOf(body: string): string {
  const value = parse(body);
  return typeof value === 'object' && value !== null && 'message' in value
    ? String(value.message)
    : body.slice(0, 300);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text.trim();
  }
}
