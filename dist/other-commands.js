export const id = 842;
export const ids = [842];
export const modules = {

/***/ 4416:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   s: () => (/* binding */ readVerify)
/* harmony export */ });
/* harmony import */ var _core_image_digest_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(2391);
/* harmony import */ var _core_image_reference_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(3638);
/* harmony import */ var _files_file_text_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(6274);
/* harmony import */ var _options_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(2035);
/* harmony import */ var _sides_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(8149);





const MAX_FILE_BYTES = 1024 * 1024;
const HINT = 'write project/stream:tag, such as prod/app:live, or host/path:tag for another registry';
/**
 * Reads the inputs of `verify`: the image at the destination, and whose signatures count.
 * @throws PromoteError INPUT_INVALID with every problem of every input in `problems`
 */
function readVerify(raw, context) {
    const { key, identity, issuer, 'trusted-root': trustedRoot, ...own } = raw;
    let found;
    const options = (0,_options_js__WEBPACK_IMPORTED_MODULE_3__/* .readRunOptions */ .u8)(own, context, (inputs, inputProblems) => {
        const image = readImage(inputs.destinationImage, inputProblems);
        const keys = (key ?? '').split(',').flatMap((text) => readFile('key', text, inputProblems));
        const [root] = readFile('trusted-root', trustedRoot ?? '', inputProblems);
        const pair = [identity ?? '', issuer ?? ''].map((text) => text.trim());
        const [subject = '', issuedBy = ''] = pair;
        if ((subject === '') !== (issuedBy === '')) {
            inputProblems.add(subject === '' ? 'identity' : 'issuer', 'required together with the other half of the identity', 'give both: --identity=https://github.com/\u2026 --issuer=https://token.actions.githubusercontent.com');
        }
        if (root !== undefined && subject === '')
            inputProblems.add('trusted-root', 'only used to verify certificates', 'give --identity and --issuer, too');
        if (image === undefined)
            return {
                promotions: [],
                sides: (0,_sides_js__WEBPACK_IMPORTED_MODULE_4__/* .readSides */ .h)(inputs, own, { source: [], destination: [] }, inputProblems, context.pod),
            };
        found = {
            image,
            keys: keys.map(({ name, text }) => ({ name, pem: text })),
            identity: subject === '' ? undefined : { subject, issuer: issuedBy },
            root,
        };
        const references = { source: [], destination: [image] };
        const { destination } = (0,_sides_js__WEBPACK_IMPORTED_MODULE_4__/* .readSides */ .h)(inputs, own, references, inputProblems, context.pod);
        // nothing is promoted; the reference determines which hosts must not receive the token of the cluster
        const promotion = { source: image, destination: { ...image, tag: image.tag ?? 'latest' }, extraTags: [] };
        return { promotions: [promotion], sides: { destination, source: { ...destination, side: 'source' } } };
    });
    if (found === undefined)
        throw new TypeError('an input is missing but was not reported');
    return { ...found, options: { ...options, client: undefined } };
}
function readImage(text, inputProblems) {
    if (text === undefined) {
        inputProblems.add('destination-image', 'required', HINT);
        return undefined;
    }
    const parsed = (0,_core_image_reference_js__WEBPACK_IMPORTED_MODULE_1__/* .parseReference */ .F2)(text);
    if ('problem' in parsed) {
        inputProblems.add('destination-image', parsed.problem, HINT);
        return undefined;
    }
    const { reference } = parsed;
    if (reference.tag !== undefined || (0,_core_image_digest_js__WEBPACK_IMPORTED_MODULE_0__/* .isDigest */ .Bc)(reference.digest))
        return reference;
    inputProblems.add('destination-image', 'has no tag', HINT);
    return undefined;
}
function readFile(name, given, inputProblems) {
    const path = given.trim();
    if (path === '')
        return [];
    const content = (0,_files_file_text_js__WEBPACK_IMPORTED_MODULE_2__/* .readFileText */ .e)(path, MAX_FILE_BYTES);
    if ('text' in content)
        return [{ name: path, text: content.text }];
    inputProblems.add(name, content.problem, 'give the path of a file that can be read');
    return [];
}


/***/ }),

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

/***/ 73:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  completionScript: () => (/* binding */ completionScript)
});

// EXTERNAL MODULE: ./src/config/tables/commands.js + 1 modules
var commands = __webpack_require__(2955);
// EXTERNAL MODULE: ./src/config/tables/inputs.js + 5 modules
var tables_inputs = __webpack_require__(3314);
// EXTERNAL MODULE: ./src/core/command-flags.js
var command_flags = __webpack_require__(6750);
;// CONCATENATED MODULE: ./src/entry/completion/bash.js
/**
 * For bash 3.2 (macOS) and later. Bash splits `--flag=value` at the equals sign (COMP_WORDBREAKS) and expects completions for the
 * value only.
 */
function bashScript(commands) {
    const names = commands.map(({ name }) => name);
    const words = commands.map(({ name, flags, words: own }) => `    ${name}) words='${[...own, ...flags.map((flag) => `--${flag.name}${flag.value.kind === 'none' ? '' : '='}`)].join(' ')}' ;;`);
    return `# completion of openshift-promote for bash
_openshift_promote() {
  local current="\${COMP_WORDS[COMP_CWORD]}" before="\${COMP_WORDS[COMP_CWORD - 1]}" command='promote' flag='' words=''
  local IFS=$' \\t\\n'
  case "\${COMP_WORDS[1]}" in
    ${names.join(' | ')}) command="\${COMP_WORDS[1]}" ;;
  esac
  if [[ $current == '=' ]]; then
    flag="$before" current=''
  elif [[ $before == '=' ]]; then
    flag="\${COMP_WORDS[COMP_CWORD - 2]}"
  elif [[ $before == --* ]]; then
    flag="$before"
  fi
  case "$command $flag" in
${valueCases(commands)}
  esac
  if [[ -n $words ]]; then
    COMPREPLY=($(compgen -W "$words" -- "$current"))
    return
  fi
  if [[ $COMP_CWORD -eq 1 && $current != -* ]]; then
    COMPREPLY=($(compgen -W '${names.join(' ')}' -- "$current"))
    return
  fi
  case "$command" in
${words.join('\n')}
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
  # a flag that takes a value is not at its end
  [[ \${COMPREPLY[0]} == *= ]] && compopt -o nospace 2>/dev/null
  return 0
}
complete -F _openshift_promote openshift-promote
`;
}
function valueCases(commands) {
    const lines = commands.flatMap(({ name, flags }) => flags.flatMap(({ name: flag, value }) => {
        const pattern = `    '${name} --${flag}')`;
        switch (value.kind) {
            case 'words':
                return [`${pattern} words='${value.words.join(' ')}' ;;`];
            case 'file':
                return [
                    `${pattern} IFS=$'\\n'; COMPREPLY=($(compgen -f -- "$current")); compopt -o filenames 2>/dev/null; return 0 ;;`,
                ];
            case 'text':
                return [`${pattern} return 0 ;;`];
            case 'none':
                return [];
        }
    }));
    return lines.join('\n');
}

;// CONCATENATED MODULE: ./src/entry/completion/completed-command.js
/** Puts text in single quotes, which every supported shell takes literally; `escaped` replaces quotes within. */
function quoted(text, escaped) {
    return `'${text.replaceAll("'", escaped)}'`;
}

;// CONCATENATED MODULE: ./src/entry/completion/fish.js

const QUOTE = `\\'`;
/** For `~/.config/fish/completions/openshift-promote.fish`, or for `\u2026 | source`. */
function fishScript(commands) {
    const others = commands.filter(({ name }) => name !== 'promote').map(({ name }) => name);
    const lines = commands.flatMap((command) => {
        // promote is the default, so its flags may come without a command
        const condition = command.name === 'promote'
            ? `not __fish_seen_subcommand_from ${others.join(' ')}`
            : `__fish_seen_subcommand_from ${command.name}`;
        const start = `complete -c openshift-promote -n '${condition}'`;
        return [
            `complete -c openshift-promote -n __fish_use_subcommand -a ${command.name} -d ${fish_text(command.summary)}`,
            ...(command.words.length === 0 ? [] : [`${start} -a '${command.words.join(' ')}'`]),
            ...command.flags.map((flag) => `${start} ${flagText(flag)}`),
        ];
    });
    return `${['# completion of openshift-promote for fish', 'complete -c openshift-promote -f', ...lines].join('\n')}\n`;
}
function flagText({ name, description, value }) {
    const start = `-l ${name} -d ${fish_text(description)}`;
    switch (value.kind) {
        case 'none':
            return start;
        case 'text':
            return `${start} -x`;
        case 'file':
            return `${start} -r -F`;
        case 'words':
            return `${start} -x -a '${value.words.join(' ')}'`;
    }
}
function fish_text(plain) {
    return quoted(plain.replaceAll('\\', '\\\\'), QUOTE);
}

;// CONCATENATED MODULE: ./src/entry/completion/powershell.js

