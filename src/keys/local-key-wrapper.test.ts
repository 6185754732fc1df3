import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { describe, it } from 'node:test';
import { SealedSecretError } from './key-wrapper.ts';
import { localKeyId, localKeyWrapper, sealedBy } from './local-key-wrapper.ts';

const key = randomBytes(32);
const wrapper = localKeyWrapper(key);
const secret = Buffer.from('a secret');

describe('a sealed secret', () => {
  it('opens under the key and the context that it was sealed for', async () => {
    const sealed = await wrapper.wrap(secret, 'row 1');
    assert.deepEqual(await localKeyWrapper(key).unwrap(sealed, 'row 1'), secret);
    assert.equal(sealedBy(sealed), wrapper.id);
    assert.equal(Buffer.from(sealed).includes(secret), false);
  });

  it('is never sealed the same way twice', async () => {
    assert.notDeepEqual(await wrapper.wrap(secret, 'row 1'), await wrapper.wrap(secret, 'row 1'));
  });

  it('opens for no other context', async () => {
    const sealed = await wrapper.wrap(secret, 'row 1');
    await assert.rejects(wrapper.unwrap(sealed, 'row 2'), SealedSecretError);
  });

  it('opens with no byte changed and at no other length', async () => {
    const sealed = Buffer.from(await wrapper.wrap(secret, 'row 1'));
    for (let at = 0; at < sealed.length; at++) {
      const changed = Buffer.from(sealed);
      changed[at] = (changed[at] ?? 0) ^ 1;
      await assert.rejects(wrapper.unwrap(changed, 'row 1'), SealedSecretError, `byte ${at}`);
      await assert.rejects(wrapper.unwrap(sealed.subarray(0, at), 'row 1'), SealedSecretError, `cut at ${at}`);
    }
  });

  it('names both keys when it was sealed by another', async () => {
    const other = localKeyWrapper(randomBytes(32));
    await assert.rejects(other.unwrap(await wrapper.wrap(secret, 'row 1'), 'row 1'), {
      message: `The secret 'row 1' was sealed by the root key ${wrapper.id}, not by ${other.id}.`,
    });
  });
});

describe('the id of a key', () => {
  it('is the same at each start and holds none of the key', () => {
    assert.equal(localKeyId(Buffer.from(key)), wrapper.id);
    assert.equal(key.toString('hex').includes(wrapper.id), false);
    assert.match(wrapper.id, /^[0-9a-f]{16}$/);
  });
});
