import type { RuleFinding } from '../../core/ports/policy-report.ts';
import { cleanServerText } from '../../core/text/server-text.ts';
import {
  isJsonObject,
  parseStrictJson,
  requireExactKeys,
  type JsonObject,
} from '../../core/text/strict-json.ts';
import type { ImageRule } from '../model/schema.ts';
import { nameTest, textTest } from '../model/text-test.ts';
import { chooseParts, type Part } from '../evidence/parts.ts';
import { ageText, durationMs, isToCome, readTime } from '../../core/text/time.ts';
import { failed, passed, type RuleContext } from './context.ts';

const MAX_CONFIG_BYTES = 8 * 1024 * 1024;
const BASE_NAME = 'org.opencontainers.image.base.name';

/** Whether each image is configured as the rule wants it. Reports all problems at once. */
export async function checkImage(rule: ImageRule, context: RuleContext): Promise<readonly RuleFinding[]> {
  const findings: RuleFinding[] = [];
  const built: (string | undefined)[] = [];
  for (const part of chooseParts(context.parts, rule.parts)) {
    if (part.manifest.content.kind !== 'image') continue;
    const config = await readConfig(part, context);
    built.push(part.platform ?? platformOf(config));
    const unmet = unmetBy(rule, part, config, context.verifying.now);
    const [found, needed] = [
      unmet.map((each) => each.found).join('; '),
      unmet.map((each) => each.needed).join('; '),
    ];
    findings.push(unmet.length === 0 ? passed(part, describe(rule, config)) : failed(part, found, needed));
  }
  const platforms = findMissing(rule, context, built);
  const [root] = context.parts;
  if (platforms.length > 0 && root !== undefined) {
    const list = platforms.join(', ');
    findings.push(failed(root, `it is not for ${list}`, `build it for ${list} as well`));
  }
  return findings;
}

interface Unmet {
  readonly found: string;
  readonly needed: string;
}

function unmetBy(rule: ImageRule, part: Part, config: JsonObject, now: Date): readonly Unmet[] {
  const inner = isJsonObject(config['config']) ? config['config'] : {};
  const labels = isJsonObject(inner['Labels']) ? inner['Labels'] : {};
  return [
    ...(rule.user === 'not-root' ? unmetUser(inner['User']) : []),
    ...unmetLabels(rule.labels ?? {}, labels),
    ...(rule.maxAge === undefined ? [] : unmetAge(rule.maxAge, config['created'], now)),
    ...(rule.baseImages === undefined
      ? []
      : unmetBase(rule.baseImages, part.manifest.content.annotations[BASE_NAME] ?? labels[BASE_NAME])),
  ];
}

/** What does not fit into 31 bits may become another number, such as 0. */
const MAX_UID = 2 ** 31 - 1;

/** As Kubernetes' runAsNonRoot: a name may be anybody in the image's /etc/passwd. */
function unmetUser(user: unknown): readonly Unmet[] {
  const name = (typeof user === 'string' ? user : '').split(':', 1)[0] ?? '';
  const needed = 'set a number other than 0 as USER';
  if (name === '') return [{ found: 'it has no USER, so it runs as root', needed }];
  if (/^\+?\d+$/.test(name))
    return Number(name) === 0
      ? [{ found: `its USER is ${name}, which is root`, needed }]
      : Number(name) <= MAX_UID
        ? []
        : [{ found: `its USER is ${name}, which is no user`, needed }];
  return [{ found: `its USER is ${cleanServerText(name, 60)}, whose user ID is unknown`, needed }];
}

function unmetLabels(wanted: NonNullable<ImageRule['labels']>, labels: JsonObject): readonly Unmet[] {
  return Object.entries(wanted).flatMap(([name, test]): readonly Unmet[] => {
    const value = Object.hasOwn(labels, name) ? labels[name] : undefined;
    if (typeof value !== 'string')
      return [{ found: `the label ${name} is missing`, needed: `set the label ${name}` }];
    if (test === true) return [];
    const { matches, shown } = textTest(test);
    if (matches(value)) return [];
    return [
      {
        found: `the label ${name} is ${cleanServerText(value, 100)}`,
        needed: `set the label ${name} to ${shown}`,
      },
    ];
  });
}

function unmetAge(maxAge: string, created: unknown, now: Date): readonly Unmet[] {
  const needed = `rebuild it: the limit is ${maxAge}`;
  const time = readTime(created);
  if (time === undefined) return [{ found: 'it has no build time', needed }];
  if (isToCome(time, now)) {
    return [
      { found: `it was built ${time.toISOString()}, which is in the future: check the clocks`, needed },
    ];
  }
  const ageMs = now.getTime() - time.getTime();
  return ageMs <= durationMs(maxAge) ? [] : [{ found: `it was built ${ageText(ageMs)} ago`, needed }];
}

function unmetBase(wanted: readonly string[], base: unknown): readonly Unmet[] {
  const needed = `build it from ${wanted.join(' or ')}, with the label ${BASE_NAME}`;
  if (typeof base !== 'string' || base === '') return [{ found: 'it does not name its base image', needed }];
  if (wanted.some((name) => nameTest(name).matches(base))) return [];
  return [{ found: `it was built from ${cleanServerText(base, 200)}`, needed }];
}

function findMissing(
  { platforms = [] }: ImageRule,
  { parts }: RuleContext,
  built: readonly (string | undefined)[],
): readonly string[] {
  const known = new Set([...parts.map(({ platform }) => platform), ...built]);
  return platforms.filter((platform) => !known.has(platform));
}

async function readConfig(part: Part, { ports, verifying }: RuleContext): Promise<JsonObject> {
  const { content } = part.manifest;
  if (content.kind !== 'image' || content.config.sizeBytes > MAX_CONFIG_BYTES) return {};
  const bytes = await ports.repository.readBlob(content.config, verifying.signal);
  const what = 'the configuration of the image';
  const value = parseStrictJson(bytes, what);
  if (!isJsonObject(value)) return {};
  // a runtime in Go takes `user` for `User`, and the last of both counts
  requireExactKeys(value, CONFIG_KEYS, what);
  if (isJsonObject(value['config'])) requireExactKeys(value['config'], PROCESS_KEYS, what);
  return value;
}

const CONFIG_KEYS: ReadonlySet<string> = new Set(['config', 'created', 'os', 'architecture', 'variant']);
const PROCESS_KEYS: ReadonlySet<string> = new Set(['User', 'Labels']);

function platformOf({ os, architecture, variant }: JsonObject): string | undefined {
  if (typeof os !== 'string' || typeof architecture !== 'string') return undefined;
  return typeof variant === 'string' && variant !== ''
    ? `${os}/${architecture}/${variant}`
    : `${os}/${architecture}`;
}

function describe(rule: ImageRule, config: JsonObject): string {
  const inner = isJsonObject(config['config']) ? config['config'] : {};
  const created = readTime(config['created']);
  const facts = [
    ...(rule.user === undefined ? [] : [`USER ${cleanServerText(String(inner['User']), 60)}`]),
    ...Object.keys(rule.labels ?? {}).map((name) => `label ${name}`),
    ...(rule.maxAge === undefined || created === undefined
      ? []
      : [`built ${created.toISOString().slice(0, 10)}`]),
    ...(rule.baseImages === undefined ? [] : ['its base image is listed']),
  ];
  return facts.length === 0 ? 'all conditions are met' : facts.join(', ');
}
