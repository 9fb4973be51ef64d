// RFC 1123 subdomain, as the names of nearly all objects.
const NAME = /^(?=.{1,253}$)[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*$/;

export function isObjectName(text: string): boolean {
  return NAME.test(text);
}
