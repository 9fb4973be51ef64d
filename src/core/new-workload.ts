import type { ImageConfig } from './image/image-config.ts';
import type { JsonObject } from './text/strict-json.ts';

/** Properties of a workload to create. */
export interface NewWorkload {
  readonly project: string;
  readonly name: string;
  /** pull spec by digest */
  readonly image: string;
  /** the tag its image trigger follows; undefined: the image is in no stream */
  readonly tag: { readonly project: string; readonly stream: string; readonly tag: string } | undefined;
  readonly config: Pick<ImageConfig, 'ports'>;
  /** with a Route */
  readonly expose: boolean;
}

/**
 * Deployment, Service and Route as `oc new-app` and `oc expose` make them: one replica, every port of the image, an image
 * trigger for its tag. The first image is the promoted one, so that no revision with a placeholder stays behind (capture 41l).
 */
export function workloadObjects(workload: NewWorkload): readonly JsonObject[] {
  const { ports } = workload.config;
  if (ports.length === 0) return [deploymentOf(workload)];
  const tcp = ports.find(({ protocol }) => protocol === 'TCP');
  const route = workload.expose && tcp !== undefined ? [routeOf(workload, tcp)] : [];
  return [deploymentOf(workload), serviceOf(workload), ...route];
}

function metadataOf({ name, project }: NewWorkload, annotations?: JsonObject): JsonObject {
  const labels = {
    app: name,
    'app.kubernetes.io/component': name,
    'app.kubernetes.io/instance': name,
  };
  return { name, namespace: project, labels, ...(annotations === undefined ? {} : { annotations }) };
}

function deploymentOf(workload: NewWorkload): JsonObject {
  const { name, image, tag, config } = workload;
  const container = {
    name,
    image,
    ports: config.ports.map(({ port, protocol }) => ({ containerPort: port, protocol })),
  };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: metadataOf(
      workload,
      tag && { 'image.openshift.io/triggers': JSON.stringify([triggerOf(name, tag)]) },
    ),
    spec: {
      replicas: 1,
      selector: { matchLabels: { deployment: name } },
      template: { metadata: { labels: { deployment: name } }, spec: { containers: [container] } },
    },
  };
}

function triggerOf(name: string, { project, stream, tag }: NonNullable<NewWorkload['tag']>): JsonObject {
  return {
    from: { kind: 'ImageStreamTag', name: `${stream}:${tag}`, namespace: project },
    fieldPath: `spec.template.spec.containers[?(@.name=="${name}")].image`,
  };
}

function serviceOf(workload: NewWorkload): JsonObject {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: metadataOf(workload),
    spec: {
      selector: { deployment: workload.name },
      ports: workload.config.ports.map(({ port, protocol }) => ({
        name: portName(port, protocol),
        port,
        protocol,
        targetPort: port,
      })),
    },
  };
}

function portName(port: number, protocol: string): string {
  return `${port}-${protocol.toLowerCase()}`;
}

/** To one TCP port, since routers support no other protocol. The cluster chooses the host. */
function routeOf(workload: NewWorkload, { port, protocol }: ImageConfig['ports'][number]): JsonObject {
  return {
    apiVersion: 'route.openshift.io/v1',
    kind: 'Route',
    metadata: metadataOf(workload),
    spec: { to: { kind: 'Service', name: workload.name }, port: { targetPort: portName(port, protocol) } },
  };
}
