import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startPlayground, type Playground } from '../../src/entry/sandbox/playground.ts';
import { blocksOf } from '../repository/documents.ts';
import { startDockerRegistry, type DockerRegistry } from '../support/docker-registry.ts';
import { describeWith } from '../support/peers.ts';
import { realImages } from '../support/real-image.ts';
import { testAuthority, type TestCertificate } from '../support/test-certificates.ts';
import { runWorkflow, type WorkflowResult } from '../support/workflow-run.ts';

const BLOCKS = blocksOf('docs/recipes/registries.md');
const account = { username: 'team+robot', password: 'pa:ss word' };

function recipe(part: string): string {
  const found = BLOCKS.find(({ text }) => text.includes(part));
  if (found === undefined) throw new Error(`there is no recipe with ${part}`);
  return found.text;
}

describeWith(
  ['docker-registry', 'skopeo', 'umoci', 'htpasswd', 'openssl', 'apt-get', 'dpkg-deb'],
  'the recipes for other registries',
  () => {
    let playground: Playground;
    let quay: DockerRegistry;
    let ecr: DockerRegistry;
    let strict: DockerRegistry;
    let client: TestCertificate;
    let home: string;

    beforeAll(async () => {
      home = mkdtempSync(path.join(tmpdir(), 'home-'));
      const authority = await testAuthority('Registry Clients');
      client = await authority.issue({ names: ['promoter'], client: true });
      [playground, quay, ecr, strict] = await Promise.all([
        startPlayground(),
        startDockerRegistry({ account, tls: true }),
        startDockerRegistry({ account: { username: 'AWS', password: 'of-the-helper' }, tls: true }),
        startDockerRegistry({ tls: true, clientAuthority: authority.cert }),
      ]);
      // what an administrator of a runner puts there
      for (const registry of [quay, ecr]) writeCertificates(registry, { 'ca.crt': registry.ca ?? '' });
      writeFileSync(
        path.join(home, 'clusters.pem'),
        playground.source.cluster.ca + playground.destination.cluster.ca,
      );
      const { layout } = realImages();
      push(layout, `${quay.host}/team/app:1.4.2`, [`--dest-creds=${account.username}:${account.password}`]);
      const certificates = writeCertificates(
        { host: 'skopeo' },
        { 'ca.crt': strict.ca ?? '', 'client.cert': client.cert, 'client.key': client.key },
      );
      push(layout, `${strict.host}/team/app:1.4.2`, ['--dest-cert-dir', certificates]);
    });
    afterAll(async () => {
      await Promise.all([playground.stop(), quay.stop(), ecr.stop(), strict.stop()]);
      rmSync(home, { recursive: true });
    });

    function writeCertificates({ host }: { host: string }, files: Record<string, string>): string {
      const folder = path.join(home, '.config/containers/certs.d', host);
      mkdirSync(folder, { recursive: true });
      for (const [name, text] of Object.entries(files)) writeFileSync(path.join(folder, name), text);
      return folder;
    }

    function push(layout: string, image: string, options: readonly string[]): void {
      const certificates = path.join(home, '.config/containers/certs.d', quay.host);
      const trust = options.includes('--dest-cert-dir') ? [] : ['--dest-cert-dir', certificates];
      execFileSync('skopeo', [
        ...['--insecure-policy', 'copy', '--all', ...trust, ...options],
        ...[`oci:${layout}:amd64`, `docker://${image}`],
      ]);
    }

    const follow = (text: string, more: Record<string, string> = {}): Promise<WorkflowResult> =>
      runWorkflow(text, {
        vars: {
          PROD_API: playground.destination.cluster.apiUrl,
          REGISTRY_CERTIFICATE: client.cert,
          REGISTRY_CA: strict.ca ?? '',
        },
        secrets: { PROD_TOKEN: playground.destination.token, REGISTRY_KEY: client.key },
        inputs: {},
        environment: { HOME: home, NODE_EXTRA_CA_CERTS: path.join(home, 'clusters.pem'), ...more },
      });

    const inspect = (image: string, ...options: readonly string[]): string =>
      execFileSync('skopeo', ['inspect', '--format', '{{.Digest}}', ...options, `docker://${image}`], {
        encoding: 'utf8',
      }).trim();

    it('logged in before: the account is that of docker login', async () => {
      mkdirSync(path.join(home, '.docker'), { recursive: true });
      // as docker/login-action leaves it: the format of both programs is one
      const login = ['login', '--authfile', path.join(home, '.docker/config.json')];
      const certificates = path.join(home, '.config/containers/certs.d', quay.host);
      execFileSync(
        'skopeo',
        [...login, '--cert-dir', certificates, '-u', account.username, '--password-stdin', quay.host],
        { input: account.password },
      );
      const { jobs, log } = await follow(recipe('QUAY_ROBOT').replaceAll('quay.io', quay.host));

      expect(jobs['promote']?.succeeded, log).toBe(true);
      expect(log).toContain(`source: account of ${path.join(home, '.docker/config.json')} (${quay.host})`);
      expect(log.replaceAll(/^::add-mask::.*$/gm, '')).not.toContain(account.password);
    });

    it('registries of clouds: the helper is asked, and what it gave is in no log', async () => {
      const host = '123456789012.dkr.ecr.eu-west-1.amazonaws.com';
      const file = path.join(home, 'registries.json');
      writeFileSync(file, recipe('credHelpers').replace(host, ecr.host));
      const helper = path.join(home, 'bin/docker-credential-ecr-login');
      mkdirSync(path.dirname(helper));
      const script = `#!/bin/sh
        env | grep -q '^INPUT_' && exit 9
        host=$(cat); [ "$1 $host" = "get ${ecr.host}" ] || exit 8
        echo '{"ServerURL":"x","Username":"AWS","Secret":"of-the-helper"}'`;
      writeFileSync(helper, script, { mode: 0o755 });
      const text = recipe('AWS_ROLE').replaceAll(host, ecr.host).replace('.ci/registries.json', file);
      const { jobs, log } = await follow(text, {
        PATH: `${path.dirname(helper)}:${process.env['PATH'] ?? ''}`,
      });

      expect(jobs['promote']?.succeeded, log).toBe(true);
      expect(log).toContain(`destination: account of docker-credential-ecr-login for ${ecr.host}`);
      expect(log.replaceAll(/^::add-mask::.*$/gm, '')).not.toContain('of-the-helper');
      const certificates = path.join(home, '.config/containers/certs.d', ecr.host);
      const creds = ['--creds', 'AWS:of-the-helper', '--cert-dir', certificates];
      expect(inspect(`${ecr.host}/team/app:1.4.1`, ...creds)).toMatch(/^sha256:/);
    });

    it('client certificates: the registry lets in who has one, and nobody else', async () => {
      const text = recipe('REGISTRY_KEY').replaceAll('registry.example.com:8443', strict.host);
      const { jobs, log } = await follow(text);

      expect(jobs['promote']?.succeeded, log).toBe(true);
      for (const line of client.key.trim().split('\n')) {
        expect(log.replaceAll(/^::add-mask::.*$/gm, '')).not.toContain(line);
      }
      const without = await follow(text.replace(/ *source-client-.*\n/g, ''));
      expect(without.jobs['promote']?.succeeded).toBe(false);
      expect(without.log).toMatch(/requires a client certificate[\s\S]*source-client-certificate/);
    });
  },
);
