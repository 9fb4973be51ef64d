import { existsSync } from 'node:fs';
import path from 'node:path';
import { load, loadAll } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { commandRow, isCommandName, shapesOf } from '../../src/config/tables/commands.ts';
import { INPUT_NAMES, inputRow } from '../../src/config/tables/inputs.ts';
import { OUTPUTS } from '../../src/config/tables/outputs.ts';
import { isKnownName } from '../../src/config/unknown-names.ts';
import { readFlags } from '../../src/core/command-flags.ts';
import { variableOf } from '../../src/core/command-inputs.ts';
import { anchorsOf, blocksOf, commandsOf, documents, linksOf, mappingsIn, type Block } from './documents.ts';
import { ROOT, textOf } from './source-files.ts';

const FILES = documents();
const BLOCKS = FILES.flatMap(blocksOf);
const OUTPUT_NAMES: readonly string[] = Object.keys(OUTPUTS);
/** Variables of hosts that are no inputs. */
// The environment of the commands of the user.
const GATE_VARIABLES = ['PROMOTE_DIGEST', 'PROMOTE_IMAGE', 'PROMOTE_TAG', 'PROMOTE_PREVIOUS_DIGEST'];
const MANIFEST_VALUES = ['PROMOTE_STREAM', 'PROMOTE_PROJECT', 'PROMOTE_IMAGE_WEB_API'];
const HOST_VARIABLES = [
  ...GATE_VARIABLES,
  ...MANIFEST_VALUES,
  'PROMOTE_DOTENV',
  'PROMOTE_PROPERTIES',
  'PROMOTE_OUTPUTS',
];

const isFlag = (word: string): boolean => word.startsWith('-');
const at = ({ file, line }: Block): string => `${file}:${line}`;
const yamlBlocks = BLOCKS.filter(({ language }) => language === 'yaml');

interface Component {
  readonly spec: { readonly inputs: Readonly<Record<string, { readonly type?: string }>> };
}
const componentInputs = (loadAll(textOf('templates/promote.yml'))[0] as Component).spec.inputs;

