import type { KubeObject } from '../state/kube-object.ts';
import { badRequest, notImplemented } from '../exchange/status.ts';

export type Matcher = (object: KubeObject) => boolean;

/** Fields that can be selected by, beside metadata.name and metadata.namespace. */
export type FieldReader = Readonly<Record<string, (object: KubeObject) => string>>;

/** `fieldSelector` and `labelSelector` of a list or watch. @throws StatusFailure 400 for unknown fields */
export function readSelectors(query: URLSearchParams, fields: FieldReader): Matcher {
  const matchers = [
    ...terms(query.get('fieldSelector')).map((term) => fieldMatcher(term, fields)),
    ...terms(query.get('labelSelector')).map(labelMatcher),
  ];
  return (object) => matchers.every((matches) => matches(object));
}

/** Splits at commas outside of parentheses. */
function terms(text: string | null): readonly string[] {
  return (text ?? '').split(/,(?![^(]*\))/).filter((term) => term !== '');
}

const COMMON_FIELDS: FieldReader = {
  'metadata.name': (object) => object.metadata.name,
  'metadata.namespace': (object) => object.metadata.namespace ?? '',
};

function fieldMatcher(term: string, fields: FieldReader): Matcher {
  const match = /^([^=!]+)(==|=|!=)(.*)$/.exec(term);
  const [, name = '', operator, value = ''] = match ?? [];
  if (match === null) throw badRequest(`invalid selector: '${term}'; can't understand '${term}'`);
  const read = COMMON_FIELDS[name] ?? fields[name];
  if (read === undefined) {
    throw badRequest(
      `"${name}" is not a known field selector: only "metadata.name", "metadata.namespace"${
        Object.keys(fields).length === 0 ? '' : ' and others'
      }`,
    );
  }
  return (object) => (read(object) === value) === (operator !== '!=');
}

function labelMatcher(term: string): Matcher {
  const text = term.trim();
  const equality = /^([^=!\s]+)\s*(==|=|!=)\s*(\S*)$/.exec(text);
  if (equality !== null) {
    const [, key = '', operator, value] = equality;
    return (object) => (object.metadata.labels?.[key] === value) === (operator !== '!=');
  }
  const set = /^(\S+)\s+(in|notin)\s+\(([^)]*)\)$/.exec(text);
  if (set !== null) {
    const [, key = '', operator, list = ''] = set;
    const values = list.split(',').map((value) => value.trim());
    return (object) => values.includes(object.metadata.labels?.[key] ?? '\0') === (operator === 'in');
  }
  if (/^!?[^\s=!()]+$/.test(text)) {
    const key = text.replace(/^!/, '');
    return (object) => (object.metadata.labels?.[key] !== undefined) === !text.startsWith('!');
  }
  throw notImplemented(`labelSelector ${term}`);
}
