export const id = 776;
export const ids = [776];
export const modules = {

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

/***/ 5801:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   h: () => (/* binding */ gatherEvidence)
/* harmony export */ });
/* harmony import */ var _sigstore_bundle__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(6124);
/* harmony import */ var _core_image_digest_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(2391);
/* harmony import */ var _core_text_errors_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(7206);
/* harmony import */ var _core_text_server_text_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(6844);
/* harmony import */ var _core_text_strict_json_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(1691);
/* harmony import */ var _legacy_bundle_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(4262);






// registry.md \u00a710, "Caps"
const MAX_SIGNATURES = 100;
const MAX_PAYLOAD_BYTES = 64 * 1024;
/** An SBOM of a large image in base64; cosign takes 128 MiB, which is more than a reader of JSON should. */
const MAX_STATEMENT_BYTES = 16 * 1024 * 1024;
const MAX_TOTAL_BYTES = 128 * 1024 * 1024;
const SIMPLE_SIGNING = 'application/vnd.dev.cosign.simplesigning.v1+json';
const ENVELOPE = 'application/vnd.dsse.envelope.v1+json';
const SIGNATURE = 'dev.cosignproject.cosign/signature';
const BUNDLE = /^application\/vnd\.dev\.sigstore\.bundle(?:\+json|\.v\d)/;
/** Older ones prove less: a promise of a log instead of its proof. */
const CURRENT_BUNDLE = /^application\/vnd\.dev\.sigstore\.bundle(?:\.v0\.3\+json|\+json;version=0\.3)$/;
const SBOM = /spdx|cyclonedx/i;
/**
 * Reads everything attached to a digest, without verifying it. Attachments that cannot be read or belong to another digest are
 * listed as unusable. Every size is checked before the download.
 */
