export const id = 560;
export const ids = [560];
export const modules = {

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

/***/ 7892:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  recordPage: () => (/* binding */ recordPage)
});

// EXTERNAL MODULE: ./src/core/environment-choice.js
var environment_choice = __webpack_require__(6414);
// EXTERNAL MODULE: ./src/core/text/units.js
var units = __webpack_require__(8934);
// EXTERNAL MODULE: ./src/core/image/digest.js
var image_digest = __webpack_require__(2391);
// EXTERNAL MODULE: ./src/report/error-text.js
var error_text = __webpack_require__(4412);
// EXTERNAL MODULE: ./src/core/progress-text.js
var progress_text = __webpack_require__(5116);
// EXTERNAL MODULE: ./src/report/policy-rows.js
var policy_rows = __webpack_require__(8708);
// EXTERNAL MODULE: ./src/report/setup-rows.js
var setup_rows = __webpack_require__(559);
// EXTERNAL MODULE: ./src/report/summary-headline.js
var summary_headline = __webpack_require__(9733);
// EXTERNAL MODULE: ./src/report/page/html.js
var html = __webpack_require__(1413);
;// CONCATENATED MODULE: ./src/report/page/bars.js


const WIDTH = 1000;
// Thinner pieces would be invisible.
const MIN_WIDTH = 3;
// More pieces cannot be distinguished; the rest is drawn as one.
const MAX_PIECES = 40;
/** What became of a blob, by its color in the picture. */
const KINDS = {
    copied: { color: 'moved', text: 'moved' },
    mounted: { color: 'mounted', text: 'mounted from other repositories' },
    present: { color: 'shared', text: 'already there' },
};
const ORDER = ['copied', 'mounted', 'present'];
function kindOf({ outcome }) {
    return outcome === 'copied' || outcome === 'mounted' ? outcome : 'present';
}
/** All layers side by side, with widths by size: those that moved, those that were mounted and those that were already there. */
function layerBar(blobs) {
    const ordered = [...blobs].sort((one, other) => ORDER.indexOf(kindOf(one)) - ORDER.indexOf(kindOf(other)) || other.sizeBytes - one.sizeBytes);
    const shown = [...ordered.slice(0, MAX_PIECES)];
    const total = Math.max(1, sizeOf(shown));
    const pieces = [];
    let left = 0;
    for (const blob of shown) {
        const width = (blob.sizeBytes / total) * WIDTH;
        const { color } = KINDS[kindOf(blob)];
        // a gap of one between pieces, unless that would be all of it
        const drawn = Math.max(MIN_WIDTH - 1, width - 1.5).toFixed(1);
        pieces.push((0,html/* html */.q) `<rect class="${color}" x="${left.toFixed(1)}" y="0" width="${drawn}" height="22"
        ><title>${color} ${(0,units/* formatBytes */.z3)(blob.sizeBytes)} ${blob.digest}</title></rect
      >`);
        left += width;
    }
    const keys = ORDER.flatMap((kind) => {
        const same = blobs.filter((blob) => kindOf(blob) === kind);
        // few images are mounted, but every image moves something or was there
        if (kind === 'mounted' && same.length === 0)
            return [];
        return [{ color: KINDS[kind].color, text: keyText(same, KINDS[kind].text) }];
    });
    return (0,html/* html */.q) `<svg
      class="layers"
      viewBox="0 0 ${WIDTH} 22"
      height="22"
      preserveAspectRatio="none"
      role="img"
      aria-label="${keys.map(({ text }) => text).join(', ')}"
    >
      ${pieces}
    </svg>
    <p class="key">
      ${keys.map(({ color, text }) => (0,html/* html */.q) `<span><b class="${color}">\u25a0</b> ${text}</span> `)}
    </p>`;
}
/** The phases as a Gantt chart, each with its start and duration. */
function timeline({ phases, durationMs }) {
    const total = Math.max(1, durationMs, phases.reduce((sum, phase) => sum + phase.durationMs, 0));
    let startMs = 0;
    const rows = [];
    for (const { phase, durationMs: ownMs } of phases) {
        const left = ((startMs / total) * WIDTH).toFixed(1);
        const width = Math.max(MIN_WIDTH, (ownMs / total) * WIDTH).toFixed(1);
        rows.push((0,html/* html */.q) `<tr>
        <td>${phase}</td>
        <td class="bar">
          <svg viewBox="0 0 ${WIDTH} 12" height="12" preserveAspectRatio="none" aria-hidden="true">
            <rect class="moved" x="${left}" y="0" width="${width}" height="12" />
          </svg>
        </td>
        <td class="number">${(0,units/* formatDuration */.a3)(ownMs)}</td>
      </tr>`);
        startMs += ownMs;
    }
    return (0,html/* html */.q) `<table>
    ${rows}
  </table>`;
}
function sizeOf(blobs) {
    return blobs.reduce((sum, blob) => sum + blob.sizeBytes, 0);
}
function keyText(blobs, what) {
    return `${blobs.length} ${what} (${(0,units/* formatBytes */.z3)(sizeOf(blobs))})`;
}

