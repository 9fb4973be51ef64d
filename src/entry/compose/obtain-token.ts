import { PromoteError, type Side } from '../../core/text/errors.ts';
import type { PostStepState } from '../../core/post-step-state.ts';
import type { SideOptions } from '../../core/options.ts';
import type { Reporter } from '../../core/ports/reporter.ts';
import type { Transport } from '../../http/exchange/exchange.ts';
import type { LocatedSide } from './locate-sides.ts';
import { systemClock } from './system-clock.ts';

/** A token, and how to revoke it if it was issued for this run. */
export interface ObtainedToken {
  readonly token: string;
  readonly expiresAt: Date | undefined;
  /** name of the token object, a hash that may be stored where the token may not; undefined if there is none */
  readonly objectName?: string | undefined;
  /** undefined if the token was not obtained by this run or cannot be revoked */
  readonly revoke?: ((signal: AbortSignal) => Promise<void>) | undefined;
  /** Reads the current token from its origin; undefined if it cannot be read again */
  readonly renew?: ((signal: AbortSignal) => Promise<string | undefined>) | undefined;
}

export interface TokenSources {
  readonly transports: Readonly<Record<Side, Transport>>;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly reporter: Reporter;
  /** masks an obtained secret before anything is written */
  readonly maskSecret: (secret: string) => void;
  /** registers tokens to revoke, whenever they change and before they are used */
  readonly saveForPostStep: (postStepState: Pick<PostStepState, 'tokens'>) => void;
  /** a transport that verifies every certificate, for servers that belong to neither side */
  readonly openVerifying: () => Transport;
}

/**
 * Obtains the token of a side in the way that the inputs specify; undefined if there is none, as for a registry without a cluster.
 * @param destination where a Secret with the token would be; undefined while it is not known itself
 * @throws PromoteError
 */
export async function obtainToken(
  located: LocatedSide,
  destination: SideOptions | undefined,
  sources: TokenSources,
  signal: AbortSignal,
): Promise<ObtainedToken | undefined> {
  const { side, kube } = located;
  const { maskSecret } = sources;
  if (side.token !== undefined) return { token: side.token, expiresAt: undefined };
  if (side.username !== undefined) return logIn(side, sources, signal);
  if (side.tokenSecret !== undefined) return readSecret(side, destination, sources, signal);
  if (side.oidcAudience !== undefined) return requestIdToken(side, side.oidcAudience, sources, signal);
  const read = async (inner: AbortSignal): Promise<ObtainedToken | undefined> => {
    const token = kube === undefined ? await readTokenFile(side) : await kube.readToken(inner);
    if (token !== undefined) maskSecret(token.token);
    return token;
  };
  const found = await read(signal);
  if (found === undefined) return undefined;
  const from = kube === undefined ? `the file ${side.tokenFile ?? ''}` : `context ${kube.context}`;
  sources.reporter.info(`${side.side}: using the token from ${from}`);
  return { ...found, renew: async (inner) => (await read(inner))?.token };
}

async function logIn(
  side: SideOptions,
  { transports, reporter, maskSecret }: TokenSources,
  signal: AbortSignal,
): Promise<ObtainedToken | undefined> {
  const { server, username, password } = side;
  if (server === undefined || username === undefined || password === undefined) return undefined;
  const login = await import(/* webpackChunkName: "openshift" */ '../../openshift/login/log-in.ts');
  const transport = transports[side.side];
  const session = await login.logIn(
    { side: side.side, server, username, password, transport, clock: systemClock, maskSecret },
    signal,
  );
  reporter.info(`${side.side}: logged in to ${server} as ${username}`);
  return session;
}

async function readSecret(
  side: SideOptions,
  destination: SideOptions | undefined,
  { transports, reporter, maskSecret }: TokenSources,
  signal: AbortSignal,
): Promise<ObtainedToken | undefined> {
  if (side.tokenSecret === undefined) return undefined;
  if (destination?.server === undefined) {
    throw new PromoteError({
      code: 'INPUT_INVALID',
      message:
        'source-token-secret refers to a secret in the destination cluster, but there is no destination cluster',
      hint: 'set "destination-server", or set "source-token" to the token itself',
    });
  }
  const { createApi } = await import(/* webpackChunkName: "openshift" */ '../../openshift/api/api.ts');
  const { readTokenSecret } = await import(
    /* webpackChunkName: "openshift" */ '../../openshift/login/token-secret.ts'
  );
  const { server, token } = destination;
  const api = createApi({ side: 'destination', server, token, transport: transports.destination });
  const found = await readTokenSecret(api, side.tokenSecret, signal);
  maskSecret(found);
  const { project, name } = side.tokenSecret;
  reporter.info(`${side.side}: using the token from secret ${project}/${name} of ${server}`);
  return { token: found, expiresAt: undefined };
}

async function requestIdToken(
  side: SideOptions,
  audience: string,
  { environment, reporter, maskSecret, openVerifying }: TokenSources,
  signal: AbortSignal,
): Promise<ObtainedToken> {
  const idToken = await import(/* webpackChunkName: "openshift" */ '../../openshift/login/id-token.ts');
  const transport = openVerifying();
  try {
    const variable = `PROMOTE_${side.side.toUpperCase()}_TOKEN`;
    const advice = {
      inGitLab: `take "${side.side}-oidc-audience" away and declare the token in the job: id_tokens: { ${variable}: { aud: "${audience}" } }`,
      elsewhere: `take "${side.side}-oidc-audience" away and set ${variable}`,
    };
    const question = { side: side.side, advice, audience, environment, transport };
    const token = await idToken.requestIdToken(question, signal);
    maskSecret(token);
    reporter.info(`${side.side}: using the ID token of this job for ${audience}`);
    return { token, expiresAt: undefined };
  } finally {
    await transport.close();
  }
}

async function readTokenFile({ side, tokenFile }: SideOptions): Promise<ObtainedToken | undefined> {
  if (tokenFile === undefined) return undefined;
  try {
    const { readFile } = await import('node:fs/promises');
    return { token: (await readFile(tokenFile, 'utf8')).trim(), expiresAt: undefined };
  } catch (cause) {
    throw new PromoteError({
      code: 'LOGIN_FAILED',
      message: `the token of this pod cannot be read from ${tokenFile}`,
      hint: `set the inputs "${side}-server" and "${side}-token"`,
      cause,
    });
  }
}
