import { canonicalRegistryHost, parseReference } from '../core/image/reference.ts';
import type { MountSource, PromotionRequest } from '../core/options.ts';
import { quoteGiven } from '../core/text/given-text.ts';
import type { InputProblems } from './input-problems.ts';
import type { Inputs } from './tables/inputs.ts';

const NAME = 'mount-from';
const MAX_SOURCES = 20;

/** The repositories of `mount-from`. They are at the registry of the destination, with or without its host in front. */
export function readMountSources(
  inputs: Inputs,
  promotions: readonly PromotionRequest[],
  inputProblems: InputProblems,
): readonly MountSource[] {
  const { mountFrom, strategy } = inputs;
  if (mountFrom.length > 0 && !['auto', 'copy'].includes(strategy))
    inputProblems.add(
      NAME,
      `only used for copies, but ${inputProblems.spell('strategy')} is "${strategy}"`,
      'remove this input',
    );
  if (mountFrom.length > MAX_SOURCES)
    inputProblems.add(
      NAME,
      `${mountFrom.length} repositories, and at most ${MAX_SOURCES} are looked in`,
      'name those with the largest layers',
    );
  const hosts = new Set(
    promotions.flatMap(({ destination }) =>
      destination.kind === 'registry' ? canonicalRegistryHost(destination.host) : [],
    ),
  );
  const isCluster = promotions.some(({ destination }) => destination.kind === 'stream');
  return mountFrom.flatMap((text) => readSource(text, { hosts, isCluster }, inputProblems));
}

function readSource(
  text: string,
  { hosts, isCluster }: { readonly hosts: ReadonlySet<string>; readonly isCluster: boolean },
  inputProblems: InputProblems,
): readonly MountSource[] {
  const [host] = hosts;
  const short = parseReference(text);
  // a registry has repositories of any depth, a cluster only project/stream
  const result = 'problem' in short && host !== undefined ? parseReference(`${host}/${text}`) : short;
  if ('problem' in result) {
    inputProblems.add(NAME, result.problem, 'write project/stream, or the path of a repository');
    return [];
  }
  const { reference } = result;
  if (reference.kind === 'registry' && !hosts.has(canonicalRegistryHost(reference.host))) {
    const where = [...hosts].join(', ') || 'the registry of a cluster';
    inputProblems.add(
      NAME,
      `${quoteGiven(text)} is at ${reference.host}, but the images go to ${where}: blobs can be mounted within one registry only`,
      isCluster ? 'write project/stream' : `name a repository of ${where}`,
    );
    return [];
  }
  const repository =
    reference.kind === 'registry' ? reference.repository : `${reference.project}/${reference.stream}`;
  return [{ repository, reference: reference.digest ?? reference.tag }];
}
