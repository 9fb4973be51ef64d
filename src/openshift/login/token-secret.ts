import { PromoteError } from '../../core/text/errors.ts';
import type { SecretKeyName } from '../../core/options.ts';
import type { Api } from '../api/api.ts';
import { namespacedPath } from '../api/api-path.ts';
import { explain } from '../api/explain.ts';
import { objectAt, textAt } from '../api/json-fields.ts';

/**
 * Reads the token of another cluster from a Secret of this one.
 * @throws PromoteError INPUT_INVALID if the Secret or its key does not exist, ACCESS_DENIED
 */
export async function readTokenSecret(
  api: Api,
  { project, name, key }: SecretKeyName,
  signal: AbortSignal,
): Promise<string> {
  const path = namespacedPath('v1', project, 'secrets', name);
  const reply = await api.send({ method: 'GET', path }, signal);
  if (!reply.ok && reply.failure.status !== 404) throw explain(reply.failure);
  const data = reply.ok ? objectAt(reply.body, 'data') : {};
  const token = Buffer.from(textAt(data, key) ?? '', 'base64')
    .toString('utf8')
    .trim();
  if (/^[\x21-\x7e]+$/.test(token)) return token;
  const keys = Object.keys(data).slice(0, 10).join(', ');
  throw new PromoteError({
    code: 'INPUT_INVALID',
    message: reply.ok
      ? `secret ${project}/${name} of ${api.host} holds no token under the key "${key}"`
      : `secret ${project}/${name} does not exist on ${api.host}`,
    hint: reply.ok
      ? `write the key behind "#" in the input "source-token-secret"; there is ${keys === '' ? 'none' : keys}`
      : `create it: oc create secret generic ${name} --from-literal=${key}=TOKEN -n ${project}`,
    where: { side: api.side, host: api.host, phase: 'connect', request: `GET ${path}` },
  });
}
