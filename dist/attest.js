export const id = 380;
export const ids = [380];
export const modules = {

/***/ 5266:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  createAttestor: () => (/* binding */ createAttestor)
});

// EXTERNAL MODULE: ../../node_modules/@sigstore/bundle/dist/index.js
var dist = __webpack_require__(6124);
// EXTERNAL MODULE: ../../node_modules/@sigstore/sign/dist/bundler/dsse.js
var dsse = __webpack_require__(7169);
// EXTERNAL MODULE: ./src/core/text/errors.js
var errors = __webpack_require__(7206);
// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __webpack_require__(7598);
// EXTERNAL MODULE: ../../node_modules/@noble/ciphers/salsa.js + 3 modules
var salsa = __webpack_require__(1378);
// EXTERNAL MODULE: ./src/core/text/strict-json.js
var strict_json = __webpack_require__(1691);
;// CONCATENATED MODULE: ./src/attest/private-key.js



// cosign writes N=65536, r=8, p=1; a file from elsewhere must not take all memory
const MAX_COST = 2 ** 18;
const BLOCK_SIZE = 8;
const PARALLELIZATION = 1;
const KEY_BYTES = 32;
const MIN_RSA_BITS = 2048;
const PASSWORD_HINT = 'set "attest-key-password" to the password that the key was created with';
const KEY_HINT = 'give the private key in PEM, as `cosign generate-key-pair` or `openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256` write it';
/**
 * Reads a private key: encrypted as by `cosign generate-key-pair`, or any PEM that OpenSSL reads, encrypted or not. Kinds whose
 * signatures cosign verifies are taken: ECDSA P-256, RSA of 2048 bits or more, Ed25519.
 * @param password undefined: none
 * @returns no problem that contains any part of key or password
 */
function readPrivateKey(text, password) {
    const pem = text.trim();
    const label = /-----BEGIN ([A-Z0-9 ]{1,60})-----/.exec(pem)?.[1];
    if (label === undefined)
        return { problem: 'is not a private key in PEM', hint: KEY_HINT };
    if (/^ENCRYPTED (?:SIGSTORE|COSIGN) PRIVATE KEY$/.test(label))
        return readCosignKey(pem, password ?? '');
    if (!label.endsWith('PRIVATE KEY'))
        return { problem: `is "${label}", not a private key`, hint: KEY_HINT };
    const isEncrypted = label.startsWith('ENCRYPTED') || pem.includes('Proc-Type: 4,ENCRYPTED');
    if (isEncrypted && password === undefined)
        return { problem: 'is encrypted, and there is no password', hint: PASSWORD_HINT };
    try {
        return checkKind((0,external_node_crypto_.createPrivateKey)({ key: pem, format: 'pem', passphrase: password }));
    }
    catch {
        // OpenSSL does not say whether the password is wrong or the key is damaged
        return isEncrypted
            ? { problem: 'cannot be decrypted: the password is wrong, or the key is damaged', hint: PASSWORD_HINT }
            : { problem: 'is damaged: it cannot be read as a private key', hint: KEY_HINT };
    }
}
/** scrypt and NaCl's secretbox in JSON, as go-securesystemslib writes them (`encrypted.Encrypt`). */
function readCosignKey(pem, password) {
    const damaged = { problem: 'is damaged: it cannot be read as a key of cosign', hint: KEY_HINT };
    const envelope = jsonIn(pem);
    const [kdf, cipher] = [envelope?.['kdf'], envelope?.['cipher']];
    if (!(0,strict_json/* isJsonObject */.OW)(kdf) || !(0,strict_json/* isJsonObject */.OW)(cipher))
        return damaged;
    const { name: derivation, params, salt } = kdf;
    if (derivation !== 'scrypt' || cipher['name'] !== 'nacl/secretbox' || !(0,strict_json/* isJsonObject */.OW)(params))
        return damaged;
    const { N: cost, r, p } = params;
    const isKnown = typeof cost === 'number' && cost <= MAX_COST && r === BLOCK_SIZE && p === PARALLELIZATION;
    const [saltBytes, nonce, box] = [salt, cipher['nonce'], envelope?.['ciphertext']].map(bytesOf);
    if (!isKnown || saltBytes === undefined || nonce?.byteLength !== 24 || box === undefined)
        return damaged;
    let secret;
    try {
        const limits = { N: cost, r: BLOCK_SIZE, p: PARALLELIZATION, maxmem: 256 * BLOCK_SIZE * cost };
        secret = (0,salsa/* secretbox */.EY)((0,external_node_crypto_.scryptSync)(password, saltBytes, KEY_BYTES, limits), nonce).open(box);
    }
    catch {
        return { problem: 'cannot be decrypted: the password is wrong', hint: PASSWORD_HINT };
    }
    try {
        return checkKind((0,external_node_crypto_.createPrivateKey)({ key: Buffer.from(secret), format: 'der', type: 'pkcs8' }));
    }
    catch {
        return damaged;
    }
}
function jsonIn(pem) {
    const body = /-----BEGIN [A-Z ]+-----([A-Za-z0-9+/=\s]+)-----END [A-Z ]+-----/.exec(pem)?.[1] ?? '';
    try {
        const value = JSON.parse(Buffer.from(body, 'base64').toString('utf8'));
        return (0,strict_json/* isJsonObject */.OW)(value) ? value : undefined;
    }
    catch {
        return undefined;
    }
}
function bytesOf(value) {
    return typeof value === 'string' ? Buffer.from(value, 'base64') : undefined;
}
function checkKind(key) {
    const { namedCurve, modulusLength = 0 } = key.asymmetricKeyDetails ?? {};
    const type = key.asymmetricKeyType;
    if (type === 'ed25519' || (type === 'ec' && namedCurve === 'prime256v1'))
        return { key };
    if (type === 'rsa' && modulusLength >= MIN_RSA_BITS)
        return { key };
    const kind = type === 'ec' ? `of the curve ${namedCurve ?? 'without name'}` : `of the kind ${type ?? 'unknown'}`;
    return {
        problem: type === 'rsa' ? `is an RSA key of ${modulusLength} bits` : `is a key ${kind}`,
        hint: 'use a key of ECDSA P-256, RSA of 2048 bits or more, or Ed25519',
    };
}

