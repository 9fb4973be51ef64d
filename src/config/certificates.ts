import { readFileText } from './files/file-text.ts';
import type { InputName } from './tables/inputs.ts';
import type { InputProblems } from './input-problems.ts';

// The bundle of all public certificate authorities is about 250 kB.
const MAX_BUNDLE_BYTES = 4 * 1024 * 1024;
const PEM_CERTIFICATE = '-----BEGIN CERTIFICATE-----';
/** `-----BEGIN` in base64, as kubeconfigs and CI variables without line breaks store PEM text */
const BASE64_OF_PEM = 'LS0tLS1CRUdJTi';

/** The certificates of an input: PEM text, its base64, or the path of a file with either. */
export function readCertificates(
  name: InputName,
  given: string | undefined,
  inputProblems: InputProblems,
): string | undefined {
  if (given === undefined) return undefined;
  const text = isPem(given) ? given : contentOf(name, given, inputProblems);
  if (text === undefined) return undefined;
  const pem = pemOf(text);
  if (pem.includes('PRIVATE KEY-----')) {
    inputProblems.add(
      name,
      'contains a private key',
      name.endsWith('-ca')
        ? 'give only the certificates of the authorities'
        : 'give the key in its own input',
    );
    return undefined;
  }
  if (!pem.includes(PEM_CERTIFICATE)) {
    inputProblems.add(name, 'contains no certificate', `give PEM text, which starts with ${PEM_CERTIFICATE}`);
    return undefined;
  }
  return pem;
}

function isPem(text: string): boolean {
  return text.includes('-----BEGIN') || text.startsWith(BASE64_OF_PEM);
}

/** Decodes PEM text from base64 if necessary. */
export function pemOf(text: string): string {
  const trimmed = text.trim();
  return trimmed.startsWith(BASE64_OF_PEM) ? Buffer.from(trimmed, 'base64').toString('utf8') : trimmed;
}

function contentOf(name: InputName, path: string, inputProblems: InputProblems): string | undefined {
  const content = readFileText(path, MAX_BUNDLE_BYTES);
  if ('text' in content) return content.text;
  inputProblems.add(name, content.problem, 'give PEM text, or the path of a PEM file that the job can read');
  return undefined;
}
