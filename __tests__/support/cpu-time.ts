/**
 * Starts to count the CPU time of this process; the function gives it in milliseconds. Unlike the time on a clock it does not
 * grow while other programs keep the machine busy, so a generous limit tells linear from quadratic anywhere.
 */
export function cpuTimer(): () => number {
  const start = process.cpuUsage();
  return () => {
    const { user, system } = process.cpuUsage(start);
    return (user + system) / 1000;
  };
}
