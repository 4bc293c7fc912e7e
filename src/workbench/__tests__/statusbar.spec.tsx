import '@testing-library/jest-dom';

import { nullTranslator } from '@jupyterlab/translation';
import { Signal } from '@lumino/signaling';
import { Widget } from '@lumino/widgets';
import { act } from '@testing-library/react';

import type { Cluster } from '../../api/models';
import { aCluster } from '../../clusters/__tests__/fixtures';
import { StatusItem } from '../statusbar';

const trans = nullTranslator.load('purdue_dask_lab');

class Selected {
  current: Cluster | null = null;
  changed = new Signal<this, void>(this);

  select(cluster: Cluster | null): void {
    this.current = cluster;
    act(() => this.changed.emit());
  }
}

function attach(): { item: StatusItem; selected: Selected; open: jest.Mock } {
  const selected = new Selected();
  const open = jest.fn();
  const item = new StatusItem({ active: selected, open, trans });
  act(() => Widget.attach(item, document.body));
  return { item, selected, open };
}

const settle = (): Promise<void> =>
  act(
    () => new Promise<void>(resolve => requestAnimationFrame(() => resolve()))
  );

describe('the selected cluster in the status bar', () => {
  it('says what it does, and changes with it', async () => {
    const { item, selected } = attach();
    selected.select(aCluster({ status: 'pending', label: 'Analysis' }));
    await settle();
    expect(item.node).toHaveTextContent('Analysis: Pending');
    const workers = { running: 2, requested: 2, minimum: null, maximum: null };
    const tasks = {
      processing: 5,
      memory: 1,
      erred: 0,
      waiting: 3,
      released: 0
    };
    selected.select(
      aCluster({ status: 'running', label: 'Analysis', workers, tasks })
    );
    await settle();
    expect(item.node).toHaveTextContent(
      'Analysis: 2 workers · 5 tasks · 3 waiting'
    );
    act(() => item.dispose());
  });

  it('says that workers have not arrived, and which numbers are the last known', async () => {
    const { item, selected } = attach();
    const workers = { running: 0, requested: 2, minimum: null, maximum: null };
    selected.select(aCluster({ label: 'Analysis', workers }));
    await settle();
    expect(item.node).toHaveTextContent('Analysis: Waiting for workers');
    selected.select(
      aCluster({
        label: 'Analysis',
        scheduler: 'busy',
        workers: { ...workers, running: 2 }
      })
    );
    await settle();
    expect(item.node).toHaveTextContent('Analysis: 2 workers');
    const button = item.node.querySelector('button');
    expect(button).toHaveClass('jp-mod-lastKnown');
    expect(button).toHaveAttribute(
      'title',
      'Last known numbers. Show Dask clusters'
    );
    act(() => item.dispose());
  });

  it('leaves out what there is none of', async () => {
    const { item, selected } = attach();
    const workers = { running: 1, requested: 1, minimum: null, maximum: null };
    selected.select(
      aCluster({ status: 'running', label: 'One', workers, tasks: null })
    );
    await settle();
    expect(item.node).toHaveTextContent(/^One: 1 worker$/);
    selected.select(null);
    await settle();
    expect(item.node).toBeEmptyDOMElement();
    act(() => item.dispose());
  });

  it('opens the panel', async () => {
    const { item, selected, open } = attach();
    selected.select(aCluster());
    await settle();
    item.node.querySelector('button')!.click();
    expect(open).toHaveBeenCalledTimes(1);
    act(() => item.dispose());
  });
});
