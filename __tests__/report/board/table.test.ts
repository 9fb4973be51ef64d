import { describe, expect, it } from 'vitest';
import { companyBoard } from '../../support/sample-board.ts';
import { boardTable } from '../../../src/report/board/table.ts';
import { largeBoard } from '../../support/large-board.ts';

const BOARD = companyBoard();
const NOW = new Date(BOARD.time);

describe('the board for a terminal', () => {
  it('shows where each version is and since when, what is wrong last, and needs no color', () => {
    const text = boardTable(BOARD, NOW);

    expect(text.split('\n\n')[0]).toBe(
      [
        'APPLICATION     dev                 test                 prod',
        'web             2.8.0 (5h)          2.7.1 (45h)          2.7.0 (3d)',
        'api             1.4.3 (28h)         1.4.2 (6d)         ! 1.4.2 (3d)',
        'worker          0.19.0 (30h)        0.18.4 (7d)          0.18.4 (4d)',
        'billing         3.2.0 (10d)         3.2.0 (9d)         ! 3.2.1-hotfix (9h)',
        'search          5.0.0-rc.2 (2h)     5.0.0-rc.1 (20h)     4.11.0 (27d)',
        'mail            1.0.7 (37d)         1.0.7 (36d)        ! 1.0.7 (35d)',
        'reports         0.3.0 (12h)         0.3.0 (8h)           never promoted',
        'gateway         –                   2.0.4 (13d)          2.0.4 (12d)',
      ].join('\n'),
    );
    expect(text).toContain('\n! something is wrong, see below   – does not belong there\n');
    expect(text).toMatch(/\nprod +\(all\) +promotions are frozen from 2026-12-18/);
    expect(text).toMatch(/\nprod +billing +test does not run this image, and never did\n/);
    expect(text.trimEnd().split('\n').at(-1)).toBe(
      '8 applications in 3 environments: 4 things are wrong (read 2026-12-01 08:00 UTC)',
    );
  });

  it('says once why an environment could not be read, not for each application', () => {
    const problem = 'https://api.prod.example.com:6443 does not answer: timeout after 30 s';
    const text = boardTable(
      {
        ...BOARD,
        environments: BOARD.environments.map((one) => (one.name === 'prod' ? { ...one, problem } : one)),
        applications: BOARD.applications.map(({ name, cells }) => ({
          name,
          cells: cells.map((cell) =>
            cell.environment === 'prod'
              ? {
                  ...cell,
                  state: 'unknown',
                  findings: [{ kind: 'unreadable', isWrong: true, text: 'prod cannot be read' }],
                }
              : cell,
          ),
        })),
      },
      NOW,
    );

    expect(text).toMatch(/\nweb .* \? not read\n/);
    expect(text).toContain('? could not be read');
    expect(text.split(problem)).toHaveLength(2);
    expect(text).not.toContain('prod cannot be read');
    expect(text).toContain(': 1 environment could not be read');
  });

  it('keeps lines short and the environments in sight, however many and long the names are', () => {
    const lines = boardTable(largeBoard(), NOW).split('\n');
    const matrix = lines.slice(0, lines.indexOf(''));

    expect(Math.max(...matrix.map((line) => line.length))).toBeLessThanOrEqual(160);
    expect(matrix.filter((line) => line.startsWith('APPLICATION'))).toHaveLength(13);
    // shortened in the middle: names differ at the end
    expect(new Set(matrix.map((line) => line.split('  ')[0])).size).toBe(501);
  });

  it('shows nothing that a server wrote for the terminal or the CI system', () => {
    const text = boardTable(
      {
        ...BOARD,
        applications: BOARD.applications.map(({ cells }) => ({
          name: '\u001b[31mred\u202e\n::error::x',
          cells: cells.map((cell) => ({ ...cell, version: '\u001b]0;title\u0007' })),
        })),
      },
      NOW,
    );

    expect(text).not.toMatch(/[^\P{Cc}\n]|\p{Cf}|::error::/u);
  });

  it('says that there are no applications', () => {
    expect(boardTable({ ...BOARD, environments: [], applications: [] }, NOW)).toBe(
      '0 applications in 0 environments: nothing is wrong (read 2026-12-01 08:00 UTC)\n',
    );
  });
});
