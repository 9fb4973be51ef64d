// What had happened on the recorded clusters before each capture, and was not captured itself: pushes of blobs, tags made
// through the API, grants, uploads that were opened. Without it the recorded answers would be wrong.
import type { PushedManifest } from '../../../sandbox/state/registry-backend.ts';
import { digestOf } from '../../../src/core/image/digest.ts';
import { seedRole } from '../../../sandbox/seeds.ts';
import { find, remove } from '../../../sandbox/state/store.ts';
import type { RecordedExchange } from '../../support/recorded-exchange.ts';
import { settleDestination, settleSource } from './people.ts';
import { uploadOf } from './uploads.ts';
import type { Stage } from './stage.ts';

const APP = 'sha256:0083874168b725e901bc3db92c8ccc0ad3b8180476a75850e6c61f7238c80b0b';
const BIG_LAYER = 'sha256:cedb39dcaf72b93bcf8ace3042cf26b612c9006e74b1e2096c023116d78c6c88';
const IMPORTED = 'sha256:4651cda41b628d39ea563b161868c668ca8f25eb0bfc7dff829bdea7f7ef771a';
const IMPORTED_LIST = 'sha256:2031d2be9ae0831ac38c5286645cfbd34586b4b6744eccaf9f7d4d70c3518e16';
const OCI_IMAGE = 'sha256:7f409f8a9eb42a13dd5e4178703d1c786859f2dded4eb2582422814f04133973';
const CHILD_OF_LIST = 'sha256:582146a1952125b0510dbdc63c0325a26d3eb269b66d0286f4e09bae856ffffb';
const EMPTY_JSON = 'sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a';
const PROD_ACCOUNT = 'system:serviceaccount:more-rbac-prod:default';

/** `_catalog` of 08q is the whole list of streams at that time. */
const STREAMS =
  'probe1/app promo-src/app promo-src/brandnew promo-src/imp1 promo-src/imp10 promo-src/imp11 promo-src/imp12 promo-src/imp14 promo-src/imp15 promo-src/imp17 promo-src/imp3 promo-src/imp4 promo-src/imp5 promo-src/imp6 promo-src/imp7 promo-src/imp8 promo-src/imp9 promo-src/ociapp promo-src/viaput promo-src/web';

export async function prepareSource(stage: Stage): Promise<void> {
  settleSource(stage.cluster);
  for (const repository of STREAMS.split(' ')) stage.addStream(repository);
  for (const tag of ['1.0', '1.1', 'prod']) stage.tag('promo-src/app', tag, APP);
  stage.tag('promo-src/web', 'prod', APP);
  stage.tag('promo-src/ociapp', '1.0', OCI_IMAGE);
  stage.tag('promo-src/imp1', '1', IMPORTED);
  stage.tag('promo-src/imp7', '1', IMPORTED);
  stage.tag('promo-src/imp8', 'all', IMPORTED_LIST);
  await stage.pushBlobsOf('promo-src/app', APP);
}

export async function prepareDestination(stage: Stage): Promise<void> {
  settleDestination(stage.cluster);
  // imported from the source: the blobs come by pull-through, whose bytes no capture shows
  stage.tag('promo-dst/x2', '1', APP);
  await stage.pushBlobsOf('elsewhere/source', APP);
  stage.tag('more-sa/app', '1', 'sha256:7574fd663a154f10e5961f169544c2bc051519952ec5280a27e091c423773dac');
  stage.tag('more-rbac/app', '1', 'sha256:123cad4157ab481e3d5c620b7a2afd2517652d853b94342e3df76fa09215277a');
}

type Step = (stage: Stage, exchange: RecordedExchange) => void | Promise<void>;

/** The blobs of the manifest that the capture pushes were pushed before it. */
const blobsPushed: Step = (stage, { request }) =>
  stage.pushBlobsOf(
    request.target.replace(/^\/v2\/|\/manifests\/.*$/g, ''),
    digestOf(Buffer.from(request.body)),
  );

/** A quota, a limit or a missing right to make streams: the API server's decision, which the backend stands for. */
const pushRefused: Step = async (stage, exchange) => {
  await blobsPushed(stage, exchange);
  stage.refusePush();
};