const powershell_QUOTE = "''";
/** For Windows PowerShell 5.1 and newer: `\u2026 | Out-String | Invoke-Expression`. */
function powershellScript(commands) {
    const summaries = commands.map(({ name, summary }) => `    '${name}' = ${quoted(summary, powershell_QUOTE)}`);
    const flags = commands.map(({ name, flags: own, words }) => {
        const entries = [
            ...words.map((word) => `      '${word}' = ''`),
            ...own.map((flag) => `      '--${flag.name}' = ${quoted(flag.description, powershell_QUOTE)}`),
        ];
        return [`    '${name}' = [ordered]@{`, ...entries, '    }'].join('\n');
    });
    const values = new Map();
    for (const command of commands) {
        for (const { name, value } of command.flags) {
            if (value.kind === 'words')
                values.set(`${command.name} --${name}`, value.words);
        }
    }
    const choices = [...values].map(([key, words]) => `    '${key}' = @(${words.map((word) => quoted(word, powershell_QUOTE)).join(', ')})`);
    return `# completion of openshift-promote for PowerShell
Register-ArgumentCompleter -Native -CommandName openshift-promote -ScriptBlock {
  param($wordToComplete, $commandAst, $cursorPosition)
  $commands = [ordered]@{
${summaries.join('\n')}
  }
  $flags = @{
${flags.join('\n')}
  }
  $choices = @{
${choices.join('\n')}
  }
  $elements = @($commandAst.CommandElements | ForEach-Object { $_.ToString() })
  $command = 'promote'
  if ($elements.Count -gt 1 -and $commands.Contains($elements[1]) -and $elements[1] -ne $wordToComplete) {
    $command = $elements[1]
  }
  if ($wordToComplete -match '^(--[a-z0-9-]+)=(.*)$') {
    $flag = $Matches[1]
    $start = $Matches[2]
    foreach ($choice in $choices["$command $flag"]) {
      if ($choice -like "$start*") {
        [System.Management.Automation.CompletionResult]::new("$flag=$choice", $choice, 'ParameterValue', $choice)
      }
    }
    return
  }
  $offered = if ($wordToComplete -notlike '-*' -and $elements.Count -le 2 -and $command -eq 'promote') { $commands } else { $flags[$command] }
  foreach ($name in $offered.Keys) {
    if ($name -like "$wordToComplete*") {
      $text = if ($offered[$name]) { $offered[$name] } else { $name }
      [System.Management.Automation.CompletionResult]::new($name, $name, 'ParameterName', $text)
    }
  }
}
`;
}

;// CONCATENATED MODULE: ./src/entry/completion/zsh.js

// ends the string, adds an escaped quote, and starts the string again
const zsh_QUOTE = `'\\''`;
/** For a file `_openshift-promote` in `$fpath`, or for `source <(\u2026)`. */
function zshScript(commands) {
    const described = commands.map(({ name, summary }) => quoted(`${name}:${summary.replaceAll(':', '\\:')}`, zsh_QUOTE));
    return `#compdef openshift-promote
# completion of openshift-promote for zsh
_openshift-promote() {
  local -a commands
  commands=(
    ${described.join('\n    ')}
  )
  if (( CURRENT == 2 )) && [[ $words[2] != -* ]]; then
    _describe -t commands 'command' commands
    return
  fi
  local command=promote
  if [[ $words[2] != -* ]]; then
    command=$words[2]
    shift words
    (( CURRENT-- ))
  fi
  case $command in
${commands.map(commandCase).join('\n')}
  esac
}
if [[ $funcstack[1] == _openshift-promote ]]; then
  _openshift-promote "$@"
else
  compdef _openshift-promote openshift-promote
fi
`;
}
function commandCase({ name, flags, words }) {
    const specs = [...flags.map(flagSpec), ...(words.length === 0 ? [] : [`'1:name:(${words.join(' ')})'`])];
    return [`    ${name})`, `      _arguments \\`, `        ${specs.join(' \\\n        ')}`, '      ;;'].join('\n');
}
function flagSpec({ name, description, value }) {
    const text = description.replace(/[\\[\]:]/g, '\\$&');
    switch (value.kind) {
        case 'none':
            return quoted(`--${name}[${text}]`, zsh_QUOTE);
        case 'text':
            return quoted(`--${name}=[${text}]:${name}:`, zsh_QUOTE);
        case 'file':
            return quoted(`--${name}=[${text}]:${name}:_files`, zsh_QUOTE);
        case 'words':
            return quoted(`--${name}=[${text}]:${name}:(${value.words.join(' ')})`, zsh_QUOTE);
    }
}

;// CONCATENATED MODULE: ./src/entry/completion.js







const SCRIPTS = {
    bash: bashScript,
    zsh: zshScript,
    fish: fishScript,
    powershell: powershellScript,
};
/** The completion script of a shell, for commands, flags and their values; from the tables of commands and inputs. */
function completionScript(shell) {
    return SCRIPTS[shell](commands/* COMMAND_NAMES */.nZ.map(completedCommand));
}
function completedCommand(name) {
    const { summary, inputs, flags, outputs } = (0,commands/* commandRow */.uX)(name);
    const options = [
        ...inputs.map((input) => {
            const row = (0,tables_inputs/* inputRow */.bd)(input);
            const description = firstSentence(row.description);
            // secrets cannot be flags, but paths of their files can
            if (row.secret === true)
                return { name: `${input}-file`, description, value: { kind: 'file' } };
            switch (row.type) {
                case 'boolean':
                    return { name: input, description, value: { kind: 'none' } };
                case 'enum':
                    return { name: input, description, value: { kind: 'words', words: row.options } };
                case 'string':
                case 'list':
                case 'lines':
                case 'integer':
                case 'duration':
                    return { name: input, description, value: { kind: isPath(input) ? 'file' : 'text' } };
            }
        }),
        ...flags.map((flag) => ({
            name: flag.name,
            description: firstSentence(flag.description),
            value: completion_valueOf(flag),
        })),
        ...(outputs.length === 0
            ? []
            : [
                {
                    name: 'output',
                    description: 'Format of standard output',
                    value: { kind: 'words', words: outputs },
                },
                {
                    name: 'host',
                    description: 'CI system to log for and pass outputs to',
                    value: { kind: 'words', words: command_flags/* COMMAND_HOSTS */.wA },
                },
            ]),
        { name: 'help', description: 'Show help', value: { kind: 'none' } },
    ];
    return { name, summary, flags: options, words: name === 'completion' ? commands/* SHELLS */.OF : [] };
}
function completion_valueOf({ takes }) {
    if (takes === '')
        return { kind: 'none' };
    const words = takes.split(' | ');
    return words.length > 1 && words.every((word) => /^[a-z]+$/.test(word))
        ? { kind: 'words', words }
        : { kind: 'text' };
}
function isPath(input) {
    return /-(?:ca|kubeconfig|file)$|^record$/.test(input);
}
/** The first sentence as plain text, to show beside the flag. */
function firstSentence(description) {
    // a code span such as `strategy: build` does not end the sentence
    const [first = ''] = /^(?:`[^`]*`|[^`.:;]|[.:;](?!\s|$))*/.exec(description) ?? [];
    return first.replaceAll('`', '');
}


/***/ }),

/***/ 4281:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  listTags: () => (/* binding */ listTags)
});

// EXTERNAL MODULE: ./src/config/command-options.js
var command_options = __webpack_require__(214);
// EXTERNAL MODULE: ./src/core/text/errors.js
var errors = __webpack_require__(7206);
// EXTERNAL MODULE: ./src/core/command-flags.js
var command_flags = __webpack_require__(6750);
// EXTERNAL MODULE: ./src/report/error-text.js
var error_text = __webpack_require__(4412);
// EXTERNAL MODULE: ./src/report/release-text.js
var release_text = __webpack_require__(3825);
// EXTERNAL MODULE: ./src/promotion/resolve/source-image.js
var source_image = __webpack_require__(7175);
// EXTERNAL MODULE: ./src/core/progress-text.js
var progress_text = __webpack_require__(5116);
// EXTERNAL MODULE: ./src/core/image/reference.js
var reference = __webpack_require__(3638);
;// CONCATENATED MODULE: ./src/core/release.js
// Annotations of the OCI image-spec, of OpenShift builds and of label-schema.org, and common handwritten ones.
const VERSION_LABELS = ['org.opencontainers.image.version', 'org.label-schema.version', 'version'];
const COMMIT_LABELS = [
    'org.opencontainers.image.revision',
    'io.openshift.build.commit.id',
    'org.label-schema.vcs-ref',
    'vcs-ref',
];
const CREATED_LABELS = ['org.opencontainers.image.created'];
// Reproducible builds set the creation time to the beginning of the epoch.
const MIN_CREATED = '1980-01-02';
/** Version, commit and build time from the labels or annotations of an image. */
function describeRelease({ created, labels, }) {
    const first = (names) => names.map((name) => labels[name]).find((value) => value !== undefined && value !== '');
    const built = created ?? first(CREATED_LABELS);
    return {
        created: built === undefined || built < MIN_CREATED ? undefined : built,
        version: first(VERSION_LABELS),
        commit: first(COMMIT_LABELS),
    };
}
/** Newest first; releases without a known time come last, sorted by name. */
function newestFirst(releases) {
    const timeOf = ({ since, created }) => since ?? created ?? '';
    return releases.toSorted((one, other) => {
        if (timeOf(one) !== timeOf(other))
            return timeOf(one) < timeOf(other) ? 1 : -1;
        return one.tag.localeCompare(other.tag, 'en', { numeric: true }) * -1;
    });
}

// EXTERNAL MODULE: ./src/promotion/run/concurrency.js
var concurrency = __webpack_require__(5874);
// EXTERNAL MODULE: ./src/promotion/resolve/described-manifest.js
var described_manifest = __webpack_require__(6837);
;// CONCATENATED MODULE: ./src/promotion/list-releases.js







// Concurrent requests, limited because others use the API server, too.
const CONCURRENCY = 6;
const MAX_TAG_PAGES = 20;
/**
 * Lists the tags of a stream or repository, newest first; for a reference with a tag, the history of that tag.
 * @throws PromoteError IMAGE_NOT_FOUND, ACCESS_DENIED, \u2026
 */
