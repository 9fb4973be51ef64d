import { describe, expect, it } from 'vitest';
import { INPUT_SHAPES } from '../../../src/config/tables/inputs.ts';
import { readOptions } from '../../../src/config/options.ts';
import { hostEnvironment } from '../host-environment.ts';
import { readRaw } from '../../../src/hosts/github/host.ts';

describe('inputs of a workflow step', () => {
  it('are read under their own names', () => {
    const env = {
      'INPUT_SOURCE-IMAGE': 'dev/app:1',
      INPUT_TIMEOUT: '',
      INPUT_SOURCE_IMAGE: 'mistyped',
      PATH: '/usr/bin',
    };

    const { raw, spell } = readRaw(hostEnvironment({ env }), INPUT_SHAPES);

    expect(raw).toEqual({ 'source-image': 'dev/app:1', timeout: '', source_image: 'mistyped' });
    expect(spell('source-image')).toBe('source-image');
  });

  it('are refused when unknown input, although the runner only warns', () => {
    const env = {
      'INPUT_SOURCE-IMAGE': 'dev/app:1',
      'INPUT_DESTINATION-IMAGE': 'prod/app:1',
      'INPUT_DESTINATION-SERVER': 'https://api.example.com:6443',
      'INPUT_DESTINATION-TOKEN': 'sha256~token',
      'INPUT_EXPECTED-DIGST': 'sha256:00',
    };

    const found = readRaw(hostEnvironment({ env }), INPUT_SHAPES);

    expect(() => readOptions(found.raw, found)).toThrow(
      expect.objectContaining({
        message: 'expected-digst: unknown input',
        hint: 'did you mean expected-digest?',
      }),
    );
  });
});
