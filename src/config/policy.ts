import type { PolicyOptions, PolicySource } from '../core/ports/policies.ts';
import { quoteGiven } from '../core/text/given-text.ts';
import type { InputProblems } from './input-problems.ts';
import { isObjectName } from './workloads.ts';
import type { Inputs } from './tables/inputs.ts';

/** Which policy must be satisfied; undefined: none. */
export function readPolicyOptions(inputs: Inputs, inputProblems: InputProblems): PolicyOptions | undefined {
  const { policy, policyOverride } = inputs;
  if (policy === undefined) {
    if (policyOverride === undefined) return undefined;
    inputProblems.add(
      'policy-override',
      'only used with a policy',
      `set ${inputProblems.spell('policy')}, or remove this input`,
    );
    return undefined;
  }
  const source = sourceOf(policy);
  if (source !== undefined) return { source, overrideReason: policyOverride };
  inputProblems.add(
    'policy',
    `${quoteGiven(policy)} is neither a path nor project/name of a ConfigMap`,
    'write the path of a file that ends in .yaml, .yml or .json, or project/name',
  );
  return undefined;
}

/** `project/name` of a ConfigMap; undefined: it is none, which is noted. */
export function readConfigMapName(
  text: string,
  inputProblems: InputProblems,
): { readonly project: string; readonly name: string } | undefined {
  const source = sourceOf(text);
  if (source?.kind === 'config-map') return source;
  inputProblems.add(
    'policy',
    `${quoteGiven(text)} is not project/name of a ConfigMap`,
    'write prod/promotion-policy',
  );
  return undefined;
}

/**
 * By its spelling alone: were a file looked for first, whoever may add one to the repository could put it in the place of a
 * ConfigMap.
 */
function sourceOf(text: string): PolicySource | undefined {
  if (/\.(?:ya?ml|json)$/i.test(text) || /^\.{0,2}\//.test(text)) return { kind: 'file', path: text };
  const [project = '', name = '', ...more] = text.split('/');
  return more.length === 0 && isObjectName(project) && isObjectName(name)
    ? { kind: 'config-map', project, name }
    : undefined;
}
