import type { RegistryCall } from './registry-call.ts';
import { emptyReply, type Reply } from './reply.ts';

const JSON_UTF8 = { 'Content-Type': 'application/json; charset=utf-8' };

/** The signatures extension: images of this cluster have no such signatures (30e). */
export function serveSignatures({ context, namespace, name }: RegistryCall, digest: string): Reply {
  if (!context.backend.isManifestOfStream(namespace, name, digest)) return emptyReply(404, JSON_UTF8);
  return { status: 200, headers: JSON_UTF8, body: Buffer.from('{"signatures":[]}') };
}
