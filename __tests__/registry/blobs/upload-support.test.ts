import { describe, expect, test } from 'vitest';
import { UploadSupport } from '../../../src/registry/blobs/upload-support.ts';

const MIB = 1024 * 1024;

describe('how a registry takes uploads', () => {
  test('is at first one PUT for small blobs and a stream for large ones', () => {
    const habits = new UploadSupport();
    expect([0, 4 * MIB, 4 * MIB + 1].map((size) => habits.methodFor(size))).toEqual([
      'single',
      'single',
      'stream',
    ]);
  });

  test('is the other way when one is refused, and chunks when both are', () => {
    const habits = new UploadSupport();
    expect(habits.refuse('stream')).toBe(true);
    expect(habits.methodFor(10 * MIB)).toBe('single');
    expect(habits.refuse('stream')).toBe(false);
    expect(habits.refuse('single')).toBe(true);
    expect(habits.methodFor(1)).toBe('chunks');
    expect(habits.refuse('chunks')).toBe(false);
  });

  test('is not given up for one failure after it has worked', () => {
    const habits = new UploadSupport();
    habits.succeeded('stream');
    expect(habits.refuse('stream')).toBe(false);
    expect(habits.methodFor(10 * MIB)).toBe('stream');
  });

  test('is limited by the largest body that was refused', () => {
    const habits = new UploadSupport();
    expect(habits.limitBody(200 * MIB)).toBe(true);
    expect(habits.methodFor(100 * MIB)).toBe('stream');
    expect(habits.methodFor(100 * MIB + 1)).toBe('chunks');
    expect(habits.chunkBytes(0)).toBe(16 * MIB);
    expect(habits.chunkBytes(32 * MIB)).toBe(32 * MIB);
    expect(habits.limitBody(16 * MIB)).toBe(true);
    expect(habits.chunkBytes(0)).toBe(8 * MIB);
    expect(habits.limitBody(300_000)).toBe(false);
    expect(habits.chunkBytes(0)).toBe(8 * MIB);
  });
});
