import * as React from 'react';

/**
 * Tells what is being loaded.
 */
export function Loading(props: { text: string }): JSX.Element {
  return (
    <p className="jp-DaskLoading" role="status">
      {props.text}
    </p>
  );
}
