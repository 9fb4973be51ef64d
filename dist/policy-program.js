export const id = 738;
export const ids = [738];
export const modules = {

/***/ 1202:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   o: () => (/* binding */ staysOf)
/* harmony export */ });
/* harmony import */ var _text_time_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(4848);

/** How long a tag was a digest, each time it was; neighbouring entries of the same digest are one stay. */
function staysOf({ tag, events }, digest, now) {
    const stays = [];
    let end = now; // newest first
    let began;
    let isUnknown = false;
    const close = () => {
        if (isUnknown)
            stays.push({ problem: `the history does not say since when ${tag} has had this digest` });
        else if (began !== undefined && (0,_text_time_js__WEBPACK_IMPORTED_MODULE_0__/* .isToCome */ .Sq)(began, now))
            stays.push({
                problem: `${tag} has had this digest since ${began.toISOString()}, which is in the future: check the clocks`,
            });
        else if (began !== undefined)
            stays.push({ durationMs: Math.min(end.getTime(), now.getTime()) - began.getTime() });
        [began, isUnknown] = [undefined, false];
    };
    for (const event of events) {
        const since = (0,_text_time_js__WEBPACK_IMPORTED_MODULE_0__/* .readTime */ .aQ)(event.since);
        if (event.digest === digest) {
            if (since === undefined)
                isUnknown = true;
            else
                began = since;
        }
        else {
            close();
            // without a time, what was before cannot be measured
            end = since ?? new Date(0);
        }
    }
    close();
    return stays;
}


/***/ }),

/***/ 2604:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   IQ: () => (/* binding */ withDefault),
/* harmony export */   Os: () => (/* binding */ group),
/* harmony export */   Qq: () => (/* binding */ text),
/* harmony export */   Tj: () => (/* binding */ map),
/* harmony export */   WY: () => (/* binding */ described),
/* harmony export */   Yq: () => (/* binding */ choice),
/* harmony export */   d_: () => (/* binding */ scalar),
/* harmony export */   gP: () => (/* binding */ either),
/* harmony export */   lq: () => (/* binding */ optional),
/* harmony export */   p_: () => (/* binding */ list)
/* harmony export */ });
/* harmony import */ var _nearest_name_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(8047);
/* harmony import */ var _server_text_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(6844);
/* harmony import */ var _strict_json_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(1691);



const MAX_TEXT = 4096;
/** Choices are few, so a guess may be bold: `hihg` is high. */
const lettersWrong = (candidate) => candidate.length < 4 ? 1 : Math.max(2, Math.floor(candidate.length / 3));
function described(shape, description) {
    return { ...shape, schema: { ...shape.schema, description } };
}
function optional(shape) {
    return { ...shape, absent: { value: undefined } };
}
function withDefault(shape, value) {
    return { ...shape, absent: { value }, schema: { ...shape.schema, default: value } };
}
/** @param must what a text that does not match the pattern must be, such as `must be a date` */
function text(pattern, must = '') {
    return {
        suits: (value) => typeof value === 'string',
        read(value, path, addProblem) {
            if (typeof value !== 'string')
                return refuse(value, 'a text', path, addProblem);
            if (value.trim() === '')
                addProblem(path, 'is empty');
            else if (value.length > MAX_TEXT)
                addProblem(path, 'is too long');
            else if (pattern?.test(value) === false)
                addProblem(path, `is ${shown(value)}, and ${must}`);
            else
                return value;
            return undefined;
        },
        schema: { type: 'string', minLength: 1, ...(pattern === undefined ? {} : { pattern: pattern.source }) },
    };
}
function scalar() {
    const types = ['string', 'number', 'boolean'];
    return {
        suits: (value) => types.includes(typeof value),
        read: (value, path, addProblem) => types.includes(typeof value)
            ? value
            : refuse(value, 'a text, a number, true or false', path, addProblem),
        schema: { type: types },
    };
}
function choice(...values) {
    return {
        suits: (value) => values.some((each) => each === value),
        read(value, path, addProblem) {
            const found = values.find((each) => each === value);
            if (found !== undefined)
                return found;
            const names = values.map(String);
            const meant = typeof value === 'string' ? (0,_nearest_name_js__WEBPACK_IMPORTED_MODULE_2__/* .nearestName */ .q)(value, names, lettersWrong) : undefined;
            const hint = meant === undefined ? `write ${orList(names)}` : `did you mean ${meant}?`;
            addProblem(path, `is ${shown(value)}, not ${orList(names)}`, hint);
            return undefined;
        },
        schema: values.length === 1 ? { const: values[0] } : { enum: values },
    };
}
/** @param empty the problem reported for an empty list */
function list(item, empty = 'is empty', max = 500) {
    return {
        suits: Array.isArray,
        read(value, path, addProblem) {
            if (!Array.isArray(value))
                return refuse(value, 'a list', path, addProblem);
            if (value.length === 0)
                addProblem(path, empty);
            if (value.length > max)
                addProblem(path, 'is too long');
            const items = value.map((each, index) => item.read(each, [...path, String(index)], addProblem));
            return items.flatMap((each) => each ?? []);
        },
        schema: { type: 'array', items: item.schema, minItems: 1, maxItems: max },
    };
}
/** A map with user-defined keys. */
function map(name, item) {
    return {
        suits: _strict_json_js__WEBPACK_IMPORTED_MODULE_1__/* .isJsonObject */ .OW,
        read(value, path, addProblem) {
            if (!(0,_strict_json_js__WEBPACK_IMPORTED_MODULE_1__/* .isJsonObject */ .OW)(value))
                return refuse(value, 'a group of fields', path, addProblem);
            const entries = Object.entries(value).flatMap(([key, each]) => {
                const place = [...path, key];
                name.read(key, place, addProblem);
                const read = item.read(each, place, addProblem);
                return read === undefined ? [] : [[key, read]];
            });
            return Object.fromEntries(entries);
        },
        schema: { type: 'object', propertyNames: name.schema, additionalProperties: item.schema },
    };
}
/** Exactly these fields. @param more added to its JSON schema */
function group(fields, more = {}) {
    const names = Object.keys(fields);
    return {
        suits: _strict_json_js__WEBPACK_IMPORTED_MODULE_1__/* .isJsonObject */ .OW,
        read(value, path, addProblem) {
            if (!(0,_strict_json_js__WEBPACK_IMPORTED_MODULE_1__/* .isJsonObject */ .OW)(value))
                return refuse(value, 'a group of fields', path, addProblem);
            const result = {};
            for (const [name, field] of Object.entries(fields)) {
                const own = Object.hasOwn(value, name) ? value[name] : undefined;
                if (own !== undefined)
                    result[name] = field.read(own, [...path, name], addProblem);
                else if (field.absent === undefined)
                    addProblem([...path, name], 'is missing');
                else if (field.absent.value !== undefined)
                    result[name] = field.absent.value;
            }
            for (const key of Object.keys(value).filter((each) => !names.includes(each))) {
                const meant = (0,_nearest_name_js__WEBPACK_IMPORTED_MODULE_2__/* .nearestName */ .q)(key, names, lettersWrong);
                const hint = meant === undefined ? undefined : `did you mean ${meant}?`;
                addProblem(path, `has no field ${shown(key)}`, hint);
            }
            // every field was read by its own shape
            return result;
        },
        schema: {
            type: 'object',
            properties: Object.fromEntries(Object.entries(fields).map(([name, { schema }]) => [name, schema])),
            required: names.filter((name) => fields[name]?.absent === undefined),
            additionalProperties: false,
            ...more,
        },
    };
}
/** A union, resolved by the kind of value; a text that matches no choice gets the problem of the last one. */
function either(...shapes) {
    return {
        suits: (value) => shapes.some(({ suits }) => suits(value)),
        read(value, path, addProblem) {
            const fitting = shapes.find(({ suits }) => suits(value));
            if (fitting !== undefined)
                return fitting.read(value, path, addProblem);
            addProblem(path, `is ${shown(value)}, which cannot be used here`);
            return undefined;
        },
        schema: { anyOf: shapes.map(({ schema }) => schema) },
    };
}
function refuse(value, expected, path, addProblem) {
    addProblem(path, `is ${kindOf(value)}, not ${expected}`);
    return undefined;
}
function kindOf(value) {
    if (value === null)
        return 'empty';
    if (Array.isArray(value))
        return 'a list';
    if (typeof value === 'object')
        return 'a group of fields';
    return typeof value === 'string' ? 'a text' : `a ${typeof value}`;
}
function shown(value) {
    if (typeof value === 'object')
        return kindOf(value);
    return (0,_server_text_js__WEBPACK_IMPORTED_MODULE_0__/* .cleanServerText */ .C)(typeof value === 'bigint' ? String(value) : (JSON.stringify(value) ?? 'nothing'), 80);
}
function orList(choices) {
    return choices.length < 2
        ? choices.join('')
        : `${choices.slice(0, -1).join(', ')} or ${choices.at(-1) ?? ''}`;
}


/***/ }),

/***/ 3035:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

// ESM COMPAT FLAG
__webpack_require__.r(__webpack_exports__);

// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  evaluatePolicy: () => (/* reexport */ evaluatePolicy),
  isJudged: () => (/* reexport */ isJudged),
  judgeImage: () => (/* reexport */ judgeImage),
  nodePolicyOf: () => (/* reexport */ nodePolicyOf),
  readPolicy: () => (/* reexport */ readPolicy),
  readPolicyJson: () => (/* reexport */ readPolicyJson)
});

// EXTERNAL MODULE: ./src/core/text/errors.js
var errors = __webpack_require__(7206);
// EXTERNAL MODULE: ./src/policy/evidence/gather.js
var gather = __webpack_require__(5801);
// EXTERNAL MODULE: ./src/core/image/walk-graph.js
var walk_graph = __webpack_require__(9751);
// EXTERNAL MODULE: ./src/core/image/descriptor.js
var descriptor = __webpack_require__(1754);
;// CONCATENATED MODULE: ./src/policy/evidence/parts.js


const NO_PLATFORM = 'unknown/unknown';
const IN_TOTO_LAYER = 'application/vnd.in-toto+json';
/**
 * The parts of an image, root first. Attestations that builders put into an index are excluded: they cannot be run.
 * @throws PromoteError what `walkGraph` throws, such as IMAGE_NOT_FOUND for a missing child
 */
async function findParts(digest, { repository }, signal) {
    const root = await repository.getManifest(digest, signal);
    const graph = await (0,walk_graph/* walkGraph */.i)(root, (child, inner) => repository.getManifest(child, inner), signal);
    const platforms = new Map(graph.manifests.flatMap(({ content }) => content.kind === 'index'
        ? content.manifests.flatMap(({ digest: child, platform }) => platform === undefined ? [] : [[child, (0,descriptor/* formatPlatform */.B)(platform)]])
        : []));
    // an image listed for any platform can be run, even if it is also listed as something else
    const runnable = new Set(graph.manifests.flatMap(({ content }) => content.kind === 'index'
        ? content.manifests.flatMap(({ digest: child, platform }) => platform !== undefined && (0,descriptor/* formatPlatform */.B)(platform) === NO_PLATFORM ? [] : [child])
        : []));
    const children = graph.manifests.filter((manifest) => manifest.digest !== root.digest);
    return [root, ...children]
        .map((manifest) => ({
        manifest,
        platform: platforms.get(manifest.digest),
        isRoot: manifest.digest === root.digest,
    }))
        .filter((part) => part.isRoot || runnable.has(part.manifest.digest) || !isBuildAttestation(part));
}
/** Those that a rule is about. An image for one platform is index and image in one. */
function chooseParts(parts, choice) {
    switch (choice) {
        case 'all':
            return parts;
        case 'index':
            return parts.filter(({ isRoot }) => isRoot);
        case 'images':
            return parts.filter(({ manifest }) => manifest.content.kind === 'image');
    }
}
/** Judged by its content, not by its entry in the index: an image whose layers are all statements cannot be run. */
function isBuildAttestation({ manifest: { content }, platform }) {
    return (platform === NO_PLATFORM &&
        content.kind === 'image' &&
        content.layers.length > 0 &&
        content.layers.every(({ mediaType }) => mediaType === IN_TOTO_LAYER));
}

// EXTERNAL MODULE: ./src/core/text/server-text.js
var server_text = __webpack_require__(6844);
// EXTERNAL MODULE: ./src/core/text/strict-json.js
var strict_json = __webpack_require__(1691);
// EXTERNAL MODULE: ./src/policy/model/predicate-types.js
var predicate_types = __webpack_require__(71);
// EXTERNAL MODULE: ./src/policy/model/text-test.js
var text_test = __webpack_require__(5672);
// EXTERNAL MODULE: ./src/core/text/time.js
var text_time = __webpack_require__(4848);
// EXTERNAL MODULE: ./src/core/image/digest.js
var digest = __webpack_require__(2391);
// EXTERNAL MODULE: ./src/policy/evidence/verify.js + 1 modules
var verify = __webpack_require__(4010);
;// CONCATENATED MODULE: ./src/policy/rules/context.js


