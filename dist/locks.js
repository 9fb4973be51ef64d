export const id = 745;
export const ids = [745];
export const modules = {

/***/ 2241:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   createLocks: () => (/* binding */ createLocks)
/* harmony export */ });
/* harmony import */ var node_crypto__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7598);
/* harmony import */ var node_os__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(8161);
/* harmony import */ var _core_text_server_text_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(6844);
/* harmony import */ var _api_api_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(9549);
/* harmony import */ var _api_api_path_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(4877);
/* harmony import */ var _api_explain_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(5283);
/* harmony import */ var _api_json_fields_js__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(9053);







const GROUP_VERSION = 'coordination.k8s.io/v1';
const JOURNAL = 'openshift-promote.io/journal';
const JOURNAL_TAGS = 'openshift-promote.io/journal-tags';
const DEFAULT_SECONDS = 60;
/**
 * Locks as Leases (coordination.k8s.io/v1). The journal is in two annotations of the Lease: lock and journal are one object, so that
 * one write hands both to the next holder.
 */
function createLocks(api) {
    const pathOf = ({ project, name }) => (0,_api_api_path_js__WEBPACK_IMPORTED_MODULE_4__/* .namespacedPath */ .Nh)(GROUP_VERSION, project, 'leases', name);
    return {
        nameHolder: (run) => Promise.resolve(holderName(run)),
        async create(name, lock, signal) {
            const path = (0,_api_api_path_js__WEBPACK_IMPORTED_MODULE_4__/* .namespacedPath */ .Nh)(GROUP_VERSION, name.project, 'leases');
            const body = leaseOf(name, lock, undefined);
            // a second attempt finds what the first one has created
            const reply = await api.send({ method: 'POST', path, body, retry: 'repeatable' }, signal);
            return isStatus(reply, 409) ? undefined : lockOf((0,_api_api_js__WEBPACK_IMPORTED_MODULE_3__/* .requireOk */ .M)(reply));
        },
        async read(name, signal) {
            const reply = await api.send({ method: 'GET', path: pathOf(name) }, signal);
            return isStatus(reply, 404) ? undefined : lockOf((0,_api_api_js__WEBPACK_IMPORTED_MODULE_3__/* .requireOk */ .M)(reply));
        },
        async replace(name, lock, version, signal) {
            const body = leaseOf(name, lock, version);
            const reply = await api.send({ method: 'PUT', path: pathOf(name), body }, signal);
            return isStatus(reply, 404, 409) ? undefined : lockOf((0,_api_api_js__WEBPACK_IMPORTED_MODULE_3__/* .requireOk */ .M)(reply));
        },
        async remove(name, version, signal) {
            const body = {
                kind: 'DeleteOptions',
                apiVersion: 'v1',
                preconditions: { resourceVersion: version },
            };
            const reply = await api.send({ method: 'DELETE', path: pathOf(name), body }, signal);
            if (!reply.ok && !isStatus(reply, 404, 409))
                throw (0,_api_explain_js__WEBPACK_IMPORTED_MODULE_5__/* .explain */ .W)(reply.failure);
        },
    };
}
function holderName(run) {
    const where = `${(0,node_os__WEBPACK_IMPORTED_MODULE_1__.hostname)()}, process ${process.pid} (${(0,node_crypto__WEBPACK_IMPORTED_MODULE_0__.randomUUID)().slice(0, 8)})`;
    return run === undefined ? where : `${run} on ${where}`;
}
function isStatus(reply, ...statuses) {
    return !reply.ok && statuses.includes(reply.failure.status) && reply.failure.kind === 'leases';
}
function leaseOf({ name }, lock, resourceVersion) {
    const { holder, durationSeconds, acquiredAt, renewedAt, journal } = lock;
    return {
        apiVersion: GROUP_VERSION,
        kind: 'Lease',
        metadata: {
            name,
            labels: { 'app.kubernetes.io/managed-by': 'openshift-promote' },
            ...(journal === undefined
                ? {}
                : { annotations: { [JOURNAL]: journal.version, [JOURNAL_TAGS]: journal.text } }),
            ...(resourceVersion === undefined ? {} : { resourceVersion }),
        },
        spec: {
            ...(holder === undefined ? {} : { holderIdentity: holder }),
            leaseDurationSeconds: durationSeconds,
            acquireTime: microTime(acquiredAt),
            renewTime: microTime(renewedAt),
        },
    };
}
/** metav1.MicroTime has exactly six decimals. */
function microTime(date) {
    return date.toISOString().replace('Z', '000Z');
}
function lockOf(lease) {
    const holder = (0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_6__/* .textAt */ .$6)(lease, 'spec', 'holderIdentity');
    const version = (0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_6__/* .textAt */ .$6)(lease, 'metadata', 'annotations', JOURNAL);
    return {
        holder: holder === undefined ? undefined : (0,_core_text_server_text_js__WEBPACK_IMPORTED_MODULE_2__/* .cleanServerText */ .C)(holder),
        durationSeconds: (0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_6__/* .numberAt */ .tk)(lease, 'spec', 'leaseDurationSeconds') ?? DEFAULT_SECONDS,
        acquiredAt: dateAt(lease, 'acquireTime'),
        renewedAt: dateAt(lease, 'renewTime'),
        version: (0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_6__/* .textAt */ .$6)(lease, 'metadata', 'resourceVersion') ?? '',
        ...(version === undefined
            ? {}
            : { journal: { version, text: (0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_6__/* .textAt */ .$6)(lease, 'metadata', 'annotations', JOURNAL_TAGS) ?? '' } }),
    };
}
/** A time that cannot be read is long ago. */
function dateAt(lease, field) {
    const date = new Date((0,_api_json_fields_js__WEBPACK_IMPORTED_MODULE_6__/* .textAt */ .$6)(lease, 'spec', field) ?? 0);
    return Number.isNaN(date.getTime()) ? new Date(0) : date;
}