// EXTERNAL MODULE: ../../node_modules/@sigstore/sign/dist/signer/fulcio/ephemeral.js
var ephemeral = __webpack_require__(356);
// EXTERNAL MODULE: ../../node_modules/@sigstore/sign/dist/util/oidc.js
var oidc = __webpack_require__(7303);
// EXTERNAL MODULE: ./src/core/text/server-text.js
var server_text = __webpack_require__(6844);
;// CONCATENATED MODULE: ./src/attest/services.js



const MAX_REPLY_BYTES = 1024 * 1024;
/**
 * Posts JSON to a service.
 * @returns any reply below 300, and those with an accepted status
 * @throws PromoteError ATTEST_FAILED with what the service says, CANCELLED
 */
async function post(service, request, ports, signal) {
    const headers = { 'content-type': 'application/json', accept: '*/*' };
    const body = JSON.stringify(request.body);
    const reply = await ask(service, { method: 'POST', url: request.url, headers, body }, ports, signal);
    if (reply.status < 300 || request.accepted?.includes(reply.status) === true)
        return reply;
    throw refused(service, reply);
}
/** Gets JSON or anything else. @throws PromoteError ATTEST_FAILED when the service cannot be reached or fails itself, CANCELLED */
async function get(service, url, ports, signal) {
    const reply = await ask(service, { method: 'GET', url, headers: { accept: '*/*' } }, ports, signal);
    if (reply.status >= 500)
        throw refused(service, reply);
    return reply;
}
async function ask(service, request, ports, signal) {
    try {
        return await ports.send({ ...request, maxBodyBytes: MAX_REPLY_BYTES }, signal);
    }
    catch (error) {
        if (!(error instanceof errors/* PromoteError */.jG) || error.code === 'CANCELLED')
            throw error;
        // the transport knows only the sides of a promotion, and the service belongs to none
        const why = error.message.replace(/^the (?:source|destination) (?=\S+ )/, '');
        throw serviceFailure(service, `${service.name} cannot be reached: ${why}`);
    }
}
function refused(service, { status, body }) {
    const text = messageIn(new TextDecoder().decode(body));
    return serviceFailure(service, `${service.name} at ${service.url} answered ${status}${text === '' ? '' : `: ${text}`}`);
}
function serviceFailure({ input, url }, message) {
    return new errors/* PromoteError */.jG({
        code: 'ATTEST_FAILED',
        message,
        hint: `check "${input}", and whether this machine reaches ${new URL(url).host}`,
        where: { host: new URL(url).host },
    });
}
/** The message of a JSON error, or the text itself. */
function messageIn(text) {
    let message = text;
    try {
        const value = JSON.parse(text);
        if ((0,strict_json/* isJsonObject */.OW)(value) && typeof value['message'] === 'string')
            message = value['message'];
    }
    catch {
        // it is no JSON
    }
    return (0,server_text/* cleanServerText */.C)(message, 200);
}
/** The JSON object in a reply. @throws PromoteError ATTEST_FAILED when it is none */
function services_jsonIn(service, { body }) {
    let value;
    try {
        value = JSON.parse(new TextDecoder().decode(body));
    }
    catch {
        value = undefined;
    }
    if ((0,strict_json/* isJsonObject */.OW)(value))
        return value;
    throw serviceFailure(service, `the reply of ${service.name} at ${service.url} is no JSON object`);
}

;// CONCATENATED MODULE: ./src/attest/signers.js






