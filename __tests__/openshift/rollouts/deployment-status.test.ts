import { describe, expect, it } from 'vitest';
import { parseDigest } from '../../../src/core/image/digest.ts';
import { DEPLOYMENT_RULES } from '../../../src/openshift/rollouts/deployment.ts';
import { repositoriesOf, repositoryOfImage } from '../../../src/openshift/workloads/pod-template.ts';
import {
  readVersions,
  versionStatus,
} from '../../../src/openshift/rollouts/deployment-configs/version-status.ts';
import { recordedEvents, recordedList } from '../../support/replayed-cluster.ts';
import { recordedObject } from '../../support/recorded-reply.ts';
import { NEW, TARGET } from '../../support/recorded-workloads.ts';
import { templateStatus } from '../../../src/openshift/rollouts/template-rollout.ts';

const MOVED = parseDigest('sha256:734696670a647b6e1ea351f25a84cfea74d1ac0b5618e75ecf5d74fdd47cb3ab');
const WANTED = new Map([['c', { digest: NEW }]]);
const deployment = (status: object, spec: object = {}, meta: object = {}) => ({
  metadata: { generation: 2, ...meta },
  spec: { replicas: 3, template: { spec: { containers: [{ name: 'c', image: `h/r@${MOVED}` }] } }, ...spec },
  status: { observedGeneration: 2, ...status },
});

describe('the status of a Deployment for a digest', () => {
  it.each([
    ['41c-deployment-get-before-tag-move', 'other-image'],
    // the status of the revision before still says complete
    ['41e-deployment-get-right-after-tag-move', 'unobserved'],
    ['41f-deployment-get-5s-after-tag-move', 'complete'],
  ])('%s is %s', (name, kind) => {
    expect(
      templateStatus(DEPLOYMENT_RULES, recordedObject(name), new Map([['c', { digest: MOVED }]])).kind,
    ).toBe(kind);
  });

  it.each([
    [{ updatedReplicas: 1, replicas: 4, availableReplicas: 3 }, '1 of 3 pods updated, 3 available'],
    [{ updatedReplicas: 3, replicas: 5, availableReplicas: 3 }, '3 of 3 pods updated, 2 old pods to end'],
    [{ updatedReplicas: 3, replicas: 3, availableReplicas: 2 }, '3 of 3 pods updated, 2 available'],
    [{}, '0 of 3 pods updated, 0 available'],
  ])('is progressing with %j', (counts, message) => {
    expect(
      templateStatus(DEPLOYMENT_RULES, deployment(counts), new Map([['c', { digest: MOVED }]])),
    ).toMatchObject({
      kind: 'progressing',
      message,
    });
  });

  it('is complete without pods when none are wanted', () => {
    expect(
      templateStatus(DEPLOYMENT_RULES, deployment({}, { replicas: 0 }), new Map([['c', { digest: MOVED }]]))
        .kind,
    ).toBe('complete');
  });

  const missed = (counts: object) => {
    const reason = 'ProgressDeadlineExceeded';
    const message = 'ReplicaSet "web-2" has timed out progressing.';
    const condition = { type: 'Progressing', status: 'False', reason, message, lastUpdateTime: 'T1' };
    return deployment({ ...counts, conditions: [condition] });
  };
  it.each([
    [undefined, { replicas: 4, updatedReplicas: 3, availableReplicas: 3 }, 'failed'],
    ['T0', { replicas: 3, updatedReplicas: 3, availableReplicas: 3 }, 'failed'],
    ['T1', { replicas: 4, updatedReplicas: 3, availableReplicas: 3 }, 'progressing'],
    ['T1', { replicas: 3, updatedReplicas: 3, availableReplicas: 3 }, 'complete'],
  ])(
    'after a deadline missed at T1, when one had been missed before at %s: %j is %s',
    (before, counts, kind) => {
      expect(DEPLOYMENT_RULES.progress(missed(counts), before).kind).toBe(kind);
    },
  );

  it('is nothing good for no container at all', () => {
    expect(templateStatus(DEPLOYMENT_RULES, deployment({}, { replicas: 0 }), new Map()).kind).toBe(
      'other-image',
    );
    expect(
      templateStatus(
        DEPLOYMENT_RULES,
        deployment({}, { replicas: 0 }),
        new Map(['c', 'd'].map((name) => [name, { digest: MOVED }])),
      ).kind,
    ).toBe('other-image');
  });
});

describe('the status of the versions of a DeploymentConfig', () => {
  it('is that of the newest, and of none below the wanted number', () => {
    const recorded = recordedList('22i-dst-rcs');
    const versions = readVersions(recorded);
    expect(versions.map(({ version, phase }) => [version, phase])).toEqual([
      [2, 'Failed'],
      [1, 'Complete'],
    ]);
    expect(versionStatus(versions, 3, WANTED)).toEqual({ kind: 'absent' });
    expect(versionStatus(versions, 1, WANTED)).toMatchObject({ kind: 'other-image', version: 2 });
  });

  it('goes through the recorded phases', () => {
    const kinds = recordedEvents('43f-watch-rcs-tag-move', '')
      .filter(({ object }) => (object['metadata'] as { name: string }).name === 'app-2')
      .map(({ object }) => versionStatus(readVersions([object]), 2, WANTED).kind);
    expect(new Set(kinds)).toEqual(new Set(['progressing', 'complete']));
    expect(kinds.at(-1)).toBe('complete');
  });

  it('knows nothing of a controller that is no version', () => {
    expect(readVersions([{ metadata: { name: 'x' } }, {}])).toEqual([]);
  });
});

describe('a repository', () => {
  it.each([
    ['host:5000/ns/app:1', 'host:5000/ns/app'],
    ['host:5000/ns/app', 'host:5000/ns/app'],
    [`host/ns/app:1@${NEW}`, 'host/ns/app'],
    ['app:prod', 'app'],
    [' ', ' '],
  ])('of %s', (image, repository) => {
    expect(repositoryOfImage(image)).toBe(repository);
  });

  it('is known by its public and its internal host names', () => {
    expect([...repositoriesOf(TARGET)]).toEqual([
      'registry.apps.example.com/more-watch/app',
      'image-registry.openshift-image-registry.svc:5000/more-watch/app',
      'image-registry.openshift-image-registry.svc.cluster.local:5000/more-watch/app',
      'docker-registry.default.svc:5000/more-watch/app',
    ]);
  });
});
