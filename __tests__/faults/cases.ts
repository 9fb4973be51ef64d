import { readFileSync } from 'node:fs';

/** A rule of the fault suite: what a server or an input does, and what the client must do then. */
export interface FaultCase {
  readonly number: number;
  /** the heading it stands under, such as `manifests in` */
  readonly group: string;
  readonly rule: string;
}

/** The numbered cases of registry.md §6, in their order. */
export const CASES: readonly FaultCase[] = readCases(
  readFileSync(new URL('../../docs/reference/registry.md', import.meta.url), 'utf8'),
);

function readCases(page: string): readonly FaultCase[] {
  const list = /^## 6 .*$([\s\S]*?)^## /m.exec(page)?.[1] ?? '';
  let group = '';
  return [...list.matchAll(/^#### (.+)$|^(\d+)\. (.+)$/gm)].flatMap(([, heading, number, rule = '']) => {
    group = heading ?? group;
    return number === undefined ? [] : [{ number: Number(number), group, rule }];
  });
}
