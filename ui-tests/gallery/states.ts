import { CLUSTERS, listAll } from '../tests/clusters';
import type { DaskPanel } from '../tests/dask-panel';
import { expect } from '../tests/fixtures';

/** List clusters that nobody has to start. */
export async function list(
  panel: DaskPanel,
  clusters: typeof CLUSTERS
): Promise<void> {
  // The last one that is told how to answer does.
  await listAll(panel.page, clusters);
  await panel.run('purdue-dask-lab:refresh');
  // What they are called depends on the language.
  const cards = panel.page.locator('.jp-DaskCard');
  await expect(cards).toHaveCount(clusters.length);
  for (const { label } of clusters) {
    await expect(cards.filter({ hasText: label })).not.toHaveCount(0);
  }
}

/** What a server would tell of many workers. */
export function manyWorkers(count: number): object[] {
  return [...Array(count).keys()].map(number => ({
    address: `tls://10.5.${number % 7}.${number}:${40000 + number}`,
    name: `${(number * 2654435761).toString(16)}c4f1b2a09e7d4c6d8f`,
    threads: 4,
    // One that has just come has not told of itself.
    cpu_percent: number % 17 === 3 ? null : (number * 53) % 405,
    memory_gib: (((number * 37) % 100) / 100) * 4,
    memory_limit_gib: 4,
    processing: (number * 13) % 9,
    stored: (number * 29) % 140,
    seconds_since_seen: number % 23 === 5 ? 95 : 0.5
  }));
}
