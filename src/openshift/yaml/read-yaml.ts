import type { YamlReading } from './parse-yaml.ts';

/**
 * Reads YAML as kubectl does. The parser is a separate file beside the bundles, so that runs without YAML do not
 * load it.
 */
export async function readYaml(text: string): Promise<YamlReading> {
  const { parseYaml } = await import(/* webpackIgnore: true */ './parse-yaml.ts');
  return parseYaml(text);
}
