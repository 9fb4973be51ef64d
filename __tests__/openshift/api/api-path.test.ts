import { describe, expect, it } from 'vitest';
import { apiPath, formatQuery, namespacedPath } from '../../../src/openshift/api/api-path.ts';

describe('a path of the API', () => {
  it('encodes what a name may hold', () => {
    expect(namespacedPath('image.openshift.io/v1', 'prod', 'imagestreamtags', 'app:1')).toBe(
      '/apis/image.openshift.io/v1/namespaces/prod/imagestreamtags/app%3A1',
    );
    expect(namespacedPath('v1', 'prod', 'pods', 'a/../../secrets')).toBe(
      '/api/v1/namespaces/prod/pods/a%2F..%2F..%2Fsecrets',
    );
  });

  it.each(['', '.', '..'])('refuses %j as a name: a URL parser would climb up', (segment) => {
    expect(() => apiPath('api', segment)).toThrow(expect.objectContaining({ code: 'INPUT_INVALID' }));
  });

  it('leaves out what has no value in a query', () => {
    expect(formatQuery({ watch: true, limit: undefined, fieldSelector: 'metadata.name=app' })).toBe(
      '?watch=true&fieldSelector=metadata.name%3Dapp',
    );
    expect(formatQuery({ limit: undefined })).toBe('');
  });
});
