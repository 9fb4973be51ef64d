import { toTrustMaterial } from '@sigstore/verify';
import { digestOf } from '../../core/image/digest.ts';
import { errorOfProblems, PromoteError, type Problem } from '../../core/text/errors.ts';
import { isJsonObject } from '../../core/text/strict-json.ts';
import type { Policy, Rule, Signer, TrustSource } from '../model/policy.ts';
import { readTrustedRoot } from '../trust/bundled-root.ts';
import { readPublicKey } from '../trust/public-key.ts';
import { contradictionsIn } from './contradictions.ts';
import { explainIssue } from './explain-issue.ts';
import {
  policySchema,
  RULE_KINDS,
  type PolicyFile,
  type SignerEntry,
  type TrustedRootEntry,
} from '../model/schema.ts';
import { textTest } from '../model/text-test.ts';

/** A policy as it was found, and what lies beside it. */
export interface PolicyDocument {
  /** as the user named it: a path, or `project/configmap` */
  readonly name: string;
  readonly text: string;
  /** A file that the policy names: relative to it, or another key of its ConfigMap. @throws PromoteError */
  readonly readBeside: (name: string) => Promise<string>;
}

/**
 * Reads a policy, with the keys and trusted roots it names.
 * @param parseYaml throws what says why the text is no YAML
 * @throws PromoteError POLICY_INVALID with every problem of the policy in `problems`
 */
export async function readPolicy(
  document: PolicyDocument,
  parseYaml: (text: string) => unknown,
): Promise<Policy> {
  const file = parseFile(document, parseYaml);
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

interface Reading {
  readonly document: PolicyDocument;
  readonly problems: Problem[];
}

function parseFile({ name, text }: PolicyDocument, parseYaml: (text: string) => unknown): PolicyFile {
  let tree: unknown;
  try {
    tree = withoutDates(parseYaml(text));
  } catch (cause) {
    const why = cause instanceof Error ? (cause.message.split('\n', 1)[0] ?? '') : String(cause);
    throw new PromoteError({
      code: 'POLICY_INVALID',
      message: `${name} is not YAML: ${why}`,
      hint: 'docs/policy.md shows what a policy looks like',
      cause,
    });
  }
  const parsed = policySchema.safeParse(tree);
  if (parsed.success) return parsed.data;
  throw invalidPolicy(parsed.error.issues.flatMap((issue) => explainIssue(issue, tree, name)));
}

/** YAML 1.1 reads 2027-01-31 as a date. */
function withoutDates(value: unknown): unknown {
  if (value instanceof Date) return value.toISOString().slice(0, 10);
  if (Array.isArray(value)) return value.map(withoutDates);
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withoutDates(inner)]));
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
  if ('tuf' in entry) {
    const { url, root } = entry.tuf;
    const text = root === undefined ? undefined : await readBeside(root, `${place}.tuf.root`, reading);
    return {
      kind: 'tuf',
      url: url.replace(/\/+$/, ''),
      root: text === undefined ? undefined : Buffer.from(text),
    };
  }
  const text = await readBeside(entry.file, `${place}.file`, reading);
  if (text === undefined) return undefined;
  try {
    const root = readTrustedRoot(text);
    toTrustMaterial(root); // what cannot be used later is a problem of the policy
    return { kind: 'file', name: entry.file, root };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    add(
      reading,
      `${place}.file: ${entry.file} is no trusted root (${why})`,
      'cosign trusted-root create writes one',
    );
    return undefined;
  }
}

/** undefined: it cannot be read, which is noted */
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
