import { trans } from '../../clusters/__tests__/fixtures';
import {
  ServerFailureError,
  UnreachableError,
  formatError,
  formatProblem
} from '../errors';

it('only what is tried again by itself promises that', () => {
  for (const error of [
    new UnreachableError('x'),
    new ServerFailureError('x')
  ]) {
    expect(formatError(error, trans)).not.toMatch('automatically');
  }
  expect(formatError(new UnreachableError('x'), trans)).toBe(
    'The Jupyter server is not responding. Try again in a moment.'
  );
  expect(formatProblem('unreachable', trans)).toBe(
    'The Jupyter server is not responding. Retrying automatically.'
  );
});
