import * as React from 'react';

import type { Cluster } from '../../api/models';
import { useTrans } from '../../ui/hooks';

/**
 * The actions of a card.
 */
export interface ICardActions {
  activate(cluster: Cluster): void;
  insert(cluster: Cluster): void;
  scale(cluster: Cluster): void;
  shutDown(cluster: Cluster): void;
  dismiss(cluster: Cluster): void;
  retry(cluster: Cluster): void;
  editAndRetry(cluster: Cluster): void;
  openLogs(cluster: Cluster): void;
  openWorkers(cluster: Cluster): void;
  drag(cluster: Cluster, event: React.PointerEvent<HTMLElement>): void;
  now(): number;
}

/**
 * The buttons of a card.
 */
export function CardActions(props: {
  cluster: Cluster;
  actions: ICardActions;
}): JSX.Element {
  const { cluster, actions } = props;
  const trans = useTrans();
  const button = (
    name: string,
    kind: string,
    action: (cluster: Cluster) => void
  ): JSX.Element => (
    <button
      type="button"
      className={`jp-DaskCard-button jp-mod-${kind}`}
      onClick={event => {
        // After the first half of a double click another card may have moved there.
        if (event.detail < 2) {
          action(cluster);
        }
      }}
    >
      {name}
    </button>
  );
  const { status } = cluster;
  // By its key each status has buttons of its own: one that became another under the pointer, or
  // with the focus on it, would do what nobody asked for.
  switch (status) {
    case 'pending':
      return (
        <div key={status} className="jp-DaskCard-actions">
          {cluster.overdue &&
            cluster.can_retry &&
            button(trans.__('Create again'), 'scale', actions.retry)}
          {button(trans.__('Cancel'), 'stop', actions.shutDown)}
        </div>
      );
    case 'running':
      return (
        <div key={status} className="jp-DaskCard-actions">
          <button
            type="button"
            className="jp-DaskCard-button jp-mod-code"
            aria-label={trans.__('Insert client code')}
            title={trans.__('Insert client code into the current notebook')}
            onClick={() => actions.insert(cluster)}
          >
            {'<>'}
          </button>
          {button(trans.__('Scale'), 'scale', actions.scale)}
          {button(trans.__('Shut down'), 'stop', actions.shutDown)}
        </div>
      );
    case 'failed':
      return (
        <div key={status} className="jp-DaskCard-actions">
          {cluster.can_retry &&
            button(trans.__('Retry'), 'scale', actions.retry)}
          {button(trans.__('Edit and retry'), 'plain', actions.editAndRetry)}
          {button(trans.__('Dismiss'), 'plain', actions.dismiss)}
        </div>
      );
    case 'stopped':
      return (
        <div key={status} className="jp-DaskCard-actions">
          {cluster.can_retry &&
            button(trans.__('Create again'), 'scale', actions.retry)}
          {button(trans.__('Edit and create'), 'plain', actions.editAndRetry)}
          {button(trans.__('Dismiss'), 'plain', actions.dismiss)}
        </div>
      );
    case 'stopping':
      return <></>;
  }
}
