import { describe, expect, it } from 'vitest';
import { issueUserToken } from '../../sandbox/access/tokens.ts';
import { createProject } from '../../sandbox/api/projects.ts';
import { createRegistryBackend } from '../../sandbox/cluster-backend.ts';
import type { RegistryBackend } from '../../sandbox/state/registry-backend.ts';
import type { ClusterState } from '../../sandbox/state/cluster-state.ts';
import { createState } from '../../sandbox/state/new-state.ts';
import { find } from '../../sandbox/state/store.ts';
import { asPushed, imageManifest, indexManifest } from './pushed.ts';

function setUp(): { readonly state: ClusterState; readonly backend: RegistryBackend } {
  const state = createState('source', {});
  createProject(state, 'app', 'alice');
  const backend = createRegistryBackend(state);
  for (const user of ['alice', 'bob']) backend.authenticate(issueUserToken(state, user));
  return { state, backend };
}

const push = (backend: RegistryBackend, tag: string, image = imageManifest(tag), user = 'alice') =>
  backend.storeMapping('app', 'web', tag, image, user);

describe('what the registry asks of its cluster', () => {
  it('is whose token it was given, and what that user may', () => {
    const { state, backend } = setUp();
    expect(backend.authenticate(issueUserToken(state, 'alice'))).toBe('alice');
    expect(backend.authenticate('sha256~nothing')).toBeUndefined();
    const access = { verb: 'update', resource: 'imagestreams', subresource: 'layers', namespace: 'app' };
    expect(backend.isAllowed('alice', access)).toBe(true);
    expect(backend.isAllowed('bob', access)).toBe(false);
    expect(backend.isAllowed(undefined, access)).toBe(false);
  });

  it('makes a stream for the first push, with what was pushed as the newest of its tag', () => {
    const { state, backend } = setUp();
    const [first, second] = [imageManifest('1'), imageManifest('2')];
    expect(push(backend, 'prod', first)).toEqual({ kind: 'stored' });
    expect(push(backend, 'prod', second)).toEqual({ kind: 'stored' });
    expect(backend.digestOfTag('app', 'web', 'prod')).toBe(second.digest);
    const items = find(state, 'imagestreams', 'app', 'web')?.status.tags?.[0]?.items ?? [];
    expect(items.map(({ image }) => image)).toEqual([second.digest, first.digest]);
    expect(backend.listTags('app', 'web')).toEqual(['prod']);
    expect(backend.listRepositories()).toEqual(['app/web']);
  });

  it('denies the stream to who may only push', () => {
    const { state, backend } = setUp();
    expect(push(backend, 'prod', undefined, 'bob')).toEqual({ kind: 'denied' });
    expect(backend.streamExists('app', 'web')).toBe(false);
    expect(state.objects.images.size).toBe(0);
  });

  it('denies a stream in a project that does not exist', () => {
    const { backend } = setUp();
    expect(backend.storeMapping('missing', 'web', 'prod', imageManifest('1'), 'clusteradmin')).toEqual({
      kind: 'denied',
    });
  });

  it('refuses an index whose entries have no platform', () => {
    const { backend } = setUp();
    const { digest, mediaType } = imageManifest('1');
    const index = {
      mediaType: 'application/vnd.oci.image.index.v1+json',
      manifests: [{ digest, mediaType }],
    };
    expect(push(backend, 'prod', asPushed(index))).toMatchObject({ kind: 'invalid' });
  });

  it('knows of a stream the images in the history of its tags, the children of indexes, and their blobs', () => {
    const { backend } = setUp();
    const [old, amd64, arm64] = [imageManifest('old'), imageManifest('amd64'), imageManifest('arm64')];
    const index = indexManifest({ amd64, arm64 });
    push(backend, 'prod', old);
    for (const child of [amd64, arm64]) expect(backend.storeImage(child)).toEqual({ kind: 'stored' });
    expect(backend.isManifestOfStream('app', 'web', amd64.digest)).toBe(false);
    push(backend, 'prod', index);
    for (const { digest } of [old, index, amd64, arm64]) {
      expect(backend.isManifestOfStream('app', 'web', digest)).toBe(true);
      expect(backend.isManifestOfStream('app', 'other', digest)).toBe(false);
    }
    const { config } = JSON.parse(Buffer.from(arm64.bytes).toString()) as { config: { digest: string } };
    expect(backend.isBlobOfStream('app', 'web', config.digest)).toBe(true);
    expect(backend.isBlobOfStream('app', 'web', amd64.digest)).toBe(false);
    expect(backend.manifest(arm64.digest)).toEqual(arm64);
  });
});
