export const id = 469;
export const ids = [469];
export const modules = {

/***/ 974:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  installClient: () => (/* binding */ installClient)
});

// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __webpack_require__(7598);
// EXTERNAL MODULE: external "node:fs"
var external_node_fs_ = __webpack_require__(3024);
// EXTERNAL MODULE: external "node:fs/promises"
var promises_ = __webpack_require__(1455);
// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(6760);
// EXTERNAL MODULE: external "node:stream/promises"
var external_node_stream_promises_ = __webpack_require__(6466);
// EXTERNAL MODULE: ./src/core/text/units.js
var units = __webpack_require__(8934);
// EXTERNAL MODULE: ./src/core/text/errors.js
var errors = __webpack_require__(7206);
// EXTERNAL MODULE: ./src/openshift/api/api.js + 1 modules
var api_api = __webpack_require__(9549);
// EXTERNAL MODULE: ./src/openshift/api/api-path.js
var api_path = __webpack_require__(4877);
// EXTERNAL MODULE: ./src/openshift/api/explain.js + 1 modules
var explain = __webpack_require__(5283);
// EXTERNAL MODULE: ./src/openshift/api/json-fields.js
var json_fields = __webpack_require__(9053);
;// CONCATENATED MODULE: ./src/openshift/oc-client.js




// The names of Node and of the download server (console-operator, PlatformBasedOCConsoleCLIDownloads).
const SYSTEMS = { linux: 'linux', darwin: 'mac', win32: 'windows' };
const ARCHITECTURES = {
    x64: 'amd64',
    arm64: 'arm64',
    ppc64: 'ppc64le',
    s390x: 's390x',
};
/**
 * Finds the cluster's download server for `oc`. Every account may read it: the role `console-extensions-reader` is bound to
 * `system:authenticated`.
 * @param machine `process.platform` and `process.arch`
 * @returns the URL of an archive
 * @throws PromoteError CLIENT_NOT_FOUND when the cluster offers none for this machine
 */
async function findClientDownload(api, machine, signal) {
    const path = (0,api_path/* apiPath */.So)('apis', 'console.openshift.io', 'v1', 'consoleclidownloads', 'oc-cli-downloads');
    const reply = await api.send({ method: 'GET', path }, signal);
    if (!reply.ok && reply.failure.status !== 404)
        throw (0,explain/* explain */.W)(reply.failure);
    const name = `${ARCHITECTURES[machine.arch] ?? machine.arch}/${SYSTEMS[machine.platform] ?? machine.platform}/`;
    const links = reply.ok ? (0,json_fields/* objectsAt */.yR)(reply.body, 'spec', 'links') : [];
    const urls = links.map((link) => (0,json_fields/* textAt */.$6)(link, 'href') ?? '');
    const url = urls.find((candidate) => candidate.startsWith('https://') && candidate.includes(`/${name}`));
    if (url === undefined)
        throw notOffered(api, name, reply.ok);
    return url;
}
/** undefined: the server does not report it */
async function readClusterBuild(api, signal) {
    const reply = await api.send({ method: 'GET', path: (0,api_path/* apiPath */.So)('version') }, signal);
    if (!reply.ok)
        return undefined;
    const version = /^v?(\d+\.\d+\.\d+)/.exec((0,json_fields/* textAt */.$6)(reply.body, 'gitVersion') ?? '')?.[1];
    const commit = `${(0,json_fields/* textAt */.$6)(reply.body, 'gitCommit') ?? ''} ${(0,json_fields/* textAt */.$6)(reply.body, 'buildDate') ?? ''}`;
    return version === undefined ? undefined : { version, commit };
}
function notOffered(api, name, hasConsole) {
    const what = hasConsole ? `no oc for ${name.slice(0, -1)}` : 'no oc: it has no web console';
    return new errors/* PromoteError */.jG({
        code: 'CLIENT_NOT_FOUND',
        message: `${api.server} offers ${what}`,
        hint: 'set "oc-url" and "oc-sha256" to an archive with oc and its SHA-256',
        where: { side: api.side, host: api.host },
    });
}
/** The version that `oc version --client -o json` prints, such as `4.20.1`; undefined: the output is not recognized. */
function clientVersionIn(text) {
    try {
        const said = JSON.parse(text);
        const version = (0,json_fields/* textAt */.$6)(said, 'releaseClientVersion') ?? (0,json_fields/* textAt */.$6)((0,json_fields/* objectAt */.lJ)(said, 'clientVersion'), 'gitVersion');
        return /^v?(\d+\.\d+\.\d+)/.exec(version ?? '')?.[1];
    }
    catch {
        return undefined;
    }
}
/**
 * The number of minor versions between an `oc` and the API server of a cluster; one version of skew is supported
 * (kubernetes.io, "Version Skew Policy"). OpenShift 4.n is Kubernetes 1.(n+13), 5.n is 1.(n+36).
 * @param kubernetes of the cluster, such as `1.33.5`
 * @returns undefined for a major version that is not known here
 */
