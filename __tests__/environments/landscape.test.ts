import { describe, expect, it } from 'vitest';
import { load } from 'js-yaml';
import { blocksOf } from '../repository/documents.ts';
import { PromoteError, problemsOf } from '../../src/core/text/errors.ts';
import {
  findApplication,
  findEnvironment,
  placeOf,
  readLandscape,
  type InputNames,
} from '../../src/environments/landscape.ts';

const names: InputNames = {
  kindOf: (name) =>
    name === 'timeout' || name === 'source-token' ? 'run' : name === 'proxy' ? 'side' : undefined,
  isSecret: (name) => name === 'source-token',
  nearest: () => 'timeout',
};
const server = 'https://api.example.com:6443';
const three = [
  { name: 'dev', server, project: '{app}-dev' },
  { name: 'test', server, project: '{app}-test' },
  { name: 'prod', server, project: 'prod' },
];
const file = (more: object): object => ({
  version: 1,
  environments: three,
  applications: [{ name: 'web' }],
  ...more,
});
const read = (tree: unknown) => readLandscape('environments.yaml', tree, names);
const problems = (tree: unknown): readonly string[] => {
  try {
    read(tree);
    return [];
  } catch (error) {
    if (!(error instanceof PromoteError) || error.code !== 'ENVIRONMENTS_INVALID') throw error;
    return problemsOf(error).map(({ message }) => message.replace('environments.yaml: ', ''));
  }
};

