import { PromoteError } from '../../core/text/errors.ts';
import { requireOk, type Api } from '../api/api.ts';
import { namespacedPath } from '../api/api-path.ts';
import { explain } from '../api/explain.ts';
import { readUsername } from '../api/identity.ts';
import { textAt } from '../api/json-fields.ts';

export interface ShortLivedToken {
  readonly token: string;
  /** servers may grant less than requested */
  readonly expiresAt: Date | undefined;
}

/**
 * Requests a token for the service account that `api` authenticates as (TokenRequest, openshift-api.md §1.6, captures 45f–45m):
 * a token that leaves the runner during the job expires soon after it. No audience is set: the registry accepts the default.
 * @throws PromoteError INPUT_INVALID when the token is not one of a service account, ACCESS_DENIED
 */
export async function mintToken(api: Api, durationMs: number, signal: AbortSignal): Promise<ShortLivedToken> {
  const username = await readUsername(api, signal);
  const [, project, account] = /^system:serviceaccount:([^:]+):([^:]+)$/.exec(username) ?? [];
  if (project === undefined || account === undefined) {
    throw new PromoteError({
      code: 'INPUT_INVALID',
      message: `"${api.side}-token-duration" is for service accounts, and the ${api.side} token is that of the user ${username}`,
      hint: `remove "${api.side}-token-duration", or set "${api.side}-token" to the output of oc create token promoter -n PROJECT`,
      where: { side: api.side, host: api.host, phase: 'connect' },
    });
  }
  const body = {
    apiVersion: 'authentication.k8s.io/v1',
    kind: 'TokenRequest',
    spec: { expirationSeconds: Math.ceil(durationMs / 1000) },
  };
  const path = namespacedPath('v1', project, 'serviceaccounts', account, 'token');
  const reply = await api.send({ method: 'POST', path, body }, signal);
  if (!reply.ok && reply.failure.status === 403) {
    throw new PromoteError({
      code: 'ACCESS_DENIED',
      message: `${username} may not create tokens for itself on ${api.host}`,
      hint: `allow only that: oc create role ${account}-token --verb=create --resource=serviceaccounts/token --resource-name=${account} -n ${project} && oc policy add-role-to-user ${account}-token -z ${account} --role-namespace=${project} -n ${project}`,
      cause: explain(reply.failure),
      where: { side: api.side, host: api.host, phase: 'connect', request: `POST ${path}`, status: 403 },
    });
  }
  const answer = requireOk(reply);
  const token = textAt(answer, 'status', 'token');
  if (token === undefined) {
    throw new PromoteError({
      code: 'PROTOCOL_VIOLATION',
      message: `${api.host} returned no token for ${username}`,
      where: { side: api.side, host: api.host, phase: 'connect', request: `POST ${path}` },
    });
  }
  const end = new Date(textAt(answer, 'status', 'expirationTimestamp') ?? NaN);
  return { token, expiresAt: Number.isNaN(end.getTime()) ? undefined : end };
}
