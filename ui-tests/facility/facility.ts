import type { ChildProcess } from 'node:child_process';
import { execFileSync, spawn } from 'node:child_process';
import { join } from 'node:path';
import type { Interface } from 'node:readline';
import { createInterface } from 'node:readline';

/**
 * A facility: JupyterHub, two gateways, a Purdue user and one of CERN's.
 */
export interface IFacility {
  readonly hub: string;
  readonly password: string;
  readonly users: { purdue: string; cern: string };

  /** Whether it is ours, to be stopped, drained and looked into. */
  readonly isOurs: boolean;

  /** Have something done to it, such as `stop slurm`. */
  order(words: string): Promise<void>;

  /** The jobs in SLURM's queue, a line each. */
  squeue(): string[];

  end(): Promise<void>;
}

/**
 * The facility to test at.
 *
 * A site names its own by `FACILITY_HUB_URL` (`https://.../hub-prefix/`),
 * `FACILITY_PASSWORD`, `FACILITY_PURDUE_USER` and `FACILITY_CERN_USER`; what
 * would disturb others is left out there. Else one is brought up.
 */
export async function facility(): Promise<IFacility> {
  return process.env.FACILITY_HUB_URL
    ? new Site(process.env.FACILITY_HUB_URL)
    : OwnFacility.start();
}

/**
 * Why there can be no facility, if so.
 */
export function obstacle(): string | null {
  return process.env.FACILITY_HUB_URL || process.getuid?.() === 0
    ? null
    : 'SLURM, other users and JupyterHub need root: run as root, or set FACILITY_HUB_URL.';
}

class Site implements IFacility {
  constructor(readonly hub: string) {}

  readonly isOurs = false;
  readonly password = process.env.FACILITY_PASSWORD ?? '';
  readonly users = {
    purdue: process.env.FACILITY_PURDUE_USER ?? 'pete',
    cern: process.env.FACILITY_CERN_USER ?? 'bob-cern'
  };

  async order(words: string): Promise<void> {
    throw new Error(`Nobody is to ${words} at a facility in use.`);
  }

  squeue(): string[] {
    return [];
  }

  async end(): Promise<void> {}
}

class OwnFacility implements IFacility {
  /** Bring it up, which takes some seconds once all is installed. */
  static async start(): Promise<OwnFacility> {
    const root = join(__dirname, '..', '..');
    const process_ = spawn('python', ['-m', 'facility'], {
      cwd: root,
      env: { ...process.env, PYTHONPATH: join(root, 'tests') },
      stdio: ['pipe', 'pipe', 'inherit']
    });
    const lines = createInterface({ input: process_.stdout });
    const answer = await answerOf(process_, lines);
    return new OwnFacility(process_, lines, JSON.parse(answer));
  }

  private constructor(
    private readonly _process: ChildProcess,
    private readonly _lines: Interface,
    private readonly _description: Pick<
      IFacility,
      'hub' | 'password' | 'users'
    > & { slurm_conf: string }
  ) {}

  readonly isOurs = true;

  get hub(): string {
    return this._description.hub;
  }

  get password(): string {
    return this._description.password;
  }

  get users(): IFacility['users'] {
    return this._description.users;
  }

  async order(words: string): Promise<void> {
    const answer = answerOf(this._process, this._lines);
    this._process.stdin!.write(`${words}\n`);
    if ((await answer) !== 'done') {
      throw new Error(await answer);
    }
  }

  squeue(): string[] {
    return execFileSync('squeue', ['--noheader', '--format=%u %T %r'], {
      env: { ...process.env, SLURM_CONF: this._description.slurm_conf },
      encoding: 'utf-8'
    })
      .split('\n')
      .filter(Boolean);
  }

  async end(): Promise<void> {
    const ended = new Promise(resolve => this._process.once('exit', resolve));
    this._process.stdin!.end();
    await ended;
  }
}

/**
 * The next line that the facility prints.
 */
function answerOf(child: ChildProcess, lines: Interface): Promise<string> {
  return new Promise((resolve, reject) => {
    const ended = (): void => reject(new Error('The facility has ended.'));
    child.once('exit', ended);
    lines.once('line', line => {
      child.off('exit', ended);
      resolve(line);
    });
  });
}
