import type { JupyterFrontEnd } from '@jupyterlab/application';
import { Notification, WidgetTracker } from '@jupyterlab/apputils';
import { Widget } from '@lumino/widgets';

import { ActiveCluster } from '../../../clusters/active';
import {
  aCluster,
  aManager,
  trans
} from '../../../clusters/__tests__/fixtures';
import { LabSettings } from '../../../services/settings';
import { DashboardManager } from '../../manager';
import { openDashboard } from '../open';
import type { DashboardTab } from '../tab';

beforeEach(() => {
  window.IntersectionObserver = class {
    observe = jest.fn();
    disconnect = jest.fn();
  } as unknown as typeof IntersectionObserver;
  Notification.manager.dismiss();
});

async function aWorld(
  hasPlace: boolean
): Promise<{ options: openDashboard.IOptions; browser: jest.SpyInstance }> {
  const { manager, rest } = aManager();
  rest.listed = [aCluster()];
  const active = new ActiveCluster({ manager });
  await manager.refresh();
  const dashboards = new DashboardManager({
    manager,
    active,
    trans,
    settings: new LabSettings(null),
    server: 'https://hub.example/'
  });
  await new Promise(resolve => setTimeout(resolve));
  const app = {
    shell: {
      add: (widget: Widget) => {
        if (hasPlace) {
          Widget.attach(widget, document.body);
        }
      },
      activateById: jest.fn()
    }
  } as unknown as JupyterFrontEnd;
  const tracker = new WidgetTracker<DashboardTab>({ namespace: 'tests' });
  return {
    options: {
      app,
      tracker,
      dashboards,
      manager,
      active,
      plot: 'Task Stream',
      pin: null,
      showClusters: jest.fn(),
      trans
    },
    browser: jest.spyOn(window, 'open')
  };
}

it('a plot has one tab, which is activated the second time', async () => {
  const { options } = await aWorld(true);
  const tab = await openDashboard(options);
  expect(tab.isAttached).toBe(true);
  expect(await openDashboard(options)).toBe(tab);
  expect(options.app.shell.activateById).toHaveBeenCalledTimes(2);
});

it('where the application has no place for it, the browser opens it', async () => {
  const { options, browser } = await aWorld(false);
  browser.mockReturnValue({} as Window);
  const tab = await openDashboard(options);
  expect(browser).toHaveBeenCalledWith(
    expect.stringMatching(/individual-task-stream$/),
    '_blank'
  );
  expect(tab.isDisposed).toBe(true);
  expect(Notification.manager.notifications[0].message).toMatch(
    'Task Stream was opened in a new browser tab'
  );
});

it('or says why nothing is shown', async () => {
  const { options, browser } = await aWorld(false);
  browser.mockReturnValue(null);
  await openDashboard(options);
  expect(Notification.manager.notifications[0].message).toMatch('Task Stream');
});
