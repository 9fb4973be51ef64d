import { load, loadAll } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { isKnownName } from '../../src/config/unknown-names.ts';
import { workflowProblems } from '../support/workflow-validator.ts';
import { blocksOf, documents, mappingsIn } from './documents.ts';
import { committedFiles, textOf } from './source-files.ts';

const WORKFLOWS = committedFiles().filter((file) => /^\.github\/workflows\/.*\.yml$/.test(file));
const MAPPINGS = WORKFLOWS.flatMap((file) =>
  mappingsIn(load(textOf(file))).map((mapping) => [file, mapping] as const),
);

/** Blocks of the documentation that are whole workflows. */
const RECIPES = documents()
  .flatMap(blocksOf)
  .filter(({ language, text }) => language === 'yaml' && /^on:/m.test(text) && /^jobs:/m.test(text));

const GOOD = `on: push
permissions: {}
jobs:
  promote:
    runs-on: ubuntu-24.04
    steps:
      - uses: OWNER/openshift-promote@v1
        with: { source-image: dev/app:1, destination-image: prod/app:1 }
`;

describe('the validator of workflows', () => {
  it('finds nothing in a good one', async () => {
    expect(await workflowProblems('good.yml', GOOD)).toEqual([]);
  });

  it.each([
    ['an unknown key', GOOD.replace('permissions', 'permisions'), /permisions/],
    ['an input of ours that there is not', GOOD.replace('source-image', 'source-imag'), /source-imag/],
    [
      'an input of our workflow that there is not',
      `on: push\njobs:\n  a:\n    uses: OWNER/openshift-promote/.github/workflows/promote.yml@v1\n    with: { environment: x, source-imag: y }\n`,
      /source-imag/,
    ],
    ['an expression that is broken', GOOD.replace('dev/app:1', '${{ inptus.release }}'), /inptus/],
    [
      'a job that needs another that there is not',
      GOOD.replace('    runs-on', '    needs: build\n    runs-on'),
      /build/,
    ],
  ])('finds %s', async (_, text, says) => {
    expect((await workflowProblems('bad.yml', text)).join('\n')).toMatch(says);
  });

  it('knows the runtimes of actions', async () => {
    const bad = textOf('action.yml').replace('node24', 'node23');

    expect(await workflowProblems('action.yml', bad)).toEqual([expect.stringMatching(/node23/)]);
  });
});

describe('workflows', () => {
  it('are there', () => {
    expect(WORKFLOWS.length).toBeGreaterThan(4);
    expect(RECIPES.length).toBeGreaterThan(1);
  });

  it.each([...WORKFLOWS, 'action.yml'])('%s is valid', async (file) => {
    expect(await workflowProblems(file, textOf(file))).toEqual([]);
  });

  it.each(RECIPES.map((block) => [`${block.file}:${block.line}`, block] as const))(
    '%s is valid',
    async (name, { text }) => {
      expect(await workflowProblems(`${name.replaceAll(/\W/g, '-')}.yml`, text)).toEqual([]);
    },
  );

  it.each(RECIPES.map((block) => [`${block.file}:${block.line}`, block] as const))(
    '%s has the secret of production where it is: in an environment',
    (_, { text }) => {
      const { jobs } = load(text) as { readonly jobs: Readonly<Record<string, object>> };
      const outside = Object.entries(jobs).filter(
        ([, job]) => JSON.stringify(job).includes('secrets.PROD_TOKEN') && !('environment' in job),
      );

      expect(outside.map(([name]) => name)).toEqual([]);
    },
  );

  it('and recipes have no key that GitHub Enterprise Server does not know', () => {
    const groups = [...WORKFLOWS.map(textOf), ...RECIPES.map(({ text }) => text)]
      .flatMap((text) => mappingsIn(load(text)))
      .flatMap(({ concurrency }) => (typeof concurrency === 'object' ? [concurrency] : []));

    expect(groups.length).toBeGreaterThan(4);
    expect(groups.filter((group) => group !== null && 'queue' in group)).toEqual([]);
  });

  it('use actions of others by commit, with the version in a comment', () => {
    const loose = WORKFLOWS.flatMap((file) =>
      [...textOf(file).matchAll(/^\s*(?:- )?uses: (.*)$/gm)]
        .map(([, uses = '']) => uses)
        .filter((uses) => !/^\.\/(?:\.github\/workflows\/[\w-]+\.yml)?$/.test(uses))
        .filter((uses) => !/^[\w-]+\/openshift-promote@v\d+\.\d+\.\d+$/.test(uses))
        .filter((uses) => !/^[\w-]+\/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(uses))
        .map((uses) => `${file}: ${uses}`),
    );

    expect(loose).toEqual([]);
  });

  it('say for every action the same commit', () => {
    const commits = new Map<string, Set<string>>();
    for (const file of WORKFLOWS) {
      for (const [, action = '', rest = ''] of textOf(file).matchAll(
        /uses: ((?![\w-]+\/openshift-promote)[\w-]+\/[\w-]+)[^@\n]*@(.*)$/gm,
      )) {
        commits.set(action, (commits.get(action) ?? new Set()).add(rest));
      }
    }

    expect([...commits].filter(([, versions]) => versions.size > 1)).toEqual([]);
  });

  it('grant nothing unless they say so, and leave no token in the checkout', () => {
    for (const file of WORKFLOWS) {
      expect(load(textOf(file)), file).toHaveProperty('permissions');
    }
    const checkouts = MAPPINGS.filter(([, { uses }]) => String(uses).startsWith('actions/checkout@'));
    expect(checkouts.length).toBeGreaterThan(4);
    for (const [file, { with: given }] of checkouts) {
      // those that push say so
      const keeps = (given as Readonly<Record<string, unknown>> | undefined)?.['persist-credentials'];
      expect([false, true], file).toContain(keeps);
    }
  });

  it('put no expression into a script, where its text would be code', () => {
    const scripts = MAPPINGS.filter(([, { run }]) => typeof run === 'string' && run.includes('${{'));

    expect(scripts.map(([file, { run }]) => `${file}: ${String(run)}`)).toEqual([]);
  });

  it('have an end', () => {
    const endless = WORKFLOWS.flatMap((file) => {
      const { jobs } = load(textOf(file)) as { readonly jobs: Readonly<Record<string, object>> };
      return Object.entries(jobs).flatMap(([name, job]) =>
        'timeout-minutes' in job ? [] : [`${file}: ${name}`],
      );
    });

    expect(endless).toEqual([]);
  });
});

describe('the reusable workflow', () => {
  it('hands on inputs that there are', () => {
    const used = MAPPINGS.filter(
      ([file, { uses }]) => file.endsWith('/promote.yml') && String(uses).includes('openshift-promote'),
    );

    expect(used.length).toBeGreaterThan(0);
    for (const [, { with: given }] of used) {
      expect(Object.keys(given ?? {}).filter((name) => !isKnownName(name))).toEqual([]);
    }
  });
});

describe('forms and settings of the repository', () => {
  it.each(committedFiles().filter((file) => /^\.github\/.*\.ya?ml$/.test(file)))('%s is YAML', (file) => {
    expect(() => loadAll(textOf(file))).not.toThrow();
  });
});
