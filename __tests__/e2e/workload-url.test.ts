import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startPlayground, type Playground } from '../../src/entry/sandbox/playground.ts';
import { find, replace } from '../../sandbox/state/store.ts';
import { startKubectl, type Kubectl } from '../support/kubectl.ts';
import { playgroundInputs } from '../support/playground-inputs.ts';
import { runAction } from '../support/runner.ts';

let playground: Playground;
let kubectl: Kubectl;
beforeEach(async () => {
  playground = await startPlayground();
  kubectl = startKubectl();
});
afterEach(async () => {
  expect(playground.destination.cluster.unknownRequests).toEqual([]);
  kubectl.close();
  await playground.stop();
});

/** What a router does: the sandbox has none. */
function admit({ state }: Playground['destination']['cluster']): string {
  const route = find(state, 'routes', 'prod', 'web');
  if (route === undefined) throw new Error('there is no Route');
  const { host } = route.spec;
  const ingress = [{ host, routerName: 'default', conditions: [{ type: 'Admitted', status: 'True' }] }];
  replace(state, 'routes', { ...route, status: { ingress } });
  return host;
}

describe('the output url', () => {
  it('is the address of the workload, with its Service and Route as kubectl created them', async () => {
    const { cluster } = playground.destination;
    const labels = await kubectl.run(
      ...([
        cluster,
        'get',
        'deployment/web',
        '-n',
        'prod',
        '-o',
        'jsonpath={.spec.template.metadata.labels}',
      ] as const),
    );
    const objects = [
      {
        apiVersion: 'v1',
        kind: 'Service',
        metadata: { name: 'web', namespace: 'prod' },
        spec: { selector: JSON.parse(labels) as object, ports: [{ port: 8080 }] },
      },
      {
        apiVersion: 'route.openshift.io/v1',
        kind: 'Route',
        metadata: { name: 'web', namespace: 'prod' },
        spec: { to: { kind: 'Service', name: 'web' }, tls: { termination: 'edge' } },
      },
    ];
    await kubectl.apply(cluster, JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects }));
    const host = admit(cluster);
    const run = await runAction({ ...playgroundInputs(playground), rollout: 'deployment/web' });

    expect(run.status, run.log).toBe(0);
    expect(host).not.toBe('');
    expect(run.outputs['url']).toBe(`https://${host}/`);
    expect(run.log).toContain(`deployment/web is at https://${host}/`);
  });
});
