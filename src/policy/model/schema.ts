import { z } from 'zod';

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

const MAX_ENTRIES = 500;
const text = z.string().min(1).max(4096);
const name = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9 ._:/-]{0,99}$/,
    'must begin with a letter or a digit, and hold letters, digits, blanks and . _ : / - only, 100 at most',
  );
const duration = z
  .string()
  .regex(/^(?=.)(?:\d{1,5}d)?(?:\d{1,6}h)?(?:\d{1,6}m)?$/, 'must be a duration such as 90d, 24h or 1d12h');
const matcher = z.union([text, z.strictObject({ matches: text })]);
const signers = z
  .union([text, z.array(text).min(1).max(MAX_ENTRIES)])
  .describe('Name of a signer, or a list of names: any of them will do.');
const parts = (standard: 'all' | 'index' | 'images') =>
  z
    .enum(['all', 'index', 'images'])
    .default(standard)
    .describe(
      `What of a multi-platform image the rule is about: the index itself, each image in it, or all of both. An image for one platform is both. Default: ${standard}.`,
    );

const trustedRoot = z
  .union([
    z.literal('bundled'),
    z.strictObject({ file: text.describe('A trusted_root.json, relative to the policy.') }),
    z.strictObject({
      tuf: z.strictObject({
        url: z
          .string()
          .regex(/^https?:\/\/[^\s?#]+$/, 'must be a URL that begins with https://')
          .describe('Of the TUF repository.'),
        root: text.optional().describe('The root.json it is trusted by, relative to the policy.'),
      }),
    }),
  ])
  .describe(
    'Whose certificates and logs count: `bundled` is that of sigstore’s public instance, as it was when this program was released.',
  );

const signer = z
  .strictObject({
    key: text.optional().describe('Public key, PEM.'),
    keyFile: text.optional().describe('File with the public key, relative to the policy.'),
    issuer: matcher.optional().describe('Who vouched for the identity, exactly or as an anchored pattern.'),
    identity: matcher
      .optional()
      .describe(
        'Who signed: the URI or e-mail address in the certificate, exactly or as an anchored pattern.',
      ),
    transparencyLog: z
      .enum(['required', 'optional'])
      .optional()
      .describe(
        'Whether a signature by key must be in a transparency log of the trusted root. Default: optional.',
      ),
    trustedRoot: trustedRoot.optional(),
  })
  .describe('Someone whose signatures count: a key, or an identity and who vouched for it.');

export const signatureRule = z.strictObject({
  by: signers,
  signedAs: z
    .union([z.literal('any'), z.array(text).min(1).max(MAX_ENTRIES)])
    .optional()
    .describe(
      'Repositories that the signature may have been made for, as host/path; * stands for anything but a slash. Default: the repository it is promoted from. `any`: whatever it says. A bundle names no repository.',
    ),
  parts: parts('all'),
});

const fieldCondition = z
  .strictObject({
    path: text.describe(
      'Names of fields from the predicate on, with dots between: `buildDefinition.buildType`.',
    ),
    equals: z.union([z.string(), z.number(), z.boolean()]).optional(),
    matches: text.optional().describe('Anchored pattern.'),
    oneOf: z
      .array(z.union([z.string(), z.number(), z.boolean()]))
      .min(1)
      .optional(),
  })
  .describe('What a field of the predicate must be. Without equals, matches or oneOf it has to be there.');

export const attestationRule = z.strictObject({
  type: text.describe(
    'Predicate type: a URI, or one of slsaprovenance1, slsaprovenance02, spdx, cyclonedx, vuln, openvex, vsa.',
  ),
  by: signers,
  builder: matcher.optional().describe('SLSA provenance: who built it.'),
  sourceRepository: matcher.optional().describe('SLSA provenance: from which repository.'),
  branch: matcher.optional().describe('SLSA provenance: from which branch.'),
  fields: z.array(fieldCondition).max(MAX_ENTRIES).optional(),
  maxAge: duration
    .optional()
    .describe('By the verified time of the signature, else by what the predicate says.'),
  which: z
    .enum(['any', 'newest'])
    .default('any')
    .describe(
      'Which one must meet the conditions when there are several: any, or the newest, as with verdicts that change.',
    ),
  parts: parts('index'),
});

export const sbomRule = z.strictObject({
  formats: z
    .array(z.enum(['spdx', 'cyclonedx']))
    .min(1)
    .optional()
    .describe('Default: any.'),
  by: signers.optional(),
  parts: parts('index'),
});

const ignoredVulnerability = z.strictObject({
  id: text.describe('As the scanner writes it: CVE-2026-1234.'),
  until: z
    .string()
    .regex(/^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/, 'must be a date such as 2027-01-31')
    .describe('Last day on which it does not count.'),
  reason: z.string().trim().min(1, 'must say why').max(500),
  package: text.optional().describe('Only in this package.'),
});

export const vulnerabilitiesRule = z.strictObject({
  by: signers,
  maxAge: duration.describe('How old the newest scan may be.'),
  refuse: z.enum(SEVERITIES).describe('This severity and what is worse is refused.'),
  ignore: z.array(ignoredVulnerability).max(MAX_ENTRIES).optional(),
  parts: parts('index'),
});

export const imageRule = z.strictObject({
  user: z.literal('not-root').optional(),
  labels: z
    .record(text, z.union([z.literal(true), matcher]))
    .optional()
    .describe('Labels that must be there (`true`), or be or match a value.'),
  maxAge: duration.optional().describe('Since the image was built.'),
  baseImages: z
    .array(text)
    .min(1)
    .max(MAX_ENTRIES)
    .optional()
    .describe(
      'Names the label org.opencontainers.image.base.name may have; * stands for anything but a slash.',
    ),
  platforms: z.array(text).min(1).max(MAX_ENTRIES).optional().describe('Platforms the image must be for.'),
  parts: parts('images'),
});

export const sourceRule = z.strictObject({
  among: z
    .array(text)
    .min(1)
    .max(MAX_ENTRIES)
    .describe('project/stream or host/path; * stands for anything but a slash, ** for anything.'),
  servers: z
    .array(text)
    .min(1)
    .max(MAX_ENTRIES)
    .optional()
    .describe('URLs of the API servers that project/stream may be in.'),
});

export const soakRule = z.strictObject({
  in: z
    .string()
    .regex(
      /^[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?\/[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*(?::[A-Za-z0-9_][A-Za-z0-9._-]{0,127})?$/,
      'must be project/stream or project/stream:tag',
    )
    .describe('project/stream[:tag] that the digest has been in.'),
  for: duration.describe('Without a break.'),
  cluster: z.enum(['source', 'destination']).default('source'),
});

const rule = z
  .strictObject({
    name: name.describe('How reports call it.'),
    mode: z.enum(['enforce', 'warn']).optional().describe('Default: that of the policy.'),
    signature: signatureRule.optional().describe('Somebody signed the image.'),
    attestation: attestationRule.optional().describe('Somebody attested something about the image.'),
    sbom: sbomRule.optional().describe('There is a list of what is in the image.'),
    vulnerabilities: vulnerabilitiesRule
      .optional()
      .describe('There is a recent scan, with nothing bad in it that is not ignored.'),
    image: imageRule.optional().describe('How the image is configured.'),
    source: sourceRule.optional().describe('Where the image is promoted from.'),
    soak: soakRule.optional().describe('How long the image has been somewhere else.'),
  })
  .meta({ oneOf: RULE_KINDS.map((kind) => ({ required: [kind] })) });

/** The whole file. docs/policy.schema.json is made from this. */
export const policySchema = z.strictObject({
  $schema: z.string().optional(),
  version: z.literal(1),
  mode: z
    .enum(['enforce', 'warn'])
    .default('enforce')
    .describe('`warn`: what a rule refuses is told and recorded, and promoted all the same.'),
  overrides: z
    .enum(['never', 'with-reason'])
    .default('never')
    .describe('Whether a run may go on in spite of the policy when its input policy-override says why.'),
  trustedRoot: trustedRoot.default('bundled'),
  signers: z.record(name, signer).default({}),
  rules: z.array(rule).min(1, 'has no rule, so it would let everything through').max(100),
});

export type PolicyFile = z.infer<typeof policySchema>;
export type SignerEntry = z.infer<typeof signer>;
export type TrustedRootEntry = z.infer<typeof trustedRoot>;
export type Matcher = z.infer<typeof matcher>;
export type SignatureRule = z.infer<typeof signatureRule>;
export type AttestationRule = z.infer<typeof attestationRule>;
export type SbomRule = z.infer<typeof sbomRule>;
export type VulnerabilitiesRule = z.infer<typeof vulnerabilitiesRule>;
export type ImageRule = z.infer<typeof imageRule>;
export type SourceRule = z.infer<typeof sourceRule>;
export type SoakRule = z.infer<typeof soakRule>;
export type PartsChoice = SignatureRule['parts'];
