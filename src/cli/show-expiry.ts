/** `at 2026-11-20T10:00:00Z (in 12 hours)`. */
export function showExpiry(expiresAt: Date, now = new Date()): string {
  const minutes = Math.max(0, Math.round((expiresAt.getTime() - now.getTime()) / 60_000));
  const [count, unit] = minutes >= 120 ? [Math.round(minutes / 60), 'hours'] : [minutes, 'minutes'];
  return `at ${expiresAt.toISOString().replace(/\.\d+/, '')} (in ${count} ${unit})`;
}
