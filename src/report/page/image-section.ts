import { formatBytes } from '../../core/text/units.ts';
import { shortDigest } from '../../core/image/digest.ts';
import { workloadText } from '../../core/progress-text.ts';
import type { ImageReport } from '../../core/report.ts';
import type { BlobReport, PodReport, Change, ImageChange, SetChange } from '../../core/report-details.ts';
import { layerBar } from './bars.ts';
import { html, type Html } from './html.ts';
import { pageTable } from './tables.ts';

const MAX_ROWS = 30;

const OUTCOMES: Readonly<Record<BlobReport['outcome'], string>> = {
  copied: 'moved',
  mounted: 'mounted from another repository',
  present: 'already there',
  skipped: 'left out: pods download it from its URLs',
};

/** Everything about one image: where it came from, where it is, what runs it, and what it is made of. */
export function imageSection(image: ImageReport, isDone: boolean): Html {
  const { blobs, attachments, change, pods = [], rollouts } = image;
  return html`<section>
    <h2>${image.source} → ${image.destination}</h2>
    ${isDone ? chain(image) : undefined}
    <h3>Image</h3>
    <dl>
      ${wideFact('Digest', html`<code>${image.digest}</code>`)} ${wideFact('Before', beforeText(image))}
      ${
        image.sourceDigest === undefined
          ? undefined
          : wideFact('Built from, under another digest', html`<code>${image.sourceDigest}</code>`)
      }
      ${fact('Tags', image.tags.join(', '))} ${fact('Strategy', image.strategy)}
      ${image.platforms.length === 0 ? undefined : fact('Platforms', image.platforms.join(', '))}
      ${wideFact('Pull it as', html`<code>${image.image}</code>`)}
      ${image.attestation === undefined ? undefined : wideFact('Attested by', html`<code>${image.attestation.manifest}</code>`)}
    </dl>
    ${change === undefined ? undefined : changeSection(change)}
    ${blobs === undefined || blobs.length === 0 ? undefined : layers(blobs)}
    ${
      rollouts.length === 0
        ? undefined
        : html`<h3>Rollouts</h3>
            ${rolloutTable(image)}`
    }
    ${
      pods.length === 0
        ? undefined
        : html`<h3>Running pods</h3>
            ${podTable(pods)}`
    }
    ${
      attachments.length === 0
        ? undefined
        : html`<h3>Signatures and attestations</h3>
            ${attachmentRows(image)}`
    }
  </section>`;
}

export function fact(name: string, value: Html | string): Html {
  return html`<div>
    <dt>${name}</dt>
    <dd>${value}</dd>
  </div>`;
}

function wideFact(name: string, value: Html | string): Html {
  return html`<div class="wide">${fact(name, value)}</div>`;
}

/** The digest from the source to the pods, which is the same everywhere unless a build created a new image. */
function chain(image: ImageReport): Html {
  const ready = (image.pods ?? []).filter((pod) => pod.ready);
  const arrow = html`<li class="arrow" aria-hidden="true">➜</li>`;
  const box = (title: string, name: string, digest: string): Html =>
    html`<li>
      <span class="soft">${title}</span><br />${name}<br /><code class="short">${shortDigest(digest)}</code>
    </li>`;
  const runs = podDigest(ready, image);
  const title = `${podTitle(ready)}${runs === image.digest ? '' : ' (the image of this index for their platform)'}`;
  const running = ready.length === 0 ? [] : [arrow, box(title, workloadsOf(ready), runs)];
  return html`<ul class="chain">
    ${box('Source', image.sourceImage.replace(/@.*$/, ''), image.sourceImage.replace(/^.*@/, ''))}${arrow}
    ${box('Destination', image.image.replace(/@.*$/, ''), image.digest)}${running}
  </ul>`;
}

function podTitle(pods: readonly PodReport[]): string {
  return `Running: ${pods.length} ${pods.length === 1 ? 'pod' : 'pods'}`;
}

function workloadsOf(pods: readonly PodReport[]): string {
  return [...new Set(pods.map(({ workload }) => workloadText(workload)))].join(', ');
}

