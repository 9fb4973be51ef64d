import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

/** What ncc's programmatic interface takes and gives, as far as it is used here; the package ships no types. */
type Ncc = (
  entry: string,
  options: {
    cache: false;
    quiet: true;
    minify: false;
    sourceMap: false;
    externals: Readonly<Record<string, string>>;
  },
) => Promise<{
  code: string;
  assets: Readonly<Record<string, { readonly source: string | Buffer }>>;
  stats: Stats;
}>;

interface Stats {
  readonly compilation: {
    readonly chunks: Iterable<Chunk>;
    readonly chunkGraph: { getChunkModulesIterable(chunk: Chunk): Iterable<Module> };
  };
  toJson(only: { all: false; chunks: true; chunkOrigins: true }): {
    readonly chunks: readonly {
      readonly id: number;
      readonly origins: readonly { readonly moduleName: string; readonly request: string }[];
    }[];
  };
}

interface Chunk {
  readonly id: number;
  /** of its `webpackChunkName`; undefined: it has none, or webpack put packages of named chunks into it */
  readonly name: string | undefined;
  readonly files: Iterable<string>;
  /** each with the chunks that are loaded together */
  readonly groupsIterable: Iterable<{ readonly name: string | undefined }>;
  canBeInitial(): boolean;
}

interface Module {
  readonly resource?: string;
  /** what a concatenated module was made of */
  readonly modules?: readonly Module[];
}

/** One bundle: which entry it starts from and what must never get into it. */
export interface BundlePlan {
  readonly entry: string;
  readonly output: string;
  /** folders of sources that this file must not contain, relative to the root */
  readonly without: readonly string[];
  /**
   * Files loaded on demand that share the modules of this one, by the `webpackChunkName` of their import, with what each of them
   * must not contain.
   */
  readonly chunks?: Readonly<Record<string, readonly string[]>>;
  /** what is left out of this one, besides what is left out of all of them */
  readonly leftOut?: Readonly<Record<string, string>>;
}

/** One file of dist/. */
export interface Bundle {
  readonly output: string;
  readonly code: string;
  /** source files and package files it was made of: paths from the root, with forward slashes */
  readonly inputs: readonly string[];
}

/** Verification of signatures. */
const SIGSTORE = ['src/policy/', 'node_modules/@sigstore/', 'node_modules/@tufjs/', 'node_modules/tuf-js/'];
/** Sources that must not be in a bundle that only re-exports a package. */
const PACKAGE_ONLY = ['src/core/', 'src/entry/'];

/**
 * The programs that are committed, with what is forbidden in each. Code that not every run needs is in a file of its own, which is
 * parsed only when it is needed. There are two kinds. An import with `webpackChunkName` becomes a chunk, which shares the modules of
 * its program. An import with `webpackIgnore` stays an import of the file of that name, which lies in the folder of who imports it
 * in the sources as well; it is for what shares nothing: packages alone, and the sandbox.
 */
export const bundlePlans: readonly BundlePlan[] = [
  // the three that are started hold next to nothing themselves
  { entry: 'src/entry/action.ts', output: 'index.js', without: ['src/core/'] },
  { entry: 'src/entry/post.ts', output: 'post.js', without: ['src/config/', 'src/http/'] },
  { entry: 'src/entry/cli.ts', output: 'cli.js', without: ['src/core/'] },
  {
    entry: 'src/entry/program.ts',
    output: 'program.js',
    without: [
      'sandbox/',
      'node_modules/undici/',
      'node_modules/@actions/exec/',
      'node_modules/yaml/',
      'src/attest/',
      'src/promotion/attest.ts',
      'src/report/page/',
      'src/openshift/rollouts/',
      'src/openshift/login/log-in',
      'node_modules/@noble/',
      ...SIGSTORE,
    ],
    chunks: {
      openshift: ['src/promotion/', 'src/registry/', ...SIGSTORE],
      'other-commands': SIGSTORE,
      'cluster-client': SIGSTORE,
      'record-page': ['src/promotion/'],
      attest: [
        'src/promotion/check/',
        'src/openshift/',
        'src/registry/',
        'src/http/',
        'node_modules/make-fetch-happen/',
      ],
      board: ['src/promotion/check/', 'src/registry/', 'src/http/'],
      environments: ['src/promotion/', 'src/registry/', 'src/http/'],
      gitops: ['src/promotion/', 'src/openshift/', 'src/registry/'],
      locks: ['src/promotion/check/', 'src/openshift/rollouts/', 'src/registry/', 'src/http/'],
      notify: ['src/promotion/', 'src/openshift/', 'src/registry/', 'src/http/'],
      traces: ['src/promotion/check/', 'src/openshift/rollouts/', 'src/registry/', 'src/http/'],
      verify: ['src/promotion/', 'src/openshift/', 'src/registry/', 'src/http/', 'node_modules/@noble/'],
      'policy-program': ['src/promotion/', 'src/openshift/', 'src/registry/', 'src/http/'],
    },
    // @actions/core uses it to name the system, which is not needed here; it loads child_process and assert
    leftOut: { '@actions/exec': 'node:module' },
  },
  // every promotion loads it, while the first connection is being made
  { entry: 'src/http/undici-client.ts', output: 'undici-client.js', without: PACKAGE_ONLY },
  { entry: 'src/openshift/yaml/parse-yaml.ts', output: 'parse-yaml.js', without: PACKAGE_ONLY },
  { entry: 'src/tools/actions-toolkit.ts', output: 'actions-toolkit.js', without: PACKAGE_ONLY },
  {
    entry: 'src/entry/sandbox-commands.ts',
    output: 'sandbox-commands.js',
    without: ['src/promotion/', 'src/registry/', 'src/openshift/', 'src/http/', ...SIGSTORE],
  },
];

