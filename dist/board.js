export const id = 433;
export const ids = [433];
export const modules = {

/***/ 6770:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   o: () => (/* binding */ historyOf)
/* harmony export */ });
/**
 * Joins what the cluster keeps of a tag with what promotions left on it. They belong together if digest and moment are equal: a tag
 * may return to an image that was promoted earlier without a promotion.
 */
function historyOf({ events, traces, }) {
    const remaining = [...(traces.latest === undefined ? [] : [traces.latest]), ...traces.earlier];
    return events.map(({ digest, since }) => {
        // moments are whole seconds, so two entries may be alike: each trace explains one
        const index = remaining.findIndex((trace) => trace.digest === digest && (trace.since ?? '') === since);
        const [promotion] = index < 0 ? [] : remaining.splice(index, 1);
        return { digest, since: since === '' ? undefined : since, promotion };
    });
}


/***/ }),

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

/***/ 7570:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  runBoard: () => (/* binding */ runBoard)
});

// EXTERNAL MODULE: ./src/config/options.js + 11 modules
var config_options = __webpack_require__(2035);
// EXTERNAL MODULE: ./src/config/sides.js + 1 modules
var sides = __webpack_require__(8149);
;// CONCATENATED MODULE: ./src/config/board.js


/**
 * Reads how to reach one environment: the inputs of the destination, without images.
 * @throws PromoteError INPUT_INVALID with every problem of every input in `problems`
 */
function readEnvironmentAccess(raw, context) {
    const options = (0,config_options/* readRunOptions */.u8)(raw, context, (inputs, inputProblems) => {
        const { destination } = (0,sides/* readSides */.h)(inputs, raw, { source: [], destination: [] }, inputProblems, context.pod);
        return { promotions: [], sides: { destination, source: { ...destination, side: 'source' } } };
    });
    return { ...options, client: undefined };
}

;// CONCATENATED MODULE: ./src/core/board/board.js
const FINDING_KINDS = {
    'pods-differ': 'pods run another image than the tag',
    'changed-by-hand': 'the workload was changed after its promotion',
    'not-promoted': 'no promotion brought this image here',
    ahead: 'not what the environment before runs, nor what it ran',
    refused: 'the policy of the environment refuses the image',
    unreadable: 'it could not be read',
    'token-expires': 'the token expires soon',
    frozen: 'promotions are frozen',
};
/** Everything that counts as drift, with where it is. */
function driftOf({ environments, applications, }) {
    return [
        ...environments.flatMap(({ name, problem, findings }) => [...findings, ...(problem === undefined ? [] : [unreadable(problem)])].map((finding) => ({
            environment: name,
            application: undefined,
            finding,
        }))),
        ...applications.flatMap(({ name, cells }) => cells.flatMap(({ environment, findings }) => findings.map((finding) => ({ environment, application: name, finding })))),
    ].filter(({ finding }) => finding.isWrong);
}
function unreadable(text) {
    return { kind: 'unreadable', isWrong: true, text };
}

// EXTERNAL MODULE: ./src/core/command-flags.js
var command_flags = __webpack_require__(6750);
// EXTERNAL MODULE: ./src/core/text/errors.js
var errors = __webpack_require__(7206);
// EXTERNAL MODULE: ./src/core/text/redaction.js
var redaction = __webpack_require__(8136);
// EXTERNAL MODULE: ./src/core/text/server-text.js
var server_text = __webpack_require__(6844);
// EXTERNAL MODULE: ./src/environments/freeze.js
var environments_freeze = __webpack_require__(9677);
// EXTERNAL MODULE: ./src/environments/landscape.js
var landscape = __webpack_require__(6853);
// EXTERNAL MODULE: ./src/core/image/digest.js
var image_digest = __webpack_require__(2391);
// EXTERNAL MODULE: ./src/core/ports/workload-kinds.js
var workload_kinds = __webpack_require__(2647);
// EXTERNAL MODULE: ./src/core/progress-text.js
var progress_text = __webpack_require__(5116);
// EXTERNAL MODULE: ./src/core/trace/tag-history.js
var tag_history = __webpack_require__(6770);
;// CONCATENATED MODULE: ./src/environments/board/cell.js




const MAX_HISTORY = 10;
/** What there is to say about an application in one environment, without looking at the others. */
async function cellOf(source) {
    const { environment, placement, project, isPromotedTo } = source;
    const image = `${placement.project}/${placement.stream}:${placement.tag}`;
    const tags = project.streams.get(placement.stream) ?? [];
    const state = tags.find(({ tag }) => tag === placement.tag);
    if (state === undefined)
        return { environment, state: 'empty', image, ...NOTHING, findings: [] };
    const history = (0,tag_history/* historyOf */.o)(state);
    const [current] = history;
    const digest = current?.digest;
    const accepted = new Set(digest === undefined ? [] : [digest]);
    const used = project.workloads.flatMap((each) => {
        const isGiven = isNamed(each, placement);
        const containers = containersOf(each, placement, isGiven);
        return isGiven || (isAuto(placement) && containers.length > 0) ? [{ ...each, containers }] : [];
    });
    if (digest !== undefined && used.some((each) => differing(each, accepted).length > 0))
        for (const platform of await source.platformsOf(digest))
            accepted.add(platform);
    return {
        ...{ environment, state: 'current', image, digest },
        version: versionOf(state, tags),
        history: history.slice(0, MAX_HISTORY),
        workloads: used.map((each) => boardWorkload(each, accepted)),
        findings: [
            ...used.flatMap((each) => workloadFindings(each, accepted, digest, tags)),
            ...missingFindings(project, placement),
            ...(isPromotedTo && current?.promotion === undefined ? [notPromoted(current?.since)] : []),
            ...(state.traces.isEdited ? [edited()] : []),
        ],
    };
}
const NOTHING = { digest: undefined, version: undefined, history: [], workloads: [] };
/** A cell of which nothing is known. */
function cellWithout(environment, state, findings = []) {
    return { environment, state, image: undefined, ...NOTHING, findings };
}
/**
 * Whether an image has been in the environment before.
 * @param before the cell of the application there
 */
function aheadFinding(cell, before) {
    if (cell.digest === undefined || before.state !== 'current')
        return undefined;
    // an image that was built on the way has a digest of its own
    const origin = cell.history[0]?.promotion?.source;
    const known = before.history.some(({ digest }) => digest !== undefined && (digest === cell.digest || origin?.endsWith(`@${digest}`) === true));
    if (known)
        return undefined;
    return {
        kind: 'ahead',
        isWrong: true,
        text: `${String(cell.image)} is ${versionText(cell)}, which ${before.environment} neither runs nor ran lately`,
    };
}
function versionText({ version, digest }) {
    return version ?? (digest === undefined ? 'an image elsewhere' : (0,image_digest/* shortDigest */.VK)(digest));
}
/** What the promotion says, or a tag of the same image that looks like a version. */
function versionOf({ tag, events, traces }, tags) {
    const digest = events[0]?.digest;
    const said = traces.latest?.digest === digest ? traces.latest?.version : undefined;
    if (said !== undefined && said !== tag)
        return said;
    return tags
        .filter((each) => each.tag !== tag && digest !== undefined && each.events[0]?.digest === digest)
        .map((each) => each.tag)
        .sort((one, other) => rank(other) - rank(one) || other.length - one.length || one.localeCompare(other))[0];
}
const rank = (tag) => (/^v?\d+\./.test(tag) ? 1 : 0);
/**
 * The containers that are to run the image of the tag, as `rollout: auto` finds them: by trigger, by tag, or by a digest of the stream.
 * @param isGiven whether the file names the workload, so that another tag of the stream counts as well
 */
