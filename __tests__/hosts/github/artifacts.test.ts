import { EOL } from 'node:os';
import { describe, expect, it } from 'vitest';
import { parseDigest } from '../../../src/core/image/digest.ts';
import { DIGEST, resultOf, IMAGE, PREVIOUS, SUCCESS } from '../../support/sample-report.ts';
import { artifactLines } from '../../../src/hosts/github/host.ts';

const REPOSITORY = 'registry.prod.example.com/prod/app';
const OTHER = `${REPOSITORY}@${PREVIOUS}`;

/** What the runner makes of the lines of one step (actions/runner, CreateArtifactsFileCommand.cs). */
function subjectsOf(lines: readonly string[]): Readonly<Record<string, string>> {
  const subjects: Record<string, string> = {};
  for (const line of lines) {
    const [, name = '', digest = ''] = /^oci:\/\/([^=]+)@(sha256:[0-9a-f]{64})\r?\n$/.exec(line) ?? [];
    if (name === '') throw new Error(`not a subject: ${line}`);
    if ((subjects[name] ?? digest) !== digest) throw new Error(`two digests: ${name}`);
    subjects[name] = digest;
  }
  return subjects;
}

const listOf = (subjects: readonly object[]): string => JSON.stringify({ version: 1, subjects });

describe('the artifacts that a step declares', () => {
  it('are its images, by repository and digest', () => {
    expect(subjectsOf(artifactLines(SUCCESS, ''))).toEqual({ [REPOSITORY]: DIGEST });
  });

  it('are none when it failed, or was a dry run', () => {
    expect(artifactLines({ ...SUCCESS, failure: { error: new Error('no') } }, '')).toEqual([]);
    expect(artifactLines(resultOf({ dryRun: true }), '')).toEqual([]);
  });

  it('have their tag when one repository receives two images', () => {
    const images = [IMAGE, { ...IMAGE, image: OTHER, digest: PREVIOUS, tags: ['1.4.1'] }];

    expect(subjectsOf(artifactLines(resultOf({ images }), ''))).toEqual({
      [REPOSITORY]: DIGEST,
      [`${REPOSITORY}:1.4.1`]: PREVIOUS,
    });
  });

  it('have their tag when an earlier step declared the repository with another digest', () => {
    const earlier = listOf([{ name: REPOSITORY, digest: PREVIOUS, kind: 'oci' }]);

    expect(artifactLines(SUCCESS, earlier)).toEqual([`oci://${REPOSITORY}:1.4.2@${DIGEST}${EOL}`]);
  });

  it('are not reported twice over with two digests: the runner would fail the step', () => {
    const earlier = listOf([
      { name: REPOSITORY, digest: PREVIOUS, kind: 'oci' },
      { name: `${REPOSITORY}:1.4.2`, digest: PREVIOUS, kind: 'oci' },
    ]);

    expect(artifactLines(SUCCESS, earlier)).toEqual([]);
  });

  it('are no more than the runner takes', () => {
    const earlier = listOf(Array.from({ length: 500 }, (_, index) => ({ name: `n${index}`, digest: 'd' })));

    expect(artifactLines(SUCCESS, earlier)).toEqual([]);
  });

  it('are no images that cannot be attested, nor several lines', () => {
    const digest = parseDigest(`sha512:${'a'.repeat(128)}`);
    const images = [
      { ...IMAGE, digest },
      { ...IMAGE, image: `evil\noci://other@${DIGEST}` },
    ];

    expect(artifactLines(resultOf({ images }), '')).toEqual([]);
  });
});
