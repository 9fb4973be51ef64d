import { readRaw } from '../hosts/github/inputs.ts';
import { saveForPostStep } from '../hosts/github/later-steps.ts';
import { addMasks } from '../hosts/github/masks.ts';
import { writeOutputs } from '../hosts/github/outputs.ts';
import { createReporter } from '../hosts/github/reporter.ts';
import { readRun } from '../hosts/github/run.ts';
import { writeSummary } from '../hosts/github/summary.ts';
import type { Host } from './host.ts';

export const githubHost: Host = {
  readRaw,
  addMasks,
  createReporter,
  writeOutputs,
  writeSummary,
  readRun,
  saveForPostStep,
};
