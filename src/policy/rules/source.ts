import type { RuleFinding } from '../../core/ports/policy-report.ts';
import { formatReference } from '../../core/image/reference.ts';
import type { SourceRule } from '../model/schema.ts';
import { nameTest } from '../model/text-test.ts';
import { failed, passed, type RuleContext } from './context.ts';

/** Whether the image is promoted from a place that the rule lists. */
export function checkSource(rule: SourceRule, { image, parts, ports }: RuleContext): readonly RuleFinding[] {
  const [root] = parts;
  if (root === undefined) return [];
  const { reference, server } = image;
  const isServerMeant =
    rule.servers === undefined ||
    (server !== undefined && rule.servers.map(trimmed).includes(trimmed(server)));
  const names = [
    `${ports.repository.host}/${ports.repository.name}`,
    ...image.otherNames,
    ...(reference.kind === 'stream' && isServerMeant ? [`${reference.project}/${reference.stream}`] : []),
  ];
  const shown = formatReference(reference);
  const where = reference.kind === 'stream' && server !== undefined ? `${shown} of ${server}` : shown;
  const isListed = rule.among.some((wildcard) => names.some((name) => nameTest(wildcard).matches(name)));
  if (isListed) return [passed(root, where)];
  const servers = rule.servers === undefined ? '' : `, in ${rule.servers.join(' or ')}`;
  return [failed(root, where, `promote from ${rule.among.join(' or ')}${servers}`)];
}

function trimmed(url: string): string {
  return url.replace(/(?<!\/)\/+$/, '');
}
