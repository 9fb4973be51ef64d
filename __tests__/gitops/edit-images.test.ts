import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { DesiredImage } from '../../src/core/ports/gitops.ts';
import { editImages, type EditedFile } from '../../src/gitops/edit-images.ts';

const DIGEST = `sha256:${'a'.repeat(64)}`;
const OLD = `sha256:${'0'.repeat(64)}`;
const HOST = 'image-registry.openshift-image-registry.svc:5000';

const app: DesiredImage = {
  source: 'dev/app:1.4.2',
  destination: 'prod/app:1.4.2',
  repository: 'prod/app',
  hosts: ['registry.example.com', HOST],
  pullName: `${HOST}/prod/app`,
  tag: '1.4.2',
  digest: DIGEST as DesiredImage['digest'],
};
const web: DesiredImage = { ...app, repository: 'prod/web', destination: 'prod/web:1.4.2' };

function edit(
  text: string,
  key?: string,
  images: readonly DesiredImage[] = [app],
  file = 'values.yaml',
): EditedFile {
  return editImages({ file, text, key, images });
}
const kustomize = (text: string, key?: string): string =>
  edit(text, key, [app], 'deploy/kustomization.yaml').text;

describe('a value by its key', () => {
  it('gets digest, tag or reference, by the last part of the key', () => {
    const text = `image:\n  tag: 1.4.1\n  digest: ${OLD}\nsidecar: prod/app:1.4.1\n`;
    expect(edit(text, 'image.digest').text).toBe(text.replace(OLD, DIGEST));
    expect(edit(text, 'image.tag').text).toBe(text.replace('tag: 1.4.1', 'tag: 1.4.2'));
    expect(edit(text, 'sidecar').text).toBe(text.replace('prod/app:1.4.1', `prod/app@${DIGEST}`));
    expect(edit(text, 'image.digest').changes).toEqual([
      { file: 'values.yaml', key: 'image.digest', before: OLD, after: DIGEST },
    ]);
  });

  it('keeps comments, quotes, order, CRLF and a missing line break at the end', () => {
    const text = `# top\r\nz: 1\r\nimage: {tag: '1.4.1' , digest: "${OLD}"} # why\r\na: [ 1,2 ]`;
    expect(edit(text, 'image.digest').text).toBe(text.replace(OLD, DIGEST));
    expect(edit(text, 'image.tag').text).toBe(text.replace("'1.4.1'", "'1.4.2'"));
  });

  it('is filled in where nothing or an empty text is written', () => {
    expect(edit('image:\n  digest: # none yet\n  tag: ""\n', 'image.digest').text).toBe(
      `image:\n  digest: ${DIGEST} # none yet\n  tag: ""\n`,
    );
    expect(edit('image:\n  digest:\n  tag: ""\n', 'image.tag').text).toBe(
      'image:\n  digest:\n  tag: "1.4.2"\n',
    );
    expect(edit('image:\n  digest:', 'image.digest').text).toBe(`image:\n  digest: ${DIGEST}`);
  });

  it.each(['1.10', '1e3', '012', '0x1f', 'yes', '2026-12-01', '1_000', 'null'])(
    'is quoted where a plain %s would be no text',
    (tag) => {
      const edited = edit('tag: old\n', 'tag', [{ ...app, tag }]).text;
      expect(edited).toBe(`tag: "${tag}"\n`);
    },
  );

  it('is found in a list, and behind a key with a dot', () => {
    expect(edit('a:\n- b: x\n- b: y\n', 'a[1].b').text).toContain(`- b: ${HOST}/prod/app@${DIGEST}`);
    expect(edit('a.b:\n  tag: x\n', 'a\\.b.tag').text).toBe('a.b:\n  tag: 1.4.2\n');
  });

  it('keeps a digest behind the tag', () => {
    expect(edit(`tag: 1.4.1@${OLD}\n`, 'tag').text).toBe(`tag: 1.4.2@${DIGEST}\n`);
  });

  it('is set in JSON as well', () => {
    expect(edit('{"image":{"tag":"1"}}', 'image.tag').text).toBe('{"image":{"tag":"1.4.2"}}');
  });

  it.each([
    ['no such key', 'image:\n  tag: 1\n', 'image.digest', /has no key image\.digest/],
    ['a key in two documents', 'tag: a\n---\ntag: b\n', 'tag', /in 2 documents/],
    [
      'a key that is there twice',
      'tag: a\ntag: b\n',
      'tag',
      /cannot be read as YAML \(line 2\): duplicate key/,
    ],
    ['an alias', 'a: &x one\ntag: *x\n', 'tag', /is the alias \*x/],
    ['an anchor with an alias', 'tag: &x one\nb: *x\n', 'tag', /is shared/],
    ['a map that is repeated', 'a: &x\n  tag: one\nb: *x\n', 'a.tag', /is shared/],
    ['a way through an alias', 'a: &x\n  tag: one\nb: *x\n', 'b.tag', /leads through the alias/],
    ['a block of text', 'tag: |\n  one\n', 'tag', /block of text/],
    ['a map', 'tag:\n  one: 1\n', 'tag', /not a single value/],
    ['a template of Helm', 'tag: {{ .Values.tag }}\n{{- if x }}\n', 'tag', /cannot be read as YAML/],
    ['extreme nesting', '['.repeat(10_000), 'tag', /cannot be read as YAML/],
  ])('is refused for %s', (_, text, key, message) => {
    expect(() => edit(text, key)).toThrow(message);
  });

  it('is not set while it is not clear which image is meant', () => {
    expect(() => edit('tag: a\n', 'tag', [app, web])).toThrow(/which image is meant/);
  });

  it('may have an anchor that nothing refers to', () => {
    expect(edit('tag: &x one # c\n', 'tag').text).toBe('tag: &x 1.4.2 # c\n');
  });
});

