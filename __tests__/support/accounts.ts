import type { Account, Credentials } from '../../src/registry/auth/credentials.ts';
import type { RegistrySide } from '../../src/registry/registries.ts';

/** Accounts as inputs give them: by host, and never again. */
export function accountsByHost(
  find: (host: string) => Credentials | undefined = () => undefined,
): RegistrySide['accountAt'] {
  const accounts = new Map<Credentials, Account>();
  return async (host) => {
    const credentials = find(host);
    if (credentials === undefined) return undefined;
    const account = accounts.get(credentials) ?? {
      credentials,
      origin: 'source-registry-username and source-registry-password',
    };
    accounts.set(credentials, account);
    return account;
  };
}
