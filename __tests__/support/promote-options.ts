import type { Side } from '../../src/core/text/errors.ts';
import type { PromoteOptions, PromotionRequest, SideOptions } from '../../src/core/options.ts';
import { parseReference, type ImageReference } from '../../src/core/image/reference.ts';

/** A reference as users write it. */
export function reference(text: string): ImageReference {
  const parsed = parseReference(text);
  if ('problem' in parsed) throw new Error(parsed.problem);
  return parsed.reference;
}

export function request(
  source: string,
  destination: string,
  extraTags: readonly string[] = [],
): PromotionRequest {
  return {
    source: reference(source),
    destination: reference(destination) as PromotionRequest['destination'],
    extraTags,
  };
}

export function sideOptions(side: Side, changes: Partial<SideOptions> = {}): SideOptions {
  return {
    side,
    server: `https://api.${side}.example.com:6443`,
    token: 'secret',
    username: undefined,
    password: undefined,
    registry: undefined,
    registryUsername: undefined,
    registryPassword: undefined,
    ca: undefined,
    insecureSkipTlsVerify: false,
    proxy: undefined,
    ...changes,
  };
}

/** From `dev/app:1.0` of one cluster to `prod/app:1.0` of another. */
export function promoteOptions(changes: Partial<PromoteOptions> = {}): PromoteOptions {
  return {
    source: sideOptions('source'),
    destination: sideOptions('destination'),
    promotions: [request('dev/app:1.0', 'prod/app:1.0')],
    strategy: 'auto',
    signatures: 'auto',
    dryRun: false,
    onExistingTag: 'move',
    expectedDigest: undefined,
    rollouts: [],
    wait: true,
    timeoutMs: 1000,
    verifyPods: true,
    concurrency: 2,
    retries: 0,
    requestTimeoutMs: 1000,
    ...changes,
  };
}
