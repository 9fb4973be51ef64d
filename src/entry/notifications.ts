import type { RunOptions } from '../config/options.ts';
import type { HostEnvironment, HostReporter, RunResult } from '../core/host.ts';
import type { GitHubRecordOptions, MessageOptions, NotificationOptions } from '../core/notification.ts';
import { redactTexts, type Redactor } from '../core/text/redaction.ts';
import { retryAfterMs } from '../http/exchange/retry-after.ts';
import { announce } from '../notify/announcement.ts';
import { deliver, NotDelivered, type NotificationPorts } from '../notify/delivery.ts';
import {
  adviceOn,
  endDeployment,
  findJob,
  recordArtifacts,
  startDeployment,
  type GitHubJob,
} from '../notify/github-records.ts';
import { payloadOf } from '../notify/payload.ts';
import { openTransport } from './compose/open-transport.ts';
import { systemClock } from './compose/system-clock.ts';
import type { Host } from './choose-host.ts';

type Result = Omit<RunResult, 'record'>;

/** The run that is told about. */
interface Run {
  readonly host: Host;
  readonly hostEnvironment: HostEnvironment;
  readonly redactor: Redactor;
  readonly reporter: HostReporter;
}

/** Tells others about a run that has started. */
export interface Notifications {
  /** Sends the message and the records of the result. Never rejects: what fails is one warning each. */
  finish(result: Result): Promise<void>;
}

const TIMEOUT_MS = 10_000;
// a runner kills a cancelled job after ten seconds, of which the promotion has used some
const TIMEOUT_AFTER_CANCELLATION_MS = 2000;
const MAX_REPLY_BYTES = 256 * 1024;

/**
 * Starts the deployment at GitHub, if there is to be one, beside the promotion.
 * @param cancellation of the run
 */
export function startNotifications(
  options: RunOptions,
  { message, github }: NotificationOptions,
  run: Run,
  cancellation: AbortSignal,
): Notifications {
  const ports = portsOf(options, run);
  const records = github === undefined ? undefined : startRecords(github, options, ports, run);
  return {
    async finish(result) {
      const redact = (text: string): string => run.redactor.redact(text);
      const { report, plan, environment, destination } = result;
      const origin = run.host.readRun(run.hostEnvironment);
      const shown = {
        ...result,
        ...redactTexts({ report, plan, environment, destination, run: origin }, redact),
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

function deadline(cancellation: AbortSignal): AbortSignal {
  return cancellation.aborted
    ? AbortSignal.timeout(TIMEOUT_AFTER_CANCELLATION_MS)
    : AbortSignal.any([cancellation, AbortSignal.timeout(TIMEOUT_MS)]);
}

/** With the certificate authorities and the proxy of the destination, but always verifying. */
function portsOf(options: RunOptions, { reporter, hostEnvironment }: Run): NotificationPorts {
  const side = { ...options.destination, clientIdentity: undefined, insecureSkipTlsVerify: false };
  return {
    clock: systemClock,
    async post(url, headers, body, signal) {
      const transport = openTransport(side, options, reporter, hostEnvironment.env);
      try {
        const reply = await transport.send(
          { method: 'POST', url, headers, body, maxBodyBytes: MAX_REPLY_BYTES, retry: 'once' },
          signal,
        );
        return {
          status: reply.status,
          text: new TextDecoder().decode(reply.body),
          retryAfterMs: retryAfterMs(reply.headers, systemClock.date()),
        };
      } finally {
        await transport.close();
      }
    },
  };
}

async function sendMessage(
  { url, format, on }: MessageOptions,
  result: Result,
  {
    options,
    ports,
    run,
  }: { readonly options: RunOptions; readonly ports: NotificationPorts; readonly run: Run },
  signal: AbortSignal,
): Promise<void> {
  try {
    const found = announce(result, options.promotions, (text) => run.redactor.redact(text));
    if (found === undefined || !found.occasions.some((occasion) => on.includes(occasion))) return;
    await deliver({ url, body: payloadOf(format, found) }, ports, signal);
    run.reporter.info(`sent a message about the result to ${new URL(url).host}`);
  } catch (error) {
    run.reporter.warning(
      `no message was sent: ${reasonOf(error)}. Check "notify-url"; the result of the run is not affected`,
    );
  }
}

interface Records {
  finish(result: Result, signal: AbortSignal): Promise<void>;
}

function startRecords(
  github: GitHubRecordOptions,
  options: RunOptions,
  ports: NotificationPorts,
  run: Run,
): Records {
  const job = findJob(run.hostEnvironment.env);
  if (typeof job === 'string') {
    run.reporter.warning(`nothing is recorded at GitHub: ${job}`);
    return { finish: () => Promise.resolve() };
  }
  const context = { options: github, job, ports };
  // beside the promotion, which neither waits for it nor fails because of it
  const deployment = github.records.includes('deployment')
    ? startDeployment(
        context,
        options.promotions,
        run.host.readRun(run.hostEnvironment).url,
        // also when the job is cancelled meanwhile, so that what was created is ended
        AbortSignal.timeout(TIMEOUT_MS),
      ).catch((error: unknown) => ({ error }))
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

interface GitHubContext {
  readonly options: GitHubRecordOptions;
  readonly job: GitHubJob;
  readonly ports: NotificationPorts;
}

async function finishDeployment(
  context: GitHubContext,
  deployment: Promise<number | { readonly error: unknown }>,
  result: Result,
  { run, signal }: { readonly run: Run; readonly signal: AbortSignal },
): Promise<void> {
  try {
    const id = await Promise.race([deployment, lateAt(signal)]);
    if (typeof id !== 'number') throw id.error;
    await endDeployment(context, id, result, signal);
    run.reporter.info(`recorded as a deployment of ${context.options.environment} at GitHub`);
  } catch (error) {
    const advice = adviceOn(error, 'deployments');
    run.reporter.warning(`the deployment was not recorded at GitHub: ${reasonOf(error)}; ${advice}`);
  }
}

async function finishArtifacts(
  context: GitHubContext,
  result: Result,
  { run, signal }: { readonly run: Run; readonly signal: AbortSignal },
): Promise<void> {
  try {
    await recordArtifacts(context, result, signal);
    run.reporter.info(
      `recorded what is deployed in ${context.options.environment} for the organization at GitHub`,
    );
  } catch (error) {
    const advice = adviceOn(error, 'artifact-metadata');
    run.reporter.warning(
      `what is deployed was not recorded at GitHub, which does that for organizations only: ${reasonOf(error)}; ${advice}`,
    );
  }
}

function lateAt(signal: AbortSignal): Promise<{ readonly error: NotDelivered }> {
  return new Promise((resolve) => {
    const late = (): void => resolve({ error: new NotDelivered('GitHub did not answer in time') });
    if (signal.aborted) late();
    else signal.addEventListener('abort', late, { once: true });
  });
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
