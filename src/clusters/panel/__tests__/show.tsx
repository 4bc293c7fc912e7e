import '@testing-library/jest-dom';
import { render, screen } from '@testing-library/react';
import * as React from 'react';

import { TransContext } from '../../../ui/hooks';
import type { Cluster } from '../../../api/models';
import type { ICardActions } from '../actions';
import { ClusterCard } from '../card';
import { aGateway, trans } from '../../__tests__/fixtures';

export const NOW = Date.UTC(2026, 0, 1, 12, 0, 42);

/**
 * Render one card, and return what it calls.
 */
export function show(cluster: Cluster, isActive = false): ICardActions {
  const actions = {
    activate: jest.fn(),
    insert: jest.fn(),
    scale: jest.fn(),
    shutDown: jest.fn(),
    dismiss: jest.fn(),
    editAndRetry: jest.fn(),
    retry: jest.fn(),
    openLogs: jest.fn(),
    openWorkers: jest.fn(),
    drag: jest.fn(),
    now: () => NOW
  };
  render(
    <TransContext.Provider value={trans}>
      <ul>
        <ClusterCard
          cluster={cluster}
          gateway={aGateway()}
          isActive={isActive}
          actions={actions}
        />
      </ul>
    </TransContext.Provider>
  );
  return actions;
}

/**
 * The names of the buttons that are shown.
 */
export const buttons = (): (string | null)[] =>
  screen
    .getAllByRole('button')
    .map(button => button.getAttribute('aria-label') ?? button.textContent);
