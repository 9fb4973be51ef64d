export const id = 908;
export const ids = [908];
export const modules = {

/***/ 5009:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  startNotifications: () => (/* binding */ startNotifications)
});

// EXTERNAL MODULE: ./src/core/text/redaction.js
var redaction = __webpack_require__(8136);
// EXTERNAL MODULE: ./src/http/exchange/retry-after.js
var retry_after = __webpack_require__(723);
// EXTERNAL MODULE: ./src/core/image/reference.js
var reference = __webpack_require__(3638);
// EXTERNAL MODULE: ./src/core/image/digest.js
var digest = __webpack_require__(2391);
// EXTERNAL MODULE: ./src/core/progress-text.js
var progress_text = __webpack_require__(5116);
// EXTERNAL MODULE: ./src/core/text/server-text.js
var server_text = __webpack_require__(6844);
// EXTERNAL MODULE: ./src/report/error-text.js
var error_text = __webpack_require__(4412);
// EXTERNAL MODULE: ./src/report/summary-headline.js
var summary_headline = __webpack_require__(9733);
;// CONCATENATED MODULE: ./src/notify/announcement.js






const MAX_ENTRIES = 10;
const MAX_NAME = 200;
const MAX_TEXT = 600;
const plain = (text) => ({ text, isQuoted: false });
const quoted = (text, length = MAX_NAME) => ({
    text: (0,server_text/* cleanServerText */.C)(text, length),
    isQuoted: true,
});
/**
 * What there is to say about a run.
 * @param result without secrets
 * @param promotions what the run was asked for, in case it ended before there was a report
 * @returns undefined for a success that changed nothing
 */
function announce(result, promotions, redact) {
    const { report, failure, run, environment, destination } = result;
    if (failure === undefined && !isChanged(result))
        return undefined;
    const occasions = occasionsOf(result);
    const images = imagesOf(report?.images ?? [], promotions, report?.isRollback === true);
    const rolledBack = report?.rolledBack === true;
    const where = environment === undefined ? [] : [[plain('Environment: '), quoted(environment.name)]];
    const by = run?.actor === undefined ? [] : [[plain('By '), quoted(run.actor), plain(` in ${run.system}`)]];
    return {
        occasions,
        title: `${signOf(occasions)} ${(0,server_text/* cleanServerText */.C)(titleOf(result, promotions), 140)}`,
        lines: [
            ...(failure === undefined ? [] : errorLines(failure.error, redact)),
            ...(destination === undefined ? [] : [[plain('Destination: '), quoted(destination, MAX_TEXT)]]),
            ...limited(images, 'image'),
            ...(rolledBack ? [] : limited(workloadsOf(report?.images ?? []), 'workload')),
            ...where,
            ...by,
        ],
        links: [
            ...linkOf('Open the run', run?.url),
            ...(rolledBack ? [] : linkOf('Open the application', report?.url)),
        ],
    };
}
function isChanged({ report }) {
    if (report === undefined)
        return false;
    const isApplied = (report.applied ?? []).some(({ action }) => action === 'create' || action === 'change');
    const isRolledOut = report.images.some(({ rollouts }) => rollouts.some(({ status }) => status !== 'unchanged'));
    return (report.images.some(({ changed }) => changed) || isApplied || isRolledOut || report.commit !== undefined);
}
function occasionsOf({ report, failure }) {
    const isRollback = report?.isRollback === true || report?.rolledBack === true;
    return [
        ...(failure !== undefined ? ['failure'] : isRollback ? [] : ['success']),
        ...(isRollback ? ['rollback'] : []),
    ];
}
function signOf(occasions) {
    if (occasions.includes('failure'))
        return '\u274c';
    return occasions.includes('rollback') ? '\u21a9' : '\u2705';
}
function titleOf(result, promotions) {
    const headline = (0,summary_headline/* headlineOf */.g)({ ...result, record: undefined });
    if (result.failure === undefined)
        return headline;
    const [first, ...others] = promotions;
    const what = first === undefined || others.length > 0
        ? `${promotions.length} images`
        : (0,reference/* formatReference */.FH)(first.destination);
    return `${headline} (${what}${result.report?.rolledBack === true ? ', rolled back' : ''})`;
}
function errorLines(error, redact) {
    const { code, message, hint, problems } = (0,error_text/* describeError */.Uc)(error, redact);
    return [
        [quoted(`${code}: ${message}`, MAX_TEXT)],
        ...problems.slice(0, MAX_ENTRIES).map((problem) => [quoted(problem, MAX_TEXT)]),
        ...(hint === undefined ? [] : [[plain('What to do: '), quoted(hint, MAX_TEXT)]]),
    ];
}
function imagesOf(images, promotions, isRollback) {
    if (images.length === 0)
        return promotions.map(({ source, destination }) => [
            quoted((0,reference/* formatReference */.FH)(source)),
            plain(' \u2192 '),
            quoted((0,reference/* formatReference */.FH)(destination)),
        ]);
    return images.map((image) => [
        ...(isRollback ? [] : [quoted(image.source), plain(' \u2192 ')]),
        quoted(image.destination),
        plain(': '),
        ...(image.previousDigest === undefined || image.previousDigest === image.digest
            ? []
            : [quoted((0,digest/* shortDigest */.VK)(image.previousDigest)), plain(' \u2192 ')]),
        quoted((0,digest/* shortDigest */.VK)(image.digest)),
        ...(image.changed ? [] : [plain(' (unchanged)')]),
    ]);
}
function workloadsOf(images) {
    const states = new Map(images.flatMap(({ rollouts }) => rollouts.map(({ workload, status }) => [(0,progress_text/* workloadText */.DE)(workload), status])));
    return [...states].map(([name, status]) => [quoted(name), plain(`: ${status}`)]);
}
function limited(lines, kind) {
    const more = lines.length - MAX_ENTRIES;
    return more <= 0
        ? lines
        : [...lines.slice(0, MAX_ENTRIES), [plain(`and ${more} more ${kind}${more === 1 ? '' : 's'}`)]];
}
function linkOf(title, url) {
    if (url === undefined || url.length > 2000 || !URL.canParse(url))
        return [];
    const { protocol, href } = new URL(url);
    return /^https?:$/.test(protocol) ? [{ title, url: href }] : [];
}

