import type { ApiReply, Handler } from '../exchange/exchange.ts';
import { badRequest, notFound, StatusFailure } from '../exchange/status.ts';
import type { ClusterState } from '../state/cluster-state.ts';
import type { Build } from '../state/build-kinds.ts';
import { find } from '../state/store.ts';
import { BUILDS } from './build-spec.ts';

const ENDED: readonly string[] = ['Complete', 'Failed', 'Error', 'Cancelled'];
// openshift-api.md §9.2
const START_TIMEOUT_MS = 30_000;

/** The log of a build; with `follow` when it has ended (captures 52e, 52f, 52h2). */
export const buildLog: Handler = (call, state) => {
  const name = call.name ?? '';
  const build = find(state, 'builds', call.namespace, name);
  if (build === undefined) throw notFound(BUILDS, name);
  refuseCancelled(build);
  const hasStarted = build.status.phase === 'Running' || ENDED.includes(build.status.phase);
  if (call.query.get('nowait') === 'true' && !hasStarted) return { kind: 'empty', status: 204 };
  if (call.query.get('follow') !== 'true' && hasStarted) return textOf(state, build);
  return { kind: 'later', reply: whenEnded(state, build) };
};

/** @throws StatusFailure 400 (capture 52h2) */
function refuseCancelled({ metadata, status }: Build): void {
  if (status.phase !== 'Cancelled' && status.phase !== 'Error') return;
  const what = status.phase === 'Cancelled' ? 'was cancelled' : 'is in an error state';
  throw badRequest(`build ${metadata.name} ${what}. No logs are available.`);
}

function textOf(state: ClusterState, { metadata }: Build): ApiReply {
  return { kind: 'text', status: 200, text: (state.buildLogs.get(metadata.uid) ?? []).join('') };
}

async function whenEnded(state: ClusterState, build: Build): Promise<ApiReply> {
  const { namespace, name } = build.metadata;
  const isOver = (): boolean => {
    const now = find(state, 'builds', namespace, name);
    return now === undefined || ENDED.includes(now.status.phase);
  };
  const isLate = await waitFor(
    state,
    isOver,
    () => find(state, 'builds', namespace, name)?.status.phase !== 'Running',
  );
  const ended = find(state, 'builds', namespace, name);
  try {
    if (isLate) {
      const message = `Timeout: timed out waiting for build ${name} to start after 30s`;
      throw new StatusFailure(504, 'Timeout', message, {});
    }
    if (ended !== undefined) refuseCancelled(ended);
    return textOf(state, build);
  } catch (error) {
    if (error instanceof StatusFailure) return error.reply;
    throw error;
  }
}

/** @returns true when the time was up before the build had started */
function waitFor(state: ClusterState, isOver: () => boolean, isWaiting: () => boolean): Promise<boolean> {
  return new Promise((resolve) => {
    const end = (isLate: boolean): void => {
      state.listeners.delete(look);
      clearTimeout(timer);
      resolve(isLate);
    };
    const look = (): void => {
      if (isOver()) end(false);
    };
    const timer = setTimeout(() => {
      if (isWaiting()) end(true);
    }, START_TIMEOUT_MS);
    state.listeners.add(look);
    look();
  });
}
