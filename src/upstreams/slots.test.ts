import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { slots } from './slots.ts';

describe('slots', () => {
  it('lets no more than its limit run, in order, and refuses a crowd', async () => {
    const two = slots(2, 2);
    const [first, second] = [await two.take(), await two.take()];
    const order: string[] = [];
    const takeNoting = async (name: string): Promise<() => void> => {
      const release = await two.take();
      order.push(name);
      return release;
    };
    const third = takeNoting('third');
    const fourth = takeNoting('fourth');
    await assert.rejects(two.take(), { code: 'Throttling' });
    assert.deepEqual(order, []);
    first();
    first();
    const releaseThird = await third;
    assert.deepEqual(order, ['third']);
    second();
    (await fourth)();
    releaseThird();
    assert.deepEqual(order, ['third', 'fourth']);
    const releases = [await two.take(), await two.take()];
    for (const release of releases) release();
  });
});
