export const id = 121;
export const ids = [121];
export const modules = {

/***/ 730:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   revokeTokens: () => (/* binding */ revokeTokens)
/* harmony export */ });
/* harmony import */ var _config_tables_inputs_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(3314);
/* harmony import */ var _config_options_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(2035);
/* harmony import */ var _config_secrets_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(1073);
/* harmony import */ var _core_text_redaction_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(8136);
/* harmony import */ var _hosts_github_reporter_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(6068);
/* harmony import */ var _openshift_login_log_in_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(3836);
/* harmony import */ var _openshift_login_pod_account_js__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(9297);
/* harmony import */ var _locate_sides_js__WEBPACK_IMPORTED_MODULE_7__ = __webpack_require__(8758);
/* harmony import */ var _open_transport_js__WEBPACK_IMPORTED_MODULE_8__ = __webpack_require__(5624);
/* harmony import */ var _system_clock_js__WEBPACK_IMPORTED_MODULE_9__ = __webpack_require__(5119);
/* harmony import */ var _hosts_github_host_js__WEBPACK_IMPORTED_MODULE_10__ = __webpack_require__(1523);
/* harmony import */ var _hosts_github_later_steps_js__WEBPACK_IMPORTED_MODULE_11__ = __webpack_require__(7400);












/** Limit for the cleanup at the end of a job. */
const TIMEOUT_MS = 30_000;
/**
 * Revokes tokens that a step of the action obtained and could not revoke because it was killed. Only the names of the token objects
 * are known, so this logs in again with the inputs of the step, deletes them, and revokes its own token too. Never rejects: this
 * must not fail a job.
 */
async function revokeTokens(tokens, hostEnvironment) {
    const redact = (text) => _core_text_redaction_js__WEBPACK_IMPORTED_MODULE_3__/* .knownSecrets */ .xU.redact(text);
    const reporter = (0,_hosts_github_reporter_js__WEBPACK_IMPORTED_MODULE_4__/* .createReporter */ .A)(hostEnvironment, { clock: _system_clock_js__WEBPACK_IMPORTED_MODULE_9__/* .systemClock */ .m, redact, logLevel: 'info' });
    const maskSecret = (value, username) => {
        (0,_hosts_github_later_steps_js__WEBPACK_IMPORTED_MODULE_11__/* .addMasks */ .d)([{ value, username }]);
        _core_text_redaction_js__WEBPACK_IMPORTED_MODULE_3__/* .knownSecrets */ .xU.add(value, username);
    };
    try {
        const inputs = (0,_hosts_github_host_js__WEBPACK_IMPORTED_MODULE_10__.readRaw)(hostEnvironment, _config_tables_inputs_js__WEBPACK_IMPORTED_MODULE_0__/* .INPUT_SHAPES */ .SP);
        for (const { value, username } of (0,_config_secrets_js__WEBPACK_IMPORTED_MODULE_2__/* .secretsOf */ .F)(inputs.raw))
            maskSecret(value, username);
        const options = (0,_config_options_js__WEBPACK_IMPORTED_MODULE_1__/* .readOptions */ .Tt)(inputs.raw, { ...inputs, pod: (0,_openshift_login_pod_account_js__WEBPACK_IMPORTED_MODULE_6__/* .findPodAccount */ .k)(hostEnvironment.env) });
        const sides = await (0,_locate_sides_js__WEBPACK_IMPORTED_MODULE_7__/* .locateSides */ .T)(options, hostEnvironment.env, maskSecret);
        for (const token of tokens) {
            await revoke(token, sides[token.side].side, { options, reporter, maskSecret }, hostEnvironment.env);
        }
    }
    catch (error) {
        reporter.warning(`a token obtained by the previous step could not be revoked and stays valid until it expires: ${reasonOf(error)}`);
    }
}
async function revoke({ server, tokenName }, side, { options, reporter, maskSecret }, environment) {
    const { username, password } = side;
    if (side.server !== server || username === undefined || password === undefined) {
        throw new Error(`the inputs of the step no longer contain a login for ${server}`);
    }
    const transport = (0,_open_transport_js__WEBPACK_IMPORTED_MODULE_8__/* .openTransport */ .g)(side, options, reporter, environment);
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    try {
        const connection = { side: side.side, server, transport };
        const session = await (0,_openshift_login_log_in_js__WEBPACK_IMPORTED_MODULE_5__.logIn)({ ...connection, username, password, clock: _system_clock_js__WEBPACK_IMPORTED_MODULE_9__/* .systemClock */ .m, maskSecret }, signal);
        try {
            await (0,_openshift_login_log_in_js__WEBPACK_IMPORTED_MODULE_5__.revokeToken)({ ...connection, token: session.token }, tokenName, signal);
        }
        finally {
            await session.revoke(signal);
        }
        reporter.info(`${side.side}: revoked the token that the killed step had obtained from ${server}`);
    }
    finally {
        await transport.close();
    }
}
function reasonOf(error) {
    return error instanceof Error ? error.message : String(error);
}


/***/ }),

/***/ 5906:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   N: () => (/* binding */ withDeadline),
/* harmony export */   b: () => (/* binding */ alongside)
/* harmony export */ });
/* harmony import */ var _core_text_errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7206);

/**
 * Runs `body` for at most `timeoutMs`. On timeout its signal is aborted, and the outcome is what `onTimeout` returns or
 * throws. An abort by the caller is passed through.
 */
async function withDeadline(clock, timeoutMs, signal, body, onTimeout) {
    const stop = new AbortController();
    const ended = new AbortController();
    const alarm = clock.sleep(timeoutMs, AbortSignal.any([signal, ended.signal])).then(() => {
        stop.abort(new _core_text_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .PromoteError */ .jG({ code: 'TIMED_OUT', message: `not done after ${timeoutMs} ms` }));
    }, () => undefined);
    try {
        return await body(AbortSignal.any([signal, stop.signal]));
    }
    catch (error) {
        if (!stop.signal.aborted || signal.aborted)
            throw error;
        return await onTimeout();
    }
    finally {
        ended.abort();
        await alarm;
    }
}
/**
 * Runs a task beside `main` that ends when `main` does. Its errors do not affect `main`, unless they are bugs of this
 * program.
 */
async function alongside(signal, main, beside) {
    const stop = new AbortController();
    const done = beside(AbortSignal.any([signal, stop.signal])).then(() => undefined, (error) => ({ error }));
    try {
        return await main();
    }
    finally {
        stop.abort();
        const failure = await done;
        if (failure !== undefined && !(failure.error instanceof _core_text_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .PromoteError */ .jG))
            throw failure.error;
    }
}


/***/ }),

/***/ 3711:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   fz: () => (/* binding */ readUsername),
/* harmony export */   ls: () => (/* binding */ identify)
/* harmony export */ });
/* unused harmony export expiryOf */
/* harmony import */ var _core_text_errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7206);
/* harmony import */ var _core_text_strict_json_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(1691);
/* harmony import */ var _api_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(9549);
/* harmony import */ var _explain_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(5283);
/* harmony import */ var _json_fields_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(9053);





const REVIEWS = '/apis/authentication.k8s.io/v1/selfsubjectreviews';
const OWN_USER = '/apis/user.openshift.io/v1/users/~';
const IMAGE_GROUP = '/apis/image.openshift.io/v1';
/**
 * Finds out which account the token belongs to, and that the server is an OpenShift with images (openshift-api.md \u00a71.3, \u00a70.3).
 * @throws PromoteError TOKEN_EXPIRED, LOGIN_FAILED, NOT_OPENSHIFT, SERVER_UNAVAILABLE
 */
async function identify(api, token, signal) {
    const [name, images] = await Promise.allSettled([
        readUsername(api, signal),
        api.send({ method: 'GET', path: IMAGE_GROUP }, signal),
    ]);
    // a rejected token is reported first, whatever the other request returned
    if (name.status === 'rejected')
        throw name.reason;
    if (images.status === 'rejected')
        throw images.reason;
    requireImages(api, images.value);
    return {
        username: name.value,
        expiresAt: token === undefined ? undefined : expiryOf(token),
        issuedAt: token === undefined ? undefined : claimedTime(token, 'iat'),
    };
}
/** The account that the credentials of an API belong to. */
async function readUsername(api, signal) {
    const body = { kind: 'SelfSubjectReview', apiVersion: 'authentication.k8s.io/v1' };
    const review = await api.send({ method: 'POST', path: REVIEWS, body, retry: 'repeatable' }, signal);
    if (review.ok)
        return requireUsername(api, (0,_json_fields_js__WEBPACK_IMPORTED_MODULE_4__/* .textAt */ .$6)(review.body, 'status', 'userInfo', 'username'));
    // Kubernetes before 1.28 has no SelfSubjectReview, and answers 403 to accounts that may not create it
    if (![403, 404, 405].includes(review.failure.status) || isAnonymous(review.failure)) {
        throw (0,_explain_js__WEBPACK_IMPORTED_MODULE_3__/* .explain */ .W)(review.failure);
    }
    const user = await api.send({ method: 'GET', path: OWN_USER }, signal);
    return requireUsername(api, (0,_json_fields_js__WEBPACK_IMPORTED_MODULE_4__/* .textAt */ .$6)((0,_api_js__WEBPACK_IMPORTED_MODULE_2__/* .requireOk */ .M)(user), 'metadata', 'name'));
}
function isAnonymous(failure) {
    return failure.status === 403 && failure.message.includes('"system:anonymous"');
}
function requireUsername(api, username) {
    if (username !== undefined && username !== 'system:anonymous')
        return username;
    throw new _core_text_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .PromoteError */ .jG({
        code: 'LOGIN_FAILED',
        message: `${api.host} received no ${api.side} credentials: the request is anonymous (${username ?? 'no user'})`,
        hint: `set the input "${api.side}-token"; if it is set, a proxy or load balancer removes the Authorization header`,
        where: { side: api.side, host: api.host },
    });
}
function requireImages(api, reply) {
    if (reply.ok)
        return;
    // a scoped token may not read this; later requests report a missing right
    if (reply.failure.status === 403)
        return;
    if (reply.failure.status !== 404)
        throw (0,_explain_js__WEBPACK_IMPORTED_MODULE_3__/* .explain */ .W)(reply.failure);
    throw new _core_text_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .PromoteError */ .jG({
        code: 'NOT_OPENSHIFT',
        message: `${api.host} is a Kubernetes API without image.openshift.io: not an OpenShift cluster`,
        hint: (0,_explain_js__WEBPACK_IMPORTED_MODULE_3__/* .serverHint */ .b)(api),
        where: { side: api.side, host: api.host, request: `GET ${IMAGE_GROUP}`, status: 404 },
    });
}
/** The expiry of a JWT (service account token, OIDC token). OAuth tokens do not contain one (openshift-api.md \u00a71.4). */
function expiryOf(token) {
    return claimedTime(token, 'exp');
}
/** RFC 7519, section 4.1; undefined: it has no such claim. */
function claimedTime(token, claim) {
    const [, payload, signature, ...rest] = token.split('.');
    if (payload === undefined || signature === undefined || rest.length > 0)
        return undefined;
    try {
        const claims = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8'));
        const seconds = (0,_core_text_strict_json_js__WEBPACK_IMPORTED_MODULE_1__/* .isJsonObject */ .OW)(claims) ? (0,_json_fields_js__WEBPACK_IMPORTED_MODULE_4__/* .numberAt */ .tk)(claims, claim) : undefined;
        if (seconds === undefined)
            return undefined;
        const date = new Date(seconds * 1000);
        return Number.isNaN(date.getTime()) ? undefined : date;
    }
    catch {
        return undefined;
    }
}


/***/ }),

/***/ 1074:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   I: () => (/* binding */ lookUpObject),
/* harmony export */   T: () => (/* binding */ lookUp)
/* harmony export */ });
/* harmony import */ var _core_text_errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7206);

/** Requests optional information: undefined if the request is rejected or fails. */
async function lookUp(api, request, signal) {
    let reply;
    try {
        reply = await api.send(request, signal);
    }
    catch (error) {
        if (!(error instanceof _core_text_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .PromoteError */ .jG) || signal.aborted)
            throw error;
        return undefined;
    }
    if (reply.ok)
        return { object: reply.body };
    // without a kind the API is missing, not the object (openshift-api.md \u00a70.3)
    return reply.failure.status === 404 && reply.failure.kind !== '' ? 'missing' : undefined;
}
/** The same, with a missing object treated like a rejected request. */
async function lookUpObject(api, path, signal) {
    const found = await lookUp(api, { method: 'GET', path }, signal);
    return typeof found === 'object' ? found.object : undefined;
}


/***/ }),

/***/ 3919:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   JR: () => (/* binding */ selectOne),
/* harmony export */   m2: () => (/* binding */ watchUntil)
/* harmony export */ });
/* unused harmony export watchObjects */
/* harmony import */ var _core_text_errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7206);
/* harmony import */ var _api_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(9549);
/* harmony import */ var _api_path_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(4877);
/* harmony import */ var _explain_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(5283);
/* harmony import */ var _json_fields_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(9053);
/* harmony import */ var _core_text_text_lines_js__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(927);
/* harmony import */ var _failure_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(8039);







/** One object, selected by name. */
function selectOne(path, name) {
    return { path, name, fieldSelector: `metadata.name=${name}` };
}
const POLL_MS = 2_000;
// Below the 30 s after which routers and load balancers drop an idle connection (openshift-api.md \u00a711); the server ends with a bookmark.
const WATCH_SECONDS = 25;
// A watch that keeps ending at once must not cause a flood of requests.
const MIN_WATCH_MS = 1_000;
/** Errors that a rollout survives: the API server may be down for a while although the workload is fine. */
const PASSING = new Set([
    'CONNECTION_FAILED',
    'TIMED_OUT',
    'SERVER_UNAVAILABLE',
    'RATE_LIMITED',
]);
/**
 * Yields the selected objects now, and again after every change, until the caller stops or the signal is aborted. Watches,
 * and polls where watching is forbidden (403) or not supported (405). Lost connections and outages of the API server are
 * retried without limit: the caller needs a deadline.
 * @throws PromoteError when a request is rejected
 */
async function* watchObjects(context, selection, signal) {
    let mode = 'watch';
    for (;;) {
        const listed = await untilItAnswers(context, signal, () => readNow(context.api, selection, signal));
        yield [...listed.objects.values()];
        if (listed.resourceVersion === undefined || mode === 'poll') {
            await context.clock.sleep(POLL_MS, signal);
            continue;
        }
        const end = yield* follow(context, selection, listed.objects, listed.resourceVersion, signal);
        if (end === 'refused') {
            mode = 'poll';
            context.log(`${selection.path} may not be watched: looking every ${POLL_MS / 1000} s`);
        }
    }
}
/**
 * Watches the selected objects until `judge` returns a result.
 * @returns the result of `judge`
 * @throws PromoteError when a request is rejected; any error of `judge`
 */
async function watchUntil(context, selection, judge, signal) {
    // the generator only ends by an error
    for (;;) {
        for await (const objects of watchObjects(context, selection, signal)) {
            const found = await judge(objects);
            if (found !== undefined)
                return found;
        }
    }
}
async function readNow(api, selection, signal) {
    const { path, fieldSelector, labelSelector, name } = selection;
    const reply = await api.send({ method: 'GET', path, query: { fieldSelector, labelSelector } }, signal);
    if (reply.ok || reply.failure.status !== 403 || name === undefined) {
        const list = (0,_api_js__WEBPACK_IMPORTED_MODULE_1__/* .requireOk */ .M)(reply);
        return {
            objects: new Map((0,_json_fields_js__WEBPACK_IMPORTED_MODULE_4__/* .objectsAt */ .yR)(list, 'items').map((object) => [nameOf(object), object])),
            resourceVersion: (0,_json_fields_js__WEBPACK_IMPORTED_MODULE_4__/* .textAt */ .$6)(list, 'metadata', 'resourceVersion'),
        };
    }
    const one = await api.send({ method: 'GET', path: `${path}${(0,_api_path_js__WEBPACK_IMPORTED_MODULE_2__/* .apiPath */ .So)(name)}` }, signal);
    if (!one.ok && one.failure.status === 404)
        return { objects: new Map(), resourceVersion: undefined };
    return { objects: new Map([[name, (0,_api_js__WEBPACK_IMPORTED_MODULE_1__/* .requireOk */ .M)(one)]]), resourceVersion: undefined };
}
function nameOf(object) {
    return (0,_json_fields_js__WEBPACK_IMPORTED_MODULE_4__/* .textAt */ .$6)(object, 'metadata', 'name') ?? '';
}
/** Watches, and resumes when the server ends the watch. `lost`: the resource version is gone and the list must be read again. */
async function* follow(context, selection, objects, from, signal) {
    const { path, fieldSelector, labelSelector } = selection;
    let resourceVersion = from;
    for (;;) {
        const startMs = context.clock.nowMs();
        try {
            const query = {
                watch: true,
                allowWatchBookmarks: true,
                timeoutSeconds: WATCH_SECONDS,
                resourceVersion,
            };
            const opened = await context.api.open({ method: 'GET', path, query: { ...query, fieldSelector, labelSelector } }, signal);
            if (!opened.ok) {
                if (opened.failure.status === 403 || opened.failure.status === 405)
                    return 'refused';
                if (opened.failure.status === 410)
                    return 'lost';
                throw (0,_explain_js__WEBPACK_IMPORTED_MODULE_3__/* .explain */ .W)(opened.failure);
            }
            try {
                for await (const event of readWatchEvents(opened.reply.chunks())) {
                    // 410 Expired comes as an event, with status 200 (capture 43j)
                    if (event.type === 'ERROR')
                        return 'lost';
                    resourceVersion = (0,_json_fields_js__WEBPACK_IMPORTED_MODULE_4__/* .textAt */ .$6)(event.object, 'metadata', 'resourceVersion') ?? resourceVersion;
                    if (apply(event, objects))
                        yield [...objects.values()];
                }
            }
            finally {
                opened.reply.discard();
            }
        }
        catch (error) {
            (0,_core_text_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .throwIfCancelled */ .dZ)(signal);
            if (!isPassing(error))
                throw error;
            context.log(`the watch of ${path} broke off: ${error.message}`);
            await context.clock.sleep(MIN_WATCH_MS, signal);
            return 'lost';
        }
        (0,_core_text_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .throwIfCancelled */ .dZ)(signal);
        const restMs = MIN_WATCH_MS - (context.clock.nowMs() - startMs);
        if (restMs > 0)
            await context.clock.sleep(restMs, signal);
    }
}
/** Returns true if the event changed an object. A BOOKMARK carries only a resource version (capture 43zb). */
function apply(event, objects) {
    const name = nameOf(event.object);
    switch (event.type) {
        case 'ADDED':
        case 'MODIFIED':
            objects.set(name, event.object);
            return true;
        case 'DELETED':
            return objects.delete(name);
        default:
            return false;
    }
}
async function untilItAnswers(context, signal, ask) {
    for (;;) {
        try {
            return await ask();
        }
        catch (error) {
            (0,_core_text_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .throwIfCancelled */ .dZ)(signal);
            if (!isPassing(error))
                throw error;
            context.log(`${context.api.host} does not answer, asking again: ${error.message}`);
            await context.clock.sleep(POLL_MS, signal);
        }
    }
}
function isPassing(error) {
    return error instanceof _core_text_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .PromoteError */ .jG && PASSING.has(error.code);
}
// An object is at most 1.5 MiB in etcd; the limit guards against a server that never ends a line.
const MAX_LINE_LENGTH = 8 * 1024 * 1024;
/**
 * The events of a watch stream: one JSON object per line; the last line may lack its line feed (capture 43j).
 * @throws PromoteError PROTOCOL_VIOLATION for a line that is not an event
 */
async function* readWatchEvents(chunks) {
    for await (const { text, end } of (0,_core_text_text_lines_js__WEBPACK_IMPORTED_MODULE_6__/* .readTextLines */ .P)(chunks, MAX_LINE_LENGTH)) {
        if (end === 'cut')
            throw broken('a line of a watch is too long');
        // a stream cut in the middle of a line ends with half an event, which the next watch repeats
        const isHalf = end === 'stream' && (0,_failure_js__WEBPACK_IMPORTED_MODULE_5__/* .parseObject */ .lj)(text.trim()) === undefined;
        if (text.trim() !== '' && !isHalf)
            yield toEvent(text);
    }
}
function toEvent(line) {
    const event = (0,_failure_js__WEBPACK_IMPORTED_MODULE_5__/* .parseObject */ .lj)(line.trim());
    const type = event?.['type'];
    if (event === undefined || typeof type !== 'string')
        throw broken('a line of a watch is not an event');
    return { type, object: (0,_json_fields_js__WEBPACK_IMPORTED_MODULE_4__/* .objectAt */ .lJ)(event, 'object') };
}
function broken(message) {
    return new _core_text_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .PromoteError */ .jG({ code: 'PROTOCOL_VIOLATION', message });
}


/***/ }),

/***/ 3678:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  createObjects: () => (/* binding */ createObjects)
});

// EXTERNAL MODULE: ./src/core/ports/apply.js
var apply = __webpack_require__(3802);
// EXTERNAL MODULE: ./src/core/text/errors.js
var errors = __webpack_require__(7206);
// EXTERNAL MODULE: ./src/core/ports/workload-kinds.js
var workload_kinds = __webpack_require__(2647);
// EXTERNAL MODULE: ./src/openshift/api/json-fields.js
var json_fields = __webpack_require__(9053);
// EXTERNAL MODULE: external "node:util"
var external_node_util_ = __webpack_require__(7975);
// EXTERNAL MODULE: ./src/core/text/strict-json.js
var strict_json = __webpack_require__(1691);
// EXTERNAL MODULE: ./src/openshift/api/api.js + 1 modules
var api_api = __webpack_require__(9549);
// EXTERNAL MODULE: ./src/openshift/api/explain.js + 1 modules
var explain = __webpack_require__(5283);
// EXTERNAL MODULE: ./src/openshift/workloads/image-triggers.js
var image_triggers = __webpack_require__(8966);
// EXTERNAL MODULE: ./src/openshift/workloads/pod-template.js
var pod_template = __webpack_require__(27);
;// CONCATENATED MODULE: ./src/openshift/apply/apply-object.js










const FIELD_MANAGER = 'openshift-promote';
const MAX_TRIES = 4;
/**
 * Server-side apply of one object (openshift-api.md \u00a76.3).
 * @param dryRun validate only: the API performs all checks and stores nothing
 * @throws PromoteError APPLY_CONFLICT, INPUT_INVALID, ACCESS_DENIED, QUOTA_EXCEEDED, \u2026
 */
async function applyObject(api, application, dryRun, signal) {
    const { path, named, force } = application;
    for (let tries = 1;; tries += 1) {
        const before = await readObject(api, path, signal);
        const wanted = before === undefined ? application.wanted : withFollowedImages(application.wanted, before);
        const query = {
            fieldManager: FIELD_MANAGER,
            ...(force ? { force } : {}),
            ...(dryRun ? { dryRun: 'All' } : {}),
        };
        const contentType = 'application/apply-patch+yaml';
        const reply = await api.send({ method: 'PATCH', path, query, body: wanted, contentType }, signal);
        // an image trigger may have fired since the object was read
        if (isContended(reply, wanted !== application.wanted) && tries < MAX_TRIES)
            continue;
        // some admission webhooks do not support dry run: their verdict is only known on the real request
        if (!reply.ok && dryRun && reply.failure.message.includes('does not support dry run')) {
            return { action: before === undefined ? 'create' : 'change', before };
        }
        if (!reply.ok)
            throw explainApply(reply.failure, named);
        if (before === undefined)
            return { action: 'create', before };
        return { action: isSame(before, reply.body) ? 'unchanged' : 'change', before };
    }
}
function isContended(reply, followsImages) {
    return !reply.ok && followsImages && isManagerConflict(reply.failure);
}
/** undefined: the object does not exist. */
async function readObject(api, path, signal) {
    const reply = await api.send({ method: 'GET', path }, signal);
    if (!reply.ok && reply.failure.status === 404)
        return undefined;
    return (0,api_api/* requireOk */.M)(reply);
}
/** Compares without the fields that change on every write. */
function isSame(before, after) {
    return (0,external_node_util_.isDeepStrictEqual)(withoutBookkeeping(before), withoutBookkeeping(after));
}
function withoutBookkeeping(object) {
    const metadata = (0,json_fields/* withoutKeys */.Pe)((0,json_fields/* objectAt */.lJ)(object, 'metadata'), 'managedFields', 'resourceVersion', 'generation');
    return { ...(0,json_fields/* withoutKeys */.Pe)(object, 'status'), metadata };
}
/** Undoes an application: deletes the objects it created and restores those it changed. */
async function undoApplication(api, path, { action, before }, signal) {
    if (action === 'unchanged')
        return;
    if (before === undefined) {
        const reply = await api.send({ method: 'DELETE', path }, signal);
        if (!reply.ok && reply.failure.status !== 404)
            throw (0,explain/* explain */.W)(reply.failure);
        return;
    }
    const current = await readObject(api, path, signal);
    if (current === undefined)
        return;
    const metadata = {
        ...(0,json_fields/* objectAt */.lJ)(before, 'metadata'),
        resourceVersion: (0,json_fields/* textAt */.$6)(current, 'metadata', 'resourceVersion'),
    };
    (0,api_api/* requireOk */.M)(await api.send({ method: 'PUT', path, body: { ...before, metadata } }, signal));
}
const MAX_CAUSES = 5;
/** Translates a rejected application (openshift-api.md \u00a76.3, captures 44c, 44i, 44n, 44z). */
function explainApply(failure, object) {
    const what = (0,apply/* objectText */.tq)(object);
    const where = { side: failure.side, host: failure.host, request: failure.request, status: failure.status };
    if (isManagerConflict(failure)) {
        return new errors/* PromoteError */.jG({
            code: 'APPLY_CONFLICT',
            message: `${what} has fields that something else manages: ${conflictsText(failure)}`,
            hint: conflictHint(failure, object),
            where,
        });
    }
    if (failure.status === 415) {
        return new errors/* PromoteError */.jG({
            code: 'NOT_OPENSHIFT',
            message: `${failure.host} cannot apply ${what}: it is too old for server-side apply (OpenShift 4.3 or later)`,
            hint: 'apply the manifests with oc in a separate step, or use a newer cluster',
            where,
        });
    }
    const schema = /failed to create typed patch object \([^)]*\): (.*)/s.exec(failure.message)?.[1];
    if (schema !== undefined) {
        return new errors/* PromoteError */.jG({
            code: 'INPUT_INVALID',
            message: `${what} does not fit its schema: ${schema}`,
            hint: `see its fields: oc explain ${object.kind.toLowerCase()} --recursive`,
            where,
        });
    }
    const { code, message, hint, where: place } = (0,explain/* explain */.W)(failure);
    return new errors/* PromoteError */.jG({
        code,
        message: `${what}: ${message}`,
        hint: immutableHint(failure, object) ?? hint,
        where: place,
    });
}
function isManagerConflict(failure) {
    return failure.status === 409 && failure.causes.some(({ reason }) => reason === 'FieldManagerConflict');
}
function conflictsText({ causes }) {
    const shown = causes.slice(0, MAX_CAUSES).map(({ field, message }) => `${field} (${managerOf(message)})`);
    const more = causes.length - shown.length;
    return more > 0 ? `${shown.join(', ')} and ${more} more` : shown.join(', ');
}
/** `conflict with "kubectl-client-side-apply" using apps/v1` */
function managerOf(message) {
    return /^conflict with "([^"]+)"/.exec(message)?.[1] ?? message;
}
function conflictHint({ causes }, { kind, name, project }) {
    const managers = new Set(causes.map(({ message }) => managerOf(message)));
    const look = `see who has what: oc get ${kind.toLowerCase()}/${name} -n ${project} -o yaml --show-managed-fields`;
    if (managers.has('openshift-promote')) {
        return 'an earlier promotion set it without the manifest: write ${PROMOTE_IMAGE} as the image, or set "force-conflicts" to true once';
    }
    return `take these fields out of the manifest, or take them over by setting "force-conflicts" to true; ${look}`;
}
function immutableHint({ message }, { kind, name, project }) {
    if (!/field is immutable|may not change once set|cannot change roleRef/.test(message))
        return undefined;
    return `this cannot be changed in place: oc delete ${kind.toLowerCase()}/${name} -n ${project}, then run the promotion again`;
}
/**
 * Removes the fields that image triggers own: containers that follow a tag keep their image, and triggers their last
 * triggered image. Otherwise each application would conflict with the controller, which owns these fields after its first
 * write (openshift-api.md \u00a76.3), and would start a rollout of its own.
 */
function withFollowedImages(wanted, live) {
    const images = (triggers) => withLiveImages(wanted, live, new Set(triggers.map(({ container }) => container)));
    const kind = (0,workload_kinds/* workloadKindOf */.zM)((0,json_fields/* textAt */.$6)(wanted, 'kind') ?? '');
    if (kind === undefined)
        return wanted;
    switch ((0,workload_kinds/* workloadRow */.E3)(kind).triggers) {
        case 'spec': {
            const given = Array.isArray((0,json_fields/* valueAt */.fK)(wanted, 'spec', 'triggers'));
            const triggers = given
                ? (0,image_triggers/* deploymentConfigTriggers */.R_)(wanted)
                : (0,image_triggers/* deploymentConfigTriggers */.R_)(live).filter(({ automatic }) => automatic);
            return withLiveTriggers(images(triggers), live);
        }
        case 'annotation': {
            const { triggers, unreadable } = (0,image_triggers/* annotationTriggers */.xS)(wanted);
            if (triggers.length > 0 || unreadable)
                return images(triggers);
            // `oc set triggers` may have added them since; the manifest does not list them
            return images((0,image_triggers/* annotationTriggers */.xS)(live).triggers.filter(({ automatic }) => automatic));
        }
    }
}
function withLiveImages(wanted, live, followed) {
    const images = new Map((0,pod_template/* templateContainers */.jw)(live).map(({ name, image }) => [name, image]));
    const change = (container) => {
        const name = (0,json_fields/* textAt */.$6)(container, 'name') ?? '';
        const image = images.get(name);
        if (!(0,strict_json/* isJsonObject */.OW)(container) || !followed.has(name) || image === undefined)
            return container;
        return { ...container, image };
    };
    const template = (0,pod_template/* podTemplateOf */.D0)(wanted);
    const pod = (0,json_fields/* objectAt */.lJ)(template, 'spec');
    const lists = ['containers', 'initContainers'].flatMap((list) => {
        const containers = (0,json_fields/* valueAt */.fK)(pod, list);
        return Array.isArray(containers) ? [[list, containers.map(change)]] : [];
    });
    if (lists.length === 0)
        return wanted;
    return (0,pod_template/* withPodTemplate */.Mq)(wanted, { ...template, spec: { ...pod, ...Object.fromEntries(lists) } });
}
/** The list of triggers is a single value (capture 44u): including the live ones avoids a conflict. */
function withLiveTriggers(wanted, live) {
    const triggers = (0,json_fields/* valueAt */.fK)(wanted, 'spec', 'triggers');
    if (!Array.isArray(triggers))
        return wanted;
    const known = (0,json_fields/* objectsAt */.yR)(live, 'spec', 'triggers');
    const changed = triggers.map((trigger) => known.find((each) => isSameTrigger(each, trigger)) ?? trigger);
    return { ...wanted, spec: { ...(0,json_fields/* objectAt */.lJ)(wanted, 'spec'), triggers: changed } };
}
/** Compares without the last triggered image and the namespace that the server fills in. */
function isSameTrigger(live, wanted) {
    const facts = (trigger) => {
        const params = (0,json_fields/* objectAt */.lJ)(trigger, 'imageChangeParams');
        return JSON.stringify([
            (0,json_fields/* textAt */.$6)(trigger, 'type'),
            (0,json_fields/* valueAt */.fK)(params, 'automatic') ?? false,
            (0,json_fields/* valueAt */.fK)(params, 'containerNames'),
            (0,json_fields/* textAt */.$6)(params, 'from', 'kind'),
            (0,json_fields/* textAt */.$6)(params, 'from', 'name'),
        ]);
    };
    return facts(live) === facts(wanted);
}

// EXTERNAL MODULE: ./src/openshift/api/api-path.js
var api_path = __webpack_require__(4877);
;// CONCATENATED MODULE: ./src/openshift/apply/resources.js




/** Asks the cluster for each group and version once (openshift-api.md \u00a76.2). */
function createResources(api) {
    const lists = new Map();
    return async (apiVersion, kind, signal) => {
        const list = lists.get(apiVersion) ?? listResources(api, apiVersion, signal);
        lists.set(apiVersion, list);
        return chooseResource(api, await list, apiVersion, kind);
    };
}
/** undefined: the cluster does not serve that group or version. */
async function listResources(api, apiVersion, signal) {
    const path = apiVersion.includes('/')
        ? (0,api_path/* apiPath */.So)('apis', ...apiVersion.split('/'))
        : (0,api_path/* apiPath */.So)('api', apiVersion);
    const reply = await api.send({ method: 'GET', path }, signal);
    if (!reply.ok && reply.failure.status === 404)
        return undefined;
    return (0,json_fields/* objectsAt */.yR)((0,api_api/* requireOk */.M)(reply), 'resources');
}
function chooseResource(api, list, apiVersion, kind) {
    if (list === undefined) {
        throw inputProblem(`${api.host} does not know ${apiVersion}, of which ${kind} shall be`, 'list its resources: oc api-resources; a capability or an operator of the cluster may be missing');
    }
    const found = list.find((entry) => (0,json_fields/* textAt */.$6)(entry, 'kind') === kind && (0,json_fields/* textAt */.$6)(entry, 'name')?.includes('/') === false);
    const name = (0,json_fields/* textAt */.$6)(found, 'name');
    if (found === undefined || name === undefined) {
        throw inputProblem(`${api.host} knows no ${kind} in ${apiVersion}`, `list its resources: oc api-resources`);
    }
    if ((0,json_fields/* valueAt */.fK)(found, 'namespaced') !== true) {
        throw inputProblem(`${kind} belongs to the whole cluster, and a promotion only writes to the destination's project`, 'ask a cluster administrator to apply it, and remove it from the manifests');
    }
    // tags cannot be applied server-side (captures 44s, 44s2), and requests such as TokenRequest are not stored objects
    if (kind === 'ImageStreamTag' || !(0,json_fields/* textsAt */.i1)(found, 'verbs').includes('patch')) {
        throw inputProblem(`${kind} cannot be applied`, kind === 'ImageStreamTag'
            ? 'the promotion sets the tags: see "destination-tags"'
            : 'take it out of the manifests');
    }
    return { apiVersion, name };
}
/** Path of one object. */
function objectPath({ apiVersion, name }, project, object) {
    return (0,api_path/* namespacedPath */.Nh)(apiVersion, project, name, object);
}
/** Something about what shall be applied. */
function inputProblem(message, hint) {
    return new errors/* PromoteError */.jG({ code: 'INPUT_INVALID', message, hint, where: { side: 'destination' } });
}

// EXTERNAL MODULE: ./src/openshift/yaml/read-yaml.js
var read_yaml = __webpack_require__(9800);
;// CONCATENATED MODULE: ./src/openshift/apply/sources.js






/** The objects of one source. @throws PromoteError INPUT_INVALID, CONNECTION_FAILED, \u2026 */
async function readSource(api, readUrl, source, signal) {
    switch (source.kind) {
        case 'text':
            return readDocuments(source.name, source.text);
        case 'url':
            return readDocuments(source.url, await readUrl(source.url, signal));
        case 'stored':
            return [await readStored(api, source, signal)];
    }
}
/** The one template of a source. @throws PromoteError INPUT_INVALID */
async function readTemplate(api, readUrl, source, signal) {
    const [template, ...others] = await readSource(api, readUrl, source, signal);
    const kind = (0,json_fields/* textAt */.$6)(template, 'kind');
    if (template !== undefined && kind === 'Template' && others.length === 0)
        return template;
    const place = sourceText(source);
    throw inputProblem(template === undefined
        ? `${place} is empty`
        : `${place} is ${others.length > 0 ? 'several objects' : `a ${kind ?? 'thing'}`}, not one Template`, 'give a template, or use "manifests" for objects without parameters');
}
/** As the user named it. */
function sourceText(source) {
    switch (source.kind) {
        case 'text':
            return source.name;
        case 'url':
            return source.url;
        case 'stored':
            return `${source.project}/${source.name}`;
    }
}
async function readStored(api, { project, name }, signal) {
    const path = (0,api_path/* namespacedPath */.Nh)('template.openshift.io/v1', project, 'templates', name);
    const reply = await api.send({ method: 'GET', path }, signal);
    if (!reply.ok && reply.failure.status === 404) {
        throw inputProblem(`there is no template ${name} in ${project} on ${api.server}`, `list the templates: oc get templates -n ${project}; the path of a file ends in .yaml or .json`);
    }
    return (0,api_api/* requireOk */.M)(reply);
}
const MAX_OBJECTS = 500;
const SERVER_FIELDS = [
    'managedFields',
    'uid',
    'resourceVersion',
    'generation',
    'creationTimestamp',
    'selfLink',
];
/** OpenShift kinds that were in `v1` before they had groups; `oc` still accepts them (openshift-api.md \u00a76.1). */
const LEGACY_VERSIONS = {
    DeploymentConfig: 'apps.openshift.io/v1',
    ImageStream: 'image.openshift.io/v1',
    BuildConfig: 'build.openshift.io/v1',
    Route: 'route.openshift.io/v1',
    Template: 'template.openshift.io/v1',
};
/**
 * Parses the objects of a text: YAML with any number of documents, or JSON; lists are flattened.
 * @throws PromoteError INPUT_INVALID
 */
async function readDocuments(name, text) {
    const reading = await (0,read_yaml/* readYaml */.g)(text);
    if (!reading.ok) {
        const { what, advice } = reading.problem;
        throw inputProblem(`${name} ${what}`, advice ?? 'check it: kubectl create --dry-run=client -f FILE');
    }
    const objects = reading.documents
        .filter((document) => document !== null && document !== undefined)
        .flatMap((document, index) => flatten(document, `document ${index + 1} of ${name}`));
    if (objects.length <= MAX_OBJECTS)
        return objects;
    throw inputProblem(`${name} has ${objects.length} objects, more than ${MAX_OBJECTS}`, 'apply such amounts with a tool of their own');
}
/** Kind `List`, or any typed list. */
function flatten(document, place) {
    if (!(0,strict_json/* isJsonObject */.OW)(document))
        throw inputProblem(`${place} is no object`, 'write apiVersion, kind and metadata');
    const kind = (0,json_fields/* textAt */.$6)(document, 'kind') ?? '';
    if (kind.endsWith('List') && Array.isArray(document['items'])) {
        return (0,json_fields/* objectsAt */.yR)(document, 'items').flatMap((item, index) => flatten(item, `item ${index + 1} of ${place}`));
    }
    const apiVersion = (0,json_fields/* textAt */.$6)(document, 'apiVersion');
    if (apiVersion?.startsWith('kustomize.config.k8s.io/') === true) {
        throw inputProblem(`${place} is a kustomization, which is not built here`, 'build it in an earlier step, and use the output: kubectl kustomize FOLDER > app.yaml');
    }
    if (kind === '' || apiVersion === undefined) {
        throw inputProblem(`${place} has no ${kind === '' ? 'kind' : 'apiVersion'}`, 'write apiVersion, kind and metadata');
    }
    return [withoutServerFields({ ...document, apiVersion: versionOf(kind, apiVersion) })];
}
function versionOf(kind, apiVersion) {
    const current = Object.hasOwn(LEGACY_VERSIONS, kind) ? LEGACY_VERSIONS[kind] : undefined;
    return apiVersion === 'v1' ? (current ?? apiVersion) : apiVersion;
}
/** Fields that `oc get -o yaml` adds: they cannot be applied (capture 44h), or refer to another cluster. */
function withoutServerFields(object) {
    const metadata = (0,json_fields/* withoutKeys */.Pe)((0,json_fields/* objectAt */.lJ)(object, 'metadata'), ...SERVER_FIELDS);
    return { ...(0,json_fields/* withoutKeys */.Pe)(object, 'status'), metadata };
}

// EXTERNAL MODULE: ./src/core/text/exact-json.js
var exact_json = __webpack_require__(7701);
;// CONCATENATED MODULE: ./src/openshift/apply/gather.js









/** Collects every object of a request, with all values filled in. @throws PromoteError INPUT_INVALID, ACCESS_DENIED, \u2026 */
async function gatherObjects(request, context, signal) {
    const gathered = [];
    if (request.template !== undefined) {
        const template = await readTemplate(context.api, context.readUrl, request.template, signal);
        gathered.push(...(await objectsOfTemplate(template, request, context, signal)));
    }
    for (const source of request.manifests) {
        const objects = await readSource(context.api, context.readUrl, source, signal);
        gathered.push(...objects.map((object) => ({ object, keep: false })));
    }
    gathered.push(...request.objects.map((object) => ({ object, keep: false })));
    return gathered.map(({ object, keep }) => ({ object: filled(object, request), keep }));
}
function filled(object, { values }) {
    const [unknown] = unknownPlaceholders(object, values);
    if (unknown === undefined)
        return fillObject(object, values);
    throw inputProblem(`${(0,json_fields/* textAt */.$6)(object, 'kind') ?? 'an object'} ${(0,json_fields/* textAt */.$6)(object, 'metadata', 'name') ?? ''} asks for \${${unknown}}, which is not known`, `there are ${Object.keys(values).join(', ')}`);
}
async function objectsOfTemplate(template, request, context, signal) {
    const { project } = request;
    const values = parameterValues(template, request);
    if (request.newProjects.has(project)) {
        return outlineTemplate(template, values).map((object) => ({ object, keep: false }));
    }
    const first = await processTemplate(context.api, template, values, project, signal);
    const recovered = {};
    for (const object of first.filter(({ generated }) => generated.length > 0)) {
        const live = await readLive(object, project, context, signal);
        if (live !== undefined)
            Object.assign(recovered, recoverValues(object, live));
    }
    const isRecovered = Object.keys(recovered).length > 0;
    const objects = isRecovered
        ? await processTemplate(context.api, template, { ...values, ...recovered }, project, signal)
        : first;
    return Promise.all(objects.map(async (object) => ({
        object: object.object,
        keep: object.generated.length > 0 && (await readLive(object, project, context, signal)) !== undefined,
    })));
}
async function readLive({ object }, project, { api, findResource }, signal) {
    const name = (0,json_fields/* textAt */.$6)(object, 'metadata', 'name');
    if (name === undefined)
        return undefined;
    const resource = await findResource((0,json_fields/* textAt */.$6)(object, 'apiVersion') ?? '', (0,json_fields/* textAt */.$6)(object, 'kind') ?? '', signal);
    return readObject(api, objectPath(resource, (0,json_fields/* textAt */.$6)(object, 'metadata', 'namespace') ?? project, name), signal);
}
/**
 * Reads generated parameter values back from a live object, at the places where the template has only the parameter. Reusing
 * them makes the next processing produce the same object instead of, for example, a new password.
 */
function recoverValues({ raw, generated }, live) {
    const found = {};
    const wanted = new Set(generated);
    const look = (template, value, decode) => {
        if (typeof template === 'string') {
            const name = /^\$\{([A-Za-z0-9_]+)\}$/.exec(template)?.[1];
            if (name === undefined || !wanted.has(name) || typeof value !== 'string')
                return;
            found[name] = decode ? Buffer.from(value, 'base64').toString('utf8') : value;
        }
        else if (Array.isArray(template)) {
            template.forEach((item, index) => {
                look(item, partner(item, index, value), decode);
            });
        }
        else if ((0,strict_json/* isJsonObject */.OW)(template) && (0,strict_json/* isJsonObject */.OW)(value)) {
            for (const [key, inner] of Object.entries(template)) {
                if (Object.hasOwn(value, key))
                    look(inner, value[key], decode);
            }
        }
    };
    look(raw, live, false);
    // `stringData` is stored as base64 in `data`
    look(raw['stringData'], live['data'], (0,json_fields/* textAt */.$6)(raw, 'kind') === 'Secret');
    return found;
}
/** Matches named items by name, others by index. */
function partner(item, index, list) {
    if (!Array.isArray(list))
        return undefined;
    const name = (0,json_fields/* textAt */.$6)(item, 'name');
    if (name === undefined)
        return list[index];
    return list.find((candidate) => (0,json_fields/* textAt */.$6)(candidate, 'name') === name);
}
/**
 * The parameter values of a template: those the user gave, and image parameters filled in by name.
 * The server ignores unknown names, so they are rejected here, as `oc process` does.
 * @throws PromoteError INPUT_INVALID
 */
function parameterValues(template, request) {
    const parameters = (0,json_fields/* objectsAt */.yR)(template, 'parameters');
    const names = parameters.map((parameter) => (0,json_fields/* textAt */.$6)(parameter, 'name') ?? '');
    const given = Object.entries(request.parameters).map(([name, value]) => [name, fillText(value, request.values)]);
    const unknown = given.map(([name]) => name).filter((name) => !names.includes(name));
    if (unknown.length > 0) {
        throw inputProblem(`the template ${templateName(template)} has no parameter ${unknown.join(', ')}`, names.length === 0 ? 'it has no parameters' : `it has ${names.join(', ')}`);
    }
    const promoted = Object.entries(request.values).filter(([name]) => names.includes(name));
    const values = Object.fromEntries([...promoted, ...given]);
    const missing = parameters
        .filter((parameter) => (0,json_fields/* valueAt */.fK)(parameter, 'required') === true && !hasValue(parameter, values))
        .map((parameter) => (0,json_fields/* textAt */.$6)(parameter, 'name') ?? '');
    if (missing.length === 0)
        return values;
    throw inputProblem(`the template ${templateName(template)} needs a value for ${missing.join(', ')}`, `add to "template-parameters": ${missing.map((name) => `${name}=\u2026`).join(', ')}`);
}
function hasValue(parameter, values) {
    const name = (0,json_fields/* textAt */.$6)(parameter, 'name') ?? '';
    if ((values[name] ?? '') !== '')
        return true;
    if (Object.hasOwn(values, name))
        return false;
    return (0,json_fields/* textAt */.$6)(parameter, 'value') !== undefined || (0,json_fields/* textAt */.$6)(parameter, 'generate') !== undefined;
}
function templateName(template) {
    return (0,json_fields/* textAt */.$6)(template, 'metadata', 'name') ?? 'without a name';
}
/** The objects as far as they are known without a cluster: names and kinds may be parameters with given values. */
function outlineTemplate(template, values) {
    const defaults = (0,json_fields/* objectsAt */.yR)(template, 'parameters').map((parameter) => [(0,json_fields/* textAt */.$6)(parameter, 'name') ?? '', (0,json_fields/* textAt */.$6)(parameter, 'value') ?? '']);
    const known = { ...Object.fromEntries(defaults.filter(([, value]) => value !== '')), ...values };
    return (0,json_fields/* objectsAt */.yR)(template, 'objects').map((object) => fillObject(withoutFixedProject(object), known));
}
/** The server drops a namespace that is not a parameter (capture 50a). */
function withoutFixedProject(object) {
    const { namespace, ...metadata } = (0,json_fields/* objectAt */.lJ)(object, 'metadata');
    return typeof namespace === 'string' && !namespace.includes('${') ? { ...object, metadata } : object;
}
/** Processes the template on the cluster, which stores nothing. @throws PromoteError INPUT_INVALID, ACCESS_DENIED */
async function processTemplate(api, template, values, project, signal) {
    const parameters = (0,json_fields/* objectsAt */.yR)(template, 'parameters').map((parameter) => withValue(parameter, values));
    const generated = parameters.flatMap((parameter) => (0,json_fields/* textAt */.$6)(parameter, 'generate') !== undefined && (0,json_fields/* textAt */.$6)(parameter, 'value') === undefined
        ? [(0,json_fields/* textAt */.$6)(parameter, 'name') ?? '']
        : []);
    const metadata = (0,json_fields/* withoutKeys */.Pe)((0,json_fields/* objectAt */.lJ)(template, 'metadata'), 'uid', 'resourceVersion', 'managedFields');
    const body = { ...template, metadata: { ...metadata, namespace: project }, parameters };
    const path = (0,api_path/* namespacedPath */.Nh)('template.openshift.io/v1', project, 'processedtemplates');
    const reply = await api.send({ method: 'POST', path, body, retry: 'repeatable' }, signal);
    if (!reply.ok && reply.failure.status === 422) {
        throw inputProblem(`the template ${templateName(template)} cannot be processed: ${reply.failure.causes.map(({ message }) => message).join('; ') || reply.failure.message}`, `try it: oc process -f FILE --local`);
    }
    if (!reply.ok)
        throw (0,explain/* explain */.W)(reply.failure);
    const raw = (0,json_fields/* objectsAt */.yR)(template, 'objects');
    return (0,json_fields/* objectsAt */.yR)((0,api_api/* requireOk */.M)(reply), 'objects').map((object, index) => ({
        object,
        raw: raw[index] ?? object,
        generated: generated.filter((name) => mentions(raw[index], name)),
    }));
}
/** A parameter with a given value is not generated (openshift-api.md \u00a76.1). */
function withValue(parameter, values) {
    const name = (0,json_fields/* textAt */.$6)(parameter, 'name') ?? '';
    if (!Object.hasOwn(values, name))
        return parameter;
    return { ...(0,json_fields/* withoutKeys */.Pe)(parameter, 'generate', 'from'), value: values[name] };
}
function mentions(raw, name) {
    const text = (0,exact_json/* formatExactJson */.v)(raw ?? {});
    return text.includes(`\${${name}}`) || text.includes(`\${{${name}}}`);
}
/** Replaces `${NAME}` by the value of that name; unknown names are left unchanged, as in templates. */
function fillText(text, values) {
    return text.replace(/\$\{([A-Za-z0-9_]+)\}/g, (found, name) => Object.hasOwn(values, name) ? (values[name] ?? found) : found);
}
/** The same for every string of an object. */
function fillObject(object, values) {
    return fill(object, values);
}
function fill(value, values) {
    if (typeof value === 'string')
        return fillText(value, values);
    if (Array.isArray(value))
        return value.map((item) => fill(item, values));
    if (!(0,strict_json/* isJsonObject */.OW)(value))
        return value;
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, fill(item, values)]));
}
/** Placeholders such as `PROMOTE_IMAGE` that are used but have no value. */
function unknownPlaceholders(object, values) {
    const names = [...(0,exact_json/* formatExactJson */.v)(object).matchAll(/\$\{(PROMOTE_[A-Z0-9_]+)\}/g)].map(([, name = '']) => name);
    return [...new Set(names)].filter((name) => !Object.hasOwn(values, name));
}

;// CONCATENATED MODULE: ./src/openshift/apply/objects.js







/** Applies objects to one cluster by server-side apply. */
function createObjects(api, readUrl) {
    const context = { api, readUrl, findResource: createResources(api) };
    return {
        async plan(request, signal) {
            const objects = [];
            const problems = [];
            const note = (error) => {
                if (!(error instanceof errors/* PromoteError */.jG) || error.code === 'CANCELLED')
                    throw error;
                problems.push(...(0,errors/* problemsOf */.GW)(error));
            };
            const gathered = await gatherObjects(request, context, signal).catch((error) => {
                note(error);
                return [];
            });
            for (const each of sorted(gathered)) {
                try {
                    objects.push(await planObject(each, request, context, signal));
                }
                catch (error) {
                    note(error);
                }
            }
            return { objects, problems };
        },
        async apply(request, onApplied, signal) {
            for (const { object, keep } of sorted(await gatherObjects(request, context, signal))) {
                const application = await applicationOf(object, request, context, signal);
                const { named, path } = application;
                if (request.only?.some((one) => (0,apply/* isSameObject */.Gy)(one, named)) === false)
                    continue;
                if (keep) {
                    onApplied({ object: { ...named, action: 'keep' }, undo: () => Promise.resolve() });
                    continue;
                }
                const outcome = await applyObject(api, application, false, signal);
                onApplied({
                    object: { ...named, action: outcome.action },
                    undo: (inner) => undoApplication(api, path, outcome, inner),
                });
            }
        },
    };
}
function sorted(objects) {
    return inKindOrder(objects, ({ object }) => (0,json_fields/* textAt */.$6)(object, 'kind') ?? '');
}
async function planObject({ object, keep }, request, context, signal) {
    const application = await applicationOf(object, request, context, signal);
    const { named } = application;
    if (keep)
        return { ...named, action: 'keep' };
    if (request.newProjects.has(named.project))
        return { ...named, action: 'create' };
    const { action } = await applyObject(context.api, application, true, signal);
    return { ...named, action };
}
/** @throws PromoteError INPUT_INVALID for an object that a promotion does not apply */
async function applicationOf(object, request, { findResource }, signal) {
    const apiVersion = (0,json_fields/* textAt */.$6)(object, 'apiVersion') ?? '';
    const kind = (0,json_fields/* textAt */.$6)(object, 'kind') ?? '';
    const name = (0,json_fields/* textAt */.$6)(object, 'metadata', 'name');
    if (name === undefined) {
        throw inputProblem(`a ${kind} has no name`, 'set metadata.name: with generateName each promotion would create a new object');
    }
    const project = (0,json_fields/* textAt */.$6)(object, 'metadata', 'namespace') ?? request.project;
    const resource = await findResource(apiVersion, kind, signal);
    if (!request.projects.includes(project)) {
        throw inputProblem(`${kind} ${name} is of project ${project}, but only ${request.projects.join(', ')} is promoted to`, 'remove metadata.namespace: objects go to the project of the destination image');
    }
    return {
        named: { apiVersion, kind, project, name },
        path: objectPath(resource, project, name),
        wanted: object,
        force: request.forceConflicts,
    };
}
/** Dependencies first; kinds that are not listed go into the gap. */
const BEFORE = [
    ...['ResourceQuota', 'LimitRange', 'NetworkPolicy', 'ServiceAccount', 'Secret', 'ConfigMap'],
    ...['PersistentVolumeClaim', 'Role', 'RoleBinding', 'ImageStream', 'Service'],
];
const AFTER = [
    'BuildConfig',
    ...workload_kinds/* WORKLOAD_KINDS */.i6.map((name) => (0,workload_kinds/* workloadRow */.E3)(name).kind),
    ...['Job', 'Pod', 'PodDisruptionBudget', 'HorizontalPodAutoscaler', 'Ingress', 'Route'],
];
/** Sorts by kind; objects of one kind keep their order. */
function inKindOrder(items, kindOf) {
    const rank = (item) => {
        const before = BEFORE.indexOf(kindOf(item));
        if (before >= 0)
            return before;
        const after = AFTER.indexOf(kindOf(item));
        return after < 0 ? BEFORE.length : BEFORE.length + 1 + after;
    };
    return [...items].sort((left, right) => rank(left) - rank(right));
}


/***/ }),

/***/ 1582:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  runBuild: () => (/* binding */ runBuild)
});

// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __webpack_require__(7598);
// EXTERNAL MODULE: ./src/core/text/errors.js
var errors = __webpack_require__(7206);
// EXTERNAL MODULE: ./src/openshift/api/api.js + 1 modules
var api_api = __webpack_require__(9549);
// EXTERNAL MODULE: ./src/openshift/api/api-path.js
var api_path = __webpack_require__(4877);
// EXTERNAL MODULE: ./src/core/text/server-text.js
var server_text = __webpack_require__(6844);
// EXTERNAL MODULE: ./src/openshift/api/deadline.js
var deadline = __webpack_require__(5906);
// EXTERNAL MODULE: ./src/openshift/api/json-fields.js
var json_fields = __webpack_require__(9053);
// EXTERNAL MODULE: ./src/openshift/api/watch-objects.js
var watch_objects = __webpack_require__(3919);
// EXTERNAL MODULE: ./src/core/text/units.js
var units = __webpack_require__(8934);
;// CONCATENATED MODULE: ./src/openshift/builds/build-phase.js







// The cluster ends a build at its deadline; this limit is for a build that it does not end.
const GRACE_MS = 30_000;
// A build may stay in these phases forever, but may also pass through them (openshift-api.md \u00a79.1).
const STUCK_MS = 60_000;
const ENDED_BADLY = new Set(['Failed', 'Error', 'Cancelled']);
const STUCK_REASONS = new Set(['InvalidOutputReference', 'MissingPushSecret']);
/**
 * Waits until a Build is complete.
 * @returns its object
 * @throws PromoteError BUILD_FAILED, TIMED_OUT
 */
async function awaitBuild(context, project, name, timeoutMs, signal) {
    const { clock } = context;
    let last = {};
    let stuckSinceMs;
    const path = (0,api_path/* namespacedPath */.Nh)('build.openshift.io/v1', project, 'builds');
    const judge = ([build]) => {
        if (build === undefined)
            throw failed(context, project, name, 'was deleted while it ran');
        last = build;
        if (isComplete(context, project, build))
            return build;
        const reason = (0,json_fields/* textAt */.$6)(build, 'status', 'reason');
        stuckSinceMs =
            reason !== undefined && STUCK_REASONS.has(reason) ? (stuckSinceMs ?? clock.nowMs()) : undefined;
        if (stuckSinceMs !== undefined && clock.nowMs() - stuckSinceMs > STUCK_MS) {
            throw failed(context, project, name, `does not start: ${reasonOf(build)}`);
        }
        return undefined;
    };
    return (0,deadline/* withDeadline */.N)(clock, timeoutMs + GRACE_MS, signal, (inner) => (0,watch_objects/* watchUntil */.m2)(context, (0,watch_objects/* selectOne */.JR)(path, name), judge, inner), () => {
        throw new errors/* PromoteError */.jG({
            code: 'TIMED_OUT',
            message: `build ${name} in project ${project} was not complete after ${(0,units/* formatDuration */.a3)(timeoutMs)}: ${reasonOf(last)}`,
            hint: 'raise "timeout", or look for what builds wait for: oc get events, quotas, nodes',
            where: { side: context.api.side, host: context.api.host },
        });
    });
}
/** @throws PromoteError BUILD_FAILED for any other final phase */
function isComplete(context, project, build) {
    const phase = (0,json_fields/* textAt */.$6)(build, 'status', 'phase') ?? '';
    if (!ENDED_BADLY.has(phase))
        return phase === 'Complete';
    const name = (0,json_fields/* textAt */.$6)(build, 'metadata', 'name') ?? '';
    throw failed(context, project, name, `ended badly: ${reasonOf(build)}`, hintOf(build));
}
/** Phase, reason and message, with the last lines of the log if the Build has them. */
function reasonOf(build) {
    const parts = ['phase', 'reason', 'message', 'logSnippet'].flatMap((field) => (0,json_fields/* textAt */.$6)(build, 'status', field) ?? []);
    return (0,server_text/* cleanServerText */.C)(parts.length === 0 ? 'nothing is known of it' : parts.join(', '));
}
const HINTS = {
    PullBuilderImageFailed: 'the cluster could not pull the source: its nodes must reach that registry and trust its certificate (additionalTrustedCA), and the source account must be allowed to pull',
    PushImageToRegistryFailed: 'the service account builder may not push: oc policy add-role-to-user system:image-builder -z builder; or a quota is exhausted',
    OutOfMemoryKilled: 'builds of this project get too little memory: oc describe limitrange',
    CannotRetrieveServiceAccount: 'the project has no service account builder: is the capability Build enabled?',
    MissingPushSecret: 'the service account builder has no secret to push with: is the internal registry managed?',
};
function hintOf(build) {
    const own = HINTS[(0,json_fields/* textAt */.$6)(build, 'status', 'reason') ?? ''];
    return own ?? 'its log is above; where it can be done, "strategy" "copy" or "import" needs no build';
}
function failed(context, project, name, what, hint) {
    return new errors/* PromoteError */.jG({
        code: 'BUILD_FAILED',
        message: `build ${name} in project ${project} ${what}`,
        hint,
        where: { side: context.api.side, host: context.api.host },
    });
}

// EXTERNAL MODULE: ./src/openshift/streams/image-stream-tags.js
var image_stream_tags = __webpack_require__(8530);
// EXTERNAL MODULE: ./src/openshift/imports/pull-secrets.js
var pull_secrets = __webpack_require__(1480);
// EXTERNAL MODULE: ./src/openshift/streams/stream-images.js
var stream_images = __webpack_require__(4997);
// EXTERNAL MODULE: ./src/core/text/text-lines.js
var text_lines = __webpack_require__(927);
// EXTERNAL MODULE: ./src/core/image/image-config.js
var image_config = __webpack_require__(9257);
;// CONCATENATED MODULE: ./src/openshift/builds/builds.js













const BUILDS = 'build.openshift.io/v1';
const IMAGES = 'image.openshift.io/v1';
const LABELS = { 'app.kubernetes.io/managed-by': 'openshift-promote' };
// A cancelled job is killed seconds later: the objects of the build must be deleted by then.
const CLEANUP_MS = 5_000;
const LOG_END_MS = 2_000;
/**
 * Runs a Build without a BuildConfig that builds `FROM` the source and pushes to a temporary tag (openshift-api.md \u00a79.1).
 * Creates the objects that the Build needs and deletes them afterwards, whatever the outcome.
 */
async function runBuild(context, request, onLine, signal) {
    const { api } = context;
    const { project, stream } = request;
    // several runs may build into one stream at once
    const name = `promote-${stream.slice(0, 40).replace(/[^a-z0-9-]+/g, '-')}-${(0,external_node_crypto_.randomBytes)(4).toString('hex')}`;
    const undo = [];
    let isDone = false;
    try {
        const isNew = await requireStream(api, project, stream, signal);
        if (isNew)
            undo.push(async (later) => isDone || removeEmptyStream(api, project, stream, later));
        if (request.credentials !== undefined) {
            undo.push((later) => (0,pull_secrets.removeSecret)(api, project, name, later));
            await (0,pull_secrets.writePullSecret)(api, { project, name, ...request.credentials }, signal);
        }
        undo.push(async (later) => isDone || (0,image_stream_tags/* deleteStreamTag */.Y6)(api, { project, stream, tag: name }, later));
        undo.push((later) => remove(api, BUILDS, project, 'builds', name, later));
        const path = (0,api_path/* namespacedPath */.Nh)(BUILDS, project, 'builds');
        (0,api_api/* requireOk */.M)(await api.send({ method: 'POST', path, body: bodyOf(name, request) }, signal));
        onLine(`build ${name} in project ${project}`);
        const result = await awaitWithLog(context, request, name, onLine, signal);
        const built = await readBuilt(api, request, name, result, signal);
        isDone = true;
        return built;
    }
    finally {
        const later = signal.aborted || !isDone ? AbortSignal.timeout(CLEANUP_MS) : signal;
        for (const step of undo.reverse()) {
            // a failed cleanup is reported, but does not hide the outcome of the build
            await step(later).catch((error) => {
                if (!(error instanceof errors/* PromoteError */.jG))
                    throw error;
                context.log(`the build ${name} left something behind: ${error.message}`);
            });
        }
    }
}
/** Follows the log while the Build runs and a little longer: the last lines say why a Build failed. */
async function awaitWithLog(context, { project, timeoutMs }, name, onLine, signal) {
    let endLog = () => undefined;
    const logEnded = new Promise((resolve) => {
        endLog = resolve;
    });
    return (0,deadline/* alongside */.b)(signal, async () => {
        try {
            return await awaitBuild(context, project, name, timeoutMs, signal);
        }
        finally {
            if (!signal.aborted)
                await Promise.race([logEnded, context.clock.sleep(LOG_END_MS, signal)]);
        }
    }, (inner) => followBuildLog(context, project, name, onLine, inner).finally(endLog));
}
/** A Build that pushes to a missing stream stays New forever. @returns true when the stream was created */
async function requireStream(api, project, stream, signal) {
    const path = (0,api_path/* namespacedPath */.Nh)(IMAGES, project, 'imagestreams');
    const found = await api.send({ method: 'GET', path: (0,api_path/* namespacedPath */.Nh)(IMAGES, project, 'imagestreams', stream) }, signal);
    if (found.ok)
        return false;
    if (found.failure.status !== 404 && found.failure.status !== 403)
        (0,api_api/* requireOk */.M)(found);
    const body = {
        kind: 'ImageStream',
        apiVersion: IMAGES,
        metadata: { name: stream },
        spec: { lookupPolicy: { local: false } },
    };
    const made = await api.send({ method: 'POST', path, body }, signal);
    if (!made.ok && made.failure.status === 409)
        return false;
    (0,api_api/* requireOk */.M)(made);
    return true;
}
/** True if nothing else has been added to the stream meanwhile. */
async function removeEmptyStream(api, project, stream, signal) {
    const path = (0,api_path/* namespacedPath */.Nh)(IMAGES, project, 'imagestreams', stream);
    const found = await api.send({ method: 'GET', path }, signal);
    if (!found.ok || (0,json_fields/* objectsAt */.yR)(found.body, 'status', 'tags').length > 0)
        return;
    if ((0,json_fields/* objectsAt */.yR)(found.body, 'spec', 'tags').length > 0)
        return;
    await remove(api, IMAGES, project, 'imagestreams', stream, signal);
}
function bodyOf(name, request) {
    const { from, stream, sourceDigest, credentials, timeoutMs } = request;
    const pullSecret = credentials === undefined ? {} : { pullSecret: { name } };
    return {
        kind: 'Build',
        apiVersion: BUILDS,
        metadata: { name, labels: LABELS },
        spec: {
            serviceAccount: 'builder',
            completionDeadlineSeconds: Math.ceil(timeoutMs / 1000),
            source: { type: 'Dockerfile', dockerfile: `FROM ${from}\n` },
            strategy: { type: 'Docker', dockerStrategy: { ...pullSecret, forcePull: true } },
            output: {
                to: { kind: 'ImageStreamTag', name: `${stream}:${name}` },
                imageLabels: [{ name: image_config/* SOURCE_DIGEST_LABEL */.Wg, value: sourceDigest }],
            },
        },
    };
}
/** The digest comes from the tag. The Build may not report one (openshift-api.md \u00a79.1), but if it does they must match. */
async function readBuilt(api, { project, stream }, name, build, signal) {
    const image = await (0,stream_images/* getStreamImage */.I)(api, { project, stream, reference: name }, signal);
    const pushed = (0,json_fields/* textAt */.$6)(build, 'status', 'output', 'to', 'imageDigest');
    if (image === undefined || (pushed !== undefined && pushed !== image.digest)) {
        throw new errors/* PromoteError */.jG({
            code: 'BUILD_FAILED',
            message: `build ${name} in project ${project} is complete and has pushed ${pushed ?? 'an image'}, but its tag ${stream}:${name} is ${image?.digest ?? 'not there'}`,
            hint: `look at the stream: oc describe imagestream ${stream} -n ${project}`,
            where: { side: api.side, host: api.host },
        });
    }
    const { digest, mediaType, pullSpec } = image;
    return { name, digest, mediaType, pullSpec, temporaryTag: name };
}
async function remove(api, groupVersion, project, resource, name, signal) {
    const path = (0,api_path/* namespacedPath */.Nh)(groupVersion, project, resource, name);
    const reply = await api.send({ method: 'DELETE', path }, signal);
    if (!reply.ok && reply.failure.status !== 404)
        (0,api_api/* requireOk */.M)(reply);
}
const MAX_LINES = 500;
const MAX_BYTES = 512 * 1024;
const MAX_LINE_LENGTH = 400;
// limits the input, because sanitizing reads more than it prints
const MAX_KEPT_LENGTH = 64 * 1024;
// The server waits 30 s for a build to start, then answers 504 (openshift-api.md \u00a79.2).
const AGAIN_MS = 2_000;
/**
 * Streams the log of a running Build line by line, without control sequences that a terminal or CI system would interpret.
 * Output beyond the limit is dropped. Ends with the log; a log that cannot be read does not fail the build.
 */
async function followBuildLog({ api, clock, log }, project, name, onLine, signal) {
    const path = (0,api_path/* namespacedPath */.Nh)('build.openshift.io/v1', project, 'builds', name, 'log');
    for (;;) {
        (0,errors/* throwIfCancelled */.dZ)(signal);
        const opened = await api.open({ method: 'GET', path, query: { follow: true, limitBytes: MAX_BYTES } }, signal);
        if (opened.ok) {
            try {
                await handOver(opened.reply.chunks(), onLine);
            }
            finally {
                opened.reply.discard();
            }
            return;
        }
        const { status, message } = opened.failure;
        if (status !== 504 && status !== 503 && status !== 429) {
            log(`the log of build ${name} cannot be read: ${message || `status ${status}`}`);
            return;
        }
        await clock.sleep(AGAIN_MS, signal);
    }
}
async function handOver(chunks, onLine) {
    let lines = 0;
    let size = 0;
    for await (const { text } of (0,text_lines/* readTextLines */.P)(chunks, MAX_KEPT_LENGTH)) {
        lines += 1;
        size += text.length;
        if (lines > MAX_LINES || size > MAX_BYTES) {
            onLine('\u2026 the rest of the log is left out');
            return;
        }
        onLine((0,server_text/* cleanServerText */.C)(text, MAX_LINE_LENGTH));
    }
}


/***/ }),

/***/ 4825:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  createCluster: () => (/* binding */ createCluster)
});

// UNUSED EXPORTS: createRollouts, shareReads

// EXTERNAL MODULE: ./src/core/text/errors.js
var errors = __webpack_require__(7206);
// EXTERNAL MODULE: ./src/openshift/api/explain.js + 1 modules
var explain = __webpack_require__(5283);
// EXTERNAL MODULE: ./src/openshift/api/json-fields.js
var json_fields = __webpack_require__(9053);
// EXTERNAL MODULE: ./src/openshift/api/roles.js
var roles = __webpack_require__(3272);
;// CONCATENATED MODULE: ./src/openshift/api/access.js



const REVIEWS = '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews';
const MAX_PARALLEL = 8;
/** Below this number, one request for the whole project first would not save any. */
const MIN_COMMON = 3;
/**
 * Checks every right with a SelfSubjectAccessReview, several in parallel. With a known `username` the hint is the exact
 * command that grants the right. A right to many objects of a project is first checked for all names: most rules name no
 * objects, so one request is enough.
 */
async function askForRights(api, questions, username, signal) {
    const { common, single } = groupsOf(questions);
    const inCommon = await askEach(api, common.map((group) => ({ about: group, asked: { ...group[0], name: undefined } })), signal);
    const oneByOne = await askEach(api, [...single, ...inCommon.denied.flatMap((group) => groupsOf(group, Infinity).single)].map((group) => ({
        about: group,
        asked: group[0],
    })), signal);
    const denied = new Set(oneByOne.denied.flat());
    return {
        problems: questions
            .filter((question) => denied.has(question))
            .map((question) => problemOf(question, username)),
        unknown: inCommon.unknown || oneByOne.unknown,
    };
}
/** Reviews of the same right: for `minCommon` or more objects of a project, and for one object. */
function groupsOf(questions, minCommon = MIN_COMMON) {
    const rights = groupBy(questions, ({ project, verb, group, resource, subresource }) => [
        project,
        verb,
        group,
        resource,
        subresource,
    ]);
    const common = [];
    const single = [];
    for (const right of rights) {
        const objects = groupBy(right, ({ name }) => [name]);
        if (objects.length >= minCommon)
            common.push(right);
        else
            single.push(...objects);
    }
    return { common, single };
}
function groupBy(questions, keyOf) {
    const groups = new Map();
    for (const question of questions) {
        const key = JSON.stringify(keyOf(question));
        const group = groups.get(key);
        if (group === undefined)
            groups.set(key, [question]);
        else
            group.push(question);
    }
    return [...groups.values()];
}
/** @returns the attributes of the reviews that were denied */
async function askEach(api, questions, signal) {
    const queue = [...questions];
    const denied = [];
    let unknown = false;
    const work = async () => {
        for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
            const answer = await ask(api, next.asked, signal);
            if (answer === 'no')
                denied.push(next.about);
            if (answer === 'unknown') {
                unknown = true;
                queue.length = 0;
            }
        }
    };
    const ended = await Promise.allSettled(Array.from({ length: MAX_PARALLEL }, work));
    for (const result of ended)
        if (result.status === 'rejected')
            throw result.reason;
    return { denied, unknown };
}
async function ask(api, question, signal) {
    const { project, verb, group, resource, subresource, name } = question;
    const body = {
        kind: 'SelfSubjectAccessReview',
        apiVersion: 'authorization.k8s.io/v1',
        spec: { resourceAttributes: { namespace: project, verb, group, resource, subresource, name } },
    };
    const reply = await api.send({ method: 'POST', path: REVIEWS, body, retry: 'repeatable' }, signal);
    if (reply.ok)
        return (0,json_fields/* valueAt */.fK)(reply.body, 'status', 'allowed') === true ? 'yes' : 'no';
    if (reply.failure.status === 403 && reply.failure.message.includes('scopes ['))
        return 'unknown';
    throw (0,explain/* explain */.W)(reply.failure);
}
function problemOf(question, username) {
    if (username === undefined)
        return question.problem;
    const { verb, group, resource, subresource = '', project } = question;
    const role = (0,roles/* roleFor */.I)({ verb, group, resource, subresource });
    return { ...question.problem, hint: `grant it: ${(0,roles/* grantCommand */.Q)(role, username, project)}` };
}

// EXTERNAL MODULE: ./src/openshift/api/api.js + 1 modules
var api_api = __webpack_require__(9549);
// EXTERNAL MODULE: ./src/openshift/api/identity.js
var api_identity = __webpack_require__(3711);
// EXTERNAL MODULE: ./src/openshift/api/api-path.js
var api_path = __webpack_require__(4877);
// EXTERNAL MODULE: ./src/openshift/inspection/followers.js
var followers = __webpack_require__(1010);
// EXTERNAL MODULE: ./src/openshift/api/look-up.js
var look_up = __webpack_require__(1074);
// EXTERNAL MODULE: ./src/core/text/server-text.js
var server_text = __webpack_require__(6844);
;// CONCATENATED MODULE: ./src/openshift/api/quantity.js
/** Decimal and binary suffixes of Kubernetes quantities. */
const SUFFIXES = {
    '': 1,
    n: 1e-9,
    u: 1e-6,
    m: 1e-3,
    k: 1e3,
    M: 1e6,
    G: 1e9,
    T: 1e12,
    P: 1e15,
    E: 1e18,
    Ki: 2 ** 10,
    Mi: 2 ** 20,
    Gi: 2 ** 30,
    Ti: 2 ** 40,
    Pi: 2 ** 50,
    Ei: 2 ** 60,
};
/** The numeric value of `2`, `1500m`, `1Gi` or `1e3`; undefined for anything else. */
function parseQuantity(text) {
    const match = /^([+-]?\d+(?:\.\d*)?(?:[eE][+-]?\d+)?)([a-zA-Z]{0,2})$/.exec(text ?? '');
    const factor = SUFFIXES[match?.[2] ?? '?'];
    return match?.[1] === undefined || factor === undefined ? undefined : Number(match[1]) * factor;
}

;// CONCATENATED MODULE: ./src/openshift/projects/project-limits.js





/** Quotas, cluster quotas and limit ranges of a project: `view` may read them, `registry-editor` may not. */
async function readLimits(api, project, signal) {
    const list = async (groupVersion, resource) => (0,json_fields/* objectsAt */.yR)(await (0,look_up/* lookUpObject */.I)(api, (0,api_path/* namespacedPath */.Nh)(groupVersion, project, resource), signal), 'items');
    const [quotas, shared, ranges] = await Promise.all([
        list('v1', 'resourcequotas'),
        list('quota.openshift.io/v1', 'appliedclusterresourcequotas'),
        list('v1', 'limitranges'),
    ]);
    return {
        quotas: [
            ...quotas.flatMap((quota) => quotaLimits(quota, (0,json_fields/* objectAt */.lJ)(quota, 'spec'), (0,json_fields/* objectAt */.lJ)(quota, 'status'))),
            ...shared.flatMap((quota) => quotaLimits(quota, (0,json_fields/* objectAt */.lJ)(quota, 'spec', 'quota'), (0,json_fields/* objectAt */.lJ)(quota, 'status', 'total'), 'cluster')),
        ],
        ranges: ranges.flatMap(rangeLimits),
    };
}
function nameOf(object) {
    return (0,server_text/* cleanServerText */.C)((0,json_fields/* textAt */.$6)(object, 'metadata', 'name') ?? '');
}
/** Quotas without usage are left out: their remainder is unknown. */
function quotaLimits(quota, spec, status, kind = 'project') {
    const isScoped = (0,json_fields/* textsAt */.i1)(spec, 'scopes').length > 0 || Object.keys((0,json_fields/* objectAt */.lJ)(spec, 'scopeSelector')).length > 0;
    const counted = (0,json_fields/* textMapAt */.Pf)(status, 'used');
    return Object.entries((0,json_fields/* textMapAt */.Pf)(spec, 'hard')).flatMap(([resource, hardText]) => {
        const usedText = counted[resource];
        const hard = parseQuantity(hardText);
        const used = parseQuantity(usedText);
        if (hard === undefined || used === undefined || usedText === undefined)
            return [];
        return [
            {
                ...{ name: nameOf(quota), kind, isScoped, resource: (0,server_text/* cleanServerText */.C)(resource) },
                ...{ hard, hardText, used, usedText },
            },
        ];
    });
}
function rangeLimits(range) {
    return (0,json_fields/* objectsAt */.yR)(range, 'spec', 'limits').flatMap((limit) => Object.entries((0,json_fields/* textMapAt */.Pf)(limit, 'max')).flatMap(([resource, maxText]) => {
        const max = parseQuantity(maxText);
        if (max === undefined)
            return [];
        return [{ name: nameOf(range), type: (0,json_fields/* textAt */.$6)(limit, 'type') ?? '', resource, max, maxText }];
    }));
}

// EXTERNAL MODULE: ./src/core/text/strict-json.js
var strict_json = __webpack_require__(1691);
// EXTERNAL MODULE: ./src/openshift/rollouts/deployment-status.js
var deployment_status = __webpack_require__(2777);
// EXTERNAL MODULE: ./src/openshift/workloads/pod-template.js
var pod_template = __webpack_require__(27);
// EXTERNAL MODULE: ./src/openshift/api/failure.js
var failure = __webpack_require__(8039);
;// CONCATENATED MODULE: ./src/openshift/inspection/inspection.js











/** The lookups that the check performs in one cluster. */
function createInspection(api) {
    return {
        limits: (project, signal) => readLimits(api, project, signal),
        streamUsage: (name, signal) => readStreamUsage(api, name, signal),
        followers: (project, moved, signal) => (0,followers.findFollowers)(api, project, moved, signal),
        workload: (name, signal) => readWorkloadFacts(api, name, signal),
        mayPull: (account, from, signal) => mayPull(api, account, from, signal),
        pullSecrets: (account, secrets, signal) => readPullSecrets(api, account, secrets, signal),
    };
}
/** A LocalSubjectAccessReview for another account, which `admin` may create and `edit` may not (openshift-api.md \u00a77.4). */
async function mayPull(api, { project, name }, from, signal) {
    const path = (0,api_path/* namespacedPath */.Nh)('authorization.k8s.io/v1', from.project, 'localsubjectaccessreviews');
    const body = {
        kind: 'LocalSubjectAccessReview',
        apiVersion: 'authorization.k8s.io/v1',
        metadata: { namespace: from.project },
        spec: {
            user: `system:serviceaccount:${project}:${name}`,
            groups: ['system:serviceaccounts', `system:serviceaccounts:${project}`, 'system:authenticated'],
            resourceAttributes: {
                namespace: from.project,
                verb: 'get',
                group: 'image.openshift.io',
                resource: 'imagestreams',
                subresource: 'layers',
                name: from.stream,
            },
        },
    };
    const found = await (0,look_up/* lookUp */.T)(api, { method: 'POST', path, body, retry: 'repeatable' }, signal);
    const allowed = typeof found === 'object' ? (0,json_fields/* valueAt */.fK)(found.object, 'status', 'allowed') : undefined;
    return typeof allowed === 'boolean' ? allowed : undefined;
}
/** The health of a workload before its rollout; undefined if it cannot be read. */
async function readWorkloadFacts(api, name, signal) {
    const object = await (0,look_up/* lookUpObject */.I)(api, (0,api_path/* workloadPath */.jC)(name), signal);
    if (object === undefined)
        return undefined;
    const pod = (0,json_fields/* objectAt */.lJ)((0,pod_template/* podTemplateOf */.D0)(object), 'spec');
    return {
        trouble: troubleOf(object) ?? missingPods(name, object),
        surge: surgeOf(object),
        serviceAccount: (0,json_fields/* textAt */.$6)(pod, 'serviceAccountName') ?? (0,json_fields/* textAt */.$6)(pod, 'serviceAccount') ?? 'default',
        pullSecrets: (0,json_fields/* objectsAt */.yR)(pod, 'imagePullSecrets').flatMap((secret) => (0,json_fields/* textAt */.$6)(secret, 'name') ?? []),
    };
}
/** Reports a failed rollout or missing pods (openshift-api.md \u00a74.2, \u00a74.4; captures 41p, 24e). */
function troubleOf(object) {
    const progressing = (0,deployment_status/* conditionOf */.rI)(object, 'Progressing');
    const available = (0,deployment_status/* conditionOf */.rI)(object, 'Available');
    const isBad = (condition) => (0,json_fields/* textAt */.$6)(condition, 'status') === 'False';
    // a DeploymentConfig that was never rolled out is unavailable too, but not unhealthy
    const isNew = (0,json_fields/* valueAt */.fK)(object, 'status', 'latestVersion') === 0;
    const bad = [progressing, available].find(isBad);
    if (bad === undefined || isNew)
        return undefined;
    return (0,server_text/* cleanServerText */.C)((0,json_fields/* textAt */.$6)(bad, 'message') ?? (0,json_fields/* textAt */.$6)(bad, 'reason') ?? 'it is not available', 300).replace(/\.$/, '');
}
/** StatefulSets and DaemonSets report no conditions, only counts (capture 42s). */
function missingPods({ kind }, object) {
    const count = (name) => (0,json_fields/* numberAt */.tk)(object, 'status', name) ?? 0;
    switch (kind) {
        case 'statefulset': {
            const replicas = (0,json_fields/* numberAt */.tk)(object, 'spec', 'replicas') ?? 1;
            const ready = count('readyReplicas');
            return ready < replicas ? `${ready} of ${replicas} pods are ready` : undefined;
        }
        case 'daemonset': {
            const [wanted, available] = [count('desiredNumberScheduled'), count('numberAvailable')];
            return available < wanted ? `its pods are available on ${available} of ${wanted} nodes` : undefined;
        }
        case 'deployment':
        case 'deploymentconfig':
        case 'cronjob':
            return undefined;
    }
}
/** undefined: the rollout adds no surge pods (Recreate, no replicas, or a kind that replaces pods one by one). */
function surgeOf(object) {
    const replicas = (0,json_fields/* numberAt */.tk)(object, 'spec', 'replicas') ?? 1;
    const strategy = (0,json_fields/* objectAt */.lJ)(object, 'spec', 'strategy');
    const params = { ...(0,json_fields/* objectAt */.lJ)(strategy, 'rollingUpdate'), ...(0,json_fields/* objectAt */.lJ)(strategy, 'rollingParams') };
    if (!['RollingUpdate', 'Rolling'].includes((0,json_fields/* textAt */.$6)(strategy, 'type') ?? '') || replicas === 0)
        return undefined;
    const pods = podCount(params['maxSurge'], replicas, Math.ceil);
    if (pods === 0)
        return undefined;
    const amounts = {};
    for (const container of (0,json_fields/* objectsAt */.yR)((0,pod_template/* podTemplateOf */.D0)(object), 'spec', 'containers')) {
        for (const list of ['requests', 'limits']) {
            for (const [resource, text] of Object.entries((0,json_fields/* textMapAt */.Pf)(container, 'resources', list))) {
                const key = `${list}.${resource}`;
                amounts[key] = (amounts[key] ?? 0) + (parseQuantity(text) ?? 0) * pods;
            }
        }
    }
    return { pods, isNeeded: podCount(params['maxUnavailable'], replicas, Math.floor) === 0, amounts };
}
/** A percentage or a number; defaults to 25%, as the API does. */
function podCount(value, replicas, round) {
    if (typeof value === 'number')
        return value;
    const percent = typeof value === 'string' ? /^(\d+)%$/.exec(value)?.[1] : '25';
    return percent === undefined ? 0 : round((Number(percent) / 100) * replicas);
}
/** The images in the history of a stream, and those its spec tags refer to. */
async function readStreamUsage(api, { project, stream }, signal) {
    const path = (0,api_path/* namespacedPath */.Nh)('image.openshift.io/v1', project, 'imagestreams', stream);
    const found = await (0,look_up/* lookUp */.T)(api, { method: 'GET', path }, signal);
    if (found === 'missing')
        return 'absent';
    if (found === undefined)
        return undefined;
    const items = (0,json_fields/* objectsAt */.yR)(found.object, 'status', 'tags').flatMap((tag) => (0,json_fields/* objectsAt */.yR)(tag, 'items'));
    const images = items.flatMap((item) => (0,json_fields/* textAt */.$6)(item, 'image') ?? []);
    const specTags = (0,json_fields/* objectsAt */.yR)(found.object, 'spec', 'tags').flatMap((tag) => {
        const name = (0,json_fields/* textAt */.$6)(tag, 'from', 'name');
        if (name === undefined)
            return [];
        const from = `${(0,json_fields/* textAt */.$6)(tag, 'from', 'kind') ?? ''} ${(0,json_fields/* textAt */.$6)(tag, 'from', 'namespace') ?? project}/${name}`;
        return [[(0,json_fields/* textAt */.$6)(tag, 'name') ?? '', from]];
    });
    return { images: new Set(images), specTags: new Map(specTags) };
}
/**
 * The registries for which pods have credentials, from the pull secrets of the account and of the pods (openshift-api.md \u00a78).
 * Only the keys of the secrets are kept.
 * @returns undefined if the account or one of the secrets may not be read
 */
async function readPullSecrets(api, { project, name }, secrets, signal) {
    const account = await (0,look_up/* lookUpObject */.I)(api, (0,api_path/* namespacedPath */.Nh)('v1', project, 'serviceaccounts', name), signal);
    if (account === undefined)
        return undefined;
    const ofAccount = (0,json_fields/* objectsAt */.yR)(account, 'imagePullSecrets').flatMap((secret) => (0,json_fields/* textAt */.$6)(secret, 'name') ?? []);
    const keys = [];
    const missing = [];
    for (const secret of new Set([...ofAccount, ...secrets])) {
        const path = (0,api_path/* namespacedPath */.Nh)('v1', project, 'secrets', secret);
        const found = await (0,look_up/* lookUp */.T)(api, { method: 'GET', path }, signal);
        if (found === undefined)
            return undefined;
        if (found === 'missing')
            missing.push(secret);
        else
            keys.push(...keysOf((0,json_fields/* objectAt */.lJ)(found.object, 'data')));
    }
    return { missing, has: (image) => keys.some((key) => isKeyFor(key, image)) };
}
function keysOf(data) {
    const read = (key) => {
        const value = data[key];
        if (typeof value !== 'string')
            return {};
        return (0,failure/* parseObject */.lj)(Buffer.from(value, 'base64').toString('utf8').trim()) ?? {};
    };
    const modern = read('.dockerconfigjson')['auths'];
    return Object.keys({ ...read('.dockercfg'), ...((0,strict_json/* isJsonObject */.OW)(modern) ? modern : {}) });
}
/** Docker Hub as `docker login` writes it, and as image names do. */
const DOCKER_HUB_KEY = 'index.docker.io';
const DOCKER_HUB_IMAGE = /^(?:index\.)?docker\.io\//;
/**
 * Whether the kubelet uses the credentials under a key for an image (kubernetes pkg/credentialprovider/keyring.go): host labels
 * match one by one, where `*` matches any characters; ports are equal; and the key's path is a prefix of the image's path.
 * @param key of a pull secret, such as `quay.io/team`, `*.example.com:5000` or `https://index.docker.io/v1/`
 * @param image with host, such as `quay.io/team/app`
 */
function isKeyFor(key, image) {
    const { authority, path } = partsOf(key.replace(/^https?:\/\//, ''));
    const place = path.replace(/^\/v[12]\//, '/');
    if (authority === DOCKER_HUB_KEY && place.length <= 1 && DOCKER_HUB_IMAGE.test(image))
        return true;
    const wanted = partsOf(image);
    return isSameAuthority(authority, wanted.authority) && wanted.path.startsWith(place === '/' ? '' : place);
}
function partsOf(name) {
    const slash = name.indexOf('/');
    return slash < 0
        ? { authority: name, path: '' }
        : { authority: name.slice(0, slash), path: name.slice(slash) };
}
function isSameAuthority(pattern, authority) {
    const [[patternHost = '', patternPort], [host = '', port]] = [
        pattern.split(':', 2),
        authority.split(':', 2),
    ];
    const [patternLabels, labels] = [patternHost.split('.'), host.split('.')];
    if (patternPort !== port || patternLabels.length !== labels.length)
        return false;
    return patternLabels.every((label, index) => isMatch(label, labels[index] ?? ''));
}
/** Matches `*` within one label, without a regular expression because the key is untrusted. */
function isMatch(pattern, label) {
    const [first = '', ...rest] = pattern.split('*');
    const last = rest.pop();
    if (last === undefined)
        return pattern === label;
    if (!label.startsWith(first) || !label.endsWith(last) || label.length < first.length + last.length)
        return false;
    let from = first.length;
    for (const part of rest) {
        const at = label.indexOf(part, from);
        if (at < 0 || at + part.length > label.length - last.length)
            return false;
        from = at + part.length;
    }
    return true;
}

;// CONCATENATED MODULE: ./src/openshift/projects/projects.js





const GROUP = ['apis', 'project.openshift.io', 'v1'];
const projects_REVIEWS = '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews';
/** How long the rights of a new project may take: its request returns before every authorizer has seen its bindings (openshift-api.md \u00a75). */
const RIGHTS_MS = 30_000;
const FIRST_PAUSE_MS = 200;
const MAX_PAUSE_MS = 2_000;
const MAX_LIST_BYTES = 4 * 1024 * 1024;
function createProjects(api, clock) {
    return {
        find: (project, signal) => findProject(api, project, signal),
        async list(limit, signal) {
            const request = {
                method: 'GET',
                path: (0,api_path/* apiPath */.So)(...GROUP, 'projects'),
                maxBodyBytes: MAX_LIST_BYTES,
            };
            const reply = await api.send({ ...request, query: { limit } }, signal);
            // servers may ignore the limit
            return (0,json_fields/* objectsAt */.yR)((0,api_api/* requireOk */.M)(reply), 'items')
                .slice(0, limit)
                .flatMap((item) => (0,json_fields/* textAt */.$6)(item, 'metadata', 'name') ?? []);
        },
        whyNotRequest: (project, signal) => whyNotRequest(api, project, signal),
        async request(project, signal) {
            await requestProject(api, project, signal);
            await waitForRights(api, clock, project.name, signal);
        },
    };
}
/** A missing project and a hidden one are rejected with the same words (captures 02j, 02k). */
async function findProject(api, project, signal) {
    const reply = await api.send({ method: 'GET', path: (0,api_path/* apiPath */.So)(...GROUP, 'projects', project) }, signal);
    if (!reply.ok && (reply.failure.status === 404 || isHidden(reply.failure.message)))
        return 'absent';
    return (0,json_fields/* textAt */.$6)((0,api_api/* requireOk */.M)(reply), 'status', 'phase') === 'Terminating' ? 'terminating' : 'active';
}
function isHidden(message) {
    return / cannot get resource "projects" /.test(message) && !/system:anonymous|scopes \[/.test(message);
}
/** The list verb says whether the account may create, and creates nothing; a dry run would (openshift-api.md \u00a75, captures 02g, 02h, 44zzb). */
async function whyNotRequest(api, project, signal) {
    const reply = await api.send({ method: 'GET', path: (0,api_path/* apiPath */.So)(...GROUP, 'projectrequests') }, signal);
    if (reply.ok)
        return undefined;
    if (reply.failure.status !== 403)
        throw (0,explain/* explain */.W)(reply.failure);
    return refused(api, project, reply.failure);
}
function refused(api, project, { message }) {
    return {
        code: 'ACCESS_DENIED',
        message: `the ${api.side} account may not create project ${project} on ${api.server}: ${message}`,
        hint: `ask an administrator to create it: oc new-project ${project}, then oc policy add-role-to-user edit USER -n ${project}; or let a cluster administrator allow it: oc adm policy add-cluster-role-to-user self-provisioner USER`,
    };
}
async function requestProject(api, { name, displayName }, signal) {
    const body = {
        kind: 'ProjectRequest',
        apiVersion: 'project.openshift.io/v1',
        metadata: { name },
        ...(displayName === undefined ? {} : { displayName }),
    };
    const reply = await api.send({ method: 'POST', path: (0,api_path/* apiPath */.So)(...GROUP, 'projectrequests'), body }, signal);
    if (reply.ok)
        return;
    const where = { side: api.side, host: api.host, request: reply.failure.request };
    switch (reply.failure.status) {
        case 409:
            return requireOurs(api, name, signal);
        case 403:
            throw new errors/* PromoteError */.jG({ ...refused(api, name, reply.failure), where });
        default:
            throw (0,explain/* explain */.W)(reply.failure);
    }
}
/** The name is taken: created in parallel, still terminating, or owned by other users (capture 02c). */
async function requireOurs(api, project, signal) {
    const where = { side: api.side, host: api.host };
    switch (await findProject(api, project, signal)) {
        case 'active':
            return;
        case 'terminating':
            throw new errors/* PromoteError */.jG({
                code: 'PROJECT_NOT_FOUND',
                message: `project ${project} on ${api.server} is being deleted, so it cannot be created yet`,
                hint: `wait until it is deleted, then run the promotion again: oc wait --for=delete project/${project} --timeout=5m`,
                where,
            });
        case 'absent':
            throw new errors/* PromoteError */.jG({
                code: 'PROJECT_NOT_FOUND',
                message: `project ${project} on ${api.server} exists already, but the ${api.side} account cannot see it`,
                hint: `ask its administrator: oc policy add-role-to-user edit USER -n ${project}; or choose another name`,
                where,
            });
    }
}
/** Waits until the account may write images and the default service account exists. */
async function waitForRights(api, clock, project, signal) {
    const deadlineMs = clock.nowMs() + RIGHTS_MS;
    for (let pauseMs = FIRST_PAUSE_MS;; pauseMs = Math.min(pauseMs * 2, MAX_PAUSE_MS)) {
        if ((await mayPush(api, project, signal)) && (await hasDefaultAccount(api, project, signal)))
            return;
        if (clock.nowMs() >= deadlineMs)
            break;
        await clock.sleep(pauseMs, signal);
    }
    throw new errors/* PromoteError */.jG({
        code: 'TIMED_OUT',
        message: `project ${project} was created on ${api.server}, but the ${api.side} account has no rights in it after ${RIGHTS_MS / 1000} s`,
        hint: `look at its role bindings: oc get rolebindings -n ${project}; the project template of the cluster may grant them to another account`,
        where: { side: api.side, host: api.host },
    });
}
async function mayPush(api, project, signal) {
    const attributes = { verb: 'create', group: 'image.openshift.io', resource: 'imagestreams' };
    const body = {
        kind: 'SelfSubjectAccessReview',
        apiVersion: 'authorization.k8s.io/v1',
        spec: { resourceAttributes: { namespace: project, ...attributes } },
    };
    const reply = await api.send({ method: 'POST', path: projects_REVIEWS, body, retry: 'repeatable' }, signal);
    // a scoped token may not ask (capture 16c): later requests report a missing right
    if (!reply.ok && reply.failure.status === 403)
        return true;
    return (0,json_fields/* valueAt */.fK)((0,api_api/* requireOk */.M)(reply), 'status', 'allowed') === true;
}
async function hasDefaultAccount(api, project, signal) {
    const path = (0,api_path/* namespacedPath */.Nh)('v1', project, 'serviceaccounts', 'default');
    const reply = await api.send({ method: 'GET', path }, signal);
    return reply.ok;
}

;// CONCATENATED MODULE: ./src/openshift/projects/pull-access.js





const RBAC = 'rbac.authorization.k8s.io';
const ROLE = 'system:image-puller';
const MAX_NAMES = 20;
const MAX_CONFLICTS = 5;
const PULL_SECRET_TYPES = new Set([
    'kubernetes.io/dockerconfigjson',
    'kubernetes.io/dockercfg',
]);
/** Pull access on one cluster (openshift-api.md \u00a77.1, \u00a78). */
function createPullAccess(api) {
    return {
        isGranted: (grant, signal) => isGranted(api, grant, signal),
        grant: (grant, signal) => grantPull(api, grant, signal),
        isLinked: async (link, signal) => {
            await requirePullSecret(api, link, signal);
            return hasLink(await readAccount(api, link, signal), link);
        },
        link: (link, signal) => linkSecret(api, link, signal),
    };
}
/** The group of all service accounts of a project; the project need not exist. */
function groupOf({ forProject }) {
    return `system:serviceaccounts:${forProject}`;
}
function bindingsPath({ project }) {
    return (0,api_path/* namespacedPath */.Nh)(`${RBAC}/v1`, project, 'rolebindings');
}
async function isGranted(api, grant, signal) {
    const reply = await api.send({ method: 'GET', path: bindingsPath(grant) }, signal);
    // even `edit` may not read role bindings (captures 46k, 46l)
    if (!reply.ok)
        throw explainGrant(api, grant, (0,explain/* explain */.W)(reply.failure));
    const list = reply.body;
    return (0,json_fields/* objectsAt */.yR)(list, 'items').some((binding) => (0,json_fields/* textAt */.$6)(binding, 'roleRef', 'kind') === 'ClusterRole' &&
        (0,json_fields/* textAt */.$6)(binding, 'roleRef', 'name') === ROLE &&
        (0,json_fields/* objectsAt */.yR)(binding, 'subjects').some((subject) => (0,json_fields/* textAt */.$6)(subject, 'kind') === 'Group' && (0,json_fields/* textAt */.$6)(subject, 'name') === groupOf(grant)));
}
/** As `oc policy add-role-to-group` does: the binding is named after the role, with a number if that name is taken. */
async function grantPull(api, grant, signal) {
    if (await isGranted(api, grant, signal))
        return;
    for (let count = -1; count < MAX_NAMES; count += 1) {
        const name = count < 0 ? ROLE : `${ROLE}-${count}`;
        const body = {
            kind: 'RoleBinding',
            apiVersion: `${RBAC}/v1`,
            metadata: { name, namespace: grant.project },
            roleRef: { apiGroup: RBAC, kind: 'ClusterRole', name: ROLE },
            subjects: [{ apiGroup: RBAC, kind: 'Group', name: groupOf(grant) }],
        };
        const reply = await api.send({ method: 'POST', path: bindingsPath(grant), body }, signal);
        if (reply.ok)
            return;
        if (reply.failure.status === 409)
            continue;
        throw explainGrant(api, grant, (0,explain/* explain */.W)(reply.failure));
    }
    throw new errors/* PromoteError */.jG({
        code: 'PROTOCOL_VIOLATION',
        message: `no free name for a role binding of ${ROLE} in ${grant.project} on ${api.server}`,
        hint: grantHint(grant),
    });
}
function explainGrant(api, grant, error) {
    if (error.code !== 'ACCESS_DENIED')
        return error;
    return new errors/* PromoteError */.jG({
        code: error.code,
        message: `the ${api.side} account may not let the service accounts of ${grant.forProject} pull from ${grant.project}: ${error.message}`,
        hint: grantHint(grant),
        cause: error,
        where: error.where,
    });
}
/** The command for an administrator of the project to run instead. */
function grantHint(grant) {
    return `have an administrator of ${grant.project} do it: oc policy add-role-to-group ${ROLE} ${groupOf(grant)} -n ${grant.project}`;
}
async function requirePullSecret(api, { project, secret }, signal) {
    const reply = await api.send({ method: 'GET', path: (0,api_path/* namespacedPath */.Nh)('v1', project, 'secrets', secret) }, signal);
    const create = `create it: oc create secret docker-registry ${secret} --docker-server=HOST --docker-username=NAME --docker-password=TOKEN -n ${project}`;
    if (!reply.ok && reply.failure.status === 404)
        throw unusable(api, `secret ${secret} in ${project} does not exist`, create);
    const type = (0,json_fields/* textAt */.$6)((0,api_api/* requireOk */.M)(reply), 'type') ?? '';
    if (PULL_SECRET_TYPES.has(type))
        return;
    throw unusable(api, `secret ${secret} in ${project} is of type ${type}, which is no pull secret`, create);
}
function unusable(api, message, hint) {
    return new errors/* PromoteError */.jG({
        code: 'INPUT_INVALID',
        message,
        hint,
        where: { side: api.side, host: api.host },
    });
}
async function readAccount(api, link, signal) {
    const { project, serviceAccount } = link;
    const reply = await api.send({ method: 'GET', path: accountPath(link) }, signal);
    if (!reply.ok && reply.failure.status === 404) {
        throw unusable(api, `service account ${serviceAccount} in ${project} does not exist`, `create it: oc create serviceaccount ${serviceAccount} -n ${project}`);
    }
    return (0,api_api/* requireOk */.M)(reply);
}
function accountPath({ project, serviceAccount }) {
    return (0,api_path/* namespacedPath */.Nh)('v1', project, 'serviceaccounts', serviceAccount);
}
function hasLink(account, { secret }) {
    return (0,json_fields/* objectsAt */.yR)(account, 'imagePullSecrets').some((entry) => (0,json_fields/* textAt */.$6)(entry, 'name') === secret);
}
/**
 * As `oc secrets link --for=pull` does: reads and writes the whole object. A patch would replace the list and drop the
 * secret of the integrated registry for a while (captures 45zd\u201345zf).
 */
async function linkSecret(api, link, signal) {
    for (let tries = 1;; tries += 1) {
        const account = await readAccount(api, link, signal);
        if (hasLink(account, link))
            return;
        const imagePullSecrets = [...(0,json_fields/* objectsAt */.yR)(account, 'imagePullSecrets'), { name: link.secret }];
        const reply = await api.send({ method: 'PUT', path: accountPath(link), body: { ...account, imagePullSecrets } }, signal);
        if (reply.ok)
            return;
        if (reply.failure.status !== 409 || tries >= MAX_CONFLICTS)
            throw (0,explain/* explain */.W)(reply.failure);
    }
}

// EXTERNAL MODULE: ./src/core/image/digest.js
var image_digest = __webpack_require__(2391);
// EXTERNAL MODULE: ./src/openshift/streams/image-stream-tags.js
var image_stream_tags = __webpack_require__(8530);
// EXTERNAL MODULE: ./src/core/image/reference.js
var reference = __webpack_require__(3638);
;// CONCATENATED MODULE: ./src/openshift/streams/registry-host.js





/** Readable by every account and never empty: OpenShift's own image streams (openshift-api.md \u00a72.1). */
const SHARED_PROJECT = 'openshift';
/**
 * The public host of the integrated registry, from any image stream the account may list: those of the project first,
 * then those of the project `openshift`. An account that may only pull or push cannot list streams in its own project.
 * @throws PromoteError REGISTRY_NOT_EXPOSED
 */
async function findRegistryHost(api, project, signal) {
    let finding;
    for (const candidate of new Set([project, SHARED_PROJECT])) {
        finding = await askProject(api, candidate, signal);
        if (finding !== undefined)
            break;
    }
    if (finding?.kind === 'exposed')
        return finding.host;
    if (finding === undefined)
        await requireProject(api, project, signal);
    throw notExposed(api, project, finding);
}
/**
 * No stream can be read: usually the project is misspelled. The API answers 403 for a project that does not exist.
 * @throws PromoteError PROJECT_NOT_FOUND
 */
async function requireProject(api, project, signal) {
    const reply = await api.send({ method: 'GET', path: `/apis/project.openshift.io/v1/projects/${project}` }, signal);
    if (reply.ok || ![403, 404].includes(reply.failure.status))
        return;
    throw new errors/* PromoteError */.jG({
        code: 'PROJECT_NOT_FOUND',
        message: `the project ${project} does not exist on ${api.server}, or the account may not read it`,
        hint: `check its name with oc projects; for an account that may only pull or push images, set "${api.side}-registry" to the host that oc registry info --public prints`,
        where: { side: api.side, host: api.host },
    });
}
async function askProject(api, project, signal) {
    const path = (0,api_path/* namespacedPath */.Nh)('image.openshift.io/v1', project, 'imagestreams');
    const reply = await api.send({ method: 'GET', path, query: { limit: 1 } }, signal);
    if (!reply.ok) {
        if (reply.failure.status === 403 || reply.failure.status === 404)
            return undefined;
        throw (0,explain/* explain */.W)(reply.failure);
    }
    const [stream] = (0,json_fields/* objectsAt */.yR)(reply.body, 'items');
    return stream === undefined ? undefined : readStream(stream, project);
}
/** Without an integrated registry the repository of a stream may be `spec.dockerImageRepository`, so only one that ends in its name counts. */
function readStream(stream, project) {
    const suffix = `/${project}/${(0,json_fields/* textAt */.$6)(stream, 'metadata', 'name') ?? ''}`;
    const hostOf = (repository) => {
        if (repository?.endsWith(suffix) !== true)
            return undefined;
        const host = repository.slice(0, -suffix.length);
        return (0,reference/* isRegistryHost */.EV)(host) ? host : undefined;
    };
    const host = hostOf((0,json_fields/* textAt */.$6)(stream, 'status', 'publicDockerImageRepository'));
    if (host !== undefined)
        return { kind: 'exposed', host };
    const internal = hostOf((0,json_fields/* textAt */.$6)(stream, 'status', 'dockerImageRepository'));
    return internal === undefined ? { kind: 'none' } : { kind: 'internal' };
}
const EXPOSE = `oc patch configs.imageregistry.operator.openshift.io/cluster --type merge -p '{"spec":{"defaultRoute":true}}'`;
function notExposed(api, project, finding) {
    const input = `the input "${api.side}-registry"`;
    const where = { side: api.side, host: api.host };
    switch (finding?.kind) {
        case 'internal':
            return new errors/* PromoteError */.jG({
                code: 'REGISTRY_NOT_EXPOSED',
                message: `the integrated registry of ${api.server} has no public host`,
                hint: `a cluster administrator exposes it: ${EXPOSE}; if it is exposed by a route of your own, name its host with ${input}`,
                where,
            });
        case 'none':
            return new errors/* PromoteError */.jG({
                code: 'REGISTRY_NOT_EXPOSED',
                message: `${api.server} has no integrated registry`,
                hint: `name the image with its registry host (host/path:tag), or set ${input}`,
                where,
            });
        case undefined:
            return new errors/* PromoteError */.jG({
                code: 'REGISTRY_NOT_EXPOSED',
                message: `the registry host of ${api.server} could not be found: no image stream can be read in the projects ${project} and ${SHARED_PROJECT}`,
                hint: `set ${input} to the host that oc registry info --public prints`,
                where,
            });
    }
}

// EXTERNAL MODULE: ./src/openshift/streams/stream-images.js
var stream_images = __webpack_require__(4997);
// EXTERNAL MODULE: ./src/core/image/image-config.js
var image_config = __webpack_require__(9257);
;// CONCATENATED MODULE: ./src/openshift/streams/streams.js









const GROUP_VERSION = 'image.openshift.io/v1';
// The label is shown in a table: a longer value is not a version.
const MAX_FIELD_LENGTH = 200;
/** The streams of one cluster, as the API reports them; no registry is contacted. */
function createStreams(api) {
    return {
        readHistory: (name, signal) => readHistory(api, name, signal),
        readTags: (name, signal) => readTags(api, name, signal),
        findRegistryHost: (project, signal) => findRegistryHost(api, project, signal),
        getTag: (name, signal) => (0,image_stream_tags/* getStreamTag */.V0)(api, name, signal),
        putTag: (name, from, expected, signal) => (0,image_stream_tags/* putStreamTag */.Qi)(api, name, from, expected, signal),
        deleteTag: (name, signal) => (0,image_stream_tags/* deleteStreamTag */.Y6)(api, name, signal),
        getImage: (name, signal) => (0,stream_images/* getStreamImage */.I)(api, name, signal),
        readImageConfig: (name, signal) => readImageConfig(api, name, signal),
        async listStreams(project, limit, signal) {
            return (await loadStreamBlobs()).listStreams(api, project, limit, signal);
        },
        async listBlobs(name, signal) {
            return (await loadStreamBlobs()).listBlobs(api, name, signal);
        },
    };
}
/** Loaded on demand: only for images with much to send. */
const loadStreamBlobs = () => Promise.resolve(/* import() eager */).then(__webpack_require__.bind(__webpack_require__, 8823));
/** A single request returns all tags with their history, newest first (openshift-api.md \u00a73.2, capture 05g). */
async function readHistory(api, { project, stream }, signal) {
    const found = await streams_readStream(api, { project, stream }, signal);
    return found?.flatMap((entry) => {
        const tag = (0,json_fields/* textAt */.$6)(entry, 'tag');
        const events = (0,json_fields/* objectsAt */.yR)(entry, 'items').map(toEvent);
        // a tag that was never imported has no items
        return tag === undefined || events.length === 0 ? [] : [{ tag, events }];
    });
}
/** `status.tags` of a stream; undefined if the stream does not exist. */
async function streams_readStream(api, { project, stream }, signal) {
    const path = (0,api_path/* namespacedPath */.Nh)(GROUP_VERSION, project, 'imagestreams', stream);
    const reply = await api.send({ method: 'GET', path }, signal);
    if (!reply.ok && reply.failure.status === 404 && reply.failure.kind === 'imagestreams')
        return undefined;
    return (0,json_fields/* objectsAt */.yR)((0,api_api/* requireOk */.M)(reply), 'status', 'tags');
}
/** A tag whose first import failed has a condition and no items (capture 04l6). */
async function readTags(api, name, signal) {
    const entries = await streams_readStream(api, name, signal);
    if (entries === undefined)
        return undefined;
    const names = [];
    const failedImports = {};
    for (const entry of entries) {
        const tag = (0,json_fields/* textAt */.$6)(entry, 'tag');
        if (tag === undefined)
            continue;
        const failed = (0,json_fields/* objectsAt */.yR)(entry, 'conditions').find((condition) => (0,json_fields/* textAt */.$6)(condition, 'type') === 'ImportSuccess' && (0,json_fields/* textAt */.$6)(condition, 'status') === 'False');
        if (failed !== undefined)
            failedImports[tag] = (0,server_text/* cleanServerText */.C)((0,json_fields/* textAt */.$6)(failed, 'message') ?? (0,json_fields/* textAt */.$6)(failed, 'reason') ?? '', 600);
        if ((0,json_fields/* objectsAt */.yR)(entry, 'items').length > 0)
            names.push(tag);
    }
    return { names, failedImports };
}
function toEvent(item) {
    const digest = (0,json_fields/* textAt */.$6)(item, 'image');
    return {
        digest: (0,image_digest/* isDigest */.Bc)(digest) ? digest : undefined,
        image: (0,server_text/* cleanServerText */.C)((0,json_fields/* textAt */.$6)(item, 'dockerImageReference') ?? '', 600),
        since: (0,server_text/* cleanServerText */.C)((0,json_fields/* textAt */.$6)(item, 'created') ?? '', MAX_FIELD_LENGTH),
    };
}
/** The registry's service name since 4.1, for an account that can read no stream (openshift-api.md \u00a72.2). */
const USUAL_HOST = 'image-registry.openshift-image-registry.svc:5000';
/** Readable by every account and never empty (openshift-api.md \u00a72.1). */
const streams_SHARED_PROJECT = 'openshift';
/** `host/project/stream` as pods of the cluster pull it, derived from any readable stream. */
async function internalRepository(api, project, stream, signal) {
    for (const candidate of new Set([project, streams_SHARED_PROJECT])) {
        const path = (0,api_path/* namespacedPath */.Nh)('image.openshift.io/v1', candidate, 'imagestreams');
        const reply = await api.send({ method: 'GET', path, query: { limit: 1 } }, signal);
        if (!reply.ok)
            continue;
        const [found] = (0,json_fields/* objectsAt */.yR)(reply.body, 'items');
        const suffix = `/${candidate}/${(0,json_fields/* textAt */.$6)(found, 'metadata', 'name') ?? ''}`;
        const repository = (0,json_fields/* textAt */.$6)(found, 'status', 'dockerImageRepository');
        if (repository?.endsWith(suffix) !== true)
            continue;
        return `${repository.slice(0, -suffix.length)}/${project}/${stream}`;
    }
    return `${USUAL_HOST}/${project}/${stream}`;
}
/** From the image metadata in the API (captures 04a, 05c); an index has none, so one of its images is read. */
async function readImageConfig(api, place, signal) {
    const image = await readImage(api, place, signal);
    if (image === undefined)
        return undefined;
    const child = childOf(image);
    const single = child === undefined ? image : await readImage(api, { ...place, reference: child }, signal);
    return single === undefined ? undefined : toConfig(single);
}
async function readImage(api, { project, stream, reference }, signal) {
    const resource = (0,image_digest/* isDigest */.Bc)(reference) ? 'imagestreamimages' : 'imagestreamtags';
    const name = `${stream}${(0,image_digest/* isDigest */.Bc)(reference) ? '@' : ':'}${reference}`;
    const path = (0,api_path/* namespacedPath */.Nh)('image.openshift.io/v1', project, resource, name);
    const reply = await api.send({ method: 'GET', path }, signal);
    if (!reply.ok && reply.failure.status === 404)
        return undefined;
    return (0,json_fields/* objectAt */.lJ)((0,api_api/* requireOk */.M)(reply), 'image');
}
function childOf(index) {
    const children = (0,json_fields/* objectsAt */.yR)(index, 'dockerImageManifests').filter((child) => (0,json_fields/* textAt */.$6)(child, 'os') !== 'unknown' && (0,image_digest/* isDigest */.Bc)((0,json_fields/* textAt */.$6)(child, 'digest')));
    const usual = children.find((child) => (0,json_fields/* textAt */.$6)(child, 'os') === 'linux' && (0,json_fields/* textAt */.$6)(child, 'architecture') === 'amd64');
    return (0,json_fields/* textAt */.$6)(usual ?? children[0], 'digest');
}
function toConfig(image) {
    const metadata = (0,json_fields/* objectAt */.lJ)(image, 'dockerImageMetadata');
    const config = (0,json_fields/* objectAt */.lJ)(metadata, 'Config');
    return {
        ports: (0,image_config/* portsOf */.a5)((0,json_fields/* objectAt */.lJ)(config, 'ExposedPorts')),
        created: cleaned((0,json_fields/* textAt */.$6)(metadata, 'Created')),
        environmentNames: (0,json_fields/* textsAt */.i1)(config, 'Env')
            .map((entry) => (0,server_text/* cleanServerText */.C)(entry.split('=', 1)[0] ?? '', MAX_FIELD_LENGTH))
            .sort(),
        user: cleaned((0,json_fields/* textAt */.$6)(config, 'User')),
        labels: Object.fromEntries(Object.entries((0,json_fields/* textMapAt */.Pf)(config, 'Labels')).map(([name, value]) => [
            (0,server_text/* cleanServerText */.C)(name, MAX_FIELD_LENGTH),
            (0,server_text/* cleanServerText */.C)(value, MAX_FIELD_LENGTH),
        ])),
    };
}
function cleaned(text) {
    return text === undefined ? undefined : (0,server_text/* cleanServerText */.C)(text, MAX_FIELD_LENGTH);
}

;// CONCATENATED MODULE: ./src/openshift/rollouts/cron-job.js


/** CronJobs: the template applies to future jobs, so there is no rollout to wait for and no history (capture 42j). */
const CRON_JOB_RULES = {
    progress: () => ({ kind: 'complete' }),
    requireRollable: () => undefined,
    replicas: () => 0,
    revision: (_api, _workload, job) => Promise.resolve(String((0,json_fields/* numberAt */.tk)(job, 'metadata', 'generation') ?? '')),
    pods: () => Promise.resolve(undefined),
    /** Restores only the images: other changes since then are not the promotion's. */
    templateBefore(_api, { imagesBefore = {} }, job) {
        const template = (0,pod_template/* podTemplateOf */.D0)(job);
        const spec = (0,json_fields/* objectAt */.lJ)(template, 'spec');
        const lists = ['containers', 'initContainers'].filter((list) => (0,json_fields/* objectsAt */.yR)(spec, list).length > 0);
        const changed = lists.map((list) => [
            list,
            (0,json_fields/* objectsAt */.yR)(spec, list).map((container) => {
                const image = imagesBefore[(0,json_fields/* textAt */.$6)(container, 'name') ?? ''];
                return image === undefined ? container : { ...container, image };
            }),
        ]);
        return Promise.resolve({ ...template, spec: { ...spec, ...Object.fromEntries(changed) } });
    },
};

// EXTERNAL MODULE: ./src/openshift/rollouts/deployment-configs/deployment-config.js
var deployment_config = __webpack_require__(4403);
// EXTERNAL MODULE: ./src/openshift/containers/container-errors.js
var container_errors = __webpack_require__(4682);
// EXTERNAL MODULE: ./src/openshift/api/deadline.js
var deadline = __webpack_require__(5906);
// EXTERNAL MODULE: ./src/openshift/rollouts/delivery.js
var rollouts_delivery = __webpack_require__(3077);
// EXTERNAL MODULE: ./src/core/progress-text.js
var progress_text = __webpack_require__(5116);
// EXTERNAL MODULE: ./src/openshift/workloads/pods.js
var workloads_pods = __webpack_require__(5871);
// EXTERNAL MODULE: ./src/openshift/rollouts/rollout-run.js
var rollout_run = __webpack_require__(5508);
;// CONCATENATED MODULE: ./src/openshift/rollouts/diagnosis.js









const MAX_DIAGNOSIS_MS = 20_000;
const MAX_TROUBLES = 5;
const MAX_EVENTS = 5;
const LOG_LINES = 20;
const MAX_LOG_BYTES = 64 * 1024;
/**
 * Builds the error for a failed rollout, with everything that explains it: conditions, why pods do not run, the last log
 * lines of a crashed container, and events. What may not be read is left out.
 */
async function explainRollout(run, suspect, signal) {
    const { clock } = run.context;
    const gathered = conditionsOf(suspect.object);
    const { worst, isThere } = await (0,deadline/* withDeadline */.N)(clock, MAX_DIAGNOSIS_MS, signal, async (inner) => gather(run, suspect, gathered, inner), () => ({ worst: run.troubles[0], isThere: false }));
    const { workload } = run.plan;
    const reason = worst === undefined ? '' : `; ${(0,workloads_pods/* troubleText */.NX)(worst)}`;
    return new errors/* PromoteError */.jG({
        code: suspect.code,
        message: (0,server_text/* cleanServerText */.C)(`${(0,rollout_run/* workloadPlace */.XU)(workload)}: ${suspect.what}${reason}`),
        hint: hintFor(isThere ? worst : undefined, suspect, workload.project),
        where: (0,rollout_run/* errorPlace */.eI)(run.context.api),
        problems: gathered.map((message) => ({ code: suspect.code, message })),
    });
}
async function gather(run, suspect, gathered, signal) {
    const { api } = run.context;
    const { pods, plan } = run;
    const now = pods === undefined ? [] : await orNothing(() => (0,rollout_run/* lookAtPods */.LU)(api, pods, signal), signal);
    const troubles = now.length > 0 ? now : run.troubles;
    gathered.push(...new Set(troubles.slice(0, MAX_TROUBLES).map(workloads_pods/* troubleText */.NX)));
    const crashed = troubles.find(({ hasRun }) => hasRun);
    const { project } = plan.workload;
    if (crashed !== undefined)
        gathered.push(...(await orNothing(() => lastWords(api, project, crashed, signal), signal)));
    const names = [suspect.controller, plan.workload.name].filter((name) => name !== undefined);
    gathered.push(...(await orNothing(() => warningEvents(api, project, names, suspect.controller, signal), signal)));
    const { log } = suspect;
    if (log !== undefined && crashed === undefined) {
        gathered.push(...(await orNothing(() => readLog(api, log, 'the deployer', signal), signal)));
    }
    return { worst: troubles[0], isThere: now.length > 0 };
}
function hintFor(worst, suspect, project) {
    if (worst === undefined)
        return `look further: ${suspect.look}`;
    if (!worst.hasRun)
        return `look further: oc describe pod ${worst.pod} -n ${project}`;
    const container = worst.container === undefined ? '' : ` -c ${worst.container}`;
    return `look further: oc logs ${worst.pod}${container} --previous -n ${project}`;
}
/** The problems a workload itself reports: failing conditions, or pods that cannot be created (quota). */
function conditionsOf(object) {
    return (0,json_fields/* objectsAt */.yR)(object, 'status', 'conditions')
        .filter((condition) => {
        const isFailure = (0,json_fields/* textAt */.$6)(condition, 'type') === 'ReplicaFailure';
        return (0,json_fields/* textAt */.$6)(condition, 'status') === (isFailure ? 'True' : 'False');
    })
        .map((condition) => {
        const parts = [(0,json_fields/* textAt */.$6)(condition, 'reason'), (0,json_fields/* textAt */.$6)(condition, 'message')].filter((part) => part !== undefined);
        return (0,server_text/* cleanServerText */.C)(`condition ${(0,json_fields/* textAt */.$6)(condition, 'type') ?? ''}: ${parts.join(': ')}`, 400);
    });
}
async function lastWords(api, project, { pod, container }, signal) {
    const path = (0,api_path/* namespacedPath */.Nh)('v1', project, 'pods', pod, 'log');
    const query = { container, tailLines: LOG_LINES, limitBytes: 16 * 1024 };
    const name = `pod ${pod}${container === undefined ? '' : ` container ${container}`}`;
    // of the run that crashed; missing until the container has been restarted
    const previous = await readLog(api, { method: 'GET', path, query: { ...query, previous: true } }, name, signal);
    return previous.length > 0 ? previous : readLog(api, { method: 'GET', path, query }, name, signal);
}
async function readLog(api, request, name, signal) {
    const reply = await api.sendForText(request, MAX_LOG_BYTES, signal);
    if (!reply.ok)
        return [];
    const lines = reply.text.split('\n').map((line) => (0,server_text/* cleanServerText */.C)(line, 300));
    const last = lines.filter((line) => line !== '').slice(-LOG_LINES);
    return last.map((line) => `log of ${name}: ${line}`);
}
/** The last warning events of the workload, its controller and the controller's pods, including deleted ones. */
async function warningEvents(api, project, names, controller, signal) {
    const path = (0,api_path/* namespacedPath */.Nh)('v1', project, 'events');
    const query = { fieldSelector: 'type=Warning', limit: 500 };
    const list = (0,api_api/* requireOk */.M)(await api.send({ method: 'GET', path, query }, signal));
    const isOurs = (name) => names.includes(name) || (controller !== undefined && name.startsWith(`${controller}-`));
    const events = (0,json_fields/* objectsAt */.yR)(list, 'items').filter((event) => isOurs((0,json_fields/* textAt */.$6)(event, 'involvedObject', 'name') ?? ''));
    const atOf = (event) => (0,json_fields/* textAt */.$6)(event, 'lastTimestamp') ??
        (0,json_fields/* textAt */.$6)(event, 'eventTime') ??
        (0,json_fields/* textAt */.$6)(event, 'metadata', 'creationTimestamp') ??
        '';
    const latest = [...events].sort((one, other) => atOf(one).localeCompare(atOf(other))).slice(-MAX_EVENTS);
    return latest.map((event) => {
        const count = (0,json_fields/* numberAt */.tk)(event, 'count') ?? 1;
        const times = count > 1 ? ` (${count} times)` : '';
        const name = (0,json_fields/* textAt */.$6)(event, 'involvedObject', 'name') ?? '';
        return (0,server_text/* cleanServerText */.C)(`event of ${name}: ${(0,json_fields/* textAt */.$6)(event, 'reason') ?? ''}: ${(0,json_fields/* textAt */.$6)(event, 'message') ?? ''}${times}`, 400);
    });
}
/** A diagnosis must not hide the failure it explains: errors while reading are ignored. */
async function orNothing(read, signal) {
    try {
        return await read();
    }
    catch (error) {
        if (!(error instanceof errors/* PromoteError */.jG) || signal.aborted)
            throw error;
        return [];
    }
}
/** The command that shows the conditions of a workload. */
function describeCommand(run) {
    const { workload } = run.plan;
    return `oc describe ${(0,progress_text/* workloadText */.DE)(workload)} -n ${workload.project}`;
}

// EXTERNAL MODULE: ./src/openshift/api/watch-objects.js
var watch_objects = __webpack_require__(3919);
// EXTERNAL MODULE: ./src/openshift/rollouts/deployment-configs/version-status.js
var version_status = __webpack_require__(5394);
;// CONCATENATED MODULE: ./src/openshift/rollouts/deployment-configs/version-idle.js






/** The versions of a DeploymentConfig, the newest first. */
async function readVersionsNow(context, workload, signal) {
    return (0,watch_objects/* watchUntil */.m2)(context, (0,deployment_config/* selectVersions */.QR)(workload), version_status/* readVersions */.q2, signal);
}
/** Waits until no version of a DeploymentConfig is in progress: a new one would cancel it (openshift-api.md \u00a74.1). */
async function untilIdle(context, workload, tell, signal) {
    const isIdle = (controllers) => {
        const [latest] = (0,version_status/* readVersions */.q2)(controllers);
        if (latest === undefined || (0,version_status/* isEnded */.pl)(latest))
            return true;
        tell(`${underWayText(latest)}: waiting for it, because a new version would cancel it`);
        return undefined;
    };
    await (0,watch_objects/* watchUntil */.m2)(context, (0,deployment_config/* selectVersions */.QR)(workload), isIdle, signal);
}
function underWayText({ version, phase }) {
    return `version ${version} is still ${phase.toLowerCase()}`;
}
/** Adds the version in progress to the plan of a DeploymentConfig. */
async function withUnderWay(context, plan, signal) {
    // a config that was never rolled out has no versions
    if (plan.revisionBefore === undefined)
        return plan;
    const [latest] = await readVersionsNow(context, plan.workload, signal);
    return latest === undefined || (0,version_status/* isEnded */.pl)(latest) ? plan : { ...plan, underWay: underWayText(latest) };
}
/** The same before a tag moves, with its own timeout. @throws PromoteError ROLLOUT_TIMED_OUT */
async function waitUntilIdle(context, { workload }, { timeoutMs, onProgress }, signal) {
    const tell = (message) => {
        onProgress({ workload, message });
    };
    await (0,deadline/* withDeadline */.N)(context.clock, timeoutMs, signal, (inner) => untilIdle(context, workload, tell, inner), () => {
        throw new errors/* PromoteError */.jG({
            code: 'ROLLOUT_TIMED_OUT',
            message: `the rollout of ${(0,rollout_run/* workloadPlace */.XU)(workload)} that was under way before did not end in ${Math.round(timeoutMs / 1000)} s; nothing was changed`,
            hint: `look at it: oc rollout status dc/${workload.name} -n ${workload.project}; or end it: oc rollout cancel dc/${workload.name} -n ${workload.project}`,
            where: (0,rollout_run/* errorPlace */.eI)(context.api),
        });
    });
}

// EXTERNAL MODULE: ./src/openshift/workloads/image-triggers.js
var image_triggers = __webpack_require__(8966);
;// CONCATENATED MODULE: ./src/openshift/rollouts/set-image.js





const STRATEGIC_MERGE = 'application/strategic-merge-patch+json';
/**
 * Sets the image of each container to its promoted digest in one patch, and returns the patched workload. A container that
 * already names the promoted repository keeps that name, with the digest: its nodes can pull from there. Others get
 * the pull spec an image trigger would write.
 */
async function setImages(api, path, workload, wanted, signal) {
    const chosen = [];
    // by name, and only existing names: patching an unknown one would add a container (openshift-api.md \u00a74.4)
    for (const { name, image, list } of (0,pod_template/* templateContainers */.jw)(workload)) {
        const target = wanted.get(name);
        // an image set by a trigger stays as the trigger wrote it
        if (target === undefined || (0,pod_template/* digestOfImage */.lk)(image) === target.digest)
            continue;
        const repository = (0,pod_template/* repositoryOfImage */.j5)(image);
        const isNamed = (0,pod_template/* repositoriesOf */.Ub)(target).has((0,pod_template/* canonicalRepository */.JA)(repository)) && repository.includes('/');
        const next = isNamed ? `${repository}@${target.digest}` : await pullSpecOf(api, target, signal);
        chosen.push({ list, entry: { name, image: next } });
    }
    const entriesOf = (list) => chosen.filter((container) => container.list === list).map(({ entry }) => entry);
    const lists = ['containers', 'initContainers'].filter((list) => entriesOf(list).length > 0);
    const spec = Object.fromEntries(lists.map((list) => [list, entriesOf(list)]));
    return patchTemplate(api, path, (0,pod_template/* withPodTemplate */.Mq)(sameKind(workload), { spec }), signal);
}
/** New pods from the same template, as `oc rollout restart` requests them (capture 41j). */
async function restart(api, path, now, signal) {
    const annotations = { 'kubectl.kubernetes.io/restartedAt': now.toISOString() };
    return patchTemplate(api, path, { spec: { template: { metadata: { annotations } } } }, signal);
}
/** An empty patch with the template at the path of this kind. */
function sameKind(workload) {
    const isNested = (0,json_fields/* valueAt */.fK)(workload, 'spec', 'jobTemplate') !== undefined;
    return { spec: isNested ? { jobTemplate: {} } : {} };
}
async function patchTemplate(api, path, body, signal) {
    // the patch is idempotent, so it may be retried
    const reply = await api.send({
        method: 'PATCH',
        path,
        body,
        contentType: STRATEGIC_MERGE,
        retry: 'repeatable',
    }, signal);
    return (0,api_api/* requireOk */.M)(reply);
}
async function pullSpecOf(api, target, signal) {
    const { project, stream, tags } = target;
    const [tag] = tags;
    if (stream === undefined || tag === undefined)
        return target.pullSpec;
    try {
        const found = await (0,image_stream_tags/* getStreamTag */.V0)(api, { project, stream, tag }, signal);
        return found?.digest === target.digest && found.pullSpec !== '' ? found.pullSpec : target.pullSpec;
    }
    catch (error) {
        // an account that may roll out need not be allowed to read image stream tags
        if (error instanceof errors/* PromoteError */.jG && error.code === 'ACCESS_DENIED')
            return target.pullSpec;
        throw error;
    }
}

;// CONCATENATED MODULE: ./src/openshift/rollouts/deployment-configs/version-start.js













const version_start_MAX_CONFLICTS = 5;
/**
 * Finds the version that runs the digest, or creates one. Returns its number; it may still be in progress.
 * @throws PromoteError ROLLOUT_FAILED, ROLLOUT_PAUSED, ACCESS_DENIED
 */
async function startVersion(run, config, signal) {
    const { revisionBefore, method } = run.plan;
    const before = Number(revisionBefore ?? 0);
    const versions = await readVersionsNow(run.context, run.plan.workload, signal);
    const status = (0,version_status/* versionStatus */.lK)(versions, Math.max(before, 1), run.wanted);
    switch (status.kind) {
        case 'complete':
        case 'progressing':
            return status.version;
        case 'failed':
            // an existing version failed with the same image: only a new version retries it
            return status.version > before ? status.version : instantiate(run, true, signal);
        case 'absent':
        case 'other-image':
            if (method === 'trigger')
                return (await waitForVersion(run, before + 1, signal)) ?? catchUp(run, before, signal);
            return method === 'set-image' ? changeTemplate(run, config, signal) : instantiate(run, true, signal);
    }
}
/** The number of the version a trigger created; undefined if it does not fire in time. */
async function waitForVersion(run, minVersion, signal) {
    const { workload } = run.plan;
    const patienceMs = (0,rollout_run/* triggerPatienceMs */.M3)(run);
    (0,rollout_run/* say */.cv)(run, 'waiting for the trigger to start a new version');
    const started = (controllers) => {
        const status = (0,version_status/* versionStatus */.lK)((0,version_status/* readVersions */.q2)(controllers), minVersion, run.wanted);
        return status.kind === 'absent' || status.kind === 'other-image' ? undefined : status.version;
    };
    return (0,deadline/* withDeadline */.N)(run.context.clock, patienceMs, signal, (inner) => (0,watch_objects/* watchUntil */.m2)(run.context, (0,deployment_config/* selectVersions */.QR)(workload), started, inner), () => {
        (0,rollout_run/* say */.cv)(run, `the trigger has not acted in ${Math.round(patienceMs / 1000)} s`);
        return undefined;
    });
}
/** The trigger may have fired while the previous version is still being cancelled: then only its number is known. */
async function catchUp(run, before, signal) {
    const { workload } = run.plan;
    const config = await (0,deployment_config/* readDeploymentConfig */.yO)(run.context.api, workload, signal);
    const latest = (0,deployment_config/* latestVersionOf */.hp)(config);
    if (latest > before && (0,pod_template/* templateRuns */.Hz)(config, run.wanted))
        return latest;
    // not forced: a trigger that fires at the same moment must not cause a second version
    return instantiate(run, false, signal);
}
/** Sets the image in the template. With a ConfigChange trigger this alone creates a version. */
async function changeTemplate(run, config, signal) {
    const { workload } = run.plan;
    const { api } = run.context;
    await version_start_waitUntilIdle(run, signal);
    const changed = await setImages(api, (0,api_path/* workloadPath */.jC)(workload), config, run.wanted, signal);
    if ((0,image_triggers/* hasConfigChangeTrigger */.r2)(config)) {
        const version = await waitForVersion(run, (0,deployment_config/* latestVersionOf */.hp)(changed) + 1, signal);
        if (version !== undefined)
            return version;
    }
    return instantiate(run, true, signal);
}
/**
 * Requests a new version, as `oc rollout latest` does. Without `force` the server may answer that nothing has changed: 204, or
 * a Status in older versions (capture 19l, openshift-api.md \u00a74.1).
 */
async function instantiate(run, force, signal) {
    const { workload } = run.plan;
    const { api } = run.context;
    await version_start_waitUntilIdle(run, signal);
    (0,rollout_run/* say */.cv)(run, 'starting a new version');
    // the server uses the name in the body, and checks rights for the one in the path
    const body = {
        kind: 'DeploymentRequest',
        apiVersion: 'apps.openshift.io/v1',
        name: workload.name,
        latest: true,
        force,
    };
    const request = { method: 'POST', path: `${(0,api_path/* workloadPath */.jC)(workload)}/instantiate`, body };
    let reply = await api.send(request, signal);
    // the server writes the config and its status; a controller may write in between
    for (let tries = 1; isConflict(reply) && tries < version_start_MAX_CONFLICTS; tries += 1)
        reply = await api.send(request, signal);
    const answer = (0,api_api/* requireOk */.M)(reply);
    const isNothingToDo = (reply.ok && reply.status === 204) || (0,json_fields/* valueAt */.fK)(answer, 'kind') === 'Status';
    const config = isNothingToDo ? await (0,deployment_config/* readDeploymentConfig */.yO)(api, workload, signal) : answer;
    if (!(0,pod_template/* templateRuns */.Hz)(config, run.wanted))
        throw otherImage(run, config);
    return (0,deployment_config/* latestVersionOf */.hp)(config);
}
function isConflict(reply) {
    return !reply.ok && reply.failure.status === 409;
}
/** A new version cancels one in progress, whose owner would not know why. */
async function version_start_waitUntilIdle(run, signal) {
    const tell = (text) => {
        (0,rollout_run/* say */.cv)(run, text);
    };
    await untilIdle(run.context, run.plan.workload, tell, signal);
}
function otherImage(run, config) {
    const { workload, containers } = run.plan;
    return new errors/* PromoteError */.jG({
        code: 'ROLLOUT_FAILED',
        message: `${(0,rollout_run/* workloadPlace */.XU)(workload)} should roll out ${[...run.wanted.values()].map(({ digest }) => digest).join(', ')} but runs ${(0,pod_template/* imagesText */.WU)((0,pod_template/* imagesOf */.IC)(config, containers))}`,
        hint: `another client moved the tag, or its image trigger names another one: oc set triggers dc/${workload.name} -n ${workload.project}`,
        where: (0,rollout_run/* errorPlace */.eI)(run.context.api),
    });
}

;// CONCATENATED MODULE: ./src/openshift/rollouts/deployment-configs/deployment-config-rollout.js













/**
 * Rolls a DeploymentConfig out to the digest and waits until the version that runs it is complete.
 * @throws PromoteError ROLLOUT_FAILED, ROLLOUT_TIMED_OUT, ROLLOUT_PAUSED
 */
async function rollOutDeploymentConfig(run, signal) {
    const { timeoutMs } = run.options;
    const sight = { status: { kind: 'absent' } };
    const outcome = await (0,deadline/* withDeadline */.N)(run.context.clock, timeoutMs, signal, async (inner) => {
        const { workload } = run.plan;
        const config = await (0,deployment_config/* readDeploymentConfig */.yO)(run.context.api, workload, inner);
        if ((0,deployment_status/* isPaused */.lP)(config))
            throw (0,rollout_run/* pausedError */.zW)(run.context.api, workload);
        if (run.wanted.size === 0)
            throw (0,container_errors/* noContainer */.ho)(workload, config, run.targets, (0,rollout_run/* errorPlace */.eI)(run.context.api));
        const { delivery } = run;
        // with a delivery, any version may be the one
        const version = delivery === undefined ? await startVersion(run, config, inner) : 1;
        const followBeside = () => (0,deadline/* alongside */.b)(inner, () => follow(run, version, sight, inner), (beside) => (0,rollout_run/* watchPods */.qG)(run, beside));
        return delivery === undefined
            ? followBeside()
            : (0,deadline/* alongside */.b)(inner, followBeside, (beside) => (0,rollouts_delivery/* watchOwner */.$)(run, delivery, beside));
    }, () => ({ kind: 'timed out' }));
    switch (outcome.kind) {
        case 'done':
            return outcome.result;
        case 'failed':
            throw await explainFailure(run, 'ROLLOUT_FAILED', outcome.what, signal);
        case 'timed out': {
            const { status } = sight;
            const images = status.kind === 'other-image' ? (0,pod_template/* imagesText */.WU)(status.images) : undefined;
            if (run.delivery?.isThere === false)
                throw (0,rollouts_delivery/* notDelivered */.A)(run, run.delivery, images);
            const what = `not complete after ${Math.round(timeoutMs / 1000)} s (${sightText(run, sight.status)})`;
            throw await explainFailure(run, 'ROLLOUT_TIMED_OUT', what, signal);
        }
    }
}
/** Waits for the outcome of `version`, or of a newer one that also runs the digest. */
function follow(run, version, sight, signal) {
    const { workload } = run.plan;
    const judge = async (controllers) => {
        const { delivery } = run;
        const runs = delivery === undefined ? pod_template/* templateRuns */.Hz : pod_template/* templateNames */.VQ;
        const status = (0,version_status/* versionStatus */.lK)((0,version_status/* readVersions */.q2)(controllers), version, run.wanted, runs);
        sight.status = status;
        if (delivery !== undefined)
            delivery.isThere = status.kind !== 'other-image' && status.kind !== 'absent';
        if (status.kind !== 'absent')
            run.pods = (0,deployment_config/* podsOfVersion */.qM)(workload, status.version);
        switch (status.kind) {
            case 'absent':
                if (!run.options.wait)
                    return { kind: 'done', result: (0,rollout_run/* startedResult */.tR)(run, String(version)) };
                (0,rollout_run/* say */.cv)(run, `waiting for version ${version}`);
                return undefined;
            case 'other-image':
                if (delivery !== undefined)
                    return undefined;
                throw displaced(run, status.version, status.images);
            case 'progressing':
                if (!run.options.wait)
                    return { kind: 'done', result: (0,rollout_run/* startedResult */.tR)(run, String(status.version)) };
                (0,rollout_run/* say */.cv)(run, status.message);
                return undefined;
            case 'failed':
                if (!status.isCancelled || !(await isSuperseded(run, status.version, signal))) {
                    return { kind: 'failed', what: status.message };
                }
                (0,rollout_run/* say */.cv)(run, `version ${status.version} was cancelled in favour of a newer one`);
                return undefined;
            case 'complete':
                return { kind: 'done', result: (0,rollout_run/* resultOf */.Bg)(run, String(status.version)) };
        }
    };
    return (0,watch_objects/* watchUntil */.m2)(run.context, (0,deployment_config/* selectVersions */.QR)(workload), judge, signal);
}
/**
 * A second image change cancels the version in progress before its successor exists. If the successor runs the digest too,
 * wait for it instead.
 */
async function isSuperseded(run, version, signal) {
    const { workload } = run.plan;
    const config = await (0,deployment_config/* readDeploymentConfig */.yO)(run.context.api, workload, signal);
    return (0,deployment_config/* latestVersionOf */.hp)(config) > version && (0,pod_template/* templateRuns */.Hz)(config, run.wanted);
}
function displaced(run, version, images) {
    const { workload } = run.plan;
    return new errors/* PromoteError */.jG({
        code: 'ROLLOUT_FAILED',
        message: `${(0,rollout_run/* workloadPlace */.XU)(workload)}: version ${version} runs ${(0,pod_template/* imagesText */.WU)(images)}, not the promoted image`,
        hint: `another client rolled it out at the same time: oc rollout history dc/${workload.name} -n ${workload.project}`,
        where: (0,rollout_run/* errorPlace */.eI)(run.context.api),
    });
}
function sightText(run, status) {
    switch (status.kind) {
        case 'absent':
            return run.said ?? 'the new version has not been created';
        case 'progressing':
            return status.message;
        case 'other-image':
        case 'failed':
        case 'complete':
            return `version ${status.version}`;
    }
}
async function explainFailure(run, code, what, signal) {
    const { workload } = run.plan;
    const version = run.pods?.revision;
    const config = await readOrNothing(run, signal);
    const log = version === undefined
        ? undefined
        : { method: 'GET', path: `${(0,api_path/* workloadPath */.jC)(workload)}/log`, query: { version, tailLines: 20 } };
    const look = version === undefined
        ? `oc describe dc/${workload.name} -n ${workload.project}`
        : `oc logs dc/${workload.name} --version=${version} -n ${workload.project}; oc describe rc/${workload.name}-${version} -n ${workload.project}`;
    const suspect = { code, what, object: config, controller: run.pods?.owner, log, look };
    return explainRollout(run, suspect, signal);
}
async function readOrNothing(run, signal) {
    try {
        return await (0,deployment_config/* readDeploymentConfig */.yO)(run.context.api, run.plan.workload, signal);
    }
    catch (error) {
        if (!(error instanceof errors/* PromoteError */.jG) || signal.aborted)
            throw error;
        return undefined;
    }
}

;// CONCATENATED MODULE: ./src/openshift/rollouts/rollback-plan.js



function noRollback({ api }, plan) {
    return new errors/* PromoteError */.jG({
        code: 'ROLLOUT_FAILED',
        message: `${(0,rollout_run/* workloadPlace */.XU)(plan.workload)} has no complete revision from before to go back to`,
        hint: 'it had none, or its history was cleaned up (revisionHistoryLimit): roll out a version that works',
        where: (0,rollout_run/* errorPlace */.eI)(api),
    });
}
function failedRollback({ api }, plan, why) {
    return new errors/* PromoteError */.jG({
        code: 'ROLLOUT_FAILED',
        message: `${(0,rollout_run/* workloadPlace */.XU)(plan.workload)} did not get back to revision ${plan.revisionBefore ?? 'none'}: ${why}`,
        where: (0,rollout_run/* errorPlace */.eI)(api),
    });
}
/** @throws PromoteError ROLLOUT_TIMED_OUT */
function withinTime(context, plan, timeoutMs, signal, body) {
    return (0,deadline/* withDeadline */.N)(context.clock, timeoutMs, signal, body, () => {
        throw new errors/* PromoteError */.jG({
            code: 'ROLLOUT_TIMED_OUT',
            message: `${(0,rollout_run/* workloadPlace */.XU)(plan.workload)} was not back after ${Math.round(timeoutMs / 1000)} s`,
            where: (0,rollout_run/* errorPlace */.eI)(context.api),
        });
    });
}

;// CONCATENATED MODULE: ./src/openshift/rollouts/deployment-configs/deployment-config-rollback.js














/** Never more than half of the remaining time. */
const TRIGGER_MS = 30_000;
/**
 * Rolls back to the newest complete earlier version (openshift-api.md \u00a74.3). With an image trigger, restoring the tag creates
 * a version by itself; otherwise the server generates the earlier config, which is then stored.
 * @throws PromoteError ROLLOUT_FAILED if there is no such version
 */
async function planDeploymentConfigRollback(context, plan, signal) {
    const { workload } = plan;
    const before = Number(plan.revisionBefore ?? 0);
    const versions = await readVersionsNow(context, workload, signal);
    const goal = versions.find(({ version, phase }) => version <= before && phase === 'Complete');
    if (goal === undefined)
        throw noRollback(context, plan);
    return {
        workload,
        go: (options, inner) => withinTime(context, plan, options.timeoutMs, inner, async (limited) => {
            const newest = versions[0]?.version ?? 0;
            const version = (await waitForTrigger(context, plan, goal, newest, options, limited)) ??
                (await goBack(context, plan, goal, limited));
            return deployment_config_rollback_follow(context, plan, version, options, limited);
        }),
    };
}
/** The number of the version that runs the goal's images; undefined if there is no trigger, or it does not fire. */
async function waitForTrigger(context, { workload, method, containers }, goal, newest, { timeoutMs }, signal) {
    if (newest === goal.version)
        return goal.version;
    if (method !== 'trigger')
        return undefined;
    const images = String((0,pod_template/* imagesOf */.IC)(goal.controller, containers));
    const versionBack = (controllers) => {
        const [latest] = (0,version_status/* readVersions */.q2)(controllers);
        if (latest === undefined || latest.version <= newest)
            return undefined;
        return String((0,pod_template/* imagesOf */.IC)(latest.controller, containers)) === images ? latest.version : undefined;
    };
    return (0,deadline/* withDeadline */.N)(context.clock, Math.min(TRIGGER_MS, timeoutMs / 2), signal, (inner) => (0,watch_objects/* watchUntil */.m2)(context, (0,deployment_config/* selectVersions */.QR)(workload), versionBack, inner), () => undefined);
}
async function goBack({ api, log }, { workload, method }, { version }, signal) {
    const path = (0,api_path/* workloadPath */.jC)(workload);
    const config = await (0,deployment_config/* readDeploymentConfig */.yO)(api, workload, signal);
    // the server uses only the number, whatever `from` says
    const body = {
        kind: 'DeploymentConfigRollback',
        apiVersion: 'apps.openshift.io/v1',
        name: workload.name,
        spec: { from: {}, revision: version, includeTemplate: true },
    };
    const made = (0,api_api/* requireOk */.M)(await api.send({ method: 'POST', path: `${path}/rollback`, body, retry: 'repeatable' }, signal));
    const { restored, areOff } = await restoreTriggers(api, config, made, signal);
    (0,api_api/* requireOk */.M)(await api.send({ method: 'PUT', path, body: restored }, signal));
    if (method === 'trigger' && areOff) {
        log(`the image triggers of ${(0,rollout_run/* workloadPlace */.XU)(workload)} are off after the roll back; to switch them on: oc set triggers dc/${workload.name} --auto -n ${workload.project}`);
    }
    return (0,deployment_config/* latestVersionOf */.hp)(await (0,deployment_config/* readDeploymentConfig */.yO)(api, workload, signal));
}
function deployment_config_rollback_follow(context, plan, wanted, { onProgress }, signal) {
    const { workload, revisionBefore } = plan;
    const judge = (controllers) => {
        const found = (0,version_status/* readVersions */.q2)(controllers).find(({ version }) => version === wanted);
        if (found?.phase === 'Complete')
            return { workload, status: 'complete', revisionBefore, revision: String(wanted) };
        if (found?.phase === 'Failed')
            throw failedRollback(context, plan, `version ${wanted} failed`);
        onProgress({
            workload,
            message: `back: version ${wanted} is ${found?.phase.toLowerCase() ?? 'not there yet'}`,
        });
        return undefined;
    };
    return (0,watch_objects/* watchUntil */.m2)(context, (0,deployment_config/* selectVersions */.QR)(workload), judge, signal);
}
/**
 * The server returns a rollback with all image triggers disabled, as they would undo it (capture 40e). Those that were
 * enabled are enabled again if their tag points to the image that is rolled back to, as it does once the tag is restored:
 * then the trigger has nothing to change. `lastTriggeredImage` is set too, or the controller would create another
 * version of the same image (captures 40u\u201340v, 40zj\u201340zk).
 * @param config the live DeploymentConfig
 * @param made the server's response, with the earlier template
 */
async function restoreTriggers(api, config, made, signal) {
    const before = (0,json_fields/* objectsAt */.yR)(config, 'spec', 'triggers');
    let areOff = false;
    const triggers = await Promise.all((0,json_fields/* objectsAt */.yR)(made, 'spec', 'triggers').map(async (trigger, index) => {
        const params = (0,json_fields/* objectAt */.lJ)(trigger, 'imageChangeParams');
        if ((0,json_fields/* valueAt */.fK)(before[index], 'imageChangeParams', 'automatic') !== true)
            return trigger;
        const image = await imageOfTag(api, params, made, signal);
        const images = (0,pod_template/* imagesOf */.IC)(made, (0,json_fields/* textsAt */.i1)(params, 'containerNames'));
        if (image === undefined || images.some((own) => own !== image)) {
            areOff = true;
            return trigger;
        }
        return { ...trigger, imageChangeParams: { ...params, automatic: true, lastTriggeredImage: image } };
    }));
    return { restored: { ...made, spec: { ...(0,json_fields/* objectAt */.lJ)(made, 'spec'), triggers } }, areOff };
}
/** The pull spec a trigger would write; undefined: its tag has no image, or cannot be read. */
async function imageOfTag(api, params, config, signal) {
    const tag = (0,image_triggers/* readTriggerTag */.nH)((0,json_fields/* objectAt */.lJ)(params, 'from'), config);
    if (tag === undefined)
        return undefined;
    try {
        return (await (0,image_stream_tags/* getStreamTag */.V0)(api, tag, signal))?.pullSpec;
    }
    catch (error) {
        if (error instanceof errors/* PromoteError */.jG && error.code === 'ACCESS_DENIED')
            return undefined;
        throw error;
    }
}

;// CONCATENATED MODULE: ./src/openshift/rollouts/deployment.js






const HASH_LABEL = 'pod-template-hash';
/** Deployments: a ReplicaSet for every pod template (openshift-api.md \u00a74.4). */
const DEPLOYMENT_RULES = {
    progress: deployment_status/* deploymentProgress */.zx,
    requireRollable(api, workload, deployment) {
        if ((0,deployment_status/* isPaused */.lP)(deployment))
            throw (0,rollout_run/* pausedError */.zW)(api, workload);
    },
    replicas: (deployment) => (0,json_fields/* numberAt */.tk)(deployment, 'spec', 'replicas') ?? 1,
    revision: (_api, _workload, deployment) => Promise.resolve((0,deployment_status/* revisionOf */.DT)(deployment)),
    async pods(api, workload, deployment, revision, signal) {
        const replicaSet = await findReplicaSet(api, workload, deployment, revision, signal);
        return replicaSet === undefined ? undefined : { ...podsOfReplicaSet(workload, replicaSet), revision };
    },
    async templateBefore(api, { workload, revisionBefore }, deployment, signal) {
        const replicaSet = await findReplicaSet(api, workload, deployment, revisionBefore, signal);
        if (replicaSet === undefined)
            return undefined;
        const template = (0,pod_template/* podTemplateOf */.D0)(replicaSet);
        const metadata = (0,json_fields/* objectAt */.lJ)(template, 'metadata');
        // set by the Deployment controller
        const labels = Object.entries((0,json_fields/* objectAt */.lJ)(metadata, 'labels')).filter(([name]) => name !== HASH_LABEL);
        return { ...template, metadata: { ...metadata, labels: Object.fromEntries(labels) } };
    },
};
/** The ReplicaSet of one revision of a Deployment; undefined if there is none (not created yet, or deleted by the history limit). */
async function findReplicaSet(api, workload, deployment, revision, signal) {
    if (revision === undefined)
        return undefined;
    const labels = Object.entries((0,json_fields/* textMapAt */.Pf)(deployment, 'spec', 'selector', 'matchLabels'));
    const labelSelector = labels.length === 0 ? undefined : labels.map(([name, value]) => `${name}=${value}`).join(',');
    const path = (0,api_path/* namespacedPath */.Nh)('apps/v1', workload.project, 'replicasets');
    const list = (0,api_api/* requireOk */.M)(await api.send({ method: 'GET', path, query: { labelSelector } }, signal));
    // another Deployment may share the labels, but not the owner
    const uid = (0,json_fields/* textAt */.$6)(deployment, 'metadata', 'uid');
    return (0,json_fields/* objectsAt */.yR)(list, 'items').find((replicaSet) => (0,deployment_status/* revisionOf */.DT)(replicaSet) === revision &&
        (0,json_fields/* objectsAt */.yR)(replicaSet, 'metadata', 'ownerReferences').some((owner) => (0,json_fields/* textAt */.$6)(owner, 'uid') === uid));
}
function podsOfReplicaSet(workload, replicaSet) {
    const hash = (0,json_fields/* textAt */.$6)(replicaSet, 'metadata', 'labels', 'pod-template-hash') ?? '';
    return {
        project: workload.project,
        labelSelector: `pod-template-hash=${hash}`,
        owner: (0,json_fields/* textAt */.$6)(replicaSet, 'metadata', 'name') ?? '',
    };
}

;// CONCATENATED MODULE: ./src/openshift/rollouts/set-rules.js







const EVERY_MS = 2_000;
/**
 * A StatefulSet with ordered pod management waits forever for a broken pod of an older template, even if the newer
 * template would work: "you must also delete any Pods that StatefulSet had already attempted to run with the bad
 * configuration" (kubernetes.io, StatefulSets, "Forced rollback"). This deletes those pods: not ready and not of the template
 * that is being rolled out. During a promotion only pods with an error are deleted, as others may still be starting; during a
 * rollback all of them. The controller recreates them from the current template. Ends when the signal is aborted.
 */
async function releaseStuckPods(context, workload, way, say, signal) {
    for (;;) {
        const set = await (0,rollout_run/* readWorkload */.Ez)(context.api, workload, signal);
        for (const pod of await stuckPods(context, workload, way, set, signal)) {
            const name = (0,workloads_pods/* podName */.Bh)(pod);
            say(`pod ${name} of an older revision does not become ready and blocks the set: deleting it`);
            if (!(await deletePod(context, workload, pod, signal))) {
                say(`pod ${name} may not be deleted; do it by hand: oc delete pod ${name} -n ${workload.project}`);
            }
        }
        await context.clock.sleep(EVERY_MS, signal);
    }
}
async function stuckPods({ api }, { project }, way, set, signal) {
    const wanted = (0,json_fields/* textAt */.$6)(set, 'status', 'updateRevision');
    const isOrdered = (0,json_fields/* textAt */.$6)(set, 'spec', 'podManagementPolicy') !== 'Parallel';
    if (!isOrdered || wanted === undefined)
        return [];
    const labels = Object.entries((0,json_fields/* textMapAt */.Pf)(set, 'spec', 'selector', 'matchLabels'));
    const labelSelector = labels.map(([name, value]) => `${name}=${value}`).join(',');
    const path = (0,api_path/* namespacedPath */.Nh)('v1', project, 'pods');
    const list = (0,api_api/* requireOk */.M)(await api.send({ method: 'GET', path, query: { labelSelector } }, signal));
    const uid = (0,json_fields/* textAt */.$6)(set, 'metadata', 'uid');
    return (0,json_fields/* objectsAt */.yR)(list, 'items').filter((pod) => (0,json_fields/* objectsAt */.yR)(pod, 'metadata', 'ownerReferences').some((owner) => (0,json_fields/* textAt */.$6)(owner, 'uid') === uid) &&
        (0,json_fields/* textAt */.$6)(pod, 'metadata', 'deletionTimestamp') === undefined &&
        (0,json_fields/* textAt */.$6)(pod, 'metadata', 'labels', 'controller-revision-hash') !== wanted &&
        ordinalOf(pod) >= partitionOf(set) &&
        (way === 'back' ? !(0,workloads_pods/* toRunningPod */.kY)(pod).ready : (0,workloads_pods/* troublesOf */.on)(pod).length > 0));
}
function ordinalOf(pod) {
    return Number((0,workloads_pods/* podName */.Bh)(pod).replace(/.*-/, ''));
}
/** Deletes the pod by UID, so that a successor of the same name is spared. Returns false if that is forbidden. */
async function deletePod({ api }, { project }, pod, signal) {
    const path = (0,api_path/* namespacedPath */.Nh)('v1', project, 'pods', (0,workloads_pods/* podName */.Bh)(pod));
    const body = {
        kind: 'DeleteOptions',
        apiVersion: 'v1',
        preconditions: { uid: (0,json_fields/* textAt */.$6)(pod, 'metadata', 'uid') },
    };
    const reply = await api.send({ method: 'DELETE', path, body }, signal);
    if (reply.ok || reply.failure.status === 404 || reply.failure.status === 409)
        return true;
    if (reply.failure.status === 403)
        return false;
    throw new errors/* PromoteError */.jG({
        code: 'SERVER_UNAVAILABLE',
        message: `pod ${(0,workloads_pods/* podName */.Bh)(pod)} in ${project} could not be deleted`,
    });
}
/** What StatefulSets and DaemonSets share: a ControllerRevision for every pod template. */
const common = {
    requireRollable,
    async revision(api, workload, object, signal) {
        const [present] = await revisionsOrNone(api, workload, object, signal);
        return present === undefined ? undefined : String(present.number);
    },
    async templateBefore(api, { workload, revisionBefore }, object, signal) {
        const revisions = await readRevisions(api, workload, object, signal);
        return revisions.find(({ number }) => String(number) === revisionBefore)?.template;
    },
};
/** A label on each pod names its revision; on a DaemonSet's pods without the name of the set (captures 42l, 42t). */
function podsRule(hashOf) {
    return async (api, workload, object, revision, signal) => {
        const revisions = await readRevisions(api, workload, object, signal);
        const found = revisions.find(({ number }) => String(number) === revision);
        if (found === undefined)
            return undefined;
        return {
            project: workload.project,
            labelSelector: `controller-revision-hash=${hashOf(found, workload)}`,
            owner: workload.name,
            revision,
        };
    };
}
/** StatefulSets update one pod after another, down to the partition (openshift-api.md \u00a74.4). */
const STATEFUL_SET_RULES = {
    ...common,
    progress: statefulSetProgress,
    replicas: (set) => Math.max(0, ((0,json_fields/* numberAt */.tk)(set, 'spec', 'replicas') ?? 1) - partitionOf(set)),
    pods: podsRule(({ name }) => name),
    assist: releaseStuckPods,
};
/** DaemonSets run a pod on every eligible node. */
const DAEMON_SET_RULES = {
    ...common,
    progress: daemonSetProgress,
    replicas: (set) => (0,json_fields/* numberAt */.tk)(set, 'status', 'desiredNumberScheduled') ?? 0,
    pods: podsRule(({ name }, workload) => name.slice(workload.name.length + 1)),
};
/** With `OnDelete` a template change replaces no pods (capture 42k), so the rollout would never complete. */
function requireRollable(api, workload, object) {
    if ((0,json_fields/* textAt */.$6)(object, 'spec', 'updateStrategy', 'type') !== 'OnDelete')
        return;
    const name = (0,progress_text/* workloadText */.DE)(workload);
    const patch = JSON.stringify({ spec: { updateStrategy: { type: 'RollingUpdate' } } });
    throw new errors/* PromoteError */.jG({
        code: 'ROLLOUT_PAUSED',
        message: `${(0,rollout_run/* workloadPlace */.XU)(workload)} has the update strategy OnDelete: its pods run the old image until they are deleted`,
        hint: `let it roll: oc patch ${name} -n ${workload.project} --type merge -p '${patch}'; or leave it out of the input "rollout" and delete its pods by hand after the promotion`,
        where: (0,rollout_run/* errorPlace */.eI)(api),
    });
}
/** The revision number is informational: an account that may not read it can still roll out. */
async function revisionsOrNone(api, workload, object, signal) {
    try {
        return await readRevisions(api, workload, object, signal);
    }
    catch (error) {
        if (error instanceof errors/* PromoteError */.jG && error.code === 'ACCESS_DENIED')
            return [];
        throw error;
    }
}
/** The revisions of a StatefulSet or DaemonSet, current first. @throws PromoteError ACCESS_DENIED */
async function readRevisions(api, workload, object, signal) {
    const labels = Object.entries((0,json_fields/* textMapAt */.Pf)(object, 'spec', 'selector', 'matchLabels'));
    const labelSelector = labels.length === 0 ? undefined : labels.map(([name, value]) => `${name}=${value}`).join(',');
    const path = (0,api_path/* namespacedPath */.Nh)('apps/v1', workload.project, 'controllerrevisions');
    const list = (0,api_api/* requireOk */.M)(await api.send({ method: 'GET', path, query: { labelSelector } }, signal));
    const uid = (0,json_fields/* textAt */.$6)(object, 'metadata', 'uid');
    return (0,json_fields/* objectsAt */.yR)(list, 'items')
        .filter((revision) => 
    // another workload may share the labels, but not the owner
    (0,json_fields/* objectsAt */.yR)(revision, 'metadata', 'ownerReferences').some((owner) => (0,json_fields/* textAt */.$6)(owner, 'uid') === uid))
        .map((revision) => ({
        name: (0,json_fields/* textAt */.$6)(revision, 'metadata', 'name') ?? '',
        number: (0,json_fields/* numberAt */.tk)(revision, 'revision') ?? 0,
        template: withoutDirective((0,json_fields/* objectAt */.lJ)(revision, 'data', 'spec', 'template')),
    }))
        .sort((one, other) => other.number - one.number);
}
/** A ControllerRevision stores the patch that restores the template, including `$patch: replace`. */
function withoutDirective(template) {
    return Object.fromEntries(Object.entries(template).filter(([key]) => key !== '$patch'));
}
/** Pods below this ordinal keep their template. */
function partitionOf(set) {
    return (0,json_fields/* numberAt */.tk)(set, 'spec', 'updateStrategy', 'rollingUpdate', 'partition') ?? 0;
}
/**
 * The rules of `oc rollout status statefulset/x` (openshift-api.md \u00a74.4). A StatefulSet rollout never fails by itself:
 * its status has no conditions (capture 42s).
 */
function statefulSetProgress(set) {
    if (isUnobserved(set))
        return { kind: 'unobserved' };
    const count = (name) => (0,json_fields/* numberAt */.tk)(set, 'status', name) ?? 0;
    const replicas = (0,json_fields/* numberAt */.tk)(set, 'spec', 'replicas') ?? 1;
    const wanted = Math.max(0, replicas - partitionOf(set));
    const updated = count('updatedReplicas');
    const ready = count('readyReplicas');
    if (updated < wanted || ready < replicas) {
        const message = `${updated} of ${wanted} pods updated, ${ready} of ${replicas} ready`;
        return { kind: 'progressing', message };
    }
    // more pods than desired: one is still terminating
    if (count('replicas') > replicas)
        return { kind: 'progressing', message: 'old pods are still terminating' };
    return { kind: 'complete' };
}
/** The rules of `oc rollout status daemonset/x`. */
function daemonSetProgress(set) {
    if (isUnobserved(set))
        return { kind: 'unobserved' };
    const count = (name) => (0,json_fields/* numberAt */.tk)(set, 'status', name) ?? 0;
    const wanted = count('desiredNumberScheduled');
    const updated = count('updatedNumberScheduled');
    const available = count('numberAvailable');
    if (updated >= wanted && available >= wanted)
        return { kind: 'complete' };
    return {
        kind: 'progressing',
        message: `${updated} of ${wanted} nodes updated, ${available} available`,
    };
}
/** Right after a template change the status still describes the previous template. */
function isUnobserved(set) {
    const generation = (0,json_fields/* numberAt */.tk)(set, 'metadata', 'generation') ?? 0;
    return ((0,json_fields/* numberAt */.tk)(set, 'status', 'observedGeneration') ?? 0) < generation;
}

// EXTERNAL MODULE: ./src/openshift/gitops/owner.js
var owner = __webpack_require__(6940);
// EXTERNAL MODULE: ./src/openshift/containers/container-choice.js + 1 modules
var container_choice = __webpack_require__(8598);
;// CONCATENATED MODULE: ./src/openshift/rollouts/template-plan.js







/**
 * Plans the rollout of a workload whose triggers are in an annotation.
 * @throws PromoteError WORKLOAD_NOT_FOUND, ROLLOUT_PAUSED, INPUT_INVALID; ROLLOUT_FAILED when no container uses the image
 */
async function planTemplate({ api, log }, rules, workload, targets, signal) {
    const object = await (0,rollout_run/* readWorkload */.Ez)(api, workload, signal);
    rules.requireRollable(api, workload, object);
    const { triggers, unreadable } = (0,image_triggers/* annotationTriggers */.xS)(object);
    if (unreadable) {
        log(`the annotation image.openshift.io/triggers of ${(0,rollout_run/* workloadPlace */.XU)(workload)} cannot be read, so no image trigger works: is "paused" a text instead of true or false?`);
    }
    const choice = await (0,container_choice/* chooseContainers */.uy)(api, workload, { object, triggers }, targets, signal);
    const { wanted } = choice;
    const containers = [...wanted.keys()];
    const isTriggered = choice.triggered.length === containers.length;
    const isSet = (0,pod_template/* templateRuns */.Hz)(object, wanted);
    const progress = rules.progress(object);
    const missed = (0,deployment_status/* missedDeadlineAt */.B8)(object);
    const managedBy = (0,owner/* gitOpsOwner */.G)(object);
    return {
        workload,
        revisionBefore: await rules.revision(api, workload, object, signal),
        // the image is already set, but its rollout failed: only new pods retry it
        method: isSet && progress.kind === 'failed' ? 'restart' : isTriggered ? 'trigger' : 'set-image',
        containers,
        images: (0,container_choice/* imageNames */.s)(wanted),
        // a CronJob has no revisions
        ...(workload.kind === 'cronjob' ? {} : (0,container_choice/* severalRevisions */.F5)(object, choice)),
        replicas: rules.replicas(object),
        ...(workload.kind === 'cronjob' ? { imagesBefore: namedImages(object, containers) } : {}),
        ...(progress.kind === 'progressing' ? { underWay: progress.message } : {}),
        ...(missed === undefined ? {} : { missedDeadlineAt: missed }),
        ...(managedBy === undefined ? {} : { managedBy, isSet }),
    };
}
function namedImages(object, names) {
    const images = (0,pod_template/* imagesOf */.IC)(object, names);
    return Object.fromEntries(names.map((name, index) => [name, images[index] ?? '']));
}
/** The pods of one revision, except terminating ones. */
async function listTemplatePods(api, rules, workload, revision, signal) {
    const object = await (0,rollout_run/* readWorkload */.Ez)(api, workload, signal);
    if (workload.kind === 'cronjob')
        return [podToCome(object)];
    const wanted = revision ?? (await rules.revision(api, workload, object, signal));
    const selection = await rules.pods(api, workload, object, wanted, signal);
    if (selection === undefined)
        return [];
    const pods = await (0,workloads_pods/* readPods */.zL)(api, selection, signal);
    return pods.filter(workloads_pods/* isLiving */.O).map(workloads_pods/* toRunningPod */.kY);
}
/** A placeholder for the pod of the next job, which does not exist yet. */
function podToCome(job) {
    const { imageDigests } = (0,workloads_pods/* toRunningPod */.kY)({ ...(0,pod_template/* podTemplateOf */.D0)(job), status: {} });
    return { name: 'next job', ready: true, imageDigests };
}

;// CONCATENATED MODULE: ./src/openshift/rollouts/template-rollout.js











/**
 * Rolls a workload out to the digest by changing its pod template, and waits until the revision that runs the digest is
 * complete.
 * @throws PromoteError ROLLOUT_FAILED, ROLLOUT_TIMED_OUT, ROLLOUT_PAUSED
 */
async function rollOutTemplate(run, signal) {
    const { timeoutMs } = run.options;
    const sight = { object: undefined, status: undefined };
    const outcome = await (0,deadline/* withDeadline */.N)(run.context.clock, timeoutMs, signal, async (inner) => {
        const object = await (0,rollout_run/* readWorkload */.Ez)(run.context.api, run.plan.workload, inner);
        const result = await start(run, object, inner);
        if (result !== undefined)
            return { kind: 'done', result };
        return (0,deadline/* alongside */.b)(inner, () => (0,deadline/* alongside */.b)(inner, () => template_rollout_follow(run, sight, inner), (beside) => assist(run, beside)), (beside) => (0,rollout_run/* watchPods */.qG)(run, beside));
    }, () => ({ kind: 'timed out' }));
    switch (outcome.kind) {
        case 'done':
            return outcome.result;
        case 'failed':
            throw await template_rollout_explainFailure(run, sight, 'ROLLOUT_FAILED', outcome.what, signal);
        case 'timed out': {
            if (run.delivery?.isThere === false)
                throw (0,rollouts_delivery/* notDelivered */.A)(run, run.delivery, imagesSeen(sight));
            const what = `not complete after ${Math.round(timeoutMs / 1000)} s (${template_rollout_sightText(run, sight)})`;
            throw await template_rollout_explainFailure(run, sight, 'ROLLOUT_TIMED_OUT', what, signal);
        }
    }
}
function imagesSeen({ status }) {
    return status?.kind === 'other-image' ? (0,pod_template/* imagesText */.WU)(status.images) : undefined;
}
async function assist({ rules, ...run }, signal) {
    if (run.delivery !== undefined) {
        await (0,rollouts_delivery/* watchOwner */.$)(run, run.delivery, signal);
        return;
    }
    const tell = (text) => {
        (0,rollout_run/* say */.cv)(run, text);
    };
    await rules.assist?.(run.context, run.plan.workload, 'there', tell, signal);
}
/** @param missedBefore see `TemplateRules.progress` */
function statusOf({ rules, wanted, delivery }, object, missedBefore) {
    // the image may be written by its tag
    if (delivery !== undefined && (0,pod_template/* templateNames */.VQ)(object, wanted))
        return rules.progress(object, missedBefore);
    return templateStatus(rules, object, wanted, missedBefore);
}
/** Starts the rollout unless a trigger already does. Returns the result if there is nothing to wait for. */
async function start(run, object, signal) {
    const { api, clock } = run.context;
    const { workload, method, revisionBefore } = run.plan;
    if (run.wanted.size === 0)
        throw (0,container_errors/* noContainer */.ho)(workload, object, run.targets, (0,rollout_run/* errorPlace */.eI)(api));
    if (run.delivery !== undefined)
        return undefined;
    const path = (0,api_path/* workloadPath */.jC)(workload);
    const status = statusOf(run, object);
    switch (status.kind) {
        case 'paused':
            throw (0,rollout_run/* pausedError */.zW)(api, workload);
        case 'complete': {
            const revision = await run.rules.revision(api, workload, object, signal);
            return revision === revisionBefore ? (0,rollout_run/* resultOf */.Bg)(run, revision) : undefined;
        }
        case 'failed': {
            // an earlier revision's failure does not predict the outcome of a new attempt
            const revision = await run.rules.revision(api, workload, object, signal);
            if (revision !== revisionBefore)
                return undefined;
            (0,rollout_run/* say */.cv)(run, `revision ${revision ?? 'unknown'} has failed before: restarting it`);
            await restart(api, path, clock.date(), signal);
            return undefined;
        }
        case 'unobserved':
        case 'progressing':
            return undefined;
        case 'other-image':
            if (method === 'trigger' && (await template_rollout_waitForTrigger(run, signal)))
                return undefined;
            await setImages(api, path, object, run.wanted, signal);
            return undefined;
    }
}
/** Returns false if the image trigger does not fire in time. */
async function template_rollout_waitForTrigger(run, signal) {
    const patienceMs = (0,rollout_run/* triggerPatienceMs */.M3)(run);
    (0,rollout_run/* say */.cv)(run, 'waiting for the image trigger');
    return (0,deadline/* withDeadline */.N)(run.context.clock, patienceMs, signal, async (inner) => {
        return watchWorkload(run, (object) => (0,pod_template/* templateRuns */.Hz)(object, run.wanted) || undefined, inner);
    }, () => {
        (0,rollout_run/* say */.cv)(run, `the image trigger has not acted in ${Math.round(patienceMs / 1000)} s: setting the image`);
        return false;
    });
}
/** Watches the workload until `judge` returns a result. @throws PromoteError WORKLOAD_NOT_FOUND when it is deleted */
function watchWorkload({ context, plan: { workload } }, judge, signal) {
    const judgeOne = ([object]) => {
        if (object === undefined)
            throw (0,rollout_run/* missingWorkload */.gm)(context.api, workload);
        return judge(object);
    };
    return (0,watch_objects/* watchUntil */.m2)(context, (0,watch_objects/* selectOne */.JR)((0,api_path/* collectionPath */.yb)(workload), workload.name), judgeOne, signal);
}
/** Waits for the outcome of the revision that runs the digest; other revisions are ignored. */
function template_rollout_follow(run, sight, signal) {
    const { workload } = run.plan;
    const { api } = run.context;
    const judge = async (object) => {
        const status = statusOf(run, object, run.plan.missedDeadlineAt);
        sight.object = object;
        sight.status = status;
        const { delivery } = run;
        if (delivery !== undefined)
            delivery.isThere = status.kind !== 'other-image';
        switch (status.kind) {
            case 'other-image':
                if (delivery !== undefined)
                    return undefined;
                throw template_rollout_displaced(run, status.images);
            case 'paused':
                throw (0,rollout_run/* pausedError */.zW)(api, workload);
            case 'unobserved':
                (0,rollout_run/* say */.cv)(run, 'waiting for the controller to see the new image');
                return undefined;
            case 'complete':
                return {
                    kind: 'done',
                    result: (0,rollout_run/* resultOf */.Bg)(run, await run.rules.revision(api, workload, object, signal)),
                };
            case 'failed': {
                const revision = await run.rules.revision(api, workload, object, signal);
                return { kind: 'failed', what: `revision ${revision ?? 'unknown'} failed: ${status.message}` };
            }
            case 'progressing': {
                const revision = await run.rules.revision(api, workload, object, signal);
                if (!run.options.wait)
                    return { kind: 'done', result: (0,rollout_run/* startedResult */.tR)(run, revision) };
                (0,rollout_run/* say */.cv)(run, status.message);
                await findPods(run, object, revision, signal);
                return undefined;
            }
        }
    };
    return watchWorkload(run, judge, signal);
}
/** Locates the pods of the revision. Looked up once, because the location does not change. */
async function findPods(run, object, revision, signal) {
    if (run.pods !== undefined && run.pods.revision === revision)
        return;
    const { context, plan, rules } = run;
    try {
        run.pods = (await rules.pods(context.api, plan.workload, object, revision, signal)) ?? run.pods;
    }
    catch (error) {
        // the account may not list ReplicaSets, or the API is down: the rollout continues without pod diagnostics
        if (!(error instanceof errors/* PromoteError */.jG) || signal.aborted)
            throw error;
    }
}
function template_rollout_displaced(run, images) {
    const { workload } = run.plan;
    return new errors/* PromoteError */.jG({
        code: 'ROLLOUT_FAILED',
        message: `${(0,rollout_run/* workloadPlace */.XU)(workload)}: its image was changed to ${(0,pod_template/* imagesText */.WU)(images)} while it was rolled out`,
        hint: `look at what sets it (an image trigger, an operator, GitOps, another pipeline): oc get ${(0,progress_text/* workloadText */.DE)(workload)} -n ${workload.project} -o yaml --show-managed-fields`,
        where: (0,rollout_run/* errorPlace */.eI)(run.context.api),
    });
}
function template_rollout_sightText(run, { status }) {
    switch (status?.kind) {
        case undefined:
            return run.said ?? 'it could not be looked at';
        case 'progressing':
            return status.message;
        case 'unobserved':
            return 'the controller has not seen the new image';
        case 'other-image':
        case 'paused':
        case 'failed':
        case 'complete':
            return status.kind;
    }
}
async function template_rollout_explainFailure(run, { object }, code, what, signal) {
    if (object !== undefined) {
        const revision = await run.rules.revision(run.context.api, run.plan.workload, object, signal);
        await findPods(run, object, revision, signal);
    }
    const suspect = { code, what, object, controller: run.pods?.owner, log: undefined };
    return explainRollout(run, { ...suspect, look: describeCommand(run) }, signal);
}
function templateStatus(rules, object, wanted, missedBefore) {
    if ((0,pod_template/* templateRuns */.Hz)(object, wanted))
        return rules.progress(object, missedBefore);
    return { kind: 'other-image', images: (0,pod_template/* imagesOf */.IC)(object, [...wanted.keys()]) };
}

// EXTERNAL MODULE: external "node:util"
var external_node_util_ = __webpack_require__(7975);
;// CONCATENATED MODULE: ./src/openshift/rollouts/template-rollback.js









const template_rollback_MAX_CONFLICTS = 5;
/**
 * Rolls back to the template of the previous revision, as `oc rollout undo` does (openshift-api.md \u00a74.4). The template is
 * read now, because an image trigger that rolls back first gives that revision another number.
 * @throws PromoteError ROLLOUT_FAILED if the template is no longer stored
 */
async function planTemplateRollback(context, rules, plan, signal) {
    const { workload } = plan;
    const object = await (0,rollout_run/* readWorkload */.Ez)(context.api, workload, signal);
    const template = await rules.templateBefore(context.api, plan, object, signal);
    if (template === undefined)
        throw noRollback(context, plan);
    const missed = (0,deployment_status/* missedDeadlineAt */.B8)(object);
    return {
        workload,
        go: (options, inner) => withinTime(context, plan, options.timeoutMs, inner, async (limited) => {
            await putTemplate(context, plan, template, limited);
            return (0,deadline/* alongside */.b)(limited, () => template_rollback_follow(context, rules, { ...plan, missedDeadlineAt: missed }, options, limited), (beside) => template_rollback_assist(context, rules, plan, options, beside));
        }),
    };
}
async function putTemplate({ api }, { workload }, template, signal) {
    for (let conflicts = 0;; conflicts += 1) {
        const object = await (0,rollout_run/* readWorkload */.Ez)(api, workload, signal);
        if ((0,external_node_util_.isDeepStrictEqual)((0,pod_template/* podTemplateOf */.D0)(object), template))
            return;
        const body = (0,pod_template/* withPodTemplate */.Mq)(object, template);
        const reply = await api.send({ method: 'PUT', path: (0,api_path/* workloadPath */.jC)(workload), body }, signal);
        if (reply.ok || reply.failure.status !== 409 || conflicts >= template_rollback_MAX_CONFLICTS) {
            (0,api_api/* requireOk */.M)(reply);
            return;
        }
    }
}
async function template_rollback_assist(context, rules, { workload }, { onProgress }, signal) {
    const tell = (message) => {
        onProgress({ workload, message: `back: ${message}` });
    };
    await rules.assist?.(context, workload, 'back', tell, signal);
}
function template_rollback_follow(context, rules, plan, { onProgress }, signal) {
    const { workload, revisionBefore } = plan;
    const judge = async ([object]) => {
        if (object === undefined)
            throw (0,rollout_run/* missingWorkload */.gm)(context.api, workload);
        const status = rules.progress(object, plan.missedDeadlineAt);
        switch (status.kind) {
            case 'complete': {
                const revision = await rules.revision(context.api, workload, object, signal);
                return { workload, status: 'complete', revisionBefore, revision };
            }
            case 'failed':
                throw failedRollback(context, plan, status.message);
            case 'paused':
                throw failedRollback(context, plan, 'it is paused');
            case 'progressing':
                onProgress({ workload, message: `back: ${status.message}` });
                return undefined;
            case 'unobserved':
                return undefined;
        }
    };
    return (0,watch_objects/* watchUntil */.m2)(context, (0,watch_objects/* selectOne */.JR)((0,api_path/* collectionPath */.yb)(workload), workload.name), judge, signal);
}

;// CONCATENATED MODULE: ./src/openshift/cluster.js





















/** The endpoints of one OpenShift cluster, used with one token. Sends no request before an endpoint is used. */
function createCluster(options) {
    const { side, token, clock, log } = options;
    const api = (0,api_api.createApi)(options);
    let username;
    return {
        side,
        server: api.server,
        rollouts: createRollouts({ api, clock, log }),
        workloads: createWorkloadSearch(api),
        projects: createProjects(api, clock),
        pullAccess: createPullAccess(api),
        objects: lazyObjects(api, options.readUrl),
        gitops: lazyGitOps(api),
        inspection: createInspection(api),
        imports: createImports(api),
        builds: createBuilds({ api, clock, log }),
        pullSecrets: createPullSecrets(api),
        streams: createStreams(api),
        policies: createStoredPolicies(api),
        traces: lazyTraces(api),
        projectStates: {
            async read(project, signal) {
                const { createProjectStates } = await Promise.all(/* import() | board */[__webpack_require__.e(84), __webpack_require__.e(549), __webpack_require__.e(765), __webpack_require__.e(433)]).then(__webpack_require__.bind(__webpack_require__, 696));
                return createProjectStates(api).read(project, signal);
            },
        },
        locks: lazyLocks(api),
        account: {
            async identify(signal) {
                const identity = await (0,api_identity/* identify */.ls)(api, token, signal);
                ({ username } = identity);
                return { ...identity, expiresAt: identity.expiresAt ?? options.tokenExpiresAt };
            },
            async missingRights(questions, signal) {
                const { problems, unknown } = await askForRights(api, questions, username, signal);
                if (unknown)
                    log(`${side}: the token may not ask for its rights, they show as they are needed`);
                return problems;
            },
        },
    };
}
/** Loaded only when something was promoted, and by `history`. */
function lazyTraces(api) {
    const load = async () => {
        const { createTraces } = await Promise.all(/* import() | traces */[__webpack_require__.e(549), __webpack_require__.e(405)]).then(__webpack_require__.bind(__webpack_require__, 7603));
        return createTraces(api);
    };
    return {
        traceTags: async (...call) => (await load()).traceTags(...call),
        traceWorkload: async (...call) => (await load()).traceWorkload(...call),
        readTag: async (...call) => (await load()).readTag(...call),
    };
}
/** Loaded only for sets of several images. */
function lazyLocks(api) {
    const load = async () => {
        const { createLocks } = await Promise.all(/* import() | locks */[__webpack_require__.e(549), __webpack_require__.e(745)]).then(__webpack_require__.bind(__webpack_require__, 2241));
        return createLocks(api);
    };
    return {
        nameHolder: async (...call) => (await load()).nameHolder(...call),
        create: async (...call) => (await load()).create(...call),
        read: async (...call) => (await load()).read(...call),
        replace: async (...call) => (await load()).replace(...call),
        remove: async (...call) => (await load()).remove(...call),
    };
}
/** Loaded only to search for workloads. */
function createWorkloadSearch(api) {
    const load = () => Promise.resolve(/* import() eager */).then(__webpack_require__.bind(__webpack_require__, 1010));
    return {
        find: async (project, target, signal) => (await load()).findWorkloads(api, project, target, signal),
        listPinned: async (project, signal) => (await load()).listPinned(api, project, signal),
        findUrl: async (workload, signal) => {
            const { findWorkloadUrl } = await Promise.resolve(/* import() eager */).then(__webpack_require__.bind(__webpack_require__, 4128));
            return findWorkloadUrl(api, workload, signal);
        },
    };
}
/** Loaded only if there is a policy. */
function createStoredPolicies(api) {
    return {
        async readConfigMap(name, signal) {
            const { readConfigMap } = await Promise.resolve(/* import() eager */).then(__webpack_require__.bind(__webpack_require__, 8570));
            return readConfigMap(api, name, signal);
        },
        async readImagePolicies(projects, signal) {
            const { readImagePolicies } = await Promise.resolve(/* import() eager */).then(__webpack_require__.bind(__webpack_require__, 8570));
            return readImagePolicies(api, projects, signal);
        },
    };
}
/** Loaded on demand: few promotions apply objects. */
function lazyObjects(api, readUrl) {
    let loaded;
    const load = async () => {
        const { createObjects } = await Promise.resolve(/* import() eager */).then(__webpack_require__.bind(__webpack_require__, 3678));
        return (loaded ??= createObjects(api, readUrl ?? noUrls));
    };
    return {
        plan: async (request, signal) => (await load()).plan(request, signal),
        apply: async (request, onApplied, signal) => (await load()).apply(request, onApplied, signal),
    };
}
/** Loaded only for workloads that Argo CD or Flux deploys. */
function lazyGitOps(api) {
    return {
        async look(owner, project, signal) {
            const { createGitOpsControllers } = await Promise.resolve(/* import() eager */).then(__webpack_require__.bind(__webpack_require__, 7258));
            return createGitOpsControllers(api).look(owner, project, signal);
        },
    };
}
function noUrls(url) {
    return Promise.reject(new errors/* PromoteError */.jG({ code: 'INPUT_INVALID', message: `${url} cannot be read here` }));
}
// Loaded on demand: only the strategies `import` and `build` need these.
const loadImports = () => Promise.resolve(/* import() eager */).then(__webpack_require__.bind(__webpack_require__, 4534));
const loadPullSecrets = () => Promise.resolve(/* import() eager */).then(__webpack_require__.bind(__webpack_require__, 1480));
/** Image imports, which the cluster performs itself. */
function createImports(api) {
    return {
        probe: async (request, signal) => (await loadImports()).probeImport(api, request, signal),
        run: async (request, expected, signal) => (await loadImports()).runImport(api, request, expected, signal),
        repositoryOf: (project, stream, signal) => internalRepository(api, project, stream, signal),
    };
}
/** Pull secrets of a project for external registries. */
function createPullSecrets(api) {
    return {
        look: async (secret, signal) => (await loadPullSecrets()).lookAtPullSecret(api, secret, signal),
        write: async (secret, signal) => (await loadPullSecrets()).writePullSecret(api, secret, signal),
        listHosts: async (project, signal) => (await loadPullSecrets()).listPullHosts(api, project, signal),
        isNeeded: async (project, host, signal) => (await loadPullSecrets()).isPulledFrom(api, project, host, signal),
    };
}
/** Images that the cluster builds. */
function createBuilds(context) {
    return {
        run: async (request, onLine, signal) => {
            const { runBuild } = await Promise.resolve(/* import() eager */).then(__webpack_require__.bind(__webpack_require__, 1582));
            return runBuild(context, request, onLine, signal);
        },
    };
}
/** For kinds that roll out when their template changes; DeploymentConfigs have versions instead. */
const RULES = {
    deployment: DEPLOYMENT_RULES,
    statefulset: STATEFUL_SET_RULES,
    daemonset: DAEMON_SET_RULES,
    cronjob: CRON_JOB_RULES,
};
/** The workloads of one cluster, with the rules of each kind. */
function createRollouts(context) {
    // a workload is planned for many images, most of which it does not run
    const planner = { ...context, api: shareReads(context.api) };
    return {
        async plan(workload, targets, signal) {
            return workload.kind === 'deploymentconfig'
                ? withUnderWay(context, await (0,deployment_config/* planDeploymentConfig */.v6)(planner, workload, targets, signal), signal)
                : planTemplate(planner, RULES[workload.kind], workload, targets, signal);
        },
        async rollOut(plan, targets, options, signal) {
            const { kind } = plan.workload;
            const run = newRun(context, plan, targets, options);
            if (run.delivery !== undefined && !options.wait)
                return (0,rollout_run/* startedResult */.tR)(run, plan.revisionBefore);
            const result = await (kind === 'deploymentconfig'
                ? rollOutDeploymentConfig(run, signal)
                : rollOutTemplate({ ...run, rules: RULES[kind] }, signal));
            if (run.delivery === undefined)
                return result;
            const { withDelivery } = await Promise.resolve(/* import() eager */).then(__webpack_require__.bind(__webpack_require__, 3077));
            return withDelivery(run, result, signal);
        },
        async waitUntilIdle(plan, options, signal) {
            if (plan.workload.kind !== 'deploymentconfig')
                return;
            await waitUntilIdle(context, plan, options, signal);
        },
        planRollback(plan, signal) {
            const { kind } = plan.workload;
            return kind === 'deploymentconfig'
                ? planDeploymentConfigRollback(context, plan, signal)
                : planTemplateRollback(context, RULES[kind], plan, signal);
        },
        listPods({ workload, revision }, signal) {
            return workload.kind === 'deploymentconfig'
                ? (0,deployment_config/* listDeploymentConfigPods */.ys)(context.api, workload, revision, signal)
                : listTemplatePods(context.api, RULES[workload.kind], workload, revision, signal);
        },
    };
}
function newRun(context, plan, targets, options) {
    const wanted = (0,container_choice/* wantedImages */.mo)(plan, targets);
    const delivery = plan.method === 'gitops'
        ? { owner: plan.managedBy, first: undefined, seen: undefined, isThere: false }
        : undefined;
    return {
        context,
        plan,
        wanted,
        targets,
        options,
        delivery,
        pods: undefined,
        troubles: [],
        said: undefined,
    };
}
/**
 * The same API, with identical concurrent requests merged. Only callers with the same signal share a response, because they
 * also abort together.
 */
function shareReads(api) {
    const running = new WeakMap();
    return {
        ...api,
        send(request, signal) {
            if (request.method !== 'GET')
                return api.send(request, signal);
            const reads = running.get(signal) ?? new Map();
            running.set(signal, reads);
            const key = request.path + (0,api_path/* formatQuery */.OJ)(request.query ?? {});
            const reading = reads.get(key) ?? api.send(request, signal).finally(() => reads.delete(key));
            reads.set(key, reading);
            return reading;
        },
    };
}


/***/ }),

/***/ 8598:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  uy: () => (/* binding */ chooseContainers),
  s: () => (/* binding */ imageNames),
  F5: () => (/* binding */ severalRevisions),
  OW: () => (/* binding */ usesTarget),
  mo: () => (/* binding */ wantedImages)
});

// EXTERNAL MODULE: ./src/openshift/containers/container-errors.js
var container_errors = __webpack_require__(4682);
// EXTERNAL MODULE: ./src/openshift/api/api.js + 1 modules
var api_api = __webpack_require__(9549);
// EXTERNAL MODULE: ./src/openshift/api/json-fields.js
var json_fields = __webpack_require__(9053);
// EXTERNAL MODULE: ./src/openshift/workloads/pod-template.js
var pod_template = __webpack_require__(27);
// EXTERNAL MODULE: ./src/openshift/api/api-path.js
var api_path = __webpack_require__(4877);
;// CONCATENATED MODULE: ./src/openshift/containers/image-recognition.js




const RESOLVE_NAMES = 'alpha.image.policy.openshift.io/resolve-names';
/** Streams are read only if a container references an image by digest alone or by the short name of a stream. */
async function recogniser(api, workload, object, targets, signal) {
    const containers = (0,pod_template/* templateContainers */.jw)(object);
    const isShort = ({ image }, { project, stream }) => workload.project === project && (0,pod_template/* repositoryOfImage */.j5)(image) === stream;
    const isNamed = ({ image }, target) => (0,pod_template/* repositoriesOf */.Ub)(target).has((0,pod_template/* canonicalRepository */.JA)((0,pod_template/* repositoryOfImage */.j5)(image)));
    const evidence = new Map();
    for (const target of targets) {
        const isAsked = containers.some((container) => isShort(container, target) ||
            (isNamed(container, target) && (0,pod_template/* tagOfImage */.Hy)(container.image) === undefined));
        if (isAsked)
            evidence.set(target, await readStreamEvidence(api, target, signal));
    }
    const resolvesNames = [object, (0,pod_template/* podTemplateOf */.D0)(object)].some((each) => (0,json_fields/* textAt */.$6)(each, 'metadata', 'annotations', RESOLVE_NAMES) === '*');
    const isOfRepository = (container, target) => isNamed(container, target) ||
        (isShort(container, target) && (resolvesNames || evidence.get(target)?.isLookedUpLocally === true));
    /** the tags a container is known to run; undefined: unknown */
    const tagsOf = ({ image }, target) => {
        const tag = (0,pod_template/* tagOfImage */.Hy)(image);
        if (tag !== undefined)
            return [tag];
        const held = evidence.get(target)?.holders.get((0,pod_template/* digestOfImage */.lk)(image) ?? '');
        return held === undefined ? undefined : [...held];
    };
    return {
        certain(container) {
            const digest = (0,pod_template/* digestOfImage */.lk)(container.image);
            const byTag = targets.filter((target) => isOfRepository(container, target) &&
                tagsOf(container, target)?.some((tag) => target.tags.includes(tag)) === true);
            if (byTag.length === 1 || ((0,pod_template/* tagOfImage */.Hy)(container.image) !== undefined && byTag.length > 0))
                return byTag[0];
            // several tags that move had this image: use the tag that has it now
            const now = byTag.filter((target) => target.tags.some((tag) => evidence.get(target)?.current.get(tag) === digest));
            if (now.length === 1)
                return now[0];
            return byTag.length > 1 ? undefined : targets.find((target) => target.digest === digest);
        },
        isLikely: (container, target) => isOfRepository(container, target) &&
            (tagsOf(container, target)?.some((tag) => target.tags.some((each) => isSameLine(tag, each))) ?? true),
        repositoryOwners: (container) => targets.filter((target) => isOfRepository(container, target)),
    };
}
/** `1.4.1` and `1.4.2`, `web-12` and `web-13`, `main-3f2a9c1` and `main-b07d44e` are releases of one image; `web` and `worker` are not. */
function isSameLine(one, other) {
    const shape = (tag) => tag.replace(/(?<![0-9a-z])(?=[a-f]*\d)[0-9a-f]{7,64}(?![0-9a-z])/g, '#').replace(/\d+(?:\.\d+)*/g, '#');
    return one === other || shape(one) === shape(other);
}
const NOTHING = { holders: new Map(), current: new Map(), isLookedUpLocally: false };
/** Reads the stream of a target; one that is missing or may not be read yields nothing. */
async function readStreamEvidence(api, { project, stream }, signal) {
    if (stream === undefined)
        return NOTHING;
    const path = (0,api_path/* namespacedPath */.Nh)('image.openshift.io/v1', project, 'imagestreams', stream);
    const reply = await api.send({ method: 'GET', path }, signal);
    if (!reply.ok && [403, 404].includes(reply.failure.status))
        return NOTHING;
    const object = (0,api_api/* requireOk */.M)(reply);
    const holders = new Map();
    const current = new Map();
    for (const entry of (0,json_fields/* objectsAt */.yR)(object, 'status', 'tags')) {
        const tag = (0,json_fields/* textAt */.$6)(entry, 'tag') ?? '';
        for (const digest of (0,json_fields/* objectsAt */.yR)(entry, 'items').map((item) => (0,json_fields/* textAt */.$6)(item, 'image') ?? '')) {
            holders.set(digest, (holders.get(digest) ?? new Set()).add(tag));
            if (!current.has(tag))
                current.set(tag, digest);
        }
    }
    return {
        holders,
        current,
        isLookedUpLocally: (0,json_fields/* valueAt */.fK)(object, 'spec', 'lookupPolicy', 'local') === true,
    };
}

// EXTERNAL MODULE: ./src/openshift/workloads/image-triggers.js
var image_triggers = __webpack_require__(8966);
// EXTERNAL MODULE: ./src/openshift/streams/image-stream-tags.js
var image_stream_tags = __webpack_require__(8530);
;// CONCATENATED MODULE: ./src/openshift/containers/container-choice.js





/**
 * How many revisions the promotion of these images starts, if more than one. Tags move one after the other, and a trigger sets the
 * image of its containers within milliseconds (capture 41e). What no trigger sets is set in one patch.
 */
function severalRevisions(object, { triggered, wanted }) {
    const changing = [...wanted].filter(([name, target]) => !(0,pod_template/* templateRuns */.Hz)(object, new Map([[name, target]])));
    const isTriggered = ([name]) => triggered.includes(name);
    const tags = new Set(changing.filter(isTriggered).map(([, { name }]) => name));
    const revisions = tags.size + (changing.every(isTriggered) ? 0 : 1);
    return revisions > 1 ? { revisions } : {};
}
/** By container: the target whose image it gets. */
function imageNames(wanted) {
    return Object.fromEntries([...wanted].map(([container, { name }]) => [container, name]));
}
/** The images of a plan, with the digests known so far. */
function wantedImages(plan, targets) {
    const wanted = new Map();
    for (const [container, name] of Object.entries(plan.images)) {
        const target = targets.find((each) => each.name === name);
        if (target !== undefined)
            wanted.set(container, target);
    }
    return wanted;
}
/**
 * A container belongs to a target if its image trigger follows one of the target's tags; otherwise if its image is in the
 * target's repository under the target's tag or digest. A container that the user named always belongs to it.
 * @throws PromoteError INPUT_INVALID when the containers are ambiguous, or when the only candidate
 * follows another tag of the same stream: an image set by hand would be reverted within milliseconds (captures
 * 41g\u201341i); ROLLOUT_FAILED when no container uses a target
 */
async function chooseContainers(api, workload, { object, triggers: written }, targets, signal) {
    const place = { side: api.side, host: api.host };
    const all = (0,pod_template/* templateContainers */.jw)(object);
    const unknown = (workload.containers ?? []).filter((name) => !all.some((each) => each.name === name));
    if (unknown.length > 0)
        throw (0,container_errors/* unknownContainers */.v7)(workload, unknown, all, place);
    const containers = all.filter(({ name }) => workload.containers?.includes(name) ?? true);
    const triggers = await resolveAliases(api, written, targets, signal);
    const images = await recogniser(api, workload, object, targets, signal);
    const { byTrigger, free, foreign } = sortByTrigger(containers, triggers, targets);
    const byImage = assignByImage(workload, free, targets, new Set(byTrigger.values()), images, place);
    const wanted = new Map([...byTrigger, ...byImage]);
    const missed = workload.containers === undefined ? wanted.size === 0 : foreign.length > 0;
    const [ours] = foreign.flatMap((trigger) => {
        const target = targets.find((each) => (0,image_triggers/* followsStream */.jN)(trigger, each));
        return target === undefined ? [] : [{ trigger, target }];
    });
    if (missed && ours !== undefined)
        throw (0,container_errors/* followsOther */.pY)(workload, ours.trigger, ours.target);
    if (wanted.size === 0)
        throw (0,container_errors/* noContainer */.ho)(workload, object, targets, place);
    const isAutomatic = ([name, target]) => triggers.some((each) => each.container === name && each.automatic && (0,image_triggers/* followsTarget */.is)(each, target));
    const names = (entries) => entries.map(([name]) => name);
    return {
        triggered: names([...byTrigger].filter(isAutomatic)),
        onRequest: names([...byTrigger].filter((entry) => !isAutomatic(entry))),
        byImage: [...byImage.keys()],
        wanted,
    };
}
/** True if a container uses the target for certain, or may by its digest: the plan decides. */
async function usesTarget(api, workload, { object, triggers: written }, target, signal) {
    const triggers = await resolveAliases(api, written, [target], signal);
    const images = await recogniser(api, workload, object, [target], signal);
    const { byTrigger, free } = sortByTrigger((0,pod_template/* templateContainers */.jw)(object), triggers, [target]);
    return (byTrigger.size > 0 ||
        free.some((container) => images.certain(container) !== undefined ||
            ((0,pod_template/* tagOfImage */.Hy)(container.image) === undefined && images.isLikely(container, target))));
}
/** A trigger alone decides about its container, unless it is paused and follows something else. */
function sortByTrigger(containers, triggers, targets) {
    const byTrigger = new Map();
    const free = [];
    const foreign = [];
    for (const container of containers) {
        const own = triggers.filter((trigger) => trigger.container === container.name);
        const target = targets.find((each) => own.some((trigger) => (0,image_triggers/* followsTarget */.is)(trigger, each)));
        const other = own.find(({ automatic }) => automatic);
        if (target !== undefined)
            byTrigger.set(container.name, target);
        else if (other === undefined)
            free.push(container);
        else
            foreign.push(other);
    }
    return { byTrigger, free, foreign };
}
/** A version may become a name such as `live`, and a name a version; two names, such as `web` and `worker`, are different images. */
function mayBecome(tag, { tags }) {
    return tag === undefined || [tag, ...tags].some((each) => /\d/.test(each));
}
/** Containers that no trigger sets. */
function assignByImage(workload, free, targets, triggered, images, place) {
    const wanted = new Map();
    for (const container of free) {
        const target = images.certain(container);
        if (target !== undefined)
            wanted.set(container.name, target);
    }
    const found = new Set([...triggered, ...wanted.values()]);
    const rest = free.filter(({ name }) => !wanted.has(name));
    for (const target of targets.filter((each) => !found.has(each))) {
        const likely = rest.filter((container) => images.isLikely(container, target));
        const isOneImage = new Set(likely.map(({ image }) => image)).size === 1;
        const isContended = targets.some((other) => other !== target && !found.has(other) && likely.some((each) => images.isLikely(each, other)));
        if (workload.containers === undefined && likely.length > 0 && (!isOneImage || isContended))
            throw (0,container_errors/* ambiguous */.zs)(workload, likely, target, place);
        if (isOneImage && !isContended)
            for (const { name } of likely)
                wanted.set(name, target);
    }
    if (workload.containers === undefined) {
        for (const target of targets.filter((each) => !found.has(each) && ![...wanted.values()].includes(each))) {
            // the only image of the repository in a named workload: no other can be meant
            const only = rest.filter((container) => {
                const [owner, ...others] = images.repositoryOwners(container);
                return !wanted.has(container.name) && owner === target && others.length === 0;
            });
            const isOneImage = new Set(only.map(({ image }) => image)).size === 1;
            if (isOneImage && only.every(({ image }) => mayBecome((0,pod_template/* tagOfImage */.Hy)(image), target)))
                for (const { name } of only)
                    wanted.set(name, target);
        }
        return wanted;
    }
    // a container the user named, whatever it runs now: with a single image the choice is unambiguous
    for (const container of rest.filter(({ name }) => !wanted.has(name))) {
        const [target, ...others] = targets.length === 1 ? targets : images.repositoryOwners(container);
        if (target === undefined || others.length > 0)
            throw (0,container_errors/* ambiguous */.zs)(workload, [container], targets[0], place);
        wanted.set(container.name, target);
    }
    return wanted;
}
/**
 * Triggers on an alias (`oc tag --alias`) of a tag that is moved, as triggers on that tag: they fire
 * alike. Looks up only tags of promoted streams that are not moved themselves.
 */
async function resolveAliases(api, triggers, targets, signal) {
    const resolved = [];
    for (const trigger of triggers) {
        const ofStream = targets.filter((target) => (0,image_triggers/* followsStream */.jN)(trigger, target));
        const isOther = ofStream.length > 0 && !ofStream.some((target) => (0,image_triggers/* followsTarget */.is)(trigger, target));
        const alias = isOther ? await (0,image_stream_tags/* followedTag */.Fr)(api, trigger, signal) : undefined;
        const isMoved = alias !== undefined && ofStream.some(({ tags }) => tags.includes(alias));
        resolved.push(isMoved ? { ...trigger, tag: alias } : trigger);
    }
    return resolved;
}


/***/ }),

/***/ 4682:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   ho: () => (/* binding */ noContainer),
/* harmony export */   pY: () => (/* binding */ followsOther),
/* harmony export */   v7: () => (/* binding */ unknownContainers),
/* harmony export */   zs: () => (/* binding */ ambiguous)
/* harmony export */ });
/* harmony import */ var _core_text_errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7206);
/* harmony import */ var _core_progress_text_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(5116);
/* harmony import */ var _workloads_pod_template_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(27);



function followsOther(workload, trigger, target) {
    const name = (0,_core_progress_text_js__WEBPACK_IMPORTED_MODULE_1__/* .workloadText */ .DE)(workload);
    const stream = `${trigger.project}/${trigger.stream}`;
    const [tag = 'TAG'] = target.tags;
    return new _core_text_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .PromoteError */ .jG({
        code: 'INPUT_INVALID',
        message: `container ${trigger.container} of ${name} in ${workload.project} follows ${stream}:${trigger.tag}, not ${stream}:${tag}, and its image trigger would set any other image back`,
        hint: `promote to the tag it follows, or let it follow the tag: oc set triggers ${name} --from-image=${stream}:${tag} -c ${trigger.container} -n ${workload.project}`,
    });
}
/** Thrown before any change, if no container is known to run the image. */
function noContainer(workload, object, targets, where) {
    const containers = (0,_workloads_pod_template_js__WEBPACK_IMPORTED_MODULE_2__/* .templateContainers */ .jw)(object);
    const example = containers[0]?.name ?? 'CONTAINER';
    const names = targets.map(({ name }) => name).join(', ');
    return new _core_text_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .PromoteError */ .jG({
        code: 'ROLLOUT_FAILED',
        message: `no container of ${(0,_core_progress_text_js__WEBPACK_IMPORTED_MODULE_1__/* .workloadText */ .DE)(workload)} in ${workload.project} uses ${names} (${runText(containers)})`,
        hint: nameIt(workload, example, targets[0]),
        where,
    });
}
/** Several containers are candidates. */
function ambiguous(workload, containers, target, where) {
    const example = containers[0]?.name ?? 'CONTAINER';
    return new _core_text_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .PromoteError */ .jG({
        code: 'INPUT_INVALID',
        message: `it is unclear which containers of ${(0,_core_progress_text_js__WEBPACK_IMPORTED_MODULE_1__/* .workloadText */ .DE)(workload)} in ${workload.project} ${target?.name ?? 'the images'} is for (${runText(containers)})`,
        hint: nameIt(workload, example, target),
        where,
    });
}
function unknownContainers(workload, names, containers, where) {
    return new _core_text_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .PromoteError */ .jG({
        code: 'INPUT_INVALID',
        message: `${(0,_core_progress_text_js__WEBPACK_IMPORTED_MODULE_1__/* .workloadText */ .DE)(workload)} in ${workload.project} has no container ${names.join(', ')}`,
        hint: `its containers are ${containers.map(({ name }) => name).join(', ')}`,
        where,
    });
}
function runText(containers) {
    return containers.map(({ name, image }) => `${name} runs ${(0,_workloads_pod_template_js__WEBPACK_IMPORTED_MODULE_2__/* .imagesText */ .WU)([image])}`).join(', ');
}
function nameIt(workload, container, target) {
    const name = (0,_core_progress_text_js__WEBPACK_IMPORTED_MODULE_1__/* .workloadText */ .DE)(workload);
    const [tag = 'TAG'] = target?.tags ?? [];
    const trigger = target?.stream === undefined
        ? ''
        : `; or let it follow the tag: oc set triggers ${name} --from-image=${target.project}/${target.stream}:${tag} -c ${container} -n ${workload.project}`;
    return `name the container in "rollout": ${name}[${container}]${trigger}`;
}


/***/ }),

/***/ 7258:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   createGitOpsControllers: () => (/* binding */ createGitOpsControllers)
/* harmony export */ });
/* unused harmony exports applicationStatus, kustomizationStatus, helmReleaseStatus */
/* harmony import */ var _core_ports_gitops_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(6536);
/* harmony import */ var _core_text_errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7206);
/* harmony import */ var _core_text_server_text_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(6844);
/* harmony import */ var _api_api_path_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(4877);
/* harmony import */ var _api_json_fields_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(9053);





const KINDS = {
    Application: {
        groupVersion: 'argoproj.io/v1alpha1',
        resource: 'applications',
        // of the default instance of OpenShift GitOps, and of Argo CD's own manifests
        namespaces: ['openshift-gitops', 'argocd'],
        read: applicationStatus,
    },
    Kustomization: {
        groupVersion: 'kustomize.toolkit.fluxcd.io/v1',
        resource: 'kustomizations',
        namespaces: ['flux-system'],
        read: kustomizationStatus,
    },
    HelmRelease: {
        groupVersion: 'helm.toolkit.fluxcd.io/v2',
        resource: 'helmreleases',
        namespaces: [],
        read: helmReleaseStatus,
    },
};
/** Reads what Argo CD and Flux say about the workloads of one cluster. */
function createGitOpsControllers(api) {
    return {
        async look(owner, project, signal) {
            const { kind, name, namespace } = owner;
            if (name === undefined)
                return `${owner.tool} does not say which ${kind} deploys it`;
            const { groupVersion, resource, namespaces, read } = KINDS[kind];
            const searched = namespace === undefined ? [...new Set([...namespaces, project])] : [namespace];
            let reason = '';
            for (const place of searched) {
                const path = (0,_api_api_path_js__WEBPACK_IMPORTED_MODULE_2__/* .namespacedPath */ .Nh)(groupVersion, place, resource, name);
                const reply = await ask(api, path, signal);
                if (reply?.ok === true)
                    return read(reply.body);
                // the reason of the place where it is most likely
                if (reason === '')
                    reason = reasonOf(reply, `${resource}.${groupVersion.split('/')[0] ?? ''}`, place);
            }
            return `its ${kind} ${name} cannot be read: ${reason}`;
        },
    };
}
async function ask(api, path, signal) {
    try {
        return await api.send({ method: 'GET', path }, signal);
    }
    catch (error) {
        if (!(error instanceof _core_text_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .PromoteError */ .jG) || signal.aborted)
            throw error;
        return undefined;
    }
}
function reasonOf(reply, resource, namespace) {
    if (reply === undefined || reply.ok)
        return 'the API does not answer';
    const { status, kind } = reply.failure;
    switch (status) {
        case 403:
            return `the account may not get ${resource} in ${namespace}`;
        case 404:
            return kind === ''
                ? 'this cluster does not have that kind: the controller may run in another cluster'
                : `it is not in ${namespace}`;
        default:
            return `the API answers ${status}`;
    }
}
const SKIP_RECONCILE = 'argocd.argoproj.io/skip-reconcile';
const MAX_TEXT = 300;
/** Reads an Application of `argoproj.io/v1alpha1` (Argo CD, manifests/crds/application-crd.yaml). */
function applicationStatus(application) {
    const [namespace, name] = [
        (0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_3__/* .textAt */ .$6)(application, 'metadata', 'namespace') ?? '',
        (0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_3__/* .textAt */ .$6)(application, 'metadata', 'name') ?? '',
    ];
    const sync = (0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_3__/* .textAt */ .$6)(application, 'status', 'sync', 'status') ?? 'not compared yet';
    const health = (0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_3__/* .textAt */ .$6)(application, 'status', 'health', 'status');
    const automated = (0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_3__/* .objectAt */ .lJ)(application, 'spec', 'syncPolicy')['automated'];
    const isAutomated = automated !== undefined && automated !== null && (0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_3__/* .valueAt */ .fK)(automated, 'enabled') !== false;
    const isSkipped = (0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_3__/* .textAt */ .$6)(application, 'metadata', 'annotations', SKIP_RECONCILE) === 'true';
    const operation = (0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_3__/* .objectAt */ .lJ)(application, 'status', 'operationState');
    return {
        ...{ namespace, name },
        state: clean([sync, health].filter((text) => text !== undefined).join(', ')),
        revision: (0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_3__/* .textAt */ .$6)(operation, 'syncResult', 'revision') ?? (0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_3__/* .textAt */ .$6)(application, 'status', 'sync', 'revision'),
        source: sourceOf(application),
        obstacles: [
            ...(isSkipped ? [skipped(namespace, name)] : []),
            ...(isAutomated || isSkipped ? [] : [manual(namespace, name)]),
            ...errorsOf(application, operation),
        ],
        reverts: revertsOf(application, isAutomated && !isSkipped && (0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_3__/* .valueAt */ .fK)(automated, 'selfHeal') === true),
    };
}
function skipped(namespace, name) {
    return {
        message: `its annotation ${SKIP_RECONCILE} keeps Argo CD from looking at it`,
        hint: `oc annotate applications.argoproj.io ${name} -n ${namespace} ${SKIP_RECONCILE}-`,
    };
}
function manual(namespace, name) {
    return {
        message: 'its automated sync is off, so somebody has to sync it',
        hint: `argocd app sync ${namespace}/${name}`,
    };
}
/** Errors of the last sync, of the comparison with git, and of the running workloads. */
function errorsOf(application, operation) {
    const phase = (0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_3__/* .textAt */ .$6)(operation, 'phase');
    const isFailed = phase === 'Failed' || phase === 'Error';
    const health = (0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_3__/* .objectAt */ .lJ)(application, 'status', 'health');
    return [
        ...(isFailed
            ? [`the last sync ended as ${phase}: ${(0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_3__/* .textAt */ .$6)(operation, 'message') ?? 'without a message'}`]
            : []),
        ...(0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_3__/* .objectsAt */ .yR)(application, 'status', 'conditions')
            .filter((condition) => (0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_3__/* .textAt */ .$6)(condition, 'type')?.endsWith('Error') === true)
            .map((condition) => `${(0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_3__/* .textAt */ .$6)(condition, 'type') ?? ''}: ${(0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_3__/* .textAt */ .$6)(condition, 'message') ?? ''}`),
        ...((0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_3__/* .textAt */ .$6)(health, 'status') === 'Degraded'
            ? [
                `its health is Degraded${(0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_3__/* .textAt */ .$6)(health, 'message') === undefined ? '' : `: ${(0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_3__/* .textAt */ .$6)(health, 'message') ?? ''}`}`,
            ]
            : []),
    ].map((message) => ({ message: clean(message) }));
}
/** Differences may be left alone, and which ones is a language of its own: then nothing is claimed. */
function revertsOf(application, isHealing) {
    if (!isHealing)
        return false;
    return (0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_3__/* .objectsAt */ .yR)(application, 'spec', 'ignoreDifferences').length > 0 ? undefined : true;
}
/** Of the first source with a path, as an Application may have several. */
function sourceOf(application) {
    const sources = [(0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_3__/* .objectAt */ .lJ)(application, 'spec', 'source'), ...(0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_3__/* .objectsAt */ .yR)(application, 'spec', 'sources')];
    const source = sources.find((each) => (0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_3__/* .textAt */ .$6)(each, 'path') !== undefined) ??
        sources.find((each) => (0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_3__/* .textAt */ .$6)(each, 'repoURL') !== undefined);
    const url = (0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_3__/* .textAt */ .$6)(source, 'repoURL');
    if (url === undefined)
        return undefined;
    const rest = [(0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_3__/* .textAt */ .$6)(source, 'targetRevision') ?? 'HEAD', (0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_3__/* .textAt */ .$6)(source, 'path')];
    return clean([(0,_core_ports_gitops_js__WEBPACK_IMPORTED_MODULE_4__/* .publicGitUrl */ .fn)(url), ...rest.filter((text) => text !== undefined)].join(' '));
}
function clean(text) {
    return (0,_core_text_server_text_js__WEBPACK_IMPORTED_MODULE_1__/* .cleanServerText */ .C)(text, MAX_TEXT);
}
/**
 * Reads a Kustomization of `kustomize.toolkit.fluxcd.io/v1`. Every interval, Flux takes back what others changed in its objects
 * (fluxcd.io/flux/components/kustomize/kustomizations, "Working with Kustomizations").
 */
function kustomizationStatus(kustomization) {
    const path = (0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_3__/* .textAt */ .$6)(kustomization, 'spec', 'path');
    const source = ['kind', 'name']
        .map((key) => (0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_3__/* .textAt */ .$6)(kustomization, 'spec', 'sourceRef', key) ?? '')
        .join(' ');
    return {
        ...commonStatus(kustomization, 'kustomization'),
        revision: (0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_3__/* .textAt */ .$6)(kustomization, 'status', 'lastAppliedRevision'),
        source: (0,_core_text_server_text_js__WEBPACK_IMPORTED_MODULE_1__/* .cleanServerText */ .C)([source, path].filter((text) => text !== undefined).join(' '), MAX_TEXT),
        reverts: !isSuspended(kustomization),
    };
}
/**
 * Reads a HelmRelease of `helm.toolkit.fluxcd.io/v2`. It takes changes back only with drift detection
 * (fluxcd.io/flux/components/helm/helmreleases, "Drift detection"), for which single fields may be ignored.
 */
function helmReleaseStatus(release) {
    const detects = (0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_3__/* .textAt */ .$6)(release, 'spec', 'driftDetection', 'mode') === 'enabled' && !isSuspended(release);
    const ignores = (0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_3__/* .objectsAt */ .yR)(release, 'spec', 'driftDetection', 'ignore').length > 0;
    return {
        ...commonStatus(release, 'helmrelease'),
        revision: (0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_3__/* .textAt */ .$6)((0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_3__/* .objectsAt */ .yR)(release, 'status', 'history')[0], 'chartVersion'),
        reverts: detects && ignores ? undefined : detects,
    };
}
function commonStatus(object, command) {
    const [namespace, name] = [
        (0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_3__/* .textAt */ .$6)(object, 'metadata', 'namespace') ?? '',
        (0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_3__/* .textAt */ .$6)(object, 'metadata', 'name') ?? '',
    ];
    const ready = (0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_3__/* .objectsAt */ .yR)(object, 'status', 'conditions').find((each) => (0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_3__/* .textAt */ .$6)(each, 'type') === 'Ready');
    const status = (0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_3__/* .textAt */ .$6)(ready, 'status');
    const reason = (0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_3__/* .textAt */ .$6)(ready, 'reason');
    const state = status === 'True' ? 'Ready' : status === 'False' ? 'not Ready' : 'reconciling';
    const suspended = {
        message: 'it is suspended',
        hint: `flux resume ${command} ${name} -n ${namespace}`,
    };
    return {
        ...{ namespace, name },
        state: (0,_core_text_server_text_js__WEBPACK_IMPORTED_MODULE_1__/* .cleanServerText */ .C)(reason === undefined ? state : `${state} (${reason})`, MAX_TEXT),
        obstacles: [
            ...(isSuspended(object) ? [suspended] : []),
            ...(status === 'False'
                ? [
                    {
                        message: (0,_core_text_server_text_js__WEBPACK_IMPORTED_MODULE_1__/* .cleanServerText */ .C)(`${reason ?? 'not Ready'}: ${(0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_3__/* .textAt */ .$6)(ready, 'message') ?? ''}`, MAX_TEXT),
                    },
                ]
                : []),
        ],
    };
}
function isSuspended(object) {
    return (0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_3__/* .valueAt */ .fK)(object, 'spec', 'suspend') === true;
}


/***/ }),

/***/ 6940:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   G: () => (/* binding */ gitOpsOwner)
/* harmony export */ });
/* harmony import */ var _core_text_server_text_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(6844);
/* harmony import */ var _api_json_fields_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(9053);


/** argo-cd.readthedocs.io/en/stable/user-guide/resource_tracking: `APPLICATION:GROUP/KIND:NAMESPACE/NAME`. */
const TRACKING_ID = 'argocd.argoproj.io/tracking-id';
const INSTANCE = 'app.kubernetes.io/instance';
/** fluxcd.io/flux/components/kustomize/kustomizations: kept out of reconciliation, or applied only once. */
const RECONCILE = 'kustomize.toolkit.fluxcd.io/reconcile';
const APPLY_POLICY = 'kustomize.toolkit.fluxcd.io/ssa';
const FLUX = [
    { kind: 'HelmRelease', group: 'helm.toolkit.fluxcd.io' },
    { kind: 'Kustomization', group: 'kustomize.toolkit.fluxcd.io' },
];
/** Names under which the controllers write, in `metadata.managedFields`. */
const MANAGERS = {
    'argocd-controller': { tool: 'Argo CD', kind: 'Application' },
    'argocd-application-controller': { tool: 'Argo CD', kind: 'Application' },
    'kustomize-controller': { tool: 'Flux', kind: 'Kustomization' },
    'helm-controller': { tool: 'Flux', kind: 'HelmRelease' },
};
/**
 * The owner that a workload shows by annotation, label or field manager; undefined if it shows none. The label
 * `app.kubernetes.io/instance` alone says nothing, as every Helm chart sets it.
 */
function gitOpsOwner(object) {
    const labels = (0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_1__/* .textMapAt */ .Pf)(object, 'metadata', 'labels');
    const annotations = (0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_1__/* .textMapAt */ .Pf)(object, 'metadata', 'annotations');
    const tracked = trackedBy(object, annotations[TRACKING_ID]);
    if (tracked !== undefined)
        return tracked;
    const exempt = { ...labels, ...annotations };
    const isExempt = exempt[RECONCILE]?.toLowerCase() === 'disabled' ||
        ['ignore', 'ifnotpresent'].includes(exempt[APPLY_POLICY]?.toLowerCase() ?? '');
    for (const { kind, group } of FLUX) {
        const [name, namespace] = [labels[`${group}/name`], labels[`${group}/namespace`]];
        if (name === undefined || (kind === 'Kustomization' && isExempt))
            continue;
        return {
            tool: 'Flux',
            kind,
            namespace: clean(namespace),
            name: clean(name),
            evidence: `label ${group}/name`,
        };
    }
    const manager = (0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_1__/* .objectsAt */ .yR)(object, 'metadata', 'managedFields')
        .filter((entry) => (0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_1__/* .textAt */ .$6)(entry, 'subresource') === undefined)
        .map((entry) => (0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_1__/* .textAt */ .$6)(entry, 'manager') ?? '')
        .find((name) => Object.hasOwn(MANAGERS, name));
    const found = manager === undefined ? undefined : MANAGERS[manager];
    if (manager === undefined || found === undefined || (found.kind === 'Kustomization' && isExempt))
        return undefined;
    // Argo CD before 3.0 tracks by label unless it is configured otherwise
    const name = found.tool === 'Argo CD' ? clean(labels[INSTANCE]) : undefined;
    const more = name === undefined ? {} : qualified(name);
    return { ...found, ...more, evidence: `field manager ${manager}` };
}
/** An id of another object was copied with its annotations, and Argo CD ignores it as well. */
function trackedBy(object, id) {
    const [application = '', type, place] = id?.split(':') ?? [];
    const isOwn = type?.split('/').at(-1) === (0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_1__/* .textAt */ .$6)(object, 'kind') &&
        place?.split('/').at(-1) === (0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_1__/* .textAt */ .$6)(object, 'metadata', 'name');
    if (application === '' || !isOwn)
        return undefined;
    return {
        ...{ tool: 'Argo CD', kind: 'Application' },
        ...qualified((0,_core_text_server_text_js__WEBPACK_IMPORTED_MODULE_0__/* .cleanServerText */ .C)(application, 253)),
        evidence: `annotation ${TRACKING_ID}`,
    };
}
/** `team_shop` is the Application `shop` of namespace `team`; without a namespace it is in that of Argo CD. */
function qualified(name) {
    const at = name.indexOf('_');
    return at < 0 ? { name } : { namespace: name.slice(0, at), name: name.slice(at + 1) };
}
function clean(text) {
    return text === undefined ? undefined : (0,_core_text_server_text_js__WEBPACK_IMPORTED_MODULE_0__/* .cleanServerText */ .C)(text, 253);
}


/***/ }),

/***/ 4534:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

// ESM COMPAT FLAG
__webpack_require__.r(__webpack_exports__);

// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  explainImport: () => (/* binding */ explainImport),
  probeImport: () => (/* binding */ probeImport),
  runImport: () => (/* binding */ runImport)
});

// EXTERNAL MODULE: ./src/core/image/digest.js
var image_digest = __webpack_require__(2391);
// EXTERNAL MODULE: ./src/core/text/errors.js
var errors = __webpack_require__(7206);
// EXTERNAL MODULE: ./src/openshift/api/api.js + 1 modules
var api_api = __webpack_require__(9549);
// EXTERNAL MODULE: ./src/openshift/api/api-path.js
var api_path = __webpack_require__(4877);
// EXTERNAL MODULE: ./src/openshift/api/json-fields.js
var json_fields = __webpack_require__(9053);
;// CONCATENATED MODULE: ./src/openshift/imports/import-tags.js



const GROUP_VERSION = 'image.openshift.io/v1';
/** Reads all tags of the request at once. @returns undefined if the account may not read the stream */
async function readSpecTags(api, { project, stream, tags }, signal) {
    const path = (0,api_path/* namespacedPath */.Nh)(GROUP_VERSION, project, 'imagestreams', stream);
    const reply = await api.send({ method: 'GET', path }, signal);
    if (!reply.ok && reply.failure.status === 403)
        return undefined;
    const object = !reply.ok && reply.failure.status === 404 ? {} : (0,api_api/* requireOk */.M)(reply);
    const specs = (0,json_fields/* objectsAt */.yR)(object, 'spec', 'tags');
    const statuses = (0,json_fields/* objectsAt */.yR)(object, 'status', 'tags');
    const before = tags.map((tag) => {
        const status = statuses.find((each) => (0,json_fields/* textAt */.$6)(each, 'tag') === tag);
        return {
            tag,
            spec: specs.find((each) => (0,json_fields/* textAt */.$6)(each, 'name') === tag),
            image: (0,json_fields/* textAt */.$6)((0,json_fields/* objectsAt */.yR)(status, 'items')[0], 'image'),
        };
    });
    return { version: (0,json_fields/* textAt */.$6)(object, 'metadata', 'resourceVersion'), tags: before };
}
/**
 * Undoes what a failed import wrote: the source of the tag, which the cluster would keep retrying. A tag that was only pushed
 * to is pinned to its image, as removing its `spec` would delete its history; a new tag is deleted.
 */
async function restoreTags(api, { project, stream }, before, signal) {
    for (const each of before ?? []) {
        const path = tagPath(project, stream, each.tag);
        const old = specBefore(each, stream);
        const reply = old === undefined
            ? await api.send({ method: 'DELETE', path }, signal)
            : await api.send({ method: 'PUT', path, body: tagBody(project, stream, each.tag, old) }, signal);
        if (reply.ok || reply.failure.status === 404)
            continue;
        (0,api_api/* requireOk */.M)(reply);
    }
}
/**
 * The spec that restores the tag. A source is restored only if it cannot bring in another image than before:
 * the tag may have been pushed to since its source was resolved (openshift-api.md \u00a73.5).
 */
function specBefore({ tag, spec, image }, stream) {
    if (image === undefined)
        return spec;
    const isOutside = (0,json_fields/* textAt */.$6)(spec, 'from', 'kind') === 'DockerImage';
    const isFollowing = (0,json_fields/* valueAt */.fK)(spec, 'importPolicy', 'scheduled') === true;
    if (isOutside && (isFollowing || (0,json_fields/* textAt */.$6)(spec, 'from', 'name')?.endsWith(`@${image}`) === true))
        return spec;
    const kept = spec === undefined ? {} : { referencePolicy: (0,json_fields/* objectAt */.lJ)(spec, 'referencePolicy') };
    const from = { kind: 'ImageStreamImage', name: `${stream}@${image}` };
    return { name: tag, annotations: (0,json_fields/* objectAt */.lJ)(spec, 'annotations'), from, ...kept };
}
/** An import keeps the reference policy of an existing tag (openshift-api.md \u00a73.7), so it is written to the tag itself. */
async function settlePolicies(api, { project, stream, referencePolicy }, before, signal) {
    const wanted = referencePolicy === 'local' ? 'Local' : 'Source';
    for (const { tag, spec } of before ?? []) {
        const current = (0,json_fields/* textAt */.$6)(spec, 'referencePolicy', 'type');
        if (current === undefined || current === wanted)
            continue;
        const path = tagPath(project, stream, tag);
        const found = (0,api_api/* requireOk */.M)(await api.send({ method: 'GET', path }, signal));
        const next = { ...(0,json_fields/* objectAt */.lJ)(found, 'tag'), referencePolicy: { type: wanted } };
        (0,api_api/* requireOk */.M)(await api.send({ method: 'PUT', path, body: tagBody(project, stream, tag, next) }, signal));
    }
}
/** Annotations of the tag are those of the object: omitting them would delete them (openshift-api.md \u00a73.5). */
function tagBody(project, stream, tag, spec) {
    return {
        kind: 'ImageStreamTag',
        apiVersion: GROUP_VERSION,
        metadata: {
            name: `${stream}:${tag}`,
            namespace: project,
            annotations: (0,json_fields/* objectAt */.lJ)(spec, 'annotations'),
        },
        // the server sets the generation
        tag: { ...spec, generation: null },
    };
}
function tagPath(project, stream, tag) {
    return (0,api_path/* namespacedPath */.Nh)(GROUP_VERSION, project, 'imagestreamtags', `${stream}:${tag}`);
}

// EXTERNAL MODULE: ./src/core/text/server-text.js
var server_text = __webpack_require__(6844);
;// CONCATENATED MODULE: ./src/openshift/imports/imports.js







const imports_GROUP_VERSION = 'image.openshift.io/v1';
// The retries of `oc tag` (client-go retry.DefaultRetry, openshift-api.md \u00a711).
const MAX_CONFLICTS = 5;
/** Resolves an image on the cluster: `import: false` stores nothing (openshift-api.md \u00a73.7, capture 06b). */
async function probeImport(api, request, signal) {
    const [first] = request.tags;
    const one = { ...request, tags: first === undefined ? [] : [first] };
    const [result] = readImported(await send(api, one, { isStored: false }, signal));
    if (result === undefined)
        throw unanswered(api, request);
    if (isRefused(result.status)) {
        const error = explainImport(api, request.from, request.project, result.status);
        return { kind: 'refused', error };
    }
    return { kind: 'found', digest: digestOf(api, request, result) };
}
/**
 * Imports an image into tags of a stream, which is created if it is missing. A 201 does not mean success: each image has its
 * own status, and a failed one leaves a tag that the cluster retries later; such tags are restored.
 * @param expected for each tag, the images one of which it must be right before; undefined: absent
 */
async function runImport(api, request, expected, signal) {
    for (let conflicts = 0;; conflicts += 1) {
        const before = await readSpecTags(api, request, signal);
        const others = before?.tags.filter(({ image }, index) => expected[index]?.some((one) => one === image) === false);
        if (others !== undefined && others.length > 0) {
            return others.map(({ tag, image }) => ({
                tag,
                isWritten: false,
                digest: (0,image_digest/* isDigest */.Bc)(image) ? image : undefined,
            }));
        }
        const reply = await send(api, request, { isStored: true, version: before?.version }, signal);
        // something wrote to the stream since: read it again
        if (!reply.ok && reply.failure.status === 409 && conflicts < MAX_CONFLICTS)
            continue;
        return settleImport(api, request, before?.tags, readImported(reply), signal);
    }
}
async function settleImport(api, request, before, results, signal) {
    const failed = results.find(({ status }) => (0,json_fields/* textAt */.$6)(status, 'status') !== 'Success');
    if (failed !== undefined) {
        await restoreTags(api, request, before, signal);
        throw explainImport(api, request.from, request.project, failed.status);
    }
    if (results.length !== request.tags.length)
        throw unanswered(api, request);
    await settlePolicies(api, request, before, signal);
    return request.tags.map((tag, index) => {
        const result = results[index];
        if (result === undefined)
            throw unanswered(api, request);
        return { tag, isWritten: true, digest: digestOf(api, request, result) };
    });
}
/** @param version of the stream: the API refuses the import if it has changed meanwhile (openshift-api.md \u00a73.7) */
function send(api, request, { isStored, version }, signal) {
    const { project, stream } = request;
    const path = (0,api_path/* namespacedPath */.Nh)(imports_GROUP_VERSION, project, 'imagestreamimports');
    const condition = version === undefined ? {} : { resourceVersion: version };
    const body = {
        kind: 'ImageStreamImport',
        apiVersion: imports_GROUP_VERSION,
        metadata: { name: stream, namespace: project, ...condition },
        spec: { import: isStored, images: request.tags.map((tag) => imageOf(request, tag)) },
    };
    // the import is idempotent
    return api.send({ method: 'POST', path, body, retry: 'repeatable' }, signal);
}
function readImported(reply) {
    return (0,json_fields/* objectsAt */.yR)((0,api_api/* requireOk */.M)(reply), 'status', 'images').map((image) => ({
        status: (0,json_fields/* objectAt */.lJ)(image, 'status'),
        digest: (0,json_fields/* textAt */.$6)(image, 'image', 'metadata', 'name'),
    }));
}
function imageOf(request, tag) {
    return {
        from: { kind: 'DockerImage', name: request.from },
        to: { name: tag },
        importPolicy: importPolicy(request),
        referencePolicy: { type: request.referencePolicy === 'local' ? 'Local' : 'Source' },
    };
}
/** Without an import mode some clusters store one platform of an index, under another digest (openshift-api.md \u00a73.7). */
function importPolicy({ insecure, scheduled }) {
    return {
        ...(insecure ? { insecure } : {}),
        ...(scheduled ? { scheduled } : {}),
        importMode: 'PreserveOriginal',
    };
}
function digestOf(api, request, { status, digest }) {
    if ((0,json_fields/* textAt */.$6)(status, 'status') !== 'Success') {
        throw explainImport(api, request.from, request.project, status);
    }
    if ((0,image_digest/* isDigest */.Bc)(digest))
        return digest;
    throw unanswered(api, request);
}
function unanswered(api, { from }) {
    return new errors/* PromoteError */.jG({
        code: 'PROTOCOL_VIOLATION',
        message: `${api.host} answered the import of ${from} without saying which image it is`,
        where: { side: api.side, host: api.host },
    });
}
/** Whether the source registry rejected the credentials: 401 (openshift-api.md \u00a73.7, capture 23a). */
function isRefused(status) {
    return (0,json_fields/* numberAt */.tk)(status, 'code') === 401 || (0,json_fields/* textAt */.$6)(status, 'reason') === 'Unauthorized';
}
/**
 * Explains why one image of an ImageStreamImport failed; the request itself returns 201 regardless (openshift-api.md
 * \u00a73.7; captures 06c\u201306f, 06w, 23a).
 * @param status the `status` of the image, a Status object
 */
function explainImport(api, from, project, status) {
    const message = (0,server_text/* cleanServerText */.C)((0,json_fields/* textAt */.$6)(status, 'message') ?? 'no explanation');
    const code = (0,json_fields/* numberAt */.tk)(status, 'code');
    return new errors/* PromoteError */.jG({
        ...meaningOf(api, from, project, status, message),
        where: { side: api.side, host: api.host, repository: repositoryOf(from), status: code },
    });
}
function meaningOf(api, from, project, status, message) {
    const host = hostOf(from);
    const cluster = `the cluster ${api.host}`;
    if (isRefused(status)) {
        return {
            code: 'ACCESS_DENIED',
            message: `${cluster} may not pull ${from}: project ${project} has no pull secret for ${host} that is good for it`,
            hint: `make one: oc create secret docker-registry NAME --docker-server=${host} --docker-username=USER --docker-password=TOKEN -n ${project}; or set "source-token" or "source-registry-password", and this run makes it`,
        };
    }
    const reason = (0,json_fields/* textAt */.$6)(status, 'reason');
    if (reason === 'NotFound') {
        return {
            code: 'IMAGE_NOT_FOUND',
            message: `${cluster} does not find ${from}: ${message}`,
            hint: `look from a machine that reaches the registry as the cluster does: oc image info ${from}`,
        };
    }
    if (reason === 'Forbidden') {
        return {
            code: 'ACCESS_DENIED',
            message: `${cluster} does not import from ${host}: ${message}`,
            hint: 'a cluster administrator allows it: registrySources of image.config.openshift.io/cluster',
        };
    }
    return explainTransfer(cluster, from, host, message);
}
/** Errors between the cluster and the registry arrive as one sentence written by Go (captures 06c, 06f, 06w). */
function explainTransfer(cluster, from, host, message) {
    if (/x509|failed to verify certificate|tls: /.test(message)) {
        return {
            code: 'TLS_FAILED',
            message: `${cluster} does not trust the certificate of ${host}: ${message}`,
            hint: `a cluster administrator adds its authority (the key is the host, with ".." for ":"): oc create configmap registry-cas -n openshift-config --from-file=${host.replace(':', '..')}=ca.crt, then oc patch image.config.openshift.io/cluster --type merge -p '{"spec":{"additionalTrustedCA":{"name":"registry-cas"}}}'`,
        };
    }
    if (message.includes('server gave HTTP response to HTTPS client')) {
        return {
            code: 'TLS_FAILED',
            message: `${host} speaks plain HTTP, but ${cluster} requires TLS: ${message}`,
            hint: 'set "import-insecure" to true if the network to this registry is trusted',
        };
    }
    if (/toomanyrequests|429/i.test(message)) {
        return {
            code: 'RATE_LIMITED',
            message: `${host} limits the request rate of ${cluster}: ${message}`,
            hint: 'try again later, or give the project a pull secret of a registry account with a higher limit',
        };
    }
    return {
        code: 'CONNECTION_FAILED',
        message: `${cluster} cannot pull ${from}: ${message}`,
        hint: `the cluster itself, not the runner, must reach ${host}; if only the runner does, set "strategy" to "copy"`,
    };
}
function repositoryOf(from) {
    const path = from.slice(from.indexOf('/') + 1);
    return path.replace(/[@:].*$/, '');
}
function hostOf(from) {
    return from.slice(0, from.indexOf('/'));
}


/***/ }),

/***/ 1480:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   bodyOf: () => (/* binding */ bodyOf),
/* harmony export */   isPulledFrom: () => (/* binding */ isPulledFrom),
/* harmony export */   listPullHosts: () => (/* binding */ listPullHosts),
/* harmony export */   lookAtPullSecret: () => (/* binding */ lookAtPullSecret),
/* harmony export */   removeSecret: () => (/* binding */ removeSecret),
/* harmony export */   writePullSecret: () => (/* binding */ writePullSecret)
/* harmony export */ });
/* harmony import */ var _core_text_errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7206);
/* harmony import */ var _core_text_strict_json_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(1691);
/* harmony import */ var _api_api_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(9549);
/* harmony import */ var _api_api_path_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(4877);
/* harmony import */ var _api_failure_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(8039);
/* harmony import */ var _api_json_fields_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(9053);






const TYPE = 'kubernetes.io/dockerconfigjson';
const KEY = '.dockerconfigjson';
const OWNER_LABEL = 'app.kubernetes.io/managed-by';
const OWNER = 'openshift-promote';
/** The object that currently has the name of a pull secret. */
async function lookAtPullSecret(api, secret, signal) {
    const found = await read(api, secret, signal);
    if (found === 'forbidden')
        return 'unknown';
    return found === undefined ? 'absent' : stateOf(found, secret);
}
function stateOf(found, secret) {
    if ((0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_5__/* .textAt */ .$6)(found, 'metadata', 'labels', OWNER_LABEL) !== OWNER)
        return 'foreign';
    return (0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_5__/* .textAt */ .$6)(found, 'data', KEY) === encode(secret) ? 'current' : 'outdated';
}
/** Creates a pull secret or updates one that this action manages (openshift-api.md \u00a78). The change can be undone. */
async function writePullSecret(api, secret, signal) {
    const { project, name } = secret;
    const found = await read(api, secret, signal);
    if (found === undefined || found === 'forbidden') {
        const path = (0,_api_api_path_js__WEBPACK_IMPORTED_MODULE_3__/* .namespacedPath */ .Nh)('v1', project, 'secrets');
        (0,_api_api_js__WEBPACK_IMPORTED_MODULE_2__/* .requireOk */ .M)(await api.send({ method: 'POST', path, body: bodyOf(secret) }, signal));
        return { undo: (later) => removeSecret(api, project, name, later) };
    }
    const state = stateOf(found, secret);
    if (state === 'current')
        return { undo: () => Promise.resolve() };
    if (state === 'foreign') {
        throw new _core_text_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .PromoteError */ .jG({
            code: 'TAG_CONFLICT',
            message: `secret ${name} of project ${project} is not one of ours and stays as it is`,
            hint: `label it ${OWNER_LABEL}=${OWNER} to hand it over, or rename it`,
            where: { side: api.side, host: api.host },
        });
    }
    const path = (0,_api_api_path_js__WEBPACK_IMPORTED_MODULE_3__/* .namespacedPath */ .Nh)('v1', project, 'secrets', name);
    const body = { ...found, data: { [KEY]: encode(secret) } };
    (0,_api_api_js__WEBPACK_IMPORTED_MODULE_2__/* .requireOk */ .M)(await api.send({ method: 'PUT', path, body }, signal));
    return { undo: (later) => putBack(api, path, found, later) };
}
/** Without its resourceVersion: restores the secret whatever its current state. */
async function putBack(api, path, old, signal) {
    const metadata = { ...(0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_5__/* .objectAt */ .lJ)(old, 'metadata'), resourceVersion: '' };
    const reply = await api.send({ method: 'PUT', path, body: { ...old, metadata } }, signal);
    if (reply.ok || reply.failure.status === 404)
        return;
    (0,_api_api_js__WEBPACK_IMPORTED_MODULE_2__/* .requireOk */ .M)(reply);
}
async function removeSecret(api, project, name, signal) {
    const path = (0,_api_api_path_js__WEBPACK_IMPORTED_MODULE_3__/* .namespacedPath */ .Nh)('v1', project, 'secrets', name);
    const reply = await api.send({ method: 'DELETE', path }, signal);
    if (reply.ok || reply.failure.status === 404)
        return;
    (0,_api_api_js__WEBPACK_IMPORTED_MODULE_2__/* .requireOk */ .M)(reply);
}
/** A new pull secret. OpenShift registries accept any user name with a token, except one with a colon (openshift-api.md \u00a710.1). */
function bodyOf(secret) {
    return {
        kind: 'Secret',
        apiVersion: 'v1',
        metadata: { name: secret.name, namespace: secret.project, labels: { [OWNER_LABEL]: OWNER } },
        type: TYPE,
        data: { [KEY]: encode(secret) },
    };
}
function encode({ host, username, password }) {
    const auth = Buffer.from(`${username}:${password}`).toString('base64');
    const config = { auths: { [host]: { username, password, auth } } };
    return Buffer.from(JSON.stringify(config)).toString('base64');
}
/** The registries in the pull secrets of a project; undefined: they may not be listed. */
async function listPullHosts(api, project, signal) {
    const path = (0,_api_api_path_js__WEBPACK_IMPORTED_MODULE_3__/* .namespacedPath */ .Nh)('v1', project, 'secrets');
    const reply = await api.send({ method: 'GET', path, query: { fieldSelector: `type=${TYPE}` } }, signal);
    if (!reply.ok)
        return undefined;
    const hosts = (0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_5__/* .objectsAt */ .yR)(reply.body, 'items').flatMap((secret) => {
        const text = Buffer.from((0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_5__/* .textAt */ .$6)(secret, 'data', KEY) ?? '', 'base64').toString('utf8');
        const auths = (0,_api_failure_js__WEBPACK_IMPORTED_MODULE_4__/* .parseObject */ .lj)(text)?.['auths'];
        return (0,_core_text_strict_json_js__WEBPACK_IMPORTED_MODULE_1__/* .isJsonObject */ .OW)(auths) ? Object.keys(auths) : [];
    });
    return [...new Set(hosts)].sort();
}
/** Whether a tag of the project references the registry, so that the cluster keeps pulling from it. */
async function isPulledFrom(api, project, host, signal) {
    const path = (0,_api_api_path_js__WEBPACK_IMPORTED_MODULE_3__/* .namespacedPath */ .Nh)('image.openshift.io/v1', project, 'imagestreams');
    const streams = (0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_5__/* .objectsAt */ .yR)((0,_api_api_js__WEBPACK_IMPORTED_MODULE_2__/* .requireOk */ .M)(await api.send({ method: 'GET', path }, signal)), 'items');
    const references = streams.flatMap((stream) => [
        ...(0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_5__/* .objectsAt */ .yR)(stream, 'spec', 'tags').map((tag) => (0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_5__/* .textAt */ .$6)(tag, 'from', 'name')),
        ...(0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_5__/* .objectsAt */ .yR)(stream, 'status', 'tags').flatMap((tag) => (0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_5__/* .objectsAt */ .yR)(tag, 'items').map((item) => (0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_5__/* .textAt */ .$6)(item, 'dockerImageReference'))),
    ]);
    return references.some((reference) => reference?.startsWith(`${host}/`));
}
async function read(api, { project, name }, signal) {
    const path = (0,_api_api_path_js__WEBPACK_IMPORTED_MODULE_3__/* .namespacedPath */ .Nh)('v1', project, 'secrets', name);
    const reply = await api.send({ method: 'GET', path }, signal);
    if (!reply.ok && reply.failure.status === 404)
        return undefined;
    if (!reply.ok && reply.failure.status === 403)
        return 'forbidden';
    return (0,_api_api_js__WEBPACK_IMPORTED_MODULE_2__/* .requireOk */ .M)(reply);
}


/***/ }),

/***/ 1010:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   findFollowers: () => (/* binding */ findFollowers),
/* harmony export */   findWorkloads: () => (/* binding */ findWorkloads),
/* harmony export */   listPinned: () => (/* binding */ listPinned)
/* harmony export */ });
/* harmony import */ var _core_ports_workload_kinds_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(2647);
/* harmony import */ var _api_api_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(9549);
/* harmony import */ var _rollouts_deployment_status_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(2777);
/* harmony import */ var _streams_image_stream_tags_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(8530);
/* harmony import */ var _workloads_image_triggers_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(8966);
/* harmony import */ var _workloads_pod_template_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(27);
/* harmony import */ var _api_json_fields_js__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(9053);
/* harmony import */ var _api_look_up_js__WEBPACK_IMPORTED_MODULE_7__ = __webpack_require__(1074);
/* harmony import */ var _rollouts_deployment_configs_deployment_config_js__WEBPACK_IMPORTED_MODULE_8__ = __webpack_require__(4403);
/* harmony import */ var _containers_container_choice_js__WEBPACK_IMPORTED_MODULE_9__ = __webpack_require__(8598);
/* harmony import */ var _api_api_path_js__WEBPACK_IMPORTED_MODULE_10__ = __webpack_require__(4877);











/**
 * The workloads of a project whose image one of the tags sets (openshift-api.md \u00a74.5), by name. Each kind is listed only once,
 * however many streams there are.
 */
async function findFollowers(api, project, moved, signal) {
    const found = await Promise.all(_core_ports_workload_kinds_js__WEBPACK_IMPORTED_MODULE_0__/* .WORKLOAD_KINDS */ .i6.map(async (kind) => {
        const path = (0,_api_api_path_js__WEBPACK_IMPORTED_MODULE_10__/* .collectionPath */ .yb)({ kind, project });
        const objects = (0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_6__/* .objectsAt */ .yR)(await (0,_api_look_up_js__WEBPACK_IMPORTED_MODULE_7__/* .lookUpObject */ .I)(api, path, signal), 'items');
        return Promise.all(objects.map((object) => followersIn(api, { kind, project }, object, moved, signal)));
    }));
    return found.flat(2);
}
async function followersIn(api, { kind, project }, object, moved, signal) {
    const name = (0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_6__/* .textAt */ .$6)(object, 'metadata', 'name');
    if (name === undefined)
        return [];
    const followers = new Map();
    for (const trigger of (0,_workloads_image_triggers_js__WEBPACK_IMPORTED_MODULE_4__/* .imageTriggersOf */ .iZ)(kind, object)) {
        const { stream } = trigger;
        const tags = moved.filter((each) => each.stream === stream).flatMap((each) => each.tags);
        if (trigger.project !== project || tags.length === 0)
            continue;
        const tag = await tagOf(api, trigger, tags, signal);
        if (tag === undefined)
            continue;
        const isAutomatic = trigger.automatic && !(0,_rollouts_deployment_status_js__WEBPACK_IMPORTED_MODULE_2__/* .isPaused */ .lP)(object);
        followers.set(`${stream}:${tag}`, { workload: { kind, project, name }, stream, tag, isAutomatic });
    }
    return [...followers.values()];
}
/** The moved tag that a trigger follows, directly or through an alias (`oc tag --alias`). */
async function tagOf(api, trigger, tags, signal) {
    if (tags.includes(trigger.tag))
        return trigger.tag;
    const alias = await (0,_streams_image_stream_tags_js__WEBPACK_IMPORTED_MODULE_3__/* .followedTag */ .Fr)(api, trigger, signal);
    return alias !== undefined && tags.includes(alias) ? alias : undefined;
}
/** The workloads of a project that use the target. @throws PromoteError ACCESS_DENIED */
async function findWorkloads(api, project, target, signal) {
    const found = await Promise.all(_core_ports_workload_kinds_js__WEBPACK_IMPORTED_MODULE_0__/* .WORKLOAD_KINDS */ .i6.map(async (kind) => {
        const objects = await list(api, { kind, project }, signal);
        const named = (object) => ({
            kind,
            project,
            name: (0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_6__/* .textAt */ .$6)(object, 'metadata', 'name') ?? '',
        });
        const used = await Promise.all(objects.map((object) => uses(api, named(object), object, target, signal)));
        return objects.filter((_, index) => used[index]).map(named);
    }));
    return found.flat();
}
async function list(api, any, signal) {
    const reply = await api.send({ method: 'GET', path: (0,_api_api_path_js__WEBPACK_IMPORTED_MODULE_10__/* .collectionPath */ .yb)(any) }, signal);
    const isRefused = !reply.ok && (reply.failure.status === 403 || reply.failure.status === 404);
    // clusters without DeploymentConfigs also answer 403 (captures 48g, 48h)
    if (isRefused && any.kind === 'deploymentconfig' && !(await (0,_rollouts_deployment_configs_deployment_config_js__WEBPACK_IMPORTED_MODULE_8__/* .hasDeploymentConfigs */ .hV)(api, signal)))
        return [];
    return (0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_6__/* .objectsAt */ .yR)((0,_api_api_js__WEBPACK_IMPORTED_MODULE_1__/* .requireOk */ .M)(reply), 'items');
}
/**
 * The same decision as for a named workload, except that any other tag is another image, however similar. A workload whose
 * containers are ambiguous counts as a user, so that its plan reports it.
 */
async function uses(api, workload, object, target, signal) {
    const triggers = (0,_workloads_image_triggers_js__WEBPACK_IMPORTED_MODULE_4__/* .imageTriggersOf */ .iZ)(workload.kind, object);
    return (0,_containers_container_choice_js__WEBPACK_IMPORTED_MODULE_9__/* .usesTarget */ .OW)(api, workload, { object, triggers }, target, signal);
}
/** The workloads of a project that reference images by digest, of all kinds that the account may list. */
async function listPinned(api, project, signal) {
    const lists = await Promise.all(_core_ports_workload_kinds_js__WEBPACK_IMPORTED_MODULE_0__/* .WORKLOAD_KINDS */ .i6.map((kind) => listPinnedOf(api, { project, kind }, signal)));
    return lists.flat();
}
async function listPinnedOf(api, { project, kind }, signal) {
    const reply = await api.send({ method: 'GET', path: (0,_api_api_path_js__WEBPACK_IMPORTED_MODULE_10__/* .collectionPath */ .yb)({ kind, project }) }, signal);
    // forbidden, or a cluster without DeploymentConfigs (capture 48g): the other kinds are still listed
    if (!reply.ok && [403, 404].includes(reply.failure.status))
        return [];
    return (0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_6__/* .objectsAt */ .yR)((0,_api_api_js__WEBPACK_IMPORTED_MODULE_1__/* .requireOk */ .M)(reply), 'items').flatMap((object) => {
        const name = (0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_6__/* .textAt */ .$6)(object, 'metadata', 'name');
        const digests = (0,_workloads_pod_template_js__WEBPACK_IMPORTED_MODULE_5__/* .templateContainers */ .jw)(object).flatMap(({ image }) => {
            const digest = (0,_workloads_pod_template_js__WEBPACK_IMPORTED_MODULE_5__/* .digestOfImage */ .lk)(image);
            return digest === undefined ? [] : [digest];
        });
        return name === undefined || digests.length === 0 ? [] : [{ workload: { kind, project, name }, digests }];
    });
}


/***/ }),

/***/ 4128:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   findWorkloadUrl: () => (/* binding */ findWorkloadUrl)
/* harmony export */ });
/* harmony import */ var _api_api_path_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(4877);
/* harmony import */ var _api_json_fields_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(9053);
/* harmony import */ var _api_look_up_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(1074);
/* harmony import */ var _workloads_pod_template_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(27);




/**
 * The address of a workload for its users: that of an admitted Route to a Service which selects its pods. With several: TLS before
 * plain HTTP, then the oldest. Returns undefined if there is none, or if the account may not read it.
 */
async function findWorkloadUrl(api, workload, signal) {
    const { project } = workload;
    // a project without Routes costs only this request
    const routes = await (0,_api_look_up_js__WEBPACK_IMPORTED_MODULE_2__/* .lookUpObject */ .I)(api, (0,_api_api_path_js__WEBPACK_IMPORTED_MODULE_0__/* .namespacedPath */ .Nh)('route.openshift.io/v1', project, 'routes'), signal);
    if ((0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_1__/* .objectsAt */ .yR)(routes, 'items').length === 0)
        return undefined;
    const [object, services] = await Promise.all([(0,_api_api_path_js__WEBPACK_IMPORTED_MODULE_0__/* .workloadPath */ .jC)(workload), (0,_api_api_path_js__WEBPACK_IMPORTED_MODULE_0__/* .namespacedPath */ .Nh)('v1', project, 'services')].map((path) => (0,_api_look_up_js__WEBPACK_IMPORTED_MODULE_2__/* .lookUpObject */ .I)(api, path, signal)));
    if (object === undefined || services === undefined)
        return undefined;
    const labels = (0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_1__/* .textMapAt */ .Pf)((0,_workloads_pod_template_js__WEBPACK_IMPORTED_MODULE_3__/* .podTemplateOf */ .D0)(object), 'metadata', 'labels');
    const names = new Set((0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_1__/* .objectsAt */ .yR)(services, 'items').flatMap((service) => {
        const selector = Object.entries((0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_1__/* .textMapAt */ .Pf)(service, 'spec', 'selector'));
        const isSelected = selector.length > 0 && selector.every(([name, value]) => labels[name] === value);
        return isSelected ? ((0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_1__/* .textAt */ .$6)(service, 'metadata', 'name') ?? []) : [];
    }));
    const [first] = (0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_1__/* .objectsAt */ .yR)(routes, 'items')
        .filter((route) => names.has((0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_1__/* .textAt */ .$6)(route, 'spec', 'to', 'name') ?? ''))
        .toSorted((one, other) => rankOf(one).localeCompare(rankOf(other)))
        .flatMap((route) => addressOf(route) ?? []);
    return first;
}
function isSecure(route) {
    return Object.keys((0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_1__/* .objectAt */ .lJ)(route, 'spec', 'tls')).length > 0;
}
function rankOf(route) {
    const created = (0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_1__/* .textAt */ .$6)(route, 'metadata', 'creationTimestamp') ?? '';
    return `${isSecure(route) ? 0 : 1} ${created} ${(0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_1__/* .textAt */ .$6)(route, 'metadata', 'name') ?? ''}`;
}
/** The host that a router has admitted. A wildcard has no single address. */
function addressOf(route) {
    const admitted = (0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_1__/* .objectsAt */ .yR)(route, 'status', 'ingress').find((ingress) => (0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_1__/* .objectsAt */ .yR)(ingress, 'conditions').some((condition) => (0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_1__/* .textAt */ .$6)(condition, 'type') === 'Admitted' && (0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_1__/* .textAt */ .$6)(condition, 'status') === 'True'));
    const host = (0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_1__/* .textAt */ .$6)(admitted, 'host') ?? '';
    if (((0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_1__/* .textAt */ .$6)(route, 'spec', 'wildcardPolicy') ?? 'None') !== 'None')
        return undefined;
    if (!/^[a-z0-9](?:[-a-z0-9.]{0,251}[a-z0-9])?$/i.test(host))
        return undefined;
    const path = (0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_1__/* .textAt */ .$6)(route, 'spec', 'path') ?? '';
    const address = `${isSecure(route) ? 'https' : 'http'}://${host}${path.startsWith('/') ? path : ''}`;
    return URL.canParse(address) ? new URL(address).href : undefined;
}


/***/ }),

/***/ 7074:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  readKubeconfig: () => (/* binding */ readKubeconfig)
});

// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(6760);
// EXTERNAL MODULE: ./src/core/text/errors.js
var errors = __webpack_require__(7206);
// EXTERNAL MODULE: ./src/openshift/api/json-fields.js
var json_fields = __webpack_require__(9053);
// EXTERNAL MODULE: external "node:fs"
var external_node_fs_ = __webpack_require__(3024);
// EXTERNAL MODULE: external "node:fs/promises"
var promises_ = __webpack_require__(1455);
// EXTERNAL MODULE: external "node:os"
var external_node_os_ = __webpack_require__(8161);
// EXTERNAL MODULE: ./src/core/text/given-text.js
var given_text = __webpack_require__(3446);
// EXTERNAL MODULE: ./src/core/text/strict-json.js
var strict_json = __webpack_require__(1691);
// EXTERNAL MODULE: ./src/openshift/yaml/read-yaml.js
var read_yaml = __webpack_require__(9800);
;// CONCATENATED MODULE: ./src/openshift/login/kubeconfig-file.js









const MAX_FILE_BYTES = 4 * 1024 * 1024;
/**
 * Reads and merges the files; the first file wins for each entry (openshift-api.md \u00a71.7).
 * @throws PromoteError INPUT_INVALID for a file or entry that is missing or unreadable
 */
async function readKubeContext(question) {
    const { side, context } = question;
    const paths = pathsOf(question);
    const files = await Promise.all(paths.map(async (file) => ({
        folder: external_node_path_.dirname(external_node_path_.resolve(file)),
        content: await readContent(side, file),
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
        throw problem(side, `${paths.join(', ')} has no ${key} ${(0,given_text/* quoteGiven */.k9)(wanted)}`, names.length === 0 ? `it has no ${list}` : `it has ${names.join(', ')}`);
    };
    const chosen = find('contexts', name);
    return {
        name,
        cluster: find('clusters', (0,json_fields/* textAt */.$6)(chosen.fields, 'cluster') ?? ''),
        user: find('users', (0,json_fields/* textAt */.$6)(chosen.fields, 'user') ?? ''),
    };
}
function pathsOf({ side, paths, environment }) {
    const given = paths ?? environment['KUBECONFIG'] ?? '';
    // before the text is split at colons
    if ((0,given_text/* looksLikeContent */.du)(given) && !(0,external_node_fs_.existsSync)(given)) {
        throw problem(side, (0,given_text/* unreadableFile */._s)(given, 'ENOENT'), 'write it to a file, and give the path of the file');
    }
    const list = given.split(external_node_path_.delimiter).filter((entry) => entry !== '');
    return list.length === 0 ? [external_node_path_.join((0,external_node_os_.homedir)(), '.kube', 'config')] : list;
}
async function readContent(side, file) {
    const reading = await (0,read_yaml/* readYaml */.g)(await readSmallFile(side, file, MAX_FILE_BYTES));
    const hint = 'give the path of a kubeconfig, as oc login writes it';
    if (!reading.ok)
        throw problem(side, `${file} ${reading.problem.what}`, reading.problem.advice ?? hint);
    const [content] = reading.documents;
    if ((0,strict_json/* isJsonObject */.OW)(content) && reading.documents.length === 1)
        return content;
    throw problem(side, `${file} is not a kubeconfig`, hint);
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
        throw problem(side, (0,given_text/* unreadableFile */._s)(file, code), 'give the path of a file that this job may read');
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

// EXTERNAL MODULE: ./src/core/text/server-text.js
var server_text = __webpack_require__(6844);
// EXTERNAL MODULE: ./src/openshift/api/failure.js
var failure = __webpack_require__(8039);
;// CONCATENATED MODULE: ./src/openshift/login/kubeconfig.js






const MAX_PEM_BYTES = 4 * 1024 * 1024;
const PEM_CERTIFICATE = '-----BEGIN CERTIFICATE-----';
const MAX_TOKEN_BYTES = 64 * 1024;
/**
 * Reads the cluster and the user of a kubeconfig context (openshift-api.md \u00a71.7).
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
/** The URL is not shown: it may contain a password. */
function readProxy(side, { name, fields }) {
    const proxy = (0,json_fields/* textAt */.$6)(fields, 'proxy-url');
    if (proxy === undefined)
        return undefined;
    if (URL.canParse(proxy) && /^https?:$/.test(new URL(proxy).protocol))
        return proxy;
    throw problem(side, `the proxy-url of cluster "${name}" is not that of an HTTP proxy`, `remove it and set the input "${side}-proxy"`);
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
    throw problem(side, `user "${user.name}" has no client certificate with its key as PEM text`, `log in with a token (oc login --token \u2026), or set the input "${side}-token"`);
}
/** Data that is inline as base64 or in a separate file; inline data takes precedence, as in kubectl. */
async function readPem(side, { folder, fields }, name) {
    const data = (0,json_fields/* textAt */.$6)(fields, `${name}-data`);
    const file = (0,json_fields/* textAt */.$6)(fields, name);
    if (data !== undefined)
        return Buffer.from(data, 'base64').toString('utf8');
    return file === undefined ? undefined : readSmallFile(side, external_node_path_.resolve(folder, file), MAX_PEM_BYTES);
}
/** Token sources in kubectl's order: a token file takes precedence over an inline token. */
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
    throw problem(side, `user "${user.name}" has no token`, `log in with a token (oc login --token \u2026), or set the input "${side}-token" to the output of oc create token promoter -n PROJECT`);
}
const API_VERSIONS = ['client.authentication.k8s.io/v1', 'client.authentication.k8s.io/v1beta1'];
/**
 * Runs the `exec` plugin of a user without a shell and returns the token from its ExecCredential. The plugin's output is
 * never shown.
 * @throws PromoteError INPUT_INVALID for an unsupported plugin, LOGIN_FAILED when the plugin returns no token
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
        throw problem(side, `the exec plugin "${command}" of user "${user.name}" needs a terminal`, tokenAdvice(side));
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
        // a command with a path is relative to the kubeconfig file; any other is searched in PATH
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
    // the output may contain a secret, so it is not shown
    return `it ended with ${end.code}`;
}
function failed(side, command, reason, installHint) {
    return new errors/* PromoteError */.jG({
        code: 'LOGIN_FAILED',
        message: `the exec plugin "${command}" of the ${side} kubeconfig gave no token: ${reason}`,
        hint: [
            installHint === undefined ? '' : `${(0,server_text/* cleanServerText */.C)(installHint, 300)}; `,
            `run it where the job runs to see why, or ${tokenAdvice(side)}`,
        ].join(''),
        where: { side, phase: 'connect' },
    });
}
function tokenAdvice(side) {
    return `set the input "${side}-token" to the output of oc create token promoter -n PROJECT instead`;
}


/***/ }),

/***/ 3836:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

// ESM COMPAT FLAG
__webpack_require__.r(__webpack_exports__);

// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  logIn: () => (/* binding */ logIn),
  revokeToken: () => (/* binding */ revokeToken),
  tokenObjectName: () => (/* binding */ tokenObjectName)
});

// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __webpack_require__(7598);
// EXTERNAL MODULE: ./src/openshift/api/api.js + 1 modules
var api_api = __webpack_require__(9549);
// EXTERNAL MODULE: ./src/openshift/api/api-path.js
var api_path = __webpack_require__(4877);
// EXTERNAL MODULE: ./src/openshift/api/explain.js + 1 modules
var explain = __webpack_require__(5283);
// EXTERNAL MODULE: ./src/core/text/errors.js
var errors = __webpack_require__(7206);
// EXTERNAL MODULE: ./src/openshift/api/json-fields.js
var json_fields = __webpack_require__(9053);
// EXTERNAL MODULE: ./src/core/text/server-text.js
var server_text = __webpack_require__(6844);
// EXTERNAL MODULE: ./src/openshift/api/failure.js
var failure = __webpack_require__(8039);
;// CONCATENATED MODULE: ./src/openshift/login/login-failure.js




/** The alternatives to a password login. */
function tokenHint(side) {
    return `log in with the token of a service account instead: set the input "${side}-token" to the output of oc create token promoter -n PROJECT`;
}
/** The password was rejected. Not retried: directories lock accounts after a few failures. */
function wrongPassword(place, reply) {
    const { side, server, username } = place;
    return loginFailure(place, reply, {
        message: `${hostOf(reply)} refused the password of the ${side} user ${username} (it was tried once)`,
        hint: `correct the inputs "${side}-username" and "${side}-password"; this must work with them: oc login ${server} -u ${username}`,
    });
}
/** Browser-only identity providers (OpenID Connect, GitHub, Google \u2026) send no password challenge (openshift-api.md \u00a71.2). */
function noPasswordAsked(place, reply) {
    return loginFailure(place, reply, {
        message: `${hostOf(reply)} takes no password: the users of the ${place.side} cluster log in with a browser`,
        hint: tokenHint(place.side),
    });
}
/** A RequestHeader identity provider redirects to its own proxy; the password is not sent to a host the user did not name. */
function sentElsewhere(place, reply, location) {
    const host = URL.canParse(location, reply.url) ? new URL(location, reply.url).host : 'nowhere';
    return loginFailure(place, reply, {
        message: `${hostOf(reply)} redirects the login to ${(0,server_text/* cleanServerText */.C)(host, 200)}, and the password is not sent there`,
        hint: tokenHint(place.side),
    });
}
/** An OAuth error response, in the query of a redirect or in JSON (captures 53s, 53h). */
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
    const json = (0,failure/* parseObject */.lj)(text);
    const error = (0,json_fields/* textAt */.$6)(json, 'error');
    if (error !== undefined)
        return oauthRefusal(place, reply, error, (0,json_fields/* textAt */.$6)(json, 'error_description'));
    const isDown = reply.status >= 500 || reply.status === 429;
    const shown = (0,failure/* looksLikePage */.Zl)(text) ? 'a web page' : (0,server_text/* cleanServerText */.C)(text, 200);
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

;// CONCATENATED MODULE: ./src/openshift/login/oauth-server.js




const WELL_KNOWN = '/.well-known/oauth-authorization-server';
/**
 * Discovers the OAuth server of an API server (openshift-api.md \u00a71.1, capture 20a).
 * @throws PromoteError LOGIN_FAILED when there is none, PROTOCOL_VIOLATION for addresses a password must not be sent to
 */
async function findOauthServer(api, signal) {
    const reply = await api.send({ method: 'GET', path: WELL_KNOWN }, signal);
    if (!reply.ok) {
        if (reply.failure.status !== 404)
            throw (0,explain/* explain */.W)(reply.failure);
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
        redirectUri: `${issuer.replace(/(?<!\/)\/+$/, '')}/oauth/token/implicit`,
        hasProofKeys: (0,json_fields/* textsAt */.i1)(reply.body, 'code_challenge_methods_supported').includes('S256'),
    };
}
/** The password goes to these addresses, so they must be as secure as the server that names them. */
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
    const { side, server, transport, maskSecret, clock } = options;
    const connection = { side, server, transport };
    const api = (0,api_api.createApi)({ ...connection, token: undefined });
    const login = { ...options, oauth: await findOauthServer(api, signal) };
    const { token, expiresInSeconds } = await obtainToken(login, signal);
    maskSecret(token);
    const expiresAt = expiresInSeconds === undefined ? undefined : new Date(clock.date().getTime() + expiresInSeconds * 1000);
    const objectName = tokenObjectName(token);
    return {
        token,
        expiresAt,
        objectName: objectName === token ? undefined : objectName,
        revoke: (inner) => revokeToken({ ...connection, token }, objectName, inner),
    };
}
async function obtainToken(login, signal) {
    const grant = await askForGrant(login, signal);
    return grant.kind === 'token' ? grant : exchangeCode(login, grant, signal);
}
/**
 * Revokes a token as `oc logout` does (openshift-api.md \u00a71.5, captures 47p, 47q). A rejected token (401) needs no revocation.
 * @param objectName the object to delete: an account may delete any of its tokens by name (capture 47r)
 */
async function revokeToken(options, objectName, signal) {
    const path = (0,api_path/* apiPath */.So)('apis', 'oauth.openshift.io', 'v1', 'oauthaccesstokens', objectName);
    const reply = await (0,api_api.createApi)(options).send({ method: 'DELETE', path, retry: 'once' }, signal);
    if (reply.ok || [401, 404].includes(reply.failure.status))
        return;
    throw (0,explain/* explain */.W)(reply.failure);
}
/** Since 4.6 the object is named after the hash of what follows the prefix; before, after the token itself. */
function tokenObjectName(token) {
    const prefix = 'sha256~';
    if (!token.startsWith(prefix))
        return token;
    return prefix + (0,external_node_crypto_.createHash)('sha256').update(token.slice(prefix.length)).digest('base64url');
}
const MAX_ANSWER_BYTES = 64 * 1024;
/** Exchanges a code for a token (capture 53b); the client authenticates with its name and an empty secret (53j, 53k). */
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
        maxBodyBytes: MAX_ANSWER_BYTES,
        retry: 'once',
    }, signal);
    const answer = reply.status === 200 ? (0,failure/* parseObject */.lj)(new TextDecoder().decode(reply.body).trim()) : undefined;
    const token = (0,json_fields/* textAt */.$6)(answer, 'access_token');
    if (token === undefined)
        throw unexpectedAnswer(login, reply);
    return { token, expiresInSeconds: (0,json_fields/* numberAt */.tk)(answer, 'expires_in') };
}
/** The OAuth client that every OpenShift provides for command-line logins by password; it has no secret. */
const CLIENT = 'openshift-challenging-client';
/**
 * The challenge flow of `oc login -u` (openshift-api.md \u00a71.2, captures 20*, 53a): the first request has no password, so that
 * only a server that asks for one receives it, and the second sends it exactly once.
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
    // without the CSRF header there is no challenge (capture 20b); not retried: a retry would count as another login attempt
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
    // a success status without a login
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
/** The redirect of the client without an error, which is in the query even in the implicit flow (capture 53s). */
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


/***/ }),

/***/ 9901:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   mintToken: () => (/* binding */ mintToken)
/* harmony export */ });
/* harmony import */ var _core_text_errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7206);
/* harmony import */ var _api_api_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(9549);
/* harmony import */ var _api_api_path_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(4877);
/* harmony import */ var _api_explain_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(5283);
/* harmony import */ var _api_identity_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(3711);
/* harmony import */ var _api_json_fields_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(9053);






/**
 * Requests a token for the service account that `api` authenticates as (TokenRequest, openshift-api.md \u00a71.6, captures 45f\u201345m):
 * a token that leaves the runner during the job expires soon after it. No audience is set: the registry accepts the default.
 * @throws PromoteError INPUT_INVALID when the token is not one of a service account, ACCESS_DENIED
 */
async function mintToken(api, durationMs, signal) {
    const username = await (0,_api_identity_js__WEBPACK_IMPORTED_MODULE_4__/* .readUsername */ .fz)(api, signal);
    const [, project, account] = /^system:serviceaccount:([^:]+):([^:]+)$/.exec(username) ?? [];
    if (project === undefined || account === undefined) {
        throw new _core_text_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .PromoteError */ .jG({
            code: 'INPUT_INVALID',
            message: `"${api.side}-token-duration" is for service accounts, and the ${api.side} token is that of the user ${username}`,
            hint: `remove "${api.side}-token-duration", or set "${api.side}-token" to the output of oc create token promoter -n PROJECT`,
            where: { side: api.side, host: api.host, phase: 'connect' },
        });
    }
    const body = {
        apiVersion: 'authentication.k8s.io/v1',
        kind: 'TokenRequest',
        spec: { expirationSeconds: Math.ceil(durationMs / 1000) },
    };
    const path = (0,_api_api_path_js__WEBPACK_IMPORTED_MODULE_2__/* .namespacedPath */ .Nh)('v1', project, 'serviceaccounts', account, 'token');
    const reply = await api.send({ method: 'POST', path, body }, signal);
    if (!reply.ok && reply.failure.status === 403) {
        throw new _core_text_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .PromoteError */ .jG({
            code: 'ACCESS_DENIED',
            message: `${username} may not create tokens for itself on ${api.host}`,
            hint: `allow only that: oc create role ${account}-token --verb=create --resource=serviceaccounts/token --resource-name=${account} -n ${project} && oc policy add-role-to-user ${account}-token -z ${account} --role-namespace=${project} -n ${project}`,
            cause: (0,_api_explain_js__WEBPACK_IMPORTED_MODULE_3__/* .explain */ .W)(reply.failure),
            where: { side: api.side, host: api.host, phase: 'connect', request: `POST ${path}`, status: 403 },
        });
    }
    const answer = (0,_api_api_js__WEBPACK_IMPORTED_MODULE_1__/* .requireOk */ .M)(reply);
    const token = (0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_5__/* .textAt */ .$6)(answer, 'status', 'token');
    if (token === undefined) {
        throw new _core_text_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .PromoteError */ .jG({
            code: 'PROTOCOL_VIOLATION',
            message: `${api.host} returned no token for ${username}`,
            where: { side: api.side, host: api.host, phase: 'connect', request: `POST ${path}` },
        });
    }
    const end = new Date((0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_5__/* .textAt */ .$6)(answer, 'status', 'expirationTimestamp') ?? NaN);
    return { token, expiresAt: Number.isNaN(end.getTime()) ? undefined : end };
}


/***/ }),

/***/ 9186:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   readTokenSecret: () => (/* binding */ readTokenSecret)
/* harmony export */ });
/* harmony import */ var _core_text_errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7206);
/* harmony import */ var _api_api_path_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(4877);
/* harmony import */ var _api_explain_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(5283);
/* harmony import */ var _api_json_fields_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(9053);




/**
 * Reads the token of another cluster from a Secret of this one.
 * @throws PromoteError INPUT_INVALID if the Secret or its key does not exist, ACCESS_DENIED
 */
async function readTokenSecret(api, { project, name, key }, signal) {
    const path = (0,_api_api_path_js__WEBPACK_IMPORTED_MODULE_1__/* .namespacedPath */ .Nh)('v1', project, 'secrets', name);
    const reply = await api.send({ method: 'GET', path }, signal);
    if (!reply.ok && reply.failure.status !== 404)
        throw (0,_api_explain_js__WEBPACK_IMPORTED_MODULE_2__/* .explain */ .W)(reply.failure);
    const data = reply.ok ? (0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_3__/* .objectAt */ .lJ)(reply.body, 'data') : {};
    const token = Buffer.from((0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_3__/* .textAt */ .$6)(data, key) ?? '', 'base64')
        .toString('utf8')
        .trim();
    if (/^[\x21-\x7e]+$/.test(token))
        return token;
    const keys = Object.keys(data).slice(0, 10).join(', ');
    throw new _core_text_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .PromoteError */ .jG({
        code: 'INPUT_INVALID',
        message: reply.ok
            ? `secret ${project}/${name} of ${api.host} holds no token under the key "${key}"`
            : `secret ${project}/${name} does not exist on ${api.host}`,
        hint: reply.ok
            ? `write the key behind "#" in the input "source-token-secret"; there is ${keys === '' ? 'none' : keys}`
            : `create it: oc create secret generic ${name} --from-literal=${key}=TOKEN -n ${project}`,
        where: { side: api.side, host: api.host, phase: 'connect', request: `GET ${path}` },
    });
}


/***/ }),

/***/ 8570:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   readConfigMap: () => (/* binding */ readConfigMap),
/* harmony export */   readImagePolicies: () => (/* binding */ readImagePolicies)
/* harmony export */ });
/* harmony import */ var _core_text_errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7206);
/* harmony import */ var _api_api_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(9549);
/* harmony import */ var _api_api_path_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(4877);
/* harmony import */ var _api_explain_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(5283);
/* harmony import */ var _api_json_fields_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(9053);





/**
 * The values of a ConfigMap by key; undefined: the ConfigMap or its project does not exist.
 * @throws PromoteError ACCESS_DENIED, \u2026
 */
async function readConfigMap(api, { project, name }, signal) {
    const path = (0,_api_api_path_js__WEBPACK_IMPORTED_MODULE_2__/* .namespacedPath */ .Nh)('v1', project, 'configmaps', name);
    const reply = await api.send({ method: 'GET', path }, signal);
    if (!reply.ok && reply.failure.status === 404)
        return undefined;
    if (!reply.ok && reply.failure.status === 403) {
        const { code, message, hint, where } = (0,_api_explain_js__WEBPACK_IMPORTED_MODULE_3__/* .explain */ .W)(reply.failure);
        const alone = `for this ConfigMap alone: oc create role ${name} --verb=get --resource=configmaps --resource-name=${name} -n ${project}, bound to the account with oc create rolebinding`;
        throw new _core_text_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .PromoteError */ .jG({
            code,
            message: `the ConfigMap ${project}/${name} cannot be read: ${message}`,
            hint: hint === undefined ? alone : `${hint}; ${alone}`,
            where,
        });
    }
    return (0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_4__/* .textMapAt */ .Pf)((0,_api_api_js__WEBPACK_IMPORTED_MODULE_1__/* .requireOk */ .M)(reply), 'data');
}
const GROUP_VERSION = 'config.openshift.io/v1';
/**
 * The policies that nodes enforce before they start an image: those of the cluster, and those of projects (OpenShift 4.20,
 * registry.md \u00a77.3). Few accounts may read them: unreadable ones are listed instead.
 * @throws PromoteError when the API cannot be reached
 */
async function readImagePolicies(api, projects, signal) {
    const questions = [
        {
            kind: 'ClusterImagePolicy',
            project: undefined,
            path: (0,_api_api_path_js__WEBPACK_IMPORTED_MODULE_2__/* .apiPath */ .So)('apis', 'config.openshift.io', 'v1', 'clusterimagepolicies'),
        },
        ...projects.map((project) => ({
            kind: 'ImagePolicy',
            project,
            path: (0,_api_api_path_js__WEBPACK_IMPORTED_MODULE_2__/* .namespacedPath */ .Nh)(GROUP_VERSION, project, 'imagepolicies'),
        })),
    ];
    const policies = [];
    const unread = [];
    for (const { kind, project, path } of questions) {
        const reply = await api.send({ method: 'GET', path }, signal);
        // clusters before 4.20 do not have them
        if (!reply.ok && reply.failure.status === 404)
            continue;
        // an unreadable policy must not fail a promotion: it is listed instead
        if (!reply.ok) {
            unread.push(project === undefined ? kind : `${kind} of project ${project}`);
            continue;
        }
        for (const item of (0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_4__/* .objectsAt */ .yR)(reply.body, 'items')) {
            const name = (0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_4__/* .textAt */ .$6)(item, 'metadata', 'name') ?? '';
            policies.push({
                ...{ kind, name, project },
                scopes: (0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_4__/* .textsAt */ .i1)(item, 'spec', 'scopes'),
                policy: (0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_4__/* .objectAt */ .lJ)(item, 'spec', 'policy'),
            });
        }
    }
    return { policies, unread };
}


/***/ }),

/***/ 3077:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   $: () => (/* binding */ watchOwner),
/* harmony export */   A: () => (/* binding */ notDelivered),
/* harmony export */   withDelivery: () => (/* binding */ withDelivery)
/* harmony export */ });
/* harmony import */ var _core_ports_gitops_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(6536);
/* harmony import */ var _core_progress_text_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(5116);
/* harmony import */ var _core_text_errors_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(7206);
/* harmony import */ var _core_text_server_text_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(6844);
/* harmony import */ var _gitops_controllers_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(7258);
/* harmony import */ var _rollout_run_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(5508);






const EVERY_MS = 5_000;
const LAST_EVERY_MS = 1_000;
const LAST_LOOKS = 5;
/** Reads every few seconds what the owner says, until the signal is aborted. Only reads: the owner acts by itself. */
async function watchOwner(run, delivery, signal) {
    for (;;) {
        delivery.seen = await lookAtOwner(run, delivery, signal);
        if (!delivery.isThere)
            delivery.first ??= delivery.seen;
        if (!delivery.isThere)
            (0,_rollout_run_js__WEBPACK_IMPORTED_MODULE_4__/* .say */ .cv)(run, `waiting for ${seenText(delivery)}`);
        await run.context.clock.sleep(EVERY_MS, signal);
    }
}
async function lookAtOwner({ context: { api }, plan: { workload } }, { owner }, signal) {
    return owner === undefined ? undefined : (0,_gitops_controllers_js__WEBPACK_IMPORTED_MODULE_3__.createGitOpsControllers)(api).look(owner, workload.project, signal);
}
function seenText({ owner, seen }) {
    if (owner === undefined)
        return 'Argo CD or Flux';
    if (seen === undefined)
        return (0,_core_ports_gitops_js__WEBPACK_IMPORTED_MODULE_5__/* .ownerText */ .dP)(owner);
    if (typeof seen === 'string')
        return `${owner.tool}: ${seen}`;
    const [first] = seen.obstacles;
    const name = (0,_core_ports_gitops_js__WEBPACK_IMPORTED_MODULE_5__/* .ownerText */ .dP)({ ...owner, namespace: seen.namespace });
    return `${name}, which is ${seen.state}${first === undefined ? '' : `: ${first.message}`}`;
}
/**
 * The result together with what the owner says once the workload is complete. It may write that down a little later, so it is
 * given a few seconds for another revision.
 */
async function withDelivery(run, result, signal) {
    const { delivery, context } = run;
    if (delivery?.owner === undefined)
        return result;
    const before = revisionOf(delivery.first);
    let seen = await lookAtOwner(run, delivery, signal);
    for (let look = 1; look < LAST_LOOKS && before !== undefined && revisionOf(seen) === before; look += 1) {
        await context.clock.sleep(LAST_EVERY_MS, signal);
        seen = await lookAtOwner(run, delivery, signal);
    }
    return { ...result, deliveredBy: reportOf(delivery.owner, seen) };
}
function revisionOf(seen) {
    return typeof seen === 'object' ? seen.revision : undefined;
}
function reportOf(owner, seen) {
    if (seen === undefined || typeof seen === 'string')
        return { owner: (0,_core_ports_gitops_js__WEBPACK_IMPORTED_MODULE_5__/* .ownerText */ .dP)(owner) };
    const { namespace, state, revision } = seen;
    return {
        owner: (0,_core_ports_gitops_js__WEBPACK_IMPORTED_MODULE_5__/* .ownerText */ .dP)({ ...owner, namespace }),
        state,
        ...(revision === undefined ? {} : { revision }),
    };
}
/**
 * The error for an image that did not arrive.
 * @param images that the workload names instead; undefined: it could not be read
 */
function notDelivered(run, delivery, images) {
    const { plan, options, context } = run;
    const seconds = Math.round(options.timeoutMs / 1000);
    const runs = images === undefined ? '' : `, it names ${images}`;
    const { owner, seen } = delivery;
    const obstacles = typeof seen === 'object' ? seen.obstacles : [];
    return new _core_text_errors_js__WEBPACK_IMPORTED_MODULE_1__/* .PromoteError */ .jG({
        code: 'ROLLOUT_TIMED_OUT',
        message: (0,_core_text_server_text_js__WEBPACK_IMPORTED_MODULE_2__/* .cleanServerText */ .C)(`${(0,_rollout_run_js__WEBPACK_IMPORTED_MODULE_4__/* .workloadPlace */ .XU)(plan.workload)} did not get the promoted image in ${seconds} s${runs}; waited for ${seenText(delivery)}`),
        hint: hintFor(run, owner, seen),
        where: (0,_rollout_run_js__WEBPACK_IMPORTED_MODULE_4__/* .errorPlace */ .eI)(context.api),
        problems: obstacles.map(({ message, hint }) => ({ code: 'ROLLOUT_TIMED_OUT', message, hint })),
    });
}
function hintFor(run, owner, seen) {
    const { workload } = run.plan;
    if (owner === undefined)
        return `${(0,_core_progress_text_js__WEBPACK_IMPORTED_MODULE_0__/* .workloadText */ .DE)(workload)} does not show what deploys it: set "gitops-application" to have its state shown here`;
    if (seen === undefined || typeof seen === 'string')
        return `look at ${(0,_core_ports_gitops_js__WEBPACK_IMPORTED_MODULE_5__/* .ownerText */ .dP)(owner)}: does it deploy from the branch of the commit, and is it synced?`;
    const command = seen.obstacles.find(({ hint }) => hint !== undefined)?.hint;
    if (command !== undefined)
        return command;
    const { namespace, name, source } = seen;
    const from = source === undefined ? '' : `; it deploys from ${source}: is the commit there?`;
    return `look further: oc get ${resourceOf(owner)} ${name} -n ${namespace} -o yaml${from}`;
}
function resourceOf({ kind }) {
    switch (kind) {
        case 'Application':
            return 'applications.argoproj.io';
        case 'Kustomization':
            return 'kustomizations.kustomize.toolkit.fluxcd.io';
        case 'HelmRelease':
            return 'helmreleases.helm.toolkit.fluxcd.io';
    }
}


/***/ }),

/***/ 4403:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   QR: () => (/* binding */ selectVersions),
/* harmony export */   hV: () => (/* binding */ hasDeploymentConfigs),
/* harmony export */   hp: () => (/* binding */ latestVersionOf),
/* harmony export */   qM: () => (/* binding */ podsOfVersion),
/* harmony export */   v6: () => (/* binding */ planDeploymentConfig),
/* harmony export */   yO: () => (/* binding */ readDeploymentConfig),
/* harmony export */   ys: () => (/* binding */ listDeploymentConfigPods)
/* harmony export */ });
/* harmony import */ var _core_text_errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7206);
/* harmony import */ var _api_api_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(9549);
/* harmony import */ var _api_api_path_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(4877);
/* harmony import */ var _gitops_owner_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(6940);
/* harmony import */ var _containers_container_choice_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(8598);
/* harmony import */ var _deployment_status_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(2777);
/* harmony import */ var _workloads_image_triggers_js__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(8966);
/* harmony import */ var _workloads_pod_template_js__WEBPACK_IMPORTED_MODULE_7__ = __webpack_require__(27);
/* harmony import */ var _api_json_fields_js__WEBPACK_IMPORTED_MODULE_8__ = __webpack_require__(9053);
/* harmony import */ var _workloads_pods_js__WEBPACK_IMPORTED_MODULE_9__ = __webpack_require__(5871);
/* harmony import */ var _rollout_run_js__WEBPACK_IMPORTED_MODULE_10__ = __webpack_require__(5508);
/* harmony import */ var _version_status_js__WEBPACK_IMPORTED_MODULE_11__ = __webpack_require__(5394);












/** @throws PromoteError WORKLOAD_NOT_FOUND, ACCESS_DENIED, NOT_OPENSHIFT (the cluster has no DeploymentConfigs) */
async function readDeploymentConfig(api, workload, signal) {
    const reply = await api.send({ method: 'GET', path: (0,_api_api_path_js__WEBPACK_IMPORTED_MODULE_2__/* .workloadPath */ .jC)(workload) }, signal);
    if (reply.ok)
        return reply.body;
    if (reply.failure.status === 404 && reply.failure.kind !== '')
        throw await (0,_rollout_run_js__WEBPACK_IMPORTED_MODULE_10__/* .explainMissingWorkload */ .$p)(api, workload, signal);
    if (reply.failure.status === 403)
        await requireDeploymentConfigs(api, workload, signal);
    return (0,_api_api_js__WEBPACK_IMPORTED_MODULE_1__/* .requireOk */ .M)(reply);
}
/** A missing API also answers 403; only a request for the group itself tells (captures 48g, 48h). */
async function hasDeploymentConfigs(api, signal) {
    const group = await api.send({ method: 'GET', path: '/apis/apps.openshift.io/v1' }, signal);
    return group.ok || group.failure.status !== 404;
}
async function requireDeploymentConfigs(api, workload, signal) {
    if (await hasDeploymentConfigs(api, signal))
        return;
    throw new _core_text_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .PromoteError */ .jG({
        code: 'NOT_OPENSHIFT',
        message: `${api.host} has no DeploymentConfigs: the capability DeploymentConfig is not enabled`,
        hint: `use a Deployment: deployment/${workload.name} instead of dc/${workload.name}`,
        where: (0,_rollout_run_js__WEBPACK_IMPORTED_MODULE_10__/* .errorPlace */ .eI)(api),
    });
}
/**
 * Plans the rollout of a DeploymentConfig.
 * @throws PromoteError WORKLOAD_NOT_FOUND, ROLLOUT_PAUSED, INPUT_INVALID, ACCESS_DENIED; ROLLOUT_FAILED when no container
 * uses the image
 */
async function planDeploymentConfig({ api }, workload, targets, signal) {
    const config = await readDeploymentConfig(api, workload, signal);
    if ((0,_deployment_status_js__WEBPACK_IMPORTED_MODULE_5__/* .isPaused */ .lP)(config))
        throw (0,_rollout_run_js__WEBPACK_IMPORTED_MODULE_10__/* .pausedError */ .zW)(api, workload);
    const triggers = (0,_workloads_image_triggers_js__WEBPACK_IMPORTED_MODULE_6__/* .deploymentConfigTriggers */ .R_)(config);
    const choice = await (0,_containers_container_choice_js__WEBPACK_IMPORTED_MODULE_4__/* .chooseContainers */ .uy)(api, workload, { object: config, triggers }, targets, signal);
    const { triggered, onRequest, byImage, wanted } = choice;
    const latest = latestVersionOf(config);
    const managedBy = (0,_gitops_owner_js__WEBPACK_IMPORTED_MODULE_3__/* .gitOpsOwner */ .G)(config);
    const isTest = (0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_8__/* .valueAt */ .fK)(config, 'spec', 'test') === true;
    return {
        workload,
        revisionBefore: latest === 0 ? undefined : String(latest),
        method: byImage.length > 0
            ? 'set-image'
            : triggered.length > 0 && onRequest.length === 0
                ? 'trigger'
                : 'instantiate',
        containers: [...wanted.keys()],
        images: (0,_containers_container_choice_js__WEBPACK_IMPORTED_MODULE_4__/* .imageNames */ .s)(wanted),
        ...(0,_containers_container_choice_js__WEBPACK_IMPORTED_MODULE_4__/* .severalRevisions */ .F5)(config, choice),
        // a test deployment is scaled down as soon as it succeeds
        replicas: isTest ? 0 : ((0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_8__/* .numberAt */ .tk)(config, 'spec', 'replicas') ?? 1),
        ...(managedBy === undefined ? {} : { managedBy, isSet: (0,_workloads_pod_template_js__WEBPACK_IMPORTED_MODULE_7__/* .templateRuns */ .Hz)(config, wanted) }),
    };
}
function latestVersionOf(config) {
    return (0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_8__/* .numberAt */ .tk)(config, 'status', 'latestVersion') ?? 0;
}
/** The ReplicationControllers of a DeploymentConfig: all its versions. */
function selectVersions(workload) {
    const path = (0,_api_api_path_js__WEBPACK_IMPORTED_MODULE_2__/* .namespacedPath */ .Nh)('v1', workload.project, 'replicationcontrollers');
    return { path, labelSelector: (0,_version_status_js__WEBPACK_IMPORTED_MODULE_11__/* .versionLabel */ .dp)(workload.name) };
}
/** The `deployment` label of a pod names its version. */
function podsOfVersion(workload, version) {
    const owner = `${workload.name}-${version}`;
    return {
        project: workload.project,
        labelSelector: `deployment=${owner}`,
        owner,
        revision: String(version),
    };
}
/** The pods of one version, except terminating ones. */
async function listDeploymentConfigPods(api, workload, revision, signal) {
    const version = revision ?? String(latestVersionOf(await readDeploymentConfig(api, workload, signal)));
    const pods = await (0,_workloads_pods_js__WEBPACK_IMPORTED_MODULE_9__/* .readPods */ .zL)(api, podsOfVersion(workload, version), signal);
    return pods.filter(_workloads_pods_js__WEBPACK_IMPORTED_MODULE_9__/* .isLiving */ .O).map(_workloads_pods_js__WEBPACK_IMPORTED_MODULE_9__/* .toRunningPod */ .kY);
}


/***/ }),

/***/ 5394:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   dp: () => (/* binding */ versionLabel),
/* harmony export */   lK: () => (/* binding */ versionStatus),
/* harmony export */   pl: () => (/* binding */ isEnded),
/* harmony export */   q2: () => (/* binding */ readVersions)
/* harmony export */ });
/* harmony import */ var _api_json_fields_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(9053);
/* harmony import */ var _workloads_pod_template_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(27);


const PREFIX = 'openshift.io/deployment';
const CONFIG_PREFIX = 'openshift.io/deployment-config';
/** Label that selects the ReplicationControllers of a DeploymentConfig. */
function versionLabel(name) {
    return `${CONFIG_PREFIX}.name=${name}`;
}
/** The newest version first. */
function readVersions(controllers) {
    return controllers
        .map(readVersion)
        .filter((version) => version !== undefined)
        .sort((one, other) => other.version - one.version);
}
function readVersion(controller) {
    const annotation = (name) => (0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_0__/* .textAt */ .$6)(controller, 'metadata', 'annotations', name);
    const version = Number(annotation(`${CONFIG_PREFIX}.latest-version`));
    if (!Number.isSafeInteger(version) || version < 1)
        return undefined;
    return {
        version,
        phase: annotation(`${PREFIX}.phase`) ?? 'New',
        statusReason: annotation(`${PREFIX}.status-reason`),
        isCancelled: annotation(`${PREFIX}.cancelled`) === 'true',
        controller,
    };
}
function isEnded({ phase }) {
    return phase === 'Complete' || phase === 'Failed';
}
/**
 * The status of the newest version, if it is `minVersion` or above: an older one is no evidence.
 * @param runs whether a template has the images
 */
function versionStatus(versions, minVersion, wanted, runs = _workloads_pod_template_js__WEBPACK_IMPORTED_MODULE_1__/* .templateRuns */ .Hz) {
    const [latest] = versions;
    if (latest === undefined || latest.version < minVersion)
        return { kind: 'absent' };
    const { version, controller, phase } = latest;
    if (!runs(controller, wanted)) {
        return { kind: 'other-image', version, images: (0,_workloads_pod_template_js__WEBPACK_IMPORTED_MODULE_1__/* .imagesOf */ .IC)(controller, [...wanted.keys()]) };
    }
    switch (phase) {
        case 'Complete':
            return { kind: 'complete', version };
        case 'Failed':
            return { kind: 'failed', version, message: failureOf(latest), isCancelled: latest.isCancelled };
        default: {
            const ready = (0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_0__/* .numberAt */ .tk)(controller, 'status', 'readyReplicas') ?? 0;
            const wanted = (0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_0__/* .textAt */ .$6)(controller, 'metadata', 'annotations', 'kubectl.kubernetes.io/desired-replicas');
            const pods = wanted === undefined
                ? `${ready} ${ready === 1 ? 'pod' : 'pods'} ready`
                : `${ready} of ${wanted} pods ready`;
            return {
                kind: 'progressing',
                version,
                message: `version ${version} is ${phase.toLowerCase()}, ${pods}`,
            };
        }
    }
}
/** The status reason of a version says why it was started, unless it was cancelled (captures 24f, 40zs). */
function failureOf({ version, isCancelled, statusReason }) {
    if (!isCancelled)
        return `version ${version} failed`;
    return `version ${version} was cancelled${statusReason === undefined ? '' : ` (${statusReason})`}`;
}


/***/ }),

/***/ 2777:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   B8: () => (/* binding */ missedDeadlineAt),
/* harmony export */   DT: () => (/* binding */ revisionOf),
/* harmony export */   lP: () => (/* binding */ isPaused),
/* harmony export */   rI: () => (/* binding */ conditionOf),
/* harmony export */   zx: () => (/* binding */ deploymentProgress)
/* harmony export */ });
/* harmony import */ var _api_json_fields_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(9053);

/**
 * The progress of a Deployment with its current template, by the rules of `oc rollout status` (openshift-api.md \u00a74.4). Right
 * after a tag moved, the template is new and the status is still the "complete" of the previous revision (capture 41e): only
 * the generation differs. When it returns to an existing ReplicaSet, an earlier missed deadline is reported until the
 * rollout makes progress, although the generation is the new one (openshift-new.md).
 * @param missedBefore when a deadline was missed before the template changed; undefined: never
 */
function deploymentProgress(deployment, missedBefore) {
    if (isPaused(deployment))
        return { kind: 'paused' };
    const generation = (0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_0__/* .numberAt */ .tk)(deployment, 'metadata', 'generation') ?? 0;
    if (((0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_0__/* .numberAt */ .tk)(deployment, 'status', 'observedGeneration') ?? 0) < generation)
        return { kind: 'unobserved' };
    const stalled = conditionOf(deployment, 'Progressing');
    const missed = missedDeadlineAt(deployment);
    if (missed !== undefined && missed !== missedBefore) {
        const message = (0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_0__/* .textAt */ .$6)(stalled, 'message') ?? 'progress deadline exceeded';
        return { kind: 'failed', message: message.replace(/\.$/, '') };
    }
    const message = missingPods(deployment);
    return message === undefined ? { kind: 'complete' } : { kind: 'progressing', message };
}
/** When a Deployment missed its progress deadline, as its controller writes times; undefined if it did not, or is not a Deployment. */
function missedDeadlineAt(workload) {
    const stalled = conditionOf(workload, 'Progressing');
    if ((0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_0__/* .textAt */ .$6)(stalled, 'reason') !== 'ProgressDeadlineExceeded')
        return undefined;
    return (0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_0__/* .textAt */ .$6)(stalled, 'lastUpdateTime') ?? '';
}
function isPaused(workload) {
    return (0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_0__/* .valueAt */ .fK)(workload, 'spec', 'paused') === true;
}
function revisionOf(object) {
    return (0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_0__/* .textAt */ .$6)(object, 'metadata', 'annotations', 'deployment.kubernetes.io/revision');
}
function conditionOf(workload, type) {
    return (0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_0__/* .objectsAt */ .yR)(workload, 'status', 'conditions').find((condition) => (0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_0__/* .textAt */ .$6)(condition, 'type') === type);
}
/** What the rollout still waits for, as text; undefined when complete. The API omits counts of zero. */
function missingPods(deployment) {
    const count = (name) => (0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_0__/* .numberAt */ .tk)(deployment, 'status', name) ?? 0;
    const wanted = (0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_0__/* .numberAt */ .tk)(deployment, 'spec', 'replicas') ?? 1;
    const updated = count('updatedReplicas');
    const available = count('availableReplicas');
    const old = count('replicas') - updated;
    if (updated < wanted)
        return `${updated} of ${wanted} pods updated, ${available} available`;
    if (old > 0)
        return `${wanted} of ${wanted} pods updated, ${old} old ${old === 1 ? 'pod' : 'pods'} to end`;
    if (available < updated)
        return `${wanted} of ${wanted} pods updated, ${available} available`;
    return undefined;
}


/***/ }),

/***/ 5508:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   $p: () => (/* binding */ explainMissingWorkload),
/* harmony export */   Bg: () => (/* binding */ resultOf),
/* harmony export */   Ez: () => (/* binding */ readWorkload),
/* harmony export */   LU: () => (/* binding */ lookAtPods),
/* harmony export */   M3: () => (/* binding */ triggerPatienceMs),
/* harmony export */   XU: () => (/* binding */ workloadPlace),
/* harmony export */   cv: () => (/* binding */ say),
/* harmony export */   eI: () => (/* binding */ errorPlace),
/* harmony export */   gm: () => (/* binding */ missingWorkload),
/* harmony export */   qG: () => (/* binding */ watchPods),
/* harmony export */   tR: () => (/* binding */ startedResult),
/* harmony export */   zW: () => (/* binding */ pausedError)
/* harmony export */ });
/* harmony import */ var _api_api_path_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(4877);
/* harmony import */ var _api_json_fields_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(9053);
/* harmony import */ var _core_text_errors_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(7206);
/* harmony import */ var _core_ports_workload_kinds_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(2647);
/* harmony import */ var _core_progress_text_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(5116);
/* harmony import */ var _core_text_nearest_name_js__WEBPACK_IMPORTED_MODULE_8__ = __webpack_require__(8047);
/* harmony import */ var _core_text_server_text_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(6844);
/* harmony import */ var _api_api_js__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(9549);
/* harmony import */ var _workloads_pods_js__WEBPACK_IMPORTED_MODULE_7__ = __webpack_require__(5871);









/** How long to wait for an image trigger; the controller fires within milliseconds unless it is overloaded or disabled (41e). */
const TRIGGER_MS = 30_000;
const TROUBLE_EVERY_MS = 5_000;
/** Never more than half of the remaining time: the fallback for the trigger needs time too. */
function triggerPatienceMs(run) {
    return Math.min(TRIGGER_MS, run.options.timeoutMs / 2);
}
/** Logs the progress if it has changed. */
function say(run, text) {
    const message = (0,_core_text_server_text_js__WEBPACK_IMPORTED_MODULE_5__/* .cleanServerText */ .C)(text, 400);
    if (run.said === message)
        return;
    run.said = message;
    run.options.onProgress({ workload: run.plan.workload, message });
}
function resultOf(run, revision) {
    const { workload, revisionBefore } = run.plan;
    const status = revision !== undefined && revision === revisionBefore ? 'unchanged' : 'complete';
    return { workload, status, revisionBefore, revision };
}
function startedResult(run, revision) {
    const { workload, revisionBefore } = run.plan;
    return { workload, status: 'started', revisionBefore, revision };
}
/** Periodically checks why pods of the new revision do not run, and logs it. Ends when the signal is aborted. */
async function watchPods(run, signal) {
    const { api, clock } = run.context;
    for (;;) {
        await clock.sleep(TROUBLE_EVERY_MS, signal);
        if (run.pods === undefined)
            continue;
        const troubles = await lookAtPods(api, run.pods, signal);
        if (troubles.length === 0)
            continue;
        run.troubles = troubles;
        const [first] = troubles;
        if (first !== undefined)
            say(run, (0,_workloads_pods_js__WEBPACK_IMPORTED_MODULE_7__/* .troubleText */ .NX)(first));
    }
}
async function lookAtPods(api, pods, signal) {
    return (await (0,_workloads_pods_js__WEBPACK_IMPORTED_MODULE_7__/* .readPods */ .zL)(api, pods, signal)).flatMap(_workloads_pods_js__WEBPACK_IMPORTED_MODULE_7__/* .troublesOf */ .on);
}
/** `deployment/web in prod` */
function workloadPlace(workload) {
    return `${(0,_core_progress_text_js__WEBPACK_IMPORTED_MODULE_4__/* .workloadText */ .DE)(workload)} in ${workload.project}`;
}
function errorPlace(api) {
    return { side: api.side, host: api.host };
}
function pausedError(api, workload) {
    return new _core_text_errors_js__WEBPACK_IMPORTED_MODULE_2__/* .PromoteError */ .jG({
        code: 'ROLLOUT_PAUSED',
        message: `${workloadPlace(workload)} is paused`,
        hint: `resume it: oc rollout resume ${(0,_core_progress_text_js__WEBPACK_IMPORTED_MODULE_4__/* .workloadText */ .DE)(workload)} -n ${workload.project}`,
        where: errorPlace(api),
    });
}
function missingWorkload(api, workload) {
    const { resource } = (0,_core_ports_workload_kinds_js__WEBPACK_IMPORTED_MODULE_3__/* .workloadRow */ .E3)(workload.kind);
    return new _core_text_errors_js__WEBPACK_IMPORTED_MODULE_2__/* .PromoteError */ .jG({
        code: 'WORKLOAD_NOT_FOUND',
        message: `${workloadPlace(workload)} does not exist on ${api.server}`,
        hint: `look what there is: oc get ${resource} -n ${workload.project}`,
        where: errorPlace(api),
    });
}
/** @throws PromoteError WORKLOAD_NOT_FOUND, ACCESS_DENIED */
async function readWorkload(api, workload, signal) {
    const reply = await api.send({ method: 'GET', path: (0,_api_api_path_js__WEBPACK_IMPORTED_MODULE_0__/* .workloadPath */ .jC)(workload) }, signal);
    if (!reply.ok && reply.failure.status === 404)
        throw await explainMissingWorkload(api, workload, signal);
    return (0,_api_api_js__WEBPACK_IMPORTED_MODULE_6__/* .requireOk */ .M)(reply);
}
const MAX_LISTED = 500;
const MAX_LIST_BYTES = 8 * 1024 * 1024;
const MAX_NAMED = 5;
/** The error for a workload that does not exist, with the names of those of its kind that do. */
async function explainMissingWorkload(api, workload, signal) {
    const error = missingWorkload(api, workload);
    const query = { limit: MAX_LISTED };
    const path = (0,_api_api_path_js__WEBPACK_IMPORTED_MODULE_0__/* .collectionPath */ .yb)(workload);
    const reply = await api.send({ method: 'GET', path, query, maxBodyBytes: MAX_LIST_BYTES }, signal);
    if (!reply.ok)
        return error;
    const names = (0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_1__/* .objectsAt */ .yR)(reply.body, 'items')
        .flatMap((item) => (0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_1__/* .textAt */ .$6)(item, 'metadata', 'name') ?? [])
        .sort();
    const nearest = (0,_core_text_nearest_name_js__WEBPACK_IMPORTED_MODULE_8__/* .nearestName */ .q)(workload.name, names);
    const spell = (name) => (0,_core_progress_text_js__WEBPACK_IMPORTED_MODULE_4__/* .workloadText */ .DE)({ ...workload, name: (0,_core_text_server_text_js__WEBPACK_IMPORTED_MODULE_5__/* .cleanServerText */ .C)(name, 100) });
    const more = names.length > MAX_NAMED ? ', \u2026' : '';
    const there = nearest !== undefined
        ? `did you mean ${spell(nearest)}?`
        : names.length === 0
            ? `project ${workload.project} has no ${(0,_core_ports_workload_kinds_js__WEBPACK_IMPORTED_MODULE_3__/* .workloadRow */ .E3)(workload.kind).resource}`
            : `project ${workload.project} has ${names.slice(0, MAX_NAMED).map(spell).join(', ')}${more}`;
    const { code, message, hint = '', where } = error;
    return new _core_text_errors_js__WEBPACK_IMPORTED_MODULE_2__/* .PromoteError */ .jG({ code, message, hint: `${there}; ${hint}`, where });
}


/***/ }),

/***/ 8530:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Fr: () => (/* binding */ followedTag),
/* harmony export */   Qi: () => (/* binding */ putStreamTag),
/* harmony export */   V0: () => (/* binding */ getStreamTag),
/* harmony export */   Y6: () => (/* binding */ deleteStreamTag)
/* harmony export */ });
/* harmony import */ var _core_image_digest_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(2391);
/* harmony import */ var _core_text_errors_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(7206);
/* harmony import */ var _api_api_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(9549);
/* harmony import */ var _api_api_path_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(4877);
/* harmony import */ var _api_explain_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(5283);
/* harmony import */ var _api_json_fields_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(9053);






const GROUP_VERSION = 'image.openshift.io/v1';
// The retries of `oc tag` (client-go retry.DefaultRetry, openshift-api.md \u00a711).
const MAX_CONFLICTS = 5;
function tagPath({ project, stream, tag }) {
    return (0,_api_api_path_js__WEBPACK_IMPORTED_MODULE_3__/* .namespacedPath */ .Nh)(GROUP_VERSION, project, 'imagestreamtags', `${stream}:${tag}`);
}
function formatName({ project, stream, tag }) {
    return `${project}/${stream}:${tag}`;
}
// image-spec annotations.md as a label, and what source-to-image writes
const BASE_LABELS = ['org.opencontainers.image.base.name', 'io.openshift.s2i.build.image'];
/**
 * The image a tag points to; undefined when the tag or its stream does not exist, or nothing was imported yet
 * (openshift-api.md \u00a73.3).
 * @throws PromoteError ACCESS_DENIED, PROJECT_NOT_FOUND
 */
async function getStreamTag(api, name, signal) {
    const object = await readTag(api, name, signal);
    return object === undefined ? undefined : toStreamTag(object, name);
}
async function readTag(api, name, signal) {
    const reply = await api.send({ method: 'GET', path: tagPath(name) }, signal);
    return isMissingTag(reply) ? undefined : (0,_api_api_js__WEBPACK_IMPORTED_MODULE_2__/* .requireOk */ .M)(reply);
}
/** A missing tag and a missing stream are both reported as `imagestreamtags` or `imagestreams` (captures 04b, 04c). */
function isMissingTag(reply) {
    return !reply.ok && reply.failure.status === 404 && reply.failure.kind.startsWith('imagestream');
}
function toStreamTag(object, name) {
    const digest = (0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_5__/* .textAt */ .$6)(object, 'image', 'metadata', 'name');
    if (!(0,_core_image_digest_js__WEBPACK_IMPORTED_MODULE_0__/* .isDigest */ .Bc)(digest))
        return undefined;
    const pullSpec = (0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_5__/* .textAt */ .$6)(object, 'image', 'dockerImageReference') ?? '';
    const labels = (0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_5__/* .objectAt */ .lJ)(object, 'image', 'dockerImageMetadata', 'Config', 'Labels');
    const baseNames = BASE_LABELS.flatMap((label) => (0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_5__/* .textAt */ .$6)(labels, label) ?? []);
    return {
        digest,
        pullSpec,
        overwrittenBy: overwriterOf((0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_5__/* .objectAt */ .lJ)(object, 'tag'), name),
        ...(baseNames.length === 0 ? {} : { baseNames }),
    };
}
/** What would move the tag away from a pushed image again (openshift-api.md \u00a73.5, \u00a73.6). */
function overwriterOf(spec, name) {
    const source = (0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_5__/* .textAt */ .$6)(spec, 'from', 'name') ?? '';
    if ((0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_5__/* .textAt */ .$6)(spec, 'from', 'kind') === 'DockerImage' && (0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_5__/* .valueAt */ .fK)(spec, 'importPolicy', 'scheduled') === true) {
        return `the scheduled import of ${source}`;
    }
    const tag = sourceTag(spec, name);
    return tag === undefined ? undefined : `the tag ${tag} of the same stream, which it follows`;
}
/** A tag of another stream is copied once; only a tag of the same stream, with or without its name, is followed. */
function sourceTag(spec, { project, stream }) {
    const source = (0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_5__/* .textAt */ .$6)(spec, 'from', 'name');
    if ((0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_5__/* .textAt */ .$6)(spec, 'from', 'kind') !== 'ImageStreamTag' || source === undefined)
        return undefined;
    if (((0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_5__/* .textAt */ .$6)(spec, 'from', 'namespace') ?? project) !== project)
        return undefined;
    if (source.startsWith(`${stream}:`))
        return source.slice(stream.length + 1);
    return source.includes(':') ? undefined : source;
}
/** The tag of the same stream that a tag follows; undefined if it follows none, or cannot be read. */
async function followedTag(api, name, signal) {
    const reply = await api.send({ method: 'GET', path: tagPath(name) }, signal);
    return reply.ok ? sourceTag((0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_5__/* .objectAt */ .lJ)(reply.body, 'tag'), name) : undefined;
}
/**
 * Points a tag to an image that the stream of `from` contains, unless the tag is another image than `expected` right before, and
 * verifies it: writing an equal spec changes nothing even if the tag was pushed to since (200, captures 49e\u201349g). The annotations
 * of the tag are kept.
 * @throws PromoteError ACCESS_DENIED, IMAGE_NOT_FOUND, QUOTA_EXCEEDED, TAG_CONFLICT
 */
async function putStreamTag(api, name, from, expected, signal) {
    const seen = await lookAtTag(api, name, signal);
    const spec = (0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_5__/* .objectAt */ .lJ)(seen.object, 'tag');
    // without an import mode the cluster would choose: Legacy or PreserveOriginal (openshift-new.md)
    const mode = (0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_5__/* .textAt */ .$6)(spec, 'importPolicy', 'importMode') ?? 'PreserveOriginal';
    const policy = (0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_5__/* .textAt */ .$6)(spec, 'referencePolicy', 'type') === 'Local' ? 'Local' : 'Source';
    const write = (last, importMode, referencePolicy) => writeTag(api, name, { from, importMode, referencePolicy }, last, signal);
    if (seen.tag?.digest === from.digest)
        return { isWritten: true, digest: from.digest };
    if (seen.tag?.digest !== expected)
        return { isWritten: false, digest: seen.tag?.digest };
    const first = await write(seen, mode, policy);
    if (!first.isWritten)
        return outcomeOf(first, from);
    if (first.tag?.digest === from.digest) {
        if (policy === 'Source' && (await isPulledThrough(api, name, from, first.tag, signal)))
            return outcomeOf(await write(first, mode, 'Local'), from);
        return outcomeOf(first, from);
    }
    // the mode has no effect on an image in the registry, but changing it counts as a change of the tag (49k)
    const second = await write(first, mode === 'PreserveOriginal' ? 'Legacy' : 'PreserveOriginal', policy);
    if (!second.isWritten || second.tag?.digest === from.digest)
        return outcomeOf(second, from);
    throw new _core_text_errors_js__WEBPACK_IMPORTED_MODULE_1__/* .PromoteError */ .jG({
        code: 'TAG_CONFLICT',
        message: `${formatName(name)} was set to ${from.digest} but stays ${second.tag?.digest ?? 'without image'}`,
        hint: `find out what else writes it: oc describe imagestream ${name.stream} -n ${name.project}; to start over without its history: oc tag -d ${formatName(name)}`,
        where: {
            side: api.side,
            host: api.host,
            repository: `${name.project}/${name.stream}`,
            digest: from.digest,
        },
    });
}
function outcomeOf({ isWritten, tag }, { digest }) {
    // an answer that was lost on its way: the write is repeated, and finds itself
    return { isWritten: isWritten || tag?.digest === digest, digest: tag?.digest };
}
/** A tag that does not exist has no resource version of its own: it is that of the stream (openshift-api.md \u00a73.5). */
async function lookAtTag(api, name, signal) {
    const object = await readTag(api, name, signal);
    if (object !== undefined)
        return seenOf(object, name);
    const path = (0,_api_api_path_js__WEBPACK_IMPORTED_MODULE_3__/* .namespacedPath */ .Nh)(GROUP_VERSION, name.project, 'imagestreams', name.stream);
    const reply = await api.send({ method: 'GET', path }, signal);
    const version = reply.ok ? (0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_5__/* .textAt */ .$6)(reply.body, 'metadata', 'resourceVersion') : undefined;
    const hasStream = reply.ok || reply.failure.status !== 404;
    return { object, tag: undefined, version, hasStream };
}
function seenOf(object, name) {
    const version = (0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_5__/* .textAt */ .$6)(object, 'metadata', 'resourceVersion');
    return { object, tag: toStreamTag(object, name), version, hasStream: true };
}
/**
 * Whether pods pull the image through the cluster's own registry under another tag of the stream: an image imported
 * with that reference policy. Without it the new tag would make them pull from the source registry (openshift-api.md \u00a73.8).
 */
async function isPulledThrough(api, { project, stream }, from, written, signal) {
    const isOwn = from.project === project && from.stream === stream;
    if (!isOwn || written.pullSpec === '' || written.pullSpec.endsWith(`/${project}/${stream}@${from.digest}`))
        return false;
    const path = (0,_api_api_path_js__WEBPACK_IMPORTED_MODULE_3__/* .namespacedPath */ .Nh)(GROUP_VERSION, project, 'imagestreams', stream);
    const reply = await api.send({ method: 'GET', path }, signal);
    if (!reply.ok)
        return false;
    const holders = (0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_5__/* .objectsAt */ .yR)(reply.body, 'status', 'tags')
        .filter((tag) => (0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_5__/* .objectsAt */ .yR)(tag, 'items').some((item) => (0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_5__/* .textAt */ .$6)(item, 'image') === from.digest))
        .map((tag) => (0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_5__/* .textAt */ .$6)(tag, 'tag'));
    return (0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_5__/* .objectsAt */ .yR)(reply.body, 'spec', 'tags').some((tag) => holders.includes((0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_5__/* .textAt */ .$6)(tag, 'name')) && (0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_5__/* .textAt */ .$6)(tag, 'referencePolicy', 'type') === 'Local');
}
function tagBody(name, content, seen) {
    const { from, importMode, referencePolicy } = content;
    // the namespace is omitted within a project, as oc does: the server treats both forms alike (49m)
    const namespace = from.project === name.project ? {} : { namespace: from.project };
    const annotations = (0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_5__/* .textMapAt */ .Pf)(seen.object, 'tag', 'annotations');
    // without a version the last writer would win (04v)
    const version = seen.version === undefined ? {} : { resourceVersion: seen.version };
    return {
        kind: 'ImageStreamTag',
        apiVersion: GROUP_VERSION,
        metadata: { name: `${name.stream}:${name.tag}`, namespace: name.project, ...version, annotations },
        tag: {
            name: name.tag,
            from: { kind: 'ImageStreamImage', ...namespace, name: `${from.stream}@${from.digest}` },
            importPolicy: { importMode },
            referencePolicy: { type: referencePolicy },
        },
    };
}
/**
 * Writes a tag if its stream has not changed since it was read. A conflict means that something wrote a tag of the stream, and only
 * if it was this one, nothing is written (capture 04u).
 */
async function writeTag(api, name, content, before, signal) {
    let seen = before;
    for (let conflicts = 0;; conflicts += 1) {
        const body = tagBody(name, content, seen);
        // POST leaves a stream alone that something else has created meanwhile with this tag, PUT would overwrite it
        const reply = await api.send(seen.hasStream
            ? { method: 'PUT', path: tagPath(name), body }
            : { method: 'POST', path: (0,_api_api_path_js__WEBPACK_IMPORTED_MODULE_3__/* .namespacedPath */ .Nh)(GROUP_VERSION, name.project, 'imagestreamtags'), body }, signal);
        if (reply.ok)
            return { ...seenOf(reply.body, name), isWritten: true };
        // 404: the stream whose version is sent has been deleted
        const isStale = reply.failure.status === 409 || (seen.version !== undefined && isMissingTag(reply));
        if (!isStale || conflicts >= MAX_CONFLICTS)
            throw (0,_api_explain_js__WEBPACK_IMPORTED_MODULE_4__/* .explain */ .W)(reply.failure);
        seen = await lookAtTag(api, name, signal);
        if (seen.tag?.digest !== before.tag?.digest)
            return { ...seen, isWritten: false };
    }
}
/**
 * Deletes a tag with its history; images remain until they are pruned (openshift-api.md \u00a73.5). The API ignores a resource version
 * here, so callers read the tag right before.
 * @returns false if the tag did not exist
 */
async function deleteStreamTag(api, name, signal) {
    const reply = await api.send({ method: 'DELETE', path: tagPath(name) }, signal);
    if (isMissingTag(reply))
        return false;
    (0,_api_api_js__WEBPACK_IMPORTED_MODULE_2__/* .requireOk */ .M)(reply);
    return true;
}


/***/ }),

/***/ 8823:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   listBlobs: () => (/* binding */ listBlobs),
/* harmony export */   listStreams: () => (/* binding */ listStreams)
/* harmony export */ });
/* harmony import */ var _core_image_digest_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(2391);
/* harmony import */ var _api_api_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(9549);
/* harmony import */ var _api_api_path_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(4877);
/* harmony import */ var _api_json_fields_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(9053);




const GROUP_VERSION = 'image.openshift.io/v1';
// Both answers only save time, so a long one is not worth waiting for.
const MAX_LIST_BYTES = 8 * 1024 * 1024;
const MAX_LAYERS_BYTES = 4 * 1024 * 1024;
const MAX_ORIGINS = 50;
const MAX_ORIGIN_LENGTH = 300;
/** Streams of a project with the places that their images come from. @throws PromoteError ACCESS_DENIED, PROJECT_NOT_FOUND */
async function listStreams(api, project, limit, signal) {
    const path = (0,_api_api_path_js__WEBPACK_IMPORTED_MODULE_2__/* .namespacedPath */ .Nh)(GROUP_VERSION, project, 'imagestreams');
    const request = { method: 'GET', path, query: { limit }, maxBodyBytes: MAX_LIST_BYTES };
    const reply = await api.send(request, signal);
    return (0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_3__/* .objectsAt */ .yR)((0,_api_api_js__WEBPACK_IMPORTED_MODULE_1__/* .requireOk */ .M)(reply), 'items')
        .slice(0, limit)
        .flatMap((item) => {
        const stream = (0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_3__/* .textAt */ .$6)(item, 'metadata', 'name');
        if (stream === undefined)
            return [];
        const imported = (0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_3__/* .objectsAt */ .yR)(item, 'spec', 'tags').flatMap((tag) => (0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_3__/* .textAt */ .$6)(tag, 'from', 'name') ?? []);
        const named = ['labels', 'annotations'].flatMap((field) => Object.values((0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_3__/* .textMapAt */ .Pf)(item, 'metadata', field)));
        // names of images; other labels and annotations have no slash, or are whole documents
        const origins = [...imported, ...named].filter((text) => text.includes('/') && text.length <= MAX_ORIGIN_LENGTH);
        return { project, stream, origins: origins.slice(0, MAX_ORIGINS) };
    });
}
/**
 * What `imagestreams/NAME/layers` lists: layers, configurations and manifests of all images in the history of a stream
 * (captures 49a, 46h). Whoever may pull may read it.
 */
async function listBlobs(api, { project, stream }, signal) {
    const path = (0,_api_api_path_js__WEBPACK_IMPORTED_MODULE_2__/* .namespacedPath */ .Nh)(GROUP_VERSION, project, 'imagestreams', stream, 'layers');
    const reply = await api.send({ method: 'GET', path, maxBodyBytes: MAX_LAYERS_BYTES }, signal);
    if (!reply.ok && reply.failure.status === 404)
        return undefined;
    return Object.keys((0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_3__/* .objectAt */ .lJ)((0,_api_api_js__WEBPACK_IMPORTED_MODULE_1__/* .requireOk */ .M)(reply), 'blobs')).filter(_core_image_digest_js__WEBPACK_IMPORTED_MODULE_0__/* .isDigest */ .Bc);
}


/***/ }),

/***/ 4997:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   I: () => (/* binding */ getStreamImage)
/* harmony export */ });
/* harmony import */ var _core_image_digest_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(2391);
/* harmony import */ var _api_api_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(9549);
/* harmony import */ var _api_api_path_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(4877);
/* harmony import */ var _api_json_fields_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(9053);




const GROUP_VERSION = 'image.openshift.io/v1';
/**
 * The API's metadata for an image of a stream, by tag or by digest (captures 04a, 05c).
 * @throws PromoteError ACCESS_DENIED, PROJECT_NOT_FOUND
 */
async function getStreamImage(api, { project, stream, reference }, signal) {
    const path = (0,_core_image_digest_js__WEBPACK_IMPORTED_MODULE_0__/* .isDigest */ .Bc)(reference)
        ? (0,_api_api_path_js__WEBPACK_IMPORTED_MODULE_2__/* .namespacedPath */ .Nh)(GROUP_VERSION, project, 'imagestreamimages', `${stream}@${reference}`)
        : (0,_api_api_path_js__WEBPACK_IMPORTED_MODULE_2__/* .namespacedPath */ .Nh)(GROUP_VERSION, project, 'imagestreamtags', `${stream}:${reference}`);
    const reply = await api.send({ method: 'GET', path }, signal);
    if (!reply.ok && reply.failure.status === 404 && reply.failure.kind.startsWith('imagestream'))
        return undefined;
    return toStreamImage((0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_3__/* .objectAt */ .lJ)((0,_api_api_js__WEBPACK_IMPORTED_MODULE_1__/* .requireOk */ .M)(reply), 'image'));
}
function toStreamImage(image) {
    const digest = (0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_3__/* .textAt */ .$6)(image, 'metadata', 'name');
    if (!(0,_core_image_digest_js__WEBPACK_IMPORTED_MODULE_0__/* .isDigest */ .Bc)(digest))
        return undefined;
    const children = (0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_3__/* .objectsAt */ .yR)(image, 'dockerImageManifests').flatMap((child) => {
        const childDigest = (0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_3__/* .textAt */ .$6)(child, 'digest');
        if (!(0,_core_image_digest_js__WEBPACK_IMPORTED_MODULE_0__/* .isDigest */ .Bc)(childDigest))
            return [];
        const platform = {
            os: (0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_3__/* .textAt */ .$6)(child, 'os') ?? 'unknown',
            architecture: (0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_3__/* .textAt */ .$6)(child, 'architecture') ?? 'unknown',
            variant: (0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_3__/* .textAt */ .$6)(child, 'variant'),
        };
        return [{ digest: childDigest, platform }];
    });
    return {
        digest,
        pullSpec: (0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_3__/* .textAt */ .$6)(image, 'dockerImageReference') ?? '',
        mediaType: (0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_3__/* .textAt */ .$6)(image, 'dockerImageManifestMediaType') ?? '',
        children: children.length === 0 ? undefined : children,
        labels: (0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_3__/* .textMapAt */ .Pf)(image, 'dockerImageMetadata', 'Config', 'Labels'),
        // the registry sets this annotation on pushed images; imported ones lack it
        isLocal: (0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_3__/* .textAt */ .$6)(image, 'metadata', 'annotations', 'openshift.io/image.managed') === 'true',
    };
}


/***/ }),

/***/ 9014:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   createWebhooks: () => (/* binding */ createWebhooks)
/* harmony export */ });
/* harmony import */ var node_crypto__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7598);
/* harmony import */ var _core_text_errors_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(7206);
/* harmony import */ var _core_text_server_text_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(6844);
/* harmony import */ var _api_api_path_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(4877);
/* harmony import */ var _api_failure_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(8039);
/* harmony import */ var _api_json_fields_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(9053);






// The response is the Build that was started, including the whole BuildConfig.
const MAX_BODY_BYTES = 1024 * 1024;
const SECRET = '{secret}';
const BUILD_WEBHOOK = /\/buildconfigs\/[^/]+\/webhooks\/[^/]+\/generic$/;
/** Calls webhooks of BuildConfigs (openshift-api.md \u00a79.3) and any other URL that accepts a JSON POST. */
function createWebhooks(options) {
    return {
        async call(webhook, images, signal) {
            const started = [];
            const [first, ...others] = callsOf(webhook, images, options);
            if (first === undefined)
                return 'nothing to send';
            const isOwn = isOrigin(first.url, options.server);
            const transport = isOwn ? options.transport : options.openVerifying();
            try {
                for (const call of [first, ...others])
                    started.push(await send(call, transport, signal));
            }
            finally {
                if (!isOwn)
                    await transport.close();
            }
            return started.join(', ');
        },
    };
}
async function send(call, transport, signal) {
    const { url, body, headers } = call;
    try {
        const reply = await transport.send({ method: 'POST', url, headers, body, maxBodyBytes: MAX_BODY_BYTES, retry: 'once' }, signal);
        return readReply(reply, call);
    }
    catch (error) {
        throw error instanceof _core_text_errors_js__WEBPACK_IMPORTED_MODULE_1__/* .PromoteError */ .jG && !['CANCELLED', 'WEBHOOK_FAILED'].includes(error.code)
            ? unreached(error, call)
            : error;
    }
}
/** The transport knows only the sides of a promotion, and a webhook is neither. */
function unreached(error, { shown }) {
    const { host } = new URL(shown);
    const { request, status, attempt } = error.where;
    return new _core_text_errors_js__WEBPACK_IMPORTED_MODULE_1__/* .PromoteError */ .jG({
        code: 'WEBHOOK_FAILED',
        message: `the webhook ${shown} could not be called: ${error.message.replace(/^the (?:source|destination) (?=\S+ )/, '')}`,
        hint: `check "webhook", and whether this machine reaches ${host}`,
        cause: error.cause,
        where: { host, request, status, attempt },
    });
}
/** A BuildConfig starts one build per image; other receivers get all images in one request. */
function callsOf({ target, secret }, images, { server, token }) {
    const shown = target.kind === 'url' ? target.url : `${server ?? ''}${webhookPath(target.project, target.name)}`;
    const url = shown.replaceAll(SECRET, encodeURIComponent(secret ?? ''));
    const headers = { 'content-type': 'application/json', ...authorization(url, server, token) };
    if (BUILD_WEBHOOK.test(new URL(url).pathname)) {
        return images.map((image) => ({ url, shown, headers, body: buildPayload(image) }));
    }
    const body = JSON.stringify({ event: 'promotion', images });
    const signed = secret !== undefined && url === shown ? { 'x-hub-signature-256': sign(body, secret) } : {};
    return [{ url, shown, body, headers: { ...headers, ...signed } }];
}
function webhookPath(project, name) {
    return `${(0,_api_api_path_js__WEBPACK_IMPORTED_MODULE_3__/* .namespacedPath */ .Nh)('build.openshift.io/v1', project, 'buildconfigs', name)}/webhooks/${SECRET}/generic`;
}
/** Clusters installed as 4.16 or later reject unauthenticated calls (openshift-api.md \u00a79.3). */
function authorization(url, server, token) {
    return token !== undefined && isOrigin(url, server) ? { authorization: `Bearer ${token}` } : {};
}
function isOrigin(url, server) {
    return server !== undefined && new URL(url).origin === new URL(server).origin;
}
/** Environment of the build; it takes effect if the trigger sets `allowEnv`. */
function buildPayload(image) {
    const env = {
        IMAGE: image.image,
        TAG: image.tag,
        DIGEST: image.digest,
        SOURCE_IMAGE: image.sourceImage,
        PREVIOUS_DIGEST: image.previousDigest ?? '',
    };
    return JSON.stringify({ env: Object.entries(env).map(([name, value]) => ({ name, value })) });
}
/** Signed as GitHub signs its webhooks, which most receivers support. */
function sign(body, secret) {
    return `sha256=${(0,node_crypto__WEBPACK_IMPORTED_MODULE_0__.createHmac)('sha256', secret).update(body).digest('hex')}`;
}
function readReply(reply, call) {
    const text = new TextDecoder().decode(reply.body).trim();
    const { status } = reply;
    if (status < 200 || status > 299)
        throw refused(status, text, call);
    const body = (0,_api_failure_js__WEBPACK_IMPORTED_MODULE_4__/* .parseObject */ .lj)(text);
    const kind = (0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_5__/* .textAt */ .$6)(body, 'kind');
    const name = (0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_5__/* .textAt */ .$6)((0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_5__/* .objectAt */ .lJ)(body, 'metadata'), 'name');
    // 200 with a Status: the BuildConfig builds another branch, or its trigger does not allow an environment
    const message = kind === 'Status' ? (0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_5__/* .textAt */ .$6)(body, 'message') : undefined;
    if (message?.startsWith('skipping build') === true)
        throw refused(status, text, call);
    if (kind === 'Build' && name !== undefined)
        return `started build ${(0,_core_text_server_text_js__WEBPACK_IMPORTED_MODULE_2__/* .cleanServerText */ .C)(name, 100)}`;
    return `answered ${status}${message === undefined ? '' : `: ${(0,_core_text_server_text_js__WEBPACK_IMPORTED_MODULE_2__/* .cleanServerText */ .C)(message, 200)}`}`;
}
function refused(status, text, { shown }) {
    const said = (0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_5__/* .textAt */ .$6)((0,_api_failure_js__WEBPACK_IMPORTED_MODULE_4__/* .parseObject */ .lj)(text), 'message') ?? text;
    const detail = said === '' ? '' : `: ${(0,_core_text_server_text_js__WEBPACK_IMPORTED_MODULE_2__/* .cleanServerText */ .C)(said, 300)}`;
    return new _core_text_errors_js__WEBPACK_IMPORTED_MODULE_1__/* .PromoteError */ .jG({
        code: 'WEBHOOK_FAILED',
        message: `the webhook ${shown} answered ${status}${detail}`,
        hint: adviceFor(status, shown),
        where: { side: 'destination', host: new URL(shown).host, status },
    });
}
function adviceFor(status, shown) {
    const project = /\/namespaces\/([^/]+)\//.exec(shown)?.[1];
    const name = /\/buildconfigs\/([^/]+)\//.exec(shown)?.[1];
    if (project === undefined || name === undefined)
        return 'look at what the receiver logged, and at "webhook-secret"';
    if (status === 403) {
        return `grant it: oc policy add-role-to-user system:webhook USER -n ${project} (service account: -z NAME)`;
    }
    return `a wrong secret, a missing BuildConfig and a missing generic trigger look the same: compare "webhook-secret" with the Secret that oc get buildconfig ${name} -n ${project} -o yaml names`;
}


/***/ }),

/***/ 8966:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   R_: () => (/* binding */ deploymentConfigTriggers),
/* harmony export */   iZ: () => (/* binding */ imageTriggersOf),
/* harmony export */   is: () => (/* binding */ followsTarget),
/* harmony export */   jN: () => (/* binding */ followsStream),
/* harmony export */   nH: () => (/* binding */ readTriggerTag),
/* harmony export */   r2: () => (/* binding */ hasConfigChangeTrigger),
/* harmony export */   xS: () => (/* binding */ annotationTriggers)
/* harmony export */ });
/* harmony import */ var _core_ports_workload_kinds_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(2647);
/* harmony import */ var _core_text_strict_json_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(1691);
/* harmony import */ var _api_json_fields_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(9053);
/* harmony import */ var _pod_template_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(27);




const ANNOTATION = 'image.openshift.io/triggers';
const FIELD_PATH = /^spec\.(?:jobTemplate\.spec\.)?template\.spec\.(containers|initContainers)\[(?:(\d+)|\?\(@\.name==["']([^"']+)["']\))\]\.image$/;
/** The image triggers of a workload, wherever its kind keeps them. */
function imageTriggersOf(kind, object) {
    return (0,_core_ports_workload_kinds_js__WEBPACK_IMPORTED_MODULE_0__/* .workloadRow */ .E3)(kind).triggers === 'spec'
        ? deploymentConfigTriggers(object)
        : annotationTriggers(object).triggers;
}
/**
 * The triggers in the annotation of a workload (openshift-api.md \u00a74.5). One entry that the controller cannot parse, such as
 * `paused: "true"`, silently disables all of them (capture 41w): the list is empty and `unreadable` is set.
 */
function annotationTriggers(deployment) {
    const text = (0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_2__/* .textAt */ .$6)(deployment, 'metadata', 'annotations', ANNOTATION);
    if (text === undefined)
        return { triggers: [], unreadable: false };
    const entries = parseList(text);
    const isReadable = entries?.every((entry) => (0,_core_text_strict_json_js__WEBPACK_IMPORTED_MODULE_1__/* .isJsonObject */ .OW)(entry) && ['boolean', 'undefined'].includes(typeof (0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_2__/* .valueAt */ .fK)(entry, 'paused')));
    if (entries === undefined || isReadable !== true)
        return { triggers: [], unreadable: true };
    const triggers = entries
        .filter(_core_text_strict_json_js__WEBPACK_IMPORTED_MODULE_1__/* .isJsonObject */ .OW)
        .map((entry) => readAnnotated(entry, deployment))
        .filter((trigger) => trigger !== undefined);
    return { triggers, unreadable: false };
}
function parseList(text) {
    try {
        const value = JSON.parse(text);
        return Array.isArray(value) ? value : undefined;
    }
    catch {
        return undefined;
    }
}
function readAnnotated(entry, deployment) {
    const match = FIELD_PATH.exec((0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_2__/* .textAt */ .$6)(entry, 'fieldPath') ?? '');
    if (match === null)
        return undefined;
    const [, list, index, name] = match;
    const inList = (0,_pod_template_js__WEBPACK_IMPORTED_MODULE_3__/* .templateContainers */ .jw)(deployment).filter((container) => container.list === list);
    const container = name ?? inList[Number(index)]?.name;
    const tag = readTriggerTag((0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_2__/* .objectAt */ .lJ)(entry, 'from'), deployment);
    if (container === undefined || tag === undefined)
        return undefined;
    return { container, ...tag, automatic: (0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_2__/* .valueAt */ .fK)(entry, 'paused') !== true };
}
/** The ImageChange triggers of a DeploymentConfig, one for each container. The API omits `automatic: false`. */
function deploymentConfigTriggers(config) {
    return (0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_2__/* .objectsAt */ .yR)(config, 'spec', 'triggers').flatMap((entry) => {
        const params = (0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_2__/* .objectAt */ .lJ)(entry, 'imageChangeParams');
        const tag = readTriggerTag((0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_2__/* .objectAt */ .lJ)(params, 'from'), config);
        if ((0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_2__/* .textAt */ .$6)(entry, 'type') !== 'ImageChange' || tag === undefined)
            return [];
        const automatic = (0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_2__/* .valueAt */ .fK)(params, 'automatic') === true;
        return (0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_2__/* .textsAt */ .i1)(params, 'containerNames').map((container) => ({ container, ...tag, automatic }));
    });
}
/** True if changing the template alone creates a new version. */
function hasConfigChangeTrigger(config) {
    return (0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_2__/* .objectsAt */ .yR)(config, 'spec', 'triggers').some((entry) => (0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_2__/* .textAt */ .$6)(entry, 'type') === 'ConfigChange');
}
/** The tag that `from` of a trigger names; undefined if it is not an ImageStreamTag. */
function readTriggerTag(from, workload) {
    const name = (0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_2__/* .textAt */ .$6)(from, 'name') ?? '';
    const colon = name.indexOf(':');
    if ((0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_2__/* .textAt */ .$6)(from, 'kind') !== 'ImageStreamTag' || colon < 1)
        return undefined;
    const project = (0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_2__/* .textAt */ .$6)(from, 'namespace') ?? (0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_2__/* .textAt */ .$6)(workload, 'metadata', 'namespace') ?? '';
    return { project, stream: name.slice(0, colon), tag: name.slice(colon + 1) };
}
/** True if the trigger follows the promoted stream. */
function followsStream(trigger, target) {
    return trigger.project === target.project && trigger.stream === target.stream;
}
/** True if the trigger follows one of the moved tags. */
function followsTarget(trigger, target) {
    return followsStream(trigger, target) && target.tags.includes(trigger.tag);
}


/***/ }),

/***/ 27:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   D0: () => (/* binding */ podTemplateOf),
/* harmony export */   Hy: () => (/* binding */ tagOfImage),
/* harmony export */   Hz: () => (/* binding */ templateRuns),
/* harmony export */   IC: () => (/* binding */ imagesOf),
/* harmony export */   JA: () => (/* binding */ canonicalRepository),
/* harmony export */   Mq: () => (/* binding */ withPodTemplate),
/* harmony export */   Ub: () => (/* binding */ repositoriesOf),
/* harmony export */   VQ: () => (/* binding */ templateNames),
/* harmony export */   WU: () => (/* binding */ imagesText),
/* harmony export */   j5: () => (/* binding */ repositoryOfImage),
/* harmony export */   jw: () => (/* binding */ templateContainers),
/* harmony export */   lk: () => (/* binding */ digestOfImage)
/* harmony export */ });
/* harmony import */ var _core_text_server_text_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(6844);
/* harmony import */ var _core_text_strict_json_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(1691);
/* harmony import */ var _api_json_fields_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(9053);



/**
 * The pod template of a workload, a ReplicaSet or a ReplicationController; for a CronJob that of its jobs
 * (openshift-api.md \u00a74.5).
 */
function podTemplateOf(object) {
    return (0,_core_text_strict_json_js__WEBPACK_IMPORTED_MODULE_1__/* .isJsonObject */ .OW)((0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_2__/* .valueAt */ .fK)(object, 'spec', 'jobTemplate'))
        ? (0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_2__/* .objectAt */ .lJ)(object, 'spec', 'jobTemplate', 'spec', 'template')
        : (0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_2__/* .objectAt */ .lJ)(object, 'spec', 'template');
}
/** The same object with another pod template. */
function withPodTemplate(object, template) {
    const spec = (0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_2__/* .objectAt */ .lJ)(object, 'spec');
    const job = (0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_2__/* .valueAt */ .fK)(spec, 'jobTemplate');
    if (!(0,_core_text_strict_json_js__WEBPACK_IMPORTED_MODULE_1__/* .isJsonObject */ .OW)(job))
        return { ...object, spec: { ...spec, template } };
    const jobTemplate = { ...job, spec: { ...(0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_2__/* .objectAt */ .lJ)(job, 'spec'), template } };
    return { ...object, spec: { ...spec, jobTemplate } };
}
/** The containers of the pod template. */
function templateContainers(workload) {
    const read = (list) => (0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_2__/* .objectsAt */ .yR)(podTemplateOf(workload), 'spec', list).map((container) => ({
        name: (0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_2__/* .textAt */ .$6)(container, 'name') ?? '',
        image: (0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_2__/* .textAt */ .$6)(container, 'image') ?? '',
        list,
    }));
    return [...read('containers'), ...read('initContainers')];
}
/** The images of the named containers, in the order of `names`; an empty string for a missing container. */
function imagesOf(workload, names) {
    const containers = templateContainers(workload);
    return names.map((name) => containers.find((container) => container.name === name)?.image ?? '');
}
/** Images for a message: anyone who may write a workload controls their text, so it is untrusted. */
function imagesText(images) {
    return (0,_core_text_server_text_js__WEBPACK_IMPORTED_MODULE_0__/* .cleanServerText */ .C)(images.map((image) => image.trim() || 'nothing').join(', '), 600);
}
/** True if all of the containers are pinned to the digests they should run. */
function templateRuns(workload, wanted) {
    const containers = templateContainers(workload);
    return (wanted.size > 0 &&
        [...wanted].every(([name, { digest }]) => containers.some((container) => container.name === name && digestOfImage(container.image) === digest)));
}
/**
 * The same for a template that someone else writes, and that may name the image by a tag alone: then its pods tell which digest
 * they run.
 */
function templateNames(workload, wanted) {
    const containers = templateContainers(workload);
    return (wanted.size > 0 &&
        [...wanted].every(([name, target]) => containers.some(({ name: own, image }) => {
            if (own !== name)
                return false;
            const digest = digestOfImage(image);
            if (digest !== undefined)
                return digest === target.digest;
            const isTarget = repositoriesOf(target).has(canonicalRepository(repositoryOfImage(image)));
            return isTarget && target.tags.includes(tagOfImage(image) ?? '');
        })));
}
/** `host/path@sha256:\u2026` \u2192 `sha256:\u2026`; undefined for an image by tag. */
function digestOfImage(image) {
    const at = image.indexOf('@');
    return at < 0 ? undefined : image.slice(at + 1);
}
/** `host:5000/path:tag` and `host:5000/path@sha256:\u2026` \u2192 `host:5000/path`. */
function repositoryOfImage(image) {
    const at = image.indexOf('@');
    const named = at < 0 ? image : image.slice(0, at);
    const colon = named.indexOf(':', named.lastIndexOf('/') + 1);
    return colon < 0 ? named : named.slice(0, colon);
}
/** `host/path:tag` and `host/path:tag@sha256:\u2026` \u2192 `tag`; without one it is `latest`, by digest alone undefined. */
function tagOfImage(image) {
    const [named = ''] = image.split('@');
    const tag = named.slice(repositoryOfImage(image).length + 1);
    if (tag !== '')
        return tag;
    return named === image ? 'latest' : undefined;
}
const DOCKER_HUB = /^(?:index\.docker\.io|registry-1\.docker\.io|docker\.io)\//;
/** The canonical spelling of a repository: Docker Hub has several hosts, may be omitted, and has `library/` for official images. */
function canonicalRepository(repository) {
    const [first = ''] = repository.split('/');
    const isHost = repository.includes('/') && /[.:]|^localhost$/.test(first);
    if (isHost && !DOCKER_HUB.test(repository))
        return repository;
    const path = repository.replace(DOCKER_HUB, '');
    return `docker.io/${path.includes('/') ? path : `library/${path}`}`;
}
/** The names of the integrated registry inside its cluster: 4.x, its full name, 3.11 (openshift-api.md \u00a72.2). */
const INTERNAL_HOSTS = [
    'image-registry.openshift-image-registry.svc:5000',
    'image-registry.openshift-image-registry.svc.cluster.local:5000',
    'docker-registry.default.svc:5000',
];
/** Every repository under which a container can name the promoted image, in its canonical spelling. */
function repositoriesOf(target) {
    const { stream, project } = target;
    const internal = stream === undefined ? [] : INTERNAL_HOSTS.map((host) => `${host}/${project}/${stream}`);
    const known = [...target.repositories, repositoryOfImage(target.pullSpec), ...internal];
    return new Set(known.map(canonicalRepository));
}


/***/ }),

/***/ 5871:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Bh: () => (/* binding */ podName),
/* harmony export */   NX: () => (/* binding */ troubleText),
/* harmony export */   O: () => (/* binding */ isLiving),
/* harmony export */   kY: () => (/* binding */ toRunningPod),
/* harmony export */   on: () => (/* binding */ troublesOf),
/* harmony export */   zL: () => (/* binding */ readPods)
/* harmony export */ });
/* unused harmony export containerStatuses */
/* harmony import */ var _core_image_digest_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(2391);
/* harmony import */ var _core_text_server_text_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(6844);
/* harmony import */ var _api_api_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(9549);
/* harmony import */ var _api_api_path_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(4877);
/* harmony import */ var _api_json_fields_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(9053);
/* harmony import */ var _pod_template_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(27);






async function readPods(api, { project, labelSelector, owner }, signal) {
    const path = (0,_api_api_path_js__WEBPACK_IMPORTED_MODULE_3__/* .namespacedPath */ .Nh)('v1', project, 'pods');
    const list = (0,_api_api_js__WEBPACK_IMPORTED_MODULE_2__/* .requireOk */ .M)(await api.send({ method: 'GET', path, query: { labelSelector } }, signal));
    return (0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_4__/* .objectsAt */ .yR)(list, 'items').filter((pod) => (0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_4__/* .objectsAt */ .yR)(pod, 'metadata', 'ownerReferences').some((reference) => (0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_4__/* .textAt */ .$6)(reference, 'name') === owner));
}
/** True for an active pod: not being deleted, evicted or finished. */
function isLiving(pod) {
    const phase = (0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_4__/* .textAt */ .$6)(pod, 'status', 'phase');
    return ((0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_4__/* .textAt */ .$6)(pod, 'metadata', 'deletionTimestamp') === undefined && phase !== 'Failed' && phase !== 'Succeeded');
}
/** The image a pod runs as reported by the kubelet, or else as its spec requests it. */
function toRunningPod(pod) {
    const ready = (0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_4__/* .objectsAt */ .yR)(pod, 'status', 'conditions').find((condition) => (0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_4__/* .textAt */ .$6)(condition, 'type') === 'Ready');
    const statuses = containerStatuses(pod);
    const containers = [...(0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_4__/* .objectsAt */ .yR)(pod, 'spec', 'containers'), ...(0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_4__/* .objectsAt */ .yR)(pod, 'spec', 'initContainers')];
    const digests = containers.map((container) => {
        const name = (0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_4__/* .textAt */ .$6)(container, 'name') ?? '';
        const status = statuses.find((candidate) => (0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_4__/* .textAt */ .$6)(candidate, 'name') === name);
        return [name, pulledDigest(status) ?? (0,_pod_template_js__WEBPACK_IMPORTED_MODULE_5__/* .digestOfImage */ .lk)((0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_4__/* .textAt */ .$6)(container, 'image') ?? '')];
    });
    return {
        name: podName(pod),
        ready: (0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_4__/* .textAt */ .$6)(ready, 'status') === 'True',
        imageDigests: Object.fromEntries(digests),
    };
}
function podName(pod) {
    return (0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_4__/* .textAt */ .$6)(pod, 'metadata', 'name') ?? '';
}
function containerStatuses(pod) {
    return [
        ...(0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_4__/* .objectsAt */ .yR)(pod, 'status', 'containerStatuses'),
        ...(0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_4__/* .objectsAt */ .yR)(pod, 'status', 'initContainerStatuses'),
    ];
}
/**
 * `imageID` is `host/ns/name@sha256:\u2026`, with `docker-pullable://` before it on Docker. A bare `sha256:\u2026` is the id of
 * the configuration, not the digest of the image, and proves nothing.
 */
function pulledDigest(status) {
    const digest = (0,_pod_template_js__WEBPACK_IMPORTED_MODULE_5__/* .digestOfImage */ .lk)((0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_4__/* .textAt */ .$6)(status, 'imageID') ?? '');
    return (0,_core_image_digest_js__WEBPACK_IMPORTED_MODULE_0__/* .isDigest */ .Bc)(digest) ? digest : undefined;
}
// normal states of a starting container
const STARTING = new Set(['ContainerCreating', 'PodInitializing']);
function troublesOf(pod) {
    const name = podName(pod);
    return [
        ...podTroubles(pod).map((reason) => ({ pod: name, container: undefined, reason, hasRun: false })),
        ...containerStatuses(pod).flatMap((status) => {
            const reason = containerTrouble(status);
            if (reason === undefined)
                return [];
            const hasRun = ((0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_4__/* .numberAt */ .tk)(status, 'restartCount') ?? 0) > 0 || 'terminated' in (0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_4__/* .objectAt */ .lJ)(status, 'state');
            return [{ pod: name, container: (0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_4__/* .textAt */ .$6)(status, 'name'), reason, hasRun }];
        }),
    ];
}
function podTroubles(pod) {
    if ((0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_4__/* .textAt */ .$6)(pod, 'status', 'phase') === 'Failed') {
        return [reasonText((0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_4__/* .textAt */ .$6)(pod, 'status', 'reason') ?? 'Failed', (0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_4__/* .textAt */ .$6)(pod, 'status', 'message'))];
    }
    return (0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_4__/* .objectsAt */ .yR)(pod, 'status', 'conditions')
        .filter((condition) => (0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_4__/* .textAt */ .$6)(condition, 'reason') === 'Unschedulable')
        .map((condition) => reasonText('Unschedulable', (0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_4__/* .textAt */ .$6)(condition, 'message')));
}
function containerTrouble(status) {
    const waiting = (0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_4__/* .objectAt */ .lJ)(status, 'state', 'waiting');
    const reason = (0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_4__/* .textAt */ .$6)(waiting, 'reason');
    const ended = (0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_4__/* .objectAt */ .lJ)(status, 'state', 'terminated');
    const last = (0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_4__/* .objectAt */ .lJ)(status, 'lastState', 'terminated');
    const exit = (end) => {
        const code = (0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_4__/* .numberAt */ .tk)(end, 'exitCode');
        if (code === undefined || code === 0)
            return undefined;
        return `${(0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_4__/* .textAt */ .$6)(end, 'reason') ?? 'Error'} with exit code ${code}`;
    };
    if (reason !== undefined && !STARTING.has(reason)) {
        const before = exit(last);
        return `${reasonText(reason, (0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_4__/* .textAt */ .$6)(waiting, 'message'))}${before === undefined ? '' : `, ended before: ${before}`}`;
    }
    const end = exit(ended);
    return end === undefined ? undefined : reasonText(end, (0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_4__/* .textAt */ .$6)(ended, 'message'));
}
function reasonText(reason, message) {
    return (0,_core_text_server_text_js__WEBPACK_IMPORTED_MODULE_1__/* .cleanServerText */ .C)(message === undefined ? reason : `${reason}: ${message}`, 400);
}
/** `pod web-1 container web: ImagePullBackOff: \u2026` */
function troubleText({ pod, container, reason }) {
    return `pod ${pod}${container === undefined ? '' : ` container ${container}`}: ${reason}`;
}


/***/ })

};
