import { Clipboard, Dialog, ReactWidget } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';

import '../../style/base.css';
import '../../style/doctor.css';
import type { DoctorReport } from '../api/models';
import { formatError } from '../api/errors';
import { Rendered } from '../ui/boundary';
import { ReportView } from './report';

/**
 * Show what works and what does not, for reading and for a ticket.
 *
 * @param fetch - Has the server look at everything now.
 */
export async function openDoctorDialog(
  fetch: () => Promise<DoctorReport>,
  trans: TranslationBundle
): Promise<void> {
  const body = new DoctorBody(fetch(), trans);
  const title = trans.__('Dask setup');
  const copy = Dialog.createButton({
    label: trans.__('Copy report'),
    accept: false,
    actions: ['copy']
  });
  const dialog = new Dialog<string>({
    title,
    body,
    buttons: [copy, Dialog.okButton({ label: trans.__('Close') })]
  });
  dialog.addClass('jp-DaskDoctor-dialog');
  dialog.node.setAttribute('aria-label', title);
  const result = await dialog.launch();
  if (result.button.actions.includes('copy')) {
    Clipboard.copyToSystem(body.text);
  }
}

/**
 * The report, once it is there.
 */
class DoctorBody extends ReactWidget {
  constructor(report: Promise<DoctorReport>, trans: TranslationBundle) {
    super();
    this._trans = trans;
    report.then(
      found => {
        this.text = found.text;
        this._report = found;
        this.update();
      },
      (reason: unknown) => {
        this.text = this._problem = formatError(reason, trans);
        this.update();
      }
    );
  }

  /**
   * The report as plain text; empty while it is being made.
   */
  text = '';

  protected override render(): JSX.Element {
    return (
      <Rendered trans={this._trans}>
        <ReportView report={this._report} problem={this._problem} />
      </Rendered>
    );
  }

  private _problem: string | null = null;
  private _report: DoctorReport | null = null;
  private readonly _trans: TranslationBundle;
}
