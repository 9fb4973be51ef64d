export const id = 793;
export const ids = [793];
export const modules = {

/***/ 8871:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   runEnvironmentsCheck: () => (/* binding */ runEnvironmentsCheck)
/* harmony export */ });
/* harmony import */ var _core_text_errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7206);
/* harmony import */ var _core_text_units_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(8934);
/* harmony import */ var _report_error_text_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(4412);
/* harmony import */ var _environments_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(7765);
/* harmony import */ var _run_promotion_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(5039);





/**
 * Checks a file of environments and prints what it holds.
 * @returns the exit code
 */
async function runEnvironmentsCheck(host, hostEnvironment) {
    const run = (0,_run_promotion_js__WEBPACK_IMPORTED_MODULE_3__.startRun)(host, hostEnvironment);
    try {
        const { raw, context } = await (0,_run_promotion_js__WEBPACK_IMPORTED_MODULE_3__.readRaw)(run, 'environments');
        const file = (raw['environments'] ?? '').trim();
        if (file === '')
            throw new _core_text_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .PromoteError */ .jG({
                code: 'INPUT_INVALID',
                message: `${context.spell('environments')} is required`,
                hint: 'give the path of the file: openshift-promote environments check environments.yaml',
            });
        const { environments, applications } = await (0,_environments_js__WEBPACK_IMPORTED_MODULE_2__.openLandscape)(file);
        const ways = environments.map(({ name, from }) => from.length === 0 ? name : `${from.join('|')} \u2192 ${name}`);
        const text = [
            `${file} is valid`,
            `  ${(0,_core_text_units_js__WEBPACK_IMPORTED_MODULE_4__/* .formatCount */ .B4)(environments.length, 'environment')}: ${ways.join(', ')}`,
            `  ${(0,_core_text_units_js__WEBPACK_IMPORTED_MODULE_4__/* .formatCount */ .B4)(applications.length, 'application')}: ${applications.map(({ name, pattern }) => name ?? pattern ?? '').join(', ')}`,
        ];
        hostEnvironment.stdout.write(`${text.join('\n')}\n`);
        return 0;
    }
    catch (error) {
        run.reporter.failure(error);
        return (0,_report_error_text_js__WEBPACK_IMPORTED_MODULE_1__/* .exitCodeOf */ .FO)(error);
    }
}


/***/ })

};