function containersOf({ containers }, placement, isGiven) {
    const { project, stream, tag } = placement;
    return containers.filter(({ repository, follows, digest, tag: named }) => follows === undefined
        ? repository === `${project}/${stream}` &&
            (isGiven || digest !== undefined || (named ?? 'latest') === tag)
        : follows.project === project && follows.stream === stream && follows.tag === tag);
}
function isAuto({ workloads }) {
    return workloads.includes('auto');
}
/** As the input `rollout` names workloads: `deployment/web`, `dc/web[container]`, `project/deployment/web`. */
function isNamed({ workload }, { workloads }) {
    return workloads.some((text) => {
        const [name = '', kind = ''] = text.replace(/\[.*$/, '').split('/').reverse();
        return name === workload.name && (0,workload_kinds/* workloadKindOf */.zM)(kind) === workload.kind;
    });
}
/** Ready pods that run another image in one of the containers. */
function differing({ pods, containers }, accepted) {
    return pods.filter(({ ready, imageDigests }) => ready && containers.some(({ name }) => !accepted.has(imageDigests[name] ?? '')));
}
function boardWorkload(state, accepted) {
    const ready = state.pods.filter((pod) => pod.ready);
    return {
        name: (0,progress_text/* workloadText */.DE)(state.workload),
        pods: ready.length,
        current: ready.length - differing(state, accepted).length,
    };
}
function workloadFindings(state, accepted, digest, tags) {
    const { workload, containers, pods, trace } = state;
    const name = (0,progress_text/* workloadText */.DE)(workload);
    if (containers.length === 0)
        return [
            { kind: 'pods-differ', isWrong: true, text: `${name} uses neither the tag nor an image of its stream` },
        ];
    const others = digest === undefined ? [] : differing(state, accepted);
    const found = others.flatMap(({ imageDigests }) => containers.flatMap((each) => imageDigests[each.name] ?? []));
    const [other] = found.filter((each) => !accepted.has(each));
    const isByHand = trace !== undefined &&
        containers.every((each) => each.digest !== undefined && each.digest !== trace.digest) &&
        !containers.some((each) => accepted.has(each.digest ?? ''));
    const ready = pods.filter((pod) => pod.ready).length;
    return [
        ...(others.length === 0
            ? []
            : [
                {
                    kind: 'pods-differ',
                    isWrong: true,
                    text: `${others.length} of ${ready} ready pods of ${name} run ${other === undefined ? 'an unknown image' : nameOf(other, tags)}, not that of the tag`,
                },
            ]),
        ...(isByHand
            ? [
                {
                    kind: 'changed-by-hand',
                    isWrong: true,
                    text: `${name} was promoted to ${nameOf(trace.digest, tags)}, and was changed to ${nameOf(containers[0]?.digest ?? '', tags)} since`,
                },
            ]
            : []),
    ];
}
/** `1.4.1 (sha256:0083874168b7)`, or the digest alone if no tag of the stream that looks like a version points to it. */
function nameOf(digest, tags) {
    const short = digest.slice(0, 'sha256:'.length + 12);
    const version = tags.find(({ tag, events }) => rank(tag) > 0 && events[0]?.digest === digest)?.tag;
    return version === undefined ? short : `${version} (${short})`;
}
/** Workloads that the file names and that are not there. */
function missingFindings({ workloads, unreadable }, placement) {
    if (unreadable.length > 0)
        return [];
    return placement.workloads
        .filter((text) => text !== 'auto' && !workloads.some((each) => isNamed(each, { ...placement, workloads: [text] })))
        .map((text) => ({
        kind: 'pods-differ',
        isWrong: true,
        text: `${text} does not exist in ${placement.project}`,
    }));
}
function notPromoted(since) {
    return {
        kind: 'not-promoted',
        isWrong: true,
        text: `no promotion brought this image here${since === undefined ? '' : `; it came at ${since}`}`,
    };
}
function edited() {
    return {
        kind: 'not-promoted',
        isWrong: true,
        text: 'what promotions left on the tag was edited since',
    };
}

;// CONCATENATED MODULE: ./src/environments/board/read-board.js




const DAY_MS = 86_400_000;
const TOKEN_WARNING_MS = 7 * DAY_MS;
// for one cluster, which others use, too
const CONCURRENCY = 8;
const MAX_APPLICATIONS = 5000;
/** Reads all environments at once. One that cannot be read says why, and the others are shown. */
async function readBoard(landscape, { applications, environments }, access) {
    const wanted = landscape.environments.filter(({ name }) => environments.length === 0 || environments.includes(name));
    const isWanted = (name) => applications.length === 0 || applications.includes(name);
    const named = landscape.applications.flatMap((entry) => entry.name === undefined || !isWanted(entry.name) ? [] : [{ name: entry.name, entry }]);
    const patterns = landscape.applications.filter(({ pattern }) => pattern !== undefined);
    const read = await Promise.all(wanted.map((environment) => readEnvironment(environment, named, patterns, isWanted, access)));
    const all = new Map([...named, ...read.flatMap(({ found }) => found)].map((each) => [each.name, each]));
    return {
        version: 1,
        time: access.now.toISOString(),
        environments: read.map(({ environment }) => environment),
        applications: [...all.values()]
            .slice(0, MAX_APPLICATIONS)
            .map((each) => applicationOf(each, wanted, read)),
    };
}
function applicationOf({ name, entry }, environments, read) {
    const cells = environments.map((environment, index) => {
        if (!(0,landscape/* isPlaced */.AD)(entry, environment))
            return cellWithout(environment.name, 'absent');
        const cell = read[index]?.cells.get(name);
        const problem = read[index]?.environment.problem;
        // an application that a pattern found elsewhere
        return cell ?? cellWithout(environment.name, problem === undefined ? 'absent' : 'unknown');
    });
    return {
        name,
        cells: cells.map((cell, index) => {
            const [origin] = environments[index]?.from ?? [];
            const before = cells.find(({ environment }) => environment === origin);
            const ahead = before === undefined ? undefined : aheadFinding(cell, before);
            return ahead === undefined ? cell : { ...cell, findings: [...cell.findings, ahead] };
        }),
    };
}
async function readEnvironment(environment, named, patterns, isWanted, access) {
    const { name } = environment;
    const server = environment.server ?? '';
    try {
        return await access.withEnvironment(environment, async (cluster, signal) => {
            const identity = await cluster.account.identify(signal);
            const readProject = projectReader(cluster, signal);
            const found = await findByPattern(environment, patterns, named, isWanted, readProject);
            const placed = [...named, ...found].filter(({ entry }) => (0,landscape/* isPlaced */.AD)(entry, environment));
            const cells = await limited(placed, async (each) => [
                each.name,
                await readCell(each, environment, { cluster, readProject, signal, clean: access.clean }),
            ]);
            return {
                environment: {
                    name,
                    server: cluster.server,
                    problem: undefined,
                    findings: [
                        ...environmentFindings(environment, identity, access.now),
                        ...(await unreadableFindings(readProject.all())),
                    ],
                },
                cells: new Map(cells),
                found,
            };
        });
    }
    catch (error) {
        if (!(error instanceof errors/* PromoteError */.jG) || error.code === 'CANCELLED')
            throw error;
        const problem = access.clean(error.hint === undefined ? error.message : `${error.message} (${error.hint})`);
        return { environment: { name, server, problem, findings: [] }, cells: new Map(), found: [] };
    }
}
function environmentFindings({ freeze }, { expiresAt, issuedAt }, now) {
    const frozen = (0,environments_freeze/* frozenAt */.q)(freeze, now);
    const leftMs = expiresAt === undefined ? undefined : expiresAt.getTime() - now.getTime();
    // made for a job, and not kept
    const isShort = expiresAt !== undefined &&
        issuedAt !== undefined &&
        expiresAt.getTime() - issuedAt.getTime() <= 2 * DAY_MS;
    return [
        ...(expiresAt === undefined || leftMs === undefined || leftMs > TOKEN_WARNING_MS || isShort
            ? []
            : [
                {
                    kind: 'token-expires',
                    isWrong: true,
                    text: `its token expires at ${expiresAt.toISOString()}`,
                },
            ]),
        ...(frozen === undefined
            ? []
            : [
                {
                    kind: 'frozen',
                    isWrong: false,
                    text: `frozen ${frozen.until === undefined ? 'until further notice' : `until ${frozen.until}`}: ${frozen.reason}`,
                },
            ]),
    ];
}
function projectReader(cluster, signal) {
    const known = new Map();
    const read = (project) => {
        const reading = known.get(project) ?? cluster.projectStates.read(project, signal);
        known.set(project, reading);
        return reading;
    };
    return Object.assign(read, { all: () => known });
}
/** What the account may not list, with the projects in which it may not. */
async function unreadableFindings(projects) {
    const places = new Map();
    for (const [project, reading] of projects) {
        // a project that cannot be read at all is a finding of its applications
        const what = await reading.then(({ unreadable }) => unreadable.join(', '), () => '');
        if (what !== '')
            places.set(what, [...(places.get(what) ?? []), project]);
    }
    return [...places].map(([what, names]) => ({
        kind: 'unreadable',
        isWrong: false,
        text: `the account may not list ${what} in ${names.join(', ')}, so what runs there is not compared`,
    }));
}
async function readCell({ name, entry }, environment, { cluster, readProject, signal, clean }) {
    const placement = (0,landscape/* placeOf */.$t)(name, entry, environment);
    try {
        return await cellOf({
            ...{ environment: environment.name, placement, isPromotedTo: environment.from.length > 0 },
            project: await readProject(placement.project),
            platformsOf: (digest) => platformsOf(digest, placement, cluster, signal),
        });
    }
    catch (error) {
        if (!(error instanceof errors/* PromoteError */.jG) || error.code === 'CANCELLED')
            throw error;
        return cellWithout(environment.name, 'unknown', [
            { kind: 'unreadable', isWrong: true, text: clean(error.message) },
        ]);
    }
}
async function platformsOf(digest, { project, stream }, cluster, signal) {
    const image = await cluster.streams.getImage({ project, stream, reference: digest }, signal);
    return (image?.children ?? []).map((child) => child.digest);
}
/** Applications by the names of image streams; impossible if each has a project of its own. */
async function findByPattern(environment, patterns, named, isWanted, readProject) {
    const found = new Map();
    for (const entry of patterns.filter((each) => (0,landscape/* isPlaced */.AD)(each, environment))) {
        const { project, stream } = (0,landscape/* placeOf */.$t)('{app}', entry, environment);
        if (project.includes('{app}') || stream !== '{app}')
            continue;
        for (const name of (await readProject(project)).streams.keys()) {
            const isNamed = named.some((each) => each.name === name);
            if (!isNamed && isWanted(name) && (0,landscape/* matches */.cK)(entry.pattern ?? '', name))
                found.set(name, { name, entry });
        }
    }
    return [...found.values()];
}
async function limited(items, body) {
    const results = [];
    const rest = items.entries();
    const work = async () => {
        for (const [index, item] of rest)
            results[index] = await body(item);
    };
    await Promise.all(Array.from({ length: CONCURRENCY }, work));
    return results;
}

// EXTERNAL MODULE: ./src/core/text/units.js
var units = __webpack_require__(8934);
// EXTERNAL MODULE: ./src/report/markdown.js
var markdown = __webpack_require__(231);
;// CONCATENATED MODULE: ./src/report/board/cell-text.js

function toneOf({ state, findings }) {
    switch (state) {
        case 'absent':
        case 'unknown':
            return state;
        case 'empty':
        case 'current':
            if (findings.some(({ isWrong }) => isWrong))
                return 'wrong';
            return state === 'empty' ? 'empty' : 'ok';
    }
}
/** What a cell without an image says. */
const STATE_TEXTS = {
    absent: '\u2013',
    empty: 'never promoted',
    unknown: 'not read',
};
/** `1.4.2`, or the first 12 hexadecimal digits of the digest. */
function imageText({ version, digest }) {
    return version ?? (digest === undefined ? 'image elsewhere' : (0,image_digest/* hexOf */.ZD)(digest).slice(0, 12));
}
/** `1.4.2 (3d)`, or what the cell is instead of an image. */
function cellText(cell, now) {
    if (cell.state !== 'current')
        return STATE_TEXTS[cell.state];
    const age = ageText(cell.history[0]?.since, now);
    return age === undefined ? imageText(cell) : `${imageText(cell)} (${age})`;
}
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const cell_text_DAY_MS = 24 * HOUR_MS;
/** `40s`, `12m`, `4h`, `3d`, `2y`: one unit, rounded down; undefined if the moment is not known. */
function ageText(since, now) {
    const ageMs = now.getTime() - Date.parse(since ?? '');
    if (Number.isNaN(ageMs))
        return undefined;
    // the clock of the server may be ahead
    if (ageMs < MINUTE_MS)
        return `${Math.max(0, Math.floor(ageMs / 1000))}s`;
    if (ageMs < HOUR_MS)
        return `${Math.floor(ageMs / MINUTE_MS)}m`;
    if (ageMs < 2 * cell_text_DAY_MS)
        return `${Math.floor(ageMs / HOUR_MS)}h`;
    if (ageMs < 2 * 365 * cell_text_DAY_MS)
        return `${Math.floor(ageMs / cell_text_DAY_MS)}d`;
    return `${Math.floor(ageMs / (365 * cell_text_DAY_MS))}y`;
}
/** `2026-12-01 13:14 UTC`; text that is no time stays as it is. */
function timeText(time) {
    const date = new Date(time);
    if (Number.isNaN(date.getTime()))
        return time;
    return `${date.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
/**
 * How many images the stage before has had since the one that runs here.
 * @returns 0 if both run the same; undefined if that cannot be said
 */
function stepsBehind(cells, index) {
    const cell = cells[index];
    const before = cells.slice(0, index).findLast(({ state }) => state !== 'absent');
    if (cell?.digest === undefined || before?.state !== 'current')
        return undefined;
    const steps = before.history.findIndex(({ digest }) => digest === cell.digest);
    return steps < 0 ? undefined : steps;
}
/** The version of each digest, as far as any environment knows it: a first stage seldom says the versions of its earlier images. */
function versionsOf({ cells }) {
    const known = cells.flatMap((cell) => [
        ...cell.history.map(({ digest, promotion }) => [digest, promotion?.version]),
        [cell.digest, cell.version],
    ]);
    return new Map(known.flatMap(([digest, version]) => digest === undefined || version === undefined ? [] : [[digest, version]]));
}

;// CONCATENATED MODULE: ./src/report/board/headline.js

/**
 * Without those findings of cells that only repeat that the whole environment could not be read, which would be said once for each
 * application.
 */
function withoutRepeats(board) {
    const unread = new Set(board.environments.filter(({ problem }) => problem !== undefined).map(({ name }) => name));
    const applications = board.applications.map(({ name, cells }) => ({
        name,
        cells: cells.map((cell) => unread.has(cell.environment)
            ? { ...cell, findings: cell.findings.filter(({ kind }) => kind !== 'unreadable') }
            : cell),
    }));
    return { ...board, applications };
}
/** All findings, those of whole environments first. */
function findingRows({ environments, applications }) {
    return [
        ...environments.flatMap(({ name, findings }) => findings.map(({ text, isWrong }) => ({ environment: name, application: undefined, text, isWrong }))),
        ...applications.flatMap(({ name, cells }) => cells.flatMap(({ environment, findings }) => findings.map(({ text, isWrong }) => ({ environment, application: name, text, isWrong })))),
    ];
}
/** `8 applications in 3 environments: 2 things are wrong, 1 environment could not be read` */
function boardHeadline(board) {
    const wrong = findingRows(board).filter(({ isWrong }) => isWrong).length;
    const unread = board.environments.filter(({ problem }) => problem !== undefined).length;
    const problems = [
        ...(wrong === 0 ? [] : [`${(0,units/* formatCount */.B4)(wrong, 'thing')} ${wrong === 1 ? 'is' : 'are'} wrong`]),
        ...(unread === 0 ? [] : [`${(0,units/* formatCount */.B4)(unread, 'environment')} could not be read`]),
    ];
    const size = `${(0,units/* formatCount */.B4)(board.applications.length, 'application')} in ${(0,units/* formatCount */.B4)(board.environments.length, 'environment')}`;
    return `${size}: ${problems.length === 0 ? 'nothing is wrong' : problems.join(', ')}`;
}
function hasWrong({ cells }) {
    return cells.some(({ findings }) => findings.some(({ isWrong }) => isWrong));
}

;// CONCATENATED MODULE: ./src/report/board/markdown.js





// GitHub refuses a job summary of a step above 1 MiB; the step may write something else to it as well.
const SUMMARY_BYTES = 1_000_000;
const MAX_TEXT_LENGTH = 500;
// The findings may take this part of the space, so that there is some left for the matrix.
const FINDINGS_SHARE = 0.5;
const MARKS = {
    ok: '',
    wrong: '\u26a0\ufe0f ',
    unknown: '\u2754 ',
    empty: '',
    absent: '',
};
/**
 * The board in GitHub's Markdown: what is wrong, environments that could not be read, and the matrix, where applications with
 * something wrong come first. What does not fit is left out, and a sentence says how much. All text from outside is escaped.
 * @param maxBytes of the result; the body of an issue may have 65,536 characters
 */
function boardMarkdown(read, now, maxBytes = SUMMARY_BYTES) {
    const board = withoutRepeats(read);
    const rows = findingRows(board);
    const sections = [
        `## ${cell(boardHeadline(board))}`,
        `Read ${cell(timeText(board.time))}. The age of an image says how long it has been there.`,
    ];
    const left = () => maxBytes - sizeOf(sections);
    sections.push(...unreadSection(board, left() * FINDINGS_SHARE));
    sections.push(...findingSection('What is wrong', 'findings', rows.filter(({ isWrong }) => isWrong), left() * FINDINGS_SHARE));
    sections.push(...findingSection('Good to know', 'remarks', rows.filter(({ isWrong }) => !isWrong), left() * FINDINGS_SHARE));
    sections.push(...matrixSection(board, now, left()));
    return `${sections.join('\n\n')}\n`;
}
function unreadSection({ environments }, maxBytes) {
    const rows = environments.flatMap(({ name, server, problem }) => problem === undefined ? [] : [[cell(name), cell(server), cell(problem)]]);
    return section('Environments that could not be read', ['Environment', 'Server', 'Why'], rows, maxBytes, (count) => (0,units/* formatCount */.B4)(count, 'more environment'));
}
function findingSection(title, plural, findings, maxBytes) {
    const rows = findings.map(({ environment, application, text }) => [
        cell(environment),
        cell(application ?? 'all'),
        cell(text),
    ]);
    return section(title, ['Environment', 'Application', 'What'], rows, maxBytes, (count) => `${count} more ${plural}`);
}
function matrixSection({ environments, applications }, now, maxBytes) {
    const ordered = [...applications.filter(hasWrong), ...applications.filter((one) => !hasWrong(one))];
    const head = ['Application', ...environments.map(({ name }) => cell(name))];
    const rows = ordered.map(({ name, cells }) => [cell(name), ...cells.map((one) => matrixCell(one, now))]);
    return section('What is where', head, rows, maxBytes, (count) => {
        const wrong = ordered.slice(-count).filter(hasWrong).length;
        return `${(0,units/* formatCount */.B4)(count, 'more application')}, ${wrong === 0 ? 'none of them' : `${wrong} of them`} with something wrong`;
    });
}
function matrixCell(one, now) {
    return `${MARKS[toneOf(one)]}${cell(cellText(one, now))}`;
}
/** A heading, as many rows as fit, and how many do not. */
function section(title, head, rows, maxBytes, leftOut) {
    if (rows.length === 0)
        return [];
    const heading = `### ${title}`;
    const note = (count) => `Left out, because there is no space for more: ${leftOut(count)}.`;
    // the note is longest when most is left out, give or take a few digits
    let left = maxBytes - sizeOf([heading, (0,markdown/* table */.tp)(head, []), note(rows.length)]) - 2 * String(rows.length).length;
    let shown = 0;
    for (const row of rows) {
        // `| a | b |` and a line break
        left -= Buffer.byteLength(row.join(' | ')) + 5;
        if (left < 0)
            break;
        shown += 1;
    }
    return [
        heading,
        ...(shown === 0 ? [] : [(0,markdown/* table */.tp)(head, rows.slice(0, shown))]),
        ...(shown < rows.length ? [note(rows.length - shown)] : []),
    ];
}
function cell(text) {
    return (0,markdown/* escapeMarkdown */.FV)((0,server_text/* cleanServerText */.C)(text, MAX_TEXT_LENGTH));
}
/** Bytes of blocks with an empty line after each. */
function sizeOf(blocks) {
    return blocks.reduce((sum, block) => sum + Buffer.byteLength(block) + 2, 0);
}

