import type { Condition } from '../state/kinds.ts';

/**
 * Sets a condition the way the deployment controllers do: nothing changes while status and reason are the same; the time
 * of transition moves with the status only; the condition changed last is the last in the list.
 */
export function setCondition(
  conditions: readonly Condition[],
  next: { type: string; status: string; reason?: string; message: string },
  now: string,
): Condition[] {
  const current = conditions.find((condition) => condition.type === next.type);
  if (current !== undefined && current.status === next.status && current.reason === next.reason) {
    return [...conditions];
  }
  const lastTransitionTime = current?.status === next.status ? (current.lastTransitionTime ?? now) : now;
  return [
    ...conditions.filter((condition) => condition.type !== next.type),
    { ...next, lastUpdateTime: now, lastTransitionTime },
  ];
}

export function findCondition(
  conditions: readonly Condition[] | undefined,
  type: string,
): Condition | undefined {
  return conditions?.find((condition) => condition.type === type);
}
