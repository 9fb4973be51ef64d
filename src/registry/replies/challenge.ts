/** One challenge of a WWW-Authenticate header: scheme and parameter names in lower case. */
export interface Challenge {
  readonly scheme: string;
  readonly parameters: ReadonlyMap<string, string>;
}

const MAX_HEADER_LENGTH = 8 * 1024;
const MAX_CHALLENGES = 16;
const MAX_PARAMETERS = 32;

const SEPARATORS = /[\s,]*/y;
const TOKEN = /[!#$%&'*+.^_`|~\w-]+/y;
// `Negotiate YII=`: a token68 value instead of parameters
const TOKEN68 = /[ \t]+[\w.~+/-]+=*[ \t]*(?=,|$)/y;
const EQUALS = /[ \t]*=[ \t]*/y;
const QUOTED = /"((?:[^"\\]|\\.)*)"/y;
// wider than an RFC 9110 token: some servers send realms without quotes
const UNQUOTED = /[^\s,"]*/y;

/**
 * Reads WWW-Authenticate (RFC 9110 §11.6.1): several headers, several challenges in one line, quoted and unquoted values,
 * names in any case. Of an overlong or malformed value it returns the challenges before the fault; runs in linear time.
 */
export function parseChallenges(values: readonly string[]): readonly Challenge[] {
  return values.flatMap((value) => parseValue(value)).slice(0, MAX_CHALLENGES);
}

function parseValue(text: string): readonly Challenge[] {
  if (text.length > MAX_HEADER_LENGTH) return [];
  const challenges: { scheme: string; parameters: Map<string, string> }[] = [];
  let at = 0;
  const take = (pattern: RegExp): RegExpExecArray | undefined => {
    pattern.lastIndex = at;
    const match = pattern.exec(text) ?? undefined;
    if (match !== undefined) at = pattern.lastIndex;
    return match;
  };
  while (challenges.length <= MAX_CHALLENGES) {
    take(SEPARATORS);
    const name = take(TOKEN)?.[0].toLowerCase();
    if (name === undefined) break;
    if (take(EQUALS) === undefined) {
      challenges.push({ scheme: name, parameters: new Map() });
      take(TOKEN68);
      continue;
    }
    const quoted = take(QUOTED)?.[1]?.replace(/\\(.)/g, '$1');
    const value = quoted ?? take(UNQUOTED)?.[0] ?? '';
    // unterminated quoted string
    if (quoted === undefined && text[at] === '"') break;
    const parameters = challenges.at(-1)?.parameters;
    if (parameters === undefined || parameters.size >= MAX_PARAMETERS) break;
    // the first occurrence wins, so an appended duplicate cannot replace it
    if (!parameters.has(name)) parameters.set(name, value);
  }
  return challenges.slice(0, MAX_CHALLENGES);
}

/** The authentication scheme a registry demands. */
export type AuthMethod =
  | { readonly kind: 'token'; readonly realm: string; readonly service: string | undefined }
  | { readonly kind: 'basic' };

/** Picks the strongest offered scheme: tokens before passwords. */
export function chooseMethod(challenges: readonly Challenge[]): AuthMethod | undefined {
  for (const { scheme, parameters } of challenges) {
    const realm = parameters.get('realm');
    if (scheme !== 'bearer' || realm === undefined || realm === '') continue;
    return { kind: 'token', realm, service: parameters.get('service') || undefined };
  }
  return challenges.some(({ scheme }) => scheme === 'basic') ? { kind: 'basic' } : undefined;
}

/** Scopes a token lacks, as the registry names them. */
export function demandedScopes(challenges: readonly Challenge[]): readonly string[] {
  return challenges.flatMap(({ parameters }) => parameters.get('scope')?.split(/\s+/) ?? []).filter(Boolean);
}

/**
 * OpenShift's answer to a valid token without permission, to an expired token and to a project that does not exist
 * (captures 08g, 08h, 07b). It does not ask for a password login.
 */
export function isOpenShiftDenial(challenges: readonly Challenge[]): boolean {
  return challenges.some(
    ({ scheme, parameters }) =>
      scheme === 'basic' &&
      parameters.get('realm') === 'openshift' &&
      parameters.get('error') === 'access denied',
  );
}
