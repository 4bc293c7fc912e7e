import { Clipboard } from '@jupyterlab/apputils';
import '@testing-library/jest-dom';
import { fireEvent, screen } from '@testing-library/react';

import type { Cluster } from '../../../api/models';
import { aCluster } from '../../__tests__/fixtures';
import { buttons, show } from './show';

it('a failed cluster says why, what to do, and what its log ends with', () => {
  const actions = show(
    aCluster({
      status: 'failed',
      failure: {
        reason: 'No such environment.',
        hint: 'Choose another.',
        log: 'Traceback',
        problems: []
      }
    })
  );
  const item = screen.getByRole('listitem');
  expect(item).toHaveTextContent('No such environment.');
  expect(item).toHaveTextContent('Choose another.');
  expect(item).toHaveTextContent('Traceback');
  expect(buttons()).toEqual([
    'Cluster 1',
    'Open in a tab',
    'Retry',
    'Edit and retry',
    'Dismiss'
  ]);
  fireEvent.click(screen.getByRole('button', { name: 'Retry' }));
  fireEvent.click(screen.getByRole('button', { name: 'Dismiss' }));
  fireEvent.click(screen.getByRole('button', { name: 'Open in a tab' }));
  expect(actions.openLogs).toHaveBeenCalledTimes(1);
  expect(actions.retry).toHaveBeenCalledTimes(1);
  expect(actions.dismiss).toHaveBeenCalledTimes(1);
});

it('of a long log the last lines are shown, and all on demand', () => {
  const lines = [...Array(9).keys()].map(number => `line ${number}`);
  show(
    aCluster({
      status: 'failed',
      failure: { reason: 'No.', hint: '', log: lines.join('\n'), problems: [] }
    })
  );
  const log = screen.getByRole('region', { name: 'Last lines of the log' });
  expect(log).toHaveTextContent('line 8');
  expect(log).not.toHaveTextContent('line 0');
  fireEvent.click(screen.getByRole('button', { name: 'Show full log' }));
  expect(log).toHaveTextContent('line 0');
});

it('a failure that the checks explain has their fix to copy', () => {
  const copied = jest.spyOn(Clipboard, 'copyToSystem').mockReturnValue();
  const problem = {
    severity: 'error',
    message: 'dask is missing. Install it with: pip install dask',
    mend: 'pip install dask',
    blocks: true,
    field: null
  };
  const failure = { reason: 'No.', hint: '', log: null, problems: [problem] };
  show(aCluster({ status: 'failed', failure } as Partial<Cluster>));
  fireEvent.click(screen.getByRole('button', { name: 'Copy fix' }));
  expect(copied).toHaveBeenCalledWith('pip install dask');
});

it('offers a retry only where the server knows how', () => {
  const actions = show(
    aCluster({
      status: 'failed',
      can_retry: false,
      failure: { reason: 'No.', hint: '', log: null, problems: [] }
    })
  );
  expect(buttons()).toEqual(['Cluster 1', 'Edit and retry', 'Dismiss']);
  fireEvent.click(screen.getByRole('button', { name: 'Edit and retry' }));
  expect(actions.editAndRetry).toHaveBeenCalledTimes(1);
});
