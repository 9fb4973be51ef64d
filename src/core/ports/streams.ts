import type { Digest } from '../image/digest.ts';
import type { Descriptor } from '../image/descriptor.ts';
import type { ImageConfig } from '../image/image-config.ts';

/** An entry in the history of a tag. */
export interface TagEvent {
  /** undefined if the stream only refers to an image elsewhere */
  readonly digest: Digest | undefined;
  /** pull spec */
  readonly image: string;
  /** ISO 8601; empty when the server does not tell */
  readonly since: string;
}

export interface TagHistory {
  readonly tag: string;
  /** newest first; the first entry is the current image */
  readonly events: readonly TagEvent[];
}

export interface StreamTags {
  /** tags that point to an image */
  readonly names: readonly string[];
  /** message of the condition `ImportSuccess`, by tag */
  readonly failedImports: Readonly<Record<string, string>>;
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
  /** names of its base image in its labels; absent if there are none */
  readonly baseNames?: readonly string[] | undefined;
}

/** The outcome of writing a tag. */
export interface TagWrite {
  /** false: the tag was another image than expected right before the write, and was left as it is */
  readonly isWritten: boolean;
  /** its image now; undefined: none */
  readonly digest: Digest | undefined;
}

/** An image of a stream, by tag or digest. */
export interface StreamImageName {
  readonly project: string;
  readonly stream: string;
  readonly reference: string;
}

/** A stream and what tells where its images come from. */
export interface NamedStream {
  readonly project: string;
  readonly stream: string;
  /** repositories that its tags import from, values of its labels and annotations */
  readonly origins: readonly string[];
}

/** What the domain needs from the image streams of one cluster. */
export interface Streams {
  /**
   * The public host of the integrated registry (openshift-api.md §2), read from any stream that the account may read.
   * @throws PromoteError REGISTRY_NOT_EXPOSED
   */
  findRegistryHost(project: string, signal: AbortSignal): Promise<string>;

  /**
   * The tags of a stream with their history; undefined if the stream does not exist.
   * @throws PromoteError ACCESS_DENIED, PROJECT_NOT_FOUND
   */
  readHistory(
    name: { readonly project: string; readonly stream: string },
    signal: AbortSignal,
  ): Promise<readonly TagHistory[] | undefined>;

  /**
   * The names of a stream's tags, and of those whose import failed the reason that the cluster gives; undefined if the stream does
   * not exist.
   * @throws PromoteError ACCESS_DENIED, PROJECT_NOT_FOUND
   */
  readTags(
    name: { readonly project: string; readonly stream: string },
    signal: AbortSignal,
  ): Promise<StreamTags | undefined>;

  /** Returns undefined if the tag or its stream does not exist. @throws PromoteError ACCESS_DENIED, PROJECT_NOT_FOUND */
  getTag(name: StreamTagName, signal: AbortSignal): Promise<StreamTag | undefined>;

  /**
   * Points a tag to an image of the stream of `from`, unless the tag is neither that image nor `expected` (undefined: absent) right
   * before the write.
   */
  putTag(
    name: StreamTagName,
    from: { readonly project: string; readonly stream: string; readonly digest: Digest },
    expected: Digest | undefined,
    signal: AbortSignal,
  ): Promise<TagWrite>;

  /** Deletes a tag and its history, whatever it is. Returns false if it did not exist. @throws PromoteError ACCESS_DENIED */
  deleteTag(name: StreamTagName, signal: AbortSignal): Promise<boolean>;

  /** Returns undefined if the stream does not have the image. @throws PromoteError ACCESS_DENIED, PROJECT_NOT_FOUND */
  getImage(name: StreamImageName, signal: AbortSignal): Promise<StreamImage | undefined>;

  /**
   * The configuration of an image; of an index, that of its linux/amd64 image or else its first one. Returns undefined if the
   * cluster does not know it. @throws PromoteError ACCESS_DENIED
   */
  readImageConfig(name: StreamImageName, signal: AbortSignal): Promise<ImageConfig | undefined>;

  /** The names of streams of a project, at most `limit`. @throws PromoteError ACCESS_DENIED, PROJECT_NOT_FOUND */
  listStreams(project: string, limit: number, signal: AbortSignal): Promise<readonly NamedStream[]>;

  /**
   * The digests of all blobs of the images in a stream; undefined if the stream does not exist.
   * @throws PromoteError ACCESS_DENIED when the account may not pull from it
   */
  listBlobs(
    name: { readonly project: string; readonly stream: string },
    signal: AbortSignal,
  ): Promise<readonly Digest[] | undefined>;
}
