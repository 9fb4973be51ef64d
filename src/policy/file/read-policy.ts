import { toTrustMaterial } from '@sigstore/verify';
import { digestOf } from '../../core/image/digest.ts';
import { errorOfProblems, PromoteError, type Problem } from '../../core/text/errors.ts';
import { cleanServerText } from '../../core/text/server-text.ts';
import { isJsonObject } from '../../core/text/strict-json.ts';
import { DOCUMENTATION } from '../../core/version.ts';
import type { Policy, Rule, Signer, TrustSource } from '../model/policy.ts';
import { readTrustedRoot } from '../trust/bundled-root.ts';
import { readPublicKey } from '../trust/public-key.ts';
import { contradictionsIn } from './contradictions.ts';
import {
  POLICY_SHAPE,
  RULE_KINDS,
  type PolicyFile,
  type SignerEntry,
  type TrustedRootEntry,
} from '../model/schema.ts';
import { textTest } from '../model/text-test.ts';

/** The text of a policy and access to the files it names. */
export interface PolicyDocument {
  /** as the user named it: a path, or `project/configmap` */
  readonly name: string;
  readonly text: string;
  /** the parsed YAML */
  readonly tree: unknown;
  /** Reads a file named by the policy: relative to it, or another key of its ConfigMap. @throws PromoteError */
  readonly readBeside: (name: string) => Promise<string>;
}

/**
 * Reads a policy, with the keys and trusted roots it names.
 * @throws PromoteError POLICY_INVALID with every problem of the policy in `problems`
 */
export async function readPolicy(document: PolicyDocument): Promise<Policy> {
  const file = parseFile(document);
  const reading: Reading = { document, problems: [...contradictionsIn(file, document.name)] };
  const root = await readTrust(file.trustedRoot, 'trustedRoot', reading);
  const signers = new Map<string, Signer>();
  for (const [name, entry] of Object.entries(file.signers)) {
    const signer = await readSigner(name, entry, root, reading);
    if (signer !== undefined) signers.set(name, signer);
  }
  if (reading.problems.length > 0) throw invalidPolicy(reading.problems);
  return {
    name: document.name,
    digest: digestOf(new TextEncoder().encode(document.text)),
    mode: file.mode,
    overrides: file.overrides,
    signers,
    rules: file.rules.flatMap((entry) => rulesOf(entry, file.mode)),
  };
}

const HINT = `${DOCUMENTATION}/policy.md lists all fields`;

interface Reading {
  readonly document: PolicyDocument;
  readonly problems: Problem[];
}

function parseFile({ name, tree }: PolicyDocument): PolicyFile {
  const problems: Problem[] = [];
  const file = POLICY_SHAPE.read(tree, [], (place, what, hint = HINT) => {
    problems.push({ code: 'POLICY_INVALID', message: `${name}: ${placeText(place, tree)}${what}`, hint });
  });
  if (file === undefined || problems.length > 0) throw invalidPolicy(problems);
  return file;
}

/** The position in a policy, as the start of a message: `rule "signed": signature.by `, `signer "ci": identity `. */
function placeText(path: readonly string[], tree: unknown): string {
  const [first, second, ...rest] = path;
  if (first === undefined) return 'it ';
  if (second === undefined || !['rules', 'signers'].includes(first)) return `${path.join('.')} `;
  const name = first === 'signers' ? second : nameOfRule(tree, Number(second));
  const what =
    name === undefined
      ? `rule ${Number(second) + 1}`
      : `${first.slice(0, -1)} ${JSON.stringify(cleanServerText(name, 80))}`;
  return rest.length === 0 ? `${what} ` : `${what}: ${rest.join('.')} `;
}

function nameOfRule(tree: unknown, index: number): string | undefined {
  const rules = isJsonObject(tree) ? tree['rules'] : undefined;
  const rule: unknown = Array.isArray(rules) ? rules[index] : undefined;
  const name = isJsonObject(rule) ? rule['name'] : undefined;
  return typeof name === 'string' ? name : undefined;
}

function invalidPolicy(problems: readonly Problem[]): PromoteError {
  return errorOfProblems('POLICY_INVALID', problems);
}

function rulesOf(entry: PolicyFile['rules'][number], standard: PolicyFile['mode']): readonly Rule[] {
  return RULE_KINDS.flatMap((kind) => {
    const rule = entry[kind];
    // the kind and what was found under its name belong together
    return rule === undefined ? [] : [{ name: entry.name, mode: entry.mode ?? standard, kind, rule } as Rule];
  });
}

async function readSigner(
  name: string,
  entry: SignerEntry,
  standard: TrustSource | undefined,
  reading: Reading,
): Promise<Signer | undefined> {
  const place = `signer ${JSON.stringify(name)}`;
  const root =
    entry.trustedRoot === undefined
      ? standard
      : await readTrust(entry.trustedRoot, `${place}: trustedRoot`, reading);
  const { key, keyFile, issuer, identity } = entry;
  if (issuer !== undefined && identity !== undefined) {
    if (root === undefined) return undefined;
    return { kind: 'identity', name, issuer: textTest(issuer), identity: textTest(identity), root };
  }
  const text =
    key ?? (keyFile === undefined ? undefined : await readBeside(keyFile, `${place}: keyFile`, reading));
  if (text === undefined) return undefined;
  const read = readPublicKey(text);
  if ('problem' in read) {
    add(
      reading,
      `${place}: ${key === undefined ? 'keyFile' : 'key'} ${read.problem}`,
      'cosign public-key --key … prints the public key',
    );
    return undefined;
  }
  return { kind: 'key', name, key: read.key, log: entry.transparencyLog === 'required' ? root : undefined };
}

async function readTrust(
  entry: TrustedRootEntry,
  place: string,
  reading: Reading,
): Promise<TrustSource | undefined> {
  if (entry === 'bundled') return { kind: 'bundled' };
  if (entry.tuf !== undefined) {
    const { url, root } = entry.tuf;
    const text = root === undefined ? undefined : await readBeside(root, `${place}.tuf.root`, reading);
    return {
      kind: 'tuf',
      url: url.replace(/\/+$/, ''),
      root: text === undefined ? undefined : Buffer.from(text),
    };
  }
  // an entry with neither is already reported as a contradiction
  const { file } = entry;
  const text = file === undefined ? undefined : await readBeside(file, `${place}.file`, reading);
  if (file === undefined || text === undefined) return undefined;
  try {
    const root = readTrustedRoot(text);
    toTrustMaterial(root); // what cannot be used later is a problem of the policy
    return { kind: 'file', name: file, root };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    add(
      reading,
      `${place}.file: ${file} is no trusted root (${why})`,
      'cosign trusted-root create writes one',
    );
    return undefined;
  }
}

/** undefined when it cannot be read, which is reported as a problem */
async function readBeside(name: string, place: string, reading: Reading): Promise<string | undefined> {
  try {
    return await reading.document.readBeside(name);
  } catch (error) {
    if (!(error instanceof PromoteError) || error.code === 'CANCELLED') throw error;
    add(reading, `${place}: ${error.message}`, error.hint);
    return undefined;
  }
}

function add({ document, problems }: Reading, message: string, hint?: string): void {
  problems.push({ code: 'POLICY_INVALID', message: `${document.name}: ${message}`, hint });
}
