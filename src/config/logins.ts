import type { Side } from '../core/text/errors.ts';
import type { KubeconfigOptions, SecretKeyName, SideOptions } from '../core/options.ts';
import type { RawInputs } from '../core/ports/inputs.ts';
import type { InputProblems } from './input-problems.ts';
import type { InputName, Inputs } from './tables/inputs.ts';
import { textOf } from './read-inputs.ts';
import { quoteGiven } from '../core/text/given-text.ts';

/** The service account of the pod this program runs in. */
export interface PodDefaults {
  readonly server: string;
  /** PEM */
  readonly ca: string;
  readonly tokenFile: string;
}

/** Alternative ways to log in, each with its own input. Only one may be used per side. */
const WAYS = ['token', 'username', 'oidc-audience', 'token-secret'] as const;

/** Kubernetes issues no tokens with a shorter lifetime (capture 45h). */
const MIN_TOKEN_MS = 600_000;

type LoginFields = Pick<SideOptions, 'kubeconfig' | 'tokenSecret' | 'oidcAudience' | 'tokenDurationMs'>;

/** The login fields of a side, besides token, user name and password. */
export function readLogin(side: Side, inputs: Inputs, inputProblems: InputProblems): LoginFields {
  const own =
    side === 'source'
      ? [inputs.sourceKubeconfig, inputs.sourceContext, inputs.sourceOidcAudience]
      : [inputs.destinationKubeconfig, inputs.destinationContext, inputs.destinationOidcAudience];
  const [paths, context, oidcAudience] = own;
  const durationMs = side === 'source' ? inputs.sourceTokenDurationMs : inputs.destinationTokenDurationMs;
  if (durationMs > 0 && durationMs < MIN_TOKEN_MS) {
    inputProblems.add(
      `${side}-token-duration`,
      'too short',
      'write 10m or more, as clusters issue no tokens with a shorter lifetime',
    );
  }
  const kubeconfig: KubeconfigOptions | undefined =
    paths === undefined && context === undefined ? undefined : { paths, context };
  return {
    kubeconfig,
    oidcAudience,
    tokenSecret: side === 'source' ? readSecretName(inputs.sourceTokenSecret, inputProblems) : undefined,
    tokenDurationMs: durationMs === 0 ? undefined : durationMs,
  };
}

function readSecretName(text: string | undefined, inputProblems: InputProblems): SecretKeyName | undefined {
  if (text === undefined) return undefined;
  const match = /^([a-z0-9][a-z0-9-]*)\/([a-z0-9][a-z0-9.-]*)#([\w.-]+)$/.exec(text);
  const [, project, name, key] = match ?? [];
  if (project !== undefined && name !== undefined && key !== undefined) return { project, name, key };
  inputProblems.add(
    'source-token-secret',
    `${quoteGiven(text)} is not the key of a secret`,
    'write project/name#key',
  );
  return undefined;
}

/** Whether a side defines its own cluster, in any way. */
export function namesCluster(side: Side, raw: RawInputs): boolean {
  return (['server', 'kubeconfig', 'context'] as const).some(
    (part) => textOf(`${side}-${part}`, raw) !== undefined,
  );
}

/**
 * Rejects more than one way to log in, and a server in addition to a kubeconfig, whose token would be sent to a different server.
 */
export function reportWays(side: Side, raw: RawInputs, inputProblems: InputProblems): void {
  const given = waysOf(side, raw);
  const [first, ...others] = given;
  for (const name of others) {
    if (first === undefined) break;
    inputProblems.add(
      name,
      `cannot be combined with ${inputProblems.spell(first)}`,
      'use only one way to log in',
    );
  }
  const kubeconfig = (['kubeconfig', 'context'] as const).find(
    (part) => textOf(`${side}-${part}`, raw) !== undefined,
  );
  if (kubeconfig === undefined || textOf(`${side}-server`, raw) === undefined) return;
  inputProblems.add(
    `${side}-server`,
    `cannot be combined with ${inputProblems.spell(`${side}-${kubeconfig}`)}, which already defines a server`,
    'keep one of them',
  );
}

/** The inputs of a side that define how to log in. */
export function waysOf(side: Side, raw: RawInputs): readonly InputName[] {
  return WAYS.flatMap((way): readonly InputName[] => {
    if (way === 'token-secret') {
      return side === 'source' && textOf('source-token-secret', raw) !== undefined
        ? ['source-token-secret']
        : [];
    }
    const name: InputName = `${side}-${way}`;
    return textOf(name, raw) !== undefined || (raw[`${name}-file`] ?? '') !== '' ? [name] : [];
  });
}
