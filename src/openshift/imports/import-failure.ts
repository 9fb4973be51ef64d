import { PromoteError, type ErrorCode } from '../../core/text/errors.ts';
import { cleanServerText } from '../../core/text/server-text.ts';
import type { JsonObject } from '../../core/text/strict-json.ts';
import type { Api } from '../api/api.ts';
import { numberAt, textAt } from '../api/json-fields.ts';

interface Meaning {
  readonly code: ErrorCode;
  readonly message: string;
  readonly hint: string;
}

/** Whether the registry of the source wants other credentials: 401 (openshift-api.md §3.7, capture 23a). */
export function isRefused(status: JsonObject): boolean {
  return numberAt(status, 'code') === 401 || textAt(status, 'reason') === 'Unauthorized';
}

/**
 * What it means that one image of an ImageStreamImport failed: the request itself is a 201 all the same (openshift-api.md
 * §3.7; captures 06c–06f, 06w, 23a).
 * @param status the `status` of the image, a Status object
 */
export function explainImport(api: Api, from: string, project: string, status: JsonObject): PromoteError {
  const message = cleanServerText(textAt(status, 'message') ?? 'no explanation');
  const code = numberAt(status, 'code');
  return new PromoteError({
    ...meaningOf(api, from, project, status, message),
    where: { side: api.side, host: api.host, repository: repositoryOf(from), status: code },
  });
}

function meaningOf(api: Api, from: string, project: string, status: JsonObject, message: string): Meaning {
  const host = hostOf(from);
  const cluster = `the cluster ${api.host}`;
  if (isRefused(status)) {
    return {
      code: 'ACCESS_DENIED',
      message: `${cluster} may not pull ${from}: project ${project} has no pull secret for ${host} that is good for it`,
      hint: `make one: oc create secret docker-registry NAME --docker-server=${host} --docker-username=USER --docker-password=TOKEN -n ${project}; or set "source-token" or "source-registry-password", and this run makes it`,
    };
  }
  const reason = textAt(status, 'reason');
  if (reason === 'NotFound') {
    return {
      code: 'IMAGE_NOT_FOUND',
      message: `${cluster} does not find ${from}: ${message}`,
      hint: `look from a machine that reaches the registry as the cluster does: oc image info ${from}`,
    };
  }
  if (reason === 'Forbidden') {
    return {
      code: 'ACCESS_DENIED',
      message: `${cluster} does not import from ${host}: ${message}`,
      hint: 'a cluster administrator allows it: registrySources of image.config.openshift.io/cluster',
    };
  }
  return explainTransfer(cluster, from, host, message);
}

/** What went wrong between the cluster and the registry is told as one sentence of Go (captures 06c, 06f, 06w). */
function explainTransfer(cluster: string, from: string, host: string, message: string): Meaning {
  if (/x509|failed to verify certificate|tls: /.test(message)) {
    return {
      code: 'TLS_FAILED',
      message: `${cluster} does not trust the certificate of ${host}: ${message}`,
      hint: `a cluster administrator adds its authority (the key is the host, with ".." for ":"): oc create configmap registry-cas -n openshift-config --from-file=${host.replace(':', '..')}=ca.crt, then oc patch image.config.openshift.io/cluster --type merge -p '{"spec":{"additionalTrustedCA":{"name":"registry-cas"}}}'`,
    };
  }
  if (message.includes('server gave HTTP response to HTTPS client')) {
    return {
      code: 'TLS_FAILED',
      message: `${host} speaks plain HTTP, and ${cluster} insists on TLS: ${message}`,
      hint: 'set "import-insecure" to true if the way to this registry is safe',
    };
  }
  if (/toomanyrequests|429/i.test(message)) {
    return {
      code: 'RATE_LIMITED',
      message: `${host} asks ${cluster} for fewer requests: ${message}`,
      hint: 'try again later, or give the project a pull secret of a registry account with a higher limit',
    };
  }
  return {
    code: 'CONNECTION_FAILED',
    message: `${cluster} cannot pull ${from}: ${message}`,
    hint: `the cluster itself, not the runner, must reach ${host}; if only the runner does, set "strategy" to "copy"`,
  };
}

function repositoryOf(from: string): string {
  const path = from.slice(from.indexOf('/') + 1);
  return path.replace(/[@:].*$/, '');
}

export function hostOf(from: string): string {
  return from.slice(0, from.indexOf('/'));
}