/***/ }),

/***/ 8232:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  lockSet: () => (/* binding */ lockSet)
});

// EXTERNAL MODULE: ./src/core/image/digest.js
var digest = __webpack_require__(2391);
// EXTERNAL MODULE: ./src/core/text/errors.js
var errors = __webpack_require__(7206);
// EXTERNAL MODULE: ./src/core/text/units.js
var units = __webpack_require__(8934);
// EXTERNAL MODULE: ./src/promotion/run/concurrency.js
var concurrency = __webpack_require__(5874);
// EXTERNAL MODULE: ./src/promotion/run/run.js
var run = __webpack_require__(6628);
// EXTERNAL MODULE: ./src/core/image/reference.js
var reference = __webpack_require__(3638);
// EXTERNAL MODULE: ./src/core/text/server-text.js
var server_text = __webpack_require__(6844);
// EXTERNAL MODULE: ./src/core/text/strict-json.js
var strict_json = __webpack_require__(1691);
// EXTERNAL MODULE: ./src/promotion/run/destination-tags.js
var destination_tags = __webpack_require__(7215);
;// CONCATENATED MODULE: ./src/promotion/lock/journal.js






const JOURNAL_VERSION = 'v1';
/** All annotations of an object may have 256 KiB together: about 1,200 tags. */
const MAX_LENGTH = 240_000;
/** The tags of streams that promoting the images moves. */
function tagsToMove(images, { onExistingTag }) {
    return images.flatMap(({ stream: destination, tags, root }) => {
        if (destination === undefined)
            return [];
        const { project, stream } = destination;
        return (0,destination_tags/* planTags */.Vd)(tags, root.digest, onExistingTag)
            .filter(({ action }) => action === 'create' || action === 'move')
            .map(({ tag, previousDigest }) => ({
            project,
            stream,
            tag,
            before: previousDigest,
            after: root.digest,
        }));
    });
}
function journalTagText({ project, stream, tag }) {
    return `${project}/${stream}:${tag}`;
}
/** @returns undefined: an annotation cannot hold that many tags */
function formatJournal(tags) {
    const entries = tags.map((each) => [journalTagText(each), [each.before ?? null, each.after]]);
    const text = JSON.stringify(Object.fromEntries(entries));
    return text.length > MAX_LENGTH ? undefined : { version: JOURNAL_VERSION, text };
}
/**
 * Reads a journal, which is text that everybody who may edit the Lease may have changed: only tags of `streams` are accepted.
 * @param streams as `project/stream`
 * @param remove the command that removes the journal
 * @throws PromoteError LOCKED when its version is not known, or it is not as this program writes it
 */
