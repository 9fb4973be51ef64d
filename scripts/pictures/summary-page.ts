import { Marked } from 'marked';
import { flowchart } from './flowchart.ts';

// The colours and measures of GitHub's Markdown.
const STYLE = `
  :root { color-scheme: light dark; --text: #1f2328; --line: #d1d9e0; --page: #fff; --soft: #f6f8fa; --code: #818b981f; }
  @media (prefers-color-scheme: dark) {
    :root { --text: #f0f6fc; --line: #3d444d; --page: #0d1117; --soft: #151b23; --code: #656c7633; }
  }
  body { margin: 0; padding: 24px; background: var(--page); color: var(--text);
    font: 14px/1.5 -apple-system, "Segoe UI", "Noto Sans", Helvetica, Arial, sans-serif; }
  article { border: 1px solid var(--line); border-radius: 6px; padding: 16px 24px; }
  h2 { font-size: 21px; margin: 0 0 16px; padding-bottom: 6px; border-bottom: 1px solid var(--line); }
  table { border-collapse: collapse; margin: 16px 0; }
  th, td { border: 1px solid var(--line); padding: 6px 13px; text-align: left; }
  tr:nth-child(2n) { background: var(--soft); }
  code { background: var(--code); border-radius: 6px; padding: 2px 5px; white-space: nowrap;
    font: 12px ui-monospace, "Liberation Mono", Menlo, monospace; }
  pre { background: var(--soft); border-radius: 6px; padding: 16px; overflow: auto; }
  svg { display: block; margin: 16px auto; max-width: 100%; }
`;

/** The Markdown of a job summary as a page that looks like the one of GitHub. */
export function summaryPage(markdown: string): string {
  const marked = new Marked({ gfm: true, async: false });
  marked.use({
    renderer: {
      // false: as any other block
      code: ({ text, lang }) => (lang === 'mermaid' ? flowchart(text) : false),
    },
  });
  const body = marked.parse(markdown) as string;
  return `<!doctype html><meta charset="utf-8"><title>summary</title><style>${STYLE}</style><article>${body}</article>`;
}
