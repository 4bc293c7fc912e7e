import '@testing-library/jest-dom';
import { act, fireEvent, screen } from '@testing-library/react';
import { PromiseDelegate } from '@lumino/coreutils';
import { Widget } from '@lumino/widgets';

import { aManager, trans } from '../../__tests__/fixtures';
import { ActivityModel } from '../../activity';
import { ActiveCluster } from '../../active';
import { EndedModel } from '../../ended';
import { ClustersPanel } from '../panel';

it.each(['New cluster', 'Create a cluster'])(
  '%s says that it has been pressed while the dialog is still on its way',
  async name => {
    const { manager } = aManager();
    await manager.refresh();
    const loaded = [new PromiseDelegate<void>(), new PromiseDelegate<void>()];
    const create = jest
      .fn()
      .mockReturnValueOnce(loaded[0].promise)
      .mockReturnValueOnce(loaded[1].promise);
    const panel = new ClustersPanel({
      manager,
      active: new ActiveCluster({ manager }),
      usage: { changed: manager.changed, notebooksUsing: () => [] } as never,
      ended: new EndedModel({ manager, state: null }),
      activity: new ActivityModel(manager),
      actions: { now: Date.now } as never,
      endedActions: {} as never,
      create,
      refresh: async () => undefined,
      check: jest.fn(),
      trans
    });
    await act(async () => {
      Widget.attach(panel, document.body);
    });
    const button = screen.getByRole('button', { name });
    expect(button).toHaveAttribute('aria-busy', 'false');
    fireEvent.click(button);
    expect(button).toHaveAttribute('aria-busy', 'true');
    await act(async () => loaded[0].resolve());
    expect(button).toHaveAttribute('aria-busy', 'false');
    // Also where a part could not be loaded, which has said so.
    fireEvent.click(button);
    await act(async () => loaded[1].reject(new Error('offline')));
    expect(button).toHaveAttribute('aria-busy', 'false');
    panel.dispose();
  }
);
