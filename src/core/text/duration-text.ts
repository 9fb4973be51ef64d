/** `840 ms`, `12.3 s`, `4 min 5 s`, `1 h 3 min`: two units at most, as nobody reads more. */
export function formatDuration(durationMs: number): string {
  if (durationMs < 1000) return `${Math.round(durationMs)} ms`;
  if (durationMs < 59_950) return `${(durationMs / 1000).toFixed(1)} s`;
  const seconds = Math.round(durationMs / 1000);
  if (seconds < 3600) return units(seconds, 60, 'min', 's');
  return units(Math.round(seconds / 60), 60, 'h', 'min');
}

function units(total: number, size: number, large: string, small: string): string {
  const rest = total % size;
  const whole = `${Math.floor(total / size)} ${large}`;
  return rest === 0 ? whole : `${whole} ${rest} ${small}`;
}
