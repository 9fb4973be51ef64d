/** The runtime settings in the config of an image. */
export interface ImageConfig {
  /** sorted */
  readonly ports: readonly { readonly port: number; readonly protocol: 'TCP' | 'UDP' }[];
  /** build time, ISO 8601; undefined if the config does not contain it */
  readonly created: string | undefined;
  /** sorted names, without values, which may be secrets */
  readonly environmentNames: readonly string[];
  /** undefined: root */
  readonly user: string | undefined;
  readonly labels: Readonly<Record<string, string>>;
}

/** The ports of `ExposedPorts`, such as `{"8080/tcp": {}}`, sorted; what is no port of TCP or UDP is left out. */
export function portsOf(exposedPorts: Readonly<Record<string, unknown>>): ImageConfig['ports'] {
  const ports = Object.keys(exposedPorts).flatMap((text): ImageConfig['ports'] => {
    const match = /^(\d{1,5})(?:\/(tcp|udp))?$/i.exec(text);
    const port = Number(match?.[1]);
    if (match === null || port < 1 || port > 65_535) return [];
    return [{ port, protocol: match[2]?.toLowerCase() === 'udp' ? 'UDP' : 'TCP' }];
  });
  return ports.sort((left, right) => left.port - right.port);
}

/** Whether the image runs as root, which OpenShift's restricted accounts do not allow. */
export function runsAsRoot({ user }: Pick<ImageConfig, 'user'>): boolean {
  const [name = ''] = (user ?? '').split(':');
  return name === '' || name === 'root' || name === '0';
}

/** Label of an image created by a build with the digest of its source, since the digest of a build is not known in advance. */
export const SOURCE_DIGEST_LABEL = 'openshift-promote.source-digest';
