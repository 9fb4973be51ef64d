import type { ClientOptions } from '../core/options.ts';
import type { InputProblems } from './input-problems.ts';
import type { Inputs } from './tables/inputs.ts';

/** The `oc` client to install; undefined if none is requested. */
export function readClient(inputs: Inputs, inputProblems: InputProblems): ClientOptions | undefined {
  const { installOc, ocUrl: url, ocSha256: sha256 } = inputs;
  if (!installOc) {
    const lost = [url === undefined ? [] : ['oc-url'], sha256 === undefined ? [] : ['oc-sha256']].flat();
    const set = `set ${inputProblems.spell('install-oc')} to true`;
    for (const name of lost) inputProblems.add(name, 'only used to install oc', set);
    return undefined;
  }
  if (url !== undefined && !/^https:\/\/[^@]+\.(?:tar|tar\.gz|tgz|zip)$/.test(url)) {
    inputProblems.add(
      'oc-url',
      'not the URL of an archive',
      'write https://host/path, ending in .tar, .tar.gz or .zip',
    );
  }
  if ((url === undefined) !== (sha256 === undefined)) {
    const [name, other] = url === undefined ? ['oc-url', 'oc-sha256'] : ['oc-sha256', 'oc-url'];
    inputProblems.add(name, `required together with ${inputProblems.spell(other)}`, 'give both or neither');
  }
  if (sha256 !== undefined && !/^[0-9a-f]{64}$/i.test(sha256)) {
    inputProblems.add(
      'oc-sha256',
      'not a SHA-256 checksum',
      'write 64 hexadecimal digits, as sha256sum prints them',
    );
  }
  if (url === undefined && inputs.destinationInsecureSkipTlsVerify) {
    inputProblems.add(
      'install-oc',
      'would run a program from a server whose certificate is not verified',
      `give ${inputProblems.spell('destination-ca')} instead of ${inputProblems.spell('destination-insecure-skip-tls-verify')}, or set ${inputProblems.spell('oc-url')} and ${inputProblems.spell('oc-sha256')}`,
    );
  }
  return { url, sha256 };
}
