/******/ var __webpack_modules__ = ({

/***/ 782:
/***/ ((__webpack_module__, __unused_webpack___webpack_exports__, __nccwpck_require__) => {

__nccwpck_require__.a(__webpack_module__, async (__webpack_handle_async_dependencies__, __webpack_async_result__) => { try {
/* harmony import */ var _hosts_github_post_step_state_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(369);
/* harmony import */ var _process_environment_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(615);


// The post step of the action. The step itself has usually cleaned up already, so nothing else is loaded.
const hostEnvironment = (0,_process_environment_js__WEBPACK_IMPORTED_MODULE_1__/* .processEnvironment */ .h)([]);
const state = (0,_hosts_github_post_step_state_js__WEBPACK_IMPORTED_MODULE_0__/* .postStepState */ .k)(hostEnvironment);
if (state.tokens.length > 0 || state.folders.length > 0) {
    const { loadCleanUp } = await import(/* webpackIgnore: true */ "./program.js");
    const { cleanUp } = await loadCleanUp();
    await cleanUp(state, hostEnvironment);
}

__webpack_async_result__();
} catch(e) { __webpack_async_result__(e); } }, 1);

/***/ }),

/***/ 615:
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

/***/ 369:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {


// EXPORTS
__nccwpck_require__.d(__webpack_exports__, {
  k: () => (/* binding */ postStepState)
});

// UNUSED EXPORTS: STATE_NAME

;// CONCATENATED MODULE: ./src/core/post-step-state.js
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