async function listReleases(query, ports, signal) {
    const { image, side, destination } = query;
    const cluster = ports.clusters[side];
    const releases = image.kind === 'stream' && cluster !== undefined
        ? await releasesOfStream({ ...query, image }, cluster, signal)
        : image.kind === 'registry'
            ? await releasesOfRepository({ ...query, image }, ports, signal)
            : [];
    const deployments = await findDeployments(destination, ports, signal);
    return releases.map((release) => ({
        ...release,
        deployed: release.digest === undefined ? [] : (deployments.get(release.digest) ?? []),
    }));
}
async function releasesOfStream({ image, side, limit }, cluster, signal) {
    const histories = await cluster.streams.readHistory(image, signal);
    if (histories === undefined)
        throw missing(image, side, cluster.server);
    const wanted = image.tag === undefined
        ? histories.map((history) => ({ ...history, events: history.events.slice(0, 1) }))
        : histories.filter(({ tag }) => tag === image.tag);
    if (image.tag !== undefined && wanted.length === 0)
        throw missing(image, side, cluster.server);
    const releases = newestFirst(wanted.flatMap((history) => releasesOfTag(image, history))).slice(0, limit);
    const described = await describeAll(releases.flatMap(({ digest }) => (digest === undefined ? [] : [digest])), async (digest, inner) => {
        const config = await (0,source_image/* readKnownConfig */.W)(image, digest, cluster, inner);
        return config === undefined ? {} : describeRelease(config);
    }, signal);
    return releases.map((release) => ({
        ...release,
        ...(release.digest === undefined ? {} : described.get(release.digest)),
    }));
}
function releasesOfTag(image, { tag, events }) {
    return events.map(({ digest, since }, stepsBack) => ({
        image: (0,reference/* formatReference */.FH)(stepsBack === 0 || digest === undefined
            ? { ...image, tag, digest: undefined }
            : { ...image, tag: undefined, digest }),
        tag,
        digest,
        stepsBack,
        since: since === '' ? undefined : since,
        created: undefined,
        version: undefined,
        commit: undefined,
        deployed: [],
    }));
}
/** A registry lists only the names of tags, so the manifest of each is fetched. */
async function releasesOfRepository({ image, side, limit }, ports, signal) {
    const repository = ports.registries.repository(side, image.host, image.repository);
    const tags = image.tag === undefined ? await tagsOf(repository, image, side, ports, signal) : [image.tag];
    const shown = tags.slice(0, limit);
    const found = await describeAll(shown, async (tag, inner) => {
        try {
            const manifest = await repository.getManifest(tag, inner);
            const description = await (0,described_manifest/* describeManifest */.F)(manifest, repository, inner);
            return { digest: manifest.digest, ...describeRelease(description) };
        }
        catch (error) {
            // a tag that is damaged, too old or just removed must not hide the others
            if (!(error instanceof errors/* PromoteError */.jG) || image.tag !== undefined || !isAboutImage(error))
                throw error;
            ports.reporter.warning(error.message);
            return {};
        }
    }, signal);
    return newestFirst(shown.map((tag) => ({
        image: (0,reference/* formatReference */.FH)({ ...image, tag, digest: undefined }),
        tag,
        digest: undefined,
        stepsBack: 0,
        since: undefined,
        created: undefined,
        version: undefined,
        commit: undefined,
        deployed: [],
        ...found.get(tag),
    })));
}
function isAboutImage({ code }) {
    return ['IMAGE_NOT_FOUND', 'MANIFEST_INVALID', 'MANIFEST_UNSUPPORTED', 'DIGEST_MISMATCH'].includes(code);
}
/** The last tags in natural order of their names: registries do not list dates, and these are most likely the newest. */
async function tagsOf(repository, image, side, ports, signal) {
    const list = await repository.listTags(MAX_TAG_PAGES, signal);
    if (list === undefined) {
        throw new errors/* PromoteError */.jG({
            code: 'NOT_A_REGISTRY',
            message: `${repository.host} does not list the tags of ${repository.name}`,
            hint: `ask for one tag: ${(0,reference/* formatReference */.FH)({ ...image, tag: 'latest' })}`,
            where: { side, host: repository.host, repository: repository.name },
        });
    }
    if (!list.isComplete) {
        ports.reporter.warning(`${repository.name} has more tags than were read; name one to see it`);
    }
    return [...list.tags].sort((one, other) => other.localeCompare(one, 'en', { numeric: true }));
}
async function describeAll(keys, describe, signal) {
    const found = new Map();
    const tasks = [...new Set(keys)].map((key) => async (inner) => {
        found.set(key, await describe(key, inner));
    });
    await (0,concurrency/* allOrFirstError */.te)((0,concurrency/* workers */.EH)(CONCURRENCY, [tasks]), signal);
    return found;
}
/** The images that the destination already has, by digest. */
async function findDeployments(destination, { clusters }, signal) {
    const found = new Map();
    const cluster = clusters.destination;
    if (destination === undefined || cluster === undefined)
        return found;
    const add = (digest, what) => {
        found.set(digest, [...(found.get(digest) ?? []), what]);
    };
    const [histories, workloads] = await (0,concurrency/* allOrFirstError */.te)([
        (inner) => cluster.streams.readHistory(destination, inner),
        (inner) => cluster.workloads.listPinned(destination.project, inner),
    ], signal);
    for (const { tag, events } of histories ?? []) {
        const digest = events[0]?.digest;
        if (digest !== undefined)
            add(digest, (0,reference/* formatReference */.FH)({ ...destination, tag, digest: undefined }));
    }
    for (const { workload, digests } of workloads) {
        for (const digest of new Set(digests))
            add(digest, (0,progress_text/* workloadText */.DE)(workload));
    }
    return found;
}
function missing(image, side, server) {
    const name = (0,reference/* formatReference */.FH)(image);
    return new errors/* PromoteError */.jG({
        code: 'IMAGE_NOT_FOUND',
        message: `${name} does not exist on ${server}`,
        hint: `look at the streams there are: oc get imagestreams -n ${image.project}`,
        where: { side },
    });
}

// EXTERNAL MODULE: ./src/entry/run-promotion.js + 50 modules
var run_promotion = __webpack_require__(5039);
// EXTERNAL MODULE: ./src/entry/compose/signals.js
var signals = __webpack_require__(6244);
// EXTERNAL MODULE: ./src/entry/compose/system-clock.js
var system_clock = __webpack_require__(5119);
;// CONCATENATED MODULE: ./src/entry/list-tags.js









/** Errors that mean that the image is not in this cluster. */
const NOT_THERE = ['IMAGE_NOT_FOUND', 'PROJECT_NOT_FOUND', 'ACCESS_DENIED'];
/**
 * Prints the tags of a stream or repository, or the history of one tag.
 * @returns the exit code
 */
async function listTags(host, hostEnvironment) {
    const run = (0,run_promotion.startRun)(host, hostEnvironment);
    const cancellation = (0,signals/* cancellationSignal */.w)();
    try {
        const { raw, context } = await (0,run_promotion.readRaw)(run, 'tags');
        const releases = await firstThatHasIt((0,command_options/* sidesOfTags */.lL)(raw, context), run, (side) => {
            const { options, ...query } = (0,command_options/* readTagsCommand */.NU)(raw, context, side);
            return (0,run_promotion.withPorts)(options, run, cancellation.signal, ({ ports }) => listReleases(query, ports, cancellation.signal));
        });
        const format = (0,command_flags/* outputFormat */.B$)(hostEnvironment.argv);
        const text = (0,release_text/* releaseText */.hO)(releases, format, system_clock/* systemClock */.m.date());
        hostEnvironment.stdout.write(run.redactor.redact(text));
        return 0;
    }
    catch (error) {
        run.reporter.failure(error);
        return (0,error_text/* exitCodeOf */.FO)(error);
    }
    finally {
        cancellation.release();
    }
}
/** The releases of the first side that has the image. Logs which side that is if there are two. */
async function firstThatHasIt(sides, { reporter }, list) {
    const problems = [];
    for (const side of sides) {
        try {
            const releases = await list(side);
            const other = sides.find((each) => each !== side);
            if (other !== undefined)
                reporter.info(`listing tags of the ${side}; use --side=${other} for the other cluster`);
            return releases;
        }
        catch (error) {
            if (!(error instanceof errors/* PromoteError */.jG) || sides.length === 1 || !NOT_THERE.includes(error.code))
                throw error;
            problems.push(...(0,errors/* problemsOf */.GW)(error));
        }
    }
    throw (0,errors/* errorOfProblems */.M$)('IMAGE_NOT_FOUND', problems);
}


/***/ }),

/***/ 4351:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  runDoctor: () => (/* binding */ runDoctor)
});

// EXTERNAL MODULE: ./src/config/options.js + 11 modules
var config_options = __webpack_require__(2035);
// EXTERNAL MODULE: ./src/core/command-flags.js
var command_flags = __webpack_require__(6750);
// EXTERNAL MODULE: ./src/core/text/units.js
var units = __webpack_require__(8934);
// EXTERNAL MODULE: ./src/core/text/errors.js
var errors = __webpack_require__(7206);
;// CONCATENATED MODULE: ./src/core/finding.js
/** Topics of checks, in the order of a report. */
const TOPICS = [
    'connection',
    'token',
    'registry',
    'project',
    'image',
    'policy',
    'attestation',
    'permissions',
    'limits',
    'tag',
    'triggers',
    'workloads',
    'pull secrets',
    'preparation',
];
/** The topic that a problem of a code belongs to. */
const TOPIC_OF = {
    TOKEN_EXPIRED: 'token',
    ACCESS_DENIED: 'permissions',
    NOT_A_REGISTRY: 'registry',
    REGISTRY_NOT_EXPOSED: 'registry',
    PROJECT_NOT_FOUND: 'project',
    IMAGE_NOT_FOUND: 'image',
    POLICY_INVALID: 'policy',
    POLICY_REFUSED: 'policy',
    NOT_SOAKED: 'policy',
    ATTEST_FAILED: 'attestation',
    DIGEST_UNEXPECTED: 'image',
    DIGEST_MISMATCH: 'image',
    MANIFEST_INVALID: 'image',
    MANIFEST_UNSUPPORTED: 'image',
    QUOTA_EXCEEDED: 'limits',
    TAG_EXISTS: 'tag',
    TAG_CONFLICT: 'tag',
    WORKLOAD_NOT_FOUND: 'workloads',
    ROLLOUT_FAILED: 'workloads',
    ROLLOUT_PAUSED: 'workloads',
    INPUT_INVALID: 'preparation',
};
function topicOf(code) {
    return TOPIC_OF[code] ?? 'connection';
}
/** In the order of the topics, the source before the destination. */
function sortEntries(entries) {
    const rank = ({ topic, side }) => TOPICS.indexOf(topic) * 3 + (side === 'source' ? 0 : side === 'destination' ? 1 : 2);
    return [...entries].sort((one, other) => rank(one) - rank(other));
}

