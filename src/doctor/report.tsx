import * as React from 'react';

import type { DoctorReport, Finding } from '../api/models';
import { useTrans } from '../ui/hooks';
import { Loading } from '../ui/loading';
import { CopyFixButton } from '../ui/problems';

/**
 * The doctor's report: what needs attention in full, what is well in one line each.
 */
export function ReportView(props: ReportView.IProps): JSX.Element {
  const { report, problem } = props;
  const trans = useTrans();
  if (problem !== null) {
    return (
      <p className="jp-DaskNotice jp-mod-error" role="alert">
        {problem}
      </p>
    );
  }
  if (report === null) {
    return (
      <Loading
        text={trans.__('Checking gateways, environments and configuration…')}
      />
    );
  }
  const { errors, warnings } = report;
  return (
    <>
      <p className="jp-DaskDoctor-summary" role="status">
        {errors + warnings === 0
          ? trans.__('Everything works.')
          : trans.__(
              '%1, %2.',
              trans._n('%1 error', '%1 errors', errors),
              trans._n('%1 warning', '%1 warnings', warnings)
            )}
      </p>
      {report.sections.map(({ title, findings }) => (
        <section key={title} aria-label={title}>
          <h3>{title}</h3>
          <ul role="list">
            {findings.map((finding, index) => (
              <FindingItem key={index} finding={finding} />
            ))}
          </ul>
        </section>
      ))}
    </>
  );
}

/**
 * A namespace for `ReportView` statics.
 */
export namespace ReportView {
  /**
   * The properties of the report.
   */
  export interface IProps {
    /**
     * The report; null while it is being made.
     */
    report: DoctorReport | null;

    /**
     * Why there will be none; null if there may be one.
     */
    problem: string | null;
  }
}

function FindingItem(props: { finding: Finding }): JSX.Element {
  const { level, message, mend } = props.finding;
  const trans = useTrans();
  const words: Readonly<Record<Finding['level'], string>> = {
    ok: trans.__('OK'),
    warning: trans.__('Warning'),
    error: trans.__('Error')
  };
  return (
    <li className={`jp-DaskDoctor-finding jp-mod-${level}`}>
      <span className="jp-DaskDoctor-level">{words[level]}</span>
      <div className="jp-DaskDoctor-text">
        {message}
        {mend !== null && !message.includes(mend) && (
          <p className="jp-DaskDoctor-mend">{mend}</p>
        )}
      </div>
      <CopyFixButton problem={{ mend }} />
    </li>
  );
}
