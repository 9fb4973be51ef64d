// Which recorded exchanges are replayed, and why the others are not.
import { answerPath } from '../../../sandbox/server/plain-paths.ts';
import { parseResourcePath } from '../../../sandbox/exchange/request-path.ts';
import { findRoute } from '../../../sandbox/server/routes.ts';
import { StatusFailure } from '../../../sandbox/exchange/status.ts';
import { createState } from '../../../sandbox/state/new-state.ts';
import { ACCOUNTS, GRANTS } from './accounts-scenario.ts';
import { indexLines } from './capture.ts';
import { CONFIGS } from './configs-scenario.ts';
import { DEPLOYMENTS } from './deployments-scenario.ts';
import { DESTINATION } from './destination-scenario.ts';
import { IDENTITY } from './identity-scenario.ts';
import { LIMITS } from './limits-scenario.ts';
import { CHALLENGES, CODES, LOGOUTS } from './login-scenario.ts';
import { CROSS_IMPORTS, IMPORTS } from './imports-scenario.ts';
import { PUSHED, PUSHED_SOURCE } from './pushes-scenario.ts';
import { REQUESTS } from './requests-scenario.ts';
import { BUILDS, SOURCE_BUILDS } from './builds-scenario.ts';
import { capturesOf, reasonToSkip, type Scenario } from './scenario.ts';
import { SETS_AND_JOBS } from './sets-scenario.ts';
import { SOURCE } from './source-scenario.ts';
import { STREAMS } from './streams-scenario.ts';
import { EXPOSED, SOURCE_TEMPLATES, TEMPLATE_REQUESTS } from './templates-scenario.ts';
import { WATCHES } from './watches-scenario.ts';

const SCENARIOS: readonly Scenario[] = [
  SOURCE,
  STREAMS,
  DEPLOYMENTS,
  CONFIGS,
  SETS_AND_JOBS,
  DESTINATION,
  WATCHES,
  IDENTITY,
  ACCOUNTS,
  GRANTS,
  REQUESTS,
  TEMPLATE_REQUESTS,
  SOURCE_TEMPLATES,
  EXPOSED,
  PUSHED_SOURCE,
  IMPORTS,
  CROSS_IMPORTS,
  BUILDS,
  SOURCE_BUILDS,
  PUSHED,
  CHALLENGES,
  CODES,
  LOGOUTS,
  LIMITS,
];

/** Captures of no scenario although the sandbox serves their endpoint, by the start of their names, and why. */
const DECLARED: Readonly<Record<string, string>> = {
  '23d-': 'shows secrets that are not copied',
  '28d-': 'the same as 56r, of another project',
  '52l-': 'builds',
  '50t-': 'the templates that come with OpenShift',
};

export interface Coverage {
  readonly report: string;
  /** captures of endpoints the sandbox serves that nothing replays and nobody declared */
  readonly undeclared: readonly string[];
  readonly idleDeclarations: readonly string[];
}

type IndexLine = ReturnType<typeof indexLines>[number];

export function findCoverage(): Coverage {
  const lines = indexLines();
  const replayed = new Set<string>();
  const skipped = new Map<string, string>();
  for (const scenario of SCENARIOS) {
    for (const { name } of capturesOf(scenario)) {
      const reason = reasonToSkip(scenario, name);
      if (reason === undefined) replayed.add(name);
      else skipped.set(name, reason);
    }
  }
  const reasons = new Map<string, string[]>();
  const undeclared: string[] = [];
  for (const line of lines.filter(({ name }) => !replayed.has(name))) {
    const reason = skipped.get(line.name) ?? declaredReason(line.name) ?? unservedReason(line);
    if (reason === undefined) undeclared.push(`${line.name}: ${line.method} ${line.path}`);
    else reasons.set(reason, [...(reasons.get(reason) ?? []), line.name]);
  }
  return {
    report: reportOf(lines, replayed, reasons),
    undeclared,
    idleDeclarations: Object.keys(DECLARED).filter((key) => !lines.some(({ name }) => name.startsWith(key))),
  };
}

function declaredReason(name: string): string | undefined {
  return Object.entries(DECLARED).find(([key]) => name.startsWith(key))?.[1];
}

/** Why the sandbox answers 501; undefined: it does not. */
function unservedReason({ method, port, path }: IndexLine): string | undefined {
  const url = new URL(path, 'https://cluster.invalid');
  if (port === 26443 || port === 27443) return 'pages of the OAuth server';
  const call = parseResourcePath(method, url.pathname.split('/').filter(Boolean), url.searchParams);
  if (call !== undefined) {
    const known = findRoute(call, createState('source', {})) !== undefined;
    return known
      ? undefined
      : `${call.resource}${call.subresource === undefined ? '' : `/${call.subresource}`}`;
  }
  try {
    answerPath(method, url.pathname, createState('source', {}));
    return undefined;
  } catch (error) {
    if (error instanceof StatusFailure && error.code === 501) return 'paths that name no resource';
    throw error;
  }
}

function reportOf(
  lines: readonly IndexLine[],
  replayed: ReadonlySet<string>,
  reasons: ReadonlyMap<string, readonly string[]>,
): string {
  const counts = [...reasons]
    .sort(([, one], [, other]) => other.length - one.length)
    .map(([reason, names]) => `${reason} (${names.length})`);
  const missing = lines.length - replayed.size;
  return `${replayed.size} of ${lines.length} captures replayed, ${missing} not covered: ${counts.join(', ')}`;
}
