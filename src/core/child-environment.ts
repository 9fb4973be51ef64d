/** The environment for another program: the inputs of this one hold secrets that are none of its business. */
export function withoutInputs(
  environment: Readonly<Record<string, string | undefined>>,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(environment).flatMap(([name, value]) =>
      value === undefined || /^(?:INPUT|PROMOTE)_/i.test(name) ? [] : [[name, value]],
    ),
  );
}
