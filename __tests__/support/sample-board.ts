import {
  FINDING_KINDS,
  type Board,
  type BoardCell,
  type Finding,
  type FindingKind,
} from '../../src/core/board/board.ts';
import { digestOf, type Digest } from '../../src/core/image/digest.ts';
import type { HistoryEntry } from '../../src/core/trace/tag-history.ts';

/** An image of a tag: its version, hours before the board was read, and who promoted it; without that, it was pushed. */
type Arrival = readonly [version: string, hoursAgo: number, actor?: string];

interface Placement {
  readonly arrivals: readonly Arrival[];
  readonly findings?: readonly Finding[];
  /** pods that run the image of the tag, of two */
  readonly current?: number;
}

const TIME = Date.parse('2026-12-01T08:00:00Z');
const ENVIRONMENTS = ['dev', 'test', 'prod'] as const;
type Environment = (typeof ENVIRONMENTS)[number];

const wrong = (kind: FindingKind, text: string): readonly Finding[] => [{ kind, isWrong: true, text }];

/** The applications of a small company, some of which are not as they should be. Newest images first. */
const APPLICATIONS: Readonly<
  Record<string, Readonly<Partial<Record<Environment, Placement | 'absent' | 'empty'>>>>
> = {
  web: {
    dev: {
      arrivals: [
        ['2.8.0', 5],
        ['2.7.1', 52],
        ['2.7.0', 120],
        ['2.6.3', 400],
        ['2.6.2', 640],
      ],
    },
    test: {
      arrivals: [
        ['2.7.1', 45, 'mara'],
        ['2.7.0', 98, 'mara'],
        ['2.6.3', 390, 'jonas'],
      ],
    },
    prod: {
      arrivals: [
        ['2.7.0', 74, 'jonas'],
        ['2.6.3', 340, 'jonas'],
        ['2.6.2', 600, 'ilse'],
      ],
    },
  },
  api: {
    dev: {
      arrivals: [
        ['1.4.3', 28],
        ['1.4.2', 170],
        ['1.4.1', 500],
      ],
    },
    test: {
      arrivals: [
        ['1.4.2', 150, 'ilse'],
        ['1.4.1', 480, 'ilse'],
      ],
    },
    prod: {
      arrivals: [
        ['1.4.2', 77, 'ilse'],
        ['1.4.1', 430, 'ilse'],
        ['1.4.0', 1100, 'jonas'],
      ],
      current: 1,
      findings: wrong(
        'pods-differ',
        '1 of 2 pods of deployment/api runs 1.4.1 (sha256:5b1c9f6e0d2a), not the image of the tag',
      ),
    },
  },
  worker: {
    dev: {
      arrivals: [
        ['0.19.0', 30],
        ['0.18.4', 210],
      ],
    },
    test: {
      arrivals: [
        ['0.18.4', 190, 'mara'],
        ['0.18.3', 610, 'mara'],
      ],
    },
    prod: {
      arrivals: [
        ['0.18.4', 98, 'mara'],
        ['0.18.3', 590, 'mara'],
      ],
    },
  },
  billing: {
    dev: {
      arrivals: [
        ['3.2.0', 250],
        ['3.1.9', 820],
      ],
    },
    test: {
      arrivals: [
        ['3.2.0', 220, 'ilse'],
        ['3.1.9', 800, 'ilse'],
      ],
    },
    prod: {
      arrivals: [
        ['3.2.1-hotfix', 9],
        ['3.2.0', 120, 'ilse'],
        ['3.1.9', 760, 'ilse'],
      ],
      findings: [
        ...wrong('not-promoted', 'no promotion brought 3.2.1-hotfix here: it was pushed 9 hours ago'),
        ...wrong('ahead', 'test does not run this image, and never did'),
      ],
    },
  },
  search: {
    dev: {
      arrivals: [
        ['5.0.0-rc.2', 2],
        ['5.0.0-rc.1', 26],
        ['4.11.0', 700],
      ],
    },
    test: {
      arrivals: [
        ['5.0.0-rc.1', 20, 'jonas'],
        ['4.11.0', 690, 'jonas'],
      ],
    },
    prod: {
      arrivals: [
        ['4.11.0', 670, 'jonas'],
        ['4.10.2', 1400, 'jonas'],
      ],
    },
  },
  mail: {
    dev: { arrivals: [['1.0.7', 900]] },
    test: { arrivals: [['1.0.7', 880, 'mara']] },
    prod: {
      arrivals: [
        ['1.0.7', 860, 'mara'],
        ['1.0.6', 2100, 'mara'],
      ],
      findings: wrong(
        'changed-by-hand',
        'deployment/mail was changed by admin with kubectl-edit after its promotion',
      ),
    },
  },
  reports: {
    dev: {
      arrivals: [
        ['0.3.0', 12],
        ['0.2.9', 60],
      ],
    },
    test: { arrivals: [['0.3.0', 8, 'ilse']] },
    prod: 'empty',
  },
  gateway: {
    dev: 'absent',
    test: { arrivals: [['2.0.4', 330, 'jonas']] },
    prod: {
      arrivals: [
        ['2.0.4', 310, 'jonas'],
        ['2.0.3', 990, 'jonas'],
      ],
    },
  },
};

