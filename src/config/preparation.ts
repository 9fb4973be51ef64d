import type { PromotionRequest } from '../core/options.ts';
import type { PreparationOptions } from '../core/preparation.ts';
import type { InputProblems } from './input-problems.ts';
import type { InputName, Inputs } from './tables/inputs.ts';
import { quoteGiven } from '../core/text/given-text.ts';
import { isObjectName } from './workloads.ts';

/** What must exist before content is moved; undefined if nothing is requested. */
export function readPreparation(
  inputs: Inputs,
  promotions: readonly PromotionRequest[],
  inputProblems: InputProblems,
): PreparationOptions | undefined {
  const { createProject, projectDisplayName, grantPull, linkPullSecret } = inputs;
  const asked: readonly (readonly [InputName, boolean])[] = [
    ['create-project', createProject],
    ['grant-pull', grantPull],
    ['link-pull-secret', linkPullSecret.length > 0],
  ];
  const hasStream = promotions.some(({ destination }) => destination.kind === 'stream');
  for (const [name, isAsked] of asked) {
    // without promotions, the missing images are reported already
    if (!isAsked || promotions.length === 0 || hasStream) continue;
    inputProblems.add(name, 'requires a destination project', 'write the destination as project/stream:tag');
  }
  if (projectDisplayName !== undefined && !createProject) {
    inputProblems.add(
      'project-display-name',
      'only used when the project is created',
      `set ${inputProblems.spell('create-project')} as well`,
    );
  }
  if (!asked.some(([, isAsked]) => isAsked)) return undefined;
  return {
    createProject,
    displayName: projectDisplayName,
    grantPull,
    pullSecrets: linkPullSecret.flatMap((text) => readLink(text, inputProblems)),
  };
}

function readLink(text: string, inputProblems: InputProblems): PreparationOptions['pullSecrets'] {
  const [secret = '', serviceAccount = 'default', ...more] = text.split(':');
  if (more.length === 0 && isObjectName(secret) && isObjectName(serviceAccount)) {
    return [{ secret, serviceAccount }];
  }
  inputProblems.add(
    'link-pull-secret',
    `${quoteGiven(text)} is not the name of a secret`,
    'write secret or secret:service-account',
  );
  return [];
}
