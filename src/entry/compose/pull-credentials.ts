import type { PromoteOptions } from '../../core/options.ts';
import type { Ports } from '../../promotion/run/ports.ts';
import { accountsFor } from './registry-accounts.ts';

/**
 * Who a cluster is to be at the registry of the source, when it pulls by itself. Only what the inputs gave to this run for that
 * registry: what somebody has stored on the machine for himself is not handed to a cluster.
 */
export function pullCredentials({ source, promotions }: PromoteOptions): Ports['sourceCredentials'] {
  const find = accountsFor(
    source,
    promotions.map((promotion) => promotion.source),
    { stored: () => Promise.resolve(undefined) },
  );
  return async (host, signal) => {
    const account = await find(host, '', signal);
    switch (account?.credentials.kind) {
      case 'basic': {
        const { username, password } = account.credentials;
        return { username, password, isToken: false, isGivenBack: false };
      }
      case 'bearer': {
        // registries of OpenShift look at the token only, and the name must have no colon (openshift-api.md §10.1)
        const password = account.credentials.token;
        const isGivenBack = source.isTokenGivenBack === true;
        return { username: 'openshift', password, isToken: true, isGivenBack };
      }
      case 'identity':
      case undefined:
        return undefined;
    }
  };
}
