import { createRequire as __WEBPACK_EXTERNAL_createRequire } from "module";
/******/ var __webpack_modules__ = ({

/***/ 598:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:crypto");

/***/ }),

/***/ 24:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:fs");

/***/ }),

/***/ 455:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:fs/promises");

/***/ }),

/***/ 161:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:os");

/***/ }),

/***/ 760:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:path");

/***/ }),

/***/ 692:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:tls");

/***/ }),

/***/ 206:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   KW: () => (/* binding */ cancelled),
/* harmony export */   M$: () => (/* binding */ errorOfProblems),
/* harmony export */   dZ: () => (/* binding */ throwIfCancelled),
/* harmony export */   jG: () => (/* binding */ PromoteError)
/* harmony export */ });
/* unused harmony exports ERROR_CODES, PHASES, problemsOf */
/**
 * Every way a promotion can end badly. Codes are public: an output (`error-code`), an exit code and an anchor
 * in docs/errors.md. Renaming one is a breaking change.
 */
const ERROR_CODES = {
    INPUT_INVALID: { exit: 2, summary: 'an input is missing or has a value that cannot be used' },
    LOGIN_FAILED: { exit: 3, summary: 'a cluster or registry refused the credentials' },
    TOKEN_EXPIRED: { exit: 3, summary: 'a token is expired, revoked or meant for another cluster' },
    ACCESS_DENIED: { exit: 3, summary: 'the account is known but lacks a right it needs' },
    CHECK_FAILED: { exit: 3, summary: 'several things stand in the way; each is listed' },
    NOT_OPENSHIFT: { exit: 4, summary: 'the server is not an OpenShift API' },
    NOT_A_REGISTRY: { exit: 4, summary: 'the host does not speak the registry protocol' },
    REGISTRY_NOT_EXPOSED: { exit: 4, summary: 'the cluster has no public registry host' },
    PROJECT_NOT_FOUND: { exit: 4, summary: 'the project does not exist or is not visible to the account' },
    IMAGE_NOT_FOUND: { exit: 4, summary: 'the image, tag or digest to promote does not exist' },
    CLIENT_NOT_FOUND: { exit: 4, summary: 'there is no `oc` to install where it was looked for' },
    WORKLOAD_NOT_FOUND: { exit: 4, summary: 'the workload to roll out does not exist' },
    DIGEST_MISMATCH: { exit: 5, summary: 'bytes did not match their digest' },
    MANIFEST_INVALID: { exit: 5, summary: 'a manifest is malformed or contradicts itself' },
    MANIFEST_UNSUPPORTED: { exit: 5, summary: 'a manifest or its media type cannot be promoted or stored' },
    PROTOCOL_VIOLATION: { exit: 5, summary: 'a server answered something the protocol does not allow' },
    UNSAFE_REDIRECT: { exit: 5, summary: 'a server sent us to an address that must not be followed' },
    CONNECTION_FAILED: { exit: 6, summary: 'a server could not be reached or broke the connection' },
    TLS_FAILED: { exit: 6, summary: 'the certificate of a server is not trusted' },
    PROXY_FAILED: { exit: 6, summary: 'the proxy refused or broke the connection' },
    RATE_LIMITED: { exit: 6, summary: 'a server asks to wait longer than the job may take' },
    SERVER_UNAVAILABLE: { exit: 6, summary: 'a server kept failing after all retries' },
    TIMED_OUT: { exit: 6, summary: 'something took longer than allowed' },
    BUILD_FAILED: { exit: 7, summary: 'the build did not bring the image to the destination' },
    ROLLOUT_FAILED: { exit: 7, summary: 'the new revision did not become healthy' },
    ROLLOUT_TIMED_OUT: { exit: 7, summary: 'the new revision was not complete before the deadline' },
    ROLLOUT_PAUSED: { exit: 7, summary: 'the workload is paused' },
    VERIFICATION_FAILED: { exit: 7, summary: 'the destination does not run the promoted image' },
    WEBHOOK_FAILED: { exit: 7, summary: 'the webhook refused the call; what was promoted is in place' },
    TAG_EXISTS: { exit: 8, summary: 'the destination tag exists and must not be moved' },
    TAG_CONFLICT: { exit: 8, summary: 'somebody else moved the destination tag meanwhile' },
    APPLY_CONFLICT: { exit: 8, summary: 'an object to apply has fields that something else manages' },
    DIGEST_UNEXPECTED: { exit: 8, summary: 'the source tag does not point to the expected digest' },
    QUOTA_EXCEEDED: { exit: 8, summary: 'a quota or limit range of the project is exhausted' },
    COMMAND_FAILED: {
        exit: 8,
        summary: 'a command of yours (`before-move`, `before-rollout`, `after-rollout`) said no',
    },
    SIGNATURES_REQUIRED: { exit: 8, summary: 'signatures or attestations could not be carried along' },
    INTERNAL_ERROR: { exit: 70, summary: 'a fault of this program' },
    CANCELLED: { exit: 130, summary: 'the job was cancelled' },
};
/** The phases of a promotion, in their order. */
const PHASES = (/* unused pure expression or super */ null && ([
    'connect',
    'resolve',
    'check',
    'gate',
    'prepare',
    'move',
    'tag',
    'apply',
    'roll out',
    'verify',
    'notify',
    'roll back',
    'record',
]));
/** The only error this program throws on purpose; anything else is a bug and prints its stack. */
class PromoteError extends Error {
    name = 'PromoteError';
    code;
    hint;
    where;
    problems;
    constructor(fields) {
        super(fields.message, fields.cause === undefined ? undefined : { cause: fields.cause });
        this.code = fields.code;
        this.hint = fields.hint;
        this.where = fields.where ?? {};
        this.problems = fields.problems ?? [];
    }
    get exitCode() {
        return ERROR_CODES[this.code].exit;
    }
    /** The same error with more known about its place; what is known already stays. */
    at(place) {
        return new PromoteError({
            code: this.code,
            message: this.message,
            hint: this.hint,
            cause: this.cause,
            where: { ...place, ...definedFields(this.where) },
            problems: this.problems,
        });
    }
}
function definedFields(place) {
    return Object.fromEntries(Object.entries(place).filter(([, value]) => value !== undefined));
}
/** The error to throw for problems found together: itself when it is one, `code` with a list when they are many. */
function errorOfProblems(code, problems) {
    const [first, ...others] = problems;
    if (first === undefined)
        throw new TypeError('an error needs at least one problem');
    if (others.length === 0)
        return new PromoteError({ ...first, problems });
    return new PromoteError({ code, message: `${problems.length} problems stand in the way`, problems });
}
/** Turns the reason of an aborted signal into the error the user sees. */
function cancelled(signal) {
    const reason = signal.reason;
    if (reason instanceof PromoteError)
        return reason;
    return new PromoteError({ code: 'CANCELLED', message: 'the promotion was cancelled', cause: reason });
}
/** Throws {@link cancelled} when the signal is aborted. */
function throwIfCancelled(signal) {
    if (signal.aborted)
        throw cancelled(signal);
}
/** The problems an error stands for: its own first, then what it explains itself with. */
function problemsOf(error) {
    const { code, message, hint } = error;
    return [{ code, message, hint }, ...error.problems];
}


/***/ }),

/***/ 844:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   C: () => (/* binding */ cleanServerText)
/* harmony export */ });
// what a terminal would obey
const ESCAPE_SEQUENCE = /[\x1b\x9b](?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|[@-Z\\-_]|[0-?]*[ -/]*[@-~])?/g;
// C0 and C1 controls, line separators, and the invisible characters that reorder or hide text (Trojan Source)
const INVISIBLE = /[\p{Cc}\p{Cf}\u2028\u2029\ufffe\uffff]+/gu;
// GitHub's `::name key=value::` and the older `##[name]`; Azure's `##vso[…]`
const WORKFLOW_COMMAND = /::[a-z][\w-]*(?: [^:]*)?::|##\w{0,20}\[[^\]]{0,200}\]/gi;
/**
 * Makes text from a server fit for a log and a one-line error message: no terminal sequences, no line breaks, nothing that a
 * CI system takes for a command, at most `maxLength` characters.
 */
function cleanServerText(text, maxLength = 1024) {
    const clean = text
        // bounds the work before anything else looks at it
        .slice(0, maxLength * 8)
        .replace(ESCAPE_SEQUENCE, ' ')
        .replace(INVISIBLE, ' ')
        .replace(WORKFLOW_COMMAND, ' ')
        // what is left of a command that was cut or nested
        .replace(/##(\w{0,20})\[/g, '## $1[')
        .replace(/ {2,}/g, ' ')
        .replace(/^[\s:]+/, '')
        .trimEnd();
    return clean.length > maxLength ? `${clean.slice(0, maxLength - 1).trimEnd()}…` : clean;
}


/***/ }),

/***/ 691:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   OW: () => (/* binding */ isJsonObject)
/* harmony export */ });
/* unused harmony exports isAbsent, parseStrictJson, requireExactKeys */
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(206);

function isJsonObject(value) {
    return typeof value === 'object' && value !== null && !Array.isArray(value);
}
/** Go writes an absent pointer, list or map as null. */
function isAbsent(value) {
    return value === null || value === undefined;
}
/**
 * Reads JSON that has one meaning only. Two readers must never see different things in the same bytes: parsers differ in
 * which of two equal keys they take, in byte order marks and in broken UTF-8, so none of these is accepted.
 * @throws PromoteError MANIFEST_INVALID
 */
function parseStrictJson(bytes) {
    let text;
    try {
        text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    }
    catch (cause) {
        throw new PromoteError({ code: 'MANIFEST_INVALID', message: 'the manifest is not valid UTF-8', cause });
    }
    if (text.startsWith('\uFEFF')) {
        throw new PromoteError({
            code: 'MANIFEST_INVALID',
            message: 'the manifest starts with a byte order mark',
        });
    }
    let value;
    try {
        value = JSON.parse(text);
    }
    catch (cause) {
        throw new PromoteError({ code: 'MANIFEST_INVALID', message: 'the manifest is not valid JSON', cause });
    }
    const duplicate = findDuplicateKey(text);
    if (duplicate === undefined)
        return value;
    throw new PromoteError({
        code: 'MANIFEST_INVALID',
        message: `the manifest has the key ${JSON.stringify(duplicate.slice(0, 80))} twice in one object`,
    });
}
/** `text` is known to be valid JSON, so a glance at each character is enough. Linear, and without recursion. */
function findDuplicateKey(text) {
    // one entry per open bracket: the keys of an object, or undefined for an array
    const open = [];
    let expectsKey = false;
    for (let at = 0; at < text.length; at += 1) {
        const char = text[at];
        if (char === '"') {
            const end = endOfString(text, at);
            const keys = open.at(-1);
            if (expectsKey && keys !== undefined) {
                const key = JSON.parse(text.slice(at, end));
                if (keys.has(key))
                    return key;
                keys.add(key);
                expectsKey = false;
            }
            at = end - 1;
        }
        else if (char === '{') {
            open.push(new Set());
            expectsKey = true;
        }
        else if (char === '[') {
            open.push(undefined);
        }
        else if (char === '}' || char === ']') {
            open.pop();
            expectsKey = false;
        }
        else if (char === ',') {
            expectsKey = open.at(-1) !== undefined;
        }
    }
    return undefined;
}
/** Index after the closing quote of the string that starts at `start`; strings are most of a manifest, so they are skipped. */
function endOfString(text, start) {
    let end = text.indexOf('"', start + 1);
    while (isEscaped(text, end))
        end = text.indexOf('"', end + 1);
    return end + 1;
}
/** An odd number of backslashes stands before it. */
function isEscaped(text, at) {
    let first = at;
    while (text[first - 1] === '\\')
        first -= 1;
    return (at - first) % 2 === 1;
}
/**
 * Go's parser takes `Layers` for `layers`, ours does not: keys that differ from a known one only in case are refused.
 * Upper- then lower-casing folds the long s and the Kelvin sign as Go does.
 * @throws PromoteError MANIFEST_INVALID
 */
function requireExactKeys(object, known, place) {
    const folded = new Map([...known].map((key) => [foldCase(key), key]));
    for (const key of Object.keys(object)) {
        const meant = folded.get(foldCase(key));
        if (meant === undefined || meant === key)
            continue;
        throw new PromoteError({
            code: 'MANIFEST_INVALID',
            message: `${place} has the key ${JSON.stringify(key)}, which some readers take for "${meant}"`,
        });
    }
}
function foldCase(key) {
    return key.toUpperCase().toLowerCase();
}


/***/ }),

