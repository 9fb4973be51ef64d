import { html, type Html } from '../page/html.ts';

/**
 * The matrix of the board: a table with a sticky head and first column, and cards on telephones. `--columns` is the number of
 * environments.
 */
export const MATRIX_STYLE: Html = html`<style>
  #matrix {
    table-layout: fixed;
    min-width: calc(9rem + var(--columns) * 7rem);
    border-collapse: separate;
    border-spacing: 0;
    background: var(--card);
    border: 1px solid var(--line);
    border-radius: 10px;
  }
  #matrix th,
  #matrix td {
    padding: 0.5rem 0.7rem;
    overflow-wrap: anywhere;
  }
  #matrix thead th {
    position: sticky;
    top: 4rem;
    z-index: 2;
    background: var(--card);
    color: var(--text);
    font-weight: 600;
    border-bottom: 2px solid var(--line);
  }
  #matrix th:first-child {
    position: sticky;
    left: 0;
    z-index: 1;
    background: var(--card);
    width: clamp(9rem, 18vw, 14rem);
    border-radius: 10px 0 0 0;
  }
  #matrix thead th:first-child {
    z-index: 3;
  }
  #matrix thead th:last-child {
    border-radius: 0 10px 0 0;
  }
  #matrix tbody {
    scroll-margin-top: 8.5rem;
  }
  #matrix tbody tr:first-child {
    cursor: pointer;
  }
  #matrix tbody tr:first-child:hover > * {
    background-image: linear-gradient(var(--hover), var(--hover));
  }
  #matrix button {
    display: flex;
    gap: 0.5rem;
    width: 100%;
    font:
      600 1rem/1.5 system-ui,
      sans-serif;
    color: var(--text);
    background: none;
    border: 0;
    padding: 0;
    text-align: left;
    overflow-wrap: anywhere;
    cursor: pointer;
  }
  #matrix button::before {
    content: '';
    flex: none;
    width: 0.4rem;
    height: 0.4rem;
    margin: 0.5rem 0.1rem 0;
    border: solid var(--soft);
    border-width: 0 2px 2px 0;
    transform: rotate(-45deg);
  }
  #matrix button[aria-expanded='true']::before {
    transform: rotate(45deg);
  }
  #matrix tr:first-child > td {
    position: relative;
    padding-left: 2.2rem;
  }
  #matrix td > span::before {
    position: absolute;
    left: 0.65rem;
    top: 0.7rem;
    width: 1.15rem;
    height: 1.15rem;
    border-radius: 50%;
    font: 700 0.8rem/1.15rem system-ui;
    text-align: center;
    color: var(--soft);
  }
  #matrix td > span {
    display: block;
  }
  #matrix td b {
    font-weight: 600;
  }
  #matrix td > span > small {
    display: block;
    color: var(--soft);
    font-size: 0.85rem;
    font-weight: 400;
  }
  #matrix em {
    display: block;
    font-style: normal;
    font-size: 0.85rem;
    font-weight: 600;
    color: var(--bad);
  }
  /* the second text is for screen readers; older browsers know only the first declaration */
  #matrix td.ok > span::before {
    content: '✓';
    content: '✓' / 'as expected: ';
    color: var(--good);
  }
  #matrix td.empty > span::before {
    content: '○';
    content: '○' / '';
  }
  #matrix td.absent > span::before {
    content: '–';
    content: '–' / 'does not belong there';
  }
  #matrix td.wrong {
    background-color: var(--wrong);
    box-shadow: inset 3px 0 0 var(--bad);
  }
  #matrix td.wrong > span::before {
    content: '!';
    content: '!' / 'wrong: ';
    background: var(--bad);
    color: var(--card);
  }
  #matrix td.unknown {
    background-color: var(--unknown);
  }
  #matrix td.unknown > span::before {
    content: '?';
    content: '?' / '';
    border: 1px dashed currentColor;
  }
  #matrix td.unknown :is(span, small, em) {
    color: var(--unknown-text);
  }
  #matrix td.unknown > span::before {
    color: inherit;
  }
  #matrix td.hit b {
    text-decoration: underline 2px var(--hit);
    text-underline-offset: 3px;
  }
  #matrix .more > td {
    padding: 0;
    border: 0;
  }
  #matrix .more > td > div {
    position: sticky;
    left: 0;
    max-width: calc(100vw - 2.2rem);
  }
  #matrix .more > td > div:not([hidden]) {
    padding: 0.9rem 1.1rem 1.3rem;
    background: var(--page);
    border-bottom: 1px solid var(--line);
  }
  #matrix h3:first-child {
    margin-top: 0;
  }
  @media (scripting: none) {
    #matrix thead th {
      top: 0;
    }
  }
  @media (max-width: 42.5rem) {
    main {
      min-width: 0;
    }

    #matrix,
    #matrix tbody,
    #matrix tr,
    #matrix th,
    #matrix td {
      display: block;
    }
    #matrix {
      min-width: 0;
      background: none;
      border: 0;
    }
    #matrix thead {
      display: none;
    }
    #matrix tbody {
      background: var(--card);
      border: 1px solid var(--line);
      border-radius: 10px;
      margin: 0 0 0.75rem;
      overflow: hidden;
      scroll-margin-top: 1rem;
    }
    #matrix tbody th:first-child {
      position: static;
      width: auto;
      padding: 0.7rem 0.9rem;
    }
    #matrix tbody tr:first-child td {
      display: grid;
      grid-template-columns: 6.5rem minmax(0, 1fr);
      padding: 0.4rem 0.9rem 0.4rem 2.4rem;
    }
    #matrix tbody tr:first-child td > span::before {
      left: 0.8rem;
      top: 0.6rem;
    }
    #matrix tbody tr:first-child td::before {
      content: attr(data-name);
      color: var(--soft);
      font-size: 0.85rem;
      line-height: 1.5rem;
      padding-right: 0.5rem;
    }
    #matrix tbody tr:first-child td:last-child {
      border-bottom: 0;
    }
  }
  @media print {
    #matrix thead th,
    #matrix th:first-child {
      position: static;
    }
    #matrix tbody {
      break-inside: avoid;
    }
    #matrix td {
      print-color-adjust: exact;
    }
  }
</style>`;
