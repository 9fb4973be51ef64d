import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../src/core/text/strict-json.ts';
import { templateContainers } from '../../../src/openshift/workloads/pod-template.ts';
import { withFollowedImages } from '../../../src/openshift/apply/apply-object.ts';

const annotation = (paused: boolean): JsonObject => ({
  'image.openshift.io/triggers': JSON.stringify([
    {
      from: { kind: 'ImageStreamTag', name: 'app:live' },
      fieldPath: 'spec.template.spec.containers[?(@.name=="web")].image',
      paused,
    },
  ]),
});

const workload = (
  kind: string,
  image: string,
  more: { annotations?: JsonObject; triggers?: unknown } = {},
): JsonObject => ({
  kind,
  metadata: { name: 'web', ...(more.annotations === undefined ? {} : { annotations: more.annotations }) },
  spec: {
    ...(more.triggers === undefined ? {} : { triggers: more.triggers }),
    template: {
      spec: {
        containers: [
          { name: 'web', image },
          { name: 'side', image: `${image}-side` },
        ],
      },
    },
  },
});

const imagesOf = (object: JsonObject): readonly string[] =>
  templateContainers(object).map(({ image }) => image);

const imageChange = (more: JsonObject = {}): JsonObject => ({
  type: 'ImageChange',
  imageChangeParams: {
    automatic: true,
    containerNames: ['web'],
    from: { kind: 'ImageStreamTag', name: 'app:live' },
    ...more,
  },
});

describe('an image that follows a tag', () => {
  it.each(['Deployment', 'StatefulSet', 'DaemonSet'])(
    'of a %s stays, others are as the manifest says',
    (kind) => {
      const wanted = workload(kind, 'new', { annotations: annotation(false) });
      expect(imagesOf(withFollowedImages(wanted, workload(kind, 'live')))).toEqual(['live', 'new-side']);
    },
  );

  it('stays too when only the live object has the trigger, unless that is paused', () => {
    const wanted = workload('Deployment', 'new');
    const live = (paused: boolean) => workload('Deployment', 'live', { annotations: annotation(paused) });
    expect(imagesOf(withFollowedImages(wanted, live(false)))).toEqual(['live', 'new-side']);
    expect(imagesOf(withFollowedImages(wanted, live(true)))).toEqual(['new', 'new-side']);
  });

  it('of a DeploymentConfig stays, with the image its trigger fired for', () => {
    const fired = imageChange({
      lastTriggeredImage: 'live',
      from: { kind: 'ImageStreamTag', name: 'app:live', namespace: 'prod' },
    });
    const wanted = workload('DeploymentConfig', ' ', { triggers: [{ type: 'ConfigChange' }, imageChange()] });
    const live = workload('DeploymentConfig', 'live', { triggers: [{ type: 'ConfigChange' }, fired] });

    const applied = withFollowedImages(wanted, live);

    expect(imagesOf(applied)).toEqual(['live', ' -side']);
    expect(applied['spec']).toMatchObject({ triggers: [{ type: 'ConfigChange' }, fired] });
  });

  it('is what the manifest says when its trigger is another one', () => {
    const other = imageChange({ from: { kind: 'ImageStreamTag', name: 'app:other' } });
    const wanted = workload('DeploymentConfig', ' ', { triggers: [other] });
    const live = workload('DeploymentConfig', 'live', { triggers: [imageChange()] });
    expect(withFollowedImages(wanted, live)['spec']).toMatchObject({ triggers: [other] });
  });

  it('is nothing that other kinds have', () => {
    const wanted = { kind: 'ConfigMap', data: { image: 'new' } };
    expect(withFollowedImages(wanted, { kind: 'ConfigMap', data: { image: 'live' } })).toBe(wanted);
  });
});