/***/ 215:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {


// EXPORTS
__nccwpck_require__.d(__webpack_exports__, {
  revokeTokens: () => (/* binding */ revokeTokens)
});

;// CONCATENATED MODULE: ./src/config/tables/setup-inputs.js
/** What the destination shall have before and after the image arrives. */
const DESTINATION_SETUP_INPUTS = {
    'create-project': {
        type: 'boolean',
        group: 'Typical',
        default: false,
        description: 'Create the project of the destination image when it does not exist. The account needs the right to request projects.',
    },
    'project-display-name': {
        type: 'string',
        group: 'Rare',
        description: 'Display name of the project that `create-project` creates.',
        example: 'Shop (production)',
    },
    'grant-pull': {
        type: 'boolean',
        group: 'Rare',
        default: false,
        description: "Let the service accounts of the destination's project pull from the source's project (`system:image-puller`), for workloads that name the source stream themselves. Only inside one cluster.",
    },
    'link-pull-secret': {
        type: 'list',
        group: 'Rare',
        description: 'Pull secrets of the destination project that pods shall use: `secret` for the service account `default`, or `secret:account`.',
        example: 'quay-pull, quay-pull:app',
    },
    template: {
        type: 'string',
        group: 'Typical',
        description: 'OpenShift template to process and apply after the tags moved: path, URL, or `project/name` of a template in the destination cluster. Its parameters `PROMOTE_IMAGE`, `PROMOTE_DIGEST`, `PROMOTE_TAG`, `PROMOTE_STREAM` and `PROMOTE_PROJECT`, if it has them, are filled in.',
        example: 'deploy/app.yaml',
    },
    'template-parameters': {
        type: 'lines',
        group: 'Typical',
        description: 'Parameters of the template, one `NAME=value` per line; `@path` reads such lines from a file. `${PROMOTE_IMAGE}` and the like in a value stand for what is promoted.',
        example: 'IMAGE=${PROMOTE_IMAGE}',
    },
    manifests: {
        type: 'list',
        group: 'Typical',
        description: 'Manifests to apply after the tags moved: paths, folders, patterns such as `deploy/*.yaml`, URLs. `${PROMOTE_IMAGE}` and the like in them stand for what is promoted. Only objects of the destination’s project.',
        example: 'deploy/*.yaml',
    },
    'force-conflicts': {
        type: 'boolean',
        group: 'Rare',
        default: false,
        description: 'Take over fields of applied objects that something else manages, such as `oc apply` until now, instead of failing.',
    },
    'create-workload': {
        type: 'boolean',
        group: 'Typical',
        default: false,
        description: 'Make a Deployment, with a Service for the ports of the image, when a workload of `rollout` does not exist.',
    },
    expose: {
        type: 'boolean',
        group: 'Rare',
        default: false,
        description: 'With `create-workload`: make a Route, too.',
    },
};

;// CONCATENATED MODULE: ./src/config/tables/side-inputs.js
/** The inputs that both sides have. `{side}` in a text becomes the name of the side, `{project}` an example project. */
const SIDE_INPUTS = {
    server: {
        type: 'string',
        group: 'Required',
        description: 'URL of the API server of the {side} cluster, as `oc whoami --show-server` prints it. Not needed when the {side} images are written `host/path:tag`.',
        more: { source: 'Without it the source is the cluster of the destination.' },
        example: 'https://api.{project}.example.com:6443',
    },
    token: {
        type: 'string',
        group: 'Required',
        secret: true,
        description: 'Bearer token for the {side} cluster and its registry, best that of a service account (`oc create token promoter -n {project}`).',
    },
    image: {
        type: 'string',
        group: 'Required',
        description: 'The {side} image: `project/stream:tag` of the {side} cluster, or `host/path:tag` in any other registry.',
        more: { source: 'A digest is more exact than a tag: `project/stream@sha256:…`.' },
        example: '{project}/app:1.4.2',
    },
    username: {
        type: 'string',
        group: 'Rare',
        description: 'User to log in to the {side} cluster with, instead of a token. Works where the cluster asks for passwords (`oc login -u`); the token it gets is revoked in the end.',
    },
    password: {
        type: 'string',
        group: 'Rare',
        secret: true,
        description: 'Password of `{side}-username`.',
    },
    kubeconfig: {
        type: 'string',
        group: 'Rare',
        description: 'Path of a kubeconfig to take server, certificate authorities and token of the {side} cluster from, instead of `{side}-server` and `{side}-token`. Exec plugins are run. A user with a client certificate may log in to the cluster, but not to its registry.',
        example: './{project}.kubeconfig',
    },
    context: {
        type: 'string',
        group: 'Rare',
        description: 'Context of `{side}-kubeconfig`, when it is not the current one. Without a `{side}-kubeconfig` it is looked for in `$KUBECONFIG` and `~/.kube/config`.',
        example: '{project}/api-{project}-example-com:6443/promoter',
    },
    'oidc-audience': {
        type: 'string',
        group: 'Rare',
        description: 'Log in with the ID token of the GitHub job for this audience; the {side} cluster must have GitHub as its identity provider, and the job `permissions: { id-token: write }`.',
        example: 'openshift-{project}',
    },
    'token-duration': {
        type: 'duration',
        group: 'Rare',
        default: '0s',
        min: '0s',
        max: '24h',
        description: 'Have a token made for the service account of `{side}-token` that lives only so long (`10m` or more), and do the whole job with that. `0s`: use the token as it is.',
        example: '1h',
    },
    registry: {
        type: 'string',
        group: 'Rare',
        description: 'Public host of the registry of the {side} cluster. Found out from the cluster when not given; `http://host` names one without TLS.',
        example: 'default-route-openshift-image-registry.apps.{project}.example.com',
    },
    'registry-username': {
        type: 'string',
        group: 'Rare',
        description: 'User for the {side} registry, when it is not the one of the cluster.',
    },
    'registry-password': {
        type: 'string',
        group: 'Rare',
        secret: true,
        description: 'Password or token of `{side}-registry-username`.',
    },
    'auth-file': {
        type: 'string',
        group: 'Rare',
        description: 'File with accounts of registries for the {side} side, as `skopeo login`, `podman login` and `docker login` write it, credential helpers included. Not given: `DOCKER_AUTH_CONFIG`, then `$REGISTRY_AUTH_FILE`, or where podman and docker keep theirs. The inputs `{side}-registry-username` and `{side}-token` count first.',
        example: './{project}-auth.json',
    },
    'realm-hosts': {
        type: 'list',
        group: 'Rare',
        description: 'Token servers (`host[:port]`) that may get the account of the {side} registry although they do not belong to its domain.',
        example: 'auth.{project}.example.com',
    },
    'client-certificate': {
        type: 'string',
        group: 'Rare',
        description: 'Certificate to show to servers of the {side} side that ask for one (mTLS): API server and registry. PEM text, the same in base64, or the path of a PEM file. Registries are also looked for in `/etc/containers/certs.d` and `/etc/docker/certs.d`.',
        example: './{project}-client.pem',
    },
    'client-key': {
        type: 'string',
        group: 'Rare',
        secret: true,
        description: 'Private key of `{side}-client-certificate`, PEM text or the same in base64, without a password.',
    },
    ca: {
        type: 'string',
        group: 'Typical',
        description: 'Certificate authorities to trust on the {side} side, besides those of the system: PEM text, the same in base64, or the path of a PEM file. API server, OAuth server and registry may each have another issuer: give all of them.',
        example: './{project}-ca.pem',
    },
    'insecure-skip-tls-verify': {
        type: 'boolean',
        group: 'Usually a bad idea',
        default: false,
        description: 'Trust any certificate on the {side} side. Whoever sits on the way then gets the token; give `{side}-ca` instead.',
    },
    proxy: {
        type: 'string',
        group: 'Rare',
        description: 'Proxy for the {side} side. Without it `HTTPS_PROXY` and `NO_PROXY` of the environment decide.',
        example: 'http://proxy.example.com:3128',
    },
};
const EXAMPLE_PROJECTS = { source: 'dev', destination: 'prod' };
function inputsOfSide(side) {
    const fill = (text) => text.replaceAll('{side}', side).replaceAll('{project}', EXAMPLE_PROJECTS[side]);
    const rows = Object.entries(SIDE_INPUTS).map(([name, { more, ...row }]) => [
        `${side}-${name}`,
        {
            ...row,
            description: [fill(row.description), more?.[side] ?? ''].join(' ').trimEnd(),
            ...(row.example === undefined ? {} : { example: fill(row.example) }),
        },
    ]);
    return Object.fromEntries(rows);
}

;// CONCATENATED MODULE: ./src/config/tables/inputs.js


/** What only makes sense of one side. */
const SOURCE_INPUTS = {
    'source-token-secret': {
        type: 'string',
        group: 'Rare',
        description: 'Secret of the destination cluster that keeps the token of the source, as `project/name#key`, instead of `source-token`: the CI system then knows one token only.',
        example: 'prod/dev-cluster#token',
    },
};
const RUN_INPUTS = {
    images: {
        type: 'lines',
        group: 'Typical',
        description: 'Several images at once, one per line: `source => destination[,tag…]`. Replaces `source-image` and `destination-image`. All content is moved before the first tag moves.',
        example: 'dev/app:1.4.2 => prod/app:1.4.2,stable',
    },
    'images-file': {
        type: 'string',
        group: 'Rare',
        description: 'Path of a file with what `images` would hold: one `source => destination[,tag…]` per line, which may also be the items of a YAML list. Lines that begin with `#` are comments.',
        example: './images.txt',
    },
    'destination-tags': {
        type: 'list',
        group: 'Typical',
        description: 'Further tags for every destination image.',
        example: 'stable, latest',
    },
    rollout: {
        type: 'list',
        group: 'Typical',
        description: 'Workloads of the destination to roll out: `deployment/name`, `deploymentconfig/name` (`dc/`), `statefulset/name` (`sts/`), `daemonset/name` (`ds/`) or `cronjob/name` (`cj/`), with `project/` in front when it is not the project of the destination image. `auto`: every workload of that project that uses the destination tag, by image trigger or by the name of its image, or the stream by digest.',
        example: 'deployment/app',
    },
    ...DESTINATION_SETUP_INPUTS,
    'expected-digest': {
        type: 'string',
        group: 'Typical',
        description: 'Promote only if the source is this digest: what was tested is what goes out.',
        example: 'sha256:…',
    },
    'dry-run': {
        type: 'boolean',
        group: 'Typical',
        default: false,
        description: 'Do everything that changes nothing, print the plan and stop.',
    },
    'on-existing-tag': {
        type: 'enum',
        group: 'Typical',
        options: ['move', 'skip', 'fail'],
        default: 'move',
        description: 'What to do when the destination tag exists and is another image.',
    },
    'backup-tag': {
        type: 'string',
        group: 'Typical',
        description: 'Tag that keeps what the destination tag was before it moved, in the same stream or repository. Empty: none.',
        example: 'previous',
    },
    'rollback-on-failure': {
        type: 'boolean',
        group: 'Typical',
        default: false,
        description: 'When a rollout or its verification fails, or the job is cancelled after a tag moved: move the tags back and the workloads to the revision they had.',
    },
    signatures: {
        type: 'enum',
        group: 'Typical',
        options: ['auto', 'always', 'never'],
        default: 'auto',
        description: 'Whether signatures, attestations and SBOMs that are attached to the image travel with it. `auto`: what cannot be carried is a warning; `always`: it fails the promotion before a tag moves.',
    },
    webhook: {
        type: 'string',
        group: 'Typical',
        description: 'Whom to tell when everything else is done, also when nothing had to change: a BuildConfig of the destination cluster with a generic webhook (`buildconfig/name`, with `project/` in front for another project), which gets IMAGE, TAG, DIGEST, SOURCE_IMAGE and PREVIOUS_DIGEST as environment; or a URL that gets a POST with JSON.',
        example: 'buildconfig/release',
    },
    'webhook-secret': {
        type: 'string',
        group: 'Typical',
        secret: true,
        description: 'Secret of the webhook. It replaces `{secret}` in the URL; if there is none, it signs the body (`X-Hub-Signature-256`, HMAC with SHA-256).',
    },
    'before-move': {
        type: 'string',
        group: 'Typical',
        description: 'Command that may stop the promotion before anything changes; `sh -e` runs it (PowerShell on Windows), once for each image, with PROMOTE_DIGEST, PROMOTE_IMAGE, PROMOTE_SOURCE_IMAGE, PROMOTE_DESTINATION_IMAGE, PROMOTE_TAG and PROMOTE_PREVIOUS_DIGEST in its environment. It ends with 0: go on.',
        example: './scan.sh "$PROMOTE_SOURCE_IMAGE"',
    },
    'before-rollout': {
        type: 'string',
        group: 'Rare',
        description: 'Command that runs when the tags have moved, before the workloads are rolled out (those with an image trigger start with the tag). As `before-move`.',
        example: './migrate-database.sh',
    },
    'after-rollout': {
        type: 'string',
        group: 'Typical',
        description: 'Command that tries what is rolled out, such as a smoke test; with `rollback-on-failure`, everything goes back when it fails. As `before-move`.',
        example: './smoke-test.sh',
    },
    timeout: {
        type: 'duration',
        group: 'Typical',
        default: '10m',
        min: '1s',
        max: '24h',
        description: 'How long one rollout, or one build of `strategy: build`, may take.',
    },
    strategy: {
        type: 'enum',
        group: 'Rare',
        options: ['auto', 'copy', 'tag', 'import', 'build'],
        default: 'auto',
        description: 'How the image moves. `copy`: registry to registry through the runner, byte for byte. `tag`: a tag inside one cluster; nothing moves, and no registry route is needed. `import`: the destination cluster pulls it by itself. `build`: a Build of the destination cluster makes it anew; its digest changes. `auto`: `tag` where both sides are image streams of one cluster and the image is in its registry, else `copy`. More in docs/strategies.md.',
    },
    'import-reference-policy': {
        type: 'enum',
        group: 'Rare',
        options: ['local', 'source'],
        default: 'local',
        description: 'With `strategy: import`, where pods pull the image from. `local`: the registry of the destination cluster, which fetches it from the source with the pull secrets of the project. `source`: the registry of the source itself, with the pull secrets of the pods.',
    },
    'import-scheduled': {
        type: 'boolean',
        group: 'Rare',
        default: false,
        description: 'With `strategy: import`, the destination tags follow the source tag from now on: the cluster looks for a new image every 15 minutes or so, and moves them without this program.',
    },
    'import-insecure': {
        type: 'boolean',
        group: 'Usually a bad idea',
        default: false,
        description: 'With `strategy: import`, the destination cluster takes any certificate of the source registry, and plain HTTP, each time it pulls.',
    },
    wait: {
        type: 'boolean',
        group: 'Rare',
        default: true,
        description: 'Wait until the new revision is complete.',
    },
    'verify-pods': {
        type: 'boolean',
        group: 'Rare',
        default: true,
        description: 'Succeed only if every pod of the new revision runs the promoted digest.',
    },
    concurrency: {
        type: 'integer',
        group: 'Rare',
        default: 6,
        min: 1,
        max: 32,
        description: 'Large blobs in flight at the same time.',
    },
    retries: {
        type: 'integer',
        group: 'Rare',
        default: 5,
        min: 0,
        max: 20,
        description: 'How often a request is repeated after a lost connection or an answer 408, 429 or 5xx.',
    },
    'request-timeout': {
        type: 'duration',
        group: 'Rare',
        default: '60s',
        min: '1s',
        max: '1h',
        description: 'How long a connection may be silent.',
    },
    'install-oc': {
        type: 'boolean',
        group: 'Rare',
        default: false,
        description: 'Bring the `oc` of the destination cluster for the commands above and for later steps, with a kubeconfig for each side (outputs `source-kubeconfig` and `destination-kubeconfig`). They hold the tokens this run was given; tokens it obtained itself end with it.',
    },
    'oc-url': {
        type: 'string',
        group: 'Rare',
        description: 'Archive with `oc` (.tar, .tar.gz, .zip) for `install-oc`, instead of that of the cluster.',
        example: 'https://files.example.com/openshift-client-linux.tar.gz',
    },
    'oc-sha256': {
        type: 'string',
        group: 'Rare',
        description: 'SHA-256 of that archive, in hexadecimal digits.',
    },
    summary: {
        type: 'boolean',
        group: 'Rare',
        default: true,
        description: 'Write the job summary.',
    },
    record: {
        type: 'string',
        group: 'Rare',
        description: 'Path of a JSON file that receives the plan, the result and the error, if any. When it ends in `.html`, a page for people, which needs nothing else, with the JSON file beside it.',
        example: 'promotion.html',
    },
    'log-level': {
        type: 'enum',
        group: 'Rare',
        options: ['info', 'debug'],
        default: 'info',
        description: 'How much is logged.',
    },
};
/** Every input there is. All else (types, parser, action.yml, flags, documentation) comes from here. */
const INPUTS = {
    ...inputsOfSide('source'),
    ...SOURCE_INPUTS,
    ...inputsOfSide('destination'),
    ...RUN_INPUTS,
};
const INPUT_NAMES = Object.keys(INPUTS);
function inputRow(name) {
    return INPUTS[name];
}
/** What hosts have to know of each input to find it. */
const INPUT_SHAPES = INPUT_NAMES.map((name) => {
    const row = inputRow(name);
    return {
        name,
        secret: row.secret === true,
        isSwitch: row.type === 'boolean',
        isList: row.type === 'list' || row.type === 'lines',
    };
});

// EXTERNAL MODULE: external "node:fs"
var external_node_fs_ = __nccwpck_require__(24);
;// CONCATENATED MODULE: ./src/config/file-list.js

const MANIFEST = /\.(?:ya?ml|json)$/i;
const MAX_FILES = 200;
const MAX_DEPTH = 20;
/**
 * The files a path means, sorted: itself, the manifests of a folder, or all that match a pattern with `*`, `?` and `**`.
 * Empty when there are none. Node's own glob is younger than the oldest Node this program starts on.
 */
function listFiles(text) {
    if (!/[*?]/.test(text))
        return isFolder(text) ? manifestsIn(text) : [text];
    const parts = text.split('/').filter((part) => part !== '' && part !== '.');
    const found = matching(text.startsWith('/') ? '/' : '.', parts, 0);
    return [...new Set(found)].sort().slice(0, MAX_FILES);
}
function manifestsIn(folder) {
    const names = (0,external_node_fs_.readdirSync)(folder).filter((name) => MANIFEST.test(name) && !name.startsWith('.'));
    return names.sort().map((name) => join(folder, name));
}
function matching(folder, parts, depth) {
    const [part, ...rest] = parts;
    if (part === undefined || depth > MAX_DEPTH)
        return [];
    if (part === '**') {
        const below = foldersIn(folder).flatMap((inner) => matching(inner, parts, depth + 1));
        return [...matching(folder, rest, depth + 1), ...below];
    }
    if (part === '..')
        return matching(join(folder, part), rest, depth + 1);
    const pattern = new RegExp(`^${part
        .replace(/[.+^${}()|[\]\\]/g, '\\$&')
        .replaceAll('*', '.*')
        .replaceAll('?', '.')}$`);
    const names = namesIn(folder).filter((name) => pattern.test(name) && (part.startsWith('.') || !name.startsWith('.')));
    return names.flatMap((name) => {
        const inner = join(folder, name);
        if (rest.length === 0)
            return isFolder(inner) ? [] : [inner];
        return isFolder(inner) ? matching(inner, rest, depth + 1) : [];
    });
}
function foldersIn(folder) {
    return namesIn(folder)
        .filter((name) => !name.startsWith('.') && name !== 'node_modules')
        .map((name) => join(folder, name))
        .filter(isFolder);
}
function namesIn(folder) {
    try {
        return (0,external_node_fs_.readdirSync)(folder);
    }
    catch {
        return [];
    }
}
function isFolder(file) {
    try {
        return (0,external_node_fs_.statSync)(file).isDirectory();
    }
    catch {
        return false;
    }
}
function join(folder, name) {
    if (folder === '.')
        return name;
    return folder.endsWith('/') ? `${folder}${name}` : `${folder}/${name}`;
}

;// CONCATENATED MODULE: ./src/config/file-text.js

/** The text of a file that an input names; a problem, as a sentence, instead of an exception. */
function readFileText(path, maxBytes) {
    const shown = JSON.stringify(path.slice(0, 200));
    try {
        if ((0,external_node_fs_.statSync)(path).size > maxBytes)
            return { problem: `${shown} is too large for what it should hold` };
        return { text: (0,external_node_fs_.readFileSync)(path, 'utf8') };
    }
    catch (error) {
        // ENOENT, EACCES, EISDIR …
        const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
        return { problem: `${shown} cannot be read (${code})` };
    }
}

;// CONCATENATED MODULE: ./src/config/object-name.js
// RFC 1123 subdomain, as the names of nearly all objects.
const NAME = /^(?=.{1,253}$)[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*$/;
function isObjectName(text) {
    return NAME.test(text);
}

;// CONCATENATED MODULE: ./src/config/apply.js




const MAX_FILE_BYTES = 2 * 1024 * 1024;
/** What shall be applied; undefined when nothing is asked for. */
function readApply(inputs, promotions, complaints) {
    const { manifests, template, templateParameters, forceConflicts, createWorkload, expose } = inputs;
    const asked = [
        ['template', template !== undefined],
        ['manifests', manifests.length > 0],
        ['create-workload', createWorkload],
    ];
    for (const [name] of asked.filter(([, isAsked]) => isAsked))
        complainAboutProject(name, promotions, complaints);
    if (templateParameters.length > 0 && template === undefined) {
        complaints.add('template-parameters', 'is given without a template', `set ${complaints.spell('template')}`);
    }
    if (expose && !createWorkload) {
        complaints.add('expose', 'is only for a workload that is created', `set ${complaints.spell('create-workload')} as well, or give a Route in ${complaints.spell('manifests')}`);
    }
    if (createWorkload && inputs.rollout.length === 0) {
        complaints.add('create-workload', 'needs a workload', `name it: ${complaints.spell('rollout')} deployment/app`);
    }
    if (!asked.some(([, isAsked]) => isAsked))
        return undefined;
    return {
        template: template === undefined ? undefined : readTemplateSource(template, complaints),
        parameters: readParameters(templateParameters, complaints),
        manifests: manifests.flatMap((text) => readManifestSources(text, complaints)),
        forceConflicts,
        createWorkload,
        expose,
    };
}
/** Objects without a project of their own need one to go to. */
function complainAboutProject(name, promotions, complaints) {
    const projects = new Set(promotions.flatMap(({ destination }) => (destination.kind === 'stream' ? [destination.project] : [])));
    // without promotions there is a complaint about them already
    if (promotions.length === 0 || projects.size === 1)
        return;
    complaints.add(name, projects.size === 0 ? 'needs a project' : 'is not clear about several projects', projects.size === 0 ? 'name the destination as project/stream:tag' : 'promote to one project at a time');
}
function readTemplateSource(text, complaints) {
    if (isUrl(text))
        return readUrl('template', text, complaints);
    const [project = '', name = '', ...more] = text.split('/');
    const isName = more.length === 0 && isObjectName(project) && isObjectName(name);
    if (isName && !/\.(?:ya?ml|json)$/i.test(text) && !exists(text))
        return { kind: 'stored', project, name };
    return readSource('template', text, complaints);
}
function readManifestSources(text, complaints) {
    if (isUrl(text))
        return asList(readUrl('manifests', text, complaints));
    const files = listFiles(text);
    if (files.length === 0) {
        complaints.add('manifests', `"${text}" matches no file`, 'give paths from the working directory of the job');
    }
    return files.flatMap((file) => asList(readSource('manifests', file, complaints)));
}
function asList(source) {
    return source === undefined ? [] : [source];
}
function readSource(name, path, complaints) {
    const file = readFileText(path, MAX_FILE_BYTES);
    if ('text' in file)
        return { kind: 'text', name: path, text: file.text };
    const stored = name === 'template' ? ', or project/name for a template of the cluster' : '';
    complaints.add(name, file.problem, `give a path from the working directory of the job, or a URL${stored}`);
    return undefined;
}
function exists(path) {
    return (0,external_node_fs_.statSync)(path, { throwIfNoEntry: false }) !== undefined;
}
function isUrl(text) {
    return /^https?:\/\//i.test(text);
}
/** It will be shown, so it must not hold a password. */
function readUrl(name, text, complaints) {
    const url = URL.canParse(text) ? new URL(text) : undefined;
    if (url !== undefined && url.username === '' && url.password === '')
        return { kind: 'url', url: url.href };
    complaints.add(name, url === undefined ? 'is not a URL' : 'has a user or password in its URL', 'download it in a step of its own, and give the path of the file');
    return undefined;
}
/** `NAME=value` by line; `@path` stands for the lines of a file, as `oc process --param-file` reads them. */
function readParameters(lines, complaints) {
    const values = new Map();
    const read = (line, place) => {
        const equals = line.indexOf('=');
        const name = line.slice(0, Math.max(equals, 0)).trim();
        if (!/^[A-Za-z0-9_]+$/.test(name)) {
            complaints.add('template-parameters', `${place} is no parameter`, 'write each as NAME=value');
            return;
        }
        values.set(name, line.slice(equals + 1));
    };
    lines.forEach((line, index) => {
        if (!line.startsWith('@')) {
            // the line itself may be a secret that was written wrongly
            read(line, `line ${index + 1}`);
            return;
        }
        const path = line.slice(1).trim();
        const file = readFileText(path, MAX_FILE_BYTES);
        if ('problem' in file) {
            complaints.add('template-parameters', file.problem, 'write @ and the path of a file with lines NAME=value');
            return;
        }
        file.text.split(/\r?\n/).forEach((entry, entryIndex) => {
            if (entry.trim() === '' || entry.trimStart().startsWith('#'))
                return;
            read(entry, `line ${entryIndex + 1} of ${path}`);
        });
    });
    return Object.fromEntries(values);
}

// EXTERNAL MODULE: ./src/core/text/errors.js
var errors = __nccwpck_require__(206);
;// CONCATENATED MODULE: ./src/core/image/digest.js

const PATTERN = /^(?:sha256:[a-f0-9]{64}|sha512:[a-f0-9]{128})$/;
function isDigest(text) {
    return typeof text === 'string' && PATTERN.test(text);
}
/**
 * Validates before a digest can reach a URL, a file name or a look-up (CVE-2024-3727).
 * @throws PromoteError MANIFEST_INVALID
 */
function parseDigest(text) {
    if (isDigest(text))
        return text;
    throw new PromoteError({
        code: 'MANIFEST_INVALID',
        message: `${typeof text === 'string' ? JSON.stringify(text.slice(0, 160)) : `a ${typeof text}`} is not a digest`,
        hint: 'a digest is sha256: followed by 64 lower-case hexadecimal digits',
    });
}
function algorithmOf(digest) {
    return digest.startsWith('sha512:') ? 'sha512' : 'sha256';
}
function hexOf(digest) {
    return digest.slice(digest.indexOf(':') + 1);
}
/** `sha256:0083874168b7…`, for logs. */
function shortDigest(digest) {
    const colon = digest.indexOf(':');
    return colon < 0 ? digest : digest.slice(0, colon + 13);
}
/** Cryptography takes 4 ms to load: not before there is something to hash, when a request is on its way. */
function newHash(algorithm) {
    return process.getBuiltinModule('node:crypto').createHash(algorithm);
}
function digestOf(bytes, algorithm = 'sha256') {
    return `${algorithm}:${newHash(algorithm).update(bytes).digest('hex')}`;
}
/** Counts and hashes a stream of bytes that must turn out to be `digest`. */
class DigestVerifier {
    digest;
    #hash;
    #sizeBytes = 0;
    constructor(digest) {
        this.digest = digest;
        this.#hash = newHash(algorithmOf(digest));
    }
    get sizeBytes() {
        return this.#sizeBytes;
    }
    update(chunk) {
        this.#hash.update(chunk);
        this.#sizeBytes += chunk.byteLength;
    }
    /** Ends the hashing; call once. */
    matches() {
        return `${algorithmOf(this.digest)}:${this.#hash.digest('hex')}` === this.digest;
    }
}

;// CONCATENATED MODULE: ./src/core/image/reference.js

const COMPONENT = '[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*';
const REPOSITORY = new RegExp(`^${COMPONENT}(?:/${COMPONENT})*$`);
const TAG = /^[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}$/;
// a DNS name, an IPv4 address or a bracketed IPv6 address, with an optional port
const HOST = /^(?:[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?)*|\[[a-fA-F0-9:]+\])(?::\d{1,5})?$/;
const PROJECT = /^[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?$/;
function isTag(text) {
    return TAG.test(text);
}
/** distribution-spec, "Pulling manifests": grammar of `<name>`. */
function isRepository(text) {
    return text.length <= 255 && REPOSITORY.test(text);
}
function isRegistryHost(text) {
    return HOST.test(text);
}
/**
 * Reads a reference as users write it. A first segment with a dot, a colon or `localhost` is a registry host (the rule of
 * docker and oc); without one it must be `project/stream`. Returns the problem as a sentence instead of throwing,
 * so that all problems of all inputs can be reported together.
 */
function parseReference(text) {
    const problem = complaint(text);
    if (problem !== undefined)
        return { problem };
    const { path, tag, digestText } = split(text);
    if (digestText !== undefined && !isDigest(digestText)) {
        return {
            problem: `"${text}" has a malformed digest: expected sha256: and 64 lower-case hexadecimal digits`,
        };
    }
    if (tag !== undefined && !isTag(tag)) {
        return {
            problem: `"${text}" has a malformed tag: letters, digits, "_", "." and "-", at most 128, not starting with "." or "-"`,
        };
    }
    const digest = digestText;
    const slash = path.indexOf('/');
    const first = slash < 0 ? path : path.slice(0, slash);
    const rest = slash < 0 ? '' : path.slice(slash + 1);
    if (rest !== '' && looksLikeHost(first)) {
        if (!isRegistryHost(first))
            return { problem: `"${text}" has a malformed registry host "${first}"` };
        if (!isRepository(rest))
            return {
                problem: `"${text}" has a malformed repository "${rest}": lower-case segments separated by "/"`,
            };
        return { reference: { kind: 'registry', host: first.toLowerCase(), repository: rest, tag, digest } };
    }
    if (rest === '' || rest.includes('/') || !PROJECT.test(first) || !isRepository(rest)) {
        return { problem: `"${text}" is neither project/stream:tag nor host/path:tag` };
    }
    return { reference: { kind: 'stream', project: first, stream: rest, tag, digest } };
}
function complaint(text) {
    if (text === '')
        return 'the reference is empty';
    if (/\s/.test(text))
        return `"${text}" contains white space`;
    const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(text);
    if (scheme?.[0] !== undefined)
        return `"${text}" must be written without "${scheme[0]}"`;
    return undefined;
}
function split(text) {
    const at = text.indexOf('@');
    const digestText = at < 0 ? undefined : text.slice(at + 1);
    const named = at < 0 ? text : text.slice(0, at);
    const colon = named.indexOf(':', named.lastIndexOf('/') + 1);
    if (colon < 0 || named.lastIndexOf('/') < 0)
        return { path: named, tag: undefined, digestText };
    return { path: named.slice(0, colon), tag: named.slice(colon + 1), digestText };
}
function looksLikeHost(segment) {
    return segment.includes('.') || segment.includes(':') || segment === 'localhost';
}
/** The way back: `project/stream:tag`, `host/path@sha256:…`. */
function formatReference(reference) {
    const name = reference.kind === 'stream'
        ? `${reference.project}/${reference.stream}`
        : `${reference.host}/${reference.repository}`;
    if (reference.digest !== undefined)
        return `${name}@${reference.digest}`;
    return reference.tag === undefined ? name : `${name}:${reference.tag}`;
}

;// CONCATENATED MODULE: ./src/config/complaints.js
function createComplaints(spell, adviseOnSecret = (name) => `set ${spell(name)}`) {
    const problems = [];
    return {
        problems,
        spell,
        adviseOnSecret,
        add: (name, what, hint) => {
            problems.push({ code: 'INPUT_INVALID', message: `${spell(name)}: ${what}`, hint });
        },
    };
}

;// CONCATENATED MODULE: ./src/config/client.js
/** The `oc` to install, if one is wished. */
function readClient(inputs, complaints) {
    const { installOc, ocUrl: url, ocSha256: sha256 } = inputs;
    if (!installOc) {
        const lost = [url === undefined ? [] : ['oc-url'], sha256 === undefined ? [] : ['oc-sha256']].flat();
        const set = `set ${complaints.spell('install-oc')} to true`;
        for (const name of lost)
            complaints.add(name, 'has nothing to install', set);
        return undefined;
    }
    if (url !== undefined && !/^https:\/\/[^@]+\.(?:tar|tar\.gz|tgz|zip)$/.test(url)) {
        complaints.add('oc-url', 'is not an archive', 'write https://host/path, ending in .tar, .tar.gz or .zip');
    }
    if ((url === undefined) !== (sha256 === undefined)) {
        const [name, other] = url === undefined ? ['oc-url', 'oc-sha256'] : ['oc-sha256', 'oc-url'];
        complaints.add(name, `is missing: ${complaints.spell(other)} is given`, 'give both, or none');
    }
    if (sha256 !== undefined && !/^[0-9a-f]{64}$/i.test(sha256)) {
        complaints.add('oc-sha256', 'is not a SHA-256', 'write 64 hexadecimal digits, as sha256sum prints them');
    }
    return { url, sha256 };
}

;// CONCATENATED MODULE: ./src/config/imports.js

/** How the destination cluster pulls by itself; asking for it without `strategy: import` cannot be meant. */
function readImports(inputs, promotions, complaints) {
    const { importReferencePolicy, importScheduled, importInsecure, strategy } = inputs;
    const asked = [
        ...(importScheduled ? ['import-scheduled'] : []),
        ...(importInsecure ? ['import-insecure'] : []),
        ...(importReferencePolicy === 'local' ? [] : ['import-reference-policy']),
    ];
    for (const name of strategy === 'import' ? [] : asked) {
        complaints.add(name, `is for imports, but ${complaints.spell('strategy')} is "${strategy}"`, `set ${complaints.spell('strategy')} to "import", or leave this out`);
    }
    for (const { source } of importScheduled ? promotions : []) {
        if (source.digest === undefined)
            continue;
        complaints.add('import-scheduled', `${formatReference(source)} is a digest, which never changes: there is nothing to follow`, 'name a tag as the source, or leave this out');
    }
    return { referencePolicy: importReferencePolicy, scheduled: importScheduled, insecure: importInsecure };
}

;// CONCATENATED MODULE: ./src/config/images-file.js

// Some thousand images; a larger file is another file.
const images_file_MAX_FILE_BYTES = 1024 * 1024;
/** The entries of a list in a file: plain lines, or the items of a YAML list of texts. What is wrong with it is complained about. */
function readImagesFile(path, complaints) {
    const content = readFileText(path, images_file_MAX_FILE_BYTES);
    if ('problem' in content) {
        complaints.add('images-file', content.problem, 'give the path of a file that this job may read');
        return [];
    }
    const entries = content.text
        .replace(/^\uFEFF/, '')
        .split(/\r?\n/)
        .flatMap((line, index) => {
        const text = entryOf(line);
        return text === '' ? [] : [{ text, place: `${path}:${index + 1}` }];
    });
    if (entries.length === 0) {
        complaints.add('images-file', `"${path}" names no image`, 'write one source => destination per line, such as dev/app:1.4.2 => prod/app:1.4.2');
    }
    return entries;
}
/** One line without comment, hyphen of a list and quotes; empty when nothing is left. Image names hold none of these. */
function entryOf(line) {
    const text = line
        .replace(/(?:^|\s)#.*$/, '')
        .trim()
        .replace(/^---$/, '')
        .replace(/^-\s+/, '');
    const quoted = /^(["'])(.*)\1$/.exec(text);
    return (quoted?.[2] ?? text).trim();
}

;// CONCATENATED MODULE: ./src/config/promotions.js


/** What is to be promoted, from `images`, from `images-file` or from the pair of `source-image` and `destination-image`. */
function readPromotions(inputs, complaints) {
    const extraTags = readTags(inputs.destinationTags, { name: 'destination-tags', line: '' }, complaints);
    const promotions = listName(inputs) !== undefined
        ? readLines(inputs, extraTags, complaints)
        : readPair(inputs, extraTags, complaints);
    complainAboutRepeatedTags(promotions, inputs, complaints);
    return promotions;
}
/** The input that lists what is to be promoted; undefined: a pair names one image. */
function listName({ images, imagesFile }) {
    if (images.length > 0)
        return 'images';
    return imagesFile === undefined ? undefined : 'images-file';
}
function readPair(inputs, extraTags, complaints) {
    const { sourceImage, destinationImage } = inputs;
    if (sourceImage === undefined) {
        complaints.add('source-image', 'is missing', 'say what to promote, such as dev/app:1.4.2');
    }
    if (destinationImage === undefined) {
        complaints.add('destination-image', 'is missing', 'say where it goes, such as prod/app:1.4.2');
    }
    const source = promotions_readSource(sourceImage, { name: 'source-image', line: '' }, complaints);
    const destination = readDestination(destinationImage, { name: 'destination-image', line: '' }, source, complaints);
    return promotionOf(source, destination, extraTags);
}
function readLines(inputs, extraTags, complaints) {
    const ways = [
        inputs.images.length === 0 ? [] : ['images'],
        inputs.imagesFile === undefined ? [] : ['images-file'],
        inputs.sourceImage === undefined ? [] : ['source-image'],
        inputs.destinationImage === undefined ? [] : ['destination-image'],
    ].flat();
    const [first = 'images', ...others] = ways;
    if (others.length > 0) {
        const names = others.map((name) => complaints.spell(name)).join(' and ');
        complaints.add(first, `is given together with ${names}`, 'keep one way of saying what to promote');
    }
    return entriesOf(inputs, complaints).flatMap(({ text, ...origin }) => {
        const [left = '', right, ...more] = text.split('=>').map((part) => part.trim());
        if (right === undefined || more.length > 0) {
            complaints.add(origin.name, `${origin.line}"${text}" has no single "=>"`, EXAMPLE_LINE);
            return [];
        }
        const [image, ...tags] = right.split(',').map((part) => part.trim());
        const source = promotions_readSource(left, origin, complaints);
        const destination = readDestination(image, origin, source, complaints);
        return promotionOf(source, destination, [...readTags(tags, origin, complaints), ...extraTags]);
    });
}
function entriesOf(inputs, complaints) {
    const { images, imagesFile } = inputs;
    const listed = images.map((text, index) => ({
        name: 'images',
        line: `entry ${index + 1}: `,
        text,
    }));
    const inFile = imagesFile === undefined ? [] : readImagesFile(imagesFile, complaints);
    return [
        ...listed,
        ...inFile.map(({ text, place }) => ({ name: 'images-file', line: `${place}: `, text })),
    ];
}
const EXAMPLE_LINE = 'write each line as source => destination[,tag…], such as dev/app:1.4.2 => prod/app:1.4.2';
function promotionOf(source, destination, extraTags) {
    if (source === undefined || destination === undefined)
        return [];
    const tags = [...new Set(extraTags)].filter((tag) => tag !== destination.tag);
    return [{ source, destination, extraTags: tags }];
}
function promotions_readSource(text, origin, complaints) {
    const reference = readReference(text, origin, complaints);
    if (reference === undefined)
        return undefined;
    if (reference.tag !== undefined || reference.digest !== undefined)
        return reference;
    complaints.add(origin.name, `${origin.line}"${formatReference(reference)}" has neither tag nor digest`, `name the version: ${formatReference({ ...reference, tag: 'latest' })}, or better its digest`);
    return undefined;
}
function readDestination(text, origin, source, complaints) {
    const reference = readReference(text, origin, complaints);
    if (reference === undefined)
        return undefined;
    const tag = reference.tag ?? source?.tag ?? 'latest';
    const hint = `write ${formatReference({ ...reference, tag, digest: undefined })}`;
    if (reference.digest !== undefined) {
        complaints.add(origin.name, `${origin.line}"${formatReference(reference)}" names a digest, but the digest is that of the source`, hint);
        return undefined;
    }
    if (reference.tag === undefined) {
        complaints.add(origin.name, `${origin.line}"${formatReference(reference)}" has no tag`, hint);
        return undefined;
    }
    return { ...reference, tag: reference.tag };
}
function readReference(text, origin, complaints) {
    if (text === undefined)
        return undefined;
    const parsed = parseReference(text);
    if ('reference' in parsed)
        return parsed.reference;
    complaints.add(origin.name, `${origin.line}${parsed.problem}`, origin.name === 'images' || origin.name === 'images-file'
        ? EXAMPLE_LINE
        : 'write project/stream:tag, such as dev/app:1.4.2, or host/path:tag for another registry');
    return undefined;
}
function readTags(tags, origin, complaints) {
    return tags.filter((tag) => {
        if (isTag(tag))
            return true;
        complaints.add(origin.name, `${origin.line}"${tag}" is not a tag`, 'a tag has letters, digits, "_", "." and "-", at most 128, not starting with "." or "-"');
        return false;
    });
}
function complainAboutRepeatedTags(promotions, inputs, complaints) {
    const seen = new Set();
    for (const { destination, extraTags } of promotions) {
        for (const tag of [destination.tag, ...extraTags]) {
            const name = formatReference({ ...destination, tag });
            if (!seen.has(name)) {
                seen.add(name);
                continue;
            }
            complaints.add(listName(inputs) ?? 'destination-tags', `two images would become ${name}`, 'give each image its own stream or tag');
        }
    }
}

;// CONCATENATED MODULE: ./src/config/preparation.js

/** What shall be there first; undefined when nothing is asked for. */
function readPreparation(inputs, promotions, complaints) {
    const { createProject, projectDisplayName, grantPull, linkPullSecret } = inputs;
    const asked = [
        ['create-project', createProject],
        ['grant-pull', grantPull],
        ['link-pull-secret', linkPullSecret.length > 0],
    ];
    const hasStream = promotions.some(({ destination }) => destination.kind === 'stream');
    for (const [name, isAsked] of asked) {
        // without promotions there is a complaint about them already
        if (!isAsked || promotions.length === 0 || hasStream)
            continue;
        complaints.add(name, 'needs a project', 'name the destination as project/stream:tag');
    }
    if (projectDisplayName !== undefined && !createProject) {
        complaints.add('project-display-name', 'is only for a project that is created', `set ${complaints.spell('create-project')} as well`);
    }
    if (!asked.some(([, isAsked]) => isAsked))
        return undefined;
    return {
        createProject,
        displayName: projectDisplayName,
        grantPull,
        pullSecrets: linkPullSecret.flatMap((text) => readLink(text, complaints)),
    };
}
function readLink(text, complaints) {
    const [secret = '', serviceAccount = 'default', ...more] = text.split(':');
    if (more.length === 0 && isObjectName(secret) && isObjectName(serviceAccount)) {
        return [{ secret, serviceAccount }];
    }
    complaints.add('link-pull-secret', `"${text}" is no secret`, 'write secret or secret:service-account');
    return [];
}

;// CONCATENATED MODULE: ./src/config/certificates.js

// The bundle of all public authorities has about 250 kB.
const MAX_BUNDLE_BYTES = 4 * 1024 * 1024;
const PEM_CERTIFICATE = '-----BEGIN CERTIFICATE-----';
/** `-----BEGIN` in base64: how kubeconfigs and CI variables without line breaks hold a PEM text */
const BASE64_OF_PEM = 'LS0tLS1CRUdJTi';
/** The certificates of an input: PEM text, its base64, or the path of a file with either. */
function readCertificates(name, given, complaints) {
    if (given === undefined)
        return undefined;
    const text = isPem(given) ? given : contentOf(name, given, complaints);
    if (text === undefined)
        return undefined;
    const pem = pemOf(text);
    if (pem.includes('PRIVATE KEY-----')) {
        complaints.add(name, 'holds a private key', name.endsWith('-ca')
            ? 'give the certificates of the authorities alone'
            : 'give the key as its own input');
        return undefined;
    }
    if (!pem.includes(PEM_CERTIFICATE)) {
        complaints.add(name, 'holds no certificate', `give PEM text: it starts with ${PEM_CERTIFICATE}`);
        return undefined;
    }
    return pem;
}
function isPem(text) {
    return text.includes('-----BEGIN') || text.startsWith(BASE64_OF_PEM);
}
/** PEM text of what is PEM text or its base64. */
function pemOf(text) {
    const trimmed = text.trim();
    return trimmed.startsWith(BASE64_OF_PEM) ? Buffer.from(trimmed, 'base64').toString('utf8') : trimmed;
}
function contentOf(name, path, complaints) {
    const content = readFileText(path, MAX_BUNDLE_BYTES);
    if ('text' in content)
        return content.text;
    complaints.add(name, content.problem, 'give PEM text, or the path of a PEM file that this job may read');
    return undefined;
}

;// CONCATENATED MODULE: ./src/config/addresses.js

const SERVER_HINT = 'write it as `oc whoami --show-server` prints it, such as https://api.example.com:6443';
/** The origin of an API server: https, host and port. */
function readServer(name, text, complaints) {
    if (text === undefined)
        return undefined;
    const problem = complaintAboutServer(text);
    if (problem === undefined)
        return new URL(text).origin;
    complaints.add(name, problem, SERVER_HINT);
    return undefined;
}
function complaintAboutServer(text) {
    const url = parseUrl(text);
    // before anything is quoted: what stands before the "@" may be a password
    if (text.includes('@'))
        return 'must not hold a user name or password';
    if (url === undefined)
        return `"${text}" is not a URL with https://`;
    if (url.protocol !== 'https:')
        return `"${text}" is not a URL with https://`;
    if (url.hostname.startsWith('console-openshift-console.') || url.hostname.startsWith('console.')) {
        return `"${text}" is the web console, not the API server`;
    }
    if (url.pathname !== '/' || url.search !== '' || url.hash !== '') {
        return `"${url.origin}${url.pathname}" must end after host and port`;
    }
    return undefined;
}
/** `host[:port]`, or `http://host[:port]` for a registry without TLS. */
function readRegistry(name, text, complaints) {
    if (text === undefined)
        return undefined;
    const registry = text.replace(/^https:\/\//i, '').replace(/\/$/, '');
    const host = registry.replace(/^http:\/\//i, '');
    if (isRegistryHost(host))
        return registry.toLowerCase();
    // a "@" may follow a password
    const shown = text.includes('@') ? 'it' : `"${text}"`;
    complaints.add(name, `${shown} is not a host`, 'write host or host:port, without a path');
    return undefined;
}
/** URL of an HTTP proxy; user name and password may be part of it. */
function readProxy(name, text, complaints) {
    if (text === undefined)
        return undefined;
    const url = parseUrl(text);
    if (url !== undefined && /^https?:$/.test(url.protocol) && url.hostname !== '' && url.pathname === '/') {
        return text;
    }
    complaints.add(name, 'is not the URL of an HTTP proxy', 'write it as http://host:port or http://user:password@host:port');
    return undefined;
}
function parseUrl(text) {
    return /^[a-z][a-z0-9+.-]*:\/\//i.test(text) && URL.canParse(text) ? new URL(text) : undefined;
}

;// CONCATENATED MODULE: ./src/config/tables/input-row.js
/** How often an input is the right answer; the sections of docs/inputs.md. */
const INPUT_GROUPS = (/* unused pure expression or super */ null && (['Required', 'Typical', 'Rare', 'Usually a bad idea']));
/** The names of {@link PropertyOf}, at run time. */
function propertyName(name, row) {
    const camel = name.replace(/-([a-z])/g, (_, letter) => letter.toUpperCase());
    return row.type === 'duration' ? `${camel}Ms` : camel;
}

;// CONCATENATED MODULE: ./src/config/secrets.js


// A token is a few kilobytes at most; a larger file is another file.
const MAX_SECRET_FILE_BYTES = 64 * 1024;
const SECRET_NAMES = INPUT_NAMES.filter((name) => inputRow(name).secret === true);
/**
 * Every secret among the inputs, as given and as it will be used, before anything is checked: they are to be masked first.
 * Files that cannot be read are left out; {@link readSecret} complains about them.
 */
function secretsOf(raw) {
    const secrets = SECRET_NAMES.flatMap((name) => {
        const username = /(?:password|token)$/.test(name)
            ? raw[name.replace(/(?:password|token)$/, 'username')]?.trim()
            : undefined;
        const file = raw[`${name}-file`];
        const texts = [raw[name], textOfFile(file)];
        return texts.flatMap((text) => text === undefined ? [] : [text, tidySecret(name, text)].map((value) => ({ value, username })));
    });
    const proxies = [raw['source-proxy'], raw['destination-proxy']].flatMap(passwordOfUrl);
    const seen = new Set();
    return [...secrets, ...proxies].filter(({ value, username }) => {
        const key = JSON.stringify([value, username]);
        return value.trim() !== '' && !seen.has(key) && seen.add(key) !== undefined;
    });
}
/** One secret, from the input or from the file that `…-file` names. */
function readSecret(name, raw, complaints) {
    const given = raw[name] ?? '';
    const file = raw[`${name}-file`] ?? '';
    if (file === '')
        return checkSecret(name, tidySecret(name, given), complaints);
    if (given !== '') {
        complaints.add(`${name}-file`, `is given together with ${complaints.spell(name)}`, 'keep one of them');
        return undefined;
    }
    const content = readFileText(file, MAX_SECRET_FILE_BYTES);
    if ('problem' in content) {
        const hint = 'give the path of a file that holds the secret and that this job may read';
        complaints.add(`${name}-file`, content.problem, hint);
        return undefined;
    }
    const secret = checkSecret(name, tidySecret(name, content.text), complaints);
    if (secret === undefined && content.text.trim() === '') {
        complaints.add(`${name}-file`, `"${file}" is empty`, 'write the secret into the file');
    }
    return secret;
}
function textOfFile(path) {
    if (path === undefined || path === '')
        return undefined;
    const content = readFileText(path, MAX_SECRET_FILE_BYTES);
    return 'text' in content ? content.text : undefined;
}
/** Tokens come with line breaks from `oc whoami -t`, files with one at their end; a password may end in a space. */
function tidySecret(name, text) {
    return name.endsWith('-token') ? text.trim() : text.replace(/[\r\n]+$/, '');
}
function checkSecret(name, secret, complaints) {
    if (secret === '')
        return undefined;
    const problem = complaintAboutSecret(name, secret);
    if (problem === undefined)
        return secret;
    complaints.add(name, problem.what, problem.hint);
    return undefined;
}
function complaintAboutSecret(name, secret) {
    // PEM text; whether it is a key is looked at with its certificate
    if (name.endsWith('-key'))
        return undefined;
    if (/[\r\n]/.test(secret)) {
        return { what: 'holds a line break', hint: 'give the secret alone, on one line' };
    }
    if (!name.endsWith('-token'))
        return undefined;
    if (/^\$\{?\w+\}?$/.test(secret)) {
        return {
            what: 'is the name of a variable that was not replaced',
            hint: 'define the variable for this job (protected variables reach protected branches only)',
        };
    }
    if (/^bearer\s/i.test(secret))
        return { what: 'starts with "Bearer"', hint: 'give the token alone' };
    if (/\s/.test(secret))
        return { what: 'holds white space', hint: 'give the token alone, in one piece' };
    if (!/^[\x21-\x7e]+$/.test(secret)) {
        return { what: 'holds characters that no token has', hint: 'copy the token again' };
    }
    return undefined;
}
function passwordOfUrl(text) {
    if (text === undefined || !URL.canParse(text.trim()))
        return [];
    const { username, password } = new URL(text.trim());
    if (password === '')
        return [];
    const forms = new Set([password, safeDecode(password)]);
    return [...forms].map((value) => ({ value, username: safeDecode(username) }));
}
function safeDecode(text) {
    try {
        return decodeURIComponent(text);
    }
    catch {
        return text;
    }
}

;// CONCATENATED MODULE: ./src/config/values.js
/** Reads one text, which is not empty, as its row says. */
function parseValue(row, text) {
    switch (row.type) {
        case 'string':
            return { value: text };
        case 'boolean':
            return parseBoolean(text);
        case 'integer':
            return parseInteger(row, text);
        case 'duration':
            return parseDurationRow(row, text);
        case 'enum':
            if (row.options.includes(text))
                return { value: text };
            return { problem: `"${text}" is not one of its values`, hint: `write ${orList(row.options)}` };
        case 'list':
            return { value: entries(text, /[\n,]/) };
        case 'lines':
            return { value: entries(text, /\n/) };
    }
}
/** The value of an input that nobody set. */
function defaultValue(row) {
    switch (row.type) {
        case 'list':
        case 'lines':
            return [];
        case 'duration':
            return parseDuration(row.default);
        case 'string':
        case 'boolean':
        case 'integer':
        case 'enum':
            return row.default;
    }
}
// The YAML 1.2 core schema, as the toolkit of GitHub reads booleans.
function parseBoolean(text) {
    if (/^(?:true|True|TRUE)$/.test(text))
        return { value: true };
    if (/^(?:false|False|FALSE)$/.test(text))
        return { value: false };
    return { problem: `"${text}" is neither true nor false`, hint: 'write true or false' };
}
function parseInteger(row, text) {
    const hint = `write a whole number from ${row.min} to ${row.max}`;
    if (!/^-?\d{1,15}$/.test(text))
        return { problem: `"${text}" is not a whole number`, hint };
    const value = Number(text);
    if (value < row.min || value > row.max)
        return { problem: `${value} is out of range`, hint };
    return { value };
}
function parseDurationRow(row, text) {
    const value = parseDuration(text);
    if (value === undefined) {
        const hint = /^\d+$/.test(text)
            ? `add the unit: ${text}s or ${text}m`
            : 'write it like 90s, 10m or 1h30m';
        return { problem: `"${text}" is not a duration`, hint };
    }
    if (value < (parseDuration(row.min) ?? 0) || value > (parseDuration(row.max) ?? Infinity)) {
        return { problem: `${text} is out of range`, hint: `write a duration from ${row.min} to ${row.max}` };
    }
    return { value };
}
/** Milliseconds of `90s`, `10m`, `1h30m`; undefined when it is none of these. */
function parseDuration(text) {
    const match = /^(?:(\d{1,6})h)?(?:(\d{1,6})m)?(?:(\d{1,6})s)?$/.exec(text);
    if (match === null || text === '')
        return undefined;
    const [hours, minutes, seconds] = [match[1], match[2], match[3]].map((digits) => Number(digits ?? 0));
    return (((hours ?? 0) * 60 + (minutes ?? 0)) * 60 + (seconds ?? 0)) * 1000;
}
/** Blank entries and lines that start with `#` do not count. */
function entries(text, separator) {
    return text
        .split('\n')
        .filter((line) => !line.trimStart().startsWith('#'))
        .flatMap((line) => line.split(separator))
        .map((entry) => entry.trim())
        .filter((entry) => entry !== '');
}
function orList(options) {
    return options.length < 2
        ? options.join('')
        : `${options.slice(0, -1).join(', ')} or ${options.at(-1) ?? ''}`;
}

;// CONCATENATED MODULE: ./src/config/read-inputs.js






// Texts that are more than text, by the end of their name: both sides have them.
const READERS = [
    [/-server$/, readServer],
    [/-registry$/, readRegistry],
    [/-proxy$/, readProxy],
    [/-(?:ca|client-certificate)$/, readCertificates],
];
/** Every input as a value of its type. One that is wrong is complained about and read as if nobody had set it. */
function readInputs(raw, complaints) {
    const values = INPUT_NAMES.map((name) => [
        propertyName(name, inputRow(name)),
        readInput(name, raw, complaints),
    ]);
    // the table says both: which properties there are and what they hold
    return Object.fromEntries(values);
}
function readInput(name, raw, complaints) {
    const row = inputRow(name);
    if (row.secret === true)
        return readSecret(name, raw, complaints);
    const text = textOf(name, raw);
    if (text === undefined)
        return defaultValue(row);
    const reader = READERS.find(([pattern]) => pattern.test(name))?.[1];
    if (reader !== undefined)
        return reader(name, text, complaints);
    const parsed = parseValue(row, text);
    if ('value' in parsed)
        return parsed.value;
    complaints.add(name, parsed.problem, parsed.hint);
    return defaultValue(row);
}
/** The text of an input without white space around it; undefined when nobody set it. */
function textOf(name, raw) {
    const text = raw[name]?.trim();
    return text === '' ? undefined : text;
}

;// CONCATENATED MODULE: ./src/config/registry-logins.js


/** The fields of a side about accounts at registries and certificates of its own. */
function readRegistryLogin(side, inputs, complaints) {
    const [authFile, hosts, certificate, key] = side === 'source'
        ? [
            inputs.sourceAuthFile,
            inputs.sourceRealmHosts,
            inputs.sourceClientCertificate,
            inputs.sourceClientKey,
        ]
        : [
            inputs.destinationAuthFile,
            inputs.destinationRealmHosts,
            inputs.destinationClientCertificate,
            inputs.destinationClientKey,
        ];
    return {
        authFile,
        realmHosts: readHosts(side, hosts, complaints),
        clientIdentity: readIdentity(side, certificate, key, complaints),
    };
}
function readHosts(side, hosts, complaints) {
    return hosts.flatMap((text) => {
        const host = text
            .toLowerCase()
            .replace(/^https:\/\//, '')
            .replace(/\/$/, '');
        if (isRegistryHost(host))
            return [host.replace(/:443$/, '')];
        const shown = text.includes('@') ? 'an entry' : `"${text}"`;
        complaints.add(`${side}-realm-hosts`, `${shown} is not a host`, 'write host or host:port, without a path');
        return [];
    });
}
function readIdentity(side, certificate, givenKey, complaints) {
    const [certificateName, keyName] = [`${side}-client-certificate`, `${side}-client-key`];
    if (certificate === undefined && givenKey === undefined)
        return undefined;
    if (certificate === undefined || givenKey === undefined) {
        const [absent, present] = certificate === undefined ? [certificateName, keyName] : [keyName, certificateName];
        complaints.add(absent, `is missing: ${complaints.spell(present)} is given`, `set ${complaints.spell(absent)} too`);
        return undefined;
    }
    const key = pemOf(givenKey);
    const problem = complaintAboutPair(certificate, key);
    if (problem === undefined)
        return { certificate, key };
    complaints.add(keyName, problem.what, problem.hint);
    return undefined;
}
/** Found out here, because TLS tells it in words that nobody understands, and only when it is too late. */
function complaintAboutPair(certificate, key) {
    if (/ENCRYPTED/.test(key)) {
        return {
            what: 'is protected by a password',
            hint: 'take it off: openssl pkey -in client.key -out plain.key',
        };
    }
    try {
        const { createPrivateKey, X509Certificate } = process.getBuiltinModule('node:crypto');
        if (new X509Certificate(certificate).checkPrivateKey(createPrivateKey(key)))
            return undefined;
        return { what: 'is the key of another certificate', hint: 'give the two files that were made together' };
    }
    catch {
        // what OpenSSL says is of no use to anybody
        return {
            what: 'is no key, or its certificate is none',
            hint: 'give both as PEM text, or as paths of PEM files',
        };
    }
}

;// CONCATENATED MODULE: ./src/config/logins.js

/** Ways to log in that are inputs of their own; at most one of them makes sense. */
const WAYS = ['token', 'username', 'oidc-audience', 'token-secret'];
/** Kubernetes makes no token for less (capture 45h). */
const MIN_TOKEN_MS = 600_000;
/** The fields of a side that are about logging in, besides token, user name and password. */
function readLogin(side, inputs, complaints) {
    const own = side === 'source'
        ? [inputs.sourceKubeconfig, inputs.sourceContext, inputs.sourceOidcAudience]
        : [inputs.destinationKubeconfig, inputs.destinationContext, inputs.destinationOidcAudience];
    const [paths, context, oidcAudience] = own;
    const durationMs = side === 'source' ? inputs.sourceTokenDurationMs : inputs.destinationTokenDurationMs;
    if (durationMs > 0 && durationMs < MIN_TOKEN_MS) {
        complaints.add(`${side}-token-duration`, 'is too short', 'write 10m or more: no cluster makes shorter ones');
    }
    const kubeconfig = paths === undefined && context === undefined ? undefined : { paths, context };
    return {
        kubeconfig,
        oidcAudience,
        tokenSecret: side === 'source' ? readSecretName(inputs.sourceTokenSecret, complaints) : undefined,
        tokenDurationMs: durationMs === 0 ? undefined : durationMs,
    };
}
function readSecretName(text, complaints) {
    if (text === undefined)
        return undefined;
    const match = /^([a-z0-9][a-z0-9-]*)\/([a-z0-9][a-z0-9.-]*)#([\w.-]+)$/.exec(text);
    const [, project, name, key] = match ?? [];
    if (project !== undefined && name !== undefined && key !== undefined)
        return { project, name, key };
    const shown = text.length > 100 ? 'it' : `"${text}"`;
    complaints.add('source-token-secret', `${shown} is not the key of a secret`, 'write project/name#key');
    return undefined;
}
/** Whether a side names a cluster of its own, in whatever way. */
function namesCluster(side, raw) {
    return ['server', 'kubeconfig', 'context'].some((part) => textOf(`${side}-${part}`, raw) !== undefined);
}
/** More than one way in, or a server besides the one of a kubeconfig, whose token would go to a stranger. */
function complainAboutWays(side, raw, complaints) {
    const given = waysOf(side, raw);
    const [first, ...others] = given;
    for (const name of others) {
        if (first === undefined)
            break;
        complaints.add(name, `is given together with ${complaints.spell(first)}`, 'keep one way to log in');
    }
    const kubeconfig = ['kubeconfig', 'context'].find((part) => textOf(`${side}-${part}`, raw) !== undefined);
    if (kubeconfig === undefined || textOf(`${side}-server`, raw) === undefined)
        return;
    complaints.add(`${side}-server`, `is given together with ${complaints.spell(`${side}-${kubeconfig}`)}, which has a server of its own`, 'keep one of them');
}
/** The names of the inputs by which a side logs in. */
function waysOf(side, raw) {
    return WAYS.flatMap((way) => {
        if (way === 'token-secret') {
            return side === 'source' && textOf('source-token-secret', raw) !== undefined
                ? ['source-token-secret']
                : [];
        }
        const name = `${side}-${way}`;
        return textOf(name, raw) !== undefined || (raw[`${name}-file`] ?? '') !== '' ? [name] : [];
    });
}

;// CONCATENATED MODULE: ./src/config/sides.js




/** Both sides. A source without server of its own is in the cluster of the destination and uses its credentials. */
function readSides(inputs, raw, references, complaints, pod) {
    const own = {
        source: { ...sourceOf(inputs), ...ownLogin('source', inputs, complaints) },
        destination: { ...destinationOf(inputs), ...ownLogin('destination', inputs, complaints) },
    };
    const needsServer = (side) => references[side].some(({ kind }) => kind === 'stream');
    const isPod = pod !== undefined && needsServer('destination') && isLeftOut('destination', raw);
    const given = (side) => namesCluster(side, raw) || (side === 'destination' && isPod);
    const shared = !given('source') && given('destination') && needsServer('source');
    if (!given('destination'))
        complainAboutMissingServer('destination', references, complaints);
    if (!given('source') && !shared)
        complainAboutMissingServer('source', references, complaints);
    for (const side of ['source', 'destination']) {
        const isShared = side === 'source' && shared;
        if (side === 'destination' && isPod)
            continue;
        complainAboutCredentials(own[side], raw, given(side), isShared || needsServer(side), complaints);
    }
    if (inputs.rollout.length > 0 && !given('destination') && !needsServer('destination')) {
        complaints.add('rollout', 'needs a cluster', `set ${complaints.spell('destination-server')}`);
    }
    const destination = isPod ? withinPod(own.destination, pod) : own.destination;
    return { source: shared ? withinCluster(own.source, destination) : own.source, destination };
}
function ownLogin(side, inputs, complaints) {
    return { ...readLogin(side, inputs, complaints), ...readRegistryLogin(side, inputs, complaints) };
}
function sourceOf(inputs) {
    return {
        side: 'source',
        server: inputs.sourceServer,
        token: inputs.sourceToken,
        username: inputs.sourceUsername,
        password: inputs.sourcePassword,
        registry: inputs.sourceRegistry,
        registryUsername: inputs.sourceRegistryUsername,
        registryPassword: inputs.sourceRegistryPassword,
        ca: inputs.sourceCa,
        insecureSkipTlsVerify: inputs.sourceInsecureSkipTlsVerify,
        proxy: inputs.sourceProxy,
    };
}
function destinationOf(inputs) {
    return {
        side: 'destination',
        server: inputs.destinationServer,
        token: inputs.destinationToken,
        username: inputs.destinationUsername,
        password: inputs.destinationPassword,
        registry: inputs.destinationRegistry,
        registryUsername: inputs.destinationRegistryUsername,
        registryPassword: inputs.destinationRegistryPassword,
        ca: inputs.destinationCa,
        insecureSkipTlsVerify: inputs.destinationInsecureSkipTlsVerify,
        proxy: inputs.destinationProxy,
    };
}
/** What the source does not say of itself, the destination says. Credentials go together: half of each would be neither. */
function withinCluster(source, destination) {
    const login = [source.token, source.username, source.oidcAudience, source.tokenSecret].some((way) => way !== undefined)
        ? source
        : destination;
    const registryLogin = source.registryUsername === undefined ? destination : source;
    return {
        side: 'source',
        server: destination.server,
        token: login.token,
        username: login.username,
        password: login.password,
        kubeconfig: destination.kubeconfig,
        tokenFile: login.tokenFile,
        tokenSecret: login.tokenSecret,
        oidcAudience: login.oidcAudience,
        tokenDurationMs: source.tokenDurationMs ?? login.tokenDurationMs,
        registry: source.registry ?? destination.registry,
        registryUsername: registryLogin.registryUsername,
        registryPassword: registryLogin.registryPassword,
        authFile: source.authFile ?? destination.authFile,
        realmHosts: [...(source.realmHosts ?? []), ...(destination.realmHosts ?? [])],
        clientIdentity: source.clientIdentity ?? destination.clientIdentity,
        ca: source.ca ?? destination.ca,
        insecureSkipTlsVerify: source.insecureSkipTlsVerify || destination.insecureSkipTlsVerify,
        proxy: source.proxy ?? destination.proxy,
    };
}
/** Nothing at all is said of the cluster of a side, nor of an account. */
function isLeftOut(side, raw) {
    return !namesCluster(side, raw) && waysOf(side, raw).length === 0;
}
/** The cluster that runs the job, as its service account. */
function withinPod(side, pod) {
    return {
        ...side,
        server: pod.server,
        ca: side.ca === undefined ? pod.ca : `${pod.ca}\n${side.ca}`,
        tokenFile: pod.tokenFile,
    };
}
function complainAboutMissingServer(side, references, complaints) {
    const reference = references[side].find(({ kind }) => kind === 'stream');
    if (reference === undefined)
        return;
    const own = complaints.spell(`${side}-server`);
    const set = side === 'source' ? `${own} or ${complaints.spell('destination-server')}` : own;
    complaints.add(`${side}-server`, `is missing: ${formatReference(reference)} is in a project of an OpenShift cluster`, `set ${set} to what \`oc whoami --show-server\` prints; an image of another registry is host/path:tag`);
}
/** `usable`: without a server of its own, the credentials still reach a cluster, or its lack is complained about already. */
function complainAboutCredentials(own, raw, hasServer, usable, complaints) {
    const name = (part) => `${own.side}-${part}`;
    const given = (part) => textOf(name(part), raw) !== undefined || (raw[`${name(part)}-file`] ?? '') !== '';
    const say = (part) => complaints.spell(name(part));
    complainAboutWays(own.side, raw, complaints);
    if (own.username?.includes(':') === true) {
        complaints.add(name('username'), 'holds a ":", which no user name can', 'give the user name alone');
    }
    for (const [user, secret] of [
        ['username', 'password'],
        ['registry-username', 'registry-password'],
    ]) {
        if (given(user) === given(secret))
            continue;
        const [present, absent] = given(user) ? [user, secret] : [secret, user];
        const hint = absent === secret ? complaints.adviseOnSecret(name(absent)) : `set ${say(absent)} too`;
        complaints.add(name(absent), `is missing: ${say(present)} is given`, hint);
    }
    const ways = waysOf(own.side, raw);
    const isNobody = ways.length === 0 && own.clientIdentity === undefined;
    if (hasServer && own.kubeconfig === undefined && isNobody && !given('password')) {
        complaints.add(name('token'), 'is missing', `${complaints.adviseOnSecret(name('token'))}; \`oc create token promoter\` makes one. Or set ${say('username')} and ${say('password')}`);
    }
    const [login] = ways;
    if (!hasServer && !usable && login !== undefined) {
        complaints.add(login, `has no cluster to log in to: there is no ${complaints.spell(`${own.side}-server`)}`, `set it, or for a registry ${say('registry-username')} and ${say('registry-password')}`);
    }
}

;// CONCATENATED MODULE: ./src/config/unknown-names.js

// Names that people bring along from other tools, as prefixes and as whole names.
const OTHER_PREFIXES = [
    [/^(?:src|from)-/, 'source-'],
    [/^(?:target|dest|dst|to)-/, 'destination-'],
];
const OTHER_NAMES = {
    'source-namespace': 'source-image',
    'source-project': 'source-image',
    'source-url': 'source-server',
    'source-certificate-authority-data': 'source-ca',
    'source-insecure': 'source-insecure-skip-tls-verify',
    'source-tls-verify': 'source-insecure-skip-tls-verify',
    'destination-namespace': 'destination-image',
    'destination-project': 'destination-image',
    'destination-tag': 'destination-tags',
    'destination-url': 'destination-server',
    'destination-certificate-authority-data': 'destination-ca',
    'destination-insecure': 'destination-insecure-skip-tls-verify',
    'destination-tls-verify': 'destination-insecure-skip-tls-verify',
    'rollout-timeout': 'timeout',
    debug: 'log-level',
    deployment: 'rollout',
    deploymentconfig: 'rollout',
    digest: 'expected-digest',
    plan: 'dry-run',
    tags: 'destination-tags',
    verbose: 'log-level',
};
/** Reports inputs that do not exist, with the one that was meant: a mistyped safety input must not be ignored. */
function complainAboutUnknownNames(raw, complaints) {
    for (const [name, value] of Object.entries(raw)) {
        if (value === undefined || value === '' || isKnownName(name))
            continue;
        const nearest = nearestName(name);
        complaints.add(name, 'there is no such input', nearest === undefined
            ? 'docs/inputs.md lists all of them'
            : `did you mean ${complaints.spell(nearest)}?`);
    }
}
/** Reports names in a shared place that are hardly anything but a mistyped input. */
function complainAboutStrays(strays, complaints) {
    for (const name of strays) {
        const meant = nearestBySpelling(name, (candidate) => Math.min(2, Math.floor(candidate.length / 4)));
        if (meant === undefined || isKnownName(name))
            continue;
        complaints.add(name, 'there is no such input', `did you mean ${complaints.spell(meant)}?`);
    }
}
/** An input, or the name of a file that holds a secret one: `source-token-file`. */
function isKnownName(name) {
    if (isInputName(name))
        return true;
    const secret = name.replace(/-file$/, '');
    return secret !== name && isInputName(secret) && inputRow(secret).secret === true;
}
function isInputName(name) {
    return INPUT_NAMES.includes(name);
}
/** The input that was probably meant. */
function nearestName(name) {
    const plain = OTHER_PREFIXES.reduce((text, [pattern, prefix]) => text.replace(pattern, prefix), name.toLowerCase().replaceAll('_', '-'));
    if (isInputName(plain))
        return plain;
    const known = Object.hasOwn(OTHER_NAMES, plain) ? OTHER_NAMES[plain] : undefined;
    if (known !== undefined)
        return known;
    // a third of the letters may be wrong: more, and the guess is as often wrong as right
    return nearestBySpelling(plain, (candidate) => Math.min(4, Math.floor(candidate.length / 3)));
}
function nearestBySpelling(name, maxDistance) {
    const [best] = INPUT_NAMES.map((candidate) => ({ candidate, distance: editDistance(name, candidate) }))
        .filter(({ candidate, distance }) => distance <= maxDistance(candidate))
        .sort((one, other) => one.distance - other.distance);
    return best?.candidate;
}
/** Letters to insert, delete or replace to turn one text into the other (Levenshtein). */
function editDistance(one, other) {
    let previous = Array.from({ length: other.length + 1 }, (_, index) => index);
    for (let row = 1; row <= one.length; row += 1) {
        const current = [row];
        for (let column = 1; column <= other.length; column += 1) {
            const replaced = (previous[column - 1] ?? 0) + (one[row - 1] === other[column - 1] ? 0 : 1);
            current.push(Math.min(replaced, (previous[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1));
        }
        previous = current;
    }
    return previous.at(-1) ?? 0;
}

;// CONCATENATED MODULE: ./src/config/webhook.js
const HINT = 'write buildconfig/name, or a URL in which {secret} stands for the input "webhook-secret", such as https://ci.example.com/hooks/{secret}';
/** Whom to tell of the promotion. A secret is never part of the URL, so that the URL can be shown. */
function readWebhook(inputs, promotions, complaints) {
    const { webhook: text, webhookSecret: secret } = inputs;
    if (text === undefined) {
        if (secret !== undefined)
            complaints.add('webhook', 'is missing: there is a secret for it', HINT);
        return undefined;
    }
    const isUrl = /^https?:/i.test(text);
    const target = isUrl ? webhook_readUrl(text, complaints) : readBuildConfig(text, promotions, complaints);
    if (target === undefined)
        return undefined;
    const needsSecret = target.kind === 'build-config' || target.url.includes('{secret}');
    if (needsSecret && secret === undefined) {
        complaints.add('webhook-secret', 'is missing', 'set it to the value of the Secret that the trigger names');
    }
    return { target, secret };
}
function webhook_readUrl(text, complaints) {
    if (!URL.canParse(text)) {
        complaints.add('webhook', 'is not a URL', HINT);
        return undefined;
    }
    const url = new URL(text);
    if (url.username !== '' || url.password !== '') {
        complaints.add('webhook', 'must not hold a user name or password', HINT);
        return undefined;
    }
    const secret = /\/webhooks\/([^/]+)\//.exec(text)?.[1];
    if (secret !== undefined && secret !== '{secret}') {
        complaints.add('webhook', 'holds the secret itself, which would be shown', 'write {secret} in its place, and the secret into "webhook-secret"');
        return undefined;
    }
    if (url.protocol === 'http:' && text.includes('{secret}')) {
        complaints.add('webhook', 'would send the secret unencrypted', 'write https://');
        return undefined;
    }
    return { kind: 'url', url: text };
}
function readBuildConfig(text, promotions, complaints) {
    const [name, kind = '', given, ...more] = text.split('/').toReversed();
    const isName = /^(?:bc|buildconfigs?)$/i.test(kind) && more.length === 0;
    if (!isName || name === undefined || !/^[a-z0-9][-.a-z0-9]*$/.test(name)) {
        complaints.add('webhook', `"${text}" is neither a URL nor buildconfig/name`, HINT);
        return undefined;
    }
    const projects = promotions.flatMap(({ destination }) => destination.kind === 'stream' ? [destination.project] : []);
    const [only, ...others] = new Set(projects);
    const project = given ?? (others.length === 0 ? only : undefined);
    if (project !== undefined)
        return { kind: 'build-config', project, name };
    complaints.add('webhook', `"${text}" does not say in which project it is`, `write project/${text}`);
    return undefined;
}

;// CONCATENATED MODULE: ./src/config/workloads.js

// As oc abbreviates them.
const KINDS = {
    deployment: 'deployment',
    deployments: 'deployment',
    deploy: 'deployment',
    'deployment.apps': 'deployment',
    'deployments.apps': 'deployment',
    deploymentconfig: 'deploymentconfig',
    deploymentconfigs: 'deploymentconfig',
    dc: 'deploymentconfig',
    statefulset: 'statefulset',
    statefulsets: 'statefulset',
    sts: 'statefulset',
    'statefulset.apps': 'statefulset',
    'statefulsets.apps': 'statefulset',
    daemonset: 'daemonset',
    daemonsets: 'daemonset',
    ds: 'daemonset',
    'daemonset.apps': 'daemonset',
    'daemonsets.apps': 'daemonset',
    cronjob: 'cronjob',
    cronjobs: 'cronjob',
    cj: 'cronjob',
    'cronjob.batch': 'cronjob',
    'cronjobs.batch': 'cronjob',
};
const workloads_NAME = /^(?=.{1,253}$)[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*$/;
const workloads_HINT = 'write deployment/name, dc/name (DeploymentConfig), statefulset/name, daemonset/name, cronjob/name, or auto';
/** The workloads to roll out. */
function readRollouts(inputs, promotions, complaints) {
    // there is a complaint about the destination already, and with it the project is missing
    if (promotions.length === 0)
        return { workloads: [], searched: [] };
    const projects = new Set(promotions.flatMap(({ destination }) => (destination.kind === 'stream' ? [destination.project] : [])));
    const workloads = new Map();
    const searched = new Set();
    for (const text of inputs.rollout) {
        const search = readSearch(text, projects, complaints);
        for (const project of search ?? [])
            searched.add(project);
        const workload = search === undefined ? readWorkload(text, projects, complaints) : undefined;
        if (workload !== undefined)
            workloads.set(Object.values(workload).join('/'), workload);
    }
    return { workloads: [...workloads.values()], searched: [...searched] };
}
/** `auto` and `project/auto`; undefined: it is neither. */
function readSearch(text, projects, complaints) {
    const [name, project, ...more] = text.split('/').toReversed();
    // deployment/auto is a workload of that name
    const isKind = project !== undefined && Object.hasOwn(KINDS, project.toLowerCase());
    if (name !== 'auto' || more.length > 0 || isKind)
        return undefined;
    if (project !== undefined) {
        if (workloads_NAME.test(project))
            return [project];
        complaints.add('rollout', `"${text}" has a malformed project "${project}"`, workloads_HINT);
    }
    else if (projects.size === 0) {
        complaints.add('rollout', '"auto" needs a project to look in, and the destination is no image stream', 'write project/auto');
    }
    return [...projects];
}
/** A workload as it is written; without a project of its own it is in the only one. undefined: there is a complaint. */
function readWorkload(text, projects, complaints) {
    const parts = text.split('/');
    const [name = '', kindText = '', givenProject, ...more] = parts.toReversed();
    const kind = Object.hasOwn(KINDS, kindText.toLowerCase()) ? KINDS[kindText.toLowerCase()] : undefined;
    if (kind === undefined || more.length > 0) {
        const what = parts.length === 1 ? `"${text}" does not say of which kind it is` : `"${text}" is not a workload`;
        complaints.add('rollout', what, workloads_HINT);
        return undefined;
    }
    for (const part of [name, givenProject]) {
        if (part === undefined || isObjectName(part))
            continue;
        complaints.add('rollout', `"${text}" has a malformed name "${part}"`, workloads_HINT);
        return undefined;
    }
    const [only, ...others] = projects;
    const project = givenProject ?? (others.length === 0 ? only : undefined);
    if (project !== undefined)
        return { kind, project, name };
    complaints.add('rollout', `"${text}" does not say in which project it is`, `write project/${kind}/${name}`);
    return undefined;
}

;// CONCATENATED MODULE: ./src/config/options.js














/**
 * Reads all inputs.
 * @param raw texts by kebab-case name; an empty text is an absent one
 * @throws PromoteError INPUT_INVALID with every problem of every input in `problems`
 */
function readOptions(raw, context) {
    return readRunOptions(raw, context, (inputs, complaints) => {
        const promotions = readPromotions(inputs, complaints);
        const references = {
            source: promotions.map(({ source }) => source),
            destination: promotions.map(({ destination }) => destination),
        };
        const sides = readSides(inputs, raw, references, complaints, context.pod);
        complainAboutSameImage(promotions, sides, inputs, complaints);
        return { promotions, sides };
    });
}
/**
 * Reads all inputs of a command that says in its own way what it is about.
 * @throws PromoteError INPUT_INVALID with every problem of every input in `problems`
 */
function readRunOptions(raw, context, readSubject) {
    const complaints = createComplaints(context.spell, context.adviseOnSecret);
    complainAboutUnknownNames(raw, complaints);
    complainAboutStrays(context.strays ?? [], complaints);
    const inputs = readInputs(raw, complaints);
    const { promotions, sides } = readSubject(inputs, complaints);
    const rollouts = readRollouts(inputs, promotions, complaints);
    complainAboutBackupTag(inputs, promotions, complaints);
    const webhook = readWebhook(inputs, promotions, complaints);
    const imports = readImports(inputs, promotions, complaints);
    const apply = readApply(inputs, promotions, complaints);
    const preparation = readPreparation(inputs, promotions, complaints);
    const client = readClient(inputs, complaints);
    const expectedDigest = readExpectedDigest(inputs, promotions, complaints);
    if (complaints.problems.length > 0)
        throw (0,errors/* errorOfProblems */.M$)('INPUT_INVALID', complaints.problems);
    return {
        ...sides,
        promotions,
        strategy: inputs.strategy,
        imports,
        signatures: inputs.signatures,
        dryRun: inputs.dryRun,
        onExistingTag: inputs.onExistingTag,
        backupTag: inputs.backupTag,
        rollbackOnFailure: inputs.rollbackOnFailure,
        expectedDigest,
        rollouts: rollouts.workloads,
        searched: rollouts.searched,
        gates: {
            beforeMove: inputs.beforeMove,
            beforeRollout: inputs.beforeRollout,
            afterRollout: inputs.afterRollout,
        },
        webhook,
        apply,
        preparation,
        client,
        wait: inputs.wait,
        timeoutMs: inputs.timeoutMs,
        verifyPods: inputs.verifyPods,
        concurrency: inputs.concurrency,
        retries: inputs.retries,
        requestTimeoutMs: inputs.requestTimeoutMs,
        summary: inputs.summary,
        record: inputs.record,
        compareImages: inputs.record !== undefined,
        logLevel: inputs.logLevel,
    };
}
/** For the reporter, which is there before the inputs are known to be good. */
function readLogLevel(raw) {
    return raw['log-level']?.trim() === 'debug' ? 'debug' : 'info';
}
function readExpectedDigest(inputs, promotions, complaints) {
    const text = inputs.expectedDigest;
    if (text === undefined)
        return undefined;
    if (!isDigest(text)) {
        complaints.add('expected-digest', `"${text}" is not a digest`, 'write sha256: and 64 lower-case hexadecimal digits, as the output "digest" of an earlier job has it');
        return undefined;
    }
    if (promotions.length > 1) {
        complaints.add('expected-digest', `cannot be true of ${promotions.length} images`, `write the digests into ${complaints.spell(listName(inputs) ?? 'images')}: project/stream@sha256:… => …`);
    }
    return text;
}
function complainAboutBackupTag({ backupTag }, promotions, complaints) {
    if (backupTag === undefined)
        return;
    if (!isTag(backupTag))
        complaints.add('backup-tag', `"${backupTag}" is not a tag`, 'write it as previous');
    const taken = promotions.some((each) => [each.destination.tag, ...each.extraTags].includes(backupTag));
    if (taken)
        complaints.add('backup-tag', `${backupTag} is a destination tag too`, 'choose another name');
}
/** One server and one name: nearly always a forgotten source-server. */
function complainAboutSameImage(promotions, sides, inputs, complaints) {
    const server = sides.source.server;
    const sameServer = server !== undefined && server === sides.destination.server;
    for (const { source, destination } of promotions) {
        if (source.kind !== destination.kind || (source.kind === 'stream' && !sameServer))
            continue;
        if (formatReference(source) !== formatReference(destination))
            continue;
        complaints.add(listName(inputs) ?? 'source-image', `${formatReference(source)} is also the destination`, `set ${complaints.spell('source-server')} when the source is another cluster`);
    }
}

;// CONCATENATED MODULE: ./src/core/text/redaction.js
const MASK = '***';
// A shorter form would hit ordinary words, and hiding them everywhere tells more than it hides.
const MIN_FORM_LENGTH = 4;
// base64 of a secret inside a longer text: shorter than this it is no longer telling
const MIN_BASE64_LENGTH = 8;
/** What looks like a credential although nobody registered it; the first group is kept. */
const LOOKS_SECRET = [
    // OpenShift OAuth tokens, JWTs, tokens of GitHub and GitLab
    /()\bsha256~[\w-]{20,}/g,
    /()\beyJ[\w-]{5,}\.eyJ[\w-]{5,}\.[\w-]*/g,
    /()\b(?:gh[oprsu]_|github_pat_|glpat-)\w{16,}/g,
    // credentials in headers and in URLs
    /(\b(?:bearer|basic)\s+)[\w~+/.=-]{8,}/gi,
    /(\b[a-z][a-z0-9+.-]*:\/\/)[^\s/@?#]+@/gi,
    // what signs a URL: storage back ends, upload sessions, tokens in a fragment or query
    /([?&#;](?:_state|sig|signature|token|access_token|refresh_token|code|x-amz-(?:signature|credential|security-token)|x-goog-(?:signature|credential)|awsaccesskeyid)=)[^&\s"'<>]+/gi,
    // the secret is a path segment of a build webhook
    /(\/webhooks\/)[^/\s]+/g,
];
function createRedactor() {
    const forms = new Set();
    let known;
    return {
        add(secret, username) {
            for (const form of secretForms(secret, username))
                forms.add(form);
            // the longest first, or a part would be masked and the rest shown
            const ordered = [...forms].sort((one, other) => other.length - one.length);
            known = ordered.length === 0 ? undefined : new RegExp(ordered.map(escapeForRegExp).join('|'), 'g');
        },
        redact(text) {
            const withoutKnown = known === undefined ? text : text.replace(known, MASK);
            return LOOKS_SECRET.reduce((result, pattern) => result.replace(pattern, `$1${MASK}`), withoutKnown);
        },
    };
}
/** Every form in which a secret can appear; none so short that ordinary words would match. */
function secretForms(secret, username) {
    const lines = secret.split(/\r?\n/).map((line) => line.trim());
    const plain = [...new Set([secret, secret.trim(), ...lines])].filter((text) => text.length >= MIN_FORM_LENGTH);
    const encoded = plain.flatMap((text) => [
        encodeURIComponent(text.toWellFormed()),
        new URLSearchParams({ '': text }).toString().slice(1),
        JSON.stringify(text).slice(1, -1),
        ...base64Forms(text),
    ]);
    const pairs = username === undefined || secret === '' ? [] : base64Pair(`${username}:${secret}`);
    return [...plain, ...encoded, ...pairs];
}
/** With every alignment, so that it is found in the middle of something longer: `user:secret`, a dockercfg. */
function base64Forms(text) {
    return [0, 1, 2].flatMap((before) => {
        const bytes = Buffer.concat([Buffer.alloc(before), Buffer.from(text)]);
        // characters that also hold bits of the neighbours are left out
        const start = Math.ceil((before * 8) / 6);
        const end = Math.floor((bytes.byteLength * 8) / 6);
        const form = bytes.toString('base64').slice(start, end);
        return form.length < MIN_BASE64_LENGTH ? [] : [form, toUrlAlphabet(form)];
    });
}
/** Whole, however short the secret is. */
function base64Pair(text) {
    const padded = Buffer.from(text).toString('base64');
    const form = padded.replace(/=+$/, '');
    return form.length < MIN_BASE64_LENGTH ? [] : [padded, form, toUrlAlphabet(form)];
}
function toUrlAlphabet(base64) {
    return base64.replaceAll('+', '-').replaceAll('/', '_');
}
function escapeForRegExp(text) {
    return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

;// CONCATENATED MODULE: ./src/hosts/github/inputs.js
const PREFIX = 'INPUT_';
/**
 * Every `with:` of the step, known or not: the runner passes `source-image` as `INPUT_SOURCE-IMAGE`, only warns of names it
 * does not know, and sets what nobody gave to an empty text.
 */
function readRaw({ env }, _shapes) {
    const raw = {};
    for (const [key, value] of Object.entries(env)) {
        if (value === undefined || !key.startsWith(PREFIX))
            continue;
        raw[key.slice(PREFIX.length).toLowerCase()] = value;
    }
    return { raw, spell: (name) => name, adviseOnSecret, strays: [] };
}
/** A secret that does not reach the job is an empty text, so it cannot be told from one that was not passed. */
function adviseOnSecret(name) {
    const secret = name.toUpperCase().replaceAll('-', '_');
    return `write ${name}: \${{ secrets.${secret} }} and add that secret in Settings → Secrets and variables → Actions (those of an environment need \`environment:\` in the job; none reach pull requests of forks)`;
}

// EXTERNAL MODULE: ./src/hosts/github/workflow-command.js
var workflow_command = __nccwpck_require__(432);
;// CONCATENATED MODULE: ./src/hosts/github/masks.js


/** Tells the runner to hide secrets, in this step and all later ones. Must come before anything else is written. */
function addMasks(secrets, { stdout }) {
    const forms = new Set(secrets.flatMap(({ value, username }) => secretForms(value, username)));
    for (const form of forms)
        stdout.write((0,workflow_command/* workflowCommand */.N)('add-mask', form));
}

// EXTERNAL MODULE: ./src/core/text/server-text.js
var server_text = __nccwpck_require__(844);
;// CONCATENATED MODULE: ./src/report/error-text.js


const MAX_LINE_LENGTH = 2000;
const MAX_CAUSES = 8;
const MAX_STACK_LINES = 30;
/** The code that is told for whatever was thrown: that of a PromoteError, or INTERNAL_ERROR. */
function errorCodeOf(error) {
    return error instanceof PromoteError ? error.code : 'INTERNAL_ERROR';
}
/** The exit code of the process for whatever was thrown. */
function exitCodeOf(error) {
    return ERROR_CODES[errorCodeOf(error)].exit;
}
/** Puts an error into words. `redact` sees every line. */
function describeError(error, redact) {
    const line = (text) => (0,server_text/* cleanServerText */.C)(redact(text), MAX_LINE_LENGTH);
    if (!(error instanceof errors/* PromoteError */.jG))
        return describeFault(error, line);
    const { hint } = error;
    return {
        code: error.code,
        message: line(error.message),
        hint: hint === undefined ? undefined : line(hint),
        problems: describeProblems(error).map((text) => indentOf(text) + line(text)),
        details: [...describePlace(error.where), ...causesOf(error).map((cause) => `cause: ${cause}`)].map(line),
    };
}
/** The whole error as lines, for logs. */
function errorLines({ code, message, hint, problems, details }) {
    return [
        `${code}: ${message}`,
        ...(hint === undefined ? [] : [`  hint: ${hint}`]),
        ...[...problems, ...details].map((text) => `  ${text}`),
        `  more: docs/errors.md#${code.toLowerCase()}`,
    ];
}
/** Anything but a PromoteError is a fault of the program: its stack is what helps. */
function describeFault(error, line) {
    const stack = error instanceof Error && error.stack !== undefined ? error.stack : String(error);
    return {
        code: 'INTERNAL_ERROR',
        message: line(`a fault of this program: ${error instanceof Error ? error.message : String(error)}`),
        hint: 'please report it, with the lines below',
        problems: [],
        details: [...stack.split('\n'), ...causesOf(error).map((cause) => `cause: ${cause}`)]
            .slice(0, MAX_STACK_LINES)
            .map((text) => indentOf(text) + line(text)),
    };
}
function indentOf(text) {
    return /^ */.exec(text)?.[0] ?? '';
}
function describeProblems({ problems, code, message }) {
    const [only, ...others] = problems;
    // an error of one problem is that problem
    if (only !== undefined && others.length === 0 && only.message === message)
        return [];
    return problems.flatMap((problem) => describeProblem(problem, code));
}
function describeProblem(problem, outerCode) {
    const code = problem.code === outerCode ? '' : `${problem.code}: `;
    return [`- ${code}${problem.message}`, ...(problem.hint === undefined ? [] : [`  hint: ${problem.hint}`])];
}
function describePlace(place) {
    const { side, phase, host, repository, digest, request, status, attempt } = place;
    const parts = [
        phase === undefined ? undefined : `while: ${phase}`,
        side === undefined ? undefined : `side: ${side}`,
        host === undefined ? undefined : `host: ${host}`,
        repository === undefined ? undefined : `repository: ${repository}`,
        digest === undefined ? undefined : `digest: ${digest}`,
        request === undefined
            ? undefined
            : `request: ${request}${status === undefined ? '' : ` (${status})`}${attempt === undefined || attempt < 2 ? '' : `, attempt ${attempt}`}`,
        request === undefined && status !== undefined ? `status: ${status}` : undefined,
    ];
    return parts.filter((part) => part !== undefined);
}
/** From the outside in, each once: a chain may be a circle, and errors repeat what their causes say. */
function causesOf(error) {
    const texts = new Set();
    const seen = new Set([error]);
    const queue = lowerErrors(error);
    while (queue.length > 0 && texts.size < MAX_CAUSES) {
        const next = queue.shift();
        if (next === undefined || next === null || seen.has(next))
            continue;
        seen.add(next);
        texts.add(causeText(next));
        queue.unshift(...lowerErrors(next));
    }
    return [...texts];
}
function lowerErrors(error) {
    if (!(error instanceof Error))
        return [];
    return [error.cause, ...(error instanceof AggregateError ? error.errors : [])];
}
function causeText(cause) {
    if (!(cause instanceof Error))
        return String(cause);
    const code = 'code' in cause && typeof cause.code === 'string' ? cause.code : '';
    const message = cause.message === '' ? cause.name : cause.message;
    return code === '' || message.includes(code) ? message : `${code}: ${message}`;
}

;// CONCATENATED MODULE: ./src/core/text/byte-text.js
const UNITS = ['B', 'kB', 'MB', 'GB', 'TB'];
/** `1.2 GB`: decimal units, as registries and their web pages show them. */
function formatBytes(countBytes) {
    let value = countBytes;
    let unit = 0;
    while (value >= 999.5 && unit < UNITS.length - 1) {
        value /= 1000;
        unit += 1;
    }
    const digits = unit === 0 || value >= 99.95 ? 0 : 1;
    return `${value.toFixed(digits)} ${UNITS[unit]}`;
}

;// CONCATENATED MODULE: ./src/core/text/duration-text.js
/** `840 ms`, `12.3 s`, `4 min 5 s`, `1 h 3 min`: two units at most, as nobody reads more. */
function formatDuration(durationMs) {
    if (durationMs < 1000)
        return `${Math.round(durationMs)} ms`;
    if (durationMs < 59_950)
        return `${(durationMs / 1000).toFixed(1)} s`;
    const seconds = Math.round(durationMs / 1000);
    if (seconds < 3600)
        return units(seconds, 60, 'min', 's');
    return units(Math.round(seconds / 60), 60, 'h', 'min');
}
function units(total, size, large, small) {
    const rest = total % size;
    const whole = `${Math.floor(total / size)} ${large}`;
    return rest === 0 ? whole : `${whole} ${rest} ${small}`;
}

;// CONCATENATED MODULE: ./src/core/progress-text.js


/** `deployment/web`, `dc/api`, `statefulset/db`. */
function workloadText(workload) {
    return `${workload.kind === 'deploymentconfig' ? 'dc' : workload.kind}/${workload.name}`;
}
/** Between 0 and 1; an image without content is done. */
function transferFraction({ doneBytes, totalBytes }) {
    if (totalBytes <= 0)
        return 1;
    return Math.min(1, Math.max(0, doneBytes / totalBytes));
}
/** `312 MB of 1.2 GB (26 %), 84 MB/s, 11.2 s left, 3 of 9 blobs`. */
function transferText(progress) {
    const { doneBytes, totalBytes, doneBlobs, totalBlobs, bytesPerSecond } = progress;
    // a percent is true only when the last blob is there: 99.9 must not read 100
    const percent = Math.floor(transferFraction(progress) * 100);
    return [
        `${formatBytes(Math.max(0, doneBytes))} of ${formatBytes(totalBytes)} (${percent} %)`,
        ...(bytesPerSecond > 0 ? [`${formatBytes(bytesPerSecond)}/s`] : []),
        ...timeLeft(totalBytes - doneBytes, bytesPerSecond),
        `${doneBlobs} of ${totalBlobs} blobs`,
    ].join(', ');
}
// Beyond a day the rate is that of a stall, and what follows from it is no estimate.
const MAX_ESTIMATE_S = 24 * 3600;
function timeLeft(leftBytes, bytesPerSecond) {
    if (leftBytes <= 0 || bytesPerSecond <= 0 || leftBytes / bytesPerSecond > MAX_ESTIMATE_S)
        return [];
    return [`${formatDuration(Math.ceil(leftBytes / bytesPerSecond) * 1000)} left`];
}
/** `deployment/web: 2 of 3 pods updated`. */
function rolloutText({ workload, message }) {
    return `${workloadText(workload)}: ${message}`;
}

;// CONCATENATED MODULE: ./src/report/progress-lines.js

// Often enough to see that it moves, seldom enough to read the log afterwards.
const INTERVAL_MS = 5_000;
/** A transfer that ends before the first interval is over leaves no line: the log says how it ended anyway. */
function createProgressLines(clock, print) {
    const toldMs = new Map();
    const toldMessages = new Map();
    const isDue = (key, tellAtOnce) => {
        const nowMs = clock.nowMs();
        const lastMs = toldMs.get(key);
        if (lastMs === undefined)
            toldMs.set(key, nowMs);
        if (lastMs === undefined)
            return tellAtOnce;
        if (nowMs - lastMs < INTERVAL_MS)
            return false;
        toldMs.set(key, nowMs);
        return true;
    };
    return {
        transfer(progress) {
            if (isDue(`transfer ${progress.label}`, false))
                print(`${progress.label}: ${transferText(progress)}`);
        },
        rollout(progress) {
            const key = `rollout ${progress.workload.project}/${workloadText(progress.workload)}`;
            if (toldMessages.get(key) === progress.message || !isDue(key, true))
                return;
            toldMessages.set(key, progress.message);
            print(rolloutText(progress));
        },
    };
}

;// CONCATENATED MODULE: ./src/hosts/github/progress.js


/** A log of lines, none of which the runner obeys and none of which holds a secret. */
function createProgress({ stdout }, { clock, redact }) {
    const print = (line) => {
        stdout.write((0,workflow_command/* plainLines */.y)(redact(line)));
    };
    const { transfer, rollout } = createProgressLines(clock, print);
    return { print, transfer, rollout, clear: () => undefined };
}

;// CONCATENATED MODULE: ./src/hosts/github/reporter.js



// GitHub shows 10 annotations of a type for a step and cuts each at 4096 bytes; the log has the rest.
const MAX_ANNOTATIONS = 10;
const MAX_ANNOTATION_LENGTH = 2000;
/** Groups, annotations and lines in the log of a workflow step. */
function createReporter(surroundings, settings) {
    const { stdout } = surroundings;
    const { redact, logLevel } = settings;
    const progress = createProgress(surroundings, settings);
    const { print } = progress;
    const counts = { notice: 0, warning: 0 };
    const annotate = (kind, line) => {
        counts[kind] += 1;
        if (counts[kind] > MAX_ANNOTATIONS)
            print(`${kind}: ${line}`);
        else
            stdout.write((0,workflow_command/* workflowCommand */.N)(kind, shorten(redact(line))));
    };
    return {
        async group(title, body) {
            stdout.write((0,workflow_command/* workflowCommand */.N)('group', redact(title)));
            try {
                return await body();
            }
            finally {
                stdout.write((0,workflow_command/* workflowCommand */.N)('endgroup', ''));
            }
        },
        info: print,
        notice: (line) => {
            annotate('notice', line);
        },
        warning: (line) => {
            annotate('warning', line);
        },
        debug: (line) => {
            // the runner shows these only when debugging of the step is on; the input asks for them in any case
            if (logLevel === 'debug')
                print(`debug: ${line}`);
            else
                stdout.write((0,workflow_command/* workflowCommand */.N)('debug', redact(line)));
        },
        transferProgress: progress.transfer,
        rolloutProgress: progress.rollout,
        failure: (error) => {
            const text = describeError(error, redact);
            const message = [text.message, ...(text.hint === undefined ? [] : [text.hint]), ...text.problems].join('\n');
            stdout.write((0,workflow_command/* workflowCommand */.N)('error', shorten(message), { title: text.code }));
            for (const line of errorLines(text).slice(1))
                print(line);
        },
    };
}
function shorten(text) {
    return text.length > MAX_ANNOTATION_LENGTH ? `${text.slice(0, MAX_ANNOTATION_LENGTH - 1)}…` : text;
}

// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __nccwpck_require__(598);
;// CONCATENATED MODULE: ./src/openshift/api/api-path.js

/**
 * The path of a resource: every segment encoded, so that a name can never reach another resource
 * (`app:1` becomes `app%3A1`; both forms are accepted, openshift-api.md §0.1).
 * @throws PromoteError INPUT_INVALID for a segment that a URL parser would drop or climb up with
 */
function apiPath(...segments) {
    for (const segment of segments) {
        if (segment === '' || segment === '.' || segment === '..') {
            throw new errors/* PromoteError */.jG({
                code: 'INPUT_INVALID',
                message: `${JSON.stringify(segment)} cannot be part of the name of an object`,
            });
        }
    }
    return `/${segments.map(encodeURIComponent).join('/')}`;
}
/** A namespaced resource: `/apis/GROUP/VERSION/namespaces/PROJECT/RESOURCE…`, or `/api/v1/…` for the core group. */
function namespacedPath(groupVersion, project, ...rest) {
    const root = groupVersion === 'v1' ? ['api', 'v1'] : ['apis', ...groupVersion.split('/')];
    return apiPath(...root, 'namespaces', project, ...rest);
}
function formatQuery(query) {
    const params = Object.entries(query)
        .filter(([, value]) => value !== undefined)
        .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(String(value))}`);
    return params.length === 0 ? '' : `?${params.join('&')}`;
}

;// CONCATENATED MODULE: ./src/openshift/api/bearer-token.js
function createBearerToken(given, renewToken) {
    let token = given;
    return {
        value: () => token,
        renew: async (refused, signal) => {
            // somebody else may have renewed it meanwhile
            if (token === refused)
                token = (await renewToken?.(signal)) ?? token;
            return token !== refused;
        },
    };
}

;// CONCATENATED MODULE: ./src/openshift/api/roles.js
const IMAGES = 'image.openshift.io';
const APPS = 'apps.openshift.io';
const BUILDS = 'build.openshift.io';
/**
 * The least role that gives a right (openshift-api.md §7.2, §7.3; capture 55-ssar-matrix). `view` pulls and reads,
 * `registry-editor` does everything with images and nothing with workloads.
 */
const ROLES = [
    row(IMAGES, 'imagestreams/layers', 'system:image-puller', 'registry-editor'),
    row(IMAGES, 'imagestreams/secrets', 'registry-editor', 'registry-editor'),
    row(IMAGES, '*', 'registry-viewer', 'registry-editor'),
    row(APPS, 'deploymentconfigs/instantiate', undefined, 'edit'),
    row(BUILDS, 'builds/docker', undefined, 'system:build-strategy-docker'),
    row('', 'secrets', 'edit', 'edit'),
    row('', 'serviceaccounts/token', undefined, 'admin'),
    row('rbac.authorization.k8s.io', '*', 'admin', 'admin'),
    row('*', '*', 'view', 'edit'),
];
const READING = new Set(['get', 'list', 'watch']);
function row(group, path, read, write) {
    const [resource = '', subresource = ''] = path.split('/');
    return { group, resource, subresource, read, write };
}
/** Name of the ClusterRole to ask a project administrator for. */
function roleFor(right) {
    const found = ROLES.find((candidate) => (candidate.group === '*' || candidate.group === right.group) &&
        (candidate.resource === '*' ||
            (candidate.resource === right.resource && candidate.subresource === right.subresource)));
    if (found === undefined)
        return 'edit';
    return READING.has(right.verb) ? (found.read ?? found.write) : found.write;
}
const SERVICE_ACCOUNT = /^system:serviceaccount:([^:]+):([^:]+)$/;
/**
 * The command that grants a role. `-z` names a service account of the project itself; one of another project is given by
 * its full user name, which `oc` turns into the same subject (openshift-api.md §7.1).
 */
function grantCommand(role, username, project) {
    const account = SERVICE_ACCOUNT.exec(username);
    const subject = account?.[1] === project && account[2] !== undefined ? `-z ${account[2]}` : quoteForShell(username);
    return `oc policy add-role-to-user ${role} ${subject} -n ${project}`;
}
/** The command will be pasted into a shell, and a user name is whatever an identity provider made of it. */
function quoteForShell(text) {
    return /^[\w.:@/-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

;// CONCATENATED MODULE: ./src/openshift/api/explain-forbidden.js

const DENIAL = /User "([^"]+)" cannot (\S+) resource "([^"/]+)(?:\/([^"]+))?" in API group "([^"]*)" (?:in the namespace "([^"]+)"|at the cluster scope)/;
function explainForbidden(failure) {
    if (failure.status !== 403)
        return undefined;
    return (explainAnonymous(failure) ??
        explainScopes(failure) ??
        explainQuota(failure.message) ??
        explainDenial(failure) ?? {
        code: 'ACCESS_DENIED',
        message: `${failure.host} refused ${failure.request}: ${failure.message || 'no explanation'}`,
    });
}
/** A request with a bad token is a 401; this one carried none (captures 01b, 01c). */
function explainAnonymous({ host, side, message }) {
    if (!message.includes('"system:anonymous"'))
        return undefined;
    return {
        code: 'LOGIN_FAILED',
        message: `${host} received no ${side} credentials: it takes us for system:anonymous`,
        hint: `set the input "${side}-token"; if it is set, a proxy or load balancer removes the Authorization header`,
    };
}
/** Capture 01g. */
function explainScopes({ side, server, message }) {
    const scopes = /scopes (\[[^\]]*\]) prevent this action/.exec(message)?.[1];
    if (scopes === undefined)
        return undefined;
    return {
        code: 'ACCESS_DENIED',
        message: `the ${side} token is limited to the scopes ${scopes}: ${message}`,
        hint: `set the input "${side}-token" to a token without such limits: oc login ${server}, then oc whoami -t`,
    };
}
/** Captures 56t, 28d; limits of tags come as 422 (capture 56y) and read alike. */
function explainQuota(message) {
    const quota = /exceeded quota: ([^,]+),/.exec(message)?.[1];
    if (quota !== undefined) {
        return {
            code: 'QUOTA_EXCEEDED',
            message: `quota ${quota} is exhausted: ${message}`,
            hint: `look at it: oc describe quota ${quota}; delete what is not needed or ask the cluster administrator for more`,
        };
    }
    if (message.includes('exceeds the maximum limit per openshift.io/')) {
        return {
            code: 'QUOTA_EXCEEDED',
            message: `a limit range of the project is exceeded: ${message}`,
            hint: 'look at it: oc describe limitrange; delete tags that are not needed or ask the cluster administrator for more',
        };
    }
    if (/status unknown for quota|still loading limit information/.test(message)) {
        return {
            code: 'SERVER_UNAVAILABLE',
            message: `the cluster has not computed its quotas yet: ${message}`,
            hint: 'try again in a minute',
        };
    }
    return undefined;
}
function explainDenial(failure) {
    const denial = readDenial(failure.message);
    if (denial === undefined)
        return undefined;
    const { username, right, project } = denial;
    const resource = right.subresource === '' ? right.resource : `${right.resource}/${right.subresource}`;
    const what = `${username} may not ${right.verb} ${resource}`;
    if (project === undefined) {
        return { code: 'ACCESS_DENIED', message: `${what} on ${failure.server}` };
    }
    return {
        code: 'ACCESS_DENIED',
        // a project that does not exist is refused in the same words (capture 02k)
        message: `${what} in project ${project} on ${failure.server} (or the project does not exist)`,
        hint: `grant it: ${grantCommand(roleFor(right), username, project)}`,
    };
}
function readDenial(message) {
    const match = DENIAL.exec(message);
    if (match === null)
        return undefined;
    const [, username = '', verb = '', resource = '', subresource = '', group = '', project] = match;
    return { username, right: { verb, group, resource, subresource }, project };
}

;// CONCATENATED MODULE: ./src/openshift/api/explain-invalid.js

/** 400 and 422. OpenShift wraps what is really a missing right or image into these (openshift-api.md §3.5). */
function explainInvalid(failure) {
    if (failure.status !== 400 && failure.status !== 422)
        return undefined;
    const { message } = failure;
    return (explainQuota(message) ??
        explainWhitelist(failure) ??
        explainTagSource(failure) ??
        explainPaused(failure) ??
        explainUnresolved(message) ?? {
        code: 'INPUT_INVALID',
        message: `${failure.host} refused ${failure.request}: ${message || 'no explanation'}`,
    });
}
/** Registries that imports may use at all (openshift-api.md §3.7). */
function explainWhitelist({ host, message }) {
    if (!message.includes('not allowed by whitelist'))
        return undefined;
    return {
        code: 'ACCESS_DENIED',
        message: `${host} imports from registries on its list only: ${message}`,
        hint: 'a cluster administrator adds it: allowedRegistriesForImport of image.config.openshift.io/cluster; or set "strategy" to "copy"',
    };
}
/** Captures 15d, 49zt, 49r: the caller may not pull the source, or it is not there. */
function explainTagSource({ message, side }) {
    const forbidden = /\.from: Forbidden: ([^/\s]+)\/([^:\s]+)/.exec(message);
    if (forbidden !== null) {
        const [, project = '', stream = ''] = forbidden;
        return {
            code: 'ACCESS_DENIED',
            message: `the ${side} account may not pull ${project}/${stream} (or it does not exist), so it cannot be tagged from there`,
            hint: `grant it to the account that promotes, not to the one that runs the pods: oc policy add-role-to-user system:image-puller USER -n ${project}`,
        };
    }
    const missing = /\.from(?:\.name)?: Not found: "([^"]+)"/.exec(message)?.[1];
    if (missing !== undefined) {
        return {
            code: 'IMAGE_NOT_FOUND',
            message: `the image to tag does not exist: ${missing}`,
            hint: 'look at what there is: oc get imagestreams -n PROJECT; check project and name of the source',
        };
    }
    if (!message.includes('error generating tag event'))
        return undefined;
    const name = /Invalid value: "([^"]+)"/.exec(message)?.[1] ?? 'the image';
    return {
        code: 'IMAGE_NOT_FOUND',
        message: `${name} is in the history of no tag of its image stream: it was pruned, or is only part of another image`,
        hint: 'push or import it again, or promote the image index instead of one of its platforms',
    };
}
/** Capture 19f. */
function explainPaused({ message, name, request }) {
    if (!message.includes('is paused - unpause'))
        return undefined;
    const project = /\/namespaces\/([^/]+)\//.exec(request)?.[1] ?? 'PROJECT';
    return {
        code: 'ROLLOUT_PAUSED',
        message: `dc/${name} in ${project} is paused`,
        hint: `resume it: oc rollout resume dc/${name} -n ${project}`,
    };
}
/** Capture 19g. */
function explainUnresolved(message) {
    const name = /cannot trigger a deployment for "([^"]+)" because it contains unresolved images/.exec(message)?.[1];
    if (name === undefined)
        return undefined;
    return {
        code: 'ROLLOUT_FAILED',
        message: `dc/${name} cannot be rolled out: an image stream tag that one of its image triggers names does not exist`,
        hint: `look which: oc set triggers dc/${name}`,
    };
}

;// CONCATENATED MODULE: ./src/openshift/api/explain.js



/** The first rule that knows the answer wins (openshift-api.md §13). */
const RULES = [
    explainPage,
    explainUnauthorized,
    explainForbidden,
    explainMissing,
    explainConflict,
    explainInvalid,
    explainOverload,
    explainRedirect,
];
/** Translates an answer of the API once, at the border of this room. */
function explain_explain(failure) {
    let meaning;
    for (const rule of RULES)
        meaning ??= rule(failure);
    return new errors/* PromoteError */.jG({
        ...(meaning ?? explainAnything(failure)),
        where: {
            side: failure.side,
            host: failure.host,
            request: failure.request,
            status: failure.status,
            attempt: failure.attempts,
        },
    });
}
/** How to find the URL of the API server, which is neither the web console nor the registry. */
function serverHint(failure) {
    return `the input "${failure.side}-server" must be the URL of the API server, such as https://api.CLUSTER.DOMAIN:6443: oc whoami --show-server`;
}
function explainPage(failure) {
    if (failure.form !== 'page')
        return undefined;
    if (failure.status >= 500 || failure.status === 429) {
        return {
            code: 'SERVER_UNAVAILABLE',
            message: `${failure.host} answered with a web page: "${failure.message}" (status ${failure.status})`,
            hint: 'a router or load balancer found no healthy server behind this host: try again later, or ask the cluster administrator',
        };
    }
    return {
        code: 'NOT_OPENSHIFT',
        message: `${failure.host} answered with a web page ("${failure.message}", status ${failure.status}), not as an OpenShift API`,
        hint: serverHint(failure),
    };
}
function explainUnauthorized(failure) {
    if (failure.status !== 401)
        return undefined;
    return {
        code: 'TOKEN_EXPIRED',
        message: `${failure.host} refused the ${failure.side} token: it is expired, revoked or meant for another cluster`,
        hint: `log in again (oc login ${failure.server}) and set the input "${failure.side}-token" to the output of oc whoami -t`,
    };
}
function explainMissing(failure) {
    if (failure.status !== 404)
        return undefined;
    if (failure.form !== 'status' || failure.kind === '')
        return explainUnservedGroup(failure);
    const { kind, name, server } = failure;
    switch (kind) {
        case 'namespaces':
        case 'projects':
            return {
                code: 'PROJECT_NOT_FOUND',
                message: `project ${name} does not exist on ${server}`,
                hint: `create it: oc new-project ${name}`,
            };
        case 'imagestreams':
        case 'imagestreamtags':
        case 'imagestreamimages':
            return { code: 'IMAGE_NOT_FOUND', message: `${kind} ${name} does not exist on ${server}` };
        default:
            return { code: 'WORKLOAD_NOT_FOUND', message: `${kind} ${name} does not exist on ${server}` };
    }
}
/** `404 page not found` is no object that is missing but an API that is not served: a capability is off (openshift-api.md §0.2, §0.3). */
function explainUnservedGroup(failure) {
    const group = /\/apis\/([^/]+)/.exec(failure.request)?.[1] ?? '';
    if (group === 'apps.openshift.io') {
        return {
            code: 'NOT_OPENSHIFT',
            message: `${failure.host} has no DeploymentConfigs: the capability DeploymentConfig is not enabled`,
            hint: 'use a Deployment: deployment/NAME instead of dc/NAME',
        };
    }
    return {
        code: 'NOT_OPENSHIFT',
        message: `${failure.host} does not serve ${group === '' ? 'this API' : group} (${failure.message || 'status 404'})`,
        hint: serverHint(failure),
    };
}
function explainConflict(failure) {
    if (failure.status !== 409)
        return undefined;
    const isImage = failure.group === 'image.openshift.io';
    return {
        code: isImage ? 'TAG_CONFLICT' : 'ROLLOUT_FAILED',
        message: `${failure.kind} ${failure.name} was changed by somebody else meanwhile: ${failure.message}`,
        hint: 'run the promotion again when nobody else changes it',
    };
}
function explainOverload(failure) {
    if (failure.status === 429) {
        return {
            code: 'RATE_LIMITED',
            message: `${failure.host} asks for fewer requests: ${failure.message}`,
            hint: 'try again later',
        };
    }
    if (failure.status < 500)
        return undefined;
    const isAggregated = failure.status === 503 && failure.request.includes('.openshift.io/');
    return {
        code: 'SERVER_UNAVAILABLE',
        message: `${failure.host} failed (status ${failure.status}): ${failure.message || 'no explanation'}`,
        // the API of OpenShift's own groups is a server of its own behind the Kubernetes API (openshift-api.md §0.1, capture 00)
        hint: isAggregated
            ? 'the OpenShift API behind the Kubernetes API is down: oc get clusteroperators openshift-apiserver authentication'
            : 'try again later, or ask the cluster administrator',
    };
}
function explainRedirect(failure) {
    if (failure.status < 300 || failure.status >= 400)
        return undefined;
    return {
        code: 'NOT_OPENSHIFT',
        message: `${failure.host} redirects API requests (status ${failure.status}), which an API server never does`,
        hint: serverHint(failure),
    };
}
function explainAnything(failure) {
    const text = failure.message === '' ? 'no explanation' : failure.message;
    return {
        code: 'PROTOCOL_VIOLATION',
        message: `${failure.host} answered ${failure.request} with status ${failure.status}: ${text}`,
    };
}

// EXTERNAL MODULE: ./src/openshift/api/failure.js
var api_failure = __nccwpck_require__(39);
;// CONCATENATED MODULE: ./src/openshift/api/api.js





// Objects are at most 1.5 MiB in etcd; a list of pods or replication controllers holds many of them.
const MAX_BODY_BYTES = 32 * 1024 * 1024;
const MAX_FAILURE_BYTES = 64 * 1024;
function createApi(options) {
    const { side, transport } = options;
    const server = options.server.replace(/\/+$/, '');
    const host = new URL(server).host;
    const bearer = createBearerToken(options.token, options.renewToken);
    const place = (request) => ({
        side,
        server,
        host,
        request: `${request.method} ${request.path}`,
    });
    const toHttp = (request, accept) => ({
        method: request.method,
        url: `${server}${request.path}${formatQuery(request.query ?? {})}`,
        headers: {
            ...authorizationOf(bearer.value()),
            accept,
            ...(request.body === undefined ? {} : { 'content-type': request.contentType ?? 'application/json' }),
        },
        body: request.body === undefined ? undefined : JSON.stringify(request.body),
        maxBodyBytes: MAX_BODY_BYTES,
        retry: request.retry ?? (request.method === 'POST' || request.method === 'PATCH' ? 'once' : 'repeatable'),
    });
    // who is refused has changed nothing, so anything may be sent again
    const again = async (exchange, signal) => {
        const used = bearer.value();
        const reply = await exchange();
        return reply.status === 401 && (await bearer.renew(used, signal)) ? exchange() : reply;
    };
    return {
        side,
        server,
        host,
        async send(request, signal) {
            const reply = await again(() => transport.send(toHttp(request, 'application/json'), signal), signal);
            if (!isSuccess(reply.status))
                return { ok: false, failure: (0,api_failure/* readFailure */.f1)(reply, place(request)) };
            return { ok: true, status: reply.status, body: readObject(reply, place(request)) };
        },
        async sendForText(request, maxBytes, signal) {
            const http = () => ({
                ...toHttp(request, 'text/plain, application/json'),
                maxBodyBytes: maxBytes,
            });
            const reply = await again(() => transport.send(http(), signal), signal);
            if (!isSuccess(reply.status))
                return { ok: false, failure: (0,api_failure/* readFailure */.f1)(reply, place(request)) };
            return { ok: true, text: new TextDecoder().decode(reply.body) };
        },
        async open(request, signal) {
            const reply = await again(() => transport.open(toHttp(request, 'application/json'), signal), signal);
            if (isSuccess(reply.status))
                return { ok: true, reply };
            const body = await reply.read(MAX_FAILURE_BYTES);
            const failure = (0,api_failure/* readFailure */.f1)({ status: reply.status, body, attempts: 1 }, place(request));
            return { ok: false, failure };
        },
    };
}
function authorizationOf(token) {
    return token === undefined ? {} : { authorization: `Bearer ${token}` };
}
/** The object of a success. @throws PromoteError what the failure means */
function requireOk(reply) {
    if (reply.ok)
        return reply.body;
    throw explain(reply.failure);
}
function isSuccess(status) {
    return status >= 200 && status < 300;
}
/** A success without a JSON object comes from something that is not an API server: the web console, a login page. */
function readObject(reply, place) {
    // 204: deploymentconfigs/instantiate had nothing to do (capture 19l)
    if (reply.status === 204)
        return {};
    const text = new TextDecoder().decode(reply.body).trim();
    const object = (0,api_failure/* parseObject */.lj)(text);
    if (object !== undefined)
        return object;
    const isPage = (0,api_failure/* looksLikePage */.Zl)(text);
    throw new errors/* PromoteError */.jG({
        code: isPage ? 'NOT_OPENSHIFT' : 'PROTOCOL_VIOLATION',
        message: `${place.host} answered ${place.request} with ${isPage ? 'a web page' : 'something other than JSON'}, not as an OpenShift API`,
        hint: serverHint(place),
        where: { side: place.side, host: place.host, request: place.request, status: reply.status },
    });
}

// EXTERNAL MODULE: ./src/openshift/api/json-fields.js
var json_fields = __nccwpck_require__(53);
;// CONCATENATED MODULE: ./src/openshift/login/login-failure.js




/** What works where passwords do not. */
function tokenHint(side) {
    return `log in with the token of a service account instead: set the input "${side}-token" to the output of oc create token promoter -n PROJECT`;
}
/** The password was refused. Nobody tries a second time: directories lock accounts after a few failures. */
function wrongPassword(place, reply) {
    const { side, server, username } = place;
    return loginFailure(place, reply, {
        message: `${hostOf(reply)} refused the password of the ${side} user ${username} (it was tried once)`,
        hint: `correct the inputs "${side}-username" and "${side}-password"; this must work with them: oc login ${server} -u ${username}`,
    });
}
/** Identity providers that work in a browser only (OpenID Connect, GitHub, Google …) ask for no password (openshift-api.md §1.2). */
function noPasswordAsked(place, reply) {
    return loginFailure(place, reply, {
        message: `${hostOf(reply)} takes no password: the users of the ${place.side} cluster log in with a browser`,
        hint: tokenHint(place.side),
    });
}
/** A RequestHeader identity provider sends to a proxy of its own; a password is not carried to whom nobody named. */
function sentElsewhere(place, reply, location) {
    const host = URL.canParse(location, reply.url) ? new URL(location, reply.url).host : 'nowhere';
    return loginFailure(place, reply, {
        message: `${hostOf(reply)} sends the login on to ${(0,server_text/* cleanServerText */.C)(host, 200)}, where no password is sent to`,
        hint: tokenHint(place.side),
    });
}
/** The OAuth server explains itself, in the query of a redirect or in JSON (captures 53s, 53h). */
function oauthRefusal(place, reply, error, description) {
    const text = (0,server_text/* cleanServerText */.C)([error, description].filter((part) => part !== undefined).join(': '), 300);
    return loginFailure(place, reply, {
        code: error === 'server_error' || error === 'temporarily_unavailable' ? 'SERVER_UNAVAILABLE' : 'LOGIN_FAILED',
        message: `${hostOf(reply)} did not log ${place.username} in to the ${place.side} cluster: ${text}`,
        hint: tokenHint(place.side),
    });
}
/** Any other answer. */
function unexpectedAnswer(place, reply) {
    const text = new TextDecoder().decode(reply.body.subarray(0, 4096)).trim();
    const json = (0,api_failure/* parseObject */.lj)(text);
    const error = (0,json_fields/* textAt */.$6)(json, 'error');
    if (error !== undefined)
        return oauthRefusal(place, reply, error, (0,json_fields/* textAt */.$6)(json, 'error_description'));
    const isDown = reply.status >= 500 || reply.status === 429;
    const shown = (0,api_failure/* looksLikePage */.Zl)(text) ? 'a web page' : (0,server_text/* cleanServerText */.C)(text, 200);
    return loginFailure(place, reply, {
        code: isDown ? 'SERVER_UNAVAILABLE' : 'PROTOCOL_VIOLATION',
        message: `${hostOf(reply)} answered the login of ${place.username} with status ${reply.status}: ${shown === '' ? 'no explanation' : shown}`,
        hint: isDown
            ? 'the OAuth server or the identity provider behind it is down: oc get clusteroperators authentication'
            : tokenHint(place.side),
    });
}
function loginFailure(place, reply, fields) {
    const { host, pathname } = new URL(reply.url);
    return new errors/* PromoteError */.jG({
        code: 'LOGIN_FAILED',
        ...fields,
        where: { side: place.side, phase: 'connect', host, request: pathname, status: reply.status },
    });
}
function hostOf(reply) {
    return new URL(reply.url).host;
}

;// CONCATENATED MODULE: ./src/openshift/login/password-grant.js


/** The client every OpenShift has for programs that log in by password; it has no secret. */
const CLIENT = 'openshift-challenging-client';
const MAX_ANSWER_BYTES = 64 * 1024;
/**
 * The challenge flow of `oc login -u` (openshift-api.md §1.2, captures 20*, 53a): asks without the password first, so that it
 * goes to nobody who does not ask for it, and then sends it exactly once.
 */
async function askForGrant(login, signal) {
    const verifier = (0,external_node_crypto_.randomBytes)(32).toString('base64url');
    const url = authorizationUrl(login.oauth, verifier);
    const asked = await authorize(login, url, {}, signal);
    requireChallenge(login, asked);
    const credentials = Buffer.from(`${login.username}:${login.password}`).toString('base64');
    const answer = await authorize(login, url, { authorization: `Basic ${credentials}` }, signal);
    if (answer.status === 401)
        throw wrongPassword(login, answer);
    return readGrant(login, answer, verifier);
}
function authorizationUrl(oauth, verifier) {
    const query = new URLSearchParams({
        client_id: CLIENT,
        redirect_uri: oauth.redirectUri,
        response_type: oauth.hasProofKeys ? 'code' : 'token',
        ...(oauth.hasProofKeys
            ? {
                code_challenge: (0,external_node_crypto_.createHash)('sha256').update(verifier).digest('base64url'),
                code_challenge_method: 'S256',
            }
            : {}),
    });
    return `${oauth.authorizationEndpoint}?${query.toString()}`;
}
function authorize({ transport }, url, headers, signal) {
    // without the CSRF header there is no challenge (capture 20b); once: a repetition would count as another attempt
    return transport.send({
        method: 'GET',
        url,
        headers: { ...headers, 'x-csrf-token': '1' },
        maxBodyBytes: MAX_ANSWER_BYTES,
        retry: 'once',
    }, signal);
}
function requireChallenge(login, reply) {
    if (reply.status === 401) {
        const challenges = reply.headers['www-authenticate'] ?? [];
        if (challenges.some((challenge) => /\bbasic\b/i.test(challenge)))
            return;
        throw noPasswordAsked(login, reply);
    }
    requireRedirect(login, reply);
    // a success, although nobody has logged in
    throw unexpectedAnswer(login, reply);
}
function readGrant(login, reply, verifier) {
    const { searchParams, hash } = requireRedirect(login, reply);
    if (login.oauth.hasProofKeys) {
        const code = searchParams.get('code') ?? '';
        if (code === '')
            throw unexpectedAnswer(login, reply);
        return { kind: 'code', code, verifier };
    }
    const fragment = new URLSearchParams(hash.slice(1));
    const token = fragment.get('access_token') ?? '';
    if (token === '')
        throw unexpectedAnswer(login, reply);
    const seconds = Number(fragment.get('expires_in') ?? NaN);
    return { kind: 'token', token, expiresInSeconds: Number.isFinite(seconds) ? seconds : undefined };
}
/** The redirect of our own client without an error, which stands in its query also in the implicit flow (capture 53s). */
function requireRedirect(login, reply) {
    const location = reply.headers['location']?.[0];
    if (reply.status !== 302 || location === undefined)
        throw unexpectedAnswer(login, reply);
    if (!isOwnRedirect(location, login.oauth.redirectUri))
        throw sentElsewhere(login, reply, location);
    const url = new URL(location);
    const error = url.searchParams.get('error');
    if (error === null)
        return url;
    throw oauthRefusal(login, reply, error, url.searchParams.get('error_description') ?? undefined);
}
function isOwnRedirect(location, redirectUri) {
    if (!URL.canParse(location))
        return false;
    const { origin, pathname } = new URL(location);
    const own = new URL(redirectUri);
    return origin === own.origin && pathname === own.pathname;
}

;// CONCATENATED MODULE: ./src/openshift/login/code-exchange.js




const code_exchange_MAX_ANSWER_BYTES = 64 * 1024;
/** Turns a code into a token (capture 53b); the client proves itself by its name and an empty secret (53j, 53k). */
async function exchangeCode(login, grant, signal) {
    const form = new URLSearchParams({
        grant_type: 'authorization_code',
        code: grant.code,
        code_verifier: grant.verifier,
        redirect_uri: login.oauth.redirectUri,
    });
    const reply = await login.transport.send({
        method: 'POST',
        url: login.oauth.tokenEndpoint,
        headers: {
            accept: 'application/json',
            authorization: `Basic ${Buffer.from(`${CLIENT}:`).toString('base64')}`,
            'content-type': 'application/x-www-form-urlencoded',
        },
        body: form.toString(),
        maxBodyBytes: code_exchange_MAX_ANSWER_BYTES,
        retry: 'once',
    }, signal);
    const answer = reply.status === 200 ? (0,api_failure/* parseObject */.lj)(new TextDecoder().decode(reply.body).trim()) : undefined;
    const token = (0,json_fields/* textAt */.$6)(answer, 'access_token');
    if (token === undefined)
        throw unexpectedAnswer(login, reply);
    return { token, expiresInSeconds: (0,json_fields/* numberAt */.tk)(answer, 'expires_in') };
}

;// CONCATENATED MODULE: ./src/openshift/login/oauth-server.js




const WELL_KNOWN = '/.well-known/oauth-authorization-server';
/**
 * Asks the API server for its OAuth server (openshift-api.md §1.1, capture 20a).
 * @throws PromoteError LOGIN_FAILED when there is none, PROTOCOL_VIOLATION for addresses a password must not be sent to
 */
async function findOauthServer(api, signal) {
    const reply = await api.send({ method: 'GET', path: WELL_KNOWN }, signal);
    if (!reply.ok) {
        if (reply.failure.status !== 404)
            throw explain_explain(reply.failure);
        throw new errors/* PromoteError */.jG({
            code: 'LOGIN_FAILED',
            message: `${api.host} has no OAuth server: its users log in at an identity provider outside of the cluster, which takes no password from a program`,
            hint: tokenHint(api.side),
            where: { side: api.side, host: api.host, request: `GET ${WELL_KNOWN}`, status: 404 },
        });
    }
    const issuer = requireUrl(api, reply.body, 'issuer');
    return {
        authorizationEndpoint: requireUrl(api, reply.body, 'authorization_endpoint'),
        tokenEndpoint: requireUrl(api, reply.body, 'token_endpoint'),
        redirectUri: `${issuer.replace(/\/+$/, '')}/oauth/token/implicit`,
        hasProofKeys: (0,json_fields/* textsAt */.i1)(reply.body, 'code_challenge_methods_supported').includes('S256'),
    };
}
/** A password goes to these addresses, so they must be no less safe than the server that names them. */
function requireUrl(api, metadata, field) {
    const text = (0,json_fields/* textAt */.$6)(metadata, field);
    const url = text !== undefined && URL.canParse(text) ? new URL(text) : undefined;
    const isSafe = url?.protocol === 'https:' || (url?.protocol === 'http:' && api.server.startsWith('http:'));
    if (text !== undefined && isSafe && url?.username === '' && url.search === '' && url.hash === '')
        return text;
    throw new errors/* PromoteError */.jG({
        code: 'PROTOCOL_VIOLATION',
        message: `${api.host} names no usable address of its OAuth server ("${field}")`,
        hint: tokenHint(api.side),
        where: { side: api.side, host: api.host, request: `GET ${WELL_KNOWN}` },
    });
}

;// CONCATENATED MODULE: ./src/openshift/login/log-in.js







/**
 * Logs in with user name and password, as `oc login -u` does.
 * @throws PromoteError LOGIN_FAILED, SERVER_UNAVAILABLE, PROTOCOL_VIOLATION, and what the transport throws
 */
async function logIn(options, signal) {
    const { side, server, transport, hide, clock } = options;
    const around = { side, server, transport };
    const api = createApi({ ...around, token: undefined });
    const login = { ...options, oauth: await findOauthServer(api, signal) };
    const { token, expiresInSeconds } = await obtainToken(login, signal);
    hide(token);
    const expiresAt = expiresInSeconds === undefined ? undefined : new Date(clock.date().getTime() + expiresInSeconds * 1000);
    const objectName = tokenObjectName(token);
    return {
        token,
        expiresAt,
        objectName: objectName === token ? undefined : objectName,
        revoke: (inner) => revokeToken({ ...around, token }, objectName, inner),
    };
}
async function obtainToken(login, signal) {
    const grant = await askForGrant(login, signal);
    return grant.kind === 'token' ? grant : exchangeCode(login, grant, signal);
}
/**
 * As `oc logout` (openshift-api.md §1.5, captures 47p, 47q). A token that is refused (401) needs no revocation of its own.
 * @param objectName what is revoked: any account may do that to any token whose name it knows (capture 47r)
 */
async function revokeToken(options, objectName, signal) {
    const path = apiPath('apis', 'oauth.openshift.io', 'v1', 'oauthaccesstokens', objectName);
    const reply = await createApi(options).send({ method: 'DELETE', path, retry: 'once' }, signal);
    if (reply.ok || [401, 404].includes(reply.failure.status))
        return;
    throw explain_explain(reply.failure);
}
/** Since 4.6 the object is named by the hash of what follows the prefix; before, by the token itself. */
function tokenObjectName(token) {
    const prefix = 'sha256~';
    if (!token.startsWith(prefix))
        return token;
    return prefix + (0,external_node_crypto_.createHash)('sha256').update(token.slice(prefix.length)).digest('base64url');
}

// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __nccwpck_require__(760);
;// CONCATENATED MODULE: ./src/openshift/login/pod-account.js


const FOLDER = '/var/run/secrets/kubernetes.io/serviceaccount';
/** undefined: this is no pod, or one without a token. */
function findPodAccount(environment, folder = FOLDER) {
    const host = environment['KUBERNETES_SERVICE_HOST'] ?? '';
    const port = environment['KUBERNETES_SERVICE_PORT'] ?? '443';
    const tokenFile = external_node_path_.join(folder, 'token');
    const authorities = ['ca.crt', 'service-ca.crt'].map((name) => external_node_path_.join(folder, name));
    if (host === '' || !(0,external_node_fs_.existsSync)(tokenFile))
        return undefined;
    const ca = authorities.filter((file) => (0,external_node_fs_.existsSync)(file)).map((file) => (0,external_node_fs_.readFileSync)(file, 'utf8').trim());
    return {
        server: `https://${host.includes(':') ? `[${host}]` : host}:${port}`,
        ca: ca.join('\n'),
        tokenFile,
    };
}

;// CONCATENATED MODULE: ./src/entry/compose/locate-sides.js
/**
 * Fills in what kubeconfigs say; what was given as an input wins.
 * @throws PromoteError INPUT_INVALID
 */
async function locateSides(options, environment, hide) {
    const locate = async (side) => {
        if (side.kubeconfig === undefined)
            return { side, kube: undefined };
        const { readKubeconfig } = await Promise.resolve(/* import() eager */).then(__nccwpck_require__.bind(__nccwpck_require__, 973));
        const { createCredentialPrograms } = await Promise.resolve(/* import() eager */).then(__nccwpck_require__.bind(__nccwpck_require__, 837));
        const run = createCredentialPrograms(environment);
        const kube = await readKubeconfig({ side: side.side, ...side.kubeconfig, environment, run });
        for (const secret of [...passwordsOf(kube.proxy), kube.clientIdentity?.key ?? '']) {
            if (secret !== '')
                hide(secret);
        }
        return {
            kube,
            side: {
                ...side,
                server: kube.server,
                ca: [kube.ca, side.ca].filter((text) => text !== undefined).join('\n') || undefined,
                insecureSkipTlsVerify: side.insecureSkipTlsVerify || kube.insecureSkipTlsVerify,
                proxy: side.proxy ?? kube.proxy,
                clientIdentity: side.clientIdentity ?? kube.clientIdentity,
            },
        };
    };
    return { source: await locate(options.source), destination: await locate(options.destination) };
}
/** The password of a URL, as it is written and as it is meant. */
function passwordsOf(url) {
    const written = url === undefined ? '' : new URL(url).password;
    if (written === '')
        return [];
    try {
        return [written, decodeURIComponent(written)];
    }
    catch {
        return [written];
    }
}

;// CONCATENATED MODULE: external "node:events"
const external_node_events_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:events");
;// CONCATENATED MODULE: ./src/http/connect/deadline.js

/** @param onTime the reason of the signal when the time is up; when `parent` ends first it is its PromoteError */
function deadline(parent, durationMs, onTime) {
    const controller = new AbortController();
    const follow = () => controller.abort((0,errors/* cancelled */.KW)(parent));
    const timer = setTimeout(() => controller.abort(onTime()), durationMs);
    if (parent.aborted)
        follow();
    else
        parent.addEventListener('abort', follow, { once: true });
    return {
        signal: controller.signal,
        release: () => {
            clearTimeout(timer);
            parent.removeEventListener('abort', follow);
        },
    };
}

;// CONCATENATED MODULE: external "node:net"
const external_node_net_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:net");
;// CONCATENATED MODULE: ./src/http/connect/tls-alert.js
const alerts = new WeakMap();
/**
 * Keeps the alert a server ends a connection with. With TLS 1.3 it refuses the certificate of a client after the handshake is
 * over for that client: the error may come before anybody uses the socket, and what comes after it, the end, says nothing.
 */
function keepAlert(socket) {
    socket.on('error', (error) => {
        if (alertNumber(error.message) !== undefined && !alerts.has(socket))
            alerts.set(socket, error);
    });
}
function alertOf(socket) {
    return alerts.get(socket);
}
/** OpenSSL tells the number (RFC 8446, section 6) in its text only. */
function alertNumber(message) {
    const number = /SSL alert number (\d{1,3})/.exec(message)?.[1];
    return number === undefined ? undefined : Number(number);
}

;// CONCATENATED MODULE: ./src/http/connect/tls-trust.js


/** What it gives throws PromoteError INPUT_INVALID when a host's certificate and key cannot be used. */
function createTlsTrust(side) {
    const contexts = new Map();
    const levelsOf = (tls, host) => {
        const more = canReadSystemStore(tls) ? ['system'] : [];
        return givenTo(side, host).length === 0 ? ['node', ...more] : ['given', 'node', ...more];
    };
    return {
        levels: async (host) => levelsOf(await loadTls(), host).length,
        context: async (index, host) => {
            const tls = await loadTls();
            const levels = levelsOf(tls, host);
            const level = levels[index] ?? levels.at(-1) ?? 'node';
            const own = contexts.get(host) ?? new Map();
            contexts.set(host, own);
            const context = own.get(level) ?? build(tls, level, side, host);
            own.set(level, context);
            return context;
        },
    };
}
function givenTo({ ca }, host) {
    return [ca, host?.ca].filter((text) => text !== undefined);
}
/** Loaded when the first https connection is made: it takes 12 ms, which `--help` need not pay. */
function loadTls() {
    return Promise.resolve(/* import() */).then(__nccwpck_require__.t.bind(__nccwpck_require__, 692, 19));
}
function build(tls, level, trust, host) {
    const { side, environment } = trust;
    const given = givenTo(trust, host);
    const { certificate: cert, key } = host?.identity ?? {};
    const options = { minVersion: 'TLSv1.2', ...(cert === undefined ? {} : { cert, key }) };
    try {
        // Without `ca` Node uses its shared store, extra certificates included, and parses it once.
        if (level === 'node' && given.length === 0)
            return tls.createSecureContext(options);
        // `ca` replaces Node's store, NODE_EXTRA_CA_CERTS with it, so everything is named again.
        const roots = level === 'given' ? [] : nodeRoots(tls, environment);
        const system = level === 'system' ? tls.getCACertificates('system') : [];
        return tls.createSecureContext({ ...options, ca: [...new Set([...roots, ...system, ...given])] });
    }
    catch (cause) {
        if (host === undefined)
            throw cause;
        throw new errors/* PromoteError */.jG({
            code: 'INPUT_INVALID',
            message: `the certificates of ${host.origin} cannot be used: ${codeOf(cause)}`,
            hint: 'they have to be PEM text, the key without a password and made for its certificate: openssl x509 -noout -text -in FILE',
            where: { side },
        });
    }
}
/** OpenSSL's name for what is wrong; its text is of no use to anybody. */
function codeOf(error) {
    return error instanceof Error && 'code' in error ? String(error.code) : 'no PEM text';
}
function nodeRoots(tls, environment) {
    if (canReadSystemStore(tls))
        return tls.getCACertificates('default');
    const extra = environment['NODE_EXTRA_CA_CERTS'];
    return extra === undefined || extra === ''
        ? tls.rootCertificates
        : [...tls.rootCertificates, ...readExtra(extra)];
}
function readExtra(path) {
    try {
        return [(0,external_node_fs_.readFileSync)(path, 'utf8')];
    }
    catch {
        // Node itself warns about a file it cannot read and goes on
        return [];
    }
}
/** tls.getCACertificates came with Node 22.15 and 23.10. */
function canReadSystemStore(tls) {
    return typeof tls.getCACertificates === 'function';
}

;// CONCATENATED MODULE: ./src/http/connect/wire-fault.js

/**
 * A transport failure inside this room; `failure.ts` turns it into the PromoteError the rest of the program sees.
 * `text` is for people and holds no secret.
 */
class WireFault extends Error {
    name = 'WireFault';
    kind;
    code;
    status;
    host;
    /** the request went out on a kept connection that the server had already closed: it cannot have been seen */
    stale = false;
    /** nothing of the request was sent: repeating it is always safe */
    beforeSending = false;
    /** part of a reply had come */
    sawReply = false;
    constructor(kind, text, details = {}) {
        super(text, details.cause === undefined ? undefined : { cause: details.cause });
        this.kind = kind;
        this.code = details.code;
        this.status = details.status;
        this.host = details.host;
    }
}
const wire_fault_KINDS = {
    ENOTFOUND: 'unresolved',
    ENODATA: 'unresolved',
    ECONNREFUSED: 'refused',
    EHOSTUNREACH: 'unreachable',
    ENETUNREACH: 'unreachable',
    EHOSTDOWN: 'unreachable',
    ENETDOWN: 'unreachable',
    EADDRNOTAVAIL: 'unreachable',
    EACCES: 'unreachable',
    EPERM: 'unreachable',
    ETIMEDOUT: 'connect-timeout',
    UND_ERR_CONNECT_TIMEOUT: 'connect-timeout',
    UND_ERR_HEADERS_TIMEOUT: 'idle-timeout',
    UND_ERR_BODY_TIMEOUT: 'idle-timeout',
    UND_ERR_SOCKET: 'broken',
    UND_ERR_CLOSED: 'broken',
    UND_ERR_DESTROYED: 'broken',
    UND_ERR_INFO: 'broken',
    ERR_STREAM_DESTROYED: 'broken',
    ERR_STREAM_PREMATURE_CLOSE: 'broken',
    ERR_STREAM_WRITE_AFTER_END: 'broken',
    ERR_SOCKET_CLOSED: 'broken',
    ERR_SOCKET_CLOSED_BEFORE_CONNECTION: 'broken',
    UND_ERR_HEADERS_OVERFLOW: 'malformed',
    UND_ERR_RES_CONTENT_LENGTH_MISMATCH: 'malformed',
    UND_ERR_RES_EXCEEDED_MAX_SIZE: 'malformed',
    SELF_SIGNED_CERT_IN_CHAIN: 'untrusted',
    DEPTH_ZERO_SELF_SIGNED_CERT: 'untrusted',
    ERR_TLS_CERT_ALTNAME_INVALID: 'untrusted',
    ERR_TLS_CERT_ALTNAME_FORMAT: 'untrusted',
    HOSTNAME_MISMATCH: 'untrusted',
    INVALID_CA: 'untrusted',
    INVALID_PURPOSE: 'untrusted',
    PATH_LENGTH_EXCEEDED: 'untrusted',
};
/**
 * Names a failure of node:net, node:tls, node:dns or undici; a WireFault stays as it is.
 * @throws the error itself when it is none of those: a PromoteError has its words already (cancelled, …), and a mistake
 * of ours (TypeError …) must not be taken for the network's and repeated
 */
function faultOf(error) {
    if (error instanceof WireFault)
        return error;
    if (error instanceof errors/* PromoteError */.jG)
        throw error;
    // happy eyeballs: one error per address tried; the first names the cause
    const first = error instanceof AggregateError ? error.errors[0] : error;
    const code = wire_fault_codeOf(first) ?? wire_fault_codeOf(error);
    const kind = kindOf(code, first);
    if (kind === undefined)
        throw error;
    return new WireFault(kind, first instanceof Error ? first.message : String(first), { cause: error, code });
}
/** The same as a value: what to reject a promise with. */
function reasonOf(error) {
    try {
        return faultOf(error);
    }
    catch (other) {
        return other instanceof Error ? other : new TypeError(String(other));
    }
}
function kindOf(code, error) {
    if (error instanceof Error && error.name === 'HTTPParserError')
        return 'malformed';
    if (code === undefined)
        return undefined;
    // on an open connection the same codes mean that it broke: the request may have been seen
    if (isErrno(code) && !isConnecting(error))
        return code === 'EPROTO' ? 'handshake' : 'broken';
    const known = wire_fault_KINDS[code];
    if (known !== undefined)
        return known;
    if (code.startsWith('EAI_'))
        return 'unresolved';
    if (code.startsWith('HPE_'))
        return 'malformed';
    // OpenSSL's verification results: UNABLE_TO_GET_ISSUER_CERT_LOCALLY, CERT_HAS_EXPIRED, CRL_…
    if (/^(?:UNABLE_TO_|CERT_|CRL_|CA_|ERROR_IN_CERT)/.test(code))
        return 'untrusted';
    if (/^(?:ERR_SSL_|ERR_TLS_|ERR_OSSL_)/.test(code))
        return 'handshake';
    // what remains of errno is about connections; ERR_… is about how we use Node
    return isErrno(code) ? 'broken' : undefined;
}
function isErrno(code) {
    return /^E[A-Z0-9]+$/.test(code);
}
function isConnecting(error) {
    const call = error instanceof Error && 'syscall' in error ? error.syscall : undefined;
    return call === 'connect' || call === 'getaddrinfo';
}
function wire_fault_codeOf(error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    return typeof code === 'string' ? code : undefined;
}

;// CONCATENATED MODULE: ./src/http/connect/dial.js




const LOCAL_NAME = /(?:^|\.)localhost\.?$/i;
const SOCKET_OPTIONS = {
    noDelay: true,
    keepAlive: true,
    keepAliveInitialDelay: 60_000,
    // Node's 250 ms for each address is less than a slow link needs for one round trip
    autoSelectFamilyAttemptTimeout: 1_000,
};
/** @throws WireFault, or the reason of the signal */
async function dialTcp(address, signal) {
    signal.throwIfAborted();
    return settled((0,external_node_net_namespaceObject.connect)(tcpOptions(address)), 'connect', signal);
}
/** TLS 1.2 or newer, HTTP/1.1 only (HTTP/2 costs 20–27 % wall time for blobs). */
async function dialTls(address, signal) {
    signal.throwIfAborted();
    const { carrier, context, verify, session, hostname } = address;
    const tls = await loadTls();
    const socket = tls.connect({
        ...(carrier === undefined ? tcpOptions(address) : { socket: carrier, host: hostname }),
        // RFC 6066: no address literals in the server name
        servername: (0,external_node_net_namespaceObject.isIP)(hostname) === 0 ? hostname : '',
        secureContext: context,
        rejectUnauthorized: verify,
        ALPNProtocols: ['http/1.1'],
        ...(session === undefined ? {} : { session }),
    });
    socket.on('session', address.onSession);
    keepAlert(socket);
    return settled(socket, 'secureConnect', signal);
}
function tcpOptions(address) {
    const { hostname, port, allows, onread } = address;
    return {
        ...SOCKET_OPTIONS,
        host: hostname,
        port,
        ...(allows === undefined ? {} : { lookup: guardedLookup(allows) }),
        ...(onread === undefined ? {} : { onread }),
    };
}
/** Looks at the very addresses that will be connected to, so that a name cannot change its mind in between. */
function guardedLookup(allows) {
    return (hostname, options, callback) => {
        // reads the resolver's configuration when it is loaded, which only the names of redirects need
        const { lookup } = process.getBuiltinModule('node:dns');
        lookup(hostname, { ...options, all: true }, (error, addresses) => {
            const bad = error ? undefined : addresses.find(({ address }) => !allows(address));
            const first = error ? undefined : addresses[0];
            if (error)
                callback(error, '', 0);
            else if (bad !== undefined)
                callback(forbidden(hostname, bad.address), '', 0);
            else if (options.all === true)
                callback(null, addresses);
            else
                callback(null, first?.address ?? '', first?.family ?? 0);
        });
    };
}
/**
 * Judges a host before anything is resolved: address literals, and the names that mean this machine by definition (RFC 6761).
 * @throws WireFault `unsafe-redirect`
 */
function refuseForbidden(hostname, allows) {
    const isForbidden = (0,external_node_net_namespaceObject.isIP)(hostname) === 0 ? LOCAL_NAME.test(hostname) : !allows(hostname);
    if (isForbidden)
        throw forbidden(hostname, hostname);
}
function forbidden(hostname, address) {
    const named = hostname === address ? '' : `, which is ${address}`;
    return new WireFault('unsafe-redirect', `a redirect leads to ${hostname}${named}: an internal address`, {
        host: hostname,
    });
}
/** Waits until a socket is ready; it is destroyed when it fails or the signal ends first. */
function settled(socket, event, signal) {
    return new Promise((resolve, reject) => {
        const settle = (end) => {
            socket.off(event, onReady).off('error', onError).off('close', onClose);
            signal.removeEventListener('abort', onAbort);
            end();
        };
        const fail = (error) => settle(() => {
            socket.destroy();
            reject(error);
        });
        const onReady = () => settle(() => resolve(socket));
        const onError = (error) => fail(error);
        const onClose = () => fail(new WireFault('broken', 'the connection was closed'));
        const onAbort = () => fail(signal.reason);
        // stays: an error between two users of a socket must not end the process
        socket.on('error', ignore);
        socket.once(event, onReady).once('error', onError).once('close', onClose);
        signal.addEventListener('abort', onAbort, { once: true });
    });
}
function ignore() {
    // whoever uses the socket sees its 'close'
}

;// CONCATENATED MODULE: ./src/http/connect/no-proxy.js

/**
 * Reads NO_PROXY as OpenShift and Go write it: `*`, `example.com` (with subdomains), `.example.com` (subdomains only),
 * addresses, CIDR blocks, IPv6 with or without brackets, each but CIDR with an optional `:port`. Entries that cannot be
 * read match nothing. Names are not resolved: a block matches address literals only.
 */
function parseNoProxy(text) {
    const rules = text.split(/[\s,]+/).flatMap((entry) => ruleOf(entry.toLowerCase()) ?? []);
    return {
        matches: (hostname, port) => rules.some((rule) => ruleMatches(rule, hostname.replace(/\.$/, ''), port)),
    };
}
function ruleMatches(rule, hostname, port) {
    switch (rule.kind) {
        case 'all':
            return true;
        case 'name':
            if (rule.port !== undefined && rule.port !== port)
                return false;
            return hostname.endsWith(`.${rule.name}`) || (hostname === rule.name && !rule.subdomainsOnly);
        case 'addresses': {
            if (rule.port !== undefined && rule.port !== port)
                return false;
            const family = (0,external_node_net_namespaceObject.isIP)(hostname);
            return family !== 0 && rule.list.check(hostname, family === 6 ? 'ipv6' : 'ipv4');
        }
    }
}
function ruleOf(entry) {
    if (entry === '')
        return undefined;
    if (entry === '*')
        return { kind: 'all' };
    if (entry.includes('/'))
        return blockOf(entry);
    const { host, port } = splitPort(entry);
    if (host === '' || Number.isNaN(port))
        return undefined;
    if ((0,external_node_net_namespaceObject.isIP)(host) !== 0)
        return { kind: 'addresses', list: listOf(host), port };
    const name = host.replace(/^\*?\./, '').replace(/\.$/, '');
    return name === ''
        ? undefined
        : { kind: 'name', name, subdomainsOnly: host !== name && /^\*?\./.test(host), port };
}
function blockOf(entry) {
    const [address = '', bits = '', ...rest] = entry.replace(/[[\]]/g, '').split('/');
    const family = (0,external_node_net_namespaceObject.isIP)(address);
    const prefix = /^\d{1,3}$/.test(bits) ? Number(bits) : Number.NaN;
    if (family === 0 || rest.length > 0 || !(prefix <= (family === 6 ? 128 : 32)))
        return undefined;
    const list = new external_node_net_namespaceObject.BlockList();
    list.addSubnet(address, prefix, family === 6 ? 'ipv6' : 'ipv4');
    return { kind: 'addresses', list, port: undefined };
}
function listOf(address) {
    const list = new external_node_net_namespaceObject.BlockList();
    list.addAddress(address, (0,external_node_net_namespaceObject.isIP)(address) === 6 ? 'ipv6' : 'ipv4');
    return list;
}
/** `[::1]:80`, `::1`, `host:80`, `host`; the port is NaN when it is not a number. */
function splitPort(entry) {
    const bracketed = /^\[([^\]]*)\](?::(.*))?$/.exec(entry);
    if (bracketed)
        return { host: bracketed[1] ?? '', port: portOf(bracketed[2]) };
    const colon = entry.indexOf(':');
    if (colon < 0 || colon !== entry.lastIndexOf(':'))
        return { host: entry, port: undefined };
    return { host: entry.slice(0, colon), port: portOf(entry.slice(colon + 1)) };
}
function portOf(text) {
    if (text === undefined)
        return undefined;
    return /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
}

;// CONCATENATED MODULE: ./src/http/connect/proxy.js


/**
 * Which proxy to take. A proxy given for the side is taken for every host; otherwise the environment decides,
 * lower-case names first as curl and Go do.
 * @throws PromoteError INPUT_INVALID for a proxy URL that cannot be used
 */
function chooseProxy(settings) {
    const { environment } = settings;
    if (settings.proxy !== undefined) {
        const proxy = parseProxy(settings.proxy, `the input \`${settings.side}-proxy\``);
        return () => proxy;
    }
    const byScheme = {
        http: fromEnvironment(environment, 'http_proxy'),
        https: fromEnvironment(environment, 'https_proxy'),
    };
    if (byScheme.http === undefined && byScheme.https === undefined)
        return () => undefined;
    const exempt = parseNoProxy(environment['no_proxy'] ?? environment['NO_PROXY'] ?? '');
    return (target) => exempt.matches(target.hostname, target.port) ? undefined : byScheme[target.secure ? 'https' : 'http'];
}
function fromEnvironment(environment, name) {
    for (const variable of [name, name.toUpperCase()]) {
        const value = environment[variable]?.trim();
        if (value !== undefined && value !== '')
            return parseProxy(value, `the environment variable ${variable}`);
    }
    return undefined;
}
function parseProxy(text, where) {
    // `proxy.example.com:3128`, as curl takes it
    const url = text.includes('://') ? text : `http://${text}`;
    const parsed = URL.canParse(url) ? new URL(url) : undefined;
    if (parsed === undefined || !/^https?:$/.test(parsed.protocol) || parsed.hostname === '') {
        throw new errors/* PromoteError */.jG({
            code: 'INPUT_INVALID',
            message: `${where} does not name an http or https proxy`,
            hint: 'write it as http://proxy.example.com:3128 or http://USER:PASSWORD@proxy.example.com:3128',
        });
    }
    const secure = parsed.protocol === 'https:';
    const port = parsed.port === '' ? (secure ? 443 : 80) : Number(parsed.port);
    return {
        secure,
        hostname: parsed.hostname.replace(/^\[|\]$/g, ''),
        port,
        authority: `${parsed.hostname}:${port}`,
        authorization: proxy_authorizationOf(parsed),
    };
}
function proxy_authorizationOf(url) {
    if (url.username === '' && url.password === '')
        return undefined;
    const pair = `${percentDecoded(url.username)}:${percentDecoded(url.password)}`;
    return `Basic ${Buffer.from(pair, 'utf8').toString('base64')}`;
}
function percentDecoded(text) {
    try {
        return decodeURIComponent(text);
    }
    catch {
        return text;
    }
}

// EXTERNAL MODULE: external "node:os"
var external_node_os_ = __nccwpck_require__(161);
;// CONCATENATED MODULE: ./src/http/connect/host-certificates.js



/**
 * The folders in which administrators keep certificates by host, as podman and docker read them
 * (containers-certs.d(5), registry.md §1.4): the first one that has a folder for the host counts.
 */
function certificateFolders(environment, platform = process.platform) {
    const home = environment['HOME'] ?? (0,external_node_os_.homedir)();
    const own = [external_node_path_.join(home, '.config', 'containers', 'certs.d')];
    if (platform === 'win32') {
        const data = environment['ProgramData'] ?? 'C:\\ProgramData';
        return [...own, external_node_path_.join(home, '.docker', 'certs.d'), external_node_path_.join(data, 'docker', 'certs.d')];
    }
    return [
        ...own,
        '/etc/containers/certs.d',
        '/etc/docker/certs.d',
        // where Docker Desktop looks
        external_node_path_.join(home, '.docker', 'certs.d'),
    ];
}
/**
 * Reads `*.crt` (authorities) and `*.cert` with `*.key` (what we show) from the folder of a host; undefined: there is none.
 * @throws PromoteError INPUT_INVALID for a certificate without key or a key without certificate, as podman does
 */
async function readHostCertificates(folders, target, side, log) {
    for (const folder of folders.flatMap((each) => namesOf(target).map((name) => external_node_path_.join(each, name)))) {
        const files = await listFolder(folder, log);
        if (files === undefined)
            continue;
        const authorities = await Promise.all(files.filter((name) => name.endsWith('.crt')).map((name) => readText(folder, name, side)));
        return {
            ca: authorities.length === 0 ? undefined : authorities.join('\n'),
            identity: await host_certificates_readIdentity(folder, files, side),
            origin: folder,
        };
    }
    return undefined;
}
function namesOf({ authority, hostname, port }) {
    const host = hostname.includes(':') ? `[${hostname}]` : hostname;
    const names = [authority, `${host}:${port}`];
    // Windows has no colons in names, and docker leaves them out there
    return [...new Set(process.platform === 'win32' ? names.map((name) => name.replaceAll(':', '')) : names)];
}
async function listFolder(folder, log) {
    const { readdir } = await Promise.resolve(/* import() */).then(__nccwpck_require__.t.bind(__nccwpck_require__, 455, 19));
    try {
        return (await readdir(folder)).sort();
    }
    catch (error) {
        const code = host_certificates_codeOf(error);
        if (code !== 'ENOENT' && code !== 'ENOTDIR')
            log(`${folder} cannot be read (${code}), it is left out`);
        return undefined;
    }
}
async function host_certificates_readIdentity(folder, files, side) {
    const stems = (extension) => files.filter((name) => name.endsWith(extension)).map((name) => name.slice(0, -extension.length));
    const [certificates, keys] = [stems('.cert'), stems('.key')];
    for (const stem of [...certificates, ...keys]) {
        if (certificates.includes(stem) && keys.includes(stem))
            continue;
        const [there, lacking] = certificates.includes(stem) ? ['.cert', '.key'] : ['.key', '.cert'];
        throw new errors/* PromoteError */.jG({
            code: 'INPUT_INVALID',
            message: `${external_node_path_.join(folder, `${stem}${there}`)} has no ${stem}${lacking} beside it`,
            hint: 'a client certificate is NAME.cert with its key NAME.key; authorities to trust are NAME.crt',
            where: { side },
        });
    }
    const [first] = certificates;
    if (first === undefined)
        return undefined;
    return {
        certificate: await readText(folder, `${first}.cert`, side),
        key: await readText(folder, `${first}.key`, side),
    };
}
async function readText(folder, name, side) {
    const file = external_node_path_.join(folder, name);
    const { readFile } = await Promise.resolve(/* import() */).then(__nccwpck_require__.t.bind(__nccwpck_require__, 455, 19));
    try {
        return await readFile(file, 'utf8');
    }
    catch (error) {
        throw new errors/* PromoteError */.jG({
            code: 'INPUT_INVALID',
            message: `${file} cannot be read (${host_certificates_codeOf(error)})`,
            hint: 'let the user of this job read it, or take it away',
            where: { side },
        });
    }
}
function host_certificates_codeOf(error) {
    return error instanceof Error && 'code' in error ? String(error.code) : 'unreadable';
}

;// CONCATENATED MODULE: ./src/http/connect/response-head.js

/** Status line and headers together; undici is held to the same. */
const MAX_HEAD_BYTES = 16_384;
const STATUS_LINE = /^HTTP\/1\.([01]) ([1-5]\d\d)(?: [\t\x20-\x7e\x80-\xff]*)?$/;
const response_head_NAME = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
const VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;
const EMPTY = Buffer.alloc(0);
const CR = 0x0d;
const LF = 0x0a;
/** Collects the bytes of one response head (RFC 9112). */
class HeadReader {
    #held = EMPTY;
    /** true when bytes of an unfinished head have come in */
    get started() {
        return this.#held.byteLength > 0;
    }
    /**
     * Takes the next bytes; gives the head once it is complete, and the bytes after it.
     * @throws WireFault `malformed`
     */
    push(bytes) {
        const searchFrom = Math.max(0, this.#held.byteLength - 3);
        const room = bytes.subarray(0, MAX_HEAD_BYTES + 4 - this.#held.byteLength);
        const held = this.#held.byteLength === 0 ? viewOf(room) : Buffer.concat([this.#held, room]);
        const end = held.indexOf('\r\n\r\n', searchFrom, 'latin1');
        if (end < 0) {
            refuseHopeless(held);
            // a copy: the buffer of `bytes` is used again by the next read
            this.#held = Buffer.from(held);
            return undefined;
        }
        const rest = bytes.subarray(end + 4 - this.#held.byteLength);
        this.#held = EMPTY;
        return { head: parseHead(held.toString('latin1', 0, end)), rest };
    }
}
function viewOf(bytes) {
    return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
/** Ends the wait early when what came so far can no longer become a head. */
function refuseHopeless(held) {
    if (held[0] === 0x15 && held[1] === 0x03)
        throw malformed('the server speaks TLS: the address needs https://');
    const start = held.toString('latin1', 0, 5);
    if (!'HTTP/'.startsWith(start) && start !== 'HTTP/')
        throw malformed('the answer is not HTTP');
    for (let lineFeed = held.indexOf(LF); lineFeed >= 0; lineFeed = held.indexOf(LF, lineFeed + 1)) {
        if (held[lineFeed - 1] !== CR)
            throw malformed('a header line does not end in CR LF');
    }
    if (held.byteLength >= MAX_HEAD_BYTES)
        throw malformed(`the headers are longer than ${MAX_HEAD_BYTES} bytes`);
}
/** @throws WireFault `malformed` */
function parseHead(text) {
    const [statusLine = '', ...lines] = text.split('\r\n');
    const [, minor, status] = STATUS_LINE.exec(statusLine) ?? [];
    if (status === undefined)
        throw malformed(`the status line is ${JSON.stringify(statusLine.slice(0, 60))}`);
    const headers = Object.create(null);
    for (const line of lines) {
        const colon = line.indexOf(':');
        const name = line.slice(0, colon).toLowerCase();
        const value = trimmed(line.slice(colon + 1));
        // Catches folded lines, spaces before the colon and control characters: all of them have been used for smuggling.
        if (colon < 1 || !response_head_NAME.test(name) || !VALUE.test(value))
            throw malformed('a header line is malformed');
        (headers[name] ??= []).push(value);
    }
    return { status: Number(status), minorVersion: minor === '0' ? 0 : 1, headers };
}
/** Without spaces and tabs at both ends; in linear time, which a regular expression is not. */
function trimmed(value) {
    let start = 0;
    let end = value.length;
    while (start < end && isBlank(value.charCodeAt(start)))
        start += 1;
    while (end > start && isBlank(value.charCodeAt(end - 1)))
        end -= 1;
    return value.slice(start, end);
}
function isBlank(code) {
    return code === 0x20 || code === 0x09;
}
function malformed(text) {
    return new WireFault('malformed', text);
}

;// CONCATENATED MODULE: ./src/http/connect/tunnel.js


/**
 * Asks a proxy for a tunnel (RFC 9110, section 9.3.6) over a connection to it.
 * @param authority `host:port` of the destination of the tunnel
 * @throws WireFault `proxy`, or the reason of the signal; the socket is destroyed then
 */
function openTunnel(socket, proxy, authority, signal) {
    const reader = new HeadReader();
    return new Promise((resolve, reject) => {
        const settle = (error) => {
            socket.off('data', onData).off('close', onClose);
            signal.removeEventListener('abort', onAbort);
            socket.pause();
            if (error === undefined)
                return resolve();
            socket.destroy();
            reject(error);
        };
        const onData = (chunk) => {
            try {
                const result = reader.push(chunk);
                if (result === undefined)
                    return;
                const { status } = result.head;
                if (status < 200 || status > 299)
                    return settle(refusal(proxy, authority, status));
                // nobody may speak before us: what follows would be taken for the server's first words
                if (result.rest.byteLength > 0)
                    return settle(fault(proxy, 'sent more than an answer to CONNECT'));
                settle();
            }
            catch (cause) {
                settle(fault(proxy, 'did not answer in HTTP', cause));
            }
        };
        const onClose = () => settle(fault(proxy, 'closed the connection instead of opening a tunnel'));
        const onAbort = () => settle(signal.reason);
        socket.on('data', onData).once('close', onClose).once('end', onClose);
        signal.addEventListener('abort', onAbort, { once: true });
        socket.write(connectRequest(proxy, authority));
    });
}
function connectRequest(proxy, authority) {
    const credentials = proxy.authorization === undefined ? '' : `proxy-authorization: ${proxy.authorization}\r\n`;
    return `CONNECT ${authority} HTTP/1.1\r\nhost: ${authority}\r\n${credentials}\r\n`;
}
function refusal(proxy, authority, status) {
    const text = `the proxy ${proxy.authority} answered ${status} to a tunnel to ${authority}`;
    return new WireFault('proxy', text, { status, host: proxy.authority });
}
function fault(proxy, what, cause) {
    const text = `the proxy ${proxy.authority} ${what}`;
    return new WireFault('proxy', text, { cause, host: proxy.authority });
}

;// CONCATENATED MODULE: ./src/http/connect/connector.js







// The issuer may be known to the next level of trust.
const ISSUER_UNKNOWN = new Set([
    'UNABLE_TO_GET_ISSUER_CERT',
    'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
    'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    'SELF_SIGNED_CERT_IN_CHAIN',
    'DEPTH_ZERO_SELF_SIGNED_CERT',
]);
/** The one way this room opens connections: name, address, proxy, TLS, all within one time limit. */
class Connector {
    #settings;
    #load;
    #trust;
    #proxyFor;
    #sessions = new Map();
    #levels = new Map();
    #folders;
    #hosts = new Map();
    /** @throws PromoteError INPUT_INVALID when a proxy URL cannot be used */
    constructor(settings, load) {
        this.#settings = settings;
        this.#load = load;
        this.#trust = createTlsTrust(settings);
        this.#folders = certificateFolders(settings.environment);
        this.#proxyFor = chooseProxy(settings);
    }
    /** @throws WireFault, or the PromoteError of the signal */
    async connect(route, onread, signal) {
        const { connectTimeoutMs, isInsecure } = this.#settings;
        const verify = route.foreign || !isInsecure(route.target.authority);
        const limit = deadline(signal, connectTimeoutMs, () => timeoutOf(connectTimeoutMs));
        try {
            const startMs = performance.now();
            const connection = await this.#connectTrusting(route, verify, onread, limit.signal);
            this.#load.noteConnect(route.target, performance.now() - startMs);
            return connection;
        }
        catch (error) {
            if (limit.signal.aborted)
                throw limit.signal.reason;
            const fault = faultOf(error);
            fault.beforeSending = true;
            throw fault;
        }
        finally {
            limit.release();
        }
    }
    /** Connects without verifying anything, for looking at the certificates: nothing may be sent over it. */
    async connectUnverified(target, durationMs, signal) {
        const limit = deadline(signal, durationMs, () => timeoutOf(durationMs));
        try {
            // foreign: who is not trusted is not shown who we are
            const route = { target, foreign: true, allows: undefined };
            return (await this.#establish(route, undefined, { level: 0, verify: false, signal: limit.signal }))
                .socket;
        }
        finally {
            limit.release();
        }
    }
    async #connectTrusting(route, verify, onread, signal) {
        const { origin } = route.target;
        for (let level = this.#levels.get(origin) ?? 0;; level += 1) {
            try {
                const connection = await this.#establish(route, onread, { level, verify, signal });
                this.#levels.set(origin, level);
                return connection;
            }
            catch (error) {
                const code = signal.aborted ? undefined : faultOf(error).code;
                if (!ISSUER_UNKNOWN.has(code ?? '') || !(await this.#knowsMore(route, level)))
                    throw error;
            }
        }
    }
    async #establish(route, onread, attempt) {
        const { target, allows } = route;
        const proxy = this.#proxyFor(target);
        // behind a proxy names are resolved there: only literals can be judged here
        if (allows !== undefined)
            refuseForbidden(target.hostname, allows);
        const carrier = proxy === undefined ? undefined : await this.#tunnel(proxy, target, attempt);
        const address = { hostname: target.hostname, port: target.port, allows, onread };
        const buffered = proxy === undefined && onread !== undefined;
        if (target.secure) {
            const host = await this.certificatesFor(route);
            return { socket: await this.#tls(address, carrier, host, attempt), buffered };
        }
        return { socket: carrier ?? (await dialTcp(address, attempt.signal)), buffered };
    }
    async #knowsMore(route, level) {
        return level + 1 < (await this.#trust.levels(await this.certificatesFor(route)));
    }
    /** What is trusted and shown at the host of a route. @throws PromoteError INPUT_INVALID */
    certificatesFor({ target, foreign, }) {
        const key = `${target.authority} ${foreign ? 'foreign' : 'own'}`;
        const known = this.#hosts.get(key) ?? this.#readCertificates(target, foreign);
        this.#hosts.set(key, known);
        return known;
    }
    async #readCertificates(target, foreign) {
        const { side, clientIdentity, log } = this.#settings;
        const found = await readHostCertificates(this.#folders, target, side, log);
        if (clientIdentity === undefined || foreign)
            return found;
        return { ca: found?.ca, identity: clientIdentity, origin: `the input "${side}-client-certificate"` };
    }
    async #tls(address, carrier, host, attempt) {
        const { verify, signal } = attempt;
        const context = await this.#trust.context(attempt.level, host);
        // a session carries the outcome of its verification with it, and who we said we are
        const key = `${address.hostname}:${address.port}:${verify}:${host?.origin ?? ''}`;
        const onSession = (session) => void this.#sessions.set(key, session);
        const session = this.#sessions.get(key);
        return dialTls({ ...address, context, verify, session, onSession, carrier }, signal);
    }
    async #tunnel(proxy, target, attempt) {
        const host = target.hostname.includes(':') ? `[${target.hostname}]` : target.hostname;
        const socket = await this.#reachProxy(proxy, attempt);
        await openTunnel(socket, proxy, `${host}:${target.port}`, attempt.signal);
        return socket;
    }
    async #reachProxy(proxy, attempt) {
        const address = { hostname: proxy.hostname, port: proxy.port };
        try {
            // credentials go to the proxy: its certificate is verified whatever was said about the host behind it
            if (proxy.secure)
                return await this.#tls(address, undefined, undefined, { ...attempt, verify: true });
            return await dialTcp(address, attempt.signal);
        }
        catch (error) {
            if (attempt.signal.aborted)
                throw error;
            const fault = faultOf(error);
            const text = `the proxy ${proxy.authority} cannot be reached (${fault.code ?? fault.message})`;
            throw new WireFault('proxy', text, { cause: error, code: fault.code, host: proxy.authority });
        }
    }
}
function timeoutOf(durationMs) {
    const fault = new WireFault('connect-timeout', `no connection within ${durationMs / 1000} s`);
    fault.beforeSending = true;
    return fault;
}

;// CONCATENATED MODULE: ./src/http/failed-request.js
/** The name in `host[:port]`, IPv6 without brackets. */
function nameOf(host) {
    return host.replace(/:\d+$/, '').replace(/^\[|\]$/g, '');
}
/** `host:port`, for https. */
function withPort(host) {
    return /:\d+$/.test(host) ? host : `${host}:443`;
}

;// CONCATENATED MODULE: ./src/http/failure-tls.js


/** A certificate that was looked at and refused. */
function untrustedFailure(fault, failed) {
    const { side, host, chain } = failed;
    const server = `the ${side} ${host}`;
    const showcerts = `openssl s_client -showcerts -connect ${withPort(host)} </dev/null`;
    if (fault.code === 'ERR_TLS_CERT_ALTNAME_INVALID' || fault.code === 'HOSTNAME_MISMATCH') {
        return {
            code: 'TLS_FAILED',
            message: `the certificate of ${server} is made for another host: ${chain?.names ?? fault.message}`,
            hint: `use one of its names in the inputs of the ${side}, or have a certificate made for ${nameOf(host)}`,
        };
    }
    if (fault.code === 'CERT_HAS_EXPIRED') {
        const day = chain?.validTo === undefined ? '' : ` on ${chain.validTo}`;
        return {
            code: 'TLS_FAILED',
            message: `the certificate of ${server} has expired${day}`,
            hint: `have it renewed, or set the clock of this machine: ${showcerts}`,
        };
    }
    if (fault.code === 'CERT_NOT_YET_VALID') {
        return {
            code: 'TLS_FAILED',
            message: `the certificate of ${server} is not valid yet`,
            hint: `set the clock of this machine: date; ${showcerts}`,
        };
    }
    const issuer = chain?.issuer === undefined ? '' : ` (issued by ${chain.issuer})`;
    return {
        code: 'TLS_FAILED',
        message: `the certificate of ${server} is not trusted: ${REASONS[fault.code ?? ''] ?? fault.code ?? fault.message}${issuer}`,
        hint: `give the issuing CA with the input \`${side}-ca\` (PEM text or path): ${showcerts}`,
    };
}
const REASONS = {
    INVALID_PURPOSE: 'it may not be used by servers',
    DEPTH_ZERO_SELF_SIGNED_CERT: 'it is self-signed',
    SELF_SIGNED_CERT_IN_CHAIN: 'its root is not among the trusted authorities',
    UNABLE_TO_GET_ISSUER_CERT: 'its issuer is unknown here',
    UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'its issuer is unknown here',
    UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its issuer is unknown here',
};
// What OpenSSL makes of the bytes `HTTP/1.1 400 …` where a TLS record should be.
const PLAIN_TEXT_CODES = new Set([
    'ERR_SSL_WRONG_VERSION_NUMBER',
    'ERR_SSL_PACKET_LENGTH_TOO_LONG',
]);
/** A handshake that did not come to a certificate. */
function handshakeFailure(fault, failed) {
    const { side, host } = failed;
    if (PLAIN_TEXT_CODES.has(fault.code ?? '')) {
        return {
            code: 'TLS_FAILED',
            message: `the ${side} ${host} does not speak TLS on this port: it answers in plain text`,
            hint: `check the port in the inputs of the ${side}: curl -v https://${host}/`,
        };
    }
    const alert = alertNumber(fault.message);
    const refusal = alert === undefined ? undefined : refusedIdentity(alert, failed);
    if (refusal !== undefined)
        return refusal;
    return {
        code: 'TLS_FAILED',
        message: `the TLS handshake with the ${side} ${host} failed (${fault.code ?? fault.message})`,
        hint: `TLS 1.2 or newer is needed: openssl s_client -connect ${withPort(host)} </dev/null`,
    };
}
const HANDSHAKE_FAILURE = 40;
/** What servers say to a client without a certificate: OpenSSL 40 and 116, Go 42. */
const WANTING = new Set([HANDSHAKE_FAILURE, 42, 116]);
/** What servers say of a client certificate (RFC 8446, section 6.2). */
const REFUSALS = new Map([
    [42, 'it is malformed, or its issuer is not one of theirs'],
    [43, 'it is of a kind they do not take'],
    [44, 'it is revoked'],
    [45, 'it has expired'],
    [46, 'they do not say why'],
    [48, 'its issuer is not one of theirs'],
    [49, 'it has no access'],
]);
/** The server ended the connection because of the certificate we showed, or did not show. */
function refusedIdentity(alert, { side, host, identity }) {
    const inputs = `the inputs \`${side}-client-certificate\` and \`${side}-client-key\``;
    const hint = `set ${inputs}, or put client.cert and client.key into /etc/containers/certs.d/${host}`;
    if (identity === undefined) {
        if (!WANTING.has(alert))
            return undefined;
        // the first one may also mean that there is no version or cipher in common, which is rare
        const verb = alert === HANDSHAKE_FAILURE ? 'probably wants' : 'wants';
        const message = `the ${side} ${host} ${verb} a client certificate, and there is none for it`;
        return { code: 'TLS_FAILED', message, hint };
    }
    const why = REFUSALS.get(alert);
    if (why === undefined)
        return undefined;
    const issuer = identity.issuer === undefined ? '' : ` (issued by ${identity.issuer}`;
    const until = identity.validTo === undefined ? '' : `, valid until ${identity.validTo}`;
    return {
        code: 'TLS_FAILED',
        message: `the ${side} ${host} does not accept the client certificate of ${identity.origin}${issuer === '' ? '' : `${issuer}${until})`}: ${why}`,
        hint: `give one of an issuer the server trusts with ${inputs}: openssl s_client -connect ${withPort(host)} </dev/null lists them`,
    };
}

;// CONCATENATED MODULE: ./src/http/failure.js



/** The one place where a transport failure becomes the error a user reads. */
function errorOfFault(fault, failed) {
    return new errors/* PromoteError */.jG({ ...wordingOf(fault, failed), cause: fault, where: placeOf(failed) });
}
/** The server asks to wait longer than the request may take. */
function errorOfWait(status, waitMs, failed) {
    const asks = `the ${failed.side} ${failed.host} answers ${status} and asks to wait ${Math.ceil(waitMs / 1000)} s`;
    return new errors/* PromoteError */.jG({
        code: status === 429 ? 'RATE_LIMITED' : 'SERVER_UNAVAILABLE',
        message: `${asks}, longer than this request may take`,
        hint: status === 429
            ? 'run the job again later, or log in: anonymous limits are lower'
            : 'run the job again later',
        where: { ...placeOf(failed), status },
    });
}
function placeOf(failed) {
    const { side, host, request, attempt } = failed;
    return { side, host, request, attempt };
}
function wordingOf(fault, failed) {
    switch (fault.kind) {
        case 'unresolved':
        case 'refused':
        case 'unreachable':
        case 'connect-timeout':
            return unconnected(fault, fault.kind, failed);
        case 'broken':
            return {
                code: 'CONNECTION_FAILED',
                message: `the ${failed.side} ${failed.host} broke the connection during ${failed.request}`,
                hint: 'run the job again; if it happens every time, look at the logs of the server and of the proxies in between',
            };
        case 'idle-timeout':
            return {
                code: 'TIMED_OUT',
                message: `the ${failed.side} ${failed.host} was silent for ${failed.idleTimeoutMs / 1000} s during ${failed.request}`,
                hint: 'raise the input `request-timeout` if the server is slow',
            };
        case 'untrusted':
            return untrustedFailure(fault, failed);
        case 'handshake':
            return handshakeFailure(fault, failed);
        case 'proxy':
            return unproxied(fault, failed);
        case 'malformed':
        case 'bad-url':
        case 'bad-header':
        case 'unsafe-redirect':
            return misbehaved(fault, fault.kind, failed);
    }
}
function unconnected(fault, kind, { side, host }) {
    const server = `the ${side} ${host}`;
    const proxyHint = `check routes and firewalls; behind a proxy set the input \`${side}-proxy\` or HTTPS_PROXY`;
    switch (kind) {
        case 'unresolved':
            return {
                code: 'CONNECTION_FAILED',
                message: `the name of ${server} does not resolve (${fault.code ?? 'no address'})`,
                hint: `check the host name in the inputs of the ${side}, and the DNS of this machine: getent hosts ${nameOf(host)}`,
            };
        case 'refused':
            return {
                code: 'CONNECTION_FAILED',
                message: `${server} refused the connection`,
                hint: `check host and port in the inputs of the ${side}; from this machine: curl -v https://${host}/`,
            };
        case 'unreachable':
            return {
                code: 'CONNECTION_FAILED',
                message: `${server} cannot be reached (${fault.code ?? fault.message})`,
                hint: proxyHint,
            };
        case 'connect-timeout':
            return {
                code: 'TIMED_OUT',
                message: `${server} could not be connected to: ${fault.message}`,
                hint: proxyHint,
            };
    }
}
function misbehaved(fault, kind, { side, host, request }) {
    const server = `the ${side} ${host}`;
    switch (kind) {
        case 'malformed':
            return {
                code: 'PROTOCOL_VIOLATION',
                message: `${server} broke the protocol in its answer to ${request}: ${fault.message}`,
                hint: `check that the inputs of the ${side} name the server itself: curl -v https://${host}/`,
            };
        case 'bad-url':
            return {
                code: 'PROTOCOL_VIOLATION',
                message: `an address of ${server} cannot be used, ${fault.message}`,
                hint: 'look at the configuration of the server: it makes its links from its public host name',
            };
        case 'bad-header':
            return {
                code: 'INPUT_INVALID',
                message: `a request to ${server} cannot be sent: ${fault.message}`,
                hint: `check the secrets of the ${side} for line breaks and other invisible characters`,
            };
        case 'unsafe-redirect':
            return {
                code: 'UNSAFE_REDIRECT',
                message: `${server} redirects where it must not: ${fault.message}`,
                hint: 'look at the storage configuration of the registry, or switch redirects off there (disableRedirect)',
            };
    }
}
function unproxied(fault, { side, host }) {
    const proxy = fault.host ?? 'of this machine';
    if (fault.status === 407) {
        return {
            code: 'PROXY_FAILED',
            message: `the proxy ${proxy} wants credentials (407) to reach the ${side} ${host}`,
            hint: `put them into the input \`${side}-proxy\`: http://USER:PASSWORD@${proxy}`,
        };
    }
    if (fault.status !== undefined) {
        return {
            code: 'PROXY_FAILED',
            message: `the proxy ${proxy} refused a tunnel to the ${side} ${host} (${fault.status})`,
            hint: `have ${withPort(host)} allowed at the proxy, or go without it: NO_PROXY=${nameOf(host)}`,
        };
    }
    return {
        code: 'PROXY_FAILED',
        message: `there is no tunnel to the ${side} ${host}: ${fault.message}`,
        hint: `check the input \`${side}-proxy\`, HTTPS_PROXY and NO_PROXY: curl -v -x ${proxy} https://${host}/`,
    };
}

;// CONCATENATED MODULE: ./src/http/connect/turnstile.js

/** Lets so many in at once; the others wait in the order they came. */
class Turnstile {
    #limit;
    #inside = 0;
    #line = [];
    constructor(limit) {
        this.#limit = limit;
    }
    get limit() {
        return this.#limit;
    }
    set limit(limit) {
        this.#limit = limit;
        this.#admit();
    }
    get inside() {
        return this.#inside;
    }
    /**
     * Resolves once we are in; then `leave` must follow.
     * @param urgent goes in at once, over the limit
     * @throws the error of the signal
     */
    async enter(urgent, signal) {
        (0,errors/* throwIfCancelled */.dZ)(signal);
        if (urgent || (this.#inside < this.#limit && this.#line.length === 0)) {
            this.#inside += 1;
            return;
        }
        await new Promise((resolve, reject) => {
            const onTurn = () => {
                signal.removeEventListener('abort', onAbort);
                resolve();
            };
            const onAbort = () => {
                this.#line.splice(this.#line.indexOf(onTurn), 1);
                reject((0,errors/* cancelled */.KW)(signal));
            };
            this.#line.push(onTurn);
            signal.addEventListener('abort', onAbort, { once: true });
        });
    }
    leave() {
        this.#inside -= 1;
        this.#admit();
    }
    #admit() {
        while (this.#inside < this.#limit) {
            const next = this.#line.shift();
            if (next === undefined)
                return;
            // counted here, not when the waiter runs: nobody can slip in between
            this.#inside += 1;
            next();
        }
    }
}

;// CONCATENATED MODULE: ./src/http/connect/throttle.js

const RECOVERY_SUCCESSES = 10;
/** How many requests to one host may wait for their answer at once; fewer after the host has asked for peace. */
class Throttle {
    #maximum;
    #turnstile;
    #successes = 0;
    constructor(maximum) {
        this.#maximum = maximum;
        this.#turnstile = new Turnstile(maximum);
    }
    get limit() {
        return this.#turnstile.limit;
    }
    /**
     * Runs `work` when its turn has come.
     * @param urgent at once, over the limit
     * @throws the error of the signal, or what `work` throws
     */
    async run(work, urgent, signal) {
        await this.#turnstile.enter(urgent, signal);
        try {
            return await work();
        }
        finally {
            this.#turnstile.leave();
        }
    }
    /** The host answered 429: half as many at once from now on. */
    slowDown() {
        this.#successes = 0;
        const { limit, inside } = this.#turnstile;
        this.#turnstile.limit = Math.max(1, Math.floor(Math.min(limit, Math.max(1, inside)) / 2));
    }
    /** The host answered well: one more at once after ten of these. */
    recover() {
        if (this.limit >= this.#maximum)
            return;
        this.#successes += 1;
        if (this.#successes < RECOVERY_SUCCESSES)
            return;
        this.#successes = 0;
        this.#turnstile.limit = this.limit + 1;
    }
}

;// CONCATENATED MODULE: ./src/http/connect/host-load.js

// Measured: on a near host opening a connection costs more than the ninth one wins; far away round trips weigh more.
const MANY = 24;
const FEW = 8;
/** To connect takes one round trip, and with TLS another one and the arithmetic. */
const FAR_MS = { plain: 10, secure: 50 };
/** What is known about the hosts of a transport: how far they are, and how much they want at once. */
class HostLoad {
    #throttles = new Map();
    #connectMs = new Map();
    /** Connections to one origin for one purpose; a host is near until we know better. */
    connectionsFor(origin) {
        const farMs = origin.startsWith('https:') ? FAR_MS.secure : FAR_MS.plain;
        return (this.#connectMs.get(origin) ?? 0) < farMs ? FEW : MANY;
    }
    throttle(target) {
        let throttle = this.#throttles.get(target.origin);
        if (throttle === undefined) {
            throttle = new Throttle(MANY);
            this.#throttles.set(target.origin, throttle);
        }
        return throttle;
    }
    /** Learns from how long it took to connect. */
    noteConnect(target, durationMs) {
        // the shortest is the nearest to the distance; the others measure how busy both ends are
        this.#connectMs.set(target.origin, Math.min(durationMs, this.#connectMs.get(target.origin) ?? durationMs));
    }
    /** Learns from an answer. */
    note(target, status) {
        const throttle = this.throttle(target);
        if (status === 429)
            throttle.slowDown();
        else if (status < 500)
            throttle.recover();
    }
}

;// CONCATENATED MODULE: ./src/http/exchange/connection-pool.js

/** Kept connections are closed after this time, unless the server told another; few close theirs earlier. */
const IDLE_CLOSE_MS = 4_000;
/** Keep-alive connections by key (an origin, and how it is trusted), last in first out. */
class ConnectionPool {
    #origins = new Map();
    #closed = false;
    /**
     * A connection, kept or new.
     * @param open opens a new one
     * @throws what `open` throws, or the error of the signal
     */
    async acquire(key, open, options, signal) {
        const origin = this.#origin(key, options.limit);
        origin.turnstile.limit = options.limit;
        await origin.turnstile.enter(options.urgent === true, signal);
        try {
            const kept = this.#takeIdle(origin, options);
            const connection = kept ?? (await open());
            if (this.#closed)
                connection.destroy();
            return this.#lease(origin, connection, kept !== undefined);
        }
        catch (error) {
            origin.turnstile.leave();
            throw error;
        }
    }
    /** Destroys everything, connections in use too. */
    close() {
        this.#closed = true;
        for (const origin of this.#origins.values()) {
            for (const connection of origin.busy)
                connection.destroy();
            for (const idle of origin.idle.splice(0)) {
                clearTimeout(idle.timer);
                idle.connection.destroy();
            }
        }
    }
    #origin(key, limit) {
        let origin = this.#origins.get(key);
        if (origin === undefined) {
            origin = { idle: [], busy: new Set(), turnstile: new Turnstile(limit) };
            this.#origins.set(key, origin);
        }
        return origin;
    }
    #takeIdle(origin, options) {
        if (options.fresh === true)
            return undefined;
        const oldestMs = performance.now() - (options.maxIdleMs ?? Number.POSITIVE_INFINITY);
        for (let idle = origin.idle.pop(); idle !== undefined; idle = origin.idle.pop()) {
            clearTimeout(idle.timer);
            if (idle.connection.usable && idle.sinceMs >= oldestMs)
                return idle.connection;
            idle.connection.destroy();
        }
        return undefined;
    }
    #lease(origin, connection, reused) {
        origin.busy.add(connection);
        const end = (idleMs) => {
            if (!origin.busy.delete(connection))
                return;
            if (idleMs > 0 && connection.usable && !this.#closed)
                this.#keepIdle(origin, connection, idleMs);
            else
                connection.destroy();
            origin.turnstile.leave();
        };
        return { connection, reused, keep: (idleMs = IDLE_CLOSE_MS) => end(idleMs), discard: () => end(0) };
    }
    #keepIdle(origin, connection, idleMs) {
        const expire = () => {
            const index = origin.idle.findIndex((idle) => idle.connection === connection);
            if (index >= 0)
                origin.idle.splice(index, 1);
            connection.destroy();
        };
        const timer = setTimeout(expire, idleMs);
        timer.unref();
        origin.idle.push({ connection, sinceMs: performance.now(), timer });
    }
}

;// CONCATENATED MODULE: ./src/http/connect/address-rules.js

// Never a place to be sent to: this machine, its link (cloud metadata services live there), everybody.
const LOCAL_BLOCKS = [
    '0.0.0.0/8',
    '127.0.0.0/8',
    '169.254.0.0/16',
    '192.0.0.0/24',
    '224.0.0.0/4',
    '240.0.0.0/4',
    '::/127',
    'fe80::/10',
    'fec0::/10',
    'ff00::/8',
    // the same behind NAT64
    '64:ff9b::7f00:0/104',
    '64:ff9b::a9fe:0/112',
];
const PRIVATE_BLOCKS = [
    '10.0.0.0/8',
    '100.64.0.0/10',
    '172.16.0.0/12',
    '192.168.0.0/16',
    '198.18.0.0/15',
    'fc00::/7',
    '64:ff9b::a00:0/104',
    '64:ff9b::6440:0/106',
    '64:ff9b::ac10:0/108',
    '64:ff9b::c0a8:0/112',
];
/** Made when the first redirect comes: that takes 4 ms, and most runs see none. */
const lists = { local: undefined, private: undefined };
function classOfAddress(address) {
    const local = (lists.local ??= blockList(LOCAL_BLOCKS));
    const family = (0,external_node_net_namespaceObject.isIP)(address);
    const type = family === 6 ? 'ipv6' : 'ipv4';
    // a zone (`fe80::1%eth0`) belongs to a link
    if (family === 0 || address.includes('%') || local.check(address, type))
        return 'local';
    lists.private ??= blockList(PRIVATE_BLOCKS);
    return lists.private.check(address, type) ? 'private' : 'public';
}
/**
 * Which addresses a redirect may lead to. A server on a private network may send us to its neighbours there (object
 * storage of a data centre); a public one must not reach into it, and nobody may point at this machine.
 * @param remoteAddress of the server that redirects; undefined when a proxy is in between
 */
function addressRule(remoteAddress) {
    const fromPrivate = remoteAddress !== undefined && classOfAddress(remoteAddress) === 'private';
    return fromPrivate ? NEIGHBOURS : PUBLIC_ONLY;
}
const PUBLIC_ONLY = {
    name: 'public',
    allows: (address) => classOfAddress(address) === 'public',
};
const NEIGHBOURS = { name: 'private', allows: (address) => classOfAddress(address) !== 'local' };
function blockList(blocks) {
    const list = new external_node_net_namespaceObject.BlockList();
    for (const block of blocks) {
        const [address = '', prefix = ''] = block.split('/');
        list.addSubnet(address, Number(prefix), (0,external_node_net_namespaceObject.isIP)(address) === 6 ? 'ipv6' : 'ipv4');
    }
    return list;
}

;// CONCATENATED MODULE: ./src/http/connect/target.js

// No backslash in the authority: WHATWG reads it as the start of the path, other readers do not.
const SHAPE = /^(https?):\/\/([^/?#\\]+)((?:[/?][^#]*)?)(?:#.*)?$/i;
const PRINTABLE = /^[\x21-\x7e]*$/;
/**
 * Reads an absolute http or https URL.
 * @throws WireFault `bad-url` for anything else: other schemes, user names, spaces, control characters
 */
function parseTarget(url) {
    const [, scheme, authority, path] = SHAPE.exec(url) ?? [];
    if (scheme === undefined || authority === undefined || path === undefined)
        throw badUrl(url, 'it is not an http(s) URL');
    if (authority.includes('@'))
        throw badUrl(url, 'it holds a user name or password');
    if (!PRINTABLE.test(authority + path))
        throw badUrl(url, 'it holds a space, a control or a non-ASCII character');
    const text = `${scheme}://${authority}/`;
    if (!URL.canParse(text))
        throw badUrl(url, 'its host is malformed');
    const parsed = new URL(text);
    const secure = parsed.protocol === 'https:';
    return {
        secure,
        hostname: parsed.hostname.replace(/^\[|\]$/g, ''),
        port: parsed.port === '' ? (secure ? 443 : 80) : Number(parsed.port),
        authority: parsed.host,
        origin: parsed.origin,
        path: path.startsWith('/') ? path : `/${path}`,
    };
}
function badUrl(url, problem) {
    return new WireFault('bad-url', `${JSON.stringify(url
        .replace(/[?#].*$/s, '')
        .replace(/^([^/]*\/\/)?[^/]*@/, '$1…@')
        .slice(0, 200))}: ${problem}`);
}

;// CONCATENATED MODULE: ./src/http/exchange/redirect-rules.js



const MAX_REDIRECTS = 10;
const MAX_LOCATION_LENGTH = 8_192;
const REDIRECT_STATUSES = new Set([301, 302, 303, 307, 308]);
/** What may be told to another origin. A list of what to keep cannot forget a credential that is invented later. */
const PORTABLE_HEADERS = new Set([
    'accept',
    'accept-encoding',
    'if-match',
    'if-range',
    'range',
    'user-agent',
]);
function isRedirect(status) {
    return REDIRECT_STATUSES.has(status);
}
/** @throws WireFault `bad-url` */
function firstHop(url, headers) {
    const target = parseTarget(url);
    return { url, target, headers, origin: target, left: false, rule: undefined };
}
/**
 * The request a redirect asks for.
 * @param remoteAddress of the server that redirects; undefined when a proxy is in between
 * @throws WireFault `unsafe-redirect`, or `malformed` and `bad-url` for a Location that cannot be read
 */
function nextHop(hop, locations, remoteAddress) {
    const url = resolveLocation(hop, locations);
    const target = parseTarget(url);
    if (hop.target.secure && !target.secure) {
        throw new WireFault('unsafe-redirect', `from https to http, to ${target.authority}`, {
            host: target.authority,
        });
    }
    const left = hop.left || target.origin !== hop.origin.origin;
    const headers = left
        ? Object.fromEntries(Object.entries(hop.headers).filter(([name]) => PORTABLE_HEADERS.has(name)))
        : hop.headers;
    const rule = target.hostname === hop.origin.hostname ? undefined : (hop.rule ?? addressRule(remoteAddress));
    return { url, target, headers, origin: hop.origin, left, rule };
}
function routeOf(hop) {
    const foreign = hop.target.origin !== hop.origin.origin;
    return { target: hop.target, foreign, allows: hop.rule?.allows };
}
/** Connections are shared by requests that trust a host in the same way. */
function poolKeyOf(hop) {
    const foreign = hop.target.origin !== hop.origin.origin;
    return `${hop.target.origin} ${foreign ? 'foreign' : 'own'} ${hop.rule?.name ?? 'any'}`;
}
/** Absolute, with path and query byte for byte: storage URLs are signed. */
function resolveLocation(hop, values = []) {
    const [location, ...others] = values;
    if (location === undefined || location === '')
        throw new WireFault('malformed', 'a redirect without Location');
    if (others.length > 0)
        throw new WireFault('malformed', 'a redirect with two Locations');
    if (location.length > MAX_LOCATION_LENGTH)
        throw new WireFault('malformed', 'a redirect with an endless Location');
    if (/^[a-z][a-z0-9+.-]*:/i.test(location))
        return location;
    if (location.startsWith('//'))
        return `${hop.target.secure ? 'https' : 'http'}:${location}`;
    if (location.startsWith('/'))
        return hop.target.origin + location;
    // relative to the path: nobody signs those
    return new URL(location, hop.target.origin + hop.target.path).href;
}

;// CONCATENATED MODULE: ./src/http/exchange/request-headers.js

const request_headers_NAME = /^[!#$%&'*+\-.^_`|~0-9a-z]+$/;
const request_headers_VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;
/** What the connection itself decides. */
const RESERVED = new Set([
    'host',
    'connection',
    'keep-alive',
    'transfer-encoding',
    'upgrade',
    'te',
    'expect',
]);
/**
 * The headers of a request as they are sent: identity encoding, because bytes are compared and hashed as they come.
 * @throws WireFault `bad-header`; the value is never part of the text
 */
function headersOf(request, userAgent) {
    const headers = {
        'user-agent': userAgent,
        'accept-encoding': 'identity',
        ...request.headers,
    };
    for (const [name, value] of Object.entries(headers)) {
        if (!request_headers_NAME.test(name) || RESERVED.has(name))
            throw new WireFault('bad-header', `the header ${JSON.stringify(name)} is not ours to send`);
        if (!request_headers_VALUE.test(value))
            throw new WireFault('bad-header', `the header ${name} holds a control character`);
    }
    return headers;
}
/** The head of a request, as bytes. */
function requestHead(method, target, headers) {
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
    return Buffer.from(`${method} ${target.path} HTTP/1.1\r\nhost: ${target.authority}\r\n${lines.join('')}\r\n`, 'latin1');
}
function isRepeatable(request) {
    return ((request.retry ?? (request.method === 'GET' || request.method === 'HEAD' ? 'repeatable' : 'once')) ===
        'repeatable');
}

;// CONCATENATED MODULE: ./src/http/wire/streamed-reply.js

/** A reply on a connection of ours, body still to come. */
class StreamedReply {
    status;
    headers;
    url;
    contentLengthBytes;
    #exchange;
    #translate;
    /** @param translate makes the error the caller sees */
    constructor(exchange, start, url, translate) {
        this.status = start.head.status;
        this.headers = start.head.headers;
        this.contentLengthBytes = start.contentLengthBytes;
        this.url = url;
        this.#exchange = exchange;
        this.#translate = translate;
    }
    get remoteAddress() {
        return this.#exchange.remoteAddress;
    }
    async read(maxBytes) {
        try {
            return await readBody(this.#exchange, maxBytes);
        }
        catch (error) {
            this.discard();
            throw await this.#translate(error);
        }
    }
    chunks() {
        const next = async () => {
            try {
                const value = await this.#exchange.next();
                return value === undefined ? { done: true, value } : { done: false, value };
            }
            catch (error) {
                throw await this.#translate(error);
            }
        };
        const stop = async () => {
            this.discard();
            return { done: true, value: undefined };
        };
        return { [Symbol.asyncIterator]: () => ({ next, return: stop }) };
    }
    discard() {
        this.#exchange.abandon();
    }
}
/**
 * A whole body.
 * @throws WireFault `malformed` when it is longer than `maxBytes`
 */
async function readBody(exchange, maxBytes) {
    const pieces = [];
    let sizeBytes = 0;
    for (let piece = await exchange.next(); piece !== undefined; piece = await exchange.next()) {
        sizeBytes += piece.byteLength;
        if (sizeBytes > maxBytes)
            throw new WireFault('malformed', `the answer is longer than ${maxBytes} bytes`);
        pieces.push(Uint8Array.from(piece));
    }
    return Buffer.concat(pieces);
}

;// CONCATENATED MODULE: ./src/http/exchange/trace.js
// The secret of a build webhook is a path segment (OpenShift: …/buildconfigs/NAME/webhooks/SECRET/generic).
const WEBHOOK_SECRET = /(\/webhooks\/)[^/?]+/g;
/** Path of a request without its query: upload and storage URLs carry signatures there. */
function shownPath(path) {
    return path.replace(/\?.*$/s, '').replace(WEBHOOK_SECRET, '$1…');
}
/** Path with the names of its query, not their values: enough to tell requests apart in a trace. */
function tracedPath(path) {
    const question = path.indexOf('?');
    if (question < 0)
        return shownPath(path);
    const names = path
        .slice(question + 1)
        .split('&')
        .map((pair) => pair.replace(/=.*$/s, '=…'));
    return `${shownPath(path)}?${names.join('&')}`;
}

;// CONCATENATED MODULE: ./src/http/exchange/retry-after.js
const SECONDS = /^\d{1,9}$/;
// IMF-fixdate, the one form of a date that may be sent today (RFC 9110, section 5.6.7)
const DATE = /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d{2} (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4} \d{2}:\d{2}:\d{2} GMT$/;
/**
 * How long a reply asks to wait, in milliseconds; undefined when it does not say, or says it in a way that cannot be
 * read (negative, fractional, words). A date is measured against the reply's own Date, so that clocks may differ.
 */
function retryAfterMs(headers, now) {
    const value = headers['retry-after']?.[0]?.trim();
    if (value === undefined)
        return undefined;
    if (SECONDS.test(value))
        return Number(value) * 1000;
    const untilMs = dateMs(value);
    if (untilMs === undefined)
        return undefined;
    const nowMs = dateMs(headers['date']?.[0]?.trim()) ?? now.getTime();
    return Math.max(0, untilMs - nowMs);
}
function dateMs(text) {
    if (text === undefined || !DATE.test(text))
        return undefined;
    const ms = Date.parse(text);
    return Number.isNaN(ms) ? undefined : ms;
}

;// CONCATENATED MODULE: ./src/http/exchange/retry.js



const BASE_MS = 500;
const CAP_MS = 30_000;
/** 500 is as often a bug as a hiccup */
const MAX_TRIES_AFTER_500 = 3;
const RETRIED_STATUSES = new Set([408, 425, 429, 499, 500, 502, 503, 504, 522]);
/**
 * Sends until there is an answer to keep: any status that is not worth a repetition, or the last one when repetitions
 * or budget are used up.
 */
async function withRetries(policy, tries, signal) {
    const deadlineMs = policy.clock.nowMs() + policy.budgetMs;
    let fresh = false;
    for (let attempt = 1, counted = 1;; attempt += 1) {
        const outcome = await tryOnce(tries, attempt, fresh);
        if (outcome.kind === 'fault' && outcome.fault.stale && !fresh) {
            fresh = true;
            policy.log(`sending ${policy.request} again: the server had closed the kept connection`);
            continue;
        }
        const leftMs = deadlineMs - policy.clock.nowMs();
        const wait = outcome.kind === 'fault'
            ? waitAfterFault(policy, outcome.fault, counted)
            : waitAfterReply(policy, outcome.reply, counted);
        if (outcome.kind === 'reply' && wait.demandedMs !== undefined && wait.demandedMs > leftMs) {
            tries.drop(outcome.reply);
            throw tries.overBudget(outcome.reply, wait.demandedMs, attempt);
        }
        if (wait.ms === undefined || wait.ms > leftMs) {
            if (outcome.kind === 'reply')
                return outcome.reply;
            throw await tries.fail(outcome.fault, attempt);
        }
        if (outcome.kind === 'reply')
            tries.drop(outcome.reply);
        const reason = outcome.kind === 'fault' ? outcome.fault.message : `status ${outcome.reply.status}`;
        policy.log(`sending ${policy.request} again in ${(wait.ms / 1000).toFixed(1)} s (${counted} of ${policy.retries}): ${reason}`);
        await policy.clock.sleep(wait.ms, signal);
        counted += 1;
    }
}
async function tryOnce(tries, attempt, fresh) {
    try {
        return { kind: 'reply', reply: await tries.send(attempt, fresh) };
    }
    catch (error) {
        if (error instanceof errors/* PromoteError */.jG)
            throw error;
        return { kind: 'fault', fault: faultOf(error) };
    }
}
const NO = { ms: undefined, demandedMs: undefined };
function waitAfterFault(policy, fault, counted) {
    if (counted > policy.retries || !isTransient(fault))
        return NO;
    if (!policy.repeatable && !fault.beforeSending)
        return NO;
    return { ms: backoffMs(counted, policy.random), demandedMs: undefined };
}
function waitAfterReply(policy, reply, counted) {
    if (!policy.repeatable || !RETRIED_STATUSES.has(reply.status))
        return NO;
    const demandedMs = retryAfterMs(reply.headers, policy.clock.date());
    if (counted > policy.retries || (reply.status === 500 && counted >= MAX_TRIES_AFTER_500))
        return { ms: undefined, demandedMs };
    return { ms: demandedMs ?? backoffMs(counted, policy.random), demandedMs };
}
/** Full jitter: everything from nothing to the doubled step, so that many clients do not come back together. */
function backoffMs(counted, random) {
    return random() * Math.min(CAP_MS, BASE_MS * 2 ** (counted - 1));
}
function isTransient(fault) {
    switch (fault.kind) {
        case 'unreachable':
        case 'refused':
        case 'broken':
        case 'connect-timeout':
        case 'idle-timeout':
            return true;
        case 'unresolved':
            // a server that does not answer, not a name that does not exist
            return fault.code === 'EAI_AGAIN';
        case 'proxy':
            return fault.status === undefined || fault.status === 429 || fault.status >= 500;
        case 'untrusted':
        case 'handshake':
        case 'malformed':
        case 'bad-url':
        case 'bad-header':
        case 'unsafe-redirect':
            return false;
    }
}

;// CONCATENATED MODULE: ./src/http/exchange/delivery.js


/** Writes the line about one answer, for people who trace. */
function trace(settings, method, target, outcome, startMs) {
    if (settings.debug === undefined)
        return;
    const tookMs = Math.round(settings.clock.nowMs() - startMs);
    settings.debug(`${settings.side} ${method} ${target.origin}${tracedPath(target.path)} ${outcome} ${tookMs} ms`);
}
/** Sends until there is an answer to keep. @throws PromoteError */
function deliver(parts, delivery, signal) {
    const { settings, fail, overBudget } = parts;
    const { target, request } = delivery.name();
    const policy = {
        retries: settings.retries,
        budgetMs: settings.retryBudgetMs,
        repeatable: delivery.repeatable,
        clock: settings.clock,
        random: settings.random,
        request: `${request} at ${target.authority}`,
        log: settings.log,
    };
    const tries = {
        send: delivery.send,
        drop: delivery.drop,
        fail: (fault, attempt) => fail(fault, delivery.name(), attempt, signal),
        overBudget: (reply, waitMs, attempt) => overBudget(reply.status, waitMs, delivery.name(), attempt),
    };
    return withRetries(policy, tries, signal);
}

;// CONCATENATED MODULE: ./src/http/wire/inflow.js


/** Heads of replies and small blobs need no more; most connections of an image of many layers see nothing else. */
const FIRST_BUFFER_BYTES = 64 * 1024;
/** A gigabyte in pieces of 64 KB costs a fifth more CPU time than in pieces of 1 MB; larger ones win nothing (measured). */
const LARGEST_BUFFER_BYTES = 1024 * 1024;
/** Plain TCP: libuv stops reading the moment we say so, hence one buffer that is filled again and again. */
class PlainInflow {
    onread;
    #socket;
    #receiver;
    #stopped = false;
    #buffer = newBuffer(FIRST_BUFFER_BYTES);
    #wasFilled = false;
    constructor() {
        this.onread = {
            // asked after every piece
            buffer: () => {
                const sizeBytes = this.#buffer.byteLength;
                if (this.#wasFilled && sizeBytes < LARGEST_BUFFER_BYTES)
                    this.#buffer = newBuffer(sizeBytes * 4);
                return this.#buffer;
            },
            callback: (count, buffer) => {
                this.#wasFilled = count === buffer.byteLength;
                const goOn = this.#receiver?.take(buffer.subarray(0, count)) ?? false;
                this.#stopped = !goOn;
                return goOn;
            },
        };
    }
    attach(socket, receiver) {
        this.#socket = socket;
        this.#receiver = receiver;
        onEnd(socket, (error) => receiver.end(error));
        // a server that spoke before anybody listened: its words are lost, and nothing after them can be trusted
        if (this.#stopped)
            socket.destroy(new WireFault('malformed', 'the server spoke before it was asked'));
    }
    resume() {
        if (!this.#stopped)
            return;
        this.#stopped = false;
        this.#socket?.resume();
    }
}
/** Never pooled and not zeroed: pages nobody reads into cost nothing. */
function newBuffer(sizeBytes) {
    return Buffer.allocUnsafeSlow(sizeBytes);
}
/** Sockets that were not made with `onread`: TLS through a proxy. Every piece has memory of its own. */
class EventInflow {
    onread = undefined;
    #socket;
    attach(socket, receiver) {
        this.#socket = socket;
        socket.on('data', (chunk) => {
            if (!receiver.take(chunk))
                socket.pause();
        });
        onEnd(socket, (error) => receiver.end(error));
        // a tunnel was opened over it, and it was paused then
        socket.resume();
    }
    resume() {
        if (this.#socket?.isPaused() === true)
            this.#socket.resume();
    }
}
/** Reports once how a socket ended; a FIN is the end although our own direction may still be open. */
function onEnd(socket, report) {
    let failure;
    let reported = false;
    const once = () => {
        if (reported)
            return;
        reported = true;
        report(alertOf(socket) ?? failure);
    };
    socket
        .on('error', (error) => (failure = error))
        .on('close', once)
        .on('end', once);
}

;// CONCATENATED MODULE: ./src/http/wire/slab-inflow.js

const SLAB_BYTES = 256 * 1024;
/** Stop reading above, go on below the half. */
const MAX_OUTSTANDING_BYTES = 2 * SLAB_BYTES;
/**
 * TLS: what is decrypted already keeps coming after we stopped reading, in pieces of at most 16 KB. So bytes land side by
 * side in slabs, and the receiver gets what came in one turn of the event loop as one piece (16 times fewer writes; against
 * 'data' events a quarter less CPU time and 17 MB less memory, measured). A
 * slab is filled anew only when the receiver is done with all of it.
 */
class SlabInflow {
    onread;
    /** in the order of their bytes; the last one is being filled */
    #slabs = [];
    #free = [];
    #socket;
    #receiver;
    #outstandingBytes = 0;
    #heldBytes = 0;
    #scheduled = false;
    #stopped = false;
    #ended;
    constructor() {
        this.onread = {
            buffer: () => this.#space(),
            callback: (count) => this.#filled(count),
        };
    }
    attach(socket, receiver) {
        this.#socket = socket;
        this.#receiver = receiver;
        onEnd(socket, (error) => {
            this.#ended = { error };
            this.#deliver();
        });
    }
    resume() {
        if (this.#heldBytes === 0)
            return;
        this.#done();
        this.#deliver();
    }
    /** Room for the next bytes. It is in use from now on: never the same twice. */
    #space() {
        const last = this.#slabs.at(-1);
        if (last !== undefined && last.filled < SLAB_BYTES)
            return last.bytes.subarray(last.filled);
        const slab = this.#free.pop() ?? {
            bytes: Buffer.allocUnsafeSlow(SLAB_BYTES),
            filled: 0,
            taken: 0,
        };
        this.#slabs.push(slab);
        return slab.bytes;
    }
    #filled(count) {
        const last = this.#slabs.at(-1);
        if (last !== undefined)
            last.filled += count;
        this.#outstandingBytes += count;
        if (!this.#scheduled) {
            this.#scheduled = true;
            setImmediate(() => {
                this.#scheduled = false;
                this.#deliver();
            });
        }
        this.#stopped = this.#outstandingBytes >= MAX_OUTSTANDING_BYTES;
        return !this.#stopped;
    }
    #deliver() {
        if (this.#heldBytes > 0)
            return;
        for (;;) {
            const slab = this.#slabs[0];
            if (slab === undefined || slab.taken === slab.filled) {
                if (slab?.filled !== SLAB_BYTES)
                    break;
                this.#recycle();
                continue;
            }
            const bytes = slab.bytes.subarray(slab.taken, slab.filled);
            slab.taken = slab.filled;
            this.#heldBytes = bytes.byteLength;
            if (this.#receiver?.take(bytes) !== true)
                return;
            this.#done();
        }
        if (this.#ended !== undefined) {
            const { error } = this.#ended;
            this.#ended = undefined;
            this.#receiver?.end(error);
        }
    }
    /** The receiver has let go of what it took last. */
    #done() {
        this.#outstandingBytes -= this.#heldBytes;
        this.#heldBytes = 0;
        if (!this.#stopped || this.#outstandingBytes >= SLAB_BYTES)
            return;
        this.#stopped = false;
        this.#socket?.resume();
    }
    #recycle() {
        const slab = this.#slabs.shift();
        // two are enough to go on; a burst may have needed more
        if (slab === undefined || this.#free.length >= 2)
            return;
        slab.filled = 0;
        slab.taken = 0;
        this.#free.push(slab);
    }
}

;// CONCATENATED MODULE: ./src/http/wire/wire.js



/** A connection that carries one exchange after the other. */
class Wire {
    /** address of the server, or of the proxy in front of it */
    remoteAddress;
    #socket;
    #inflow;
    #user;
    #ended = false;
    #onFlushFailed;
    /** @throws WireFault, or the PromoteError of the signal */
    static async open(connector, route, signal) {
        const inflow = route.target.secure ? new SlabInflow() : new PlainInflow();
        const { socket, buffered } = await connector.connect(route, inflow.onread, signal);
        return new Wire(socket, buffered ? inflow : new EventInflow());
    }
    constructor(socket, inflow) {
        this.#socket = socket;
        this.#inflow = inflow;
        this.remoteAddress = socket.remoteAddress;
        inflow.attach(socket, this);
    }
    get usable() {
        return !this.#ended && !this.#socket.destroyed && this.#user === undefined;
    }
    /** Makes `user` the receiver of what comes from now on. */
    occupy(user) {
        this.#user = user;
        if (this.#ended)
            user.end(undefined);
    }
    /** Ends the use; bytes that come now belong to nobody and end the connection. */
    vacate() {
        this.#user = undefined;
    }
    take(bytes) {
        if (this.#user !== undefined)
            return this.#user.take(bytes);
        this.destroy();
        return true;
    }
    end(error) {
        this.#ended = true;
        this.#onFlushFailed?.(error ?? new WireFault('broken', 'the connection was closed'));
        this.#user?.end(error);
    }
    resume() {
        this.#inflow.resume();
    }
    /**
     * Sends bytes. They may be overwritten once undefined is returned (the kernel took them all) or the promise resolves.
     * @throws WireFault through the promise
     */
    write(...pieces) {
        const socket = this.#socket;
        let flushed = () => undefined;
        socket.cork();
        for (const piece of pieces)
            socket.write(piece, piece === pieces.at(-1) ? () => flushed() : undefined);
        socket.uncork();
        if (socket.writableLength === 0)
            return undefined;
        return new Promise((resolve, reject) => {
            const fail = (error) => reject(reasonOf(error));
            this.#onFlushFailed = fail;
            flushed = () => {
                this.#onFlushFailed = undefined;
                // a destroyed socket calls back too
                if (socket.destroyed)
                    fail(new WireFault('broken', 'the connection was closed'));
                else
                    resolve();
            };
        });
    }
    destroy(error) {
        this.#socket.destroy(error);
    }
}

;// CONCATENATED MODULE: ./src/http/wire/chunked-body.js

const chunked_body_EMPTY = new Uint8Array();
/** 15 hexadecimal digits and an extension nobody needs */
const MAX_SIZE_LINE_BYTES = 256;
const MAX_TRAILER_BYTES = 8_192;
const SIZE_LINE = /^([0-9a-f]{1,12})[ \t]*(?:;[\t\x20-\x7e\x80-\xff]*)?$/i;
const chunked_body_CR = 0x0d;
const chunked_body_LF = 0x0a;
/** Undoes Transfer-Encoding: chunked (RFC 9112, section 7.1). Extensions and trailers are read over. */
class ChunkedBody {
    endsWithConnection = false;
    #state = 'size';
    #leftBytes = 0;
    /** of a line that is not complete */
    #line = '';
    #trailerBytes = 0;
    get ended() {
        return this.#state === 'ended';
    }
    decode(bytes) {
        switch (this.#state) {
            case 'size':
                return this.#decodeSize(bytes);
            case 'data':
                return this.#decodeData(bytes);
            case 'data-end':
                return this.#decodeDataEnd(bytes);
            case 'trailer':
                return this.#decodeTrailer(bytes);
            case 'ended':
                return { data: chunked_body_EMPTY, rest: bytes };
        }
    }
    #decodeSize(bytes) {
        const { line, rest } = this.#takeLine(bytes, MAX_SIZE_LINE_BYTES);
        if (line === undefined)
            return { data: chunked_body_EMPTY, rest };
        const digits = SIZE_LINE.exec(line)?.[1];
        if (digits === undefined)
            throw new WireFault('malformed', 'the size of a chunk is not a number');
        this.#leftBytes = Number.parseInt(digits, 16);
        this.#state = this.#leftBytes === 0 ? 'trailer' : 'data';
        return { data: chunked_body_EMPTY, rest };
    }
    #decodeData(bytes) {
        const data = bytes.subarray(0, this.#leftBytes);
        this.#leftBytes -= data.byteLength;
        if (this.#leftBytes === 0)
            this.#state = 'data-end';
        return { data, rest: bytes.subarray(data.byteLength) };
    }
    #decodeDataEnd(bytes) {
        const { line, rest } = this.#takeLine(bytes, 0);
        if (line !== undefined)
            this.#state = 'size';
        return { data: chunked_body_EMPTY, rest };
    }
    #decodeTrailer(bytes) {
        const { line, rest } = this.#takeLine(bytes, MAX_TRAILER_BYTES - this.#trailerBytes);
        if (line === '')
            this.#state = 'ended';
        this.#trailerBytes += line === undefined ? 0 : line.length + 2;
        return { data: chunked_body_EMPTY, rest };
    }
    /** A line without its CR LF once it is complete; everything before is kept. */
    #takeLine(bytes, maxBytes) {
        const lineFeed = bytes.indexOf(chunked_body_LF);
        const end = lineFeed < 0 ? bytes.byteLength : lineFeed;
        if (this.#line.length + end > maxBytes + 1)
            throw new WireFault('malformed', 'a chunk does not end where it says');
        this.#line += Buffer.from(bytes.buffer, bytes.byteOffset, end).toString('latin1');
        if (lineFeed < 0)
            return { line: undefined, rest: chunked_body_EMPTY };
        const line = this.#line;
        this.#line = '';
        if (line.charCodeAt(line.length - 1) !== chunked_body_CR)
            throw new WireFault('malformed', 'a line of a chunk does not end in CR LF');
        return { line: line.slice(0, -1), rest: bytes.subarray(end + 1) };
    }
}

;// CONCATENATED MODULE: ./src/http/wire/body-framing.js


const body_framing_EMPTY = new Uint8Array();
const LENGTH = /^\d{1,15}$/;
/**
 * Where the body of a reply ends (RFC 9112, section 6.3), read strictly: what two readers could understand in two ways
 * is refused.
 * @throws WireFault `malformed`
 */
function framingOf(method, head) {
    const lengthBytes = contentLengthOf(head);
    const codings = (head.headers['transfer-encoding'] ?? []).join(',').trim().toLowerCase();
    if (codings !== '' && lengthBytes !== undefined)
        throw body_framing_malformed('it has Content-Length and Transfer-Encoding');
    const persistent = isPersistent(head);
    if (method === 'HEAD' || head.status === 204 || head.status === 304) {
        return { decoder: new LengthBody(0), contentLengthBytes: lengthBytes, keepAlive: persistent };
    }
    if (codings !== '') {
        if (codings !== 'chunked' || head.minorVersion === 0)
            throw body_framing_malformed('its Transfer-Encoding is not chunked');
        return { decoder: new ChunkedBody(), contentLengthBytes: undefined, keepAlive: persistent };
    }
    if (lengthBytes === undefined)
        return { decoder: new OpenBody(), contentLengthBytes: undefined, keepAlive: false };
    return { decoder: new LengthBody(lengthBytes), contentLengthBytes: lengthBytes, keepAlive: persistent };
}
function contentLengthOf(head) {
    const values = (head.headers['content-length'] ?? [])
        .flatMap((value) => value.split(','))
        .map((value) => value.trim());
    const [first] = values;
    if (first === undefined)
        return undefined;
    if (!LENGTH.test(first))
        throw body_framing_malformed('its Content-Length is not a number');
    if (values.some((value) => value !== first))
        throw body_framing_malformed('it has two different Content-Lengths');
    return Number(first);
}
function isPersistent(head) {
    if (head.minorVersion === 0)
        return false;
    const options = (head.headers['connection'] ?? []).join(',').toLowerCase();
    return !/(?:^|,)\s*close\s*(?:,|$)/.test(options);
}
/** A body of a known length; 0 for replies without a body. */
class LengthBody {
    endsWithConnection = false;
    #leftBytes;
    constructor(lengthBytes) {
        this.#leftBytes = lengthBytes;
    }
    get ended() {
        return this.#leftBytes === 0;
    }
    decode(bytes) {
        if (bytes.byteLength <= this.#leftBytes) {
            this.#leftBytes -= bytes.byteLength;
            return { data: bytes, rest: body_framing_EMPTY };
        }
        const data = bytes.subarray(0, this.#leftBytes);
        this.#leftBytes = 0;
        return { data, rest: bytes.subarray(data.byteLength) };
    }
}
/** A body that ends when the connection does. */
class OpenBody {
    endsWithConnection = true;
    ended = false;
    decode(bytes) {
        return { data: bytes, rest: body_framing_EMPTY };
    }
}
function body_framing_malformed(text) {
    return new WireFault('malformed', text);
}

;// CONCATENATED MODULE: ./src/http/exchange/keep-alive.js
/** What a request takes at most to get to a server: one that is sent later meets a closed connection. */
const MARGIN_MS = 1_000;
/** No promotion pauses longer between two requests and then wants the same connection. */
const LONGEST_MS = 60_000;
/**
 * How long a kept connection may be used again, as the server tells (`Keep-Alive: timeout=5`, RFC 9112 appendix C.2.2 and the
 * expired draft-thomson-hybi-http-timeout); 0: not at all, undefined: it does not tell.
 */
function idleLimitMs(headers) {
    const hint = (headers['keep-alive'] ?? []).join(',').slice(0, 200);
    const seconds = /(?:^|[\s,;])timeout\s{0,9}=\s{0,9}"?(\d{1,9})(?!\d)/i.exec(hint)?.[1];
    if (seconds === undefined)
        return undefined;
    return Math.min(Math.max(Number(seconds) * 1_000 - MARGIN_MS, 0), LONGEST_MS);
}

;// CONCATENATED MODULE: ./src/http/wire/watchdog.js
/** Barks when we have waited for somebody for too long: nothing came for a time, or next to nothing for ten times that. */
class Watchdog {
    #durationMs;
    #bark;
    #timer;
    /** undefined: it is not the other side's turn */
    #waitingSinceMs;
    #waitedMs = 0;
    #cameBytes = 0;
    constructor(durationMs, bark) {
        this.#durationMs = durationMs;
        this.#bark = bark;
    }
    /** Starts waiting. */
    arm() {
        this.#waitingSinceMs ??= performance.now();
        // refreshing is cheap; making a timer for each of ten thousand pieces is not
        if (this.#timer === undefined)
            this.#timer = setTimeout(() => this.#expire(), this.#durationMs);
        else
            this.#timer.refresh();
    }
    /** It is not the other side's turn. */
    disarm() {
        if (this.#waitingSinceMs !== undefined)
            this.#waitedMs += performance.now() - this.#waitingSinceMs;
        this.#waitingSinceMs = undefined;
    }
    /** Something has come. */
    progress(countBytes) {
        this.#cameBytes += countBytes;
        if (this.#waitingSinceMs === undefined)
            return;
        this.disarm();
        this.arm();
        if (this.#waitedMs < this.#durationMs * TRICKLE_DURATIONS)
            return;
        const isTrickle = this.#cameBytes < (this.#waitedMs / 1000) * TRICKLE_BYTES_PER_SECOND;
        this.#waitedMs = 0;
        this.#cameBytes = 0;
        if (isTrickle)
            this.#bark();
    }
    stop() {
        this.#waitingSinceMs = undefined;
        clearTimeout(this.#timer);
        this.#timer = undefined;
    }
    #expire() {
        if (this.#waitingSinceMs !== undefined)
            this.#bark();
    }
}
/** A byte now and then keeps a connection alive for ever, and the job with it. */
const TRICKLE_BYTES_PER_SECOND = 100;
const TRICKLE_DURATIONS = 10;

;// CONCATENATED MODULE: ./src/http/wire/wire-exchange.js






const wire_exchange_EMPTY = new Uint8Array();
const MAX_INFORMATIONAL = 20;
/**
 * One request and its reply on a connection it has for itself. The connection goes back to the pool when the reply has
 * been read to its end and may serve again; in every other case it is destroyed.
 */
class WireExchange {
    #lease;
    #options;
    #watchdog;
    #headReader = new HeadReader();
    #start;
    #settleStart;
    #framing;
    /** how long the server keeps the connection */
    #idleLimitMs;
    #informational = 0;
    /** bytes of the inflow that are not used up */
    #held = wire_exchange_EMPTY;
    #waiter;
    #failure;
    #finished = false;
    /** the request is complete on our side: the connection may serve again */
    #requestComplete = true;
    /** called once when the reply starts or the exchange fails */
    onTurn;
    constructor(lease, options) {
        this.#lease = lease;
        this.#options = options;
        this.#watchdog = new Watchdog(options.idleTimeoutMs, () => this.#fail(new WireFault('idle-timeout', 'the server was silent for too long')));
        this.#start = new Promise((resolve, reject) => {
            this.#settleStart = { resolve, reject };
        });
        // nobody may be waiting yet when it fails
        this.#start.catch(() => undefined);
        options.signal.addEventListener('abort', this.#onAbort);
        if (options.signal.aborted)
            this.#onAbort();
        else
            lease.connection.occupy(this);
    }
    /** why it ended badly */
    get failure() {
        return this.#failure;
    }
    /** the head of the reply has come */
    get answered() {
        return this.#framing !== undefined;
    }
    /** something of a reply has come */
    get sawReply() {
        return this.answered || this.#headReader.started;
    }
    get remoteAddress() {
        return this.#lease.connection.remoteAddress;
    }
    /**
     * Sends a part of the request; see Wire.write.
     * @param complete false: more follows
     */
    write(complete, ...pieces) {
        if (this.#failure !== undefined)
            return Promise.reject(this.#failure);
        this.#requestComplete = complete;
        const flushed = this.#lease.connection.write(...pieces);
        if (flushed === undefined)
            return undefined;
        this.#watchdog.arm();
        return flushed.then(() => this.#watchdog.disarm(), (error) => {
            // the reason is with the exchange when it was ended from here (cancelled, timed out)
            throw this.#failure ?? error;
        });
    }
    /** Waits for the head of the reply. @throws WireFault, or the PromoteError of the signal */
    async start() {
        if (!this.answered && !this.#finished)
            this.#watchdog.arm();
        return this.#start;
    }
    /**
     * The next piece of the reply's body, valid until the next call; undefined at its end.
     * @throws WireFault, or the PromoteError of the signal
     */
    next() {
        try {
            while (!this.#finished) {
                const piece = this.#decode();
                if (piece !== undefined)
                    return Promise.resolve(piece);
                if (this.#framing?.decoder.ended === true)
                    this.#finish();
                // What came meanwhile is handed over at once, the end of the connection too.
                else
                    this.#lease.connection.resume();
                if (this.#held.byteLength === 0)
                    break;
            }
        }
        catch (error) {
            this.#fail(reasonOf(error));
        }
        if (this.#failure !== undefined)
            return Promise.reject(this.#failure);
        if (this.#finished)
            return Promise.resolve(undefined);
        this.#watchdog.arm();
        return new Promise((resolve, reject) => {
            this.#waiter = { resolve, reject };
        });
    }
    /** Gives the exchange up and destroys the connection; whoever waits for a piece gets the end. */
    abandon() {
        if (this.#finished)
            return;
        this.#close();
        this.#lease.discard();
        this.#settleStart?.reject(new WireFault('broken', 'the exchange was given up'));
        this.#answerWaiter(undefined);
    }
    take(bytes) {
        this.#watchdog.progress(bytes.byteLength);
        this.#held = bytes;
        try {
            if (this.#framing === undefined)
                this.#readHead();
            if (this.#waiter !== undefined) {
                const piece = this.#decode();
                if (piece === undefined && this.#framing?.decoder.ended === true)
                    this.#finish();
                if (piece !== undefined || this.#finished)
                    this.#answerWaiter(piece);
                // lent to the reader until it asks for the next one
                if (piece !== undefined)
                    return false;
            }
        }
        catch (error) {
            this.#fail(reasonOf(error));
        }
        return this.#finished || this.#held.byteLength === 0;
    }
    end(error) {
        const decoder = this.#framing?.decoder;
        const isComplete = decoder?.ended === true || (error === undefined && decoder?.endsWithConnection === true);
        if (!isComplete) {
            this.#fail(reasonOf(error ?? new WireFault('broken', 'the server closed the connection')));
            return;
        }
        this.#finish();
        this.#answerWaiter(undefined);
    }
    #readHead() {
        while (this.#framing === undefined && this.#held.byteLength > 0) {
            const result = this.#headReader.push(this.#held);
            this.#held = result?.rest ?? wire_exchange_EMPTY;
            if (result === undefined)
                return;
            const { head } = result;
            if (head.status >= 200)
                return this.#begin(head);
            this.#informational += 1;
            if (head.status === 101 || this.#informational > MAX_INFORMATIONAL) {
                throw new WireFault('malformed', `the server answers ${head.status} again and again, or to nothing`);
            }
        }
    }
    #begin(head) {
        this.#framing = framingOf(this.#options.method, head);
        this.#idleLimitMs = idleLimitMs(head.headers);
        this.#watchdog.disarm();
        this.#settleStart?.resolve({ head, contentLengthBytes: this.#framing.contentLengthBytes });
        this.onTurn?.();
    }
    #decode() {
        const decoder = this.#framing?.decoder;
        while (decoder !== undefined && this.#held.byteLength > 0 && !decoder.ended) {
            const { data, rest } = decoder.decode(this.#held);
            this.#held = rest;
            if (data.byteLength > 0)
                return data;
        }
        return undefined;
    }
    #answerWaiter(piece) {
        const waiter = this.#waiter;
        this.#waiter = undefined;
        this.#watchdog.disarm();
        waiter?.resolve(piece);
    }
    /** The reply is complete. */
    #finish() {
        const { connection } = this.#lease;
        const reusable = this.#framing?.keepAlive === true && this.#requestComplete && this.#held.byteLength === 0;
        this.#close();
        if (!reusable)
            return this.#lease.discard();
        // reads on: bytes nobody asked for, or the server's FIN, make it unusable
        connection.resume();
        this.#lease.keep(this.#idleLimitMs);
    }
    #fail(error) {
        if (this.#finished)
            return;
        this.#failure = error;
        this.#close();
        this.#lease.discard();
        this.#settleStart?.reject(error);
        const waiter = this.#waiter;
        this.#waiter = undefined;
        waiter?.reject(error);
        this.onTurn?.();
    }
    #onAbort = () => {
        this.#fail((0,errors/* cancelled */.KW)(this.#options.signal));
    };
    #close() {
        this.#finished = true;
        this.#watchdog.stop();
        this.#options.signal.removeEventListener('abort', this.#onAbort);
        this.#lease.connection.vacate();
    }
}

;// CONCATENATED MODULE: ./src/http/wire/opener.js








/** A body of a redirect up to here is read, to keep the connection. */
const SMALL_BODY_BYTES = 4_096;
/** Downloads: GET requests with streamed bodies, redirects followed as far as they may be. */
class Opener {
    #parts;
    #pool;
    constructor(parts, pool) {
        this.#parts = parts;
        this.#pool = pool;
    }
    /** @throws PromoteError, WireFault for a request that cannot be sent at all */
    async open(request, signal) {
        const first = firstHop(request.url, headersOf(request, this.#parts.settings.userAgent));
        let hop = first;
        // every try from the start: where a redirect led to may have expired
        const send = async (_attempt, fresh) => {
            hop = first;
            for (let redirects = 0;; redirects += 1) {
                const reply = await this.#openHop(request, hop, fresh, signal);
                if (!isRedirect(reply.status))
                    return accepted(reply);
                await letGo(reply);
                if (redirects >= MAX_REDIRECTS) {
                    throw new WireFault('unsafe-redirect', `more than ${MAX_REDIRECTS} redirects`);
                }
                hop = nextHop(hop, reply.headers['location'], reply.remoteAddress);
            }
        };
        const drop = (reply) => reply.discard();
        const delivery = { name: () => opener_nameOf(request, hop), repeatable: isRepeatable(request), send, drop };
        return deliver(this.#parts, delivery, signal);
    }
    async #openHop(request, hop, fresh, signal) {
        const { connector, load, settings } = this.#parts;
        const startMs = settings.clock.nowMs();
        // An upload waits for the rest of its body and holds a connection of the other side: it must not wait for those
        // that wait for it.
        const urgent = hop.headers['range'] !== undefined;
        const connect = () => Wire.open(connector, routeOf(hop), signal);
        try {
            const limit = load.connectionsFor(hop.target.origin);
            const lease = await this.#pool.acquire(poolKeyOf(hop), connect, { limit, fresh, urgent }, signal);
            const options = { method: request.method, idleTimeoutMs: settings.idleTimeoutMs, signal };
            const exchange = new WireExchange(lease, options);
            const begin = async () => {
                await exchange.write(true, requestHead(request.method, hop.target, hop.headers));
                return exchange.start();
            };
            const start = await load
                .throttle(hop.target)
                .run(begin, urgent, signal)
                .catch((error) => {
                exchange.abandon();
                const fault = faultOf(error);
                fault.stale = lease.reused && fault.kind === 'broken' && !exchange.sawReply;
                throw fault;
            });
            load.note(hop.target, start.head.status);
            trace(settings, request.method, hop.target, String(start.head.status), startMs);
            return new StreamedReply(exchange, start, hop.url, this.#translator(request, hop, signal));
        }
        catch (error) {
            trace(settings, request.method, hop.target, faultOf(error).kind, startMs);
            throw error;
        }
    }
    #translator(request, hop, signal) {
        return async (error) => error instanceof WireFault
            ? this.#parts.fail(error, opener_nameOf(request, hop), 1, signal)
            : error;
    }
}
function opener_nameOf(request, hop) {
    return { target: hop.target, request: `${request.method} ${shownPath(hop.target.path)}` };
}
/** Bytes are hashed as they come: a body in another encoding is not the body that was asked for. */
function accepted(reply) {
    const coding = (reply.headers['content-encoding'] ?? []).join(',').trim().toLowerCase();
    if (coding === '' || coding === 'identity' || reply.status < 200 || reply.status > 299)
        return reply;
    reply.discard();
    throw new WireFault('malformed', `the body is encoded with ${JSON.stringify(coding.slice(0, 40))}, although only identity was accepted`);
}
async function letGo(reply) {
    const { contentLengthBytes } = reply;
    if (contentLengthBytes === undefined || contentLengthBytes > SMALL_BODY_BYTES)
        return reply.discard();
    // whether it comes through or not is no matter: the Location is what counts
    await reply.read(SMALL_BODY_BYTES).catch(() => undefined);
}

;// CONCATENATED MODULE: ./src/http/wire/relay.js


/** Refusals come when the head has been read: within the first 4 MB nearly always. */
const WATCHFUL_PIECES = 16;
const DEFAULT_MAX_REPLY_BYTES = 64 * 1024;
/**
 * Feeds an upload from a download: one piece is read, written, and hashed while it is on its way. The piece that would
 * complete the body is hashed first and written only if the digest is right, so that a wrong blob never becomes whole.
 */
class Relay {
    #request;
    #upload;
    /** of the request; goes out with the first piece */
    #head;
    #receivedBytes = 0;
    #pieces = 0;
    constructor(request, upload, head) {
        this.#request = request;
        this.#upload = upload;
        this.#head = head;
    }
    /** @throws WireFault of the upload, PromoteError of the download */
    async run() {
        let { download } = this.#request;
        try {
            for (;;) {
                const end = await this.#pump(download);
                switch (end.kind) {
                    case 'complete':
                        return { kind: 'sent', reply: await this.#reply() };
                    case 'refused':
                        return { kind: 'refused', reply: await this.#earlyReply() };
                    case 'corrupt':
                        return { kind: 'corrupt', receivedBytes: this.#receivedBytes };
                    case 'broken': {
                        const again = await this.#request.reopen(this.#receivedBytes);
                        if (again === undefined)
                            throw end.error;
                        download = again;
                    }
                }
            }
        }
        finally {
            download.discard();
            // anything but a whole reply to a whole request: the upload must not be completed by anybody
            this.#upload.abandon();
        }
    }
    async #pump(download) {
        const { sizeBytes } = this.#request;
        const { contentLengthBytes } = download;
        if (contentLengthBytes !== undefined && contentLengthBytes !== sizeBytes - this.#receivedBytes) {
            return { kind: 'corrupt' };
        }
        if (sizeBytes === 0)
            return this.#sendEmpty();
        const pieces = download.chunks()[Symbol.asyncIterator]();
        // an answer or a failure of the upload ends the wait for the download
        this.#upload.onTurn = () => {
            if (this.#receivedBytes < sizeBytes)
                download.discard();
        };
        try {
            for (;;) {
                const piece = await pieces.next();
                await this.#lookUp();
                if (this.#upload.answered)
                    return { kind: 'refused' };
                if (this.#upload.failure !== undefined)
                    throw this.#upload.failure;
                if (piece.done === true)
                    return this.#shortEnd(contentLengthBytes);
                const step = await this.#forward(piece.value);
                if (step === 'more')
                    continue;
                // gives the connection of the download back
                if (step.kind === 'complete' && contentLengthBytes !== undefined)
                    await pieces.next();
                return step;
            }
        }
        catch (error) {
            if (this.#upload.answered)
                return { kind: 'refused' };
            if (this.#upload.failure !== undefined)
                throw this.#upload.failure;
            if (isBreak(error))
                return { kind: 'broken', error };
            throw error;
        }
    }
    /**
     * Lets the other connection be read before we write to it. With bytes waiting, libuv goes on with one socket for 32
     * buffers, and writing to a destination that has answered early and reset the connection would lose its answer.
     */
    async #lookUp() {
        this.#pieces += 1;
        if (this.#pieces > WATCHFUL_PIECES && this.#pieces % 4 !== 0)
            return;
        await new Promise((resolve) => setImmediate(resolve));
    }
    async #forward(piece) {
        const { sizeBytes, verifier, onBytes } = this.#request;
        const totalBytes = this.#receivedBytes + piece.byteLength;
        const isLast = totalBytes === sizeBytes;
        if (totalBytes > sizeBytes)
            return { kind: 'corrupt' };
        if (isLast) {
            verifier.update(piece);
            if (!verifier.matches())
                return { kind: 'corrupt' };
        }
        const head = this.#head;
        this.#head = undefined;
        const flushed = this.#upload.write(isLast, ...(head === undefined ? [piece] : [head, piece]));
        // the network works while we hash
        if (!isLast)
            verifier.update(piece);
        this.#receivedBytes = totalBytes;
        onBytes(piece.byteLength);
        if (flushed !== undefined)
            await flushed;
        return isLast ? { kind: 'complete' } : 'more';
    }
    async #sendEmpty() {
        if (!this.#request.verifier.matches())
            return { kind: 'corrupt' };
        await this.#upload.write(true, this.#head ?? new Uint8Array());
        return { kind: 'complete' };
    }
    /** A length was promised and kept: these are not the bytes of the descriptor. Without one it may have been cut. */
    #shortEnd(contentLengthBytes) {
        if (contentLengthBytes !== undefined)
            return { kind: 'corrupt' };
        const error = new errors/* PromoteError */.jG({
            code: 'CONNECTION_FAILED',
            message: `a download ended after ${this.#receivedBytes} of ${this.#request.sizeBytes} bytes`,
        });
        return { kind: 'broken', error };
    }
    async #reply() {
        const { upload } = this.#request;
        const { head } = await this.#upload.start();
        const body = await readBody(this.#upload, upload.maxBodyBytes ?? DEFAULT_MAX_REPLY_BYTES);
        return { status: head.status, headers: head.headers, body, url: upload.url, attempts: 1 };
    }
    /** The status is what counts: a server that has had enough often breaks the connection before its text is through. */
    async #earlyReply() {
        const { upload } = this.#request;
        const { head } = await this.#upload.start();
        const body = await readBody(this.#upload, upload.maxBodyBytes ?? DEFAULT_MAX_REPLY_BYTES).catch(() => new Uint8Array());
        return { status: head.status, headers: head.headers, body, url: upload.url, attempts: 1 };
    }
}
/** The source may have the rest at another try. */
function isBreak(error) {
    return error instanceof errors/* PromoteError */.jG && (error.code === 'CONNECTION_FAILED' || error.code === 'TIMED_OUT');
}

;// CONCATENATED MODULE: ./src/http/wire/relayer.js








/** An upload cannot be repeated by us, so a kept connection must not have had time to be closed by the server. */
const MAX_IDLE_MS = 1_000;
/** Uploads that take their body from a download. */
class Relayer {
    #parts;
    #pool;
    constructor(parts, pool) {
        this.#parts = parts;
        this.#pool = pool;
    }
    /** @throws PromoteError, WireFault for a request that cannot be sent at all */
    async relay(request, signal) {
        const { upload } = request;
        try {
            const { settings } = this.#parts;
            const length = { 'content-length': String(request.sizeBytes) };
            const hop = firstHop(upload.url, { ...headersOf(upload, settings.userAgent), ...length });
            const name = { target: hop.target, request: `${upload.method} ${shownPath(hop.target.path)}` };
            const key = poolKeyOf(hop);
            const open = () => Wire.open(this.#parts.connector, routeOf(hop), signal);
            const limit = this.#parts.load.connectionsFor(hop.target.origin);
            const lease = await this.#connect(name, () => this.#pool.acquire(key, open, { limit, maxIdleMs: MAX_IDLE_MS }, signal), signal);
            const options = { method: upload.method, idleTimeoutMs: settings.idleTimeoutMs, signal };
            const relay = new Relay(request, new WireExchange(lease, options), requestHead(upload.method, hop.target, hop.headers));
            return await this.#run(relay, name, upload.method, hop.target, signal);
        }
        finally {
            request.download.discard();
        }
    }
    async #run(relay, name, method, target, signal) {
        const { settings, load, fail } = this.#parts;
        const startMs = settings.clock.nowMs();
        try {
            const result = await relay.run();
            if (result.kind !== 'corrupt')
                load.note(target, result.reply.status);
            trace(settings, method, target, result.kind === 'corrupt' ? 'corrupt' : `${result.reply.status}`, startMs);
            return result;
        }
        catch (error) {
            trace(settings, method, target, error instanceof WireFault ? error.kind : error.code, startMs);
            throw error instanceof WireFault ? await fail(error, name, 1, signal) : error;
        }
    }
    /** Nothing has been sent yet, so failures to connect are worth another try. */
    async #connect(name, acquire, signal) {
        const send = async () => ({ status: 0, headers: {}, lease: await acquire() });
        const drop = (unused) => unused.lease.discard();
        const { lease } = await deliver(this.#parts, { name: () => name, repeatable: false, send, drop }, signal);
        return lease;
    }
}

;// CONCATENATED MODULE: ./src/http/connect/peer-chain.js

/** What we show to a server; undefined: nothing. */
async function peer_chain_readIdentity(connector, target) {
    const certificates = await connector.certificatesFor({ target, foreign: false }).catch(() => undefined);
    if (certificates?.identity === undefined)
        return undefined;
    const { X509Certificate } = await Promise.resolve(/* import() */).then(__nccwpck_require__.t.bind(__nccwpck_require__, 598, 19));
    try {
        const { issuer, validTo } = new X509Certificate(certificates.identity.certificate);
        return { origin: certificates.origin, issuer: shown(issuer.replaceAll('\n', ', ')), validTo };
    }
    catch {
        return { origin: certificates.origin, issuer: undefined, validTo: undefined };
    }
}
const peer_chain_MAX_DEPTH = 10;
const MAX_TEXT = 200;
const DURATION_MS = 2_000;
/**
 * Looks at the certificates of a server that is not trusted, over a connection of its own on which nothing is sent:
 * an error that names the missing authority saves its reader an hour. Undefined when it does not work out.
 */
async function readChain(connector, target, signal) {
    let socket;
    try {
        socket = await connector.connectUnverified(target, DURATION_MS, signal);
        return isTls(socket) ? chainOf(socket.getPeerCertificate(true)) : undefined;
    }
    catch {
        // best effort: the error that is being written is the one that counts
        return undefined;
    }
    finally {
        socket?.destroy();
    }
}
function isTls(socket) {
    return 'getPeerCertificate' in socket;
}
function chainOf(leaf) {
    const top = topOf(leaf);
    return {
        issuer: peer_chain_nameOf(top.issuer),
        names: leaf.subjectaltname === undefined ? peer_chain_nameOf(leaf.subject) : shown(leaf.subjectaltname),
        validTo: shown(leaf.valid_to),
    };
}
function topOf(leaf) {
    let top = leaf;
    for (let depth = 0; depth < peer_chain_MAX_DEPTH; depth += 1) {
        // a root issues itself; where the chain ends the issuer is missing
        const issuer = 'issuerCertificate' in top ? top.issuerCertificate : undefined;
        if (issuer === undefined || issuer === top)
            break;
        top = issuer;
    }
    return top;
}
function peer_chain_nameOf(subject) {
    const parts = [subject?.CN, subject?.O].filter((part) => typeof part === 'string' && part !== '');
    return parts.length === 0 ? undefined : shown(parts.join(', '));
}
function shown(text) {
    return (0,server_text/* cleanServerText */.C)(text, MAX_TEXT);
}

;// CONCATENATED MODULE: external "node:timers/promises"
const promises_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:timers/promises");
;// CONCATENATED MODULE: ./src/http/control-client.js




/** Puts undici on an open connection. */
function controlConnection(undiciClient, socket, target, idleTimeoutMs) {
    const client = new undiciClient(target.origin, {
        // The connection is ours already, made by connector.ts as all others. Not in the same turn: undici misses the answer.
        connect: (_options, callback) => {
            queueMicrotask(() => {
                if (socket.destroyed)
                    callback(new WireFault('broken', 'the connection was closed'), null);
                else
                    callback(null, socket);
            });
        },
        allowH2: false,
        pipelining: 1,
        maxHeaderSize: MAX_HEAD_BYTES,
        headersTimeout: idleTimeoutMs,
        bodyTimeout: idleTimeoutMs,
    });
    return {
        get usable() {
            return !socket.destroyed && !socket.readableEnded && !client.closed && !client.destroyed;
        },
        destroy: () => {
            void client.destroy().catch(() => undefined);
            socket.destroy();
        },
        exchange: (request, signal) => exchange(client, request, signal).catch((error) => {
            const alert = signal.aborted ? undefined : alertOf(socket);
            throw alert === undefined ? error : reasonOf(alert);
        }),
    };
}
/**
 * undici's parser is WebAssembly. After a dozen replies V8 would compile it a second time, optimized, on another thread: 25 ms
 * of CPU time and 20 MB, which headers cannot earn back (measured; docs/adr/0012-speed-of-control-traffic.md). The flag is
 * looked at when the parser is made, so it comes before undici does.
 */
const NEVER_OPTIMIZE_THE_PARSER = '--wasm-tiering-budget=2000000000';
/** Takes 15 ms: best while there is something to wait for. */
async function loadClient() {
    process.getBuiltinModule('node:v8').setFlagsFromString(NEVER_OPTIMIZE_THE_PARSER);
    const { undiciClient } = await import(/* webpackIgnore: true */ "./undici-client.js");
    return undiciClient;
}
function exchange(client, request, signal) {
    return new Promise((resolve, reject) => {
        const chunks = [];
        let sizeBytes = 0;
        let head;
        let abort = (reason) => void client.destroy(reason).catch(() => undefined);
        const onAbort = () => abort((0,errors/* cancelled */.KW)(signal));
        const fail = (error) => {
            signal.removeEventListener('abort', onAbort);
            if (signal.aborted)
                return reject((0,errors/* cancelled */.KW)(signal));
            const reason = reasonOf(error);
            if (reason instanceof WireFault)
                reason.sawReply = head !== undefined;
            reject(reason);
        };
        const handler = {
            onRequestStart: (controller) => {
                abort = (reason) => controller.abort(reason);
                if (signal.aborted)
                    onAbort();
            },
            onResponseStart: (_controller, status, headers) => {
                // informational answers come here too
                if (status >= 200)
                    head = { status, headers: listed(headers) };
            },
            onResponseData: (controller, chunk) => {
                sizeBytes += chunk.byteLength;
                if (sizeBytes <= request.maxBodyBytes)
                    chunks.push(chunk);
                else
                    controller.abort(new WireFault('malformed', `the answer is longer than ${request.maxBodyBytes} bytes`));
            },
            onResponseEnd: () => {
                signal.removeEventListener('abort', onAbort);
                if (head === undefined)
                    reject(new WireFault('malformed', 'the answer has no head'));
                else
                    resolve({ ...head, body: Buffer.concat(chunks) });
            },
            onResponseError: (_controller, error) => fail(error),
        };
        signal.addEventListener('abort', onAbort, { once: true });
        const { method, path, headers, body } = request;
        const options = { method, path, headers, ...(body === undefined ? {} : { body: Buffer.from(body) }) };
        client.dispatch(options, handler);
    });
}
function listed(headers) {
    const lists = Object.create(null);
    for (const [name, value] of Object.entries(headers)) {
        if (value !== undefined)
            lists[name] = typeof value === 'string' ? [value] : value;
    }
    return lists;
}

;// CONCATENATED MODULE: ./src/http/sender.js









const DEFAULT_MAX_BODY_BYTES = 4 * 1024 * 1024;
/** Control traffic: small requests and replies, whole in memory. */
class Sender {
    #parts;
    #pool = new ConnectionPool();
    constructor(parts) {
        this.#parts = parts;
    }
    /** @throws PromoteError, WireFault for a request that cannot be sent at all */
    async send(request, signal) {
        const { settings } = this.#parts;
        const target = parseTarget(request.url);
        const name = { target, request: `${request.method} ${shownPath(target.path)}` };
        const wire = {
            method: request.method,
            path: target.path,
            headers: headersOf(request, settings.userAgent),
            body: request.body,
            maxBodyBytes: request.maxBodyBytes ?? DEFAULT_MAX_BODY_BYTES,
        };
        let attempts = 0;
        const send = (attempt, fresh) => {
            attempts = attempt;
            return this.#sendOnce(wire, target, fresh, signal);
        };
        const delivery = { name: () => name, repeatable: isRepeatable(request), send, drop: () => undefined };
        const reply = await deliver(this.#parts, delivery, signal);
        return { ...reply, url: request.url, attempts };
    }
    close() {
        this.#pool.close();
    }
    async #sendOnce(request, target, fresh, signal) {
        const { settings, load } = this.#parts;
        const startMs = settings.clock.nowMs();
        try {
            const reply = await load
                .throttle(target)
                .run(() => this.#exchange(request, target, fresh, signal), false, signal);
            load.note(target, reply.status);
            trace(settings, request.method, target, String(reply.status), startMs);
            return reply;
        }
        catch (error) {
            trace(settings, request.method, target, faultOf(error).kind, startMs);
            throw error;
        }
    }
    async #exchange(request, target, fresh, signal) {
        const connect = () => this.#connect(target, signal);
        const limit = this.#parts.load.connectionsFor(target.origin);
        const lease = await this.#pool.acquire(target.origin, connect, { limit, fresh }, signal);
        try {
            const reply = await lease.connection.exchange(request, signal);
            lease.keep(idleLimitMs(reply.headers));
            return reply;
        }
        catch (error) {
            lease.discard();
            const fault = faultOf(error);
            fault.stale = lease.reused && fault.kind === 'broken' && !fault.sawReply;
            throw fault;
        }
    }
    async #connect(target, signal) {
        const { connector, settings } = this.#parts;
        const connecting = connector.connect({ target, foreign: false, allows: undefined }, undefined, signal);
        const loading = whenIdle().then(loadClient);
        loading.catch(() => undefined);
        const { socket } = await connecting;
        return controlConnection(await loading, socket, target, settings.idleTimeoutMs);
    }
}
/** undici is loaded while the network works, and after what is ready to be sent elsewhere: two turns of the event loop. */
async function whenIdle() {
    await (0,promises_namespaceObject.setImmediate)();
    await (0,promises_namespaceObject.setImmediate)();
}

;// CONCATENATED MODULE: ./src/http/connect/transport-options.js
function settingsOf(options) {
    const { insecureHosts } = options;
    return {
        side: options.side,
        ca: options.ca,
        clientIdentity: options.clientIdentity,
        isInsecure: typeof insecureHosts === 'function' ? insecureHosts : () => insecureHosts === true,
        proxy: options.proxy === '' ? undefined : options.proxy,
        environment: options.environment ?? process.env,
        idleTimeoutMs: options.idleTimeoutMs ?? 60_000,
        connectTimeoutMs: options.connectTimeoutMs ?? 10_000,
        retries: options.retries ?? 5,
        retryBudgetMs: options.retryBudgetMs ?? 180_000,
        userAgent: options.userAgent ?? 'openshift-promote',
        clock: options.clock,
        random: options.random ?? Math.random,
        log: options.log ?? transport_options_ignore,
        debug: options.debug,
    };
}
function transport_options_ignore() {
    // nobody listens
}

;// CONCATENATED MODULE: ./src/http/transport.js











/**
 * HTTP for one side.
 * @throws PromoteError INPUT_INVALID when the proxy cannot be used
 */
function createTransport(options) {
    const settings = settingsOf(options);
    const load = new HostLoad();
    const parts = partsOf(settings, new Connector(settings, load), load);
    const sender = new Sender(parts);
    const pool = new ConnectionPool();
    const opener = new Opener(parts, pool);
    const relayer = new Relayer(parts, pool);
    return {
        side: settings.side,
        send: (request, signal) => atBorder(settings, request, signal, () => sender.send(request, signal)),
        open: (request, signal) => atBorder(settings, request, signal, () => opener.open(request, signal)),
        relay: (request, signal) => atBorder(settings, request.upload, signal, () => relayer.relay(request, signal)),
        close: async () => {
            sender.close();
            pool.close();
        },
    };
}
function partsOf(settings, connector, load) {
    const { side, idleTimeoutMs } = settings;
    const failed = (name, attempt) => ({
        side,
        host: name.target.authority,
        request: name.request,
        attempt,
        idleTimeoutMs,
    });
    return {
        settings,
        connector,
        load,
        fail: async (fault, name, attempt, signal) => {
            const chain = fault.kind === 'untrusted' ? await readChain(connector, name.target, signal) : undefined;
            const identity = fault.kind === 'handshake' ? await peer_chain_readIdentity(connector, name.target) : undefined;
            return errorOfFault(fault, { ...failed(name, attempt), chain, identity });
        },
        overBudget: (status, waitMs, name, attempt) => errorOfWait(status, waitMs, failed(name, attempt)),
    };
}
/** What could not even be sent has no place of its own yet. */
async function atBorder(settings, request, signal, run) {
    // many requests listen to one signal: Node 20 warns of a leak after ten
    (0,external_node_events_namespaceObject.setMaxListeners)(0, signal);
    try {
        return await run();
    }
    catch (error) {
        if (!(error instanceof WireFault))
            throw error;
        const { side, idleTimeoutMs } = settings;
        const host = URL.canParse(request.url) ? new URL(request.url).host : 'server';
        throw errorOfFault(error, { side, host, request: request.method, attempt: 0, idleTimeoutMs });
    }
}

;// CONCATENATED MODULE: ./src/entry/compose/system-clock.js


/** The clock of this machine. */
const systemClock = {
    nowMs: () => performance.now(),
    date: () => new Date(),
    sleep: async (durationMs, signal) => {
        try {
            await (0,promises_namespaceObject.setTimeout)(durationMs, undefined, { signal });
        }
        catch {
            throw (0,errors/* cancelled */.KW)(signal);
        }
    },
};

;// CONCATENATED MODULE: ./src/entry/compose/version.js
/** Kept equal to package.json by a test. */
const VERSION = '0.1.0';

;// CONCATENATED MODULE: ./src/entry/compose/open-transport.js



/** The way to the servers of a side, with its authorities and its proxy. Says so when certificates are not verified. */
function openTransport(side, options, reporter, environment) {
    if (side.insecureSkipTlsVerify) {
        reporter.warning(`TLS certificates of the ${side.side} are NOT verified: anybody on the way can read its token and change the image. Give "${side.side}-ca" instead of "${side.side}-insecure-skip-tls-verify"`);
    }
    return createTransport({
        side: side.side,
        ca: side.ca,
        clientIdentity: side.clientIdentity,
        insecureHosts: side.insecureSkipTlsVerify,
        proxy: side.proxy,
        environment,
        idleTimeoutMs: options.requestTimeoutMs,
        retries: options.retries,
        userAgent: `openshift-promote/${VERSION}`,
        clock: systemClock,
        log: (line) => {
            reporter.info(line);
        },
        debug: (line) => {
            reporter.debug(line);
        },
    });
}

;// CONCATENATED MODULE: ./src/entry/compose/revoke-tokens.js












/** Longer than that nobody waits for the end of a job. */
const TIMEOUT_MS = 30_000;
/**
 * Gives back what a step of the action obtained and, being killed, could not give back itself. The tokens are known by the names
 * of their objects only: this logs in anew with the inputs of the step, has them deleted, and gives its own token back too.
 * Never rejects: what a job has achieved does not fail for this.
 */
async function revokeTokens(tokens, surroundings) {
    const redactor = createRedactor();
    const redact = (text) => redactor.redact(text);
    const reporter = createReporter(surroundings, { clock: systemClock, redact, logLevel: 'info' });
    const hide = (value, username) => {
        addMasks([{ value, username }], surroundings);
        redactor.add(value, username);
    };
    try {
        const inputs = readRaw(surroundings, INPUT_SHAPES);
        for (const { value, username } of secretsOf(inputs.raw))
            hide(value, username);
        const options = readOptions(inputs.raw, { ...inputs, pod: findPodAccount(surroundings.env) });
        const sides = await locateSides(options, surroundings.env, hide);
        for (const token of tokens) {
            await revoke(token, sides[token.side].side, { options, reporter, hide }, surroundings.env);
        }
    }
    catch (error) {
        reporter.warning(`a token that the step before obtained was not revoked and ends by itself: ${revoke_tokens_reasonOf(error)}`);
    }
}
async function revoke({ server, tokenName }, side, { options, reporter, hide }, environment) {
    const { username, password } = side;
    if (side.server !== server || username === undefined || password === undefined) {
        throw new Error(`the inputs of the step log in to ${server} no longer`);
    }
    const transport = openTransport(side, options, reporter, environment);
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    try {
        const around = { side: side.side, server, transport };
        const session = await logIn({ ...around, username, password, clock: systemClock, hide }, signal);
        try {
            await revokeToken({ ...around, token: session.token }, tokenName, signal);
        }
        finally {
            await session.revoke(signal);
        }
        reporter.info(`${side.side}: the token that a killed step left at ${server} is revoked`);
    }
    finally {
        await transport.close();
    }
}
function revoke_tokens_reasonOf(error) {
    return error instanceof Error ? error.message : String(error);
}


/***/ }),

/***/ 782:
/***/ ((__webpack_module__, __unused_webpack___webpack_exports__, __nccwpck_require__) => {

__nccwpck_require__.a(__webpack_module__, async (__webpack_handle_async_dependencies__, __webpack_async_result__) => { try {
/* harmony import */ var _hosts_github_leftovers_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(809);
/* harmony import */ var _remove_folders_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(28);
/* harmony import */ var _surroundings_js__WEBPACK_IMPORTED_MODULE_2__ = __nccwpck_require__(271);



// The post step of the action. Nearly always the step itself has tidied up, and nothing else is loaded.
const surroundings = (0,_surroundings_js__WEBPACK_IMPORTED_MODULE_2__/* .processSurroundings */ .D)([]);
const { tokens, folders } = (0,_hosts_github_leftovers_js__WEBPACK_IMPORTED_MODULE_0__/* .readLeftovers */ .j)(surroundings);
await (0,_remove_folders_js__WEBPACK_IMPORTED_MODULE_1__/* .removeFolders */ .c)(folders, surroundings);
if (tokens.length > 0) {
    const { revokeTokens } = await Promise.resolve(/* import() eager */).then(__nccwpck_require__.bind(__nccwpck_require__, 215));
    await revokeTokens(tokens, surroundings);
}

__webpack_async_result__();
} catch(e) { __webpack_async_result__(e); } }, 1);

/***/ }),

/***/ 28:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   c: () => (/* binding */ removeFolders)
/* harmony export */ });
/* harmony import */ var node_fs_promises__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(455);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(760);
/* harmony import */ var _hosts_github_workflow_command_js__WEBPACK_IMPORTED_MODULE_2__ = __nccwpck_require__(432);



/**
 * Removes folders that an earlier step has made for the job, such as one with a kubeconfig. Nothing outside of the temporary
 * folder of the job is touched. Never rejects.
 */
async function removeFolders(folders, { env, stdout }) {
    const temporary = env['RUNNER_TEMP'] ?? '';
    for (const folder of folders) {
        const below = node_path__WEBPACK_IMPORTED_MODULE_1__.relative(temporary, folder);
        if (temporary === '' || below === '' || below.startsWith('..') || node_path__WEBPACK_IMPORTED_MODULE_1__.isAbsolute(below))
            continue;
        try {
            await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.rm)(folder, { recursive: true, force: true });
            stdout.write((0,_hosts_github_workflow_command_js__WEBPACK_IMPORTED_MODULE_2__/* .plainLines */ .y)(`removed ${folder}`));
        }
        catch (error) {
            const reason = error instanceof Error ? error.message : String(error);
            stdout.write((0,_hosts_github_workflow_command_js__WEBPACK_IMPORTED_MODULE_2__/* .workflowCommand */ .N)('warning', `${folder} could not be removed: ${reason}`));
        }
    }
}


/***/ }),

/***/ 271:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   D: () => (/* binding */ processSurroundings)
/* harmony export */ });
/** The surroundings of this process; `argv` without what the entry has used up itself. */
function processSurroundings(argv) {
    return { env: process.env, argv, stdout: sinkOf(process.stdout), stderr: sinkOf(process.stderr) };
}
function sinkOf(stream) {
    // a reader that went away (| head) must not turn a promotion into a crash
    stream.on('error', () => undefined);
    return {
        write: (text) => {
            stream.write(text);
        },
        isTerminal: stream.isTTY,
        get columns() {
            return stream.columns;
        },
    };
}


/***/ }),

/***/ 809:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {


// EXPORTS
__nccwpck_require__.d(__webpack_exports__, {
  j: () => (/* binding */ readLeftovers)
});

// UNUSED EXPORTS: saveLeftovers

// EXTERNAL MODULE: external "node:fs"
var external_node_fs_ = __nccwpck_require__(24);
;// CONCATENATED MODULE: ./src/core/leftovers.js
const NOTHING_LEFT = { tokens: [], folders: [] };
/** @returns one line of text that {@link parseLeftovers} understands */
function leftovers_leftoversText({ tokens, folders }) {
    return JSON.stringify({ tokens, folders });
}
/** What {@link leftoversText} wrote; whatever is something else is left out. */
function parseLeftovers(text) {
    try {
        const { tokens, folders } = JSON.parse(text);
        return {
            tokens: Array.isArray(tokens) ? tokens.filter(isLeftToken) : [],
            folders: Array.isArray(folders) ? folders.filter((folder) => typeof folder === 'string') : [],
        };
    }
    catch {
        return NOTHING_LEFT;
    }
}
function isLeftToken(value) {
    if (typeof value !== 'object' || value === null)
        return false;
    const { side, server, tokenName } = value;
    return ((side === 'source' || side === 'destination') &&
        typeof server === 'string' &&
        URL.canParse(server) &&
        typeof tokenName === 'string' &&
        /^sha256~[\w-]{43}$/.test(tokenName));
}

// EXTERNAL MODULE: external "node:os"
var external_node_os_ = __nccwpck_require__(161);
;// CONCATENATED MODULE: ./src/hosts/github/file-command.js

/**
 * Entries for a file that the runner reads after the step: `name<<delimiter`, value, delimiter (actions/runner,
 * FileCommandManager.cs). The delimiter is random, so that no value can end itself and begin another entry.
 *
 * Written here and not by @actions/core, which brings an HTTP client along whose loading costs 29 ms and 11 MB, and allows no
 * import of its parts. The tests hold it to what @actions/core writes.
 */
function file_command_fileEntries(entries) {
    return entries
        .map(([name, value]) => {
        const delimiter = `ghadelimiter_${process.getBuiltinModule('node:crypto').randomUUID()}`;
        return `${name}<<${delimiter}${EOL}${value}${EOL}${delimiter}${EOL}`;
    })
        .join('');
}

;// CONCATENATED MODULE: ./src/hosts/github/leftovers.js



// GitHub hands the state of a step to its post step as STATE_<name>, also when the step was killed: the runner reads the file
// whatever became of the process (actions/runner, ActionRunner.cs).
const NAME = 'leftovers';
/** Tells the post step what is to be given back; what was told before is forgotten. Done when it returns. */
function saveLeftovers(leftovers, { env }) {
    const file = env['GITHUB_STATE'] ?? '';
    if (file !== '')
        appendFileSync(file, fileEntries([[NAME, leftoversText(leftovers)]]));
}
/** What the step before left behind. */
function readLeftovers({ env }) {
    return parseLeftovers(env[`STATE_${NAME}`] ?? '');
}


/***/ }),

/***/ 432:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   N: () => (/* binding */ workflowCommand),
/* harmony export */   y: () => (/* binding */ plainLines)
/* harmony export */ });
/* harmony import */ var node_os__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(161);

/**
 * A line that the runner obeys: `::name key=value::message` (actions/runner, ActionCommand.cs, whose escapes these are).
 * Written here and not by @actions/core, whose loading (22 ms in the bundle: it brings an HTTP client along) would stand
 * before the masks and the first line.
 */
function workflowCommand(name, message, properties = {}) {
    const pairs = Object.entries(properties).map(([key, value]) => `${key}=${escapeProperty(value)}`);
    return `::${[name, ...(pairs.length === 0 ? [] : [pairs.join(',')])].join(' ')}::${escapeData(message)}${node_os__WEBPACK_IMPORTED_MODULE_0__.EOL}`;
}
/** Lines that the runner shows and never obeys, whatever they say: `::` at their start, `##[` anywhere. */
function plainLines(text) {
    return text
        .split(/\r\n|\r|\n/)
        .map((line) => line
        .replace(/\p{Cc}/gu, ' ')
        .replace(/^(\s*):(?=:)/u, '$1: ')
        .replaceAll('##[', '## [') + node_os__WEBPACK_IMPORTED_MODULE_0__.EOL)
        .join('');
}
function escapeData(text) {
    return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}
function escapeProperty(text) {
    return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}


/***/ }),

/***/ 39:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   Zl: () => (/* binding */ looksLikePage),
/* harmony export */   f1: () => (/* binding */ readFailure),
/* harmony export */   lj: () => (/* binding */ parseObject)
/* harmony export */ });
/* unused harmony export failureOfStatus */
/* harmony import */ var _core_text_server_text_js__WEBPACK_IMPORTED_MODULE_2__ = __nccwpck_require__(844);
/* harmony import */ var _core_text_strict_json_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(691);
/* harmony import */ var _json_fields_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(53);



/**
 * Reads an error answer defensively (openshift-api.md §0.2): a Status, plain text (`404 page not found`,
 * `service unavailable`: captures 48g, 00), or HTML of a router, proxy or login page.
 */
function readFailure(reply, place) {
    const text = new TextDecoder().decode(reply.body).trim();
    const json = parseObject(text);
    const details = (0,_json_fields_js__WEBPACK_IMPORTED_MODULE_1__/* .objectAt */ .lJ)(json, 'details');
    const clean = (value) => (0,_core_text_server_text_js__WEBPACK_IMPORTED_MODULE_2__/* .cleanServerText */ .C)(value ?? '');
    return {
        ...place,
        status: reply.status,
        form: formOf(text, json),
        reason: clean((0,_json_fields_js__WEBPACK_IMPORTED_MODULE_1__/* .textAt */ .$6)(json, 'reason')),
        message: json === undefined ? titleOrText(text) : clean((0,_json_fields_js__WEBPACK_IMPORTED_MODULE_1__/* .textAt */ .$6)(json, 'message')),
        kind: clean((0,_json_fields_js__WEBPACK_IMPORTED_MODULE_1__/* .textAt */ .$6)(details, 'kind')),
        name: clean((0,_json_fields_js__WEBPACK_IMPORTED_MODULE_1__/* .textAt */ .$6)(details, 'name')),
        group: clean((0,_json_fields_js__WEBPACK_IMPORTED_MODULE_1__/* .textAt */ .$6)(details, 'group')),
        causes: (0,_json_fields_js__WEBPACK_IMPORTED_MODULE_1__/* .objectsAt */ .yR)(details, 'causes').map((cause) => ({
            reason: clean((0,_json_fields_js__WEBPACK_IMPORTED_MODULE_1__/* .textAt */ .$6)(cause, 'reason')),
            message: clean((0,_json_fields_js__WEBPACK_IMPORTED_MODULE_1__/* .textAt */ .$6)(cause, 'message')),
            field: clean((0,_json_fields_js__WEBPACK_IMPORTED_MODULE_1__/* .textAt */ .$6)(cause, 'field')),
        })),
        attempts: reply.attempts,
    };
}
/** The failure a Status object inside a watch stream stands for (capture 43j). */
function failureOfStatus(status, place) {
    const body = new TextEncoder().encode(JSON.stringify(status));
    return readFailure({ status: numberAt(status, 'code') ?? 500, body, attempts: 1 }, place);
}
function parseObject(text) {
    if (!text.startsWith('{'))
        return undefined;
    try {
        const value = JSON.parse(text);
        return (0,_core_text_strict_json_js__WEBPACK_IMPORTED_MODULE_0__/* .isJsonObject */ .OW)(value) ? value : undefined;
    }
    catch {
        return undefined;
    }
}
function formOf(text, json) {
    if (json !== undefined)
        return json['kind'] === 'Status' ? 'status' : 'json';
    return looksLikePage(text) ? 'page' : 'text';
}
function looksLikePage(text) {
    return /^\s*<(?:!doctype|html|head|body|\?xml)/i.test(text);
}
function titleOrText(text) {
    if (!looksLikePage(text))
        return (0,_core_text_server_text_js__WEBPACK_IMPORTED_MODULE_2__/* .cleanServerText */ .C)(text);
    const title = /<(title|h1)[^>]*>([^<]{1,300})/i.exec(text)?.[2] ?? 'a web page';
    return (0,_core_text_server_text_js__WEBPACK_IMPORTED_MODULE_2__/* .cleanServerText */ .C)(title.trim());
}


/***/ }),

/***/ 53:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   $6: () => (/* binding */ textAt),
/* harmony export */   fK: () => (/* binding */ valueAt),
/* harmony export */   i1: () => (/* binding */ textsAt),
/* harmony export */   lJ: () => (/* binding */ objectAt),
/* harmony export */   tk: () => (/* binding */ numberAt),
/* harmony export */   yR: () => (/* binding */ objectsAt)
/* harmony export */ });
/* unused harmony exports textMapAt, withoutKeys */
/* harmony import */ var _core_text_strict_json_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(691);

const EMPTY = Object.freeze({});
/**
 * What lies at a path of keys, or undefined. Objects of the API are untrusted and grow with every version, so they are
 * looked into field by field, never taken for a type.
 */
function valueAt(object, ...keys) {
    let value = object;
    for (const key of keys) {
        if (!(0,_core_text_strict_json_js__WEBPACK_IMPORTED_MODULE_0__/* .isJsonObject */ .OW)(value) || !Object.hasOwn(value, key))
            return undefined;
        value = value[key];
    }
    return value ?? undefined;
}
/** An object, empty when there is none: Go leaves out or nulls what is empty. */
function objectAt(object, ...keys) {
    const value = valueAt(object, ...keys);
    return (0,_core_text_strict_json_js__WEBPACK_IMPORTED_MODULE_0__/* .isJsonObject */ .OW)(value) ? value : EMPTY;
}
/** A text; an empty one counts as absent. */
function textAt(object, ...keys) {
    const value = valueAt(object, ...keys);
    return typeof value === 'string' && value !== '' ? value : undefined;
}
function numberAt(object, ...keys) {
    const value = valueAt(object, ...keys);
    return typeof value === 'number' ? value : undefined;
}
/** The objects of a list; entries of another shape are left out. */
function objectsAt(object, ...keys) {
    const value = valueAt(object, ...keys);
    return Array.isArray(value) ? value.filter(_core_text_strict_json_js__WEBPACK_IMPORTED_MODULE_0__/* .isJsonObject */ .OW) : [];
}
/** The texts of a list; entries of another shape are left out. */
function textsAt(object, ...keys) {
    const value = valueAt(object, ...keys);
    return Array.isArray(value) ? value.filter((entry) => typeof entry === 'string') : [];
}
/** Labels or annotations. */
function textMapAt(object, ...keys) {
    const entries = Object.entries(objectAt(object, ...keys));
    return Object.fromEntries(entries.filter((entry) => typeof entry[1] === 'string'));
}
/** A copy without some keys. */
function withoutKeys(object, ...keys) {
    return Object.fromEntries(Object.entries(object).filter(([key]) => !keys.includes(key)));
}


/***/ }),

/***/ 973:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {


// EXPORTS
__nccwpck_require__.d(__webpack_exports__, {
  readKubeconfig: () => (/* binding */ readKubeconfig)
});

// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __nccwpck_require__(760);
// EXTERNAL MODULE: ./src/openshift/api/json-fields.js
var json_fields = __nccwpck_require__(53);
// EXTERNAL MODULE: ./src/core/text/errors.js
var errors = __nccwpck_require__(206);
// EXTERNAL MODULE: ./src/core/text/server-text.js
var server_text = __nccwpck_require__(844);
// EXTERNAL MODULE: ./src/openshift/api/failure.js
var failure = __nccwpck_require__(39);
// EXTERNAL MODULE: external "node:fs/promises"
var promises_ = __nccwpck_require__(455);
// EXTERNAL MODULE: external "node:os"
var external_node_os_ = __nccwpck_require__(161);
// EXTERNAL MODULE: ./src/core/text/strict-json.js
var strict_json = __nccwpck_require__(691);
;// CONCATENATED MODULE: ./src/openshift/api/yaml.js
/** The YAML parser, in a file of its own beside the bundles: whoever has no YAML to read does not parse it. */
function loadYaml() {
    return import(/* webpackIgnore: true */ "./yaml-library.js");
}

;// CONCATENATED MODULE: ./src/openshift/login/kubeconfig-file.js







const MAX_FILE_BYTES = 4 * 1024 * 1024;
/**
 * Reads the files, the first of them wins entry by entry (openshift-api.md §1.7).
 * @throws PromoteError INPUT_INVALID for what cannot be read or is not there
 */
async function readKubeContext(question) {
    const { side, context } = question;
    const paths = pathsOf(question);
    const files = await Promise.all(paths.map(async (file) => ({
        folder: external_node_path_.dirname(external_node_path_.resolve(file)),
        content: await readYaml(side, file),
    })));
    const current = files
        .map(({ content }) => (0,json_fields/* textAt */.$6)(content, 'current-context'))
        .find((name) => name !== undefined);
    const name = context ?? current;
    if (name === undefined) {
        throw problem(side, `${paths.join(', ')} has no current context`, `set the input "${side}-context"`);
    }
    const find = (list, wanted) => {
        const key = list.slice(0, -1);
        for (const { folder, content } of files) {
            const entry = (0,json_fields/* objectsAt */.yR)(content, list).find((candidate) => (0,json_fields/* textAt */.$6)(candidate, 'name') === wanted);
            if (entry !== undefined)
                return { name: wanted, folder, fields: (0,json_fields/* objectAt */.lJ)(entry, key) };
        }
        const known = files.flatMap(({ content }) => (0,json_fields/* objectsAt */.yR)(content, list).map((entry) => (0,json_fields/* textAt */.$6)(entry, 'name')));
        const names = known.filter((candidate) => candidate !== undefined).slice(0, 20);
        throw problem(side, `${paths.join(', ')} has no ${key} "${wanted}"`, names.length === 0 ? `it has no ${list} at all` : `it has ${names.join(', ')}`);
    };
    const chosen = find('contexts', name);
    return {
        name,
        cluster: find('clusters', (0,json_fields/* textAt */.$6)(chosen.fields, 'cluster') ?? ''),
        user: find('users', (0,json_fields/* textAt */.$6)(chosen.fields, 'user') ?? ''),
    };
}
function pathsOf({ paths, environment }) {
    const given = paths ?? environment['KUBECONFIG'] ?? '';
    const list = given.split(external_node_path_.delimiter).filter((entry) => entry !== '');
    return list.length === 0 ? [external_node_path_.join((0,external_node_os_.homedir)(), '.kube', 'config')] : list;
}
async function readYaml(side, file) {
    const { load } = await loadYaml();
    const text = await readSmallFile(side, file, MAX_FILE_BYTES);
    let content;
    try {
        content = load(text);
    }
    catch {
        // what the parser says quotes the line, which may hold a token
        throw problem(side, `${file} is not YAML`, 'give the path of a kubeconfig, as oc login writes it');
    }
    if ((0,strict_json/* isJsonObject */.OW)(content))
        return content;
    throw problem(side, `${file} is not a kubeconfig`, 'give the path of a kubeconfig, as oc login writes it');
}
/** @throws PromoteError INPUT_INVALID */
async function readSmallFile(side, file, maxBytes) {
    try {
        const { size } = await (0,promises_.stat)(file);
        if (size <= maxBytes)
            return await (0,promises_.readFile)(file, 'utf8');
    }
    catch (error) {
        const code = error instanceof Error && 'code' in error ? String(error.code) : 'unreadable';
        throw problem(side, `${file} cannot be read (${code})`, 'give the path of a file that this job may read');
    }
    throw problem(side, `${file} is too large for what it should hold`, 'give the path of another file');
}
/** Something about the kubeconfig of a side. */
function problem(side, what, hint) {
    return new errors/* PromoteError */.jG({
        code: 'INPUT_INVALID',
        message: `the ${side} kubeconfig: ${what}`,
        hint,
        where: { side, phase: 'connect' },
    });
}

;// CONCATENATED MODULE: ./src/openshift/login/credential-plugin.js






const API_VERSIONS = ['client.authentication.k8s.io/v1', 'client.authentication.k8s.io/v1beta1'];
/**
 * Runs the program that `exec` of a user names, without a shell, and takes the token from its ExecCredential.
 * @throws PromoteError INPUT_INVALID for what is not supported, LOGIN_FAILED when the program gives no token
 */
async function runCredentialPlugin(question, signal) {
    const { side, user } = question;
    const exec = (0,json_fields/* objectAt */.lJ)(user.fields, 'exec');
    const command = (0,json_fields/* textAt */.$6)(exec, 'command') ?? '';
    const apiVersion = (0,json_fields/* textAt */.$6)(exec, 'apiVersion') ?? '';
    if (command === '' || !API_VERSIONS.includes(apiVersion)) {
        throw problem(side, `the exec plugin of user "${user.name}" has no command, or an apiVersion that is not ${API_VERSIONS.join(' or ')}`, tokenAdvice(side));
    }
    if ((0,json_fields/* textAt */.$6)(exec, 'interactiveMode') === 'Always') {
        throw problem(side, `the exec plugin "${command}" of user "${user.name}" wants to ask a person`, tokenAdvice(side));
    }
    const output = await runPlugin(question, exec, command, apiVersion, signal);
    const status = (0,json_fields/* objectAt */.lJ)((0,failure/* parseObject */.lj)(output.trim()), 'status');
    const token = (0,json_fields/* textAt */.$6)(status, 'token');
    if (token === undefined) {
        const certificate = (0,json_fields/* textAt */.$6)(status, 'clientCertificateData') !== undefined;
        throw failed(side, command, certificate
            ? 'it gave a client certificate, which is taken from files only'
            : 'it printed no ExecCredential with a token');
    }
    const expiry = new Date((0,json_fields/* textAt */.$6)(status, 'expirationTimestamp') ?? NaN);
    return { token, expiresAt: Number.isNaN(expiry.getTime()) ? undefined : expiry };
}
async function runPlugin({ side, user, server, run }, exec, command, apiVersion, signal) {
    const cluster = (0,json_fields/* valueAt */.fK)(exec, 'provideClusterInfo') === true ? { cluster: { server } } : {};
    const info = { kind: 'ExecCredential', apiVersion, spec: { interactive: false, ...cluster } };
    const own = (0,json_fields/* objectsAt */.yR)(exec, 'env').map((entry) => [
        (0,json_fields/* textAt */.$6)(entry, 'name') ?? '',
        (0,json_fields/* textAt */.$6)(entry, 'value') ?? '',
    ]);
    const end = await run({
        // a command with a path is relative to the file, any other is looked for in PATH
        command: /[\\/]/.test(command) ? external_node_path_.resolve(user.folder, command) : command,
        args: (0,json_fields/* textsAt */.i1)(exec, 'args'),
        environment: {
            ...Object.fromEntries(own),
            KUBERNETES_EXEC_INFO: JSON.stringify(info),
        },
    }, signal);
    if (end.kind === 'ended' && end.code === 0)
        return end.stdout;
    throw failed(side, command, reasonOf(end), (0,json_fields/* textAt */.$6)(exec, 'installHint'));
}
function reasonOf(end) {
    if (end.kind === 'failed')
        return end.reason;
    const said = (0,server_text/* cleanServerText */.C)(end.stderr.trim(), 300);
    return `it ended with ${end.code}${said === '' ? '' : `: ${said}`}`;
}
function failed(side, command, reason, installHint) {
    return new errors/* PromoteError */.jG({
        code: 'LOGIN_FAILED',
        message: `the exec plugin "${command}" of the ${side} kubeconfig gave no token: ${reason}`,
        hint: installHint === undefined ? tokenAdvice(side) : (0,server_text/* cleanServerText */.C)(installHint, 300),
        where: { side, phase: 'connect' },
    });
}
function tokenAdvice(side) {
    return `set the input "${side}-token" to the output of oc create token promoter -n PROJECT instead`;
}

;// CONCATENATED MODULE: ./src/openshift/login/kubeconfig.js




const MAX_PEM_BYTES = 4 * 1024 * 1024;
const PEM_CERTIFICATE = '-----BEGIN CERTIFICATE-----';
const MAX_TOKEN_BYTES = 64 * 1024;
/**
 * Cluster and user of a context of a kubeconfig (openshift-api.md §1.7).
 * @throws PromoteError INPUT_INVALID
 */
async function readKubeconfig(question) {
    const { side, run } = question;
    const context = await readKubeContext(question);
    const { cluster } = context;
    return {
        context: context.name,
        server: readServer(side, cluster),
        ca: await readAuthorities(side, cluster),
        insecureSkipTlsVerify: (0,json_fields/* valueAt */.fK)(cluster.fields, 'insecure-skip-tls-verify') === true,
        proxy: readProxy(side, cluster),
        clientIdentity: await readIdentity(side, context.user),
        readToken: (signal) => readToken(side, context, run, signal),
    };
}
function readServer(side, { name, fields }) {
    const server = (0,json_fields/* textAt */.$6)(fields, 'server') ?? '';
    const url = URL.canParse(server) ? new URL(server) : undefined;
    if ((0,json_fields/* textAt */.$6)(fields, 'tls-server-name') !== undefined) {
        throw problem(side, `cluster "${name}" has a tls-server-name, which is not supported`, `set the input "${side}-server" to an address its certificate names`);
    }
    if (url?.protocol === 'https:' && url.pathname === '/' && url.username === '')
        return url.origin;
    throw problem(side, `the server of cluster "${name}" is not https://host:port`, 'log in again: oc login https://api.CLUSTER.DOMAIN:6443');
}
/** Its text is not shown: a password may be part of it. */
function readProxy(side, { name, fields }) {
    const proxy = (0,json_fields/* textAt */.$6)(fields, 'proxy-url');
    if (proxy === undefined)
        return undefined;
    if (URL.canParse(proxy) && /^https?:$/.test(new URL(proxy).protocol))
        return proxy;
    throw problem(side, `the proxy-url of cluster "${name}" is not that of an HTTP proxy`, `take it out and set the input "${side}-proxy"`);
}
async function readAuthorities(side, cluster) {
    const text = await readPem(side, cluster, 'certificate-authority');
    if (text === undefined || text.includes(PEM_CERTIFICATE))
        return text;
    throw problem(side, `the certificate authority of cluster "${cluster.name}" is no PEM text`, `log in again (oc login), or set the input "${side}-ca"`);
}
async function readIdentity(side, user) {
    const certificate = await readPem(side, user, 'client-certificate');
    const key = await readPem(side, user, 'client-key');
    if (certificate === undefined && key === undefined)
        return undefined;
    if (certificate?.includes(PEM_CERTIFICATE) === true && key?.includes('PRIVATE KEY-----') === true) {
        return { certificate, key };
    }
    throw problem(side, `user "${user.name}" has no client certificate with its key as PEM text`, `log in with a token (oc login --token …), or set the input "${side}-token"`);
}
/** What stands in the file as base64, or in a file of its own beside it; the first one wins, as with kubectl. */
async function readPem(side, { folder, fields }, name) {
    const data = (0,json_fields/* textAt */.$6)(fields, `${name}-data`);
    const file = (0,json_fields/* textAt */.$6)(fields, name);
    if (data !== undefined)
        return Buffer.from(data, 'base64').toString('utf8');
    return file === undefined ? undefined : readSmallFile(side, external_node_path_.resolve(folder, file), MAX_PEM_BYTES);
}
/** Where kubectl looks, in its order: a file wins over a token that stands there. */
async function readToken(side, { user, cluster }, run, signal) {
    const { folder, fields } = user;
    const file = (0,json_fields/* textAt */.$6)(fields, 'tokenFile');
    const token = file === undefined
        ? (0,json_fields/* textAt */.$6)(fields, 'token')
        : (await readSmallFile(side, external_node_path_.resolve(folder, file), MAX_TOKEN_BYTES)).trim();
    if (token !== undefined && token !== '')
        return { token, expiresAt: undefined };
    if ((0,json_fields/* valueAt */.fK)(fields, 'exec') !== undefined) {
        return runCredentialPlugin({ side, user, server: (0,json_fields/* textAt */.$6)(cluster.fields, 'server') ?? '', run }, signal);
    }
    const hasCertificate = ['client-certificate', 'client-certificate-data'].some((key) => (0,json_fields/* textAt */.$6)(fields, key) !== undefined);
    if (hasCertificate)
        return undefined;
    throw problem(side, `user "${user.name}" has no token`, `log in with a token (oc login --token …), or set the input "${side}-token" to the output of oc create token promoter -n PROJECT`);
}


/***/ }),

/***/ 837:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {


// EXPORTS
__nccwpck_require__.d(__webpack_exports__, {
  createCredentialPrograms: () => (/* binding */ createCredentialPrograms)
});

;// CONCATENATED MODULE: external "node:child_process"
const external_node_child_process_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:child_process");
// EXTERNAL MODULE: external "node:fs"
var external_node_fs_ = __nccwpck_require__(24);
// EXTERNAL MODULE: external "node:fs/promises"
var promises_ = __nccwpck_require__(455);
// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __nccwpck_require__(760);
;// CONCATENATED MODULE: ./src/core/child-environment.js
/** The environment for another program: the inputs of this one hold secrets that are none of its business. */
function withoutInputs(environment) {
    return Object.fromEntries(Object.entries(environment).flatMap(([name, value]) => value === undefined || /^(?:INPUT|PROMOTE)_/i.test(name) ? [] : [[name, value]]));
}

// EXTERNAL MODULE: ./src/core/text/errors.js
var errors = __nccwpck_require__(206);
;// CONCATENATED MODULE: ./src/tools/credential-program.js






const MAX_OUTPUT_BYTES = 256 * 1024;
const TIMEOUT_MS = 60_000;
/**
 * Runs credential programs with the environment of the job, but without the inputs of this one.
 * @param timeoutMs for one program
 */
function createCredentialPrograms(environment, timeoutMs = TIMEOUT_MS) {
    return async (program, signal) => {
        (0,errors/* throwIfCancelled */.dZ)(signal);
        const file = await findProgram(program.command, environment);
        if (file === undefined)
            return { kind: 'failed', reason: 'there is no such program' };
        return runToEnd(file, program, environment, timeoutMs, signal);
    };
}
function runToEnd(file, { args, input, environment: own }, environment, timeoutMs, signal) {
    const options = {
        env: { ...withoutInputs(environment), ...own },
        signal,
        timeout: timeoutMs,
        // one that does not listen to requests to end would hold up the job
        killSignal: 'SIGKILL',
        maxBuffer: MAX_OUTPUT_BYTES,
        encoding: 'utf8',
        windowsHide: true,
    };
    return new Promise((resolve, reject) => {
        const child = (0,external_node_child_process_namespaceObject.execFile)(file, args, options, (error, stdout, stderr) => {
            if (signal.aborted)
                reject((0,errors/* cancelled */.KW)(signal));
            else if (error === null)
                resolve({ kind: 'ended', code: 0, stdout, stderr });
            else if (typeof error.code === 'number')
                resolve({ kind: 'ended', code: error.code, stdout, stderr });
            else
                resolve({ kind: 'failed', reason: reasonOf(error, timeoutMs) });
        });
        // a program may end without reading
        child.stdin?.on('error', () => undefined);
        child.stdin?.end(input ?? '');
    });
}
function reasonOf(error, timeoutMs) {
    if (error.code === 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER')
        return 'it printed too much';
    if (error.killed === true)
        return `it took longer than ${timeoutMs / 1000} s`;
    return `it could not be run (${String(error.code ?? error.signal)})`;
}
/**
 * The file of a program. Only absolute entries of PATH are looked at, never the folder the job happens to be in, which may hold
 * what somebody else has written (CVE-2025-15558).
 */
async function findProgram(command, environment) {
    const isWindows = process.platform === 'win32';
    const names = isWindows && !/\.(?:exe|com)$/i.test(command) ? [`${command}.exe`, command] : [command];
    if (external_node_path_.isAbsolute(command))
        return firstExecutable(names);
    if (/[\\/]/.test(command))
        return undefined;
    const entries = Object.entries(environment).find(([name]) => name.toUpperCase() === 'PATH')?.[1] ?? '';
    const folders = entries.split(external_node_path_.delimiter).filter((folder) => external_node_path_.isAbsolute(folder));
    return firstExecutable(folders.flatMap((folder) => names.map((name) => external_node_path_.join(folder, name))));
}
async function firstExecutable(files) {
    for (const file of files) {
        const isThere = await (0,promises_.access)(file, external_node_fs_.constants.X_OK).then(() => true, () => false);
        if (isThere)
            return file;
    }
    return undefined;
}


/***/ })

/******/ });
/************************************************************************/
/******/ // The module cache
/******/ var __webpack_module_cache__ = {};
/******/ 
/******/ // The require function
/******/ function __nccwpck_require__(moduleId) {
/******/ 	// Check if module is in cache
/******/ 	var cachedModule = __webpack_module_cache__[moduleId];
/******/ 	if (cachedModule !== undefined) {
/******/ 		return cachedModule.exports;
/******/ 	}
/******/ 	// Create a new module (and put it into the cache)
/******/ 	var module = __webpack_module_cache__[moduleId] = {
/******/ 		// no module.id needed
/******/ 		// no module.loaded needed
/******/ 		exports: {}
/******/ 	};
/******/ 
/******/ 	// Execute the module function
/******/ 	var threw = true;
/******/ 	try {
/******/ 		__webpack_modules__[moduleId](module, module.exports, __nccwpck_require__);
/******/ 		threw = false;
/******/ 	} finally {
/******/ 		if(threw) delete __webpack_module_cache__[moduleId];
/******/ 	}
/******/ 
/******/ 	// Return the exports of the module
/******/ 	return module.exports;
/******/ }
/******/ 
/************************************************************************/
/******/ /* webpack/runtime/asset-relocator-loader */
/******/ if (typeof __nccwpck_require__ !== 'undefined') __nccwpck_require__.ab = decodeURIComponent(new URL('.', import.meta.url).pathname).slice(import.meta.url.match(/^file:\/\/\/\w:/) ? 1 : 0, -1) + "/";
/******/ 
/******/ /* webpack/runtime/async module */
/******/ (() => {
/******/ 	var webpackQueues = typeof Symbol === "function" ? Symbol("webpack queues") : "__webpack_queues__";
/******/ 	var webpackExports = typeof Symbol === "function" ? Symbol("webpack exports") : "__webpack_exports__";
/******/ 	var webpackError = typeof Symbol === "function" ? Symbol("webpack error") : "__webpack_error__";
/******/ 	var resolveQueue = (queue) => {
/******/ 		if(queue && queue.d < 1) {
/******/ 			queue.d = 1;
/******/ 			queue.forEach((fn) => (fn.r--));
/******/ 			queue.forEach((fn) => (fn.r-- ? fn.r++ : fn()));
/******/ 		}
/******/ 	}
/******/ 	var wrapDeps = (deps) => (deps.map((dep) => {
/******/ 		if(dep !== null && typeof dep === "object") {
/******/ 			if(dep[webpackQueues]) return dep;
/******/ 			if(dep.then) {
/******/ 				var queue = [];
/******/ 				queue.d = 0;
/******/ 				dep.then((r) => {
/******/ 					obj[webpackExports] = r;
/******/ 					resolveQueue(queue);
/******/ 				}, (e) => {
/******/ 					obj[webpackError] = e;
/******/ 					resolveQueue(queue);
/******/ 				});
/******/ 				var obj = {};
/******/ 				obj[webpackQueues] = (fn) => (fn(queue));
/******/ 				return obj;
/******/ 			}
/******/ 		}
/******/ 		var ret = {};
/******/ 		ret[webpackQueues] = x => {};
/******/ 		ret[webpackExports] = dep;
/******/ 		return ret;
/******/ 	}));
/******/ 	__nccwpck_require__.a = (module, body, hasAwait) => {
/******/ 		var queue;
/******/ 		hasAwait && ((queue = []).d = -1);
/******/ 		var depQueues = new Set();
/******/ 		var exports = module.exports;
/******/ 		var currentDeps;
/******/ 		var outerResolve;
/******/ 		var reject;
/******/ 		var promise = new Promise((resolve, rej) => {
/******/ 			reject = rej;
/******/ 			outerResolve = resolve;
/******/ 		});
/******/ 		promise[webpackExports] = exports;
/******/ 		promise[webpackQueues] = (fn) => (queue && fn(queue), depQueues.forEach(fn), promise["catch"](x => {}));
/******/ 		module.exports = promise;
/******/ 		body((deps) => {
/******/ 			currentDeps = wrapDeps(deps);
/******/ 			var fn;
/******/ 			var getResult = () => (currentDeps.map((d) => {
/******/ 				if(d[webpackError]) throw d[webpackError];
/******/ 				return d[webpackExports];
/******/ 			}))
/******/ 			var promise = new Promise((resolve) => {
/******/ 				fn = () => (resolve(getResult));
/******/ 				fn.r = 0;
/******/ 				var fnQueue = (q) => (q !== queue && !depQueues.has(q) && (depQueues.add(q), q && !q.d && (fn.r++, q.push(fn))));
/******/ 				currentDeps.map((dep) => (dep[webpackQueues](fnQueue)));
/******/ 			});
/******/ 			return fn.r ? promise : getResult();
/******/ 		}, (err) => ((err ? reject(promise[webpackError] = err) : outerResolve(exports)), resolveQueue(queue)));
/******/ 		queue && queue.d < 0 && (queue.d = 0);
/******/ 	};
/******/ })();
/******/ 
/******/ /* webpack/runtime/create fake namespace object */
/******/ (() => {
/******/ 	var getProto = Object.getPrototypeOf ? (obj) => (Object.getPrototypeOf(obj)) : (obj) => (obj.__proto__);
/******/ 	var leafPrototypes;
/******/ 	// create a fake namespace object
/******/ 	// mode & 1: value is a module id, require it
/******/ 	// mode & 2: merge all properties of value into the ns
/******/ 	// mode & 4: return value when already ns object
/******/ 	// mode & 16: return value when it's Promise-like
/******/ 	// mode & 8|1: behave like require
/******/ 	__nccwpck_require__.t = function(value, mode) {
/******/ 		if(mode & 1) value = this(value);
/******/ 		if(mode & 8) return value;
/******/ 		if(typeof value === 'object' && value) {
/******/ 			if((mode & 4) && value.__esModule) return value;
/******/ 			if((mode & 16) && typeof value.then === 'function') return value;
/******/ 		}
/******/ 		var ns = Object.create(null);
/******/ 		__nccwpck_require__.r(ns);
/******/ 		var def = {};
/******/ 		leafPrototypes = leafPrototypes || [null, getProto({}), getProto([]), getProto(getProto)];
/******/ 		for(var current = mode & 2 && value; typeof current == 'object' && !~leafPrototypes.indexOf(current); current = getProto(current)) {
/******/ 			Object.getOwnPropertyNames(current).forEach((key) => (def[key] = () => (value[key])));
/******/ 		}
/******/ 		def['default'] = () => (value);
/******/ 		__nccwpck_require__.d(ns, def);
/******/ 		return ns;
/******/ 	};
/******/ })();
/******/ 
/******/ /* webpack/runtime/define property getters */
/******/ (() => {
/******/ 	// define getter functions for harmony exports
/******/ 	__nccwpck_require__.d = (exports, definition) => {
/******/ 		for(var key in definition) {
/******/ 			if(__nccwpck_require__.o(definition, key) && !__nccwpck_require__.o(exports, key)) {
/******/ 				Object.defineProperty(exports, key, { enumerable: true, get: definition[key] });
/******/ 			}
/******/ 		}
/******/ 	};
/******/ })();
/******/ 
/******/ /* webpack/runtime/hasOwnProperty shorthand */
/******/ (() => {
/******/ 	__nccwpck_require__.o = (obj, prop) => (Object.prototype.hasOwnProperty.call(obj, prop))
/******/ })();
/******/ 
/******/ /* webpack/runtime/make namespace object */
/******/ (() => {
/******/ 	// define __esModule on exports
/******/ 	__nccwpck_require__.r = (exports) => {
/******/ 		if(typeof Symbol !== 'undefined' && Symbol.toStringTag) {
/******/ 			Object.defineProperty(exports, Symbol.toStringTag, { value: 'Module' });
/******/ 		}
/******/ 		Object.defineProperty(exports, '__esModule', { value: true });
/******/ 	};
/******/ })();
/******/ 
/************************************************************************/
/******/ 
/******/ // startup
/******/ // Load entry module and return exports
/******/ // This entry module used 'module' so it can't be inlined
/******/ var __webpack_exports__ = __nccwpck_require__(782);
/******/ __webpack_exports__ = await __webpack_exports__;
/******/ 