/**
 * What packages ask for and this program never uses. It is not in the bundles. To ask for it at run time throws
 * ERR_UNKNOWN_BUILTIN_MODULE; what is asked for at every start is exchanged for a module without these names, so that calling
 * it throws a TypeError.
 */
const LEFT_OUT: Readonly<Record<string, string>> = {
  // undici is told `allowH2: false`, and does without by itself on a Node that was built without (docs/adr/0012-speed-of-control-traffic.md)
  'node:http2': 'node:http2-left-out',
  // bodies of requests are bytes, never FormData: all of fetch, 220 KB of code to parse at every start
  '../web/fetch/body.js': 'node:fetch-left-out',
  // archives are downloaded by the transport of the side, ID tokens asked for by openshift/login/: a second HTTP client of 1 MB
  '@actions/http-client': 'node:module',
  '@actions/http-client/lib/auth': 'node:module',
  // the debug lines of tuf-js: without it they have no colours
  'supports-color': 'node:supports-color-left-out',
};

/**
 * Makes the bundles: TypeScript takes the types away, ncc joins what is left into one ES module per entry, not
 * minified so that a reviewer can read what users run.
 *
 * Nothing in the result depends on where it is built: module ids are hashes of paths relative to the folder that
 * the sources are emitted to, which always lies two levels below the root, and ncc's cache is off. ncc never sees
 * TypeScript, so that its own loader's needs do not decide the compiler's version. Types are not checked here:
 * that is `npm run types`.
 * @throws Error when the sources do not parse or something does not resolve, when something forbidden got in,
 *   or when a lazy import has neither `webpackMode: "eager"` nor the name of a chunk of its plan
 */
export function makeBundles(root: string): Promise<Bundle[]> {
  return withEmitted(root, async (emitted) => {
    const bundles = [];
    for (const plan of bundlePlans) bundles.push(...(await bundle(root, emitted, plan))); // ncc keeps global state
    return bundles;
  });
}

/**
 * The command as one file, for machines that have Node and nothing else: what the bundles leave to files beside them is in it, but
 * for the sandbox.
 */
export function makeOneFile(root: string): Promise<string> {
  return withEmitted(root, async (emitted) => {
    for (const name of readdirSync(emitted, { recursive: true, encoding: 'utf8' })) {
      if (!name.endsWith('.js')) continue;
      const file = path.join(emitted, name);
      const text = readFileSync(file, 'utf8');
      writeFileSync(
        file,
        text.replaceAll(
          /\/\* webpack(?:Ignore: true|ChunkName: "[^"]*") \*\//g,
          '/* webpackMode: "eager" */',
        ),
      );
    }
    writeFileSync(path.join(emitted, 'src/entry/sandbox-commands.js'), WITHOUT_SANDBOX);
    const plan = { entry: 'src/entry/cli.ts', output: 'openshift-promote.mjs', without: ['sandbox/'] };
    const files = await bundle(root, emitted, plan);
    return files.map(({ code }) => code).join('');
  });
}

const WITHOUT_SANDBOX = `
const runWithout = async ({ stderr }) => {
  stderr.write('this file is without the sandbox: npx openshift-promote demo\\n');
  return 2;
};
export { runWithout as runDemo, runWithout as runSandbox };
`;

