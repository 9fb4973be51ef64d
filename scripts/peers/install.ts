// Sets up the peers of the benchmarks and the signature tests, and prints where they are as JSON.
// Does nothing when they are there already; --refresh fetches them again.
// usage: node scripts/peers/install.ts [--refresh]
import { installPeers, installedPeers } from './peers.ts';

try {
  const known = process.argv.includes('--refresh') ? undefined : installedPeers();
  console.log(JSON.stringify(known ?? installPeers(), null, 2));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