/** Signs with a key that verifiers know. */
function keySigner(key) {
    const publicKey = (0,external_node_crypto_.createPublicKey)(key);
    const pem = publicKey.export({ format: 'pem', type: 'spki' }).toString();
    const algorithm = key.asymmetricKeyType === 'ed25519' ? undefined : 'sha256';
    return {
        sign: async (data) => ({
            signature: (0,external_node_crypto_.sign)(algorithm, data, key),
            // without a hint, which would become the key ID of the envelope: cosign skips signatures of key IDs that it does not know
            key: { $case: 'publicKey', publicKey: pem },
        }),
    };
}
/**
 * Signs with a key that exists only in memory, and has Fulcio certify that it belongs to the identity of an ID token
 * (https://github.com/sigstore/fulcio/blob/main/docs/how-certificate-issuing-works.md). FulcioSigner of `@sigstore/sign` does the
 * same with a client that ignores the configured proxies and certificate authorities, and quotes tokens in its errors.
 */
function keylessSigner({ fulcioUrl, idToken }, ports, signal) {
    const holder = new ephemeral/* EphemeralSigner */.w();
    const service = { name: 'Fulcio', input: 'attest-fulcio-url', url: fulcioUrl };
    return {
        async sign(data) {
            const proof = await holder.sign(Buffer.from(subjectOf(idToken)));
            if (proof.key.$case !== 'publicKey')
                throw new TypeError('an ephemeral key has no certificate');
            const body = {
                credentials: { oidcIdentityToken: idToken },
                publicKeyRequest: {
                    publicKey: { algorithm: 'ECDSA', content: proof.key.publicKey },
                    proofOfPossession: proof.signature.toString('base64'),
                },
            };
            const url = `${fulcioUrl}/api/v2/signingCert`;
            const reply = await post(service, { url, body }, ports, signal);
            const { signedCertificateEmbeddedSct, signedCertificateDetachedSct } = services_jsonIn(service, reply);
            const certificate = leafOf(signedCertificateEmbeddedSct ?? signedCertificateDetachedSct);
            if (certificate === undefined)
                throw serviceFailure(service, `the reply of Fulcio at ${fulcioUrl} holds no certificate`);
            const { signature } = await holder.sign(data);
            return { signature, key: { $case: 'x509Certificate', certificate } };
        },
    };
}
/** What the holder of the token proves that the key is theirs with. @throws PromoteError ATTEST_FAILED; never quotes the token */
function subjectOf(idToken) {
    try {
        const subject = (0,oidc.extractJWTSubject)(idToken);
        if (typeof subject === 'string' && subject !== '')
            return subject;
    }
    catch {
        // what the parser says may quote the token
    }
    throw new errors/* PromoteError */.jG({
        code: 'ATTEST_FAILED',
        message: 'the ID token is no JSON web token with a subject',
        hint: 'give an ID token of the job for the audience "sigstore" as "attest-id-token"',
    });
}
function leafOf(signed) {
    const chain = (0,strict_json/* isJsonObject */.OW)(signed) ? signed['chain'] : undefined;
    const certificates = (0,strict_json/* isJsonObject */.OW)(chain) ? chain['certificates'] : undefined;
    const leaf = Array.isArray(certificates) ? certificates[0] : undefined;
    return typeof leaf === 'string' && leaf.includes('-----BEGIN CERTIFICATE-----') ? leaf : undefined;
}

// EXTERNAL MODULE: ./src/core/image/digest.js
var image_digest = __webpack_require__(2391);
// EXTERNAL MODULE: ./src/core/version.js
var version = __webpack_require__(2857);
;// CONCATENATED MODULE: ./src/attest/statement.js


/**
 * The statement about one promoted image.
 * @param finishedAt now
 */
function promotionStatement(promotion, run, finishedAt) {
    const { image, children, sourceServer, destinationServer, policies, startedAt } = promotion;
    const [name = ''] = image.image.split('@');
    const source = image.sourceDigest ?? image.digest;
    return {
        _type: 'https://in-toto.io/Statement/v1',
        subject: [
            { name, digest: digestSet(image.digest) },
            ...children.map(({ digest, platform }) => ({
                name,
                digest: digestSet(digest),
                ...(platform === undefined ? {} : { annotations: { platform } }),
            })),
        ],
        predicateType: version/* PROMOTION_PREDICATE */.mG,
        predicate: {
            source: { image: image.sourceImage, reference: image.source, digest: source, server: sourceServer },
            destination: {
                image: image.image,
                reference: image.destination,
                digest: image.digest,
                server: destinationServer,
            },
            strategy: image.strategy,
            tags: tagsOf(image),
            rollouts: image.rollouts.map((rollout) => statedRollout(rollout, image.pods)),
            policies: policies.map(statedPolicy),
            run,
            promoter: { name: 'openshift-promote', version: version/* VERSION */.xv },
            startedAt,
            finishedAt: finishedAt.toISOString(),
        },
    };
}
function tagsOf({ tags, movedTags = [], digest }) {
    const moved = new Map(movedTags.map(({ tag, previousDigest }) => [tag, previousDigest]));
    return tags.map((name) => ({ name, before: moved.has(name) ? moved.get(name) : digest, after: digest }));
}
function statedRollout({ workload: { kind, project, name }, ...rollout }, pods) {
    const own = pods?.filter(({ ready, workload }) => ready && workload.kind === kind && workload.project === project && workload.name === name);
    return {
        workload: { kind, project, name },
        ...rollout,
        pods: own?.map((pod) => ({ name: pod.name, images: knownDigests(pod.imageDigests) })),
    };
}
function statedPolicy(policy) {
    return {
        name: policy.policy,
        digest: policy.policyDigest,
        outcome: policy.outcome,
        override: policy.override,
        evaluatedAt: policy.evaluatedAt,
        rules: policy.rules.map(({ name, kind, mode, outcome }) => ({ name, kind, mode, outcome })),
        signers: [...new Set(policy.signatures.map(({ signer }) => signer))],
    };
}
function digestSet(digest) {
    return { [(0,image_digest/* algorithmOf */.Hy)(digest)]: (0,image_digest/* hexOf */.ZD)(digest) };
}
function knownDigests(images) {
    return Object.fromEntries(Object.entries(images).flatMap(([name, digest]) => (digest === undefined ? [] : [[name, digest]])));
}

