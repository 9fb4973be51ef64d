import type { Side } from '../core/text/errors.ts';
import type { SideOptions } from '../core/options.ts';
import { formatReference, type ImageReference } from '../core/image/reference.ts';
import type { RawInputs } from '../core/ports/inputs.ts';
import type { InputName, Inputs } from './tables/inputs.ts';
import { textOf } from './read-inputs.ts';
import { reportSeveralRegistries, readRegistryLogin } from './registry-logins.ts';
import type { InputProblems } from './input-problems.ts';
import { reportWays, namesCluster, readLogin, waysOf, type PodDefaults } from './logins.ts';

/** The images of each side. */
export type SideReferences = Readonly<Record<Side, readonly ImageReference[]>>;

/** Both sides. A source without its own server is in the destination cluster and uses the destination's credentials. */
export function readSides(
  inputs: Inputs,
  raw: RawInputs,
  references: SideReferences,
  inputProblems: InputProblems,
  pod?: PodDefaults,
): Readonly<Record<Side, SideOptions>> {
  const own = {
    source: { ...sourceOf(inputs), ...ownLogin('source', inputs, inputProblems) },
    destination: { ...destinationOf(inputs), ...ownLogin('destination', inputs, inputProblems) },
  };
  const needsServer = (side: Side): boolean => references[side].some(({ kind }) => kind === 'stream');
  const isPod = pod !== undefined && needsServer('destination') && isLeftOut('destination', raw);
  const given = (side: Side): boolean => namesCluster(side, raw) || (side === 'destination' && isPod);
  const shared = !given('source') && given('destination') && needsServer('source');
  if (!given('destination')) reportMissingServer('destination', references, inputProblems);
  if (!given('source') && !shared) reportMissingServer('source', references, inputProblems);
  for (const side of ['source', 'destination'] as const) {
    reportSeveralRegistries(own[side], references[side], inputProblems);
    const isShared = side === 'source' && shared;
    if (side === 'destination' && isPod) continue;
    reportCredentials(own[side], raw, given(side), isShared || needsServer(side), inputProblems);
  }
  if (inputs.rollout.length > 0 && !given('destination') && !needsServer('destination')) {
    inputProblems.add(
      'rollout',
      'requires a destination cluster',
      `set ${inputProblems.spell('destination-server')}`,
    );
  }
  const destination = isPod ? withinPod(own.destination, pod) : own.destination;
  return { source: shared ? withinCluster(own.source, destination) : own.source, destination };
}

function ownLogin(side: Side, inputs: Inputs, inputProblems: InputProblems) {
  return { ...readLogin(side, inputs, inputProblems), ...readRegistryLogin(side, inputs, inputProblems) };
}

function sourceOf(inputs: Inputs): SideOptions {
  return {
    side: 'source',
    server: inputs.sourceServer,
    token: inputs.sourceToken,
    username: inputs.sourceUsername,
    password: inputs.sourcePassword,
    registry: inputs.sourceRegistry,
    registryUsername: inputs.sourceRegistryUsername,
    registryPassword: inputs.sourceRegistryPassword,
    ca: inputs.sourceCa,
    insecureSkipTlsVerify: inputs.sourceInsecureSkipTlsVerify,
    proxy: inputs.sourceProxy,
  };
}

function destinationOf(inputs: Inputs): SideOptions {
  return {
    side: 'destination',
    server: inputs.destinationServer,
    token: inputs.destinationToken,
    username: inputs.destinationUsername,
    password: inputs.destinationPassword,
    registry: inputs.destinationRegistry,
    registryUsername: inputs.destinationRegistryUsername,
    registryPassword: inputs.destinationRegistryPassword,
    ca: inputs.destinationCa,
    insecureSkipTlsVerify: inputs.destinationInsecureSkipTlsVerify,
    proxy: inputs.destinationProxy,
  };
}

