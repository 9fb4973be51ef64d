import type { PolicyOptions, PolicySource } from '../core/ports/policies.ts';
import { quoteGiven } from '../core/text/given-text.ts';
import type { InputProblems } from './input-problems.ts';
import { isObjectName } from './workloads.ts';
import type { Inputs } from './tables/inputs.ts';

/** The policy that images must satisfy; undefined if there is none. */
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
  if (inputs.importScheduled) {
    inputProblems.add(
      'import-scheduled',
      'lets the cluster import later images, which the policy has not evaluated',
      `remove it, or remove ${inputProblems.spell('policy')}`,
    );
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

/** Parses `project/name` of a ConfigMap; undefined if it is invalid, which is reported. */
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
 * Decides by the spelling alone. Looking for a file first would let anyone who can add a file to the repository replace the
 * ConfigMap.
 */
function sourceOf(text: string): PolicySource | undefined {
  if (/\.(?:ya?ml|json)$/i.test(text) || /^\.{0,2}\//.test(text)) return { kind: 'file', path: text };
  const [project = '', name = '', ...more] = text.split('/');
  return more.length === 0 && isObjectName(project) && isObjectName(name)
    ? { kind: 'config-map', project, name }
    : undefined;
}
