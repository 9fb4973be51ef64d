export const id = 127;
export const ids = [127];
export const modules = {

/***/ 6630:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  createGitOps: () => (/* binding */ createGitOps)
});

// EXTERNAL MODULE: external "node:fs/promises"
var promises_ = __webpack_require__(1455);
// EXTERNAL MODULE: external "node:os"
var external_node_os_ = __webpack_require__(8161);
// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(6760);
// EXTERNAL MODULE: ./src/core/text/errors.js
var errors = __webpack_require__(7206);
// EXTERNAL MODULE: ./src/core/text/server-text.js
var server_text = __webpack_require__(6844);
// EXTERNAL MODULE: ./src/core/ports/gitops.js
var gitops = __webpack_require__(6536);
// EXTERNAL MODULE: ../../node_modules/yaml/dist/index.js
var dist = __webpack_require__(3483);
;// CONCATENATED MODULE: ./src/gitops/text-edit.js


/** Replaces the value of a place, in the quotes it has. */
function replace(place, after, { file, text }) {
    const { node, pair, document } = place;
    const key = keyText(place);
    const where = `${file} ${key}`;
    if ((0,dist/* isAlias */.Vj)(node))
        throw failed(`${where} is the alias *${node.source}, and its value is shared`, 'write the value itself there, so that it can be changed alone');
    if (!(0,dist/* isScalar */.jn)(node))
        throw failed(`${where} is not a single value`, 'give the key of a text');
    requireOwn(node, aliased(document), where);
    const before = node.value === null ? undefined : sourceText(node);
    if (before === after && typeof node.value === 'string')
        return [];
    const change = { file, key, before, after };
    const range = node.range ?? undefined;
    switch (node.type) {
        case 'PLAIN': {
            if (range === undefined)
                break;
            const [start, end] = range;
            if (start < end)
                return [{ start, end, text: plain(after), change }];
            // nothing is written there: behind the colon of its key
            const colon = rangeOf(pair?.key)?.[1];
            if (colon === undefined || text[colon] !== ':')
                break;
            return [{ start: colon + 1, end: colon + 1, text: ` ${plain(after)}`, change }];
        }
        case 'QUOTE_DOUBLE':
        case 'QUOTE_SINGLE': {
            if (range === undefined)
                break;
            const quote = node.type === 'QUOTE_DOUBLE' ? '"' : "'";
            return [{ start: range[0], end: range[1], text: `${quote}${after}${quote}`, change }];
        }
        case 'BLOCK_FOLDED':
        case 'BLOCK_LITERAL':
        case undefined:
    }
    throw failed(`${where} is a block of text`, 'write the value on the line of its key');
}
/** Adds keys behind a pair of the same map. */
function insertAfter(place, map, added, { file, text }) {
    requireOwn(map, aliased(place.document), `${file} ${keyText(place)}`);
    const end = rangeOf(place.node)?.[1];
    const keyStart = rangeOf(place.pair?.key)?.[0];
    const isOneLine = (0,dist/* isScalar */.jn)(place.node) && !['BLOCK_FOLDED', 'BLOCK_LITERAL'].includes(place.node.type ?? '');
    if (end === undefined || keyStart === undefined || !isOneLine)
        throw failed(`${file} ${keyText(place)} is not a simple entry`, 'write name and newName as plain texts');
    const changes = added.map(([name, after]) => ({
        file,
        key: keyText({ ...place, path: [...place.path, name] }),
        before: undefined,
        after,
    }));
    const insert = (start, texts) => texts.map((each, index) => ({ start, end: start, text: each, change: changes[index] }));
    if (map.flow === true) {
        const isJson = text[keyStart] === '"';
        const shown = added.map(([name, value]) => isJson ? `, "${name}": "${value}"` : `, ${name}: ${plain(value)}`);
        return joined(insert(end, shown));
    }
    const lineStart = text.lastIndexOf('\n', keyStart - 1) + 1;
    const lineEnd = text.indexOf('\n', end);
    const isCrlf = lineEnd > 0 && text[lineEnd - 1] === '\r';
    const at = lineEnd < 0 ? text.length : isCrlf ? lineEnd - 1 : lineEnd;
    // of a file with a single line, the line before tells
    const eol = isCrlf || (lineEnd < 0 && text.includes('\r\n')) ? '\r\n' : '\n';
    const indent = ' '.repeat(keyStart - lineStart);
    return joined(insert(at, added.map(([name, value]) => `${eol}${indent}${name}: ${plain(value)}`)));
}
/** Edits at one position as they follow one another: the first takes the text, the others only say what they change. */
function joined(edits) {
    const text = edits.map((edit) => edit.text).join('');
    return edits.map((edit, index) => ({ ...edit, text: index === 0 ? text : '' }));
}
/** A text without quotes, unless a reader of YAML 1.1 or 1.2 would take it for a number, a date or a boolean. */
function plain(value) {
    const isText = ['1.1', 'core'].every((name) => (0,dist/* parse */.qg)(value, name === '1.1' ? { version: '1.1' } : { schema: name }) === value);
    return isText ? value : `"${value}"`;
}
/** Anchors that have an alias: what they mark stands in several places. */
function aliased(document) {
    const names = new Set();
    (0,dist/* visit */.YR)(document, { Alias: (_, alias) => void names.add(alias.source) });
    return names;
}
function requireOwn(node, shared, where) {
    if ((0,dist/* isAlias */.Vj)(node))
        throw failed(`${where} leads through the alias *${node.source}`, 'give the key where the value is written');
    const anchor = (0,dist/* isMap */.jh)(node) || (0,dist/* isSeq */.oP)(node) || (0,dist/* isScalar */.jn)(node) ? node.anchor : undefined;
    if (anchor === undefined || !shared.has(anchor))
        return;
    throw failed(`${where} is shared: *${anchor} repeats its value elsewhere`, 'write the value in each place, so that it can be changed alone');
}
function keyOf({ key }) {
    return (0,dist/* isScalar */.jn)(key) && (typeof key.value === 'string' || typeof key.value === 'number')
        ? String(key.value)
        : undefined;
}
function textOf(node) {
    const value = (0,dist/* isScalar */.jn)(node) ? node.value : node;
    return typeof value === 'string' ? value : undefined;
}
/** As written: `1.10` is no number here. */
function sourceText(node) {
    return typeof node.value === 'string' ? node.value : (node.source ?? String(node.value));
}
function rangeOf(node) {
    return (0,dist/* isScalar */.jn)(node) ? node.range : undefined;
}
function keyText({ index, path }) {
    const text = path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${part}`)).join('');
    return `${index === 0 ? '' : `#${index + 1} `}${text.replace(/^\./, '')}`;
}
function failed(message, hint) {
    return new errors/* PromoteError */.jG({ code: 'GITOPS_FAILED', message, hint });
}

;// CONCATENATED MODULE: ./src/gitops/edit-images.js


const KUSTOMIZATIONS = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'];
const CONTAINER_LISTS = ['containers', 'initContainers', 'ephemeralContainers'];
/**
 * Writes images to YAML or JSON: to the `images` of a kustomization, to a value by its key, or to the `image` of every container
 * that runs one of them. Every other byte stays, as values are replaced in the text at the positions that the parser reports.
 * @throws PromoteError GITOPS_FAILED when a place does not exist, exists twice, or is shared by an alias
 */
function editImages(request) {
    const documents = readDocuments(request);
    const { edits, images } = isKustomization(request.file, documents)
        ? editKustomization(documents, request)
        : request.key === undefined
            ? editContainers(documents, request)
            : editKey(documents, request.key, request);
    let { text } = request;
    for (const { start, end, text: after } of edits.toSorted((one, other) => other.start - one.start))
        text = text.slice(0, start) + after + text.slice(end);
    return { text, images, changes: edits.flatMap(({ change }) => (change === undefined ? [] : [change])) };
}
function readDocuments({ file, text }) {
    let documents;
    try {
        documents = [...(0,dist/* parseAllDocuments */.hR)(text)].filter((each) => each.contents !== null);
    }
    catch (error) {
        // nested more deeply than a stack holds
        throw failed(`${file} cannot be read as YAML: ${error instanceof Error ? error.name : 'unknown error'}`);
    }
    for (const { errors } of documents) {
        const [first] = errors;
        if (first === undefined)
            continue;
        const line = first.linePos?.[0].line;
        const at = line === undefined ? '' : ` (line ${line})`;
        throw failed(`${file} cannot be read as YAML${at}: ${first.code.toLowerCase().replaceAll('_', ' ')}`, 'a template of Helm is no YAML before it is rendered: give the values file and the key of the image');
    }
    return documents;
}
function isKustomization(file, documents) {
    const name = file.split(/[\\/]/).at(-1) ?? '';
    return KUSTOMIZATIONS.includes(name) || documents.some((each) => each.get('kind') === 'Kustomization');
}
function editKustomization(documents, request) {
    const [document, ...others] = documents;
    if (document === undefined || others.length > 0 || !(0,dist/* isMap */.jh)(document.contents))
        throw failed(`${request.file} is not a kustomization`);
    const list = document.contents.items.find((pair) => keyOf(pair) === 'images')?.value;
    const entries = (0,dist/* isSeq */.oP)(list) ? list.items : [];
    const edits = [];
    const named = [];
    for (const image of request.images) {
        const matches = entries.flatMap((entry, index) => {
            if (!(0,dist/* isMap */.jh)(entry))
                return [];
            const name = textOf(entry.get('name'));
            const isIt = request.key === undefined
                ? denotes(textOf(entry.get('newName')) ?? name ?? '', image)
                : name === request.key;
            return isIt ? [{ entry, index }] : [];
        });
        const [match, ...more] = matches;
        if (more.length > 0)
            throw failed(`${request.file} names ${request.key ?? image.repository} in ${matches.length} entries of "images"`, 'give the "name" of one entry after the path, or remove the others');
        if (match === undefined)
            continue;
        named.push(image);
        edits.push(...editEntry({ document, index: 0, path: ['images', match.index] }, match.entry, image, request));
    }
    if (named.length > 0)
        return { edits, images: named };
    const name = request.key ?? request.images.map(({ repository }) => repository).join(', ');
    throw failed(`${request.file} has no entry for ${name} in "images"`, `add one: images: [{name: ${request.key ?? 'NAME-IN-THE-MANIFESTS'}, newName: ${request.images[0]?.pullName ?? ''}}]`);
}
/** As `kustomize edit set image` writes an entry, but with the tag kept where there is one: both may be given. */
function editEntry(at, entry, image, request) {
    const pairOf = (name) => entry.items.find((pair) => keyOf(pair) === name);
    const place = (name, pair) => ({
        ...at,
        path: [...at.path, name],
        pair,
        node: pair.value,
    });
    const edits = [];
    const added = [];
    const [name, newName, newTag, digest] = ['name', 'newName', 'newTag', 'digest'].map(pairOf);
    if (!denotes(textOf((newName ?? name)?.value) ?? '', image)) {
        if (newName === undefined)
            added.push(['newName', image.pullName]);
        else
            edits.push(...replace(place('newName', newName), image.pullName, request));
    }
    if (newTag !== undefined)
        edits.push(...replace(place('newTag', newTag), image.tag, request));
    if (digest === undefined)
        added.push(['digest', image.digest]);
    else
        edits.push(...replace(place('digest', digest), image.digest, request));
    const last = newTag ?? newName ?? name;
    if (last !== undefined && added.length > 0)
        edits.push(...insertAfter({ ...at, pair: last, node: last.value }, entry, added, request));
    return edits;
}
function editKey(documents, key, request) {
    const [image, ...others] = request.images;
    if (image === undefined || others.length > 0)
        throw failed(`${request.file} ${key}: which image is meant is not clear`, 'write the destination image as the third word of the line, such as prod/app');
    const path = readKey(key);
    const places = documents.flatMap((document, index) => {
        const found = descend(document, path, `${request.file} ${key}`);
        return found === undefined ? [] : [{ document, index, ...found }];
    });
    const [place, ...more] = places;
    if (place === undefined)
        throw failed(`${request.file} has no key ${key}`, nearestHint(documents, path));
    if (more.length > 0)
        throw failed(`${request.file} has the key ${key} in ${places.length} documents`, 'split the file, so that the key exists once');
    return { edits: replace(place, valueFor(path, textOf(place.node), image), request), images: [image] };
}
/** `a.b[0].c`, `a.b.0.c` and, for a dot in a key, `a\.b.c`. */
function readKey(key) {
    return key
        .replace(/\[(\d+)\]/g, '.$1')
        .split(/(?<!\\)\./)
        .map((part) => part.replaceAll('\\.', '.'));
}
function descend(document, path, where) {
    const shared = aliased(document);
    let node = document.contents;
    let pair;
    const found = [];
    for (const part of path) {
        requireOwn(node, shared, where);
        if ((0,dist/* isMap */.jh)(node)) {
            pair = node.items.find((each) => keyOf(each) === part);
            if (pair === undefined)
                return undefined;
            node = pair.value;
            found.push(part);
        }
        else if ((0,dist/* isSeq */.oP)(node) && /^\d+$/.test(part)) {
            pair = undefined;
            node = node.items[Number(part)];
            if (node === undefined)
                return undefined;
            found.push(Number(part));
        }
        else
            return undefined;
    }
    return { path: found, pair, node };
}
function nearestHint(documents, path) {
    const parent = path.slice(0, -1);
    for (const document of documents) {
        const node = parent.length === 0 ? document.contents : document.getIn(parent);
        if (!(0,dist/* isMap */.jh)(node))
            continue;
        const keys = node.items.flatMap((pair) => keyOf(pair) ?? []).slice(0, 10);
        return `keys there: ${keys.join(', ')}`;
    }
    return 'write the keys from the top of the file, joined by dots, such as image.digest';
}
/** The last part of a key decides what it takes; anything but a tag or a digest is a whole reference. */
function valueFor(path, before, image) {
    const last = path.at(-1)?.toLowerCase() ?? '';
    if (last.endsWith('digest'))
        return image.digest;
    if (!last.endsWith('tag'))
        return referenceFor(before ?? '', image);
    // charts that know no digest accept it behind the tag
    return before?.includes('@') === true ? `${image.tag}@${image.digest}` : image.tag;
}
function editContainers(documents, request) {
    const edits = [];
    const named = new Set();
    documents.forEach((document, index) => {
        for (const place of containerImages(document, index)) {
            const before = (0,dist/* isAlias */.Vj)(place.node) ? textOf(place.node.resolve(document)) : textOf(place.node);
            const image = request.images.find((each) => denotes(before ?? '', each));
            if (image === undefined || before === undefined)
                continue;
            named.add(image);
            edits.push(...replace(place, referenceFor(before, image), request));
        }
    });
    if (named.size > 0)
        return { edits, images: [...named] };
    const names = request.images.map(({ repository }) => repository).join(', ');
    throw failed(`${request.file} has no container with the image ${names}`, 'give the key of the image after the path, such as image.digest');
}
function containerImages(document, index) {
    const places = [];
    (0,dist/* visit */.YR)(document, {
        Pair(_, pair, ancestors) {
            if (keyOf(pair) !== 'image')
                return;
            const [list, items] = [ancestors.at(-3), ancestors.at(-2)];
            const isContainer = (0,dist/* isPair */.tO)(list) && (0,dist/* isSeq */.oP)(items) && CONTAINER_LISTS.includes(keyOf(list) ?? '');
            if (!isContainer)
                return;
            const shared = aliased(document);
            for (const each of ancestors)
                if (!(0,dist/* isPair */.tO)(each))
                    requireOwn(each, shared, 'a container');
            const path = [keyOf(list) ?? '', items.items.indexOf(ancestors.at(-1)), 'image'];
            places.push({ document, index, path, pair, node: pair.value });
        },
    });
    return places;
}
/** Keeps the name that is written there if it denotes the image, and a tag only where there are tag and digest. */
function referenceFor(before, image) {
    const [name = '', digest] = before.split('@');
    const tagAt = tagIndexOf(name);
    const repository = denotes(before, image) ? name.slice(0, tagAt) : image.pullName;
    const hasBoth = digest !== undefined && tagAt < name.length;
    return `${repository}${hasBoth ? `:${image.tag}` : ''}@${image.digest}`;
}
/** Where the tag of a reference without digest begins; its length if it has none. */
function tagIndexOf(name) {
    const colon = name.lastIndexOf(':');
    return colon > name.lastIndexOf('/') ? colon : name.length;
}
/** Whether a reference as written in a manifest is the image, with any tag or digest. */
function denotes(reference, { repository, hosts }) {
    const [name = ''] = reference.split('@');
    const path = name.slice(0, tagIndexOf(name));
    return path === repository || hosts.some((host) => path === `${host}/${repository}`);
}

// EXTERNAL MODULE: ./src/tools/own-program.js
var own_program = __webpack_require__(7584);
// EXTERNAL MODULE: ./src/tools/credential-program.js
var credential_program = __webpack_require__(1025);
;// CONCATENATED MODULE: ./src/gitops/checkout.js





const REMOTE = 'origin';
/**
 * Looks at the repository of the files and at the head of the branch: at the remote if the commit will be pushed, which fetches it.
 * @throws PromoteError GITOPS_FAILED with all problems of the files
 */
async function openCheckout(git, { targets, branch: asked, push }) {
    const problems = [];
    const names = [];
    let top;
    for (const { file } of targets) {
        const found = await git.run(external_node_path_.dirname(external_node_path_.resolve(file)), [
            'rev-parse',
            '--show-toplevel',
            '--show-prefix',
        ]);
        const [root = '', prefix = ''] = found.stdout.split(/\r?\n/);
        if (found.exitCode !== 0) {
            const words = (0,server_text/* cleanServerText */.C)(found.stderr, 300);
            // a job in a container may run as another user than the one that checked out
            const [, owned] = /dubious ownership in repository at '([^']+)'/.exec(found.stderr) ?? [];
            problems.push(owned === undefined
                ? problem(`${file} is in no git checkout: ${words}`, 'check the repository out before this step')
                : problem(`git does not trust the checkout of ${file}, which belongs to another user: ${words}`, `run before this step: git config --global --add safe.directory ${(0,server_text/* cleanServerText */.C)(owned, 300)}`));
        }
        else if (top !== undefined && top !== root)
            problems.push(problem(`${file} is in another repository than ${targets[0]?.file ?? ''}`, 'promote into one at a time'));
        else {
            top = root;
            names.push(`${prefix}${external_node_path_.basename(file)}`);
        }
    }
    if (top === undefined || problems.length > 0)
        throw (0,errors/* errorOfProblems */.M$)('GITOPS_FAILED', problems);
    await requireUnchanged(git, top, names);
    const head = await findBranch(git, top, asked, push);
    const files = [];
    for (const [index, name] of names.entries()) {
        const given = targets[index]?.file ?? name;
        const entry = await git.read(top, ['ls-tree', '-z', '--full-tree', head.base, '--', name]);
        const [, mode, blob] = /^(\d+) blob ([0-9a-f]+)\t/.exec(entry) ?? [];
        if (blob === undefined || mode === undefined)
            problems.push(problem(`${given} is not in the branch ${head.branch}`, 'commit the file first, or correct its path'));
        else if (mode === '120000')
            problems.push(problem(`${given} is a symbolic link`, 'give the file that it leads to'));
        else
            files.push({ path: name, mode, blob });
    }
    if (problems.length > 0)
        throw (0,errors/* errorOfProblems */.M$)('GITOPS_FAILED', problems);
    return { top, remote: REMOTE, files, ...head };
}
async function requireUnchanged(git, top, names) {
    const status = await git.read(top, ['--literal-pathspecs', 'status', '--porcelain', '-z', '--', ...names]);
    const changed = status
        .split('\0')
        .flatMap((line) => (line.startsWith('??') || line === '' ? [] : [line.slice(3)]));
    if (changed.length === 0)
        return;
    throw gitFailed(`${changed.join(', ')} has changes that are not committed`, 'commit them in an earlier step, or leave the file as it is checked out');
}
async function findBranch(git, top, asked, push) {
    const [current, head] = [
        await git.run(top, ['symbolic-ref', '--quiet', '--short', 'HEAD']),
        await git.read(top, ['rev-parse', '--verify', 'HEAD^{commit}']),
    ];
    const checkedOut = current.exitCode === 0 ? current.stdout.trim() : undefined;
    const branch = asked ?? checkedOut;
    if (branch === undefined)
        throw gitFailed('the checkout is on no branch (detached HEAD)', 'set "gitops-branch" to the branch to commit to');
    await requireBranchName(git, top, branch);
    const isCheckedOut = branch === checkedOut;
    const ref = `refs/heads/${branch}`;
    if (!push) {
        const local = await git.run(top, ['rev-parse', '--verify', '--quiet', `${ref}^{commit}`]);
        const exists = local.exitCode === 0;
        return { branch, isCheckedOut, exists, base: exists ? local.stdout.trim() : head };
    }
    const listed = await git.run(top, ['ls-remote', '--heads', REMOTE, ref]);
    if (listed.exitCode !== 0)
        throw gitFailed(`the branches of ${REMOTE} cannot be read: ${(0,server_text/* cleanServerText */.C)(listed.stderr, 400)}`, 'let the checkout keep its credentials (actions/checkout: persist-credentials: true)');
    if (listed.stdout.trim() === '')
        return { branch, isCheckedOut, exists: false, base: head };
    await git.read(top, ['fetch', '--no-tags', '--quiet', REMOTE, ref]);
    const base = await git.read(top, ['rev-parse', '--verify', 'FETCH_HEAD^{commit}']);
    if (isCheckedOut && (await git.run(top, ['merge-base', '--is-ancestor', head, base])).exitCode !== 0)
        throw gitFailed(`the checkout has commits that branch ${branch} of ${REMOTE} does not have`, 'push them in an earlier step, or check out the branch again');
    return { branch, isCheckedOut, exists: true, base };
}
async function requireBranchName(git, top, branch) {
    const checked = await git.run(top, ['check-ref-format', `refs/heads/${branch}`]);
    if (checked.exitCode === 0 && !branch.startsWith('-') && branch !== 'HEAD')
        return;
    throw gitFailed(`"${(0,server_text/* cleanServerText */.C)(branch, 100)}" is not the name of a branch`, 'see git check-ref-format');
}
function problem(message, hint) {
    return { code: 'GITOPS_FAILED', message, hint };
}
// manifests of this size are refused by every API server
const MAX_FILE_BYTES = 2 * 1024 * 1024;
/** @throws PromoteError GITOPS_FAILED without git */
async function createGit(environment, signal) {
    const program = await (0,credential_program/* findProgram */.K)('git', environment);
    if (program === undefined)
        throw gitFailed('git was not found', 'install git on the runner, in a folder of PATH');
    const own = {
        ...environment,
        // nobody is there to answer
        GIT_TERMINAL_PROMPT: '0',
        // its messages are read
        LC_ALL: 'C',
        // a connection that stands still would wait for ever
        GIT_HTTP_LOW_SPEED_LIMIT: '1',
        GIT_HTTP_LOW_SPEED_TIME: '60',
    };
    const run = async (folder, args, more) => {
        if (signal.aborted)
            throw (0,errors/* cancelled */.KW)(signal);
        try {
            return await (0,own_program/* runToResult */.ev)({
                program,
                args: ['-C', folder, ...args],
                environment: { ...own, ...more },
            }, signal);
        }
        catch (error) {
            if (error instanceof errors/* PromoteError */.jG)
                throw error;
            throw gitFailed(`git could not be run: ${(0,server_text/* cleanServerText */.C)(String(error))}`, undefined, error);
        }
    };
    const read = async (folder, args, more) => {
        const { exitCode, stdout, stderr } = await run(folder, args, more);
        if (exitCode === 0)
            return stdout.replace(/\r?\n$/, '');
        const words = (0,server_text/* cleanServerText */.C)(stderr, 400);
        throw gitFailed(`git ${args[0] ?? ''} failed with exit code ${exitCode}: ${words}`);
    };
    return {
        environment,
        run,
        read,
        async readBlob(folder, blob, name) {
            const size = Number(await read(folder, ['cat-file', '-s', blob]));
            if (size > MAX_FILE_BYTES)
                throw gitFailed(`${name} has ${size} bytes, more than ${MAX_FILE_BYTES}`, 'split the file');
            const { stdout } = await run(folder, ['cat-file', 'blob', blob]);
            // what is no UTF-8 was replaced, and would be written back so
            if (Buffer.byteLength(stdout) === size && !stdout.includes('\uFFFD'))
                return stdout;
            throw gitFailed(`${name} is not text in UTF-8`, 'save it in UTF-8');
        },
    };
}
function gitFailed(message, hint, cause) {
    return new errors/* PromoteError */.jG({ code: 'GITOPS_FAILED', message, hint, cause });
}

;// CONCATENATED MODULE: ./src/gitops/commit.js








/** How often a push is tried: as many other jobs may push between two of our looks at the branch. */
const MAX_PUSHES = 10;
/**
 * The desired state in the git checkout of the job. A commit is made of the objects of git, beside the working tree: nothing in it
 * changes before the branch has the commit, and a push that loses a race is made again on the new head.
 * @param runUrl of the job, for a trailer of the commit
 */
function createGitOps(environment, runUrl) {
    return {
        async plan(options, images, signal) {
            const git = await createGit(environment, signal);
            const checkout = await openCheckout(git, options);
            const { changes } = await editFiles(git, checkout, options, images);
            if (options.push && changes.length > 0)
                await requirePushable(git, checkout);
            return { branch: checkout.branch, push: options.push, changes };
        },
        async commit(options, images, signal) {
            const git = await createGit(environment, signal);
            for (let attempt = 1;; attempt += 1) {
                const checkout = await openCheckout(git, options);
                const { branch, base } = checkout;
                const edits = await editFiles(git, checkout, options, images);
                const { changes } = edits;
                const repository = await remoteUrl(git, checkout);
                const about = {
                    branch,
                    pushed: options.push,
                    ...(repository === undefined ? {} : { repository }),
                    changes,
                };
                if (changes.length === 0)
                    return { sha: base, ...about };
                const sha = await makeCommit(git, checkout, edits.files, messageOf(options, images, runUrl));
                if (!options.push) {
                    await moveBranch(git, checkout, sha);
                    return { sha, ...about };
                }
                if (await push(git, checkout, sha)) {
                    // only for later steps of the job, whose checkout may have changes of its own
                    if (checkout.isCheckedOut)
                        await git.run(checkout.top, ['merge', '--ff-only', '--quiet', sha]).catch(() => undefined);
                    return { sha, ...about };
                }
                if (attempt === MAX_PUSHES)
                    throw gitFailed(`branch ${branch} got other commits during each of ${MAX_PUSHES} pushes`, 'run the job again');
            }
        },
    };
}
/** Where others find the commit, without the credentials that CI systems write into the URL. */
async function remoteUrl(git, { top, remote }) {
    const found = await git.run(top, ['remote', 'get-url', remote]);
    return found.exitCode === 0 ? (0,server_text/* cleanServerText */.C)((0,gitops/* publicGitUrl */.fn)(found.stdout.trim()), 500) : undefined;
}
/** Reads the files from the head of the branch, and edits each line by line of the input. */
async function editFiles(git, checkout, { targets }, images) {
    const problems = [];
    const files = new Map();
    const changes = [];
    const named = new Set();
    for (const [index, target] of targets.entries()) {
        const file = checkout.files[index];
        if (file === undefined)
            continue;
        const text = files.get(file.path)?.text ?? (await git.readBlob(checkout.top, file.blob, target.file));
        const meant = images.filter(({ repository }) => target.image === undefined || target.image === repository);
        let edited;
        try {
            edited = editImages({ file: target.file, text, key: target.key, images: meant });
        }
        catch (error) {
            if (!(error instanceof errors/* PromoteError */.jG))
                throw error;
            const { code, message, hint } = error;
            problems.push({ code, message: (0,server_text/* cleanServerText */.C)(message), hint });
            continue;
        }
        for (const image of edited.images)
            named.add(image);
        changes.push(...edited.changes);
        if (edited.text !== text || files.has(file.path))
            files.set(file.path, { ...file, text: edited.text });
    }
    for (const { destination } of problems.length > 0 ? [] : images.filter((image) => !named.has(image)))
        problems.push({
            code: 'GITOPS_FAILED',
            message: `no file of "gitops" names ${destination}`,
            hint: 'add the file in which it is, or the key',
        });
    if (problems.length > 0)
        throw (0,errors/* errorOfProblems */.M$)('GITOPS_FAILED', problems);
    return { files: [...files.values()], changes };
}
async function makeCommit(git, { top, base }, files, message) {
    const folder = await (0,promises_.mkdtemp)(external_node_path_.join((0,external_node_os_.tmpdir)(), 'openshift-promote-index-'));
    try {
        const index = { GIT_INDEX_FILE: external_node_path_.join(folder, 'index') };
        const written = external_node_path_.join(folder, 'written');
        await git.read(top, ['read-tree', base], index);
        for (const { path: name, mode, text } of files) {
            await (0,promises_.writeFile)(written, text);
            const blob = await git.read(top, ['hash-object', '-w', '--no-filters', '--', written]);
            await git.read(top, ['update-index', '--cacheinfo', `${mode},${blob},${name}`], index);
        }
        const tree = await git.read(top, ['write-tree'], index);
        const signs = await git.run(top, ['config', '--type=bool', '--get', 'commit.gpgsign']);
        const sign = signs.stdout.trim() === 'true' ? ['-S'] : [];
        await (0,promises_.writeFile)(written, message);
        const args = ['commit-tree', tree, '-p', base, ...sign, '-F', written];
        return await git.read(top, args, await identity(git, top));
    }
    finally {
        await (0,promises_.rm)(folder, { recursive: true, force: true });
    }
}
/** Runners configure no author, and git makes no commit without one. */
async function identity(git, top) {
    const known = await git.run(top, ['var', 'GIT_COMMITTER_IDENT']);
    const asked = await git.run(top, ['config', '--get', 'user.email']);
    const isGiven = git.environment['GIT_COMMITTER_EMAIL'] !== undefined || asked.stdout.trim() !== '';
    if (known.exitCode === 0 && isGiven)
        return {};
    const [name, email] = ['openshift-promote', 'openshift-promote@noreply.invalid'];
    return {
        GIT_AUTHOR_NAME: name,
        GIT_AUTHOR_EMAIL: email,
        GIT_COMMITTER_NAME: name,
        GIT_COMMITTER_EMAIL: email,
    };
}
async function moveBranch(git, { top, branch, base, isCheckedOut, exists }, sha) {
    if (isCheckedOut) {
        await git.read(top, ['merge', '--ff-only', '--quiet', sha]);
        return;
    }
    // git refuses it if the branch is another one by now; zeros: it must not exist
    const before = exists ? base : '0'.repeat(sha.length);
    await git.read(top, ['update-ref', `refs/heads/${branch}`, sha, before]);
}
/** The same request as the push, without its effect: it needs the permission to push. */
async function requirePushable(git, { top, branch, base, remote }) {
    const { exitCode, stderr } = await git.run(top, [
        'push',
        '--dry-run',
        '--quiet',
        remote,
        `${base}:refs/heads/${branch}`,
    ]);
    if (exitCode === 0)
        return;
    throw gitFailed(`branch ${branch} cannot be pushed to ${remote}: ${lastWords(stderr)}`, 'let the checkout keep credentials that may write (GitHub: permissions: contents: write)');
}
/** @returns false if somebody else pushed in the meantime */
async function push(git, { top, branch, remote }, sha) {
    const reply = await git.run(top, ['push', '--porcelain', remote, `${sha}:refs/heads/${branch}`]);
    if (reply.exitCode === 0)
        return true;
    const line = reply.stdout.split('\n').find((each) => each.startsWith('!')) ?? '';
    // `fetch first` and `non-fast-forward` are found here, the others by the server when two pushes meet
    if (/\((?:fetch first|non-fast-forward|stale info)\)|cannot lock ref|incorrect old value|failed to update ref/.test(line))
        return false;
    throw gitFailed(`branch ${branch} was not accepted by ${remote}: ${lastWords(line === '' ? reply.stderr : `${line} ${reply.stderr}`)}`, 'the branch may be protected: set "gitops-branch" to a branch of its own and open a merge request from it');
}
function lastWords(text) {
    return (0,server_text/* cleanServerText */.C)(text.trim().split('\n').slice(-4).join(' '), 400);
}
function messageOf({ message }, images, runUrl) {
    const [first] = images;
    const title = images.length === 1 ? (first?.destination ?? '') : `${images.length} images`;
    const values = {
        PROMOTE_DIGEST: first?.digest ?? '',
        PROMOTE_TAG: first?.tag ?? '',
        PROMOTE_IMAGE: first === undefined ? '' : `${first.pullName}@${first.digest}`,
    };
    const given = message?.replace(/\$\{(PROMOTE_[A-Z]+)\}/g, (whole, name) => values[name] ?? whole);
    const trailers = images.flatMap(({ source, destination, digest }) => [
        `Source-Image: ${source}`,
        `Destination-Image: ${destination}`,
        `Image-Digest: ${digest}`,
    ]);
    if (runUrl !== undefined)
        trailers.push(`Promotion-Run: ${(0,server_text/* cleanServerText */.C)(runUrl)}`);
    return `${(given ?? `Promote ${title}`).trim()}\n\n${trailers.join('\n')}\n`;
}


/***/ })

};
