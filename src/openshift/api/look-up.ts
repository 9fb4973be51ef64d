import { PromoteError } from '../../core/text/errors.ts';
import type { JsonObject } from '../../core/text/strict-json.ts';
import type { Api, ApiReply, ApiRequest } from './api.ts';

/** What a look-up found: that something is missing is an answer, too. */
export type Found = { readonly object: JsonObject } | 'missing' | undefined;

/** Asks for what is good to know: an answer that is refused or does not come is undefined. */
export async function lookUp(api: Api, request: ApiRequest, signal: AbortSignal): Promise<Found> {
  let reply: ApiReply;
  try {
    reply = await api.send(request, signal);
  } catch (error) {
    if (!(error instanceof PromoteError) || signal.aborted) throw error;
    return undefined;
  }
  if (reply.ok) return { object: reply.body };
  // without a kind it is the API that is missing, not the object (openshift-api.md §0.3)
  return reply.failure.status === 404 && reply.failure.kind !== '' ? 'missing' : undefined;
}

/** The same for where a missing object tells no more than a refusal. */
export async function lookUpObject(
  api: Api,
  path: string,
  signal: AbortSignal,
): Promise<JsonObject | undefined> {
  const found = await lookUp(api, { method: 'GET', path }, signal);
  return typeof found === 'object' ? found.object : undefined;
}
