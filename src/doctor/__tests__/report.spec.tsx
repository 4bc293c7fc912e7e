import '@testing-library/jest-dom';

import { nullTranslator } from '@jupyterlab/translation';
import { render, screen, within } from '@testing-library/react';
import * as React from 'react';

import type { DoctorReport } from '../../api/models';
import { TransContext } from '../../ui/hooks';
import { ReportView } from '../report';

const trans = nullTranslator.load('purdue_dask_lab');

function show(
  report: DoctorReport | null,
  problem: string | null = null
): void {
  render(
    <TransContext.Provider value={trans}>
      <ReportView report={report} problem={problem} />
    </TransContext.Provider>
  );
}

const REPORT: DoctorReport = {
  sections: [
    {
      title: 'Configuration',
      findings: [
        { level: 'ok', message: 'Read: /etc/dask/a.yaml.', mend: null }
      ]
    },
    {
      title: 'Gateway Near (near)',
      findings: [
        {
          level: 'error',
          message: 'No machine is called near.',
          mend: 'Correct the address.'
        },
        {
          level: 'warning',
          message: 'Old: pip install x',
          mend: 'pip install x'
        }
      ]
    }
  ],
  errors: 1,
  warnings: 1,
  text: 'all of it'
};

describe('the report', () => {
  it('says how much needs attention, and of what', () => {
    show(REPORT);
    expect(screen.getByText('1 error, 1 warning.')).toBeInTheDocument();
    const gateway = screen.getByRole('region', { name: 'Gateway Near (near)' });
    const [error, warning] = within(gateway).getAllByRole('listitem');
    expect(error).toHaveTextContent(
      'ErrorNo machine is called near.Correct the address.'
    );
    // What stands in the message is not said twice.
    expect(warning).toHaveTextContent('WarningOld: pip install x');
    expect(
      within(gateway).getAllByRole('button', { name: 'Copy fix' })
    ).toHaveLength(2);
  });

  it('says that everything works', () => {
    show({ ...REPORT, sections: [], errors: 0, warnings: 0 });
    expect(screen.getByRole('status')).toHaveTextContent('Everything works.');
  });

  it('says what is being looked at', () => {
    show(null);
    expect(screen.getByRole('status')).toHaveTextContent('Checking gateways');
  });

  it('says why there is none', () => {
    show(null, 'The Jupyter server is not responding.');
    expect(screen.getByRole('alert')).toHaveTextContent('not responding');
  });
});