// EXTERNAL MODULE: ./src/report/page/html.js
var html = __webpack_require__(1413);
// EXTERNAL MODULE: ./src/report/page/style.js
var style = __webpack_require__(87);
;// CONCATENATED MODULE: ./src/report/board/history-picture.js


const history_picture_MINUTE_MS = 60_000;
const history_picture_HOUR_MS = 60 * history_picture_MINUTE_MS;
const history_picture_DAY_MS = 24 * history_picture_HOUR_MS;
const TICKS = [
    { ageMs: 10 * history_picture_MINUTE_MS, text: '10 min' },
    { ageMs: history_picture_HOUR_MS, text: '1 h' },
    { ageMs: history_picture_DAY_MS, text: '1 day' },
    { ageMs: 7 * history_picture_DAY_MS, text: '1 week' },
    { ageMs: 30 * history_picture_DAY_MS, text: '1 month' },
    { ageMs: 365 * history_picture_DAY_MS, text: '1 year' },
];
// Heights in pixels: widths are shares of the picture, so that text keeps its size on a telephone.
const LANE = 46;
const BAR = { top: 17, height: 24 };
const AXIS = 20;
const COLORS = 6;
// Shares of the width that a character of a label needs on a desk and on a telephone.
const DESK_SHARE = 1.1;
const PHONE_SHARE = 2.9;
/**
 * The images of an application as a time line for each environment, newest at the right. Ages are drawn by their logarithm: the
 * first stage changes each hour, the last one each month, and both are to be seen. The same image has the same color everywhere.
 * @param depth images for each environment
 * @returns undefined if no moment is known
 */
function historyPicture(application, time, depth) {
    const { name, cells } = application;
    const end = Date.parse(time);
    const lanes = cells.filter(({ state }) => state !== 'absent');
    const ages = lanes.flatMap(({ history }) => history.slice(0, depth).flatMap(({ since }) => ageOf(since, end) ?? []));
    if (ages.length === 0)
        return undefined;
    // the oldest image does not begin at the very edge
    const span = Math.max(10 * history_picture_MINUTE_MS, ...ages) * 1.15;
    const placeOf = (ageMs) => 100 - (100 * Math.log1p(ageMs / history_picture_HOUR_MS)) / Math.log1p(span / history_picture_HOUR_MS);
    const colors = colorsOf(lanes, depth);
    const versions = versionsOf(application);
    const height = lanes.length * LANE + AXIS;
    return (0,html/* html */.q) `<svg
    class="history"
    height="${height}"
    role="img"
    aria-label="Time line of ${name}; the list below says the same"
  >
    ${TICKS.map(({ ageMs, text }) => ({ place: placeOf(ageMs), text }))
        // nearer to an edge it would hang over it, or run into "now"
        .filter(({ place }) => place > 7 && place < 95)
        .map(({ place, text }) => tick(place, text, height))}
    <text class="tick" x="100%" y="${height - 4}" text-anchor="end">now</text>
    ${lanes.map((cell, index) => lane(cell, index * LANE, piecesOf(cell.history.slice(0, depth), { end, placeOf, colors, versions })))}
  </svg>`;
}
function ageOf(since, end) {
    const ageMs = end - Date.parse(since ?? '');
    // the clock of the server may be ahead
    return Number.isNaN(ageMs) ? undefined : Math.max(0, ageMs);
}
/** Newest first; an image stays until the next one comes. */
function piecesOf(history, { end, placeOf, colors, versions }) {
    let right = 100;
    return history.flatMap((entry) => {
        const ageMs = ageOf(entry.since, end);
        if (ageMs === undefined || entry.since === undefined)
            return [];
        const left = Math.min(placeOf(ageMs), right);
        const digest = entry.digest ?? '';
        const piece = {
            ...{ left, width: right - left, since: entry.since, color: colors.get(digest) ?? 0 },
            text: imageText({ digest: entry.digest, version: versions.get(digest) }),
        };
        right = left;
        return [piece];
    });
}
/** Each image has its color, in the order of their arrival. */
function colorsOf(lanes, depth) {
    const entries = lanes.flatMap(({ history }) => history.slice(0, depth));
    const ordered = entries.sort((one, other) => Date.parse(one.since ?? '') - Date.parse(other.since ?? ''));
    const digests = [...new Set(ordered.map(({ digest }) => digest ?? ''))];
    return new Map(digests.map((digest, index) => [digest, index % COLORS]));
}
function lane({ environment, state }, top, pieces) {
    const note = pieces.length > 0 ? '' : state === 'unknown' ? ': not read' : ': nothing';
    return (0,html/* html */.q) `<text x="0" y="${top + 12}">${environment}${note}</text
    >${pieces.map((piece) => pieceMark(piece, top + BAR.top))}`;
}
function pieceMark({ left, width, text, since, color }, top) {
    const x = left.toFixed(1);
    const size = (0,html/* html */.q) `x="${x}%" y="${top}" width="${Math.max(0.4, width).toFixed(1)}%" height="${BAR.height}"`;
    const title = (0,html/* html */.q) `<title>${text}, ${timeText(since)}</title>`;
    const isNarrow = width < text.length * PHONE_SHARE + 2;
    if (width < text.length * DESK_SHARE + 1)
        return (0,html/* html */.q) `<rect class="v${color}" ${size}>${title}</rect>`;
    return (0,html/* html */.q) `<rect class="v${color}" ${size}>${isNarrow ? title : undefined}</rect
    ><text${isNarrow ? (0,html/* html */.q) ` class="desk"` : undefined} x="${x}%" dx="8" y="${top + 16}">${text}</text>`;
}
function tick(place, text, height) {
    const x = place.toFixed(1);
    // on a telephone it would run into "now"
    const name = place > 88 ? 'tick desk' : 'tick';
    return (0,html/* html */.q) `<line x1="${x}%" x2="${x}%" y1="0" y2="${height - AXIS}" /><text
      class="${name}"
      x="${x}%"
      y="${height - 4}"
      text-anchor="middle"
      >${text}</text
    >`;
}

