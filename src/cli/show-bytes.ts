const units = ['bytes', 'kB', 'MB', 'GB', 'TB'] as const;

/** `12 bytes`, `3.4 MB`: a thousand at a time. */
export function showBytes(bytes: number): string {
  const step = Math.min(units.length - 1, bytes < 1000 ? 0 : Math.floor(Math.log10(bytes) / 3));
  const value = bytes / 1000 ** step;
  return `${step === 0 ? value : value.toFixed(1)} ${units[step]}`;
}
