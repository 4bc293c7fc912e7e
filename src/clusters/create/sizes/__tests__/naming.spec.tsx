import '@testing-library/jest-dom';
import { act, fireEvent, render, screen } from '@testing-library/react';
import * as React from 'react';

import { UnreachableError } from '../../../../api/errors';
import { LabSettings } from '../../../../services/settings';
import { TransContext, useSignals } from '../../../../ui/hooks';
import { aManager, trans } from '../../../__tests__/fixtures';
import { NewClusterModel } from '../../model';
import { SizeActions } from '../naming';
import { OwnPresets } from '../ownpresets';

function Form(props: { model: NewClusterModel; own: OwnPresets }): JSX.Element {
  useSignals(props.model.changed);
  return <SizeActions form={props.model.form} own={props.own} />;
}

async function show(): Promise<{
  model: NewClusterModel;
  own: OwnPresets;
  add: jest.SpyInstance;
}> {
  const { manager } = aManager();
  const model = new NewClusterModel({ manager, trans });
  await model.load();
  const own = new OwnPresets(new LabSettings(null));
  const add = jest.spyOn(own, 'add');
  render(
    <TransContext.Provider value={trans}>
      <Form model={model} own={own} />
      <input aria-label="elsewhere" />
    </TransContext.Provider>
  );
  return { model, own, add };
}

const opener = (): HTMLElement =>
  screen.getByRole('button', { name: 'Save as preset…' });
const name = (): HTMLElement =>
  screen.getByRole('textbox', { name: 'Name of the preset' });
const press = async (key: string, over: object = {}): Promise<void> => {
  await act(async () => {
    fireEvent.keyDown(name(), { key, ...over });
  });
};

function enter(text: string): void {
  fireEvent.click(opener());
  fireEvent.change(name(), { target: { value: text } });
}

it('Enter saves what has a name', async () => {
  const { own } = await show();
  enter('Wide');
  expect(document.activeElement).toBe(name());
  await press('Enter');
  expect(own.of('slurm').map(({ label }) => label)).toEqual(['Wide']);
  expect(document.activeElement).toBe(opener());
});

it('Enter is never without an answer: what is missing is said', async () => {
  const { model, add } = await show();
  enter(' ');
  await press('Enter');
  expect(screen.getByRole('alert')).toHaveTextContent('Enter a name.');
  fireEvent.change(name(), { target: { value: 'Wide' } });
  expect(screen.queryByRole('alert')).toBeNull();
  act(() => model.form.setOption('worker_cores', '99'));
  await press('Enter');
  expect(screen.getByRole('alert')).toHaveTextContent(
    'Fix the errors above first.'
  );
  expect(add).not.toHaveBeenCalled();
  act(() => model.form.setOption('worker_cores', '3'));
  expect(screen.queryByRole('alert')).toBeNull();
});

it('Enter that ends the composition of a character saves nothing yet', async () => {
  const { add } = await show();
  enter('広');
  await press('Enter', { isComposing: true });
  expect(add).not.toHaveBeenCalled();
});

it('what takes its time is said, is done once, and takes the focus from nobody', async () => {
  const { add } = await show();
  let done: () => void = () => undefined;
  add.mockReturnValue(
    new Promise<void>(resolve => {
      done = resolve;
    })
  );
  enter('Wide');
  await press('Enter');
  await press('Enter');
  expect(add).toHaveBeenCalledTimes(1);
  expect(document.body).toHaveTextContent('Saving the preset…');
  const elsewhere = screen.getByRole('textbox', { name: 'elsewhere' });
  elsewhere.focus();
  await act(async () => done());
  expect(opener()).toBeVisible();
  expect(document.activeElement).toBe(elsewhere);
});

it('why it could not be saved is said until the name is given up', async () => {
  const { add } = await show();
  add.mockRejectedValue(new UnreachableError('x'));
  enter('Wide');
  await press('Enter');
  expect(screen.getByRole('alert')).toHaveTextContent('not responding');
  expect(name()).toHaveValue('Wide');
  await press('Escape');
  expect(screen.queryByRole('alert')).toBeNull();
});
