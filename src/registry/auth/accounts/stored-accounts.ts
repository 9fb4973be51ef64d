import type { Side } from '../../../core/text/errors.ts';
import type { RunCredentialProgram } from '../../../core/ports/credential-programs.ts';
import type { Account, Credentials } from '../credentials.ts';
import { canonicalRegistryHost } from '../../../core/image/reference.ts';
import { createKeyedLock } from '../keyed-lock.ts';
import { servedRepository } from '../../replies/origin.ts';
import { readAuthEntry } from './auth-entry.ts';
import { readAuthFile, unusable, type AuthFile } from './auth-file.ts';
import { authFilePlaces, type AuthFilePlace, type Machine } from './auth-file-places.ts';
import { canonicalKey, keysOf } from './auth-keys.ts';
import { askHelper, programOf } from './credential-helper.ts';

export interface StoredAccountsOptions {
  readonly side: Side;
  /** path of the only file to look into; undefined: the usual places */
  readonly file: string | undefined;
  readonly machine: Machine;
  readonly run: RunCredentialProgram;
  /** told every secret, before anything else is done with it */
  readonly maskSecret: (secret: string, username: string | undefined) => void;
  readonly log: (line: string) => void;
}

/** Who to be at a repository; undefined: nobody has logged in there. */
export type FindAccount = (
  host: string,
  repository: string,
  signal: AbortSignal,
) => Promise<Account | undefined>;

/** A place in a file where an account for a repository stands, or may be asked for. */
interface Candidate {
  /** the same for two repositories that have the same account */
  readonly key: string;
  readonly origin: string;
  readonly read: (signal: AbortSignal) => Promise<Credentials | undefined>;
}

/**
 * The accounts that `docker login`, `podman login` and `skopeo login` have stored, and those of credential helpers. In each file:
 * the helper of the registry, then the entries from the most specific path to the host, then the store (registry.md §1.4).
 * What it returns throws PromoteError INPUT_INVALID and LOGIN_FAILED.
 */
export function createStoredAccounts(options: StoredAccountsOptions): FindAccount {
  const { side, log } = options;
  /** undefined: that helper has none */
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
  /** The same from the beginning: whoever logged in again may have done it elsewhere. */
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
    // one at a time: a helper that several images need is asked once
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

/** The value under a key, however the key is written; one that is written like this counts first. */
function valueOf(object: Readonly<Record<string, unknown>>, key: string): unknown {
  if (Object.hasOwn(object, key)) return object[key];
  return Object.entries(object).find(([written]) => canonicalKey(written) === key)?.[1];
}
