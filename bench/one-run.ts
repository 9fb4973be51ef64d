import type { BenchSite, Network } from './bench-site.ts';
import type { CaseName } from './images.ts';
import { measure } from './measure.ts';
import type { Sample } from './table.ts';
import type { Copy, Tool } from './tools.ts';

const RUN_TIMEOUT_MS = 300_000;
let runs = 0;

/** The image that a case moves; some cases move the same one. */
export function imageOf(caseName: CaseName): CaseName {
  return caseName === 'noop' || caseName === 'mount' ? 'typical' : caseName;
}

/**
 * One measured run of one tool, to a destination that has nothing (or, for `noop`, everything).
 * @param digest what must be at the destination afterwards
 * @throws Error when the tool fails or the digest is not there: a tool that did not do its work has no time
 */
export async function runOnce(
  site: BenchSite,
  network: Network,
  caseName: CaseName,
  tool: Tool,
  digest: string,
): Promise<Sample> {
  runs += 1;
  const mounts = caseName === 'mount';
  const repository = mounts ? `bench/mounted-${runs}` : 'bench/copied';
  const copyOver = ({ sourceHost, destinationHost, scheme }: Network): Copy => ({
    source: `${sourceHost}/bench/${imageOf(caseName)}:1`,
    destination: `${mounts ? sourceHost : destinationHost}/${repository}:1`,
    scheme,
    ca: site.certificate.certificate,
  });
  const environment: Record<string, string> =
    network.scheme === 'https' ? { SSL_CERT_FILE: site.certificate.certificate } : {};
  site.wipeDestination();
  // what it did before is no part of the measurement, so it takes the short way
  if (caseName === 'noop') await measure(tool.command(copyOver(site.networks.loopback)), {}, RUN_TIMEOUT_MS);
  tool.forget();

  const marks = { source: network.source.mark(), destination: network.destination.mark() };
  const taken = await measure(tool.command(copyOver(network)), environment, RUN_TIMEOUT_MS);
  const sample = {
    ...taken,
    source: network.source.requestsSince(marks.source),
    destination: network.destination.requestsSince(marks.destination),
  };
  const side = mounts ? 'source' : 'destination';
  await verify(`http://${site.networks.loopback[side].host}/v2/${repository}/manifests/1`, digest, tool);
  return sample;
}

/** @throws Error when another digest is there */
export async function verify(url: string, digest: string, tool: Tool): Promise<void> {
  const kinds = ['image.manifest', 'image.index'].map((kind) => `application/vnd.oci.${kind}.v1+json`);
  const reply = await fetch(url, { method: 'HEAD', headers: { accept: kinds.join(', ') } });
  const found = reply.headers.get('docker-content-digest');
  if (found !== digest) throw new Error(`${tool.name}: ${url} is ${found}, not ${digest}`);
}
