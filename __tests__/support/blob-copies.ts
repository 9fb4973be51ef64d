import type { Descriptor } from '../../src/core/image/descriptor.ts';
import { digestOf } from '../../src/core/image/digest.ts';
import type { BlobOutcome } from '../../src/core/ports/registry.ts';
import type { Credentials } from '../../src/registry/auth/credentials.ts';
import { NEVER, registriesFor, type RegistriesUnderTest } from './registry-under-test.ts';
import { LAYER_TYPE, noise } from './sample-images.ts';
import {
  startScriptedRegistry,
  type Intercept,
  type RegistryAnswer,
  type ScriptedRegistry,
} from './scripted-registry.ts';

export const SMALL = noise(10_000, 1);
export const LARGE = noise(5_000_000, 2);

export interface CopyOptions {
  readonly shortcuts?: boolean;
  readonly repository?: string;
  readonly signal?: AbortSignal;
  /** a repository of the destination as source */
  readonly fromDestination?: string;
}

/** Two scripted registries, the source with both blobs in `src/app`, and a client that copies to `dst/app`. */
export interface BlobCopies {
  readonly source: ScriptedRegistry;
  readonly destination: ScriptedRegistry;
  readonly under: RegistriesUnderTest;
  copy(blob: Uint8Array | Descriptor, options?: CopyOptions): Promise<BlobOutcome>;
  /** sum of what was reported as moved by all copies */
  counted(): number;
  stored(blob: Uint8Array, repository?: string): boolean;
  close(): Promise<void>;
}

export async function startBlobCopies(
  script: { readonly from?: Intercept; readonly to?: Intercept; readonly account?: Credentials } = {},
): Promise<BlobCopies> {
  const source = await startScriptedRegistry(script.from);
  const destination = await startScriptedRegistry(script.to);
  const under = registriesFor(
    [source.host, destination.host],
    script.account === undefined ? {} : { credentials: { [destination.host]: script.account } },
  );
  for (const blob of [SMALL, LARGE]) source.blobs.set(`src/app ${digestOf(blob)}`, blob);
  let counted = 0;
  return {
    source,
    destination,
    under,
    copy(blob, options = {}) {
      const { registries } = under;
      const { fromDestination } = options;
      return registries.copyBlob(
        blob instanceof Uint8Array ? describeBlob(blob) : blob,
        {
          source: registries.repository(
            'source',
            fromDestination === undefined ? source.host : destination.host,
            fromDestination ?? 'src/app',
          ),
          destination: registries.repository(
            'destination',
            destination.host,
            options.repository ?? 'dst/app',
          ),
          onBytes: (countBytes) => {
            counted += countBytes;
          },
          shortcuts: options.shortcuts ?? true,
        },
        options.signal ?? NEVER,
      );
    },
    counted: () => counted,
    stored(blob, repository = 'dst/app') {
      const found = destination.blobs.get(`${repository} ${digestOf(blob)}`);
      return found !== undefined && Buffer.from(found).equals(blob);
    },
    async close() {
      await source.close();
      await destination.close();
    },
  };
}

export function describeBlob(bytes: Uint8Array): Descriptor {
  return { mediaType: LAYER_TYPE, digest: digestOf(bytes), sizeBytes: bytes.byteLength };
}

/** The n-th matching call is answered by the n-th answer; further ones as usual. */
export function times(
  method: string,
  pattern: RegExp,
  answers: readonly (RegistryAnswer | 'break' | undefined)[],
): Intercept {
  let count = 0;
  return (call) => (call.method === method && pattern.test(call.path) ? answers[count++] : undefined);
}