/** Statements about a part by any of the signers. */
async function statementsBy(by, part, context) {
    const { statements } = await context.evidenceOf(part.manifest.digest);
    return accept(statements, by, context, {
        nameOf: ({ manifest }) => (0,digest/* shortDigest */.VK)(manifest),
        verify: (source, signer) => (0,verify/* verifyStatement */.$L)(source, part.manifest.digest, signer, context.verifying),
    });
}
/** Signatures in cosign's older format over a part by any of the signers. */
async function signaturesBy(by, part, context) {
    const { signatures } = await context.evidenceOf(part.manifest.digest);
    return accept(signatures, by, context, {
        nameOf: (_, index) => `signature ${index + 1} under its tag`,
        verify: (source, signer) => (0,verify/* verifySimpleSignature */.mC)(source, part.manifest.digest, signer, context.verifying),
    });
}
async function accept(sources, by, { signers }, { nameOf, verify, }) {
    const accepted = [];
    const refusals = [];
    for (const [index, source] of sources.entries()) {
        let refusal;
        for (const name of [by].flat()) {
            const signer = signers.get(name);
            if (signer === undefined)
                throw new TypeError(`the policy has no signer ${name}`);
            const verdict = await verify(source, signer);
            if ('refusal' in verdict) {
                refusal ??= `${nameOf(source, index)} ${verdict.refusal}`;
            }
            else {
                accepted.push({ source, ...verdict });
                refusal = undefined;
                break;
            }
        }
        if (refusal !== undefined)
            refusals.push(refusal);
    }
    return { accepted, refusals };
}
/** For the record. */
function signatureReport({ signature, source, }, subject, type) {
    const { signer, identity, issuer, signedAt } = signature;
    return {
        signer,
        subject,
        type,
        format: 'format' in source && source.format === 'bundle' ? 'bundle' : 'tag',
        manifest: source.manifest,
        identity,
        issuer,
        signedAt: signedAt?.toISOString(),
    };
}
function passed(part, found) {
    return { outcome: 'passed', ...partFields(part), found };
}
function failed(part, found, needed) {
    return { outcome: 'failed', ...partFields(part), found, needed };
}
function partFields({ manifest, platform }) {
    return { digest: manifest.digest, ...(platform === undefined ? {} : { platform }) };
}
/** `release`, `release or ci` */
function signerNames(by) {
    return [by].flat().join(' or ');
}
const MAX_REASONS = 4;
/** The first few, so that a line stays readable however much is attached. */
function listReasons(reasons) {
    const shown = reasons.slice(0, MAX_REASONS).join('; ');
    const more = reasons.length - MAX_REASONS;
    return more > 0 ? `${shown}; and ${more} more` : shown;
}
/** `host/path@digest`, ready for a command */
function pullSpecOf(part, { ports: { repository } }) {
    return `${repository.host}/${repository.name}@${part.manifest.digest}`;
}

;// CONCATENATED MODULE: ./src/policy/rules/attestation.js







/** Whether there is an attestation of the type about each part, by one of the signers, that says what it must say. */
async function checkAttestation(rule, context) {
    const findings = [];
    for (const part of chooseParts(context.parts, rule.parts))
        findings.push(await checkPart(rule, part, context));
    return findings;
}
async function checkPart(rule, part, context) {
    const { accepted, refusals } = await statementsBy(rule.by, part, context);
    const ofType = accepted.filter(({ statement }) => (0,predicate_types/* isOfType */.gh)(statement.predicateType, rule.type));
    const { now } = context.verifying;
    const judged = ofType.map((each) => ({
        ...each,
        madeAt: timeOf(each.statement, each.signature),
        unmet: unmetConditions(rule, each.statement, each.signature, now),
    }));
    const asked = rule.which === 'newest' ? newest(judged) : judged;
    const { unusable, unread } = await context.evidenceOf(part.manifest.digest);
    if (rule.which === 'newest' && asked.length > 0 && unread.length > 0)
        return failed(part, `a newer ${rule.type} may be among what was not read: ${listReasons(unread)}`, needed(rule, part, context));
    const isGood = rule.which === 'newest' ? asked.length > 0 && asked.every(({ unmet }) => unmet.length === 0) : false;
    const good = isGood
        ? asked[0]
        : rule.which === 'any'
            ? asked.find(({ unmet }) => unmet.length === 0)
            : undefined;
    if (good !== undefined) {
        context.onSignature(signatureReport(good, part.manifest.digest, good.statement.predicateType));
        return passed(part, `${rule.type} by ${good.signature.signer}${factsText(rule, good.statement)}`);
    }
    const reasons = asked.flatMap(({ unmet }) => (unmet.length === 0 ? [] : [unmet.join(', ')]));
    const found = ofType.length > 0
        ? `${rule.type} by ${signerNames(rule.by)} does not meet the conditions: ${listReasons(reasons)}`
        : withReasons(`no ${rule.type} by ${signerNames(rule.by)}`, [...refusals, ...unusable]);
    return failed(part, found, needed(rule, part, context));
}
/** The newest; all of them when the time of one is unknown, as any may be the newest then. */
function newest(all) {
    if (all.some(({ madeAt }) => madeAt === undefined))
        return all;
    const times = all.map(({ madeAt }) => madeAt?.getTime() ?? 0);
    return all.filter((_, index) => times[index] === Math.max(...times));
}
function unmetConditions(rule, statement, signature, now) {
    return [
        ...unmetProvenance(rule, statement),
        ...(rule.fields ?? []).flatMap((condition) => unmetField(condition, statement.predicate)),
        ...unmetAge(rule.maxAge, timeOf(statement, signature), now),
    ];
}
function unmetProvenance(rule, statement) {
    const facts = provenanceOf(statement);
    const unmet = (what, matcher, fact) => {
        if (matcher === undefined)
            return [];
        const test = (0,text_test/* textTest */.yV)(matcher);
        if (fact !== undefined && test.matches(fact))
            return [];
        return [`${what} is ${fact === undefined ? 'missing' : shorten(fact)}, expected ${test.shown}`];
    };
    return [
        ...unmet('the builder', rule.builder, facts.builder),
        ...unmet('the source repository', rule.sourceRepository, facts.repository),
        ...unmet('the branch', rule.branch, facts.branch),
    ];
}
function unmetField({ path, equals, matches, oneOf }, predicate) {
    const value = valueAt(predicate, path);
    if (value === undefined)
        return [`the field ${path} is missing`];
    const shown = shorten(typeof value === 'string' ? value : (JSON.stringify(value) ?? ''));
    if (equals !== undefined)
        return value === equals ? [] : [`${path} is ${shown}, expected ${String(equals)}`];
    if (oneOf !== undefined)
        return oneOf.some((each) => each === value)
            ? []
            : [`${path} is ${shown}, not one of ${oneOf.map(String).join(', ')}`];
    if (matches === undefined)
        return [];
    const test = (0,text_test/* textTest */.yV)({ matches });
    return typeof value === 'string' && test.matches(value)
        ? []
        : [`${path} is ${shown}, expected ${test.shown}`];
}
/** `buildDefinition.resolvedDependencies.0.uri` */
function valueAt(value, path) {
    return path.split('.').reduce((inner, key) => {
        if (Array.isArray(inner))
            return /^\d{1,6}$/.test(key) ? inner[Number(key)] : undefined;
        return (0,strict_json/* isJsonObject */.OW)(inner) && Object.hasOwn(inner, key) ? inner[key] : undefined;
    }, value);
}
function unmetAge(maxAge, madeAt, now) {
    if (maxAge === undefined)
        return [];
    if (madeAt === undefined)
        return ['it has no timestamp'];
    const ageMs = now.getTime() - madeAt.getTime();
    if ((0,text_time/* isToCome */.Sq)(madeAt, now))
        return [`it was made ${madeAt.toISOString()}, which is in the future: check the clocks`];
    return ageMs <= (0,text_time/* durationMs */.pc)(maxAge) ? [] : [`it is ${(0,text_time/* ageText */.XG)(ageMs)} old; the limit is ${maxAge}`];
}
/** Where known predicates say when they were made. */
const TIME_FIELDS = [
    'runDetails.metadata.finishedOn',
    'metadata.buildFinishedOn',
    'metadata.scanFinishedOn',
    'timeVerified',
    'timestamp',
];
/** The time from a log or timestamp authority, else the time the statement itself claims, which the signer vouches for. */
function timeOf({ predicate }, { signedAt }) {
    if (signedAt !== undefined)
        return signedAt;
    const text = TIME_FIELDS.map((path) => valueAt(predicate, path)).find((value) => typeof value === 'string');
    return (0,text_time/* readTime */.aQ)(text);
}
function factsText(rule, statement) {
    const { builder, repository, branch } = provenanceOf(statement);
    const facts = [
        rule.builder === undefined || builder === undefined ? [] : [`built by ${shorten(builder)}`],
        rule.sourceRepository === undefined || repository === undefined ? [] : [`from ${shorten(repository)}`],
        rule.branch === undefined || branch === undefined ? [] : [`branch ${shorten(branch)}`],
    ].flat();
    return facts.length === 0 ? '' : `: ${facts.join(', ')}`;
}
function withReasons(text, reasons) {
    return reasons.length === 0 ? text : `${text} that counts: ${listReasons(reasons)}`;
}
function needed(rule, part, context) {
    const { fields = [], builder, sourceRepository, branch, maxAge } = rule;
    const conditions = [
        ...(builder === undefined ? [] : [`built by ${(0,text_test/* textTest */.yV)(builder).shown}`]),
        ...(sourceRepository === undefined ? [] : [`from ${(0,text_test/* textTest */.yV)(sourceRepository).shown}`]),
        ...(branch === undefined ? [] : [`of the branch ${(0,text_test/* textTest */.yV)(branch).shown}`]),
        ...fields.map(({ path }) => `with the field ${path} as the policy requires`),
        ...(maxAge === undefined ? [] : [`not older than ${maxAge}`]),
    ];
    const what = [rule.type, ...conditions].join(', ');
    return `attest it as ${signerNames(rule.by)}: ${what} (cosign attest --type \u2026 --predicate \u2026 ${pullSpecOf(part, context)})`;
}
function shorten(text) {
    return (0,server_text/* cleanServerText */.C)(text, 200);
}
const V1 = 'https://slsa.dev/provenance/v1';
const V02 = 'https://slsa.dev/provenance/v0.2';
/**
 * Reads provenance of SLSA v1 and v0.2. Where a build type keeps its source is its own matter (slsa.dev/spec/v1.0/provenance,
 * "buildType"); known are GitHub's workflows, GitLab's jobs, and what depends on exactly one git repository, as Tekton Chains does.
 */
function provenanceOf({ predicateType, predicate }) {
    switch (predicateType) {
        case V1: {
            const definition = objectAt(predicate, 'buildDefinition');
            const builder = textAt(objectAt(objectAt(predicate, 'runDetails'), 'builder'), 'id');
            return { builder, ...sourceOf(definition) };
        }
        case V02: {
            const source = textAt(objectAt(objectAt(predicate, 'invocation'), 'configSource'), 'uri');
            return { builder: textAt(objectAt(predicate, 'builder'), 'id'), ...readGitUri(source) };
        }
        default:
            return { builder: undefined, repository: undefined, branch: undefined };
    }
}
function sourceOf(definition) {
    const parameters = objectAt(definition, 'externalParameters');
    const workflow = objectAt(parameters, 'workflow');
    const repository = textAt(workflow, 'repository');
    if (repository !== undefined)
        return { ...readGitUri(repository), branch: branchOf(textAt(workflow, 'ref')) };
    const source = textAt(parameters, 'source') ?? textAt(objectAt(parameters, 'source'), 'uri');
    if (source !== undefined) {
        const named = readGitUri(source);
        const variables = objectAt(parameters, 'variables');
        const branch = named.branch ?? branchOf(textAt(parameters, 'ref')) ?? textAt(variables, 'CI_COMMIT_BRANCH');
        return { ...named, branch };
    }
    return onlyRepository(definition['resolvedDependencies']);
}
/** A dependency is a source only when there is no other that could be it. */
function onlyRepository(dependencies) {
    const uris = (Array.isArray(dependencies) ? dependencies : [])
        .map((each) => ((0,strict_json/* isJsonObject */.OW)(each) ? textAt(each, 'uri') : undefined))
        .filter((uri) => uri?.startsWith('git+') === true);
    const [first, ...others] = [...new Set(uris)];
    return others.length > 0 ? readGitUri(undefined) : readGitUri(first);
}
/** `git+https://host/path.git@refs/heads/main` */
function readGitUri(uri) {
    if (uri === undefined)
        return { repository: undefined, branch: undefined };
    const [, address = uri, ref] = /^(?:git\+)?([a-z+]+:\/\/[^@]+)@(.+)$/.exec(uri) ?? [];
    const repository = address
        .replace(/^git\+/, '')
        .replace(/\/$/, '')
        .replace(/\.git$/, '');
    return { repository, branch: branchOf(ref) };
}
function branchOf(ref) {
    return ref?.startsWith('refs/heads/') === true ? ref.slice('refs/heads/'.length) : undefined;
}
function objectAt(object, key) {
    const value = object[key];
    return (0,strict_json/* isJsonObject */.OW)(value) ? value : {};
}
function textAt(object, key) {
    const value = object[key];
    return typeof value === 'string' ? value : undefined;
}

