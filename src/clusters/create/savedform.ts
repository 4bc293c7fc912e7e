import { Notification } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';

import type { IEntered } from './formstate';

/**
 * What was entered for a new cluster when its dialog was left for something else, until it is taken up again.
 */
export class LeftOff {
  /**
   * Keep what was entered, and offer the way back.
   *
   * @param goBack - Opens the dialog again.
   */
  leave(entered: IEntered, goBack: () => void, trans: TranslationBundle): void {
    this.take();
    this._entered = entered;
    this._notice = Notification.info(
      trans.__(
        'What you entered for the new cluster is kept. Save the file, then go back.'
      ),
      {
        autoClose: false,
        actions: [
          {
            label: trans.__('Back to the new cluster'),
            callback: goBack,
            displayType: 'accent'
          }
        ]
      }
    );
  }

  /**
   * Take up what was left, and forget it.
   */
  take(): IEntered | null {
    const { _entered: entered, _notice: notice } = this;
    this._entered = null;
    this._notice = null;
    if (notice !== null) {
      Notification.dismiss(notice);
    }
    return entered;
  }

  private _entered: IEntered | null = null;
  private _notice: string | null = null;
}
