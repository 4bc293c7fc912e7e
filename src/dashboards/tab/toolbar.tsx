import type { TranslationBundle } from '@jupyterlab/translation';
import { ReactWidget, launchIcon } from '@jupyterlab/ui-components';
import * as React from 'react';

import { TransContext, useSignals, useTrans } from '../../ui/hooks';
import { IconButton } from '../../ui/iconbutton';
import { pinIcon } from '../../ui/dashboardicons';
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

/**
 * What may be the matter with a page that only the browser reaches.
 *
 * #### Notes
 * No page is told whether another site let itself be shown within it.
 */
export class ElsewhereHint extends ReactWidget {
  constructor(
    private readonly _tab: DashboardTab,
    private readonly _trans: TranslationBundle
  ) {
    super();
    this.addClass('jp-DaskElsewhere');
    const update = (): void => {
      this.setHidden(this._place === null);
      this.update();
    };
    _tab.sourceChanged.connect(update);
    update();
  }

  protected render(): JSX.Element | null {
    const place = this._place;
    if (place === null) {
      return null;
    }
    const text = this._trans.__(
      'Empty? Open it in a new browser tab: %1 wants a login, or does not let other pages show it.',
      place
    );
    return (
      <p role="note" title={text}>
        {text}
      </p>
    );
  }

  /**
   * The host of what does not come through Jupyter, or null.
   */
  private get _place(): string | null {
    const { url } = this._tab;
    if (url === null) {
      return null;
    }
    const { origin, host } = new URL(url);
    return origin === window.location.origin ? null : host;
  }
}