async function gatherEvidence(subject, ports, signal) {
    const attached = await ports.findAttached(subject, signal);
    const gathering = {
        ...{ subject, ports, signal, totalBytes: 0 },
        unusable: [...attached.problems],
        unread: [...attached.problems],
    };
    const found = [];
    for (const { kind, tag, manifest } of attached.tags) {
        const { content } = manifest;
        if (content.kind !== 'image') {
            gathering.unusable.push(`the tag ${tag} is an index`);
        }
        else if (kind === 'sbom') {
            found.push({ documents: documentsOf(manifest, content) });
        }
        else {
            found.push(await readTag(kind, tag, { manifest, content }, gathering));
        }
    }
    for (const descriptor of attached.referrers.slice(0, MAX_SIGNATURES))
        found.push(await readReferrer(descriptor, gathering));
    if (attached.referrers.length > MAX_SIGNATURES)
        addUnread(`${attached.referrers.length} manifests refer to it, more than the ${MAX_SIGNATURES} that are looked at`, gathering);
    return {
        subject,
        signatures: found.flatMap(({ signatures = [] }) => signatures),
        statements: found.flatMap(({ statements = [] }) => statements),
        documents: found.flatMap(({ documents = [] }) => documents),
        unusable: gathering.unusable,
        unread: gathering.unread,
    };
}
async function readTag(kind, tag, { manifest, content }, gathering) {
    const wanted = kind === 'signature' ? SIMPLE_SIGNING : ENVELOPE;
    const layers = content.layers.filter(({ mediaType }) => mediaType === wanted);
    if (layers.length > MAX_SIGNATURES) {
        addUnread(`the tag ${tag} holds ${layers.length} entries, more than the ${MAX_SIGNATURES} that are looked at`, gathering);
        return {};
    }
    if (layers.length === 0)
        gathering.unusable.push(`the tag ${tag} holds no ${kind}`);
    const signatures = [];
    const statements = [];
    for (const [index, layer] of layers.entries()) {
        const place = `${kind} ${index + 1} under the tag ${tag}`;
        await attempt(place, gathering, async () => {
            if (kind === 'signature')
                signatures.push(await readSignature(manifest, layer, gathering));
            else
                statements.push(await readEnvelope(manifest, layer, gathering));
        });
    }
    return { signatures, statements };
}
async function readSignature(manifest, layer, gathering) {
    const annotations = layer.annotations ?? {};
    const signature = decodeBase64(annotations[SIGNATURE]);
    if (signature === undefined)
        throw notUsable('it has no signature in base64');
    const payload = await readBounded(layer, MAX_PAYLOAD_BYTES, gathering);
    return { manifest: manifest.digest, payload, signature, annotations };
}
async function readEnvelope(manifest, layer, gathering) {
    const bytes = await readBounded(layer, MAX_STATEMENT_BYTES, gathering);
    const envelope = (0,_core_text_strict_json_js__WEBPACK_IMPORTED_MODULE_4__/* .parseStrictJson */ .RJ)(bytes, 'it');
    return {
        manifest: manifest.digest,
        format: 'envelope',
        bundle: (0,_legacy_bundle_js__WEBPACK_IMPORTED_MODULE_5__/* .bundleOfEnvelope */ .u)(envelope, layer.annotations ?? {}),
    };
}
/** Its entry in a list is not believed: some say the type of the config instead of the artifact's (cosign 3.1). */
async function readReferrer(descriptor, gathering) {
    const place = `referrer ${(0,_core_image_digest_js__WEBPACK_IMPORTED_MODULE_1__/* .shortDigest */ .VK)(descriptor.digest)}`;
    const found = await attempt(place, gathering, async () => {
        const { repository } = gathering.ports;
        const manifest = await repository.getManifest(descriptor.digest, gathering.signal);
        const { content } = manifest;
        const claimed = content.subject?.digest;
        // the image itself is under the fallback tag after `cosign copy`, and its parts claim nothing
        if (claimed === undefined)
            return {};
        if (claimed !== gathering.subject)
            throw notUsable(`it is attached to ${(0,_core_image_digest_js__WEBPACK_IMPORTED_MODULE_1__/* .shortDigest */ .VK)(claimed)}`);
        if (content.kind !== 'image')
            return {};
        const bundles = content.layers.filter(({ mediaType }) => BUNDLE.test(mediaType));
        if (bundles.length === 0)
            return { documents: documentsOf(manifest, content) };
        const [layer, ...more] = content.layers;
        if (layer === undefined || more.length > 0)
            throw notUsable('it holds more than one bundle');
        return { statements: [await readBundle(manifest, layer, gathering)] };
    });
    return found ?? {};
}
async function readBundle(manifest, layer, gathering) {
    const bytes = await readBounded(layer, MAX_STATEMENT_BYTES, gathering);
    const value = (0,_core_text_strict_json_js__WEBPACK_IMPORTED_MODULE_4__/* .parseStrictJson */ .RJ)(bytes, 'it');
    const mediaType = (0,_core_text_strict_json_js__WEBPACK_IMPORTED_MODULE_4__/* .isJsonObject */ .OW)(value) ? value['mediaType'] : undefined;
    if (typeof mediaType !== 'string' || !CURRENT_BUNDLE.test(mediaType)) {
        throw notUsable(`it is ${JSON.stringify(mediaType)?.slice(0, 80) ?? 'nothing known'}, not a bundle of version 0.3`);
    }
    return { manifest: manifest.digest, format: 'bundle', bundle: (0,_sigstore_bundle__WEBPACK_IMPORTED_MODULE_0__.bundleFromJSON)(value) };
}
/** Unsigned SBOMs. */
function documentsOf(manifest, content) {
    const types = [content.artifactType, ...content.layers.map(({ mediaType }) => mediaType)];
    const type = types.find((each) => each !== undefined && SBOM.test(each));
    return type === undefined ? [] : [{ manifest: manifest.digest, type }];
}
async function readBounded(blob, maxBytes, gathering) {
    if (blob.sizeBytes > maxBytes)
        throw tooLarge(`it has ${blob.sizeBytes} bytes, more than the ${maxBytes} that are read`);
    gathering.totalBytes += blob.sizeBytes;
    if (gathering.totalBytes > MAX_TOTAL_BYTES)
        throw tooLarge(`more than ${MAX_TOTAL_BYTES} bytes are attached`);
    return gathering.ports.repository.readBlob(blob, gathering.signal);
}
/** undefined when it is unusable, which is recorded */
async function attempt(place, gathering, read) {
    try {
        return await read();
    }
    catch (error) {
        const isOurs = error instanceof _core_text_errors_js__WEBPACK_IMPORTED_MODULE_2__/* .PromoteError */ .jG;
        if (gathering.signal.aborted || (isOurs && error.code === 'CANCELLED'))
            throw error;
        // parsers of what an attacker may have written throw anything
        const why = error instanceof Error ? error.message : String(error);
        const text = `${place} cannot be used: ${(0,_core_text_server_text_js__WEBPACK_IMPORTED_MODULE_3__/* .cleanServerText */ .C)(why, 200)}`;
        if (isOurs && !UNDERSTOOD.includes(error.code))
            addUnread(text, gathering);
        else
            gathering.unusable.push(text);
        return undefined;
    }
}
/** It is no statement, or it is gone; anything else may be one. */
const UNDERSTOOD = ['MANIFEST_INVALID', 'IMAGE_NOT_FOUND'];
function addUnread(text, { unusable, unread }) {
    unusable.push(text);
    unread.push(text);
}
function tooLarge(message) {
    return new _core_text_errors_js__WEBPACK_IMPORTED_MODULE_2__/* .PromoteError */ .jG({ code: 'MANIFEST_UNSUPPORTED', message });
}
function notUsable(message) {
    return new _core_text_errors_js__WEBPACK_IMPORTED_MODULE_2__/* .PromoteError */ .jG({ code: 'MANIFEST_INVALID', message });
}
function decodeBase64(text) {
    if (text === undefined || text === '')
        return undefined;
    const bytes = Buffer.from(text, 'base64');
    // Node's decoder skips what it does not understand
    return bytes.toString('base64') === text ? bytes : undefined;
}


/***/ }),

/***/ 4262:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   b: () => (/* binding */ bundleOfSignature),
/* harmony export */   u: () => (/* binding */ bundleOfEnvelope)
/* harmony export */ });
/* harmony import */ var _sigstore_bundle__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(6124);
/* harmony import */ var _core_image_digest_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(2391);
/* harmony import */ var _core_text_strict_json_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(1691);



