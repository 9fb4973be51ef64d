import { homedir } from 'node:os';
import type { SideOptions } from '../../core/options.ts';
import type { FindAccount } from '../../registry/auth/accounts/stored-accounts.ts';

interface AccountContext {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly maskSecret: (secret: string, username?: string) => void;
  readonly log: (line: string) => void;
}

/** Credentials that docker, podman and skopeo stored on this machine. Loaded when a registry needs them. */
export function storedAccounts({ side, authFile }: SideOptions, context: AccountContext): FindAccount {
  const { environment } = context;
  let opening: Promise<FindAccount> | undefined;
  const open = async (): Promise<FindAccount> => {
    const { createStoredAccounts } = await import(
      /* webpackMode: "eager" */ '../../registry/auth/accounts/stored-accounts.ts'
    );
    const machine = {
      environment,
      platform: process.platform,
      home: homedir(),
      uid: process.getuid?.(),
    };
    return createStoredAccounts({
      ...{ ...context, side, machine, file: authFile },
      run: async (program, inner) => {
        const { createCredentialPrograms } = await import(
          /* webpackMode: "eager" */ '../../tools/credential-program.ts'
        );
        return createCredentialPrograms(environment)(program, inner);
      },
    });
  };
  return async (host, repository, signal) => {
    opening ??= open();
    return (await opening)(host, repository, signal);
  };
}
