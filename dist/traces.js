export const id = 405;
export const ids = [405];
export const modules = {

/***/ 7098:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Hu: () => (/* binding */ tagAnnotations),
/* harmony export */   nm: () => (/* binding */ readTraces),
/* harmony export */   se: () => (/* binding */ workloadAnnotations)
/* harmony export */ });
/* harmony import */ var node_crypto__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7598);
/* harmony import */ var _image_digest_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(2391);
/* harmony import */ var _text_server_text_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(6844);



const PREFIX = 'openshift-promote.github.io/';
const HISTORY = `${PREFIX}history`;
/** `kubectl rollout history` shows it for each revision. */
const CHANGE_CAUSE = 'kubernetes.io/change-cause';
const FIELDS = [
    ...['digest', 'source', 'time', 'version', 'run', 'actor', 'policy', 'previous', 'action'],
    'since',
];
const CHECK = 'check';
const MAX_FIELD_LENGTH = 300;
const MAX_EARLIER = 10;
// all annotations of an object together may have 256 KiB (apimachinery pkg/api/validation/objectmeta.go)
const MAX_HISTORY_LENGTH = 16 * 1024;
/**
 * Annotations for a tag: the trace, and up to ten earlier ones.
 * @param before the annotations that the tag has
 * @returns null for an annotation to remove, as in a JSON merge patch
 */
function tagAnnotations(trace, before) {
    const { latest, earlier } = readTraces(before);
    const known = [...(latest === undefined ? [] : [latest]), ...earlier];
    // promoted again without having moved: one entry of the stream's history has one trace
    const others = known.filter(({ digest, since }) => digest !== trace.digest || since !== trace.since);
    const past = others.slice(0, MAX_EARLIER).map(storedFields);
    while (JSON.stringify(past).length > MAX_HISTORY_LENGTH)
        past.pop();
    // a rollback names a digest, and the trace of the promotion that brought it names the version
    const version = trace.version ?? known.find(({ digest }) => digest === trace.digest)?.version;
    return {
        ...fieldsOf({ ...trace, version }),
        [HISTORY]: past.length === 0 ? null : JSON.stringify(past),
    };
}
/**
 * Annotations for a workload; the change cause is one line for people.
 * @param promoted the images of its revision, each with its tag, such as `prod/app:live`
 */
