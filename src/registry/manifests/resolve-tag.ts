import type { Digest } from '../../core/image/digest.ts';
import { isWebPage } from '../replies/error-body.ts';
import { claimedDigest, findManifest, isBroken, manifestRequest } from './get-manifest.ts';
import type { RemoteRepository } from '../client/requests.ts';

/**
 * See `Repository.resolveTag`. A HEAD when the registry answers it well: missing, wrong or double digests, statuses that a HEAD
 * cannot explain, lost connections and web pages are left to a GET.
 */
export async function resolveTag(
  place: RemoteRepository,
  tag: string,
  log: (line: string) => void,
  signal: AbortSignal,
): Promise<Digest | undefined> {
  const reply = await place.client
    .send(manifestRequest(place, 'HEAD', tag), signal)
    .catch((error: unknown) => {
      if (signal.aborted || !isBroken(error)) throw error;
      return undefined;
    });
  const isPage = reply !== undefined && isWebPage(reply.headers['content-type']?.[0], reply.body);
  if (reply?.status === 200 && !isPage) {
    const digest = claimedDigest(reply.headers);
    if (digest !== undefined) return digest;
  }
  if (reply?.status === 404 && !isPage) return undefined;
  const found = await findManifest(place, tag, log, signal);
  return found.kind === 'found' ? found.manifest.digest : undefined;
}
