/** A rule of the fault suite: what a server or an input does, and what the client must do then. */
export interface FaultCase {
  readonly number: number;
  readonly group: Group;
  readonly behaviour: string;
}

export type Group =
  | 'auth'
  | 'redirects'
  | 'manifests in'
  | 'blobs in'
  | 'upload'
  | 'manifest out'
  | 'referrers and signatures'
  | 'process';

/** By group, from its first number on. */
const BEHAVIOURS: readonly {
  readonly group: Group;
  readonly first: number;
  readonly texts: readonly string[];
}[] = [
  {
    group: 'auth',
    first: 1,
    texts: [
      'a 401 that does not say how to log in is a typed error: no credential, no loop',
      'Basic and Bearer as two headers: Bearer is chosen',
      'the same two in one line are both read',
      'odd but legal challenges are read',
      'endless challenges are bounded and rejected within moments',
      'a realm with http for a registry with https is refused',
      'a realm at an address of a private network is refused',
      'a realm at an unrelated host is refused and both are named; a listed one is asked',
      'credentials do not follow a token server to another origin',
      'a bad token reply is capped and a typed error, and no token is shown',
      'lifetimes of tokens are clamped to a minute at least and an hour at most',
      'POST for a token falls back to GET; a 401 is final',
      'a demanded scope is asked for once',
      'fresh tokens that are refused for ever are renewed once per request',
      'parallel requests ask for one token per set of scopes',
      'two scopes that are refused: the target scope only, without mount',
      'a partial grant is told as a missing right to push',
      'a token that ends during an upload costs the empty commit only',
      'a 401 in the middle of a body stops it: new session, source opened once more',
      'without an account an anonymous token, with one never',
      'a missing credential helper is an error, never the account of another registry',
      'an account belongs to exactly one host and port',
      'the longest path of stored accounts wins; passwords travel as they are',
      "OpenShift's denial is final: one renewal at most, no Basic",
    ],
  },
  {
    group: 'redirects',
    first: 25,
    texts: [
      'a blob on another host is fetched without credentials',
      'so is one on another port',
      'credentials are not taken up again when the way leads back',
      'from https to http is refused',
      'addresses of this machine and of private networks are refused',
      'circles, eleven hops, no or two Locations and odd schemes are typed errors',
      'path and query of a target travel byte for byte',
      'a storage host that demands a login gets none',
      'an expired link is asked for anew at the registry',
      'a redirect of an upload is replayed or a typed error',
      'relative, moved and http Locations of the own host are followed at the own origin',
      'a Location on a foreign host is refused',
      'links to other hosts, to themselves and without end are refused or stop',
      'addresses that a layer names are never asked',
    ],
  },
  {
    group: 'manifests in',
    first: 39,
    texts: [
      'other bytes than the digest stands for are an integrity error',
      'the own hash decides, whatever Docker-Content-Digest says',
      'what HEAD says counts less than what GET brings; one digest is used everywhere',
      'schema1 is refused with a clear message',
      'Content-Type and mediaType must agree; parameters and text/plain do not count',
      'a manifest that can be read in two ways is refused',
      'bytes are pushed as they came or not at all',
      'impossible sizes and digests are refused before any request',
      'manifests are read up to 4 MiB',
      'children are capped in number and depth, and asked for once',
      'empty indexes, artifacts and unknown types are copied',
      'a missing child is named with its platform',
      'a child of another size or type than its descriptor is refused',
      'children for no platform are copied',
      'blobs of no bytes and the empty object are pushed with their length',
      'wrong data in a descriptor is refused, right data saves a request',
      'layers that must not be distributed are not uploaded',
      'sha512 is verified; a destination without it is a typed error',
      'a web page for everything is not a registry, and no HEAD of it is believed',
      'Retry-After is followed within the budget, else it is a failure that says so',
    ],
  },
  {
    group: 'blobs in',
    first: 59,
    texts: [
      'a body that ends early by FIN or RST is resumed',
      'a cut body without length is noticed by its size',
      'a chunked body without its end is resumed or read again',
      'wrong bytes are not committed; one further try, then an integrity error',
      'a rest that does not fit exactly is discarded',
      '416 starts the blob again; complete bytes need no further request',
      'a longer body is refused before it is read, an endless one is left',
      'a compressed body is an error or the very bytes, never decoded',
      'silence runs into a time-out, is tried again, and is bounded',
      'a HEAD that fails or tells another size leads to the upload',
      'contradicting or endless headers are typed errors',
    ],
  },
  {
    group: 'upload',
    first: 70,
    texts: [
      'a session without Location is a typed error',
      'all answers to PATCH that mean success are taken for it',
      'a server that has less or more than was sent never gets a wrong blob committed',
      '416 is cured or the blob is started again',
      'an unknown session starts the blob again, a bounded number of times',
      'without PATCH a blob goes in one PUT',
      '413 leads to chunks between the limit of a proxy and the least of the registry',
      'a 504 at the commit is waited out by HEAD, without a second transfer',
      'a lost answer is decided by HEAD',
      'an early answer stops the source, without hanging',
      'a server that never reads runs into the watchdog',
      'a source that dies leaves no session and no blob',
      'any answer to a mount but 201 ends in a push',
      'a mount that was only said is replaced by a real upload, once',
      'a blob that several images share is uploaded once; a failure lets the next one try',
      'a session that cannot be given up does not matter',
      'DIGEST_INVALID: the source is read once more',
      'another Docker-Content-Digest than was sent is a failure',
      'a quota shows the words of the server, and no advice to log in',
    ],
  },
  {
    group: 'manifest out',
    first: 89,
    texts: [
      'nothing is pushed before what it refers to',
      'MANIFEST_BLOB_UNKNOWN for a moment is waited out',
      'an immutable tag: the same digest is a success, another one a clear error',
      'a lost answer is verified by GET, a second PUT is harmless',
      'a tag that somebody moved is reported and not fought over',
      'a manifest by digest may be invisible or answer 500',
      'a manifest that was rewritten fails',
      'a registry without indexes is told as such, nothing is converted',
      'words of servers are cleaned and cut',
      'names that are no tags are refused locally',
    ],
  },
  {
    group: 'referrers and signatures',
    first: 99,
    texts: [
      'without referrers API the fallback tag is used',
      'OCI-Subject without a list: the fallback index is written',
      'an image under the fallback tag is not overwritten',
      'two writers of the fallback tag: both entries survive',
      'a list without types or filter: the manifest is read',
      'what is listed but attached to something else is left out and reported',
      'thousands of referrers, long chains and rings end',
      'signatures of the destination are merged or kept, never lost silently',
      'a bad cosign signature is denied with its reason',
      'one good signature is enough, none readable is none',
      'signatures of an index and of its children do not stand for each other',
      'a bundle for something else is denied',
      'what was verified is what is copied',
    ],
  },
  {
    group: 'process',
    first: 112,
    texts: [
      'a cancelled job ends within two seconds: sessions given up, no tag written',
      'no secret is in any line, error or report',
      'NO_PROXY is understood; failures of a proxy are told as that',
      'certificates are diagnosed in one line, without a way around TLS',
      'memory stays flat however large a blob is',
    ],
  },
];

