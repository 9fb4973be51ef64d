import { describe, expect, it } from 'vitest';
import { HOSTS, chooseHost } from '../../src/entry/choose-host.ts';

describe('the host of the command', () => {
  it.each([
    ['a shell when nothing tells otherwise', [], {}, HOSTS.shell],
    ['GitLab in a job of it', [], { GITLAB_CI: 'true' }, HOSTS.gitlab],
    ['Jenkins in a build of it', [], { JENKINS_URL: 'https://ci.example.com/' }, HOSTS.jenkins],
    ['the one that --host names', ['--host', 'shell'], { GITLAB_CI: 'true' }, HOSTS.shell],
    ['Tekton where its Task says so', ['promote', '--host=tekton'], {}, HOSTS.tekton],
    ['the one that --host= names', ['--dry-run', '--host=jenkins'], { GITLAB_CI: 'true' }, HOSTS.jenkins],
  ])('is %s', (_, argv, env, host) => {
    expect(chooseHost({ argv, env })).toBe(host);
  });
});