function workloadAnnotations(promoted) {
    const [first] = promoted;
    if (first === undefined)
        return {};
    const causes = promoted.map(({ trace: { digest, version, action }, tag }) => {
        const image = version === undefined ? (0,_image_digest_js__WEBPACK_IMPORTED_MODULE_1__/* .shortDigest */ .VK)(digest) : `${version} (${(0,_image_digest_js__WEBPACK_IMPORTED_MODULE_1__/* .shortDigest */ .VK)(digest)})`;
        return `${tag} ${action === 'rollback' ? 'rolled back' : 'promoted'} to ${image}`;
    });
    const { actor, run } = first.trace;
    const cause = `${causes.join('; ')}${actor === undefined ? '' : ` by ${actor}`}${run === undefined ? '' : `, ${run}`}`;
    return { ...fieldsOf(first.trace), [CHANGE_CAUSE]: bounded(cause) };
}
function fieldsOf(trace) {
    const stored = storedFields(trace);
    return Object.fromEntries([...FIELDS, CHECK].map((field) => [`${PREFIX}${field}`, stored[field] ?? null]));
}
/** The fields that there are, with their checksum. One that was edited keeps a wrong one. */
function storedFields(trace) {
    const fields = Object.fromEntries(FIELDS.flatMap((field) => {
        const value = trace[field];
        return value === undefined ? [] : [[field, bounded(value)]];
    }));
    return { ...fields, [CHECK]: trace.isEdited === true ? 'edited' : checksumOf(fields) };
}
/** Shows an edit, not a forgery: whoever may write the annotations can compute it as well. */
function checksumOf(fields) {
    const text = JSON.stringify(FIELDS.map((field) => fields[field] ?? null));
    return (0,node_crypto__WEBPACK_IMPORTED_MODULE_0__.createHash)('sha256').update(text).digest('hex').slice(0, 16);
}
function bounded(text) {
    return (0,_text_server_text_js__WEBPACK_IMPORTED_MODULE_2__/* .cleanServerText */ .C)(text, MAX_FIELD_LENGTH);
}
/** Reads the traces in the annotations of a tag. Anybody who may write to the stream may have edited them. */
function readTraces(annotations) {
    const fields = [...FIELDS, CHECK].map((field) => [field, annotations[`${PREFIX}${field}`]]);
    const given = Object.fromEntries(fields.filter(([, value]) => value !== undefined));
    const isGiven = Object.keys(given).length > 0;
    const latest = isGiven ? toTrace(given) : undefined;
    const history = listOf(annotations[HISTORY]);
    const earlier = (history ?? []).slice(0, MAX_EARLIER).flatMap((entry) => toTrace(entry) ?? []);
    const isEdited = (isGiven && latest === undefined) ||
        history === undefined ||
        earlier.length !== history.slice(0, MAX_EARLIER).length ||
        [latest, ...earlier].some((trace) => trace?.isEdited === true);
    return { latest, earlier, isEdited };
}
function listOf(text) {
    if (text === undefined)
        return [];
    if (text.length > 2 * MAX_HISTORY_LENGTH)
        return undefined;
    try {
        const value = JSON.parse(text);
        return Array.isArray(value) ? value : undefined;
    }
    catch {
        return undefined;
    }
}
function toTrace(value) {
    if (typeof value !== 'object' || value === null)
        return undefined;
    const given = value;
    const textOf = (field) => {
        const text = given[field];
        return typeof text === 'string' && text !== '' ? bounded(text) : undefined;
    };
    const { digest, previous } = given;
    const [source, time] = [textOf('source'), textOf('time')];
    if (!(0,_image_digest_js__WEBPACK_IMPORTED_MODULE_1__/* .isDigest */ .Bc)(digest) || source === undefined || Number.isNaN(Date.parse(time ?? '')))
        return undefined;
    return {
        ...{ digest, source, time: time ?? '' },
        ...{ version: textOf('version'), run: textOf('run'), actor: textOf('actor'), policy: textOf('policy') },
        previous: (0,_image_digest_js__WEBPACK_IMPORTED_MODULE_1__/* .isDigest */ .Bc)(previous) ? previous : undefined,
        ...(given['action'] === 'rollback' ? { action: 'rollback' } : {}),
        ...(textOf('since') === undefined ? {} : { since: textOf('since') }),
        ...(given[CHECK] === checksumOf(given) ? {} : { isEdited: true }),
    };
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

/***/ 7603:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   createTraces: () => (/* binding */ createTraces)
/* harmony export */ });
/* harmony import */ var _core_image_digest_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(2391);
/* harmony import */ var _core_text_server_text_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(6844);
/* harmony import */ var _core_trace_trace_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(7098);
/* harmony import */ var _api_api_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(9549);
/* harmony import */ var _api_api_path_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(4877);
/* harmony import */ var _api_explain_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(5283);
/* harmony import */ var _api_json_fields_js__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(9053);
/* harmony import */ var _gitops_owner_js__WEBPACK_IMPORTED_MODULE_7__ = __webpack_require__(6940);








const GROUP_VERSION = 'image.openshift.io/v1';
const MERGE_PATCH = 'application/merge-patch+json';
const MAX_CONFLICTS = 5;
const MAX_LENGTH = 600;
/** Traces of promotions in one cluster. */
function createTraces(api) {
    return {
        traceTags: (stream, traces, signal) => traceTags(api, stream, traces, signal),
        traceWorkload: (workload, promoted, signal) => traceWorkload(api, workload, promoted, signal),
        readTag: (name, signal) => readTag(api, name, signal),
    };
}
/**
 * Writes the stream with the annotations of its spec tags changed, on the condition that it is as it was read: one write for all
 * tags, as each changes the version that the others depend on. `from`, policies and generations stay as they are, and these are all
 * that the server compares to find out whether a tag moves or is imported (openshift-api.md \u00a73.5). A tag that was only pushed gets
 * an entry without `from`, a placeholder that imports nothing (capture 05g has one).
 */