// EXTERNAL MODULE: ../../node_modules/@sigstore/sign/dist/witness/tlog/entry.js
var entry = __webpack_require__(9486);
;// CONCATENATED MODULE: ./src/attest/witnesses.js




function rekorAt(url) {
    return { name: 'Rekor', input: 'attest-rekor-url', url };
}
function authorityAt(url) {
    return { name: 'the timestamp authority', input: 'attest-tsa-url', url };
}
/** Writes an entry of the kind `dsse` to a transparency log, which stores the digest of the statement and not the statement. */
function rekorWitness(url, ports, signal) {
    const service = rekorAt(url);
    return {
        async testify(content, publicKey) {
            const entries = `${url}/api/v1/log/entries`;
            const body = (0,entry/* toProposedEntry */.yF)(content, publicKey, 'dsse');
            const reply = await post(service, { url: entries, body, accepted: [409] }, ports, signal);
            if (reply.status !== 409)
                return { tlogEntries: [entryIn(service, services_jsonIn(service, reply))] };
            // a lost reply to the first attempt: it names the entry that is there already
            const known = reply.headers['location']?.[0]?.split('/').at(-1) ?? '';
            if (!/^[0-9a-f]{64,80}$/.test(known))
                throw serviceFailure(service, `Rekor at ${url} has the entry already`);
            const found = await get(service, `${entries}/${known}`, ports, signal);
            return { tlogEntries: [entryIn(service, services_jsonIn(service, found))] };
        },
    };
}
/** Whether a log answers. It writes nothing there, since entries cannot be removed. */
async function checkRekor(url, ports, signal) {
    await get(rekorAt(url), `${url}/api/v1/log`, ports, signal);
}
/** Requests a timestamp over the signature. */
function timestampWitness(url, ports, signal) {
    return {
        testify: async (content) => ({
            rfc3161Timestamps: [{ signedTimestamp: await timestampOf(signatureIn(content), url, ports, signal) }],
        }),
    };
}
/** Requests a timestamp over nothing in particular. */
async function checkAuthority(url, ports, signal) {
    await timestampOf((0,external_node_crypto_.randomBytes)(32), url, ports, signal);
}
async function timestampOf(signature, url, ports, signal) {
    const service = authorityAt(url);
    // as in signing configurations, a URL with a path is complete
    const endpoint = new URL(url).pathname === '/' ? `${new URL(url).origin}/api/v1/timestamp` : url;
    const artifactHash = (0,external_node_crypto_.createHash)('sha256').update(signature).digest('base64');
    const body = { artifactHash, hashAlgorithm: 'sha256' };
    const reply = await post(service, { url: endpoint, body }, ports, signal);
    // a DER sequence
    if (reply.body[0] !== 0x30)
        throw serviceFailure(service, `the reply of ${url} is no timestamp`);
    return Buffer.from(reply.body);
}
function signatureIn(content) {
    const signature = content.$case === 'dsseEnvelope'
        ? content.dsseEnvelope.signatures[0]?.sig
        : content.messageSignature.signature;
    if (signature === undefined)
        throw new TypeError('a bundle has no signature');
    return signature;
}
/** The only entry in a reply of Rekor, with its proof. @throws PromoteError ATTEST_FAILED when it is incomplete */
function entryIn(service, reply) {
    const [entry, ...others] = Object.values(reply);
    const read = others.length === 0 && (0,strict_json/* isJsonObject */.OW)(entry) ? readEntry(entry) : undefined;
    if (read !== undefined)
        return read;
    throw serviceFailure(service, `the reply of Rekor at ${service.url} holds no entry with its proof`);
}
function readEntry(entry) {
    const { body, logID, logIndex, integratedTime, verification } = entry;
    if (typeof body !== 'string' || typeof logID !== 'string' || !(0,strict_json/* isJsonObject */.OW)(verification))
        return undefined;
    if (typeof logIndex !== 'number' || typeof integratedTime !== 'number')
        return undefined;
    const { signedEntryTimestamp, inclusionProof } = verification;
    const canonicalizedBody = Buffer.from(body, 'base64');
    const described = parsed(canonicalizedBody.toString('utf8'));
    if (!(0,strict_json/* isJsonObject */.OW)(described))
        return undefined;
    const { kind, apiVersion } = described;
    const proof = (0,strict_json/* isJsonObject */.OW)(inclusionProof) ? readProof(inclusionProof) : undefined;
    if (typeof kind !== 'string' || typeof apiVersion !== 'string' || proof === undefined)
        return undefined;
    return {
        logIndex: String(logIndex),
        logId: { keyId: Buffer.from(logID, 'hex') },
        kindVersion: { kind, version: apiVersion },
        integratedTime: String(integratedTime),
        inclusionPromise: typeof signedEntryTimestamp === 'string'
            ? { signedEntryTimestamp: Buffer.from(signedEntryTimestamp, 'base64') }
            : undefined,
        inclusionProof: proof,
        canonicalizedBody,
    };
}
function readProof(proof) {
    const { logIndex, treeSize, rootHash, hashes, checkpoint } = proof;
    if (typeof logIndex !== 'number' || typeof treeSize !== 'number' || typeof rootHash !== 'string')
        return undefined;
    if (!Array.isArray(hashes) || typeof checkpoint !== 'string')
        return undefined;
    return {
        logIndex: String(logIndex),
        treeSize: String(treeSize),
        rootHash: Buffer.from(rootHash, 'hex'),
        hashes: hashes.map((hash) => Buffer.from(String(hash), 'hex')),
        checkpoint: { envelope: checkpoint },
    };
}
function parsed(text) {
    try {
        return JSON.parse(text);
    }
    catch {
        return undefined;
    }
}