describe('the documentation', () => {
  it('has what these tests look at', () => {
    expect(FILES.length).toBeGreaterThan(8);
    expect(yamlBlocks.length).toBeGreaterThan(10);
    expect(BLOCKS.flatMap(commandsOf).length).toBeGreaterThan(4);
  });

  it.each(yamlBlocks.map((block) => [at(block), block] as const))('%s is YAML', (_, block) => {
    expect(() => loadAll(block.text)).not.toThrow();
  });

  it.each(yamlBlocks.map((block) => [at(block), block] as const))('%s uses inputs there are', (_, block) => {
    for (const mapping of loadAll(block.text).flatMap(mappingsIn)) {
      const { uses, with: given, inputs } = mapping;
      if (typeof uses === 'string' && uses.includes('openshift-promote@')) {
        expect(Object.keys(given ?? {}).filter((name) => !isKnownName(name))).toEqual([]);
      }
      if ((mapping['component'] ?? mapping['remote']) !== undefined) {
        for (const [name, value] of Object.entries(inputs ?? {})) {
          expect(componentInputs, name).toHaveProperty([name]);
          expect(Array.isArray(value), `${name} is a list`).toBe(componentInputs[name]?.type === 'array');
        }
      }
      const ofSides = Object.keys(mapping).filter((name) => /^(?:source|destination)-/.test(name));
      expect(ofSides.filter((name) => !isKnownName(name))).toEqual([]);
    }
  });

  it.each(
    BLOCKS.flatMap((block) => commandsOf(block).map((words) => [at(block), words.join(' '), words] as const)),
  )('%s: openshift-promote %s has flags there are', (_, __, words) => {
    const [first, ...rest] = words;
    const command = isCommandName(first) ? first : 'promote';
    const flags = isCommandName(first) ? rest : words;
    const named = commandRow(command).positional === undefined ? flags : flags.filter(isFlag);
    const raw = readFlags(named, shapesOf(command), String);
    const own = shapesOf(command).flatMap(({ name }) => [name, `${name}-file`]);

    expect(Object.keys(raw).filter((name) => !own.includes(name))).toEqual([]);
  });

  it.each(FILES)('%s names inputs, variables and outputs there are', (file) => {
    const text = textOf(file);
    const words = (pattern: RegExp): readonly string[] =>
      [...text.matchAll(pattern)].map(([, word = '']) => word);
    const variables = new Set(
      INPUT_NAMES.flatMap((name) => (inputRow(name).secret === true ? [name, `${name}-file`] : [name])).map(
        variableOf,
      ),
    );

    const sides = words(/`((?:source|destination)-[a-z-]+)`/g).filter((name) => !isKnownName(name));
    const named = words(/\b(PROMOTE_[A-Z_]*[A-Z])\b/g).filter((name) => !variables.has(name));
    const promoted = words(/\bPROMOTED_([A-Z_]+)/g).map((name) => name.toLowerCase().replaceAll('_', '-'));
    // those of steps that write them themselves
    const written = words(/echo "([\w-]+)=.*GITHUB_OUTPUT/g);
    const steps = words(/steps\.\w+\.outputs\.([\w-]+)/g).filter((name) => !written.includes(name));
    expect(sides).toEqual([]);
    expect(named.filter((name) => !HOST_VARIABLES.includes(name))).toEqual([]);
    expect([...promoted, ...steps].filter((name) => !OUTPUT_NAMES.includes(name))).toEqual([]);
  });

  it.each(
    BLOCKS.filter(({ text }) => text.includes('promoteImage(')).map((block) => [at(block), block] as const),
  )('%s has parameters that the step has', (_, { text }) => {
    const step = textOf('vars/promoteImage.groovy');
    const call = /promoteImage\(([\s\S]*?)\n\s*\)/.exec(text)?.[1] ?? '';
    const parameters = [...call.matchAll(/^\s*(\w+):/gm)].map(([, name = '']) => name);

    expect(parameters.length).toBeGreaterThan(3);
    expect(parameters.filter((name) => !step.includes(`\n  ${name}: 'PROMOTE_`))).toEqual([]);
  });

  it.each(FILES)('%s links to what is there', (file) => {
    const broken = linksOf(file).filter(({ target, anchor }) => {
      if (!existsSync(path.join(ROOT, target))) return true;
      return anchor !== '' && !anchorsOf(textOf(target)).includes(anchor);
    });

    expect(broken).toEqual([]);
  });
});

describe('the GitLab component', () => {
  const [header, body] = loadAll(textOf('templates/promote.yml')) as [
    Component,
    Readonly<Record<string, { readonly variables: Readonly<Record<string, unknown>> }>>,
  ];
  const secrets = INPUT_NAMES.filter((name) => inputRow(name).secret === true);
  /** what the shell or the program expands itself */
  const VERBATIM = [
    'gitops-message',
    'before-move',
    'before-rollout',
    'after-rollout',
    'template-parameters',
  ];

  it('has every input but secrets, which GitLab would write down in plain text, and what only GitHub has', () => {
    const names = Object.keys(header.spec.inputs);

    expect(names.filter((name) => secrets.some((secret) => secret === name))).toEqual([]);
    expect(INPUT_NAMES.filter((name) => !names.includes(name) && !secrets.includes(name))).toEqual([
      'source-oidc-audience',
      'destination-oidc-audience',
      'github-environment',
      'github-records',
      'record',
    ]);
    expect(textOf('vars/promoteImage.groovy')).not.toContain('OidcAudience');
  });

  it('hands every input over as text, so that GitLab takes it for a variable', () => {
    const { variables = {} } = Object.values(body)[0] ?? {};
    for (const [name, { type }] of Object.entries(header.spec.inputs)) {
      const value = variables[variableOf(name)];
      if (value === undefined) continue;
      const text = `$[[ inputs.${name} ]]${type === undefined ? '' : ' '}`;
      expect(value, name).toEqual(VERBATIM.includes(name) ? { value: text, expand: false } : text);
    }
  });

  it('runs the version of this package', () => {
    const { version } = load(textOf('package.json')) as { readonly version: string };

    expect(header.spec.inputs['version']).toMatchObject({ default: version });
    expect(textOf('vars/promoteImage.groovy')).toContain(`openshift-promote@${version}'`);
  });
});
