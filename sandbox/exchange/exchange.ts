import type { Identity } from '../state/identity.ts';
import type { JsonObject } from '../state/json.ts';
import type { Change, ClusterState } from '../state/cluster-state.ts';
import type { KubeObject } from '../state/kube-object.ts';

/** A request as it came over the wire. */
export interface ApiRequest {
  readonly method: string;
  /** path and query as sent */
  readonly url: string;
  /** by lower-case name */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Uint8Array;
  /** the certificate the client showed; undefined: none */
  readonly certificate?: ClientCertificate | undefined;
}

export interface ClientCertificate {
  /** false: of an authority the server does not know, or out of date */
  readonly isTrusted: boolean;
  readonly username: string;
  readonly groups: readonly string[];
}

/** What a path names; `verb` is the one RBAC asks for. */
export interface ResourceCall {
  readonly verb: string;
  readonly group: string;
  readonly version: string;
  readonly resource: string;
  readonly subresource: string | undefined;
  readonly namespace: string | undefined;
  readonly name: string | undefined;
  /** what follows the subresource: `SECRET/generic` of a webhook */
  readonly rest?: readonly string[] | undefined;
}

/** A call that was authenticated, authorised and routed. */
export interface ApiCall extends ResourceCall {
  readonly identity: Identity;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly rawBody: Uint8Array;
  /** the parsed body of POST, PUT and DELETE */
  readonly body: JsonObject;
  readonly dryRun: boolean;
}

/** A watch: what to send now, and how to see each later change. */
export interface WatchReply {
  readonly kind: 'watch';
  readonly backlog: readonly JsonObject[];
  /** the watch ends after its backlog: an ERROR event is the last one */
  readonly ended: boolean;
  /** the event to send for a change, if the watch sees it at all */
  readonly eventOf: (change: Change) => JsonObject | undefined;
  readonly bookmarks: boolean;
  readonly bookmarkOf: (version: number) => JsonObject;
  readonly timeoutSeconds: number;
  readonly headers?: Readonly<Record<string, string>>;
}

/** An answer that takes a while: that of somebody else has to be waited for. */
export interface LaterReply {
  readonly kind: 'later';
  readonly reply: Promise<ApiReply>;
  readonly headers?: Readonly<Record<string, string>>;
}

export type ApiReply =
  | {
      readonly kind: 'json';
      readonly status: number;
      readonly body: object;
      readonly headers?: Readonly<Record<string, string>>;
    }
  | {
      readonly kind: 'text';
      readonly status: number;
      readonly text: string;
      readonly headers?: Readonly<Record<string, string>>;
    }
  | { readonly kind: 'empty'; readonly status: number; readonly headers?: Readonly<Record<string, string>> }
  | WatchReply
  | LaterReply;

export type Handler = (call: ApiCall, state: ClusterState) => ApiReply;

export function json(status: number, body: object): ApiReply {
  return { kind: 'json', status, body };
}

/** An object with its kind in front, as single objects are shown. */
export function withKind(kind: string, apiVersion: string, object: KubeObject): object {
  return { kind, apiVersion, ...object };
}
