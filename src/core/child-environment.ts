/** The environment for another program, without the inputs of this one, which contain secrets. */
export function withoutInputs(
  environment: Readonly<Record<string, string | undefined>>,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(environment).flatMap(([name, value]) =>
      value === undefined || /^(?:INPUT|PROMOTE)_/i.test(name) ? [] : [[name, value]],
    ),
  );
}