;// CONCATENATED MODULE: ./src/policy/rules/image.js






const MAX_CONFIG_BYTES = 8 * 1024 * 1024;
const BASE_NAME = 'org.opencontainers.image.base.name';
/** Whether each image is configured as the rule wants it. Reports all problems at once. */
async function checkImage(rule, context) {
    const findings = [];
    const built = [];
    for (const part of chooseParts(context.parts, rule.parts)) {
        if (part.manifest.content.kind !== 'image')
            continue;
        const config = await readConfig(part, context);
        built.push(part.platform ?? platformOf(config));
        const unmet = unmetBy(rule, part, config, context.verifying.now);
        const [found, needed] = [
            unmet.map((each) => each.found).join('; '),
            unmet.map((each) => each.needed).join('; '),
        ];
        findings.push(unmet.length === 0 ? passed(part, describe(rule, config)) : failed(part, found, needed));
    }
    const platforms = findMissing(rule, context, built);
    const [root] = context.parts;
    if (platforms.length > 0 && root !== undefined) {
        const list = platforms.join(', ');
        findings.push(failed(root, `it is not for ${list}`, `build it for ${list} as well`));
    }
    return findings;
}
function unmetBy(rule, part, config, now) {
    const inner = (0,strict_json/* isJsonObject */.OW)(config['config']) ? config['config'] : {};
    const labels = (0,strict_json/* isJsonObject */.OW)(inner['Labels']) ? inner['Labels'] : {};
    return [
        ...(rule.user === 'not-root' ? unmetUser(inner['User']) : []),
        ...unmetLabels(rule.labels ?? {}, labels),
        ...(rule.maxAge === undefined ? [] : image_unmetAge(rule.maxAge, config['created'], now)),
        ...(rule.baseImages === undefined
            ? []
            : unmetBase(rule.baseImages, part.manifest.content.annotations[BASE_NAME] ?? labels[BASE_NAME])),
    ];
}
/** What does not fit into 31 bits may become another number, such as 0. */
const MAX_UID = 2 ** 31 - 1;
/** As Kubernetes' runAsNonRoot: a name may be anybody in the image's /etc/passwd. */
function unmetUser(user) {
    const name = (typeof user === 'string' ? user : '').split(':', 1)[0] ?? '';
    const needed = 'set a number other than 0 as USER';
    if (name === '')
        return [{ found: 'it has no USER, so it runs as root', needed }];
    if (/^\+?\d+$/.test(name))
        return Number(name) === 0
            ? [{ found: `its USER is ${name}, which is root`, needed }]
            : Number(name) <= MAX_UID
                ? []
                : [{ found: `its USER is ${name}, which is no user`, needed }];
    return [{ found: `its USER is ${(0,server_text/* cleanServerText */.C)(name, 60)}, whose user ID is unknown`, needed }];
}
function unmetLabels(wanted, labels) {
    return Object.entries(wanted).flatMap(([name, test]) => {
        const value = Object.hasOwn(labels, name) ? labels[name] : undefined;
        if (typeof value !== 'string')
            return [{ found: `the label ${name} is missing`, needed: `set the label ${name}` }];
        if (test === true)
            return [];
        const { matches, shown } = (0,text_test/* textTest */.yV)(test);
        if (matches(value))
            return [];
        return [
            {
                found: `the label ${name} is ${(0,server_text/* cleanServerText */.C)(value, 100)}`,
                needed: `set the label ${name} to ${shown}`,
            },
        ];
    });
}
function image_unmetAge(maxAge, created, now) {
    const needed = `rebuild it: the limit is ${maxAge}`;
    const time = (0,text_time/* readTime */.aQ)(created);
    if (time === undefined)
        return [{ found: 'it has no build time', needed }];
    if ((0,text_time/* isToCome */.Sq)(time, now)) {
        return [
            { found: `it was built ${time.toISOString()}, which is in the future: check the clocks`, needed },
        ];
    }
    const ageMs = now.getTime() - time.getTime();
    return ageMs <= (0,text_time/* durationMs */.pc)(maxAge) ? [] : [{ found: `it was built ${(0,text_time/* ageText */.XG)(ageMs)} ago`, needed }];
}
function unmetBase(wanted, base) {
    const needed = `build it from ${wanted.join(' or ')}, with the label ${BASE_NAME}`;
    if (typeof base !== 'string' || base === '')
        return [{ found: 'it does not name its base image', needed }];
    if (wanted.some((name) => (0,text_test/* nameTest */.Sf)(name).matches(base)))
        return [];
    return [{ found: `it was built from ${(0,server_text/* cleanServerText */.C)(base, 200)}`, needed }];
}
function findMissing({ platforms = [] }, { parts }, built) {
    const known = new Set([...parts.map(({ platform }) => platform), ...built]);
    return platforms.filter((platform) => !known.has(platform));
}
async function readConfig(part, { ports, verifying }) {
    const { content } = part.manifest;
    if (content.kind !== 'image' || content.config.sizeBytes > MAX_CONFIG_BYTES)
        return {};
    const bytes = await ports.repository.readBlob(content.config, verifying.signal);
    const what = 'the configuration of the image';
    const value = (0,strict_json/* parseStrictJson */.RJ)(bytes, what);
    if (!(0,strict_json/* isJsonObject */.OW)(value))
        return {};
    // a runtime in Go takes `user` for `User`, and the last of both counts
    (0,strict_json/* requireExactKeys */.$y)(value, CONFIG_KEYS, what);
    if ((0,strict_json/* isJsonObject */.OW)(value['config']))
        (0,strict_json/* requireExactKeys */.$y)(value['config'], PROCESS_KEYS, what);
    return value;
}
const CONFIG_KEYS = new Set(['config', 'created', 'os', 'architecture', 'variant']);
const PROCESS_KEYS = new Set(['User', 'Labels']);
function platformOf({ os, architecture, variant }) {
    if (typeof os !== 'string' || typeof architecture !== 'string')
        return undefined;
    return typeof variant === 'string' && variant !== ''
        ? `${os}/${architecture}/${variant}`
        : `${os}/${architecture}`;
}
function describe(rule, config) {
    const inner = (0,strict_json/* isJsonObject */.OW)(config['config']) ? config['config'] : {};
    const created = (0,text_time/* readTime */.aQ)(config['created']);
    const facts = [
        ...(rule.user === undefined ? [] : [`USER ${(0,server_text/* cleanServerText */.C)(String(inner['User']), 60)}`]),
        ...Object.keys(rule.labels ?? {}).map((name) => `label ${name}`),
        ...(rule.maxAge === undefined || created === undefined
            ? []
            : [`built ${created.toISOString().slice(0, 10)}`]),
        ...(rule.baseImages === undefined ? [] : ['its base image is listed']),
    ];
    return facts.length === 0 ? 'all conditions are met' : facts.join(', ');
}

;// CONCATENATED MODULE: ./src/policy/rules/sbom.js




const FORMATS = ['spdx', 'cyclonedx'];
/** Whether a list of what is in each part is attached to it: attested by a signer, or, when the rule names none, by anybody. */
async function checkSbom(rule, context) {
    const findings = [];
    for (const part of chooseParts(context.parts, rule.parts))
        findings.push(await sbom_checkPart(rule, part, context));
    return findings;
}
async function sbom_checkPart(rule, part, context) {
    const formats = rule.formats ?? FORMATS;
    const image = pullSpecOf(part, context);
    if (rule.by === undefined)
        return checkUnsigned(formats, part, context);
    const { accepted, refusals } = await statementsBy(rule.by, part, context);
    const found = accepted.find(({ statement }) => formats.some((format) => (0,predicate_types/* isOfType */.gh)(statement.predicateType, format)));
    if (found !== undefined) {
        context.onSignature(signatureReport(found, part.manifest.digest, found.statement.predicateType));
        return passed(part, `${(0,server_text/* cleanServerText */.C)(found.statement.predicateType, 100)} by ${found.signature.signer}`);
    }
    const { unusable } = await context.evidenceOf(part.manifest.digest);
    const reasons = [...refusals, ...unusable];
    const what = `no SBOM by ${signerNames(rule.by)}${reasons.length === 0 ? '' : ` that counts: ${listReasons(reasons)}`}`;
    const needed = `attest one as ${signerNames(rule.by)}: cosign attest --type ${formats.join(' or ')} --predicate \u2026 ${image}`;
    return failed(part, what, needed);
}
/** Attachments are classified by their declared type. */
async function checkUnsigned(formats, part, context) {
    const { documents, statements, unusable } = await context.evidenceOf(part.manifest.digest);
    const isWanted = (type) => formats.some((format) => type.toLowerCase().includes(format));
    const document = documents.find(({ type }) => isWanted(type));
    if (document !== undefined)
        return passed(part, `${document.type}, not signed`);
    for (const { bundle } of statements) {
        const type = unverifiedType(bundle.content);
        if (type !== undefined && isWanted(type))
            return passed(part, `${(0,server_text/* cleanServerText */.C)(type, 100)}, signature not checked`);
    }
    const found = unusable.length === 0 ? 'no SBOM' : `no SBOM: ${listReasons(unusable)}`;
    const needed = `attach one: cosign attest --type ${formats.join(' or ')} --predicate \u2026 ${pullSpecOf(part, context)}`;
    return failed(part, found, needed);
}
function unverifiedType(content) {
    if (content.dsseEnvelope === undefined)
        return undefined;
    try {
        const value = JSON.parse(new TextDecoder().decode(content.dsseEnvelope.payload));
        return typeof value?.predicateType === 'string' ? value.predicateType : undefined;
    }
    catch {
        return undefined;
    }
}

;// CONCATENATED MODULE: ./src/policy/rules/signature.js




/**
 * Whether each part is signed by one of the signers: in cosign's older format, made for this repository, or as a bundle, which names
 * no repository. One good signature is enough, whatever else is attached; a signature of the index is none of its images.
 */
async function checkSignature(rule, context) {
    const findings = [];
    for (const part of chooseParts(context.parts, rule.parts))
        findings.push(await signature_checkPart(rule, part, context));
    return findings;
}
async function signature_checkPart(rule, part, context) {
    const { digest } = part.manifest;
    const [statements, signatures] = [
        await statementsBy(rule.by, part, context),
        await signaturesBy(rule.by, part, context),
    ];
    const bundles = statements.accepted.filter(({ statement }) => (0,verify/* isSignature */.hi)(statement));
    const isMeant = repositoryTest(rule, context);
    const ours = signatures.accepted.filter(({ repository }) => isMeant(repository));
    for (const good of [...bundles, ...ours])
        context.onSignature(signatureReport(good, digest, 'signature'));
    const [first] = [...bundles, ...ours];
    if (first !== undefined) {
        const { signer, identity } = first.signature;
        return passed(part, `signed by ${signer}${identity === undefined ? '' : ` (${identity})`}`);
    }
    const { unusable } = await context.evidenceOf(digest);
    const reasons = [
        ...signatures.accepted.map(({ repository }) => `a signature by ${signerNames(rule.by)} is for ${repository}, not for this repository`),
        ...statements.accepted
            .filter(({ statement }) => !(0,verify/* isSignature */.hi)(statement) && statement.predicateType.includes('cosign/sign'))
            .map(({ statement }) => `a signature speaks of ${statement.countSubjects} things at once`),
        ...signatures.refusals,
        ...statements.refusals,
        ...unusable,
    ];
    const found = reasons.length === 0 ? 'no signature' : `no signature that counts: ${listReasons(reasons)}`;
    return failed(part, found, signature_needed(rule, part, context));
}
/** Whether a signature was made for a repository that the image may have come from. */
function repositoryTest(rule, { image, ports }) {
    if (rule.signedAs === 'any')
        return () => true;
    const names = rule.signedAs ?? [`${ports.repository.host}/${ports.repository.name}`, ...image.otherNames];
    const tests = rule.signedAs === undefined ? undefined : names.map(text_test/* nameTest */.Sf);
    return (repository) => tests === undefined ? names.includes(repository) : tests.some((test) => test.matches(repository));
}
function signature_needed(rule, part, context) {
    const [name] = [rule.by].flat();
    const signer = context.signers.get(name ?? '');
    const options = signer?.kind === 'key' ? '--key KEY ' : '';
    // OpenShift's registry refuses the index in which cosign lists a bundle (openshift-api.md \u00a710.3)
    const format = context.image.server === undefined ? '' : OLDER_FORMAT;
    const recursive = context.parts.length > 1 ? '--recursive ' : '';
    const [root] = context.parts;
    const image = pullSpecOf(recursive === '' ? part : (root ?? part), context);
    return `sign it as ${signerNames(rule.by)}: cosign sign ${format}${recursive}${options}${image}`;
}
const OLDER_FORMAT = '--use-signing-config=false --new-bundle-format=false ';

// EXTERNAL MODULE: ./src/core/tag-stays.js
var tag_stays = __webpack_require__(1202);
;// CONCATENATED MODULE: ./src/policy/rules/soak.js




/**
 * Whether the digest has been tagged in a stream for long enough without interruption, according to the tag history. Moving a
 * tag away and back restarts the time.
 */
