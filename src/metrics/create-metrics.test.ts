import assert from 'node:assert/strict';
import { it } from 'node:test';
import { createMetrics } from './create-metrics.ts';

it('counts requests by kind, method and status, and bounds the values of its labels', async () => {
  const metrics = createMetrics();
  const end = metrics.begin();
  metrics.observe({ kind: 'npm', method: 'GET', status: 200, milliseconds: 12, stale: true });
  metrics.observe({ kind: 'npm', method: 'GET', status: 200, milliseconds: 12, stale: false });
  metrics.observe({ kind: 'api', method: 'MADE-UP', status: 405, milliseconds: 1, stale: false });
  const { contentType, text } = await metrics.render();
  assert.match(contentType, /^text\/plain; version=0\.0\.4/);
  for (const line of [
    'coffer_http_requests_total{kind="npm",method="GET",status="200"} 2',
    'coffer_http_requests_total{kind="api",method="other",status="405"} 1',
    'coffer_http_request_duration_seconds_bucket{le="0.02",kind="npm",method="GET"} 2',
    'coffer_stale_answers_total{kind="npm"} 1',
    'coffer_http_requests_active 1',
  ])
    assert.ok(text.includes(`${line}\n`), line);
  end();
  assert.ok((await metrics.render()).text.includes('coffer_http_requests_active 0\n'));
});
