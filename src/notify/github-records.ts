import type { GitHubRecordOptions } from '../core/notification.ts';
import type { RunResult } from '../core/host.ts';
import { formatReference } from '../core/image/reference.ts';
import { shortDigest } from '../core/image/digest.ts';
import type { PromotionRequest } from '../core/options.ts';
import type { ImageReport } from '../core/report.ts';
import { cleanServerText } from '../core/text/server-text.ts';
import { errorCodeOf } from '../report/error-text.ts';
import { deliver, NotDelivered, type NotificationPorts, type Reply } from './delivery.ts';

/** The repository and commit of the workflow that runs, as GitHub's runner sets them. */
export interface GitHubJob {
  /** without a slash at the end */
  readonly apiUrl: string;
  /** `owner/name` */
  readonly repository: string;
  readonly sha: string;
}

/** @returns the job, or why there is none */
export function findJob(environment: Readonly<Record<string, string | undefined>>): GitHubJob | string {
  const { GITHUB_API_URL = '', GITHUB_REPOSITORY: repository = '', GITHUB_SHA: sha = '' } = environment;
  const apiUrl = (GITHUB_API_URL === '' ? 'https://api.github.com' : GITHUB_API_URL).replace(/\/+$/, '');
  if (!/^[\w.-]+\/[\w.-]+$/.test(repository) || !/^[0-9a-f]{40,64}$/.test(sha))
    return 'GITHUB_REPOSITORY and GITHUB_SHA do not name a commit, so this is not a job of GitHub Actions';
  // the token goes there
  const isSafe =
    /^https:\/\/[^/?#@]+(?:\/[^?#]*)?$|^http:\/\/(?:127\.0\.0\.1|localhost|\[::1\])(?::\d+)?(?:\/|$)/;
  return isSafe.test(apiUrl) ? { apiUrl, repository, sha } : 'GITHUB_API_URL is not an https:// URL';
}

interface Context {
  readonly options: GitHubRecordOptions;
  readonly job: GitHubJob;
  readonly ports: NotificationPorts;
}

// the limit of GitHub for descriptions of deployments
const MAX_DESCRIPTION = 140;

/**
 * Creates a deployment that is in progress. Neither branches are merged nor checks required: the workflow has decided.
 * https://docs.github.com/rest/deployments/deployments#create-a-deployment
 * @returns its id
 * @throws NotDelivered
 */
export async function startDeployment(
  context: Context,
  promotions: readonly PromotionRequest[],
  runUrl: string | undefined,
  signal: AbortSignal,
): Promise<number> {
  const { options, job } = context;
  const [first, ...others] = promotions.map(
    ({ source, destination }) => `${formatReference(source)} → ${formatReference(destination)}`,
  );
  const description = `${first ?? ''}${others.length === 0 ? '' : ` and ${others.length} more`}`;
  const reply = await ask(
    context,
    `/repos/${job.repository}/deployments`,
    {
      ref: job.sha,
      auto_merge: false,
      required_contexts: [],
      environment: options.environment,
      description: cleanServerText(description, MAX_DESCRIPTION),
    },
    signal,
  );
  const id = idOf(reply.text);
  if (id === undefined) throw new NotDelivered('GitHub answered without the id of the deployment');
  await setStatus(context, id, { state: 'in_progress', log_url: runUrl }, signal);
  return id;
}

/** Sets the status that a finished run gives its deployment. @throws NotDelivered */
export async function endDeployment(
  context: Context,
  id: number,
  result: Omit<RunResult, 'record'>,
  signal: AbortSignal,
): Promise<void> {
  const { failure, report, run } = result;
  const log_url = run?.url;
  if (failure !== undefined) {
    const outcome = report?.rolledBack === true ? ', rolled back' : '';
    const description = `${errorCodeOf(failure.error)}${outcome}`;
    return setStatus(context, id, { state: 'failure', log_url, description }, signal);
  }
  const [first, ...others] = report?.images ?? [];
  const what = first === undefined ? '' : `${first.destination} is ${shortDigest(first.digest)}`;
  const description = cleanServerText(
    `${what}${others.length === 0 ? '' : ` and ${others.length} more`}`,
    MAX_DESCRIPTION,
  );
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
async function setStatus(
  context: Context,
  id: number,
  status: Readonly<Record<string, string | boolean | undefined>>,
  signal: AbortSignal,
): Promise<void> {
  await ask(context, `/repos/${context.job.repository}/deployments/${id}/statuses`, status, signal);
}

const MAX_ARTIFACTS = 50;

/**
 * Records for the organization which digest is deployed where. A further record for the same tag in the same cluster replaces the one
 * before. https://docs.github.com/rest/orgs/artifact-metadata#create-an-artifact-deployment-record
 * @throws NotDelivered
 */
export async function recordArtifacts(
  context: Context,
  { report }: Omit<RunResult, 'record'>,
  signal: AbortSignal,
): Promise<void> {
  const { options, job } = context;
  const [owner = '', repository = ''] = job.repository.split('/');
  const server = report?.destinationServer;
  const cluster = server === undefined || !URL.canParse(server) ? undefined : new URL(server).hostname;
  // the records know no other algorithm
  const images = (report?.images ?? []).filter(({ digest }) => digest.startsWith('sha256:'));
  for (const image of images.slice(0, MAX_ARTIFACTS))
    await ask(
      context,
      `/orgs/${owner}/artifacts/metadata/deployment-record`,
      {
        name: image.image.replace(/@.*$/s, '').slice(-256),
        digest: image.digest,
        version: versionOf(image),
        status: 'deployed',
        logical_environment: options.environment,
        cluster: cluster ?? image.image.split('/')[0],
        deployment_name: image.destination.slice(-256),
        github_repository: repository,
      },
      signal,
    );
}

/** The tag of the source image; undefined if it is a digest. */
function versionOf({ source }: ImageReport): string | undefined {
  return source.includes('@') ? undefined : /:([\w.-]{1,100})$/.exec(source)?.[1];
}

function ask(
  { options, job, ports }: Context,
  path: string,
  body: Readonly<Record<string, unknown>>,
  signal: AbortSignal,
): Promise<Reply> {
  const headers = {
    accept: 'application/vnd.github+json',
    authorization: `Bearer ${options.token}`,
    'x-github-api-version': '2022-11-28',
  };
  return deliver({ url: `${job.apiUrl}${path}`, headers, body }, ports, signal);
}

function idOf(text: string): number | undefined {
  try {
    const { id } = JSON.parse(text) as { readonly id?: unknown };
    return typeof id === 'number' && Number.isSafeInteger(id) && id > 0 ? id : undefined;
  } catch {
    return undefined;
  }
}

/** What to do about a record that GitHub did not take. */
export function adviceOn(error: unknown, permission: string): string {
  const status = error instanceof NotDelivered ? error.status : undefined;
  if (status === 401) return 'the token is not valid: pass github-token: ${{ github.token }}';
  return status === 403 || status === 404
    ? `add it to the job: permissions: { ${permission}: write }`
    : 'the result of the run is not affected';
}