;// CONCATENATED MODULE: ./src/report/board/page-application.js



const MAX_URL_LENGTH = 2000;
/** What a row of the matrix opens: what is wrong, the history as a picture and as a list, and what runs where. */
function applicationDetails(application, time, depth) {
    const { cells } = application;
    const versions = versionsOf(application);
    const moves = cells
        .flatMap(({ environment, history }) => history.slice(0, depth).map((entry) => ({ environment, entry })))
        .sort((one, other) => momentOf(other.entry) - momentOf(one.entry));
    const isSomewhere = cells.some(({ image }) => image !== undefined);
    return (0,html/* html */.q) `${findingList(cells)}${moves.length === 0 ? undefined : (0,html/* html */.q) `<h3>History</h3>`}${historyPicture(application, time, depth)}${moves.length === 0
        ? undefined
        : (0,html/* html */.q) `<ul class="moves">
          ${moves.map(({ environment, entry }) => moveRow(environment, entry, versions))}
        </ul>`}${isSomewhere
        ? (0,html/* html */.q) `<h3>Now</h3>
          <ul class="moves now">
            ${cells.filter(({ image }) => image !== undefined).map(nowRow)}
          </ul>`
        : undefined}`;
}
function findingList(cells) {
    const findings = cells.flatMap(({ environment, findings: own }) => own.map(({ text, isWrong }) => ({ environment, text, isWrong })));
    if (findings.length === 0)
        return undefined;
    return (0,html/* html */.q) `<ul class="findings">
    ${findings.map(({ environment, text, isWrong }) => (0,html/* html */.q) `<li class="${isWrong ? 'bad' : 'calm'}"><b>${environment}</b> <span>${text}</span></li>`)}
  </ul>`;
}
function moveRow(environment, entry, versions) {
    const { digest, since, promotion } = entry;
    const time = since === undefined ? 'unknown time' : timeText(since).replace(' UTC', '');
    const image = imageText({ digest, version: versions.get(digest ?? '') });
    return (0,html/* html */.q) `<li>
    <time>${time}</time> <b>${environment}</b>
    <span
      ><b>${image}</b>
      ${promotion === undefined ? (0,html/* html */.q) `<small>no trace of a promotion</small>` : promotionText(promotion)}</span
    >
  </li>`;
}
function promotionText({ source, actor, run, action, isEdited }) {
    return (0,html/* html */.q) `${action === 'rollback' ? 'rolled back' : 'from'}
  ${repositoryOf(source)}${actor === undefined ? undefined : (0,html/* html */.q) ` by <b>${actor}</b>`}${run === undefined ? undefined : (0,html/* html */.q) `, ${runLink(run)}`}${isEdited === true ? ' (edited since)' : undefined}`;
}
/** Without the registry and the digest: `test/web`. */
function repositoryOf(source) {
    return source.replace(/@[^@]*$/, '').replace(/^[^/]*[.:][^/]*\//, '');
}
/** Links only to http(s) URLs: anybody who may write to the stream may have written this. */
function runLink(run) {
    if (!/^https?:\/\/[^\s]+$/.test(run) || run.length > MAX_URL_LENGTH)
        return run;
    return (0,html/* html */.q) `<a href="${run}">run ${run.split(/[/?#]/).findLast((part) => /^\d+$/.test(part))}</a>`;
}
function nowRow({ environment, image, digest, workloads }) {
    const pods = workloads.map(({ name, pods: all, current }) => `${name} ${current}/${all} pods`).join(', ');
    return (0,html/* html */.q) `<li>
    <b>${environment}</b>
    <span
      >${image} ${digest === undefined ? undefined : (0,html/* html */.q) `<code>${digest}</code> `}<small
        >${pods}</small
      ></span
    >
  </li>`;
}
function momentOf({ since }) {
    const moment = Date.parse(since ?? '');
    return Number.isNaN(moment) ? 0 : moment;
}

;// CONCATENATED MODULE: ./src/report/board/page-matrix.js




// Images of each environment whose history keeps a page of 500 applications and 6 environments below 3 MB.
const MAX_ENTRIES = 4500;
const MAX_DEPTH = 10;
/** How many images of each environment the history of an application shows. */
function historyDepth({ environments, applications }) {
    const cells = Math.max(1, environments.length * applications.length);
    return Math.max(1, Math.min(MAX_DEPTH, Math.floor(MAX_ENTRIES / cells)));
}
/**
 * Applications by environments. On a telephone each row is a card, which takes the meaning of a table from its elements: the roles
 * give it back.
 */
function matrix(board, now) {
    const { environments, applications } = board;
    const depth = historyDepth(board);
    return (0,html/* html */.q) `<table id="matrix" role="table" aria-label="What is where">
    <thead role="rowgroup">
      <tr role="row">
        <th role="columnheader" scope="col">Application</th>
        ${environments.map(({ name, problem }) => (0,html/* html */.q) `<th role="columnheader" scope="col" data-name="${name}">
              ${name}${problem === undefined ? undefined : (0,html/* html */.q) ` <small>not read</small>`}
            </th>`)}
      </tr>
    </thead>
    ${applications.map((application, index) => applicationRows(application, index, { board, now, depth }))}
  </table>`;
}
function applicationRows(application, index, { board, now, depth }) {
    const { name, cells } = application;
    return (0,html/* html */.q) `<tbody role="rowgroup" id="${applicationId(name, index)}">
    <tr role="row">
      <th role="rowheader" scope="row">
        <button type="button" aria-expanded="false" aria-controls="more-${index}">${name}</button>
      </th>
      ${cells.map((cell, stage) => page_matrix_matrixCell(cell, stepsBehind(cells, stage) ?? 0, now))}
    </tr>
    <tr role="row" class="more">
      <td role="cell" colspan="${cells.length + 1}">
        <div id="more-${index}" hidden="until-found">
          ${applicationDetails(application, board.time, depth)}
        </div>
      </td>
    </tr>
  </tbody>`;
}
/** Names of Kubernetes are safe in a link; others get a number. */
function applicationId(name, index) {
    return /^[\w.-]{1,100}$/.test(name) ? `app-${name}` : `row-${index}`;
}
/** The sign before the text is in the style: it is the same for all cells of a tone. */
function page_matrix_matrixCell(cell, behind, now) {
    const { environment, state, digest, findings } = cell;
    const classes = `${toneOf(cell)}${findings.some(({ isWrong }) => isWrong) ? ' drift' : ''}`;
    const current = cell.history[0];
    const facts = [ageText(current?.since, now), current?.promotion?.actor].filter((fact) => fact !== undefined);
    const kinds = [
        ...new Set(findings.filter(({ kind }) => kind !== 'unreadable').map(({ kind }) => kind.replaceAll('-', ' '))),
    ];
    return (0,html/* html */.q) `<td
    role="cell"
    class="${classes}"
    data-name="${environment}"
    ${digest === undefined ? undefined : (0,html/* html */.q) ` data-digest="${(0,image_digest/* hexOf */.ZD)(digest).slice(0, 12)}"`}
  >
    <span
      >${state === 'current'
        ? (0,html/* html */.q) `<b>${imageText(cell)}</b> <small>${facts.join(' \u00b7 ')}</small>`
        : (0,html/* html */.q) `<small>${state === 'absent' ? '' : STATE_TEXTS[state]}</small>`}${kinds.length === 0 ? undefined : (0,html/* html */.q) ` <em>${kinds.join(', ')}</em>`}${behind === 0 ? undefined : (0,html/* html */.q) ` <small>${behind} behind</small>`}</span
    >
  </td>`;
}

;// CONCATENATED MODULE: ./src/report/board/matrix-style.js

/**
 * The matrix of the board: a table with a sticky head and first column, and cards on telephones. `--columns` is the number of
 * environments.
 */
const MATRIX_STYLE = (0,html/* html */.q) `<style>
  #matrix {
    table-layout: fixed;
    min-width: calc(9rem + var(--columns) * 7rem);
    border-collapse: separate;
    border-spacing: 0;
    background: var(--card);
    border: 1px solid var(--line);
    border-radius: 10px;
  }
  #matrix th,
  #matrix td {
    padding: 0.5rem 0.7rem;
    overflow-wrap: anywhere;
  }
  #matrix thead th {
    position: sticky;
    top: 4rem;
    z-index: 2;
    background: var(--card);
    color: var(--text);
    font-weight: 600;
    border-bottom: 2px solid var(--line);
  }
  #matrix th:first-child {
    position: sticky;
    left: 0;
    z-index: 1;
    background: var(--card);
    width: clamp(9rem, 18vw, 14rem);
    border-radius: 10px 0 0 0;
  }
  #matrix thead th:first-child {
    z-index: 3;
  }
  #matrix thead th:last-child {
    border-radius: 0 10px 0 0;
  }
  #matrix tbody {
    scroll-margin-top: 8.5rem;
  }
  #matrix tbody tr:first-child {
    cursor: pointer;
  }
  #matrix tbody tr:first-child:hover > * {
    background-image: linear-gradient(var(--hover), var(--hover));
  }
  #matrix button {
    display: flex;
    gap: 0.5rem;
    width: 100%;
    font:
      600 1rem/1.5 system-ui,
      sans-serif;
    color: var(--text);
    background: none;
    border: 0;
    padding: 0;
    text-align: left;
    overflow-wrap: anywhere;
    cursor: pointer;
  }
  #matrix button::before {
    content: '';
    flex: none;
    width: 0.4rem;
    height: 0.4rem;
    margin: 0.5rem 0.1rem 0;
    border: solid var(--soft);
    border-width: 0 2px 2px 0;
    transform: rotate(-45deg);
  }
  #matrix button[aria-expanded='true']::before {
    transform: rotate(45deg);
  }
  #matrix tr:first-child > td {
    position: relative;
    padding-left: 2.2rem;
  }
  #matrix td > span::before {
    position: absolute;
    left: 0.65rem;
    top: 0.7rem;
    width: 1.15rem;
    height: 1.15rem;
    border-radius: 50%;
    font: 700 0.8rem/1.15rem system-ui;
    text-align: center;
    color: var(--soft);
  }
  #matrix td > span {
    display: block;
  }
  #matrix td b {
    font-weight: 600;
  }
  #matrix td > span > small {
    display: block;
    color: var(--soft);
    font-size: 0.85rem;
    font-weight: 400;
  }
  #matrix em {
    display: block;
    font-style: normal;
    font-size: 0.85rem;
    font-weight: 600;
    color: var(--bad);
  }
  /* the second text is for screen readers; older browsers know only the first declaration */
  #matrix td.ok > span::before {
    content: '\u2713';
    content: '\u2713' / 'as expected: ';
    color: var(--good);
  }
  #matrix td.empty > span::before {
    content: '\u25cb';
    content: '\u25cb' / '';
  }
  #matrix td.absent > span::before {
    content: '\u2013';
    content: '\u2013' / 'does not belong there';
  }
  #matrix td.wrong {
    background-color: var(--wrong);
    box-shadow: inset 3px 0 0 var(--bad);
  }
  #matrix td.wrong > span::before {
    content: '!';
    content: '!' / 'wrong: ';
    background: var(--bad);
    color: var(--card);
  }
  #matrix td.unknown {
    background-color: var(--unknown);
  }
  #matrix td.unknown > span::before {
    content: '?';
    content: '?' / '';
    border: 1px dashed currentColor;
  }
  #matrix td.unknown :is(span, small, em) {
    color: var(--unknown-text);
  }
  #matrix td.unknown > span::before {
    color: inherit;
  }
  #matrix td.hit b {
    text-decoration: underline 2px var(--hit);
    text-underline-offset: 3px;
  }
  #matrix .more > td {
    padding: 0;
    border: 0;
  }
  #matrix .more > td > div {
    position: sticky;
    left: 0;
    max-width: calc(100vw - 2.2rem);
  }
  #matrix .more > td > div:not([hidden]) {
    padding: 0.9rem 1.1rem 1.3rem;
    background: var(--page);
    border-bottom: 1px solid var(--line);
  }
  #matrix h3:first-child {
    margin-top: 0;
  }
  @media (scripting: none) {
    #matrix thead th {
      top: 0;
    }
  }
  @media (max-width: 42.5rem) {
    main {
      min-width: 0;
    }

    #matrix,
    #matrix tbody,
    #matrix tr,
    #matrix th,
    #matrix td {
      display: block;
    }
    #matrix {
      min-width: 0;
      background: none;
      border: 0;
    }
    #matrix thead {
      display: none;
    }
    #matrix tbody {
      background: var(--card);
      border: 1px solid var(--line);
      border-radius: 10px;
      margin: 0 0 0.75rem;
      overflow: hidden;
      scroll-margin-top: 1rem;
    }
    #matrix tbody th:first-child {
      position: static;
      width: auto;
      padding: 0.7rem 0.9rem;
    }
    #matrix tbody tr:first-child td {
      display: grid;
      grid-template-columns: 6.5rem minmax(0, 1fr);
      padding: 0.4rem 0.9rem 0.4rem 2.4rem;
    }
    #matrix tbody tr:first-child td > span::before {
      left: 0.8rem;
      top: 0.6rem;
    }
    #matrix tbody tr:first-child td::before {
      content: attr(data-name);
      color: var(--soft);
      font-size: 0.85rem;
      line-height: 1.5rem;
      padding-right: 0.5rem;
    }
    #matrix tbody tr:first-child td:last-child {
      border-bottom: 0;
    }
  }
  @media print {
    #matrix thead th,
    #matrix th:first-child {
      position: static;
    }
    #matrix tbody {
      break-inside: avoid;
    }
    #matrix td {
      print-color-adjust: exact;
    }
  }
</style>`;

;// CONCATENATED MODULE: ./src/report/board/page-script.js

/** Opens rows and filters them. The page can be read without it: then all rows are open. It reads only what the page shows. */
const BOARD_SCRIPT = (0,html/* html */.q) `<script>
  'use strict';
  const table = document.getElementById('matrix');
  const filter = document.getElementById('filter');
  const onlyWrong = document.getElementById('only-wrong');
  const count = document.getElementById('count');
  const heads = [...table.querySelectorAll('thead th')].slice(1);
  const names = heads.map((head) => head.dataset.name.toLowerCase());
  const rows = [...table.tBodies].map((body) => {
    const [name, ...cells] = body.rows[0].cells;
    return {
      body,
      name: name.textContent.trim().toLowerCase(),
      cells: cells.map((cell) => ({
        cell,
        text: (cell.textContent + ' ' + (cell.dataset.digest || '')).toLowerCase(),
        isHere: !cell.classList.contains('absent') && !cell.classList.contains('empty'),
        isWrong: cell.classList.contains('drift'),
      })),
    };
  });

  /* a whole digest is looked for by its first 12 digits, which is what the page has */
  const wordOf = (word) =>
    /^(sha256:)?[0-9a-f]{13,}$/.test(word) ? word.replace('sha256:', '').slice(0, 12) : word;

  let shownColumns = '';
  function showColumns(columns) {
    if (columns.join() === shownColumns) return;
    shownColumns = columns.join();
    const isHidden = (index) => columns.length > 0 && !columns.includes(index);
    heads.forEach((head, index) => (head.hidden = isHidden(index)));
    for (const { cells } of rows) cells.forEach(({ cell }, index) => (cell.hidden = isHidden(index)));
  }

  function applyFilter() {
    const words = filter.value.toLowerCase().split(' ').filter(Boolean).map(wordOf);
    const columns = names.flatMap((name, index) => (words.includes(name) ? [index] : []));
    const others = words.filter((word) => !names.includes(word));
    showColumns(columns);
    let shown = 0;
    for (const { body, name, cells } of rows) {
      const seen = cells.filter((_, index) => columns.length === 0 || columns.includes(index));
      const isShown =
        (columns.length === 0 || seen.some(({ isHere }) => isHere)) &&
        (!onlyWrong.checked || seen.some(({ isWrong }) => isWrong)) &&
        others.every((word) => name.includes(word) || seen.some(({ text }) => text.includes(word)));
      body.hidden = !isShown;
      if (!isShown) continue;
      shown += 1;
      for (const { cell, text } of seen)
        cell.classList.toggle(
          'hit',
          others.some((word) => text.includes(word)),
        );
    }
    count.textContent =
      shown === 0
        ? 'nothing matches'
        : shown + ' of ' + rows.length + (rows.length === 1 ? ' application' : ' applications');
  }

  function setOpen(button, isOpen) {
    button.setAttribute('aria-expanded', String(isOpen));
    const more = document.getElementById(button.getAttribute('aria-controls'));
    if (isOpen) more.removeAttribute('hidden');
    else more.setAttribute('hidden', 'until-found');
  }

  /* a link to an application opens its row, also if the filter hides it */
  function openLinked() {
    const body = document.getElementById(location.hash.slice(1));
    if (body === null || body.parentElement !== table) return;
    if (body.hidden) {
      filter.value = '';
      onlyWrong.checked = false;
      applyFilter();
    }
    const button = body.querySelector('button');
    setOpen(button, true);
    body.scrollIntoView();
    button.focus({ preventScroll: true });
  }

  filter.addEventListener('input', applyFilter);
  onlyWrong.addEventListener('change', applyFilter);
  table.addEventListener('click', (event) => {
    const row = event.target.closest('tr');
    const button = row && row.querySelector('th button');
    /* a mouse may have selected text; the detail of a key is 0 */
    if (!button || (event.detail > 0 && String(getSelection()) !== '')) return;
    setOpen(button, button.getAttribute('aria-expanded') === 'false');
  });
  /* the browser found text in a closed row */
  table.addEventListener('beforematch', (event) => {
    setOpen(event.target.closest('tbody').querySelector('button'), true);
  });
  addEventListener('hashchange', openLinked);
  /* following the same link again changes nothing in the address */
  document.addEventListener('click', (event) => {
    const link = event.target.closest('a');
    if (link && link.hash !== '' && link.hash === location.hash) openLinked();
  });

  const read = document.getElementById('read');
  const days = Math.floor((Date.now() - Date.parse(read.dateTime)) / 86400000);
  if (days >= 1) {
    const stale = document.getElementById('stale');
    stale.textContent =
      'This is ' + days + (days === 1 ? ' day' : ' days') + ' old: read the environments again.';
    stale.hidden = false;
  }
  applyFilter();
  openLinked();
</script>`;

;// CONCATENATED MODULE: ./src/report/board/page-style.js

/** What the board adds to the style of the record, without its matrix. */
const BOARD_STYLE = (0,html/* html */.q) `<style>
  :root {
    --wrong: #fdeceb;
    --unknown: #fff4d6;
    --unknown-text: #7a5200;
    --hit: #2563c9;
    --hover: #0000000a;
    --v0: #cfe0fb;
    --v1: #d3eddc;
    --v2: #fbe3c4;
    --v3: #e6daf8;
    --v4: #fad5e2;
    --v5: #cdebef;
  }
  @media (prefers-color-scheme: dark) {
    :root {
      --wrong: #3d2021;
      --unknown: #362c14;
      --unknown-text: #e8c268;
      --hit: #6aa2ff;
      --hover: #ffffff0d;
      --v0: #2b4a7d;
      --v1: #23573d;
      --v2: #6b4a1a;
      --v3: #4f3d78;
      --v4: #6e3049;
      --v5: #1f5660;
    }
  }
  main {
    max-width: 84rem;
    min-width: min-content;
  }
  h1 {
    margin-bottom: 0.25rem;
  }
  header p {
    margin: 0;
  }
  [hidden]:not([hidden='until-found']) {
    display: none !important;
  }
  /* for screen readers, which go from heading to heading */
  .unseen {
    position: absolute;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  .stages {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(11.5rem, 100%), 1fr));
    gap: 0.75rem;
    list-style: none;
    margin: 1.25rem 0 1rem;
    padding: 0;
  }
  .stages li {
    background: var(--card);
    border: 1px solid var(--line);
    border-radius: 10px;
    padding: 0.8rem 1rem;
    overflow-wrap: anywhere;
  }
  .stages h2,
  .stages p {
    margin: 0;
  }
  .stages .numbers {
    display: flex;
    flex-wrap: wrap;
    gap: 0 0.9rem;
    margin: 0.3rem 0 0;
  }
  .stages .note {
    margin-top: 0.4rem;
    font-size: 0.9rem;
  }
  .findings,
  .moves {
    list-style: none;
    margin: 0;
    padding: 0;
  }
  .findings {
    display: grid;
    grid-template-columns: fit-content(16rem) minmax(0, 1fr);
    gap: 0.7rem 1.5rem;
  }
  .findings li {
    display: grid;
    grid-column: 1 / -1;
    grid-template-columns: subgrid;
    padding: 0.2rem 0 0.2rem 0.8rem;
    border-left: 3px solid currentColor;
    overflow-wrap: anywhere;
  }
  .findings span {
    color: var(--text);
  }
  .tools {
    position: sticky;
    top: 0;
    left: 1rem;
    max-width: calc(100vw - 2rem);
    /* up to the edges of the window when the table is wider */
    box-shadow:
      -1rem 0 var(--page),
      1rem 0 var(--page);
    z-index: 3;
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0.5rem 1.25rem;
    min-height: 4rem;
    padding: 0.6rem 0;
    background: var(--page);
  }
  .tools input[type='search'] {
    flex: 1 1 20rem;
    min-width: 0;
    max-width: 34rem;
    font: inherit;
    color: inherit;
    background: var(--card);
    border: 1px solid var(--soft);
    border-radius: 8px;
    padding: 0.45rem 0.75rem;
  }
  .tools label {
    display: flex;
    align-items: center;
    gap: 0.45rem;
    min-height: 2rem;
    cursor: pointer;
  }
  .tools input[type='checkbox'] {
    width: 1.1rem;
    height: 1.1rem;
    margin: 0;
  }
  :focus-visible {
    outline: 2px solid var(--hit);
    outline-offset: 2px;
  }
  .history text {
    fill: var(--text);
    font-size: 13px;
    font-weight: 600;
  }
  .history .tick {
    fill: var(--soft);
    font-size: 12px;
    font-weight: 400;
  }
  .history line {
    stroke: var(--line);
    stroke-dasharray: 3 3;
  }
  .history rect {
    stroke: var(--page);
    rx: 4px;
  }
  .v0 {
    fill: var(--v0);
  }
  .v1 {
    fill: var(--v1);
  }
  .v2 {
    fill: var(--v2);
  }
  .v3 {
    fill: var(--v3);
  }
  .v4 {
    fill: var(--v4);
  }
  .v5 {
    fill: var(--v5);
  }
  .moves {
    display: grid;
    grid-template-columns: 9.5rem fit-content(9rem) minmax(0, 1fr);
    gap: 0.4rem 1.25rem;
    margin-top: 0.8rem;
  }
  .moves.now {
    grid-template-columns: fit-content(9rem) minmax(0, 1fr);
  }
  .moves li {
    display: grid;
    grid-column: 1 / -1;
    grid-template-columns: subgrid;
    overflow-wrap: anywhere;
  }
  .moves small {
    color: var(--soft);
    font-size: 0.85rem;
  }
  .now small {
    display: block;
  }
  .moves time {
    color: var(--soft);
    font-variant-numeric: tabular-nums;
  }
  .legend {
    display: flex;
    flex-wrap: wrap;
    gap: 0.2rem 1.4rem;
    margin: 0.9rem 0;
    font-size: 0.85rem;
    color: var(--soft);
  }
  @media (scripting: none) {
    .tools {
      display: none;
    }
    [hidden='until-found'] {
      content-visibility: visible;
      display: block;
    }
  }
  @media (max-width: 42.5rem) {
    .tools {
      position: static;
    }
    .findings li,
    .moves li {
      display: block;
    }
    .findings b {
      display: block;
    }
    .moves time {
      display: inline-block;
      margin-right: 0.6rem;
    }
    .history .desk {
      display: none;
    }
  }
  @media print {
    :root {
      font-size: 12px;
    }
    .tools {
      display: none;
    }
    .history rect {
      print-color-adjust: exact;
    }
  }
</style>`;

;// CONCATENATED MODULE: ./src/report/board/page.js










// The matrix stays near the top of the page; each application says its own findings as well.
const FIRST_FINDINGS = 10;
const MAX_FINDINGS = 200;
const FILTER = (0,html/* html */.q) `<div class="tools" role="search" aria-label="Applications">
  <input
    id="filter"
    type="search"
    autocomplete="off"
    spellcheck="false"
    aria-controls="matrix"
    aria-label="Show only what has these words"
    placeholder="Application, environment, version or person"
  />
  <label><input id="only-wrong" type="checkbox" autocomplete="off" /> Only what is wrong</label>
  <output id="count" class="soft" for="filter only-wrong"></output>
</div>`;
/**
 * The board as one page that needs nothing else: a matrix of applications by environments that can be filtered, and behind each row
 * what is wrong, the history as a picture, and who promoted what. All text from outside is escaped, and the page can load or send
 * nothing.
 * @param now ages are counted from here
 */
function boardPage(read, now) {
    const board = withoutRepeats(read);
    const title = boardHeadline(board);
    const findings = findingRows(board);
    const columns = (0,html/* html */.q) `<style>
    :root {
      --columns: ${board.environments.length};
    }
  </style>`;
    const styles = [style/* PAGE_STYLE */.W, BOARD_STYLE, MATRIX_STYLE, columns];
    const page = (0,html/* html */.q) `<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="generator" content="openshift-promote" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta http-equiv="Content-Security-Policy" content="${contentPolicy(styles)}" />
        <meta name="referrer" content="no-referrer" />
        <link rel="icon" href="data:," />
        <title>${title}</title>
        ${styles}
      </head>
      <body>
        <main>
          <header>
            ${stateOf(board, findings)}
            <h1>${title}</h1>
            <p class="soft">
              Read <time id="read" datetime="${board.time}">${timeText(board.time)}</time>.
              <span id="stale" class="bad" hidden></span>
            </p>
          </header>
          <ol class="stages" aria-label="Environments">
            ${board.environments.map((environment, index) => stageCard(environment, index, board))}
          </ol>
          ${wrongSection(findings.filter(({ isWrong }) => isWrong), board)}
          <h2 class="unseen">What is where</h2>
          ${FILTER} ${matrix(board, now)} ${legend(board)}
          <footer>Everything as data: openshift-promote board --output=json</footer>
        </main>
        ${BOARD_SCRIPT}
      </body>
    </html> `;
    return page.markup;
}
/** Only the script and the styles of this page, and no access to anything outside. */
function contentPolicy(styles) {
    return `default-src 'none'; script-src ${hashSource(BOARD_SCRIPT)}; style-src ${styles.map(hashSource).join(' ')}; img-src data:; base-uri 'none'; form-action 'none'`;
}
/** The source expression for the content of an element without attributes (CSP level 3, 6.7.3.3). */
function hashSource({ markup }) {
    const content = markup.slice(markup.indexOf('>') + 1, markup.lastIndexOf('</'));
    return `'sha256-${Buffer.from((0,image_digest/* hexOf */.ZD)((0,image_digest/* digestOf */.ol)(Buffer.from(content))), 'hex').toString('base64')}'`;
}
function stateOf({ environments }, findings) {
    if (findings.some(({ isWrong }) => isWrong))
        return (0,html/* html */.q) `<span class="state bad">drift</span>`;
    return environments.some(({ problem }) => problem !== undefined)
        ? (0,html/* html */.q) `<span class="state bad">not all read</span>`
        : (0,html/* html */.q) `<span class="state good">as expected</span>`;
}
function stageCard(environment, index, { applications }) {
    const { name, server, problem, findings } = environment;
    const tones = applications.flatMap(({ cells }) => {
        const cell = cells[index];
        return cell === undefined ? [] : [toneOf(cell)];
    });
    const count = (tone) => tones.filter((one) => one === tone).length;
    return (0,html/* html */.q) `<li>
    <h2>${name}</h2>
    <p class="soft">${server.replace(/^https?:\/\//, '')}</p>
    <p class="numbers">
      ${count('ok') === 0 ? undefined : (0,html/* html */.q) `<span class="good">\u2713 ${count('ok')} as expected</span>`}
      ${count('wrong') === 0 ? undefined : (0,html/* html */.q) `<span class="bad">! ${count('wrong')} wrong</span>`}
      ${count('empty') === 0 ? undefined : (0,html/* html */.q) `<span class="calm">\u25cb ${count('empty')} never promoted</span>`}
      ${count('unknown') === 0 ? undefined : (0,html/* html */.q) `<span class="calm">? ${count('unknown')} not read</span>`}
    </p>
    ${problem === undefined ? undefined : (0,html/* html */.q) `<p class="note bad"><b>Could not be read:</b> ${problem}</p>`}
    ${findings.map(({ text, isWrong }) => (0,html/* html */.q) `<p class="note ${isWrong ? 'bad' : 'soft'}">${text}</p>`)}
  </li>`;
}
function wrongSection(findings, { applications }) {
    if (findings.length === 0)
        return undefined;
    const ids = new Map(applications.map(({ name }, index) => [name, applicationId(name, index)]));
    const list = (rows) => (0,html/* html */.q) `<ul class="findings">
      ${rows.map(({ environment, application, text }) => {
        const link = application === undefined
            ? undefined
            : (0,html/* html */.q) `<a href="#${ids.get(application)}">${application}</a> in `;
        return (0,html/* html */.q) `<li class="bad"><b>${link}${environment}</b> <span>${text}</span></li>`;
    })}
    </ul>`;
    const more = findings.slice(FIRST_FINDINGS, MAX_FINDINGS);
    const left = findings.length - FIRST_FINDINGS - more.length;
    return (0,html/* html */.q) `<section>
    <h2>What is wrong</h2>
    ${list(findings.slice(0, FIRST_FINDINGS))}
    ${more.length === 0
        ? undefined
        : (0,html/* html */.q) `<details>
            <summary>${more.length} more</summary>
            ${list(more)}
            ${left > 0 ? (0,html/* html */.q) `<p class="soft">and ${left} more, which the applications below say</p>` : undefined}
          </details>`}
  </section>`;
}
function legend(board) {
    const depth = historyDepth(board);
    return (0,html/* html */.q) `<p class="legend">
    <span>\u2713 as expected</span><span>! wrong</span><span>? could not be read</span
    ><span>\u25cb never promoted</span>
    <span>\u2013 does not belong there</span>
    <span>2 behind: the environment before has had 2 newer images since</span>
    <span
      >An application opens its history: the newest ${(0,units/* formatCount */.B4)(depth, 'image')} of each environment.</span
    >
  </p>`;
}

// EXTERNAL MODULE: ./src/report/release-text.js
var release_text = __webpack_require__(3825);
;// CONCATENATED MODULE: ./src/report/board/table.js




const MAX_NAME_LENGTH = 40;
const MAX_CELL_LENGTH = 26;
const MAX_SENTENCE_LENGTH = 400;
// about a screen: the names of the environments stay in sight
const ROWS_PER_HEADING = 40;
/** What stands before the text of a cell, and what the legend says about it. */
const table_MARKS = {
    ok: { mark: ' ', legend: undefined },
    wrong: { mark: '!', legend: '! something is wrong, see below' },
    unknown: { mark: '?', legend: '? could not be read' },
    empty: { mark: ' ', legend: undefined },
    absent: { mark: ' ', legend: '\u2013 does not belong there' },
};
/**
 * The board for a terminal: applications by environments, a legend of the marks that occur, what is wrong, and the environments that
 * could not be read. It needs no color. The end has what matters most, because the beginning may have scrolled away.
 */
function boardTable(read, now) {
    const board = withoutRepeats(read);
    const rows = findingRows(board);
    const wrong = rows.filter(({ isWrong }) => isWrong);
    const others = rows.filter(({ isWrong }) => !isWrong);
    const unread = board.environments.flatMap(({ name, server, problem }) => problem === undefined ? [] : [[name, server, problem]]);
    const blocks = [
        table_matrix(board, now),
        table_legend(board),
        table_findingList('GOOD TO KNOW', others),
        table_findingList('WRONG', wrong),
        unread.length === 0 ? '' : list(['COULD NOT BE READ', 'SERVER', 'WHY'], unread),
        `${boardHeadline(board)} (read ${timeText(board.time)})\n`,
    ];
    return blocks.filter((block) => block !== '').join('\n');
}
function table_matrix({ environments, applications }, now) {
    if (applications.length === 0)
        return '';
    const heading = ['APPLICATION', ...environments.map(({ name }) => `  ${shortened(name, MAX_CELL_LENGTH)}`)];
    const rows = applications.map(({ name, cells }) => [
        shortened(name, MAX_NAME_LENGTH),
        ...cells.map((cell) => markedCell(cell, now)),
    ]);
    // one call, so that all parts have the same columns
    return (0,release_text/* alignColumns */.RM)(rows.flatMap((row, index) => (index % ROWS_PER_HEADING === 0 ? [heading, row] : [row])));
}
function markedCell(cell, now) {
    return `${table_MARKS[toneOf(cell)].mark} ${shortened(cellText(cell, now), MAX_CELL_LENGTH)}`;
}
function table_legend({ applications }) {
    const tones = new Set(applications.flatMap(({ cells }) => cells.map(toneOf)));
    const texts = [...tones].flatMap((tone) => table_MARKS[tone].legend ?? []).sort();
    return texts.length === 0 ? '' : `${texts.join('   ')}\n`;
}
function table_findingList(heading, rows) {
    if (rows.length === 0)
        return '';
    return list([heading, 'APPLICATION', 'WHAT'], rows.map(({ environment, application, text }) => [environment, application ?? '(all)', text]));
}
function list(heading, rows) {
    return (0,release_text/* alignColumns */.RM)([
        heading,
        ...rows.map((row) => row.map((text) => (0,server_text/* cleanServerText */.C)(text, MAX_SENTENCE_LENGTH))),
    ]);
}
/** Takes away from the middle: names of one team often differ only at the end, and the age of an image stands there. */
function shortened(text, maxLength) {
    const clean = (0,server_text/* cleanServerText */.C)(text, MAX_SENTENCE_LENGTH);
    if (clean.length <= maxLength)
        return clean;
    const end = Math.floor((maxLength - 1) / 2);
    return `${clean.slice(0, maxLength - 1 - end)}\u2026${clean.slice(-end)}`;
}

// EXTERNAL MODULE: ./src/report/error-text.js
var error_text = __webpack_require__(4412);
// EXTERNAL MODULE: ./src/entry/compose/system-clock.js
var system_clock = __webpack_require__(5119);
// EXTERNAL MODULE: ./src/entry/compose/signals.js
var signals = __webpack_require__(6244);
// EXTERNAL MODULE: ./src/entry/environments.js + 2 modules
var environments = __webpack_require__(7765);
// EXTERNAL MODULE: ./src/entry/run-promotion.js + 50 modules
var run_promotion = __webpack_require__(5039);
;// CONCATENATED MODULE: ./src/entry/run-board.js















const MAX_TEXT = 2000;
/**
 * Reads all environments of a file and prints what is where.
 * @returns the exit code: 0 if everything is as it should be, that of DRIFT_FOUND otherwise
 */
async function runBoard(host, hostEnvironment) {
    const run = (0,run_promotion.startRun)(host, hostEnvironment);
    const { signal, release } = (0,signals/* cancellationSignal */.w)();
    try {
        const { raw, context } = await (0,run_promotion.readRaw)(run, 'board');
        const landscape = await (0,environments.openLandscape)((raw['environments'] ?? '').trim());
        const filter = (0,environments.findNamed)(landscape, raw);
        const withEnvironment = async (environment, body) => {
            const inputs = (0,environments.accessInputs)(landscape, environment, context, raw, hostEnvironment.env);
            (0,run_promotion.maskInputs)(run, inputs);
            return inTime(environment.name, signal, (within) => (0,run_promotion.withPorts)(readEnvironmentAccess(inputs, context), run, within, ({ ports }) => {
                const cluster = ports.clusters.destination;
                if (cluster !== undefined)
                    return body(cluster, within);
                throw new errors/* PromoteError */.jG({
                    code: 'INPUT_INVALID',
                    message: `there is no token for ${environment.name}`,
                    hint: 'name the environment variable that holds it: token: PROD_TOKEN',
                });
            }));
        };
        const read = await readBoard(landscape, filter, {
            ...{ withEnvironment, now: system_clock/* systemClock */.m.date() },
            clean: (text) => (0,server_text/* cleanServerText */.C)(text, MAX_TEXT),
        });
        const board = (0,redaction/* redactTexts */.SG)(read, (text) => run.redactor.redact(text));
        hostEnvironment.stdout.write(textOf(board, (0,command_flags/* givenOutput */.tV)(hostEnvironment.argv) ?? 'table'));
        return driftOf(board).length === 0
            ? 0
            : (0,error_text/* exitCodeOf */.FO)(new errors/* PromoteError */.jG({ code: 'DRIFT_FOUND', message: '' }));
    }
    catch (error) {
        run.reporter.failure(error);
        return (0,error_text/* exitCodeOf */.FO)(error);
    }
    finally {
        release();
    }
}
// longer than any healthy environment needs; the others must not wait for one that hangs
const ENVIRONMENT_TIMEOUT_MS = 60_000;
/** @throws PromoteError TIMED_OUT */
async function inTime(name, signal, body) {
    const timeout = AbortSignal.timeout(ENVIRONMENT_TIMEOUT_MS);
    try {
        return await body(AbortSignal.any([signal, timeout]));
    }
    catch (error) {
        if (!timeout.aborted || signal.aborted)
            throw error;
        throw new errors/* PromoteError */.jG({
            code: 'TIMED_OUT',
            message: `${name} was not read within ${ENVIRONMENT_TIMEOUT_MS / 1000} seconds`,
            hint: 'look whether its API server answers',
        });
    }
}
function textOf(board, format) {
    const now = new Date(board.time);
    switch (format) {
        case 'json':
            return `${JSON.stringify(board, undefined, 2)}\n`;
        case 'markdown':
            return boardMarkdown(board, now);
        case 'html':
            return boardPage(board, now);
        default:
            return boardTable(board, now);
    }
}


/***/ }),

