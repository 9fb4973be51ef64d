import type { JsonObject } from './json.ts';
import type { KubeObject } from './kube-object.ts';

export interface ConfigMap extends KubeObject {
  data?: Record<string, string>;
  binaryData?: Record<string, string>;
}

export interface Service extends KubeObject {
  spec: JsonObject & { clusterIP: string };
  status: { loadBalancer: JsonObject };
}

export interface Route extends KubeObject {
  spec: JsonObject & { host: string };
  status: JsonObject;
}

export interface TemplateParameter {
  name: string;
  value?: string;
  generate?: string;
  from?: string;
  required?: boolean;
}

export interface Template extends KubeObject {
  message?: string;
  objects: JsonObject[];
  parameters?: TemplateParameter[];
  labels?: Record<string, string>;
}
