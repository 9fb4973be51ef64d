import type { YamlReading } from './parse-yaml.ts';

/**
 * Reads YAML as kubectl does. The parser is a file of its own beside the bundles: whoever has no YAML to read does not
 * load it.
 */
export async function readYaml(text: string): Promise<YamlReading> {
  const { parseYaml } = await import(/* webpackIgnore: true */ './parse-yaml.ts');
  return parseYaml(text);
}
