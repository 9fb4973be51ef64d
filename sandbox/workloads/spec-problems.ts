import { isDeepStrictEqual } from 'node:util';
import { invalid } from '../exchange/status.ts';
import { asObject, asStringMap } from '../state/json.ts';
import type { Deployment } from '../state/kinds.ts';
import { podProblems, required, restartProblems, type Problem } from './pod-problems.ts';

type Selecting = Pick<Deployment['spec'], 'selector' | 'template'>;

/** @throws StatusFailure 422 when there are problems */
export function refuse(kind: string, name: string, problems: readonly Problem[]): void {
  if (problems.length > 0) throw invalid('apps', kind, name, problems);
}

export function templateProblems(spec: Selecting): readonly Problem[] {
  const labels = spec.template.metadata.labels ?? {};
  const wanted = Object.entries(asStringMap(asObject(spec.selector)['matchLabels']) ?? {});
  const problems: Problem[] = isSelector(spec.selector) ? [] : [required('spec.selector')];
  if (!wanted.every(([key, value]) => labels[key] === value)) {
    problems.push({
      reason: 'FieldValueInvalid',
      message: `Invalid value: map[string]string{${goPairs(labels)}}: \`selector\` does not match template \`labels\``,
      field: 'spec.template.metadata.labels',
    });
  }
  const pod = asObject(spec.template.spec);
  const path = 'spec.template.spec';
  return [...problems, ...podProblems(pod, path), ...restartProblems(pod, path, ['Always'])];
}

function isSelector(selector: unknown): boolean {
  return Object.keys(asObject(selector)).length > 0;
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
