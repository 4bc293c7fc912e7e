import '@testing-library/jest-dom';
import { Signal } from '@lumino/signaling';
import { Widget } from '@lumino/widgets';
import { act, fireEvent, screen } from '@testing-library/react';

import type { Cluster } from '../../../api/models';
import { aCluster, trans } from '../../../clusters/__tests__/fixtures';
import { LabSettings } from '../../../services/settings';
import type { IDashboards } from '../../../tokens';
import { plotsOf, usualPlots } from '../../plots';
import { DashboardLauncher } from '../launcher';

async function show(
  cluster: Cluster | null,
  favorites?: string[]
): Promise<void> {
  document.body.innerHTML = '';
  const settings = new LabSettings(null);
  if (favorites) {
    const values = { ...settings.values, favorites };
    jest.spyOn(settings, 'values', 'get').mockReturnValue(values);
  }
  const launcher = new DashboardLauncher({
    dashboards: {
      changed: new Signal<object, void>({}),
      plots: plotsOf(usualPlots(), trans),
      base: 'http://here/',
      pin: cluster ?? { base: 'http://there/', label: 'there' },
      state: 'ready'
    } as unknown as IDashboards,
    manager: { find: () => cluster ?? undefined },
    settings,
    launch: jest.fn(),
    trans
  });
  Widget.attach(launcher, document.body);
  await act(() => new Promise(resolve => setTimeout(resolve)));
}

const plots = (): string[] =>
  screen
    .getAllByRole('button')
    .map(button => button.textContent ?? '')
    .filter(text => text.startsWith('GPU'));

it('plots of GPUs are shown where the cluster has GPUs, or may have some', async () => {
  await show(aCluster({ options: { worker_cores: 2 } }));
  expect(plots()).toEqual([]);
  await show(aCluster({ options: { worker_gpus: 1 } }));
  expect(plots()).toEqual(['GPU Memory', 'GPU Utilization']);
  // Of a dashboard without a cluster nothing is known.
  await show(null);
  expect(plots()).toEqual(['GPU Memory', 'GPU Utilization']);
});

it('who looks for plots of GPUs, or has made one a favorite, has them', async () => {
  await show(aCluster(), ['gpu-memory']);
  expect(plots()).toEqual(['GPU Memory']);
  fireEvent.change(screen.getByRole('textbox', { name: 'Filter dashboards' }), {
    target: { value: 'gpu' }
  });
  expect(plots()).toEqual(['GPU Memory', 'GPU Utilization']);
});
