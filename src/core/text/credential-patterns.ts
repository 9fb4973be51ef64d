/** Replacement for hidden text. */
export const MASK = '***';

// Parts of parameter names whose value is a credential, and complete names.
const SECRET_PARTS =
  'token|secret|passw(?:or)?d|passphrase|signature|credentials?|jwt|authorization|(?:api|access|private|secret|shared)[_-]?key(?:[_-]?id)?';
const SECRET_WORDS = 'key|auth|sig|code|pass|pwd|pw|pat|state|session';

/**
 * Patterns of unregistered text that looks like a credential; the first group is kept. They are applied to untrusted text, so each
 * is linear: unbounded repetitions cannot match their own beginning.
 */
const LOOKS_SECRET: readonly RegExp[] = [
  // OpenShift OAuth tokens, JWTs, tokens of GitHub, GitLab, Docker, npm and Slack
  /()\bsha256~[\w-]{20,}/g,
  /()(?<![\w-])eyJ[\w-]{5,}\.eyJ[\w-]{5,}\.[\w-]*/g,
  /()\b(?:gh[oprsu]_|github_pat_|gl(?:pat|ptt|dt|cbt|rt|ft|soat|oas|imt|agent)-|dckr_[op]at_|npm_|xox[a-z]-)[\w-]{16,}/g,
  // credentials in headers
  /(\b(?:bearer|basic)\s+)[\w~+/.=-]{8,}/gi,
  /(\b(?:(?:private|job|deploy)-token|x-api-key|x-registry-auth|cookie):\s*)[^\s"']+/gi,
  // in URLs: user and password up to the last "@" before the path, also where the URL is a parameter of another
  /(:\/\/)[^\s/?#"<>]+@/g,
  /(%3A%2F%2F)(?:[^\s%&"'<>]|%(?!2F|40))+%40/gi,
  // signatures and access tokens in URLs: storage back ends, upload sessions, tokens in a fragment or query
  new RegExp(
    `([?&#;](?:[\\w.~%-]{0,64}(?:${SECRET_PARTS})|(?:[\\w.~%-]{0,64}[._~%-])?(?:${SECRET_WORDS}))(?:\\[\\])?=)[^&\\s"'<>]+`,
    'gi',
  ),
  // in JSON: auth files, answers of token servers
  /(\\{0,4}"(?:auth|identitytoken|registrytoken|(?:access_|id_|refresh_)?token|password|secret|client-key-data)\\{0,4}"\s{0,8}:\s{0,8}\\{0,4}")[^"\\]+/gi,
  // the secret is a path segment of a build webhook
  /(\/webhooks\/)[^/\s]+/g,
  // incoming webhooks of chats: Slack, Teams, and those of Mattermost and Rocket.Chat
  /(\bhooks\.slack(?:-gov)?\.com\/(?:services|workflows|triggers)\/)[^\s"'<>]+/gi,
  /(\.webhook\.office\.com\/)[^\s"'<>]+/gi,
  /(\/hooks\/)[\w-]{16,}(?:\/[\w-]{16,})?/g,
];

/** Hides everything that looks like a credential. */
export function hideCredentials(text: string): string {
  return LOOKS_SECRET.reduce((result, pattern) => result.replace(pattern, `$1${MASK}`), text);
}
