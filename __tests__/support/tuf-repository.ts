// A TUF repository with real signatures, as files.
import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import {
  Key,
  MetaFile,
  Metadata,
  Root,
  Signature,
  Snapshot,
  TargetFile,
  Targets,
  Timestamp,
} from '@tufjs/models';
import type { PolicyPorts } from '../../src/policy/model/ports.ts';

export interface TufRepository {
  /** the metadata it is trusted by */
  readonly root: string;
  /** by path below its URL */
  readonly files: Map<string, Uint8Array>;
  readonly download: (url: string) => PolicyPorts['download'];
}

const SPEC = '1.0.31';
const DAYS = 86_400_000;

/** @param expires of its timestamp */
export function makeTufRepository(
  targets: Readonly<Record<string, string>>,
  expires = new Date(Date.now() + DAYS).toISOString().replace(/\.\d+Z$/, 'Z'),
): TufRepository {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const raw = publicKey.export({ type: 'spki', format: 'der' }).subarray(-32).toString('hex');
  const keyID = createHash('sha256').update(raw).digest('hex');
  const key = new Key({ keyID, keyType: 'ed25519', scheme: 'ed25519', keyVal: { public: raw } });
  const later = new Date(Date.now() + 365 * DAYS).toISOString().replace(/\.\d+Z$/, 'Z');
  const common = { version: 1, specVersion: SPEC, expires: later };
  const signed = (metadata: Metadata<Root | Timestamp | Snapshot | Targets>): Uint8Array => {
    metadata.sign((data) => new Signature({ keyID, sig: sign(null, data, privateKey).toString('hex') }));
    return Buffer.from(JSON.stringify(metadata.toJSON()));
  };
  const root = new Root({ ...common, consistentSnapshot: true });
  for (const role of ['root', 'timestamp', 'snapshot', 'targets']) root.addKey(key, role);
  const files = new Map<string, Uint8Array>();
  const list = new Targets(common);
  for (const [path, text] of Object.entries(targets)) {
    const sha256 = createHash('sha256').update(text).digest('hex');
    list.addTarget(new TargetFile({ path, length: Buffer.byteLength(text), hashes: { sha256 } }));
    files.set(`targets/${sha256}.${path}`, Buffer.from(text));
  }
  files.set('1.targets.json', signed(new Metadata(list)));
  const meta = { 'targets.json': new MetaFile({ version: 1 }) };
  files.set('1.snapshot.json', signed(new Metadata(new Snapshot({ ...common, meta }))));
  const snapshotMeta = new MetaFile({ version: 1 });
  files.set('timestamp.json', signed(new Metadata(new Timestamp({ ...common, expires, snapshotMeta }))));
  return {
    root: Buffer.from(signed(new Metadata(root))).toString('utf8'),
    files,
    download: (base) => async (url) => {
      const body = url.startsWith(`${base}/`) ? files.get(url.slice(base.length + 1)) : undefined;
      return body === undefined ? { status: 404, body: new Uint8Array() } : { status: 200, body };
    },
  };
}
