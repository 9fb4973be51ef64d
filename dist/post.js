import { createRequire as __WEBPACK_EXTERNAL_createRequire } from "module";
/******/ var __webpack_modules__ = ({

/***/ 161:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:os");

/***/ }),

/***/ 782:
/***/ ((__webpack_module__, __unused_webpack___webpack_exports__, __nccwpck_require__) => {

__nccwpck_require__.a(__webpack_module__, async (__webpack_handle_async_dependencies__, __webpack_async_result__) => { try {
/* harmony import */ var _hosts_github_post_step_state_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(513);
/* harmony import */ var _remove_folders_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(983);
/* harmony import */ var _process_environment_js__WEBPACK_IMPORTED_MODULE_2__ = __nccwpck_require__(615);



// The post step of the action. Nearly always the step itself has tidied up, and nothing else is loaded.
const hostEnvironment = (0,_process_environment_js__WEBPACK_IMPORTED_MODULE_2__/* .processEnvironment */ .h)([]);
const { tokens, folders } = (0,_hosts_github_post_step_state_js__WEBPACK_IMPORTED_MODULE_0__/* .postStepState */ .k)(hostEnvironment);
await (0,_remove_folders_js__WEBPACK_IMPORTED_MODULE_1__/* .removeFolders */ .c)(folders, hostEnvironment);
if (tokens.length > 0) {
    const { loadRevocation } = await import(/* webpackIgnore: true */ "./program.js");
    const { revokeTokens } = await loadRevocation();
    await revokeTokens(tokens, hostEnvironment);
}

__webpack_async_result__();
} catch(e) { __webpack_async_result__(e); } }, 1);

/***/ }),

/***/ 615:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   h: () => (/* binding */ processEnvironment)
/* harmony export */ });
/** The surroundings of this process; `argv` without what the entry has used up itself. */
function processEnvironment(argv) {
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

/***/ 983:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {


// EXPORTS
__nccwpck_require__.d(__webpack_exports__, {
  c: () => (/* binding */ removeFolders)
});

;// CONCATENATED MODULE: external "node:fs/promises"
const promises_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:fs/promises");
;// CONCATENATED MODULE: external "node:path"
const external_node_path_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:path");
// EXTERNAL MODULE: external "node:os"
var external_node_os_ = __nccwpck_require__(161);
;// CONCATENATED MODULE: ./src/hosts/github/workflow-command.js

/**
 * A line that the runner obeys: `::name key=value::message` (actions/runner, ActionCommand.cs, whose escapes these are).
 * Written here and not by @actions/core, whose loading (22 ms in the bundle: it brings an HTTP client along) would stand
 * before the masks and the first line.
 */
function workflowCommand(name, message, properties = {}) {
    const pairs = Object.entries(properties).map(([key, value]) => `${key}=${escapeProperty(value)}`);
    return `::${[name, ...(pairs.length === 0 ? [] : [pairs.join(',')])].join(' ')}::${escapeData(message)}${external_node_os_.EOL}`;
}
/** Lines that the runner shows and never obeys, whatever they say: `::` at their start, `##[` anywhere. */
function plainLines(text) {
    return text
        .split(/\r\n|\r|\n/)
        .map((line) => line
        .replace(/\p{Cc}/gu, ' ')
        .replace(/^(\s*):(?=:)/u, '$1: ')
        .replaceAll('##[', '## [') + external_node_os_.EOL)
        .join('');
}
function escapeData(text) {
    return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}
function escapeProperty(text) {
    return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}

;// CONCATENATED MODULE: ./src/entry/remove-folders.js



/**
 * Removes folders that an earlier step has made for the job, such as one with a kubeconfig. Nothing outside of the temporary
 * folder of the job is touched. Never rejects.
 */
async function removeFolders(folders, { env, stdout }) {
    const temporary = env['RUNNER_TEMP'] ?? '';
    for (const folder of folders) {
        const below = external_node_path_namespaceObject.relative(temporary, folder);
        if (temporary === '' || below === '' || below.startsWith('..') || external_node_path_namespaceObject.isAbsolute(below))
            continue;
        try {
            await (0,promises_namespaceObject.rm)(folder, { recursive: true, force: true });
            stdout.write(plainLines(`removed ${folder}`));
        }
        catch (error) {
            const reason = error instanceof Error ? error.message : String(error);
            stdout.write(workflowCommand('warning', `${folder} could not be removed: ${reason}`));
        }
    }
}


/***/ }),

/***/ 513:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {


// EXPORTS
__nccwpck_require__.d(__webpack_exports__, {
  k: () => (/* binding */ postStepState)
});

// UNUSED EXPORTS: saveForPostStep

;// CONCATENATED MODULE: external "node:fs"
const external_node_fs_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:fs");
;// CONCATENATED MODULE: ./src/core/post-step-state.js
const EMPTY_POST_STEP_STATE = { tokens: [], folders: [] };
/** @returns one line of text that {@link parsePostStepState} understands */
function post_step_state_formatPostStepState({ tokens, folders }) {
    return JSON.stringify({ tokens, folders });
}
/** What {@link formatPostStepState} wrote; whatever is something else is left out. */
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

;// CONCATENATED MODULE: ./src/hosts/github/post-step-state.js



// GitHub hands the state of a step to its post step as STATE_<name>, also when the step was killed: the runner reads the file
// whatever became of the process (actions/runner, ActionRunner.cs).
const NAME = 'post-step-state';
/** Tells the post step what is to be given back; what was told before is forgotten. Done when it returns. */
function saveForPostStep(postStepState, { env }) {
    const file = env['GITHUB_STATE'] ?? '';
    if (file !== '')
        appendFileSync(file, fileEntries([[NAME, formatPostStepState(postStepState)]]));
}
/** What the step before left behind. */
function postStepState({ env }) {
    return parsePostStepState(env[`STATE_${NAME}`] ?? '');
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
/************************************************************************/
/******/ 
/******/ // startup
/******/ // Load entry module and return exports
/******/ // This entry module used 'module' so it can't be inlined
/******/ var __webpack_exports__ = __nccwpck_require__(782);
/******/ __webpack_exports__ = await __webpack_exports__;
/******/ 
