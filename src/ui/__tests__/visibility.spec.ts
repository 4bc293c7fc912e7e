import { Widget } from '@lumino/widgets';

import type { IClusterManager } from '../../tokens';
import { subscribeWhileVisible, watchVisibility } from '../visibility';

type Entry = Pick<IntersectionObserverEntry, 'isIntersecting'>;

let report: (entries: Entry[]) => void;
const disconnect = jest.fn();

beforeEach(() => {
  jest.useFakeTimers();
  window.IntersectionObserver = class {
    constructor(callback: (entries: Entry[]) => void) {
      report = callback;
    }
    observe = jest.fn();
    disconnect = disconnect;
  } as unknown as typeof IntersectionObserver;
});

afterEach(() => {
  jest.useRealTimers();
});

const seen = (...all: boolean[]): void =>
  report(all.map(isIntersecting => ({ isIntersecting })));

function watched(hideDelay: number): { told: jest.Mock; widget: Widget } {
  const told = jest.fn();
  const widget = new Widget();
  watchVisibility(widget, hideDelay, told);
  return { told, widget };
}

it('of several changes at once only the last counts', () => {
  const { told } = watched(0);
  seen(true, false);
  expect(told).not.toHaveBeenCalled();
  seen(false, true);
  expect(told.mock.calls).toEqual([[true]]);
});

it('what is hidden for a moment only is not reported', () => {
  const { told } = watched(1000);
  seen(true);
  seen(false);
  jest.advanceTimersByTime(900);
  seen(true);
  jest.advanceTimersByTime(5000);
  expect(told.mock.calls).toEqual([[true]]);
  seen(false);
  jest.advanceTimersByTime(1000);
  expect(told.mock.calls).toEqual([[true], [false]]);
});

it('ends with the widget', () => {
  const { told, widget } = watched(1000);
  seen(true);
  seen(false);
  widget.dispose();
  jest.advanceTimersByTime(2000);
  expect(told.mock.calls).toEqual([[true]]);
  expect(disconnect).toHaveBeenCalled();
});

it('clusters are kept up to date only while a widget is seen', () => {
  let subscribers = 0;
  const manager = {
    subscribe: () => {
      subscribers += 1;
      return { isDisposed: false, dispose: () => void (subscribers -= 1) };
    }
  } as unknown as IClusterManager;
  const widget = new Widget();
  subscribeWhileVisible(widget, manager);
  seen(true, false);
  expect(subscribers).toBe(0);
  seen(true);
  expect(subscribers).toBe(1);
  seen(false);
  expect(subscribers).toBe(0);
  seen(true);
  widget.dispose();
  expect(subscribers).toBe(0);
});
