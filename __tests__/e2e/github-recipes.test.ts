import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startPlayground, type Playground } from '../../src/entry/sandbox/playground.ts';
import { blocksOf } from '../repository/documents.ts';
import { runWorkflow, type WorkflowResult } from '../support/workflow-run.ts';

const RECIPES = blocksOf('docs/recipes/github.md').filter(({ language }) => language === 'yaml');
/** The recipe that is followed under a heading. */
function recipe(title: string): string {
  const page = readFileSync(path.resolve(import.meta.dirname, '../../docs/recipes/github.md'), 'utf8');
  const line = page.split('\n').indexOf(`## ${title}`) + 1;
  const found = RECIPES.find((block) => line > 0 && block.line > line);
  if (found === undefined) throw new Error(`there is no recipe "${title}"`);
  return found.text;
}

let playground: Playground;
let folder: string;

beforeAll(async () => {
  playground = await startPlayground();
  folder = mkdtempSync(path.join(tmpdir(), 'recipes-'));
  const { source, destination } = playground;
  writeFileSync(path.join(folder, 'ca.pem'), `${source.cluster.ca}\n${destination.cluster.ca}`);
});
afterAll(async () => {
  await playground.stop();
  rmSync(folder, { recursive: true });
});

const follow = (text: string, release = '1.4.2'): Promise<WorkflowResult> =>
  runWorkflow(text, {
    vars: { DEV_API: playground.source.cluster.apiUrl, PROD_API: playground.destination.cluster.apiUrl },
    secrets: {
      DEV_TOKEN: playground.source.token,
      PROD_TOKEN: playground.destination.token,
    },
    inputs: { release },
    // recipes are for clusters that a runner trusts
    environment: { NODE_EXTRA_CA_CERTS: path.join(folder, 'ca.pem') },
  });

const digestOf = (tag: string): string | undefined =>
  [...playground.destination.cluster.state.objects.imagestreams.values()]
    .find(({ metadata }) => metadata.namespace === 'prod' && metadata.name === 'app')
    ?.status?.tags?.find((entry) => entry.tag === tag)?.items?.[0]?.image;

/** Secrets of an environment win over those that a caller passes (docs/recipes/github.md). */
const withEnvironmentSecret = (text: string): string =>
  text.replace('    secrets:\n', '    secrets:\n      DESTINATION_TOKEN: ${{ secrets.PROD_TOKEN }}\n');

describe('the recipes for GitHub', () => {
  it('see the plan, then approve: promotes the very digest that was planned', async () => {
    const before = digestOf('live');

    const { jobs, log } = await follow(recipe('See the plan, then approve'));

    expect(jobs['promote']?.succeeded, log).toBe(true);
    expect(digestOf('1.4.2')).toBe(jobs['plan']?.outputs['digest']);
    expect(digestOf('live')).not.toBe(before);
  });

  it('see the plan, then approve: asks nobody when the plan fails', async () => {
    const { jobs, log } = await follow(recipe('See the plan, then approve'), '9.9');

    expect(log).toContain('IMAGE_NOT_FOUND');
    expect(jobs['promote']).toBeUndefined();
  });

  it('one job: promotes, and a later step has the digest', async () => {
    const { jobs, log } = await follow(recipe('One job'));

    expect(jobs['promote']?.succeeded, log).toBe(true);
    expect(log).toContain(`now in production ${digestOf('1.4.2') ?? ''}`);
  });

  it('the reusable workflow: promotes, and the job that needs it has the digest', async () => {
    const { jobs, log } = await follow(withEnvironmentSecret(recipe('The reusable workflow')));

    expect(jobs['promote']?.succeeded, log).toBe(true);
    expect(jobs['promote']?.outputs['rollout-status']).toMatch(/^(?:complete|unchanged)$/);
    expect(log).toContain(`now in production ${digestOf('1.4.2') ?? ''}`);
  });

  it('attest what was promoted: promotes', async () => {
    const { jobs, log } = await follow(recipe('Attest what was promoted'));

    expect(jobs['promote']?.succeeded, log).toBe(true);
  });
});
