import { createStoredAccounts, type FindAccount } from '../../src/registry/auth/accounts/stored-accounts.ts';
import type { RunCredentialProgram } from '../../src/core/ports/commands.ts';

/** Accounts as `DOCKER_AUTH_CONFIG` has them, on a machine without files. */
export function storedIn(
  content: object,
  run: RunCredentialProgram = () => Promise.reject(new TypeError('no program is expected to run')),
): FindAccount {
  return createStoredAccounts({
    side: 'source',
    file: undefined,
    machine: {
      environment: { DOCKER_AUTH_CONFIG: JSON.stringify(content), XDG_RUNTIME_DIR: '/nowhere' },
      platform: 'linux',
      home: '/nowhere',
      uid: 1000,
    },
    run,
    maskSecret: () => undefined,
    log: () => undefined,
  });
}
