import * as React from 'react';

/**
 * Says what is waited for.
 */
export function Loading(props: { text: string }): JSX.Element {
  return (
    <p className="jp-DaskLoading" role="status">
      {props.text}
    </p>
  );
}
