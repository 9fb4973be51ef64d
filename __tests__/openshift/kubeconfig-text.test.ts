import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { kubeconfigText } from '../../src/openshift/kubeconfig-text.ts';
import { readKubeconfig } from '../../src/openshift/login/kubeconfig.ts';
import { createCredentialPrograms } from '../../src/tools/credential-program.ts';
import { sideOptions } from '../support/promote-options.ts';
import { testAuthority } from '../support/test-certificates.ts';

async function readBack(text: string): ReturnType<typeof readKubeconfig> {
  const folder = mkdtempSync(path.join(tmpdir(), 'kubeconfig-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true });
  });
  const paths = path.join(folder, 'config');
  writeFileSync(paths, text);
  const run = createCredentialPrograms({});
  return readKubeconfig({ side: 'source', paths, context: undefined, environment: {}, run });
}

describe('a kubeconfig for later steps', () => {
  it('says all that is needed to reach the side again', async () => {
    const { cert: ca } = await testAuthority();
    const side = sideOptions('source', { ca, token: 'sha256~token' });

    const read = await readBack(kubeconfigText(side, 'dev'));

    expect(read.server).toBe(side.server);
    expect(read.ca?.trim()).toBe(ca.trim());
    expect(JSON.parse(kubeconfigText(side, 'dev'))).toMatchObject({
      contexts: [{ context: { namespace: 'dev' } }],
      users: [{ user: { token: 'sha256~token' } }],
    });
  });

  it('has no authority beside a leave not to verify', async () => {
    const side = sideOptions('source', { ca: (await testAuthority()).cert, insecureSkipTlsVerify: true });

    const read = await readBack(kubeconfigText(side, undefined));

    expect(read).toMatchObject({ insecureSkipTlsVerify: true, ca: undefined });
  });
});