;// CONCATENATED MODULE: ./src/report/doctor-report.js



const TOPIC_WIDTH = Math.max(...TOPICS.map((topic) => topic.length)) + 2;
const LEVEL_WIDTH = 'problem'.length + 2;
/** For people: a line for each finding, what to do below it, and a count at the end. */
function doctorText(entries) {
    const lines = entries.flatMap(({ topic, level, side, message, hint }) => [
        `${level.padEnd(LEVEL_WIDTH)}${topic.padEnd(TOPIC_WIDTH)}${side === undefined ? '' : `${side}: `}${message}`,
        ...(hint === undefined || level === 'ok' ? [] : [`${' '.repeat(LEVEL_WIDTH + TOPIC_WIDTH)}> ${hint}`]),
    ]);
    return [...lines, '', verdict(entries)].join('\n') + '\n';
}
/** For programs. */
function doctorJson(entries) {
    return `${JSON.stringify({ ok: countOf(entries, 'problem') === 0, checks: entries }, undefined, 2)}\n`;
}
function verdict(entries) {
    const problems = countOf(entries, 'problem');
    const warnings = countOf(entries, 'warning');
    if (problems > 0)
        return `${(0,units/* formatCount */.B4)(problems, 'problem')}, ${(0,units/* formatCount */.B4)(warnings, 'warning')}: the promotion would fail`;
    return warnings > 0
        ? `${(0,units/* formatCount */.B4)(warnings, 'warning')}: the promotion can proceed`
        : 'no problems found';
}
function countOf(entries, level) {
    return entries.filter((entry) => entry.level === level).length;
}
/** The error that a promotion would fail with; undefined if no problem was found. */
function doctorError(entries) {
    const problems = entries.flatMap(({ level, code = 'CHECK_FAILED', message, hint }) => level === 'problem' ? [{ code, message, hint }] : []);
    return problems.length === 0 ? undefined : (0,errors/* errorOfProblems */.M$)('CHECK_FAILED', problems);
}

// EXTERNAL MODULE: ./src/report/error-text.js
var error_text = __webpack_require__(4412);
// EXTERNAL MODULE: ./src/core/text/server-text.js
var server_text = __webpack_require__(6844);
// EXTERNAL MODULE: ./src/core/ports/policy-report.js
var policy_report = __webpack_require__(3289);
// EXTERNAL MODULE: ./src/core/progress-text.js
var progress_text = __webpack_require__(5116);
// EXTERNAL MODULE: ./src/core/image/reference.js
var reference = __webpack_require__(3638);
// EXTERNAL MODULE: ./src/promotion/check/check-nodes.js
var check_nodes = __webpack_require__(3736);
// EXTERNAL MODULE: ./src/promotion/check/check-policy.js
var check_policy = __webpack_require__(1119);
// EXTERNAL MODULE: ./src/promotion/check/check.js + 6 modules
var check = __webpack_require__(3548);
// EXTERNAL MODULE: ./src/promotion/resolve/connect.js
var connect = __webpack_require__(5038);
// EXTERNAL MODULE: ./src/promotion/check/plan.js
var check_plan = __webpack_require__(1381);
// EXTERNAL MODULE: ./src/promotion/resolve/resolve.js
var resolve = __webpack_require__(4164);
// EXTERNAL MODULE: ./src/promotion/run/resolved-image.js
var resolved_image = __webpack_require__(6097);
// EXTERNAL MODULE: ./src/promotion/rights/requested-rights.js
var requested_rights = __webpack_require__(8147);
;// CONCATENATED MODULE: ./src/promotion/diagnose.js













const SIDES = ['source', 'destination'];
/**
 * Connects, resolves and checks as a promotion would, but continues after a failure in order to report every problem at once.
 * Changes nothing.
 * @throws PromoteError CANCELLED
 */
async function diagnose(options, ports, signal) {
    const notes = { entries: [], signal };
    const [source, destination] = await Promise.all(SIDES.map((side) => diagnoseSide(side, options, ports, notes)));
    const unknown = { identity: undefined, registryHost: undefined };
    const connection = { source: source ?? unknown, destination: destination ?? unknown };
    const reached = { source: source !== undefined, destination: destination !== undefined };
    const images = [];
    const unresolved = [];
    for (const request of options.promotions) {
        const image = reached.source && reached.destination
            ? await resolveOne(request, options, connection, ports, notes)
            : undefined;
        if (image === undefined)
            unresolved.push(request);
        else
            images.push(image);
    }
    if (reached.destination) {
        await diagnoseDestination(images, unresolved, options, ports, notes);
    }
    return sortEntries(withoutRepetition(notes.entries));
}
/** The result of a step; undefined: the step failed, and an entry was added. */
async function attempt(notes, side, step) {
    try {
        return await step();
    }
    catch (error) {
        if (!(error instanceof errors/* PromoteError */.jG) || notes.signal.aborted)
            throw error;
        const problems = error.problems.length > 1 ? error.problems : (0,errors/* problemsOf */.GW)(error).slice(0, 1);
        for (const { code, message, hint } of problems) {
            notes.entries.push({
                topic: topicOf(code),
                level: 'problem',
                side: side ?? error.where.side,
                ...{ code, message, hint },
            });
        }
        return undefined;
    }
}
/** undefined: the cluster cannot be reached or rejects the token. A plain registry gets no entry. */
async function diagnoseSide(side, options, ports, notes) {
    const cluster = ports.clusters[side];
    if (cluster === undefined)
        return { identity: undefined, registryHost: undefined };
    const identity = await attempt(notes, side, () => cluster.account.identify(notes.signal));
    if (identity === undefined)
        return undefined;
    const add = (topic, message) => {
        notes.entries.push({ topic, level: 'ok', side, message });
    };
    add('connection', `${cluster.server} as ${identity.username}`);
    const { level, message, hint } = (0,connect/* lifeText */.CY)(cluster, identity, options, ports.clock);
    if (level === 'ok')
        add('token', message);
    else
        notes.entries.push({ topic: 'token', level, side, message, hint });
    const registryHost = await attempt(notes, side, () => (0,connect/* locateRegistry */.ii)(side, cluster, options, ports, notes.signal));
    if (registryHost !== undefined)
        add('registry', registryHost);
    return { identity, registryHost };
}
async function resolveOne(request, options, connection, ports, notes) {
    const found = await attempt(notes, undefined, () => (0,resolve/* resolve */.h)({ options: { ...options, promotions: [request] }, ports, signal: notes.signal }, connection));
    const [image] = found ?? [];
    if (image === undefined)
        return undefined;
    const message = `${(0,reference/* formatReference */.FH)(request.source)} is ${(0,resolved_image/* sourceDigestOf */.Db)(image)}`;
    notes.entries.push({ topic: 'image', level: 'ok', message });
    return image;
}
async function diagnoseDestination(images, unresolved, options, ports, notes) {
    const { entries, signal } = notes;
    const cluster = ports.clusters.destination;
    const active = images.filter((image) => (0,check_plan/* actionFor */.cY)(image, options.onExistingTag) !== 'skip');
    const asked = await attempt(notes, undefined, () => (0,check_policy/* checkPolicy */.h)(active, options, ports, signal));
    if (asked !== undefined)
        addPolicy(entries, asked);
    const verdicts = await attempt(notes, undefined, () => (0,check_nodes/* judgeByNodes */.Y)(active, options, ports, signal));
    addNodes(entries, verdicts ?? []);
    const examined = await attempt(notes, 'destination', () => (0,check/* examine */.s)(active, options, ports, signal));
    if (unresolved.length > 0 && cluster !== undefined) {
        // the permissions of the account do not depend on the image
        const missing = await attempt(notes, 'destination', () => cluster.account.missingRights((0,requested_rights/* requestedRights */.kx)(unresolved, options, ports), signal));
        for (const problem of missing ?? [])
            entries.push({ topic: 'permissions', level: 'problem', side: 'destination', ...problem });
    }
    if (examined === undefined)
        return;
    const topics = new Map(examined.findings.map(({ message, topic }) => [message, topic]));
    for (const { code, message, hint } of examined.problems) {
        const topic = topics.get(message) ?? topicOf(code);
        entries.push({ topic, level: 'problem', side: 'destination', code, message, hint });
    }
    for (const { topic, level, code, message, hint } of examined.findings) {
        if (level === 'problem')
            continue;
        const kind = level === 'note' ? {} : { code };
        entries.push({ topic, level, side: 'destination', ...kind, message, hint });
    }
    if (cluster !== undefined)
        addHealthy(entries, active.length > 0);
    if (examined.problems.length > 0)
        return;
    const plan = (0,check_plan/* planPromotion */.z)(images, examined.plan, options);
    for (const image of plan.images)
        entries.push({ topic: 'tag', level: 'ok', side: 'destination', message: tagText(image) });
    for (const { workload, method } of plan.rollouts) {
        const message = `${(0,progress_text/* workloadText */.DE)(workload)} in ${workload.project} can be rolled out (${method})`;
        entries.push({ topic: 'workloads', level: 'ok', side: 'destination', message });
    }
}
/** Entries for what the policy refuses, warns about and accepts. */
function addPolicy(entries, { reports = [], problems, warnings }) {
    for (const problem of problems)
        entries.push({ topic: 'policy', level: 'problem', ...problem });
    for (const { code, message, hint } of warnings)
        entries.push({ topic: 'policy', level: 'warning', code, message, hint });
    for (const rule of reports.flatMap(({ rules }) => rules)) {
        if (rule.outcome === 'passed')
            entries.push({ topic: 'policy', level: 'ok', message: (0,policy_report/* ruleText */.Y)(rule) });
    }
}
/** Whether nodes would start the image, including the case that this is unknown. */
function addNodes(entries, verdicts) {
    for (const finding of (0,check_nodes/* findingsOf */.W)(verdicts))
        entries.push({ side: 'destination', ...finding });
    for (const { policy, outcome, found } of verdicts) {
        const common = { topic: 'policy', side: 'destination' };
        if (outcome === 'starts')
            entries.push({ ...common, level: 'ok', message: `${policy}: ${found}` });
        if (outcome === 'unread')
            entries.push({ ...common, level: 'note', message: found });
    }
}
/** Entries for the checks that passed. */
function addHealthy(entries, hasImages) {
    // nothing else is known about a project that does not exist
    if (entries.some(({ topic, level, side }) => topic === 'project' && level === 'problem' && side === 'destination'))
        return;
    const isUnsaid = (topic) => !entries.some((entry) => entry.topic === topic);
    const add = (topic, message) => {
        if (isUnsaid(topic))
            entries.push({ topic, level: 'ok', side: 'destination', message });
    };
    add('permissions', 'no right that was asked for is missing');
    if (!hasImages)
        return;
    add('limits', 'no quota or limit range that the account may see stands in the way');
    add('triggers', 'no image trigger fires that "rollout" does not name');
}
function tagText({ destination, action, previousDigest, tags, strategy }) {
    const more = tags.length > 1 ? `, also ${tags.slice(1).join(', ')}` : '';
    switch (action) {
        case 'create':
            return `${destination} will be created by ${strategy}${more}`;
        case 'move':
            return `${destination} will be moved by ${strategy}, away from ${previousDigest ?? 'nothing'}${more}`;
        case 'keep':
            return `${destination} is that image already${more}`;
        case 'skip':
            return `${destination} exists and stays as it is`;
    }
}
function withoutRepetition(entries) {
    const seen = new Set();
    return entries.filter(({ topic, side, message }) => {
        const key = JSON.stringify([topic, side, message]);
        return seen.has(key) ? false : seen.add(key);
    });
}

