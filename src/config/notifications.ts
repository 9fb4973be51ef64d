import {
  GITHUB_RECORDS,
  OCCASIONS,
  type GitHubRecordOptions,
  type MessageFormat,
  type MessageOptions,
  type NotificationOptions,
} from '../core/notification.ts';
import { quoteGiven } from '../core/text/given-text.ts';
import type { InputProblems } from './input-problems.ts';
import type { InputName, Inputs } from './tables/inputs.ts';

/**
 * Who is told about the run.
 * @param environment name of the environment that is promoted to, if the run names its environments
 * @returns undefined if nobody is
 */
export function readNotifications(
  inputs: Inputs,
  environment: string | undefined,
  inputProblems: InputProblems,
): NotificationOptions | undefined {
  const message = readMessage(inputs, inputProblems);
  const github = readGitHub(inputs, environment, inputProblems);
  return message === undefined && github === undefined ? undefined : { message, github };
}

function readMessage(inputs: Inputs, inputProblems: InputProblems): MessageOptions | undefined {
  const { notifyUrl, notifyOn, notifyFormat } = inputs;
  const chosen = readChoices('notify-on', notifyOn, OCCASIONS, inputProblems);
  if (notifyUrl === undefined) {
    const useless = [
      ...(notifyOn.length === 0 ? [] : (['notify-on'] as const)),
      ...(notifyFormat === 'auto' ? [] : (['notify-format'] as const)),
    ];
    for (const name of useless)
      inputProblems.add(
        name,
        `only used with ${inputProblems.spell('notify-url')}`,
        `set ${inputProblems.spell('notify-url')}, or remove this input`,
      );
    return undefined;
  }
  const url = readUrl(notifyUrl, inputProblems);
  if (url === undefined) return undefined;
  return {
    url: notifyUrl.trim(),
    format: notifyFormat === 'auto' ? formatFor(url.hostname) : notifyFormat,
    on: chosen.length === 0 ? OCCASIONS : chosen,
  };
}

/** No message quotes the URL, which is the secret. */
function readUrl(text: string, inputProblems: InputProblems): URL | undefined {
  const url = URL.canParse(text.trim()) ? new URL(text.trim()) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    inputProblems.add(
      'notify-url',
      'not an https:// URL (not shown because it is a secret)',
      'copy the URL of the incoming webhook again',
    );
    return undefined;
  }
  if (url.protocol === 'http:' && !isLoopback(url.hostname)) {
    inputProblems.add('notify-url', 'would be sent unencrypted', 'write https://');
    return undefined;
  }
  if (url.username !== '' || url.password !== '') {
    inputProblems.add(
      'notify-url',
      'must not contain a user name or password',
      'copy the URL of the incoming webhook, which contains its secret in the path or the query',
    );
    return undefined;
  }
  return url;
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(hostname);
}

/**
 * Slack, and Slack for governments; connectors of Teams until their end, and the workflows of Power Automate that replace them.
 * Everything else reads the text of Slack's messages, or is named by `notify-format`.
 */
function formatFor(hostname: string): MessageFormat {
  if (/^hooks\.slack(?:-gov)?\.com$/.test(hostname)) return 'slack';
  return /\.(?:webhook\.office\.com|logic\.azure\.(?:com|us|cn)|powerplatform\.(?:com|us|cn)|powerautomate\.com)$/.test(
    hostname,
  )
    ? 'teams'
    : 'text';
}

function readGitHub(
  inputs: Inputs,
  named: string | undefined,
  inputProblems: InputProblems,
): GitHubRecordOptions | undefined {
  const { githubToken: token, githubEnvironment, githubRecords } = inputs;
  const records = readChoices('github-records', githubRecords, GITHUB_RECORDS, inputProblems);
  const environment = githubEnvironment ?? named;
  if (token === undefined) {
    const asked = [
      ...(githubEnvironment === undefined ? [] : (['github-environment'] as const)),
      ...(githubRecords.length === 0 ? [] : (['github-records'] as const)),
    ];
    for (const name of asked)
      inputProblems.add(
        name,
        `only used with ${inputProblems.spell('github-token')}`,
        `set ${inputProblems.spell('github-token')}, such as to \${{ github.token }}, or remove this input`,
      );
    return undefined;
  }
  if (environment === undefined) {
    inputProblems.add(
      'github-environment',
      `required with ${inputProblems.spell('github-token')}`,
      'write the name of the environment, such as production',
    );
    return undefined;
  }
  if (environment.length > 128 || /[\p{Cc}\p{Cf}]/u.test(environment)) {
    inputProblems.add('github-environment', 'not the name of an environment', 'write at most 128 characters');
    return undefined;
  }
  return { token, environment, records: records.length === 0 ? ['deployment'] : records };
}

function readChoices<Choice extends string>(
  name: InputName,
  given: readonly string[],
  choices: readonly Choice[],
  inputProblems: InputProblems,
): readonly Choice[] {
  for (const text of given.filter((each) => !choices.some((choice) => choice === each)))
    inputProblems.add(
      name,
      `${quoteGiven(text)} is not a valid value`,
      `write ${choices.join(', ')}, or several of them`,
    );
  return choices.filter((choice) => given.includes(choice));
}
