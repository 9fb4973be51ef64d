import { seedProject } from '../../../sandbox/seeds.ts';
import { pushRecorded, putTag } from './images.ts';
import type { Lab } from './lab.ts';
import type { Scenario } from './scenario.ts';
import { patch } from './workloads.ts';

const PROJECT = 'more-ss';
const FIRST = 'sha256:77a101bc4301fc9921cd391e145deab2c626566c6fa635d07687b4224f93ce10';
const SECOND = 'sha256:2a850c904bd5a2f618bf9ec598c28f5a876f3b03caf23cebc693d95c94116625';
const SETS = `/apis/apps/v1/namespaces/${PROJECT}/statefulsets`;

const STAND_IN = 'no kubelet wrote the recorded status';

/** The StatefulSet `ssod` of the recording, whose creation was not recorded. */
async function createOnDelete(lab: Lab): Promise<void> {
  const from = '{"kind": "ImageStreamTag", "name": "app:prod"}';
  const trigger = `[{"from": ${from}, "fieldPath": "spec.template.spec.containers[0].image"}]`;
  const labels = { d: 'od' };
  await lab.call(27440, 'alice', 'POST', SETS, {
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata: { name: 'ssod', annotations: { 'image.openshift.io/triggers': trigger } },
    spec: {
      replicas: 1,
      serviceName: 'ss',
      selector: { matchLabels: labels },
      updateStrategy: { type: 'OnDelete' },
      template: { metadata: { labels }, spec: { containers: [{ name: 'c', image: 'placeholder' }] } },
    },
  });
}

const point = (lab: Lab, digest: string): void => {
  const from = { kind: 'ImageStreamImage', name: `app@${digest}` };
  putTag(lab.sandbox.destination, PROJECT, 'app', 'prod', { from });
};

/** As `oc rollout undo` does (openshift-api.md §4.4): the data of the revision is the patch. */
async function undo(lab: Lab): Promise<void> {
  await lab.settle();
  const revisions = [...lab.sandbox.destination.state.objects.controllerrevisions.values()];
  const ours = revisions.filter(({ metadata }) => metadata.ownerReferences?.[0]?.name === 'ss');
  const [, previous] = ours.sort((one, other) => other.revision - one.revision);
  if (previous === undefined) throw new Error('nothing to go back to');
  await patch(lab, `${SETS}/ss`, previous.data);
}

/** StatefulSets, DaemonSets and CronJobs: triggers, revisions, OnDelete, undo, a pod that fails. */
export const SETS_AND_JOBS: Scenario = {
  title: 'stateful sets, daemon sets and cron jobs answer as recorded',
  groups: ['42'],
  port: 27440,
  looseVersions: true,
  settleExcept: ['42g-statefulset-get-right-after-tag-move', '42r-statefulset-failing'],
  prepare: async (lab) => {
    const { destination } = lab.sandbox;
    // nothing was scheduled on the recorded cluster: its DaemonSets had no pods
    destination.state.nodes.length = 0;
    seedProject(destination, PROJECT);
    [FIRST, SECOND].forEach((digest, index) =>
      pushRecorded(destination, PROJECT, 'app', String(index + 1), digest),
    );
    point(lab, FIRST);
    await lab.settle();
  },
  before: {
    '42d-statefulset-get-before-tag-move': createOnDelete,
    '42g-statefulset-get-right-after-tag-move': async (lab) => {
      point(lab, SECOND);
      await new Promise((resolve) => setImmediate(resolve));
      // the controller has asked for the end of the old pod, and it is still there
      lab.sandbox.destination.advance(1);
    },
    '42r-statefulset-failing': async (lab) => {
      await undo(lab);
      lab.sandbox.destination.advance(1);
    },
  },
  except: {
    '42t-pods': {
      'items[0].status.conditions**': STAND_IN,
      'items[0].status.containerStatuses[0].state.waiting.message': STAND_IN,
      'items[0].status.containerStatuses[0].imageID': STAND_IN,
      'items[0].status.containerStatuses[0].containerID': STAND_IN,
    },
  },
};
