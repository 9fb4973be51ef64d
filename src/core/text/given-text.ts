import { hideCredentials } from './credential-patterns.ts';

// A reference with registry, path and digest is shorter.
const MAX_LENGTH = 300;
const NOT_SHOWN = 'the value (not shown because it may be a secret)';

/**
 * The value of an input in quotes, for a message. Values that could be a credential or the content of a file, passed to the wrong
 * input by mistake, are not shown.
 */
export function quoteGiven(text: string): string {
  if (text.length > MAX_LENGTH || looksLikeContent(text)) return NOT_SHOWN;
  // app:1.4@sha256:… contains no password
  const hasPassword = /:[^/@\s]*@(?!sha(?:256|512):)/.test(text);
  return hasPassword ? NOT_SHOWN : `"${text}"`;
}

/** Why a file cannot be read, as a sentence. Text that does not look like a path is not shown. */
export function unreadableFile(path: string, code: string): string {
  const isMissing = ['ENOENT', 'ENOTDIR', 'ENAMETOOLONG', 'ERR_INVALID_ARG_VALUE'].includes(code);
  if (isMissing && looksLikeContent(path)) return 'this looks like the content of a file, not a path';
  // a file that exists but cannot be read is certainly a path
  return `${isMissing && !looksLikePath(path) ? NOT_SHOWN : JSON.stringify(path)} cannot be read (${code})`;
}

/** Whether a text looks like the content of a file instead of its path: YAML, JSON, PEM, base64, a token. */
export function looksLikeContent(text: string): boolean {
  return (
    /[\r\n{}"<>|]|:\s|^\[|-----BEGIN/.test(text) ||
    // longer than a digest
    /[A-Za-z0-9+=]{72}/.test(text) ||
    hideCredentials(text) !== text
  );
}

const EXTENSIONS =
  /\.(?:cer|cfg|conf|config|crt|der|env|htm|html|ini|json|key|kubeconfig|list|log|md|pem|properties|toml|txt|xml|ya?ml)$/i;
const ANCHORED = /^(?:~|\.{1,2}|[A-Za-z]:)?[\\/]/;

/** Passwords can contain slashes as well, so a path must have a typical beginning or extension, or consist of words. */
function looksLikePath(text: string): boolean {
  const parts = text.split(/[\\/]/);
  const isPlain = parts.every((part) => /^[\w. ~@+,:*?-]{0,64}$/.test(part) && !/[A-Za-z0-9]{24}/.test(part));
  if (!isPlain || text.length > MAX_LENGTH) return false;
  if (ANCHORED.test(text) || EXTENSIONS.test(text)) return true;
  return parts.length > 1 && parts.every((part) => /^[a-z][a-z-]{0,30}$|^[*?.]+$/.test(part));
}
