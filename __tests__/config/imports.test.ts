import { describe, expect, it } from 'vitest';
import { complaintsOf, read } from './read-options.ts';

describe('how the destination cluster imports', () => {
  it('is through its own registry, once, unless it is asked otherwise', () => {
    expect(read().imports).toEqual({ referencePolicy: 'local', scheduled: false, insecure: false });
  });

  it('is what was asked for', () => {
    const inputs = {
      strategy: 'import',
      'import-scheduled': 'true',
      'import-reference-policy': 'source',
      'import-insecure': 'true',
    };
    expect(read(inputs).imports).toEqual({ referencePolicy: 'source', scheduled: true, insecure: true });
  });

  it('cannot be meant with another strategy', () => {
    expect(complaintsOf({ strategy: 'copy', 'import-scheduled': 'true' })).toEqual([
      'import-scheduled: is for imports, but strategy is "copy" → set strategy to "import", or leave this out',
    ]);
  });

  it('follows tags only', () => {
    const image = `dev/app@sha256:${'a'.repeat(64)}`;
    const inputs = { strategy: 'import', 'import-scheduled': 'true', 'source-image': image };
    expect(complaintsOf(inputs)).toEqual([
      `import-scheduled: ${image} is a digest, which never changes: there is nothing to follow → name a tag as the source, or leave this out`,
    ]);
  });
});