/***/ 696:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   createProjectStates: () => (/* binding */ createProjectStates)
/* harmony export */ });
/* harmony import */ var _core_image_digest_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(2391);
/* harmony import */ var _core_ports_workload_kinds_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(2647);
/* harmony import */ var _core_text_server_text_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(6844);
/* harmony import */ var _core_text_strict_json_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(1691);
/* harmony import */ var _core_trace_trace_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(7098);
/* harmony import */ var _api_api_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(9549);
/* harmony import */ var _api_api_path_js__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(4877);
/* harmony import */ var _api_json_fields_js__WEBPACK_IMPORTED_MODULE_7__ = __webpack_require__(9053);
/* harmony import */ var _workloads_image_triggers_js__WEBPACK_IMPORTED_MODULE_8__ = __webpack_require__(8966);
/* harmony import */ var _workloads_pod_template_js__WEBPACK_IMPORTED_MODULE_9__ = __webpack_require__(27);
/* harmony import */ var _workloads_pods_js__WEBPACK_IMPORTED_MODULE_10__ = __webpack_require__(5871);











const MAX_TEXT = 600;
function createProjectStates(api) {
    return { read: (project, signal) => readProjectState(api, project, signal) };
}
/**
 * Reads a project with one list for each kind of object, however many applications are in it. Pods belong to the workload whose
 * selector matches their labels, so that neither ReplicaSets nor ReplicationControllers have to be read.
 */
