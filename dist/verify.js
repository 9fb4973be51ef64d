export const id = 300;
export const ids = [300];
export const modules = {

/***/ 9780:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

// ESM COMPAT FLAG
__webpack_require__.r(__webpack_exports__);

// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  chainPage: () => (/* reexport */ chainPage),
  chainText: () => (/* reexport */ chainText),
  verifyImage: () => (/* reexport */ verifyImage)
});

// EXTERNAL MODULE: ./src/core/image/digest.js
var image_digest = __webpack_require__(2391);
// EXTERNAL MODULE: ./src/report/page/html.js
var html = __webpack_require__(1413);
// EXTERNAL MODULE: ./src/report/page/style.js
var style = __webpack_require__(87);
// EXTERNAL MODULE: ./src/report/page/tables.js
var tables = __webpack_require__(7345);
// EXTERNAL MODULE: ./src/core/text/server-text.js
var server_text = __webpack_require__(6844);
;// CONCATENATED MODULE: ./src/attest/chain/chain-text.js


const MAX_TEXT_LENGTH = 300;
/** What a statement says, safe to show. */
function shown(text) {
    return (0,server_text/* cleanServerText */.C)(text, MAX_TEXT_LENGTH);
}
const HEADLINES = {
    verified: 'every promotion is signed, and what runs is this image',
    unattested: 'not verified: nothing attests how this image got here',
    unsigned: 'not verified: part of its history is only claimed',
    'not-running': 'not verified: a workload does not run this image, or it is not known what it runs',
};
/** `2026-12-01 04:05 UTC` */
function timeText(time) {
    return Number.isNaN(Date.parse(time))
        ? shown(time)
        : `${new Date(time).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
/** Who signed a promotion, or why it is only claimed. */
function signatureText({ signature, refusal }) {
    if (signature === undefined)
        return `CLAIMED ONLY: the attestation ${refusal ?? 'is not verified'}`;
    const { signer, identity, issuer, signedAt } = signature;
    const who = identity === undefined ? shown(signer) : `${shown(identity)}, issued by ${shown(issuer ?? '')}`;
    return `signed by ${who}${signedAt === undefined ? '' : `, ${timeText(signedAt)}`}`;
}
/** The policies of a promotion, in one line; undefined: there were none. */
function policyText({ promotion }) {
    const texts = promotion.policies.map(({ name, digest, outcome, override }) => {
        const why = override === undefined ? '' : ` (${shown(override.reason)})`;
        return `${shown(name)} (${(0,image_digest/* shortDigest */.VK)(digest)}) ${outcome}${why}`;
    });
    return texts.length === 0 ? undefined : texts.join(', ');
}
function runText({ promotion: { run } }) {
    const where = run.url ?? run.id;
    return `${shown(run.actor ?? 'somebody')} with ${shown(run.system)}${where === undefined ? '' : ` ${shown(where)}`}`;
}
/** For people: the newest promotion first. */
function chainText(report) {
    const { links, workloads = [], problems, ignored } = report;
    const lines = [
        report.image,
        '',
        ...links.flatMap((link) => {
            const { promotion } = link;
            const policy = policyText(link);
            return [
                `${shown(promotion.source.reference)} -> ${shown(promotion.destination.reference)}  ${(0,image_digest/* shortDigest */.VK)(promotion.destination.digest)}  ${timeText(promotion.finishedAt)}`,
                `    ${signatureText(link)}`,
                `    by ${runText(link)}`,
                ...(policy === undefined ? [] : [`    policy ${policy}`]),
            ];
        }),
        ...(report.origin === undefined
            ? []
            : [`begins at ${shown(report.origin)}: no attestation leads further back`]),
        ...(workloads.length === 0
            ? []
            : ['', ...workloads.map(({ outcome, found }) => `${outcome.padEnd(9)}${found}`)]),
        ...(ignored.length === 0 ? [] : ['', ...ignored.map((text) => `ignored  ${shown(text)}`)]),
        ...(problems.length === 0 ? [] : ['', ...problems.map((text) => `missing  ${shown(text)}`)]),
        '',
        `${report.reference}: ${HEADLINES[report.outcome]}`,
    ];
    return `${lines.join('\n')}\n`;
}

;// CONCATENATED MODULE: ./src/attest/chain/chain-page.js





// the page may be opened years later, anywhere: it loads nothing
const CONTENT_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'";
const MAX_ROWS = 100;
/** Of a picture for which more would be too small to read. */
const MAX_STATIONS = 6;
const BOX = { width: 210, height: 64, gap: 130 };
/** The chain as a self-contained page, with a picture. All text of statements is escaped. */
function chainPage(report) {
    const title = `${report.reference}: ${HEADLINES[report.outcome]}`;
    const state = report.outcome === 'verified'
        ? (0,html/* html */.q) `<span class="state good">verified</span>`
        : (0,html/* html */.q) `<span class="state bad">${report.outcome}</span>`;
    return (0,html/* html */.q) `<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="generator" content="openshift-promote" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta http-equiv="Content-Security-Policy" content="${CONTENT_POLICY}" />
        <link rel="icon" href="data:," />
        <title>${title}</title>
        ${style/* PAGE_STYLE */.W}
      </head>
      <body>
        <main>
          <header>
            ${state}
            <h1>${title}</h1>
          </header>
          ${problemSection(report)} ${chainSection(report)} ${workloadSection(report)}
          ${ignoredSection(report)}
        </main>
      </body>
    </html> `.markup;
}
function problemSection({ problems }) {
    if (problems.length === 0)
        return undefined;
    return (0,html/* html */.q) `<section class="failure">
    <h2>What is missing</h2>
    <ul>
      ${problems.map((text) => (0,html/* html */.q) `<li>${shown(text)}</li>`)}
    </ul>
  </section>`;
}
function chainSection({ image, links }) {
    return (0,html/* html */.q) `<section>
    <h2>How the image got here</h2>
    <p><code>${image}</code></p>
    ${links.length === 0 ? undefined : picture(links)}
    ${(0,tables/* pageTable */.k)(['When', 'From', 'To', 'Who', 'Policy', 'Signature'], links.map((link) => [
        timeText(link.promotion.finishedAt),
        shown(link.promotion.source.reference),
        shown(link.promotion.destination.reference),
        runText(link),
        policyText(link) ?? 'none',
        signatureText(link),
    ]), MAX_ROWS)}
  </section>`;
}
function workloadSection({ workloads = [] }) {
    if (workloads.length === 0)
        return undefined;
    const rows = workloads.map(({ outcome, found }) => [outcome, found]);
    return (0,html/* html */.q) `<section>
    <h2>What runs now</h2>
    ${(0,tables/* pageTable */.k)(['Outcome', 'Found'], rows, MAX_ROWS)}
  </section>`;
}
function ignoredSection({ ignored }) {
    if (ignored.length === 0)
        return undefined;
    const rows = ignored.map((text) => [shown(text)]);
    return (0,html/* html */.q) `<section>
    <h2>Ignored</h2>
    ${(0,tables/* pageTable */.k)(['Attachment'], rows, MAX_ROWS)}
  </section>`;
}
/** Where the image was, from left to right, and between two places whether the promotion is signed. */
function picture(links) {
    const recent = links.slice(0, MAX_STATIONS - 1).toReversed();
    const [first] = recent;
    const stations = [
        ...(first === undefined ? [] : [first.promotion.source]),
        ...recent.map(({ promotion }) => promotion.destination),
    ];
    const step = BOX.width + BOX.gap;
    const width = stations.length * step - BOX.gap;
    const label = stations.map(({ reference }) => shown(reference)).join(' to ');
    return (0,html/* html */.q) `<div class="scroll">
    <svg
      viewBox="0 0 ${width} ${BOX.height}"
      width="${width}"
      height="${BOX.height}"
      role="img"
      aria-label="${label}"
    >
      ${stations.map(({ reference, digest }, index) => (0,html/* html */.q) `<g>
            <rect
              x="${index * step + 1}"
              y="1"
              width="${BOX.width - 2}"
              height="${BOX.height - 2}"
              rx="6"
              fill="none"
              stroke="currentColor"
            />
            <text
              x="${index * step + BOX.width / 2}"
              y="28"
              text-anchor="middle"
              fill="currentColor"
              font-size="14"
            >
              ${shortened(shown(reference))}<title>${shown(reference)}</title>
            </text>
            <text
              x="${index * step + BOX.width / 2}"
              y="48"
              text-anchor="middle"
              fill="currentColor"
              font-size="12"
            >
              ${(0,image_digest/* shortDigest */.VK)(digest)}
            </text>
          </g>`)}
      ${recent.map((link, index) => arrow(index * step + BOX.width, link))}
    </svg>
  </div>`;
}
/** Drawn through when signed, dashed when only claimed. */
function arrow(left, link) {
    const isSigned = link.signature !== undefined;
    const [from, to, middle] = [left + 6, left + BOX.gap - 8, BOX.height / 2];
    const color = isSigned ? 'var(--good)' : 'var(--bad)';
    return (0,html/* html */.q) `<g>
    <title>${signatureText(link)}</title>
    <line
      x1="${from}"
      y1="${middle}"
      x2="${to}"
      y2="${middle}"
      stroke="${color}"
      stroke-width="2"
      stroke-dasharray="${isSigned ? 'none' : '5 4'}"
    />
    <path d="M ${to} ${middle} l -8 -5 v 10 z" fill="${color}" />
    <text x="${(from + to) / 2}" y="${middle - 8}" text-anchor="middle" fill="${color}" font-size="12"
      >${isSigned ? 'signed' : 'only claimed'}</text
    >
  </g>`;
}
const MAX_LABEL = 28;
function shortened(text) {
    return text.length <= MAX_LABEL ? text : `\u2026${text.slice(1 - MAX_LABEL)}`;
}

// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __webpack_require__(7598);
// EXTERNAL MODULE: ./src/core/text/errors.js
var errors = __webpack_require__(7206);
// EXTERNAL MODULE: ./src/policy/evidence/gather.js
var evidence_gather = __webpack_require__(5801);
// EXTERNAL MODULE: ./src/policy/model/text-test.js
var text_test = __webpack_require__(5672);
// EXTERNAL MODULE: ./src/policy/trust/bundled-root.js
var bundled_root = __webpack_require__(7250);
// EXTERNAL MODULE: ./src/policy/trust/public-key.js
var public_key = __webpack_require__(3566);
// EXTERNAL MODULE: ./src/policy/trust/trusted-roots.js
var trusted_roots = __webpack_require__(5058);
// EXTERNAL MODULE: ./src/core/text/strict-json.js
var strict_json = __webpack_require__(1691);
// EXTERNAL MODULE: ./src/core/version.js
var version = __webpack_require__(2857);
// EXTERNAL MODULE: ./src/policy/evidence/verify.js + 1 modules
var verify = __webpack_require__(4010);
;// CONCATENATED MODULE: ./src/attest/chain/claims.js




/**
 * Reads every attestation of a promotion of this digest and looks for a signer of each. A statement about another digest is no
 * claim, whoever signed it.
 */
async function readClaims(evidence, signers, verifying) {
    const links = [];
    const ignored = [...evidence.unusable];
    for (const candidate of evidence.statements) {
        const claim = claimOf(candidate, evidence.subject);
        if (claim === undefined)
            continue;
        if ('problem' in claim)
            ignored.push(`${candidate.manifest} ${claim.problem}`);
        else
            links.push({ ...claim, ...(await signedBy(candidate, evidence.subject, signers, verifying)) });
    }
    return { links, ignored };
}
/** undefined: it is about something else than a promotion */
function claimOf({ bundle, manifest }, subject) {
    if (bundle.content.$case !== 'dsseEnvelope')
        return undefined;
    const statement = (0,verify/* readStatement */.cO)(bundle.content.dsseEnvelope.payload, subject);
    if ('problem' in statement)
        return statement;
    if (statement.predicateType !== version/* PROMOTION_PREDICATE */.mG)
        return undefined;
    const promotion = readPredicate(statement.predicate);
    if (promotion === undefined)
        return { problem: 'does not say what was promoted' };
    return promotion.destination.digest === subject
        ? { manifest, promotion }
        : { problem: 'says that another digest was promoted' };
}
async function signedBy(candidate, subject, signers, verifying) {
    let refusal;
    for (const signer of signers) {
        const verified = await (0,verify/* verifyStatement */.$L)(candidate, subject, signer, verifying);
        if ('refusal' in verified) {
            refusal ??= verified.refusal;
            continue;
        }
        const { signature } = verified;
        return { signature: { ...signature, signedAt: signature.signedAt?.toISOString() } };
    }
    return { refusal: refusal ?? 'cannot be verified without a key or an identity' };
}
/** Checks the fields that a chain is made of; whatever else is missing is empty. */
function readPredicate(value) {
    const { source, destination, strategy, tags, run, startedAt, finishedAt } = value;
    if (!isSide(source) || !isSide(destination) || !(0,strict_json/* isJsonObject */.OW)(run))
        return undefined;
    if (typeof startedAt !== 'string' || typeof finishedAt !== 'string' || !Array.isArray(tags))
        return undefined;
    if (Number.isNaN(Date.parse(startedAt)) || Number.isNaN(Date.parse(finishedAt)))
        return undefined;
    if (typeof strategy !== 'string' || !['copy', 'tag', 'import', 'build'].includes(strategy))
        return undefined;
    if (strategy !== 'build' && source.digest !== destination.digest)
        return undefined;
    const text = (from) => (typeof from === 'string' ? from : undefined);
    return {
        source,
        destination,
        strategy: strategy,
        tags: tags.filter(strict_json/* isJsonObject */.OW).map((tag) => ({
            name: text(tag['name']) ?? '',
            before: (0,image_digest/* isDigest */.Bc)(tag['before']) ? tag['before'] : undefined,
            after: (0,image_digest/* isDigest */.Bc)(tag['after']) ? tag['after'] : destination.digest,
        })),
        rollouts: [],
        policies: listOf(value['policies']).flatMap((policy) => {
            const { name, digest, outcome, evaluatedAt } = policy;
            const known = ['passed', 'warned', 'overridden', 'refused'].find((each) => each === outcome);
            if (known === undefined || typeof name !== 'string' || !(0,image_digest/* isDigest */.Bc)(digest))
                return [];
            const reason = (0,strict_json/* isJsonObject */.OW)(policy['override']) ? text(policy['override']['reason']) : undefined;
            return [
                {
                    ...{ name, digest, outcome: known, evaluatedAt: text(evaluatedAt) ?? '', rules: [], signers: [] },
                    override: reason === undefined ? undefined : { reason },
                },
            ];
        }),
        run: {
            system: text(run['system']) ?? 'unknown',
            actor: text(run['actor']),
            url: text(run['url']),
            id: text(run['id']),
        },
        promoter: { name: 'openshift-promote', version: versionIn(value['promoter']) },
        startedAt,
        finishedAt,
    };
}
function versionIn(promoter) {
    const version = (0,strict_json/* isJsonObject */.OW)(promoter) ? promoter['version'] : undefined;
    return typeof version === 'string' ? version : 'unknown';
}
function listOf(value) {
    return Array.isArray(value) ? value.filter(strict_json/* isJsonObject */.OW) : [];
}
function isSide(value) {
    if (!(0,strict_json/* isJsonObject */.OW)(value))
        return false;
    const { image, reference, digest, server } = value;
    return (typeof image === 'string' &&
        typeof reference === 'string' &&
        (0,image_digest/* isDigest */.Bc)(digest) &&
        (server === undefined || typeof server === 'string'));
}

;// CONCATENATED MODULE: ./src/attest/chain/follow.js

const MAX_LINKS = 50;
/** Clocks of runner and cluster differ. */
const TOLERANCE_MS = 300_000;
/** Follows the promotions of an image back, from where it is to where it came from. */
async function followChain(start, context) {
    const links = [];
    const ignored = new Set();
    const used = new Set();
    let isReplayed = false;
    let station = start;
    while (station !== undefined && links.length < MAX_LINKS) {
        const at = station;
        const claims = await Promise.all((await context.evidenceOf(at)).map((each) => readClaims(each, context.signers, context.verifying)));
        for (const text of claims.flatMap((each) => each.ignored))
            ignored.add(text);
        const known = new Map(claims.flatMap((each) => each.links).map((link) => [link.manifest, link]));
        const isFirst = links.length === 0;
        const fitting = [...known.values()].filter((link) => !used.has(link.manifest) && leadsTo(link, at) && (!isFirst || setsTag(link, at)));
        const timely = isFirst ? fitting.filter((link) => isTimely(link, at, context.tagSince)) : fitting;
        isReplayed ||= isFirst && fitting.length > 0 && timely.length === 0;
        const next = best(timely);
        for (const link of isFirst ? [...known.values()] : []) {
            if (!leadsTo(link, at) && !isReached(link, known))
                ignored.add(`${link.manifest} is about ${link.promotion.destination.reference}`);
        }
        if (next === undefined)
            break;
        used.add(next.manifest);
        links.push(next);
        station = sourceOf(next);
    }
    return { links, ignored: [...ignored], isReplayed };
}
function sourceOf({ promotion: { source } }) {
    const { reference, digest, server, image } = source;
    return { reference, digest, server, repositories: [repositoryOf(image)] };
}
/** A signed promotion before a claimed one, then the latest: whoever forges a later time cannot sign it. */
function best(links) {
    const rank = (link) => (link.signature === undefined ? 0 : 1);
    return links.toSorted((one, other) => rank(other) - rank(one) ||
        Date.parse(other.promotion.finishedAt) - Date.parse(one.promotion.finishedAt))[0];
}
/** Whether the promotion ended in the repository of the station with its digest. */
function leadsTo({ promotion: { destination } }, station) {
    if (destination.digest !== station.digest)
        return false;
    if (destination.server !== undefined && station.server !== undefined)
        return (destination.server === station.server && pathOf(destination.reference) === pathOf(station.reference));
    return station.repositories.includes(repositoryOf(destination.image));
}
/** Whether another promotion came from where this one ended, so that it is an earlier part of some chain. */
function isReached(link, known) {
    return [...known.values()].some((other) => other !== link && leadsTo(link, sourceOf(other)));
}
function setsTag({ promotion }, { reference, digest }) {
    const tag = tagOf(reference);
    return tag === undefined || promotion.tags.some(({ name, after }) => name === tag && after === digest);
}
/** Whether the tag was set by this promotion, or was in place already when it was attested. */
function isTimely({ promotion }, { reference }, since) {
    const sinceMs = since === undefined ? Number.NaN : Date.parse(since);
    if (Number.isNaN(sinceMs))
        return true;
    const tag = promotion.tags.find(({ name }) => name === tagOf(reference));
    const isMoved = tag?.before !== tag?.after;
    const isEarlyEnough = sinceMs <= Date.parse(promotion.finishedAt) + TOLERANCE_MS;
    return isEarlyEnough && (!isMoved || sinceMs >= Date.parse(promotion.startedAt) - TOLERANCE_MS);
}
function repositoryOf(image) {
    return image.split('@', 1)[0] ?? image;
}
/** `prod/app` of `prod/app:live` */
function pathOf(reference) {
    const [name = reference] = reference.split('@', 1);
    return name.replace(/:[^/:]*$/, '');
}
function tagOf(reference) {
    if (reference.includes('@'))
        return undefined;
    return /:([^/:]+)$/.exec(reference)?.[1];
}

;// CONCATENATED MODULE: ./src/attest/chain/verify-image.js








/** How an image got where it is, who signed that, and what runs it. @throws PromoteError INPUT_INVALID for a bad key or root */
async function verifyImage(subject, trust, 
/** the repository that holds what is attached to a station; undefined: it cannot be read from here */
portsAt, signal) {
    const own = portsAt(subject);
    if (own === undefined)
        throw new TypeError('the image itself cannot be read');
    const known = new Map();
    const gather = (ports, digest) => {
        const key = `${ports.repository.host}/${ports.repository.name}@${digest}`;
        const found = known.get(key) ?? (0,evidence_gather/* gatherEvidence */.h)(digest, ports, signal);
        known.set(key, found);
        return found;
    };
    const chain = await followChain(subject, {
        signers: signersOf(trust),
        verifying: { roots: (0,trusted_roots/* openTrustedRoots */.b)(own.download), now: own.clock.date(), signal },
        // attachments are copied with an image, but not by a tag within one cluster
        evidenceOf: async (station) => {
            const there = portsAt(station);
            const places = there === undefined || there === own ? [own] : [own, there];
            return Promise.all(places.map((ports) => gather(ports, station.digest)));
        },
        tagSince: subject.tagSince,
    });
    const { links, ignored } = chain;
    const unsigned = links.filter(({ signature }) => signature === undefined);
    const elsewhere = subject.workloads?.filter(({ outcome }) => outcome !== 'runs') ?? [];
    const missing = chain.isReplayed
        ? `${subject.reference} was set ${subject.tagSince ?? ''}, and the attestations there are about other times`
        : `nothing attests how ${subject.image} became ${subject.reference}`;
    const problems = [
        ...(links.length === 0 ? [missing] : []),
        ...unsigned.map(({ promotion: { source, destination }, refusal }) => `that ${source.reference} became ${destination.reference} is only claimed: the attestation ${refusal ?? 'is not verified'}`),
        ...elsewhere.map(({ found }) => found),
    ];
    return {
        reference: subject.reference,
        image: subject.image,
        digest: subject.digest,
        outcome: links.length === 0
            ? 'unattested'
            : unsigned.length > 0
                ? 'unsigned'
                : elsewhere.length > 0
                    ? 'not-running'
                    : 'verified',
        problems,
        links,
        origin: links.at(-1)?.promotion.source.reference,
        workloads: subject.workloads,
        ignored,
    };
}
function signersOf({ keys, identity, root }) {
    const byKey = keys.map(({ name, pem }) => {
        const read = (0,public_key/* readPublicKey */.R)(pem);
        if ('key' in read)
            return {
                kind: 'key',
                name,
                key: (0,external_node_crypto_.createPublicKey)(read.key.export({ format: 'pem', type: 'spki' })),
                log: undefined,
            };
        throw invalid(`${name} ${read.problem}`, 'give the public key as `cosign generate-key-pair` writes it: cosign.pub');
    });
    if (identity === undefined)
        return byKey;
    return [
        ...byKey,
        {
            kind: 'identity',
            name: 'identity',
            issuer: (0,text_test/* textTest */.yV)(identity.issuer),
            identity: (0,text_test/* textTest */.yV)(identity.subject),
            root: root === undefined ? { kind: 'bundled' } : { kind: 'file', name: root.name, root: rootIn(root) },
        },
    ];
}
function rootIn({ name, text }) {
    try {
        return (0,bundled_root/* readTrustedRoot */.gv)(text);
    }
    catch {
        throw invalid(`${name} is not a trusted root of sigstore`, 'give a trusted_root.json');
    }
}
function invalid(message, hint) {
    return new errors/* PromoteError */.jG({ code: 'INPUT_INVALID', message, hint });
}

;// CONCATENATED MODULE: ./src/attest/chain/verify-program.js
/** A file of its own in dist/ (scripts/bundle.ts), which only `verify` loads. */





/***/ }),

/***/ 1413:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   q: () => (/* binding */ html)
/* harmony export */ });
/** A template of markup. Inserted values are escaped, unless they were created by this function. */
function html(texts, ...parts) {
    // removes the indentation of the templates, a third of the page size
    const pieces = texts.map((text, index) => text.replace(/\n\s+/g, '\n') + markupOf(parts[index]));
    return { markup: pieces.join('') };
}
function markupOf(part) {
    if (part === undefined)
        return '';
    if (typeof part === 'string' || typeof part === 'number')
        return escapeHtml(String(part));
    return 'markup' in part ? part.markup : part.map(({ markup }) => markup).join('');
}
/** Removes control and reordering characters, so that text from a server cannot pose as other text. */
function escapeHtml(text) {
    return text
        .replace(/[^\P{Cc}\n\t]|\p{Cf}/gu, '')
        .replaceAll('&', '&amp;')
        .replaceAll('<', '&lt;')
        .replaceAll('>', '&gt;')
        .replaceAll('"', '&quot;')
        .replaceAll("'", '&#39;');
}


/***/ }),

/***/ 87:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   W: () => (/* binding */ PAGE_STYLE)
/* harmony export */ });
/* harmony import */ var _html_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(1413);

/** The style of the record: light and dark, for phones, desktops and print. */
const PAGE_STYLE = (0,_html_js__WEBPACK_IMPORTED_MODULE_0__/* .html */ .q) `<style>
  :root {
    color-scheme: light dark;
    --text: #1a1d21;
    --soft: #5a636e;
    --line: #d9dee4;
    --page: #f4f6f8;
    --card: #ffffff;
    --good: #1a7f4b;
    --bad: #b3261e;
    --calm: #5b6470;
    --moved: #2563c9;
    --mounted: #2f9e77;
    --shared: #a9b8cc;
  }
  @media (prefers-color-scheme: dark) {
    :root {
      --text: #e8ebee;
      --soft: #a0a9b4;
      --line: #343b44;
      --page: #14171b;
      --card: #1d2127;
      --good: #4cc38a;
      --bad: #ff8a80;
      --calm: #a0a9b4;
      --moved: #6aa2ff;
      --mounted: #4fc79c;
      --shared: #4a5768;
    }
  }
  * {
    box-sizing: border-box;
  }
  body {
    margin: 0;
    background: var(--page);
    color: var(--text);
    font:
      16px/1.5 system-ui,
      sans-serif;
  }
  main {
    max-width: 60rem;
    margin: 0 auto;
    padding: 1.5rem 1rem 3rem;
  }
  h1 {
    font-size: 1.6rem;
    line-height: 1.25;
    margin: 0.5rem 0 1rem;
    overflow-wrap: anywhere;
  }
  h2 {
    font-size: 1.15rem;
    margin: 0 0 0.9rem;
    overflow-wrap: anywhere;
  }
  h3 {
    font-size: 0.95rem;
    margin: 1.5rem 0 0.5rem;
  }
  section {
    background: var(--card);
    border: 1px solid var(--line);
    border-radius: 10px;
    padding: 1.1rem 1.25rem;
    margin: 1rem 0;
  }
  code,
  pre {
    font:
      0.85em/1.5 ui-monospace,
      monospace;
    overflow-wrap: anywhere;
  }
  pre {
    white-space: pre-wrap;
    margin: 0.75rem 0 0;
  }
  a {
    color: var(--moved);
    overflow-wrap: anywhere;
  }
  .state {
    display: inline-block;
    border: 1px solid currentColor;
    border-radius: 999px;
    padding: 0.1rem 0.8rem;
    font-weight: 600;
    font-size: 0.85rem;
  }
  .good {
    color: var(--good);
  }
  .bad {
    color: var(--bad);
  }
  .calm {
    color: var(--calm);
  }
  section.failure {
    border-left: 4px solid var(--bad);
  }
  .hint {
    margin: 0.6rem 0 0;
  }
  dl {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(17.5rem, 100%), 1fr));
    gap: 0.75rem 1.5rem;
    margin: 0;
  }
  dt,
  .soft,
  th {
    color: var(--soft);
    font-size: 0.85rem;
    font-weight: 400;
  }
  dd {
    margin: 0;
    overflow-wrap: anywhere;
  }
  .chain {
    display: flex;
    flex-wrap: wrap;
    align-items: stretch;
    gap: 0.5rem;
    list-style: none;
    margin: 0;
    padding: 0;
  }
  .chain li {
    flex: 1 1 14rem;
    min-width: 0;
    border: 1px solid var(--line);
    border-radius: 8px;
    padding: 0.6rem 0.8rem;
    overflow-wrap: anywhere;
  }
  .chain .arrow {
    flex: 0 0 auto;
    border: 0;
    padding: 0;
    align-self: center;
    color: var(--soft);
  }
  svg {
    display: block;
    width: 100%;
  }
  .layers {
    border-radius: 4px;
  }
  .wide {
    grid-column: 1 / -1;
  }
  .short {
    white-space: nowrap;
  }

  .moved {
    fill: var(--moved);
    color: var(--moved);
  }
  .mounted {
    fill: var(--mounted);
    color: var(--mounted);
  }
  .shared {
    fill: var(--shared);
    color: var(--shared);
  }
  .key {
    display: flex;
    flex-wrap: wrap;
    gap: 0.2rem 1.2rem;
    margin: 0.4rem 0 0;
    font-size: 0.85rem;
  }
  .key b {
    font-size: 1.1rem;
    line-height: 1;
  }
  .scroll {
    overflow-x: auto;
  }
  table {
    border-collapse: collapse;
    width: 100%;
  }
  th,
  td {
    text-align: left;
    padding: 0.35rem 0.8rem 0.35rem 0;
    border-bottom: 1px solid var(--line);
    vertical-align: top;
  }
  td {
    /* identities of signers are URLs */
    overflow-wrap: anywhere;
  }
  td.bar {
    width: 55%;
    vertical-align: middle;
  }
  td.number {
    white-space: nowrap;
  }
  summary {
    cursor: pointer;
    margin-top: 0.75rem;
  }
  footer {
    color: var(--soft);
    font-size: 0.85rem;
  }
  @media (max-width: 40rem) {
    .chain .arrow {
      flex-basis: 100%;
      text-align: center;
      transform: rotate(90deg);
    }
    section {
      padding: 1rem 0.9rem;
    }
    td.bar {
      width: 40%;
    }
    .rows tr:first-child {
      display: none;
    }
    .rows tr {
      display: block;
      border-bottom: 1px solid var(--line);
      padding: 0.4rem 0;
    }
    .rows td {
      display: grid;
      grid-template-columns: 6.5rem minmax(0, 1fr);
      border: 0;
      padding: 0.1rem 0;
      overflow-wrap: anywhere;
    }
    .rows td::before {
      content: attr(data-name);
      color: var(--soft);
      font-size: 0.85rem;
    }
  }
  @media print {
    body {
      background: none;
      font-size: 12px;
    }
    main {
      max-width: none;
      padding: 0;
    }
    section {
      break-inside: avoid;
    }
    svg {
      print-color-adjust: exact;
    }
  }
