import { describe, expect, it } from 'vitest';
import { fieldsOf, mergeApplied } from '../../sandbox/state/field-set.ts';
import { generateValue } from '../../sandbox/templates/expression.ts';

const web = {
  name: 'web',
  image: 'a',
  ports: [{ containerPort: 80 }, { containerPort: 81, protocol: 'UDP' }],
};
const deployment = { spec: { template: { spec: { containers: [web] } } } };

describe('the fields of an object', () => {
  it('are named as conflicts name them', () => {
    const container = '.spec.template.spec.containers[name="web"]';
    expect([...fieldsOf(deployment, 'Deployment').keys()]).toEqual([
      `${container}.name`,
      `${container}.image`,
      `${container}.ports[containerPort=80,protocol="TCP"].containerPort`,
      `${container}.ports[containerPort=81,protocol="UDP"].containerPort`,
      `${container}.ports[containerPort=81,protocol="UDP"].protocol`,
    ]);
  });

  it('leave with the item they are in, and nothing else', () => {
    const other = { name: 'side', image: 'b' };
    const live = { spec: { template: { spec: { containers: [web, other], dnsPolicy: 'ClusterFirst' } } } };
    const base = '.spec.template.spec.containers[name="side"]';
    const removed = new Set([`${base}.name`, `${base}.image`]);
    expect(mergeApplied(live, deployment, removed, 'Deployment')).toEqual({
      spec: { template: { spec: { containers: [web], dnsPolicy: 'ClusterFirst' } } },
    });
  });
});

describe('a generated value', () => {
  it.each([
    ['[a-z]{8}', /^[a-z]{8}$/],
    ['pre-[A-Za-z0-9]{12}-post', /^pre-[A-Za-z0-9]{12}-post$/],
    ['[\\w]{4}[\\d]{3}', /^\w{4}\d{3}$/],
    ['[a-f0-9]{8}-\\d{4}', /^[a-f0-9]{8}-\\d\{4\}$/],
    ['plain', /^plain$/],
  ])('of %s', (expression, form) => {
    expect(generateValue(expression, Math.random)).toMatch(form);
  });
});
