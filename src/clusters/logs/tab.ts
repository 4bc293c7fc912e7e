import { MainAreaWidget } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { ReadonlyPartialJSONObject } from '@lumino/coreutils';
import { UUID } from '@lumino/coreutils';

import { daskIcon } from '../../ui/icons';
import { watchVisibility } from '../../ui/visibility';
import { LogModel } from './model';
import { LogView } from './view';

import '../../../style/base.css';
import '../../../style/logs.css';

/**
 * The logs of a cluster as a tab of the main area.
 */
export class LogTab extends MainAreaWidget<LogView> {
  constructor(options: LogTab.IOptions) {
    const model = new LogModel(options);
    super({ content: new LogView(model, options.trans) });
    this.model = model;
    this.id = options.id ?? `purdue-dask-lab-logs-${UUID.uuid4()}`;
    this.title.icon = daskIcon;
    this.title.closable = true;
    this.toolbar.hide();
    const update = (): void => {
      const title = options.trans.__('Logs: %1', model.cluster.label);
      this.title.label = title;
      this.title.caption = title;
      this.content.node.setAttribute('aria-label', title);
    };
    update();
    model.changed.connect(update);
    this.disposed.connect(() => model.dispose());
    watchVisibility(this, 0, isVisible => {
      model.isVisible = isVisible;
    });
  }

  /**
   * What it shows.
   */
  readonly model: LogModel;

  /**
   * The arguments that open it again.
   */
  get saved(): ReadonlyPartialJSONObject {
    const { gateway, name, label } = this.model.cluster;
    const { source } = this.model;
    return { logs: { gateway, name, label, source }, id: this.id };
  }
}

/**
 * A namespace for `LogTab` statics.
 */
export namespace LogTab {
  /**
   * The options of a tab.
   */
  export interface IOptions extends LogModel.IOptions {
    /**
     * The id that it had before a reload, by which JupyterLab restores its place.
     */
    id?: string;

    trans: TranslationBundle;
  }
}
