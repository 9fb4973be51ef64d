import { readRaw } from '../hosts/gitlab/inputs.ts';
import { addMasks } from '../hosts/gitlab/masks.ts';
import { writeOutputs } from '../hosts/gitlab/outputs.ts';
import { createReporter } from '../hosts/gitlab/reporter.ts';
import { readRun } from '../hosts/gitlab/run.ts';
import { writeSummary } from '../hosts/gitlab/summary.ts';
import type { Host } from './host.ts';

export const gitlabHost: Host = { readRaw, addMasks, createReporter, writeOutputs, writeSummary, readRun };
