import type { JsonObject } from './json.ts';
import type { Condition } from './kinds.ts';
import type { KubeObject } from './kube-object.ts';

export interface Build extends KubeObject {
  spec: JsonObject;
  status: {
    phase: string;
    cancelled?: boolean;
    reason?: string;
    message?: string;
    startTimestamp?: string;
    completionTimestamp?: string;
    /** nanoseconds */
    duration?: number;
    outputDockerImageReference?: string;
    config?: { kind: string; namespace: string; name: string };
    output: { to?: { imageDigest: string } };
    logSnippet?: string;
    conditions: Condition[];
  };
}

export interface BuildConfig extends KubeObject {
  spec: JsonObject;
  status: { lastVersion: number };
}