// EXTERNAL MODULE: ./src/core/text/errors.js
var errors = __webpack_require__(7206);
;// CONCATENATED MODULE: ./src/notify/delivery.js


/** Why something was not delivered, as the end of a sentence; safe to show. */
class NotDelivered extends Error {
    status;
    constructor(message, status) {
        super(message);
        this.name = 'NotDelivered';
        this.status = status;
    }
}
// of the ten seconds that a message may take
const MAX_WAIT_MS = 8000;
/**
 * Posts JSON. Waits and tries once more when the server asks for that (429 with Retry-After of at most eight seconds), since such a
 * request was not taken.
 * @returns a reply below 300
 * @throws NotDelivered
 */
async function deliver({ url, headers = {}, body }, { clock, post }, signal) {
    const { host } = new URL(url);
    const all = { 'content-type': 'application/json', ...headers };
    const send = async () => {
        try {
            return await post(url, all, JSON.stringify(body), signal);
        }
        catch (error) {
            throw new NotDelivered(reasonOf(error, host));
        }
    };
    let reply = await send();
    if (reply.status === 429 && (reply.retryAfterMs ?? Infinity) <= MAX_WAIT_MS) {
        await clock.sleep(reply.retryAfterMs ?? 0, signal).catch((error) => {
            throw new NotDelivered(reasonOf(error, host), 429);
        });
        reply = await send();
    }
    if (reply.status >= 200 && reply.status < 300)
        return reply;
    const said = (0,server_text/* cleanServerText */.C)(messageOf(reply.text), 200);
    throw new NotDelivered(`${host} answered ${reply.status}${said === '' ? '' : ` (${said})`}`, reply.status);
}
/** The transport knows only the sides of a promotion, and this is neither. */
function reasonOf(error, host) {
    if (!(error instanceof errors/* PromoteError */.jG))
        return `${host}: ${error instanceof Error ? error.message : String(error)}`;
    return error.code === 'TIMED_OUT' || error.code === 'CANCELLED'
        ? `${host} did not answer in time`
        : error.message.replace(/^the (?:source|destination) (?=\S+ )/, '');
}
/** GitHub and Power Automate explain errors in JSON, Slack in a word. */
function messageOf(text) {
    try {
        const parsed = JSON.parse(text);
        const { message, error } = parsed;
        return [message, error?.message].find((each) => typeof each === 'string') ?? text;
    }
    catch {
        return text;
    }
}

