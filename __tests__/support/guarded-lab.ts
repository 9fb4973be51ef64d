import { ACCOUNT, PASSWORD, startLab, type Lab, type LabOptions } from './fault-lab.ts';
import { NEVER } from './registry-under-test.ts';
import { noise, sampleImage } from './sample-images.ts';
import type { Rule } from './wire-registry.ts';

/** What the source has as `src/app:1`. */
export const IMAGE = sampleImage([noise(2_000, 1)]);
/** What {@link ACCOUNT} looks like on the wire. */
export const BASIC = `Basic ${Buffer.from(`robot:${PASSWORD}`).toString('base64')}`;

/** A lab whose source wants a login. */
export async function startGuarded(from: Rule, more: Partial<LabOptions> = {}): Promise<Lab> {
  const lab = await startLab({ from, account: { source: ACCOUNT }, ...more });
  lab.addImage(IMAGE, '1');
  return lab;
}

export const pull = (lab: Lab) => lab.from.getManifest('1', NEVER);
