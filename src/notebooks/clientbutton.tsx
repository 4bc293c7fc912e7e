import type { TranslationBundle } from '@jupyterlab/translation';
import { ReactWidget } from '@jupyterlab/ui-components';
import * as React from 'react';

import { TransContext, useSignals, useTrans } from '../ui/hooks';
import { daskIcon } from '../ui/icons';
import type { AutoStart, IClientState } from './autostart';
import type { SessionPanel } from './sessions';

import '../../style/base.css';

/**
 * The button in the toolbar of a notebook or console that tells of its client, and that it wants none.
 */
export class ClientButton extends ReactWidget {
  constructor(
    private readonly _auto: AutoStart,
    private readonly _panel: SessionPanel,
    private readonly _trans: TranslationBundle
  ) {
    super();
    this.addClass('jp-DaskClient');
  }

  protected render(): JSX.Element {
    return (
      <TransContext.Provider value={this._trans}>
        <Button auto={this._auto} panel={this._panel} />
      </TransContext.Provider>
    );
  }
}

function Button(props: { auto: AutoStart; panel: SessionPanel }): JSX.Element {
  const { auto, panel } = props;
  const trans = useTrans();
  useSignals(auto.changed);
  const state = auto.stateOf(panel);
  if (!auto.isOn || state.kind === 'foreign') {
    return <></>;
  }
  const isWanted = auto.isWanted(panel);
  return (
    <button
      type="button"
      className={`jp-DaskLink jp-DaskClient-button jp-mod-${state.kind}`}
      aria-label={
        auto.isConsole(panel)
          ? trans.__('Dask client in this console')
          : trans.__('Dask client in this notebook')
      }
      aria-pressed={isWanted}
      title={sentenceOf(state, trans)}
      onClick={() => auto.want(panel, !isWanted)}
    >
      <daskIcon.react tag="span" elementSize="small" />
      <span>{wordOf(state, trans)}</span>
    </button>
  );
}

/**
 * What became of the client, in a word.
 */
function wordOf(state: IClientState, trans: TranslationBundle): string {
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

function sentenceOf(state: IClientState, trans: TranslationBundle): string {
  switch (state.kind) {
    case 'foreign':
    case 'off':
      return trans.__(
        'There is no Dask client here by itself. Click to get one.'
      );
    case 'waiting':
      return trans.__(
        'A Dask client comes with the chosen cluster. Click if there shall be none here.'
      );
    case 'connected':
      return trans.__(
        'The variable client is connected to %1. Click if there shall be none here by itself.',
        state.text
      );
    case 'kept':
      return trans.__(
        'The variable client is your own (%1) and was left alone.',
        state.text
      );
    case 'failed':
      return trans.__('No Dask client could be made: %1', state.text);
  }
}