function minorVersionsApart(client, kubernetes) {
    const [generation, minor] = client.split('.').map(Number);
    const [major, clusterMinor] = kubernetes.split('.').map(Number);
    const offset = new Map([
        [4, 13],
        [5, 36],
    ]).get(generation ?? 0);
    if (offset === undefined || minor === undefined || major !== 1 || clusterMinor === undefined)
        return undefined;
    return Math.abs(minor + offset - clusterMinor);
}

;// CONCATENATED MODULE: ./src/openshift/kubeconfig-text.js
/** A kubeconfig for one side, as JSON, which is valid YAML. It contains the token or the key: only the owner may read the file. */
function kubeconfigText({ side, server, token, ca, clientIdentity, insecureSkipTlsVerify, proxy }, project) {
    const authority = ca === undefined ? {} : { 'certificate-authority-data': base64(ca) };
    // oc rejects a kubeconfig with both: "specifying a root certificates file with the insecure flag is not allowed"
    const trust = insecureSkipTlsVerify ? { 'insecure-skip-tls-verify': true } : authority;
    const shown = clientIdentity === undefined
        ? {}
        : {
            'client-certificate-data': base64(clientIdentity.certificate),
            'client-key-data': base64(clientIdentity.key),
        };
    const config = {
        apiVersion: 'v1',
        kind: 'Config',
        clusters: [{ name: side, cluster: { server, ...trust, 'proxy-url': proxy } }],
        users: [{ name: side, user: { token, ...shown } }],
        contexts: [{ name: side, context: { cluster: side, user: side, namespace: project } }],
        'current-context': side,
    };
    return `${JSON.stringify(config, undefined, 2)}\n`;
}
function base64(text) {
    return Buffer.from(text, 'utf8').toString('base64');
}

// EXTERNAL MODULE: ./src/tools/own-program.js
var own_program = __webpack_require__(7584);
// EXTERNAL MODULE: external "node:stream"
var external_node_stream_ = __webpack_require__(7075);
// EXTERNAL MODULE: external "node:zlib"
var external_node_zlib_ = __webpack_require__(6141);
;// CONCATENATED MODULE: ./src/tools/tool-archive.js








/** `oc` for one platform has about 150 MB. */
const MAX_ARCHIVE_BYTES = 1e9;
const MAX_UNPACKED_BYTES = 2e9;
// APPNOTE.TXT 6.3.10: the end of the central directory (4.3.16), and the fixed part of an entry in it (4.3.12).
const ZIP_END_BYTES = 22;
const MAX_ZIP_COMMENT_BYTES = 0xffff;
const ZIP_ENTRY_BYTES = 46;
/** An archive with a single program has few files. */
const MAX_ZIP_DIRECTORY_BYTES = 1e6;
/**
 * Hashes an archive and inspects its content before anything is unpacked. The format is detected from the first bytes.
 * @throws PromoteError CLIENT_NOT_FOUND when it is neither a tar, a gzipped tar nor a zip, is broken, or holds too much
 */
