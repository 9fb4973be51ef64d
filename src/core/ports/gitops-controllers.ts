/** The object of Argo CD or Flux from which a workload is deployed. JSON-safe: part of the plan and the record. */
export interface GitOpsOwner {
  readonly tool: 'Argo CD' | 'Flux';
  readonly kind: 'Application' | 'Kustomization' | 'HelmRelease';
  /** absent: the workload does not say */
  readonly namespace?: string | undefined;
  /** absent: the workload only shows that this tool wrote it */
  readonly name?: string | undefined;
  /** what shows it, such as `annotation argocd.argoproj.io/tracking-id` */
  readonly evidence: string;
}

/** What an Application, a Kustomization or a HelmRelease says about itself. */
export interface GitOpsStatus {
  readonly namespace: string;
  readonly name: string;
  /** one line, such as `OutOfSync, Healthy` */
  readonly state: string;
  /** revision that was applied last */
  readonly revision?: string | undefined;
  /** URL without credentials, branch and path, such as `https://git.example.com/shop.git main deploy` */
  readonly source?: string | undefined;
  /** what keeps it from applying the next commit, one line each */
  readonly obstacles: readonly Obstacle[];
  /** whether it undoes what others change in the cluster, without a new commit; undefined: for some fields only */
  readonly reverts: boolean | undefined;
}

export interface Obstacle {
  readonly message: string;
  /** the command that removes it */
  readonly hint?: string | undefined;
}

/** The owner as it was when its workload was complete. JSON-safe: part of the record. */
export interface DeliveryReport {
  /** such as `Argo CD Application openshift-gitops/shop` */
  readonly owner: string;
  /** absent: it could not be read */
  readonly state?: string | undefined;
  readonly revision?: string | undefined;
}

/** What the domain needs from Argo CD and Flux in one cluster. */
export interface GitOpsControllers {
  /**
   * Reads the owner of a workload. Never fails.
   * @param project of the workload
   * @returns a sentence why it cannot be read, instead of its status
   */
  look(owner: GitOpsOwner, project: string, signal: AbortSignal): Promise<GitOpsStatus | string>;
}

/** `Argo CD Application openshift-gitops/shop` */
export function ownerText({ tool, kind, namespace, name }: GitOpsOwner): string {
  if (name === undefined) return tool;
  return `${tool} ${kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`;
}
