export const id = 765;
export const ids = [765];
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

/***/ 4848:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Sq: () => (/* binding */ isToCome),
/* harmony export */   XG: () => (/* binding */ ageText),
/* harmony export */   aQ: () => (/* binding */ readTime),
/* harmony export */   pc: () => (/* binding */ durationMs)
/* harmony export */ });
const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
/** Milliseconds of `90d`, `24h`, `1d12h`, `30m`; the schema has looked at the text. */
function durationMs(text) {
    const [, days, hours, minutes] = /^(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?$/.exec(text) ?? [];
    return Number(days ?? 0) * DAY_MS + Number(hours ?? 0) * HOUR_MS + Number(minutes ?? 0) * 60_000;
}
/** `3 days`, `5 hours`, `20 minutes`: how old something is, for people. */
function ageText(ageMs) {
    const [unitMs, unit] = ageMs >= 2 * DAY_MS ? [DAY_MS, 'day'] : ageMs >= 2 * HOUR_MS ? [HOUR_MS, 'hour'] : [60_000, 'minute'];
    const count = Math.floor(Math.max(0, ageMs) / unitMs);
    return `${count} ${unit}${count === 1 ? '' : 's'}`;
}
/** Clocks of machines differ; beyond this, one is wrong. */
const CLOCK_TOLERANCE_MS = 5 * 60_000;
/** A time that cannot be: later than now. */
function isToCome(time, now) {
    return time.getTime() > now.getTime() + CLOCK_TOLERANCE_MS;
}
/** ISO 8601, as attestations and image configurations write it; undefined: it is no time. */
function readTime(text) {
    if (typeof text !== 'string' || !/^\d{4}-\d\d-\d\dT/.test(text))
        return undefined;
    const time = new Date(text);
    return Number.isNaN(time.getTime()) ? undefined : time;
}


/***/ }),

/***/ 7765:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

// ESM COMPAT FLAG
__webpack_require__.r(__webpack_exports__);

// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  accessInputs: () => (/* binding */ accessInputs),
  checkChoice: () => (/* reexport */ checkChoice),
  chooseReleases: () => (/* binding */ chooseReleases),
  expandEnvironments: () => (/* binding */ expandEnvironments),
  findNamed: () => (/* binding */ findNamed),
  openLandscape: () => (/* binding */ openLandscape)
});

// EXTERNAL MODULE: ./src/config/files/file-text.js
var file_text = __webpack_require__(6274);
// EXTERNAL MODULE: ./src/config/command-options.js
var command_options = __webpack_require__(214);
// EXTERNAL MODULE: ./src/config/input-problems.js
var input_problems = __webpack_require__(9025);
// EXTERNAL MODULE: ./src/config/tables/commands.js + 1 modules
var commands = __webpack_require__(2955);
// EXTERNAL MODULE: ./src/config/tables/inputs.js + 5 modules
var inputs = __webpack_require__(3314);
// EXTERNAL MODULE: ./src/config/unknown-names.js
var unknown_names = __webpack_require__(6203);
// EXTERNAL MODULE: ./src/core/text/errors.js
var errors = __webpack_require__(7206);
// EXTERNAL MODULE: ./src/core/version.js
var version = __webpack_require__(2857);
// EXTERNAL MODULE: ../../node_modules/semver/index.js
var semver = __webpack_require__(84);
// EXTERNAL MODULE: ./src/core/image/reference.js
var reference = __webpack_require__(3638);
// EXTERNAL MODULE: ./src/core/tag-stays.js
var tag_stays = __webpack_require__(1202);
// EXTERNAL MODULE: ./src/core/text/time.js
var time = __webpack_require__(4848);
;// CONCATENATED MODULE: ./src/environments/choose-release.js





const MAX_TAG_PAGES = 20;
/** @throws PromoteError INPUT_INVALID when the range is none */
function checkChoice({ select }) {
    if (select.kind !== 'semver' || rangeOf(select.range) !== undefined)
        return;
    throw new errors/* PromoteError */.jG({
        code: 'INPUT_INVALID',
        message: '"release" has a range that is none',
        hint: 'write a range of versions as npm has them: semver:^1.4, semver:1.x, semver:>=1.4 <2',
    });
}
/**
 * Chooses the image of each promotion and pins it by digest, so that what was looked at is what is promoted.
 * @throws PromoteError IMAGE_NOT_FOUND when no tag fits, NOT_SOAKED, ACCESS_DENIED, \u2026
 */
