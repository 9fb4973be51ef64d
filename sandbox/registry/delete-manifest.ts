import { isDigest } from '../../src/core/image/digest.ts';
import type { RegistryCall } from './registry-call.ts';
import { emptyReply, errorReply, type Reply } from './reply.ts';

/**
 * Only pruners get here. A tag is "deleted" without anything happening (tags are the API server's), and a manifest only
 * when no stream needs it (openshift/image-registry tagservice.go, manifestservice.go).
 */
export function deleteManifest({ context, namespace, name }: RegistryCall, reference: string): Reply {
  if (!isDigest(reference)) return emptyReply(202);
  if (context.backend.isManifestOfStream(namespace, name, reference))
    return errorReply([{ code: 'UNSUPPORTED' }]);
  return context.backend.manifest(reference) === undefined
    ? errorReply([{ code: 'MANIFEST_UNKNOWN' }])
    : emptyReply(202);
}
