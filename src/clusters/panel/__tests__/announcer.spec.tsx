import '@testing-library/jest-dom';
import { act, render, screen } from '@testing-library/react';
import * as React from 'react';

import { TransContext } from '../../../ui/hooks';
import { aCluster, aManager, trans } from '../../__tests__/fixtures';
import { Announcer } from '../announcer';

it('numbers of a cluster that was there before are no news of its status', async () => {
  const { manager, rest, tell } = aManager();
  rest.listed = [aCluster()];
  await manager.refresh();
  render(
    <TransContext.Provider value={trans}>
      <Announcer manager={manager} />
    </TransContext.Provider>
  );
  const heard = screen.getByRole('status');
  act(() => tell({ changed: [aCluster({ cores: 7 })] }));
  expect(heard).toBeEmptyDOMElement();
  act(() => tell({ changed: [aCluster({ status: 'stopping' })] }));
  expect(heard).toHaveTextContent('Cluster 1: Stopping');
});
