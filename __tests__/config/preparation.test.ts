import { describe, expect, it } from 'vitest';
import { messagesOf, read } from './read-options.ts';

describe('what shall be prepared', () => {
  it('is nothing unless it is asked for', () => {
    expect(read().preparation).toBeUndefined();
  });

  it('is a project with its name for people', () => {
    expect(read({ 'create-project': 'true', 'project-display-name': 'Shop' }).preparation).toEqual({
      createProject: true,
      displayName: 'Shop',
      grantPull: false,
      pullSecrets: [],
    });
  });

  it('is pull secrets of the default or of named service accounts', () => {
    expect(read({ 'link-pull-secret': 'quay, quay:app' }).preparation?.pullSecrets).toEqual([
      { secret: 'quay', serviceAccount: 'default' },
      { secret: 'quay', serviceAccount: 'app' },
    ]);
  });

  it.each(['a:b:c', 'Quay', ':app'])('%s is no pull secret', (text) => {
    expect(messagesOf({ 'link-pull-secret': text })).toEqual([
      `link-pull-secret: "${text}" is not the name of a secret → write secret or secret:service-account`,
    ]);
  });

  it('needs a project, and a display name needs one that is created', () => {
    const image = { 'destination-image': 'quay.io/acme/app:1' };
    expect(messagesOf({ ...image, 'grant-pull': 'true', 'project-display-name': 'Shop' })).toEqual([
      'grant-pull: requires a destination project → write the destination as project/stream:tag',
      'project-display-name: only used when the project is created → set create-project as well',
    ]);
  });
});
