import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Server } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createInterface } from 'node:readline';

const LOCAL_CLUSTER = `
from distributed import LocalCluster
with LocalCluster(n_workers=1, processes=False, dashboard_address="127.0.0.1:0") as cluster:
    print(cluster.dashboard_link, flush=True)
    input()
`;

/**
 * A dashboard that is no gateway's, until it is ended.
 */
export interface IElsewhere {
  readonly port: number;
  end(): Promise<void>;
}

/**
 * The dashboard of a cluster in a process of its own, as a script makes it.
 */
export async function localCluster(): Promise<IElsewhere> {
  const process: ChildProcess = spawn('python', ['-c', LOCAL_CLUSTER], {
    stdio: ['pipe', 'pipe', 'ignore']
  });
  const lines = createInterface({ input: process.stdout! });
  const [link] = (await once(lines, 'line')) as [string];
  return {
    port: Number(new URL(link).port),
    end: async () => {
      const ended = once(process, 'exit');
      process.stdin!.end('\n');
      await ended;
    }
  };
}

/**
 * What answers like a site behind a login: it may not be shown within another's page.
 */
export async function unframed(
  headers: Record<string, string>
): Promise<IElsewhere> {
  const server: Server = createServer((_, response) => {
    response.writeHead(200, { 'Content-Type': 'text/html', ...headers });
    response.end('<!doctype html><title>Dask</title><p>Plots</p>');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    end: async () => {
      server.closeAllConnections();
      await new Promise(resolve => server.close(resolve));
    }
  };
}
