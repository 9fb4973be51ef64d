import { afterEach, describe, expect, test } from 'vitest';
import { NEVER, registriesFor, type RegistriesUnderTest } from '../../support/registry-under-test.ts';
import {
  startScriptedRegistry,
  type RegistryAnswer,
  type RegistryCall,
  type ScriptedRegistry,
} from '../../support/scripted-registry.ts';

let registry: ScriptedRegistry;
afterEach(() => registry.close());

async function listing(answer: (call: RegistryCall) => RegistryAnswer, maxPages = 10) {
  registry = await startScriptedRegistry(answer);
  const client: RegistriesUnderTest = registriesFor([registry.host]);
  const tags = await client.registries.repository('source', registry.host, 'a/b').listTags(maxPages, NEVER);
  return { tags, client };
}

const page = (tags: unknown, next?: string): RegistryAnswer => ({
  status: 200,
  ...(next === undefined ? {} : { headers: { link: `<${next}>; rel="next"` } }),
  body: JSON.stringify({ name: 'a/b', tags }),
});

describe('the tags of a repository', () => {
  test('come in one request, which asks for no pages: OpenShift loses some in them', async () => {
    const { tags } = await listing(() => page(['1', 'latest']));

    expect(tags).toEqual({ tags: new Set(['1', 'latest']), isComplete: true });
    expect(registry.calls.map(({ path }) => path)).toEqual(['/v2/a/b/tags/list']);
  });

  test('come page after page', async () => {
    const { tags } = await listing(({ path }) =>
      path.includes('last=1') ? page(['2']) : page(['1'], '/v2/a/b/tags/list?last=1'),
    );

    expect(tags).toEqual({ tags: new Set(['1', '2']), isComplete: true });
  });

  test('end after as many pages as were asked for, which is reported', async () => {
    const { tags } = await listing(({ path }) => page([path.slice(-1)], `${path}?x`), 3);

    expect(tags?.isComplete).toBe(false);
    expect(registry.calls).toHaveLength(3);
  });

  test('may be none at all', async () => {
    const { tags } = await listing(() => page(null));

    expect(tags).toEqual({ tags: new Set(), isComplete: true });
  });

  test('that are no tags do not count', async () => {
    const { tags } = await listing(() => page(['1', '../x', 7, '']));

    expect(tags?.tags).toEqual(new Set(['1']));
  });

  test.each<[string, RegistryAnswer]>([
    ['a denial', { status: 403, body: '{"errors":[{"code":"DENIED"}]}' }],
    ['an unknown path', { status: 404 }],
    ['another method', { status: 405 }],
    ['a failure', { status: 500 }],
    ['a web page', { status: 200, headers: { 'content-type': 'text/html' }, body: '<html>' }],
    ['something else', { status: 200, body: '[]' }],
    ['pages on another host', page(['1'], 'https://evil.net/v2/a/b/tags/list')],
  ])('are unknown after %s', async (_, answer) => {
    expect((await listing(() => answer)).tags).toBeUndefined();
  });

  test('are unknown when the pages go round in circles', async () => {
    const { tags, client } = await listing(({ path }) =>
      page(['1'], path.includes('?a') ? '/v2/a/b/tags/list?b' : '/v2/a/b/tags/list?a'),
    );

    expect(tags).toBeUndefined();
    expect(registry.calls).toHaveLength(3);
    expect(client.log.join()).toContain('has no last page of tags');
  });
});
