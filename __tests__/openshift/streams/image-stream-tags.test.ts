import { afterEach, describe, expect, it } from 'vitest';
import { parseDigest } from '../../../src/core/image/digest.ts';
import { createApi, type Api } from '../../../src/openshift/api/api.ts';
import {
  deleteStreamTag,
  getStreamTag,
  putStreamTag,
} from '../../../src/openshift/streams/image-stream-tags.ts';
import { loopbackTransport } from '../../support/loopback-transport.ts';
import { startScriptedApi, type ScriptedApi, type Step } from '../../support/scripted-api.ts';

const PATH = '/apis/image.openshift.io/v1/namespaces/more-is/imagestreamtags/app:prod';
const TAGS = '/apis/image.openshift.io/v1/namespaces/more-is/imagestreamtags';
const STREAM = '/apis/image.openshift.io/v1/namespaces/more-is/imagestreams/app';
const NAME = { project: 'more-is', stream: 'app', tag: 'prod' };
const PUSHED = parseDigest('sha256:6a1e3519936a89a5e195224b4fe14737708dbe44ec130f7275d4d6170fd45a9b');
const WANTED = parseDigest('sha256:7e54cb13f611fd0e994541007f1904a9b1e804f02432bef334971b9b6988a04f');
const FROM = { project: 'more-is', stream: 'app', digest: WANTED };
const signal = (): AbortSignal => AbortSignal.timeout(60_000);

let server: ScriptedApi;
afterEach(async () => {
  await server.close();
});

async function apiWith(script: Readonly<Record<string, Step | readonly Step[]>>): Promise<Api> {
  server = await startScriptedApi(script);
  const options = { side: 'destination' as const, server: server.url, token: 't' };
  return createApi({ ...options, transport: loopbackTransport('destination') });
}

describe('getStreamTag', () => {
  it('gives digest and pull spec', async () => {
    const api = await apiWith({ [`GET ${PATH}`]: '49e-istag-after-push-over' });
    await expect(getStreamTag(api, NAME, signal())).resolves.toEqual({
      digest: PUSHED,
      pullSpec: `image-registry.openshift-image-registry.svc:5000/more-is/app@${PUSHED}`,
      overwrittenBy: undefined,
    });
  });

  it.each(['04b-istag-get-404-tag-missing', '04c-istag-get-404-stream-missing'])(
    'gives nothing for %s',
    async (name) => {
      const api = await apiWith({ [`GET ${PATH}`]: name });
      await expect(getStreamTag(api, NAME, signal())).resolves.toBeUndefined();
    },
  );

  it('does not take a missing API for a missing tag', async () => {
    const api = await apiWith({ [`GET ${PATH}`]: '48g-apis-missing-group' });
    await expect(getStreamTag(api, NAME, signal())).rejects.toMatchObject({ code: 'NOT_OPENSHIFT' });
  });

  it('says ACCESS_DENIED to an account that may only pull', async () => {
    const api = await apiWith({ [`GET ${PATH}`]: '25e-puller-istag-get' });
    await expect(getStreamTag(api, NAME, signal())).rejects.toMatchObject({
      code: 'ACCESS_DENIED',
      hint: expect.stringContaining('registry-viewer puller -n promo-src') as string,
    });
  });

  it('knows an index by its own digest', async () => {
    const api = await apiWith({ [`GET ${PATH}`]: '30b-istag-index-with-nonexistent-children' });
    const tag = await getStreamTag(api, NAME, signal());
    expect(tag?.pullSpec.endsWith(`@${tag.digest}`)).toBe(true);
  });

  it('tells of a scheduled import, which will overwrite what is pushed', async () => {
    const api = await apiWith({ [`GET ${PATH}`]: '49zj-istag-scheduled-get' });
    const tag = await getStreamTag(api, NAME, signal());
    expect(tag?.overwrittenBy).toBe('the scheduled import of 127.0.0.1:27449/team/app:1');
  });

  it.each([
    [{ kind: 'ImageStreamTag', name: 'latest' }, 'the tag latest of the same stream, which it follows'],
    [{ kind: 'ImageStreamTag', name: 'app:latest' }, 'the tag latest of the same stream, which it follows'],
    [{ kind: 'ImageStreamTag', name: 'other:latest' }, undefined],
    [{ kind: 'ImageStreamTag', name: 'app:latest', namespace: 'dev' }, undefined],
    [{ kind: 'DockerImage', name: 'quay.io/x/y:1' }, undefined],
  ])('from %j is overwritten by %s', async (from, overwrittenBy) => {
    const image = { metadata: { name: PUSHED }, dockerImageReference: `host/more-is/app@${PUSHED}` };
    const api = await apiWith({
      [`GET ${PATH}`]: { body: { kind: 'ImageStreamTag', tag: { from }, image } },
    });
    expect((await getStreamTag(api, NAME, signal()))?.overwrittenBy).toBe(overwrittenBy);
  });
});

