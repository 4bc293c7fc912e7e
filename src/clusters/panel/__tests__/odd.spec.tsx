import '@testing-library/jest-dom';
import { act, screen } from '@testing-library/react';
import { Widget } from '@lumino/widgets';

import type { Cluster } from '../../../api/models';
import { aCluster, aManager, trans } from '../../__tests__/fixtures';
import { ActivityModel } from '../../activity';
import { ActiveCluster } from '../../active';
import { EndedModel } from '../../ended';
import { ClustersPanel } from '../panel';

it('a cluster of which the server tells half does not take the others off the screen', async () => {
  jest.spyOn(console, 'error').mockImplementation(() => undefined);
  const { manager, rest } = aManager();
  const half = {
    ...aCluster({ name: 'odd', label: 'Odd' })
  } as Partial<Cluster>;
  delete half.workers;
  rest.listed = [aCluster(), half as Cluster];
  await manager.refresh();
  const usage = {
    changed: manager.changed,
    notebooksUsing: () => []
  } as never;
  const panel = new ClustersPanel({
    manager,
    active: new ActiveCluster({ manager }),
    usage,
    ended: new EndedModel({ manager, state: null }),
    activity: new ActivityModel(manager),
    actions: { now: Date.now } as never,
    endedActions: {} as never,
    create: async () => undefined,
    refresh: async () => undefined,
    check: jest.fn(),
    trans
  });
  await act(async () => {
    Widget.attach(panel, document.body);
  });
  expect(screen.getByRole('button', { name: 'Cluster 1' })).toBeVisible();
  const odd = screen.getByRole('listitem', { name: 'Odd' });
  expect(odd).toHaveTextContent('different versions');
  panel.dispose();
  jest.restoreAllMocks();
});
