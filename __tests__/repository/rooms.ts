import path from 'node:path';
import { isBuiltin } from 'node:module';
import { importsOf, type Import } from './imports.ts';

/** What a room may import. */
interface Room {
  readonly rooms: readonly string[];
  /**
   * The sub-rooms, lowest first: each may import those before it, and none after it. `.` is the folder of the room itself.
   * A room without them is one folder.
   */
  readonly subRooms?: readonly string[];
  /** packages that have their only home here */
  readonly packages: readonly string[];
  /** modules of Node; undefined: all that open no connection */
  readonly builtins?: readonly string[];
  /** true: folders of the room may not import one another */
  readonly foldersApart?: boolean;
}

/** docs/architecture.md has the same table. */
export const ROOMS: Readonly<Record<string, Room>> = {
  core: {
    rooms: [],
    subRooms: ['text', 'image', 'trace', 'board', 'ports', '.'],
    packages: [],
    builtins: ['node:crypto', 'node:util'],
  },
  report: { rooms: ['core'], subRooms: ['.', 'page', 'board'], packages: [], builtins: ['node:util'] },
  // certificates and secrets may be given as files
  config: {
    rooms: ['core'],
    subRooms: ['tables', 'files', '.'],
    packages: [],
    builtins: ['node:crypto', 'node:fs', 'node:path'],
  },
  http: { rooms: ['core'], subRooms: ['connect', 'exchange', 'wire', '.'], packages: ['undici'] },
  registry: {
    rooms: ['core', 'http'],
    subRooms: ['replies', 'auth', 'auth/accounts', 'client', 'blobs', 'manifests', '.'],
    packages: [],
  },
  openshift: {
    rooms: ['core', 'http'],
    subRooms: [
      'yaml',
      'api',
      'login',
      'workloads',
      'gitops',
      'apply',
      'imports',
      'streams',
      'containers',
      'builds',
      'projects',
      'traces',
      'states',
      'locks',
      'rollouts',
      'rollouts/deployment-configs',
      'inspection',
      '.',
    ],
    packages: ['js-yaml'],
  },
  tools: { rooms: ['core'], packages: ['@actions/exec', '@actions/tool-cache'] },
  gitops: { rooms: ['core', 'tools'], packages: ['yaml'] },
  policy: {
    rooms: ['core'],
    subRooms: ['model', 'trust', 'evidence', 'file', 'nodes', 'rules', '.'],
    packages: ['@sigstore/bundle', '@sigstore/protobuf-specs', '@sigstore/tuf', '@sigstore/verify', 'tuf-js'],
    // folders for the metadata of a TUF repository
    builtins: ['node:crypto', 'node:fs/promises', 'node:os', 'node:path'],
  },
  environments: { rooms: ['core'], subRooms: ['.', 'board'], packages: ['semver'], builtins: ['node:path'] },
  attest: {
    rooms: ['core', 'policy', 'report'],
    subRooms: ['.', 'chain'],
    packages: ['@noble/ciphers', '@sigstore/bundle', '@sigstore/sign'],
    builtins: ['node:crypto'],
  },
  notify: { rooms: ['core', 'report'], packages: [] },
  // to say how many may wait for one signal
  promotion: {
    rooms: ['core'],
    subRooms: [
      'run',
      'rights',
      'resolve',
      'check/inspect',
      'apply',
      'gate',
      'check',
      'move/mounts',
      'move/content',
      'move/attachments',
      'move',
      'tag',
      'roll-out',
      'trace',
      'undo',
      'lock',
      '.',
    ],
    packages: [],
    builtins: ['node:events'],
  },
  hosts: { rooms: ['core', 'report'], packages: ['@actions/core'], foldersApart: true },
  sandbox: {
    rooms: ['core'],
    subRooms: [
      'state',
      'images',
      'exchange',
      'access',
      'schema',
      'apply',
      'limits',
      'patches',
      'api',
      'imagestreams',
      'upstream',
      'builds',
      'imports',
      'workloads',
      'controllers',
      'controllers/accounts',
      'oauth',
      'registry',
      'resources',
      'templates',
      'server',
      '.',
    ],
    packages: ['modern-tar', 'rfc6902', 'selfsigned'],
  },
  entry: {
    rooms: [
      'core',
      'report',
      'config',
      'http',
      'registry',
      'openshift',
      'tools',
      'gitops',
      'policy',
      'environments',
      'attest',
      'notify',
      'promotion',
      'hosts',
      'sandbox',
      'entry',
    ],
    subRooms: ['completion', 'compose', 'sandbox', '.'],
    packages: [],
  },
};

/** Files that exist to be loaded by themselves; what they export is written elsewhere. */
const PROGRAM_FILES = [
  'src/entry/compose/policy-program.ts',
  'src/attest/chain/verify-program.ts',
  'src/entry/sandbox-commands.ts',
  'src/http/undici-client.ts',
  'src/tools/actions-toolkit.ts',
];