;// CONCATENATED MODULE: ./src/notify/github-records.js





/** @returns the job, or why there is none */
function findJob(environment) {
    const { GITHUB_API_URL = '', GITHUB_REPOSITORY: repository = '', GITHUB_SHA: sha = '' } = environment;
    const apiUrl = (GITHUB_API_URL === '' ? 'https://api.github.com' : GITHUB_API_URL).replace(/\/+$/, '');
    if (!/^[\w.-]+\/[\w.-]+$/.test(repository) || !/^[0-9a-f]{40,64}$/.test(sha))
        return 'GITHUB_REPOSITORY and GITHUB_SHA do not name a commit, so this is not a job of GitHub Actions';
    // the token goes there
    const isSafe = /^https:\/\/[^/?#@]+(?:\/[^?#]*)?$|^http:\/\/(?:127\.0\.0\.1|localhost|\[::1\])(?::\d+)?(?:\/|$)/;
    return isSafe.test(apiUrl) ? { apiUrl, repository, sha } : 'GITHUB_API_URL is not an https:// URL';
}
// the limit of GitHub for descriptions of deployments
const MAX_DESCRIPTION = 140;
/**
 * Creates a deployment that is in progress. Neither branches are merged nor checks required: the workflow has decided.
 * https://docs.github.com/rest/deployments/deployments#create-a-deployment
 * @returns its id
 * @throws NotDelivered
 */
async function startDeployment(context, promotions, runUrl, signal) {
    const { options, job } = context;
    const [first, ...others] = promotions.map(({ source, destination }) => `${(0,reference/* formatReference */.FH)(source)} \u2192 ${(0,reference/* formatReference */.FH)(destination)}`);
    const description = `${first ?? ''}${others.length === 0 ? '' : ` and ${others.length} more`}`;
    const reply = await ask(context, `/repos/${job.repository}/deployments`, {
        ref: job.sha,
        auto_merge: false,
        required_contexts: [],
        environment: options.environment,
        description: (0,server_text/* cleanServerText */.C)(description, MAX_DESCRIPTION),
    }, signal);
    const id = idOf(reply.text);
    if (id === undefined)
        throw new NotDelivered('GitHub answered without the id of the deployment');
    await setStatus(context, id, { state: 'in_progress', log_url: runUrl }, signal);
    return id;
}
/** Sets the status that a finished run gives its deployment. @throws NotDelivered */
async function endDeployment(context, id, result, signal) {
    const { failure, report, run } = result;
    const log_url = run?.url;
    if (failure !== undefined) {
        const outcome = report?.rolledBack === true ? ', rolled back' : '';
        const description = `${(0,error_text/* errorCodeOf */.D9)(failure.error)}${outcome}`;
        return setStatus(context, id, { state: 'failure', log_url, description }, signal);
    }
    const [first, ...others] = report?.images ?? [];
    const what = first === undefined ? '' : `${first.destination} is ${(0,digest/* shortDigest */.VK)(first.digest)}`;
    const description = (0,server_text/* cleanServerText */.C)(`${what}${others.length === 0 ? '' : ` and ${others.length} more`}`, MAX_DESCRIPTION);
    // earlier deployments of the environment become inactive
    const status = {
        state: 'success',
        log_url,
        description,
        environment_url: report?.url,
        auto_inactive: true,
    };
    return setStatus(context, id, status, signal);
}
/** https://docs.github.com/rest/deployments/statuses#create-a-deployment-status; absent fields are not sent */
async function setStatus(context, id, status, signal) {
    await ask(context, `/repos/${context.job.repository}/deployments/${id}/statuses`, status, signal);
}
const MAX_ARTIFACTS = 50;
/**
 * Records for the organization which digest is deployed where. A further record for the same tag in the same cluster replaces the one
 * before. https://docs.github.com/rest/orgs/artifact-metadata#create-an-artifact-deployment-record
 * @throws NotDelivered
 */
async function recordArtifacts(context, { report }, signal) {
    const { options, job } = context;
    const [owner = '', repository = ''] = job.repository.split('/');
    const server = report?.destinationServer;
    const cluster = server === undefined || !URL.canParse(server) ? undefined : new URL(server).hostname;
    // the records know no other algorithm
    const images = (report?.images ?? []).filter(({ digest }) => digest.startsWith('sha256:'));
    for (const image of images.slice(0, MAX_ARTIFACTS))
        await ask(context, `/orgs/${owner}/artifacts/metadata/deployment-record`, {
            name: image.image.replace(/@.*$/s, '').slice(-256),
            digest: image.digest,
            version: versionOf(image),
            status: 'deployed',
            logical_environment: options.environment,
            cluster: cluster ?? image.image.split('/')[0],
            deployment_name: image.destination.slice(-256),
            github_repository: repository,
        }, signal);
}
/** The tag of the source image; undefined if it is a digest. */
function versionOf({ source }) {
    return source.includes('@') ? undefined : /:([\w.-]{1,100})$/.exec(source)?.[1];
}
function ask({ options, job, ports }, path, body, signal) {
    const headers = {
        accept: 'application/vnd.github+json',
        authorization: `Bearer ${options.token}`,
        'x-github-api-version': '2022-11-28',
    };
    return deliver({ url: `${job.apiUrl}${path}`, headers, body }, ports, signal);
}
function idOf(text) {
    try {
        const { id } = JSON.parse(text);
        return typeof id === 'number' && Number.isSafeInteger(id) && id > 0 ? id : undefined;
    }
    catch {
        return undefined;
    }
}
/** What to do about a record that GitHub did not take. */
function adviceOn(error, permission) {
    const status = error instanceof NotDelivered ? error.status : undefined;
    if (status === 401)
        return 'the token is not valid: pass github-token: ${{ github.token }}';
    return status === 403 || status === 404
        ? `add it to the job: permissions: { ${permission}: write }`
        : 'the result of the run is not affected';
}

;// CONCATENATED MODULE: ./src/notify/payload.js
/** Teams refuses messages of more than 28 KB, Slack cuts texts after 4,000 characters, Rocket.Chat refuses 5,000. */
const MAX_LENGTH = { teams: 24_000, slack: 24_000, text: 4000 };
/** The body of the request, in JSON. Lines are left out from the end until it is as short as the receiver needs it. */
function payloadOf(format, announcement) {
    const { lines } = announcement;
    for (let count = lines.length;; count -= 1) {
        const payload = RENDERERS[format]({ ...announcement, lines: lines.slice(0, count) });
        if (count === 0 || Buffer.byteLength(JSON.stringify(payload)) <= MAX_LENGTH[format])
            return payload;
    }
}
const RENDERERS = {
    slack: slackMessage,
    teams: adaptiveCard,
    text: (announcement) => ({ text: slackText(announcement) }),
};
// docs.slack.dev: 150 characters in a header, 3000 in a section, 50 blocks in a message
const MAX_SECTION = 2900;
/** https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks: blocks, and a text for notifications. */
function slackMessage(announcement) {
    const { title, lines, links } = announcement;
    const sections = lines.map(mrkdwnLine).reduce((done, line) => {
        const last = done.at(-1);
        const isFull = last === undefined || last.length + 1 + line.length > MAX_SECTION;
        return isFull ? [...done, line] : [...done.slice(0, -1), `${last}\n${line}`];
    }, []);
    const shownLinks = links.map(mrkdwnLink).join('  \u00b7  ');
    return {
        text: escapeMrkdwn(title),
        blocks: [
            // escaped, it could be too long
            { type: 'header', text: { type: 'plain_text', text: title.replaceAll(/[&<>]/g, ' ') } },
            ...[...sections, ...(shownLinks === '' ? [] : [shownLinks])].map((text) => ({
                type: 'section',
                // verbatim: Slack looks for no channels, users and URLs in it
                text: { type: 'mrkdwn', text, verbatim: true },
            })),
        ],
    };
}
function slackText({ title, lines, links }) {
    return [
        `*${mrkdwnSpan({ text: title, isQuoted: true })}*`,
        ...lines.map(mrkdwnLine),
        ...links.map(mrkdwnLink),
    ].join('\n');
}
function mrkdwnLine(spans) {
    return spans.map(mrkdwnSpan).join('');
}
/** Nothing is interpreted in a code span, also in Mattermost, where @channel outside of one would call everybody. */
function mrkdwnSpan({ text, isQuoted }) {
    return isQuoted ? `\`${escapeMrkdwn(text.replaceAll('`', "'"))}\`` : escapeMrkdwn(text);
}
/** https://docs.slack.dev/messaging/formatting-message-text#escaping: exactly these three characters. */
function escapeMrkdwn(text) {
    return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
function mrkdwnLink({ title, url }) {
    return `<${escapeMrkdwn(url.replaceAll('|', '%7C'))}|${escapeMrkdwn(title)}>`;
}
/**
 * A message of workflows of Power Automate ("When a Teams webhook request is received") with one Adaptive Card. The runs of a
 * RichTextBlock are never read as Markdown, unlike a TextBlock.
 */
function adaptiveCard({ title, lines, links }) {
    const block = (inlines) => ({ type: 'RichTextBlock', inlines });
    const content = {
        $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
        type: 'AdaptiveCard',
        version: '1.4',
        msteams: { width: 'Full' },
        fallbackText: title,
        body: [
            block([{ type: 'TextRun', text: title, size: 'Large', weight: 'Bolder' }]),
            ...lines.map((spans) => block(spans.map(({ text, isQuoted }) => ({
                type: 'TextRun',
                text,
                ...(isQuoted ? { fontType: 'Monospace' } : {}),
            })))),
        ],
        ...(links.length === 0
            ? {}
            : { actions: links.map(({ title: name, url }) => ({ type: 'Action.OpenUrl', title: name, url })) }),
    };
    return {
        type: 'message',
        attachments: [{ contentType: 'application/vnd.microsoft.card.adaptive', contentUrl: null, content }],
    };
}

// EXTERNAL MODULE: ./src/entry/compose/open-transport.js + 33 modules
var open_transport = __webpack_require__(5624);
// EXTERNAL MODULE: ./src/entry/compose/system-clock.js
var system_clock = __webpack_require__(5119);
;// CONCATENATED MODULE: ./src/entry/notifications.js








const TIMEOUT_MS = 10_000;
// a runner kills a cancelled job after ten seconds, of which the promotion has used some
const TIMEOUT_AFTER_CANCELLATION_MS = 2000;
const MAX_REPLY_BYTES = 256 * 1024;
/**
 * Starts the deployment at GitHub, if there is to be one, beside the promotion.
 * @param cancellation of the run
 */
function startNotifications(options, { message, github }, run, cancellation) {
    const ports = portsOf(options, run);
    const records = github === undefined ? undefined : startRecords(github, options, ports, run);
    return {
        async finish(result) {
            const redact = (text) => run.redactor.redact(text);
            const { report, plan, environment, destination } = result;
            const origin = run.host.readRun(run.hostEnvironment);
            const shown = {
                ...result,
                ...(0,redaction/* redactTexts */.SG)({ report, plan, environment, destination, run: origin }, redact),
            };
            await Promise.all([
                message === undefined
                    ? undefined
                    : sendMessage(message, shown, { options, ports, run }, deadline(cancellation)),
                records?.finish(shown, deadline(cancellation)),
            ]);
        },
    };
}
function deadline(cancellation) {
    return cancellation.aborted
        ? AbortSignal.timeout(TIMEOUT_AFTER_CANCELLATION_MS)
        : AbortSignal.any([cancellation, AbortSignal.timeout(TIMEOUT_MS)]);
}
/** With the certificate authorities and the proxy of the destination, but always verifying. */
function portsOf(options, { reporter, hostEnvironment }) {
    const side = { ...options.destination, clientIdentity: undefined, insecureSkipTlsVerify: false };
    return {
        clock: system_clock/* systemClock */.m,
        async post(url, headers, body, signal) {
            const transport = (0,open_transport/* openTransport */.g)(side, options, reporter, hostEnvironment.env);
            try {
                const reply = await transport.send({ method: 'POST', url, headers, body, maxBodyBytes: MAX_REPLY_BYTES, retry: 'once' }, signal);
                return {
                    status: reply.status,
                    text: new TextDecoder().decode(reply.body),
                    retryAfterMs: (0,retry_after/* retryAfterMs */.V)(reply.headers, system_clock/* systemClock */.m.date()),
                };
            }
            finally {
                await transport.close();
            }
        },
    };
}
async function sendMessage({ url, format, on }, result, { options, ports, run, }, signal) {
    try {
        const found = announce(result, options.promotions, (text) => run.redactor.redact(text));
        if (found === undefined || !found.occasions.some((occasion) => on.includes(occasion)))
            return;
        await deliver({ url, body: payloadOf(format, found) }, ports, signal);
        run.reporter.info(`sent a message about the result to ${new URL(url).host}`);
    }
    catch (error) {
        run.reporter.warning(`no message was sent: ${notifications_reasonOf(error)}. Check "notify-url"; the result of the run is not affected`);
    }
}
function startRecords(github, options, ports, run) {
    const job = findJob(run.hostEnvironment.env);
    if (typeof job === 'string') {
        run.reporter.warning(`nothing is recorded at GitHub: ${job}`);
        return { finish: () => Promise.resolve() };
    }
    const context = { options: github, job, ports };
    // beside the promotion, which neither waits for it nor fails because of it
    const deployment = github.records.includes('deployment')
        ? startDeployment(context, options.promotions, run.host.readRun(run.hostEnvironment).url, 
        // also when the job is cancelled meanwhile, so that what was created is ended
        AbortSignal.timeout(TIMEOUT_MS)).catch((error) => ({ error }))
        : undefined;
    return {
        async finish(result, signal) {
            await Promise.all([
                deployment === undefined ? undefined : finishDeployment(context, deployment, result, { run, signal }),
                github.records.includes('artifact') && result.failure === undefined
                    ? finishArtifacts(context, result, { run, signal })
                    : undefined,
            ]);
        },
    };
}
async function finishDeployment(context, deployment, result, { run, signal }) {
    try {
        const id = await Promise.race([deployment, lateAt(signal)]);
        if (typeof id !== 'number')
            throw id.error;
        await endDeployment(context, id, result, signal);
        run.reporter.info(`recorded as a deployment of ${context.options.environment} at GitHub`);
    }
    catch (error) {
        const advice = adviceOn(error, 'deployments');
        run.reporter.warning(`the deployment was not recorded at GitHub: ${notifications_reasonOf(error)}; ${advice}`);
    }
}
async function finishArtifacts(context, result, { run, signal }) {
    try {
        await recordArtifacts(context, result, signal);
        run.reporter.info(`recorded what is deployed in ${context.options.environment} for the organization at GitHub`);
    }
    catch (error) {
        const advice = adviceOn(error, 'artifact-metadata');
        run.reporter.warning(`what is deployed was not recorded at GitHub, which does that for organizations only: ${notifications_reasonOf(error)}; ${advice}`);
    }
}
function lateAt(signal) {
    return new Promise((resolve) => {
        const late = () => resolve({ error: new NotDelivered('GitHub did not answer in time') });
        if (signal.aborted)
            late();
        else
            signal.addEventListener('abort', late, { once: true });
    });
}
function notifications_reasonOf(error) {
    return error instanceof Error ? error.message : String(error);
}


/***/ })

};
