import { describe, expect, it } from 'vitest';
import { INPUT_SHAPES } from '../../../src/config/tables/inputs.ts';
import { hostEnvironment } from '../host-environment.ts';
import { readRaw } from '../../../src/hosts/gitlab/host.ts';

describe('inputs in a job of GitLab', () => {
  it('are CI/CD variables and flags', () => {
    const environment = hostEnvironment({
      argv: ['--dry-run', '--host=gitlab'],
      env: { PROMOTE_SOURCE_IMAGE: 'dev/app:1', PROMOTE_WAIT: 'true ', CI_JOB_ID: '1' },
    });

    expect(readRaw(environment, INPUT_SHAPES).raw).toEqual({
      'source-image': 'dev/app:1',
      wait: 'true ',
      'dry-run': 'true',
    });
  });

  it.each([
    ['["deployment/web", "dc/api"] ', 'deployment/web\ndc/api'],
    ['[] ', ''],
    ['deployment/web, dc/api', 'deployment/web, dc/api'],
    ['[deployment/web]', '[deployment/web]'],
  ])('of type array come as the text %j', (text, lines) => {
    const environment = hostEnvironment({ env: { PROMOTE_ROLLOUT: text, PROMOTE_SOURCE_IMAGE: '["a"]' } });
    const { raw } = readRaw(environment, INPUT_SHAPES);

    expect(raw['rollout']).toBe(lines);
    expect(raw['source-image'], 'is no list').toBe('["a"]');
  });
});