const SOCKETS = ['dgram', 'dns', 'http', 'http2', 'https', 'net', 'tls'];
/** http is a client and the only one; sandbox is a server. */
const ROOMS_WITH_SOCKETS = ['http', 'sandbox'];

/** `path:line: sentence` for every import that the table does not allow. Paths start with `src/` or `sandbox/`. */
export function roomViolations(files: ReadonlyMap<string, string>): readonly string[] {
  const violations: string[] = [];
  for (const [file, text] of files) {
    const from = roomOf(file);
    if (from === undefined || ROOMS[from] === undefined) {
      violations.push(`${file}: is in no room`);
      continue;
    }
    for (const found of importsOf(file, text)) {
      const complaint = problemWith(file, from, ROOMS[from], found);
      if (complaint !== undefined) violations.push(`${file}:${found.line}: ${complaint}`);
    }
  }
  return violations;
}

/** Circles among files, each as `a → b → a`. Types make none: nothing is left of them when the program runs. */
export function importCircles(files: ReadonlyMap<string, string>): readonly string[] {
  const targets = new Map<string, readonly string[]>();
  for (const [file, text] of files) {
    targets.set(
      file,
      importsOf(file, text).flatMap(({ specifier, typeOnly }) =>
        typeOnly || specifier === undefined || !specifier.startsWith('.') ? [] : [resolve(file, specifier)],
      ),
    );
  }
  const circles: string[] = [];
  const done = new Set<string>();
  const walk = (file: string, way: readonly string[]): void => {
    if (way.includes(file)) {
      circles.push([...way.slice(way.indexOf(file)), file].join(' → '));
    } else if (!done.has(file)) {
      for (const target of targets.get(file) ?? []) walk(target, [...way, file]);
      done.add(file);
    }
  };
  for (const file of files.keys()) walk(file, []);
  return circles;
}

function problemWith(file: string, from: string, room: Room, found: Import): string | undefined {
  const { specifier, isReExport } = found;
  if (specifier === undefined) return 'imports something that cannot be known by reading';
  if (isReExport && !PROGRAM_FILES.includes(file))
    return `exports what "${specifier}" has: everything has one home`;
  if (specifier.startsWith('.')) return problemWithFile(file, from, room, specifier);
  if (isBuiltin(specifier)) return problemWithBuiltin(from, room, specifier);
  const name = packageOf(specifier);
  if (room.packages.includes(name)) return undefined;
  const home = Object.entries(ROOMS).find(([, { packages }]) => packages.includes(name))?.[0];
  return home === undefined ? `${name} has no home in any room` : `${name} has its only home in ${home}`;
}

function problemWithFile(file: string, from: string, room: Room, specifier: string): string | undefined {
  const target = resolve(file, specifier);
  const to = roomOf(target);
  if (!specifier.endsWith('.ts')) return `"${specifier}" is no source file`;
  if (to === undefined) return `"${specifier}" leads out of the rooms`;
  if (to !== from) return room.rooms.includes(to) ? undefined : `${from} may not import ${to}`;
  const [here, there] = [subRoomOf(file), subRoomOf(target)];
  if (here === there) return undefined;
  const { foldersApart = false, subRooms } = room;
  if (subRooms !== undefined && !subRooms.includes(here)) return `${from}/${here} is no sub-room of ${from}`;
  const isUpward = subRooms !== undefined && subRooms.indexOf(there) >= subRooms.indexOf(here);
  return foldersApart || isUpward ? `${from}/${here} may not import ${from}/${there}` : undefined;
}

function problemWithBuiltin(from: string, room: Room, specifier: string): string | undefined {
  if (!specifier.startsWith('node:')) return `${specifier} must be written node:${specifier}`;
  const name = specifier.slice('node:'.length).split('/')[0] ?? '';
  if (SOCKETS.includes(name) && !ROOMS_WITH_SOCKETS.includes(from)) return `${from} may open no connection`;
  if (room.builtins === undefined || room.builtins.includes(specifier)) return undefined;
  return `${from} may not import ${specifier}`;
}

function resolve(file: string, specifier: string): string {
  return path.posix.join(path.posix.dirname(file), specifier);
}

/** The sandbox is a room beside `src`: it is no part of what promotes. */
function roomOf(file: string): string | undefined {
  const [top, room, ...rest] = file.split('/');
  if (top === 'sandbox') return room === undefined ? undefined : top;
  return top === 'src' && rest.length > 0 ? room : undefined;
}

/** The folder of a file within its room; `.` is the room itself. */
function subRoomOf(file: string): string {
  return (
    path.posix
      .dirname(file.replace(/^src\//, ''))
      .split('/')
      .slice(1)
      .join('/') || '.'
  );
}

function packageOf(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}
