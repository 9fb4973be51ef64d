import type { ProjectRules } from '../core/access-rules.ts';

/** A service account and what it may do. */
export interface SetupAccount {
  readonly name: string;
  /** its project */
  readonly project: string;
  /** lines that say what it is for */
  readonly purpose: readonly string[];
  /** with a Secret that contains a token that does not expire */
  readonly tokenSecret: boolean;
  readonly access: readonly ProjectRules[];
}

/**
 * A manifest for `oc apply -f -`: the account, a Role and a RoleBinding in every project that it uses, and optionally the Secret
 * with its token (openshift-api.md §1.6). A comment at the top says how to get the token.
 */
export function setupManifest(account: SetupAccount): string {
  const { name, project, access, tokenSecret } = account;
  const documents = [
    object('v1', 'ServiceAccount', name, project),
    ...access.flatMap((own) => [roleOf(name, own), bindingOf(account, own.project)]),
    ...(tokenSecret ? [tokenSecretOf(name, project)] : []),
  ];
  return [...comments(account), ...documents.map((lines) => ['---', ...lines].join('\n')), ''].join('\n');
}

function comments({ name, project, purpose, tokenSecret }: SetupAccount): readonly string[] {
  const token = tokenSecret
    ? `oc extract secret/${secretName(name)} -n ${project} --keys=token --to=-`
    : `oc create token ${name} -n ${project} --duration=2h`;
  return [...purpose, `To get a token: ${token}`].map((line) => `# ${line}`);
}

function object(apiVersion: string, kind: string, name: string, project: string): string[] {
  return [
    `apiVersion: ${apiVersion}`,
    `kind: ${kind}`,
    'metadata:',
    `  name: ${text(name)}`,
    `  namespace: ${text(project)}`,
  ];
}

const RBAC = 'rbac.authorization.k8s.io';

/** An existing binding may have the name of the account, and the role of a binding cannot be changed. */
function roleName(account: string): string {
  return `openshift-promote-${account}`;
}

function roleOf(account: string, { project, rules }: ProjectRules): string[] {
  return [
    ...object(`${RBAC}/v1`, 'Role', roleName(account), project),
    'rules:',
    ...rules.flatMap((rule) => [
      `  - apiGroups: ${list([rule.group])}`,
      `    resources: ${list(rule.resources)}`,
      ...(rule.names.length === 0 ? [] : [`    resourceNames: ${list(rule.names)}`]),
      `    verbs: ${list(rule.verbs)}`,
    ]),
  ];
}

function bindingOf(account: SetupAccount, project: string): string[] {
  return [
    ...object(`${RBAC}/v1`, 'RoleBinding', roleName(account.name), project),
    'roleRef:',
    `  apiGroup: ${RBAC}`,
    '  kind: Role',
    `  name: ${text(roleName(account.name))}`,
    'subjects:',
    '  - kind: ServiceAccount',
    `    name: ${text(account.name)}`,
    `    namespace: ${text(account.project)}`,
  ];
}

function secretName(account: string): string {
  return `${account}-token`;
}

function tokenSecretOf(name: string, project: string): string[] {
  return [
    ...object('v1', 'Secret', secretName(name), project),
    '  annotations:',
    `    kubernetes.io/service-account.name: ${text(name)}`,
    'type: kubernetes.io/service-account-token',
  ];
}

/** JSON is YAML, and keeps a name that looks like a number or a boolean a string. */
function text(value: string): string {
  return JSON.stringify(value);
}

function list(values: readonly string[]): string {
  return `[${values.map(text).join(', ')}]`;
}
