// Measures this project's command and its peers side by side (bench/README.md).
// usage: node bench/run.ts [--all] [--case a,b] [--network a,b] [--tool a,b] [--rounds n] [--minutes n] [--smoke]
//        [--before FOLDER]
import { parseArgs } from 'node:util';
import { type BenchSite, linkShape, networkNames, openSite } from './bench-site.ts';
import { judge, judgement, judgeSets, type Judgement } from './goals.ts';
import { runHuge, type HugeRun } from './huge.ts';
import { blobsOf, type CaseName, pushImage, shapes, shrink, sizeOf } from './images.ts';
import { bytesOfAll, pushSet, type SetName, type SetShape, setShapes, shrinkSet } from './image-sets.ts';
import { imageOf, runOnce } from './one-run.ts';
import { formatReport } from './report.ts';
import { type Heat, runRounds } from './rounds.ts';
import { measureStartUp, type StartUp } from './start-up.ts';
import { prepareSet, runSet } from './set-run.ts';
import { availableTools, type Tool } from './tools.ts';

const { values } = parseArgs({
  options: {
    all: { type: 'boolean', default: false },
    case: { type: 'string' },
    network: { type: 'string' },
    tool: { type: 'string' },
    rounds: { type: 'string' },
    minutes: { type: 'string' },
    smoke: { type: 'boolean', default: false },
    before: { type: 'string' },
  },
});

const imageCases = Object.keys(shapes) as CaseName[];
const setNames = Object.keys(setShapes) as SetName[];
const picked = pick('case', [...imageCases, ...setNames, 'huge', 'start'], values.case);
const everything = values.all || values.smoke;
const cases = imageCases.filter((name) => picked.includes(name));
const setCases = setNames.filter((name) => picked.includes(name));
const networks = pick('network', networkNames, values.network);
const [ours, ...peers] = availableTools(values.before);
const tools = [ours, ...peers]
  .filter((tool) => tool !== undefined)
  .filter(({ name }) => !values.tool || values.tool.split(',').includes(name));
const shapeOf = (name: CaseName) => (values.smoke ? shrink(shapes[name]) : shapes[name]);
const setShapeOf = (name: SetName): SetShape => (values.smoke ? shrinkSet(setShapes[name]) : setShapes[name]);
const minutes = Number(values.minutes ?? (values.all ? 12 : Number.POSITIVE_INFINITY));
const bytesPerMs = (linkShape.megabits * 1e6) / 8 / 1000;
const deadlineMs = performance.now() + minutes * 60_000;

const startUp = wants('start') ? await measureOurStartUp() : undefined;
const huge = wants('huge') ? await runOurHuge() : [];
const series = cases.length + setCases.length > 0 ? await compareTools() : [];
const judgements = [
  ...judge(series, { floorMs, blobs: (name) => blobsOf(shapeOf(name)) }),
  ...judgeSets(series, setShapeOf),
  ...judgeHuge(huge),
  ...(startUp === undefined
    ? []
    : [
        judgement('CPU in ms before the first request', 60, startUp.firstRequestMs, 0),
        ...(startUp.vsBefore === undefined
          ? []
          : [
              judgement('the same of the command ÷ the build before', 1, startUp.vsBefore.command, 2),
              judgement('the same of the action ÷ the build before', 1.15, startUp.vsBefore.action, 2),
            ]),
      ]),
];
// kilobytes say nothing about speed
console.log(formatReport({ tools, series, huge, startUp, judgements: values.smoke ? [] : judgements }));

/** Cases of their own are part of a whole benchmark, or asked for by name. */
function wants(name: 'huge' | 'start'): boolean {
  return values.case === undefined ? everything : picked.includes(name);
}

async function measureOurStartUp(): Promise<StartUp | undefined> {
  return ours === undefined
    ? undefined
    : measureStartUp(
        ours,
        peers.find(({ name }) => name === 'before'),
        values.smoke ? 1 : 15,
      );
}

async function runOurHuge(): Promise<HugeRun[]> {
  return ours === undefined ? [] : runHuge(ours, values.smoke ? [10, 100] : [100, 10_240]);
}

