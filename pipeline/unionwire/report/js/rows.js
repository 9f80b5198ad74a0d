// All rows of a table, sorted, a page at a time; and any rows as a file.

const ROWS_A_PAGE = 25;
const AS_IN_TABLES = -1;
const rowsView = { table: 'endorsements', page: 0, sort: AS_IN_TABLES, down: false };
const factColumns = (table) => [
  ['Sentence', (row) => sentence(table, row).replace(/\s+/g, ' '), 'wide'],
  ['Rule', (row) => ruleName(FACTS[table].rule[row])],
  ['Confidence', (row) => FACTS[table].confidence[row] / 1000, 'num'],
  ['Source', (row) => sourceName(FACTS[table].article[row]), 'mid'],
  ['Published', (row) => isoDay(ARTICLES.day[FACTS[table].article[row]]), 'date'],
];
const number = (value) => (value === null ? '' : value);
const TABLES = { // a column: its name, its value, how it is set; those after `kept` are only in files
  endorsements: {
    name: 'Endorsements',
    columns: [
      ['Union', (row) => unionName(ENDORSEMENTS.union[row])], ['Stance', (row) => STANCES[ENDORSEMENTS.stance[row]]],
      ['Candidate', (row) => (ENDORSEMENTS.candidate[row] < 0 ? '' : personName(ENDORSEMENTS.candidate[row]))],
      ['Election', (row) => number(ENDORSEMENTS.cycle[row]), 'num'], ['Office', (row) => words(ENDORSEMENTS.office[row])],
      ...factColumns('endorsements'),
    ],
    more: [['union_id', (row) => UNIONS.id[ENDORSEMENTS.union[row]]], ['candidate_id', (row) => PEOPLE.id[ENDORSEMENTS.candidate[row]] ?? ''],
      ['date', (row) => isoDay(ENDORSEMENTS.date[row])], ['date_precision', (row) => ENDORSEMENTS.precision[row] ?? '']],
  },
  counts: {
    name: 'Membership counts',
    columns: [
      ['Union', (row) => unionName(COUNTS.union[row])], ['Qualifier', (row) => words(COUNTS.qualifier[row])], ['Value', (row) => COUNTS.value[row], 'num'],
      ['Unit', (row) => COUNTS.unit[row]], ['Part', (row) => COUNTS.scope[row] ?? ''], ...factColumns('counts'),
    ],
    more: [['union_id', (row) => UNIONS.id[COUNTS.union[row]]]],
  },
  relationships: {
    name: 'Relationships',
    columns: [
      ['Child', (row) => unionName(RELATIONSHIPS.child[row])], ['Relation', (row) => words(RELATIONSHIPS.relation[row])], ['Parent', (row) => unionName(RELATIONSHIPS.parent[row])],
      ['Said', (row) => (RELATIONSHIPS.alignment[row] === 'unstated' ? '' : RELATIONSHIPS.alignment[row])], ['Election', (row) => number(RELATIONSHIPS.cycle[row]), 'num'],
      ...factColumns('relationships'),
    ],
    more: [['child_union_id', (row) => UNIONS.id[RELATIONSHIPS.child[row]]], ['parent_union_id', (row) => UNIONS.id[RELATIONSHIPS.parent[row]]]],
  },
  pairs: {
    name: 'Locals and nationals',
    columns: [
      ['Child', (row) => unionName(PAIRS.child[row])], ['Child’s stance', (row) => stanceText(PAIRS.child_stance[row], PAIRS.child_candidate[row])],
      ['Parent', (row) => unionName(PAIRS.parent[row])], ['Parent’s stance', (row) => (PAIRS.parent_stance[row] === null ? '' : stanceText(PAIRS.parent_stance[row], PAIRS.parent_candidate[row]))],
      ['Election', (row) => number(PAIRS.cycle[row]), 'num'], ['Office', (row) => words(PAIRS.office[row])], ['Compare', (row) => words(PAIRS.alignment[row])],
      ['Child from', (row) => isoDay(PAIRS.child_first[row], PAIRS.child_first_precision[row]), 'date'], ['Parent from', (row) => isoDay(PAIRS.parent_first[row], PAIRS.parent_first_precision[row]), 'date'],
    ],
    more: [['child_union_id', (row) => UNIONS.id[PAIRS.child[row]]], ['parent_union_id', (row) => UNIONS.id[PAIRS.parent[row]]]],
  },
  articles: {
    name: 'Articles',
    columns: [
      ['Title', (row) => ARTICLES.title[row] || ARTICLES.id[row], 'wide'], ['Source', (row) => sourceName(row)], ['Published', (row) => isoDay(ARTICLES.day[row]), 'date'],
      ['Dated by', (row) => ARTICLES.from[row]], ['What became of it', (row) => DATA.names.kinds[ARTICLES.kind[row]]], ['Copy of', (row) => ARTICLES.copy_of[row] ?? ''],
    ],
    more: [['article_id', (row) => ARTICLES.id[row]], ['url', (row) => ARTICLES.url[row] ?? '']],
  },
  corrections: {
    name: 'Corrections',
    columns: [
      ['What became of it', (row) => DATA.corrections.rows.verdict[row]], ['It was', (row) => DATA.corrections.rows.was[row] ?? '', 'wide'],
      ['It is now', (row) => DATA.corrections.rows.becomes[row] ?? '', 'wide'], ['Reviewer', (row) => DATA.corrections.rows.by[row]],
      ['On', (row) => DATA.corrections.rows.at[row], 'date'], ['Note', (row) => DATA.corrections.rows.note[row] ?? '', 'mid'],
    ],
    more: [['table', (row) => DATA.corrections.rows.table[row]], ['article_id', (row) => DATA.corrections.rows.article_id[row]], ['sentence', (row) => DATA.corrections.rows.sentence[row]]],
  },
  rejects: {
    name: 'Not read',
    columns: [
      ['Reason', (row) => DATA.rejects.rows.reason[row]], ['File', (row) => DATA.rejects.rows.path[row]], ['Record', (row) => DATA.rejects.rows.record[row], 'num'],
      ['Begins', (row) => DATA.rejects.rows.excerpt[row] ?? '', 'wide'],
    ],
    more: [],
  },
};

