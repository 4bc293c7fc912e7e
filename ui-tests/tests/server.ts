import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  createWriteStream,
  mkdirSync,
  readFileSync,
  rmSync,
  writeFileSync
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/**
 * Where this worker's Jupyter server keeps everything: nobody's clusters, kernels or settings but its tests'.
 */
export const DATA = join(tmpdir(), `purdue-dask-lab-ui-${process.pid}`);

/** What a user has chosen, by plugin (`package:name`). */
export type ISettings = Readonly<Record<string, object>>;

/** Seconds that a busy machine may take. */
const PATIENCE = 120;

/**
 * A JupyterLab of one worker's own, at a port that nobody else has.
 */
export class LabServer {
  static async start(): Promise<LabServer> {
    const remove = (): void =>
      rmSync(DATA, { recursive: true, force: true, maxRetries: 5 });
    remove();
    mkdirSync(join(DATA, 'root', 'notebooks'), { recursive: true });
    // Last of all: what the server has started may write for a moment longer than it.
    process.once('exit', remove);
    const log = createWriteStream(join(DATA, 'jupyter.log'));
    await once(log, 'open');
    const child = spawn(
      'jupyter',
      ['lab', '--config', 'jupyter_server_test_config.py'],
      {
        cwd: join(__dirname, '..'),
        env: {
          ...process.env,
          UI_TESTS_DATA: DATA,
          JUPYTERLAB_GALATA_ROOT_DIR: join(DATA, 'root'),
          JUPYTER_CONFIG_DIR: join(DATA, 'config'),
          JUPYTER_RUNTIME_DIR: join(DATA, 'runtime')
        },
        stdio: ['ignore', log, log]
      }
    );
    const server = new LabServer(child);
    try {
      await server._answers();
    } catch (error) {
      await server.stop();
      throw error;
    }
    return server;
  }

  private constructor(private readonly _child: ChildProcess) {}

  /** Its address, without a slash at the end. */
  get url(): string {
    return this._url;
  }

  /** Have a user who has neither a layout nor any other settings than these. */
  startOver(settings: ISettings): void {
    for (const folder of ['workspaces', 'user-settings']) {
      rmSync(join(DATA, folder), {
        recursive: true,
        force: true,
        maxRetries: 5
      });
    }
    for (const [plugin, chosen] of Object.entries(settings)) {
      const file = `${plugin.replace(':', '/')}.jupyterlab-settings`;
      const path = join(DATA, 'user-settings', file);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, JSON.stringify(chosen));
    }
  }

  /** End the kernels of notebooks and consoles. */
  async endSessions(): Promise<void> {
    const sessions = `${this.url}/api/sessions`;
    const running = (await (await fetch(sessions)).json()) as { id: string }[];
    await Promise.all(
      running.map(({ id }) => fetch(`${sessions}/${id}`, { method: 'DELETE' }))
    );
  }

  /** End it with its kernels and clusters. */
  async stop(): Promise<void> {
    if (this._child.exitCode === null) {
      const ended = once(this._child, 'exit');
      this._child.kill('SIGTERM');
      const late = setTimeout(() => this._child.kill('SIGKILL'), 20_000);
      await ended;
      clearTimeout(late);
    }
  }

  /** What Jupyter writes about a server that runs. */
  private get _info(): string {
    return join(DATA, 'runtime', `jpserver-${this._child.pid}.json`);
  }

  /** The address that it has written down, once it has. */
  private _written(): string {
    try {
      const { url } = JSON.parse(readFileSync(this._info, 'utf8'));
      return (url as string).replace(/\/$/, '');
    } catch {
      return '';
    }
  }

  private async _answers(): Promise<void> {
    const end = Date.now() + PATIENCE * 1000;
    while (this._child.exitCode === null && Date.now() < end) {
      this._url = this._written();
      const answer =
        this._url && (await fetch(`${this._url}/api`).catch(() => null));
      if (answer && answer.ok) {
        return;
      }
      await new Promise(resolve => setTimeout(resolve, 100));
    }
    const said = readFileSync(join(DATA, 'jupyter.log'), 'utf8');
    throw new Error(`JupyterLab does not start:\n${said.slice(-3000)}`);
  }

  private _url = '';
}