async function traceTags(api, { project, stream }, traces, signal) {
    const path = (0,_api_api_path_js__WEBPACK_IMPORTED_MODULE_4__/* .namespacedPath */ .Nh)(GROUP_VERSION, project, 'imagestreams', stream);
    for (let conflicts = 0;; conflicts += 1) {
        const object = (0,_api_api_js__WEBPACK_IMPORTED_MODULE_3__/* .requireOk */ .M)(await api.send({ method: 'GET', path }, signal));
        if ((0,_gitops_owner_js__WEBPACK_IMPORTED_MODULE_7__/* .gitOpsOwner */ .G)(object) !== undefined)
            return new Map([...traces.keys()].map((tag) => [tag, 'a GitOps controller would remove it']));
        const annotations = annotationsFor(object, traces);
        const omitted = [...traces.keys()].filter((tag) => !annotations.has(tag));
        const moved = new Map(omitted.map((tag) => [tag, 'the tag has moved since']));
        if (annotations.size === 0)
            return moved;
        const reply = await api.send({ method: 'PUT', path, body: withAnnotations(object, annotations) }, signal);
        if (reply.ok)
            return moved;
        if (reply.failure.status !== 409 || conflicts >= MAX_CONFLICTS)
            throw (0,_api_explain_js__WEBPACK_IMPORTED_MODULE_5__/* .explain */ .W)(reply.failure);
    }
}
/** All annotations that each tag is to have; without those that are another image by now. */
function annotationsFor(stream, traces) {
    const all = new Map();
    for (const status of (0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_6__/* .objectsAt */ .yR)(stream, 'status', 'tags')) {
        const tag = (0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_6__/* .textAt */ .$6)(status, 'tag') ?? '';
        const trace = traces.get(tag);
        const [item] = (0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_6__/* .objectsAt */ .yR)(status, 'items');
        if (trace === undefined || (0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_6__/* .textAt */ .$6)(item, 'image') !== trace.digest)
            continue;
        const before = annotationsOf(stream, tag);
        const patch = (0,_core_trace_trace_js__WEBPACK_IMPORTED_MODULE_2__/* .tagAnnotations */ .Hu)({ ...trace, since: (0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_6__/* .textAt */ .$6)(item, 'created') }, before);
        const entries = Object.entries({ ...before, ...patch });
        const kept = entries.filter((entry) => entry[1] !== null);
        all.set(tag, Object.fromEntries(kept));
    }
    return all;
}
function annotationsOf(stream, tag) {
    const spec = (0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_6__/* .objectsAt */ .yR)(stream, 'spec', 'tags').find((entry) => (0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_6__/* .textAt */ .$6)(entry, 'name') === tag);
    return (0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_6__/* .textMapAt */ .Pf)(spec, 'annotations');
}
function withAnnotations(stream, annotations) {
    const tags = (0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_6__/* .objectsAt */ .yR)(stream, 'spec', 'tags');
    const known = new Set(tags.map((entry) => (0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_6__/* .textAt */ .$6)(entry, 'name')));
    const changed = tags.map((entry) => {
        const own = annotations.get((0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_6__/* .textAt */ .$6)(entry, 'name') ?? '');
        return own === undefined ? entry : { ...entry, annotations: own };
    });
    const added = [...annotations].filter(([name]) => !known.has(name));
    const all = [...changed, ...added.map(([name, own]) => ({ name, annotations: own }))];
    return { ...stream, spec: { ...(0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_6__/* .objectAt */ .lJ)(stream, 'spec'), tags: all } };
}
/** Only own keys are written. A conflict is one that the server could not resolve by itself, and the patch still holds then. */
async function traceWorkload(api, workload, promoted, signal) {
    const body = { metadata: { annotations: (0,_core_trace_trace_js__WEBPACK_IMPORTED_MODULE_2__/* .workloadAnnotations */ .se)(promoted) } };
    const path = (0,_api_api_path_js__WEBPACK_IMPORTED_MODULE_4__/* .workloadPath */ .jC)(workload);
    const patch = { method: 'PATCH', path, body, contentType: MERGE_PATCH, retry: 'repeatable' };
    for (let conflicts = 0;; conflicts += 1) {
        const reply = await api.send(patch, signal);
        if (reply.ok)
            return;
        if (reply.failure.status !== 409 || conflicts >= MAX_CONFLICTS)
            throw (0,_api_explain_js__WEBPACK_IMPORTED_MODULE_5__/* .explain */ .W)(reply.failure);
    }
}
async function readTag(api, { project, stream, tag }, signal) {
    const path = (0,_api_api_path_js__WEBPACK_IMPORTED_MODULE_4__/* .namespacedPath */ .Nh)(GROUP_VERSION, project, 'imagestreams', stream);
    const reply = await api.send({ method: 'GET', path }, signal);
    if (!reply.ok && reply.failure.status === 404 && reply.failure.kind === 'imagestreams')
        return undefined;
    const object = (0,_api_api_js__WEBPACK_IMPORTED_MODULE_3__/* .requireOk */ .M)(reply);
    const status = (0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_6__/* .objectsAt */ .yR)(object, 'status', 'tags').find((entry) => (0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_6__/* .textAt */ .$6)(entry, 'tag') === tag);
    const items = (0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_6__/* .objectsAt */ .yR)(status, 'items');
    if (items.length === 0)
        return undefined;
    return {
        events: items.map((item) => {
            const digest = (0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_6__/* .textAt */ .$6)(item, 'image');
            return {
                digest: (0,_core_image_digest_js__WEBPACK_IMPORTED_MODULE_0__/* .isDigest */ .Bc)(digest) ? digest : undefined,
                image: (0,_core_text_server_text_js__WEBPACK_IMPORTED_MODULE_1__/* .cleanServerText */ .C)((0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_6__/* .textAt */ .$6)(item, 'dockerImageReference') ?? '', MAX_LENGTH),
                since: (0,_core_text_server_text_js__WEBPACK_IMPORTED_MODULE_1__/* .cleanServerText */ .C)((0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_6__/* .textAt */ .$6)(item, 'created') ?? '', MAX_LENGTH),
            };
        }),
        traces: (0,_core_trace_trace_js__WEBPACK_IMPORTED_MODULE_2__/* .readTraces */ .nm)(annotationsOf(object, tag)),
    };
}