async function readProjectState(api, project, signal) {
    const unreadable = [];
    const list = async (path, what) => {
        const reply = await api.send({ method: 'GET', path }, signal);
        // forbidden, or a cluster without DeploymentConfigs (captures 48g, 48h): the other kinds are still read
        if (!reply.ok && [403, 404].includes(reply.failure.status)) {
            if (reply.failure.status === 403 && what !== 'deploymentconfigs')
                unreadable.push(what);
            return [];
        }
        return (0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_7__/* .objectsAt */ .yR)((0,_api_api_js__WEBPACK_IMPORTED_MODULE_5__/* .requireOk */ .M)(reply), 'items');
    };
    const streams = (0,_api_api_js__WEBPACK_IMPORTED_MODULE_5__/* .requireOk */ .M)(await api.send({ method: 'GET', path: (0,_api_api_path_js__WEBPACK_IMPORTED_MODULE_6__/* .namespacedPath */ .Nh)('image.openshift.io/v1', project, 'imagestreams') }, signal));
    const pods = (await list((0,_api_api_path_js__WEBPACK_IMPORTED_MODULE_6__/* .namespacedPath */ .Nh)('v1', project, 'pods'), 'pods')).filter(_workloads_pods_js__WEBPACK_IMPORTED_MODULE_10__/* .isLiving */ .O);
    const lists = await Promise.all(_core_ports_workload_kinds_js__WEBPACK_IMPORTED_MODULE_1__/* .WORKLOAD_KINDS */ .i6.map(async (kind) => {
        const objects = await list((0,_api_api_path_js__WEBPACK_IMPORTED_MODULE_6__/* .collectionPath */ .yb)({ kind, project }), (0,_core_ports_workload_kinds_js__WEBPACK_IMPORTED_MODULE_1__/* .workloadRow */ .E3)(kind).resource);
        return objects.flatMap((object) => workloadStateOf(project, kind, object, pods) ?? []);
    }));
    return {
        streams: new Map((0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_7__/* .objectsAt */ .yR)(streams, 'items').map((stream) => [(0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_7__/* .textAt */ .$6)(stream, 'metadata', 'name') ?? '', tagsOf(stream)])),
        workloads: lists.flat(),
        unreadable: unreadable.sort(),
    };
}
function tagsOf(stream) {
    const specs = (0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_7__/* .objectsAt */ .yR)(stream, 'spec', 'tags');
    return (0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_7__/* .objectsAt */ .yR)(stream, 'status', 'tags').flatMap((status) => {
        const tag = (0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_7__/* .textAt */ .$6)(status, 'tag');
        const items = (0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_7__/* .objectsAt */ .yR)(status, 'items');
        if (tag === undefined || items.length === 0)
            return [];
        const spec = specs.find((entry) => (0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_7__/* .textAt */ .$6)(entry, 'name') === tag);
        return [
            {
                tag: (0,_core_text_server_text_js__WEBPACK_IMPORTED_MODULE_2__/* .cleanServerText */ .C)(tag, MAX_TEXT),
                events: items.map((item) => {
                    const digest = (0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_7__/* .textAt */ .$6)(item, 'image');
                    return {
                        digest: (0,_core_image_digest_js__WEBPACK_IMPORTED_MODULE_0__/* .isDigest */ .Bc)(digest) ? digest : undefined,
                        image: (0,_core_text_server_text_js__WEBPACK_IMPORTED_MODULE_2__/* .cleanServerText */ .C)((0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_7__/* .textAt */ .$6)(item, 'dockerImageReference') ?? '', MAX_TEXT),
                        since: (0,_core_text_server_text_js__WEBPACK_IMPORTED_MODULE_2__/* .cleanServerText */ .C)((0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_7__/* .textAt */ .$6)(item, 'created') ?? '', MAX_TEXT),
                    };
                }),
                traces: (0,_core_trace_trace_js__WEBPACK_IMPORTED_MODULE_4__/* .readTraces */ .nm)((0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_7__/* .textMapAt */ .Pf)(spec, 'annotations')),
            },
        ];
    });
}
function workloadStateOf(project, kind, object, pods) {
    const name = (0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_7__/* .textAt */ .$6)(object, 'metadata', 'name');
    if (name === undefined)
        return undefined;
    const triggers = (0,_workloads_image_triggers_js__WEBPACK_IMPORTED_MODULE_8__/* .imageTriggersOf */ .iZ)(kind, object);
    const selector = Object.entries(selectorOf(object));
    const own = pods.filter((pod) => {
        const labels = (0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_7__/* .textMapAt */ .Pf)(pod, 'metadata', 'labels');
        return selector.length > 0 && selector.every(([label, value]) => labels[label] === value);
    });
    return {
        workload: { kind, project, name },
        containers: (0,_workloads_pod_template_js__WEBPACK_IMPORTED_MODULE_9__/* .templateContainers */ .jw)(object).map(({ name: container, image }) => {
            const trigger = triggers.find((each) => each.container === container);
            return {
                name: container,
                repository: repositoryOf(image),
                tag: /:([^/:@]+)(?:@|$)/.exec(image.replace(/@.*$/, ''))?.[1],
                digest: (0,_workloads_pod_template_js__WEBPACK_IMPORTED_MODULE_9__/* .digestOfImage */ .lk)(image),
                follows: trigger === undefined
                    ? undefined
                    : { project: trigger.project, stream: trigger.stream, tag: trigger.tag },
            };
        }),
        pods: own.map(_workloads_pods_js__WEBPACK_IMPORTED_MODULE_10__/* .toRunningPod */ .kY),
        trace: (0,_core_trace_trace_js__WEBPACK_IMPORTED_MODULE_4__/* .readTraces */ .nm)((0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_7__/* .textMapAt */ .Pf)(object, 'metadata', 'annotations')).latest,
    };
}
/** That of a DeploymentConfig is a map of labels. */
function selectorOf(object) {
    const isOfSet = (0,_core_text_strict_json_js__WEBPACK_IMPORTED_MODULE_3__/* .isJsonObject */ .OW)((0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_7__/* .valueAt */ .fK)(object, 'spec', 'selector', 'matchLabels'));
    return isOfSet
        ? (0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_7__/* .textMapAt */ .Pf)(object, 'spec', 'selector', 'matchLabels')
        : (0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_7__/* .textMapAt */ .Pf)(object, 'spec', 'selector');
}
/** `project/stream` of `host/project/stream:tag@digest`. */
function repositoryOf(image) {
    const parts = image
        .replace(/@.*$/, '')
        .replace(/:[^/]*$/, '')
        .split('/');
    return parts.length < 3 ? undefined : parts.slice(-2).join('/');
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


/***/ }),

