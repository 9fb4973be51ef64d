/**
 * The address of a git repository as people may see it: `https://ci:TOKEN@git.example.com/shop.git?x=y` without account and query.
 * The user of SSH is kept, because it belongs to the address (`git@git.example.com:shop.git`).
 * @param address as git accepts it: a URL, `user@host:path` or a path
 */
export function publicGitUrl(address: string): string {
  const [, scheme, rest] = /^([a-z][a-z0-9+.-]*:\/\/)(.*)$/is.exec(address) ?? [];
  if (scheme === undefined || rest === undefined) return address;
  const [place = ''] = rest.split(/[?#]/, 1);
  const slash = place.indexOf('/');
  const authority = slash < 0 ? place : place.slice(0, slash);
  const path = slash < 0 ? '' : place.slice(slash);
  const at = authority.lastIndexOf('@');
  const [user = ''] = at < 0 ? [] : authority.slice(0, at).split(':', 1);
  const isSsh = /ssh/i.test(scheme) && user !== '';
  return `${scheme}${isSsh ? `${user}@` : ''}${authority.slice(at + 1)}${path}`;
}