;// CONCATENATED MODULE: ./src/attest/attestor.js







const IN_TOTO = 'application/vnd.in-toto+json';
/** that Fulcio accepts ID tokens for */
const AUDIENCE = 'sigstore';
/** Signs what was promoted, as asked. In dist/, it is a file of its own, so that promotions that are not attested do not load it. */
function createAttestor(options, ports) {
    return {
        check: (signal) => checkSigning(options, ports, signal),
        sign: (promotion, signal) => signPromotion(options, promotion, ports, signal),
    };
}
/** See `Attestor.check`. Has a certificate and a timestamp issued and uses neither. */
async function checkSigning({ signer, rekorUrl, tsaUrl }, ports, signal) {
    const problems = [];
    const attempt = async (run) => {
        try {
            await run();
        }
        catch (error) {
            if (!(error instanceof errors/* PromoteError */.jG) || error.code === 'CANCELLED')
                throw error;
            problems.push(...(0,errors/* problemsOf */.GW)(error));
        }
    };
    await attempt(async () => (await openSigner(signer, ports, signal)).sign(Buffer.from('a rehearsal')));
    if (rekorUrl !== undefined)
        await attempt(() => checkRekor(rekorUrl, ports, signal));
    if (tsaUrl !== undefined)
        await attempt(() => checkAuthority(tsaUrl, ports, signal));
    return problems;
}
/** See `Attestor.sign`. */
async function signPromotion({ signer, rekorUrl, tsaUrl }, promotion, ports, signal) {
    const statement = promotionStatement(promotion, ports.run, ports.clock.date());
    const witnesses = [];
    if (rekorUrl !== undefined)
        witnesses.push(rekorWitness(rekorUrl, ports, signal));
    if (tsaUrl !== undefined)
        witnesses.push(timestampWitness(tsaUrl, ports, signal));
    const builder = new dsse/* DSSEBundleBuilder */.V({ signer: await openSigner(signer, ports, signal), witnesses });
    const bundle = await builder.create({ type: IN_TOTO, data: Buffer.from(JSON.stringify(statement)) });
    return new TextEncoder().encode(JSON.stringify((0,dist.bundleToJSON)(bundle)));
}
/** @throws PromoteError ATTEST_FAILED, CANCELLED */
async function openSigner(signer, ports, signal) {
    switch (signer.kind) {
        case 'key': {
            const read = readPrivateKey(signer.privateKey, signer.password);
            if ('key' in read)
                return keySigner(read.key);
            throw new errors/* PromoteError */.jG({
                code: 'ATTEST_FAILED',
                message: `the private key to attest with ${read.problem}`,
                hint: read.hint,
            });
        }
        case 'keyless': {
            const idToken = signer.idToken ?? (await obtainIdToken(ports, signal));
            return keylessSigner({ fulcioUrl: signer.fulcioUrl, idToken }, ports, signal);
        }
    }
}
/** Tokens live for minutes, so every signature gets a new one. */
async function obtainIdToken(ports, signal) {
    try {
        return await ports.requestIdToken(AUDIENCE, signal);
    }
    catch (error) {
        if (!(error instanceof errors/* PromoteError */.jG) || error.code === 'CANCELLED')
            throw error;
        const { message, hint } = error;
        throw new errors/* PromoteError */.jG({
            code: 'ATTEST_FAILED',
            message: `there is no ID token to sign with: ${message}`,
            hint,
        });
    }
}


