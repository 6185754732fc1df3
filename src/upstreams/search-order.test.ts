import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { RepositoryNode } from '../metadata/topology.ts';
import { searchOrder } from './search-order.ts';

type Shape = Readonly<Record<number, readonly [upstreams: readonly number[], ...connections: string[]]>>;

const graph = (shape: Shape): Map<number, RepositoryNode> =>
  new Map(
    Object.entries(shape).map(([id, [upstreams, ...connections]]) => [
      Number(id),
      { id: Number(id), name: `r${id}`, upstreams, connections },
    ]),
  );

const shown = (start: number, shape: Shape, closed: readonly number[] = []): string =>
  searchOrder(start, graph(shape), 25, {
    toUpstreams: (id) => closed.includes(id),
    toConnections: (id) => closed.includes(id),
  })
    .map(({ repositoryId, connection }) => (connection === null ? `${repositoryId}` : connection))
    .join(' ');

describe('searchOrder', () => {
  it('goes depth first in priority order', () => {
    assert.equal(shown(1, { 1: [[2, 6]], 2: [[3, 4]], 3: [[]], 4: [[5]], 5: [[]], 6: [[]] }), '1 2 3 4 5 6');
  });

  it('asks the connection of a repository after its upstreams', () => {
    assert.equal(shown(1, { 1: [[2, 3], 'x'], 2: [[], 'y'], 3: [[], 'z'] }), '1 2 y 3 z x');
  });

  it('visits each repository and each connection once', () => {
    assert.equal(shown(1, { 1: [[2, 3]], 2: [[4], 'x'], 3: [[4], 'x'], 4: [[]] }), '1 2 4 x 3');
  });

  it('ends in a cycle, and with upstreams that are gone', () => {
    assert.equal(shown(1, { 1: [[2]], 2: [[1, 9], 'x'] }), '1 2 x');
    assert.equal(shown(7, { 1: [[]] }), '');
  });

  it('asks all connections of a repository, in their order', () => {
    assert.equal(shown(1, { 1: [[2], 'z', 'x', 'y'], 2: [[], 'x'] }), '1 2 x z y');
  });

  it('looks at no more repositories than it may, itself counted', () => {
    const chain: Record<number, [number[], string]> = {};
    for (let id = 1; id <= 40; id++) chain[id] = [[id + 1], `c${id}`];
    const steps = searchOrder(1, graph(chain), 30);
    assert.equal(steps.filter(({ connection }) => connection === null).length, 30);
    assert.deepEqual(steps.at(-1), { repositoryId: 1, name: 'r1', connection: 'c1' });
  });

  it('hides what is behind a closed repository, unless another path leads there', () => {
    const diamond: Shape = { 1: [[2, 3]], 2: [[4], 'x'], 3: [[4]], 4: [[], 'y'] };
    assert.equal(shown(1, diamond, [1]), '1');
    assert.equal(shown(1, diamond, [2]), '1 2 3 4 y');
    assert.equal(shown(1, diamond, [2, 3]), '1 2 3');
    assert.equal(shown(1, diamond, [4]), '1 2 4 x 3');
  });
});
