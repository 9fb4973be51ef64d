import type { Cause } from '../exchange/status.ts';
import { asString, isObject, type Json, type JsonObject } from '../state/json.ts';

export type Problem = Required<Cause>;

/**
 * What the API server refuses in the spec of a pod or of a template of pods (pkg/apis/core/validation of Kubernetes), as far as
 * manifests get it wrong. `path`: where the spec lies. `mayLackImage`: containers whose image a trigger fills in.
 */
export function podProblems(
  spec: JsonObject,
  path: string,
  mayLackImage: ReadonlySet<string> = new Set(),
): readonly Problem[] {
  const volumes = objectsOf(spec['volumes']);
  const names = volumes.map((volume) => asString(volume['name']));
  const containers = objectsOf(spec['containers']);
  return [
    ...(containers.length === 0 ? [required(`${path}.containers`)] : []),
    ...volumes.flatMap((volume, index) => volumeProblems(volume, `${path}.volumes[${index}]`)),
    ...['containers', 'initContainers'].flatMap((list) =>
      listProblems(objectsOf(spec[list]), `${path}.${list}`, names, mayLackImage),
    ),
  ];
}

/** @param supported the policies that the kind takes */
export function restartProblems(
  spec: JsonObject,
  path: string,
  supported: readonly string[],
): readonly Problem[] {
  const policy = asString(spec['restartPolicy']);
  if (supported.includes(policy)) return [];
  const field = `${path}.restartPolicy`;
  const list = supported.map((each) => `"${each}"`).join(', ');
  return policy === 'Always'
    ? [required(field, `Required value: valid values: ${list}`)]
    : [unsupported(field, policy, supported)];
}

function listProblems(
  containers: readonly JsonObject[],
  path: string,
  volumes: readonly string[],
  mayLackImage: ReadonlySet<string>,
): readonly Problem[] {
  return containers.flatMap((container, index) => {
    const at = `${path}[${index}]`;
    const name = asString(container['name']);
    const isRepeated = containers.slice(0, index).some((before) => before['name'] === name);
    const lacksImage = asString(container['image']) === '' && !mayLackImage.has(name);
    return [
      ...nameProblems(name, `${at}.name`),
      ...(isRepeated && name !== '' ? [duplicate(`${at}.name`, name)] : []),
      ...(lacksImage ? [required(`${at}.image`)] : []),
      ...pullPolicyProblems(asString(container['imagePullPolicy']), at),
      ...objectsOf(container['ports']).flatMap((port, portIndex) =>
        portProblems(port, `${at}.ports[${portIndex}]`),
      ),
      ...objectsOf(container['env']).flatMap((variable, envIndex) =>
        asString(variable['name']) === '' ? [required(`${at}.env[${envIndex}].name`)] : [],
      ),
      ...objectsOf(container['volumeMounts']).flatMap((mount, mountIndex) =>
        mountProblems(mount, `${at}.volumeMounts[${mountIndex}]`, volumes),
      ),
    ];
  });
}

const LABEL = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;

function nameProblems(name: string, field: string): readonly Problem[] {
  if (name === '') return [required(field)];
  if (LABEL.test(name)) return [];
  const rule =
    "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";
  return [
    invalidValue(field, JSON.stringify(name), name.length > 63 ? 'must be no more than 63 characters' : rule),
  ];
}

function pullPolicyProblems(policy: string, at: string): readonly Problem[] {
  const supported = ['Always', 'IfNotPresent', 'Never'];
  return supported.includes(policy) ? [] : [unsupported(`${at}.imagePullPolicy`, policy, supported)];
}

function portProblems(port: JsonObject, at: string): readonly Problem[] {
  const number = Number(port['containerPort'] ?? 0);
  const protocol = asString(port['protocol']);
  const supported = ['SCTP', 'TCP', 'UDP'];
  return [
    ...(number === 0 ? [required(`${at}.containerPort`)] : []),
    ...(number < 0 || number > 65_535
      ? [invalidValue(`${at}.containerPort`, String(number), 'must be between 1 and 65535, inclusive')]
      : []),
    ...(supported.includes(protocol) ? [] : [unsupported(`${at}.protocol`, protocol, supported)]),
  ];
}

function mountProblems(mount: JsonObject, at: string, volumes: readonly string[]): readonly Problem[] {
  const name = asString(mount['name']);
  return [
    ...(name === '' ? [required(`${at}.name`)] : []),
    ...(name === '' || volumes.includes(name)
      ? []
      : [{ reason: 'FieldValueNotFound', message: `Not found: "${name}"`, field: `${at}.name` }]),
    ...(asString(mount['mountPath']) === '' ? [required(`${at}.mountPath`)] : []),
  ];
}

/** `defaultMode` and `mode` of files, wherever they stand in a volume. */
function volumeProblems(volume: JsonObject, at: string): readonly Problem[] {
  const modes = (value: Json | undefined, path: string): readonly Problem[] => {
    if (Array.isArray(value)) return value.flatMap((item, index) => modes(item, `${path}[${index}]`));
    if (!isObject(value)) return [];
    return Object.entries(value).flatMap(([key, item]) => {
      const isMode = key === 'defaultMode' || key === 'mode';
      if (!isMode || typeof item !== 'number') return modes(item, `${path}.${key}`);
      const fits = item >= 0 && item <= 0o777;
      const rule = 'must be a number between 0 and 0777 (octal), both inclusive';
      return fits ? [] : [invalidValue(`${path}.${key}`, String(item), rule)];
    });
  };
  return [...(asString(volume['name']) === '' ? [required(`${at}.name`)] : []), ...modes(volume, at)];
}

export function required(field: string, message = 'Required value'): Problem {
  return { reason: 'FieldValueRequired', message, field };
}

export function invalidValue(field: string, shown: string, rule: string): Problem {
  return { reason: 'FieldValueInvalid', message: `Invalid value: ${shown}: ${rule}`, field };
}

export function unsupported(field: string, value: string, supported: readonly string[]): Problem {
  const list = supported.map((each) => `"${each}"`).join(', ');
  const message = `Unsupported value: "${value}": supported values: ${list}`;
  return { reason: 'FieldValueNotSupported', message, field };
}

function duplicate(field: string, value: string): Problem {
  return { reason: 'FieldValueDuplicate', message: `Duplicate value: "${value}"`, field };
}

function objectsOf(value: Json | undefined): readonly JsonObject[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}