const ANNOTATION = {
    certificate: 'dev.sigstore.cosign/certificate',
    log: 'dev.sigstore.cosign/bundle',
    timestamp: 'dev.sigstore.cosign/rfc3161timestamp',
};
/**
 * What cosign's older format keeps in annotations, as a bundle that can be verified like any other.
 * @throws Error when the annotations cannot be read
 */
function bundleOfSignature(payload, signature, annotations) {
    const messageDigest = {
        algorithm: 'SHA2_256',
        digest: Buffer.from((0,_core_image_digest_js__WEBPACK_IMPORTED_MODULE_1__/* .hexOf */ .ZD)((0,_core_image_digest_js__WEBPACK_IMPORTED_MODULE_1__/* .digestOf */ .ol)(payload)), 'hex').toString('base64'),
    };
    return bundleOf({ messageSignature: { messageDigest, signature: signature.toString('base64') } }, annotations);
}
/** The same for an envelope under the tag `\u2026.att`. */
function bundleOfEnvelope(envelope, annotations) {
    return bundleOf({ dsseEnvelope: withoutKeyIds(envelope) }, annotations);
}
function bundleOf(content, annotations) {
    const certificate = annotations[ANNOTATION.certificate];
    const timestamp = annotations[ANNOTATION.timestamp];
    const log = annotations[ANNOTATION.log];
    const signer = certificate === undefined || certificate === ''
        ? { publicKey: { hint: '' } }
        : { x509CertificateChain: { certificates: [{ rawBytes: derOf(certificate) }] } };
    return (0,_sigstore_bundle__WEBPACK_IMPORTED_MODULE_0__.bundleFromJSON)({
        mediaType: _sigstore_bundle__WEBPACK_IMPORTED_MODULE_0__.BUNDLE_V01_MEDIA_TYPE,
        verificationMaterial: {
            ...signer,
            tlogEntries: log === undefined || log === '' ? [] : [logEntry(jsonOf(log, 'the proof of the log'))],
            ...(timestamp === undefined || timestamp === ''
                ? {}
                : { timestampVerificationData: { rfc3161Timestamps: [timestampOf(timestamp)] } }),
        },
        ...content,
    });
}
/** Rekor's signed entry timestamp, as cosign writes it. */
function logEntry(entry) {
    const payload = entry['Payload'];
    if (!(0,_core_text_strict_json_js__WEBPACK_IMPORTED_MODULE_2__/* .isJsonObject */ .OW)(payload))
        throw new Error('the proof of the log has no payload');
    const { body, integratedTime, logIndex, logID } = payload;
    if (typeof body !== 'string' || typeof logID !== 'string')
        throw new Error('the proof of the log is incomplete');
    const { kind, apiVersion } = jsonOf(Buffer.from(body, 'base64').toString('utf8'), 'the entry of the log');
    return {
        logIndex: String(logIndex),
        logId: { keyId: Buffer.from(logID, 'hex').toString('base64') },
        kindVersion: { kind, version: apiVersion },
        integratedTime: String(integratedTime),
        inclusionPromise: { signedEntryTimestamp: entry['SignedEntryTimestamp'] },
        canonicalizedBody: body,
    };
}
function timestampOf(text) {
    return { signedTimestamp: jsonOf(text, 'the timestamp')['SignedRFC3161Timestamp'] };
}
function jsonOf(text, what) {
    const value = (0,_core_text_strict_json_js__WEBPACK_IMPORTED_MODULE_2__/* .parseStrictJson */ .RJ)(Buffer.from(text, 'utf8'), what);
    if (!(0,_core_text_strict_json_js__WEBPACK_IMPORTED_MODULE_2__/* .isJsonObject */ .OW)(value))
        throw new Error(`${what} is not a JSON object`);
    return value;
}
/** The certificate that signed; what else is in the text is not believed. */
function derOf(pem) {
    const body = /-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\s]+)-----END CERTIFICATE-----/.exec(pem)?.[1];
    if (body === undefined)
        throw new Error('the certificate is not PEM');
    return body.replace(/\s+/g, '');
}
/** cosign leaves them out or writes an empty text; others write null, which the reader of bundles refuses. */
function withoutKeyIds(envelope) {
    if (!(0,_core_text_strict_json_js__WEBPACK_IMPORTED_MODULE_2__/* .isJsonObject */ .OW)(envelope) || !Array.isArray(envelope['signatures']))
        return envelope;
    const signatures = envelope['signatures'].map((each) => (0,_core_text_strict_json_js__WEBPACK_IMPORTED_MODULE_2__/* .isJsonObject */ .OW)(each) ? { sig: each['sig'] } : each);
    return { ...envelope, signatures };
}


/***/ }),

/***/ 4010:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  hi: () => (/* binding */ isSignature),
  cO: () => (/* binding */ readStatement),
  mC: () => (/* binding */ verifySimpleSignature),
  $L: () => (/* binding */ verifyStatement)
});

// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __webpack_require__(7598);
// EXTERNAL MODULE: ./src/core/image/digest.js
var image_digest = __webpack_require__(2391);
// EXTERNAL MODULE: ./src/core/text/server-text.js
var server_text = __webpack_require__(6844);
// EXTERNAL MODULE: ./src/core/text/strict-json.js
var strict_json = __webpack_require__(1691);
// EXTERNAL MODULE: ./src/core/text/time.js
var time = __webpack_require__(4848);
// EXTERNAL MODULE: ../../node_modules/@sigstore/protobuf-specs/dist/index.js
var dist = __webpack_require__(7154);
// EXTERNAL MODULE: ../../node_modules/@sigstore/verify/dist/index.js
var verify_dist = __webpack_require__(3575);
// EXTERNAL MODULE: ./src/policy/trust/trusted-roots.js
var trusted_roots = __webpack_require__(5058);
;// CONCATENATED MODULE: ./src/policy/trust/verify-bundle.js