async function readArchive(archive, signal, maxUnpackedBytes = MAX_UNPACKED_BYTES) {
    const hash = (0,external_node_crypto_.createHash)('sha256');
    await (0,external_node_stream_promises_.pipeline)((0,external_node_fs_.createReadStream)(archive.file), hash, { signal });
    const sha256 = hash.digest('hex');
    const head = await readAt(archive.file, 0, 512);
    if (head.subarray(0, 2).equals(Buffer.from('PK'))) {
        if ((await zippedBytes(archive)) > maxUnpackedBytes)
            throw tooLarge(archive, maxUnpackedBytes);
        return { kind: 'zip', sha256 };
    }
    if (head.subarray(0, 2).equals(Buffer.from([0x1f, 0x8b]))) {
        await requireGunzipped(archive, maxUnpackedBytes, signal);
        return { kind: 'tar', sha256 };
    }
    // in the first header of every tar (POSIX.1-2017, pax, "ustar Interchange Format")
    if (head.subarray(257, 262).equals(Buffer.from('ustar')))
        return { kind: 'tar', sha256 };
    throw unusable(archive, 'is not a .tar, .tar.gz or .zip archive');
}
/** Stops as soon as the limit is exceeded. */
async function requireGunzipped(archive, maxBytes, signal) {
    let sizeBytes = 0;
    const counter = new external_node_stream_.Writable({
        write(chunk, _encoding, done) {
            sizeBytes += chunk.length;
            done(sizeBytes > maxBytes ? tooLarge(archive, maxBytes) : null);
        },
    });
    try {
        await (0,external_node_stream_promises_.pipeline)((0,external_node_fs_.createReadStream)(archive.file), (0,external_node_zlib_.createGunzip)(), counter, { signal });
    }
    catch (cause) {
        if (signal.aborted)
            throw (0,errors/* cancelled */.KW)(signal);
        throw cause instanceof errors/* PromoteError */.jG ? cause : unusable(archive, 'cannot be decompressed', cause);
    }
}
/** The entries in the central directory of a zip. */
async function zippedBytes(archive) {
    const tail = await readAt(archive.file, -(ZIP_END_BYTES + MAX_ZIP_COMMENT_BYTES));
    const endsAt = tail.lastIndexOf('PK\x05\x06');
    const end = tail.subarray(Math.max(0, endsAt));
    if (endsAt < 0 || end.length < ZIP_END_BYTES)
        throw unusable(archive, 'has no directory');
    const [count, lengthBytes, at] = [end.readUInt16LE(10), end.readUInt32LE(12), end.readUInt32LE(16)];
    if (lengthBytes > MAX_ZIP_DIRECTORY_BYTES)
        throw unusable(archive, 'contains too many files');
    const directory = await readAt(archive.file, at, lengthBytes);
    let sizeBytes = 0;
    let entry = 0;
    for (let left = count; left > 0; left -= 1) {
        if (entry + ZIP_ENTRY_BYTES > directory.length)
            throw unusable(archive, 'has no whole directory');
        // 0xffffffff means that the number is elsewhere (zip64), which exceeds the limit in any case
        sizeBytes += directory.readUInt32LE(entry + 24);
        const variable = [28, 30, 32].map((offset) => directory.readUInt16LE(entry + offset));
        entry += ZIP_ENTRY_BYTES + variable.reduce((sum, length) => sum + length, 0);
    }
    return sizeBytes;
}
/** @param from counted from the end when negative */
async function readAt(file, from, lengthBytes = -from) {
    const handle = await (0,promises_.open)(file);
    try {
        const { size } = await handle.stat();
        const position = from < 0 ? Math.max(0, size + from) : from;
        const { buffer, bytesRead } = await handle.read(Buffer.alloc(lengthBytes), 0, lengthBytes, position);
        return buffer.subarray(0, bytesRead);
    }
    finally {
        await handle.close();
    }
}
function tooLarge(archive, maxBytes) {
    return unusable(archive, `contains more than ${(0,units/* formatBytes */.z3)(maxBytes)}`);
}
function unusable({ url }, what, cause) {
    return new errors/* PromoteError */.jG({
        code: 'CLIENT_NOT_FOUND',
        message: `${url} ${what}`,
        hint: 'set "oc-url" and "oc-sha256" to an archive (.tar, .tar.gz or .zip) with oc in it',
        cause,
    });
}

;// CONCATENATED MODULE: ./src/tools/tool-install.js




/**
 * Provides a program from the tool cache of the runner, downloading it if necessary.
 * @throws PromoteError DIGEST_MISMATCH, CLIENT_NOT_FOUND when the archive cannot be used or the program is not in it
 */
