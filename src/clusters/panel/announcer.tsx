import * as React from 'react';

import type { IClusterManager, IClustersChange } from '../../tokens';
import { useTrans } from '../../ui/hooks';
import { formatStatus, keyOf } from '../cluster';

/**
 * Tells screen readers when the status of a cluster changes.
 */
export function Announcer(props: { manager: IClusterManager }): JSX.Element {
  const { manager } = props;
  const trans = useTrans();
  const [text, setText] = React.useState('');
  const known = React.useRef(new Map<string, string>());
  React.useEffect(() => {
    // What was there before is no news.
    for (const cluster of manager.clusters) {
      known.current.set(keyOf(cluster), formatStatus(cluster, trans));
    }
    const onChanged = (_: unknown, change: IClustersChange): void => {
      const news: string[] = [];
      for (const cluster of change.changed) {
        const status = formatStatus(cluster, trans);
        // What was there when the list was loaded is no news.
        if (known.current.get(keyOf(cluster)) !== status && manager.isLoaded) {
          news.push(trans.__('%1: %2', cluster.label, status));
        }
        known.current.set(keyOf(cluster), status);
      }
      for (const cluster of change.removed) {
        known.current.delete(keyOf(cluster));
        news.push(trans.__('%1 is no longer listed', cluster.label));
      }
      if (news.length > 0) {
        setText(news.join('. '));
      }
    };
    manager.changed.connect(onChanged);
    return () => {
      manager.changed.disconnect(onChanged);
    };
  }, [manager, trans]);
  return (
    <p className="jp-DaskVisuallyHidden" role="status" aria-live="polite">
      {text}
    </p>
  );
}
