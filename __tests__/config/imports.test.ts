import { describe, expect, it } from 'vitest';
import { messagesOf, read } from './read-options.ts';

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
    expect(messagesOf({ strategy: 'copy', 'import-scheduled': 'true' })).toEqual([
      'import-scheduled: only used for imports, but strategy is "copy" → set strategy to "import", or remove this input',
    ]);
  });

  it('follows tags only', () => {
    const image = `dev/app@sha256:${'a'.repeat(64)}`;
    const inputs = { strategy: 'import', 'import-scheduled': 'true', 'source-image': image };
    expect(messagesOf(inputs)).toEqual([
      `import-scheduled: ${image} is a digest, which never changes, so there is nothing to follow → give a tag as the source, or remove this input`,
    ]);
  });
});
