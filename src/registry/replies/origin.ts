import { canonicalRegistryHost } from '../../core/image/reference.ts';

/** The address of a registry. */
export interface RegistryOrigin {
  /** `https://registry.example.com:5000`, canonical, without trailing slash */
  readonly url: string;
  /** canonical, without port; IPv6 in brackets */
  readonly hostname: string;
  /** with the port unless it is the scheme's default */
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

/** Adds `library/` to the names of Docker Hub's official images. */
export function servedRepository(host: string, name: string): string {
  return isDockerHub(host) && !name.includes('/') ? `library/${name}` : name;
}

/** Same scheme, host and port. Credentials are valid for exactly one origin. */
export function isSameOrigin(url: string, origin: RegistryOrigin): boolean {
  return URL.canParse(url) && new URL(url).origin === origin.url;
}
