import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { recordedExchange, recordedNames, type RecordedExchange } from '../support/recorded-exchange.ts';
import { currentOutcome, hasStandIn, recordedOutcome, replay } from './registry-captures/replay.ts';
import { startSandbox, type Sandbox } from '../../sandbox/sandbox.ts';
import { openStage, recordedManifests, type Stage } from './registry-captures/stage.ts';
import { BEFORE, prepareDestination, prepareSource } from './registry-captures/unrecorded.ts';

/** What the integrated registry knowingly does not do as recorded. One that does after all is an error too. */
const EXCEPTIONS: Readonly<Record<string, string>> = {
  '12f-docker-index-get-no-accept':
    'conversion to schema 1, signed with a key of the moment: 501 and a line in the log',
};

const SOURCE_PORT = 26444;
const DESTINATION_PORT = 27444;

const exchanges = recordedNames()
  .map((name) => recordedExchange(name))
  .filter((exchange): exchange is RecordedExchange => exchange !== undefined && isOfRegistry(exchange))
  .sort((one, other) => timeOf(one) - timeOf(other) || (one.name < other.name ? -1 : 1));

const stages = new Map<number, Stage>();
let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await startSandbox();
  const manifests = recordedManifests(exchanges);
  stages.set(SOURCE_PORT, await openStage(sandbox.source, `127.0.0.1:${SOURCE_PORT}`, manifests));
  stages.set(
    DESTINATION_PORT,
    await openStage(sandbox.destination, `127.0.0.1:${DESTINATION_PORT}`, manifests),
  );
  await prepareSource(stageOf(SOURCE_PORT));
  await prepareDestination(stageOf(DESTINATION_PORT));
});

afterAll(async () => {
  for (const stage of stages.values()) await stage.server.close();
  await sandbox.stop();
  report();
});

describe('the integrated registry answers as the recorded one did', () => {
  it.each(exchanges)('$name', async (exchange) => {
    const stage = stageOf(exchange.request.port);
    await BEFORE[exchange.name]?.(stage, exchange);
    const outcome = currentOutcome(exchange, await replay(stage, exchange));
    if (EXCEPTIONS[exchange.name] === undefined) expect(outcome).toEqual(recordedOutcome(exchange));
    else expect(outcome).not.toEqual(recordedOutcome(exchange));
  });

  it('has all 209 recorded exchanges, and no exception or preparation for others', () => {
    expect(exchanges).toHaveLength(209);
    const names = new Set(exchanges.map(({ name }) => name));
    expect([...Object.keys(EXCEPTIONS), ...Object.keys(BEFORE)].filter((name) => !names.has(name))).toEqual(
      [],
    );
  });
});

function isOfRegistry({ request }: RecordedExchange): boolean {
  if (request.port !== SOURCE_PORT && request.port !== DESTINATION_PORT) return false;
  return /^\/(?:v2|openshift|extensions|healthz)/.test(request.target);
}

function timeOf({ answer }: RecordedExchange): number {
  return Date.parse(answer.headers['date'] ?? '');
}

function stageOf(port: number): Stage {
  const stage = stages.get(port);
  if (stage === undefined) throw new Error(`no stage for port ${port}`);
  return stage;
}

function report(): void {
  const list = (names: readonly string[]) => names.map((name) => `\n  ${name}`).join('');
  const reasons = Object.entries(EXCEPTIONS).map(([name, reason]) => `${name}: ${reason}`);
  const standIns = exchanges.filter(({ request }) => hasStandIn(request)).map(({ name }) => name);
  console.log(
    `registry captures: ${exchanges.length - reasons.length} of ${exchanges.length} answered as recorded\n` +
      `not answered as recorded: ${reasons.length}${list(reasons)}\n` +
      `replayed with other bytes of the same length, since theirs are in no capture: ${standIns.length}${list(standIns)}`,
  );
}
