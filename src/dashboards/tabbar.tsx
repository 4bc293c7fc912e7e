import type { TranslationBundle } from '@jupyterlab/translation';
import { ReactWidget, launchIcon } from '@jupyterlab/ui-components';
import * as React from 'react';

import { TransContext, useSignals, useTrans } from '../components/hooks';
import { IconButton } from '../components/iconbutton';
import { pinIcon } from './icons';
import type { DashboardTab } from './tab';

/**
 * What stands above a dashboard's page: whose it is, and whether the tab stays with it.
 */
export class TabBar extends ReactWidget {
  constructor(
    private readonly _tab: DashboardTab,
    private readonly _trans: TranslationBundle
  ) {
    super();
    this.addClass('jp-DaskTabBar-content');
  }

  protected render(): JSX.Element {
    return (
      <TransContext.Provider value={this._trans}>
        <Bar tab={this._tab} />
      </TransContext.Provider>
    );
  }
}

function Bar(props: { tab: DashboardTab }): JSX.Element {
  const { tab } = props;
  const trans = useTrans();
  useSignals(tab.sourceChanged, tab.pinChanged);
  const { label, base } = tab.source;
  const isPinned = tab.pin !== null;
  const shown = label ?? trans.__('No cluster');
  const { url } = tab;
  return (
    <>
      <span className="jp-DaskTabBar-source">
        <strong>{shown}</strong>
        <span className="jp-DaskTabBar-manner">
          {isPinned
            ? trans.__('this tab stays with it')
            : trans.__('this tab follows the chosen cluster')}
        </span>
      </span>
      <IconButton
        icon={pinIcon}
        label={trans.__('Stay with this cluster')}
        isPressed={isPinned}
        isDisabled={!isPinned && base === null}
        onClick={() => tab.togglePin()}
      />
      <IconButton
        icon={launchIcon}
        label={trans.__('Open in a new browser tab')}
        isDisabled={url === null}
        onClick={() => window.open(url ?? '', '_blank', 'noopener')}
      />
    </>
  );
}
