import '@testing-library/jest-dom';
import { fireEvent, render, screen, waitFor } from '@testing-library/react';
import * as React from 'react';

import { NumberField } from '../fields';

it('who scrolls with the pointer on a number scrolls, and changes no number', async () => {
  const changed = jest.fn();
  render(<NumberField label="Workers" value="4" onChange={changed} />);
  const field = screen.getByRole('spinbutton', { name: 'Workers' });
  field.focus();
  fireEvent.wheel(field, { deltaY: 100 });
  // Browsers count on in a field that has the focus after the event.
  expect(field).not.toHaveFocus();
  await waitFor(() => expect(field).toHaveFocus());
  expect(changed).not.toHaveBeenCalled();
});

it('nor does scrolling take the focus from where it is', async () => {
  render(
    <>
      <NumberField label="Workers" value="4" onChange={jest.fn()} />
      <input aria-label="other" />
    </>
  );
  const other = screen.getByRole('textbox', { name: 'other' });
  other.focus();
  fireEvent.wheel(screen.getByRole('spinbutton'), { deltaY: 100 });
  await new Promise(resolve => requestAnimationFrame(resolve));
  expect(other).toHaveFocus();
});
