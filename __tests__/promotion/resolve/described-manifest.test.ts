import { expect, it } from 'vitest';
import { describeManifest } from '../../../src/promotion/resolve/described-manifest.ts';
import { startLab } from '../../support/fault-lab.ts';
import { NEVER } from '../../support/registry-under-test.ts';
import { jsonBytes, noise, sampleImage, sampleIndex } from '../../support/sample-images.ts';

const config = jsonBytes({
  created: '2026-01-02T03:04:05Z',
  config: {
    User: '1001',
    ExposedPorts: { '8080/tcp': {}, '53/udp': {}, '9/sctp': {}, '99999': {}, '443': {} },
    Labels: { version: '1.4.2' },
  },
});

it.each(['an image', 'an index'])('reads ports, user and labels of %s in a registry', async (kind) => {
  const lab = await startLab();
  const image = sampleImage([noise(10, 1)], { config });
  const platform = { os: 'linux', architecture: 'amd64' };
  const whole = kind === 'an image' ? image : sampleIndex([{ image, platform }]);
  lab.addImage(whole, '1');

  expect(await describeManifest(whole.root, lab.from, NEVER)).toEqual({
    created: '2026-01-02T03:04:05Z',
    user: '1001',
    ports: [
      { port: 53, protocol: 'UDP' },
      { port: 443, protocol: 'TCP' },
      { port: 8080, protocol: 'TCP' },
    ],
    labels: { version: '1.4.2' },
  });
});
