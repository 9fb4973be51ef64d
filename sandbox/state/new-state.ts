import type { ClusterOptions, SandboxOptions } from './options.ts';
import { emptyObjects, formatTime, type ClusterState } from './cluster-state.ts';
import { RELEASES, type Release } from './releases.ts';
import { newUid } from './store.ts';

/** Who can log in; the password of NAME is `NAME-pw`. `clusteradmin` may do everything. */
export const USERS = ['alice', 'bob', 'promoter', 'puller', 'clusteradmin'] as const;

/** An etcd never starts at 1: versions that are too old exist from the beginning. */
const FIRST_VERSION = 1000;

export function createState(name: 'source' | 'destination', options: SandboxOptions): ClusterState {
  const now = options.now ?? (() => new Date());
  const createdAt = formatTime(now());
  const users = USERS.map((user, index) => ({
    name: user,
    uid: newUid(),
    resourceVersion: String(600 + index),
    password: `${user}-pw`,
    createdAt,
  }));
  return {
    name,
    version: FIRST_VERSION,
    objects: emptyObjects(),
    changes: [],
    compactedVersion: FIRST_VERSION,
    listeners: new Set(),
    users: new Map(users.map((user) => [user.name, user])),
    tokens: new Map(),
    codes: new Map(),
    manifests: new Map(),
    clusterAdmins: new Set(['clusteradmin']),
    tokenManagers: new Set(),
    addedRoles: new Map(),
    failures: [],
    nodes: ['sandbox-node', 'sandbox-node-2'],
    moments: new Map(),
    unseenTemplates: new Map(),
    customGroups: new Set(),
    unknownRequests: [],
    internalRegistryHost: 'image-registry.openshift-image-registry.svc:5000',
    publicRegistryHost: undefined,
    upstream: undefined,
    registryContent: undefined,
    buildLogs: new Map(),
    // openshift-api.md §3.6
    importIntervalSeconds: options.importIntervalSeconds ?? 900,
    apiUrl: '',
    apiCa: '',
    oauthUrl: '',
    identityProviders: options[name]?.identityProviders ?? 'password',
    release: releaseOf(options[name]),
    imageIds: options.imageIds ?? 'first',
    tokenCacheMs: options.tokenCacheMs ?? 120_000,
    managers: new Map(),
    writer: undefined,
    appsDomain: `apps.${name === 'source' ? 'src' : 'dst'}.lab.example`,
    rbacDelayMs: options.rbacDelayMs ?? 100,
    seenFromMs: new Map(),
    now,
    chance: options.chance ?? Math.random,
  };
}

function releaseOf({ release = '4.20', importMode }: ClusterOptions = {}): Release {
  const { importMode: standard, ...rest } = RELEASES[release];
  return { ...rest, importMode: importMode ?? standard };
}
