import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { messagesOf, read } from './read-options.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'manifests-'));
  mkdirSync(path.join(folder, 'deploy', 'base'), { recursive: true });
  for (const name of [
    'deploy/a.yaml',
    'deploy/b.yml',
    'deploy/notes.txt',
    'deploy/base/c.json',
    'deploy/.hidden.yaml',
  ])
    writeFileSync(path.join(folder, name), `# ${name}`);
  writeFileSync(path.join(folder, 'params.env'), '# values\nA=from file\nB=x=y\n\n');
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const files = (manifests: string): readonly string[] =>
  (read({ manifests: manifests.replaceAll('~', folder) }).apply?.manifests ?? []).map((source) =>
    source.kind === 'text' ? path.relative(folder, source.name) : source.kind,
  );

describe('manifests', () => {
  it.each([
    ['kustomization.yaml', 'a kustomization', 'kubectl kustomize'],
    ['kustomization.yml', 'a kustomization', 'kubectl kustomize'],
    ['Kustomization', 'a kustomization', 'kubectl kustomize'],
    ['Chart.yaml', 'a Helm chart', 'helm template NAME'],
  ])('that are only made from %s are not applied as they are', (name, what, command) => {
    const unbuilt = mkdtempSync(path.join(folder, 'unbuilt-'));
    for (const file of [name, 'deployment.yaml']) writeFileSync(path.join(unbuilt, file), '');
    const says = [
      `manifests: "${unbuilt}" contains ${what} (${unbuilt}/${name}), which must be built first`,
      `build it in an earlier step and give the result: ${command} ${unbuilt} > app.yaml`,
    ].join(' → ');

    expect(messagesOf({ manifests: unbuilt })).toEqual([says]);
    expect(messagesOf({ manifests: `${unbuilt}/deployment.yaml` })).toEqual([]);
  });

  it.each([
    ['~/deploy/a.yaml', ['deploy/a.yaml']],
    ['~/deploy', ['deploy/a.yaml', 'deploy/b.yml']],
    ['~/deploy/*.yaml', ['deploy/a.yaml']],
    ['~/deploy/?.y*ml', ['deploy/a.yaml', 'deploy/b.yml']],
    ['~/**/*.json', ['deploy/base/c.json']],
    ['~/deploy/a.yaml, https://example.com/b.yaml', ['deploy/a.yaml', 'url']],
  ])('%s', (text, expected) => {
    expect(files(text).toSorted()).toEqual([...expected].toSorted());
  });

  it('that are not there are reported', () => {
    expect(messagesOf({ manifests: `${folder}/*.nothing` })).toEqual([
      `manifests: "${folder}/*.nothing" matches no file → give paths relative to the working directory of the job`,
    ]);
    expect(messagesOf({ manifests: `${folder}/no.yaml` })[0]).toContain('cannot be read (ENOENT)');
  });

  it('never come with a password in their URL', () => {
    const [problem] = messagesOf({ manifests: 'https://me:secret@example.com/a.yaml' });
    expect(problem).toContain('manifests: must not contain a user name or password');
    expect(problem).not.toContain('secret');
  });
});

describe('a template', () => {
  it('is a file, a URL or one of the cluster', () => {
    expect(read({ template: `${folder}/deploy/a.yaml` }).apply?.template).toMatchObject({ kind: 'text' });
    expect(read({ template: 'https://example.com/t.yaml' }).apply?.template).toEqual({
      kind: 'url',
      url: 'https://example.com/t.yaml',
    });
    expect(read({ template: 'shared/app' }).apply?.template).toEqual({
      kind: 'stored',
      project: 'shared',
      name: 'app',
    });
  });

  it('that looks like a file is one', () => {
    expect(messagesOf({ template: 'deploy/missing.yaml' })[0]).toContain('cannot be read (ENOENT)');
  });

  it('gets parameters by line and from files; a line counts before a file', () => {
    const lines = `A=one\nB= spaced\n@${folder}/params.env\nC=\${PROMOTE_IMAGE}`;
    expect(read({ template: 'shared/app', 'template-parameters': lines }).apply?.parameters).toEqual({
      A: 'one',
      B: ' spaced',
      C: '${PROMOTE_IMAGE}',
    });
  });

  it('does not show a parameter that is written wrongly, as it may be a secret', () => {
    expect(messagesOf({ template: 'shared/app', 'template-parameters': 'hunter2' })).toEqual([
      'template-parameters: line 1 is not a parameter → write each as NAME=value',
    ]);
  });

  it('is needed for parameters, and a project for both', () => {
    const image = { 'destination-image': 'quay.io/acme/app:1' };
    expect(messagesOf({ 'template-parameters': 'A=1' })[0]).toContain('only used with a template');
    expect(messagesOf({ ...image, template: 'shared/app' })).toContain(
      'template: requires a destination project → write the destination as project/stream:tag',
    );
  });
});

describe('a workload that is created', () => {
  it('must be named, and only such a one is exposed', () => {
    expect(messagesOf({ 'create-workload': 'true' })).toEqual([
      'create-workload: requires a workload → set rollout, such as deployment/app',
    ]);
    expect(messagesOf({ expose: 'true' })[0]).toContain('only used when workloads are created');
    const inputs = { 'create-workload': 'true', expose: 'true', rollout: 'deployment/app' };
    expect(read(inputs).apply).toMatchObject({ createWorkload: true, expose: true });
  });
});
