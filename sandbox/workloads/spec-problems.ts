import { isDeepStrictEqual } from 'node:util';
import { invalid, type Cause } from '../exchange/status.ts';
import { asStringMap } from '../state/json.ts';
import type { Deployment } from '../state/kinds.ts';
import type { PodTemplate } from '../state/kube-object.ts';

type Problem = Required<Cause>;

type Selecting = Pick<Deployment['spec'], 'selector' | 'template'>;

/** @throws StatusFailure 422 when there are problems */
export function refuse(kind: string, name: string, problems: readonly Problem[]): void {
  if (problems.length > 0) throw invalid('apps', kind, name, problems);
}

export function templateProblems(spec: Selecting): readonly Problem[] {
  const labels = spec.template.metadata.labels ?? {};
  const wanted = Object.entries(spec.selector.matchLabels ?? {});
  const problems: Problem[] = [];
  if (!wanted.every(([key, value]) => labels[key] === value)) {
    problems.push({
      reason: 'FieldValueInvalid',
      message: `Invalid value: map[string]string{${goPairs(labels)}}: \`selector\` does not match template \`labels\``,
      field: 'spec.template.metadata.labels',
    });
  }
  return problems.concat(containerProblems(spec.template));
}

function containerProblems(template: PodTemplate): readonly Problem[] {
  if (template.spec.containers.length > 0) return [];
  return [
    { reason: 'FieldValueRequired', message: 'Required value', field: 'spec.template.spec.containers' },
  ];
}

/** Capture 41zq. */
export function selectorProblems(spec: Selecting, stored: Selecting): readonly Problem[] {
  if (isDeepStrictEqual(spec.selector, stored.selector)) return [];
  const labels = asStringMap(spec.selector.matchLabels) ?? {};
  return [
    {
      reason: 'FieldValueInvalid',
      message: `Invalid value: v1.LabelSelector{MatchLabels:map[string]string{${goPairs(labels)}}, MatchExpressions:[]v1.LabelSelectorRequirement(nil)}: field is immutable`,
      field: 'spec.selector',
    },
  ];
}

function goPairs(labels: Record<string, string>): string {
  return Object.entries(labels)
    .map(([key, value]) => `"${key}":"${value}"`)
    .join(', ');
}
