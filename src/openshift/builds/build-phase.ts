import { PromoteError } from '../../core/text/errors.ts';
import { cleanServerText } from '../../core/text/server-text.ts';
import type { JsonObject } from '../../core/text/strict-json.ts';
import { namespacedPath } from '../api/api-path.ts';
import { withDeadline } from '../api/deadline.ts';
import { textAt } from '../api/json-fields.ts';
import { watchUntil, selectOne, type ClusterContext } from '../api/watch-objects.ts';
import { formatDuration } from '../../core/text/units.ts';

// The cluster ends a build at its deadline; this limit is for a build that it does not end.
const GRACE_MS = 30_000;
// A build may stay in these phases forever, but may also pass through them (openshift-api.md §9.1).
const STUCK_MS = 60_000;
const ENDED_BADLY: ReadonlySet<string> = new Set(['Failed', 'Error', 'Cancelled']);
const STUCK_REASONS: ReadonlySet<string> = new Set(['InvalidOutputReference', 'MissingPushSecret']);

/**
 * Waits until a Build is complete.
 * @returns its object
 * @throws PromoteError BUILD_FAILED, TIMED_OUT
 */
export async function awaitBuild(
  context: ClusterContext,
  project: string,
  name: string,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<JsonObject> {
  const { clock } = context;
  let last: JsonObject = {};
  let stuckSinceMs: number | undefined;
  const path = namespacedPath('build.openshift.io/v1', project, 'builds');
  const judge = ([build]: readonly JsonObject[]): JsonObject | undefined => {
    if (build === undefined) throw failed(context, project, name, 'was deleted while it ran');
    last = build;
    if (isComplete(context, project, build)) return build;
    const reason = textAt(build, 'status', 'reason');
    stuckSinceMs =
      reason !== undefined && STUCK_REASONS.has(reason) ? (stuckSinceMs ?? clock.nowMs()) : undefined;
    if (stuckSinceMs !== undefined && clock.nowMs() - stuckSinceMs > STUCK_MS) {
      throw failed(context, project, name, `does not start: ${reasonOf(build)}`);
    }
    return undefined;
  };
  return withDeadline(
    clock,
    timeoutMs + GRACE_MS,
    signal,
    (inner) => watchUntil(context, selectOne(path, name), judge, inner),
    () => {
      throw new PromoteError({
        code: 'TIMED_OUT',
        message: `build ${name} in project ${project} was not complete after ${formatDuration(timeoutMs)}: ${reasonOf(last)}`,
        hint: 'raise "timeout", or look for what builds wait for: oc get events, quotas, nodes',
        where: { side: context.api.side, host: context.api.host },
      });
    },
  );
}

/** @throws PromoteError BUILD_FAILED for any other final phase */
function isComplete(context: ClusterContext, project: string, build: JsonObject): boolean {
  const phase = textAt(build, 'status', 'phase') ?? '';
  if (!ENDED_BADLY.has(phase)) return phase === 'Complete';
  const name = textAt(build, 'metadata', 'name') ?? '';
  throw failed(context, project, name, `ended badly: ${reasonOf(build)}`, hintOf(build));
}

/** Phase, reason and message, with the last lines of the log if the Build has them. */
function reasonOf(build: JsonObject): string {
  const parts = ['phase', 'reason', 'message', 'logSnippet'].flatMap(
    (field) => textAt(build, 'status', field) ?? [],
  );
  return cleanServerText(parts.length === 0 ? 'nothing is known of it' : parts.join(', '));
}

const HINTS: Readonly<Record<string, string>> = {
  PullBuilderImageFailed:
    'the cluster could not pull the source: its nodes must reach that registry and trust its certificate (additionalTrustedCA), and the source account must be allowed to pull',
  PushImageToRegistryFailed:
    'the service account builder may not push: oc policy add-role-to-user system:image-builder -z builder; or a quota is exhausted',
  OutOfMemoryKilled: 'builds of this project get too little memory: oc describe limitrange',
  CannotRetrieveServiceAccount:
    'the project has no service account builder: is the capability Build enabled?',
  MissingPushSecret:
    'the service account builder has no secret to push with: is the internal registry managed?',
};

function hintOf(build: JsonObject): string {
  const own = HINTS[textAt(build, 'status', 'reason') ?? ''];
  return own ?? 'its log is above; where it can be done, "strategy" "copy" or "import" needs no build';
}

function failed(
  context: ClusterContext,
  project: string,
  name: string,
  what: string,
  hint?: string,
): PromoteError {
  return new PromoteError({
    code: 'BUILD_FAILED',
    message: `build ${name} in project ${project} ${what}`,
    hint,
    where: { side: context.api.side, host: context.api.host },
  });
}
