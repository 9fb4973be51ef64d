import {
  choice,
  described,
  either,
  group,
  list,
  map,
  optional,
  scalar,
  text,
  withDefault,
  type Of,
} from './shape.ts';

/** Kinds of rules, in the order of a report. */
export const RULE_KINDS = [
  'signature',
  'attestation',
  'sbom',
  'vulnerabilities',
  'image',
  'source',
  'soak',
] as const;
export type RuleKind = (typeof RULE_KINDS)[number];

/** From the harmless to the worst; what a scanner calls unknown counts as the worst. */
export const SEVERITIES = ['negligible', 'low', 'medium', 'high', 'critical'] as const;
export type Severity = (typeof SEVERITIES)[number];

const name = text(
  /^[A-Za-z0-9][A-Za-z0-9 ._:/-]{0,99}$/,
  'must begin with a letter or a digit, and hold letters, digits, blanks and . _ : / - only, 100 at most',
);
const duration = text(
  /^(?=.)(?:\d{1,5}d)?(?:\d{1,6}h)?(?:\d{1,6}m)?$/,
  'must be a duration such as 90d, 24h or 1d12h',
);
const matcher = either(text(), group({ matches: text() }));
const signers = described(
  either(text(), list(text())),
  'Name of a signer, or a list of names: any of them will do.',
);
const parts = (standard: 'all' | 'index' | 'images') =>
  described(
    withDefault(choice('all', 'index', 'images'), standard),
    'What of a multi-platform image the rule is about: the index itself, each image in it, or all of both. An image for one platform is both.',
  );