async function chooseRelease(request, choosing, signal) {
    const { source } = request;
    if (source.kind === 'registry')
        return chooseFromRegistry(request, choosing, signal);
    if (choosing.streams === undefined)
        return unlessTimed(request, choosing);
    const histories = await choosing.streams.readHistory(source, signal);
    if (histories === undefined) {
        // the promotion says more about a stream that is missing
        if (choosing.choice.select.kind === 'given')
            return request;
        throw nothingFits((0,reference/* formatReference */.FH)(source), choosing.choice, []);
    }
    return chooseFromStream({ ...request, source }, histories, choosing);
}
function chooseFromStream(request, histories, choosing) {
    const { source } = request;
    const { choice, log } = choosing;
    const isGiven = choice.select.kind === 'given';
    if (source.digest !== undefined)
        return chooseDigest(request, source.digest, histories, choosing);
    const candidates = isGiven
        ? histories.filter(({ tag }) => tag === source.tag)
        : inOrder(choice, histories, ({ tag }) => tag, sinceOf);
    const [first] = candidates;
    // a tag that does not exist: the promotion says more about it
    if (first === undefined && isGiven)
        return request;
    const passedOver = [];
    for (const history of candidates) {
        const digest = history.events[0]?.digest;
        // the tag refers to an image elsewhere, which the promotion resolves
        if (digest === undefined && isGiven)
            return unlessTimed(request, choosing);
        const problem = digest === undefined
            ? { why: 'it refers to an image elsewhere', hint: undefined }
            : refusalOf(history, digest, histories, source, choosing);
        if (digest !== undefined && problem === undefined) {
            if (!isGiven)
                log(chosenText(source, history.tag, choice, passedOver));
            return pinned(request, history.tag, digest, histories, choosing);
        }
        const why = `${history.tag}: ${problem?.why ?? ''}`;
        if (isGiven)
            throw new errors/* PromoteError */.jG({
                code: 'NOT_SOAKED',
                message: `${(0,reference/* formatReference */.FH)(source)} (${String(digest)}) cannot be promoted yet: ${problem?.why ?? ''}`,
                hint: problem?.hint,
                where: { side: 'source' },
            });
        passedOver.push(why);
    }
    throw nothingFits(`${source.project}/${source.stream}`, choice, passedOver.length > 0 ? passedOver : histories.map(({ tag }) => tag));
}
/** What has no history can be promoted only where none is asked for. @throws PromoteError NOT_SOAKED */
function unlessTimed(request, { choice, soakMs }) {
    if (choice.minimumAgeMs === 0 && soakMs === 0)
        return request;
    throw new errors/* PromoteError */.jG({
        code: 'NOT_SOAKED',
        message: `how long ${(0,reference/* formatReference */.FH)(request.source)} has been there is not known: only image streams keep a history`,
        hint: 'promote from an image stream that holds the image itself',
        where: { side: 'source' },
    });
}
/** An image that is given by its digest: any tag that has pointed to it for long enough will do. */
function chooseDigest(request, digest, histories, choosing) {
    const refusals = histories.map((history) => refusalOf(history, digest, histories, request.source, choosing));
    if (refusals.includes(undefined))
        return request;
    if (choosing.choice.minimumAgeMs === 0 && choosing.soakMs === 0)
        return request;
    const [refusal] = refusals;
    throw new errors/* PromoteError */.jG({
        code: 'NOT_SOAKED',
        message: `${(0,reference/* formatReference */.FH)(request.source)} cannot be promoted yet: ${refusal?.why ?? 'no tag has pointed to it'}`,
        hint: refusal?.hint,
        where: { side: 'source' },
    });
}
function pinned(request, tag, digest, histories, { carriesVersion }) {
    const version = carriesVersion ? versionOf(tag, digest, histories) : undefined;
    const { source, destination, extraTags } = request;
    return {
        ...request,
        source: { ...source, tag: version ?? tag, digest },
        extraTags: version === undefined || version === destination.tag || extraTags.includes(version)
            ? extraTags
            : [...extraTags, version],
    };
}
/** The tag that names the version of an image: the highest of those that point to it. */
function versionOf(tag, digest, histories) {
    if ((0,semver.parse)(tag, true) !== null)
        return tag;
    return histories
        .filter(({ events }) => events[0]?.digest === digest)
        .flatMap((each) => {
        const version = (0,semver.parse)(each.tag, true);
        return version === null ? [] : [{ tag: each.tag, version }];
    })
        .sort((one, other) => (0,semver.compare)(other.version, one.version))[0]?.tag;
}
function refusalOf(history, digest, histories, source, { choice, soakMs, soakedTags, now }) {
    if (choice.minimumAgeMs > 0) {
        const refusal = tooShort(history, digest, choice.minimumAgeMs, now, 'has pointed to it');
        if (refusal !== undefined)
            return refusal;
    }
    const tag = soakedTags[`${source.project}/${source.stream}`];
    if (soakMs === 0)
        return undefined;
    if (tag === undefined)
        return {
            why: `${source.project}/${source.stream} is not where the environment gets its images from`,
            hint: 'remove the source image, so that the environment before is promoted',
        };
    const soaked = histories.find((each) => each.tag === tag) ?? { tag, events: [] };
    return tooShort(soaked, digest, soakMs, now, 'was it');
}
/** undefined: long enough */
function tooShort(history, digest, neededMs, now, verb) {
    const stays = (0,tag_stays/* staysOf */.o)(history, digest, now);
    const known = stays.flatMap((stay) => ('durationMs' in stay ? [stay.durationMs] : []));
    if (known.some((durationMs) => durationMs >= neededMs))
        return undefined;
    const [problem] = stays.flatMap((stay) => ('problem' in stay ? [stay.problem] : []));
    if (known.length === 0)
        return { why: problem ?? `${history.tag} has never pointed to it`, hint: 'let it run there first' };
    const longestMs = Math.max(...known);
    const isCurrent = history.events[0]?.digest === digest;
    const possible = new Date(now.getTime() + neededMs - (known[0] ?? 0));
    return {
        why: `${history.tag} ${verb} for ${(0,time/* ageText */.XG)(longestMs)}, and ${(0,time/* ageText */.XG)(neededMs)} are required`,
        hint: isCurrent ? `wait until ${possible.toISOString()}` : `tag it ${history.tag} again, and wait`,
    };
}
async function chooseFromRegistry(request, { choice, repository, soakMs, log }, signal) {
    const { source } = request;
    if (source.kind !== 'registry')
        return request;
    if (choice.minimumAgeMs > 0 || soakMs > 0)
        throw new errors/* PromoteError */.jG({
            code: 'NOT_SOAKED',
            message: `how long ${(0,reference/* formatReference */.FH)(source)} has been there is not known: registries keep no history of their tags`,
            hint: 'promote from an image stream, or remove minimum-age',
            where: { side: 'source' },
        });
    if (choice.select.kind === 'given')
        return request;
    const list = await repository(source.host, source.repository).listTags(MAX_TAG_PAGES, signal);
    const names = [...(list?.tags ?? [])];
    const tags = inOrder(choice, names, (tag) => tag, () => '');
    const [tag] = tags;
    if (tag === undefined || !(0,reference/* isTag */.dz)(tag))
        throw nothingFits(`${source.host}/${source.repository}`, choice, names);
    if (list?.isComplete === false)
        log(`${source.repository} has more tags than were read`);
    log(chosenText(source, tag, choice, []));
    return { ...request, source: { ...source, tag } };
}
/** Those that fit, the best first. Without times, tags that were moved last have the highest names. */
function inOrder({ select }, entries, tagOf, timeOf) {
    if (select.kind === 'semver') {
        const range = rangeOf(select.range);
        return entries
            .flatMap((entry) => {
            const version = (0,semver.parse)(tagOf(entry), true);
            return version !== null && range?.test(version) === true ? [{ entry, version }] : [];
        })
            .sort((one, other) => byVersion(one, other) || tagOf(one.entry).localeCompare(tagOf(other.entry)))
            .map(({ entry }) => entry);
    }
    const pattern = select.kind === 'newest' ? patternOf(select.pattern) : /^/;
    return entries
        .filter((entry) => pattern.test(tagOf(entry)))
        .sort((one, other) => Date.parse(timeOf(other) || '1970-01-01') - Date.parse(timeOf(one) || '1970-01-01') ||
        tagOf(other).localeCompare(tagOf(one), 'en', { numeric: true }));
}
function byVersion(one, other) {
    return (0,semver.compare)(other.version, one.version);
}
function rangeOf(text) {
    try {
        return new semver.Range(text, true);
    }
    catch {
        return undefined;
    }
}
function patternOf(pattern) {
    const parts = pattern.split('*').map((part) => part.replaceAll(/[.-]/g, '\\$&'));
    return new RegExp(`^${parts.join('.*')}$`);
}
function sinceOf({ events }) {
    return events[0]?.since ?? '';
}
const MAX_SHOWN = 5;
function choiceText({ select }) {
    if (select.kind === 'semver')
        return `the highest version in ${select.range}`;
    return select.kind === 'newest' ? `the newest of ${select.pattern}` : 'the given one';
}
function chosenText(source, tag, choice, passedOver) {
    const chosen = `chose ${(0,reference/* formatReference */.FH)({ ...source, tag, digest: undefined })}: ${choiceText(choice)}`;
    const shown = passedOver.slice(0, MAX_SHOWN).join('; ');
    return passedOver.length === 0 ? chosen : `${chosen} that may be promoted; passed over ${shown}`;
}
function nothingFits(name, choice, tags) {
    const shown = tags.slice(0, MAX_SHOWN).join('; ');
    return new errors/* PromoteError */.jG({
        code: 'IMAGE_NOT_FOUND',
        message: `${name} has no tag that is ${choiceText(choice)} and may be promoted`,
        hint: tags.length === 0 ? 'look at its tags: openshift-promote tags' : `there are ${shown}`,
        where: { side: 'source' },
    });
}

// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(6760);
// EXTERNAL MODULE: ./src/core/text/given-text.js
var given_text = __webpack_require__(3446);
// EXTERNAL MODULE: ./src/environments/freeze.js
var freeze = __webpack_require__(9677);
// EXTERNAL MODULE: ./src/environments/landscape.js
var environments_landscape = __webpack_require__(6853);
;// CONCATENATED MODULE: ./src/environments/inputs.js





/**
 * The inputs of a run by `environments`, `from`, `to` and `app`: those that were given, and what the file says beyond them.
 * @throws PromoteError ENVIRONMENT_FROZEN, INPUT_INVALID
 */
