import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { knownSecrets } from '../../../src/core/text/redaction.ts';
import { cleanServerText } from '../../../src/core/text/server-text.ts';

describe('text from a server', () => {
  test.each([
    [
      'plain text stays',
      'quota exceeded: 10 of 10 (std::string, [::1]:5000)',
      'quota exceeded: 10 of 10 (std::string, [::1]:5000)',
    ],
    ['colours go', '\u001b[31mred\u001b[0m alert', 'red alert'],
    ['links and titles of terminals go', 'a\u001b]8;;http://evil\u0007b', 'a b'],
    ['one-byte sequences go', 'a\u009b31mb', 'a b'],
    ['line breaks become blanks', 'one\r\ntwo\nthree\u2028four', 'one two three four'],
    ['GitHub commands go', 'denied\n::add-mask::x ::error file=a,line=1::boom', 'denied x boom'],
    ['commands at the start go', '::set-output name=digest::sha256', 'sha256'],
    ['cut commands do not start a line', '  ::error', 'error'],
    ['older commands go', 'x ##[command]rm ##vso[task.setvariable variable=a]b', 'x rm b'],
    ['nested commands do not come together', '##[##[a]error]x', 'error]x'],
    ['direction marks go', 'a\u202eb\u2066c\u200bd', 'a b c d'],
  ])('%s', (_what, text, expected) => {
    expect(cleanServerText(text)).toBe(expected);
  });

  test('is cut to the length asked for, 1 KiB by default', () => {
    expect(cleanServerText('x'.repeat(1_000_000))).toHaveLength(1024);
    expect(cleanServerText('x'.repeat(100), 10)).toBe('xxxxxxxxx…');
  });

  test.each([
    ['blanks in a row', 'two  blanks and  two'],
    ['a tab', 'tab\tin-the-middle'],
    ['a command of GitHub', 'pass::debug::word'],
    ['an older command', 'pass##[debug]word'],
    ['a colour', 'pass\u001b[31mword'],
    ['an invisible character', 'pass\u200bword'],
    ['markup', 'pass<b>&word'],
  ])('shows nothing of a secret that holds %s', (_what, secret) => {
    knownSecrets.add(secret);
    expect(cleanServerText(`refused: ${secret}, again`)).toBe('refused: ***, again');
    expect(cleanServerText(JSON.stringify({ said: secret }))).toBe('{"said":"***"}');
  });

  test.each([1, 5, 17])(
    'shows nothing of a secret of which %i letters are left when it is cut',
    (letters) => {
      knownSecrets.add('Tr0ub4dor-and-three');
      const clean = cleanServerText(`${'x'.repeat(99 - letters)}Tr0ub4dor-and-three mad`, 100);
      expect(clean).toMatch(/^x+[*]{0,3}.*…?$/);
      expect(clean).not.toMatch(/[Tr0]/);
    },
  );

  test('never keeps a control character or a command', () => {
    const piece = fc.constantFrom('::', 'error', '##[', ']', '\u001b', '[0K', '\r', '\n', ' ', 'x', ':', '#');
    fc.assert(
      fc.property(
        fc.oneof(
          fc.array(piece).map((parts) => parts.join('')),
          fc.string(),
        ),
        (text) => {
          const clean = cleanServerText(text);
          expect(clean).not.toMatch(/\p{Cc}/u);
          expect(clean).not.toMatch(/^\s*::/);
          expect(clean).not.toMatch(/##\w{0,20}\[/);
          expect(clean).not.toMatch(/::[a-z][\w-]*::/i);
        },
      ),
      { numRuns: 2_000 },
    );
  });
});
