import type { JsonObject } from './json.ts';
import type { KubeObject } from './kube-object.ts';

/** An object that is kept as it was given, with its defaults: nothing in the sandbox acts on it. */
export interface PlainObject extends KubeObject {
  spec: JsonObject;
  status: JsonObject;
}

/** Who holds something until when. It has no status. */
export interface Lease extends KubeObject {
  spec: JsonObject;
}
