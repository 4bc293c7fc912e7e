import { Clipboard } from '@jupyterlab/apputils';
import '@testing-library/jest-dom';
import { fireEvent, screen } from '@testing-library/react';

import { aCluster } from '../../__tests__/fixtures';
import { show } from './show';

it('says why batch jobs wait, and what to type to look further', () => {
  show(
    aCluster({
      workers: { running: 2, requested: 5, minimum: null, maximum: null },
      jobs: {
        groups: [
          { role: 'scheduler', state: 'RUNNING', reason: null, count: 1 },
          { role: 'worker', state: 'RUNNING', reason: null, count: 2 },
          { role: 'worker', state: 'PENDING', reason: 'Priority', count: 3 }
        ],
        command: 'squeue -j 12,13'
      }
    })
  );
  expect(screen.getByText('2 / 5 workers')).toBeVisible();
  expect(screen.getByText('Scheduler: Running')).toBeVisible();
  expect(
    screen.getByText('Workers: 2 running, 3 pending: Priority')
  ).toBeVisible();
  expect(screen.getByText('squeue -j 12,13')).not.toBeVisible();
  fireEvent.click(screen.getByText('More in a terminal'));
  const copied = jest.spyOn(Clipboard, 'copyToSystem').mockReturnValue();
  fireEvent.click(screen.getByRole('button', { name: 'Copy the command' }));
  expect(copied).toHaveBeenCalledWith('squeue -j 12,13');
});

it.each([
  [252, 'Jobs of this kind wait about 4 min.'],
  [20, 'Jobs of this kind wait about 20 s.'],
  [3700, 'Jobs of this kind wait about 1 h 2 min.']
])('says how long others wait, if %d s are predicted', (seconds, said) => {
  show(aCluster({ status: 'pending', queue_wait_seconds: seconds }));
  expect(screen.getByText(said)).toBeVisible();
});

it('says what a scheduler that does not start waits for', () => {
  show(
    aCluster({
      status: 'pending',
      jobs: {
        groups: [
          { role: 'scheduler', state: 'PENDING', reason: 'Resources', count: 1 }
        ],
        command: ''
      }
    })
  );
  expect(screen.getByText('Scheduler: Pending: Resources')).toBeVisible();
});

it('keeps quiet about batch jobs that all run', () => {
  show(
    aCluster({
      jobs: {
        groups: [
          { role: 'worker', state: 'RUNNING', reason: null, count: 2 },
          { role: 'scheduler', state: 'RUNNING', reason: null, count: 1 }
        ],
        command: 'squeue'
      }
    })
  );
  expect(screen.getByText('Workers: 2 running')).not.toBeVisible();
  expect(screen.getByText('Batch jobs')).toBeVisible();
});
