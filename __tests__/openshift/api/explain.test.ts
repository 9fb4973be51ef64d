import { describe, expect, it } from 'vitest';
import { explain } from '../../../src/openshift/api/explain.ts';
import { readFailure, type FailurePlace } from '../../../src/openshift/api/failure.ts';
import { recordedReply } from '../../support/recorded-reply.ts';

const place: FailurePlace = {
  side: 'destination',
  server: 'https://api.prod.example.com:6443',
  host: 'api.prod.example.com:6443',
  request: 'GET /apis/image.openshift.io/v1/namespaces/prod/imagestreamtags/app%3A1',
};

function explainRecorded(name: string, request = place.request) {
  const { status, body } = recordedReply(name);
  return explainReply(status, body, request);
}

function explainReply(status: number, text: string, request = place.request) {
  const body = new TextEncoder().encode(text);
  return explain(readFailure({ status, body, attempts: 1 }, { ...place, request }));
}

describe('what an answer of the API means', () => {
  it.each([
    ['01b-whoami-bad-token', 'TOKEN_EXPIRED', 'oc login https://api.prod.example.com:6443'],
    ['01c-whoami-no-token', 'LOGIN_FAILED', 'destination-token'],
    ['48s-apis-image-no-token', 'LOGIN_FAILED', 'destination-token'],
    ['01g-scoped-user-info-forbidden', 'ACCESS_DENIED', 'oc whoami -t'],
    ['04b-istag-get-404-tag-missing', 'IMAGE_NOT_FOUND', undefined],
    ['41zn-deployment-get-404', 'WORKLOAD_NOT_FOUND', undefined],
    ['02l-project-get-missing-as-admin', 'PROJECT_NOT_FOUND', 'oc new-project does-not-exist'],
    ['04u-istag-put-stale-rv-409', 'TAG_CONFLICT', 'again'],
    ['49r-istag-put-digest-not-in-history', 'IMAGE_NOT_FOUND', 'push or import'],
    ['49zt-xns-istag-missing-source-stream', 'IMAGE_NOT_FOUND', 'oc get imagestreams'],
    ['56t-imagestream-create-quota-exhausted', 'QUOTA_EXCEEDED', 'oc describe quota q'],
    ['56y-istag-put-tags-3-exceeds', 'QUOTA_EXCEEDED', 'oc describe limitrange'],
    ['28d-istag-create-exceeds-quota', 'SERVER_UNAVAILABLE', 'in a minute'],
    ['19g-dc-instantiate-image-unresolved', 'ROLLOUT_FAILED', 'oc set triggers dc/dcunres'],
    ['48g-apis-missing-group', 'NOT_OPENSHIFT', 'oc whoami --show-server'],
  ])('%s is %s', (name, code, hint) => {
    const error = explainRecorded(name);
    expect(error.code).toBe(code);
    if (hint === undefined) expect(error.hint).toBeUndefined();
    else expect(error.hint).toContain(hint);
    expect(error.message).toMatch(/^[a-z]/);
    expect(error.message).not.toMatch(/\.$/);
  });

  it('names who may not do what, and the command that grants it', () => {
    const error = explainRecorded('04e-istag-get-forbidden');
    expect(error.code).toBe('ACCESS_DENIED');
    expect(error.message).toContain('bob may not get imagestreamtags in project promo-src');
    expect(error.message).toContain('or the project does not exist');
    expect(error.hint).toBe('grant it: oc policy add-role-to-user registry-viewer bob -n promo-src');
  });

  it('asks for edit when a rollout is refused', () => {
    const error = explainRecorded('19j-dc-instantiate-forbidden');
    expect(error.message).toContain('create deploymentconfigs/instantiate in project promo-src');
    expect(error.hint).toContain('add-role-to-user edit bob -n promo-src');
  });

  it('tells a 422 about the source of a tag as the missing right it is', () => {
    const error = explainRecorded('15d-xns-istag-no-source-access');
    expect(error.code).toBe('ACCESS_DENIED');
    expect(error.message).toContain('may not pull promo-src/app');
    expect(error.hint).toContain('oc policy add-role-to-user system:image-puller USER -n promo-src');
  });

  it('names the command that resumes a paused DeploymentConfig', () => {
    const request =
      'POST /apis/apps.openshift.io/v1/namespaces/promo-src/deploymentconfigs/dcpaused/instantiate';
    const error = explainRecorded('19f-dc-instantiate-paused', request);
    expect(error.code).toBe('ROLLOUT_PAUSED');
    expect(error.hint).toBe('resume it: oc rollout resume dc/dcpaused -n promo-src');
  });

  it('knows the aggregated API from the cluster behind a 503', () => {
    const error = explainRecorded('00-aggregated-api-unavailable');
    expect(error.code).toBe('SERVER_UNAVAILABLE');
    expect(error.message).toContain('service unavailable');
    expect(error.hint).toContain('oc get clusteroperators openshift-apiserver');
  });

  it('takes a missing DeploymentConfig API for a disabled capability', () => {
    const error = explainRecorded(
      '48g-apis-missing-group',
      'GET /apis/apps.openshift.io/v1/namespaces/prod/deploymentconfigs/app',
    );
    expect(error.code).toBe('NOT_OPENSHIFT');
    expect(error.hint).toContain('deployment/NAME');
  });

  it('tells the page of a router from the page of a web console', () => {
    const router = '<html><head><title>Application is not available</title></head><body>…</body></html>';
    expect(explainReply(503, router).code).toBe('SERVER_UNAVAILABLE');
    expect(explainReply(503, router).message).toContain('"Application is not available"');
    const console = '<!DOCTYPE html><html><head><title>Not Found</title></head></html>';
    expect(explainReply(404, console).code).toBe('NOT_OPENSHIFT');
    expect(explainReply(302, '').code).toBe('NOT_OPENSHIFT');
  });

  it('obeys nothing that a server writes', () => {
    const message = 'first\u001b[2J\n::error::second\r\n##[command]third';
    const error = explainReply(400, JSON.stringify({ kind: 'Status', message }));
    expect(error.message).not.toMatch(/[\u0000-\u001f]|::error|##\[/);
    expect(error.message).toContain('second');
  });

  it('survives a Status that is none', () => {
    for (const text of [
      '',
      '{',
      'null',
      '[]',
      '{"kind":"Status","details":7,"message":null}',
      '{"message":{}}',
    ]) {
      expect(explainReply(403, text).code).toBe('ACCESS_DENIED');
      expect(explainReply(404, text).code).toBe('NOT_OPENSHIFT');
      expect(explainReply(418, text).code).toBe('PROTOCOL_VIOLATION');
    }
  });

  it('says where it happened, without the query', () => {
    expect(explainReply(500, '').where).toEqual({
      side: 'destination',
      host: 'api.prod.example.com:6443',
      request: place.request,
      status: 500,
      attempt: 1,
    });
  });
});
