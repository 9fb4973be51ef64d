import { html, type Html } from './html.ts';

/** The style of the record: light and dark, for phones, desktops and print. */
export const PAGE_STYLE: Html = html`<style>
  :root {
    color-scheme: light dark;
    --text: #1a1d21;
    --soft: #5a636e;
    --line: #d9dee4;
    --page: #f4f6f8;
    --card: #ffffff;
    --good: #1a7f4b;
    --bad: #b3261e;
    --calm: #5b6470;
    --moved: #2563c9;
    --mounted: #2f9e77;
    --shared: #a9b8cc;
  }
  @media (prefers-color-scheme: dark) {
    :root {
      --text: #e8ebee;
      --soft: #a0a9b4;
      --line: #343b44;
      --page: #14171b;
      --card: #1d2127;
      --good: #4cc38a;
      --bad: #ff8a80;
      --calm: #a0a9b4;
      --moved: #6aa2ff;
      --mounted: #4fc79c;
      --shared: #4a5768;
    }
  }
  * {
    box-sizing: border-box;
  }
  body {
    margin: 0;
    background: var(--page);
    color: var(--text);
    font:
      16px/1.5 system-ui,
      sans-serif;
  }
  main {
    max-width: 60rem;
    margin: 0 auto;
    padding: 1.5rem 1rem 3rem;
  }
  h1 {
    font-size: 1.6rem;
    line-height: 1.25;
    margin: 0.5rem 0 1rem;
    overflow-wrap: anywhere;
  }
  h2 {
    font-size: 1.15rem;
    margin: 0 0 0.9rem;
    overflow-wrap: anywhere;
  }
  h3 {
    font-size: 0.95rem;
    margin: 1.5rem 0 0.5rem;
  }
  section {
    background: var(--card);
    border: 1px solid var(--line);
    border-radius: 10px;
    padding: 1.1rem 1.25rem;
    margin: 1rem 0;
  }
  code,
  pre {
    font:
      0.85em/1.5 ui-monospace,
      monospace;
    overflow-wrap: anywhere;
  }
  pre {
    white-space: pre-wrap;
    margin: 0.75rem 0 0;
  }
  a {
    color: var(--moved);
    overflow-wrap: anywhere;
  }
  .state {
    display: inline-block;
    border: 1px solid currentColor;
    border-radius: 999px;
    padding: 0.1rem 0.8rem;
    font-weight: 600;
    font-size: 0.85rem;
  }
  .good {
    color: var(--good);
  }
  .bad {
    color: var(--bad);
  }
  .calm {
    color: var(--calm);
  }
  section.failure {
    border-left: 4px solid var(--bad);
  }
  .hint {
    margin: 0.6rem 0 0;
  }
  dl {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(17.5rem, 100%), 1fr));
    gap: 0.75rem 1.5rem;
    margin: 0;
  }
  dt,
  .soft,
  th {
    color: var(--soft);
    font-size: 0.85rem;
    font-weight: 400;
  }
  dd {
    margin: 0;
    overflow-wrap: anywhere;
  }
  .chain {
    display: flex;
    flex-wrap: wrap;
    align-items: stretch;
    gap: 0.5rem;
    list-style: none;
    margin: 0;
    padding: 0;
  }
  .chain li {
    flex: 1 1 14rem;
    min-width: 0;
    border: 1px solid var(--line);
    border-radius: 8px;
    padding: 0.6rem 0.8rem;
    overflow-wrap: anywhere;
  }
  .chain .arrow {
    flex: 0 0 auto;
    border: 0;
    padding: 0;
    align-self: center;
    color: var(--soft);
  }
  svg {
    display: block;
    width: 100%;
  }
  .layers {
    border-radius: 4px;
  }
  .wide {
    grid-column: 1 / -1;
  }
  .short {
    white-space: nowrap;
  }

  .moved {
    fill: var(--moved);
    color: var(--moved);
  }
  .mounted {
    fill: var(--mounted);
    color: var(--mounted);
  }
  .shared {
    fill: var(--shared);
    color: var(--shared);
  }
  .key {
    display: flex;
    flex-wrap: wrap;
    gap: 0.2rem 1.2rem;
    margin: 0.4rem 0 0;
    font-size: 0.85rem;
  }
  .key b {
    font-size: 1.1rem;
    line-height: 1;
  }
  .scroll {
    overflow-x: auto;
  }
  table {
    border-collapse: collapse;
    width: 100%;
  }
  th,
  td {
    text-align: left;
    padding: 0.35rem 0.8rem 0.35rem 0;
    border-bottom: 1px solid var(--line);
    vertical-align: top;
  }
  td {
    /* identities of signers are URLs */
    overflow-wrap: anywhere;
  }
  td.bar {
    width: 55%;
    vertical-align: middle;
  }
  td.number {
    white-space: nowrap;
  }
  summary {
    cursor: pointer;
    margin-top: 0.75rem;
  }
  footer {
    color: var(--soft);
    font-size: 0.85rem;
  }
  @media (max-width: 40rem) {
    .chain .arrow {
      flex-basis: 100%;
      text-align: center;
      transform: rotate(90deg);
    }
    section {
      padding: 1rem 0.9rem;
    }
    td.bar {
      width: 40%;
    }
    .rows tr:first-child {
      display: none;
    }
    .rows tr {
      display: block;
      border-bottom: 1px solid var(--line);
      padding: 0.4rem 0;
    }
    .rows td {
      display: grid;
      grid-template-columns: 6.5rem minmax(0, 1fr);
      border: 0;
      padding: 0.1rem 0;
      overflow-wrap: anywhere;
    }
    .rows td::before {
      content: attr(data-name);
      color: var(--soft);
      font-size: 0.85rem;
    }
  }
  @media print {
    body {
      background: none;
      font-size: 12px;
    }
    main {
      max-width: none;
      padding: 0;
    }
    section {
      break-inside: avoid;
    }
    svg {
      print-color-adjust: exact;
    }
  }
</style>`;