function readJournal({ version, text }, streams, remove) {
    if (version !== JOURNAL_VERSION) {
        throw new errors/* PromoteError */.jG({
            code: 'LOCKED',
            message: `an earlier run has left a journal of version "${(0,server_text/* cleanServerText */.C)(version, 40)}", and this version of openshift-promote reads ${JOURNAL_VERSION}`,
            hint: `run the version that has written it; or check the tags of this set by hand, then remove the journal: ${remove}`,
        });
    }
    const tags = entriesOf(text).map(([name, value]) => journalTag(name, value));
    const valid = tags.filter((tag) => tag !== undefined && streams.has(`${tag.project}/${tag.stream}`));
    if (tags.length > 0 && valid.length === tags.length)
        return valid;
    throw new errors/* PromoteError */.jG({
        code: 'LOCKED',
        message: 'an earlier run has left a journal that was edited since: it is not a list of tags of this set',
        hint: `check the tags of this set by hand, then remove the journal: ${remove}`,
    });
}
function entriesOf(text) {
    try {
        const value = JSON.parse(text);
        return (0,strict_json/* isJsonObject */.OW)(value) ? Object.entries(value) : [];
    }
    catch {
        return [];
    }
}
function journalTag(name, value) {
    const [, project = '', stream = '', tag = ''] = /^([^/:]+)\/([^/:]+):([^/:]+)$/.exec(name) ?? [];
    if (!(0,reference/* isTag */.dz)(tag) || !Array.isArray(value) || value.length !== 2)
        return undefined;
    const [before, after] = value;
    if (!(0,digest/* isDigest */.Bc)(after) || (before !== null && !(0,digest/* isDigest */.Bc)(before)))
        return undefined;
    return { project, stream, tag, before: before ?? undefined, after };
}

// EXTERNAL MODULE: ./src/core/group-by.js
var group_by = __webpack_require__(1726);
;// CONCATENATED MODULE: ./src/promotion/lock/take-back.js





/** A tag takes up to three round trips. */
const STREAMS_AT_ONCE = 8;
/**
 * Moves the tags back that a run has moved which ended between its first and its last tag. If it had moved none or all of them,
 * nothing changes.
 * @param remove the command that removes the journal
 * @returns the tags that were moved back, as `project/stream:tag`
 * @throws PromoteError TAG_CONFLICT when some tags were moved and one has an image that is not of that run
 */
