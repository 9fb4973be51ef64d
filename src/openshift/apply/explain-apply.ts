import { objectText, type ObjectPlan } from '../../core/ports/apply.ts';
import { PromoteError } from '../../core/text/errors.ts';
import { explain } from '../api/explain.ts';
import type { Failure } from '../api/failure.ts';

const MAX_CAUSES = 5;

type Named = Pick<ObjectPlan, 'kind' | 'name' | 'project'>;

/** What a refused application means (openshift-api.md §6.3, captures 44c, 44i, 44n, 44z). */
export function explainApply(failure: Failure, object: Named): PromoteError {
  const what = objectText(object);
  const where = { side: failure.side, host: failure.host, request: failure.request, status: failure.status };
  if (isManagerConflict(failure)) {
    return new PromoteError({
      code: 'APPLY_CONFLICT',
      message: `${what} has fields that something else manages: ${conflictsText(failure)}`,
      hint: conflictHint(failure, object),
      where,
    });
  }
  if (failure.status === 415) {
    return new PromoteError({
      code: 'NOT_OPENSHIFT',
      message: `${failure.host} cannot apply ${what}: it is too old for server-side apply (OpenShift 4.3 is the first that can)`,
      hint: 'apply manifests with oc in a step of its own, or use a newer cluster',
      where,
    });
  }
  const schema = /failed to create typed patch object \([^)]*\): (.*)/s.exec(failure.message)?.[1];
  if (schema !== undefined) {
    return new PromoteError({
      code: 'INPUT_INVALID',
      message: `${what} does not fit its schema: ${schema}`,
      hint: `look how it is written: oc explain ${object.kind.toLowerCase()} --recursive`,
      where,
    });
  }
  const { code, message, hint, where: place } = explain(failure);
  return new PromoteError({
    code,
    message: `${what}: ${message}`,
    hint: immutableHint(failure, object) ?? hint,
    where: place,
  });
}

export function isManagerConflict(failure: Failure): boolean {
  return failure.status === 409 && failure.causes.some(({ reason }) => reason === 'FieldManagerConflict');
}

function conflictsText({ causes }: Failure): string {
  const shown = causes.slice(0, MAX_CAUSES).map(({ field, message }) => `${field} (${managerOf(message)})`);
  const more = causes.length - shown.length;
  return more > 0 ? `${shown.join(', ')} and ${more} more` : shown.join(', ');
}

/** `conflict with "kubectl-client-side-apply" using apps/v1` */
function managerOf(message: string): string {
  return /^conflict with "([^"]+)"/.exec(message)?.[1] ?? message;
}

function conflictHint({ causes }: Failure, { kind, name, project }: Named): string {
  const managers = new Set(causes.map(({ message }) => managerOf(message)));
  const look = `see who has what: oc get ${kind.toLowerCase()}/${name} -n ${project} -o yaml --show-managed-fields`;
  if (managers.has('openshift-promote')) {
    return 'an earlier promotion set it without the manifest: write ${PROMOTE_IMAGE} as the image, or set "force-conflicts" to true once';
  }
  return `take these fields out of the manifest, or take them over by setting "force-conflicts" to true; ${look}`;
}

function immutableHint({ message }: Failure, { kind, name, project }: Named): string | undefined {
  if (!/field is immutable|may not change once set|cannot change roleRef/.test(message)) return undefined;
  return `this cannot be changed in place: oc delete ${kind.toLowerCase()}/${name} -n ${project}, then run the promotion again`;
}
