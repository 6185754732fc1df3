import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { createTestStore } from '../../test/support/create-test-store.ts';
import type { Database } from './database.ts';
import {
  dropReply,
  findReply,
  listReplyBodies,
  putReply,
  type ReplyKey,
  type StoredReply,
  touchReply,
} from './upstream-replies.ts';

let database: Database;
before(async () => {
  database = await (await createTestStore()).connect();
});
after(() => database.close());

const keyOf = (url: string): ReplyKey => ({ connection: 'public:one', url, accept: '*/*' });
const replyOf = (url: string, location: string | null): StoredReply => ({
  ...keyOf(url),
  ...{ status: location === null ? 404 : 200, etag: '"a"', lastModified: null, contentType: 'text/plain' },
  finalUrl: `http://upstream.test/${url}`,
  body: location === null ? null : { location, wrappedKey: Buffer.from('key'), sizeBytes: 5, digest: 'ab'.repeat(32) },
  ...{ checkedAt: 10, fetchedAt: 10 },
});
/** Plain bytes, as any driver gives them. */
const found = async (url: string): Promise<StoredReply | null> => {
  const reply = await findReply(database.reader, keyOf(url));
  if (reply?.body == null) return reply;
  const { wrappedKey } = reply.body;
  return { ...reply, body: { ...reply.body, wrappedKey: wrappedKey && Buffer.from(wrappedKey) } };
};

describe('what an upstream answered', () => {
  it('is found as it was put, also that there is nothing', async () => {
    for (const reply of [replyOf('left', '0/left'), replyOf('none', null)]) {
      assert.deepEqual(await database.write(putReply, reply), { unused: null });
      assert.deepEqual(await found(reply.url), reply);
    }
    assert.equal(await found('other'), null);
    assert.equal(await findReply(database.reader, { ...keyOf('left'), accept: 'text/html' }), null);
  });

  it('is replaced whole, and tells which file nobody needs then', async () => {
    assert.deepEqual(await database.write(putReply, replyOf('left', '0/left')), { unused: null });
    assert.deepEqual(await database.write(putReply, replyOf('left', '0/newer')), { unused: '0/left' });
    assert.equal((await found('left'))?.body?.location, '0/newer');
    assert.deepEqual(await database.write(putReply, replyOf('left', null)), { unused: '0/newer' });
    assert.deepEqual(await found('left'), replyOf('left', null));
  });

  it('is confirmed with new validators, the body as before', async () => {
    await database.write(putReply, replyOf('kept', '0/kept'));
    const confirmed = { etag: null, lastModified: 'Sat, 21 Nov 2026 00:00:00 GMT', checkedAt: 90, fetchedAt: 10 };
    await database.write(touchReply, { ...keyOf('kept'), ...confirmed });
    assert.deepEqual(await found('kept'), { ...replyOf('kept', '0/kept'), ...confirmed });
    await database.write(touchReply, { ...keyOf('absent'), ...confirmed });
    assert.equal(await found('absent'), null);
  });

  it('is listed by the locations of bodies, in pages', async () => {
    for (const name of ['c', 'a', 'b']) await database.write(putReply, replyOf(name, `5/${name}`));
    const page = async (after: string) =>
      (await listReplyBodies(database.reader, after, 2)).map(({ url, location }) => [url, location]);
    assert.deepEqual(await page('5/'), [
      ['a', '5/a'],
      ['b', '5/b'],
    ]);
    assert.deepEqual(await page('5/b'), [['c', '5/c']]);
  });

  it('is dropped only while its body is where it was, and no other takes that place', async () => {
    await database.write(putReply, replyOf('lost', '0/lost'));
    await database.write(dropReply, { ...keyOf('lost'), location: '0/elsewhere', now: 50 });
    assert.equal((await found('lost'))?.body?.location, '0/lost');
    await database.write(dropReply, { ...keyOf('lost'), location: '0/lost', now: 50 });
    assert.equal(await found('lost'), null);
    await assert.rejects(database.write(putReply, replyOf('lost', '0/lost')), /swept away/);
    assert.deepEqual(await database.write(putReply, replyOf('lost', '0/elsewhere')), { unused: null });
  });
});
