import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { findPodAccount } from '../../../src/openshift/login/pod-account.ts';

function mount(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'pod-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const [name, text] of Object.entries(files)) writeFileSync(path.join(folder, name), text);
  return folder;
}

const files = { token: 'eyJ', 'ca.crt': 'API CA\n', 'service-ca.crt': 'SERVICE CA\n' };

it('finds server, authorities and token of the pod', () => {
  const folder = mount(files);

  expect(
    findPodAccount({ KUBERNETES_SERVICE_HOST: '172.30.0.1', KUBERNETES_SERVICE_PORT: '6443' }, folder),
  ).toEqual({
    server: 'https://172.30.0.1:6443',
    ca: 'API CA\nSERVICE CA',
    tokenFile: path.join(folder, 'token'),
  });
  expect(findPodAccount({ KUBERNETES_SERVICE_HOST: 'fd00::1' }, folder)?.server).toBe(
    'https://[fd00::1]:443',
  );
});

it('finds nothing outside of a pod, or in one without a token', () => {
  expect(findPodAccount({}, mount(files))).toBeUndefined();
  expect(findPodAccount({ KUBERNETES_SERVICE_HOST: '172.30.0.1' }, mount({}))).toBeUndefined();
});
