export const id = 549;
export const ids = [549];
export const modules = {

/***/ 4877:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Nh: () => (/* binding */ namespacedPath),
/* harmony export */   OJ: () => (/* binding */ formatQuery),
/* harmony export */   So: () => (/* binding */ apiPath),
/* harmony export */   jC: () => (/* binding */ workloadPath),
/* harmony export */   yb: () => (/* binding */ collectionPath)
/* harmony export */ });
/* harmony import */ var _core_text_errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7206);
/* harmony import */ var _core_ports_workload_kinds_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(2647);


/**
 * The path of a resource: every segment encoded, so that a name can never reach another resource
 * (`app:1` becomes `app%3A1`; both forms are accepted, openshift-api.md \u00a70.1).
 * @throws PromoteError INPUT_INVALID for a segment that a URL parser would drop or resolve upwards
 */
function apiPath(...segments) {
    for (const segment of segments) {
        if (segment === '' || segment === '.' || segment === '..') {
            throw new _core_text_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .PromoteError */ .jG({
                code: 'INPUT_INVALID',
                message: `${JSON.stringify(segment)} cannot be part of the name of an object`,
            });
        }
    }
    return `/${segments.map(encodeURIComponent).join('/')}`;
}
/** A namespaced resource: `/apis/GROUP/VERSION/namespaces/PROJECT/RESOURCE\u2026`, or `/api/v1/\u2026` for the core group. */
function namespacedPath(groupVersion, project, ...rest) {
    const root = groupVersion === 'v1' ? ['api', 'v1'] : ['apis', ...groupVersion.split('/')];
    return apiPath(...root, 'namespaces', project, ...rest);
}
/** The workloads of a kind in a project. */
function collectionPath({ kind, project }) {
    const { group, version, resource } = (0,_core_ports_workload_kinds_js__WEBPACK_IMPORTED_MODULE_1__/* .workloadRow */ .E3)(kind);
    return namespacedPath(`${group}/${version}`, project, resource);
}
function workloadPath(workload) {
    return `${collectionPath(workload)}${apiPath(workload.name)}`;
}
function formatQuery(query) {
    const params = Object.entries(query)
        .filter(([, value]) => value !== undefined)
        .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(String(value))}`);
    return params.length === 0 ? '' : `?${params.join('&')}`;
}


/***/ }),

/***/ 9549:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  createApi: () => (/* binding */ createApi),
  M: () => (/* binding */ requireOk)
});

// EXTERNAL MODULE: ./src/core/text/errors.js
var errors = __webpack_require__(7206);
// EXTERNAL MODULE: ./src/core/text/exact-json.js
var exact_json = __webpack_require__(7701);
// EXTERNAL MODULE: ./src/openshift/api/api-path.js
var api_path = __webpack_require__(4877);
;// CONCATENATED MODULE: ./src/openshift/api/bearer-token.js
function createBearerToken(given, renewToken) {
    let token = given;
    return {
        value: () => token,
        renew: async (refused, signal) => {
            // a concurrent request may have renewed it already
            if (token === refused)
                token = (await renewToken?.(signal)) ?? token;
            return token !== refused;
        },
    };
}

// EXTERNAL MODULE: ./src/openshift/api/explain.js + 1 modules
var explain = __webpack_require__(5283);
// EXTERNAL MODULE: ./src/openshift/api/failure.js
var api_failure = __webpack_require__(8039);
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
        url: `${server}${request.path}${(0,api_path/* formatQuery */.OJ)(request.query ?? {})}`,
        headers: {
            ...authorizationOf(bearer.value()),
            accept,
            ...(request.body === undefined ? {} : { 'content-type': request.contentType ?? 'application/json' }),
        },
        body: request.body === undefined ? undefined : (0,exact_json/* formatExactJson */.v)(request.body),
        maxBodyBytes: request.maxBodyBytes ?? MAX_BODY_BYTES,
        retry: request.retry ?? (request.method === 'POST' || request.method === 'PATCH' ? 'once' : 'repeatable'),
    });
    // a rejected request has changed nothing, so any request may be retried
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
/** The object of a successful response. @throws PromoteError the explained failure */
function requireOk(reply) {
    if (reply.ok)
        return reply.body;
    throw (0,explain/* explain */.W)(reply.failure);
}
function isSuccess(status) {
    return status >= 200 && status < 300;
}
/** A success without a JSON object does not come from an API server: it is a web console or a login page. */
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
        hint: (0,explain/* serverHint */.b)(place),
        where: { side: place.side, host: place.host, request: place.request, status: reply.status },
    });
}


/***/ }),

/***/ 5283:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  W: () => (/* binding */ explain),
  b: () => (/* binding */ serverHint)
});

// EXTERNAL MODULE: ./src/core/text/errors.js
var errors = __webpack_require__(7206);
// EXTERNAL MODULE: ./src/openshift/api/roles.js
var roles = __webpack_require__(3272);
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
/** A bad token gives a 401; this request had none (captures 01b, 01c). */
function explainAnonymous({ host, side, message }) {
    if (!message.includes('"system:anonymous"'))
        return undefined;
    return {
        code: 'LOGIN_FAILED',
        message: `${host} received no ${side} credentials: the request is anonymous (system:anonymous)`,
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
/** Captures 56t, 28d; tag limits come as 422 (capture 56y) with the same text. */
function explainQuota(message) {
    const quota = /exceeded quota: ([^,]+),/.exec(message)?.[1];
    if (quota !== undefined) {
        return {
            code: 'QUOTA_EXCEEDED',
            message: `quota ${quota} is exhausted: ${message}`,
            hint: `see its usage: oc describe quota ${quota}; delete what is not needed or ask the cluster administrator for more`,
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
        // a missing project is rejected with the same words (capture 02k)
        message: `${what} in project ${project} on ${failure.server} (or the project does not exist)`,
        hint: `grant it: ${(0,roles/* grantCommand */.Q)((0,roles/* roleFor */.I)(right), username, project)}`,
    };
}
function readDenial(message) {
    const match = DENIAL.exec(message);
    if (match === null)
        return undefined;
    const [, username = '', verb = '', resource = '', subresource = '', group = '', project] = match;
    return { username, right: { verb, group, resource, subresource }, project };
}

;// CONCATENATED MODULE: ./src/openshift/api/explain.js


/** The first rule that applies wins (openshift-api.md \u00a713). */
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
/** Turns a failed response of the API into an error, for all callers. */
function explain(failure) {
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
/** How to find the URL of the API server, which is neither that of the web console nor of the registry. */
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
/** `404 page not found` means an API that is not served, not a missing object: a capability is disabled (openshift-api.md \u00a70.2, \u00a70.3). */
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
        message: `${failure.kind} ${failure.name} was changed by another client at the same time: ${failure.message}`,
        hint: 'run the promotion again when no other client changes the object',
    };
}
function explainOverload(failure) {
    if (failure.status === 429) {
        return {
            code: 'RATE_LIMITED',
            message: `${failure.host} limits the rate of requests: ${failure.message}`,
            hint: 'try again later',
        };
    }
    if (failure.status < 500)
        return undefined;
    const isAggregated = failure.status === 503 && failure.request.includes('.openshift.io/');
    return {
        code: 'SERVER_UNAVAILABLE',
        message: `${failure.host} failed (status ${failure.status}): ${failure.message || 'no explanation'}`,
        // OpenShift's own API groups are served by an aggregated API server (openshift-api.md \u00a70.1, capture 00)
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
/** 400 and 422. OpenShift wraps missing rights and missing images in these (openshift-api.md \u00a73.5). */
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
/** Registries that imports are allowed to use (openshift-api.md \u00a73.7). */
function explainWhitelist({ host, message }) {
    if (!message.includes('not allowed by whitelist'))
        return undefined;
    return {
        code: 'ACCESS_DENIED',
        message: `${host} imports from registries on its list only: ${message}`,
        hint: 'ask a cluster administrator to add it to allowedRegistriesForImport of image.config.openshift.io/cluster; or set "strategy" to "copy"',
    };
}
/** Captures 15d, 49zt, 49r: the caller may not pull the source, or the source does not exist. */
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
            hint: 'list the image streams: oc get imagestreams -n PROJECT; check the project and name of the source',
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
        hint: `find the missing tag: oc set triggers dc/${name}`,
    };
}


/***/ }),

/***/ 3272:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   I: () => (/* binding */ roleFor),
/* harmony export */   Q: () => (/* binding */ grantCommand)
/* harmony export */ });
const IMAGES = 'image.openshift.io';
const APPS = 'apps.openshift.io';
const BUILDS = 'build.openshift.io';
/**
 * The least privileged role that grants a right (openshift-api.md \u00a77.2, \u00a77.3; capture 55-ssar-matrix). `view` pulls and reads,
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
 * The command that grants a role. `-z` names a service account of the project itself; one of another project needs
 * its full user name, which `oc` resolves to the same subject (openshift-api.md \u00a77.1).
 */
function grantCommand(role, username, project) {
    const account = SERVICE_ACCOUNT.exec(username);
    const subject = account?.[1] === project && account[2] !== undefined ? `-z ${account[2]}` : quoteForShell(username);
    return `oc policy add-role-to-user ${role} ${subject} -n ${project}`;
}
/** The command will be pasted into a shell, and an identity provider may put any characters into a user name. */
function quoteForShell(text) {
    return /^[\w.:@/-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}


/***/ })

};
