import { formatBytes, formatDuration } from '../../core/text/units.ts';
import type { PromotionReport } from '../../core/report.ts';
import type { BlobReport } from '../../core/report-details.ts';
import { html, type Html } from './html.ts';

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
} as const;
const ORDER = ['copied', 'mounted', 'present'] as const;

function kindOf({ outcome }: BlobReport): (typeof ORDER)[number] {
  return outcome === 'copied' || outcome === 'mounted' ? outcome : 'present';
}

/** All layers side by side, with widths by size: those that moved, those that were mounted and those that were already there. */
export function layerBar(blobs: readonly BlobReport[]): Html {
  const ordered = [...blobs].sort(
    (one, other) =>
      ORDER.indexOf(kindOf(one)) - ORDER.indexOf(kindOf(other)) || other.sizeBytes - one.sizeBytes,
  );
  const shown = [...ordered.slice(0, MAX_PIECES)];
  const total = Math.max(1, sizeOf(shown));
  const pieces: Html[] = [];
  let left = 0;
  for (const blob of shown) {
    const width = (blob.sizeBytes / total) * WIDTH;
    const { color } = KINDS[kindOf(blob)];
    // a gap of one between pieces, unless that would be all of it
    const drawn = Math.max(MIN_WIDTH - 1, width - 1.5).toFixed(1);
    pieces.push(
      html`<rect class="${color}" x="${left.toFixed(1)}" y="0" width="${drawn}" height="22"
        ><title>${color} ${formatBytes(blob.sizeBytes)} ${blob.digest}</title></rect
      >`,
    );
    left += width;
  }
  const keys = ORDER.flatMap((kind) => {
    const same = blobs.filter((blob) => kindOf(blob) === kind);
    // few images are mounted, but every image moves something or was there
    if (kind === 'mounted' && same.length === 0) return [];
    return [{ color: KINDS[kind].color, text: keyText(same, KINDS[kind].text) }];
  });
  return html`<svg
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
      ${keys.map(({ color, text }) => html`<span><b class="${color}">■</b> ${text}</span> `)}
    </p>`;
}

/** The phases as a Gantt chart, each with its start and duration. */
export function timeline({ phases, durationMs }: PromotionReport): Html {
  const total = Math.max(
    1,
    durationMs,
    phases.reduce((sum, phase) => sum + phase.durationMs, 0),
  );
  let startMs = 0;
  const rows: Html[] = [];
  for (const { phase, durationMs: ownMs } of phases) {
    const left = ((startMs / total) * WIDTH).toFixed(1);
    const width = Math.max(MIN_WIDTH, (ownMs / total) * WIDTH).toFixed(1);
    rows.push(
      html`<tr>
        <td>${phase}</td>
        <td class="bar">
          <svg viewBox="0 0 ${WIDTH} 12" height="12" preserveAspectRatio="none" aria-hidden="true">
            <rect class="moved" x="${left}" y="0" width="${width}" height="12" />
          </svg>
        </td>
        <td class="number">${formatDuration(ownMs)}</td>
      </tr>`,
    );
    startMs += ownMs;
  }
  return html`<table>
    ${rows}
  </table>`;
}

function sizeOf(blobs: readonly BlobReport[]): number {
  return blobs.reduce((sum, blob) => sum + blob.sizeBytes, 0);
}

function keyText(blobs: readonly BlobReport[], what: string): string {
  return `${blobs.length} ${what} (${formatBytes(sizeOf(blobs))})`;
}
