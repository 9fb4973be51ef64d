import { expect, it } from 'vitest';
import { publicGitUrl } from '../../../src/core/ports/gitops.ts';

it.each([
  ['https://gitlab-ci-token:glcbt-64_x@git.example.com/shop.git', 'https://git.example.com/shop.git'],
  [
    'https://ghp_token@git.example.com:8443/shop.git?private_token=x#y',
    'https://git.example.com:8443/shop.git',
  ],
  ['https://a:b@c@git.example.com', 'https://git.example.com'],
  ['https://git.example.com/a@b/shop', 'https://git.example.com/a@b/shop'],
  ['ssh://git:secret@git.example.com:22/shop.git', 'ssh://git@git.example.com:22/shop.git'],
  ['git+ssh://git@git.example.com/shop.git', 'git+ssh://git@git.example.com/shop.git'],
  ['git@git.example.com:shop.git', 'git@git.example.com:shop.git'],
  ['/srv/git/shop.git', '/srv/git/shop.git'],
])('%s is shown as %s', (address, shown) => {
  expect(publicGitUrl(address)).toBe(shown);
});