const NO_ROOT = dist.TrustedRoot.fromJSON({});
/** the library verifies what it is asked about, so a key is valid whenever the policy says so */
const ALWAYS = () => true;
/**
 * Verifies a bundle against one signer: the signature and, of an identity, certificate, logs and time. What was signed, and about
 * which image, is for the caller to look at.
 * @param artifact what a message signature is of
 */
async function verifyBundle(bundle, artifact, signer, roots, signal) {
    const hasCertificate = bundle.verificationMaterial.content.$case !== 'publicKey';
    if (hasCertificate !== (signer.kind === 'identity')) {
        return {
            refusal: hasCertificate
                ? 'is signed with a certificate, not with the key'
                : 'is signed with a key, not with a certificate',
        };
    }
    const source = signer.kind === 'identity' ? signer.root : signer.log;
    const found = source === undefined ? { root: NO_ROOT } : await roots(source, signal);
    if ('problem' in found)
        return { refusal: found.problem };
    const { root } = found;
    try {
        const entity = (0,verify_dist/* toSignedEntity */.DC)(bundle, artifact === undefined ? undefined : Buffer.from(artifact));
        return signer.kind === 'key' ? verifyByKey(entity, signer, root) : verifyByIdentity(entity, signer, root);
    }
    catch (error) {
        // any verification error means that this signer did not sign it
        const why = (0,server_text/* cleanServerText */.C)(error instanceof Error ? error.message : String(error), 200);
        const where = source === undefined ? '' : ` (trusted root: ${(0,trusted_roots/* trustText */.O)(source)})`;
        return { refusal: `does not verify: ${why}${where}` };
    }
}
function verifyByKey(entity, signer, root) {
    // the key hint of a bundle is untrusted, so it does not select a key
    const material = (0,verify_dist/* toTrustMaterial */.jO)(root, () => ({ publicKey: signer.key, validFor: ALWAYS }));
    const thresholds = {
        tlogThreshold: signer.log === undefined ? 0 : 1,
        ctlogThreshold: 0,
        timestampThreshold: 0,
    };
    const tlogEntries = signer.log === undefined ? [] : entity.tlogEntries;
    new verify_dist/* Verifier */.BL(material, thresholds).verify({ ...entity, tlogEntries, timestamps: [] });
    return {
        signature: { signer: signer.name, signedAt: timeOf({ tlogEntries, timestamps: [] }) },
    };
}
function verifyByIdentity(entity, signer, root) {
    const material = (0,verify_dist/* toTrustMaterial */.jO)(root);
    // an instance without logs uses timestamps: the trusted root determines what is required
    const { identity } = new verify_dist/* Verifier */.BL(material, {
        tlogThreshold: Math.min(1, root.tlogs.length),
        ctlogThreshold: Math.min(1, root.ctlogs.length),
        timestampThreshold: 1,
    }).verify(entity);
    const name = identity?.subjectAlternativeName ?? '';
    const issuer = identity?.extensions?.issuer ?? '';
    if (!signer.identity.matches(name) || !signer.issuer.matches(issuer)) {
        return {
            refusal: `is signed by ${(0,server_text/* cleanServerText */.C)(name, 300)}, issued by ${(0,server_text/* cleanServerText */.C)(issuer, 300)}`,
        };
    }
    return { signature: { signer: signer.name, identity: name, issuer, signedAt: timeOf(entity) } };
}
/** The earliest of the times that were verified. */
function timeOf({ timestamps, tlogEntries, }) {
    const ofAuthorities = timestamps.flatMap((each) => each.$case === 'timestamp-authority' ? [each.timestamp.signingTime.getTime()] : []);
    const ofLogs = tlogEntries.flatMap(({ inclusionPromise, integratedTime }) => inclusionPromise === undefined || integratedTime === '0' ? [] : [Number(integratedTime) * 1000]);
    const times = [...ofAuthorities, ...ofLogs];
    return times.length === 0 ? undefined : new Date(Math.min(...times));
}

// EXTERNAL MODULE: ./src/policy/evidence/legacy-bundle.js
var legacy_bundle = __webpack_require__(4262);
// EXTERNAL MODULE: ./src/policy/model/predicate-types.js
var predicate_types = __webpack_require__(71);
;// CONCATENATED MODULE: ./src/policy/evidence/verify.js








const SIMPLE_SIGNING_TYPE = 'cosign container image signature';
const IN_TOTO_PAYLOAD = 'application/vnd.in-toto+json';
const STATEMENT_TYPES = ['https://in-toto.io/Statement/v1', 'https://in-toto.io/Statement/v0.1'];
const MAX_SUBJECTS = 10_000;
/**
 * Whether a signature in cosign's older format is one of the signer over this digest. The signature is verified before its
 * payload is parsed, as in containers/image (registry.md \u00a77.1).
 * @returns with it the repository it was made for, and the whole name as it stands there
 */
