import type { Area } from '../layout';
import { layoutOf, stepsOf } from '../layout';

it('every plot comes after the one that it goes beside, else in the order of the setting', () => {
  const steps = stepsOf({
    c: { mode: 'split-right', ref: 'individual-b' },
    d: { mode: 'split-bottom', ref: '/b' },
    b: { mode: 'split-bottom', ref: 'a' },
    a: { mode: 'split-right', ref: null }
  });
  expect(steps.map(({ plot }) => plot)).toEqual(['a', 'b', 'c', 'd']);
  expect(steps[2].ref).toBe('individual-b');
});

it('what refers to nothing, to itself or in a circle goes into the main area', () => {
  const steps = stepsOf({
    a: { mode: 'split-right', ref: 'b' },
    b: { mode: 'split-right', ref: 'a' },
    c: { mode: 'split-top', ref: 'nowhere' }
  });
  expect(steps).toEqual([
    { plot: 'a', mode: 'split-right', ref: null },
    { plot: 'b', mode: 'split-right', ref: 'a' },
    { plot: 'c', mode: 'split-top', ref: null }
  ]);
});

it('a mode that is none splits to the right', () => {
  expect(stepsOf({ a: { mode: 'sideways' } })[0].mode).toBe('split-right');
});

it('an arrangement is saved so that its steps build it again', () => {
  const tabs = (...widgets: string[]): Area<string> => ({
    type: 'tab-area',
    widgets
  });
  const area: Area<string> = {
    type: 'split-area',
    orientation: 'horizontal',
    children: [
      tabs('notebook'),
      {
        type: 'split-area',
        orientation: 'vertical',
        children: [
          tabs('a', 'notebook', 'b'),
          {
            type: 'split-area',
            orientation: 'horizontal',
            children: [tabs('c'), tabs('d')]
          }
        ]
      }
    ]
  };
  const layout = layoutOf(area, one => (one === 'notebook' ? null : one));
  expect(stepsOf(layout)).toEqual([
    { plot: 'a', mode: 'split-right', ref: null },
    { plot: 'c', mode: 'split-bottom', ref: 'a' },
    { plot: 'b', mode: 'tab-after', ref: 'a' },
    { plot: 'd', mode: 'split-right', ref: 'c' }
  ]);
});

it('no dashboards make an empty layout', () => {
  expect(layoutOf(null, () => null)).toEqual({});
  expect(layoutOf({ type: 'tab-area', widgets: [1] }, () => null)).toEqual({});
});
