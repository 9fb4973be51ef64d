import type { Descriptor } from '../../core/image/descriptor.ts';
import { openBlob, type OpenedBlob } from './blob-source.ts';
import type { RemoteRepository } from '../client/requests.ts';

/** A download that is opened before it is known whether it is needed: one round trip less when it is. */
export interface EarlyDownload {
  /** The download, once; undefined when it was taken or dropped. */
  take(): Promise<OpenedBlob> | undefined;
  /** Gives it up unless it was taken. */
  drop(): void;
}

export function startDownload(place: RemoteRepository, blob: Descriptor, signal: AbortSignal): EarlyDownload {
  let opening: Promise<OpenedBlob> | undefined = openBlob(place, blob, signal);
  // a failure counts when the download is taken, and not at all when it is dropped
  opening.catch(() => undefined);
  const take = (): Promise<OpenedBlob> | undefined => {
    const taken = opening;
    opening = undefined;
    return taken;
  };
  return {
    take,
    drop() {
      take()?.then(
        (opened) => {
          if (opened.kind === 'open') opened.reply.discard();
        },
        () => undefined,
      );
    },
  };
}