async function compareTools() {
  const site = await openSite();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void site.close().then(() => process.exit(1)));
  }
  try {
    const digests = await pushAll(site);
    return await runRounds([...heatsOf(site, digests), ...(await setHeatsOf(site))], { tools, deadlineMs });
  } finally {
    await site.close();
  }
}

async function pushAll({ networks: { loopback } }: BenchSite): Promise<Map<CaseName, string>> {
  const digests = new Map<CaseName, string>();
  for (const name of new Set(cases.map(imageOf))) {
    digests.set(name, await pushImage(`http://${loopback.source.host}`, `bench/${name}`, '1', shapeOf(name)));
  }
  return digests;
}

/** The cases of sets count where distance does. */
async function setHeatsOf(site: BenchSite): Promise<Heat[]> {
  const heats: Heat[] = [];
  for (const caseName of setCases) {
    const shape = setShapeOf(caseName);
    const set = await pushSet(`http://${site.networks.loopback.source.host}`, caseName, shape);
    if (ours !== undefined) await prepareSet(site, caseName, set, ours);
    for (const name of networks.filter((each) => values.smoke || values.network || each === 'link')) {
      // the far networks are slow whatever the size
      if (values.smoke && name !== 'loopback') continue;
      const network = site.networks[name];
      const run = (tool: Tool) => runSet(site, network, caseName, tool, set);
      const peerMs = bytesOfAll(shape) / bytesPerMs + shape.images * 500;
      const expectedMs = name === 'link' ? peerMs * (tools.length - 1) + peerMs / 4 : 5_000;
      const rounds = Number(values.rounds ?? (values.smoke ? 1 : 3));
      heats.push({ network, caseName, run, rounds: values.all ? Math.min(rounds, 1) : rounds, expectedMs });
    }
  }
  return heats;
}

function heatsOf(site: BenchSite, digests: ReadonlyMap<CaseName, string>): Heat[] {
  const heats = networks.flatMap((name) =>
    cases
      // the far networks are slow whatever the size: one case shows that they work
      .filter((caseName) => !values.smoke || name === 'loopback' || caseName === 'many')
      .map((caseName): Heat => {
        const isLong = name === 'link' && caseName === 'big';
        const asked = Number(values.rounds ?? (values.smoke ? 1 : caseName === 'big' ? 3 : 7));
        const atMost = !values.all ? asked : isLong ? 1 : name === 'link' ? 3 : asked;
        const moves = caseName !== 'noop' && caseName !== 'mount' && name === 'link';
        const expectedMs = moves ? floorMs(caseName) * tools.length * 1.1 : 1_000;
        const network = site.networks[name];
        const run = (tool: Tool) =>
          runOnce(site, network, caseName, tool, digests.get(imageOf(caseName)) ?? '');
        return { network, caseName, run, rounds: Math.min(asked, atMost), expectedMs };
      }),
  );
  // what takes minutes comes last: it is what a time limit may take
  return heats.sort((one, other) => Number(isSlow(one)) - Number(isSlow(other)));
}

function isSlow({ network, caseName }: Heat): boolean {
  return network.name === 'link' && caseName === 'big';
}

/** Nothing copies an image over the link faster than this. */
function floorMs(caseName: CaseName): number {
  return sizeOf(shapeOf(caseName)) / bytesPerMs;
}

function judgeHuge([small, large]: readonly HugeRun[]): Judgement[] {
  if (small === undefined || large === undefined) return [];
  const more = large.peakRssMb - small.peakRssMb;
  return [
    judgement(`one layer of ${large.layerMb} MB: peak RSS in MB`, 75, large.peakRssMb, 0),
    judgement(`the same: MB more than for ${small.layerMb} MB`, 5, more, 1),
  ];
}

function pick<Name extends string>(
  what: string,
  all: readonly Name[],
  wanted: string | undefined,
): readonly Name[] {
  if (wanted === undefined) return all;
  const names = wanted.split(',');
  const unknown = names.find((name) => !all.includes(name as Name));
  if (unknown !== undefined) throw new Error(`no ${what} ${unknown}: ${all.join(', ')}`);
  return all.filter((name) => names.includes(name));
}