/***/ }),

/***/ 4070:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   attestImages: () => (/* binding */ attestImages)
/* harmony export */ });
/* harmony import */ var _core_image_descriptor_js__WEBPACK_IMPORTED_MODULE_12__ = __webpack_require__(1754);
/* harmony import */ var _core_image_digest_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(2391);
/* harmony import */ var _core_image_media_types_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(4215);
/* harmony import */ var _core_image_read_manifest_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(6833);
/* harmony import */ var _core_image_reference_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(3638);
/* harmony import */ var _core_text_errors_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(7206);
/* harmony import */ var _core_text_strict_json_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(1691);
/* harmony import */ var _core_version_js__WEBPACK_IMPORTED_MODULE_13__ = __webpack_require__(2857);
/* harmony import */ var _build_report_js__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(3034);
/* harmony import */ var _check_check_attest_js__WEBPACK_IMPORTED_MODULE_7__ = __webpack_require__(8332);
/* harmony import */ var _move_attachments_carry_referrers_js__WEBPACK_IMPORTED_MODULE_8__ = __webpack_require__(7628);
/* harmony import */ var _move_attachments_find_js__WEBPACK_IMPORTED_MODULE_9__ = __webpack_require__(8477);
/* harmony import */ var _move_attachments_look_js__WEBPACK_IMPORTED_MODULE_10__ = __webpack_require__(3785);
/* harmony import */ var _run_resolved_image_js__WEBPACK_IMPORTED_MODULE_11__ = __webpack_require__(6097);














const BUNDLE_TYPE = 'application/vnd.dev.sigstore.bundle.v0.3+json';
const EMPTY_TYPE = 'application/vnd.oci.empty.v1+json';
const PREDICATE_ANNOTATION = 'dev.sigstore.bundle.predicateType';
const MAX_BUNDLE_BYTES = 4 * 1024 * 1024;
const LISTING_ATTEMPTS = 5;
/** How long another client may take between reading the index and writing it. */
const OTHER_WRITER_MS = 1_000;
/** of those attached to one image, the latest included */
const MAX_LOOKED_AT = 50;
/**
 * Signs a statement about every image that this run has promoted, then attaches all of them at the destination. An image that was
 * in place is signed again only if no attestation of this promotion is attached to it.
 * @throws PromoteError ATTEST_FAILED, saying which images have an attestation and which do not
 */
async function attestImages(run, attestor, images, startedAt) {
    const { options, ports, signal } = run;
    try {
        const signed = [];
        for (const image of images) {
            const each = await signImage(image, run, attestor, startedAt);
            if (each !== undefined)
                signed.push(each);
        }
        const attached = [];
        for (const each of signed)
            attached.push({ ...each, manifest: await store(each, ports, signal) });
        await listAll(attached, run);
    }
    catch (error) {
        if (!(error instanceof _core_text_errors_js__WEBPACK_IMPORTED_MODULE_4__/* .PromoteError */ .jG) || error.code === 'CANCELLED')
            throw error;
        const failure = withState(error, images, run);
        if (options.attest?.onFailure !== 'warn')
            throw failure;
        ports.reporter.warning(failure.message);
    }
}
/** undefined: an earlier run attested it, and nothing has changed since */
async function signImage(image, run, attestor, startedAt) {
    const { options, ports, signal } = run;
    const repository = await (0,_check_check_attest_js__WEBPACK_IMPORTED_MODULE_7__/* .attestedRepository */ .V)(image, options, ports, signal);
    if (!isChanged(image, run)) {
        const manifest = await findAttestation(image, repository, signal);
        if (manifest !== undefined) {
            report(run, image, { manifest, outcome: 'present' });
            ports.reporter.info(`${nameOf(image)} was attested before: ${placeOf(repository, manifest)}`);
            return undefined;
        }
    }
    const subject = await repository.getManifest(image.root.digest, signal);
    const bundle = await attestor.sign(factsAbout(image, subject, run, startedAt), signal);
    return { image, repository, subject, bundle };
}
function isChanged(image, { state }) {
    return (state.movedTags.some((moved) => moved.image === image) ||
        state.rollouts.some(({ images, result }) => images.includes(image) && result.status !== 'unchanged'));
}
function factsAbout(image, subject, { options, state }, startedAt) {
    const { images } = (0,_build_report_js__WEBPACK_IMPORTED_MODULE_6__/* .buildReport */ .F)({ ...state, startedAt, durationMs: 0 }, options);
    const reported = images[state.images.indexOf(image)] ?? images.find(({ destination }) => destination === nameOf(image));
    if (reported === undefined)
        throw new TypeError(`${nameOf(image)} is in no report`);
    const { source, destination } = image.request;
    const digest = (0,_run_resolved_image_js__WEBPACK_IMPORTED_MODULE_11__/* .sourceDigestOf */ .Db)(image);
    const [repository = ''] = (0,_run_resolved_image_js__WEBPACK_IMPORTED_MODULE_11__/* .sourceImageOf */ .IP)(image).split('@');
    return {
        image: reported,
        children: childrenOf(subject),
        sourceServer: source.kind === 'stream' ? (options.source.server ?? options.destination.server) : undefined,
        destinationServer: destination.kind === 'stream' ? options.destination.server : undefined,
        policies: (state.policy ?? []).filter((policy) => policy.digest === digest && (policy.image.startsWith(`${repository}@`) || source.kind === 'stream')),
        startedAt: startedAt.toISOString(),
    };
}
/** The images in an index that can be run. */
function childrenOf({ content }) {
    if (content.kind !== 'index')
        return [];
    return content.manifests
        .filter(({ mediaType, annotations = {} }) => (0,_core_image_media_types_js__WEBPACK_IMPORTED_MODULE_1__/* .isManifestMediaType */ .CM)(mediaType) && !('vnd.docker.reference.type' in annotations))
        .map(({ digest, platform }) => ({
        digest,
        platform: platform === undefined ? undefined : (0,_core_image_descriptor_js__WEBPACK_IMPORTED_MODULE_12__/* .formatPlatform */ .B)(platform),
    }));
}
/**
 * An attestation that says what this run would say. It is not verified: whoever may write to the repository could as well remove
 * the attestation, and `verify` believes neither.
 */
