import type { PromotionRequest } from '../core/options.ts';
import type { InputProblems } from './input-problems.ts';
import type { Inputs } from './tables/inputs.ts';
import type { WebhookOptions } from '../core/ports/webhooks.ts';
import { quoteGiven } from '../core/text/given-text.ts';

const HINT =
  'write buildconfig/name, or a URL in which {secret} stands for the input "webhook-secret", such as https://ci.example.com/hooks/{secret}';

/** The webhook to call after the promotion. Its URL never contains a secret, so that it can be logged. */
export function readWebhook(
  inputs: Inputs,
  promotions: readonly PromotionRequest[],
  inputProblems: InputProblems,
): WebhookOptions | undefined {
  const { webhook: text, webhookSecret: secret } = inputs;
  if (text === undefined) {
    if (secret !== undefined)
      inputProblems.add('webhook', 'required because the webhook secret is set', HINT);
    return undefined;
  }
  const isUrl = /^https?:/i.test(text);
  const target = isUrl ? readUrl(text, inputProblems) : readBuildConfig(text, promotions, inputProblems);
  if (target === undefined) return undefined;
  const needsSecret = target.kind === 'build-config' || target.url.includes('{secret}');
  if (needsSecret && secret === undefined) {
    inputProblems.add(
      'webhook-secret',
      'required',
      'set it to the value of the Secret that the trigger refers to',
    );
  }
  return { target, secret };
}

function readUrl(text: string, inputProblems: InputProblems): WebhookOptions['target'] | undefined {
  if (!URL.canParse(text)) {
    inputProblems.add('webhook', 'not a URL', HINT);
    return undefined;
  }
  const url = new URL(text);
  if (url.username !== '' || url.password !== '') {
    inputProblems.add('webhook', 'must not contain a user name or password', HINT);
    return undefined;
  }
  if (/^hooks\.slack(?:-gov)?\.com$|\.webhook\.office\.com$/.test(url.hostname)) {
    inputProblems.add(
      'webhook',
      'is the webhook of a chat, which is a secret and would be shown',
      `set ${inputProblems.spell('notify-url')} to it`,
    );
    return undefined;
  }
  const secret = /\/webhooks\/([^/]+)\//.exec(text)?.[1];
  if (secret !== undefined && secret !== '{secret}') {
    inputProblems.add(
      'webhook',
      'contains the secret, which would be shown',
      'write {secret} in its place and set "webhook-secret"',
    );
    return undefined;
  }
  if (url.protocol === 'http:' && text.includes('{secret}')) {
    inputProblems.add('webhook', 'would send the secret unencrypted', 'write https://');
    return undefined;
  }
  return { kind: 'url', url: text };
}

function readBuildConfig(
  text: string,
  promotions: readonly PromotionRequest[],
  inputProblems: InputProblems,
): WebhookOptions['target'] | undefined {
  const [name, kind = '', given, ...more] = text.split('/').toReversed();
  const isName = /^(?:bc|buildconfigs?)$/i.test(kind) && more.length === 0;
  if (!isName || name === undefined || !/^[a-z0-9][-.a-z0-9]*$/.test(name)) {
    inputProblems.add('webhook', `${quoteGiven(text)} is neither a URL nor buildconfig/name`, HINT);
    return undefined;
  }
  const projects = promotions.flatMap(({ destination }) =>
    destination.kind === 'stream' ? [destination.project] : [],
  );
  const [only, ...others] = new Set(projects);
  const project = given ?? (others.length === 0 ? only : undefined);
  if (project !== undefined) return { kind: 'build-config', project, name };
  inputProblems.add('webhook', `"${text}" does not name a project`, `write project/${text}`);
  return undefined;
}