function inputsFor(landscape, request) {
    const { raw, names, now } = request;
    const to = environmentOf('to', landscape, request);
    const wantsSource = names.isOfCommand('source-server') && !names.isSet('rollback');
    const from = wantsSource ? originOf(to, landscape, request) : undefined;
    const applications = entriesOf(raw['app']).map((name) => promotedOf(name, from, to, landscape, request));
    if ((raw['to'] ?? '').trim() === '')
        request.addProblem('to', 'required', `give one of ${landscape.environments.map(({ name }) => name).join(', ')}`);
    const isNamed = ['images', 'images-file', 'destination-image'].some((name) => names.isSet(name));
    if (applications.length === 0 && !isNamed)
        request.addProblem('app', 'required', 'name an application');
    const found = new Inputs(request);
    if (to !== undefined)
        addSide(found, 'destination', to, landscape, request);
    if (from !== undefined)
        addSide(found, 'source', from, landscape, request);
    addImages(found, applications, request);
    if (to !== undefined)
        addFurther(found, to, applications, landscape, request);
    const given = Object.fromEntries(Object.entries(raw).filter(([name]) => !REPLACED.includes(name)));
    const override = raw['freeze-override']?.trim() ?? '';
    const isFreezing = request.isPromotion && !names.isSet('rollback');
    const frozen = to === undefined || !isFreezing ? undefined : (0,freeze/* frozenAt */.q)(to.freeze, now);
    if (to !== undefined && frozen !== undefined && override === '')
        throw frozenError(to.name, frozen);
    return {
        raw: { ...given, ...found.values },
        soakedTags: soakedTags(landscape, from, applications),
        environment: to === undefined
            ? undefined
            : {
                name: to.name,
                from: from?.name,
                applications: applications.map(({ name }) => name),
                soakMs: from === undefined ? 0 : to.soakMs,
                ...(frozen === undefined ? {} : { frozen: { ...frozen, override: override } }),
            },
    };
}
/** Inputs that what the file says takes the place of. */
const REPLACED = ['environments', 'from', 'to', 'app', 'freeze-override'];
/** Of every application, as a run may also give its images itself: shares of a plan, for example. */
function soakedTags({ applications }, from, promoted) {
    if (from === undefined)
        return {};
    const named = applications.flatMap((entry) => entry.name === undefined || !(0,environments_landscape/* isPlaced */.AD)(entry, from) ? [] : [(0,environments_landscape/* placeOf */.$t)(entry.name, entry, from)]);
    const places = [...named, ...promoted.flatMap(({ source }) => source ?? [])];
    return Object.fromEntries(places.map(({ project, stream, tag }) => [`${project}/${stream}`, tag]));
}
/** Collects inputs that are not given. */
class Inputs {
    values = {};
    #request;
    constructor(request) {
        this.#request = request;
    }
    /** Whether the run gives it itself. */
    isGiven(name) {
        return this.#request.names.isSet(name);
    }
    add(name, value) {
        if (value === undefined || this.isGiven(name) || !this.#request.names.isOfCommand(name))
            return;
        this.values[name] = value;
    }
}
function environmentOf(input, landscape, { raw, addProblem }) {
    const name = (raw[input] ?? '').trim();
    if (name === '')
        return undefined;
    return found(input, () => (0,environments_landscape/* findEnvironment */.jY)(landscape, name), addProblem);
}
function originOf(to, landscape, request) {
    const given = environmentOf('from', landscape, request);
    const { names, addProblem } = request;
    if (given !== undefined) {
        if (to !== undefined && !to.from.includes(given.name))
            addProblem('from', `${to.name} is promoted to ${to.from.length === 0 ? 'from no environment' : `from ${to.from.join(' or ')}`}, not from ${given.name}`, to.from.length === 0 ? 'give the source image instead' : `promote to ${to.from[0] ?? ''} first`);
        return given;
    }
    const [standard] = to?.from ?? [];
    const isOther = names.isSet('source-image') || names.isSet('images') || names.isSet('images-file');
    if (standard !== undefined && (!isOther || (to?.soakMs ?? 0) > 0))
        return (0,environments_landscape/* findEnvironment */.jY)(landscape, standard);
    if (to !== undefined && !isOther && names.isOfCommand('rollout'))
        addProblem('source-image', `required, as ${to.name} is the first environment`, 'give the image to promote to it');
    return undefined;
}
function promotedOf(name, from, to, landscape, { addProblem }) {
    const entry = found('app', () => (0,environments_landscape/* findApplication */.oN)(landscape, name), addProblem) ?? {};
    for (const each of [from, to])
        if (each !== undefined && !(0,environments_landscape/* isPlaced */.AD)(entry, each))
            addProblem('app', `${(0,given_text/* quoteGiven */.k9)(name)} does not belong into ${each.name}`, `see "environments" of it in ${landscape.file}`);
    const place = (environment) => environment === undefined ? undefined : (0,environments_landscape/* placeOf */.$t)(name, entry, environment);
    return { name, entry: entry, source: place(from), destination: place(to) };
}
function found(input, find, addProblem) {
    try {
        return find();
    }
    catch (error) {
        if (!(error instanceof errors/* PromoteError */.jG))
            throw error;
        addProblem(input, error.message, error.hint ?? '');
        return undefined;
    }
}
/**
 * The inputs of the destination for one environment alone. A token that is missing is added as a problem.
 * @param request its `raw` may hold inputs of the run that apply to every environment
 */
function connectionInputs(landscape, environment, request) {
    const found = new Inputs(request);
    addSide(found, 'destination', environment, landscape, request);
    return { ...request.raw, ...found.values };
}
/** How to reach an environment and log in to it. What a run gives itself stands in place of all that belongs together. */
function addSide(inputs, side, environment, { file }, request) {
    for (const [name, value] of Object.entries(environment.inputs ?? {}))
        if (request.names.kindOf(name) === 'side')
            inputs.add(`${side}-${name}`, entryText(value));
    const { server, kubeconfig, context, registry, ca, proxy, token } = environment;
    const beside = (name) => pathBeside(file, name);
    const isOther = ['server', 'kubeconfig', 'context'].some((name) => inputs.isGiven(`${side}-${name}`));
    if (!isOther) {
        inputs.add(`${side}-server`, server);
        inputs.add(`${side}-kubeconfig`, kubeconfig === undefined ? undefined : beside(kubeconfig));
        inputs.add(`${side}-context`, context);
        inputs.add(`${side}-registry`, registry);
        inputs.add(`${side}-ca`, ca === undefined || ca.includes('-----BEGIN') ? ca : beside(ca));
        inputs.add(`${side}-proxy`, proxy);
    }
    const hasLogin = ['token', 'token-file', 'username', 'oidc-audience', 'token-secret'].some((name) => inputs.isGiven(`${side}-${name}`));
    if (token === undefined || hasLogin || isOther)
        return;
    const value = request.variables[token]?.trim() ?? '';
    if (value !== '')
        inputs.add(`${side}-token`, value);
    else
        request.addProblem(`${side}-token`, `the environment variable ${(0,given_text/* quoteGiven */.k9)(token)}, which ${file} names for ${environment.name}, is not set`, 'set it from a secret of the CI system');
}
function addImages(inputs, applications, request) {
    const { raw, names } = request;
    const release = (raw['release'] ?? '').trim();
    const sourceOf = ({ source }) => source === undefined
        ? undefined
        : `${source.project}/${source.stream}${release === '' ? `:${source.tag}` : ''}`;
    const destinationOf = ({ destination }) => destination === undefined ? undefined : imageText(destination);
    const [first, ...others] = applications;
    if (first === undefined)
        return;
    if (['images', 'images-file'].some((name) => names.isSet(name)))
        return;
    if (others.length === 0) {
        inputs.add('source-image', sourceOf(first));
        inputs.add('destination-image', destinationOf(first));
        return;
    }
    const lines = applications.map((each) => `${sourceOf(each) ?? ''} => ${destinationOf(each) ?? ''}`);
    if (names.isSet('rollback') || !names.isOfCommand('images'))
        request.addProblem('app', 'names several applications', 'give one');
    inputs.add('images', lines.join('\n'));
}
/** Relative paths are relative to the file that names them. */
function pathBeside(file, name) {
    return external_node_path_.isAbsolute(name) ? name : external_node_path_.join(external_node_path_.dirname(file), name);
}
function imageText({ project, stream, tag }) {
    return `${project}/${stream}:${tag}`;
}
function addFurther(inputs, to, applications, { file }, { names }) {
    const workloads = applications.flatMap(({ destination }) => destination === undefined
        ? []
        : destination.workloads.map((workload) => withProject(workload, destination.project)));
    inputs.add('rollout', [...new Set(workloads)].join('\n') || undefined);
    if (to.policy !== undefined) {
        const isPath = /\.(?:ya?ml|json)$/i.test(to.policy) || /^\.{0,2}\//.test(to.policy);
        inputs.add('policy', isPath ? pathBeside(file, to.policy) : to.policy);
    }
    for (const { entry } of applications)
        addEntries(inputs, entry.inputs, names);
    addEntries(inputs, to.inputs, names);
}
/** `auto` and workloads that name their project stay as they are. */
function withProject(workload, project) {
    return workload === 'auto' || workload.split('/').length > 2 ? workload : `${project}/${workload}`;
}
/** Those that are there already come from something that counts more. */
function addEntries(inputs, entries, names) {
    for (const [name, value] of Object.entries(entries ?? {}))
        if (names.kindOf(name) === 'run' && !(name in inputs.values))
            inputs.add(name, entryText(value));
}
function entryText(value) {
    return typeof value === 'object' ? value.join('\n') : String(value);
}
/** Entries separated by commas or line breaks. */
function entriesOf(text) {
    const names = (text ?? '').split(/[,\n]/).map((each) => each.trim());
    return [...new Set(names.filter((each) => each !== ''))];
}
function frozenError(name, { reason, until }) {
    return new errors/* PromoteError */.jG({
        code: 'ENVIRONMENT_FROZEN',
        message: `${name} is frozen ${until === undefined ? 'until further notice' : `until ${until}`}: ${reason}`,
        hint: 'wait, or give freeze-override with the reason, which is recorded',
    });
}

// EXTERNAL MODULE: ./src/openshift/yaml/read-yaml.js
var read_yaml = __webpack_require__(9800);
// EXTERNAL MODULE: ./src/entry/compose/system-clock.js
var system_clock = __webpack_require__(5119);
;// CONCATENATED MODULE: ./src/entry/environments.js














const MAX_FILE_BYTES = 2 * 1024 * 1024;
const INPUT_NAMES = {
    kindOf: (name) => ((0,unknown_names/* isInputName */.wp)(name) ? 'run' : (0,unknown_names/* isInputName */.wp)(`source-${name}`) ? 'side' : undefined),
    isSecret: (name) => [name, `source-${name}`].some((each) => (0,unknown_names/* isInputName */.wp)(each) && (0,inputs/* inputRow */.bd)(each).secret === true),
    nearest: unknown_names/* nearestName */.qb,
};
/** @throws PromoteError ENVIRONMENTS_INVALID with every problem of the file in `problems` */
async function openLandscape(file) {
    const content = (0,file_text/* readFileText */.e)(file, MAX_FILE_BYTES);
    if ('problem' in content)
        throw invalid(content.problem, 'give the path of a file that the job can read');
    const yaml = await (0,read_yaml/* readYaml */.g)(content.text);
    if (!yaml.ok)
        throw invalid(`${file} ${yaml.problem.what}`, yaml.problem.advice);
    const [tree, ...more] = yaml.documents;
    if (more.length > 0)
        throw invalid(`${file} has ${yaml.documents.length} YAML documents`, 'put everything into one document');
    return (0,environments_landscape/* readLandscape */.I2)(file, tree, INPUT_NAMES);
}
function invalid(message, hint = `see ${version/* DOCUMENTATION */.l0}/environments.md`) {
    return new errors/* PromoteError */.jG({ code: 'ENVIRONMENTS_INVALID', message, hint });
}
/**
 * Replaces the inputs that name environments and applications by what their file says about them.
 * @param variables environment variables of the job
 * @throws PromoteError ENVIRONMENTS_INVALID, ENVIRONMENT_FROZEN, INPUT_INVALID with every problem in `problems`
 */
async function expandEnvironments({ raw, spell, adviseOnSecret }, command, variables) {
    const landscape = await openLandscape((raw['environments'] ?? '').trim());
    const inputProblems = (0,input_problems/* createInputProblems */.T)(spell, adviseOnSecret);
    const own = new Set((0,commands/* commandRow */.uX)(command).inputs);
    const expanded = inputsFor(landscape, {
        ...{ raw, variables, now: system_clock/* systemClock */.m.date() },
        names: {
            ...INPUT_NAMES,
            isOfCommand: (name) => own.has(name),
            isSet: (name) => isGiven(name, raw),
        },
        isPromotion: command === 'promote' || command === 'plan' || command === 'doctor',
        addProblem: (name, what, hint) => {
            inputProblems.add(nameOf(name), what, hint);
        },
    });
    if (inputProblems.problems.length > 0)
        throw (0,errors/* errorOfProblems */.M$)('INPUT_INVALID', inputProblems.problems);
    return expanded;
}
function isGiven(name, raw) {
    if ((0,unknown_names/* isInputName */.wp)(name))
        return (0,command_options/* isSet */.vM)(name, raw[name]);
    return (0,unknown_names/* isKnownName */.XU)(name) && (raw[name] ?? '').trim() !== '';
}
function nameOf(name) {
    return (0,unknown_names/* isInputName */.wp)(name) ? name : 'environments';
}
/**
 * Chooses the image of each promotion as the run and its environment require.
 * @throws PromoteError IMAGE_NOT_FOUND when no tag fits, NOT_SOAKED, \u2026
 */
async function chooseReleases({ release, environment }, soakedTags, { options, ports }, signal) {
    if (release === undefined)
        return options;
    const { clusters, registries, reporter, clock } = ports;
    const choosing = {
        choice: release,
        streams: clusters.source?.streams ?? clusters.destination?.streams,
        repository: (host, name) => registries.repository('source', host, name),
        soakMs: environment?.soakMs ?? 0,
        soakedTags,
        carriesVersion: environment?.from !== undefined,
        now: clock.date(),
        log: (line) => {
            reporter.info(line);
        },
    };
    const promotions = [];
    for (const request of options.promotions)
        promotions.push(await chooseRelease(request, choosing, signal));
    return { ...options, promotions };
}
/**
 * The inputs for one environment alone.
 * @param raw inputs of the run that apply to all of them
 * @throws PromoteError INPUT_INVALID when its token is missing
 */
function accessInputs(landscape, environment, { spell, adviseOnSecret }, raw, variables) {
    const inputProblems = (0,input_problems/* createInputProblems */.T)(spell, adviseOnSecret);
    const shared = Object.fromEntries(Object.entries(raw).filter(([name]) => !['environments', 'to', 'app'].includes(name)));
    const inputs = connectionInputs(landscape, environment, {
        ...{ raw: shared, variables, now: system_clock/* systemClock */.m.date(), isPromotion: false },
        names: { ...INPUT_NAMES, isOfCommand: () => true, isSet: (name) => isGiven(name, shared) },
        addProblem: (name, what, hint) => {
            inputProblems.add(nameOf(name), what, hint);
        },
    });
    if (inputProblems.problems.length > 0)
        throw (0,errors/* errorOfProblems */.M$)('INPUT_INVALID', inputProblems.problems);
    return inputs;
}
/**
 * The applications and environments that inputs name.
 * @throws PromoteError INPUT_INVALID for one that is not in the file
 */
function findNamed(landscape, raw) {
    const [applications, environments] = [entriesOf(raw['app']), entriesOf(raw['to'])];
    for (const name of applications)
        (0,environments_landscape/* findApplication */.oN)(landscape, name);
    for (const name of environments)
        (0,environments_landscape/* findEnvironment */.jY)(landscape, name);
    return { applications, environments };
}


/***/ }),

