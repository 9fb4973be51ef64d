import type { ApplyRequest } from '../../core/ports/apply.ts';
import type { JsonObject } from '../../core/text/strict-json.ts';
import type { Api } from '../api/api.ts';
import { textAt } from '../api/json-fields.ts';
import { readObject } from './apply-object.ts';
import { recoverValues } from './generated-values.ts';
import { inputProblem } from './input-problem.ts';
import { fillObject, unknownPlaceholders } from './placeholders.ts';
import { objectPath, type FindResource } from './resources.ts';
import { readSource, readTemplate, type ReadUrl } from './sources.ts';
import { outlineTemplate, parameterValues, processTemplate, type TemplateObject } from './template.ts';

/** An object that shall be applied, or only kept. */
export interface GatheredObject {
  readonly object: JsonObject;
  /** it is there and holds generated values that cannot be found again */
  readonly keep: boolean;
}

/** What gathering needs of the cluster. */
export interface GatherContext {
  readonly api: Api;
  readonly findResource: FindResource;
  readonly readUrl: ReadUrl;
}

/** Every object of a request, with all values filled in. @throws PromoteError INPUT_INVALID, ACCESS_DENIED, … */
export async function gatherObjects(
  request: ApplyRequest,
  around: GatherContext,
  signal: AbortSignal,
): Promise<readonly GatheredObject[]> {
  const gathered: GatheredObject[] = [];
  if (request.template !== undefined) {
    const template = await readTemplate(around.api, around.readUrl, request.template, signal);
    gathered.push(...(await objectsOfTemplate(template, request, around, signal)));
  }
  for (const source of request.manifests) {
    const objects = await readSource(around.api, around.readUrl, source, signal);
    gathered.push(...objects.map((object) => ({ object, keep: false })));
  }
  gathered.push(...request.objects.map((object) => ({ object, keep: false })));
  return gathered.map(({ object, keep }) => ({ object: filled(object, request), keep }));
}

function filled(object: JsonObject, { values }: ApplyRequest): JsonObject {
  const [unknown] = unknownPlaceholders(object, values);
  if (unknown === undefined) return fillObject(object, values);
  throw inputProblem(
    `${textAt(object, 'kind') ?? 'an object'} ${textAt(object, 'metadata', 'name') ?? ''} asks for \${${unknown}}, which is not known`,
    `there are ${Object.keys(values).join(', ')}`,
  );
}

async function objectsOfTemplate(
  template: JsonObject,
  request: ApplyRequest,
  around: GatherContext,
  signal: AbortSignal,
): Promise<readonly GatheredObject[]> {
  const { project } = request;
  const values = parameterValues(template, request);
  if (request.newProjects.has(project)) {
    return outlineTemplate(template, values).map((object) => ({ object, keep: false }));
  }
  const first = await processTemplate(around.api, template, values, project, signal);
  const recovered: Record<string, string> = {};
  for (const object of first.filter(({ generated }) => generated.length > 0)) {
    const live = await readLive(object, project, around, signal);
    if (live !== undefined) Object.assign(recovered, recoverValues(object, live));
  }
  const isRecovered = Object.keys(recovered).length > 0;
  const objects = isRecovered
    ? await processTemplate(around.api, template, { ...values, ...recovered }, project, signal)
    : first;
  return Promise.all(
    objects.map(async (object) => ({
      object: object.object,
      keep: object.generated.length > 0 && (await readLive(object, project, around, signal)) !== undefined,
    })),
  );
}

async function readLive(
  { object }: TemplateObject,
  project: string,
  { api, findResource }: GatherContext,
  signal: AbortSignal,
): Promise<JsonObject | undefined> {
  const name = textAt(object, 'metadata', 'name');
  if (name === undefined) return undefined;
  const resource = await findResource(
    textAt(object, 'apiVersion') ?? '',
    textAt(object, 'kind') ?? '',
    signal,
  );
  return readObject(
    api,
    objectPath(resource, textAt(object, 'metadata', 'namespace') ?? project, name),
    signal,
  );
}
