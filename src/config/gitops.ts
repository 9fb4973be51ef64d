import type { PromotionRequest } from '../core/options.ts';
import type { GitOpsOptions, GitOpsTarget } from '../core/ports/gitops.ts';
import { quoteGiven } from '../core/text/given-text.ts';
import type { InputProblems } from './input-problems.ts';
import type { InputName, Inputs } from './tables/inputs.ts';

const HINT =
  'write the path, then the key if the file is not a kustomization or manifest: deploy/values.yaml image.digest';

/** Where the desired state is written; undefined if nothing is requested. */
export function readGitOps(
  inputs: Inputs,
  promotions: readonly PromotionRequest[],
  inputProblems: InputProblems,
): GitOpsOptions | undefined {
  const { gitops, gitopsMessage: message, gitopsBranch: branch, gitopsPush: push } = inputs;
  if (gitops.length === 0) {
    const only: readonly (readonly [InputName, boolean])[] = [
      ['gitops-message', message !== undefined],
      ['gitops-branch', branch !== undefined],
      ['gitops-push', push],
    ];
    for (const [name] of only.filter(([, isGiven]) => isGiven))
      inputProblems.add(name, 'only used with files to write', `set ${inputProblems.spell('gitops')}`);
    return undefined;
  }
  if (inputs.rollbackOnFailure)
    inputProblems.add(
      'rollback-on-failure',
      'cannot take a commit back',
      `remove it, and revert the commit of ${inputProblems.spell('gitops')} instead`,
    );
  if (inputs.rollback !== undefined)
    inputProblems.add('gitops', 'cannot be used to roll back', 'revert the commit in git instead');
  if (inputs.rollout.length > 0)
    inputProblems.add(
      'rollout',
      `cannot be combined with ${inputProblems.spell('gitops')}: the controller that reads the commit rolls out`,
      'remove one of the two',
    );
  return {
    targets: gitops.flatMap((line) => readTarget(line, promotions, inputProblems)),
    message,
    branch,
    push,
  };
}

function readTarget(
  line: string,
  promotions: readonly PromotionRequest[],
  inputProblems: InputProblems,
): readonly GitOpsTarget[] {
  const [file = '', key, image, ...more] = line.split(/\s+/);
  if (more.length > 0) {
    inputProblems.add('gitops', `${quoteGiven(line)} has more than a path, a key and an image`, HINT);
    return [];
  }
  const repositories = promotions.map(({ destination }) =>
    destination.kind === 'stream' ? `${destination.project}/${destination.stream}` : destination.repository,
  );
  // without promotions, the missing images are reported already
  if (image !== undefined && promotions.length > 0 && !repositories.includes(image)) {
    inputProblems.add(
      'gitops',
      `${quoteGiven(image)} is not a destination image`,
      `write one of ${repositories.join(', ')}`,
    );
    return [];
  }
  return [{ file, key, image }];
}
