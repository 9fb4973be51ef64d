import { readRaw } from '../hosts/jenkins/inputs.ts';
import { addMasks } from '../hosts/jenkins/masks.ts';
import { writeOutputs } from '../hosts/jenkins/outputs.ts';
import { createReporter } from '../hosts/jenkins/reporter.ts';
import { readRun } from '../hosts/jenkins/run.ts';
import { writeSummary } from '../hosts/jenkins/summary.ts';
import type { Host } from './host.ts';

export const jenkinsHost: Host = { readRaw, addMasks, createReporter, writeOutputs, writeSummary, readRun };
