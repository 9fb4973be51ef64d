// A scenario sends recorded requests in the order they were recorded and does in between what the recording did by other
// means: pushes, projects made beforehand, controllers that were waited for.
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SandboxOptions } from '../../../sandbox/state/options.ts';
import { stopTime } from '../../support/stopped-time.ts';
import { captureNames, readCapture, requireCapture, type ApiCapture } from './capture.ts';
import { Lab, type LabReply } from './lab.ts';

export type Act = (lab: Lab) => void | Promise<void>;

export interface Scenario {
  readonly title: string;
  /** captures that belong to it, by the start of their names */
  readonly groups: readonly string[];
  readonly port?: number;
  /** how captures of the same second followed each other, where their names do not tell */
  readonly order?: readonly string[];
  readonly prepare: Act;
  /** what happened before a capture */
  readonly before?: Readonly<Record<string, Act>>;
  /** declared exceptions: paths that may differ, and why */
  readonly except?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** watches that were open at the same time, and what happened meanwhile: `requests` are recorded as well */
  readonly together?: readonly {
    readonly captures: readonly string[];
    readonly act?: Act;
    readonly requests?: readonly string[];
  }[];
  /** watches whose recording ended in the middle of what happened */
  readonly cutShort?: readonly string[];
  /** captures that are not replayed, and why; a key ending in `*` stands for all that start so */
  readonly skip?: Readonly<Record<string, string>>;
  /** changes a recorded request before it is sent */
  readonly adapt?: Readonly<Record<string, (capture: ApiCapture) => ApiCapture>>;
  /** before every capture but these the controllers come to rest */
  readonly settleExcept?: readonly string[];
  /** controllers write in another rhythm than the real ones: resourceVersions need not correspond */
  readonly looseVersions?: boolean;
  readonly options?: SandboxOptions;
}

/** Captures of a scenario in the order of their recording. */
export function capturesOf(scenario: Scenario): readonly ApiCapture[] {
  return captureNames()
    .filter((name) => scenario.groups.some((group) => name.startsWith(group)))
    .map(readCapture)
    .filter((capture) => capture !== undefined)
    .filter((capture) => scenario.port === undefined || capture.port === scenario.port)
    .sort(
      (left, right) =>
        timeOf(left) - timeOf(right) ||
        placeOf(scenario, left) - placeOf(scenario, right) ||
        (left.name < right.name ? -1 : 1),
    );
}

function placeOf({ order = [] }: Scenario, { name }: ApiCapture): number {
  return order.indexOf(name);
}

function timeOf(capture: ApiCapture): number {
  return Date.parse(capture.replyHeaders['date']?.[0] ?? '');
}

export function reasonToSkip(scenario: Scenario, name: string): string | undefined {
  const found = Object.entries(scenario.skip ?? {}).find(
    ([key]) => key === name || (key.endsWith('*') && name.startsWith(key.slice(0, -1))),
  );
  return found?.[1];
}

function adapt(scenario: Scenario, capture: ApiCapture): ApiCapture {
  return scenario.adapt?.[capture.name]?.(capture) ?? capture;
}

/** Waits until every watch is open, or refused. */
async function untilOpen(
  listeners: ReadonlySet<unknown>,
  before: number,
  replies: readonly Promise<unknown>[],
): Promise<void> {
  let ended = 0;
  const count = (): void => void (ended += 1);
  for (const reply of replies) reply.then(count, count);
  while (listeners.size - before + ended < replies.length) await wait(5);
}

/**
 * Sends a recorded request; when it is one of several watches, all of them, and then does what happened meanwhile. Watches
 * end when their time is over: that is as soon as nothing more comes.
 */
async function start(
  scenario: Scenario,
  capture: ApiCapture,
  lab: Lab,
  running: Map<string, Promise<LabReply>>,
): Promise<LabReply> {
  const group = scenario.together?.find(({ captures }) => captures.includes(capture.name));
  const seconds = /[?&]timeoutSeconds=(\d+)/.exec(capture.target)?.[1];
  const time = seconds === undefined ? undefined : stopTime();
  const { listeners } = lab.clusterOf(capture).state;
  const open = listeners.size;
  const own = lab.send(adapt(scenario, capture));
  const replies = [own];
  running.set(capture.name, own);
  for (const name of group?.captures.filter((candidate) => candidate !== capture.name) ?? []) {
    const reply = lab.send(adapt(scenario, requireCapture(name)));
    running.set(name, reply);
    replies.push(reply);
  }
  if (group !== undefined) await untilOpen(listeners, open, replies);
  await group?.act?.(lab);
  for (const name of group?.requests ?? []) {
    const reply = await lab.send(adapt(scenario, requireCapture(name)));
    running.set(name, Promise.resolve(reply));
  }
  if (time !== undefined) await time.passUntil(Promise.all(replies), Number(seconds) * 1000);
  return own;
}

/** One test for each capture. */
export function testScenario(scenario: Scenario): void {
  describe(scenario.title, () => {
    let lab: Lab;
    const running = new Map<string, Promise<LabReply>>();
    beforeAll(async () => {
      lab = await Lab.start(scenario.options);
      await scenario.prepare(lab);
    });
    afterAll(() => lab.sandbox.stop());
    for (const capture of capturesOf(scenario)) {
      const reason = reasonToSkip(scenario, capture.name);
      it(`answers as recorded: ${capture.name}`, async (context) => {
        await scenario.before?.[capture.name]?.(lab);
        if (scenario.settleExcept?.includes(capture.name) === false) await lab.settle();
        if (reason !== undefined) context.skip(reason);
        const adapted = adapt(scenario, capture);
        const reply = await (running.get(capture.name) ?? start(scenario, capture, lab, running));
        const found = lab.compare(adapted, reply, {
          ignored: Object.keys(scenario.except?.[capture.name] ?? {}),
          looseVersions: scenario.looseVersions === true,
          cutShort: scenario.cutShort?.includes(capture.name) === true,
        });
        expect(found).toEqual([]);
      });
    }
    it('asks nothing the sandbox does not know', () => {
      expect([...lab.sandbox.source.unknownRequests, ...lab.sandbox.destination.unknownRequests]).toEqual([]);
    });
  });
}
