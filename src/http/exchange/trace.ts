// The secret of a build webhook is a path segment (OpenShift: …/buildconfigs/NAME/webhooks/SECRET/generic).
const WEBHOOK_SECRET = /(\/webhooks\/)[^/?]+/g;

/** Path of a request without its query: upload and storage URLs carry signatures there. */
export function shownPath(path: string): string {
  return path.replace(/\?.*$/s, '').replace(WEBHOOK_SECRET, '$1…');
}

/** Path with the names of its query, not their values: enough to distinguish requests in a trace. */
export function tracedPath(path: string): string {
  const question = path.indexOf('?');
  if (question < 0) return shownPath(path);
  const names = path
    .slice(question + 1)
    .split('&')
    .map((pair) => pair.replace(/=.*$/s, '=…'));
  return `${shownPath(path)}?${names.join('&')}`;
}
