/**
 * Records what kubectl reads in each text of `__tests__/fixtures/kubectl-yaml/texts.json`: `npx node scripts/record-kubectl-yaml.ts`
 * writes `__tests__/fixtures/kubectl-yaml/recorded.json`. Set KUBECTL to take another one than that of the PATH: what the same version
 * was recorded with before is kept. No cluster is asked:
 * kubectl only needs to be told that there are ConfigMaps.
 */
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { HEADER, YAML_CASES, type YamlCase } from '../__tests__/support/yaml-cases.ts';
import { formatExactJson, parseExactJson } from '../src/core/text/exact-json.ts';

interface Recording {
  readonly kubectl: string;
  readonly recorded: Readonly<Record<string, string>>;
}

const run = promisify(execFile);
const program = process.env['KUBECTL'] ?? 'kubectl';
const RESOURCES = {
  kind: 'APIResourceList',
  apiVersion: 'v1',
  groupVersion: 'v1',
  resources: [
    { name: 'configmaps', singularName: 'configmap', namespaced: true, kind: 'ConfigMap', verbs: ['create'] },
  ],
};
const ANSWERS: Readonly<Record<string, object>> = {
  '/version': { major: '1', minor: '33', gitVersion: 'v1.33.0' },
  '/api': { kind: 'APIVersions', versions: ['v1'] },
  '/apis': { kind: 'APIGroupList', apiVersion: 'v1', groups: [] },
  '/api/v1': RESOURCES,
};

const server = http.createServer((request, response) => {
  const answer = ANSWERS[(request.url ?? '').split('?')[0] ?? ''];
  response.writeHead(answer === undefined ? 404 : 200, { 'content-type': 'application/json' });
  response.end(JSON.stringify(answer ?? { kind: 'Status', status: 'Failure', code: 404 }));
});
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
const address = server.address();
const port = typeof address === 'object' && address !== null ? address.port : 0;
const folder = mkdtempSync(path.join(os.tmpdir(), 'kubectl-yaml-'));

/** The objects that kubectl would send, as JSON, one per line; or its error. */
async function record({ text, whole = false }: YamlCase): Promise<string> {
  const file = path.join(folder, 'case.yaml');
  writeFileSync(file, whole ? text : HEADER + text);
  const args = ['create', '--dry-run=client', '--validate=false', '-o', 'json', '-f', file];
  const env = { PATH: process.env['PATH'], HOME: folder, KUBECONFIG: path.join(folder, 'none') };
  try {
    const { stdout } = await run(program, ['--server', `http://127.0.0.1:${port}`, ...args], { env });
    const objects = stdout.split(/(?<=^})\n/m).filter((part) => part !== '');
    return objects.map((part) => formatExactJson(parseExactJson(part))).join('\n');
  } catch (error) {
    if (!(error instanceof Error && 'stderr' in error)) throw error;
    const stderr = String(error.stderr);
    return `error: ${stderr
      .trim()
      .replaceAll(file, 'FILE')
      .replace(/^error: /, '')}`;
  }
}

const target = path.join(import.meta.dirname, '../__tests__/fixtures/kubectl-yaml/recorded.json');
const { stdout } = await run(program, ['version', '--client', '-o', 'json'], {
  env: { PATH: process.env['PATH'], HOME: folder },
});
const kubectl = (JSON.parse(stdout) as { clientVersion: { gitVersion: string } }).clientVersion.gitVersion;
const before = JSON.parse(readFileSync(target, 'utf8')) as Recording;
const known = before.kubectl === kubectl ? before.recorded : {};
const recorded: Record<string, string> = {};
for (const each of YAML_CASES) recorded[each.text] = known[each.text] ?? (await record(each));
writeFileSync(target, `${JSON.stringify({ kubectl, recorded }, undefined, 2)}\n`);
server.close();
rmSync(folder, { recursive: true });
