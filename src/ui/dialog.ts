import { Dialog } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { ReactWidget } from '@jupyterlab/ui-components';
import type { IDisposable } from '@lumino/disposable';
import type { ISignal } from '@lumino/signaling';

import '../../style/base.css';
import '../../style/dialog.css';

/**
 * What a dialog asks for and does.
 */
export interface IApplicable extends IDisposable {
  /**
   * Whether what is entered can be applied now.
   */
  readonly canApply: boolean;

  /**
   * Whether nothing is left to ask for: the dialog closes.
   */
  readonly isDone?: boolean;

  /**
   * A signal emitted when anything in the dialog may look different.
   */
  readonly changed: ISignal<IApplicable, void>;

  /**
   * Apply it; resolves with whether that succeeded. Failures are shown by the body.
   */
  apply(): Promise<boolean>;
}

/**
 * A dialog that stays open until what it asks for is done.
 *
 * #### Notes
 * It owns its model and disposes of it.
 */
export class ApplyDialog extends Dialog<void> {
  constructor(options: ApplyDialog.IOptions) {
    const { model, title, body, trans } = options;
    super({
      title,
      body,
      focusNodeSelector: options.focusNodeSelector ?? '',
      buttons: [
        Dialog.cancelButton({ label: trans.__('Cancel') }),
        Dialog.okButton({ label: options.applyLabel ?? trans.__('Apply') })
      ]
    });
    this._model = model;
    this.addClass('jp-DaskDialog');
    this.node.setAttribute('aria-label', title);
    model.changed.connect(this._onChanged, this);
    this._checkValidation();
  }

  /** @inheritdoc */
  override dispose(): void {
    if (this.isDisposed) {
      return;
    }
    this._model.changed.disconnect(this._onChanged, this);
    this._model.dispose();
    super.dispose();
  }

  /** @inheritdoc */
  override resolve(index?: number): void {
    if (index === 0) {
      super.resolve(index);
      return;
    }
    if (this._model.canApply) {
      // `apply` never rejects: it shows what went wrong.
      void this._model.apply().then(isDone => {
        if (isDone && !this.isDisposed) {
          super.resolve(index);
        }
      });
    }
  }

  /** @inheritdoc */
  override handleEvent(event: Event): void {
    // The dialog takes these keys from its whole content, but they belong to the body's own buttons.
    if (
      event instanceof KeyboardEvent &&
      event.type === 'keydown' &&
      ['Enter', 'ArrowLeft', 'ArrowRight'].includes(event.key) &&
      event.target instanceof Element &&
      event.target.closest('.jp-Dialog-body') !== null &&
      event.target.closest('button, summary, a') !== null
    ) {
      return;
    }
    super.handleEvent(event);
  }

  /** @inheritdoc */
  protected override _evtInput(): void {
    // Before 4.6, JupyterLab looks here what the browser holds for invalid.
    this._checkValidation();
  }

  /** @inheritdoc */
  protected override _checkValidation(): void {
    const apply = this.node.querySelector<HTMLButtonElement>(
      '.jp-Dialog-footer .jp-mod-accept'
    );
    if (apply) {
      apply.disabled = !this._model.canApply;
    }
  }

  private _onChanged(): void {
    this._checkValidation();
    if (this._model.isDone) {
      super.resolve(1);
    }
  }

  private _model: IApplicable;
}

/**
 * A namespace for `ApplyDialog` statics.
 */
export namespace ApplyDialog {
  /**
   * The options of a dialog.
   */
  export interface IOptions {
    /**
     * What it asks for.
     */
    model: IApplicable;

    /**
     * Its title and accessible name.
     */
    title: string;

    /**
     * Shows the model.
     */
    body: ReactWidget;

    /**
     * The field that takes the focus first.
     */
    focusNodeSelector?: string;

    /**
     * What its main button says.
     */
    applyLabel?: string;

    /**
     * The translator's bundle.
     */
    trans: TranslationBundle;
  }
}
