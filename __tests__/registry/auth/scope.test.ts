import { expect, test } from 'vitest';
import { pullScope, pushScope, widenScopes } from '../../../src/registry/auth/scope.ts';

test('scopes name a repository and actions', () => {
  expect(pullScope('prod/app')).toBe('repository:prod/app:pull');
  expect(pushScope('prod/app')).toBe('repository:prod/app:pull,push');
});

test.each([
  [['repository:a/b:pull'], [], ['repository:a/b:pull']],
  [['repository:a/b:pull'], ['repository:a/b:pull,delete'], ['repository:a/b:pull,delete']],
  [['repository:h:5000/b:pull'], ['repository:h:5000/b:push'], ['repository:h:5000/b:pull,push']],
  [
    ['repository:a/b:pull'],
    ['repository:other:pull', 'registry:catalog:*', '', ':', 'x'],
    ['repository:a/b:pull'],
  ],
  [
    ['repository:a:pull,push', 'repository:b:pull'],
    ['repository:b:push', 'repository:a:pull'],
    ['repository:a:pull,push', 'repository:b:pull,push'],
  ],
])('%j widened by %j is %j', (scopes, demanded, expected) => {
  expect(widenScopes(scopes, demanded)).toEqual(expected);
});
