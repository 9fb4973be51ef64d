import { PromoteError } from '../../core/text/errors.ts';
import type { RuleFinding } from '../../core/ports/policy-report.ts';
import type { TagHistory } from '../../core/ports/streams.ts';
import type { SoakRule } from '../model/schema.ts';
import { ageText, durationMs, isToCome, readTime } from '../model/time.ts';
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

type Stay = { readonly durationMs: number } | { readonly problem: string };

/** How long a tag was the digest, each time it was; neighbouring entries of the same digest are one stay. */
function staysOf({ tag, events }: TagHistory, digest: string, now: Date): readonly Stay[] {
  const stays: Stay[] = [];
  let end = now; // newest first
  let began: Date | undefined;
  let isUnknown = false;
  const close = (): void => {
    if (isUnknown) stays.push({ problem: `the history does not say since when ${tag} has had this digest` });
    else if (began !== undefined && isToCome(began, now))
      stays.push({
        problem: `${tag} has had this digest since ${began.toISOString()}, which is in the future: check the clocks`,
      });
    else if (began !== undefined)
      stays.push({ durationMs: Math.min(end.getTime(), now.getTime()) - began.getTime() });
    [began, isUnknown] = [undefined, false];
  };
  for (const event of events) {
    const since = readTime(event.since);
    if (event.digest === digest) {
      if (since === undefined) isUnknown = true;
      else began = since;
    } else {
      close();
      // without a time, what was before cannot be measured
      end = since ?? new Date(0);
    }
  }
  close();
  return stays;
}
