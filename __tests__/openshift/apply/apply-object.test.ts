import { afterEach, describe, expect, it } from 'vitest';
import { createApi } from '../../../src/openshift/api/api.ts';
import { applyObject, type Outcome } from '../../../src/openshift/apply/apply-object.ts';
import { loopbackTransport } from '../../support/loopback-transport.ts';
import { startScriptedApi, type ScriptedApi, type Step } from '../../support/scripted-api.ts';

const PATH = '/apis/apps/v1/namespaces/prod/deployments/web';
const NOT_FOUND: Step = {
  status: 404,
  body: { kind: 'Status', details: { kind: 'deployments', name: 'web' } },
};
const named = { apiVersion: 'apps/v1', kind: 'Deployment', project: 'prod', name: 'web' };
const triggers = JSON.stringify([
  { from: { kind: 'ImageStreamTag', name: 'app:1' }, fieldPath: 'spec.template.spec.containers[0].image' },
]);
const deployment = (image: string): { readonly [key: string]: unknown } => ({
  ...{ apiVersion: 'apps/v1', kind: 'Deployment' },
  metadata: { name: 'web', annotations: { 'image.openshift.io/triggers': triggers } },
  spec: { template: { spec: { containers: [{ name: 'web', image }] } } },
});

let server: ScriptedApi;
afterEach(() => server.close());

async function apply(
  script: { readonly get: Step | readonly Step[]; readonly patch: Step | readonly Step[] },
  dryRun: boolean,
): Promise<Outcome> {
  server = await startScriptedApi({ [`GET ${PATH}`]: script.get, [`PATCH ${PATH}`]: script.patch });
  const transport = loopbackTransport('destination');
  const api = createApi({ side: 'destination', server: server.url, token: 't', transport });
  const application = { path: PATH, wanted: deployment('placeholder'), named, force: false };
  return applyObject(api, application, dryRun, AbortSignal.timeout(60_000));
}

describe('server-side apply', () => {
  it('is asked for by name, as a dry run first, and never by force on its own account', async () => {
    await expect(
      apply({ get: NOT_FOUND, patch: { status: 201, body: deployment('x') } }, true),
    ).resolves.toEqual({
      action: 'create',
      before: undefined,
    });
    const [, patch] = server.asked;
    expect(Object.fromEntries(patch?.query ?? [])).toEqual({
      fieldManager: 'openshift-promote',
      dryRun: 'All',
    });
    expect(patch?.headers['content-type']).toBe('application/apply-patch+yaml');
  });

  it('tells a conflict as recorded', async () => {
    const script = { get: NOT_FOUND, patch: '44z-ssa-conflict-with-client-side-apply' };
    await expect(apply(script, false)).rejects.toMatchObject({
      code: 'APPLY_CONFLICT',
      message:
        'Deployment web in prod has fields that something else manages: .spec.replicas (kubectl-client-side-apply)',
      hint: expect.stringContaining('"force-conflicts"') as string,
    });
  });

  it('tells what the schema does not know as recorded', async () => {
    const script = { get: NOT_FOUND, patch: '44i-ssa-unknown-field-strict' };
    await expect(apply(script, false)).rejects.toMatchObject({
      code: 'INPUT_INVALID',
      message: 'Deployment web in prod does not fit its schema: .spec.replicaz: field not declared in schema',
    });
  });

  it('tries again with the new image when a trigger fires in between', async () => {
    const script = {
      get: [{ body: deployment('one') }, { body: deployment('two') }],
      patch: ['44c-ssa-conflict-other-manager', { body: deployment('two') }],
    };
    await expect(apply(script, false)).resolves.toMatchObject({ action: 'unchanged' });
    expect(server.bodies(`PATCH ${PATH}`)).toEqual([deployment('one'), deployment('two')]);
  });

  it('takes a webhook that cannot be tried out for no problem of the plan', async () => {
    const message = 'admission webhook "quota.example.com" does not support dry run';
    const patch = { status: 400, body: { kind: 'Status', reason: 'BadRequest', message } };
    await expect(apply({ get: NOT_FOUND, patch }, true)).resolves.toMatchObject({ action: 'create' });
    await server.close();
    await expect(apply({ get: NOT_FOUND, patch }, false)).rejects.toMatchObject({ code: 'INPUT_INVALID' });
  });

  it('says so when the cluster is too old for it', async () => {
    const patch = { status: 415, body: { kind: 'Status', reason: 'UnsupportedMediaType', message: '' } };
    await expect(apply({ get: NOT_FOUND, patch }, true)).rejects.toMatchObject({
      message: expect.stringContaining('too old for server-side apply') as string,
    });
  });
});
