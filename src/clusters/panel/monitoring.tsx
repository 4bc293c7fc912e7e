import * as React from 'react';

import type { Gateway } from '../../api/models';
import { ExternalLink } from '../../ui/externallink';
import { useTrans } from '../../ui/hooks';

/**
 * The facility's pages that show how it is, each once.
 */
export function Monitoring(props: {
  gateways: ReadonlyMap<string, Gateway>;
}): JSX.Element {
  const trans = useTrans();
  const labels = new Map<string, string[]>();
  for (const { label, monitoring_url: url } of props.gateways.values()) {
    if (url !== null) {
      labels.set(url, [...(labels.get(url) ?? []), label]);
    }
  }
  return labels.size > 0 ? (
    <p className="jp-DaskQuiet jp-DaskMonitoring">
      {[...labels].map(([url, names]) => (
        <ExternalLink
          key={url}
          url={url}
          text={
            labels.size === 1
              ? trans.__('Facility monitoring')
              : trans.__('%1 monitoring', names.join(', '))
          }
        />
      ))}
    </p>
  ) : (
    <></>
  );
}
