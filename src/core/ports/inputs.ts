/** Inputs as text, by kebab-case name. An empty text is an absent one: that is how runners pass what nobody set. */
export type RawInputs = Readonly<Record<string, string | undefined>>;

/** What a host has to know of an input to find it in its own surroundings. */
export interface InputShape {
  readonly name: string;
  /** never a command line flag: other processes can read those */
  readonly secret: boolean;
  /** true when naming it without a value means `true` */
  readonly isSwitch: boolean;
  /** true when it may be given several times, one entry each */
  readonly isList: boolean;
}

/** How the caller writes the name of an input: `source-image`, `--source-image`, `PROMOTE_SOURCE_TOKEN`. */
export type Spelling = (name: string) => string;

/** Where the caller puts a secret that is missing: a sentence for the input of that name. */
export type SecretAdvice = (name: string) => string;

/** What a host found, and how to speak of it. */
export interface HostInputs {
  readonly raw: RawInputs;
  readonly spell: Spelling;
  readonly adviseOnSecret: SecretAdvice;
  /** names that look like inputs, where other programs keep things of theirs too: the environment of a pipeline */
  readonly strays: readonly string[];
}
