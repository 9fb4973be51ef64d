import { bundleToJSON } from '@sigstore/bundle';
import type { Signer, Witness } from '@sigstore/sign';
import { DSSEBundleBuilder } from '@sigstore/sign/dist/bundler/dsse.js';
import type { AttestedPromotion, AttestOptions, Attestor } from '../core/attestor.ts';
import { problemsOf, PromoteError, type Problem } from '../core/text/errors.ts';
import { readPrivateKey } from './private-key.ts';
import type { SigningPorts } from './services.ts';
import { keylessSigner, keySigner } from './signers.ts';
import { promotionStatement } from './statement.ts';
import { checkAuthority, checkRekor, rekorWitness, timestampWitness } from './witnesses.ts';

const IN_TOTO = 'application/vnd.in-toto+json';
/** that Fulcio accepts ID tokens for */
const AUDIENCE = 'sigstore';

/** Signs what was promoted, as asked. In dist/, it is a file of its own, so that promotions that are not attested do not load it. */
export function createAttestor(options: AttestOptions, ports: SigningPorts): Attestor {
  return {
    check: (signal) => checkSigning(options, ports, signal),
    sign: (promotion, signal) => signPromotion(options, promotion, ports, signal),
  };
}

/** See `Attestor.check`. Has a certificate and a timestamp issued and uses neither. */
async function checkSigning(
  { signer, rekorUrl, tsaUrl }: AttestOptions,
  ports: SigningPorts,
  signal: AbortSignal,
): Promise<readonly Problem[]> {
  const problems: Problem[] = [];
  const attempt = async (run: () => Promise<unknown>): Promise<void> => {
    try {
      await run();
    } catch (error) {
      if (!(error instanceof PromoteError) || error.code === 'CANCELLED') throw error;
      problems.push(...problemsOf(error));
    }
  };
  await attempt(async () => (await openSigner(signer, ports, signal)).sign(Buffer.from('a rehearsal')));
  if (rekorUrl !== undefined) await attempt(() => checkRekor(rekorUrl, ports, signal));
  if (tsaUrl !== undefined) await attempt(() => checkAuthority(tsaUrl, ports, signal));
  return problems;
}

/** See `Attestor.sign`. */
async function signPromotion(
  { signer, rekorUrl, tsaUrl }: AttestOptions,
  promotion: AttestedPromotion,
  ports: SigningPorts,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const statement = promotionStatement(promotion, ports.run, ports.clock.date());
  const witnesses: Witness[] = [];
  if (rekorUrl !== undefined) witnesses.push(rekorWitness(rekorUrl, ports, signal));
  if (tsaUrl !== undefined) witnesses.push(timestampWitness(tsaUrl, ports, signal));
  const builder = new DSSEBundleBuilder({ signer: await openSigner(signer, ports, signal), witnesses });
  const bundle = await builder.create({ type: IN_TOTO, data: Buffer.from(JSON.stringify(statement)) });
  return new TextEncoder().encode(JSON.stringify(bundleToJSON(bundle)));
}

/** @throws PromoteError ATTEST_FAILED, CANCELLED */
async function openSigner(
  signer: AttestOptions['signer'],
  ports: SigningPorts,
  signal: AbortSignal,
): Promise<Signer> {
  switch (signer.kind) {
    case 'key': {
      const read = readPrivateKey(signer.privateKey, signer.password);
      if ('key' in read) return keySigner(read.key);
      throw new PromoteError({
        code: 'ATTEST_FAILED',
        message: `the private key to attest with ${read.problem}`,
        hint: read.hint,
      });
    }
    case 'keyless': {
      const idToken = signer.idToken ?? (await obtainIdToken(ports, signal));
      return keylessSigner({ fulcioUrl: signer.fulcioUrl, idToken }, ports, signal);
    }
  }
}

/** Tokens live for minutes, so every signature gets a new one. */
async function obtainIdToken(ports: SigningPorts, signal: AbortSignal): Promise<string> {
  try {
    return await ports.requestIdToken(AUDIENCE, signal);
  } catch (error) {
    if (!(error instanceof PromoteError) || error.code === 'CANCELLED') throw error;
    const { message, hint } = error;
    throw new PromoteError({
      code: 'ATTEST_FAILED',
      message: `there is no ID token to sign with: ${message}`,
      hint,
    });
  }
}