let sorted = { key: '', rows: [] };

function sortedRows() {
  const { table, sort, down } = rowsView;
  const rows = selected[table];
  if (sorted.from === rows && sorted.key === `${table}|${sort}|${down}`) return sorted.rows;
  if (sort === AS_IN_TABLES) return rows;
  const value = TABLES[table].columns[sort][1];
  const keys = new Array(SIZES[table]);
  for (const row of rows) keys[row] = value(row);
  const turn = down ? -1 : 1;
  const compare = (a, b) => (keys[a] < keys[b] ? -turn : keys[a] > keys[b] ? turn : a - b);
  sorted = { from: rows, key: `${table}|${sort}|${down}`, rows: [...rows].sort(compare) };
  return sorted.rows;
}

function drawRows() {
  const { table } = rowsView, { columns } = TABLES[table];
  const rows = sortedRows(), pages = Math.max(1, Math.ceil(rows.length / ROWS_A_PAGE));
  rowsView.page = Math.min(rowsView.page, pages - 1);
  const first = rowsView.page * ROWS_A_PAGE, shown = rows.slice(first, first + ROWS_A_PAGE);
  for (const tab of byId('tabs').children) {
    const own = tab.dataset.table === table;
    tab.textContent = `${TABLES[tab.dataset.table].name} (${wholeNumber.format(selected[tab.dataset.table].length)})`;
    tab.setAttribute('aria-selected', own);
    tab.setAttribute('tabindex', own ? '0' : '-1');
    if (own) byId('rows-panel').setAttribute('aria-labelledby', tab.id);
  }
  fill('rows-table', rows.length ? h('table', { class: 'rows' },
    h('thead', {}, h('tr', {}, ...columns.map(([name, , how], n) => h('th', { scope: 'col', class: how, 'aria-sort': rowsView.sort === n ? (rowsView.down ? 'descending' : 'ascending') : null },
      button(`${name}${rowsView.sort === n ? (rowsView.down ? ' ↓' : ' ↑') : ''}`, () => sortBy(n)))))),
    h('tbody', {}, ...shown.map((row) => rowLine(table, row, columns)))) : h('p', { class: 'empty' }, 'Nothing here passes the filter.'));
  byId('rows-status').textContent = rows.length ? `${wholeNumber.format(first + 1)} to ${wholeNumber.format(first + shown.length)} of ${wholeNumber.format(rows.length)}${listedOnly(table)}` : '';
  byId('rows-prev').disabled = rowsView.page === 0;
  byId('rows-next').disabled = rowsView.page >= pages - 1;
  byId('rows-csv').disabled = rows.length === 0;
}

