import { formatCount } from '../core/text/units.ts';
import { shortDigest } from '../core/image/digest.ts';
import { code, escapeMarkdown, table } from './markdown.ts';
import type { ImagePlan, PromotionPlan } from '../core/plan.ts';
import type { CommitPlan } from '../core/ports/gitops.ts';
import type { RolloutPlan } from '../core/ports/rollouts.ts';
import { sizeText } from '../core/plan-text.ts';
import { workloadText } from '../core/progress-text.ts';
import {
  CHANGE_HEAD,
  changeRows,
  commitPlanText,
  SETUP_HEAD,
  setupRows,
  type SetupRow,
} from './setup-rows.ts';

/** The plan of a dry run, as Markdown tables. */
export function planTable(plan: PromotionPlan, maxRows: number): string {
  const images = table(
    ['Source', 'Destination', 'Digest', 'Tag', 'Content'],
    plan.images.slice(0, maxRows).map(plannedImageRow),
  );
  const setup = setupTable(setupRows(plan.preparations ?? [], plan.objects ?? [], 'plan'), maxRows);
  const parts = [images, ...setup, ...commitSections(plan.commit, maxRows)];
  if (plan.rollouts.length === 0) return parts.join('\n\n');
  const rollouts = table(
    ['Workload', 'Project', 'Revision now', 'Rolled out'],
    plan.rollouts.slice(0, maxRows).map(rolloutRow),
  );
  return [...parts, rollouts].join('\n\n');
}

function commitSections(commit: CommitPlan | undefined, maxRows: number): readonly string[] {
  if (commit === undefined) return [];
  const rows = changeRows(commit.changes).slice(0, maxRows);
  const text = `**Desired state** ${escapeMarkdown(commitPlanText(commit))}`;
  return rows.length === 0
    ? [text]
    : [
        text,
        table(
          CHANGE_HEAD,
          rows.map((row) => row.map(codeOrNothing)),
        ),
      ];
}

/** A cell with code, or an empty one. */
export function codeOrNothing(text: string): string {
  return text === '' ? '' : code(text);
}

/** What was or will be prepared and applied; empty if there is nothing. */
export function setupTable(rows: readonly SetupRow[], maxRows: number): readonly string[] {
  if (rows.length === 0) return [];
  const cells = rows
    .slice(0, maxRows)
    .map(({ what, project, outcome }) => [escapeMarkdown(what), code(project), outcome]);
  return [table(SETUP_HEAD, cells)];
}

function plannedImageRow(image: ImagePlan): readonly string[] {
  return [
    code(image.source),
    [image.destination, ...image.tags.slice(1)].map(code).join(', '),
    code(shortDigest(image.digest)),
    tagCell(image),
    image.action === 'keep' || image.action === 'skip' ? 'nothing to copy' : contentCell(image),
  ];
}

function contentCell(image: ImagePlan): string {
  switch (image.strategy) {
    case 'copy':
      return `${formatCount(image.blobs, 'blob')}, ${sizeText(image)}`;
    case 'tag':
      return 'inside the cluster, by a tag';
    case 'import': {
      const secret = image.import?.pullSecret;
      const how = image.import?.scheduled === true ? 'by an import that follows the source' : 'by an import';
      return `${how}${secret === undefined ? '' : `; ${secret.action}s pull secret ${code(secret.name)}`}`;
    }
    case 'build':
      return 'by a build, **with a new digest**';
  }
}

function tagCell({ action, previousDigest }: ImagePlan): string {
  const now = previousDigest === undefined ? '' : code(shortDigest(previousDigest));
  switch (action) {
    case 'create':
      return 'will be created';
    case 'move':
      return `will move from ${now}`;
    case 'keep':
      return 'already has this digest';
    case 'skip':
      return `exists and stays ${now}`;
  }
}

const METHODS: Readonly<Record<RolloutPlan['method'], string>> = {
  trigger: 'by its image trigger, when the tag moves',
  instantiate: 'by a new version of the DeploymentConfig',
  'set-image': 'by setting its image to the digest',
  restart: 'by a restart',
  apply: 'by creating it',
  gitops: 'by Argo CD or Flux, from the commit',
};

function rolloutRow({ workload, revisionBefore, method, revisions = 1 }: RolloutPlan): readonly string[] {
  return [
    code(workloadText(workload)),
    code(workload.project),
    escapeMarkdown(revisionBefore ?? 'none'),
    revisions === 1 ? METHODS[method] : `${METHODS[method]}, in ${revisions} revisions`,
  ];
}