/** Fills in what the source does not define from the destination. A user name and its password always come from the same side. */
function withinCluster(source: SideOptions, destination: SideOptions): SideOptions {
  const login = [source.token, source.username, source.oidcAudience, source.tokenSecret].some(
    (way) => way !== undefined,
  )
    ? source
    : destination;
  const registryLogin = source.registryUsername === undefined ? destination : source;
  return {
    side: 'source',
    server: destination.server,
    token: login.token,
    username: login.username,
    password: login.password,
    kubeconfig: destination.kubeconfig,
    tokenFile: login.tokenFile,
    tokenSecret: login.tokenSecret,
    oidcAudience: login.oidcAudience,
    tokenDurationMs: source.tokenDurationMs ?? login.tokenDurationMs,
    registry: source.registry ?? destination.registry,
    registryUsername: registryLogin.registryUsername,
    registryPassword: registryLogin.registryPassword,
    authFile: source.authFile ?? destination.authFile,
    realmHosts: [...(source.realmHosts ?? []), ...(destination.realmHosts ?? [])],
    clientIdentity: source.clientIdentity ?? destination.clientIdentity,
    ca: source.ca ?? destination.ca,
    insecureSkipTlsVerify: source.insecureSkipTlsVerify || destination.insecureSkipTlsVerify,
    proxy: source.proxy ?? destination.proxy,
  };
}

/** Whether neither a cluster nor credentials are given for a side. */
function isLeftOut(side: Side, raw: RawInputs): boolean {
  return !namesCluster(side, raw) && waysOf(side, raw).length === 0;
}

/** The cluster that runs the job, accessed with the service account of the pod. */
function withinPod(side: SideOptions, pod: PodDefaults): SideOptions {
  return {
    ...side,
    server: pod.server,
    ca: side.ca === undefined ? pod.ca : `${pod.ca}\n${side.ca}`,
    tokenFile: pod.tokenFile,
  };
}

function reportMissingServer(side: Side, references: SideReferences, inputProblems: InputProblems): void {
  const reference = references[side].find(({ kind }) => kind === 'stream');
  if (reference === undefined) return;
  const own = inputProblems.spell(`${side}-server`);
  const set = side === 'source' ? `${own} or ${inputProblems.spell('destination-server')}` : own;
  inputProblems.add(
    `${side}-server`,
    `required because ${formatReference(reference)} is in an OpenShift cluster`,
    `set ${set} to what \`oc whoami --show-server\` prints, or write host/path:tag for an image in another registry`,
  );
}

/**
 * `usable`: without a server of its own, the side still has a cluster for its credentials, or the missing server is reported
 * already.
 */
function reportCredentials(
  own: SideOptions,
  raw: RawInputs,
  hasServer: boolean,
  usable: boolean,
  inputProblems: InputProblems,
): void {
  const name = (
    part: 'token' | 'username' | 'password' | 'registry-username' | 'registry-password',
  ): InputName => `${own.side}-${part}`;
  const given = (part: Parameters<typeof name>[0]): boolean =>
    textOf(name(part), raw) !== undefined || (raw[`${name(part)}-file`] ?? '') !== '';
  const say = (part: Parameters<typeof name>[0]): string => inputProblems.spell(name(part));

  reportWays(own.side, raw, inputProblems);
  if (own.username?.includes(':') === true) {
    inputProblems.add(
      name('username'),
      'contains ":", which is not allowed in a user name',
      'give only the user name',
    );
  }
  for (const [user, secret] of [
    ['username', 'password'],
    ['registry-username', 'registry-password'],
  ] as const) {
    if (given(user) === given(secret)) continue;
    const [present, absent] = given(user) ? [user, secret] : [secret, user];
    const hint = absent === secret ? inputProblems.adviseOnSecret(name(absent)) : `set ${say(absent)} too`;
    inputProblems.add(name(absent), `required together with ${say(present)}`, hint);
  }
  const ways = waysOf(own.side, raw);
  const isNobody = ways.length === 0 && own.clientIdentity === undefined;
  if (hasServer && own.kubeconfig === undefined && isNobody && !given('password')) {
    inputProblems.add(
      name('token'),
      'required',
      `${inputProblems.adviseOnSecret(name('token'))}; \`oc create token promoter\` creates one. Or set ${say('username')} and ${say('password')}`,
    );
  }
  const [login] = ways;
  if (!hasServer && !usable && login !== undefined) {
    inputProblems.add(
      login,
      `no cluster to log in to, because ${inputProblems.spell(`${own.side}-server`)} is not set`,
      `set it, or use ${say('registry-username')} and ${say('registry-password')} for a registry`,
    );
  }
}
