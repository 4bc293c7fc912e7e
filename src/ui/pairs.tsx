import { addIcon, closeIcon } from '@jupyterlab/ui-components';
import * as React from 'react';

import { useKeptFocus, useTrans } from './hooks';

/**
 * A name and its value.
 */
export interface IPair {
  readonly name: string;
  readonly value: string;
}

/**
 * Rows of names and values, with a button that adds one.
 */
export function PairRows(props: PairRows.IProps): JSX.Element {
  const { pairs, onChange } = props;
  const trans = useTrans();
  const rows = useKeptFocus<HTMLDivElement>(({ lastElementChild }) =>
    lastElementChild instanceof HTMLElement ? lastElementChild : null
  );
  const [isAdded, setAdded] = React.useState(false);
  React.useEffect(() => {
    if (isAdded) {
      const names =
        rows.current?.querySelectorAll<HTMLElement>('.jp-DaskPairs-name');
      names?.[names.length - 1]?.focus();
      setAdded(false);
    }
  }, [isAdded]);
  const replace = (index: number, changed: Partial<IPair>): void =>
    onChange(
      pairs.map((pair, at) => (at === index ? { ...pair, ...changed } : pair))
    );
  return (
    <div className="jp-DaskPairs-rows" ref={rows}>
      {pairs.map((pair, index) => {
        const error = props.errorOf?.(pair.name);
        return (
          // A row is identified by its position only.
          <React.Fragment key={index}>
            <div className="jp-DaskPairs-row">
              <input
                className="jp-DaskField-input jp-DaskPairs-name"
                type="text"
                spellCheck={false}
                autoComplete="off"
                placeholder={trans.__('NAME')}
                aria-label={trans.__('Name')}
                aria-invalid={error ? true : undefined}
                value={pair.name}
                onChange={event => replace(index, { name: event.target.value })}
              />
              <input
                className="jp-DaskField-input"
                type="text"
                spellCheck={false}
                autoComplete="off"
                placeholder={trans.__('value')}
                aria-label={trans.__('Value')}
                value={pair.value}
                onChange={event =>
                  replace(index, { value: event.target.value })
                }
              />
              <button
                type="button"
                className="jp-DaskIconButton"
                aria-label={trans.__('Remove %1', pair.name)}
                onClick={event => {
                  // After the first half of a double click the next row has moved there.
                  if (event.detail < 2) {
                    onChange(pairs.filter((_, at) => at !== index));
                  }
                }}
              >
                <closeIcon.react tag="span" elementSize="normal" />
              </button>
            </div>
            {error && (
              <div className="jp-DaskField-error" role="alert">
                {error}
              </div>
            )}
          </React.Fragment>
        );
      })}
      <button
        type="button"
        className="jp-DaskLink"
        onClick={() => {
          onChange([...pairs, { name: '', value: '' }]);
          setAdded(true);
        }}
      >
        <addIcon.react tag="span" elementSize="normal" />
        {props.addLabel}
      </button>
    </div>
  );
}

/**
 * A namespace for `PairRows` statics.
 */
export namespace PairRows {
  /**
   * The properties of the rows.
   */
  export interface IProps {
    /**
     * The pairs.
     */
    pairs: readonly IPair[];

    /**
     * The label of the button that adds a row.
     */
    addLabel: string;

    /**
     * Returns what is wrong with the pair of a name.
     */
    errorOf?: (name: string) => string | undefined;

    /**
     * Called with the edited pairs.
     */
    onChange: (pairs: readonly IPair[]) => void;
  }
}
