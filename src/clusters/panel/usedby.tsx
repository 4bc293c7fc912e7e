import * as React from 'react';

import { useSignals, useTrans } from '../../ui/hooks';
import type { INotebooks } from '../../tokens';
import type { Cluster } from '../../api/models';

/**
 * The open notebooks and consoles that have a client of a cluster.
 */
export function UsedBy(props: {
  cluster: Cluster;
  notebooks: INotebooks;
}): JSX.Element {
  const { cluster, notebooks } = props;
  const trans = useTrans();
  useSignals(notebooks.changed);
  const users = notebooks.usersOf(cluster);
  return users.length > 0 ? (
    <p className="jp-DaskCard-small">
      <span>{trans.__('used in %1', users.join(', '))}</span>
    </p>
  ) : (
    <></>
  );
}
