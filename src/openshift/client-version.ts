import { objectAt, textAt } from './api/json-fields.ts';

/** What `oc version --client -o json` says of itself, such as `4.20.1`; undefined: it says nothing that is known. */
export function clientVersionIn(text: string): string | undefined {
  try {
    const said: unknown = JSON.parse(text);
    const version =
      textAt(said, 'releaseClientVersion') ?? textAt(objectAt(said, 'clientVersion'), 'gitVersion');
    return /^v?(\d+\.\d+\.\d+)/.exec(version ?? '')?.[1];
  } catch {
    return undefined;
  }
}

/**
 * How many minor versions lie between an `oc` and the API server of a cluster; a client works with the one before and the one after
 * its own (kubernetes.io, "Version Skew Policy"). OpenShift 4.n is Kubernetes 1.(n+13), 5.n is 1.(n+36).
 * @param kubernetes of the cluster, such as `1.33.5`
 * @returns undefined when one of them is of a generation that is not known here
 */
export function minorVersionsApart(client: string, kubernetes: string): number | undefined {
  const [generation, minor] = client.split('.').map(Number);
  const [major, clusterMinor] = kubernetes.split('.').map(Number);
  const offset = new Map([
    [4, 13],
    [5, 36],
  ]).get(generation ?? 0);
  if (offset === undefined || minor === undefined || major !== 1 || clusterMinor === undefined)
    return undefined;
  return Math.abs(minor + offset - clusterMinor);
}
