/** A promise that a test settles, as `Promise.withResolvers` of ES2024, which the sources may not use (tsconfig.json). */
export function deferred(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let settle: () => void = () => undefined;
  const promise = new Promise<void>((resolve) => {
    settle = resolve;
  });
  return { promise, resolve: () => settle() };
}
