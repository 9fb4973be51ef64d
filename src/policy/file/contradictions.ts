import type { Problem } from '../../core/text/errors.ts';
import { nearestName } from '../../core/text/nearest-name.ts';
import { durationMs } from '../../core/text/time.ts';
import { RULE_KINDS, type Matcher, type PolicyFile, type SignerEntry } from '../model/schema.ts';
import { patternProblem } from '../model/text-test.ts';
import { PUBLIC_REPOSITORY } from '../trust/bundled-root.ts';
import { isPredicateType } from '../model/predicate-types.ts';

type RuleEntry = PolicyFile['rules'][number];

/** Checks that a schema cannot express: fields that exclude or require each other, undefined names. */
export function contradictionsIn(file: PolicyFile, policyName: string): readonly Problem[] {
  const found: Found[] = [
    ...Object.entries(file.signers).flatMap(([name, entry]) =>
      signerProblems(entry).map((problem) => ({
        ...problem,
        what: `signer ${JSON.stringify(name)}: ${problem.what}`,
      })),
    ),
    ...trustProblems(file.trustedRoot, 'trustedRoot'),
    ...file.rules.flatMap((rule) =>
      ruleProblems(rule, file).map((problem) => ({
        ...problem,
        what: `rule ${JSON.stringify(rule.name)}: ${problem.what}`,
      })),
    ),
    ...ruleSetProblems(file.rules),
  ];
  return found.map(({ what, hint }) => ({ code: 'POLICY_INVALID', message: `${policyName}: ${what}`, hint }));
}

interface Found {
  readonly what: string;
  readonly hint: string;
}

function signerProblems(entry: SignerEntry): readonly Found[] {
  const { key, keyFile, issuer, identity, transparencyLog } = entry;
  const ways = [key, keyFile, issuer ?? identity].filter((way) => way !== undefined).length;
  const found: Found[] = [];
  if (ways !== 1) {
    found.push({
      what: ways === 0 ? 'is neither a key nor an identity' : 'is more than one of key, keyFile and identity',
      hint: 'give key, or keyFile, or issuer and identity; define one signer for each',
    });
  } else if ((issuer === undefined) !== (identity === undefined)) {
    found.push({
      what: `has ${issuer === undefined ? 'an identity without issuer' : 'an issuer without identity'}`,
      hint: 'give both: an identity means nothing without its issuer',
    });
  } else if (identity !== undefined && transparencyLog === 'optional') {
    found.push({
      what: 'transparencyLog cannot be optional for an identity',
      hint: 'remove it: the logs in the trusted root are always checked',
    });
  }
  for (const [name, matcher] of [
    ['issuer', issuer],
    ['identity', identity],
  ] as const)
    found.push(...matcherProblems(name, matcher));
  if (entry.trustedRoot !== undefined) found.push(...trustProblems(entry.trustedRoot, 'trustedRoot'));
  return found;
}

function trustProblems(entry: PolicyFile['trustedRoot'], place: string): readonly Found[] {
  if (entry === 'bundled') return [];
  const { file, tuf } = entry;
  if ((file === undefined) === (tuf === undefined)) {
    return [{ what: `${place} must be one of file and tuf`, hint: 'keep one of them, or write bundled' }];
  }
  if (tuf === undefined || tuf.root !== undefined) return [];
  if (tuf.url.replace(/\/+$/, '') === PUBLIC_REPOSITORY) return [];
  return [
    {
      what: `${place}.tuf has no root, which is required to trust ${tuf.url}`,
      hint: 'give the root.json of the repository that you received over a trusted channel',
    },
  ];
}

function ruleProblems(rule: RuleEntry, file: PolicyFile): readonly Found[] {
  const kinds = RULE_KINDS.filter((kind) => rule[kind] !== undefined);
  if (kinds.length !== 1) {
    return [
      {
        what: kinds.length === 0 ? 'says nothing' : `is ${kinds.join(' and ')} at once`,
        hint: kinds.length === 0 ? `give one of ${RULE_KINDS.join(', ')}` : 'define one rule for each',
      },
    ];
  }
  const { signature, attestation, sbom, vulnerabilities, image, soak } = rule;
  return [
    ...[signature, attestation, sbom, vulnerabilities].flatMap((each) => unknownSigners(each?.by, file)),
    ...(attestation === undefined ? [] : attestationProblems(attestation)),
    ...(vulnerabilities === undefined ? [] : ignoreProblems(vulnerabilities)),
    ...(image === undefined ? [] : imageProblems(image)),
    ...zeroDurations({ ...attestation, ...vulnerabilities, ...image, ...soak }),
  ];
}

function unknownSigners(by: string | readonly string[] | undefined, file: PolicyFile): readonly Found[] {
  const names = Object.keys(file.signers);
  return [by ?? []]
    .flat()
    .filter((name) => !Object.hasOwn(file.signers, name))
    .map((name) => {
      const meant = nearestName(name, names);
      return {
        what: `by names the signer ${JSON.stringify(name)}, which is not defined`,
        hint:
          meant === undefined
            ? `the policy has ${names.length === 0 ? 'no signers' : names.join(', ')}`
            : `did you mean ${meant}?`,
      };
    });
}

