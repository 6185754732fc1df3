import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Relay, type RelayEnd, relay } from './relay.ts';

const kib = (letter: string): Buffer => Buffer.alloc(1024, letter);
const small = { windowBytes: 4 * 1024, patienceMilliseconds: 20 };

async function* source(letters: string): AsyncGenerator<Uint8Array> {
  for (const letter of letters) yield kib(letter);
}

/** What the store does: takes all. */
async function store(one: Relay, letters: string): Promise<void> {
  for await (const _ of one.feed(source(letters)));
}

interface Taken {
  letters: string;
  end: RelayEnd | null;
}

function take(one: Relay, pauseMilliseconds = 0): { taken: Taken; done: Promise<void> } {
  const taken: Taken = { letters: '', end: null };
  const pull = async (): Promise<void> => {
    const reading = one.read();
    for (let next = await reading.next(); ; next = await reading.next()) {
      if (next.done === true) {
        taken.end = next.value;
        return;
      }
      taken.letters += String.fromCharCode(next.value[0] ?? 0);
      if (pauseMilliseconds > 0) await sleep(pauseMilliseconds);
    }
  };
  return { taken, done: pull() };
}

describe('relay', () => {
  it('gives every reader all bytes, the last chunk only after the end was approved', async () => {
    const one = relay(small);
    const [a, b] = [take(one), take(one)];
    await store(one, 'abc');
    await sleep(5);
    assert.equal(a.taken.letters, 'ab');
    assert.equal(b.taken.letters, 'ab');
    one.finish();
    await Promise.all([a.done, b.done]);
    assert.deepEqual(a.taken, { letters: 'abc', end: { position: 3072, behind: false } });
    assert.deepEqual(b.taken, a.taken);
  });

  it('holds a body of one chunk back whole, and ends an empty one', async () => {
    const one = relay(small);
    const { taken, done } = take(one);
    await store(one, 'a');
    await sleep(5);
    assert.equal(taken.letters, '');
    one.finish();
    await done;
    assert.equal(taken.letters, 'a');
    const empty = relay(small);
    const none = take(empty);
    await store(empty, '');
    empty.finish();
    await none.done;
    assert.deepEqual(none.taken, { letters: '', end: { position: 0, behind: false } });
  });

  it('fails its readers before the last chunk', async () => {
    const one = relay(small);
    const { taken, done } = take(one);
    await store(one, 'abc');
    one.fail(new Error('other bytes than promised'));
    await assert.rejects(done, { message: 'other bytes than promised' });
    assert.notEqual(taken.letters, 'abc');
    one.finish();
    await assert.rejects(take(one).done, { message: 'other bytes than promised' });
  });

  it('waits for a reader that moves, however many bytes there are', async () => {
    const one = relay({ ...small, patienceMilliseconds: 2_000 });
    const { taken, done } = take(one, 2);
    const letters = 'abcdefghijklmnopqrstuvwxyz';
    await store(one, letters);
    one.finish();
    await done;
    assert.equal(taken.letters, letters);
  });

  it('leaves a reader behind that stands still, and one that comes too late', async () => {
    const one = relay(small);
    const stuck = one.read();
    const first = stuck.next();
    await store(one, 'abcdefghijklmnop');
    assert.equal((await first).done, false);
    one.finish();
    const late = take(one);
    await late.done;
    assert.deepEqual(late.taken.end, { position: 0, behind: true });
    let next = await stuck.next();
    while (next.done !== true) next = await stuck.next();
    assert.deepEqual(next.value, { position: 1024, behind: true });
  });

  it('does not wait for a reader that left', async () => {
    const one = relay({ ...small, patienceMilliseconds: 60_000 });
    const leaving = one.read();
    const first = leaving.next();
    const stored = store(one, 'abcdefghijklmnop');
    await first;
    await leaving.return({ position: 0, behind: false });
    await stored;
  });
});
