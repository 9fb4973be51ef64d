import { json, type Handler } from '../exchange/exchange.ts';
import { paginate } from '../api/paging.ts';
import { readSelectors } from '../api/selectors.ts';
import { notFound } from '../exchange/status.ts';
import { find, listObjects } from '../state/store.ts';

const IMAGES = { group: 'image.openshift.io', resource: 'images' };
const API_VERSION = 'image.openshift.io/v1';

export const IMAGE_HANDLERS: Readonly<Record<string, Handler>> = {
  get: (call, state) => {
    const image = find(state, 'images', undefined, call.name ?? '');
    if (image === undefined) throw notFound(IMAGES, call.name ?? '');
    return json(200, { kind: 'Image', apiVersion: API_VERSION, ...image });
  },
  list: (call, state) => {
    const images = listObjects(state, 'images', undefined).filter(readSelectors(call.query, {}));
    const { items, metadata } = paginate(images, call.query, state);
    return json(200, { kind: 'ImageList', apiVersion: API_VERSION, metadata, items });
  },
};

const PULL_SECRET_TYPES = ['kubernetes.io/dockercfg', 'kubernetes.io/dockerconfigjson'];

/** The secrets an import into the stream would use: all pull secrets of the project (openshift-api.md §3.7). */
export const streamSecrets: Handler = (call, state) => {
  const stream = find(state, 'imagestreams', call.namespace, call.name ?? '');
  if (stream === undefined) throw notFound({ ...IMAGES, resource: 'imagestreams' }, call.name ?? '');
  const items = listObjects(state, 'secrets', call.namespace).filter((secret) =>
    PULL_SECRET_TYPES.includes(secret.type),
  );
  return json(200, { kind: 'SecretList', apiVersion: API_VERSION, metadata: {}, items });
};