describe('a kustomization', () => {
  it('gets tag and digest in the entry of the image', () => {
    const text = `images:\n  - name: app # ours\n    newName: ${HOST}/prod/app\n    newTag: "1.4.1"\n    digest: ${OLD}\nresources: [a.yaml]\n`;
    expect(kustomize(text)).toBe(text.replace('"1.4.1"', '"1.4.2"').replace(OLD, DIGEST));
  });

  it('gets keys that are missing, with indent and line ends of the entry', () => {
    expect(kustomize('images:\r\n- newTag: 1.4.1 # c\r\n  name: app\r\nx: 1\r\n', 'app')).toBe(
      `images:\r\n- newTag: 1.4.2 # c\r\n  newName: ${HOST}/prod/app\r\n  digest: ${DIGEST}\r\n  name: app\r\nx: 1\r\n`,
    );
    expect(kustomize('images:\n  - name: app', 'app')).toBe(
      `images:\n  - name: app\n    newName: ${HOST}/prod/app\n    digest: ${DIGEST}`,
    );
    expect(kustomize(`images: [{name: prod/app}]\n`)).toBe(`images: [{name: prod/app, digest: ${DIGEST}}]\n`);
  });

  it.each([
    ['no entry', 'resources: []\n', undefined, /has no entry for prod\/app/],
    ['another host', 'images:\n- name: quay.io/prod/app\n', undefined, /has no entry/],
    ['two entries', 'images:\n- name: prod/app\n- name: a\n  newName: prod/app\n', undefined, /in 2 entries/],
    ['an entry that is shared', 'images:\n- &x\n  name: app\n- *x\n', 'app', /is shared/],
  ])('is refused with %s', (_, text, key, message) => {
    expect(() => kustomize(text, key)).toThrow(message);
  });
});

describe('a manifest', () => {
  const deployment = (image: string): string =>
    `kind: Deployment\nspec:\n  template:\n    spec:\n      initContainers:\n        - name: db\n          image: ${image}\n      containers:\n        - image: ${image} # main\n        - image: quay.io/other/app:1\n`;

  it('gets the image in every container that runs it, under the name that is written there', () => {
    const edited = edit(`kind: Service\n---\n${deployment(`${HOST}/prod/app:1.4.1`)}`).text;
    expect(edited).toBe(`kind: Service\n---\n${deployment(`${HOST}/prod/app@${DIGEST}`)}`);
  });

  it('keeps a tag where there are tag and digest', () => {
    expect(edit(deployment(`registry.example.com/prod/app:1@${OLD}`)).text).toBe(
      deployment(`registry.example.com/prod/app:1.4.2@${DIGEST}`),
    );
  });

  it('is refused when no container runs the image, or shares it by an alias', () => {
    expect(() => edit(deployment('prod/web:1'))).toThrow(/has no container with the image prod\/app/);
    const shared = 'spec:\n  containers:\n  - image: &i prod/app:1\n  - image: *i\n';
    expect(() => edit(shared)).toThrow(/shared/);
  });

  it('stays as it is when it names the digest already', () => {
    const text = deployment(`prod/app@${DIGEST}`);
    expect(edit(text)).toMatchObject({ text, changes: [], images: [app] });
  });
});

it('changes nothing but the value, whatever surrounds it', () => {
  const noise = fc.constantFrom(
    '# c',
    'a1: "x"',
    "b1: 'y' # ü",
    'c1: [1, 2]',
    'd1: {e: f}',
    '',
    'g1: |-\n  text',
  );
  const lines = fc.uniqueArray(noise);
  const value = fc.constantFrom('1.0', '"1.0"', "'1.0'", '1.0   # note');
  fc.assert(
    fc.property(
      lines,
      lines,
      value,
      fc.constantFrom('\n', '\r\n'),
      fc.boolean(),
      (before, after, old, eol, isEnded) => {
        const rest = after.filter((line) => !before.includes(line));
        const file = (tag: string): string =>
          [...before, `image:`, `  tag: ${tag}`, ...rest].join('\n').replaceAll('\n', eol) +
          (isEnded ? eol : '');
        const edited = edit(file(old), 'image.tag').text;
        expect(edited).toBe(file(old.replace('1.0', '1.4.2')));
        expect(parse(edited)).toMatchObject({ image: { tag: '1.4.2' } });
      },
    ),
  );
});