async function verifySimpleSignature(candidate, subject, signer, verifying) {
    const verdict = checkTime(await verifySimple(candidate, signer, verifying), verifying.now);
    if ('refusal' in verdict)
        return verdict;
    const payload = readPayload(candidate.payload);
    if ('problem' in payload)
        return { refusal: payload.problem };
    if (payload.digest !== subject)
        return { refusal: `is over ${(0,image_digest/* shortDigest */.VK)(payload.digest)}, not over this image` };
    return { ...verdict, repository: payload.repository, reference: payload.reference };
}
/** Whether a statement is signed by the signer and about this digest. */
async function verifyStatement(candidate, subject, signer, verifying) {
    const { content } = candidate.bundle;
    if (content.$case !== 'dsseEnvelope')
        return { refusal: 'signs bytes, and says nothing about an image' };
    const { payload, payloadType } = content.dsseEnvelope;
    const verified = await verifyBundle(candidate.bundle, undefined, signer, verifying.roots, verifying.signal);
    const verdict = checkTime(verified, verifying.now);
    if ('refusal' in verdict)
        return verdict;
    if (payloadType !== IN_TOTO_PAYLOAD)
        return { refusal: `signs ${(0,server_text/* cleanServerText */.C)(payloadType, 80)}, not a statement` };
    const statement = readStatement(payload, subject);
    return 'problem' in statement ? { refusal: statement.problem } : { ...verdict, statement };
}
/** A statement that only states that the image was signed (`cosign sign` 3). */
function isSignature({ predicateType, countSubjects }) {
    return predicateType === predicate_types/* SIGNATURE_PREDICATE */.vQ && countSubjects === 1;
}
async function verifySimple({ payload, signature, annotations }, signer, { roots, signal }) {
    if (signer.kind === 'key' && signer.log === undefined) {
        // no package reads this format: docs/architecture.md, "Dependencies"
        const algorithm = signer.key.asymmetricKeyType === 'ed25519' ? undefined : 'sha256';
        const isGood = (0,external_node_crypto_.verify)(algorithm, payload, signer.key, signature);
        return isGood ? { signature: { signer: signer.name } } : { refusal: 'is not made with its key' };
    }
    try {
        // signed with the key of the policy, it may still bring a certificate along
        const { 'dev.sigstore.cosign/certificate': certificate, ...others } = annotations;
        const used = signer.kind === 'key' || certificate === undefined ? others : annotations;
        const bundle = (0,legacy_bundle/* bundleOfSignature */.b)(payload, signature, used);
        return await verifyBundle(bundle, payload, signer, roots, signal);
    }
    catch (error) {
        return {
            refusal: `cannot be read: ${(0,server_text/* cleanServerText */.C)(error instanceof Error ? error.message : String(error), 200)}`,
        };
    }
}
function checkTime(verdict, now) {
    if ('refusal' in verdict)
        return verdict;
    const { signedAt } = verdict.signature;
    if (signedAt === undefined || !(0,time/* isToCome */.Sq)(signedAt, now))
        return verdict;
    return { refusal: `was signed ${signedAt.toISOString()}, which is in the future: check the clocks` };
}
/** Simple signing: exactly the known fields, so that no two readers see different things. */
function readPayload(bytes) {
    let value;
    try {
        value = (0,strict_json/* parseStrictJson */.RJ)(bytes, 'the payload');
    }
    catch (error) {
        return { problem: `is good, but ${error instanceof Error ? error.message : String(error)}` };
    }
    const problem = { problem: 'is good, but its payload is not one of an image signature' };
    if (!(0,strict_json/* isJsonObject */.OW)(value) || !hasExactly(value, ['critical', 'optional'], ['critical']))
        return problem;
    const { critical } = value;
    if (!(0,strict_json/* isJsonObject */.OW)(critical) || !hasExactly(critical, ['identity', 'image', 'type']))
        return problem;
    const { identity, image, type } = critical;
    if (type !== SIMPLE_SIGNING_TYPE) {
        return { problem: `is good, but its payload is of the type ${(0,server_text/* cleanServerText */.C)(String(type), 80)}` };
    }
    if (!(0,strict_json/* isJsonObject */.OW)(identity) || !hasExactly(identity, ['docker-reference']))
        return problem;
    if (!(0,strict_json/* isJsonObject */.OW)(image) || !hasExactly(image, ['docker-manifest-digest']))
        return problem;
    const reference = identity['docker-reference'];
    const digest = image['docker-manifest-digest'];
    if (typeof reference !== 'string' || !(0,image_digest/* isDigest */.Bc)(digest))
        return problem;
    return { digest, repository: repositoryOf(reference), reference };
}
function hasExactly(object, known, needed = known) {
    const keys = Object.keys(object);
    return keys.every((key) => known.includes(key)) && needed.every((key) => keys.includes(key));
}
/** `host/path:tag` as podman writes it, `host/path` as cosign does. */
function repositoryOf(reference) {
    const name = reference.split('@', 1)[0] ?? '';
    const colon = name.indexOf(':', name.lastIndexOf('/') + 1);
    return colon < 0 ? name : name.slice(0, colon);
}
/** What a statement says if it is about this digest, whoever signed it. */
function readStatement(payload, subject) {
    let value;
    try {
        value = (0,strict_json/* parseStrictJson */.RJ)(payload, 'its statement');
    }
    catch (error) {
        return { problem: `is signed, but ${error instanceof Error ? error.message : String(error)}` };
    }
    if (!(0,strict_json/* isJsonObject */.OW)(value))
        return { problem: 'is signed, but holds no statement' };
    const { _type: type, subject: subjects, predicateType, predicate } = value;
    if (typeof type !== 'string' || !STATEMENT_TYPES.includes(type) || typeof predicateType !== 'string')
        return { problem: 'is signed, but holds no in-toto statement' };
    if (!Array.isArray(subjects) || subjects.length > MAX_SUBJECTS)
        return { problem: 'is signed, but has no list of subjects' };
    if (!subjects.some((each) => isAbout(each, subject)))
        return { problem: 'is signed, but is about something else than this image' };
    return {
        predicateType,
        predicate: (0,strict_json/* isJsonObject */.OW)(predicate) ? predicate : {},
        countSubjects: subjects.length,
    };
}
function isAbout(subject, digest) {
    if (!(0,strict_json/* isJsonObject */.OW)(subject) || !(0,strict_json/* isJsonObject */.OW)(subject['digest']))
        return false;
    const { [(0,image_digest/* algorithmOf */.Hy)(digest)]: hex } = subject['digest'];
    return hex === (0,image_digest/* hexOf */.ZD)(digest);
}