/***/ 9677:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   M: () => (/* binding */ readFreezeWindow),
/* harmony export */   q: () => (/* binding */ frozenAt)
/* harmony export */ });
/* harmony import */ var _schema_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(9177);

const DAY_MINUTES = 24 * 60;
const MINUTE_MS = 60_000;
/** @param standardZone time zone of windows that name none */
function readFreezeWindow({ reason, from, until, days, hours, timeZone: own }, standardZone) {
    const timeZone = own ?? standardZone;
    if (!isTimeZone(timeZone))
        return {
            problem: `has the time zone ${JSON.stringify(timeZone)}, which is not known`,
            hint: 'write a name such as Europe/Berlin or UTC',
        };
    for (const moment of [from, until])
        if (moment !== undefined && !isRealDay(moment))
            return { problem: `has the day ${moment}, which does not exist`, hint: 'write a day of the calendar' };
    if (from === undefined && until === undefined && days === undefined && hours === undefined)
        return { problem: 'holds always', hint: 'give it from and until, days or hours' };
    const first = from === undefined ? undefined : startOf(from);
    const end = until === undefined ? undefined : endOf(until);
    if (first !== undefined && end !== undefined && first >= end)
        return {
            problem: `ends (${String(until)}) before it begins (${String(from)})`,
            hint: 'exchange from and until',
        };
    const [begins = 0, ends = DAY_MINUTES] = (hours ?? '00:00-24:00').split('-').map(minutesOf);
    if (begins === ends)
        return {
            problem: `has the hours ${String(hours)}, which are none`,
            hint: 'leave hours out for the whole day',
        };
    return {
        ...{ reason, from: first, until: end, days: days ?? _schema_js__WEBPACK_IMPORTED_MODULE_0__/* .DAYS */ .q, timeZone },
        start: begins,
        end: ends > begins ? ends : ends + DAY_MINUTES,
    };
}
function isTimeZone(name) {
    try {
        return new Intl.DateTimeFormat('en', { timeZone: name }) !== undefined;
    }
    catch {
        return false;
    }
}
function isRealDay(moment) {
    const day = moment.slice(0, 10);
    const time = Date.parse(`${day}T00:00Z`);
    return !Number.isNaN(time) && new Date(time).toISOString().startsWith(day);
}
const startOf = (moment) => (moment.includes('T') ? moment : `${moment}T00:00`);
const endOf = (moment) => (moment.includes('T') ? moment : `${nextDay(moment)}T00:00`);
const nextDay = (day) => new Date(Date.parse(`${day}T00:00Z`) + DAY_MINUTES * MINUTE_MS).toISOString().slice(0, 10);
function minutesOf(time) {
    const [hours = 0, minutes = 0] = time.split(':').map(Number);
    return hours * 60 + minutes;
}
function localTime(now, timeZone) {
    const format = formatOf(timeZone);
    const parts = Object.fromEntries(format.formatToParts(now).map(({ type, value }) => [type, value]));
    const { year = '', month = '', day = '', hour = '', minute = '', weekday = '' } = parts;
    return {
        text: `${year}-${month}-${day}T${hour}:${minute}`,
        day: _schema_js__WEBPACK_IMPORTED_MODULE_0__/* .DAYS */ .q.findIndex((each) => each === weekday),
        minutes: Number(hour) * 60 + Number(minute),
    };
}
const FORMATS = new Map();
function formatOf(timeZone) {
    const known = FORMATS.get(timeZone);
    if (known !== undefined)
        return known;
    const format = new Intl.DateTimeFormat('en-US', {
        ...{ timeZone, hourCycle: 'h23', weekday: 'short' },
        ...{ year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit' },
    });
    FORMATS.set(timeZone, format);
    return format;
}
function holds({ from, until, days, start, end, timeZone }, now) {
    const { text, day, minutes } = localTime(now, timeZone);
    if ((from !== undefined && text < from) || (until !== undefined && text >= until))
        return false;
    const has = (index) => days.includes(_schema_js__WEBPACK_IMPORTED_MODULE_0__/* .DAYS */ .q[(index + _schema_js__WEBPACK_IMPORTED_MODULE_0__/* .DAYS */ .q.length) % _schema_js__WEBPACK_IMPORTED_MODULE_0__/* .DAYS */ .q.length] ?? 'Sun');
    // a window that goes past midnight belongs to the day on which it began
    return (has(day) && minutes >= start && minutes < end) || (has(day - 1) && minutes + DAY_MINUTES < end);
}
/** Windows that hold at a moment; the end is that of the last of those that follow each other without a gap. */
function frozenAt(windows, now) {
    const [first] = windows.filter((window) => holds(window, now));
    if (first === undefined)
        return undefined;
    let moment = new Date(Math.floor(now.getTime() / MINUTE_MS) * MINUTE_MS);
    for (let steps = 0; steps < MAX_WINDOWS; steps += 1) {
        const window = windows.find((each) => holds(each, moment));
        if (window === undefined)
            return { reason: first.reason, until: shown(moment, first.timeZone) };
        const end = endAfter(window, moment);
        if (end === undefined)
            break;
        moment = end;
    }
    return { reason: first.reason, until: undefined };
}
const MAX_WINDOWS = 100;
// a week and the change of a clock
const MAX_WEEKLY_MINUTES = 8 * DAY_MINUTES;
const MAX_DAYS = 3 * 366;
/** The first minute at which a window that holds no longer does. */
function endAfter(window, moment) {
    const isAllWeek = window.days.length === _schema_js__WEBPACK_IMPORTED_MODULE_0__/* .DAYS */ .q.length && window.end - window.start === DAY_MINUTES;
    if (isAllWeek && window.until === undefined)
        return undefined;
    let time = moment.getTime();
    // a window of whole days may be months long, so days are skipped first
    for (let days = 0; isAllWeek && days < MAX_DAYS; days += 1) {
        const next = time + DAY_MINUTES * MINUTE_MS;
        if (!holds(window, new Date(next)))
            break;
        time = next;
    }
    for (let minutes = 0; minutes < MAX_WEEKLY_MINUTES; minutes += 1) {
        time += MINUTE_MS;
        if (!holds(window, new Date(time)))
            return new Date(time);
    }
    return undefined;
}
function shown(moment, timeZone) {
    return `${localTime(moment, timeZone).text.replace('T', ' ')} ${timeZone}`;
}


/***/ }),

