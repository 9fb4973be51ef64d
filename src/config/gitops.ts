import type { DeliveryOptions, PromoteOptions, PromotionRequest } from '../core/options.ts';
import type { GitOpsOwner, GitOpsOptions, GitOpsTarget } from '../core/ports/gitops.ts';
import { quoteGiven } from '../core/text/given-text.ts';
import type { InputProblems } from './input-problems.ts';
import type { InputName, Inputs } from './tables/inputs.ts';

const HINT =
  'write the path, then the key if the file is not a kustomization or manifest: deploy/values.yaml image.digest';

/** Where the desired state is written, and whether Argo CD or Flux rolls out. */
export function readDesiredState(
  inputs: Inputs,
  promotions: readonly PromotionRequest[],
  inputProblems: InputProblems,
): Pick<PromoteOptions, 'gitops' | 'delivery'> {
  return {
    gitops: readGitOps(inputs, promotions, inputProblems),
    delivery: readDelivery(inputs, inputProblems),
  };
}

/** Undefined if nothing is requested. */
function readGitOps(
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
  if (inputs.rollout.length > 0 && !push)
    inputProblems.add(
      'rollout',
      'would wait for a commit that is not pushed',
      `set ${inputProblems.spell('gitops-push')} to true, or remove it`,
    );
  return {
    targets: gitops.flatMap((line) => readTarget(line, promotions, inputProblems)),
    message,
    branch,
    push,
  };
}

const KINDS: Readonly<Record<string, Pick<GitOpsOwner, 'tool' | 'kind'>>> = {
  application: { tool: 'Argo CD', kind: 'Application' },
  kustomization: { tool: 'Flux', kind: 'Kustomization' },
  helmrelease: { tool: 'Flux', kind: 'HelmRelease' },
};
const NAME = /^[a-z0-9](?:[-a-z0-9.]{0,251}[a-z0-9])?$/;

/** Who rolls out: undefined if this program does. */
function readDelivery(inputs: Inputs, inputProblems: InputProblems): DeliveryOptions | undefined {
  const { gitops, gitopsApplication: text, rollout } = inputs;
  if (text === undefined) return gitops.length === 0 ? undefined : { owner: undefined };
  const [name = '', namespace = '', type = 'application', ...more] = text.split('/').toReversed();
  const kind = Object.hasOwn(KINDS, type.toLowerCase()) ? KINDS[type.toLowerCase()] : undefined;
  if (kind === undefined || more.length > 0 || !NAME.test(name) || !NAME.test(namespace))
    inputProblems.add(
      'gitops-application',
      `${quoteGiven(text)} is not the name of an Application`,
      'write namespace/name, or kustomization/namespace/name or helmrelease/namespace/name for Flux',
    );
  if (rollout.length === 0)
    inputProblems.add(
      'gitops-application',
      'only used to wait for workloads',
      `name them in ${inputProblems.spell('rollout')}`,
    );
  if (inputs.rollback !== undefined)
    inputProblems.add(
      'gitops-application',
      'cannot be used to roll back',
      'revert the commit in git instead',
    );
  if (gitops.length === 0 && inputs.rollbackOnFailure)
    inputProblems.add(
      'rollback-on-failure',
      'cannot take back what Argo CD or Flux rolled out',
      'remove it, and revert the commit in git instead',
    );
  return {
    owner: kind === undefined ? undefined : { ...kind, namespace, name, evidence: 'gitops-application' },
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
