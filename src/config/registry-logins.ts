import type { Side } from '../core/text/errors.ts';
import type { ClientIdentity, SideOptions } from '../core/options.ts';
import { canonicalRegistryHost, isRegistryHost, type ImageReference } from '../core/image/reference.ts';
import { pemOf } from './certificates.ts';
import type { InputProblems } from './input-problems.ts';
import type { Inputs } from './tables/inputs.ts';
import { quoteGiven } from '../core/text/given-text.ts';

/** The fields of a side for registry credentials and client certificates. */
export function readRegistryLogin(
  side: Side,
  inputs: Inputs,
  inputProblems: InputProblems,
): Pick<SideOptions, 'authFile' | 'realmHosts' | 'clientIdentity'> {
  const [authFile, hosts, certificate, key] =
    side === 'source'
      ? [
          inputs.sourceAuthFile,
          inputs.sourceRealmHosts,
          inputs.sourceClientCertificate,
          inputs.sourceClientKey,
        ]
      : [
          inputs.destinationAuthFile,
          inputs.destinationRealmHosts,
          inputs.destinationClientCertificate,
          inputs.destinationClientKey,
        ];
  return {
    authFile,
    realmHosts: readHosts(side, hosts, inputProblems),
    clientIdentity: readIdentity(side, certificate, key, inputProblems),
  };
}

/** A password belongs to a single registry, which must be named if the images of a side are in several. */
export function reportSeveralRegistries(
  { side, registry, registryPassword }: SideOptions,
  references: readonly ImageReference[],
  inputProblems: InputProblems,
): void {
  if (registryPassword === undefined || registry !== undefined) return;
  const registries = new Set(
    references.map((reference) =>
      reference.kind === 'stream' ? 'the registry of the cluster' : canonicalRegistryHost(reference.host),
    ),
  );
  if (registries.size < 2) return;
  inputProblems.add(
    `${side}-registry-password`,
    `applies to a single registry, but the images are in ${[...registries].join(' and ')}`,
    `set ${inputProblems.spell(`${side}-registry`)} to that registry; credentials for the others go into ${inputProblems.spell(`${side}-auth-file`)}`,
  );
}

function readHosts(side: Side, hosts: readonly string[], inputProblems: InputProblems): readonly string[] {
  return hosts.flatMap((text) => {
    const host = text
      .toLowerCase()
      .replace(/^https:\/\//, '')
      .replace(/\/$/, '');
    if (isRegistryHost(host)) return [host.replace(/:443$/, '')];
    const shown = text.includes('@') ? 'an entry' : quoteGiven(text);
    inputProblems.add(
      `${side}-realm-hosts`,
      `${shown} is not a host`,
      'write host or host:port, without a path',
    );
    return [];
  });
}

function readIdentity(
  side: Side,
  certificate: string | undefined,
  givenKey: string | undefined,
  inputProblems: InputProblems,
): ClientIdentity | undefined {
  const [certificateName, keyName] = [`${side}-client-certificate`, `${side}-client-key`] as const;
  if (certificate === undefined && givenKey === undefined) return undefined;
  if (certificate === undefined || givenKey === undefined) {
    const [absent, present] =
      certificate === undefined ? [certificateName, keyName] : [keyName, certificateName];
    inputProblems.add(
      absent,
      `required together with ${inputProblems.spell(present)}`,
      `set ${inputProblems.spell(absent)} too`,
    );
    return undefined;
  }
  const key = pemOf(givenKey);
  const problem = problemWithPair(certificate, key);
  if (problem === undefined) return { certificate, key };
  inputProblems.add(keyName, problem.what, problem.hint);
  return undefined;
}

/** Checked here because TLS reports it late and with an unclear message. */
function problemWithPair(
  certificate: string,
  key: string,
): { readonly what: string; readonly hint: string } | undefined {
  if (/ENCRYPTED/.test(key)) {
    return {
      what: 'encrypted with a password',
      hint: 'remove the password: openssl pkey -in client.key -out plain.key',
    };
  }
  try {
    const { createPrivateKey, X509Certificate } = process.getBuiltinModule('node:crypto');
    if (new X509Certificate(certificate).checkPrivateKey(createPrivateKey(key))) return undefined;
    return {
      what: 'does not belong to the certificate',
      hint: 'give a certificate and a key that belong together',
    };
  } catch {
    // the message from OpenSSL does not help the user
    return {
      what: 'not a valid private key, or the certificate is not valid',
      hint: 'give both as PEM text, or as paths of PEM files',
    };
  }
}
