import type { TranslationBundle } from '@jupyterlab/translation';
import {
  ReactWidget,
  ToolbarButtonComponent,
  launchIcon
} from '@jupyterlab/ui-components';
import * as React from 'react';

import { Rendered } from '../../ui/boundary';
import { useSignals, useTrans } from '../../ui/hooks';
import { IconButton } from '../../ui/iconbutton';
import { pinIcon } from '../icons';
import type { ITab } from './types';

/**
 * The toolbar of a dashboard's tab: its cluster, and whether the tab is pinned to it.
 */
export class DashboardToolbar extends ReactWidget {
  constructor(
    private readonly _tab: ITab,
    private readonly _trans: TranslationBundle
  ) {
    super();
    this.addClass('jp-DaskTab-toolbarContent');
  }

  protected render(): JSX.Element {
    return (
      <Rendered trans={this._trans}>
        <Toolbar tab={this._tab} />
      </Rendered>
    );
  }
}

function Toolbar(props: { tab: ITab }): JSX.Element {
  const { tab } = props;
  const trans = useTrans();
  useSignals(tab.sourceChanged, tab.pinChanged);
  const { label, base } = tab.source;
  const isPinned = tab.pin !== null;
  const { url } = tab;
  return (
    <>
      <span className="jp-DaskTab-source">
        <strong>{label ?? trans.__('No cluster')}</strong>
        <span className="jp-DaskTab-mode">
          {isPinned
            ? trans.__('Pinned to this cluster')
            : trans.__('Follows the selected cluster')}
        </span>
      </span>
      {/* JupyterLab's button says that it is pressed where nobody looks for it. */}
      <IconButton
        icon={pinIcon}
        label={trans.__('Pin to this cluster')}
        isPressed={isPinned}
        isDisabled={!isPinned && base === null}
        onClick={() => tab.togglePin()}
      />
      <ToolbarButtonComponent
        icon={launchIcon}
        tooltip={trans.__('Open in a new browser tab')}
        enabled={url !== null}
        onClick={() => window.open(url ?? '', '_blank', 'noopener')}
      />
    </>
  );
}

/**
 * A hint about a page that does not come through Jupyter.
 *
 * #### Notes
 * A page cannot know whether another site let itself be embedded.
 */
export class ExternalPageHint extends ReactWidget {
  constructor(
    private readonly _tab: ITab,
    private readonly _trans: TranslationBundle
  ) {
    super();
    this.addClass('jp-DaskExternalPage');
    const update = (): void => {
      this.setHidden(this._host === null);
      this.update();
    };
    _tab.sourceChanged.connect(update);
    update();
  }

  protected render(): JSX.Element | null {
    const host = this._host;
    if (host === null) {
      return null;
    }
    const text = this._trans.__(
      'Empty? Open it in a new browser tab: %1 requires a login or cannot be embedded.',
      host
    );
    return (
      <p role="note" title={text}>
        {text}
      </p>
    );
  }

  /**
   * The host of a page that does not come through Jupyter, or null.
   */
  private get _host(): string | null {
    const { url } = this._tab;
    if (url === null) {
      return null;
    }
    const { origin, host } = new URL(url);
    return origin === window.location.origin ? null : host;
  }
}
