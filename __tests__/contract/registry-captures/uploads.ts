/** An upload as the URL of a capture names it. */
export interface RecordedUpload {
  readonly uuid: string;
  /** the one it was opened in, which a wrong request does not name in its path */
  readonly repository: string;
  /** bytes it had */
  readonly offset: number;
}

/** Reads the `_state` that the recorded registry signed; without one, the path. */
export function uploadOf(target: string): RecordedUpload {
  const [, repository = '', uuid = ''] =
    /^(?:https:\/\/[^/]*)?\/v2\/(.*)\/blobs\/uploads\/([^?/]*)/.exec(target) ?? [];
  const state = stateOf(target);
  return { uuid, repository: state?.Name ?? repository, offset: state?.Offset ?? 0 };
}

export interface UploadStateJson {
  readonly Name: string;
  readonly UUID: string;
  readonly Offset: number;
  readonly StartedAt: string;
}

/** What `_state` says after its 32 bytes of signature. */
export function stateOf(target: string): UploadStateJson | undefined {
  const state = /[?&]_state=([^&]*)/.exec(target)?.[1];
  if (state === undefined) return undefined;
  const bytes = Buffer.from(decodeURIComponent(state), 'base64url');
  return JSON.parse(bytes.subarray(32).toString()) as UploadStateJson;
}
