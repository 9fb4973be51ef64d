import { statSync } from 'node:fs';
import path from 'node:path';
import type { ApplyOptions, ManifestSource } from '../core/ports/apply.ts';
import type { PromotionRequest } from '../core/options.ts';
import type { InputProblems } from './input-problems.ts';
import { listFiles } from './files/file-list.ts';
import { readFileText } from './files/file-text.ts';
import type { InputName, Inputs } from './tables/inputs.ts';
import { readTemplateParameters } from './template-parameters.ts';
import { looksLikeContent, quoteGiven, unreadableFile } from '../core/text/given-text.ts';
import { isObjectName } from './workloads.ts';

const MAX_FILE_BYTES = 2 * 1024 * 1024;

/** What to apply; undefined if nothing is requested. */
export function readApply(
  inputs: Inputs,
  promotions: readonly PromotionRequest[],
  inputProblems: InputProblems,
): ApplyOptions | undefined {
  const { manifests, template, templateParameters, forceConflicts, createWorkload, expose } = inputs;
  const asked: readonly (readonly [InputName, boolean])[] = [
    ['template', template !== undefined],
    ['manifests', manifests.length > 0],
    ['create-workload', createWorkload],
  ];
  for (const [name] of asked.filter(([, isAsked]) => isAsked)) reportProject(name, promotions, inputProblems);
  if (templateParameters.length > 0 && template === undefined) {
    inputProblems.add(
      'template-parameters',
      'only used with a template',
      `set ${inputProblems.spell('template')}`,
    );
  }
  if (expose && !createWorkload) {
    inputProblems.add(
      'expose',
      'only used when workloads are created',
      `set ${inputProblems.spell('create-workload')} as well, or give a Route in ${inputProblems.spell('manifests')}`,
    );
  }
  if (createWorkload && inputs.rollout.length === 0) {
    inputProblems.add(
      'create-workload',
      'requires a workload',
      `set ${inputProblems.spell('rollout')}, such as deployment/app`,
    );
  }
  if (!asked.some(([, isAsked]) => isAsked)) return undefined;
  return {
    template: template === undefined ? undefined : readTemplateSource(template, inputProblems),
    parameters: readTemplateParameters(templateParameters, inputProblems),
    manifests: readManifests(manifests, inputProblems),
    forceConflicts,
    createWorkload,
    expose,
  };
}

/** Objects without a namespace are applied to the destination project, which must be unique. */
function reportProject(
  name: InputName,
  promotions: readonly PromotionRequest[],
  inputProblems: InputProblems,
): void {
  const projects = new Set(
    promotions.flatMap(({ destination }) => (destination.kind === 'stream' ? [destination.project] : [])),
  );
  // without promotions, the missing images are reported already
  if (promotions.length === 0 || projects.size === 1) return;
  inputProblems.add(
    name,
    projects.size === 0 ? 'requires a destination project' : 'ambiguous with several destination projects',
    projects.size === 0 ? 'write the destination as project/stream:tag' : 'promote to one project at a time',
  );
}

function readTemplateSource(text: string, inputProblems: InputProblems): ManifestSource | undefined {
  if (isUrl(text)) return readUrl('template', text, inputProblems);
  const [project = '', name = '', ...more] = text.split('/');
  const isName = more.length === 0 && isObjectName(project) && isObjectName(name);
  if (isName && !/\.(?:ya?ml|json)$/i.test(text) && !exists(text)) return { kind: 'stored', project, name };
  return readSource('template', text, inputProblems);
}

function readManifests(texts: readonly string[], inputProblems: InputProblems): readonly ManifestSource[] {
  const content = texts.find((text) => !isUrl(text) && looksLikeContent(text) && !exists(text));
  if (content === undefined) return texts.flatMap((text) => readManifestSources(text, inputProblems));
  // reported once, not for each line
  inputProblems.add(
    'manifests',
    unreadableFile(content, 'ENOENT'),
    'write it to a file and give the path of the file',
  );
  return [];
}

function readManifestSources(text: string, inputProblems: InputProblems): readonly ManifestSource[] {
  if (isUrl(text)) return asList(readUrl('manifests', text, inputProblems));
  const files = listFiles(text);
  if (files.length === 0) {
    inputProblems.add(
      'manifests',
      `${quoteGiven(text)} matches no file`,
      'give paths relative to the working directory of the job',
    );
  }
  const unbuilt = findUnbuilt(text, files);
  if (unbuilt !== undefined) {
    const { what, command, file } = unbuilt;
    inputProblems.add(
      'manifests',
      `${quoteGiven(text)} contains ${what} (${file}), which must be built first`,
      `build it in an earlier step and give the result: ${command} ${path.dirname(file)} > app.yaml`,
    );
    return [];
  }
  return files.flatMap((file) => asList(readSource('manifests', file, inputProblems)));
}

/** Files that must be built into manifests first. `listFiles` does not find the one without an extension. */
const UNBUILT = [
  {
    names: ['kustomization.yaml', 'kustomization.yml', 'Kustomization'],
    what: 'a kustomization',
    command: 'kubectl kustomize',
  },
  { names: ['Chart.yaml'], what: 'a Helm chart', command: 'helm template NAME' },
];

function findUnbuilt(
  text: string,
  files: readonly string[],
): { readonly what: string; readonly command: string; readonly file: string } | undefined {
  const inFolder = UNBUILT.flatMap(({ names }) => names.map((name) => path.join(text, name))).filter(exists);
  for (const file of [...inFolder, ...files]) {
    const kind = UNBUILT.find(({ names }) => names.includes(path.basename(file)));
    if (kind !== undefined) return { ...kind, file };
  }
  return undefined;
}

function asList(source: ManifestSource | undefined): readonly ManifestSource[] {
  return source === undefined ? [] : [source];
}

function readSource(name: InputName, file: string, inputProblems: InputProblems): ManifestSource | undefined {
  const content = readFileText(file, MAX_FILE_BYTES);
  if ('text' in content) return { kind: 'text', name: file, text: content.text };
  const stored = name === 'template' ? ', or project/name for a template in the cluster' : '';
  inputProblems.add(
    name,
    content.problem,
    `give a path relative to the working directory of the job, or a URL${stored}`,
  );
  return undefined;
}

function exists(file: string): boolean {
  try {
    return statSync(file, { throwIfNoEntry: false }) !== undefined;
  } catch {
    // cannot be a path: too long, or contains a null byte
    return false;
  }
}

function isUrl(text: string): boolean {
  return /^https?:\/\//i.test(text);
}

/** The URL is logged, so it must not contain a password. */
function readUrl(name: InputName, text: string, inputProblems: InputProblems): ManifestSource | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url !== undefined && url.username === '' && url.password === '') return { kind: 'url', url: url.href };
  inputProblems.add(
    name,
    url === undefined ? 'not a URL' : 'must not contain a user name or password',
    'download it in a separate step and give the path of the file',
  );
  return undefined;
}
