import { describe, expect, it } from 'vitest';
import { INPUT_SHAPES } from '../../src/config/tables/inputs.ts';
import { readOptions } from '../../src/config/options.ts';
import { PromoteError } from '../../src/core/text/errors.ts';
import type { HostInputs } from '../../src/core/ports/inputs.ts';
import { hostEnvironment } from './host-environment.ts';
import { readRaw as readJenkins } from '../../src/hosts/jenkins/host.ts';
import { readRaw as readGitlab } from '../../src/hosts/gitlab/host.ts';
import { readRaw as readShell } from '../../src/hosts/shell/host.ts';
import { readRaw as readGithub } from '../../src/hosts/github/host.ts';

const GIVEN = {
  SOURCE_IMAGE: 'dev/app:1',
  DESTINATION_IMAGE: 'prod/app:1',
  DESTINATION_SERVER: 'https://api.example.com:6443',
};
const variables = Object.fromEntries(
  Object.entries(GIVEN).map(([name, value]) => [`PROMOTE_${name}`, value]),
);
const inputs = Object.fromEntries(
  Object.entries(GIVEN).map(([name, value]) => [`INPUT_${name.replace('_', '-')}`, value]),
);

/** What is said of the first thing that is wrong. */
function messageOf(read: HostInputs): string {
  try {
    readOptions(read.raw, read);
  } catch (error) {
    if (error instanceof PromoteError) return `${error.message} → ${error.hint ?? ''}`;
    throw error;
  }
  throw new Error('nothing is wrong');
}

describe('a token that is missing', () => {
  it.each([
    [
      'GitHub',
      readGithub(hostEnvironment({ env: { ...inputs, 'INPUT_DESTINATION-TOKEN': '' } }), INPUT_SHAPES),
      /^destination-token: required → write destination-token: \$\{\{ secrets\.DESTINATION_TOKEN \}\} .*Settings → Secrets and variables → Actions/,
    ],
    [
      'GitLab',
      readGitlab(hostEnvironment({ env: variables }), INPUT_SHAPES),
      /^CI\/CD variable PROMOTE_DESTINATION_TOKEN: required → add PROMOTE_DESTINATION_TOKEN in Settings → CI\/CD → Variables, masked \(protected/,
    ],
    [
      'Jenkins',
      readJenkins(hostEnvironment({ env: variables }), INPUT_SHAPES),
      /^PROMOTE_DESTINATION_TOKEN \(bound by withCredentials\): required → .*variable: 'PROMOTE_DESTINATION_TOKEN'\)\]\), or promoteImage\(destinationToken: 'ID'\)/,
    ],
    [
      'a shell',
      readShell(hostEnvironment({ env: variables }), INPUT_SHAPES),
      /^PROMOTE_DESTINATION_TOKEN: required → export PROMOTE_DESTINATION_TOKEN=…, or give a file with --destination-token-file/,
    ],
  ])('is reported where it belongs in %s', (_, read, says) => {
    expect(messageOf(read)).toMatch(says);
  });

  it('may be a password, which in Jenkins comes with its user', () => {
    const env = { ...variables, PROMOTE_DESTINATION_USERNAME: 'promoter' };

    expect(messageOf(readJenkins(hostEnvironment({ env }), INPUT_SHAPES))).toMatch(
      /promoteImage\(destinationCredentials: 'ID'\)$/,
    );
  });
});