function attestationProblems(rule: NonNullable<RuleEntry['attestation']>): readonly Found[] {
  const { type, builder, sourceRepository, branch, fields = [] } = rule;
  const found: Found[] = [];
  if (!isPredicateType(type)) {
    found.push({
      what: `type ${JSON.stringify(type)} is neither a URI nor a short name`,
      hint: 'write https://slsa.dev/provenance/v1 or slsaprovenance1',
    });
  }
  const facts = [
    ['builder', builder],
    ['sourceRepository', sourceRepository],
    ['branch', branch],
  ] as const;
  for (const [name, matcher] of facts) found.push(...matcherProblems(name, matcher));
  if (facts.some(([, matcher]) => matcher !== undefined) && !/slsa/.test(type)) {
    found.push({
      what: 'builder, sourceRepository and branch are facts of SLSA provenance',
      hint: 'set type to slsaprovenance1, or use fields',
    });
  }
  for (const { path, equals, matches, oneOf } of fields) {
    const place = `the field ${path}`;
    const ways = [equals, matches, oneOf].filter((way) => way !== undefined).length;
    if (ways > 1)
      found.push({
        what: `${place} has more than one of equals, matches and oneOf`,
        hint: 'keep one of them',
      });
    if (matches !== undefined) found.push(...matcherProblems(place, { matches }));
  }
  return found;
}

function ignoreProblems({ ignore = [] }: NonNullable<RuleEntry['vulnerabilities']>): readonly Found[] {
  const seen = new Set<string>();
  return ignore.flatMap(({ id, until, package: name }) => {
    const found: Found[] = [];
    const key = JSON.stringify([id, name]);
    if (seen.has(key)) found.push({ what: `ignores ${id} twice`, hint: 'keep the entry that is meant' });
    seen.add(key);
    if (new Date(`${until}T00:00:00Z`).toISOString().slice(0, 10) !== until)
      found.push({
        what: `ignores ${id} until ${until}, which is no day`,
        hint: 'write the last day on which it does not count',
      });
    return found;
  });
}

function imageProblems(rule: NonNullable<RuleEntry['image']>): readonly Found[] {
  const { user, labels = {}, maxAge, baseImages, platforms } = rule;
  const isAsked = [user, maxAge, baseImages, platforms].some((field) => field !== undefined);
  const found = Object.entries(labels).flatMap(([name, test]) =>
    test === true ? [] : matcherProblems(`the label ${name}`, test),
  );
  if (isAsked || Object.keys(labels).length > 0) return found;
  return [{ what: 'image has no conditions', hint: 'give user, labels, maxAge, baseImages or platforms' }];
}

function zeroDurations(rule: {
  readonly maxAge?: string | undefined;
  readonly for?: string | undefined;
}): readonly Found[] {
  return (['maxAge', 'for'] as const).flatMap((field) => {
    const text = rule[field];
    return text === undefined || durationMs(text) > 0
      ? []
      : [{ what: `${field} is not a duration`, hint: 'write it like 24h or 90d' }];
  });
}

function matcherProblems(place: string, matcher: Matcher | undefined): readonly Found[] {
  if (matcher === undefined || typeof matcher === 'string') return [];
  const problem = patternProblem(matcher.matches);
  if (problem === undefined) return [];
  return [
    {
      what: `${place}: ${JSON.stringify(matcher.matches)} ${problem}`,
      hint: 'write \\. for a dot and .* for anything; patterns are anchored at both ends',
    },
  ];
}

/** Rules that exclude each other would refuse every image. */
function ruleSetProblems(rules: readonly RuleEntry[]): readonly Found[] {
  const found: Found[] = [];
  const names = rules.map(({ name }) => name);
  for (const name of new Set(names.filter((each, index) => names.indexOf(each) !== index)))
    found.push({
      what: `two rules are called ${JSON.stringify(name)}`,
      hint: 'reports refer to rules by name',
    });
  for (const [index, one] of rules.entries()) {
    for (const other of rules.slice(index + 1)) {
      const what = exclusionOf(one, other);
      if (what === undefined) continue;
      const both = `rules ${JSON.stringify(one.name)} and ${JSON.stringify(other.name)}`;
      found.push({
        what: `${both} contradict each other: ${what}`,
        hint: 'no image can satisfy both: drop one',
      });
    }
  }
  return found;
}

function exclusionOf(one: RuleEntry, other: RuleEntry): string | undefined {
  if (one.source !== undefined && other.source !== undefined) {
    const [left, right] = [one.source.among, other.source.among];
    const areExact = [...left, ...right].every((name) => !name.includes('*'));
    if (areExact && !left.some((name) => right.includes(name))) return 'no source is in both lists';
  }
  const [ours, theirs] = [one.image?.labels ?? {}, other.image?.labels ?? {}];
  for (const [label, value] of Object.entries(ours)) {
    const second = Object.hasOwn(theirs, label) ? theirs[label] : undefined;
    if (typeof value === 'string' && typeof second === 'string' && value !== second)
      return `the label ${label} cannot be ${value} and ${second}`;
  }
  return undefined;
}
