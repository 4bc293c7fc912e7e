import '@testing-library/jest-dom';
import { render, screen } from '@testing-library/react';
import * as React from 'react';

import { trans } from '../../clusters/__tests__/fixtures';
import { Rendered } from '../boundary';

function Odd(props: { value: { text: string } | null }): JSX.Element {
  return <p>{props.value!.text}</p>;
}

beforeEach(() => {
  jest.spyOn(console, 'error').mockImplementation(() => undefined);
});

afterEach(() => {
  jest.restoreAllMocks();
});

it('what cannot be shown says so instead of leaving a blank, and what can is shown again', () => {
  const shown = (value: { text: string } | null): JSX.Element => (
    <Rendered trans={trans}>
      <Odd value={value} />
    </Rendered>
  );
  const { rerender } = render(shown(null));
  expect(screen.getByRole('alert')).toHaveTextContent(
    'This page and the server part of the extension have different versions. Reload the page'
  );
  rerender(shown({ text: 'fine' }));
  expect(document.body).toHaveTextContent('fine');
  expect(screen.queryByRole('alert')).toBeNull();
});
