// Shorter forms would match ordinary words, and hiding those everywhere would reveal the secret.
const MIN_FORM_LENGTH = 4;
// minimum length of the base64 of a secret within a longer text: anything shorter is ambiguous
const MIN_BASE64_LENGTH = 8;
/** line lengths of programs that write base64 */
const BASE64_LINES = [76, 64];

/** A secret that was given as an input, and the user name it goes with in HTTP Basic credentials. */
export interface Secret {
  readonly value: string;
  readonly username: string | undefined;
}

/** The forms in which encoders write a secret; none so short that ordinary words would match. */
export function secretForms(secret: string, username: string | undefined): readonly string[] {
  const plain = plainForms(secret);
  const pairs = username === undefined || secret === '' ? [] : base64Pair(`${username}:${secret}`);
  return [...new Set([...plain, ...plain.flatMap(encodedForms), ...pairs])];
}

/** The secret, each of its lines, and both as an unquoted shell expansion changes them. */
function plainForms(secret: string): readonly string[] {
  const lines = secret.split(/\r?\n/).map((line) => line.trim());
  const forms = [secret, secret.trim(), ...lines].flatMap((text) => [text, text.replace(/\s+/g, ' ')]);
  return [...new Set(forms)].filter((text) => text.trim() !== '' && text.length >= MIN_FORM_LENGTH);
}

function encodedForms(text: string): readonly string[] {
  const percent = encodeURIComponent(text.toWellFormed());
  const json = JSON.stringify(text).slice(1, -1);
  const hex = Buffer.from(text).toString('hex');
  return [
    percent,
    percent.replace(/%[0-9A-F]{2}/g, (octet) => octet.toLowerCase()),
    new URLSearchParams({ '': text }).toString().slice(1),
    text.replaceAll(' ', '+'),
    json,
    // as Go writes it
    json.replace(/[&<>]/g, (char) => `\\u00${char.charCodeAt(0).toString(16)}`),
    text
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;')
      .replaceAll('"', '&quot;')
      .replaceAll("'", '&#39;'),
    // within quotes of a shell
    text.replaceAll("'", `'\\''`),
    text.replaceAll("'", `'"'"'`),
    hex,
    hex.toUpperCase(),
    ...base64Forms(text),
    ...base64Lines(text),
  ];
}

/** With every alignment, so that it is found within a longer text: `user:secret`, a dockercfg. */
function base64Forms(text: string): readonly string[] {
  return [0, 1, 2].flatMap((before) => {
    const bytes = Buffer.concat([Buffer.alloc(before), Buffer.from(text)]);
    // characters that also encode bits of adjacent bytes are left out
    const start = Math.ceil((before * 8) / 6);
    const end = Math.floor((bytes.byteLength * 8) / 6);
    const form = bytes.toString('base64').slice(start, end);
    return form.length < MIN_BASE64_LENGTH ? [] : [form, toUrlAlphabet(form)];
  });
}

/** The lines of a long base64 text, as common programs wrap it. */
function base64Lines(text: string): readonly string[] {
  const form = Buffer.from(text).toString('base64').replace(/=+$/, '');
  return BASE64_LINES.filter((length) => form.length > length).flatMap((length) =>
    (form.match(new RegExp(`.{1,${length}}`, 'g')) ?? []).filter((line) => line.length >= MIN_BASE64_LENGTH),
  );
}

/** The complete encoding, even of a short secret. */
function base64Pair(text: string): readonly string[] {
  const padded = Buffer.from(text).toString('base64');
  const form = padded.replace(/=+$/, '');
  return form.length < MIN_BASE64_LENGTH ? [] : [padded, form, toUrlAlphabet(form)];
}

function toUrlAlphabet(base64: string): string {
  return base64.replaceAll('+', '-').replaceAll('/', '_');
}
