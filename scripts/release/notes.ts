/**
 * The section of a changelog (https://keepachangelog.com) that is about a tag, without its heading.
 * @throws Error when the tag is not that of the version, or the changelog says nothing of it
 */
export function releaseNotes(tag: string, version: string, changelog: string): string {
  if (tag !== `v${version}`) throw new Error(`the tag is "${tag}", and package.json says ${version}`);
  const lines = changelog.split('\n');
  const start = lines.findIndex((line) => line.startsWith(`## [${version}]`));
  if (start < 0) throw new Error(`CHANGELOG.md has no section "## [${version}]": rename "Unreleased"`);
  if (!/\] - \d{4}-\d{2}-\d{2}$/.test(lines[start] ?? '')) {
    throw new Error(`CHANGELOG.md does not say when ${version} was released: "## [${version}] - YYYY-MM-DD"`);
  }
  const length = lines.slice(start + 1).findIndex((line) => line.startsWith('## '));
  const notes = lines
    .slice(start + 1, length < 0 ? undefined : start + 1 + length)
    .join('\n')
    .trim();
  if (notes === '') throw new Error(`CHANGELOG.md says nothing of ${version}`);
  return notes;
}
