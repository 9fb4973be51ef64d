import { describe, expect, it } from 'vitest';
import { releaseNotes } from '../../scripts/release/notes.ts';

const CHANGELOG = `# Changelog

## [Unreleased]

## [1.2.0] - 2026-11-21

### Added

- This.

## [1.1.0] - 2026-10-01

- That.
`;

describe('the notes of a release', () => {
  it('are its section of the changelog', () => {
    expect(releaseNotes('v1.2.0', '1.2.0', CHANGELOG)).toBe('### Added\n\n- This.');
    expect(releaseNotes('v1.1.0', '1.1.0', CHANGELOG)).toBe('- That.');
  });

  it.each([
    ['v1.3.0', '1.2.0', CHANGELOG, /the tag is "v1\.3\.0", and package\.json says 1\.2\.0/],
    ['1.2.0', '1.2.0', CHANGELOG, /the tag is "1\.2\.0"/],
    ['v2.0.0', '2.0.0', CHANGELOG, /no section "## \[2\.0\.0\]"/],
    ['v1.2.0', '1.2.0', CHANGELOG.replace(' - 2026-11-21', ''), /does not say when 1\.2\.0/],
    ['v3.0.0', '3.0.0', `## [3.0.0] - 2026-11-22\n\n${CHANGELOG.slice(13)}`, /says nothing of 3\.0\.0/],
  ])('are refused for %s of %s', (tag, version, changelog, says) => {
    expect(() => releaseNotes(tag, version, changelog)).toThrow(says);
  });
});