/***/ }),

/***/ 71:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Kb: () => (/* binding */ isPredicateType),
/* harmony export */   gh: () => (/* binding */ isOfType),
/* harmony export */   vQ: () => (/* binding */ SIGNATURE_PREDICATE)
/* harmony export */ });
/** What cosign calls predicate types (`cosign attest --type`), and what stands in the statement. */
const SHORT_NAMES = {
    slsaprovenance: ['https://slsa.dev/provenance/v0.2', 'https://slsa.dev/provenance/v1'],
    slsaprovenance02: ['https://slsa.dev/provenance/v0.2'],
    slsaprovenance1: ['https://slsa.dev/provenance/v1'],
    spdx: ['https://spdx.dev/Document'],
    spdxjson: ['https://spdx.dev/Document'],
    cyclonedx: ['https://cyclonedx.org/bom'],
    vuln: ['https://cosign.sigstore.dev/attestation/vuln/v1', 'https://in-toto.io/attestation/vulns'],
    openvex: ['https://openvex.dev/ns'],
    vsa: ['https://slsa.dev/verification_summary/v1'],
    custom: ['https://cosign.sigstore.dev/attestation/v1'],
};
/** Those whose statements add a version: `https://spdx.dev/Document/v2.3`. */
const VERSIONED = [
    'https://spdx.dev/Document',
    'https://cyclonedx.org/bom',
    'https://openvex.dev/ns',
    'https://in-toto.io/attestation/vulns',
];
/** What cosign 3 signs an image with (`cosign sign`). */
const SIGNATURE_PREDICATE = 'https://sigstore.dev/cosign/sign/v1';
function isPredicateType(type) {
    return Object.hasOwn(SHORT_NAMES, type) || /^[a-z][a-z0-9+.-]*:\S+$/i.test(type);
}
/** Whether a statement is of a type that a rule names. */
function isOfType(predicateType, wanted) {
    const types = Object.hasOwn(SHORT_NAMES, wanted) ? (SHORT_NAMES[wanted] ?? []) : [wanted];
    return types.some((type) => predicateType === type || (VERSIONED.includes(type) && isVersionOf(predicateType, type)));
}
function isVersionOf(predicateType, type) {
    return (predicateType.startsWith(`${type}/`) && /^\/v?\d[\w.-]{0,20}$/.test(predicateType.slice(type.length)));
}


/***/ }),

/***/ 5672:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   AL: () => (/* binding */ patternProblem),
/* harmony export */   Sf: () => (/* binding */ nameTest),
/* harmony export */   yV: () => (/* binding */ textTest)
/* harmony export */ });
/** Longer texts never match: a pattern may be slow, and no expected value is this long. */
const MAX_TEXT_LENGTH = 2048;
/** @throws SyntaxError for an invalid pattern */
function textTest(matcher) {
    if (typeof matcher === 'string')
        return { matches: (text) => text === matcher, shown: matcher };
    // anchored: a part that matches proves nothing (`https://github.com/acme/` is also part of other addresses)
    const pattern = new RegExp(`^(?:${matcher.matches})$`, 'u');
    return {
        matches: (text) => text.length <= MAX_TEXT_LENGTH && !/[\r\n]/.test(text) && pattern.test(text),
        shown: `a match of ${matcher.matches}`,
    };
}
/** The problem with a pattern; undefined when it is valid. */
function patternProblem(pattern) {
    try {
        new RegExp(`^(?:${pattern})$`, 'u');
    }
    catch (error) {
        return `is not a regular expression (${error instanceof Error ? error.message : String(error)})`;
    }
    // `(?:` \u2026 `)` around it: a bracket too many would close ours
    try {
        new RegExp(pattern, 'u');
    }
    catch {
        return 'is not a complete regular expression';
    }
    const dot = /(?:^|[^\\.[\]])(?:\\\\)*\.(?![*+?{])/.exec(pattern.replace(/\[[^\]]*\]/g, '_'));
    if (dot !== null) {
        return 'has a dot that stands for any letter, so other addresses match as well';
    }
    return undefined;
}
/** Names such as `registry.example.com/team/*`: a star stands for anything but a slash, two for anything. */
function nameTest(wildcard) {
    const pattern = wildcard
        .split(/(\*\*|\*)/)
        .map((piece) => (piece === '**' ? '.*' : piece === '*' ? '[^/]*' : escapeForRegExp(piece)))
        .join('');
    const expression = new RegExp(`^${pattern}$`, 'u');
    return {
        matches: (text) => text.length <= MAX_TEXT_LENGTH && expression.test(text),
        shown: wildcard,
    };
}
function escapeForRegExp(text) {
    return text.replace(/[.*+?^${}()|[\]\\/-]/g, (letter) => letter === '-' || letter === '/' ? letter : `\\${letter}`);
}


