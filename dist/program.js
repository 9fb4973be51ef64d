import { createRequire as __WEBPACK_EXTERNAL_createRequire } from "module";
import * as __WEBPACK_EXTERNAL_MODULE_node_module_abdfd1af__ from "node:module";
/******/ var __webpack_modules__ = ({

/***/ 181:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("buffer");

/***/ }),

/***/ 6982:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("crypto");

/***/ }),

/***/ 9896:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("fs");

/***/ }),

/***/ 1943:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("fs/promises");

/***/ }),

/***/ 1421:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:child_process");

/***/ }),

/***/ 7598:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:crypto");

/***/ }),

/***/ 8474:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:events");

/***/ }),

/***/ 3024:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:fs");

/***/ }),

/***/ 1455:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:fs/promises");

/***/ }),

/***/ 8161:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:os");

/***/ }),

/***/ 6760:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:path");

/***/ }),

/***/ 7075:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:stream");

/***/ }),

/***/ 6466:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:stream/promises");

/***/ }),

/***/ 1756:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:supports-color-left-out");

/***/ }),

/***/ 8500:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:timers/promises");

/***/ }),

/***/ 1692:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:tls");

/***/ }),

/***/ 7975:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:util");

/***/ }),

/***/ 8522:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:zlib");

/***/ }),

/***/ 857:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("os");

/***/ }),

/***/ 6928:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("path");

/***/ }),

/***/ 932:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("process");

/***/ }),

/***/ 2018:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("tty");

/***/ }),

/***/ 7016:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("url");

/***/ }),

/***/ 9023:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("util");

/***/ }),

/***/ 6506:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   _: () => (/* binding */ pemOf),
/* harmony export */   j: () => (/* binding */ readCertificates)
/* harmony export */ });
/* harmony import */ var _files_file_text_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(6274);

// The bundle of all public certificate authorities is about 250 kB.
const MAX_BUNDLE_BYTES = 4 * 1024 * 1024;
const PEM_CERTIFICATE = '-----BEGIN CERTIFICATE-----';
/** `-----BEGIN` in base64, as kubeconfigs and CI variables without line breaks store PEM text */
const BASE64_OF_PEM = 'LS0tLS1CRUdJTi';
/** The certificates of an input: PEM text, its base64, or the path of a file with either. */
function readCertificates(name, given, inputProblems) {
    if (given === undefined)
        return undefined;
    const text = isPem(given) ? given : contentOf(name, given, inputProblems);
    if (text === undefined)
        return undefined;
    const pem = pemOf(text);
    if (pem.includes('PRIVATE KEY-----')) {
        inputProblems.add(name, 'contains a private key', name.endsWith('-ca')
            ? 'give only the certificates of the authorities'
            : 'give the key in its own input');
        return undefined;
    }
    if (!pem.includes(PEM_CERTIFICATE)) {
        inputProblems.add(name, 'contains no certificate', `give PEM text, which starts with ${PEM_CERTIFICATE}`);
        return undefined;
    }
    const broken = firstBroken(pem);
    if (broken === undefined)
        return pem;
    inputProblems.add(name, `contains a certificate that cannot be read (number ${broken})`, 'give it as it is in its file, with its line breaks: openssl x509 -noout -text -in FILE');
    return undefined;
}
function isPem(text) {
    return text.includes('-----BEGIN') || text.startsWith(BASE64_OF_PEM);
}
/**
 * PEM text as OpenSSL reads it. CI variables hold it in base64, on one line, indented, or with `\n` written out instead of line
 * breaks: of such text OpenSSL would read nothing, or only the first certificate, without an error.
 */
function pemOf(text) {
    const trimmed = text.trim();
    const pem = trimmed.startsWith(BASE64_OF_PEM) ? Buffer.from(trimmed, 'base64').toString('utf8') : trimmed;
    return pem
        .replace(/\\[rn]/g, '\n')
        .replace(BLOCK, rewrapped)
        .trim();
}
const BLOCK = /-----BEGIN ([A-Z0-9 ]+)-----([^-]*)-----END \1-----/g;
function rewrapped(block, label, body) {
    // an old kind of key has header lines
    if (body.includes(':'))
        return block;
    const lines = body.replace(/\s+/g, '').match(/.{1,64}/g) ?? [];
    return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`].join('\n');
}
/** @returns the number of the first certificate that cannot be read, counted from 1; undefined: all can */
function firstBroken(pem) {
    const { X509Certificate } = process.getBuiltinModule('node:crypto');
    const blocks = pem
        .split(/(?=-----BEGIN )/)
        .filter((block) => /^-----BEGIN [A-Z0-9 ]*CERTIFICATE-----/.test(block));
    const index = blocks.findIndex((block) => {
        try {
            return new X509Certificate(block).raw.byteLength === 0;
        }
        catch {
            return true;
        }
    });
    return index < 0 ? undefined : index + 1;
}
function contentOf(name, path, inputProblems) {
    const content = (0,_files_file_text_js__WEBPACK_IMPORTED_MODULE_0__/* .readFileText */ .e)(path, MAX_BUNDLE_BYTES);
    if ('text' in content)
        return content.text;
    inputProblems.add(name, content.problem, 'give PEM text, or the path of a PEM file that the job can read');
    return undefined;
}


/***/ }),

/***/ 214:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   NU: () => (/* binding */ readTagsCommand),
/* harmony export */   V3: () => (/* binding */ readRollbackInput),
/* harmony export */   VM: () => (/* binding */ readPolicyCheck),
/* harmony export */   XP: () => (/* binding */ readRollback),
/* harmony export */   _T: () => (/* binding */ asksForRollback),
/* harmony export */   lL: () => (/* binding */ sidesOfTags),
/* harmony export */   m3: () => (/* binding */ readPlan)
/* harmony export */ });
/* harmony import */ var _core_text_errors_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(7206);
/* harmony import */ var _core_image_reference_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(3638);
/* harmony import */ var _input_problems_js__WEBPACK_IMPORTED_MODULE_10__ = __nccwpck_require__(9025);
/* harmony import */ var _options_js__WEBPACK_IMPORTED_MODULE_2__ = __nccwpck_require__(3827);
/* harmony import */ var _promotions_js__WEBPACK_IMPORTED_MODULE_3__ = __nccwpck_require__(1168);
/* harmony import */ var _logins_js__WEBPACK_IMPORTED_MODULE_4__ = __nccwpck_require__(1080);
/* harmony import */ var _sides_js__WEBPACK_IMPORTED_MODULE_5__ = __nccwpck_require__(8149);
/* harmony import */ var _tables_commands_js__WEBPACK_IMPORTED_MODULE_6__ = __nccwpck_require__(2308);
/* harmony import */ var _tables_inputs_js__WEBPACK_IMPORTED_MODULE_7__ = __nccwpck_require__(2234);
/* harmony import */ var _unknown_names_js__WEBPACK_IMPORTED_MODULE_8__ = __nccwpck_require__(6203);
/* harmony import */ var _core_text_given_text_js__WEBPACK_IMPORTED_MODULE_9__ = __nccwpck_require__(3446);











const DEFAULT_SHARDS = 4;
// Maximum number of jobs of a matrix in both GitHub and GitLab.
const MAX_SHARDS = 200;
const DEFAULT_LIMIT = 20;
const MAX_LIMIT = 500;
const IMAGE_HINT = 'write project/stream, such as dev/app, or host/path for another registry';
/**
 * Reads the inputs of `plan`: those of a promotion, and the number of jobs to distribute its images over.
 * @throws PromoteError INPUT_INVALID
 */
function readPlan(raw, context) {
    const { shards: text, ...own } = raw;
    const inputProblems = (0,_input_problems_js__WEBPACK_IMPORTED_MODULE_10__/* .createInputProblems */ .T)(context.spell);
    const range = { name: 'shards', fallback: DEFAULT_SHARDS, max: MAX_SHARDS };
    const shards = readCount(text, range, inputProblems);
    if (inputProblems.problems.length > 0)
        throw (0,_core_text_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .errorOfProblems */ .M$)('INPUT_INVALID', inputProblems.problems);
    return { options: { ...(0,_options_js__WEBPACK_IMPORTED_MODULE_2__/* .readOptions */ .Tt)(own, context), dryRun: true }, shards };
}
/** Whether the inputs of a promotion request a rollback instead. */
function asksForRollback(raw) {
    return (raw['rollback'] ?? '').trim() !== '';
}
/**
 * Reads the inputs of a promotion with the input `rollback`, which rolls back instead. Source inputs are ignored, so that one step
 * can do both.
 * @throws PromoteError INPUT_INVALID, also for inputs that a rollback has no use for
 */
function readRollbackInput(raw, context) {
    const own = new Set((0,_tables_commands_js__WEBPACK_IMPORTED_MODULE_6__/* .shapesOf */ .et)('rollback').map(({ name }) => name));
    const { rollback, ...rest } = raw;
    const mine = Object.entries(rest).filter(([name]) => !(0,_unknown_names_js__WEBPACK_IMPORTED_MODULE_8__/* .isKnownName */ .XU)(name) || own.has(name.replace(/-file$/, '')) || own.has(name));
    const useless = Object.entries(rest).filter(([name, value]) => (0,_unknown_names_js__WEBPACK_IMPORTED_MODULE_8__/* .isInputName */ .wp)(name) && !own.has(name) && !name.startsWith('source-') && isSet(name, value));
    return readRollbackOptions({ ...Object.fromEntries(mine), to: rollback }, context, 'rollback', (inputProblems) => {
        for (const [name] of useless) {
            inputProblems.add(name, 'not used by a rollback', `remove it, or leave ${inputProblems.spell('rollback')} empty`);
        }
    });
}
/** Whether an input has a value other than its default, which hosts pass if it is not set. */
function isSet(name, value) {
    const row = (0,_tables_inputs_js__WEBPACK_IMPORTED_MODULE_7__/* .inputRow */ .bd)(name);
    const text = value?.trim() ?? '';
    return text !== '' && !('default' in row && text === String(row.default));
}
/**
 * Reads the inputs of `rollback`: those of a promotion without its source, and `to`.
 * @throws PromoteError INPUT_INVALID
 */
function readRollback(raw, context) {
    return readRollbackOptions(raw, context, 'to', () => undefined);
}
/** @param name of the input that says where to */
function readRollbackOptions(raw, context, name, addProblems) {
    const { to: toText, ...own } = raw;
    let to = { kind: 'previous' };
    const options = (0,_options_js__WEBPACK_IMPORTED_MODULE_2__/* .readRunOptions */ .u8)(own, context, (inputs, inputProblems) => {
        addProblems(inputProblems);
        const tags = (0,_promotions_js__WEBPACK_IMPORTED_MODULE_3__/* .readTags */ .g$)(inputs.destinationTags, { name: 'destination-tags', line: '' }, inputProblems);
        to = readTo(toText, name, inputProblems) ?? to;
        const image = readImage(inputs.destinationImage, 'destination-image', inputProblems);
        if (image !== undefined && (image.tag === undefined || image.digest !== undefined)) {
            inputProblems.add('destination-image', 'has no tag', 'write the tag to roll back, such as prod/app:live');
        }
        if (image?.kind === 'registry' && to.kind !== 'reference') {
            inputProblems.add(name, 'not available for registries, which keep no history of their tags', 'give the digest or tag to roll back to: sha256:\u2026');
        }
        const references = { source: [], destination: image === undefined ? [] : [image] };
        const { destination } = (0,_sides_js__WEBPACK_IMPORTED_MODULE_5__/* .readSides */ .h)(inputs, own, references, inputProblems, context.pod);
        return {
            promotions: image === undefined ? [] : requestOf(image, image, tags),
            sides: { destination, source: { ...destination, side: 'source' } },
        };
    });
    // attachments of the image are in the stream already
    return { options: { ...options, signatures: 'never' }, to };
}
function requestOf(source, destination, tags) {
    const { tag = 'latest' } = destination;
    return [{ source, destination: { ...destination, tag }, extraTags: tags.filter((extra) => extra !== tag) }];
}
function readTo(text, name, inputProblems) {
    const given = text?.trim() ?? '';
    if (given === '')
        return undefined;
    if (given === 'previous')
        return { kind: 'previous' };
    if (/^[1-9]\d{0,3}$/.test(given))
        return { kind: 'steps', count: Number(given) };
    if (/^sha256:[a-f0-9]{6,64}$/.test(given) || (0,_core_image_reference_js__WEBPACK_IMPORTED_MODULE_1__/* .isTag */ .dz)(given))
        return { kind: 'reference', reference: given };
    inputProblems.add(name, `${(0,_core_text_given_text_js__WEBPACK_IMPORTED_MODULE_9__/* .quoteGiven */ .k9)(given)} is not a number of steps, a digest or a tag`, 'write previous, 2 (steps back), sha256:\u2026 or a tag of the stream');
    return undefined;
}
/**
 * The sides that `tags` searches in this order until one has the image: the one given by `--side`; otherwise the source, and then
 * the destination if both clusters but no destination image are given.
 * @throws PromoteError INPUT_INVALID
 */
function sidesOfTags(raw, context) {
    const given = raw['side'] ?? '';
    if (given === 'source' || given === 'destination')
        return [given];
    if (given !== '') {
        const inputProblems = (0,_input_problems_js__WEBPACK_IMPORTED_MODULE_10__/* .createInputProblems */ .T)(context.spell);
        inputProblems.add('side', `${(0,_core_text_given_text_js__WEBPACK_IMPORTED_MODULE_9__/* .quoteGiven */ .k9)(given)} is not a side`, 'write source or destination');
        throw (0,_core_text_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .errorOfProblems */ .M$)('INPUT_INVALID', inputProblems.problems);
    }
    const isOpen = (0,_logins_js__WEBPACK_IMPORTED_MODULE_4__/* .namesCluster */ .hX)('source', raw) &&
        (0,_logins_js__WEBPACK_IMPORTED_MODULE_4__/* .namesCluster */ .hX)('destination', raw) &&
        (raw['destination-image'] ?? '') === '';
    return isOpen ? ['source', 'destination'] : ['source'];
}
/**
 * Reads the inputs of `tags` for one side: its image, and for the source also the destination if its image is given.
 * @throws PromoteError INPUT_INVALID
 */
function readTagsCommand(raw, context, side) {
    const { limit: limitText, ...named } = raw;
    const rest = { ...named, side: undefined };
    const namesDestination = (rest['destination-image'] ?? '') !== '';
    // an incomplete login of a side that is not used must not be an error
    const isAlone = side === 'destination' || ((0,_logins_js__WEBPACK_IMPORTED_MODULE_4__/* .namesCluster */ .hX)('source', rest) && !namesDestination);
    const own = isAlone ? withoutSide(otherSide(side), rest) : rest;
    let found;
    const options = (0,_options_js__WEBPACK_IMPORTED_MODULE_2__/* .readRunOptions */ .u8)(own, context, (inputs, inputProblems) => {
        const image = readImage(inputs.sourceImage, 'source-image', inputProblems);
        const destination = inputs.destinationImage === undefined
            ? undefined
            : readImage(inputs.destinationImage, 'destination-image', inputProblems);
        if (destination?.kind === 'registry') {
            inputProblems.add('destination-image', 'not in an OpenShift cluster', 'write project/stream, such as prod/app');
        }
        const asked = image === undefined ? [] : [image];
        const compared = destination === undefined ? [] : [destination];
        const references = side === 'source' ? { source: asked, destination: compared } : { source: [], destination: asked };
        const sides = (0,_sides_js__WEBPACK_IMPORTED_MODULE_5__/* .readSides */ .h)(inputs, own, references, inputProblems, context.pod);
        if (image !== undefined) {
            found = {
                image,
                side,
                destination: destination?.kind === 'stream' ? destination : undefined,
                limit: readCount(limitText, { name: 'limit', fallback: DEFAULT_LIMIT, max: MAX_LIMIT }, inputProblems),
            };
        }
        // nothing is promoted, but these references determine which hosts must not receive the token of a cluster
        return { sides, promotions: image === undefined ? [] : requestOf(image, destination ?? image, []) };
    });
    if (found === undefined)
        throw new TypeError('an image is missing but was not reported');
    return { ...found, options: { ...options, client: undefined } };
}
/**
 * Reads the inputs of `policy check`: the source, the policy, and the destination if it contains the policy or a stream that the
 * policy refers to.
 * @throws PromoteError INPUT_INVALID
 */
function readPolicyCheck(raw, context) {
    let reference;
    const options = (0,_options_js__WEBPACK_IMPORTED_MODULE_2__/* .readRunOptions */ .u8)(raw, context, (inputs, inputProblems) => {
        reference = readImage(inputs.sourceImage, 'source-image', inputProblems);
        if (inputs.policy === undefined) {
            inputProblems.add('policy', 'required', 'give the path of the policy file, or project/name of its ConfigMap');
        }
        const references = { source: reference === undefined ? [] : [reference], destination: [] };
        const sides = (0,_sides_js__WEBPACK_IMPORTED_MODULE_5__/* .readSides */ .h)(inputs, raw, references, inputProblems, context.pod);
        return { sides, promotions: reference === undefined ? [] : requestOf(reference, reference, []) };
    });
    const { policy } = options;
    if (reference === undefined || policy === undefined)
        throw new TypeError('an input is missing but was not reported');
    return { reference, policy, options: { ...options, client: undefined } };
}
function otherSide(side) {
    return side === 'source' ? 'destination' : 'source';
}
function readCount(text, { name, fallback, max }, inputProblems) {
    const given = text?.trim() ?? '';
    if (given === '')
        return fallback;
    const count = /^\d{1,4}$/.test(given) ? Number(given) : 0;
    if (count >= 1 && count <= max)
        return count;
    inputProblems.add(name, `${(0,_core_text_given_text_js__WEBPACK_IMPORTED_MODULE_9__/* .quoteGiven */ .k9)(given)} is not a valid number`, `write a whole number from 1 to ${max}`);
    return fallback;
}
function readImage(text, name, inputProblems) {
    if (text === undefined) {
        inputProblems.add(name, 'required', IMAGE_HINT);
        return undefined;
    }
    const parsed = (0,_core_image_reference_js__WEBPACK_IMPORTED_MODULE_1__/* .parseReference */ .F2)(text);
    if ('reference' in parsed)
        return parsed.reference;
    inputProblems.add(name, parsed.problem, IMAGE_HINT);
    return undefined;
}
/** Keeps `source-image`, which names the image on either side. */
function withoutSide(side, raw) {
    return Object.fromEntries(Object.entries(raw).filter(([name]) => !name.startsWith(`${side}-`) || name === 'source-image'));
}


/***/ }),

/***/ 6274:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   e: () => (/* binding */ readFileText)
/* harmony export */ });
/* harmony import */ var node_fs__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(3024);
/* harmony import */ var _core_text_given_text_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(3446);


/** Reads a file named by an input. Returns a problem as a sentence instead of throwing. */
function readFileText(path, maxBytes) {
    try {
        if ((0,node_fs__WEBPACK_IMPORTED_MODULE_0__.statSync)(path).size > maxBytes)
            return { problem: `"${path}" is too large` };
        return { text: (0,node_fs__WEBPACK_IMPORTED_MODULE_0__.readFileSync)(path, 'utf8') };
    }
    catch (error) {
        // ENOENT, EACCES, EISDIR \u2026
        const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
        return { problem: (0,_core_text_given_text_js__WEBPACK_IMPORTED_MODULE_1__/* .unreadableFile */ ._s)(path, code) };
    }
}


/***/ }),

/***/ 9025:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   T: () => (/* binding */ createInputProblems)
/* harmony export */ });
function createInputProblems(spell, adviseOnSecret = (name) => `set ${spell(name)}`) {
    const problems = [];
    const misspelled = new Set();
    return {
        problems,
        spell,
        adviseOnSecret,
        addUnknown: (name, meant) => {
            misspelled.add(meant);
            problems.push({
                code: 'INPUT_INVALID',
                message: `${spell(name)}: unknown input`,
                hint: `did you mean ${spell(meant)}?`,
            });
        },
        add: (name, what, hint) => {
            if (what === 'required' && misspelled.has(name))
                return;
            problems.push({ code: 'INPUT_INVALID', message: `${spell(name)}: ${what}`, hint });
        },
    };
}


/***/ }),

/***/ 1080:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   UV: () => (/* binding */ waysOf),
/* harmony export */   hX: () => (/* binding */ namesCluster),
/* harmony export */   l9: () => (/* binding */ reportWays),
/* harmony export */   mN: () => (/* binding */ readLogin)
/* harmony export */ });
/* harmony import */ var _read_inputs_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(8390);
/* harmony import */ var _core_text_given_text_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(3446);


/** Alternative ways to log in, each with its own input. Only one may be used per side. */
const WAYS = ['token', 'username', 'oidc-audience', 'token-secret'];
/** Kubernetes issues no tokens with a shorter lifetime (capture 45h). */
const MIN_TOKEN_MS = 600_000;
/** The login fields of a side, besides token, user name and password. */
function readLogin(side, inputs, inputProblems) {
    const own = side === 'source'
        ? [inputs.sourceKubeconfig, inputs.sourceContext, inputs.sourceOidcAudience]
        : [inputs.destinationKubeconfig, inputs.destinationContext, inputs.destinationOidcAudience];
    const [paths, context, oidcAudience] = own;
    const durationMs = side === 'source' ? inputs.sourceTokenDurationMs : inputs.destinationTokenDurationMs;
    if (durationMs > 0 && durationMs < MIN_TOKEN_MS) {
        inputProblems.add(`${side}-token-duration`, 'too short', 'write 10m or more, as clusters issue no tokens with a shorter lifetime');
    }
    const kubeconfig = paths === undefined && context === undefined ? undefined : { paths, context };
    return {
        kubeconfig,
        oidcAudience,
        tokenSecret: side === 'source' ? readSecretName(inputs.sourceTokenSecret, inputProblems) : undefined,
        tokenDurationMs: durationMs === 0 ? undefined : durationMs,
    };
}
function readSecretName(text, inputProblems) {
    if (text === undefined)
        return undefined;
    const match = /^([a-z0-9][a-z0-9-]*)\/([a-z0-9][a-z0-9.-]*)#([\w.-]+)$/.exec(text);
    const [, project, name, key] = match ?? [];
    if (project !== undefined && name !== undefined && key !== undefined)
        return { project, name, key };
    inputProblems.add('source-token-secret', `${(0,_core_text_given_text_js__WEBPACK_IMPORTED_MODULE_1__/* .quoteGiven */ .k9)(text)} is not the key of a secret`, 'write project/name#key');
    return undefined;
}
/** Whether a side defines its own cluster, in any way. */
function namesCluster(side, raw) {
    return ['server', 'kubeconfig', 'context'].some((part) => (0,_read_inputs_js__WEBPACK_IMPORTED_MODULE_0__/* .textOf */ .b6)(`${side}-${part}`, raw) !== undefined);
}
/**
 * Rejects more than one way to log in, and a server in addition to a kubeconfig, whose token would be sent to a different server.
 */
function reportWays(side, raw, inputProblems) {
    const given = waysOf(side, raw);
    const [first, ...others] = given;
    for (const name of others) {
        if (first === undefined)
            break;
        inputProblems.add(name, `cannot be combined with ${inputProblems.spell(first)}`, 'use only one way to log in');
    }
    const kubeconfig = ['kubeconfig', 'context'].find((part) => (0,_read_inputs_js__WEBPACK_IMPORTED_MODULE_0__/* .textOf */ .b6)(`${side}-${part}`, raw) !== undefined);
    if (kubeconfig === undefined || (0,_read_inputs_js__WEBPACK_IMPORTED_MODULE_0__/* .textOf */ .b6)(`${side}-server`, raw) === undefined)
        return;
    inputProblems.add(`${side}-server`, `cannot be combined with ${inputProblems.spell(`${side}-${kubeconfig}`)}, which already defines a server`, 'keep one of them');
}
/** The inputs of a side that define how to log in. */
function waysOf(side, raw) {
    return WAYS.flatMap((way) => {
        if (way === 'token-secret') {
            return side === 'source' && (0,_read_inputs_js__WEBPACK_IMPORTED_MODULE_0__/* .textOf */ .b6)('source-token-secret', raw) !== undefined
                ? ['source-token-secret']
                : [];
        }
        const name = `${side}-${way}`;
        return (0,_read_inputs_js__WEBPACK_IMPORTED_MODULE_0__/* .textOf */ .b6)(name, raw) !== undefined || (raw[`${name}-file`] ?? '') !== '' ? [name] : [];
    });
}


/***/ }),

/***/ 3827:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {


// EXPORTS
__nccwpck_require__.d(__webpack_exports__, {
  XN: () => (/* binding */ readLogLevel),
  Tt: () => (/* binding */ readOptions),
  u8: () => (/* binding */ readRunOptions)
});

// EXTERNAL MODULE: external "node:fs"
var external_node_fs_ = __nccwpck_require__(3024);
// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __nccwpck_require__(6760);
;// CONCATENATED MODULE: ./src/config/files/file-list.js

const MANIFEST = /\.(?:ya?ml|json)$/i;
const MAX_FILES = 200;
const MAX_DEPTH = 20;
/**
 * The files that a path refers to, sorted: the file itself, the manifests in a folder, or all matches of a pattern with `*`, `?`
 * and `**`. Empty if there are none. The glob function of Node is not available in the oldest supported version.
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

// EXTERNAL MODULE: ./src/config/files/file-text.js
var file_text = __nccwpck_require__(6274);
;// CONCATENATED MODULE: ./src/config/template-parameters.js

const MAX_FILE_BYTES = 2 * 1024 * 1024;
const INPUT = 'template-parameters';
/**
 * The parameters of a template: `NAME=value` per line, taken literally, and `@path` for the lines of a file. As in `oc process`,
 * lines take precedence over files, and earlier files over later ones.
 */
function readTemplateParameters(lines, inputProblems) {
    const given = new Map();
    const stored = new Map();
    lines.forEach((line, index) => {
        if (line.startsWith('@')) {
            for (const [name, value] of readFileParameters(line.slice(1).trim(), inputProblems)) {
                if (!stored.has(name))
                    stored.set(name, value);
            }
            return;
        }
        const equals = line.indexOf('=');
        const name = line.slice(0, Math.max(equals, 0)).trim();
        const place = `line ${index + 1}`;
        if (!isName(name))
            inputProblems.add(INPUT, `${place} is not a parameter`, 'write each as NAME=value');
        else if (given.has(name))
            inputProblems.add(INPUT, `${place} sets ${name} a second time`, 'set each parameter once');
        else
            given.set(name, line.slice(equals + 1));
    });
    return Object.fromEntries([...stored, ...given]);
}
function readFileParameters(path, inputProblems) {
    const file = (0,file_text/* readFileText */.e)(path, MAX_FILE_BYTES);
    const values = new Map();
    if ('problem' in file) {
        inputProblems.add(INPUT, file.problem, 'write @ and the path of a file with NAME=value lines');
        return values;
    }
    file.text
        .replace(/^\uFEFF/, '')
        .split(/\r?\n/)
        .forEach((line, index) => {
        if (/^\s*(?:#|$)/.test(line))
            return;
        const { name, value } = parseFileLine(line);
        // the line is not shown, because it may be a misspelled secret
        if (isName(name))
            values.set(name, value);
        else
            inputProblems.add(INPUT, `line ${index + 1} of ${path} is not a parameter`, 'write each as NAME=value');
    });
    return values;
}
function isName(text) {
    return /^[A-Za-z0-9_]+$/.test(text);
}
/**
 * Parses a line of a file like `oc process --param-file` (pkg/helpers/newapp/app/env.go of oc, derived from godotenv 1.0): `export`
 * before the name, `:` instead of `=`, comments after `#` even without a space, quotes with escapes.
 */
function parseFileLine(line) {
    const text = withoutComment(line);
    const separator = text.search(/[=:]/);
    if (separator < 0)
        return { name: '', value: '' };
    const name = text.slice(0, separator).replace(/^export(?=\s)/, '');
    return { name: name.trim(), value: unquoted(text.slice(separator + 1).replace(/^ +| +$/g, '')) };
}
/**
 * A `#` is part of the value while a quote is open. Each piece between two `#` that contains exactly one quote character of either
 * kind opens or closes a quote.
 */
function withoutComment(line) {
    const [first = '', ...rest] = line.split('#');
    const kept = [first];
    let isOpen = hasSingleQuote(first);
    for (const piece of rest) {
        const wasOpen = isOpen;
        if (hasSingleQuote(piece))
            isOpen = !isOpen;
        if (wasOpen || isOpen)
            kept.push(piece);
    }
    return kept.join('#');
}
function hasSingleQuote(piece) {
    return [/"/g, /'/g].some((quote) => piece.match(quote)?.length === 1);
}
function unquoted(value) {
    const content = /^(["'])(.*)\1$/s.exec(value)?.[2];
    if (content === undefined)
        return value;
    return content.replace(/\\(.)/gs, (_, char) => ({ n: '\n', r: '\r' })[char] ?? char);
}

// EXTERNAL MODULE: ./src/core/text/given-text.js
var given_text = __nccwpck_require__(3446);
// EXTERNAL MODULE: ./src/config/workloads.js
var workloads = __nccwpck_require__(4990);
;// CONCATENATED MODULE: ./src/config/apply.js







const apply_MAX_FILE_BYTES = 2 * 1024 * 1024;
/** What to apply; undefined if nothing is requested. */
function readApply(inputs, promotions, inputProblems) {
    const { manifests, template, templateParameters, forceConflicts, createWorkload, expose } = inputs;
    const asked = [
        ['template', template !== undefined],
        ['manifests', manifests.length > 0],
        ['create-workload', createWorkload],
    ];
    for (const [name] of asked.filter(([, isAsked]) => isAsked))
        reportProject(name, promotions, inputProblems);
    if (templateParameters.length > 0 && template === undefined) {
        inputProblems.add('template-parameters', 'only used with a template', `set ${inputProblems.spell('template')}`);
    }
    if (expose && !createWorkload) {
        inputProblems.add('expose', 'only used when workloads are created', `set ${inputProblems.spell('create-workload')} as well, or give a Route in ${inputProblems.spell('manifests')}`);
    }
    if (createWorkload && inputs.rollout.length === 0) {
        inputProblems.add('create-workload', 'requires a workload', `set ${inputProblems.spell('rollout')}, such as deployment/app`);
    }
    if (!asked.some(([, isAsked]) => isAsked))
        return undefined;
    return {
        template: template === undefined ? undefined : readTemplateSource(template, inputProblems),
        parameters: readTemplateParameters(templateParameters, inputProblems),
        manifests: readManifests(manifests, inputProblems),
        forceConflicts,
        createWorkload,
        expose,
    };
}
/** Objects without a namespace are applied to the destination project, which must be unique. */
function reportProject(name, promotions, inputProblems) {
    const projects = new Set(promotions.flatMap(({ destination }) => (destination.kind === 'stream' ? [destination.project] : [])));
    // without promotions, the missing images are reported already
    if (promotions.length === 0 || projects.size === 1)
        return;
    inputProblems.add(name, projects.size === 0 ? 'requires a destination project' : 'ambiguous with several destination projects', projects.size === 0 ? 'write the destination as project/stream:tag' : 'promote to one project at a time');
}
function readTemplateSource(text, inputProblems) {
    if (isUrl(text))
        return readUrl('template', text, inputProblems);
    const [project = '', name = '', ...more] = text.split('/');
    const isName = more.length === 0 && (0,workloads/* isObjectName */.V2)(project) && (0,workloads/* isObjectName */.V2)(name);
    if (isName && !/\.(?:ya?ml|json)$/i.test(text) && !exists(text))
        return { kind: 'stored', project, name };
    return readSource('template', text, inputProblems);
}
function readManifests(texts, inputProblems) {
    const content = texts.find((text) => !isUrl(text) && (0,given_text/* looksLikeContent */.du)(text) && !exists(text));
    if (content === undefined)
        return texts.flatMap((text) => readManifestSources(text, inputProblems));
    // reported once, not for each line
    inputProblems.add('manifests', (0,given_text/* unreadableFile */._s)(content, 'ENOENT'), 'write it to a file and give the path of the file');
    return [];
}
function readManifestSources(text, inputProblems) {
    if (isUrl(text))
        return asList(readUrl('manifests', text, inputProblems));
    const files = listFiles(text);
    if (files.length === 0) {
        inputProblems.add('manifests', `${(0,given_text/* quoteGiven */.k9)(text)} matches no file`, 'give paths relative to the working directory of the job');
    }
    const unbuilt = findUnbuilt(text, files);
    if (unbuilt !== undefined) {
        const { what, command, file } = unbuilt;
        inputProblems.add('manifests', `${(0,given_text/* quoteGiven */.k9)(text)} contains ${what} (${file}), which must be built first`, `build it in an earlier step and give the result: ${command} ${external_node_path_.dirname(file)} > app.yaml`);
        return [];
    }
    return files.flatMap((file) => asList(readSource('manifests', file, inputProblems)));
}
/** Files that must be built into manifests first. `listFiles` does not find the one without an extension. */
const UNBUILT = [
    {
        names: ['kustomization.yaml', 'kustomization.yml', 'Kustomization'],
        what: 'a kustomization',
        command: 'kubectl kustomize',
    },
    { names: ['Chart.yaml'], what: 'a Helm chart', command: 'helm template NAME' },
];
function findUnbuilt(text, files) {
    const inFolder = UNBUILT.flatMap(({ names }) => names.map((name) => external_node_path_.join(text, name))).filter(exists);
    for (const file of [...inFolder, ...files]) {
        const kind = UNBUILT.find(({ names }) => names.includes(external_node_path_.basename(file)));
        if (kind !== undefined)
            return { ...kind, file };
    }
    return undefined;
}
function asList(source) {
    return source === undefined ? [] : [source];
}
function readSource(name, file, inputProblems) {
    const content = (0,file_text/* readFileText */.e)(file, apply_MAX_FILE_BYTES);
    if ('text' in content)
        return { kind: 'text', name: file, text: content.text };
    const stored = name === 'template' ? ', or project/name for a template in the cluster' : '';
    inputProblems.add(name, content.problem, `give a path relative to the working directory of the job, or a URL${stored}`);
    return undefined;
}
function exists(file) {
    try {
        return (0,external_node_fs_.statSync)(file, { throwIfNoEntry: false }) !== undefined;
    }
    catch {
        // cannot be a path: too long, or contains a null byte
        return false;
    }
}
function isUrl(text) {
    return /^https?:\/\//i.test(text);
}
/** The URL is logged, so it must not contain a password. */
function readUrl(name, text, inputProblems) {
    const url = URL.canParse(text) ? new URL(text) : undefined;
    if (url !== undefined && url.username === '' && url.password === '')
        return { kind: 'url', url: url.href };
    inputProblems.add(name, url === undefined ? 'not a URL' : 'must not contain a user name or password', 'download it in a separate step and give the path of the file');
    return undefined;
}

// EXTERNAL MODULE: ./src/core/image/digest.js
var digest = __nccwpck_require__(2391);
// EXTERNAL MODULE: ./src/core/text/errors.js
var errors = __nccwpck_require__(7206);
// EXTERNAL MODULE: ./src/core/image/reference.js
var reference = __nccwpck_require__(3638);
// EXTERNAL MODULE: ./src/config/input-problems.js
var input_problems = __nccwpck_require__(9025);
;// CONCATENATED MODULE: ./src/config/gitops.js

const HINT = 'write the path, then the key if the file is not a kustomization or manifest: deploy/values.yaml image.digest';
/** Where the desired state is written; undefined if nothing is requested. */
function readGitOps(inputs, promotions, inputProblems) {
    const { gitops, gitopsMessage: message, gitopsBranch: branch, gitopsPush: push } = inputs;
    if (gitops.length === 0) {
        const only = [
            ['gitops-message', message !== undefined],
            ['gitops-branch', branch !== undefined],
            ['gitops-push', push],
        ];
        for (const [name] of only.filter(([, isGiven]) => isGiven))
            inputProblems.add(name, 'only used with files to write', `set ${inputProblems.spell('gitops')}`);
        return undefined;
    }
    if (inputs.rollbackOnFailure)
        inputProblems.add('rollback-on-failure', 'cannot take a commit back', `remove it, and revert the commit of ${inputProblems.spell('gitops')} instead`);
    if (inputs.rollback !== undefined)
        inputProblems.add('gitops', 'cannot be used to roll back', 'revert the commit in git instead');
    if (inputs.rollout.length > 0)
        inputProblems.add('rollout', `cannot be combined with ${inputProblems.spell('gitops')}: the controller that reads the commit rolls out`, 'remove one of the two');
    return {
        targets: gitops.flatMap((line) => readTarget(line, promotions, inputProblems)),
        message,
        branch,
        push,
    };
}
function readTarget(line, promotions, inputProblems) {
    const [file = '', key, image, ...more] = line.split(/\s+/);
    if (more.length > 0) {
        inputProblems.add('gitops', `${(0,given_text/* quoteGiven */.k9)(line)} has more than a path, a key and an image`, HINT);
        return [];
    }
    const repositories = promotions.map(({ destination }) => destination.kind === 'stream' ? `${destination.project}/${destination.stream}` : destination.repository);
    // without promotions, the missing images are reported already
    if (image !== undefined && promotions.length > 0 && !repositories.includes(image)) {
        inputProblems.add('gitops', `${(0,given_text/* quoteGiven */.k9)(image)} is not a destination image`, `write one of ${repositories.join(', ')}`);
        return [];
    }
    return [{ file, key, image }];
}

// EXTERNAL MODULE: ./src/config/promotions.js
var config_promotions = __nccwpck_require__(1168);
;// CONCATENATED MODULE: ./src/config/preparation.js


/** What must exist before content is moved; undefined if nothing is requested. */
function readPreparation(inputs, promotions, inputProblems) {
    const { createProject, projectDisplayName, grantPull, linkPullSecret } = inputs;
    const asked = [
        ['create-project', createProject],
        ['grant-pull', grantPull],
        ['link-pull-secret', linkPullSecret.length > 0],
    ];
    const hasStream = promotions.some(({ destination }) => destination.kind === 'stream');
    for (const [name, isAsked] of asked) {
        // without promotions, the missing images are reported already
        if (!isAsked || promotions.length === 0 || hasStream)
            continue;
        inputProblems.add(name, 'requires a destination project', 'write the destination as project/stream:tag');
    }
    if (projectDisplayName !== undefined && !createProject) {
        inputProblems.add('project-display-name', 'only used when the project is created', `set ${inputProblems.spell('create-project')} as well`);
    }
    if (!asked.some(([, isAsked]) => isAsked))
        return undefined;
    return {
        createProject,
        displayName: projectDisplayName,
        grantPull,
        pullSecrets: linkPullSecret.flatMap((text) => readLink(text, inputProblems)),
    };
}
function readLink(text, inputProblems) {
    const [secret = '', serviceAccount = 'default', ...more] = text.split(':');
    if (more.length === 0 && (0,workloads/* isObjectName */.V2)(secret) && (0,workloads/* isObjectName */.V2)(serviceAccount)) {
        return [{ secret, serviceAccount }];
    }
    inputProblems.add('link-pull-secret', `${(0,given_text/* quoteGiven */.k9)(text)} is not the name of a secret`, 'write secret or secret:service-account');
    return [];
}

// EXTERNAL MODULE: ./src/config/read-inputs.js
var read_inputs = __nccwpck_require__(8390);
// EXTERNAL MODULE: ./src/config/sides.js + 1 modules
var config_sides = __nccwpck_require__(8149);
// EXTERNAL MODULE: ./src/config/unknown-names.js
var unknown_names = __nccwpck_require__(6203);
;// CONCATENATED MODULE: ./src/config/webhook.js

const webhook_HINT = 'write buildconfig/name, or a URL in which {secret} stands for the input "webhook-secret", such as https://ci.example.com/hooks/{secret}';
/** The webhook to call after the promotion. Its URL never contains a secret, so that it can be logged. */
function readWebhook(inputs, promotions, inputProblems) {
    const { webhook: text, webhookSecret: secret } = inputs;
    if (text === undefined) {
        if (secret !== undefined)
            inputProblems.add('webhook', 'required because the webhook secret is set', webhook_HINT);
        return undefined;
    }
    const isUrl = /^https?:/i.test(text);
    const target = isUrl ? webhook_readUrl(text, inputProblems) : readBuildConfig(text, promotions, inputProblems);
    if (target === undefined)
        return undefined;
    const needsSecret = target.kind === 'build-config' || target.url.includes('{secret}');
    if (needsSecret && secret === undefined) {
        inputProblems.add('webhook-secret', 'required', 'set it to the value of the Secret that the trigger refers to');
    }
    return { target, secret };
}
function webhook_readUrl(text, inputProblems) {
    if (!URL.canParse(text)) {
        inputProblems.add('webhook', 'not a URL', webhook_HINT);
        return undefined;
    }
    const url = new URL(text);
    if (url.username !== '' || url.password !== '') {
        inputProblems.add('webhook', 'must not contain a user name or password', webhook_HINT);
        return undefined;
    }
    const secret = /\/webhooks\/([^/]+)\//.exec(text)?.[1];
    if (secret !== undefined && secret !== '{secret}') {
        inputProblems.add('webhook', 'contains the secret, which would be shown', 'write {secret} in its place and set "webhook-secret"');
        return undefined;
    }
    if (url.protocol === 'http:' && text.includes('{secret}')) {
        inputProblems.add('webhook', 'would send the secret unencrypted', 'write https://');
        return undefined;
    }
    return { kind: 'url', url: text };
}
function readBuildConfig(text, promotions, inputProblems) {
    const [name, kind = '', given, ...more] = text.split('/').toReversed();
    const isName = /^(?:bc|buildconfigs?)$/i.test(kind) && more.length === 0;
    if (!isName || name === undefined || !/^[a-z0-9][-.a-z0-9]*$/.test(name)) {
        inputProblems.add('webhook', `${(0,given_text/* quoteGiven */.k9)(text)} is neither a URL nor buildconfig/name`, webhook_HINT);
        return undefined;
    }
    const projects = promotions.flatMap(({ destination }) => destination.kind === 'stream' ? [destination.project] : []);
    const [only, ...others] = new Set(projects);
    const project = given ?? (others.length === 0 ? only : undefined);
    if (project !== undefined)
        return { kind: 'build-config', project, name };
    inputProblems.add('webhook', `"${text}" does not name a project`, `write project/${text}`);
    return undefined;
}

;// CONCATENATED MODULE: ./src/config/record-path.js


const HEAD_BYTES = 4096;
/** the beginning of a record, as JSON and as HTML */
const OWN_DATA = /^\{\s*"version": 1,\s*"succeeded": (?:true|false)\b/;
const OWN_PAGE = /^<!doctype html>[^]*<meta name="generator" content="openshift-promote" \/>/;
/** Path of the record. An existing file is overwritten only if it is a record. */
function readRecordPath(path, inputProblems) {
    if (path === undefined)
        return undefined;
    if ((0,given_text/* looksLikeContent */.du)(path)) {
        inputProblems.add('record', `${(0,given_text/* quoteGiven */.k9)(path)} is not a path`, 'write a path such as promotion.html or promotion.json');
        return undefined;
    }
    const isPage = /\.html?$/i.test(path);
    // the JSON file of a page is next to it
    const files = isPage ? [path, path.replace(/\.html?$/i, '.json')] : [path];
    for (const file of files) {
        const found = headOf(file);
        if (found.kind === 'none' || (found.kind === 'text' && isOwn(found.text)))
            continue;
        inputProblems.add('record', found.kind === 'text'
            ? `${(0,given_text/* quoteGiven */.k9)(file)} exists and is not a promotion record`
            : `${(0,given_text/* quoteGiven */.k9)(file)} cannot be written (${found.code})`, file === path ? 'choose another file' : `choose another page, because its data is written to ${file}`);
    }
    return path;
}
function isOwn(head) {
    return head.trim() === '' || OWN_DATA.test(head) || OWN_PAGE.test(head);
}
function headOf(file) {
    try {
        const descriptor = (0,external_node_fs_.openSync)(file, 'r');
        try {
            const bytes = Buffer.alloc(HEAD_BYTES);
            return { kind: 'text', text: bytes.toString('utf8', 0, (0,external_node_fs_.readSync)(descriptor, bytes)) };
        }
        finally {
            (0,external_node_fs_.closeSync)(descriptor);
        }
    }
    catch (error) {
        const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
        return code === 'ENOENT' ? { kind: 'none' } : { kind: 'unreadable', code };
    }
}

// EXTERNAL MODULE: ./src/config/policy.js
var config_policy = __nccwpck_require__(6332);
;// CONCATENATED MODULE: ./src/config/options.js
















/**
 * Reads all inputs.
 * @param raw texts by kebab-case name; an empty text is an absent one
 * @throws PromoteError INPUT_INVALID with every problem of every input in `problems`
 */
function readOptions(raw, context) {
    return readRunOptions(raw, context, (inputs, inputProblems) => {
        const promotions = (0,config_promotions/* readPromotions */.F7)(inputs, inputProblems);
        const references = {
            source: promotions.map(({ source }) => source),
            destination: promotions.map(({ destination }) => destination),
        };
        const sides = (0,config_sides/* readSides */.h)(inputs, raw, references, inputProblems, context.pod);
        reportSameImage(promotions, sides, inputs, inputProblems);
        return { promotions, sides };
    });
}
/**
 * Reads all inputs of a command that has its own way of naming its images.
 * @throws PromoteError INPUT_INVALID with every problem of every input in `problems`
 */
function readRunOptions(raw, context, readSubject) {
    const inputProblems = (0,input_problems/* createInputProblems */.T)(context.spell, context.adviseOnSecret);
    (0,unknown_names/* reportUnknownNames */.nT)(raw, inputProblems);
    (0,unknown_names/* reportStrays */.$r)(context.strays ?? [], inputProblems);
    const inputs = (0,read_inputs/* readInputs */.Ko)(raw, inputProblems);
    const { promotions, sides } = readSubject(inputs, inputProblems);
    const rollouts = (0,workloads/* readRollouts */.P)(inputs, promotions, inputProblems);
    reportBackupTag(inputs, promotions, inputProblems);
    const webhook = readWebhook(inputs, promotions, inputProblems);
    const imports = readImports(inputs, promotions, inputProblems);
    const apply = readApply(inputs, promotions, inputProblems);
    const gitops = readGitOps(inputs, promotions, inputProblems);
    const preparation = readPreparation(inputs, promotions, inputProblems);
    const policy = (0,config_policy/* readPolicyOptions */.P)(inputs, inputProblems);
    const client = readClient(inputs, inputProblems);
    const record = readRecordPath(inputs.record, inputProblems);
    const expectedDigest = readExpectedDigest(inputs, promotions, inputProblems);
    if (inputProblems.problems.length > 0)
        throw (0,errors/* errorOfProblems */.M$)('INPUT_INVALID', inputProblems.problems);
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
        policy,
        nodePolicy: inputs.nodePolicy,
        rollouts: rollouts.workloads,
        searched: rollouts.searched,
        gates: {
            beforeMove: inputs.beforeMove,
            beforeRollout: inputs.beforeRollout,
            afterRollout: inputs.afterRollout,
        },
        webhook,
        apply,
        gitops,
        preparation,
        client,
        wait: inputs.wait,
        timeoutMs: inputs.timeoutMs,
        verifyPods: inputs.verifyPods,
        concurrency: inputs.concurrency,
        retries: inputs.retries,
        requestTimeoutMs: inputs.requestTimeoutMs,
        summary: inputs.summary,
        record,
        compareImages: record !== undefined,
        logLevel: inputs.logLevel,
    };
}
/** For the reporter, which is created before the inputs are validated. */
function readLogLevel(raw) {
    return raw['log-level']?.trim() === 'debug' ? 'debug' : 'info';
}
function readExpectedDigest(inputs, promotions, inputProblems) {
    const text = inputs.expectedDigest;
    if (text === undefined)
        return undefined;
    if (!(0,digest/* isDigest */.Bc)(text)) {
        inputProblems.add('expected-digest', `${(0,given_text/* quoteGiven */.k9)(text)} is not a digest`, 'write sha256: and 64 lower-case hexadecimal digits, like the output "digest" of an earlier job');
        return undefined;
    }
    if (promotions.length > 1) {
        inputProblems.add('expected-digest', `cannot apply to ${promotions.length} images`, `put the digests into ${inputProblems.spell((0,config_promotions/* listName */.sY)(inputs) ?? 'images')}: project/stream@sha256:\u2026 => \u2026`);
    }
    return text;
}
function reportBackupTag({ backupTag }, promotions, inputProblems) {
    if (backupTag === undefined)
        return;
    if (!(0,reference/* isTag */.dz)(backupTag))
        inputProblems.add('backup-tag', `${(0,given_text/* quoteGiven */.k9)(backupTag)} is not a tag`, 'write a tag, such as previous');
    const taken = promotions.some((each) => [each.destination.tag, ...each.extraTags].includes(backupTag));
    if (taken)
        inputProblems.add('backup-tag', `${backupTag} is also a destination tag`, 'choose another name');
}
/** Source and destination are the same image: source-server was probably forgotten. */
function reportSameImage(promotions, sides, inputs, inputProblems) {
    const server = sides.source.server;
    const sameServer = server !== undefined && server === sides.destination.server;
    for (const { source, destination } of promotions) {
        if (source.kind !== destination.kind || (source.kind === 'stream' && !sameServer))
            continue;
        if ((0,reference/* formatReference */.FH)(source) !== (0,reference/* formatReference */.FH)(destination))
            continue;
        inputProblems.add((0,config_promotions/* listName */.sY)(inputs) ?? 'source-image', `${(0,reference/* formatReference */.FH)(source)} is also the destination`, `set ${inputProblems.spell('source-server')} when the source is another cluster`);
    }
}
/** How the destination cluster imports images. These inputs without `strategy: import` are an error. */
function readImports(inputs, promotions, inputProblems) {
    const { importReferencePolicy, importScheduled, importInsecure, strategy } = inputs;
    const asked = [
        ...(importScheduled ? ['import-scheduled'] : []),
        ...(importInsecure ? ['import-insecure'] : []),
        ...(importReferencePolicy === 'local' ? [] : ['import-reference-policy']),
    ];
    for (const name of strategy === 'import' ? [] : asked) {
        inputProblems.add(name, `only used for imports, but ${inputProblems.spell('strategy')} is "${strategy}"`, `set ${inputProblems.spell('strategy')} to "import", or remove this input`);
    }
    for (const { source } of importScheduled ? promotions : []) {
        if (source.digest === undefined)
            continue;
        inputProblems.add('import-scheduled', `${(0,reference/* formatReference */.FH)(source)} is a digest, which never changes, so there is nothing to follow`, 'give a tag as the source, or remove this input');
    }
    return { referencePolicy: importReferencePolicy, scheduled: importScheduled, insecure: importInsecure };
}
/** The `oc` client to install; undefined if none is requested. */
function readClient(inputs, inputProblems) {
    const { installOc, ocUrl: url, ocSha256: sha256 } = inputs;
    if (!installOc) {
        const lost = [url === undefined ? [] : ['oc-url'], sha256 === undefined ? [] : ['oc-sha256']].flat();
        const set = `set ${inputProblems.spell('install-oc')} to true`;
        for (const name of lost)
            inputProblems.add(name, 'only used to install oc', set);
        return undefined;
    }
    if (url !== undefined && !/^https:\/\/[^@]+\.(?:tar|tar\.gz|tgz|zip)$/.test(url)) {
        inputProblems.add('oc-url', 'not the URL of an archive', 'write https://host/path, ending in .tar, .tar.gz or .zip');
    }
    if ((url === undefined) !== (sha256 === undefined)) {
        const [name, other] = url === undefined ? ['oc-url', 'oc-sha256'] : ['oc-sha256', 'oc-url'];
        inputProblems.add(name, `required together with ${inputProblems.spell(other)}`, 'give both or neither');
    }
    if (sha256 !== undefined && !/^[0-9a-f]{64}$/i.test(sha256)) {
        inputProblems.add('oc-sha256', 'not a SHA-256 checksum', 'write 64 hexadecimal digits, as sha256sum prints them');
    }
    if (url === undefined && inputs.destinationInsecureSkipTlsVerify) {
        inputProblems.add('install-oc', 'would run a program from a server whose certificate is not verified', `give ${inputProblems.spell('destination-ca')} instead of ${inputProblems.spell('destination-insecure-skip-tls-verify')}, or set ${inputProblems.spell('oc-url')} and ${inputProblems.spell('oc-sha256')}`);
    }
    return { url, sha256 };
}


/***/ }),

/***/ 6332:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   P: () => (/* binding */ readPolicyOptions),
/* harmony export */   U: () => (/* binding */ readConfigMapName)
/* harmony export */ });
/* harmony import */ var _core_text_given_text_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(3446);
/* harmony import */ var _workloads_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(4990);


/** The policy that images must satisfy; undefined if there is none. */
function readPolicyOptions(inputs, inputProblems) {
    const { policy, policyOverride } = inputs;
    if (policy === undefined) {
        if (policyOverride === undefined)
            return undefined;
        inputProblems.add('policy-override', 'only used with a policy', `set ${inputProblems.spell('policy')}, or remove this input`);
        return undefined;
    }
    if (inputs.importScheduled) {
        inputProblems.add('import-scheduled', 'lets the cluster import later images, which the policy has not evaluated', `remove it, or remove ${inputProblems.spell('policy')}`);
    }
    const source = sourceOf(policy);
    if (source !== undefined)
        return { source, overrideReason: policyOverride };
    inputProblems.add('policy', `${(0,_core_text_given_text_js__WEBPACK_IMPORTED_MODULE_0__/* .quoteGiven */ .k9)(policy)} is neither a path nor project/name of a ConfigMap`, 'write the path of a file that ends in .yaml, .yml or .json, or project/name');
    return undefined;
}
/** Parses `project/name` of a ConfigMap; undefined if it is invalid, which is reported. */
function readConfigMapName(text, inputProblems) {
    const source = sourceOf(text);
    if (source?.kind === 'config-map')
        return source;
    inputProblems.add('policy', `${(0,_core_text_given_text_js__WEBPACK_IMPORTED_MODULE_0__/* .quoteGiven */ .k9)(text)} is not project/name of a ConfigMap`, 'write prod/promotion-policy');
    return undefined;
}
/**
 * Decides by the spelling alone. Looking for a file first would let anyone who can add a file to the repository replace the
 * ConfigMap.
 */
function sourceOf(text) {
    if (/\.(?:ya?ml|json)$/i.test(text) || /^\.{0,2}\//.test(text))
        return { kind: 'file', path: text };
    const [project = '', name = '', ...more] = text.split('/');
    return more.length === 0 && (0,_workloads_js__WEBPACK_IMPORTED_MODULE_1__/* .isObjectName */ .V2)(project) && (0,_workloads_js__WEBPACK_IMPORTED_MODULE_1__/* .isObjectName */ .V2)(name)
        ? { kind: 'config-map', project, name }
        : undefined;
}


/***/ }),

/***/ 1168:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   F7: () => (/* binding */ readPromotions),
/* harmony export */   g$: () => (/* binding */ readTags),
/* harmony export */   sY: () => (/* binding */ listName)
/* harmony export */ });
/* harmony import */ var _core_image_reference_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(3638);
/* harmony import */ var _core_text_given_text_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(3446);
/* harmony import */ var _files_file_text_js__WEBPACK_IMPORTED_MODULE_2__ = __nccwpck_require__(6274);



/** The promotions given by `images`, `images-file`, or `source-image` and `destination-image`. */
function readPromotions(inputs, inputProblems) {
    const extraTags = readTags(inputs.destinationTags, { name: 'destination-tags', line: '' }, inputProblems);
    const named = listName(inputs) !== undefined
        ? readLines(inputs, extraTags, inputProblems)
        : readPair(inputs, extraTags, inputProblems);
    const promotions = named.map(({ source, destination, ...rest }) => ({
        ...rest,
        source: ofCluster(source, inputs.sourceServer, inputs.sourceKubeconfig),
        destination: {
            ...ofCluster(destination, inputs.destinationServer, inputs.destinationKubeconfig),
            tag: destination.tag,
        },
    }));
    reportRepeatedTags(promotions, inputs, inputProblems);
    return promotions;
}
/** A side without a cluster has only registries. */
function ofCluster(reference, server, kubeconfig) {
    return server === undefined && kubeconfig === undefined ? reference : (0,_core_image_reference_js__WEBPACK_IMPORTED_MODULE_0__/* .inClusterRegistry */ .fe)(reference, server);
}
/** The input that lists several images; undefined if a single image is given. */
function listName({ images, imagesFile }) {
    if (images.length > 0)
        return 'images';
    return imagesFile === undefined ? undefined : 'images-file';
}
function readPair(inputs, extraTags, inputProblems) {
    const { sourceImage, destinationImage } = inputs;
    if (sourceImage === undefined) {
        inputProblems.add('source-image', 'required', 'give the image to promote, such as dev/app:1.4.2');
    }
    if (destinationImage === undefined) {
        inputProblems.add('destination-image', 'required', 'give the image to promote to, such as prod/app:1.4.2');
    }
    const source = readSource(sourceImage, { name: 'source-image', line: '' }, inputProblems);
    const destination = readDestination(destinationImage, { name: 'destination-image', line: '' }, source, inputProblems);
    return promotionOf(source, destination, extraTags);
}
function readLines(inputs, extraTags, inputProblems) {
    const ways = [
        inputs.images.length === 0 ? [] : ['images'],
        inputs.imagesFile === undefined ? [] : ['images-file'],
        inputs.sourceImage === undefined ? [] : ['source-image'],
        inputs.destinationImage === undefined ? [] : ['destination-image'],
    ].flat();
    const [first = 'images', ...others] = ways;
    if (others.length > 0) {
        const names = others.map((name) => inputProblems.spell(name)).join(' and ');
        inputProblems.add(first, `cannot be combined with ${names}`, 'use only one of them');
    }
    return entriesOf(inputs, inputProblems).flatMap(({ text, ...origin }) => {
        const [left = '', right, ...more] = text.split('=>').map((part) => part.trim());
        if (right === undefined || more.length > 0) {
            // for a file, only the line is shown: it may be the wrong file, with secrets in it
            const shown = origin.name === 'images-file' ? 'it' : (0,_core_text_given_text_js__WEBPACK_IMPORTED_MODULE_1__/* .quoteGiven */ .k9)(text);
            inputProblems.add(origin.name, `${origin.line}${shown} must contain exactly one "=>"`, EXAMPLE_LINE);
            return [];
        }
        const [image, ...tags] = right.split(',').map((part) => part.trim());
        const source = readSource(left, origin, inputProblems);
        const destination = readDestination(image, origin, source, inputProblems);
        return promotionOf(source, destination, [...readTags(tags, origin, inputProblems), ...extraTags]);
    });
}
function entriesOf(inputs, inputProblems) {
    const { images, imagesFile } = inputs;
    const listed = images.map((text, index) => ({
        name: 'images',
        line: `entry ${index + 1}: `,
        text,
    }));
    const inFile = imagesFile === undefined ? [] : readImagesFile(imagesFile, inputProblems);
    return [
        ...listed,
        ...inFile.map(({ text, place }) => ({ name: 'images-file', line: `${place}: `, text })),
    ];
}
const EXAMPLE_LINE = 'write each line as source => destination[,tag\u2026], such as dev/app:1.4.2 => prod/app:1.4.2';
function promotionOf(source, destination, extraTags) {
    if (source === undefined || destination === undefined)
        return [];
    const tags = [...new Set(extraTags)].filter((tag) => tag !== destination.tag);
    return [{ source, destination, extraTags: tags }];
}
function readSource(text, origin, inputProblems) {
    const reference = readReference(text, origin, inputProblems);
    if (reference === undefined)
        return undefined;
    if (reference.tag !== undefined || reference.digest !== undefined)
        return reference;
    inputProblems.add(origin.name, `${origin.line}"${(0,_core_image_reference_js__WEBPACK_IMPORTED_MODULE_0__/* .formatReference */ .FH)(reference)}" has neither tag nor digest`, `add a tag, such as ${(0,_core_image_reference_js__WEBPACK_IMPORTED_MODULE_0__/* .formatReference */ .FH)({ ...reference, tag: 'latest' })}, or preferably a digest`);
    return undefined;
}
function readDestination(text, origin, source, inputProblems) {
    const reference = readReference(text, origin, inputProblems);
    if (reference === undefined)
        return undefined;
    const tag = reference.tag ?? source?.tag ?? 'latest';
    const hint = `write ${(0,_core_image_reference_js__WEBPACK_IMPORTED_MODULE_0__/* .formatReference */ .FH)({ ...reference, tag, digest: undefined })}`;
    if (reference.digest !== undefined) {
        inputProblems.add(origin.name, `${origin.line}"${(0,_core_image_reference_js__WEBPACK_IMPORTED_MODULE_0__/* .formatReference */ .FH)(reference)}" contains a digest, but the destination always gets the digest of the source`, hint);
        return undefined;
    }
    if (reference.tag === undefined) {
        inputProblems.add(origin.name, `${origin.line}"${(0,_core_image_reference_js__WEBPACK_IMPORTED_MODULE_0__/* .formatReference */ .FH)(reference)}" has no tag`, hint);
        return undefined;
    }
    return { ...reference, tag: reference.tag };
}
function readReference(text, origin, inputProblems) {
    if (text === undefined)
        return undefined;
    const parsed = (0,_core_image_reference_js__WEBPACK_IMPORTED_MODULE_0__/* .parseReference */ .F2)(text);
    if ('reference' in parsed)
        return parsed.reference;
    inputProblems.add(origin.name, `${origin.line}${parsed.problem}`, origin.name === 'images' || origin.name === 'images-file'
        ? EXAMPLE_LINE
        : 'write project/stream:tag, such as dev/app:1.4.2, or host/path:tag for another registry');
    return undefined;
}
function readTags(tags, origin, inputProblems) {
    return tags.filter((tag) => {
        if ((0,_core_image_reference_js__WEBPACK_IMPORTED_MODULE_0__/* .isTag */ .dz)(tag))
            return true;
        inputProblems.add(origin.name, `${origin.line}${(0,_core_text_given_text_js__WEBPACK_IMPORTED_MODULE_1__/* .quoteGiven */ .k9)(tag)} is not a tag`, 'a tag has letters, digits, "_", "." and "-", at most 128, not starting with "." or "-"');
        return false;
    });
}
function reportRepeatedTags(promotions, inputs, inputProblems) {
    const seen = new Set();
    for (const { destination, extraTags } of promotions) {
        for (const tag of [destination.tag, ...extraTags]) {
            const name = (0,_core_image_reference_js__WEBPACK_IMPORTED_MODULE_0__/* .formatReference */ .FH)({ ...destination, tag });
            if (!seen.has(name)) {
                seen.add(name);
                continue;
            }
            inputProblems.add(listName(inputs) ?? 'destination-tags', `${name} is the destination of two images`, 'give each image its own stream or tag');
        }
    }
}
// Enough for several thousand images; a larger file is the wrong file.
const MAX_FILE_BYTES = 1024 * 1024;
/** The entries of a file with a list of images, as plain lines or items of a YAML list of strings. Problems are reported. */
function readImagesFile(path, inputProblems) {
    const content = (0,_files_file_text_js__WEBPACK_IMPORTED_MODULE_2__/* .readFileText */ .e)(path, MAX_FILE_BYTES);
    if ('problem' in content) {
        inputProblems.add('images-file', content.problem, 'give the path of a file that the job can read');
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
        inputProblems.add('images-file', `"${path}" contains no images`, 'write one source => destination per line, such as dev/app:1.4.2 => prod/app:1.4.2');
    }
    return entries;
}
/** A line without comment, list hyphen and quotes, which image names cannot contain. Empty if nothing is left. */
function entryOf(line) {
    const text = line
        .replace(/(?:^|\s)#.*$/, '')
        .trim()
        .replace(/^---$/, '')
        .replace(/^-\s+/, '');
    const quoted = /^(["'])(.*)\1$/.exec(text);
    return (quoted?.[2] ?? text).trim();
}


/***/ }),

/***/ 8390:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   Ko: () => (/* binding */ readInputs),
/* harmony export */   b6: () => (/* binding */ textOf)
/* harmony export */ });
/* unused harmony export parseDuration */
/* harmony import */ var _certificates_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(6506);
/* harmony import */ var _tables_input_row_js__WEBPACK_IMPORTED_MODULE_5__ = __nccwpck_require__(3781);
/* harmony import */ var _tables_inputs_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(2234);
/* harmony import */ var _secrets_js__WEBPACK_IMPORTED_MODULE_2__ = __nccwpck_require__(1073);
/* harmony import */ var _core_image_reference_js__WEBPACK_IMPORTED_MODULE_3__ = __nccwpck_require__(3638);
/* harmony import */ var _core_text_given_text_js__WEBPACK_IMPORTED_MODULE_4__ = __nccwpck_require__(3446);






const SERVER_HINT = 'write the address that `oc whoami --show-server` prints, such as https://api.example.com:6443';
/** The origin of an API server: https, host and port. */
function readServer(name, text, inputProblems) {
    if (text === undefined)
        return undefined;
    const problem = problemWithServer(text);
    if (problem === undefined)
        return new URL(text).origin;
    inputProblems.add(name, problem, SERVER_HINT);
    return undefined;
}
function problemWithServer(text) {
    const url = parseUrl(text);
    // before anything is quoted, because the part before "@" may be a password
    if (text.includes('@'))
        return 'must not contain a user name or password';
    if (url === undefined)
        return `${(0,_core_text_given_text_js__WEBPACK_IMPORTED_MODULE_4__/* .quoteGiven */ .k9)(text)} is not an https:// URL`;
    if (url.protocol !== 'https:')
        return `${(0,_core_text_given_text_js__WEBPACK_IMPORTED_MODULE_4__/* .quoteGiven */ .k9)(text)} is not an https:// URL`;
    if (url.hostname.startsWith('console-openshift-console.') || url.hostname.startsWith('console.')) {
        return `"${text}" is the web console, not the API server`;
    }
    if (url.pathname !== '/' || url.search !== '' || url.hash !== '') {
        return `"${url.origin}${url.pathname}" must end after host and port`;
    }
    return undefined;
}
/** `host[:port]`, or `http://host[:port]` for a registry without TLS. */
function readRegistry(name, text, inputProblems) {
    if (text === undefined)
        return undefined;
    const registry = text.replace(/^https:\/\//i, '').replace(/\/$/, '');
    const host = registry.replace(/^http:\/\//i, '');
    if ((0,_core_image_reference_js__WEBPACK_IMPORTED_MODULE_3__/* .isRegistryHost */ .EV)(host))
        return registry.toLowerCase();
    // the part before "@" may be a password
    const shown = text.includes('@') ? 'it' : (0,_core_text_given_text_js__WEBPACK_IMPORTED_MODULE_4__/* .quoteGiven */ .k9)(text);
    inputProblems.add(name, `${shown} is not a host`, 'write host or host:port, without a path');
    return undefined;
}
/** URL of an HTTP proxy; user name and password may be part of it. */
function readProxy(name, text, inputProblems) {
    if (text === undefined)
        return undefined;
    const url = parseUrl(text);
    if (url !== undefined && /^https?:$/.test(url.protocol) && url.hostname !== '' && url.pathname === '/') {
        return text;
    }
    inputProblems.add(name, 'not the URL of an HTTP proxy', 'write it as http://host:port or http://user:password@host:port');
    return undefined;
}
function parseUrl(text) {
    return /^[a-z][a-z0-9+.-]*:\/\//i.test(text) && URL.canParse(text) ? new URL(text) : undefined;
}
// Parsers for text inputs of both sides, by the end of the input's name.
const READERS = [
    [/-server$/, readServer],
    [/-registry$/, readRegistry],
    [/-proxy$/, readProxy],
    [/-(?:ca|client-certificate)$/, _certificates_js__WEBPACK_IMPORTED_MODULE_0__/* .readCertificates */ .j],
];
/** Every input as a value of its type. Invalid inputs are reported and read as if they were not set. */
function readInputs(raw, inputProblems) {
    const values = _tables_inputs_js__WEBPACK_IMPORTED_MODULE_1__/* .INPUT_NAMES */ .Qh.map((name) => [
        (0,_tables_input_row_js__WEBPACK_IMPORTED_MODULE_5__/* .propertyName */ .B)(name, (0,_tables_inputs_js__WEBPACK_IMPORTED_MODULE_1__/* .inputRow */ .bd)(name)),
        readInput(name, raw, inputProblems),
    ]);
    // the table defines both the properties and their types
    return Object.fromEntries(values);
}
function readInput(name, raw, inputProblems) {
    const row = (0,_tables_inputs_js__WEBPACK_IMPORTED_MODULE_1__/* .inputRow */ .bd)(name);
    if (row.secret === true)
        return (0,_secrets_js__WEBPACK_IMPORTED_MODULE_2__/* .readSecret */ .n)(name, raw, inputProblems);
    const text = textOf(name, raw);
    if (text === undefined)
        return defaultValue(row);
    const reader = READERS.find(([pattern]) => pattern.test(name))?.[1];
    if (reader !== undefined)
        return reader(name, text, inputProblems);
    const parsed = parseValue(row, text);
    if ('value' in parsed)
        return parsed.value;
    inputProblems.add(name, parsed.problem, parsed.hint);
    return defaultValue(row);
}
/** The trimmed text of an input; undefined if it is not set. */
function textOf(name, raw) {
    const text = raw[name]?.trim();
    return text === '' ? undefined : text;
}
/** Parses a non-empty text according to its row in the table. */
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
            return {
                problem: `${(0,_core_text_given_text_js__WEBPACK_IMPORTED_MODULE_4__/* .quoteGiven */ .k9)(text)} is not a valid value`,
                hint: `write ${orList(row.options)}`,
            };
        case 'list':
            // commas within the brackets of `deployment/app[web,worker]` do not separate entries
            return { value: entries(text, /(?:\[[^[\]]*\]|[^,])+/g) };
        case 'lines':
            return { value: entries(text, /.+/g) };
    }
}
/** The value of an input that is not set. */
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
// Booleans of the YAML 1.2 core schema, as in the GitHub Actions toolkit.
function parseBoolean(text) {
    if (/^(?:true|True|TRUE)$/.test(text))
        return { value: true };
    if (/^(?:false|False|FALSE)$/.test(text))
        return { value: false };
    return { problem: `${(0,_core_text_given_text_js__WEBPACK_IMPORTED_MODULE_4__/* .quoteGiven */ .k9)(text)} is neither true nor false`, hint: 'write true or false' };
}
function parseInteger(row, text) {
    const hint = `write a whole number from ${row.min} to ${row.max}`;
    if (!/^-?\d{1,15}$/.test(text))
        return { problem: `${(0,_core_text_given_text_js__WEBPACK_IMPORTED_MODULE_4__/* .quoteGiven */ .k9)(text)} is not a whole number`, hint };
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
            : 'write a duration such as 90s, 10m or 1h30m';
        return { problem: `${(0,_core_text_given_text_js__WEBPACK_IMPORTED_MODULE_4__/* .quoteGiven */ .k9)(text)} is not a duration`, hint };
    }
    if (value < (parseDuration(row.min) ?? 0) || value > (parseDuration(row.max) ?? Infinity)) {
        return { problem: `${text} is out of range`, hint: `write a duration from ${row.min} to ${row.max}` };
    }
    return { value };
}
/** Milliseconds of `90s`, `10m`, `1h30m`; undefined if the text is not a duration. */
function parseDuration(text) {
    const match = /^(?:(\d{1,6})h)?(?:(\d{1,6})m)?(?:(\d{1,6})s)?$/.exec(text);
    if (match === null || text === '')
        return undefined;
    const [hours, minutes, seconds] = [match[1], match[2], match[3]].map((digits) => Number(digits ?? 0));
    return (((hours ?? 0) * 60 + (minutes ?? 0)) * 60 + (seconds ?? 0)) * 1000;
}
/** Blank entries and lines that start with `#` are ignored. */
function entries(text, entry) {
    return text
        .split('\n')
        .filter((line) => !line.trimStart().startsWith('#'))
        .flatMap((line) => line.match(entry) ?? [])
        .map((found) => found.trim())
        .filter((found) => found !== '');
}
function orList(options) {
    return options.length < 2
        ? options.join('')
        : `${options.slice(0, -1).join(', ')} or ${options.at(-1) ?? ''}`;
}


/***/ }),

/***/ 1073:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   F: () => (/* binding */ secretsOf),
/* harmony export */   n: () => (/* binding */ readSecret)
/* harmony export */ });
/* harmony import */ var _files_file_text_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(6274);
/* harmony import */ var _tables_inputs_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(2234);


// A token is a few kilobytes at most; a larger file is the wrong file.
const MAX_SECRET_FILE_BYTES = 64 * 1024;
const SECRET_NAMES = _tables_inputs_js__WEBPACK_IMPORTED_MODULE_1__/* .INPUT_NAMES */ .Qh.filter((name) => (0,_tables_inputs_js__WEBPACK_IMPORTED_MODULE_1__/* .inputRow */ .bd)(name).secret === true);
/**
 * Every secret among the inputs, as given and as it will be used. Runs before anything is checked, so that secrets are masked
 * first. Files that cannot be read are skipped; {@link readSecret} reports them.
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
/** Reads one secret, from its input or from the file named by `\u2026-file`. */
function readSecret(name, raw, inputProblems) {
    const given = raw[name] ?? '';
    const file = raw[`${name}-file`] ?? '';
    if (file === '')
        return checkSecret(name, tidySecret(name, given), inputProblems);
    if (given !== '') {
        inputProblems.add(`${name}-file`, `cannot be combined with ${inputProblems.spell(name)}`, 'keep one of them');
        return undefined;
    }
    const content = (0,_files_file_text_js__WEBPACK_IMPORTED_MODULE_0__/* .readFileText */ .e)(file, MAX_SECRET_FILE_BYTES);
    if ('problem' in content) {
        const hint = 'give the path of a file with the secret that the job can read';
        inputProblems.add(`${name}-file`, content.problem, hint);
        return undefined;
    }
    const secret = checkSecret(name, tidySecret(name, content.text), inputProblems);
    if (secret === undefined && content.text.trim() === '') {
        inputProblems.add(`${name}-file`, `"${file}" is empty`, 'write the secret into the file');
    }
    return secret;
}
function textOfFile(path) {
    if (path === undefined || path === '')
        return undefined;
    const content = (0,_files_file_text_js__WEBPACK_IMPORTED_MODULE_0__/* .readFileText */ .e)(path, MAX_SECRET_FILE_BYTES);
    return 'text' in content ? content.text : undefined;
}
/** `oc whoami -t` and files add line breaks, which are removed. Other white space stays, because a password may end in a space. */
function tidySecret(name, text) {
    return name.endsWith('-token') ? text.trim() : text.replace(/[\r\n]+$/, '');
}
function checkSecret(name, secret, inputProblems) {
    if (secret === '')
        return undefined;
    const problem = problemWithSecret(name, secret);
    if (problem === undefined)
        return secret;
    inputProblems.add(name, problem.what, problem.hint);
    return undefined;
}
function problemWithSecret(name, secret) {
    // PEM text, which is checked together with its certificate
    if (name.endsWith('-key'))
        return undefined;
    if (/[\r\n]/.test(secret)) {
        return { what: 'contains a line break', hint: 'give only the secret, on one line' };
    }
    if (!name.endsWith('-token'))
        return undefined;
    if (/^\$\{?\w+\}?$/.test(secret)) {
        return {
            what: 'contains the name of a variable that was not expanded',
            hint: 'define the variable for this job (protected variables are only available on protected branches)',
        };
    }
    if (/^bearer\s/i.test(secret))
        return { what: 'starts with "Bearer"', hint: 'give only the token' };
    if (/\s/.test(secret))
        return { what: 'contains white space', hint: 'give only the token' };
    if (!/^[\x21-\x7e]+$/.test(secret)) {
        return { what: 'contains characters that are not allowed in a token', hint: 'copy the token again' };
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


/***/ }),

/***/ 8149:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {


// EXPORTS
__nccwpck_require__.d(__webpack_exports__, {
  h: () => (/* binding */ readSides)
});

// EXTERNAL MODULE: ./src/core/image/reference.js
var image_reference = __nccwpck_require__(3638);
// EXTERNAL MODULE: ./src/config/read-inputs.js
var read_inputs = __nccwpck_require__(8390);
// EXTERNAL MODULE: ./src/config/certificates.js
var certificates = __nccwpck_require__(6506);
// EXTERNAL MODULE: ./src/core/text/given-text.js
var given_text = __nccwpck_require__(3446);
;// CONCATENATED MODULE: ./src/config/registry-logins.js



/** The fields of a side for registry credentials and client certificates. */
function readRegistryLogin(side, inputs, inputProblems) {
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
        realmHosts: readHosts(side, hosts, inputProblems),
        clientIdentity: readIdentity(side, certificate, key, inputProblems),
    };
}
/** A password belongs to a single registry, which must be named if the images of a side are in several. */
function reportSeveralRegistries({ side, registry, registryPassword }, references, inputProblems) {
    if (registryPassword === undefined || registry !== undefined)
        return;
    const registries = new Set(references.map((reference) => reference.kind === 'stream' ? 'the registry of the cluster' : (0,image_reference/* canonicalRegistryHost */.M7)(reference.host)));
    if (registries.size < 2)
        return;
    inputProblems.add(`${side}-registry-password`, `applies to a single registry, but the images are in ${[...registries].join(' and ')}`, `set ${inputProblems.spell(`${side}-registry`)} to that registry; credentials for the others go into ${inputProblems.spell(`${side}-auth-file`)}`);
}
function readHosts(side, hosts, inputProblems) {
    return hosts.flatMap((text) => {
        const host = text
            .toLowerCase()
            .replace(/^https:\/\//, '')
            .replace(/\/$/, '');
        if ((0,image_reference/* isRegistryHost */.EV)(host))
            return [host.replace(/:443$/, '')];
        const shown = text.includes('@') ? 'an entry' : (0,given_text/* quoteGiven */.k9)(text);
        inputProblems.add(`${side}-realm-hosts`, `${shown} is not a host`, 'write host or host:port, without a path');
        return [];
    });
}
function readIdentity(side, certificate, givenKey, inputProblems) {
    const [certificateName, keyName] = [`${side}-client-certificate`, `${side}-client-key`];
    if (certificate === undefined && givenKey === undefined)
        return undefined;
    if (certificate === undefined || givenKey === undefined) {
        const [absent, present] = certificate === undefined ? [certificateName, keyName] : [keyName, certificateName];
        inputProblems.add(absent, `required together with ${inputProblems.spell(present)}`, `set ${inputProblems.spell(absent)} too`);
        return undefined;
    }
    const key = (0,certificates/* pemOf */._)(givenKey);
    const problem = problemWithPair(certificate, key);
    if (problem === undefined)
        return { certificate, key };
    inputProblems.add(keyName, problem.what, problem.hint);
    return undefined;
}
/** Checked here because TLS reports it late and with an unclear message. */
function problemWithPair(certificate, key) {
    if (/ENCRYPTED/.test(key)) {
        return {
            what: 'encrypted with a password',
            hint: 'remove the password: openssl pkey -in client.key -out plain.key',
        };
    }
    try {
        const { createPrivateKey, X509Certificate } = process.getBuiltinModule('node:crypto');
        if (new X509Certificate(certificate).checkPrivateKey(createPrivateKey(key)))
            return undefined;
        return {
            what: 'does not belong to the certificate',
            hint: 'give a certificate and a key that belong together',
        };
    }
    catch {
        // the message from OpenSSL does not help the user
        return {
            what: 'not a valid private key, or the certificate is not valid',
            hint: 'give both as PEM text, or as paths of PEM files',
        };
    }
}

// EXTERNAL MODULE: ./src/config/logins.js
var logins = __nccwpck_require__(1080);
;// CONCATENATED MODULE: ./src/config/sides.js




/** Both sides. A source without its own server is in the destination cluster and uses the destination's credentials. */
function readSides(inputs, raw, references, inputProblems, pod) {
    const own = {
        source: { ...sourceOf(inputs), ...ownLogin('source', inputs, inputProblems) },
        destination: { ...destinationOf(inputs), ...ownLogin('destination', inputs, inputProblems) },
    };
    const needsServer = (side) => references[side].some(({ kind }) => kind === 'stream');
    const isPod = pod !== undefined && needsServer('destination') && isLeftOut('destination', raw);
    const given = (side) => (0,logins/* namesCluster */.hX)(side, raw) || (side === 'destination' && isPod);
    const shared = !given('source') && given('destination') && needsServer('source');
    if (!given('destination'))
        reportMissingServer('destination', references, inputProblems);
    if (!given('source') && !shared)
        reportMissingServer('source', references, inputProblems);
    for (const side of ['source', 'destination']) {
        reportSeveralRegistries(own[side], references[side], inputProblems);
        const isShared = side === 'source' && shared;
        if (side === 'destination' && isPod)
            continue;
        reportCredentials(own[side], raw, given(side), isShared || needsServer(side), inputProblems);
    }
    if (inputs.rollout.length > 0 && !given('destination') && !needsServer('destination')) {
        inputProblems.add('rollout', 'requires a destination cluster', `set ${inputProblems.spell('destination-server')}`);
    }
    const destination = isPod ? withinPod(own.destination, pod) : own.destination;
    return { source: shared ? withinCluster(own.source, destination) : own.source, destination };
}
function ownLogin(side, inputs, inputProblems) {
    return { ...(0,logins/* readLogin */.mN)(side, inputs, inputProblems), ...readRegistryLogin(side, inputs, inputProblems) };
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
/** Fills in what the source does not define from the destination. A user name and its password always come from the same side. */
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
/** Whether neither a cluster nor credentials are given for a side. */
function isLeftOut(side, raw) {
    return !(0,logins/* namesCluster */.hX)(side, raw) && (0,logins/* waysOf */.UV)(side, raw).length === 0;
}
/** The cluster that runs the job, accessed with the service account of the pod. */
function withinPod(side, pod) {
    return {
        ...side,
        server: pod.server,
        ca: side.ca === undefined ? pod.ca : `${pod.ca}\n${side.ca}`,
        tokenFile: pod.tokenFile,
    };
}
function reportMissingServer(side, references, inputProblems) {
    const reference = references[side].find(({ kind }) => kind === 'stream');
    if (reference === undefined)
        return;
    const own = inputProblems.spell(`${side}-server`);
    const set = side === 'source' ? `${own} or ${inputProblems.spell('destination-server')}` : own;
    inputProblems.add(`${side}-server`, `required because ${(0,image_reference/* formatReference */.FH)(reference)} is in an OpenShift cluster`, `set ${set} to what \`oc whoami --show-server\` prints, or write host/path:tag for an image in another registry`);
}
/**
 * `usable`: without a server of its own, the side still has a cluster for its credentials, or the missing server is reported
 * already.
 */
function reportCredentials(own, raw, hasServer, usable, inputProblems) {
    const name = (part) => `${own.side}-${part}`;
    const given = (part) => (0,read_inputs/* textOf */.b6)(name(part), raw) !== undefined || (raw[`${name(part)}-file`] ?? '') !== '';
    const say = (part) => inputProblems.spell(name(part));
    (0,logins/* reportWays */.l9)(own.side, raw, inputProblems);
    if (own.username?.includes(':') === true) {
        inputProblems.add(name('username'), 'contains ":", which is not allowed in a user name', 'give only the user name');
    }
    for (const [user, secret] of [
        ['username', 'password'],
        ['registry-username', 'registry-password'],
    ]) {
        if (given(user) === given(secret))
            continue;
        const [present, absent] = given(user) ? [user, secret] : [secret, user];
        const hint = absent === secret ? inputProblems.adviseOnSecret(name(absent)) : `set ${say(absent)} too`;
        inputProblems.add(name(absent), `required together with ${say(present)}`, hint);
    }
    const ways = (0,logins/* waysOf */.UV)(own.side, raw);
    const isNobody = ways.length === 0 && own.clientIdentity === undefined;
    if (hasServer && own.kubeconfig === undefined && isNobody && !given('password')) {
        inputProblems.add(name('token'), 'required', `${inputProblems.adviseOnSecret(name('token'))}; \`oc create token promoter\` creates one. Or set ${say('username')} and ${say('password')}`);
    }
    const [login] = ways;
    if (!hasServer && !usable && login !== undefined) {
        inputProblems.add(login, `no cluster to log in to, because ${inputProblems.spell(`${own.side}-server`)} is not set`, `set it, or use ${say('registry-username')} and ${say('registry-password')} for a registry`);
    }
}


/***/ }),

/***/ 2308:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   OF: () => (/* binding */ SHELLS),
/* harmony export */   et: () => (/* binding */ shapesOf),
/* harmony export */   nZ: () => (/* binding */ COMMAND_NAMES),
/* harmony export */   uX: () => (/* binding */ commandRow),
/* harmony export */   zZ: () => (/* binding */ isCommandName)
/* harmony export */ });
/* harmony import */ var _inputs_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(2234);

const startsWith = (...starts) => _inputs_js__WEBPACK_IMPORTED_MODULE_0__/* .INPUT_NAMES */ .Qh.filter((name) => starts.some((start) => name.startsWith(start)));
const without = (names, ...unwanted) => names.filter((name) => !unwanted.includes(name));
const CLIENT_INPUTS = ['retries', 'request-timeout', 'log-level'];
const PROMOTION_EXAMPLE = '--source-server=https://api.dev.example.com:6443 --source-image=dev/app:1.4.2 --destination-server=https://api.prod.example.com:6443 --destination-image=prod/app:1.4.2';
const COMMAND_ROWS = {
    promote: {
        summary: 'promote images (the default)',
        inputs: _inputs_js__WEBPACK_IMPORTED_MODULE_0__/* .INPUT_NAMES */ .Qh,
        flags: [],
        outputs: ['table', 'json', 'plain'],
        examples: [`openshift-promote promote ${PROMOTION_EXAMPLE} --rollout=deployment/app`],
    },
    plan: {
        summary: 'show what promote would do, without changing anything',
        inputs: _inputs_js__WEBPACK_IMPORTED_MODULE_0__/* .INPUT_NAMES */ .Qh,
        flags: [
            {
                name: 'shards',
                takes: 'N',
                description: 'Maximum number of jobs that github-matrix and gitlab-matrix spread the images over (default 4).',
            },
        ],
        outputs: ['table', 'json', 'plain', 'github-matrix', 'gitlab-matrix'],
        examples: [
            `openshift-promote plan ${PROMOTION_EXAMPLE}`,
            'openshift-promote plan --images-file=images.txt --output=github-matrix --shards=8',
        ],
    },
    doctor: {
        summary: 'find everything that would stop a promotion, without changing anything',
        inputs: without(_inputs_js__WEBPACK_IMPORTED_MODULE_0__/* .INPUT_NAMES */ .Qh, 'rollback'),
        flags: [],
        outputs: ['table', 'json'],
        examples: [`openshift-promote doctor ${PROMOTION_EXAMPLE}`],
    },
    policy: {
        summary: 'check an image against a policy: policy check IMAGE --policy=FILE',
        positional: { input: 'source-image', shown: 'check project/stream:tag' },
        inputs: [
            ...startsWith('source-'),
            ...without(startsWith('destination-'), 'destination-tags', 'destination-image'),
            ...startsWith('policy'),
            ...CLIENT_INPUTS,
        ],
        flags: [],
        outputs: ['table', 'json'],
        examples: [
            'openshift-promote policy check registry.example.com/team/app:1.4.2 --policy=policy.yaml',
            'openshift-promote policy check dev/app:1.4.2 --policy=prod/promotion-policy --source-server=https://api.dev.example.com:6443 --destination-server=https://api.prod.example.com:6443',
        ],
    },
    tags: {
        summary: 'list the tags of a stream, or the history of one tag',
        positional: { input: 'source-image', shown: 'project/stream[:tag]' },
        inputs: [
            ...startsWith('source-'),
            ...without(startsWith('destination-'), 'destination-tags'),
            ...CLIENT_INPUTS,
        ],
        flags: [
            {
                name: 'side',
                takes: 'source | destination',
                description: 'Cluster to search if both are given. If omitted: the source, then the destination.',
            },
            {
                name: 'limit',
                takes: 'N',
                description: 'Maximum number of entries to list, newest first (default 20).',
            },
        ],
        outputs: ['table', 'json', 'github-matrix'],
        examples: [
            'openshift-promote tags dev/app --source-server=https://api.dev.example.com:6443',
            'openshift-promote tags prod/app:live --source-kubeconfig=prod.yaml',
        ],
    },
    rollback: {
        summary: 'roll back a tag and its workloads to a previous image',
        positional: { input: 'destination-image', shown: 'project/stream:tag' },
        inputs: [
            ...startsWith('destination-'),
            'rollout',
            'dry-run',
            'backup-tag',
            'rollback-on-failure',
            ...startsWith('webhook', 'before-', 'after-'),
            'timeout',
            'wait',
            'verify-pods',
            ...startsWith('install-oc', 'oc-'),
            'summary',
            'record',
            ...CLIENT_INPUTS,
        ],
        flags: [
            {
                name: 'to',
                takes: 'previous | N | sha256:\u2026 | tag',
                description: 'Image to roll back to: previous (the default) is the image before the current one, not counting images that were rolled back. Otherwise a number of steps back in the history of the tag, a digest or its beginning, or another tag of the stream.',
            },
        ],
        outputs: ['table', 'json', 'plain'],
        examples: [
            'openshift-promote rollback prod/app:live --rollout=dc/app --dry-run',
            'openshift-promote rollback prod/app:live --to=2 --rollout=dc/app',
        ],
    },
    setup: {
        summary: 'print the manifest of a service account with only the permissions a promotion needs',
        inputs: [],
        flags: [
            {
                name: 'for',
                takes: 'copy | tag | import | build',
                description: 'Strategy that the account will use.',
            },
            { name: 'project', takes: 'name', description: 'Destination project.' },
            { name: 'source-project', takes: 'name', description: 'Source project.' },
            {
                name: 'side',
                takes: 'source | destination',
                description: 'Kind of account. destination (the default): promotes images; source: can only pull.',
            },
            {
                name: 'stream',
                takes: 'name',
                description: 'Image stream that the account may use. If omitted, all streams of the project.',
            },
            {
                name: 'account',
                takes: 'name',
                description: 'Name of the service account (default promoter; puller for the source).',
            },
            {
                name: 'rollout',
                takes: 'deployment/name',
                description: 'Workload that the account may roll out. Can be repeated.',
            },
            { name: 'rollback', takes: '', description: 'Add the permissions for "rollback-on-failure".' },
            {
                name: 'further-tags',
                takes: '',
                description: 'Add the permissions for "destination-tags" and "backup-tag".',
            },
            {
                name: 'policy',
                takes: 'project/name',
                description: 'ConfigMap of the destination cluster that holds the policy. The account may read it, and no other ConfigMap.',
            },
            { name: 'token-secret', takes: '', description: 'Add a Secret with a token that does not expire.' },
        ],
        outputs: [],
        examples: ['openshift-promote setup --for=copy --project=prod --rollout=deployment/app | oc apply -f -'],
    },
    completion: {
        summary: 'print the completion script for bash, zsh, fish or powershell',
        inputs: [],
        flags: [],
        outputs: [],
        examples: ['source <(openshift-promote completion bash)', 'openshift-promote completion fish | source'],
    },
    sandbox: {
        summary: 'start two small emulated OpenShift clusters on this machine to try things out',
        inputs: [],
        flags: [
            {
                name: 'openshift',
                takes: '4.20 | 5.0',
                description: 'The OpenShift release that both clusters emulate (default 4.20).',
            },
            {
                name: 'connection',
                takes: 'FILE',
                description: 'Write addresses, certificate authorities and tokens to this JSON file.',
            },
            { name: 'verbose', takes: '', description: 'Print every request that the clusters answer.' },
        ],
        outputs: [],
        examples: ['openshift-promote sandbox', 'openshift-promote sandbox --openshift=5.0'],
    },
    demo: {
        summary: 'start the sandbox and promote an image in it, end to end',
        inputs: [],
        flags: [],
        outputs: [],
        examples: ['openshift-promote demo'],
    },
};
const COMMAND_NAMES = Object.keys(COMMAND_ROWS);
const SHELLS = ['bash', 'zsh', 'fish', 'powershell'];
function isCommandName(text) {
    return text !== undefined && Object.hasOwn(COMMAND_ROWS, text);
}
function commandRow(name) {
    return COMMAND_ROWS[name];
}
/** What a host needs to know about the inputs and flags of a command. */
function shapesOf(command) {
    const { inputs, flags } = commandRow(command);
    return [
        ..._inputs_js__WEBPACK_IMPORTED_MODULE_0__/* .INPUT_SHAPES */ .SP.filter(({ name }) => inputs.some((input) => input === name)),
        ...flags.map(({ name, takes }) => ({ name, secret: false, isSwitch: takes === '', isList: false })),
    ];
}


/***/ }),

/***/ 3781:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   B: () => (/* binding */ propertyName),
/* harmony export */   a: () => (/* binding */ INPUT_GROUPS)
/* harmony export */ });
/** How often an input is needed; the sections of docs/inputs.md. */
const INPUT_GROUPS = ['Required', 'Typical', 'Rare', 'Usually a bad idea'];
/** The names of {@link PropertyOf}, at run time. */
function propertyName(name, row) {
    const camel = name.replace(/-([a-z])/g, (_, letter) => letter.toUpperCase());
    return row.type === 'duration' ? `${camel}Ms` : camel;
}


/***/ }),

/***/ 2234:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {


// EXPORTS
__nccwpck_require__.d(__webpack_exports__, {
  Qh: () => (/* binding */ INPUT_NAMES),
  SP: () => (/* binding */ INPUT_SHAPES),
  bd: () => (/* binding */ inputRow)
});

// UNUSED EXPORTS: INPUTS

;// CONCATENATED MODULE: ./src/config/tables/destination-inputs.js
/** What to set up at the destination before and after the image arrives. */
const DESTINATION_SETUP_INPUTS = {
    'create-project': {
        type: 'boolean',
        group: 'Typical',
        default: false,
        description: 'Create the project of the destination image if it does not exist. The account must be allowed to request projects.',
    },
    'project-display-name': {
        type: 'string',
        group: 'Rare',
        description: 'Display name of a project created by `create-project`.',
        example: 'Shop (production)',
    },
    'grant-pull': {
        type: 'boolean',
        group: 'Rare',
        default: false,
        description: 'Allow the service accounts of the destination project to pull from the source project (role `system:image-puller`), for workloads that refer to the source stream directly. Only within one cluster.',
    },
    'link-pull-secret': {
        type: 'list',
        group: 'Rare',
        description: 'Pull secrets of the destination project to link to service accounts: `secret` for the service account `default`, or `secret:account`.',
        example: 'quay-pull, quay-pull:app',
    },
    template: {
        type: 'string',
        group: 'Typical',
        description: 'OpenShift template to process and apply after the tags have moved: a path, a URL, or `project/name` for a template in the destination cluster. The parameters `PROMOTE_IMAGE`, `PROMOTE_DIGEST`, `PROMOTE_TAG`, `PROMOTE_STREAM` and `PROMOTE_PROJECT` are filled in if the template declares them.',
        example: 'deploy/app.yaml',
    },
    'template-parameters': {
        type: 'lines',
        group: 'Typical',
        verbatim: true,
        description: 'Parameters for the template, one `NAME=value` per line. A line `@path` reads a parameter file in the same way as `oc process --param-file`, including `export`, quotes and comments; values given directly take precedence over files. `${PROMOTE_IMAGE}` and the other `PROMOTE_\u2026` names listed under `template` are replaced in the values.',
        example: 'IMAGE=${PROMOTE_IMAGE}',
    },
    manifests: {
        type: 'list',
        group: 'Typical',
        description: 'Manifests to apply after the tags have moved: paths, folders, patterns such as `deploy/*.yaml`, or URLs. `${PROMOTE_IMAGE}` and the other `PROMOTE_\u2026` names listed under `template` are replaced in them. Only objects in the destination project are allowed.',
        example: 'deploy/*.yaml',
    },
    gitops: {
        type: 'lines',
        group: 'Typical',
        description: 'Files of the git checkout of this job in which the promoted image is written, for Argo CD or Flux to roll out: one `path` per line of a kustomization or a manifest, or `path key` for Helm values and any other YAML, such as `deploy/values.yaml image.digest`. A key that ends in `digest` gets the digest, one that ends in `tag` the tag, any other the image by digest. In a kustomization, the key is the `name` of the image. With several images, a key is followed by the destination image. Only these values change, in one commit.',
        example: 'deploy/kustomization.yaml',
    },
    'gitops-branch': {
        type: 'string',
        group: 'Typical',
        description: 'Branch for the commit of `gitops`, which is created if it does not exist. Empty: the branch that is checked out.',
        example: 'promote-app',
    },
    'gitops-push': {
        type: 'boolean',
        group: 'Typical',
        default: false,
        description: 'Push the commit of `gitops` to `origin` with the credentials of the checkout. If another push was faster, the change is made again on the new head. Never forced.',
    },
    'gitops-message': {
        type: 'string',
        group: 'Rare',
        verbatim: true,
        description: 'Message of the commit of `gitops`, in which `${PROMOTE_TAG}`, `${PROMOTE_DIGEST}` and `${PROMOTE_IMAGE}` are replaced with those of the first image. Trailers with source, destination, digest and run follow. Empty: `Promote` and the destination image.',
        example: 'deploy: app ${PROMOTE_TAG}',
    },
    'force-conflicts': {
        type: 'boolean',
        group: 'Rare',
        default: false,
        description: 'Take over fields of applied objects that another tool manages, such as `oc apply`, instead of failing.',
    },
    'create-workload': {
        type: 'boolean',
        group: 'Typical',
        default: false,
        description: 'Create each workload of `rollout` that does not exist, as a Deployment with a Service for the ports of the image.',
    },
    expose: {
        type: 'boolean',
        group: 'Rare',
        default: false,
        description: 'With `create-workload`, create a Route as well.',
    },
};

;// CONCATENATED MODULE: ./src/config/tables/side-inputs.js
/** Inputs that exist for both sides. `{side}` in a text becomes the name of the side, `{project}` an example project. */
const SIDE_INPUTS = {
    server: {
        type: 'string',
        group: 'Required',
        description: 'URL of the API server of the {side} cluster, as printed by `oc whoami --show-server`.',
        more: {
            source: 'Omit it if the source is in the destination cluster, or in another registry (`host/path:tag`).',
            destination: 'Omit it if the destination is in another registry (`host/path:tag`).',
        },
        example: 'https://api.{project}.example.com:6443',
    },
    token: {
        type: 'string',
        group: 'Required',
        secret: true,
        description: 'Bearer token for the {side} cluster and its registry, preferably a service account token (`oc create token promoter -n {project}`).',
    },
    image: {
        type: 'string',
        group: 'Required',
        description: 'The {side} image: `project/stream:tag` for an image stream of the {side} cluster, or `host/path:tag` for any other registry.',
        more: { source: 'To pin an exact image, give its digest: `project/stream@sha256:\u2026`.' },
        example: '{project}/app:1.4.2',
    },
    username: {
        type: 'string',
        group: 'Rare',
        description: 'User name for logging in to the {side} cluster with a password instead of a token. Works if the cluster accepts passwords (`oc login -u`). The token obtained this way is revoked at the end of the run.',
    },
    password: {
        type: 'string',
        group: 'Rare',
        secret: true,
        description: 'Password for `{side}-username`.',
    },
    kubeconfig: {
        type: 'string',
        group: 'Rare',
        description: 'Path of a kubeconfig that provides the server, certificate authorities and token of the {side} cluster, instead of `{side}-server` and `{side}-token`. Exec plugins are run. A client certificate in it works for the cluster, but not for its registry.',
        example: './{project}.kubeconfig',
    },
    context: {
        type: 'string',
        group: 'Rare',
        description: 'Context to use from `{side}-kubeconfig` instead of the current one. Without `{side}-kubeconfig`, the context is looked up in `$KUBECONFIG` and `~/.kube/config`.',
        example: '{project}/api-{project}-example-com:6443/promoter',
    },
    'oidc-audience': {
        type: 'string',
        group: 'Rare',
        githubOnly: true,
        description: 'Audience of a GitHub OIDC token that the job uses to log in to the {side} cluster instead of a stored token. The cluster must have GitHub as its identity provider, and the job needs `permissions: { id-token: write }`.',
        example: 'openshift-{project}',
    },
    'token-duration': {
        type: 'duration',
        group: 'Rare',
        default: '0s',
        min: '0s',
        max: '24h',
        description: 'Lifetime of a short-lived token that the run requests for the service account of `{side}-token` and uses instead of it; at least `10m`. `0s` uses `{side}-token` itself.',
        example: '1h',
    },
    registry: {
        type: 'string',
        group: 'Rare',
        description: 'Public host of the registry of the {side} cluster. If omitted, it is read from the cluster. Write `http://host` for a registry without TLS.',
        example: 'default-route-openshift-image-registry.apps.{project}.example.com',
    },
    'registry-username': {
        type: 'string',
        group: 'Rare',
        description: 'User name for the {side} registry, if it is not the user of the cluster.',
    },
    'registry-password': {
        type: 'string',
        group: 'Rare',
        secret: true,
        description: 'Password or token for `{side}-registry-username`.',
    },
    'auth-file': {
        type: 'string',
        group: 'Rare',
        description: 'Path of a file with credentials for the {side} registry, as written by `podman login`, `skopeo login` and `docker login`. Credential helpers are supported. If omitted: `DOCKER_AUTH_CONFIG`, then `$REGISTRY_AUTH_FILE`, then the default files of podman and docker. `{side}-registry-username` and `{side}-token` take precedence.',
        example: './{project}-auth.json',
    },
    'realm-hosts': {
        type: 'list',
        group: 'Rare',
        description: 'Token servers (`host[:port]`) that may receive the credentials for the {side} registry although they are outside its domain.',
        example: 'auth.{project}.example.com',
    },
    'client-certificate': {
        type: 'string',
        group: 'Rare',
        description: 'Client certificate for {side} servers that require one (mutual TLS), both the API server and the registry. PEM text, base64-encoded PEM, or the path of a PEM file. For registries, `/etc/containers/certs.d` and `/etc/docker/certs.d` are searched as well.',
        example: './{project}-client.pem',
    },
    'client-key': {
        type: 'string',
        group: 'Rare',
        secret: true,
        description: 'Private key of `{side}-client-certificate`, as PEM text or base64-encoded PEM. It must not be encrypted.',
    },
    ca: {
        type: 'string',
        group: 'Typical',
        description: 'Certificate authorities to trust for the {side}, in addition to those of the system. PEM text, base64-encoded PEM, or the path of a PEM file. API server, OAuth server and registry may have different issuers: include all of them.',
        example: './{project}-ca.pem',
    },
    'insecure-skip-tls-verify': {
        type: 'boolean',
        group: 'Usually a bad idea',
        default: false,
        description: 'Accept any certificate from {side} servers. Anyone who can intercept the connection can then steal the token; set `{side}-ca` instead.',
    },
    proxy: {
        type: 'string',
        group: 'Rare',
        description: 'Proxy for connections to the {side}. If omitted, `HTTPS_PROXY` and `NO_PROXY` from the environment apply.',
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

// EXTERNAL MODULE: ./src/core/ports/workload-kinds.js
var workload_kinds = __nccwpck_require__(2647);
;// CONCATENATED MODULE: ./src/config/tables/inputs.js



const WORKLOAD_FORMS = workload_kinds/* WORKLOAD_KINDS */.i6.map((kind) => `\`${kind}/name\` (\`${(0,workload_kinds/* workloadRow */.E3)(kind).shortName}/\`)`)
    .join(', ')
    .replace(/, (?=[^,]*$)/, ' or ');
/** Inputs that exist for the source only. */
const SOURCE_INPUTS = {
    'source-token-secret': {
        type: 'string',
        group: 'Rare',
        description: 'Secret in the destination cluster that holds the source token, as `project/name#key`. Used instead of `source-token`, so that the CI system needs to know only one token.',
        example: 'prod/dev-cluster#token',
    },
};
const RUN_INPUTS = {
    images: {
        type: 'lines',
        group: 'Typical',
        description: 'Several images to promote in one run, one `source => destination[,tag\u2026]` per line. Replaces `source-image` and `destination-image`. All content is moved before the first tag moves.',
        example: 'dev/app:1.4.2 => prod/app:1.4.2,stable',
    },
    'images-file': {
        type: 'string',
        group: 'Rare',
        description: 'Path of a file with entries as in `images`: one `source => destination[,tag\u2026]` per line, or as items of a YAML list. Lines that start with `#` are comments.',
        example: './images.txt',
    },
    'destination-tags': {
        type: 'list',
        group: 'Typical',
        description: 'Additional tags for every destination image.',
        example: 'stable, latest',
    },
    rollout: {
        type: 'list',
        group: 'Typical',
        description: `Workloads to roll out in the destination cluster: ${WORKLOAD_FORMS}, with \`project/\` in front if it is not in the project of the destination image. The new image goes to the containers whose image trigger, tag or digest refers to the destination image; \`deployment/name[container]\` selects a container. \`auto\` selects every workload of that project that uses the destination tag, by image trigger or by image name, or that uses a digest of the stream.`,
        example: 'deployment/app',
    },
    ...DESTINATION_SETUP_INPUTS,
    'expected-digest': {
        type: 'string',
        group: 'Typical',
        description: 'Digest that the source image must have, such as the one that was tested. If it differs, nothing is promoted.',
        example: 'sha256:\u2026',
    },
    'dry-run': {
        type: 'boolean',
        group: 'Typical',
        default: false,
        description: 'Run all checks, print the plan and stop, without changing anything.',
    },
    'on-existing-tag': {
        type: 'enum',
        group: 'Typical',
        options: ['move', 'skip', 'fail'],
        default: 'move',
        description: 'What to do if the destination tag already points to a different image: move the tag, leave it as it is, or fail.',
    },
    'backup-tag': {
        type: 'string',
        group: 'Typical',
        description: 'Tag that keeps the previous image of the destination tag, in the same stream or repository. Empty: no backup.',
        example: 'previous',
    },
    'rollback-on-failure': {
        type: 'boolean',
        group: 'Typical',
        default: false,
        description: 'Move the tags back and return the workloads to their previous revision if a rollout or its verification fails, or if the job is cancelled after a tag has moved.',
    },
    rollback: {
        type: 'string',
        group: 'Typical',
        description: 'Image to roll the tag of `destination-image` back to, instead of promoting: `previous` (the image before the current one, not counting images that were rolled back), a number of steps back in the history of the tag (such as `2`), a digest or its beginning, or another tag of the stream. Source inputs are ignored. Empty: promote.',
        example: 'previous',
    },
    signatures: {
        type: 'enum',
        group: 'Typical',
        options: ['auto', 'always', 'never'],
        default: 'auto',
        description: 'Whether to copy the signatures, attestations and SBOMs that are attached to the image. `auto`: warn about any that cannot be copied. `always`: fail in that case, before a tag moves.',
    },
    policy: {
        type: 'string',
        group: 'Typical',
        description: 'Policy that every image must satisfy before it is promoted: the path of a policy file, or `project/name` of a ConfigMap in the destination cluster. If the policy refuses an image, nothing changes. See docs/policy.md.',
        example: 'prod/promotion-policy',
    },
    'policy-override': {
        type: 'string',
        group: 'Usually a bad idea',
        description: 'Reason for promoting an image that the policy refuses. Takes effect only if the policy allows it (`overrides: with-reason`), and is stored in the record.',
        example: 'INC-4711: the scanner is down',
    },
    'node-policy': {
        type: 'string',
        group: 'Typical',
        description: 'Path of a `policy.json` that the nodes of the destination use. The check warns if they would refuse the image. Without it, the ClusterImagePolicies and ImagePolicies that the account may read are checked.',
        example: 'deploy/policy.json',
    },
    webhook: {
        type: 'string',
        group: 'Typical',
        description: 'Called after everything else has finished, even if nothing had to change. `buildconfig/name` (with `project/` in front for another project) starts a build in the destination cluster through its generic webhook, with IMAGE, TAG, DIGEST, SOURCE_IMAGE and PREVIOUS_DIGEST in its environment. A URL receives a POST request with JSON.',
        example: 'buildconfig/release',
    },
    'webhook-secret': {
        type: 'string',
        group: 'Typical',
        secret: true,
        description: 'Secret of the webhook. It replaces `{secret}` in the URL; without that placeholder, it signs the request body (`X-Hub-Signature-256`, HMAC with SHA-256).',
    },
    'before-move': {
        type: 'string',
        group: 'Typical',
        verbatim: true,
        description: 'Command that runs before anything changes, for example a scan. Exit code 0 lets the promotion continue; any other code stops it. Runs once per image with `sh -e` (PowerShell on Windows), with PROMOTE_DIGEST, PROMOTE_IMAGE, PROMOTE_SOURCE_IMAGE, PROMOTE_DESTINATION_IMAGE, PROMOTE_TAG and PROMOTE_PREVIOUS_DIGEST in its environment.',
        example: './scan.sh "$PROMOTE_SOURCE_IMAGE"',
    },
    'before-rollout': {
        type: 'string',
        group: 'Rare',
        verbatim: true,
        description: 'Command that runs after the tags have moved and before the workloads are rolled out; workloads with an image trigger start rolling out as soon as their tag moves. Runs like `before-move`.',
        example: './migrate-database.sh',
    },
    'after-rollout': {
        type: 'string',
        group: 'Typical',
        verbatim: true,
        description: 'Command that tests the workloads after the rollout, such as a smoke test. If it fails and `rollback-on-failure` is set, everything is rolled back. Runs like `before-move`.',
        example: './smoke-test.sh',
    },
    timeout: {
        type: 'duration',
        group: 'Typical',
        default: '10m',
        min: '1s',
        max: '24h',
        description: 'Maximum duration of one rollout, or of one build with `strategy: build`.',
    },
    strategy: {
        type: 'enum',
        group: 'Rare',
        options: ['auto', 'copy', 'tag', 'import', 'build'],
        default: 'auto',
        description: 'How the image gets to the destination. `copy`: from registry to registry through the runner, byte for byte. `tag`: by a tag within one cluster; no content is moved and no registry route is needed. `import`: the destination cluster pulls the image itself. `build`: a Build in the destination cluster creates a new image from it, with a new digest. `auto`: `tag` if both sides are image streams of one cluster and the image is in its registry, otherwise `copy`. See docs/strategies.md.',
    },
    'import-reference-policy': {
        type: 'enum',
        group: 'Rare',
        options: ['local', 'source'],
        default: 'local',
        description: 'With `strategy: import`, where pods pull the image from. `local`: from the registry of the destination cluster, which fetches it from the source with the pull secrets of the project. `source`: directly from the source registry, with the pull secrets of the pods.',
    },
    'import-scheduled': {
        type: 'boolean',
        group: 'Rare',
        default: false,
        description: 'With `strategy: import`, make the destination tags follow the source tag. The cluster then checks for a new image about every 15 minutes and moves the tags without this program.',
    },
    'import-insecure': {
        type: 'boolean',
        group: 'Usually a bad idea',
        default: false,
        description: 'With `strategy: import`, let the destination cluster accept any certificate from the source registry, and plain HTTP, whenever it pulls.',
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
        description: 'Fail unless every pod of the new revision runs the promoted digest.',
    },
    concurrency: {
        type: 'integer',
        group: 'Rare',
        default: 6,
        min: 1,
        max: 32,
        description: 'Number of large blobs to transfer at the same time.',
    },
    retries: {
        type: 'integer',
        group: 'Rare',
        default: 5,
        min: 0,
        max: 20,
        description: 'Number of times to retry a request after a lost connection or a response with status 408, 429 or 5xx.',
    },
    'request-timeout': {
        type: 'duration',
        group: 'Rare',
        default: '60s',
        min: '1s',
        max: '1h',
        description: 'How long a connection may stay silent before the request fails.',
    },
    'install-oc': {
        type: 'boolean',
        group: 'Rare',
        default: false,
        description: 'Install the `oc` client of the destination cluster for `before-move`, `before-rollout`, `after-rollout` and later steps, with a kubeconfig for each cluster (outputs `source-kubeconfig` and `destination-kubeconfig`). The kubeconfigs contain the tokens that were passed in; a token that the run obtained itself stops working when the run ends.',
    },
    'oc-url': {
        type: 'string',
        group: 'Rare',
        description: 'URL of an archive with `oc` (.tar, .tar.gz, .zip), for `install-oc` to use instead of the one the cluster offers.',
        example: 'https://files.example.com/openshift-client-linux.tar.gz',
    },
    'oc-sha256': {
        type: 'string',
        group: 'Rare',
        description: 'SHA-256 checksum of the archive at `oc-url`, in hexadecimal.',
    },
    summary: {
        type: 'boolean',
        group: 'Rare',
        default: true,
        description: 'Write a job summary.',
    },
    record: {
        type: 'string',
        group: 'Rare',
        description: 'Path of a JSON file to write the plan, the result and any error to. If the path ends in `.html`, it gets a self-contained HTML page, and the JSON file is written next to it.',
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
/** All inputs. Types, parser, action.yml, flags and documentation are derived from this table. */
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
/** What hosts need to know about each input to read it. */
const INPUT_SHAPES = INPUT_NAMES.map((name) => {
    const row = inputRow(name);
    return {
        name,
        secret: row.secret === true,
        isSwitch: row.type === 'boolean',
        isList: row.type === 'list' || row.type === 'lines',
    };
});


/***/ }),

/***/ 6203:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   $r: () => (/* binding */ reportStrays),
/* harmony export */   XU: () => (/* binding */ isKnownName),
/* harmony export */   nT: () => (/* binding */ reportUnknownNames),
/* harmony export */   wp: () => (/* binding */ isInputName)
/* harmony export */ });
/* unused harmony export nearestName */
/* harmony import */ var _tables_inputs_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(2234);
/* harmony import */ var _core_text_nearest_name_js__WEBPACK_IMPORTED_MODULE_3__ = __nccwpck_require__(8047);
/* harmony import */ var _core_version_js__WEBPACK_IMPORTED_MODULE_2__ = __nccwpck_require__(2857);
/* harmony import */ var _core_ports_workload_kinds_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(2647);




// Names used by other tools, as prefixes and as whole names.
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
    ...Object.fromEntries(_core_ports_workload_kinds_js__WEBPACK_IMPORTED_MODULE_1__/* .WORKLOAD_KINDS */ .i6.map((kind) => [kind, 'rollout'])),
    digest: 'expected-digest',
    plan: 'dry-run',
    tags: 'destination-tags',
    verbose: 'log-level',
};
/** Reports unknown inputs and suggests the closest known name: a misspelled safety input must not be ignored. */
function reportUnknownNames(raw, inputProblems) {
    for (const [name, value] of Object.entries(raw)) {
        if (value === undefined || value === '' || isKnownName(name))
            continue;
        const nearest = nearestName(name);
        if (nearest !== undefined)
            inputProblems.addUnknown(name, nearest);
        else
            inputProblems.add(name, 'unknown input', `see ${_core_version_js__WEBPACK_IMPORTED_MODULE_2__/* .DOCUMENTATION */ .l0}/inputs.md for all inputs`);
    }
}
/** Reports environment variables that are almost certainly misspelled inputs. Other variables may share the prefix. */
function reportStrays(strays, inputProblems) {
    for (const name of strays) {
        const meant = (0,_core_text_nearest_name_js__WEBPACK_IMPORTED_MODULE_3__/* .nearestName */ .q)(name, _tables_inputs_js__WEBPACK_IMPORTED_MODULE_0__/* .INPUT_NAMES */ .Qh, (candidate) => Math.min(2, Math.floor(candidate.length / 4)));
        if (meant === undefined || isKnownName(name))
            continue;
        inputProblems.addUnknown(name, meant);
    }
}
/** An input, or the name of a file that holds a secret one: `source-token-file`. */
function isKnownName(name) {
    if (isInputName(name))
        return true;
    const secret = name.replace(/-file$/, '');
    return secret !== name && isInputName(secret) && (0,_tables_inputs_js__WEBPACK_IMPORTED_MODULE_0__/* .inputRow */ .bd)(secret).secret === true;
}
function isInputName(name) {
    return _tables_inputs_js__WEBPACK_IMPORTED_MODULE_0__/* .INPUT_NAMES */ .Qh.includes(name);
}
/** The input that was probably meant. */
function nearestName(name) {
    const plain = OTHER_PREFIXES.reduce((text, [pattern, prefix]) => text.replace(pattern, prefix), name.toLowerCase().replaceAll('_', '-'));
    if (isInputName(plain))
        return plain;
    const known = Object.hasOwn(OTHER_NAMES, plain) ? OTHER_NAMES[plain] : undefined;
    if (known !== undefined)
        return known;
    // up to a third of the letters may differ; with more, the suggestion is wrong as often as right
    return (0,_core_text_nearest_name_js__WEBPACK_IMPORTED_MODULE_3__/* .nearestName */ .q)(plain, _tables_inputs_js__WEBPACK_IMPORTED_MODULE_0__/* .INPUT_NAMES */ .Qh);
}


/***/ }),

/***/ 4990:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   Ez: () => (/* binding */ readWorkload),
/* harmony export */   P: () => (/* binding */ readRollouts),
/* harmony export */   V2: () => (/* binding */ isObjectName)
/* harmony export */ });
/* harmony import */ var _core_ports_workload_kinds_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(2647);
/* harmony import */ var _core_text_given_text_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(3446);


const NAME = /^(?=.{1,253}$)[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*$/;
const FORMS = _core_ports_workload_kinds_js__WEBPACK_IMPORTED_MODULE_0__/* .WORKLOAD_KINDS */ .i6.map((name) => {
    const { kind, shown } = (0,_core_ports_workload_kinds_js__WEBPACK_IMPORTED_MODULE_0__/* .workloadRow */ .E3)(name);
    return shown === name ? `${shown}/name` : `${shown}/name (${kind})`;
});
const HINT = `write ${FORMS.join(', ')}, or auto; for a single container: deployment/name[container]`;
/** The workloads to roll out. */
function readRollouts(inputs, promotions, inputProblems) {
    // without a valid destination, which is reported already, the project is unknown
    if (promotions.length === 0)
        return { workloads: [], searched: [] };
    const projects = new Set(promotions.flatMap(({ destination }) => (destination.kind === 'stream' ? [destination.project] : [])));
    const workloads = new Map();
    const searched = new Set();
    for (const text of inputs.rollout) {
        const search = readSearch(text, projects, inputProblems);
        for (const project of search ?? [])
            searched.add(project);
        const workload = search === undefined ? readWorkload(text, projects, inputProblems) : undefined;
        if (workload === undefined)
            continue;
        const { kind, project, name, containers } = workload;
        const key = `${project}/${kind}/${name}`;
        const before = workloads.get(key);
        // a workload may be listed several times, once per container
        const named = new Set([...(before?.containers ?? []), ...(containers ?? [])]);
        const isWhole = containers === undefined || (before !== undefined && before.containers === undefined);
        workloads.set(key, { kind, project, name, ...(isWhole ? {} : { containers: [...named] }) });
    }
    return { workloads: [...workloads.values()], searched: [...searched] };
}
/** Parses `auto` and `project/auto`; undefined for anything else. */
function readSearch(text, projects, inputProblems) {
    const [name, project, ...more] = text.split('/').toReversed();
    // deployment/auto is a workload named auto
    const isKind = project !== undefined && (0,_core_ports_workload_kinds_js__WEBPACK_IMPORTED_MODULE_0__/* .workloadKindOf */ .zM)(project) !== undefined;
    if (name !== 'auto' || more.length > 0 || isKind)
        return undefined;
    if (project !== undefined) {
        if (NAME.test(project))
            return [project];
        inputProblems.add('rollout', `${(0,_core_text_given_text_js__WEBPACK_IMPORTED_MODULE_1__/* .quoteGiven */ .k9)(text)} has a malformed project "${project}"`, HINT);
    }
    else if (projects.size === 0) {
        inputProblems.add('rollout', '"auto" needs a project to search, but the destination is not an image stream', 'write project/auto');
    }
    return [...projects];
}
/** `deployment/app[web,worker]` \u2192 `deployment/app` and `web,worker`. */
function splitContainers(text) {
    const match = /^([^[\]]*)\[([^[\]]*)\]$/.exec(text);
    return match === null ? [text, undefined] : [match[1] ?? '', match[2]];
}
/** Parses a workload. Without a project it is in the only destination project. Returns undefined after reporting a problem. */
function readWorkload(text, projects, inputProblems) {
    const [whole, list] = splitContainers(text);
    const containers = list?.split(',').map((container) => container.trim());
    const parts = whole.split('/');
    const [name = '', kindText = '', givenProject, ...more] = parts.toReversed();
    const kind = (0,_core_ports_workload_kinds_js__WEBPACK_IMPORTED_MODULE_0__/* .workloadKindOf */ .zM)(kindText);
    if (kind === undefined || more.length > 0) {
        const what = parts.length === 1
            ? `${(0,_core_text_given_text_js__WEBPACK_IMPORTED_MODULE_1__/* .quoteGiven */ .k9)(text)} does not name a kind`
            : `${(0,_core_text_given_text_js__WEBPACK_IMPORTED_MODULE_1__/* .quoteGiven */ .k9)(text)} is not a workload`;
        inputProblems.add('rollout', what, HINT);
        return undefined;
    }
    for (const part of [name, givenProject, ...(containers ?? [])]) {
        if (part === undefined || isObjectName(part))
            continue;
        inputProblems.add('rollout', `${(0,_core_text_given_text_js__WEBPACK_IMPORTED_MODULE_1__/* .quoteGiven */ .k9)(text)} has a malformed name ${(0,_core_text_given_text_js__WEBPACK_IMPORTED_MODULE_1__/* .quoteGiven */ .k9)(part)}`, HINT);
        return undefined;
    }
    const [only, ...others] = projects;
    const project = givenProject ?? (others.length === 0 ? only : undefined);
    if (project !== undefined)
        return { kind, project, name, ...(containers === undefined ? {} : { containers }) };
    inputProblems.add('rollout', `"${text}" does not name a project`, `write project/${kind}/${name}`);
    return undefined;
}
function isObjectName(text) {
    return NAME.test(text);
}


/***/ }),

/***/ 7190:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   YU: () => (/* binding */ countCarried),
/* harmony export */   Y_: () => (/* binding */ describeAttachments),
/* harmony export */   gN: () => (/* binding */ ATTACHMENT_OUTCOMES)
/* harmony export */ });
/** The result for an attachment, in words. */
const ATTACHMENT_OUTCOMES = {
    copied: 'copied',
    merged: 'merged with those of the destination',
    present: 'there already',
    dropped: 'left out',
    failed: 'not carried',
};
/** Number of attachments copied in this run. */
function countCarried(attachments) {
    return attachments.filter(({ outcome }) => outcome === 'copied' || outcome === 'merged').length;
}
/** Such as `2 copied, 1 there already`; undefined when nothing is attached. */
function describeAttachments(attachments) {
    const outcomes = Object.keys(ATTACHMENT_OUTCOMES);
    const parts = outcomes.flatMap((outcome) => {
        const count = attachments.filter((attachment) => attachment.outcome === outcome).length;
        return count === 0 ? [] : [`${count} ${ATTACHMENT_OUTCOMES[outcome]}`];
    });
    return parts.length === 0 ? undefined : parts.join(', ');
}


/***/ }),

/***/ 2919:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   i: () => (/* binding */ withoutInputs)
/* harmony export */ });
/** The environment for another program, without the inputs of this one, which contain secrets. */
function withoutInputs(environment) {
    return Object.fromEntries(Object.entries(environment).flatMap(([name, value]) => value === undefined || /^(?:INPUT|PROMOTE)_/i.test(name) ? [] : [[name, value]]));
}


/***/ }),

/***/ 6750:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   B$: () => (/* binding */ outputFormat),
/* harmony export */   WE: () => (/* binding */ commandHost),
/* harmony export */   tV: () => (/* binding */ givenOutput),
/* harmony export */   uW: () => (/* binding */ readFlags),
/* harmony export */   wA: () => (/* binding */ COMMAND_HOSTS)
/* harmony export */ });
/* unused harmony export OUTPUT_FORMATS */
/* harmony import */ var node_util__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(7975);
/* harmony import */ var _text_errors_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(7206);
/* harmony import */ var _text_given_text_js__WEBPACK_IMPORTED_MODULE_2__ = __nccwpck_require__(3446);



const OUTPUT_FORMATS = ['table', 'json', 'plain', 'github-matrix', 'gitlab-matrix'];
/** The hosts that the shell command supports. */
const COMMAND_HOSTS = ['shell', 'gitlab', 'jenkins', 'tekton'];
/** Flags of the command that are not inputs of a promotion, with their allowed values. */
const COMMAND_FLAGS = {
    output: OUTPUT_FORMATS,
    host: COMMAND_HOSTS,
};
/** The format of standard output given by `--output`; a table by default. */
function outputFormat(argv) {
    return OUTPUT_FORMATS.find((format) => format === givenOutput(argv)) ?? 'table';
}
/** The value of `--output`, even if it is not a valid format. */
function givenOutput(argv) {
    const given = commandFlag(argv, 'output');
    return typeof given === 'string' ? given : undefined;
}
/** The host given by `--host`; undefined if it is missing or unknown. */
function commandHost(argv) {
    return COMMAND_HOSTS.find((host) => host === commandFlag(argv, 'host'));
}
function commandFlag(argv, name) {
    const { values } = (0,node_util__WEBPACK_IMPORTED_MODULE_0__.parseArgs)({
        args: [...argv],
        options: { [name]: { type: 'string' } },
        strict: false,
        allowPositionals: true,
    });
    return values[name];
}
/**
 * Reads the inputs given as flags. Secrets are rejected with the hint from `secretHint`.
 * @throws PromoteError INPUT_INVALID with every problem
 */
function readFlags(argv, shapes, secretHint) {
    const flags = flagsOf(shapes);
    const problems = [];
    const addProblem = (message, hint) => {
        problems.push({ code: 'INPUT_INVALID', message, hint });
    };
    const { tokens } = (0,node_util__WEBPACK_IMPORTED_MODULE_0__.parseArgs)({
        args: [...argv],
        options: Object.fromEntries([...flags].map(([name, { isSwitch }]) => [name, { type: isSwitch ? 'boolean' : 'string' }])),
        strict: false,
        allowPositionals: true,
        allowNegative: true,
        tokens: true,
    });
    const raw = {};
    // positions of unknown flags, which may be followed by a value
    const strange = new Set();
    for (const token of tokens) {
        if (token.kind !== 'option')
            continue;
        const isKnown = flags.has(token.name);
        // each letter of -abc is a separate flag, reported only once
        if (strange.has(token.index))
            continue;
        if (!isKnown)
            strange.add(token.index);
        const text = valueOf(token, flags.get(token.name));
        const { shape } = flags.get(token.name) ?? { shape: undefined };
        const secret = isKnown ? undefined : secretIn(token.name, shapes);
        if (secret !== undefined) {
            addProblem(`--${secret}: secrets cannot be flags, because other processes can read them`, secretHint(secret));
        }
        else if (!isKnown && !isShowable(token)) {
            addProblem(`${startOf(token)}: unknown flag`, 'write flags as --name=value; see --help');
        }
        else if (text === undefined) {
            addProblem(`${token.rawName}: needs a value`, `write ${token.rawName}=\u2026`);
        }
        else if (raw[token.name] === undefined) {
            raw[token.name] = text;
        }
        else if (shape?.isList === true) {
            raw[token.name] += `\n${text}`;
        }
        else {
            addProblem(`${token.rawName}: given more than once`, 'keep one of them');
        }
    }
    reportCommandFlags(raw, addProblem);
    for (const token of tokens) {
        // a positional argument after an unknown flag is probably its value
        if (token.kind !== 'positional' || strange.size > 0)
            continue;
        // a stray argument may be a secret
        addProblem(`argument ${token.index + 1} does not belong to a flag`, 'write --source-image=\u2026 --destination-image=\u2026');
    }
    if (problems.length > 0)
        throw (0,_text_errors_js__WEBPACK_IMPORTED_MODULE_1__/* .errorOfProblems */ .M$)('INPUT_INVALID', problems);
    return raw;
}
function flagsOf(shapes) {
    const inputs = shapes.map((shape) => shape.secret
        ? [`${shape.name}-file`, { shape, isSwitch: false }]
        : [shape.name, { shape, isSwitch: shape.isSwitch }]);
    const ofCommand = Object.keys(COMMAND_FLAGS).map((name) => [
        name,
        { shape: undefined, isSwitch: false },
    ]);
    return new Map([...inputs, ...ofCommand]);
}
/** The secret input that a flag names or starts with, as in `--source-token:\u2026`, where the secret is part of the name. */
function secretIn(flag, shapes) {
    const secrets = shapes.filter(({ secret }) => secret).map(({ name }) => name);
    const found = secrets.filter((name) => flag.startsWith(name) && flag !== `${name}-file`);
    return found.sort((one, other) => other.length - one.length)[0];
}
/** Whether the name of an unknown flag can be shown because no value is attached to it, as in `--password:\u2026` or `-p\u2026`. */
function isShowable({ name, rawName }) {
    return (rawName.startsWith('--') &&
        /^[a-z][a-z-]{0,40}$/i.test(name) &&
        !/(?:token|passw(?:or)?d|secret|key)[^-]/i.test(name));
}
/** The beginning of an unknown flag, up to where a value may be attached. */
function startOf({ rawName, index }) {
    if (!rawName.startsWith('--'))
        return rawName;
    const start = /^--[a-z-]{0,40}?(?:token|passw(?:or)?d|secret|key)/i.exec(rawName)?.[0];
    return start === undefined ? `argument ${index + 1}` : `${start}\u2026`;
}
/** undefined if a required value is missing */
function valueOf(token, flag) {
    const { value, rawName, inlineValue } = token;
    // text that looks like a flag is the next flag, not a value
    const given = typeof value === 'string' && (inlineValue === true || !value.startsWith('--'));
    if (given)
        return value;
    if (flag?.isSwitch === false)
        return undefined;
    return rawName.startsWith('--no-') ? 'false' : 'true';
}
function reportCommandFlags(raw, addProblem) {
    for (const [name, values] of Object.entries(COMMAND_FLAGS)) {
        const given = raw[name];
        Reflect.deleteProperty(raw, name);
        if (given === undefined || values.includes(given))
            continue;
        addProblem(`--${name}: ${(0,_text_given_text_js__WEBPACK_IMPORTED_MODULE_2__/* .quoteGiven */ .k9)(given)} is not a valid value`, `write ${values.join(', ')}`);
    }
}


/***/ }),

/***/ 8756:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   F: () => (/* binding */ readCommandInputs),
/* harmony export */   Q: () => (/* binding */ variableOf)
/* harmony export */ });
/* harmony import */ var _command_flags_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(6750);

const PREFIX = 'PROMOTE_';
/**
 * The inputs of a command: flags, then the environment: `--source-image` or `PROMOTE_SOURCE_IMAGE`. Secrets come from the
 * environment or from files (`PROMOTE_SOURCE_TOKEN_FILE`, `--source-token-file`), never from flags, which every process of the
 * machine can read.
 * @throws PromoteError INPUT_INVALID
 */
function readCommandInputs({ argv, env }, shapes, words) {
    const spellSecret = (name) => words.secret(variableOf(name));
    const flags = (0,_command_flags_js__WEBPACK_IMPORTED_MODULE_0__/* .readFlags */ .uW)(argv, shapes, (name) => `set ${spellSecret(name)}, or give a file with --${name}-file`);
    const variables = readVariables(env, shapes);
    const secret = new Set(shapes.filter((shape) => shape.secret).map(({ name }) => name));
    return {
        raw: { ...variables.raw, ...flags },
        strays: variables.strays,
        adviseOnSecret: (name) => words.advice(variableOf(name), name),
        spell: (name) => {
            if (flags[name] !== undefined)
                return flagOf(name);
            if (secret.has(name))
                return spellSecret(name);
            const isVariable = variables.raw[name] !== undefined || variables.strays.includes(name);
            return isVariable ? variableOf(name) : flagOf(name);
        },
    };
}
/** The variable of an input: `PROMOTE_SOURCE_IMAGE`. */
function variableOf(name) {
    return PREFIX + name.toUpperCase().replaceAll('-', '_');
}
function readVariables(env, shapes) {
    const known = new Set(shapes.flatMap(({ name, secret }) => (secret ? [name, `${name}-file`] : [name])));
    const raw = {};
    const strays = [];
    for (const [key, value] of Object.entries(env)) {
        if (!key.startsWith(PREFIX) || value === undefined || value === '')
            continue;
        const name = key.slice(PREFIX.length).toLowerCase().replaceAll('_', '-');
        if (known.has(name))
            raw[name] = value;
        else
            strays.push(name);
    }
    return { raw, strays };
}
function flagOf(name) {
    return `--${name}`;
}


/***/ }),

/***/ 7714:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   F: () => (/* binding */ cosignTags),
/* harmony export */   f: () => (/* binding */ fallbackTag)
/* harmony export */ });
/* harmony import */ var _digest_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(2391);
/* harmony import */ var _reference_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(3638);


const SUFFIXES = {
    signature: 'sig',
    attestation: 'att',
    sbom: 'sbom',
};
// distribution-spec, "Unavailable Referrers API": longer values are truncated
const MAX_HEX_LENGTH = 64;
/** The cosign tags for attachments of a digest (registry.md \u00a77.1). None for sha512, whose digests are too long for a tag. */
function cosignTags(digest) {
    return Object.keys(SUFFIXES)
        .map((kind) => ({ kind, tag: `${(0,_digest_js__WEBPACK_IMPORTED_MODULE_0__/* .algorithmOf */ .Hy)(digest)}-${(0,_digest_js__WEBPACK_IMPORTED_MODULE_0__/* .hexOf */ .ZD)(digest)}.${SUFFIXES[kind]}` }))
        .filter(({ tag }) => (0,_reference_js__WEBPACK_IMPORTED_MODULE_1__/* .isTag */ .dz)(tag));
}
/** The tag of the index that lists the referrers of a digest, in registries without referrers API. */
function fallbackTag(digest) {
    return `${(0,_digest_js__WEBPACK_IMPORTED_MODULE_0__/* .algorithmOf */ .Hy)(digest)}-${(0,_digest_js__WEBPACK_IMPORTED_MODULE_0__/* .hexOf */ .ZD)(digest).slice(0, MAX_HEX_LENGTH)}`;
}


/***/ }),

/***/ 1754:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   B: () => (/* binding */ formatPlatform)
/* harmony export */ });
/** `linux/arm64/v8`; buildkit's attestation manifests say `unknown/unknown`. */
function formatPlatform(platform) {
    const base = `${platform.os}/${platform.architecture}`;
    return platform.variant === undefined ? base : `${base}/${platform.variant}`;
}


/***/ }),

/***/ 2391:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   Bc: () => (/* binding */ isDigest),
/* harmony export */   Do: () => (/* binding */ DigestVerifier),
/* harmony export */   Hy: () => (/* binding */ algorithmOf),
/* harmony export */   VK: () => (/* binding */ shortDigest),
/* harmony export */   ZD: () => (/* binding */ hexOf),
/* harmony export */   m: () => (/* binding */ parseDigest),
/* harmony export */   ol: () => (/* binding */ digestOf)
/* harmony export */ });
/* harmony import */ var _text_errors_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(7206);

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
    throw new _text_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .PromoteError */ .jG({
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
/** `sha256:0083874168b7\u2026`, for logs. */
function shortDigest(digest) {
    const colon = digest.indexOf(':');
    return colon < 0 ? digest : digest.slice(0, colon + 13);
}
/** Loading the crypto module takes 4 ms, so it is loaded when there is something to hash and a request is on its way. */
function newHash(algorithm) {
    return process.getBuiltinModule('node:crypto').createHash(algorithm);
}
function digestOf(bytes, algorithm = 'sha256') {
    return `${algorithm}:${newHash(algorithm).update(bytes).digest('hex')}`;
}
/** Counts and hashes a stream of bytes that must match `digest`. */
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


/***/ }),

/***/ 9257:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   Rb: () => (/* binding */ runsAsRoot),
/* harmony export */   Wg: () => (/* binding */ SOURCE_DIGEST_LABEL),
/* harmony export */   a5: () => (/* binding */ portsOf)
/* harmony export */ });
/** The ports of `ExposedPorts`, such as `{"8080/tcp": {}}`, sorted; what is no port of TCP or UDP is left out. */
function portsOf(exposedPorts) {
    const ports = Object.keys(exposedPorts).flatMap((text) => {
        const match = /^(\d{1,5})(?:\/(tcp|udp))?$/i.exec(text);
        const port = Number(match?.[1]);
        if (match === null || port < 1 || port > 65_535)
            return [];
        return [{ port, protocol: match[2]?.toLowerCase() === 'udp' ? 'UDP' : 'TCP' }];
    });
    return ports.sort((left, right) => left.port - right.port);
}
/** Whether the image runs as root, which OpenShift's restricted accounts do not allow. */
function runsAsRoot({ user }) {
    const [name = ''] = (user ?? '').split(':');
    return name === '' || name === 'root' || name === '0';
}
/** Label of an image created by a build with the digest of its source, since the digest of a build is not known in advance. */
const SOURCE_DIGEST_LABEL = 'openshift-promote.source-digest';


/***/ }),

/***/ 4215:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   $$: () => (/* binding */ isIndexMediaType),
/* harmony export */   $T: () => (/* binding */ MANIFEST_MEDIA_TYPES),
/* harmony export */   $p: () => (/* binding */ OCI_INDEX),
/* harmony export */   CM: () => (/* binding */ isManifestMediaType),
/* harmony export */   Pr: () => (/* binding */ isSchema1),
/* harmony export */   SM: () => (/* binding */ isNonDistributable)
/* harmony export */ });
/* unused harmony exports OCI_MANIFEST, DOCKER_LIST, DOCKER_MANIFEST, DOCKER_SCHEMA1, DOCKER_SCHEMA1_SIGNED */
/** Media types of OCI image-spec 1.1 and Docker image manifest v2. */
const OCI_INDEX = 'application/vnd.oci.image.index.v1+json';
const OCI_MANIFEST = 'application/vnd.oci.image.manifest.v1+json';
const DOCKER_LIST = 'application/vnd.docker.distribution.manifest.list.v2+json';
const DOCKER_MANIFEST = 'application/vnd.docker.distribution.manifest.v2+json';
const DOCKER_SCHEMA1 = 'application/vnd.docker.distribution.manifest.v1+json';
const DOCKER_SCHEMA1_SIGNED = 'application/vnd.docker.distribution.manifest.v1+prettyjws';
/**
 * All media types that can be promoted. Sent with every manifest GET and HEAD, because an incomplete Accept header silently changes
 * the digest.
 */
const MANIFEST_MEDIA_TYPES = [OCI_INDEX, OCI_MANIFEST, DOCKER_LIST, DOCKER_MANIFEST];
function isManifestMediaType(text) {
    return MANIFEST_MEDIA_TYPES.includes(text);
}
function isIndexMediaType(mediaType) {
    return mediaType === OCI_INDEX || mediaType === DOCKER_LIST;
}
function isSchema1(mediaType) {
    return mediaType === DOCKER_SCHEMA1 || mediaType === DOCKER_SCHEMA1_SIGNED;
}
/** Layers that must not be uploaded (image-spec layer.md, "Non-distributable Layers"; Docker's foreign layers). */
function isNonDistributable(mediaType) {
    return mediaType.includes('.nondistributable.') || mediaType.includes('.foreign.');
}


/***/ }),

/***/ 5277:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   Gq: () => (/* binding */ invalid),
/* harmony export */   hD: () => (/* binding */ quote),
/* harmony export */   qq: () => (/* binding */ readDescriptor),
/* harmony export */   sx: () => (/* binding */ optionalString),
/* harmony export */   ti: () => (/* binding */ readAnnotations)
/* harmony export */ });
/* harmony import */ var _digest_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(2391);
/* harmony import */ var _text_errors_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(7206);
/* harmony import */ var _text_strict_json_js__WEBPACK_IMPORTED_MODULE_2__ = __nccwpck_require__(1691);



const DESCRIPTOR_KEYS = new Set([
    'mediaType',
    'digest',
    'size',
    'platform',
    'artifactType',
    'annotations',
    'data',
    'urls',
]);
const PLATFORM_KEYS = new Set(['os', 'architecture', 'variant']);
// Printable ASCII. image-spec wants RFC 6838 names and says that unknown ones must not be an error; podman writes parameters
// as well (`text/plain; charset=utf-8`, findings/podman-artifact-types.sh).
const MEDIA_TYPE = /^[\x21-\x7e](?:[\x20-\x7e]{0,253}[\x21-\x7e])?$/;
/**
 * Reads a descriptor (image-spec descriptor.md), which is validated before anything in it is used (CVE-2024-3727). `place` names it
 * in messages, such as `layers[3]`. Embedded `data` must match the digest.
 * @throws PromoteError MANIFEST_INVALID, DIGEST_MISMATCH
 */
function readDescriptor(value, place) {
    if (!(0,_text_strict_json_js__WEBPACK_IMPORTED_MODULE_2__/* .isJsonObject */ .OW)(value))
        throw invalid(`${place} is not a descriptor`);
    (0,_text_strict_json_js__WEBPACK_IMPORTED_MODULE_2__/* .requireExactKeys */ .$y)(value, DESCRIPTOR_KEYS, place);
    const mediaType = value['mediaType'];
    if (typeof mediaType !== 'string' || !MEDIA_TYPE.test(mediaType)) {
        throw invalid(`${place} has no usable mediaType`);
    }
    const digest = value['digest'];
    if (!(0,_digest_js__WEBPACK_IMPORTED_MODULE_0__/* .isDigest */ .Bc)(digest))
        throw invalid(`${place} has a malformed digest: ${quote(digest)}`);
    const sizeBytes = value['size'];
    if (typeof sizeBytes !== 'number' || !Number.isSafeInteger(sizeBytes) || sizeBytes < 0) {
        throw invalid(`${place} has a malformed size: ${quote(sizeBytes)}`);
    }
    const platform = readPlatform(value['platform'], place);
    const artifactType = optionalString(value, 'artifactType', place);
    const annotations = (0,_text_strict_json_js__WEBPACK_IMPORTED_MODULE_2__/* .isAbsent */ .W0)(value['annotations'])
        ? undefined
        : readAnnotations(value['annotations'], place);
    const data = readData(value['data'], digest, sizeBytes, place);
    const isElsewhere = Array.isArray(value['urls']) && value['urls'].length > 0;
    return {
        mediaType,
        digest,
        sizeBytes,
        ...(platform === undefined ? {} : { platform }),
        ...(artifactType === undefined ? {} : { artifactType }),
        ...(annotations === undefined ? {} : { annotations }),
        ...(data === undefined ? {} : { data }),
        ...(isElsewhere ? { isElsewhere } : {}),
    };
}
/** @throws PromoteError MANIFEST_INVALID unless it is a map from string to string; absent means empty */
function readAnnotations(value, place) {
    if ((0,_text_strict_json_js__WEBPACK_IMPORTED_MODULE_2__/* .isAbsent */ .W0)(value))
        return {};
    if (!(0,_text_strict_json_js__WEBPACK_IMPORTED_MODULE_2__/* .isJsonObject */ .OW)(value))
        throw invalid(`${place} has annotations that are not an object`);
    const entries = Object.entries(value).map(([key, text]) => {
        if (typeof text !== 'string')
            throw invalid(`${place} has an annotation that is not a string: ${quote(key)}`);
        return [key, text];
    });
    return Object.fromEntries(entries);
}
function optionalString(object, key, place) {
    const value = object[key];
    if ((0,_text_strict_json_js__WEBPACK_IMPORTED_MODULE_2__/* .isAbsent */ .W0)(value))
        return undefined;
    if (typeof value !== 'string')
        throw invalid(`${place} has a ${key} that is not a string: ${quote(value)}`);
    return value === '' ? undefined : value;
}
function invalid(message) {
    return new _text_errors_js__WEBPACK_IMPORTED_MODULE_1__/* .PromoteError */ .jG({ code: 'MANIFEST_INVALID', message });
}
/** A value of a manifest for a message: short, on one line. */
function quote(value) {
    const text = typeof value === 'number' ? String(value) : (JSON.stringify(value) ?? 'nothing');
    return text.length > 100 ? `${text.slice(0, 100)}\u2026` : text;
}
function readPlatform(value, place) {
    if ((0,_text_strict_json_js__WEBPACK_IMPORTED_MODULE_2__/* .isAbsent */ .W0)(value))
        return undefined;
    if (!(0,_text_strict_json_js__WEBPACK_IMPORTED_MODULE_2__/* .isJsonObject */ .OW)(value))
        throw invalid(`${place} has a platform that is not an object`);
    (0,_text_strict_json_js__WEBPACK_IMPORTED_MODULE_2__/* .requireExactKeys */ .$y)(value, PLATFORM_KEYS, `${place}.platform`);
    const variant = optionalString(value, 'variant', `${place}.platform`);
    return {
        // artifact indexes carry platforms with missing or empty fields
        os: optionalString(value, 'os', `${place}.platform`) ?? 'unknown',
        architecture: optionalString(value, 'architecture', `${place}.platform`) ?? 'unknown',
        ...(variant === undefined ? {} : { variant }),
    };
}
function readData(value, digest, sizeBytes, place) {
    if ((0,_text_strict_json_js__WEBPACK_IMPORTED_MODULE_2__/* .isAbsent */ .W0)(value))
        return undefined;
    if (typeof value !== 'string')
        throw invalid(`${place} has data that is not a string`);
    const data = Buffer.from(value, 'base64');
    // Node's decoder skips invalid characters
    if (data.toString('base64') !== value)
        throw invalid(`${place} has data that is not base64`);
    if (data.byteLength === sizeBytes && (0,_digest_js__WEBPACK_IMPORTED_MODULE_0__/* .digestOf */ .ol)(data, (0,_digest_js__WEBPACK_IMPORTED_MODULE_0__/* .algorithmOf */ .Hy)(digest)) === digest)
        return data;
    throw new _text_errors_js__WEBPACK_IMPORTED_MODULE_1__/* .PromoteError */ .jG({
        code: 'DIGEST_MISMATCH',
        message: `${place} embeds ${data.byteLength} bytes of data that are not its content ${digest}`,
    });
}


/***/ }),

/***/ 6833:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   WI: () => (/* binding */ readManifest),
/* harmony export */   ZJ: () => (/* binding */ MAX_MANIFEST_BYTES)
/* harmony export */ });
/* unused harmony exports MAX_CHILDREN, bareMediaType */
/* harmony import */ var _digest_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(2391);
/* harmony import */ var _text_errors_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(7206);
/* harmony import */ var _media_types_js__WEBPACK_IMPORTED_MODULE_2__ = __nccwpck_require__(4215);
/* harmony import */ var _read_descriptor_js__WEBPACK_IMPORTED_MODULE_3__ = __nccwpck_require__(5277);
/* harmony import */ var _text_strict_json_js__WEBPACK_IMPORTED_MODULE_4__ = __nccwpck_require__(1691);





/** The limit of distribution and OpenShift; the spec requires at least 4 MB. */
const MAX_MANIFEST_BYTES = 4 * 1024 * 1024;
/** entries of one list */
const MAX_CHILDREN = 1_000;
const MANIFEST_KEYS = new Set([
    'schemaVersion',
    'mediaType',
    'artifactType',
    'config',
    'layers',
    'manifests',
    'subject',
    'annotations',
    'fsLayers',
    'history',
]);
/**
 * Parses a manifest or index. A manifest has one type: the media type in its body and the Content-Type of the response must agree,
 * and it must not be readable as another type (CVE-2021-41190).
 * @param contentType as the server sent it; parameters and unknown types are ignored
 * @param expected the digest it was asked by
 * @throws PromoteError DIGEST_MISMATCH, MANIFEST_INVALID, MANIFEST_UNSUPPORTED
 */
function readManifest(bytes, contentType, expected) {
    if (bytes.byteLength > MAX_MANIFEST_BYTES) {
        throw new _text_errors_js__WEBPACK_IMPORTED_MODULE_1__/* .PromoteError */ .jG({
            code: 'MANIFEST_UNSUPPORTED',
            message: `the manifest is larger than ${MAX_MANIFEST_BYTES} bytes`,
            hint: 'registries refuse manifests of more than 4 MiB: keep large annotations and data in blobs',
        });
    }
    const digest = (0,_digest_js__WEBPACK_IMPORTED_MODULE_0__/* .digestOf */ .ol)(bytes, expected === undefined ? 'sha256' : (0,_digest_js__WEBPACK_IMPORTED_MODULE_0__/* .algorithmOf */ .Hy)(expected));
    if (expected !== undefined && digest !== expected) {
        throw new _text_errors_js__WEBPACK_IMPORTED_MODULE_1__/* .PromoteError */ .jG({
            code: 'DIGEST_MISMATCH',
            message: `requested the manifest ${expected}, but received one with digest ${digest}`,
            where: { digest: expected },
        });
    }
    const body = (0,_text_strict_json_js__WEBPACK_IMPORTED_MODULE_4__/* .parseStrictJson */ .RJ)(bytes);
    if (!(0,_text_strict_json_js__WEBPACK_IMPORTED_MODULE_4__/* .isJsonObject */ .OW)(body))
        throw (0,_read_descriptor_js__WEBPACK_IMPORTED_MODULE_3__/* .invalid */ .Gq)('the manifest is not a JSON object');
    (0,_text_strict_json_js__WEBPACK_IMPORTED_MODULE_4__/* .requireExactKeys */ .$y)(body, MANIFEST_KEYS, 'the manifest');
    const mediaType = mediaTypeOf(body, contentType);
    const content = (0,_media_types_js__WEBPACK_IMPORTED_MODULE_2__/* .isIndexMediaType */ .$$)(mediaType) ? readIndex(body) : readImage(body);
    return { bytes, mediaType, digest, content };
}
/** `application/json; charset=utf-8` \u2192 `application/json` */
function bareMediaType(contentType) {
    return contentType?.split(';', 1)[0]?.trim().toLowerCase();
}
function mediaTypeOf(body, contentType) {
    const received = bareMediaType(contentType);
    const declared = (0,_read_descriptor_js__WEBPACK_IMPORTED_MODULE_3__/* .optionalString */ .sx)(body, 'mediaType', 'the manifest');
    for (const type of [received, declared]) {
        if (type !== undefined && (0,_media_types_js__WEBPACK_IMPORTED_MODULE_2__/* .isSchema1 */ .Pr)(type))
            throw schema1();
    }
    if (body['schemaVersion'] === 1)
        throw schema1();
    if (body['schemaVersion'] !== 2) {
        throw (0,_read_descriptor_js__WEBPACK_IMPORTED_MODULE_3__/* .invalid */ .Gq)(`the manifest has schemaVersion ${(0,_read_descriptor_js__WEBPACK_IMPORTED_MODULE_3__/* .quote */ .hD)(body['schemaVersion'])} instead of 2`);
    }
    if (declared === undefined) {
        // an OCI manifest may omit it and rely on the Content-Type; text/plain and JSON are not specific
        if (received !== undefined && (0,_media_types_js__WEBPACK_IMPORTED_MODULE_2__/* .isManifestMediaType */ .CM)(received))
            return received;
        throw (0,_read_descriptor_js__WEBPACK_IMPORTED_MODULE_3__/* .invalid */ .Gq)(`the manifest has no mediaType, and its Content-Type ${(0,_read_descriptor_js__WEBPACK_IMPORTED_MODULE_3__/* .quote */ .hD)(received)} is not one of a manifest`);
    }
    if (!(0,_media_types_js__WEBPACK_IMPORTED_MODULE_2__/* .isManifestMediaType */ .CM)(declared)) {
        throw new _text_errors_js__WEBPACK_IMPORTED_MODULE_1__/* .PromoteError */ .jG({
            code: 'MANIFEST_UNSUPPORTED',
            message: `the manifest has the unknown mediaType ${(0,_read_descriptor_js__WEBPACK_IMPORTED_MODULE_3__/* .quote */ .hD)(declared)}`,
        });
    }
    if (received !== undefined && (0,_media_types_js__WEBPACK_IMPORTED_MODULE_2__/* .isManifestMediaType */ .CM)(received) && received !== declared) {
        throw (0,_read_descriptor_js__WEBPACK_IMPORTED_MODULE_3__/* .invalid */ .Gq)(`the manifest says it is ${declared}, its Content-Type says ${received}`);
    }
    return declared;
}
function schema1() {
    return new _text_errors_js__WEBPACK_IMPORTED_MODULE_1__/* .PromoteError */ .jG({
        code: 'MANIFEST_UNSUPPORTED',
        message: 'the image has an unsupported schema1 manifest, which names its repository and cannot be promoted unchanged',
        hint: 'push the image again with a current docker, podman or buildah: they write schema2 or OCI manifests',
    });
}
function readIndex(body) {
    refuseKeys(body, ['config', 'layers', 'fsLayers', 'history'], 'an index');
    return { kind: 'index', manifests: readList(body, 'manifests'), ...readShared(body) };
}
function readImage(body) {
    refuseKeys(body, ['manifests', 'fsLayers', 'history'], 'an image manifest');
    const config = (0,_read_descriptor_js__WEBPACK_IMPORTED_MODULE_3__/* .readDescriptor */ .qq)(body['config'], 'config');
    return { kind: 'image', config, layers: readList(body, 'layers'), ...readShared(body) };
}
function readShared(body) {
    const artifactType = (0,_read_descriptor_js__WEBPACK_IMPORTED_MODULE_3__/* .optionalString */ .sx)(body, 'artifactType', 'the manifest');
    return {
        annotations: (0,_read_descriptor_js__WEBPACK_IMPORTED_MODULE_3__/* .readAnnotations */ .ti)(body['annotations'], 'the manifest'),
        ...((0,_text_strict_json_js__WEBPACK_IMPORTED_MODULE_4__/* .isAbsent */ .W0)(body['subject']) ? {} : { subject: (0,_read_descriptor_js__WEBPACK_IMPORTED_MODULE_3__/* .readDescriptor */ .qq)(body['subject'], 'subject') }),
        ...(artifactType === undefined ? {} : { artifactType }),
    };
}
function refuseKeys(body, keys, kind) {
    const present = keys.find((key) => Object.hasOwn(body, key));
    if (present !== undefined)
        throw (0,_read_descriptor_js__WEBPACK_IMPORTED_MODULE_3__/* .invalid */ .Gq)(`the manifest is ${kind} and has "${present}", so it could be read as another kind`);
}
function readList(body, key) {
    const list = body[key];
    // Go writes a nil list as null
    if (list === null)
        return [];
    if (!Array.isArray(list))
        throw (0,_read_descriptor_js__WEBPACK_IMPORTED_MODULE_3__/* .invalid */ .Gq)(`the manifest has no list "${key}"`);
    if (list.length > MAX_CHILDREN) {
        throw new _text_errors_js__WEBPACK_IMPORTED_MODULE_1__/* .PromoteError */ .jG({
            code: 'MANIFEST_UNSUPPORTED',
            message: `the manifest lists ${list.length} ${key}, more than the ${MAX_CHILDREN} that are supported`,
        });
    }
    return list.map((entry, index) => (0,_read_descriptor_js__WEBPACK_IMPORTED_MODULE_3__/* .readDescriptor */ .qq)(entry, `${key}[${index}]`));
}


/***/ }),

/***/ 3638:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   EV: () => (/* binding */ isRegistryHost),
/* harmony export */   F2: () => (/* binding */ parseReference),
/* harmony export */   FH: () => (/* binding */ formatReference),
/* harmony export */   M7: () => (/* binding */ canonicalRegistryHost),
/* harmony export */   Z6: () => (/* binding */ isRepository),
/* harmony export */   dz: () => (/* binding */ isTag),
/* harmony export */   fe: () => (/* binding */ inClusterRegistry)
/* harmony export */ });
/* harmony import */ var _digest_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(2391);
/* harmony import */ var _text_given_text_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(3446);


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
const DOCKER_HUB_NAMES = new Set(['docker.io', 'index.docker.io', 'registry-1.docker.io']);
/** The canonical name of a registry: lower case, without the port of https, Docker Hub as `docker.io`. */
function canonicalRegistryHost(host) {
    const name = host.toLowerCase().replace(/:443$/, '');
    return DOCKER_HUB_NAMES.has(name) ? 'docker.io' : name;
}
/**
 * Reads a reference as users write it. A first segment with a dot, a colon or `localhost` is a registry host (the rule of
 * docker and oc); without one it must be `project/stream`. Returns the problem as a sentence instead of throwing,
 * so that all problems of all inputs can be reported together.
 */
function parseReference(text) {
    const problem = problemOf(text);
    if (problem !== undefined)
        return { problem };
    const { path, tag, digestText } = split(text);
    if (digestText !== undefined && !(0,_digest_js__WEBPACK_IMPORTED_MODULE_0__/* .isDigest */ .Bc)(digestText)) {
        return {
            problem: `${(0,_text_given_text_js__WEBPACK_IMPORTED_MODULE_1__/* .quoteGiven */ .k9)(text)} has a malformed digest: expected sha256: and 64 lower-case hexadecimal digits`,
        };
    }
    if (tag !== undefined && !isTag(tag))
        return { problem: `${(0,_text_given_text_js__WEBPACK_IMPORTED_MODULE_1__/* .quoteGiven */ .k9)(text)} ${tagProblem(tag)}` };
    const digest = digestText;
    const slash = path.indexOf('/');
    const first = slash < 0 ? path : path.slice(0, slash);
    const rest = slash < 0 ? '' : path.slice(slash + 1);
    if (rest !== '' && looksLikeHost(first)) {
        if (!isRegistryHost(first))
            return { problem: `${(0,_text_given_text_js__WEBPACK_IMPORTED_MODULE_1__/* .quoteGiven */ .k9)(text)} has a malformed registry host ${(0,_text_given_text_js__WEBPACK_IMPORTED_MODULE_1__/* .quoteGiven */ .k9)(first)}` };
        if (!isRepository(rest))
            return {
                problem: `${(0,_text_given_text_js__WEBPACK_IMPORTED_MODULE_1__/* .quoteGiven */ .k9)(text)} has a malformed repository ${(0,_text_given_text_js__WEBPACK_IMPORTED_MODULE_1__/* .quoteGiven */ .k9)(rest)}: ${wrongLetter(rest) ?? 'lower-case segments separated by "/"'}`,
            };
        return { reference: { kind: 'registry', host: first.toLowerCase(), repository: rest, tag, digest } };
    }
    if (rest === '' || rest.includes('/') || !PROJECT.test(first) || !isRepository(rest)) {
        const detail = /^[^/]+\/[^/]+$/.test(path) ? wrongLetter(path) : undefined;
        return {
            problem: `${(0,_text_given_text_js__WEBPACK_IMPORTED_MODULE_1__/* .quoteGiven */ .k9)(text)} is neither project/stream:tag nor host/path:tag${detail === undefined ? '' : `: ${detail}`}`,
        };
    }
    return { reference: { kind: 'stream', project: first, stream: rest, tag, digest } };
}
function tagProblem(tag) {
    if (tag === '')
        return 'has an empty tag: is a variable in it empty?';
    if (tag.length > 128)
        return `has a tag of ${tag.length} characters; at most 128 are allowed`;
    const [first = ''] = tag;
    if (first === '.' || first === '-')
        return `has a tag that starts with "${first}"`;
    const wrong = [...tag].find((letter) => !/^[a-zA-Z0-9._-]$/.test(letter));
    return `has a malformed tag: ${(0,_text_given_text_js__WEBPACK_IMPORTED_MODULE_1__/* .quoteGiven */ .k9)(wrong ?? tag)} is not allowed; use letters, digits, "_", "." and "-"`;
}
/** The first letter that no repository may have; undefined: all letters are allowed, in another order. */
function wrongLetter(path) {
    const wrong = [...path].find((letter) => !/^[a-z0-9._/-]$/.test(letter));
    if (wrong === undefined)
        return undefined;
    return /^[A-Z]$/.test(wrong)
        ? `"${wrong}" is an upper-case letter; write "${wrong.toLowerCase()}"`
        : `${(0,_text_given_text_js__WEBPACK_IMPORTED_MODULE_1__/* .quoteGiven */ .k9)(wrong)} is not allowed`;
}
function problemOf(text) {
    if (text === '')
        return 'the reference is empty';
    if (/\s/.test(text))
        return `${(0,_text_given_text_js__WEBPACK_IMPORTED_MODULE_1__/* .quoteGiven */ .k9)(text)} contains white space`;
    const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(text);
    if (scheme?.[0] !== undefined)
        return `${(0,_text_given_text_js__WEBPACK_IMPORTED_MODULE_1__/* .quoteGiven */ .k9)(text)} must be written without "${scheme[0]}"`;
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
/** The inverse of parsing: `project/stream:tag`, `host/path@sha256:\u2026`. */
function formatReference(reference) {
    const name = reference.kind === 'stream'
        ? `${reference.project}/${reference.stream}`
        : `${reference.host}/${reference.repository}`;
    if (reference.digest !== undefined)
        return `${name}@${reference.digest}`;
    return reference.tag === undefined ? name : `${name}:${reference.tag}`;
}
const REGISTRY_SERVICE = /^image-registry\.openshift-image-registry\.svc(?:\.cluster\.local)?(?::\d+)?$/;
const REGISTRY_ROUTE = /^default-route-openshift-image-registry\.apps\.(.+)$/;
/**
 * The image stream that a name in the registry of a cluster stands for. The internal service name is always that of the cluster;
 * the default route is, if it has the same domain as the API: `apps.DOMAIN` beside `api.DOMAIN`. All else is returned as it is.
 * @param server URL of the API; undefined: the cluster is named in another way, such as by a kubeconfig
 */
function inClusterRegistry(reference, server) {
    if (reference.kind !== 'registry')
        return reference;
    const [project = '', stream, ...more] = reference.repository.split('/');
    if (stream === undefined || more.length > 0 || !PROJECT.test(project))
        return reference;
    const host = canonicalRegistryHost(reference.host);
    const domain = REGISTRY_ROUTE.exec(host)?.[1];
    const api = server !== undefined && URL.canParse(server) ? new URL(server).hostname : undefined;
    const isOwn = REGISTRY_SERVICE.test(host) || (domain !== undefined && api === `api.${domain}`);
    const { tag, digest } = reference;
    return isOwn ? { kind: 'stream', project, stream, tag, digest } : reference;
}


/***/ }),

/***/ 9751:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   i: () => (/* binding */ walkGraph)
/* harmony export */ });
/* harmony import */ var _descriptor_js__WEBPACK_IMPORTED_MODULE_3__ = __nccwpck_require__(1754);
/* harmony import */ var _text_errors_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(7206);
/* harmony import */ var _media_types_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(4215);
/* harmony import */ var _read_manifest_js__WEBPACK_IMPORTED_MODULE_2__ = __nccwpck_require__(6833);




const MAX_DEPTH = 4;
const MAX_NODES = 5_000;
const MANIFESTS_IN_FLIGHT = 8;
/**
 * Finds everything that an image consists of: nested indexes level by level, every digest fetched once. A child must match its
 * descriptor. Index entries that are not manifests (build caches) are blobs. A non-distributable layer that the
 * source has is a blob too: registries require those without `urls`, and accept the others.
 * @param hasLayer called for each non-distributable layer; without it, all of them are left out
 * @throws PromoteError IMAGE_NOT_FOUND naming the missing child and its platform, MANIFEST_INVALID, MANIFEST_UNSUPPORTED
 */
async function walkGraph(root, fetchManifest, signal, hasLayer) {
    const manifests = new Map([[root.digest, root]]);
    let level = [root];
    for (let depth = 0; level.length > 0; depth += 1) {
        const wanted = childrenToFetch(level, manifests);
        if (wanted.length > 0 && depth === MAX_DEPTH)
            throw tooLarge(`nested more than ${MAX_DEPTH} levels deep`);
        if (manifests.size + wanted.length > MAX_NODES)
            throw tooLarge(`of more than ${MAX_NODES} parts`);
        level = await inParallel(wanted, (child, inner) => fetchChild(child, fetchManifest, inner), signal);
        for (const manifest of level)
            manifests.set(manifest.digest, manifest);
    }
    for (const manifest of manifests.values())
        requireMatchingChildren(manifest, manifests);
    const { distributable, others } = collectBlobs(manifests);
    if (manifests.size + distributable.length + others.length > MAX_NODES)
        throw tooLarge(`of more than ${MAX_NODES} parts`);
    const found = hasLayer === undefined ? [] : await layersAtSource(others, hasLayer, signal);
    return {
        root,
        manifests: childrenFirst(manifests),
        blobs: [...distributable, ...found],
        skippedLayers: others.filter((layer) => !found.includes(layer)),
    };
}
/** @throws PromoteError IMAGE_NOT_FOUND for a layer that is nowhere */
async function layersAtSource(layers, hasLayer, signal) {
    const answers = await inParallel(layers, hasLayer, signal);
    return layers.filter((layer, index) => {
        if (answers[index] === true)
            return true;
        if (layer.isElsewhere === true)
            return false;
        throw new _text_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .PromoteError */ .jG({
            code: 'IMAGE_NOT_FOUND',
            message: `the layer ${layer.digest} is missing: it is non-distributable, and names no URL to download it from`,
            hint: 'push the image again with all its layers: skopeo copy, or docker push with allow-nondistributable-artifacts',
            where: { digest: layer.digest },
        });
    });
}
function childrenToFetch(level, known) {
    const wanted = new Map();
    for (const parent of level) {
        for (const descriptor of manifestChildren(parent)) {
            if (known.has(descriptor.digest))
                continue;
            if (descriptor.sizeBytes > _read_manifest_js__WEBPACK_IMPORTED_MODULE_2__/* .MAX_MANIFEST_BYTES */ .ZJ) {
                throw new _text_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .PromoteError */ .jG({
                    code: 'MANIFEST_UNSUPPORTED',
                    message: `${nameOf({ descriptor, parent })} is larger than ${_read_manifest_js__WEBPACK_IMPORTED_MODULE_2__/* .MAX_MANIFEST_BYTES */ .ZJ} bytes`,
                });
            }
            wanted.set(descriptor.digest, { descriptor, parent });
        }
    }
    return [...wanted.values()];
}
function manifestChildren(parent) {
    if (parent.content.kind === 'image')
        return [];
    for (const descriptor of parent.content.manifests) {
        if (!(0,_media_types_js__WEBPACK_IMPORTED_MODULE_1__/* .isSchema1 */ .Pr)(descriptor.mediaType))
            continue;
        throw new _text_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .PromoteError */ .jG({
            code: 'MANIFEST_UNSUPPORTED',
            message: `${nameOf({ descriptor, parent })} is an unsupported schema1 manifest`,
        });
    }
    return parent.content.manifests.filter((descriptor) => (0,_media_types_js__WEBPACK_IMPORTED_MODULE_1__/* .isManifestMediaType */ .CM)(descriptor.mediaType));
}
async function fetchChild(child, fetchManifest, signal) {
    try {
        return await fetchManifest(child.descriptor.digest, signal);
    }
    catch (error) {
        if (!(error instanceof _text_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .PromoteError */ .jG) || error.code !== 'IMAGE_NOT_FOUND')
            throw error;
        throw new _text_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .PromoteError */ .jG({
            code: 'IMAGE_NOT_FOUND',
            message: `${nameOf(child)} is missing`,
            hint: 'the index was pushed without all of its images: push it completely, or promote one platform by its digest',
            cause: error,
            where: { ...error.where, digest: child.descriptor.digest },
        });
    }
}
/** Size, digest and media type in the parent must match the child. */
function requireMatchingChildren(parent, manifests) {
    for (const descriptor of manifestChildren(parent)) {
        const manifest = manifests.get(descriptor.digest);
        if (manifest === undefined)
            throw new TypeError(`fetched another manifest than ${descriptor.digest}`);
        const sizeBytes = manifest.bytes.byteLength;
        if (sizeBytes !== descriptor.sizeBytes) {
            throw mismatch({ descriptor, parent }, `${descriptor.sizeBytes} bytes`, `${sizeBytes} bytes`);
        }
        if (manifest.mediaType !== descriptor.mediaType) {
            throw mismatch({ descriptor, parent }, descriptor.mediaType, manifest.mediaType);
        }
    }
}
function collectBlobs(manifests) {
    const blobs = new Map();
    const skipped = new Map();
    for (const manifest of manifests.values()) {
        for (const descriptor of blobsOf(manifest)) {
            const known = blobs.get(descriptor.digest) ?? skipped.get(descriptor.digest);
            if (known !== undefined && known.sizeBytes !== descriptor.sizeBytes) {
                throw mismatch({ descriptor, parent: manifest }, `${descriptor.sizeBytes} bytes`, `${known.sizeBytes} bytes`);
            }
            if ((0,_media_types_js__WEBPACK_IMPORTED_MODULE_1__/* .isNonDistributable */ .SM)(descriptor.mediaType)) {
                if (skipped.get(descriptor.digest)?.isElsewhere !== true)
                    skipped.set(descriptor.digest, descriptor);
            }
            else if (!blobs.has(descriptor.digest) || descriptor.data !== undefined)
                blobs.set(descriptor.digest, descriptor);
        }
    }
    // a blob that one manifest allows to distribute is distributed, even if another marks it as non-distributable
    for (const digest of blobs.keys())
        skipped.delete(digest);
    return { distributable: [...blobs.values()], others: [...skipped.values()] };
}
function blobsOf({ content }) {
    switch (content.kind) {
        case 'image':
            return [content.config, ...content.layers];
        case 'index':
            return content.manifests.filter((descriptor) => !(0,_media_types_js__WEBPACK_IMPORTED_MODULE_1__/* .isManifestMediaType */ .CM)(descriptor.mediaType));
    }
}
/** By height, the longest path down: a parent is always higher than its children, and the root is the highest. */
function childrenFirst(manifests) {
    const heights = new Map();
    const heightOf = (manifest) => {
        const known = heights.get(manifest.digest);
        if (known !== undefined)
            return known;
        let height = 0;
        for (const { digest } of manifestChildren(manifest)) {
            const child = manifests.get(digest);
            if (child !== undefined)
                height = Math.max(height, heightOf(child) + 1);
        }
        if (height > MAX_DEPTH)
            throw tooLarge(`nested more than ${MAX_DEPTH} levels deep`);
        heights.set(manifest.digest, height);
        return height;
    };
    return [...manifests.values()].sort((one, other) => heightOf(one) - heightOf(other));
}
/** First failure stops the others; it is thrown when all have ended. */
async function inParallel(items, run, signal) {
    (0,_text_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .throwIfCancelled */ .dZ)(signal);
    const stop = new AbortController();
    const inner = AbortSignal.any([signal, stop.signal]);
    const results = [];
    const queue = items.entries();
    const work = async () => {
        for (const [index, item] of queue) {
            (0,_text_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .throwIfCancelled */ .dZ)(inner);
            results[index] = await run(item, inner);
        }
    };
    const failures = [];
    const workers = Array.from({ length: Math.min(MANIFESTS_IN_FLIGHT, items.length) }, () => work().catch((error) => {
        failures.push(error);
        stop.abort(error);
    }));
    await Promise.all(workers);
    if (failures.length > 0)
        throw failures[0];
    return results;
}
function nameOf({ descriptor, parent }) {
    const platform = descriptor.platform === undefined ? '' : ` (${(0,_descriptor_js__WEBPACK_IMPORTED_MODULE_3__/* .formatPlatform */ .B)(descriptor.platform)})`;
    return `the child ${descriptor.digest}${platform} of the index ${parent.digest}`;
}
function mismatch(child, described, actual) {
    return new _text_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .PromoteError */ .jG({
        code: 'MANIFEST_INVALID',
        message: `${child.parent.digest} describes ${child.descriptor.digest} as ${described}, but it is ${actual}`,
        where: { digest: child.descriptor.digest },
    });
}
function tooLarge(what) {
    return new _text_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .PromoteError */ .jG({ code: 'MANIFEST_UNSUPPORTED', message: `the image is an index ${what}` });
}


/***/ }),

/***/ 5376:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   d: () => (/* binding */ describePlan)
/* harmony export */ });
/* harmony import */ var _ports_apply_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(3802);
/* harmony import */ var _ports_gitops_js__WEBPACK_IMPORTED_MODULE_4__ = __nccwpck_require__(6536);
/* harmony import */ var _text_units_js__WEBPACK_IMPORTED_MODULE_5__ = __nccwpck_require__(8934);
/* harmony import */ var _image_digest_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(2391);
/* harmony import */ var _progress_text_js__WEBPACK_IMPORTED_MODULE_2__ = __nccwpck_require__(5116);
/* harmony import */ var _preparation_js__WEBPACK_IMPORTED_MODULE_3__ = __nccwpck_require__(1332);






/** The plan as lines a person reads, in the log and in a dry run. */
function describePlan(plan) {
    const isInPlace = plan.images.every(({ tagPlans }) => tagPlans.every(({ action }) => action === 'keep'));
    return [
        ...(plan.preparations ?? []).map((step) => (0,_preparation_js__WEBPACK_IMPORTED_MODULE_3__/* .describePreparation */ .d)(step, 'plan')),
        ...plan.images.flatMap((image) => [describeImage(image), ...skippedText(image)]),
        ...(plan.objects ?? []).map((object) => (0,_ports_apply_js__WEBPACK_IMPORTED_MODULE_0__/* .describeObject */ .v8)(object, 'plan')),
        ...commitLines(plan.commit),
        ...plan.rollouts.map((rollout) => describeRollout(rollout, isInPlace)),
        ...(plan.gates ?? []).map(({ name, command }) => `${name}: ${firstLine(command)}`),
        ...(plan.webhook === undefined ? [] : [`then call ${plan.webhook}`]),
    ];
}
function commitLines(commit) {
    if (commit === undefined)
        return [];
    const { branch, push, changes } = commit;
    if (changes.length === 0)
        return [`branch ${branch} names this digest already: nothing to commit`];
    const how = push ? 'commit and push to' : 'commit to';
    return [`${how} branch ${branch}:`, ...changes.map((change) => `  ${(0,_ports_gitops_js__WEBPACK_IMPORTED_MODULE_4__/* .describeChange */ .u)(change)}`)];
}
function howText(image) {
    const source = `${image.source} (${(0,_image_digest_js__WEBPACK_IMPORTED_MODULE_1__/* .shortDigest */ .VK)(image.digest)})`;
    const repository = image.destinationRepository;
    switch (image.strategy) {
        case 'copy':
            return `copy ${source} to ${repository}: ${(0,_text_units_js__WEBPACK_IMPORTED_MODULE_5__/* .formatCount */ .B4)(image.blobs, 'blob')}, at most ${(0,_text_units_js__WEBPACK_IMPORTED_MODULE_5__/* .formatBytes */ .z3)(image.sizeBytes)}`;
        case 'tag':
            return `tag ${source} for ${repository} inside the cluster, without moving bytes`;
        case 'import':
            return `import ${source}: the cluster pulls it by itself, pods pull ${repository}${importText(image.import)}`;
        case 'build':
            return `build from ${source} for ${repository} in the cluster: the digest will be another one`;
    }
}
function importText(plan) {
    if (plan === undefined)
        return '';
    const { scheduled, from, pullSecret } = plan;
    const secret = pullSecret === undefined ? '' : `; ${pullSecret.action} pull secret ${pullSecret.name}`;
    return `${scheduled ? ` and follows ${from}` : ''}${secret}`;
}
function describeImage(image) {
    const digest = (0,_image_digest_js__WEBPACK_IMPORTED_MODULE_1__/* .shortDigest */ .VK)(image.digest);
    if (image.action === 'skip')
        return `${image.destination} exists (${(0,_image_digest_js__WEBPACK_IMPORTED_MODULE_1__/* .shortDigest */ .VK)(image.previousDigest ?? '')}) and stays, as "on-existing-tag" is "skip"`;
    if (image.tagPlans.every(({ action }) => action === 'keep'))
        return `${image.destination} is ${digest} already: nothing to copy; tags ${image.tags.join(', ')}`;
    return [howText(image), ...image.tagPlans.map(describeTag)].join('; ');
}
function skippedText({ skippedLayers: [first, ...more] = [], destinationRepository, }) {
    if (first === undefined)
        return [];
    const layers = more.length === 0 ? `layer ${(0,_image_digest_js__WEBPACK_IMPORTED_MODULE_1__/* .shortDigest */ .VK)(first)}` : `${more.length + 1} layers`;
    return [
        `leave out ${layers} of ${destinationRepository}: the source does not have what is non-distributable, and pods download it from the URLs in the manifest`,
    ];
}
function describeTag({ tag, action, previousDigest }) {
    const now = (0,_image_digest_js__WEBPACK_IMPORTED_MODULE_1__/* .shortDigest */ .VK)(previousDigest ?? '');
    switch (action) {
        case 'create':
            return `create ${tag}`;
        case 'move':
            return `move ${tag} from ${now}`;
        case 'keep':
            return `${tag} is it already`;
        case 'skip':
            return `${tag} exists (${now}) and stays`;
    }
}
const METHODS = {
    trigger: 'its image trigger starts it when the tag moves',
    instantiate: 'as oc rollout latest does',
    'set-image': 'by setting its image to the digest',
    restart: 'by a restart',
    apply: 'by making it',
};
function describeRollout(rollout, isInPlace) {
    const { workload, method, revisionBefore, underWay } = rollout;
    const how = isInPlace && method !== 'apply' ? 'unchanged if its pods run this image already' : METHODS[method];
    const revision = revisionBefore === undefined ? '' : ` (now at revision ${revisionBefore})`;
    return `roll out ${(0,_progress_text_js__WEBPACK_IMPORTED_MODULE_2__/* .workloadText */ .DE)(workload)} in ${workload.project}${revision}: ${how}${containersText(rollout)}${underWay === undefined ? '' : `; ${underWayText(workload, underWay)}`}`;
}
/** Container by container, as a workload may run several promoted images. */
function containersText({ images }) {
    const texts = Object.entries(images).map(([container, name]) => `${container} ${name}`);
    return texts.length === 0 ? '' : `; containers: ${texts.join(', ')}`;
}
function underWayText({ kind }, underWay) {
    return kind === 'deploymentconfig'
        ? `${underWay}, and its end is awaited before a tag moves, as that would cancel it`
        : `a rollout is under way (${underWay}), and this one takes its place`;
}
function firstLine(command) {
    const [first = '', ...more] = command.trim().split('\n');
    return more.length === 0 ? first : `${first} \u2026`;
}


/***/ }),

/***/ 3802:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   Gy: () => (/* binding */ isSameObject),
/* harmony export */   tq: () => (/* binding */ objectText),
/* harmony export */   v8: () => (/* binding */ describeObject)
/* harmony export */ });
/** `Deployment web in prod` */
function objectText({ kind, name, project }) {
    return `${kind} ${name} in ${project}`;
}
/** Whether both names mean the same object, regardless of the API version. */
function isSameObject(one, other) {
    return one.kind === other.kind && one.project === other.project && one.name === other.name;
}
const PLANNED = {
    create: 'create',
    change: 'change',
    unchanged: 'leave unchanged',
    keep: 'keep, with its generated values,',
};
const DONE = {
    create: 'created',
    change: 'changed',
    unchanged: 'unchanged:',
    keep: 'kept, with its generated values:',
};
/** One line for people, for a plan or for what has been done. */
function describeObject(object, tense) {
    return `${(tense === 'plan' ? PLANNED : DONE)[object.action]} ${objectText(object)}`;
}


/***/ }),

/***/ 6536:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   u: () => (/* binding */ describeChange)
/* harmony export */ });
function describeChange({ file, key, before, after }) {
    return `${file} ${key}: ${before === undefined || before === '' ? '' : `${before} \u2192 `}${after}`;
}


/***/ }),

/***/ 3289:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   E: () => (/* binding */ policyLines),
/* harmony export */   Y: () => (/* binding */ ruleText)
/* harmony export */ });
/** The result of a policy for an image as log lines: one per passed rule. Failures are reported as warnings or errors. */
function policyLines({ policy, image, outcome, override, rules }) {
    const why = override === undefined ? '' : `: ${override.reason}`;
    return [
        `policy ${policy} about ${image}: ${outcome}${why}`,
        ...rules.flatMap((rule) => (rule.outcome === 'passed' ? [`  passed: ${ruleText(rule)}`] : [])),
    ];
}
/** `signed by release: signed by release (linux/amd64)` */
function ruleText({ name, findings }) {
    const found = new Set(findings.map((finding) => finding.found));
    return `${name}: ${[...found].join('; ')}`;
}


/***/ }),

/***/ 2647:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   E3: () => (/* binding */ workloadRow),
/* harmony export */   i6: () => (/* binding */ WORKLOAD_KINDS),
/* harmony export */   zM: () => (/* binding */ workloadKindOf)
/* harmony export */ });
const LIST_PODS = list('', 'pods');
/**
 * The kinds of workloads that are rolled out, in the order in which they are searched, applied and listed. Aliases, API paths,
 * rights, help and the record schema derive from this table; CONTRIBUTING.md says what else a new kind needs.
 */
const WORKLOADS = {
    deployment: {
        kind: 'Deployment',
        group: 'apps',
        version: 'v1',
        resource: 'deployments',
        shortName: 'deploy',
        shown: 'deployment',
        triggers: 'annotation',
        rollOut: [{ verb: 'get' }, { verb: 'patch' }, list('apps', 'replicasets'), LIST_PODS],
        rollBack: [{ verb: 'update' }],
    },
    deploymentconfig: {
        kind: 'DeploymentConfig',
        group: 'apps.openshift.io',
        version: 'v1',
        resource: 'deploymentconfigs',
        shortName: 'dc',
        shown: 'dc',
        triggers: 'spec',
        rollOut: [
            { verb: 'get' },
            { verb: 'create', subresource: 'instantiate' },
            list('', 'replicationcontrollers'),
            LIST_PODS,
        ],
        rollBack: [{ verb: 'create', subresource: 'rollback' }, { verb: 'update' }],
    },
    statefulset: {
        kind: 'StatefulSet',
        group: 'apps',
        version: 'v1',
        resource: 'statefulsets',
        shortName: 'sts',
        shown: 'statefulset',
        triggers: 'annotation',
        rollOut: [{ verb: 'get' }, { verb: 'patch' }, list('apps', 'controllerrevisions'), LIST_PODS],
        // pods of the new revision that do not become ready prevent a rollback of the set
        rollBack: [{ verb: 'update' }, { verb: 'delete', resource: { group: '', name: 'pods' } }],
    },
    daemonset: {
        kind: 'DaemonSet',
        group: 'apps',
        version: 'v1',
        resource: 'daemonsets',
        shortName: 'ds',
        shown: 'daemonset',
        triggers: 'annotation',
        rollOut: [{ verb: 'get' }, { verb: 'patch' }, list('apps', 'controllerrevisions'), LIST_PODS],
        rollBack: [{ verb: 'update' }],
    },
    cronjob: {
        kind: 'CronJob',
        group: 'batch',
        version: 'v1',
        resource: 'cronjobs',
        shortName: 'cj',
        shown: 'cronjob',
        triggers: 'annotation',
        // its pods start on a schedule, so there is no revision and no pod to wait for
        rollOut: [{ verb: 'get' }, { verb: 'patch' }],
        rollBack: [{ verb: 'update' }],
    },
};
const WORKLOAD_KINDS = Object.keys(WORKLOADS);
function workloadRow(kind) {
    return WORKLOADS[kind];
}
/**
 * The kind that a user means, as `oc` takes and prints it: singular, plural or short name, in any case, alone, with its API group
 * (`deployment.apps`, which `oc get -o name` prints) or with version and group (`deployments.v1.apps`).
 */
function workloadKindOf(text) {
    const [name = '', ...qualifiers] = text.toLowerCase().split('.');
    const qualifier = qualifiers.join('.');
    return WORKLOAD_KINDS.find((kind) => {
        const { resource, shortName, group, version } = workloadRow(kind);
        const isNamed = [kind, resource, shortName].includes(name);
        return isNamed && ['', group, `${version}.${group}`].includes(qualifier);
    });
}
function list(group, name) {
    return { verb: 'list', resource: { group, name } };
}


/***/ }),

/***/ 8290:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   $Q: () => (/* binding */ formatPostStepState),
/* harmony export */   an: () => (/* binding */ EMPTY_POST_STEP_STATE)
/* harmony export */ });
/* unused harmony export parsePostStepState */
const EMPTY_POST_STEP_STATE = { tokens: [], folders: [] };
/** @returns one line of text that {@link parsePostStepState} understands */
function formatPostStepState({ tokens, folders }) {
    return JSON.stringify({ tokens, folders });
}
/** Parses the output of {@link formatPostStepState}; anything else is ignored. */
function parsePostStepState(text) {
    try {
        const { tokens, folders } = JSON.parse(text);
        return {
            tokens: Array.isArray(tokens) ? tokens.filter(isUnrevokedToken) : [],
            folders: Array.isArray(folders) ? folders.filter((folder) => typeof folder === 'string') : [],
        };
    }
    catch {
        return EMPTY_POST_STEP_STATE;
    }
}
function isUnrevokedToken(value) {
    if (typeof value !== 'object' || value === null)
        return false;
    const { side, server, tokenName } = value;
    return ((side === 'source' || side === 'destination') &&
        typeof server === 'string' &&
        URL.canParse(server) &&
        typeof tokenName === 'string' &&
        /^sha256~[\w-]{43}$/.test(tokenName));
}


/***/ }),

/***/ 1332:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   d: () => (/* binding */ describePreparation)
/* harmony export */ });
/** One line for people, for a plan or for what has been done. */
function describePreparation(step, tense) {
    const does = (plan, done) => (tense === 'plan' ? plan : done);
    switch (step.kind) {
        case 'project': {
            if (step.action === 'keep')
                return `project ${step.project} exists`;
            const name = step.displayName === undefined ? '' : ` (${step.displayName})`;
            return `${does('create project', 'created project')} ${step.project}${name}`;
        }
        case 'pull-grant': {
            const what = `the service accounts of ${step.forProject} pull from ${step.project} (system:image-puller)`;
            return step.action === 'keep' ? `${what} already` : `${does('let', 'let')} ${what}`;
        }
        case 'pull-secret': {
            const what = `pull secret ${step.secret} to service account ${step.serviceAccount} in ${step.project}`;
            return step.action === 'keep' ? `linked already: ${what}` : `${does('link', 'linked')} ${what}`;
        }
    }
}


/***/ }),

/***/ 5116:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   DE: () => (/* binding */ workloadText),
/* harmony export */   RU: () => (/* binding */ transferText),
/* harmony export */   Ur: () => (/* binding */ transferFraction),
/* harmony export */   pY: () => (/* binding */ rolloutText)
/* harmony export */ });
/* harmony import */ var _text_units_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(8934);
/* harmony import */ var _ports_workload_kinds_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(2647);


/** `deployment/web`, `dc/api`, `statefulset/db`. */
function workloadText(workload) {
    return `${(0,_ports_workload_kinds_js__WEBPACK_IMPORTED_MODULE_0__/* .workloadRow */ .E3)(workload.kind).shown}/${workload.name}`;
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
    // rounded down, so that 100 % means that the last blob is complete
    const percent = Math.floor(transferFraction(progress) * 100);
    return [
        `${(0,_text_units_js__WEBPACK_IMPORTED_MODULE_1__/* .formatBytes */ .z3)(Math.max(0, doneBytes))} of ${(0,_text_units_js__WEBPACK_IMPORTED_MODULE_1__/* .formatBytes */ .z3)(totalBytes)} (${percent} %)`,
        ...(bytesPerSecond > 0 ? [`${(0,_text_units_js__WEBPACK_IMPORTED_MODULE_1__/* .formatBytes */ .z3)(bytesPerSecond)}/s`] : []),
        ...timeLeft(totalBytes - doneBytes, bytesPerSecond),
        `${doneBlobs} of ${(0,_text_units_js__WEBPACK_IMPORTED_MODULE_1__/* .formatCount */ .B4)(totalBlobs, 'blob')}`,
    ].join(', ');
}
// More than a day means that the transfer has stalled, so there is no useful estimate.
const MAX_ESTIMATE_S = 24 * 3600;
function timeLeft(leftBytes, bytesPerSecond) {
    if (leftBytes <= 0 || bytesPerSecond <= 0 || leftBytes / bytesPerSecond > MAX_ESTIMATE_S)
        return [];
    return [`${(0,_text_units_js__WEBPACK_IMPORTED_MODULE_1__/* .formatDuration */ .a3)(Math.ceil(leftBytes / bytesPerSecond) * 1000)} left`];
}
/** `deployment/web: 2 of 3 pods updated`. */
function rolloutText({ workload, message }) {
    return `${workloadText(workload)}: ${message}`;
}


/***/ }),

/***/ 8454:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   R: () => (/* binding */ hideCredentials),
/* harmony export */   v: () => (/* binding */ MASK)
/* harmony export */ });
/** Replacement for hidden text. */
const MASK = '***';
// Parts of parameter names whose value is a credential, and complete names.
const SECRET_PARTS = 'token|secret|passw(?:or)?d|passphrase|signature|credentials?|jwt|authorization|(?:api|access|private|secret|shared)[_-]?key(?:[_-]?id)?';
const SECRET_WORDS = 'key|auth|sig|code|pass|pwd|pw|pat|state|session';
/**
 * Patterns of unregistered text that looks like a credential; the first group is kept. They are applied to untrusted text, so each
 * is linear: unbounded repetitions cannot match their own beginning.
 */
const LOOKS_SECRET = [
    // OpenShift OAuth tokens, JWTs, tokens of GitHub, GitLab, Docker, npm and Slack
    /()\bsha256~[\w-]{20,}/g,
    /()(?<![\w-])eyJ[\w-]{5,}\.eyJ[\w-]{5,}\.[\w-]*/g,
    /()\b(?:gh[oprsu]_|github_pat_|gl(?:pat|ptt|dt|cbt|rt|ft|soat|oas|imt|agent)-|dckr_[op]at_|npm_|xox[a-z]-)[\w-]{16,}/g,
    // credentials in headers
    /(\b(?:bearer|basic)\s+)[\w~+/.=-]{8,}/gi,
    /(\b(?:(?:private|job|deploy)-token|x-api-key|x-registry-auth|cookie):\s*)[^\s"']+/gi,
    // in URLs: user and password up to the last "@" before the path, also where the URL is a parameter of another
    /(:\/\/)[^\s/?#"<>]+@/g,
    /(%3A%2F%2F)(?:[^\s%&"'<>]|%(?!2F|40))+%40/gi,
    // signatures and access tokens in URLs: storage back ends, upload sessions, tokens in a fragment or query
    new RegExp(`([?&#;](?:[\\w.~%-]{0,64}(?:${SECRET_PARTS})|(?:[\\w.~%-]{0,64}[._~%-])?(?:${SECRET_WORDS}))(?:\\[\\])?=)[^&\\s"'<>]+`, 'gi'),
    // in JSON: auth files, answers of token servers
    /(\\{0,4}"(?:auth|identitytoken|registrytoken|(?:access_|id_|refresh_)?token|password|secret|client-key-data)\\{0,4}"\s{0,8}:\s{0,8}\\{0,4}")[^"\\]+/gi,
    // the secret is a path segment of a build webhook
    /(\/webhooks\/)[^/\s]+/g,
];
/** Hides everything that looks like a credential. */
function hideCredentials(text) {
    return LOOKS_SECRET.reduce((result, pattern) => result.replace(pattern, `$1${MASK}`), text);
}


/***/ }),

/***/ 7206:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   GW: () => (/* binding */ problemsOf),
/* harmony export */   KW: () => (/* binding */ cancelled),
/* harmony export */   M$: () => (/* binding */ errorOfProblems),
/* harmony export */   OQ: () => (/* binding */ ERROR_CODES),
/* harmony export */   dZ: () => (/* binding */ throwIfCancelled),
/* harmony export */   jG: () => (/* binding */ PromoteError)
/* harmony export */ });
/* unused harmony export PHASES */
/**
 * Every way a promotion can fail. Codes are public: an output (`error-code`), an exit code and an anchor
 * in docs/errors.md. Renaming one is a breaking change.
 */
const ERROR_CODES = {
    INPUT_INVALID: { exit: 2, summary: 'an input is missing or invalid' },
    POLICY_INVALID: { exit: 2, summary: 'the policy cannot be read or is contradictory' },
    LOGIN_FAILED: { exit: 3, summary: 'a cluster or registry refused the credentials' },
    TOKEN_EXPIRED: { exit: 3, summary: 'a token has expired, was revoked, or belongs to another cluster' },
    ACCESS_DENIED: { exit: 3, summary: 'the account lacks a permission it needs' },
    CHECK_FAILED: { exit: 3, summary: 'several problems would stop the promotion; each is listed' },
    NOT_OPENSHIFT: { exit: 4, summary: 'the server is not an OpenShift API' },
    NOT_A_REGISTRY: { exit: 4, summary: 'the host does not speak the registry protocol' },
    REGISTRY_NOT_EXPOSED: { exit: 4, summary: 'the cluster has no public registry host' },
    PROJECT_NOT_FOUND: { exit: 4, summary: 'the project does not exist or is not visible to the account' },
    IMAGE_NOT_FOUND: { exit: 4, summary: 'the image, tag or digest to promote does not exist' },
    CLIENT_NOT_FOUND: { exit: 4, summary: 'no `oc` to install was found' },
    WORKLOAD_NOT_FOUND: { exit: 4, summary: 'the workload to roll out does not exist' },
    DIGEST_MISMATCH: { exit: 5, summary: 'bytes did not match their digest' },
    MANIFEST_INVALID: { exit: 5, summary: 'a manifest is malformed or inconsistent' },
    MANIFEST_UNSUPPORTED: { exit: 5, summary: 'a manifest or its media type cannot be promoted or stored' },
    PROTOCOL_VIOLATION: { exit: 5, summary: 'a response of a server violates the protocol' },
    UNSAFE_REDIRECT: { exit: 5, summary: 'a server redirected to an address that is not safe to follow' },
    CONNECTION_FAILED: { exit: 6, summary: 'a server could not be reached or closed the connection' },
    TLS_FAILED: { exit: 6, summary: 'the certificate of a server is not trusted' },
    PROXY_FAILED: { exit: 6, summary: 'the proxy refused or broke the connection' },
    RATE_LIMITED: { exit: 6, summary: 'a server limits requests and asked to wait too long' },
    SERVER_UNAVAILABLE: { exit: 6, summary: 'a server kept failing after all retries' },
    TIMED_OUT: { exit: 6, summary: 'an operation took longer than allowed' },
    BUILD_FAILED: { exit: 7, summary: 'the build of the destination image failed' },
    ROLLOUT_FAILED: { exit: 7, summary: 'the new revision did not become healthy' },
    ROLLOUT_TIMED_OUT: { exit: 7, summary: 'the new revision was not complete before the timeout' },
    ROLLOUT_PAUSED: { exit: 7, summary: 'the workload is paused' },
    VERIFICATION_FAILED: { exit: 7, summary: 'the destination does not run the promoted image' },
    WEBHOOK_FAILED: { exit: 7, summary: 'the webhook call failed; the promoted images stay in place' },
    OUTPUT_FAILED: { exit: 7, summary: 'the outputs could not be written; the promoted images stay in place' },
    TAG_EXISTS: { exit: 8, summary: 'the destination tag exists and must not move' },
    TAG_CONFLICT: { exit: 8, summary: 'the destination tag was changed by something else during the run' },
    APPLY_CONFLICT: { exit: 8, summary: 'an object to apply has fields that another tool manages' },
    DIGEST_UNEXPECTED: { exit: 8, summary: 'the source tag does not point to the expected digest' },
    QUOTA_EXCEEDED: { exit: 8, summary: 'a quota or limit range of the project was exceeded' },
    COMMAND_FAILED: {
        exit: 8,
        summary: 'a command given as `before-move`, `before-rollout` or `after-rollout` failed',
    },
    GITOPS_FAILED: { exit: 8, summary: 'the promoted image could not be written to the desired state in git' },
    SIGNATURES_REQUIRED: { exit: 8, summary: 'signatures or attestations could not be copied' },
    POLICY_REFUSED: { exit: 9, summary: 'the policy refused the image' },
    INTERNAL_ERROR: { exit: 70, summary: 'a bug in this program' },
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
    'commit',
    'roll out',
    'verify',
    'notify',
    'roll back',
    'record',
]));
/** The only error that this program throws deliberately; anything else is a bug and is printed with its stack. */
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
    /** The same error with more details about its place; existing details are kept. */
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
/** The error to throw for problems found together: a single problem is thrown as it is, several as `code` with a list. */
function errorOfProblems(code, problems) {
    const [first, ...others] = problems;
    if (first === undefined)
        throw new TypeError('an error needs at least one problem');
    if (others.length === 0)
        return new PromoteError({ ...first, problems });
    return new PromoteError({ code, message: `found ${problems.length} problems`, problems });
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
/** The problems of an error: its own first, then those that explain it. */
function problemsOf(error) {
    const { code, message, hint } = error;
    return [{ code, message, hint }, ...error.problems];
}


/***/ }),

/***/ 3446:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   _s: () => (/* binding */ unreadableFile),
/* harmony export */   du: () => (/* binding */ looksLikeContent),
/* harmony export */   k9: () => (/* binding */ quoteGiven)
/* harmony export */ });
/* harmony import */ var _credential_patterns_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(8454);

// A reference with registry, path and digest is shorter.
const MAX_LENGTH = 300;
const NOT_SHOWN = 'the value (not shown because it may be a secret)';
/**
 * The value of an input in quotes, for a message. Values that could be a credential or the content of a file, passed to the wrong
 * input by mistake, are not shown.
 */
function quoteGiven(text) {
    if (text.length > MAX_LENGTH || looksLikeContent(text))
        return NOT_SHOWN;
    // app:1.4@sha256:\u2026 contains no password
    const hasPassword = /:[^/@\s]*@(?!sha(?:256|512):)/.test(text);
    return hasPassword ? NOT_SHOWN : `"${text}"`;
}
/** Why a file cannot be read, as a sentence. Text that does not look like a path is not shown. */
function unreadableFile(path, code) {
    const isMissing = ['ENOENT', 'ENOTDIR', 'ENAMETOOLONG', 'ERR_INVALID_ARG_VALUE'].includes(code);
    if (isMissing && looksLikeContent(path))
        return 'this looks like the content of a file, not a path';
    // a file that exists but cannot be read is certainly a path
    return `${isMissing && !looksLikePath(path) ? NOT_SHOWN : JSON.stringify(path)} cannot be read (${code})`;
}
/** Whether a text looks like the content of a file instead of its path: YAML, JSON, PEM, base64, a token. */
function looksLikeContent(text) {
    return (/[\r\n{}"<>|]|:\s|^\[|-----BEGIN/.test(text) ||
        // longer than a digest
        /[A-Za-z0-9+=]{72}/.test(text) ||
        (0,_credential_patterns_js__WEBPACK_IMPORTED_MODULE_0__/* .hideCredentials */ .R)(text) !== text);
}
const EXTENSIONS = /\.(?:cer|cfg|conf|config|crt|der|env|htm|html|ini|json|key|kubeconfig|list|log|md|pem|properties|toml|txt|xml|ya?ml)$/i;
const ANCHORED = /^(?:~|\.{1,2}|[A-Za-z]:)?[\\/]/;
/** Passwords can contain slashes as well, so a path must have a typical beginning or extension, or consist of words. */
function looksLikePath(text) {
    const parts = text.split(/[\\/]/);
    const isPlain = parts.every((part) => /^[\w. ~@+,:*?-]{0,64}$/.test(part) && !/[A-Za-z0-9]{24}/.test(part));
    if (!isPlain || text.length > MAX_LENGTH)
        return false;
    if (ANCHORED.test(text) || EXTENSIONS.test(text))
        return true;
    return parts.length > 1 && parts.every((part) => /^[a-z][a-z-]{0,30}$|^[*?.]+$/.test(part));
}


/***/ }),

/***/ 8047:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   q: () => (/* binding */ nearestName)
/* harmony export */ });
/** The most similar candidate with at most `maxDistance` differing letters; undefined if there is none. */
function nearestName(written, candidates, maxDistance = (candidate) => Math.min(4, Math.floor(candidate.length / 3))) {
    const [best] = candidates
        .map((candidate) => ({ candidate, distance: editDistance(written, candidate) }))
        .filter(({ candidate, distance }) => distance <= maxDistance(candidate))
        .sort((one, other) => one.distance - other.distance);
    return best?.candidate;
}
/** Number of letters to insert, delete or replace to turn one text into the other (Levenshtein distance). */
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


/***/ }),

/***/ 8136:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   SG: () => (/* binding */ redactTexts),
/* harmony export */   xU: () => (/* binding */ knownSecrets)
/* harmony export */ });
/* unused harmony export createRedactor */
/* harmony import */ var _credential_patterns_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(8454);
/* harmony import */ var _secret_forms_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(9619);


/** Maximum growth of a secret by encoding: `%2B` for one character. */
const MAX_EXPANSION = 3;
// also covers unregistered credentials at the cut: longer than most tokens
const MIN_MARGIN = 2048;
function createRedactor() {
    const known = new Set();
    let forms = [];
    let longest = 0;
    const redact = (text) => {
        // longest first, otherwise a part would be masked and the rest shown
        const masked = forms.reduce((result, form) => result.replaceAll(form, _credential_patterns_js__WEBPACK_IMPORTED_MODULE_0__/* .MASK */ .v), text);
        return (0,_credential_patterns_js__WEBPACK_IMPORTED_MODULE_0__/* .hideCredentials */ .R)(maskEncoded(masked, forms));
    };
    const margin = () => Math.max(MIN_MARGIN, longest * MAX_EXPANSION);
    const redactCut = (text) => redact(text).slice(0, -margin());
    return {
        add(secret, username) {
            for (const form of (0,_secret_forms_js__WEBPACK_IMPORTED_MODULE_1__/* .secretForms */ .e)(secret, username))
                known.add(form);
            forms = [...known].sort((one, other) => other.length - one.length);
            longest = forms[0]?.length ?? 0;
        },
        redact,
        redactStart(text, length) {
            const looked = length + margin();
            return text.length <= looked ? redact(text) : redactCut(text.slice(0, looked));
        },
        redactCut,
    };
}
function redactTexts(value, redact) {
    if (typeof value === 'string')
        return redact(value);
    if (Array.isArray(value))
        return value.map((entry) => redactTexts(entry, redact));
    if (typeof value !== 'object' || value === null)
        return value;
    return Object.fromEntries(Object.entries(value).map(([name, entry]) => [redact(name), redactTexts(entry, redact)]));
}
/** Masks secrets that only appear after decoding escapes. */
function maskEncoded(text, forms) {
    if (forms.length === 0)
        return text;
    const spans = [];
    for (const { text: meaning, starts } of decodings(text)) {
        for (const form of forms) {
            for (let at = meaning.indexOf(form); at !== -1; at = meaning.indexOf(form, at + form.length)) {
                spans.push({ start: starts[at] ?? 0, end: starts[at + form.length] ?? text.length });
            }
        }
    }
    let masked = '';
    let end = 0;
    for (const span of spans.sort((one, other) => one.start - other.start)) {
        if (span.start >= end)
            masked += text.slice(end, span.start) + _credential_patterns_js__WEBPACK_IMPORTED_MODULE_0__/* .MASK */ .v;
        end = Math.max(end, span.end);
    }
    return masked + text.slice(end);
}
/**
 * The secrets of this process: those it was given and those it obtained. There is one instance per process, because text from a
 * server must be redacted on arrival: after cleaning or cutting, a secret in it would not be found.
 */
const knownSecrets = createRedactor();
const PERCENT = '%[0-9A-Fa-f]{2}';
const BACKSLASH = String.raw `\\(?:x[0-9A-Fa-f]{2}|[0-3][0-7]{2}|u[0-9A-Fa-f]{4}|u\{[0-9A-Fa-f]{1,6}\}|[bfnrtv]|[^0-9A-Za-z\r\n])`;
const ENTITY = '&(?:#[0-9]{1,7};?|#[xX][0-9A-Fa-f]{1,6};?|(?:amp|lt|gt|quot|apos);)';
// Each encoding separately, and all of them combined: a secret may itself contain text that looks like an escape.
const ENCODINGS = [PERCENT, BACKSLASH, ENTITY, [PERCENT, BACKSLASH, ENTITY].join('|')].map((source) => new RegExp(source, 'g'));
/** maximum nesting of encodings: JSON within JSON within a URL */
const MAX_DEPTH = 3;
/** separated groups of octets: `70 61`, `70:61`, `0x70, 0x61` */
const COLUMNS = /(?:(?:0x)?(?:[0-9A-Fa-f]{2}){1,8}[\s:,-]{1,2}){2,}(?:0x)?(?:[0-9A-Fa-f]{2}){1,8}/g;
const CONTROLS = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' };
const ENTITIES = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
/** All decodings of a text: escapes of URLs, JSON, JavaScript, shells and HTML, and hexadecimal dumps. */
function* decodings(text) {
    for (const escape of /[%\\&]/.test(text) ? ENCODINGS : []) {
        let decoded = decode(text, escape, undefined);
        for (let depth = 1; decoded !== undefined; depth += 1) {
            yield decoded;
            decoded = depth < MAX_DEPTH ? decode(decoded.text, escape, decoded.starts) : undefined;
        }
    }
    for (const { 0: columns, index } of text.matchAll(COLUMNS)) {
        const digits = [...columns.matchAll(/0(?!x)|[1-9A-Fa-f]/g)];
        yield {
            text: digits.map(([digit]) => digit.toLowerCase()).join(''),
            starts: [...digits.map((digit) => index + digit.index), index + columns.length],
        };
    }
}
/** @param origins where the characters of `text` stand in what it was decoded from; undefined: where they are */
function decode(text, escape, origins) {
    const decoded = [];
    const starts = [];
    const originOf = (at) => origins?.[at] ?? at;
    const add = (chars, at) => {
        for (let unit = 0; unit < chars.length; unit += 1) {
            decoded.push(chars.charAt(unit));
            starts.push(originOf(at));
        }
    };
    let end = 0;
    let octets = [];
    const flush = () => {
        for (const { chars, at } of readUtf8(octets))
            add(chars, at);
        octets = [];
    };
    for (const { 0: token, index } of text.matchAll(escape)) {
        if (index > end)
            flush();
        for (let at = end; at < index; at += 1)
            add(text.charAt(at), at);
        end = index + token.length;
        const value = octetOf(token);
        if (value === undefined) {
            flush();
            add(charOf(token), index);
        }
        else {
            octets.push({ value, at: index });
        }
    }
    if (end === 0)
        return undefined;
    flush();
    for (let at = end; at < text.length; at += 1)
        add(text.charAt(at), at);
    starts.push(originOf(text.length));
    return { text: decoded.join(''), starts };
}
/** undefined if the escape is a character instead of a UTF-8 octet */
function octetOf(token) {
    if (token.startsWith('%'))
        return parseInt(token.slice(1), 16);
    if (token.startsWith('\\x'))
        return parseInt(token.slice(2), 16);
    return /^\\[0-3]/.test(token) ? parseInt(token.slice(1), 8) : undefined;
}
function charOf(token) {
    const hex = /^(?:\\u\{?|&#[xX])([0-9A-Fa-f]+)/.exec(token)?.[1];
    const decimal = /^&#([0-9]+)/.exec(token)?.[1];
    const code = hex === undefined ? Number(decimal) : parseInt(hex, 16);
    if (!Number.isNaN(code))
        return code <= 0x10ffff ? String.fromCodePoint(code) : '\ufffd';
    const name = token.slice(1).replace(/;$/, '');
    return (token.startsWith('&') ? ENTITIES : CONTROLS)[name] ?? name;
}
function readUtf8(octets) {
    const read = [];
    for (let first = 0; first < octets.length;) {
        const { value = 0, at = 0 } = octets[first] ?? {};
        const length = value < 0xc0 ? 1 : value < 0xe0 ? 2 : value < 0xf0 ? 3 : 4;
        const values = octets.slice(first, first + length).map((octet) => octet.value);
        read.push({ chars: length === 1 ? String.fromCharCode(value) : Buffer.from(values).toString(), at });
        first += length;
    }
    return read;
}


/***/ }),

/***/ 9619:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   e: () => (/* binding */ secretForms)
/* harmony export */ });
// Shorter forms would match ordinary words, and hiding those everywhere would reveal the secret.
const MIN_FORM_LENGTH = 4;
// minimum length of the base64 of a secret within a longer text: anything shorter is ambiguous
const MIN_BASE64_LENGTH = 8;
/** line lengths of programs that write base64 */
const BASE64_LINES = [76, 64];
/** The forms in which encoders write a secret; none so short that ordinary words would match. */
function secretForms(secret, username) {
    const plain = plainForms(secret);
    const pairs = username === undefined || secret === '' ? [] : base64Pair(`${username}:${secret}`);
    return [...new Set([...plain, ...plain.flatMap(encodedForms), ...pairs])];
}
/** The secret, each of its lines, and both as an unquoted shell expansion changes them. */
function plainForms(secret) {
    const lines = secret.split(/\r?\n/).map((line) => line.trim());
    const forms = [secret, secret.trim(), ...lines].flatMap((text) => [text, text.replace(/\s+/g, ' ')]);
    return [...new Set(forms)].filter((text) => text.trim() !== '' && text.length >= MIN_FORM_LENGTH);
}
function encodedForms(text) {
    const percent = encodeURIComponent(text.toWellFormed());
    const json = JSON.stringify(text).slice(1, -1);
    const hex = Buffer.from(text).toString('hex');
    return [
        percent,
        percent.replace(/%[0-9A-F]{2}/g, (octet) => octet.toLowerCase()),
        new URLSearchParams({ '': text }).toString().slice(1),
        text.replaceAll(' ', '+'),
        json,
        // as Go writes it
        json.replace(/[&<>]/g, (char) => `\\u00${char.charCodeAt(0).toString(16)}`),
        text
            .replaceAll('&', '&amp;')
            .replaceAll('<', '&lt;')
            .replaceAll('>', '&gt;')
            .replaceAll('"', '&quot;')
            .replaceAll("'", '&#39;'),
        // within quotes of a shell
        text.replaceAll("'", `'\\''`),
        text.replaceAll("'", `'"'"'`),
        hex,
        hex.toUpperCase(),
        ...base64Forms(text),
        ...base64Lines(text),
    ];
}
/** With every alignment, so that it is found within a longer text: `user:secret`, a dockercfg. */
function base64Forms(text) {
    return [0, 1, 2].flatMap((before) => {
        const bytes = Buffer.concat([Buffer.alloc(before), Buffer.from(text)]);
        // characters that also encode bits of adjacent bytes are left out
        const start = Math.ceil((before * 8) / 6);
        const end = Math.floor((bytes.byteLength * 8) / 6);
        const form = bytes.toString('base64').slice(start, end);
        return form.length < MIN_BASE64_LENGTH ? [] : [form, toUrlAlphabet(form)];
    });
}
/** The lines of a long base64 text, as common programs wrap it. */
function base64Lines(text) {
    const form = Buffer.from(text).toString('base64').replace(/=+$/, '');
    return BASE64_LINES.filter((length) => form.length > length).flatMap((length) => (form.match(new RegExp(`.{1,${length}}`, 'g')) ?? []).filter((line) => line.length >= MIN_BASE64_LENGTH));
}
/** The complete encoding, even of a short secret. */
function base64Pair(text) {
    const padded = Buffer.from(text).toString('base64');
    const form = padded.replace(/=+$/, '');
    return form.length < MIN_BASE64_LENGTH ? [] : [padded, form, toUrlAlphabet(form)];
}
function toUrlAlphabet(base64) {
    return base64.replaceAll('+', '-').replaceAll('/', '_');
}


/***/ }),

/***/ 6844:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   C: () => (/* binding */ cleanServerText)
/* harmony export */ });
/* harmony import */ var _redaction_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(8136);

// terminal control sequences
const ESCAPE_SEQUENCE = /[\x1b\x9b](?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|[@-Z\\-_]|[0-?]*[ -/]*[@-~])?/g;
// C0 and C1 controls, line separators, and the invisible characters that reorder or hide text (Trojan Source)
const INVISIBLE = /[\p{Cc}\p{Cf}\u2028\u2029\ufffe\uffff]+/gu;
// GitHub's `::name key=value::` and the older `##[name]`; Azure's `##vso[\u2026]`
const WORKFLOW_COMMAND = /::[a-z][\w-]*(?: [^:]*)?::|##\w{0,20}\[[^\]]{0,200}\]/gi;
/**
 * Makes text from a server safe for logs and one-line error messages: no secrets, terminal sequences, line breaks or commands for
 * CI systems, at most `maxLength` characters. The order matters: a secret may contain characters that are cleaned away, and a
 * truncated secret would not be recognized.
 */
function cleanServerText(text, maxLength = 1024) {
    const clean = _redaction_js__WEBPACK_IMPORTED_MODULE_0__/* .knownSecrets */ .xU
        // limits the work before any other processing
        .redactStart(text, maxLength * 8)
        .replace(ESCAPE_SEQUENCE, ' ')
        .replace(INVISIBLE, ' ')
        .replace(WORKFLOW_COMMAND, ' ')
        // the rest of a truncated or nested command
        .replace(/##(\w{0,20})\[/g, '## $1[')
        .replace(/ {2,}/g, ' ')
        .replace(/^[\s:]+/, '')
        .trimEnd();
    return clean.length > maxLength ? `${clean.slice(0, maxLength - 1).trimEnd()}\u2026` : clean;
}


/***/ }),

/***/ 1691:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   $y: () => (/* binding */ requireExactKeys),
/* harmony export */   OW: () => (/* binding */ isJsonObject),
/* harmony export */   RJ: () => (/* binding */ parseStrictJson),
/* harmony export */   W0: () => (/* binding */ isAbsent)
/* harmony export */ });
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(7206);

function isJsonObject(value) {
    return typeof value === 'object' && value !== null && !Array.isArray(value);
}
/** Go writes a nil pointer, list or map as null. */
function isAbsent(value) {
    return value === null || value === undefined;
}
/**
 * Parses unambiguous JSON. Two parsers must never read the same bytes differently: they differ in duplicate keys, byte order marks
 * and invalid UTF-8, so none of these is accepted.
 * @param what names it in messages
 * @throws PromoteError MANIFEST_INVALID
 */
function parseStrictJson(bytes, what = 'the manifest') {
    let text;
    try {
        text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    }
    catch (cause) {
        throw new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .PromoteError */ .jG({ code: 'MANIFEST_INVALID', message: `${what} is not valid UTF-8`, cause });
    }
    if (text.startsWith('\uFEFF')) {
        throw new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .PromoteError */ .jG({
            code: 'MANIFEST_INVALID',
            message: `${what} starts with a byte order mark`,
        });
    }
    let value;
    try {
        value = JSON.parse(text);
    }
    catch (cause) {
        throw new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .PromoteError */ .jG({ code: 'MANIFEST_INVALID', message: `${what} is not valid JSON`, cause });
    }
    const duplicate = findDuplicateKey(text);
    if (duplicate === undefined)
        return value;
    throw new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .PromoteError */ .jG({
        code: 'MANIFEST_INVALID',
        message: `${what} has the key ${JSON.stringify(duplicate.slice(0, 80))} twice in one object`,
    });
}
/** `text` is known to be valid JSON, so one pass over its characters is sufficient. Linear, without recursion. */
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
/** Whether it is preceded by an odd number of backslashes. */
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
        throw new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .PromoteError */ .jG({
            code: 'MANIFEST_INVALID',
            message: `${place} has the key ${JSON.stringify(key)}, which some readers take for "${meant}"`,
        });
    }
}
function foldCase(key) {
    return key.toUpperCase().toLowerCase();
}


/***/ }),

/***/ 927:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   P: () => (/* binding */ readTextLines)
/* harmony export */ });
/**
 * The lines of a UTF-8 stream, each as soon as it is complete: with LF, CR LF, or the CR of a progress bar. The length of a line is
 * limited, and each byte is processed once.
 * @param maxLength characters of a line that are kept
 */
async function* readTextLines(chunks, maxLength) {
    const decoder = new TextDecoder();
    let parts = [];
    let length = 0;
    let isCut = false;
    let endedWithCr = false;
    const keep = (text) => {
        if (isCut)
            return;
        parts.push(text);
        length += text.length;
    };
    const take = (end) => {
        const text = parts.join('').slice(0, maxLength);
        parts = [];
        length = 0;
        return { text, end };
    };
    for await (const chunk of chunks) {
        const decoded = decoder.decode(chunk, { stream: true });
        const text = endedWithCr && decoded.startsWith('\n') ? decoded.slice(1) : decoded;
        if (decoded !== '')
            endedWithCr = decoded.endsWith('\r');
        let start = 0;
        for (const { 0: lineBreak, index } of text.matchAll(/\r\n|[\r\n]/g)) {
            keep(text.slice(start, index));
            start = index + lineBreak.length;
            if (!isCut)
                yield take(length > maxLength ? 'cut' : 'break');
            isCut = false;
        }
        keep(text.slice(start));
        if (length > maxLength) {
            yield take('cut');
            isCut = true;
        }
    }
    keep(decoder.decode());
    if (length > 0)
        yield take(length > maxLength ? 'cut' : 'stream');
}


/***/ }),

/***/ 8934:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   B4: () => (/* binding */ formatCount),
/* harmony export */   a3: () => (/* binding */ formatDuration),
/* harmony export */   z3: () => (/* binding */ formatBytes)
/* harmony export */ });
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
/** `1 blob`, `2 blobs`. */
function formatCount(count, singular) {
    return `${count} ${singular}${count === 1 ? '' : 's'}`;
}
/** `840 ms`, `12.3 s`, `4 min 5 s`, `1 h 3 min`: at most two units. */
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


/***/ }),

/***/ 2857:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   l0: () => (/* binding */ DOCUMENTATION),
/* harmony export */   xv: () => (/* binding */ VERSION)
/* harmony export */ });
/* unused harmony export PROMOTION_PREDICATE */
/** Kept equal to package.json by a test. */
const VERSION = '0.1.0';
/** URL of the folder with the documentation of this version. */
const DOCUMENTATION = 'https://github.com/OWNER/openshift-promote/blob/v0.1.0/docs';
/** Predicate type of the attestation of a promotion (docs/attestation.md). Its version increases when the meaning of a field changes. */
const PROMOTION_PREDICATE = 'https://github.com/OWNER/openshift-promote/promotion/v1';


/***/ }),

/***/ 7880:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {


// EXPORTS
__nccwpck_require__.d(__webpack_exports__, {
  chooseHost: () => (/* binding */ chooseHost)
});

// UNUSED EXPORTS: HOSTS

// NAMESPACE OBJECT: ./src/hosts/gitlab/host.js
var host_namespaceObject = {};
__nccwpck_require__.r(host_namespaceObject);
__nccwpck_require__.d(host_namespaceObject, {
  createReporter: () => (createReporter),
  readRaw: () => (readRaw),
  readRun: () => (readRun),
  sectionOf: () => (sectionOf),
  writeOutputs: () => (writeOutputs),
  writeSummary: () => (writeSummary)
});

// NAMESPACE OBJECT: ./src/hosts/jenkins/host.js
var jenkins_host_namespaceObject = {};
__nccwpck_require__.r(jenkins_host_namespaceObject);
__nccwpck_require__.d(jenkins_host_namespaceObject, {
  createReporter: () => (host_createReporter),
  readRaw: () => (host_readRaw),
  readRun: () => (host_readRun),
  writeOutputs: () => (host_writeOutputs),
  writeSummary: () => (host_writeSummary)
});

// NAMESPACE OBJECT: ./src/hosts/shell/host.js
var shell_host_namespaceObject = {};
__nccwpck_require__.r(shell_host_namespaceObject);
__nccwpck_require__.d(shell_host_namespaceObject, {
  createReporter: () => (shell_host_createReporter),
  readRaw: () => (shell_host_readRaw),
  readRun: () => (shell_host_readRun),
  writeOutputs: () => (shell_host_writeOutputs),
  writeSummary: () => (shell_host_writeSummary)
});

// NAMESPACE OBJECT: ./src/hosts/tekton/host.js
var tekton_host_namespaceObject = {};
__nccwpck_require__.r(tekton_host_namespaceObject);
__nccwpck_require__.d(tekton_host_namespaceObject, {
  createReporter: () => (tekton_host_createReporter),
  readRaw: () => (tekton_host_readRaw),
  readRun: () => (tekton_host_readRun),
  writeOutputs: () => (tekton_host_writeOutputs),
  writeSummary: () => (tekton_host_writeSummary)
});

// EXTERNAL MODULE: ./src/core/command-flags.js
var command_flags = __nccwpck_require__(6750);
// EXTERNAL MODULE: ./src/report/progress-lines.js
var progress_lines = __nccwpck_require__(6363);
// EXTERNAL MODULE: ./src/report/error-text.js
var error_text = __nccwpck_require__(4412);
;// CONCATENATED MODULE: ./src/report/plain-reporter.js



/** Reports as plain lines: a title for each phase, with its lines indented below. */
function createPlainReporter(progress, { redact, logLevel }, words) {
    let depth = 0;
    const print = (line, tone) => {
        // redacted before lines are split, because a secret may span several lines
        for (const part of redact(line).split('\n'))
            progress.print('  '.repeat(depth) + part, tone);
    };
    return {
        async group(title, body) {
            print(title, 'title');
            depth += 1;
            try {
                return await body();
            }
            finally {
                depth -= 1;
                progress.clear();
            }
        },
        info: (line) => {
            print(line);
        },
        notice: (line) => {
            print(line);
        },
        warning: (line) => {
            print(words.warning + line, 'warning');
        },
        debug: (line) => {
            if (logLevel === 'debug')
                print(`debug: ${line}`);
        },
        transferProgress: progress.transfer,
        rolloutProgress: progress.rollout,
        failure: (error) => {
            progress.clear();
            const [first = '', ...others] = (0,error_text/* errorLines */.S6)((0,error_text/* describeError */.Uc)(error, redact));
            print(words.failure + first, 'failure');
            for (const line of others)
                print(line);
        },
    };
}
/** Writes log lines without secrets and without control sequences for terminals or log viewers. */
function createPlainProgress({ argv, stdout, stderr }, { clock, redact }) {
    // a single stream keeps lines in order; standard output is reserved for programs
    const sink = (0,command_flags/* outputFormat */.B$)(argv) === 'table' ? stdout : stderr;
    const print = (line) => {
        sink.write(`${redact(line).replace(/\p{Cc}/gu, ' ')}\n`);
    };
    const { transfer, rollout } = (0,progress_lines/* createProgressLines */.n)(clock, (line) => {
        // it is reported within a phase
        print(`  ${line}`);
    });
    return { print, transfer, rollout, clear: () => undefined };
}

// EXTERNAL MODULE: ./src/core/attachment-text.js
var attachment_text = __nccwpck_require__(7190);
// EXTERNAL MODULE: ./src/core/text/units.js
var units = __nccwpck_require__(8934);
// EXTERNAL MODULE: ./src/core/plan-text.js
var plan_text = __nccwpck_require__(5376);
// EXTERNAL MODULE: ./src/core/progress-text.js
var progress_text = __nccwpck_require__(5116);
// EXTERNAL MODULE: ./src/report/summary-headline.js
var summary_headline = __nccwpck_require__(9733);
;// CONCATENATED MODULE: ./src/report/summary-text.js






/** Writes the result for people at the end of a log that has no Markdown: to standard output, unless that belongs to a program. */
async function writePlainSummary(result, { argv, stdout, stderr }, redact) {
    const sink = (0,command_flags/* outputFormat */.B$)(argv) === 'table' ? stdout : stderr;
    for (const line of summaryLines(result))
        sink.write(`${redact(line).replace(/\p{Cc}/gu, ' ')}\n`);
}
/** The result as lines for logs without Markdown. The reporter prints the error itself. */
function summaryLines(result) {
    const { report } = result;
    const { failure, destination = 'nothing was changed' } = result;
    const head = (0,summary_headline/* headlineOf */.g)(result);
    const state = failure === undefined ? '' : `; ${destination}`;
    if (report === undefined)
        return [`${head}${state}`];
    const plan = report.dryRun && result.plan !== undefined ? (0,plan_text/* describePlan */.d)(result.plan) : [];
    return [
        `${head} (${(0,units/* formatDuration */.a3)(report.durationMs)})${state}`,
        ...plan.map((line) => `  ${line}`),
        ...report.images.flatMap((image) => imageLines(image, report.dryRun, failure !== undefined)),
    ];
}
function imageLines(image, dryRun, isFailed) {
    const { bytesCopied, bytesSkipped, previousDigest, movedTags = [] } = image;
    const tags = isFailed ? movedTags.map(({ tag }) => tag) : image.tags;
    // after a failure the destination may have no image under the tag
    const isThere = !isFailed || image.changed || previousDigest !== undefined;
    const rows = [
        ['digest', isThere ? image.digest : undefined],
        ['was', previousDigest === image.digest ? undefined : previousDigest],
        ['image', isThere ? image.image : undefined],
        ['tags', tags.length === 0 ? 'none moved' : tags.join(', ')],
        [
            'content',
            dryRun || bytesCopied + bytesSkipped === 0
                ? undefined
                : `${(0,units/* formatBytes */.z3)(bytesCopied)} copied, ${(0,units/* formatBytes */.z3)(bytesSkipped)} already there`,
        ],
        ['attached', (0,attachment_text/* describeAttachments */.Y_)(image.attachments)],
        ...image.rollouts.map(({ workload, status, revisionBefore, revision }) => [
            'rollout',
            `${(0,progress_text/* workloadText */.DE)(workload)} in ${workload.project}: ${status}, revision ${revisionBefore ?? 'none'} \u2192 ${revision ?? 'unknown'}`,
        ]),
    ];
    return [
        `  ${image.source} \u2192 ${image.destination}`,
        ...rows.flatMap(([name, value]) => (value === undefined ? [] : [`    ${name.padEnd(8)} ${value}`])),
    ];
}

// EXTERNAL MODULE: ./src/core/command-inputs.js
var command_inputs = __nccwpck_require__(8756);
// EXTERNAL MODULE: ./src/report/outputs.js
var report_outputs = __nccwpck_require__(4074);
// EXTERNAL MODULE: ./src/core/image/reference.js
var reference = __nccwpck_require__(3638);
;// CONCATENATED MODULE: ./src/report/output-text.js


// Outputs that already are JSON and become part of the object.
const JSON_OUTPUTS = ['results', 'plan'];
/**
 * The non-empty outputs for programs: one JSON object, `name=value` lines, or a plan as a matrix. Empty for the format `table`,
 * which is the summary.
 */
function outputText(result, format) {
    const outputs = Object.entries((0,report_outputs/* outputsOf */.Y)(result)).filter(([, value]) => value !== '');
    switch (format) {
        case 'table':
            return '';
        case 'plain':
            return outputs.map(([name, value]) => `${name}=${value}\n`).join('');
        case 'github-matrix':
        case 'gitlab-matrix': {
            const { plan, failure, shards = 1 } = result;
            // a failed run prints no matrix, so that no job starts with an incomplete one
            if (plan === undefined || failure !== undefined)
                return '';
            const parts = shardsOf(plan, shards);
            return format === 'github-matrix' ? githubMatrix(parts) : gitlabMatrix(parts);
        }
        case 'json': {
            const values = outputs.map(([name, value]) => [
                name,
                JSON_OUTPUTS.includes(name) ? JSON.parse(value) : value,
            ]);
            return `${JSON.stringify(Object.fromEntries(values), undefined, 2)}\n`;
        }
    }
}
// Cost of an image without content to move, so that it counts towards the size of a job.
const FIXED_BYTES = 4 * 1024 * 1024;
/**
 * Distributes the images of a plan over at most `count` jobs with about the same number of bytes each. Unchanged images are left
 * out.
 */
function shardsOf({ images }, count) {
    const shards = Array.from({ length: count }, () => ({ bytes: 0, lines: [] }));
    const work = images
        .filter(hasWork)
        .map((image) => ({ line: lineOf(image), bytes: image.sizeBytes + FIXED_BYTES }))
        .toSorted((one, other) => other.bytes - one.bytes);
    for (const { line, bytes } of work) {
        // largest first, each to the job with the least load (Graham 1969): at most a third worse than the optimum
        const least = shards.reduce((best, shard) => (shard.bytes < best.bytes ? shard : best));
        least.bytes += bytes;
        least.lines.push(line);
    }
    return shards.flatMap(({ lines }) => (lines.length === 0 ? [] : [lines]));
}
function hasWork({ tagPlans }) {
    return tagPlans.some(({ action }) => action === 'create' || action === 'move');
}
/** By digest, so that the job promotes exactly what was planned, even if the source tag moves. */
function lineOf({ source, digest, destination, tags }) {
    const parsed = (0,reference/* parseReference */.F2)(source);
    const pinned = 'reference' in parsed ? (0,reference/* formatReference */.FH)({ ...parsed.reference, tag: undefined, digest }) : source;
    return `${pinned} => ${[destination, ...tags.slice(1)].join(',')}`;
}
/** `strategy.matrix` of a job of GitHub Actions, on one line; one entry each with `shard` and `images`. */
function githubMatrix(shards) {
    const include = shards.map((lines, index) => ({
        shard: `${index + 1} of ${shards.length}`,
        images: lines.join('\n'),
    }));
    return `${JSON.stringify({ include })}\n`;
}
/**
 * A GitLab child pipeline with one job per shard. The jobs extend the job `.promote` of the pipeline that includes it.
 * `parallel:matrix` is not used because its values become part of the job name, which is limited to 255 characters.
 */
function gitlabMatrix(shards) {
    if (shards.length === 0)
        return 'nothing to promote:\n  script:\n    - echo "every image is in place"\n';
    return shards
        .map((lines, index) => [
        `promote ${index + 1}/${shards.length}:`,
        '  extends: .promote',
        '  variables:',
        // JSON is YAML
        `    PROMOTE_IMAGES: ${JSON.stringify(lines.join('\n'))}`,
        '',
    ].join('\n'))
        .join('');
}

;// CONCATENATED MODULE: ./src/hosts/gitlab/host.js







const ERASE = '\x1b[0K';
/** @param order makes the name unique in the job, which it has to be */
function sectionOf(title, order, now) {
    const name = `promote_${order}_${title
        .toLowerCase()
        .replace(/[^a-z0-9]+/g, '_')
        .slice(0, 40)}`;
    const mark = (kind, date) => `${ERASE}section_${kind}:${Math.floor(date.getTime() / 1000)}:${name}\r${ERASE}`;
    return { start: `${mark('start', now)}${title}\n`, end: (date) => `${mark('end', date)}\n` };
}
/**
 * Flags, then CI/CD variables. An input of type `array` of the component arrives as its JSON text (GitLab, interpolation of
 * inputs inside a string) and becomes lines.
 * @throws PromoteError INPUT_INVALID
 */
function readRaw(hostEnvironment, shapes) {
    const inputs = (0,command_inputs/* readCommandInputs */.F)(hostEnvironment, shapes, {
        secret: (variable) => `CI/CD variable ${variable}`,
        advice: (variable) => `add ${variable} in Settings \u2192 CI/CD \u2192 Variables, masked (protected variables are only available on protected branches and tags)`,
    });
    return { ...inputs, raw: withLines(inputs.raw, shapes) };
}
function withLines(raw, shapes) {
    const lists = shapes.filter(({ isList }) => isList).map(({ name }) => [name, linesOf(raw[name])]);
    return { ...raw, ...Object.fromEntries(lists.filter(([, lines]) => lines !== undefined)) };
}
function linesOf(text) {
    if (text === undefined || !/^\s*\[.*\]\s*$/s.test(text))
        return text;
    try {
        const entries = JSON.parse(text);
        return Array.isArray(entries) ? entries.map(String).join('\n') : text;
    }
    catch {
        // the parser of the input reports the problem
        return text;
    }
}
/** The job and who started its pipeline. */
function readRun({ env }) {
    return {
        system: 'GitLab CI/CD',
        actor: env['GITLAB_USER_LOGIN'],
        url: env['CI_JOB_URL'],
        id: env['CI_JOB_ID'],
    };
}
/** Reports to the log of a job, with a collapsible section for each phase, for which GitLab shows the duration. */
function createReporter(hostEnvironment, settings) {
    const { argv, stdout, stderr } = hostEnvironment;
    const { clock, redact, logLevel } = settings;
    const sink = (0,command_flags/* outputFormat */.B$)(argv) === 'table' ? stdout : stderr;
    const progress = createPlainProgress(hostEnvironment, settings);
    let sections = 0;
    const print = (line) => {
        // redacted before lines are split, because a secret may span several lines
        for (const part of redact(line).split('\n'))
            progress.print(part);
    };
    return {
        async group(title, body) {
            sections += 1;
            const section = sectionOf(redact(title).replace(/\p{Cc}/gu, ' '), sections, clock.date());
            sink.write(section.start);
            try {
                return await body();
            }
            finally {
                sink.write(section.end(clock.date()));
            }
        },
        info: print,
        notice: print,
        warning: (line) => {
            print(`warning: ${line}`);
        },
        debug: (line) => {
            if (logLevel === 'debug')
                print(`debug: ${line}`);
        },
        transferProgress: progress.transfer,
        rolloutProgress: progress.rollout,
        failure: (error) => {
            for (const line of (0,error_text/* errorLines */.S6)((0,error_text/* describeError */.Uc)(error, redact)))
                print(line);
        },
    };
}
// GitLab rejects a larger dotenv report and fails the job.
const MAX_REPORT_BYTES = 5 * 1024;
// JSON outputs are only in the record, because values of a dotenv report cannot contain line breaks or quotes.
const host_JSON_OUTPUTS = ['results', 'plan'];
/**
 * Writes the outputs as a dotenv report, which GitLab turns into variables of later jobs, such as `PROMOTED_DIGEST` (`PROMOTE_\u2026`
 * are inputs). The path is `PROMOTE_DOTENV`, or promotion.env by default.
 */
async function writeOutputs(result, { argv, env, stdout, stderr }) {
    const given = env['PROMOTE_DOTENV'] ?? '';
    const path = given === '' ? 'promotion.env' : given;
    try {
        const { writeFile } = await Promise.resolve(/* import() */).then(__nccwpck_require__.t.bind(__nccwpck_require__, 1455, 19));
        await writeFile(path, dotenvText(result));
    }
    catch (error) {
        // the promotion has succeeded, so this is only a warning; a job that needs the report fails
        const reason = error instanceof Error ? error.message : String(error);
        stderr.write(`warning: the dotenv report could not be written: ${reason}\n`);
    }
    const text = outputText(result, (0,command_flags/* outputFormat */.B$)(argv));
    if (text !== '')
        stdout.write(text);
}
function dotenvText(result) {
    let report = '';
    for (const [name, value] of Object.entries((0,report_outputs/* outputsOf */.Y)(result))) {
        if (value === '' || host_JSON_OUTPUTS.includes(name) || !isPlain(value))
            continue;
        const line = `PROMOTED_${name.toUpperCase().replaceAll('-', '_')}=${value}\n`;
        if (Buffer.byteLength(report + line) <= MAX_REPORT_BYTES)
            report += line;
    }
    return report;
}
function isPlain(value) {
    return !/[\p{Cc}"'`\\$]/u.test(value);
}
/** Writes the result for people at the end of the log. */
const writeSummary = writePlainSummary;

;// CONCATENATED MODULE: ./src/hosts/jenkins/host.js






/**
 * Flags, then the environment of the step.
 * @throws PromoteError INPUT_INVALID
 */
function host_readRaw(hostEnvironment, shapes) {
    return (0,command_inputs/* readCommandInputs */.F)(hostEnvironment, shapes, {
        secret: (variable) => `${variable} (bound by withCredentials)`,
        advice: (variable, name) => `keep it in Manage Jenkins \u2192 Credentials and bind it: withCredentials([string(credentialsId: 'ID', variable: '${variable}')]), or promoteImage(${parameterOf(name)})`,
    });
}
/** The parameter of the step that takes the ID of the credential. A password is part of the credential of its user. */
function parameterOf(name) {
    const parameter = name
        .replace(/-password$/, '-credentials')
        .replace(/-([a-z])/g, (_, letter) => letter.toUpperCase());
    return `${parameter}: 'ID'`;
}
/** The build and, if known, who started it. */
function host_readRun({ env }) {
    // set by the plugin build-user-vars, the only source for who started a build
    return { system: 'Jenkins', actor: env['BUILD_USER_ID'], url: env['BUILD_URL'], id: env['BUILD_TAG'] };
}
/** Reports to the console of a build. Levels are in capitals, which Jenkins users and log parsers expect. */
function host_createReporter(hostEnvironment, settings) {
    const words = { warning: 'WARNING: ', failure: 'ERROR: ' };
    return createPlainReporter(createPlainProgress(hostEnvironment, settings), settings, words);
}
/**
 * Writes the outputs to files in the workspace: promotion.properties with one `name=value` per line, and promotion-outputs.json
 * with all of them. `PROMOTE_PROPERTIES` and `PROMOTE_OUTPUTS` change the paths.
 */
async function host_writeOutputs(result, { argv, env, stdout, stderr }) {
    const nameOf = (variable, fallback) => {
        const given = env[variable] ?? '';
        return given === '' ? fallback : given;
    };
    try {
        const { writeFile } = await Promise.resolve(/* import() */).then(__nccwpck_require__.t.bind(__nccwpck_require__, 1455, 19));
        await writeFile(nameOf('PROMOTE_PROPERTIES', 'promotion.properties'), propertiesText(result));
        await writeFile(nameOf('PROMOTE_OUTPUTS', 'promotion-outputs.json'), outputText(result, 'json'));
    }
    catch (error) {
        // the promotion has succeeded, so this is only a warning; a stage that needs the files fails
        const reason = error instanceof Error ? error.message : String(error);
        stderr.write(`WARNING: the outputs could not be written: ${reason}\n`);
    }
    const text = outputText(result, (0,command_flags/* outputFormat */.B$)(argv));
    if (text !== '')
        stdout.write(text);
}
/** The format of java.util.Properties, for values of a single line. */
function propertiesText(result) {
    return Object.entries((0,report_outputs/* outputsOf */.Y)(result))
        .filter(([, value]) => value !== '' && !/\p{Cc}/u.test(value))
        .map(([name, value]) => `${name}=${value.replaceAll('\\', '\\\\')}\n`)
        .join('');
}
/** Writes the result for people at the end of the log. */
const host_writeSummary = writePlainSummary;

;// CONCATENATED MODULE: ./src/hosts/shell/progress.js


const BAR_LENGTH = 24;
const SHORT_BAR_LENGTH = 8;
// Redraw interval, slow enough to read.
const REDRAW_MS = 100;
// Maximum number of lines: a block taller than the terminal could not be overwritten.
const MAX_LIVE_LINES = 10;
/** Progress bars on a terminal, occasional lines elsewhere. Written to standard error, because standard output is for results. */
function createProgress({ stderr, env }, { clock, redact }) {
    const isLive = stderr.isTerminal && env['TERM'] !== 'dumb' && (env['CI'] ?? '') === '';
    if (isLive)
        return createBars({ stderr, env }, { clock, redact });
    const paint = painter({ stderr, env });
    const print = (line, tone) => {
        stderr.write(`${paint(printable(redact(line)), tone)}\n`);
    };
    const { transfer, rollout } = (0,progress_lines/* createProgressLines */.n)(clock, (line) => {
        print(`  ${line}`);
    });
    return { print, transfer, rollout, clear: () => undefined };
}
function createBars({ stderr, env }, { clock, redact }) {
    const live = createLiveLines(stderr);
    const paint = painter({ stderr, env });
    const lines = new Map();
    const transfers = new Map();
    let drawnMs = -Infinity;
    const draw = () => {
        drawnMs = clock.nowMs();
        const total = lines.size === 0 ? undefined : totalOf([...transfers.values()]);
        const shown = total === undefined ? MAX_LIVE_LINES : MAX_LIVE_LINES - 1;
        const hidden = lines.size - shown;
        live.show([
            ...[...lines.values()].slice(0, shown),
            ...(hidden > 0 ? [`\u2026 and ${hidden} more`] : []),
            ...(total === undefined ? [] : [barText(total, widthOf(stderr))]),
        ]);
    };
    const set = (key, line) => {
        if (line === undefined)
            lines.delete(key);
        else
            lines.set(key, printable(redact(line)));
        if (clock.nowMs() - drawnMs >= REDRAW_MS)
            draw();
    };
    return {
        print: (line, tone) => {
            live.print(paint(printable(redact(line)), tone));
        },
        transfer: (progress) => {
            const isDone = progress.doneBlobs >= progress.totalBlobs;
            transfers.set(progress.label, progress);
            set(`transfer ${progress.label}`, isDone ? undefined : barText(progress, widthOf(stderr)));
        },
        rollout: (progress) => {
            set(`rollout ${progress.workload.project}/${(0,progress_text/* workloadText */.DE)(progress.workload)}`, (0,progress_text/* rolloutText */.pY)(progress));
        },
        clear: () => {
            lines.clear();
            transfers.clear();
            draw();
        },
    };
}
/** All transfers together; undefined while there is only one. */
function totalOf(transfers) {
    if (transfers.length < 2)
        return undefined;
    const sum = (count) => transfers.reduce((total, each) => total + count(each), 0);
    return {
        label: 'total',
        doneBytes: sum(({ doneBytes }) => doneBytes),
        totalBytes: sum(({ totalBytes }) => totalBytes),
        doneBlobs: sum(({ doneBlobs }) => doneBlobs),
        totalBlobs: sum(({ totalBlobs }) => totalBlobs),
        bytesPerSecond: sum((each) => (each.doneBlobs < each.totalBlobs ? each.bytesPerSecond : 0)),
    };
}
/** A terminal that does not know its width says 0 or nothing. One column stays free: a full line wraps on some terminals. */
function widthOf({ columns }) {
    return (columns > 0 ? columns : 80) - 1;
}
/** A short bar, no count of blobs and a name cut in its middle make room for rate and time left on a narrow terminal. */
function barText(progress, width) {
    const { label } = progress;
    const full = (0,progress_text/* transferText */.RU)(progress);
    const text = lengthOf(BAR_LENGTH, label, full) <= width ? full : full.replace(/, [^,]*$/, '');
    const fits = lengthOf(BAR_LENGTH, label, text) <= width;
    const barLength = fits ? BAR_LENGTH : SHORT_BAR_LENGTH;
    const filled = Math.floor((0,progress_text/* transferFraction */.Ur)(progress) * barLength);
    const bar = `${'='.repeat(filled)}${' '.repeat(barLength - filled)}`;
    return `[${bar}] ${shortened(label, width - lengthOf(barLength, '', text))}: ${text}`;
}
function lengthOf(barLength, label, text) {
    return `[] ${label}: ${text}`.length + barLength;
}
/** The tag at the end of a name tells images of a set apart, so the middle goes. */
function shortened(label, length) {
    const room = Math.max(length, 8);
    if (label.length <= room)
        return label;
    const end = Math.floor(room / 2);
    return `${label.slice(0, room - 1 - end)}\u2026${label.slice(-end)}`;
}
/** A single line without control sequences. */
function printable(line) {
    return line.replace(/\p{Cc}/gu, ' ');
}
/** Start and end of each tone (ECMA-48, select graphic rendition): bold, yellow, red. */
const CODES = {
    title: ['\x1b[1m', '\x1b[22m'],
    warning: ['\x1b[33m', '\x1b[39m'],
    failure: ['\x1b[31m', '\x1b[39m'],
};
/**
 * Colors a line if standard error is a terminal. `NO_COLOR` (no-color.org) disables colors. `FORCE_COLOR`, which takes precedence
 * as in Node, enables them anywhere, or disables them if it is 0 or false.
 */
function painter({ env, stderr }) {
    const isOn = usesColors(env, stderr.isTerminal);
    return (line, tone) => {
        if (!isOn || tone === undefined)
            return line;
        const [start, end] = CODES[tone];
        return `${start}${line}${end}`;
    };
}
function usesColors(env, isTerminal) {
    const forced = env['FORCE_COLOR'] ?? '';
    if (forced !== '')
        return forced !== '0' && forced !== 'false';
    return isTerminal && (env['NO_COLOR'] ?? '') === '' && env['TERM'] !== 'dumb';
}
/** Lines contain only printable text and are cut to the width of the terminal, because wrapped lines could not be overwritten. */
function createLiveLines(sink) {
    let shown = [];
    const erase = () => (shown.length === 0 ? '' : `\x1b[${shown.length}A\r\x1b[J`);
    const draw = () => shown.map((line) => `${line.slice(0, widthOf(sink))}\n`).join('');
    return {
        show(lines) {
            const before = erase();
            shown = lines;
            const text = before + draw();
            if (text !== '')
                sink.write(text);
        },
        print(line) {
            sink.write(`${erase()}${line}\n${draw()}`);
        },
    };
}

;// CONCATENATED MODULE: ./src/hosts/shell/host.js






/**
 * Flags, then the environment, as {@link readCommandInputs} says.
 * @throws PromoteError INPUT_INVALID
 */
function shell_host_readRaw(hostEnvironment, shapes) {
    return (0,command_inputs/* readCommandInputs */.F)(hostEnvironment, shapes, {
        secret: (variable) => variable,
        advice: (variable, name) => `export ${variable}=\u2026, or give a file with --${name}-file`,
    });
}
/** The user who ran the command. */
function shell_host_readRun({ env }) {
    return { system: 'a shell', actor: env['USER'], url: undefined };
}
/** Reports to standard error. */
function shell_host_createReporter(hostEnvironment, settings) {
    const words = { warning: 'warning: ', failure: '' };
    return createPlainReporter(createProgress(hostEnvironment, settings), settings, words);
}
/** Writes the outputs for programs to standard output, in the requested format. */
async function shell_host_writeOutputs(result, { argv, stdout }) {
    const text = outputText(result, (0,command_flags/* outputFormat */.B$)(argv));
    if (text !== '')
        stdout.write(text);
}
/** Writes the result for people at the end of the log. */
const shell_host_writeSummary = writePlainSummary;

// EXTERNAL MODULE: external "node:fs"
var external_node_fs_ = __nccwpck_require__(3024);
// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __nccwpck_require__(6760);
;// CONCATENATED MODULE: ./src/hosts/tekton/host.js








/** Environment variables of the step that are not inputs. */
const OWN_VARIABLES = ['credentials', 'record-folder', 'results', 'result-names', 'task-run'];
/** Inputs that take the path of a file: for these, the path in the workspace is passed on. */
const READ_FROM_FILES = /-(?:ca|auth-file|kubeconfig|client-certificate)$/;
/**
 * Flags, then the environment of the step, then files in the workspace for credentials (`PROMOTE_CREDENTIALS`), named like the
 * inputs: `source-token`, `destination-ca`. The record goes to the workspace `PROMOTE_RECORD_FOLDER`.
 * @throws PromoteError INPUT_INVALID
 */
function tekton_host_readRaw(environment, shapes) {
    const inputs = (0,command_inputs/* readCommandInputs */.F)(environment, shapes, {
        secret: (variable) => `${nameOf(variable)} of the workspace "credentials"`,
        advice: (_, name) => `bind the workspace "credentials" to a Secret that has the key ${name}: oc create secret generic promotion --from-file=${name}=FILE`,
    });
    const { PROMOTE_CREDENTIALS: credentials = '', PROMOTE_RECORD_FOLDER: record = '' } = environment.env;
    return {
        ...inputs,
        strays: inputs.strays.filter((name) => !OWN_VARIABLES.includes(name)),
        raw: {
            ...(record === '' || !has(shapes, 'record') ? {} : { record: external_node_path_.join(record, 'promotion.html') }),
            ...(credentials === '' ? {} : readCredentials(credentials, shapes)),
            ...inputs.raw,
        },
    };
}
function readCredentials(folder, shapes) {
    const found = {};
    for (const { name, secret } of shapes) {
        const file = external_node_path_.join(folder, name);
        if (!(0,external_node_fs_.existsSync)(file))
            continue;
        if (secret)
            found[`${name}-file`] = file;
        else
            found[name] = READ_FROM_FILES.test(name) ? file : (0,external_node_fs_.readFileSync)(file, 'utf8').trim();
    }
    return found;
}
function has(shapes, wanted) {
    return shapes.some(({ name }) => name === wanted);
}
function nameOf(variable) {
    return variable
        .replace(/^PROMOTE_/, '')
        .toLowerCase()
        .replaceAll('_', '-');
}
/** The TaskRun, from variables that the Task sets from its context. */
function tekton_host_readRun({ env }) {
    const { PROMOTE_TASK_RUN: name = '' } = env;
    const system = name === '' ? 'Tekton' : `Tekton, TaskRun ${name}`;
    return { system, actor: undefined, url: undefined, id: name === '' ? undefined : name };
}
/** Reports to the log of the step. */
function tekton_host_createReporter(environment, settings) {
    const words = { warning: 'warning: ', failure: '' };
    return createPlainReporter(createPlainProgress(environment, settings), settings, words);
}
// All results of a step are part of its termination message, which Kubernetes limits to 4096 bytes, including names and surrounding
// JSON (Tekton, "Emitting results").
const MAX_RESULTS_BYTES = 3 * 1024;
const COST_OF_ONE_BYTES = 40;
/**
 * Writes every result declared by the Task (`PROMOTE_RESULT_NAMES`) to a file in the folder of `PROMOTE_RESULTS`. Unknown results
 * are written as empty files, because a Pipeline that uses a missing result fails.
 */
async function tekton_host_writeOutputs(result, { argv, env, stdout, stderr }) {
    const { PROMOTE_RESULTS: firstResult = '', PROMOTE_RESULT_NAMES: names = '' } = env;
    try {
        const [{ writeFile }, path] = await Promise.all([Promise.resolve(/* import() */).then(__nccwpck_require__.t.bind(__nccwpck_require__, 1455, 19)), Promise.resolve(/* import() */).then(__nccwpck_require__.t.bind(__nccwpck_require__, 6760, 19))]);
        const outputs = new Map(Object.entries((0,report_outputs/* outputsOf */.Y)(result)));
        let bytes = 0;
        for (const name of names.split(' ').filter((each) => each !== '')) {
            const value = outputs.get(name) ?? '';
            const cost = Buffer.byteLength(name + value) + COST_OF_ONE_BYTES;
            const fits = bytes + cost <= MAX_RESULTS_BYTES;
            if (!fits)
                stderr.write(`warning: the result ${name} is left empty, because it exceeds the size limit of the results of a Task\n`);
            await writeFile(path.join(path.dirname(firstResult), name), fits ? value : '');
            if (fits)
                bytes += cost;
        }
    }
    catch (error) {
        // the promotion has succeeded, so this is only a warning; a task that needs a result fails
        const reason = error instanceof Error ? error.message : String(error);
        stderr.write(`warning: the results could not be written: ${reason}\n`);
    }
    const text = outputText(result, (0,command_flags/* outputFormat */.B$)(argv));
    if (text !== '')
        stdout.write(text);
}
/** Writes the result for people at the end of the log. */
const tekton_host_writeSummary = writePlainSummary;

;// CONCATENATED MODULE: ./src/entry/choose-host.js





/** The hosts of the shell command, by their `--host` names. */
const HOSTS = { shell: shell_host_namespaceObject, gitlab: host_namespaceObject, jenkins: jenkins_host_namespaceObject, tekton: tekton_host_namespaceObject };
/** The host named by `--host`, or the one detected from environment variables: GitLab, Jenkins, otherwise a shell. */
function chooseHost({ argv, env }) {
    const named = (0,command_flags/* commandHost */.WE)(argv);
    if (named !== undefined)
        return HOSTS[named];
    if ((env['GITLAB_CI'] ?? '') !== '')
        return HOSTS.gitlab;
    return (env['JENKINS_URL'] ?? '') !== '' ? HOSTS.jenkins : HOSTS.shell;
}


/***/ }),

/***/ 3053:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

__nccwpck_require__.r(__webpack_exports__);
/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   cleanUp: () => (/* binding */ cleanUp),
/* harmony export */   removeFolders: () => (/* binding */ removeFolders)
/* harmony export */ });
/* harmony import */ var node_fs_promises__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(1455);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(6760);
/* harmony import */ var _hosts_github_reporter_js__WEBPACK_IMPORTED_MODULE_2__ = __nccwpck_require__(6068);
/* harmony import */ var _compose_system_clock_js__WEBPACK_IMPORTED_MODULE_3__ = __nccwpck_require__(5119);




/** Cleans up after a step of the action. Never rejects. */
async function cleanUp({ tokens, folders }, hostEnvironment) {
    const settings = { clock: _compose_system_clock_js__WEBPACK_IMPORTED_MODULE_3__/* .systemClock */ .m, redact: (text) => text, logLevel: 'info' };
    await removeFolders(folders, hostEnvironment.env, (0,_hosts_github_reporter_js__WEBPACK_IMPORTED_MODULE_2__/* .createReporter */ .A)(hostEnvironment, settings));
    if (tokens.length === 0)
        return;
    const { revokeTokens } = await Promise.all(/* import() | openshift */[__nccwpck_require__.e(549), __nccwpck_require__.e(121)]).then(__nccwpck_require__.bind(__nccwpck_require__, 730));
    await revokeTokens(tokens, hostEnvironment);
}
/**
 * Removes folders that an earlier step created for the job, such as one with a kubeconfig. Never removes anything outside the
 * temporary folder of the job.
 */
async function removeFolders(folders, env, reporter) {
    const temporary = env['RUNNER_TEMP'] ?? '';
    for (const folder of folders) {
        const below = node_path__WEBPACK_IMPORTED_MODULE_1__.relative(temporary, folder);
        if (temporary === '' || below === '' || below.startsWith('..') || node_path__WEBPACK_IMPORTED_MODULE_1__.isAbsolute(below))
            continue;
        try {
            await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.rm)(folder, { recursive: true, force: true });
            reporter.info(`removed ${folder}`);
        }
        catch (error) {
            const reason = error instanceof Error ? error.message : String(error);
            reporter.warning(`${folder} could not be removed: ${reason}`);
        }
    }
}


/***/ }),

/***/ 2802:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

__nccwpck_require__.r(__webpack_exports__);
/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   helpText: () => (/* binding */ helpText),
/* harmony export */   runCommand: () => (/* binding */ runCommand)
/* harmony export */ });
/* harmony import */ var _core_command_flags_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(6750);
/* harmony import */ var _config_tables_commands_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(2308);
/* harmony import */ var node_util__WEBPACK_IMPORTED_MODULE_2__ = __nccwpck_require__(7975);
/* harmony import */ var _core_text_nearest_name_js__WEBPACK_IMPORTED_MODULE_8__ = __nccwpck_require__(8047);
/* harmony import */ var _process_environment_js__WEBPACK_IMPORTED_MODULE_6__ = __nccwpck_require__(4615);
/* harmony import */ var _config_tables_input_row_js__WEBPACK_IMPORTED_MODULE_9__ = __nccwpck_require__(3781);
/* harmony import */ var _config_tables_inputs_js__WEBPACK_IMPORTED_MODULE_3__ = __nccwpck_require__(2234);
/* harmony import */ var _core_command_inputs_js__WEBPACK_IMPORTED_MODULE_4__ = __nccwpck_require__(8756);
/* harmony import */ var _core_text_errors_js__WEBPACK_IMPORTED_MODULE_5__ = __nccwpck_require__(7206);
/* harmony import */ var _core_version_js__WEBPACK_IMPORTED_MODULE_7__ = __nccwpck_require__(2857);










// A separate file in dist/ as well: it is as large as the rest, and promotions should not have to parse it.
const loadSandboxCommands = () => import(/* webpackIgnore: true */ "./sandbox-commands.js");
const loadPromotion = () => Promise.resolve(/* import() eager */).then(__nccwpck_require__.bind(__nccwpck_require__, 2735));
/** The shell commands. Code that only one of them needs is loaded on demand. */
const COMMANDS = {
    promote: async (argv) => {
        const { runPromotion } = await loadPromotion();
        return inHost(argv, runPromotion);
    },
    plan: async (argv) => {
        const { PLAN, runPromotion } = await loadPromotion();
        return inHost(argv, (host, hostEnvironment) => runPromotion(host, hostEnvironment, PLAN));
    },
    doctor: async (argv) => {
        const { runDoctor } = await __nccwpck_require__.e(/* import() | other-commands */ 842).then(__nccwpck_require__.bind(__nccwpck_require__, 4351));
        return inHost(argv, runDoctor);
    },
    policy: async ([verb, ...argv]) => {
        if (verb !== 'check')
            return usageError('usage: openshift-promote policy check IMAGE --policy=FILE');
        const { runPolicyCheck } = await __nccwpck_require__.e(/* import() | other-commands */ 842).then(__nccwpck_require__.bind(__nccwpck_require__, 5666));
        return inHost(withPositional('policy', argv), runPolicyCheck);
    },
    tags: async (argv) => {
        const { listTags } = await __nccwpck_require__.e(/* import() | other-commands */ 842).then(__nccwpck_require__.bind(__nccwpck_require__, 4523));
        return inHost(withPositional('tags', argv), listTags);
    },
    rollback: async (argv) => {
        const { ROLLBACK, runPromotion } = await loadPromotion();
        return inHost(withPositional('rollback', argv), (host, hostEnvironment) => runPromotion(host, hostEnvironment, ROLLBACK));
    },
    completion: async ([name]) => {
        const shell = _config_tables_commands_js__WEBPACK_IMPORTED_MODULE_1__/* .SHELLS */ .OF.find((each) => each === name);
        if (shell === undefined)
            return usageError(`usage: openshift-promote completion ${_config_tables_commands_js__WEBPACK_IMPORTED_MODULE_1__/* .SHELLS */ .OF.join('|')}`);
        const { completionScript } = await __nccwpck_require__.e(/* import() | other-commands */ 842).then(__nccwpck_require__.bind(__nccwpck_require__, 73));
        process.stdout.write(completionScript(shell));
        return 0;
    },
    setup: async (argv) => {
        const { runSetup } = await __nccwpck_require__.e(/* import() | other-commands */ 842).then(__nccwpck_require__.bind(__nccwpck_require__, 9445));
        return runSetup((0,_process_environment_js__WEBPACK_IMPORTED_MODULE_6__/* .processEnvironment */ .h)(argv));
    },
    sandbox: async (argv) => {
        const problem = argumentProblem('sandbox', argv);
        if (problem !== undefined)
            return usageError(problem);
        const { runSandbox } = await loadSandboxCommands();
        return runSandbox(argv);
    },
    demo: async (argv) => {
        const problem = argumentProblem('demo', argv);
        if (problem !== undefined)
            return usageError(problem);
        const { runDemo } = await loadSandboxCommands();
        return runDemo();
    },
};
async function inHost(argv, run) {
    const { chooseHost } = await Promise.resolve(/* import() eager */).then(__nccwpck_require__.bind(__nccwpck_require__, 7880));
    const hostEnvironment = (0,_process_environment_js__WEBPACK_IMPORTED_MODULE_6__/* .processEnvironment */ .h)(argv);
    return run(chooseHost(hostEnvironment), hostEnvironment);
}
/** `tags dev/app` means `tags --source-image=dev/app`. */
function withPositional(command, argv) {
    const [first, ...rest] = argv;
    const { positional } = (0,_config_tables_commands_js__WEBPACK_IMPORTED_MODULE_1__/* .commandRow */ .uX)(command);
    if (first === undefined || first.startsWith('-') || positional === undefined)
        return argv;
    return [`--${positional.input}=${first}`, ...rest];
}
/** @returns the exit code */
async function runCommand(argv) {
    const [first, ...rest] = argv;
    if (argv.includes('--help') || argv.includes('-h') || first === 'help') {
        process.stdout.write(helpText(first === 'help' ? rest[0] : first));
        return 0;
    }
    if (first === '--version') {
        process.stdout.write(`${_core_version_js__WEBPACK_IMPORTED_MODULE_7__/* .VERSION */ .xv}\n`);
        return 0;
    }
    if (first !== undefined && VERSION_WORDS.has(first))
        return usageError(`did you mean --version?`);
    // promote is the default command, so flags may come first
    if (first === undefined || first.startsWith('-')) {
        const { PROMOTE_SOURCE_IMAGE, PROMOTE_IMAGES, PROMOTE_IMAGES_FILE } = process.env;
        if (first === undefined &&
            (PROMOTE_SOURCE_IMAGE ?? PROMOTE_IMAGES ?? PROMOTE_IMAGES_FILE) === undefined) {
            process.stderr.write(helpText(undefined));
            return 2;
        }
        return COMMANDS.promote(argv);
    }
    if ((0,_config_tables_commands_js__WEBPACK_IMPORTED_MODULE_1__/* .isCommandName */ .zZ)(first))
        return COMMANDS[first](rest);
    // not shown, because a stray argument may be a secret
    const nearest = first.length > MAX_WORD ? undefined : (0,_core_text_nearest_name_js__WEBPACK_IMPORTED_MODULE_8__/* .nearestName */ .q)(first, _config_tables_commands_js__WEBPACK_IMPORTED_MODULE_1__/* .COMMAND_NAMES */ .nZ);
    return usageError(`unknown command; ${nearest === undefined ? `the commands are ${_config_tables_commands_js__WEBPACK_IMPORTED_MODULE_1__/* .COMMAND_NAMES */ .nZ.join(', ')}` : `did you mean ${nearest}?`}`);
}
const VERSION_WORDS = new Set(['-v', '-V', 'version']);
/** characters of a command or flag; longer text is compared with none */
const MAX_WORD = 40;
/** What is wrong with the arguments of a command without inputs; undefined: nothing. */
function argumentProblem(command, argv) {
    const flags = (0,_config_tables_commands_js__WEBPACK_IMPORTED_MODULE_1__/* .commandRow */ .uX)(command).flags;
    const names = flags.map(({ name }) => name);
    const { tokens } = (0,node_util__WEBPACK_IMPORTED_MODULE_2__.parseArgs)({
        args: [...argv],
        options: Object.fromEntries(flags.map(({ name, takes }) => [name, { type: takes === '' ? 'boolean' : 'string' }])),
        strict: false,
        allowPositionals: true,
        tokens: true,
    });
    for (const token of tokens) {
        if (token.kind === 'positional')
            return `${command} takes no arguments; see ${command} --help`;
        if (token.kind !== 'option')
            continue;
        const flag = flags.find(({ name }) => name === token.name);
        if (flag === undefined) {
            const nearest = token.name.length > MAX_WORD ? undefined : (0,_core_text_nearest_name_js__WEBPACK_IMPORTED_MODULE_8__/* .nearestName */ .q)(token.name, names);
            const shown = /^--[a-z][a-z-]{0,40}$/.test(token.rawName) ? token.rawName : 'a flag';
            const known = names.length === 0 ? 'has no flags' : `has ${names.map((name) => `--${name}`).join(', ')}`;
            return `${shown} is unknown; ${nearest === undefined ? `${command} ${known}` : `did you mean --${nearest}?`}`;
        }
        if (flag.takes !== '' && token.value === undefined)
            return `--${flag.name} needs a value: --${flag.name}=${flag.takes}`;
    }
    return undefined;
}
function usageError(text) {
    process.stderr.write(`${text}\n`);
    return 2;
}
const WIDTH = 100;
const INDENT = ' '.repeat(6);
/** What `--help` prints for one command, or the overview of all commands; from the tables of commands and inputs. */
function helpText(command) {
    const lines = (0,_config_tables_commands_js__WEBPACK_IMPORTED_MODULE_1__/* .isCommandName */ .zZ)(command) ? commandHelp(command) : overview();
    return `${lines.join('\n')}\n`;
}
function overview() {
    return [
        'Promotes container images between OpenShift projects and clusters.',
        '',
        'usage: openshift-promote [command] [--input=value \u2026]',
        '',
        ..._config_tables_commands_js__WEBPACK_IMPORTED_MODULE_1__/* .COMMAND_NAMES */ .nZ.map((name) => `  ${name.padEnd(12)}${(0,_config_tables_commands_js__WEBPACK_IMPORTED_MODULE_1__/* .commandRow */ .uX)(name).summary}`),
        '',
        'Run openshift-promote <command> --help to list the inputs of a command. Every input can also be set',
        'with an environment variable PROMOTE_<NAME>, such as PROMOTE_SOURCE_TOKEN.',
        '',
        ...exitCodes(),
    ];
}
function commandHelp(command) {
    const row = (0,_config_tables_commands_js__WEBPACK_IMPORTED_MODULE_1__/* .commandRow */ .uX)(command);
    return [
        `${row.summary.charAt(0).toUpperCase()}${row.summary.slice(1)}.`,
        '',
        `usage: ${usageOf(command, row)}`,
        '',
        ...row.examples.flatMap((example) => wrap(example, ' \\')),
        ...row.flags.flatMap(({ name, takes, description }) => [
            '',
            `  --${name} ${takes}`.trimEnd(),
            ...wrap(description),
        ]),
        ...(row.outputs.length === 0 ? [] : ['', ...outputLines(row)]),
        ...(row.inputs.length === 0 ? [] : ['', ...inputLines(row), '', ...exitCodes()]),
    ];
}
function usageOf(command, { positional, inputs, flags }) {
    const words = ['openshift-promote', command];
    if (command === 'completion')
        words.push('bash|zsh|fish|powershell');
    if (positional !== undefined)
        words.push(positional.shown);
    if (inputs.length > 0)
        words.push('[--input=value \u2026]');
    else if (flags.length > 0)
        words.push('[--flag=value \u2026]');
    return words.join(' ');
}
function outputLines({ outputs }) {
    return [
        `  --output ${outputs.join(' | ')} (default ${outputs[0] ?? ''})`,
        `${INDENT}Format of standard output. The log goes to standard error.`,
        `  --host ${_core_command_flags_js__WEBPACK_IMPORTED_MODULE_0__/* .COMMAND_HOSTS */ .wA.join(' | ')}`,
        `${INDENT}CI system to log for and to pass outputs to. Detected from the environment if omitted.`,
    ];
}
function inputLines({ inputs }) {
    return [
        'Pass every input as a flag or in the environment variable PROMOTE_<NAME>. Secrets cannot be flags:',
        'set their variable, or pass the path of a file that holds the secret with --<name>-file.',
        ..._config_tables_input_row_js__WEBPACK_IMPORTED_MODULE_9__/* .INPUT_GROUPS */ .a.flatMap((group) => {
            const names = inputs.filter((name) => (0,_config_tables_inputs_js__WEBPACK_IMPORTED_MODULE_3__/* .inputRow */ .bd)(name).group === group);
            return names.length === 0 ? [] : ['', `${group}:`, ...names.flatMap(describeInput)];
        }),
    ];
}
/** For scripts; docs/errors.md explains each error. */
function exitCodes() {
    const codes = new Map();
    for (const [code, { exit }] of Object.entries(_core_text_errors_js__WEBPACK_IMPORTED_MODULE_5__/* .ERROR_CODES */ .OQ)) {
        codes.set(exit, [...(codes.get(exit) ?? []), code]);
    }
    return [
        'Exit codes:',
        '    0  success',
        ...[...codes].flatMap(([exit, names]) => wrap(names.join(', ')).map((line, index) => index === 0 ? `${String(exit).padStart(5)}  ${line.trimStart()}` : ` ${line}`)),
    ];
}
function describeInput(name) {
    const row = (0,_config_tables_inputs_js__WEBPACK_IMPORTED_MODULE_3__/* .inputRow */ .bd)(name);
    const allowed = row.type === 'enum' ? ` ${row.options.join(' | ')}` : '';
    const fallback = 'default' in row && row.default !== undefined ? ` (default ${String(row.default)})` : '';
    const flag = row.secret === true ? (0,_core_command_inputs_js__WEBPACK_IMPORTED_MODULE_4__/* .variableOf */ .Q)(name) : `--${name}`;
    return [`  ${flag}${allowed}${fallback}`, ...wrap(row.description.replaceAll('`', ''))];
}
/** @param end what every line but the last ends with */
function wrap(text, end = '') {
    const lines = [];
    let line = '';
    for (const word of text.split(' ')) {
        if (line !== '' && line.length + word.length + 1 > WIDTH - INDENT.length - end.length) {
            lines.push(INDENT + line + end);
            line = word;
        }
        else {
            line = line === '' ? word : `${line} ${word}`;
        }
    }
    return [...lines, INDENT + line];
}


/***/ }),

/***/ 1365:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   s: () => (/* binding */ createCalmLog)
/* harmony export */ });
/* harmony import */ var _core_text_units_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(8934);

const INTERVAL_MS = 30_000;
/**
 * Writes the first of many similar lines, such as those about requests that are sent again while a server is down. Similar lines
 * within 30 s are counted, and appear only in a debug log.
 */
function createCalmLog(reporter, clock) {
    const kinds = new Map();
    return (line) => {
        const kind = kindOf(line);
        const earlier = kinds.get(kind);
        const nowMs = clock.nowMs();
        if (earlier !== undefined && nowMs - earlier.shownMs < INTERVAL_MS) {
            earlier.hidden += 1;
            reporter.debug(line);
            return;
        }
        const count = earlier?.hidden ?? 0;
        reporter.info(count === 0 ? line : `${line} (and ${(0,_core_text_units_js__WEBPACK_IMPORTED_MODULE_0__/* .formatCount */ .B4)(count, 'similar line')})`);
        kinds.set(kind, { shownMs: nowMs, hidden: 0 });
    };
}
/** Lines are similar if only paths, digests and numbers differ. */
function kindOf(line) {
    return line
        .slice(0, 500)
        .replace(/\S*\/\S*/g, '/')
        .replace(/\bsha256:[0-9a-f]+|\d+/g, '');
}


/***/ }),

/***/ 8758:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   T: () => (/* binding */ locateSides)
/* harmony export */ });
/**
 * Fills in values from kubeconfigs. Inputs take precedence.
 * @throws PromoteError INPUT_INVALID
 */
async function locateSides(options, environment, maskSecret) {
    const locate = async (side) => {
        if (side.kubeconfig === undefined)
            return { side, kube: undefined };
        const { readKubeconfig } = await Promise.all(/* import() | openshift */[__nccwpck_require__.e(549), __nccwpck_require__.e(121)]).then(__nccwpck_require__.bind(__nccwpck_require__, 7074));
        const { createCredentialPrograms } = await Promise.resolve(/* import() eager */).then(__nccwpck_require__.bind(__nccwpck_require__, 1025));
        const run = createCredentialPrograms(environment);
        const kube = await readKubeconfig({ side: side.side, ...side.kubeconfig, environment, run });
        for (const secret of [...passwordsOf(kube.proxy), kube.clientIdentity?.key ?? '']) {
            if (secret !== '')
                maskSecret(secret);
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
/** The password of a URL, both as written and decoded. */
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


/***/ }),

/***/ 5624:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {


// EXPORTS
__nccwpck_require__.d(__webpack_exports__, {
  g: () => (/* binding */ openTransport)
});

// EXTERNAL MODULE: ./src/core/version.js
var version = __nccwpck_require__(2857);
// EXTERNAL MODULE: external "node:events"
var external_node_events_ = __nccwpck_require__(8474);
;// CONCATENATED MODULE: external "node:net"
const external_node_net_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:net");
;// CONCATENATED MODULE: ./src/http/connect/tls-alert.js
const alerts = new WeakMap();
/**
 * Keeps the TLS alert with which a server ends a connection. With TLS 1.3 a server rejects a client certificate after the
 * client has finished the handshake: the error may arrive while the socket is idle, and the later 'close' has no reason.
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
/** OpenSSL reports the alert number (RFC 8446, section 6) only in its message. */
function alertNumber(message) {
    const number = /SSL alert number (\d{1,3})/.exec(message)?.[1];
    return number === undefined ? undefined : Number(number);
}

// EXTERNAL MODULE: external "node:fs"
var external_node_fs_ = __nccwpck_require__(3024);
// EXTERNAL MODULE: ./src/core/text/errors.js
var errors = __nccwpck_require__(7206);
;// CONCATENATED MODULE: ./src/http/connect/tls-trust.js


/** The result's methods throw PromoteError INPUT_INVALID when a host's certificate and key cannot be used. */
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
/** Loaded for the first https connection: it takes 12 ms, which `--help` does not need to spend. */
function loadTls() {
    return Promise.resolve(/* import() */).then(__nccwpck_require__.t.bind(__nccwpck_require__, 1692, 19));
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
        // `ca` replaces Node's store and NODE_EXTRA_CA_CERTS, so both are listed as well.
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
/** OpenSSL's reason code; its full text does not help users. */
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
        // Node only warns about a file it cannot read
        return [];
    }
}
/** tls.getCACertificates was added in Node 22.15 and 23.10. */
function canReadSystemStore(tls) {
    return typeof tls.getCACertificates === 'function';
}

;// CONCATENATED MODULE: ./src/http/connect/transport-failure.js

/**
 * A transport failure inside src/http; `failure.ts` converts it into the PromoteError that callers see.
 * `text` is for display and contains no secret.
 */
class TransportFailure extends Error {
    name = 'TransportFailure';
    kind;
    code;
    status;
    host;
    /** the request was sent on a kept connection that the server had already closed, so it was not processed */
    stale = false;
    /** nothing of the request was sent, so retrying is always safe */
    beforeSending = false;
    /** part of a reply had arrived */
    sawReply = false;
    constructor(kind, text, details = {}) {
        super(text, details.cause === undefined ? undefined : { cause: details.cause });
        this.kind = kind;
        this.code = details.code;
        this.status = details.status;
        this.host = details.host;
    }
}
const KINDS = {
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
 * Classifies an error of node:net, node:tls, node:dns or undici; returns a TransportFailure unchanged.
 * @throws the error itself when it is none of those: a PromoteError (cancelled, \u2026) is final, and a bug (TypeError \u2026) must
 * not be mistaken for a network failure and retried
 */
function transportFailureOf(error) {
    if (error instanceof TransportFailure)
        return error;
    if (error instanceof errors/* PromoteError */.jG)
        throw error;
    // happy eyeballs: one error per address tried; the first names the cause
    const first = error instanceof AggregateError ? error.errors[0] : error;
    const code = transport_failure_codeOf(first) ?? transport_failure_codeOf(error);
    const kind = kindOf(code, first);
    if (kind === undefined)
        throw error;
    return new TransportFailure(kind, first instanceof Error ? first.message : String(first), {
        cause: error,
        code,
    });
}
/** Like `transportFailureOf`, but returns the error to reject a promise with. */
function reasonOf(error) {
    try {
        return transportFailureOf(error);
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
    const known = KINDS[code];
    if (known !== undefined)
        return known;
    if (code.startsWith('EAI_'))
        return 'unresolved';
    if (code.startsWith('HPE_'))
        return 'malformed';
    // OpenSSL's verification results: UNABLE_TO_GET_ISSUER_CERT_LOCALLY, CERT_HAS_EXPIRED, CRL_\u2026
    if (/^(?:UNABLE_TO_|CERT_|CRL_|CA_|ERROR_IN_CERT)/.test(code))
        return 'untrusted';
    if (/^(?:ERR_SSL_|ERR_TLS_|ERR_OSSL_)/.test(code))
        return 'handshake';
    // all other errno codes concern connections; ERR_\u2026 codes are misuse of Node APIs
    return isErrno(code) ? 'broken' : undefined;
}
function isErrno(code) {
    return /^E[A-Z0-9]+$/.test(code);
}
function isConnecting(error) {
    const call = error instanceof Error && 'syscall' in error ? error.syscall : undefined;
    return call === 'connect' || call === 'getaddrinfo';
}
function transport_failure_codeOf(error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    return typeof code === 'string' ? code : undefined;
}

;// CONCATENATED MODULE: ./src/http/connect/dial.js




const LOCAL_NAME = /(?:^|\.)localhost\.?$/i;
const SOCKET_OPTIONS = {
    noDelay: true,
    keepAlive: true,
    keepAliveInitialDelay: 60_000,
    // Node's default of 250 ms per address is less than one round trip on a slow link
    autoSelectFamilyAttemptTimeout: 1_000,
};
/** @throws TransportFailure, or the reason of the signal */
async function dialTcp(address, signal) {
    signal.throwIfAborted();
    return settled((0,external_node_net_namespaceObject.connect)(tcpOptions(address)), 'connect', signal);
}
/** TLS 1.2 or newer, HTTP/1.1 only (HTTP/2 costs 20\u201327 % wall time for blobs). */
async function dialTls(address, signal) {
    signal.throwIfAborted();
    const { carrier, context, verify, session, hostname } = address;
    const tls = await loadTls();
    const socket = tls.connect({
        ...(carrier === undefined ? tcpOptions(address) : { socket: carrier, host: hostname }),
        // RFC 6066: no address literals in SNI
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
/** Checks the addresses that are then connected to, so that a second DNS lookup cannot return others (DNS rebinding). */
function guardedLookup(allows) {
    return (hostname, options, callback) => {
        // imported on use: loading it reads the resolver's configuration, which only redirects need
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
 * Checks a host before DNS resolution: address literals, and the names RFC 6761 reserves for the local machine.
 * @throws TransportFailure `unsafe-redirect`
 */
function refuseForbidden(hostname, allows) {
    const isForbidden = (0,external_node_net_namespaceObject.isIP)(hostname) === 0 ? LOCAL_NAME.test(hostname) : !allows(hostname);
    if (isForbidden)
        throw forbidden(hostname, hostname);
}
function forbidden(hostname, address) {
    const named = hostname === address ? '' : `, which is ${address}`;
    return new TransportFailure('unsafe-redirect', `a redirect leads to ${hostname}${named}: an internal address`, {
        host: hostname,
    });
}
/** Waits until a socket is ready; destroys it on failure or abort. */
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
        const onClose = () => fail(new TransportFailure('broken', 'the connection was closed'));
        const onAbort = () => fail(signal.reason);
        // never removed: an error while a socket is idle must not crash the process
        socket.on('error', ignore);
        socket.once(event, onReady).once('error', onError).once('close', onClose);
        signal.addEventListener('abort', onAbort, { once: true });
    });
}
function ignore() {
    // the user of the socket sees its 'close' event
}

;// CONCATENATED MODULE: ./src/http/connect/proxy.js


/**
 * Selects the proxy for a host. A proxy given for the side is used for every host; otherwise the environment decides: lower-case
 * names first as in curl, empty variables count as unset, and localhost never uses a proxy, as in Go
 * (golang.org/x/net/http/httpproxy).
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
    const exempt = parseNoProxy(variableOf(environment, 'no_proxy')?.value ?? '');
    return ({ hostname, port, secure }) => isThisMachine(hostname) || exempt.matches(hostname, port)
        ? undefined
        : byScheme[secure ? 'https' : 'http'];
}
function isThisMachine(hostname) {
    return (hostname === 'localhost' || hostname === '::1' || ((0,external_node_net_namespaceObject.isIP)(hostname) === 4 && hostname.startsWith('127.')));
}
function fromEnvironment(environment, name) {
    const variable = variableOf(environment, name);
    return variable && parseProxy(variable.value, `the environment variable ${variable.name}`);
}
function variableOf(environment, lowerCase) {
    for (const name of [lowerCase, lowerCase.toUpperCase()]) {
        const value = environment[name]?.trim();
        if (value !== undefined && value !== '')
            return { name, value };
    }
    return undefined;
}
function parseProxy(text, where) {
    // `proxy.example.com:3128`, as curl accepts it
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
        authorization: authorizationOf(parsed),
    };
}
function authorizationOf(url) {
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

// EXTERNAL MODULE: external "node:os"
var external_node_os_ = __nccwpck_require__(8161);
// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __nccwpck_require__(6760);
;// CONCATENATED MODULE: ./src/http/connect/host-certificates.js



/**
 * The folders with per-host certificates, as read by podman and docker (containers-certs.d(5), registry.md \u00a71.4). The first
 * one with a folder for the host is used.
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
        // path of Docker Desktop
        external_node_path_.join(home, '.docker', 'certs.d'),
    ];
}
/**
 * Reads `*.crt` (authorities) and `*.cert` with `*.key` (client certificate) from the folder of a host; undefined without a folder.
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
            identity: await readIdentity(folder, files, side),
            origin: folder,
        };
    }
    return undefined;
}
function namesOf({ authority, hostname, port }) {
    const host = hostname.includes(':') ? `[${hostname}]` : hostname;
    const names = [authority, `${host}:${port}`];
    // Windows allows no colons in file names, so docker omits them
    return [...new Set(process.platform === 'win32' ? names.map((name) => name.replaceAll(':', '')) : names)];
}
async function listFolder(folder, log) {
    const { readdir } = await Promise.resolve(/* import() */).then(__nccwpck_require__.t.bind(__nccwpck_require__, 1455, 19));
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
async function readIdentity(folder, files, side) {
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
    const { readFile } = await Promise.resolve(/* import() */).then(__nccwpck_require__.t.bind(__nccwpck_require__, 1455, 19));
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

/** Limit of the status line and headers together; undici uses the same. */
const MAX_HEAD_BYTES = 16_384;
const STATUS_LINE = /^HTTP\/1\.([01]) ([1-5]\d\d)(?: [\t\x20-\x7e\x80-\xff]*)?$/;
const NAME = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
const VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;
const EMPTY = Buffer.alloc(0);
const CR = 0x0d;
const LF = 0x0a;
/** Collects the bytes of one response head (RFC 9112). */
class HeadReader {
    #held = EMPTY;
    /** true when an incomplete head has been received */
    get started() {
        return this.#held.byteLength > 0;
    }
    /**
     * Adds bytes; returns the head once it is complete, with the bytes that follow it.
     * @throws TransportFailure `malformed`
     */
    push(bytes) {
        const searchFrom = Math.max(0, this.#held.byteLength - 3);
        const room = bytes.subarray(0, MAX_HEAD_BYTES + 4 - this.#held.byteLength);
        const held = this.#held.byteLength === 0 ? viewOf(room) : Buffer.concat([this.#held, room]);
        const end = held.indexOf('\r\n\r\n', searchFrom, 'latin1');
        if (end < 0) {
            refuseHopeless(held);
            // a copy: the next read overwrites the buffer of `bytes`
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
/** Fails early when the received bytes cannot become a response head. */
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
/** @throws TransportFailure `malformed` */
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
        // Rejects folded lines, spaces before the colon and control characters: all have been used for response smuggling.
        if (colon < 1 || !NAME.test(name) || !VALUE.test(value))
            throw malformed('a header line is malformed');
        (headers[name] ??= []).push(value);
    }
    return { status: Number(status), minorVersion: minor === '0' ? 0 : 1, headers };
}
/** Trims spaces and tabs in linear time, which a regular expression does not. */
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
    return new TransportFailure('malformed', text);
}

;// CONCATENATED MODULE: ./src/http/connect/tunnel.js


/**
 * Opens a CONNECT tunnel (RFC 9110, section 9.3.6) over a connection to a proxy.
 * @param authority `host:port` of the destination of the tunnel
 * @throws TransportFailure `proxy`, or the reason of the signal; the socket is destroyed then
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
                // bytes before our first request would be mistaken for the server's reply
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
    return new TransportFailure('proxy', text, { status, host: proxy.authority });
}
function fault(proxy, what, cause) {
    const text = `the proxy ${proxy.authority} ${what}`;
    return new TransportFailure('proxy', text, { cause, host: proxy.authority });
}

;// CONCATENATED MODULE: ./src/http/connect/connector.js








// Verification errors that the next trust level may resolve.
const ISSUER_UNKNOWN = new Set([
    'UNABLE_TO_GET_ISSUER_CERT',
    'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
    'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    'SELF_SIGNED_CERT_IN_CHAIN',
    'DEPTH_ZERO_SELF_SIGNED_CERT',
]);
/** Opens all connections of src/http: DNS, TCP, proxy and TLS within one time limit. */
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
    /** @throws TransportFailure, or the PromoteError of the signal */
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
            const fault = transportFailureOf(error);
            fault.beforeSending = true;
            throw fault;
        }
        finally {
            limit.release();
        }
    }
    /** Connects without verification to inspect the certificates; nothing may be sent over this connection. */
    async connectUnverified(target, durationMs, signal) {
        const limit = deadline(signal, durationMs, () => timeoutOf(durationMs));
        try {
            // foreign: an untrusted server must not get our client certificate
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
                const code = signal.aborted ? undefined : transportFailureOf(error).code;
                if (!ISSUER_UNKNOWN.has(code ?? '') || !(await this.#knowsMore(route, level)))
                    throw error;
            }
        }
    }
    async #establish(route, onread, attempt) {
        const { target, allows } = route;
        const proxy = this.#proxyFor(target);
        // a proxy resolves names itself: only address literals can be checked here
        if (allows !== undefined)
            refuseForbidden(target.hostname, allows);
        const carrier = proxy === undefined ? undefined : await this.#tunnel(proxy, target, attempt);
        const address = { hostname: target.hostname, port: target.port, allows, onread };
        const buffered = proxy === undefined && onread !== undefined;
        const socket = target.secure
            ? await this.#tls(address, carrier, await this.certificatesFor(route), attempt)
            : (carrier ?? (await dialTcp(address, attempt.signal)));
        const literal = (0,external_node_net_namespaceObject.isIP)(target.hostname) === 0 ? undefined : target.hostname;
        return { socket, buffered, serverAddress: proxy === undefined ? socket.remoteAddress : literal };
    }
    async #knowsMore(route, level) {
        return level + 1 < (await this.#trust.levels(await this.certificatesFor(route)));
    }
    /** The trusted authorities and client certificate for the host of a route. @throws PromoteError INPUT_INVALID */
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
        // a TLS session carries its verification result and our client identity
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
            // the proxy receives credentials: its certificate is verified even if that of the host behind it is not
            if (proxy.secure)
                return await this.#tls(address, undefined, undefined, { ...attempt, verify: true });
            return await dialTcp(address, attempt.signal);
        }
        catch (error) {
            if (attempt.signal.aborted)
                throw error;
            const fault = transportFailureOf(error);
            const text = `the proxy ${proxy.authority} cannot be reached (${fault.code ?? fault.message})`;
            throw new TransportFailure('proxy', text, { cause: error, code: fault.code, host: proxy.authority });
        }
    }
}
function timeoutOf(durationMs) {
    const fault = new TransportFailure('connect-timeout', `no connection within ${durationMs / 1000} s`);
    fault.beforeSending = true;
    return fault;
}
/** @param onTime makes the abort reason after the timeout; if `parent` aborts first, its reason is used */
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

;// CONCATENATED MODULE: ./src/http/failed-request.js
/** The name in `host[:port]`, IPv6 without brackets. */
function nameOf(host) {
    return host.replace(/:\d+$/, '').replace(/^\[|\]$/g, '');
}
/** `host:port`, for https. */
function withPort(host) {
    return /:\d+$/.test(host) ? host : `${host}:443`;
}

;// CONCATENATED MODULE: ./src/http/failure.js



/** Converts a transport failure into the PromoteError for the user. The only place that does so. */
function errorOfFailure(fault, failed) {
    return new errors/* PromoteError */.jG({ ...wordingOf(fault, failed), cause: fault, where: placeOf(failed) });
}
/** The error when Retry-After exceeds the time limit of the request. */
function errorOfWait(status, waitMs, failed) {
    const asks = `the ${failed.side} ${failed.host} answered ${status} and asked to wait ${Math.ceil(waitMs / 1000)} s`;
    return new errors/* PromoteError */.jG({
        code: status === 429 ? 'RATE_LIMITED' : 'SERVER_UNAVAILABLE',
        message: `${asks}, which is longer than this request may take`,
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
                message: `the ${failed.side} ${failed.host} sent almost no data for ${failed.idleTimeoutMs / 1000} s during ${failed.request}`,
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
                hint: /\.svc(?:\.cluster\.local)?$/.test(nameOf(host))
                    ? `only pods of a cluster can resolve this name: set \`${side}-server\`, and write the image as project/stream:tag`
                    : `check the host name in the inputs of the ${side}, and the DNS of this machine: getent hosts ${nameOf(host)}`,
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
                message: `${server} sent an invalid response to ${request}: ${fault.message}`,
                hint: `check that the inputs of the ${side} name the server itself: curl -v https://${host}/`,
            };
        case 'bad-url':
            return {
                code: 'PROTOCOL_VIOLATION',
                message: `${server} sent a URL that cannot be used: ${fault.message}`,
                hint: 'check the public host name in the configuration of the server: it builds its links from it',
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
                message: `${server} redirected to an unsafe address: ${fault.message}`,
                hint: 'look at the storage configuration of the registry, or switch redirects off there (disableRedirect)',
            };
    }
}
function unproxied(fault, { side, host }) {
    const proxy = fault.host ?? 'of this machine';
    if (fault.status === 407) {
        return {
            code: 'PROXY_FAILED',
            message: `the proxy ${proxy} requires credentials (407) to reach the ${side} ${host}`,
            hint: `put them into the input \`${side}-proxy\`: http://USER:PASSWORD@${proxy}`,
        };
    }
    if (fault.status !== undefined) {
        return {
            code: 'PROXY_FAILED',
            message: `the proxy ${proxy} refused a tunnel to the ${side} ${host} (${fault.status})`,
            hint: `allow ${withPort(host)} through the proxy, or bypass it: NO_PROXY=${nameOf(host)}`,
        };
    }
    return {
        code: 'PROXY_FAILED',
        message: `no tunnel could be opened to the ${side} ${host}: ${fault.message}`,
        hint: `check the input \`${side}-proxy\`, HTTPS_PROXY and NO_PROXY: curl -v -x ${proxy} https://${host}/`,
    };
}
/** The error for a server certificate that failed verification. */
function untrustedFailure(fault, failed) {
    const { side, host, chain } = failed;
    const server = `the ${side} ${host}`;
    const showcerts = `openssl s_client -showcerts -connect ${withPort(host)} </dev/null`;
    if (fault.code === 'ERR_TLS_CERT_ALTNAME_INVALID' || fault.code === 'HOSTNAME_MISMATCH') {
        return {
            code: 'TLS_FAILED',
            message: `the certificate of ${server} was issued for another host: ${chain?.names ?? fault.message}`,
            hint: `use one of its names in the inputs of the ${side}, or have a certificate issued for ${nameOf(host)}`,
        };
    }
    if (fault.code === 'CERT_HAS_EXPIRED') {
        const day = chain?.validTo === undefined ? '' : ` on ${chain.validTo}`;
        return {
            code: 'TLS_FAILED',
            message: `the certificate of ${server} has expired${day}`,
            hint: `renew it, or correct the clock of this machine: ${showcerts}`,
        };
    }
    if (fault.code === 'CERT_NOT_YET_VALID') {
        return {
            code: 'TLS_FAILED',
            message: `the certificate of ${server} is not valid yet`,
            hint: `correct the clock of this machine: date; ${showcerts}`,
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
    INVALID_PURPOSE: 'it is not valid for server authentication',
    DEPTH_ZERO_SELF_SIGNED_CERT: 'it is self-signed',
    SELF_SIGNED_CERT_IN_CHAIN: 'its root is not a trusted CA',
    UNABLE_TO_GET_ISSUER_CERT: 'its issuer is unknown',
    UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'its issuer is unknown',
    UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its issuer is unknown',
};
// OpenSSL's reasons for an HTTP reply (`HTTP/1.1 400 \u2026`) in place of a TLS record.
const PLAIN_TEXT_CODES = new Set([
    'ERR_SSL_WRONG_VERSION_NUMBER',
    'ERR_SSL_PACKET_LENGTH_TOO_LONG',
]);
/** The error for a handshake that failed before certificate verification. */
function handshakeFailure(fault, failed) {
    const { side, host } = failed;
    if (PLAIN_TEXT_CODES.has(fault.code ?? '')) {
        return {
            code: 'TLS_FAILED',
            message: `the ${side} ${host} does not use TLS on this port: it answered in plain text`,
            hint: `for a registry without TLS set the input \`${side}-registry\` to http://${host}; else check the port: curl -v https://${host}/`,
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
/** Alerts for a missing client certificate: OpenSSL 40 and 116, Go 42. */
const CERTIFICATE_MISSING = new Set([HANDSHAKE_FAILURE, 42, 116]);
/** Alerts about a client certificate (RFC 8446, section 6.2). */
const REFUSALS = new Map([
    [42, 'it is malformed, or the server does not trust its issuer'],
    [43, 'its type is not supported'],
    [44, 'it is revoked'],
    [45, 'it has expired'],
    [46, 'the server gave no reason'],
    [48, 'the server does not trust its issuer'],
    [49, 'access was denied'],
]);
/** The error when the server refused or missed our client certificate. */
function refusedIdentity(alert, { side, host, identity }) {
    const inputs = `the inputs \`${side}-client-certificate\` and \`${side}-client-key\``;
    const hint = `set ${inputs}, or put client.cert and client.key into /etc/containers/certs.d/${host}`;
    if (identity === undefined) {
        if (!CERTIFICATE_MISSING.has(alert))
            return undefined;
        // alert 40 may also mean that no TLS version or cipher is shared, which is rare
        const verb = alert === HANDSHAKE_FAILURE ? 'probably requires' : 'requires';
        const message = `the ${side} ${host} ${verb} a client certificate, and none is configured for it`;
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
        hint: `use one from an issuer that the server trusts, with ${inputs}: openssl s_client -connect ${withPort(host)} </dev/null lists them`,
    };
}

;// CONCATENATED MODULE: ./src/http/connect/semaphore.js

/** Limits concurrency; waiters enter in order of arrival. */
class Semaphore {
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
     * Resolves when a slot is taken; `leave` must follow.
     * @param urgent enters at once, even above the limit
     * @throws the reason of the signal
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
            // counted here, not when the waiter runs, so that no other caller takes the slot first
            this.#inside += 1;
            next();
        }
    }
}

;// CONCATENATED MODULE: ./src/http/connect/host-load.js

// Measured: on a near host opening a connection costs more than the ninth one wins; far away round trips weigh more.
const MANY = 24;
const FEW = 8;
/** Connecting takes one round trip; TLS adds another one and CPU time. */
const FAR_MS = { plain: 10, secure: 50 };
/** What a transport has learned about its hosts: round-trip times and accepted concurrency. */
class HostLoad {
    #throttles = new Map();
    #connectMs = new Map();
    /** Limit of connections to one origin for one purpose; a host counts as near until measured. */
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
    /** Records how long connecting took. */
    noteConnect(target, durationMs) {
        // the minimum approximates the round trip; longer times measure load
        this.#connectMs.set(target.origin, Math.min(durationMs, this.#connectMs.get(target.origin) ?? durationMs));
    }
    /** Adjusts the concurrency to a reply. */
    note(target, status) {
        const throttle = this.throttle(target);
        if (status === 429)
            throttle.slowDown();
        else if (status < 500)
            throttle.recover();
    }
}
const RECOVERY_SUCCESSES = 10;
/** Limits the requests in flight to one host; lower after the host has answered 429. */
class Throttle {
    #maximum;
    #semaphore;
    #successes = 0;
    constructor(maximum) {
        this.#maximum = maximum;
        this.#semaphore = new Semaphore(maximum);
    }
    get limit() {
        return this.#semaphore.limit;
    }
    /**
     * Runs `work` when a slot is free.
     * @param urgent runs at once, even above the limit
     * @throws the error of the signal, or what `work` throws
     */
    async run(work, urgent, signal) {
        await this.#semaphore.enter(urgent, signal);
        try {
            return await work();
        }
        finally {
            this.#semaphore.leave();
        }
    }
    /** After a 429: halves the limit. */
    slowDown() {
        this.#successes = 0;
        const { limit, inside } = this.#semaphore;
        this.#semaphore.limit = Math.max(1, Math.floor(Math.min(limit, Math.max(1, inside)) / 2));
    }
    /** After a success: raises the limit by one per ten successes. */
    recover() {
        if (this.limit >= this.#maximum)
            return;
        this.#successes += 1;
        if (this.#successes < RECOVERY_SUCCESSES)
            return;
        this.#successes = 0;
        this.#semaphore.limit = this.limit + 1;
    }
}

;// CONCATENATED MODULE: ./src/http/exchange/connection-pool.js

/** Idle connections are closed after this time unless the server announced another; few servers close theirs earlier. */
const IDLE_CLOSE_MS = 4_000;
/** Keep-alive connections by key (an origin, and how it is trusted), last in first out. */
class ConnectionPool {
    #origins = new Map();
    #closed = false;
    /**
     * Takes an idle connection or opens a new one.
     * @param open opens a new one
     * @throws the errors of `open`, or the reason of the signal
     */
    async acquire(key, open, options, signal) {
        const origin = this.#origin(key, options.limit);
        origin.semaphore.limit = options.limit;
        await origin.semaphore.enter(options.urgent === true, signal);
        try {
            const kept = this.#takeIdle(origin, options);
            const connection = kept ?? (await open());
            if (this.#closed)
                connection.destroy();
            return this.#lease(origin, connection, kept !== undefined);
        }
        catch (error) {
            origin.semaphore.leave();
            throw error;
        }
    }
    /** Destroys all connections, including those in use. */
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
            origin = { idle: [], busy: new Set(), semaphore: new Semaphore(limit) };
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
            origin.semaphore.leave();
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

;// CONCATENATED MODULE: ./src/http/connect/target.js

// No backslash in the authority: WHATWG parsers treat it as the start of the path, others do not.
const SHAPE = /^(https?):\/\/([^/?#\\]+)((?:[/?][^#]*)?)(?:#.*)?$/i;
const PRINTABLE = /^[\x21-\x7e]*$/;
/**
 * Parses an absolute http or https URL.
 * @throws TransportFailure `bad-url` for anything else: other schemes, user names, spaces, control characters
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
    return new TransportFailure('bad-url', `${JSON.stringify(url
        .replace(/[?#].*$/s, '')
        .replace(/^([^/]*\/\/)?[^/]*@/, '$1\u2026@')
        .slice(0, 200))}: ${problem}`);
}

;// CONCATENATED MODULE: ./src/http/exchange/redirect-rules.js



const MAX_REDIRECTS = 10;
const MAX_LOCATION_LENGTH = 8_192;
const REDIRECT_STATUSES = new Set([301, 302, 303, 307, 308]);
/** Headers that may be sent to another origin. An allow list also drops credential headers that it does not know. */
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
/** @throws TransportFailure `bad-url` */
function firstHop(url, headers) {
    const target = parseTarget(url);
    return { url, target, headers, origin: target, left: false, rule: undefined, strictest: undefined };
}
/**
 * The request that follows a redirect.
 * @param remoteAddress of the server that redirects; undefined when only a proxy knows it
 * @throws TransportFailure `unsafe-redirect`, or `malformed` and `bad-url` for a Location that cannot be read
 */
function nextHop(hop, locations, remoteAddress) {
    const url = resolveLocation(hop, locations);
    const target = parseTarget(url);
    if (hop.target.secure && !target.secure) {
        throw new TransportFailure('unsafe-redirect', `from https to http, to ${target.authority}`, {
            host: target.authority,
        });
    }
    const left = hop.left || target.origin !== hop.origin.origin;
    const headers = left
        ? Object.fromEntries(Object.entries(hop.headers).filter(([name]) => PORTABLE_HEADERS.has(name)))
        : hop.headers;
    const next = stricter(hop.strictest, addressRule(remoteAddress));
    const hasOriginsName = target.hostname === hop.origin.hostname;
    const wasElsewhere = hop.strictest !== undefined;
    const isFree = target.origin === hop.origin.origin || (hasOriginsName && !wasElsewhere);
    return {
        url,
        target,
        headers,
        origin: hop.origin,
        left,
        rule: isFree ? undefined : next,
        strictest: wasElsewhere || !hasOriginsName ? next : undefined,
    };
}
function routeOf(hop) {
    const foreign = hop.target.origin !== hop.origin.origin;
    return { target: hop.target, foreign, allows: hop.rule?.allows };
}
/** Key of the connection pool: requests share connections if they trust the host in the same way. */
function poolKeyOf(hop) {
    const foreign = hop.target.origin !== hop.origin.origin;
    return `${hop.target.origin} ${foreign ? 'foreign' : 'own'} ${hop.rule?.name ?? 'any'}`;
}
/** Absolute, with path and query byte for byte: storage URLs are signed. */
function resolveLocation(hop, values = []) {
    const [location, ...others] = values;
    if (location === undefined || location === '')
        throw new TransportFailure('malformed', 'a redirect without Location');
    if (others.length > 0)
        throw new TransportFailure('malformed', 'a redirect with two Locations');
    if (location.length > MAX_LOCATION_LENGTH)
        throw new TransportFailure('malformed', 'a redirect with an endless Location');
    if (/^[a-z][a-z0-9+.-]*:/i.test(location))
        return location;
    if (location.startsWith('//'))
        return `${hop.target.secure ? 'https' : 'http'}:${location}`;
    if (location.startsWith('/'))
        return hop.target.origin + location;
    // relative to the path; signed URLs are never relative
    return new URL(location, hop.target.origin + hop.target.path).href;
}
// Never a valid redirect target: loopback, link-local (cloud metadata services), multicast and broadcast.
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
    // the same addresses behind NAT64
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
/** Created for the first redirect: it takes 4 ms, and most runs see none. */
const lists = { local: undefined, private: undefined };
function classOfAddress(address) {
    const local = (lists.local ??= blockList(LOCAL_BLOCKS));
    const family = (0,external_node_net_namespaceObject.isIP)(address);
    const type = family === 6 ? 'ipv6' : 'ipv4';
    // an address with a zone (`fe80::1%eth0`) is link-local
    if (family === 0 || address.includes('%') || local.check(address, type))
        return 'local';
    lists.private ??= blockList(PRIVATE_BLOCKS);
    return lists.private.check(address, type) ? 'private' : 'public';
}
/**
 * Which addresses a redirect may lead to. A server on a private network may redirect within it (object storage of a data
 * centre); a public server must not redirect into it, and no server may redirect to the local machine.
 * @param remoteAddress of the server that redirects; undefined when only a proxy knows it
 */
function addressRule(remoteAddress) {
    const fromPrivate = remoteAddress !== undefined && classOfAddress(remoteAddress) === 'private';
    return fromPrivate ? NEIGHBOURS : PUBLIC_ONLY;
}
/** Combines the rules of a redirect chain: the strictest one applies, as an earlier server may have chosen the later ones. */
function stricter(before, now) {
    return before === PUBLIC_ONLY ? before : now;
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

;// CONCATENATED MODULE: ./src/http/exchange/request-headers.js

const request_headers_NAME = /^[!#$%&'*+\-.^_`|~0-9a-z]+$/;
const request_headers_VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;
/** Headers that only the connection may set. */
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
 * The headers of a request as sent: identity encoding, because bytes are hashed as received.
 * @throws TransportFailure `bad-header`; its text never contains the value
 */
function headersOf(request, userAgent) {
    const headers = {
        'user-agent': userAgent,
        'accept-encoding': 'identity',
        ...request.headers,
    };
    for (const [name, value] of Object.entries(headers)) {
        if (!request_headers_NAME.test(name) || RESERVED.has(name))
            throw new TransportFailure('bad-header', `the header ${JSON.stringify(name)} is not ours to send`);
        if (!request_headers_VALUE.test(value))
            throw new TransportFailure('bad-header', `the header ${name} holds a control character`);
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

/** A reply whose body is still to be read from the connection. */
class StreamedReply {
    status;
    headers;
    url;
    contentLengthBytes;
    #exchange;
    #translate;
    /** @param translate converts a failure into the error for the caller */
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
 * Reads a whole body into memory.
 * @throws TransportFailure `malformed` when it is longer than `maxBytes`
 */
async function readBody(exchange, maxBytes) {
    const pieces = [];
    let sizeBytes = 0;
    for (let piece = await exchange.next(); piece !== undefined; piece = await exchange.next()) {
        sizeBytes += piece.byteLength;
        if (sizeBytes > maxBytes)
            throw new TransportFailure('malformed', `the answer is longer than ${maxBytes} bytes`);
        pieces.push(Uint8Array.from(piece));
    }
    return Buffer.concat(pieces);
}

;// CONCATENATED MODULE: ./src/http/exchange/trace.js
// The secret of a build webhook is a path segment (OpenShift: \u2026/buildconfigs/NAME/webhooks/SECRET/generic).
const WEBHOOK_SECRET = /(\/webhooks\/)[^/?]+/g;
/** Path of a request without its query: upload and storage URLs carry signatures there. */
function shownPath(path) {
    return path.replace(/\?.*$/s, '').replace(WEBHOOK_SECRET, '$1\u2026');
}
/** Path with the names of its query, not their values: enough to distinguish requests in a trace. */
function tracedPath(path) {
    const question = path.indexOf('?');
    if (question < 0)
        return shownPath(path);
    const names = path
        .slice(question + 1)
        .split('&')
        .map((pair) => pair.replace(/=.*$/s, '=\u2026'));
    return `${shownPath(path)}?${names.join('&')}`;
}

// EXTERNAL MODULE: ./src/http/exchange/retry-after.js
var retry_after = __nccwpck_require__(723);
;// CONCATENATED MODULE: ./src/http/exchange/delivery.js




/** Writes the trace line for one reply. */
function trace(settings, method, target, outcome, startMs) {
    if (settings.debug === undefined)
        return;
    const tookMs = Math.round(settings.clock.nowMs() - startMs);
    settings.debug(`${settings.side} ${method} ${target.origin}${tracedPath(target.path)} ${outcome} ${tookMs} ms`);
}
/** Sends the request, with retries, and returns the final reply. @throws PromoteError */
function deliver(parts, delivery, signal) {
    const { settings, fail, overBudget } = parts;
    const { target, request } = delivery.name();
    const policy = {
        retries: settings.retries,
        budgetMs: settings.retryBudgetMs,
        repeatable: delivery.repeatable,
        finalStatuses: delivery.finalStatuses,
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
const BASE_MS = 500;
const CAP_MS = 30_000;
/** fewer for a 500, which is as often a bug as a temporary failure */
const MAX_TRIES_AFTER_500 = 3;
const RETRIED_STATUSES = new Set([408, 425, 429, 499, 500, 502, 503, 504, 522]);
/**
 * Sends a request until a reply has a status that is not retried, or retries or time run out; returns the last reply.
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
            ? waitAfterFailure(policy, outcome.fault, counted)
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
        return { kind: 'fault', fault: transportFailureOf(error) };
    }
}
const NO = { ms: undefined, demandedMs: undefined };
function waitAfterFailure(policy, fault, counted) {
    if (counted > policy.retries || !isTransient(fault))
        return NO;
    if (!policy.repeatable && !fault.beforeSending)
        return NO;
    return { ms: backoffMs(counted, policy.random), demandedMs: undefined };
}
function waitAfterReply(policy, reply, counted) {
    const { status } = reply;
    if (!policy.repeatable || !RETRIED_STATUSES.has(status) || policy.finalStatuses?.includes(status) === true)
        return NO;
    const demandedMs = (0,retry_after/* retryAfterMs */.V)(reply.headers, policy.clock.date());
    if (counted > policy.retries || (status === 500 && counted >= MAX_TRIES_AFTER_500))
        return { ms: undefined, demandedMs };
    return { ms: demandedMs ?? backoffMs(counted, policy.random), demandedMs };
}
/** Exponential backoff with full jitter, so that many clients do not retry at the same time. */
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
            // a DNS server that does not answer, as opposed to a name that does not exist
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

;// CONCATENATED MODULE: ./src/http/wire/socket-reader.js


/** Enough for response heads and small blobs, which is all that most connections carry for an image with many layers. */
const FIRST_BUFFER_BYTES = 64 * 1024;
/** Chunks of 64 KB cost 20 % more CPU time than chunks of 1 MB; larger chunks gain nothing (measured with 1 GB). */
const LARGEST_BUFFER_BYTES = 1024 * 1024;
/** Plain TCP: libuv stops reading immediately when paused, so a single reused buffer is enough. */
class PlainReader {
    onread;
    #socket;
    #receiver;
    #stopped = false;
    #buffer = newBuffer(FIRST_BUFFER_BYTES);
    #wasFilled = false;
    constructor() {
        this.onread = {
            // libuv asks for the buffer after every chunk
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
        // unsolicited bytes from the server are lost here, so nothing that follows them can be trusted
        if (this.#stopped)
            socket.destroy(new TransportFailure('malformed', 'the server spoke before it was asked'));
    }
    resume() {
        if (!this.#stopped)
            return;
        this.#stopped = false;
        this.#socket?.resume();
    }
}
/** Neither pooled nor zeroed: untouched pages cost no memory. */
function newBuffer(sizeBytes) {
    return Buffer.allocUnsafeSlow(sizeBytes);
}
/** Sockets created without `onread` (TLS through a proxy). Every chunk has its own buffer. */
class EventReader {
    onread = undefined;
    #socket;
    attach(socket, receiver) {
        this.#socket = socket;
        socket.on('data', (chunk) => {
            if (!receiver.take(chunk))
                socket.pause();
        });
        onEnd(socket, (error) => receiver.end(error));
        // opening the tunnel paused the socket
        socket.resume();
    }
    resume() {
        if (this.#socket?.isPaused() === true)
            this.#socket.resume();
    }
}
/** Reports once how a socket ended; a FIN from the server counts as the end even if our side is still open. */
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

;// CONCATENATED MODULE: ./src/http/wire/wire.js


/** A connection that carries one exchange at a time. */
class Wire {
    /** address of the server; undefined when only a proxy knows it */
    remoteAddress;
    #socket;
    #reader;
    #user;
    #ended = false;
    #onFlushFailed;
    /** @throws TransportFailure, or the PromoteError of the signal */
    static async open(connector, route, signal) {
        const reader = route.target.secure ? new TlsReader() : new PlainReader();
        const { socket, buffered, serverAddress } = await connector.connect(route, reader.onread, signal);
        return new Wire(socket, buffered ? reader : new EventReader(), serverAddress);
    }
    constructor(socket, reader, serverAddress) {
        this.#socket = socket;
        this.#reader = reader;
        this.remoteAddress = serverAddress;
        reader.attach(socket, this);
    }
    get usable() {
        return !this.#ended && !this.#socket.destroyed && this.#user === undefined;
    }
    /** Makes `user` the receiver of all further bytes. */
    occupy(user) {
        this.#user = user;
        if (this.#ended)
            user.end(undefined);
    }
    /** Detaches the receiver; bytes that arrive without a receiver end the connection. */
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
        this.#onFlushFailed?.(error ?? new TransportFailure('broken', 'the connection was closed'));
        this.#user?.end(error);
    }
    resume() {
        this.#reader.resume();
    }
    /**
     * Sends bytes. The buffer may be reused once undefined is returned (the kernel took all of it) or the promise resolves.
     * @throws TransportFailure through the promise
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
                // a destroyed socket also runs the callback
                if (socket.destroyed)
                    fail(new TransportFailure('broken', 'the connection was closed'));
                else
                    resolve();
            };
        });
    }
    destroy(error) {
        this.#socket.destroy(error);
    }
}
const SLAB_BYTES = 256 * 1024;
/** Reading pauses above this size and resumes below half of it. */
const MAX_OUTSTANDING_BYTES = 2 * SLAB_BYTES;
/**
 * TLS: records that are already decrypted (at most 16 KB each) still arrive after a pause. They are collected in slabs, and
 * the receiver gets everything from one turn of the event loop as one chunk: 16 times fewer writes, and compared with
 * 'data' events a quarter less CPU time and 17 MB less memory (measured). A slab is reused only when all of it is consumed.
 */
class TlsReader {
    onread;
    /** in byte order; the last one is being filled */
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
    /** Space for the next bytes, marked as used: the same space is never returned twice. */
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
    /** Releases the chunk that the receiver took last. */
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
        // keep two slabs; a burst may have allocated more
        if (slab === undefined || this.#free.length >= 2)
            return;
        slab.filled = 0;
        slab.taken = 0;
        this.#free.push(slab);
    }
}

;// CONCATENATED MODULE: ./src/http/wire/body-framing.js

/** a chunk-size line with its extensions */
const MAX_SIZE_LINE_BYTES = 256;
const MAX_TRAILER_BYTES = 8_192;
const SIZE_LINE = /^([0-9a-f]{1,12})[ \t]*(?:;[\t\x20-\x7e\x80-\xff]*)?$/i;
const body_framing_CR = 0x0d;
const body_framing_LF = 0x0a;
const body_framing_EMPTY = new Uint8Array();
const LENGTH = /^\d{1,15}$/;
/**
 * Chooses how the body of a reply is delimited (RFC 9112, section 6.3). Ambiguous framing, which parsers could read
 * differently, is rejected.
 * @throws TransportFailure `malformed`
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
/** A body with Content-Length; 0 for replies without a body. */
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
/** A body that ends with the connection. */
class OpenBody {
    endsWithConnection = true;
    ended = false;
    decode(bytes) {
        return { data: bytes, rest: body_framing_EMPTY };
    }
}
function body_framing_malformed(text) {
    return new TransportFailure('malformed', text);
}
/** Decodes Transfer-Encoding: chunked (RFC 9112, section 7.1). Extensions and trailers are ignored. */
class ChunkedBody {
    endsWithConnection = false;
    #state = 'size';
    #leftBytes = 0;
    /** bytes of an incomplete line */
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
                return { data: body_framing_EMPTY, rest: bytes };
        }
    }
    #decodeSize(bytes) {
        const { line, rest } = this.#takeLine(bytes, MAX_SIZE_LINE_BYTES);
        if (line === undefined)
            return { data: body_framing_EMPTY, rest };
        const digits = SIZE_LINE.exec(line)?.[1];
        if (digits === undefined)
            throw new TransportFailure('malformed', 'the size of a chunk is not a number');
        this.#leftBytes = Number.parseInt(digits, 16);
        this.#state = this.#leftBytes === 0 ? 'trailer' : 'data';
        return { data: body_framing_EMPTY, rest };
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
        return { data: body_framing_EMPTY, rest };
    }
    #decodeTrailer(bytes) {
        const { line, rest } = this.#takeLine(bytes, MAX_TRAILER_BYTES - this.#trailerBytes);
        if (line === '')
            this.#state = 'ended';
        this.#trailerBytes += line === undefined ? 0 : line.length + 2;
        return { data: body_framing_EMPTY, rest };
    }
    /** Returns a complete line without CR LF; buffers the bytes of an incomplete one. */
    #takeLine(bytes, maxBytes) {
        const lineFeed = bytes.indexOf(body_framing_LF);
        const end = lineFeed < 0 ? bytes.byteLength : lineFeed;
        if (this.#line.length + end > maxBytes + 1)
            throw new TransportFailure('malformed', 'a chunk does not end where it says');
        this.#line += Buffer.from(bytes.buffer, bytes.byteOffset, end).toString('latin1');
        if (lineFeed < 0)
            return { line: undefined, rest: body_framing_EMPTY };
        const line = this.#line;
        this.#line = '';
        if (line.charCodeAt(line.length - 1) !== body_framing_CR)
            throw new TransportFailure('malformed', 'a line of a chunk does not end in CR LF');
        return { line: line.slice(0, -1), rest: bytes.subarray(end + 1) };
    }
}

;// CONCATENATED MODULE: ./src/http/exchange/keep-alive.js
/** Margin for the time a request takes to reach the server, which may close the connection meanwhile. */
const MARGIN_MS = 1_000;
/** Upper limit: no promotion pauses longer than this between two requests to a host. */
const LONGEST_MS = 60_000;
/**
 * How long an idle connection may be reused according to the server (`Keep-Alive: timeout=5`, RFC 9112 appendix C.2.2 and the
 * expired draft-thomson-hybi-http-timeout); 0: not at all, undefined: not specified.
 */
function idleLimitMs(headers) {
    const hint = (headers['keep-alive'] ?? []).join(',').slice(0, 200);
    const seconds = /(?:^|[\s,;])timeout\s{0,9}=\s{0,9}"?(\d{1,9})(?!\d)/i.exec(hint)?.[1];
    if (seconds === undefined)
        return undefined;
    return Math.min(Math.max(Number(seconds) * 1_000 - MARGIN_MS, 0), LONGEST_MS);
}

;// CONCATENATED MODULE: ./src/http/wire/watchdog.js
/** Fails an exchange when the peer sends nothing for `durationMs`, or next to nothing for ten times that. */
class Watchdog {
    #durationMs;
    #onTimeout;
    #timer;
    /** undefined while nothing is expected from the peer */
    #waitingSinceMs;
    #waitedMs = 0;
    #cameBytes = 0;
    constructor(durationMs, onTimeout) {
        this.#durationMs = durationMs;
        this.#onTimeout = onTimeout;
    }
    /** Starts the clock: the peer has to send now. */
    arm() {
        this.#waitingSinceMs ??= performance.now();
        // refreshing a timer is cheap; creating one for each of ten thousand chunks is not
        if (this.#timer === undefined)
            this.#timer = setTimeout(() => this.#expire(), this.#durationMs);
        else
            this.#timer.refresh();
    }
    /** Stops the clock while nothing is expected from the peer. */
    disarm() {
        if (this.#waitingSinceMs !== undefined)
            this.#waitedMs += performance.now() - this.#waitingSinceMs;
        this.#waitingSinceMs = undefined;
    }
    /** Records received bytes. */
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
            this.#onTimeout();
    }
    stop() {
        this.#waitingSinceMs = undefined;
        clearTimeout(this.#timer);
        this.#timer = undefined;
    }
    #expire() {
        if (this.#waitingSinceMs !== undefined)
            this.#onTimeout();
    }
}
/** A peer that trickles single bytes would otherwise keep the connection, and the job, alive for ever. */
const TRICKLE_BYTES_PER_SECOND = 100;
const TRICKLE_DURATIONS = 10;

;// CONCATENATED MODULE: ./src/http/wire/wire-exchange.js






const wire_exchange_EMPTY = new Uint8Array();
const MAX_INFORMATIONAL = 20;
/**
 * One request and its reply on an exclusive connection. The connection returns to the pool when the reply has been read
 * to its end and the connection is reusable; otherwise it is destroyed.
 */
class WireExchange {
    #lease;
    #options;
    #watchdog;
    #headReader = new HeadReader();
    #start;
    #settleStart;
    #framing;
    /** how long the server keeps the idle connection open */
    #idleLimitMs;
    #informational = 0;
    /** received bytes that are not consumed yet */
    #held = wire_exchange_EMPTY;
    #waiter;
    #failure;
    #finished = false;
    /** the request was sent completely, so the connection may be reused */
    #requestComplete = true;
    /** called once when the reply starts or the exchange fails */
    onTurn;
    constructor(lease, options) {
        this.#lease = lease;
        this.#options = options;
        this.#watchdog = new Watchdog(options.idleTimeoutMs, () => this.#fail(new TransportFailure('idle-timeout', 'the server was silent for too long')));
        this.#start = new Promise((resolve, reject) => {
            this.#settleStart = { resolve, reject };
        });
        // avoids an unhandled rejection when the exchange fails before the head is awaited
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
    /** the head of the reply has arrived */
    get answered() {
        return this.#framing !== undefined;
    }
    /** at least one byte of the reply has arrived */
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
            // when we ended the exchange (cancelled, timed out), its own failure is the cause
            throw this.#failure ?? error;
        });
    }
    /** Waits for the head of the reply. @throws TransportFailure, or the PromoteError of the signal */
    async start() {
        if (!this.answered && !this.#finished)
            this.#watchdog.arm();
        return this.#start;
    }
    /**
     * The next chunk of the reply body, valid until the next call; undefined at the end of the body.
     * @throws TransportFailure, or the PromoteError of the signal
     */
    next() {
        try {
            while (!this.#finished) {
                const piece = this.#decode();
                if (piece !== undefined)
                    return Promise.resolve(piece);
                if (this.#framing?.decoder.ended === true)
                    this.#finish();
                // Buffered bytes, or the end of the connection, are delivered at once.
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
    /** Aborts the exchange and destroys the connection; a pending read ends. */
    abandon() {
        if (this.#finished)
            return;
        this.#close();
        this.#lease.discard();
        this.#settleStart?.reject(new TransportFailure('broken', 'the exchange was given up'));
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
                // the reader may use this chunk until it asks for the next one
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
            this.#fail(reasonOf(error ?? new TransportFailure('broken', 'the server closed the connection')));
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
                throw new TransportFailure('malformed', `the server answers ${head.status} again and again, or to nothing`);
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
        // keeps reading: unsolicited bytes or a FIN make the connection unusable
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

;// CONCATENATED MODULE: ./src/http/wire/downloads.js








/** Redirect bodies up to this size are read, so that the connection can be reused. */
const SMALL_BODY_BYTES = 4_096;
/** GET requests with streamed bodies; follows the redirects that redirect-rules.ts allows. */
class Downloads {
    #parts;
    #pool;
    constructor(parts, pool) {
        this.#parts = parts;
        this.#pool = pool;
    }
    /** @throws PromoteError, TransportFailure for a request that cannot be sent */
    async open(request, signal) {
        const first = firstHop(request.url, headersOf(request, this.#parts.settings.userAgent));
        let hop = first;
        // every attempt starts at the registry: the URL of a redirect may have expired
        const send = async (_attempt, fresh) => {
            hop = first;
            for (let redirects = 0;; redirects += 1) {
                const reply = await this.#openHop(request, hop, fresh, signal);
                if (!isRedirect(reply.status))
                    return accepted(reply);
                await letGo(reply);
                if (redirects >= MAX_REDIRECTS) {
                    throw new TransportFailure('unsafe-redirect', `more than ${MAX_REDIRECTS} redirects`);
                }
                hop = nextHop(hop, reply.headers['location'], reply.remoteAddress);
            }
        };
        const drop = (reply) => reply.discard();
        const { finalStatuses } = request;
        const repeatable = isRepeatable(request);
        const delivery = { name: () => downloads_nameOf(request, hop), repeatable, finalStatuses, send, drop };
        return deliver(this.#parts, delivery, signal);
    }
    async #openHop(request, hop, fresh, signal) {
        const { connector, load, settings } = this.#parts;
        const startMs = settings.clock.nowMs();
        // A resumed download feeds an upload that already holds a connection of the other side: queueing behind requests that
        // wait for that connection would deadlock.
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
                const fault = transportFailureOf(error);
                fault.stale = lease.reused && fault.kind === 'broken' && !exchange.sawReply;
                throw fault;
            });
            load.note(hop.target, start.head.status);
            trace(settings, request.method, hop.target, String(start.head.status), startMs);
            return new StreamedReply(exchange, start, hop.url, this.#translator(request, hop, signal));
        }
        catch (error) {
            trace(settings, request.method, hop.target, transportFailureOf(error).kind, startMs);
            throw error;
        }
    }
    #translator(request, hop, signal) {
        return async (error) => error instanceof TransportFailure
            ? this.#parts.fail(error, downloads_nameOf(request, hop), 1, signal)
            : error;
    }
}
function downloads_nameOf(request, hop) {
    return { target: hop.target, request: `${request.method} ${shownPath(hop.target.path)}` };
}
/** Bytes are hashed as received, so a compressed body is not the requested content. */
function accepted(reply) {
    const coding = (reply.headers['content-encoding'] ?? []).join(',').trim().toLowerCase();
    if (coding === '' || coding === 'identity' || reply.status < 200 || reply.status > 299)
        return reply;
    reply.discard();
    throw new TransportFailure('malformed', `the body is encoded with ${JSON.stringify(coding.slice(0, 40))}, although only identity was accepted`);
}
async function letGo(reply) {
    const { contentLengthBytes } = reply;
    if (contentLengthBytes === undefined || contentLengthBytes > SMALL_BODY_BYTES)
        return reply.discard();
    // failing to read the body does not matter: only the Location is needed
    await reply.read(SMALL_BODY_BYTES).catch(() => undefined);
}

;// CONCATENATED MODULE: ./src/http/wire/blob-relay.js









/** A streamed upload cannot be resent, so it only uses a kept connection that the server has had no time to close. */
const MAX_IDLE_MS = 1_000;
/** Uploads whose body is streamed from a download. */
class BlobRelay {
    #parts;
    #pool;
    constructor(parts, pool) {
        this.#parts = parts;
        this.#pool = pool;
    }
    /** @throws PromoteError, TransportFailure for a request that cannot be sent */
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
            const transfer = new RelayedBlob(request, new WireExchange(lease, options), requestHead(upload.method, hop.target, hop.headers));
            return await this.#run(transfer, name, upload.method, hop.target, signal);
        }
        finally {
            request.download.discard();
        }
    }
    async #run(transfer, name, method, target, signal) {
        const { settings, load, fail } = this.#parts;
        const startMs = settings.clock.nowMs();
        try {
            const result = await transfer.run();
            if (result.kind !== 'corrupt')
                load.note(target, result.reply.status);
            trace(settings, method, target, result.kind === 'corrupt' ? 'corrupt' : `${result.reply.status}`, startMs);
            return result;
        }
        catch (error) {
            trace(settings, method, target, error instanceof TransportFailure ? error.kind : error.code, startMs);
            throw error instanceof TransportFailure ? await fail(error, name, 1, signal) : error;
        }
    }
    /** Nothing has been sent yet, so a failure to connect is retried. */
    async #connect(name, acquire, signal) {
        const send = async () => ({ status: 0, headers: {}, lease: await acquire() });
        const drop = (unused) => unused.lease.discard();
        const { lease } = await deliver(this.#parts, { name: () => name, repeatable: false, send, drop }, signal);
        return lease;
    }
}
/** Servers refuse an upload after reading its head: nearly always within the first 4 MB. */
const WATCHFUL_PIECES = 16;
const DEFAULT_MAX_REPLY_BYTES = 64 * 1024;
/**
 * Feeds an upload from a download: each chunk is read, written, and hashed while it is being sent. The last chunk is hashed
 * first and written only if the digest matches, so a corrupt blob is never completed at the destination.
 */
class RelayedBlob {
    #request;
    #upload;
    /** request head; sent with the first chunk */
    #head;
    #receivedBytes = 0;
    #pieces = 0;
    constructor(request, upload, head) {
        this.#request = request;
        this.#upload = upload;
        this.#head = head;
    }
    /** @throws TransportFailure of the upload, PromoteError of the download */
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
            // unless a complete request got a complete reply, the upload must never be completed
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
        // a reply to the upload, or its failure, ends the wait for the download
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
                // returns the connection of the download to its pool
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
     * Gives the upload's socket a chance to be read before the next write. libuv reads up to 32 buffers from one socket in a
     * row, and writing to a destination that replied early and reset the connection would lose its reply.
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
        // the kernel sends while we hash
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
    /** A body of the declared length has the wrong bytes; one without a declared length may be truncated. */
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
    /** The status decides: a server that refuses an upload often closes the connection before its error body has arrived. */
    async #earlyReply() {
        const { upload } = this.#request;
        const { head } = await this.#upload.start();
        const body = await readBody(this.#upload, upload.maxBodyBytes ?? DEFAULT_MAX_REPLY_BYTES).catch(() => new Uint8Array());
        return { status: head.status, headers: head.headers, body, url: upload.url, attempts: 1 };
    }
}
/** Failures of the source after which the rest may be available on another attempt. */
function isBreak(error) {
    return error instanceof errors/* PromoteError */.jG && (error.code === 'CONNECTION_FAILED' || error.code === 'TIMED_OUT');
}

// EXTERNAL MODULE: ./src/core/text/server-text.js
var server_text = __nccwpck_require__(6844);
;// CONCATENATED MODULE: ./src/http/connect/peer-chain.js

/** Describes our client certificate; undefined: there is none. */
async function peer_chain_readIdentity(connector, target) {
    const certificates = await connector.certificatesFor({ target, foreign: false }).catch(() => undefined);
    if (certificates?.identity === undefined)
        return undefined;
    const { X509Certificate } = await Promise.resolve(/* import() */).then(__nccwpck_require__.t.bind(__nccwpck_require__, 7598, 19));
    try {
        const { issuer, validTo } = new X509Certificate(certificates.identity.certificate);
        return { origin: certificates.origin, issuer: shown(issuer.replaceAll('\n', ', ')), validTo };
    }
    catch {
        return { origin: certificates.origin, issuer: undefined, validTo: undefined };
    }
}
const MAX_DEPTH = 10;
const MAX_TEXT = 200;
const DURATION_MS = 2_000;
/**
 * Reads the certificates of an untrusted server over a separate connection on which nothing is sent, so that the error can
 * name the missing authority. Undefined when they cannot be read.
 */
async function readChain(connector, target, signal) {
    let socket;
    try {
        socket = await connector.connectUnverified(target, DURATION_MS, signal);
        return isTls(socket) ? chainOf(socket.getPeerCertificate(true)) : undefined;
    }
    catch {
        // best effort: the original error is the one to report
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
    for (let depth = 0; depth < MAX_DEPTH; depth += 1) {
        // a root is its own issuer; an incomplete chain ends with a missing issuer
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
    // no listener by default
}

// EXTERNAL MODULE: external "node:timers/promises"
var promises_ = __nccwpck_require__(8500);
;// CONCATENATED MODULE: ./src/http/control-client.js




/** Runs undici on an open connection. */
function controlConnection(undiciClient, socket, target, idleTimeoutMs) {
    const client = new undiciClient(target.origin, {
        // The connection is ours already, made by connector.ts as all others. Not in the same turn: undici misses the answer.
        connect: (_options, callback) => {
            queueMicrotask(() => {
                if (socket.destroyed)
                    callback(new TransportFailure('broken', 'the connection was closed'), null);
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
        exchange: async (request, signal) => {
            const tooSlow = new AbortController();
            const stopWatching = watchProgress(socket, idleTimeoutMs, tooSlow);
            try {
                return await exchange(client, request, signal, tooSlow.signal);
            }
            catch (error) {
                const alert = signal.aborted ? undefined : alertOf(socket);
                throw alert === undefined ? error : reasonOf(alert);
            }
            finally {
                stopWatching();
            }
        },
    };
}
const MIN_BYTES_PER_SECOND = 100;
/**
 * undici's timeouts never fire while a byte arrives now and then. This aborts a reply that has begun but makes next to no
 * progress for as long as a server may be silent.
 * @returns stops the check
 */
function watchProgress(socket, durationMs, tooSlow) {
    const startBytes = socket.bytesRead;
    let beforeBytes = startBytes;
    const look = () => {
        const nowBytes = socket.bytesRead;
        const hasBegun = beforeBytes > startBytes;
        if (hasBegun && nowBytes - beforeBytes < (durationMs / 1000) * MIN_BYTES_PER_SECOND) {
            tooSlow.abort(new TransportFailure('idle-timeout', 'the server sends almost no data'));
            return;
        }
        beforeBytes = nowBytes;
        timer = setTimeout(look, durationMs);
    };
    let timer = setTimeout(look, durationMs);
    return () => clearTimeout(timer);
}
/**
 * undici's parser is WebAssembly. After a dozen replies V8 would compile it a second time, optimized, on another thread: 25 ms
 * of CPU time and 20 MB, which parsing headers does not repay (measured; docs/adr/0012-speed-of-control-traffic.md). The flag is
 * read when the parser is compiled, so it must be set before undici is loaded.
 */
const NEVER_OPTIMIZE_THE_PARSER = '--wasm-tiering-budget=2000000000';
/** Takes 15 ms: best done while waiting for the network. */
async function loadClient() {
    process.getBuiltinModule('node:v8').setFlagsFromString(NEVER_OPTIMIZE_THE_PARSER);
    const { undiciClient } = await import(/* webpackIgnore: true */ "./undici-client.js");
    return undiciClient;
}
function exchange(client, request, signal, tooSlow) {
    return new Promise((resolve, reject) => {
        const chunks = [];
        let sizeBytes = 0;
        let head;
        let abort = (reason) => void client.destroy(reason).catch(() => undefined);
        const onAbort = () => abort((0,errors/* cancelled */.KW)(signal));
        tooSlow.addEventListener('abort', () => abort(tooSlow.reason), { once: true });
        const fail = (error) => {
            signal.removeEventListener('abort', onAbort);
            if (signal.aborted)
                return reject((0,errors/* cancelled */.KW)(signal));
            const reason = reasonOf(error);
            if (reason instanceof TransportFailure)
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
                // informational (1xx) responses also arrive here
                if (status >= 200)
                    head = { status, headers: listed(headers) };
            },
            onResponseData: (controller, chunk) => {
                sizeBytes += chunk.byteLength;
                if (sizeBytes <= request.maxBodyBytes)
                    chunks.push(chunk);
                else
                    controller.abort(new TransportFailure('malformed', `the answer is longer than ${request.maxBodyBytes} bytes`));
            },
            onResponseEnd: () => {
                signal.removeEventListener('abort', onAbort);
                if (head === undefined)
                    reject(new TransportFailure('malformed', 'the answer has no head'));
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

;// CONCATENATED MODULE: ./src/http/transport.js

















/**
 * HTTP for one side.
 * @throws PromoteError INPUT_INVALID when the proxy cannot be used
 */
function createTransport(options) {
    const settings = settingsOf(options);
    const load = new HostLoad();
    const parts = partsOf(settings, new Connector(settings, load), load);
    const sender = new RequestClient(parts);
    const pool = new ConnectionPool();
    const opener = new Downloads(parts, pool);
    const blobRelay = new BlobRelay(parts, pool);
    return {
        side: settings.side,
        send: (request, signal) => atBorder(settings, request, signal, () => sender.send(request, signal)),
        open: (request, signal) => atBorder(settings, request, signal, () => opener.open(request, signal)),
        relay: (request, signal) => atBorder(settings, request.upload, signal, () => blobRelay.relay(request, signal)),
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
            return errorOfFailure(fault, { ...failed(name, attempt), chain, identity });
        },
        overBudget: (status, waitMs, name, attempt) => errorOfWait(status, waitMs, failed(name, attempt)),
    };
}
/** Adds `where` to the failure of a request that could not be sent. */
async function atBorder(settings, request, signal, run) {
    // many requests listen to one signal: Node 20 warns about a leak above ten listeners
    (0,external_node_events_.setMaxListeners)(0, signal);
    try {
        return await run();
    }
    catch (error) {
        if (!(error instanceof TransportFailure))
            throw error;
        const { side, idleTimeoutMs } = settings;
        const host = URL.canParse(request.url) ? new URL(request.url).host : 'server';
        throw errorOfFailure(error, { side, host, request: request.method, attempt: 0, idleTimeoutMs });
    }
}
const DEFAULT_MAX_BODY_BYTES = 4 * 1024 * 1024;
/** Control traffic: small requests and replies, held in memory. */
class RequestClient {
    #parts;
    #pool = new ConnectionPool();
    constructor(parts) {
        this.#parts = parts;
    }
    /** @throws PromoteError, TransportFailure for a request that cannot be sent */
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
        const { finalStatuses } = request;
        const repeatable = isRepeatable(request);
        const delivery = { name: () => name, repeatable, finalStatuses, send, drop: () => undefined };
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
            trace(settings, request.method, target, transportFailureOf(error).kind, startMs);
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
            const fault = transportFailureOf(error);
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
/** Loads undici while waiting for the network, two turns of the event loop later, so that pending requests are sent first. */
async function whenIdle() {
    await (0,promises_.setImmediate)();
    await (0,promises_.setImmediate)();
}

// EXTERNAL MODULE: ./src/entry/compose/calm-log.js
var calm_log = __nccwpck_require__(1365);
// EXTERNAL MODULE: ./src/entry/compose/system-clock.js
var system_clock = __nccwpck_require__(5119);
;// CONCATENATED MODULE: ./src/entry/compose/open-transport.js




/**
 * Opens a transport for the servers of a side, with its certificate authorities and proxy. Warns if certificates are not verified.
 */
function openTransport(side, options, reporter, environment) {
    if (side.insecureSkipTlsVerify) {
        reporter.warning(`TLS certificates of the ${side.side} are NOT verified: anyone who intercepts the connection can read the token and change the image. Set "${side.side}-ca" instead of "${side.side}-insecure-skip-tls-verify"`);
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
        userAgent: `openshift-promote/${version/* VERSION */.xv}`,
        clock: system_clock/* systemClock */.m,
        log: (0,calm_log/* createCalmLog */.s)(reporter, system_clock/* systemClock */.m),
        debug: (line) => {
            reporter.debug(line);
        },
    });
}


/***/ }),

/***/ 6244:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   w: () => (/* binding */ cancellationSignal)
/* harmony export */ });
/* harmony import */ var _core_text_errors_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(7206);

// A runner that cancels a job sends SIGINT, after 7.5 s SIGTERM, after 2.5 s more SIGKILL (actions/runner, ProcessInvoker).
// A terminal that closes sends SIGHUP, and so may its shell. nohup does not keep it away: Node resets ignored signals at its start.
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];
/** A signal that is aborted when the job is cancelled; a second request to stop, by other than SIGHUP, ends the process at once. */
function cancellationSignal() {
    const controller = new AbortController();
    const cancel = (name) => {
        if (controller.signal.aborted && name !== 'SIGHUP')
            process.exit(130);
        controller.abort(new _core_text_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .PromoteError */ .jG({ code: 'CANCELLED', message: `the job was cancelled (${name})` }));
    };
    for (const name of SIGNALS)
        process.on(name, cancel);
    return {
        signal: controller.signal,
        release: () => {
            for (const name of SIGNALS)
                process.off(name, cancel);
        },
    };
}


/***/ }),

/***/ 5119:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   m: () => (/* binding */ systemClock)
/* harmony export */ });
/* harmony import */ var node_timers_promises__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(8500);
/* harmony import */ var _core_text_errors_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(7206);


/** The clock of this machine. */
const systemClock = {
    nowMs: () => performance.now(),
    date: () => new Date(),
    sleep: async (durationMs, signal) => {
        try {
            await (0,node_timers_promises__WEBPACK_IMPORTED_MODULE_0__.setTimeout)(durationMs, undefined, { signal });
        }
        catch {
            throw (0,_core_text_errors_js__WEBPACK_IMPORTED_MODULE_1__/* .cancelled */ .KW)(signal);
        }
    },
};


/***/ }),

/***/ 5901:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

__nccwpck_require__.r(__webpack_exports__);
/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   run: () => (/* binding */ run)
/* harmony export */ });
/* harmony import */ var _hosts_github_later_steps_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(7400);
/* harmony import */ var _hosts_github_host_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(9985);
/* harmony import */ var _hosts_github_reporter_js__WEBPACK_IMPORTED_MODULE_2__ = __nccwpck_require__(6068);
/* harmony import */ var _run_promotion_js__WEBPACK_IMPORTED_MODULE_3__ = __nccwpck_require__(2735);
/* harmony import */ var _process_environment_js__WEBPACK_IMPORTED_MODULE_4__ = __nccwpck_require__(4615);





const HOST = { ..._hosts_github_host_js__WEBPACK_IMPORTED_MODULE_1__, addMasks: _hosts_github_later_steps_js__WEBPACK_IMPORTED_MODULE_0__/* .addMasks */ .d, createReporter: _hosts_github_reporter_js__WEBPACK_IMPORTED_MODULE_2__/* .createReporter */ .A, saveForPostStep: _hosts_github_later_steps_js__WEBPACK_IMPORTED_MODULE_0__/* .saveForPostStep */ .J };
/**
 * Entry point of the action. Inputs, state and outputs are those of the process. Sets the exit code and never rejects. Emulators of
 * a runner, such as @github/local-action, import it from here.
 */
async function run() {
    process.exitCode = await (0,_run_promotion_js__WEBPACK_IMPORTED_MODULE_3__.runPromotion)(HOST, (0,_process_environment_js__WEBPACK_IMPORTED_MODULE_4__/* .processEnvironment */ .h)([]));
}


/***/ }),

/***/ 4615:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   h: () => (/* binding */ processEnvironment)
/* harmony export */ });
/** The environment of this process; `argv` without the arguments that the entry point has consumed. */
function processEnvironment(argv) {
    return { env: process.env, argv, stdout: sinkOf(process.stdout), stderr: sinkOf(process.stderr) };
}
function sinkOf(stream) {
    // a closed pipe (| head) must not crash a promotion
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

/***/ 2735:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

// ESM COMPAT FLAG
__nccwpck_require__.r(__webpack_exports__);

// EXPORTS
__nccwpck_require__.d(__webpack_exports__, {
  PLAN: () => (/* binding */ PLAN),
  PROMOTION: () => (/* binding */ PROMOTION),
  ROLLBACK: () => (/* binding */ ROLLBACK),
  readRaw: () => (/* binding */ readRaw),
  runPromotion: () => (/* binding */ runPromotion),
  startRun: () => (/* binding */ startRun),
  withPorts: () => (/* binding */ withPorts)
});

// EXTERNAL MODULE: ./src/config/command-options.js
var command_options = __nccwpck_require__(214);
// EXTERNAL MODULE: ./src/config/tables/commands.js
var commands = __nccwpck_require__(2308);
// EXTERNAL MODULE: ./src/config/options.js + 7 modules
var options = __nccwpck_require__(3827);
// EXTERNAL MODULE: ./src/config/secrets.js
var secrets = __nccwpck_require__(1073);
// EXTERNAL MODULE: ./src/config/unknown-names.js
var unknown_names = __nccwpck_require__(6203);
// EXTERNAL MODULE: ./src/core/command-flags.js
var command_flags = __nccwpck_require__(6750);
// EXTERNAL MODULE: ./src/core/text/errors.js
var errors = __nccwpck_require__(7206);
// EXTERNAL MODULE: ./src/core/text/given-text.js
var given_text = __nccwpck_require__(3446);
// EXTERNAL MODULE: ./src/core/post-step-state.js
var post_step_state = __nccwpck_require__(8290);
// EXTERNAL MODULE: ./src/core/text/redaction.js
var redaction = __nccwpck_require__(8136);
// EXTERNAL MODULE: ./src/openshift/login/pod-account.js
var pod_account = __nccwpck_require__(9297);
// EXTERNAL MODULE: ./src/core/image/digest.js
var image_digest = __nccwpck_require__(2391);
// EXTERNAL MODULE: ./src/core/image/media-types.js
var media_types = __nccwpck_require__(4215);
// EXTERNAL MODULE: ./src/promotion/run/destination-tags.js
var destination_tags = __nccwpck_require__(7215);
// EXTERNAL MODULE: ./src/core/image/attachment-tags.js
var attachment_tags = __nccwpck_require__(7714);
// EXTERNAL MODULE: ./src/promotion/run/concurrency.js
var concurrency = __nccwpck_require__(5874);
;// CONCATENATED MODULE: ./src/promotion/move/attachments/look.js





// registry.md \u00a710, "Caps"
const MAX_REFERRERS = 500;
/** The attachments of one digest. */
async function lookAt(subject, look, signal) {
    // while the tags are on their way
    const list = await attempt(look, `cannot list what refers to ${subject}`, () => look.source.listReferrers(subject, MAX_REFERRERS, signal), signal);
    const known = await look.tags;
    const wanted = (0,attachment_tags/* cosignTags */.F)(subject).filter(({ tag }) => mayExist(tag, known));
    const [referrers, tags] = await (0,concurrency/* allOrFirstError */.te)([
        (inner) => findReferrers(subject, list, known, look, inner),
        (inner) => (0,concurrency/* allOrFirstError */.te)(wanted.map((tag) => (each) => findCosignTag(tag, look, each)), inner),
    ], signal);
    return { referrers, tags: tags.flatMap((tag) => tag ?? []) };
}
async function findCosignTag({ kind, tag }, look, signal) {
    const manifest = await findTag(tag, look, signal);
    return manifest === undefined ? undefined : { kind, tag, manifest };
}
/** Those the API lists, and those of the fallback tag: a registry may have both, and the one may know what the other does not. */
async function findReferrers(subject, list, known, look, signal) {
    const isListed = list?.kind === 'listed';
    const tag = (0,attachment_tags/* fallbackTag */.f)(subject);
    const isWanted = isListed ? known.tags.has(tag) : mayExist(tag, known);
    const read = () => referrersUnderTag(subject, look.source, signal);
    const fallback = isWanted ? await attempt(look, `cannot read the tag ${tag}`, read, signal) : undefined;
    if (fallback !== undefined && fallback.content.kind !== 'index') {
        look.problems.push(problemOf(look.source, `the tag ${tag} is not an index of referrers`));
    }
    const inTag = fallback?.content.kind === 'index' ? fallback.content.manifests : [];
    const all = new Map();
    for (const descriptor of [...(isListed ? list.referrers : []), ...inTag]) {
        if (descriptor.digest === subject || !(0,media_types/* isManifestMediaType */.CM)(descriptor.mediaType))
            continue;
        if (!all.has(descriptor.digest))
            all.set(descriptor.digest, descriptor);
    }
    if (all.size > MAX_REFERRERS || (isListed && !list.isComplete)) {
        const what = `more than ${MAX_REFERRERS} things refer to ${subject}; the first ${MAX_REFERRERS} are carried`;
        look.problems.push(problemOf(look.source, what));
    }
    return [...all.values()].slice(0, MAX_REFERRERS);
}
function mayExist(tag, { tags, isComplete }) {
    return tags.has(tag) || !isComplete;
}
async function findTag(tag, look, signal) {
    const run = () => manifestUnder(tag, look.source, signal);
    return attempt(look, `cannot read the tag ${tag}`, run, signal);
}
/** undefined: the request failed, and the problem was recorded */
async function attempt(look, what, run, signal) {
    try {
        return await run();
    }
    catch (error) {
        if (!(error instanceof errors/* PromoteError */.jG) || signal.aborted)
            throw error;
        look.problems.push(problemOf(look.source, `${what}: ${error.message}`, error.hint));
        return undefined;
    }
}
function problemOf(source, what, hint) {
    return { code: 'SIGNATURES_REQUIRED', message: `${source.host}/${source.name}: ${what}`, hint };
}
/** undefined: the tag does not exist */
async function manifestUnder(tag, repository, signal) {
    try {
        return await repository.getManifest(tag, signal);
    }
    catch (error) {
        if (error instanceof errors/* PromoteError */.jG && error.code === 'IMAGE_NOT_FOUND')
            return undefined;
        throw error;
    }
}
/**
 * The list of what refers to a digest, in registries without referrers API; undefined: there is none. `cosign copy` 3.1 leaves the
 * image itself under that tag, which lists nothing.
 */
async function referrersUnderTag(subject, repository, signal) {
    const manifest = await manifestUnder((0,attachment_tags/* fallbackTag */.f)(subject), repository, signal);
    return manifest?.digest === subject ? undefined : manifest;
}
const ATTEMPTS = 3;
/**
 * Changes what is under a tag that others may be writing, too. Registries have no conditional write, so it is read back, and
 * changed again if another client was faster (registry.md \u00a72, "Fallback push").
 * @param change what the tag should hold, given what it holds; undefined: it is as it should be
 * @param push stores a manifest under the tag
 * @throws PromoteError TAG_CONFLICT when others write it again and again
 */
async function updateTag(repository, tag, change, push, clock, signal) {
    for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
        const existing = await manifestUnder(tag, repository, signal);
        const wanted = await change(existing);
        if (wanted === undefined)
            return;
        await push(wanted);
        const written = { before: existing?.digest, after: wanted.digest };
        const read = () => repository.resolveTag(tag, signal);
        if ((await (0,destination_tags/* readUntilVisible */.Zz)(read, written, clock, signal)) === wanted.digest)
            return;
    }
    throw new errors/* PromoteError */.jG({
        code: 'TAG_CONFLICT',
        message: `the tag ${tag} of ${repository.host}/${repository.name} keeps being changed by something else`,
        hint: 'run the promotion again when nothing else writes signatures there',
        where: { side: repository.side, host: repository.host, repository: repository.name },
    });
}

;// CONCATENATED MODULE: ./src/promotion/move/attachments/search.js


// registry.md \u00a710, "Caps": a list without end, or a ring of things attached to each other, ends here.
const MAX_DEPTH = 3;
const MAX_ATTACHMENTS = 2_000;
const LOOKUPS_IN_FLIGHT = 6;
/**
 * Finds what is attached to `subjects`, and what is attached to that, and so on. What cannot be read is a problem, not an
 * error: the rest is found all the same.
 * @param tags of the repository, on their way; tags that are missing in a complete list are not asked for
 */
async function searchAttachments(subjects, source, tags, signal) {
    const search = { source, tags, problems: [], count: 0 };
    const found = [];
    const seen = new Set(subjects);
    let level = [...seen];
    for (let depth = 0; depth < MAX_DEPTH && level.length > 0; depth += 1) {
        const attached = await lookAtAll(level, depth, search, signal);
        found.push(...attached);
        const next = new Set(attached.flatMap(digestsOf).filter((digest) => !seen.has(digest)));
        for (const digest of next)
            seen.add(digest);
        level = [...next];
        if (search.count < MAX_ATTACHMENTS)
            continue;
        const what = `${MAX_ATTACHMENTS} things and more are attached to the image; it is not looked for all of them`;
        search.problems.push(problemOf(source, what));
        break;
    }
    return { found, problems: search.problems };
}
async function lookAtAll(subjects, depth, search, signal) {
    const results = [];
    const tasks = subjects.map((subject, index) => async (inner) => {
        if (search.count >= MAX_ATTACHMENTS)
            return;
        const attached = { subject, depth, ...(await lookAt(subject, search, inner)) };
        search.count += digestsOf(attached).length;
        results[index] = attached;
    });
    await (0,concurrency/* allOrFirstError */.te)((0,concurrency/* workers */.EH)(LOOKUPS_IN_FLIGHT, [tasks]), signal);
    return results.filter((attached) => digestsOf(attached).length > 0);
}
function digestsOf(attached) {
    return [
        ...attached.tags.map(({ manifest }) => manifest.digest),
        ...attached.referrers.map(({ digest }) => digest),
    ];
}

;// CONCATENATED MODULE: ./src/promotion/move/attachments/find.js





/** Three tags of cosign and the fallback tag: what has to be asked for a digest where the tags are not known. */
const TAGS_PER_SUBJECT = 4;
const MAX_TAG_PAGES = 1_000;
const UNKNOWN_TAGS = { tags: new Set(), isComplete: false };
/**
 * Looks for what is attached to the images. One list of the source's tags stands for four questions about each part of an
 * image; where it has more pages than there would be questions, the questions are asked instead.
 * With nothing attached it takes two requests, as long as the source has no referrers API or the image one part only.
 */
async function findAttachments(images, signal) {
    const groups = new Map();
    for (const image of images.filter(isElsewhere)) {
        const key = `${image.source.host}/${image.source.name}`;
        groups.set(key, [...(groups.get(key) ?? []), image]);
    }
    const results = await (0,concurrency/* allOrFirstError */.te)([...groups.values()].map((group) => (inner) => searchGroup(group, inner)), signal);
    return results.flat();
}
/** A new tag in the same repository needs no copies of attachments. */
function isElsewhere({ source, destination }) {
    return source.host !== destination.host || source.name !== destination.name;
}
/** Images of one repository. */
async function searchGroup(images, signal) {
    const parts = new Map(images.map((image) => [image, partsOf(image)]));
    const countParts = [...parts.values()].reduce((sum, digests) => sum + digests.length, 0);
    const [first] = images;
    if (first === undefined)
        return [];
    const tags = listTags(first.source, countParts, signal);
    const searches = [...parts].map(([image, digests]) => async (inner) => ({
        image,
        ...(await searchAttachments(digests, image.source, tags, inner)),
    }));
    const [found] = await (0,concurrency/* allOrFirstError */.te)([(inner) => (0,concurrency/* allOrFirstError */.te)(searches, inner), async () => void (await tags)], signal);
    return found;
}
async function listTags(source, countParts, signal) {
    const maxPages = Math.min(MAX_TAG_PAGES, countParts * TAGS_PER_SUBJECT);
    return (await source.listTags(maxPages, signal)) ?? UNKNOWN_TAGS;
}
/** The image, and every image in it. */
function partsOf({ root, graph }) {
    if (graph !== undefined)
        return graph.manifests.map(({ digest }) => digest);
    const children = root.content.kind === 'index' ? root.content.manifests : [];
    const images = children.filter(({ mediaType }) => (0,media_types/* isManifestMediaType */.CM)(mediaType));
    return [...new Set([root.digest, ...images.map(({ digest }) => digest)])];
}
/** Searches a repository one digest at a time, listing its tags once. Errors are added to the problems. */
function attachmentsOf(source) {
    let tags;
    return async (subject, signal) => {
        const problems = [];
        tags ??= listTags(source, 1, signal);
        return { ...(await lookAt(subject, { source, tags, problems }, signal)), problems };
    };
}
/** The attachments that would be copied, as lines of text. */
function describeFound(images) {
    return images.flatMap(({ found, problems }) => [
        ...found.map(({ subject, tags, referrers }) => {
            const names = tags.map(({ kind, tag }) => `${kind} ${tag}`);
            if (referrers.length > 0)
                names.push(`${referrers.length} referrers`);
            return `carry what is attached to ${(0,image_digest/* shortDigest */.VK)(subject)}: ${names.join(', ')}`;
        }),
        ...problems.map(({ message }) => message),
    ]);
}

// EXTERNAL MODULE: ./src/promotion/check/check.js + 4 modules
var check = __nccwpck_require__(373);
// EXTERNAL MODULE: ./src/promotion/resolve/source-image.js
var source_image = __nccwpck_require__(7175);
;// CONCATENATED MODULE: ./src/promotion/compare-images.js


// The number of changes that the page of the record lists individually.
const MAX_IMAGES = 4;
/**
 * Compares the images that the tags moved to with the previous ones. Both are in streams of the destination by now, so its API
 * knows them. Never rejects: the comparison is informative, and the promotion is done.
 */
async function compareImages({ ports, state, signal, }) {
    const { clusters, reporter } = ports;
    const cluster = clusters.destination;
    if (cluster === undefined)
        return new Map();
    const compare = async (image, inner) => {
        const change = await compareImage(image, cluster, inner);
        return change === undefined ? [] : [[image, change]];
    };
    try {
        const found = await (0,concurrency/* allOrFirstError */.te)(state.tagged.slice(0, MAX_IMAGES).map((image) => (inner) => compare(image, inner)), signal);
        return new Map(found.flat());
    }
    catch (error) {
        reporter.debug(`the differences are not shown: ${error instanceof Error ? error.message : String(error)}`);
        return new Map();
    }
}
/** undefined: the images are equal, or one of them cannot be read. */
async function compareImage({ request: { destination }, previousDigest, root }, cluster, signal) {
    if (previousDigest === undefined || previousDigest === root.digest)
        return undefined;
    const [before, after] = await Promise.all([previousDigest, root.digest].map((digest) => (0,source_image/* readKnownConfig */.W)(destination, digest, cluster, signal)));
    return before === undefined || after === undefined ? undefined : changeOf(before, after);
}
/** The differences between the configurations of two images. */
function changeOf(before, after) {
    // maps, because a label may have the name of a property of Object.prototype
    const [old, now] = [new Map(Object.entries(before.labels)), new Map(Object.entries(after.labels))];
    const names = [...new Set([...old.keys(), ...now.keys()])].sort();
    const labels = names.flatMap((name) => {
        const change = { before: old.get(name), after: now.get(name) };
        return change.before === change.after ? [] : [[name, change]];
    });
    return {
        created: { before: before.created, after: after.created },
        labels: Object.fromEntries(labels),
        environment: setChange(before.environmentNames, after.environmentNames),
        ports: setChange(portsOf(before), portsOf(after)),
    };
}
/** In the notation of `podman inspect`. */
function portsOf({ ports }) {
    return ports.map(({ port, protocol }) => `${port}/${protocol.toLowerCase()}`);
}
function setChange(before, after) {
    return {
        added: after.filter((name) => !before.includes(name)),
        removed: before.filter((name) => !after.includes(name)),
    };
}

// EXTERNAL MODULE: ./src/promotion/resolve/connect.js
var connect = __nccwpck_require__(5038);
// EXTERNAL MODULE: ./src/core/ports/apply.js
var apply = __nccwpck_require__(3802);
// EXTERNAL MODULE: ./src/promotion/apply/plan-apply.js + 1 modules
var plan_apply = __nccwpck_require__(2388);
// EXTERNAL MODULE: ./src/promotion/run/resolved-image.js
var resolved_image = __nccwpck_require__(6097);
// EXTERNAL MODULE: ./src/promotion/run/stream-tag.js
var stream_tag = __nccwpck_require__(8932);
;// CONCATENATED MODULE: ./src/promotion/apply/apply.js





/** The image streams that images are promoted to and that the applied objects create. */
function streamsToCreate(objects, images) {
    return objects.filter(({ kind, action, project, name }) => kind === 'ImageStream' &&
        action === 'create' &&
        images.some(({ request: { destination } }) => destination.kind === 'stream' && destination.project === project && destination.stream === name));
}
/**
 * Creates image streams as their manifests say. The first push to a stream that does not exist would create it with defaults that
 * belong to the registry, so applying the manifest afterwards would be a conflict.
 */
async function createStreams({ ports, state, signal }, context, streams) {
    const { request, problems } = await (0,plan_apply/* applyRequest */.C)({ ...context, newProjects: new Set() }, 'source', resolved_image/* destinationImageOf */.n7, ports, signal);
    if (problems.length > 0)
        throw (0,errors/* errorOfProblems */.M$)('CHECK_FAILED', problems);
    const onApplied = (applied) => {
        const { object } = applied;
        ports.reporter.info((0,apply/* describeObject */.v8)(object, 'done'));
        // someone else created it since it was planned, so it is not removed
        if (object.action !== 'create')
            return;
        state.createdStreams = [...state.createdStreams, applied];
        const remove = async (later) => {
            const stream = { project: object.project, stream: object.name };
            const tags = await context.cluster.streams.readTags(stream, later);
            if (tags !== undefined && tags.names.length > 0)
                return false;
            await applied.undo(later);
            return true;
        };
        state.made = [...state.made, { name: (0,apply/* objectText */.tq)(object), goes: 'on failure', remove }];
    };
    await context.cluster.objects.apply({ ...request, only: streams }, onApplied, signal);
}
/** Applies the planned objects. Runs after the tags have moved, because the objects may refer to them. */
async function apply_apply({ ports, state, signal }, context) {
    const specs = new Map();
    for (const image of context.images)
        specs.set(image, await pullSpecOf(image, signal));
    const { request, problems } = await (0,plan_apply/* applyRequest */.C)({ ...context, newProjects: new Set() }, 'destination', (image) => specs.get(image) ?? (0,resolved_image/* destinationImageOf */.n7)(image), ports, signal);
    if (problems.length > 0)
        throw (0,errors/* errorOfProblems */.M$)('CHECK_FAILED', problems);
    await context.cluster.objects.apply(request, (applied) => {
        const created = state.createdStreams.find(({ object }) => (0,apply/* isSameObject */.Gy)(object, applied.object));
        state.applied = [...state.applied, created ?? applied];
        if (created !== undefined)
            state.made = state.made.filter(({ name }) => name !== (0,apply/* objectText */.tq)(created.object));
        if (created === undefined)
            ports.reporter.info((0,apply/* describeObject */.v8)(applied.object, 'done'));
    }, signal);
}
/** The pull spec that pods use, with the internal host of the registry. */
async function pullSpecOf(image, signal) {
    if (image.stream === undefined)
        return (0,resolved_image/* destinationImageOf */.n7)(image);
    const { cluster, project, stream } = image.stream;
    try {
        const name = { project, stream, tag: image.request.destination.tag };
        const tag = await cluster.streams.getTag(name, signal);
        return tag?.digest === image.root.digest ? tag.pullSpec : (0,resolved_image/* destinationImageOf */.n7)(image);
    }
    catch (error) {
        if ((0,stream_tag/* isDenied */.GZ)(error))
            return (0,resolved_image/* destinationImageOf */.n7)(image);
        throw error;
    }
}

// EXTERNAL MODULE: ./src/promotion/apply/desired-state.js
var desired_state = __nccwpck_require__(5234);
// EXTERNAL MODULE: ./src/promotion/gate/gate.js
var gate_gate = __nccwpck_require__(3308);
// EXTERNAL MODULE: ./src/core/attachment-text.js
var attachment_text = __nccwpck_require__(7190);
// EXTERNAL MODULE: ./src/core/text/units.js
var units = __nccwpck_require__(8934);
// EXTERNAL MODULE: ./src/core/text/server-text.js
var server_text = __nccwpck_require__(6844);
;// CONCATENATED MODULE: ./src/promotion/move/attachments/carried.js


const MAX_TYPE_LENGTH = 200;
function reportOn({ subject, name, type }, outcome, reason) {
    const report = { subject, name, type: (0,server_text/* cleanServerText */.C)(type, MAX_TYPE_LENGTH), outcome };
    return reason === undefined ? report : { ...report, reason };
}
/** Copies an attachment. A failure becomes its report, so that the others are still copied. */
async function orFailed(attachment, run, signal) {
    try {
        return await run();
    }
    catch (error) {
        if (!(error instanceof errors/* PromoteError */.jG) || signal.aborted)
            throw error;
        return { reports: [reportOn(attachment, 'failed', failureText(error))], moved: [] };
    }
}
function failureText(error) {
    return error.hint === undefined ? error.message : `${error.message}; ${error.hint}`;
}
function together(parts) {
    return {
        reports: parts.flatMap(({ reports }) => reports),
        moved: parts.flatMap(({ moved }) => moved),
    };
}

;// CONCATENATED MODULE: ./src/core/image/missing-content.js

/** The missing content, if that is why `Repository.putManifest` threw `error`. */
function missingContentOf(error) {
    const cause = error instanceof errors/* PromoteError */.jG ? error.cause : undefined;
    return isMissingContent(cause) ? cause : undefined;
}
function isMissingContent(cause) {
    return typeof cause === 'object' && cause !== null && 'kind' in cause && cause.kind === 'missing-content';
}

;// CONCATENATED MODULE: ./src/promotion/run/push-manifest.js

/**
 * Pushes one manifest of an image under a tag or its digest. A registry may say that it has a blob and then refuse the
 * manifest because it has not (a stale cache after pruning, openshift-api.md \u00a73.10): what the manifest refers to is then
 * sent once more, trusting nothing, and the manifest after it.
 */
async function pushManifest(manifest, reference, image, ports, signal) {
    try {
        await image.destination.putManifest(manifest, reference, signal);
    }
    catch (error) {
        if (missingContentOf(error) === undefined || image.graph === undefined)
            throw error;
        ports.reporter.warning(`${image.destination.host}/${image.destination.name} lacks content it said it had: sending it again`);
        await sendContent(manifest, image, image.graph, ports, signal);
        await image.destination.putManifest(manifest, reference, signal);
    }
}
async function sendContent(manifest, image, graph, ports, signal) {
    const { content } = manifest;
    if (content.kind === 'index') {
        for (const child of graph.manifests) {
            if (!content.manifests.some(({ digest }) => digest === child.digest))
                continue;
            await sendContent(child, image, graph, ports, signal);
            await image.destination.putManifest(child, child.digest, signal);
        }
        return;
    }
    const route = {
        source: image.source,
        destination: image.destination,
        onBytes: () => undefined,
        shortcuts: false,
    };
    for (const blob of [content.config, ...content.layers]) {
        if (!graph.skippedLayers.some(({ digest }) => digest === blob.digest))
            await ports.registries.copyBlob(blob, route, signal);
    }
}

// EXTERNAL MODULE: ./src/core/image/reference.js
var image_reference = __nccwpck_require__(3638);
;// CONCATENATED MODULE: ./src/promotion/move/content/move.js



// Above this a transfer is bound by bandwidth, below by round trips (performance.md \u00a74.2).
const SMALL_BLOB_BYTES = 4 * 1024 * 1024;
// Round trips are what small blobs wait for, so more of them are in flight.
const SMALL_BLOBS_PER_SLOT = 3;
/**
 * Brings all content of all images to the destination, except the manifests that carry a tag: blobs, largest first, then
 * the children of indexes. No tag has changed when this ends or fails.
 */
async function move(images, options, ports, signal) {
    const transfers = images.map((image) => createTransfer(image, ports));
    await run(transfers, options, ports, signal);
    return transfers.map((transfer) => transfer.summary());
}
/** The same for one image. */
async function moveOne(image, options, ports, signal) {
    const transfer = createTransfer(image, ports);
    await run([transfer], options, ports, signal);
    return transfer.summary();
}
async function run(transfers, options, ports, signal) {
    const tasks = transfers.flatMap((transfer) => transfer.blobTasks);
    tasks.sort((one, other) => other.sizeBytes - one.sizeBytes);
    const isSmall = (task) => task.sizeBytes <= SMALL_BLOB_BYTES;
    const large = tasks.filter((task) => !isSmall(task)).map((task) => task.run);
    const small = tasks.filter(isSmall).map((task) => task.run);
    await (0,concurrency/* allOrFirstError */.te)([
        ...(0,concurrency/* workers */.EH)(options.concurrency, [large, small]),
        ...(0,concurrency/* workers */.EH)(options.concurrency * (SMALL_BLOBS_PER_SLOT - 1), [small]),
    ], signal);
    await (0,concurrency/* allOrFirstError */.te)(transfers.map((transfer) => (inner) => pushChildren(transfer.image, ports, inner)), signal);
}
function createTransfer(image, ports) {
    const { blobs = [], skippedLayers = [] } = image.graph ?? {};
    const outcomes = [];
    const meter = createTransferMeter({
        label: (0,image_reference/* formatReference */.FH)(image.request.destination),
        totalBytes: blobs.reduce((sum, blob) => sum + blob.sizeBytes, 0),
        totalBlobs: blobs.length,
    }, ports.reporter, ports.clock);
    const blobTasks = blobs.map((blob) => ({
        sizeBytes: blob.sizeBytes,
        run: async (signal) => {
            const outcome = await copyBlob(blob, image, meter, ports, signal);
            outcomes.push({ blob, outcome });
        },
    }));
    return {
        image,
        blobTasks,
        summary: () => ({
            image,
            ...countOutcomes(outcomes),
            blobs: [...outcomes, ...skippedLayers.map((blob) => ({ blob, outcome: 'skipped' }))].map(blobReport),
        }),
    };
}
async function copyBlob(blob, image, meter, ports, signal) {
    const outcome = await ports.registries.copyBlob(blob, {
        source: image.source,
        destination: image.destination,
        onBytes: (countBytes) => {
            meter.addBytes(countBytes);
        },
        shortcuts: true,
    }, signal);
    meter.endBlob(outcome === 'copied' ? 0 : blob.sizeBytes);
    ports.reporter.debug(`${outcome} ${blob.digest} (${blob.sizeBytes} bytes, ${blob.mediaType})`);
    return outcome;
}
function blobReport({ blob, outcome, }) {
    return { digest: blob.digest, mediaType: blob.mediaType, sizeBytes: blob.sizeBytes, outcome };
}
function countOutcomes(outcomes) {
    let blobsCopied = 0;
    let bytesCopied = 0;
    let bytesSkipped = 0;
    for (const { blob, outcome } of outcomes) {
        if (outcome === 'copied') {
            blobsCopied += 1;
            bytesCopied += blob.sizeBytes;
        }
        else {
            bytesSkipped += blob.sizeBytes;
        }
    }
    return { blobsCopied, blobsSkipped: outcomes.length - blobsCopied, bytesCopied, bytesSkipped };
}
/** Every manifest but the root, by digest, each after its own children. The root carries the tag and is pushed last. */
async function pushChildren(image, ports, signal) {
    for (const level of levelsBelowRoot(image.graph)) {
        await (0,concurrency/* allOrFirstError */.te)(level.map((manifest) => (inner) => pushManifest(manifest, manifest.digest, image, ports, inner)), signal);
    }
}
/** Manifests by height: those without children first. */
function levelsBelowRoot(graph) {
    if (graph === undefined)
        return [];
    const heights = new Map();
    const levels = [];
    for (const manifest of graph.manifests) {
        if (manifest === graph.root)
            continue;
        const children = manifest.content.kind === 'index' ? manifest.content.manifests : [];
        const height = Math.max(-1, ...children.map((child) => heights.get(child.digest) ?? -1)) + 1;
        heights.set(manifest.digest, height);
        (levels[height] ??= []).push(manifest);
    }
    return levels;
}
const WINDOW_MS = 5_000;
const SAMPLE_MS = 250;
/** The rate is that of the last seconds: an average over the whole transfer would hide a stall. */
function createTransferMeter(total, reporter, clock) {
    let doneBytes = 0;
    let doneBlobs = 0;
    let movedBytes = 0;
    const samples = [
        { atMs: clock.nowMs(), movedBytes: 0 },
    ];
    const rate = (nowMs) => {
        while (samples.length > 1 && nowMs - (samples[0]?.atMs ?? nowMs) > WINDOW_MS)
            samples.shift();
        const first = samples[0];
        if (first === undefined || nowMs <= first.atMs)
            return 0;
        return ((movedBytes - first.movedBytes) * 1000) / (nowMs - first.atMs);
    };
    const tell = (nowMs) => {
        reporter.transferProgress({ ...total, doneBytes, doneBlobs, bytesPerSecond: rate(nowMs) });
    };
    return {
        addBytes(countBytes) {
            doneBytes += countBytes;
            movedBytes += countBytes;
            const nowMs = clock.nowMs();
            if (nowMs - (samples.at(-1)?.atMs ?? 0) < SAMPLE_MS)
                return;
            samples.push({ atMs: nowMs, movedBytes });
            tell(nowMs);
        },
        endBlob(skippedBytes) {
            doneBytes += skippedBytes;
            doneBlobs += 1;
            tell(clock.nowMs());
        },
    };
}

;// CONCATENATED MODULE: ./src/promotion/move/attachments/artifact.js



// Signatures are small, and the attachments of several digests are already copied concurrently.
const CONCURRENCY = { concurrency: 2 };
/**
 * Brings all content of something attached to an image to the destination, except its own manifest. The `image` of what comes
 * back stands for it, between the same repositories.
 * @param name tag or digest it will have
 */
async function moveArtifact(manifest, name, image, ports, signal) {
    const graph = await (0,resolved_image/* readContent */.c_)(manifest, image.source, signal);
    return moveGraph(graph, name, image, ports, signal);
}
/** The same, for content that is already resolved. */
async function moveGraph(graph, name, image, ports, signal) {
    return moveOne(artifactOf(graph, name, image), CONCURRENCY, ports, signal);
}
/** An attachment as an image of its own, between the same repositories under another name. */
function artifactOf(graph, name, image) {
    const destination = (0,image_digest/* isDigest */.Bc)(name)
        ? { ...image.request.destination, digest: name }
        : { ...image.request.destination, digest: undefined, tag: name };
    return { ...image, request: { ...image.request, destination }, root: graph.root, graph };
}

// EXTERNAL MODULE: ./src/core/image/read-manifest.js
var read_manifest = __nccwpck_require__(6833);
// EXTERNAL MODULE: ./src/core/text/strict-json.js
var strict_json = __nccwpck_require__(1691);
;// CONCATENATED MODULE: ./src/core/image/fallback-index.js




/**
 * OpenShift refuses an index with an entry without platform (500, capture 54u) and accepts this one (54v). Everywhere else an
 * entry may have one (image-spec image-index.md), and builders mark attestations with the same: docs/adr/0010.
 */
const NO_PLATFORM = { architecture: 'unknown', os: 'unknown' };
/**
 * The index under the fallback tag of a subject, with `referrers` added to its entries. Entries have the artifact type and
 * annotations of their manifests, since clients filter by them (distribution-spec, "Referrers Tag Schema"). Existing entries are
 * not changed.
 * @param existing what is under the tag now
 * @returns undefined when everything is listed already
 * @throws PromoteError MANIFEST_INVALID when the tag is something else, which must not be overwritten; MANIFEST_UNSUPPORTED
 */
function mergeFallbackIndex(existing, referrers) {
    const listed = listedIn(existing);
    const missing = referrers.filter(({ digest }) => !listed.has(digest));
    if (missing.length === 0)
        return undefined;
    const before = existing === undefined ? {} : (0,strict_json/* parseStrictJson */.RJ)(existing.bytes);
    const entries = Array.isArray(before['manifests']) ? before['manifests'].filter(strict_json/* isJsonObject */.OW) : [];
    const index = {
        schemaVersion: 2,
        mediaType: media_types/* OCI_INDEX */.$p,
        ...before,
        manifests: [...entries, ...missing.map(entryOf)].map(withPlatform),
    };
    return (0,read_manifest/* readManifest */.WI)(new TextEncoder().encode(JSON.stringify(index)), media_types/* OCI_INDEX */.$p);
}
function listedIn(existing) {
    if (existing === undefined)
        return new Set();
    if (existing.content.kind !== 'index' || existing.mediaType !== media_types/* OCI_INDEX */.$p) {
        throw new errors/* PromoteError */.jG({
            code: 'MANIFEST_INVALID',
            message: `it contains ${existing.mediaType} instead of an index of referrers`,
        });
    }
    return new Set(existing.content.manifests.map(({ digest }) => digest));
}
function entryOf({ mediaType, digest, bytes, content }) {
    const artifactType = content.artifactType ?? (content.kind === 'image' ? content.config.mediaType : undefined);
    const { annotations } = content;
    return {
        mediaType,
        digest,
        size: bytes.byteLength,
        ...(artifactType === undefined ? {} : { artifactType }),
        ...(Object.keys(annotations).length === 0 ? {} : { annotations }),
    };
}
function withPlatform(entry) {
    const platform = (0,strict_json/* isJsonObject */.OW)(entry['platform']) ? entry['platform'] : {};
    const filled = Object.entries(platform).filter(([, value]) => value !== '' && value !== null);
    return { ...entry, platform: { ...NO_PLATFORM, ...Object.fromEntries(filled) } };
}

;// CONCATENATED MODULE: ./src/promotion/move/attachments/carry-referrers.js









const REFERRERS_IN_FLIGHT = 4;
/** Copies the referrers of a digest that the destination does not list yet. */
async function carryReferrers({ subject, referrers }, image, ports, signal) {
    if (referrers.length === 0)
        return { reports: [], moved: [] };
    let known;
    try {
        known = await knownReferrers(image.destination, subject, referrers, signal);
    }
    catch (error) {
        if (!(error instanceof errors/* PromoteError */.jG) || signal.aborted)
            throw error;
        const reason = failureText(error);
        return { reports: referrers.map((each) => reportOn(nameOf(subject, each), 'failed', reason)), moved: [] };
    }
    const present = referrers.flatMap((descriptor) => {
        const there = known.get(descriptor.digest);
        return there === undefined ? [] : [reportOn(nameOf(subject, { ...descriptor, ...there }), 'present')];
    });
    const missing = referrers.filter(({ digest }) => !known.has(digest));
    const results = [];
    const tasks = missing.map((descriptor, index) => async (inner) => {
        const run = () => carryReferrer(descriptor, subject, image, ports, inner);
        results[index] = await orFailed(nameOf(subject, descriptor), run, inner);
    });
    await (0,concurrency/* allOrFirstError */.te)((0,concurrency/* workers */.EH)(REFERRERS_IN_FLIGHT, [tasks]), signal);
    const arrived = results.flatMap(({ moved }) => moved.map((artifact) => artifact.image.root));
    const unlisted = arrived.length === 0
        ? undefined
        : await listReferrers(subject, arrived, image.destination, ports.clock, signal);
    const reports = arrived.map((manifest) => unlisted?.referrers.includes(manifest) === true
        ? reportOn(nameOf(subject, manifest), 'failed', unlisted.reason)
        : reportOn(nameOf(subject, manifest), 'copied'));
    return together([{ reports: [...present, ...reports], moved: [] }, ...results]);
}
/** Returns no report when the content has arrived, because the destination has yet to list it. */
async function carryReferrer({ digest }, subject, image, ports, signal) {
    const manifest = await image.source.getManifest(digest, signal);
    const named = manifest.content.subject?.digest;
    if (named !== subject) {
        const reason = `it is listed for ${(0,image_digest/* shortDigest */.VK)(subject)} but ${named === undefined ? 'attached to nothing' : `attached to ${(0,image_digest/* shortDigest */.VK)(named)}`}`;
        return { reports: [reportOn(nameOf(subject, manifest), 'dropped', reason)], moved: [] };
    }
    const moved = await moveArtifact(manifest, digest, image, ports, signal);
    await pushManifest(manifest, digest, moved.image, ports, signal);
    return { reports: [], moved: [moved] };
}
function nameOf(subject, referrer) {
    const type = 'content' in referrer ? typeOf(referrer) : referrer.artifactType;
    return { subject, name: referrer.digest, type: type ?? referrer.mediaType };
}
function typeOf({ content }) {
    return content.artifactType ?? (content.kind === 'image' ? content.config.mediaType : undefined);
}
/** The most referrers a destination may list for one digest, including those of other clients. */
const MAX_LISTED = 10_000;
/** The referrers that the destination lists. Its fallback tag is read only when some are missing from the list. */
async function knownReferrers(destination, subject, referrers, signal) {
    const listed = await listedBy(destination, subject, signal);
    const known = new Map(listed.map((descriptor) => [descriptor.digest, descriptor]));
    if (referrers.every(({ digest }) => known.has(digest)))
        return known;
    const fallback = await referrersUnderTag(subject, destination, signal);
    const entries = fallback?.content.kind === 'index' ? fallback.content.manifests : [];
    for (const entry of entries)
        known.set(entry.digest, entry);
    return known;
}
/** Empty if the destination has no referrers API or it fails; the fallback tag is used then. */
async function listedBy(destination, subject, signal) {
    let list;
    try {
        list = await destination.listReferrers(subject, MAX_LISTED, signal);
    }
    catch (error) {
        if (!(error instanceof errors/* PromoteError */.jG) || signal.aborted)
            throw error;
        return [];
    }
    return list.kind === 'listed' ? list.referrers : [];
}
/**
 * Makes the destination list what has arrived there, by itself or in the index under the fallback tag. That a registry has
 * understood `subject` is believed when it lists it: some say so and list nothing (registry.md \u00a72).
 * @returns what it does not list after all; undefined: nothing
 */
async function listReferrers(subject, arrived, destination, clock, signal) {
    const listed = new Set((await listedBy(destination, subject, signal)).map(({ digest }) => digest));
    const referrers = arrived.filter(({ digest }) => !listed.has(digest));
    if (referrers.length === 0)
        return undefined;
    const tag = (0,attachment_tags/* fallbackTag */.f)(subject);
    try {
        await updateTag(destination, tag, async (existing) => mergeFallbackIndex(existing?.digest === subject ? undefined : existing, referrers), (index) => destination.putManifest(index, tag, signal), clock, signal);
        return undefined;
    }
    catch (error) {
        if (!(error instanceof errors/* PromoteError */.jG) || signal.aborted)
            throw error;
        return { referrers, reason: `the destination does not list it under ${tag}: ${failureText(error)}` };
    }
}

;// CONCATENATED MODULE: ./src/core/image/cosign-manifest.js




/** One signature or attestation per layer, to which cosign appends as well. */
const APPENDABLE = new Set([
    'application/vnd.dev.cosign.simplesigning.v1+json',
    'application/vnd.dsse.envelope.v1+json',
]);
const IMAGE_CONFIGS = new Set([
    'application/vnd.oci.image.config.v1+json',
    'application/vnd.docker.container.image.v1+json',
]);
const NO_TIME = '0001-01-01T00:00:00Z';
/**
 * Compares source and destination under the same cosign tag (registry.md \u00a77.1).
 * @throws PromoteError MANIFEST_INVALID when they differ and cannot be joined
 */
function planCosignTag(source, existing) {
    if (existing === undefined)
        return { kind: 'copy' };
    if (existing.digest === source.digest)
        return { kind: 'keep' };
    if (!isPlain(source) || !isPlain(existing) || source.mediaType !== existing.mediaType) {
        throw notJoinable(source, existing);
    }
    const [ours, theirs] = [keysOf(source.content), keysOf(existing.content)];
    if (isSubset(ours, theirs))
        return { kind: 'keep' };
    if (isSubset(theirs, ours))
        return { kind: 'copy' };
    const layers = [...existing.content.layers, ...source.content.layers];
    if (!layers.every(({ mediaType }) => APPENDABLE.has(mediaType)))
        throw notJoinable(source, existing);
    return merge(source, existing, theirs);
}
/** Whether a manifest has only fields that cosign writes, so that only layers can differ. */
function isPlain(manifest) {
    const { content } = manifest;
    return (content.kind === 'image' &&
        IMAGE_CONFIGS.has(content.config.mediaType) &&
        content.subject === undefined &&
        content.artifactType === undefined &&
        Object.keys(content.annotations).length === 0);
}
/** The existing manifest with the missing layers appended, in the same way as cosign. */
function merge(source, existing, theirs) {
    const lacking = source.content.layers.map((layer) => !theirs.has(keyOf(layer)));
    const layers = [...layersOf(existing), ...layersOf(source).filter((_, index) => lacking[index])];
    const config = configFor(existing.content.config.mediaType, layers);
    const body = {
        ...(0,strict_json/* parseStrictJson */.RJ)(existing.bytes),
        config: { mediaType: config.mediaType, size: config.sizeBytes, digest: config.digest },
        layers,
    };
    const bytes = new TextEncoder().encode(JSON.stringify(body));
    return { kind: 'merge', manifest: (0,read_manifest/* readManifest */.WI)(bytes, existing.mediaType), config };
}
/** The original layers, including unknown fields. */
function layersOf({ bytes }) {
    const layers = (0,strict_json/* parseStrictJson */.RJ)(bytes)['layers'];
    return Array.isArray(layers) ? layers.filter(strict_json/* isJsonObject */.OW) : [];
}
/** The cosign config only lists the layers. They are not compressed, so their digests are the diff IDs. */
function configFor(mediaType, layers) {
    const data = new TextEncoder().encode(JSON.stringify({
        architecture: '',
        created: NO_TIME,
        history: layers.map(() => ({ created: NO_TIME })),
        os: '',
        rootfs: { type: 'layers', diff_ids: layers.map((layer) => layer['digest']) },
        config: {},
    }));
    return { mediaType, digest: (0,image_digest/* digestOf */.ol)(data), sizeBytes: data.byteLength, data };
}
/** Two signatures of the same payload are layers with the same digest, distinguished by their annotations. */
function keyOf({ mediaType, digest, annotations }) {
    const sorted = Object.entries(annotations ?? {}).sort(([one], [other]) => (one < other ? -1 : 1));
    return JSON.stringify([mediaType, digest, sorted]);
}
function keysOf({ layers }) {
    return new Set(layers.map(keyOf));
}
function isSubset(some, all) {
    return [...some].every((key) => all.has(key));
}
function notJoinable(source, existing) {
    return new errors/* PromoteError */.jG({
        code: 'MANIFEST_INVALID',
        message: `the destination already has a different one, ${existing.digest} instead of ${source.digest}, and the two cannot be merged`,
        hint: 'the one at the destination was kept; delete its tag to have it replaced',
    });
}

;// CONCATENATED MODULE: ./src/promotion/move/attachments/carry.js









// OpenShift writes every tag of a stream into one object and gives up after ten conflicts (openshift-api.md \u00a710.3).
const SUBJECTS_IN_FLIGHT = 4;
const MAX_WARNINGS = 20;
/**
 * Copies the attachments to the destination, which must already have the images: those of an image before those of its attachments.
 * A failure is recorded as a problem and does not stop the rest.
 */
async function carryAttachments(found, ports, signal) {
    const carried = new Map();
    const roots = found.filter(needsRoot).map(({ image }) => image);
    await (0,concurrency/* allOrFirstError */.te)(roots.map((image) => (inner) => pushRoot(image, ports, inner)), signal);
    const depths = new Set(found.flatMap((each) => each.found.map(({ depth }) => depth)));
    for (const depth of [...depths].sort((one, other) => one - other)) {
        const tasks = found.flatMap((each) => each.found
            .filter((attached) => attached.depth === depth)
            .map((attached) => async (inner) => {
            carried.set(attached, await carryAll(attached, each.image, ports, inner));
        }));
        await (0,concurrency/* allOrFirstError */.te)((0,concurrency/* workers */.EH)(SUBJECTS_IN_FLIGHT, [tasks]), signal);
    }
    return found.map((each) => {
        const all = together(each.found.flatMap((attached) => carried.get(attached) ?? []));
        return { image: each.image, ...all, problems: [...each.problems, ...all.reports.flatMap(problemsOf)] };
    });
}
/** @throws PromoteError SIGNATURES_REQUIRED with all problems if every attachment is required; otherwise they are warnings */
function requireCarried(carried, mode, ports) {
    const dropped = carried.flatMap(({ reports }) => reports.filter(({ outcome }) => outcome === 'dropped'));
    const problems = carried.flatMap((each) => each.problems);
    if (mode === 'always' && problems.length > 0)
        throw required(problems);
    const lines = [
        ...dropped.map(({ name, reason }) => `${name} was left out: ${reason ?? ''}`),
        ...problems.map(({ message }) => message),
    ];
    for (const line of lines.slice(0, MAX_WARNINGS))
        ports.reporter.warning(line);
    const more = lines.length - MAX_WARNINGS;
    if (more > 0)
        ports.reporter.warning(`and ${more} more about signatures and attestations`);
}
function required(problems) {
    const [first, ...others] = problems;
    return new errors/* PromoteError */.jG({
        code: 'SIGNATURES_REQUIRED',
        message: first !== undefined && others.length === 0
            ? first.message
            : `${problems.length} things that are attached to the image cannot be carried`,
        hint: 'remove what is in the way, or set "signatures" to "auto" to promote without them',
        problems,
    });
}
/** Some registries refuse what refers to a digest they do not have; a push by digest changes nothing that can be pulled by tag. */
function needsRoot({ image, found }) {
    return image.graph !== undefined && found.some(({ referrers }) => referrers.length > 0);
}
async function pushRoot(image, ports, signal) {
    try {
        await pushManifest(image.root, image.root.digest, image, ports, signal);
    }
    catch (error) {
        // OpenShift before 4.13 rejects pushes by digest; any other problem will show in the push by tag
        if (!(error instanceof errors/* PromoteError */.jG) || signal.aborted)
            throw error;
        ports.reporter.info(`${image.root.digest} is not taken without a tag: ${error.message}`);
    }
}
async function carryAll(attached, image, ports, signal) {
    const parts = await (0,concurrency/* allOrFirstError */.te)([
        (inner) => carryReferrers(attached, image, ports, inner),
        (inner) => carryTags(attached, image, ports, inner),
    ], signal);
    return together(parts);
}
async function carryTags({ subject, tags }, image, ports, signal) {
    const parts = [];
    for (const tag of tags)
        parts.push(await carryTag(tag, subject, image, ports, signal));
    return together(parts);
}
function problemsOf({ outcome, type, name, subject, reason }) {
    if (outcome !== 'failed')
        return [];
    const message = `the ${type} ${name} of ${(0,image_digest/* shortDigest */.VK)(subject)} is not carried: ${reason ?? 'for no reason'}`;
    return [{ code: 'SIGNATURES_REQUIRED', message }];
}
/**
 * Carries what cosign keeps under a tag: byte for byte where the destination has nothing that would be lost, else added to
 * what it has (registry.md \u00a76 case 106).
 */
async function carryTag({ kind, tag, manifest }, subject, image, ports, signal) {
    const attachment = { subject, name: tag, type: kind };
    const moved = [];
    let outcome = 'present';
    const change = async (existing) => {
        const plan = planCosignTag(manifest, existing);
        switch (plan.kind) {
            case 'keep':
                return undefined;
            case 'copy':
                moved.push(await moveArtifact(manifest, tag, image, ports, signal));
                outcome = 'copied';
                return manifest;
            case 'merge':
                moved.push(await moveGraph(mergedGraph(manifest, plan), tag, image, ports, signal));
                outcome = 'merged';
                return plan.manifest;
        }
    };
    const push = (wanted) => pushManifest(wanted, tag, moved.at(-1)?.image ?? image, ports, signal);
    const run = async () => {
        await updateTag(image.destination, tag, change, push, ports.clock, signal);
        return { reports: [reportOn(attachment, outcome)], moved };
    };
    return orFailed(attachment, run, signal);
}
/** Of a merged manifest the destination lacks at most the layers of the source, and the config, which comes along. */
function mergedGraph(source, merged) {
    const layers = source.content.kind === 'image' ? source.content.layers : [];
    const blobs = new Map([merged.config, ...layers].map((blob) => [blob.digest, blob]));
    return {
        root: merged.manifest,
        manifests: [merged.manifest],
        blobs: [...blobs.values()],
        skippedLayers: [],
    };
}

;// CONCATENATED MODULE: ./src/promotion/move/attachments/verified.js




/**
 * Puts what a policy has verified in the place of what was found since: the tag of a signature, or the list of referrers, may have
 * changed after the check (registry.md \u00a76 case 111). What is no longer there is a problem, and what replaced it is not carried.
 */
async function keepVerified(found, policy, signal) {
    const kept = [];
    for (const each of found) {
        const { source, root } = each.image;
        const signatures = policy
            .filter(({ digest, image }) => digest === root.digest && image.startsWith(`${source.host}/${source.name}@`))
            .flatMap((report) => report.signatures);
        const problems = [];
        const attached = new Map(each.found.map((one) => [one.subject, one]));
        for (const signature of signatures) {
            const { subject } = signature;
            const before = attached.get(subject) ?? { subject, depth: 0, tags: [], referrers: [] };
            attached.set(subject, await withVerified(before, signature, { source, problems, signal }));
        }
        kept.push({ ...each, found: [...attached.values()], problems: [...each.problems, ...problems] });
    }
    return kept;
}
async function withVerified(attached, { format, type, subject, manifest: digest }, keeping) {
    if (format === 'bundle') {
        if (attached.referrers.some((each) => each.digest === digest))
            return attached;
        const manifest = await fetchVerified(digest, subject, keeping);
        if (manifest === undefined)
            return attached;
        const { mediaType, bytes } = manifest;
        return {
            ...attached,
            referrers: [...attached.referrers, { mediaType, digest, sizeBytes: bytes.byteLength }],
        };
    }
    const kind = type === 'signature' ? 'signature' : 'attestation';
    const isThere = attached.tags.some((each) => each.kind === kind && each.manifest.digest === digest);
    const name = (0,attachment_tags/* cosignTags */.F)(subject).find((each) => each.kind === kind);
    if (isThere || name === undefined)
        return attached;
    const manifest = await fetchVerified(digest, subject, keeping);
    const others = attached.tags.filter((each) => each.kind !== kind);
    return { ...attached, tags: manifest === undefined ? others : [...others, { ...name, manifest }] };
}
/** undefined: it cannot be fetched, and the problem was recorded */
async function fetchVerified(digest, subject, { source, problems, signal }) {
    try {
        return await source.getManifest(digest, signal);
    }
    catch (error) {
        if (!(error instanceof errors/* PromoteError */.jG) || signal.aborted)
            throw error;
        const what = `what the policy verified of ${(0,image_digest/* shortDigest */.VK)(subject)} was replaced since and cannot be read`;
        problems.push(problemOf(source, `${what}: ${error.message}`));
        return undefined;
    }
}

// EXTERNAL MODULE: ./src/promotion/rights/explain-denial.js
var explain_denial = __nccwpck_require__(5654);
;// CONCATENATED MODULE: ./src/promotion/move/move-images.js










/** Copies content while searching for its attachments, which are copied after the content. */
async function moveImages({ options, ports, state, signal }, active) {
    const { signatures } = options;
    const startedMs = ports.clock.nowMs();
    const copied = active.filter(resolved_image/* isCopied */.Ro);
    const [moved, found] = await (0,concurrency/* allOrFirstError */.te)([
        (inner) => moveExplained(copied, options, ports, inner),
        (inner) => findAttachments(signatures === 'never' ? [] : copied, inner),
    ], signal);
    for (const result of moved)
        ports.reporter.info(describeMoved(result));
    const bytes = moved.reduce((sum, { bytesCopied }) => sum + bytesCopied, 0);
    const durationMs = ports.clock.nowMs() - startedMs;
    if (bytes > 0) {
        const rate = `${(0,units/* formatBytes */.z3)((bytes * 1000) / durationMs)}/s`;
        ports.reporter.info(`moved ${(0,units/* formatBytes */.z3)(bytes)} in ${(0,units/* formatDuration */.a3)(durationMs)} (${rate})`);
    }
    const verified = await keepVerified(found, state.policy ?? [], signal);
    state.attachments = await carryAttachments(verified, ports, signal);
    for (const { image, reports } of state.attachments) {
        const text = (0,attachment_text/* describeAttachments */.Y_)(reports);
        if (text !== undefined)
            ports.reporter.info(`attached to ${(0,image_digest/* shortDigest */.VK)(image.root.digest)}: ${text}`);
    }
    requireCarried(state.attachments, signatures, ports);
    state.moved = moved;
}
/** Adds the reason that the cluster gives to the error of a denied push. */
async function moveExplained(images, options, ports, signal) {
    try {
        return await move(images, options, ports, signal);
    }
    catch (error) {
        throw await (0,explain_denial/* explainPush */.w7)(error, images, ports.clusters.destination, signal);
    }
}
function describeMoved({ image, blobsCopied, blobsSkipped, bytesCopied }) {
    const name = `${image.destination.host}/${image.destination.name}`;
    if (image.graph === undefined)
        return `${name} has ${(0,image_digest/* shortDigest */.VK)(image.root.digest)} already`;
    return `${name}: ${(0,units/* formatCount */.B4)(blobsCopied, 'blob')} copied (${(0,units/* formatBytes */.z3)(bytesCopied)}), ${blobsSkipped} there already`;
}

// EXTERNAL MODULE: ./src/promotion/gate/notify.js
var notify = __nccwpck_require__(5426);
;// CONCATENATED MODULE: ./src/promotion/run/run.js

const TITLES = {
    connect: 'Connect to both sides',
    resolve: 'Resolve the images',
    check: 'Check what could stop the promotion',
    gate: 'Run your command',
    prepare: 'Prepare the destination',
    move: 'Move the content',
    tag: 'Tag the destination',
    apply: 'Apply the manifests',
    commit: 'Commit the desired state',
    'roll out': 'Roll out',
    verify: 'Verify what runs',
    notify: 'Notify',
    'roll back': 'Roll back',
    record: 'Record',
};
/** Runs one phase in its own log group, records its duration and adds the phase to its errors. */
async function runPhase({ ports, state, signal }, name, body) {
    (0,errors/* throwIfCancelled */.dZ)(signal);
    const startedMs = ports.clock.nowMs();
    try {
        return await ports.reporter.group(TITLES[name], body);
    }
    catch (error) {
        throw error instanceof errors/* PromoteError */.jG ? error.at({ phase: name }) : error;
    }
    finally {
        state.phases.push({ phase: name, durationMs: Math.round(ports.clock.nowMs() - startedMs) });
    }
}

// EXTERNAL MODULE: ./src/core/plan-text.js
var plan_text = __nccwpck_require__(5376);
// EXTERNAL MODULE: ./src/promotion/check/plan.js
var plan = __nccwpck_require__(1381);
// EXTERNAL MODULE: ./src/core/preparation.js
var preparation = __nccwpck_require__(1332);
// EXTERNAL MODULE: ./src/promotion/resolve/plan-pull.js
var plan_pull = __nccwpck_require__(3677);
;// CONCATENATED MODULE: ./src/promotion/move/prepare.js



/** Carries out the planned preparations in order; what already exists is only logged. */
async function prepare({ ports, state, signal }, steps) {
    for (const step of steps) {
        if (step.action === 'create')
            await perform(step, ports, signal);
        state.prepared = [...state.prepared, step];
        ports.reporter.info((0,preparation/* describePreparation */.d)(step, 'done'));
    }
}
async function perform(step, { clusters }, signal) {
    switch (step.kind) {
        case 'project':
            return clusters.destination?.projects.request({ name: step.project, displayName: step.displayName }, signal);
        case 'pull-grant':
            // both projects are in one cluster; who reads the image there may let others read it
            return clusters.source?.pullAccess.grant(step, signal);
        case 'pull-secret':
            return clusters.destination?.pullAccess.link(step, signal);
    }
}
function needsPullSecret(image) {
    return image.strategy === 'import' && image.secret !== undefined;
}
/**
 * Creates or updates the planned pull secrets and lets the cluster look for the images once more. No tag changes before it has
 * found them.
 */
async function preparePull(run, images) {
    const written = new Set();
    for (const image of images) {
        const { project, name } = image.secret;
        const { cluster } = image.stream;
        if (!written.has(`${project}/${name}`))
            await writeSecret(run, image.secret, cluster);
        written.add(`${project}/${name}`);
        if (image.order.tags.length === 0)
            continue;
        const result = await cluster.imports.probe(image.order, run.signal);
        if (result.kind === 'refused')
            throw stillRefused(result.error, image.secret);
        const [problem] = (0,plan_pull/* digestProblems */.bv)(image.order, result.digest, image.root);
        if (problem !== undefined)
            throw new errors/* PromoteError */.jG(problem);
    }
}
async function writeSecret({ ports: { sourceCredentials, reporter }, state, signal }, secret, cluster) {
    const { project, name, host, action } = secret;
    const credentials = await sourceCredentials?.(host, signal);
    if (credentials === undefined) {
        throw new errors/* PromoteError */.jG({
            code: 'LOGIN_FAILED',
            message: `the credentials for ${host} are gone, so pull secret ${name} of project ${project} cannot be written`,
            where: { side: 'source', host },
        });
    }
    const { undo } = await cluster.pullSecrets.write((0,plan_pull/* pullSecretOf */.xD)(secret, credentials), signal);
    state.made = [
        ...state.made,
        {
            name: `pull secret ${name} of project ${project}`,
            goes: 'on failure',
            remove: async (later) => {
                if (await cluster.pullSecrets.isNeeded(project, host, later))
                    return false;
                await undo(later);
                return true;
            },
        },
    ];
    const verb = action === 'create' ? 'created' : 'updated';
    reporter.info(`${verb} pull secret ${name} of project ${project} for ${host}`);
}
function stillRefused({ message }, { name, project }) {
    const problem = {
        code: 'ACCESS_DENIED',
        message: `${message}, although secret ${name} of project ${project} has the credentials of the source`,
        hint: 'the source account needs the right to pull: oc policy add-role-to-user system:image-puller USER -n PROJECT; or set "source-registry-username" and "source-registry-password"',
    };
    return new errors/* PromoteError */.jG(problem);
}

;// CONCATENATED MODULE: ./src/promotion/run/run-state.js
function newRunState() {
    return {
        phases: [],
        images: [],
        planned: [],
        missing: [],
        plan: undefined,
        policy: undefined,
        prepared: [],
        moved: [],
        attachments: [],
        tagsBefore: [],
        movedTags: [],
        tagged: [],
        createdStreams: [],
        applied: [],
        started: [],
        rollouts: [],
        changes: new Map(),
        made: [],
    };
}

;// CONCATENATED MODULE: ./src/promotion/build-report.js



/** Builds the report of a run from the results of its phases. */
function buildReport(outcome, options) {
    return {
        images: outcome.images.map((image) => imageReport(image, outcome, options)),
        prepared: outcome.prepared,
        applied: outcome.applied.map(({ object }) => object),
        policy: outcome.policy,
        ...(outcome.commit === undefined ? {} : { commit: outcome.commit }),
        rolloutStatus: rolloutStatus(outcome, options),
        dryRun: options.dryRun,
        sourceServer: options.source.server,
        destinationServer: options.destination.server,
        startedAt: outcome.startedAt.toISOString(),
        durationMs: Math.round(outcome.durationMs),
        phases: outcome.phases,
    };
}
function imageReport(image, outcome, options) {
    const moved = outcome.moved.find((candidate) => candidate.image === image);
    const attached = outcome.attachments.find((candidate) => candidate.image === image);
    const stays = (0,plan/* actionFor */.cY)(image, options.onExistingTag) === 'skip';
    const isInPlace = image.previousDigest === image.root.digest;
    // a dry run reports what it would promote, any other run the present state of the destination
    const isPromoted = !stays && (options.dryRun || isInPlace || outcome.tagged.includes(image));
    const digest = isPromoted ? image.root.digest : (image.previousDigest ?? image.root.digest);
    const { destination, extraTags } = image.request;
    return {
        source: (0,image_reference/* formatReference */.FH)(image.request.source),
        sourceImage: (0,resolved_image/* sourceImageOf */.IP)(image),
        destination: (0,image_reference/* formatReference */.FH)(destination),
        image: `${image.destination.host}/${image.destination.name}@${digest}`,
        imageStreamTag: destination.kind === 'stream' ? (0,image_reference/* formatReference */.FH)({ ...destination, digest: undefined }) : undefined,
        digest,
        ...(image.strategy === 'build' ? { sourceDigest: image.sourceDigest } : {}),
        previousDigest: image.previousDigest,
        mediaType: image.root.mediaType,
        strategy: image.strategy,
        platforms: (0,plan/* platformsOf */.Wt)(image.root),
        changed: outcome.movedTags.some((moved) => moved.image === image),
        movedTags: outcome.movedTags
            .filter((each) => each.image === image)
            .map(({ tag, digest: previousDigest }) => ({ tag, previousDigest })),
        tags: [destination.tag, ...extraTags],
        ...sumOf([...(moved === undefined ? [] : [moved]), ...(attached?.moved ?? [])]),
        attachments: attached?.reports ?? [],
        rollouts: outcome.rollouts
            .filter(({ images }) => images.includes(image))
            .map((rollout) => rollout.result),
        blobs: moved?.blobs,
        change: outcome.changes.get(image),
        pods: podReports(outcome.rollouts.filter(({ images }) => images.includes(image))),
    };
}
function podReports(rollouts) {
    if (rollouts.every(({ pods }) => pods === undefined))
        return undefined;
    return rollouts.flatMap(({ result, pods = [] }) => pods.map((pod) => ({ ...pod, workload: result.workload })));
}
/** Of an image and its attachments. */
function sumOf(parts) {
    const sum = (count) => parts.reduce((total, part) => total + count(part), 0);
    return {
        blobsCopied: sum((part) => part.blobsCopied),
        blobsSkipped: sum((part) => part.blobsSkipped),
        bytesCopied: sum((part) => part.bytesCopied),
        bytesSkipped: sum((part) => part.bytesSkipped),
    };
}
function rolloutStatus(outcome, options) {
    if (options.dryRun || outcome.rollouts.length === 0)
        return 'skipped';
    return outcome.rollouts.every(({ result }) => result.status === 'unchanged') ? 'unchanged' : 'complete';
}

// EXTERNAL MODULE: ./src/promotion/resolve/resolve.js
var resolve = __nccwpck_require__(4164);
// EXTERNAL MODULE: ./src/promotion/resolve/resolve-by-tag.js
var resolve_by_tag = __nccwpck_require__(6657);
;// CONCATENATED MODULE: ./src/promotion/move/build-images.js


/**
 * Builds images in the destination cluster, one at a time. The builds push to temporary tags, so that no tag of the promotion has
 * moved when this ends or fails.
 * @returns all images, those that were built with their new digest; the plan of rollouts follows them
 */
async function buildImages(run, images) {
    const { state } = run;
    const after = new Map();
    for (const image of images) {
        if (!needsBuild(image))
            continue;
        after.set(image, await buildImage(run, image));
        state.images = state.images.map((each) => after.get(each) ?? each);
        state.planned = state.planned.map((each) => ({
            ...each,
            images: each.images.map((planned) => after.get(planned) ?? planned),
        }));
    }
    return images.map((image) => after.get(image) ?? image);
}
/** Skips images already built from this source, and those that the destination has under their own digest. */
function needsBuild(image) {
    return image.strategy === 'build' && !image.isBuilt && image.previousDigest !== image.root.digest;
}
async function buildImage({ options, ports, state, signal }, image) {
    const { cluster, project, stream } = image.stream;
    const { host, name } = image.source;
    const credentials = await ports.sourceCredentials?.(host, signal);
    const result = await cluster.builds.run({
        project,
        stream,
        from: `${host}/${name}@${image.sourceDigest}`,
        sourceDigest: image.sourceDigest,
        credentials: credentials && { host, username: credentials.username, password: credentials.password },
        timeoutMs: options.timeoutMs,
    }, (line) => {
        ports.reporter.info(`  ${line}`);
    }, signal);
    const tag = { project, stream, tag: result.temporaryTag };
    state.made = [
        ...state.made,
        {
            name: `temporary tag ${project}/${stream}:${result.temporaryTag}`,
            goes: 'always',
            remove: async (later) => {
                await cluster.streams.deleteTag(tag, later);
                return true;
            },
        },
    ];
    ports.reporter.notice(`the digest changes: ${(0,image_reference/* formatReference */.FH)(image.request.destination)} will be ${result.digest}, built from ${image.sourceDigest}`);
    return {
        ...image,
        root: { digest: result.digest, mediaType: result.mediaType, content: { kind: 'image' } },
        destination: (0,resolve_by_tag/* placeOf */.$t)(result.pullSpec),
        isBuilt: true,
    };
}

;// CONCATENATED MODULE: ./src/promotion/run/temporary-objects.js

// A cancelled job is killed seconds later.
const CANCELLED_MS = 4_000;
/**
 * Deletes temporary objects, the last one first. An object that cannot be deleted is reported but neither stops the others nor
 * changes the outcome of the run, which is known by now.
 */
async function removeTemporaryObjects({ ports: { reporter }, state, signal: cancellation }, when) {
    const going = state.made.filter(({ goes }) => when === 'on failure' || goes === 'always');
    state.made = state.made.filter((thing) => !going.includes(thing));
    for (const { name, remove } of [...going].reverse()) {
        const signal = cancellation.aborted ? AbortSignal.timeout(CANCELLED_MS) : cancellation;
        try {
            const isGone = await remove(signal);
            reporter.info(isGone ? `removed ${name}` : `${name} stays: it is needed`);
        }
        catch (error) {
            if (!(error instanceof errors/* PromoteError */.jG))
                throw error;
            reporter.warning(`${name} could not be removed: ${error.message}`);
        }
    }
}

// EXTERNAL MODULE: ./src/core/progress-text.js
var progress_text = __nccwpck_require__(5116);
// EXTERNAL MODULE: ./src/promotion/run/rollout-target.js
var rollout_target = __nccwpck_require__(2392);
;// CONCATENATED MODULE: ./src/promotion/roll-out/roll-out.js




/**
 * Rolls out all workloads concurrently. A failure does not stop the other rollouts: all failures are thrown together once every
 * rollout has ended. Successful rollouts are recorded in the state even when others fail.
 * @throws PromoteError ROLLOUT_FAILED, ROLLOUT_TIMED_OUT
 */
async function rollOut({ options, ports, state, signal }, cluster) {
    const failures = [];
    await (0,concurrency/* allOrFirstError */.te)(state.planned.map((planned) => async (inner) => {
        const noteStart = () => {
            if (!state.started.includes(planned))
                state.started = [...state.started, planned];
        };
        try {
            const { plan, images } = await withFirstPlan(planned, cluster, inner);
            const result = await cluster.rollouts.rollOut(plan, images.map(rollout_target/* rolloutTarget */.h), {
                wait: options.wait,
                timeoutMs: options.timeoutMs,
                onProgress: (step) => {
                    noteStart();
                    ports.reporter.rolloutProgress(step);
                },
            }, inner);
            noteStart();
            state.rollouts = [...state.rollouts, { images, plan, result }];
            ports.reporter.info(describeResult(result));
        }
        catch (error) {
            if (!(error instanceof errors/* PromoteError */.jG) || error.code === 'CANCELLED')
                throw error;
            failures.push(error);
        }
    }), signal);
    const [first] = failures;
    if (first === undefined)
        return;
    throw failures.length === 1 ? first : (0,errors/* errorOfProblems */.M$)('ROLLOUT_FAILED', failures.flatMap(errors/* problemsOf */.GW));
}
/** Plans the rollouts of workloads that this run created. */
async function withFirstPlan(planned, cluster, signal) {
    const { plan, images } = planned;
    if (plan.method !== 'apply')
        return planned;
    const found = await cluster.rollouts.plan(plan.workload, images.map(rollout_target/* rolloutTarget */.h), signal);
    // its current revision belongs to this promotion
    return { plan: { ...found, revisionBefore: undefined }, images: (0,rollout_target/* usedImages */.s)(found, images) };
}
function describeResult(result) {
    const workload = `${(0,progress_text/* workloadText */.DE)(result.workload)} in ${result.workload.project}`;
    switch (result.status) {
        case 'unchanged':
            return `${workload} runs the promoted image already (revision ${result.revision ?? 'unknown'})`;
        case 'started':
            return `${workload} was started, not waited for (revision ${result.revision ?? 'unknown'})`;
        case 'complete':
            return `${workload} is complete: revision ${result.revisionBefore ?? 'none'} \u2192 ${result.revision ?? 'unknown'}`;
    }
}
/**
 * Waits for running rollouts that moving a tag would cancel, as their failure would be unexplained to those who started them.
 * @throws PromoteError ROLLOUT_TIMED_OUT while nothing has changed yet
 */
async function waitForRollouts({ options: { timeoutMs }, ports, state, signal }, cluster) {
    const onProgress = ports.reporter.rolloutProgress.bind(ports.reporter);
    await (0,concurrency/* allOrFirstError */.te)(state.planned
        .filter(({ plan }) => plan.underWay !== undefined)
        .map(({ plan }) => (inner) => cluster.rollouts.waitUntilIdle(plan, { timeoutMs, onProgress }, inner)), signal);
}

;// CONCATENATED MODULE: ./src/promotion/undo/roll-back.js







/**
 * Restores tags and workloads to their state before the run. A failure does not stop the others.
 * @throws PromoteError with every problem
 */
async function rollBack({ options, ports, state, signal }, rollouts) {
    const problems = [];
    const attempt = async (body) => {
        try {
            return await body();
        }
        catch (error) {
            if (!(error instanceof errors/* PromoteError */.jG))
                throw error;
            problems.push(...(0,errors/* problemsOf */.GW)(error));
            return undefined;
        }
    };
    // planned first, because restoring a tag may renumber the previous revision
    const ways = [];
    for (const plan of firstOfEach(rollouts)) {
        const way = await attempt(async () => ports.clusters.destination?.rollouts.planRollback(plan, signal));
        if (way !== undefined)
            ways.push(way);
    }
    for (const before of [...state.tagsBefore].reverse()) {
        await attempt(async () => {
            await returnTag(before, ports, signal);
            // a rollback that fails later reports the rest
            const { image, tag } = before;
            state.movedTags = state.movedTags.filter((moved) => moved.image !== image || moved.tag !== tag);
        });
    }
    for (const each of [...state.applied].reverse()) {
        if (!canGoBack(each, rollouts))
            await attempt(() => takeBack(each, ports, signal));
    }
    await (0,concurrency/* allOrFirstError */.te)(ways.map((way) => async (inner) => {
        await attempt(async () => {
            await goBack(way, options.timeoutMs, ports, inner);
            state.rollouts = state.rollouts.filter(({ plan }) => workloadKey(plan.workload) !== workloadKey(way.workload));
        });
    }), signal);
    if (problems.length > 0)
        throw (0,errors/* errorOfProblems */.M$)('ROLLOUT_FAILED', problems);
}
/** Whether the object is a rolled-out workload, which is rolled back through the revisions of its controller instead. */
function canGoBack({ object }, rollouts) {
    return rollouts.some(({ workload }) => workload.kind === object.kind.toLowerCase() &&
        workload.name === object.name &&
        workload.project === object.project);
}
async function takeBack(applied, ports, signal) {
    const { object } = applied;
    await applied.undo(signal);
    if (object.action === 'create')
        ports.reporter.info(`${(0,apply/* objectText */.tq)(object)} was removed again`);
    if (object.action === 'change')
        ports.reporter.info(`${(0,apply/* objectText */.tq)(object)} is restored`);
}
/** Only the first plan of a workload has its previous revision. */
function firstOfEach(rollouts) {
    const plans = new Map();
    for (const plan of rollouts) {
        const key = workloadKey(plan.workload);
        if (!plans.has(key))
            plans.set(key, plan);
    }
    return [...plans.values()];
}
function workloadKey({ kind, project, name }) {
    return `${project}/${kind}/${name}`;
}
async function returnTag(before, ports, signal) {
    const { image, tag, digest, after } = before;
    const name = (0,image_reference/* formatReference */.FH)({ ...image.request.destination, tag, digest: undefined });
    const current = await (0,destination_tags/* readDigest */.rP)(image, tag, signal);
    if (current === digest)
        return;
    if (current !== after) {
        throw new errors/* PromoteError */.jG({
            code: 'TAG_CONFLICT',
            message: `${name} is ${current ?? 'gone'}, moved by another client meanwhile, and is left alone`,
        });
    }
    if (digest !== undefined) {
        await (0,destination_tags/* pointTag */.Ho)(image, tag, digest, signal);
        ports.reporter.info(`${name} is ${(0,image_digest/* shortDigest */.VK)(digest)} again`);
        return;
    }
    if (image.stream === undefined) {
        throw new errors/* PromoteError */.jG({
            code: 'ROLLOUT_FAILED',
            message: `${name} did not exist before and stays: registries have no way to remove one tag`,
            hint: 'remove it by hand, or leave it until the next promotion',
        });
    }
    const { cluster, project, stream } = image.stream;
    await cluster.streams.deleteTag({ project, stream, tag }, signal);
    ports.reporter.info(`${name} was removed again`);
}
async function goBack(way, timeoutMs, ports, signal) {
    const onProgress = (progress) => {
        ports.reporter.rolloutProgress(progress);
    };
    const name = `${(0,progress_text/* workloadText */.DE)(way.workload)} in ${way.workload.project}`;
    const { revision } = await way.go({ timeoutMs, onProgress }, signal).catch((error) => {
        if (!(error instanceof errors/* PromoteError */.jG) || error.code !== 'CANCELLED')
            throw error;
        throw new errors/* PromoteError */.jG({
            code: 'CANCELLED',
            message: `${name} was not waited for on its way back, as a cancelled job is ended soon`,
            hint: `see how far it is: oc rollout status ${(0,progress_text/* workloadText */.DE)(way.workload)} -n ${way.workload.project}`,
        });
    });
    ports.reporter.info(`${name} runs what it ran before (revision ${revision ?? 'unknown'})`);
}
/** Adds the moved tags, and how to restore them, to a failure. */
function withMovedTags(failure, moved) {
    const [first] = moved;
    if (!(failure instanceof errors/* PromoteError */.jG) || first === undefined)
        return failure;
    const { code, message, hint, where, problems } = failure;
    const name = ({ image, tag }) => (0,image_reference/* formatReference */.FH)({ ...image.request.destination, tag, digest: undefined });
    const names = moved.map((each) => `${name(each)} (was ${each.digest ?? 'absent'})`).join(', ');
    const back = first.digest === undefined || first.image.stream === undefined
        ? undefined
        : `go back with: openshift-promote rollback ${name(first)}; or set "rollback-on-failure" to true`;
    return new errors/* PromoteError */.jG({
        code,
        message: `${message}; the destination has moved already: ${names}`,
        hint: [hint, back].filter((part) => part !== undefined).join('; ') || undefined,
        cause: failure.cause,
        where,
        problems,
    });
}
/** Adds the result of the rollback to the failure, which keeps its code, exit code and location. */
function afterRollBack(failure, rollBackError) {
    if (!(failure instanceof errors/* PromoteError */.jG))
        return failure;
    const { code, message, hint, where, problems } = failure;
    const reason = rollBackError instanceof Error ? rollBackError.message : String(rollBackError);
    const also = rollBackError instanceof errors/* PromoteError */.jG ? (0,errors/* problemsOf */.GW)(rollBackError) : [];
    return new errors/* PromoteError */.jG({
        code,
        message: rollBackError === undefined
            ? `${message}; tags and workloads were rolled back`
            : `${message}; the roll back failed too: ${reason}`,
        hint,
        cause: failure.cause,
        where,
        problems: [...problems, ...also],
    });
}

;// CONCATENATED MODULE: ./src/promotion/tag/tag-images.js







/** How long a tag that is being written may take when the job is cancelled meanwhile: two seconds are all there is in total. */
const GRACE_MS = 1_500;
/**
 * Moves every tag of every image, one at a time: reads it once more and leaves it alone if it has changed since the plan, saves
 * its old image under the backup tag, writes it and confirms the result. `signal` takes effect between tags only, so that no
 * single move is interrupted.
 * @throws PromoteError TAG_CONFLICT when something else moved a tag since it was planned
 */
async function tagImages(run, images) {
    const { options, ports, state, signal } = run;
    const writing = { ...run, signal: (0,concurrency/* withGracePeriod */.ip)(signal, GRACE_MS) };
    for (const image of images) {
        const moving = movingTags(image, options);
        state.tagsBefore = [
            ...state.tagsBefore,
            ...image.tags.map(({ tag, digest }) => before(image, tag, digest)),
        ];
        try {
            if (image.strategy === 'import') {
                (0,errors/* throwIfCancelled */.dZ)(signal);
                for (const { tag, digest } of moving)
                    await requireAsPlanned(image, tag, digest, signal);
                await keepBackups(writing, image, moving);
                await moveTagsByImport(image, writing.signal);
                for (const each of moving)
                    noteMoved(run, each);
            }
            else {
                for (const each of moving) {
                    (0,errors/* throwIfCancelled */.dZ)(signal);
                    await requireAsPlanned(image, each.tag, each.digest, signal);
                    await keepBackups(writing, image, [each]);
                    await moveTag(writing, image, each);
                    noteMoved(run, each);
                }
            }
        }
        catch (error) {
            // the first tag of a copy is pushed, and what the project limits is refused only then
            throw await (0,explain_denial/* explainPush */.w7)(error, [image], ports.clusters.destination, signal);
        }
        state.tagged = [...state.tagged, image];
    }
}
/** The tags to write; a scheduled import includes those that already have the digest. */
function movingTags(image, { onExistingTag }) {
    const isWritten = (tag, action) => image.strategy === 'import' ? image.order.tags.includes(tag) : action === 'create' || action === 'move';
    return (0,destination_tags/* planTags */.Vd)(image.tags, image.root.digest, onExistingTag)
        .filter(({ tag, action }) => isWritten(tag, action))
        .map(({ tag, previousDigest }) => before(image, tag, previousDigest));
}
function before(image, tag, digest) {
    return { image, tag, digest, after: image.root.digest };
}
function noteMoved({ ports, state }, moved) {
    const { image, tag, digest, after } = moved;
    if (digest !== after)
        state.movedTags = [...state.movedTags, moved];
    ports.reporter.info(`${tag_images_nameOf(image, tag)} is ${(0,image_digest/* shortDigest */.VK)(after)}`);
}
async function requireAsPlanned(image, tag, planned, signal) {
    const current = await (0,destination_tags/* readDigest */.rP)(image, tag, signal);
    if (current === planned || current === image.root.digest)
        return;
    throw new errors/* PromoteError */.jG({
        code: 'TAG_CONFLICT',
        message: `${tag_images_nameOf(image, tag)} is ${current ?? 'gone'}, but was ${planned ?? 'absent'} when this promotion was planned`,
        hint: 'something else moved this tag meanwhile, and it was left as it is: run the promotion again if it shall move all the same',
        where: { side: 'destination', host: image.destination.host, repository: image.destination.name },
    });
}
/**
 * Saves the old image of a tag under `backup-tag`. If several tags had different images, the first is saved under that name and
 * each further one with its tag appended: `previous`, `previous-live`.
 */
async function keepBackups({ options: { backupTag }, ports, state, signal }, image, moving) {
    if (backupTag === undefined)
        return;
    for (const { tag, digest } of moving) {
        if (digest === undefined || digest === image.root.digest)
            continue;
        const kept = state.tagsBefore.filter((each) => each.image === image && isBackup(each.tag, backupTag));
        if (kept.some(({ after }) => after === digest))
            continue;
        const name = kept.length === 0 ? backupTag : `${backupTag}-${tag}`;
        const earlier = await (0,destination_tags/* readDigest */.rP)(image, name, signal);
        const backup = { image, tag: name, digest: earlier, after: digest };
        state.tagsBefore = [...state.tagsBefore, backup];
        if (earlier !== digest) {
            await (0,destination_tags/* pointTag */.Ho)(image, name, digest, signal);
            requireDigest(await (0,destination_tags/* readWritten */.IL)(backup, ports.clock, signal), backup);
        }
        ports.reporter.info(`${tag_images_nameOf(image, name)} keeps ${(0,image_digest/* shortDigest */.VK)(digest)}`);
    }
}
function isBackup(tag, backupTag) {
    return tag === backupTag || tag.startsWith(`${backupTag}-`);
}
function tag_images_nameOf({ request }, tag) {
    return (0,image_reference/* formatReference */.FH)({ ...request.destination, tag, digest: undefined });
}
/**
 * Reads all moved tags once more, after everything else that could move them has run.
 * @throws PromoteError TAG_CONFLICT
 */
async function confirmTags({ ports, state, signal }) {
    for (const each of state.movedTags) {
        const { image, tag, after } = each;
        const current = await (0,destination_tags/* readWritten */.IL)(each, ports.clock, signal);
        if (current === after)
            continue;
        throw new errors/* PromoteError */.jG({
            code: 'TAG_CONFLICT',
            message: `${tag_images_nameOf(image, tag)} was set to ${after}, but is ${current ?? 'gone'} at the end of this promotion`,
            hint: 'a manifest with this ImageStream among what is applied, a command, or somebody else moved it: look at its history with oc describe imagestream, and leave its spec.tags out of what is applied',
            where: { side: 'destination', host: image.destination.host, repository: image.destination.name },
        });
    }
}
/** Points one tag to the promoted digest and reads it back. */
async function moveTag({ ports, signal }, image, moving) {
    const { tag } = moving;
    // the push by tag is what makes an image part of an ImageStream (openshift-api.md \u00a710.3); then the API can point more tags to it
    if (image.stream === undefined || (image.strategy === 'copy' && tag === image.request.destination.tag)) {
        await pushManifest(image.root, tag, image, ports, signal);
        // a 201 is not proof: an ImageStream may keep another image under the tag (openshift-api.md \u00a73.5)
        requireDigest(await (0,destination_tags/* readWritten */.IL)(moving, ports.clock, signal), moving);
        return;
    }
    const { cluster, project, stream } = image.stream;
    // a build has pushed to another tag of the stream; no bytes move within a cluster: the registry finds them through either stream
    const from = image.strategy === 'tag' ? image.from : { project, stream };
    const written = await cluster.streams.putTag({ project, stream, tag }, { ...from, digest: image.root.digest }, signal);
    requireDigest(written?.digest, moving);
}
/** Imports all tags at once: the cluster pulls from the source registry itself, and the digest it found is compared. */
async function moveTagsByImport(image, signal) {
    const { order } = image;
    if (order.tags.length === 0)
        return;
    for (const imported of await image.stream.cluster.imports.run(order, signal)) {
        requireDigest(imported.digest, { image, tag: imported.tag, after: image.root.digest });
    }
}
function requireDigest(found, { image, tag, after }) {
    if (found === after)
        return;
    throw new errors/* PromoteError */.jG({
        code: 'TAG_CONFLICT',
        message: `${tag_images_nameOf(image, tag)} was set to ${after} but is ${found ?? 'gone'}`,
        hint: `somebody or something else writes this tag: look at its history with oc describe imagestream, then run the promotion again`,
        where: { side: 'destination', host: image.destination.host, repository: image.destination.name },
    });
}

;// CONCATENATED MODULE: ./src/promotion/undo/destination-state.js




/** The state a failed run left the destination in, as one line. */
function describeDestination(progress, rolledBack) {
    const prepared = progress.prepared
        .filter((step) => !('action' in step) || step.action !== 'keep')
        .map((step) => (0,preparation/* describePreparation */.d)(step, 'done'));
    return [tagsAndWorkloads(progress, rolledBack), ...prepared].join('; ');
}
function tagsAndWorkloads(progress, rolledBack) {
    const { movedTags, applied } = progress;
    if (rolledBack)
        return 'tags and workloads are as before';
    const has = (phase) => progress.phases.some((each) => each.phase === phase);
    if (movedTags.length === 0 && applied.length === 0 && !has('roll out')) {
        return has('prepare') || has('move') ? 'no tag or workload was changed' : 'nothing was changed';
    }
    const changed = applied.filter(({ object }) => object.action === 'create' || object.action === 'change');
    const parts = [
        movedTags.length === 0 ? 'no tag was changed' : `${movedTags.map(tagName).join(', ')} moved`,
        ...(changed.length === 0 ? [] : [`applied ${(0,units/* formatCount */.B4)(changed.length, 'object')}`]),
        ...workloadsText(progress, has('roll out')),
    ];
    return parts.join('; ');
}
function workloadsText({ planned, rollouts, movedTags }, hasBegun) {
    const resultOf = ({ plan }) => rollouts.find(({ result }) => destination_state_nameOf(result.workload) === destination_state_nameOf(plan.workload))?.result;
    const stateOf = (each) => {
        const result = resultOf(each);
        if (result !== undefined)
            return result.status === 'unchanged' ? undefined : 'rolled out';
        if (hasBegun)
            return 'not complete';
        return each.plan.method === 'trigger' && movedTags.length > 0
            ? 'started by its image trigger'
            : 'not rolled out';
    };
    const names = new Map();
    for (const each of planned) {
        const state = stateOf(each);
        if (state !== undefined)
            names.set(state, [...(names.get(state) ?? []), destination_state_nameOf(each.plan.workload)]);
    }
    return [...names].map(([state, some]) => `${state}: ${some.join(', ')}`);
}
function destination_state_nameOf(workload) {
    return `${(0,progress_text/* workloadText */.DE)(workload)} in ${workload.project}`;
}
function tagName({ image, tag }) {
    return (0,image_reference/* formatReference */.FH)({ ...image.request.destination, tag, digest: undefined });
}

;// CONCATENATED MODULE: ./src/promotion/undo/undo.js



// CI kills a cancelled job within seconds: restoring the tags and starting the rollback must fit in.
const undo_CANCELLED_MS = 7_000;
/** Rolls the destination back. @returns the error; undefined: it succeeded */
async function undo(run) {
    // a rollback continues even when the job is cancelled
    const back = { ...run, signal: (0,concurrency/* withGracePeriod */.ip)(run.signal, undo_CANCELLED_MS) };
    const { applied, phases, planned } = run.state;
    const started = applied.length > 0 || phases.some(({ phase }) => phase === 'roll out') || triggersMayHaveActed(planned);
    // a workload that this run created has no previous revision and is deleted
    const rollouts = started ? planned.map(({ plan }) => plan).filter(({ method }) => method !== 'apply') : [];
    try {
        await runPhase(back, 'roll back', () => rollBack(back, rollouts));
        return undefined;
    }
    catch (error) {
        return error;
    }
}
/** A tag that has moved starts them by itself. */
function triggersMayHaveActed(planned) {
    return planned.some(({ plan }) => plan.method === 'trigger');
}

;// CONCATENATED MODULE: ./src/promotion/roll-out/verify.js




/**
 * Verifies that the ready pods of every new revision run the promoted digest or, for an index, one of its children, and records
 * them with their rollouts. A workload with no desired pods cannot be verified, and the log says so.
 * @throws PromoteError VERIFICATION_FAILED naming pod, container and the digest found
 */
async function verify({ ports, state, signal }, cluster) {
    state.rollouts = await (0,concurrency/* allOrFirstError */.te)(state.rollouts.map((rollout) => async (inner) => {
        const pods = await cluster.rollouts.listPods(rollout.result, inner);
        ports.reporter.info(proofText(rollout, verifyPods(rollout, pods)));
        return { ...rollout, pods };
    }), signal);
}
/** Why a complete rollout has no pod. */
const WITHOUT_PODS = {
    deployment: 'scaled to 0',
    statefulset: 'scaled to 0, or its partition leaves no pod for the new revision',
    daemonset: 'no node is to run it',
    deploymentconfig: 'scaled to 0, or a test deployment whose pods have ended',
};
function proofText({ result: { workload } }, count) {
    const name = (0,progress_text/* workloadText */.DE)(workload);
    if (workload.kind === 'cronjob')
        return `${name}: its next job runs the promoted image`;
    if (count === 0)
        return `${name}: not verified: ${WITHOUT_PODS[workload.kind]}`;
    return `${name}: ${count} ready ${count === 1 ? 'pod runs' : 'pods run'} the promoted image`;
}
function verifyPods(rollout, pods) {
    const ready = pods.filter((pod) => pod.ready);
    // an empty list proves nothing: at least one pod is required unless none is desired
    if (ready.length === 0 && rollout.plan.replicas > 0) {
        throw failedVerification(rollout, `${(0,progress_text/* workloadText */.DE)(rollout.result.workload)} has no ready pod`);
    }
    for (const pod of ready)
        requirePromotedImage(rollout, pod);
    return ready.length;
}
/** Checks each container, including init containers, against its own image. */
function requirePromotedImage(rollout, pod) {
    const targets = rollout.images.map(rollout_target/* rolloutTarget */.h);
    const workload = (0,progress_text/* workloadText */.DE)(rollout.result.workload);
    for (const [container, name] of Object.entries(rollout.plan.images)) {
        const target = targets.find((each) => each.name === name);
        const found = pod.imageDigests[container];
        if (found !== undefined && target?.acceptedDigests.has(found) === true)
            continue;
        throw failedVerification(rollout, `container ${container} of pod ${pod.name} of ${workload} runs ${found ?? 'an unknown image'}, not ${target?.digest ?? name}`);
    }
}
function failedVerification(rollout, message) {
    const { workload } = rollout.result;
    return new errors/* PromoteError */.jG({
        code: 'VERIFICATION_FAILED',
        message,
        hint: `look at what set its image: oc get ${(0,progress_text/* workloadText */.DE)(workload)} -n ${workload.project} -o yaml; the workload must use the destination tag, by image trigger or by name`,
        where: { side: 'destination' },
    });
}

;// CONCATENATED MODULE: ./src/promotion/promote.js


























/**
 * Promotes every image: connects, resolves, checks and, unless this is a dry run, carries out the plan. Nothing changes at the
 * destination before the plan is complete. Never rejects: a failure is part of the outcome.
 */
async function promote(options, ports, signal) {
    const startedAt = ports.clock.date();
    const startedMs = ports.clock.nowMs();
    const state = newRunState();
    const run = { options, ports, state, signal };
    let failure;
    let rolledBack = false;
    try {
        await runPhases(run);
        if (options.compareImages === true)
            state.changes = await compareImages(run);
    }
    catch (error) {
        failure = { error };
        const isUndone = options.rollbackOnFailure === true || isHalfDone(error, run);
        if (isUndone && state.tagsBefore.length > 0) {
            const problem = await undo(run);
            failure = { error: afterRollBack(error, problem) };
            rolledBack = problem === undefined;
            // the report describes the destination after the rollback, when no change of this run remains
            if (rolledBack)
                state.tagged = state.movedTags = state.applied = state.rollouts = [];
        }
        if (!rolledBack)
            failure = { error: withMovedTags(failure.error, state.movedTags) };
        await removeTemporaryObjects(run, 'on failure');
    }
    const durationMs = ports.clock.nowMs() - startedMs;
    const done = buildReport({ ...state, startedAt, durationMs }, options);
    return {
        report: {
            ...done,
            rolledBack,
            rolloutStatus: rolledBack
                ? 'rolled-back'
                : isFailedRollout(failure?.error)
                    ? 'failed'
                    : done.rolloutStatus,
        },
        plan: state.plan,
        failure,
        ...(failure === undefined ? {} : { destination: describeDestination(state, rolledBack) }),
    };
}
/**
 * Whether the run was cancelled between two tags, or between the tags and the rollout. Then the tags are restored even without
 * `rollbackOnFailure`, so that no release is left half done. Once every rollout has started, the cluster completes them itself.
 */
function isHalfDone(error, { options, state }) {
    const { code, where } = error instanceof errors/* PromoteError */.jG ? error : {};
    if (code !== 'CANCELLED' || state.movedTags.length === 0)
        return false;
    // the commit may have been pushed, and the GitOps controller may already be applying it
    if (where?.phase === 'commit' || state.commit !== undefined)
        return false;
    if (where?.phase === 'tag')
        return true;
    if (where?.phase === 'roll out')
        return state.planned.some((planned) => !state.started.includes(planned));
    const isMoreToDo = state.planned.length > 0 || options.apply !== undefined || options.gitops !== undefined;
    return isMoreToDo && !state.phases.some(({ phase }) => phase === 'roll out');
}
/** Whether the rollout itself failed. A failure in a later phase, such as a webhook, does not count. */
function isFailedRollout(error) {
    const phase = error instanceof errors/* PromoteError */.jG ? error.where.phase : undefined;
    return phase === 'roll out' || phase === 'verify';
}
/** Connects, resolves and checks, which change nothing; then, unless this is a dry run, changes the destination. */
async function runPhases(run) {
    const { options, ports, state } = run;
    const connection = await runPhase(run, 'connect', () => (0,connect/* connect */.Ng)(run));
    state.images = await runPhase(run, 'resolve', async () => {
        const images = await (0,resolve/* resolve */.h)(run, connection);
        for (const image of images) {
            ports.reporter.info(`${image.source.host}/${image.source.name} is ${(0,resolved_image/* sourceDigestOf */.Db)(image)}`);
        }
        return images;
    });
    const active = state.images.filter((image) => (0,plan/* actionFor */.cY)(image, options.onExistingTag) !== 'skip');
    await runPhase(run, 'check', async () => {
        const checked = await (0,check/* check */.z)(run, active);
        state.plan = (0,plan/* planPromotion */.z)(state.images, checked, options, state.policy);
        for (const line of (0,plan_text/* describePlan */.d)(state.plan))
            ports.reporter.info(line);
        if (options.dryRun && options.signatures !== 'never')
            await describeAttached(run, active);
        state.missing = checked.missing;
        state.planned = checked.rollouts;
    });
    if (!options.dryRun)
        await changeDestination(run, active);
}
/** Reports, in a dry run, the signatures and other attachments that would be copied along. */
async function describeAttached({ ports, signal }, images) {
    const found = await findAttachments(images.filter(resolved_image/* isCopied */.Ro), signal);
    for (const line of describeFound(found))
        ports.reporter.info(line);
}
/** Carries out the plan. From here on, a failure may have to be rolled back. */
async function changeDestination(run, resolved) {
    const { options, ports, state } = run;
    const cluster = ports.clusters.destination;
    await passGate(run, 'before-move', resolved);
    const preparations = state.plan?.preparations ?? [];
    const needy = resolved.filter(needsPullSecret);
    const { apply: asked, promotions, gitops } = options;
    const streams = streamsToCreate(state.plan?.objects ?? [], resolved);
    if (preparations.length > 0 || needy.length > 0 || streams.length > 0) {
        await runPhase(run, 'prepare', async () => {
            await prepare(run, preparations);
            if (asked !== undefined && cluster !== undefined && streams.length > 0) {
                const context = { images: resolved, asked, cluster, promotions, missing: state.missing };
                await createStreams(run, context, streams);
            }
            await preparePull(run, needy);
        });
    }
    const active = await runPhase(run, 'move', async () => {
        await moveImages(run, resolved);
        return buildImages(run, resolved);
    });
    await runPhase(run, 'tag', async () => {
        if (cluster !== undefined)
            await waitForRollouts(run, cluster);
        await tagImages(run, active);
        await removeTemporaryObjects(run, 'always');
    });
    if (asked !== undefined && cluster !== undefined && active.length > 0) {
        const context = { images: active, asked, cluster, promotions, missing: state.missing };
        await runPhase(run, 'apply', () => apply_apply(run, context));
    }
    await passGate(run, 'before-rollout', active);
    if (gitops !== undefined && active.length > 0)
        await runPhase(run, 'commit', () => (0,desired_state/* commitDesiredState */.D)(run, gitops, active));
    if (cluster !== undefined && state.planned.length > 0) {
        await runPhase(run, 'roll out', () => rollOut(run, cluster));
        if (options.verifyPods && options.wait) {
            await runPhase(run, 'verify', async () => {
                await verify(run, cluster);
                await confirmTags(run);
            });
        }
    }
    await passGate(run, 'after-rollout', active);
    // applied objects and gate commands may have moved a tag since
    const { apply: applied, gates, webhook } = options;
    const mayHaveMoved = applied !== undefined || gates?.beforeRollout !== undefined || gates?.afterRollout !== undefined;
    if (mayHaveMoved && state.movedTags.length > 0)
        await runPhase(run, 'verify', () => confirmTags(run));
    if (webhook !== undefined && active.length > 0) {
        await runPhase(run, 'notify', () => (0,notify/* notify */.m)(run, webhook, active));
    }
}
async function passGate(run, name, images) {
    const gate = (0,gate_gate/* gatesOf */.o)(run.options).find((each) => each.name === name);
    if (gate !== undefined && images.length > 0)
        await runPhase(run, 'gate', () => (0,gate_gate/* askGate */.b)(run, gate, images));
}

;// CONCATENATED MODULE: ./src/promotion/roll-back-tag.js





/**
 * Rolls tags and workloads back to an earlier image. This is a promotion within the stream: planned, gated, verified and recorded
 * like any other and, if `rollbackOnFailure` is set, undone when it fails.
 * @param options with promotions of the tags to themselves, all in image streams or all in other registries
 * @throws PromoteError IMAGE_NOT_FOUND when there is nothing to go back to
 */
async function rollBackTag(options, to, ports, signal) {
    const promotions = await ports.reporter.group('Find what to go back to', () => (0,concurrency/* allOrFirstError */.te)(options.promotions.map((request) => async (inner) => ({
        ...request,
        source: await findEarlier(request.destination, to, ports, inner),
    })), signal));
    // no content moves within one stream, and a registry already has it in the same repository
    const isStream = promotions.every(({ destination }) => destination.kind === 'stream');
    return promote({ ...options, strategy: isStream ? 'tag' : 'copy', promotions }, ports, signal);
}
/**
 * The image that a tag is rolled back to: one from its history, or another image of its stream or repository.
 * @throws PromoteError IMAGE_NOT_FOUND
 */
async function findEarlier(current, to, ports, signal) {
    const cluster = ports.clusters.destination;
    if (to.kind === 'reference') {
        const { reference } = to;
        if ((0,image_digest/* isDigest */.Bc)(reference))
            return { ...current, tag: undefined, digest: reference };
        if (!reference.startsWith('sha256:'))
            return { ...current, tag: reference, digest: undefined };
    }
    if (current.kind !== 'stream' || cluster === undefined) {
        throw new errors/* PromoteError */.jG({
            code: 'IMAGE_NOT_FOUND',
            message: `${(0,image_reference/* formatReference */.FH)(current)} has no history: only image streams of OpenShift keep one`,
            hint: 'name the whole digest to go back to, sha256:\u2026, or a tag',
        });
    }
    const histories = (await cluster.streams.readHistory(current, signal)) ?? [];
    const digest = to.kind === 'reference'
        ? digestStarting(current, to.reference, histories)
        : digestBack(current, to, histories, cluster);
    ports.reporter.info(`${(0,image_reference/* formatReference */.FH)(current)} goes back to ${(0,image_digest/* shortDigest */.VK)(digest)}`);
    return { ...current, tag: undefined, digest };
}
function digestBack(current, to, histories, cluster) {
    const name = (0,image_reference/* formatReference */.FH)(current);
    const events = histories.find(({ tag }) => tag === current.tag)?.events;
    if (events === undefined) {
        throw notFound(`${name} does not exist on ${cluster.server}`, `look at the tags there are: openshift-promote tags ${current.project}/${current.stream}`);
    }
    const steps = to.kind === 'steps' ? to.count : stepsToPrevious(events);
    const event = events[steps];
    const look = `list its history: openshift-promote tags ${name}`;
    if (event === undefined) {
        const count = events.length - 1;
        throw notFound(count === 0
            ? `${name} has never been another image than it is`
            : to.kind === 'previous'
                ? `all that ${name} was before was taken back`
                : `${name} has a history of ${count} ${count === 1 ? 'step' : 'steps'}, not of ${steps}`, `${look}, and name the digest to go to`);
    }
    if (event.digest === undefined) {
        throw notFound(`${name} was only a reference to ${event.image} ${steps} back, without a digest`, look);
    }
    return event.digest;
}
/**
 * Steps back to the image before the current one. If the current image also appears earlier in the history, the tag was rolled
 * back to it and the images in between were rejected, so its first appearance counts.
 */
function stepsToPrevious(events) {
    return events.findLastIndex(({ digest }) => digest !== undefined && digest === events[0]?.digest) + 1;
}
/** Matches a digest shortened as in tables. */
function digestStarting(current, start, histories) {
    const digests = histories.flatMap(({ events }) => events.flatMap(({ digest }) => digest ?? []));
    const [found, ...others] = new Set(digests.filter((digest) => digest.startsWith(start)));
    const stream = `${current.project}/${current.stream}`;
    const hint = `look at what there is: openshift-promote tags ${(0,image_reference/* formatReference */.FH)(current)}`;
    if (found === undefined)
        throw notFound(`no tag of ${stream} is or was ${start}\u2026`, hint);
    if (others.length > 0)
        throw notFound(`${start}\u2026 is more than one image of ${stream}`, hint);
    return found;
}
function notFound(message, hint) {
    return new errors/* PromoteError */.jG({ code: 'IMAGE_NOT_FOUND', message, hint, where: { side: 'destination' } });
}

// EXTERNAL MODULE: external "node:util"
var external_node_util_ = __nccwpck_require__(7975);
;// CONCATENATED MODULE: ./src/registry/replies/challenge.js
const MAX_HEADER_LENGTH = 8 * 1024;
const MAX_CHALLENGES = 16;
const MAX_PARAMETERS = 32;
const SEPARATORS = /[\s,]*/y;
const TOKEN = /[!#$%&'*+.^_`|~\w-]+/y;
// `Negotiate YII=`: a token68 value instead of parameters
const TOKEN68 = /[ \t]+[\w.~+/-]+=*[ \t]*(?=,|$)/y;
const EQUALS = /[ \t]*=[ \t]*/y;
const QUOTED = /"((?:[^"\\]|\\.)*)"/y;
// wider than an RFC 9110 token: some servers send realms without quotes
const UNQUOTED = /[^\s,"]*/y;
/**
 * Reads WWW-Authenticate (RFC 9110 \u00a711.6.1): several headers, several challenges in one line, quoted and unquoted values,
 * names in any case. Of an overlong or malformed value it returns the challenges before the fault; runs in linear time.
 */
function parseChallenges(values) {
    return values.flatMap((value) => parseValue(value)).slice(0, MAX_CHALLENGES);
}
function parseValue(text) {
    if (text.length > MAX_HEADER_LENGTH)
        return [];
    const challenges = [];
    let at = 0;
    const take = (pattern) => {
        pattern.lastIndex = at;
        const match = pattern.exec(text) ?? undefined;
        if (match !== undefined)
            at = pattern.lastIndex;
        return match;
    };
    while (challenges.length <= MAX_CHALLENGES) {
        take(SEPARATORS);
        const name = take(TOKEN)?.[0].toLowerCase();
        if (name === undefined)
            break;
        if (take(EQUALS) === undefined) {
            challenges.push({ scheme: name, parameters: new Map() });
            take(TOKEN68);
            continue;
        }
        const quoted = take(QUOTED)?.[1]?.replace(/\\(.)/g, '$1');
        const value = quoted ?? take(UNQUOTED)?.[0] ?? '';
        // unterminated quoted string
        if (quoted === undefined && text[at] === '"')
            break;
        const parameters = challenges.at(-1)?.parameters;
        if (parameters === undefined || parameters.size >= MAX_PARAMETERS)
            break;
        // the first occurrence wins, so an appended duplicate cannot replace it
        if (!parameters.has(name))
            parameters.set(name, value);
    }
    return challenges.slice(0, MAX_CHALLENGES);
}
/** Picks the strongest offered scheme: tokens before passwords. */
function chooseMethod(challenges) {
    for (const { scheme, parameters } of challenges) {
        const realm = parameters.get('realm');
        if (scheme !== 'bearer' || realm === undefined || realm === '')
            continue;
        return { kind: 'token', realm, service: parameters.get('service') || undefined };
    }
    return challenges.some(({ scheme }) => scheme === 'basic') ? { kind: 'basic' } : undefined;
}
/** Scopes a token lacks, as the registry names them. */
function demandedScopes(challenges) {
    return challenges.flatMap(({ parameters }) => parameters.get('scope')?.split(/\s+/) ?? []).filter(Boolean);
}
/**
 * OpenShift's answer to a valid token without permission, to an expired token and to a project that does not exist
 * (captures 08g, 08h, 07b). It does not ask for a password login.
 */
function isOpenShiftDenial(challenges) {
    return challenges.some(({ scheme, parameters }) => scheme === 'basic' &&
        parameters.get('realm') === 'openshift' &&
        parameters.get('error') === 'access denied');
}

;// CONCATENATED MODULE: ./src/registry/auth/credentials.js

// visible ASCII: anything else could break the header line, and no server issues such tokens
const credentials_TOKEN = /^[\x21-\x7e]+$/;
function isToken(text) {
    return typeof text === 'string' && credentials_TOKEN.test(text);
}
/** @throws PromoteError INPUT_INVALID when the token is not valid in a header; the message does not contain it */
function bearerHeader(token) {
    if (isToken(token))
        return `Bearer ${token}`;
    throw new errors/* PromoteError */.jG({
        code: 'INPUT_INVALID',
        message: 'a registry token is empty or contains blanks or control characters',
        hint: 'copy the token again: oc whoami -t',
    });
}
/** @throws PromoteError INPUT_INVALID when the user name contains a colon, the separator of RFC 7617 */
function basicHeader(username, password) {
    if (username.includes(':')) {
        throw new errors/* PromoteError */.jG({
            code: 'INPUT_INVALID',
            message: `the registry user name "${username}" contains a colon, so it cannot be sent to a registry`,
            hint: 'OpenShift ignores the name beside a token: use any other one',
        });
    }
    return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
}

// EXTERNAL MODULE: ./src/registry/auth/keyed-lock.js
var keyed_lock = __nccwpck_require__(1544);
;// CONCATENATED MODULE: ./src/registry/auth/realm.js

/** Domains in which anyone can register a name, so sharing one proves nothing. The country rule below adds to them. */
const SHARED_DOMAINS = new Set([
    'amazonaws.com',
    'appspot.com',
    'azure.com',
    'azurecr.io',
    'azurewebsites.net',
    'cloudapp.net',
    'cloudfront.net',
    'fly.dev',
    'github.io',
    'gitlab.io',
    'googleapis.com',
    'googleusercontent.com',
    'herokuapp.com',
    'netlify.app',
    'ngrok.io',
    'nip.io',
    'onrender.com',
    'openshiftapps.com',
    'pages.dev',
    'pkg.dev',
    'run.app',
    'sslip.io',
    'vercel.app',
    'web.app',
    'windows.net',
    'workers.dev',
]);
// co.uk, com.au, ac.jp \u2026
const COUNTRY_DOMAIN = /^(?:ac|co|com|edu|gov|gob|gouv|go|mil|ne|net|nom|or|org|sch)\.[a-z]{2}$/;
/**
 * Checks whether a token may be requested from a realm, and returns its canonical URL.
 *
 * The rule (registry.md \u00a71.3, CVE-2026-33540, CVE-2026-48978): https, or http beside a plain http registry; never an address of
 * a private or loopback network other than the registry's own host and port; with credentials only the registry's own host
 * name, a parent of it, or a sibling below the same domain of at least two labels (`auth.docker.io` beside
 * `registry-1.docker.io`), or a host of `allowedHosts`. Limit: without the Public Suffix List a shared domain is known only when
 * it is in the list above or looks like `co.uk`.
 * @param realm as in the challenge; resolved against `requestUrl`
 * @throws PromoteError UNSAFE_REDIRECT
 */
function checkRealm(realm, requestUrl, origin, options) {
    if (!URL.canParse(realm, requestUrl))
        throw refused(origin, realm.slice(0, 200), 'it is not a URL');
    const url = new URL(realm, requestUrl);
    const isOwn = url.host === origin.host && url.protocol === new URL(origin.url).protocol;
    if (url.username !== '' || url.password !== '')
        throw refused(origin, url.host, 'it carries credentials');
    if (isOwn || (url.protocol === 'https:' && options.allowedHosts.has(url.host)))
        return url.href;
    if (url.protocol !== 'https:' && (url.protocol !== 'http:' || origin.secure)) {
        throw refused(origin, `${url.protocol}//${url.host}`, 'it is not https');
    }
    if (options.allowedHosts.has(url.host))
        return url.href;
    if (isLocalAddress(url.hostname))
        throw refused(origin, url.host, 'it is an address of a private network');
    if (options.hasCredentials && !isRelated(url.hostname, origin.hostname)) {
        throw refused(origin, url.host, 'it belongs to another domain, and the credentials are for the registry', `check the host of the registry; if that token server is meant to get its account, set the input "${options.side}-realm-hosts" to ${url.host}`);
    }
    return url.href;
}
/** The WHATWG URL parser has already normalized `127.1`, `0x7f000001` and full-width digits. */
function isLocalAddress(hostname) {
    const name = hostname.replace(/\.$/, '');
    // an IP address other than the registry's own proves no relation to it, so public ones are refused as well
    return name === 'localhost' || name.endsWith('.localhost') || isAddress(name);
}
function isAddress(hostname) {
    return hostname.startsWith('[') || /^\d{1,3}(?:\.\d{1,3}){3}$/.test(hostname);
}
function isRelated(realm, registry) {
    if (realm === registry)
        return true;
    if (isAddress(registry))
        return false;
    // gitlab.example.com for registry.gitlab.example.com
    if (registry.endsWith(`.${realm}`))
        return !isSharedDomain(realm);
    // auth.docker.io for registry-1.docker.io
    const parent = parentDomain(registry);
    return parentDomain(realm) === parent && !isSharedDomain(parent);
}
function parentDomain(hostname) {
    return hostname.split('.').slice(1).join('.');
}
function isSharedDomain(domain) {
    return !domain.includes('.') || SHARED_DOMAINS.has(domain) || COUNTRY_DOMAIN.test(domain);
}
const HINT = 'check the host of the registry; a token server gets credentials only when it belongs to the domain of its registry';
function refused(origin, realm, why, hint = HINT) {
    return new errors/* PromoteError */.jG({
        code: 'UNSAFE_REDIRECT',
        message: `registry ${origin.host} sends us to ${realm} for a token, which is not followed: ${why}`,
        hint,
        where: { host: origin.host },
    });
}

;// CONCATENATED MODULE: ./src/registry/auth/scope.js
function pullScope(repository) {
    return `repository:${repository}:pull`;
}
function pushScope(repository) {
    return `repository:${repository}:pull,push`;
}
/**
 * Merges into our scopes the further actions a registry demands for the same resources; other resources it names are ignored.
 * The order is kept: some servers read only the first scope.
 */
function widenScopes(scopes, demanded) {
    return scopes.map((scope) => {
        const own = splitScope(scope);
        const more = demanded.map(splitScope).filter((other) => other.resource === own.resource);
        const actions = new Set([own, ...more].flatMap((each) => each.actions));
        return `${own.resource}:${[...actions].join(',')}`;
    });
}
/** Splits at the last colon, because a resource name may contain `host:port`. */
function splitScope(scope) {
    const colon = scope.lastIndexOf(':');
    return {
        resource: scope.slice(0, colon),
        actions: scope
            .slice(colon + 1)
            .split(',')
            .filter(Boolean),
    };
}

;// CONCATENATED MODULE: ./src/registry/replies/error-body.js



const MAX_PROBLEMS = 100;
/** Parses the errors in the body of an error reply; empty when the body has another format. */
function readProblems(body) {
    let value;
    try {
        value = JSON.parse(new TextDecoder().decode(body));
    }
    catch {
        return [];
    }
    const errors = (0,strict_json/* isJsonObject */.OW)(value) ? value['errors'] : undefined;
    if (!Array.isArray(errors))
        return [];
    return errors
        .slice(0, MAX_PROBLEMS)
        .filter(strict_json/* isJsonObject */.OW)
        .map((error) => {
        const { code, message, detail } = error;
        return {
            code: typeof code === 'string' && /^\w{1,64}$/.test(code) ? code : 'UNKNOWN',
            message: (0,server_text/* cleanServerText */.C)([message, detailText(detail)].filter((text) => typeof text === 'string').join(': ')),
            digest: digestIn(detail),
        };
    });
}
/** A `detail` that is a sentence is more specific than `message`, which is the same for every error with that code. */
function detailText(detail) {
    if (typeof detail === 'string' && detail !== '' && !(0,image_digest/* isDigest */.Bc)(detail))
        return detail;
    const message = (0,strict_json/* isJsonObject */.OW)(detail) ? (detail['message'] ?? detail['Message']) : undefined;
    return typeof message === 'string' && message !== '' ? message : undefined;
}
/** OpenShift and distribution 2 send the digest as text, distribution 3 and others in an object. */
function digestIn(detail) {
    if ((0,image_digest/* isDigest */.Bc)(detail))
        return detail;
    if (!(0,strict_json/* isJsonObject */.OW)(detail))
        return undefined;
    return [detail['digest'], detail['Digest']].find((text) => (0,image_digest/* isDigest */.Bc)(text));
}
/** Detects an HTML page in place of a registry reply: a console, a login form, a router's error page. */
function isWebPage(contentType, body) {
    if (contentType !== undefined && /^\s*(?:text\/html|application\/xhtml)/i.test(contentType))
        return true;
    const start = new TextDecoder().decode(body.subarray(0, 256)).trimStart().toLowerCase();
    return start.startsWith('<!doctype') || start.startsWith('<html');
}

;// CONCATENATED MODULE: ./src/registry/replies/reply.js




const REFUSED_BY_API = 'OpenShift answers this to what its API refuses, such as an index entry without platform, or an index at all before 4.13: promote one platform by its digest';
// docker-registry and Harbor answer a bare 500 when their storage is full
const LOOK_AT_STORAGE = 'look at the logs of the registry and at the free space of its storage';
/** Converts an error reply into a PromoteError. The only place that translates statuses and error codes of registries. */
function failedReply(reply, context) {
    const problems = readProblems(reply.body);
    const verdict = judge(reply, problems, context);
    const said = problems
        .slice(0, 3)
        .map(({ code, message }) => [code, message].filter(Boolean).join(' '))
        .join('; ');
    const requestId = header(reply, 'x-request-id') ?? header(reply, 'x-amz-cf-id') ?? header(reply, 'x-ms-request-id');
    const remark = [
        `${reply.status}`,
        said,
        requestId === undefined ? '' : `request ${(0,server_text/* cleanServerText */.C)(requestId, 80)}`,
    ];
    const object = `${context.object} of ${context.repository}`;
    return new errors/* PromoteError */.jG({
        code: verdict.code,
        message: `registry ${context.host} ${verdict.what.replace('OBJECT', object)} (${remark.filter(Boolean).join(', ')})`,
        hint: verdict.hint,
        where: { ...context.place, status: reply.status },
    });
}
function judge(reply, problems, context) {
    if (reply.status === 401)
        return judgeUnauthorized(reply, context);
    if (reply.status === 403)
        return judgeForbidden(reply, problems, context);
    if (reply.status === 429)
        return { code: 'RATE_LIMITED', what: 'answers too many requests for OBJECT' };
    if (reply.status >= 500)
        return judgeServerError(reply, problems, context);
    if (isWebPage(header(reply, 'content-type'), reply.body)) {
        return wantsCertificate(reply) ? anotherCertificate(context) : notARegistry(context);
    }
    if (reply.status === 404)
        return judgeNotFound(problems, context);
    if (reply.status >= 400)
        return judgeRefusal(reply, problems, context);
    return { code: 'PROTOCOL_VIOLATION', what: 'answered an unexpected status for OBJECT' };
}
function judgeUnauthorized(reply, context) {
    const { side, host } = context;
    const origin = context.accountOrigin();
    if (origin === undefined) {
        return {
            code: 'LOGIN_FAILED',
            what: `requires a login for OBJECT`,
            hint: isClusterRoute(host)
                ? `write the image as ${context.repository}:TAG if this is the registry of the ${side} cluster: the token of the cluster is only used then; otherwise set ${side}-registry-username and ${side}-registry-password`
                : `set ${side}-token, or ${side}-registry-username and ${side}-registry-password, or log in before: skopeo login ${host}`,
        };
    }
    if (!isOpenShiftDenial(parseChallenges(reply.headers['www-authenticate'] ?? []))) {
        return {
            code: 'LOGIN_FAILED',
            what: 'refused the credentials for OBJECT',
            hint: `check ${origin}; some registries answer the same for a repository that does not exist`,
        };
    }
    return {
        code: 'ACCESS_DENIED',
        what: `denies access to OBJECT: the account has no right to ${context.action}, the project does not exist, or the token expired`,
        hint: `${grantCommand(context)}; check the token with oc whoami`,
    };
}
function judgeForbidden(reply, problems, context) {
    if (isWebPage(header(reply, 'content-type'), reply.body))
        return notARegistry(context);
    if (problems.some(({ message }) => /quota|exceed|storage limit|limit reached/i.test(message))) {
        return {
            code: 'QUOTA_EXCEEDED',
            what: 'refuses OBJECT because of a quota',
            hint: 'free space or raise the quota of the project',
        };
    }
    if (context.action === 'push' && isOpenShift(reply)) {
        return {
            code: 'ACCESS_DENIED',
            what: 'denies OBJECT: the account may not create the image stream, or a quota or limit range of the project is exhausted',
            hint: `${grantCommand(context)}; look at oc describe quota,limitrange -n ${projectOf(context)}`,
        };
    }
    return {
        code: 'ACCESS_DENIED',
        what: `denies OBJECT: the account may not ${context.action} it, or it does not exist`,
        hint: isOpenShift(reply)
            ? grantCommand(context)
            : `let the account of ${context.accountOrigin() ?? `${context.side}-registry-username`} ${context.action} ${context.repository}`,
    };
}
function judgeNotFound(problems, context) {
    if (context.reads)
        return { code: 'IMAGE_NOT_FOUND', what: 'does not have OBJECT' };
    if (problems.some(({ code }) => code === 'NAME_UNKNOWN')) {
        return {
            code: 'PROJECT_NOT_FOUND',
            what: 'does not know the repository for OBJECT',
            hint: 'create the project or repository first',
        };
    }
    return { code: 'PROTOCOL_VIOLATION', what: 'does not find what it gave us for OBJECT' };
}
function judgeRefusal(reply, problems, context) {
    const codes = new Set(problems.map(({ code }) => code));
    if (reply.status === 400 &&
        problems.length === 0 &&
        isOpenShift(reply) &&
        context.repository.split('/').length !== 2) {
        return {
            code: 'INPUT_INVALID',
            what: 'refuses the name of OBJECT',
            hint: 'repositories of an OpenShift registry are named project/stream, with exactly one slash',
        };
    }
    if (codes.has('DIGEST_INVALID')) {
        return { code: 'DIGEST_MISMATCH', what: 'received other bytes than were sent for OBJECT' };
    }
    if (codes.has('MANIFEST_INVALID') ||
        codes.has('UNSUPPORTED') ||
        [405, 406, 413, 415].includes(reply.status)) {
        return {
            code: 'MANIFEST_UNSUPPORTED',
            what: 'does not accept OBJECT',
            hint: isOpenShift(reply)
                ? 'OpenShift stores image indexes since 4.13 and OCI manifests since 4.7: promote one platform by its digest, or upgrade'
                : 'it may be read-only, or not support this kind of content',
        };
    }
    return { code: 'PROTOCOL_VIOLATION', what: 'refuses OBJECT' };
}
function judgeServerError(reply, problems, context) {
    if (reply.status === 503 && isWebPage(header(reply, 'content-type'), reply.body)) {
        return {
            code: 'SERVER_UNAVAILABLE',
            what: 'is not available',
            // an OpenShift router also answers this for a host without a route (openshift-api.md \u00a72.2)
            hint: `the route of the registry was removed, or no pod runs behind it: a cluster administrator looks at oc get routes,pods -n openshift-image-registry, and exposes it again with oc patch configs.imageregistry.operator.openshift.io/cluster --type merge -p '{"spec":{"defaultRoute":true}}'`,
        };
    }
    // OpenShift answers this to an index whose entries have no platform (capture 54u)
    const isOpenShiftUnknown = isOpenShift(reply) && reply.status === 500 && problems.some(({ code }) => code === 'UNKNOWN');
    return {
        code: 'SERVER_UNAVAILABLE',
        what: 'failed at OBJECT',
        ...(context.action === 'push' ? { hint: isOpenShiftUnknown ? REFUSED_BY_API : LOOK_AT_STORAGE } : {}),
    };
}
function notARegistry(context) {
    return {
        code: 'NOT_A_REGISTRY',
        what: 'answers a web page for OBJECT, so it is not a registry',
        hint: `check the host ${context.host}: it has to serve https://${context.host}/v2/`,
    };
}
/** nginx reports with an HTML page what other servers report with a TLS alert (ngx_http_special_response.c, 495 and 496). */
function wantsCertificate(reply) {
    const page = new TextDecoder().decode(reply.body.subarray(0, 1024));
    return reply.status === 400 && /No required SSL certificate was sent|The SSL certificate error/.test(page);
}
function anotherCertificate({ side, host }) {
    return {
        code: 'LOGIN_FAILED',
        what: 'requires a client certificate from an issuer it trusts for OBJECT',
        hint: `set the inputs "${side}-client-certificate" and "${side}-client-key", or put client.cert and client.key into /etc/containers/certs.d/${host}`,
    };
}
/** The default route name of OpenShift's registry; it does not reveal which cluster it belongs to. */
function isClusterRoute(host) {
    return host.startsWith('default-route-openshift-image-registry.');
}
/** Recognizes OpenShift's registry by the header it sends with every answer below /v2/ (captures 07, 08). */
function isOpenShift(reply) {
    const challenges = parseChallenges(reply.headers['www-authenticate'] ?? []);
    return header(reply, 'x-registry-supports-signatures') !== undefined || isOpenShiftDenial(challenges);
}
function grantCommand(context) {
    const role = context.action === 'push' ? 'registry-editor' : 'system:image-puller';
    return `grant it: oc policy add-role-to-user ${role} USER -n ${projectOf(context)} (service account: -z NAME)`;
}
function projectOf(context) {
    return context.repository.split('/')[0] ?? context.repository;
}
function header(reply, name) {
    return reply.headers[name]?.[0];
}

;// CONCATENATED MODULE: ./src/registry/auth/token-endpoint.js




const MAX_TOKEN_REPLY_BYTES = 128 * 1024;
const MAX_REDIRECTS = 3;
const CLIENT_ID = 'openshift-promote';
// default and minimum of the spec; longer lifetimes are capped at an hour
const MIN_LIFETIME_S = 60;
const MAX_LIFETIME_S = 3600;
/**
 * Requests an access token (distribution, auth/token.md and auth/oauth.md). Identity tokens are exchanged by POST, or by GET
 * like passwords where the server does not support POST.
 * @throws PromoteError LOGIN_FAILED, PROTOCOL_VIOLATION, UNSAFE_REDIRECT, and the errors of the transport
 */
async function requestToken(question, transport, context, signal) {
    const { credentials } = question;
    if (credentials?.kind === 'identity') {
        const reply = await ask(postRequest(question, credentials.token), transport, context, signal);
        if (![400, 404, 405].includes(reply.status))
            return readToken(reply, context);
    }
    return readToken(await ask(getRequest(question), transport, context, signal), context);
}
function getRequest({ realm, service, scopes, credentials }) {
    const username = credentials?.kind === 'basic' ? credentials.username : undefined;
    const parameters = [
        ...(service === undefined ? [] : [['service', service]]),
        ...scopes.map((scope) => ['scope', scope]),
        ...(username === undefined ? [] : [['account', username]]),
        ['client_id', CLIENT_ID],
    ];
    const query = parameters.map(([name, value]) => `${name}=${encodeURIComponent(value ?? '')}`).join('&');
    return {
        method: 'GET',
        url: `${realm}${realm.includes('?') ? '&' : '?'}${query}`,
        headers: credentials === undefined ? {} : { authorization: passwordHeader(credentials) },
        maxBodyBytes: MAX_TOKEN_REPLY_BYTES,
        retry: 'repeatable',
    };
}
function passwordHeader(credentials) {
    switch (credentials.kind) {
        case 'basic':
            return basicHeader(credentials.username, credentials.password);
        case 'identity':
            // docker sends identity tokens this way to servers that support only GET
            return basicHeader('<token>', credentials.token);
    }
}
function postRequest({ realm, service, scopes }, refreshToken) {
    const form = new URLSearchParams({
        grant_type: 'refresh_token',
        refresh_token: refreshToken,
        client_id: CLIENT_ID,
        scope: scopes.join(' '),
        ...(service === undefined ? {} : { service }),
    });
    return {
        method: 'POST',
        url: realm,
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: form.toString(),
        maxBodyBytes: MAX_TOKEN_REPLY_BYTES,
        retry: 'repeatable',
    };
}
/** Redirects are followed within the token server's origin only: credentials go nowhere else. */
async function ask(request, transport, context, signal) {
    let { url } = request;
    for (let hop = 0; hop <= MAX_REDIRECTS; hop += 1) {
        const reply = await transport.send({ ...request, url }, signal);
        const location = reply.headers['location']?.[0];
        if (reply.status < 300 || reply.status > 399 || location === undefined)
            return reply;
        const next = URL.canParse(location, url) ? new URL(location, url) : undefined;
        if (next?.origin !== new URL(url).origin) {
            throw new errors/* PromoteError */.jG({
                code: 'UNSAFE_REDIRECT',
                message: `the token server ${new URL(url).host} redirects to ${next?.host ?? 'a malformed address'}, where credentials are not sent`,
                where: context.place,
            });
        }
        url = next.href;
    }
    throw new errors/* PromoteError */.jG({
        code: 'UNSAFE_REDIRECT',
        message: `the token server ${new URL(url).host} redirects more than ${MAX_REDIRECTS} times`,
        where: context.place,
    });
}
function readToken(reply, context) {
    if (reply.status !== 200)
        throw failedReply(reply, context);
    const body = readJson(reply.body);
    const tokens = [body?.['token'], body?.['access_token']].filter((token) => token !== undefined && token !== '');
    const [token, other] = tokens;
    // the reply is not shown, as it may contain a token
    if (!isToken(token) || (other !== undefined && other !== token)) {
        throw new errors/* PromoteError */.jG({
            code: 'PROTOCOL_VIOLATION',
            message: `the token server of registry ${context.host} answered without one usable token`,
            where: { ...context.place, status: reply.status },
        });
    }
    return { token, lifetimeMs: lifetimeMs(body?.['expires_in']) };
}
function readJson(bytes) {
    try {
        const value = JSON.parse(new TextDecoder().decode(bytes));
        return (0,strict_json/* isJsonObject */.OW)(value) ? value : undefined;
    }
    catch {
        return undefined;
    }
}
function lifetimeMs(expiresIn) {
    const seconds = typeof expiresIn === 'string' ? Number(expiresIn) : expiresIn;
    const known = typeof seconds === 'number' && Number.isFinite(seconds) ? seconds : MIN_LIFETIME_S;
    return Math.min(Math.max(known, MIN_LIFETIME_S), MAX_LIFETIME_S) * 1000;
}

;// CONCATENATED MODULE: ./src/registry/auth/authorizer.js








// A token is not used in its last minute: it could expire before a large upload ends (registry.md \u00a71.2).
const RENEW_BEFORE_MS = 60_000;
/** The authorization of one account at one registry. Requests no token before the registry demands one. */
class Authorizer {
    #options;
    #credentials;
    #method;
    /** keyed by the scopes of the request */
    #tokens = new Map();
    #lock = (0,keyed_lock/* createKeyedLock */.s)();
    #renewals = (0,keyed_lock/* createKeyedLock */.s)();
    constructor(options) {
        this.#options = options;
        this.#credentials = options.account?.credentials;
    }
    /** The Authorization header for a request; undefined while the registry has not demanded one. */
    async header(scopes, context, signal) {
        if (this.#method?.kind !== 'token')
            return this.#plainHeader();
        return this.#token(this.#method, { scopes, demanded: [], refused: undefined }, context, signal);
    }
    /** The header for one retry after a 401; undefined when the 401 is final. */
    async renew({ challenges, sent, requestUrl }, scopes, context, signal) {
        // a cluster token is sent as is: there is nothing to exchange it for
        if (this.#credentials?.kind !== 'bearer') {
            const offered = isOpenShiftDenial(challenges) ? undefined : chooseMethod(challenges);
            if (offered !== undefined)
                this.#method = learn(offered, requestUrl, this.#options);
            if (this.#method?.kind === 'token') {
                const wish = { scopes, demanded: demandedScopes(challenges), refused: sent };
                return this.#token(this.#method, wish, context, signal);
            }
        }
        const header = this.#plainHeader();
        if (header === undefined || header !== sent)
            return header;
        return (await this.#renewCredentials(this.#credentials, signal)) ? this.#plainHeader() : undefined;
    }
    /** The header for credentials that are sent as they are, without a token server. */
    #plainHeader() {
        const credentials = this.#credentials;
        if (credentials?.kind === 'bearer')
            return bearerHeader(credentials.token);
        if (credentials?.kind !== 'basic')
            return undefined;
        switch (this.#method?.kind) {
            case 'basic':
                return basicHeader(credentials.username, credentials.password);
            case 'password-as-token':
                return bearerHeader(credentials.password);
            case 'token':
            case undefined:
                return undefined;
        }
    }
    /** Reads refused credentials again from their source, once for all refused requests. Returns true when they changed. */
    async #renewCredentials(refused, signal) {
        const renew = this.#options.account?.renew;
        if (renew === undefined || refused === undefined)
            return false;
        return this.#renewals.withLock('', signal, async () => {
            if (this.#credentials !== refused)
                return true;
            const next = await renew(signal);
            if (next === undefined || (0,external_node_util_.isDeepStrictEqual)(next, refused))
                return false;
            this.#credentials = next;
            return true;
        });
    }
    /** Returns one token per set of scopes; concurrent requests share it. */
    #token(method, wish, context, signal) {
        const { clock } = this.#options;
        const key = wish.scopes.join(' ');
        return this.#lock.withLock(key, signal, async () => {
            const cached = this.#tokens.get(key);
            const wanted = widenScopes(cached?.scopes ?? wish.scopes, wish.demanded);
            if (cached !== undefined &&
                cached.renewAtMs > clock.nowMs() &&
                cached.header !== wish.refused &&
                wanted.every((scope) => cached.scopes.includes(scope))) {
                return cached.header;
            }
            const askedAtMs = clock.nowMs();
            const issued = await this.#requestToken(method, wanted, context, signal);
            const header = bearerHeader(issued.token);
            // otherwise a token with a lifetime of a minute would be renewed before every request
            const marginMs = Math.min(RENEW_BEFORE_MS, issued.lifetimeMs / 4);
            const renewAtMs = askedAtMs + issued.lifetimeMs - marginMs;
            this.#tokens.set(key, { header, scopes: wanted, renewAtMs });
            return header;
        });
    }
    async #requestToken({ realm, service }, scopes, context, signal) {
        const { transport } = this.#options;
        const ask = (credentials) => {
            const account = credentials?.kind === 'bearer' ? undefined : credentials;
            return requestToken({ realm, service, scopes, credentials: account }, transport, context, signal);
        };
        const used = this.#credentials;
        try {
            return await ask(used);
        }
        catch (error) {
            if (!(error instanceof errors/* PromoteError */.jG) || error.code !== 'LOGIN_FAILED')
                throw error;
            // the credentials of a helper may have expired since
            if (!(await this.#renewCredentials(used, signal)))
                throw error;
            return ask(this.#credentials);
        }
    }
}
function learn(offered, requestUrl, { origin, account, allowedRealmHosts, transport }) {
    if (offered.kind === 'basic')
        return { kind: 'basic' };
    const realm = checkRealm(offered.realm, requestUrl, origin, {
        side: transport.side,
        hasCredentials: account !== undefined,
        allowedHosts: allowedRealmHosts,
    });
    // OpenShift's token server only echoes the token (capture 07e): used directly, it saves an exchange every minute, and the
    // user name, which may hold a colon there, is not needed
    const isOpenShift = offered.service === undefined && realm === `${origin.url}/openshift/token`;
    if (account?.credentials.kind === 'basic' && isOpenShift)
        return { kind: 'password-as-token' };
    return { kind: 'token', realm, service: offered.service };
}

// EXTERNAL MODULE: ./src/registry/replies/origin.js
var origin = __nccwpck_require__(5770);
;// CONCATENATED MODULE: ./src/registry/client/client.js





const MAX_PING_BYTES = 64 * 1024;
/** One registry with the accounts of one side. */
class RegistryClient {
    side;
    host;
    origin;
    transport;
    #options;
    /** by repository */
    #accounts = new Map();
    #authorizers = new Map();
    #lookups = (0,keyed_lock/* createKeyedLock */.s)();
    constructor(options) {
        this.side = options.transport.side;
        this.host = options.host;
        this.origin = options.origin;
        this.transport = options.transport;
        this.#options = options;
    }
    /** Where the account for a repository is configured; undefined: anonymous. */
    accountOrigin(repository) {
        return this.#accounts.get(repository)?.origin;
    }
    /** Sends a request with authorization, and once more with new authorization after a 401. The caller handles other statuses. */
    send(request, signal) {
        const run = (sent) => this.transport.send(sent, signal);
        return this.#exchange(request, signal, run, () => undefined);
    }
    /** The same for a GET whose body is streamed; redirects are followed. */
    open(request, signal) {
        const run = (sent) => this.transport.open(sent, signal);
        return this.#exchange(request, signal, run, (reply) => {
            reply.discard();
        });
    }
    /** Adds the authorization to a request whose body can be sent only once. */
    async authorize(request, signal) {
        return placed(request, async () => {
            const { path, scopes, context, ...rest } = request;
            const authorizer = await this.#authorizer(context.repository, signal);
            const authorization = await authorizer.header(scopes, context, signal);
            return withAuthorization({ ...rest, url: `${this.origin.url}${path}` }, authorization);
        });
    }
    /** Renews the authorization after a 401; true when the request should be sent again. */
    async renew(request, sent, denial, signal) {
        return placed(request, async () => (await this.#renewed(request, sent, denial, signal)) !== undefined);
    }
    /** Repositories with the same account share one authorizer. */
    async #authorizer(repository, signal) {
        if (!this.#accounts.has(repository)) {
            await this.#lookups.withLock(repository, signal, async () => {
                if (this.#accounts.has(repository))
                    return;
                this.#accounts.set(repository, await this.#options.accountAt(repository, signal));
            });
        }
        const account = this.#accounts.get(repository);
        const authorizer = this.#authorizers.get(account) ?? new Authorizer({ ...this.#options, account });
        this.#authorizers.set(account, authorizer);
        return authorizer;
    }
    async #exchange(request, signal, run, drop) {
        let sent = await this.authorize(request, signal);
        let reply = await placed(request, () => run(sent));
        // the first 401 only demands a login; a refused login is repeated once with new authorization
        for (let refusals = 0; reply.status === 401;) {
            if (sent.headers?.['authorization'] !== undefined)
                refusals += 1;
            if (refusals > 1)
                break;
            const denied = reply;
            const header = await placed(request, () => this.#renewed(request, sent, denied, signal));
            if (header === undefined)
                break;
            drop(reply);
            sent = withAuthorization(sent, header);
            reply = await placed(request, () => run(sent));
        }
        return reply;
    }
    async #renewed(request, sent, denial, signal) {
        // our credentials are not meant for a storage back end
        if (!(0,origin/* isSameOrigin */.J6)(denial.url, this.origin))
            return undefined;
        const previous = sent.headers?.['authorization'];
        const challenges = parseChallenges(denial.headers['www-authenticate'] ?? []);
        const isSilent = challenges.length === 0 && previous === undefined;
        const refusal = {
            challenges: isSilent ? await this.#challengesAtTheDoor(signal) : challenges,
            sent: previous,
            requestUrl: denial.url,
        };
        const authorizer = await this.#authorizer(request.context.repository, signal);
        return authorizer.renew(refusal, request.scopes, request.context, signal);
    }
    /** Some registries (GCR) send a 401 without a challenge; /v2/ has it. */
    async #challengesAtTheDoor(signal) {
        const reply = await this.transport.send({ method: 'GET', url: `${this.origin.url}/v2/`, maxBodyBytes: MAX_PING_BYTES, retry: 'repeatable' }, signal);
        return reply.status === 401 ? parseChallenges(reply.headers['www-authenticate'] ?? []) : [];
    }
}
function withAuthorization(request, authorization) {
    if (authorization === undefined)
        return request;
    return { ...request, headers: { ...request.headers, authorization } };
}
/** Adds the purpose of the request to a transport failure. */
async function placed(request, run) {
    try {
        return await run();
    }
    catch (error) {
        throw error instanceof errors/* PromoteError */.jG ? error.at(request.context.place) : error;
    }
}

;// CONCATENATED MODULE: ./src/registry/client/requests.js

/** limit for error replies and other small bodies */
const MAX_REPLY_BYTES = 64 * 1024;
/** Path below the repository, such as `/manifests/1.4.2`. The suffix must be validated. */
function repositoryPath({ repository }, path) {
    return `/v2/${repository}${path}`;
}
/** A request for one object of a repository, with its scopes and the context for its error message. */
function repositoryRequest({ client, repository }, request) {
    const { object, digest, shownPath, ...rest } = request;
    // a lookup at the destination is soon followed by a push: one token with both permissions serves both
    const isPush = client.side === 'destination';
    const context = {
        side: client.side,
        host: client.host,
        repository,
        action: isPush ? 'push' : 'pull',
        reads: request.method === 'GET' || request.method === 'HEAD',
        object,
        accountOrigin: () => client.accountOrigin(repository),
        place: {
            side: client.side,
            host: client.host,
            repository,
            request: `${request.method} ${shownPath ?? request.path.split('?', 1)[0]}`,
            ...(digest === undefined ? {} : { digest }),
        },
    };
    const scopes = [isPush ? pushScope(repository) : pullScope(repository)];
    return { maxBodyBytes: MAX_REPLY_BYTES, ...rest, scopes, context };
}

;// CONCATENATED MODULE: ./src/registry/blobs/blob-source.js




const MAX_RESUMES = 8;
const EMPTY_JSON = new TextEncoder().encode('{}');
// created on first use: hashing loads node:crypto
let wellKnown;
/** Content that needs no request: embedded in the descriptor, the empty JSON object of OCI artifacts, or an empty blob. */
function embeddedContent(blob) {
    wellKnown ??= new Map([new Uint8Array(), EMPTY_JSON].map((bytes) => [(0,image_digest/* digestOf */.ol)(bytes), bytes]));
    const content = blob.data ?? wellKnown.get(blob.digest);
    return content?.byteLength === blob.sizeBytes ? content : undefined;
}
/** Opens a blob for reading and checks the status of the reply. @throws PromoteError IMAGE_NOT_FOUND, \u2026 */
async function openBlob(place, blob, signal) {
    const request = blobRequest(place, blob);
    const reply = await place.client.open(request, signal);
    if (reply.status !== 200) {
        const body = await reply.read(MAX_REPLY_BYTES);
        throw failedReply({ status: reply.status, headers: reply.headers, body }, request.context);
    }
    const lengthBytes = reply.contentLengthBytes;
    if (lengthBytes === undefined || lengthBytes === blob.sizeBytes)
        return { kind: 'open', reply };
    reply.discard();
    return {
        kind: 'corrupt',
        error: corruptBlob(place, blob, `${lengthBytes} instead of ${blob.sizeBytes} bytes`),
    };
}
/** See `Repository.hasBlob`. Uses GET, because storage behind a redirect may refuse HEAD. */
async function deliversBlob(place, blob, signal) {
    try {
        const opened = await openBlob(place, blob, signal);
        if (opened.kind === 'corrupt')
            throw opened.error;
        opened.reply.discard();
        return true;
    }
    catch (error) {
        if (error instanceof errors/* PromoteError */.jG && error.code === 'IMAGE_NOT_FOUND')
            return false;
        throw error;
    }
}
/**
 * Continues a broken download at the registry itself, never at the storage URL it was redirected to, which may have expired.
 * Accepts only a reply for exactly the requested range (registry.md \u00a73); otherwise undefined: start from the beginning.
 */
function blobReopener(place, blob, signal) {
    let resumes = 0;
    let lastOffsetBytes = 0;
    return async (offsetBytes) => {
        resumes += 1;
        // no progress since the last resume: it would fail again
        if (resumes > MAX_RESUMES || offsetBytes <= lastOffsetBytes)
            return undefined;
        lastOffsetBytes = offsetBytes;
        const request = blobRequest(place, blob);
        const range = `bytes=${offsetBytes}-`;
        const reply = await place.client.open({ ...request, headers: { ...request.headers, range } }, signal);
        if (reply.status === 206 && isRest(reply, offsetBytes, blob.sizeBytes))
            return reply;
        reply.discard();
        return undefined;
    };
}
function corruptBlob(place, blob, got) {
    return new errors/* PromoteError */.jG({
        code: 'DIGEST_MISMATCH',
        message: `registry ${place.client.host} delivers other content for blob ${blob.digest} of ${place.repository}: ${got}`,
        hint: 'the blob is damaged in the registry or on the way: push the image again, or look for a proxy that rewrites replies',
        where: {
            side: place.client.side,
            host: place.client.host,
            repository: place.repository,
            digest: blob.digest,
        },
    });
}
function blobRequest(place, blob) {
    return repositoryRequest(place, {
        method: 'GET',
        path: repositoryPath(place, `/blobs/${(0,image_digest/* parseDigest */.m)(blob.digest)}`),
        // a compressed reply has another length and digest
        headers: { 'accept-encoding': 'identity' },
        object: `blob ${blob.digest}`,
        digest: blob.digest,
        retry: 'repeatable',
    });
}
function isRest(reply, offsetBytes, sizeBytes) {
    const ranges = reply.headers['content-range'] ?? [];
    return ranges.length === 1 && ranges[0]?.trim() === `bytes ${offsetBytes}-${sizeBytes - 1}/${sizeBytes}`;
}

;// CONCATENATED MODULE: ./src/registry/blobs/early-download.js

function startDownload(place, blob, signal) {
    let opening = openBlob(place, blob, signal);
    // a failure is thrown when the download is taken, and ignored when it is dropped
    opening.catch(() => undefined);
    const take = () => {
        const taken = opening;
        opening = undefined;
        return taken;
    };
    return {
        take,
        drop() {
            take()?.then((opened) => {
                if (opened.kind === 'open')
                    opened.reply.discard();
            }, () => undefined);
        },
    };
}

// EXTERNAL MODULE: ./src/http/exchange/retry-after.js
var retry_after = __nccwpck_require__(723);
;// CONCATENATED MODULE: ./src/registry/blobs/upload-session.js




const NO_BYTES = new Uint8Array();
const CANCEL_WITHIN_MS = 2_000;
const CANCEL_PAUSE_MS = 100;
/**
 * With one request, mounts a blob from another repository of the same registry, detects that the destination already has it
 * (`from` is then the destination itself), or opens an upload session.
 */
async function mountBlob(place, blob, from, signal) {
    const path = repositoryPath(place, `/blobs/uploads/?mount=${blob.digest}&from=${from}`);
    const request = uploadRequest(place, blob, { method: 'POST', path, body: NO_BYTES, retry: 'once' });
    const scopes = from === place.repository ? request.scopes : [...request.scopes, pullScope(from)];
    let reply;
    try {
        reply = await place.client.send({ ...request, scopes }, signal);
    }
    catch (error) {
        // some token servers refuse two scopes (registry.md \u00a71.1), some registries break on a mount: neither is fatal
        if (error instanceof errors/* PromoteError */.jG && !signal.aborted)
            return { kind: 'unclear' };
        throw error;
    }
    if (reply.status === 201)
        return { kind: 'there' };
    const session = reply.status === 202 ? sessionOf(reply, request, place) : undefined;
    return session === undefined ? { kind: 'unclear' } : { kind: 'session', session };
}
/** True when the registry reports the blob with the expected size; false when in doubt. */
async function hasBlob(place, blob, signal) {
    const path = repositoryPath(place, `/blobs/${blob.digest}`);
    const request = uploadRequest(place, blob, { method: 'HEAD', path, retry: 'repeatable' });
    try {
        const reply = await place.client.send(request, signal);
        return reply.status === 200 && reply.headers['content-length']?.[0] === String(blob.sizeBytes);
    }
    catch (error) {
        if (error instanceof errors/* PromoteError */.jG && !signal.aborted)
            return false;
        throw error;
    }
}
/** @throws PromoteError for every reply that opens no upload session */
async function openSession(place, blob, signal) {
    const path = repositoryPath(place, '/blobs/uploads/');
    const request = uploadRequest(place, blob, { method: 'POST', path, body: NO_BYTES, retry: 'repeatable' });
    const reply = await place.client.send(request, signal);
    if (reply.status !== 202)
        throw failedReply(reply, request.context);
    const session = sessionOf(reply, request, place);
    if (session !== undefined)
        return session;
    throw new errors/* PromoteError */.jG({
        code: 'PROTOCOL_VIOLATION',
        message: `registry ${place.client.host} opened an upload for ${place.repository} without saying where`,
        where: { ...request.context.place, status: reply.status },
    });
}
/** The session after one of its requests: at the Location of the reply, else unchanged. */
function nextSession(reply, request, session, place) {
    return { ...session, path: sessionOf(reply, request, place)?.path ?? session.path };
}
/** The path of the request that commits a session. */
function commitPath(session, blob) {
    return withQuery(session.path, `digest=${blob.digest}`);
}
/** Cancels an upload, so that it does not linger until the registry's purge. Failures are ignored. */
async function cancelSession(place, blob, session, clock) {
    // with its own deadline, because it also has to run after a cancellation
    const deadline = AbortSignal.timeout(CANCEL_WITHIN_MS);
    const send = async (method, path) => place.client.send(uploadRequest(place, blob, { method, path, retry: 'once' }), deadline);
    try {
        let { path } = session;
        while ((await send('DELETE', path)).status === 416) {
            // our state of the session is older than the bytes that arrived, and more may be on their way (capture 54f2):
            // a request without state returns the current one (54d2)
            await clock.sleep(CANCEL_PAUSE_MS, deadline);
            const bare = session.path.replace(/\?.*$/, '');
            const status = await send('GET', bare);
            const request = uploadRequest(place, blob, { method: 'GET', path: bare, retry: 'once' });
            path = sessionOf(status, request, place)?.path ?? session.path;
        }
    }
    catch {
        // the registry purges it eventually
    }
}
function uploadRequest(place, blob, request) {
    return repositoryRequest(place, {
        ...request,
        object: `blob ${blob.digest}`,
        digest: blob.digest,
        ...(request.method === 'HEAD' ? {} : { shownPath: repositoryPath(place, '/blobs/uploads/\u2026') }),
    });
}
function sessionOf(reply, request, place) {
    const path = sessionPath(reply.headers['location'], request.path, place.client.origin, request.context);
    const minimum = Number(reply.headers['oci-chunk-min-length']?.[0] ?? 0);
    const minChunkBytes = Number.isSafeInteger(minimum) && minimum > 0 ? minimum : 0;
    return path === undefined ? undefined : { path, minChunkBytes };
}
const MAX_LOCATION_LENGTH = 8 * 1024;
// no blanks or control characters; no backslash, which some parsers treat as a slash
const PLAIN = /^[\x21-\x5b\x5d-\x7e]+$/;
const AUTHORITY = /^(?:([a-z][a-z0-9+.-]*):)?\/\/([^/?#]*)/i;
/**
 * The path and query of an upload session at the registry's own origin, byte for byte: the query is signed, and every URL library
 * rewrites some of it. Registries behind proxies name the wrong scheme or port (distribution#479), so only the host name must be
 * the registry's; another host gets neither credentials nor data (CVE-2026-50151).
 * @param requestPath path of the request; a relative Location is resolved against it
 * @returns undefined without a Location
 * @throws PromoteError PROTOCOL_VIOLATION, UNSAFE_REDIRECT
 */
function sessionPath(values, requestPath, origin, context) {
    const [location, ...others] = values ?? [];
    if (location === undefined || location === '')
        return undefined;
    if (others.length > 0)
        throw malformed(context, 'more than one upload location');
    if (location.length > MAX_LOCATION_LENGTH || !PLAIN.test(location)) {
        throw malformed(context, 'an upload location that is no URL');
    }
    const text = location.split('#', 1)[0] ?? '';
    const [prefix, scheme, authority] = AUTHORITY.exec(text) ?? [];
    if (prefix === undefined || authority === undefined)
        return resolvePath(text, requestPath, context);
    if ((scheme !== undefined && !/^https?$/i.test(scheme)) || hostnameOf(authority) !== origin.hostname) {
        throw new errors/* PromoteError */.jG({
            code: 'UNSAFE_REDIRECT',
            message: `registry ${context.host} sends the upload to ${scheme ?? 'another host'}://${authority.slice(0, 200).replace(/^.*@/, '')}, which is not its own host`,
            hint: 'name the registry by the host it uses for uploads, or have its external URL corrected',
            where: context.place,
        });
    }
    const path = text.slice(prefix.length);
    return path.startsWith('/') ? path : `/${path}`;
}
/** Appends a query parameter; the other bytes stay unchanged. */
function withQuery(path, parameter) {
    return `${path}${path.includes('?') ? '&' : '?'}${parameter}`;
}
function resolvePath(text, requestPath, context) {
    if (text.startsWith('/'))
        return text;
    const base = requestPath.split('?', 1)[0] ?? '/';
    if (text.startsWith('?'))
        return `${base}${text}`;
    if (/^[a-z][a-z0-9+.-]*:/i.test(text))
        throw malformed(context, 'an upload location that is no http URL');
    return `${base.slice(0, base.lastIndexOf('/') + 1)}${text}`;
}
/** The canonical host name; undefined for an invalid authority or one with credentials. */
function hostnameOf(authority) {
    if (authority.includes('@') || !URL.canParse(`https://${authority}/`))
        return undefined;
    return new URL(`https://${authority}/`).hostname;
}
function malformed(context, what) {
    return new errors/* PromoteError */.jG({
        code: 'PROTOCOL_VIOLATION',
        message: `registry ${context.host} answered ${what} for ${context.object} of ${context.repository}`,
        where: context.place,
    });
}

;// CONCATENATED MODULE: ./src/registry/blobs/commit.js






const STORED = [200, 201, 204];
const COMMIT_TRIES = 3;
const FIRST_PAUSE_MS = 500;
const MAX_PAUSE_MS = 10_000;
/** a server may ask for more, but a blob has several attempts */
const MAX_SERVER_PAUSE_MS = 60_000;
// A router times out after 30 s while the registry still hashes gigabytes (registry.md \u00a78, "Route").
const SLOW_COMMIT_MS = 180_000;
const LOST_ANSWER_MS = 2_000;
/** Commits a session whose bytes have all been sent. The request has no body, so repeating it is cheap. */
async function commitUpload(place, blob, session, clock, signal) {
    const path = commitPath(session, blob);
    const request = uploadRequest(place, blob, { method: 'PUT', path, body: NO_BYTES, retry: 'once' });
    for (let tries = 1;; tries += 1) {
        const outcome = await outcomeOf(() => place.client.send(request, signal), signal);
        const result = await settleCommit(outcome, { place, blob, request, clock }, signal);
        // repeat the request only if its reply was lost
        if (result.kind !== 'broken' || !isLost(result.error) || tries === COMMIT_TRIES)
            return result;
        await clock.sleep(result.pauseMs ?? FIRST_PAUSE_MS, signal);
    }
}
async function outcomeOf(run, signal) {
    try {
        return await run();
    }
    catch (error) {
        if (error instanceof errors/* PromoteError */.jG && !signal.aborted && isLost(error))
            return error;
        throw error;
    }
}
/** True when the server may have carried out the request. */
function isLost(outcome) {
    return (outcome instanceof errors/* PromoteError */.jG &&
        ['CONNECTION_FAILED', 'TIMED_OUT', 'SERVER_UNAVAILABLE', 'RATE_LIMITED'].includes(outcome.code));
}
/** Interprets the reply to a commit, and checks for the blob when the reply is inconclusive. */
async function settleCommit(outcome, at, signal) {
    const { place, blob, request, clock } = at;
    if (!(outcome instanceof errors/* PromoteError */.jG) && STORED.includes(outcome.status)) {
        requireSameDigest(outcome, blob, request);
        return { kind: 'stored' };
    }
    const error = outcome instanceof errors/* PromoteError */.jG ? outcome : failedReply(outcome, request.context);
    if (error.code === 'RATE_LIMITED')
        return { kind: 'broken', error, ...pauseOf(outcome, clock) };
    if (isLost(error)) {
        const isSlow = error.code === 'TIMED_OUT' || error.where.status === 504 || error.where.status === 408;
        const isThere = await appears(place, blob, isSlow ? SLOW_COMMIT_MS : LOST_ANSWER_MS, clock, signal);
        return isThere ? { kind: 'stored' } : { kind: 'broken', error, ...pauseOf(outcome, clock) };
    }
    if (error.code === 'DIGEST_MISMATCH')
        return { kind: 'corrupt', error };
    if (outcome instanceof errors/* PromoteError */.jG || !isSessionLost(outcome))
        throw error;
    // another replica, or an earlier request whose reply was lost, may have committed it
    return (await hasBlob(place, blob, signal)) ? { kind: 'stored' } : { kind: 'broken', error };
}
/** The session is unknown, finished or out of sync; the blob itself was not refused. */
function isSessionLost(reply) {
    if (reply.status === 404 || reply.status === 416)
        return true;
    return (reply.status === 400 &&
        readProblems(reply.body).some(({ code }) => ['BLOB_UPLOAD_UNKNOWN', 'BLOB_UPLOAD_INVALID', 'RANGE_INVALID'].includes(code)));
}
/** The delay from Retry-After (seconds or a date), capped. */
function pauseOf(outcome, clock) {
    const pauseMs = outcome instanceof errors/* PromoteError */.jG ? undefined : (0,retry_after/* retryAfterMs */.V)(outcome.headers, clock.date());
    return pauseMs === undefined || pauseMs === 0 ? {} : { pauseMs: Math.min(pauseMs, MAX_SERVER_PAUSE_MS) };
}
async function appears(place, blob, withinMs, clock, signal) {
    const startedMs = clock.nowMs();
    for (let pauseMs = FIRST_PAUSE_MS;; pauseMs = Math.min(pauseMs * 2, MAX_PAUSE_MS)) {
        if (await hasBlob(place, blob, signal))
            return true;
        if (clock.nowMs() + pauseMs - startedMs > withinMs)
            return false;
        await clock.sleep(pauseMs, signal);
    }
}
function requireSameDigest(reply, blob, { context }) {
    const claimed = reply.headers['docker-content-digest'] ?? [];
    // a registry may report a digest of another algorithm for the same bytes (capture 54o4)
    const isWrong = (text) => !(0,image_digest/* isDigest */.Bc)(text) || ((0,image_digest/* algorithmOf */.Hy)(text) === (0,image_digest/* algorithmOf */.Hy)(blob.digest) && text !== blob.digest);
    const wrong = claimed.find(isWrong);
    if (wrong === undefined)
        return;
    throw new errors/* PromoteError */.jG({
        code: 'DIGEST_MISMATCH',
        message: `registry ${context.host} stored ${context.object} of ${context.repository} as ${JSON.stringify(wrong.slice(0, 160))}`,
        where: context.place,
    });
}

;// CONCATENATED MODULE: ./src/registry/blobs/relay-blob.js





/**
 * Streams the download into one upload request, resuming the source where possible, and classifies every failure before the
 * upload is complete.
 */
async function relayBlob(upload, method, request, download, signal) {
    const { source, destination, blob } = upload;
    const headers = { 'content-type': 'application/octet-stream', 'content-length': String(blob.sizeBytes) };
    const whole = { ...request, headers };
    const sent = await destination.client.authorize(whole, signal);
    let receivedBytes = 0;
    let result;
    try {
        result = await destination.client.transport.relay({
            upload: sent,
            download,
            sizeBytes: blob.sizeBytes,
            reopen: blobReopener(source, blob, signal),
            verifier: new image_digest/* DigestVerifier */.Do(blob.digest),
            onBytes: (countBytes) => {
                receivedBytes += countBytes;
                upload.onBytes(countBytes);
            },
        }, signal);
    }
    catch (error) {
        if (!(error instanceof errors/* PromoteError */.jG))
            throw error;
        if (signal.aborted || !isLost(error))
            throw error.at(request.context.place);
        const isComplete = receivedBytes === blob.sizeBytes && error.where.side !== 'source';
        return { kind: isComplete ? 'lost' : 'broken', error: error.at(request.context.place) };
    }
    switch (result.kind) {
        case 'corrupt': {
            const got = `${result.receivedBytes} bytes with another digest`;
            return { kind: 'corrupt', error: corruptBlob(source, blob, got) };
        }
        case 'refused':
            return ((await readRefusal(upload, method, whole, sent, result.reply, signal)) ??
                giveUp(whole, result.reply, upload.clock));
        case 'sent':
            return ((await readRefusal(upload, method, whole, sent, result.reply, signal)) ?? {
                kind: 'answered',
                reply: result.reply,
            });
    }
}
/** Restarts the upload with another method or chunk size when the refusal concerns the current one. */
async function readRefusal({ destination, blob, habits }, method, request, sent, reply, signal) {
    const failure = () => failedReply(reply, request.context);
    if (reply.status === 401) {
        // the body is consumed: open a new session and read the source from the beginning
        const isRenewed = await destination.client.renew(request, sent, reply, signal);
        return isRenewed ? { kind: 'unauthorized', error: failure() } : undefined;
    }
    if (reply.status === 413) {
        return habits.limitBody(blob.sizeBytes) ? { kind: 'method', error: failure() } : undefined;
    }
    const mayBeTheMethod = [400, 404, 405, 415, 416, 501].includes(reply.status);
    return mayBeTheMethod && habits.refuse(method) ? { kind: 'method', error: failure() } : undefined;
}
/** @throws PromoteError for a reply that a restart would not change */
function giveUp({ context }, reply, clock) {
    const error = failedReply(reply, context);
    if (isLost(error) || isSessionLost(reply))
        return { kind: 'broken', error, ...pauseOf(reply, clock) };
    throw error;
}

;// CONCATENATED MODULE: ./src/registry/blobs/upload.js







/** How many restarts each kind of failure may cause. */
const NEW_STARTS = { corrupt: 1, unauthorized: 1, method: 10, broken: 4 };
const upload_FIRST_PAUSE_MS = 500;
/**
 * Uploads a blob. The source is opened and its status checked before the upload body starts; nothing is committed before the
 * bytes match the digest.
 * @param first a session that is already open
 */
async function uploadBlob(upload, first, signal) {
    const left = { ...NEW_STARTS };
    let session = first;
    for (let start = 1;; start += 1) {
        session ??= await openSession(upload.destination, upload.blob, signal);
        const result = await startUpload(upload, session, signal);
        session = undefined;
        if (result.kind === 'stored')
            return;
        if (left[result.kind] === 0)
            throw result.error;
        left[result.kind] -= 1;
        upload.log(`upload of ${upload.blob.digest} starts again (${result.kind}): ${result.error.message}`);
        if (result.kind !== 'broken')
            continue;
        await upload.clock.sleep(result.pauseMs ?? upload_FIRST_PAUSE_MS * 2 ** (start - 1), signal);
    }
}
/** One attempt. A session that was not committed is cancelled, and its bytes are subtracted from the progress. */
async function startUpload(upload, session, signal) {
    let countedBytes = 0;
    const counted = {
        ...upload,
        onBytes: (countBytes) => {
            countedBytes += countBytes;
            upload.onBytes(countBytes);
        },
    };
    let isStored = false;
    try {
        const result = await sendBlob(counted, session, signal);
        isStored = result.kind === 'stored';
        return result;
    }
    finally {
        if (!isStored) {
            if (countedBytes > 0)
                upload.onBytes(-countedBytes);
            await cancelSession(upload.destination, upload.blob, session, upload.clock);
        }
    }
}
async function sendBlob(upload, session, signal) {
    const { source, blob, habits } = upload;
    const content = embeddedContent(blob);
    if (content !== undefined)
        return upload_sendContent(upload, session, content, signal);
    const opened = await (upload.early?.take() ?? openBlob(source, blob, signal));
    if (opened.kind === 'corrupt')
        return opened;
    try {
        const method = habits.methodFor(blob.sizeBytes);
        const result = await sendBy(method, upload, session, opened.reply, signal);
        if (result.kind === 'stored')
            habits.succeeded(method);
        return result;
    }
    finally {
        opened.reply.discard();
    }
}
/** Content in memory is sent with one PUT. */
async function upload_sendContent(upload, session, content, signal) {
    const { destination: place, blob, clock } = upload;
    const path = commitPath(session, blob);
    const headers = { 'content-type': 'application/octet-stream' };
    const request = uploadRequest(place, blob, { method: 'PUT', path, headers, body: content, retry: 'once' });
    const outcome = await outcomeOf(() => place.client.send(request, signal), signal);
    const result = await settleCommit(outcome, { place, blob, request, clock }, signal);
    if (result.kind === 'stored')
        upload.onBytes(content.byteLength);
    return result;
}
async function sendBy(method, upload, session, download, signal) {
    const { destination: place, blob, clock } = upload;
    switch (method) {
        case 'single': {
            const path = commitPath(session, blob);
            const request = uploadRequest(place, blob, { method: 'PUT', path, retry: 'once' });
            const sent = await relayBlob(upload, method, request, download, signal);
            if (sent.kind !== 'answered' && sent.kind !== 'lost')
                return sent;
            const outcome = sent.kind === 'answered' ? sent.reply : sent.error;
            return settleCommit(outcome, { place, blob, request, clock }, signal);
        }
        case 'stream': {
            const request = uploadRequest(place, blob, { method: 'PATCH', path: session.path, retry: 'once' });
            const sent = await relayBlob(upload, method, request, download, signal);
            if (sent.kind === 'lost')
                return { kind: 'broken', error: sent.error };
            if (sent.kind !== 'answered')
                return sent;
            // ECR answers 201, and some registries understate Range (registry.md \u00a74.2): the commit decides
            if (![200, 201, 202, 204].includes(sent.reply.status))
                return giveUp(request, sent.reply, clock);
            return commitUpload(place, blob, nextSession(sent.reply, request, session, place), clock, signal);
        }
        case 'chunks': {
            const sent = await sendChunks({ ...upload, download }, session, signal).catch((error) => {
                // the source failed: another source cannot continue the chunks already sent
                if (signal.aborted || !(error instanceof errors/* PromoteError */.jG) || !isLost(error))
                    throw error;
                return { kind: 'broken', error };
            });
            return sent.kind === 'sent' ? commitUpload(place, blob, sent.session, clock, signal) : sent;
        }
    }
}
/**
 * Sends a blob in several PATCH requests, for registries behind a proxy that limits body sizes. One chunk is held in memory;
 * the last one is sent only if the digest matches.
 */
async function sendChunks(upload, session, signal) {
    const { blob, download, source } = upload;
    const buffer = new Uint8Array(Math.min(upload.habits.chunkBytes(session.minChunkBytes), Math.max(blob.sizeBytes, 1)));
    const verifier = new image_digest/* DigestVerifier */.Do(blob.digest);
    let current = session;
    let filled = 0;
    let sentBytes = 0;
    for await (const received of download.chunks()) {
        verifier.update(received);
        upload.onBytes(received.byteLength);
        if (verifier.sizeBytes > blob.sizeBytes)
            break;
        for (let from = 0; from < received.byteLength;) {
            // a full buffer is kept until another byte arrives, as it could be the last chunk
            if (filled === buffer.byteLength) {
                const result = await sendChunk(upload, current, buffer, sentBytes, signal);
                if (result.kind !== 'sent')
                    return result;
                current = result.session;
                sentBytes += filled;
                filled = 0;
            }
            const part = received.subarray(from, from + buffer.byteLength - filled);
            buffer.set(part, filled);
            filled += part.byteLength;
            from += part.byteLength;
        }
    }
    if (verifier.sizeBytes !== blob.sizeBytes || !verifier.matches()) {
        const got = `${Math.min(verifier.sizeBytes, blob.sizeBytes)} bytes with another digest`;
        return { kind: 'corrupt', error: corruptBlob(source, blob, got) };
    }
    return sendChunk(upload, current, buffer.subarray(0, filled), sentBytes, signal);
}
async function sendChunk({ destination, blob, habits, clock }, session, chunk, offsetBytes, signal) {
    const request = uploadRequest(destination, blob, {
        method: 'PATCH',
        path: session.path,
        headers: {
            'content-type': 'application/octet-stream',
            // without a unit, unlike the header of the same name in replies (distribution-spec, "Pushing a blob in chunks")
            'content-range': `${offsetBytes}-${offsetBytes + chunk.byteLength - 1}`,
        },
        body: chunk,
        retry: 'once',
    });
    const reply = await outcomeOf(() => destination.client.send(request, signal), signal);
    if (reply instanceof errors/* PromoteError */.jG)
        return { kind: 'broken', error: reply };
    if ([200, 201, 202, 204].includes(reply.status)) {
        return { kind: 'sent', session: nextSession(reply, request, session, destination) };
    }
    const error = failedReply(reply, request.context);
    if (isLost(error) || isSessionLost(reply))
        return { kind: 'broken', error, ...pauseOf(reply, clock) };
    if (reply.status === 413 && habits.limitBody(chunk.byteLength))
        return { kind: 'method', error };
    throw error;
}

;// CONCATENATED MODULE: ./src/registry/blobs/copy-blob.js





// Up to this size a round trip costs more than the transfer (performance.md \u00a74.1).
const EARLY_DOWNLOAD_BYTES = 128 * 1024;
/** See `Registries.copyBlob`; one copy of a digest to a registry at a time. */
async function copy_blob_copyBlob(blob, copy, context, signal) {
    const { source, destination } = copy;
    const { known } = context;
    const isEarly = copy.shortcuts && isProbablyNeeded(blob, copy, context);
    const early = isEarly ? startDownload(source, blob, signal) : undefined;
    try {
        const found = copy.shortcuts ? await findBlob(blob, copy, context, signal) : NOTHING;
        if (found.outcome === undefined) {
            await uploadBlob({ ...copy, ...context, blob, early }, found.session, signal);
        }
        known.add(blob.digest, destination.repository);
        return found.outcome ?? 'copied';
    }
    finally {
        early?.drop();
    }
}
/** True for a small blob that no repository is known to have, when the destination lacked the last blob as well. */
function isProbablyNeeded(blob, { destination }, { known }) {
    return (blob.sizeBytes <= EARLY_DOWNLOAD_BYTES &&
        embeddedContent(blob) === undefined &&
        known.find(blob.digest) === undefined &&
        known.isProbablyLacking(destination.repository));
}
const NOTHING = { outcome: undefined, session: undefined };
/**
 * Looks for the blob at the destination and in other repositories of its registry. One request checks this and opens the upload
 * if the blob is missing (performance.md \u00a74.1); registries that do not support it get a HEAD.
 */
async function findBlob(blob, { source, destination }, { known }, signal) {
    if (known.has(blob.digest, destination.repository))
        return { outcome: 'present', session: undefined };
    const isSameRegistry = source.client.origin.url === destination.client.origin.url;
    const elsewhere = known.find(blob.digest) ?? (isSameRegistry ? source.repository : undefined);
    const from = elsewhere ?? destination.repository;
    const probe = await mountBlob(destination, blob, from, signal);
    if (probe.kind !== 'unclear')
        known.noteProbe(destination.repository, probe.kind === 'there');
    switch (probe.kind) {
        case 'there':
            return { outcome: from === destination.repository ? 'present' : 'mounted', session: undefined };
        case 'session':
            return { outcome: undefined, session: probe.session };
        case 'unclear': {
            const isThere = await hasBlob(destination, blob, signal);
            return { outcome: isThere ? 'present' : undefined, session: undefined };
        }
    }
}
/** Reads a blob that fits into memory and verifies its digest. @throws PromoteError DIGEST_MISMATCH, IMAGE_NOT_FOUND, \u2026 */
async function readBlob(place, blob, signal) {
    const embedded = embeddedContent(blob);
    if (embedded !== undefined)
        return embedded;
    const opened = await openBlob(place, blob, signal);
    if (opened.kind === 'corrupt')
        throw opened.error;
    const bytes = await opened.reply.read(blob.sizeBytes);
    const digest = (0,image_digest/* digestOf */.ol)(bytes, (0,image_digest/* algorithmOf */.Hy)(blob.digest));
    if (digest !== blob.digest)
        throw corruptBlob(place, blob, `${digest}, ${bytes.byteLength} bytes`);
    return bytes;
}

;// CONCATENATED MODULE: ./src/registry/manifests/get-manifest.js








const MAX_READS = 3;
const ACCEPT = media_types/* MANIFEST_MEDIA_TYPES */.$T.join(', ');
/** @throws PromoteError INPUT_INVALID: for a name that is neither tag nor digest, before it becomes part of a URL */
function requireReference(reference) {
    if ((0,image_digest/* isDigest */.Bc)(reference) || (0,image_reference/* isTag */.dz)(reference))
        return reference;
    throw new errors/* PromoteError */.jG({
        code: 'INPUT_INVALID',
        message: `${JSON.stringify(reference.slice(0, 160))} is neither a tag nor a digest`,
    });
}
function manifestRequest(place, method, reference) {
    return repositoryRequest(place, {
        method,
        path: repositoryPath(place, `/manifests/${requireReference(reference)}`),
        headers: { accept: ACCEPT },
        object: (0,image_digest/* isDigest */.Bc)(reference) ? `manifest ${reference}` : `tag ${reference}`,
        digest: (0,image_digest/* isDigest */.Bc)(reference) ? reference : undefined,
        // a failed HEAD falls back to GET
        retry: method === 'HEAD' ? 'once' : 'repeatable',
    });
}
/** See `Repository.getManifest`. */
async function getManifest(place, reference, log, signal) {
    const found = await findManifest(place, reference, log, signal);
    if (found.kind === 'found')
        return found.manifest;
    throw found.error;
}
async function findManifest(place, reference, log, signal) {
    const request = manifestRequest(place, 'GET', reference);
    const opened = await openManifest(place, request, (0,image_digest/* isDigest */.Bc)(reference), signal);
    if ('missing' in opened)
        return { kind: 'missing', error: opened.missing };
    let reply = opened;
    for (let reads = 1;; reads += 1) {
        if (reply.status !== 200) {
            const body = await reply.read(MAX_REPLY_BYTES);
            const error = failedReply({ status: reply.status, headers: reply.headers, body }, request.context);
            if (error.code === 'IMAGE_NOT_FOUND')
                return { kind: 'missing', error };
            throw error;
        }
        try {
            return { kind: 'found', manifest: await readReply(reply, request, reference, log) };
        }
        catch (error) {
            // the transport retries requests, but not replies that break off after they began
            if (signal.aborted || reads === MAX_READS || !isBroken(error))
                throw error;
        }
        reply = await place.client.open(request, signal);
    }
}
/** Sends the GET for a manifest; `missing` when the repository does not exist. */
async function openManifest(place, request, isByDigest, signal) {
    if (!isByDigest)
        return place.client.open(request, signal);
    // OpenShift answers 500 to a digest of a stream that does not exist (capture 54r2): checked before any retry
    const first = await place.client.open({ ...request, finalStatuses: [500] }, signal);
    if (first.status !== 500)
        return first;
    first.discard();
    if (!(await repositoryExists(place, signal))) {
        const missing = { status: 404, headers: first.headers, body: new Uint8Array() };
        return { missing: failedReply(missing, request.context) };
    }
    return place.client.open(request, signal);
}
/** The connection was lost or timed out: another one may succeed. */
function isBroken(error) {
    return error instanceof errors/* PromoteError */.jG && (error.code === 'CONNECTION_FAILED' || error.code === 'TIMED_OUT');
}
async function readReply(reply, { context }, reference, log) {
    const bytes = await reply.read(read_manifest/* MAX_MANIFEST_BYTES */.ZJ);
    const contentType = reply.headers['content-type']?.[0];
    if (isWebPage(contentType, bytes))
        throw failedReply({ ...reply, body: bytes }, context);
    try {
        const expected = (0,image_digest/* isDigest */.Bc)(reference) ? reference : undefined;
        const manifest = (0,read_manifest/* readManifest */.WI)(bytes, contentType, expected);
        const claimed = claimedDigest(reply.headers);
        if (claimed !== undefined && claimed !== manifest.digest) {
            log(`registry ${context.host} calls ${context.object} of ${context.repository} ${claimed}, its bytes are ${manifest.digest}`);
        }
        return manifest;
    }
    catch (error) {
        if (!(error instanceof errors/* PromoteError */.jG))
            throw error;
        throw new errors/* PromoteError */.jG({
            code: error.code,
            message: `registry ${context.host}, ${context.object} of ${context.repository}: ${error.message}`,
            hint: error.hint,
            cause: error,
            where: { ...context.place, ...error.where },
        });
    }
}
/** The digest a registry claims; undefined when missing, repeated or malformed. It is unverified. */
function claimedDigest(headers) {
    const values = headers['docker-content-digest'] ?? [];
    const [value] = values;
    return values.length === 1 && (0,image_digest/* isDigest */.Bc)(value) ? value : undefined;
}
async function repositoryExists(place, signal) {
    const request = repositoryRequest(place, {
        method: 'GET',
        path: repositoryPath(place, '/tags/list'),
        object: 'tags',
        retry: 'repeatable',
        maxBodyBytes: read_manifest/* MAX_MANIFEST_BYTES */.ZJ,
    });
    return (await place.client.send(request, signal)).status !== 404;
}

;// CONCATENATED MODULE: ./src/registry/blobs/known-blobs.js
/** Records which repositories of one registry hold which blobs, as learned during the run. */
class KnownBlobs {
    #lacking = new Set();
    #repositories = new Map();
    add(digest, repository) {
        const known = this.#repositories.get(digest);
        if (known === undefined)
            this.#repositories.set(digest, new Set([repository]));
        else
            known.add(repository);
    }
    has(digest, repository) {
        return this.#repositories.get(digest)?.has(repository) ?? false;
    }
    /** Records whether the last blob looked up in a repository existed. */
    noteProbe(repository, isThere) {
        if (isThere)
            this.#lacking.delete(repository);
        else
            this.#lacking.add(repository);
    }
    /** True when the last blob looked up was missing, so the next one probably is as well. */
    isProbablyLacking(repository) {
        return this.#lacking.has(repository);
    }
    /** Any repository that has the blob. */
    find(digest) {
        return this.#repositories.get(digest)?.values().next().value;
    }
}

;// CONCATENATED MODULE: ./src/registry/client/pages.js

/** More pages than any legitimate list has. */
const MAX_PAGES = 1_000;
/**
 * Requests pages until `take` returns false or there are no more.
 * @param take handles a page; true: continue
 * @returns whether the last page was reached
 * @throws PromoteError PROTOCOL_VIOLATION when the pages form a loop or exceed the limit
 */
async function walkPages(place, first, take, signal) {
    const seen = new Set();
    let path = first.path;
    for (let page = 1; page <= MAX_PAGES && !seen.has(path); page += 1) {
        seen.add(path);
        const reply = await place.client.send({ ...first, path }, signal);
        const wantsMore = take(reply, page);
        const next = nextPagePath(reply.headers['link'], path, place.client.origin, first.context);
        if (next === undefined)
            return true;
        if (!wantsMore)
            return false;
        path = next;
    }
    const { context } = first;
    throw new errors/* PromoteError */.jG({
        code: 'PROTOCOL_VIOLATION',
        message: `registry ${context.host} has no last page of ${context.object} of ${context.repository}`,
        where: context.place,
    });
}
const MAX_LINK_LENGTH = 8 * 1024;
const LINKS = /<([^>]*)>((?:\s*;\s*[\w-]+\s*=\s*(?:"[^"]*"|[^\s",;]*))*)/g;
const NEXT = /;\s*rel\s*=\s*(?:"(?:[^"]*\s)?next(?:\s[^"]*)?"|next)(?=\s*(?:;|$))/i;
/**
 * Path and query of the next page (`Link: <\u2026>; rel="next"`, RFC 8288), which must be at the registry itself: a page on another
 * host would receive the registry's credentials or send requests into internal networks (GHSA-h7vf).
 * @param requestPath path of the request; a relative link is resolved against it
 * @returns undefined after the last page
 * @throws PromoteError UNSAFE_REDIRECT, PROTOCOL_VIOLATION
 */
function nextPagePath(values, requestPath, origin, context) {
    // long runs of blanks would make the patterns slow
    const text = (values ?? []).join(', ').replace(/\s+/g, ' ');
    if (text.length > MAX_LINK_LENGTH)
        throw pages_malformed(context, 'a Link header that is too long');
    const target = [...text.matchAll(LINKS)].find(([, , parameters]) => NEXT.test(parameters ?? ''))?.[1];
    if (target === undefined)
        return undefined;
    const base = `${origin.url}${requestPath}`;
    if (!URL.canParse(target, base))
        throw pages_malformed(context, 'a link that is no URL');
    const url = new URL(target, base);
    if (url.hostname !== origin.hostname || !/^https?:$/.test(url.protocol) || url.username !== '') {
        throw new errors/* PromoteError */.jG({
            code: 'UNSAFE_REDIRECT',
            message: `registry ${context.host} has the next page of ${context.object} of ${context.repository} at ${url.host || url.protocol}, which is not its own host`,
            where: context.place,
        });
    }
    // behind a proxy the link may name another scheme or port; the request goes to the original origin
    return `${url.pathname}${url.search}`;
}
function pages_malformed(context, what) {
    return new errors/* PromoteError */.jG({
        code: 'PROTOCOL_VIOLATION',
        message: `registry ${context.host} answered ${what} for ${context.object} of ${context.repository}`,
        where: context.place,
    });
}

;// CONCATENATED MODULE: ./src/registry/manifests/tags.js







/** enough for about a hundred thousand tags */
const MAX_PAGE_BYTES = 8 * 1024 * 1024;
const MAX_TAGS = 100_000;
/**
 * See `Repository.listTags`. Sent without `n`: OpenShift pages through an unsorted list and omits tags
 * (openshift-api.md \u00a710.5).
 */
async function tags_listTags(place, maxPages, log, signal) {
    const request = repositoryRequest(place, {
        method: 'GET',
        path: repositoryPath(place, '/tags/list'),
        object: 'tags',
        maxBodyBytes: MAX_PAGE_BYTES,
    });
    const tags = new Set();
    let isReadable = true;
    try {
        const isComplete = await walkPages(place, request, (reply, page) => {
            const listed = reply.status === 200 ? tagsIn(reply.body) : undefined;
            for (const tag of listed ?? [])
                tags.add(tag);
            isReadable = listed !== undefined;
            return isReadable && page < maxPages && tags.size < MAX_TAGS;
        }, signal);
        return isReadable ? { tags, isComplete } : undefined;
    }
    catch (error) {
        if (!(error instanceof errors/* PromoteError */.jG) || signal.aborted)
            throw error;
        log(`the tags of ${place.client.host}/${place.repository} cannot be listed: ${error.message}`);
        return undefined;
    }
}
/** undefined when the body is not a list of tags. A repository without tags may have null. */
function tagsIn(body) {
    let value;
    try {
        value = JSON.parse(new TextDecoder().decode(body));
    }
    catch {
        return undefined;
    }
    const tags = (0,strict_json/* isJsonObject */.OW)(value) ? (value['tags'] ?? []) : undefined;
    return Array.isArray(tags) ? tags.filter((tag) => typeof tag === 'string' && (0,image_reference/* isTag */.dz)(tag)) : undefined;
}
/**
 * See `Repository.resolveTag`. Uses HEAD; falls back to GET for missing, malformed or repeated digests, statuses that a HEAD
 * cannot explain, lost connections and web pages.
 */
async function resolveTag(place, tag, log, signal) {
    const reply = await place.client
        .send(manifestRequest(place, 'HEAD', tag), signal)
        .catch((error) => {
        if (signal.aborted || !isBroken(error))
            throw error;
        return undefined;
    });
    const isPage = reply !== undefined && isWebPage(reply.headers['content-type']?.[0], reply.body);
    if (reply?.status === 200 && !isPage) {
        const digest = claimedDigest(reply.headers);
        if (digest !== undefined)
            return digest;
    }
    if (reply?.status === 404 && !isPage)
        return undefined;
    const found = await findManifest(place, tag, log, signal);
    return found.kind === 'found' ? found.manifest.digest : undefined;
}

;// CONCATENATED MODULE: ./src/registry/manifests/put-manifest.js






const put_manifest_STORED = [200, 201, 202];
// Stored blobs and children of an index can take seconds to become visible (registry.md \u00a74.4).
const VISIBLE_AFTER_MS = 5_000;
const put_manifest_FIRST_PAUSE_MS = 500;
/** See `Repository.putManifest`. */
async function putManifest(place, manifest, reference, options, signal) {
    if ((0,image_digest/* isDigest */.Bc)(reference) && reference !== manifest.digest) {
        throw new TypeError(`${manifest.digest} cannot be stored as ${reference}`);
    }
    const request = repositoryRequest(place, {
        method: 'PUT',
        path: repositoryPath(place, `/manifests/${requireReference(reference)}`),
        headers: { 'content-type': manifest.mediaType },
        body: manifest.bytes,
        object: (0,image_digest/* isDigest */.Bc)(reference) ? `manifest ${reference}` : `tag ${reference}`,
        digest: manifest.digest,
        // idempotent: the same bytes under the same name
        retry: 'repeatable',
    });
    const reply = await sendUntilVisible(place, request, options.clock, signal).catch((error) => {
        if (isUnknownOutcome(error))
            return error;
        throw error;
    });
    if (!(reply instanceof errors/* PromoteError */.jG) && put_manifest_STORED.includes(reply.status)) {
        put_manifest_requireSameDigest(reply, manifest, request);
        return;
    }
    const failure = reply instanceof errors/* PromoteError */.jG ? reply : translate(reply, request);
    if (await settles(failure, place, manifest, reference, options, signal))
        return;
    throw failure;
}
async function sendUntilVisible({ client }, request, clock, signal) {
    const startedMs = clock.nowMs();
    for (let pauseMs = put_manifest_FIRST_PAUSE_MS;; pauseMs *= 2) {
        const reply = await client.send(request, signal);
        const isMissing = readProblems(reply.body).some(({ code }) => code === 'MANIFEST_BLOB_UNKNOWN');
        if (!isMissing || clock.nowMs() + pauseMs - startedMs > VISIBLE_AFTER_MS)
            return reply;
        await clock.sleep(pauseMs, signal);
    }
}
/** A registry that reports another digest has changed the image. */
function put_manifest_requireSameDigest(reply, manifest, { context }) {
    const claimed = reply.headers['docker-content-digest'] ?? [];
    const wrong = claimed.find((text) => !(0,image_digest/* isDigest */.Bc)(text) || !isDigestOf(text, manifest));
    if (wrong === undefined)
        return;
    throw new errors/* PromoteError */.jG({
        code: 'DIGEST_MISMATCH',
        message: `registry ${context.host} stored ${context.object} of ${context.repository} as ${JSON.stringify(wrong.slice(0, 160))} instead of ${manifest.digest}`,
        hint: 'the registry changes what is pushed to it, so its images cannot be trusted to be the promoted ones',
        where: context.place,
    });
}
/** OpenShift reports the sha256 of a manifest pushed by its sha512 (capture 54o4). */
function isDigestOf(digest, { bytes }) {
    return (0,image_digest/* digestOf */.ol)(bytes, (0,image_digest/* algorithmOf */.Hy)(digest)) === digest;
}
function translate(reply, { context }) {
    const missing = readProblems(reply.body).filter(({ code }) => code === 'MANIFEST_BLOB_UNKNOWN');
    if (missing.length === 0)
        return failedReply(reply, context);
    const digests = missing.flatMap(({ digest }) => (digest === undefined ? [] : [digest]));
    const cause = { kind: 'missing-content', digests };
    return new errors/* PromoteError */.jG({
        code: 'PROTOCOL_VIOLATION',
        message: `registry ${context.host} does not have what ${context.object} of ${context.repository} refers to: ${digests.join(', ') || 'it does not say what'}`,
        hint: 'content may have been pruned while it was promoted: run the promotion again',
        cause,
        where: { ...context.place, status: reply.status },
    });
}
/** Whether a failed push took effect: the registry has exactly this manifest under this name. */
async function settles(failure, place, manifest, reference, { log }, signal) {
    const mayBeImmutable = !(0,image_digest/* isDigest */.Bc)(reference) && isImmutableAnswer(failure);
    if (!mayBeImmutable && !isUnknownOutcome(failure))
        return false;
    const found = await findManifest(place, reference, log, signal).catch((error) => {
        // the error of the push matters, not that of this check
        if (error instanceof errors/* PromoteError */.jG && !signal.aborted)
            return undefined;
        throw error;
    });
    if (found?.kind !== 'found')
        return false;
    if (found.manifest.digest === manifest.digest)
        return true;
    if (!mayBeImmutable)
        return false;
    throw new errors/* PromoteError */.jG({
        code: 'TAG_EXISTS',
        message: `tag ${reference} of ${place.client.host}/${place.repository} is ${found.manifest.digest} and cannot be moved to ${manifest.digest}: ${failure.message}`,
        hint: 'the tag is immutable or protected: promote to another tag',
        cause: failure,
        where: failure.where,
    });
}
/** 400 ECR, 403 Docker Hub, 409, 412 Harbor (registry.md \u00a74.4); ECR also answers this for the same digest. */
function isImmutableAnswer(failure) {
    const { status } = failure.where;
    if (status === 409 || status === 412)
        return true;
    return ((status === 400 || status === 403) && /tag_?invalid|immutable|already ?exists/i.test(failure.message));
}
/** The reply was lost or a router timed out: the manifest may have been stored. */
function isUnknownOutcome(failure) {
    return (failure instanceof errors/* PromoteError */.jG &&
        ['CONNECTION_FAILED', 'TIMED_OUT', 'SERVER_UNAVAILABLE'].includes(failure.code));
}

// EXTERNAL MODULE: ./src/core/image/read-descriptor.js
var read_descriptor = __nccwpck_require__(5277);
;// CONCATENATED MODULE: ./src/registry/manifests/referrers.js











const UNSUPPORTED = { kind: 'unsupported' };
/** Statuses besides 404 of registries without the API (registry.md \u00a72). */
const REFUSALS = [400, 401, 403, 404, 405, 406];
/** The referrers API of one registry. The first request detects whether it exists; others wait for that. */
class ReferrersApi {
    #lock = (0,keyed_lock/* createKeyedLock */.s)();
    #log;
    #state = { kind: 'unknown' };
    constructor(log) {
        this.#log = log;
    }
    /** See `Repository.listReferrers`. */
    async list(place, subject, limit, signal) {
        switch (this.#state.kind) {
            case 'absent':
                return UNSUPPORTED;
            case 'failed':
                throw this.#state.error;
            case 'there':
                return this.#ask(place, subject, limit, signal);
            case 'unknown':
                return this.#lock.withLock('first', signal, () => this.#askFirst(place, subject, limit, signal));
        }
    }
    async #askFirst(place, subject, limit, signal) {
        // another request may have detected it meanwhile
        if (this.#state.kind !== 'unknown')
            return this.list(place, subject, limit, signal);
        try {
            return await this.#ask(place, subject, limit, signal);
        }
        catch (error) {
            if (!(error instanceof errors/* PromoteError */.jG) || signal.aborted)
                throw error;
            // a registry without the API may demand a login that cannot succeed
            if (error.code === 'LOGIN_FAILED')
                return UNSUPPORTED;
            this.#state = { kind: 'failed', error };
            throw error;
        }
    }
    async #ask(place, subject, limit, signal) {
        const request = repositoryRequest(place, {
            method: 'GET',
            path: repositoryPath(place, `/referrers/${(0,image_digest/* parseDigest */.m)(subject)}`),
            headers: { accept: media_types/* OCI_INDEX */.$p },
            object: `referrers of ${subject}`,
            digest: subject,
            maxBodyBytes: read_manifest/* MAX_MANIFEST_BYTES */.ZJ,
        });
        const referrers = new Map();
        let refusal;
        const take = (reply, page) => {
            const entries = reply.status === 200 ? this.#entriesIn(reply, place) : undefined;
            if (entries === undefined && page > 1)
                throw failedReply(reply, request.context);
            if (entries === undefined)
                refusal = reply;
            for (const entry of entries ?? [])
                referrers.set(entry.digest, entry);
            return entries !== undefined && referrers.size <= limit;
        };
        const isLastPage = await walkPages(place, request, take, signal);
        if (refusal !== undefined)
            return this.#refused(refusal, request.context);
        this.#state = { kind: 'there' };
        const isComplete = isLastPage && referrers.size <= limit;
        return { kind: 'listed', referrers: [...referrers.values()].slice(0, limit), isComplete };
    }
    #refused(reply, context) {
        if (reply.status !== 200 && !REFUSALS.includes(reply.status))
            throw failedReply(reply, context);
        if (isFinal(reply))
            this.#state = { kind: 'absent' };
        return UNSUPPORTED;
    }
    /** undefined when the body is not a list of referrers. */
    #entriesIn(reply, { client }) {
        if (isWebPage(reply.headers['content-type']?.[0], reply.body))
            return undefined;
        let body;
        try {
            body = (0,strict_json/* parseStrictJson */.RJ)(reply.body);
        }
        catch {
            return undefined;
        }
        const entries = (0,strict_json/* isJsonObject */.OW)(body) ? body['manifests'] : undefined;
        // Go encodes a nil slice as null
        if (entries === null)
            return [];
        if (!Array.isArray(entries))
            return undefined;
        return entries.flatMap((entry) => {
            try {
                return [(0,read_descriptor/* readDescriptor */.qq)(entry, 'an entry')];
            }
            catch (error) {
                if (!(error instanceof errors/* PromoteError */.jG))
                    throw error;
                this.#log(`registry ${client.host} lists a referrer that cannot be read: ${error.message}`);
                return [];
            }
        });
    }
}
/** True when the status concerns the registry, not only this repository or account. */
function isFinal({ status, headers, body }) {
    if (isWebPage(headers['content-type']?.[0], body))
        return true;
    const isAboutRepository = readProblems(body).some(({ code }) => code === 'NAME_UNKNOWN');
    return (status === 404 && !isAboutRepository) || status === 405;
}

;// CONCATENATED MODULE: ./src/registry/blobs/upload-support.js
// Below this size a third request costs more than resending the blob.
const upload_support_SMALL_BLOB_BYTES = 4 * 1024 * 1024;
const CHUNK_BYTES = 16 * 1024 * 1024;
// No real limit is below this; a registry that still refuses does so for another reason.
const MIN_BODY_BYTES = 256 * 1024;
/**
 * The upload methods of one registry, as learned during the run (registry.md \u00a74.2): nearly all accept a whole blob by PUT and by
 * PATCH, some only one of them, and some are behind a proxy that limits body sizes.
 */
class UploadSupport {
    #refused = new Set();
    #proven = new Set();
    #maxBodyBytes = Number.POSITIVE_INFINITY;
    /** Large blobs use PATCH: a failure at the end, such as an expired token, then only costs an empty PUT. */
    methodFor(sizeBytes) {
        if (sizeBytes > this.#maxBodyBytes)
            return 'chunks';
        const order = sizeBytes <= upload_support_SMALL_BLOB_BYTES ? ['single', 'stream'] : ['stream', 'single'];
        return order.find((method) => !this.#refused.has(method)) ?? 'chunks';
    }
    chunkBytes(minChunkBytes) {
        return Math.max(Math.min(CHUNK_BYTES, this.#maxBodyBytes), minChunkBytes, 1);
    }
    succeeded(method) {
        this.#proven.add(method);
    }
    /** False when the method has worked here or there is no alternative, so the refusal has another cause. */
    refuse(method) {
        if (method === 'chunks' || this.#proven.has(method) || this.#refused.has(method))
            return false;
        this.#refused.add(method);
        return true;
    }
    /** Reduces the chunk size after a 413 for this body size. False when it cannot be reduced further. */
    limitBody(sizeBytes) {
        const limit = Math.floor(Math.min(sizeBytes, this.#maxBodyBytes) / 2);
        if (limit < MIN_BODY_BYTES)
            return false;
        this.#maxBodyBytes = limit;
        return true;
    }
}

;// CONCATENATED MODULE: ./src/registry/registries.js













/** The distribution client of both sides. Sends no request before it is needed. */
function createRegistries(options) {
    const known = new Map();
    const lock = (0,keyed_lock/* createKeyedLock */.s)();
    const registry = (side, host) => {
        const key = `${side} ${host}`;
        const found = known.get(key) ?? openRegistry(side, host, options);
        known.set(key, found);
        return found;
    };
    const placeOf = ({ side, host, name }) => ({
        client: registry(side, host).client,
        repository: (0,origin/* servedRepository */.Oo)(host, name),
    });
    return {
        repository(side, host, name) {
            requireNames(side, host, name);
            const { client, referrers } = registry(side, host);
            const place = { client, repository: (0,origin/* servedRepository */.Oo)(host, name) };
            return {
                side,
                host,
                name,
                getManifest: (reference, signal) => getManifest(place, reference, options.log, signal),
                resolveTag: (tag, signal) => resolveTag(place, tag, options.log, signal),
                putManifest: (manifest, reference, signal) => putManifest(place, manifest, reference, options, signal),
                listReferrers: (subject, limit, signal) => referrers.list(place, subject, limit, signal),
                readBlob: (blob, signal) => readBlob(place, blob, signal),
                hasBlob: (blob, signal) => deliversBlob(place, blob, signal),
                listTags: (maxPages, signal) => tags_listTags(place, maxPages, options.log, signal),
            };
        },
        copyBlob(blob, route, signal) {
            const { source, destination, shortcuts, onBytes } = route;
            const context = registry(destination.side, destination.host);
            const copy = { source: placeOf(source), destination: placeOf(destination), shortcuts, onBytes };
            // images share blobs: the second copy finds the blob or mounts it
            const key = `${context.client.origin.url} ${blob.digest}`;
            return lock.withLock(key, signal, () => copy_blob_copyBlob(blob, copy, context, signal));
        },
    };
}
function openRegistry(side, host, { sides, clock, log }) {
    const { transport, accountAt, plainHttpHosts, realmHosts } = sides[side];
    const client = new RegistryClient({
        host,
        origin: (0,origin/* registryOrigin */._g)(host, plainHttpHosts.has(host)),
        accountAt: (repository, signal) => accountAt(host, repository, signal),
        allowedRealmHosts: realmHosts ?? new Set(),
        transport,
        clock,
    });
    const referrers = new ReferrersApi(log);
    return { client, referrers, known: new KnownBlobs(), habits: new UploadSupport(), clock, log };
}
/** Names become part of URLs, so they are validated regardless of their source. */
function requireNames(side, host, name) {
    if ((0,image_reference/* isRegistryHost */.EV)(host) && (0,image_reference/* isRepository */.Z6)(name))
        return;
    throw new errors/* PromoteError */.jG({
        code: 'INPUT_INVALID',
        message: `${JSON.stringify(`${host}/${name}`.slice(0, 300))} is not the name of a repository`,
        where: { side },
    });
}

// EXTERNAL MODULE: external "node:fs"
var external_node_fs_ = __nccwpck_require__(3024);
// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __nccwpck_require__(6760);
// EXTERNAL MODULE: ./src/openshift/yaml/read-yaml.js
var read_yaml = __nccwpck_require__(9800);
;// CONCATENATED MODULE: ./src/entry/compose/policies.js





const MAX_POLICY_BYTES = 256 * 1024;
const MAX_FILE_BYTES = 1024 * 1024;
// A separate file in dist/, so that runs without a policy do not load the code that verifies signatures.
const loadProgram = () => Promise.all(/* import() | policy-program */[__nccwpck_require__.e(993), __nccwpck_require__.e(738)]).then(__nccwpck_require__.bind(__nccwpck_require__, 5617));
function createPolicies(context) {
    return {
        async evaluate(options, subjects, signal) {
            const [{ evaluatePolicy, readPolicy }, document] = await Promise.all([
                loadProgram(),
                openDocument(options.source, context, signal),
            ]);
            const policy = await readPolicy({ ...document, tree: await treeOf(document) });
            const reports = [];
            for (const subject of subjects)
                reports.push(await evaluateOne(subject, policy, evaluatePolicy, options, context, signal));
            return reports;
        },
        async judge(file, subjects, signal) {
            const verdicts = [];
            // by project: the images of a set share their policies
            const lists = new Map();
            const listOf = (project) => {
                const known = lists.get(project) ?? readPolicies(project, context, signal);
                lists.set(project, known);
                return known;
            };
            for (const subject of subjects) {
                const list = file === undefined ? await listOf(subject.project) : undefined;
                verdicts.push(...(await judgeOne(file, list, subject, context, signal)));
            }
            return verdicts;
        },
    };
}
/** The policies that nodes apply to pods of a project. */
async function readPolicies(project, { clusters }, signal) {
    return clusters.destination?.policies.readImagePolicies(project === undefined ? [] : [project], signal);
}
/** @param list policies of the subject's own project and of the cluster: nodes apply no others to its pods */
async function judgeOne(file, list, subject, context, signal) {
    const unread = (list?.unread ?? []).map((policy) => ({
        ...{ policy, outcome: 'unread' },
        found: `the account may not read any ${policy}, which may keep pods of ${subject.shown} from starting`,
    }));
    if (file === undefined && (list === undefined || list.policies.length === 0))
        return unread;
    const { isJudged, judgeImage, nodePolicyOf, readPolicyJson } = await loadProgram();
    const policy = file === undefined
        ? nodePolicyOf(list?.policies ?? [])
        : readPolicyJson(file, Buffer.from(readFile(file, MAX_POLICY_BYTES)));
    const name = await subject.findName(signal);
    if (!isJudged(policy, name))
        return unread;
    const from = portsAt('source', subject.source, context);
    const signed = [portsAt('destination', subject.destination, context), ...(subject.isCarried ? [from] : [])];
    const judged = { name, digest: subject.digest, from, signed };
    try {
        return [...(await judgeImage(policy, judged, signal)), ...unread];
    }
    catch (error) {
        // nodes have the last word anyway: what cannot be read stops no promotion
        if (!(error instanceof errors/* PromoteError */.jG) || error.code === 'CANCELLED')
            throw error;
        const found = `whether pods of ${subject.shown} start is not known: ${error.message}`;
        return [{ policy: file ?? 'the policies of the cluster', outcome: 'unknown', found }, ...unread];
    }
}
async function evaluateOne(subject, policy, evaluate, { overrideReason }, context, signal) {
    return evaluate(policy, subject, portsAt('source', subject, context), overrideReason, signal);
}
function portsAt(at, { host, repository: name }, { registries, clusters, clock, openVerifying }) {
    const repository = registries.repository(at, host, name);
    const findAttached = attachmentsOf(repository);
    return {
        repository,
        clock,
        findAttached: async (digest, inner) => {
            const { problems, ...attached } = await findAttached(digest, inner);
            return { ...attached, problems: problems.map(({ message }) => message) };
        },
        readHistory: async (side, name, inner) => clusterOf(side, clusters).streams.readHistory(name, inner),
        download: async (url, maxBytes, inner) => {
            const transport = openVerifying();
            try {
                const reply = await transport.open({ method: 'GET', url, headers: { accept: '*/*' } }, inner);
                return { status: reply.status, body: await reply.read(maxBytes) };
            }
            finally {
                await transport.close();
            }
        },
    };
}
function clusterOf(side, clusters) {
    const cluster = clusters[side];
    if (cluster !== undefined)
        return cluster;
    throw new errors/* PromoteError */.jG({
        code: 'INPUT_INVALID',
        message: `the ${side} is not an OpenShift cluster`,
        hint: `set ${side}-server, or state in the policy that the stream is in the other cluster`,
    });
}
/** The text of a policy and of the files that it refers to. */
async function openDocument(source, { clusters }, signal) {
    switch (source.kind) {
        case 'file': {
            const folder = external_node_path_.dirname(source.path);
            return {
                name: source.path,
                text: readFile(source.path, MAX_POLICY_BYTES),
                readBeside: async (name) => readFile(external_node_path_.resolve(folder, name), MAX_FILE_BYTES, name),
            };
        }
        case 'config-map': {
            const name = `${source.project}/${source.name}`;
            const data = await clusterOf('destination', clusters).policies.readConfigMap(source, signal);
            if (data === undefined) {
                throw invalid(`the ConfigMap ${name} does not exist at the destination, or the account is not allowed to see its project`, `oc create configmap ${source.name} --from-file=policy.yaml -n ${source.project}`);
            }
            return {
                name,
                text: policyIn(data, name),
                readBeside: async (key) => {
                    const text = Object.hasOwn(data, key) ? data[key] : undefined;
                    if (text === undefined)
                        throw invalid(`the ConfigMap ${name} has no key ${key}`, 'add it: files that a policy refers to are keys of the same ConfigMap');
                    return text;
                },
            };
        }
    }
}
/** Parses the only YAML document in a text. @throws PromoteError POLICY_INVALID */
async function treeOf({ name, text }) {
    const yaml = await (0,read_yaml/* readYaml */.g)(text);
    if (!yaml.ok)
        throw invalid(`${name} ${yaml.problem.what}`, yaml.problem.advice);
    const [tree, ...more] = yaml.documents;
    if (more.length === 0)
        return tree;
    throw invalid(`${name} has ${yaml.documents.length} YAML documents`, 'a policy is one document: put all rules into it');
}
/** The key of the policy: `policy.yaml`, or the only key that looks like a YAML file. */
function policyIn(data, name) {
    const usual = Object.hasOwn(data, 'policy.yaml') ? data['policy.yaml'] : undefined;
    const others = Object.keys(data).filter((key) => /\.ya?ml$/.test(key));
    const [only] = others;
    const text = usual ?? (others.length === 1 && only !== undefined ? data[only] : undefined);
    if (text === undefined)
        throw invalid(`the ConfigMap ${name} has no key policy.yaml`, 'oc create configmap NAME --from-file=policy.yaml');
    if (Buffer.byteLength(text) > MAX_POLICY_BYTES)
        throw invalid(`the policy in ${name} is larger than ${MAX_POLICY_BYTES} bytes`);
    return text;
}
function readFile(file, maxBytes, shown = file) {
    try {
        if ((0,external_node_fs_.statSync)(file).size > maxBytes)
            throw invalid(`${shown} is larger than ${maxBytes} bytes`);
        return (0,external_node_fs_.readFileSync)(file, 'utf8');
    }
    catch (error) {
        if (error instanceof errors/* PromoteError */.jG)
            throw error;
        const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
        throw invalid(`${shown} cannot be read (${code})`, 'give the path of a file that the job can read, or project/name of a ConfigMap');
    }
}
function invalid(message, hint) {
    return new errors/* PromoteError */.jG({ code: 'POLICY_INVALID', message, hint });
}

;// CONCATENATED MODULE: ./src/entry/compose/registry-accounts.js

/**
 * Chooses the credentials for a registry of one side. The token of the cluster is sent only to the cluster's own registry: the one
 * that was discovered or is named by the input `registry`, never to one that only an image reference names. A password is sent to a
 * single registry: the one named by the input, otherwise the cluster's own if images of the side are in it, otherwise the only one
 * that they name. All other registries use stored credentials.
 */
function accountsFor(side, references, { renewToken, stored }) {
    const own = side.registry === undefined
        ? undefined
        : (0,image_reference/* canonicalRegistryHost */.M7)(side.registry.replace(/^https?:\/\//, ''));
    const named = new Set(references.flatMap((reference) => reference.kind === 'registry' ? [(0,image_reference/* canonicalRegistryHost */.M7)(reference.host)] : []));
    const usesCluster = references.some(({ kind }) => kind === 'stream');
    const isForGiven = (host) => {
        if (own !== undefined)
            return host === own;
        return usesCluster ? !named.has(host) : named.size === 1 && named.has(host);
    };
    const given = givenAccount(side);
    const ofCluster = clusterAccount(side, renewToken);
    return async (asked, repository, signal) => {
        const host = (0,image_reference/* canonicalRegistryHost */.M7)(asked);
        if (given !== undefined && isForGiven(host))
            return given;
        const isOwn = host === own || !named.has(host);
        if (isOwn && ofCluster !== undefined)
            return ofCluster;
        return stored(asked, repository, signal);
    };
}
function givenAccount({ side, registryUsername, registryPassword }) {
    if (registryPassword === undefined)
        return undefined;
    return {
        credentials: { kind: 'basic', username: registryUsername ?? 'openshift', password: registryPassword },
        origin: `${side}-registry-username and ${side}-registry-password`,
    };
}
function clusterAccount({ side, token }, renewToken) {
    if (token === undefined)
        return undefined;
    return {
        credentials: { kind: 'bearer', token },
        origin: `${side}-token`,
        renew: renewToken === undefined
            ? undefined
            : async (signal) => {
                const renewed = await renewToken(signal);
                return renewed === undefined ? undefined : { kind: 'bearer', token: renewed };
            },
    };
}
const THIS_MACHINE = /^(?:localhost|127\.[\d.]+|\[::1\])(?::\d+)?$/;
/**
 * The same accounts. Warns once when one of them is for a registry without TLS, unless that is on this machine.
 * @param plainHost the registry without TLS; undefined: there is none
 */
function warnWithoutTls(find, plainHost, warn) {
    if (plainHost === undefined || THIS_MACHINE.test(plainHost))
        return find;
    let isWarned = false;
    return async (host, repository, signal) => {
        const account = await find(host, repository, signal);
        if (account !== undefined && host === plainHost && !isWarned) {
            isWarned = true;
            warn(`${host} has no TLS: everyone on the network path can read the credentials from ${account.origin}`);
        }
        return account;
    };
}

// EXTERNAL MODULE: ./src/entry/compose/locate-sides.js
var locate_sides = __nccwpck_require__(8758);
// EXTERNAL MODULE: ./src/entry/compose/open-transport.js + 33 modules
var open_transport = __nccwpck_require__(5624);
// EXTERNAL MODULE: ./src/entry/compose/system-clock.js
var system_clock = __nccwpck_require__(5119);
;// CONCATENATED MODULE: ./src/entry/compose/obtain-token.js


/**
 * Obtains the token of a side in the way that the inputs specify; undefined if there is none, as for a registry without a cluster.
 * @param destination where a Secret with the token would be; undefined while it is not known itself
 * @throws PromoteError
 */
async function obtainToken(located, destination, sources, signal) {
    const { side, kube } = located;
    const { maskSecret } = sources;
    if (side.token !== undefined)
        return { token: side.token, expiresAt: undefined };
    if (side.username !== undefined)
        return logIn(side, sources, signal);
    if (side.tokenSecret !== undefined)
        return readSecret(side, destination, sources, signal);
    if (side.oidcAudience !== undefined)
        return requestIdToken(side, side.oidcAudience, sources, signal);
    const read = async (inner) => {
        const token = kube === undefined ? await readTokenFile(side) : await kube.readToken(inner);
        if (token !== undefined)
            maskSecret(token.token);
        return token;
    };
    const found = await read(signal);
    if (found === undefined)
        return undefined;
    const from = kube === undefined ? `the file ${side.tokenFile ?? ''}` : `context ${kube.context}`;
    sources.reporter.info(`${side.side}: using the token from ${from}`);
    return { ...found, renew: async (inner) => (await read(inner))?.token };
}
async function logIn(side, { transports, reporter, maskSecret }, signal) {
    const { server, username, password } = side;
    if (server === undefined || username === undefined || password === undefined)
        return undefined;
    const login = await Promise.all(/* import() | openshift */[__nccwpck_require__.e(549), __nccwpck_require__.e(121)]).then(__nccwpck_require__.bind(__nccwpck_require__, 3836));
    const transport = transports[side.side];
    const session = await login.logIn({ side: side.side, server, username, password, transport, clock: system_clock/* systemClock */.m, maskSecret }, signal);
    reporter.info(`${side.side}: logged in to ${server} as ${username}`);
    return session;
}
async function readSecret(side, destination, { transports, reporter, maskSecret }, signal) {
    if (side.tokenSecret === undefined)
        return undefined;
    if (destination?.server === undefined) {
        throw new errors/* PromoteError */.jG({
            code: 'INPUT_INVALID',
            message: 'source-token-secret refers to a secret in the destination cluster, but there is no destination cluster',
            hint: 'set "destination-server", or set "source-token" to the token itself',
        });
    }
    const { createApi } = await Promise.all(/* import() | openshift */[__nccwpck_require__.e(549), __nccwpck_require__.e(121)]).then(__nccwpck_require__.bind(__nccwpck_require__, 9549));
    const { readTokenSecret } = await Promise.all(/* import() | openshift */[__nccwpck_require__.e(549), __nccwpck_require__.e(121)]).then(__nccwpck_require__.bind(__nccwpck_require__, 9186));
    const { server, token } = destination;
    const api = createApi({ side: 'destination', server, token, transport: transports.destination });
    const found = await readTokenSecret(api, side.tokenSecret, signal);
    maskSecret(found);
    const { project, name } = side.tokenSecret;
    reporter.info(`${side.side}: using the token from secret ${project}/${name} of ${server}`);
    return { token: found, expiresAt: undefined };
}
async function requestIdToken(side, audience, { environment, reporter, maskSecret, openVerifying }, signal) {
    const idToken = await Promise.all(/* import() | openshift */[__nccwpck_require__.e(549), __nccwpck_require__.e(121)]).then(__nccwpck_require__.bind(__nccwpck_require__, 7859));
    const transport = openVerifying();
    try {
        const token = await idToken.requestIdToken({ side: side.side, audience, environment, transport }, signal);
        maskSecret(token);
        reporter.info(`${side.side}: using the ID token of this job for ${audience}`);
        return { token, expiresAt: undefined };
    }
    finally {
        await transport.close();
    }
}
async function readTokenFile({ side, tokenFile }) {
    if (tokenFile === undefined)
        return undefined;
    try {
        const { readFile } = await Promise.resolve(/* import() */).then(__nccwpck_require__.t.bind(__nccwpck_require__, 1455, 19));
        return { token: (await readFile(tokenFile, 'utf8')).trim(), expiresAt: undefined };
    }
    catch (cause) {
        throw new errors/* PromoteError */.jG({
            code: 'LOGIN_FAILED',
            message: `the token of this pod cannot be read from ${tokenFile}`,
            hint: `set the inputs "${side}-server" and "${side}-token"`,
            cause,
        });
    }
}

;// CONCATENATED MODULE: ./src/entry/compose/sign-in.js

/** A runner that cancels a job waits ten seconds in total. Tokens that are not revoked by then stay valid until they expire. */
const REVOKE_TIMEOUT_MS = 2000;
/** Obtains the tokens of both sides. If this fails, tokens that were already obtained are revoked. */
async function signIn(sides, sources, signal) {
    const obtained = [];
    const signOut = async () => {
        const ended = obtained.splice(0);
        const done = await Promise.all(ended.map(([side, token]) => giveBack(side, token, sources.reporter)));
        // tokens that could not be revoked stay registered for the post step
        if (done.includes(true))
            sources.saveForPostStep({ tokens: unrevokedTokens(ended.filter((_, index) => done[index] === false)) });
    };
    const signInSide = async (located, destination) => {
        const token = await obtainToken(located, destination, sources, signal);
        if (token === undefined)
            return { side: located.side, expiresAt: undefined };
        obtained.push([located.side, token]);
        if (token.objectName !== undefined)
            sources.saveForPostStep({ tokens: unrevokedTokens(obtained) });
        return shorten({
            side: { ...located.side, token: token.token, isTokenGivenBack: token.revoke !== undefined },
            expiresAt: token.expiresAt,
            renew: token.renew === undefined ? undefined : shared(token.renew),
        }, sources, signal);
    };
    try {
        const destination = await signInSide(sides.destination);
        const source = isSameAccount(sides)
            ? { ...destination, side: withToken(sides.source.side, destination.side) }
            : await signInSide(sides.source, destination.side);
        return { source, destination, signOut };
    }
    catch (error) {
        await signOut();
        throw error;
    }
}
/** API and registry may reject an expired token at the same time; it is renewed only once. */
function shared(renew) {
    let running;
    return (signal) => {
        running ??= renew(signal).finally(() => {
            running = undefined;
        });
        return running;
    };
}
function withToken(side, { token, isTokenGivenBack }) {
    return { ...side, token, isTokenGivenBack };
}
/** Two sides of one cluster with one account need one login. */
function isSameAccount({ source, destination }) {
    const account = ({ side }) => JSON.stringify([
        [side.server, side.token, side.username, side.password, side.tokenSecret, side.tokenFile],
        [side.kubeconfig, side.oidcAudience, side.tokenDurationMs, side.clientIdentity],
    ]);
    return source.side.server !== undefined && account(source) === account(destination);
}
/** With `token-duration`, the given token is only used to request a short-lived one. */
async function shorten(signedIn, { transports, maskSecret, reporter }, signal) {
    const { side, server, token, tokenDurationMs } = signedIn.side;
    if (tokenDurationMs === undefined || server === undefined)
        return signedIn;
    const { createApi } = await Promise.all(/* import() | openshift */[__nccwpck_require__.e(549), __nccwpck_require__.e(121)]).then(__nccwpck_require__.bind(__nccwpck_require__, 9549));
    const { mintToken } = await Promise.all(/* import() | openshift */[__nccwpck_require__.e(549), __nccwpck_require__.e(121)]).then(__nccwpck_require__.bind(__nccwpck_require__, 9901));
    const api = createApi({ side, server, token, transport: transports[side] });
    const minted = await mintToken(api, tokenDurationMs, signal);
    maskSecret(minted.token);
    reporter.info(`${side}: using a short-lived token that expires ${minted.expiresAt?.toISOString() ?? 'soon'}`);
    return {
        side: { ...signedIn.side, token: minted.token, isTokenGivenBack: false },
        expiresAt: minted.expiresAt,
    };
}
function unrevokedTokens(obtained) {
    return obtained.flatMap(([{ side, server }, { objectName }]) => server === undefined || objectName === undefined ? [] : [{ side, server, tokenName: objectName }]);
}
/** @returns true: it is given back; false: it could not be; undefined: it is not to be */
async function giveBack(side, obtained, reporter) {
    if (obtained.revoke === undefined)
        return undefined;
    try {
        await obtained.revoke(AbortSignal.timeout(REVOKE_TIMEOUT_MS));
        reporter.debug(`${side.side}: logged out of ${side.server ?? ''}`);
        return true;
    }
    catch (error) {
        const end = obtained.expiresAt === undefined ? ' until it expires' : ` until ${obtained.expiresAt.toISOString()}`;
        const reason = error instanceof Error ? error.message : String(error);
        reporter.warning(`the token obtained from ${side.server ?? ''} could not be revoked and stays valid${end}: ${reason}`);
        return false;
    }
}

// EXTERNAL MODULE: external "node:os"
var external_node_os_ = __nccwpck_require__(8161);
;// CONCATENATED MODULE: ./src/entry/compose/stored-accounts.js

/** Credentials that docker, podman and skopeo stored on this machine. Loaded when a registry needs them. */
function storedAccounts({ side, authFile }, context) {
    const { environment } = context;
    let opening;
    const open = async () => {
        const { createStoredAccounts } = await Promise.resolve(/* import() eager */).then(__nccwpck_require__.bind(__nccwpck_require__, 4082));
        const machine = {
            environment,
            platform: process.platform,
            home: (0,external_node_os_.homedir)(),
            uid: process.getuid?.(),
        };
        return createStoredAccounts({
            ...{ ...context, side, machine, file: authFile },
            run: async (program, inner) => {
                const { createCredentialPrograms } = await Promise.resolve(/* import() eager */).then(__nccwpck_require__.bind(__nccwpck_require__, 1025));
                return createCredentialPrograms(environment)(program, inner);
            },
        });
    };
    return async (host, repository, signal) => {
        opening ??= open();
        return (await opening)(host, repository, signal);
    };
}

// EXTERNAL MODULE: ./src/entry/compose/calm-log.js
var calm_log = __nccwpck_require__(1365);
;// CONCATENATED MODULE: ./src/entry/compose/compose.js










/**
 * Connects all parts of the program for one promotion, logged in on both sides.
 * @throws PromoteError when a login fails
 */
async function composePorts(given, dependencies, signal) {
    const { reporter, environment, maskSecret } = dependencies;
    const sides = await (0,locate_sides/* locateSides */.T)(given, environment, maskSecret);
    const open = (side) => (0,open_transport/* openTransport */.g)(side, given, reporter, environment);
    const transports = { source: open(sides.source.side), destination: open(sides.destination.side) };
    // without CA, client certificate, proxy and skipped verification, which apply only to the servers of a side
    const openVerifying = () => open({
        ...given.destination,
        ...{ ca: undefined, clientIdentity: undefined, proxy: undefined, insecureSkipTlsVerify: false },
    });
    const closeTransports = async () => {
        await Promise.all([transports.source.close(), transports.destination.close()]);
    };
    let signOut = () => Promise.resolve();
    try {
        const signedIn = await signIn(sides, { ...dependencies, transports, openVerifying }, signal);
        ({ signOut } = signedIn);
        const options = { ...given, source: signedIn.source.side, destination: signedIn.destination.side };
        const client = await clientOf(options, { ...dependencies, transport: transports.destination }, signal);
        const environment = client?.environment ?? dependencies.environment;
        return {
            options,
            kubeconfigs: client?.kubeconfigs,
            ports: await createPorts(options, signedIn, transports, { ...dependencies, environment }, () => open({ ...options.destination, clientIdentity: undefined, insecureSkipTlsVerify: false })),
            close: async () => {
                await signOut();
                await closeTransports();
            },
        };
    }
    catch (error) {
        await signOut();
        await closeTransports();
        throw error;
    }
}
async function createPorts(options, signedIn, transports, dependencies, openVerifying) {
    const { reporter, environment } = dependencies;
    // a separate connection, because the server does not belong to the side and its certificate is always verified
    const readUrl = async (url, signal) => {
        const side = { ...options.destination, insecureSkipTlsVerify: false };
        const transport = (0,open_transport/* openTransport */.g)(side, options, reporter, environment);
        try {
            return await readTextFrom(url, transport, signal);
        }
        finally {
            await transport.close();
        }
    };
    const clusters = {
        source: await openCluster(signedIn.source, transports.source, reporter),
        destination: await openCluster(signedIn.destination, transports.destination, reporter, readUrl),
    };
    const registries = createRegistries({
        sides: {
            source: registrySide(signedIn.source, options, transports.source, dependencies),
            destination: registrySide(signedIn.destination, options, transports.destination, dependencies),
        },
        clock: system_clock/* systemClock */.m,
        log: (0,calm_log/* createCalmLog */.s)(reporter, system_clock/* systemClock */.m),
    });
    return {
        ...outsideOf(options, transports.destination, openVerifying, environment),
        gitops: await openGitOps(options, dependencies),
        registries,
        clusters,
        policies: createPolicies({ registries, clusters, clock: system_clock/* systemClock */.m, openVerifying }),
        reporter,
        clock: system_clock/* systemClock */.m,
        sourceCredentials: pullCredentials(options),
    };
}
/** Runs first, because the commands of the user may need the client. */
async function clientOf(options, dependencies, signal) {
    if (options.client === undefined)
        return undefined;
    const { installClient } = await Promise.all(/* import() | cluster-client */[__nccwpck_require__.e(549), __nccwpck_require__.e(469)]).then(__nccwpck_require__.bind(__nccwpck_require__, 974));
    return installClient(options.client, options, dependencies, signal);
}
/** Ports that few promotions need are loaded on demand. */
function outsideOf({ destination }, transport, openVerifying, environment) {
    const { server, token } = destination;
    return {
        commands: {
            async run(command, signal) {
                const { createCommands } = await Promise.resolve(/* import() eager */).then(__nccwpck_require__.bind(__nccwpck_require__, 8602));
                await createCommands(environment).run(command, signal);
            },
        },
        webhooks: {
            async call(webhook, images, signal) {
                const { createWebhooks } = await Promise.all(/* import() | openshift */[__nccwpck_require__.e(549), __nccwpck_require__.e(121)]).then(__nccwpck_require__.bind(__nccwpck_require__, 9014));
                const webhooks = createWebhooks({ server, token, transport, openVerifying });
                return webhooks.call(webhook, images, signal);
            },
        },
    };
}
async function openGitOps({ gitops }, { environment, runUrl }) {
    if (gitops === undefined)
        return undefined;
    const { createGitOps } = await Promise.all(/* import() | gitops */[__nccwpck_require__.e(483), __nccwpck_require__.e(127)]).then(__nccwpck_require__.bind(__nccwpck_require__, 6630));
    return createGitOps(environment, runUrl);
}
/** A side without a server is a plain registry; promotions between two of those never load the OpenShift code. */
async function openCluster({ side, expiresAt, renew }, transport, reporter, readUrl) {
    if (side.server === undefined || (side.token ?? side.clientIdentity) === undefined)
        return undefined;
    const { createCluster } = await Promise.all(/* import() | openshift */[__nccwpck_require__.e(549), __nccwpck_require__.e(121)]).then(__nccwpck_require__.bind(__nccwpck_require__, 4825));
    return createCluster({
        side: side.side,
        server: side.server,
        token: side.token,
        tokenExpiresAt: expiresAt,
        renewToken: renew,
        transport,
        readUrl,
        clock: system_clock/* systemClock */.m,
        log: (0,calm_log/* createCalmLog */.s)(reporter, system_clock/* systemClock */.m),
    });
}
function registrySide({ side, renew }, options, transport, { environment, maskSecret, reporter }) {
    const { registry, realmHosts = [] } = side;
    const plainHost = registry?.startsWith('http://') === true ? registry.slice('http://'.length) : undefined;
    const log = (line) => {
        reporter.info(line);
    };
    const findAccount = accountsFor(side, options.promotions.map((promotion) => promotion[side.side]), { renewToken: renew, stored: storedAccounts(side, { environment, maskSecret, log }) });
    return {
        transport,
        accountAt: warnWithoutTls(findAccount, plainHost, (line) => reporter.warning(line)),
        plainHttpHosts: new Set(plainHost === undefined ? [] : [plainHost]),
        realmHosts: new Set(realmHosts),
    };
}
/**
 * The credentials for a cluster that pulls from the source registry itself. Only credentials from the inputs are used: those stored
 * on the machine are never passed to a cluster.
 */
function pullCredentials({ source, promotions }) {
    const find = accountsFor(source, promotions.map((promotion) => promotion.source), { stored: () => Promise.resolve(undefined) });
    return async (host, signal) => {
        const account = await find(host, '', signal);
        switch (account?.credentials.kind) {
            case 'basic': {
                const { username, password } = account.credentials;
                return { username, password, isToken: false, isGivenBack: false };
            }
            case 'bearer': {
                // OpenShift registries only check the token; the user name must not contain a colon (openshift-api.md \u00a710.1)
                const password = account.credentials.token;
                const isGivenBack = source.isTokenGivenBack === true;
                return { username: 'openshift', password, isToken: true, isGivenBack };
            }
            case 'identity':
            case undefined:
                return undefined;
        }
    };
}
const MAX_BYTES = 2 * 1024 * 1024;
/**
 * Downloads text from a URL, without credentials.
 * @throws PromoteError INPUT_INVALID when there is none, CONNECTION_FAILED, \u2026
 */
async function readTextFrom(url, transport, signal) {
    const reply = await transport.open({ method: 'GET', url, headers: { accept: '*/*' } }, signal);
    if (reply.status === 200)
        return new TextDecoder().decode(await reply.read(MAX_BYTES));
    reply.discard();
    throw new errors/* PromoteError */.jG({
        code: 'INPUT_INVALID',
        message: `${url} cannot be read: status ${reply.status}`,
        hint: 'URLs that require a login are not supported: download the file in a separate step and give its path',
        where: { side: 'destination', status: reply.status },
    });
}

// EXTERNAL MODULE: ./src/report/error-text.js
var error_text = __nccwpck_require__(4412);
;// CONCATENATED MODULE: ./src/report/record.js

/** The record as JSON text for a file. */
function recordText(result, redact) {
    const { report, plan, failure, run } = result;
    const record = {
        version: 1,
        succeeded: failure === undefined,
        run,
        ...report,
        plan,
        error: failure === undefined ? undefined : (0,error_text/* describeError */.Uc)(failure.error, redact),
    };
    return `${JSON.stringify(record, undefined, 2)}\n`;
}

// EXTERNAL MODULE: ./src/core/text/credential-patterns.js
var credential_patterns = __nccwpck_require__(8454);
// EXTERNAL MODULE: ./src/report/summary-headline.js
var summary_headline = __nccwpck_require__(9733);
;// CONCATENATED MODULE: ./src/entry/finish.js





/** Reports the result of a run and chooses the exit code. */
async function finish(ended, run) {
    const { host, hostEnvironment, reporter, options } = run;
    const redact = (text) => run.redactor.redact(text);
    const result = { ...ended, record: options?.record, run: host.readRun(hostEnvironment) };
    const recorded = await writeRecord(result, reporter, redact);
    const outputFailure = await writeOutputs(recorded, run);
    if (options?.summary !== false) {
        await host.writeSummary(redactResult(recorded, redact), hostEnvironment, redact);
    }
    const failure = result.failure ?? outputFailure;
    // outputs that cannot be written change nothing about the promotion
    const destination = outputFailure === undefined || recorded.failure !== undefined
        ? recorded.destination
        : (0,summary_headline/* headlineOf */.g)(recorded);
    reporter.closingLine?.((0,summary_headline/* closingLine */.o)(redactResult({ ...recorded, failure, destination }, redact), redact));
    return failure === undefined ? 0 : (0,error_text/* exitCodeOf */.FO)(failure.error);
}
/** Tells the failure of the run, then writes its outputs. @returns what came of that, unless the run had failed anyway */
async function writeOutputs(result, { host, hostEnvironment, reporter }) {
    if (result.failure !== undefined)
        reporter.failure(result.failure.error);
    try {
        // outputs are for programs: only what looks like a credential is removed, not parts of names that happen to equal a secret
        await host.writeOutputs(redactResult(result, credential_patterns/* hideCredentials */.R), hostEnvironment);
        return undefined;
    }
    catch (error) {
        if (result.failure === undefined)
            reporter.failure(error);
        else
            reporter.warning(error instanceof Error ? error.message : String(error));
        return { error };
    }
}
/** Redacts everything that came from a server, a label or a URL. The error is redacted when its text is written. */
function redactResult(result, redact) {
    const { report, plan, run } = result;
    return { ...result, ...(0,redaction/* redactTexts */.SG)({ report, plan, run }, redact) };
}
/** A record that cannot be written does not make a finished promotion fail. */
async function writeRecord(result, reporter, redact) {
    if (result.record === undefined)
        return result;
    try {
        // loaded on demand, because it is large and rarely used
        const { writeFile } = await Promise.resolve(/* import() */).then(__nccwpck_require__.t.bind(__nccwpck_require__, 1455, 19));
        for (const [path, text] of await recordFiles(result.record, result, redact))
            await writeFile(path, text);
        return result;
    }
    catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        reporter.warning(`the record ${result.record} could not be written: ${reason}`);
        return { ...result, record: undefined };
    }
}
/** An HTML page comes with a JSON file next to it. */
async function recordFiles(path, result, redact) {
    const shown = redactResult(result, redact);
    const data = recordText(shown, redact);
    if (!/\.html?$/i.test(path))
        return [[path, data]];
    const { recordPage } = await __nccwpck_require__.e(/* import() | record-page */ 560).then(__nccwpck_require__.bind(__nccwpck_require__, 4456));
    const dataPath = path.replace(/\.html?$/i, '.json');
    const dataName = dataPath.split(/[\\/]/).at(-1) ?? dataPath;
    return [
        [dataPath, data],
        [path, recordPage(shown, dataName, redact)],
    ];
}

// EXTERNAL MODULE: ./src/entry/compose/signals.js
var signals = __nccwpck_require__(6244);
;// CONCATENATED MODULE: ./src/entry/run-promotion.js

















const PROMOTION = {
    command: 'promote',
    read: (raw, context) => (0,command_options/* asksForRollback */._T)(raw)
        ? goingBack((0,command_options/* readRollbackInput */.V3)(raw, context))
        : { options: (0,options/* readOptions */.Tt)(raw, context), perform: promote },
};
const PLAN = {
    command: 'plan',
    read(raw, context) {
        if (!(0,command_options/* asksForRollback */._T)(raw))
            return { ...(0,command_options/* readPlan */.m3)(raw, context), perform: promote };
        return goingBack((0,command_options/* readRollbackInput */.V3)({ ...raw, 'dry-run': 'true' }, context));
    },
};
/** Rolls back tags and workloads, with outputs, summary and record like a promotion. */
const ROLLBACK = {
    command: 'rollback',
    read: (raw, context) => goingBack((0,command_options/* readRollback */.XP)(raw, context)),
};
function goingBack({ options, to }) {
    return { options, perform: (signedIn, ports, signal) => rollBackTag(signedIn, to, ports, signal) };
}
/**
 * Runs one promotion in one host, from its inputs to its outputs.
 * @returns the exit code
 */
async function runPromotion(host, hostEnvironment, task = PROMOTION) {
    const run = startRun(host, hostEnvironment);
    const cancellation = (0,signals/* cancellationSignal */.w)();
    let options;
    let result;
    try {
        const { raw, context } = readRaw(run, task.command);
        const read = task.read(raw, context);
        ({ options } = read);
        result = await withPorts(options, run, cancellation.signal, async (composed) => ({
            ...(await read.perform(composed.options, composed.ports, cancellation.signal)),
            kubeconfigs: composed.kubeconfigs,
            shards: read.shards,
        }));
    }
    catch (error) {
        result = { report: undefined, plan: undefined, failure: { error } };
    }
    finally {
        cancellation.release();
    }
    return finish(result, { ...run, options });
}
function startRun(host, hostEnvironment) {
    const redactor = redaction/* knownSecrets */.xU;
    return {
        host,
        hostEnvironment,
        redactor,
        reporter: createReporter(host, hostEnvironment, redactor, undefined),
    };
}
/**
 * Reads the inputs as text, masks their secrets, and applies their log level.
 * @throws PromoteError INPUT_INVALID for flags that the command does not have
 */
function readRaw(run, command) {
    const { host, hostEnvironment, redactor } = run;
    const inputs = host.readRaw(hostEnvironment, (0,commands/* shapesOf */.et)(command));
    maskSecrets(run, (0,secrets/* secretsOf */.F)(inputs.raw));
    run.reporter = createReporter(host, hostEnvironment, redactor, inputs);
    const strangers = strangersOf(command, inputs, hostEnvironment.argv);
    if (strangers.length > 0)
        throw (0,errors/* errorOfProblems */.M$)('INPUT_INVALID', strangers);
    return { raw: inputs.raw, context: { ...inputs, pod: (0,pod_account/* findPodAccount */.k)(hostEnvironment.env) } };
}
/** Logs in, runs `body`, and always logs out again. */
async function withPorts(options, run, signal, body) {
    const composed = await composePorts(options, {
        reporter: run.reporter,
        environment: run.hostEnvironment.env,
        runUrl: run.host.readRun(run.hostEnvironment).url,
        maskSecret: (value, username) => {
            maskSecrets(run, [{ value, username }]);
        },
        saveForPostStep: postStepSaver(run),
    }, signal);
    try {
        return await body(composed);
    }
    finally {
        await composed.close();
    }
}
/** Must run before anything is written, since masks do not apply to earlier output. */
function maskSecrets({ host, hostEnvironment, redactor }, secrets) {
    host.addMasks?.(secrets, hostEnvironment);
    for (const { value, username } of secrets)
        redactor.add(value, username);
}
function createReporter(host, hostEnvironment, redactor, inputs) {
    return host.createReporter(hostEnvironment, {
        clock: system_clock/* systemClock */.m,
        redact: (text) => redactor.redact(text),
        logLevel: (0,options/* readLogLevel */.XN)(inputs?.raw ?? {}),
    });
}
/** Reports flags of other commands. Environment variables are not reported, since they may be set for those commands. */
function strangersOf(command, { raw, spell }, argv) {
    const { inputs, outputs } = (0,commands/* commandRow */.uX)(command);
    const own = new Set((0,commands/* shapesOf */.et)(command).flatMap(({ name }) => [name, `${name}-file`]));
    const names = Object.keys(raw).filter((name) => (0,unknown_names/* isKnownName */.XU)(name) && !own.has(name));
    const hint = `run openshift-promote ${command} --help to list its options`;
    const given = (0,command_flags/* givenOutput */.tV)(argv);
    return [
        ...(inputs.length === 0 ? [] : names).map((name) => ({
            code: 'INPUT_INVALID',
            message: `${spell(name)} is not an option of ${command}`,
            hint,
        })),
        ...(given === undefined || outputs.includes(given)
            ? []
            : [
                {
                    code: 'INPUT_INVALID',
                    message: `--output: ${(0,given_text/* quoteGiven */.k9)(given)} is not a valid value`,
                    hint: `write ${outputs.join(', ')}`,
                },
            ]),
    ];
}
/** Passes the complete state for the post step to the host whenever a part of it changes. */
function postStepSaver({ host, hostEnvironment, reporter }) {
    let postStepState = post_step_state/* EMPTY_POST_STEP_STATE */.an;
    return (change) => {
        postStepState = { ...postStepState, ...change };
        try {
            host.saveForPostStep?.(postStepState, hostEnvironment);
        }
        catch (error) {
            // the state is needed only if this process is killed
            const reason = error instanceof Error ? error.message : String(error);
            reporter.debug(`the state for the post step could not be saved: ${reason}`);
        }
    };
}


/***/ }),

/***/ 9985:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

// ESM COMPAT FLAG
__nccwpck_require__.r(__webpack_exports__);

// EXPORTS
__nccwpck_require__.d(__webpack_exports__, {
  artifactLines: () => (/* binding */ artifactLines),
  readRaw: () => (/* binding */ readRaw),
  readRun: () => (/* binding */ readRun),
  writeOutputs: () => (/* binding */ writeOutputs),
  writeSummary: () => (/* binding */ writeSummary)
});

// EXTERNAL MODULE: external "node:os"
var external_node_os_ = __nccwpck_require__(8161);
// EXTERNAL MODULE: ../../node_modules/@actions/core/lib/core.js + 8 modules
var core = __nccwpck_require__(7124);
// EXTERNAL MODULE: ./src/report/outputs.js
var report_outputs = __nccwpck_require__(4074);
// EXTERNAL MODULE: ./src/core/text/errors.js
var errors = __nccwpck_require__(7206);
// EXTERNAL MODULE: ./src/core/attachment-text.js
var attachment_text = __nccwpck_require__(7190);
// EXTERNAL MODULE: ./src/core/text/units.js
var units = __nccwpck_require__(8934);
// EXTERNAL MODULE: ./src/core/image/digest.js
var image_digest = __nccwpck_require__(2391);
// EXTERNAL MODULE: ./src/report/error-text.js
var error_text = __nccwpck_require__(4412);
;// CONCATENATED MODULE: ./src/report/markdown.js
// All characters with a meaning in Markdown, its tables, HTML or automatic links.
const SPECIAL = /[^\p{L}\p{N} ,()/.-]/gu;
/** Escapes text for any place in Markdown. Line breaks become spaces. */
function escapeMarkdown(text) {
    return text
        .replace(/\s+/g, ' ')
        .replace(SPECIAL, (letter) => `&#${letter.codePointAt(0) ?? 0xfffd};`)
        .replace(/\bwww\./gi, (match) => match.replace('.', '&#46;'));
}
/** Text in a fixed-width font, which unlike backticks works with any text and in tables. */
function code(text) {
    return `<code>${escapeMarkdown(text)}</code>`;
}
/** A block of preformatted lines. */
function codeBlock(lines, language = '') {
    const text = lines.join('\n');
    const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
    const fence = '`'.repeat(longest + 1);
    return [fence + language, text, fence].join('\n');
}
/** A Markdown table; the cells already are Markdown. */
function table(head, rows) {
    const line = (cells) => `| ${cells.join(' | ')} |`;
    return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
/** Escapes text for a quoted label of a Mermaid diagram. */
function mermaidLabel(text) {
    return text
        .replace(/\s+/g, ' ')
        .replace(/[^\p{L}\p{N} ,()/.:@-]/gu, (letter) => `#${letter.codePointAt(0) ?? 0xfffd};`);
}

// EXTERNAL MODULE: ./src/core/progress-text.js
var progress_text = __nccwpck_require__(5116);
// EXTERNAL MODULE: ./src/report/summary-headline.js
var summary_headline = __nccwpck_require__(9733);
// EXTERNAL MODULE: ./src/report/policy-rows.js
var policy_rows = __nccwpck_require__(8708);
// EXTERNAL MODULE: ./src/report/setup-rows.js
var setup_rows = __nccwpck_require__(559);
;// CONCATENATED MODULE: ./src/report/summary-plan.js





/** The plan of a dry run, as Markdown tables. */
function planTable(plan, maxRows) {
    const images = table(['Source', 'Destination', 'Digest', 'Tag', 'Content'], plan.images.slice(0, maxRows).map(plannedImageRow));
    const setup = setupTable((0,setup_rows/* setupRows */.y)(plan.preparations ?? [], plan.objects ?? [], 'plan'), maxRows);
    const parts = [images, ...setup];
    if (plan.rollouts.length === 0)
        return parts.join('\n\n');
    const rollouts = table(['Workload', 'Project', 'Revision now', 'Rolled out'], plan.rollouts.slice(0, maxRows).map(rolloutRow));
    return [...parts, rollouts].join('\n\n');
}
/** What was or will be prepared and applied; empty if there is nothing. */
function setupTable(rows, maxRows) {
    if (rows.length === 0)
        return [];
    const cells = rows
        .slice(0, maxRows)
        .map(({ what, project, outcome }) => [escapeMarkdown(what), code(project), outcome]);
    return [table(setup_rows/* SETUP_HEAD */.f, cells)];
}
function plannedImageRow(image) {
    return [
        code(image.source),
        [image.destination, ...image.tags.slice(1)].map(code).join(', '),
        code((0,image_digest/* shortDigest */.VK)(image.digest)),
        tagCell(image),
        image.action === 'keep' || image.action === 'skip' ? 'nothing to copy' : contentCell(image),
    ];
}
function contentCell(image) {
    switch (image.strategy) {
        case 'copy':
            return `${(0,units/* formatCount */.B4)(image.blobs, 'blob')}, at most ${(0,units/* formatBytes */.z3)(image.sizeBytes)}`;
        case 'tag':
            return 'inside the cluster, by a tag';
        case 'import': {
            const secret = image.import?.pullSecret;
            const how = image.import?.scheduled === true ? 'by an import that follows the source' : 'by an import';
            return `${how}${secret === undefined ? '' : `; ${secret.action}s pull secret ${code(secret.name)}`}`;
        }
        case 'build':
            return 'by a build, **with a new digest**';
    }
}
function tagCell({ action, previousDigest }) {
    const now = previousDigest === undefined ? '' : code((0,image_digest/* shortDigest */.VK)(previousDigest));
    switch (action) {
        case 'create':
            return 'will be created';
        case 'move':
            return `will move from ${now}`;
        case 'keep':
            return 'already has this digest';
        case 'skip':
            return `exists and stays ${now}`;
    }
}
const METHODS = {
    trigger: 'by its image trigger, when the tag moves',
    instantiate: 'by a new version of the DeploymentConfig',
    'set-image': 'by setting its image to the digest',
    restart: 'by a restart',
    apply: 'by creating it',
};
function rolloutRow({ workload, revisionBefore, method }) {
    return [
        code((0,progress_text/* workloadText */.DE)(workload)),
        code(workload.project),
        escapeMarkdown(revisionBefore ?? 'none'),
        METHODS[method],
    ];
}

;// CONCATENATED MODULE: ./src/report/summary.js










// All summaries of a job may have 1 MiB in total; 200 images of a few hundred characters leave room for other steps.
const MAX_ROWS = 200;
// More boxes would make the diagram unreadable.
const MAX_FLOWS = 6;
/** The job summary in GitHub's Markdown. Text that came from outside is escaped; `redact` sees the error. */
function summaryMarkdown(result, redact) {
    const { report, plan, failure } = result;
    const sections = [
        `## ${escapeMarkdown((0,summary_headline/* headlineOf */.g)(result))}`,
        ...(failure === undefined
            ? []
            : [
                codeBlock((0,error_text/* errorLines */.S6)((0,error_text/* describeError */.Uc)(failure.error, redact))),
                `The destination: ${escapeMarkdown(redact(result.destination ?? 'nothing was changed'))}`,
            ]),
        ...policySections(report?.policy ?? []),
        ...(report === undefined ? [] : reportSections(report, failure !== undefined)),
        ...(plan !== undefined && (report?.dryRun ?? false) ? [planTable(plan, MAX_ROWS)] : []),
        ...(report === undefined ? [] : [detailsOf(report)]),
    ];
    return `${sections.join('\n\n')}\n`;
}
function reportSections(report, failed) {
    // a dry run shows its plan, a failure the images processed so far
    if (report.dryRun || report.images.length === 0)
        return [];
    const shown = report.images.slice(0, MAX_ROWS);
    const rollouts = report.images.flatMap((image) => image.rollouts);
    const attachments = attachmentTable(shown, MAX_ROWS);
    return [
        ...(failed ? [] : [flowOf(report)]),
        table(['Source', 'Destination', 'Digest', 'Tag', 'Content', 'Platforms'], shown.map(imageRow)),
        ...(shown.length < report.images.length ? [`and ${report.images.length - shown.length} more`] : []),
        ...(attachments === undefined ? [] : [attachments]),
        ...setupTable((0,setup_rows/* setupRows */.y)(report.prepared ?? [], report.applied ?? [], 'done'), MAX_ROWS),
        ...(rollouts.length === 0 ? [] : [rolloutTable(report)]),
    ];
}
/** What each rule of the policy found. The error reports failed rules as well. */
function policySections(reports) {
    const [first] = reports;
    if (first === undefined)
        return [];
    const rows = (0,policy_rows/* policyRows */.Ob)(reports).map(({ image, rule, outcome, found }) => [
        code(image),
        escapeMarkdown(rule),
        outcome === 'passed' ? outcome : `**${outcome}**`,
        escapeMarkdown(found),
    ]);
    const signatures = reports.flatMap((report) => report.signatures.map(policy_rows/* signatureRow */.Bv));
    return [
        `**Policy** ${escapeMarkdown((0,policy_rows/* policyHeadline */.Zt)(first))}`,
        table(policy_rows/* POLICY_HEAD */.QY, rows.slice(0, MAX_ROWS)),
        ...(signatures.length === 0
            ? []
            : [
                table(policy_rows/* SIGNATURE_HEAD */.EB, signatures.slice(0, MAX_ROWS).map((row) => row.map(escapeMarkdown))),
            ]),
    ];
}
function imageRow(image) {
    return [
        code(image.source),
        [image.destination, ...image.tags.slice(1)].map(code).join(', '),
        code((0,image_digest/* shortDigest */.VK)(image.digest)),
        summary_tagCell(image),
        summary_contentCell(image),
        image.platforms.map(escapeMarkdown).join(', '),
    ];
}
function summary_contentCell(image) {
    const { blobsCopied, bytesCopied, blobsSkipped, bytesSkipped } = image;
    switch (image.strategy) {
        case 'copy':
            return `${(0,units/* formatCount */.B4)(blobsCopied, 'blob')} copied (${(0,units/* formatBytes */.z3)(bytesCopied)}), ${blobsSkipped} already there (${(0,units/* formatBytes */.z3)(bytesSkipped)})`;
        case 'tag':
            return 'inside the cluster, by a tag';
        case 'import':
            return 'pulled by the cluster itself';
        case 'build':
            return `built, **with a new digest**; the source digest is ${code((0,image_digest/* shortDigest */.VK)(image.sourceDigest ?? image.digest))}`;
    }
}
function summary_tagCell({ changed, previousDigest }) {
    if (!changed)
        return 'unchanged';
    return previousDigest === undefined ? 'new' : `moved, was ${code((0,image_digest/* shortDigest */.VK)(previousDigest))}`;
}
function rolloutTable(report) {
    const rows = report.images.flatMap((image) => image.rollouts.map(({ workload, status, revisionBefore, revision }) => [
        code((0,progress_text/* workloadText */.DE)(workload)),
        code(workload.project),
        escapeMarkdown(`${revisionBefore ?? 'none'} \u2192 ${revision ?? 'unknown'}`),
        status,
    ]));
    return table(['Workload', 'Project', 'Revision', 'Status'], rows.slice(0, MAX_ROWS));
}
/** A diagram of source, destination and workloads. */
function flowOf(report) {
    const lines = report.images.slice(0, MAX_FLOWS).flatMap((image, index) => {
        const box = (id, ...text) => `${id}${index}["${text.map(mermaidLabel).join('<br/>')}"]`;
        const digest = (0,image_digest/* shortDigest */.VK)(image.digest);
        return [
            `  ${box('source', image.source)} -->|"${mermaidLabel(digest)}"| ${box('destination', image.destination)}`,
            ...image.rollouts.map(({ workload, revision }, order) => `  destination${index} --> ${box(`rollout${order}_`, (0,progress_text/* workloadText */.DE)(workload), `revision ${revision ?? 'unknown'}`)}`),
        ];
    });
    return codeBlock(['flowchart LR', ...lines], 'mermaid');
}
function detailsOf(report) {
    const facts = [
        ['Source cluster', report.sourceServer],
        ['Destination cluster', report.destinationServer],
        ['Started', report.startedAt],
        ['Duration', (0,units/* formatDuration */.a3)(report.durationMs)],
        ...report.phases.map(({ phase, durationMs }) => [`Phase ${phase}`, (0,units/* formatDuration */.a3)(durationMs)]),
    ];
    const digests = report.images
        .slice(0, MAX_ROWS)
        .map((image) => [escapeMarkdown(image.destination), code(image.image)]);
    const rows = facts.flatMap(([name, value]) => (value === undefined ? [] : [[name, escapeMarkdown(value)]]));
    return [
        '<details><summary>Details</summary>',
        '',
        table(['Fact', 'Value'], [...rows, ...digests]),
        '',
        '</details>',
    ].join('\n');
}
/** All attachments of the images, as a Markdown table; undefined if there are none. */
function attachmentTable(images, maxRows) {
    const rows = images.flatMap((image) => image.attachments.map(({ subject, name, type, outcome, reason }) => [
        code(image.destination),
        code((0,image_digest/* shortDigest */.VK)(subject)),
        escapeMarkdown(type),
        code(name),
        reason === undefined
            ? attachment_text/* ATTACHMENT_OUTCOMES */.gN[outcome]
            : `${attachment_text/* ATTACHMENT_OUTCOMES */.gN[outcome]}: ${escapeMarkdown(reason)}`,
    ]));
    if (rows.length === 0)
        return undefined;
    const shown = table(['Image', 'Attached to', 'Type', 'Name', 'Outcome'], rows.slice(0, maxRows));
    return rows.length <= maxRows ? shown : `${shown}\n\nand ${rows.length - maxRows} more`;
}

;// CONCATENATED MODULE: ./src/hosts/github/host.js





// Maximum number of entries per job; one more fails the step (actions/runner, CreateArtifactsFileCommand.cs).
const MAX_SUBJECTS = 500;
/**
 * Lines for `$GITHUB_ARTIFACTS`, the default subjects of actions/attest in later steps. The name is the repository, as in
 * attestations of images. The runner fails the step if a name has two digests in one job, so an image whose repository is already
 * declared is declared with its tag, and not at all if that is declared as well.
 * @param declared the file `$GITHUB_ARTIFACTS_LIST`: what earlier steps declared, as JSON; empty when there is none
 */
function artifactLines({ report, failure }, declared) {
    if (failure !== undefined || report === undefined || report.dryRun)
        return [];
    const digests = declaredSubjects(declared);
    const lines = [];
    for (const { image, digest, tags } of report.images) {
        const repository = image.split('@')[0] ?? image;
        // actions/attest supports no other algorithm, and expects one name per line
        if (!digest.startsWith('sha256:') || !/^[\w./:[\]-]+$/.test(repository))
            continue;
        const name = [repository, `${repository}:${tags[0] ?? ''}`].find((candidate) => (digests.get(candidate) ?? digest) === digest);
        if (name === undefined || (!digests.has(name) && digests.size >= MAX_SUBJECTS))
            continue;
        digests.set(name, digest);
        lines.push(`oci://${name}@${digest}${external_node_os_.EOL}`);
    }
    return lines;
}
function declaredSubjects(text) {
    if (text === '')
        return new Map();
    const { subjects } = JSON.parse(text);
    const entries = Array.isArray(subjects) ? subjects : [];
    return new Map(entries.map(({ name, digest }) => [String(name), String(digest)]));
}
const PREFIX = 'INPUT_';
/**
 * All `with:` values of the step, known or not. The runner passes `source-image` as `INPUT_SOURCE-IMAGE`, only warns about unknown
 * names, and sets missing inputs to an empty text.
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
/** A secret that is not available to the job is an empty text, just like one that was not passed. */
function adviseOnSecret(name) {
    const secret = name.toUpperCase().replaceAll('-', '_');
    return `write ${name}: \${{ secrets.${secret} }} and add that secret in Settings \u2192 Secrets and variables \u2192 Actions (environment secrets need \`environment:\` in the job; pull requests from forks receive no secrets)`;
}
/** The run of the workflow and who started it. */
function readRun({ env }) {
    const [server = '', repository = '', id = ''] = [
        'GITHUB_SERVER_URL',
        'GITHUB_REPOSITORY',
        'GITHUB_RUN_ID',
    ].map((name) => env[name] ?? '');
    const url = id === '' ? undefined : `${server}/${repository}/actions/runs/${id}`;
    return { system: 'GitHub Actions', actor: env['GITHUB_ACTOR'], url, id: id === '' ? undefined : id };
}
/**
 * Sets the outputs of the step, and declares the promoted images for steps that attest artifacts. Empty outputs are not written,
 * since missing outputs read as empty.
 * @throws PromoteError OUTPUT_FAILED: a later step would go on without a digest
 */
async function writeOutputs(result, { env }) {
    const outputs = Object.entries((0,report_outputs/* outputsOf */.Y)(result)).filter(([, value]) => value !== '');
    writeAll(outputs);
    const { GITHUB_ARTIFACTS: artifactFile = '' } = env;
    if (artifactFile === '')
        return;
    const { appendFile, readFile } = await Promise.resolve(/* import() */).then(__nccwpck_require__.t.bind(__nccwpck_require__, 1455, 19));
    try {
        const listFile = env['GITHUB_ARTIFACTS_LIST'] ?? '';
        const declared = listFile === '' ? '' : await readFile(listFile, 'utf8');
        await appendFile(artifactFile, artifactLines(result, declared).join(''));
    }
    catch {
        // few runners have these files, so their absence must not fail a promotion
    }
}
function writeAll(outputs) {
    try {
        for (const [name, value] of outputs)
            (0,core.setOutput)(name, value);
    }
    catch (cause) {
        throw new errors/* PromoteError */.jG({
            code: 'OUTPUT_FAILED',
            message: 'the outputs cannot be written to the file that the runner names in GITHUB_OUTPUT',
            hint: 'check the disk and the volumes of the runner; the digest is in the log, the summary and the record',
            cause,
        });
    }
}
/** Adds to the job summary. A server without summaries must not fail a promotion. */
async function writeSummary(result, _hostEnvironment, redact) {
    try {
        await core.summary.addRaw(summaryMarkdown(result, redact)).write();
    }
    catch {
        // the file is missing, as on older GitHub Enterprise Servers, or not writable; outputs and log contain the same information
    }
}


/***/ }),

/***/ 7400:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {


// EXPORTS
__nccwpck_require__.d(__webpack_exports__, {
  d: () => (/* binding */ addMasks),
  addToPath: () => (/* binding */ addToPath),
  J: () => (/* binding */ saveForPostStep)
});

// EXTERNAL MODULE: ../../node_modules/@actions/core/lib/core.js + 8 modules
var core = __nccwpck_require__(7124);
// EXTERNAL MODULE: ./src/core/post-step-state.js
var post_step_state = __nccwpck_require__(8290);
;// CONCATENATED MODULE: ./src/hosts/github/post-step-state.js

// GitHub passes the state of a step to its post step as STATE_<name>, even if the step was killed, because the runner reads the
// file in any case (actions/runner, ActionRunner.cs).
const STATE_NAME = 'post-step-state';
/**
 * The state saved by the main step. Read without @actions/core, because there is usually nothing to do and loading the library
 * would slow down every job.
 */
function postStepState({ env }) {
    return parsePostStepState(env[`STATE_${STATE_NAME}`] ?? '');
}

// EXTERNAL MODULE: ./src/core/text/secret-forms.js
var secret_forms = __nccwpck_require__(9619);
;// CONCATENATED MODULE: ./src/hosts/github/later-steps.js




/** Saves the state for the post step synchronously, replacing the previous state. */
function saveForPostStep(postStepState) {
    (0,core.saveState)(STATE_NAME, (0,post_step_state/* formatPostStepState */.$Q)(postStepState));
}
/** Adds a folder to PATH for later steps of a GitHub job, also when the step runs the shell command. */
function addToPath(folder, { env }) {
    if ((env['GITHUB_PATH'] ?? '') !== '')
        (0,core.addPath)(folder);
}
/** Makes the runner mask secrets in this and all later steps. Must run before anything else is written. */
function addMasks(secrets) {
    const forms = new Set(secrets.flatMap(({ value, username }) => (0,secret_forms/* secretForms */.e)(value, username)));
    for (const form of forms)
        (0,core.setSecret)(form);
}


/***/ }),

/***/ 6068:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   A: () => (/* binding */ createReporter)
/* harmony export */ });
/* unused harmony export plainLines */
/* harmony import */ var _actions_core__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(7124);
/* harmony import */ var _report_error_text_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(4412);
/* harmony import */ var _report_progress_lines_js__WEBPACK_IMPORTED_MODULE_2__ = __nccwpck_require__(6363);




// GitHub shows 10 annotations of a type for a step and cuts each at 4096 bytes; the log has the rest.
const MAX_ANNOTATIONS = 10;
const MAX_ANNOTATION_LENGTH = 2000;
/** Groups, annotations and lines in the log of a workflow step. */
function createReporter(hostEnvironment, settings) {
    const { redact, logLevel } = settings;
    const progress = createProgress(hostEnvironment, settings);
    const { print } = progress;
    const counts = { notice: 0, warning: 0 };
    const annotate = (kind, line) => {
        counts[kind] += 1;
        if (counts[kind] > MAX_ANNOTATIONS)
            print(`${kind}: ${line}`);
        else
            _actions_core__WEBPACK_IMPORTED_MODULE_0__[kind](shorten(redact(line)));
    };
    return {
        group: (title, body) => _actions_core__WEBPACK_IMPORTED_MODULE_0__.group(redact(title), body),
        info: print,
        notice: (line) => {
            annotate('notice', line);
        },
        warning: (line) => {
            annotate('warning', line);
        },
        debug: (line) => {
            // written as plain lines, because the runner shows debug commands only in debug mode and the input requests them in any case
            if (logLevel === 'debug')
                print(`debug: ${line}`);
            else
                _actions_core__WEBPACK_IMPORTED_MODULE_0__.debug(redact(line));
        },
        transferProgress: progress.transfer,
        rolloutProgress: progress.rollout,
        closingLine: print,
        failure: (error) => {
            const text = (0,_report_error_text_js__WEBPACK_IMPORTED_MODULE_1__/* .describeError */ .Uc)(error, redact);
            const message = [text.message, ...(text.hint === undefined ? [] : [text.hint]), ...text.problems].join('\n');
            _actions_core__WEBPACK_IMPORTED_MODULE_0__.error(shorten(message), { title: text.code });
            for (const line of (0,_report_error_text_js__WEBPACK_IMPORTED_MODULE_1__/* .errorLines */ .S6)(text).slice(1))
                print(line);
        },
    };
}
function shorten(text) {
    return text.length > MAX_ANNOTATION_LENGTH ? `${text.slice(0, MAX_ANNOTATION_LENGTH - 1)}\u2026` : text;
}
/** Writes log lines without secrets and without commands for the runner. */
function createProgress(_hostEnvironment, { clock, redact }) {
    const print = (line) => {
        for (const plain of plainLines(redact(line)))
            (0,_actions_core__WEBPACK_IMPORTED_MODULE_0__.info)(plain);
    };
    const { transfer, rollout } = (0,_report_progress_lines_js__WEBPACK_IMPORTED_MODULE_2__/* .createProgressLines */ .n)(clock, print);
    return { print, transfer, rollout, clear: () => undefined };
}
/** Escapes lines so that the runner shows them and does not interpret commands: `::` at the start, `##[` anywhere. */
function plainLines(text) {
    return text.split(/\r\n|\r|\n/).map((line) => line
        .replace(/\p{Cc}/gu, ' ')
        .replace(/^(\s*):(?=:)/u, '$1: ')
        .replaceAll('##[', '## ['));
}


/***/ }),

/***/ 723:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   V: () => (/* binding */ retryAfterMs)
/* harmony export */ });
const SECONDS = /^\d{1,9}$/;
// IMF-fixdate, the only date format that senders may generate (RFC 9110, section 5.6.7)
const DATE = /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d{2} (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4} \d{2}:\d{2}:\d{2} GMT$/;
/**
 * The delay of Retry-After in milliseconds; undefined when it is missing or malformed (negative, fractional, words). A date
 * is compared with the reply's own Date header, so that clock skew does not matter.
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


/***/ }),

/***/ 9297:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   k: () => (/* binding */ findPodAccount)
/* harmony export */ });
/* harmony import */ var node_fs__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(3024);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(6760);


const FOLDER = '/var/run/secrets/kubernetes.io/serviceaccount';
/** undefined: not running in a pod, or the pod has no token. */
function findPodAccount(environment, folder = FOLDER) {
    const host = environment['KUBERNETES_SERVICE_HOST'] ?? '';
    const port = environment['KUBERNETES_SERVICE_PORT'] ?? '443';
    const tokenFile = node_path__WEBPACK_IMPORTED_MODULE_1__.join(folder, 'token');
    const authorities = ['ca.crt', 'service-ca.crt'].map((name) => node_path__WEBPACK_IMPORTED_MODULE_1__.join(folder, name));
    if (host === '' || !(0,node_fs__WEBPACK_IMPORTED_MODULE_0__.existsSync)(tokenFile))
        return undefined;
    const ca = authorities.filter((file) => (0,node_fs__WEBPACK_IMPORTED_MODULE_0__.existsSync)(file)).map((file) => (0,node_fs__WEBPACK_IMPORTED_MODULE_0__.readFileSync)(file, 'utf8').trim());
    return {
        server: `https://${host.includes(':') ? `[${host}]` : host}:${port}`,
        ca: ca.join('\n'),
        tokenFile,
    };
}


/***/ }),

/***/ 9800:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   g: () => (/* binding */ readYaml)
/* harmony export */ });
/**
 * Reads YAML as kubectl does. The parser is a separate file beside the bundles, so that runs without YAML do not
 * load it.
 */
async function readYaml(text) {
    const { parseYaml } = await import(/* webpackIgnore: true */ "./parse-yaml.js");
    return parseYaml(text);
}


/***/ }),

/***/ 5234:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   D: () => (/* binding */ commitDesiredState),
/* harmony export */   j: () => (/* binding */ planDesiredState)
/* harmony export */ });
/* harmony import */ var _core_ports_gitops_js__WEBPACK_IMPORTED_MODULE_2__ = __nccwpck_require__(6536);
/* harmony import */ var _core_image_reference_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(3638);
/* harmony import */ var _core_text_errors_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(7206);



/** The registry as pods of its cluster reach it, under the names of its service (openshift-api.md \u00a72.2). */
const SERVICE = 'image-registry.openshift-image-registry.svc';
const SERVICE_HOSTS = [`${SERVICE}:5000`, `${SERVICE}.cluster.local:5000`];
/** What a commit would change, or why it cannot be made. */
async function planDesiredState(images, { gitops }, ports, signal) {
    if (gitops === undefined || ports.gitops === undefined || images.length === 0)
        return { commit: undefined, problems: [] };
    try {
        return { commit: await ports.gitops.plan(gitops, images.map(desiredImage), signal), problems: [] };
    }
    catch (error) {
        if (!(error instanceof _core_text_errors_js__WEBPACK_IMPORTED_MODULE_1__/* .PromoteError */ .jG) || error.code === 'CANCELLED')
            throw error;
        return { commit: undefined, problems: error.problems.length > 0 ? error.problems : (0,_core_text_errors_js__WEBPACK_IMPORTED_MODULE_1__/* .problemsOf */ .GW)(error) };
    }
}
/** Commits the digests. Runs after the destination has the images. */
async function commitDesiredState({ ports, state, signal }, gitops, images) {
    if (ports.gitops === undefined)
        return;
    const commit = await ports.gitops.commit(gitops, images.map(desiredImage), signal);
    state.commit = commit;
    const { sha, branch, pushed, changes } = commit;
    if (changes.length === 0)
        ports.reporter.info(`branch ${branch} names these digests already (${sha})`);
    else {
        for (const change of changes)
            ports.reporter.info((0,_core_ports_gitops_js__WEBPACK_IMPORTED_MODULE_2__/* .describeChange */ .u)(change));
        ports.reporter.info(`${pushed ? 'pushed' : 'committed'} ${sha} on branch ${branch}`);
    }
}
function desiredImage(image) {
    const { source, destination } = image.request;
    const { host, name } = image.destination;
    const inside = image.stream === undefined ? [] : SERVICE_HOSTS;
    return {
        source: (0,_core_image_reference_js__WEBPACK_IMPORTED_MODULE_0__/* .formatReference */ .FH)(source),
        destination: (0,_core_image_reference_js__WEBPACK_IMPORTED_MODULE_0__/* .formatReference */ .FH)(destination),
        repository: name,
        hosts: [host, ...inside],
        pullName: `${inside[0] ?? host}/${name}`,
        tag: destination.tag,
        digest: image.root.digest,
    };
}


/***/ }),

/***/ 2388:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {


// EXPORTS
__nccwpck_require__.d(__webpack_exports__, {
  C: () => (/* binding */ applyRequest),
  _: () => (/* binding */ planApply)
});

// EXTERNAL MODULE: ./src/promotion/resolve/source-image.js
var source_image = __nccwpck_require__(7175);
// EXTERNAL MODULE: ./src/promotion/check/inspect/plan-preparation.js
var plan_preparation = __nccwpck_require__(1708);
// EXTERNAL MODULE: ./src/promotion/run/resolved-image.js
var resolved_image = __nccwpck_require__(6097);
// EXTERNAL MODULE: ./src/core/image/image-config.js
var image_config = __nccwpck_require__(9257);
;// CONCATENATED MODULE: ./src/core/new-workload.js
/**
 * Deployment, Service and Route as `oc new-app` and `oc expose` make them: one replica, every port of the image, an image
 * trigger for its tag. The first image is the promoted one, so that no revision with a placeholder stays behind (capture 41l).
 */
function workloadObjects(workload) {
    const { ports } = workload.config;
    if (ports.length === 0)
        return [deploymentOf(workload)];
    const tcp = ports.find(({ protocol }) => protocol === 'TCP');
    const route = workload.expose && tcp !== undefined ? [routeOf(workload, tcp)] : [];
    return [deploymentOf(workload), serviceOf(workload), ...route];
}
function metadataOf({ name, project }, annotations) {
    const labels = {
        app: name,
        'app.kubernetes.io/component': name,
        'app.kubernetes.io/instance': name,
    };
    return { name, namespace: project, labels, ...(annotations === undefined ? {} : { annotations }) };
}
function deploymentOf(workload) {
    const { name, image, tag, config } = workload;
    const container = {
        name,
        image,
        ports: config.ports.map(({ port, protocol }) => ({ containerPort: port, protocol })),
    };
    return {
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata: metadataOf(workload, tag && { 'image.openshift.io/triggers': JSON.stringify([triggerOf(name, tag)]) }),
        spec: {
            replicas: 1,
            selector: { matchLabels: { deployment: name } },
            template: { metadata: { labels: { deployment: name } }, spec: { containers: [container] } },
        },
    };
}
function triggerOf(name, { project, stream, tag }) {
    return {
        from: { kind: 'ImageStreamTag', name: `${stream}:${tag}`, namespace: project },
        fieldPath: `spec.template.spec.containers[?(@.name=="${name}")].image`,
    };
}
function serviceOf(workload) {
    return {
        apiVersion: 'v1',
        kind: 'Service',
        metadata: metadataOf(workload),
        spec: {
            selector: { deployment: workload.name },
            ports: workload.config.ports.map(({ port, protocol }) => ({
                name: portName(port, protocol),
                port,
                protocol,
                targetPort: port,
            })),
        },
    };
}
function portName(port, protocol) {
    return `${port}-${protocol.toLowerCase()}`;
}
/** To one TCP port, since routers support no other protocol. The cluster chooses the host. */
function routeOf(workload, { port, protocol }) {
    return {
        apiVersion: 'route.openshift.io/v1',
        kind: 'Route',
        metadata: metadataOf(workload),
        spec: { to: { kind: 'Service', name: workload.name }, port: { targetPort: portName(port, protocol) } },
    };
}

// EXTERNAL MODULE: ./src/core/progress-text.js
var progress_text = __nccwpck_require__(5116);
// EXTERNAL MODULE: ./src/promotion/resolve/described-manifest.js
var described_manifest = __nccwpck_require__(6837);
;// CONCATENATED MODULE: ./src/promotion/apply/plan-apply.js







/** Plans the changes with a server-side dry run, which stores nothing. */
async function planApply(context, ports, signal) {
    const { request, problems } = await applyRequest(context, 'source', resolved_image/* destinationImageOf */.n7, ports, signal);
    const planned = await context.cluster.objects.plan(request, signal);
    return { objects: planned.objects, problems: [...problems, ...planned.problems] };
}
/** All objects to apply. Before the move, images can be read only at their source. */
async function applyRequest({ images, asked, promotions, newProjects, missing }, readFrom, pullSpecOf, ports, signal) {
    const workloads = asked.createWorkload ? missing : [];
    const made = await newWorkloads({ workloads, images, expose: asked.expose, pullSpecOf, readFrom }, ports, signal);
    const projects = (0,plan_preparation/* destinationProjects */.t)(promotions);
    const [project = ''] = projects;
    return {
        problems: made.problems,
        request: {
            template: asked.template,
            parameters: asked.parameters,
            manifests: asked.manifests,
            objects: made.objects,
            forceConflicts: asked.forceConflicts,
            project,
            projects,
            newProjects,
            values: applyValues(images, pullSpecOf),
        },
    };
}
/**
 * What `${NAME}` stands for in manifests and templates: `PROMOTE_IMAGE` (pull spec by digest), `PROMOTE_DIGEST`, `PROMOTE_TAG`,
 * `PROMOTE_STREAM` and `PROMOTE_PROJECT`. With several images each has its own, by the name of its stream
 * (`PROMOTE_IMAGE_WEB_API`); a value shared by all images is also available under the plain name.
 * @param pullSpecOf as pods will name it
 */
function applyValues(images, pullSpecOf) {
    const values = {};
    const plain = new Map();
    for (const image of images) {
        const { destination } = image.request;
        const [stream = ''] = image.destination.name.split('/').slice(-1);
        const suffix = stream.toUpperCase().replace(/[^A-Z0-9]+/g, '_');
        const facts = {
            PROMOTE_IMAGE: pullSpecOf(image),
            PROMOTE_DIGEST: image.root.digest,
            PROMOTE_TAG: destination.tag,
            PROMOTE_STREAM: stream,
            PROMOTE_PROJECT: destination.kind === 'stream' ? destination.project : '',
        };
        for (const [name, value] of Object.entries(facts)) {
            values[`${name}_${suffix}`] = value;
            plain.set(name, (plain.get(name) ?? new Set()).add(value));
        }
    }
    for (const [name, [value = '', ...others]] of plain)
        if (others.length === 0)
            values[name] = value;
    return values;
}
/** The objects of workloads that do not exist yet. */
async function newWorkloads({ workloads, images, expose, pullSpecOf, readFrom }, ports, signal) {
    const objects = [];
    const problems = [];
    for (const workload of workloads) {
        const image = imageFor(workload, images);
        if (workload.kind !== 'deployment' || image === undefined) {
            problems.push(cannotMake(workload));
            continue;
        }
        const config = await readConfig(image, readFrom, ports, signal);
        if (config !== undefined)
            tellConfig(workload, config, ports);
        if (expose && config?.ports.every(({ protocol }) => protocol !== 'TCP') === true)
            problems.push(nothingToExpose(workload));
        if (expose && config === undefined)
            ports.reporter.warning(`the ports of the image of ${(0,progress_text/* workloadText */.DE)(workload)} are not known before it is at the destination: without a TCP port it cannot be exposed`);
        const { project, name } = workload;
        const { destination } = image.request;
        const tag = destination.kind === 'stream' ? destination : undefined;
        objects.push(...workloadObjects({ project, name, image: pullSpecOf(image), tag, config: config ?? UNKNOWN, expose }));
    }
    return { objects, problems };
}
const UNKNOWN = { ports: [] };
/** The one with the same name, otherwise the only one. */
function imageFor(workload, images) {
    const named = images.find(({ destination }) => destination.name.endsWith(`/${workload.name}`));
    return named ?? (images.length === 1 ? images[0] : undefined);
}
/** Read from the cluster, otherwise from the source registry; undefined: neither has it. */
async function readConfig(image, side, { clusters }, signal) {
    const { request, root } = image;
    const known = await (0,source_image/* readKnownConfig */.W)(request[side], root.digest, clusters[side], signal);
    if (known !== undefined || image.strategy !== 'copy')
        return known;
    return (0,described_manifest/* describeManifest */.F)(image.root, image.source, signal);
}
function tellConfig(workload, config, { reporter }) {
    if (!(0,image_config/* runsAsRoot */.Rb)(config))
        return;
    reporter.warning(`the image of ${(0,progress_text/* workloadText */.DE)(workload)} is built to run as root: OpenShift runs it as another user, so it must not need files or ports that only root may use`);
}
function nothingToExpose(workload) {
    return {
        code: 'INPUT_INVALID',
        message: `${(0,progress_text/* workloadText */.DE)(workload)} cannot be exposed: its image names no TCP port`,
        hint: 'write EXPOSE 8080 into the Dockerfile, or give a Service and a Route in "manifests"',
    };
}
function cannotMake(workload) {
    const what = (0,progress_text/* workloadText */.DE)(workload);
    return workload.kind === 'deployment'
        ? {
            code: 'INPUT_INVALID',
            message: `${what} cannot be made: none of several images has its name`,
            hint: 'name it after the stream of its image, or give it in "manifests"',
        }
        : {
            code: 'INPUT_INVALID',
            message: `${what} cannot be made: "create-workload" makes Deployments`,
            hint: `write deployment/${workload.name}, or give it in "manifests"`,
        };
}


/***/ }),

/***/ 3736:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   W: () => (/* binding */ findingsOf),
/* harmony export */   Y: () => (/* binding */ judgeByNodes)
/* harmony export */ });
/* harmony import */ var _core_image_reference_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(3638);
/* harmony import */ var _run_resolved_image_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(6097);


/**
 * Checks whether the nodes of the destination would start the copied images: node policies require signatures beside the image.
 * @returns one verdict for each policy and image
 */
async function judgeByNodes(images, options, ports, signal) {
    const { nodePolicy } = options;
    const copied = images.filter(_run_resolved_image_js__WEBPACK_IMPORTED_MODULE_1__/* .isCopied */ .Ro);
    if (copied.length === 0 || (nodePolicy === undefined && ports.clusters.destination === undefined))
        return [];
    const subjects = copied.map((image) => subjectOf(image, options, ports));
    return ports.policies.judge(nodePolicy, subjects, signal);
}
/** Only a warning, because nodes may have configuration that is unknown here. */
function findingsOf(verdicts) {
    return verdicts.flatMap(({ policy, outcome, found, needed }) => {
        const message = `${policy}: ${found}`;
        switch (outcome) {
            case 'starts':
            case 'unread':
                return [];
            case 'refused':
                return [{ topic: 'policy', level: 'warning', code: 'POLICY_REFUSED', message, hint: needed }];
            case 'unknown':
                return [{ topic: 'policy', level: 'note', code: 'POLICY_INVALID', message }];
        }
    });
}
function subjectOf(image, { signatures }, ports) {
    const { source, destination, root, request } = image;
    const cluster = ports.clusters.destination;
    const reference = request.destination;
    const isStream = reference.kind === 'stream' && cluster !== undefined;
    return {
        shown: (0,_core_image_reference_js__WEBPACK_IMPORTED_MODULE_0__/* .formatReference */ .FH)(reference),
        findName: async (signal) => {
            const name = isStream
                ? await cluster.imports.repositoryOf(reference.project, reference.stream, signal)
                : `${destination.host}/${destination.name}`;
            return `${name}@${root.digest}`;
        },
        digest: root.digest,
        source: { host: source.host, repository: source.name },
        destination: { host: destination.host, repository: destination.name },
        isCarried: signatures !== 'never',
        project: isStream ? reference.project : undefined,
    };
}


/***/ }),

/***/ 1119:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   h: () => (/* binding */ checkPolicy)
/* harmony export */ });
/* harmony import */ var _core_image_reference_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(3638);
/* harmony import */ var _core_image_digest_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(2391);
/* harmony import */ var _resolve_connect_js__WEBPACK_IMPORTED_MODULE_2__ = __nccwpck_require__(5038);
/* harmony import */ var _run_resolved_image_js__WEBPACK_IMPORTED_MODULE_3__ = __nccwpck_require__(6097);




/** Evaluates the policy, if there is one, for every image that will be promoted. */
async function checkPolicy(images, options, ports, signal) {
    const { policy } = options;
    if (policy === undefined || images.length === 0)
        return { reports: undefined, problems: [], warnings: [] };
    const subjects = [];
    for (const image of images)
        subjects.push(await subjectOf(image, options, ports, signal));
    const reports = await ports.policies.evaluate(policy, subjects, signal);
    const problems = [];
    const warnings = [];
    for (const [index, report] of reports.entries()) {
        const subject = subjects[index];
        const name = subject === undefined ? report.image : (0,_core_image_reference_js__WEBPACK_IMPORTED_MODULE_0__/* .formatReference */ .FH)(subject.reference);
        for (const rule of report.rules.filter(({ outcome }) => outcome === 'failed')) {
            const stops = rule.mode === 'enforce' && report.outcome === 'refused';
            const problem = problemOf(rule, report, name);
            if (stops)
                problems.push(problem);
            else
                warnings.push({ ...problem, topic: 'policy', level: 'warning' });
        }
    }
    return { reports, problems, warnings };
}
/** The registry to read the source image from; the API alone does not list its attachments. */
async function subjectOf(image, options, ports, signal) {
    const { source: reference } = image.request;
    const digest = (0,_run_resolved_image_js__WEBPACK_IMPORTED_MODULE_3__/* .sourceDigestOf */ .Db)(image);
    const cluster = ports.clusters.source;
    if (reference.kind === 'registry' || cluster === undefined) {
        const { host, name } = image.source;
        return { reference, digest, host, repository: name, server: undefined, otherNames: [] };
    }
    const { project, stream } = reference;
    const repository = `${project}/${stream}`;
    const host = image.strategy === 'copy'
        ? image.source.host
        : await (0,_resolve_connect_js__WEBPACK_IMPORTED_MODULE_2__/* .hostOf */ .w4)(cluster, project, options.source.registry, signal);
    const internal = await cluster.imports.repositoryOf(project, stream, signal);
    return { reference, digest, host, repository, server: cluster.server, otherNames: [internal] };
}
/** For every part of the image, what was found and what would satisfy the rule. */
function problemOf({ name, findings }, { policy }, image) {
    const failed = findings.filter(({ outcome }) => outcome === 'failed');
    const found = failed.map(({ digest, platform, found: text }) => {
        const part = platform ?? (failed.length > 1 ? (0,_core_image_digest_js__WEBPACK_IMPORTED_MODULE_1__/* .shortDigest */ .VK)(digest) : undefined);
        return part === undefined ? text : `${part}: ${text}`;
    });
    const needed = [...new Set(failed.flatMap((finding) => finding.needed ?? []))];
    return {
        code: 'POLICY_REFUSED',
        message: `rule ${JSON.stringify(name)} of ${policy} refuses ${image}: ${found.join('; ')}`,
        hint: needed.join('; '),
    };
}


/***/ }),

/***/ 373:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {


// EXPORTS
__nccwpck_require__.d(__webpack_exports__, {
  z: () => (/* binding */ check),
  s: () => (/* binding */ examine)
});

// EXTERNAL MODULE: ./src/core/text/errors.js
var errors = __nccwpck_require__(7206);
// EXTERNAL MODULE: ./src/core/ports/policy-report.js
var policy_report = __nccwpck_require__(3289);
// EXTERNAL MODULE: ./src/core/image/digest.js
var image_digest = __nccwpck_require__(2391);
// EXTERNAL MODULE: ./src/core/image/reference.js
var reference = __nccwpck_require__(3638);
// EXTERNAL MODULE: ./src/promotion/run/concurrency.js
var concurrency = __nccwpck_require__(5874);
// EXTERNAL MODULE: ./src/promotion/check/check-nodes.js
var check_nodes = __nccwpck_require__(3736);
// EXTERNAL MODULE: ./src/promotion/check/check-policy.js
var check_policy = __nccwpck_require__(1119);
// EXTERNAL MODULE: ./src/promotion/run/resolved-image.js
var resolved_image = __nccwpck_require__(6097);
// EXTERNAL MODULE: ./src/promotion/rights/limits.js
var limits = __nccwpck_require__(6459);
// EXTERNAL MODULE: ./src/core/progress-text.js
var progress_text = __nccwpck_require__(5116);
;// CONCATENATED MODULE: ./src/promotion/check/inspect/workloads.js



/** Inspects the workloads to roll out: already failing, over quota with more pods, or unable to pull the image. */
async function inspectWorkloads({ images, options, cluster }, signal) {
    const found = await (0,concurrency/* allOrFirstError */.te)(options.rollouts.map((workload) => async (inner) => {
        const facts = await cluster.inspection.workload(workload, inner);
        if (facts === undefined)
            return [];
        const { quotas } = await cluster.inspection.limits(workload.project, inner);
        return [
            ...troubles(workload, facts),
            ...lacks(workload, facts, quotas),
            ...(await inspectPulls(images, workload, facts, cluster, inner)),
        ];
    }), signal);
    return found.flat();
}
function troubles(workload, { trouble }) {
    if (trouble === undefined)
        return [];
    const name = (0,progress_text/* workloadText */.DE)(workload);
    return [
        {
            topic: 'workloads',
            level: 'warning',
            code: 'ROLLOUT_FAILED',
            message: `${name} in ${workload.project} does not run as it should even before the promotion: ${trouble}`,
            hint: `look why: oc describe ${name} -n ${workload.project}; there may be no good revision to roll back to`,
        },
    ];
}
/** The synonyms that quotas use (Kubernetes, "Resource Quotas"). */
const NAMES = {
    cpu: 'requests.cpu',
    memory: 'requests.memory',
    'count/pods': 'pods',
};
/** Pods that start before the old ones stop must fit into the remaining quota. */
function lacks(workload, { surge }, quotas) {
    // a DeploymentConfig also needs its deployer pod
    const deployers = workload.kind === 'deploymentconfig' ? 1 : 0;
    return quotas
        .filter(({ isScoped }) => !isScoped)
        .flatMap((quota) => {
        const left = quota.hard - quota.used;
        const key = NAMES[quota.resource] ?? quota.resource;
        const needed = amountOf(key, surge, deployers);
        if (needed <= left)
            return [];
        const isSure = surge?.isNeeded === true || (key === 'pods' && deployers > left);
        return [
            {
                topic: 'limits',
                level: isSure ? 'problem' : 'warning',
                code: 'QUOTA_EXCEEDED',
                message: `${(0,limits/* quotaText */.G2)(quota)} of project ${workload.project} allows ${quota.hardText} ${quota.resource} and ${quota.usedText} are used, so ${(0,progress_text/* workloadText */.DE)(workload)} cannot start new pods beside the old ones`,
                hint: `${(0,limits/* lookAt */.t5)(quota, workload.project)}; ask for more, or let pods go first: oc patch ${(0,progress_text/* workloadText */.DE)(workload)} -n ${workload.project} --type merge -p '${allowUnavailable(workload)}'`,
            },
        ];
    });
}
function amountOf(key, surge, deployers) {
    if (key === 'pods')
        return (surge?.pods ?? 0) + deployers;
    return surge?.amounts[key] ?? 0;
}
function allowUnavailable({ kind }) {
    const params = kind === 'deploymentconfig' ? 'rollingParams' : 'rollingUpdate';
    return JSON.stringify({ spec: { strategy: { [params]: { maxSurge: 0, maxUnavailable: 1 } } } });
}
/**
 * Whether the service account of a workload can pull the promoted image. Never certain: nodes may have credentials of their own,
 * and other registries may allow anonymous pulls.
 */
async function inspectPulls(images, workload, facts, cluster, signal) {
    const account = { project: workload.project, name: facts.serviceAccount };
    const findings = [];
    // many images may share few projects
    const elsewhere = [];
    const projects = new Set();
    for (const { request, destination } of images) {
        if (request.destination.kind !== 'stream' || destination.name !== nameOf(request.destination)) {
            elsewhere.push(`${destination.host}/${destination.name}`);
            continue;
        }
        const { project, stream } = request.destination;
        if (projects.has(project))
            continue;
        const may = await cluster.inspection.mayPull(account, { project, stream }, signal);
        if (may === false)
            findings.push(notGranted(workload, account, project, stream));
        // an account that may pull one stream of a project may nearly always pull all of them
        else
            projects.add(project);
    }
    // a missing pull secret deserves a warning wherever the image is
    if (elsewhere.length === 0 && facts.pullSecrets.length === 0)
        return findings;
    const secrets = await cluster.inspection.pullSecrets(account, facts.pullSecrets, signal);
    if (secrets === undefined)
        return findings;
    const unknown = elsewhere.filter((image) => !secrets.has(image));
    const hosts = new Set(unknown.map((image) => image.split('/', 1)[0] ?? ''));
    return [
        ...findings,
        ...secrets.missing.map((secret) => missingSecret(workload, account, secret)),
        ...[...hosts].map((host) => noSecret(workload, account, host)),
    ];
}
function nameOf({ project, stream }) {
    return `${project}/${stream}`;
}
function notGranted(workload, account, project, stream) {
    return {
        topic: 'pull secrets',
        level: 'warning',
        code: 'ACCESS_DENIED',
        message: `service account ${account.name} of ${account.project}, which ${(0,progress_text/* workloadText */.DE)(workload)} runs as, may not pull ${project}/${stream}`,
        hint: `grant it: oc policy add-role-to-user system:image-puller system:serviceaccount:${account.project}:${account.name} -n ${project}`,
    };
}
function missingSecret(workload, account, secret) {
    return {
        topic: 'pull secrets',
        level: 'warning',
        code: 'ACCESS_DENIED',
        message: `pull secret ${secret} of ${(0,progress_text/* workloadText */.DE)(workload)} or its service account ${account.name} does not exist in ${account.project}`,
        hint: `create it: oc create secret docker-registry ${secret} --docker-server=HOST --docker-username=NAME --docker-password=TOKEN -n ${account.project}; or remove its name from imagePullSecrets`,
    };
}
function noSecret(workload, account, host) {
    const secret = `pull-${host.replace(/[^a-z0-9]+/g, '-')}`;
    return {
        topic: 'pull secrets',
        level: 'warning',
        code: 'ACCESS_DENIED',
        message: `no pull secret of service account ${account.name} in ${account.project}, which ${(0,progress_text/* workloadText */.DE)(workload)} runs as, is for ${host}`,
        hint: `unless ${host} lets everybody pull: oc create secret docker-registry ${secret} --docker-server=${host} --docker-username=NAME --docker-password=TOKEN -n ${account.project}, then oc secrets link ${account.name} ${secret} --for=pull -n ${account.project}`,
    };
}

// EXTERNAL MODULE: ./src/promotion/check/inspect/plan-preparation.js
var plan_preparation = __nccwpck_require__(1708);
// EXTERNAL MODULE: ./src/promotion/run/stream-tag.js
var stream_tag = __nccwpck_require__(8932);
;// CONCATENATED MODULE: ./src/promotion/check/inspect/inspect.js









/** Inspects the destination for everything that a promotion may run into, skipping what the account may not read. */
async function inspect(inspected, signal) {
    const { images, newProjects } = inspected;
    const existing = {
        ...inspected,
        images: images.filter(({ request: { destination } }) => destination.kind !== 'stream' || !newProjects.has(destination.project)),
    };
    const found = await (0,concurrency/* allOrFirstError */.te)([
        (inner) => inspectProjects(existing, inner),
        (inner) => (0,limits/* inspectLimits */.bu)(existing, inner),
        (inner) => inspectTags(existing, inner),
        (inner) => inspectFollowers(existing, inner),
        (inner) => inspectWorkloads(existing, inner),
    ], signal);
    return found.flat();
}
/** Workloads that roll out by themselves when the tag moves, through an image trigger. */
async function inspectFollowers({ images, options, cluster }, signal) {
    const moved = new Map();
    for (const { request } of images.filter(resolved_image/* isChanging */.Kn)) {
        const { destination, extraTags } = request;
        if (destination.kind !== 'stream')
            continue;
        const { project, stream, tag } = destination;
        moved.set(project, [...(moved.get(project) ?? []), { stream, tags: [tag, ...extraTags] }]);
    }
    const named = new Set(options.rollouts.map(keyOf));
    const findings = [];
    for (const [project, streams] of moved) {
        const followers = await cluster.inspection.followers(project, streams, signal);
        const unnamed = followers.filter(({ workload, isAutomatic }) => isAutomatic && !named.has(keyOf(workload)));
        findings.push(...unnamed.map(fires));
    }
    return findings;
}
function keyOf({ project, kind, name }) {
    return `${project}/${kind}/${name}`;
}
function fires({ workload, stream, tag }) {
    const name = (0,progress_text/* workloadText */.DE)(workload);
    return {
        topic: 'triggers',
        level: 'note',
        code: 'ROLLOUT_FAILED',
        message: `${name} in ${workload.project} has an image trigger for ${stream}:${tag} and rolls out by itself; this run does not wait for it`,
        hint: `name it in "rollout" to have it waited for and verified, or stop it: oc set triggers ${name} --manual -n ${workload.project}`,
    };
}
/**
 * A project that is being deleted accepts no new objects. One that cannot be read may still exist, for an account that may push but
 * not read: its permissions show that.
 */
async function inspectProjects({ images, options, cluster }, signal) {
    // with project creation enabled, its plan reports this
    if (options.preparation?.createProject === true)
        return [];
    const findings = [];
    for (const project of (0,plan_preparation/* destinationProjects */.t)(images.map(({ request }) => request))) {
        if ((await stateOf(cluster, project, signal)) !== 'terminating')
            continue;
        findings.push({
            topic: 'project',
            level: 'problem',
            code: 'PROJECT_NOT_FOUND',
            message: `project ${project} on ${cluster.server} is being deleted`,
            hint: `wait until it is gone (oc wait --for=delete project/${project} --timeout=5m), then create it again: oc new-project ${project}`,
        });
    }
    return findings;
}
async function stateOf(cluster, project, signal) {
    try {
        return await cluster.projects.find(project, signal);
    }
    catch (error) {
        if (!(error instanceof errors/* PromoteError */.jG) || signal.aborted)
            throw error;
        return undefined;
    }
}
/** Tags that something else will move again, so that a pushed image would be replaced (openshift-api.md \u00a73.5, \u00a73.6). */
async function inspectTags({ images, cluster }, signal) {
    const findings = [];
    for (const image of images.filter(resolved_image/* isChanging */.Kn)) {
        const { destination } = image.request;
        if (destination.kind !== 'stream' || image.previousDigest === undefined)
            continue;
        const name = (0,stream_tag/* streamTagName */.sz)(destination);
        const overwriter = await overwriterOf(() => cluster.streams.getTag(name, signal));
        if (overwriter === undefined)
            continue;
        // writing a tag replaces its scheduled import; pushing to it does not
        if (image.strategy !== 'copy') {
            if (!isAskedFor(image, overwriter))
                findings.push(endOf(overwriter, (0,reference/* formatReference */.FH)(destination)));
            continue;
        }
        findings.push({
            topic: 'tag',
            level: 'warning',
            code: 'TAG_CONFLICT',
            message: `${(0,reference/* formatReference */.FH)(destination)} will not stay: ${overwriter} moves it again`,
            hint: `promote to another tag, or remove it with what it follows, and its history: oc tag -d ${name.project}/${name.stream}:${name.tag}`,
        });
    }
    return findings;
}
/** It shall follow, and does so already. */
function isAskedFor(image, overwriter) {
    return image.strategy === 'import' && image.order.scheduled && overwriter.endsWith(` ${image.order.from}`);
}
function endOf(overwriter, name) {
    return {
        topic: 'tag',
        level: 'note',
        code: 'TAG_CONFLICT',
        message: `${name} is moved by ${overwriter} until now: this promotion ends that`,
    };
}
async function overwriterOf(read) {
    try {
        return (await read())?.overwrittenBy;
    }
    catch (error) {
        if ((0,stream_tag/* isDenied */.GZ)(error))
            return undefined;
        throw error;
    }
}

// EXTERNAL MODULE: ./src/promotion/apply/plan-apply.js + 1 modules
var plan_apply = __nccwpck_require__(2388);
// EXTERNAL MODULE: ./src/promotion/apply/desired-state.js
var desired_state = __nccwpck_require__(5234);
// EXTERNAL MODULE: ./src/promotion/run/rollout-target.js
var rollout_target = __nccwpck_require__(2392);
;// CONCATENATED MODULE: ./src/promotion/check/plan-rollouts.js



/** Plans the rollout of every workload, in the order of the workloads. */
async function planRollouts(images, workloads, newProjects, cluster, signal) {
    const planned = await (0,concurrency/* allOrFirstError */.te)(workloads.map((workload) => (inner) => newProjects.has(workload.project)
        ? Promise.resolve(missingWith(workload, false, [absentWithProject(workload)]))
        : planWorkload(workload, images, cluster, inner)), signal);
    return {
        rollouts: planned.flatMap(({ rollouts }) => rollouts),
        problems: planned.flatMap(({ problems }) => problems),
        missing: planned.flatMap(({ missing }) => missing),
    };
}
async function planWorkload(workload, images, cluster, signal) {
    const plan = await planOrFail(workload, images, cluster, signal);
    if (!(plan instanceof errors/* PromoteError */.jG))
        return { rollouts: [{ plan, images: (0,rollout_target/* usedImages */.s)(plan, images) }], problems: [], missing: [] };
    const problems = (0,errors/* problemsOf */.GW)(plan);
    const exists = plan.code === 'ROLLOUT_FAILED';
    return exists || plan.code === 'WORKLOAD_NOT_FOUND'
        ? missingWith(workload, exists, problems)
        : { rollouts: [], problems, missing: [] };
}
function missingWith(workload, exists, problems) {
    return { rollouts: [], problems: [], missing: [{ workload, exists, problems }] };
}
/** Collects the problems of one workload, so that all are reported together. */
async function planOrFail(workload, images, cluster, signal) {
    try {
        return await cluster.rollouts.plan(workload, images.map(rollout_target/* rolloutTarget */.h), signal);
    }
    catch (error) {
        if (!(error instanceof errors/* PromoteError */.jG) || error.code === 'CANCELLED')
            throw error;
        return error;
    }
}
function absentWithProject({ kind, name, project }) {
    return {
        code: 'WORKLOAD_NOT_FOUND',
        message: `${kind}/${name} in ${project} does not exist: the project is only about to be created`,
        hint: 'give it in "template" or "manifests", or set "create-workload" to true',
    };
}
/** The rollouts of workloads that will run the image once they are applied, and the problems of the others. */
function planFirstRollouts(missing, objects, images) {
    const isApplied = ({ workload: { kind, name, project } }) => objects.some((each) => each.kind.toLowerCase() === kind &&
        each.name === name &&
        each.project === project &&
        (each.action === 'create' || each.action === 'change'));
    return {
        rollouts: missing.filter(isApplied).map(({ workload }) => ({ images, plan: firstRollout(workload) })),
        problems: missing.filter((each) => !isApplied(each)).flatMap(({ problems }) => problems),
    };
}
/** The plan for a workload that does not exist yet, of which nothing more is known. */
function firstRollout(workload) {
    return { workload, revisionBefore: undefined, method: 'apply', containers: [], images: {}, replicas: 1 };
}

// EXTERNAL MODULE: ./src/promotion/rights/requested-rights.js
var requested_rights = __nccwpck_require__(8147);
// EXTERNAL MODULE: ./src/promotion/rights/rights.js
var rights = __nccwpck_require__(836);
;// CONCATENATED MODULE: ./src/promotion/check/search-workloads.js





/**
 * The workloads to roll out: the named ones and, with `auto`, those that use a destination tag. Finding none is logged and is no
 * problem, because a first promotion has none; not being allowed to list them is one.
 */
async function searchWorkloads(images, options, newProjects, cluster, ports, signal) {
    const problems = [];
    const workloads = new Map(options.rollouts.map((workload) => [search_workloads_keyOf(workload), workload]));
    for (const project of options.searched ?? []) {
        try {
            const found = newProjects.has(project) ? [] : await findIn(project, images, cluster, signal);
            ports.reporter.info(foundText(project, found, images));
            for (const workload of found) {
                // a named workload may select containers
                if (!workloads.has(search_workloads_keyOf(workload)))
                    workloads.set(search_workloads_keyOf(workload), workload);
            }
        }
        catch (error) {
            if (!(error instanceof errors/* PromoteError */.jG) || error.code === 'CANCELLED')
                throw error;
            problems.push(...(0,errors/* problemsOf */.GW)(error));
        }
    }
    return { workloads: [...workloads.values()], problems };
}
async function findIn(project, images, cluster, signal) {
    const found = await (0,concurrency/* allOrFirstError */.te)(images.map((image) => (inner) => cluster.workloads.find(project, (0,rollout_target/* rolloutTarget */.h)(image), inner)), signal);
    return found.flat();
}
function search_workloads_keyOf({ project, kind, name }) {
    return `${project}/${kind}/${name}`;
}
function foundText(project, names, images) {
    const used = images.flatMap(tagNames).join(', ');
    if (names.length === 0)
        return `no workload in project ${project} uses ${used}: there is nothing to roll out`;
    const texts = [...new Set(names.map(progress_text/* workloadText */.DE))];
    return `project ${project} uses ${used} in ${texts.join(', ')}`;
}
function tagNames({ request: { destination, extraTags } }) {
    return [destination.tag, ...extraTags].map((tag) => (0,reference/* formatReference */.FH)({ ...destination, tag, digest: undefined }));
}

;// CONCATENATED MODULE: ./src/promotion/check/check.js
















/**
 * Finds everything that would stop the promotion half-way and reports it all at once. Changes nothing.
 * @throws PromoteError the one problem; POLICY_REFUSED when the policy stands for all of them, else CHECK_FAILED with all of them
 */
async function check({ options, ports, state, signal }, images) {
    const policy = await (0,check_policy/* checkPolicy */.h)(images, options, ports, signal);
    // the verdicts are reported even when they stop the promotion
    state.policy = policy.reports;
    for (const line of policy.reports?.flatMap(policy_report/* policyLines */.E) ?? [])
        ports.reporter.info(line);
    const { problems: found, findings, plan } = await examine(images, options, ports, signal);
    const nodes = (0,check_nodes/* findingsOf */.W)(await (0,check_nodes/* judgeByNodes */.Y)(images, options, ports, signal));
    for (const finding of [...policy.warnings, ...findings, ...nodes])
        tellFinding(finding, ports.reporter);
    const problems = [...policy.problems, ...found];
    const isPolicy = problems.every(({ code }) => code === 'POLICY_REFUSED');
    if (problems.length > 0)
        throw (0,errors/* errorOfProblems */.M$)(isPolicy ? 'POLICY_REFUSED' : 'CHECK_FAILED', problems);
    return plan;
}
/** Collects all findings, without throwing on problems. */
async function examine(images, asked, ports, signal) {
    const problems = [...imageProblems(images, asked)];
    const findings = [];
    const cluster = ports.clusters.destination;
    const preparation = await (0,plan_preparation/* planPreparation */.X)(asked, ports, signal);
    const { commit, ...desired } = await (0,desired_state/* planDesiredState */.j)(images, asked, ports, signal);
    problems.push(...preparation.problems, ...desired.problems);
    const rollouts = [];
    let objects = [];
    let missing = [];
    if (cluster !== undefined) {
        const { newProjects } = preparation;
        const search = await searchWorkloads(images, asked, newProjects, cluster, ports, signal);
        problems.push(...search.problems);
        const options = { ...asked, rollouts: search.workloads };
        const [rightProblems, planned, inspected] = await (0,concurrency/* allOrFirstError */.te)([
            (inner) => checkRights(images, options, newProjects, cluster, inner),
            (inner) => planRollouts(images, options.rollouts, newProjects, cluster, inner),
            (inner) => inspect({ images, options, cluster, newProjects }, inner),
        ], signal);
        findings.push(...inspected);
        const found = inspected.filter(({ level }) => level === 'problem').map(problemOf);
        const absent = rightProblems.length === 0
            ? []
            : await absentProjects(asked.promotions, (0,requested_rights/* rightsFor */.x)(images, options), newProjects, cluster, signal);
        // missing permissions and workloads of a project that does not exist add no information
        if (absent.length > 0)
            problems.push(...absent);
        else {
            problems.push(...rightProblems, ...planned.problems, ...found);
            rollouts.push(...planned.rollouts);
            missing = planned.missing.filter(({ exists }) => !exists).map(({ workload }) => workload);
            const applied = await planObjects(asked, { images, cluster, newProjects, missing }, ports, signal);
            ({ objects } = applied);
            const first = planFirstRollouts(planned.missing, objects, images);
            problems.push(...applied.problems, ...first.problems);
            rollouts.push(...first.rollouts);
        }
    }
    const preparations = asked.preparation && preparation.steps;
    return {
        problems: withoutRepetition(problems),
        findings,
        plan: { preparations, objects: asked.apply && objects, missing, commit, rollouts },
    };
}
async function planObjects({ apply: asked, promotions }, known, ports, signal) {
    if (asked === undefined)
        return { objects: [], problems: [] };
    return (0,plan_apply/* planApply */._)({ ...known, asked, promotions }, ports, signal);
}
function problemOf({ code, message, hint }) {
    return { code, message, hint };
}
/** Problems are reported by the error that they become. */
function tellFinding({ level, message, hint }, reporter) {
    const line = hint === undefined ? message : `${message} (${hint})`;
    if (level === 'warning')
        reporter.warning(line);
    if (level === 'note')
        reporter.info(line);
}
function imageProblems(images, options) {
    return [
        ...digestProblems(images, options),
        ...algorithmProblems(images),
        ...tagProblems(images, options),
        ...images.flatMap((image) => ('problems' in image ? image.problems : [])),
    ];
}
function digestProblems(images, options) {
    const expected = options.expectedDigest;
    if (expected === undefined)
        return [];
    return images
        .filter((image) => (0,resolved_image/* sourceDigestOf */.Db)(image) !== expected)
        .map((image) => ({
        code: 'DIGEST_UNEXPECTED',
        message: `${(0,reference/* formatReference */.FH)(image.request.source)} is ${(0,resolved_image/* sourceDigestOf */.Db)(image)}, not the expected ${expected}`,
        hint: 'promote by digest (project/stream@sha256:\u2026), or correct the input "expected-digest"',
    }));
}
/** The registry of a cluster gives everything its sha256 as a name (capture 54o4): an index would name a child that is not there. */
function algorithmProblems(images) {
    return images.flatMap((image) => {
        const { root, request } = image;
        if (request.destination.kind !== 'stream')
            return [];
        const manifests = image.strategy === 'copy' ? [root, ...(image.graph?.manifests ?? [])] : [root];
        const other = manifests.find(({ digest }) => (0,image_digest/* algorithmOf */.Hy)(digest) !== 'sha256');
        if (other === undefined)
            return [];
        const what = other.digest === root.digest ? 'is' : 'holds';
        return {
            code: 'MANIFEST_UNSUPPORTED',
            message: `${(0,reference/* formatReference */.FH)(request.source)} ${what} ${other.digest}, and an image stream knows images by their sha256 only`,
            hint: 'name the image by its tag or its sha256 digest; an index must name its images by sha256, too, or go to another registry',
        };
    });
}
function tagProblems(images, options) {
    if (options.onExistingTag !== 'fail')
        return [];
    return images.flatMap(({ tags, root, request: { destination } }) => tags
        .filter(({ digest }) => digest !== undefined && digest !== root.digest)
        .map(({ tag, digest }) => ({
        code: 'TAG_EXISTS',
        message: `${(0,reference/* formatReference */.FH)({ ...destination, tag })} exists already and is ${digest}`,
        hint: 'choose another destination tag, or set "on-existing-tag" to "move" or "skip"',
    })));
}
async function checkRights(images, options, newProjects, cluster, signal) {
    const questions = (0,requested_rights/* rightsFor */.x)(images, options);
    // the account that requests a project becomes its administrator
    const asked = questions.filter(({ project }) => !newProjects.has(project));
    if (asked.length === 0)
        return [];
    const problems = await cluster.account.missingRights(asked, signal);
    return problems.length === 0 ? [] : withoutExistingStreams(problems, images, signal);
}
/**
 * Without a tag it is unknown whether the stream exists, and an account that may only push (`system:image-pusher`) cannot read it
 * through the API. The tag list of its registry shows it (captures 54r8, 54r9).
 */
async function withoutExistingStreams(problems, images, signal) {
    const needless = new Set();
    for (const image of images) {
        if (image.strategy !== 'copy')
            continue;
        const creation = (0,rights/* streamCreation */.OE)(image)?.message;
        if (creation === undefined || !problems.some(({ message }) => message === creation))
            continue;
        if ((await image.destination.listTags(1, signal)) !== undefined)
            needless.add(creation);
    }
    return problems.filter(({ message }) => !needless.has(message));
}
function withoutRepetition(problems) {
    const seen = new Set();
    return problems.filter((problem) => {
        const key = `${problem.code} ${problem.message}`;
        if (seen.has(key))
            return false;
        seen.add(key);
        return true;
    });
}
/**
 * Destination projects that do not exist. The API answers the same for a project that does not exist and for one that the account
 * may not read, but in an existing one the account has at least some of the permissions it needs (openshift-api.md \u00a77.2).
 * @param rights all permissions that the promotion needs
 */
async function absentProjects(promotions, rights, newProjects, cluster, signal) {
    const problems = [];
    for (const project of (0,plan_preparation/* destinationProjects */.t)(promotions)) {
        if (newProjects.has(project) || (await cluster.projects.find(project, signal)) !== 'absent')
            continue;
        const problem = {
            code: 'PROJECT_NOT_FOUND',
            message: `project ${project} on ${cluster.server} does not exist, or the account may do nothing in it`,
            hint: `set "create-project" to true to have it created; if it exists, ask its administrator: oc policy add-role-to-user edit USER -n ${project}`,
        };
        const needed = rights.filter((right) => right.project === project);
        const questions = needed.length > 0 ? needed : [layerRight('get', project, problem)];
        const missing = await cluster.account.missingRights(questions, signal);
        if (missing.length === questions.length)
            problems.push(problem);
    }
    return problems;
}
function layerRight(verb, project, problem) {
    return {
        verb,
        group: 'image.openshift.io',
        resource: 'imagestreams',
        subresource: 'layers',
        project,
        problem,
    };
}


/***/ }),

/***/ 1708:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   X: () => (/* binding */ planPreparation),
/* harmony export */   t: () => (/* binding */ destinationProjects)
/* harmony export */ });
/* harmony import */ var _core_text_errors_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(7206);

const NOTHING = { steps: [], problems: [], newProjects: new Set() };
/** Plans the necessary preparations. Changes nothing. */
async function planPreparation({ preparation, promotions }, ports, signal) {
    const cluster = ports.clusters.destination;
    if (preparation === undefined || cluster === undefined)
        return NOTHING;
    const problems = [];
    const projects = destinationProjects(promotions);
    const created = preparation.createProject
        ? await planProjects(projects, preparation, cluster, problems, signal)
        : [];
    const newProjects = new Set(created.filter(({ action }) => action === 'create').map(({ project }) => project));
    const grants = preparation.grantPull ? await planGrants(promotions, ports, problems, signal) : [];
    const links = await planLinks(projects, preparation, newProjects, cluster, problems, signal);
    return { steps: [...created, ...grants, ...links], problems, newProjects };
}
/** The projects that images are promoted to. */
function destinationProjects(promotions) {
    const projects = promotions.flatMap(({ destination }) => destination.kind === 'stream' ? [destination.project] : []);
    return [...new Set(projects)];
}
async function planProjects(projects, { displayName }, cluster, problems, signal) {
    const steps = [];
    for (const project of projects) {
        const state = await collectProblems(problems, () => cluster.projects.find(project, signal));
        switch (state) {
            case undefined:
                break;
            case 'active':
                steps.push({ kind: 'project', project, displayName, action: 'keep' });
                break;
            case 'terminating':
                problems.push({
                    code: 'PROJECT_NOT_FOUND',
                    message: `project ${project} on ${cluster.server} is being deleted, so it cannot be created yet`,
                    hint: `wait until it is gone, then run the promotion again: oc wait --for=delete project/${project} --timeout=5m`,
                });
                break;
            case 'absent': {
                const why = await collectProblems(problems, () => cluster.projects.whyNotRequest(project, signal));
                if (why !== undefined)
                    problems.push(why);
                steps.push({ kind: 'project', project, displayName, action: 'create' });
            }
        }
    }
    return steps;
}
async function planGrants(promotions, ports, problems, signal) {
    const grants = grantsOf(promotions, ports);
    // role bindings of this cluster do not control pulls from other registries
    if (grants.length === 0) {
        ports.reporter.warning('"grant-pull" has nothing to do: no image is promoted from another project of the same cluster');
    }
    const steps = [];
    for (const grant of grants) {
        const cluster = ports.clusters.source;
        const granted = await collectProblems(problems, async () => cluster?.pullAccess.isGranted(grant, signal));
        if (granted === false)
            problems.push(...((await cluster?.account.missingRights([bindingRight(grant)], signal)) ?? []));
        steps.push({ kind: 'pull-grant', ...grant, action: granted === true ? 'keep' : 'create' });
    }
    return steps;
}
function grantsOf(promotions, { clusters }) {
    if (clusters.source === undefined || clusters.source.server !== clusters.destination?.server)
        return [];
    const grants = new Map();
    for (const { source, destination } of promotions) {
        if (source.kind !== 'stream' || destination.kind !== 'stream')
            continue;
        if (source.project === destination.project)
            continue;
        const grant = { project: source.project, forProject: destination.project };
        grants.set(`${grant.project} ${grant.forProject}`, grant);
    }
    return [...grants.values()];
}
function bindingRight({ project, forProject }) {
    return {
        verb: 'create',
        group: 'rbac.authorization.k8s.io',
        resource: 'rolebindings',
        project,
        problem: {
            code: 'ACCESS_DENIED',
            message: `the source account may not create role bindings in project ${project}`,
            hint: `have an administrator of ${project} do it: oc policy add-role-to-group system:image-puller system:serviceaccounts:${forProject} -n ${project}`,
        },
    };
}
async function planLinks(projects, { pullSecrets }, newProjects, cluster, problems, signal) {
    const steps = [];
    for (const project of projects) {
        for (const { secret, serviceAccount } of pullSecrets) {
            const link = { project, secret, serviceAccount };
            if (newProjects.has(project)) {
                problems.push({
                    code: 'INPUT_INVALID',
                    message: `secret ${secret} cannot be linked in ${project}: the project is only about to be created`,
                    hint: `leave "link-pull-secret" away in the first promotion, or create project and secret beforehand`,
                });
                continue;
            }
            const linked = await collectProblems(problems, () => cluster.pullAccess.isLinked(link, signal));
            if (linked === false)
                problems.push(...(await cluster.account.missingRights([linkRight(project, serviceAccount)], signal)));
            steps.push({ kind: 'pull-secret', ...link, action: linked === true ? 'keep' : 'create' });
        }
    }
    return steps;
}
function linkRight(project, serviceAccount) {
    return {
        verb: 'update',
        group: '',
        resource: 'serviceaccounts',
        project,
        name: serviceAccount,
        problem: {
            code: 'ACCESS_DENIED',
            message: `the destination account may not change service account ${serviceAccount} in project ${project}`,
            hint: `grant it: oc policy add-role-to-user edit USER -n ${project} (service account: -z NAME)`,
        },
    };
}
/** Runs a step and adds its errors to the list, so that all problems are reported together. */
async function collectProblems(problems, body) {
    try {
        return await body();
    }
    catch (error) {
        if (!(error instanceof _core_text_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .PromoteError */ .jG) || error.code === 'CANCELLED')
            throw error;
        problems.push(...(0,_core_text_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .problemsOf */ .GW)(error));
        return undefined;
    }
}


/***/ }),

/***/ 1381:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   Wt: () => (/* binding */ platformsOf),
/* harmony export */   cY: () => (/* binding */ actionFor),
/* harmony export */   z: () => (/* binding */ planPromotion)
/* harmony export */ });
/* harmony import */ var _core_image_reference_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(3638);
/* harmony import */ var _run_destination_tags_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(7215);
/* harmony import */ var _gate_gate_js__WEBPACK_IMPORTED_MODULE_2__ = __nccwpck_require__(3308);
/* harmony import */ var _gate_notify_js__WEBPACK_IMPORTED_MODULE_3__ = __nccwpck_require__(5426);
/* harmony import */ var _run_resolved_image_js__WEBPACK_IMPORTED_MODULE_4__ = __nccwpck_require__(6097);
/* harmony import */ var _core_image_descriptor_js__WEBPACK_IMPORTED_MODULE_5__ = __nccwpck_require__(1754);






/** Builds the plan of a promotion as data. */
function planPromotion(images, { preparations, objects, commit, rollouts }, options, policy) {
    const { onExistingTag, webhook } = options;
    return {
        preparations,
        objects,
        images: images.map((image) => planImage(image, onExistingTag)),
        ...(commit === undefined ? {} : { commit }),
        rollouts: rollouts.map(({ plan }) => plan),
        gates: (0,_gate_gate_js__WEBPACK_IMPORTED_MODULE_2__/* .gatesOf */ .o)(options),
        webhook: webhook === undefined ? undefined : (0,_gate_notify_js__WEBPACK_IMPORTED_MODULE_3__/* .webhookText */ .d)(webhook),
        ...(policy === undefined ? {} : { policy }),
    };
}
function planImage(image, onExistingTag) {
    const { blobs = [], skippedLayers = [] } = (image.strategy === 'copy' ? image.graph : undefined) ?? {};
    return {
        source: (0,_core_image_reference_js__WEBPACK_IMPORTED_MODULE_0__/* .formatReference */ .FH)(image.request.source),
        sourceImage: (0,_run_resolved_image_js__WEBPACK_IMPORTED_MODULE_4__/* .sourceImageOf */ .IP)(image),
        destination: (0,_core_image_reference_js__WEBPACK_IMPORTED_MODULE_0__/* .formatReference */ .FH)(image.request.destination),
        destinationRepository: `${image.destination.host}/${image.destination.name}`,
        tags: [image.request.destination.tag, ...image.request.extraTags],
        digest: (0,_run_resolved_image_js__WEBPACK_IMPORTED_MODULE_4__/* .sourceDigestOf */ .Db)(image),
        mediaType: image.root.mediaType,
        platforms: platformsOf(image.root),
        previousDigest: image.previousDigest,
        strategy: image.strategy,
        action: actionFor(image, onExistingTag),
        tagPlans: tagPlansOf(image, onExistingTag),
        blobs: blobs.length,
        sizeBytes: blobs.reduce((sum, blob) => sum + blob.sizeBytes, 0),
        ...(skippedLayers.length === 0 ? {} : { skippedLayers: skippedLayers.map(({ digest }) => digest) }),
        ...(image.strategy === 'import' ? { import: importPlan(image) } : {}),
    };
}
function importPlan({ order, secret }) {
    const { from, referencePolicy, scheduled } = order;
    const pullSecret = secret === undefined ? undefined : { action: secret.action, name: secret.name };
    return { from, referencePolicy, scheduled, pullSecret };
}
function actionFor(image, onExistingTag) {
    return tagPlansOf(image, onExistingTag)[0]?.action ?? 'create';
}
/** An image whose first tag is kept is skipped, with all of its tags. */
function tagPlansOf(image, onExistingTag) {
    const plans = (0,_run_destination_tags_js__WEBPACK_IMPORTED_MODULE_1__/* .planTags */ .Vd)(image.tags, image.root.digest, onExistingTag);
    return plans[0]?.action === 'skip' ? plans.map((plan) => ({ ...plan, action: 'skip' })) : plans;
}
/** The platforms in the entries of an index. An image has its platform only in the config, which is not worth a request. */
function platformsOf(root) {
    if (root.content.kind === 'image')
        return [];
    return root.content.manifests.flatMap(({ platform }) => {
        // buildkit's attestations
        if (platform === undefined || platform.os === 'unknown')
            return [];
        return [(0,_core_image_descriptor_js__WEBPACK_IMPORTED_MODULE_5__/* .formatPlatform */ .B)(platform)];
    });
}


/***/ }),

/***/ 3308:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   b: () => (/* binding */ askGate),
/* harmony export */   o: () => (/* binding */ gatesOf)
/* harmony export */ });
/* harmony import */ var _core_image_reference_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(3638);
/* harmony import */ var _run_resolved_image_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(6097);


/** The configured gate commands, in the order they run. */
function gatesOf({ gates, }) {
    const named = [
        ['before-move', gates?.beforeMove],
        ['before-rollout', gates?.beforeRollout],
        ['after-rollout', gates?.afterRollout],
    ];
    return named.flatMap(([name, command]) => (command === undefined ? [] : [{ name, command }]));
}
/**
 * Runs the user's gate command once for each image, with the promotion in its environment.
 * @throws PromoteError COMMAND_FAILED: the command refused
 */
async function askGate({ ports, signal }, { name, command }, images) {
    for (const image of images) {
        ports.reporter.info(`${name}: ${(0,_core_image_reference_js__WEBPACK_IMPORTED_MODULE_0__/* .formatReference */ .FH)(image.request.destination)}`);
        await ports.commands.run({
            name,
            command,
            environment: environmentOf(image),
            onLine: (line) => {
                ports.reporter.info(line);
            },
        }, signal);
    }
}
function environmentOf(image) {
    const { destination } = image.request;
    const { digest } = image.root;
    return {
        PROMOTE_DIGEST: digest,
        PROMOTE_IMAGE: (0,_run_resolved_image_js__WEBPACK_IMPORTED_MODULE_1__/* .destinationImageOf */ .n7)(image),
        PROMOTE_SOURCE_IMAGE: (0,_run_resolved_image_js__WEBPACK_IMPORTED_MODULE_1__/* .sourceImageOf */ .IP)(image),
        PROMOTE_DESTINATION_IMAGE: (0,_core_image_reference_js__WEBPACK_IMPORTED_MODULE_0__/* .formatReference */ .FH)(destination),
        PROMOTE_TAG: destination.tag,
        PROMOTE_PREVIOUS_DIGEST: image.previousDigest ?? '',
    };
}


/***/ }),

/***/ 5426:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   d: () => (/* binding */ webhookText),
/* harmony export */   m: () => (/* binding */ notify)
/* harmony export */ });
/* harmony import */ var _core_image_reference_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(3638);
/* harmony import */ var _run_resolved_image_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(6097);


/** The name of the webhook for messages, without secrets. */
function webhookText({ target }) {
    return target.kind === 'url' ? target.url : `buildconfig/${target.name} in ${target.project}`;
}
/** Sends the promoted images to the webhook. @throws PromoteError WEBHOOK_FAILED */
async function notify({ ports, signal }, webhook, images) {
    const started = await ports.webhooks.call(webhook, images.map(promotedImage), signal);
    ports.reporter.info(`${webhookText(webhook)}: ${started}`);
}
function promotedImage(image) {
    const { digest } = image.root;
    return {
        image: (0,_run_resolved_image_js__WEBPACK_IMPORTED_MODULE_1__/* .destinationImageOf */ .n7)(image),
        tag: image.request.destination.tag,
        digest,
        sourceImage: (0,_run_resolved_image_js__WEBPACK_IMPORTED_MODULE_1__/* .sourceImageOf */ .IP)(image),
        destination: (0,_core_image_reference_js__WEBPACK_IMPORTED_MODULE_0__/* .formatReference */ .FH)(image.request.destination),
        previousDigest: image.previousDigest,
    };
}


/***/ }),

/***/ 9270:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   E: () => (/* binding */ attachedTags)
/* harmony export */ });
/* harmony import */ var _core_image_attachment_tags_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(7714);
/* harmony import */ var _run_concurrency_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(5874);


/** Tags of signatures, attestations and lists of referrers that lie beside an image or a platform of it. */
async function attachedTags({ digest, children = [] }, hasTag, signal) {
    const tagsOf = (of) => [
        ...(0,_core_image_attachment_tags_js__WEBPACK_IMPORTED_MODULE_0__/* .cosignTags */ .F)(of).map(({ tag }) => tag),
        (0,_core_image_attachment_tags_js__WEBPACK_IMPORTED_MODULE_0__/* .fallbackTag */ .f)(of),
    ];
    const digests = [digest, ...children.map((child) => child.digest)];
    const found = await (0,_run_concurrency_js__WEBPACK_IMPORTED_MODULE_1__/* .allOrFirstError */ .te)(digests
        .flatMap(tagsOf)
        .map((tag) => async (inner) => ((await hasTag(tag, inner)) ? [tag] : [])), signal);
    return found.flat();
}


/***/ }),

/***/ 5038:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   CY: () => (/* binding */ lifeText),
/* harmony export */   Ng: () => (/* binding */ connect),
/* harmony export */   ii: () => (/* binding */ locateRegistry),
/* harmony export */   w4: () => (/* binding */ hostOf)
/* harmony export */ });
/* harmony import */ var _run_concurrency_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(5874);
/* harmony import */ var _run_strategy_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(2524);
/* harmony import */ var _core_text_units_js__WEBPACK_IMPORTED_MODULE_2__ = __nccwpck_require__(8934);



/** Finds the account and the registry of each side, both sides concurrently. */
async function connect({ options, ports, signal }) {
    const [source, destination] = await (0,_run_concurrency_js__WEBPACK_IMPORTED_MODULE_0__/* .allOrFirstError */ .te)([
        (inner) => connectSide('source', options, ports, inner),
        (inner) => connectSide('destination', options, ports, inner),
    ], signal);
    return { source, destination };
}
async function connectSide(side, options, ports, signal) {
    const cluster = ports.clusters[side];
    if (cluster === undefined)
        return { identity: undefined, registryHost: undefined };
    // the account comes first, so that a bad token is reported as such and not as "no registry found"
    const identity = await cluster.account.identify(signal);
    const registryHost = await locateRegistry(side, cluster, options, ports, signal);
    ports.reporter.info(describeSide(cluster, identity, registryHost));
    const life = lifeText(cluster, identity, options, ports.clock);
    if (life.level === 'warning')
        ports.reporter.warning(`${life.message}: ${life.hint}`);
    return { identity, registryHost };
}
/**
 * Where the registry of a side is; undefined when no image needs it, or perhaps needs it.
 * @throws PromoteError REGISTRY_NOT_EXPOSED
 */
async function locateRegistry(side, cluster, options, ports, signal) {
    // what becomes a tag of the same cluster needs no registry; should one be needed after all, it is asked for then
    const copies = options.promotions.filter((request) => (0,_run_strategy_js__WEBPACK_IMPORTED_MODULE_1__/* .possibleStrategy */ .r)(request, options, ports).strategy === 'copy');
    const project = firstProject(copies.map((promotion) => promotion[side]));
    return project === undefined ? undefined : hostOf(cluster, project, options[side].registry, signal);
}
/** Warns of a token that may expire before the rollout ends: the image would be promoted but not verified. */
function lifeText({ side, server }, { expiresAt }, given, clock) {
    const asked = given[side].tokenDurationMs;
    const hint = asked === undefined
        ? 'give one that lasts longer: oc create token NAME -n PROJECT --duration=2h, or a shorter "timeout"'
        : `set "${side}-token-duration" to more than ${(0,_core_text_units_js__WEBPACK_IMPORTED_MODULE_2__/* .formatDuration */ .a3)(given.timeoutMs)}, or a shorter "timeout"`;
    if (expiresAt === undefined)
        return { level: 'ok', message: 'it does not say when it ends', hint };
    const leftMs = expiresAt.getTime() - clock.date().getTime();
    const { timeoutMs } = given;
    // whole seconds, rounded down: never "10 min, which is less than 10 min"
    const left = (0,_core_text_units_js__WEBPACK_IMPORTED_MODULE_2__/* .formatDuration */ .a3)(Math.floor(Math.max(leftMs, 0) / 1000) * 1000);
    if (leftMs >= timeoutMs)
        return { level: 'ok', message: `valid for another ${left}`, hint };
    return {
        level: 'warning',
        message: `the ${side} token for ${server} is valid for another ${left}, which is less than the timeout of ${(0,_core_text_units_js__WEBPACK_IMPORTED_MODULE_2__/* .formatDuration */ .a3)(timeoutMs)}`,
        hint,
    };
}
/** Host of the registry of a cluster. @throws PromoteError REGISTRY_NOT_EXPOSED */
async function hostOf(cluster, project, given, signal) {
    // http://host is how a registry without TLS is named; the scheme is for the transport only
    if (given !== undefined)
        return given.replace(/^https?:\/\//, '');
    return cluster.streams.findRegistryHost(project, signal);
}
function firstProject(references) {
    for (const reference of references)
        if (reference.kind === 'stream')
            return reference.project;
    return undefined;
}
function describeSide(cluster, identity, registryHost) {
    const expiry = identity.expiresAt === undefined ? '' : `, token valid until ${identity.expiresAt.toISOString()}`;
    const registry = registryHost === undefined ? '' : `, registry ${registryHost}`;
    return `${cluster.side}: ${cluster.server} as ${identity.username}${expiry}${registry}`;
}


/***/ }),

/***/ 6837:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   F: () => (/* binding */ describeManifest)
/* harmony export */ });
/* harmony import */ var _core_image_image_config_js__WEBPACK_IMPORTED_MODULE_2__ = __nccwpck_require__(9257);
/* harmony import */ var _core_text_server_text_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(6844);
/* harmony import */ var _core_text_strict_json_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(1691);



// A config with the history of hundreds of layers has a few hundred kilobytes.
const MAX_CONFIG_BYTES = 1024 * 1024;
const MAX_TEXT = 200;
/** Labels of the config, and annotations of the manifest where it has no label; of an index, those of its first image. */
async function describeManifest(manifest, repository, signal) {
    const image = await imageOf(manifest, repository, signal);
    const annotations = { ...manifest.content.annotations, ...image.content.annotations };
    const config = await configOf(image, repository, signal);
    const inner = (0,_core_text_strict_json_js__WEBPACK_IMPORTED_MODULE_1__/* .isJsonObject */ .OW)(config['config']) ? config['config'] : {};
    const labels = (0,_core_text_strict_json_js__WEBPACK_IMPORTED_MODULE_1__/* .isJsonObject */ .OW)(inner['Labels']) ? inner['Labels'] : {};
    return {
        created: textOf(config['created']),
        user: textOf(inner['User']),
        ports: (0,_core_text_strict_json_js__WEBPACK_IMPORTED_MODULE_1__/* .isJsonObject */ .OW)(inner['ExposedPorts']) ? (0,_core_image_image_config_js__WEBPACK_IMPORTED_MODULE_2__/* .portsOf */ .a5)(inner['ExposedPorts']) : [],
        labels: Object.fromEntries(Object.entries({ ...annotations, ...labels }).flatMap(([name, value]) => {
            const text = textOf(value);
            return text === undefined ? [] : [[name, text]];
        })),
    };
}
async function imageOf(manifest, repository, signal) {
    if (manifest.content.kind === 'image')
        return manifest;
    const children = manifest.content.manifests;
    // BuildKit attestations have the platform unknown/unknown
    const child = children.find(({ platform }) => platform !== undefined && platform.os !== 'unknown');
    return child === undefined ? manifest : repository.getManifest(child.digest, signal);
}
async function configOf({ content }, repository, signal) {
    if (content.kind !== 'image' || content.config.sizeBytes > MAX_CONFIG_BYTES)
        return {};
    const bytes = await repository.readBlob(content.config, signal);
    try {
        const parsed = JSON.parse(new TextDecoder().decode(bytes));
        return (0,_core_text_strict_json_js__WEBPACK_IMPORTED_MODULE_1__/* .isJsonObject */ .OW)(parsed) ? parsed : {};
    }
    catch {
        // the config of an artifact may be anything
        return {};
    }
}
function textOf(value) {
    return typeof value === 'string' && value !== '' ? (0,_core_text_server_text_js__WEBPACK_IMPORTED_MODULE_0__/* .cleanServerText */ .C)(value, MAX_TEXT) : undefined;
}


/***/ }),

/***/ 8492:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   a: () => (/* binding */ leftBehind)
/* harmony export */ });
/* harmony import */ var _core_image_reference_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(3638);

const MAX_NAMES = 5;
/**
 * What becomes of signatures that a strategy cannot bring along: nothing, a warning, or with `always` a problem.
 * @param why the end of the sentence
 */
function leftBehind(source, attached, why, signatures, { reporter }) {
    if (attached.length === 0 || signatures === 'never')
        return [];
    const more = attached.length > MAX_NAMES ? ` and ${attached.length - MAX_NAMES} more` : '';
    const names = attached.slice(0, MAX_NAMES).join(', ');
    const message = `${(0,_core_image_reference_js__WEBPACK_IMPORTED_MODULE_0__/* .formatReference */ .FH)(source)} leaves behind what is attached to it (${names}${more}): ${why}`;
    const hint = 'set "strategy" to "copy", or "signatures" to "never" if they are not needed there';
    if (signatures === 'always')
        return [{ code: 'SIGNATURES_REQUIRED', message, hint }];
    reporter.warning(`${message}; ${hint}`);
    return [];
}


/***/ }),

/***/ 3677:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   bv: () => (/* binding */ digestProblems),
/* harmony export */   ho: () => (/* binding */ planPull),
/* harmony export */   xD: () => (/* binding */ pullSecretOf)
/* harmony export */ });
/* harmony import */ var _core_text_errors_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(7206);
/* harmony import */ var _run_stream_tag_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(8932);


/**
 * Lets the cluster look for the image before anything changes. A pull secret is planned only where it is refused without one,
 * or where one of ours holds other credentials; in a project that is yet to be created, always.
 */
async function planPull(order, root, { host, mayBeNew }, cluster, ports, signal) {
    const credentials = await ports.sourceCredentials?.(host, signal);
    const named = { project: order.project, name: pullSecretName(host), host };
    const wanted = credentials === undefined ? undefined : pullSecretOf(named, credentials);
    const state = wanted === undefined ? 'absent' : await cluster.pullSecrets.look(wanted, signal);
    if (state === 'outdated')
        return { secret: { action: 'update', ...named }, problems: [] };
    if (order.tags.length === 0)
        return { secret: undefined, problems: [] };
    try {
        const result = await cluster.imports.probe(order, signal);
        if (result.kind === 'found')
            return { secret: undefined, problems: digestProblems(order, result.digest, root) };
        if (credentials === undefined) {
            return {
                secret: undefined,
                problems: [await withoutSecret(result.error, order.project, cluster, signal)],
            };
        }
        if (state === 'absent' || state === 'unknown') {
            return { secret: { action: 'create', ...named }, problems: [] };
        }
        return { secret: undefined, problems: [refusedAlthough(state, named, order)] };
    }
    catch (error) {
        if (!(error instanceof _core_text_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .PromoteError */ .jG) || error.code === 'CANCELLED')
            throw error;
        // the check reports a missing import permission together with all others
        const isRight = (0,_run_stream_tag_js__WEBPACK_IMPORTED_MODULE_1__/* .isDenied */ .GZ)(error) && error.where.request !== undefined;
        if (isRight && mayBeNew && credentials !== undefined) {
            return { secret: { action: 'create', ...named }, problems: [] };
        }
        const { code, message, hint } = error;
        return { secret: undefined, problems: isRight ? [] : [{ code, message, hint }] };
    }
}
/** One name for each registry, so that the next run reuses the secret. */
function pullSecretName(host) {
    return `openshift-promote-${host
        .toLowerCase()
        .replace(/[^a-z0-9]+/g, '-')
        .replace(/^-+|-+$/g, '')}`.slice(0, 253);
}
function pullSecretOf({ project, name, host }, { username, password }) {
    return { project, name, host, username, password };
}
/** An old cluster flattens an index; a followed tag may have moved a moment ago (openshift-api.md \u00a73.7). */
function digestProblems({ from }, found, { digest, content }) {
    if (found === digest)
        return [];
    const isFlattened = content.kind === 'index' && from.includes('@');
    return [
        {
            code: isFlattened ? 'MANIFEST_UNSUPPORTED' : 'DIGEST_UNEXPECTED',
            message: `the destination cluster takes ${from} for ${found}, not ${digest}`,
            hint: isFlattened
                ? 'clusters before 4.12 import one platform of an index only: set "strategy" to "copy"'
                : 'the tag moved meanwhile, or a mirror of the cluster has another image: run the promotion again',
        },
    ];
}
/** Which registries the project knows helps to find a misspelt one (openshift-api.md \u00a713). */
async function withoutSecret({ code, message, hint }, project, cluster, signal) {
    const hosts = await cluster.pullSecrets.listHosts(project, signal);
    const known = hosts === undefined
        ? ''
        : `; its pull secrets are for ${hosts.length === 0 ? 'no registry' : hosts.join(', ')}`;
    return { code, message: `${message}${known}`, hint };
}
function refusedAlthough(state, { project, name, host }, { from }) {
    if (state === 'foreign') {
        return {
            code: 'ACCESS_DENIED',
            message: `the destination cluster may not pull ${from}, and the secret ${name} of project ${project} is not one of ours`,
            hint: `give that secret the credentials for ${host}, or delete it: oc delete secret ${name} -n ${project}`,
        };
    }
    return {
        code: 'ACCESS_DENIED',
        message: `the destination cluster may not pull ${from} with the credentials of the source, which project ${project} has in secret ${name}`,
        hint: 'the source account needs the right to pull: oc policy add-role-to-user system:image-puller USER -n PROJECT; or set "source-registry-username" and "source-registry-password"',
    };
}


/***/ }),

/***/ 3393:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   resolveBuild: () => (/* binding */ resolveBuild)
/* harmony export */ });
/* harmony import */ var _run_concurrency_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(5874);
/* harmony import */ var _run_destination_tags_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(7215);
/* harmony import */ var _left_behind_js__WEBPACK_IMPORTED_MODULE_2__ = __nccwpck_require__(8492);
/* harmony import */ var _resolve_by_tag_js__WEBPACK_IMPORTED_MODULE_3__ = __nccwpck_require__(6657);
/* harmony import */ var _source_image_js__WEBPACK_IMPORTED_MODULE_4__ = __nccwpck_require__(7175);
/* harmony import */ var _run_stream_tag_js__WEBPACK_IMPORTED_MODULE_5__ = __nccwpck_require__(8932);
/* harmony import */ var _core_image_image_config_js__WEBPACK_IMPORTED_MODULE_6__ = __nccwpck_require__(9257);







/** Pins the base image of a Build in the destination cluster, and checks whether it was built already. */
async function resolveBuild({ request, cluster }, options, connection, ports, signal) {
    const { destination } = request;
    const [{ repository, root, attached }, previous, place, tags] = await (0,_run_concurrency_js__WEBPACK_IMPORTED_MODULE_0__/* .allOrFirstError */ .te)([
        (inner) => (0,_source_image_js__WEBPACK_IMPORTED_MODULE_4__/* .findSourceImage */ .M)(request.source, options, connection, ports, inner),
        (inner) => readPreviousImage(destination, cluster, inner),
        (inner) => cluster.imports.repositoryOf(destination.project, destination.stream, inner),
        (outer) => (0,_run_destination_tags_js__WEBPACK_IMPORTED_MODULE_1__/* .readDestinationTags */ .Qk)(request, (tag, inner) => (0,_run_stream_tag_js__WEBPACK_IMPORTED_MODULE_5__/* .readPrevious */ .ox)({ ...destination, tag }, cluster, inner), outer),
    ], signal);
    // the digest of a build is unknown beforehand, but a label of a previous one names its source
    const isBuilt = previous?.labels?.[_core_image_image_config_js__WEBPACK_IMPORTED_MODULE_6__/* .SOURCE_DIGEST_LABEL */ .Wg] === root.digest;
    const credentials = await ports.sourceCredentials?.(repository.host, signal);
    const why = 'they are of another digest than what the build makes';
    return {
        strategy: 'build',
        request,
        stream: { cluster, project: destination.project, stream: destination.stream },
        source: { host: repository.host, name: repository.name },
        destination: (0,_resolve_by_tag_js__WEBPACK_IMPORTED_MODULE_3__/* .placeOf */ .$t)(`${place}@`),
        sourceDigest: root.digest,
        root: isBuilt && previous !== undefined ? (0,_resolve_by_tag_js__WEBPACK_IMPORTED_MODULE_3__/* .factsOf */ .xS)(previous) : root,
        tags,
        previousDigest: previous?.digest,
        isBuilt,
        hasCredentials: credentials !== undefined,
        problems: (0,_left_behind_js__WEBPACK_IMPORTED_MODULE_2__/* .leftBehind */ .a)(request.source, attached, why, options.signatures, ports),
    };
}
async function readPreviousImage(destination, cluster, signal) {
    const { project, stream, tag } = (0,_run_stream_tag_js__WEBPACK_IMPORTED_MODULE_5__/* .streamTagName */ .sz)(destination);
    try {
        return await cluster.streams.getImage({ project, stream, reference: tag }, signal);
    }
    catch (error) {
        // the check reports all missing permissions at once
        if ((0,_run_stream_tag_js__WEBPACK_IMPORTED_MODULE_5__/* .isDenied */ .GZ)(error))
            return undefined;
        throw error;
    }
}


/***/ }),

/***/ 6657:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   $t: () => (/* binding */ placeOf),
/* harmony export */   ub: () => (/* binding */ resolveByTag),
/* harmony export */   xS: () => (/* binding */ factsOf)
/* harmony export */ });
/* harmony import */ var _run_concurrency_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(5874);
/* harmony import */ var _run_destination_tags_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(7215);
/* harmony import */ var _attached_tags_js__WEBPACK_IMPORTED_MODULE_2__ = __nccwpck_require__(9270);
/* harmony import */ var _run_stream_tag_js__WEBPACK_IMPORTED_MODULE_3__ = __nccwpck_require__(8932);




/**
 * Pins an image to its digest through the API of the cluster, without its registry.
 * @returns undefined if a copy is possible and better: the image has attachments or is outside the cluster, or the account may not
 * read it through the API
 */
async function resolveByTag({ strategy: possible, request, clusters: sides }, signatures, ports, signal) {
    const { source, destination } = request;
    const [image, tags] = await (0,_run_concurrency_js__WEBPACK_IMPORTED_MODULE_0__/* .allOrFirstError */ .te)([
        (inner) => readSource(source, possible, sides.source, inner),
        (outer) => (0,_run_destination_tags_js__WEBPACK_IMPORTED_MODULE_1__/* .readDestinationTags */ .Qk)(request, (tag, inner) => (0,_run_stream_tag_js__WEBPACK_IMPORTED_MODULE_3__/* .readPrevious */ .ox)({ ...destination, tag }, sides.destination, inner), outer),
    ], signal);
    if (image === undefined)
        return undefined;
    if (!image.isLocal) {
        if (possible === 'either')
            return undefined;
        ports.reporter.warning(`${source.project}/${source.stream} only refers to ${image.pullSpec}: pods of ${destination.project} will pull it from there`);
    }
    const isSameStream = source.project === destination.project && source.stream === destination.stream;
    if (signatures !== 'never' && !isSameStream) {
        const { project, stream } = source;
        const hasTag = async (tag, inner) => (await sides.source.streams.getTag({ project, stream, tag }, inner)) !== undefined;
        const attached = await (0,_attached_tags_js__WEBPACK_IMPORTED_MODULE_2__/* .attachedTags */ .E)(image, hasTag, signal);
        if (attached.length > 0) {
            // a copy includes the attachments, which a tag leaves behind
            if (possible === 'either')
                return undefined;
            ports.reporter.warning(`${source.project}/${source.stream} keeps what is attached to the image (${attached.join(', ')}): a tag does not bring it along. Set "strategy" to "copy", or "signatures" to "never"`);
        }
    }
    const place = placeOf(image.pullSpec);
    return {
        strategy: 'tag',
        request,
        stream: { cluster: sides.destination, project: destination.project, stream: destination.stream },
        source: place,
        // the API writes the stream of the tag into the pull spec of what is in its registry (openshift-api.md \u00a73.5)
        destination: image.isLocal
            ? { host: place.host, name: `${destination.project}/${destination.stream}` }
            : place,
        root: factsOf(image),
        tags,
        previousDigest: tags[0].digest,
        from: { project: source.project, stream: source.stream },
    };
}
async function readSource(source, possible, cluster, signal) {
    const { project, stream } = source;
    const reference = source.digest ?? (0,_run_stream_tag_js__WEBPACK_IMPORTED_MODULE_3__/* .streamTagName */ .sz)(source).tag;
    try {
        const image = await cluster.streams.getImage({ project, stream, reference }, signal);
        if (image !== undefined)
            return image;
    }
    catch (error) {
        if (possible === 'either' && (0,_run_stream_tag_js__WEBPACK_IMPORTED_MODULE_3__/* .isDenied */ .GZ)(error))
            return undefined;
        throw error;
    }
    // the registry may hold a digest that is in the history of no tag
    if (possible === 'either' && source.digest !== undefined)
        return undefined;
    throw await (0,_run_stream_tag_js__WEBPACK_IMPORTED_MODULE_3__/* .missingImage */ .iQ)(source, cluster, signal);
}
/** `host:5000/dev/app@sha256:\u2026` */
function placeOf(pullSpec) {
    const [named = ''] = pullSpec.split('@');
    const slash = named.indexOf('/');
    return { host: named.slice(0, slash), name: named.slice(slash + 1) };
}
function factsOf({ digest, mediaType, children }) {
    const content = children === undefined ? { kind: 'image' } : { kind: 'index', manifests: children };
    return { digest, mediaType, content };
}


/***/ }),

/***/ 5952:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   W: () => (/* binding */ findRepository),
/* harmony export */   _: () => (/* binding */ resolveCopy)
/* harmony export */ });
/* harmony import */ var _core_text_errors_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(7206);
/* harmony import */ var _core_image_reference_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(3638);
/* harmony import */ var _run_concurrency_js__WEBPACK_IMPORTED_MODULE_2__ = __nccwpck_require__(5874);
/* harmony import */ var _run_destination_tags_js__WEBPACK_IMPORTED_MODULE_3__ = __nccwpck_require__(7215);
/* harmony import */ var _rights_explain_denial_js__WEBPACK_IMPORTED_MODULE_4__ = __nccwpck_require__(5654);
/* harmony import */ var _connect_js__WEBPACK_IMPORTED_MODULE_5__ = __nccwpck_require__(5038);
/* harmony import */ var _run_resolved_image_js__WEBPACK_IMPORTED_MODULE_6__ = __nccwpck_require__(6097);
/* harmony import */ var _run_stream_tag_js__WEBPACK_IMPORTED_MODULE_7__ = __nccwpck_require__(8932);








/** Pins an image to copy from registry to registry and, if its tag changes, lists all of its content. */
async function resolveCopy(request, options, connection, ports, signal) {
    const find = (side, inner) => findRepository(side, request[side], options, connection, ports, inner);
    const [source, destination] = await (0,_run_concurrency_js__WEBPACK_IMPORTED_MODULE_2__/* .allOrFirstError */ .te)([(inner) => find('source', inner), (inner) => find('destination', inner)], signal);
    const [root, tags] = await (0,_run_concurrency_js__WEBPACK_IMPORTED_MODULE_2__/* .allOrFirstError */ .te)([
        (inner) => resolveSource(request.source, source, ports, inner),
        (outer) => (0,_run_destination_tags_js__WEBPACK_IMPORTED_MODULE_3__/* .readDestinationTags */ .Qk)(request, (tag, inner) => resolveDestination({ ...request.destination, tag }, destination, ports, inner), outer),
    ], signal);
    const previousDigest = tags[0].digest;
    const graph = previousDigest === root.digest ? undefined : await (0,_run_resolved_image_js__WEBPACK_IMPORTED_MODULE_6__/* .readContent */ .c_)(root, source, signal);
    const cluster = ports.clusters.destination;
    const to = request.destination;
    const stream = to.kind === 'stream' && cluster !== undefined
        ? { cluster, project: to.project, stream: to.stream }
        : undefined;
    return { strategy: 'copy', request, stream, source, destination, root, tags, previousDigest, graph };
}
/** The repository a reference names. @throws PromoteError REGISTRY_NOT_EXPOSED */
async function findRepository(side, reference, options, connection, ports, signal) {
    if (reference.kind === 'registry') {
        return ports.registries.repository(side, reference.host, reference.repository);
    }
    const cluster = ports.clusters[side];
    if (cluster === undefined)
        throw withoutCluster(side, reference);
    const known = connection[side].registryHost;
    const host = known ?? (await (0,_connect_js__WEBPACK_IMPORTED_MODULE_5__/* .hostOf */ .w4)(cluster, reference.project, options[side].registry, signal));
    return ports.registries.repository(side, host, `${reference.project}/${reference.stream}`);
}
function withoutCluster(side, reference) {
    return new _core_text_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .PromoteError */ .jG({
        code: 'INPUT_INVALID',
        message: `${(0,_core_image_reference_js__WEBPACK_IMPORTED_MODULE_1__/* .formatReference */ .FH)(reference)} is an image stream, but the ${side} has no cluster`,
        hint: `set "${side}-server"`,
        where: { side },
    });
}
async function resolveSource(reference, repository, ports, signal) {
    const pinned = reference.digest ?? (await digestFromStream(reference, ports, signal));
    // by digest whenever it is known: a tag that moves in between cannot slip in another image
    const name = pinned ?? reference.tag ?? 'latest';
    return (0,_rights_explain_denial_js__WEBPACK_IMPORTED_MODULE_4__/* .getSourceManifest */ .FV)(repository, name, reference, ports.clusters.source, signal);
}
async function digestFromStream(reference, ports, signal) {
    const cluster = ports.clusters.source;
    if (reference.kind !== 'stream' || cluster === undefined)
        return undefined;
    const name = (0,_run_stream_tag_js__WEBPACK_IMPORTED_MODULE_7__/* .streamTagName */ .sz)(reference);
    try {
        const found = await cluster.streams.getTag(name, signal);
        if (found !== undefined)
            return found.digest;
    }
    catch (error) {
        // system:image-puller may pull an image but not read its ImageStreamTag (openshift-api.md \u00a77.2): ask the registry
        if ((0,_run_stream_tag_js__WEBPACK_IMPORTED_MODULE_7__/* .isDenied */ .GZ)(error))
            return undefined;
        throw error;
    }
    throw await (0,_run_stream_tag_js__WEBPACK_IMPORTED_MODULE_7__/* .missingImage */ .iQ)(reference, cluster, signal);
}
async function resolveDestination(reference, repository, ports, signal) {
    const cluster = ports.clusters.destination;
    if (reference.kind !== 'stream' || cluster === undefined)
        return repository.resolveTag(reference.tag, signal);
    try {
        return (await cluster.streams.getTag((0,_run_stream_tag_js__WEBPACK_IMPORTED_MODULE_7__/* .streamTagName */ .sz)(reference), signal))?.digest;
    }
    catch (error) {
        if (!(0,_run_stream_tag_js__WEBPACK_IMPORTED_MODULE_7__/* .isDenied */ .GZ)(error))
            throw error;
    }
    try {
        // system:image-pusher may push and pull but not read ImageStreamTags (openshift-api.md \u00a77.2)
        return await repository.resolveTag(reference.tag, signal);
    }
    catch (error) {
        // the check reports all missing permissions at once
        if ((0,_run_stream_tag_js__WEBPACK_IMPORTED_MODULE_7__/* .isDenied */ .GZ)(error))
            return undefined;
        throw error;
    }
}


/***/ }),

/***/ 1653:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {


// EXPORTS
__nccwpck_require__.d(__webpack_exports__, {
  resolveImport: () => (/* binding */ resolveImport)
});

;// CONCATENATED MODULE: ./src/core/options.js
const IMPORT_DEFAULTS = { referencePolicy: 'local', scheduled: false, insecure: false };

// EXTERNAL MODULE: ./src/promotion/run/concurrency.js
var concurrency = __nccwpck_require__(5874);
// EXTERNAL MODULE: ./src/promotion/run/destination-tags.js
var destination_tags = __nccwpck_require__(7215);
// EXTERNAL MODULE: ./src/promotion/resolve/left-behind.js
var left_behind = __nccwpck_require__(8492);
// EXTERNAL MODULE: ./src/promotion/resolve/plan-pull.js
var plan_pull = __nccwpck_require__(3677);
// EXTERNAL MODULE: ./src/promotion/resolve/resolve-by-tag.js
var resolve_by_tag = __nccwpck_require__(6657);
// EXTERNAL MODULE: ./src/promotion/resolve/source-image.js
var source_image = __nccwpck_require__(7175);
// EXTERNAL MODULE: ./src/promotion/run/stream-tag.js
var stream_tag = __nccwpck_require__(8932);
;// CONCATENATED MODULE: ./src/promotion/resolve/resolve-import.js








/** Pins an image that the destination cluster imports itself, and lets that cluster look for it. */
async function resolveImport({ request, cluster }, options, connection, ports, signal) {
    const { destination } = request;
    const { referencePolicy, scheduled, insecure } = options.imports ?? IMPORT_DEFAULTS;
    const { project, stream } = destination;
    const [{ repository, root, attached }, tags, local] = await (0,concurrency/* allOrFirstError */.te)([
        (inner) => (0,source_image/* findSourceImage */.M)(request.source, options, connection, ports, inner),
        (outer) => (0,destination_tags/* readDestinationTags */.Qk)(request, (tag, inner) => (0,stream_tag/* readPrevious */.ox)({ ...destination, tag }, cluster, inner), outer),
        (inner) => cluster.imports.repositoryOf(project, stream, inner),
    ], signal);
    const source = { host: repository.host, name: repository.name };
    const place = `${source.host}/${source.name}`;
    const order = {
        project,
        stream,
        // a tag that is to follow its source is asked for even when it has the digest already
        tags: (0,destination_tags/* planTags */.Vd)(tags, root.digest, options.onExistingTag)
            .filter(({ action }) => action !== 'skip' && (action !== 'keep' || scheduled))
            .map(({ tag }) => tag),
        from: scheduled ? `${place}:${request.source.tag ?? 'latest'}` : `${place}@${root.digest}`,
        referencePolicy,
        scheduled,
        insecure,
    };
    const mayBeNew = options.preparation?.createProject === true;
    const pull = await (0,plan_pull/* planPull */.ho)(order, root, { host: source.host, mayBeNew }, cluster, ports, signal);
    const lifeProblems = await warnOfSecretLife(pull.secret, connection, ports, signal);
    return {
        strategy: 'import',
        request,
        stream: { cluster, project: destination.project, stream: destination.stream },
        source,
        destination: referencePolicy === 'local' ? (0,resolve_by_tag/* placeOf */.$t)(`${local}@`) : source,
        root,
        tags,
        previousDigest: tags[0].digest,
        order,
        secret: pull.secret,
        problems: [...pull.problems, ...lifeProblems, ...signatureProblems(request, attached, options, ports)],
    };
}
/** Pods that pull from the source find its signatures there; the own registry serves what was imported only. */
function signatureProblems({ source }, attached, { imports = IMPORT_DEFAULTS, signatures }, ports) {
    if (imports.referencePolicy === 'source')
        return [];
    const why = 'an import brings the image only, and pods pull it from the registry of the destination';
    return (0,left_behind/* leftBehind */.a)(source, attached, why, signatures, ports);
}
const DURABLE = 'give credentials that last: "source-registry-username" and "source-registry-password" with the token of a service account that may pull (system:image-puller), from a Secret of type kubernetes.io/service-account-token';
/**
 * A pull secret is used as long as the tag is there: to pull what no node or registry has yet, and to follow the source. What
 * ends before makes pods fail later; what ends with the job cannot be meant.
 */
async function warnOfSecretLife(secret, connection, { sourceCredentials, reporter }, signal) {
    const credentials = secret === undefined ? undefined : await sourceCredentials?.(secret.host, signal);
    if (secret === undefined || credentials?.isToken !== true)
        return [];
    const name = `pull secret ${secret.name} of project ${secret.project}`;
    if (credentials.isGivenBack) {
        const message = `the source token was obtained by this run and ends with it: it cannot be kept in the ${name}`;
        return [{ code: 'INPUT_INVALID', message, hint: DURABLE }];
    }
    const end = connection.source.identity?.expiresAt;
    reporter.warning(end === undefined
        ? `the ${name} will hold the source token; one of a user ends after a day, and images that are not pulled by then cannot be any more: ${DURABLE}`
        : `the ${name} will hold the source token, which ends ${end.toISOString()}; images that are not pulled by then cannot be any more: ${DURABLE}`);
    return [];
}


/***/ }),

/***/ 4164:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   h: () => (/* binding */ resolve)
/* harmony export */ });
/* harmony import */ var _run_concurrency_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(5874);
/* harmony import */ var _resolve_by_tag_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(6657);
/* harmony import */ var _resolve_copy_js__WEBPACK_IMPORTED_MODULE_2__ = __nccwpck_require__(5952);
/* harmony import */ var _run_strategy_js__WEBPACK_IMPORTED_MODULE_3__ = __nccwpck_require__(2524);




/** Pins every image to a digest and reads the state of its destination, both sides concurrently. */
async function resolve({ options, ports, signal }, connection) {
    return (0,_run_concurrency_js__WEBPACK_IMPORTED_MODULE_0__/* .allOrFirstError */ .te)(options.promotions.map((request) => async (inner) => {
        const possible = (0,_run_strategy_js__WEBPACK_IMPORTED_MODULE_3__/* .possibleStrategy */ .r)(request, options, ports);
        switch (possible.strategy) {
            case 'copy':
                return (0,_resolve_copy_js__WEBPACK_IMPORTED_MODULE_2__/* .resolveCopy */ ._)(request, options, connection, ports, inner);
            case 'tag':
            case 'either': {
                const tagged = await (0,_resolve_by_tag_js__WEBPACK_IMPORTED_MODULE_1__/* .resolveByTag */ .ub)(possible, options.signatures, ports, inner);
                return tagged ?? (0,_resolve_copy_js__WEBPACK_IMPORTED_MODULE_2__/* .resolveCopy */ ._)(request, options, connection, ports, inner);
            }
            case 'import': {
                const { resolveImport } = await Promise.resolve(/* import() eager */).then(__nccwpck_require__.bind(__nccwpck_require__, 1653));
                return resolveImport(possible, options, connection, ports, inner);
            }
            case 'build': {
                const { resolveBuild } = await Promise.resolve(/* import() eager */).then(__nccwpck_require__.bind(__nccwpck_require__, 3393));
                return resolveBuild(possible, options, connection, ports, inner);
            }
        }
    }), signal);
}


/***/ }),

/***/ 7175:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   M: () => (/* binding */ findSourceImage),
/* harmony export */   W: () => (/* binding */ readKnownConfig)
/* harmony export */ });
/* harmony import */ var _attached_tags_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(9270);
/* harmony import */ var _rights_explain_denial_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(5654);
/* harmony import */ var _resolve_by_tag_js__WEBPACK_IMPORTED_MODULE_2__ = __nccwpck_require__(6657);
/* harmony import */ var _resolve_copy_js__WEBPACK_IMPORTED_MODULE_3__ = __nccwpck_require__(5952);
/* harmony import */ var _run_stream_tag_js__WEBPACK_IMPORTED_MODULE_4__ = __nccwpck_require__(8932);





/**
 * Pins the source to a digest. An image stream is asked through the API of its cluster, so that the runner need not reach
 * its registry; other registries, and streams that the account may only pull, are asked themselves.
 */
async function findSourceImage(reference, options, connection, ports, signal) {
    const repository = await (0,_resolve_copy_js__WEBPACK_IMPORTED_MODULE_3__/* .findRepository */ .W)('source', reference, options, connection, ports, signal);
    const cluster = ports.clusters.source;
    const isSearched = options.signatures !== 'never';
    if (reference.kind === 'stream' && cluster !== undefined) {
        const known = await askStream(reference, cluster, isSearched, signal);
        if (known !== undefined)
            return { repository, ...known };
    }
    const name = reference.digest ?? reference.tag ?? 'latest';
    const { digest, mediaType, content } = await (0,_rights_explain_denial_js__WEBPACK_IMPORTED_MODULE_1__/* .getSourceManifest */ .FV)(repository, name, reference, cluster, signal);
    const children = content.kind === 'index' ? content.manifests : undefined;
    const hasTag = async (tag, inner) => (await repository.resolveTag(tag, inner)) !== undefined;
    return {
        repository,
        root: {
            digest,
            mediaType,
            content: children === undefined ? { kind: 'image' } : { kind: 'index', manifests: children },
        },
        attached: isSearched ? await (0,_attached_tags_js__WEBPACK_IMPORTED_MODULE_0__/* .attachedTags */ .E)({ digest, children }, hasTag, signal) : [],
    };
}
/** @returns undefined if the account may pull but not read the stream (openshift-api.md \u00a77.2), or the digest is in no tag's history */
async function askStream(source, cluster, isSearched, signal) {
    const { project, stream } = source;
    const reference = source.digest ?? (0,_run_stream_tag_js__WEBPACK_IMPORTED_MODULE_4__/* .streamTagName */ .sz)(source).tag;
    const hasTag = async (tag, inner) => (await cluster.streams.getTag({ project, stream, tag }, inner)) !== undefined;
    try {
        const image = await cluster.streams.getImage({ project, stream, reference }, signal);
        if (image !== undefined) {
            return { root: (0,_resolve_by_tag_js__WEBPACK_IMPORTED_MODULE_2__/* .factsOf */ .xS)(image), attached: isSearched ? await (0,_attached_tags_js__WEBPACK_IMPORTED_MODULE_0__/* .attachedTags */ .E)(image, hasTag, signal) : [] };
        }
    }
    catch (error) {
        if ((0,_run_stream_tag_js__WEBPACK_IMPORTED_MODULE_4__/* .isDenied */ .GZ)(error))
            return undefined;
        throw error;
    }
    if (source.digest !== undefined)
        return undefined;
    throw await (0,_run_stream_tag_js__WEBPACK_IMPORTED_MODULE_4__/* .missingImage */ .iQ)(source, cluster, signal);
}
/** How an image of a stream is run; undefined: it is in no stream, the cluster does not know it, or the account may not read it. */
async function readKnownConfig(reference, digest, cluster, signal) {
    if (reference.kind !== 'stream')
        return undefined;
    const { project, stream } = reference;
    try {
        return await cluster?.streams.readImageConfig({ project, stream, reference: digest }, signal);
    }
    catch (error) {
        // who may only pull may not read images
        if ((0,_run_stream_tag_js__WEBPACK_IMPORTED_MODULE_4__/* .isDenied */ .GZ)(error))
            return undefined;
        throw error;
    }
}


/***/ }),

/***/ 5654:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   FV: () => (/* binding */ getSourceManifest),
/* harmony export */   Yh: () => (/* binding */ pullRight),
/* harmony export */   w7: () => (/* binding */ explainPush)
/* harmony export */ });
/* unused harmony export explainDenial */
/* harmony import */ var _core_text_errors_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(7206);
/* harmony import */ var _limits_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(6459);
/* harmony import */ var _rights_js__WEBPACK_IMPORTED_MODULE_2__ = __nccwpck_require__(836);
/* harmony import */ var _run_stream_tag_js__WEBPACK_IMPORTED_MODULE_3__ = __nccwpck_require__(8932);




/**
 * Explains a denial of a registry, which answers the same for a missing permission, a project that does not exist and an invalid
 * token; the API of its cluster distinguishes them (openshift-api.md \u00a710.2, \u00a713).
 * @returns the error with the missing permission; unchanged if none is missing or the API does not answer
 */
async function explainDenial(error, cluster, questions, signal) {
    if (!(error instanceof _core_text_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .PromoteError */ .jG) || !(0,_run_stream_tag_js__WEBPACK_IMPORTED_MODULE_3__/* .isDenied */ .GZ)(error) || cluster === undefined)
        return error;
    const [missing] = await cluster.account.missingRights(questions, signal).catch(() => []);
    if (missing === undefined)
        return error;
    return new _core_text_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .PromoteError */ .jG({ ...missing, cause: error, where: error.where });
}
/**
 * The same for a push that was denied after a successful check: permissions may have been revoked since, or the push exceeds a
 * quota or limit range, which the registry does not mention (captures 56f, 56m, 56v).
 */
async function explainPush(error, images, cluster, signal) {
    if (!(error instanceof _core_text_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .PromoteError */ .jG) || !(0,_run_stream_tag_js__WEBPACK_IMPORTED_MODULE_3__/* .isDenied */ .GZ)(error) || cluster === undefined)
        return error;
    const rights = images.flatMap((image) => (0,_rights_js__WEBPACK_IMPORTED_MODULE_2__/* .destinationRights */ .Qn)(image));
    const explained = await explainDenial(error, cluster, rights, signal);
    if (explained !== error)
        return explained;
    const [limit] = await (0,_limits_js__WEBPACK_IMPORTED_MODULE_1__/* .inspectLimits */ .bu)({ images, cluster }, signal).catch(() => []);
    if (limit === undefined)
        return error;
    const { code, message, hint } = limit;
    return new _core_text_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .PromoteError */ .jG({ code, message, hint, cause: error, where: error.where });
}
/** Reads the manifest of a source and explains a denial. @throws PromoteError as `Repository.getManifest`, explained */
async function getSourceManifest(repository, name, reference, cluster, signal) {
    try {
        return await repository.getManifest(name, signal);
    }
    catch (error) {
        const rights = reference.kind === 'stream' ? [pullRight('source', reference)] : [];
        throw await explainDenial(error, cluster, rights, signal);
    }
}
/** The permissions that the registry requires for a pull (openshift-api.md \u00a710.2). */
function pullRight(side, { project, stream }) {
    return {
        verb: 'get',
        group: 'image.openshift.io',
        resource: 'imagestreams',
        subresource: 'layers',
        project,
        name: stream,
        problem: {
            code: 'ACCESS_DENIED',
            message: `the ${side} account may not pull from image stream ${stream} in project ${project} (or the project does not exist)`,
            hint: `grant it: oc policy add-role-to-user system:image-puller USER -n ${project} (service account: -z NAME)`,
        },
    };
}


/***/ }),

/***/ 6459:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   G2: () => (/* binding */ quotaText),
/* harmony export */   bu: () => (/* binding */ inspectLimits),
/* harmony export */   t5: () => (/* binding */ lookAt)
/* harmony export */ });
/* harmony import */ var _run_resolved_image_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(6097);

const STREAMS = new Set([
    'openshift.io/imagestreams',
    'count/imagestreams.image.openshift.io',
]);
/**
 * Quotas and limit ranges about images (openshift-api.md \u00a73.11). The registry says no more than "denied" when one of them is
 * exceeded, and says it after everything was uploaded (captures 56f, 56m, 56v).
 */
async function inspectLimits({ images, cluster }, signal) {
    const findings = [];
    for (const [project, streams] of groupByStream(images.filter(_run_resolved_image_js__WEBPACK_IMPORTED_MODULE_0__/* .isChanging */ .Kn))) {
        const [limits, ...targets] = await Promise.all([
            cluster.inspection.limits(project, signal),
            ...[...streams].map(async ([stream, own]) => {
                const usage = await cluster.inspection.streamUsage({ project, stream }, signal);
                return { project, stream, usage, images: own };
            }),
        ]);
        findings.push(...streamQuotas(limits, project, targets));
        for (const target of targets) {
            findings.push(...rangesOfStream(limits, target), ...rangesOfImages(limits, target));
        }
    }
    return findings;
}
function groupByStream(images) {
    const projects = new Map();
    for (const image of images) {
        const { destination } = image.request;
        if (destination.kind !== 'stream')
            continue;
        const streams = projects.get(destination.project) ?? new Map();
        streams.set(destination.stream, [...(streams.get(destination.stream) ?? []), image]);
        projects.set(destination.project, streams);
    }
    return projects;
}
function streamQuotas({ quotas }, project, targets) {
    const added = targets.filter(({ usage }) => usage === 'absent').map(({ stream }) => stream);
    if (added.length === 0)
        return [];
    return quotas
        .filter(({ resource, used, hard }) => STREAMS.has(resource) && used + added.length > hard)
        .map((quota) => exceeded(`${quotaText(quota)} of project ${project} allows ${quota.hardText} ${quota.resource} and ${quota.usedText} are there, so ${added.join(', ')} cannot be created`, `${lookAt(quota, project)}; delete an image stream that is not needed (oc delete imagestream NAME -n ${project}) or ask the cluster administrator for more`));
}
/** `images` counts distinct images, `image-tags` distinct references of spec tags, which a push does not write (captures 56y). */
function rangesOfStream({ ranges }, target) {
    const { project, stream, usage, images } = target;
    if (usage === undefined)
        return [];
    const before = usage === 'absent' ? EMPTY : usage;
    const after = new Set([...before.images, ...images.map(({ root }) => root.digest)]);
    const tags = new Map([...before.specTags, ...images.flatMap(writtenTags)]);
    const counts = {
        'openshift.io/images': [before.images.size, after.size],
        'openshift.io/image-tags': [new Set(before.specTags.values()).size, new Set(tags.values()).size],
    };
    return ranges
        .filter(({ type }) => type === 'openshift.io/ImageStream')
        .flatMap((range) => {
        const [now = 0, next = 0] = counts[range.resource] ?? [];
        if (next <= range.max || next === now)
            return [];
        return [
            exceeded(`limit range ${range.name} of project ${project} allows ${range.maxText} ${range.resource} for an image stream, and ${stream} would have ${next}`, `${lookAtRange(range, project)}; delete tags that are not needed (oc tag -d ${project}/${stream}:TAG) or ask the administrator of the project for more`),
        ];
    });
}
const EMPTY = { images: new Set(), specTags: new Map() };
/** The tags of an image that are written through the API; the first tag of a copy is pushed. */
function writtenTags({ strategy, request, root, ...image }) {
    const { destination, extraTags } = request;
    if (destination.kind !== 'stream')
        return [];
    const from = 'from' in image ? image.from : { project: destination.project, stream: destination.stream };
    const reference = `ImageStreamImage ${from.project}/${from.stream}@${root.digest}`;
    const tags = strategy === 'tag' ? [destination.tag, ...extraTags] : extraTags;
    return tags.map((tag) => [tag, reference]);
}
/** Of an index nothing is known: its entries are images of their own, which no tag names. */
function rangesOfImages({ ranges }, { project, images }) {
    return images.flatMap((image) => {
        if (image.strategy !== 'copy' || image.graph === undefined || image.root.content.kind !== 'image')
            return [];
        const sizeBytes = image.graph.blobs.reduce((sum, blob) => sum + blob.sizeBytes, 0);
        return ranges
            .filter(({ type, resource, max }) => type === 'openshift.io/Image' && resource === 'storage' && sizeBytes > max)
            .map((range) => exceeded(`limit range ${range.name} of project ${project} allows ${range.maxText} for an image, and ${image.root.digest} has ${sizeBytes} bytes`, `${lookAtRange(range, project)}; make the image smaller or ask the administrator of the project for more`));
    });
}
function exceeded(message, hint) {
    return { topic: 'limits', level: 'problem', code: 'QUOTA_EXCEEDED', message, hint };
}
function quotaText({ kind, name }) {
    return kind === 'cluster' ? `cluster quota ${name}` : `quota ${name}`;
}
function lookAt({ kind, name }, project) {
    return kind === 'cluster'
        ? `look at it: oc describe appliedclusterresourcequota ${name} -n ${project}`
        : `look at it: oc describe quota ${name} -n ${project}`;
}
function lookAtRange({ name }, project) {
    return `look at it: oc describe limitrange ${name} -n ${project}`;
}


/***/ }),

/***/ 8147:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   k: () => (/* binding */ requestedRights),
/* harmony export */   x: () => (/* binding */ rightsFor)
/* harmony export */ });
/* harmony import */ var _rights_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(836);
/* harmony import */ var _run_strategy_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(2524);


/** All permissions that a promotion of these images needs at the destination. */
function rightsFor(images, { rollouts, rollbackOnFailure, backupTag }) {
    return [
        ...images.flatMap((image) => (0,_rights_js__WEBPACK_IMPORTED_MODULE_0__/* .destinationRights */ .Qn)(image)),
        ...rollouts.flatMap((workload) => (0,_rights_js__WEBPACK_IMPORTED_MODULE_0__/* .rolloutRights */ .Bq)(workload)),
        ...(rollbackOnFailure === true ? rollBackRights(images, rollouts) : []),
        ...(backupTag === undefined ? [] : images.flatMap((image) => tagWritingRights(image))),
    ];
}
/** The same for images that have not been resolved yet. */
function requestedRights(requests, options, ports) {
    const images = requests.map((request) => {
        const possible = (0,_run_strategy_js__WEBPACK_IMPORTED_MODULE_1__/* .possibleStrategy */ .r)(request, options, ports);
        switch (possible.strategy) {
            case 'tag': {
                const { project, stream } = possible.request.source;
                return {
                    strategy: 'tag',
                    request: possible.request,
                    previousDigest: undefined,
                    from: { project, stream },
                };
            }
            case 'import':
                return {
                    strategy: 'import',
                    request: possible.request,
                    previousDigest: undefined,
                    secret: undefined,
                };
            case 'build':
                return {
                    strategy: 'build',
                    request: possible.request,
                    previousDigest: undefined,
                    isBuilt: false,
                    hasCredentials: true,
                };
            case 'copy':
            case 'either':
                return { strategy: 'copy', request, previousDigest: undefined };
        }
    });
    return rightsFor(images, options);
}
/** The additional permissions of a rollback, checked before anything changes because a failure needs them. */
function rollBackRights(images, workloads) {
    return [
        ...images.flatMap((image) => [...tagWritingRights(image), ...tagRights(image, ['delete'])]),
        ...workloads.flatMap(_rights_js__WEBPACK_IMPORTED_MODULE_0__/* .workloadRollBackRights */ .hF),
    ];
}
/** Pointing a tag to an image of its own stream. */
function tagWritingRights(image) {
    return tagRights(image, ['get', 'create', 'update']);
}
function tagRights({ request }, verbs) {
    const { destination } = request;
    if (destination.kind !== 'stream')
        return [];
    const { project, stream } = destination;
    return verbs.map((verb) => ({
        verb,
        group: 'image.openshift.io',
        resource: 'imagestreamtags',
        project,
        problem: {
            code: 'ACCESS_DENIED',
            message: `the destination account may not ${verb} tags of image stream ${stream} in project ${project}`,
            hint: `grant it: oc policy add-role-to-user registry-editor USER -n ${project} (service account: -z NAME)`,
        },
    }));
}


/***/ }),

/***/ 836:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   Bq: () => (/* binding */ rolloutRights),
/* harmony export */   OE: () => (/* binding */ streamCreation),
/* harmony export */   Qn: () => (/* binding */ destinationRights),
/* harmony export */   hF: () => (/* binding */ workloadRollBackRights)
/* harmony export */ });
/* harmony import */ var _core_ports_workload_kinds_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(2647);

const IMAGES = 'image.openshift.io';
/** The permissions to bring an image into an ImageStream, by strategy. */
function destinationRights(image) {
    const { destination } = image.request;
    if (destination.kind !== 'stream')
        return [];
    const { project, stream } = destination;
    const problem = (what) => ({
        code: 'ACCESS_DENIED',
        message: `the destination account may not ${what} in project ${project} (or the project does not exist)`,
        hint: `grant it: oc policy add-role-to-user registry-editor USER -n ${project} (service account: -z NAME)`,
    });
    switch (image.strategy) {
        case 'tag':
            return tagRights(image, project, stream, problem);
        case 'import':
            return importRights(image.secret !== undefined, project, problem);
        case 'build':
            return buildRights(image, project, problem);
        case 'copy':
            return copyRights(image, project, stream, problem);
    }
}
/** What stops an account that may not create the ImageStream which a copy goes into; undefined: the stream exists for sure. */
function streamCreation(image) {
    return destinationRights(image).find(({ verb, resource, subresource }) => verb === 'create' && resource === 'imagestreams' && subresource === undefined)?.problem;
}
/** What a copy into an ImageStream needs (openshift-api.md \u00a77.3, "two clusters, registry copy"). */
function copyRights(image, project, stream, problem) {
    const push = { group: IMAGES, resource: 'imagestreams', subresource: 'layers', project, name: stream };
    const questions = [
        { ...push, verb: 'update', problem: problem(`push to image stream ${stream}`) },
        { ...push, verb: 'get', problem: problem(`pull from image stream ${stream}`) },
    ];
    if (image.previousDigest === undefined) {
        questions.push({
            verb: 'create',
            group: IMAGES,
            resource: 'imagestreams',
            project,
            problem: problem(`create image stream ${stream}`),
        });
    }
    if (image.request.extraTags.length > 0) {
        for (const verb of ['create', 'update']) {
            const what = `${verb} tags of image stream ${stream}`;
            questions.push({ verb, group: IMAGES, resource: 'imagestreamtags', project, problem: problem(what) });
        }
    }
    return questions;
}
/** What a tag inside a cluster needs (openshift-api.md \u00a77.3, "same cluster, tag to tag"). */
function tagRights({ from }, project, stream, problem) {
    const tags = ['get', 'create', 'update'].map((verb) => ({
        verb,
        group: IMAGES,
        resource: 'imagestreamtags',
        project,
        problem: problem(`${verb} tags of image stream ${stream}`),
    }));
    // the API requires it of the account that writes the tag, not of the pods (capture 15d)
    const pull = {
        verb: 'get',
        group: IMAGES,
        resource: 'imagestreams',
        subresource: 'layers',
        project: from.project,
        name: from.stream,
        problem: {
            code: 'ACCESS_DENIED',
            message: `the destination account may not pull ${from.project}/${from.stream}, so it cannot be tagged from there`,
            hint: `grant it: oc policy add-role-to-user system:image-puller USER -n ${from.project} (service account: -z NAME)`,
        },
    };
    return [pull, ...tags];
}
/** What rolling a workload out and watching it needs (openshift-api.md \u00a77.3, "deploy"). */
function rolloutRights(workload) {
    return (0,_core_ports_workload_kinds_js__WEBPACK_IMPORTED_MODULE_0__/* .workloadRow */ .E3)(workload.kind).rollOut.map((right) => workloadQuestion(workload, right));
}
/** The additional permissions to roll a workload back. */
function workloadRollBackRights(workload) {
    return (0,_core_ports_workload_kinds_js__WEBPACK_IMPORTED_MODULE_0__/* .workloadRow */ .E3)(workload.kind).rollBack.map((right) => workloadQuestion(workload, right, ', which a roll back needs'));
}
function workloadQuestion({ kind, project, name }, { verb, subresource, resource: other }, why = '') {
    const own = (0,_core_ports_workload_kinds_js__WEBPACK_IMPORTED_MODULE_0__/* .workloadRow */ .E3)(kind);
    const { group, resource, object } = other === undefined
        ? { group: own.group, resource: own.resource, object: name }
        : { group: other.group, resource: other.name, object: undefined };
    const path = subresource === undefined ? resource : `${resource}/${subresource}`;
    const what = object === undefined ? path : `${path} ${object}`;
    return {
        ...{ verb, group, resource, subresource, project, name: object },
        problem: {
            code: 'ACCESS_DENIED',
            message: `the destination account may not ${verb} ${what} in project ${project}${why}`,
            hint: `grant it: oc policy add-role-to-user edit USER -n ${project} (service account: -z NAME)`,
        },
    };
}
const BUILDS = 'build.openshift.io';
/**
 * What an import needs (openshift-api.md \u00a77.3, "prod imports from dev registry"). Tags and streams also to put a tag back whose
 * import failed, and to see whether a pull secret is needed any more.
 */
function importRights(needsSecret, project, problem) {
    const ask = asker(project, problem);
    return [
        ...ask(['create'], IMAGES, 'imagestreamimports'),
        ...ask(['get', 'create', 'update', 'delete'], IMAGES, 'imagestreamtags'),
        ...ask(needsSecret ? ['get', 'list'] : ['get'], IMAGES, 'imagestreams'),
        ...(needsSecret ? ask(['get', 'create', 'update', 'delete'], '', 'secrets') : []),
    ];
}
/** What a Build that moves an image needs, and what removes it afterwards (openshift-api.md \u00a77.3, "Build mover"). */
function buildRights({ isBuilt, previousDigest, hasCredentials, }, project, problem) {
    const ask = asker(project, problem);
    const tags = ask(['get', 'create', 'update', 'delete'], IMAGES, 'imagestreamtags');
    if (isBuilt)
        return tags;
    return [
        ...ask(['create', 'get', 'delete'], BUILDS, 'builds'),
        ...ask(['create'], BUILDS, 'builds/docker'),
        ...ask(['get'], BUILDS, 'builds/log'),
        ...tags,
        ...ask(previousDigest === undefined ? ['get', 'create', 'delete'] : ['get'], IMAGES, 'imagestreams'),
        ...(hasCredentials ? ask(['get', 'create', 'delete'], '', 'secrets') : []),
    ];
}
function asker(project, problem) {
    return (verbs, group, path) => {
        const [resource = '', subresource] = path.split('/');
        return verbs.map((verb) => ({
            ...{ verb, group, resource, subresource, project },
            problem: problem(`${verb} ${path}`),
        }));
    };
}


/***/ }),

/***/ 5874:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   EH: () => (/* binding */ workers),
/* harmony export */   ip: () => (/* binding */ withGracePeriod),
/* harmony export */   te: () => (/* binding */ allOrFirstError)
/* harmony export */ });
/* harmony import */ var node_events__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(8474);
/* harmony import */ var _core_text_errors_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(7206);


/**
 * Runs tasks concurrently. The first failure aborts the others and is thrown once all of them have ended, so that no task
 * outlives the call.
 */
async function allOrFirstError(tasks, signal) {
    (0,_core_text_errors_js__WEBPACK_IMPORTED_MODULE_1__/* .throwIfCancelled */ .dZ)(signal);
    const stop = new AbortController();
    const inner = AbortSignal.any([signal, stop.signal]);
    // every request in flight adds a listener: many listeners are no leak here
    (0,node_events__WEBPACK_IMPORTED_MODULE_0__.setMaxListeners)(0, inner);
    let failure;
    const settled = tasks.map(async (task) => {
        try {
            return await task(inner);
        }
        catch (error) {
            failure ??= { error };
            stop.abort(error);
            return undefined;
        }
    });
    const results = await Promise.all(settled);
    if (failure !== undefined)
        throw failure.error;
    return results;
}
/** Works through `queues` in order with `workers` at a time; every worker takes from the first queue that has work. */
function workers(count, queues) {
    const next = () => {
        for (const queue of queues) {
            const task = queue.shift();
            if (task !== undefined)
                return task;
        }
        return undefined;
    };
    return Array.from({ length: count }, () => async (signal) => {
        for (let task = next(); task !== undefined; task = next()) {
            (0,_core_text_errors_js__WEBPACK_IMPORTED_MODULE_1__/* .throwIfCancelled */ .dZ)(signal);
            await task(signal);
        }
    });
}
/**
 * A signal that is aborted `graceMs` after another one. For requests that change something: one that is cut off leaves it unknown
 * whether the server carried it out.
 */
function withGracePeriod(signal, graceMs) {
    const later = new AbortController();
    const onAbort = () => {
        AbortSignal.timeout(graceMs).addEventListener('abort', () => {
            later.abort(signal.reason);
        });
    };
    if (signal.aborted)
        onAbort();
    else
        signal.addEventListener('abort', onAbort, { once: true });
    return later.signal;
}


/***/ }),

/***/ 7215:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   Ho: () => (/* binding */ pointTag),
/* harmony export */   IL: () => (/* binding */ readWritten),
/* harmony export */   Qk: () => (/* binding */ readDestinationTags),
/* harmony export */   Vd: () => (/* binding */ planTags),
/* harmony export */   Zz: () => (/* binding */ readUntilVisible),
/* harmony export */   rP: () => (/* binding */ readDigest)
/* harmony export */ });
/* harmony import */ var _concurrency_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(5874);
/* harmony import */ var _stream_tag_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(8932);


/** The present target of every tag of a request, in order. */
async function readDestinationTags({ destination, extraTags }, read, signal) {
    const readOne = (tag) => async (inner) => ({ tag, digest: await read(tag, inner) });
    const [first, more] = await (0,_concurrency_js__WEBPACK_IMPORTED_MODULE_0__/* .allOrFirstError */ .te)([readOne(destination.tag), (inner) => (0,_concurrency_js__WEBPACK_IMPORTED_MODULE_0__/* .allOrFirstError */ .te)(extraTags.map(readOne), inner)], signal);
    return [first, ...more];
}
/** The change of every tag of an image that is to point to `digest`; one rule for the first tag and the others. */
function planTags(tags, digest, onExistingTag) {
    return tags.map(({ tag, digest: previousDigest }) => {
        if (previousDigest === undefined)
            return { tag, action: 'create', previousDigest };
        if (previousDigest === digest)
            return { tag, action: 'keep', previousDigest };
        return { tag, action: onExistingTag === 'skip' ? 'skip' : 'move', previousDigest };
    });
}
/** The present target of a destination tag. */
async function readDigest(image, tag, signal) {
    try {
        if (image.stream !== undefined) {
            const { cluster, project, stream } = image.stream;
            return (await cluster.streams.getTag({ project, stream, tag }, signal))?.digest;
        }
    }
    catch (error) {
        // system:image-pusher may push but not read ImageStreamTags (openshift-api.md \u00a77.2)
        if (!(0,_stream_tag_js__WEBPACK_IMPORTED_MODULE_1__/* .isDenied */ .GZ)(error))
            throw error;
    }
    return image.strategy === 'copy' ? image.destination.resolveTag(tag, signal) : undefined;
}
/** The target of a tag after a write. */
async function readWritten({ image, tag, digest, after }, clock, signal) {
    const read = () => readDigest(image, tag, signal);
    // the API of a cluster reads its own writes
    if (image.stream !== undefined)
        return read();
    return readUntilVisible(read, { before: digest, after }, clock, signal);
}
// Docker Hub, GHCR and Quay answer reads from caches and replicas that are seconds behind.
const VISIBLE_AFTER_MS = 15_000;
const FIRST_PAUSE_MS = 250;
const MAX_PAUSE_MS = 2_000;
/**
 * Reads a registry tag after a write, and polls for up to 15 seconds while it still has the value from before the write.
 * @returns `after`, a value written by another client or, after the timeout, the old value
 */
async function readUntilVisible(read, { before, after }, clock, signal) {
    const startedMs = clock.nowMs();
    for (let pauseMs = FIRST_PAUSE_MS;; pauseMs = Math.min(pauseMs * 2, MAX_PAUSE_MS)) {
        const current = await read();
        const isOld = current !== after && (current === before || current === undefined);
        if (!isOld || clock.nowMs() + pauseMs - startedMs > VISIBLE_AFTER_MS)
            return current;
        await clock.sleep(pauseMs, signal);
    }
}
/** Points a tag to an image that its stream or repository already holds. */
async function pointTag(image, tag, digest, signal) {
    if (image.stream === undefined) {
        const manifest = await image.destination.getManifest(digest, signal);
        await image.destination.putManifest(manifest, tag, signal);
        return;
    }
    const { cluster, project, stream } = image.stream;
    await cluster.streams.putTag({ project, stream, tag }, { project, stream, digest }, signal);
}


/***/ }),

/***/ 6097:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   Db: () => (/* binding */ sourceDigestOf),
/* harmony export */   IP: () => (/* binding */ sourceImageOf),
/* harmony export */   Kn: () => (/* binding */ isChanging),
/* harmony export */   Ro: () => (/* binding */ isCopied),
/* harmony export */   c_: () => (/* binding */ readContent),
/* harmony export */   n7: () => (/* binding */ destinationImageOf)
/* harmony export */ });
/* harmony import */ var _core_image_walk_graph_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(9751);

/** All content of an image at its source. @throws PromoteError what `walkGraph` throws */
function readContent(root, source, signal) {
    return (0,_core_image_walk_graph_js__WEBPACK_IMPORTED_MODULE_0__/* .walkGraph */ .i)(root, (digest, inner) => source.getManifest(digest, inner), signal, (layer, inner) => source.hasBlob(layer, inner));
}
/** The digest that was promoted; a build gives the destination another one. */
function sourceDigestOf(image) {
    return image.strategy === 'build' ? image.sourceDigest : image.root.digest;
}
/** Pull spec by digest at the source. */
function sourceImageOf(image) {
    return `${image.source.host}/${image.source.name}@${sourceDigestOf(image)}`;
}
/** Pull spec by digest at the destination. */
function destinationImageOf(image) {
    return `${image.destination.host}/${image.destination.name}@${image.root.digest}`;
}
function isCopied(image) {
    return image.strategy === 'copy';
}
/** Whether promoting the image changes anything: one of its tags points elsewhere. */
function isChanging({ tags, root }) {
    return tags.some(({ digest }) => digest !== root.digest);
}


/***/ }),

/***/ 2392:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   h: () => (/* binding */ rolloutTarget),
/* harmony export */   s: () => (/* binding */ usedImages)
/* harmony export */ });
/* harmony import */ var _core_image_reference_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(3638);

function rolloutTarget(image) {
    const { destination } = image.request;
    const repository = `${image.destination.host}/${image.destination.name}`;
    return {
        name: (0,_core_image_reference_js__WEBPACK_IMPORTED_MODULE_0__/* .formatReference */ .FH)({ ...destination, digest: undefined }),
        project: destination.kind === 'stream' ? destination.project : '',
        stream: destination.kind === 'stream' ? destination.stream : undefined,
        tags: [destination.tag, ...image.request.extraTags],
        digest: image.root.digest,
        acceptedDigests: acceptedDigests(image.root),
        pullSpec: `${repository}@${image.root.digest}`,
        repositories: [repository],
    };
}
/** The images that a workload is rolled out for; it need not run every image of the promotion. */
function usedImages(plan, images) {
    const used = new Set(Object.values(plan.images));
    return images.filter((image) => used.has(rolloutTarget(image).name));
}
/** A node that pulls an index reports the index or the child for its platform: both prove the promotion. */
function acceptedDigests(root) {
    const children = root.content.kind === 'index' ? root.content.manifests : [];
    return new Set([root.digest, ...children.map((child) => child.digest)]);
}


/***/ }),

/***/ 2524:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   r: () => (/* binding */ possibleStrategy)
/* harmony export */ });
/* harmony import */ var _core_text_errors_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(7206);
/* harmony import */ var _core_image_reference_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(3638);


/**
 * `tag` needs both sides in image streams of one cluster, `import` and `build` a destination in one.
 * @throws PromoteError INPUT_INVALID when it is asked for and not possible
 */
function possibleStrategy(request, options, ports) {
    const { source, destination } = request;
    const tag = possibleTag(request, ports);
    switch (options.strategy) {
        case 'tag':
            if (tag !== undefined)
                return tag;
            throw new _core_text_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .PromoteError */ .jG({
                code: 'INPUT_INVALID',
                message: `${(0,_core_image_reference_js__WEBPACK_IMPORTED_MODULE_1__/* .formatReference */ .FH)(source)} cannot become ${(0,_core_image_reference_js__WEBPACK_IMPORTED_MODULE_1__/* .formatReference */ .FH)(destination)} by a tag: both must be image streams of one cluster`,
                hint: 'set "strategy" to "auto" or "copy"',
            });
        case 'auto':
            // attachments are separate tags of the source stream, which tagging the image does not copy
            return tag !== undefined && options.signatures !== 'always'
                ? { ...tag, strategy: 'either' }
                : { strategy: 'copy' };
        case 'copy':
            return { strategy: 'copy' };
        case 'import':
        case 'build': {
            const cluster = ports.clusters.destination;
            if (destination.kind === 'stream' && cluster !== undefined) {
                return { strategy: options.strategy, request: { ...request, destination }, cluster };
            }
            throw new _core_text_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .PromoteError */ .jG({
                code: 'INPUT_INVALID',
                message: `"strategy" is "${options.strategy}", but ${(0,_core_image_reference_js__WEBPACK_IMPORTED_MODULE_1__/* .formatReference */ .FH)(destination)} is no image stream of a cluster that could do it`,
                hint: 'name the destination as project/stream:tag and set "destination-server", or set "strategy" to "copy"',
            });
        }
    }
}
function possibleTag(request, { clusters }) {
    const { source, destination } = request;
    if (source.kind !== 'stream' || destination.kind !== 'stream')
        return undefined;
    if (clusters.source === undefined || clusters.destination === undefined)
        return undefined;
    if (clusters.source.server !== clusters.destination.server)
        return undefined;
    return {
        strategy: 'tag',
        request: { ...request, source, destination },
        clusters: { source: clusters.source, destination: clusters.destination },
    };
}


/***/ }),

/***/ 8932:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   GZ: () => (/* binding */ isDenied),
/* harmony export */   iQ: () => (/* binding */ missingImage),
/* harmony export */   ox: () => (/* binding */ readPrevious),
/* harmony export */   sz: () => (/* binding */ streamTagName)
/* harmony export */ });
/* harmony import */ var _core_text_errors_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(7206);
/* harmony import */ var _core_text_nearest_name_js__WEBPACK_IMPORTED_MODULE_2__ = __nccwpck_require__(8047);
/* harmony import */ var _core_image_reference_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(3638);



/** Why a source image does not exist: the stream, its tag, or an import that failed; with the most similar tags. */
async function missingImage(reference, cluster, signal) {
    const found = await tagsOf(reference, cluster, signal);
    const { tag } = streamTagName(reference);
    const failure = reference.digest === undefined ? found?.failedImports[tag] : undefined;
    const name = (0,_core_image_reference_js__WEBPACK_IMPORTED_MODULE_1__/* .formatReference */ .FH)(reference);
    return new _core_text_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .PromoteError */ .jG({
        code: 'IMAGE_NOT_FOUND',
        message: failure === undefined
            ? `${name} does not exist on ${cluster.server}`
            : `${name} has no image on ${cluster.server}, because its import failed: ${failure}`,
        hint: failure === undefined
            ? tagsHint(reference, found?.names)
            : `correct what the tag imports, then: oc import-image ${reference.stream}:${tag} -n ${reference.project}`,
        where: { side: 'source' },
    });
}
async function tagsOf(reference, cluster, signal) {
    try {
        return await cluster.streams.readTags(reference, signal);
    }
    catch (error) {
        // the stream only explains the error: the image is missing whether or not the stream can be read
        if (error instanceof _core_text_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .PromoteError */ .jG && error.code !== 'CANCELLED')
            return undefined;
        throw error;
    }
}
const MAX_NAMED_TAGS = 5;
function tagsHint(reference, names) {
    const { project, stream } = reference;
    const look = `look at the tags there are: oc get imagestreamtags -n ${project}`;
    const { tag } = streamTagName(reference);
    if (names === undefined || names.length === 0 || reference.digest !== undefined)
        return look;
    const nearest = (0,_core_text_nearest_name_js__WEBPACK_IMPORTED_MODULE_2__/* .nearestName */ .q)(tag, names);
    const others = names.slice(-MAX_NAMED_TAGS).filter((name) => name !== nearest);
    const all = names.length > MAX_NAMED_TAGS ? `; all of them: oc get imagestreamtags -n ${project}` : '';
    return nearest === undefined
        ? `${project}/${stream} has the tags ${others.join(', ')}${all}`
        : `did you mean ${project}/${stream}:${nearest}? Other tags: ${others.join(', ') || 'none'}${all}`;
}
function isDenied(error) {
    return error instanceof _core_text_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .PromoteError */ .jG && error.code === 'ACCESS_DENIED';
}
/** The ImageStreamTag a reference means; without tag and digest it is `latest`, as everywhere in the field. */
function streamTagName(reference) {
    return { project: reference.project, stream: reference.stream, tag: reference.tag ?? 'latest' };
}
/** The present target of a destination tag. */
async function readPrevious(destination, cluster, signal) {
    try {
        return (await cluster.streams.getTag(streamTagName(destination), signal))?.digest;
    }
    catch (error) {
        // the check reports all missing permissions at once
        if (isDenied(error))
            return undefined;
        throw error;
    }
}


/***/ }),

/***/ 4082:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {


// EXPORTS
__nccwpck_require__.d(__webpack_exports__, {
  createStoredAccounts: () => (/* binding */ createStoredAccounts)
});

// UNUSED EXPORTS: canonicalKey, helperQuestion, keysOf

// EXTERNAL MODULE: ./src/core/text/errors.js
var errors = __nccwpck_require__(7206);
// EXTERNAL MODULE: ./src/core/image/reference.js
var reference = __nccwpck_require__(3638);
// EXTERNAL MODULE: ./src/registry/auth/keyed-lock.js
var keyed_lock = __nccwpck_require__(1544);
// EXTERNAL MODULE: ./src/registry/replies/origin.js
var origin = __nccwpck_require__(5770);
// EXTERNAL MODULE: ./src/core/text/strict-json.js
var strict_json = __nccwpck_require__(1691);
;// CONCATENATED MODULE: ./src/registry/auth/accounts/auth-entry.js

const EMPTY = { kind: 'empty' };
const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;
/** user name by which helpers and `auth` mark the password as an identity token */
const IDENTITY_USER = '<token>';
/** Parses an entry as written by docker, podman and Kubernetes; messages contain no text of it. */
function readAuthEntry(value) {
    if (!(0,strict_json/* isJsonObject */.OW)(value))
        return { kind: 'malformed', what: 'is not an object' };
    const text = (key) => {
        const field = value[key];
        return typeof field === 'string' && field !== '' ? field : undefined;
    };
    const identity = text('identitytoken');
    if (identity !== undefined)
        return found({ kind: 'identity', token: identity });
    const token = text('registrytoken');
    if (token !== undefined)
        return found({ kind: 'bearer', token });
    const auth = text('auth');
    if (auth === undefined)
        return fromPair(text('username'), text('password'));
    // Node's base64 decoder ignores invalid characters
    if (!BASE64.test(auth))
        return { kind: 'malformed', what: 'has an "auth" that is not base64' };
    const pair = Buffer.from(auth, 'base64').toString('utf8');
    const colon = pair.indexOf(':');
    if (colon < 0)
        return { kind: 'malformed', what: 'has an "auth" without a colon' };
    // old versions of docker padded with NULs
    return fromPair(pair.slice(0, colon), pair.slice(colon + 1).replace(/^\0+|\0+$/g, ''));
}
/** Credentials from a name and a secret; empty without a secret. */
function fromPair(username, secret) {
    if (secret === undefined || secret === '')
        return EMPTY;
    if (username === IDENTITY_USER)
        return found({ kind: 'identity', token: secret });
    if (username === undefined || username === '')
        return EMPTY;
    return found({ kind: 'basic', username, password: secret });
}
function found(credentials) {
    return { kind: 'credentials', credentials };
}

// EXTERNAL MODULE: external "node:fs"
var external_node_fs_ = __nccwpck_require__(3024);
// EXTERNAL MODULE: ./src/core/text/given-text.js
var given_text = __nccwpck_require__(3446);
;// CONCATENATED MODULE: ./src/registry/auth/accounts/auth-file.js




const MAX_FILE_BYTES = 1024 * 1024;
/**
 * Reads one place; undefined when it is empty. A default file that this job has no permission to read, such as one in another
 * user's home, is skipped with a line in the log.
 * @throws PromoteError INPUT_INVALID when a file named by the user does not exist, and for content that is not an auth file
 */
function readAuthFile(place, side, log) {
    if (place.kind === 'text')
        return parseAuthFile(place.text, place.name, false, side);
    const { file, isRequired, isLegacy } = place;
    let text;
    try {
        // a few small files, most of which do not exist: synchronous reads are faster than the thread pool
        const { size } = (0,external_node_fs_.statSync)(file);
        if (size > MAX_FILE_BYTES)
            throw unusable(file, side, 'is too large for what it should hold');
        text = (0,external_node_fs_.readFileSync)(file, 'utf8');
    }
    catch (error) {
        if (error instanceof errors/* PromoteError */.jG)
            throw error;
        const code = error instanceof Error && 'code' in error ? String(error.code) : 'unreadable';
        if (isRequired)
            throw missing(file, code, side);
        if (code !== 'ENOENT' && code !== 'ENOTDIR') {
            log(`${side}: ${file} cannot be read (${code}), its accounts are left out`);
        }
        return undefined;
    }
    // podman leaves an empty file after logging out of all registries
    return text.trim() === '' ? undefined : parseAuthFile(text, file, isLegacy, side);
}
function parseAuthFile(text, name, isLegacy, side) {
    let content;
    try {
        content = JSON.parse(text);
    }
    catch {
        // the parser's message quotes the text, which contains passwords
        throw unusable(name, side, 'is not JSON');
    }
    if (!(0,strict_json/* isJsonObject */.OW)(content))
        throw unusable(name, side, 'is not a JSON object');
    const store = content['credsStore'];
    return {
        name,
        auths: isLegacy ? content : objectIn(content, 'auths'),
        credHelpers: objectIn(content, 'credHelpers'),
        credsStore: !isLegacy && typeof store === 'string' && store !== '' ? store : undefined,
    };
}
function objectIn(content, key) {
    const value = content[key];
    return (0,strict_json/* isJsonObject */.OW)(value) ? value : {};
}
/** The error for a named file that does not exist, or for content given in place of a path. */
function missing(file, code, side) {
    return new errors/* PromoteError */.jG({
        code: 'INPUT_INVALID',
        message: `the accounts for the ${side} registry: ${(0,given_text/* unreadableFile */._s)(file, code)}`,
        hint: `give the path of a file as skopeo login or docker login writes it; its content goes into the variable DOCKER_AUTH_CONFIG`,
        where: { side },
    });
}
/** The error for an invalid auth file. */
function unusable(name, side, what) {
    return new errors/* PromoteError */.jG({
        code: 'INPUT_INVALID',
        message: `the accounts for the ${side} registry: ${name} ${what}`,
        hint: `write it with skopeo login or docker login, or set the inputs "${side}-registry-username" and "${side}-registry-password"`,
        where: { side },
    });
}

// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __nccwpck_require__(6760);
;// CONCATENATED MODULE: ./src/registry/auth/accounts/auth-file-places.js

/**
 * The places in lookup order (containers-auth.json(5), registry.md \u00a71.4). A file named by the user is the only place;
 * DOCKER_AUTH_CONFIG is how GitLab passes accounts to jobs.
 * @param given path from the input
 */
function authFilePlaces(given, machine) {
    const { environment } = machine;
    if (given !== undefined)
        return [file(given, true)];
    const text = environment['DOCKER_AUTH_CONFIG'] ?? '';
    const fromVariable = text.trim() === '' ? [] : [{ kind: 'text', name: 'DOCKER_AUTH_CONFIG', text }];
    const named = environment['REGISTRY_AUTH_FILE'] ?? '';
    return [...fromVariable, ...(named === '' ? usualFiles(machine) : [file(named, true)])];
}
function usualFiles({ environment, platform, home, uid }) {
    const folder = (variable, ...otherwise) => environment[variable] === undefined || environment[variable] === ''
        ? external_node_path_.join(...otherwise)
        : environment[variable];
    const runtime = folder('XDG_RUNTIME_DIR', '/run/containers', String(uid ?? 0));
    const isNamed = (environment['XDG_RUNTIME_DIR'] ?? '') !== '';
    return [
        // other systems have no per-session runtime folder
        ...(platform === 'linux' ? [external_node_path_.join(runtime, ...(isNamed ? ['containers'] : []), 'auth.json')] : []),
        external_node_path_.join(folder('XDG_CONFIG_HOME', home, '.config'), 'containers', 'auth.json'),
        external_node_path_.join(folder('DOCKER_CONFIG', home, '.docker'), 'config.json'),
    ]
        .map((name) => file(name, false))
        .concat({ kind: 'file', file: external_node_path_.join(home, '.dockercfg'), isRequired: false, isLegacy: true });
}
function file(name, isRequired) {
    return { kind: 'file', file: name, isRequired, isLegacy: false };
}

;// CONCATENATED MODULE: ./src/registry/auth/accounts/stored-accounts.js








/**
 * The accounts that `docker login`, `podman login` and `skopeo login` have stored, and those of credential helpers. In each file:
 * the helper of the registry, then the entries from the most specific path to the host, then the store (registry.md \u00a71.4).
 * The returned function throws PromoteError INPUT_INVALID and LOGIN_FAILED.
 */
function createStoredAccounts(options) {
    const { side, log } = options;
    /** undefined: the helper has no account */
    const known = new Map();
    const lock = (0,keyed_lock/* createKeyedLock */.s)();
    const places = authFilePlaces(options.file, options.machine);
    const find = async (host, repository, signal) => {
        for (const candidate of candidatesIn(places, host, repository, options)) {
            const account = known.has(candidate.key)
                ? known.get(candidate.key)
                : await open(candidate, signal, () => search(host, repository));
            known.set(candidate.key, account);
            if (account !== undefined)
                return account;
        }
        return undefined;
    };
    /** Repeats the whole lookup, because a new login may be stored in another place. */
    const search = (host, repository) => async (signal) => {
        for (const candidate of candidatesIn(places, host, repository, options)) {
            const credentials = await readHidden(candidate, options, signal);
            if (credentials !== undefined)
                return credentials;
        }
        return undefined;
    };
    const open = async (candidate, signal, renewal) => {
        const credentials = await readHidden(candidate, options, signal);
        if (credentials === undefined)
            return undefined;
        log(`${side}: account of ${candidate.origin}`);
        return { credentials, origin: candidate.origin, renew: renewal() };
    };
    return (host, repository, signal) => 
    // one at a time, so that a helper needed for several images runs once
    lock.withLock((0,reference/* canonicalRegistryHost */.M7)(host), signal, () => find(host, (0,origin/* servedRepository */.Oo)(host, repository), signal));
}
async function readHidden(candidate, { maskSecret }, signal) {
    const credentials = await candidate.read(signal);
    if (credentials?.kind === 'basic')
        maskSecret(credentials.password, credentials.username);
    else if (credentials !== undefined)
        maskSecret(credentials.token, undefined);
    return credentials;
}
function candidatesIn(places, host, repository, options) {
    const files = places.map((place) => readAuthFile(place, options.side, options.log));
    return files.flatMap((file) => (file === undefined ? [] : candidatesOf(file, host, repository, options)));
}
function candidatesOf(file, host, repository, { side, run }) {
    const registry = (0,reference/* canonicalRegistryHost */.M7)(host);
    const ofHelper = (helper) => ({
        key: JSON.stringify([file.name, helper, registry]),
        origin: `${programOf(helper)} for ${registry} (named in ${file.name})`,
        read: (signal) => askHelper({ side, helper, namedBy: file.name, host }, run, signal),
    });
    const helper = stored_accounts_valueOf(file.credHelpers, registry);
    if (typeof helper === 'string' && helper !== '')
        return [ofHelper(helper)];
    const entries = keysOf(host, repository).flatMap((key) => {
        const value = stored_accounts_valueOf(file.auths, key);
        if (value === undefined)
            return [];
        const read = () => {
            const entry = readAuthEntry(value);
            if (entry.kind === 'malformed')
                throw unusable(file.name, side, `${entry.what} for ${key}`);
            return entry.kind === 'credentials' ? entry.credentials : undefined;
        };
        const origin = `${file.name} (${key})`;
        return [{ key: JSON.stringify([file.name, key]), origin, read: async () => read() }];
    });
    return file.credsStore === undefined ? entries : [...entries, ofHelper(file.credsStore)];
}
/** The value under any spelling of a key; the exact spelling wins. */
function stored_accounts_valueOf(object, key) {
    if (Object.hasOwn(object, key))
        return object[key];
    return Object.entries(object).find(([written]) => canonicalKey(written) === key)?.[1];
}
const NAME = /^[A-Za-z0-9._-]+$/;
/** printed on standard output by a helper that has no account (docker-credential-helpers, credentials/error.go) */
const NOT_FOUND = /^credentials not found in native keychain\s*$/;
/**
 * Runs `docker-credential-NAME get`. A missing or failing helper is an error: falling back to another store or registry leaked
 * passwords in CVE-2021-41092. The helper's output is never shown.
 * @returns undefined when the helper has no account for this registry
 * @throws PromoteError LOGIN_FAILED
 */
async function askHelper(question, run, signal) {
    const { helper, host } = question;
    if (!NAME.test(helper))
        throw failed(question, 'its name is not one of a program');
    const end = await run({ command: programOf(helper), args: ['get'], input: helperQuestion(host) }, signal);
    if (end.kind === 'failed')
        throw failed(question, end.reason);
    if (end.code !== 0) {
        if (NOT_FOUND.test(end.stdout))
            return undefined;
        throw failed(question, `it ended with ${end.code}`);
    }
    return readAnswer(end.stdout, question);
}
/** The name of the program. */
function programOf(helper) {
    return `docker-credential-${helper}`;
}
function readAnswer(stdout, question) {
    let answer;
    try {
        answer = JSON.parse(stdout);
    }
    catch {
        // may be a secret in another format: not shown
    }
    if (!(0,strict_json/* isJsonObject */.OW)(answer))
        throw failed(question, 'it printed no JSON object');
    const { Username: username, Secret: secret } = answer;
    const isText = (value) => value === undefined || typeof value === 'string';
    if (!isText(username) || !isText(secret))
        throw failed(question, 'it printed something that is no account');
    const entry = fromPair(username, secret);
    return entry.kind === 'credentials' ? entry.credentials : undefined;
}
function failed({ side, helper, namedBy, host }, reason) {
    const isProgram = NAME.test(helper);
    const program = isProgram ? programOf(helper) : JSON.stringify(helper.slice(0, 60));
    return new errors/* PromoteError */.jG({
        code: 'LOGIN_FAILED',
        message: `the credential helper ${program} of ${namedBy} gave no account for the ${side} registry ${host}: ${reason}`,
        hint: `try it: echo ${helperQuestion(host)} | ${isProgram ? program : 'docker-credential-NAME'} get; or set the inputs "${side}-registry-username" and "${side}-registry-password"`,
        where: { side, host },
    });
}
/** Docker Hub's key in auth files and for credential helpers. */
const DOCKER_HUB_KEY = 'https://index.docker.io/v1/';
/**
 * The keys under which an account for a repository may be stored, the most specific first: `host/ns/app`, `host/ns`, `host`
 * (containers-auth.json(5)).
 * @param host as the user writes it
 */
function keysOf(host, repository) {
    const segments = repository.split('/');
    const registry = (0,reference/* canonicalRegistryHost */.M7)(host);
    const paths = segments.map((_, index) => segments.slice(0, segments.length - index).join('/'));
    return [...paths.map((path) => `${registry}/${path}`), registry];
}
/** Normalizes a key: a URL, as docker writes it, is reduced to its host. */
function canonicalKey(key) {
    const plain = key.replace(/^https?:\/\//i, '');
    const [host = '', ...path] = plain.replace(/\/+$/, '').split('/');
    const registry = (0,reference/* canonicalRegistryHost */.M7)(host);
    return plain === key && path.length > 0 ? `${registry}/${path.join('/')}` : registry;
}
/** The key passed to a credential helper: the registry, never a path. */
function helperQuestion(host) {
    const registry = (0,reference/* canonicalRegistryHost */.M7)(host);
    return registry === 'docker.io' ? DOCKER_HUB_KEY : (0,origin/* registryOrigin */._g)(registry, false).host;
}


/***/ }),

/***/ 1544:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   s: () => (/* binding */ createKeyedLock)
/* harmony export */ });
/* harmony import */ var _core_text_errors_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(7206);

function createKeyedLock() {
    /** for every key in use: resolves when the last queued body has ended */
    const tails = new Map();
    return {
        async withLock(key, signal, body) {
            const before = tails.get(key);
            let release = () => undefined;
            const ended = new Promise((resolve) => {
                release = resolve;
            });
            // later callers wait for all earlier ones, even if this one stops waiting
            const tail = before === undefined ? ended : before.then(() => ended);
            tails.set(key, tail);
            try {
                if (before !== undefined)
                    await orCancelled(before, signal);
                (0,_core_text_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .throwIfCancelled */ .dZ)(signal);
                return await body();
            }
            finally {
                release();
                if (tails.get(key) === tail)
                    tails.delete(key);
            }
        },
    };
}
async function orCancelled(promise, signal) {
    (0,_core_text_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .throwIfCancelled */ .dZ)(signal);
    let stop = () => undefined;
    const aborted = new Promise((_resolve, reject) => {
        stop = () => {
            reject((0,_core_text_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .cancelled */ .KW)(signal));
        };
        signal.addEventListener('abort', stop, { once: true });
    });
    try {
        await Promise.race([promise, aborted]);
    }
    finally {
        signal.removeEventListener('abort', stop);
    }
}


/***/ }),

/***/ 5770:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   J6: () => (/* binding */ isSameOrigin),
/* harmony export */   Oo: () => (/* binding */ servedRepository),
/* harmony export */   _g: () => (/* binding */ registryOrigin)
/* harmony export */ });
/* harmony import */ var _core_image_reference_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(3638);

/** `host` as users write it: `docker.io` is served by another name. */
function registryOrigin(host, plainHttp) {
    const served = isDockerHub(host) ? 'registry-1.docker.io' : host;
    const { origin, hostname, host: authority } = new URL(`${plainHttp ? 'http' : 'https'}://${served}`);
    return { url: origin, hostname, host: authority, secure: !plainHttp };
}
function isDockerHub(host) {
    return (0,_core_image_reference_js__WEBPACK_IMPORTED_MODULE_0__/* .canonicalRegistryHost */ .M7)(host) === 'docker.io';
}
/** Adds `library/` to the names of Docker Hub's official images. */
function servedRepository(host, name) {
    return isDockerHub(host) && !name.includes('/') ? `library/${name}` : name;
}
/** Same scheme, host and port. Credentials are valid for exactly one origin. */
function isSameOrigin(url, origin) {
    return URL.canParse(url) && new URL(url).origin === origin.url;
}


/***/ }),

/***/ 4412:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   D9: () => (/* binding */ errorCodeOf),
/* harmony export */   FO: () => (/* binding */ exitCodeOf),
/* harmony export */   S6: () => (/* binding */ errorLines),
/* harmony export */   Uc: () => (/* binding */ describeError),
/* harmony export */   xR: () => (/* binding */ helpUrl)
/* harmony export */ });
/* harmony import */ var _core_text_errors_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(7206);
/* harmony import */ var _core_text_server_text_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(6844);
/* harmony import */ var _core_version_js__WEBPACK_IMPORTED_MODULE_2__ = __nccwpck_require__(2857);



const MAX_LINE_LENGTH = 2000;
const MAX_CAUSES = 8;
const MAX_STACK_LINES = 30;
/** The error code for anything thrown: that of a PromoteError, or INTERNAL_ERROR. */
function errorCodeOf(error) {
    return error instanceof _core_text_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .PromoteError */ .jG ? error.code : 'INTERNAL_ERROR';
}
/** The section of the documentation about an error, of the version that runs. */
function helpUrl(error) {
    return `${_core_version_js__WEBPACK_IMPORTED_MODULE_2__/* .DOCUMENTATION */ .l0}/errors.md#${errorCodeOf(error).toLowerCase()}`;
}
/** The exit code of the process for anything thrown. */
function exitCodeOf(error) {
    return _core_text_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .ERROR_CODES */ .OQ[errorCodeOf(error)].exit;
}
/** Describes an error for users. `redact` is applied to every line. */
function describeError(error, redact) {
    const line = (text) => (0,_core_text_server_text_js__WEBPACK_IMPORTED_MODULE_1__/* .cleanServerText */ .C)(redact(text), MAX_LINE_LENGTH);
    if (!(error instanceof _core_text_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .PromoteError */ .jG))
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
        `  more: ${_core_version_js__WEBPACK_IMPORTED_MODULE_2__/* .DOCUMENTATION */ .l0}/errors.md#${code.toLowerCase()}`,
    ];
}
/** Anything but a PromoteError is a bug, so its stack is included. */
function describeFault(error, line) {
    const stack = error instanceof Error && error.stack !== undefined ? error.stack : String(error);
    return {
        code: 'INTERNAL_ERROR',
        message: line(`bug in openshift-promote: ${error instanceof Error ? error.message : String(error)}`),
        hint: 'please report it with the lines below',
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
    // an error with a single problem is shown as that problem
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
/**
 * The chain of causes, the immediate one first, each once: chains may be circular, and errors may repeat the text of their causes.
 */
function causesOf(error) {
    const texts = new Set();
    const seen = new Set([error]);
    const queue = lowerErrors(error);
    while (queue.length > 0 && texts.size < MAX_CAUSES) {
        const next = queue.shift();
        if (next === undefined || next === null || seen.has(next))
            continue;
        seen.add(next);
        const text = causeText(next);
        if (text !== undefined)
            texts.add(text);
        queue.unshift(...lowerErrors(next));
    }
    return [...texts];
}
function lowerErrors(error) {
    if (!(error instanceof Error))
        return [];
    return [error.cause, ...(error instanceof AggregateError ? error.errors : [])];
}
/** undefined if the cause is data for programs */
function causeText(cause) {
    if (typeof cause === 'object' && cause !== null && !(cause instanceof Error))
        return undefined;
    if (!(cause instanceof Error))
        return String(cause);
    const code = 'code' in cause && typeof cause.code === 'string' ? cause.code : '';
    const message = cause.message === '' ? cause.name : cause.message;
    return code === '' || message.includes(code) ? message : `${code}: ${message}`;
}


/***/ }),

/***/ 4074:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   Y: () => (/* binding */ outputsOf)
/* harmony export */ });
/* harmony import */ var _error_text_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(4412);
/* harmony import */ var _core_attachment_text_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(7190);


/**
 * The outputs of a run, by name; unknown ones are empty. If there are several images, outputs of a single image are those of the
 * first one, and `results` has all of them.
 */
function outputsOf(result) {
    const { report, plan, failure, record } = result;
    const images = report?.images ?? [];
    const [first] = images;
    const rollout = images.flatMap((image) => image.rollouts)[0];
    return {
        digest: first?.digest ?? '',
        image: first?.image ?? '',
        'image-stream-tag': first?.imageStreamTag ?? '',
        'source-image': first?.sourceImage ?? '',
        'previous-digest': first?.previousDigest ?? '',
        // a dry run moves no tags, so its plan says which would move
        changed: report === undefined ? '' : String(!report.dryRun && images.some((image) => image.changed)),
        'rollout-status': report?.rolloutStatus ?? '',
        'rollout-revision': rollout?.revision ?? '',
        'policy-outcome': worstOutcome(report?.policy ?? []) ?? '',
        'rolled-back': report === undefined ? '' : String(report.rolledBack ?? false),
        'signatures-copied': report === undefined ? '' : sum(images.map((image) => (0,_core_attachment_text_js__WEBPACK_IMPORTED_MODULE_1__/* .countCarried */ .YU)(image.attachments))),
        'gitops-commit': report?.commit?.sha ?? '',
        'gitops-branch': report?.commit?.branch ?? '',
        'bytes-copied': report === undefined ? '' : sum(images.map((image) => image.bytesCopied)),
        'bytes-skipped': report === undefined ? '' : sum(images.map((image) => image.bytesSkipped)),
        'duration-ms': report === undefined ? '' : String(report.durationMs),
        // layers and labels are only in the record, because outputs are limited in size
        results: JSON.stringify(images.map((image) => ({ ...image, blobs: undefined, change: undefined }))),
        plan: plan === undefined ? '' : JSON.stringify(plan),
        record: record ?? '',
        'source-kubeconfig': result.kubeconfigs?.source ?? '',
        'destination-kubeconfig': result.kubeconfigs?.destination ?? '',
        'error-code': failure === undefined ? '' : (0,_error_text_js__WEBPACK_IMPORTED_MODULE_0__/* .errorCodeOf */ .D9)(failure.error),
    };
}
const OUTCOMES = ['refused', 'overridden', 'warned', 'passed'];
function worstOutcome(reports) {
    return OUTCOMES.find((outcome) => reports.some((report) => report.outcome === outcome));
}
function sum(counts) {
    return String(counts.reduce((total, count) => total + count, 0));
}


/***/ }),

/***/ 8708:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   Bv: () => (/* binding */ signatureRow),
/* harmony export */   EB: () => (/* binding */ SIGNATURE_HEAD),
/* harmony export */   Ob: () => (/* binding */ policyRows),
/* harmony export */   QY: () => (/* binding */ POLICY_HEAD),
/* harmony export */   Zt: () => (/* binding */ policyHeadline)
/* harmony export */ });
/* harmony import */ var _core_image_digest_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(2391);

const POLICY_HEAD = ['Image', 'Rule', 'Outcome', 'Found'];
const SIGNATURE_HEAD = ['Signer', 'Signed', 'Type', 'Identity', 'When'];
/** Every rule for every image, in the order of the policy. */
function policyRows(reports) {
    return reports.flatMap((report) => report.rules.map((rule) => ({
        image: `${report.image.split('@', 1)[0] ?? ''}@${(0,_core_image_digest_js__WEBPACK_IMPORTED_MODULE_0__/* .shortDigest */ .VK)(report.digest)}`,
        rule: rule.name,
        outcome: outcomeOf(rule, report),
        found: foundBy(rule),
        needed: rule.outcome === 'passed' ? undefined : neededBy(rule),
    })));
}
/** Which policy it was and how it ended: `policy.yaml (sha256:0123456789ab): overridden: the scanner is down` */
function policyHeadline({ policy, policyDigest, outcome, override }) {
    const why = override === undefined ? '' : `: ${override.reason}`;
    return `${policy} (${(0,_core_image_digest_js__WEBPACK_IMPORTED_MODULE_0__/* .shortDigest */ .VK)(policyDigest)}): ${outcome}${why}`;
}
/** Cells under {@link SIGNATURE_HEAD}. */
function signatureRow(signature) {
    const { signer, subject, type, identity, issuer, signedAt } = signature;
    const voucher = issuer === undefined ? '' : `, issued by ${issuer}`;
    return [
        signer,
        (0,_core_image_digest_js__WEBPACK_IMPORTED_MODULE_0__/* .shortDigest */ .VK)(subject),
        type,
        identity === undefined ? '' : `${identity}${voucher}`,
        signedAt ?? '',
    ];
}
function outcomeOf({ outcome, mode }, report) {
    if (outcome === 'passed')
        return 'passed';
    if (mode === 'warn')
        return 'warned';
    return report.outcome === 'overridden' ? 'overridden' : 'refused';
}
/** For an index, the finding for each part; equal findings are combined. */
function foundBy({ findings }) {
    const parts = new Map();
    for (const { found, platform, digest } of findings) {
        const named = parts.get(found) ?? [];
        named.push(platform ?? (0,_core_image_digest_js__WEBPACK_IMPORTED_MODULE_0__/* .shortDigest */ .VK)(digest));
        parts.set(found, named);
    }
    if (findings.length === 1 || parts.size === 1)
        return [...parts.keys()].join('');
    return [...parts].map(([found, named]) => `${named.join(', ')}: ${found}`).join('; ');
}
function neededBy({ findings }) {
    return [...new Set(findings.flatMap(({ needed }) => needed ?? []))].join('; ');
}


/***/ }),

/***/ 6363:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   n: () => (/* binding */ createProgressLines)
/* harmony export */ });
/* harmony import */ var _core_progress_text_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(5116);

// Frequent enough to show progress, rare enough to keep the log readable.
const INTERVAL_MS = 5_000;
/** A transfer that ends within the first interval writes no progress line, since the log reports its result anyway. */
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
                print(`${progress.label}: ${(0,_core_progress_text_js__WEBPACK_IMPORTED_MODULE_0__/* .transferText */ .RU)(progress)}`);
        },
        rollout(progress) {
            const key = `rollout ${progress.workload.project}/${(0,_core_progress_text_js__WEBPACK_IMPORTED_MODULE_0__/* .workloadText */ .DE)(progress.workload)}`;
            if (toldMessages.get(key) === progress.message || !isDue(key, true))
                return;
            toldMessages.set(key, progress.message);
            print((0,_core_progress_text_js__WEBPACK_IMPORTED_MODULE_0__/* .rolloutText */ .pY)(progress));
        },
    };
}


/***/ }),

/***/ 559:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   f: () => (/* binding */ SETUP_HEAD),
/* harmony export */   y: () => (/* binding */ setupRows)
/* harmony export */ });
const SETUP_HEAD = ['Object', 'Project', 'Outcome'];
const OUTCOMES = {
    plan: {
        create: 'will be created',
        change: 'will change',
        unchanged: 'unchanged',
        keep: 'stays, with its generated values',
    },
    done: {
        create: 'created',
        change: 'changed',
        unchanged: 'unchanged',
        keep: 'kept, with its generated values',
    },
};
/** Preparations first, then applied objects, in order. */
function setupRows(preparations, objects, tense) {
    return [
        ...preparations.map((step) => ({
            ...nameOf(step),
            outcome: OUTCOMES[tense][step.action === 'keep' ? 'unchanged' : 'create'],
        })),
        ...objects.map(({ kind, name, project, action }) => ({
            what: `${kind} ${name}`,
            project,
            outcome: OUTCOMES[tense][action],
        })),
    ];
}
function nameOf(step) {
    switch (step.kind) {
        case 'project':
            return { what: `Project ${step.project}`, project: step.project };
        case 'pull-grant':
            return { what: `Pull access for ${step.forProject} (system:image-puller)`, project: step.project };
        case 'pull-secret':
            return { what: `Pull secret ${step.secret} of ${step.serviceAccount}`, project: step.project };
    }
}


/***/ }),

/***/ 9733:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   g: () => (/* binding */ headlineOf),
/* harmony export */   o: () => (/* binding */ closingLine)
/* harmony export */ });
/* harmony import */ var _error_text_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(4412);
/* harmony import */ var _core_text_units_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(8934);


/** The result in one line. */
function headlineOf({ report, failure }) {
    const images = report?.images ?? [];
    const [first] = images;
    const what = images.length === 1 && first !== undefined ? first.destination : `${images.length} images`;
    if (failure !== undefined)
        return `Promotion failed: ${(0,_error_text_js__WEBPACK_IMPORTED_MODULE_0__/* .errorCodeOf */ .D9)(failure.error)}`;
    if (report?.dryRun === true)
        return `Plan for ${what}: nothing was changed`;
    if (images.every((image) => !image.changed)) {
        const done = besidesTags(report);
        return done === undefined ? `Nothing to promote: ${what} unchanged` : `${done}; ${what} was in place`;
    }
    return `Promoted ${what}`;
}
/** The last line of a log: what was promoted, or what a failure has left and what to do. */
function closingLine(result, redact) {
    const { failure, report, destination = 'nothing was changed' } = result;
    const head = headlineOf(result);
    if (failure === undefined) {
        const [image, ...more] = report?.images ?? [];
        return image === undefined || more.length > 0 || report?.dryRun === true
            ? head
            : `${head}: ${[image.tags.join(', '), image.digest].join(' \u2192 ')}`;
    }
    const { hint = `see ${(0,_error_text_js__WEBPACK_IMPORTED_MODULE_0__/* .helpUrl */ .xR)(failure.error)}` } = (0,_error_text_js__WEBPACK_IMPORTED_MODULE_0__/* .describeError */ .Uc)(failure.error, redact);
    return [head, destination, `what to do: ${hint}`].join('; ');
}
/** What a run did besides moving tags; undefined if nothing. */
function besidesTags(report) {
    const applied = (report?.applied ?? []).filter(({ action }) => action === 'create' || action === 'change');
    const rollouts = (report?.images ?? [])
        .flatMap((image) => image.rollouts)
        .filter(({ status }) => status !== 'unchanged');
    const parts = [
        ...(applied.length === 0 ? [] : [`Applied ${(0,_core_text_units_js__WEBPACK_IMPORTED_MODULE_1__/* .formatCount */ .B4)(applied.length, 'object')}`]),
        ...(rollouts.length === 0 ? [] : [`Rolled out ${(0,_core_text_units_js__WEBPACK_IMPORTED_MODULE_1__/* .formatCount */ .B4)(rollouts.length, 'workload')}`]),
    ];
    return parts.length === 0 ? undefined : parts.join(', ');
}


/***/ }),

/***/ 1025:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   K: () => (/* binding */ findProgram),
/* harmony export */   createCredentialPrograms: () => (/* binding */ createCredentialPrograms)
/* harmony export */ });
/* harmony import */ var node_child_process__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(1421);
/* harmony import */ var node_fs__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(3024);
/* harmony import */ var node_fs_promises__WEBPACK_IMPORTED_MODULE_2__ = __nccwpck_require__(1455);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_3__ = __nccwpck_require__(6760);
/* harmony import */ var _core_child_environment_js__WEBPACK_IMPORTED_MODULE_5__ = __nccwpck_require__(2919);
/* harmony import */ var _core_text_errors_js__WEBPACK_IMPORTED_MODULE_4__ = __nccwpck_require__(7206);






const MAX_OUTPUT_BYTES = 256 * 1024;
const TIMEOUT_MS = 60_000;
/**
 * Runs credential programs with the environment of the job, but without the inputs of this one.
 * @param timeoutMs for one program
 */
function createCredentialPrograms(environment, timeoutMs = TIMEOUT_MS) {
    return async (program, signal) => {
        (0,_core_text_errors_js__WEBPACK_IMPORTED_MODULE_4__/* .throwIfCancelled */ .dZ)(signal);
        const file = await findProgram(program.command, environment);
        if (file === undefined)
            return { kind: 'failed', reason: 'the program was not found' };
        return runToEnd(file, program, environment, timeoutMs, signal);
    };
}
function runToEnd(file, { args, input, environment: own }, environment, timeoutMs, signal) {
    const options = {
        env: { ...(0,_core_child_environment_js__WEBPACK_IMPORTED_MODULE_5__/* .withoutInputs */ .i)(environment), ...own },
        signal,
        timeout: timeoutMs,
        // SIGKILL, because a program that ignores other signals would block the job
        killSignal: 'SIGKILL',
        maxBuffer: MAX_OUTPUT_BYTES,
        encoding: 'utf8',
        windowsHide: true,
    };
    return new Promise((resolve, reject) => {
        const child = (0,node_child_process__WEBPACK_IMPORTED_MODULE_0__.execFile)(file, args, options, (error, stdout) => {
            if (signal.aborted)
                reject((0,_core_text_errors_js__WEBPACK_IMPORTED_MODULE_4__/* .cancelled */ .KW)(signal));
            else if (error === null)
                resolve({ kind: 'ended', code: 0, stdout });
            else if (typeof error.code === 'number')
                resolve({ kind: 'ended', code: error.code, stdout });
            else
                resolve({ kind: 'failed', reason: reasonOf(error, timeoutMs) });
        });
        // a program may exit without reading its input
        child.stdin?.on('error', () => undefined);
        child.stdin?.end(input ?? '');
    });
}
function reasonOf(error, timeoutMs) {
    if (error.code === 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER')
        return 'its output is too large';
    if (error.killed === true)
        return `it took longer than ${timeoutMs / 1000} s`;
    return `it could not be run (${String(error.code ?? error.signal)})`;
}
/**
 * Finds the file of a program. Only absolute entries of PATH are searched, never the working directory, which may contain untrusted
 * files (CVE-2025-15558).
 */
async function findProgram(command, environment) {
    const isWindows = process.platform === 'win32';
    const names = isWindows && !/\.(?:exe|com)$/i.test(command) ? [`${command}.exe`, command] : [command];
    if (node_path__WEBPACK_IMPORTED_MODULE_3__.isAbsolute(command))
        return firstExecutable(names);
    if (/[\\/]/.test(command))
        return undefined;
    const entries = Object.entries(environment).find(([name]) => name.toUpperCase() === 'PATH')?.[1] ?? '';
    const folders = entries.split(node_path__WEBPACK_IMPORTED_MODULE_3__.delimiter).filter((folder) => node_path__WEBPACK_IMPORTED_MODULE_3__.isAbsolute(folder));
    return firstExecutable(folders.flatMap((folder) => names.map((name) => node_path__WEBPACK_IMPORTED_MODULE_3__.join(folder, name))));
}
async function firstExecutable(files) {
    for (const file of files) {
        const isThere = await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_2__.access)(file, node_fs__WEBPACK_IMPORTED_MODULE_1__.constants.X_OK).then(() => true, () => false);
        if (isThere)
            return file;
    }
    return undefined;
}


/***/ }),

/***/ 8602:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   createCommands: () => (/* binding */ createCommands)
/* harmony export */ });
/* harmony import */ var node_child_process__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(1421);
/* harmony import */ var node_timers_promises__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(8500);
/* harmony import */ var _core_child_environment_js__WEBPACK_IMPORTED_MODULE_4__ = __nccwpck_require__(2919);
/* harmony import */ var _core_text_errors_js__WEBPACK_IMPORTED_MODULE_2__ = __nccwpck_require__(7206);
/* harmony import */ var _core_text_redaction_js__WEBPACK_IMPORTED_MODULE_3__ = __nccwpck_require__(8136);
/* harmony import */ var _core_text_text_lines_js__WEBPACK_IMPORTED_MODULE_5__ = __nccwpck_require__(927);






// A cancelled job is killed after ten seconds; the remaining time is for the rollback.
const GRACE_MS = 3_000;
// time for output that is still in the pipes when the shell has exited
const DRAIN_MS = 3_000;
/** maximum length of a line in the log */
const MAX_LINE_LENGTH = 16 * 1024;
// length that is kept for redaction, so that a secret at the cut is recognized
const KEPT_LINE_LENGTH = 8 * MAX_LINE_LENGTH;
/** Runs commands with the shell of the machine: `sh -e` as the runners do, PowerShell on Windows. */
function createCommands(environment) {
    return {
        async run(command, signal) {
            (0,_core_text_errors_js__WEBPACK_IMPORTED_MODULE_2__/* .throwIfCancelled */ .dZ)(signal);
            const isWindows = process.platform === 'win32';
            const [shell, args] = isWindows
                ? ['powershell.exe', ['-NoProfile', '-NonInteractive', '-Command', command.command]]
                : ['sh', ['-e', '-c', command.command]];
            const child = (0,node_child_process__WEBPACK_IMPORTED_MODULE_0__.spawn)(shell, args, {
                env: { ...(0,_core_child_environment_js__WEBPACK_IMPORTED_MODULE_4__/* .withoutInputs */ .i)(environment), ...command.environment },
                stdio: ['ignore', 'pipe', 'pipe'],
                // a process group of its own, so that child processes are stopped with the command
                detached: !isWindows,
                windowsHide: true,
            });
            const end = endOf(child);
            const stop = stopOnAbort(child, signal);
            try {
                const output = Promise.all([tellLines(child.stdout, command), tellLines(child.stderr, command)]);
                const [code] = await Promise.all([end, output, end.then(() => letGo(child, output, command))]);
                if (signal.aborted)
                    throw (0,_core_text_errors_js__WEBPACK_IMPORTED_MODULE_2__/* .cancelled */ .KW)(signal);
                if (code !== 0)
                    throw failed(command, `failed with exit code ${String(code)}`);
            }
            catch (error) {
                throw error instanceof _core_text_errors_js__WEBPACK_IMPORTED_MODULE_2__/* .PromoteError */ .jG
                    ? error
                    : failed(command, `could not be started: ${String(error)}`);
            }
            finally {
                stop();
            }
        },
    };
}
/** The exit code, or the signal that ended it. */
function endOf(child) {
    return new Promise((resolve, reject) => {
        child.once('error', reject);
        // not "close", which waits for every background process of the command
        child.once('exit', (code, by) => {
            resolve(code ?? by ?? 'no code');
        });
    });
}
async function tellLines(stream, { onLine }) {
    try {
        for await (const { text, end } of (0,_core_text_text_lines_js__WEBPACK_IMPORTED_MODULE_5__/* .readTextLines */ .P)(stream, KEPT_LINE_LENGTH)) {
            const isLong = end === 'cut' || text.length > MAX_LINE_LENGTH;
            onLine(isLong ? `${startOf(text, end === 'cut')} \u2026 (the rest of the line is left out)` : text);
        }
    }
    catch (error) {
        // closed by letGo
        if (!stream.destroyed)
            throw error;
    }
}
/** A background process of the command may keep its output open for hours: it is not waited for. */
async function letGo(child, output, { onLine }) {
    const waiting = new AbortController();
    const isOpen = await Promise.race([
        output.then(() => false),
        (0,node_timers_promises__WEBPACK_IMPORTED_MODULE_1__.setTimeout)(DRAIN_MS, true, { signal: waiting.signal }).catch(() => false),
    ]);
    waiting.abort();
    if (!isOpen)
        return;
    onLine('the command has ended, but a process that it started keeps its output open: this process is not waited for, and its output is no longer read');
    child.stdout?.destroy();
    child.stderr?.destroy();
}
function startOf(line, isCut) {
    const redacted = isCut ? _core_text_redaction_js__WEBPACK_IMPORTED_MODULE_3__/* .knownSecrets */ .xU.redactCut(line) : _core_text_redaction_js__WEBPACK_IMPORTED_MODULE_3__/* .knownSecrets */ .xU.redactStart(line, MAX_LINE_LENGTH);
    return redacted.slice(0, MAX_LINE_LENGTH);
}
/** @returns a function that undoes it */
function stopOnAbort(child, signal) {
    let killer;
    const stop = () => {
        end(child, 'SIGTERM');
        killer = setTimeout(() => {
            end(child, 'SIGKILL');
        }, GRACE_MS);
    };
    signal.addEventListener('abort', stop, { once: true });
    return () => {
        signal.removeEventListener('abort', stop);
        clearTimeout(killer);
    };
}
function end(child, by) {
    if (child.pid === undefined)
        return;
    try {
        if (process.platform === 'win32')
            (0,node_child_process__WEBPACK_IMPORTED_MODULE_0__.spawn)('taskkill', ['/pid', String(child.pid), '/t', '/f']);
        else
            process.kill(-child.pid, by);
    }
    catch {
        // it has exited already
    }
}
function failed({ name, command }, what) {
    const [first = '', ...more] = command.trim().split('\n');
    return new _core_text_errors_js__WEBPACK_IMPORTED_MODULE_2__/* .PromoteError */ .jG({
        code: 'COMMAND_FAILED',
        message: `the command of "${name}" (${first}${more.length > 0 ? ' \u2026' : ''}) ${what}`,
        hint: 'see its output in the log above; exit code 0 lets the promotion continue',
    });
}


/***/ }),

/***/ 7124:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

// ESM COMPAT FLAG
__nccwpck_require__.r(__webpack_exports__);

// EXPORTS
__nccwpck_require__.d(__webpack_exports__, {
  ExitCode: () => (/* binding */ ExitCode),
  addPath: () => (/* binding */ addPath),
  debug: () => (/* binding */ debug),
  endGroup: () => (/* binding */ endGroup),
  error: () => (/* binding */ error),
  exportVariable: () => (/* binding */ exportVariable),
  getBooleanInput: () => (/* binding */ getBooleanInput),
  getIDToken: () => (/* binding */ getIDToken),
  getInput: () => (/* binding */ getInput),
  getMultilineInput: () => (/* binding */ getMultilineInput),
  getState: () => (/* binding */ getState),
  group: () => (/* binding */ group),
  info: () => (/* binding */ info),
  isDebug: () => (/* binding */ isDebug),
  markdownSummary: () => (/* reexport */ markdownSummary),
  notice: () => (/* binding */ notice),
  platform: () => (/* reexport */ platform_namespaceObject),
  saveState: () => (/* binding */ saveState),
  setCommandEcho: () => (/* binding */ setCommandEcho),
  setFailed: () => (/* binding */ setFailed),
  setOutput: () => (/* binding */ setOutput),
  setSecret: () => (/* binding */ setSecret),
  startGroup: () => (/* binding */ startGroup),
  summary: () => (/* reexport */ summary),
  toPlatformPath: () => (/* reexport */ toPlatformPath),
  toPosixPath: () => (/* reexport */ toPosixPath),
  toWin32Path: () => (/* reexport */ toWin32Path),
  warning: () => (/* binding */ warning)
});

// NAMESPACE OBJECT: ../../node_modules/@actions/core/lib/platform.js
var platform_namespaceObject = {};
__nccwpck_require__.r(platform_namespaceObject);
__nccwpck_require__.d(platform_namespaceObject, {
  arch: () => (arch),
  getDetails: () => (getDetails),
  isLinux: () => (isLinux),
  isMacOS: () => (isMacOS),
  isWindows: () => (isWindows),
  platform: () => (platform)
});

// EXTERNAL MODULE: external "os"
var external_os_ = __nccwpck_require__(857);
;// CONCATENATED MODULE: ../../node_modules/@actions/core/lib/utils.js
// We use any as a valid input type
/* eslint-disable @typescript-eslint/no-explicit-any */
/**
 * Sanitizes an input into a string so it can be passed into issueCommand safely
 * @param input input to sanitize into a string
 */
function toCommandValue(input) {
    if (input === null || input === undefined) {
        return '';
    }
    else if (typeof input === 'string' || input instanceof String) {
        return input;
    }
    return JSON.stringify(input);
}
/**
 *
 * @param annotationProperties
 * @returns The command properties to send with the actual annotation command
 * See IssueCommandProperties: https://github.com/actions/runner/blob/main/src/Runner.Worker/ActionCommandManager.cs#L646
 */
function toCommandProperties(annotationProperties) {
    if (!Object.keys(annotationProperties).length) {
        return {};
    }
    return {
        title: annotationProperties.title,
        file: annotationProperties.file,
        line: annotationProperties.startLine,
        endLine: annotationProperties.endLine,
        col: annotationProperties.startColumn,
        endColumn: annotationProperties.endColumn
    };
}
//# sourceMappingURL=utils.js.map
;// CONCATENATED MODULE: ../../node_modules/@actions/core/lib/command.js


/**
 * Issues a command to the GitHub Actions runner
 *
 * @param command - The command name to issue
 * @param properties - Additional properties for the command (key-value pairs)
 * @param message - The message to include with the command
 * @remarks
 * This function outputs a specially formatted string to stdout that the Actions
 * runner interprets as a command. These commands can control workflow behavior,
 * set outputs, create annotations, mask values, and more.
 *
 * Command Format:
 *   ::name key=value,key=value::message
 *
 * @example
 * ```typescript
 * // Issue a warning annotation
 * issueCommand('warning', {}, 'This is a warning message');
 * // Output: ::warning::This is a warning message
 *
 * // Set an environment variable
 * issueCommand('set-env', { name: 'MY_VAR' }, 'some value');
 * // Output: ::set-env name=MY_VAR::some value
 *
 * // Add a secret mask
 * issueCommand('add-mask', {}, 'secretValue123');
 * // Output: ::add-mask::secretValue123
 * ```
 *
 * @internal
 * This is an internal utility function that powers the public API functions
 * such as setSecret, warning, error, and exportVariable.
 */
function issueCommand(command, properties, message) {
    const cmd = new Command(command, properties, message);
    process.stdout.write(cmd.toString() + external_os_.EOL);
}
function issue(name, message = '') {
    issueCommand(name, {}, message);
}
const CMD_STRING = '::';
class Command {
    constructor(command, properties, message) {
        if (!command) {
            command = 'missing.command';
        }
        this.command = command;
        this.properties = properties;
        this.message = message;
    }
    toString() {
        let cmdStr = CMD_STRING + this.command;
        if (this.properties && Object.keys(this.properties).length > 0) {
            cmdStr += ' ';
            let first = true;
            for (const key in this.properties) {
                if (this.properties.hasOwnProperty(key)) {
                    const val = this.properties[key];
                    if (val) {
                        if (first) {
                            first = false;
                        }
                        else {
                            cmdStr += ',';
                        }
                        cmdStr += `${key}=${escapeProperty(val)}`;
                    }
                }
            }
        }
        cmdStr += `${CMD_STRING}${escapeData(this.message)}`;
        return cmdStr;
    }
}
function escapeData(s) {
    return toCommandValue(s)
        .replace(/%/g, '%25')
        .replace(/\r/g, '%0D')
        .replace(/\n/g, '%0A');
}
function escapeProperty(s) {
    return toCommandValue(s)
        .replace(/%/g, '%25')
        .replace(/\r/g, '%0D')
        .replace(/\n/g, '%0A')
        .replace(/:/g, '%3A')
        .replace(/,/g, '%2C');
}
//# sourceMappingURL=command.js.map
// EXTERNAL MODULE: external "crypto"
var external_crypto_ = __nccwpck_require__(6982);
// EXTERNAL MODULE: external "fs"
var external_fs_ = __nccwpck_require__(9896);
;// CONCATENATED MODULE: ../../node_modules/@actions/core/lib/file-command.js
// For internal use, subject to change.
// We use any as a valid input type
/* eslint-disable @typescript-eslint/no-explicit-any */




function issueFileCommand(command, message) {
    const filePath = process.env[`GITHUB_${command}`];
    if (!filePath) {
        throw new Error(`Unable to find environment variable for file command ${command}`);
    }
    if (!external_fs_.existsSync(filePath)) {
        throw new Error(`Missing file at path: ${filePath}`);
    }
    external_fs_.appendFileSync(filePath, `${toCommandValue(message)}${external_os_.EOL}`, {
        encoding: 'utf8'
    });
}
function prepareKeyValueMessage(key, value) {
    const delimiter = `ghadelimiter_${external_crypto_.randomUUID()}`;
    const convertedValue = toCommandValue(value);
    // These should realistically never happen, but just in case someone finds a
    // way to exploit uuid generation let's not allow keys or values that contain
    // the delimiter.
    if (key.includes(delimiter)) {
        throw new Error(`Unexpected input: name should not contain the delimiter "${delimiter}"`);
    }
    if (convertedValue.includes(delimiter)) {
        throw new Error(`Unexpected input: value should not contain the delimiter "${delimiter}"`);
    }
    return `${key}<<${delimiter}${external_os_.EOL}${convertedValue}${external_os_.EOL}${delimiter}`;
}
//# sourceMappingURL=file-command.js.map
// EXTERNAL MODULE: external "path"
var external_path_ = __nccwpck_require__(6928);
;// CONCATENATED MODULE: external "node:module"
var x = (y) => {
	var x = {}; __nccwpck_require__.d(x, y); return x
} 
var y = (x) => (() => (x))
const external_node_module_namespaceObject = x({ ["BearerCredentialHandler"]: () => (__WEBPACK_EXTERNAL_MODULE_node_module_abdfd1af__.BearerCredentialHandler), ["HttpClient"]: () => (__WEBPACK_EXTERNAL_MODULE_node_module_abdfd1af__.HttpClient), ["getExecOutput"]: () => (__WEBPACK_EXTERNAL_MODULE_node_module_abdfd1af__.getExecOutput) });
;// CONCATENATED MODULE: ../../node_modules/@actions/core/lib/oidc-utils.js
var __awaiter = (undefined && undefined.__awaiter) || function (thisArg, _arguments, P, generator) {
    function adopt(value) { return value instanceof P ? value : new P(function (resolve) { resolve(value); }); }
    return new (P || (P = Promise))(function (resolve, reject) {
        function fulfilled(value) { try { step(generator.next(value)); } catch (e) { reject(e); } }
        function rejected(value) { try { step(generator["throw"](value)); } catch (e) { reject(e); } }
        function step(result) { result.done ? resolve(result.value) : adopt(result.value).then(fulfilled, rejected); }
        step((generator = generator.apply(thisArg, _arguments || [])).next());
    });
};



class OidcClient {
    static createHttpClient(allowRetry = true, maxRetry = 10) {
        const requestOptions = {
            allowRetries: allowRetry,
            maxRetries: maxRetry
        };
        return new external_node_module_namespaceObject.HttpClient('actions/oidc-client', [new external_node_module_namespaceObject.BearerCredentialHandler(OidcClient.getRequestToken())], requestOptions);
    }
    static getRequestToken() {
        const token = process.env['ACTIONS_ID_TOKEN_REQUEST_TOKEN'];
        if (!token) {
            throw new Error('Unable to get ACTIONS_ID_TOKEN_REQUEST_TOKEN env variable');
        }
        return token;
    }
    static getIDTokenUrl() {
        const runtimeUrl = process.env['ACTIONS_ID_TOKEN_REQUEST_URL'];
        if (!runtimeUrl) {
            throw new Error('Unable to get ACTIONS_ID_TOKEN_REQUEST_URL env variable');
        }
        return runtimeUrl;
    }
    static getCall(id_token_url) {
        return __awaiter(this, void 0, void 0, function* () {
            var _a;
            const httpclient = OidcClient.createHttpClient();
            const res = yield httpclient
                .getJson(id_token_url)
                .catch(error => {
                throw new Error(`Failed to get ID Token. \n 
        Error Code : ${error.statusCode}\n 
        Error Message: ${error.message}`);
            });
            const id_token = (_a = res.result) === null || _a === void 0 ? void 0 : _a.value;
            if (!id_token) {
                throw new Error('Response json body do not have ID Token field');
            }
            return id_token;
        });
    }
    static getIDToken(audience) {
        return __awaiter(this, void 0, void 0, function* () {
            try {
                // New ID Token is requested from action service
                let id_token_url = OidcClient.getIDTokenUrl();
                if (audience) {
                    const encodedAudience = encodeURIComponent(audience);
                    id_token_url = `${id_token_url}&audience=${encodedAudience}`;
                }
                debug(`ID token url is ${id_token_url}`);
                const id_token = yield OidcClient.getCall(id_token_url);
                setSecret(id_token);
                return id_token;
            }
            catch (error) {
                throw new Error(`Error message: ${error.message}`);
            }
        });
    }
}
//# sourceMappingURL=oidc-utils.js.map
;// CONCATENATED MODULE: ../../node_modules/@actions/core/lib/summary.js
var summary_awaiter = (undefined && undefined.__awaiter) || function (thisArg, _arguments, P, generator) {
    function adopt(value) { return value instanceof P ? value : new P(function (resolve) { resolve(value); }); }
    return new (P || (P = Promise))(function (resolve, reject) {
        function fulfilled(value) { try { step(generator.next(value)); } catch (e) { reject(e); } }
        function rejected(value) { try { step(generator["throw"](value)); } catch (e) { reject(e); } }
        function step(result) { result.done ? resolve(result.value) : adopt(result.value).then(fulfilled, rejected); }
        step((generator = generator.apply(thisArg, _arguments || [])).next());
    });
};


const { access, appendFile, writeFile } = external_fs_.promises;
const SUMMARY_ENV_VAR = 'GITHUB_STEP_SUMMARY';
const SUMMARY_DOCS_URL = 'https://docs.github.com/actions/using-workflows/workflow-commands-for-github-actions#adding-a-job-summary';
class Summary {
    constructor() {
        this._buffer = '';
    }
    /**
     * Finds the summary file path from the environment, rejects if env var is not found or file does not exist
     * Also checks r/w permissions.
     *
     * @returns step summary file path
     */
    filePath() {
        return summary_awaiter(this, void 0, void 0, function* () {
            if (this._filePath) {
                return this._filePath;
            }
            const pathFromEnv = process.env[SUMMARY_ENV_VAR];
            if (!pathFromEnv) {
                throw new Error(`Unable to find environment variable for $${SUMMARY_ENV_VAR}. Check if your runtime environment supports job summaries.`);
            }
            try {
                yield access(pathFromEnv, external_fs_.constants.R_OK | external_fs_.constants.W_OK);
            }
            catch (_a) {
                throw new Error(`Unable to access summary file: '${pathFromEnv}'. Check if the file has correct read/write permissions.`);
            }
            this._filePath = pathFromEnv;
            return this._filePath;
        });
    }
    /**
     * Wraps content in an HTML tag, adding any HTML attributes
     *
     * @param {string} tag HTML tag to wrap
     * @param {string | null} content content within the tag
     * @param {[attribute: string]: string} attrs key-value list of HTML attributes to add
     *
     * @returns {string} content wrapped in HTML element
     */
    wrap(tag, content, attrs = {}) {
        const htmlAttrs = Object.entries(attrs)
            .map(([key, value]) => ` ${key}="${value}"`)
            .join('');
        if (!content) {
            return `<${tag}${htmlAttrs}>`;
        }
        return `<${tag}${htmlAttrs}>${content}</${tag}>`;
    }
    /**
     * Writes text in the buffer to the summary buffer file and empties buffer. Will append by default.
     *
     * @param {SummaryWriteOptions} [options] (optional) options for write operation
     *
     * @returns {Promise<Summary>} summary instance
     */
    write(options) {
        return summary_awaiter(this, void 0, void 0, function* () {
            const overwrite = !!(options === null || options === void 0 ? void 0 : options.overwrite);
            const filePath = yield this.filePath();
            const writeFunc = overwrite ? writeFile : appendFile;
            yield writeFunc(filePath, this._buffer, { encoding: 'utf8' });
            return this.emptyBuffer();
        });
    }
    /**
     * Clears the summary buffer and wipes the summary file
     *
     * @returns {Summary} summary instance
     */
    clear() {
        return summary_awaiter(this, void 0, void 0, function* () {
            return this.emptyBuffer().write({ overwrite: true });
        });
    }
    /**
     * Returns the current summary buffer as a string
     *
     * @returns {string} string of summary buffer
     */
    stringify() {
        return this._buffer;
    }
    /**
     * If the summary buffer is empty
     *
     * @returns {boolen} true if the buffer is empty
     */
    isEmptyBuffer() {
        return this._buffer.length === 0;
    }
    /**
     * Resets the summary buffer without writing to summary file
     *
     * @returns {Summary} summary instance
     */
    emptyBuffer() {
        this._buffer = '';
        return this;
    }
    /**
     * Adds raw text to the summary buffer
     *
     * @param {string} text content to add
     * @param {boolean} [addEOL=false] (optional) append an EOL to the raw text (default: false)
     *
     * @returns {Summary} summary instance
     */
    addRaw(text, addEOL = false) {
        this._buffer += text;
        return addEOL ? this.addEOL() : this;
    }
    /**
     * Adds the operating system-specific end-of-line marker to the buffer
     *
     * @returns {Summary} summary instance
     */
    addEOL() {
        return this.addRaw(external_os_.EOL);
    }
    /**
     * Adds an HTML codeblock to the summary buffer
     *
     * @param {string} code content to render within fenced code block
     * @param {string} lang (optional) language to syntax highlight code
     *
     * @returns {Summary} summary instance
     */
    addCodeBlock(code, lang) {
        const attrs = Object.assign({}, (lang && { lang }));
        const element = this.wrap('pre', this.wrap('code', code), attrs);
        return this.addRaw(element).addEOL();
    }
    /**
     * Adds an HTML list to the summary buffer
     *
     * @param {string[]} items list of items to render
     * @param {boolean} [ordered=false] (optional) if the rendered list should be ordered or not (default: false)
     *
     * @returns {Summary} summary instance
     */
    addList(items, ordered = false) {
        const tag = ordered ? 'ol' : 'ul';
        const listItems = items.map(item => this.wrap('li', item)).join('');
        const element = this.wrap(tag, listItems);
        return this.addRaw(element).addEOL();
    }
    /**
     * Adds an HTML table to the summary buffer
     *
     * @param {SummaryTableCell[]} rows table rows
     *
     * @returns {Summary} summary instance
     */
    addTable(rows) {
        const tableBody = rows
            .map(row => {
            const cells = row
                .map(cell => {
                if (typeof cell === 'string') {
                    return this.wrap('td', cell);
                }
                const { header, data, colspan, rowspan } = cell;
                const tag = header ? 'th' : 'td';
                const attrs = Object.assign(Object.assign({}, (colspan && { colspan })), (rowspan && { rowspan }));
                return this.wrap(tag, data, attrs);
            })
                .join('');
            return this.wrap('tr', cells);
        })
            .join('');
        const element = this.wrap('table', tableBody);
        return this.addRaw(element).addEOL();
    }
    /**
     * Adds a collapsable HTML details element to the summary buffer
     *
     * @param {string} label text for the closed state
     * @param {string} content collapsable content
     *
     * @returns {Summary} summary instance
     */
    addDetails(label, content) {
        const element = this.wrap('details', this.wrap('summary', label) + content);
        return this.addRaw(element).addEOL();
    }
    /**
     * Adds an HTML image tag to the summary buffer
     *
     * @param {string} src path to the image you to embed
     * @param {string} alt text description of the image
     * @param {SummaryImageOptions} options (optional) addition image attributes
     *
     * @returns {Summary} summary instance
     */
    addImage(src, alt, options) {
        const { width, height } = options || {};
        const attrs = Object.assign(Object.assign({}, (width && { width })), (height && { height }));
        const element = this.wrap('img', null, Object.assign({ src, alt }, attrs));
        return this.addRaw(element).addEOL();
    }
    /**
     * Adds an HTML section heading element
     *
     * @param {string} text heading text
     * @param {number | string} [level=1] (optional) the heading level, default: 1
     *
     * @returns {Summary} summary instance
     */
    addHeading(text, level) {
        const tag = `h${level}`;
        const allowedTag = ['h1', 'h2', 'h3', 'h4', 'h5', 'h6'].includes(tag)
            ? tag
            : 'h1';
        const element = this.wrap(allowedTag, text);
        return this.addRaw(element).addEOL();
    }
    /**
     * Adds an HTML thematic break (<hr>) to the summary buffer
     *
     * @returns {Summary} summary instance
     */
    addSeparator() {
        const element = this.wrap('hr', null);
        return this.addRaw(element).addEOL();
    }
    /**
     * Adds an HTML line break (<br>) to the summary buffer
     *
     * @returns {Summary} summary instance
     */
    addBreak() {
        const element = this.wrap('br', null);
        return this.addRaw(element).addEOL();
    }
    /**
     * Adds an HTML blockquote to the summary buffer
     *
     * @param {string} text quote text
     * @param {string} cite (optional) citation url
     *
     * @returns {Summary} summary instance
     */
    addQuote(text, cite) {
        const attrs = Object.assign({}, (cite && { cite }));
        const element = this.wrap('blockquote', text, attrs);
        return this.addRaw(element).addEOL();
    }
    /**
     * Adds an HTML anchor tag to the summary buffer
     *
     * @param {string} text link text/content
     * @param {string} href hyperlink
     *
     * @returns {Summary} summary instance
     */
    addLink(text, href) {
        const element = this.wrap('a', text, { href });
        return this.addRaw(element).addEOL();
    }
}
const _summary = new Summary();
/**
 * @deprecated use `core.summary`
 */
const markdownSummary = _summary;
const summary = _summary;
//# sourceMappingURL=summary.js.map
;// CONCATENATED MODULE: ../../node_modules/@actions/core/lib/path-utils.js

/**
 * toPosixPath converts the given path to the posix form. On Windows, \\ will be
 * replaced with /.
 *
 * @param pth. Path to transform.
 * @return string Posix path.
 */
function toPosixPath(pth) {
    return pth.replace(/[\\]/g, '/');
}
/**
 * toWin32Path converts the given path to the win32 form. On Linux, / will be
 * replaced with \\.
 *
 * @param pth. Path to transform.
 * @return string Win32 path.
 */
function toWin32Path(pth) {
    return pth.replace(/[/]/g, '\\');
}
/**
 * toPlatformPath converts the given path to a platform-specific path. It does
 * this by replacing instances of / and \ with the platform-specific path
 * separator.
 *
 * @param pth The path to platformize.
 * @return string The platform-specific path.
 */
function toPlatformPath(pth) {
    return pth.replace(/[/\\]/g, external_path_.sep);
}
//# sourceMappingURL=path-utils.js.map
;// CONCATENATED MODULE: ../../node_modules/@actions/core/lib/platform.js
var platform_awaiter = (undefined && undefined.__awaiter) || function (thisArg, _arguments, P, generator) {
    function adopt(value) { return value instanceof P ? value : new P(function (resolve) { resolve(value); }); }
    return new (P || (P = Promise))(function (resolve, reject) {
        function fulfilled(value) { try { step(generator.next(value)); } catch (e) { reject(e); } }
        function rejected(value) { try { step(generator["throw"](value)); } catch (e) { reject(e); } }
        function step(result) { result.done ? resolve(result.value) : adopt(result.value).then(fulfilled, rejected); }
        step((generator = generator.apply(thisArg, _arguments || [])).next());
    });
};


const getWindowsInfo = () => platform_awaiter(void 0, void 0, void 0, function* () {
    const { stdout: version } = yield external_node_module_namespaceObject.getExecOutput('powershell -command "(Get-CimInstance -ClassName Win32_OperatingSystem).Version"', undefined, {
        silent: true
    });
    const { stdout: name } = yield external_node_module_namespaceObject.getExecOutput('powershell -command "(Get-CimInstance -ClassName Win32_OperatingSystem).Caption"', undefined, {
        silent: true
    });
    return {
        name: name.trim(),
        version: version.trim()
    };
});
const getMacOsInfo = () => platform_awaiter(void 0, void 0, void 0, function* () {
    var _a, _b, _c, _d;
    const { stdout } = yield external_node_module_namespaceObject.getExecOutput('sw_vers', undefined, {
        silent: true
    });
    const version = (_b = (_a = stdout.match(/ProductVersion:\s*(.+)/)) === null || _a === void 0 ? void 0 : _a[1]) !== null && _b !== void 0 ? _b : '';
    const name = (_d = (_c = stdout.match(/ProductName:\s*(.+)/)) === null || _c === void 0 ? void 0 : _c[1]) !== null && _d !== void 0 ? _d : '';
    return {
        name,
        version
    };
});
const getLinuxInfo = () => platform_awaiter(void 0, void 0, void 0, function* () {
    const { stdout } = yield external_node_module_namespaceObject.getExecOutput('lsb_release', ['-i', '-r', '-s'], {
        silent: true
    });
    const [name, version] = stdout.trim().split('\n');
    return {
        name,
        version
    };
});
const platform = external_os_.platform();
const arch = external_os_.arch();
const isWindows = platform === 'win32';
const isMacOS = platform === 'darwin';
const isLinux = platform === 'linux';
function getDetails() {
    return platform_awaiter(this, void 0, void 0, function* () {
        return Object.assign(Object.assign({}, (yield (isWindows
            ? getWindowsInfo()
            : isMacOS
                ? getMacOsInfo()
                : getLinuxInfo()))), { platform,
            arch,
            isWindows,
            isMacOS,
            isLinux });
    });
}
//# sourceMappingURL=platform.js.map
;// CONCATENATED MODULE: ../../node_modules/@actions/core/lib/core.js
var core_awaiter = (undefined && undefined.__awaiter) || function (thisArg, _arguments, P, generator) {
    function adopt(value) { return value instanceof P ? value : new P(function (resolve) { resolve(value); }); }
    return new (P || (P = Promise))(function (resolve, reject) {
        function fulfilled(value) { try { step(generator.next(value)); } catch (e) { reject(e); } }
        function rejected(value) { try { step(generator["throw"](value)); } catch (e) { reject(e); } }
        function step(result) { result.done ? resolve(result.value) : adopt(result.value).then(fulfilled, rejected); }
        step((generator = generator.apply(thisArg, _arguments || [])).next());
    });
};






/**
 * The code to exit an action
 */
var ExitCode;
(function (ExitCode) {
    /**
     * A code indicating that the action was successful
     */
    ExitCode[ExitCode["Success"] = 0] = "Success";
    /**
     * A code indicating that the action was a failure
     */
    ExitCode[ExitCode["Failure"] = 1] = "Failure";
})(ExitCode || (ExitCode = {}));
//-----------------------------------------------------------------------
// Variables
//-----------------------------------------------------------------------
/**
 * Sets env variable for this action and future actions in the job
 * @param name the name of the variable to set
 * @param val the value of the variable. Non-string values will be converted to a string via JSON.stringify
 */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
function exportVariable(name, val) {
    const convertedVal = toCommandValue(val);
    process.env[name] = convertedVal;
    const filePath = process.env['GITHUB_ENV'] || '';
    if (filePath) {
        return issueFileCommand('ENV', prepareKeyValueMessage(name, val));
    }
    issueCommand('set-env', { name }, convertedVal);
}
/**
 * Registers a secret which will get masked from logs
 *
 * @param secret - Value of the secret to be masked
 * @remarks
 * This function instructs the Actions runner to mask the specified value in any
 * logs produced during the workflow run. Once registered, the secret value will
 * be replaced with asterisks (***) whenever it appears in console output, logs,
 * or error messages.
 *
 * This is useful for protecting sensitive information such as:
 * - API keys
 * - Access tokens
 * - Authentication credentials
 * - URL parameters containing signatures (SAS tokens)
 *
 * Note that masking only affects future logs; any previous appearances of the
 * secret in logs before calling this function will remain unmasked.
 *
 * @example
 * ```typescript
 * // Register an API token as a secret
 * const apiToken = "abc123xyz456";
 * setSecret(apiToken);
 *
 * // Now any logs containing this value will show *** instead
 * console.log(`Using token: ${apiToken}`); // Outputs: "Using token: ***"
 * ```
 */
function setSecret(secret) {
    issueCommand('add-mask', {}, secret);
}
/**
 * Prepends inputPath to the PATH (for this action and future actions)
 * @param inputPath
 */
function addPath(inputPath) {
    const filePath = process.env['GITHUB_PATH'] || '';
    if (filePath) {
        issueFileCommand('PATH', inputPath);
    }
    else {
        issueCommand('add-path', {}, inputPath);
    }
    process.env['PATH'] = `${inputPath}${external_path_.delimiter}${process.env['PATH']}`;
}
/**
 * Gets the value of an input.
 * Unless trimWhitespace is set to false in InputOptions, the value is also trimmed.
 * Returns an empty string if the value is not defined.
 *
 * @param     name     name of the input to get
 * @param     options  optional. See InputOptions.
 * @returns   string
 */
function getInput(name, options) {
    const val = process.env[`INPUT_${name.replace(/ /g, '_').toUpperCase()}`] || '';
    if (options && options.required && !val) {
        throw new Error(`Input required and not supplied: ${name}`);
    }
    if (options && options.trimWhitespace === false) {
        return val;
    }
    return val.trim();
}
/**
 * Gets the values of an multiline input.  Each value is also trimmed.
 *
 * @param     name     name of the input to get
 * @param     options  optional. See InputOptions.
 * @returns   string[]
 *
 */
function getMultilineInput(name, options) {
    const inputs = getInput(name, options)
        .split('\n')
        .filter(x => x !== '');
    if (options && options.trimWhitespace === false) {
        return inputs;
    }
    return inputs.map(input => input.trim());
}
/**
 * Gets the input value of the boolean type in the YAML 1.2 "core schema" specification.
 * Support boolean input list: `true | True | TRUE | false | False | FALSE` .
 * The return value is also in boolean type.
 * ref: https://yaml.org/spec/1.2/spec.html#id2804923
 *
 * @param     name     name of the input to get
 * @param     options  optional. See InputOptions.
 * @returns   boolean
 */
function getBooleanInput(name, options) {
    const trueValue = ['true', 'True', 'TRUE'];
    const falseValue = ['false', 'False', 'FALSE'];
    const val = getInput(name, options);
    if (trueValue.includes(val))
        return true;
    if (falseValue.includes(val))
        return false;
    throw new TypeError(`Input does not meet YAML 1.2 "Core Schema" specification: ${name}\n` +
        `Support boolean input list: \`true | True | TRUE | false | False | FALSE\``);
}
/**
 * Sets the value of an output.
 *
 * @param     name     name of the output to set
 * @param     value    value to store. Non-string values will be converted to a string via JSON.stringify
 */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
function setOutput(name, value) {
    const filePath = process.env['GITHUB_OUTPUT'] || '';
    if (filePath) {
        return issueFileCommand('OUTPUT', prepareKeyValueMessage(name, value));
    }
    process.stdout.write(external_os_.EOL);
    issueCommand('set-output', { name }, toCommandValue(value));
}
/**
 * Enables or disables the echoing of commands into stdout for the rest of the step.
 * Echoing is disabled by default if ACTIONS_STEP_DEBUG is not set.
 *
 */
function setCommandEcho(enabled) {
    issue('echo', enabled ? 'on' : 'off');
}
//-----------------------------------------------------------------------
// Results
//-----------------------------------------------------------------------
/**
 * Sets the action status to failed.
 * When the action exits it will be with an exit code of 1
 * @param message add error issue message
 */
function setFailed(message) {
    process.exitCode = ExitCode.Failure;
    error(message);
}
//-----------------------------------------------------------------------
// Logging Commands
//-----------------------------------------------------------------------
/**
 * Gets whether Actions Step Debug is on or not
 */
function isDebug() {
    return process.env['RUNNER_DEBUG'] === '1';
}
/**
 * Writes debug message to user log
 * @param message debug message
 */
function debug(message) {
    issueCommand('debug', {}, message);
}
/**
 * Adds an error issue
 * @param message error issue message. Errors will be converted to string via toString()
 * @param properties optional properties to add to the annotation.
 */
function error(message, properties = {}) {
    issueCommand('error', toCommandProperties(properties), message instanceof Error ? message.toString() : message);
}
/**
 * Adds a warning issue
 * @param message warning issue message. Errors will be converted to string via toString()
 * @param properties optional properties to add to the annotation.
 */
function warning(message, properties = {}) {
    issueCommand('warning', toCommandProperties(properties), message instanceof Error ? message.toString() : message);
}
/**
 * Adds a notice issue
 * @param message notice issue message. Errors will be converted to string via toString()
 * @param properties optional properties to add to the annotation.
 */
function notice(message, properties = {}) {
    issueCommand('notice', toCommandProperties(properties), message instanceof Error ? message.toString() : message);
}
/**
 * Writes info to log with console.log.
 * @param message info message
 */
function info(message) {
    process.stdout.write(message + external_os_.EOL);
}
/**
 * Begin an output group.
 *
 * Output until the next `groupEnd` will be foldable in this group
 *
 * @param name The name of the output group
 */
function startGroup(name) {
    issue('group', name);
}
/**
 * End an output group.
 */
function endGroup() {
    issue('endgroup');
}
/**
 * Wrap an asynchronous function call in a group.
 *
 * Returns the same type as the function itself.
 *
 * @param name The name of the group
 * @param fn The function to wrap in the group
 */
function group(name, fn) {
    return core_awaiter(this, void 0, void 0, function* () {
        startGroup(name);
        let result;
        try {
            result = yield fn();
        }
        finally {
            endGroup();
        }
        return result;
    });
}
//-----------------------------------------------------------------------
// Wrapper action state
//-----------------------------------------------------------------------
/**
 * Saves state for current action, the state can only be retrieved by this action's post job execution.
 *
 * @param     name     name of the state to store
 * @param     value    value to store. Non-string values will be converted to a string via JSON.stringify
 */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
function saveState(name, value) {
    const filePath = process.env['GITHUB_STATE'] || '';
    if (filePath) {
        return issueFileCommand('STATE', prepareKeyValueMessage(name, value));
    }
    issueCommand('save-state', { name }, toCommandValue(value));
}
/**
 * Gets the value of an state set by this action's main execution.
 *
 * @param     name     name of the state to get
 * @returns   string
 */
function getState(name) {
    return process.env[`STATE_${name}`] || '';
}
function getIDToken(aud) {
    return core_awaiter(this, void 0, void 0, function* () {
        return yield OidcClient.getIDToken(aud);
    });
}
/**
 * Summary exports
 */

/**
 * @deprecated use core.summary
 */

/**
 * Path exports
 */

/**
 * Platform utilities exports
 */

//# sourceMappingURL=core.js.map

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
/******/ 		__webpack_modules__[moduleId].call(module.exports, module, module.exports, __nccwpck_require__);
/******/ 		threw = false;
/******/ 	} finally {
/******/ 		if(threw) delete __webpack_module_cache__[moduleId];
/******/ 	}
/******/ 
/******/ 	// Return the exports of the module
/******/ 	return module.exports;
/******/ }
/******/ 
/******/ // expose the modules object (__webpack_modules__)
/******/ __nccwpck_require__.m = __webpack_modules__;
/******/ 
/************************************************************************/
/******/ /* webpack/runtime/asset-relocator-loader */
/******/ if (typeof __nccwpck_require__ !== 'undefined') __nccwpck_require__.ab = decodeURIComponent(new URL('.', import.meta.url).pathname).slice(import.meta.url.match(/^file:\/\/\/\w:/) ? 1 : 0, -1) + "/";
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
/******/ /* webpack/runtime/ensure chunk */
/******/ (() => {
/******/ 	__nccwpck_require__.f = {};
/******/ 	// This file contains only the entry chunk.
/******/ 	// The chunk loading function for additional chunks
/******/ 	__nccwpck_require__.e = (chunkId) => {
/******/ 		return Promise.all(Object.keys(__nccwpck_require__.f).reduce((promises, key) => {
/******/ 			__nccwpck_require__.f[key](chunkId, promises);
/******/ 			return promises;
/******/ 		}, []));
/******/ 	};
/******/ })();
/******/ 
/******/ /* webpack/runtime/get javascript chunk filename */
/******/ (() => {
/******/ 	// This function allow to reference async chunks
/******/ 	__nccwpck_require__.u = (chunkId) => {
/******/ 		// return url for filenames based on template
/******/ 		return {"121":"openshift","127":"gitops","469":"cluster-client","483":"gitops-packages","549":"cluster-client~openshift","560":"record-page","738":"policy-program","842":"other-commands","993":"policy-program-packages"}[chunkId] + ".js";
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
/******/ /* webpack/runtime/import chunk loading */
/******/ (() => {
/******/ 	// no baseURI
/******/ 	
/******/ 	// object to store loaded and loading chunks
/******/ 	// undefined = chunk not loaded, null = chunk preloaded/prefetched
/******/ 	// [resolve, Promise] = chunk loading, 0 = chunk loaded
/******/ 	var installedChunks = {
/******/ 		792: 0
/******/ 	};
/******/ 	
/******/ 	var installChunk = (data) => {
/******/ 		var {ids, modules, runtime} = data;
/******/ 		// add "modules" to the modules object,
/******/ 		// then flag all "ids" as loaded and fire callback
/******/ 		var moduleId, chunkId, i = 0;
/******/ 		for(moduleId in modules) {
/******/ 			if(__nccwpck_require__.o(modules, moduleId)) {
/******/ 				__nccwpck_require__.m[moduleId] = modules[moduleId];
/******/ 			}
/******/ 		}
/******/ 		if(runtime) runtime(__nccwpck_require__);
/******/ 		for(;i < ids.length; i++) {
/******/ 			chunkId = ids[i];
/******/ 			if(__nccwpck_require__.o(installedChunks, chunkId) && installedChunks[chunkId]) {
/******/ 				installedChunks[chunkId][0]();
/******/ 			}
/******/ 			installedChunks[ids[i]] = 0;
/******/ 		}
/******/ 	
/******/ 	}
/******/ 	
/******/ 	__nccwpck_require__.f.j = (chunkId, promises) => {
/******/ 			// import() chunk loading for javascript
/******/ 			var installedChunkData = __nccwpck_require__.o(installedChunks, chunkId) ? installedChunks[chunkId] : undefined;
/******/ 			if(installedChunkData !== 0) { // 0 means "already installed".
/******/ 	
/******/ 				// a Promise means "currently loading".
/******/ 				if(installedChunkData) {
/******/ 					promises.push(installedChunkData[1]);
/******/ 				} else {
/******/ 					if(true) { // all chunks have JS
/******/ 						// setup Promise in chunk cache
/******/ 						var promise = import("./" + __nccwpck_require__.u(chunkId)).then(installChunk, (e) => {
/******/ 							if(installedChunks[chunkId] !== 0) installedChunks[chunkId] = undefined;
/******/ 							throw e;
/******/ 						});
/******/ 						var promise = Promise.race([promise, new Promise((resolve) => (installedChunkData = installedChunks[chunkId] = [resolve]))])
/******/ 						promises.push(installedChunkData[1] = promise);
/******/ 					}
/******/ 				}
/******/ 			}
/******/ 	};
/******/ 	
/******/ 	// no prefetching
/******/ 	
/******/ 	// no preloaded
/******/ 	
/******/ 	// no external install chunk
/******/ 	
/******/ 	// no on chunks loaded
/******/ })();
/******/ 
/************************************************************************/
var __webpack_exports__ = {};
/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   HI: () => (/* binding */ loadCommands),
/* harmony export */   VL: () => (/* binding */ loadCleanUp),
/* harmony export */   cd: () => (/* binding */ loadMain)
/* harmony export */ });
// Code shared by `dist/index.js`, `dist/post.js` and `dist/cli.js`, in a separate file (scripts/bundle.ts) so that dist/ contains
// it only once. Each of them starts one of these functions and evaluates nothing else.
/** The step of the action. */
const loadMain = () => Promise.resolve(/* import() eager */).then(__nccwpck_require__.bind(__nccwpck_require__, 5901));
/** Cleanup that a step of the action leaves to its post step. */
const loadCleanUp = () => Promise.resolve(/* import() eager */).then(__nccwpck_require__.bind(__nccwpck_require__, 3053));
/** The command of the shell. */
const loadCommands = () => Promise.resolve(/* import() eager */).then(__nccwpck_require__.bind(__nccwpck_require__, 2802));

var __webpack_exports__loadCleanUp = __webpack_exports__.VL;
var __webpack_exports__loadCommands = __webpack_exports__.HI;
var __webpack_exports__loadMain = __webpack_exports__.cd;
export { __webpack_exports__loadCleanUp as loadCleanUp, __webpack_exports__loadCommands as loadCommands, __webpack_exports__loadMain as loadMain };