// EXTERNAL MODULE: ./src/report/page/tables.js
var tables = __webpack_require__(7345);
;// CONCATENATED MODULE: ./src/report/page/image-section.js






const MAX_ROWS = 30;
const OUTCOMES = {
    copied: 'moved',
    mounted: 'mounted from another repository',
    present: 'already there',
    skipped: 'left out: pods download it from its URLs',
};
/** Everything about one image: where it came from, where it is, what runs it, and what it is made of. */
function imageSection(image, isDone) {
    const { blobs, attachments, change, pods = [], rollouts } = image;
    return (0,html/* html */.q) `<section>
    <h2>${image.source} \u2192 ${image.destination}</h2>
    ${isDone ? chain(image) : undefined}
    <h3>Image</h3>
    <dl>
      ${wideFact('Digest', (0,html/* html */.q) `<code>${image.digest}</code>`)} ${wideFact('Before', beforeText(image))}
      ${image.sourceDigest === undefined
        ? undefined
        : wideFact('Built from, under another digest', (0,html/* html */.q) `<code>${image.sourceDigest}</code>`)}
      ${fact('Tags', image.tags.join(', '))} ${fact('Strategy', image.strategy)}
      ${image.platforms.length === 0 ? undefined : fact('Platforms', image.platforms.join(', '))}
      ${wideFact('Pull it as', (0,html/* html */.q) `<code>${image.image}</code>`)}
      ${image.attestation === undefined ? undefined : wideFact('Attested by', (0,html/* html */.q) `<code>${image.attestation.manifest}</code>`)}
    </dl>
    ${change === undefined ? undefined : changeSection(change)}
    ${blobs === undefined || blobs.length === 0 ? undefined : image_section_layers(blobs)}
    ${rollouts.length === 0
        ? undefined
        : (0,html/* html */.q) `<h3>Rollouts</h3>
            ${rolloutTable(image)}`}
    ${pods.length === 0
        ? undefined
        : (0,html/* html */.q) `<h3>Running pods</h3>
            ${podTable(pods)}`}
    ${attachments.length === 0
        ? undefined
        : (0,html/* html */.q) `<h3>Signatures and attestations</h3>
            ${attachmentRows(image)}`}
  </section>`;
}
function fact(name, value) {
    return (0,html/* html */.q) `<div>
    <dt>${name}</dt>
    <dd>${value}</dd>
  </div>`;
}
function wideFact(name, value) {
    return (0,html/* html */.q) `<div class="wide">${fact(name, value)}</div>`;
}
/** The digest from the source to the pods, which is the same everywhere unless a build created a new image. */
function chain(image) {
    const ready = (image.pods ?? []).filter((pod) => pod.ready);
    const arrow = (0,html/* html */.q) `<li class="arrow" aria-hidden="true">\u279c</li>`;
    const box = (title, name, digest) => (0,html/* html */.q) `<li>
      <span class="soft">${title}</span><br />${name}<br /><code class="short">${(0,image_digest/* shortDigest */.VK)(digest)}</code>
    </li>`;
    const runs = podDigest(ready, image);
    const title = `${podTitle(ready)}${runs === image.digest ? '' : ' (the image of this index for their platform)'}`;
    const running = ready.length === 0 ? [] : [arrow, box(title, workloadsOf(ready), runs)];
    return (0,html/* html */.q) `<ul class="chain">
    ${box('Source', image.sourceImage.replace(/@.*$/, ''), image.sourceImage.replace(/^.*@/, ''))}${arrow}
    ${box('Destination', image.image.replace(/@.*$/, ''), image.digest)}${running}
  </ul>`;
}
function podTitle(pods) {
    return `Running: ${pods.length} ${pods.length === 1 ? 'pod' : 'pods'}`;
}
function workloadsOf(pods) {
    return [...new Set(pods.map(({ workload }) => (0,progress_text/* workloadText */.DE)(workload)))].join(', ');
}
/** Nodes report the digest of the index or that of their own platform. */
function podDigest(pods, image) {
    const digests = pods
        .flatMap((pod) => Object.values(pod.imageDigests))
        .filter((found) => found !== undefined);
    return digests.includes(image.digest) ? image.digest : (digests[0] ?? image.digest);
}
function beforeText({ previousDigest, digest }) {
    if (previousDigest === undefined)
        return 'the tag did not exist';
    return previousDigest === digest ? 'the same' : (0,html/* html */.q) `<code>${previousDigest}</code>`;
}
function image_section_layers(blobs) {
    const rows = [...blobs]
        .sort((one, other) => other.sizeBytes - one.sizeBytes)
        .map((blob) => [
        (0,units/* formatBytes */.z3)(blob.sizeBytes),
        OUTCOMES[blob.outcome],
        (0,html/* html */.q) `<code class="short">${(0,image_digest/* shortDigest */.VK)(blob.digest)}</code>`,
        (0,html/* html */.q) `<code>${blob.mediaType.slice(0, 100)}</code>`,
    ]);
    return (0,html/* html */.q) `<h3>Layers</h3>
    ${layerBar(blobs.filter(({ outcome }) => outcome !== 'skipped'))}
    <details>
      <summary>Each of them</summary>
      ${(0,tables/* pageTable */.k)(['Size', 'Outcome', 'Digest', 'Type'], rows, MAX_ROWS)}
    </details>`;
}
function rolloutTable({ rollouts }) {
    return (0,tables/* pageTable */.k)(['Workload', 'Project', 'Revision', 'Status'], rollouts.map(({ workload, status, revisionBefore, revision }) => [
        (0,progress_text/* workloadText */.DE)(workload),
        workload.project,
        `${revisionBefore ?? 'none'} \u2192 ${revision ?? 'unknown'}`,
        status,
    ]), MAX_ROWS);
}
function podTable(pods) {
    return (0,tables/* pageTable */.k)(['Pod', 'Workload', 'Ready', 'Runs'], pods.map((pod) => [
        pod.name,
        (0,progress_text/* workloadText */.DE)(pod.workload),
        pod.ready ? 'yes' : 'no',
        (0,html/* html */.q) `${Object.entries(pod.imageDigests).map(([container, digest]) => (0,html/* html */.q) `${container} <code class="short">${(0,image_digest/* shortDigest */.VK)(digest ?? 'unknown')}</code><br />`)}`,
    ]), MAX_ROWS);
}
function attachmentRows({ attachments }) {
    return (0,tables/* pageTable */.k)(['Type', 'Outcome', 'Attached to', 'Name'], attachments.map(({ subject, name, type, outcome, reason }) => [
        type,
        reason === undefined ? outcome : `${outcome}: ${reason}`,
        (0,html/* html */.q) `<code class="short">${(0,image_digest/* shortDigest */.VK)(subject)}</code>`,
        (0,html/* html */.q) `<code>${name}</code>`,
    ]), MAX_ROWS);
}
const MAX_CHANGE_ROWS = 40;
// The most important labels come first, others follow by name.
const FIRST_LABELS = [
    'org.opencontainers.image.version',
    'org.opencontainers.image.revision',
    'version',
    'release',
    'io.openshift.build.commit.id',
    'io.openshift.build.commit.message',
];
/** What is different in the image, as a table of before and after. */
function changeSection({ created, labels, environment, ports }) {
    const order = (name) => FIRST_LABELS.includes(name) ? FIRST_LABELS.indexOf(name) : FIRST_LABELS.length;
    const named = Object.entries(labels).sort(([one], [other]) => order(one) - order(other));
    const rows = [
        ...(created.before === created.after ? [] : [changeRow('Built', created)]),
        ...named.map(([name, change]) => changeRow(name, change)),
        ...setRow('Environment', environment),
        ...setRow('Ports', ports),
    ];
    return (0,html/* html */.q) `<h3>What is different</h3>
    ${rows.length === 0
        ? (0,html/* html */.q) `<p>No differences in labels, names of variables or ports.</p>`
        : (0,tables/* pageTable */.k)(['', 'Before', 'Now'], rows, MAX_CHANGE_ROWS)}`;
}
function changeRow(name, { before, after }) {
    return [name, before ?? '\u2013', after ?? '\u2013'];
}
/** One row for what went and what came. */
function setRow(name, { added, removed }) {
    if (added.length === 0 && removed.length === 0)
        return [];
    return [
        [name, removed.length === 0 ? '\u2013' : removed.join(', '), added.length === 0 ? '\u2013' : added.join(', ')],
    ];
}

