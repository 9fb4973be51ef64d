import { isDigest, type Digest } from '../../core/image/digest.ts';
import { cleanServerText } from '../../core/text/server-text.ts';
import { isJsonObject } from '../../core/text/strict-json.ts';

/** One entry of `{"errors":[…]}` (distribution-spec, "Error Codes"), cleaned for display. */
export interface RegistryProblem {
  /** `DENIED`, `MANIFEST_BLOB_UNKNOWN` …; `UNKNOWN` when the server gives none */
  readonly code: string;
  readonly message: string;
  /** the digest named in `detail`, if any */
  readonly digest: Digest | undefined;
}

const MAX_PROBLEMS = 100;

/** Parses the errors in the body of an error reply; empty when the body has another format. */
export function readProblems(body: Uint8Array): readonly RegistryProblem[] {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder().decode(body));
  } catch {
    return [];
  }
  const errors = isJsonObject(value) ? value['errors'] : undefined;
  if (!Array.isArray(errors)) return [];
  return errors
    .slice(0, MAX_PROBLEMS)
    .filter(isJsonObject)
    .map((error) => {
      const { code, message, detail } = error;
      return {
        code: typeof code === 'string' && /^\w{1,64}$/.test(code) ? code : 'UNKNOWN',
        message: cleanServerText(
          [message, detailText(detail)].filter((text) => typeof text === 'string').join(': '),
        ),
        digest: digestIn(detail),
      };
    });
}

/** A `detail` that is a sentence is more specific than `message`, which is the same for every error with that code. */
function detailText(detail: unknown): string | undefined {
  if (typeof detail === 'string' && detail !== '' && !isDigest(detail)) return detail;
  const message = isJsonObject(detail) ? (detail['message'] ?? detail['Message']) : undefined;
  return typeof message === 'string' && message !== '' ? message : undefined;
}

/** OpenShift and distribution 2 send the digest as text, distribution 3 and others in an object. */
function digestIn(detail: unknown): Digest | undefined {
  if (isDigest(detail)) return detail;
  if (!isJsonObject(detail)) return undefined;
  return [detail['digest'], detail['Digest']].find((text) => isDigest(text));
}

/** Detects an HTML page in place of a registry reply: a console, a login form, a router's error page. */
export function isWebPage(contentType: string | undefined, body: Uint8Array): boolean {
  if (contentType !== undefined && /^\s*(?:text\/html|application\/xhtml)/i.test(contentType)) return true;
  const start = new TextDecoder().decode(body.subarray(0, 256)).trimStart().toLowerCase();
  return start.startsWith('<!doctype') || start.startsWith('<html');
}