/***/ 1413:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   q: () => (/* binding */ html)
/* harmony export */ });
/** A template of markup. Inserted values are escaped, unless they were created by this function. */
function html(texts, ...parts) {
    // removes the indentation of the templates, a third of the page size
    const pieces = texts.map((text, index) => text.replace(/\n\s+/g, '\n') + markupOf(parts[index]));
    return { markup: pieces.join('') };
}
function markupOf(part) {
    if (part === undefined)
        return '';
    if (typeof part === 'string' || typeof part === 'number')
        return escapeHtml(String(part));
    return 'markup' in part ? part.markup : part.map(({ markup }) => markup).join('');
}
/** Removes control and reordering characters, so that text from a server cannot pose as other text. */
function escapeHtml(text) {
    return text
        .replace(/[^\P{Cc}\n\t]|\p{Cf}/gu, '')
        .replaceAll('&', '&amp;')
        .replaceAll('<', '&lt;')
        .replaceAll('>', '&gt;')
        .replaceAll('"', '&quot;')
        .replaceAll("'", '&#39;');
}


/***/ }),

/***/ 87:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   W: () => (/* binding */ PAGE_STYLE)
/* harmony export */ });
/* harmony import */ var _html_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(1413);

/** The style of the record: light and dark, for phones, desktops and print. */
const PAGE_STYLE = (0,_html_js__WEBPACK_IMPORTED_MODULE_0__/* .html */ .q) `<style>
  :root {
    color-scheme: light dark;
    --text: #1a1d21;
    --soft: #5a636e;
    --line: #d9dee4;
    --page: #f4f6f8;
    --card: #ffffff;
    --good: #1a7f4b;
    --bad: #b3261e;
    --calm: #5b6470;
    --moved: #2563c9;
    --mounted: #2f9e77;
    --shared: #a9b8cc;
  }
  @media (prefers-color-scheme: dark) {
    :root {
      --text: #e8ebee;
      --soft: #a0a9b4;
      --line: #343b44;
      --page: #14171b;
      --card: #1d2127;
      --good: #4cc38a;
      --bad: #ff8a80;
      --calm: #a0a9b4;
      --moved: #6aa2ff;
      --mounted: #4fc79c;
      --shared: #4a5768;
    }
  }
  * {
    box-sizing: border-box;
  }
  body {
    margin: 0;
    background: var(--page);
    color: var(--text);
    font:
      16px/1.5 system-ui,
      sans-serif;
  }
  main {
    max-width: 60rem;
    margin: 0 auto;
    padding: 1.5rem 1rem 3rem;
  }
  h1 {
    font-size: 1.6rem;
    line-height: 1.25;
    margin: 0.5rem 0 1rem;
    overflow-wrap: anywhere;
  }
  h2 {
    font-size: 1.15rem;
    margin: 0 0 0.9rem;
    overflow-wrap: anywhere;
  }
  h3 {
    font-size: 0.95rem;
    margin: 1.5rem 0 0.5rem;
  }
  section {
    background: var(--card);
    border: 1px solid var(--line);
    border-radius: 10px;
    padding: 1.1rem 1.25rem;
    margin: 1rem 0;
  }
  code,
  pre {
    font:
      0.85em/1.5 ui-monospace,
      monospace;
    overflow-wrap: anywhere;
  }
  pre {
    white-space: pre-wrap;
    margin: 0.75rem 0 0;
  }
  a {
    color: var(--moved);
    overflow-wrap: anywhere;
  }
  .state {
    display: inline-block;
    border: 1px solid currentColor;
    border-radius: 999px;
    padding: 0.1rem 0.8rem;
    font-weight: 600;
    font-size: 0.85rem;
  }
  .good {
    color: var(--good);
  }
  .bad {
    color: var(--bad);
  }
  .calm {
    color: var(--calm);
  }
  section.failure {
    border-left: 4px solid var(--bad);
  }
  .hint {
    margin: 0.6rem 0 0;
  }
  dl {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(17.5rem, 100%), 1fr));
    gap: 0.75rem 1.5rem;
    margin: 0;
  }
  dt,
  .soft,
  th {
    color: var(--soft);
    font-size: 0.85rem;
    font-weight: 400;
  }
  dd {
    margin: 0;
    overflow-wrap: anywhere;
  }
  .chain {
    display: flex;
    flex-wrap: wrap;
    align-items: stretch;
    gap: 0.5rem;
    list-style: none;
    margin: 0;
    padding: 0;
  }
  .chain li {
    flex: 1 1 14rem;
    min-width: 0;
    border: 1px solid var(--line);
    border-radius: 8px;
    padding: 0.6rem 0.8rem;
    overflow-wrap: anywhere;
  }
  .chain .arrow {
    flex: 0 0 auto;
    border: 0;
    padding: 0;
    align-self: center;
    color: var(--soft);
  }
  svg {
    display: block;
    width: 100%;
  }
  .layers {
    border-radius: 4px;
  }
  .wide {
    grid-column: 1 / -1;
  }
  .short {
    white-space: nowrap;
  }

  .moved {
    fill: var(--moved);
    color: var(--moved);
  }
  .mounted {
    fill: var(--mounted);
    color: var(--mounted);
  }
  .shared {
    fill: var(--shared);
    color: var(--shared);
  }
  .key {
    display: flex;
    flex-wrap: wrap;
    gap: 0.2rem 1.2rem;
    margin: 0.4rem 0 0;
    font-size: 0.85rem;
  }
  .key b {
    font-size: 1.1rem;
    line-height: 1;
  }
  .scroll {
    overflow-x: auto;
  }
  table {
    border-collapse: collapse;
    width: 100%;
  }
  th,
  td {
    text-align: left;
    padding: 0.35rem 0.8rem 0.35rem 0;
    border-bottom: 1px solid var(--line);
    vertical-align: top;
  }
  td {
    /* identities of signers are URLs */
    overflow-wrap: anywhere;
  }
  td.bar {
    width: 55%;
    vertical-align: middle;
  }
  td.number {
    white-space: nowrap;
  }
  summary {
    cursor: pointer;
    margin-top: 0.75rem;
  }
  footer {
    color: var(--soft);
    font-size: 0.85rem;
  }
  @media (max-width: 40rem) {
    .chain .arrow {
      flex-basis: 100%;
      text-align: center;
      transform: rotate(90deg);
    }
    section {
      padding: 1rem 0.9rem;
    }
    td.bar {
      width: 40%;
    }
    .rows tr:first-child {
      display: none;
    }
    .rows tr {
      display: block;
      border-bottom: 1px solid var(--line);
      padding: 0.4rem 0;
    }
    .rows td {
      display: grid;
      grid-template-columns: 6.5rem minmax(0, 1fr);
      border: 0;
      padding: 0.1rem 0;
      overflow-wrap: anywhere;
    }
    .rows td::before {
      content: attr(data-name);
      color: var(--soft);
      font-size: 0.85rem;
    }
  }
  @media print {
    body {
      background: none;
      font-size: 12px;
    }
    main {
      max-width: none;
      padding: 0;
    }
    section {
      break-inside: avoid;
    }
    svg {
      print-color-adjust: exact;
    }
  }
</style>`;


