import { describe, expect, it } from 'vitest';
import type { ImageConfig } from '../../src/core/image/image-config.ts';
import { changeOf } from '../../src/promotion/compare-images.ts';

const IMAGE: ImageConfig = {
  created: '2026-01-01T00:00:00Z',
  labels: { version: '1.4.1', team: 'a', gone: 'x' },
  environmentNames: ['PATH', 'OLD'],
  ports: [{ port: 8080, protocol: 'TCP' }],
  user: '1001',
};

describe('what differs between two images', () => {
  it('is labels, names of variables, ports and the time, and nothing that stayed', () => {
    const after: ImageConfig = {
      created: '2026-02-01T00:00:00Z',
      labels: { version: '1.4.2', team: 'a', constructor: 'y' },
      environmentNames: ['PATH', 'NEW'],
      ports: [...IMAGE.ports, { port: 9090, protocol: 'UDP' }],
      user: '1001',
    };

    expect(changeOf(IMAGE, after)).toEqual({
      created: { before: IMAGE.created, after: after.created },
      labels: {
        constructor: { before: undefined, after: 'y' },
        gone: { before: 'x', after: undefined },
        version: { before: '1.4.1', after: '1.4.2' },
      },
      environment: { added: ['NEW'], removed: ['OLD'] },
      ports: { added: ['9090/udp'], removed: [] },
    });
  });

  it('is nothing where there is nothing', () => {
    expect(changeOf(IMAGE, IMAGE)).toMatchObject({
      labels: {},
      environment: { added: [], removed: [] },
      ports: { added: [], removed: [] },
    });
  });
});