async function installTool(wish, signal) {
    const { cacheDir, extractTar, extractZip, find } = await import(
    /* webpackIgnore: true */ "./actions-toolkit.js");
    const cached = find(wish.name, wish.version);
    if (cached !== '')
        return { folder: cached, program: external_node_path_.join(cached, fileOf(wish)), sha256: undefined };
    const temporary = await (0,promises_.mkdtemp)(external_node_path_.join(wish.temporary, `${wish.name}-`));
    try {
        const file = external_node_path_.join(temporary, 'archive');
        await wish.download(file);
        const { kind, sha256 } = await readArchive({ file, url: wish.url }, signal);
        requireDigest(sha256, wish);
        const content = external_node_path_.join(temporary, 'content');
        // GNU tar and bsdtar detect the compression
        await (kind === 'zip' ? extractZip(file, content) : extractTar(file, content, 'x'));
        await requireProgram(content, wish);
        const folder = await cacheDir(content, wish.name, wish.version);
        return { folder, program: external_node_path_.join(folder, fileOf(wish)), sha256 };
    }
    finally {
        await (0,promises_.rm)(temporary, { recursive: true, force: true });
    }
}
function fileOf({ name }) {
    return process.platform === 'win32' ? `${name}.exe` : name;
}
function requireDigest(found, { url, sha256 }) {
    if (sha256 === undefined || found === sha256.toLowerCase())
        return;
    throw new errors/* PromoteError */.jG({
        code: 'DIGEST_MISMATCH',
        message: `${url} has the SHA-256 ${found}, not ${sha256}`,
        hint: 'compare "oc-sha256" with the checksum given by the publisher of the archive',
    });
}
async function requireProgram(folder, wish) {
    const program = external_node_path_.join(folder, fileOf(wish));
    // links in the archive are not followed
    const isFile = await (0,promises_.lstat)(program).then((found) => found.isFile(), () => false);
    if (isFile)
        return (0,promises_.chmod)(program, 0o755);
    throw new errors/* PromoteError */.jG({
        code: 'CLIENT_NOT_FOUND',
        message: `${wish.url} has no ${wish.name} at its top level`,
        hint: `set "oc-url" to an archive (.tar, .tar.gz or .zip) with ${wish.name} in it`,
    });
}

// EXTERNAL MODULE: ./src/entry/compose/system-clock.js
var system_clock = __webpack_require__(5119);
;// CONCATENATED MODULE: ./src/entry/compose/cluster-client.js














/**
 * Installs the `oc` of the destination cluster and writes a kubeconfig for each side.
 * @param options with the logins done
 * @throws PromoteError INPUT_INVALID, CLIENT_NOT_FOUND, DIGEST_MISMATCH, and what the transport throws
 */