/***/ }),

/***/ 5453:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   leaveTraces: () => (/* binding */ leaveTraces)
/* harmony export */ });
/* harmony import */ var _core_image_reference_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(3638);
/* harmony import */ var _core_progress_text_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(5116);
/* harmony import */ var _core_text_errors_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(7206);
/* harmony import */ var _run_concurrency_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(5874);
/* harmony import */ var _run_resolved_image_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(6097);





const AT_ONCE = 8;
const MAX_NAMED = 5;
/**
 * Annotates the tags that this run has moved and the workloads that it has rolled out. A trace that cannot be written never fails
 * the promotion: the log says what was left out.
 */
async function leaveTraces(run, cluster) {
    const { ports, state, signal } = run;
    const written = [];
    const omitted = new Map();
    const omit = (reason, names) => {
        omitted.set(reason, [...(omitted.get(reason) ?? []), ...names]);
    };
    const tags = streamsOf(run).map(({ stream, traces }) => {
        const names = new Map([...traces.keys()].map((tag) => [tag, `${stream.project}/${stream.stream}:${tag}`]));
        return {
            names: [...names.values()],
            write: async (inner) => {
                const left = await cluster.traces.traceTags(stream, traces, inner);
                for (const [tag, name] of names) {
                    const reason = left.get(tag);
                    if (reason === undefined)
                        written.push(name);
                    else
                        omit(reason, [name]);
                }
            },
        };
    });
    const workloads = state.rollouts.flatMap(({ images, plan, result }) => {
        if (result.status === 'unchanged')
            return [];
        const promoted = images.map((image) => ({
            trace: traceOf(run, image, image.previousDigest),
            tag: (0,_core_image_reference_js__WEBPACK_IMPORTED_MODULE_0__/* .formatReference */ .FH)({ ...image.request.destination, digest: undefined }),
        }));
        const name = (0,_core_progress_text_js__WEBPACK_IMPORTED_MODULE_1__/* .workloadText */ .DE)(result.workload);
        const isManaged = plan.method === 'gitops' || plan.managedBy !== undefined;
        const write = async (inner) => {
            if (isManaged)
                return omit('a GitOps controller would remove it', [name]);
            await cluster.traces.traceWorkload(result.workload, promoted, inner);
            written.push(name);
        };
        return { names: [name], write };
    });
    const tasks = [...tags, ...workloads].map(({ names, write }) => async (inner) => {
        await write(inner).catch((error) => omit(reasonOf(error), names));
    });
    await (0,_run_concurrency_js__WEBPACK_IMPORTED_MODULE_3__/* .allOrFirstError */ .te)((0,_run_concurrency_js__WEBPACK_IMPORTED_MODULE_3__/* .workers */ .EH)(AT_ONCE, [tasks]), signal);
    if (written.length > 0)
        ports.reporter.info(`left on ${listed(written)}: who promoted what, and from where`);
    for (const [reason, names] of omitted)
        ports.reporter.info(`no trace on ${listed(names)}: ${reason}`);
}
/** The tags that moved, and those in place whose workloads were rolled out: an earlier run may have failed before its traces. */
function streamsOf(run) {
    const { movedTags, rollouts } = run.state;
    const rolledOut = rollouts.flatMap(({ images, result }) => (result.status === 'unchanged' ? [] : images));
    const inPlace = [...new Set(rolledOut)].flatMap((image) => image.tags.flatMap(({ tag, digest }) => (digest === image.root.digest ? { image, tag, digest } : [])));
    const streams = new Map();
    for (const { image, tag, digest } of [...inPlace, ...movedTags]) {
        const { stream } = image;
        if (stream === undefined)
            continue;
        const key = `${stream.project}/${stream.stream}`;
        const traced = streams.get(key) ?? { stream, traces: new Map() };
        traced.traces.set(tag, traceOf(run, image, digest === image.root.digest ? undefined : digest));
        streams.set(key, traced);
    }
    return [...streams.values()];
}
function traceOf({ options, ports, state }, image, previous) {
    const { run } = ports;
    const policies = (state.policy ?? []).filter(({ digest }) => digest === (0,_run_resolved_image_js__WEBPACK_IMPORTED_MODULE_4__/* .sourceDigestOf */ .Db)(image));
    return {
        digest: image.root.digest,
        source: (0,_run_resolved_image_js__WEBPACK_IMPORTED_MODULE_4__/* .sourceImageOf */ .IP)(image),
        time: ports.clock.date().toISOString(),
        version: image.request.source.tag,
        run: run?.url ?? run?.id,
        actor: run?.actor,
        policy: policies[0] === undefined ? undefined : `${policies[0].outcome}: ${policies[0].policy}`,
        previous,
        ...(options.isRollback === true ? { action: 'rollback' } : {}),
    };
}
function listed(names) {
    const more = names.length - MAX_NAMED;
    return `${names.toSorted().slice(0, MAX_NAMED).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
/** Why a trace was not written, also when the run was cancelled meanwhile. @throws what is a bug */
function reasonOf(error) {
    if (!(error instanceof _core_text_errors_js__WEBPACK_IMPORTED_MODULE_2__/* .PromoteError */ .jG))
        throw error;
    return error.message;
}


/***/ })

};