// EXTERNAL MODULE: ./src/report/page/style.js
var style = __webpack_require__(87);
;// CONCATENATED MODULE: ./src/report/page/page.js













// Number of images with all details that keeps the page below 200 KB; the rest is a table.
const MAX_IMAGES = 4;
const page_MAX_ROWS = 100;
// Prevents any network access: the page may be opened years later, anywhere.
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'";
/** The record of a run as a self-contained page. All external text is escaped. */
function recordPage(result, jsonName, redact) {
    const { report, plan } = result;
    const images = report?.images ?? [];
    const isDone = result.failure === undefined && report?.dryRun === false;
    const title = (0,summary_headline/* headlineOf */.g)(result);
    const page = (0,html/* html */.q) `<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="generator" content="openshift-promote" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta http-equiv="Content-Security-Policy" content="${POLICY}" />
        <link rel="icon" href="data:," />
        <title>${title}</title>
        ${style/* PAGE_STYLE */.W}
      </head>
      <body>
        <main>
          <header>
            ${stateOf(result)}
            <h1>${title}</h1>
          </header>
          ${result.failure === undefined ? undefined : failureSection(result.failure.error, redact)}
          ${factSection(result)} ${policySection(report?.policy ?? [])}
          ${report?.dryRun === true && plan !== undefined ? planSection(plan) : undefined}
          ${report?.dryRun === true ? undefined : images.slice(0, MAX_IMAGES).map((image) => imageSection(image, isDone))}
          ${report === undefined || report.dryRun ? undefined : setupSection((0,setup_rows/* setupRows */.fs)(report.prepared ?? [], report.applied ?? [], 'done'))}
          ${report === undefined || report.dryRun ? undefined : desiredStateSection(report)}
          ${images.length > MAX_IMAGES ? furtherImages(images.slice(MAX_IMAGES)) : undefined}
          ${report === undefined || report.phases.length === 0
        ? undefined
        : (0,html/* html */.q) `<section>
                  <h2>Timeline</h2>
                  ${timeline(report)}
                </section>`}
          <footer>Everything as data: ${jsonName}</footer>
        </main>
      </body>
    </html> `;
    return page.markup;
}
function stateOf({ report, failure }) {
    if (failure !== undefined)
        return (0,html/* html */.q) `<span class="state bad">failed</span>`;
    if (report?.dryRun === true)
        return (0,html/* html */.q) `<span class="state calm">plan</span>`;
    const changed = report?.images.some((image) => image.changed) === true;
    return changed
        ? (0,html/* html */.q) `<span class="state good">promoted</span>`
        : (0,html/* html */.q) `<span class="state calm">unchanged</span>`;
}
function failureSection(error, redact) {
    const { message, hint, problems, details } = (0,error_text/* describeError */.Uc)(error, redact);
    const lines = [...problems, ...details];
    return (0,html/* html */.q) `<section class="failure">
    <h2>${message}</h2>
    ${hint === undefined ? undefined : (0,html/* html */.q) `<p class="hint"><b>What to do:</b> ${hint}</p>`}
    ${lines.length === 0 ? undefined : (0,html/* html */.q) `<pre>${lines.join('\n')}</pre>`}
  </section>`;
}
function factSection({ report, run, environment }) {
    return (0,html/* html */.q) `<section>
    <dl>
      ${report === undefined ? undefined : fact('When', report.startedAt.replace('T', ' ').replace(/\.\d+Z$/, ' UTC'))}
      ${report === undefined ? undefined : fact('Took', (0,units/* formatDuration */.a3)(report.durationMs))}
      ${run?.actor === undefined ? undefined : fact('Who', run.actor)}
      ${run === undefined ? undefined : fact('Run', linkOf(run))}
      ${environment === undefined ? undefined : fact('Promoted', (0,environment_choice/* environmentText */.H)(environment))}
      ${environment?.frozen === undefined ? undefined : fact('Frozen', (0,environment_choice/* frozenText */.a)(environment.name, environment.frozen))}
      ${report?.sourceServer === undefined ? undefined : fact('Source cluster', report.sourceServer)}
      ${report?.destinationServer === undefined ? undefined : fact('Destination cluster', report.destinationServer)}
      ${report === undefined ? undefined : fact('Rollout', report.rolloutStatus)}
    </dl>
  </section>`;
}
/** Links only to http(s) URLs, since the address comes from the environment. */
function linkOf({ system, url }) {
    if (url === undefined)
        return system;
    return /^https?:\/\//.test(url) ? (0,html/* html */.q) `<a href="${url}" rel="noreferrer">${url}</a>` : url;
}
function planSection(plan) {
    return (0,html/* html */.q) `<section>
    <h2>What would be done</h2>
    ${(0,tables/* pageTable */.k)(['Source', 'Destination', 'Digest', 'Tag', 'At most'], plan.images.map((image) => [
        image.source,
        [image.destination, ...image.tags.slice(1)].join(', '),
        (0,html/* html */.q) `<code class="short">${(0,image_digest/* shortDigest */.VK)(image.digest)}</code>`,
        image.action,
        (0,units/* formatBytes */.z3)(image.sizeBytes),
    ]), page_MAX_ROWS)}
    ${plan.rollouts.length === 0
        ? undefined
        : (0,tables/* pageTable */.k)(['Workload', 'Project', 'Revision now', 'Rolled out by'], plan.rollouts.map(({ workload, revisionBefore, method }) => [
            (0,progress_text/* workloadText */.DE)(workload),
            workload.project,
            revisionBefore ?? 'none',
            method,
        ]), page_MAX_ROWS)}
    ${setupTable((0,setup_rows/* setupRows */.fs)(plan.preparations ?? [], plan.objects ?? [], 'plan'))}
    ${plan.commit === undefined
        ? undefined
        : (0,html/* html */.q) `<p class="soft">${(0,setup_rows/* commitPlanText */.C6)(plan.commit)}</p>
            ${changeTable(plan.commit.changes)}`}
  </section>`;
}
/** The commit, and what Argo CD or Flux made of it. */
function desiredStateSection({ commit, images }) {
    const deliveries = (0,setup_rows/* deliveryRows */.Ij)(images);
    if (commit === undefined && deliveries.length === 0)
        return undefined;
    return (0,html/* html */.q) `<section>
    <h2>Desired state</h2>
    ${commit === undefined
        ? undefined
        : (0,html/* html */.q) `<p class="soft">${(0,setup_rows/* commitText */.tT)(commit)}</p>
            ${changeTable(commit.changes)}`}
    ${deliveries.length === 0 ? undefined : (0,tables/* pageTable */.k)(setup_rows/* DELIVERY_HEAD */.qC, deliveries, page_MAX_ROWS)}
  </section>`;
}
function changeTable(changes) {
    return changes.length === 0 ? undefined : (0,tables/* pageTable */.k)(setup_rows/* CHANGE_HEAD */.qi, (0,setup_rows/* changeRows */.QP)(changes), page_MAX_ROWS);
}
/** What each rule found, and whose signatures count. */
function policySection(reports) {
    const [first] = reports;
    if (first === undefined)
        return undefined;
    const signatures = reports.flatMap((report) => report.signatures.map(policy_rows/* signatureRow */.Bv));
    return (0,html/* html */.q) `<section>
    <h2>Policy</h2>
    <p class="soft">${(0,policy_rows/* policyHeadline */.Zt)(first)}</p>
    ${(0,tables/* pageTable */.k)(policy_rows/* POLICY_HEAD */.QY, (0,policy_rows/* policyRows */.Ob)(reports).map(({ image, rule, outcome, found }) => [image, rule, outcome, found]), page_MAX_ROWS)}
    ${signatures.length === 0
        ? undefined
        : (0,html/* html */.q) `<h3>Signed by</h3>
            ${(0,tables/* pageTable */.k)(policy_rows/* SIGNATURE_HEAD */.EB, signatures, page_MAX_ROWS)}`}
  </section>`;
}
function setupSection(rows) {
    if (rows.length === 0)
        return undefined;
    return (0,html/* html */.q) `<section>
    <h2>Prepared and applied</h2>
    ${setupTable(rows)}
  </section>`;
}
function setupTable(rows) {
    if (rows.length === 0)
        return undefined;
    return (0,tables/* pageTable */.k)(setup_rows/* SETUP_HEAD */.fv, rows.map(({ what, project, outcome }) => [what, project, outcome]), page_MAX_ROWS);
}
function furtherImages(images) {
    return (0,html/* html */.q) `<section>
    <h2>Further images</h2>
    ${(0,tables/* pageTable */.k)(['Source', 'Destination', 'Digest', 'Changed'], images.map((image) => [
        image.source,
        image.destination,
        (0,html/* html */.q) `<code class="short">${(0,image_digest/* shortDigest */.VK)(image.digest)}</code>`,
        image.changed ? 'yes' : 'no',
    ]), page_MAX_ROWS)}
  </section>`;
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
