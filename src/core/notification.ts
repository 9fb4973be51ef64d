/** What a message can be about. A promotion that failed and was rolled back is both a failure and a rollback. */
export const OCCASIONS = ['success', 'failure', 'rollback'] as const;
export type Occasion = (typeof OCCASIONS)[number];

/** `slack`: Block Kit; `teams`: an Adaptive Card; `text`: only the text of a Slack message, which other chats read too. */
export type MessageFormat = 'slack' | 'teams' | 'text';

/** A message to a chat about the result of a run. */
export interface MessageOptions {
  /** URL of the incoming webhook: a secret */
  readonly url: string;
  readonly format: MessageFormat;
  readonly on: readonly Occasion[];
}

/** `deployment`: of a repository, with its status; `artifact`: what an organization has deployed, by digest. */
export const GITHUB_RECORDS = ['deployment', 'artifact'] as const;
export type GitHubRecord = (typeof GITHUB_RECORDS)[number];

/** Records of the result at GitHub. */
export interface GitHubRecordOptions {
  readonly token: string;
  /** name of the environment */
  readonly environment: string;
  readonly records: readonly GitHubRecord[];
}

/** Who is told about a run besides its log. None of it changes the result of the run. */
export interface NotificationOptions {
  readonly message?: MessageOptions | undefined;
  readonly github?: GitHubRecordOptions | undefined;
}
