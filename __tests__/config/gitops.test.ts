import { describe, expect, it } from 'vitest';
import { messagesOf, problemsOf, read } from './read-options.ts';

describe('where the desired state is written', () => {
  it('is nowhere unless it is asked for', () => {
    expect(read().gitops).toBeUndefined();
  });

  it('is a path, a key and a destination image, one per line', () => {
    const gitops = 'deploy/kustomization.yaml\ncharts/app/values.yaml image.digest prod/app';
    expect(read({ gitops, 'gitops-branch': 'release', 'gitops-push': 'true' }).gitops).toEqual({
      targets: [
        { file: 'deploy/kustomization.yaml', key: undefined, image: undefined },
        { file: 'charts/app/values.yaml', key: 'image.digest', image: 'prod/app' },
      ],
      message: undefined,
      branch: 'release',
      push: true,
    });
  });

  it('is no line with more words, and no image that is not promoted', () => {
    expect(messagesOf({ gitops: 'a.yaml b prod/web\na.yaml b c d' })).toEqual([
      'gitops: "prod/web" is not a destination image → write one of prod/app',
      expect.stringContaining('gitops: "a.yaml b c d" has more than a path, a key and an image'),
    ]);
  });

  it('cannot be combined with what the controller does, or what would have to undo a commit', () => {
    const problems = problemsOf({
      gitops: 'a.yaml',
      rollout: 'deployment/app',
      'rollback-on-failure': 'true',
    });
    expect(problems.map(({ message }) => message)).toEqual([
      'rollback-on-failure: cannot take a commit back',
      'rollout: cannot be combined with gitops: the controller that reads the commit rolls out',
    ]);
  });

  it.each([{ 'gitops-branch': 'x' }, { 'gitops-push': 'true' }, { 'gitops-message': 'x' }])(
    'is missing when only %o is given',
    (inputs) => {
      expect(messagesOf(inputs)).toEqual([
        `${Object.keys(inputs)[0] ?? ''}: only used with files to write → set gitops`,
      ]);
    },
  );
});
