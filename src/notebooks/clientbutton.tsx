import type { TranslationBundle } from '@jupyterlab/translation';
import { ReactWidget } from '@jupyterlab/ui-components';
import type { ISignal } from '@lumino/signaling';
import * as React from 'react';

import { Rendered } from '../ui/boundary';
import { useSignals, useTrans } from '../ui/hooks';
import { daskIcon } from '../ui/icons';
import type { SessionPanel } from './sessions';

import '../../style/base.css';

/**
 * The state of a notebook's client.
 */
export interface IClientState {
  readonly kind:
    'foreign' | 'off' | 'waiting' | 'connected' | 'kept' | 'failed';

  /**
   * The cluster's label, the type of the user's own client, or why it failed.
   */
  readonly text: string;
}

/**
 * The clients that are started automatically, as far as a button shows them.
 */
export interface IClients {
  /**
   * Whether clients are started at all.
   */
  readonly isOn: boolean;

  /**
   * A signal emitted when the state of a client changes.
   */
  readonly changed: ISignal<unknown, SessionPanel>;

  /**
   * Return the state of a panel's client.
   */
  stateOf(panel: SessionPanel): IClientState;

  /**
   * Whether a panel gets a client.
   */
  isWanted(panel: SessionPanel): boolean;

  /**
   * Turn a panel's client on or off.
   */
  setWanted(panel: SessionPanel, isWanted: boolean): void;

  /**
   * Whether a panel is a console.
   */
  isConsole(panel: SessionPanel): boolean;
}

/**
 * The button in the toolbar of a notebook or console that shows its client and turns it off.
 */
export class ClientButton extends ReactWidget {
  constructor(
    private readonly _clients: IClients,
    private readonly _panel: SessionPanel,
    private readonly _trans: TranslationBundle
  ) {
    super();
    this.addClass('jp-DaskClient');
  }

  protected render(): JSX.Element {
    return (
      <Rendered trans={this._trans}>
        <Button clients={this._clients} panel={this._panel} />
      </Rendered>
    );
  }
}

function Button(props: {
  clients: IClients;
  panel: SessionPanel;
}): JSX.Element {
  const { clients, panel } = props;
  const trans = useTrans();
  useSignals(clients.changed);
  const state = clients.stateOf(panel);
  if (!clients.isOn || state.kind === 'foreign') {
    return <></>;
  }
  const isWanted = clients.isWanted(panel);
  return (
    <button
      type="button"
      className={`jp-DaskLink jp-DaskClient-button jp-mod-${state.kind}`}
      aria-label={
        clients.isConsole(panel)
          ? trans.__('Dask client in this console')
          : trans.__('Dask client in this notebook')
      }
      aria-pressed={isWanted}
      title={describeState(state, trans)}
      onClick={() => clients.setWanted(panel, !isWanted)}
    >
      <daskIcon.react tag="span" elementSize="small" />
      <span>{formatState(state, trans)}</span>
    </button>
  );
}

/**
 * Format the state of a client in one or two words.
 */
function formatState(state: IClientState, trans: TranslationBundle): string {
  switch (state.kind) {
    case 'foreign':
    case 'off':
      return trans.__('off');
    case 'waiting':
      return trans.__('waiting');
    case 'connected':
      return state.text;
    case 'kept':
      return trans.__('your own');
    case 'failed':
      return trans.__('failed');
  }
}

function describeState(state: IClientState, trans: TranslationBundle): string {
  switch (state.kind) {
    case 'foreign':
    case 'off':
      return trans.__(
        'This notebook gets no Dask client automatically. Click to turn on.'
      );
    case 'waiting':
      return trans.__(
        'This notebook gets a Dask client automatically. Click to turn off.'
      );
    case 'connected':
      return trans.__(
        'The variable client is connected to %1. Click to turn off automatic clients here.',
        state.text
      );
    case 'kept':
      return trans.__(
        'The variable client is your own (%1) and was not replaced.',
        state.text
      );
    case 'failed':
      return trans.__('The Dask client could not be created: %1', state.text);
  }
}