// EXTERNAL MODULE: ./src/entry/run-promotion.js + 50 modules
var run_promotion = __webpack_require__(5039);
// EXTERNAL MODULE: ./src/entry/compose/signals.js
var signals = __webpack_require__(6244);
;// CONCATENATED MODULE: ./src/entry/run-doctor.js










const MAX_TEXT = 2000;
/**
 * Finds everything that would stop the promotion described by the inputs, and writes it to standard output.
 * @returns the exit code: 0 when nothing would, else the one the promotion would end with
 */
async function runDoctor(host, hostEnvironment) {
    const run = (0,run_promotion.startRun)(host, hostEnvironment);
    const cancellation = (0,signals/* cancellationSignal */.w)();
    try {
        const { raw, context, choose } = await (0,run_promotion.readRaw)(run, 'doctor');
        const options = (0,config_options/* readOptions */.Tt)(raw, context);
        const entries = await diagnoseBothSides(options, choose, run, cancellation.signal);
        const clean = entries.map((entry) => cleanEntry(entry, (text) => run.redactor.redact(text)));
        const isTable = (0,command_flags/* outputFormat */.B$)(hostEnvironment.argv) === 'table';
        hostEnvironment.stdout.write(isTable ? doctorText(clean) : doctorJson(clean));
        const failure = doctorError(entries);
        return failure === undefined ? 0 : (0,error_text/* exitCodeOf */.FO)(failure);
    }
    catch (error) {
        run.reporter.failure(error);
        return (0,error_text/* exitCodeOf */.FO)(error);
    }
    finally {
        cancellation.release();
    }
}
/** A failed login is a finding like any other, for its side. */
async function diagnoseBothSides(options, choose, run, signal) {
    try {
        return await (0,run_promotion.withPorts)({ ...options, dryRun: true }, run, signal, async (composed) => diagnose(await choose(options, composed, signal), composed.ports, signal));
    }
    catch (error) {
        if (!(error instanceof errors/* PromoteError */.jG) || error.code === 'CANCELLED')
            throw error;
        const { code, message, hint, where } = error;
        return [{ topic: topicOf(code), level: 'problem', side: where.side, code, message, hint }];
    }
}
function cleanEntry(entry, redact) {
    const clean = (text) => (0,server_text/* cleanServerText */.C)(redact(text), MAX_TEXT);
    const { hint } = entry;
    return {
        ...entry,
        message: clean(entry.message),
        ...(hint === undefined ? {} : { hint: clean(hint) }),
    };
}


/***/ }),

/***/ 2398:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   runHistory: () => (/* binding */ runHistory)
/* harmony export */ });
/* harmony import */ var _config_verify_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(4416);
/* harmony import */ var _core_command_flags_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(6750);
/* harmony import */ var _core_image_reference_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(3638);
/* harmony import */ var _core_trace_tag_history_js__WEBPACK_IMPORTED_MODULE_10__ = __webpack_require__(6770);
/* harmony import */ var _core_text_errors_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(7206);
/* harmony import */ var _core_text_redaction_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(8136);
/* harmony import */ var _promotion_resolve_resolve_copy_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(5952);
/* harmony import */ var _report_error_text_js__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(4412);
/* harmony import */ var _report_release_text_js__WEBPACK_IMPORTED_MODULE_7__ = __webpack_require__(3825);
/* harmony import */ var _compose_signals_js__WEBPACK_IMPORTED_MODULE_8__ = __webpack_require__(6244);
/* harmony import */ var _run_promotion_js__WEBPACK_IMPORTED_MODULE_9__ = __webpack_require__(5039);











/**
 * Prints which images a tag held, and who promoted each of them from where.
 * @returns the exit code
 */
async function runHistory(host, hostEnvironment) {
    const run = (0,_run_promotion_js__WEBPACK_IMPORTED_MODULE_9__.startRun)(host, hostEnvironment);
    const cancellation = (0,_compose_signals_js__WEBPACK_IMPORTED_MODULE_8__/* .cancellationSignal */ .w)();
    try {
        const { raw, context } = await (0,_run_promotion_js__WEBPACK_IMPORTED_MODULE_9__.readRaw)(run, 'history');
        const { options, image } = (0,_config_verify_js__WEBPACK_IMPORTED_MODULE_0__/* .readVerify */ .s)(raw, context);
        const found = await (0,_run_promotion_js__WEBPACK_IMPORTED_MODULE_9__.withPorts)(options, run, cancellation.signal, (composed) => readHistory(image, composed, cancellation.signal));
        const entries = (0,_core_text_redaction_js__WEBPACK_IMPORTED_MODULE_4__/* .redactTexts */ .SG)(found, (text) => run.redactor.redact(text));
        const isJson = (0,_core_command_flags_js__WEBPACK_IMPORTED_MODULE_1__/* .givenOutput */ .tV)(hostEnvironment.argv) === 'json';
        hostEnvironment.stdout.write(isJson ? `${JSON.stringify(entries, undefined, 2)}\n` : (0,_report_release_text_js__WEBPACK_IMPORTED_MODULE_7__/* .historyText */ .u_)(entries));
        return 0;
    }
    catch (error) {
        run.reporter.failure(error);
        return (0,_report_error_text_js__WEBPACK_IMPORTED_MODULE_6__/* .exitCodeOf */ .FO)(error);
    }
    finally {
        cancellation.release();
    }
}
const NOT_CONNECTED = { identity: undefined, registryHost: undefined };
async function readHistory(image, { ports, options }, signal) {
    const name = (0,_core_image_reference_js__WEBPACK_IMPORTED_MODULE_2__/* .formatReference */ .FH)(image);
    const { clusters, reporter } = ports;
    const cluster = clusters.destination;
    if (image.kind === 'registry') {
        const connection = { source: NOT_CONNECTED, destination: NOT_CONNECTED };
        const repository = await (0,_promotion_resolve_resolve_copy_js__WEBPACK_IMPORTED_MODULE_5__/* .findRepository */ .W)('destination', image, options, connection, ports, signal);
        const { digest } = await repository.getManifest(image.digest ?? image.tag ?? 'latest', signal);
        reporter.warning(`${repository.host} keeps no history of tags, and promotions leave their traces there only in attestations: openshift-promote verify ${name}`);
        return [{ digest, since: undefined, promotion: undefined }];
    }
    if (image.tag === undefined || cluster === undefined) {
        throw new _core_text_errors_js__WEBPACK_IMPORTED_MODULE_3__/* .PromoteError */ .jG({
            code: 'INPUT_INVALID',
            message: `${name} has no history: only tags of image streams keep one`,
            hint: 'name a tag, such as prod/app:live',
        });
    }
    const found = await cluster.traces.readTag({ ...image, tag: image.tag }, signal);
    if (found === undefined) {
        throw new _core_text_errors_js__WEBPACK_IMPORTED_MODULE_3__/* .PromoteError */ .jG({
            code: 'IMAGE_NOT_FOUND',
            message: `${name} does not exist on ${cluster.server}`,
            hint: `look at the tags there are: openshift-promote tags ${image.project}/${image.stream}`,
            where: { side: 'destination' },
        });
    }
    if (found.traces.isEdited)
        reporter.warning(`${name}: another client has edited what promotions left there; what it broke is not shown`);
    return (0,_core_trace_tag_history_js__WEBPACK_IMPORTED_MODULE_10__/* .historyOf */ .o)(found);
}


