import type { Digest } from './image/digest.ts';
import type { ImageConfig } from './image/image-config.ts';

/** A tag to choose from, or an earlier image of a tag. JSON-safe: it is what `tags --output=json` prints. */
export interface Release {
  /** value for `source-image`: `dev/app:1.4.2`, or with a digest if the tag points to a different image now */
  readonly image: string;
  readonly tag: string;
  readonly digest: Digest | undefined;
  /** 0 is the current image of the tag, 1 the one before, and so on; a value for `rollback --to` */
  readonly stepsBack: number;
  /** when the tag came to point to it, ISO 8601 */
  readonly since: string | undefined;
  /** when the image was built, ISO 8601 */
  readonly created: string | undefined;
  readonly version: string | undefined;
  readonly commit: string | undefined;
  /** tags and workloads of the destination that use this digest: `prod/app:live`, `dc/api` */
  readonly deployed: readonly string[];
}

// Annotations of the OCI image-spec, of OpenShift builds and of label-schema.org, and common handwritten ones.
const VERSION_LABELS = ['org.opencontainers.image.version', 'org.label-schema.version', 'version'];
const COMMIT_LABELS = [
  'org.opencontainers.image.revision',
  'io.openshift.build.commit.id',
  'org.label-schema.vcs-ref',
  'vcs-ref',
];
const CREATED_LABELS = ['org.opencontainers.image.created'];
// Reproducible builds set the creation time to the beginning of the epoch.
const MIN_CREATED = '1980-01-02';

/** Version, commit and build time from the labels or annotations of an image. */
export function describeRelease({
  created,
  labels,
}: Pick<ImageConfig, 'created' | 'labels'>): Pick<Release, 'created' | 'version' | 'commit'> {
  const first = (names: readonly string[]): string | undefined =>
    names.map((name) => labels[name]).find((value) => value !== undefined && value !== '');
  const built = created ?? first(CREATED_LABELS);
  return {
    created: built === undefined || built < MIN_CREATED ? undefined : built,
    version: first(VERSION_LABELS),
    commit: first(COMMIT_LABELS),
  };
}

/** Newest first; releases without a known time come last, sorted by name. */
export function newestFirst(releases: readonly Release[]): readonly Release[] {
  const timeOf = ({ since, created }: Release): string => since ?? created ?? '';
  return releases.toSorted((one, other) => {
    if (timeOf(one) !== timeOf(other)) return timeOf(one) < timeOf(other) ? 1 : -1;
    return one.tag.localeCompare(other.tag, 'en', { numeric: true }) * -1;
  });
}