async function withEmitted<Result>(
  root: string,
  body: (emitted: string) => Promise<Result>,
): Promise<Result> {
  mkdirSync(path.join(root, '.work'), { recursive: true });
  const emitted = mkdtempSync(path.join(root, '.work', 'bundle-'));
  try {
    emit(root, emitted);
    return await body(emitted);
  } finally {
    rmSync(emitted, { recursive: true });
  }
}

function emit(root: string, target: string): void {
  const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc');
  const args = [tsc, '-p', path.join(root, 'scripts/tsconfig.bundle.json'), '--outDir', target];
  const { status, stdout } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`the sources do not compile\n${stdout}`);
  writeFileSync(path.join(target, 'tsconfig.json'), '{}\n'); // ncc looks for one and warns when there is none
}

async function bundle(root: string, emitted: string, plan: BundlePlan): Promise<Bundle[]> {
  const ncc = createRequire(import.meta.url)('@vercel/ncc') as Ncc;
  const options = {
    cache: false,
    quiet: true,
    minify: false,
    sourceMap: false,
    externals: { ...LEFT_OUT, ...plan.leftOut },
  } as const;
  const before = process.cwd();
  process.chdir(emitted); // ncc knows no other way to be told what paths are relative to
  const result = await ncc(path.join(emitted, plan.entry.replace(/\.ts$/, '.js')), options)
    .catch((error: unknown) => {
      // ncc is one minified line of megabytes: a stack would print it
      throw new Error(
        `${plan.entry} cannot be bundled: ${error instanceof Error ? error.message : String(error)}`,
      );
    })
    .finally(() => process.chdir(before));

  const { chunkGraph } = result.stats.compilation;
  const planned: Readonly<Record<string, readonly string[]>> = plan.chunks ?? {};
  const chunks = [...result.stats.compilation.chunks].map((chunk) => ({ chunk, wanted: wantedBy(chunk) }));
  const lazy = chunks.filter(({ chunk }) => !chunk.canBeInitial());
  const unplanned = lazy.filter(({ wanted }) => wanted.some((name) => planned[name] === undefined));
  if (unplanned.length > 0) {
    const origins = unplanned.flatMap(({ chunk }) => originsOf(result.stats, chunk.id));
    throw new Error(
      `would need a file of its own: /* webpackMode: "eager" */, or a chunk of its plan\n${origins.join('\n')}`,
    );
  }
  const names = new Map(
    lazy.map(({ chunk, wanted }) => {
      const inputs = inputsOf(root, emitted, chunkGraph.getChunkModulesIterable(chunk));
      return [chunk.id, chunk.name ?? sharedName(wanted, inputs)];
    }),
  );
  if (new Set(names.values()).size < names.size)
    throw new Error(`two files would have one name: ${[...names.values()].sort().join(', ')}`);

  return chunks
    .map(({ chunk, wanted }): Bundle => {
      const inputs = inputsOf(root, emitted, chunkGraph.getChunkModulesIterable(chunk));
      const name = names.get(chunk.id);
      if (name === undefined)
        return check(plan.output, plan.without, renameChunks(result.code, names), inputs);
      const [file = ''] = chunk.files;
      const code = String(result.assets[file]?.source);
      return check(
        `${name}.js`,
        wanted.flatMap((each) => planned[each] ?? []),
        code,
        inputs,
      );
    })
    .sort((a, b) => Number(b.output === plan.output) - Number(a.output === plan.output));
}

/** The named chunks that need a chunk: itself, or those whose packages it has. */
function wantedBy(chunk: Chunk): readonly string[] {
  return [...chunk.groupsIterable].map(({ name }) => name ?? '').sort();
}

/** @throws Error when something forbidden got in or something is missing */
function check(output: string, without: readonly string[], code: string, inputs: readonly string[]): Bundle {
  // ncc puts a module that throws in place of what it does not find
  const missing = inputs.flatMap((input) => input.split('@@notfound.js?')[1] ?? []);
  if (missing.length > 0) throw new Error(`${output} imports what is not there: ${missing.join(', ')}`);
  const forbidden = inputs.filter((input) => without.some((folder) => input.startsWith(folder)));
  if (forbidden.length > 0) throw new Error(`${output} must not contain ${forbidden.join(', ')}`);
  return { output, code: inAscii(code), inputs };
}

/** `a~b` for what two chunks share, `a-packages` and `a~b-packages` for what webpack takes out of them because it is in node_modules. */
function sharedName(wanted: readonly string[], inputs: readonly string[]): string {
  const isPackages = inputs.every((input) => input.includes('node_modules/'));
  return `${wanted.join('~')}${isPackages ? '-packages' : ''}`;
}

