import type { Meaning } from './explain.ts';
import { explainQuota } from './explain-forbidden.ts';
import type { Failure } from './failure.ts';

/** 400 and 422. OpenShift wraps what is really a missing right or image into these (openshift-api.md §3.5). */
export function explainInvalid(failure: Failure): Meaning | undefined {
  if (failure.status !== 400 && failure.status !== 422) return undefined;
  const { message } = failure;
  return (
    explainQuota(message) ??
    explainWhitelist(failure) ??
    explainTagSource(failure) ??
    explainPaused(failure) ??
    explainUnresolved(message) ?? {
      code: 'INPUT_INVALID',
      message: `${failure.host} refused ${failure.request}: ${message || 'no explanation'}`,
    }
  );
}

/** Registries that imports may use at all (openshift-api.md §3.7). */
function explainWhitelist({ host, message }: Failure): Meaning | undefined {
  if (!message.includes('not allowed by whitelist')) return undefined;
  return {
    code: 'ACCESS_DENIED',
    message: `${host} imports from registries on its list only: ${message}`,
    hint: 'a cluster administrator adds it: allowedRegistriesForImport of image.config.openshift.io/cluster; or set "strategy" to "copy"',
  };
}

/** Captures 15d, 49zt, 49r: the caller may not pull the source, or it is not there. */
function explainTagSource({ message, side }: Failure): Meaning | undefined {
  const forbidden = /\.from: Forbidden: ([^/\s]+)\/([^:\s]+)/.exec(message);
  if (forbidden !== null) {
    const [, project = '', stream = ''] = forbidden;
    return {
      code: 'ACCESS_DENIED',
      message: `the ${side} account may not pull ${project}/${stream} (or it does not exist), so it cannot be tagged from there`,
      hint: `grant it to the account that promotes, not to the one that runs the pods: oc policy add-role-to-user system:image-puller USER -n ${project}`,
    };
  }
  const missing = /\.from(?:\.name)?: Not found: "([^"]+)"/.exec(message)?.[1];
  if (missing !== undefined) {
    return {
      code: 'IMAGE_NOT_FOUND',
      message: `the image to tag does not exist: ${missing}`,
      hint: 'look at what there is: oc get imagestreams -n PROJECT; check project and name of the source',
    };
  }
  if (!message.includes('error generating tag event')) return undefined;
  const name = /Invalid value: "([^"]+)"/.exec(message)?.[1] ?? 'the image';
  return {
    code: 'IMAGE_NOT_FOUND',
    message: `${name} is in the history of no tag of its image stream: it was pruned, or is only part of another image`,
    hint: 'push or import it again, or promote the image index instead of one of its platforms',
  };
}

/** Capture 19f. */
function explainPaused({ message, name, request }: Failure): Meaning | undefined {
  if (!message.includes('is paused - unpause')) return undefined;
  const project = /\/namespaces\/([^/]+)\//.exec(request)?.[1] ?? 'PROJECT';
  return {
    code: 'ROLLOUT_PAUSED',
    message: `dc/${name} in ${project} is paused`,
    hint: `resume it: oc rollout resume dc/${name} -n ${project}`,
  };
}

/** Capture 19g. */
function explainUnresolved(message: string): Meaning | undefined {
  const name = /cannot trigger a deployment for "([^"]+)" because it contains unresolved images/.exec(
    message,
  )?.[1];
  if (name === undefined) return undefined;
  return {
    code: 'ROLLOUT_FAILED',
    message: `dc/${name} cannot be rolled out: an image stream tag that one of its image triggers names does not exist`,
    hint: `look which: oc set triggers dc/${name}`,
  };
}
