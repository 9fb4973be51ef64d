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
} from '../../core/text/shape.ts';

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
  'Name of a signer, or a list of names, any of which is sufficient.',
);
const parts = (standard: 'all' | 'index' | 'images') =>
  described(
    withDefault(choice('all', 'index', 'images'), standard),
    'Parts of a multi-platform image that the rule applies to: `index` (the image index itself), `images` (every image in it) or `all`. A single-platform image counts as both.',
  );

const trustedRoot = described(
  either(
    choice('bundled'),
    group({
      file: optional(described(text(), 'Path of a trusted_root.json, relative to the policy.')),
      tuf: optional(
        group({
          url: described(
            text(/^https?:\/\/[^\s?#]+$/, 'must be a URL that begins with https://'),
            'URL of the TUF repository.',
          ),
          root: optional(
            described(
              text(),
              'Path of the root.json that establishes trust in the repository, relative to the policy.',
            ),
          ),
        }),
      ),
    }),
  ),
  'Trusted root with the certificate authorities and transparency logs to trust. `bundled` is that of the public Sigstore instance at the time this program was released.',
);

const signer = described(
  group({
    key: optional(described(text(), 'Public key in PEM format.')),
    keyFile: optional(described(text(), 'Path of a file with the public key, relative to the policy.')),
    issuer: optional(
      described(
        matcher,
        'OIDC issuer of the identity in the certificate: the exact value or an anchored pattern.',
      ),
    ),
    identity: optional(
      described(
        matcher,
        'Identity in the certificate, a URI or e-mail address: the exact value or an anchored pattern.',
      ),
    ),
    transparencyLog: optional(
      described(
        choice('required', 'optional'),
        'Whether a signature made with a key must be recorded in a transparency log of the trusted root. Default: optional.',
      ),
    ),
    trustedRoot: optional(trustedRoot),
  }),
  'A trusted signer: a key, or an identity and its issuer.',
);

const signatureRule = group({
  by: signers,
  signedAs: optional(
    described(
      either(choice('any'), list(text())),
      'Repositories that the signature may name, as host/path; * matches anything but a slash. Default: the repository that the image is promoted from. `any` accepts every repository. Does not apply to bundles, which name no repository.',
    ),
  ),
  parts: parts('all'),
});

const fieldCondition = described(
  group({
    path: described(
      text(),
      'Path of a field in the predicate, separated by dots: `buildDefinition.buildType`.',
    ),
    equals: optional(scalar()),
    matches: optional(described(text(), 'Anchored pattern that the value must match.')),
    oneOf: optional(list(scalar())),
  }),
  'Condition for a field of the predicate. Without equals, matches or oneOf, the field must exist.',
);

const attestationRule = group({
  type: described(
    text(),
    'Predicate type: a URI, or one of slsaprovenance1, slsaprovenance02, spdx, cyclonedx, vuln, openvex, vsa.',
  ),
  by: signers,
  builder: optional(described(matcher, 'SLSA provenance: the builder.')),
  sourceRepository: optional(described(matcher, 'SLSA provenance: the source repository.')),
  branch: optional(described(matcher, 'SLSA provenance: the branch of the source repository.')),
  fields: optional(list(fieldCondition)),
  maxAge: optional(
    described(
      duration,
      'Maximum age of the attestation, by the verified time of its signature or else by the time in its predicate.',
    ),
  ),
  which: described(
    withDefault(choice('any', 'newest'), 'any'),
    'Which attestation must meet the conditions if there are several: `any`, or only the `newest`, for results that can change.',
  ),
  parts: parts('index'),
});

const sbomRule = group({
  formats: optional(described(list(choice('spdx', 'cyclonedx')), 'Accepted SBOM formats. Default: any.')),
  by: optional(signers),
  parts: parts('index'),
});

const ignoredVulnerability = group({
  id: described(text(), 'ID as reported by the scanner, such as CVE-2026-1234.'),
  until: described(
    text(/^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/, 'must be a date such as 2027-01-31'),
    'Last day on which the vulnerability is ignored.',
  ),
  reason: described(text(), 'Reason why the vulnerability can be ignored.'),
  package: optional(described(text(), 'Ignore it in this package only.')),
});

const vulnerabilitiesRule = group({
  by: signers,
  maxAge: described(duration, 'Maximum age of the newest scan.'),
  refuse: described(choice(...SEVERITIES), 'Lowest severity that is refused.'),
  ignore: optional(list(ignoredVulnerability)),
  parts: parts('index'),
});

const imageRule = group({
  user: optional(choice('not-root')),
  labels: optional(
    described(
      map(text(), either(choice(true), matcher)),
      'Labels that must exist (`true`), or have or match a value.',
    ),
  ),
  maxAge: optional(described(duration, 'Maximum time since the image was built.')),
  baseImages: optional(
    described(
      list(text()),
      'Allowed values of the label org.opencontainers.image.base.name; * matches anything but a slash.',
    ),
  ),
  platforms: optional(described(list(text()), 'Platforms that the image must support.')),
  parts: parts('images'),
});

const sourceRule = group({
  among: described(
    list(text()),
    'Allowed sources: project/stream or host/path; * matches anything but a slash, ** matches anything.',
  ),
  servers: optional(
    described(list(text()), 'URLs of the API servers of the clusters that project/stream may be in.'),
  ),
});

const soakRule = group({
  in: described(
    text(
      /^[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?\/[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*(?::[A-Za-z0-9_][A-Za-z0-9._-]{0,127})?$/,
      'must be project/stream or project/stream:tag',
    ),
    'project/stream[:tag] that must have contained the digest.',
  ),
  for: described(duration, 'How long the digest must have been there without interruption.'),
  cluster: withDefault(choice('source', 'destination'), 'source'),
});

const rule = group(
  {
    name: described(name, 'Name of the rule in reports.'),
    mode: optional(
      described(choice('enforce', 'warn'), 'Mode of this rule. Default: the mode of the policy.'),
    ),
    signature: optional(described(signatureRule, 'The image must be signed.')),
    attestation: optional(described(attestationRule, 'The image must have an attestation.')),
    sbom: optional(described(sbomRule, 'The image must have an SBOM.')),
    vulnerabilities: optional(
      described(
        vulnerabilitiesRule,
        'The image must have a recent vulnerability scan without findings of the refused severities, except ignored ones.',
      ),
    ),
    image: optional(described(imageRule, 'Requirements for the configuration of the image.')),
    source: optional(described(sourceRule, 'Where the image may be promoted from.')),
    soak: optional(
      described(
        soakRule,
        'How long the image must have been under another tag, such as that of a test environment.',
      ),
    ),
  },
  { oneOf: RULE_KINDS.map((kind) => ({ required: [kind] })) },
);

/** The whole file. docs/policy.schema.json is made from this. */
export const POLICY_SHAPE = group({
  $schema: optional(text()),
  version: choice(1),
  mode: described(
    withDefault(choice('enforce', 'warn'), 'enforce'),
    '`enforce` stops the promotion if a rule fails; `warn` reports and records the failure and promotes the image anyway.',
  ),
  overrides: described(
    withDefault(choice('never', 'with-reason'), 'never'),
    'Whether the input policy-override, with a reason, can overrule the policy for one run.',
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