/***/ 6853:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   $t: () => (/* binding */ placeOf),
/* harmony export */   AD: () => (/* binding */ isPlaced),
/* harmony export */   I2: () => (/* binding */ readLandscape),
/* harmony export */   cK: () => (/* binding */ matches),
/* harmony export */   jY: () => (/* binding */ findEnvironment),
/* harmony export */   oN: () => (/* binding */ findApplication)
/* harmony export */ });
/* harmony import */ var _core_text_errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7206);
/* harmony import */ var _core_text_nearest_name_js__WEBPACK_IMPORTED_MODULE_8__ = __webpack_require__(8047);
/* harmony import */ var _core_text_given_text_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(3446);
/* harmony import */ var _core_text_server_text_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(6844);
/* harmony import */ var _core_text_strict_json_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(1691);
/* harmony import */ var _core_text_time_js__WEBPACK_IMPORTED_MODULE_7__ = __webpack_require__(4848);
/* harmony import */ var _core_version_js__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(2857);
/* harmony import */ var _freeze_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(9677);
/* harmony import */ var _schema_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(9177);









const DEFAULT_TAG = 'live';
const HINT = `${_core_version_js__WEBPACK_IMPORTED_MODULE_6__/* .DOCUMENTATION */ .l0}/environments.md lists all fields`;
/**
 * @param tree the parsed YAML
 * @throws PromoteError ENVIRONMENTS_INVALID with every problem of the file in `problems`
 */
