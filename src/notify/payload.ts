import type { MessageFormat } from '../core/notification.ts';
import type { Announcement, Span } from './announcement.ts';

/** Teams refuses messages of more than 28 KB, Slack cuts texts after 4,000 characters, Rocket.Chat refuses 5,000. */
const MAX_LENGTH: Readonly<Record<MessageFormat, number>> = { teams: 24_000, slack: 24_000, text: 4000 };

/** The body of the request, in JSON. Lines are left out from the end until it is as short as the receiver needs it. */
export function payloadOf(format: MessageFormat, announcement: Announcement): unknown {
  const { lines } = announcement;
  for (let count = lines.length; ; count -= 1) {
    const payload = RENDERERS[format]({ ...announcement, lines: lines.slice(0, count) });
    if (count === 0 || Buffer.byteLength(JSON.stringify(payload)) <= MAX_LENGTH[format]) return payload;
  }
}

const RENDERERS: Readonly<Record<MessageFormat, (announcement: Announcement) => unknown>> = {
  slack: slackMessage,
  teams: adaptiveCard,
  text: (announcement) => ({ text: slackText(announcement) }),
};

// docs.slack.dev: 150 characters in a header, 3000 in a section, 50 blocks in a message
const MAX_SECTION = 2900;

/** https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks: blocks, and a text for notifications. */
function slackMessage(announcement: Announcement): unknown {
  const { title, lines, links } = announcement;
  const sections = lines.map(mrkdwnLine).reduce<readonly string[]>((done, line) => {
    const last = done.at(-1);
    const isFull = last === undefined || last.length + 1 + line.length > MAX_SECTION;
    return isFull ? [...done, line] : [...done.slice(0, -1), `${last}\n${line}`];
  }, []);
  const shownLinks = links.map(mrkdwnLink).join('  ·  ');
  return {
    text: escapeMrkdwn(title),
    blocks: [
      // escaped, it could be too long
      { type: 'header', text: { type: 'plain_text', text: title.replaceAll(/[&<>]/g, ' ') } },
      ...[...sections, ...(shownLinks === '' ? [] : [shownLinks])].map((text) => ({
        type: 'section',
        // verbatim: Slack looks for no channels, users and URLs in it
        text: { type: 'mrkdwn', text, verbatim: true },
      })),
    ],
  };
}

function slackText({ title, lines, links }: Announcement): string {
  return [
    `*${mrkdwnSpan({ text: title, isQuoted: true })}*`,
    ...lines.map(mrkdwnLine),
    ...links.map(mrkdwnLink),
  ].join('\n');
}

function mrkdwnLine(spans: readonly Span[]): string {
  return spans.map(mrkdwnSpan).join('');
}

/** Nothing is interpreted in a code span, also in Mattermost, where @channel outside of one would call everybody. */
function mrkdwnSpan({ text, isQuoted }: Span): string {
  return isQuoted ? `\`${escapeMrkdwn(text.replaceAll('`', "'"))}\`` : escapeMrkdwn(text);
}

/** https://docs.slack.dev/messaging/formatting-message-text#escaping: exactly these three characters. */
function escapeMrkdwn(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function mrkdwnLink({ title, url }: Announcement['links'][number]): string {
  return `<${escapeMrkdwn(url.replaceAll('|', '%7C'))}|${escapeMrkdwn(title)}>`;
}

/**
 * A message of workflows of Power Automate ("When a Teams webhook request is received") with one Adaptive Card. The runs of a
 * RichTextBlock are never read as Markdown, unlike a TextBlock.
 */
function adaptiveCard({ title, lines, links }: Announcement): unknown {
  const block = (inlines: readonly object[]): object => ({ type: 'RichTextBlock', inlines });
  const content = {
    $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
    type: 'AdaptiveCard',
    version: '1.4',
    msteams: { width: 'Full' },
    fallbackText: title,
    body: [
      block([{ type: 'TextRun', text: title, size: 'Large', weight: 'Bolder' }]),
      ...lines.map((spans) =>
        block(
          spans.map(({ text, isQuoted }) => ({
            type: 'TextRun',
            text,
            ...(isQuoted ? { fontType: 'Monospace' } : {}),
          })),
        ),
      ),
    ],
    ...(links.length === 0
      ? {}
      : { actions: links.map(({ title: name, url }) => ({ type: 'Action.OpenUrl', title: name, url })) }),
  };
  return {
    type: 'message',
    attachments: [{ contentType: 'application/vnd.microsoft.card.adaptive', contentUrl: null, content }],
  };
}
