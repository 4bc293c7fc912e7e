import '@testing-library/jest-dom';
import { cleanup, render, screen } from '@testing-library/react';
import * as React from 'react';

import type { Cluster, Gateway } from '../../../api/models';
import { TransContext } from '../../../ui/hooks';
import { aCluster, aGateway, trans } from '../../__tests__/fixtures';
import type { ICardActions } from '../actions';
import { ClusterCard } from '../card';
import { Monitoring } from '../monitoring';

function showCard(
  cluster: Partial<Cluster>,
  gateway: Partial<Gateway> = {}
): HTMLElement | null {
  cleanup();
  render(
    <TransContext.Provider value={trans}>
      <ClusterCard
        cluster={aCluster(cluster)}
        gateway={aGateway(gateway)}
        isActive={false}
        actions={{ now: Date.now } as ICardActions}
      />
    </TransContext.Provider>
  );
  return screen.queryByRole('link', { name: 'Monitoring of Cluster 1' });
}

function showPanel(...gateways: readonly Partial<Gateway>[]): string[] {
  cleanup();
  render(
    <TransContext.Provider value={trans}>
      <Monitoring
        gateways={
          new Map(
            gateways.map((one, index) => [`${index}`, aGateway(one)] as const)
          )
        }
      />
    </TransContext.Provider>
  );
  return screen.queryAllByRole('link').map(link => link.textContent ?? '');
}

it('a card leads to the page of its cluster, or else to that of its gateway', () => {
  const own = showCard(
    { monitoring_url: 'https://grafana.example/?c=one' },
    { monitoring_url: 'https://grafana.example/' }
  );
  expect(own).toHaveAttribute('href', 'https://grafana.example/?c=one');
  expect(own).toHaveAttribute('rel', 'noopener noreferrer');
  expect(
    showCard({}, { monitoring_url: 'https://grafana.example/' })
  ).toHaveAttribute('href', 'https://grafana.example/');
  expect(showCard({})).toBeNull();
});

it('what is no web page is no link', () => {
  expect(showCard({ monitoring_url: 'javascript:alert(1)' })).toBeNull();
});

it('the panel has one link for the facility, or one for each page that differs', () => {
  const monitoring_url = 'https://grafana.example/';
  expect(showPanel({}, {})).toEqual([]);
  expect(showPanel({ monitoring_url }, { monitoring_url })).toEqual([
    'Facility monitoring'
  ]);
  expect(
    showPanel(
      { label: 'SLURM', monitoring_url },
      { label: 'Kubernetes', monitoring_url: 'https://other.example/' },
      {}
    )
  ).toEqual(['SLURM monitoring', 'Kubernetes monitoring']);
});
