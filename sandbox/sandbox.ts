import { startCluster, type SandboxCluster } from './cluster.ts';
import type { SandboxOptions } from './state/options.ts';

/** Two small OpenShift clusters in this process, over TLS on the loopback interface. */
export interface Sandbox {
  readonly source: SandboxCluster;
  readonly destination: SandboxCluster;
  stop(): Promise<void>;
}

/**
 * Starts the clusters. They answer what recorded answers of a real OpenShift 4.20 show and 501 to everything else.
 * Empty at first: projects, streams and workloads are made through the API or with `seeds.ts`.
 */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const source = await startCluster('source', options.source ?? {}, options);
  const destination = await startCluster('destination', options.destination ?? {}, options);
  if (options.strangers !== true) {
    source.trust(destination.ca);
    destination.trust(source.ca);
  }
  const stop = async (): Promise<void> => {
    await Promise.all([source.stop(), destination.stop()]);
  };
  options.signal?.addEventListener('abort', () => void stop(), { once: true });
  return { source, destination, stop };
}
