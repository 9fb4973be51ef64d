import { isRegistryHost } from '../core/image/reference.ts';
import type { InputName } from './tables/inputs.ts';
import type { InputProblems } from './input-problems.ts';
import { quoteGiven } from '../core/text/given-text.ts';

const SERVER_HINT = 'write it as `oc whoami --show-server` prints it, such as https://api.example.com:6443';

/** The origin of an API server: https, host and port. */
export function readServer(
  name: InputName,
  text: string | undefined,
  inputProblems: InputProblems,
): string | undefined {
  if (text === undefined) return undefined;
  const problem = problemWithServer(text);
  if (problem === undefined) return new URL(text).origin;
  inputProblems.add(name, problem, SERVER_HINT);
  return undefined;
}

function problemWithServer(text: string): string | undefined {
  const url = parseUrl(text);
  // before anything is quoted: what stands before the "@" may be a password
  if (text.includes('@')) return 'must not hold a user name or password';
  if (url === undefined) return `${quoteGiven(text)} is not a URL with https://`;
  if (url.protocol !== 'https:') return `${quoteGiven(text)} is not a URL with https://`;
  if (url.hostname.startsWith('console-openshift-console.') || url.hostname.startsWith('console.')) {
    return `"${text}" is the web console, not the API server`;
  }
  if (url.pathname !== '/' || url.search !== '' || url.hash !== '') {
    return `"${url.origin}${url.pathname}" must end after host and port`;
  }
  return undefined;
}

/** `host[:port]`, or `http://host[:port]` for a registry without TLS. */
export function readRegistry(
  name: InputName,
  text: string | undefined,
  inputProblems: InputProblems,
): string | undefined {
  if (text === undefined) return undefined;
  const registry = text.replace(/^https:\/\//i, '').replace(/\/$/, '');
  const host = registry.replace(/^http:\/\//i, '');
  if (isRegistryHost(host)) return registry.toLowerCase();
  // a "@" may follow a password
  const shown = text.includes('@') ? 'it' : quoteGiven(text);
  inputProblems.add(name, `${shown} is not a host`, 'write host or host:port, without a path');
  return undefined;
}

/** URL of an HTTP proxy; user name and password may be part of it. */
export function readProxy(
  name: InputName,
  text: string | undefined,
  inputProblems: InputProblems,
): string | undefined {
  if (text === undefined) return undefined;
  const url = parseUrl(text);
  if (url !== undefined && /^https?:$/.test(url.protocol) && url.hostname !== '' && url.pathname === '/') {
    return text;
  }
  inputProblems.add(
    name,
    'is not the URL of an HTTP proxy',
    'write it as http://host:port or http://user:password@host:port',
  );
  return undefined;
}

function parseUrl(text: string): URL | undefined {
  return /^[a-z][a-z0-9+.-]*:\/\//i.test(text) && URL.canParse(text) ? new URL(text) : undefined;
}
