import { PromoteError } from '../../core/text/errors.ts';
import type { JsonObject } from '../../core/text/strict-json.ts';
import type { Api, ApiReply, ApiRequest } from './api.ts';

/** The result of a lookup: a missing object is a valid result. */
export type Found = { readonly object: JsonObject } | 'missing' | undefined;

/** Requests optional information: undefined if the request is rejected or fails. */
export async function lookUp(api: Api, request: ApiRequest, signal: AbortSignal): Promise<Found> {
  let reply: ApiReply;
  try {
    reply = await api.send(request, signal);
  } catch (error) {
    if (!(error instanceof PromoteError) || signal.aborted) throw error;
    return undefined;
  }
  if (reply.ok) return { object: reply.body };
  // without a kind the API is missing, not the object (openshift-api.md §0.3)
  return reply.failure.status === 404 && reply.failure.kind !== '' ? 'missing' : undefined;
}

/** The same, with a missing object treated like a rejected request. */
export async function lookUpObject(
  api: Api,
  path: string,
  signal: AbortSignal,
): Promise<JsonObject | undefined> {
  const found = await lookUp(api, { method: 'GET', path }, signal);
  return typeof found === 'object' ? found.object : undefined;
}
