import * as React from 'react';

/**
 * A link to a page of another site, in a browser tab of its own; nothing for what is no web page.
 */
export function ExternalLink(props: {
  url: string | null | undefined;
  text: string;
}): JSX.Element | null {
  const { url, text } = props;
  return url && /^https?:/.test(url) ? (
    <a
      className="jp-DaskLink"
      href={url}
      target="_blank"
      rel="noopener noreferrer"
    >
      {text}
    </a>
  ) : null;
}
