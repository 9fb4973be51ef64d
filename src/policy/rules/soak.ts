import { PromoteError } from '../../core/text/errors.ts';
import type { RuleFinding } from '../../core/ports/policy-report.ts';
import type { TagHistory } from '../../core/ports/streams.ts';
import { staysOf } from '../../core/tag-stays.ts';
import type { SoakRule } from '../model/schema.ts';
import { ageText, durationMs } from '../../core/text/time.ts';
import { failed, passed, type RuleContext } from './context.ts';

/**
 * Whether the digest has been tagged in a stream for long enough without interruption, according to the tag history. Moving a
 * tag away and back restarts the time.
 */
export async function checkSoak(rule: SoakRule, context: RuleContext): Promise<readonly RuleFinding[]> {
  const [root] = context.parts;
  if (root === undefined) return [];
  const needed = `leave ${root.manifest.digest} in ${rule.in} for ${rule.for} before it is promoted`;
  const [project = '', rest = ''] = rule.in.split('/', 2);
  const [stream = '', tag] = rest.split(':', 2);
  const { verifying, ports } = context;
  let history: readonly TagHistory[] | undefined;
  try {
    history = await ports.readHistory(rule.cluster, { project, stream }, verifying.signal);
  } catch (error) {
    if (!(error instanceof PromoteError) || error.code === 'CANCELLED') throw error;
    return [
      failed(
        root,
        `the history of ${project}/${stream} cannot be read: ${error.message}`,
        error.hint ?? needed,
      ),
    ];
  }
  if (history === undefined) return [failed(root, `there is no stream ${project}/${stream}`, needed)];
  const stays = history
    .filter((each) => tag === undefined || each.tag === tag)
    .flatMap((each) => staysOf(each, root.manifest.digest, verifying.now));
  if (stays.length === 0) return [failed(root, `it has never been in ${rule.in}`, needed)];
  const known = stays.flatMap((stay) => ('durationMs' in stay ? [stay.durationMs] : []));
  if (known.length === 0) {
    const problem = stays.flatMap((stay) => ('problem' in stay ? [stay.problem] : []))[0] ?? '';
    return [failed(root, problem, needed)];
  }
  const longestMs = Math.max(...known);
  const found = `in ${rule.in} for ${ageText(longestMs)}`;
  return [longestMs >= durationMs(rule.for) ? passed(root, found) : failed(root, found, needed)];
}
