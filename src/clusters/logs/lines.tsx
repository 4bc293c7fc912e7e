import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';

import type { LogEntry, LogLevel } from '../../api/models';
import { useTrans } from '../../ui/hooks';
import type { LogModel } from './model';

/**
 * The lines of a log; its end stays in view while it is followed.
 */
export function LogLines(props: { model: LogModel }): JSX.Element {
  const { model } = props;
  const { shown, isFollowing, search } = model;
  const trans = useTrans();
  const ref = React.useRef<HTMLDivElement>(null);
  const top = React.useRef(0);
  const height = React.useRef(0);
  React.useLayoutEffect(() => {
    const node = ref.current;
    if (node && isFollowing) {
      node.scrollTop = node.scrollHeight;
      top.current = node.scrollTop;
      height.current = node.clientHeight;
    }
  }, [shown, isFollowing]);
  const onScroll = (): void => {
    const node = ref.current;
    if (!node) {
      return;
    }
    const { scrollTop, clientHeight } = node;
    // A tab that grows moves its lines, too.
    const isResized = clientHeight !== height.current;
    // Who scrolls up wants to read what is there.
    if (isFollowing && !isResized && scrollTop < top.current - 1) {
      model.isFollowing = false;
    }
    top.current = scrollTop;
    height.current = clientHeight;
  };
  return (
    <div
      className="jp-DaskLog-lines"
      ref={ref}
      role="log"
      // Whoever hears it would hear thousands of lines: how many there are is told below.
      aria-live="off"
      aria-label={trans.__('Log of %1', model.cluster.label)}
      tabIndex={0}
      dir="ltr"
      onScroll={onScroll}
    >
      {shown.length === 0 && (
        <p className="jp-DaskQuiet" dir="auto">
          {model.entries.length === 0
            ? trans.__('There are no entries.')
            : trans.__('No entry fits the search and the level.')}
        </p>
      )}
      {shown.map((entry, index) => (
        <Line key={index} entry={entry} search={search.trim()} />
      ))}
    </div>
  );
}

const Line = React.memo(function Line(props: {
  entry: LogEntry;
  search: string;
}): JSX.Element {
  const { entry, search } = props;
  const trans = useTrans();
  const { time, level, logger, message } = entry;
  return (
    <div className={`jp-DaskLog-line jp-mod-${level ?? 'none'}`}>
      {/* Spaces, not margins: lines break there, and whoever copies them has them. */}
      {time !== null && <time>{`${time} `}</time>}
      {level !== null && (
        <span className="jp-DaskLog-level">
          {`${formatLevel(level, trans)} `}
        </span>
      )}
      {logger !== null && (
        <span className="jp-DaskLog-logger">{`${logger} `}</span>
      )}
      <span className="jp-DaskLog-message">{marked(message, search)}</span>
    </div>
  );
});

/**
 * The places in a line that are marked: of a long one hundreds may fit.
 */
const MAX_MARKS = 20;

/**
 * Mark where a text contains what was searched for.
 */
function marked(text: string, search: string): React.ReactNode {
  if (search === '') {
    return text;
  }
  const parts: React.ReactNode[] = [];
  // As a pattern it keeps its place in the text, whose small letters may be more.
  const wanted = new RegExp(
    search.replace(/[$()*+.?[\\\]^{|}]/g, '\\$&'),
    'gi'
  );
  let end = 0;
  for (const { 0: found, index } of text.matchAll(wanted)) {
    parts.push(text.slice(end, index), <mark key={index}>{found}</mark>);
    end = index + found.length;
    if (parts.length >= 2 * MAX_MARKS) {
      break;
    }
  }
  return [...parts, text.slice(end)];
}

function formatLevel(level: LogLevel, trans: TranslationBundle): string {
  switch (level) {
    case 'debug':
      return trans.__('Debug');
    case 'info':
      return trans.__('Info');
    case 'warning':
      return trans.__('Warning');
    case 'error':
      return trans.__('Error');
    case 'critical':
      return trans.__('Critical');
  }
}
