import { digestOf } from '../../../src/core/image/digest.ts';
import type { RecordedExchange } from '../../support/recorded-exchange.ts';
import type { RegistryReply } from '../../support/registry-server.ts';
import { TOKENS } from './people.ts';
import type { Stage } from './stage.ts';
import { stateOf, uploadOf } from './uploads.ts';

/** What both sides of the comparison are brought to: what changes from run to run has fixed words in its place. */
export interface Outcome {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

// of the connection and the moment, not of the registry
const PASSING = new Set(['date', 'connection', 'keep-alive', 'transfer-encoding']);

/** Sends the request of a capture to the stage, and remembers where uploads are for the captures that go on with them. */
export async function replay(stage: Stage, { request, answer }: RecordedExchange): Promise<RegistryReply> {
  const headers: Record<string, string> = { ...request.headers };
  const authorization = authorizationOf(request);
  if (authorization !== undefined) headers['authorization'] = authorization;
  const reply = await stage.server.send(
    request.method,
    currentTarget(stage, request),
    headers,
    bodyOf(request),
  );
  const recorded = answer.headers['location'] ?? '';
  if (recorded.includes('/blobs/uploads/')) {
    const { uuid, offset } = uploadOf(recorded);
    stage.locations.set(`${uuid} ${offset}`, reply.headers.location ?? '');
  }
  return reply;
}

export function recordedOutcome({ answer }: RecordedExchange): Outcome {
  const headers = Object.entries(answer.headers).filter(([name]) => !PASSING.has(name));
  return {
    status: answer.status,
    headers: mapUploads(Object.fromEntries(headers)),
    body: withoutTokens(answer.body),
  };
}

export function currentOutcome({ request }: RecordedExchange, reply: RegistryReply): Outcome {
  const standIn = standInOf(request);
  const recordedWords = (text: string) =>
    standIn === undefined ? text : text.replaceAll(standIn.current, standIn.recorded);
  const headers = Object.entries(reply.headers).flatMap(([name, value]) =>
    PASSING.has(name) ? [] : [[name, recordedWords(String(value))] as const],
  );
  return {
    status: reply.status,
    headers: mapUploads(Object.fromEntries(headers)),
    body: withoutTokens(reply.body.toString()),
  };
}

/** UUID and state of an upload are the server's; what the state says about the upload is not. */
function mapUploads(headers: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const { location } = headers;
  const uuid = headers['docker-upload-uuid'];
  const result = { ...headers };
  if (uuid !== undefined) result['docker-upload-uuid'] = /^[0-9a-f-]{36}$/.test(uuid) ? 'UUID' : uuid;
  if (location?.includes('/blobs/uploads/')) {
    const state = stateOf(location);
    const { uuid: named } = uploadOf(location);
    const readable = {
      ...state,
      UUID: state?.UUID === named ? 'UUID' : state?.UUID,
      StartedAt: isTime(state?.StartedAt) ? 'TIME' : state?.StartedAt,
    };
    result['location'] = location.replace(named, 'UUID').replace(/_state=[\w%-]*/, JSON.stringify(readable));
  }
  return result;
}

function isTime(text: string | undefined): boolean {
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/.test(text ?? '');
}

function authorizationOf({ headers, caller }: RecordedExchange['request']): string | undefined {
  const recorded = headers['authorization'];
  const alice = TOKENS[`<token of ${caller ?? ''}>`]?.token ?? '';
  if (recorded === undefined) return caller === undefined ? undefined : `Bearer ${alice}`;
  if (recorded === 'Basic REDACTED') {
    // of 45s2 the user name is known, a service account's with its colons
    const name = caller ?? 'system:serviceaccount:more-sa:promo';
    return basic(
      `${name}:${caller === undefined ? tokenOf('<token of ServiceAccount more-sa/promo>') : alice}`,
    );
  }
  const encoded = /^Basic base64\((.*)\)$/.exec(recorded)?.[1];
  return encoded === undefined ? withTokens(recorded) : basic(withTokens(encoded));
}

function basic(text: string): string {
  return `Basic ${Buffer.from(text).toString('base64')}`;
}

function withTokens(text: string): string {
  return text.replace(/<token [^>]*>/, tokenOf);
}

/** A word that stands for no valid token becomes one that nobody knows. */
function tokenOf(word: string): string {
  return TOKENS[word]?.token ?? `sha256~${'unknown'.padEnd(43, '-')}`;
}

/** Tokens were taken out of the captures, which also changed their length. */
function withoutTokens(body: string): string {
  if (!body.startsWith('{"access_token"')) return body;
  return body
    .trim()
    .replaceAll('<signature>', '')
    .replaceAll(/"sha256~[^"]*"/g, '"sha256~REDACTED"')
    .replaceAll(/"JWT[^"]*"/g, '"JWT-REDACTED"');
}

/** The body, or one of the same length where it was not recorded. */
function bodyOf({ method, body, target }: RecordedExchange['request']): string | undefined {
  if (method === 'GET' || method === 'HEAD' || method === 'DELETE') return undefined;
  const sizeBytes = /^<(\d+) bytes>$/.exec(body)?.[1];
  if (sizeBytes !== undefined) return 'A'.repeat(Number(sizeBytes));
  return isLayerRecordedAsText(target) && body !== '' ? LAYER_STAND_IN : body;
}

const LAYER_STAND_IN = 'A'.repeat(100);

/** 10c, 10d and 10f sent a compressed layer of 100 bytes, which was recorded as the text it is not. */
function isLayerRecordedAsText(target: string): boolean {
  return target.startsWith('/v2/promo-src/big/blobs/uploads/');
}

/** True when the bytes of the request are not in the capture. `A`s are what the chunked uploads of 54c and 54f really sent. */
export function hasStandIn(request: RecordedExchange['request']): boolean {
  if (standInOf(request) !== undefined) return true;
  if (isLayerRecordedAsText(request.target)) return request.body !== '';
  return request.body.endsWith(' bytes>') && !request.target.startsWith('/v2/more-reg/app/');
}

/** For a blob made of stand-in bytes: its digest, and the one in the capture. */
function standInOf(
  request: RecordedExchange['request'],
): { readonly recorded: string; readonly current: string } | undefined {
  const recorded = /[?&]digest=([^&]*)/.exec(request.target)?.[1];
  if (request.method !== 'PUT' || recorded === undefined) return undefined;
  const unknown = isLayerRecordedAsText(request.target) ? LAYER_STAND_IN : bodyOf(request);
  const known = !isLayerRecordedAsText(request.target) && !request.body.endsWith(' bytes>');
  return known || unknown === undefined ? undefined : { recorded, current: digestOf(Buffer.from(unknown)) };
}

/** The recorded URL with what this server says in place of UUID, state and, for stand-ins, digest. */
function currentTarget(stage: Stage, request: RecordedExchange['request']): string {
  const { target } = request;
  if (!/\/blobs\/uploads\/[^?]/.test(target)) return target;
  const { uuid, offset } = uploadOf(target);
  const location = stage.locations.get(`${uuid} ${offset}`);
  if (location === undefined) return target;
  const state = /_state=[^&]*/.exec(location)?.[0] ?? '';
  const standIn = standInOf(request);
  const current = target.replace(uuid, uploadOf(location).uuid).replace(/_state=[^&]*/, state);
  return standIn === undefined ? current : current.replace(standIn.recorded, standIn.current);
}