async function findAttestation(image, repository, signal) {
    const { referrers } = await (0,_move_attachments_find_js__WEBPACK_IMPORTED_MODULE_9__/* .attachmentsOf */ .sF)(repository)(image.root.digest, signal);
    const candidates = referrers.filter(({ annotations }) => annotations?.[PREDICATE_ANNOTATION] === _core_version_js__WEBPACK_IMPORTED_MODULE_13__/* .PROMOTION_PREDICATE */ .mG);
    for (const { digest } of candidates.slice(-MAX_LOOKED_AT).reverse()) {
        const destination = await destinationIn(digest, repository, signal);
        if (destination === nameOf(image))
            return digest;
    }
    return undefined;
}
/** The destination that a promotion claims; undefined: it cannot be read */
async function destinationIn(digest, repository, signal) {
    try {
        const { content } = await repository.getManifest(digest, signal);
        const layer = content.kind === 'image' ? content.layers[0] : undefined;
        if (layer === undefined || layer.sizeBytes > MAX_BUNDLE_BYTES)
            return undefined;
        const bundle = (0,_core_text_strict_json_js__WEBPACK_IMPORTED_MODULE_5__/* .parseStrictJson */ .RJ)(await repository.readBlob(layer, signal));
        const envelope = (0,_core_text_strict_json_js__WEBPACK_IMPORTED_MODULE_5__/* .isJsonObject */ .OW)(bundle) ? bundle['dsseEnvelope'] : undefined;
        const payload = (0,_core_text_strict_json_js__WEBPACK_IMPORTED_MODULE_5__/* .isJsonObject */ .OW)(envelope) ? envelope['payload'] : undefined;
        if (typeof payload !== 'string')
            return undefined;
        const statement = (0,_core_text_strict_json_js__WEBPACK_IMPORTED_MODULE_5__/* .parseStrictJson */ .RJ)(Buffer.from(payload, 'base64'));
        const predicate = (0,_core_text_strict_json_js__WEBPACK_IMPORTED_MODULE_5__/* .isJsonObject */ .OW)(statement) ? statement['predicate'] : undefined;
        const destination = (0,_core_text_strict_json_js__WEBPACK_IMPORTED_MODULE_5__/* .isJsonObject */ .OW)(predicate) ? predicate['destination'] : undefined;
        return (0,_core_text_strict_json_js__WEBPACK_IMPORTED_MODULE_5__/* .isJsonObject */ .OW)(destination) ? destination['reference'] : undefined;
    }
    catch (error) {
        if (error instanceof _core_text_errors_js__WEBPACK_IMPORTED_MODULE_4__/* .PromoteError */ .jG && !signal.aborted)
            return undefined;
        throw error;
    }
}
/** Stores a bundle as a referrer (https://github.com/sigstore/cosign/blob/main/specs/BUNDLE_SPEC.md). */
async function store({ repository, subject, bundle }, ports, signal) {
    const layer = { ...blobOf(bundle), mediaType: BUNDLE_TYPE };
    const config = { ...blobOf(new TextEncoder().encode('{}')), mediaType: EMPTY_TYPE };
    const body = {
        schemaVersion: 2,
        mediaType: _core_image_media_types_js__WEBPACK_IMPORTED_MODULE_1__/* .OCI_MANIFEST */ .EG,
        artifactType: BUNDLE_TYPE,
        config: { mediaType: EMPTY_TYPE, digest: config.digest, size: config.sizeBytes },
        layers: [{ mediaType: BUNDLE_TYPE, digest: layer.digest, size: layer.sizeBytes }],
        subject: { mediaType: subject.mediaType, digest: subject.digest, size: subject.bytes.byteLength },
        annotations: {
            'dev.sigstore.bundle.content': 'dsse-envelope',
            [PREDICATE_ANNOTATION]: _core_version_js__WEBPACK_IMPORTED_MODULE_13__/* .PROMOTION_PREDICATE */ .mG,
            'org.opencontainers.image.created': ports.clock.date().toISOString(),
        },
    };
    const manifest = (0,_core_image_read_manifest_js__WEBPACK_IMPORTED_MODULE_2__/* .readManifest */ .WI)(new TextEncoder().encode(JSON.stringify(body)), _core_image_media_types_js__WEBPACK_IMPORTED_MODULE_1__/* .OCI_MANIFEST */ .EG);
    const route = { source: repository, destination: repository, onBytes: () => undefined, shortcuts: true };
    for (const blob of [config, layer])
        await ports.registries.copyBlob(blob, route, signal);
    await repository.putManifest(manifest, manifest.digest, signal);
    return manifest;
}
function blobOf(data) {
    return { digest: (0,_core_image_digest_js__WEBPACK_IMPORTED_MODULE_0__/* .digestOf */ .ol)(data), sizeBytes: data.byteLength, data };
}
/**
 * Makes the registry list what is attached. Where that is an index under a tag, another client may have read the index before this
 * run wrote it, and write it afterwards without this run's entry: it is read once more when such a client must be done.
 */
