import { INPUTS, type InputName } from '../../src/config/tables/inputs.ts';
import { OUTPUTS } from '../../src/config/tables/outputs.ts';
import manifest from '../../package.json' with { type: 'json' };
import { actionInputs, actionOutputs } from './action-yaml.ts';
import { errorSections, exitCodeTable } from './error-docs.ts';
import { gitlabInputs, gitlabVariables } from './gitlab-yaml.ts';
import { inputSections, outputTable, shortInputTable } from './input-docs.ts';
import { jenkinsInputs, jenkinsProgram, jenkinsTokens } from './jenkins-groovy.ts';
import type { CommentStyle, Section } from './sections.ts';
import { tektonParams, tektonResults, tektonVariables } from './tekton-yaml.ts';
import { toolComparison } from './tool-comparison.ts';
import {
  jobOutputs,
  workflowInputs,
  workflowOutputs,
  workflowSecrets,
  workflowStep,
} from './workflow-yaml.ts';

/** A file with generated sections. A new CI host adds its file here. */
export interface GeneratedFile {
  /** relative to the root of the repository */
  readonly path: string;
  readonly style: CommentStyle;
  readonly sections: readonly Section[];
}

/** Markdown needs a blank line between a comment and a table. */
const apart = (content: string): string => `\n${content}\n`;

/** The optional inputs that README.md shows. */
const MOST_USED: readonly InputName[] = [
  'rollout',
  'destination-tags',
  'images',
  'dry-run',
  'rollback-on-failure',
  'destination-ca',
];

export const GENERATED_FILES: readonly GeneratedFile[] = [
  {
    path: 'action.yml',
    style: 'hash',
    sections: [
      { name: 'inputs', content: actionInputs(INPUTS) },
      { name: 'outputs', content: actionOutputs(OUTPUTS) },
    ],
  },
  {
    path: '.github/workflows/promote.yml',
    style: 'hash',
    sections: [
      { name: 'inputs', content: workflowInputs(INPUTS) },
      { name: 'secrets', content: workflowSecrets(INPUTS) },
      { name: 'outputs', content: workflowOutputs(OUTPUTS) },
      { name: 'job-outputs', content: jobOutputs(OUTPUTS) },
      { name: 'with', content: workflowStep(INPUTS) },
    ],
  },
  {
    path: 'templates/promote.yml',
    style: 'hash',
    sections: [
      { name: 'inputs', content: gitlabInputs(INPUTS, manifest.version) },
      { name: 'variables', content: gitlabVariables(INPUTS) },
    ],
  },
  {
    path: 'vars/promoteImage.groovy',
    style: 'slashes',
    sections: [
      { name: 'program', content: jenkinsProgram(manifest.version) },
      { name: 'inputs', content: jenkinsInputs(INPUTS) },
      { name: 'tokens', content: jenkinsTokens(INPUTS) },
    ],
  },
  {
    path: 'tekton/promote-image/promote-image.yaml',
    style: 'hash',
    sections: [
      { name: 'params', content: tektonParams(INPUTS) },
      { name: 'results', content: tektonResults(OUTPUTS) },
      { name: 'variables', content: tektonVariables(INPUTS, OUTPUTS) },
    ],
  },
  {
    path: 'docs/inputs.md',
    style: 'html',
    sections: [
      { name: 'inputs', content: apart(inputSections(INPUTS)) },
      { name: 'outputs', content: apart(outputTable(OUTPUTS)) },
    ],
  },
  {
    path: 'docs/errors.md',
    style: 'html',
    sections: [
      { name: 'exit-codes', content: apart(exitCodeTable()) },
      { name: 'errors', content: apart(errorSections()) },
    ],
  },
  {
    path: 'README.md',
    style: 'html',
    sections: [{ name: 'inputs', content: apart(shortInputTable(INPUTS, MOST_USED)) }],
  },
  {
    path: 'docs/tools.md',
    style: 'html',
    sections: [{ name: 'tools', content: apart(toolComparison()) }],
  },
];
