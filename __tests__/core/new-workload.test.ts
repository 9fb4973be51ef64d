import { describe, expect, it } from 'vitest';
import { runsAsRoot } from '../../src/core/image/image-config.ts';
import { workloadObjects, type NewWorkload } from '../../src/core/new-workload.ts';

const workload = (changes: Partial<NewWorkload> = {}): NewWorkload => ({
  project: 'prod',
  name: 'web',
  image: 'registry/prod/app@sha256:1',
  tag: { project: 'prod', stream: 'app', tag: 'live' },
  config: { ports: [{ port: 8080, protocol: 'TCP' }] },
  expose: false,
  ...changes,
});

describe('a workload that is made of an image', () => {
  it('is a Deployment that follows the tag, and a Service for its ports', () => {
    const [deployment, service, ...others] = workloadObjects(workload());

    expect(deployment).toMatchObject({
      kind: 'Deployment',
      metadata: { name: 'web', namespace: 'prod', labels: { app: 'web' } },
      spec: {
        replicas: 1,
        template: { spec: { containers: [{ name: 'web', image: 'registry/prod/app@sha256:1' }] } },
      },
    });
    const { annotations } = deployment?.['metadata'] as { annotations: Record<string, string> };
    expect(JSON.parse(annotations['image.openshift.io/triggers'] ?? '')).toEqual([
      {
        from: { kind: 'ImageStreamTag', name: 'app:live', namespace: 'prod' },
        fieldPath: 'spec.template.spec.containers[?(@.name=="web")].image',
      },
    ]);
    expect(service).toMatchObject({
      kind: 'Service',
      spec: { ports: [{ name: '8080-tcp', port: 8080, protocol: 'TCP', targetPort: 8080 }] },
    });
    expect(others).toEqual([]);
  });

  it.each([
    [
      'the first TCP port',
      [
        { port: 53, protocol: 'UDP' },
        { port: 8080, protocol: 'TCP' },
        { port: 9090, protocol: 'TCP' },
      ],
      '8080-tcp',
    ],
    ['nothing when all ports are UDP', [{ port: 53, protocol: 'UDP' }], undefined],
  ] as const)('has a Route to %s', (_what, ports, targetPort) => {
    const objects = workloadObjects(workload({ expose: true, config: { ports } }));

    const route = objects.find(({ kind }) => kind === 'Route');
    expect(objects.map(({ kind }) => kind).slice(0, 2)).toEqual(['Deployment', 'Service']);
    if (targetPort === undefined) expect(route).toBeUndefined();
    else expect(route).toMatchObject({ spec: { port: { targetPort } } });
  });

  it('gets a Route to its first TCP port', () => {
    const ports = [
      { port: 53, protocol: 'UDP' },
      { port: 8443, protocol: 'TCP' },
    ] as const;
    const config = { ports };
    expect(workloadObjects(workload({ config, expose: true })).at(-1)).toMatchObject({
      kind: 'Route',
      spec: { to: { kind: 'Service', name: 'web' }, port: { targetPort: '8443-tcp' } },
    });
  });

  it('without ports or a stream is a Deployment and no more', () => {
    const config = { ports: [] };
    const objects = workloadObjects(workload({ config, expose: true, tag: undefined }));
    expect(objects).toHaveLength(1);
    expect(objects[0]?.['metadata']).not.toHaveProperty('annotations');
  });
});

describe('an image', () => {
  it.each([
    [undefined, true],
    ['', true],
    ['root', true],
    ['0:0', true],
    ['1001', false],
    ['app:app', false],
  ])('of user %s wants to be root: %s', (user, expected) => {
    expect(runsAsRoot({ user })).toBe(expected);
  });
});
