import type { Descriptor } from './descriptor.ts';
import type { Manifest } from './manifest.ts';

/** Everything an image consists of, found by walking from its root. Each digest appears once. */
export interface ContentGraph {
  readonly root: Manifest;
  /** children before parents, the root last: the order in which they may be pushed */
  readonly manifests: readonly Manifest[];
  /** configs and layers, without non-distributable layers */
  readonly blobs: readonly Descriptor[];
  /** layers that must not be uploaded (layer.md, "Non-distributable Layers") */
  readonly skippedLayers: readonly Descriptor[];
}
