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
  const broken = firstBroken(pem);
  if (broken === undefined) return pem;
  inputProblems.add(
    name,
    `contains a certificate that cannot be read (number ${broken})`,
    'give it as it is in its file, with its line breaks: openssl x509 -noout -text -in FILE',
  );
  return undefined;
}

function isPem(text: string): boolean {
  return text.includes('-----BEGIN') || text.startsWith(BASE64_OF_PEM);
}

/**
 * PEM text as OpenSSL reads it. CI variables hold it in base64, on one line, indented, or with `\n` written out instead of line
 * breaks: of such text OpenSSL would read nothing, or only the first certificate, without an error.
 */
export function pemOf(text: string): string {
  const trimmed = text.trim();
  const pem = trimmed.startsWith(BASE64_OF_PEM) ? Buffer.from(trimmed, 'base64').toString('utf8') : trimmed;
  return pem
    .replace(/\\[rn]/g, '\n')
    .replace(BLOCK, rewrapped)
    .trim();
}

const BLOCK = /-----BEGIN ([A-Z0-9 ]+)-----([^-]*)-----END \1-----/g;

function rewrapped(block: string, label: string, body: string): string {
  // an old kind of key has header lines
  if (body.includes(':')) return block;
  const lines = body.replace(/\s+/g, '').match(/.{1,64}/g) ?? [];
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`].join('\n');
}

/** @returns the number of the first certificate that cannot be read, counted from 1; undefined: all can */
function firstBroken(pem: string): number | undefined {
  const { X509Certificate } = process.getBuiltinModule('node:crypto');
  const blocks = pem
    .split(/(?=-----BEGIN )/)
    .filter((block) => /^-----BEGIN [A-Z0-9 ]*CERTIFICATE-----/.test(block));
  const index = blocks.findIndex((block) => {
    try {
      return new X509Certificate(block).raw.byteLength === 0;
    } catch {
      return true;
    }
  });
  return index < 0 ? undefined : index + 1;
}

function contentOf(name: InputName, path: string, inputProblems: InputProblems): string | undefined {
  const content = readFileText(path, MAX_BUNDLE_BYTES);
  if ('text' in content) return content.text;
  inputProblems.add(name, content.problem, 'give PEM text, or the path of a PEM file that the job can read');
  return undefined;
}
