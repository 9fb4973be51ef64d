import { describe, expect, it } from 'vitest';
import { PromoteError, type PromoteErrorFields } from '../../../src/core/text/errors.ts';
import type { GateCommands, PromoteOptions } from '../../../src/core/options.ts';
import type { GateName, UserCommand } from '../../../src/core/ports/commands.ts';
import type { PromotedImage } from '../../../src/core/ports/webhooks.ts';
import { promote, type PromotionOutcome } from '../../../src/promotion/promote.ts';
import { anImage, fakePorts } from '../../support/fake-ports.ts';
import { promoteOptions } from '../../support/promote-options.ts';

const NEVER = new AbortController().signal;
const GATES: GateCommands = { beforeMove: 'one', beforeRollout: 'two', afterRollout: 'three' };
const SAYS_NO: PromoteErrorFields = { code: 'COMMAND_FAILED', message: 'no' };

interface Result extends PromotionOutcome {
  readonly asked: readonly UserCommand[];
  readonly told: readonly PromotedImage[];
  /** changes of the destination before each command */
  readonly changesBefore: Readonly<Partial<Record<GateName, number>>>;
  readonly changes: readonly string[];
}

async function promoteWith(
  options: Partial<PromoteOptions>,
  refused?: GateName | 'webhook',
): Promise<Result> {
  const ports = fakePorts({ source: true, destination: true });
  ports.registry.source.hold('dev/app', { manifests: [anImage('one')], tag: '1.0' });
  const asked: UserCommand[] = [];
  const told: PromotedImage[] = [];
  const changesBefore: Partial<Record<GateName, number>> = {};
  const outcome = await promote(
    promoteOptions(options),
    {
      ...ports,
      commands: {
        run: async (command) => {
          asked.push(command);
          changesBefore[command.name] = ports.changes.length;
          await Promise.resolve();
          if (command.name === refused) throw new PromoteError(SAYS_NO);
        },
      },
      webhooks: {
        call: async (_webhook, images) => {
          told.push(...images);
          await Promise.resolve();
          if (refused === 'webhook') throw new PromoteError({ code: 'WEBHOOK_FAILED', message: 'no' });
          return 'answered 200';
        },
      },
    },
    NEVER,
  );
  return { ...outcome, asked, told, changesBefore, changes: ports.changes };
}

describe('the commands of the user', () => {
  it('are asked in their order, the first before anything has changed', async () => {
    const { asked, failure, changesBefore } = await promoteWith({ gates: GATES });

    expect(failure).toBeUndefined();
    expect(asked.map(({ name, command }) => [name, command])).toEqual([
      ['before-move', 'one'],
      ['before-rollout', 'two'],
      ['after-rollout', 'three'],
    ]);
    expect(changesBefore['before-move']).toBe(0);
    expect(changesBefore['before-rollout']).toBeGreaterThan(0);
  });

  it('know what is promoted', async () => {
    const { asked, report } = await promoteWith({ gates: GATES });

    const [image] = report.images;
    expect(asked[0]?.environment).toMatchObject({
      PROMOTE_DIGEST: image?.digest,
      PROMOTE_IMAGE: image?.image,
      PROMOTE_SOURCE_IMAGE: image?.sourceImage,
      PROMOTE_DESTINATION_IMAGE: 'prod/app:1.0',
      PROMOTE_TAG: '1.0',
      PROMOTE_PREVIOUS_DIGEST: '',
    });
  });

  it('stop the promotion before the move: nothing changes, no webhook is called', async () => {
    const webhook = { target: { kind: 'url', url: 'https://ci.example.com' }, secret: undefined } as const;
    const { failure, changes, told } = await promoteWith({ gates: GATES, webhook }, 'before-move');

    expect(failure?.error).toMatchObject({ code: 'COMMAND_FAILED', where: { phase: 'gate' } });
    expect(changes).toEqual([]);
    expect(told).toEqual([]);
  });

  it('take everything back after the rollout, when that is wished', async () => {
    const { failure, report } = await promoteWith({ gates: GATES, rollbackOnFailure: true }, 'after-rollout');

    expect(failure?.error).toMatchObject({ code: 'COMMAND_FAILED' });
    expect(report.rolledBack).toBe(true);
  });

  it('are part of the plan, and not asked by a dry run', async () => {
    const { asked, plan } = await promoteWith({ gates: GATES, dryRun: true });

    expect(asked).toEqual([]);
    expect(plan?.gates?.map(({ name }) => name)).toEqual(['before-move', 'before-rollout', 'after-rollout']);
  });
});

describe('the webhook', () => {
  it('is called last with what was promoted, and is part of the plan without its secret', async () => {
    const webhook = {
      target: { kind: 'build-config', project: 'prod', name: 'release' },
      secret: 's3cr3t',
    } as const;
    const { told, report, plan } = await promoteWith({ webhook });

    expect(told).toEqual([
      expect.objectContaining({ tag: '1.0', digest: report.images[0]?.digest, destination: 'prod/app:1.0' }),
    ]);
    expect(plan?.webhook).toBe('buildconfig/release in prod');
    expect(JSON.stringify(plan)).not.toContain('s3cr3t');
  });

  it('that refuses does not make a failed rollout of one that is complete', async () => {
    const webhook = { target: { kind: 'url', url: 'https://ci.example.com' }, secret: undefined } as const;
    const rollouts = [{ kind: 'deployment', project: 'prod', name: 'web' }] as const;
    const { failure, report } = await promoteWith({ webhook, rollouts, verifyPods: false }, 'webhook');

    expect(failure?.error).toMatchObject({ code: 'WEBHOOK_FAILED', where: { phase: 'notify' } });
    expect(report.rolloutStatus).toBe('complete');
  });
});