async function takeBack(tags, streams, { info, remove }, signal) {
    const now = new Map();
    await eachStream(tags, signal, async (each, inner) => {
        now.set(each, (await streams.getTag(each, inner))?.digest);
    });
    const moved = tags.filter((each) => now.get(each) === each.after);
    const isHalfDone = moved.length > 0 && tags.some((each) => now.get(each) === each.before);
    if (!isHalfDone)
        return [];
    const others = tags.filter((each) => now.get(each) !== each.after && now.get(each) !== each.before);
    if (others.length > 0) {
        const problems = others.map((each) => movedByOthers(each, now.get(each), remove));
        throw (0,errors/* errorOfProblems */.M$)('TAG_CONFLICT', problems);
    }
    await eachStream(moved, signal, async (each, inner) => {
        await putBack(each, streams, remove, inner);
        const { before } = each;
        info(`${journalTagText(each)} ${before === undefined ? 'was removed again' : `is ${(0,digest/* shortDigest */.VK)(before)} again`}`);
    });
    return moved.map(journalTagText);
}
/** The tags of a stream one after the other: each write is a conflict for the others. */
async function eachStream(tags, signal, work) {
    const queue = [...(0,group_by/* groupBy */.$)(tags, ({ project, stream }) => `${project}/${stream}`).values()].map((own) => async (inner) => {
        for (const each of own)
            await work(each, inner);
    });
    await (0,concurrency/* allOrFirstError */.te)((0,concurrency/* workers */.EH)(Math.min(STREAMS_AT_ONCE, queue.length), [queue]), signal);
}
async function putBack(each, streams, remove, signal) {
    const { project, stream, before, after } = each;
    if (before === undefined) {
        await streams.deleteTag(each, signal);
        return;
    }
    const written = await streams.putTag(each, { project, stream, digest: before }, after, signal);
    if (!written.isWritten)
        throw new errors/* PromoteError */.jG(movedByOthers(each, written.digest, remove));
}
function movedByOthers(each, current, remove) {
    const { project, stream, before, after } = each;
    return {
        code: 'TAG_CONFLICT',
        message: `${journalTagText(each)} is ${current ?? 'gone'}, but a run that ended in the middle of its set was moving it from ${before ?? 'absent'} to ${after}: another client has moved it since, so the set is not taken back`,
        hint: `look at its history: oc describe imagestream ${stream} -n ${project}; set the tags of the set as they should be, then remove the journal: ${remove}`,
    };
}

;// CONCATENATED MODULE: ./src/promotion/lock/held-lock.js





