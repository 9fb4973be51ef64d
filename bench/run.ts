// Copies images with this project's command and with its peers, side by side, and prints what each took.
// usage: npm run bench -- [--case big,many,…] [--network loopback,tls,link] [--rounds N] [--tool …] [--smoke]
// --smoke moves kilobytes, once: it shows that every tool arrives, its times mean nothing.
import os from 'node:os';
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { type BenchSite, type Network, networkNames, openSite } from './bench-site.ts';
import { type CaseName, pushImage, shapes, shrink } from './images.ts';
import { measure } from './measure.ts';
import { formatTable, type Sample, type Series } from './table.ts';
import { availableTools, type Copy, type Tool } from './tools.ts';

const { values } = parseArgs({
  options: {
    case: { type: 'string' },
    network: { type: 'string' },
    tool: { type: 'string' },
    rounds: { type: 'string' },
    smoke: { type: 'boolean', default: false },
  },
});
const cases = pick('case', Object.keys(shapes) as CaseName[], values.case);
const networks = pick('network', networkNames, values.network);
const everyTool = availableTools();
const tools = everyTool.filter((tool) => !values.tool || values.tool.split(',').includes(tool.name));
const runTimeoutMs = 300_000;
let runs = 0;

const site = await openSite();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void site.close().then(() => process.exit(1)));
}
try {
  const digests = await pushAll(site);
  const table: Series[] = [];
  for (const network of networks) {
    for (const caseName of cases) {
      // the far networks are slow whatever the size: one case shows that they work
      if (values.smoke && network !== 'loopback' && caseName !== 'many') continue;
      table.push(...(await compare(site.networks[network], caseName, digests)));
    }
  }
  console.log(describeMachine());
  console.log(formatTable(table));
} finally {
  await site.close();
}

/** The image that a case moves; two cases move the same one. */
function imageOf(caseName: CaseName): CaseName {
  return caseName === 'noop' || caseName === 'mount' ? 'typical' : caseName;
}

async function pushAll({ networks: { loopback } }: BenchSite): Promise<Map<CaseName, string>> {
  const digests = new Map<CaseName, string>();
  for (const name of new Set(cases.map(imageOf))) {
    const shape = values.smoke ? shrink(shapes[name]) : shapes[name];
    digests.set(name, await pushImage(`http://${loopback.source.host}`, `bench/${name}`, '1', shape));
  }
  return digests;
}

async function compare(
  network: Network,
  caseName: CaseName,
  digests: Map<CaseName, string>,
): Promise<Series[]> {
  const samples = new Map(tools.map((tool): [string, Sample[]] => [tool.name, []]));
  const rounds = Number(
    values.rounds ?? (values.smoke ? 1 : caseName === 'big' || network.name === 'link' ? 3 : 7),
  );
  for (let round = 0; round < rounds; round += 1) {
    for (let turn = 0; turn < tools.length; turn += 1) {
      const tool = tools[(round + turn) % tools.length]; // nobody is always first
      if (tool === undefined) continue;
      const sample = await runOnce(network, caseName, tool, digests.get(imageOf(caseName)));
      samples.get(tool.name)?.push(sample);
      console.error(`${network.name} ${caseName} ${tool.name}: ${(sample.wallMs / 1000).toFixed(3)} s`);
    }
  }
  return tools.map((tool) => ({
    network: network.name,
    caseName,
    tool: tool.name,
    samples: samples.get(tool.name) ?? [],
  }));
}

async function runOnce(
  network: Network,
  caseName: CaseName,
  tool: Tool,
  digest: string | undefined,
): Promise<Sample> {
  runs += 1;
  const mounts = caseName === 'mount';
  const repository = mounts ? `bench/mounted-${runs}` : 'bench/copied';
  const copy: Copy = {
    source: `${network.sourceHost}/bench/${imageOf(caseName)}:1`,
    destination: `${mounts ? network.sourceHost : network.destinationHost}/${repository}:1`,
    scheme: network.scheme,
    ca: site.certificate.certificate,
  };
  const environment: Record<string, string> =
    network.scheme === 'https' ? { SSL_CERT_FILE: site.certificate.certificate } : {};
  site.wipeDestination();
  if (caseName === 'noop') await measure(tool.command(copy), environment, runTimeoutMs);
  tool.forget();

  const marks = { source: network.source.mark(), destination: network.destination.mark() };
  const taken = await measure(tool.command(copy), environment, runTimeoutMs);
  const sample = {
    ...taken,
    source: network.source.requestsSince(marks.source),
    destination: network.destination.requestsSince(marks.destination),
  };
  await verify(mounts ? 'source' : 'destination', repository, digest, tool);
  return sample;
}

/** A tool that did not do its work has no time: its digest must be at the destination. */
async function verify(
  side: 'source' | 'destination',
  repository: string,
  digest: string | undefined,
  tool: Tool,
): Promise<void> {
  const kinds = ['image.manifest', 'image.index'].map((kind) => `application/vnd.oci.${kind}.v1+json`);
  const url = `http://${site.networks.loopback[side].host}/v2/${repository}/manifests/1`;
  const reply = await fetch(url, { method: 'HEAD', headers: { accept: kinds.join(', ') } });
  const found = reply.headers.get('docker-content-digest');
  if (found !== digest || digest === undefined)
    throw new Error(`${tool.name}: ${url} is ${found}, not ${digest}`);
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

function describeMachine(): string {
  const memory = `${Math.round(os.totalmem() / 1024 ** 3)} GB`;
  const load = readFileSync('/proc/loadavg', 'utf8').split(' ')[0];
  const versions = tools.map((tool) => `${tool.name} ${tool.version}`).join(', ');
  const day = new Date().toISOString().slice(0, 10);
  const [cpu] = os.cpus();
  return `${day}: ${cpu?.model.trim()}, ${os.cpus().length} cores, ${memory}, load ${load}. ${versions}.\n`;
}