</style>`;


/***/ }),

/***/ 7345:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   k: () => (/* binding */ pageTable)
/* harmony export */ });
/* harmony import */ var _html_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(1413);

/** A table of markup or text cells. Wide tables scroll instead of the page. */
function pageTable(head, rows, maxRows) {
    const shown = rows.slice(0, maxRows);
    const more = rows.length - shown.length;
    return (0,_html_js__WEBPACK_IMPORTED_MODULE_0__/* .html */ .q) `<div class="scroll">
      <table class="rows">
        <tr>
          ${head.map((cell) => (0,_html_js__WEBPACK_IMPORTED_MODULE_0__/* .html */ .q) `<th>${cell}</th>`)}
        </tr>
        ${shown.map((cells) => (0,_html_js__WEBPACK_IMPORTED_MODULE_0__/* .html */ .q) `<tr>
              ${cells.map((cell, index) => (0,_html_js__WEBPACK_IMPORTED_MODULE_0__/* .html */ .q) `<td data-name="${head[index]}"><div>${cell}</div></td>`)}
            </tr>`)}
      </table>
    </div>
    ${more > 0 ? (0,_html_js__WEBPACK_IMPORTED_MODULE_0__/* .html */ .q) `<p class="soft">and ${more} more: the JSON record has all of them</p>` : undefined}`;
}


/***/ })

};
