import { readRaw } from '../hosts/shell/inputs.ts';
import { addMasks } from '../hosts/shell/masks.ts';
import { writeOutputs } from '../hosts/shell/outputs.ts';
import { createReporter } from '../hosts/shell/reporter.ts';
import { readRun } from '../hosts/shell/run.ts';
import { writeSummary } from '../hosts/shell/summary.ts';
import type { Host } from './host.ts';

export const shellHost: Host = { readRaw, addMasks, createReporter, writeOutputs, writeSummary, readRun };
