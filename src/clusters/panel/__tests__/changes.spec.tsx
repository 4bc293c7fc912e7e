import '@testing-library/jest-dom';
import { fireEvent, render, screen } from '@testing-library/react';
import * as React from 'react';

import type { Cluster } from '../../../api/models';
import { TransContext } from '../../../ui/hooks';
import { aCluster, aGateway, trans } from '../../__tests__/fixtures';
import type { ICardActions } from '../actions';
import { ClusterCard } from '../card';

const failure = { reason: 'No.', hint: '', log: null, problems: [] };

/** One card, the cluster of which a test changes under the pointer. */
function show(first: Cluster): {
  actions: Record<keyof ICardActions, jest.Mock>;
  change: (cluster: Cluster) => void;
} {
  const actions = Object.fromEntries(
    [
      ...['activate', 'insert', 'scale', 'shutDown', 'dismiss', 'retry'],
      ...['editAndRetry', 'openLogs', 'openWorkers', 'drag']
    ].map(name => [name, jest.fn()])
  ) as Record<keyof ICardActions, jest.Mock>;
  actions.now = jest.fn(() => 0);
  const card = (cluster: Cluster): JSX.Element => (
    <TransContext.Provider value={trans}>
      <ul>
        <ClusterCard
          cluster={cluster}
          gateway={aGateway()}
          isActive={false}
          actions={actions}
        />
      </ul>
    </TransContext.Provider>
  );
  const { rerender } = render(card(first));
  return { actions, change: cluster => rerender(card(cluster)) };
}

const button = (name: string): HTMLElement =>
  screen.getByRole('button', { name });

it.each<[string, Partial<Cluster>, Partial<Cluster>]>([
  ['Cancel', { status: 'pending' }, { status: 'running' }],
  ['Shut down', { status: 'running' }, { status: 'failed', failure }],
  ['Scale', { status: 'running' }, { status: 'stopped', failure }]
])(
  'a press of %s does that or nothing, whatever becomes of the cluster meanwhile',
  (name, before, after) => {
    const { actions, change } = show(aCluster(before));
    const pressed = button(name);
    fireEvent.mouseDown(pressed);
    change(aCluster(after));
    // A browser clicks what it was pressed on, as long as that is there.
    fireEvent.click(pressed);
    for (const [action, call] of Object.entries(actions)) {
      if (action !== 'now') {
        expect([action, call.mock.calls.length]).toEqual([action, 0]);
      }
    }
  }
);

it('whose button is gone has the focus on the card, not on another action', () => {
  const { change } = show(aCluster({ status: 'pending' }));
  button('Cancel').focus();
  change(aCluster());
  expect(document.activeElement).toBe(button('Cluster 1'));
});

it('the focus is not taken from who is elsewhere', () => {
  const { change } = show(aCluster({ status: 'pending' }));
  const elsewhere = document.body.appendChild(document.createElement('input'));
  elsewhere.focus();
  change(aCluster());
  expect(document.activeElement).toBe(elsewhere);
  elsewhere.remove();
});

it('the second half of a double click dismisses nothing that has moved up', () => {
  const { actions } = show(aCluster({ status: 'failed', failure }));
  fireEvent.click(button('Dismiss'), { detail: 1 });
  fireEvent.click(button('Dismiss'), { detail: 2 });
  expect(actions.dismiss).toHaveBeenCalledTimes(1);
});