const RENEW_MS = 20_000;
/** CI kills a cancelled job within seconds. */
const RELEASE_MS = 2_000;
/** The lock of a set while this run holds it: renewed in the background, and written by one request at a time. */
class HeldLock {
    #run;
    #cluster;
    #set;
    #left;
    #stop = new AbortController();
    #lock;
    #isLost = false;
    /** no tag of the set is as the run before has left it in the middle */
    #isLeftDone;
    #last = Promise.resolve();
    /** @param left the lock of a run that ended without releasing it, which was taken over */
    constructor(run, cluster, set, lock, left) {
        this.#run = run;
        this.#cluster = cluster;
        this.#set = set;
        this.#lock = lock;
        this.#left = left;
        this.#isLeftDone = left?.journal === undefined;
        // ends when the lock is released
        this.#renew().catch(() => undefined);
    }
    async takeBackLeft() {
        const left = this.#left;
        if (left === undefined)
            return;
        const { ports, state, signal } = this.#run;
        ports.reporter.info(`took the lock over from ${describeLock(left)}, which has ended`);
        const { journal } = left;
        if (journal === undefined)
            return;
        await (0,run/* runPhase */.P)(this.#run, 'roll back', async () => {
            const remove = removalOf(this.#set.name);
            const tags = readJournal(journal, this.#set.streams, remove);
            const info = (line) => {
                ports.reporter.info(line);
            };
            const takenBack = await takeBack(tags, this.#cluster.streams, { info, remove }, signal);
            this.#isLeftDone = true;
            if (takenBack.length === 0) {
                info('it has left no set half done');
                return;
            }
            state.takenBack = { run: describeLock(left), tags: takenBack };
            ports.reporter.notice(`${describeLock(left)} ended in the middle of its set: before this run, ${takenBack.join(', ')} went back to what it was`);
        });
    }
    async note(images) {
        const { options, ports, signal } = this.#run;
        const tags = tagsToMove(images, options);
        // one tag is old or new by itself
        const journal = tags.length < 2 ? undefined : formatJournal(tags);
        if (tags.length >= 2 && journal === undefined)
            ports.reporter.warning(`this set has no journal: ${tags.length} tags are too many for one`);
        if (journal === undefined && this.#lock.journal === undefined)
            return;
        await this.#write({ journal }, signal);
        if (this.#isLost)
            throw await this.#lost(signal);
    }
    async release(isWhole) {
        this.#stop.abort();
        const { ports, signal } = this.#run;
        const { name } = this.#set;
        const isKept = this.#lock.journal !== undefined && (!isWhole || !this.#isLeftDone);
        const grace = (0,concurrency/* withGracePeriod */.ip)(signal, RELEASE_MS);
        try {
            // without a holder, the next run need not wait
            if (isKept)
                await this.#write({ holder: undefined }, grace);
            else
                await this.#inTurn(() => this.#remove(grace));
        }
        catch (error) {
            if (!(error instanceof errors/* PromoteError */.jG))
                throw error;
            ports.reporter.warning(`the lock ${name.name} of project ${name.project} could not be removed (${error.message}): ${removalOf(name)}`);
        }
    }
    async #remove(signal) {
        if (!this.#isLost)
            await this.#cluster.locks.remove(this.#set.name, this.#lock.version, signal);
    }
    async #renew() {
        const { clock, reporter } = this.#run.ports;
        while (!this.#isLost) {
            await clock.sleep(RENEW_MS, this.#stop.signal);
            // if this and the next one fail, another run takes the lock over
            await this.#write({}, this.#stop.signal).catch(() => undefined);
        }
        reporter.warning(`this run does not hold the lock ${this.#set.name.name} any more`);
    }
    #inTurn(work) {
        const next = this.#last.then(work);
        this.#last = next.catch(() => undefined);
        return next;
    }
    #write(change, signal) {
        const { locks } = this.#cluster;
        const { name } = this.#set;
        return this.#inTurn(async () => {
            for (let attempt = 1; !this.#isLost; attempt += 1) {
                const next = { ...this.#lock, renewedAt: this.#run.ports.clock.date(), ...change };
                const written = await locks.replace(name, next, this.#lock.version, signal);
                if (written !== undefined) {
                    this.#lock = written;
                    return;
                }
                // a write whose answer was lost has changed the version, too
                const current = await locks.read(name, signal);
                if (attempt === 1 && current?.holder === this.#lock.holder)
                    this.#lock = current ?? this.#lock;
                else
                    this.#isLost = true;
            }
        });
    }
    async #lost(signal) {
        const { name } = this.#set;
        const current = await this.#cluster.locks.read(name, signal);
        if (current !== undefined)
            return heldByOther(name, current, this.#run.options.lock);
        return new errors/* PromoteError */.jG({
            code: 'LOCKED',
            message: `the lock ${name.name} of project ${name.project} was removed while this run was preparing, and no tag was moved`,
            hint: 'run the promotion again',
        });
    }
}
function describeLock({ holder, acquiredAt }) {
    return `${holder ?? 'a run'} (since ${acquiredAt.toISOString()})`;
}
function heldByOther(name, other, lock) {
    const wait = lock === 'fail' ? 'set "lock" to "wait"' : 'set "timeout" to a longer time';
    return new errors/* PromoteError */.jG({
        code: 'LOCKED',
        message: `another run moves tags of the same streams: ${describeLock(other)}`,
        hint: `run the promotion again when it has ended, or ${wait}; if it has ended for sure: ${removalOf(name)}`,
    });
}
function removalOf({ name, project }) {
    return `oc delete lease ${name} -n ${project}`;
}

;// CONCATENATED MODULE: ./src/promotion/lock/lock-set.js





const VALID_SECONDS = 60;
const FIRST_PAUSE_MS = 1_000;
const MAX_PAUSE_MS = 5_000;
const GRACE_MS = 1_500;
/** How far the clocks of two machines may be apart. */
const CLOCKS_APART_MS = 120_000;
/** Enough for names without collisions, and short in a command. */
const NAME_DIGITS = 16;
/** What keeps an account from locking, but not from promoting. */
const WITHOUT_LOCK = new Set(['ACCESS_DENIED', 'NOT_OPENSHIFT', 'QUOTA_EXCEEDED']);
/**
 * Locks the destination streams of a set, and waits for another run that holds them as the input `lock` says. The lock of a run
 * that ended without releasing it is taken over, with its journal.
 * @returns undefined: the account may not lock, and was not asked to
 * @throws PromoteError LOCKED when another run holds the lock
 */
async function lockSet(run, cluster) {
    const { options, ports, signal } = run;
    const set = nameSet(options.promotions);
    if (set === undefined)
        return undefined;
    const address = ports.run?.url ?? ports.run?.id;
    const holder = await cluster.locks.nameHolder(address, signal);
    try {
        const { lock, left } = await acquire(run, cluster, set.name, holder);
        return new HeldLock(run, cluster, set, lock, left);
    }
    catch (error) {
        if (!(error instanceof errors/* PromoteError */.jG) || options.lock !== 'auto')
            throw error;
        // it is created later, and nobody else has tags in it
        if (error.code === 'PROJECT_NOT_FOUND')
            return undefined;
        if (!WITHOUT_LOCK.has(error.code))
            throw error;
        const hint = error.hint === undefined ? '' : `; ${error.hint}`;
        ports.reporter.info(`this set has no lock and no journal: ${error.message}${hint}`);
        return undefined;
    }
}
/**
 * The name of the lock follows from the streams, not from their tags: the next release has other tags, and must not be mixed with
 * this one either.
 */
function nameSet(promotions) {
    const streams = promotions.flatMap(({ destination }) => destination.kind === 'stream' ? `${destination.project}/${destination.stream}` : []);
    const sorted = [...new Set(streams)].sort();
    const [project = ''] = sorted[0]?.split('/') ?? [];
    if (project === '')
        return undefined;
    const hash = (0,digest/* hexOf */.ZD)((0,digest/* digestOf */.ol)(new TextEncoder().encode(sorted.join('\n')))).slice(0, NAME_DIGITS);
    return { name: { project, name: `openshift-promote-${hash}` }, streams: new Set(sorted) };
}
async function acquire({ options, ports: { clock, reporter }, signal }, { locks }, name, holder) {
    const startedMs = clock.nowMs();
    // what is created is also released, if the job is cancelled meanwhile
    const creating = (0,concurrency/* withGracePeriod */.ip)(signal, GRACE_MS);
    let seen;
    let waitsFor;
    for (let pauseMs = FIRST_PAUSE_MS;; pauseMs = Math.min(pauseMs * 2, MAX_PAUSE_MS)) {
        const created = await locks.create(name, newLock(holder, clock.date()), creating);
        const other = created ?? (await locks.read(name, signal));
        // also if the answer to an earlier attempt was lost
        if (other?.holder === holder)
            return { lock: other, left: undefined };
        if (other !== undefined) {
            if (seen?.version !== other.version)
                seen = { version: other.version, sinceMs: clock.nowMs() };
            if (isOver(other, clock.date(), clock.nowMs() - seen.sinceMs)) {
                const next = { ...newLock(holder, clock.date()), journal: other.journal };
                const lock = await locks.replace(name, next, other.version, signal);
                if (lock !== undefined)
                    return { lock, left: other };
            }
            const isLate = clock.nowMs() + pauseMs - startedMs > options.timeoutMs;
            if (options.lock === 'fail' || isLate)
                throw heldByOther(name, other, options.lock);
            if (waitsFor !== other.holder) {
                const most = (0,units/* formatDuration */.a3)(options.timeoutMs);
                reporter.info(`waiting up to ${most} for ${describeLock(other)}, which moves tags of the same streams`);
            }
            waitsFor = other.holder;
        }
        await clock.sleep(pauseMs, signal);
    }
}
function newLock(holder, now) {
    return { holder, durationSeconds: VALID_SECONDS, acquiredAt: now, renewedAt: now };
}
/**
 * Whether its holder has released it, or has ended without. The times in it are of another clock, so they only count when they are
 * long over. Otherwise it has to stay as it is for as long as it is valid, by the clock of this run, as client-go's leader election
 * requires.
 */
function isOver({ holder, durationSeconds, renewedAt }, now, watchedMs) {
    const validMs = durationSeconds * 1000;
    const ageMs = now.getTime() - renewedAt.getTime();
    return holder === undefined || watchedMs > validMs || ageMs > validMs + CLOCKS_APART_MS;
}


/***/ })

};