// the page holds all facts, but of articles without facts and of rejects only so many
function listedOnly(table) {
  const all = { articles: DATA.about.rows.articles, rejects: DATA.about.rows.rejects, corrections: DATA.about.rows.corrections }[table];
  return all > SIZES[table] ? ` listed here; the tables hold ${wholeNumber.format(all)}` : '';
}

function rowLine(table, row, columns) {
  const open = () => openRows(TABLES[table].name, [{ table, rows: [row] }]);
  const cells = columns.map(([, value, how], n) => {
    const text = how === 'num' && typeof value(row) === 'number' && value(row) > 9999 ? wholeNumber.format(value(row)) : value(row);
    const inner = how === 'wide' ? h('span', { class: 'clip' }, text) : text;
    return h('td', { class: how }, n === 0 ? link(inner || '(none)', (event) => { event.stopPropagation(); open(); }) : inner);
  });
  return h('tr', { class: 'go', on: { click: () => { if (!String(getSelection())) open(); } } }, ...cells);
}

function sortBy(column) {
  rowsView.down = rowsView.sort === column ? !rowsView.down : false;
  Object.assign(rowsView, { sort: column, page: 0 });
  drawRows();
  byId('rows-table').querySelectorAll('th button')[column].focus({ preventScroll: true });
}

// --- Files -------------------------------------------------------------------------------------------------------

// a cell that a spreadsheet would take for a formula gets an apostrophe before it, as spreadsheets write text
function csvCell(value) {
  const text = typeof value === 'number' ? String(value) : /^[\s]*[=+\-@]|^[\t\r]/.test(value) ? `'${value}` : value;
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function csvOf(table, rows) {
  const columns = [...TABLES[table].columns, ...TABLES[table].more];
  if (FACTS[table]) columns.push(['reviewed', (row) => FACTS[table].reviewed[row] ?? ''], ['article_id', (row) => ARTICLES.id[FACTS[table].article[row]]], ['title', (row) => ARTICLES.title[FACTS[table].article[row]] ?? ''], ['url', (row) => ARTICLES.url[FACTS[table].article[row]] ?? '']);
  const lines = [columns.map(([name]) => csvCell(name)), ...rows.map((row) => columns.map(([, value]) => csvCell(value(row))))];
  return lines.map((cells) => `${cells.join(',')}\r\n`).join('');
}

function saveCsv(table, rows) {
  const address = URL.createObjectURL(new Blob(['\ufeff', csvOf(table, rows)], { type: 'text/csv' }));
  h('a', { href: address, download: `${table}.csv` }).click();
  setTimeout(() => URL.revokeObjectURL(address), 10000);
}

function startRows() {
  const names = Object.keys(TABLES);
  const choose = (table) => { Object.assign(rowsView, { table, page: 0, sort: AS_IN_TABLES, down: false }); drawRows(); };
  fill('tabs', ...names.map((table) => button(TABLES[table].name, () => choose(table), { role: 'tab', id: `tab-${table}`, 'data-table': table, 'aria-controls': 'rows-panel' })));
  byId('tabs').addEventListener('keydown', (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    choose(names[(names.indexOf(rowsView.table) + step + names.length) % names.length]);
    byId(`tab-${rowsView.table}`).focus();
  });
  byId('rows-prev').addEventListener('click', () => { rowsView.page--; drawRows(); });
  byId('rows-next').addEventListener('click', () => { rowsView.page++; drawRows(); });
  byId('rows-csv').addEventListener('click', () => saveCsv(rowsView.table, sortedRows()));
  listeners.push(() => { rowsView.page = 0; drawRows(); });
}
