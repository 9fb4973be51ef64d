import { describe, expect, it } from 'vitest';
import { secretsOf } from '../../src/config/secrets.ts';
import { messagesOf, read } from './read-options.ts';

const SLACK = 'https://hooks.slack.com/services/T00000000/B00000000/abcdefghijklmnopqrstuvwx';
const WORKFLOW =
  'https://prod-12.westeurope.logic.azure.com:443/workflows/0123456789abcdef0123/triggers/manual/paths/invoke?api-version=2016-06-01&sig=abcdefghijklmnopqrstuvwxyz0123';

describe('the message to a chat', () => {
  it.each([
    [SLACK, 'slack'],
    ['https://hooks.slack-gov.com/services/T0/B0/x', 'slack'],
    [WORKFLOW, 'teams'],
    ['https://acme.webhook.office.com/webhookb2/1@2/IncomingWebhook/3/4', 'teams'],
    ['https://defaultabc.01.environment.api.powerplatform.com:443/powerautomate/x', 'teams'],
    ['https://chat.example.com/hooks/abc', 'text'],
    ['https://hooks.slack.com.example.com/services/x', 'text'],
    ['http://127.0.0.1:8080/hook', 'text'],
  ])('to %s is in the format of its host', (url, format) => {
    expect(read({ 'notify-url': url }).notifications?.message).toEqual({
      url,
      format,
      on: ['success', 'failure', 'rollback'],
    });
  });

  it('is in the format and about the results that are named', () => {
    const { notifications } = read({
      'notify-url': SLACK,
      'notify-format': 'teams',
      'notify-on': 'rollback, failure',
    });

    expect(notifications?.message).toMatchObject({ format: 'teams', on: ['failure', 'rollback'] });
  });

  it.each([
    ['hooks.slack.com/services/T0/B0/secret', 'not an https:// URL (not shown because it is a secret)'],
    ['http://chat.example.com/hooks/secret', 'would be sent unencrypted'],
    ['https://user:secret@chat.example.com/', 'must not contain a user name or password'],
    ['ftp://chat.example.com/secret', 'not an https:// URL (not shown because it is a secret)'],
  ])('is refused for %s, without showing it', (url, what) => {
    const problems = messagesOf({ 'notify-url': url });

    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(`notify-url: ${what}`);
    expect(problems[0]).not.toMatch(/secret@|\/secret|B0/);
  });

  it('names every input that has no effect, and every value that does not exist', () => {
    expect(messagesOf({ 'notify-on': 'always', 'notify-format': 'slack' })).toEqual([
      'notify-on: "always" is not a valid value → write success, failure, rollback, or several of them',
      'notify-on: only used with notify-url → set notify-url, or remove this input',
      'notify-format: only used with notify-url → set notify-url, or remove this input',
    ]);
  });

  it.each(['webhook', 'notify-on', 'notify-format', 'destination-image', 'expected-digest', 'rollout'])(
    'is not shown when its URL is given as %s',
    (name) => {
      const problems = messagesOf({ [name]: SLACK });

      expect(problems.length).toBeGreaterThan(0);
      expect(problems.join('\n')).not.toContain('abcdefghijklmnopqrstuvwx');
    },
  );

  it('is masked with all parts that are secret without the host', () => {
    const masked = secretsOf({ 'notify-url': WORKFLOW }).map(({ value }) => value);

    expect(masked).toContain(WORKFLOW);
    expect(masked).toContain('abcdefghijklmnopqrstuvwxyz0123');
    expect(masked).toContain('0123456789abcdef0123');
    expect(masked).not.toContain('triggers');
  });
});

describe('records at GitHub', () => {
  it('are a deployment if nothing else is asked for', () => {
    expect(read({ 'github-token': 'ghs_x', 'github-environment': 'production' }).notifications).toEqual({
      github: { token: 'ghs_x', environment: 'production', records: ['deployment'] },
    });
  });

  it('need a token and an environment', () => {
    expect(messagesOf({ 'github-token': 'ghs_x' })).toEqual([
      'github-environment: required with github-token → write the name of the environment, such as production',
    ]);
    expect(messagesOf({ 'github-environment': 'production', 'github-records': 'artifact' })).toEqual([
      'github-environment: only used with github-token → set github-token, such as to ${{ github.token }}, or remove this input',
      'github-records: only used with github-token → set github-token, such as to ${{ github.token }}, or remove this input',
    ]);
  });

  it('are none without inputs', () => {
    expect(read().notifications).toBeUndefined();
  });
});