/***/ }),

/***/ 5666:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  runPolicyCheck: () => (/* binding */ runPolicyCheck)
});

// UNUSED EXPORTS: policyText

// EXTERNAL MODULE: ./src/config/command-options.js
var command_options = __webpack_require__(214);
// EXTERNAL MODULE: ./src/core/command-flags.js
var command_flags = __webpack_require__(6750);
// EXTERNAL MODULE: ./src/core/text/errors.js
var errors = __webpack_require__(7206);
// EXTERNAL MODULE: ./src/promotion/resolve/resolve-copy.js
var resolve_copy = __webpack_require__(5952);
// EXTERNAL MODULE: ./src/promotion/rights/explain-denial.js
var explain_denial = __webpack_require__(5654);
;// CONCATENATED MODULE: ./src/promotion/check-image.js


/**
 * Evaluates a policy for an image in any registry. Changes nothing.
 * @throws PromoteError POLICY_INVALID, IMAGE_NOT_FOUND, \u2026
 */
async function checkImage({ reference, policy }, options, ports, signal) {
    const cluster = reference.kind === 'stream' ? ports.clusters.source : undefined;
    // log in first, so that a bad token is reported as such and not as "no registry found"
    await cluster?.account.identify(signal);
    const unknown = { identity: undefined, registryHost: undefined };
    const connection = { source: unknown, destination: unknown };
    const repository = await (0,resolve_copy/* findRepository */.W)('source', reference, options, connection, ports, signal);
    const name = reference.digest ?? reference.tag ?? 'latest';
    const { digest } = await (0,explain_denial/* getSourceManifest */.FV)(repository, name, reference, cluster, signal);
    const internal = cluster === undefined || reference.kind !== 'stream'
        ? []
        : [await cluster.imports.repositoryOf(reference.project, reference.stream, signal)];
    const subject = {
        ...{ reference, digest, host: repository.host, repository: repository.name },
        ...{ server: cluster?.server, otherNames: internal },
    };
    const [report] = await ports.policies.evaluate(policy, [subject], signal);
    if (report === undefined)
        throw new TypeError('a policy said nothing about an image');
    return report;
}

// EXTERNAL MODULE: ./src/report/error-text.js
var error_text = __webpack_require__(4412);
// EXTERNAL MODULE: ./src/entry/run-promotion.js + 50 modules
var run_promotion = __webpack_require__(5039);
// EXTERNAL MODULE: ./src/entry/compose/signals.js
var signals = __webpack_require__(6244);
// EXTERNAL MODULE: ./src/report/policy-rows.js
var policy_rows = __webpack_require__(8708);
;// CONCATENATED MODULE: ./src/entry/run-policy-check.js








/**
 * Evaluates a policy for one image and prints what each rule found.
 * @returns the exit code: 0 when the policy lets it through, also with warnings
 */
async function runPolicyCheck(host, hostEnvironment) {
    const run = (0,run_promotion.startRun)(host, hostEnvironment);
    const cancellation = (0,signals/* cancellationSignal */.w)();
    try {
        const { raw, context } = await (0,run_promotion.readRaw)(run, 'policy');
        const { options, ...question } = (0,command_options/* readPolicyCheck */.VM)(raw, context);
        const report = await (0,run_promotion.withPorts)(options, run, cancellation.signal, ({ ports, options: signedIn }) => checkImage(question, signedIn, ports, cancellation.signal));
        const isTable = (0,command_flags/* outputFormat */.B$)(hostEnvironment.argv) === 'table';
        hostEnvironment.stdout.write(run.redactor.redact(isTable ? policyText(report) : policyJson(report)));
        if (report.outcome !== 'refused')
            return 0;
        return new errors/* PromoteError */.jG({ code: 'POLICY_REFUSED', message: `${report.policy} refuses ${report.image}` })
            .exitCode;
    }
    catch (error) {
        run.reporter.failure(error);
        return (0,error_text/* exitCodeOf */.FO)(error);
    }
    finally {
        cancellation.release();
    }
}
const OUTCOME_WIDTH = 'overridden'.length + 2;
/** What `policy check` prints for people: a line for each rule, what to do below it, and who signed. */
function policyText(report) {
    const indent = ' '.repeat(OUTCOME_WIDTH);
    const rules = (0,policy_rows/* policyRows */.Ob)([report]).flatMap(({ rule, outcome, found, needed }) => [
        `${outcome.padEnd(OUTCOME_WIDTH)}${rule}: ${found}`,
        ...(needed === undefined ? [] : [`${indent}> ${needed}`]),
    ]);
    const signatures = report.signatures.map((each) => `signed    ${(0,policy_rows/* signatureRow */.Bv)(each).filter(Boolean).join('  ')}`);
    const lines = [`${report.image}`, ...rules, ...signatures, '', (0,policy_rows/* policyHeadline */.Zt)(report)];
    return `${lines.join('\n')}\n`;
}
/** For programs. */
function policyJson(report) {
    return `${JSON.stringify(report, undefined, 2)}\n`;
}


/***/ }),

/***/ 9445:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  runSetup: () => (/* binding */ runSetup)
});

// EXTERNAL MODULE: external "node:util"
var external_node_util_ = __webpack_require__(7975);
// EXTERNAL MODULE: ./src/config/tables/commands.js + 1 modules
var commands = __webpack_require__(2955);
// EXTERNAL MODULE: ./src/config/input-problems.js
var input_problems = __webpack_require__(9025);
// EXTERNAL MODULE: ./src/config/policy.js
var config_policy = __webpack_require__(6332);
// EXTERNAL MODULE: ./src/config/workloads.js
var workloads = __webpack_require__(4990);
// EXTERNAL MODULE: ./src/core/text/errors.js
var errors = __webpack_require__(7206);
// EXTERNAL MODULE: ./src/report/error-text.js
var error_text = __webpack_require__(4412);
// EXTERNAL MODULE: ./src/core/text/given-text.js
var given_text = __webpack_require__(3446);
// EXTERNAL MODULE: ./src/core/text/redaction.js
var redaction = __webpack_require__(8136);
;// CONCATENATED MODULE: ./src/report/setup-manifest.js
/**
 * A manifest for `oc apply -f -`: the account, a Role and a RoleBinding in every project that it uses, and optionally the Secret
 * with its token (openshift-api.md \u00a71.6). A comment at the top says how to get the token.
 */
function setupManifest(account) {
    const { name, project, access, tokenSecret } = account;
    const documents = [
        object('v1', 'ServiceAccount', name, project),
        ...access.flatMap((own) => [roleOf(name, own), bindingOf(account, own.project)]),
        ...(tokenSecret ? [tokenSecretOf(name, project)] : []),
    ];
    return [...comments(account), ...documents.map((lines) => ['---', ...lines].join('\n')), ''].join('\n');
}
function comments({ name, project, purpose, tokenSecret }) {
    const token = tokenSecret
        ? `oc extract secret/${secretName(name)} -n ${project} --keys=token --to=-`
        : `oc create token ${name} -n ${project} --duration=2h`;
    return [...purpose, `To get a token: ${token}`].map((line) => `# ${line}`);
}
function object(apiVersion, kind, name, project) {
    return [
        `apiVersion: ${apiVersion}`,
        `kind: ${kind}`,
        'metadata:',
        `  name: ${setup_manifest_text(name)}`,
        `  namespace: ${setup_manifest_text(project)}`,
    ];
}
const RBAC = 'rbac.authorization.k8s.io';
/** An existing binding may have the name of the account, and the role of a binding cannot be changed. */
function roleName(account) {
    return `openshift-promote-${account}`;
}
function roleOf(account, { project, rules }) {
    return [
        ...object(`${RBAC}/v1`, 'Role', roleName(account), project),
        'rules:',
        ...rules.flatMap((rule) => [
            `  - apiGroups: ${list([rule.group])}`,
            `    resources: ${list(rule.resources)}`,
            ...(rule.names.length === 0 ? [] : [`    resourceNames: ${list(rule.names)}`]),
            `    verbs: ${list(rule.verbs)}`,
        ]),
    ];
}
function bindingOf(account, project) {
    return [
        ...object(`${RBAC}/v1`, 'RoleBinding', roleName(account.name), project),
        'roleRef:',
        `  apiGroup: ${RBAC}`,
        '  kind: Role',
        `  name: ${setup_manifest_text(roleName(account.name))}`,
        'subjects:',
        '  - kind: ServiceAccount',
        `    name: ${setup_manifest_text(account.name)}`,
        `    namespace: ${setup_manifest_text(account.project)}`,
    ];
}
function secretName(account) {
    return `${account}-token`;
}
function tokenSecretOf(name, project) {
    return [
        ...object('v1', 'Secret', secretName(name), project),
        '  annotations:',
        `    kubernetes.io/service-account.name: ${setup_manifest_text(name)}`,
        'type: kubernetes.io/service-account-token',
    ];
}
/** JSON is YAML, and keeps a name that looks like a number or a boolean a string. */
function setup_manifest_text(value) {
    return JSON.stringify(value);
}
function list(values) {
    return `[${values.map(setup_manifest_text).join(', ')}]`;
}

// EXTERNAL MODULE: ./src/core/group-by.js
var group_by = __webpack_require__(1726);
// EXTERNAL MODULE: ./src/promotion/rights/explain-denial.js
var explain_denial = __webpack_require__(5654);
// EXTERNAL MODULE: ./src/promotion/rights/requested-rights.js
var requested_rights = __webpack_require__(8147);
;// CONCATENATED MODULE: ./src/promotion/rights/setup-rules.js



