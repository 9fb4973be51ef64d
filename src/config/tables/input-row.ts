/** How often an input is needed; the sections of docs/inputs.md. */
export const INPUT_GROUPS = ['Required', 'Typical', 'Rare', 'Usually a bad idea'] as const;
export type InputGroup = (typeof INPUT_GROUPS)[number];

interface CommonFields {
  readonly group: InputGroup;
  /** Markdown; the first sentence says what the input is. Default and allowed values are added from the fields below. */
  readonly description: string;
  readonly example?: string;
  /** masked before anything else happens; cannot be a flag, and is never printed */
  readonly secret?: boolean;
  /** the CI system must not expand `$`, which is for the shell or for this program */
  readonly verbatim?: boolean;
  /** only works in GitHub Actions */
  readonly githubOnly?: boolean;
}

export interface StringRow extends CommonFields {
  readonly type: 'string';
  readonly default?: string;
}

export interface BooleanRow extends CommonFields {
  readonly type: 'boolean';
  readonly default: boolean;
}

export interface IntegerRow extends CommonFields {
  readonly type: 'integer';
  readonly default: number;
  readonly min: number;
  readonly max: number;
}

/** `90s`, `10m`, `1h30m`; becomes milliseconds. */
export interface DurationRow extends CommonFields {
  readonly type: 'duration';
  readonly default: string;
  readonly min: string;
  readonly max: string;
}

export interface EnumRow extends CommonFields {
  readonly type: 'enum';
  readonly options: readonly string[];
  readonly default: string;
}

/** Entries separated by commas or line breaks (`list`), or by line breaks only (`lines`). */
export interface ListRow extends CommonFields {
  readonly type: 'list' | 'lines';
}

export type InputRow = StringRow | BooleanRow | IntegerRow | DurationRow | EnumRow | ListRow;
export type InputTable = Readonly<Record<string, InputRow>>;

type Camel<Name extends string> = Name extends `${infer Head}-${infer Tail}`
  ? `${Head}${Capitalize<Camel<Tail>>}`
  : Name;

/** Property of an input in {@link ValuesOf}: camel case, durations with their unit. */
export type PropertyOf<Name extends string, Row> = Row extends { readonly type: 'duration' }
  ? `${Camel<Name>}Ms`
  : Camel<Name>;

type ValueOf<Row> = Row extends { readonly type: 'boolean' }
  ? boolean
  : Row extends { readonly type: 'integer' | 'duration' }
    ? number
    : Row extends { readonly type: 'enum'; readonly options: readonly (infer Option)[] }
      ? Option
      : Row extends { readonly type: 'list' | 'lines' }
        ? readonly string[]
        : Row extends { readonly default: string }
          ? string
          : string | undefined;

/** What a table of inputs is read into. */
export type ValuesOf<Table> = {
  readonly [Name in keyof Table & string as PropertyOf<Name, Table[Name]>]: ValueOf<Table[Name]>;
};

/** The names of {@link PropertyOf}, at run time. */
export function propertyName(name: string, row: InputRow): string {
  const camel = name.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
  return row.type === 'duration' ? `${camel}Ms` : camel;
}
