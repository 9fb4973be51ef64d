import type { Descriptor } from '../image/descriptor.ts';
import type { Digest } from '../image/digest.ts';
import type { Problem, Side } from '../text/errors.ts';
import type { JsonObject } from '../text/strict-json.ts';
import type { Inspection } from './inspection.ts';
import type { Objects } from './objects.ts';
import type { Projects, PullAccess } from './projects.ts';
import type { Builds } from './builds.ts';
import type { Imports } from './imports.ts';
import type { PullSecrets } from './pull-secrets.ts';
import type { Rollouts, RolloutTarget, WorkloadName } from './rollouts.ts';
import type { Streams } from './streams.ts';
import type { ImageConfig } from '../image/image-config.ts';

/** The user that a token belongs to. */
export interface Identity {
  readonly username: string;
  /** expiry of the token, if the token contains it */
  readonly expiresAt: Date | undefined;
}

export interface StreamTagName {
  readonly project: string;
  readonly stream: string;
  readonly tag: string;
}

/** What the API of a cluster reports about an image, without its manifest. */
export interface StreamImage {
  readonly digest: Digest;
  /** pull spec by digest, as pods use it */
  readonly pullSpec: string;
  readonly mediaType: string;
  /** for an index: its entries */
  readonly children: readonly Pick<Descriptor, 'digest' | 'platform'>[] | undefined;
  /** from its configuration */
  readonly labels?: Readonly<Record<string, string>> | undefined;
  /** true if its content is in the cluster's own registry; false if it was imported and is pulled from elsewhere */
  readonly isLocal: boolean;
}

/** An ImageStreamTag that points to an image. */
export interface StreamTag {
  readonly digest: Digest;
  /** pull spec by digest, as pods use it */
  readonly pullSpec: string;
  /** what moves the tag automatically, in words (a scheduled import, another tag that it follows); undefined if nothing does */
  readonly overwrittenBy?: string | undefined;
}

/** A permission to check (SelfSubjectAccessReview). */
export interface AccessQuestion {
  readonly verb: string;
  readonly group: string;
  readonly resource: string;
  readonly subresource?: string | undefined;
  readonly project: string;
  readonly name?: string | undefined;
  /** hint if the permission is missing */
  readonly problem: Problem;
}

/** A ClusterImagePolicy or an ImagePolicy. */
export interface ImagePolicyObject {
  readonly kind: string;
  readonly name: string;
  /** undefined: it is one of the cluster */
  readonly project: string | undefined;
  readonly scopes: readonly string[];
  /** `spec.policy` as it is */
  readonly policy: JsonObject;
}

export interface ImagePolicyList {
  readonly policies: readonly ImagePolicyObject[];
  /** what the account may not read, in words */
  readonly unread: readonly string[];
}

/** What the domain needs from one OpenShift cluster. */
export interface Cluster {
  readonly side: Side;
  /** URL of the API server */
  readonly server: string;
  readonly rollouts: Rollouts;
  readonly workloads: WorkloadSearch;
  readonly projects: Projects;
  readonly pullAccess: PullAccess;
  readonly objects: Objects;
  readonly imageConfigs: ImageConfigs;
  readonly inspection: Inspection;
  readonly imports: Imports;
  readonly builds: Builds;
  readonly pullSecrets: PullSecrets;
  readonly streams: Streams;

  /** The data of a ConfigMap by key; undefined if it does not exist. @throws PromoteError ACCESS_DENIED, … */
  readConfigMap(
    name: { readonly project: string; readonly name: string },
    signal: AbortSignal,
  ): Promise<Readonly<Record<string, string>> | undefined>;

  /** What nodes require of images, as far as the account may read it. */
  readImagePolicies(projects: readonly string[], signal: AbortSignal): Promise<ImagePolicyList>;

  /** @throws PromoteError NOT_OPENSHIFT, TOKEN_EXPIRED, … */
  identify(signal: AbortSignal): Promise<Identity>;

  /**
   * The public host of the integrated registry (openshift-api.md §2), read from any stream that the account may read.
   * @throws PromoteError REGISTRY_NOT_EXPOSED
   */
  findRegistryHost(project: string, signal: AbortSignal): Promise<string>;

  /** Returns undefined if the tag or its stream does not exist. @throws PromoteError ACCESS_DENIED, PROJECT_NOT_FOUND */
  getStreamTag(name: StreamTagName, signal: AbortSignal): Promise<StreamTag | undefined>;

  /**
   * The image of a tag or digest of the stream; undefined if the stream does not have it.
   * @throws PromoteError ACCESS_DENIED, PROJECT_NOT_FOUND
   */
  getStreamImage(
    from: { readonly project: string; readonly stream: string; readonly reference: string },
    signal: AbortSignal,
  ): Promise<StreamImage | undefined>;

  /** Points a tag to an image of the stream of `from`; returns what the API reports afterwards. */
  putStreamTag(
    name: StreamTagName,
    from: { readonly project: string; readonly stream: string; readonly digest: Digest },
    signal: AbortSignal,
  ): Promise<StreamTag | undefined>;

  /** Deletes a tag and its history. Returns false if the tag did not exist. @throws PromoteError ACCESS_DENIED */
  deleteStreamTag(name: StreamTagName, signal: AbortSignal): Promise<boolean>;

  /** The problems for missing permissions. */
  missingRights(questions: readonly AccessQuestion[], signal: AbortSignal): Promise<readonly Problem[]>;

  /** Throws PROJECT_NOT_FOUND when the project does not exist or is not visible. */
  requireProject(project: string, signal: AbortSignal): Promise<void>;
}

/** Finds out who uses an image. */
interface WorkloadSearch {
  /**
   * The workloads of a project with a container whose image one of the target's tags sets (image triggers of both kinds, also
   * those that act only on request), or that names one of its tags or, by digest, its stream. In the order of kind and name.
   * @throws PromoteError ACCESS_DENIED when a kind of workload may not be listed
   */
  find(project: string, target: RolloutTarget, signal: AbortSignal): Promise<readonly WorkloadName[]>;
}

/** What the domain needs to know about the configuration of images. */
interface ImageConfigs {
  /**
   * The config of an image of a stream, by tag or digest; of an index, that of its linux/amd64 image or else its first one.
   * undefined: the cluster does not know it. @throws PromoteError ACCESS_DENIED
   */
  read(
    from: { readonly project: string; readonly stream: string; readonly reference: string },
    signal: AbortSignal,
  ): Promise<ImageConfig | undefined>;
}
