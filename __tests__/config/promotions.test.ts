import { describe, expect, it } from 'vitest';
import { formatReference } from '../../src/core/image/reference.ts';
import { messagesOf, read } from './read-options.ts';

const DIGEST = `sha256:${'0'.repeat(64)}`;
const pairOff = { 'source-image': undefined, 'destination-image': undefined };

function promotionsOf(changes: Readonly<Record<string, string | undefined>>): readonly string[] {
  return read(changes).promotions.map(({ source, destination, extraTags }) =>
    [formatReference(source), formatReference(destination), ...extraTags].join(' '),
  );
}

describe('an image in the registry of a cluster', () => {
  const service = 'image-registry.openshift-image-registry.svc:5000';
  const route = 'default-route-openshift-image-registry.apps';
  it.each([
    ['the internal host', `${service}/dev/app:1`, 'dev/app:1'],
    [
      'the whole internal host',
      'image-registry.openshift-image-registry.svc.cluster.local:5000/dev/app:1',
      'dev/app:1',
    ],
    ['the host of its default route', `${route}.dev.example.com/dev/app:1`, 'dev/app:1'],
    ['that host with the port of https', `${route}.dev.example.com:443/dev/app:1`, 'dev/app:1'],
    ['a digest', `${service}/dev/app@${DIGEST}`, `dev/app@${DIGEST}`],
    [
      'the route of another cluster',
      `${route}.other.example.com/dev/app:1`,
      `${route}.other.example.com/dev/app:1`,
    ],
    [
      'a name that only looks like it',
      `${route}.dev.example.com.evil.org/dev/app:1`,
      `${route}.dev.example.com.evil.org/dev/app:1`,
    ],
    ['a deeper path', `${route}.dev.example.com/a/dev/app:1`, `${route}.dev.example.com/a/dev/app:1`],
  ])('is understood as a stream where it certainly is one: %s', (_what, image, expected) => {
    const server = 'https://api.dev.example.com:6443';
    expect(promotionsOf({ 'source-server': server, 'source-image': image })).toEqual([
      `${expected} prod/app:1.4.2`,
    ]);
  });

  it('is understood at the destination too', () => {
    const images = `dev/app:1 => ${service}/prod/app:1`;
    expect(promotionsOf({ ...pairOff, images })).toEqual(['dev/app:1 prod/app:1']);
  });
});

describe('one image', () => {
  it('keeps further tags once and without the main one', () => {
    expect(promotionsOf({ 'destination-tags': 'stable, latest\nstable,1.4.2' })).toEqual([
      'dev/app:1.4.2 prod/app:1.4.2 stable latest',
    ]);
  });

  it('may be named by digest at the source', () => {
    expect(promotionsOf({ 'source-image': `dev/app@${DIGEST}` })).toEqual([
      `dev/app@${DIGEST} prod/app:1.4.2`,
    ]);
  });

  it.each([
    [
      { 'source-image': undefined },
      'source-image: required → give the image to promote, such as dev/app:1.4.2',
    ],
    [
      { 'destination-image': '' },
      'destination-image: required → give the image to promote to, such as prod/app:1.4.2',
    ],
    [
      { 'source-image': 'dev/app' },
      'source-image: "dev/app" has neither tag nor digest → add a tag, such as dev/app:latest, or preferably a digest',
    ],
    [{ 'destination-image': 'prod/app' }, 'destination-image: "prod/app" has no tag → write prod/app:1.4.2'],
    [
      { 'destination-image': `prod/app@${DIGEST}` },
      `destination-image: "prod/app@${DIGEST}" contains a digest, but the destination always gets the digest of the source → write prod/app:1.4.2`,
    ],
    [
      { 'source-image': 'app:1' },
      'source-image: "app:1" is neither project/stream:tag nor host/path:tag → write project/stream:tag, such as dev/app:1.4.2, or host/path:tag for another registry',
    ],
    [
      { 'destination-tags': 'ok,-bad' },
      'destination-tags: "-bad" is not a tag → a tag has letters, digits, "_", "." and "-", at most 128, not starting with "." or "-"',
    ],
    [
      { 'destination-image': 'dev/app:1.4.2', 'source-server': '', 'source-token': '' },
      'source-image: dev/app:1.4.2 is also the destination → set source-server when the source is another cluster',
    ],
  ])('%j is refused', (changes, problem) => {
    expect(messagesOf(changes)).toEqual([problem]);
  });

  it('may have the same name on two clusters', () => {
    expect(messagesOf({ 'destination-image': 'dev/app:1.4.2' })).toEqual([]);
  });
});

describe('several images', () => {
  it('are read line by line, each with tags of its own and those of all', () => {
    const images = ['# the web', 'dev/web:1 => prod/web:1,blue', '', '  dev/api:2=>prod/api:2  '].join(
      '\r\n',
    );

    expect(promotionsOf({ ...pairOff, images, 'destination-tags': 'stable' })).toEqual([
      'dev/web:1 prod/web:1 blue stable',
      'dev/api:2 prod/api:2 stable',
    ]);
  });

  it('are distinguished in problems', () => {
    const images = 'dev/web:1 => prod/web:1\ndev/api:2\ndev/x => prod/x:1';

    expect(messagesOf({ ...pairOff, images })).toEqual([
      expect.stringContaining(
        'images: entry 2: "dev/api:2" must contain exactly one "=>" → write each line as source =>',
      ),
      expect.stringContaining('images: entry 3: "dev/x" has neither tag nor digest'),
    ]);
  });

  it('exclude the pair of source and destination', () => {
    expect(messagesOf({ images: 'dev/web:1 => prod/web:1' })).toEqual([
      'images: cannot be combined with source-image and destination-image → use only one of them',
    ]);
  });

  it('must not be their own destination', () => {
    const images = 'dev/web:1 => dev/web:1';

    expect(messagesOf({ ...pairOff, images, 'source-server': '', 'source-token': '' })).toEqual([
      'images: dev/web:1 is also the destination → set source-server when the source is another cluster',
    ]);
  });

  it('must not take each other’s tags', () => {
    const images = 'dev/web:1 => prod/web:1\ndev/web:2 => prod/web:2';

    expect(messagesOf({ ...pairOff, images, 'destination-tags': 'stable' })).toEqual([
      'images: prod/web:stable is the destination of two images → give each image its own stream or tag',
    ]);
  });
});