/** The least rules that a promotion needs to pass its check and to run. */
function setupRules(request) {
    const questions = request.side === 'source' ? [pullOf(request)] : destinationQuestions(request);
    return [...(0,group_by/* groupBy */.$)(questions, ({ project }) => project)].map(([project, own]) => ({
        project,
        rules: rulesOf(own),
    }));
}
/** Stands for every stream. */
const ANY = '*';
function pullOf({ sourceProject, stream = ANY }) {
    return (0,explain_denial/* pullRight */.Yh)('source', {
        kind: 'stream',
        project: sourceProject,
        stream,
        tag: undefined,
        digest: undefined,
    });
}
function destinationQuestions(request) {
    const { rollouts, rollback, furtherTags, set, attest, traces, policy } = request;
    const asked = [
        ...(0,requested_rights/* rightsFor */.xQ)(destinedOf(request), {
            rollouts,
            rollbackOnFailure: rollback,
            backupTag: furtherTags ? 'previous' : undefined,
            attest: attest === true ? { onFailure: 'fail' } : undefined,
        }),
        ...(set === true ? (0,requested_rights/* setRights */.mK)(destinedOf(request), request.project) : []),
        ...(traces === true ? streamWriting(request) : []),
        ...(policy === undefined ? [] : [policyReading(policy)]),
    ];
    // one account on both sides: it reads the source, too, which a promotion does before its check
    return request.strategy === 'tag' ? [...asked, readingOf(request)] : asked;
}
/** Traces are annotations in the spec of the stream. Those of workloads need what rollouts need anyway. */
function streamWriting({ project, stream = ANY }) {
    return ['get', 'update'].map((verb) => ({
        ...{ verb, group: 'image.openshift.io', resource: 'imagestreams', name: stream, project },
        problem: {
            code: 'ACCESS_DENIED',
            message: `the account may not ${verb} image streams of project ${project}`,
        },
    }));
}
function policyReading({ project, name, }) {
    return {
        ...{ verb: 'get', group: '', resource: 'configmaps', name, project },
        problem: {
            code: 'ACCESS_DENIED',
            message: `the account may not read the ConfigMap ${name} of project ${project}`,
        },
    };
}
function readingOf({ sourceProject }) {
    return {
        verb: 'get',
        group: 'image.openshift.io',
        resource: 'imagestreamtags',
        project: sourceProject,
        problem: {
            code: 'ACCESS_DENIED',
            message: `the account may not get tags of project ${sourceProject}`,
        },
    };
}
/** As it is the first time, and as it may be later. */
function destinedOf({ strategy, project, sourceProject, stream = ANY, furtherTags, }) {
    const place = (of) => ({ kind: 'stream', project: of, stream, tag: 'latest', digest: undefined });
    const request = {
        source: place(sourceProject),
        destination: place(project),
        extraTags: furtherTags ? ['stable'] : [],
    };
    const common = { request, previousDigest: undefined };
    switch (strategy) {
        case 'copy':
            return [{ strategy, ...common }];
        case 'tag':
            return [{ strategy, ...common, from: { project: sourceProject, stream } }];
        case 'import':
            return [{ strategy, ...common, secret: { action: 'create', project, name: '', host: '' } }];
        case 'build':
            return [{ strategy, ...common, isBuilt: false, hasCredentials: true }];
    }
}
/** Questions about the same object with different verbs become one rule, and so do objects of a group with the same verbs. */
function rulesOf(questions) {
    const objects = new Map();
    for (const question of questions) {
        const key = JSON.stringify([question.group, resourceOf(question), namesOf(question)]);
        const known = objects.get(key) ?? { question, verbs: new Set() };
        known.verbs.add(question.verb);
        objects.set(key, known);
    }
    const rules = new Map();
    for (const { question, verbs } of objects.values()) {
        const sorted = [...verbs].sort();
        const names = namesOf(question);
        const key = JSON.stringify([question.group, names, sorted]);
        const resources = [...(rules.get(key)?.resources ?? []), resourceOf(question)];
        rules.set(key, { group: question.group, resources, names, verbs: sorted });
    }
    return [...rules.values()];
}
function resourceOf({ resource, subresource }) {
    return subresource === undefined ? resource : `${resource}/${subresource}`;
}
function namesOf({ name }) {
    return name === undefined || name === ANY ? [] : [name];
}

;// CONCATENATED MODULE: ./src/entry/run-setup.js











const STRATEGIES = ['copy', 'tag', 'import', 'build'];
const SIDES = ['source', 'destination'];
const NAME = /^[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?$/;
/**
 * Prints the manifest of a service account with only the permissions a promotion needs. Works offline.
 * @returns the exit code
 */
async function runSetup({ argv, stdout, stderr }) {
    try {
        stdout.write(manifestFor(argv));
        return 0;
    }
    catch (error) {
        for (const line of (0,error_text/* errorLines */.S6)((0,error_text/* describeError */.Uc)(error, (text) => redaction/* knownSecrets */.xU.redact(text))))
            stderr.write(`${line}\n`);
        return (0,error_text/* exitCodeOf */.FO)(error);
    }
}
function manifestFor(argv) {
    const { values, unknown } = readFlags(argv);
    const problems = unknown.map((flag) => invalid(`${flag} is not a flag of setup`));
    const strategy = STRATEGIES.find((known) => known === values.for);
    if (strategy === undefined) {
        problems.push(invalid(`--for must be one of ${STRATEGIES.join(', ')}`, 'write --for=copy'));
    }
    const side = SIDES.find((known) => known === (values.side ?? 'destination'));
    if (side === undefined)
        problems.push(invalid(`--side must be one of ${SIDES.join(', ')}`));
    const needed = side === 'source' ? 'source-project' : 'project';
    const required = strategy === 'tag' ? ['project', 'source-project'] : [needed];
    for (const flag of required) {
        if (values[flag] === undefined)
            problems.push(invalid(`--${flag} is missing`, `write --${flag}=NAME`));
    }
    for (const flag of ['project', 'source-project', 'account']) {
        const value = values[flag];
        if (value !== undefined && !NAME.test(value))
            problems.push(invalid(`--${flag}: ${(0,given_text/* quoteGiven */.k9)(value)} is not a name`));
    }
    const { project = '', 'source-project': sourceProject = '' } = values;
    const inputProblems = (0,input_problems/* createInputProblems */.T)((name) => `--${name}`);
    const policy = values.policy === undefined ? undefined : (0,config_policy/* readConfigMapName */.U)(values.policy, inputProblems);
    const rollouts = (values.rollout ?? [])
        .map((text) => (0,workloads/* readWorkload */.Ez)(text, new Set([project]), inputProblems))
        .filter((workload) => workload !== undefined);
    if (side === 'source' && policy !== undefined)
        inputProblems.add('policy', 'only used with --side=destination', 'remove it');
    problems.push(...inputProblems.problems);
    if (strategy === undefined || side === undefined || problems.length > 0) {
        throw (0,errors/* errorOfProblems */.M$)('INPUT_INVALID', problems);
    }
    return setupManifest({
        name: values.account ?? (side === 'source' ? 'puller' : 'promoter'),
        project: side === 'source' ? sourceProject : project,
        purpose: purposeOf(side, strategy, project, sourceProject),
        tokenSecret: values['token-secret'] === true,
        access: setupRules({
            ...{ strategy, side, project, sourceProject, stream: values.stream, rollouts },
            rollback: values.rollback === true,
            furtherTags: values['further-tags'] === true,
            set: values.set === true,
            attest: values.attest === true,
            traces: values.traces === true,
            policy,
        }),
    });
}
function readFlags(argv) {
    const { values, tokens } = (0,external_node_util_.parseArgs)({
        args: [...argv],
        options: {
            for: { type: 'string' },
            side: { type: 'string' },
            project: { type: 'string' },
            'source-project': { type: 'string' },
            stream: { type: 'string' },
            account: { type: 'string' },
            rollout: { type: 'string', multiple: true },
            rollback: { type: 'boolean' },
            'further-tags': { type: 'boolean' },
            set: { type: 'boolean' },
            attest: { type: 'boolean' },
            traces: { type: 'boolean' },
            policy: { type: 'string' },
            'token-secret': { type: 'boolean' },
        },
        strict: false,
        allowPositionals: true,
        tokens: true,
    });
    const known = new Set((0,commands/* commandRow */.uX)('setup').flags.map(({ name }) => `--${name}`));
    const unknown = tokens.flatMap((token) => {
        // a stray argument may be a secret
        if (token.kind === 'positional')
            return [`argument ${token.index + 1}`];
        return token.kind === 'option' && !known.has(token.rawName) ? [token.rawName] : [];
    });
    const text = (value) => typeof value === 'string' && value !== '' ? value : undefined;
    return {
        unknown,
        values: {
            for: text(values.for),
            side: text(values.side),
            project: text(values.project),
            'source-project': text(values['source-project']),
            stream: text(values.stream),
            account: text(values.account),
            rollout: values.rollout?.filter((value) => typeof value === 'string'),
            rollback: values.rollback,
            'further-tags': values['further-tags'],
            set: values.set,
            attest: values.attest,
            traces: values.traces,
            policy: text(values.policy),
            'token-secret': values['token-secret'],
        },
    };
}
function purposeOf(side, strategy, project, sourceProject) {
    if (side === 'source')
        return [`An account of openshift-promote that pulls images from ${sourceProject}.`];
    const from = sourceProject === '' ? '' : ` from ${sourceProject}`;
    return [`An account of openshift-promote that promotes images${from} to ${project} by ${strategy}.`];
}
function invalid(message, hint = 'run openshift-promote setup --help to list its flags') {
    return { code: 'INPUT_INVALID', message, hint };
}


/***/ }),

