import { differences, withoutGenerated, type ComparisonOptions } from './comparison.ts';

interface WatchEvent {
  readonly type: string;
  readonly object: { readonly metadata?: { readonly name?: string; readonly uid?: string } };
}

/** One object's life as a watch told it. */
interface Story {
  readonly title: string;
  readonly events: WatchEvent[];
}

/**
 * Compares two watches object by object: in which order the events of different objects come is a matter of time.
 * Bookmarks are compared by what they hold, not by their number.
 */
export function eventDifferences(
  recorded: string,
  actual: string,
  options: ComparisonOptions,
): readonly string[] {
  const left = storiesOf(recorded);
  const right = storiesOf(actual);
  const titles = new Set([...left, ...right].map((story) => story.title));
  return [...titles].flatMap((title) => {
    const expected = left.filter((story) => story.title === title);
    const found = right.filter((story) => story.title === title);
    if (expected.length !== found.length)
      return [`${title}: ${found.length} objects instead of ${expected.length}`];
    return expected.flatMap((story, index) => storyDifferences(story, found[index], options));
  });
}

function storyDifferences(
  expected: Story,
  found: Story | undefined,
  options: ComparisonOptions,
): readonly string[] {
  const all = found?.events ?? [];
  const events = options.cutShort ? all.slice(0, expected.events.length) : all;
  if (expected.events.length !== events.length) {
    const types = (list: readonly WatchEvent[]): string => list.map((event) => event.type).join(' ');
    return [
      `${expected.title}: ${types(events)} instead of ${types(expected.events)}`,
      ...eventByEvent(expected.events, events, options),
    ];
  }
  return eventByEvent(expected.events, events, options);
}

function eventByEvent(
  expected: readonly WatchEvent[],
  found: readonly WatchEvent[],
  options: ComparisonOptions,
): readonly string[] {
  return expected.flatMap((event, index) =>
    found[index] === undefined ? [] : differences(event, found[index], options, `event[${index}]`),
  );
}

function storiesOf(text: string): readonly Story[] {
  const stories = new Map<string, Story>();
  for (const line of text.split('\n').filter((candidate) => candidate.startsWith('{'))) {
    const event = JSON.parse(line) as WatchEvent;
    const name = event.object.metadata?.name;
    const key = event.object.metadata?.uid ?? event.type;
    const title = name === undefined ? event.type : withoutGenerated(name);
    const story = stories.get(key) ?? { title, events: [] };
    stories.set(key, story);
    if (event.type !== 'BOOKMARK' || story.events.length === 0) story.events.push(event);
  }
  return [...stories.values()];
}
