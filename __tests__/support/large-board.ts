import type { Board, BoardCell, Finding } from '../../src/core/board/board.ts';
import { digestOf } from '../../src/core/image/digest.ts';

const TIME = Date.parse('2026-12-01T08:00:00Z');
const ENVIRONMENTS = ['dev', 'integration', 'test', 'acceptance', 'staging-of-the-whole-company', 'prod'];

/** A board as large as they get: each cell has all the history that a board keeps. Every seventh application has something wrong. */
export function largeBoard(applications = 500): Board {
  return {
    version: 1,
    time: new Date(TIME).toISOString(),
    environments: ENVIRONMENTS.map((name) => ({
      ...{ name, server: `https://api.${name}.example.com:6443`, problem: undefined, findings: [] },
    })),
    applications: Array.from({ length: applications }, (_, index) => {
      const name = `team-${index % 40}-order-service-${index}`;
      return { name, cells: ENVIRONMENTS.map((_environment, stage) => cellOf(name, index, stage)) };
    }),
  };
}

function cellOf(name: string, index: number, stage: number): BoardCell {
  const environment = ENVIRONMENTS[stage] ?? '';
  const history = Array.from({ length: 10 }, (_, step) => {
    const version = `1.${40 - stage - step}.0`;
    const digest = digestOf(Buffer.from(`${name}:${version}`));
    const time = new Date(TIME - (index + 1) * 60_000 * (1 + stage) * (1 + step) ** 2).toISOString();
    const source = `image-registry.apps.${environment}.example.com/${environment}/${name}@${digest}`;
    const run = `https://github.com/example-company/platform/actions/runs/${19_000_000_000 + index * 100 + stage * 10 + step}`;
    const actor = `person-${(index + step) % 90}`;
    return { digest, since: time, promotion: { digest, source, time, since: time, version, run, actor } };
  });
  const findings: readonly Finding[] =
    index % 7 === 0 && stage === 5
      ? [
          {
            kind: 'pods-differ',
            isWrong: true,
            text: `1 of 3 pods of deployment/${name} does not run the image of the tag`,
          },
        ]
      : [];
  return {
    ...{ environment, state: 'current', image: `${environment}/${name}:live`, history, findings },
    digest: history[0]?.digest,
    version: history[0]?.promotion.version,
    workloads: [{ name: `deployment/${name}`, pods: 3, current: 3 }],
  };
}
