import '@testing-library/jest-dom';
import { fireEvent, render, screen } from '@testing-library/react';
import * as React from 'react';

import { trans } from '../../clusters/__tests__/fixtures';
import { TransContext } from '../hooks';
import type { IPair } from '../pairs';
import { PairRows } from '../pairs';

function Rows(): JSX.Element {
  const [pairs, setPairs] = React.useState<readonly IPair[]>([
    { name: 'A', value: '1' },
    { name: 'B', value: '2' }
  ]);
  return <PairRows pairs={pairs} addLabel="Add" onChange={setPairs} />;
}

beforeEach(() => {
  render(
    <TransContext.Provider value={trans}>
      <Rows />
    </TransContext.Provider>
  );
});

const remove = (name: string): HTMLElement =>
  screen.getByRole('button', { name: `Remove ${name}` });

it('the second half of a double click removes no other row', () => {
  fireEvent.click(remove('A'), { detail: 1 });
  fireEvent.click(remove('B'), { detail: 2 });
  expect(remove('B')).toBeVisible();
});

it('the focus goes on among the rows when the last one is removed', () => {
  remove('B').focus();
  fireEvent.click(remove('B'));
  expect(document.activeElement).toBe(
    screen.getByRole('button', { name: 'Add' })
  );
});
