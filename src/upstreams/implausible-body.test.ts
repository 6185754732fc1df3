import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { bodySample, implausible } from './implausible-body.ts';

async function judge(accept: string, contentType: string, chunks: readonly string[]): Promise<string | null> {
  const sample = bodySample();
  async function* body(): AsyncGenerator<Uint8Array> {
    for (const chunk of chunks) yield Buffer.from(chunk);
  }
  let passed = '';
  for await (const chunk of sample.tap(body())) passed += Buffer.from(chunk).toString();
  assert.equal(passed, chunks.join(''));
  return implausible(accept, contentType, sample);
}

describe('implausible', () => {
  for (const [accept, type, chunks] of [
    ['application/json', 'application/json', ['{"a":', '1}\n']],
    ['application/json', 'application/vnd.npm.install-v1+json; charset=utf-8', ['\ufeff {', '}']],
    ['application/json', 'application/octet-stream', ['[1]']],
    ['text/html, application/json;q=0.5', 'text/html', ['<!DOCTYPE html><a href="x">x</a>']],
    ['*/*', 'text/html', ['<html></html>']],
    ['*/*', 'text/plain', ['']],
  ] as const)
    it(`accepts ${type} for ${accept}: ${chunks.join('')}`, async () =>
      assert.equal(await judge(accept, type, chunks), null));

  for (const [accept, type, chunks, reason] of [
    ['application/json', 'text/html', ['<p>'], /web page/],
    ['application/json', 'application/json', ['\n<!doctype html><title>Sign in'], /web page/],
    ['application/json', 'application/json', ['{"a":', '{"b":1}, "c'], /not whole/],
    ['*/*', 'application/json', [''], /not whole/],
    ['*/*', 'application/json', ['oops'], /not whole/],
  ] as const)
    it(`refuses ${type} for ${accept}: ${chunks.join('')}`, async () =>
      assert.match((await judge(accept, type, chunks)) ?? '', reason));

  it('keeps little of a long body', async () => {
    const sample = bodySample();
    async function* long(): AsyncGenerator<Uint8Array> {
      for (let i = 0; i < 100; i++) yield Buffer.alloc(100_000, 'a');
      yield Buffer.from('z');
    }
    for await (const _ of sample.tap(long()));
    assert.equal(sample.head.length, 256);
    assert.equal(sample.tail.length, 256);
    assert.ok(sample.tail.endsWith('az'));
  });
});
