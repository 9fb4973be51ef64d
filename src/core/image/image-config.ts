/** What the config of an image says about how it is run. */
export interface ImageConfig {
  /** sorted */
  readonly ports: readonly { readonly port: number; readonly protocol: 'TCP' | 'UDP' }[];
  /** when it was built, ISO 8601; undefined: it does not say */
  readonly created: string | undefined;
  /** names only: values may be secrets. Sorted */
  readonly environmentNames: readonly string[];
  /** undefined: root */
  readonly user: string | undefined;
  readonly labels: Readonly<Record<string, string>>;
}

/** True when it wants to be root, which OpenShift's restricted accounts do not allow. */
export function runsAsRoot({ user }: Pick<ImageConfig, 'user'>): boolean {
  const [name = ''] = (user ?? '').split(':');
  return name === '' || name === 'root' || name === '0';
}

/** Label of an image that a build made: the digest it was made from, as the digest of a build cannot be told beforehand. */
export const SOURCE_DIGEST_LABEL = 'openshift-promote.source-digest';
