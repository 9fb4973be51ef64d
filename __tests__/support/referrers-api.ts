import { digestOf } from '../../src/core/image/digest.ts';
import { isJsonObject } from '../../src/core/text/strict-json.ts';
import {
  startScriptedRegistry,
  type RegistryAnswer,
  type RegistryCall,
  type ScriptedRegistry,
} from './scripted-registry.ts';

/** A registry that lists its tags, and what refers to a digest, as distribution-spec 1.1 wants it. */
export async function startReferrersRegistry(): Promise<ScriptedRegistry> {
  const registry: ScriptedRegistry = await startScriptedRegistry((call) => answer(registry, call));
  return registry;
}

function answer(registry: ScriptedRegistry, { path }: RegistryCall): RegistryAnswer | undefined {
  // other clients knock before they ask
  if (path === '/v2/') return json({});
  const [, repository = '', kind, subject] = /^\/v2\/(.+)\/(referrers|tags)\/([^?]+)/.exec(path) ?? [];
  if (kind === 'tags') return json({ name: repository, tags: tagsOf(registry) });
  if (kind !== 'referrers') return undefined;
  const index = { schemaVersion: 2, mediaType: 'application/vnd.oci.image.index.v1+json' };
  const manifests = [...registry.manifests].flatMap(([key, { type, bytes }]) => {
    const body: unknown = JSON.parse(Buffer.from(bytes).toString());
    if (!isJsonObject(body) || key !== `${repository} ${digestOf(bytes)}`) return [];
    if (!isJsonObject(body['subject']) || body['subject']['digest'] !== subject) return [];
    const { artifactType, annotations } = body;
    return [{ mediaType: type, digest: digestOf(bytes), size: bytes.byteLength, artifactType, annotations }];
  });
  return json({ ...index, manifests }, index.mediaType);
}

export function tagsOf({ manifests }: ScriptedRegistry): readonly string[] {
  const references = [...manifests.keys()].map((key) => key.split(' ')[1] ?? '');
  return references.filter((reference) => !reference.includes(':'));
}

function json(body: object, type = 'application/json'): RegistryAnswer {
  return { status: 200, headers: { 'content-type': type }, body: JSON.stringify(body) };
}