const trustedRoot = described(
  either(
    choice('bundled'),
    group({
      file: optional(described(text(), 'A trusted_root.json, relative to the policy.')),
      tuf: optional(
        group({
          url: described(
            text(/^https?:\/\/[^\s?#]+$/, 'must be a URL that begins with https://'),
            'Of the TUF repository.',
          ),
          root: optional(described(text(), 'The root.json it is trusted by, relative to the policy.')),
        }),
      ),
    }),
  ),
  'Whose certificates and logs count: `bundled` is that of sigstore’s public instance, as it was when this program was released.',
);

const signer = described(
  group({
    key: optional(described(text(), 'Public key, PEM.')),
    keyFile: optional(described(text(), 'File with the public key, relative to the policy.')),
    issuer: optional(described(matcher, 'Who vouched for the identity, exactly or as an anchored pattern.')),
    identity: optional(
      described(
        matcher,
        'Who signed: the URI or e-mail address in the certificate, exactly or as an anchored pattern.',
      ),
    ),
    transparencyLog: optional(
      described(
        choice('required', 'optional'),
        'Whether a signature by key must be in a transparency log of the trusted root. Default: optional.',
      ),
    ),
    trustedRoot: optional(trustedRoot),
  }),
  'Someone whose signatures count: a key, or an identity and who vouched for it.',
);

const signatureRule = group({
  by: signers,
  signedAs: optional(
    described(
      either(choice('any'), list(text())),
      'Repositories that the signature may have been made for, as host/path; * stands for anything but a slash. Default: the repository it is promoted from. `any`: whatever it says. A bundle names no repository.',
    ),
  ),
  parts: parts('all'),
});

const fieldCondition = described(
  group({
    path: described(
      text(),
      'Names of fields from the predicate on, with dots between: `buildDefinition.buildType`.',
    ),
    equals: optional(scalar()),
    matches: optional(described(text(), 'Anchored pattern.')),
    oneOf: optional(list(scalar())),
  }),
  'What a field of the predicate must be. Without equals, matches or oneOf it has to be there.',
);

const attestationRule = group({
  type: described(
    text(),
    'Predicate type: a URI, or one of slsaprovenance1, slsaprovenance02, spdx, cyclonedx, vuln, openvex, vsa.',
  ),
  by: signers,
  builder: optional(described(matcher, 'SLSA provenance: who built it.')),
  sourceRepository: optional(described(matcher, 'SLSA provenance: from which repository.')),
  branch: optional(described(matcher, 'SLSA provenance: from which branch.')),
  fields: optional(list(fieldCondition)),
  maxAge: optional(
    described(duration, 'By the verified time of the signature, else by what the predicate says.'),
  ),
  which: described(
    withDefault(choice('any', 'newest'), 'any'),
    'Which one must meet the conditions when there are several: any, or the newest, as with verdicts that change.',
  ),
  parts: parts('index'),
});

const sbomRule = group({
  formats: optional(described(list(choice('spdx', 'cyclonedx')), 'Default: any.')),
  by: optional(signers),
  parts: parts('index'),
});

const ignoredVulnerability = group({
  id: described(text(), 'As the scanner writes it: CVE-2026-1234.'),
  until: described(
    text(/^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/, 'must be a date such as 2027-01-31'),
    'Last day on which it does not count.',
  ),
  reason: described(text(), 'Why it does no harm here.'),
  package: optional(described(text(), 'Only in this package.')),
});

const vulnerabilitiesRule = group({
  by: signers,
  maxAge: described(duration, 'How old the newest scan may be.'),
  refuse: described(choice(...SEVERITIES), 'This severity and what is worse is refused.'),
  ignore: optional(list(ignoredVulnerability)),
  parts: parts('index'),
});

const imageRule = group({
  user: optional(choice('not-root')),
  labels: optional(
    described(
      map(text(), either(choice(true), matcher)),
      'Labels that must be there (`true`), or be or match a value.',
    ),
  ),
  maxAge: optional(described(duration, 'Since the image was built.')),
  baseImages: optional(
    described(
      list(text()),
      'Names the label org.opencontainers.image.base.name may have; * stands for anything but a slash.',
    ),
  ),
  platforms: optional(described(list(text()), 'Platforms the image must be for.')),
  parts: parts('images'),
});

const sourceRule = group({
  among: described(
    list(text()),
    'project/stream or host/path; * stands for anything but a slash, ** for anything.',
  ),
  servers: optional(described(list(text()), 'URLs of the API servers that project/stream may be in.')),
});

const soakRule = group({
  in: described(
    text(
      /^[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?\/[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*(?::[A-Za-z0-9_][A-Za-z0-9._-]{0,127})?$/,
      'must be project/stream or project/stream:tag',
    ),
    'project/stream[:tag] that the digest has been in.',
  ),
  for: described(duration, 'Without a break.'),
  cluster: withDefault(choice('source', 'destination'), 'source'),
});

const rule = group(
  {
    name: described(name, 'How reports call it.'),
    mode: optional(described(choice('enforce', 'warn'), 'Default: that of the policy.')),
    signature: optional(described(signatureRule, 'Somebody signed the image.')),
    attestation: optional(described(attestationRule, 'Somebody attested something about the image.')),
    sbom: optional(described(sbomRule, 'There is a list of what is in the image.')),
    vulnerabilities: optional(
      described(vulnerabilitiesRule, 'There is a recent scan, with nothing bad in it that is not ignored.'),
    ),
    image: optional(described(imageRule, 'How the image is configured.')),
    source: optional(described(sourceRule, 'Where the image is promoted from.')),
    soak: optional(described(soakRule, 'How long the image has been somewhere else.')),
  },
  { oneOf: RULE_KINDS.map((kind) => ({ required: [kind] })) },
);

/** The whole file. docs/policy.schema.json is made from this. */
export const POLICY_SHAPE = group({
  $schema: optional(text()),
  version: choice(1),
  mode: described(
    withDefault(choice('enforce', 'warn'), 'enforce'),
    '`warn`: what a rule refuses is told and recorded, and promoted all the same.',
  ),
  overrides: described(
    withDefault(choice('never', 'with-reason'), 'never'),
    'Whether a run may go on in spite of the policy when its input policy-override says why.',
  ),
  trustedRoot: withDefault(trustedRoot, 'bundled'),
  signers: withDefault(map(name, signer), {}),
  rules: list(rule, 'has no rule, so it would let everything through', 100),
});

export type PolicyFile = Of<typeof POLICY_SHAPE>;
export type SignerEntry = Of<typeof signer>;
export type TrustedRootEntry = Of<typeof trustedRoot>;
export type Matcher = Of<typeof matcher>;
export type SignatureRule = Of<typeof signatureRule>;
export type AttestationRule = Of<typeof attestationRule>;
export type SbomRule = Of<typeof sbomRule>;
export type VulnerabilitiesRule = Of<typeof vulnerabilitiesRule>;
export type ImageRule = Of<typeof imageRule>;
export type SourceRule = Of<typeof sourceRule>;
export type SoakRule = Of<typeof soakRule>;
export type PartsChoice = SignatureRule['parts'];