/** The board of a small company: eight applications in three environments. */
export function companyBoard(): Board {
  return {
    version: 1,
    time: timeOf(0),
    environments: ENVIRONMENTS.map((name) => ({
      name,
      server: `https://api.${name === 'prod' ? 'prod' : 'nonprod'}.example.com:6443`,
      problem: undefined,
      findings:
        name === 'prod'
          ? [
              {
                kind: 'frozen',
                isWrong: false,
                text: `${FINDING_KINDS.frozen} from 2026-12-18 to 2027-01-04 (Europe/Berlin)`,
              },
            ]
          : [],
    })),
    applications: Object.entries(APPLICATIONS).map(([name, placements]) => ({
      name,
      cells: ENVIRONMENTS.map((environment) =>
        cellOf(name, environment, placements[environment] ?? 'absent'),
      ),
    })),
  };
}

function cellOf(
  name: string,
  environment: Environment,
  placement: Placement | 'absent' | 'empty',
): BoardCell {
  const nothing = {
    environment,
    digest: undefined,
    version: undefined,
    history: [],
    workloads: [],
    findings: [],
  };
  if (placement === 'absent') return { ...nothing, state: 'absent', image: undefined };
  const image = `${environment}/${name}:live`;
  if (placement === 'empty') return { ...nothing, state: 'empty', image };
  const { arrivals, findings = [], current = 2 } = placement;
  const history = arrivals.map((arrival) => entryOf(name, environment, arrival));
  return {
    ...{ environment, state: 'current', image, history, findings },
    digest: history[0]?.digest,
    version: arrivals[0]?.[0],
    workloads: [{ name: `deployment/${name}`, pods: 2, current }],
  };
}

function entryOf(name: string, environment: Environment, [version, hoursAgo, actor]: Arrival): HistoryEntry {
  const [digest, since] = [imageDigest(name, version), timeOf(hoursAgo)];
  if (actor === undefined) return { digest, since, promotion: undefined };
  const from = environment === 'prod' ? 'test' : 'dev';
  const run = `https://github.com/example/platform/actions/runs/${19_000_000 - hoursAgo * 100}`;
  const source = `registry.nonprod.example.com/${from}/${name}@${digest}`;
  return { digest, since, promotion: { digest, since, source, time: since, version, run, actor } };
}

function imageDigest(name: string, version: string): Digest {
  return digestOf(Buffer.from(`${name}:${version}`));
}

function timeOf(hoursAgo: number): string {
  return new Date(TIME - hoursAgo * 3_600_000).toISOString().replace('.000', '');
}
