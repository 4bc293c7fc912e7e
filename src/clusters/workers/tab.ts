import { MainAreaWidget } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { ReadonlyPartialJSONObject } from '@lumino/coreutils';
import { UUID } from '@lumino/coreutils';

import { daskIcon } from '../../ui/icons';
import { watchVisibility } from '../../ui/visibility';
import { WorkersModel } from './model';
import { WorkersView } from './view';

import '../../../style/base.css';
import '../../../style/meter.css';
import '../../../style/workers.css';

/**
 * The workers of a cluster as a tab of the main area.
 */
export class WorkersTab extends MainAreaWidget<WorkersView> {
  constructor(options: WorkersTab.IOptions) {
    const model = new WorkersModel(options);
    super({ content: new WorkersView(model, options.trans) });
    this.model = model;
    this.id = options.id ?? `purdue-dask-lab-workers-${UUID.uuid4()}`;
    this.title.icon = daskIcon;
    this.title.closable = true;
    this.toolbar.hide();
    const update = (): void => {
      const title = options.trans.__('Workers: %1', model.cluster.label);
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
  readonly model: WorkersModel;

  /**
   * The arguments that open it again.
   */
  get saved(): ReadonlyPartialJSONObject {
    const { gateway, name, label } = this.model.cluster;
    return { workers: { gateway, name, label }, id: this.id };
  }
}

/**
 * A namespace for `WorkersTab` statics.
 */
export namespace WorkersTab {
  /**
   * The options of a tab.
   */
  export interface IOptions extends WorkersModel.IOptions {
    /**
     * The id that it had before a reload, by which JupyterLab restores its place.
     */
    id?: string;

    trans: TranslationBundle;
  }
}
