// The registries that the recorded clusters imported from, as far as the recorded answers tell of them.
import { credentialFor } from '../../../sandbox/upstream/pull-secrets.ts';
import { splitReference, type Upstream, type UpstreamImage } from '../../../sandbox/state/upstream.ts';
import { requireCapture } from './capture.ts';
import { recordedImage } from './images.ts';

const TEAM = '127.0.0.1:26449/team';
const PLAIN_HOSTS = ['127.0.0.1:26449', '127.0.0.1:27449'];

const IMAGES: Readonly<Record<string, string>> = {
  'team/app:1': 'sha256:4651cda41b628d39ea563b161868c668ca8f25eb0bfc7dff829bdea7f7ef771a',
  'team/app:2': 'sha256:1cd5d832ec4ce646efa35d662229859b731736a745cb8b830cbc12c2a43d5505',
  'team/multi:1': 'sha256:2031d2be9ae0831ac38c5286645cfbd34586b4b6744eccaf9f7d4d70c3518e16',
  'team/ocimulti:1': 'sha256:68bd297b8dd98596aa5dc651ad72958521877e2376696ee5e2e98a9d580350d9',
  'team/ocimulti:attest': 'sha256:2522a1f96d0e7fc1672b74cfd002b30ad3ac63609c7255aa808a1a35dc081277',
  'promo-src/app:1.0': 'sha256:0083874168b725e901bc3db92c8ccc0ad3b8180476a75850e6c61f7238c80b0b',
  'promo-src/moci:1': 'sha256:92c8c741243a6263944b3aef8c43180d485b4baf845b6211103b65e16a120ade',
};

const FAILURES: Readonly<Record<string, string>> = {
  '127.0.0.1:1': 'Get "http://127.0.0.1:1/v2/": dial tcp 127.0.0.1:1: connect: connection refused',
  // recorded before the clusters trusted each other
  '127.0.0.1:27444':
    'Get "https://127.0.0.1:27444/v2/": tls: failed to verify certificate: x509: certificate signed by unknown authority',
};

export function recordedUpstream(): Upstream {
  return {
    look: async ({ reference, credentials, insecure }) => {
      const { host = '', path = '', version = '' } = splitReference(reference) ?? {};
      const detail = FAILURES[host];
      if (detail !== undefined) return { kind: 'failure', reason: 'InternalError', detail };
      if (PLAIN_HOSTS.includes(host) && !insecure) {
        const told = `Get "https://${host}/v2/": http: server gave HTTP response to HTTPS client`;
        return { kind: 'failure', reason: 'InternalError', detail: told };
      }
      if (!PLAIN_HOSTS.includes(host) && credentialFor(credentials, host, path) === undefined) {
        return { kind: 'failure', reason: 'Unauthorized' };
      }
      const digest = version.startsWith('sha256:') ? version : IMAGES[`${path}:${version}`];
      return digest === undefined ? { kind: 'failure', reason: 'NotFound' } : recorded(digest);
    },
    listTags: async ({ reference }) => (reference === `${TEAM}/app` ? ['1', '2'] : []),
    readBlob: async () => undefined,
  };
}

function recorded(digest: string): UpstreamImage {
  const image = recordedImage(digest);
  if (image === undefined) throw new TypeError(`no answer shows ${digest}`);
  const { metadata, ...rest } = image;
  const order = metadata.annotations?.['image.openshift.io/dockerLayersOrder'];
  const annotations: Record<string, string> =
    order === undefined || order === '' ? {} : { 'image.openshift.io/dockerLayersOrder': order };
  return {
    kind: 'image',
    digest,
    content: { ...rest, annotations },
    manifest: recordedManifest(digest, rest.dockerImageManifestMediaType),
    children: (rest.dockerImageManifests ?? []).map((child) => recorded(child.digest)),
  };
}

/** One import was recorded with the manifest in its answer. */
function recordedManifest(digest: string, mediaType: string): UpstreamImage['manifest'] {
  if (digest !== IMAGES['team/app:1']) return undefined;
  const { status } = JSON.parse(requireCapture('06b-import-dryrun-import-false').replyBody) as {
    status: { images: { image: Record<'dockerImageManifest' | 'dockerImageConfig', string> }[] };
  };
  const image = status.images[0]?.image;
  const config = Buffer.from(image?.dockerImageConfig ?? '');
  return { digest, mediaType, bytes: Buffer.from(image?.dockerImageManifest ?? ''), config };
}
