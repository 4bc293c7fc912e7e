import { Dialog } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { ReactWidget } from '@jupyterlab/ui-components';
import type { IDisposable } from '@lumino/disposable';
import type { Message } from '@lumino/messaging';
import type { ISignal } from '@lumino/signaling';
import { Panel } from '@lumino/widgets';

import '../../style/base.css';
import '../../style/dialog.css';

/**
 * The model behind a dialog that applies something.
 */
export interface IApplicable extends IDisposable {
  /**
   * Whether the input is valid and can be applied now.
   */
  readonly canApply: boolean;

  /**
   * Whether the dialog has done its job and closes.
   */
  readonly isDone: boolean;

  /**
   * A signal emitted when anything changes that the dialog shows.
   */
  readonly changed: ISignal<IApplicable, void>;

  /**
   * Apply the input; `isDone` tells whether that succeeded, and the body shows failures.
   */
  apply(): Promise<void>;
}

/**
 * What takes part in the order of the Tab key.
 */
const FOCUSABLE = [
  'a[href]',
  'button:enabled',
  'input:enabled',
  'select:enabled',
  'textarea:enabled',
  'summary',
  '[tabindex="0"]'
].join(',');

/**
 * What JupyterLab focuses first, if it is rendered at once.
 */
const FIRST_FIELD =
  'input[type="radio"]:checked, input:not([type="radio"]):enabled, select:enabled';

/**
 * The attribute of what has Enter and Escape for itself within a dialog's body.
 */
export const OWN_KEYS = 'data-own-keys';

/**
 * A dialog that stays open until its model is done or the user cancels.
 *
 * #### Notes
 * The body may render its fields late, so the focus goes to the first of them
 * when it appears. A click beside the dialog is a slip, not an answer: it does
 * nothing. The caller owns the model.
 */
export class ApplyDialog extends Dialog<void> {
  constructor(options: ApplyDialog.IOptions) {
    const { model, title, trans } = options;
    // JupyterLab focuses a React widget late, when the user may be elsewhere.
    const body = new Panel();
    body.addWidget(options.body);
    super({
      title,
      body,
      focusNodeSelector: FIRST_FIELD,
      buttons: [
        Dialog.cancelButton({ label: trans.__('Cancel') }),
        Dialog.okButton({ label: options.applyLabel ?? trans.__('Apply') })
      ]
    });
    this._model = model;
    this.addClass('jp-DaskDialog');
    this.node.setAttribute('aria-label', title);
    this._content?.setAttribute('tabindex', '-1');
    model.changed.connect(this._onChanged, this);
    this._checkValidation();
  }

  /** @inheritdoc */
  override dispose(): void {
    if (this.isDisposed) {
      return;
    }
    this._observer?.disconnect();
    this._model.changed.disconnect(this._onChanged, this);
    super.dispose();
  }

  /**
   * Whether the user pressed Cancel; any other way out may be a slip.
   */
  get isCanceled(): boolean {
    return this._isCanceled;
  }

  /** @inheritdoc */
  override resolve(index?: number): void {
    if (index === 0) {
      this._isCanceled = true;
      super.resolve(index);
    } else if (this._model.canApply) {
      // `apply` never rejects: the body shows what went wrong.
      void this._model.apply();
    }
  }

  /** @inheritdoc */
  override handleEvent(event: Event): void {
    this._isTouched ||= event.type === 'keydown' || event.type === 'mousedown';
    if (event instanceof KeyboardEvent && isBodysOwn(event)) {
      return;
    }
    super.handleEvent(event);
  }

  /** @inheritdoc */
  protected override onAfterAttach(msg: Message): void {
    super.onAfterAttach(msg);
    // Names the dialog to screen readers while its fields are loading.
    this._content?.focus();
    this._observer = new MutationObserver(() => {
      this._focusFirstField();
      this._keepFocus();
    });
    this._observer.observe(this.node, { childList: true, subtree: true });
    this._focusFirstField();
  }

  /** @inheritdoc */
  protected override _evtKeydown(event: KeyboardEvent): void {
    if (event.key !== 'Tab') {
      super._evtKeydown(event);
      return;
    }
    // The browser moves the focus, except at both ends.
    const all = this._tabStops();
    const [from, to] = event.shiftKey
      ? [all[0], all[all.length - 1]]
      : [all[all.length - 1], all[0]];
    const { activeElement } = document;
    if (activeElement === from || activeElement === this._content) {
      event.stopPropagation();
      event.preventDefault();
      (activeElement === from ? to : all[0])?.focus();
    }
  }