/***/ }),

/***/ 7250:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   fm: () => (/* binding */ readBundledRoot),
/* harmony export */   gv: () => (/* binding */ readTrustedRoot),
/* harmony export */   h: () => (/* binding */ BUNDLED_ROOT_DATE),
/* harmony export */   kB: () => (/* binding */ publicRepositoryRoot),
/* harmony export */   tM: () => (/* binding */ PUBLIC_REPOSITORY)
/* harmony export */ });
/* harmony import */ var _sigstore_protobuf_specs__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7154);
/* harmony import */ var _sigstore_tuf_seeds_json__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(5273);


/** When {@link readBundledRoot} was taken from sigstore's public TUF repository: the day its package was released. */
const BUNDLED_ROOT_DATE = '2026-11-05';
const PUBLIC_REPOSITORY = 'https://tuf-repo-cdn.sigstore.dev';
const seed = _sigstore_tuf_seeds_json__WEBPACK_IMPORTED_MODULE_1__[PUBLIC_REPOSITORY];
/** The trusted root of sigstore's public instance. */
function readBundledRoot() {
    return readTrustedRoot(Buffer.from(seed.targets['trusted_root.json'], 'base64').toString('utf8'));
}
/** The TUF metadata that sigstore's public repository is trusted by. */
function publicRepositoryRoot() {
    return Buffer.from(seed['root.json'], 'base64');
}
/**
 * Reads a `trusted_root.json`.
 * @throws Error when it is none
 */
function readTrustedRoot(text) {
    const value = JSON.parse(text);
    const root = _sigstore_protobuf_specs__WEBPACK_IMPORTED_MODULE_0__.TrustedRoot.fromJSON(value);
    if (!/^application\/vnd\.dev\.sigstore\.trustedroot(?:\+json;version=0\.[12]|\.v0\.[12]\+json)$/.test(root.mediaType)) {
        throw new Error('it is not a trusted root of sigstore');
    }
    return root;
}


/***/ }),

/***/ 3566:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   R: () => (/* binding */ readPublicKey)
/* harmony export */ });
/* harmony import */ var node_crypto__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7598);

const MIN_RSA_BITS = 2048;
/**
 * Reads a public key as `cosign generate-key-pair` writes it. Kinds whose signatures cosign and sigstore make with SHA-256 or
 * without a digest of their own are taken: ECDSA P-256, RSA, Ed25519.
 */
function readPublicKey(text) {
    const pem = text.trim();
    const label = /-----BEGIN ([A-Z0-9 ]{1,60})-----/.exec(pem)?.[1];
    if (label === undefined)
        return { problem: 'is not a public key in PEM (-----BEGIN PUBLIC KEY-----)' };
    if (label.includes('PRIVATE'))
        return { problem: 'is a private key: give the public one, and replace this one' };
    if (label.includes('CERTIFICATE'))
        return { problem: 'is a certificate, not a public key' };
    if (label.startsWith('PGP'))
        return { problem: 'is a key of OpenPGP, whose signatures are not looked at' };
    if (label !== 'PUBLIC KEY')
        return { problem: `is "${label}", not a public key` };
    if (pem.split('-----BEGIN').length > 2)
        return { problem: 'holds several keys: define one signer for each' };
    let key;
    try {
        key = (0,node_crypto__WEBPACK_IMPORTED_MODULE_0__.createPublicKey)({ key: pem, format: 'pem' });
    }
    catch {
        return { problem: 'is damaged: it cannot be read as a public key' };
    }
    const problem = kindProblem(key);
    return problem === undefined ? { key } : { problem };
}
function kindProblem(key) {
    const { namedCurve, modulusLength } = key.asymmetricKeyDetails ?? {};
    const kinds = 'there must be one of ECDSA P-256, RSA of 2048 bits or more, or Ed25519';
    const type = key.asymmetricKeyType;
    if (type === 'ed25519' || (type === 'ec' && namedCurve === 'prime256v1'))
        return undefined;
    if (type === 'ec')
        return `is a key of the curve ${namedCurve ?? 'without name'}: ${kinds}`;
    if (type !== 'rsa')
        return `is a key of the kind ${type ?? 'unknown'}: ${kinds}`;
    const bits = modulusLength ?? 0;
    return bits >= MIN_RSA_BITS ? undefined : `is an RSA key of ${bits} bits: ${kinds}`;
}


