import type { PromoteOptions } from '../../core/options.ts';
import type { Cluster } from '../../core/ports/cluster.ts';
import type { ResolvedImage } from './resolved-image.ts';

/** What is to be inspected. */
export interface Inspected {
  readonly images: readonly ResolvedImage[];
  readonly options: PromoteOptions;
  readonly cluster: Cluster;
  /** projects that do not exist yet: there is nothing to look at */
  readonly newProjects: ReadonlySet<string>;
}

/** An image that changes something: a tag of it points elsewhere until now. */
export function isChanging({ tags, root }: ResolvedImage): boolean {
  return tags.some(({ digest }) => digest !== root.digest);
}
