/** Which image of the source to promote. */
export interface ReleaseChoice {
  readonly select:
    /** the tag or digest of the source */
    | { readonly kind: 'given' }
    /** the highest version in a range of node-semver */
    | { readonly kind: 'semver'; readonly range: string }
    /** the tag that was moved last, by a pattern with `*` */
    | { readonly kind: 'newest'; readonly pattern: string };
  /** how long its tag must have pointed to it; 0: any time */
  readonly minimumAgeMs: number;
}
