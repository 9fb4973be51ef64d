/** One rule of a Role. */
export interface SetupRule {
  readonly group: string;
  /** with subresources: `imagestreams/layers` */
  readonly resources: readonly string[];
  /** empty: all objects */
  readonly names: readonly string[];
  readonly verbs: readonly string[];
}

/** What an account may do in a project. */
export interface ProjectRules {
  readonly project: string;
  readonly rules: readonly SetupRule[];
}
