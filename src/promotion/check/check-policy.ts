import { formatReference } from '../../core/image/reference.ts';
import { shortDigest } from '../../core/image/digest.ts';
import type { Finding } from '../../core/finding.ts';
import type { PromoteOptions } from '../../core/options.ts';
import type { PolicyReport, RuleReport } from '../../core/ports/policy-report.ts';
import type { PolicySubject } from '../../core/ports/policies.ts';
import type { Problem } from '../../core/text/errors.ts';
import { hostOf } from '../resolve/connect.ts';
import { sourceDigestOf, type ResolvedImage } from '../run/resolved-image.ts';
import type { Ports } from '../run/ports.ts';

/** The verdicts of a policy on the images, and those that stop the promotion. */
export interface PolicyCheck {
  /** undefined: there is no policy */
  readonly reports: readonly PolicyReport[] | undefined;
  readonly problems: readonly Problem[];
  /** failures that do not stop the promotion: the policy only warns, or was overridden */
  readonly warnings: readonly Finding[];
}

/** Evaluates the policy, if there is one, for every image that will be promoted. */
export async function checkPolicy(
  images: readonly ResolvedImage[],
  options: PromoteOptions,
  ports: Ports,
  signal: AbortSignal,
): Promise<PolicyCheck> {
  const { policy } = options;
  if (policy === undefined || images.length === 0) return { reports: undefined, problems: [], warnings: [] };
  const subjects = [];
  for (const image of images) subjects.push(await subjectOf(image, options, ports, signal));
  const reports = await ports.policies.evaluate(policy, subjects, signal);
  const problems: Problem[] = [];
  const warnings: Finding[] = [];
  for (const [index, report] of reports.entries()) {
    const subject = subjects[index];
    const name = subject === undefined ? report.image : formatReference(subject.reference);
    for (const rule of report.rules.filter(({ outcome }) => outcome === 'failed')) {
      const stops = rule.mode === 'enforce' && report.outcome === 'refused';
      const problem = problemOf(rule, report, name);
      if (stops) problems.push(problem);
      else warnings.push({ ...problem, topic: 'policy', level: 'warning' });
    }
  }
  return { reports, problems, warnings };
}

/** The registry to read the source image from; the API alone does not list its attachments. */
async function subjectOf(
  image: ResolvedImage,
  options: PromoteOptions,
  ports: Ports,
  signal: AbortSignal,
): Promise<PolicySubject> {
  const { source: reference } = image.request;
  const digest = sourceDigestOf(image);
  const cluster = ports.clusters.source;
  if (reference.kind === 'registry' || cluster === undefined) {
    const { host, name } = image.source;
    return { reference, digest, host, repository: name, server: undefined, otherNames: [] };
  }
  const { project, stream } = reference;
  const repository = `${project}/${stream}`;
  const host =
    image.strategy === 'copy'
      ? image.source.host
      : await hostOf(cluster, project, options.source.registry, signal);
  const internal = await cluster.imports.repositoryOf(project, stream, signal);
  return { reference, digest, host, repository, server: cluster.server, otherNames: [internal] };
}

/** For every part of the image, what was found and what would satisfy the rule. */
function problemOf({ name, findings }: RuleReport, { policy }: PolicyReport, image: string): Problem {
  const failed = findings.filter(({ outcome }) => outcome === 'failed');
  const found = failed.map(({ digest, platform, found: text }) => {
    const part = platform ?? (failed.length > 1 ? shortDigest(digest) : undefined);
    return part === undefined ? text : `${part}: ${text}`;
  });
  const needed = [...new Set(failed.flatMap((finding) => finding.needed ?? []))];
  return {
    code: 'POLICY_REFUSED',
    message: `rule ${JSON.stringify(name)} of ${policy} refuses ${image}: ${found.join('; ')}`,
    hint: needed.join('; '),
  };
}