async function checkSoak(rule, context) {
    const [root] = context.parts;
    if (root === undefined)
        return [];
    const needed = `leave ${root.manifest.digest} in ${rule.in} for ${rule.for} before it is promoted`;
    const [project = '', rest = ''] = rule.in.split('/', 2);
    const [stream = '', tag] = rest.split(':', 2);
    const { verifying, ports } = context;
    let history;
    try {
        history = await ports.readHistory(rule.cluster, { project, stream }, verifying.signal);
    }
    catch (error) {
        if (!(error instanceof errors/* PromoteError */.jG) || error.code === 'CANCELLED')
            throw error;
        return [
            failed(root, `the history of ${project}/${stream} cannot be read: ${error.message}`, error.hint ?? needed),
        ];
    }
    if (history === undefined)
        return [failed(root, `there is no stream ${project}/${stream}`, needed)];
    const stays = history
        .filter((each) => tag === undefined || each.tag === tag)
        .flatMap((each) => (0,tag_stays/* staysOf */.o)(each, root.manifest.digest, verifying.now));
    if (stays.length === 0)
        return [failed(root, `it has never been in ${rule.in}`, needed)];
    const known = stays.flatMap((stay) => ('durationMs' in stay ? [stay.durationMs] : []));
    if (known.length === 0) {
        const problem = stays.flatMap((stay) => ('problem' in stay ? [stay.problem] : []))[0] ?? '';
        return [failed(root, problem, needed)];
    }
    const longestMs = Math.max(...known);
    const found = `in ${rule.in} for ${(0,text_time/* ageText */.XG)(longestMs)}`;
    return [longestMs >= (0,text_time/* durationMs */.pc)(rule.for) ? passed(root, found) : failed(root, found, needed)];
}

// EXTERNAL MODULE: ./src/core/image/reference.js
var image_reference = __webpack_require__(3638);
;// CONCATENATED MODULE: ./src/policy/rules/source.js



/** Whether the image is promoted from a place that the rule lists. */
function checkSource(rule, { image, parts, ports }) {
    const [root] = parts;
    if (root === undefined)
        return [];
    const { reference, server } = image;
    const isServerMeant = rule.servers === undefined ||
        (server !== undefined && rule.servers.map(trimmed).includes(trimmed(server)));
    const names = [
        `${ports.repository.host}/${ports.repository.name}`,
        ...image.otherNames,
        ...(reference.kind === 'stream' && isServerMeant ? [`${reference.project}/${reference.stream}`] : []),
    ];
    const shown = (0,image_reference/* formatReference */.FH)(reference);
    const where = reference.kind === 'stream' && server !== undefined ? `${shown} of ${server}` : shown;
    const isListed = rule.among.some((wildcard) => names.some((name) => (0,text_test/* nameTest */.Sf)(wildcard).matches(name)));
    if (isListed)
        return [passed(root, where)];
    const servers = rule.servers === undefined ? '' : `, in ${rule.servers.join(' or ')}`;
    return [failed(root, where, `promote from ${rule.among.join(' or ')}${servers}`)];
}
function trimmed(url) {
    return url.replace(/(?<!\/)\/+$/, '');
}

// EXTERNAL MODULE: ./src/core/text/shape.js
var shape = __webpack_require__(2604);
;// CONCATENATED MODULE: ./src/policy/model/schema.js

