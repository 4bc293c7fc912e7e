import { trans } from '../../__tests__/fixtures';
import { describeLifetimes } from '../lifetimes';

it.each([
  [
    { start_timeout: 120, idle_timeout: 3600, lifetime: 86_400 },
    'Starts within 2 min. Stops after 1 h without work. Stops after 1 d in any case.'
  ],
  [
    { start_timeout: 90, idle_timeout: null, lifetime: 172_800 },
    'Starts within 1 min 30 s. Stops after 2 d in any case.'
  ],
  // Gateways write that there is no limit as 0.
  [{ start_timeout: null, idle_timeout: 0, lifetime: null }, '']
])('%j reads: %s', (limits, line) => {
  expect(describeLifetimes(limits, trans)).toBe(line);
});
