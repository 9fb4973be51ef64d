import { describe, expect, it } from 'vitest';
import { setupRules, type SetupRequest } from '../../../src/promotion/rights/setup-rules.ts';

const REQUEST: Omit<SetupRequest, 'strategy'> = {
  side: 'destination',
  project: 'prod',
  sourceProject: 'dev',
  stream: 'app',
  rollouts: [],
  rollback: false,
  furtherTags: false,
};

/** `update imagestreams/layers app`, in the project of the destination. */
const rulesFor = (strategy: SetupRequest['strategy'], attest: boolean): readonly string[] =>
  setupRules({ ...REQUEST, strategy, attest })
    .filter(({ project }) => project === 'prod')
    .flatMap(({ rules }) => rules)
    .flatMap(({ resources, names, verbs }) =>
      resources.flatMap((resource) =>
        verbs.map((verb) => `${verb} ${resource} ${(names ?? []).join()}`.trim()),
      ),
    );

describe('the account of promotions that are attested', () => {
  it.each(['tag', 'import', 'build'] as const)(
    'may push to the stream also when images arrive by %s',
    (strategy) => {
      const push = ['update imagestreams/layers app', 'get imagestreams/layers app'];

      expect(rulesFor(strategy, true)).toEqual(expect.arrayContaining(push));
      expect(rulesFor(strategy, false)).not.toContain(push[0]);
    },
  );

  it('may do no more than without for copies', () => {
    expect(rulesFor('copy', true)).toEqual(rulesFor('copy', false));
  });
});

describe('the account of promotions that leave traces', () => {
  it('may update its stream, and no other', () => {
    const granted = setupRules({ ...REQUEST, strategy: 'copy', traces: true })
      .flatMap(({ rules }) => rules)
      .filter(({ resources }) => resources.includes('imagestreams'));

    expect(granted.filter(({ verbs }) => verbs.includes('update'))).toMatchObject([{ names: ['app'] }]);
  });
});

describe('the account of sets', () => {
  it('may write Leases, and move tags back', () => {
    const verbs = ['create', 'get', 'update', 'delete'];
    const rules = setupRules({ ...REQUEST, strategy: 'copy', set: true }).flatMap(({ rules: own }) => own);
    for (const resource of ['leases', 'imagestreamtags']) {
      const granted = rules.filter(({ resources }) => resources.includes(resource));
      expect(granted.flatMap((rule) => rule.verbs).toSorted()).toEqual(verbs.toSorted());
    }
  });
});
