import type { RawInputs } from '../core/ports/inputs.ts';
import type { Secret } from '../core/text/secret-forms.ts';
import { readFileText } from './files/file-text.ts';
import { INPUT_NAMES, inputRow, type InputName } from './tables/inputs.ts';
import type { InputProblems } from './input-problems.ts';

// A token is a few kilobytes at most; a larger file is the wrong file.
const MAX_SECRET_FILE_BYTES = 64 * 1024;

const SECRET_NAMES = INPUT_NAMES.filter((name) => inputRow(name).secret === true);

/**
 * Every secret among the inputs, as given and as it will be used. Runs before anything is checked, so that secrets are masked
 * first. Files that cannot be read are skipped; {@link readSecret} reports them.
 */
export function secretsOf(raw: RawInputs): readonly Secret[] {
  const secrets = SECRET_NAMES.flatMap((name) => {
    const username = /(?:password|token)$/.test(name)
      ? raw[name.replace(/(?:password|token)$/, 'username')]?.trim()
      : undefined;
    const file = raw[`${name}-file`];
    const texts = [raw[name], textOfFile(file)];
    return texts.flatMap((text) =>
      text === undefined ? [] : [text, tidySecret(name, text)].map((value) => ({ value, username })),
    );
  });
  const chats = [raw['notify-url'], textOfFile(raw['notify-url-file'])].flatMap(partsOfUrl);
  const proxies = [raw['source-proxy'], raw['destination-proxy']].flatMap(passwordOfUrl);
  const seen = new Set<string>();
  return [...secrets, ...chats, ...proxies].filter(({ value, username }) => {
    const key = JSON.stringify([value, username]);
    return value.trim() !== '' && !seen.has(key) && seen.add(key) !== undefined;
  });
}

/** Reads one secret, from its input or from the file named by `…-file`. */
export function readSecret(
  name: InputName,
  raw: RawInputs,
  inputProblems: InputProblems,
): string | undefined {
  const given = raw[name] ?? '';
  const file = raw[`${name}-file`] ?? '';
  if (file === '') return checkSecret(name, tidySecret(name, given), inputProblems);
  if (given !== '') {
    inputProblems.add(
      `${name}-file`,
      `cannot be combined with ${inputProblems.spell(name)}`,
      'keep one of them',
    );
    return undefined;
  }
  const content = readFileText(file, MAX_SECRET_FILE_BYTES);
  if ('problem' in content) {
    const hint = 'give the path of a file with the secret that the job can read';
    inputProblems.add(`${name}-file`, content.problem, hint);
    return undefined;
  }
  const secret = checkSecret(name, tidySecret(name, content.text), inputProblems);
  if (secret === undefined && content.text.trim() === '') {
    inputProblems.add(`${name}-file`, `"${file}" is empty`, 'write the secret into the file');
  }
  return secret;
}

function textOfFile(path: string | undefined): string | undefined {
  if (path === undefined || path === '') return undefined;
  const content = readFileText(path, MAX_SECRET_FILE_BYTES);
  return 'text' in content ? content.text : undefined;
}

/** `oc whoami -t` and files add line breaks, which are removed. Other white space stays, because a password may end in a space. */
function tidySecret(name: InputName, text: string): string {
  return name.endsWith('-token') ? text.trim() : text.replace(/[\r\n]+$/, '');
}

function checkSecret(name: InputName, secret: string, inputProblems: InputProblems): string | undefined {
  if (secret === '') return undefined;
  const problem = problemWithSecret(name, secret);
  if (problem === undefined) return secret;
  inputProblems.add(name, problem.what, problem.hint);
  return undefined;
}

function problemWithSecret(
  name: InputName,
  secret: string,
): { readonly what: string; readonly hint: string } | undefined {
  // PEM text, which is checked together with its certificate
  if (name.endsWith('-key')) return undefined;
  if (/[\r\n]/.test(secret)) {
    return { what: 'contains a line break', hint: 'give only the secret, on one line' };
  }
  if (!name.endsWith('-token')) return undefined;
  if (/^\$\{?\w+\}?$/.test(secret)) {
    return {
      what: 'contains the name of a variable that was not expanded',
      hint: 'define the variable for this job (protected variables are only available on protected branches)',
    };
  }
  if (/^bearer\s/i.test(secret)) return { what: 'starts with "Bearer"', hint: 'give only the token' };
  if (/\s/.test(secret)) return { what: 'contains white space', hint: 'give only the token' };
  if (!/^[\x21-\x7e]+$/.test(secret)) {
    return { what: 'contains characters that are not allowed in a token', hint: 'copy the token again' };
  }
  return undefined;
}

function passwordOfUrl(text: string | undefined): readonly Secret[] {
  if (text === undefined || !URL.canParse(text.trim())) return [];
  const { username, password } = new URL(text.trim());
  if (password === '') return [];
  const forms = new Set([password, safeDecode(password)]);
  return [...forms].map((value) => ({ value, username: safeDecode(username) }));
}

// Shorter parts are words or numbers of the service.
const MIN_PART_LENGTH = 16;

/** What of a secret URL is secret without its host: a log may show a path alone. */
function partsOfUrl(text: string | undefined): readonly Secret[] {
  if (text === undefined || !URL.canParse(text.trim())) return [];
  const { pathname, search, searchParams } = new URL(text.trim());
  const parts = [`${pathname}${search}`, pathname, search, ...pathname.split('/'), ...searchParams.values()];
  return parts
    .filter((part) => part.length >= MIN_PART_LENGTH)
    .map((value) => ({ value, username: undefined }));
}

function safeDecode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
