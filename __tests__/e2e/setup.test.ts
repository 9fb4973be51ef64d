import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startPlayground, type Playground } from '../../src/entry/sandbox/playground.ts';
import { seedProject, seedSharedProject } from '../../sandbox/seeds.ts';
import type { ProjectRole } from '../../sandbox/state/kinds.ts';
import { find, insert, remove, replace } from '../../sandbox/state/store.ts';
import { startKubectl, type Kubectl } from '../support/kubectl.ts';
import { describeWith } from '../support/peers.ts';
import { streamTagDigest } from '../support/playground-inputs.ts';
import { doctor, setup } from '../support/run-doctor.ts';
import { runAction } from '../support/runner.ts';

/** A flow, and the accounts that `setup` makes for it. */
interface Flow {
  readonly title: string;
  readonly accounts: readonly Account[];
  readonly inputs: Readonly<Record<string, string>>;
  /** what the tag of the destination is afterwards */
  readonly destination: readonly [project: string, stream: string, tag: string];
  /** rights that a first promotion does not need yet */
  readonly later?: readonly string[];
}

interface Account {
  readonly side: 'source' | 'destination';
  readonly flags: readonly string[];
  readonly project: string;
  readonly name: string;
  /** projects it has a role in */
  readonly roles: readonly string[];
}

const FLOWS: readonly Flow[] = [
  {
    title: 'a copy between two clusters with a rollout that can be undone',
    accounts: [
      {
        side: 'source',
        flags: ['--for=copy', '--side=source', '--source-project=dev'],
        project: 'dev',
        name: 'puller',
        roles: ['dev'],
      },
      {
        side: 'destination',
        flags: [
          '--for=copy',
          '--project=prod',
          '--rollout=deployment/web',
          '--rollout=dc/api',
          '--rollback',
          '--further-tags',
          '--account=release',
        ],
        project: 'prod',
        name: 'release',
        roles: ['prod'],
      },
    ],
    inputs: {
      // one stream is there, the other has to be created
      images: 'dev/app:1.4.2 => prod/app:live\ndev/app:1.4.2 => prod/fresh:1',
      'destination-tags': 'stable',
      'backup-tag': 'previous',
      rollout: 'deployment/web, dc/api',
      'rollback-on-failure': 'true',
    },
    destination: ['prod', 'app', 'live'],
  },
  {
    title: 'a copy with a policy that lies in another project',
    accounts: [
      {
        side: 'source',
        flags: ['--for=copy', '--side=source', '--source-project=dev', '--account=reader'],
        project: 'dev',
        name: 'reader',
        roles: ['dev'],
      },
      {
        side: 'destination',
        flags: ['--for=copy', '--project=prod', '--policy=live/promotion-policy', '--account=guarded'],
        project: 'prod',
        name: 'guarded',
        roles: ['prod', 'live'],
      },
    ],
    inputs: {
      'source-image': 'dev/app:1.4.1',
      'destination-image': 'prod/guarded:1',
      policy: 'live/promotion-policy',
    },
    destination: ['prod', 'guarded', '1'],
  },
  {
    title: 'a tag between two projects of one cluster',
    accounts: [
      {
        side: 'destination',
        flags: ['--for=tag', '--project=live', '--source-project=prod', '--account=tagger'],
        project: 'live',
        name: 'tagger',
        roles: ['live', 'prod'],
      },
    ],
    inputs: { 'source-image': 'prod/app:1.4.1', 'destination-image': 'live/app:1.4.1', strategy: 'tag' },
    destination: ['live', 'app', '1.4.1'],
  },
  {
    title: 'an import by the destination cluster',
    accounts: [
      {
        side: 'source',
        flags: ['--for=import', '--side=source', '--source-project=dev', '--account=mirror'],
        project: 'dev',
        name: 'mirror',
        roles: ['dev'],
      },
      {
        side: 'destination',
        flags: ['--for=import', '--project=prod', '--account=importer'],
        project: 'prod',
        name: 'importer',
        roles: ['prod'],
      },
    ],
    inputs: { 'source-image': 'dev/app:1.4.2', 'destination-image': 'prod/imported:1', strategy: 'import' },
    destination: ['prod', 'imported', '1'],
  },
  {
    title: 'a build in the destination cluster',
    accounts: [
      {
        side: 'source',
        flags: ['--for=build', '--side=source', '--source-project=dev', '--account=base'],
        project: 'dev',
        name: 'base',
        roles: ['dev'],
      },
      {
        side: 'destination',
        flags: ['--for=build', '--project=prod', '--account=builds'],
        project: 'prod',
        name: 'builds',
        roles: ['prod'],
      },
    ],
    inputs: { 'source-image': 'dev/app:1.4.1', 'destination-image': 'prod/built:1', strategy: 'build' },
    destination: ['prod', 'built', '1'],
    // everybody who has logged in has it on every cluster (openshift-api.md §7.2)
    later: ['create builds/docker'],
  },
];