/** Nodes report the digest of the index or that of their own platform. */
function podDigest(pods: readonly PodReport[], image: ImageReport): string {
  const digests = pods
    .flatMap((pod) => Object.values(pod.imageDigests))
    .filter((found) => found !== undefined);
  return digests.includes(image.digest) ? image.digest : (digests[0] ?? image.digest);
}

function beforeText({ previousDigest, digest }: ImageReport): Html | string {
  if (previousDigest === undefined) return 'the tag did not exist';
  return previousDigest === digest ? 'the same' : html`<code>${previousDigest}</code>`;
}

function layers(blobs: readonly BlobReport[]): Html {
  const rows = [...blobs]
    .sort((one, other) => other.sizeBytes - one.sizeBytes)
    .map((blob) => [
      formatBytes(blob.sizeBytes),
      OUTCOMES[blob.outcome],
      html`<code class="short">${shortDigest(blob.digest)}</code>`,
      html`<code>${blob.mediaType.slice(0, 100)}</code>`,
    ]);
  return html`<h3>Layers</h3>
    ${layerBar(blobs.filter(({ outcome }) => outcome !== 'skipped'))}
    <details>
      <summary>Each of them</summary>
      ${pageTable(['Size', 'Outcome', 'Digest', 'Type'], rows, MAX_ROWS)}
    </details>`;
}

function rolloutTable({ rollouts }: ImageReport): Html {
  return pageTable(
    ['Workload', 'Project', 'Revision', 'Status'],
    rollouts.map(({ workload, status, revisionBefore, revision }) => [
      workloadText(workload),
      workload.project,
      `${revisionBefore ?? 'none'} → ${revision ?? 'unknown'}`,
      status,
    ]),
    MAX_ROWS,
  );
}

function podTable(pods: readonly PodReport[]): Html {
  return pageTable(
    ['Pod', 'Workload', 'Ready', 'Runs'],
    pods.map((pod) => [
      pod.name,
      workloadText(pod.workload),
      pod.ready ? 'yes' : 'no',
      html`${Object.entries(pod.imageDigests).map(
        ([container, digest]) =>
          html`${container} <code class="short">${shortDigest(digest ?? 'unknown')}</code><br />`,
      )}`,
    ]),
    MAX_ROWS,
  );
}

function attachmentRows({ attachments }: ImageReport): Html {
  return pageTable(
    ['Type', 'Outcome', 'Attached to', 'Name'],
    attachments.map(({ subject, name, type, outcome, reason }) => [
      type,
      reason === undefined ? outcome : `${outcome}: ${reason}`,
      html`<code class="short">${shortDigest(subject)}</code>`,
      html`<code>${name}</code>`,
    ]),
    MAX_ROWS,
  );
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
function changeSection({ created, labels, environment, ports }: ImageChange): Html {
  const order = (name: string): number =>
    FIRST_LABELS.includes(name) ? FIRST_LABELS.indexOf(name) : FIRST_LABELS.length;
  const named = Object.entries(labels).sort(([one], [other]) => order(one) - order(other));
  const rows = [
    ...(created.before === created.after ? [] : [changeRow('Built', created)]),
    ...named.map(([name, change]) => changeRow(name, change)),
    ...setRow('Environment', environment),
    ...setRow('Ports', ports),
  ];
  return html`<h3>What is different</h3>
    ${
      rows.length === 0
        ? html`<p>No differences in labels, names of variables or ports.</p>`
        : pageTable(['', 'Before', 'Now'], rows, MAX_CHANGE_ROWS)
    }`;
}

function changeRow(name: string, { before, after }: Change): readonly string[] {
  return [name, before ?? '–', after ?? '–'];
}

/** One row for what went and what came. */
function setRow(name: string, { added, removed }: SetChange): readonly (readonly string[])[] {
  if (added.length === 0 && removed.length === 0) return [];
  return [
    [name, removed.length === 0 ? '–' : removed.join(', '), added.length === 0 ? '–' : added.join(', ')],
  ];
}
