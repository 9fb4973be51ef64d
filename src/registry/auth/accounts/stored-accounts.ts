import { type Side, PromoteError } from '../../../core/text/errors.ts';
import type { Account, Credentials } from '../credentials.ts';
import { canonicalRegistryHost } from '../../../core/image/reference.ts';
import { createKeyedLock } from '../keyed-lock.ts';
import { servedRepository, registryOrigin } from '../../replies/origin.ts';
import { readAuthEntry, fromPair } from './auth-entry.ts';
import { readAuthFile, unusable, type AuthFile } from './auth-file.ts';
import { authFilePlaces, type AuthFilePlace, type Machine } from './auth-file-places.ts';
import { isJsonObject } from '../../../core/text/strict-json.ts';
import type { RunCredentialProgram } from '../../../core/ports/commands.ts';

export interface StoredAccountsOptions {
  readonly side: Side;
  /** path of the only file to read; undefined: the default places */
  readonly file: string | undefined;
  readonly machine: Machine;
  readonly run: RunCredentialProgram;
  /** called with every secret before it is used */
  readonly maskSecret: (secret: string, username: string | undefined) => void;
  readonly log: (line: string) => void;
}

/** Looks up the account for a repository; undefined: anonymous. */
export type FindAccount = (
  host: string,
  repository: string,
  signal: AbortSignal,
) => Promise<Account | undefined>;

/** An auth entry or credential helper that has, or may have, the account for a repository. */
interface Candidate {
  /** equal for repositories that share an account */
  readonly key: string;
  readonly origin: string;
  readonly read: (signal: AbortSignal) => Promise<Credentials | undefined>;
}

/**
 * The accounts that `docker login`, `podman login` and `skopeo login` have stored, and those of credential helpers. In each file:
 * the helper of the registry, then the entries from the most specific path to the host, then the store (registry.md §1.4).
 * The returned function throws PromoteError INPUT_INVALID and LOGIN_FAILED.
 */
export function createStoredAccounts(options: StoredAccountsOptions): FindAccount {
  const { side, log } = options;
  /** undefined: the helper has no account */
  const known = new Map<string, Account | undefined>();
  const lock = createKeyedLock();
  const places = authFilePlaces(options.file, options.machine);

  const find = async (
    host: string,
    repository: string,
    signal: AbortSignal,
  ): Promise<Account | undefined> => {
    for (const candidate of candidatesIn(places, host, repository, options)) {
      const account = known.has(candidate.key)
        ? known.get(candidate.key)
        : await open(candidate, signal, () => search(host, repository));
      known.set(candidate.key, account);
      if (account !== undefined) return account;
    }
    return undefined;
  };
  /** Repeats the whole lookup, because a new login may be stored in another place. */
  const search =
    (host: string, repository: string) =>
    async (signal: AbortSignal): Promise<Credentials | undefined> => {
      for (const candidate of candidatesIn(places, host, repository, options)) {
        const credentials = await readHidden(candidate, options, signal);
        if (credentials !== undefined) return credentials;
      }
      return undefined;
    };
  const open = async (
    candidate: Candidate,
    signal: AbortSignal,
    renewal: () => Account['renew'],
  ): Promise<Account | undefined> => {
    const credentials = await readHidden(candidate, options, signal);
    if (credentials === undefined) return undefined;
    log(`${side}: account of ${candidate.origin}`);
    return { credentials, origin: candidate.origin, renew: renewal() };
  };
  return (host, repository, signal) =>
    // one at a time, so that a helper needed for several images runs once
    lock.withLock(canonicalRegistryHost(host), signal, () =>
      find(host, servedRepository(host, repository), signal),
    );
}

async function readHidden(
  candidate: Candidate,
  { maskSecret }: StoredAccountsOptions,
  signal: AbortSignal,
): Promise<Credentials | undefined> {
  const credentials = await candidate.read(signal);
  if (credentials?.kind === 'basic') maskSecret(credentials.password, credentials.username);
  else if (credentials !== undefined) maskSecret(credentials.token, undefined);
  return credentials;
}

function candidatesIn(
  places: readonly AuthFilePlace[],
  host: string,
  repository: string,
  options: StoredAccountsOptions,
): readonly Candidate[] {
  const files = places.map((place) => readAuthFile(place, options.side, options.log));
  return files.flatMap((file) => (file === undefined ? [] : candidatesOf(file, host, repository, options)));
}

function candidatesOf(
  file: AuthFile,
  host: string,
  repository: string,
  { side, run }: StoredAccountsOptions,
): readonly Candidate[] {
  const registry = canonicalRegistryHost(host);
  const ofHelper = (helper: string): Candidate => ({
    key: JSON.stringify([file.name, helper, registry]),
    origin: `${programOf(helper)} for ${registry} (named in ${file.name})`,
    read: (signal) => askHelper({ side, helper, namedBy: file.name, host }, run, signal),
  });
  const helper = valueOf(file.credHelpers, registry);
  if (typeof helper === 'string' && helper !== '') return [ofHelper(helper)];
  const entries = keysOf(host, repository).flatMap((key): readonly Candidate[] => {
    const value = valueOf(file.auths, key);
    if (value === undefined) return [];
    const read = (): Credentials | undefined => {
      const entry = readAuthEntry(value);
      if (entry.kind === 'malformed') throw unusable(file.name, side, `${entry.what} for ${key}`);
      return entry.kind === 'credentials' ? entry.credentials : undefined;
    };
    const origin = `${file.name} (${key})`;
    return [{ key: JSON.stringify([file.name, key]), origin, read: async () => read() }];
  });
  return file.credsStore === undefined ? entries : [...entries, ofHelper(file.credsStore)];
}

