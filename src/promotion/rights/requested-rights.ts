import type { AccessQuestion } from '../../core/ports/account.ts';
import type { PromoteOptions, PromotionRequest } from '../../core/options.ts';
import {
  attestationRights,
  destinationRights,
  rolloutRights,
  watchingRights,
  workloadRollBackRights,
  type Destined,
} from './rights.ts';
import { possibleStrategy } from '../run/strategy.ts';
import type { Ports } from '../run/ports.ts';
import type { WorkloadName } from '../../core/ports/rollouts.ts';

type Asked = Pick<PromoteOptions, 'rollouts' | 'rollbackOnFailure' | 'backupTag' | 'delivery'> & {
  readonly attest?: Pick<NonNullable<PromoteOptions['attest']>, 'onFailure'> | undefined;
};

/** All permissions that a promotion of these images needs at the destination. */
export function rightsFor(
  images: readonly Destined[],
  { rollouts, rollbackOnFailure, backupTag, delivery, attest }: Asked,
): readonly AccessQuestion[] {
  return [
    ...images.flatMap((image) => destinationRights(image)),
    ...rollouts.flatMap((workload) =>
      delivery === undefined ? rolloutRights(workload) : watchingRights(workload),
    ),
    ...(rollbackOnFailure === true ? rollBackRights(images, rollouts) : []),
    ...(backupTag === undefined ? [] : images.flatMap((image) => tagWritingRights(image))),
    // where a failure is only a warning, so is a missing right (check-attest.ts)
    ...(attest?.onFailure === 'fail' ? images.flatMap(attestationRights) : []),
  ];
}

/** The same for images that have not been resolved yet. */
export function requestedRights(
  requests: readonly PromotionRequest[],
  options: PromoteOptions,
  ports: Ports,
): readonly AccessQuestion[] {
  const images = requests.map((request): Destined => {
    const possible = possibleStrategy(request, options, ports);
    switch (possible.strategy) {
      case 'tag': {
        const { project, stream } = possible.request.source;
        return {
          strategy: 'tag',
          request: possible.request,
          previousDigest: undefined,
          from: { project, stream },
        };
      }
      case 'import':
        return {
          strategy: 'import',
          request: possible.request,
          previousDigest: undefined,
          secret: undefined,
        };
      case 'build':
        return {
          strategy: 'build',
          request: possible.request,
          previousDigest: undefined,
          isBuilt: false,
          hasCredentials: true,
        };
      case 'copy':
      case 'either':
        return { strategy: 'copy', request, previousDigest: undefined };
    }
  });
  return rightsFor(images, options);
}

/** The additional permissions of a rollback, checked before anything changes because a failure needs them. */
function rollBackRights(
  images: readonly Destined[],
  workloads: readonly WorkloadName[],
): readonly AccessQuestion[] {
  return [
    ...images.flatMap((image) => [...tagWritingRights(image), ...tagRights(image, ['delete'])]),
    ...workloads.flatMap(workloadRollBackRights),
  ];
}

/** What keeps a set whole: its lock, and to take back what a killed run left. A set without them is promoted all the same. */
export function setRights(images: readonly Destined[], project: string): readonly AccessQuestion[] {
  const leases = ['create', 'get', 'update', 'delete'].map((verb) => ({
    verb,
    group: 'coordination.k8s.io',
    resource: 'leases',
    project,
    problem: {
      code: 'ACCESS_DENIED' as const,
      message: `the destination account may not ${verb} leases in project ${project}`,
      hint: `grant it: oc policy add-role-to-user edit USER -n ${project} (service account: -z NAME)`,
    },
  }));
  const tags = images.flatMap((image) => [...tagWritingRights(image), ...tagRights(image, ['delete'])]);
  return [...leases, ...tags];
}

/** Pointing a tag to an image of its own stream. */
function tagWritingRights(image: Destined): readonly AccessQuestion[] {
  return tagRights(image, ['get', 'create', 'update']);
}

function tagRights({ request }: Destined, verbs: readonly string[]): readonly AccessQuestion[] {
  const { destination } = request;
  if (destination.kind !== 'stream') return [];
  const { project, stream } = destination;
  return verbs.map((verb) => ({
    verb,
    group: 'image.openshift.io',
    resource: 'imagestreamtags',
    project,
    problem: {
      code: 'ACCESS_DENIED',
      message: `the destination account may not ${verb} tags of image stream ${stream} in project ${project}`,
      hint: `grant it: oc policy add-role-to-user registry-editor USER -n ${project} (service account: -z NAME)`,
    },
  }));
}