async function listAll(attached, run) {
    const { ports, signal } = run;
    const failures = [];
    let pending = attached;
    for (let attempt = 1; attempt <= LISTING_ATTEMPTS && pending.length > 0; attempt += 1) {
        const inIndex = [];
        for (const each of pending) {
            const { repository, subject, manifest } = each;
            const unlisted = await (0,_move_attachments_carry_referrers_js__WEBPACK_IMPORTED_MODULE_8__/* .listReferrers */ .xt)(subject.digest, [manifest], repository, ports.clock, signal);
            if (unlisted !== undefined)
                failures.push(notListed(each, unlisted.reason));
            else if (await isListedByApi(each, signal))
                noteAttached(each, run);
            else
                inIndex.push(each);
        }
        if (inIndex.length > 0)
            await ports.clock.sleep(OTHER_WRITER_MS, signal);
        const found = await Promise.all(inIndex.map((each) => isInIndex(each, signal)));
        for (const each of inIndex.filter((_, index) => found[index]))
            noteAttached(each, run);
        pending = inIndex.filter((_, index) => found[index] !== true);
    }
    failures.push(...pending.map((each) => notListed(each, 'another client keeps removing it from the list of referrers')));
    const [first] = failures;
    if (first !== undefined)
        throw first;
}
async function isListedByApi({ repository, subject, manifest }, signal) {
    const listed = await (0,_move_attachments_carry_referrers_js__WEBPACK_IMPORTED_MODULE_8__/* .listedBy */ .l_)(repository, subject.digest, signal);
    return listed.some(({ digest }) => digest === manifest.digest);
}
async function isInIndex({ repository, subject, manifest }, signal) {
    const { content } = (await (0,_move_attachments_look_js__WEBPACK_IMPORTED_MODULE_10__/* .referrersUnderTag */ .jJ)(subject.digest, repository, signal)) ?? {};
    return content?.kind === 'index' && content.manifests.some(({ digest }) => digest === manifest.digest);
}
function noteAttached({ image, repository, manifest }, run) {
    report(run, image, { manifest: manifest.digest, outcome: 'attached' });
    run.ports.reporter.info(`${nameOf(image)} is attested: ${placeOf(repository, manifest.digest)}`);
}
function notListed({ repository, manifest }, reason) {
    return new _core_text_errors_js__WEBPACK_IMPORTED_MODULE_4__/* .PromoteError */ .jG({
        code: 'ATTEST_FAILED',
        message: `${placeOf(repository, manifest.digest)} is stored but not listed: ${reason}`,
        hint: 'attach nothing else to the image meanwhile',
    });
}
function report({ state }, image, result) {
    state.attestations = new Map([...state.attestations, [image, result]]);
}
/** What failed, and what holds nevertheless. */
function withState(error, images, { state }) {
    const [done, missing] = [true, false].map((isAttested) => images.filter((image) => state.attestations.has(image) === isAttested).map(nameOf));
    const attested = done === undefined || done.length === 0 ? '' : `; attested: ${done.join(', ')}`;
    return new _core_text_errors_js__WEBPACK_IMPORTED_MODULE_4__/* .PromoteError */ .jG({
        code: 'ATTEST_FAILED',
        message: `the promotion of ${missing?.join(', ') ?? ''} is not attested: ${error.message}${attested}`,
        hint: `tags and workloads stay as promoted; run the promotion again to attest it${error.hint === undefined ? '' : `; ${error.hint}`}`,
        cause: error.cause,
        where: error.where,
    });
}
function nameOf({ request: { destination } }) {
    return (0,_core_image_reference_js__WEBPACK_IMPORTED_MODULE_3__/* .formatReference */ .FH)({ ...destination, digest: undefined });
}
function placeOf({ host, name }, digest) {
    return `${host}/${name}@${digest}`;
}


/***/ })

};