function readLandscape(file, tree, names) {
    const problems = [];
    const add = (what, hint = HINT) => {
        problems.push({ code: 'ENVIRONMENTS_INVALID', message: `${file}: ${what}`, hint });
    };
    const read = _schema_js__WEBPACK_IMPORTED_MODULE_5__/* .ENVIRONMENTS_SHAPE */ .V.read(tree, [], (path, what, hint) => add(`${placeText(path, tree)}${what}`, hint));
    // what follows would only repeat that an entry is not as it should be
    if (read === undefined || problems.length > 0)
        throw (0,_core_text_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .errorOfProblems */ .M$)('ENVIRONMENTS_INVALID', problems);
    const environments = read.environments.map((entry, index) => environmentOf(entry, index, read, add));
    reportRepeated('environment', environments.map(({ name }) => name), add);
    reportRepeated('application', read.applications.flatMap(({ name, pattern }) => name ?? pattern ?? []), add);
    reportOrigins(environments, add);
    for (const { name, inputs } of environments)
        reportInputs(`environment ${name}`, inputs, names, add);
    for (const entry of read.applications)
        reportApplication(entry, environments, names, add);
    reportOverlaps(read.applications, add);
    if (problems.length > 0)
        throw (0,_core_text_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .errorOfProblems */ .M$)('ENVIRONMENTS_INVALID', problems);
    return { file, environments, applications: read.applications };
}
function environmentOf({ from, soak, freeze, ...entry }, index, { environments, timeZone }, add) {
    const before = environments[index - 1]?.name;
    const standard = before === undefined ? [] : [before];
    if (entry.server === undefined && entry.kubeconfig === undefined && entry.context === undefined)
        add(`environment ${entry.name} has neither server nor kubeconfig`, 'give the URL that oc whoami --show-server prints');
    if (entry.server !== undefined && entry.kubeconfig !== undefined)
        add(`environment ${entry.name} has both server and kubeconfig`, 'remove one of them');
    return {
        ...entry,
        from: from === undefined ? standard : typeof from === 'string' ? [from] : from,
        soakMs: soak === undefined ? 0 : (0,_core_text_time_js__WEBPACK_IMPORTED_MODULE_7__/* .durationMs */ .pc)(soak),
        freeze: (freeze ?? []).flatMap((window, position) => {
            const result = (0,_freeze_js__WEBPACK_IMPORTED_MODULE_4__/* .readFreezeWindow */ .M)(window, timeZone);
            if (!('problem' in result))
                return [result];
            add(`environment ${entry.name}: freeze ${position + 1} ${result.problem}`, result.hint);
            return [];
        }),
    };
}
function reportRepeated(what, names, add) {
    const repeated = names.filter((name, index) => names.indexOf(name) !== index);
    for (const name of new Set(repeated))
        add(`${what} ${name} is there twice`, 'remove one of them, or rename it');
}
/** Every environment must be reached from one that exists, and not from itself. */
function reportOrigins(environments, add) {
    const names = environments.map(({ name }) => name);
    for (const { name, from } of environments) {
        for (const origin of from.filter((each) => !names.includes(each)))
            add(`environment ${name} is promoted to from ${origin}, which is not in this file`, hintFor(origin, names));
    }
    for (const { name, from, soakMs } of environments)
        if (soakMs > 0 && from.length === 0)
            add(`environment ${name} has a soak time, but images come from no environment`, 'remove soak, or give it "from"');
    // a name that is there twice would be one as well
    const circle = new Set(names).size < names.length ? undefined : circleOf(environments);
    if (circle !== undefined)
        add(`the environments form a circle: ${circle.join(' is promoted to from ')}`, 'an image must begin somewhere: remove one of these "from"');
}
function circleOf(environments) {
    const origins = new Map(environments.map(({ name, from }) => [name, from]));
    const done = new Set();
    const walk = (name, way) => {
        if (way.includes(name))
            return [...way.slice(way.indexOf(name)), name];
        if (done.has(name))
            return undefined;
        for (const origin of origins.get(name) ?? []) {
            const found = walk(origin, [...way, name]);
            if (found !== undefined)
                return found;
        }
        done.add(name);
        return undefined;
    };
    for (const { name } of environments) {
        const found = walk(name, []);
        if (found !== undefined)
            return found;
    }
    return undefined;
}
function reportApplication(entry, environments, names, add) {
    const { name, pattern, project, inputs } = entry;
    if ((name === undefined) === (pattern === undefined)) {
        add(`application ${name ?? 'without a name'} needs either name or pattern`, 'give one of them');
        return;
    }
    const what = `application ${name ?? pattern ?? ''}`;
    const known = environments.map((each) => each.name);
    for (const other of entry.environments ?? [])
        if (!known.includes(other))
            add(`${what} belongs into ${other}, which is not in this file`, hintFor(other, known));
    const homeless = environments.filter((each) => project === undefined && each.project === undefined && isPlaced(entry, each));
    if (homeless.length > 0)
        add(`${what} has no project in ${homeless.map((each) => each.name).join(', ')}`, 'give the environment or the application a project');
    reportInputs(what, inputs, names, add);
}
function reportInputs(what, inputs, names, add) {
    for (const name of Object.keys(inputs ?? {})) {
        if (names.kindOf(name) === undefined) {
            const nearest = names.nearest(name);
            add(`${what}: inputs has no input ${name}`, nearest === undefined ? HINT : `did you mean ${nearest}?`);
        }
        else if (OWN_INPUTS.includes(name)) {
            add(`${what}: the input ${name} cannot stand here`, 'give it to the run');
        }
        else if (names.isSecret(name)) {
            add(`${what}: ${name} is a secret, which must not be in a file`, 'give it to the run, from the secrets of the CI system');
        }
    }
}
/** Inputs that only a run can have. */
const OWN_INPUTS = ['environments', 'from', 'to', 'app', 'freeze-override'];
/** Every application must have one entry: which one counts must not depend on their order. A name comes before a pattern. */
function reportOverlaps(applications, add) {
    const patterns = applications.flatMap(({ pattern }) => pattern ?? []);
    patterns.forEach((one, index) => {
        for (const other of patterns.slice(index + 1))
            if (one !== other && overlap(one, other))
                add(`the patterns ${one} and ${other} can match the same application`, 'make one of them narrower, or name the application');
    });
}
/** Whether some text matches both patterns. */
function overlap(one, other) {
    const seen = new Map();
    const meet = (i, j) => {
        if (i === one.length && j === other.length)
            return true;
        const key = `${i},${j}`;
        const known = seen.get(key);
        if (known !== undefined)
            return known;
        seen.set(key, false);
        const [a, b] = [one[i], other[j]];
        const found = (a === '*' && (meet(i + 1, j) || (b !== undefined && meet(i, j + 1)))) ||
            (b === '*' && (meet(i, j + 1) || (a !== undefined && meet(i + 1, j)))) ||
            (a !== undefined && a === b && meet(i + 1, j + 1));
        seen.set(key, found);
        return found;
    };
    return meet(0, 0);
}
/** Whether a name matches a pattern with `*`. */
function matches(pattern, name) {
    const parts = pattern.split('*').map((part) => part.replaceAll('-', '\\-'));
    return new RegExp(`^${parts.join('[a-z0-9-]*')}$`).test(name);
}
function isPlaced({ environments }, { name }) {
    return environments === undefined || environments.includes(name);
}
/** @throws PromoteError INPUT_INVALID, which names the nearest or all there are */
function findEnvironment(landscape, name) {
    const found = landscape.environments.find((each) => each.name === name);
    if (found !== undefined)
        return found;
    const names = landscape.environments.map((each) => each.name);
    throw unknown(`${landscape.file} has no environment ${JSON.stringify((0,_core_text_server_text_js__WEBPACK_IMPORTED_MODULE_2__/* .cleanServerText */ .C)(name, 80))}`, name, names);
}
/** @throws PromoteError INPUT_INVALID, which names the nearest or all there are */
function findApplication(landscape, name) {
    const { applications, file } = landscape;
    const found = applications.find((each) => each.name === name) ??
        applications.find(({ pattern }) => pattern !== undefined && matches(pattern, name));
    if (found !== undefined)
        return found;
    const names = applications.flatMap((each) => each.name ?? each.pattern ?? []);
    throw unknown(`${file} has no application ${(0,_core_text_given_text_js__WEBPACK_IMPORTED_MODULE_1__/* .quoteGiven */ .k9)(name)}`, name, names);
}
/** Where an application is in an environment. */
function placeOf(name, entry, environment) {
    const fill = (text) => text.replaceAll('{app}', name).replaceAll('{environment}', environment.name);
    return {
        project: fill(entry.project ?? environment.project ?? ''),
        stream: fill(entry.stream ?? '{app}'),
        tag: entry.tag ?? environment.tag ?? DEFAULT_TAG,
        workloads: entry.workloads ?? ['auto'],
    };
}
function unknown(message, name, names) {
    return new _core_text_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .PromoteError */ .jG({ code: 'INPUT_INVALID', message, hint: hintFor(name, names) });
}
const MAX_NAMES = 20;
function hintFor(name, names) {
    const nearest = (0,_core_text_nearest_name_js__WEBPACK_IMPORTED_MODULE_8__/* .nearestName */ .q)(name, names);
    if (nearest !== undefined)
        return `did you mean ${nearest}?`;
    const more = names.length > MAX_NAMES ? ` and ${names.length - MAX_NAMES} more` : '';
    return `there are ${names.slice(0, MAX_NAMES).join(', ')}${more}`;
}
/** The position in the file, as the start of a message: `environment prod: freeze.0.hours `. */
function placeText(path, tree) {
    const [first, second, ...rest] = path;
    if (first === undefined)
        return 'it ';
    if (second === undefined || !['environments', 'applications'].includes(first))
        return `${path.join('.')} `;
    const kind = first.slice(0, -1);
    const entries = (0,_core_text_strict_json_js__WEBPACK_IMPORTED_MODULE_3__/* .isJsonObject */ .OW)(tree) ? tree[first] : undefined;
    const entry = Array.isArray(entries) ? entries[Number(second)] : undefined;
    const name = (0,_core_text_strict_json_js__WEBPACK_IMPORTED_MODULE_3__/* .isJsonObject */ .OW)(entry) ? (entry['name'] ?? entry['pattern']) : undefined;
    const what = typeof name === 'string'
        ? `${kind} ${JSON.stringify((0,_core_text_server_text_js__WEBPACK_IMPORTED_MODULE_2__/* .cleanServerText */ .C)(name, 80))}`
        : `${kind} ${Number(second) + 1}`;
    return rest.length === 0 ? `${what} ` : `${what}: ${rest.join('.')} `;
}


/***/ }),