/** The upload that the capture goes on with was opened before it, and had got as far as its state says. */
const uploadOpened: Step = (stage, { request }) => {
  const { uuid, repository, offset } = uploadOf(request.target);
  return stage.openUpload(uuid, repository, 'A'.repeat(offset));
};

export const BEFORE: Readonly<Record<string, Step>> = {
  // 10c was recorded as text, which its bytes are not: the blob that 10d made is put in place
  '10e-blob-head-present': (stage) => stage.pushBlob('promo-src/big', BIG_LAYER, 100),
  '10g-manifest-put': blobsPushed,
  '12b-docker-child-put-by-digest-amd64': blobsPushed,
  '12b-docker-child-put-by-digest-arm64': blobsPushed,
  '12b-oci-child-put-by-digest-amd64': blobsPushed,
  '12b-oci-child-put-by-digest-arm64': blobsPushed,
  '13a-attestation-manifest-put-by-digest': blobsPushed,
  '13c-cosign-signature-put': blobsPushed,
  '13d-oci-artifact-put': (stage) => stage.pushBlob('promo-src/app', EMPTY_JSON, 2),
  '13f-oci-manifest-without-mediatype-field': blobsPushed,
  '15e-xns-pull-in-target-ns': (stage) => {
    stage.tag('promo-other/app', 'pinned', APP);
  },
  '26b-push-over-tracked-tag': blobsPushed,
  '27a-pusher-push-to-missing-stream': blobsPushed,
  '27b-pusher-push-to-existing-stream': blobsPushed,
  '28a-push-exceeds-image-limitrange': pushRefused,
  '28c-push-exceeds-imagestreams-quota-after-blobs': pushRefused,
  '46e-sa-pull-after-grant': ({ cluster }) => {
    seedRole(cluster, 'more-rbac', 'system:image-puller', PROD_ACCOUNT);
  },
  '46x-sa-pull-after-revoke': ({ cluster: { state } }) => {
    const binding = find(state, 'rolebindings', 'more-rbac', 'default');
    if (binding !== undefined) remove(state, 'rolebindings', binding);
  },
  '49zzb-manifest-get-digest-pushed-untagged': (stage) => {
    stage.know(CHILD_OF_LIST);
  },
  '49zze-registry-get-child-via-copied-list': (stage) => {
    stage.tag('more-is/multicopy', '1', listOf(CHILD_OF_LIST));
  },
  '54h-upload-put-no-digest': uploadOpened,
  '54k-upload-monolithic-put': uploadOpened,
  '54m-upload-delete': uploadOpened,
  '54n4-upload-put-no-state': uploadOpened,
  '54o-upload-put-empty-body-wrong-size': uploadOpened,
  '54o2-upload-session-used-by-other-repo': uploadOpened,
  '54o3-upload-empty-blob': uploadOpened,
  '54o4-upload-sha512': uploadOpened,
  '54p-upload-patch-chunked': uploadOpened,
  '54q-manifest-put-parallel-0': blobsPushed,
  '54r14-manifest-put-by-digest-new-stream': blobsPushed,
  '54s-cosign-tag-put': blobsPushed,
  '54t-artifact-with-subject-put-by-digest': blobsPushed,
  '56f-push-manifest-image-3': blobsPushed,
  '56f-push-manifest-image-4': pushRefused,
  '56f-push-manifest-image-5': pushRefused,
  '56l-blob-commit-over-limit': uploadOpened,
  '56l-blob-commit-under-limit': uploadOpened,
  '56m-manifest-put-over-image-limit': pushRefused,
  '56v-push-new-stream-quota-exhausted': pushRefused,
  '56y-push-while-image-tags-at-max': blobsPushed,
  '56z-blob-commit-fresh-namespace-over-limit': uploadOpened,
  '56z-blob-commit-fresh-namespace-under-limit': uploadOpened,
  '56z-manifest-put-fresh-namespace': pushRefused,
};

/** The list itself was pushed in between; what its child answers does not depend on the rest of it. */
function listOf(child: string): PushedManifest {
  const mediaType = 'application/vnd.docker.distribution.manifest.list.v2+json';
  const entry = {
    mediaType: 'application/vnd.docker.distribution.manifest.v2+json',
    size: 498,
    digest: child,
    platform: { architecture: 'amd64', os: 'linux' },
  };
  const bytes = Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType, manifests: [entry] }));
  return { digest: digestOf(bytes), mediaType, bytes, config: undefined };
}
