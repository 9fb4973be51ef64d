import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { load } from 'js-yaml';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { imageBuilder, startImageSet, type ImageSet } from '../support/image-set.ts';
import { seedImage } from '../../sandbox/seed-image.ts';
import { seedProject, seedRole } from '../../sandbox/seeds.ts';
import { noise } from '../support/sample-images.ts';
import { runAction, type StepResult } from '../support/runner.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
const NAMES = ['web', 'api', 'jobs'];
const PROMOTER = 'system:serviceaccount:prod:promoter';
/** more than what is sent without a search */
const BASE = noise(6_000_000, 7);

/** The inputs of the last step in the recipe. */
function recipe(): Readonly<Record<string, string>> {
  const text = readFileSync(path.join(ROOT, 'docs/recipes/many-images.md'), 'utf8');
  const blocks = [...text.matchAll(/^```yaml\n([\s\S]*?)^```$/gm)];
  const [step] = load(blocks.at(-1)?.[1] ?? '') as [{ readonly with: Readonly<Record<string, string>> }];
  return step.with;
}

describe('a fleet on one base image', () => {
  let set: ImageSet;
  let folder: string;
  beforeEach(async () => {
    set = await startImageSet(NAMES, '1.4.2', { base: BASE });
    folder = mkdtempSync(path.join(os.tmpdir(), 'fleet-'));
    seedProject(set.destination, 'base');
  });
  afterEach(async () => {
    await set.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  async function seedBase(project: string, stream: string): Promise<void> {
    await seedImage(set.destination, project, stream, 'latest', await imageBuilder(folder, BASE)('a base'));
  }

  async function promote(inputs: Readonly<Record<string, string>>): Promise<StepResult> {
    const file = path.join(folder, 'images.txt');
    writeFileSync(file, set.lines.join('\n'));
    const variables: Readonly<Record<string, string | undefined>> = {
      '${{ vars.DEV_API }}': set.environment['PROMOTE_SOURCE_SERVER'],
      '${{ secrets.DEV_TOKEN }}': set.environment['PROMOTE_SOURCE_TOKEN'],
      '${{ vars.PROD_API }}': set.environment['PROMOTE_DESTINATION_SERVER'],
      '${{ secrets.PROD_TOKEN }}': set.environment['PROMOTE_DESTINATION_TOKEN'],
    };
    const filled = Object.entries(inputs).map(([name, value]) => [name, variables[value] ?? value]);
    set.takeRequests();
    const run = await runAction({
      ...(Object.fromEntries(filled) as Record<string, string>),
      'images-file': file,
      'source-ca': set.source.ca,
      'destination-ca': set.destination.ca,
    });
    expect(run.status, run.log).toBe(0);
    return run;
  }
  /** Uploads of more than a small blob. */
  const largeUploads = (): number =>
    set.takeRequests().filter((line) => line.startsWith('destination: registry: PATCH')).length;

  it('sends none of the base when the account may pull it', async () => {
    await seedBase('base', 'ubi9');
    seedRole(set.destination, 'base', 'system:image-puller', PROMOTER);
    const run = await promote(recipe());

    expect(run.log).toMatch(
      /about \d[\d.]* k?B of \d[\d.]* MB to send \(\d[\d.]* MB from other repositories\)/,
    );
    expect(run.log).toContain('1 blob mounted from other repositories');
    expect(run.summary).toContain('1 mounted from other repositories');
    expect(Number(run.outputs['bytes-copied'])).toBeLessThan(100_000);
    expect(largeUploads()).toBe(0);
  });

  it('sends the base once when the account may not pull it, or the stream is gone', async () => {
    await seedBase('base', 'ubi9');
    const run = await promote({ ...recipe(), 'mount-from': 'base/ubi9, base/gone' });

    expect(run.log).toContain('mount-from: base/ubi9 cannot be read');
    expect(Number(run.outputs['bytes-copied'])).toBeGreaterThan(6_000_000);
    expect(Number(run.outputs['bytes-copied'])).toBeLessThan(7_000_000);
    expect(largeUploads()).toBe(1);
  });

  it('finds the base in a stream of the destination project without being told', async () => {
    await seedBase('prod', 'base');
    const { 'mount-from': given, ...inputs } = recipe();
    expect(given).toBe('base/ubi9');
    const run = await promote(inputs);

    expect(Number(run.outputs['bytes-copied'])).toBeLessThan(100_000);
    expect(largeUploads()).toBe(0);
  });
});
