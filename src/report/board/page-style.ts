import { html, type Html } from '../page/html.ts';

/** What the board adds to the style of the record, without its matrix. */
export const BOARD_STYLE: Html = html`<style>
  :root {
    --wrong: #fdeceb;
    --unknown: #fff4d6;
    --unknown-text: #7a5200;
    --hit: #2563c9;
    --hover: #0000000a;
    --v0: #cfe0fb;
    --v1: #d3eddc;
    --v2: #fbe3c4;
    --v3: #e6daf8;
    --v4: #fad5e2;
    --v5: #cdebef;
  }
  @media (prefers-color-scheme: dark) {
    :root {
      --wrong: #3d2021;
      --unknown: #362c14;
      --unknown-text: #e8c268;
      --hit: #6aa2ff;
      --hover: #ffffff0d;
      --v0: #2b4a7d;
      --v1: #23573d;
      --v2: #6b4a1a;
      --v3: #4f3d78;
      --v4: #6e3049;
      --v5: #1f5660;
    }
  }
  main {
    max-width: 84rem;
    min-width: min-content;
  }
  h1 {
    margin-bottom: 0.25rem;
  }
  header p {
    margin: 0;
  }
  [hidden]:not([hidden='until-found']) {
    display: none !important;
  }
  /* for screen readers, which go from heading to heading */
  .unseen {
    position: absolute;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  .stages {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(11.5rem, 100%), 1fr));
    gap: 0.75rem;
    list-style: none;
    margin: 1.25rem 0 1rem;
    padding: 0;
  }
  .stages li {
    background: var(--card);
    border: 1px solid var(--line);
    border-radius: 10px;
    padding: 0.8rem 1rem;
    overflow-wrap: anywhere;
  }
  .stages h2,
  .stages p {
    margin: 0;
  }
  .stages .numbers {
    display: flex;
    flex-wrap: wrap;
    gap: 0 0.9rem;
    margin: 0.3rem 0 0;
  }
  .stages .note {
    margin-top: 0.4rem;
    font-size: 0.9rem;
  }
  .findings,
  .moves {
    list-style: none;
    margin: 0;
    padding: 0;
  }
  .findings {
    display: grid;
    grid-template-columns: fit-content(16rem) minmax(0, 1fr);
    gap: 0.7rem 1.5rem;
  }
  .findings li {
    display: grid;
    grid-column: 1 / -1;
    grid-template-columns: subgrid;
    padding: 0.2rem 0 0.2rem 0.8rem;
    border-left: 3px solid currentColor;
    overflow-wrap: anywhere;
  }
  .findings span {
    color: var(--text);
  }
  .tools {
    position: sticky;
    top: 0;
    left: 1rem;
    max-width: calc(100vw - 2rem);
    /* up to the edges of the window when the table is wider */
    box-shadow:
      -1rem 0 var(--page),
      1rem 0 var(--page);
    z-index: 3;
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0.5rem 1.25rem;
    min-height: 4rem;
    padding: 0.6rem 0;
    background: var(--page);
  }
  .tools input[type='search'] {
    flex: 1 1 20rem;
    min-width: 0;
    max-width: 34rem;
    font: inherit;
    color: inherit;
    background: var(--card);
    border: 1px solid var(--soft);
    border-radius: 8px;
    padding: 0.45rem 0.75rem;
  }
  .tools label {
    display: flex;
    align-items: center;
    gap: 0.45rem;
    min-height: 2rem;
    cursor: pointer;
  }
  .tools input[type='checkbox'] {
    width: 1.1rem;
    height: 1.1rem;
    margin: 0;
  }
  :focus-visible {
    outline: 2px solid var(--hit);
    outline-offset: 2px;
  }
  .history text {
    fill: var(--text);
    font-size: 13px;
    font-weight: 600;
  }
  .history .tick {
    fill: var(--soft);
    font-size: 12px;
    font-weight: 400;
  }
  .history line {
    stroke: var(--line);
    stroke-dasharray: 3 3;
  }
  .history rect {
    stroke: var(--page);
    rx: 4px;
  }
  .v0 {
    fill: var(--v0);
  }
  .v1 {
    fill: var(--v1);
  }
  .v2 {
    fill: var(--v2);
  }
  .v3 {
    fill: var(--v3);
  }
  .v4 {
    fill: var(--v4);
  }
  .v5 {
    fill: var(--v5);
  }
  .moves {
    display: grid;
    grid-template-columns: 9.5rem fit-content(9rem) minmax(0, 1fr);
    gap: 0.4rem 1.25rem;
    margin-top: 0.8rem;
  }
  .moves.now {
    grid-template-columns: fit-content(9rem) minmax(0, 1fr);
  }
  .moves li {
    display: grid;
    grid-column: 1 / -1;
    grid-template-columns: subgrid;
    overflow-wrap: anywhere;
  }
  .moves small {
    color: var(--soft);
    font-size: 0.85rem;
  }
  .now small {
    display: block;
  }
  .moves time {
    color: var(--soft);
    font-variant-numeric: tabular-nums;
  }
  .legend {
    display: flex;
    flex-wrap: wrap;
    gap: 0.2rem 1.4rem;
    margin: 0.9rem 0;
    font-size: 0.85rem;
    color: var(--soft);
  }
  @media (scripting: none) {
    .tools {
      display: none;
    }
    [hidden='until-found'] {
      content-visibility: visible;
      display: block;
    }
  }
  @media (max-width: 42.5rem) {
    .tools {
      position: static;
    }
    .findings li,
    .moves li {
      display: block;
    }
    .findings b {
      display: block;
    }
    .moves time {
      display: inline-block;
      margin-right: 0.6rem;
    }
    .history .desk {
      display: none;
    }
  }
  @media print {
    :root {
      font-size: 12px;
    }
    .tools {
      display: none;
    }
    .history rect {
      print-color-adjust: exact;
    }
  }
</style>`;
