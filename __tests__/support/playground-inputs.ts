import type { Playground } from '../../src/entry/sandbox/playground.ts';
import type { SandboxCluster } from '../../sandbox/cluster.ts';

/** What a step needs to promote the release of the playground, `dev/app:1.4.2`, with the tokens of its accounts. */
export function playgroundInputs({ source, destination }: Playground): Record<string, string> {
  return {
    'source-server': source.cluster.apiUrl,
    'source-token': source.token,
    'source-ca': source.cluster.ca,
    'source-image': 'dev/app:1.4.2',
    'destination-server': destination.cluster.apiUrl,
    'destination-token': destination.token,
    'destination-ca': destination.cluster.ca,
    'destination-image': 'prod/app:1.4.2',
  };
}

/** What a tag of a stream points to, as the cluster itself has it. */
export function streamTagDigest(
  { state }: SandboxCluster,
  project: string,
  stream: string,
  tag: string,
): string | undefined {
  const found = [...state.objects.imagestreams.values()].find(
    ({ metadata }) => metadata.namespace === project && metadata.name === stream,
  );
  return found?.status?.tags?.find((entry) => entry.tag === tag)?.items?.[0]?.image;
}
