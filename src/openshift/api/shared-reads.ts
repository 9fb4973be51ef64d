import type { Api, ApiReply } from './api.ts';
import { formatQuery } from './api-path.ts';

/**
 * The same API, where what several ask for at the same time is asked for once. Only those that also give up together share an
 * answer: whose signals are the same one.
 */
export function shareReads(api: Api): Api {
  const running = new WeakMap<AbortSignal, Map<string, Promise<ApiReply>>>();
  return {
    ...api,
    send(request, signal) {
      if (request.method !== 'GET') return api.send(request, signal);
      const reads = running.get(signal) ?? new Map<string, Promise<ApiReply>>();
      running.set(signal, reads);
      const key = request.path + formatQuery(request.query ?? {});
      const reading = reads.get(key) ?? api.send(request, signal).finally(() => reads.delete(key));
      reads.set(key, reading);
      return reading;
    },
  };
}
