import { readRaw } from '../hosts/tekton/inputs.ts';
import { addMasks } from '../hosts/tekton/masks.ts';
import { writeOutputs } from '../hosts/tekton/outputs.ts';
import { createReporter } from '../hosts/tekton/reporter.ts';
import { readRun } from '../hosts/tekton/run.ts';
import { writeSummary } from '../hosts/tekton/summary.ts';
import type { Host } from './host.ts';

export const tektonHost: Host = { readRaw, addMasks, createReporter, writeOutputs, writeSummary, readRun };