describe('a file of environments', () => {
  it('orders environments: each is promoted to from the one before', () => {
    expect(read(file({})).environments.map(({ name, from }) => [name, from])).toEqual([
      ['dev', []],
      ['test', ['dev']],
      ['prod', ['test']],
    ]);
  });

  it('places applications by name, stream, project and tag', () => {
    const landscape = read(
      file({
        applications: [
          { name: 'web' },
          {
            name: 'pay',
            stream: 'payments',
            project: 'pay-{environment}',
            tag: 'stable',
            workloads: ['dc/pay'],
          },
          { pattern: 'team-a-*' },
        ],
      }),
    );
    const place = (app: string, environment: string) =>
      placeOf(app, findApplication(landscape, app), findEnvironment(landscape, environment));

    expect(place('web', 'test')).toEqual({
      project: 'web-test',
      stream: 'web',
      tag: 'live',
      workloads: ['auto'],
    });
    expect(place('pay', 'prod')).toEqual({
      ...{ project: 'pay-prod', stream: 'payments', tag: 'stable' },
      workloads: ['dc/pay'],
    });
    expect(place('team-a-shop', 'prod')).toMatchObject({ project: 'prod', stream: 'team-a-shop' });
  });

  it.each([
    [
      'a circle',
      { environments: [{ ...three[0], from: 'prod' }, three[1], three[2]] },
      'the environments form a circle: dev is promoted to from prod is promoted to from test is promoted to from dev',
    ],
    [
      'an unknown origin',
      { environments: [three[0], { ...three[1], from: 'devv' }, three[2]] },
      'environment test is promoted to from devv, which is not in this file',
    ],
    ['an environment twice', { environments: [...three, three[0]] }, 'environment dev is there twice'],
    [
      'an application twice',
      { applications: [{ name: 'web' }, { name: 'web' }] },
      'application web is there twice',
    ],
    [
      'patterns that overlap',
      { applications: [{ pattern: 'team-*' }, { pattern: '*-a' }] },
      'the patterns team-* and *-a can match the same application',
    ],
    [
      'name and pattern',
      { applications: [{ name: 'web', pattern: 'w*' }] },
      'application web needs either name or pattern',
    ],
    [
      'neither',
      { applications: [{ stream: 'web' }] },
      'application without a name needs either name or pattern',
    ],
    [
      'no server',
      { environments: [{ name: 'dev', project: 'dev' }] },
      'environment dev has neither server nor kubeconfig',
    ],
    [
      'two ways to a cluster',
      { environments: [{ ...three[0], kubeconfig: 'dev.yaml' }] },
      'environment dev has both server and kubeconfig',
    ],
    ['no project', { environments: [{ name: 'dev', server }] }, 'application web has no project in dev'],
    [
      'an unknown environment of an application',
      { applications: [{ name: 'web', environments: ['prd'] }] },
      'application web belongs into prd, which is not in this file',
    ],
    [
      'an unknown field',
      { environments: [{ ...three[0], sever: server }] },
      'environment "dev" has no field "sever"',
    ],
    [
      'an unknown input',
      { applications: [{ name: 'web', inputs: { tiemout: '5m' } }] },
      'application web: inputs has no input tiemout',
    ],
    [
      'a secret',
      { applications: [{ name: 'web', inputs: { 'source-token': 'x' } }] },
      'application web: source-token is a secret, which must not be in a file',
    ],
    [
      'an unknown time zone',
      { environments: [{ ...three[0], freeze: [{ reason: 'r', days: ['Fri'], timeZone: 'Europe/Berln' }] }] },
      'environment dev: freeze 1 has the time zone "Europe/Berln", which is not known',
    ],
    [
      'a day that does not exist',
      { environments: [{ ...three[0], freeze: [{ reason: 'r', from: '2026-02-30' }] }] },
      'environment dev: freeze 1 has the day 2026-02-30, which does not exist',
    ],
    [
      'a window that ends before it begins',
      { environments: [{ ...three[0], freeze: [{ reason: 'r', from: '2026-12-20', until: '2026-12-19' }] }] },
      'environment dev: freeze 1 ends (2026-12-19) before it begins (2026-12-20)',
    ],
    [
      'a soak time in the first environment',
      { environments: [{ ...three[0], soak: '24h' }] },
      'environment dev has a soak time, but images come from no environment',
    ],
    [
      'a window without limits',
      { environments: [{ ...three[0], freeze: [{ reason: 'r' }] }] },
      'environment dev: freeze 1 holds always',
    ],
  ])('reports %s', (_, more, message) => {
    expect(problems(file(more))).toContain(message);
  });

  it('reports all problems at once', () => {
    expect(
      problems(
        file({ environments: [three[0], three[0]], applications: [{ name: 'web' }, { name: 'web' }] }),
      ),
    ).toEqual(['found 2 problems', 'environment dev is there twice', 'application web is there twice']);
  });

  it('does not repeat a token that stands where a variable is named', () => {
    const token = 'sha256~' + 'x'.repeat(43);
    const [message] = problems(file({ environments: [{ ...three[0], token }] }));

    expect(message).toContain('environment "dev": token must be the name of an environment variable');
    expect(message).not.toContain('xxx');
  });

  it.each(['GITHUB_TOKEN', 'ACTIONS_RUNTIME_TOKEN', 'CI_JOB_TOKEN', 'CI_REGISTRY_PASSWORD'])(
    'does not send the %s of the CI system to a cluster',
    (token) => {
      const [message] = problems(file({ environments: [{ ...three[0], token }] }));

      expect(message).toContain(`token is ${token}, which belongs to the CI system`);
    },
  );

  it('names the nearest application', () => {
    expect(() => findApplication(read(file({})), 'webb')).toThrow(
      expect.objectContaining({
        message: 'environments.yaml has no application "webb"',
        hint: 'did you mean web?',
      }),
    );
  });

  it('holds 500 applications', () => {
    const applications = Array.from({ length: 500 }, (_, index) => ({ name: `app-${index}` }));
    const landscape = read(file({ applications }));

    expect(
      placeOf('app-499', findApplication(landscape, 'app-499'), findEnvironment(landscape, 'dev')).project,
    ).toBe('app-499-dev');
  });
});

describe('the page about environments', () => {
  it('shows a file that is valid', () => {
    const block = blocksOf('docs/environments.md').find(({ text }) => text.includes('environments: #'));
    const landscape = readLandscape('environments.yaml', load(block?.text ?? ''), {
      ...names,
      kindOf: () => 'run',
    });

    expect(landscape.environments.map(({ name, soakMs, freeze }) => [name, soakMs, freeze.length])).toEqual([
      ['dev', 0, 0],
      ['test', 0, 0],
      ['prod', 86_400_000, 2],
    ]);
  });
});
