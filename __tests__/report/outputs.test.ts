import { describe, expect, it } from 'vitest';
import { OUTPUTS } from '../../src/config/tables/outputs.ts';
import { PromoteError } from '../../src/core/text/errors.ts';
import { outputsOf } from '../../src/report/outputs.ts';
import { recordText } from '../../src/report/record.ts';
import { DIGEST, resultOf, IMAGE, PLAN, PREVIOUS, SUCCESS } from '../support/sample-report.ts';

describe('outputs', () => {
  it('are those of the table, in its order', () => {
    expect(Object.keys(outputsOf(SUCCESS))).toEqual(Object.keys(OUTPUTS));
  });

  it('leave the layers of images to the record', () => {
    const blob = { digest: DIGEST, mediaType: 'a/b', sizeBytes: 1, outcome: 'copied' } as const;
    const { results } = outputsOf(resultOf({ images: [{ ...IMAGE, blobs: [blob] }] }));
    expect(results).toBe(JSON.stringify([IMAGE]));
  });

  it('are computed from the report', () => {
    expect(outputsOf({ ...SUCCESS, record: 'promotion.json' })).toEqual({
      digest: DIGEST,
      image: IMAGE.image,
      'image-stream-tag': 'prod/app:1.4.2',
      'source-image': IMAGE.sourceImage,
      'previous-digest': PREVIOUS,
      changed: 'true',
      'rollout-status': 'complete',
      url: '',
      'rollout-revision': '42',
      'policy-outcome': '',
      'rolled-back': 'false',
      'signatures-copied': '0',
      'gitops-commit': '',
      'gitops-branch': '',
      'bytes-copied': '200000000',
      'bytes-skipped': '1500000',
      'duration-ms': '12345',
      results: JSON.stringify([IMAGE]),
      plan: JSON.stringify(PLAN),
      record: 'promotion.json',
      'source-kubeconfig': '',
      'destination-kubeconfig': '',
      'error-code': '',
    });
  });

  it('add up what several images cost and say whether any changed', () => {
    const unchanged = { ...IMAGE, changed: false, bytesCopied: 1, bytesSkipped: 2 };

    const outputs = outputsOf(resultOf({ images: [unchanged, IMAGE] }));

    expect(outputs).toMatchObject({
      changed: 'true',
      'bytes-copied': '200000001',
      'bytes-skipped': '1500002',
    });
    expect(outputsOf(resultOf({ images: [unchanged] }))['changed']).toBe('false');
  });

  it('say that a dry run changed nothing', () => {
    expect(outputsOf(resultOf({ dryRun: true }))['changed']).toBe('false');
  });

  it('have a digest without host, which could be masked and then be lost between jobs', () => {
    expect(outputsOf(SUCCESS)['digest']).toMatch(/^sha256:[a-f0-9]{64}$/);
  });

  it('name the code of a failure, and what is known besides', () => {
    const failure = { error: new PromoteError({ code: 'TAG_EXISTS', message: 'exists' }) };

    expect(outputsOf({ report: undefined, plan: undefined, failure, record: undefined })).toMatchObject({
      digest: '',
      changed: '',
      results: '[]',
      'error-code': 'TAG_EXISTS',
    });
    expect(outputsOf(resultOf({}, { failure: { error: new Error('x') } }))).toMatchObject({
      digest: DIGEST,
      'error-code': 'INTERNAL_ERROR',
    });
  });
});

describe('the record', () => {
  it('holds report, plan and the redacted error', () => {
    const failure = { error: new PromoteError({ code: 'LOGIN_FAILED', message: 'hush', hint: 'log in' }) };

    const record: unknown = JSON.parse(
      recordText(resultOf({}, { failure }), (text) => text.replaceAll('hush', '***')),
    );

    expect(record).toMatchObject({
      version: 1,
      succeeded: false,
      images: [{ digest: DIGEST }],
      plan: { images: [{ action: 'move' }] },
      error: { code: 'LOGIN_FAILED', message: '***', hint: 'log in' },
    });
  });
});
