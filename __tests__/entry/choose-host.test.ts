import { describe, expect, it } from 'vitest';
import { chooseHost } from '../../src/entry/choose-host.ts';
import { gitlabHost } from '../../src/entry/gitlab-host.ts';
import { jenkinsHost } from '../../src/entry/jenkins-host.ts';
import { tektonHost } from '../../src/entry/tekton-host.ts';
import { shellHost } from '../../src/entry/shell-host.ts';

describe('the host of the command', () => {
  it.each([
    ['a shell when nothing tells otherwise', [], {}, shellHost],
    ['GitLab in a job of it', [], { GITLAB_CI: 'true' }, gitlabHost],
    ['Jenkins in a build of it', [], { JENKINS_URL: 'https://ci.example.com/' }, jenkinsHost],
    ['the one that --host names', ['--host', 'shell'], { GITLAB_CI: 'true' }, shellHost],
    ['Tekton where its Task says so', ['promote', '--host=tekton'], {}, tektonHost],
    ['the one that --host= names', ['--dry-run', '--host=jenkins'], { GITLAB_CI: 'true' }, jenkinsHost],
  ])('is %s', (_, argv, env, host) => {
    expect(chooseHost({ argv, env })).toBe(host);
  });
});
