import { DISCOVERY, GROUPS, OTHER_RESOURCES } from './discovery-table.ts';
import { KUBERNETES } from './kubernetes-table.ts';
import { json, type ApiReply, type ResourceCall } from '../exchange/exchange.ts';
import { notImplemented } from '../exchange/status.ts';

const ALL_VERBS = 'create,delete,deletecollection,get,list,patch,update,watch';

interface Row {
  readonly name: string;
  readonly kind: string;
  readonly verbs: readonly string[];
  readonly document: object;
}

/** Group/versions whose resources are known. */
export function knownVersions(): readonly string[] {
  return [...Object.keys(DISCOVERY), ...Object.keys(KUBERNETES)];
}

/** Kinds of a group/version that can be patched. */
export function patchableKinds(groupVersion: string): readonly string[] {
  const rows = rowsOf(groupVersion)?.filter(
    ({ name, verbs }) => !name.includes('/') && verbs.includes('patch'),
  );
  return (rows ?? []).map(({ kind }) => kind);
}

/** Rows of a group/version; undefined when its discovery is not known. */
function rowsOf(groupVersion: string): readonly Row[] | undefined {
  return (DISCOVERY[groupVersion] ?? KUBERNETES[groupVersion])
    ?.trim()
    .split('\n')
    .map((line) => readRow(line.split(' ')));
}

function readRow(fields: readonly string[]): Row {
  const [name = '', singular, scope, kind = '', verbs = '', shortNames, categories, hash, kindVersion] =
    fields.map((field) => (field === '-' ? undefined : field));
  const list = (verbs === '*' ? ALL_VERBS : verbs).split(',');
  const [group, version] = kindVersion?.split('/') ?? [];
  return {
    name,
    kind,
    verbs: list,
    document: {
      name,
      singularName: singular ?? '',
      namespaced: scope === 'N',
      ...(group === undefined || group === '' ? {} : { group }),
      ...(version === undefined ? {} : { version }),
      kind,
      verbs: list,
      ...(shortNames === undefined ? {} : { shortNames: shortNames.split(',') }),
      ...(categories === undefined ? {} : { categories: categories.split(',') }),
      ...(hash === undefined ? {} : { storageVersionHash: hash }),
    },
  };
}

/** Does a real cluster have the resource, and may it be used in this way? */
export function isKnownResource(call: ResourceCall): 'yes' | 'no verb' | 'no' {
  const groupVersion = call.group === '' ? call.version : `${call.group}/${call.version}`;
  const name = call.subresource === undefined ? call.resource : `${call.resource}/${call.subresource}`;
  const row = rowsOf(groupVersion)?.find((candidate) => candidate.name === name);
  if (row !== undefined) return row.verbs.includes(call.verb) ? 'yes' : 'no verb';
  const others = OTHER_RESOURCES.find((line) => line.startsWith(`${groupVersion} `));
  return others?.split(' ').includes(call.resource) === true ? 'yes' : 'no';
}

/** `/api`, `/apis`, `/apis/GROUP` and `/apis/GROUP/VERSION`. */
export function discoveryDocument(path: string): ApiReply {
  const segments = path.split('/').filter(Boolean);
  if (path === '/') throw notImplemented('GET /');
  const [root, group, version] = segments;
  if (root === 'api' && group === undefined) return json(200, coreVersions());
  if (root === 'api' && group === 'v1') return json(200, resourceList('v1'));
  if (root !== 'apis') return unknownPath(path);
  if (group === undefined)
    return json(200, { kind: 'APIGroupList', apiVersion: 'v1', groups: GROUPS.map(groupOf) });
  const line = GROUPS.find((candidate) => candidate.startsWith(`${group} `));
  if (line === undefined) return pageNotFound();
  if (version === undefined) return json(200, { kind: 'APIGroup', apiVersion: 'v1', ...groupOf(line) });
  if (!line.split(' ').includes(version)) return pageNotFound();
  return json(200, resourceList(`${group}/${version}`));
}

function unknownPath(path: string): ApiReply {
  // metrics, openapi and the like exist on a cluster; the legacy API does not (capture 48k)
  if (/^\/(openapi|metrics|logs|debug|livez|readyz|healthz|oauth|\.well-known)(\/|$)/.test(path)) {
    throw notImplemented(`GET ${path}`);
  }
  return pageNotFound();
}

function pageNotFound(): ApiReply {
  return { kind: 'text', status: 404, text: '404 page not found\n' };
}

function coreVersions(): object {
  return {
    kind: 'APIVersions',
    versions: ['v1'],
    serverAddressByClientCIDRs: [{ clientCIDR: '0.0.0.0/0', serverAddress: '127.0.0.1:443' }],
  };
}

function groupOf(line: string): object {
  const [name = '', ...versions] = line.split(' ');
  const list = versions.map((version) => ({ groupVersion: `${name}/${version}`, version }));
  return { name, versions: list, preferredVersion: list[0] };
}

function resourceList(groupVersion: string): object {
  const rows = rowsOf(groupVersion);
  if (rows === undefined) throw notImplemented(`discovery of ${groupVersion}`);
  return {
    kind: 'APIResourceList',
    ...(groupVersion === 'v1' ? {} : { apiVersion: 'v1' }),
    groupVersion,
    resources: rows.map((row) => row.document),
  };
}
