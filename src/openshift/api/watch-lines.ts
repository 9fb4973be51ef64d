import { PromoteError } from '../../core/text/errors.ts';
import type { JsonObject } from '../../core/text/strict-json.ts';
import { readTextLines } from '../../core/text/text-lines.ts';
import { parseObject } from './failure.ts';
import { objectAt } from './json-fields.ts';

// An object is at most 1.5 MiB in etcd; this is for a server that never ends its line.
const MAX_LINE_LENGTH = 8 * 1024 * 1024;

/** One event of a watch (openshift-api.md §11). */
export interface WatchEvent {
  readonly type: string;
  readonly object: JsonObject;
}

/**
 * The events of a watch stream: one JSON object a line; the last line may lack its end (capture 43j).
 * @throws PromoteError PROTOCOL_VIOLATION for a line that is no event
 */
export async function* readWatchEvents(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<WatchEvent> {
  for await (const { text, end } of readTextLines(chunks, MAX_LINE_LENGTH)) {
    if (end === 'cut') throw broken('a line of a watch is too long');
    // a stream that was cut in the middle of a line ends with half an event, which is told again by the next watch
    const isHalf = end === 'stream' && parseObject(text.trim()) === undefined;
    if (text.trim() !== '' && !isHalf) yield toEvent(text);
  }
}

function toEvent(line: string): WatchEvent {
  const event = parseObject(line.trim());
  const type = event?.['type'];
  if (event === undefined || typeof type !== 'string') throw broken('a line of a watch is not an event');
  return { type, object: objectAt(event, 'object') };
}

function broken(message: string): PromoteError {
  return new PromoteError({ code: 'PROTOCOL_VIOLATION', message });
}
