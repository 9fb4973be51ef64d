import { isDigest } from '../../core/image/digest.ts';
import { portsOf, type ImageConfig } from '../../core/image/image-config.ts';
import { cleanServerText } from '../../core/text/server-text.ts';
import type { JsonObject } from '../../core/text/strict-json.ts';
import { requireOk, type Api } from '../api/api.ts';
import { namespacedPath } from '../api/api-path.ts';
import { objectAt, objectsAt, textAt, textMapAt, textsAt } from '../api/json-fields.ts';

// It is for people to look at: what is longer is no version and no name.
const MAX_TEXT = 200;

type ImageSource = Readonly<Record<'project' | 'stream' | 'reference', string>>;

/** From what the API keeps of the image (captures 04a, 05c); of an index that is nothing, so one of its images is asked for. */
export async function readImageConfig(
  api: Api,
  place: ImageSource,
  signal: AbortSignal,
): Promise<ImageConfig | undefined> {
  const image = await readImage(api, place, signal);
  if (image === undefined) return undefined;
  const child = childOf(image);
  const single = child === undefined ? image : await readImage(api, { ...place, reference: child }, signal);
  return single === undefined ? undefined : toConfig(single);
}

async function readImage(
  api: Api,
  { project, stream, reference }: ImageSource,
  signal: AbortSignal,
): Promise<JsonObject | undefined> {
  const resource = isDigest(reference) ? 'imagestreamimages' : 'imagestreamtags';
  const name = `${stream}${isDigest(reference) ? '@' : ':'}${reference}`;
  const path = namespacedPath('image.openshift.io/v1', project, resource, name);
  const reply = await api.send({ method: 'GET', path }, signal);
  if (!reply.ok && reply.failure.status === 404) return undefined;
  return objectAt(requireOk(reply), 'image');
}

function childOf(index: JsonObject): string | undefined {
  const children = objectsAt(index, 'dockerImageManifests').filter(
    (child) => textAt(child, 'os') !== 'unknown' && isDigest(textAt(child, 'digest')),
  );
  const usual = children.find(
    (child) => textAt(child, 'os') === 'linux' && textAt(child, 'architecture') === 'amd64',
  );
  return textAt(usual ?? children[0], 'digest');
}

function toConfig(image: JsonObject): ImageConfig {
  const metadata = objectAt(image, 'dockerImageMetadata');
  const config = objectAt(metadata, 'Config');
  return {
    ports: portsOf(objectAt(config, 'ExposedPorts')),
    created: cleaned(textAt(metadata, 'Created')),
    environmentNames: textsAt(config, 'Env')
      .map((entry) => cleanServerText(entry.split('=', 1)[0] ?? '', MAX_TEXT))
      .sort(),
    user: cleaned(textAt(config, 'User')),
    labels: Object.fromEntries(
      Object.entries(textMapAt(config, 'Labels')).map(([name, value]) => [
        cleanServerText(name, MAX_TEXT),
        cleanServerText(value, MAX_TEXT),
      ]),
    ),
  };
}

function cleaned(text: string | undefined): string | undefined {
  return text === undefined ? undefined : cleanServerText(text, MAX_TEXT);
}
