import { conditionOf } from '../builds/build-spec.ts';
import { runBuild, type BuildEnd } from '../builds/build-run.ts';
import { splitTagName } from '../imagestreams/tag-events.ts';
import { asObject, asString, without } from '../state/json.ts';
import { timestamp, type ClusterState } from '../state/cluster-state.ts';
import type { Build } from '../state/build-kinds.ts';
import { find, listObjects, replace } from '../state/store.ts';
import { ownKey, type Controller } from './controller.ts';

/**
 * Takes builds from New to their end (captures 52b, 52h, 52k). Where nothing outside can be reached they stay Pending, as on the
 * recorded clusters, which had no node to run them.
 */
export const BUILD_CONTROLLER: Controller = {
  name: 'builds',
  immediate: false,
  keysOf: (change) =>
    change.resource === 'builds' && change.type !== 'DELETED' ? [ownKey(change.object)] : [],
  reconcile: (namespace, name, { state }) => {
    const build = find(state, 'builds', namespace, name);
    if (build === undefined) return undefined;
    const { phase, cancelled } = build.status;
    if (cancelled === true && ['New', 'Pending', 'Running'].includes(phase)) cancel(state, build);
    else if (phase === 'New') prepare(state, build);
    else if (phase === 'Pending' && state.upstream !== undefined) start(state, build);
    return undefined;
  },
};

function cancel(state: ClusterState, build: Build): void {
  const why = { reason: 'CancelledBuild', message: 'The build was cancelled by the user.' };
  const { startTimestamp = timestamp(state) } = build.status;
  enter(state, build, 'Cancelled', { ...why, startTimestamp, completionTimestamp: timestamp(state) }, why);
}

/** Without its stream a build stays new for ever (openshift-api.md §9.1). */
function prepare(state: ClusterState, build: Build): void {
  const { namespace = '', name } = build.metadata;
  const output = asObject(build.spec['output']);
  const to = asString(asObject(output['to'])['name']);
  const stream = find(state, 'imagestreams', namespace, splitTagName(to)?.stream ?? '');
  if (to !== '' && stream === undefined) {
    const why = { reason: 'InvalidOutputReference', message: 'Output image could not be resolved.' };
    replace(state, 'builds', {
      ...build,
      status: { ...build.status, ...why, conditions: [conditionOf(state, 'New', 'True', why)] },
    });
    return;
  }
  const secret = listObjects(state, 'secrets', namespace).find(({ metadata }) =>
    metadata.name.startsWith('builder-dockercfg-'),
  );
  const pushSecret = secret === undefined || to === '' ? {} : { pushSecret: { name: secret.metadata.name } };
  const annotations = { ...build.metadata.annotations, 'openshift.io/build.pod-name': `${name}-build` };
  const prepared: Build = {
    ...build,
    metadata: { ...build.metadata, annotations, generation: (build.metadata.generation ?? 1) + 1 },
    spec: { ...build.spec, output: { ...output, ...pushSecret } },
  };
  const reference =
    to === '' ? {} : { outputDockerImageReference: `${state.internalRegistryHost}/${namespace}/${to}` };
  enter(state, prepared, 'Pending', reference);
}

function start(state: ClusterState, build: Build): void {
  const started = enter(state, build, 'Running', { startTimestamp: timestamp(state) });
  const lines: string[] = [];
  state.buildLogs.set(build.metadata.uid, lines);
  const startedMs = state.now().getTime();
  runBuild(state, started, (line) => lines.push(`${line}\n`))
    .catch((error: unknown): BuildEnd => {
      lines.push(`error: ${String(error)}\n`);
      return {
        kind: 'failed',
        reason: 'GenericBuildFailed',
        message: 'Generic Build failure - check logs for details.',
      };
    })
    .then((end) => finish(state, started, end, state.now().getTime() - startedMs, lines))
    // a cluster that is being stopped
    .catch(() => undefined);
}

function finish(
  state: ClusterState,
  started: Build,
  end: BuildEnd,
  durationMs: number,
  lines: readonly string[],
): void {
  const { namespace, name, uid } = started.metadata;
  const build = find(state, 'builds', namespace, name);
  if (build?.metadata.uid !== uid || build.status.phase !== 'Running') return;
  const ended = { completionTimestamp: timestamp(state), duration: durationMs * 1_000_000 };
  if (end.kind === 'pushed') {
    enter(state, build, 'Complete', { ...ended, output: { to: { imageDigest: end.digest } } });
    return;
  }
  const why = { reason: end.reason, message: end.message };
  enter(state, build, 'Failed', { ...ended, ...why, logSnippet: lines.slice(-5).join('').trimEnd() }, why);
}

function enter(
  state: ClusterState,
  build: Build,
  phase: string,
  changes: Partial<Build['status']>,
  why?: { readonly reason: string; readonly message: string },
): Build {
  const status = without(build.status, 'reason', 'message');
  const conditions = status.conditions.map(({ type }) => conditionOf(state, type, 'False'));
  return replace(state, 'builds', {
    ...build,
    status: {
      ...status,
      phase,
      ...changes,
      conditions: [...conditions, conditionOf(state, phase, 'True', why)],
    },
  });
}