/***/ }),

/***/ 7930:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   fetchTrustedRoot: () => (/* binding */ fetchTrustedRoot)
/* harmony export */ });
/* harmony import */ var node_fs_promises__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(1455);
/* harmony import */ var node_os__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(8161);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(6760);
/* harmony import */ var tuf_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(1438);
/* harmony import */ var tuf_js_dist_error_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(1404);
/* harmony import */ var _core_text_errors_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(7206);
/* harmony import */ var _bundled_root_js__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(7250);







const TARGET = 'trusted_root.json';
/** of one file of the repository; its metadata are smaller */
const MAX_FILE_BYTES = 5_000_000;
/**
 * The trusted root that a TUF repository holds now. Its metadata are verified from the first root on, as the specification of
 * TUF says ("detailed client workflow"), and kept nowhere: a job begins without what an earlier one knew.
 * @param root the first metadata it is trusted by; undefined: that of sigstore's public repository
 * @throws Error when it cannot be reached, is expired, or does not verify
 */
async function fetchTrustedRoot({ url, root }, download, signal) {
    const folder = await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.mkdtemp)(node_path__WEBPACK_IMPORTED_MODULE_2__.join(node_os__WEBPACK_IMPORTED_MODULE_1__.tmpdir(), 'trusted-root-'));
    try {
        await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.writeFile)(node_path__WEBPACK_IMPORTED_MODULE_2__.join(folder, 'root.json'), root ?? (0,_bundled_root_js__WEBPACK_IMPORTED_MODULE_6__/* .publicRepositoryRoot */ .kB)());
        const updater = new tuf_js__WEBPACK_IMPORTED_MODULE_3__/* .Updater */ .Sx({
            metadataDir: folder,
            metadataBaseUrl: url,
            targetDir: folder,
            targetBaseUrl: `${url}/targets`,
            fetcher: new PortFetcher(download, signal),
        });
        const target = await updater.getTargetInfo(TARGET);
        if (target === undefined)
            throw new Error(`it has no ${TARGET}`);
        return (0,_bundled_root_js__WEBPACK_IMPORTED_MODULE_6__/* .readTrustedRoot */ .gv)(await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.readFile)(await updater.downloadTarget(target), 'utf8'));
    }
    finally {
        await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.rm)(folder, { recursive: true, force: true });
    }
}
/** Fetches through the connections of this program, with their proxy, authorities and limits. */
class PortFetcher extends tuf_js__WEBPACK_IMPORTED_MODULE_3__/* .BaseFetcher */ .xv {
    #download;
    #signal;
    constructor(download, signal) {
        super();
        this.#download = download;
        this.#signal = signal;
    }
    async fetch(url) {
        (0,_core_text_errors_js__WEBPACK_IMPORTED_MODULE_5__/* .throwIfCancelled */ .dZ)(this.#signal);
        const { status, body } = await this.#download(url, MAX_FILE_BYTES, this.#signal);
        if (status !== 200)
            throw new tuf_js_dist_error_js__WEBPACK_IMPORTED_MODULE_4__.DownloadHTTPError(`${url} answered ${status}`, status);
        return new Blob([new Uint8Array(body)]).stream();
    }
}


/***/ }),

/***/ 5058:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   O: () => (/* binding */ trustText),
/* harmony export */   b: () => (/* binding */ openTrustedRoots)
/* harmony export */ });
/* harmony import */ var _core_text_errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7206);
/* harmony import */ var _core_text_server_text_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(6844);
/* harmony import */ var _bundled_root_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(7250);



function openTrustedRoots(download) {
    const known = new Map();
    return (source, signal) => {
        const key = trustText(source);
        const found = known.get(key) ?? findRoot(source, download, signal);
        known.set(key, found);
        return found;
    };
}
/** For people, with the date where there is one. */
function trustText(source) {
    switch (source.kind) {
        case 'bundled':
            return `sigstore\u2019s public instance as of ${_bundled_root_js__WEBPACK_IMPORTED_MODULE_2__/* .BUNDLED_ROOT_DATE */ .h}`;
        case 'file':
            return source.name;
        case 'tuf':
            return source.url;
    }
}
async function findRoot(source, download, signal) {
    switch (source.kind) {
        case 'bundled':
            return { root: (0,_bundled_root_js__WEBPACK_IMPORTED_MODULE_2__/* .readBundledRoot */ .fm)() };
        case 'file':
            return { root: source.root };
        case 'tuf': {
            // TUF is needed by few, and brings a third of this program
            const { fetchTrustedRoot } = await Promise.resolve(/* import() eager */).then(__webpack_require__.bind(__webpack_require__, 7930));
            try {
                return { root: await fetchTrustedRoot(source, download, signal) };
            }
            catch (error) {
                if (signal.aborted || (error instanceof _core_text_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .PromoteError */ .jG && error.code === 'CANCELLED'))
                    throw error;
                const why = (0,_core_text_server_text_js__WEBPACK_IMPORTED_MODULE_1__/* .cleanServerText */ .C)(error instanceof Error ? error.message : String(error), 300);
                return { problem: `the trusted root cannot be had from ${source.url}: ${why}` };
            }
        }
    }
}


/***/ })

};
