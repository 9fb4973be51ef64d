import type { Change, ImageChange, SetChange } from '../../core/report-details.ts';
import { html, type Html } from './html.ts';
import { pageTable } from './tables.ts';

const MAX_ROWS = 40;

// What a reader looks for first; further labels follow by name.
const FIRST_LABELS = [
  'org.opencontainers.image.version',
  'org.opencontainers.image.revision',
  'version',
  'release',
  'io.openshift.build.commit.id',
  'io.openshift.build.commit.message',
];

/** What is different in the image, as a table of before and after. */
export function changeSection({ created, labels, environment, ports }: ImageChange): Html {
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
        ? html`<p>Nothing that the image says of itself: labels, names of variables, ports.</p>`
        : pageTable(['', 'Before', 'Now'], rows, MAX_ROWS)
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