/***/ }),

/***/ 3825:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   RM: () => (/* binding */ alignColumns),
/* harmony export */   hO: () => (/* binding */ releaseText),
/* harmony export */   u_: () => (/* binding */ historyText)
/* harmony export */ });
/* harmony import */ var _core_image_digest_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(2391);
/* harmony import */ var _core_text_units_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(8934);


/** Releases for people, for programs, or as `strategy.matrix` of a job of GitHub Actions (one line). */
function releaseText(releases, format, now) {
    switch (format) {
        case 'table':
        case 'plain':
        case 'gitlab-matrix':
            return tableText(releases, now);
        case 'json':
            return `${JSON.stringify(releases, undefined, 2)}\n`;
        case 'github-matrix':
            return `${JSON.stringify({ include: releases.map(matrixEntry) })}\n`;
    }
}
/** Values of a matrix are strings; unknown ones are empty. */
function matrixEntry({ image, tag, digest, version, commit }) {
    return { image, tag, digest: digest ?? '', version: version ?? '', commit: commit ?? '' };
}
const MAX_COMMIT_LENGTH = 12;
function tableText(releases, now) {
    const isHistory = releases.some(({ stepsBack }) => stepsBack > 0);
    const rows = releases.map((release) => [
        isHistory ? `${release.stepsBack} back` : release.tag,
        release.digest === undefined ? '-' : (0,_core_image_digest_js__WEBPACK_IMPORTED_MODULE_0__/* .shortDigest */ .VK)(release.digest),
        ageText(release.since ?? release.created, now),
        release.version ?? '-',
        (release.commit ?? '-').slice(0, MAX_COMMIT_LENGTH),
        release.deployed.join(', ') || '-',
    ]);
    const headings = [isHistory ? 'STEPS' : 'TAG', 'DIGEST', 'AGE', 'VERSION', 'COMMIT', 'DEPLOYED AS'];
    return alignColumns([headings, ...rows]);
}
const DAY_MS = 24 * 3600 * 1000;
function ageText(since, now) {
    const ageMs = since === undefined ? NaN : now.getTime() - Date.parse(since);
    if (Number.isNaN(ageMs))
        return '-';
    // the clock of the server may be ahead
    if (ageMs < 2 * DAY_MS)
        return (0,_core_text_units_js__WEBPACK_IMPORTED_MODULE_1__/* .formatDuration */ .a3)(Math.max(0, Math.round(ageMs / 1000) * 1000));
    return `${Math.floor(ageMs / DAY_MS)} days`;
}
const HEADINGS = ['SINCE', 'DIGEST', 'VERSION', 'FROM', 'BY', 'RUN', 'HOW'];
/** The history of a tag for people: one line for each image. */
function historyText(entries) {
    const rows = entries.map(({ digest, since, promotion }) => [
        since ?? '-',
        digest === undefined ? '-' : (0,_core_image_digest_js__WEBPACK_IMPORTED_MODULE_0__/* .shortDigest */ .VK)(digest),
        promotion?.version ?? '-',
        promotion === undefined ? 'not a promotion, or without trace' : repositoryOf(promotion.source),
        promotion?.actor ?? '-',
        promotion?.run ?? '-',
        promotion === undefined ? '-' : howText(promotion),
    ]);
    return alignColumns([HEADINGS, ...rows]);
}
function howText({ action, isEdited }) {
    return `${action ?? 'promotion'}${isEdited === true ? ', edited since' : ''}`;
}
/** Without the digest, which is that of the row. */
function repositoryOf(source) {
    return source.replace(/@sha256:[0-9a-f]{64}$/, '');
}
/** Text in aligned columns, three spaces apart. @param rows the headings first; all rows have the same number of cells */
function alignColumns(rows) {
    const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
    return rows
        .map((row) => `${row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('   ')
        .trimEnd()}\n`)
        .join('');
}


/***/ })

};
