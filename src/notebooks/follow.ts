import type { IDisposable } from '@lumino/disposable';

import type { Cluster } from '../api/models';
import { keyOf } from '../clusters/cluster';
import type { IServices } from '../services';
import type { ClientUsage } from './clientusage';
import type { SessionPanel, Sessions } from './sessions';

/**
 * Selects the cluster of the notebook or console in front.
 *
 * #### Notes
 * It acts when the user brings one to the front, or connects in the one that
 * is there, and only if it uses exactly one cluster, which runs. Where clients
 * follow the selected cluster, that does not follow them: the two would chase
 * each other.
 */
export class FollowNotebook implements IDisposable {
  constructor(private readonly _options: FollowNotebook.IOptions) {
    const { active, sessions, usage } = _options;
    this._selected = active.current && keyOf(active.current);
    sessions.broughtToFront.connect(this._onFront, this);
    usage.changed.connect(this._onUsage, this);
    usage.connected.connect(this._onConnected, this);
    active.changed.connect(this._onSelected, this);
  }

  /** @inheritdoc */
  get isDisposed(): boolean {
    return this._isDisposed;
  }

  /** @inheritdoc */
  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    const { active, sessions, usage } = this._options;
    sessions.broughtToFront.disconnect(this._onFront, this);
    usage.changed.disconnect(this._onUsage, this);
    usage.connected.disconnect(this._onConnected, this);
    active.changed.disconnect(this._onSelected, this);
  }

  private _onFront(_: Sessions, panel: SessionPanel): void {
    // What it uses may not be known yet.
    this._awaited = panel;
    this._onUsage();
  }

  private _onUsage(): void {
    if (this._awaited && this._follow(this._awaited)) {
      this._awaited = null;
    }
  }

  private _onConnected(_: ClientUsage, panel: SessionPanel): void {
    if (panel === this._options.sessions.recent) {
      this._follow(panel);
    }
  }

  private _onSelected(): void {
    const { current } = this._options.active;
    const selected = current && keyOf(current);
    if (selected !== this._selected) {
      this._selected = selected;
      // Who selects another cluster meanwhile wants that one.
      this._awaited = null;
    }
  }

  /**
   * Select the cluster that a notebook uses.
   *
   * @returns Whether it is known to use any.
   */
  private _follow(panel: SessionPanel): boolean {
    const { active, manager, settings, usage } = this._options;
    const used = usage.clustersOf(panel, manager.clusters).filter(isRunning);
    const { current } = active;
    const isShown = used.some(one => current && keyOf(one) === keyOf(current));
    const { followNotebook, autoStartClient } = settings.values;
    if (used.length === 1 && !isShown && followNotebook && !autoStartClient) {
      active.select(used[0]);
    }
    return used.length > 0;
  }

  private _awaited: SessionPanel | null = null;
  private _isDisposed = false;
  private _selected: string | null;
}

/**
 * A namespace for `FollowNotebook` statics.
 */
export namespace FollowNotebook {
  /**
   * The options of following.
   */
  export interface IOptions extends Pick<
    IServices,
    'active' | 'manager' | 'settings'
  > {
    sessions: Sessions;

    /**
     * Tells which notebook uses which cluster.
     */
    usage: ClientUsage;
  }
}

function isRunning({ status }: Cluster): boolean {
  return status === 'running';
}
