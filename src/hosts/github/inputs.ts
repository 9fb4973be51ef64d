import type { HostEnvironment } from '../../core/host.ts';
import type { HostInputs, InputShape } from '../../core/ports/inputs.ts';

const PREFIX = 'INPUT_';

/**
 * Every `with:` of the step, known or not: the runner passes `source-image` as `INPUT_SOURCE-IMAGE`, only warns of names it
 * does not know, and sets what nobody gave to an empty text.
 */
export function readRaw({ env }: HostEnvironment, _shapes: readonly InputShape[]): HostInputs {
  const raw: Record<string, string> = {};
  for (const [key, value] of Object.entries(env)) {
    if (value === undefined || !key.startsWith(PREFIX)) continue;
    raw[key.slice(PREFIX.length).toLowerCase()] = value;
  }
  return { raw, spell: (name) => name, adviseOnSecret, strays: [] };
}

/** A secret that does not reach the job is an empty text, so it cannot be told from one that was not passed. */
function adviseOnSecret(name: string): string {
  const secret = name.toUpperCase().replaceAll('-', '_');
  return `write ${name}: \${{ secrets.${secret} }} and add that secret in Settings → Secrets and variables → Actions (those of an environment need \`environment:\` in the job; none reach pull requests of forks)`;
}