describe('putStreamTag', () => {
  it('creates a tag from an image of another project, and its stream, which nothing else may have created', async () => {
    const digest = parseDigest('sha256:0083874168b725e901bc3db92c8ccc0ad3b8180476a75850e6c61f7238c80b0b');
    const api = await apiWith({
      [`GET ${PATH}`]: '04c-istag-get-404-stream-missing',
      [`GET ${STREAM}`]: '04c-istag-get-404-stream-missing',
      [`POST ${TAGS}`]: '04w-istag-put-creates',
    });
    const from = { project: 'dev', stream: 'app', digest };
    const written = await putStreamTag(api, NAME, from, undefined, signal());
    expect(written).toEqual({ isWritten: true, digest });
    expect(server.bodies(`POST ${TAGS}`)).toEqual([
      {
        kind: 'ImageStreamTag',
        apiVersion: 'image.openshift.io/v1',
        metadata: { name: 'app:prod', namespace: 'more-is', annotations: {} },
        tag: {
          name: 'prod',
          from: { kind: 'ImageStreamImage', namespace: 'dev', name: `app@${digest}` },
          importPolicy: { importMode: 'PreserveOriginal' },
          referencePolicy: { type: 'Source' },
        },
      },
    ]);
  });

  it('changes nothing when the tag is right already', async () => {
    const api = await apiWith({ [`GET ${PATH}`]: '49e-istag-after-push-over' });
    await putStreamTag(api, NAME, { ...FROM, digest: PUSHED }, WANTED, signal());
    expect(server.keys()).toEqual([`GET ${PATH}`]);
  });

  it('changes the import mode when an equal spec is silently ignored', async () => {
    const api = await apiWith({
      [`GET ${PATH}`]: '49e-istag-after-push-over',
      [`PUT ${PATH}`]: ['49f-istag-put-equal-from-after-push-over', '49k-istag-put-importmode-toggled'],
    });
    const written = await putStreamTag(api, NAME, FROM, PUSHED, signal());
    expect(written).toEqual({ isWritten: true, digest: WANTED });
    expect(server.bodies(`PUT ${PATH}`)).toMatchObject([
      { metadata: { resourceVersion: '4309' }, tag: { importPolicy: { importMode: 'Legacy' } } },
      { metadata: { resourceVersion: '4309' }, tag: { importPolicy: { importMode: 'PreserveOriginal' } } },
    ]);
  });

  it('gives up with TAG_CONFLICT when the tag stays what it was', async () => {
    const api = await apiWith({
      [`GET ${PATH}`]: '49e-istag-after-push-over',
      [`PUT ${PATH}`]: '49f-istag-put-equal-from-after-push-over',
    });
    await expect(putStreamTag(api, NAME, FROM, PUSHED, signal())).rejects.toMatchObject({
      code: 'TAG_CONFLICT',
      message: `more-is/app:prod was set to ${WANTED} but stays ${PUSHED}`,
      hint: expect.stringContaining('oc describe imagestream app -n more-is') as string,
    });
  });

  it('keeps the annotations of the tag, which a PUT without them would wipe', async () => {
    const api = await apiWith({
      [`GET ${PATH}`]: '49z-istag-put-annotations',
      [`PUT ${PATH}`]: (request) => {
        const image = { metadata: { name: PUSHED } };
        return { body: { ...(request.body as object), image } };
      },
    });
    const before = (await getStreamTag(api, NAME, signal()))?.digest;
    await putStreamTag(api, NAME, { ...FROM, digest: PUSHED }, before, signal());
    expect(server.bodies(`PUT ${PATH}`)).toMatchObject([
      { metadata: { annotations: { 'promoted-by': 'tool' } } },
    ]);
  });

  it('tries again on a conflict with a push to another tag', async () => {
    const api = await apiWith({
      [`GET ${PATH}`]: '49e-istag-after-push-over',
      [`PUT ${PATH}`]: ['04u-istag-put-stale-rv-409', '49k-istag-put-importmode-toggled'],
    });
    expect(await putStreamTag(api, NAME, FROM, PUSHED, signal())).toEqual({
      isWritten: true,
      digest: WANTED,
    });
  });

  it('leaves a tag alone that is another image than expected, and one that becomes another before the write', async () => {
    const other = parseDigest(`sha256:${'c'.repeat(64)}`);
    const api = await apiWith({
      [`GET ${PATH}`]: [
        '49e-istag-after-push-over',
        '49e-istag-after-push-over',
        { body: { metadata: { resourceVersion: '4400' }, image: { metadata: { name: other } } } },
      ],
      [`PUT ${PATH}`]: '04u-istag-put-stale-rv-409',
    });
    expect(await putStreamTag(api, NAME, FROM, other, signal())).toEqual({
      isWritten: false,
      digest: PUSHED,
    });
    expect(server.bodies(`PUT ${PATH}`)).toEqual([]);
    expect(await putStreamTag(api, NAME, FROM, PUSHED, signal())).toEqual({
      isWritten: false,
      digest: other,
    });
    expect(server.bodies(`PUT ${PATH}`)).toHaveLength(1);
  });

  it('gives a new tag of a stream the version of the stream', async () => {
    const api = await apiWith({
      [`GET ${PATH}`]: '04b-istag-get-404-tag-missing',
      [`GET ${STREAM}`]: { body: { metadata: { resourceVersion: '77' } } },
      [`PUT ${PATH}`]: '49k-istag-put-importmode-toggled',
    });
    await putStreamTag(api, NAME, FROM, undefined, signal());
    expect(server.bodies(`PUT ${PATH}`)).toMatchObject([{ metadata: { resourceVersion: '77' } }]);
  });

  it('recognizes its own write when the answer was lost', async () => {
    const written = { metadata: { resourceVersion: '4400' }, image: { metadata: { name: WANTED } } };
    const api = await apiWith({
      [`GET ${PATH}`]: ['49e-istag-after-push-over', { body: written }],
      [`PUT ${PATH}`]: '04u-istag-put-stale-rv-409',
    });
    expect(await putStreamTag(api, NAME, FROM, PUSHED, signal())).toEqual({
      isWritten: true,
      digest: WANTED,
    });
  });

  it('does not try for ever', async () => {
    const api = await apiWith({
      [`GET ${PATH}`]: '49e-istag-after-push-over',
      [`PUT ${PATH}`]: '04u-istag-put-stale-rv-409',
    });
    await expect(putStreamTag(api, NAME, FROM, PUSHED, signal())).rejects.toMatchObject({
      code: 'TAG_CONFLICT',
    });
    expect(server.bodies(`PUT ${PATH}`)).toHaveLength(6);
  });

  it('says ACCESS_DENIED when the source may not be pulled', async () => {
    const api = await apiWith({
      [`GET ${PATH}`]: '04b-istag-get-404-tag-missing',
      [`GET ${STREAM}`]: { body: {} },
      [`PUT ${PATH}`]: '15d-xns-istag-no-source-access',
    });
    await expect(putStreamTag(api, NAME, FROM, undefined, signal())).rejects.toMatchObject({
      code: 'ACCESS_DENIED',
    });
  });
});

describe('deleteStreamTag', () => {
  it('tells whether there was one', async () => {
    const api = await apiWith({ [`DELETE ${PATH}`]: ['05a-istag-delete', '05b-istag-delete-404'] });
    await expect(deleteStreamTag(api, NAME, signal())).resolves.toBe(true);
    await expect(deleteStreamTag(api, NAME, signal())).resolves.toBe(false);
  });
});
