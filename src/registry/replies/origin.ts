import { canonicalRegistryHost } from '../../core/image/reference.ts';

/** Where a registry is reached. */
export interface RegistryOrigin {
  /** `https://registry.example.com:5000`, canonical, without slash at the end */
  readonly url: string;
  /** canonical, without port; IPv6 in brackets */
  readonly hostname: string;
  /** with port unless it is the default of the scheme */
  readonly host: string;
  readonly secure: boolean;
}

/** `host` as users write it: `docker.io` is served by another name. */
export function registryOrigin(host: string, plainHttp: boolean): RegistryOrigin {
  const served = isDockerHub(host) ? 'registry-1.docker.io' : host;
  const { origin, hostname, host: authority } = new URL(`${plainHttp ? 'http' : 'https'}://${served}`);
  return { url: origin, hostname, host: authority, secure: !plainHttp };
}

function isDockerHub(host: string): boolean {
  return canonicalRegistryHost(host) === 'docker.io';
}

/** Official images of Docker Hub are in `library/`. */
export function servedRepository(host: string, name: string): string {
  return isDockerHub(host) && !name.includes('/') ? `library/${name}` : name;
}

/** Scheme, host and port are the same; credentials belong to exactly one of these. */
export function isSameOrigin(url: string, origin: RegistryOrigin): boolean {
  return URL.canParse(url) && new URL(url).origin === origin.url;
}
