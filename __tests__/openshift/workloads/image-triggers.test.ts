import { describe, expect, it } from 'vitest';
import {
  deploymentConfigTriggers,
  annotationTriggers,
} from '../../../src/openshift/workloads/image-triggers.ts';
import { recordedObject } from '../../support/recorded-reply.ts';

const deploymentWith = (annotation: string) => ({
  metadata: { namespace: 'prod', annotations: { 'image.openshift.io/triggers': annotation } },
  spec: {
    template: {
      spec: { containers: [{ name: 'web' }, { name: 'side' }], initContainers: [{ name: 'migrate' }] },
    },
  },
});

const from = { kind: 'ImageStreamTag', name: 'app:1' };

describe('the image triggers of a Deployment', () => {
  it('are read as recorded', () => {
    expect(annotationTriggers(recordedObject('41c-deployment-get-before-tag-move'))).toEqual({
      triggers: [{ container: 'c', project: 'more-deploy', stream: 'app', tag: 'prod', automatic: true }],
      unreadable: false,
    });
    expect(
      annotationTriggers(recordedObject('41u-deployment-set-image-with-trigger-paused')).triggers,
    ).toMatchObject([{ container: 'c', automatic: false }]);
  });

  it.each([
    ['spec.template.spec.containers[?(@.name=="side")].image', 'side'],
    ["spec.template.spec.containers[?(@.name=='web')].image", 'web'],
    ['spec.template.spec.containers[1].image', 'side'],
    ['spec.template.spec.initContainers[0].image', 'migrate'],
  ])('know the container of %s', (fieldPath, container) => {
    const { triggers } = annotationTriggers(deploymentWith(JSON.stringify([{ from, fieldPath }])));
    expect(triggers).toEqual([{ container, project: 'prod', stream: 'app', tag: '1', automatic: true }]);
  });

  it('can follow a tag of another project', () => {
    const entry = {
      from: { ...from, namespace: 'dev' },
      fieldPath: 'spec.template.spec.containers[0].image',
    };
    expect(annotationTriggers(deploymentWith(JSON.stringify([entry]))).triggers[0]?.project).toBe('dev');
  });

  it.each(['{', '{}', '[7]', '[{"paused":"true"}]', 'null'])(
    'stop without a word when they are %s',
    (text) => {
      expect(annotationTriggers(deploymentWith(text))).toEqual({ triggers: [], unreadable: true });
    },
  );

  it.each([
    { from: { kind: 'DockerImage', name: 'x' }, fieldPath: 'spec.template.spec.containers[0].image' },
    { from, fieldPath: 'spec.template.spec.containers[9].image' },
    { from, fieldPath: 'spec.template.metadata.annotations' },
    { fieldPath: 'spec.template.spec.containers[0].image' },
  ])('leave out %j', (entry) => {
    expect(annotationTriggers(deploymentWith(JSON.stringify([entry])))).toEqual({
      triggers: [],
      unreadable: false,
    });
  });
});

describe('the image triggers of a DeploymentConfig', () => {
  it('are automatic only when they say so', () => {
    expect(deploymentConfigTriggers(recordedObject('19n-dc-auto-resolved'))).toEqual([
      { container: 'c', project: 'promo-src', stream: 'app', tag: '1.0', automatic: true },
    ]);
    // `automatic: false` is written by leaving the field out
    expect(deploymentConfigTriggers(recordedObject('40t-dc-tag-moved-while-automatic-false'))).toEqual([
      { container: 'c', project: 'more-dc', stream: 'app', tag: 'prod', automatic: false },
    ]);
  });
});