  /** @inheritdoc */
  protected override _evtFocus(event: FocusEvent): void {
    const { target } = event;
    if (target instanceof HTMLElement && this.node.contains(target)) {
      this._lastFocused = target;
    } else if (target instanceof Node) {
      event.stopPropagation();
      // Something that came to the front meanwhile interrupts nobody who is typing.
      (this._lastFocused?.isConnected
        ? this._lastFocused
        : this._tabStops()[0]
      )?.focus();
    }
  }

  /** @inheritdoc */
  protected override _evtClick(event: MouseEvent): void {
    if (event.target instanceof Node && this._content?.contains(event.target)) {
      super._evtClick(event);
    } else {
      event.stopPropagation();
      event.preventDefault();
    }
  }

  /** @inheritdoc */
  protected override _evtInput(): void {
    // Before 4.6, JupyterLab looks here for what the browser considers invalid.
    this._checkValidation();
  }

  /** @inheritdoc */
  protected override _checkValidation(): void {
    const apply = this.node.querySelector<HTMLButtonElement>(
      '.jp-Dialog-footer .jp-mod-accept'
    );
    if (apply) {
      const hadFocus = apply === document.activeElement;
      apply.disabled = !this._model.canApply;
      if (hadFocus && apply.disabled) {
        // A button that is off hears neither Escape nor Tab.
        this._content?.focus();
      }
    }
  }

  private _onChanged(): void {
    this._checkValidation();
    if (this._model.isDone) {
      super.resolve(1);
    }
  }

  /**
   * Focus the first field of the body once it is there, unless the user was quicker.
   */
  private _focusFirstField(): void {
    const body = this.node.querySelector('.jp-Dialog-body');
    // A button above the fields would be pressed by an Enter that is meant for the whole.
    const first = body && this._tabStops(body).find(isField);
    if (!first || this._hasField) {
      return;
    }
    this._hasField = true;
    if (!this._isTouched) {
      first.focus();
    }
  }

  /**
   * Take the focus when what had it in the dialog is gone: Escape and Tab would go to the page.
   */
  private _keepFocus(): void {
    if (document.activeElement === document.body) {
      this._content?.focus();
    }
  }

  /**
   * List what Tab visits, in order; of radio buttons that is the checked one.
   */
  private _tabStops(within: Element = this.node): HTMLElement[] {
    const all = [...within.querySelectorAll<HTMLElement>(FOCUSABLE)].filter(
      node => !isHidden(node)
    );
    const isRadio = (node: HTMLElement): node is HTMLInputElement =>
      node instanceof HTMLInputElement && node.type === 'radio';
    const hasChecked = (name: string): boolean =>
      all.some(node => isRadio(node) && node.name === name && node.checked);
    return all.filter(
      node => !isRadio(node) || node.checked || !hasChecked(node.name)
    );
  }

  private get _content(): HTMLElement | null {
    return this.node.querySelector('.jp-Dialog-content');
  }

  private _hasField = false;
  private _isCanceled = false;
  private _isTouched = false;
  private _lastFocused: HTMLElement | null = null;
  private _model: IApplicable;
  private _observer: MutationObserver | null = null;
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
     * The model; the caller disposes of it.
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
     * The label of its main button.
     */
    applyLabel?: string;

    /**
     * The translator's bundle.
     */
    trans: TranslationBundle;
  }
}

/**
 * Whether an element is one that something is entered in.
 */
function isField(node: HTMLElement): boolean {
  return ['INPUT', 'SELECT', 'TEXTAREA'].includes(node.tagName);
}

/**
 * Whether a key belongs to what has the focus in the body: the dialog takes keys from its whole content.
 */
function isBodysOwn({ type, key, target }: KeyboardEvent): boolean {
  if (
    type !== 'keydown' ||
    !(target instanceof Element) ||
    target.closest('.jp-Dialog-body') === null
  ) {
    return false;
  }
  const keys = ['Enter', 'ArrowLeft', 'ArrowRight'];
  return target.closest(`[${OWN_KEYS}]`) !== null
    ? [...keys, 'Escape'].includes(key)
    : keys.includes(key) && target.closest('button, summary, a') !== null;
}

/**
 * Whether an element is within a closed section; the summary of a section is not.
 */
function isHidden(node: HTMLElement): boolean {
  const inside =
    node.tagName === 'SUMMARY' ? node.parentElement?.parentElement : node;
  return !!inside?.closest('[hidden], details:not([open])');
}
