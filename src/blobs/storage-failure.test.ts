import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { RegistryError } from '../kernel/errors.ts';
import { storageFailure } from './storage-failure.ts';

const failing = (code: string, syscall: string): Error => Object.assign(new Error(code), { code, syscall });

describe('a failure of the disk', () => {
  for (const code of ['ENOSPC', 'EDQUOT'])
    it(`with ${code} names the store and what to do`, () => {
      const cause = failing(code, 'write');
      const told = storageFailure(cause, '/srv/blobs');
      assert.ok(told instanceof RegistryError);
      assert.equal(told.code, 'InternalServer');
      assert.match(told.message, /'\/srv\/blobs' is full: nothing was stored/);
      assert.equal(told.cause, cause);
    });
  for (const error of [failing('EIO', 'fsync'), new RegistryError('Conflict', 'x'), new Error('x')])
    it(`other than that stays as it is (${error.name} ${error.message})`, () =>
      assert.equal(storageFailure(error, '/srv/blobs'), error));
});
