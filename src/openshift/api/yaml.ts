/** The YAML parser, in a file of its own beside the bundles: whoever has no YAML to read does not parse it. */
export function loadYaml() {
  return import(/* webpackIgnore: true */ './yaml-library.ts');
}
