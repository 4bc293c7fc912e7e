import '@testing-library/jest-dom';
import { Signal } from '@lumino/signaling';
import { act, fireEvent, render, screen } from '@testing-library/react';
import * as React from 'react';

import { trans } from '../../../clusters/__tests__/fixtures';
import type { IDashboards, OpenResult } from '../../../tokens';
import { TransContext } from '../../../ui/hooks';
import { AddressBar } from '../addressbar';

interface IShown {
  open: jest.Mock;
  find: jest.Mock;
  box: () => HTMLInputElement;
  enter: (text: string) => Promise<void>;
}

function show(): IShown {
  const owner = {};
  const open = jest.fn();
  const find = jest.fn(async () => undefined);
  const dashboards = {
    address: '',
    open,
    changed: new Signal<object, void>(owner)
  } as unknown as IDashboards;
  render(
    <TransContext.Provider value={trans}>
      <AddressBar dashboards={dashboards} find={find} />
    </TransContext.Provider>
  );
  const box = (): HTMLInputElement =>
    screen.getByRole('textbox', { name: 'Dask dashboard URL' });
  const enter = async (text: string): Promise<void> => {
    fireEvent.change(box(), { target: { value: text } });
    await act(async () => {
      fireEvent.submit(box());
    });
  };
  return { open, find, box, enter };
}

it('nonsense is kept with what is wrong with it, until dashboards are looked for elsewhere', async () => {
  const { open, find, box, enter } = show();
  open.mockResolvedValue({ kind: 'unreadable' });
  await enter('nonsense');
  expect(box()).toHaveValue('nonsense');
  expect(document.body).toHaveTextContent('not the address');
  const magnifier = document.querySelector(
    '[title="Find dashboards in open notebooks"]'
  )!;
  await act(async () => {
    fireEvent.click(magnifier);
  });
  expect(find).toHaveBeenCalledTimes(1);
  expect(box()).toHaveValue('');
  expect(document.body).not.toHaveTextContent('not the address');
});

it('what an address that was overtaken answers is not said', async () => {
  const { open, enter } = show();
  let answer: (result: OpenResult) => void = () => undefined;
  open
    .mockReturnValueOnce(
      new Promise(resolve => {
        answer = resolve;
      })
    )
    .mockResolvedValueOnce({ kind: 'silent', place: 'localhost:2' });
  await enter('localhost:1');
  await enter('localhost:2');
  await act(async () => {
    answer({ kind: 'superseded' });
  });
  expect(document.body).toHaveTextContent('Nothing responds at localhost:2');
});

it('Escape gives the present address back', async () => {
  const { open, box, enter } = show();
  open.mockResolvedValue({ kind: 'unreadable' });
  await enter('nonsense');
  fireEvent.keyDown(box(), { key: 'Escape' });
  expect(box()).toHaveValue('');
  expect(document.body).not.toHaveTextContent('not the address');
});

it('what is looked for ends with the choice of a cluster, too: nothing is said to go on', async () => {
  const { open, enter } = show();
  open.mockResolvedValue({ kind: 'superseded' });
  await enter('localhost:1');
  expect(document.body).not.toHaveTextContent('Looking for a dashboard');
});

it('the magnifier can be pressed again when what it needs could not be loaded', async () => {
  const { find } = show();
  find.mockRejectedValue(new Error('404'));
  const magnifier = (): Element =>
    document.querySelector('[title="Find dashboards in open notebooks"]')!;
  await act(async () => {
    fireEvent.click(magnifier());
  });
  await act(async () => {
    fireEvent.click(magnifier());
  });
  expect(find).toHaveBeenCalledTimes(2);
});
