/**
 * Writes `sandbox/schema/kubernetes-fields.ts`: the fields of the kinds that the sandbox stores, from the models that
 * Kubernetes publishes for its JavaScript client. The package is too large to be installed by everybody who works here, so get it
 * first: `npm pack @kubernetes/client-node`, `tar xzf kubernetes-client-node-*.tgz`, and then
 * `npx node scripts/kubernetes-fields.ts package`.
 */
import { writeFileSync } from 'node:fs';
import path from 'node:path';

interface Attribute {
  readonly baseName: string;
  readonly type: string;
  readonly format: string;
}
type Models = Readonly<Record<string, { readonly attributeTypeMap?: readonly Attribute[] } | undefined>>;

const KINDS = [
  ...[
    'V1ConfigMap',
    'V1CronJob',
    'V1DaemonSet',
    'V1Deployment',
    'V1Ingress',
    'V1Job',
    'V1Lease',
    'V1LimitRange',
  ],
  ...['V1NetworkPolicy', 'V1PersistentVolumeClaim', 'V1Pod', 'V1PodDisruptionBudget', 'V1ReplicaSet'],
  ...['V1ReplicationController', 'V1ResourceQuota', 'V1Role', 'V1RoleBinding', 'V1Secret', 'V1Service'],
  ...['V1ServiceAccount', 'V1StatefulSet', 'V2HorizontalPodAutoscaler', 'V1HorizontalPodAutoscaler'],
];
/** What is a text for the client and a number or a text for the API. */
const QUANTITIES: Readonly<Record<string, readonly string[]>> = {
  V1EmptyDirVolumeSource: ['sizeLimit'],
  V1LimitRangeItem: ['default', 'defaultRequest', 'max', 'maxLimitRequestRatio', 'min'],
  V1ResourceFieldSelector: ['divisor'],
  V1ResourceQuotaSpec: ['hard'],
  V1ResourceRequirements: ['limits', 'requests'],
  V1VolumeResourceRequirements: ['limits', 'requests'],
  V2MetricTarget: ['averageValue', 'value'],
};
const SCALARS: Readonly<Record<string, string>> = {
  string: 'string',
  boolean: 'bool',
  Date: 'string',
  IntOrString: 'int-or-string',
  any: 'any',
};

const [folder = 'package'] = process.argv.slice(2);
const all = path.resolve(folder, 'dist/gen/models/all.js');
const models = (await import(all)) as Models;

/** V1Container is Container; V2HorizontalPodAutoscaler keeps its version, there are two of them. */
function nameOf(model: string): string {
  return model.replace(/^(?:V1|CoreV1|AppsV1|RbacV1|V2(?!Horizontal))(?=[A-Z])/, '');
}

function typeOf(
  model: string,
  { baseName, type, format }: Attribute,
): readonly [text: string, model?: string] {
  const element = /^Array<(.*)>$/.exec(type)?.[1];
  if (element !== undefined) {
    const [text, inner] = typeOf(model, { baseName, type: element, format });
    return [`[]${text}`, inner ?? ''];
  }
  const value = /^\{ \[key: string\]: (.*); \}$/.exec(type)?.[1];
  if (value !== undefined) {
    const [text, inner] = typeOf(model, { baseName, type: value, format });
    return [`{}${text}`, inner ?? ''];
  }
  if (QUANTITIES[model]?.includes(baseName) === true) return ['quantity'];
  if (type === 'number') return [format === '' ? 'int' : format.replace('double', 'float')];
  if (type === 'string' && format === 'byte') return ['string'];
  const scalar = SCALARS[type];
  if (scalar !== undefined) return [scalar];
  return [nameOf(type), type];
}

const lines: string[] = [];
const seen = new Set<string>(KINDS);
for (const model of seen) {
  const attributes = models[model]?.attributeTypeMap;
  if (attributes === undefined) throw new Error(`there is no model ${model}`);
  const fields = attributes.map((attribute) => {
    // what the server writes is not looked at; metadata is the same for all
    if (attribute.baseName === 'status') return 'status:any';
    const [text, inner = ''] = typeOf(model, attribute);
    if (inner !== '') seen.add(inner);
    return `${attribute.baseName}:${text}`;
  });
  lines.push(`${nameOf(model)} ${fields.join(' ')}`);
}

const target = path.resolve(import.meta.dirname, '../sandbox/schema/kubernetes-fields.ts');
writeFileSync(
  target,
  `/**
 * The fields of the kinds of Kubernetes 1.36 and of what they are made of, one type per line, written by
 * scripts/kubernetes-fields.ts. \`[]\` stands for a list of what follows and \`{}\` for a map from texts.
 */
export const KUBERNETES_FIELDS = \`
${[...new Set(lines)].sort().join('\n')}
\`;
`,
);
console.log(`${lines.length} types`);