export const CASES: readonly FaultCase[] = BEHAVIOURS.flatMap(({ group, first, texts }) =>
  texts.map((behaviour, index) => ({ number: first + index, group, behaviour })),
);

const NO_POLICY = 'signatures are carried along, not verified: there is no signature policy yet';

/** Cases without a test, each with its reason. */
export const NOT_APPLICABLE: ReadonlyMap<number, string> = new Map([
  ...[107, 108, 109, 110, 111].map((number): [number, string] => [number, NO_POLICY]),
]);

/** Where the client deliberately does something else than the rule was first written down as. */
export const DECISIONS: ReadonlyMap<number, string> = new Map([
  [16, 'the scopes of a mount are refused together: the blob is sent, and no other token is asked for'],
  [34, 'uploads are not redirected by any registry in use, so a redirect of one is an error, never replayed'],
  [
    41,
    'the source is only asked by GET; a HEAD with 404 at the destination is believed: it saves a request per new tag',
  ],
  [65, 'bytes after those of the digest are not read, so that a right blob with a tail is a success'],
  [
    72,
    'Range in replies is not believed (ECR, zot): the commit tells, and a blob that does not fit is sent anew',
  ],
  [73, 'a session out of step is given up, not continued: one rule for every registry'],
  [97, 'Warning headers are not shown at all, so they cannot flood a log'],
  [116, 'tested with 512 MiB against a limit on the growth of memory'],
]);
