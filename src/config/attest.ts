import type { AttestationSigner, AttestOptions } from '../core/attestor.ts';
import { pemOf } from './certificates.ts';
import type { InputProblems } from './input-problems.ts';
import type { InputName, Inputs } from './tables/inputs.ts';

const PUBLIC_FULCIO = 'https://fulcio.sigstore.dev';
const PUBLIC_REKOR = 'https://rekor.sigstore.dev';

/** How the promotion is attested; undefined if it is not. */
export function readAttest(inputs: Inputs, inputProblems: InputProblems): AttestOptions | undefined {
  const { attest, attestOnFailure: onFailure } = inputs;
  reportUnused(inputs, inputProblems);
  const [fulcio, rekor, tsa] = (
    [
      ['attest-fulcio-url', inputs.attestFulcioUrl],
      ['attest-rekor-url', inputs.attestRekorUrl],
      ['attest-tsa-url', inputs.attestTsaUrl],
    ] as const
  ).map(([name, text]) => (text === undefined ? undefined : readUrl(name, text, inputProblems)));
  if (attest === 'off') return undefined;
  if (inputs.rollback !== undefined)
    inputProblems.add(
      'attest',
      'cannot be used to roll back',
      `remove it, or remove ${inputProblems.spell('rollback')}`,
    );
  const signer = readSigner(attest, fulcio, inputs, inputProblems);
  const isPublic = attest === 'keyless' && inputs.attestFulcioUrl === undefined;
  const isTimed = inputs.attestRekorUrl !== undefined || inputs.attestTsaUrl !== undefined;
  if (attest === 'keyless' && !isPublic && !isTimed) {
    // a certificate is valid for minutes, and nobody's public log gets to know of a private instance by default
    inputProblems.add(
      'attest-rekor-url',
      `required with ${inputProblems.spell('attest-fulcio-url')}: without a log or a timestamp, nobody can tell whether the certificate was valid`,
      `set it, or ${inputProblems.spell('attest-tsa-url')}`,
    );
  }
  if (signer === undefined) return undefined;
  return {
    signer,
    rekorUrl: rekor ?? (isPublic && !isTimed ? PUBLIC_REKOR : undefined),
    tsaUrl: tsa,
    onFailure,
  };
}

function readSigner(
  attest: 'key' | 'keyless',
  fulcioUrl: string | undefined,
  { attestKey, attestKeyPassword: password, attestIdToken: idToken }: Inputs,
  inputProblems: InputProblems,
): AttestationSigner | undefined {
  if (attest === 'keyless') return { kind: 'keyless', fulcioUrl: fulcioUrl ?? PUBLIC_FULCIO, idToken };
  if (attestKey !== undefined) return { kind: 'key', privateKey: pemOf(attestKey), password };
  inputProblems.add(
    'attest-key',
    `required with ${inputProblems.spell('attest')} "key"`,
    'create one with `cosign generate-key-pair`, and keep its content as a secret',
  );
  return undefined;
}

/** Inputs of another way to sign, which would have no effect. */
function reportUnused(inputs: Inputs, inputProblems: InputProblems): void {
  const { attest } = inputs;
  const given: readonly (readonly [InputName, boolean, readonly Inputs['attest'][]])[] = [
    ['attest-key', inputs.attestKey !== undefined, ['key']],
    ['attest-key-password', inputs.attestKeyPassword !== undefined, ['key']],
    ['attest-id-token', inputs.attestIdToken !== undefined, ['keyless']],
    ['attest-fulcio-url', inputs.attestFulcioUrl !== undefined, ['keyless']],
    ['attest-rekor-url', inputs.attestRekorUrl !== undefined, ['key', 'keyless']],
    ['attest-tsa-url', inputs.attestTsaUrl !== undefined, ['key', 'keyless']],
  ];
  for (const [name, isGiven, ways] of given) {
    if (!isGiven || ways.includes(attest)) continue;
    inputProblems.add(
      name,
      `only used with ${inputProblems.spell('attest')} ${ways.map((way) => `"${way}"`).join(' or ')}`,
      `set ${inputProblems.spell('attest')}, or remove this input`,
    );
  }
}

/** Without a slash at the end. */
function readUrl(name: InputName, text: string, inputProblems: InputProblems): string | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isPlain =
    url !== undefined && url.username === '' && url.password === '' && url.search === '' && url.hash === '';
  if (isPlain && /^https?:$/.test(url.protocol)) return text.replace(/\/+$/, '');
  // it may hold a password
  inputProblems.add(
    name,
    'not an http:// or https:// URL without user, query and fragment',
    'write https://host or https://host/path',
  );
  return undefined;
}
