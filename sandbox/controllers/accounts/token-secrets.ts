import { issueSecretToken } from '../../access/tokens.ts';
import { find, replace } from '../../state/store.ts';
import type { Secret } from '../../state/kinds.ts';
import { ownKey, type Controller } from '../controller.ts';

const ACCOUNT = 'kubernetes.io/service-account.name';
const ACCOUNT_UID = 'kubernetes.io/service-account.uid';

/** Fills secrets that ask for a token of a service account (captures 45zk, 45zl). */
export const TOKEN_SECRETS: Controller = {
  name: 'token secrets',
  immediate: false,
  keysOf: (change) =>
    change.resource === 'secrets' &&
    change.type !== 'DELETED' &&
    (change.object as Secret).type === 'kubernetes.io/service-account-token'
      ? [ownKey(change.object)]
      : [],
  reconcile: (namespace, name, { state }) => {
    const secret = find(state, 'secrets', namespace, name);
    const owner = secret?.metadata.annotations?.[ACCOUNT];
    if (secret === undefined || owner === undefined || secret.data?.['token'] !== undefined) return undefined;
    const account = find(state, 'serviceaccounts', namespace, owner);
    if (account === undefined) return undefined;
    const annotations = { ...secret.metadata.annotations, [ACCOUNT_UID]: account.metadata.uid };
    const base64 = (text: string): string => Buffer.from(text).toString('base64');
    replace(state, 'secrets', {
      ...secret,
      metadata: { ...secret.metadata, annotations },
      data: {
        'ca.crt': base64(state.apiCa),
        namespace: base64(namespace),
        token: base64(issueSecretToken(state, account, name)),
      },
    });
    return undefined;
  },
};