/** Kinds of rules, in the order of a report. */
const RULE_KINDS = [
    'signature',
    'attestation',
    'sbom',
    'vulnerabilities',
    'image',
    'source',
    'soak',
];
/** From the harmless to the worst; what a scanner calls unknown counts as the worst. */
const SEVERITIES = ['negligible', 'low', 'medium', 'high', 'critical'];
const schema_name = (0,shape/* text */.Qq)(/^[A-Za-z0-9][A-Za-z0-9 ._:/-]{0,99}$/, 'must begin with a letter or a digit, and hold letters, digits, blanks and . _ : / - only, 100 at most');
const duration = (0,shape/* text */.Qq)(/^(?=.)(?:\d{1,5}d)?(?:\d{1,6}h)?(?:\d{1,6}m)?$/, 'must be a duration such as 90d, 24h or 1d12h');
const matcher = (0,shape/* either */.gP)((0,shape/* text */.Qq)(), (0,shape/* group */.Os)({ matches: (0,shape/* text */.Qq)() }));
const signers = (0,shape/* described */.WY)((0,shape/* either */.gP)((0,shape/* text */.Qq)(), (0,shape/* list */.p_)((0,shape/* text */.Qq)())), 'Name of a signer, or a list of names, any of which is sufficient.');
const parts = (standard) => (0,shape/* described */.WY)((0,shape/* withDefault */.IQ)((0,shape/* choice */.Yq)('all', 'index', 'images'), standard), 'Parts of a multi-platform image that the rule applies to: `index` (the image index itself), `images` (every image in it) or `all`. A single-platform image counts as both.');
const trustedRoot = (0,shape/* described */.WY)((0,shape/* either */.gP)((0,shape/* choice */.Yq)('bundled'), (0,shape/* group */.Os)({
    file: (0,shape/* optional */.lq)((0,shape/* described */.WY)((0,shape/* text */.Qq)(), 'Path of a trusted_root.json, relative to the policy.')),
    tuf: (0,shape/* optional */.lq)((0,shape/* group */.Os)({
        url: (0,shape/* described */.WY)((0,shape/* text */.Qq)(/^https?:\/\/[^\s?#]+$/, 'must be a URL that begins with https://'), 'URL of the TUF repository.'),
        root: (0,shape/* optional */.lq)((0,shape/* described */.WY)((0,shape/* text */.Qq)(), 'Path of the root.json that establishes trust in the repository, relative to the policy.')),
    })),
})), 'Trusted root with the certificate authorities and transparency logs to trust. `bundled` is that of the public Sigstore instance at the time this program was released.');
const signer = (0,shape/* described */.WY)((0,shape/* group */.Os)({
    key: (0,shape/* optional */.lq)((0,shape/* described */.WY)((0,shape/* text */.Qq)(), 'Public key in PEM format.')),
    keyFile: (0,shape/* optional */.lq)((0,shape/* described */.WY)((0,shape/* text */.Qq)(), 'Path of a file with the public key, relative to the policy.')),
    issuer: (0,shape/* optional */.lq)((0,shape/* described */.WY)(matcher, 'OIDC issuer of the identity in the certificate: the exact value or an anchored pattern.')),
    identity: (0,shape/* optional */.lq)((0,shape/* described */.WY)(matcher, 'Identity in the certificate, a URI or e-mail address: the exact value or an anchored pattern.')),
    transparencyLog: (0,shape/* optional */.lq)((0,shape/* described */.WY)((0,shape/* choice */.Yq)('required', 'optional'), 'Whether a signature made with a key must be recorded in a transparency log of the trusted root. Default: optional.')),
    trustedRoot: (0,shape/* optional */.lq)(trustedRoot),
}), 'A trusted signer: a key, or an identity and its issuer.');
const signatureRule = (0,shape/* group */.Os)({
    by: signers,
    signedAs: (0,shape/* optional */.lq)((0,shape/* described */.WY)((0,shape/* either */.gP)((0,shape/* choice */.Yq)('any'), (0,shape/* list */.p_)((0,shape/* text */.Qq)())), 'Repositories that the signature may name, as host/path; * matches anything but a slash. Default: the repository that the image is promoted from. `any` accepts every repository. Does not apply to bundles, which name no repository.')),
    parts: parts('all'),
});
const fieldCondition = (0,shape/* described */.WY)((0,shape/* group */.Os)({
    path: (0,shape/* described */.WY)((0,shape/* text */.Qq)(), 'Path of a field in the predicate, separated by dots: `buildDefinition.buildType`.'),
    equals: (0,shape/* optional */.lq)((0,shape/* scalar */.d_)()),
    matches: (0,shape/* optional */.lq)((0,shape/* described */.WY)((0,shape/* text */.Qq)(), 'Anchored pattern that the value must match.')),
    oneOf: (0,shape/* optional */.lq)((0,shape/* list */.p_)((0,shape/* scalar */.d_)())),
}), 'Condition for a field of the predicate. Without equals, matches or oneOf, the field must exist.');
const attestationRule = (0,shape/* group */.Os)({
    type: (0,shape/* described */.WY)((0,shape/* text */.Qq)(), 'Predicate type: a URI, or one of slsaprovenance1, slsaprovenance02, spdx, cyclonedx, vuln, openvex, vsa.'),
    by: signers,
    builder: (0,shape/* optional */.lq)((0,shape/* described */.WY)(matcher, 'SLSA provenance: the builder.')),
    sourceRepository: (0,shape/* optional */.lq)((0,shape/* described */.WY)(matcher, 'SLSA provenance: the source repository.')),
    branch: (0,shape/* optional */.lq)((0,shape/* described */.WY)(matcher, 'SLSA provenance: the branch of the source repository.')),
    fields: (0,shape/* optional */.lq)((0,shape/* list */.p_)(fieldCondition)),
    maxAge: (0,shape/* optional */.lq)((0,shape/* described */.WY)(duration, 'Maximum age of the attestation, by the verified time of its signature or else by the time in its predicate.')),
    which: (0,shape/* described */.WY)((0,shape/* withDefault */.IQ)((0,shape/* choice */.Yq)('any', 'newest'), 'any'), 'Which attestation must meet the conditions if there are several: `any`, or only the `newest`, for results that can change.'),
    parts: parts('index'),
});
const sbomRule = (0,shape/* group */.Os)({
    formats: (0,shape/* optional */.lq)((0,shape/* described */.WY)((0,shape/* list */.p_)((0,shape/* choice */.Yq)('spdx', 'cyclonedx')), 'Accepted SBOM formats. Default: any.')),
    by: (0,shape/* optional */.lq)(signers),
    parts: parts('index'),
});
const ignoredVulnerability = (0,shape/* group */.Os)({
    id: (0,shape/* described */.WY)((0,shape/* text */.Qq)(), 'ID as reported by the scanner, such as CVE-2026-1234.'),
    until: (0,shape/* described */.WY)((0,shape/* text */.Qq)(/^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/, 'must be a date such as 2027-01-31'), 'Last day on which the vulnerability is ignored.'),
    reason: (0,shape/* described */.WY)((0,shape/* text */.Qq)(), 'Reason why the vulnerability can be ignored.'),
    package: (0,shape/* optional */.lq)((0,shape/* described */.WY)((0,shape/* text */.Qq)(), 'Ignore it in this package only.')),
});
const vulnerabilitiesRule = (0,shape/* group */.Os)({
    by: signers,
    maxAge: (0,shape/* described */.WY)(duration, 'Maximum age of the newest scan.'),
    refuse: (0,shape/* described */.WY)((0,shape/* choice */.Yq)(...SEVERITIES), 'Lowest severity that is refused.'),
    ignore: (0,shape/* optional */.lq)((0,shape/* list */.p_)(ignoredVulnerability)),
    parts: parts('index'),
});
const imageRule = (0,shape/* group */.Os)({
    user: (0,shape/* optional */.lq)((0,shape/* choice */.Yq)('not-root')),
    labels: (0,shape/* optional */.lq)((0,shape/* described */.WY)((0,shape/* map */.Tj)((0,shape/* text */.Qq)(), (0,shape/* either */.gP)((0,shape/* choice */.Yq)(true), matcher)), 'Labels that must exist (`true`), or have or match a value.')),
    maxAge: (0,shape/* optional */.lq)((0,shape/* described */.WY)(duration, 'Maximum time since the image was built.')),
    baseImages: (0,shape/* optional */.lq)((0,shape/* described */.WY)((0,shape/* list */.p_)((0,shape/* text */.Qq)()), 'Allowed values of the label org.opencontainers.image.base.name; * matches anything but a slash.')),
    platforms: (0,shape/* optional */.lq)((0,shape/* described */.WY)((0,shape/* list */.p_)((0,shape/* text */.Qq)()), 'Platforms that the image must support.')),
    parts: parts('images'),
});
const sourceRule = (0,shape/* group */.Os)({
    among: (0,shape/* described */.WY)((0,shape/* list */.p_)((0,shape/* text */.Qq)()), 'Allowed sources: project/stream or host/path; * matches anything but a slash, ** matches anything.'),
    servers: (0,shape/* optional */.lq)((0,shape/* described */.WY)((0,shape/* list */.p_)((0,shape/* text */.Qq)()), 'URLs of the API servers of the clusters that project/stream may be in.')),
});
const soakRule = (0,shape/* group */.Os)({
    in: (0,shape/* described */.WY)((0,shape/* text */.Qq)(/^[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?\/[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*(?::[A-Za-z0-9_][A-Za-z0-9._-]{0,127})?$/, 'must be project/stream or project/stream:tag'), 'project/stream[:tag] that must have contained the digest.'),
    for: (0,shape/* described */.WY)(duration, 'How long the digest must have been there without interruption.'),
    cluster: (0,shape/* withDefault */.IQ)((0,shape/* choice */.Yq)('source', 'destination'), 'source'),
});
const rule = (0,shape/* group */.Os)({
    name: (0,shape/* described */.WY)(schema_name, 'Name of the rule in reports.'),
    mode: (0,shape/* optional */.lq)((0,shape/* described */.WY)((0,shape/* choice */.Yq)('enforce', 'warn'), 'Mode of this rule. Default: the mode of the policy.')),
    signature: (0,shape/* optional */.lq)((0,shape/* described */.WY)(signatureRule, 'The image must be signed.')),
    attestation: (0,shape/* optional */.lq)((0,shape/* described */.WY)(attestationRule, 'The image must have an attestation.')),
    sbom: (0,shape/* optional */.lq)((0,shape/* described */.WY)(sbomRule, 'The image must have an SBOM.')),
    vulnerabilities: (0,shape/* optional */.lq)((0,shape/* described */.WY)(vulnerabilitiesRule, 'The image must have a recent vulnerability scan without findings of the refused severities, except ignored ones.')),
    image: (0,shape/* optional */.lq)((0,shape/* described */.WY)(imageRule, 'Requirements for the configuration of the image.')),
    source: (0,shape/* optional */.lq)((0,shape/* described */.WY)(sourceRule, 'Where the image may be promoted from.')),
    soak: (0,shape/* optional */.lq)((0,shape/* described */.WY)(soakRule, 'How long the image must have been under another tag, such as that of a test environment.')),
}, { oneOf: RULE_KINDS.map((kind) => ({ required: [kind] })) });
/** The whole file. docs/policy.schema.json is made from this. */
const POLICY_SHAPE = (0,shape/* group */.Os)({
    $schema: (0,shape/* optional */.lq)((0,shape/* text */.Qq)()),
    version: (0,shape/* choice */.Yq)(1),
    mode: (0,shape/* described */.WY)((0,shape/* withDefault */.IQ)((0,shape/* choice */.Yq)('enforce', 'warn'), 'enforce'), '`enforce` stops the promotion if a rule fails; `warn` reports and records the failure and promotes the image anyway.'),
    overrides: (0,shape/* described */.WY)((0,shape/* withDefault */.IQ)((0,shape/* choice */.Yq)('never', 'with-reason'), 'never'), 'Whether the input policy-override, with a reason, can overrule the policy for one run.'),
    trustedRoot: (0,shape/* withDefault */.IQ)(trustedRoot, 'bundled'),
    signers: (0,shape/* withDefault */.IQ)((0,shape/* map */.Tj)(schema_name, signer), {}),
    rules: (0,shape/* list */.p_)(rule, 'has no rule, so it would let everything through', 100),
});

;// CONCATENATED MODULE: ./src/policy/rules/scan.js




/** Words of scanners and distributions for severities. */
const WORDS = {
    none: 'negligible',
    negligible: 'negligible',
    informational: 'negligible',
    info: 'negligible',
    low: 'low',
    minor: 'low',
    medium: 'medium',
    moderate: 'medium',
    high: 'high',
    important: 'high',
    critical: 'critical',
};
/**
 * Reads a scan: in-toto's vulnerability predicate (v0.1, v0.2), or cosign's (vuln/v1) around a report of Trivy, of Grype or in SARIF.
 */
function readScan({ predicate }) {
    const finishedAt = (0,text_time/* readTime */.aQ)(scan_objectAt(predicate, 'metadata')['scanFinishedOn']);
    if (finishedAt === undefined)
        return { finishedAt, problem: 'it does not say when the scan ended' };
    const scanner = scan_objectAt(predicate, 'scanner');
    const vulnerabilities = readResult(scanner['result']);
    return vulnerabilities === undefined
        ? { finishedAt, problem: `the report of ${nameOf(scanner)} is in a form that is not known` }
        : { finishedAt, vulnerabilities };
}
/** Reads the report of any known scanner; undefined for an unknown format, which does not mean that nothing was found. */
function readResult(result) {
    if (Array.isArray(result))
        return allOrNone(result, readInToto);
    if (!(0,strict_json/* isJsonObject */.OW)(result))
        return undefined;
    if (Array.isArray(result['matches']))
        return allOrNone(result['matches'], readGrype);
    if (Array.isArray(result['runs']))
        return flatOrNone(result['runs'], readSarifRun);
    // Trivy leaves the list out when there was nothing to look at
    if (typeof result['SchemaVersion'] === 'number')
        return flatOrNone(listAt(result, 'Results'), readTrivyResult);
    return undefined;
}
function readInToto(entry) {
    // v0.1 wraps each one
    const vulnerability = (0,strict_json/* isJsonObject */.OW)(entry['vulnerability']) ? entry['vulnerability'] : entry;
    const { id, severity } = vulnerability;
    if (typeof id !== 'string')
        return undefined;
    const scores = (Array.isArray(severity) ? severity : [severity]).map((each) => severityOf((0,strict_json/* isJsonObject */.OW)(each) ? each['score'] : each));
    return { id, severity: worstOf(scores), package: undefined };
}
function readGrype(entry) {
    const { id, severity } = scan_objectAt(entry, 'vulnerability');
    const name = scan_objectAt(entry, 'artifact')['name'];
    if (typeof id !== 'string')
        return undefined;
    return { id, severity: severityOf(severity), package: typeof name === 'string' ? name : undefined };
}
function readTrivyResult(entry) {
    return allOrNone(listAt(entry, 'Vulnerabilities'), ({ VulnerabilityID: id, Severity: severity, PkgName: name }) => typeof id !== 'string'
        ? undefined
        : { id, severity: severityOf(severity), package: typeof name === 'string' ? name : undefined });
}
/** Scanners put the score into the rule that a result names. */
function readSarifRun(run) {
    const rules = listAt(scan_objectAt(scan_objectAt(run, 'tool'), 'driver'), 'rules').filter(strict_json/* isJsonObject */.OW);
    const scores = new Map(rules.map((rule) => [rule['id'], scan_objectAt(rule, 'properties')['security-severity']]));
    return allOrNone(listAt(run, 'results'), ({ ruleId: id }) => typeof id !== 'string' ? undefined : { id, severity: severityOf(scores.get(id)), package: undefined });
}
/** A word, or a score of CVSS (first.org/cvss, "Qualitative Severity Rating Scale"). */
function severityOf(score) {
    const text = String(typeof score === 'number' || typeof score === 'string' ? score : '')
        .trim()
        .toLowerCase();
    const word = Object.hasOwn(WORDS, text) ? WORDS[text] : undefined;
    if (word !== undefined)
        return word;
    const value = /^\d{1,2}(?:\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
    if (Number.isNaN(value) || value > 10)
        return 'unknown';
    if (value >= 9)
        return 'critical';
    if (value >= 7)
        return 'high';
    if (value >= 4)
        return 'medium';
    return value > 0 ? 'low' : 'negligible';
}
/** Methods differ, and who is right is not known: the worst counts. */
function worstOf(severities) {
    const known = severities.filter((each) => each !== 'unknown');
    const worst = Math.max(...known.map((each) => SEVERITIES.indexOf(each)), -1);
    return SEVERITIES[worst] ?? 'unknown';
}
/** Whether a severity reaches the limit; an unknown severity always does. */
function isAtLeast(severity, limit) {
    return severity === 'unknown' || SEVERITIES.indexOf(severity) >= SEVERITIES.indexOf(limit);
}
/** One entry that cannot be read makes the whole unknown: it might have been the bad one. */
function allOrNone(entries, read) {
    const results = entries.map((entry) => ((0,strict_json/* isJsonObject */.OW)(entry) ? read(entry) : undefined));
    return results.every((result) => result !== undefined) ? results : undefined;
}
function flatOrNone(entries, read) {
    return allOrNone(entries, read)?.flat();
}
function nameOf(scanner) {
    const { uri } = scanner;
    return typeof uri === 'string' && uri !== '' ? (0,server_text/* cleanServerText */.C)(uri, 100) : 'the scanner';
}
function scan_objectAt(object, key) {
    const value = object[key];
    return (0,strict_json/* isJsonObject */.OW)(value) ? value : {};
}
function listAt(object, key) {
    const value = object[key];
    return Array.isArray(value) ? value : [];
}

;// CONCATENATED MODULE: ./src/policy/rules/vulnerabilities.js






/**
 * Whether the newest scan of each part is recent enough and has no finding at the limit that is not ignored. Older scans never
 * count: otherwise an old one, attached again, would hide newer findings.
 */
async function checkVulnerabilities(rule, context) {
    const findings = [];
    for (const part of chooseParts(context.parts, rule.parts))
        findings.push(await vulnerabilities_checkPart(rule, part, context));
    return findings;
}
async function vulnerabilities_checkPart(rule, part, context) {
    const { accepted, refusals } = await statementsBy(rule.by, part, context);
    const { unusable, unread } = await context.evidenceOf(part.manifest.digest);
    const scans = accepted
        .filter(({ statement }) => (0,predicate_types/* isOfType */.gh)(statement.predicateType, 'vuln'))
        .map((each) => ({ ...each, scan: readScan(each.statement) }));
    const fix = `scan it, and attest the result as ${signerNames(rule.by)} (cosign attest --type vuln --predicate \u2026 ${pullSpecOf(part, context)})`;
    const fail = (found, needed = fix) => failed(part, found, needed);
    if (scans.length === 0) {
        const reasons = [...refusals, ...unusable];
        return fail(`no scan by ${signerNames(rule.by)}${reasons.length === 0 ? '' : ` that counts: ${listReasons(reasons)}`}`);
    }
    if (unread.length > 0)
        return fail(`a newer scan may be among what was not read: ${listReasons(unread)}`);
    const { now } = context.verifying;
    const newest = newestOf(scans);
    for (const { scan } of newest) {
        const problem = timeProblem(scan, rule.maxAge, now) ?? ('problem' in scan ? scan.problem : undefined);
        if (problem !== undefined)
            return fail(problem);
    }
    const found = newest.flatMap(({ scan }) => ('vulnerabilities' in scan ? scan.vulnerabilities : []));
    const bad = withoutRepetition(found.filter(({ severity }) => isAtLeast(severity, rule.refuse)));
    const { counting, ended } = sortOut(bad, rule, now);
    if (counting.length > 0) {
        return fail(`${counting.length} of severity ${rule.refuse} and above: ${listSome(counting, ended)}`, 'build it with fixed packages and scan it again, or add an entry to ignore, with an end and a reason, for each that does no harm here');
    }
    const [first] = newest;
    if (first !== undefined)
        context.onSignature(signatureReport(first, part.manifest.digest, first.statement.predicateType));
    const age = first?.scan.finishedAt === undefined
        ? ''
        : `${(0,text_time/* ageText */.XG)(now.getTime() - first.scan.finishedAt.getTime())} ago`;
    const ignored = bad.length === 0 ? '' : `, ${bad.length} ignored`;
    return passed(part, `scanned ${age}: none of severity ${rule.refuse} and above${ignored}`);
}
/** The newest scans; one without a time counts as possibly the newest. */
function newestOf(scans) {
    const undated = scans.filter(({ scan }) => scan.finishedAt === undefined);
    if (undated.length > 0)
        return undated;
    const times = scans.map(({ scan }) => scan.finishedAt?.getTime() ?? 0);
    return scans.filter((_, index) => times[index] === Math.max(...times));
}
function timeProblem({ finishedAt }, maxAge, now) {
    if (finishedAt === undefined)
        return undefined;
    if ((0,text_time/* isToCome */.Sq)(finishedAt, now)) {
        return `the newest scan ended ${finishedAt.toISOString()}, which is in the future: check the clocks`;
    }
    const ageMs = now.getTime() - finishedAt.getTime();
    return ageMs <= (0,text_time/* durationMs */.pc)(maxAge)
        ? undefined
        : `the newest scan is ${(0,text_time/* ageText */.XG)(ageMs)} old; the limit is ${maxAge}`;
}
function sortOut(bad, { ignore = [] }, now) {
    const today = now.toISOString().slice(0, 10);
    const ended = new Map();
    const counting = bad.filter(({ id, package: name }) => {
        const entries = ignore.filter((each) => each.id === id && (each.package === undefined || each.package === name));
        if (entries.some(({ until }) => today <= until))
            return false;
        for (const { until } of entries)
            ended.set(id, until);
        return true;
    });
    return { counting, ended };
}
function withoutRepetition(found) {
    const seen = new Map(found.map((each) => [JSON.stringify([each.id, each.package]), each]));
    return [...seen.values()];
}
const MAX_SHOWN = 10;
function listSome(counting, ended) {
    const shown = counting.slice(0, MAX_SHOWN).map(({ id, severity, package: name }) => {
        const where = name === undefined ? '' : ` in ${(0,server_text/* cleanServerText */.C)(name, 60)}`;
        const until = ended.get(id);
        const note = until === undefined ? '' : `, ignored until ${until}`;
        return `${(0,server_text/* cleanServerText */.C)(id, 60)} (${severity}${where}${note})`;
    });
    const more = counting.length - shown.length;
    return `${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

// EXTERNAL MODULE: ./src/policy/trust/trusted-roots.js
var trusted_roots = __webpack_require__(5058);
;// CONCATENATED MODULE: ./src/policy/evaluate.js












/**
 * Evaluates every rule of a policy for one image, independently of the other rules. What cannot be checked does not pass.
 * @param overrideReason why a run overrides the policy; used only if the policy allows it
 * @throws PromoteError when the image itself cannot be read, CANCELLED
 */
async function evaluatePolicy(policy, image, ports, overrideReason, signal) {
    const now = ports.clock.date();
    const known = new Map();
    const signatures = new Map();
    const context = {
        image,
        parts: await findParts(image.digest, ports, signal),
        signers: policy.signers,
        verifying: { roots: (0,trusted_roots/* openTrustedRoots */.b)(ports.download), now, signal },
        ports,
        evidenceOf: (digest) => {
            const found = known.get(digest) ?? (0,gather/* gatherEvidence */.h)(digest, ports, signal);
            known.set(digest, found);
            return found;
        },
        onSignature: (signature) => signatures.set(JSON.stringify(signature), signature),
    };
    const rules = [];
    for (const rule of policy.rules) {
        (0,errors/* throwIfCancelled */.dZ)(signal);
        rules.push(reportRule(rule, await findingsOf(rule, context)));
    }
    const outcome = outcomeOf(rules, policy, overrideReason);
    return {
        policy: policy.name,
        policyDigest: policy.digest,
        image: `${ports.repository.host}/${ports.repository.name}@${image.digest}`,
        digest: image.digest,
        evaluatedAt: now.toISOString(),
        outcome,
        ...(outcome === 'overridden' && overrideReason !== undefined
            ? { override: { reason: overrideReason } }
            : {}),
        rules,
        signatures: [...signatures.values()].toSorted((one, other) => (one.signer < other.signer ? -1 : 1)),
    };
}
function outcomeOf(rules, { overrides }, overrideReason) {
    const failing = rules.filter(({ outcome }) => outcome === 'failed');
    if (failing.length === 0)
        return 'passed';
    if (failing.every(({ mode }) => mode === 'warn'))
        return 'warned';
    return overrides === 'with-reason' && overrideReason !== undefined ? 'overridden' : 'refused';
}
/** A rule without findings is not satisfied. */
function reportRule({ name, kind, mode }, findings) {
    const isPassed = findings.length > 0 && findings.every(({ outcome }) => outcome === 'passed');
    return { name, kind, mode, outcome: isPassed ? 'passed' : 'failed', findings };
}
async function findingsOf(rule, context) {
    const [root] = context.parts;
    if (root === undefined)
        throw new TypeError('an image has no parts');
    try {
        const findings = await dispatch(rule, context);
        if (findings.length > 0)
            return findings;
        return [
            failed(root, 'no part of the image that this rule is about', 'choose other parts, or promote another image'),
        ];
    }
    catch (error) {
        if (!(error instanceof errors/* PromoteError */.jG) || error.code === 'CANCELLED')
            throw error;
        return [
            failed(root, `it cannot be looked at: ${error.message}`, error.hint ?? 'try again when it can be reached'),
        ];
    }
}
async function dispatch(rule, context) {
    switch (rule.kind) {
        case 'signature':
            return checkSignature(rule.rule, context);
        case 'attestation':
            return checkAttestation(rule.rule, context);
        case 'sbom':
            return checkSbom(rule.rule, context);
        case 'vulnerabilities':
            return checkVulnerabilities(rule.rule, context);
        case 'image':
            return checkImage(rule.rule, context);
        case 'source':
            return checkSource(rule.rule, context);
        case 'soak':
            return checkSoak(rule.rule, context);
    }
}

// EXTERNAL MODULE: ../../node_modules/@sigstore/verify/dist/index.js
var dist = __webpack_require__(3575);
// EXTERNAL MODULE: ./src/core/version.js
var version = __webpack_require__(2857);
// EXTERNAL MODULE: ./src/policy/trust/bundled-root.js
var bundled_root = __webpack_require__(7250);
// EXTERNAL MODULE: ./src/policy/trust/public-key.js
var public_key = __webpack_require__(3566);
// EXTERNAL MODULE: ./src/core/text/nearest-name.js
var nearest_name = __webpack_require__(8047);
;// CONCATENATED MODULE: ./src/policy/file/contradictions.js






/** Checks that a schema cannot express: fields that exclude or require each other, undefined names. */
function contradictionsIn(file, policyName) {
    const found = [
        ...Object.entries(file.signers).flatMap(([name, entry]) => signerProblems(entry).map((problem) => ({
            ...problem,
            what: `signer ${JSON.stringify(name)}: ${problem.what}`,
        }))),
        ...trustProblems(file.trustedRoot, 'trustedRoot'),
        ...file.rules.flatMap((rule) => ruleProblems(rule, file).map((problem) => ({
            ...problem,
            what: `rule ${JSON.stringify(rule.name)}: ${problem.what}`,
        }))),
        ...ruleSetProblems(file.rules),
    ];
    return found.map(({ what, hint }) => ({ code: 'POLICY_INVALID', message: `${policyName}: ${what}`, hint }));
}
function signerProblems(entry) {
    const { key, keyFile, issuer, identity, transparencyLog } = entry;
    const ways = [key, keyFile, issuer ?? identity].filter((way) => way !== undefined).length;
    const found = [];
    if (ways !== 1) {
        found.push({
            what: ways === 0 ? 'is neither a key nor an identity' : 'is more than one of key, keyFile and identity',
            hint: 'give key, or keyFile, or issuer and identity; define one signer for each',
        });
    }
    else if ((issuer === undefined) !== (identity === undefined)) {
        found.push({
            what: `has ${issuer === undefined ? 'an identity without issuer' : 'an issuer without identity'}`,
            hint: 'give both: an identity means nothing without its issuer',
        });
    }
    else if (identity !== undefined && transparencyLog === 'optional') {
        found.push({
            what: 'transparencyLog cannot be optional for an identity',
            hint: 'remove it: the logs in the trusted root are always checked',
        });
    }
    for (const [name, matcher] of [
        ['issuer', issuer],
        ['identity', identity],
    ])
        found.push(...matcherProblems(name, matcher));
    if (entry.trustedRoot !== undefined)
        found.push(...trustProblems(entry.trustedRoot, 'trustedRoot'));
    return found;
}
function trustProblems(entry, place) {
    if (entry === 'bundled')
        return [];
    const { file, tuf } = entry;
    if ((file === undefined) === (tuf === undefined)) {
        return [{ what: `${place} must be one of file and tuf`, hint: 'keep one of them, or write bundled' }];
    }
    if (tuf === undefined || tuf.root !== undefined)
        return [];
    if (tuf.url.replace(/\/+$/, '') === bundled_root/* PUBLIC_REPOSITORY */.tM)
        return [];
    return [
        {
            what: `${place}.tuf has no root, which is required to trust ${tuf.url}`,
            hint: 'give the root.json of the repository that you received over a trusted channel',
        },
    ];
}
function ruleProblems(rule, file) {
    const kinds = RULE_KINDS.filter((kind) => rule[kind] !== undefined);
    if (kinds.length !== 1) {
        return [
            {
                what: kinds.length === 0 ? 'says nothing' : `is ${kinds.join(' and ')} at once`,
                hint: kinds.length === 0 ? `give one of ${RULE_KINDS.join(', ')}` : 'define one rule for each',
            },
        ];
    }
    const { signature, attestation, sbom, vulnerabilities, image, soak } = rule;
    return [
        ...[signature, attestation, sbom, vulnerabilities].flatMap((each) => unknownSigners(each?.by, file)),
        ...(attestation === undefined ? [] : attestationProblems(attestation)),
        ...(vulnerabilities === undefined ? [] : ignoreProblems(vulnerabilities)),
        ...(image === undefined ? [] : imageProblems(image)),
        ...zeroDurations({ ...attestation, ...vulnerabilities, ...image, ...soak }),
    ];
}
function unknownSigners(by, file) {
    const names = Object.keys(file.signers);
    return [by ?? []]
        .flat()
        .filter((name) => !Object.hasOwn(file.signers, name))
        .map((name) => {
        const meant = (0,nearest_name/* nearestName */.q)(name, names);
        return {
            what: `by names the signer ${JSON.stringify(name)}, which is not defined`,
            hint: meant === undefined
                ? `the policy has ${names.length === 0 ? 'no signers' : names.join(', ')}`
                : `did you mean ${meant}?`,
        };
    });
}
function attestationProblems(rule) {
    const { type, builder, sourceRepository, branch, fields = [] } = rule;
    const found = [];
    if (!(0,predicate_types/* isPredicateType */.Kb)(type)) {
        found.push({
            what: `type ${JSON.stringify(type)} is neither a URI nor a short name`,
            hint: 'write https://slsa.dev/provenance/v1 or slsaprovenance1',
        });
    }
    const facts = [
        ['builder', builder],
        ['sourceRepository', sourceRepository],
        ['branch', branch],
    ];
    for (const [name, matcher] of facts)
        found.push(...matcherProblems(name, matcher));
    if (facts.some(([, matcher]) => matcher !== undefined) && !/slsa/.test(type)) {
        found.push({
            what: 'builder, sourceRepository and branch are facts of SLSA provenance',
            hint: 'set type to slsaprovenance1, or use fields',
        });
    }
    for (const { path, equals, matches, oneOf } of fields) {
        const place = `the field ${path}`;
        const ways = [equals, matches, oneOf].filter((way) => way !== undefined).length;
        if (ways > 1)
            found.push({
                what: `${place} has more than one of equals, matches and oneOf`,
                hint: 'keep one of them',
            });
        if (matches !== undefined)
            found.push(...matcherProblems(place, { matches }));
    }
    return found;
}
function ignoreProblems({ ignore = [] }) {
    const seen = new Set();
    return ignore.flatMap(({ id, until, package: name }) => {
        const found = [];
        const key = JSON.stringify([id, name]);
        if (seen.has(key))
            found.push({ what: `ignores ${id} twice`, hint: 'keep the entry that is meant' });
        seen.add(key);
        if (new Date(`${until}T00:00:00Z`).toISOString().slice(0, 10) !== until)
            found.push({
                what: `ignores ${id} until ${until}, which is no day`,
                hint: 'write the last day on which it does not count',
            });
        return found;
    });
}
function imageProblems(rule) {
    const { user, labels = {}, maxAge, baseImages, platforms } = rule;
    const isAsked = [user, maxAge, baseImages, platforms].some((field) => field !== undefined);
    const found = Object.entries(labels).flatMap(([name, test]) => test === true ? [] : matcherProblems(`the label ${name}`, test));
    if (isAsked || Object.keys(labels).length > 0)
        return found;
    return [{ what: 'image has no conditions', hint: 'give user, labels, maxAge, baseImages or platforms' }];
}
function zeroDurations(rule) {
    return ['maxAge', 'for'].flatMap((field) => {
        const text = rule[field];
        return text === undefined || (0,text_time/* durationMs */.pc)(text) > 0
            ? []
            : [{ what: `${field} is not a duration`, hint: 'write it like 24h or 90d' }];
    });
}
function matcherProblems(place, matcher) {
    if (matcher === undefined || typeof matcher === 'string')
        return [];
    const problem = (0,text_test/* patternProblem */.AL)(matcher.matches);
    if (problem === undefined)
        return [];
    return [
        {
            what: `${place}: ${JSON.stringify(matcher.matches)} ${problem}`,
            hint: 'write \\. for a dot and .* for anything; patterns are anchored at both ends',
        },
    ];
}
/** Rules that exclude each other would refuse every image. */
function ruleSetProblems(rules) {
    const found = [];
    const names = rules.map(({ name }) => name);
    for (const name of new Set(names.filter((each, index) => names.indexOf(each) !== index)))
        found.push({
            what: `two rules are called ${JSON.stringify(name)}`,
            hint: 'reports refer to rules by name',
        });
    for (const [index, one] of rules.entries()) {
        for (const other of rules.slice(index + 1)) {
            const what = exclusionOf(one, other);
            if (what === undefined)
                continue;
            const both = `rules ${JSON.stringify(one.name)} and ${JSON.stringify(other.name)}`;
            found.push({
                what: `${both} contradict each other: ${what}`,
                hint: 'no image can satisfy both: drop one',
            });
        }
    }
    return found;
}
function exclusionOf(one, other) {
    if (one.source !== undefined && other.source !== undefined) {
        const [left, right] = [one.source.among, other.source.among];
        const areExact = [...left, ...right].every((name) => !name.includes('*'));
        if (areExact && !left.some((name) => right.includes(name)))
            return 'no source is in both lists';
    }
    const [ours, theirs] = [one.image?.labels ?? {}, other.image?.labels ?? {}];
    for (const [label, value] of Object.entries(ours)) {
        const second = Object.hasOwn(theirs, label) ? theirs[label] : undefined;
        if (typeof value === 'string' && typeof second === 'string' && value !== second)
            return `the label ${label} cannot be ${value} and ${second}`;
    }
    return undefined;
}

;// CONCATENATED MODULE: ./src/policy/file/read-policy.js











/**
 * Reads a policy, with the keys and trusted roots it names.
 * @throws PromoteError POLICY_INVALID with every problem of the policy in `problems`
 */
async function readPolicy(document) {
    const file = parseFile(document);
    const reading = { document, problems: [...contradictionsIn(file, document.name)] };
    const root = await readTrust(file.trustedRoot, 'trustedRoot', reading);
    const signers = new Map();
    for (const [name, entry] of Object.entries(file.signers)) {
        const signer = await readSigner(name, entry, root, reading);
        if (signer !== undefined)
            signers.set(name, signer);
    }
    if (reading.problems.length > 0)
        throw invalidPolicy(reading.problems);
    return {
        name: document.name,
        digest: (0,digest/* digestOf */.ol)(new TextEncoder().encode(document.text)),
        mode: file.mode,
        overrides: file.overrides,
        signers,
        rules: file.rules.flatMap((entry) => rulesOf(entry, file.mode)),
    };
}
const HINT = `${version/* DOCUMENTATION */.l0}/policy.md lists all fields`;
function parseFile({ name, tree }) {
    const problems = [];
    const file = POLICY_SHAPE.read(tree, [], (place, what, hint = HINT) => {
        problems.push({ code: 'POLICY_INVALID', message: `${name}: ${placeText(place, tree)}${what}`, hint });
    });
    if (file === undefined || problems.length > 0)
        throw invalidPolicy(problems);
    return file;
}
/** The position in a policy, as the start of a message: `rule "signed": signature.by `, `signer "ci": identity `. */
function placeText(path, tree) {
    const [first, second, ...rest] = path;
    if (first === undefined)
        return 'it ';
    if (second === undefined || !['rules', 'signers'].includes(first))
        return `${path.join('.')} `;
    const name = first === 'signers' ? second : nameOfRule(tree, Number(second));
    const what = name === undefined
        ? `rule ${Number(second) + 1}`
        : `${first.slice(0, -1)} ${JSON.stringify((0,server_text/* cleanServerText */.C)(name, 80))}`;
    return rest.length === 0 ? `${what} ` : `${what}: ${rest.join('.')} `;
}
function nameOfRule(tree, index) {
    const rules = (0,strict_json/* isJsonObject */.OW)(tree) ? tree['rules'] : undefined;
    const rule = Array.isArray(rules) ? rules[index] : undefined;
    const name = (0,strict_json/* isJsonObject */.OW)(rule) ? rule['name'] : undefined;
    return typeof name === 'string' ? name : undefined;
}
function invalidPolicy(problems) {
    return (0,errors/* errorOfProblems */.M$)('POLICY_INVALID', problems);
}
function rulesOf(entry, standard) {
    return RULE_KINDS.flatMap((kind) => {
        const rule = entry[kind];
        // the kind and what was found under its name belong together
        return rule === undefined ? [] : [{ name: entry.name, mode: entry.mode ?? standard, kind, rule }];
    });
}
async function readSigner(name, entry, standard, reading) {
    const place = `signer ${JSON.stringify(name)}`;
    const root = entry.trustedRoot === undefined
        ? standard
        : await readTrust(entry.trustedRoot, `${place}: trustedRoot`, reading);
    const { key, keyFile, issuer, identity } = entry;
    if (issuer !== undefined && identity !== undefined) {
        if (root === undefined)
            return undefined;
        return { kind: 'identity', name, issuer: (0,text_test/* textTest */.yV)(issuer), identity: (0,text_test/* textTest */.yV)(identity), root };
    }
    const text = key ?? (keyFile === undefined ? undefined : await readBeside(keyFile, `${place}: keyFile`, reading));
    if (text === undefined)
        return undefined;
    const read = (0,public_key/* readPublicKey */.R)(text);
    if ('problem' in read) {
        add(reading, `${place}: ${key === undefined ? 'keyFile' : 'key'} ${read.problem}`, 'cosign public-key --key \u2026 prints the public key');
        return undefined;
    }
    return { kind: 'key', name, key: read.key, log: entry.transparencyLog === 'required' ? root : undefined };
}
async function readTrust(entry, place, reading) {
    if (entry === 'bundled')
        return { kind: 'bundled' };
    if (entry.tuf !== undefined) {
        const { url, root } = entry.tuf;
        const text = root === undefined ? undefined : await readBeside(root, `${place}.tuf.root`, reading);
        return {
            kind: 'tuf',
            url: url.replace(/\/+$/, ''),
            root: text === undefined ? undefined : Buffer.from(text),
        };
    }
    // an entry with neither is already reported as a contradiction
    const { file } = entry;
    const text = file === undefined ? undefined : await readBeside(file, `${place}.file`, reading);
    if (file === undefined || text === undefined)
        return undefined;
    try {
        const root = (0,bundled_root/* readTrustedRoot */.gv)(text);
        (0,dist/* toTrustMaterial */.jO)(root); // what cannot be used later is a problem of the policy
        return { kind: 'file', name: file, root };
    }
    catch (error) {
        const why = error instanceof Error ? error.message : String(error);
        add(reading, `${place}.file: ${file} is no trusted root (${why})`, 'cosign trusted-root create writes one');
        return undefined;
    }
}
/** undefined when it cannot be read, which is reported as a problem */
async function readBeside(name, place, reading) {
    try {
        return await reading.document.readBeside(name);
    }
    catch (error) {
        if (!(error instanceof errors/* PromoteError */.jG) || error.code === 'CANCELLED')
            throw error;
        add(reading, `${place}: ${error.message}`, error.hint);
        return undefined;
    }
}
function add({ document, problems }, message, hint) {
    problems.push({ code: 'POLICY_INVALID', message: `${document.name}: ${message}`, hint });
}

// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __webpack_require__(7598);
// EXTERNAL MODULE: ../../node_modules/@sigstore/protobuf-specs/dist/index.js
var protobuf_specs_dist = __webpack_require__(7154);
;// CONCATENATED MODULE: ./src/policy/nodes/root-of-trust.js





/** The same as signers; `why`: it is nothing that can be judged here. */
function signersOf({ keys, rekorKeys, fulcio, }) {
    try {
        const logs = rekorKeys.map((key) => logOf(pemOf(key)));
        if (fulcio !== undefined) {
            const { ca, issuer, email } = fulcio;
            if (ca === undefined || issuer === undefined || email === undefined || logs.length === 0)
                return { why: 'its certificate authority, issuer, e-mail address or log is missing' };
            const root = rootOf(logs, certificatesOf(pemOf(ca)));
            const [identity, vouching] = [(0,text_test/* textTest */.yV)(email), (0,text_test/* textTest */.yV)(issuer)];
            return { signers: [{ kind: 'identity', name: email, issuer: vouching, identity, root }] };
        }
        const log = logs.length === 0 ? undefined : rootOf(logs, []);
        const signers = [];
        for (const text of keys) {
            const read = (0,public_key/* readPublicKey */.R)(pemOf(text));
            if ('problem' in read)
                return { why: `its key ${read.problem}` };
            signers.push({ kind: 'key', name: 'its key', key: read.key, log });
        }
        return signers.length === 0 ? { why: 'it names no key' } : { signers };
    }
    catch (error) {
        return {
            why: `its root of trust cannot be read (${error instanceof Error ? error.message : String(error)})`,
        };
    }
}
function pemOf(base64) {
    return Buffer.from(base64, 'base64').toString('utf8');
}
const SINCE = { start: '1970-01-01T00:00:00Z' };
function logOf(pem) {
    const der = (0,external_node_crypto_.createPublicKey)(pem).export({ type: 'spki', format: 'der' });
    const keyId = Buffer.from((0,digest/* digestOf */.ol)(der).replace('sha256:', ''), 'hex').toString('base64');
    return {
        baseUrl: 'https://rekor.invalid',
        hashAlgorithm: 'SHA2_256',
        publicKey: {
            rawBytes: der.toString('base64'),
            keyDetails: 'PKIX_ECDSA_P256_SHA_256',
            validFor: SINCE,
        },
        logId: { keyId },
    };
}
function certificatesOf(pem) {
    const found = pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
    // a chain begins with the one that issues; the root is its own issuer
    return found
        .map((each) => new external_node_crypto_.X509Certificate(each))
        .toSorted((one, other) => Number(isRoot(one)) - Number(isRoot(other)))
        .map(({ raw }) => ({ rawBytes: raw.toString('base64') }));
}
function isRoot({ issuer, subject }) {
    return issuer === subject;
}
function rootOf(tlogs, certificates) {
    const root = protobuf_specs_dist.TrustedRoot.fromJSON({
        mediaType: 'application/vnd.dev.sigstore.trustedroot+json;version=0.1',
        tlogs,
        certificateAuthorities: certificates.length === 0
            ? []
            : [{ subject: {}, uri: 'https://fulcio.invalid', certChain: { certificates }, validFor: SINCE }],
    });
    return { kind: 'file', name: 'its root of trust', root };
}

;// CONCATENATED MODULE: ./src/policy/nodes/image-policies.js


/**
 * What nodes are configured with by the policies of a cluster and of one project (config.openshift.io/v1). Policies for the same
 * scope are all required. A policy of the project is not in force for a scope that one of the cluster covers.
 */
function nodePolicyOf(objects) {
    const scopes = new Map();
    const add = ({ kind, name, scopes: own, policy }, isFree) => {
        const requirement = readRequirement(policy);
        for (const scope of own.filter(isFree))
            scopes.set(scope, [...(scopes.get(scope) ?? []), { policy: `${kind} ${name}`, requirement }]);
    };
    for (const object of objects)
        if (object.project === undefined)
            add(object, () => true);
    const taken = [...scopes.keys()];
    for (const object of objects)
        if (object.project !== undefined)
            add(object, (scope) => !taken.some((other) => covers(other, scope)));
    return { scopes, otherwise: [{ policy: 'the cluster', requirement: { kind: 'accept' } }] };
}
/** Whether a scope is another one or holds it: a name above it, or a wildcard for its host. */
function covers(outer, inner) {
    if (outer === inner)
        return true;
    if (outer.startsWith('*.'))
        return (inner.split(/[/:@]/, 1)[0] ?? '').endsWith(outer.slice(1));
    return inner.startsWith(outer) && /^[/:@]/.test(inner.slice(outer.length));
}
function readRequirement({ rootOfTrust, signedIdentity }) {
    const identity = readIdentity(signedIdentity);
    if (identity === undefined)
        return { kind: 'unknown', why: 'its signedIdentity is of a kind that is not known' };
    if (!(0,strict_json/* isJsonObject */.OW)(rootOfTrust))
        return { kind: 'unknown', why: 'it has no root of trust' };
    const { policyType } = rootOfTrust;
    const publicKey = objectIn(rootOfTrust, 'publicKey');
    const fulcio = objectIn(rootOfTrust, 'fulcioCAWithRekor');
    const subject = objectIn(fulcio, 'fulcioSubject');
    if (policyType !== 'PublicKey' && policyType !== 'FulcioCAWithRekor')
        return { kind: 'unknown', why: `its root of trust is of the kind ${String(policyType).slice(0, 40)}` };
    const trust = signersOf({
        keys: textsIn(publicKey, 'keyData'),
        rekorKeys: textsIn(policyType === 'PublicKey' ? publicKey : fulcio, 'rekorKeyData'),
        fulcio: policyType === 'PublicKey'
            ? undefined
            : {
                ca: textsIn(fulcio, 'fulcioCAData')[0],
                issuer: textsIn(subject, 'oidcIssuer')[0],
                email: textsIn(subject, 'signedEmail')[0],
            },
    });
    return 'why' in trust ? { kind: 'unknown', why: trust.why } : { kind: 'signed', ...trust, identity };
}
function readIdentity(value) {
    if (!(0,strict_json/* isJsonObject */.OW)(value))
        return { kind: 'matchRepoDigestOrExact' };
    const [repository] = textsIn(objectIn(value, 'exactRepository'), 'repository');
    const remap = objectIn(value, 'remapIdentity');
    const [prefix, signedPrefix] = [textsIn(remap, 'prefix')[0], textsIn(remap, 'signedPrefix')[0]];
    switch (value['matchPolicy']) {
        case 'MatchRepoDigestOrExact':
            return { kind: 'matchRepoDigestOrExact' };
        case 'MatchRepository':
            return { kind: 'matchRepository' };
        case 'ExactRepository':
            return repository === undefined ? undefined : { kind: 'exactRepository', repository };
        case 'RemapIdentity':
            return prefix === undefined || signedPrefix === undefined
                ? undefined
                : { kind: 'remapIdentity', prefix, signedPrefix };
        default:
            return undefined;
    }
}
function objectIn(object, field) {
    const value = object[field];
    return (0,strict_json/* isJsonObject */.OW)(value) ? value : {};
}
function textsIn(object, field) {
    const value = object[field];
    return typeof value === 'string' && value !== '' ? [value] : [];
}

;// CONCATENATED MODULE: ./src/policy/nodes/docker-name.js
const PATH = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*$/;
const HOST = /^(?:(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])(?:\.(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9]))*|\[[a-fA-F0-9:]+\])(?::\d+)?$/;
const TAG = /^\w[\w.-]{0,127}$/;
const DIGEST = /^[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}$/;
const MAX_NAME = 255;
/** undefined: it is none. A name without host is one of docker.io, as everywhere in Docker's world. */
function parseDockerName(text) {
    const at = text.indexOf('@');
    const digest = at < 0 ? undefined : text.slice(at + 1);
    const rest = at < 0 ? text : text.slice(0, at);
    const colon = rest.indexOf(':', rest.lastIndexOf('/') + 1);
    const tag = colon < 0 ? undefined : rest.slice(colon + 1);
    const name = withHost(colon < 0 ? rest : rest.slice(0, colon));
    const [host = '', ...path] = name.split('/');
    const isName = HOST.test(host) && path.length > 0 && path.every((part) => PATH.test(part));
    if (!isName || name.length > MAX_NAME)
        return undefined;
    if (tag !== undefined && !TAG.test(tag))
        return undefined;
    return digest === undefined || DIGEST.test(digest) ? { name, tag, digest } : undefined;
}
function withHost(name) {
    const [first = '', ...others] = name.split('/');
    const isHost = others.length > 0 && (/[.:]/.test(first) || first === 'localhost' || first !== first.toLowerCase());
    if (isHost)
        return first === 'index.docker.io' ? ['docker.io', ...others].join('/') : name;
    return others.length === 0 ? `docker.io/library/${name}` : `docker.io/${name}`;
}
function dockerNameText({ name, tag, digest }) {
    return `${name}${tag === undefined ? '' : `:${tag}`}${digest === undefined ? '' : `@${digest}`}`;
}
/**
 * Scopes of a policy that an image may be in, the narrowest first: the image, its repository, the namespaces above it, the host, and
 * wildcards for its domains (containers-policy.json(5), "docker:").
 */
function scopesOf(image) {
    const scopes = [dockerNameText(image)];
    for (let name = image.name;; name = name.slice(0, name.lastIndexOf('/'))) {
        scopes.push(name);
        if (!name.includes('/'))
            break;
    }
    const [host = ''] = image.name.split('/', 1);
    const labels = (host.split(':', 1)[0] ?? '').split('.');
    for (let first = 1; first < labels.length; first += 1)
        scopes.push(`*.${labels.slice(first).join('.')}`);
    return scopes;
}

;// CONCATENATED MODULE: ./src/policy/nodes/judge.js






/**
 * What the narrowest scope that an image is in requires of it. Nodes look at the image for their platform, not at the index, and
 * at signatures in cosign's older format only (registry.md \u00a77.3).
 * @returns one verdict for each requirement; none where everything is accepted
 * @throws PromoteError when the image cannot be read, CANCELLED
 */
async function judgeImage(policy, { name, digest, from, signed }, signal) {
    const image = parseDockerName(name);
    if (image === undefined)
        return [];
    const requirements = requirementsFor(policy, image).filter(({ requirement }) => requirement.kind !== 'accept');
    if (requirements.length === 0)
        return [];
    const context = {
        image,
        parts: chooseParts(await findParts(digest, from, signal), 'images'),
        signed,
        verifying: { roots: (0,trusted_roots/* openTrustedRoots */.b)(from.download), now: from.clock.date(), signal },
    };
    const verdicts = [];
    for (const each of requirements)
        verdicts.push(await judge(each, context));
    return verdicts;
}
/** Whether an image is in a scope that requires anything: else it need not be read. */
function isJudged(policy, name) {
    const image = parseDockerName(name);
    return (image !== undefined &&
        requirementsFor(policy, image).some(({ requirement }) => requirement.kind !== 'accept'));
}
function requirementsFor({ scopes, otherwise }, image) {
    for (const scope of scopesOf(image)) {
        const found = scopes.get(scope);
        if (found !== undefined)
            return found;
    }
    return otherwise;
}
async function judge({ policy, requirement }, context) {
    const shown = dockerNameText(context.image);
    switch (requirement.kind) {
        case 'accept':
            return { policy, outcome: 'starts', found: `pods of ${shown} start: everything is accepted` };
        case 'reject':
            return {
                policy,
                outcome: 'refused',
                found: `no pod of ${shown} would start: the policy rejects every image of this scope`,
                needed: 'promote to a place that the policy accepts',
            };
        case 'unknown':
            return {
                policy,
                outcome: 'unknown',
                found: `whether pods of ${shown} start is not known: ${requirement.why}`,
            };
        case 'signed':
            return judgeSigned(policy, requirement, context);
    }
}
async function judgeSigned(policy, requirement, context) {
    const shown = dockerNameText(context.image);
    const failures = new Map();
    for (const part of context.parts) {
        const reason = await refusalOf(part, requirement, context);
        if (reason === undefined)
            continue;
        failures.set(reason, [...(failures.get(reason) ?? []), part.platform ?? '']);
    }
    if (failures.size === 0)
        return { policy, outcome: 'starts', found: `pods of ${shown} start: it is signed as required` };
    const isAll = failures.size === 1 && [...failures.values()][0]?.length === context.parts.length;
    const reasons = [...failures].map(([reason, platforms]) => isAll ? reason : `${platforms.filter((each) => each !== '').join(', ')}: ${reason}`);
    const which = isAll ? 'no pod' : 'not every pod';
    const wanted = wantedName(requirement.identity, context.image);
    return {
        policy,
        outcome: 'refused',
        found: `${which} of ${shown} would start: ${reasons.join('; ')}`,
        needed: `sign it for ${wanted}: cosign sign --recursive --use-signing-config=false --new-bundle-format=false --sign-container-identity ${wanted} --key KEY IMAGE`,
    };
}
/** undefined: one good signature is enough */
async function refusalOf({ manifest: { digest } }, { signers, identity }, { image, signed, verifying }) {
    const reasons = new Set();
    for (const ports of signed) {
        const { signatures } = await (0,gather/* gatherEvidence */.h)(digest, ports, verifying.signal);
        for (const signature of signatures) {
            for (const signer of signers) {
                const verdict = await (0,verify/* verifySimpleSignature */.mC)(signature, digest, signer, verifying);
                if ('refusal' in verdict)
                    reasons.add(`a signature ${verdict.refusal}`);
                else if (isSignedAs(identity, image, verdict.reference))
                    return undefined;
                else
                    reasons.add(`the signature is for ${(0,server_text/* cleanServerText */.C)(verdict.reference, 300)}, not for ${wantedName(identity, image)}`);
            }
        }
    }
    return reasons.size === 0
        ? 'there is no signature that nodes can read'
        : [...reasons].slice(0, 4).join('; ');
}
/**
 * Whether a signature that was made for a name counts for an image, as containers/image decides.
 * @param image as pods name it, with a tag or a digest
 * @param signed `docker-reference` of the payload
 */
function isSignedAs(identity, image, signed) {
    const signature = parseDockerName(signed);
    if (signature === undefined)
        return false;
    switch (identity.kind) {
        case 'matchExact':
            return !isNameOnly(image) && isSame(image, signature);
        case 'matchRepoDigestOrExact':
            return isRepoDigestOrExact(image, signature);
        case 'matchRepository':
            return signature.name === image.name;
        case 'exactReference': {
            const wanted = parseDockerName(identity.reference);
            return wanted !== undefined && !isNameOnly(wanted) && isSame(wanted, signature);
        }
        case 'exactRepository':
            return parseDockerName(identity.repository)?.name === signature.name;
        case 'remapIdentity': {
            const wanted = remapped(image, identity);
            return wanted !== undefined && isRepoDigestOrExact(wanted, signature);
        }
    }
}
/** The name that signatures must be made for. cosign's own, without tag, is enough only where a repository is compared. */
function wantedName(identity, image) {
    const tagged = (of) => `${of.name}:${of.tag ?? 'TAG'}`;
    switch (identity.kind) {
        case 'matchExact':
            return dockerNameText(image);
        case 'matchRepoDigestOrExact':
            return tagged(image);
        case 'matchRepository':
            return image.name;
        case 'exactReference':
            return identity.reference;
        case 'exactRepository':
            return identity.repository;
        case 'remapIdentity':
            return tagged(remapped(image, identity) ?? image);
    }
}
function isRepoDigestOrExact(image, signature) {
    if (isNameOnly(signature) || isNameOnly(image))
        return false;
    return image.tag === undefined ? signature.name === image.name : isSame(image, signature);
}
/** A prefix is a whole name, or all of it up to a slash; what it does not fit stays as it is. */
function remapped(image, { prefix, signedPrefix }) {
    if (image.name !== prefix && !image.name.startsWith(`${prefix}/`))
        return image;
    const named = parseDockerName(dockerNameText(image).replace(prefix, () => signedPrefix));
    // a result that is not written out in full is an error there
    return named !== undefined && named.name.startsWith(signedPrefix) ? named : undefined;
}
function isNameOnly({ tag, digest }) {
    return tag === undefined && digest === undefined;
}
function isSame(one, other) {
    return dockerNameText(one) === dockerNameText(other);
}

;// CONCATENATED MODULE: ./src/policy/nodes/policy-json.js



/**
 * Reads what nodes require from a `policy.json` (containers-policy.json(5)), as far as it is about registries.
 * @throws PromoteError POLICY_INVALID
 */
function readPolicyJson(name, bytes) {
    const read = () => {
        try {
            return (0,strict_json/* parseStrictJson */.RJ)(bytes, name);
        }
        catch (error) {
            throw invalid(name, error instanceof Error ? error.message : String(error));
        }
    };
    const value = read();
    if (!(0,strict_json/* isJsonObject */.OW)(value))
        throw invalid(name, 'it is not a JSON object');
    const { default: otherwise, transports = {} } = value;
    if (!Array.isArray(otherwise))
        throw invalid(name, 'it has no default');
    const docker = (0,strict_json/* isJsonObject */.OW)(transports) ? (transports['docker'] ?? {}) : undefined;
    if (!(0,strict_json/* isJsonObject */.OW)(docker))
        throw invalid(name, 'transports.docker is not an object');
    const requirements = (list, place) => {
        if (!Array.isArray(list) || list.length === 0)
            throw invalid(name, `${place} has no requirements`);
        return list.map((each) => ({ policy: name, requirement: policy_json_readRequirement(each, name, place) }));
    };
    const scopes = new Map(Object.entries(docker).map(([scope, list]) => [
        scope,
        requirements(list, `the scope ${JSON.stringify(scope)}`),
    ]));
    return { scopes, otherwise: scopes.get('') ?? requirements(otherwise, 'the default') };
}
function policy_json_readRequirement(value, name, place) {
    const type = (0,strict_json/* isJsonObject */.OW)(value) ? value['type'] : undefined;
    if (!(0,strict_json/* isJsonObject */.OW)(value) || typeof type !== 'string')
        throw invalid(name, `${place} has a requirement without type`);
    switch (type) {
        case 'insecureAcceptAnything':
            return { kind: 'accept' };
        case 'reject':
            return { kind: 'reject' };
        case 'signedBy':
            return { kind: 'unknown', why: 'it asks for signatures of OpenPGP' };
        case 'sigstoreSigned':
            return readSigstore(value, name, place);
        default:
            throw invalid(name, `${place} has a requirement of the type ${JSON.stringify(type)}, which does not exist`);
    }
}
function readSigstore(value, name, place) {
    const identity = policy_json_readIdentity(value['signedIdentity']);
    if (identity === undefined)
        throw invalid(name, `${place} has a signedIdentity that cannot be read`);
    const path = ['keyPath', 'keyPaths', 'rekorPublicKeyPath', 'rekorPublicKeyPaths'].find((key) => key in value);
    if (path !== undefined)
        return { kind: 'unknown', why: `its ${path} is a file of the nodes` };
    if ('pki' in value)
        return { kind: 'unknown', why: 'it asks for certificates of a PKI' };
    const fulcio = value['fulcio'];
    const trust = signersOf({
        keys: textsOf(value['keyData'], value['keyDatas']),
        rekorKeys: textsOf(value['rekorPublicKeyData'], value['rekorPublicKeyDatas']),
        fulcio: (0,strict_json/* isJsonObject */.OW)(fulcio)
            ? {
                ca: textOf(fulcio['caData']),
                issuer: textOf(fulcio['oidcIssuer']),
                email: textOf(fulcio['subjectEmail']),
            }
            : undefined,
    });
    return 'why' in trust ? { kind: 'unknown', why: trust.why } : { kind: 'signed', ...trust, identity };
}
function policy_json_readIdentity(value) {
    if (value === undefined)
        return { kind: 'matchRepoDigestOrExact' };
    if (!(0,strict_json/* isJsonObject */.OW)(value))
        return undefined;
    const { type: kind, dockerReference: reference, dockerRepository: repository, prefix, signedPrefix, } = value;
    switch (kind) {
        case 'matchExact':
        case 'matchRepoDigestOrExact':
        case 'matchRepository':
            return { kind };
        case 'exactReference':
            return typeof reference === 'string' ? { kind, reference } : undefined;
        case 'exactRepository':
            return typeof repository === 'string' ? { kind, repository } : undefined;
        case 'remapIdentity':
            return typeof prefix === 'string' && typeof signedPrefix === 'string'
                ? { kind, prefix, signedPrefix }
                : undefined;
        default:
            return undefined;
    }
}
function textsOf(one, several) {
    return [one, ...(Array.isArray(several) ? several : [])].flatMap((each) => textOf(each) ?? []);
}
function textOf(value) {
    return typeof value === 'string' && value !== '' ? value : undefined;
}
function invalid(name, what) {
    return new errors/* PromoteError */.jG({
        code: 'POLICY_INVALID',
        message: `${name}: ${what}`,
        hint: 'give a policy.json as containers-policy.json(5) describes it',
    });
}

;// CONCATENATED MODULE: ./src/entry/compose/policy-program.js
/** A chunk (scripts/bundle.ts), so that runs without a policy do not load the code that verifies signatures. */







/***/ })

};
