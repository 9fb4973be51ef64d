#!/usr/bin/env bash
# js-yaml 5 no longer merges `<<` by default, and does not say so: the key stays in the object.
#
# js-yaml 5.5.0 and 4.3.2.
#
# `load` of version 4 merges `<<: *base` into the mapping, as kubectl and CI services do. `load` of version 5 returns an object
# with a key named `<<` and without the merged keys: no error, no warning. With `schema: YAML11_SCHEMA` version 5 merges again;
# that schema also reads `0644` as 420, as kubectl does and neither default does (version 4 and 5: 644), but turns `on` into a
# boolean and a date into a Date. With `CORE_SCHEMA.withTags(mergeTag)` it only merges.
#
# Expected: a key that is no longer merged is an error, or is merged.
# Matters to: whoever reads manifests, Compose files or pipelines that share settings by anchors.
# shellcheck source=findings/setup.sh
. "$(dirname "${BASH_SOURCE[0]}")/setup.sh"

npm_packages js-yaml@5.5.0 js-yaml-4@npm:js-yaml@4.3.2
cat >"$work/read.mjs" <<'JS'
import * as five from 'js-yaml';
import four from 'js-yaml-4';

const text = `
base: &base { memory: 64Mi }
limits: { <<: *base, cpu: 1 }
mode: 0644
switch: on
day: 2026-11-30
`;
const show = ({ limits, mode, switch: on, day }) =>
  console.log(JSON.stringify(limits), mode, JSON.stringify(on), day instanceof Date ? 'Date' : JSON.stringify(day));

show(four.load(text));
show(five.load(text));
show(five.load(text, { schema: five.YAML11_SCHEMA }));
show(five.load(text, { schema: five.CORE_SCHEMA.withTags(five.mergeTag) }));
JS
seen=$(cd "$work" && node read.mjs)
line() { sed -n "$1p" <<<"$seen"; }

expect 'js-yaml 4: a merged key, an octal number, on, a date' '{"memory":"64Mi","cpu":1} 644 "on" Date' "$(line 1)"
expect 'js-yaml 5' '{"<<":{"memory":"64Mi"},"cpu":1} 644 "on" "2026-11-30"' "$(line 2)"
expect 'js-yaml 5 with YAML11_SCHEMA' '{"memory":"64Mi","cpu":1} 420 true Date' "$(line 3)"
expect 'js-yaml 5 with CORE_SCHEMA.withTags(mergeTag)' '{"memory":"64Mi","cpu":1} 644 "on" "2026-11-30"' "$(line 4)"