async function installClient(client, options, dependencies, signal) {
    const { environment, reporter } = dependencies;
    const temporary = environment['RUNNER_TEMP'] ?? '';
    if (temporary === '' || (environment['RUNNER_TOOL_CACHE'] ?? '') === '') {
        throw new errors/* PromoteError */.jG({
            code: 'INPUT_INVALID',
            message: '"install-oc" needs RUNNER_TEMP and RUNNER_TOOL_CACHE, which are not both set',
            hint: 'outside GitHub Actions, set both to folders of the job, or install oc yourself',
        });
    }
    const startedMs = system_clock/* systemClock */.m.nowMs();
    const wish = await locate(client, options, dependencies.transport, signal);
    const { url } = wish;
    const download = (file) => save(url, file, dependencies.transport, signal);
    const tool = await installTool({ ...wish, name: 'oc', temporary, download }, signal);
    const took = (0,units/* formatDuration */.a3)(system_clock/* systemClock */.m.nowMs() - startedMs);
    const origin = tool.sha256 === undefined ? 'from the tool cache' : `SHA-256 ${tool.sha256}`;
    const version = await versionOf(tool.program, url, environment, signal);
    reporter.info(`installed oc ${version ?? '(unknown version)'} from ${url} (${origin}, ${took}) in ${tool.folder}`);
    warnOfVersion(version, wish.cluster, reporter);
    const kubeconfigs = await writeKubeconfigs(options, temporary, dependencies.saveForPostStep);
    const pathName = Object.keys(environment).find((name) => name.toUpperCase() === 'PATH') ?? 'PATH';
    const extended = {
        ...environment,
        [pathName]: `${tool.folder}${external_node_path_.delimiter}${environment[pathName] ?? ''}`,
        KUBECONFIG: kubeconfigs.destination,
    };
    const { addToPath } = await Promise.resolve(/* import() eager */).then(__webpack_require__.bind(__webpack_require__, 7400));
    addToPath(tool.folder, { env: environment });
    return { kubeconfigs, environment: extended };
}
async function locate({ url, sha256 }, { destination }, transport, signal) {
    const { server, token, insecureSkipTlsVerify } = destination;
    const api = server === undefined ? undefined : (0,api_api.createApi)({ side: 'destination', server, token, transport });
    const cluster = api === undefined ? undefined : await readClusterBuild(api, signal);
    // an archive that is pinned by its hash is cached by its hash
    if (url !== undefined)
        return { url, sha256, version: `0.0.0-sha${sha256 ?? ''}`, cluster };
    if (api === undefined) {
        throw new errors/* PromoteError */.jG({
            code: 'INPUT_INVALID',
            message: '"install-oc" downloads oc from the destination cluster, but there is none',
            hint: 'set "destination-server", or "oc-url" and "oc-sha256"',
        });
    }
    if (insecureSkipTlsVerify) {
        throw new errors/* PromoteError */.jG({
            code: 'INPUT_INVALID',
            message: '"install-oc" would run a program from a server whose certificate is not verified',
            hint: 'give "destination-ca" instead of skipping the verification, or set "oc-url" and "oc-sha256"',
        });
    }
    const { platform, arch } = process;
    const found = await findClientDownload(api, { platform, arch }, signal);
    // clusters of the same version may offer different builds of oc, and a cluster may offer a different build later
    const build = (0,external_node_crypto_.createHash)('sha256')
        .update(`${found}\n${cluster?.commit ?? ''}`)
        .digest('hex')
        .slice(0, 32);
    return { url: found, sha256: undefined, version: `${cluster?.version ?? '0.0.0'}-build${build}`, cluster };
}
/** @throws PromoteError CLIENT_NOT_FOUND when it does not run here */
async function versionOf(program, url, environment, signal) {
    try {
        return clientVersionIn(await (0,own_program/* runOwnProgram */.KR)(program, ['version', '--client', '-o', 'json'], environment, signal));
    }
    catch (cause) {
        if (cause instanceof errors/* PromoteError */.jG)
            throw cause;
        throw new errors/* PromoteError */.jG({
            code: 'CLIENT_NOT_FOUND',
            message: `the oc from ${url} does not run on this machine (${process.platform}/${process.arch})`,
            hint: 'set "oc-url" and "oc-sha256" to an archive for this platform',
            cause,
        });
    }
}
function warnOfVersion(client, cluster, reporter) {
    if (client === undefined || cluster === undefined)
        return;
    const apart = minorVersionsApart(client, cluster.version);
    if (apart === undefined || apart <= 1)
        return;
    reporter.warning(`oc ${client} is ${apart} minor versions apart from the destination cluster (Kubernetes ${cluster.version}), but supports a difference of one at most: set "oc-url" and "oc-sha256" to a matching version`);
}
async function save(url, file, transport, signal) {
    const reply = await transport.open({ method: 'GET', url }, signal);
    if (reply.status !== 200) {
        reply.discard();
        throw new errors/* PromoteError */.jG({
            code: 'CLIENT_NOT_FOUND',
            message: `${url} answered ${reply.status}`,
            hint: 'check the URL, or set "oc-url" and "oc-sha256" to another archive',
            where: { host: new URL(url).host, status: reply.status },
        });
    }
    await (0,external_node_stream_promises_.pipeline)(bounded(reply.chunks(), url), (0,external_node_fs_.createWriteStream)(file), { signal });
}
async function* bounded(chunks, url) {
    let sizeBytes = 0;
    for await (const chunk of chunks) {
        sizeBytes += chunk.length;
        if (sizeBytes > MAX_ARCHIVE_BYTES) {
            throw new errors/* PromoteError */.jG({
                code: 'CLIENT_NOT_FOUND',
                message: `${url} is larger than ${(0,units/* formatBytes */.z3)(MAX_ARCHIVE_BYTES)}`,
                hint: 'set "oc-url" and "oc-sha256" to an archive with oc only',
            });
        }
        yield chunk;
    }
}
/** Writes to a folder that the post step removes, readable only by the owner. */
async function writeKubeconfigs(options, temporary, saveForPostStep) {
    const folder = await (0,promises_.mkdtemp)(external_node_path_.join(temporary, 'kubeconfig-'));
    saveForPostStep({ folders: [folder] });
    const written = {};
    for (const side of ['source', 'destination']) {
        if (options[side].server === undefined)
            continue;
        const [reference] = options.promotions.map((promotion) => promotion[side]);
        const project = reference?.kind === 'stream' ? reference.project : undefined;
        const file = external_node_path_.join(folder, side);
        await (0,promises_.writeFile)(file, kubeconfigText(options[side], project), { mode: 0o600, flag: 'wx' });
        written[side] = file;
    }
    return written;
}


/***/ })

};