/** The value under any spelling of a key; the exact spelling wins. */
function valueOf(object: Readonly<Record<string, unknown>>, key: string): unknown {
  if (Object.hasOwn(object, key)) return object[key];
  return Object.entries(object).find(([written]) => canonicalKey(written) === key)?.[1];
}

interface HelperQuestion {
  readonly side: Side;
  /** suffix of `docker-credential-` */
  readonly helper: string;
  /** file or variable that configures it */
  readonly namedBy: string;
  /** of the registry */
  readonly host: string;
}

const NAME = /^[A-Za-z0-9._-]+$/;
/** printed on standard output by a helper that has no account (docker-credential-helpers, credentials/error.go) */
const NOT_FOUND = /^credentials not found in native keychain\s*$/;

/**
 * Runs `docker-credential-NAME get`. A missing or failing helper is an error: falling back to another store or registry leaked
 * passwords in CVE-2021-41092. The helper's output is never shown.
 * @returns undefined when the helper has no account for this registry
 * @throws PromoteError LOGIN_FAILED
 */
async function askHelper(
  question: HelperQuestion,
  run: RunCredentialProgram,
  signal: AbortSignal,
): Promise<Credentials | undefined> {
  const { helper, host } = question;
  if (!NAME.test(helper)) throw failed(question, 'its name is not one of a program');
  const end = await run({ command: programOf(helper), args: ['get'], input: helperQuestion(host) }, signal);
  if (end.kind === 'failed') throw failed(question, end.reason);
  if (end.code !== 0) {
    if (NOT_FOUND.test(end.stdout)) return undefined;
    throw failed(question, `it ended with ${end.code}`);
  }
  return readAnswer(end.stdout, question);
}

/** The name of the program. */
function programOf(helper: string): string {
  return `docker-credential-${helper}`;
}

function readAnswer(stdout: string, question: HelperQuestion): Credentials | undefined {
  let answer: unknown;
  try {
    answer = JSON.parse(stdout);
  } catch {
    // may be a secret in another format: not shown
  }
  if (!isJsonObject(answer)) throw failed(question, 'it printed no JSON object');
  const { Username: username, Secret: secret } = answer;
  const isText = (value: unknown): value is string | undefined =>
    value === undefined || typeof value === 'string';
  if (!isText(username) || !isText(secret)) throw failed(question, 'it printed something that is no account');
  const entry = fromPair(username, secret);
  return entry.kind === 'credentials' ? entry.credentials : undefined;
}

function failed({ side, helper, namedBy, host }: HelperQuestion, reason: string): PromoteError {
  const isProgram = NAME.test(helper);
  const program = isProgram ? programOf(helper) : JSON.stringify(helper.slice(0, 60));
  return new PromoteError({
    code: 'LOGIN_FAILED',
    message: `the credential helper ${program} of ${namedBy} gave no account for the ${side} registry ${host}: ${reason}`,
    hint: `try it: echo ${helperQuestion(host)} | ${isProgram ? program : 'docker-credential-NAME'} get; or set the inputs "${side}-registry-username" and "${side}-registry-password"`,
    where: { side, host },
  });
}

/** Docker Hub's key in auth files and for credential helpers. */
const DOCKER_HUB_KEY = 'https://index.docker.io/v1/';

/**
 * The keys under which an account for a repository may be stored, the most specific first: `host/ns/app`, `host/ns`, `host`
 * (containers-auth.json(5)).
 * @param host as the user writes it
 */
export function keysOf(host: string, repository: string): readonly string[] {
  const segments = repository.split('/');
  const registry = canonicalRegistryHost(host);
  const paths = segments.map((_, index) => segments.slice(0, segments.length - index).join('/'));
  return [...paths.map((path) => `${registry}/${path}`), registry];
}

/** Normalizes a key: a URL, as docker writes it, is reduced to its host. */
export function canonicalKey(key: string): string {
  const plain = key.replace(/^https?:\/\//i, '');
  const [host = '', ...path] = plain.replace(/\/+$/, '').split('/');
  const registry = canonicalRegistryHost(host);
  return plain === key && path.length > 0 ? `${registry}/${path.join('/')}` : registry;
}

/** The key passed to a credential helper: the registry, never a path. */
export function helperQuestion(host: string): string {
  const registry = canonicalRegistryHost(host);
  return registry === 'docker.io' ? DOCKER_HUB_KEY : registryOrigin(registry, false).host;
}
