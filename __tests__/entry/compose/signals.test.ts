import { afterEach, describe, expect, it, vi } from 'vitest';
import { cancellationSignal } from '../../../src/entry/compose/signals.ts';

describe('a job that is cancelled', () => {
  const exit = vi.spyOn(process, 'exit').mockImplementation(() => undefined as never);
  afterEach(() => exit.mockClear());

  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('aborts its run on %s', (name) => {
    const { signal, release } = cancellationSignal();
    process.emit(name, name);
    release();

    expect(signal.reason).toMatchObject({ code: 'CANCELLED', message: `the job was cancelled (${name})` });
    expect(exit).not.toHaveBeenCalled();
  });

  it('ends at once when it is asked a second time, but not when a terminal and its shell both hang up', () => {
    const { release } = cancellationSignal();
    process.emit('SIGHUP', 'SIGHUP');
    process.emit('SIGHUP', 'SIGHUP');
    expect(exit).not.toHaveBeenCalled();

    process.emit('SIGTERM', 'SIGTERM');
    release();
    expect(exit).toHaveBeenCalledExactlyOnceWith(130);
  });
});