/***/ 4009:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   runVerify: () => (/* binding */ runVerify)
/* harmony export */ });
/* harmony import */ var _config_verify_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(4416);
/* harmony import */ var _core_command_flags_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(6750);
/* harmony import */ var _core_image_reference_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(3638);
/* harmony import */ var _core_progress_text_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(5116);
/* harmony import */ var _core_text_redaction_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(8136);
/* harmony import */ var _core_text_errors_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(7206);
/* harmony import */ var _promotion_resolve_resolve_copy_js__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(5952);
/* harmony import */ var _report_error_text_js__WEBPACK_IMPORTED_MODULE_7__ = __webpack_require__(4412);
/* harmony import */ var _compose_policies_js__WEBPACK_IMPORTED_MODULE_8__ = __webpack_require__(1099);
/* harmony import */ var _compose_signals_js__WEBPACK_IMPORTED_MODULE_9__ = __webpack_require__(6244);
/* harmony import */ var _run_promotion_js__WEBPACK_IMPORTED_MODULE_10__ = __webpack_require__(5039);











/** The exit code of each outcome is that of an error. */
const CODES = {
    unattested: 'ATTESTATION_MISSING',
    unsigned: 'ATTESTATION_UNVERIFIED',
    'not-running': 'VERIFICATION_FAILED',
};
/**
 * Verifies how an image got where it is and prints that as text, JSON or a page.
 * @returns the exit code: 0 only when every promotion is signed and what runs is the image
 */
async function runVerify(host, hostEnvironment) {
    const run = (0,_run_promotion_js__WEBPACK_IMPORTED_MODULE_10__.startRun)(host, hostEnvironment);
    const cancellation = (0,_compose_signals_js__WEBPACK_IMPORTED_MODULE_9__/* .cancellationSignal */ .w)();
    try {
        const { raw, context } = await (0,_run_promotion_js__WEBPACK_IMPORTED_MODULE_10__.readRaw)(run, 'verify');
        const { options, ...question } = (0,_config_verify_js__WEBPACK_IMPORTED_MODULE_0__/* .readVerify */ .s)(raw, context);
        const report = await (0,_run_promotion_js__WEBPACK_IMPORTED_MODULE_10__.withPorts)(options, run, cancellation.signal, (composed) => verifyDestination(question, composed, cancellation.signal));
        const redact = (text) => run.redactor.redact(text);
        hostEnvironment.stdout.write(await textOf((0,_core_text_redaction_js__WEBPACK_IMPORTED_MODULE_4__/* .redactTexts */ .SG)(report, redact), (0,_core_command_flags_js__WEBPACK_IMPORTED_MODULE_1__/* .givenOutput */ .tV)(hostEnvironment.argv)));
        if (report.outcome === 'verified')
            return 0;
        return new _core_text_errors_js__WEBPACK_IMPORTED_MODULE_5__/* .PromoteError */ .jG({ code: CODES[report.outcome], message: report.problems.join('; ') }).exitCode;
    }
    catch (error) {
        run.reporter.failure(error);
        return (0,_report_error_text_js__WEBPACK_IMPORTED_MODULE_7__/* .exitCodeOf */ .FO)(error);
    }
    finally {
        cancellation.release();
    }
}
async function textOf(report, format) {
    if (format === 'json')
        return `${JSON.stringify(report, undefined, 2)}\n`;
    const program = await loadProgram();
    return format === 'html' ? program.chainPage(report) : program.chainText(report);
}
// In dist/, a file of its own: no other command needs it.
const loadProgram = () => Promise.all(/* import() | verify */[__webpack_require__.e(610), __webpack_require__.e(546), __webpack_require__.e(776), __webpack_require__.e(300)]).then(__webpack_require__.bind(__webpack_require__, 9780));
async function verifyDestination({ image, ...trust }, { ports, options }, signal) {
    const cluster = image.kind === 'stream' ? ports.clusters.destination : undefined;
    // log in first, so that a bad token is reported as such and not as "no registry found"
    await cluster?.account.identify(signal);
    const unknown = { identity: undefined, registryHost: undefined };
    const connection = { source: unknown, destination: unknown };
    const repository = await (0,_promotion_resolve_resolve_copy_js__WEBPACK_IMPORTED_MODULE_6__/* .findRepository */ .W)('destination', image, options, connection, ports, signal);
    const manifest = await repository.getManifest(image.digest ?? image.tag ?? 'latest', signal);
    const { digest } = manifest;
    const place = { ...image, cluster, repository, manifest };
    const names = await namesOf(place, signal);
    const subject = {
        reference: (0,_core_image_reference_js__WEBPACK_IMPORTED_MODULE_2__/* .formatReference */ .FH)(image),
        digest,
        image: `${repository.host}/${repository.name}@${digest}`,
        repositories: names,
        server: cluster?.server,
        tagSince: await tagSince(place, signal),
        workloads: options.verifyPods ? await runningWorkloads(place, names, signal) : undefined,
    };
    const { verifyImage } = await loadProgram();
    return verifyImage(subject, trust, placesFor(subject, place, ports), signal);
}
async function namesOf({ project, stream, cluster, repository }, signal) {
    const name = `${repository.host}/${repository.name}`;
    if (cluster === undefined || project === undefined || stream === undefined)
        return [name];
    return [name, await cluster.imports.repositoryOf(project, stream, signal)];
}
/** When the tag got its image; undefined: the registry keeps no history, or it is verified by digest */
async function tagSince({ project, stream, tag, cluster, manifest }, signal) {
    if (cluster === undefined || project === undefined || stream === undefined)
        return undefined;
    const histories = await cluster.streams.readHistory({ project, stream }, signal);
    const event = histories?.find((each) => each.tag === tag)?.events[0];
    return event?.digest === manifest.digest && event.since !== '' ? event.since : undefined;
}
/** Repositories that can be read with the same account: that of the image, and others of its registry. */
function placesFor(own, { cluster, repository }, ports) {
    const opened = new Map();
    const open = (name) => {
        if (opened.has(name))
            return opened.get(name);
        const known = openPlace({ host: repository.host, repository: name }, ports);
        opened.set(name, known);
        return known;
    };
    return (station) => {
        if (station === own)
            return open(repository.name);
        const parsed = (0,_core_image_reference_js__WEBPACK_IMPORTED_MODULE_2__/* .parseReference */ .F2)(station.reference);
        if (!('reference' in parsed))
            return undefined;
        const { reference } = parsed;
        if (reference.kind === 'registry')
            return reference.host === repository.host ? open(reference.repository) : undefined;
        const isHere = cluster !== undefined && station.server === cluster.server;
        return isHere ? open(`${reference.project}/${reference.stream}`) : undefined;
    };
}
/** undefined: a statement names what is no repository */
function openPlace(place, ports) {
    const openVerifying = () => {
        throw new TypeError('nothing is downloaded');
    };
    try {
        return (0,_compose_policies_js__WEBPACK_IMPORTED_MODULE_8__/* .portsAt */ .M)('destination', place, { ...ports, openVerifying });
    }
    catch (error) {
        if (error instanceof _core_text_errors_js__WEBPACK_IMPORTED_MODULE_5__/* .PromoteError */ .jG && error.code === 'INPUT_INVALID')
            return undefined;
        throw error;
    }
}
/** What the workloads that use the tag run now. */
async function runningWorkloads({ project, stream, tag, cluster, repository, manifest }, repositories, signal) {
    if (cluster === undefined || project === undefined || tag === undefined)
        return undefined;
    const children = manifest.content.kind === 'index' ? manifest.content.manifests : [];
    const target = {
        name: `${repository.name}:${tag}`,
        ...{ project, stream, repositories, tags: [tag], digest: manifest.digest },
        acceptedDigests: new Set([manifest.digest, ...children.map(({ digest }) => digest)]),
        pullSpec: `${repositories.at(-1) ?? ''}@${manifest.digest}`,
    };
    const found = [];
    for (const workload of await cluster.workloads.find(project, target, signal))
        found.push(await runningWorkload(workload, target, cluster, signal));
    return found;
}
async function runningWorkload(workload, target, cluster, signal) {
    const name = `${(0,_core_progress_text_js__WEBPACK_IMPORTED_MODULE_3__/* .workloadText */ .DE)(workload)} in ${workload.project}`;
    try {
        const { images, revisionBefore } = await cluster.rollouts.plan(workload, [target], signal);
        const result = { workload, status: 'unchanged', revisionBefore, revision: revisionBefore };
        const pods = (await cluster.rollouts.listPods(result, signal)).filter(({ ready }) => ready);
        const containers = Object.keys(images);
        for (const pod of pods) {
            const other = containers.find((each) => !target.acceptedDigests.has(pod.imageDigests[each] ?? ''));
            if (other === undefined)
                continue;
            const runs = pod.imageDigests[other] ?? 'an unknown image';
            return {
                workload,
                outcome: 'differs',
                found: `container ${other} of pod ${pod.name} of ${name} runs ${runs}`,
            };
        }
        if (pods.length === 0)
            return { workload, outcome: 'unknown', found: `${name} has no ready pod` };
        const count = `${pods.length} ready ${pods.length === 1 ? 'pod' : 'pods'}`;
        return { workload, outcome: 'runs', found: `${count} of ${name}` };
    }
    catch (error) {
        if (!(error instanceof _core_text_errors_js__WEBPACK_IMPORTED_MODULE_5__/* .PromoteError */ .jG) || error.code === 'CANCELLED')
            throw error;
        return { workload, outcome: 'unknown', found: `what ${name} runs is not known: ${error.message}` };
    }
}


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
