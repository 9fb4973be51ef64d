import { load, loadAll } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { INPUT_NAMES, inputRow } from '../../src/config/tables/inputs.ts';
import { OUTPUTS } from '../../src/config/tables/outputs.ts';
import { tektonProblems } from '../support/tekton-schema.ts';
import { blocksOf, documents, mappingsIn } from './documents.ts';
import { committedFiles, textOf } from './source-files.ts';

interface Task {
  readonly metadata: { readonly name: string; readonly labels: Readonly<Record<string, string>> };
  readonly spec: {
    readonly description: string;
    readonly params: readonly { readonly name: string }[];
    readonly results: readonly { readonly name: string }[];
    readonly workspaces: readonly { readonly name: string }[];
    readonly steps: readonly object[];
  };
}

const FILE = 'tekton/promote-image/promote-image.yaml';
const TEXT = textOf(FILE);
const task = load(TEXT) as Task;
const namesOf = (list: readonly { readonly name: string }[]): readonly string[] =>
  list.map(({ name }) => name);

/** Objects of Tekton in files and in the documentation. */
const OBJECTS = [
  ...committedFiles()
    .filter((file) => /^tekton\/.*\.yaml$/.test(file))
    .map((file) => [file, textOf(file)] as const),
  ...documents()
    .flatMap(blocksOf)
    .filter(({ language, text }) => language === 'yaml' && text.includes('tekton.dev/'))
    .map(({ file, line, text }) => [`${file}:${line}`, text] as const),
].flatMap(([where, text]) => loadAll(text).map((object) => [where, object] as const));

describe('objects of Tekton', () => {
  it('are there', () => {
    expect(OBJECTS.length).toBeGreaterThan(3);
  });

  it.each(OBJECTS)('%s is what the published schema wants', (_, object) => {
    expect(tektonProblems(object)).toEqual([]);
  });

  it('would not be with a field that there is not, or of another type', () => {
    const [step] = task.spec.steps;
    const of = (more: object): object => ({ ...task, spec: { ...task.spec, ...more } });

    expect(tektonProblems(of({ parms: [] })).join()).toContain('"parms"');
    expect(tektonProblems(of({ steps: [{ ...step, image: 5 }] })).join()).toContain('/spec/steps/0/image');
    expect(
      tektonProblems(of({ steps: [{ ...step, securityContext: { readOnlyRootFileSystem: true } }] })).join(),
    ).toContain('readOnlyRootFileSystem');
  });

  it.each(OBJECTS)('%s hands the Task only what it takes', (_, object) => {
    for (const mapping of mappingsIn(object)) {
      const { taskRef, params, workspaces } = mapping as {
        readonly taskRef?: { readonly name?: string };
        readonly params?: readonly { readonly name: string }[];
        readonly workspaces?: readonly { readonly name: string }[];
      };
      if (taskRef?.name !== task.metadata.name) continue;
      expect(namesOf(task.spec.params)).toEqual(expect.arrayContaining([...namesOf(params ?? [])]));
      expect(namesOf(task.spec.workspaces)).toEqual(expect.arrayContaining([...namesOf(workspaces ?? [])]));
    }
  });
});

describe('the Task for Tekton', () => {
  it('has every input but secrets, what only GitHub has, and the record', () => {
    const missing = INPUT_NAMES.filter((name) => !namesOf(task.spec.params).includes(name));
    const isSecret = (name: (typeof INPUT_NAMES)[number]): boolean => inputRow(name).secret === true;

    expect(missing.filter((name) => !isSecret(name))).toEqual([
      'source-oidc-audience',
      'destination-oidc-audience',
      'github-environment',
      'github-records',
      'record',
    ]);
    expect(INPUT_NAMES.filter(isSecret).filter((name) => !missing.includes(name))).toEqual([]);
  });

  it('has results that there are', () => {
    expect(namesOf(task.spec.results).filter((name) => !Object.keys(OUTPUTS).includes(name))).toEqual([]);
    expect(namesOf(task.spec.results)).toContain('digest');
  });

  it('uses all that it declares and nothing else', () => {
    const used = (kind: string): readonly string[] => [
      ...new Set(
        [...TEXT.matchAll(new RegExp(`\\$\\(${kind}\\.([\\w-]+)(?:\\.path)?\\)`, 'g'))].map(
          ([, name = '']) => name,
        ),
      ),
    ];

    expect([...used('params')].sort()).toEqual([...namesOf(task.spec.params)].sort());
    expect([...used('workspaces')].sort()).toEqual([...namesOf(task.spec.workspaces)].sort());
    expect(used('results')).toEqual(['digest']);
  });

  it('has no script, where the text of a param would be code', () => {
    expect(task.spec.steps.filter((step) => 'script' in step || 'command' in step)).toEqual([]);
    expect(JSON.stringify(task.spec.steps.map((step) => ('args' in step ? step.args : [])))).not.toContain(
      '$(',
    );
  });

  it('is laid out as Artifact Hub reads catalogs with versions in git', () => {
    const { version } = load(textOf('package.json')) as { readonly version: string };

    expect(FILE).toBe(`tekton/${task.metadata.name}/${task.metadata.name}.yaml`);
    expect(task.metadata.labels['app.kubernetes.io/version']).toBe(version);
    expect(task.spec.description.length).toBeGreaterThan(50);
    expect(textOf(`tekton/${task.metadata.name}/README.md`)).toContain('docs/recipes/tekton.md');
  });
});
