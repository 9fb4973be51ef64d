/** Inputs as text, by kebab-case name. An empty text counts as not set, because runners pass unset inputs like this. */
export type RawInputs = Readonly<Record<string, string | undefined>>;

/** What a host needs to know about an input to read it from its environment. */
export interface InputShape {
  readonly name: string;
  /** cannot be a command-line flag, because other processes can read flags */
  readonly secret: boolean;
  /** true if the flag can be given without a value, meaning `true` */
  readonly isSwitch: boolean;
  /** true if the flag can be repeated, with one entry each */
  readonly isList: boolean;
}

/** How the caller writes the name of an input: `source-image`, `--source-image`, `PROMOTE_SOURCE_TOKEN`. */
export type Spelling = (name: string) => string;

/** Where the caller has to define a missing secret, as a sentence. */
export type SecretAdvice = (name: string) => string;

/** The inputs that a host found, and how to refer to them in messages. */
export interface HostInputs {
  readonly raw: RawInputs;
  readonly spell: Spelling;
  readonly adviseOnSecret: SecretAdvice;
  /** unknown names with the prefix of inputs, which may belong to other programs that use the same environment */
  readonly strays: readonly string[];
}
