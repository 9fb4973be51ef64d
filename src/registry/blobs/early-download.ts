import type { Descriptor } from '../../core/image/descriptor.ts';
import { openBlob, type OpenedBlob } from './blob-source.ts';
import type { RemoteRepository } from '../client/requests.ts';

/** A download opened speculatively: saves one round trip when it turns out to be needed. */
export interface EarlyDownload {
  /** Takes the download; undefined when it was already taken or dropped. */
  take(): Promise<OpenedBlob> | undefined;
  /** Discards the download unless it was taken. */
  drop(): void;
}

export function startDownload(place: RemoteRepository, blob: Descriptor, signal: AbortSignal): EarlyDownload {
  let opening: Promise<OpenedBlob> | undefined = openBlob(place, blob, signal);
  // a failure is thrown when the download is taken, and ignored when it is dropped
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