/***/ 9177:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   V: () => (/* binding */ ENVIRONMENTS_SHAPE),
/* harmony export */   q: () => (/* binding */ DAYS)
/* harmony export */ });
/* harmony import */ var _core_text_credential_patterns_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(8454);
/* harmony import */ var _core_text_shape_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(2604);


const name = (0,_core_text_shape_js__WEBPACK_IMPORTED_MODULE_1__/* .text */ .Qq)(/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/, 'must consist of lower-case letters, digits and -, 63 at most');
const pattern = (0,_core_text_shape_js__WEBPACK_IMPORTED_MODULE_1__/* .text */ .Qq)(/^[a-z0-9*](?:[a-z0-9*-]{0,61}[a-z0-9*])?$/, 'must consist of lower-case letters, digits, - and * (any characters), 63 at most');
const filled = (placeholders) => (0,_core_text_shape_js__WEBPACK_IMPORTED_MODULE_1__/* .text */ .Qq)(/^(?:[a-z0-9-]|\{app\}|\{environment\})+$/, `must be a name of lower-case letters, digits and -; ${placeholders} may stand in it`);
const imageTag = (0,_core_text_shape_js__WEBPACK_IMPORTED_MODULE_1__/* .text */ .Qq)(/^\w[\w.-]{0,127}$/, 'must be a tag: letters, digits, _ . - only, 128 at most');
/** Their tokens open more than a cluster. */
const OF_CI_SYSTEMS = /^(?:GITHUB_|ACTIONS_|RUNNER_|CI_JOB_|CI_REGISTRY_|CI_DEPLOY_)\w{0,99}$/;
/** What does not look like a name is never shown: it may be the token itself. */
const variable = {
    ...(0,_core_text_shape_js__WEBPACK_IMPORTED_MODULE_1__/* .text */ .Qq)(/^[A-Za-z_]\w{0,99}$/),
    read(value, path, addProblem) {
        if (typeof value === 'string' && OF_CI_SYSTEMS.test(value)) {
            addProblem(path, `is ${value.slice(0, 60)}, which belongs to the CI system and must not be sent to a cluster`, 'make a token for the cluster: oc create token promoter');
            return undefined;
        }
        if (typeof value === 'string' && /^[A-Za-z_]\w{0,99}$/.test(value) && (0,_core_text_credential_patterns_js__WEBPACK_IMPORTED_MODULE_0__/* .hideCredentials */ .R)(value) === value)
            return value;
        addProblem(path, 'must be the name of an environment variable, not a token', 'write the name of the variable that the job sets from its secrets, such as PROD_TOKEN');
        return undefined;
    },
};
const duration = (0,_core_text_shape_js__WEBPACK_IMPORTED_MODULE_1__/* .text */ .Qq)(/^(?=.)(?:\d{1,5}d)?(?:\d{1,6}h)?(?:\d{1,6}m)?$/, 'must be a duration such as 24h, 3d or 1d12h');
const moment = (0,_core_text_shape_js__WEBPACK_IMPORTED_MODULE_1__/* .text */ .Qq)(/^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])(?:T(?:[01]\d|2[0-3]):[0-5]\d)?$/, 'must be a day such as 2026-12-20, or a minute such as 2026-12-20T18:00');
/** In the order of `Date.prototype.getDay`. */
const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const freezeWindow = (0,_core_text_shape_js__WEBPACK_IMPORTED_MODULE_1__/* .described */ .WY)((0,_core_text_shape_js__WEBPACK_IMPORTED_MODULE_1__/* .group */ .Os)({
    reason: (0,_core_text_shape_js__WEBPACK_IMPORTED_MODULE_1__/* .described */ .WY)((0,_core_text_shape_js__WEBPACK_IMPORTED_MODULE_1__/* .text */ .Qq)(), 'Why nothing is promoted then. It is part of the error message.'),
    from: (0,_core_text_shape_js__WEBPACK_IMPORTED_MODULE_1__/* .optional */ .lq)((0,_core_text_shape_js__WEBPACK_IMPORTED_MODULE_1__/* .described */ .WY)(moment, 'First day, or minute, of the window.')),
    until: (0,_core_text_shape_js__WEBPACK_IMPORTED_MODULE_1__/* .optional */ .lq)((0,_core_text_shape_js__WEBPACK_IMPORTED_MODULE_1__/* .described */ .WY)(moment, 'Last day of the window, or the minute when it ends. If missing, it has no end.')),
    days: (0,_core_text_shape_js__WEBPACK_IMPORTED_MODULE_1__/* .optional */ .lq)((0,_core_text_shape_js__WEBPACK_IMPORTED_MODULE_1__/* .described */ .WY)((0,_core_text_shape_js__WEBPACK_IMPORTED_MODULE_1__/* .list */ .p_)((0,_core_text_shape_js__WEBPACK_IMPORTED_MODULE_1__/* .choice */ .Yq)(...DAYS)), 'Days of the week. Default: every day.')),
    hours: (0,_core_text_shape_js__WEBPACK_IMPORTED_MODULE_1__/* .optional */ .lq)((0,_core_text_shape_js__WEBPACK_IMPORTED_MODULE_1__/* .described */ .WY)((0,_core_text_shape_js__WEBPACK_IMPORTED_MODULE_1__/* .text */ .Qq)(/^(?:[01]\d|2[0-3]):[0-5]\d-(?:(?:[01]\d|2[0-3]):[0-5]\d|24:00)$/, 'must be hours such as 16:00-24:00 or 22:00-06:00'), 'Hours of these days. One that ends before it begins ends on the next day. Default: all day.')),
    timeZone: (0,_core_text_shape_js__WEBPACK_IMPORTED_MODULE_1__/* .optional */ .lq)((0,_core_text_shape_js__WEBPACK_IMPORTED_MODULE_1__/* .described */ .WY)((0,_core_text_shape_js__WEBPACK_IMPORTED_MODULE_1__/* .text */ .Qq)(), 'Time zone of the window, such as Europe/Berlin. Default: `timeZone` of the file, else UTC.')),
}), 'A time in which nothing is promoted to the environment. All its conditions must hold.');
const inputs = (0,_core_text_shape_js__WEBPACK_IMPORTED_MODULE_1__/* .described */ .WY)((0,_core_text_shape_js__WEBPACK_IMPORTED_MODULE_1__/* .map */ .Tj)((0,_core_text_shape_js__WEBPACK_IMPORTED_MODULE_1__/* .text */ .Qq)(/^[a-z][a-z0-9-]{0,60}$/, 'must be the name of an input'), (0,_core_text_shape_js__WEBPACK_IMPORTED_MODULE_1__/* .either */ .gP)((0,_core_text_shape_js__WEBPACK_IMPORTED_MODULE_1__/* .scalar */ .d_)(), (0,_core_text_shape_js__WEBPACK_IMPORTED_MODULE_1__/* .list */ .p_)((0,_core_text_shape_js__WEBPACK_IMPORTED_MODULE_1__/* .text */ .Qq)()))), 'Further inputs. Those of a side are written without source- or destination-. The inputs of a run come first, then those of its application, then those of its environment.');
const environment = (0,_core_text_shape_js__WEBPACK_IMPORTED_MODULE_1__/* .group */ .Os)({
    name,
    from: (0,_core_text_shape_js__WEBPACK_IMPORTED_MODULE_1__/* .optional */ .lq)((0,_core_text_shape_js__WEBPACK_IMPORTED_MODULE_1__/* .described */ .WY)((0,_core_text_shape_js__WEBPACK_IMPORTED_MODULE_1__/* .either */ .gP)(name, (0,_core_text_shape_js__WEBPACK_IMPORTED_MODULE_1__/* .list */ .p_)(name)), 'Environments that images may come from. Default: the one before; the first has none.')),
    server: (0,_core_text_shape_js__WEBPACK_IMPORTED_MODULE_1__/* .optional */ .lq)((0,_core_text_shape_js__WEBPACK_IMPORTED_MODULE_1__/* .described */ .WY)((0,_core_text_shape_js__WEBPACK_IMPORTED_MODULE_1__/* .text */ .Qq)(/^https:\/\//, 'must begin with https://'), 'URL of the API server of its cluster.')),
    project: (0,_core_text_shape_js__WEBPACK_IMPORTED_MODULE_1__/* .optional */ .lq)((0,_core_text_shape_js__WEBPACK_IMPORTED_MODULE_1__/* .described */ .WY)(filled('{app}'), 'Project of its images and workloads, such as prod or {app}-prod.')),
    registry: (0,_core_text_shape_js__WEBPACK_IMPORTED_MODULE_1__/* .optional */ .lq)((0,_core_text_shape_js__WEBPACK_IMPORTED_MODULE_1__/* .described */ .WY)((0,_core_text_shape_js__WEBPACK_IMPORTED_MODULE_1__/* .text */ .Qq)(), 'Public host of its registry. If missing, it is read from the cluster.')),
    ca: (0,_core_text_shape_js__WEBPACK_IMPORTED_MODULE_1__/* .optional */ .lq)((0,_core_text_shape_js__WEBPACK_IMPORTED_MODULE_1__/* .described */ .WY)((0,_core_text_shape_js__WEBPACK_IMPORTED_MODULE_1__/* .text */ .Qq)(), 'Certificate authorities: the path of a PEM file, relative to this one, or PEM text.')),
    kubeconfig: (0,_core_text_shape_js__WEBPACK_IMPORTED_MODULE_1__/* .optional */ .lq)((0,_core_text_shape_js__WEBPACK_IMPORTED_MODULE_1__/* .described */ .WY)((0,_core_text_shape_js__WEBPACK_IMPORTED_MODULE_1__/* .text */ .Qq)(), 'Path of a kubeconfig, relative to this file, instead of server and token.')),
    context: (0,_core_text_shape_js__WEBPACK_IMPORTED_MODULE_1__/* .optional */ .lq)((0,_core_text_shape_js__WEBPACK_IMPORTED_MODULE_1__/* .described */ .WY)((0,_core_text_shape_js__WEBPACK_IMPORTED_MODULE_1__/* .text */ .Qq)(), 'Context of that kubeconfig. Default: the current one.')),
    proxy: (0,_core_text_shape_js__WEBPACK_IMPORTED_MODULE_1__/* .optional */ .lq)((0,_core_text_shape_js__WEBPACK_IMPORTED_MODULE_1__/* .described */ .WY)((0,_core_text_shape_js__WEBPACK_IMPORTED_MODULE_1__/* .text */ .Qq)(), 'Proxy for connections to its cluster, such as http://proxy.example.com:3128.')),
    token: (0,_core_text_shape_js__WEBPACK_IMPORTED_MODULE_1__/* .optional */ .lq)((0,_core_text_shape_js__WEBPACK_IMPORTED_MODULE_1__/* .described */ .WY)(variable, 'Environment variable that holds the token. The token itself must not be in this file.')),
    tag: (0,_core_text_shape_js__WEBPACK_IMPORTED_MODULE_1__/* .optional */ .lq)((0,_core_text_shape_js__WEBPACK_IMPORTED_MODULE_1__/* .described */ .WY)(imageTag, 'Tag that its workloads run. Default: live.')),
    policy: (0,_core_text_shape_js__WEBPACK_IMPORTED_MODULE_1__/* .optional */ .lq)((0,_core_text_shape_js__WEBPACK_IMPORTED_MODULE_1__/* .described */ .WY)((0,_core_text_shape_js__WEBPACK_IMPORTED_MODULE_1__/* .text */ .Qq)(), 'Policy for everything promoted to it: project/name of a ConfigMap in its cluster, or the path of a file, relative to this one.')),
    soak: (0,_core_text_shape_js__WEBPACK_IMPORTED_MODULE_1__/* .optional */ .lq)((0,_core_text_shape_js__WEBPACK_IMPORTED_MODULE_1__/* .described */ .WY)(duration, 'How long an image must have been in the environment it comes from, without interruption.')),
    freeze: (0,_core_text_shape_js__WEBPACK_IMPORTED_MODULE_1__/* .optional */ .lq)((0,_core_text_shape_js__WEBPACK_IMPORTED_MODULE_1__/* .list */ .p_)(freezeWindow)),
    inputs: (0,_core_text_shape_js__WEBPACK_IMPORTED_MODULE_1__/* .optional */ .lq)(inputs),
});
const application = (0,_core_text_shape_js__WEBPACK_IMPORTED_MODULE_1__/* .group */ .Os)({
    name: (0,_core_text_shape_js__WEBPACK_IMPORTED_MODULE_1__/* .optional */ .lq)(name),
    pattern: (0,_core_text_shape_js__WEBPACK_IMPORTED_MODULE_1__/* .optional */ .lq)((0,_core_text_shape_js__WEBPACK_IMPORTED_MODULE_1__/* .described */ .WY)(pattern, 'Applications of which only the name is known, such as team-a-*, instead of a name.')),
    stream: (0,_core_text_shape_js__WEBPACK_IMPORTED_MODULE_1__/* .optional */ .lq)((0,_core_text_shape_js__WEBPACK_IMPORTED_MODULE_1__/* .described */ .WY)(filled('{app} or {environment}'), 'Image stream of the application. Default: {app}.')),
    project: (0,_core_text_shape_js__WEBPACK_IMPORTED_MODULE_1__/* .optional */ .lq)((0,_core_text_shape_js__WEBPACK_IMPORTED_MODULE_1__/* .described */ .WY)(filled('{app} or {environment}'), 'Project of the application, if it is not that of the environment.')),
    tag: (0,_core_text_shape_js__WEBPACK_IMPORTED_MODULE_1__/* .optional */ .lq)((0,_core_text_shape_js__WEBPACK_IMPORTED_MODULE_1__/* .described */ .WY)(imageTag, 'Tag that its workloads run, if it is not that of the environment.')),
    workloads: (0,_core_text_shape_js__WEBPACK_IMPORTED_MODULE_1__/* .optional */ .lq)((0,_core_text_shape_js__WEBPACK_IMPORTED_MODULE_1__/* .described */ .WY)((0,_core_text_shape_js__WEBPACK_IMPORTED_MODULE_1__/* .list */ .p_)((0,_core_text_shape_js__WEBPACK_IMPORTED_MODULE_1__/* .text */ .Qq)()), 'Workloads to roll out, as in the input rollout. Default: auto, every workload that uses the tag.')),
    environments: (0,_core_text_shape_js__WEBPACK_IMPORTED_MODULE_1__/* .optional */ .lq)((0,_core_text_shape_js__WEBPACK_IMPORTED_MODULE_1__/* .described */ .WY)((0,_core_text_shape_js__WEBPACK_IMPORTED_MODULE_1__/* .list */ .p_)(name), 'Environments that the application belongs into. Default: all of them.')),
    inputs: (0,_core_text_shape_js__WEBPACK_IMPORTED_MODULE_1__/* .optional */ .lq)(inputs),
}, { oneOf: [{ required: ['name'] }, { required: ['pattern'] }] });
/** The whole file. docs/environments.schema.json is made from this. */
const ENVIRONMENTS_SHAPE = (0,_core_text_shape_js__WEBPACK_IMPORTED_MODULE_1__/* .group */ .Os)({
    $schema: (0,_core_text_shape_js__WEBPACK_IMPORTED_MODULE_1__/* .optional */ .lq)((0,_core_text_shape_js__WEBPACK_IMPORTED_MODULE_1__/* .text */ .Qq)()),
    version: (0,_core_text_shape_js__WEBPACK_IMPORTED_MODULE_1__/* .choice */ .Yq)(1),
    timeZone: (0,_core_text_shape_js__WEBPACK_IMPORTED_MODULE_1__/* .withDefault */ .IQ)((0,_core_text_shape_js__WEBPACK_IMPORTED_MODULE_1__/* .described */ .WY)((0,_core_text_shape_js__WEBPACK_IMPORTED_MODULE_1__/* .text */ .Qq)(), 'Time zone of all freeze windows, such as Europe/Berlin.'), 'UTC'),
    environments: (0,_core_text_shape_js__WEBPACK_IMPORTED_MODULE_1__/* .described */ .WY)((0,_core_text_shape_js__WEBPACK_IMPORTED_MODULE_1__/* .list */ .p_)(environment, 'names no environment', 50), 'In the order in which images move through them.'),
    applications: (0,_core_text_shape_js__WEBPACK_IMPORTED_MODULE_1__/* .list */ .p_)(application, 'names no application', 2000),
});


/***/ })

};
