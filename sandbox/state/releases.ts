/** What becomes of an index that is imported: one platform of it, or all. */
export type ImportMode = 'Legacy' | 'PreserveOriginal';

/** What differs between releases of OpenShift for a client (docs/compatibility.md). */
export interface Release {
  readonly kubernetes: string;
  /** of tags and imports that name none, unless `images.config.openshift.io` does (openshift-new.md) */
  readonly importMode: ImportMode;
  /** whether Routes have `metadata.generation` */
  readonly countsRoutes: boolean;
}

/** 4.20 is the recorded one. 5.0 is as a payload for several architectures has it, whose imports keep indexes. */
export const RELEASES = {
  '4.20': { kubernetes: '1.33.5', importMode: 'Legacy', countsRoutes: false },
  '5.0': { kubernetes: '1.36.3', importMode: 'PreserveOriginal', countsRoutes: true },
} as const satisfies Readonly<Record<string, Release>>;

export type ReleaseName = keyof typeof RELEASES;

export const RELEASE_NAMES = Object.keys(RELEASES) as readonly ReleaseName[];