describeWith(['kubectl'], 'an account that setup made, and kubectl applied', () => {
  let playground: Playground;
  let kubectl: Kubectl;

  beforeAll(async () => {
    kubectl = startKubectl();
    playground = await startPlayground();
    for (const side of ['source', 'destination'] as const) seedSharedProject(playground[side].cluster);
    seedProject(playground.destination.cluster, 'live');
    insert(playground.destination.cluster.state, 'configmaps', {
      metadata: { name: 'promotion-policy', namespace: 'live' },
      data: {
        'policy.yaml': "version: 1\nrules: [{ name: from dev, source: { among: ['dev/*'] } }]\n",
      },
    });
    // what every service account may do in its own project anyway must not hide what the role gives
    for (const [side, project] of [
      ['source', 'dev'],
      ['destination', 'prod'],
      ['destination', 'live'],
    ] as const) {
      const { state } = playground[side].cluster;
      const everybody = find(state, 'rolebindings', project, 'system:image-pullers');
      if (everybody !== undefined) remove(state, 'rolebindings', everybody);
    }
    for (const { side, flags } of FLOWS.flatMap(({ accounts }) => accounts)) {
      await kubectl.apply(playground[side].cluster, await setup(...flags, '--token-secret'));
      await playground[side].cluster.settled();
    }
  });
  afterAll(async () => {
    await playground.stop();
    kubectl.close();
  });

  const tokenOf = async ({ side, project, name }: Account): Promise<string> => {
    const { cluster } = playground[side];
    const encoded = await kubectl.run(
      cluster,
      ...['get', 'secret', `${name}-token`, '-n', project, '-o', 'jsonpath={.data.token}'],
    );
    return Buffer.from(encoded, 'base64').toString();
  };
  const inputsOf = async ({ accounts, inputs }: Flow): Promise<Record<string, string>> => {
    const given: Record<string, string> = { ...inputs };
    for (const account of accounts) {
      const { cluster } = playground[account.side];
      given[`${account.side}-server`] = cluster.apiUrl;
      given[`${account.side}-ca`] = cluster.ca;
      given[`${account.side}-token`] = await tokenOf(account);
    }
    return given;
  };

  describe.each(FLOWS)('$title', (flow) => {
    const rights = flow.accounts.flatMap(({ flags, ...account }) =>
      account.roles.map((project) => ({ ...account, flags, role: project })),
    );

    it('lacks nothing that the doctor knows of', async () => {
      const { exit, entries } = await doctor(await inputsOf(flow));

      expect(entries.filter(({ level }) => level === 'problem')).toEqual([]);
      expect(exit).toBe(0);
    });

    it('is missed, right by right, when one is taken away', async () => {
      const inputs = await inputsOf(flow);
      for (const { side, name, role } of rights) {
        const { state } = playground[side].cluster;
        const whole = find(state, 'roles', role, `openshift-promote-${name}`);
        if (whole === undefined) throw new Error(`no role ${name} in ${role}`);
        try {
          for (const { lacking, verb, resource } of lackingOne(whole)) {
            if (flow.later?.includes(`${verb} ${resource}`) === true) continue;
            replace(state, 'roles', lacking);
            const { exit, entries } = await doctor(inputs);
            const problems = entries.filter(({ level }) => level === 'problem');
            const what = `${name} without ${verb} ${resource} in ${role}`;
            expect(exit, what).toBe(3);
            expect(
              problems.map(({ code }) => code),
              what,
            ).toContain('ACCESS_DENIED');
            expect(problems.map(({ hint }) => hint).join('\n'), what).toMatch(
              new RegExp(
                `oc policy add-role-to-user \\S+ (-z ${name}|system:serviceaccount:\\w+:${name}) -n ${role}`,
              ),
            );
          }
        } finally {
          replace(state, 'roles', { ...whole });
        }
      }
    });

    it('is enough to promote', async () => {
      const run = await runAction(await inputsOf(flow));

      expect(run.status, run.log).toBe(0);
      const [project, stream, tag] = flow.destination;
      const { cluster } = playground.destination;
      expect(streamTagDigest(cluster, project, stream, tag)).toBe(run.outputs['digest']);
    });
  });
});

/** The role without one verb of one rule, for each of them. */
function lackingOne(
  whole: ProjectRole,
): readonly { readonly lacking: ProjectRole; readonly verb: string; readonly resource: string }[] {
  return whole.rules.flatMap((rule, index) =>
    rule.verbs.flatMap((verb) =>
      rule.resources.map((resource) => {
        const rest = [
          { ...rule, verbs: rule.verbs.filter((other) => other !== verb) },
          { ...rule, resources: rule.resources.filter((other) => other !== resource), verbs: [verb] },
        ];
        return { lacking: { ...whole, rules: whole.rules.toSpliced(index, 1, ...rest) }, verb, resource };
      }),
    ),
  );
}
