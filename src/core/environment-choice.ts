/** The environments of a run, as a file of environments names them. JSON-safe: it is part of the record. */
export interface EnvironmentChoice {
  /** the environment that is promoted to */
  readonly name: string;
  /** the environment that images come from; undefined: from elsewhere */
  readonly from: string | undefined;
  readonly applications: readonly string[];
  /** how long images must have been where they come from, in milliseconds */
  readonly soakMs: number;
  /** a freeze window that was overridden; absent: there was none */
  readonly frozen?:
    | {
        readonly reason: string;
        /** its end, such as `2027-01-05 00:00 Europe/Berlin`; undefined: it has none */
        readonly until: string | undefined;
        /** reason for the promotion */
        readonly override: string;
      }
    | undefined;
}

/** `web from test to prod`. */
export function environmentText({ name, from, applications }: EnvironmentChoice): string {
  const what = applications.length === 0 ? '' : `${applications.join(', ')} `;
  return `${what}${from === undefined ? '' : `from ${from} `}to ${name}`;
}

/** A freeze window that was overridden, as a sentence. */
export function frozenText(
  environment: string,
  { reason, until, override }: NonNullable<EnvironmentChoice['frozen']>,
): string {
  const end = until === undefined ? 'until further notice' : `until ${until}`;
  return `${environment} is frozen ${end} (${reason}); overridden: ${override}`;
}
