/** A right as RBAC names it; `subresource` empty when there is none. */
export interface Right {
  readonly verb: string;
  readonly group: string;
  readonly resource: string;
  readonly subresource: string;
}

interface RoleRow {
  readonly group: string;
  readonly resource: string;
  readonly subresource: string;
  /** name of the role for reading; undefined: the role for writing */
  readonly read: string | undefined;
  readonly write: string;
}

const IMAGES = 'image.openshift.io';
const APPS = 'apps.openshift.io';
const BUILDS = 'build.openshift.io';

/**
 * The least privileged role that grants a right (openshift-api.md §7.2, §7.3; capture 55-ssar-matrix). `view` pulls and reads,
 * `registry-editor` does everything with images and nothing with workloads.
 */
const ROLES: readonly RoleRow[] = [
  row(IMAGES, 'imagestreams/layers', 'system:image-puller', 'registry-editor'),
  row(IMAGES, 'imagestreams/secrets', 'registry-editor', 'registry-editor'),
  row(IMAGES, '*', 'registry-viewer', 'registry-editor'),
  row(APPS, 'deploymentconfigs/instantiate', undefined, 'edit'),
  row(BUILDS, 'builds/docker', undefined, 'system:build-strategy-docker'),
  row('', 'secrets', 'edit', 'edit'),
  row('', 'serviceaccounts/token', undefined, 'admin'),
  row('rbac.authorization.k8s.io', '*', 'admin', 'admin'),
  row('*', '*', 'view', 'edit'),
];

const READING: ReadonlySet<string> = new Set(['get', 'list', 'watch']);

function row(group: string, path: string, read: string | undefined, write: string): RoleRow {
  const [resource = '', subresource = ''] = path.split('/');
  return { group, resource, subresource, read, write };
}

/** Name of the ClusterRole to ask a project administrator for. */
export function roleFor(right: Right): string {
  const found = ROLES.find(
    (candidate) =>
      (candidate.group === '*' || candidate.group === right.group) &&
      (candidate.resource === '*' ||
        (candidate.resource === right.resource && candidate.subresource === right.subresource)),
  );
  if (found === undefined) return 'edit';
  return READING.has(right.verb) ? (found.read ?? found.write) : found.write;
}

const SERVICE_ACCOUNT = /^system:serviceaccount:([^:]+):([^:]+)$/;

/**
 * The command that grants a role. `-z` names a service account of the project itself; one of another project needs
 * its full user name, which `oc` resolves to the same subject (openshift-api.md §7.1).
 */
export function grantCommand(role: string, username: string, project: string): string {
  const account = SERVICE_ACCOUNT.exec(username);
  const subject =
    account?.[1] === project && account[2] !== undefined ? `-z ${account[2]}` : quoteForShell(username);
  return `oc policy add-role-to-user ${role} ${subject} -n ${project}`;
}

/** The command will be pasted into a shell, and an identity provider may put any characters into a user name. */
function quoteForShell(text: string): string {
  return /^[\w.:@/-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
