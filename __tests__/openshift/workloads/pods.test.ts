import { describe, expect, it } from 'vitest';
import { isLiving, toRunningPod, troublesOf, troubleText } from '../../../src/openshift/workloads/pods.ts';
import { recordedList } from '../../support/replayed-cluster.ts';

const DIGEST = `sha256:${'a'.repeat(64)}`;
const OTHER = `sha256:${'b'.repeat(64)}`;

const podWith = (image: string, imageID: string) => ({
  metadata: { name: 'web-1' },
  spec: { containers: [{ name: 'c', image }] },
  status: { conditions: [{ type: 'Ready', status: 'True' }], containerStatuses: [{ name: 'c', imageID }] },
});

const podIn = (status: object) => ({ metadata: { name: 'web-1' }, status });

describe('the digest a container runs', () => {
  it.each([
    [`host/ns/app@${DIGEST}`, DIGEST],
    [`docker-pullable://host:5000/ns/app@${DIGEST}`, DIGEST],
    // an id of the configuration is no digest of an image: the spec tells
    [DIGEST, OTHER],
    [`docker://${DIGEST}`, OTHER],
    ['', OTHER],
    ['host/ns/app@sha256:short', OTHER],
  ])('as reported by the node: %j', (imageID, digest) => {
    expect(toRunningPod(podWith(`host/ns/app@${OTHER}`, imageID)).imageDigests).toEqual({ c: digest });
  });

  it('is unknown when neither node nor spec tell', () => {
    expect(toRunningPod(podWith('host/ns/app:1', 'host/ns/app:1'))).toEqual({
      name: 'web-1',
      ready: true,
      imageDigests: { c: undefined },
    });
  });

  it('is read from a recorded pod', () => {
    const pods = recordedList('43a-list-for-watch-pods').map(toRunningPod);
    expect(pods.find(({ name }) => name === 'app-1-vgr94')).toMatchObject({
      ready: true,
      imageDigests: { c: 'sha256:f254ec11d7fe7c23dbf3ec851569016ea54e5f22392b39d80ed184cc74665802' },
    });
  });
});

describe('a pod', () => {
  it('lives unless it is being deleted or is over', () => {
    expect(isLiving({ metadata: {}, status: { phase: 'Running' } })).toBe(true);
    expect(isLiving({ metadata: { deletionTimestamp: 'x' }, status: { phase: 'Running' } })).toBe(false);
    expect(isLiving({ metadata: {}, status: { phase: 'Failed' } })).toBe(false);
  });

  it.each([
    [{ containerStatuses: [{ name: 'c', state: { waiting: { reason: 'ContainerCreating' } } }] }, []],
    [{ containerStatuses: [{ name: 'c', state: { running: {} } }] }, []],
    [{ initContainerStatuses: [{ name: 'i', state: { terminated: { exitCode: 0 } } }] }, []],
    [
      { initContainerStatuses: [{ name: 'i', state: { terminated: { exitCode: 3, reason: 'Error' } } }] },
      ['pod web-1 container i: Error with exit code 3'],
    ],
    [
      {
        containerStatuses: [
          { name: 'c', state: { waiting: { reason: 'ErrImagePull', message: 'no\nsuch' } } },
        ],
      },
      ['pod web-1 container c: ErrImagePull: no such'],
    ],
    [
      { conditions: [{ type: 'PodScheduled', reason: 'Unschedulable', message: '0/3 nodes are available' }] },
      ['pod web-1: Unschedulable: 0/3 nodes are available'],
    ],
    [{ phase: 'Failed', reason: 'Evicted', message: 'low on memory' }, ['pod web-1: Evicted: low on memory']],
  ])('in %j has the troubles %j', (status, texts) => {
    expect(troublesOf(podIn(status)).map(troubleText)).toEqual(texts);
  });

  it('has a log when a container has run', () => {
    const crashed = { name: 'c', restartCount: 2, state: { waiting: { reason: 'CrashLoopBackOff' } } };
    const pulling = { name: 'd', restartCount: 0, state: { waiting: { reason: 'ImagePullBackOff' } } };
    const troubles = troublesOf(podIn({ containerStatuses: [crashed, pulling] }));
    expect(troubles.map(({ hasRun }) => hasRun)).toEqual([true, false]);
  });
});
