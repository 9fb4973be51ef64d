/** What others need comes first; what is not named here stands where the gap is. */
const BEFORE: readonly string[] = [
  ...['ResourceQuota', 'LimitRange', 'NetworkPolicy', 'ServiceAccount', 'Secret', 'ConfigMap'],
  ...['PersistentVolumeClaim', 'Role', 'RoleBinding', 'ImageStream', 'Service'],
];
const AFTER: readonly string[] = [
  ...['BuildConfig', 'DeploymentConfig', 'Deployment', 'StatefulSet', 'DaemonSet', 'CronJob', 'Job', 'Pod'],
  ...['PodDisruptionBudget', 'HorizontalPodAutoscaler', 'Ingress', 'Route'],
];

/** Sorts by kind; objects of one kind keep their order. */
export function inKindOrder<Item>(items: readonly Item[], kindOf: (item: Item) => string): readonly Item[] {
  const rank = (item: Item): number => {
    const before = BEFORE.indexOf(kindOf(item));
    if (before >= 0) return before;
    const after = AFTER.indexOf(kindOf(item));
    return after < 0 ? BEFORE.length : BEFORE.length + 1 + after;
  };
  return [...items].sort((left, right) => rank(left) - rank(right));
}
