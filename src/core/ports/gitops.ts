import type { Digest } from '../image/digest.ts';

/** Where the desired state names an image: a file of a git checkout and, where the file alone does not tell, a key in it. */
export interface GitOpsTarget {
  /** path as given, relative to the working directory */
  readonly file: string;
  /**
   * in a kustomization: the `name` of an entry of `images`; in other files: keys joined by dots, such as `web.image.digest`;
   * undefined: wherever the destination image is named
   */
  readonly key: string | undefined;
  /** destination image without tag, as given; undefined: the only one, or every one that the file names */
  readonly image: string | undefined;
}

export interface GitOpsOptions {
  readonly targets: readonly GitOpsTarget[];
  /** of the commit, without trailers; undefined: the default */
  readonly message: string | undefined;
  /** undefined: the branch that is checked out */
  readonly branch: string | undefined;
  readonly push: boolean;
}

/** An image to write. */
export interface DesiredImage {
  /** source as given in the inputs */
  readonly source: string;
  /** destination as given in the inputs */
  readonly destination: string;
  /** destination repository without host, such as `prod/app` */
  readonly repository: string;
  /** hosts under which the destination registry is known; a reference without host is taken for the image as well */
  readonly hosts: readonly string[];
  /** `host/repository` as pods pull it */
  readonly pullName: string;
  readonly tag: string;
  readonly digest: Digest;
}

/** One value that changes. */
export interface DesiredChange {
  /** path within the repository */
  readonly file: string;
  /** such as `images[0].digest`; `#2` in front for the second document of a file */
  readonly key: string;
  /** undefined: the key is added */
  readonly before: string | undefined;
  readonly after: string;
}

/** What will be committed. JSON-safe: part of the output `plan`. */
export interface CommitPlan {
  readonly branch: string;
  readonly push: boolean;
  /** empty: the branch names the digests already */
  readonly changes: readonly DesiredChange[];
}

/** The commit that names the promoted digests. JSON-safe: part of the record. */
export interface CommitReport {
  readonly sha: string;
  readonly branch: string;
  readonly pushed: boolean;
  /** URL of the remote without credentials; absent without a remote */
  readonly repository?: string | undefined;
  /** empty: an earlier commit names them already, and `sha` is the head of the branch */
  readonly changes: readonly DesiredChange[];
}

export function describeChange({ file, key, before, after }: DesiredChange): string {
  return `${file} ${key}: ${before === undefined || before === '' ? '' : `${before} → `}${after}`;
}

/**
 * The address of a git repository as people may see it: `https://ci:TOKEN@git.example.com/shop.git?x=y` without account and query.
 * The user of SSH is kept, because it belongs to the address (`git@git.example.com:shop.git`).
 * @param address as git accepts it: a URL, `user@host:path` or a path
 */
export function publicGitUrl(address: string): string {
  const [, scheme, rest] = /^([a-z][a-z0-9+.-]*:\/\/)(.*)$/is.exec(address) ?? [];
  if (scheme === undefined || rest === undefined) return address;
  const [place = ''] = rest.split(/[?#]/, 1);
  const slash = place.indexOf('/');
  const authority = slash < 0 ? place : place.slice(0, slash);
  const path = slash < 0 ? '' : place.slice(slash);
  const at = authority.lastIndexOf('@');
  const [user = ''] = at < 0 ? [] : authority.slice(0, at).split(':', 1);
  const isSsh = /ssh/i.test(scheme) && user !== '';
  return `${scheme}${isSsh ? `${user}@` : ''}${authority.slice(at + 1)}${path}`;
}

/** The desired state in git. */
export interface GitOps {
  /**
   * Finds every place to change and checks that the commit can be made and pushed. Changes nothing but what git fetches.
   * @throws PromoteError GITOPS_FAILED with all problems
   */
  plan(options: GitOpsOptions, images: readonly DesiredImage[], signal: AbortSignal): Promise<CommitPlan>;
  /**
   * Commits, and pushes if asked; on the new head of the branch if another push was faster.
   * @throws PromoteError GITOPS_FAILED
   */
  commit(options: GitOpsOptions, images: readonly DesiredImage[], signal: AbortSignal): Promise<CommitReport>;
}

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
