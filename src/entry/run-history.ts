import { readVerify } from '../config/verify.ts';
import { givenOutput } from '../core/command-flags.ts';
import type { HostEnvironment } from '../core/host.ts';
import { formatReference, type ImageReference } from '../core/image/reference.ts';
import { historyOf, type HistoryEntry } from '../core/trace/tag-history.ts';
import { PromoteError } from '../core/text/errors.ts';
import { redactTexts } from '../core/text/redaction.ts';
import { findRepository } from '../promotion/resolve/resolve-copy.ts';
import { exitCodeOf } from '../report/error-text.ts';
import { historyText } from '../report/release-text.ts';
import type { Host } from './choose-host.ts';
import type { ComposedPorts } from './compose/compose.ts';
import { cancellationSignal } from './compose/signals.ts';
import { readRaw, startRun, withPorts } from './run-promotion.ts';

/**
 * Prints which images a tag held, and who promoted each of them from where.
 * @returns the exit code
 */
export async function runHistory(host: Host, hostEnvironment: HostEnvironment): Promise<number> {
  const run = startRun(host, hostEnvironment);
  const cancellation = cancellationSignal();
  try {
    const { raw, context } = await readRaw(run, 'history');
    const { options, image } = readVerify(raw, context);
    const found = await withPorts(options, run, cancellation.signal, (composed) =>
      readHistory(image, composed, cancellation.signal),
    );
    const entries = redactTexts(found, (text) => run.redactor.redact(text));
    const isJson = givenOutput(hostEnvironment.argv) === 'json';
    hostEnvironment.stdout.write(
      isJson ? `${JSON.stringify(entries, undefined, 2)}\n` : historyText(entries),
    );
    return 0;
  } catch (error) {
    run.reporter.failure(error);
    return exitCodeOf(error);
  } finally {
    cancellation.release();
  }
}

const NOT_CONNECTED = { identity: undefined, registryHost: undefined };

async function readHistory(
  image: ImageReference,
  { ports, options }: ComposedPorts,
  signal: AbortSignal,
): Promise<readonly HistoryEntry[]> {
  const name = formatReference(image);
  const { clusters, reporter } = ports;
  const cluster = clusters.destination;
  if (image.kind === 'registry') {
    const connection = { source: NOT_CONNECTED, destination: NOT_CONNECTED };
    const repository = await findRepository('destination', image, options, connection, ports, signal);
    const { digest } = await repository.getManifest(image.digest ?? image.tag ?? 'latest', signal);
    reporter.warning(
      `${repository.host} keeps no history of tags, and promotions leave their traces there only in attestations: openshift-promote verify ${name}`,
    );
    return [{ digest, since: undefined, promotion: undefined }];
  }
  if (image.tag === undefined || cluster === undefined) {
    throw new PromoteError({
      code: 'INPUT_INVALID',
      message: `${name} has no history: only tags of image streams keep one`,
      hint: 'name a tag, such as prod/app:live',
    });
  }
  const found = await cluster.traces.readTag({ ...image, tag: image.tag }, signal);
  if (found === undefined) {
    throw new PromoteError({
      code: 'IMAGE_NOT_FOUND',
      message: `${name} does not exist on ${cluster.server}`,
      hint: `look at the tags there are: openshift-promote tags ${image.project}/${image.stream}`,
      where: { side: 'destination' },
    });
  }
  if (found.traces.isEdited)
    reporter.warning(
      `${name}: another client has edited what promotions left there; what it broke is not shown`,
    );
  return historyOf(found);
}
