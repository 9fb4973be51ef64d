import type { Network } from './bench-site.ts';
import type { Sample, Series } from './table.ts';
import type { Tool } from './tools.ts';

/** One case over one network, for every tool. */
export interface Heat {
  readonly network: Network;
  readonly caseName: string;
  /** one measured run */
  readonly run: (tool: Tool) => Promise<Sample>;
  readonly rounds: number;
  /** a guess, for the first round: whether there is time for one */
  readonly expectedMs: number;
}

export interface RoundsOptions {
  readonly tools: readonly Tool[];
  /** no round that would end later is begun; `performance.now()` */
  readonly deadlineMs: number;
}

interface Running {
  readonly heat: Heat;
  readonly samples: ReadonlyMap<string, Sample[]>;
  done: number;
  lastMs: number;
}

/**
 * Runs all heats round by round, so that a time limit takes the last rounds of all of them instead of whole heats.
 * @returns what was measured, in the order of heats and tools; heats without a round are left out
 */
export async function runRounds(heats: readonly Heat[], options: RoundsOptions): Promise<Series[]> {
  const { tools, deadlineMs } = options;
  const all: Running[] = heats.map((heat) => ({
    heat,
    samples: new Map(tools.map(({ name }) => [name, []])),
    done: 0,
    lastMs: heat.expectedMs,
  }));
  for (let round = 0; all.some(({ heat }) => round < heat.rounds); round += 1) {
    for (const running of all) {
      if (round >= running.heat.rounds || performance.now() + running.lastMs > deadlineMs) continue;
      const startMs = performance.now();
      await runRound(running, options);
      running.lastMs = performance.now() - startMs;
    }
  }
  return all.flatMap(({ heat, samples, done }) => {
    if (done < heat.rounds)
      console.error(`${nameOf(heat)}: ${done} of ${heat.rounds} rounds, for lack of time`);
    if (done === 0) return [];
    const { network, caseName } = heat;
    return tools.map((tool) => ({
      ...{ network: network.name, caseName, tool: tool.name },
      samples: samples.get(tool.name) ?? [],
    }));
  });
}

async function runRound(running: Running, { tools }: RoundsOptions): Promise<void> {
  const { heat, samples, done } = running;
  for (let turn = 0; turn < tools.length; turn += 1) {
    const tool = tools[(done + turn) % tools.length]; // nobody is always first
    if (tool === undefined) continue;
    const sample = await heat.run(tool);
    samples.get(tool.name)?.push(sample);
    console.error(`${nameOf(heat)} ${tool.name}: ${(sample.wallMs / 1000).toFixed(3)} s`);
  }
  running.done += 1;
}

function nameOf({ network, caseName }: Heat): string {
  return `${network.name} ${caseName}`;
}
