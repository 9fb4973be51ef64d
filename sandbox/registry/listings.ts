import type { RegistryCall, RegistryContext } from './registry-call.ts';
import { errorReply, jsonReply, type Reply } from './reply.ts';

const DEFAULT_CATALOG_ENTRIES = 100;
const MAX_CATALOG_ENTRIES = 1000;

/** `tags/list`. The real one lists in no particular order; here it is sorted, which is one of them. */
export function listTags(call: RegistryCall): Reply {
  const { backend } = call.context;
  if (!backend.streamExists(call.namespace, call.name))
    return errorReply([{ code: 'NAME_UNKNOWN', detail: { name: call.repository } }]);
  const all = [...backend.listTags(call.namespace, call.name)].sort();
  const page = pageOf(all, call.query, all.length);
  if (page === undefined) return invalidNumber(call.query);
  const path = `/v2/${call.repository}/tags/list`;
  return jsonReply(200, { name: call.repository, tags: page.entries }, linkTo(path, page));
}

/** `_catalog`: the streams of the whole cluster, 100 at a time unless asked for more. */
export function listRepositories(context: RegistryContext, query: URLSearchParams): Reply {
  const all = [...context.backend.listRepositories()].sort();
  const page = pageOf(all, query, DEFAULT_CATALOG_ENTRIES);
  if (page === undefined || Number(query.get('n')) > MAX_CATALOG_ENTRIES) return invalidNumber(query);
  return jsonReply(200, { repositories: page.entries }, linkTo('/v2/_catalog', page));
}

interface Page {
  readonly entries: readonly string[];
  /** last entry when there are more */
  readonly last: string | undefined;
}

function pageOf(all: readonly string[], query: URLSearchParams, defaultSize: number): Page | undefined {
  const n = query.get('n') ?? '';
  if (n !== '' && !/^\+?\d+$/.test(n)) return undefined;
  const size = n === '' ? defaultSize : Number(n);
  const after = query.get('last') ?? '';
  const rest = after === '' ? all : all.filter((entry) => entry > after);
  const entries = rest.slice(0, size);
  return { entries, last: rest.length > entries.length ? entries.at(-1) : undefined };
}

function linkTo(path: string, { entries, last }: Page): Readonly<Record<string, string>> {
  if (last === undefined) return {};
  const query = new URLSearchParams({ last, n: String(entries.length) });
  return { Link: `<${path}?${query.toString()}>; rel="next"` };
}

function invalidNumber(query: URLSearchParams): Reply {
  return errorReply([{ code: 'PAGINATION_NUMBER_INVALID', detail: { n: query.get('n') } }]);
}
