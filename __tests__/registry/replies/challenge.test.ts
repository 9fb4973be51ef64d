import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  chooseMethod,
  demandedScopes,
  isOpenShiftDenial,
  parseChallenges,
  type Challenge,
} from '../../../src/registry/replies/challenge.ts';
import { cpuTimer } from '../../support/cpu-time.ts';

const plain = (challenges: readonly Challenge[]) =>
  challenges.map(({ scheme, parameters }) => ({ scheme, ...Object.fromEntries(parameters) }));

describe('reading challenges', () => {
  test.each<[string, string[], object[]]>([
    [
      'one',
      ['Bearer realm="https://a/t",service="s"'],
      [{ scheme: 'bearer', realm: 'https://a/t', service: 's' }],
    ],
    [
      'two headers',
      ['Basic realm="r"', 'Bearer realm="x"'],
      [
        { scheme: 'basic', realm: 'r' },
        { scheme: 'bearer', realm: 'x' },
      ],
    ],
    [
      'two in one line',
      ['Basic realm="a, b", Bearer realm="https://h/t",scope="repository:a/b:pull,push" , service=s'],
      [
        { scheme: 'basic', realm: 'a, b' },
        { scheme: 'bearer', realm: 'https://h/t', scope: 'repository:a/b:pull,push', service: 's' },
      ],
    ],
    ['escaped quotes', [String.raw`Bearer realm="a,b\"c\\"`], [{ scheme: 'bearer', realm: 'a,b"c\\' }]],
    [
      'names in any case, tabs, blanks around =',
      ['BEARER\tREALM = "x" ,\tScope\t=y'],
      [{ scheme: 'bearer', realm: 'x', scope: 'y' }],
    ],
    [
      'values without quotes',
      ['Bearer realm=https://h:5000/t?a=b,service=s'],
      [{ scheme: 'bearer', realm: 'https://h:5000/t?a=b', service: 's' }],
    ],
    [
      'schemes without parameters',
      ['Negotiate, Basic, NTLM'],
      [{ scheme: 'negotiate' }, { scheme: 'basic' }, { scheme: 'ntlm' }],
    ],
    ['a token68', ['Negotiate YII+/=='], [{ scheme: 'negotiate' }]],
    [
      'a token68 before another',
      ['Negotiate YII==, Basic realm=r'],
      [{ scheme: 'negotiate' }, { scheme: 'basic', realm: 'r' }],
    ],
    ['empty elements', [', ,Basic realm="r",, '], [{ scheme: 'basic', realm: 'r' }]],
    ['the first of two equal parameters', ['Bearer realm="a",realm="b"'], [{ scheme: 'bearer', realm: 'a' }]],
    [
      'OpenShift',
      ['Basic realm=openshift,error="access denied"'],
      [{ scheme: 'basic', realm: 'openshift', error: 'access denied' }],
    ],
    ['nothing', ['', ' , '], []],
    ['no challenge at all', ['"quoted"', '=', 'a=b'], []],
    [
      'what stands before an open quote',
      ['Basic realm="r", Bearer realm="x'],
      [{ scheme: 'basic', realm: 'r' }, { scheme: 'bearer' }],
    ],
  ])('knows %s', (_what, values, expected) => {
    expect(plain(parseChallenges(values))).toEqual(expected);
  });

  test.each([
    ['64 KiB', `Bearer realm="${'x'.repeat(65_536)}"`],
    ['10000 parameters', `Bearer ${Array.from({ length: 10_000 }, (_, at) => `p${at}=1`).join(',')}`],
    ['an endless quote', `Bearer realm="${'\\"'.repeat(3_000)}`],
    ['thousands of schemes', 'Basic, '.repeat(1_100)],
    ['thousands of separators', `${', '.repeat(4_000)}`],
    ['thousands of equals', `a${' ='.repeat(4_000)}`],
  ])('is done in a moment with %s', (_what, value) => {
    const cpuMs = cpuTimer();
    expect(parseChallenges([value]).length).toBeLessThanOrEqual(16);
    expect(cpuMs()).toBeLessThan(1_000);
  });

  test('gives back what was written, however it was quoted', () => {
    const name = fc.stringMatching(/^[a-z][a-z0-9_-]{0,10}$/);
    const value = fc.string({ maxLength: 30 });
    const challenge = fc.record({
      scheme: name,
      parameters: fc.uniqueArray(fc.tuple(name, value), {
        minLength: 1,
        maxLength: 5,
        selector: ([key]) => key,
      }),
    });
    fc.assert(
      fc.property(fc.array(challenge, { minLength: 1, maxLength: 5 }), fc.boolean(), (challenges, joined) => {
        const texts = challenges.map(
          ({ scheme, parameters }) =>
            `${scheme} ${parameters.map(([key, text]) => `${key}="${text.replace(/(["\\])/g, '\\$1')}"`).join(', ')}`,
        );
        const parsed = parseChallenges(joined ? [texts.join(', ')] : texts);
        expect(parsed.map(({ scheme, parameters }) => ({ scheme, parameters: [...parameters] }))).toEqual(
          challenges,
        );
      }),
    );
  });

  test('never fails', () => {
    const piece = fc.constantFrom('Bearer', 'realm', '=', '"', ',', ' ', '\\', 'x', '\t', '\u0000');
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof(
            fc.string(),
            fc.array(piece).map((parts) => parts.join('')),
          ),
        ),
        (values) => {
          expect(parseChallenges(values).length).toBeLessThanOrEqual(16);
        },
      ),
      { numRuns: 2_000 },
    );
  });
});

describe('what to do about challenges', () => {
  test('tokens are preferred to passwords', () => {
    expect(
      chooseMethod(parseChallenges(['Basic realm="r", Bearer realm="https://h/t",service="s"'])),
    ).toEqual({
      kind: 'token',
      realm: 'https://h/t',
      service: 's',
    });
    expect(chooseMethod(parseChallenges(['Bearer service="s", Basic realm="r"']))).toEqual({ kind: 'basic' });
    expect(chooseMethod(parseChallenges(['Negotiate']))).toBeUndefined();
  });

  test('scopes are read from all of them', () => {
    expect(
      demandedScopes(
        parseChallenges(['Bearer realm=x,scope="repository:a:pull  repository:h:5000/b:pull,push"']),
      ),
    ).toEqual(['repository:a:pull', 'repository:h:5000/b:pull,push']);
  });

  test('a denial of OpenShift is known', () => {
    expect(isOpenShiftDenial(parseChallenges(['Basic realm=openshift,error="access denied"']))).toBe(true);
    expect(isOpenShiftDenial(parseChallenges(['Basic realm=openshift']))).toBe(false);
    expect(isOpenShiftDenial(parseChallenges(['Bearer realm="https://h/openshift/token"']))).toBe(false);
  });
});
