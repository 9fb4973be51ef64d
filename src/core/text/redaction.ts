/** Removes known secrets, and things that look like credentials, from text that somebody will read. */
export interface Redactor {
  /** Registers a secret in all the forms it can appear in: as it is, line by line, base64, `user:secret` base64, URL-encoded. */
  add(secret: string, username?: string): void;
  redact(text: string): string;
}

const MASK = '***';
// A shorter form would hit ordinary words, and hiding them everywhere tells more than it hides.
const MIN_FORM_LENGTH = 4;
// base64 of a secret inside a longer text: shorter than this it is no longer telling
const MIN_BASE64_LENGTH = 8;

/** What looks like a credential although nobody registered it; the first group is kept. */
const LOOKS_SECRET: readonly RegExp[] = [
  // OpenShift OAuth tokens, JWTs, tokens of GitHub and GitLab
  /()\bsha256~[\w-]{20,}/g,
  /()\beyJ[\w-]{5,}\.eyJ[\w-]{5,}\.[\w-]*/g,
  /()\b(?:gh[oprsu]_|github_pat_|glpat-)\w{16,}/g,
  // credentials in headers and in URLs
  /(\b(?:bearer|basic)\s+)[\w~+/.=-]{8,}/gi,
  /(\b[a-z][a-z0-9+.-]*:\/\/)[^\s/@?#]+@/gi,
  // what signs a URL: storage back ends, upload sessions, tokens in a fragment or query
  /([?&#;](?:_state|sig|signature|token|access_token|refresh_token|code|x-amz-(?:signature|credential|security-token)|x-goog-(?:signature|credential)|awsaccesskeyid)=)[^&\s"'<>]+/gi,
  // the secret is a path segment of a build webhook
  /(\/webhooks\/)[^/\s]+/g,
];

export function createRedactor(): Redactor {
  const forms = new Set<string>();
  let known: RegExp | undefined;
  return {
    add(secret, username) {
      for (const form of secretForms(secret, username)) forms.add(form);
      // the longest first, or a part would be masked and the rest shown
      const ordered = [...forms].sort((one, other) => other.length - one.length);
      known = ordered.length === 0 ? undefined : new RegExp(ordered.map(escapeForRegExp).join('|'), 'g');
    },
    redact(text) {
      const withoutKnown = known === undefined ? text : text.replace(known, MASK);
      return LOOKS_SECRET.reduce((result, pattern) => result.replace(pattern, `$1${MASK}`), withoutKnown);
    },
  };
}

/** Every form in which a secret can appear; none so short that ordinary words would match. */
export function secretForms(secret: string, username: string | undefined): readonly string[] {
  const lines = secret.split(/\r?\n/).map((line) => line.trim());
  const plain = [...new Set([secret, secret.trim(), ...lines])].filter(
    (text) => text.length >= MIN_FORM_LENGTH,
  );
  const encoded = plain.flatMap((text) => [
    encodeURIComponent(text.toWellFormed()),
    new URLSearchParams({ '': text }).toString().slice(1),
    JSON.stringify(text).slice(1, -1),
    ...base64Forms(text),
  ]);
  const pairs = username === undefined || secret === '' ? [] : base64Pair(`${username}:${secret}`);
  return [...plain, ...encoded, ...pairs];
}

/** With every alignment, so that it is found in the middle of something longer: `user:secret`, a dockercfg. */
function base64Forms(text: string): readonly string[] {
  return [0, 1, 2].flatMap((before) => {
    const bytes = Buffer.concat([Buffer.alloc(before), Buffer.from(text)]);
    // characters that also hold bits of the neighbours are left out
    const start = Math.ceil((before * 8) / 6);
    const end = Math.floor((bytes.byteLength * 8) / 6);
    const form = bytes.toString('base64').slice(start, end);
    return form.length < MIN_BASE64_LENGTH ? [] : [form, toUrlAlphabet(form)];
  });
}

/** Whole, however short the secret is. */
function base64Pair(text: string): readonly string[] {
  const padded = Buffer.from(text).toString('base64');
  const form = padded.replace(/=+$/, '');
  return form.length < MIN_BASE64_LENGTH ? [] : [padded, form, toUrlAlphabet(form)];
}

function toUrlAlphabet(base64: string): string {
  return base64.replaceAll('+', '-').replaceAll('/', '_');
}

function escapeForRegExp(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

/** A secret that was given as an input, and the user name it goes with in HTTP Basic credentials. */
export interface Secret {
  readonly value: string;
  readonly username: string | undefined;
}
