import { html, type Html } from '../page/html.ts';

/** Opens rows and filters them. The page can be read without it: then all rows are open. It reads only what the page shows. */
export const BOARD_SCRIPT: Html = html`<script>
  'use strict';
  const table = document.getElementById('matrix');
  const filter = document.getElementById('filter');
  const onlyWrong = document.getElementById('only-wrong');
  const count = document.getElementById('count');
  const heads = [...table.querySelectorAll('thead th')].slice(1);
  const names = heads.map((head) => head.dataset.name.toLowerCase());
  const rows = [...table.tBodies].map((body) => {
    const [name, ...cells] = body.rows[0].cells;
    return {
      body,
      name: name.textContent.trim().toLowerCase(),
      cells: cells.map((cell) => ({
        cell,
        text: (cell.textContent + ' ' + (cell.dataset.digest || '')).toLowerCase(),
        isHere: !cell.classList.contains('absent') && !cell.classList.contains('empty'),
        isWrong: cell.classList.contains('drift'),
      })),
    };
  });

  /* a whole digest is looked for by its first 12 digits, which is what the page has */
  const wordOf = (word) =>
    /^(sha256:)?[0-9a-f]{13,}$/.test(word) ? word.replace('sha256:', '').slice(0, 12) : word;

  let shownColumns = '';
  function showColumns(columns) {
    if (columns.join() === shownColumns) return;
    shownColumns = columns.join();
    const isHidden = (index) => columns.length > 0 && !columns.includes(index);
    heads.forEach((head, index) => (head.hidden = isHidden(index)));
    for (const { cells } of rows) cells.forEach(({ cell }, index) => (cell.hidden = isHidden(index)));
  }

  function applyFilter() {
    const words = filter.value.toLowerCase().split(' ').filter(Boolean).map(wordOf);
    const columns = names.flatMap((name, index) => (words.includes(name) ? [index] : []));
    const others = words.filter((word) => !names.includes(word));
    showColumns(columns);
    let shown = 0;
    for (const { body, name, cells } of rows) {
      const seen = cells.filter((_, index) => columns.length === 0 || columns.includes(index));
      const isShown =
        (columns.length === 0 || seen.some(({ isHere }) => isHere)) &&
        (!onlyWrong.checked || seen.some(({ isWrong }) => isWrong)) &&
        others.every((word) => name.includes(word) || seen.some(({ text }) => text.includes(word)));
      body.hidden = !isShown;
      if (!isShown) continue;
      shown += 1;
      for (const { cell, text } of seen)
        cell.classList.toggle(
          'hit',
          others.some((word) => text.includes(word)),
        );
    }
    count.textContent =
      shown === 0
        ? 'nothing matches'
        : shown + ' of ' + rows.length + (rows.length === 1 ? ' application' : ' applications');
  }

  function setOpen(button, isOpen) {
    button.setAttribute('aria-expanded', String(isOpen));
    const more = document.getElementById(button.getAttribute('aria-controls'));
    if (isOpen) more.removeAttribute('hidden');
    else more.setAttribute('hidden', 'until-found');
  }

  /* a link to an application opens its row, also if the filter hides it */
  function openLinked() {
    const body = document.getElementById(location.hash.slice(1));
    if (body === null || body.parentElement !== table) return;
    if (body.hidden) {
      filter.value = '';
      onlyWrong.checked = false;
      applyFilter();
    }
    const button = body.querySelector('button');
    setOpen(button, true);
    body.scrollIntoView();
    button.focus({ preventScroll: true });
  }

  filter.addEventListener('input', applyFilter);
  onlyWrong.addEventListener('change', applyFilter);
  table.addEventListener('click', (event) => {
    const row = event.target.closest('tr');
    const button = row && row.querySelector('th button');
    /* a mouse may have selected text; the detail of a key is 0 */
    if (!button || (event.detail > 0 && String(getSelection()) !== '')) return;
    setOpen(button, button.getAttribute('aria-expanded') === 'false');
  });
  /* the browser found text in a closed row */
  table.addEventListener('beforematch', (event) => {
    setOpen(event.target.closest('tbody').querySelector('button'), true);
  });
  addEventListener('hashchange', openLinked);
  /* following the same link again changes nothing in the address */
  document.addEventListener('click', (event) => {
    const link = event.target.closest('a');
    if (link && link.hash !== '' && link.hash === location.hash) openLinked();
  });

  const read = document.getElementById('read');
  const days = Math.floor((Date.now() - Date.parse(read.dateTime)) / 86400000);
  if (days >= 1) {
    const stale = document.getElementById('stale');
    stale.textContent =
      'This is ' + days + (days === 1 ? ' day' : ' days') + ' old: read the environments again.';
    stale.hidden = false;
  }
  applyFilter();
  openLinked();
</script>`;