/** Which imports a chunk is for. */
function originsOf(stats: Stats, id: number): readonly string[] {
  const { chunks } = stats.toJson({ all: false, chunks: true, chunkOrigins: true });
  return chunks
    .filter((chunk) => chunk.id === id)
    .flatMap(({ origins }) =>
      origins.map(({ moduleName, request }) => `${moduleName}: import('${request}')`),
    );
}

/**
 * ncc names the files of chunks by number, and takes no other names.
 * @throws Error when webpack looks for them in another way than before
 */
function renameChunks(code: string, names: ReadonlyMap<number, string>): string {
  if (names.size === 0) return code;
  const numbered = 'return "" + chunkId + ".index.js";';
  if (code.split(numbered).length !== 2) throw new Error('webpack loads chunks in a new way');
  return code.replace(
    numbered,
    () => `return ${JSON.stringify(Object.fromEntries(names))}[chunkId] + ".js";`,
  );
}

function inputsOf(root: string, emitted: string, modules: Iterable<Module>): string[] {
  const files = new Set<string>();
  const collect = (module: Module): void => {
    if (module.resource !== undefined) {
      const base = module.resource.startsWith(emitted + path.sep) ? emitted : root;
      files.add(path.relative(base, module.resource).replaceAll('\\', '/'));
    }
    module.modules?.forEach(collect);
  };
  for (const module of modules) collect(module);
  return [...files].sort();
}

/**
 * Escapes everything beyond ASCII: Node decodes and scans a file of single bytes faster, and a few hundred arrows and ellipses would
 * make every start pay for the whole file. An escape means the same in strings, templates and regular expressions.
 * @throws Error where it would not: in `String.raw`, and after a backslash
 */
function inAscii(code: string): string {
  const raw = /String\.raw`[^`]*[^\0-\x7f]|(?<!\\)(?:\\\\)*\\[^\0-\x7f]/.exec(code);
  if (raw !== null) throw new Error(`cannot be escaped: ${raw[0].slice(0, 100)}`);
  return code.replace(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/**
 * The licence texts of every package in the bundles, sorted by name.
 * @throws Error for a package that names no licence or ships no text of it: such a package cannot be passed on.
 */
export function licencesOf(root: string, bundles: readonly Bundle[]): string {
  const folders = new Set<string>();
  for (const input of bundles.flatMap((each) => each.inputs)) {
    const match = /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input);
    if (match) folders.add(match[0]);
  }
  const abouts = [...folders].sort().map((folder) => ({ folder, ...readPackage(path.join(root, folder)) }));
  const sections = abouts.map((about) => {
    // packages of one repository share its licence, and one of them may have forgotten the text (@sigstore/verify)
    const sibling = abouts.find(
      ({ repository, license, text }) =>
        text !== undefined && repository === about.repository && license === about.license,
    );
    const text = about.text ?? (about.repository === undefined ? undefined : sibling?.text);
    if (text === undefined || about.license === undefined)
      throw new Error(`${about.folder} ships no licence`);
    return `${about.name} ${about.version}\n${about.license}\n\n${text}\n`;
  });
  return sections.join(`\n${'-'.repeat(80)}\n\n`);
}

interface PackageAbout {
  readonly name: string;
  readonly version: string;
  readonly license: string | undefined;
  /** URL */
  readonly repository: string | undefined;
  /** of its licence */
  readonly text: string | undefined;
}

function readPackage(folder: string): PackageAbout {
  const { name, version, license, repository } = JSON.parse(
    readFileSync(path.join(folder, 'package.json'), 'utf8'),
  ) as { name: string; version: string; license?: string; repository?: { url?: string } };
  const file = ['LICENSE', 'LICENSE.md', 'LICENSE.txt', 'LICENCE', 'license', 'license.md']
    .map((candidate) => path.join(folder, candidate))
    .find((candidate) => existsSync(candidate));
  const text =
    file === undefined ? licenceSection(folder) : readFileSync(file, 'utf8').replaceAll('\r\n', '\n').trim();
  return { name, version, license, repository: repository?.url, text };
}

/** What the README says of copyright and licence, for a package without a file of its own for them (rfc6902); undefined: nothing. */
function licenceSection(folder: string): string | undefined {
  const file = path.join(folder, 'README.md');
  if (!existsSync(file)) return undefined;
  const readme = readFileSync(file, 'utf8').replaceAll('\r\n', '\n');
  return /^#+ Licen[cs]e[ \t]*\n((?:(?!#).*\n?)*)/im.exec(readme)?.[1]?.trim();
}
