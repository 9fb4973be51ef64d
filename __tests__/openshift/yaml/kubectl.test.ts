import { describe, expect, it } from 'vitest';
import { formatExactJson, parseExactJson } from '../../../src/core/text/exact-json.ts';
import recording from '../../fixtures/kubectl-yaml/recorded.json' with { type: 'json' };
import { DIFFERENCES, HEADER, YAML_CASES, type YamlCase } from '../../support/yaml-cases.ts';
import { readDocuments } from '../../../src/openshift/apply/sources.ts';

const recorded: Readonly<Record<string, string>> = recording.recorded;

/** Objects as JSON with sorted keys, one per line, or the error: as kubectl was recorded. */
async function readAsRecorded({ text, whole = false }: YamlCase): Promise<string> {
  try {
    return linesOf(await readDocuments('FILE', whole ? text : HEADER + text));
  } catch (error) {
    return `error: ${(error as Error).message}`;
  }
}

function linesOf(objects: readonly unknown[]): string {
  return objects.map((object) => formatExactJson(sorted(inDefault(object)))).join('\n');
}

/** kubectl fills in the namespace. */
function inDefault(object: unknown): unknown {
  const { metadata, ...rest } = object as { metadata: object };
  return { ...rest, metadata: { ...metadata, namespace: 'default' } };
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, entry]) => [key, sorted(entry)] as const);
  return Object.fromEntries(entries.sort(([one], [other]) => (one < other ? -1 : 1)));
}

/** What a difference reads, as a recording would have it. */
function expectedOf({ whole = false }: YamlCase, reads: string): string {
  const object = parseExactJson(reads) as object;
  const header = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'x' } };
  return linesOf([whole ? object : { ...header, ...object }]);
}

describe(`YAML as kubectl ${recording.kubectl} reads it`, () => {
  it('was recorded for every text', () => {
    expect(Object.keys(recorded)).toEqual([...new Set(YAML_CASES.map(({ text }) => text))]);
  });

  it('differs for texts of the table only', () => {
    const texts = new Set(YAML_CASES.map(({ text }) => text));
    expect(Object.keys(DIFFERENCES).filter((text) => !texts.has(text))).toEqual([]);
  });

  it.each(YAML_CASES.filter(({ text }) => DIFFERENCES[text] === undefined))('reads $text', async (each) => {
    const expected = recorded[each.text] ?? '';
    const read = await readAsRecorded(each);

    if (expected === 'error: no objects passed to create') expect(read).toBe('');
    else if (expected.startsWith('error: ')) expect(read).toMatch(/^error: (?:document \d+ of )?FILE /);
    else
      expect(read).toBe(
        expected
          .split('\n')
          .map((line) => formatExactJson(sorted(parseExactJson(line))))
          .join('\n'),
      );
  });

  it.each(YAML_CASES.filter(({ text }) => DIFFERENCES[text] !== undefined))(
    'reads $text otherwise, for a reason',
    async (each) => {
      const { says, reads, because } = DIFFERENCES[each.text] ?? { because: '' };
      const read = await readAsRecorded(each);

      expect(because).not.toBe('');
      if (says === undefined) expect(read).toBe(expectedOf(each, reads ?? ''));
      else expect(read).toContain(`error: FILE ${says}`);
      expect(read).not.toBe(recorded[each.text]);
    },
  );
});
